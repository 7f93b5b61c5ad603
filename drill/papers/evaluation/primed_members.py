"""What is one of the primed ones that a sum runs over: Bayes' rule at the first of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from drill.papers.formula.occurrences import whole_name
from drill.papers.formula.printing import to_latex, to_tokens
from drill.papers.formula.rewrite import replaced
from drill.papers.formula.tree import Big, Fraction, Node, Symbol


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
