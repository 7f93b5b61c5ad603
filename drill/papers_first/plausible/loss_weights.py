"""What weighs the terms and penalties of a loss: ``\\lambda_1 \\mathcal{L}_a + \\lambda_2 \\|x\\|^2``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Call, Node, Norm, Power, Product, Statement, Sum, Symbol

_WORDS: Final = frozenset(("loss", "Loss"))
_LETTERS: Final = frozenset(
    (
        "\\alpha",
        "\\beta",
        "\\gamma",
        "\\eta",
        "\\zeta",
        "\\kappa",
        "\\lambda",
        "\\mu",
        "\\nu",
        "\\xi",
        "\\omega",
    )
)
"""Letters of weights, which lead a term of a loss."""
_OF_CASES: Final = frozenset(("w", "c", "a"))
"""Letters of weights that a loss gives each of its cases."""
_PLAIN: Final = frozenset(("", "\\cdot", "\\times", "*"))


def weights_of_losses(side: Node, left: Node | None) -> frozenset[Node]:
    """The numbers and functions that a loss is multiplied by, or that lead a term of one."""
    return frozenset(_weights(side, left is not None and _is_loss(left)))


def weights_of_penalties(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """The ``c_b`` of ``c_a u + c_b \\|x\\|^2``, and what else of its letter leads a term of the sum."""
    for statement in statements:
        for part in walk(statement):
            if not isinstance(part, Sum):
                continue
            led = [term.factors for term in part.terms if isinstance(term, Product)]
            leading = [(factors[0], factors[1:]) for factors in led if isinstance(factors[0], Symbol)]
            penalising = {one.base for one, rest in leading if _is_letter(one) and any(map(_is_size, rest))}
            yield from (one for one, _ in leading if _is_letter(one) and one.base in penalising)


def _is_size(factor: Node) -> bool:
    """``\\|x\\|``, ``\\|x\\|^2``."""
    norm = factor.base if isinstance(factor, Power) else factor
    return isinstance(norm, Norm) and norm.bars == "\\|"


def _weights(side: Node, is_of_loss: bool) -> Iterator[Node]:
    for part in walk(side):
        match part:
            case Product(factors, signs) if set(signs) <= _PLAIN and any(map(_is_loss, factors)):
                yield from (one for one in factors if _is_weight(one))
            case Big("\\sum", _, _, Product((Symbol() as one, *rest), signs)) if (
                is_of_loss and set(signs) <= _PLAIN and rest and all(map(_is_size, rest))
            ):
                yield from (one,) if _is_letter(one) or one.base in _OF_CASES else ()
            case Sum(terms) if is_of_loss:
                leading = [term.factors[0] for term in terms if isinstance(term, Product)]
                yield from (one for one in leading if isinstance(one, Symbol) and _is_letter(one))
            case _:
                continue


def _is_loss(node: Node) -> bool:
    """``\\mathcal{L}_{\\text{rec}}``, ``\\mathcal{L}(\\theta)``, ``\\operatorname{Loss}``."""
    head = node.head if isinstance(node, Call) else node
    if not isinstance(head, Symbol):
        return False
    return (head.base == "L" and head.font == "\\mathcal") or head.base in _WORDS


def _is_weight(factor: Node) -> bool:
    """Whether a factor is a number that one sets, or a schedule of such: ``w_1``, ``\\beta(e)``."""
    match factor:
        case Symbol(_, "", ()):
            return not _is_loss(factor)
        case Call(Symbol() as head):
            return _is_letter(head)
        case _:
            return False


def _is_letter(symbol: Symbol) -> bool:
    return symbol.base in _LETTERS and not symbol.font and not symbol.accents
