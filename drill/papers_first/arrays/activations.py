"""Nonlinearities that a paper leaves open, ``\\sigma(W x + b)``: which function code is to take for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import Big, Bracket, Call, Node, Product, Sum, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.wording import inline

Word = Literal["tanh", "sigmoid", "relu"]

_SIGMA: Final = Symbol("\\sigma")
_HEADS: Final = frozenset((_SIGMA, Symbol("\\phi"), Symbol("\\varphi"), Symbol("act", "\\operatorname")))
_ONLY_IF_SAID: Final = frozenset((Symbol("\\phi"), Symbol("\\varphi")))
_SAID: Final[tuple[tuple[re.Pattern[str], Word], ...]] = (
    (re.compile(r"\b(?:sigmoid|logistic)\b(?!-)", re.IGNORECASE), "sigmoid"),
    (re.compile(r"(?<![\w-])(?:relu|rectifie[rd])\b", re.IGNORECASE), "relu"),
    (re.compile(r"\btanh\b|\bhyperbolic tangent\b", re.IGNORECASE), "tanh"),
    (re.compile(r"\bactivation function|\bactivation$|\bnon-?linear", re.IGNORECASE), "tanh"),
)
"""What a glossary says of an activation, the particular before the general."""
_OTHER_KIND: Final = re.compile(r"softmax|leaky|gelu|\belu\b|swish|silu|\bor\b", re.IGNORECASE)
_SWISH: Final = re.compile(
    r"\bswish\b|\bsilu\b|\bsigmoid[ -](?:weighted )?linear unit|\bgelu\b", re.IGNORECASE
)
_WRITTEN_OUT: Final = frozenset(("\\sum", "\\prod"))
_ABOUT_LAYERS: Final = re.compile(
    r"\bactivation|\bnon-?linear|\bneural|\bhidden (?:layer|state|unit)", re.IGNORECASE
)
_ANOTHER_SIGMA: Final = re.compile(
    r"sigmoid|logistic|softmax|\\tanh|\btanh\b|singular value|spectr|eigenvalue|deviation|variance|-algebra",
    re.IGNORECASE,
)
"""In a paper that speaks of these, a sigma that it does not explain may be one of them."""
_CODE: Final[dict[Word, str]] = {
    "tanh": "np.tanh",
    "sigmoid": "1/(1 + np.exp(-{0}))",
    "relu": "np.maximum({0}, 0)",
}
_FUNCTION: Final = re.compile(r"function|activation|non-?linear|network|\bmap|transform", re.IGNORECASE)
_NO_FUNCTION: Final = re.compile(
    r"deviation|variance|rate\b|number|constant|factor|coefficient|parameter|weight|matrix|vector",
    re.IGNORECASE,
)
_NOT_CALLED: Final = r"(?!\s*'?\s*(?:\\left|\\[bB]igg?l?)?\s*[(\[])"
_ENTRIES: Final = ("x", "z", "u", "t", "y", "v", "w", "s", "r")


@dataclass(frozen=True, slots=True)
class Activation:
    """A nonlinearity under the paper's name, and the function that code takes for it."""

    head: Symbol
    word: Word

    def taken(self, names: Iterable[str]) -> str:
        """What the exercise says of it; ``names`` are those of its arrays."""
        entry = next(letter for letter in _ENTRIES if letter not in set(names))
        return f"Take `{_CODE[self.word].format(entry)}` for {inline(self.head)}, entry by entry."

    @property
    def _named(self) -> Symbol:
        return Symbol(self.word, "\\operatorname")

    def written(self, node: Node) -> Node:
        """``node`` with the function's own name in place of the paper's."""

        def change(part: Node) -> Node | None:
            if isinstance(part, Call) and part.head == self.head:
                inner = tuple(replaced(each, change) for each in part.arguments.parts)
                return Call(self._named, replace(part.arguments, parts=inner))
            return None

        return replaced(node, change)

    def calls_in(self, node: Node) -> Iterator[Node]:
        """The calls of the function in a side that is ``written``."""
        return (part for part in walk(node) if isinstance(part, Call) and part.head == self._named)

    def as_in_paper(self, text: str) -> str:
        """Text about a side that is ``written``, with the paper's name of the function."""
        return text.replace(to_latex(self._named), to_latex(self.head))


def activation_of(paper: Paper, side: Node) -> Activation | None:
    """The nonlinearity that a side calls on one argument; None where it calls none that is surely one."""
    calls = [part for part in walk(side) if isinstance(part, Call) and part.head in _HEADS]
    heads = {call.head for call in calls if isinstance(call.head, Symbol)}
    if len(heads) != 1 or any(len(call.arguments.parts) != 1 or call.arguments.sub for call in calls):
        return None
    if any(isinstance(part, Big) and part.name not in _WRITTEN_OUT for part in walk(side)):
        return None  # what is averaged or integrated is given whole
    (head,) = heads
    meanings = [entry.meaning for entry in paper.entries if entry.name == head]
    if meanings:
        words: set[Word | None] = {_said(meaning) for meaning in meanings}
        word = words.pop() if len(words) == 1 else None
        is_called = _is_only_called(paper, head) or (
            all(map(_FUNCTION.search, meanings)) and _is_called_here(side, head)
        )
        return Activation(head, word) if word is not None and is_called else None
    if head == _SIGMA and any(map(_is_gate_of_itself, walk(side))) and _speaks_of_swish(paper):
        return Activation(head, "sigmoid") if _is_called_here(side, head) else None
    is_open = head not in _ONLY_IF_SAID and _is_left_open(paper, head, calls)
    return Activation(head, "tanh") if is_open else None


def is_function(paper: Paper, head: Node) -> bool:
    """Whether what stands before brackets is surely a function rather than a factor.

    A word is one, and a letter that is always called; a Greek one where layers or functions are spoken of.
    """
    if not isinstance(head, Symbol):
        return False
    if head.font == "\\operatorname" and len(head.base) > 1:
        return True
    meanings = [entry.meaning for entry in paper.entries if entry.name == head]
    if any(map(_NO_FUNCTION.search, meanings)) or not _is_only_called(paper, head):
        return False
    texts = [paragraph.text for paragraph in paper.document.paragraphs]
    is_latin = not head.base.startswith("\\")
    return (
        is_latin
        or any(map(_FUNCTION.search, meanings))
        or (not meanings and any(map(_ABOUT_LAYERS.search, texts)))
    )


def _said(meaning: str) -> Word | None:
    """The function that a meaning names; None where it names none of these."""
    if _OTHER_KIND.search(meaning):
        return None
    return next((word for pattern, word in _SAID if pattern.search(meaning)), None)


def _is_called_here(side: Node, head: Symbol) -> bool:
    """Whether a name stands before brackets only, wherever it stands in a side."""
    calls = sum(isinstance(part, Call) and part.head == head for part in walk(side))
    return sum(part == head for part in walk(side)) == calls


def _is_gate_of_itself(node: Node) -> bool:
    """``x \\sigma(x)``, ``x \\sigma(\\beta x)``: swish or SiLU, in which the function is the sigmoid."""
    match node:
        case Product((Symbol() as gated, Call(Symbol() as head, Bracket("(", ")", (inner,), (), ()))), _):
            return head == _SIGMA and any(
                one == gated for one in (inner.factors if isinstance(inner, Product) else (inner,))
            )
        case _:
            return False


def _speaks_of_swish(paper: Paper) -> bool:
    return any(_SWISH.search(one.text) for one in paper.document.paragraphs) or any(
        _SWISH.search(section.title) for section in paper.document.sections
    )


def _is_left_open(paper: Paper, head: Symbol, calls: Iterable[Call]) -> bool:
    """Whether a name without a meaning is a nonlinearity: of what layers compute, in a paper about them."""
    texts = [paragraph.text for paragraph in paper.document.paragraphs]
    formulas = [" ".join(reading.tokens) for reading in paper.readings]
    return (
        _is_only_called(paper, head)
        and all(isinstance(call.arguments.parts[0], Sum | Product) for call in calls)
        and any(map(_ABOUT_LAYERS.search, texts))
        and not any(map(_ANOTHER_SIGMA.search, (*texts, *formulas)))
    )


def _is_only_called(paper: Paper, head: Symbol, *, may_be_defined: bool = False) -> bool:
    """Whether brackets follow the name wherever it stands in formulas, and no formula need define it."""
    for reading in paper.readings:
        left = reading.statement.sides[0] if reading.statement is not None else None
        if isinstance(left, Call) and left.head == head and not may_be_defined:
            return False
        for token, following in pairwise((*reading.tokens, "")):
            if token == head.base and following not in ("(", "[", "\\{", "'", *("}" * bool(head.font))):
                return False
    name = re.escape(head.base)
    dressed = re.compile(rf"{name}\s*\}}?\s*[_^]|\{{\s*{name}\b{_NOT_CALLED}")
    return bool(head.font) or not any(
        dressed.search(paragraph.text) for paragraph in paper.document.paragraphs
    )
