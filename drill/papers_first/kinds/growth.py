"""Orders of growth: by what factor ``O(n^2)`` changes where one quantity becomes several times as large.

Of ``O(a + b/\\sqrt{n})`` what the whole becomes, of a bound ``\\leq r + O(1/n)`` the term in ``O``.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction as Rational
from typing import Final

from drill.banks.params import read_domain
from drill.papers_first.draft import Exercise
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Node,
    Number,
    Power,
    Signed,
    Statement,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.kinds.grown_values import grown_value
from drill.papers_first.kinds.powers_in import beside_each_other, is_confirmed, power_of, raised
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed, maths

_ORDERS: Final = frozenset(("O", "o", "\\Omega", "\\Theta"))
_WHOLE: Final = "1.5..12 step 0.5"
_SQUARES: Final = tuple(str(root * root) for root in range(2, 23))
_SQUARE: Final = 2
_MULTIPLES: Final = "2..12"
_VALUES: Final = "2..60"
_OF_ANY_SIZE: Final = frozenset(("count", "positive", "value"))
_AT_MOST_ONE: Final = frozenset(("probability", "rate", "cosine"))
_MOST_TERMS: Final = 4
_LONGEST: Final = 80


def growth_lines(paper: Paper) -> Iterator[tuple[Line, str]]:
    """Orders of growth that stand alone, ``\\mathcal{O}(d + m/\\sqrt{n})``, as lines."""
    for reading in paper.readings:
        match reading.statement:
            case Statement((Call() as order,), ()) if _is_large_o(order) and _inside(order) is not None:
                yield Line(reading, reading.statement, None, "alone", (order,)), ""
            case _:
                continue


def growth(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is, or has, an order of growth and a power of one of its quantities.

    Raises:
        RefusedError: it has none, or no quantity of it stands in one power, other than the first, only.
    """
    if line.is_conditional:
        raise RefusedError("it holds under a condition only")
    inner = _order(line.rights[-1])
    settled, said = _with_exponents(paper, inner)
    beside = set(beside_each_other(settled))
    names = [one for one in dict.fromkeys(symbols(settled)) if one not in beside]
    # what is at most 1 grows less freely than the others, and is no base of a power that is given
    limited = [one for one in names if Roles(paper, one, None).of(one).role in _AT_MOST_ONE]
    free = [one for one in names if one not in limited] + ([] if said else limited)
    powers = {one: power for one in free if (power := power_of(settled, one))}
    confirmed = (one for one in free if one in powers and is_confirmed(settled, one, powers[one]))
    grown = sorted(confirmed, key=lambda one: powers[one] == 1)
    if grown and powers[grown[0]] != 1:
        return exercise_of(paper, line, _factor(inner, grown[0], powers[grown[0]], said))
    unlimited = [one for one in free if one not in limited]
    table = (None if said else grown_value(paper, inner, unlimited)) or _of_sum(paper, inner, free)
    if table is not None:
        return exercise_of(paper, line, table)
    if grown and isinstance(_bare(settled), Sum):
        return exercise_of(paper, line, _factor(inner, grown[0], powers[grown[0]], said))
    raise RefusedError("an order of growth is no number")


def _order(right: Node) -> Node:
    """What stands in the one O of a side.

    Raises:
        RefusedError: it has none, or several, or something stands around it.
    """
    # a small o or an Omega among terms may be a function
    orders = filter(_is_large_o, right.terms) if isinstance(right, Sum) else (right,)
    found = [inner for inner in map(_inside, orders) if inner is not None]
    if len(found) != 1:
        raise RefusedError("it is no order of growth")
    return found[0]


def _is_large_o(term: Node) -> bool:
    return isinstance(term, Call) and isinstance(term.head, Symbol) and term.head.base == "O"


def _inside(right: Node) -> Node | None:
    match right:
        case Call(Symbol(base), Bracket(_, _, (inner,), (), ())) if base in _ORDERS:
            return inner
        case _:
            return None


def _bare(node: Node) -> Node:
    match node:
        case Bracket("(" | "[" | "\\{", _, (inner,), (), ()):
            return _bare(inner)
        case _:
            return node


def _with_exponents(paper: Paper, inner: Node) -> tuple[Node, str]:
    """``inner`` with numbers for the letters of exponents that the paper says something of, and which."""
    taken: dict[Node, str] = {}

    def change(part: Node) -> Node | None:
        match part:
            case Power(base, Symbol() as exponent) if exponent not in symbols(base):
                number = taken.get(exponent) or _exponent(paper, exponent)
                if not number:
                    return None
                taken[exponent] = number
                half = Fraction(Number("1"), Number("2"))
                return Power(replaced(base, change), half if number == "1/2" else Number(number))
            case _:
                return None

    found = replaced(inner, change)
    if any(exponent in symbols(found) for exponent in taken):
        return inner, ""
    return found, listed([f"${maths(to_latex(node))} = {number}$" for node, number in taken.items()])


def _exponent(paper: Paper, exponent: Symbol) -> str:
    """A number for an exponent; empty where nothing is known of it, or it counts and may grow itself."""
    found = Roles(paper, exponent, None).of(exponent)
    if found.role not in ("stated", "rate", "positive"):
        return ""
    values = {float(each.value) for each in read_domain(found.params)}
    return "1/2" if 0.5 in values else "2" if 2.0 in values else ""


def _factor(inner: Node, quantity: Symbol, power: Rational, said: str) -> Table:
    root = power.denominator
    key = raised("m", power) if root <= _SQUARE else raised("r", power * root)
    given = f"{said}, and that " if said else ""
    others = " and everything else stays the same" if len(symbols(inner)) > 1 else ""
    turned = raised("m", -power) if root <= _SQUARE else raised("r", -power * root)
    wrong = [(turned, "That is the other way: think of a larger value, then of a smaller one.")]
    if "m" not in (key, turned):
        wrong.append(("m", "It is no multiple: mind the power."))
    return Table(
        params={"m": _WHOLE if root == 1 else list(_SQUARES)} if root <= _SQUARE else {"r": _WHOLE},
        lets={} if root <= _SQUARE else {"m": f"r^{root}"},
        where=(),
        says=f"Say that {given}{inline(quantity)} becomes @m times as large{others}.",
        asks=f"By what factor does ${maths(to_latex(inner))}$ change? Give it exactly.",
        key=key,
        shape="a power: several times as much put in gives a power of that many times as much",
        motion="put the multiple in, take the number out of the power, compare with before",
        hint=f"In which power does {inline(quantity)} stand?",
        steps=(f"{inline(quantity)} stands in the power ${power}$.", f"The factor is @{{{key}}}."),
        witness={"enumerate": {"i": "1..1"}, "mean": f"exp({power}*ln(m))"},
        wrong=wrong,
    )


def _of_sum(paper: Paper, inner: Node, free: list[Symbol]) -> Table | None:
    """What a sum becomes of which only some terms grow, or not all of them alike."""
    whole = _bare(inner)
    if not isinstance(whole, Sum) or set(whole.signs) != {"+"} or len(whole.terms) > _MOST_TERMS:
        return None
    terms = whole.terms
    if any(len(to_latex(term)) > _LONGEST for term in terms) or not _are_free(paper, terms):
        return None
    found: dict[Symbol, list[Rational]] = {}
    for quantity in free:
        powers = [power_of(term, quantity) for term in terms]
        known = [power for power in powers if power is not None]
        if len(known) == len(terms) and all(
            is_confirmed(term, quantity, power) for term, power in zip(terms, known, strict=True)
        ):
            found[quantity] = known
    if not found:
        return None
    # what grows with several powers says most, then what stands in another one than the first
    quantity = max(found, key=lambda one: (len(set(found[one])), any(p not in (0, 1) for p in found[one])))
    return _sum_table(whole, quantity, found[quantity]) if len(set(found[quantity])) > 1 else None


def _are_free(paper: Paper, terms: tuple[Node, ...]) -> bool:
    """Whether the terms may have any values above 0: each has a quantity that those before it have not."""
    seen: set[Symbol] = set()
    for term in sorted(terms, key=lambda one: len(symbols(one))):
        own = set(symbols(term)) - seen
        seen |= own
        roles = {Roles(paper, one, None).of(one).role for one in own}
        allowed = _OF_ANY_SIZE if isinstance(term, Symbol) else _OF_ANY_SIZE - {"count"}
        if not roles & allowed or any(isinstance(part, Sum | Signed) for part in walk(term)):
            return False
    return True


def _sum_table(whole: Sum, quantity: Symbol, powers: list[Rational]) -> Table:
    names = [letter for letter, _ in zip("abcd", whole.terms, strict=False)]
    rows = list(zip(names, powers, strict=True))
    key = " + ".join(_grown(name, power) for name, power in rows)
    has_root = any(power.denominator == 2 for power in powers)
    now = listed([f"{inline(term)} is @{name}" for name, term in zip(names, whole.terms, strict=True)])
    summed = f"({' + '.join(names)})"
    return Table(
        params={
            **dict.fromkeys(names, _VALUES),
            "m": list(_SQUARES[:6]) if has_root else _MULTIPLES,
        },
        where=[f"{key} != m*{summed}"],
        says=(
            f"Say that at first {now}. Then {inline(quantity)} becomes @m times as large and everything else "
            "stays the same."
        ),
        asks=f"Compute what ${maths(to_latex(whole))}$ is then, exactly.",
        key=key,
        shape="a sum of powers: each term changes by a factor of its own",
        motion=f"find the power of {inline(quantity)} in each term, change each term by it, then add up",
        hint=f"In which power does {inline(quantity)} stand in each term?",
        steps=(
            *(
                f"{inline(term)} becomes $@{{raw({_grown(name, power)})}} = @{{{_grown(name, power)}}}$."
                for term, (name, power) in zip(whole.terms, rows, strict=True)
                if power
            ),
            f"Together @{{{key}}}.",
        ),
        witness={"enumerate": {"i": f"1..{len(names)}"}, "mean": _searched(names, powers)},
        wrong=(
            (f"m*{summed}", "Not every term grows alike: mind the powers."),
            (
                " + ".join(_grown(name, -power) for name, power in rows),
                "That is the other way: think of a larger value, then of a smaller one.",
            ),
        ),
        level=2,
    )


def _grown(name: str, power: Rational) -> str:
    """``a/sqrt(m)``, ``b*m``; a term that stays as it is by its name."""
    if not power:
        return name
    return f"{name}/({raised('m', -power)})" if power < 0 else f"{name}*{raised('m', power)}"


def _searched(names: list[str], powers: list[Rational]) -> str:
    """The sum as a mean of its terms, by logarithms: another way to the key."""
    terms = ", ".join(f"exp(ln({name}) + {power}*ln(m))" for name, power in zip(names, powers, strict=True))
    return f"{len(names)}*pick(i, {terms})"
