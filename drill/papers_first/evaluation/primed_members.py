"""What is one of those that a sum runs over: Bayes' rule at the first, ``A(s, a)`` beside ``\\sum_{a'}``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from drill.papers_first.formula.occurrences import whole_name
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import Big, Call, Fraction, Node, Symbol, symbols


@dataclass(frozen=True, slots=True)
class AtFirst:
    """A right side at the first member, and the sentence that says so."""

    node: Node
    says: str


def is_one_without_primes(top: Node, lower: tuple[str, ...], body: Node) -> bool:
    """``p(\\hat{x}) q(y | \\hat{x})`` of ``\\sum_{\\hat{x}'} p(\\hat{x}') q(y | \\hat{x}')``."""
    primed = "".join(lower)
    bare = primed.rstrip("'")
    return bare not in (primed, "") and "".join(to_tokens(body)).replace(primed, bare) == "".join(
        to_tokens(top)
    )


def at_first_member(right: Node) -> AtFirst | None:
    """``\\frac{p(y|x) p(x)}{\\sum_{x'} p(y|x') p(x')}`` with the first ``x'`` for x; None for other sides."""
    match right:
        case Fraction(top, Big("\\sum", lower, (), body)) if is_one_without_primes(top, lower, body):
            name = whole_name(lower)
        case _:
            return None
    if name is None or name.sub:
        return None
    plain = replace(name.symbol, primes=0)
    first = replace(plain, sub=("1",), primes=lower.count("'"))

    def put(part: Node) -> Symbol | None:
        return first if part == plain else None

    says = f"Let ${to_latex(plain)}$ be ${to_latex(first)}$"
    return AtFirst(replace(right, top=replaced(top, put)), says)


def beside_members(right: Node, left: Node | None) -> AtFirst | None:
    """``A(s, a) - c \\sum_{a'} A(s, a')`` with the first ``a'`` for a; None where no value is one of a sum's.

    Of ``N(s, a)`` beside ``\\sum_b N(s, b)`` the a is one of all b where the left side is of any a.
    """
    sums = [part for part in walk(right) if isinstance(part, Big) and part.name == "\\sum" and not part.upper]
    inside = {symbol for part in sums for symbol in symbols(part)}
    for plain, run in _pairs(right, sums):
        if plain in inside or not _is_one_of(plain, run, left):
            continue
        first = replace(run, sub=("1",))
        node = replaced(right, lambda part, plain=plain, first=first: first if part == plain else None)
        return AtFirst(node, f"Let ${to_latex(plain)}$ be ${to_latex(first)}$")
    return None


def _pairs(right: Node, sums: list[Big]) -> Iterator[tuple[Symbol, Symbol]]:
    """What stands in a value outside of a sum where what runs stands in the same function's within it."""
    outside = [part for part in walk(_without(right, sums)) if isinstance(part, Call)]
    for big in sums:
        run = _member(big)
        for inner in walk(big.body) if run is not None else ():
            if isinstance(inner, Call) and run is not None and run in inner.arguments.parts:
                found = (_in_place_of(run, inner, call) for call in outside)
                yield from ((plain, run) for plain in found if plain is not None)


def _without(node: Node, sums: list[Big]) -> Node:
    """What stands outside of the sums."""
    return replaced(node, lambda part: Symbol("\\cdot") if part in sums else None)


def _member(big: Big) -> Symbol | None:
    """What a sum runs over all values of: ``a'``, ``b``, ``a' \\in \\mathcal{A}``."""
    end = big.lower.index("\\in") if "\\in" in big.lower else len(big.lower)
    tokens = big.lower[:end]
    name = whole_name(tokens)
    if name is None or name.sub or name.above:
        return None
    of_set = "".join(big.lower[end + 1 :])
    letter = name.symbol.base.upper()
    run = replace(name.symbol, primes=tokens.count("'"))
    return run if of_set in ("", f"\\mathcal{{{letter}}}", letter) else None


def _in_place_of(run: Symbol, inner: Call, call: Call) -> Symbol | None:
    """What stands in one call where what runs stands in another one of the same function."""
    if call.head != inner.head or call.arguments.separators != inner.arguments.separators:
        return None
    if len(call.arguments.parts) != len(inner.arguments.parts):
        return None
    pairs = zip(call.arguments.parts, inner.arguments.parts, strict=True)
    others = [(one, other) for one, other in pairs if one != other]
    match others:
        case [(Symbol() as plain, other)] if other == run:
            return plain
        case _:
            return None


def _is_one_of(plain: Symbol, run: Symbol, left: Node | None) -> bool:
    """Whether it is one of what runs: it has the same letter, or the left side holds for each of it."""
    if replace(run, primes=0) == plain:
        return True
    is_letter = plain == Symbol(plain.base, plain.font) and not run.primes
    return is_letter and isinstance(left, Call) and plain in left.arguments.parts
