"""Names of symbols: their rows' keys, and what learners type for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from drill.arraycode import is_reserved
from drill.errors import DrillError
from drill.latex import canonical
from drill.notation import Notation, read, to_latex, to_tokens, tree

# What stands behind a function's name in its row, where the name alone is something else.
CALLED: Final = r"(\cdot)"
# What a symbol may be typed as: a name of declarations and answers.
TYPED_NAME: Final = re.compile(r"[^\W\d]\w*'*")
_WORD: Final = re.compile(r"[A-Za-z0-9]+")
_LETTERS: Final = re.compile(r"[A-Za-z]{3,}")
_VARIANTS: Final = {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "ell": "l",
}  # fmt: skip
_ACCENTS: Final = {"Delta": "diff", "overline": "bar", "widehat": "hat", "widetilde": "tilde"}
_FONTS: Final = {"\\mathbf": "bold", "\\mathcal": "cal", "\\mathbb": "double", "\\mathsf": "sans"}
_STARS: Final = frozenset(("*", "\\star", "\\ast"))
_SIGNS: Final = {"+": "plus", "-": "minus"}
_RUNNING_GREEK: Final = frozenset(("\\ell", "\\tau", "\\kappa"))


def key_of(ref: tree.Ref) -> str:
    """A symbol's row: its name with fonts, accents, label, digits and mark; running indices are open.

    ``h_{max}``, ``h_{\\mathrm{max}}`` and ``h_{\\max}`` are one.
    """
    name = ref.name
    below = ",".join(filter(None, (_word(name.label), *map(_place, ref.below))))
    above = ",".join(map(_place, ref.above))
    mark = "*" if ref.mark in _STARS else _word(ref.mark)
    parts = ("".join(name.accents), name.font, name.base, below, above, "'" * ref.primes, mark)
    return "|".join(parts).rstrip("|")


def _word(latex: str) -> str:
    """A word below or above a letter, however it is set."""
    return re.sub(r"\\operatorname\*?|[\\{} ]", "", latex)


def _place(index: tree.Index) -> str:
    """An index where it tells which one, ``\\beta_1``, ``p_\\theta``; a dot for one that runs."""
    match index:
        case tree.Fixed(text):
            return text
        case tree.Running(letter) if letter.startswith("\\") and letter not in _RUNNING_GREEK:
            return letter
        case tree.Computed(tree.Opaque((token,))):
            return _word(token)
        case tree.Computed(tree.Opaque(tokens)):
            return "".join(tokens)
        case _:
            return "·"


def typed_name(ref: tree.Ref) -> str:
    """A name for a symbol as a learner types it: ``theta_t``, ``mhat_t``, ``beta_1``, ``d_model``."""
    name = ref.name
    base = "".join(_WORD.findall(name.base)) or "x"
    base = f"x{base}" if base[0].isdigit() else _VARIANTS.get(base, base)
    accents = "".join(_ACCENTS.get(one.lstrip("\\"), one.lstrip("\\")) for one in name.accents)
    mark = "star" if ref.mark in _STARS else "".join(_WORD.findall(ref.mark)).removeprefix("operatorname")
    label = "".join(_WORD.findall(name.label.replace("\\operatorname", "")))
    indices = "".join(_typed_index(index) for index in (*ref.below, *ref.above))
    typed = base + accents + "prime" * ref.primes + mark + (f"_{label}{indices}" if label + indices else "")
    return f"{typed}_" if is_reserved(typed) else typed


def _typed_index(index: tree.Index) -> str:
    match index:
        case tree.Running(letter):
            return "".join(_WORD.findall(letter))
        case tree.Fixed(text):
            return _SIGNS.get(text) or "".join(_WORD.findall(text))
        case tree.Computed(tree.Opaque(tokens)):
            return "".join(_WORD.findall("".join(tokens)))
        case tree.Open() | tree.Computed():
            return ""


def free_name(ref: tree.Ref, taken: Iterable[str]) -> str:
    """A typed name that no other symbol has: with its font, else with a number."""
    known = frozenset(taken)
    typed = typed_name(ref)
    if typed in known and ref.name.base.startswith("\\var"):
        typed = f"var{typed}"
    if typed in known and ref.name.font in _FONTS:
        typed = f"{typed}_{_FONTS[ref.name.font]}"
    own, count = typed, 2
    while own in known:
        own, count = f"{typed}_{count}", count + 1
    return own


@lru_cache(maxsize=8192)
def read_name(latex: str) -> tree.Ref | None:
    """The one name that LaTeX is; None for anything else."""
    try:
        return _name_in(read(canonical(latex)))
    except DrillError:
        return None


@lru_cache(maxsize=8192)
def read_symbol(latex: str) -> tree.Ref | None:
    """The name that a row of a sheet has: a differential and a word letter by letter are names there, too."""
    if (ref := read_name(latex)) is not None:
        return ref
    word = _LETTERS.match(latex)
    try:
        known = Notation(words=frozenset((word[0],) if word else ()), has_differentials=True)
        return _name_in(read(canonical(latex), known))
    except DrillError:
        return None


def latex_of_symbol(ref: tree.Ref) -> str:
    """A symbol as its row writes it; empty where that reads as something else, as a lone accent does."""
    latex = to_latex(to_tokens(ref))
    known = read_symbol(latex)
    return latex if known is not None and key_of(known) == key_of(ref) else ""


def _name_in(statement: tree.Statement) -> tree.Ref | None:
    """The name that a statement is; what stands above a name alone is no power but an index."""
    match statement.sides:
        case (tree.Ref() as ref,):
            return ref
        case (tree.Pow(tree.Ref(above=(), mark="") as ref, exponent),) if (
            step := _step_of(exponent)
        ) is not None:
            return replace(ref, above=(step,), opening="")
        case _:
            return None


def _step_of(exponent: tree.Node) -> tree.Running | None:
    """``t``, ``t+1``, ``t-1`` as an index."""
    base, offset = exponent, 0
    match exponent:
        case tree.Add((base, tree.Num(text))) if text.isdigit():
            offset = int(text)
        case tree.Add((base, tree.Neg(tree.Num(text)))) if text.isdigit():
            offset = -int(text)
        case _:
            base = exponent
    match base:
        case tree.Ref(tree.Name(letter, "", (), ""), (), (), 0, ""):
            return tree.Running(letter, offset)
        case _:
            return None
