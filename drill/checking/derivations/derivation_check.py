r"""Check a derivation that somebody wrote: whether each line follows from the one before it.

A chain of ``=`` and ``<`` over declared letters is judged step by step; an equation or an inequality by the
one above it. Words are not read. So in a text with words only declared letters are known, as are arguments of
functions that it defines; a line that needs others offers the declarations that decide it. No step breaks
whose letters another line ties by an equation, because a false alarm is worse than a miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Literal

from drill.checking.answer_verdict import Sign
from drill.checking.derivations.calculus_reading import (
    OPAQUE,
    CalculusSide,
    FormulaReader,
    FunctionRule,
    find_names_in_formula,
    find_numbers,
    free_symbols,
    has_binding,
)
from drill.checking.derivations.declarations import Declarations, read_declaration
from drill.checking.derivations.derivation_rows import (
    INLINE,
    DerivationRow,
    Sentence,
    Side,
    SplitText,
    split_derivation,
)
from drill.checking.derivations.marked_text import LineKind, MarkedLine, MarkedText, check_derivation_text
from drill.checking.derivations.step_comparison import (
    IDENTITY,
    STEPPING,
    Equation,
    StepComparison,
    StepOutcome,
    find_base_name,
    find_integration_letters,
    free_constants,
    is_rounded_alike,
)
from drill.errors import ParseError
from drill.explanation import record_step
from drill.maths.maths_tree import Binary, Call, Node, Num, Relation, Sym, find_in_tree, substitute_symbols
from drill.maths.numeric import evaluate_real
from drill.text import split_commands

# Max rows that are compared; the others are not judged.
ROWS_LIMIT = 400
# Max seconds of computing for a whole text, and for a step.
TEXT_LIMIT_S = 1.2
STEP_LIMIT_S = 0.4

_CALL_HEAD = re.compile(
    r"\s*(?:\\(?:mathrm|operatorname|mathbf)\{)?(?P<name>\\?[A-Za-z]+)\}?(?:\\left)?\((?P<arguments>[^()]*?)(?:\\right)?\)\s*$"
)
_NEVER_DEFINED = split_commands("sin cos tan exp ln log det max min sqrt")
_ARGUMENT = re.compile(r"\\?[A-Za-z]{1,7}(?:_\{?\w\}?)?")
_LETTER = re.compile(r"(?:\\[A-Za-z]+|[A-Za-z])(?:_\{?\w+\}?)?")
_WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,}")
_ORDERS = frozenset(("<", ">", "<=", ">="))
# Letters of constants of integration.
_CONSTANTS = frozenset("CKck")
# What an offer declares: letters as they most often are.
Offer = Literal["number", "positive", "n", "n, n"]
_ARRAY_CALLS = frozenset(("T", "det", "trace", "inv", "norm", "dot", "hadamard", "rank", "gradient"))

_CONDITION = "Not judged: it may be a condition."
_UNREAD = CalculusSide(Num("0"))


def mark_derivation(
    text: str,
    *,
    is_working: bool = False,
    is_claim: bool = False,
    letters: frozenset[str] = frozenset(),
    declared: Sequence[str] = (),
) -> MarkedText:
    """Return every line of a text with its sign.

    In a working, as it is typed line by line, an expression follows the line before even without a sign.
    In a claim an equation alone holds for all values of its letters. ``letters`` are numbers, also where they
    are π, e or i; ``declared`` are further lines for the head of the text.

    Raises:
        UsageError: the text is too long, or nested too deep, with the line.
    """
    text = check_derivation_text(text)
    known = _join_declarations(Declarations(letters), declared)
    return Derivation(split_derivation(text), known, is_working=is_working, is_claim=is_claim).mark()


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
        """The letters of the side, those included in whose place their values are."""
        return free_symbols(self.node) | self.formula.called


@dataclass
class Chain:
    """The start of the next row: the last side of the row before it.

    A side that ``is_label`` only names a function of the text, ``f(x)``. ``equation`` is the statement that
    the row is, where it is one to be solved; ``read`` is the last side that was read before one that was not.
    After a row that ``is_own``, one with a first side of its own, an expression may begin anew.
    """

    member: ChainSide
    integrated_by: str = ""
    is_label: bool = False
    equation: Relation | None = None
    read: Chain | None = None
    is_own: bool = False


@dataclass
class _OpenStep:
    """A step that is not shown to follow, before the last decision, in the letters ``names``.

    ``sides`` are compared anew with what an offer declares; there are none where it says nothing. It
    ``breaks`` unless a letter of it is not known or tied. One that ``is_ended`` has a full stop behind it.
    """

    line: MarkedLine
    outcome: StepOutcome
    names: frozenset[str]
    sides: Equation | None = None
    by: str = ""
    is_ended: bool = False


Mark = MarkedLine | _OpenStep


@dataclass
class Derivation:
    """The state of a check from row to row."""

    split: SplitText
    declared: Declarations
    is_working: bool = False
    is_claim: bool = False
    chain: Chain | None = None
    reader: FormulaReader = field(default_factory=FormulaReader)
    seen: set[str] = field(default_factory=set[str])
    # The rows that tie letters, with their lines and these; after a step only those of a sentence count.
    tied: list[tuple[DerivationRow, int, frozenset[str]]] = field(
        default_factory=list[tuple[DerivationRow, int, frozenset[str]]]
    )
    arguments: set[str] = field(default_factory=set[str])
    # Functions with several rules.
    several: set[str] = field(default_factory=set[str])
    has_words: bool = False
    # Whether a row may say that something is 0, so that a factor makes no difference.
    has_zero: bool = False

    def mark(self) -> MarkedText:
        """Check all rows."""
        declared, failed = self._note_declarations()
        rows = [part for part in self.split.parts if isinstance(part, DerivationRow)]
        self.letters = self.declared.numbers
        heads = {row.sides[0].text.strip("\\ ") for row in rows if len(row.sides) > 1}
        self.reader = FormulaReader(
            letters=frozenset("pi" if head == "π" else head for head in heads) | self.letters,
            words=self.split.words,
            numbers=find_numbers([side.text for row in rows for side in row.sides]),
            arrays=set(self.declared.shapes),
        )
        self.comparison = StepComparison(self.declared, TEXT_LIMIT_S, STEP_LIMIT_S)
        beyond = rows[ROWS_LIMIT].start if len(rows) > ROWS_LIMIT else len(self.split.text)
        marks: list[Mark] = []
        text_line = 0
        self.is_adjacent = False
        for part in self.split.parts:
            if isinstance(part, Sentence):
                self.is_adjacent = False
                if part.is_remark:
                    continue
                first, last = self.split.line_of(part.start), self.split.line_of(part.end - 1)
                for number in range(max(first, text_line + 1), last + 1):
                    text_line = number
                    if text := self.split.line(number).strip():
                        marks.append(MarkedLine(number, text, "text", "unchecked"))
            elif part.start >= beyond:
                marks.append(self._line(part.sides[0], "unread", "undecided", "The text has too many lines."))
            else:
                self.row = part
                is_declared = self.split.line_of(part.start) in declared
                marks += self._mark_row(part, is_declared=is_declared)
                self.is_adjacent = True
        self.usual = self._choose_usual([mark for mark in marks if isinstance(mark, _OpenStep)])
        lines = tuple(self._decide(mark) if isinstance(mark, _OpenStep) else mark for mark in marks)
        return MarkedText(lines, tuple(declared.items()), tuple(failed.items()), _join_offers(lines))

    def _note_declarations(self) -> tuple[dict[int, str], dict[int, str]]:
        """Note the lines that declare letters; return these, and those of the head that only look like it."""
        found: dict[int, str] = {}
        failed: dict[int, str] = {}
        former: DerivationRow | None = None
        for part in self.split.parts:
            numbers = range(
                self.split.line_of(part.start), self.split.line_of(max(part.start, part.end - 1)) + 1
            )
            is_row = isinstance(part, DerivationRow)
            is_conclusion = former is not None and former.sides[-1].meaning in _ORDERS
            if is_row and (part.place == "sentence" or is_conclusion or len(part.sides) < 2):
                former = part
                continue
            for number in numbers:
                line = self.split.line(number).strip()
                one = read_declaration(line) if number not in found else None
                if one is not None:
                    found[number] = line
                    self.declared = self.declared.joined(one)
                elif number not in found and not is_row and _WORDS.search(INLINE.sub(" ", line)):
                    self.has_words = True
                    if not former and re.match(r"(?:let\b|[\\$A-Za-z, ]{1,12}:\s)", line, re.IGNORECASE):
                        failed[number] = line
            if is_row:
                former = part if numbers[0] not in found else None
        return found, failed

    def _line(
        self, side: Side, kind: LineKind, sign: Sign, message: str = "", *, before: int = 0, text: str = ""
    ) -> MarkedLine:
        shown = " ".join((text or f"{side.relation} {side.text}").split())
        at = self.split.column_of(side.start) if kind == "unread" else None
        return MarkedLine(self.split.line_of(side.start), shown, kind, sign, message, at, None, before)

    # Rows

    def _mark_row(self, row: DerivationRow, *, is_declared: bool) -> Iterator[Mark]:
        """Yield the lines of a row."""
        previous, self.chain = self.chain, None
        first, *sides = row.sides
        if is_declared and row.place == "sentence":
            return
        if is_declared:
            text = " ".join(f"{side.relation} {side.text}".strip() for side in row.sides)
            yield self._line(first, "definition", "unchecked", text=text)
        elif row.is_continued:
            yield from self._mark_sides(sides, previous)
        elif (value := self._define(row)) is not None:
            line = self._line(value.side, "definition", "unchecked", text=f"{first.text} = {value.side.text}")
            yield self._unread(value, line.text) if value.reason else line
            yield from self._mark_sides(sides[1:], Chain(value))
        else:
            head = self._read(first)
            if head.reason:
                shown = f"{first.text} {sides[0].relation} {sides[0].text}" if sides else first.text
                yield self._unread(head, shown)
                if sides:
                    yield from self._mark_sides(sides[1:], Chain(self._read(sides[0])))
            elif sides:
                yield from self._mark_statement(head, sides, previous)
            else:
                self.chain = Chain(head)
                is_step = self.is_working and previous is not None and not previous.member.reason
                if previous is not None and previous.is_own:
                    is_step = is_step and self.comparison.compare(previous.member.node, head.node).equal
                if is_step and previous is not None:
                    yield self._mark_step(previous, head)
                else:
                    yield self._line(first, "first", "unchecked")
        if sides and not row.is_continued and self.chain is not None:
            self.chain.is_own = True

    def _mark_statement(self, head: ChainSide, sides: list[Side], former: Chain | None) -> Iterator[Mark]:
        """Yield the lines of a row with a first side of its own."""
        marks = list(self._mark_sides(sides, Chain(head, is_label=self._is_label(head.side)), head.side.text))
        last, mark = self.chain, marks[0]
        meaning = sides[0].meaning
        is_statement = len(marks) == 1 and last is not None and not last.member.reason
        is_open = isinstance(mark, MarkedLine) and (mark.kind == "first" or meaning in _ORDERS)
        if last is None or not is_statement or not is_open or isinstance(mark, _OpenStep):
            yield from marks
            return
        op = meaning
        if op not in ("=", "<", ">", "<=", ">="):
            yield mark
            return
        last.equation = Relation(op, head.node, last.member.node)
        is_domain = isinstance(head.node, Sym) and not free_symbols(last.member.node)
        self._tie(head.names | last.member.names, is_equation=op == "=" or not is_domain)
        yield self.judge_equation(mark, last, former)

    def judge_equation(self, line: MarkedLine, chain: Chain, former: Chain | None) -> Mark:
        """Return the line of an equation or an inequality, judged by the one before it."""
        if former is None or former.equation is None or chain.equation is None:
            return line
        number = self.split.line_of(former.member.side.start)
        is_known = not self.has_words or free_symbols(chain.equation) <= self.declared.names
        found = compare_statements_of(self.comparison, former.equation, chain.equation, self.declared.names)
        record_step("compare statements", before=former.equation, tree=chain.equation, outcome=found.outcome)
        judged = replace(line, kind="step", sign="undecided", message=found.message, before=number)
        if found.equal:
            return replace(judged, sign="follows", message="")
        if found.differs and self.is_adjacent and is_known:
            return replace(judged, sign="breaks", counterexample=found.point)
        is_same = free_symbols(former.equation) == free_symbols(chain.equation)
        return judged if self.is_adjacent and is_same and found.message and not found.differs else line

    def _unread(self, member: ChainSide, text: str) -> MarkedLine:
        self._tie(frozenset(find_names_in_formula(text)))
        return self._line(member.side, "unread", "unchecked", member.reason, text=text)

    def _mark_sides(self, sides: Sequence[Side], previous: Chain | None, head: str = "") -> Iterator[Mark]:
        """Yield the steps of sides, each from the one before it; ``head`` is the row's first side."""
        is_lone = bool(head) and (len(sides) == 1 or all(side.meaning in _ORDERS for side in sides))
        for side in sides:
            member = self._read(side)
            text = f"{head} {side.relation} {side.text}"
            head = ""
            by = previous.integrated_by if previous is not None else ""
            if member.reason:
                yield self._unread(member, text)
                if previous is not None:
                    self._tie(previous.member.names)
            elif previous is None:
                yield self._line(side, "step", "undecided", "There is no formula before it.")
                self._tie(member.names)
            elif previous.member.reason:
                yield self._mark_after_unread(previous.read, member, text)
            else:
                by = by or next(iter(find_integration_letters(member.node, previous.member.node)), "")
                yield self._mark_step(replace(previous, integrated_by=by), member, is_lone=is_lone, text=text)
            read = previous.read if previous is not None and previous.member.reason else previous
            previous = Chain(member, by, read=read if member.reason and side.meaning == "=" else None)
        self.chain = previous

    def _mark_after_unread(self, read: Chain | None, member: ChainSide, text: str) -> Mark:
        """Return the line of a side after one that is not read: it is compared with the one before that."""
        line = self._line(member.side, "step", "undecided", "The line before was not read.")
        if read is None or member.side.meaning != "=" or read.is_label:
            return line
        mark = self._mark_step(read, member, text=text)
        is_found = isinstance(mark, _OpenStep) and mark.outcome.differs
        return mark if is_found or (isinstance(mark, MarkedLine) and mark.sign == "follows") else line

    def _read(self, side: Side) -> ChainSide:
        if not side.text:
            return ChainSide(side, reason="Nothing is written here.")
        try:
            member = ChainSide(side, self.reader.read(side.text, is_formula=self.row.place != "plain"))
        except ParseError as error:
            return ChainSide(side, reason=f"Not read: {error.message}.")
        except RecursionError:
            return ChainSide(side, reason="Not read: it is nested too deep.")
        self.comparison.expect_real(member.node)
        return member

    # Definitions

    def _define(self, row: DerivationRow) -> ChainSide | None:
        """Take a row for the definition of a new letter or function, and return its value; None if it is not
        one.
        """
        if len(row.sides) < 2 or row.sides[1].meaning != "=" or row.is_doubtful:
            return None
        head, first = row.sides[:2]
        if (called := _CALL_HEAD.match(head.text)) is not None:
            if (known := called["name"].removeprefix("\\")) in self.reader.rules:
                value = self._read(first)
                is_same = self.comparison.compare(self.reader.rules[known].value, value.node).equal
                if self._is_label(head) and not is_same and "\\prime" not in head.text:
                    # Of two rules nothing is called wrong, because each may hold in a case.
                    self.several.add(known)
                return None
            if (rule := self._define_function(first, called)) is not None:
                return rule
        name = self._find_name(head)
        if name in self.reader.values:
            # Of two values nothing is called wrong: they may be equal, which ties the letters of the first.
            self._tie(free_symbols(self.reader.values.pop(name)) | {name}, is_equation=True)
            self._tie(frozenset((name,)), is_equation=True)
            return None
        if not name or name in self.seen or name in self.declared.names:
            return None
        value = self._read(first)
        self.seen |= {name} | value.names
        if value.reason or name in free_symbols(value.node):
            self._tie(frozenset((name, *find_names_in_formula(first.text))))
            return value if value.reason else None
        self.reader.values[name] = value.node
        return value

    def _find_name(self, head: Side) -> str:
        """Return the name that a side is; empty for another expression."""
        try:
            formula = replace(self.reader, values={}).read(head.text, is_formula=self.row.place != "plain")
        except ParseError:
            return ""
        return formula.node.name if isinstance(formula.node, Sym) and not formula.called else ""

    def _is_label(self, side: Side) -> bool:
        called = _CALL_HEAD.match(side.text)
        if called is None or called["name"].removeprefix("\\") not in self.reader.rules:
            return False
        return all(_ARGUMENT.fullmatch(argument.strip()) for argument in called["arguments"].split(","))

    def _define_function(self, first: Side, called: re.Match[str]) -> ChainSide | None:
        """Take a side for the rule of a function, and return it; None if it is not one."""
        written = called["name"]
        name = written.removeprefix("\\")
        texts = [argument.strip() for argument in called["arguments"].split(",")]
        if (
            written in _NEVER_DEFINED
            or written in self.reader.numbers
            or not all(map(_ARGUMENT.fullmatch, texts))
        ):
            return None
        arguments = tuple(text.removeprefix("\\") for text in texts)
        is_word = len(name) > 1 and not written.startswith("\\")
        if is_word or not self.reader.values.keys().isdisjoint((name, *arguments)):
            return None
        rule = self._read(first)
        parts = find_in_tree(rule.node, Sym)
        is_recursive = any(part.name.startswith(f"{OPAQUE}{written}(") for part in parts)
        # Without all arguments it is the value at a point, not a rule.
        if rule.reason or is_recursive or not free_symbols(rule.node).issuperset(arguments):
            return None
        self.reader.rules[name] = FunctionRule(arguments, rule.node)
        self.arguments.update(argument for argument in arguments if argument.islower())
        self.seen |= rule.names
        return rule

    # Steps

    def _mark_step(
        self, previous: Chain, member: ChainSide, *, is_lone: bool = False, text: str = ""
    ) -> Mark:
        """Return the line of a step."""
        names = previous.member.names | member.names
        sides = previous.member.node, member.node
        before = self.split.line_of(previous.member.side.start)
        line = self._line(member.side, "step", "undecided", before=before, text=text)
        self.seen |= names
        is_doubtful = previous.member.formula.is_doubtful or member.formula.is_doubtful
        match member.side.meaning:
            case "<" | ">" | "<=" | ">=" as op:
                point = None if is_doubtful else self.comparison.find_counterexample(op, *sides)
                if point is None or not names <= self.declared.domains.keys() or is_lone:
                    self._tie(names)
                    return replace(
                        line, message="Not judged: nothing says what this inequality follows from."
                    )
                return _OpenStep(line, StepOutcome("different", point=point), names)
            case "≈":
                values = [evaluate_real(side, {}) for side in sides]
                if None not in values and is_rounded_alike(values[0] or 0.0, values[1] or 0.0):
                    return replace(line, sign="follows")
                self._tie(names)
                return replace(line, message="Approximations are not judged.")
            case "=":
                pass
            case _:
                self._tie(names)
                return replace(line, message="Such a relation is not judged.")
        outcome = self.comparison.compare(*sides, previous.integrated_by)
        if outcome.equal:
            return replace(line, sign="follows")
        if previous.is_label:
            return replace(line, kind="definition", sign="unchecked", before=0)
        is_ended = self.split.text[self.row.start : self.row.end].rstrip("$ \n").endswith(".")
        step = _OpenStep(line, outcome, names, sides, previous.integrated_by, is_ended)
        is_identity = self.is_claim or any(map(has_binding, sides)) or previous.member.formula.called
        if free_symbols(*sides) <= self.declared.names:
            is_identity = is_identity or previous.member.formula.derived & free_symbols(sides[1])
        missing = self._find_missing(step, is_doubtful=is_doubtful, is_lone=is_lone)
        has_letters = free_symbols(*sides) or any(free_constants(side) != side for side in sides)
        if is_lone and not is_identity and has_letters and not self._never_holds(step):
            # An equation to be solved, or a condition.
            self._tie(names, is_equation=True)
            is_said = missing and missing != _CONDITION and not outcome.undeclared
            shown = missing if is_said else outcome.message
            first = replace(line, kind="first", sign="unchecked", before=0, message=shown)
            return _OpenStep(first, outcome, names, sides) if outcome.undeclared else first
        if missing:
            self._tie(names)
            return replace(line, message=missing)
        if not outcome.differs:
            self._tie(names)
        return step

    def _never_holds(self, step: _OpenStep) -> bool:
        """Return whether the sides of an equation, in declared letters, differ by one number everywhere."""
        if step.sides is None or not step.outcome.differs or isinstance(step.sides[0], Sym):
            return False
        letters = free_symbols(*step.sides)
        is_known = self.row.place != "sentence" and bool(letters) and letters <= self.declared.names
        return is_known and self.comparison.cancels(letters, *step.sides)

    def _find_missing(self, step: _OpenStep, *, is_doubtful: bool, is_lone: bool) -> str:
        """Return why a difference may be no slip, besides letters that are not known; empty if it is one."""
        if step.sides is None or not step.outcome.differs:
            return ""
        letters = free_symbols(*step.sides)
        if is_doubtful or self.row.is_doubtful or "i" in letters - self.declared.names:
            return "Not judged: the line reads in more than one way."
        if not self.several.isdisjoint(step.names):
            return "Not judged: it may be one of several cases."
        opaque = [name for name in letters if name.startswith(OPAQUE)]
        if opaque and not self.comparison.cancels(opaque, *step.sides):
            return f"Not judged: {min(opaque).removeprefix(OPAQUE)[:-1]} is not computed here."
        letters = letters.difference(opaque)
        is_set = letters and free_symbols(step.sides[0]).isdisjoint(free_symbols(step.sides[1]))
        if is_set and not (self.is_claim and is_lone) and not self.comparison.cancels(letters, *step.sides):
            return _CONDITION
        known = (self.declared.names - self.letters).union(self.arguments, opaque)
        lost = (free_symbols(step.sides[0]) ^ free_symbols(step.sides[1])) - known
        if self.is_claim and is_lone and isinstance(step.sides[0], Binary):
            lost = frozenset[str]()
        if step.by:
            lost -= _CONSTANTS
        elif constants := letters & _CONSTANTS - self.declared.names - {"c", "k"}:
            return f"Not judged: {min(constants)} may be a constant of integration."
        return f"Nothing says what {min(lost)} is." if lost else ""

    # The last decision

    def _decide(self, step: _OpenStep) -> MarkedLine:
        """Return the line of a step: it breaks, if its letters are known and no other line ties them."""
        known = self.declared.names | self.arguments
        letters = free_symbols(*step.sides) if step.sides is not None else step.names
        letters = frozenset(find_base_name(name) for name in letters if not name.startswith(OPAQUE))
        is_of_words = self.has_words and not self.is_claim
        unknown = (letters - known) if is_of_words else step.outcome.undeclared
        if step.sides is not None and self.comparison.has_arrays(*step.sides):
            unknown -= {IDENTITY}
        if step.outcome.differs and step.line.kind != "first" and (tied := self._find_tied(step)):
            return replace(step.line, message=f"Other lines say something of {min(tied)}.")
        if step.outcome.differs and is_of_words and not letters and not known:
            return replace(step.line, message="Not judged: words may say in which numbers the text counts.")
        if step.outcome.differs and not unknown:
            return replace(
                step.line, sign="breaks", message=step.outcome.message, counterexample=step.outcome.point
            )
        return self._offer(step, unknown)

    def _tie(self, names: AbstractSet[str], *, is_equation: bool = False) -> None:
        """Note letters that the row ties: those with a domain or axes only by an equation that was read."""
        if not is_equation:
            names = names - self.declared.domains.keys() - self.declared.shapes.keys()
        self.has_zero |= any(side.text == "0" for side in self.row.sides)
        self.tied.append((self.row, self.split.line_of(self.row.start), frozenset(names)))

    def _find_tied(self, step: _OpenStep) -> frozenset[str]:
        """Return the letters of a step that rows before it tie, or a sentence right behind it.

        A row does not that has a letter for itself, which can have any value; nor does any where the sides
        differ by a factor.
        """
        names, line = step.names, step.line.line
        rows = [
            each
            for row, number, each in self.tied
            if number < line or (row.place == "sentence" and number <= line + 2 and not (
                step.is_ended and _is_value(row)))
        ]  # fmt: skip
        rows = list(dict.fromkeys(rows))
        letters = free_symbols(*step.sides) if step.sides else frozenset[str]()
        if (
            letters
            and step.sides
            and not self.has_zero
            and self.comparison.compare_up_to_factor(*step.sides, letters).equal
        ):
            return frozenset()
        while True:
            shared = [
                row
                for row in rows
                if not any(
                    all(name not in other for other in rows if other is not row) for name in row - names
                )
            ]
            if len(shared) == len(rows):
                return names & frozenset[str]().union(*rows)
            rows = shared

    def _offer(self, step: _OpenStep, unknown: frozenset[str]) -> MarkedLine:
        """Return an undecided line, with the declarations that decide it if there are such."""
        line = replace(step.line, message=step.outcome.message or step.line.message)
        if not unknown or step.sides is None or any(name.startswith(("I_", OPAQUE)) for name in unknown):
            return line
        usual: dict[str, Offer] = {name: self.usual.get(name, "number") for name in sorted(unknown)}
        ways: list[dict[str, Offer]] = [usual]
        ways.append({name: "positive" if kind == "number" else kind for name, kind in usual.items()})
        for way in ways:
            known = _join_declarations(self.declared, _write_declarations(way))
            comparison = replace(self.comparison, declared=known, limit_s=self.comparison.left_s / 4)
            outcome = comparison.compare(*step.sides, step.by)
            if outcome.equal or (outcome.differs and way is usual):
                verdict = "follows" if outcome.equal else "does not follow"
                message = f"If {_describe(way)}: {verdict}."
                return replace(line, message=message, offer=tuple(way.items()))
        return line

    def _choose_usual(self, steps: Sequence[_OpenStep]) -> dict[str, Offer]:
        """Return what the undeclared letters of the text are most often: arrays where an operation on
        arrays has them, else numbers.
        """
        usual: dict[str, Offer] = {}
        for step in steps:
            for side in step.sides or ():
                calls = (part for part in find_in_tree(side, Call) if part.name in _ARRAY_CALLS)
                for name in (name for call in calls for name in free_symbols(call)):
                    usual[name] = "n, n" if name[:1].isupper() else "n"
        return usual


def _is_value(row: DerivationRow) -> bool:
    """Return whether a row has a number for a letter, as an example behind a sentence has."""
    is_letter = _LETTER.fullmatch(row.sides[0].text) is not None
    return is_letter and len(row.sides) == 2 and not any(find_names_in_formula(row.sides[1].text))


def compare_statements_of(
    comparison: StepComparison, before: Node, statement: Node, declared: frozenset[str]
) -> StepOutcome:
    """Compare an equation with the one before it; a value of a letter is put into that one."""
    from drill.checking.derivations.equation_steps import compare_statements, list_joined_equations

    names = free_symbols(before, statement)
    assumed = comparison.assume(names)
    is_same = False
    if isinstance(before, Relation) and isinstance(statement, Relation):
        is_same = before.left == statement.left and before.op == statement.op == "="
    if is_solved(before) or is_same:
        # Another value may be another case.
        declared = frozenset()
    found = comparison.within(lambda clock: compare_statements(before, statement, assumed, declared, clock))
    if found.equal or not isinstance(statement, Relation) or not is_solved(statement):
        return found
    name, value = statement.left, statement.right
    has_cases = any(part.name in STEPPING for part in find_in_tree(before, Call))
    if not isinstance(name, Sym) or has_cases or not declared:
        return found
    if not free_symbols(before) - {name.name} <= free_symbols(value):
        return found
    meant: dict[str, Node] = {name.name: value}
    put = [
        comparison.compare(substitute_symbols(each.left, meant), substitute_symbols(each.right, meant))
        for each in list_joined_equations(before)
    ]
    if put and all(outcome.differs for outcome in put):
        return replace(put[0], message="It does not solve the line before.")
    return StepOutcome("unclear", "It may be one solution of several.") if put else found


def is_solved(equation: Node) -> bool:
    """Return whether an equation has a letter alone on its left side, as in ``x = 3``."""
    return isinstance(equation, Relation) and isinstance(equation.left, Sym) and equation.op == "="


_DESCRIBED: dict[str, tuple[str, str]] = {
    "number": ("is a number", "are numbers"),
    "positive": ("is positive", "are positive"),
    "n": ("is a vector", "are vectors"),
    "n, n": ("is a square matrix", "are square matrices"),
}


def _describe(offer: dict[str, Offer]) -> str:
    groups = [
        (kind, [name for name in offer if offer[name] == kind]) for kind in dict.fromkeys(offer.values())
    ]
    return " and ".join(f"{', '.join(names)} {_DESCRIBED[kind][len(names) > 1]}" for kind, names in groups)


def _join_offers(lines: Sequence[MarkedLine]) -> tuple[str, ...]:
    """Return the lines for the head of a text that declare what its lines offer."""
    kinds: dict[str, str] = {}
    for name, kind in (pair for line in lines for pair in line.offer):
        kinds[name] = kind if kind == "positive" else kinds.get(name, kind)
    return _write_declarations(kinds)


def _write_declarations(kinds: Mapping[str, str]) -> tuple[str, ...]:
    """Return declarations, one line for all letters of a kind."""
    groups = {kind: sorted(name for name in kinds if kinds[name] == kind) for kind in kinds.values()}
    return tuple(
        f"{', '.join(names)}{' ' if kind == 'positive' else ': '}{kind}" for kind, names in groups.items()
    )


def _join_declarations(known: Declarations, texts: Iterable[str]) -> Declarations:
    for text in texts:
        known = known.joined(read_declaration(text) or Declarations())
    return known
