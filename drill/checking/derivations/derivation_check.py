r"""Check a derivation that somebody wrote: whether each line follows from the one before it.

Gradients and arrays are computed (`step_comparison`), letters of undeclared arrays in every
meaning that fits.

One rule decides which steps break: only a step between two expressions of one chain (lines that begin with
``=``, or ``a = b = c`` in a line), whose letters occur in no other condition or given value of the text, and
in no equation but those that other letters satisfy; behind no word such as *if*, *case* or *assume*, unless
it has numbers only. Where the two sides differ by a factor, equations do not excuse it, because none makes
both equal. An equation or an inequality is compared with the one before it if no more than a word like *so*
is between them; an inequality breaks only where it is the other one reversed. Definitions are substituted.
Every other step follows if a comparison shows it; otherwise the line names the missing information, because a
false alarm is worse than a miss.

The working of an exercise is judged by the same rules. Its letters are declared, so equations may break in
several letters and with functions, but no expression with a letter that the exercise does not declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from drill.checking.answer_verdict import Sign
from drill.checking.derivations.calculus_reading import (
    OPAQUE,
    Formula,
    FormulaReader,
    FunctionRule,
    find_numbers,
    free_symbols,
    has_binding,
)
from drill.checking.derivations.derivation_rows import (
    DerivationRow,
    Sentence,
    Side,
    SplitText,
    split_derivation,
)
from drill.checking.derivations.equation_steps import (
    Equation,
    EquationOutcome,
    StepOutcome,
    are_function_values,
    are_two_cases,
    is_solution,
    is_solved,
    list_joined_equations,
    share_side,
    square_sides,
)
from drill.checking.derivations.marked_text import LineKind, MarkedLine, MarkedText, check_derivation_text
from drill.checking.derivations.said_conditions import (
    CHOICE,
    DISTRIBUTED,
    SaidConditions,
    find_names_in_formula,
    is_declaration,
    leads_on,
    limits_what_holds,
)
from drill.checking.derivations.step_comparison import (
    IDENTITY,
    STEPPING,
    StepComparison,
    find_integration_letters,
    has_decimal_number,
    is_rounded_alike,
    uses_constant,
)
from drill.errors import ParseError
from drill.explanation import record_step
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Node,
    Num,
    Relation,
    RelationOp,
    Sym,
    find_in_tree,
    find_symbols,
    walk_tree,
)
from drill.maths.numeric import evaluate_real

# Max rows that are compared; the others are not judged.
ROWS_LIMIT: Final = 400
# Max seconds of computing for a whole text, and for a step.
TEXT_LIMIT_S: Final = 1.2
STEP_LIMIT_S: Final = 0.4

_EQUALS: Final = frozenset(("=", "==", ":=", "\\coloneqq", "\\triangleq", "\\doteq"))
_ORDERS: Final[dict[str, RelationOp]] = {
    "<": "<", "\\lt": "<", ">": ">", "\\gt": ">",
    "<=": "<=", "≤": "<=", "\\le": "<=", "\\leq": "<=", "\\leqslant": "<=",
    ">=": ">=", "≥": ">=", "\\ge": ">=", "\\geq": ">=", "\\geqslant": ">=",
}  # fmt: skip
_APPROXIMATE: Final = frozenset(("≈", "\\approx", "~=", "\\simeq", "\\cong"))
_TENDS: Final = frozenset(("\\to", "\\rightarrow", "→"))
_UNEQUAL: Final = frozenset(("\\ne", "\\neq", "≠", "!="))
_CALL_HEAD: Final = re.compile(
    r"\s*(?:\\(?:mathrm|operatorname|mathbf)\{)?(?P<name>\\?[A-Za-z]+)\}?(?:\\left)?\((?P<arguments>[^()]*?)(?:\\right)?\)\s*$"
)
_NEVER_DEFINED: Final = frozenset((
    "\\sin", "\\cos", "\\tan", "\\exp", "\\ln", "\\log", "\\det", "\\max", "\\min", "\\sqrt",
))  # fmt: skip
_MODULAR: Final = re.compile(r"\\(?:p|b)?mod(?![A-Za-z])|\\equiv(?![A-Za-z])|≡")
# The letter i as the imaginary unit, and as an index or beside another letter for it.
_IMAGINARY: Final = re.compile(
    r"(?<![A-Za-z\\])i\s*\^\s*\{?2|e\s*\^\s*\{?\s*-?\s*i(?![A-Za-z])|[-+]\s*\d*\s*i(?![A-Za-z_^(])",
    re.IGNORECASE,
)
_INDEX_I: Final = re.compile(
    r"_\s*\{?i(?![A-Za-z])|(?<![A-Za-z\\])i\s*(?:=\s*[01]|\\in)|imaginary unit is (?!\$?i\b)"
    r"|e\s*\^\s*\{?\s*-?\s*j",
    re.IGNORECASE,
)
_DERIVED: Final = re.compile(r"'|\\partial|\\nabla|\\frac\s*\{\s*d|(?<![A-Za-z])d\w*\s*/\s*d")
_ARGUMENT: Final = re.compile(r"\\?[A-Za-z]{1,7}(?:_\{?\w\}?)?")
_TRIGONOMETRIC: Final = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
# Letters of constants of integration; all of them in a text with an integral, else the first two.
_CONSTANTS: Final = ("C", "K", "c", "k", "A")

_UNCLEAR: Final = StepOutcome("unclear")
_UNREAD: Final = Formula(Num("0"))


def mark_derivation(
    text: str, *, is_working: bool = False, is_claim: bool = False, letters: frozenset[str] = frozenset()
) -> MarkedText:
    """Return every line of a text with its sign.

    In a working, as it is typed line by line, an expression follows the line before even without a sign.
    In a claim an equation alone holds for all values of its letters, and is not one to solve. Of ``pi``,
    ``e`` and ``i`` those among ``letters`` are letters; otherwise the text decides.

    Raises:
        UsageError: the text is too long, or nested too deep, with the line.
    """
    text = check_derivation_text(text)
    return Derivation(split_derivation(text), is_working, letters, is_claim).mark()


@dataclass
class Member:
    """A side of a chain with its tree; ``reason`` explains why it was not read."""

    side: Side
    formula: Formula = _UNREAD
    reason: str = ""

    @property
    def node(self) -> Node:
        """The tree of the side."""
        return self.formula.node

    @property
    def names(self) -> frozenset[str]:
        """The letters of the side."""
        return free_symbols(self.node) | self.formula.called

    @property
    def integrated_by(self) -> str:
        """The letter of an indefinite integral in the side: behind it constants do not count."""
        return next(find_integration_letters(self.node), "")


@dataclass
class Step:
    """A step that is off, before the last decision: the outcome of the comparison, and the letters and sides.

    One that ``is_lone`` is the only one of its row, and no row before it goes on. ``solutions`` are
    those that an equation lost or added.
    """

    line: MarkedLine
    outcome: StepOutcome
    names: frozenset[str]
    start: int
    row: int
    sides: Equation = (Num("0"), Num("0"))
    is_lone: bool = False
    solutions: EquationOutcome | None = None


Mark = MarkedLine | Step
Marks = Iterator[Mark]


@dataclass(frozen=True)
class _Condition:
    """A condition of a row on letters: an equation between them, or an unknown one."""

    row: int
    names: frozenset[str]
    equation: Equation | None = None


@dataclass
class Chain:
    """The start of the next row: the last side of the row before it.

    A side that ``is_label`` only names a function of the text, ``f(x)``. Behind one that ``is_above_heading``
    only a row that begins with a sign goes on. ``equation`` is the statement that the row is, where it is one
    to be solved.
    """

    member: Member
    row: int
    block: int
    integrated_by: str = ""
    is_label: bool = False
    is_above_heading: bool = False
    equation: Node | None = None


@dataclass
class Derivation:
    """The state of a check from row to row, and the rule that decides which steps are wrong."""

    split: SplitText
    is_working: bool
    letters: frozenset[str] = frozenset()
    """Which of π, e and i are known to be letters."""
    is_claim: bool = False
    """Whether an equation alone holds for all values of its letters."""
    said: SaidConditions = field(default_factory=SaidConditions)
    conditioned_by_row: list[_Condition] = field(default_factory=list[_Condition])
    conditioned_everywhere: set[str] = field(default_factory=set[str])
    rows: int = 0
    seen: set[str] = field(default_factory=set[str])
    chain: Chain | None = None
    reader: FormulaReader = field(default_factory=FormulaReader)
    letters_of_exercise: frozenset[str] = frozenset()
    """Letters that the exercise declares, if the text is the working of one."""
    known_letters: frozenset[str] = frozenset()
    """Letters that may occur in one of two equal expressions only."""
    by: str = ""
    """The letter of integration, where constants do not count."""
    orders: list[Relation] = field(default_factory=list[Relation])
    former_orders: list[Relation] = field(default_factory=list[Relation])
    """The inequalities of this row and of the row before it, which ends at ``former_end``."""
    conclusions: list[DerivationRow] = field(default_factory=list[DerivationRow])
    is_linked: bool = False
    """Whether no more than a word like "so" is between the row before and this one."""
    is_conclusion: bool = False
    """Whether the inequalities of this row follow from those of the row before."""
    is_continued_below: bool = False
    """Whether the next row goes on from this one."""
    former_end: int = 0
    text_line: int = 0
    """The last line that was shown as text."""

    def mark(self) -> MarkedText:
        """Check all rows."""
        rows = [part for part in self.split.parts if isinstance(part, DerivationRow)]
        sentences = [part for part in self.split.parts if isinstance(part, Sentence)]
        self.conclusions = self._find_conclusions(rows)
        if (found := _MODULAR.search(self.split.text)) is not None:
            self.said.blocked_from = self.said.numbers_blocked_from = found.start()
        has_unit = _IMAGINARY.search(self.split.text) is not None
        self.said.has_imaginary_unit = has_unit and not _INDEX_I.search(self.split.text)
        declaring = [part for part in sentences if self.said.note_sentence(self._without_conclusions(part))]
        self.said.has_imaginary_unit = self.said.has_imaginary_unit and "i" not in self.said.domains
        heads = {row.sides[0].text.strip("\\ ") for row in rows if len(row.sides) > 1}
        formulas = [side.text for row in rows for side in row.sides]
        formulas += [text for part in sentences for text in part.formulas]
        self.reader = FormulaReader(
            letters=frozenset("pi" if head == "π" else head for head in heads) | self.letters,
            words=self.split.words,
            numbers=find_numbers(formulas),
            arrays=set(self.said.shapes),
            has_imaginary_unit=self.said.has_imaginary_unit,
        )
        self.comparison = StepComparison(self.said, TEXT_LIMIT_S, STEP_LIMIT_S)
        lines: list[Mark] = []
        for index, part in enumerate(self.split.parts):
            if isinstance(part, DerivationRow):
                is_declared = any(each.start <= part.start < each.end for each in declaring)
                lines += self._numbered_row(part, index, is_declared)
                continue
            chain: Chain | None = self.chain
            if part.is_heading and chain is not None:
                self.chain = replace(chain, is_above_heading=True)
            lines += self._text_lines(part)
        marked = [self._decided(line) if isinstance(line, Step) else line for line in lines]
        declared, not_declared = map(self._number_lines, (self.said.sentences, self.said.not_declared))
        return MarkedText(tuple(marked), declared, not_declared)

    def _numbered_row(self, row: DerivationRow, index: int, is_declared: bool) -> Marks:
        """Yield the lines of a row, and note how it is joined to the rows around it."""
        self.rows += 1
        if self.rows > ROWS_LIMIT:
            yield self._line(row.sides[0], "unread", "undecided", "The text has too many lines.")
            return
        self.former_orders, self.orders = self.orders, []
        self.is_linked = leads_on(self.split.text[self.former_end : row.sides[0].start])
        self.is_conclusion = row in self.conclusions
        self.is_continued_below = self._is_continued_below(row, index)
        yield from self._row(row, row.start, is_declared)
        self.former_end = row.sides[-1].start + len(row.sides[-1].text)

    def _number_lines(self, said: list[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
        return tuple((self.split.line_of(start), text) for start, text in said)

    def _text_lines(self, sentence: Sentence) -> Iterator[MarkedLine]:
        """Yield the lines of a sentence that no sentence before has."""
        first, last = self.split.line_of(sentence.start), self.split.line_of(sentence.end - 1)
        for number in range(max(first, self.text_line + 1), last + 1):
            self.text_line = number
            if text := self.split.line(number).strip():
                yield MarkedLine(number, text, "text", "unchecked")

    def _line(
        self,
        side: Side,
        kind: LineKind,
        sign: Sign,
        message: str = "",
        *,
        before: int = 0,
        at: int | None = None,
        text: str = "",
    ) -> MarkedLine:
        shown = text or f"{side.relation} {side.text}".strip()
        return MarkedLine(
            self.split.line_of(side.start), " ".join(shown.split()), kind, sign, message, at, None, before
        )

    # Rows

    def _find_conclusions(self, rows: list[DerivationRow]) -> list[DerivationRow]:
        """Return the inequalities that follow from the one before them, and declare nothing."""
        found: list[DerivationRow] = []
        for before, row in pairwise(rows):
            end = before.sides[-1].start + len(before.sides[-1].text)
            are_orders = _is_order(before) and _is_order(row)
            is_premise = before in found or not is_declaration(self._write_row(before))
            if are_orders and is_premise and leads_on(self.split.text[end : row.sides[0].start]):
                found.append(row)
        return found

    def _without_conclusions(self, sentence: Sentence) -> Sentence:
        """Return a sentence without the inequalities in it that are conclusions."""
        text = sentence.text
        for row in self.conclusions:
            low, high = row.start - sentence.start, row.end - sentence.start
            if low >= 0 and high <= len(text):
                text = text[:low] + " " * (high - low) + text[high:]
        return replace(sentence, text=text)

    def _write_row(self, row: DerivationRow) -> str:
        return " ".join(f"{side.relation} {side.text}".strip() for side in row.sides)

    def _is_continued_below(self, row: DerivationRow, index: int) -> bool:
        """Return whether the next row of the same block goes on from a row with ``=``."""
        for below in self.split.parts[index + 1 : index + 2]:
            if isinstance(below, DerivationRow) and below.is_continued and below.block == row.block:
                return below.sides[1].relation in _EQUALS
        return False

    def _row(self, row: DerivationRow, number: int, is_declared: bool) -> Marks:
        text = self._write_row(row)
        previous, self.chain = self.chain, None
        first, *sides = row.sides
        if len(sides) == 1 and DISTRIBUTED.fullmatch(sides[0].relation):
            self.conditioned_everywhere |= {*find_names_in_formula(first.text)}
            yield self._line(first, "definition", "unchecked", text=text)
            return
        is_declaring = is_declared and row.place in ("sentence", "item") and not self.is_conclusion
        if is_declaring and not self._is_definition(row):
            return
        if row.is_continued:
            is_next = row.place == "item" and (previous is None or previous.block + 1 >= row.block)
            is_joined = row.place not in ("sentence", "item") or is_next
            is_blocked = row.is_doubtful or limits_what_holds(row.remark)
            yield from self._sides(row, sides, previous if is_joined else None, number, is_blocked)
            return
        if not self.is_conclusion and self.said.note_row(text, row.start):
            yield self._line(first, "definition", "unchecked", text=text)
            return
        if (defined := self._define(row, number)) is not None:
            yield from defined
            return
        head = self._read(first, row)
        if not sides:
            yield self._lone_expression(head, row, number, previous)
        elif head.reason:
            yield from self._unread_head(head, row, number)
        else:
            yield from self._statement(head, row, sides, number, previous)

    def _statement(
        self, head: Member, row: DerivationRow, sides: list[Side], number: int, former: Chain | None
    ) -> Marks:
        """Yield the lines of a row with a first side of its own."""
        chain = Chain(head, number, row.block, head.integrated_by, is_label=self._is_label(head.side))
        is_blocked = row.is_doubtful or limits_what_holds(row.remark)
        lines = list(self._sides(row, sides, chain, number, is_blocked))
        line, last = lines[0], self.chain
        is_equation = last is not None and len(lines) == 1 and last.member.side.relation in _EQUALS
        if last is None or not is_equation or is_blocked or isinstance(line, Step) or line.kind != "first":
            yield from lines
            return
        self.chain = replace(last, equation=Relation("=", head.node, last.member.node))
        yield self.judge_equation(line, self.chain, former if self.is_linked else None)

    def _unread_head(self, head: Member, row: DerivationRow, number: int) -> Marks:
        """Yield a row whose first side is not read, and the steps behind it."""
        first = row.sides[1]
        yield self._unread(head, self._text_of(row, first, 0))
        member = self._read(first, row)
        self._condition(number, find_names_in_formula(f"{head.side.text} {first.text}"))
        yield from self._go_on(row, member, number, is_blocked=row.is_doubtful)

    def _unread(self, member: Member, text: str) -> MarkedLine:
        column = self.split.column_of(member.side.start)
        return self._line(member.side, "unread", "unchecked", member.reason, at=column, text=text)

    def _lone_expression(self, head: Member, row: DerivationRow, number: int, previous: Chain | None) -> Mark:
        if head.reason:
            return self._unread(head, head.side.text)
        self.chain = Chain(head, number, row.block, head.integrated_by)
        before = previous if self.is_working else None
        if before is None or before.is_above_heading or before.member.reason:
            return self._line(head.side, "first", "unchecked")
        return self._step(before, head, number, is_blocked=row.is_doubtful)

    def _sides(
        self, row: DerivationRow, sides: list[Side], previous: Chain | None, number: int, is_blocked: bool
    ) -> Marks:
        """Yield the steps of a row's sides, each from the one before it."""
        is_lone = len(sides) == 1 and not row.is_continued and not self.is_continued_below
        for index, side in enumerate(sides):
            member = self._read(side, row)
            text = self._text_of(row, side, index)
            integrated_by = previous.integrated_by if previous is not None else ""
            if member.reason:
                yield self._unread(member, text)
                self._condition(number, find_names_in_formula(side.text))
                if previous is not None:
                    self._condition(number, previous.member.names)
            elif previous is None or previous.member.reason:
                yield self._first_read(row, side, previous, text)
                if previous is None and row.is_continued:
                    self._condition(number, member.names)
            else:
                integrated_by = integrated_by or member.integrated_by
                before = replace(previous, integrated_by=integrated_by)
                yield self._step(before, member, number, is_blocked=is_blocked, is_lone=is_lone, text=text)
            previous = Chain(member, number, row.block, integrated_by)
        self.chain = previous

    def _first_read(self, row: DerivationRow, side: Side, previous: Chain | None, text: str) -> MarkedLine:
        """Return the line of a side before which nothing is read."""
        if not row.is_continued:
            return self._line(side, "step", "unchecked", text=text)
        reason = "There is no formula before it."
        if previous is not None:
            reason = "The line before was not read."
        return self._line(side, "step", "undecided", reason, text=text)

    def _go_on(self, row: DerivationRow, member: Member, number: int, *, is_blocked: bool) -> Marks:
        """Yield the steps of a row after its second side."""
        self.chain = chain = Chain(member, number, row.block, member.integrated_by)
        _, first, *sides = row.sides
        if sides:
            continued = replace(row, sides=(Side("", first.start), *sides))
            yield from self._sides(continued, sides, chain, number, is_blocked)

    def _text_of(self, row: DerivationRow, side: Side, index: int) -> str:
        head = row.sides[0].text if index == 0 and not row.is_continued else ""
        return f"{head} {side.relation} {side.text}".strip()

    def _read(self, side: Side, row: DerivationRow) -> Member:
        if not side.text:
            return Member(side, reason="Nothing is written here.")
        try:
            formula = self.reader.read(side.text, is_formula=row.place != "plain")
        except ParseError as error:
            return Member(side, reason=f"Not read: {error.message}.")
        except RecursionError:
            return Member(side, reason="Not read: it is nested too deep.")
        self.comparison.expect_real(formula.node)
        return Member(side, formula)

    # Definitions

    def _is_definition(self, row: DerivationRow) -> bool:
        return not row.is_continued and len(row.sides) >= 2 and row.sides[1].relation in _EQUALS

    def _define(self, row: DerivationRow, number: int) -> Marks | None:
        """Take a row for the definition of a new letter or function; None if it is not one."""
        if not self._is_definition(row) or row.is_doubtful:
            return None
        head, first = row.sides[:2]
        called = _CALL_HEAD.match(head.text)
        if called is not None:
            if called["name"].removeprefix("\\") in self.reader.rules:
                return None
            if (defined := self._define_function(row, called, number)) is not None:
                return defined
        name = self._find_name(head, row)
        if name in self.reader.values:
            self._forget(name, number)
            return None
        is_known = name in self.seen or name in self.said.domains or name in self.said.shapes
        if not name or is_known:
            return None
        member = self._read(first, row)
        self.seen.add(name)
        if member.reason:
            self._condition(number, (name, *find_names_in_formula(first.text)))
            return self._mark_definition(row, member, number)
        if name in free_symbols(member.node):
            self._condition(number, member.names | {name})
            return None
        self.seen |= member.names
        self.reader.values[name] = member.node
        return self._mark_definition(row, member, number)

    def _find_name(self, head: Side, row: DerivationRow) -> str:
        """Return the name that a side is; empty for another expression."""
        bare = replace(self.reader, values={})
        try:
            formula = bare.read(head.text, is_formula=row.place != "plain")
        except ParseError:
            return ""
        node = formula.node
        return node.name if isinstance(node, Sym) and not formula.called else ""

    def _mark_definition(self, row: DerivationRow, member: Member, number: int) -> Marks:
        """Yield the lines of a row whose head is defined by its first side: the others are checked."""
        head, first = row.sides[:2]
        text = f"{head.text} = {first.text}"
        if member.reason:
            yield self._unread(member, text)
        else:
            yield self._line(first, "definition", "unchecked", text=text)
        yield from self._go_on(row, member, number, is_blocked=limits_what_holds(row.remark))

    def _is_label(self, side: Side) -> bool:
        called = _CALL_HEAD.match(side.text)
        if called is None or called["name"].removeprefix("\\") not in self.reader.rules:
            return False
        return all(_ARGUMENT.fullmatch(argument.strip()) for argument in called["arguments"].split(","))

    def _forget(self, name: str, number: int) -> None:
        """Take back the value of a letter that is given another one: of both nothing is called wrong.

        The two may be equal, which is a condition on the letters of the first.
        """
        self._condition(number, free_symbols(self.reader.values[name]) | {name})
        self.conditioned_everywhere.add(name)
        del self.reader.values[name]

    def _define_function(self, row: DerivationRow, called: re.Match[str], number: int) -> Marks | None:
        """Take a row for the rule of a function; None if it is not one."""
        written = called["name"]
        name = written.removeprefix("\\")
        texts = [argument.strip() for argument in called["arguments"].split(",")]
        if written in _NEVER_DEFINED or written in self.reader.numbers:
            return None
        if (len(name) > 1 and not written.startswith("\\")) or not all(map(_ARGUMENT.fullmatch, texts)):
            return None
        arguments = tuple(text.removeprefix("\\") for text in texts)
        if not self.reader.values.keys().isdisjoint((name, *arguments)):
            return None
        member = self._read(row.sides[1], row)
        if member.reason:
            return None
        is_recursive = any(
            part.name.startswith(f"{OPAQUE}{written}(") for part in find_in_tree(member.node, Sym)
        )
        # Without all arguments it is the value at a point, not a rule.
        if is_recursive or not free_symbols(member.node).issuperset(arguments):
            return None
        self.reader.rules[name] = FunctionRule(arguments, member.node)
        self.seen |= member.names
        return self._mark_definition(row, member, number)

    # Steps

    def _step(
        self,
        previous: Chain,
        member: Member,
        number: int,
        *,
        is_blocked: bool = False,
        is_lone: bool = False,
        text: str = "",
        letters: tuple[str, ...] = (),
    ) -> Mark:
        """Return the line of a step; a factor in a proportion is free of the ``letters``."""
        before = self.split.line_of(previous.member.side.start)
        relation = member.side.relation or "="
        sides = previous.member.node, member.node
        names = previous.member.names | member.names
        self.seen |= names
        line = self._line(member.side, "step", "undecided", before=before, text=text)
        step = Step(line, _UNCLEAR, names, member.side.start, number, sides, is_lone)
        if relation in _ORDERS:
            is_doubtful = previous.member.formula.is_doubtful or member.formula.is_doubtful
            return self._order(step, _ORDERS[relation], is_doubtful)
        if relation in _APPROXIMATE:
            return self._nearly(step)
        if relation == "∝" and self.said.is_settled:
            return self._proportion(step, letters)
        if relation not in _EQUALS:
            if relation not in _TENDS | _UNEQUAL:
                self._condition(number, names)
            return replace(line, message="Such a relation is not judged.")
        step.outcome = self.comparison.compare(*sides, previous.integrated_by or self.by)
        if step.outcome.outcome == "equal":
            return replace(line, sign="follows")
        if previous.is_label:
            self.conditioned_everywhere |= previous.member.formula.called
            return replace(line, kind="definition", sign="unchecked", before=0)
        return self._judge_difference(step, previous, member, is_blocked)

    def _judge_difference(self, step: Step, previous: Chain, member: Member, is_blocked: bool) -> Mark:
        """Return a step whose sides differ, or a line that names the missing information."""
        letters = free_symbols(step.sides[0]) | free_symbols(step.sides[1])
        opaque = frozenset(name for name in letters if name.startswith(OPAQUE))
        lost = self._find_lost_letters(step.sides, previous.integrated_by)
        if self.is_claim and step.is_lone and _is_sum_of_letters(step.sides):
            lost = frozenset[str]()
        message = step.outcome.message
        is_different = step.outcome.outcome == "different"
        if is_different:
            message = self._find_missing(step, previous, member, lost, opaque)
            if not message and not is_blocked:
                return replace(step, names=step.names - opaque)
            message = message or "Not judged: it may be one of several cases."
        if letters and (step.is_lone or lost or is_different):
            self._condition(step.row, step.names, step.sides)
        if step.is_lone and (letters or _uses_letter_constant(step.sides)):
            return replace(step.line, kind="first", sign="unchecked", before=0, message=message)
        return replace(step.line, message=message)

    def _find_lost_letters(self, sides: Equation, integrated_by: str) -> frozenset[str]:
        """Return the letters of one side alone that may have a value."""
        lost = (free_symbols(sides[0]) ^ free_symbols(sides[1])) - self.known_letters
        has_angle = any(map(_has_angle, sides))
        if not has_angle and uses_constant(sides[0], "pi") != uses_constant(sides[1], "pi"):
            lost |= {"pi"}
        if self.comparison.has_arrays(*sides):
            lost -= {IDENTITY}
        return lost - {"C", "c", "K", "k", "const"} if integrated_by else lost

    def _find_missing(
        self, step: Step, previous: Chain, member: Member, lost: frozenset[str], opaque: frozenset[str]
    ) -> str:
        """Return the information that a text lacks so that a difference is a slip; empty if it lacks none."""
        sides = step.sides
        if step.is_lone and not self._is_identity(previous.member, member):
            return "Nothing says that this equation is to follow from the line before."
        if unknown := lost - opaque:
            return f"Nothing says what {min(unknown)} is."
        is_unit = "i" in self.letters and any(uses_constant(side, "i") for side in sides)
        if previous.member.formula.is_doubtful or member.formula.is_doubtful or is_unit:
            return "Not judged: the line reads in more than one way."
        if opaque and (lost or not self.comparison.cancels(sorted(opaque), *sides)):
            quantity = min(opaque).removeprefix(OPAQUE)[:-1]
            return f"Not judged: {quantity} is not computed here."
        if not self.comparison.differs_in_constants(*sides):
            return "Not judged: a letter may be e, π or i here."
        constants = self._list_constants(step.names)
        if constants and not (previous.integrated_by or self.by):
            return f"Not judged: {min(constants)} may be a constant of integration."
        return ""

    def _is_identity(self, first: Member, second: Member) -> bool:
        """Return whether a lone equation has to hold everywhere, and is not one to solve."""
        sides = first.node, second.node
        if self.is_claim or any(map(has_binding, sides)):
            return True
        if free_symbols(sides[0]) | free_symbols(sides[1]):
            return bool(first.formula.called) and _DERIVED.search(first.side.text) is not None
        is_value = first.formula.called or second.formula.called
        return not is_value and not _uses_letter_constant(sides)

    def _order(self, step: Step, op: RelationOp, is_doubtful: bool) -> Mark:
        """Return the line of an inequality, judged by those of the row before it."""
        statement = Relation(op, *step.sides)
        if self.said.is_settled:
            point = self.comparison.find_counterexample(op, *step.sides)
            if point is None:
                return replace(step.line, message="No counterexample was found.")
            if not step.names <= self.letters_of_exercise:
                return replace(step.line, sign="unchecked")
            return replace(step, outcome=StepOutcome("different", point=point))
        names = free_symbols(statement)
        self._condition(step.row, names)
        self.orders.append(statement)
        if not self.is_conclusion or is_doubtful:
            return replace(step.line, message="Not judged: nothing says what this inequality follows from.")
        found = self.comparison.compare_inequalities(self.former_orders, statement)
        line = replace(step.line, before=self.split.line_of(self.former_end - 1))
        if found.outcome == "equal":
            return replace(line, sign="follows")
        if found.outcome == "unclear" or names & self.said.conditioned:
            return replace(line, message=found.message or "Not judged: it is another inequality.")
        return replace(step, line=line, outcome=found, names=frozenset(), is_lone=True)

    def _proportion(self, step: Step, letters: tuple[str, ...]) -> Mark:
        """Return the line of an expression that is the one before up to a factor without the letters."""
        letters = letters or (tuple(step.names) if len(step.names) == 1 else ())
        if not letters:
            return replace(step.line, message="Say in which letter: ∝ theta: …")
        outcome = self.comparison.compare_up_to_factor(*step.sides, letters)
        record_step("compare a quotient at other letters", letters=letters, outcome=outcome.outcome)
        if outcome.outcome == "different":
            return replace(step, outcome=outcome)
        sign: Sign = "follows" if outcome.outcome == "equal" else "undecided"
        return replace(step.line, sign=sign, message=outcome.message)

    def judge_equation(self, line: MarkedLine, equation: Chain, former: Chain | None) -> Mark:
        """Return the line of an equation, judged by the solutions of the one before it."""
        before = former.equation if former is not None else None
        statement = equation.equation
        if former is None or before is None or statement is None:
            return line
        number = self.split.line_of(former.member.side.start)
        chosen = replace(line, before=number, message="One solution of several was chosen.")
        if set(list_joined_equations(statement)) < set(list_joined_equations(before)):
            return chosen
        if find_symbols(statement) != find_symbols(before):
            return line
        found = self.comparison.compare_equations(before, statement)
        record_step("compare solutions", before=before, tree=statement, outcome=found.step.outcome)
        judged = replace(line, kind="step", sign="undecided", message=found.step.message, before=number)
        # The value of a letter may be substituted in an equation that has other solutions besides.
        is_value = is_solved(before) and bool(found.added) and not found.lost
        if found.step.outcome == "equal" or is_value:
            return replace(judged, sign="follows", message="")
        if found.step.outcome == "unclear":
            return judged if self.said.is_settled else line
        if self._may_be_new_claim(before, statement, found):
            return line
        is_own = find_symbols(statement) <= self.letters_of_exercise
        if not is_own and found.lost and not found.added:
            squared = self.comparison.compare_equations(before, square_sides(statement))
            if is_solved(statement) or squared.step.outcome == "equal":
                return chosen
        message = found.describe(f"line {number}")
        if self.said.is_settled:
            return replace(judged, sign="breaks", message=message)
        start = equation.member.side.start
        outcome, names = StepOutcome("different", message), frozenset((found.name,))
        return Step(judged, outcome, names, start, equation.row, is_lone=True, solutions=found)

    def _may_be_new_claim(self, before: Node, statement: Node, found: EquationOutcome) -> bool:
        """Return whether an equation with other solutions than the one before need not follow from it."""
        names = find_symbols(statement)
        is_own = names <= self.letters_of_exercise
        is_related = len(names) < 2 or (is_own and share_side(before, statement))
        are_values = not is_own and are_function_values(before, statement)
        if are_two_cases(before, statement) or are_values or not is_related:
            return True
        parts = (*walk_tree(before), *walk_tree(statement))
        if self.said.is_settled:
            # A function with cases, such as sign, is followed by its cases.
            return any(isinstance(part, Call) and part.name in STEPPING for part in parts)
        if not (found.lost and found.found) or has_decimal_number(before, statement):
            return True
        if isinstance(statement, Relation) and is_solved(statement) and find_symbols(statement.right):
            return True
        # Only arithmetic breaks, because functions and constants of a text may have other meanings.
        return any(isinstance(part, (Call, Const)) for part in parts)

    def _list_constants(self, names: frozenset[str]) -> list[str]:
        """Return the letters that may be constants of integration, which absorb added constants."""
        has_integral = "\\int" in self.split.text or "∫" in self.split.text
        letters = _CONSTANTS if has_integral else _CONSTANTS[:2]
        return [name for name in names if name.split("_")[0] in letters and name not in self.known_letters]

    def _nearly(self, step: Step) -> MarkedLine:
        """Return the line of an approximation: two numbers may be close."""
        values = [evaluate_real(side, {}) for side in step.sides]
        numbers = [value for value in values if value is not None]
        if len(numbers) == 2 and is_rounded_alike(*numbers):
            return replace(step.line, sign="follows")
        self._condition(step.row, step.names)
        return replace(step.line, message="Approximations are not judged.")

    def _condition(self, row: int, names: Iterable[str], equation: Equation | None = None) -> None:
        """Remember a condition of a row on letters."""
        self.conditioned_by_row.append(_Condition(row, frozenset(names), equation))

    # The last decision

    def _decided(self, step: Step) -> MarkedLine:
        """Return the line of a step that is off: it breaks, unless it may hold under a condition."""
        message = self._find_condition(step)
        if message:
            return replace(step.line, sign="undecided", message=message)
        return replace(
            step.line, sign="breaks", message=step.outcome.message, counterexample=step.outcome.point
        )

    def _find_condition(self, step: Step) -> str:
        """Return a sentence about a condition that may make a step hold; empty if there is none."""
        letters = step.names.union(*map(find_symbols, step.sides))
        if self.said.is_settled and (undeclared := letters - self.letters_of_exercise):
            return f"The exercise may say something of {min(undeclared)}."
        if self.said.is_blocked_everywhere:
            return "The text argues by contradiction, or about a mistake."
        is_of_numbers = not step.names and not step.is_lone
        if step.start >= (self.said.numbers_blocked_from if is_of_numbers else self.said.blocked_from):
            return "It may hold under a condition that was made before."
        low, high = self._find_reason(step)
        if low <= self.said.blocked_from < high and not is_of_numbers:
            return "It may hold under a condition that is made behind it."
        conditions = [
            condition
            for condition in self.conditioned_by_row
            if condition.row < step.row or low <= condition.row < high
        ]
        if step.solutions is not None:
            if self._may_be_chosen(step, step.solutions):
                return "It may be one of several cases."
            conditions = [
                condition for condition in conditions if not _is_of_solution(condition, step, step.solutions)
            ]
        everywhere = self.said.conditioned | self.conditioned_everywhere
        if always := step.names & everywhere:
            return f"Other lines say something of {min(always)}."
        said = [names for start, names in self.said.conditions if start < step.start or low <= start < high]
        said += [condition.names for condition in conditions if condition.equation is None]
        shared = step.names & frozenset[str]().union(*said)
        tied = step.names & frozenset[str]().union(*(condition.names for condition in conditions))
        if tied and not shared:
            known = frozenset(everywhere).union(*said, *(names for _, names in self.said.conditions))
            equations = [condition.equation for condition in conditions if condition.equation is not None]
            may_be_zero = any(Num("0") in equation for equation in equations)
            is_multiple = not may_be_zero and self.comparison.is_multiple(*step.sides)
            if not is_multiple and not self.comparison.differ_under(*step.sides, equations, known):
                shared = tied
        if shared:
            return f"Other lines say something of {min(shared)}."
        return ""

    def _find_reason(self, step: Step) -> tuple[int, int]:
        """Return the place of the sentence after a step that may limit it; (0, 0) for none."""
        for part in self.split.parts:
            if part.start > step.start and isinstance(part, Sentence) and not part.is_heading:
                return (part.start, part.end) if self.said.gives_reason(part) else (0, 0)
        return 0, 0

    def _may_be_chosen(self, step: Step, found: EquationOutcome) -> bool:
        """Return whether an equation may be one of several cases: a solution comes back, or is left out."""
        if CHOICE.search(self.split.text) is not None:
            return True
        for condition in self.conditioned_by_row:
            values = found.lost if condition.row > step.row else found.added
            if condition.equation is None or condition.row == step.row:
                continue
            if any(is_solution(condition.equation, found.name, value) for value in values):
                return True
        return False


def _is_order(row: DerivationRow) -> bool:
    """Return whether a row is an inequality, or a chain of them."""
    return len(row.sides) > 1 and all(side.relation in _ORDERS for side in row.sides[1:])


def _is_of_solution(condition: _Condition, step: Step, found: EquationOutcome) -> bool:
    """Return whether a row is an equation in the letter that is solved for, before or behind a step."""
    if condition.equation is None or condition.names != step.names:
        return False
    return condition.row > step.row or is_solution(condition.equation, found.name, found.lost[0])


def _uses_letter_constant(sides: Equation) -> bool:
    """Return whether some side has a constant that may be a letter."""
    constants = [(side, name) for side in sides for name in ("e", "i", "pi")]
    return any(
        uses_constant(side, name) and not (name == "pi" and _has_angle(side)) for side, name in constants
    )


def _is_sum_of_letters(sides: Equation) -> bool:
    """Return whether a sum with letters is equal to a value without any, as its terms may add up to it."""
    first, second = sides if free_symbols(sides[0]) else sides[::-1]
    return isinstance(first, Binary) and first.op in "+-" and not free_symbols(second)


def _has_angle(node: Node) -> bool:
    """Return whether π is the number in an expression: it is an angle of a sine or its like."""
    return any(part.name in _TRIGONOMETRIC and uses_constant(part, "pi") for part in find_in_tree(node, Call))
