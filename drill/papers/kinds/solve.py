"""Solve a formula for one of the numbers or arrays in it, where there is one solution."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from drill.checking import ExpressionSpec
from drill.maths.derivatives import derivative_of
from drill.maths.numeric import real_value
from drill.maths.print import to_latex, to_plain
from drill.maths.tree import Binary, Call, Neg, Node, Num, Sym, substitute, symbols, walk
from drill.notation.tree import Ref
from drill.papers.draft import Draft, Paper, Skipped
from drill.papers.lowering.cases import simplified
from drill.papers.lowering.inputs import RefusedError
from drill.papers.lowering.reader import latex_of
from drill.papers.sheet.symbols import typed_name
from drill.papers.variation import Varied, drafts_of, size_of

# Points at which a solution is put back.
_DRAWS: Final = 60
# Of them must have a value; the relative error that cancelling may leave.
_FEW, _CLOSE = 20, 1e-5
# Steps that are worth asking for.
_FEWEST: Final = 2
# Steps of an equation in which the symbol stands twice.
_LINEAR: Final = 3
# Nodes of a solution that is typed without slips.
_LONGEST: Final = 45
# Functions that take every value once, with what undoes them.
_INVERSES: Final[Mapping[str, str]] = {
    "exp": "ln", "ln": "exp", "tanh": "atanh", "atanh": "tanh", "sigmoid": "logit", "logit": "sigmoid",
}  # fmt: skip


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One solution of each formula: for the symbol that is buried deepest."""
    return drafts_of("solve", paper, _draft)


def _draft(found: Varied) -> Draft:
    left = found.whole.formula.left
    own = typed_name(left) if isinstance(left, Ref) else ""
    if left is None or not own or own in found.inputs or found.whole.formula.is_update or found.given:
        raise RefusedError("its left side is no symbol of its own, or it is a sum over members")
    name, key, steps = _deepest(found, own)
    symbol, latex = found.whole.latex[name], {**found.whole.latex, own: latex_of(left)}
    zero = " Assume that nothing you divide by is zero." if "/" in to_plain(key) else ""
    return found.draft(
        "solve", symbol, ExpressionSpec(kind="expression", text=to_plain(key)),
        {"symbol": symbol, "assumed": zero, "key": to_latex(key, latex)},
        level=2 if steps <= _LINEAR else 3, declared=found.declared(name, **{own: latex_of(left)}),
        witness={"inverse-map": to_plain(found.node), "wrt": name, "equals": own},
    )  # fmt: skip


def _deepest(found: Varied, own: str) -> tuple[str, Node, int]:
    """The symbol that takes most steps, its solution and the steps."""
    solutions: list[tuple[str, Node, int]] = []
    axes = {own: found.whole.formula.axes, **{name: one.axes for name, one in found.inputs.items()}}
    points = [(point, real_value(found.node, point)) for point in found.draws(_DRAWS)]
    known = [{**point, own: result} for point, result in points if result is not None]
    for name, given in found.inputs.items():
        key, steps = _solved(found.node, name, Sym(own))
        if key is None or steps < _FEWEST or given.is_call or axes[name] != axes[own] or len(known) < _FEW:
            continue
        key = found.shortest(simplified(key))
        below = [part.right for part in walk(key) if isinstance(part, Binary) and part.op == "/"]
        is_array = any(axes[one] for part in below for one in symbols(part))  # nobody divides by a vector
        again = ((real_value(key, point), point[name]) for point in known)
        is_proved = all(one is not None and math.isclose(one, x, rel_tol=_CLOSE) for one, x in again)
        if is_proved and not is_array and size_of(key) <= _LONGEST and not given.quantity.domain.values:
            solutions.append((name, key, steps))
    if not solutions:
        raise RefusedError("no symbol in it has one solution that takes more than a step")
    return max(solutions, key=lambda one: one[2])


def _solved(node: Node, name: str, left: Node) -> tuple[Node | None, int]:
    """The symbol from ``left = node``, and the steps to it; None where it has no or several solutions."""
    steps = 0
    while node != Sym(name):
        step = _undone(node, name, left)
        if step is None:
            return _linear(node, name, left), steps + _LINEAR
        node, left = step
        steps += 1
    return left, steps


def _linear(node: Node, name: str, left: Node) -> Node | None:
    """The symbol of an equation in which it stands twice, to the first power."""
    slope = simplified(derivative_of(node, name))
    calls = {part.name for part in walk(slope) if isinstance(part, Call)}
    if name in symbols(slope) or calls & {"diff", "sign"}:
        return None
    return Binary("/", Binary("-", left, simplified(substitute(node, {name: Num("0")}))), slope)


def _undone(node: Node, name: str, left: Node) -> tuple[Node, Node] | None:
    """The operand that holds the symbol, where it alone does, with the operation undone on the left."""
    match node:
        case Neg(body):
            return body, Neg(left)
        case Call("sqrt", (body,)):
            return body, Binary("^", left, Num("2"))
        case Call(function, (body,)) if function in _INVERSES:
            return body, Call(_INVERSES[function], (left,))
        case Binary(sign, one, other) if (name in symbols(one)) != (name in symbols(other)):
            is_first = name in symbols(one)
            body, known = (one, other) if is_first else (other, one)
            match sign, is_first:
                case "+" | "*", _:
                    return body, Binary("-" if sign == "+" else "/", left, known)
                case "-" | "/", True:
                    return body, Binary("+" if sign == "-" else "*", left, known)
                case "-" | "/", False:
                    return body, Binary(sign, known, left)
                case _, True:
                    root = Binary("^", left, Binary("/", Num("1"), known))
                    return body, Call("sqrt", (left,)) if known == Num("2") else root
                case _:
                    return body, Binary("/", Call("ln", (left,)), Call("ln", (known,)))
        case _:
            return None
