"""Identity matrices: whether the I of a sum is one, which no shape states and no glossary need explain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeGuard

from drill.papers_first.arithmetic.sized_identities import is_sized, sized_identities
from drill.papers_first.arrays.told_shapes import is_said_number, matrix_like
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
    Transpose,
)
from drill.papers_first.paper import Paper
from drill.papers_first.wording import inline

_PLAIN: Final = Symbol("I")
_BOLD: Final = Symbol("I", "\\mathbf")
_ROMAN: Final = Symbol("I", "\\mathrm")
_UPRIGHT: Final = (_BOLD, _ROMAN)
"""Letters that other things are seldom called."""
_SAID: Final = re.compile(r"\bidentity\b", re.IGNORECASE)
_IDENTITY_MATRIX: Final = re.compile(
    r"\bidentity (?:matri(?:x|ces)|operator)\b|\bthe identity\s+\$", re.IGNORECASE
)
_OTHER_MATTER: Final = re.compile(r"\b(?:images?|intensit(?:y|ies)|currents?|information)\b", re.IGNORECASE)
"""Things that are called I, too."""
_DRESSED: Final = re.compile(r"(?<![A-Za-z\\])I\s*\}?\s*[_^(']")
"""An I with an index or an argument, in running text."""
_UPRIGHT_DRESSED: Final = re.compile(
    r"\\(?:mathbf|mathrm|bm|boldsymbol|bf|rm)\s*\{?\s*I\s*\}?\s*(?:[_^']|\((?![^()]*[-+]))"
)
"""An upright one; brackets that hold a sum are a factor."""
_INFORMATION: Final = re.compile(r"(?<![A-Za-z\\])I\s*\([^()$]*;[^()$]*\)")
"""The mutual information, in running text."""
_AFTER: Final = frozenset(("_", "^", "(", "'", "["))


@dataclass(frozen=True, slots=True)
class Identity:
    """The symbol of the identity matrix; unless ``is_known``, what it is added to has to be square anyway."""

    symbol: Symbol
    is_known: bool

    @property
    def size(self) -> str:
        """The length of its axes where an index says it, else empty."""
        return "".join(self.symbol.sub)


def identity_in(paper: Paper, side: Node) -> Identity | None:
    """The identity matrix of a side; None where it has no I.

    Raises:
        RefusedError: the paper's I may be something else.
    """
    if sized := {part for part in walk(side) if isinstance(part, Symbol) and _is_sized(paper, part)}:
        if len(sized) > 1:
            raise RefusedError("identity matrices of several sizes")
        return Identity(sized.pop(), True)
    if any(sized_identities(side)):
        raise RefusedError("I may be an identity")
    found = {part for part in walk(side) if part in (_PLAIN, *_UPRIGHT)}
    if not found:
        return None
    symbol = next((one for one in _UPRIGHT if one in found), _PLAIN)
    is_sure = any(_is_surely_one(part, symbol) for part in walk(side))
    if len(found) > 1 or _has_other_uses(paper, symbol, besides_information=is_sure):
        raise RefusedError("I may be an identity")
    named = [(entry.name, entry.meaning) for entry in paper.entries if entry.name is not None]
    meanings = [
        meaning
        for name, meaning in named
        if name.base == "I" and (symbol == _PLAIN or name.font == symbol.font)
    ]
    others = [meaning for name, meaning in named if name.base != "I"]
    if not all(map(_SAID.search, meanings)) or any(map(_IDENTITY_MATRIX.search, others)):
        raise RefusedError("I has another meaning")
    texts = [paragraph.text for paragraph in paper.document.paragraphs]
    if meanings or any(map(_IDENTITY_MATRIX.search, texts)):
        return Identity(symbol, True)
    is_used = is_sure or _is_used_as_one(paper, symbol)
    if any(map(_OTHER_MATTER.search, texts)) and not (is_sure or (is_used and symbol in _UPRIGHT)):
        raise RefusedError("I may be an identity")
    return Identity(symbol, is_used)


def _is_sized(paper: Paper, symbol: Symbol) -> bool:
    """Whether it is an I whose index is the length of an axis that the paper states: ``I_N``."""
    if symbol != Symbol("I", symbol.font, sub=symbol.sub) or symbol.font not in ("", "\\mathbf", "\\mathrm"):
        return False
    if len(symbol.sub) != 1 or not symbol.sub[0].isalpha() or len(symbol.sub[0]) != 1:
        return False
    shapes = " ".join(entry.shape for entry in paper.entries)
    is_length = re.search(rf"(?<![A-Za-z]){symbol.sub[0]}(?![A-Za-z'])", shapes) is not None
    is_length = is_length or _has_sure_fellow(paper, symbol)
    meanings = [entry.meaning for entry in paper.entries if entry.name == symbol]
    statements = [reading.statement for reading in paper.readings if reading.statement is not None]
    is_set = any(statement.sides[0] == symbol for statement in statements)
    runs = any(
        isinstance(part, Big) and symbol.sub[0] in part.lower[:1]
        for statement in statements
        for part in walk(statement)
    )
    return is_length and not is_set and not runs and all(map(_SAID.search, meanings))


def _has_sure_fellow(paper: Paper, symbol: Symbol) -> bool:
    """Whether an I of another size is surely an identity, ``I_n`` beside ``I_N``."""
    parts = [
        part
        for reading in paper.readings
        if reading.statement is not None
        for part in walk(reading.statement)
    ]
    fellows = {one for one in parts if isinstance(one, Symbol) and is_sized(one) and one.font == symbol.font}
    return any(_is_surely_one(part, one) for one in fellows - {symbol} for part in parts)


def _has_other_uses(paper: Paper, symbol: Symbol, *, besides_information: bool) -> bool:
    """Whether an I has an index, a power or arguments somewhere, is set to something or an index itself.

    ``besides_information`` says that the mutual information ``I(X; Y)`` does not count.
    """
    dressed = _UPRIGHT_DRESSED if symbol in _UPRIGHT else _DRESSED
    for reading in paper.readings:
        statement = reading.statement
        if statement is None:
            if _is_dressed(reading.tokens, symbol):
                return True
        elif statement.sides[0] == symbol or any(
            _is_other_use(part, symbol)
            for part in walk(statement)
            if not (besides_information and _is_information(part))
        ):
            return True
    texts = (paragraph.text for paragraph in paper.document.paragraphs)
    return any(dressed.search(_INFORMATION.sub("", text) if besides_information else text) for text in texts)


def _is_information(part: Node) -> bool:
    """``I(X; Y)``."""
    match part:
        case Call(Symbol("I"), Bracket(_, _, _, separators)):
            return ";" in separators
        case _:
            return False


def _is_dressed(tokens: Iterable[str], symbol: Symbol) -> bool:
    """Whether an I among tokens that are not read stands before an index, a power or arguments."""
    bare = tuple(token for token in tokens if token != "}")
    return any(
        token == "I" and following in _AFTER and (symbol == _PLAIN or before == "{")
        for before, token, following in zip(("", *bare), bare, (*bare[1:], ""), strict=False)
    )


def _is_other_use(part: Node, symbol: Symbol) -> bool:
    """Whether a part is an I with marks, arguments or a power, or has it as an index."""
    match part:
        case Symbol(base, font):
            is_same = (base, font) == (symbol.base, symbol.font)
            return (is_same and part != symbol) or (symbol == _PLAIN and "I" in part.sub)
        case Call(_, Bracket(_, _, (Sum(),))) if symbol in _UPRIGHT:
            return False  # a multiple of it
        case Call(head) | Applied(head):
            return head == symbol
        case Power(base):
            return base == symbol
        case _:
            return False


def _is_used_as_one(paper: Paper, symbol: Symbol) -> bool:
    """Whether a formula inverts a sum with it, multiplies one, or draws with it as a covariance."""
    statements = (reading.statement for reading in paper.readings if reading.statement is not None)
    return any(_tells(part, symbol) for statement in statements for part in walk(statement))


def _is_surely_one(part: Node, symbol: Symbol) -> bool:
    """Whether a part has no sense but with an identity: a sum inverted, in a determinant, with ``D^{-1/2} A
    D^{-1/2}`` or between such powers.
    """
    match part:
        case Power(Bracket(_, _, (Sum(terms),)), Signed("-", Number("1"))):
            return any(is_multiple(term, symbol) for term in terms)
        case Function("\\det", body) | Function("\\log" | "\\ln", Norm("|", body, ())):
            return any(
                is_multiple(term, symbol) for one in walk(body) if isinstance(one, Sum) for term in one.terms
            )
        case Sum(terms):
            return symbol in terms and any(map(_is_between_powers, terms))
        case Product((Power() as first, Bracket(_, _, (Sum(terms),)), Power() as last, *_)):
            return symbol in terms and first == last
        case _:
            return False


def _is_between_powers(term: Node) -> bool:
    """``D^{-1/2} A D^{-1/2}``."""
    match term:
        case Signed(_, body):
            return _is_between_powers(body)
        case Product((Power(Symbol() as first, Signed("-", _)), _, Power(Symbol() as last, Signed("-", _)))):
            return first == last and first.base[-1].isupper()
        case _:
            return False


def _tells(part: Node, symbol: Symbol) -> bool:
    match part:
        case Power(Bracket(_, _, (Sum() as inner,)), Signed("-", Number("1"))):
            return any(is_multiple(term, symbol) for term in inner.terms)
        case Product(factors, signs):
            sums = _meeting(factors, signs)
            return any(is_multiple(term, symbol) for inner in sums for term in inner.terms)
        case Call(Symbol("N", "\\mathcal"), Bracket(_, _, (*_, last))):
            return is_multiple(last, symbol)
        case Sum(terms):
            return any(map(_is_outer, terms)) and any(is_multiple(term, symbol) for term in terms)
        case _:
            return False


def _is_outer(term: Node) -> bool:
    """``z z^\\top``: a square matrix of a vector."""
    match term:
        case Product((*_, first, Transpose(second, _)), (*_, "")):
            return first == second
        case _:
            return False


def _meeting(factors: tuple[Node, ...], signs: tuple[str, ...]) -> Iterator[Sum]:
    """Sums in brackets beside an array or another sum: not multiplied entry by entry."""
    for left, sign, right in zip(factors, signs, factors[1:], strict=False):
        for factor, other in ((left, right), (right, left)):
            match factor:
                case Bracket(_, _, (Sum() as inner,)) if not sign and _may_be_array(other):
                    yield inner
                case _:
                    continue


def _may_be_array(node: Node) -> bool:
    return isinstance(node, Bracket) or (isinstance(node, Symbol) and node.font == "\\mathbf")


def is_identity(part: Node) -> TypeGuard[Symbol]:
    """Whether a part of what has been lowered is the identity, as far as its name tells."""
    return isinstance(part, Symbol) and Symbol(part.base, part.font) in (_PLAIN, *_UPRIGHT)


def identity_said(paper: Paper, side: Node) -> str:
    """What an exercise about a side that has been lowered says of its I; empty where it need not."""
    identity = identity_in(paper, side) if any(map(is_identity, walk(side))) else None
    if identity is None or paper.meaning(identity.symbol) is not None:
        return ""
    return f"{inline(identity.symbol)} is the identity matrix."


def is_multiple(term: Node, symbol: Node) -> bool:
    """Whether a term is the symbol, perhaps behind a sign or factors."""
    match term:
        case Signed(_, body):
            return is_multiple(body, symbol)
        case Product(factors):
            return factors[-1] == symbol and symbol not in factors[:-1]
        case _:
            return term == symbol


def check_capitals(
    paper: Paper, side: Node, arrays: Mapping[str, tuple[str, ...]], latex: Mapping[str, str]
) -> None:
    """That no capital given as a number may be a matrix: in ``(1 - B)^{-1}``, behind a bold ``v B``.

    ``arrays`` are the axes of what the side is made of by typed name, ``latex`` what each name stands for.

    Raises:
        RefusedError: one may be.
    """
    if not any(arrays.values()):
        return
    numbers = {latex[name] for name, axes in arrays.items() if not axes}

    def may_be_matrix(node: Node) -> bool:
        is_capital = isinstance(node, Symbol) and bool(matrix_like(node)) and to_latex(node) in numbers
        return is_capital and isinstance(node, Symbol) and not is_said_number(paper, node)

    for part in walk(side):
        match part:
            case Power(Bracket(_, _, (Sum((Number("1"), name)),)), Signed("-")) if may_be_matrix(name):
                raise RefusedError("the 1 may be the identity")
            case Product(factors, signs):
                for first, sign, name in zip(factors, signs, factors[1:], strict=False):
                    is_row = isinstance(first, Symbol) and first.font == "\\mathbf" and not sign
                    if is_row and may_be_matrix(name):
                        raise RefusedError("a capital behind a vector may be a matrix")
            case _:
                continue
