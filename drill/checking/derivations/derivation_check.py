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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from drill.checking.answer_verdict import Sign
from drill.checking.derivations.calculus_reading import (
    OPAQUE,
    CalculusSide,
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
    unclear,
)
from drill.checking.derivations.marked_text import LineKind, MarkedLine, MarkedText, check_derivation_text
from drill.checking.derivations.said_conditions import (
    CHOICE,
    DISTRIBUTED,
    LetterCondition,
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
from drill.text import split_commands, split_words

# Max rows that are compared; the others are not judged.
ROWS_LIMIT = 400
# Max seconds of computing for a whole text, and for a step.
TEXT_LIMIT_S = 1.2
STEP_LIMIT_S = 0.4

_CALL_HEAD = re.compile(
    r"\s*(?:\\(?:mathrm|operatorname|mathbf)\{)?(?P<name>\\?[A-Za-z]+)\}?(?:\\left)?\((?P<arguments>[^()]*?)(?:\\right)?\)\s*$"
)
_NEVER_DEFINED = split_commands("sin cos tan exp ln log det max min sqrt")
_MODULAR = re.compile(r"\\(?:p|b)?mod(?![A-Za-z])|\\equiv(?![A-Za-z])|≡")
# The letter i as the imaginary unit, and as an index or beside another letter for it.
_IMAGINARY = re.compile(
    r"(?<![A-Za-z\\])i\s*\^\s*\{?2|e\s*\^\s*\{?\s*-?\s*i(?![A-Za-z])|[-+]\s*\d*\s*i(?![A-Za-z_^(])",
    re.IGNORECASE,
)
_INDEX_I = re.compile(
    r"_\s*\{?i(?![A-Za-z])|(?<![A-Za-z\\])i\s*(?:=\s*[01]|\\in)|imaginary unit is (?!\$?i\b)"
    r"|e\s*\^\s*\{?\s*-?\s*j",
    re.IGNORECASE,
)
_DERIVED = re.compile(r"'|\\partial|\\nabla|\\frac\s*\{\s*d|(?<![A-Za-z])d\w*\s*/\s*d")
_ARGUMENT = re.compile(r"\\?[A-Za-z]{1,7}(?:_\{?\w\}?)?")
_TRIGONOMETRIC = split_words("sin cos tan cot sec csc")
# Letters of constants of integration; all of them in a text with an integral, else the first two.
_CONSTANTS = ("C", "K", "c", "k", "A")

_UNREAD = CalculusSide(Num("0"))


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
class ChainSide:
    """A side of a chain with its tree; ``reason`` explains why it was not read."""

    side: Side
    formula: CalculusSide = _UNREAD
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
        return next(iter(find_integration_letters(self.node)), "")


@dataclass
class SuspectStep:
    """A step that is off, before the last decision: the outcome of the comparison, and the letters and sides.

    One that ``is_lone`` is the only one of its row, and no row before it goes on. ``solutions`` are
    those that an equation lost or added.
    """

    line: MarkedLine
    outcome: StepOutcome
    names: frozenset[str]
    start: int
    sides: Equation = (Num("0"), Num("0"))
    is_lone: bool = False
    solutions: EquationOutcome | None = None


Mark = MarkedLine | SuspectStep
Marks = Iterator[Mark]


@dataclass
class Chain:
    """The start of the next row: the last side of the row before it.

    A side that ``is_label`` only names a function of the text, ``f(x)``. Behind one that ``is_above_heading``
    only a row that begins with a sign goes on. ``equation`` is the statement that the row is, where it is one
    to be solved.
    """

    member: ChainSide
    block: int = 0
    integrated_by: str = ""
    is_label: bool = False
    is_above_heading: bool = False
    equation: Node | None = None


@dataclass
class Derivation:
    """The state of a check from row to row, and the rule that decides which steps are wrong."""

    split: SplitText
    is_working: bool
    # Which of π, e and i are known to be letters.
    letters: frozenset[str] = frozenset()
    # Whether an equation alone holds for all values of its letters.
    is_claim: bool = False
    said: SaidConditions = field(default_factory=SaidConditions)
    # The row that is marked, and where its last side begins, which is the place of its conditions.
    row: DerivationRow = field(init=False)
    place: int = 0
    seen: set[str] = field(default_factory=set[str])
    chain: Chain | None = None
    reader: FormulaReader = field(default_factory=FormulaReader)
    # Letters that the exercise declares, if the text is the working of one.
    letters_of_exercise: frozenset[str] = frozenset()
    # Letters that may occur in one of two equal expressions only.
    known_letters: frozenset[str] = frozenset()
    # The letter of integration, where constants do not count.
    by: str = ""
    orders: list[Relation] = field(default_factory=list[Relation])
    # The inequalities of this row and of the row before it, which ends at ``former_end``.
    former_orders: list[Relation] = field(default_factory=list[Relation])
    conclusions: list[DerivationRow] = field(default_factory=list[DerivationRow])
    # Whether this row may hold in a case only, or reads in more than one way.
    is_blocked: bool = False
    # Whether no more than a word like "so" is between the row before and this one.
    is_linked: bool = False
    # Whether the inequalities of this row follow from those of the row before.
    is_conclusion: bool = False
    # Whether the next row goes on from this one.
    is_continued_below: bool = False
    former_end: int = 0
    # The last line that was shown as text.
    text_line: int = 0

    def mark(self) -> MarkedText:
        """Check all rows."""
        rows = [part for part in self.split.parts if isinstance(part, DerivationRow)]
        sentences = [part for part in self.split.parts if isinstance(part, Sentence)]
        self.conclusions = self._find_conclusions(rows)
        declaring = self._note_sentences(sentences)
        self.reader = self._make_reader(rows, sentences)
        self.comparison = StepComparison(self.said, TEXT_LIMIT_S, STEP_LIMIT_S)
        beyond = rows[ROWS_LIMIT].start if len(rows) > ROWS_LIMIT else len(self.split.text)
        lines: list[Mark] = []
        for part, below in zip_longest(self.split.parts, self.split.parts[1:]):
            if isinstance(part, Sentence):
                chain: Chain | None = self.chain
                if part.is_heading and chain is not None:
                    self.chain = replace(chain, is_above_heading=True)
                lines += self._text_lines(part)
            elif part.start >= beyond:
                message = "The text has too many lines."
                lines.append(self._line(part.sides[0], "unread", "undecided", message))
            else:
                self._enter_row(part, below)
                is_declared = any(each.start <= part.start < each.end for each in declaring)
                lines += self._mark_row(part, is_declared)
                self.former_end = part.end_of_sides
        marked = [self._decided(line) if isinstance(line, SuspectStep) else line for line in lines]
        declared, not_declared = map(self._number_lines, (self.said.sentences, self.said.not_declared))
        return MarkedText(tuple(marked), declared, not_declared)

    def _note_sentences(self, sentences: list[Sentence]) -> list[Sentence]:
        """Note the conditions and declarations of the text; return the sentences that declare."""
        said = self.said
        if (found := _MODULAR.search(self.split.text)) is not None:
            said.blocked_from = said.numbers_blocked_from = found.start()
        has_unit = _IMAGINARY.search(self.split.text) is not None
        said.has_imaginary_unit = has_unit and not _INDEX_I.search(self.split.text)
        declaring = [part for part in sentences if said.note_sentence(self._without_conclusions(part))]
        said.has_imaginary_unit = said.has_imaginary_unit and "i" not in said.domains
        return declaring

    def _make_reader(self, rows: list[DerivationRow], sentences: list[Sentence]) -> FormulaReader:
        heads = {row.sides[0].text.strip("\\ ") for row in rows if len(row.sides) > 1}
        formulas = [side.text for row in rows for side in row.sides]
        formulas += [text for part in sentences for text in part.formulas]
        return FormulaReader(
            letters=frozenset("pi" if head == "π" else head for head in heads) | self.letters,
            words=self.split.words,
            numbers=find_numbers(formulas),
            arrays=set(self.said.shapes),
            has_imaginary_unit=self.said.has_imaginary_unit,
        )

    def _enter_row(self, row: DerivationRow, below: DerivationRow | Sentence | None) -> None:
        """Note a row, and how it is joined to the parts around it."""
        self.row = row
        self.place = row.sides[-1].start
        self.is_blocked = row.is_doubtful or limits_what_holds(row.remark)
        self.former_orders = self.orders
        self.orders = []
        self.is_linked = leads_on(self.split.text[self.former_end : row.sides[0].start])
        self.is_conclusion = row in self.conclusions
        self.is_continued_below = (
            isinstance(below, DerivationRow)
            and below.block == row.block
            and below.is_continued
            and below.sides[1].meaning == "="
        )

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
            are_orders = _is_order(before) and _is_order(row)
            is_premise = before in found or not is_declaration(_write_row(before))
            if (
                are_orders
                and is_premise
                and leads_on(self.split.text[before.end_of_sides : row.sides[0].start])
            ):
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

    def _mark_row(self, row: DerivationRow, is_declared: bool) -> Marks:
        """Yield the lines of a row, by what it is: a law, a declaration, a definition, or steps."""
        text = _write_row(row)
        previous = self.chain
        self.chain = None
        first, *sides = row.sides
        if len(sides) == 1 and DISTRIBUTED.fullmatch(sides[0].relation):
            self.said.conditioned |= {*find_names_in_formula(first.text)}
            yield self._line(first, "definition", "unchecked", text=text)
            return
        is_in_sentence = row.place in ("sentence", "item")
        if is_declared and is_in_sentence and not self.is_conclusion and not _is_equality(row):
            return
        if row.is_continued:
            is_next = row.place == "item" and (previous is None or previous.block + 1 >= row.block)
            yield from self._mark_sides(sides, previous if is_next or not is_in_sentence else None)
            return
        if not self.is_conclusion and self.said.note_row(text, row.start):
            yield self._line(first, "definition", "unchecked", text=text)
            return
        if (value := self._define(row)) is not None:
            line = self._line(value.side, "definition", "unchecked", text=f"{first.text} = {value.side.text}")
            yield self._unread(value, line.text) if value.reason else line
            yield from self._mark_sides(sides[1:], self._begin_chain(value))
            return
        head = self._read(first)
        if not sides:
            yield self._lone_expression(head, previous)
        elif head.reason:
            second = self._read(sides[0])
            yield self._unread(head, f"{first.text} {second.side.relation} {second.side.text}")
            self.note_condition(find_names_in_formula(f"{first.text} {second.side.text}"))
            yield from self._mark_sides(sides[1:], self._begin_chain(second))
        else:
            yield from self._statement(head, sides, previous)

    def _begin_chain(self, member: ChainSide) -> Chain:
        return Chain(member, self.row.block, member.integrated_by)

    def _statement(self, head: ChainSide, sides: list[Side], former: Chain | None) -> Marks:
        """Yield the lines of a row with a first side of its own."""
        chain = replace(self._begin_chain(head), is_label=self._is_label(head.side))
        lines = list(self._mark_sides(sides, chain, head.side.text))
        line = lines[0]
        last = self.chain
        is_equation = last is not None and len(lines) == 1 and last.member.side.meaning == "="
        if (
            last is None
            or not is_equation
            or self.is_blocked
            or isinstance(line, SuspectStep)
            or line.kind != "first"
        ):
            yield from lines
            return
        self.chain = replace(last, equation=Relation("=", head.node, last.member.node))
        yield self.judge_equation(line, self.chain, former if self.is_linked else None)

    def _unread(self, member: ChainSide, text: str) -> MarkedLine:
        column = self.split.column_of(member.side.start)
        return self._line(member.side, "unread", "unchecked", member.reason, at=column, text=text)

    def _lone_expression(self, head: ChainSide, previous: Chain | None) -> Mark:
        if head.reason:
            return self._unread(head, head.side.text)
        self.chain = self._begin_chain(head)
        before = previous if self.is_working else None
        if before is None or before.is_above_heading or before.member.reason:
            return self._line(head.side, "first", "unchecked")
        return self._step(before, head)

    def _mark_sides(self, sides: Sequence[Side], previous: Chain | None, head: str = "") -> Marks:
        """Yield the steps of sides, each from the one before it; ``head`` is the row's first side."""
        is_lone = len(sides) == 1 and bool(head) and not self.is_continued_below
        for side in sides:
            member = self._read(side)
            text = f"{head} {side.relation} {side.text}"
            head = ""
            integrated_by = previous.integrated_by if previous is not None else ""
            if member.reason:
                yield self._unread(member, text)
                self.note_condition(find_names_in_formula(side.text))
                if previous is not None:
                    self.note_condition(previous.member.names)
            elif previous is None:
                yield self._line(side, "step", "undecided", "There is no formula before it.")
                self.note_condition(member.names)
            elif previous.member.reason:
                yield self._line(side, "step", "undecided", "The line before was not read.")
            else:
                integrated_by = integrated_by or member.integrated_by
                before = replace(previous, integrated_by=integrated_by)
                yield self._step(before, member, is_lone=is_lone, text=text)
            previous = Chain(member, self.row.block, integrated_by)
        self.chain = previous

    def _read(self, side: Side) -> ChainSide:
        if not side.text:
            return ChainSide(side, reason="Nothing is written here.")
        try:
            formula = self.reader.read(side.text, is_formula=self.row.place != "plain")
        except ParseError as error:
            return ChainSide(side, reason=f"Not read: {error.message}.")
        except RecursionError:
            return ChainSide(side, reason="Not read: it is nested too deep.")
        self.comparison.expect_real(formula.node)
        return ChainSide(side, formula)

    # Definitions

    def _define(self, row: DerivationRow) -> ChainSide | None:
        """Take a row for the definition of a new letter or function, and return its value; None if it is not
        one.
        """
        if not _is_equality(row) or row.is_doubtful:
            return None
        head, first = row.sides[:2]
        called = _CALL_HEAD.match(head.text)
        if called is not None:
            if called["name"].removeprefix("\\") in self.reader.rules:
                return None
            if (rule := self._define_function(first, called)) is not None:
                return rule
        name = self._find_name(head)
        if name in self.reader.values:
            self._forget_value(name)
            return None
        is_known = name in self.seen or name in self.said.domains or name in self.said.shapes
        if not name or is_known:
            return None
        value = self._read(first)
        self.seen.add(name)
        if value.reason:
            self.note_condition((name, *find_names_in_formula(first.text)))
            return value
        if name in free_symbols(value.node):
            self.note_condition(value.names | {name})
            return None
        self.seen |= value.names
        self.reader.values[name] = value.node
        return value

    def _find_name(self, head: Side) -> str:
        """Return the name that a side is; empty for another expression."""
        bare = replace(self.reader, values={})
        try:
            formula = bare.read(head.text, is_formula=self.row.place != "plain")
        except ParseError:
            return ""
        node = formula.node
        return node.name if isinstance(node, Sym) and not formula.called else ""

    def _is_label(self, side: Side) -> bool:
        called = _CALL_HEAD.match(side.text)
        if called is None or called["name"].removeprefix("\\") not in self.reader.rules:
            return False
        return all(_ARGUMENT.fullmatch(argument.strip()) for argument in called["arguments"].split(","))

    def _forget_value(self, name: str) -> None:
        """Take back the value of a letter that is given another one: of both nothing is called wrong.

        The two may be equal, which is a condition on the letters of the first.
        """
        self.note_condition(free_symbols(self.reader.values.pop(name)) | {name})
        self.said.conditioned.add(name)

    def _define_function(self, first: Side, called: re.Match[str]) -> ChainSide | None:
        """Take a side for the rule of a function, and return it; None if it is not one."""
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
        rule = self._read(first)
        if rule.reason:
            return None
        is_recursive = any(
            part.name.startswith(f"{OPAQUE}{written}(") for part in find_in_tree(rule.node, Sym)
        )
        # Without all arguments it is the value at a point, not a rule.
        if is_recursive or not free_symbols(rule.node).issuperset(arguments):
            return None
        self.reader.rules[name] = FunctionRule(arguments, rule.node)
        self.seen |= rule.names
        return rule

    # Steps

    def _begin_step(
        self, previous: Chain, member: ChainSide, *, is_lone: bool = False, text: str = ""
    ) -> SuspectStep:
        before = self.split.line_of(previous.member.side.start)
        line = self._line(member.side, "step", "undecided", before=before, text=text)
        names = previous.member.names | member.names
        sides = previous.member.node, member.node
        return SuspectStep(line, unclear(), names, member.side.start, sides, is_lone)

    def _step(self, previous: Chain, member: ChainSide, *, is_lone: bool = False, text: str = "") -> Mark:
        """Return the line of a step."""
        step = self._begin_step(previous, member, is_lone=is_lone, text=text)
        self.seen |= step.names
        match member.side.meaning:
            case "<" | ">" | "<=" | ">=" as order:
                is_doubtful = previous.member.formula.is_doubtful or member.formula.is_doubtful
                return self._order(step, order, is_doubtful)
            case "≈":
                return self._nearly(step)
            case "=":
                pass
            case "→" | "!=":
                return replace(step.line, message="Such a relation is not judged.")
            case _:
                self.note_condition(step.names)
                return replace(step.line, message="Such a relation is not judged.")
        step.outcome = self.comparison.compare(*step.sides, previous.integrated_by or self.by)
        if step.outcome.equal:
            return replace(step.line, sign="follows")
        if previous.is_label:
            self.said.conditioned |= previous.member.formula.called
            return replace(step.line, kind="definition", sign="unchecked", before=0)
        return self._judge_difference(step, previous, member)

    def _judge_difference(self, step: SuspectStep, previous: Chain, member: ChainSide) -> Mark:
        """Return a step whose sides differ, or a line that names the missing information."""
        letters = free_symbols(*step.sides)
        opaque = frozenset(name for name in letters if name.startswith(OPAQUE))
        lost = self._find_lost_letters(step.sides, previous.integrated_by)
        if self.is_claim and step.is_lone and _is_sum_of_letters(step.sides):
            lost = frozenset[str]()
        message = step.outcome.message
        is_different = step.outcome.differs
        if is_different:
            message = self._find_missing(step, previous, member, lost, opaque)
            if not message and not self.is_blocked:
                return replace(step, names=step.names - opaque)
            message = message or "Not judged: it may be one of several cases."
        if letters and (step.is_lone or lost or is_different):
            self.note_condition(step.names, step.sides)
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
        self,
        step: SuspectStep,
        previous: Chain,
        member: ChainSide,
        lost: frozenset[str],
        opaque: frozenset[str],
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

    def _is_identity(self, first: ChainSide, second: ChainSide) -> bool:
        """Return whether a lone equation has to hold everywhere, and is not one to solve."""
        sides = first.node, second.node
        if self.is_claim or any(map(has_binding, sides)):
            return True
        if free_symbols(*sides):
            return bool(first.formula.called) and _DERIVED.search(first.side.text) is not None
        is_value = first.formula.called or second.formula.called
        return not is_value and not _uses_letter_constant(sides)

    def _order(self, step: SuspectStep, op: RelationOp, is_doubtful: bool) -> Mark:
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
        self.note_condition(names)
        self.orders.append(statement)
        if not self.is_conclusion or is_doubtful:
            return replace(step.line, message="Not judged: nothing says what this inequality follows from.")
        found = self.comparison.compare_inequalities(self.former_orders, statement)
        line = replace(step.line, before=self.split.line_of(self.former_end - 1))
        if found.equal:
            return replace(line, sign="follows")
        if not found.differs or names & self.said.conditioned:
            return replace(line, message=found.message or "Not judged: it is another inequality.")
        return replace(step, line=line, outcome=found, names=frozenset(), is_lone=True)

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
        if found.step.equal or is_value:
            return replace(judged, sign="follows", message="")
        if not found.step.differs:
            return judged if self.said.is_settled else line
        if self._may_be_new_claim(before, statement, found):
            return line
        is_own = find_symbols(statement) <= self.letters_of_exercise
        if not is_own and found.lost and not found.added:
            squared = self.comparison.compare_equations(before, square_sides(statement))
            if is_solved(statement) or squared.step.equal:
                return chosen
        message = found.describe(f"line {number}")
        if self.said.is_settled:
            return replace(judged, sign="breaks", message=message)
        start = equation.member.side.start
        outcome = StepOutcome("different", message)
        names = frozenset((found.name,))
        return SuspectStep(judged, outcome, names, start, is_lone=True, solutions=found)

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

    def _nearly(self, step: SuspectStep) -> MarkedLine:
        """Return the line of an approximation: two numbers may be close."""
        one, other = (evaluate_real(side, {}) for side in step.sides)
        if one is not None and other is not None and is_rounded_alike(one, other):
            return replace(step.line, sign="follows")
        self.note_condition(step.names)
        return replace(step.line, message="Approximations are not judged.")

    def note_condition(self, names: Iterable[str], equation: Equation | None = None) -> None:
        """Note a condition of the row on letters."""
        self.said.conditions.append(LetterCondition(self.place, frozenset(names), equation))

    # The last decision

    def _decided(self, step: SuspectStep) -> MarkedLine:
        """Return the line of a step that is off: it breaks, unless it may hold under a condition."""
        message = self._find_condition(step)
        if message:
            return replace(step.line, sign="undecided", message=message)
        return replace(
            step.line, sign="breaks", message=step.outcome.message, counterexample=step.outcome.point
        )

    def _find_condition(self, step: SuspectStep) -> str:
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
            for condition in self.said.conditions
            if condition.start < step.start or low <= condition.start < high
        ]
        if step.solutions is not None:
            if self._may_be_chosen(step, step.solutions):
                return "It may be one of several cases."
            conditions = [
                condition for condition in conditions if not _is_of_solution(condition, step, step.solutions)
            ]
        unread = [condition.names for condition in conditions if condition.equation is None]
        shared = step.names & self.said.conditioned.union(*unread)
        tied = step.names & frozenset[str]().union(*(condition.names for condition in conditions))
        if tied and not shared and not self._differ_under(step, conditions):
            shared = tied
        return f"Other lines say something of {min(shared)}." if shared else ""

    def _differ_under(self, step: SuspectStep, conditions: list[LetterCondition]) -> bool:
        """Return whether the sides of a step differ although equations condition their letters."""
        equations = [condition.equation for condition in conditions if condition.equation is not None]
        may_be_zero = any(Num("0") in equation for equation in equations)
        if not may_be_zero and self.comparison.is_multiple(*step.sides):
            return True
        others = (condition.names for condition in self.said.conditions if condition.equation is None)
        known = frozenset(self.said.conditioned).union(*others)
        return self.comparison.differ_under(*step.sides, equations, known)

    def _find_reason(self, step: SuspectStep) -> tuple[int, int]:
        """Return the place of the sentence after a step that may limit it; (0, 0) for none."""
        for part in self.split.parts:
            if part.start > step.start and isinstance(part, Sentence) and not part.is_heading:
                return (part.start, part.end) if self.said.gives_reason(part) else (0, 0)
        return 0, 0

    def _may_be_chosen(self, step: SuspectStep, found: EquationOutcome) -> bool:
        """Return whether an equation may be one of several cases.

        Its solutions are then those of another line, or those that it leaves out appear in a later one.
        """
        if CHOICE.search(self.split.text) is not None:
            return True
        conditions = self.said.conditions
        earlier = [condition for condition in conditions if condition.start < step.start]
        later = [condition for condition in conditions if condition.start > step.start]
        comes_back = _have_solution(later, found.name, found.lost)
        if not found.added or _have_solution(earlier, found.name, found.added):
            return comes_back or bool(found.added)
        return comes_back and _have_solution(later, found.name, found.added)


def _have_solution(conditions: Sequence[LetterCondition], name: str, values: Sequence[float]) -> bool:
    """Return whether some value solves the equation of some condition."""
    equations = [condition.equation for condition in conditions if condition.equation is not None]
    return any(is_solution(equation, name, value) for equation in equations for value in values)


def _write_row(row: DerivationRow) -> str:
    return " ".join(f"{side.relation} {side.text}".strip() for side in row.sides)


def _is_equality(row: DerivationRow) -> bool:
    """Return whether a row has a first side and an equals sign behind it, as a definition has."""
    return not row.is_continued and len(row.sides) >= 2 and row.sides[1].meaning == "="


def _is_order(row: DerivationRow) -> bool:
    """Return whether a row is an inequality, or a chain of them."""
    return len(row.sides) > 1 and all(side.meaning in ("<", ">", "<=", ">=") for side in row.sides[1:])


def _is_of_solution(condition: LetterCondition, step: SuspectStep, found: EquationOutcome) -> bool:
    """Return whether a row is an equation in the letter that is solved for, before or behind a step."""
    if condition.equation is None or condition.names != step.names:
        return False
    return condition.start > step.start or is_solution(condition.equation, found.name, found.lost[0])


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
