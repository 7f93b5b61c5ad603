"""How far operators reach; refused where it is not clear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.bound import BELOW, bound_names, drawn_names, mentions, names_of
from drill.papers_first.formula.long_bodies import trailing, with_long_bodies
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Differential,
    Function,
    Node,
    Norm,
    Product,
    Ranged,
    Signed,
    Sum,
    Symbol,
    children,
)
from drill.papers_first.formula.vocabulary import SCALARS

_EXTREMES: Final = frozenset(("\\max", "\\min", "\\sup", "\\inf", "\\argmax", "\\argmin"))
_WHOLE: Final = frozenset(("\\argmax", "\\argmin"))
_COUNTED: Final = frozenset(("\\sum", "\\prod", "\\lim"))
_LIMITS: Final = frozenset(("\\lim", "\\limsup", "\\liminf"))
PROBABILITIES: Final = frozenset(("p", "q", "\\pi", "P"))
"""Letters of probabilities, which weigh and are weighed."""


def reaching(
    terms: Sequence[Node], signs: Sequence[str], *, is_problem: bool = False
) -> tuple[list[Node], list[str]]:
    """A sum's terms, those that a leading ``\\min_x`` reaches over put into it.

    Raises:
        RefusedError: a later term holds what an operator before it runs over, or belongs to a problem that
            the sum is as a whole, though it does not name what is sought.
    """
    chain = _extremes(terms[0])
    rest = terms[1:]
    is_problem = is_problem and not any(map(_extremes, rest))
    is_game = len(chain) > 1 and (is_problem or any(mentions(rest, big) for big in chain))
    is_whole = bool(chain) and (_is_unnamed(chain[-1]) or _is_objective(chain[-1].body, rest))
    is_objective = is_problem and is_whole
    if is_game or is_objective or any(_takes(big, rest) for big in reversed(chain)):
        if isinstance(chain[-1].body, Big) and chain[-1].body.name in _LIMITS:
            raise RefusedError(f"how far {chain[-1].body.name} reaches is not clear")
        body, more = reaching((chain[-1].body, *rest), signs)
        whole: Node = Sum(tuple(body), tuple(more)) if more else body[0]
        for big in reversed(chain):
            whole = Big(big.name, big.lower, big.upper, whole)
        return [whole], []
    if is_problem and not _is_of_values(terms[0]) and any(map(_is_computed, rest)):
        raise RefusedError("how far what is sought reaches is not clear")
    terms, signs = with_long_bodies(terms, signs)
    for index, term in enumerate(terms[:-1]):
        big = _last(term)
        if big is not None and _lacks_differential(big):
            raise RefusedError(f"how far {big.name} reaches is not clear")
        for inner in trailing(term):
            if isinstance(inner, Big) and mentions(terms[index + 1 :], inner) and _counts(inner, big):
                raise RefusedError(f"how far {inner.name} reaches is not clear")
    return list(terms), list(signs)


def check_places(parts: Sequence[Node]) -> None:
    """Refuse ``x f(x) |_{x=0}``: whether all of it is taken there is not clear."""
    for index, part in enumerate(parts):
        last = part.factors[-1] if isinstance(part, Product) else part
        if isinstance(last, Ranged) and last.bar and not last.upper:
            end = next(at for at, token in enumerate(last.lower) if token in ("=", "\\rightarrow"))
            variable = set(last.lower[:end])
            if any(variable & set(to_tokens(before)) for before in parts[:index]):
                raise RefusedError("what is taken at a place is not clear")


def _extremes(first: Node) -> list[Big]:
    """``\\min_x \\max_y``: the extremes that stand in a row, outermost first."""
    chain: list[Big] = []
    while isinstance(first, Big) and first.name in _EXTREMES and first.lower:
        chain.append(first)
        first = first.body
    return chain


def _is_objective(body: Node, rest: Sequence[Node]) -> bool:
    """Whether later terms go on with what is sought; one that calls the same function may be subtracted,
    unless it is weighed as only objectives are.
    """
    heads = {head for term in rest if not _is_weighted(term) for head in _heads(term)}
    return any(map(_is_computed, rest)) and not _heads(body) & heads


def _is_weighted(term: Node) -> bool:
    """``\\lambda R(w)``: a Greek letter before what is computed, and not of what was found, ``x^*``."""
    match term:
        case _ if {"*", "\\star"} & set(to_tokens(term)):
            return False
        case Product((Symbol(base, "", (), (), 0, ()), *rest), signs):
            return base in SCALARS and not set(signs) - {"", "\\cdot"} and any(map(_is_computed, rest))
        case _:
            return False


def _is_of_values(first: Node) -> bool:
    """``\\max(a, b)``: of what stands in brackets, rather than over something."""
    return not isinstance(first, Big) or (not first.lower and isinstance(first.body, Bracket))


def _is_computed(term: Node) -> bool:
    """Whether a term is more than a constant: a sum, a norm, a call, a logarithm."""
    return isinstance(term, Big | Norm | Call | Function) or any(map(_is_computed, children(term)))


def _is_unnamed(big: Big) -> bool:
    """``\\min_w L``: what is sought does not stand in the body, which hides it as later terms may, too."""
    return not mentions([big.body], big)


def _takes(big: Big, rest: Sequence[Node]) -> bool:
    if big.name in _WHOLE:
        return True
    if not mentions(rest, big):
        if any(map(_holds_mean, rest)) or (_is_unnamed(big) and any(map(_holds_name, rest))):
            raise RefusedError(f"how far {big.name} reaches is not clear")
        return False
    heads = {head for head in _heads(big.body) if not bound_names(big) & set(_names_of(head))}
    is_again = bool(heads & {head for term in rest for head in _heads(term)})
    if is_again and not _sets_apart(big.body, rest):
        raise RefusedError(f"how far {big.name} reaches is not clear")
    return True


def _sets_apart(body: Node, rest: Sequence[Node]) -> bool:
    """``E_{x \\sim p}[d(x; w)] - E_{x \\sim q}[d(x; w)]``: one function's means under two laws."""
    laws = [_law(term) for term in (body, *rest)]
    return len(rest) == 1 and () not in laws and laws[0] != laws[1]


def _law(mean: Node) -> tuple[str, ...]:
    """What the mean that a term is, is taken under."""
    match mean:
        case Call(Symbol("E" | "\\mathbb{E}", sub=sub), Bracket(_, _, (_,), (), ())) if "\\sim" in sub:
            return sub[sub.index("\\sim") + 1 :]
        case _:
            return ()


def _holds_mean(node: Node) -> bool:
    """Whether there is an expectation, which may be taken under what an extreme runs over."""
    is_mean = isinstance(node, Symbol) and node.base == "E" and node.font in ("\\mathbb", "\\mathrm")
    return is_mean or any(map(_holds_mean, children(node)))


def _holds_name(node: Node) -> bool:
    return isinstance(node, Symbol) or any(map(_holds_name, children(node)))


def leaks(operator: Big | Call | Applied, node: Node) -> bool:
    """Whether a part outside of an operator holds what it runs over: x in ``\\min_x f(x) = x^2``.

    A name with a mark, as in ``x^*``, is another one.
    """
    return _holds(node, _run_over(operator))


def _holds(node: Node, names: frozenset[str]) -> bool:
    match node:
        case Big() | Call() | Applied() if (_run_over(node) | _integrated_over(node)) & names:
            return False
        case Symbol(sub=indices) if " ".join(to_tokens(node)) in names or names & set(indices):
            return True
        case _:
            return any(_holds(child, names) for child in children(node))


def _run_over(operator: Big | Call | Applied) -> frozenset[str]:
    """The names that an operator, or an expectation, runs over: x of ``\\mathbb{E}_{x \\sim p}``."""
    if isinstance(operator, Big):
        lower = operator.lower
        is_between = bool(lower) and lower[0].isdigit() and lower[1:2] in BELOW
        return bound_names(replace(operator, lower=lower[2:])) if is_between else bound_names(operator)
    return drawn_names(operator)


def _integrated_over(node: Big | Call | Applied) -> frozenset[str]:
    """The names whose differentials stand below an integral, ``\\int f(x) \\, dx``."""
    if not isinstance(node, Big) or not node.name.endswith("int"):
        return frozenset()
    return frozenset(" ".join(to_tokens(variable)) for variable in _differentials(node.body))


def _differentials(node: Node) -> Iterator[Node]:
    if isinstance(node, Differential):
        yield node.variable
    for child in children(node):
        yield from _differentials(child)


def _lacks_differential(big: Big) -> bool:
    """``\\int f + g \\, dx``: the integral may end with a later term."""
    return big.name.endswith("int") and not _holds_differential(big.body)


def _holds_differential(node: Node) -> bool:
    return isinstance(node, Differential) or any(map(_holds_differential, children(node)))


def _last(term: Node) -> Big | None:
    """The operator that a term begins with or ends in, whose body runs to the term's end."""
    if isinstance(term, Signed):
        term = term.body
    if isinstance(term, Product):
        term = term.factors[-1]
        if isinstance(term, Applied):
            return _last(term.body)
        return term if isinstance(term, Big) and _runs_on(term.name, inside=True) else None
    if isinstance(term, Applied):
        return _last(term.body)
    return term if isinstance(term, Big) and _runs_on(term.name, inside=False) else None


def _counts(inner: Big, last: Big | None) -> bool:
    """Whether what a term ends in counts, or is the operator whose body runs to its end."""
    return inner == last or inner.name in _COUNTED


def _runs_on(name: str, *, inside: bool) -> bool:
    """Whether authors let an operator reach over a sum; behind a factor an extreme takes one product."""
    return name in _COUNTED or name.endswith("int") or (name in _EXTREMES and not inside)


def _heads(node: Node) -> set[Node]:
    found: set[Node] = set()
    if isinstance(node, Call):
        found.add(node.head)
    for child in children(node):
        found |= _heads(child)
    return found


def _names_of(head: Node) -> list[str]:
    return names_of(head) if isinstance(head, Symbol) else []


def follows_logarithm(operand: Node, following: str | None, next_font: str | None) -> bool:
    """``\\log \\pi(a \\mid s) \\, A``: a value weighs the logarithm of a probability."""
    if not isinstance(operand, Call) or not isinstance(operand.head, Symbol):
        return False
    if operand.head.base not in PROBABILITIES or following is None:
        return False
    if following in ("(", "["):
        return True
    letter = next_font if following in ("\\hat", "\\bar", "\\tilde") else following
    return letter is not None and letter in ("A", "Q", "R", "G", "\\delta", "V")


def is_weighed(body: Node) -> bool:
    """Whether a gradient's body is a logarithm of a probability, which a factor may weigh."""
    return (
        isinstance(body, Function)
        and isinstance(body.body, Call)
        and isinstance(body.body.head, Symbol)
        and body.body.head.base in PROBABILITIES
    )
