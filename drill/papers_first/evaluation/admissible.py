"""What numbers of one formula must satisfy together: shares of a whole, means, signs, domains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from drill.maths import tree as maths
from drill.maths.print import to_plain
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.mixtures import mixed
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Bracket,
    Call,
    Node,
    Number,
    Symbol,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import RANGES, Range

_HALF: Final = maths.Binary("/", maths.Num("1"), maths.Num("2"))


def check_slopes(side: Side) -> None:
    """That no function is given beside its derivative, which it may decide, nor Φ beside φ at one place.

    Raises:
        RefusedError: one is.
    """
    for node in side.names:
        match node:
            case Call(Symbol("\\sigma", primes=1) as head, arguments):
                if Call(replace(head, primes=0), arguments) in side.names:
                    raise RefusedError("a function stands beside its derivative")
            case Call(Symbol("\\phi", "", (), (), _, ()), arguments):
                if Call(Symbol("\\Phi"), arguments) in side.names:
                    raise RefusedError("the normal law's function stands beside its density")
            case _:
                continue


def check_members(side: Side) -> None:
    """That what runs over the members of a set does not stand beside a member of unknown number.

    Of ``f(x) / \\sum_{x_j \\in X} f(x_j)`` the x is one of those, and its value one of theirs.

    Raises:
        RefusedError: it does.
    """
    if not any("\\in" in lower or len(lower) == 1 for lower, _ in side.ranges.runs):
        return
    calls = [node for node in side.names if isinstance(node, Call)]
    for node in calls:
        is_beside = any(_is_numbered(other) and other.head == node.head for other in calls)
        if not _is_numbered(node) and is_beside and sum(part == node for part in walk(side.original)) == 1:
            raise RefusedError("which of the members one stands for is not said")


def _is_numbered(node: Node) -> bool:
    """Whether a value has the number of a member in it."""
    return any(isinstance(part, Symbol) and any(map(str.isdigit, part.sub)) for part in walk(node))


def conditions(tree: maths.Node, found: Mapping[Node, Range], names: Mapping[Node, str]) -> Iterator[str]:
    least = {names[node]: one.least for node, one in found.items()}
    seen: set[str] = set()
    for text in _domain(tree, least):
        if text not in seen and any(name in text for name in least):
            seen.add(text)
            yield text


def _domain(tree: maths.Node, least: Mapping[str, float]) -> Iterator[str]:
    """Conditions under which a tree has a real value, innermost first."""
    match tree:
        case maths.Call("pick", (number, *options)) if any(map(_is_equation, maths.walk(number))):
            yield from _domain(number, least)
            for place, option in enumerate(options, start=1):
                text = f"{to_plain(number)} != {place}"
                yield from (f"{text} or {demanded}" for demanded in _domain(option, least))
            return
        case _:
            pass
    for part in maths.children(tree):
        yield from _domain(part, least)
    match tree:
        case maths.Binary("/", _, below) if not is_positive(below, least) and not isinstance(
            below, maths.Num
        ):
            yield f"{to_plain(below)} != 0"
        case maths.Binary("^", base, maths.Neg(maths.Num(text))) if text.isdigit() and not is_positive(
            base, least
        ):
            yield f"{to_plain(base)} != 0"
        case maths.Binary("^", base, exponent) if not is_positive(base, least):
            if not isinstance(exponent, maths.Num) or not exponent.text.isdigit():
                yield f"{to_plain(base)} > 0"
        case maths.Call("ln" | "log2" | "log10", (argument,)) if not is_positive(argument, least):
            yield f"{to_plain(argument)} > 0"
        case maths.Call("sqrt" | "root" | "gamma" | "digamma", (argument, *_)) if not is_positive(
            argument, least
        ):
            yield f"{to_plain(argument)} > 0"
        case maths.Call("min", (maths.Call("max", (_, low)), high)) if maths.symbols(low) | maths.symbols(
            high
        ):
            yield f"{to_plain(low)} < {to_plain(high)}"
        case maths.Call("floor", (maths.Binary("+", _, half) as shifted,)) if half == _HALF:
            yield f"{to_plain(tree)} != {to_plain(shifted)}"
        case maths.Call("sigmoid" | "tanh", (argument,)):
            yield f"abs({to_plain(argument)}) <= 4"  # beyond it is 1 to every digit that is asked for
        case maths.Call("sin", (argument,)) if maths.Const("pi") in maths.walk(argument):
            yield f"abs({to_plain(tree)}) > 0.000001"  # at whole numbers it is 0
        case maths.Call("Phi", (argument,)):
            yield f"abs({to_plain(argument)}) <= 3"
        case maths.Call("exp", (argument,)):
            yield f"abs({to_plain(argument)}) <= 5"
        case maths.Call("atanh", (argument,)):
            yield f"abs({to_plain(argument)}) < 1"
        case maths.Call("acosh", (argument,)):
            yield f"{to_plain(argument)} >= 1"
        case maths.Call("asin" | "acos", (argument,)):
            yield f"abs({to_plain(argument)}) <= 1"
        case maths.Binary("^", base, maths.Binary("-", maths.Sym() as most, maths.Sym() as taken)):
            yield f"{to_plain(taken)} <= {to_plain(most)}"  # as of n trials k
        case maths.Call("binomial", (count, chosen)):
            yield f"{to_plain(chosen)} <= {to_plain(count)}"
        case maths.Call("factorial", (argument,)):
            yield f"{to_plain(argument)} >= 0"
        case _:
            return


def _is_equation(part: maths.Node) -> bool:
    return isinstance(part, maths.Relation) and part.op in ("=", "!=")


def is_positive(tree: maths.Node, least: Mapping[str, float]) -> bool:
    """Whether a tree is above 0 whatever is drawn."""
    match tree:
        case maths.Num():
            return tree.value > 0
        case maths.Const("pi" | "e"):
            return True
        case maths.Sym(name):
            return least.get(name, -1.0) > 0
        case maths.Binary("+" | "*" | "/", left, right):
            return is_positive(left, least) and is_positive(right, least)
        case maths.Binary("^", base, _):
            return is_positive(base, least)
        case maths.Call("exp" | "Phi", _):
            return True
        case maths.Call("sqrt" | "gamma", (argument,)):
            return is_positive(argument, least)
        case _:
            return False


def mixed_conditions(side: Side) -> Iterator[str]:
    """What is averaged differs, so that it matters which weight is whose."""
    pair = mixed(side.node)
    if pair is not None:
        one, other = (to_plain(side.typed(node)) for node in pair)
        yield f"{one} != {other}"


def whole_quotient(side: Side, found: Mapping[Node, Range]) -> dict[Node, Range]:
    """Ranges for a quotient of counts that counts something itself: what is divided is a multiple."""
    match side.tree:
        case maths.Binary("/", maths.Sym(above), maths.Sym(below)):
            counts = {name: node for node, name in side.names.items() if found[node].role == "count"}
            if above in counts and below in counts:
                return {
                    counts[above]: replace(RANGES["count"], params="16..128 step 16"),
                    counts[below]: replace(RANGES["count"], params=("2", "4", "8", "16")),
                }
            return {}
        case _:
            return {}


def of_variances(side: Side) -> Iterator[str]:
    """That no covariance is larger than its two variances allow, nor a kernel than of each with itself."""
    yield from _of_kernels(side.names)
    found = [(_measure(node), name) for node, name in side.names.items()]
    variances = [name for word, name in found if word == "var"]
    covariances = [name for word, name in found if word == "cov"]
    if len(variances) == 2 and len(covariances) == 1:
        yield f"{covariances[0]}^2 <= {variances[0]}*{variances[1]}"


def _of_kernels(names: Mapping[Node, str]) -> Iterator[str]:
    """``k(x, y)`` beside ``k(x, x)`` and ``k(y, y)``: its square is at most their product."""
    for node, name in names.items():
        match node:
            case Call(_, Bracket(_, _, (first, second), (",",)) as both) if first != second:
                alone = [replace(node, arguments=replace(both, parts=(one, one))) for one in (first, second)]
            case _:
                continue
        if all(one in names for one in alone):
            yield f"{name}^2 <= {names[alone[0]]}*{names[alone[1]]}"


def of_lags(paper: Paper, side: Side) -> Iterator[str]:
    """That no autocovariance is larger than the one at lag 0."""
    for node, name in side.names.items():
        match node:
            case Call(Symbol() as head, Bracket(opening, closing, (Number(lag),))) if lag != "0":
                least = side.names.get(Call(head, Bracket(opening, closing, (Number("0"),))))
                if least is not None and paper.told.speaks_of_lags:
                    yield f"abs({name}) <= {least}"
            case _:
                continue


def _measure(node: Node) -> str:
    match node:
        case Call(Symbol(base)) | Applied(Symbol(base)) if base.lower() in ("cov", "var"):
            return base.lower()
        case _:
            return ""
