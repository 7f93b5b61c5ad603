"""The working of an exercise, line by line: a derivation whose declarations are the exercise's.

An expression follows where it is equal to the one before, within the domains of the exercise; an equation
where it has the same solutions; an expression after ``∝`` where the two differ by a factor without the named
letters. ``<=`` and ``>=`` are tried at points: they may be refuted, and are never confirmed. No
line is compared with the exercise's key. An undecided line costs nothing, because it may be right.

Reasoning by equivalence is known from STACK (https://docs.stack-assessment.org, "Equivalence reasoning").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from drill.checking.answer_verdict import CheckedLine, Clock
from drill.checking.derivations.calculus_reading import Formula
from drill.checking.derivations.derivation_check import Chain, Derivation, Mark, Member, Step
from drill.checking.derivations.derivation_rows import Side, SplitText
from drill.checking.derivations.equation_steps import is_solved, list_joined_equations
from drill.checking.derivations.marked_text import ExerciseReader, Line, require_limits
from drill.checking.derivations.said_conditions import SaidConditions, Shape
from drill.checking.derivations.step_comparison import StepComparison
from drill.checking.grids import Grid, convert_to_grid
from drill.checking.judge import diagnose_answer, fits_known_mistake
from drill.checking.judges.context import Context
from drill.checking.kind import Mistake, wrong_texts
from drill.checking.kinds.matrix_expression_answers import MatrixExpressionSpec
from drill.checking.kinds.number_answers import AntiderivativeSpec, ExpressionSpec
from drill.checking.spec import KeySpec, Spec, known, replace_spec_key
from drill.errors import CheckError, ParseError
from drill.explanation import record_step
from drill.maths.domains import assumptions_of
from drill.maths.maths_tree import Logic, Node, Relation, find_symbols, substitute_symbols

# Max seconds for all comparisons of one line.
LINE_LIMIT_S: Final = 0.8
# Diagnoses that hold beside the line before as they do beside a key.
_SAID: Final = frozenset({"sign", "names"})


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
    working = _Working(known(spec), lines, mistakes)
    return (working.check_line(number, text) for number, text in enumerate(lines, 1))


class _Working(Derivation):
    """A derivation in the names of an exercise; a quantity that a line names is remembered by its label."""

    def __init__(self, spec: Spec, lines: Sequence[str], mistakes: Sequence[Mistake]) -> None:
        self._lines = ExerciseReader(spec)
        spec = self._spec = self._lines.spec
        super().__init__(SplitText("\n".join(lines), (), frozenset()), is_working=True, said=_list_said(spec))
        self.by = spec.variable if isinstance(spec, AntiderivativeSpec) else ""
        self.letters_of_exercise = self._lines.letters_of_answer | spec.names_of_answers.declared
        self._labelled: dict[str, Chain] = {}
        self._slips = wrong_texts(mistakes) if isinstance(spec, KeySpec) else []

    def check_line(self, number: int, text: str) -> CheckedLine:
        self.comparison = StepComparison(self.said, LINE_LIMIT_S, LINE_LIMIT_S)
        try:
            line = self._lines.read_line(text)
        except ParseError as error:
            record_step("read no line", typed=text, reason=error)
            self.chain = None
            return CheckedLine("undecided", reason=str(error), at=error.at)
        record_step("read a line", typed=text, kind=line.kind, members=line.members, joins=line.joins)
        if line.kind == "words":
            return CheckedLine("unchecked")
        if line.kind == "definition":
            self._define_letter(line.label, line.members[0], number)
            return CheckedLine("unchecked")
        self.known_letters = self._lines.letters_of_answer | self._lines.definitions.keys()
        before = self._labelled.get(line.label) if line.label else self.chain
        before = None if line.is_separate else before
        record_step(
            "choose the line before", number=before.row if before else 0, tree=before and before.member.node
        )
        checked = self._check_statement(line, before, number)
        if checked.sign == "breaks" and (slip := self._find_slip(text)):
            checked = replace(checked, slip=slip)
        if line.label and self.chain is not None:
            self._labelled[line.label] = self.chain
        return checked

    def _define_letter(self, letter: str, node: Node, number: int) -> None:
        """Substitute the meaning of a letter in earlier statements that contain it."""

        def put_in(chain: Chain) -> Chain:
            formula = Formula(substitute_symbols(chain.member.node, {letter: node}))
            equation = chain.equation and substitute_symbols(chain.equation, {letter: node})
            return replace(chain, member=replace(chain.member, formula=formula), equation=equation)

        self._labelled = {label: put_in(chain) for label, chain in self._labelled.items()}
        self._labelled[letter] = self._make_chain(node, number)
        self.chain = self.chain and put_in(self.chain)

    def _check_statement(self, line: Line, before: Chain | None, number: int) -> CheckedLine:
        if self._is_equation(line, before):
            return self._check_equation(line.statement, before, number)
        checked = CheckedLine("unchecked")
        if before is not None and before.equation is not None:
            before = before if is_solved(before.equation) and not line.label else None
        if before is not None:
            checked = self._check_step(before, line.members[0], line.join, line.letters, number)
        if checked.sign == "breaks" and _begins_anew(line, before):
            checked = CheckedLine("unchecked")
        for member, join, next_member in zip(line.members, line.joins, line.members[1:], strict=False):
            if checked.sign in ("breaks", "undecided"):
                break
            checked = self._check_step(self._make_chain(member, number), next_member, join, (), number)
            is_equation = line.is_named or (not find_symbols(next_member) and not line.is_joined)
            if checked.sign == "breaks" and is_equation and member is line.members[0]:
                checked = CheckedLine("unchecked")
        self.chain = self._make_chain(line.members[-1], number, is_labelled=line.says_what_it_is)
        return checked

    def _make_chain(self, node: Node, number: int, *, is_labelled: bool = False) -> Chain:
        """Return the start of later lines; a line that names its quantity ``is_labelled``."""
        return Chain(self._make_member(node, "", number), number, 0, is_label=is_labelled)

    def _make_member(self, node: Node, relation: str, number: int) -> Member:
        return Member(Side("", self.split.start_of(number), relation), Formula(node))

    # Equations

    def _is_equation(self, line: Line, before: Chain | None) -> bool:
        """Return whether a line is to be solved: it lists solutions, follows an equation, or may not hold."""
        if line.kind == "equation" or not line.may_be_equation:
            return line.kind == "equation"
        if self._spec.kind == "equation" or (before is not None and before.equation is not None):
            return True
        first, second = line.members
        if before is not None and self.comparison.compare(before.member.node, first).outcome != "different":
            return False
        return self.comparison.compare(first, second).outcome == "different"

    def _check_equation(self, statement: Node, before: Chain | None, number: int) -> CheckedLine:
        equations = list_joined_equations(statement)
        last = equations[-1].right if equations else statement
        self.chain = replace(self._make_chain(last, number), equation=statement)
        for equation in equations:
            self._condition(number, find_symbols(equation), (equation.left, equation.right))
        first = self._line(self.chain.member.side, "first", "unchecked")
        return self._conclude(self.judge_equation(first, self.chain, before))

    # Expressions

    def _check_step(
        self, before: Chain, node: Node, join: str, letters: tuple[str, ...], number: int
    ) -> CheckedLine:
        """Check whether an expression follows from the one before it."""
        first = before.member.node
        if join == "≈" or (_is_array(first) != _is_array(node)):
            return CheckedLine("unchecked", before.row)
        if isinstance(first, (Relation, Logic)) or isinstance(node, (Relation, Logic)):
            return CheckedLine("undecided", before.row, "Inequalities are not compared from line to line.")
        member = self._make_member(node, join, number)
        previous = replace(before, is_label=False)
        checked = self._conclude(self._step(previous, member, number, letters=letters))
        record_step("compare", before=first, tree=node, join=join, sign=checked.sign)
        is_array = self._spec.kind == "matrix-expression" or _is_array(first) or _is_array(node)
        if checked.sign != "breaks" or join != "=" or is_array:
            return checked
        return replace(checked, reason=self._diagnose(first, node) or checked.reason)

    def _conclude(self, mark: Mark) -> CheckedLine:
        line = self._decided(mark) if isinstance(mark, Step) else mark
        return CheckedLine(line.sign, line.before, line.message, point=line.counterexample)

    def _diagnose(self, first: Node, node: Node) -> str:
        """Return the reason why two expressions differ, if it is one that keys share; else an empty text."""
        spec = ExpressionSpec(kind="expression", assume=self._spec.assume, text="0")
        context = Context(assumptions_of(spec.assume, self._spec.names.declared), Clock(LINE_LIMIT_S))
        cause = diagnose_answer(replace_spec_key(spec, first, self._spec.names), node, context)
        return cause.message if cause and cause.code in _SAID else ""

    def _find_slip(self, text: str) -> str:
        """Return the reply to the known mistake that a line makes, if any."""
        with suppress(CheckError):
            return next(
                (say for wrong, say in self._slips if fits_known_mistake(self._spec, wrong, text)), ""
            )
        return ""


def _list_said(spec: Spec) -> SaidConditions:
    """Return the declarations of an exercise."""
    assumed = assumptions_of(spec.assume, spec.names.declared)
    said = SaidConditions(dict(assumed.domains), relations=assumed.relations, is_settled=True)
    for name, axes in spec.shapes if isinstance(spec, MatrixExpressionSpec) else ():
        if axes:
            said.shapes[name] = Shape(axes, assumed.structures.get(name, ""))
    return said


def _is_array(node: Node) -> bool:
    """Return whether an expression is a vector or a matrix written out."""
    with suppress(CheckError):
        return isinstance(convert_to_grid(node), Grid)
    return False


def _begins_anew(line: Line, before: Chain | None) -> bool:
    """Return whether a line that differs from the one before need not continue it.

    One that begins with a sign does. Else a chain states something of its own, and so may what follows the
    value of a named quantity.
    """
    if line.is_joined or line.label:
        return False
    return len(line.members) > 1 or (before is not None and before.is_label)
