"""Which numbers quantities must be, so that the roots, logarithms and powers of a formula have values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from drill.maths.tree import Binary, Call, Index, Neg, Node, Num, Sym, walk
from drill.papers.sheet.types import POSITIVE, Domain, meet

_NEGATIVE: Final = Domain(high=0)
_SHARE: Final = Domain(0, 1)


def needed(node: Node) -> Mapping[str, Domain]:
    """Return what the arguments of roots, logarithms and powers must be, by the names of what is given."""
    domains: dict[str, Domain] = {}
    for part in walk(node):
        for name, domain in _of_part(part):
            domains[name] = meet(domains.get(name, domain), domain) or domain
    return domains


def _of_part(part: Node) -> Iterator[tuple[str, Domain]]:
    match part:
        case Call("ln" | "log2" | "log10" | "sqrt", (inner,)):
            yield from _positive(inner)
        case Binary("^", base, exponent) if not isinstance(exponent, Num) or "." in exponent.text:
            yield from _positive(base)
        case _:
            return


def _positive(node: Node) -> Iterator[tuple[str, Domain]]:
    match node:
        case Sym(name) | Index(Sym(name)):
            yield name, POSITIVE
        case Binary("-", Num("1"), Sym(name) | Index(Sym(name))):
            yield name, _SHARE
        case Binary("+" | "*" | "/", left, right):
            yield from (*_positive(left), *_positive(right))
        case Binary("-", left, _):
            yield from _positive(left)
        case Neg(Sym(name) | Index(Sym(name))):
            yield name, _NEGATIVE
        case Neg(
            Binary("*" | "/" as sign, Num() as number, inner) | Binary("*" as sign, inner, Num() as number)
        ):
            yield from _positive(Binary(sign, number, Neg(inner)))
        case _:
            return
