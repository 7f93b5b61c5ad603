"""The working of an exercise, line by line: a derivation whose declarations are the exercise's.

A line is an expression, a chain ``a = b <= c``, an equation with its solutions, a definition ``u = x^2`` of
a new letter, or words after ``#``. It may begin with the sign that joins it to the line before: ``=``,
``<=``, ``>=``, ``≈``, or ``∝ theta:`` for equality up to a factor without theta.

An expression follows where it is equal to the one before, within the domains of the exercise; an equation
where it has the same solutions; an expression after ``∝`` where the two differ by a factor without the named
letters. ``<=`` and ``>=`` are tried at points: they may be refuted, and are never confirmed. No
line is compared with the exercise's key. An undecided line costs nothing, because it may be right.

Reasoning by equivalence is known from STACK (https://docs.stack-assessment.org, "Equivalence reasoning").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

from drill.checking.answer_reader import read_answer
from drill.checking.answer_verdict import CheckedLine, Clock, Sign
from drill.checking.derivations.calculus_reading import CalculusSide
from drill.checking.derivations.derivation_check import Chain, ChainSide, Derivation, Mark, SuspectStep
from drill.checking.derivations.derivation_rows import RELATIONS, Side, SplitText, split_at_signs
from drill.checking.derivations.equation_steps import EQUATION, is_solved, list_joined_equations
from drill.checking.derivations.marked_text import require_limits
from drill.checking.derivations.said_conditions import SaidConditions, Shape
from drill.checking.derivations.step_comparison import StepComparison
from drill.checking.grids import Grid, convert_to_grid
from drill.checking.judge import diagnose_answer, fits_known_mistake
from drill.checking.judges.context import Context
from drill.checking.kind import MistakeReply, wrong_texts
from drill.checking.kinds.matrix_expression_answers import MatrixExpressionSpec
from drill.checking.kinds.number_answers import AntiderivativeSpec, ExpressionSpec
from drill.checking.kinds.set_answers import both_signs
from drill.checking.spec import KeySpec, Spec, known, replace_spec_key
from drill.errors import CheckError, ParseError
from drill.explanation import record_step
from drill.maths.characters import GREEK
from drill.maths.domains import assumptions_of
from drill.maths.maths_tree import Logic, Node, Relation, find_symbols, substitute_symbols
from drill.maths.names import FUNCTIONS, SPELLINGS

# Max seconds for all comparisons of one line.
LINE_LIMIT_S = 0.8
# Diagnoses that apply to a line compared with the line before, and not only to an answer and its key.
_SAID = frozenset({"sign", "names"})

_SIGN = re.compile(
    r"<=|>=|~=|(?<![<>~!=])=(?!=)|[≤≥≈∝]|\\(?:leq?|geq?|approx|propto)(?![A-Za-z])|(?<![\w\\])prop(?![\w\\])"
)
_LETTERS = re.compile(r"\s*(?P<letters>[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*)\s*:")
_SEVERAL = re.compile(r"\bor\b|∨|±|\\pm(?![A-Za-z])|\+/[-−]")
_FUNCTIONS = FUNCTIONS.keys() | SPELLINGS.keys()
# A name of a quantity, where it is not an expression: f(x), P(A | B), E[X + Y], y', dL/dx, ∇f.
# The argument of a small letter is a letter or a number, since x(x - 1) is a product.
_CALLED = re.compile(
    r"\s*\\?(?P<name>[A-Z]|[^\W\d]\w+|[a-z](?='*[(\[](?:[\w\s,;|]*|[\d./]+|\{?\\frac\{?\d+\}?\{?\d+\}?\}?)[)\]]))'*\s*[(\[{].*[)\]}]\s*"
)
# A product with a number or a letter is not written so, even of a known letter.
_AT_POINT = re.compile(r"\s*[^\W\d]\((?:[\d./]+|[a-z]|\{?\\frac\{?\d+\}?\{?\d+\}?\}?)\)\s*")
_DERIVATIVE = re.compile(
    r"\s*[^\W\d]\w*'+\s*|\s*(?:d|∂|\\partial\s*)\w*\s*/\s*(?:d|∂|\\partial\s*)\w+.*|\s*(?:∇|\\nabla).*"
)
# The differential of a matrix, which may also be a product with d, the number of its rows.
_DIFFERENTIAL = re.compile(r"(?<![A-Za-z\\])d[A-Z](?![A-Za-z])")
_ALSO = re.compile(r"\s*(?:and|also)\b", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z](?:_?\{?\w{1,3}\}?)?'*")


def check_working(
    spec: Spec, lines: Sequence[str], mistakes: Sequence[MistakeReply] = ()
) -> list[CheckedLine]:
    """Check the lines of a working in the names and domains of ``spec``, and return a sign for each.

    Raises ParseError for a working that is too long, CheckError only if ``spec`` itself is at fault.
    """
    return list(checked_lines(spec, lines, mistakes))


def checked_lines(
    spec: Spec, lines: Sequence[str], mistakes: Sequence[MistakeReply] = ()
) -> Iterator[CheckedLine]:
    """Yield what `check_working` returns, line by line, and raise as it does."""
    require_limits(lines)
    working = _Working(known(spec), lines, mistakes)
    return (working.check_line(number, text) for number, text in enumerate(lines, 1))


@dataclass(frozen=True, slots=True)
class _ReadLine:
    """A line that was read: the sides of a chain, or one ``statement`` to be solved.

    ``label`` names the quantity of the line, if it is another than in the line before; ``letters``
    are those that the factor of a proportion must not contain. A line ``is_joined`` where it begins with a
    sign, and ``is_named`` where its first side is a letter alone, which may have another value from here on.
    """

    sides: tuple[ChainSide, ...] = ()
    statement: Node | None = None
    label: str = ""
    letters: tuple[str, ...] = ()
    is_joined: bool = False
    is_named: bool = False
    is_definition: bool = False

    @property
    def possible_equation(self) -> Node | None:
        """The one equality of two sides with letters that a line is, which may have to be solved."""
        if self.label or len(self.sides) != 2 or self.sides[1].side.meaning != "=":
            return None
        equation = Relation("=", self.sides[0].node, self.sides[1].node)
        return equation if find_symbols(equation) else None


class _Working(Derivation):
    """A derivation in the names of an exercise; a quantity that a line names is remembered by its label.

    Letters that a line introduces are known from then on. A letter that an expression merely used may be
    defined by a later line; one of the exercise, or of an equation that is being solved, may not.
    """

    def __init__(self, spec: Spec, lines: Sequence[str], mistakes: Sequence[MistakeReply]) -> None:
        if spec.mode is None:
            spec = ExpressionSpec(
                kind="expression", text="0", vars=spec.vars, assume=spec.assume, latex=spec.latex
            )
        super().__init__(SplitText("\n".join(lines), (), frozenset()), is_working=True, said=_list_said(spec))
        self._spec = spec
        self.by = spec.variable if isinstance(spec, AntiderivativeSpec) else ""
        declared = spec.names_of_answers.declared
        # The exercise may name others than the answer may contain, such as an argument.
        self._letters_of_answer = frozenset(spec.vars) or declared
        self.letters_of_exercise = self._letters_of_answer | declared
        self._letters = set(declared)
        self._unknowns = set(self._letters_of_answer)
        self._definitions: dict[str, Node] = {}
        self._labelled: dict[str, Chain] = {}
        self._slips = wrong_texts(mistakes) if isinstance(spec, KeySpec) else []

    def check_line(self, number: int, text: str) -> CheckedLine:
        self.comparison = StepComparison(self.said, LINE_LIMIT_S, LINE_LIMIT_S)
        self.place = self.split.start_of(number)
        written = text.split("#", 1)[0].rstrip()
        if not written.strip():
            return CheckedLine("unchecked")
        also = _ALSO.match(written)
        try:
            line = self._read_line(_blank_start(written, also.end() if also else 0))
        except ParseError as error:
            record_step("read no line", typed=text, reason=error)
            self.chain = None
            return CheckedLine("undecided", reason=str(error), at=error.at)
        members = [side.node for side in line.sides]
        joins = [side.side.relation for side in line.sides]
        record_step("read a line", typed=text, members=members, joins=joins, statement=line.statement)
        if line.is_definition:
            self._define_letter(line.label, line.sides[0].node)
            return CheckedLine("unchecked")
        self.known_letters = self._letters_of_answer | self._definitions.keys()
        before = self._labelled.get(line.label) if line.label else self.chain
        before = None if also else before
        record_step("choose the line before", tree=before and before.member.node)
        checked = self._check_line(line, before)
        if checked.sign == "breaks" and (slip := self._find_slip(written)):
            checked = replace(checked, slip=slip)
        if line.label and self.chain is not None:
            self._labelled[line.label] = self.chain
        return checked

    def _define_letter(self, letter: str, node: Node) -> None:
        """Substitute the meaning of a letter in earlier statements that contain it."""

        def put_in(chain: Chain) -> Chain:
            formula = CalculusSide(substitute_symbols(chain.member.node, {letter: node}))
            equation = chain.equation and substitute_symbols(chain.equation, {letter: node})
            return replace(chain, member=replace(chain.member, formula=formula), equation=equation)

        self._labelled = {label: put_in(chain) for label, chain in self._labelled.items()}
        self._labelled[letter] = Chain(self._make_member(node))
        self.chain = self.chain and put_in(self.chain)

    def _make_member(self, node: Node, relation: str = "") -> ChainSide:
        return ChainSide(Side("", self.place, relation), CalculusSide(node))

    def _check_line(self, line: _ReadLine, before: Chain | None) -> CheckedLine:
        if (equation := self._find_equation(line, before)) is not None:
            return self._check_equation(equation, before)
        first = line.sides[0]
        last = line.sides[-1]
        checked = CheckedLine("unchecked")
        if before is not None and before.equation is not None:
            before = before if is_solved(before.equation) and not line.label else None
        if before is not None:
            checked = self._check_step(before, first, line.letters)
        # Without a sign a chain states something of its own, and so may what follows a named quantity.
        is_named = before is not None and before.is_label
        may_begin_anew = not (line.is_joined or line.label) and (len(line.sides) > 1 or is_named)
        if checked.sign == "breaks" and may_begin_anew:
            checked = CheckedLine("unchecked")
        for member, next_member in pairwise(line.sides):
            if checked.sign in ("breaks", "undecided"):
                break
            checked = self._check_step(Chain(member), next_member, ())
            is_equation = line.is_named or (not find_symbols(next_member.node) and not line.is_joined)
            if checked.sign == "breaks" and is_equation and member is first:
                checked = CheckedLine("unchecked")
        # A line names its own quantity if it has a label, or is a chain of its own.
        is_own = bool(line.label) or (len(line.sides) > 1 and not line.is_joined)
        self.chain = Chain(last, is_label=is_own)
        return checked

    # Reading

    def _read_line(self, text: str) -> _ReadLine:
        """Read one line. Raises ParseError if it is not read, with the column."""
        sign = _SIGN.match(text, len(text) - len(text.lstrip()))
        if sign is None and _SEVERAL.search(text) and _SIGN.search(text):
            trees = [self._read_tree(each, is_statement=True) for each in both_signs(text)]
            line = _ReadLine(statement=reduce(lambda one, other: Logic("or", one, other), trees))
        else:
            line = self._read_chain(text, sign)
        unsolved = line.statement or line.possible_equation
        for node in (*(side.node for side in line.sides), *(() if unsolved is None else (unsolved,))):
            self._letters |= find_symbols(node)
        if unsolved is not None:
            self._unknowns |= find_symbols(unsolved)
        return line

    def _read_chain(self, text: str, sign: re.Match[str] | None) -> _ReadLine:
        """Read the sides of a line that may begin with a sign."""
        begin, relation = (sign.end(), sign[0]) if sign else (0, "=")
        letters: tuple[str, ...] = ()
        if RELATIONS[relation] == "∝" and (named := _LETTERS.match(text, begin)):
            begin = named.end()
            letters = tuple(GREEK.get(each.strip(), each.strip()) for each in named["letters"].split(","))
        line = _ReadLine(letters=letters, is_joined=sign is not None)
        text = _blank_start(text, begin)
        parts = split_at_signs(_SIGN, text)
        pieces = [_blank_start(text[:high], low) for _, low, high in parts]
        relations = [relation, *(sign for sign, _, _ in parts[1:])]
        if len(pieces) > 1:
            head, second, *others = pieces
            if name := self._find_new_letter(head):
                tree = self._read_tree(second)
                if not others and relations[1] == "=" and name not in find_symbols(tree):
                    self._definitions[name] = tree
                    self._letters.add(name)
                    return replace(line, sides=(self._make_member(tree),), label=name, is_definition=True)
            self._forget_definition(head.strip(), second)
            line = replace(line, is_named=bool(_LETTER.fullmatch(head.strip().removeprefix("\\"))))
            if label := self._find_label(head):
                # Further names of the quantity have no value: ``dL/dt = z(t) = 2 t``.
                named_sides = 2 if others and _AT_POINT.fullmatch(second) else 1
                line = replace(line, label=label, is_named=False)
                pieces, relations = pieces[named_sides:], relations[named_sides:]
        sides = map(self._make_member, map(self._read_tree, pieces), relations)
        return replace(line, sides=tuple(sides))

    def _forget_definition(self, name: str, value: str) -> None:
        """Take back the definition of a letter that gets a number, which is a condition on its letters."""
        meant = self._definitions.get(name)
        if meant is not None and find_symbols(meant) and not find_symbols(self._read_tree(value)):
            del self._definitions[name]

    def _find_new_letter(self, text: str) -> str:
        """Return the single letter that a text is, if it may still be defined; else an empty text."""
        typed = text.strip().removeprefix("let ").strip()
        name = GREEK.get(typed, typed)
        is_letter = _LETTER.fullmatch(name) or name in GREEK.values()
        is_open = name not in self._unknowns and name not in self._definitions
        return name if is_letter and is_open and name not in _FUNCTIONS else ""

    def _find_label(self, text: str) -> str:
        """Return the quantity that a text names, without blanks; empty for an expression of known letters."""
        called = _CALLED.fullmatch(text)
        is_letter = called and called["name"] in self._letters and not _AT_POINT.fullmatch(text)
        is_called = called and not is_letter and called["name"] not in _FUNCTIONS
        if is_called or _DERIVATIVE.fullmatch(text):
            return "".join(text.split())
        return ""

    def _read_tree(self, text: str, *, is_statement: bool = False) -> Node:
        """Return the tree of an expression, with definitions substituted.

        Raises ParseError for an unknown word.
        """
        spec = self._spec
        if spec.kind == "matrix-expression" and (change := _DIFFERENTIAL.search(text)):
            raise ParseError(f"{change[0]}, a change of a matrix, is not read here", change.start() + 1)
        names = spec.names_of_answers
        known = replace(names, declared=names.declared | self._letters, undeclared="allow")
        reading = (
            replace(EQUATION, vars=spec.vars, assume=spec.assume, latex=spec.latex)
            if is_statement
            else replace(spec)
        )
        vars(reading)["names_of_answers"] = known  # in place of the property's cached value
        node = read_answer(reading, text)
        assert node is not None
        for name in sorted(find_symbols(node) - self._letters):
            if not _LETTER.fullmatch(name) and name not in GREEK.values():
                raise ParseError(
                    f"the name {name} is not known here", text.find(name) + 1, code="unknown-name"
                )
        return substitute_symbols(node, self._definitions)

    # Equations

    def _find_equation(self, line: _ReadLine, before: Chain | None) -> Node | None:
        """Return the statement of a line that is to be solved: it lists solutions, follows an equation, or
        may not hold.
        """
        equation = line.possible_equation
        if equation is None or self._spec.kind == "equation" or (before is not None and before.equation):
            return line.statement or equation
        first, second = (side.node for side in line.sides)
        if before is not None and not self.comparison.compare(before.member.node, first).differs:
            return None
        if not self.comparison.compare(first, second).differs:
            return None
        return equation

    def _check_equation(self, statement: Node, before: Chain | None) -> CheckedLine:
        equations = list_joined_equations(statement)
        last = equations[-1].right if equations else statement
        self.chain = Chain(self._make_member(last), equation=statement)
        for equation in equations:
            self.note_condition(find_symbols(equation), (equation.left, equation.right))
        first = self._line(self.chain.member.side, "first", "unchecked")
        return self._conclude(self.judge_equation(first, self.chain, before))

    # Expressions

    def _check_step(self, before: Chain, member: ChainSide, letters: tuple[str, ...]) -> CheckedLine:
        """Check whether an expression follows from the one before it."""
        first = before.member.node
        node = member.node
        relation = member.side.meaning
        line = self.split.line_of(before.member.side.start)
        if relation == "≈" or (_is_array(first) != _is_array(node)):
            return CheckedLine("unchecked", line)
        if isinstance(first, (Relation, Logic)) or isinstance(node, (Relation, Logic)):
            return CheckedLine("undecided", line, "Inequalities are not compared from line to line.")
        if relation == "∝":
            mark = self._compare_up_to_factor(before, member, letters)
        else:
            mark = self._step(replace(before, is_label=False), member)
        checked = self._conclude(mark)
        record_step("compare", before=first, tree=node, join=relation, sign=checked.sign)
        is_array = self._spec.kind == "matrix-expression" or _is_array(first) or _is_array(node)
        if checked.sign != "breaks" or relation != "=" or is_array:
            return checked
        return replace(checked, reason=self._diagnose(first, node) or checked.reason)

    def _compare_up_to_factor(self, before: Chain, member: ChainSide, letters: tuple[str, ...]) -> Mark:
        """Return the line of an expression that is the one before up to a factor without the letters."""
        step = self._begin_step(before, member)
        names = letters or tuple(step.names)
        if not letters and len(names) != 1:
            return replace(step.line, message="Say in which letter: ∝ theta: …")
        step.outcome = self.comparison.compare_up_to_factor(*step.sides, names)
        if step.outcome.differs:
            return step
        sign: Sign = "follows" if step.outcome.equal else "undecided"
        return replace(step.line, sign=sign, message=step.outcome.message)

    def _conclude(self, mark: Mark) -> CheckedLine:
        line = self._decided(mark) if isinstance(mark, SuspectStep) else mark
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


def _blank_start(text: str, end: int) -> str:
    """Return the text with its first characters replaced by blanks, so that columns stay."""
    return " " * end + text[end:]
