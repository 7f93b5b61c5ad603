"""Check a working line by line: whether each line follows from the one before it.

An expression follows where it is equal to the one before, within the domains of the exercise; an equation
where it has the same solutions; what follows ``∝`` where the two differ by a factor in which the named
letters do not occur. ``<=`` and ``>=`` are tried at points: they may be refuted, and are never confirmed. No
line is compared with the exercise's key. What cannot be decided says so and costs nothing.

Reasoning by equivalence is known from STACK (https://docs.stack-assessment.org, "Equivalence reasoning").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from drill.checking.answer_verdict import (
    CheckedLine,
    PointApart,
    Verdict,
    make_undecided_verdict,
    make_wrong_verdict,
)
from drill.checking.diagnosis_trials import reals_at
from drill.checking.equality import Point, Sample
from drill.checking.grids import Grid, convert_to_grid
from drill.checking.judge import diagnose_answer, fits_known_mistake, point_apart
from drill.checking.judges.context import Context, verdict_of
from drill.checking.kind import Mistake, wrong_texts
from drill.checking.kinds.matrix_expression_answers import MatrixExpressionSpec
from drill.checking.kinds.number_answers import AntiderivativeSpec, ExpressionSpec
from drill.checking.real_root_search import roots_along
from drill.checking.spec import KeySpec, Spec, known, replace_spec_key
from drill.checking.time_budget import Clock
from drill.checking.tolerances import OF_LINES, Precision
from drill.checking.working_lines import Join, Line, LineReader, equation_spec, require_limits
from drill.errors import CheckError, ParseError
from drill.explanation import record_step
from drill.maths.domains import Assumptions, assumptions_of
from drill.maths.maths_tree import (
    Binary,
    Logic,
    Node,
    Num,
    Relation,
    Sym,
    find_symbols,
    substitute_symbols,
    walk_tree,
)

# Of one line, all comparisons together.
LINE_LIMIT_S: Final = 0.6
# Diagnoses that hold beside the line before as they do beside a key.
_SAID = frozenset({"sign", "names"})
# Points at which an inequality is tried.
_POINTS = 60
# Of two roots that are one, relatively.
_SAME_ROOT = 1e-6
# A difference that is no matter of rounding, relatively.
_BY_ROUNDING = 0.01
# Of a value that is zero except for rounding.
_ROUNDING = 1e-6
# An excess of an inequality that is no rounding, relatively.
_EXCESS = 1e-9


def check_working(spec: Spec, lines: Sequence[str], mistakes: Sequence[Mistake] = ()) -> list[CheckedLine]:
    """Check the lines of a working in the names and domains of ``spec``, and return a sign for each.

    Raises ParseError for a working that is too long, CheckError only where ``spec`` itself is at fault.
    """
    return list(checked_lines(spec, lines, mistakes))


def checked_lines(
    spec: Spec, lines: Sequence[str], mistakes: Sequence[Mistake] = ()
) -> Iterator[CheckedLine]:
    """Yield what `check_working` returns, line by line, and raise as it does."""
    require_limits(lines)
    return _Working(known(spec), mistakes).check(lines)


@dataclass(frozen=True, slots=True)
class _Stated:
    """A statement that later lines are compared with: an expression or an equation, and its line number.

    An expression ``is_labelled`` where its line itself says what it is equal to: ``dp/dx = p (1 - p)``.
    """

    node: Node
    is_equation: bool
    number: int
    is_labelled: bool = False


class _Working:
    """The state of one check: the last statement, and the last one of each labelled quantity."""

    def __init__(self, spec: Spec, mistakes: Sequence[Mistake]) -> None:
        self._reader = LineReader(spec)
        self._spec = self._reader.spec
        self._slips = wrong_texts(mistakes) if isinstance(spec, KeySpec) else []
        self._last: _Stated | None = None
        self._labelled: dict[str, _Stated] = {}
        self._number = 0
        self._context = Context(Assumptions())
        self._expression = ExpressionSpec(kind="expression", assume=self._spec.assume, text="0")

    def check(self, lines: Sequence[str]) -> Iterator[CheckedLine]:
        return (self._line(number, text) for number, text in enumerate(lines, 1))

    def _line(self, number: int, text: str) -> CheckedLine:
        self._number = number
        declared = frozenset(self._spec.names.declared)
        self._context = Context(assumptions_of(self._spec.assume, declared), Clock(LINE_LIMIT_S))
        try:
            line = self._reader.read(text)
        except ParseError as error:
            record_step("read no line", typed=text, reason=error)
            self._last = None
            return CheckedLine("undecided", reason=str(error), at=error.at)
        record_step("read a line", typed=text, kind=line.kind, members=line.members, joins=line.joins)
        if line.kind == "words":
            return CheckedLine("unchecked")
        if line.kind == "definition":
            self._define(line.label, line.members[0])
            return CheckedLine("unchecked")
        before = self._labelled.get(line.label) if line.label else self._last
        before = None if line.is_separate else before
        record_step(
            "choose the line before", number=before.number if before else 0, tree=before and before.node
        )
        checked = self._checked(line, before)
        if checked.sign == "breaks" and (slip := self._slip(text)):
            checked = replace(checked, slip=slip)
        if line.label and self._last is not None:
            self._labelled[line.label] = self._last
        return checked

    def _define(self, letter: str, node: Node) -> None:
        """Substitute the meaning of a letter in earlier statements that contain it."""
        put_in = {letter: node}
        self._labelled = {
            label: replace(stated, node=substitute_symbols(stated.node, put_in))
            for label, stated in self._labelled.items()
        }
        self._labelled[letter] = _Stated(node, is_equation=False, number=self._number)
        if self._last is not None:
            self._last = replace(self._last, node=substitute_symbols(self._last.node, put_in))

    def _checked(self, line: Line, before: _Stated | None) -> CheckedLine:
        if self._is_equation(line, before):
            return self._equation(line.statement, before)
        if before is not None and before.is_equation:
            return self._value_of_solution(line, before)
        checked = CheckedLine("unchecked")
        if before is not None:
            checked = self._step(before, line.members[0], line.join, line.letters)
        if checked.sign == "breaks" and _begins_anew(line, before):
            checked = CheckedLine("unchecked")
        for member, join, next_member in zip(line.members, line.joins, line.members[1:], strict=False):
            if checked.sign in ("breaks", "undecided"):
                break
            within = _Stated(member, is_equation=False, number=self._number)
            checked = self._step(within, next_member, join, ())
        self._last = _Stated(line.members[-1], False, self._number, is_labelled=line.says_what_it_is)
        return checked

    # --- equations --------------------------------------------------------------------------------------

    def _is_equation(self, line: Line, before: _Stated | None) -> bool:
        """Return whether a line is meant to be solved: it says so, follows an equation, or is no identity."""
        if line.kind == "equation":
            return True
        if not line.may_be_equation:
            return False
        if self._spec.kind == "equation" or (before is not None and before.is_equation):
            return True
        first, second = line.members
        if before is not None and self._is_equal(before.node, first) is not False:
            return False
        return self._is_equal(first, second) is False

    def _is_equal(self, node: Node, second: Node) -> bool | None:
        """Return whether two expressions are equal; None if that is unknown."""
        sign = self._compared(node, second).verdict
        return {"correct": True, "wrong": False}.get(sign)

    def _equation(self, statement: Node, before: _Stated | None) -> CheckedLine:
        self._last = _Stated(statement, is_equation=True, number=self._number)
        if before is None or not before.is_equation:
            return CheckedLine("unchecked")
        if isinstance(before.node, Logic) and set(_list_joined_equations(statement)) < set(
            _list_joined_equations(before.node)
        ):
            return CheckedLine("unchecked", before.number, "One solution of several was chosen.")
        spec = replace_spec_key(
            equation_spec(self._spec), before.node, replace(self._spec.names, undeclared="allow")
        )
        verdict = _judge_or_undecided(lambda: spec.compare(statement, self._context))
        record_step("compare solutions", before=before.node, tree=statement, verdict=verdict)
        if verdict.verdict == "correct":
            return CheckedLine("follows", before.number)
        if verdict.verdict != "wrong":
            return CheckedLine("undecided", before.number, verdict.message)
        return CheckedLine("breaks", before.number, self._lost_or_added(before, statement))

    def _lost_or_added(self, before: _Stated, statement: Node) -> str:
        """Return which solution in the one unknown is lost or added; empty if none is found."""
        names = find_symbols(before.node) | find_symbols(statement)
        if len(names) != 1:
            return ""
        name = next(iter(names))
        old, new = (self._roots(node, name) for node in (before.node, statement))
        lost = [root for root in old if not _has_root(new, root)]
        added = [root for root in new if not _has_root(old, root)]
        if lost and added:
            return f"{name} = {lost[0]:g} solves line {before.number}, {name} = {added[0]:g} solves this one."
        if lost:
            return f"{name} = {lost[0]:g} is lost here."
        if added:
            return f"{name} = {added[0]:g} does not solve line {before.number}."
        return ""

    def _roots(self, statement: Node, name: str) -> list[float]:
        """Return the solutions of an equation in one unknown that are found, within its domain."""
        domain = self._context.assumed.domain(name)
        result: list[float] = []
        for relation in _list_joined_equations(statement):
            with suppress(CheckError):
                difference = Binary("-", relation.left, relation.right)
                roots = [root for root in roots_along(difference, {}, name) if root in domain]
                values = reals_at(difference, [{name: root} for root in roots])
                result += [root + 0.0 for root, value in zip(roots, values, strict=True) if _is_zero(value)]
        return result

    def _value_of_solution(self, line: Line, before: _Stated) -> CheckedLine:
        """Check a value after a solved equation: the right side of ``x = 3``; others are not checked."""
        self._last = _Stated(line.members[-1], is_equation=False, number=self._number)
        match before.node:
            case Relation("=", Sym(), value) if not line.label:
                return self._step(replace(before, node=value), line.members[0], line.join, line.letters)
            case _:
                return CheckedLine("unchecked")

    # --- expressions ------------------------------------------------------------------------------------

    def _step(self, before: _Stated, node: Node, join: Join, letters: tuple[str, ...]) -> CheckedLine:
        """Check whether an expression follows from the one before it."""
        if join == "≈" or _is_written_grid(before.node) != _is_written_grid(node):
            return CheckedLine("unchecked", before.number)
        if join in ("<=", ">="):
            return self._inequality(before, node, join)
        if join == "∝":
            return self._proportion(before, node, letters)
        verdict = self._compared(before.node, node)
        record_step("compare", before=before.node, tree=node, join=join, verdict=verdict)
        if verdict.verdict == "wrong" and _has_decimal_point(node):
            rounded = self._compared(before.node, node, OF_LINES)
            record_step("hold decimals against the line before", verdict=rounded)
            verdict = rounded if rounded.verdict == "correct" else verdict
        if verdict.verdict == "correct":
            return CheckedLine("follows", before.number)
        if verdict.verdict != "wrong":
            return CheckedLine("undecided", before.number, verdict.message)
        if undefined := self._undefined_on_one_side(before.node, node):
            return CheckedLine("undecided", before.number, f"Nothing says what {undefined} is.")
        has_decimals = _has_decimal_point(node) or _has_decimal_point(before.node)
        if has_decimals and not self._differ_where_real(before.node, node, _BY_ROUNDING):
            reason = "Rounded numbers are not compared. Write ≈ before them."
            return CheckedLine("undecided", before.number, reason)
        return self._broken(before, node, verdict)

    def _undefined_on_one_side(self, node: Node, second: Node) -> str:
        """Return a letter of only one of two expressions that neither the answer nor a line defines."""
        known_letters = self._reader.letters_of_answer | self._reader.definitions.keys()
        return min((find_symbols(node) ^ find_symbols(second)) - known_letters, default="")

    def _compared(self, before: Node, node: Node, precision: Precision | None = None) -> Verdict:
        """Return the verdict on an expression with the one before as its key."""
        if isinstance(before, (Relation, Logic)) or isinstance(node, (Relation, Logic)):
            return make_undecided_verdict("Inequalities are not compared from line to line.")
        spec, context = self._spec.loose, replace(self._context, precision=precision)
        if isinstance(spec, (AntiderivativeSpec, MatrixExpressionSpec)):
            return _judge_or_undecided(
                lambda: replace_spec_key(spec, before, self._spec.names).compare(node, context)
            )
        return _judge_or_undecided(
            lambda: _same_entries(convert_to_grid(before), convert_to_grid(node), context)
        )

    def _broken(self, before: _Stated, node: Node, verdict: Verdict) -> CheckedLine:
        """Return the result for a line that does not follow, with a point that shows it and a diagnosis."""
        reason = verdict.message
        if self._spec.kind == "matrix-expression" or _is_written_grid(before.node) or _is_written_grid(node):
            return CheckedLine("breaks", before.number, reason)
        point = None
        with suppress(CheckError):
            if find_symbols(node) and not self._differ_where_real(before.node, node, _ROUNDING):
                reason = "The two agree where both have real values, but not both have them everywhere."
                return CheckedLine("undecided", before.number, reason)
            point = point_apart(before.node, node, self._context.assumed)
        cause = diagnose_answer(
            replace_spec_key(self._expression, before.node, self._spec.names), node, self._context
        )
        reason = cause.message if cause and cause.code in _SAID else reason
        return CheckedLine("breaks", before.number, reason, point)

    def _differ_where_real(self, node: Node, second_node: Node, relative: float) -> bool:
        """Return whether two expressions clearly differ at a point where both are real."""
        points, is_compared = self._points(find_symbols(node) | find_symbols(second_node)), False
        for first, second in zip(reals_at(node, points), reals_at(second_node, points), strict=True):
            if first is not None and second is not None:
                if abs(first - second) > relative * (abs(first) + abs(second)):
                    return True
                is_compared = True
        return not is_compared

    def _points(self, names: Collection[str]) -> list[Point]:
        """Return the points within the domains at which values are compared; one empty point without
        symbols."""
        return list(islice(Sample(names, self._context.assumed).ordinary(), _POINTS)) if names else [{}]

    def _inequality(self, before: _Stated, node: Node, join: Join) -> CheckedLine:
        """Try an inequality at points: a counterexample breaks it, nothing confirms it."""
        low, high = (before.node, node) if join == "<=" else (node, before.node)
        points = self._points(find_symbols(low) | find_symbols(high))
        for point, less, more in zip(points, reals_at(low, points), reals_at(high, points), strict=True):
            if less is not None and more is not None and less - more > _EXCESS * max(abs(less), abs(more)):
                where = ", ".join(f"{name} = {value:.4g}" for name, value in point.items())
                first, second = (less, more) if join == "<=" else (more, less)
                record_step("find a counterexample", point=point, first=first, second=second)
                return CheckedLine(
                    "breaks", before.number, "", PointApart(where, f"{first:.4g}", f"{second:.4g}")
                )
        return CheckedLine("undecided", before.number, "No counterexample was found.")

    def _proportion(self, before: _Stated, node: Node, letters: tuple[str, ...]) -> CheckedLine:
        """Return whether the quotient of two expressions is the same for any two values of the letters."""
        names = find_symbols(before.node) | find_symbols(node)
        letters = letters or (tuple(names) if len(names) == 1 else ())
        if not letters:
            reason = "Say in which letter: ∝ theta: …"
            return CheckedLine("undecided", before.number, reason)
        others = {name: Sym(f"{name}_other") for name in letters}
        domains = self._context.assumed.domains
        renamed = {each.name: domains[name] for name, each in others.items() if name in domains}
        assumed = replace(self._context.assumed, domains={**domains, **renamed})
        context = replace(self._context, assumed=assumed)
        put_in: dict[str, Node] = dict(others)
        left = Binary("*", before.node, substitute_symbols(node, put_in))
        right = Binary("*", substitute_symbols(before.node, put_in), node)
        try:
            outcome = context.compare(left, right).outcome
        except CheckError as error:
            return CheckedLine("undecided", before.number, str(error))
        record_step("compare a quotient at other letters", letters=letters, outcome=outcome)
        if outcome == "equal":
            return CheckedLine("follows", before.number)
        if outcome != "different":
            return CheckedLine("undecided", before.number)
        reason = f"The quotient of the two still depends on {' and '.join(letters)}."
        return CheckedLine("breaks", before.number, reason)

    def _slip(self, text: str) -> str:
        """Return the reply to the known mistake that a line makes, if any."""
        with suppress(CheckError):
            return next(
                (say for wrong_text, say in self._slips if fits_known_mistake(self._spec, wrong_text, text)),
                "",
            )
        return ""


def _judge_or_undecided(judge: Callable[[], Verdict]) -> Verdict:
    """Return the verdict of a comparison; undecided if it cannot be made."""
    try:
        return judge()
    except CheckError as error:
        return make_undecided_verdict(str(error))


def _begins_anew(line: Line, before: _Stated | None) -> bool:
    """Return whether a line that differs from the one before need not continue it.

    One that begins with a sign does. Else a chain states something of its own, and so may what follows the
    value of a named quantity.
    """
    if line.is_joined or line.label:
        return False
    return len(line.members) > 1 or (before is not None and before.is_labelled)


def _same_entries(due: Grid | Node, answer: Grid | Node, context: Context) -> Verdict:
    """Return whether two scalars, or two arrays entry by entry, are equal within the domains."""
    if not isinstance(due, Grid) or not isinstance(answer, Grid):
        if isinstance(due, Grid) or isinstance(answer, Grid):
            return make_wrong_verdict("size", "A number and an array are not equal.")
        return verdict_of(context.compare(due, answer))
    if due.size != answer.size:
        return make_wrong_verdict("size", "The sizes differ.")
    return context.compare_all(due.entries, answer.entries)


def _is_written_grid(node: Node) -> bool:
    """Return whether an expression is a vector or a matrix written out."""
    try:
        return isinstance(convert_to_grid(node), Grid)
    except CheckError:
        return False


def _has_decimal_point(node: Node) -> bool:
    """Return whether a number in an expression is written with a point."""
    return any(isinstance(part, Num) and "." in part.text for part in walk_tree(node))


def _list_joined_equations(statement: Node) -> list[Relation]:
    """Return the equations of a statement: one, or several joined by ``or``."""
    match statement:
        case Relation("=", _, _):
            return [statement]
        case Logic("or", left, right):
            return [*_list_joined_equations(left), *_list_joined_equations(right)]
        case _:
            return []


def _is_zero(value: float | None) -> bool:
    """Return whether a value at a root is zero up to rounding; a missing one is not."""
    return value is not None and abs(value) < _ROUNDING


def _has_root(roots: Sequence[float], root: float) -> bool:
    return any(abs(each - root) <= _SAME_ROOT * (1 + abs(root)) for each in roots)
