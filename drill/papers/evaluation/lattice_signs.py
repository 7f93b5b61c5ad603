"""``a \\wedge 1`` and ``0 \\vee a``: the smaller and the larger of two numbers, as minima and maxima."""

from __future__ import annotations

from typing import Final

from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tree import Big, Bracket, Fraction, Node, Number, Product
from drill.papers.sides import Line

_EXTREMES: Final = {"\\wedge": "\\min", "\\vee": "\\max"}
_SAID: Final = {"\\wedge": "smaller", "\\vee": "larger"}


def without_lattice_signs(line: Line) -> Line:
    """A line with the smaller or the larger of two for such a sign, which its prompt says.

    Beside a written number the sign joins numbers, neither sets nor statements. It joins all that stands
    on its side of a statement, a fraction or brackets; of sums it is not said how far it reaches.
    """
    told = line.mapped(_extremes)
    if told is line or line.taken:
        return line
    found = sorted({sign for part in walk(line.statement) if (sign := _sign(part))})
    return told.also_saying(
        "Here " + " and ".join(f"${sign}$ gives the {_SAID[sign]} of the two" for sign in found)
    )


def _extremes(side: Node) -> Node:
    """A side with the extreme that it is, and with those in its brackets and fractions."""

    def change(part: Node) -> Node | None:
        match part:
            case Bracket(opening, closing, (Product() as inner,), (), sub) if _sign(inner):
                return Bracket(opening, closing, (_extreme(inner),), (), sub)
            case Fraction(top, bottom) if _sign(top) or _sign(bottom):
                return Fraction(_extremes(top), _extremes(bottom))
            case _:
                return None

    return _extreme(side) if isinstance(side, Product) and _sign(side) else replaced(side, change)


def _sign(node: Node) -> str:
    """The only such sign of a product, behind its first factor or before its last, which is a number."""
    match node:
        case Product((*factors, Number()), (*others, ("\\wedge" | "\\vee") as sign)) | Product(
            (Number(), *factors), (("\\wedge" | "\\vee") as sign, *others)
        ):
            is_alone = not _EXTREMES.keys() & set(others)
            return sign if is_alone and not any(isinstance(one, Big) for one in factors) else ""
        case _:
            return ""


def _extreme(product: Product) -> Node:
    place = next(at for at, sign in enumerate(product.signs, start=1) if sign in _EXTREMES)
    pair = (_part(product, 0, place), _part(product, place, len(product.factors)))
    name = _EXTREMES[product.signs[place - 1]]
    return Big(name, (), (), Bracket("\\{", "\\}", tuple(map(_extremes, pair)), (",",), ()))


def _part(product: Product, begin: int, end: int) -> Node:
    """The product of some of the factors."""
    factors = product.factors[begin:end]
    return factors[0] if len(factors) == 1 else Product(factors, product.signs[begin : end - 1])
