"""What stands under running indices: entries of arrays, vectors, and values that are given whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.arrays.inner_products import inner_factors
from drill.papers_first.arrays.told_shapes import ARRAY_WORDS, Known, axis_name
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Derivative,
    Gradient,
    Node,
    Norm,
    Symbol,
    children,
    symbols,
)
from drill.papers_first.paper import Paper

_NUMBER_HEADS: Final = frozenset(
    ("p", "q", "P", "k", "K", "r", "V", "Q", "\\pi", "\\ell", "L", "d", "sim", "\\kappa")
)
"""Functions whose values are numbers."""
_STATES: Final = frozenset("hv")
"""Letters of hidden states and of values that attention weighs."""
_ABOUT_STATES: Final = re.compile(
    r"\bhidden states?\b|\battention\b|\bLSTM\b|\btransformers?\b", re.IGNORECASE
)
_ABOUT_UNITS: Final = re.compile(r"\bBoltzmann\b|\b(?:visible|hidden) units?\b", re.IGNORECASE)
"""There h and v are numbers, one a unit."""
_NUMBER_WORDS: Final = frozenset(
    (
        "sim",
        "cos",
        "dist",
        "kl",
        "score",
        "loss",
        "acc",
        "conf",
        "iou",
        "normal",
        "bernoulli",
        "categorical",
        "pr",
    )
)
"""Words for functions whose values are numbers; a network's may be vectors."""


def indices_of(symbol: Symbol) -> tuple[str, ...]:
    """The indices of a symbol, without the commas between them."""
    return tuple(token for token in symbol.sub if token != ",")


def is_entry(symbol: Symbol, indices: int) -> bool:
    """Whether so many indices make an entry of a bold symbol: two of a matrix, one of a vector."""
    is_matrix = symbol.base.lstrip("\\")[0].isupper()
    return indices == 2 if is_matrix else indices >= 1


def vector_length(paper: Paper, known: Known, symbol: Symbol, leaves: Iterable[Node]) -> str | None:
    """The length of the vectors that a symbol is one of, empty where it has no name; None for numbers.

    A bold small letter with an index is a vector, but where the paper states a shape for the letter alone, or
    where it stands beside entries of bold matrices.

    Raises:
        RefusedError: its terms are arrays of another sort.
    """
    entry = paper.meaning(symbol)
    if entry is not None and entry.shape not in ("", "()"):
        return axis_name(entry.shape.strip("()").rstrip(", "))
    kind, axes = known.get(symbol, ("number", ()))
    if kind == "column":
        return axes[0]
    if kind != "number":
        raise RefusedError("its terms are matrices")
    if symbol.font != "\\mathbf":
        if entry is not None and not entry.shape and ARRAY_WORDS.search(entry.meaning):
            raise RefusedError("its terms are no numbers")
        if entry is None and symbol.base in _STATES and len(indices_of(symbol)) == 1:
            return "" if _speaks_of_states(paper) else None
        return None
    if symbol.base.lstrip("\\")[0].isupper():
        return None
    is_stated = bool(known.get(replace(symbol, sub=()), ("", ("",)))[1][0])
    return None if is_stated or any(map(_is_matrix_entry, leaves)) else ""


def _speaks_of_states(paper: Paper) -> bool:
    """Whether a paper is about networks whose states and values are vectors."""
    texts = [paragraph.text for paragraph in paper.document.paragraphs]
    return any(map(_ABOUT_STATES.search, texts)) and not any(map(_ABOUT_UNITS.search, texts))


def _is_matrix_entry(node: Node) -> bool:
    if not isinstance(node, Symbol) or node.font != "\\mathbf":
        return False
    return node.base.isupper() and len(indices_of(node)) == 2


def is_contraction(node: Node) -> bool:
    """Whether it makes a number of vectors: a norm, an inner product."""
    return isinstance(node, Norm) or inner_factors(node) is not None


def kept_entries(side: Node, vectors: Mapping[str, str]) -> tuple[str, ...]:
    """The indices of the entries of vectors of which a side makes no numbers."""

    def kept(node: Node) -> Iterator[str]:
        if isinstance(node, Symbol):
            yield from (token for token in node.sub if token in vectors)
        elif not is_contraction(node):
            for child in children(node):
                yield from kept(child)

    return tuple(dict.fromkeys(kept(side)))


def values_at(paper: Paper, order: tuple[str, ...], side: Node, left: Node) -> dict[Node, Symbol]:
    """What is given whole at running indices, ``f(x_i)``: each as a symbol with these indices.

    Raises:
        RefusedError: such a value may be an array.
    """
    met: dict[Node, _Value] = {}
    for part in _given(side):
        named = {symbol.base for symbol in symbols(part)}  # p(x) and p(y) are two functions, f(x_i) is one
        tokens = tuple(to_tokens(part))
        places = tuple(token for token in tokens if token in order)
        if not places:
            continue
        if not _is_number(part, side, left) or _is_slope_by_vector(paper, part):
            raise RefusedError("its terms are no entries of arrays")
        skeleton = tuple("#" if token in order and token not in named else token for token in tokens)
        met[part] = _Value(skeleton, places)
    shared = Counter(
        value.skeleton for value in {(one.skeleton, one.repeats): one for one in met.values()}.values()
    )
    names: dict[tuple[str, ...], str] = {}
    return {
        part: Symbol(
            names.setdefault(value.skeleton, f"#{len(names)}"),
            # s(x_i, y_i) beside s(x_i, y_j) is on the diagonal; alone it has one index
            sub=value.places if shared[value.skeleton] > 1 else tuple(dict.fromkeys(value.places)),
        )
        for part, value in met.items()
    }


@dataclass(frozen=True, slots=True)
class _Value:
    """What is given whole: its tokens without the running indices, and these where they stand."""

    skeleton: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def repeats(self) -> tuple[int, ...]:
        """Which of the indices are the same."""
        return tuple(self.places.index(index) for index in self.places)


def _given(node: Node) -> Iterable[Node]:
    """Parts that are given whole, from the outside in; symbols are none of them."""
    is_norm = isinstance(node, Norm) and (node.bars == "\\|" or not is_given(node))
    is_reduced = is_norm or (isinstance(node, Bracket) and node.opening == "\\langle")
    if is_reduced and not any(isinstance(part, Call) for part in walk(node)):
        for child in children(node):
            yield from _given(child)
        return
    if not isinstance(node, Symbol) and is_given(node):
        yield node
        return
    for child in children(node):
        yield from _given(child)


def is_at_index(node: Node, order: tuple[str, ...]) -> bool:
    """Whether a running index stands in what is given whole."""
    return bool(set(to_tokens(node)) & set(order))


def _is_number(part: Node, side: Node, left: Node) -> bool:
    """Whether a value is a number: a norm, by its name, or since a number is on the left."""
    if isinstance(part, Gradient) or (isinstance(left, Symbol) and left.font == "\\mathbf"):
        return False
    return is_number_value(part, left)


def _is_slope_by_vector(paper: Paper, part: Node) -> bool:
    """``\\frac{d y_i}{d \\mathbf{w}}``: as many slopes as what it is by has entries."""
    match part:
        case Derivative(_, (_, "\\mathbf", "{", letter, *_)):
            return letter.lstrip("\\")[0].islower()
        case Derivative(_, (_, letter, *_)):
            return any(name.base == letter and shape != "()" for name, shape in paper.memberships)
        case _:
            return False


def is_number_value(part: Node, left: Node) -> bool:
    """Whether a value is a number by its name, or since a number is on the left."""
    if isinstance(part, Symbol):
        return _is_called_number(left)
    if not isinstance(part, Call) or not isinstance(part.head, Symbol):
        return True
    head = part.head
    if head.font == "\\mathbf":
        return False
    is_word = head.font == "\\operatorname" and head.base.lower() in _NUMBER_WORDS
    return head.base in _NUMBER_HEADS or is_word or _is_called_number(left)


def _is_called_number(left: Node) -> bool:
    """Whether the left side is a loss or its like."""
    head = left.head if isinstance(left, Call) else left
    is_word = not isinstance(left, Call)  # a named quantity; a named function may give arrays
    return isinstance(head, Symbol) and (
        head.base in ("L", "J", "E", "\\ell", "R", "H", "Z")
        or head.font == "\\mathcal"
        or (is_word and head.font == "\\operatorname")
    )
