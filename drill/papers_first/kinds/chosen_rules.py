"""Rules that an exercise chooses for functions of which the paper says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.softmaxes import LOG_SUMS
from drill.papers_first.evaluation.taken_as_numbers import may_be_array
from drill.papers_first.formula.given import NAMED
from drill.papers_first.formula.occurrences import occurrences
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Call, Gradient, Node, Symbol
from drill.papers_first.glosses.heads import words
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import HEAD_ENDS
from drill.papers_first.wording import maths

FACTORS: Final = (2, 3, -1, 5)
"""What a chosen function multiplies its arguments with: all of them different."""
_LETTERS: Final = "uvwzabc"
_NO_MAPS: Final = frozenset(
    (
        *(
            "E",
            "\\mathbb{E}",
            "V",
            "P",
            "p",
            "q",
            "Pr",
            "\\Pr",
            "N",
            "U",
            "O",
            "o",
            "KL",
            "Var",
            "Cov",
            "var",
        ),
        *(
            "cov",
            "tr",
            "det",
            "diag",
            "vec",
            "rank",
            "Beta",
            "Gamma",
            "Dir",
            "Cat",
            "GP",
            "Normal",
            "Poisson",
        ),
        *("Bernoulli", "Multinomial", "softmax", "Softmax", "concat", "Concat", "max", "min", "sum", "mean"),
        *LOG_SUMS,
        *("\\Re", "\\Im", "Re", "Im"),
        *("log", "exp", "Id", "id", "\\delta", "\\Delta", "\\Gamma", "\\sigma", "\\pi", "MI", "JS", "clip"),
    )
)
"""Heads of which the value is no free choice: laws, operators, functions that everybody knows."""
_MEASURES: Final = words(
    "corr correlation corrcoef pcc std stdev sd cos cosine cossim iou giou miou dice jaccard auc acc accuracy"
    " precision recall mse rmse mae mape ce bce crossentropy entropy mmd hsic cka emd dtw kld jsd median mode"
    " quantile percentile sort topk round floor ceil"
)
"""Words, in small letters, for what is measured or computed in a way that everybody knows."""
_KEPT: Final = frozenset(("P", "p", "q", "Pr", "\\Pr", "KL", "JS", "MI", "Var", "var"))
"""Chances, densities, divergences, spreads: no rule that may give any number gives them."""
_KNOWN: Final = frozenset(
    ("d", "D", "k", "K", "\\kappa", "\\rho", "L", "\\ell", "H", "I", "W", "dist", "sim")
)
"""Letters of distances, kernels, losses and informations, which are no free choice of two arguments."""
_LIMITED: Final = re.compile(
    r"\b(?:distance|metric|kernel|norm|loss|probabilit|densit|divergence|similarit|activation|nonlinear"
    r"|likelihood|entropy|cost|energy|varian|distribution|measure|attention|polic|prior|posterior|sigmoid"
    r"|information|error|threshold|indicator|concat|pooling|correlation)",
    re.IGNORECASE,
)
"""What functions are called of which the value is limited."""
_WORD: Final = re.compile(r"[A-Za-z]{2,}(?=\})")
"""A word below a name, ``D_{\\mathrm{KL}}``."""
_NO_NUMBER: Final = re.compile(
    r"\b(?:sets?|datasets?|graphs?|trees?|nodes?|documents?|quer(?:y|ies)|images?|texts?|sentences?|sequences?|tokens?"
    r"|words?|prompts?|questions?|entit(?:y|ies)|molecules?|programs?|functions?|class|labels?|tasks?|polic(?:y|ies)|distributions?)$",
    re.IGNORECASE,
)
"""What is no number, not even in one dimension."""


def is_free_map(paper: Paper, head: Symbol) -> bool:
    """Whether a letter stands for a function of which an exercise may say what it is here."""
    is_plain = not (head.mark or head.primes) and head.font != "\\mathbb"
    entry = paper.meaning(head)
    said = [" ".join(re.findall(r"[A-Z]?[a-z]+", head.base)), *([] if entry is None else [entry.meaning])]
    is_limited = any(_LIMITED.search(one) for one in said)
    is_known = head.base in _NO_MAPS or head.base in NAMED or head.base.lower() in _MEASURES
    return is_plain and not is_known and not is_limited


def check_numbers(paper: Paper, *names: Symbol) -> None:
    """That numbers may stand for what is put in: no sets, no texts, no words as names; and that it is not a
    table that is looked up, ``G(i, j)`` with i and j out of ``[n]``, which no rule gives.

    Raises:
        RefusedError: one is no number, or all only tell a place.
    """
    if len(names) > 1 and all(map(paper.kept.counts_places, (tuple(to_tokens(name)) for name in names))):
        raise RefusedError("what it is taken of only tells a place")
    for name in names:
        entry = paper.meaning(name)
        said = [one.meaning for one in ((entry,) if entry is not None else paper.meanings(name))]
        is_said = bool(said) and all(_NO_NUMBER.search(HEAD_ENDS.sub("", one.strip())) for one in said)
        is_letter = len(name.base) == 1 or name.base.startswith("\\")
        if is_said or not is_letter or name.font in ("\\mathcal", "\\mathbb"):
            raise RefusedError("what it is taken of is no number")


def check_left(left: Node, functions: Iterable[Symbol]) -> None:
    """That the left side holds none of the functions, as ``\\frac{dz(t)}{dt} = f(z(t))`` does: a rule for it
    would tell what is asked for, too, and something else; and that it is no divergence, law or measure,
    ``\\mathrm{KL}(p \\| q) = B(u; v)``, which is not any number.

    Raises:
        RefusedError: it holds one, or is one.
    """
    head = left.head if isinstance(left, Call) else None
    words_of = () if not isinstance(head, Symbol) else (head.base, *_WORD.findall("".join(head.sub)))
    if any(one in _KEPT or one.lower() in _MEASURES for one in words_of):
        raise RefusedError("what stands on the left side is limited")
    inside = {(one.symbol, one.sub) for one in occurrences(to_tokens(left))}
    if any((bare(function), function.sub) in inside for function in functions):
        raise RefusedError("a function of it stands on the left side")


def rule_of(paper: Paper, call: Call, *, addition: str = "") -> str:
    """``g(u, v; w) = 2u + 3v - w`` in dollars for a call of as many arguments.

    Raises:
        RefusedError: the function is no free choice.
    """
    count = len(call.arguments.parts)
    head = call.head
    if not isinstance(head, Symbol) or not is_free_map(paper, head) or (count > 1 and head.base in _KNOWN):
        raise RefusedError("a function of it has a meaning of its own")
    used = set(to_tokens(call))
    letters = [letter for letter in _LETTERS if letter not in used][:count]
    shown = Call(head, replace(call.arguments, parts=tuple(map(Symbol, letters))))
    terms = [term(factor, letter) for factor, letter in zip(FACTORS, letters, strict=False)]
    return f"${maths(to_latex(shown))} = {joined(terms)}{addition}$"


def term(factor: int, text: str, sign: str = "") -> str:
    """``2u``, ``-w``; with ``*`` as one types it."""
    return text if factor == 1 else f"-{text}" if factor == -1 else f"{factor}{sign}{text}"


def joined(terms: Sequence[str]) -> str:
    """``2u + 3v - w``."""
    return " + ".join(terms).replace("+ -", "- ")


def as_numbers(paper: Paper, *nodes: Node) -> str:
    """What is said where vectors stand for one number each; empty where none does."""
    parts = (part for node in nodes for part in walk(node))
    is_array = any(
        isinstance(part, Gradient)
        or (isinstance(part, Symbol) and (part.font == "\\mathbf" or may_be_array(paper, part)))
        for part in parts
    )
    return "Take every quantity as one number, as for a single coordinate. " if is_array else ""
