r"""Check a derivation that somebody wrote: whether each line follows from the one before it.

Gradients and arrays are computed (`step_comparison`), letters of undeclared arrays in every
meaning that fits.

One rule decides what is called wrong: only a step between two expressions of one chain (lines that begin with
``=``, or ``a = b = c`` in a line), whose letters occur in no other condition or given value of the text, and
in no equation but those that other letters satisfy; behind no word such as *if*, *case* or *assume*, unless
it has numbers only. Definitions are substituted. Everything else follows where it is shown to, and is
undecided or unread elsewhere: a false alarm is worse than a miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
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
from drill.checking.derivations.equation_steps import EquationOutcome, StepOutcome, is_solution
from drill.checking.derivations.marked_text import LineKind, MarkedLine, MarkedText, check_derivation_text
from drill.checking.derivations.said_conditions import (
    CHOICE,
    DISTRIBUTED,
    SaidConditions,
    find_names_in_formula,
    leads_on,
    limits_what_holds,
)
from drill.checking.derivations.step_comparison import (
    IDENTITY,
    ROUNDING_SHARE,
    StepComparison,
    find_difference_of_letters,
    find_integration_letters,
    uses_constant,
)
from drill.errors import ParseError
from drill.maths.maths_tree import Call, Const, Node, Num, Relation, RelationOp, Sym, find_in_tree, walk_tree
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
    r"_\s*\{?i(?![A-Za-z])|(?<![A-Za-z\\])i\s*(?:=\s*[01]|\\in)|imaginary unit is (?!\$?i\b)|e\s*\^\s*\{?\s*-?\s*j",
    re.IGNORECASE,
)
_DERIVED: Final = re.compile(r"'|\\partial|\\nabla|\\frac\s*\{\s*d|(?<![A-Za-z])d\w*\s*/\s*d")
_MAY_DIFFER: Final = "The two differ as they are read here, but they may be meant otherwise."
_TRIGONOMETRIC: Final = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))
# Letters of constants of integration; the last of them where the text has an integral or says so.
_CONSTANTS: Final = ("C", "K", "c", "k", "A")


def mark_derivation(
    text: str, *, is_working: bool = False, letters: frozenset[str] = frozenset()
) -> MarkedText:
    """Return every line of a text with its sign.

    In a working, as it is typed line by line, an expression follows the line before even without a sign.
    Of ``pi``, ``e`` and ``i`` those among ``letters`` are letters; otherwise the text tells which they are.

    Raises:
        UsageError: the text is too long, or nested too deep, with the line.
    """
    text = check_derivation_text(text)
    return Derivation(split_derivation(text), is_working, letters).mark()


@dataclass
class Member:
    """A side of a chain that was read, or why it was not."""

    side: Side
    formula: Formula | None
    reason: str = ""

    @property
    def node(self) -> Node:
        """The tree of the side, which was read."""
        assert self.formula is not None
        return self.formula.node

    @property
    def names(self) -> frozenset[str]:
        """The letters of the side."""
        return frozenset[str]() if self.formula is None else _find_formula_names(self.formula)


@dataclass
class Step:
    """A step that is off, before the last decision: what the comparison says, and what it depends on.

    One that ``is_lone`` is the only one of its row, and no row before it goes on. ``solutions`` are
    those that an equation lost or added.
    """

    line: MarkedLine
    outcome: StepOutcome
    names: frozenset[str]
    start: int
    row: int
    sides: tuple[Node, Node]
    is_lone: bool = False
    solutions: EquationOutcome | None = None


@dataclass(frozen=True)
class _Condition:
    """What a row says of letters: an equation between them, or something that is not known."""

    row: int
    names: frozenset[str]
    equation: tuple[Node, Node] | None = None


@dataclass
class Chain:
    """What a row may go on from: the last side of the row before it.

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
    """What is known while the rows of a text are gone through, and the rule by which one is called wrong."""

    split: SplitText
    is_working: bool
    letters: frozenset[str] = frozenset()
    """Which of π, e and i are known to be letters."""
    said: SaidConditions = field(default_factory=SaidConditions)
    conditioned_by_row: list[_Condition] = field(default_factory=list[_Condition])
    conditioned_everywhere: set[str] = field(default_factory=set[str])
    row_starts: dict[int, int] = field(default_factory=dict[int, int])
    seen: set[str] = field(default_factory=set[str])
    chain: Chain | None = None
    reader: FormulaReader = field(default_factory=FormulaReader)
    known_letters: frozenset[str] = frozenset()
    """Letters that may occur in one of two equal expressions only."""
    by: str = ""
    """The letter of integration, where constants do not count."""
    orders: list[Relation] = field(default_factory=list[Relation])
    former_orders: list[Relation] = field(default_factory=list[Relation])
    """The inequalities of this row and of the row before it, which ends at ``former_end``."""
    row_start: int = 0
    is_continued_below: bool = False
    former_end: int = 0

    def mark(self) -> MarkedText:
        """Check all rows."""
        formulas = [
            side.text for part in self.split.parts if isinstance(part, DerivationRow) for side in part.sides
        ]
        formulas += [
            text for part in self.split.parts if isinstance(part, Sentence) for text in part.formulas
        ]
        declaring: set[int] = set()
        if (found := _MODULAR.search(self.split.text)) is not None:
            self.said.blocked_from = self.said.numbers_blocked_from = found.start()
        self.said.has_imaginary_unit = _is_of_complex_numbers(self.split.text)
        for part in self.split.parts:
            if isinstance(part, Sentence) and self.said.note_sentence(part):
                declaring.add(part.start)
        self.said.has_imaginary_unit = self.said.has_imaginary_unit and "i" not in self.said.domains
        heads = {
            part.sides[0].text.strip("\\ ")
            for part in self.split.parts
            if isinstance(part, DerivationRow) and len(part.sides) > 1
        }
        self.reader = FormulaReader(
            letters=frozenset("pi" if head == "π" else head for head in heads) | self.letters,
            words=self.split.words,
            numbers=find_numbers(formulas),
            arrays=set(self.said.shapes),
            has_imaginary_unit=self.said.has_imaginary_unit,
        )
        self.comparison = StepComparison(self.said, TEXT_LIMIT_S, STEP_LIMIT_S)
        declared_range: tuple[int, int] = (0, 0)
        lines: list[MarkedLine | Step] = []
        rows = 0
        for index, part in enumerate(self.split.parts):
            if isinstance(part, Sentence):
                if part.start in declaring:
                    declared_range = (part.start, part.end)
                chain: Chain | None = self.chain
                if part.is_heading and chain is not None:
                    self.chain = replace(chain, is_above_heading=True)
                lines += self._text_lines(part)
                continue
            rows += 1
            self.row_starts[rows] = part.start
            if rows > ROWS_LIMIT:
                lines.append(self._line(part.sides[0], "unread", "undecided", "The text has too many lines."))
                continue
            is_declared = declared_range[0] <= part.start < declared_range[1]
            self.former_orders, self.orders = self.orders, []
            self.row_start = part.sides[0].start
            self.is_continued_below = self._is_continued_below(index)
            lines += self._row(part, rows, is_declared)
            self.former_end = part.sides[-1].start + len(part.sides[-1].text)
        not_declared = tuple((self.split.line_of(start), text) for start, text in self.said.not_declared)
        return MarkedText(tuple(self._decide(lines)), tuple(self._declared()), not_declared)

    def _declared(self) -> Iterator[tuple[int, str]]:
        for start, text in self.said.sentences:
            yield self.split.line_of(start), text

    def _text_lines(self, sentence: Sentence) -> Iterator[MarkedLine]:
        for number in range(self.split.line_of(sentence.start), self.split.line_of(sentence.end - 1) + 1):
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

    def _is_continued_below(self, index: int) -> bool:
        """Return whether the next row of the same block goes on from a row with ``=``."""
        row, *following = self.split.parts[index : index + 2]
        return any(
            isinstance(part, DerivationRow)
            and part.is_continued
            and part.block == row.block
            and part.sides[1].relation in _EQUALS
            for part in following
        )

    def _row(self, row: DerivationRow, number: int, is_declared: bool) -> Iterator[MarkedLine | Step]:
        text = " ".join(f"{side.relation} {side.text}".strip() for side in row.sides)
        is_blocked = row.is_doubtful or limits_what_holds(row.remark)
        if len(row.sides) == 2 and DISTRIBUTED.fullmatch(row.sides[1].relation):
            self.conditioned_everywhere |= {*find_names_in_formula(row.sides[0].text)}
            yield self._line(row.sides[0], "definition", "unchecked", text=text)
            self.chain = None
            return
        if is_declared and row.place in ("sentence", "item") and not self._is_definition(row):
            self.chain = None
            return
        is_conclusion = bool(self.former_orders) and leads_on(
            self.split.text[self.former_end : self.row_start]
        )
        if not row.is_continued and not is_conclusion and self.said.note_row(text, row.start):
            yield self._line(row.sides[0], "definition", "unchecked", text=text)
            self.chain = None
            return
        sides = list(row.sides)
        members: list[Member] = []
        if row.is_continued:
            sides = sides[1:]
            previous = self.chain
            if row.place == "sentence" or (
                row.place == "item" and previous is not None and previous.block + 1 < row.block
            ):
                previous = None
        else:
            previous = None
            first, *sides = sides
            if (defined := self._define(row, number, text)) is not None:
                yield from defined
                return
            head = self._read(first, row)
            members.append(head)
        previous_chain = self.chain
        self.chain = None
        if not row.is_continued:
            head = members[0]
            if not sides:
                yield from self._lone_expression(head, row, number, previous_chain)
                return
            if head.formula is None:
                yield from self._unread_head(head, row, sides, number)
                return
            previous = Chain(
                head, number, row.block, self._integration_letter(head), is_label=self._is_label(head.side)
            )
        lines = list(self._sides(row, sides, previous, number, is_blocked))
        if not row.is_continued and len(lines) == 1 and not is_blocked:
            lines = [self._judge_equation(lines[0], members[0], previous_chain)]
        yield from lines

    def _unread_head(
        self, head: Member, row: DerivationRow, sides: list[Side], number: int
    ) -> Iterator[MarkedLine | Step]:
        """Yield a row whose first side is not read, and the steps behind it."""
        first, *others = sides
        column = self.split.column_of(head.side.start)
        text = self._text_of(row, first, 0)
        yield self._line(head.side, "unread", "unchecked", head.reason, at=column, text=text)
        member = self._read(first, row)
        self._condition(
            number, frozenset((*find_names_in_formula(head.side.text), *find_names_in_formula(first.text)))
        )
        self.chain = chain = Chain(member, number, row.block, self._integration_letter(member))
        if others:
            continued = replace(row, sides=(Side("", first.start), *others))
            yield from self._sides(continued, others, chain, number, row.is_doubtful)

    def _lone_expression(
        self, head: Member, row: DerivationRow, number: int, previous: Chain | None
    ) -> Iterator[MarkedLine | Step]:
        if head.formula is None:
            yield self._line(
                head.side,
                "unread",
                "unchecked",
                head.reason,
                at=self.split.column_of(head.side.start),
                text=head.side.text,
            )
            return
        self.chain = Chain(head, number, row.block, self._integration_letter(head))
        is_next = self.is_working and previous is not None and not previous.is_above_heading
        if is_next and previous is not None and previous.member.formula is not None:
            yield self._step(previous, head, number, is_blocked=row.is_doubtful)
            return
        yield self._line(head.side, "first", "unchecked")

    def _sides(
        self, row: DerivationRow, sides: list[Side], previous: Chain | None, number: int, is_blocked: bool
    ) -> Iterator[MarkedLine | Step]:
        """Yield the steps of a row's sides, each from the one before it."""
        is_lone = len(sides) == 1 and not row.is_continued and not self.is_continued_below
        for index, side in enumerate(sides):
            member = self._read(side, row)
            if member.formula is None:
                yield self._line(
                    side, "unread", "unchecked", member.reason, at=self.split.column_of(side.start),
                    text=self._text_of(row, side, index),
                )  # fmt: skip
                self._condition(number, frozenset(find_names_in_formula(side.text)))
                if previous is not None:
                    self._condition(number, previous.member.names)
            elif previous is None or previous.member.formula is None:
                sign: Sign = "undecided" if row.is_continued else "unchecked"
                reason = ""
                if row.is_continued and row.place == "sentence":
                    reason = "Nothing stands before it in its sentence."
                elif row.is_continued:
                    reason = "The line before was not read." if previous else "There is no formula before it."
                yield self._line(side, "step", sign, reason, text=self._text_of(row, side, index))
                if previous is None and row.is_continued:
                    self._condition(number, member.names)
            else:
                by = previous.integrated_by or self._integration_letter(member)
                previous = replace(previous, integrated_by=by)
                step = self._step(
                    previous, member, number, is_blocked=is_blocked, is_lone=is_lone,
                    text=self._text_of(row, side, index),
                )  # fmt: skip
                yield step
            previous = Chain(member, number, row.block, previous.integrated_by if previous else "")
        self.chain = previous

    def _text_of(self, row: DerivationRow, side: Side, index: int) -> str:
        if index == 0 and not row.is_continued:
            return f"{row.sides[0].text} {side.relation} {side.text}"
        return f"{side.relation} {side.text}"

    def _read(self, side: Side, row: DerivationRow) -> Member:
        if not side.text:
            return Member(side, None, "Nothing is written here.")
        try:
            formula = self.reader.read(side.text, is_formula=row.place != "plain")
        except ParseError as error:
            return Member(side, None, f"Not read: {error.message}.")
        except RecursionError:
            return Member(side, None, "Not read: it is nested too deep.")
        self.comparison.expect_real(formula.node)
        return Member(side, formula)

    def _integration_letter(self, member: Member) -> str:
        """Return the letter of an indefinite integral in a side: behind it constants do not count."""
        node = member.formula.node if member.formula is not None else Num("0")
        return next(find_integration_letters(node), "")

    # Definitions

    def _is_definition(self, row: DerivationRow) -> bool:
        return not row.is_continued and len(row.sides) >= 2 and row.sides[1].relation in _EQUALS

    def _define(self, row: DerivationRow, number: int, text: str) -> list[MarkedLine | Step] | None:
        """Take a row for the definition of a new letter or function; None where it is none."""
        if not self._is_definition(row) or row.is_doubtful:
            return None
        head, first, *sides = row.sides
        called = _CALL_HEAD.match(head.text)
        if called is not None:
            defined = self._define_function(row, called, number)
            if defined is not None or called["name"].removeprefix("\\") in self.reader.rules:
                return defined
        try:
            formula = self.reader.read(head.text, is_formula=row.place != "plain")
        except ParseError:
            return None
        former = self._find_former(head, row)
        if former:
            self._forget(former, number)
            return None
        node = formula.node
        if not isinstance(node, Sym) or formula.called:
            return None
        name = node.name
        if name in self.seen or name in self.said.domains or name in self.said.shapes:
            return None
        member = self._read(first, row)
        self.seen.add(name)
        if member.formula is None:
            self._condition(number, frozenset((name, *find_names_in_formula(first.text))))
            line = self._line(
                first, "unread", "unchecked", member.reason, at=self.split.column_of(first.start),
                text=f"{head.text} = {first.text}",
            )  # fmt: skip
            chain = Chain(member, number, row.block)
            if not sides:
                self.chain = chain
            return [line, *self._mark_defined_sides(row, chain, number, is_blocked=False)]
        if name in free_symbols(member.formula.node):
            self._condition(number, member.names | {name})
            return None
        self.seen |= member.names
        self.reader.values[name] = member.formula.node
        return self._mark_definition(row, member, number)

    def _mark_definition(self, row: DerivationRow, member: Member, number: int) -> list[MarkedLine | Step]:
        """Return the lines of a row whose head is defined by its first side: the others are checked."""
        head, first = row.sides[:2]
        line = self._line(first, "definition", "unchecked", text=f"{head.text} = {first.text}")
        self.chain = chain = Chain(member, number, row.block, self._integration_letter(member))
        is_blocked = limits_what_holds(row.remark)
        return [line, *self._mark_defined_sides(row, chain, number, is_blocked=is_blocked)]

    def _mark_defined_sides(
        self, row: DerivationRow, chain: Chain, number: int, *, is_blocked: bool
    ) -> Iterable[MarkedLine | Step]:
        first, *sides = row.sides[1:]
        if not sides:
            return ()
        continued = replace(row, sides=(Side("", first.start), *sides))
        return self._sides(continued, sides, chain, number, is_blocked)

    def _is_label(self, side: Side) -> bool:
        called = _CALL_HEAD.match(side.text)
        if called is None or called["name"].removeprefix("\\") not in self.reader.rules:
            return False
        arguments = called["arguments"].split(",")
        return all(re.fullmatch(r"\s*\\?[A-Za-z]+(?:_\{?\w\}?)?\s*", argument) for argument in arguments)

    def _find_former(self, head: Side, row: DerivationRow) -> str:
        """Return the name that a head is, where the text gave it a value before; empty for another head."""
        bare = replace(self.reader, values={})
        try:
            node = bare.read(head.text, is_formula=row.place != "plain").node
        except ParseError:
            return ""
        name = node.name if isinstance(node, Sym) else ""
        return name if name in self.reader.values else ""

    def _forget(self, name: str, number: int) -> None:
        """Take back the value of a letter that is given another one: of both nothing is called wrong.

        The two may be equal, which says something of the letters of the first.
        """
        self._condition(number, free_symbols(self.reader.values[name]) | {name})
        self.conditioned_everywhere.add(name)
        del self.reader.values[name]

    def _define_function(
        self, row: DerivationRow, called: re.Match[str], number: int
    ) -> list[MarkedLine | Step] | None:
        name = called["name"].removeprefix("\\")
        arguments = tuple(argument.strip().removeprefix("\\") for argument in called["arguments"].split(","))
        is_head = all(re.fullmatch(r"[A-Za-z]{1,7}(?:_\{?\w\}?)?", argument) for argument in arguments)
        is_number = called["name"] in self.reader.numbers
        if (
            not is_head
            or is_number
            or name in self.reader.values
            or (len(name) > 1 and not called["name"].startswith("\\"))
        ):
            return None
        if called["name"] in _NEVER_DEFINED or name in self.reader.rules:
            return None
        member = self._read(row.sides[1], row)
        if member.formula is None:
            return None
        if any(letter in self.reader.values for letter in arguments):
            return None
        node = member.formula.node
        if any(part.name.startswith(f"{OPAQUE}{called['name']}(") for part in find_in_tree(node, Sym)):
            return None
        if not free_symbols(node).issuperset(arguments):
            return None  # the value at a point, not a rule
        self.reader.rules[name] = FunctionRule(arguments, node)
        self.seen |= member.names
        return self._mark_definition(row, member, number)

    # Steps

    def _step(
        self,
        previous: Chain,
        member: Member,
        number: int,
        *,
        is_blocked: bool,
        is_lone: bool = False,
        text: str = "",
    ) -> Step | MarkedLine:
        first, second = previous.member.formula, member.formula
        assert first is not None
        assert second is not None
        before = self.split.line_of(previous.member.side.start)
        relation = member.side.relation or "="
        names = _find_formula_names(first) | _find_formula_names(second)
        self.seen |= names
        line = self._line(member.side, "step", "undecided", before=before, text=text)
        if relation in _ORDERS:
            return self._order(line, Relation(_ORDERS[relation], first.node, second.node), member, number)
        if relation in _APPROXIMATE:
            return self._nearly(line, first, second, number)
        if relation not in _EQUALS:
            if relation not in _TENDS | _UNEQUAL:
                self._condition(number, names)
            return replace(line, message="Such a relation is not judged.")
        by = previous.integrated_by or self.by
        outcome = self.comparison.compare(first.node, second.node, by)
        if outcome.outcome == "equal":
            return replace(line, sign="follows")
        if previous.is_label:
            self.conditioned_everywhere |= first.called
            return replace(line, kind="definition", sign="unchecked", before=0)
        letters = free_symbols(first.node) | free_symbols(second.node)
        has_constant_letter = is_lone and any(
            uses_constant(each.node, name)
            for each in (first, second)
            for name in ("e", "i", *(() if _has_angle(each.node) else ("pi",)))
        )
        is_doubtful = "i" in self.letters and any(uses_constant(each.node, "i") for each in (first, second))
        lost = find_difference_of_letters(first.node, second.node) - self.known_letters
        if not (_has_angle(first.node) or _has_angle(second.node)) and (
            uses_constant(first.node, "pi") != uses_constant(second.node, "pi")
        ):
            lost |= {"pi"}
        if self.comparison.has_arrays(first.node, second.node):
            lost -= {IDENTITY}
        if previous.integrated_by:
            lost -= {"C", "c", "K", "k", "const"}
        is_value = not letters and bool(first.called or second.called)
        is_identity = not is_lone or (
            (not letters and not is_value and not has_constant_letter)
            or has_binding(first.node)
            or has_binding(second.node)
            or (not is_value and bool(first.called and _DERIVED.search(previous.member.side.text)))
        )
        may_break = (
            outcome.outcome == "different"
            and is_identity
            and not is_blocked
            and not lost
            and not (first.is_doubtful or second.is_doubtful or is_doubtful)
            and not any(name.startswith(OPAQUE) for name in letters)
            and self.comparison.differs_in_constants(first.node, second.node)
            and (by or not self._list_constants(names))
        )
        if letters and (is_lone or lost or outcome.outcome == "different") and not may_break:
            self._condition(number, names, (first.node, second.node))
        if may_break:
            return Step(
                line, outcome, names, member.side.start, number, (first.node, second.node), is_lone=is_lone,
            )  # fmt: skip
        message = outcome.message
        if outcome.outcome == "different":
            message = (
                _MAY_DIFFER
                if is_identity
                else "Nothing says that this equation is to follow from the line before."
            )
            if lost and not is_lone and not min(lost).startswith(OPAQUE):
                message = f"Nothing says what {min(lost)} is."
        if is_lone and (letters or has_constant_letter):
            return replace(line, kind="first", sign="unchecked", before=0, message=message)
        return replace(line, sign="undecided", message=message)

    def _order(
        self, line: MarkedLine, statement: Relation, member: Member, number: int
    ) -> MarkedLine | Step:
        """Return the line of an inequality, judged by those of the row before it."""
        names = free_symbols(statement)
        self._condition(number, names)
        self.orders.append(statement)
        end = member.side.start
        if not self.former_orders or not leads_on(self.split.text[self.former_end : self.row_start]):
            return replace(line, message="Not judged: nothing says what this inequality follows from.")
        found = self.comparison.compare_inequalities(self.former_orders, statement)
        line = replace(line, before=self.split.line_of(self.former_end - 1))
        if found.outcome == "equal":
            return replace(line, sign="follows")
        if found.outcome == "unclear" or names & self.said.conditioned:
            return replace(line, message=found.message or "Not judged: it is another inequality.")
        return Step(line, found, frozenset(), end, number, (statement.left, statement.right), True)

    def _judge_equation(
        self, line: MarkedLine | Step, head: Member, former: Chain | None
    ) -> MarkedLine | Step:
        """Return the line of an equation, judged by the solutions of the one before it.

        Only arithmetic breaks, because functions and constants may be meant otherwise.
        """
        chain = self.chain
        is_equation = chain is not None and chain.member.side.relation in _EQUALS
        if chain is None or not is_equation or isinstance(line, Step) or line.kind != "first":
            return line
        sides = head.node, chain.member.node
        statement = Relation("=", *sides)
        self.chain = replace(chain, equation=statement)
        if former is None or former.equation is None or former.is_above_heading:
            return line
        start = former.member.side.start
        if not leads_on(self.split.text[start + len(former.member.side.text) : head.side.start]):
            return line
        found = self.comparison.compare_equations(former.equation, statement)
        judged = replace(line, kind="step", sign="undecided", before=self.split.line_of(start))
        if found.step.outcome == "equal":
            return replace(judged, sign="follows", message="")
        is_choice = isinstance(head.node, Sym) and (not found.added or bool(free_symbols(sides[1])))
        if not (found.lost and found.found) or is_choice:
            return line
        if any(
            isinstance(part, (Call, Const)) or (isinstance(part, Num) and "." in part.text)
            for part in (*walk_tree(former.equation), *walk_tree(statement))
        ):
            return line
        outcome = StepOutcome("different", found.describe(f"line {judged.before}"))
        names = frozenset((found.name,))
        return Step(judged, outcome, names, head.side.start, chain.row, sides, True, found)

    def _list_constants(self, names: frozenset[str]) -> list[str]:
        """Return the letters that may be constants of integration, which take up what is added to them."""
        letters = _CONSTANTS if "\\int" in self.split.text or "∫" in self.split.text else _CONSTANTS[:2]
        return [name for name in names if name.split("_")[0] in letters and name not in self.known_letters]

    def _nearly(self, line: MarkedLine, first: Formula, second: Formula, number: int) -> MarkedLine:
        one, other = evaluate_real(first.node, {}), evaluate_real(second.node, {})
        if (
            one is not None
            and other is not None
            and abs(one - other) <= ROUNDING_SHARE * max(abs(one), abs(other))
        ):
            return replace(line, sign="follows")
        self._condition(number, _find_formula_names(first) | _find_formula_names(second))
        return replace(line, message="Approximations are not judged.")

    def _may_be_chosen(self, step: Step, found: EquationOutcome) -> bool:
        """Return whether an equation may be one of several cases: a solution comes back, or is left out."""
        return CHOICE.search(self.split.text) is not None or any(
            is_solution(condition.equation, found.name, value)
            for condition in self.conditioned_by_row
            if condition.equation is not None and condition.row != step.row
            for value in (found.lost if condition.row > step.row else found.added)
        )

    def _condition(self, row: int, names: frozenset[str], equation: tuple[Node, Node] | None = None) -> None:
        """Remember that a row says something of letters."""
        self.conditioned_by_row.append(_Condition(row, names, equation))

    def _find_reason(self, step: Step) -> tuple[int, int]:
        """Return where the sentence is that follows a step and may say when it holds; (0, 0) for none."""
        for part in self.split.parts:
            if part.start > step.start and isinstance(part, Sentence) and not part.is_heading:
                return (part.start, part.end) if self.said.gives_reason(part) else (0, 0)
        return 0, 0

    # The last decision

    def _decide(self, lines: list[MarkedLine | Step]) -> Iterator[MarkedLine]:
        told: set[int] = set()
        for line in lines:
            if isinstance(line, Step):
                yield self._decided(line)
            elif line.kind == "text":
                if line.line not in told:
                    told.add(line.line)
                    yield line
            else:
                yield line

    def _decided(self, step: Step) -> MarkedLine:
        if self.said.is_blocked_everywhere:
            return replace(step.line, message="The text argues by contradiction, or about a mistake.")
        is_of_numbers = not step.names and not step.is_lone
        if step.start >= (self.said.numbers_blocked_from if is_of_numbers else self.said.blocked_from):
            return replace(step.line, message="It may hold under a condition that was made before.")
        shared = step.names & (self.said.conditioned | self.conditioned_everywhere)
        low, high = self._find_reason(step)
        if low <= self.said.blocked_from < high and not is_of_numbers:
            return replace(step.line, message="It may hold under a condition that is made behind it.")
        for start, names in self.said.conditions:
            if start < step.start or low <= start < high:
                shared |= step.names & names
        conditions = [
            condition
            for condition in self.conditioned_by_row
            if condition.row < step.row
            or (condition.row > step.row and low <= self.row_starts[condition.row] < high)
        ]
        if (found := step.solutions) is not None:
            if self._may_be_chosen(step, found):
                return replace(step.line, sign="undecided", message="It may be one of several cases.")
            conditions = [
                condition
                for condition in conditions
                if condition.equation is None
                or condition.names != step.names
                or not (
                    condition.row > step.row or is_solution(condition.equation, found.name, found.lost[0])
                )
            ]
        for condition in conditions:
            if condition.equation is None:
                shared |= step.names & condition.names
        tied = frozenset[str]().union(*(condition.names for condition in conditions)) & step.names
        if tied and not shared:
            known = frozenset[str]().union(
                self.said.conditioned,
                self.conditioned_everywhere,
                *(names for _, names in self.said.conditions),
                *(condition.names for condition in conditions if condition.equation is None),
            )
            equations = [condition.equation for condition in conditions if condition.equation is not None]
            if not self.comparison.differ_under(*step.sides, equations, known):
                shared = tied
        if shared:
            return replace(step.line, message=f"Other lines say something of {min(shared)}.")
        return replace(
            step.line, sign="breaks", message=step.outcome.message, counterexample=step.outcome.point
        )


def _is_of_complex_numbers(text: str) -> bool:
    """Return whether the letter i of a text is the imaginary unit, and no index."""
    return _IMAGINARY.search(text) is not None and _INDEX_I.search(text) is None


def _has_angle(node: Node) -> bool:
    """Return whether π is the number in an expression: it is an angle of a sine or its like."""
    return any(part.name in _TRIGONOMETRIC and uses_constant(part, "pi") for part in find_in_tree(node, Call))


def _find_formula_names(formula: Formula) -> frozenset[str]:
    return free_symbols(formula.node) | formula.called
