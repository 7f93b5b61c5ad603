"""Solve a formula for one of the numbers or arrays in it, where there is one solution."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from drill.banks.models import Mistake
from drill.checking import ExpressionSpec
from drill.errors import CheckError
from drill.maths.derivatives import derivative_of
from drill.maths.print import to_latex, to_plain
from drill.maths.tree import Binary, Call, Neg, Node, Num, Sym, substitute, symbols, walk
from drill.notation.tree import Ref
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.drafting import each_line, exercise, source_of
from drill.papers.kinds.computing import Computing, confirmed, left_of
from drill.papers.kinds.variation import Varied, value, varied
from drill.papers.lowering.cases import simplified
from drill.papers.lowering.inputs import RefusedError
from drill.papers.lowering.reader import latex_of
from drill.papers.sheet.symbols import typed_name
from drill.papers.structure import MOST_SKILLS, skills_of
from drill.papers.wording import around, titled

_DRAWS: Final = 60
"""Points at which a solution is put back."""
_FEWEST: Final = 2
"""Steps that are worth asking for."""
_LONGEST: Final = 45
"""Nodes of a solution that is typed without slips."""


def _call(name: str) -> Callable[[Node], Node]:
    return lambda value: Call(name, (value,))


_INVERSES: Final[Mapping[str, Callable[[Node], Node]]] = {
    "exp": _call("ln"), "ln": _call("exp"), "tanh": _call("atanh"), "sigmoid": _call("logit"),
    "sqrt": lambda value: Binary("^", value, Num("2")),
    "log2": lambda value: Binary("^", Num("2"), value), "log10": lambda value: Binary("^", Num("10"), value),
}  # fmt: skip
"""Functions that take every value once, with what undoes them."""


@dataclass
class _Solution:
    """What a symbol is equal to, and what was done on the way."""

    value: Node
    steps: int = 0
    divisors: tuple[Node, ...] = ()
    bases: tuple[Node, ...] = ()
    """What must be positive for a power to have one root."""


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One solution of each formula: for the symbol that is buried deepest."""
    computing = Computing(paper)

    def make(line: Line) -> Iterator[Draft | Skipped]:
        try:
            found = varied(computing, line)
            if found.given:
                raise RefusedError("it is a sum over members")
            yield _draft(computing, found)
        except RefusedError as error:
            yield Skipped("solve", line.formula.id, f"It is not solved: {error.why}.", error.question)

    return each_line("solve", paper, make)


def _draft(computing: Computing, found: Varied) -> Draft:
    line, formula, left = found.line, found.formula, found.formula.left
    if not isinstance(left, Ref) or formula.is_update:
        raise RefusedError("its left side is no symbol")
    own = typed_name(left)
    if own in found.inputs or latex_of(left) in found.whole.latex.values():
        raise RefusedError("its left side also stands on the right")
    name, solution, may_vanish = _deepest(found, own)
    symbol, latex = found.whole.latex[name], {**found.whole.latex, own: latex_of(left)}
    text = to_plain(solution.value)
    body = exercise(
        title=titled(
            line.formula, ": solve for a symbol", computing.glossary.name(left, line.formula.section)
        ),
        prompt=(
            f"{found.setting(computing)} Solve for ${symbol}$: write it in terms of {left_of(line, formula)} "
            f"and the rest.{' Assume that nothing you divide by is zero.' if may_vanish else ''}"
        ),
        answer=ExpressionSpec(kind="expression", text=text),
        skills=skills_of(line.statement)[:MOST_SKILLS],
        level=2 if solution.steps < 4 else 3,
        declared=found.declared(without=name, **{own: latex_of(left)}),
        shape=f"the same equation, read from ${symbol}$ outwards",
        motion=f"undo the operations around ${symbol}$ one by one, the outermost first, on both sides",
        hints=[
            f"Which operation around ${symbol}$ comes last? Undo that one first.",
            "" if solution.steps else f"Collect the terms with ${symbol}$ on one side and factor it out.",
        ],
        steps=[
            f"Whatever is done to ${symbol}$ is undone in the opposite order, on both sides.",
            f"So ${symbol} = {to_latex(solution.value, latex)}$.",
            f"Put it back to check: the right side becomes {left_of(line, formula)} again.",
        ],
        links=[around(computing.paper.sheet, line.formula)],
        wrong=[Mistake(answer=to_plain(Neg(solution.value)), say="The sign is off: put it back and see.")],
        witness={"inverse-map": to_plain(found.node), "wrt": name, "equals": own},
    )
    slot = symbol.replace(" ", "")
    return Draft(
        "solve",
        line.formula.id,
        source_of(line),
        slot,
        confirmed(body),
        is_proved=True,
        guesses=found.guesses,
    )


def _deepest(found: Varied, own: str) -> tuple[str, _Solution, bool]:
    """The symbol that takes most steps, its solution, and whether a divisor may be zero."""
    best: tuple[int, str, _Solution, bool] | None = None
    for name, given in found.inputs.items():
        if given.is_call or given.axes != found.formula.axes or given.quantity.domain.values:
            continue
        solution = _solved(found.node, name, Sym(own))
        if solution is not None:
            solution.value = found.shortest(solution.value)
        if solution is None or solution.steps < _FEWEST or sum(1 for _ in walk(solution.value)) > _LONGEST:
            continue
        if any(found.inputs[one].axes for part in solution.divisors for one in symbols(part) if one != own):
            continue  # nobody divides by a vector
        signs = _proved(found, name, own, solution)
        if signs is not None and (best is None or solution.steps > best[0]):
            best = solution.steps, name, solution, signs
    if best is None:
        raise RefusedError("no symbol in it has one solution that takes more than a step")
    return best[1:]


def _proved(found: Varied, name: str, own: str, solution: _Solution) -> bool | None:
    """Whether a divisor may be zero, of a solution that is right wherever it is put back; None of others."""
    signs: set[tuple[int, bool]] = set()
    count = 0
    for values in found.draws(_DRAWS):
        result = value(found.node, values)
        if result is None:
            continue
        again = value(solution.value, {**values, own: result})
        if any((value(base, values) or 0) <= 0 for base in solution.bases):
            return None
        divisors = [value(part, {**values, own: result}) for part in solution.divisors]
        if any(one is None or abs(one) < 1e-6 for one in divisors):
            continue
        if again is None:
            return None
        if not math.isclose(again, values[name], rel_tol=1e-4, abs_tol=1e-6):
            # far out, rounding may hide it: a value in the middle would not
            if abs(values[name]) < 3 and abs(result) < 30:
                return None
            continue
        count += 1
        signs |= {(at, (one or 0) > 0) for at, one in enumerate(divisors)}
    return None if count < _DRAWS // 3 else len(signs) > len(solution.divisors)


def _solved(node: Node, name: str, left: Node) -> _Solution | None:
    """The symbol from ``left = node``; None where it has no or several solutions."""
    found = _Solution(left)
    while node != Sym(name):
        step = _undone(node, name, found)
        if step is None:
            return _linear(node, name, found)
        node = step
        found.steps += 1
    found.value = simplified(found.value)
    return found


def _linear(node: Node, name: str, found: _Solution) -> _Solution | None:
    """The symbol of an equation in which it stands twice, to the first power."""
    try:
        slope = simplified(derivative_of(node, name))
    except CheckError:
        return None
    if name in symbols(slope) or any(
        isinstance(part, Call) and part.name in ("diff", "sign") for part in walk(slope)
    ):
        return None
    rest = simplified(substitute(node, {name: Num("0")}))
    found.value = simplified(Binary("/", Binary("-", found.value, rest), slope))
    found.steps += 3
    found.divisors += (slope,)
    return found


def _undone(node: Node, name: str, found: _Solution) -> Node | None:
    """The operand that holds the symbol, where it alone does; ``found`` has the operation undone."""
    left = found.value
    match node:
        case Neg(body):
            found.value = Neg(left)
            return body
        case Call(function, (body,)) if function in _INVERSES:
            found.value = _INVERSES[function](left)
            return body
        case Binary(sign, one, other) if (name in symbols(one)) != (name in symbols(other)):
            is_first = name in symbols(one)
            body, known = (one, other) if is_first else (other, one)
            match sign, is_first:
                case "+", _:
                    found.value = Binary("-", left, known)
                case "-", True:
                    found.value = Binary("+", left, known)
                case "-", False:
                    found.value = Binary("-", known, left)
                case "*", _:
                    found.value, found.divisors = Binary("/", left, known), (*found.divisors, known)
                case "/", True:
                    found.value = Binary("*", left, known)
                case "/", False:
                    found.value, found.divisors = Binary("/", known, left), (*found.divisors, left)
                case "^", True:
                    found.bases = (*found.bases, body)
                    is_square = known == Num("2")
                    root = Binary("^", left, Binary("/", Num("1"), known))
                    found.value = Call("sqrt", (left,)) if is_square else root
                case _:
                    found.bases = (*found.bases, known)
                    below = Call("ln", (known,))
                    found.value, found.divisors = (
                        Binary("/", Call("ln", (left,)), below),
                        (*found.divisors, below),
                    )
            return body
        case _:
            return None
