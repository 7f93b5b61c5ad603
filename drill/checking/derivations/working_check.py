"""The working of an exercise, line by line, in the letters and domains that the exercise declares.

A line is an expression, a chain ``a = b <= c``, an equation, a definition ``u = x^2`` of a new letter, or
words after ``#``. It may begin with the sign that joins it to the line before: ``=``, ``<=``, ``>=``,
``≈``, or ``∝ theta:`` for equality up to a factor without theta.

An expression follows where it is equal to the one before, an equation where the differences of the sides
are equal up to a factor that is nowhere 0; ``<=`` and ``>=`` may be refuted at points, and are never
confirmed. No line is compared with the exercise's key. An undecided line costs nothing, because it may be
right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

from drill.checking.answer_reader import read_answer
from drill.checking.answer_verdict import CheckedLine, Clock
from drill.checking.derivations.declarations import Declarations
from drill.checking.derivations.derivation_check import compare_statements_of, is_solved
from drill.checking.derivations.derivation_rows import RELATIONS, split_at_signs
from drill.checking.derivations.marked_text import require_limits
from drill.checking.derivations.step_comparison import StepComparison, StepOutcome
from drill.checking.grids import Grid, convert_to_grid
from drill.checking.judge import diagnose_answer, fits_known_mistake
from drill.checking.judges.context import Context
from drill.checking.kind import MistakeReply, wrong_texts
from drill.checking.kinds.matrix_expression_answers import MatrixExpressionSpec
from drill.checking.kinds.number_answers import ExpressionSpec
from drill.checking.kinds.set_answers import RelationSpec, both_signs
from drill.checking.spec import KeySpec, Spec, known, replace_spec_key
from drill.errors import CheckError, ParseError
from drill.explanation import record_step
from drill.maths.characters import GREEK
from drill.maths.domains import assumptions_of
from drill.maths.maths_tree import Logic, Node, Relation, RelationOp, find_symbols, substitute_symbols
from drill.maths.names import FUNCTIONS, SPELLINGS

# Max seconds for all comparisons of one line.
LINE_LIMIT_S = 0.8
# Diagnoses that apply to a line compared with the line before, and not only to an answer and its key.
_SAID = frozenset({"sign", "names"})
_STATEMENT = RelationSpec(kind="inequality", text="0 < 1")

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
    working = _Working(known(spec), mistakes)
    return (working.check_line(number, text) for number, text in enumerate(lines, 1))


@dataclass(frozen=True, slots=True)
class _Side:
    """A side of a chain, and the plain spelling of the relation before it."""

    node: Node
    meaning: str = "="


@dataclass(frozen=True, slots=True)
class _Before:
    """What a line may follow: the last side of a line with its number, and the statement that the line is.

    One that ``is_label`` names a quantity of its own.
    """

    node: Node
    number: int
    equation: Node | None = None
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class _ReadLine:
    """A line that was read: the sides of a chain, or one ``statement`` that holds one of several equations.

    ``label`` names the quantity of the line, if it is another than in the line before; ``letters``
    are those that the factor of a proportion must not contain. A line ``is_joined`` where it begins with a
    sign, and ``is_named`` where its first side is a letter alone, which may have another value from here on.
    """

    sides: tuple[_Side, ...] = ()
    statement: Node | None = None
    label: str = ""
    letters: tuple[str, ...] = ()
    is_joined: bool = False
    is_named: bool = False
    is_definition: bool = False

    @property
    def possible_equation(self) -> Relation | None:
        """The one equality of two sides with letters that a line is, which may hold for some values only."""
        if self.label or len(self.sides) != 2 or self.sides[1].meaning != "=":
            return None
        equation = Relation("=", self.sides[0].node, self.sides[1].node)
        return equation if find_symbols(equation) else None


class _Working:
    """The state of a check from line to line; a quantity that a line names is remembered by its label.

    Letters that a line introduces are known from then on. A letter that an expression merely used may be
    defined by a later line; one of the exercise, or of an equation, may not.
    """

    def __init__(self, spec: Spec, mistakes: Sequence[MistakeReply]) -> None:
        if spec.mode is None:
            spec = ExpressionSpec(
                kind="expression", text="0", vars=spec.vars, assume=spec.assume, latex=spec.latex
            )
        self._spec = spec
        self._slips = wrong_texts(mistakes) if isinstance(spec, KeySpec) else []
        declared = spec.names_of_answers.declared
        # The exercise may name others than the answer may contain, such as an argument.
        letters = frozenset(spec.vars) | declared
        self._declared = _list_declarations(spec, letters)
        self._letters = set(declared)
        self._unknowns = set(frozenset(spec.vars) or declared)
        self._definitions: dict[str, Node] = {}
        self._labelled: dict[str, _Before] = {}
        self._before: _Before | None = None
        self._tied: set[str] = set()

    def check_line(self, number: int, text: str) -> CheckedLine:
        """Check one line. Raises CheckError only if the exercise is at fault."""
        self._comparison = StepComparison(self._declared, LINE_LIMIT_S, LINE_LIMIT_S, is_settled=True)
        self._number = number
        written = text.split("#", 1)[0].rstrip()
        if not written.strip():
            return CheckedLine("unchecked")
        also = _ALSO.match(written)
        try:
            line = self._read_line(_blank_start(written, also.end() if also else 0))
        except ParseError as error:
            record_step("read no line", typed=text, reason=error)
            self._before = None
            return CheckedLine("undecided", reason=str(error), at=error.at)
        members = [side.node for side in line.sides]
        joins = [side.meaning for side in line.sides]
        record_step("read a line", typed=text, members=members, joins=joins, statement=line.statement)
        if line.is_definition:
            self._define_letter(line.label, line.sides[0].node)
            return CheckedLine("unchecked")
        before = self._labelled.get(line.label) if line.label else self._before
        before = None if also else before
        record_step("choose the line before", tree=before and before.node)
        checked = self._check_line(line, before)
        if checked.sign == "breaks" and (slip := self._find_slip(written)):
            checked = replace(checked, slip=slip)
        if line.label and self._before is not None:
            self._labelled[line.label] = self._before
        return checked

    def _define_letter(self, letter: str, node: Node) -> None:
        """Substitute the meaning of a letter in earlier statements that contain it."""

        def put_in(before: _Before) -> _Before:
            equation = before.equation and substitute_symbols(before.equation, {letter: node})
            return replace(before, node=substitute_symbols(before.node, {letter: node}), equation=equation)

        self._labelled = {label: put_in(before) for label, before in self._labelled.items()}
        self._labelled[letter] = _Before(node, self._number)
        self._before = self._before and put_in(self._before)

    def _check_line(self, line: _ReadLine, before: _Before | None) -> CheckedLine:
        if (statement := self._find_statement(line, before)) is not None:
            return self._check_statement(statement, before)
        first, last = line.sides[0], line.sides[-1]
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
        for side, next_side in pairwise(line.sides):
            if checked.sign in ("breaks", "undecided"):
                break
            checked = self._check_step(_Before(side.node, self._number), next_side, ())
            is_equation = line.is_named or (not find_symbols(next_side.node) and not line.is_joined)
            if checked.sign == "breaks" and is_equation and side is first:
                checked = CheckedLine("unchecked")
        # A line names its own quantity if it has a label, or is a chain of its own.
        is_own = bool(line.label) or (len(line.sides) > 1 and not line.is_joined)
        self._before = _Before(last.node, self._number, is_label=is_own)
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
                    return replace(line, sides=(_Side(tree),), label=name, is_definition=True)
            self._forget_definition(head.strip(), second)
            line = replace(line, is_named=bool(_LETTER.fullmatch(head.strip().removeprefix("\\"))))
            if label := self._find_label(head):
                # Further names of the quantity have no value: ``dL/dt = z(t) = 2 t``.
                named_sides = 2 if others and _AT_POINT.fullmatch(second) else 1
                line = replace(line, label=label, is_named=False)
                pieces, relations = pieces[named_sides:], relations[named_sides:]
        meanings = map(RELATIONS.__getitem__, relations)
        return replace(line, sides=tuple(map(_Side, map(self._read_tree, pieces), meanings)))

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
            replace(_STATEMENT, vars=spec.vars, assume=spec.assume, latex=spec.latex)
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

    # Statements

    def _find_statement(self, line: _ReadLine, before: _Before | None) -> Node | None:
        """Return the statement that a line is: it lists solutions, follows an equation, or may not hold."""
        equation = line.possible_equation
        if equation is None or (before is not None and before.equation):
            return line.statement or equation
        if before is not None and not self._comparison.compare(before.node, equation.left).differs:
            return None
        return equation if self._comparison.compare(equation.left, equation.right).differs else None

    def _check_statement(self, statement: Node, before: _Before | None) -> CheckedLine:
        last = statement.right if isinstance(statement, (Relation, Logic)) else statement
        last = last.right if isinstance(last, Relation) else last
        self._before = _Before(last, self._number, statement)
        self._tied |= find_symbols(statement)
        if before is None or before.equation is None:
            return CheckedLine("unchecked")
        names = self._declared.names | find_symbols(before.equation)
        found = compare_statements_of(self._comparison, before.equation, statement, names)
        record_step("compare statements", before=before.equation, tree=statement, outcome=found.outcome)
        if found.outcome == "unclear" and find_symbols(statement) != find_symbols(before.equation):
            return CheckedLine("unchecked")
        return self._conclude(found, before.number)

    def _conclude(self, found: StepOutcome, before: int) -> CheckedLine:
        if found.equal:
            return CheckedLine("follows", before)
        sign = "breaks" if found.differs else "undecided"
        return CheckedLine(sign, before, found.message, point=found.point)

    # Expressions

    def _check_step(self, before: _Before, side: _Side, letters: tuple[str, ...]) -> CheckedLine:
        """Check whether an expression follows from the one before it."""
        first, node, relation = before.node, side.node, side.meaning
        if relation == "≈" or (_is_array(first) != _is_array(node)):
            return CheckedLine("unchecked", before.number)
        if isinstance(first, (Relation, Logic)) or isinstance(node, (Relation, Logic)):
            return CheckedLine("undecided", before.number, "Inequalities are not compared from line to line.")
        names = find_symbols(first) | find_symbols(node)
        if relation == "∝":
            if not letters and len(names) != 1:
                return CheckedLine("undecided", before.number, "Say in which letter: ∝ theta: …")
            found = self._comparison.compare_up_to_factor(first, node, letters or tuple(names))
        elif relation == "=":
            found = self._comparison.compare(first, node)
        else:
            op: RelationOp = "<=" if relation == "<=" else ">="
            point = self._comparison.find_counterexample(op, first, node)
            if point and not names <= self._declared.names:
                return CheckedLine("unchecked", before.number)
            found = StepOutcome(
                "different" if point else "unclear", "" if point else "No counterexample was found.", point
            )
        known = self._declared.names | self._definitions.keys()
        if found.differs and (unknown := (names - known) | (names & self._tied)):
            found = StepOutcome("unclear", f"The exercise may say something of {min(unknown)}.")
        checked = self._conclude(found, before.number)
        record_step("compare", before=first, tree=node, join=relation, sign=checked.sign)
        is_array = self._spec.kind == "matrix-expression" or _is_array(first) or _is_array(node)
        if checked.sign != "breaks" or relation != "=" or is_array:
            return checked
        return replace(checked, reason=self._diagnose(first, node) or checked.reason)

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


def _list_declarations(spec: Spec, letters: frozenset[str]) -> Declarations:
    """Return the letters of an exercise: arrays by its shapes, all others numbers in their domains."""
    arrays = dict(spec.shapes) if isinstance(spec, MatrixExpressionSpec) else {}
    shapes = {name: axes for name, axes in arrays.items() if axes}
    return Declarations(letters - shapes.keys(), shapes, spec.assume)


def _is_array(node: Node) -> bool:
    """Return whether an expression is a vector or a matrix written out."""
    with suppress(CheckError):
        return isinstance(convert_to_grid(node), Grid)
    return False


def _blank_start(text: str, end: int) -> str:
    """Return the text with its first characters replaced by blanks, so that columns stay."""
    return " " * end + text[end:]
