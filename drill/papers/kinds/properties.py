"""The kind "properties": which of some statements about a formula of arrays hold for every input.

A statement is offered as true if it holds on every draw, as false if it fails on all of them and a
counterexample in small numbers shows it. Nothing is asked of inputs whose kinds the paper does not state, nor
of a change that leaves the set in which an input lies.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, Final, NamedTuple

import numpy as np

from drill.checking import ChoicesSpec, Option
from drill.maths.tree import Binary, Call, Neg, Num, Sym, walk
from drill.maths.tree import Node as Maths
from drill.notation import FUNCTIONS, children, replaced, to_tokens, tree
from drill.notation import walk as walk_tree
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.draft_building import each_line, exercise
from drill.papers.kinds.code import Coded, coded, find_assumptions, make_remarks
from drill.papers.lowering.formula import Formula
from drill.papers.lowering.inputs import FOLDS, Input, RefusedError
from drill.papers.lowering.invariances import (
    Change,
    Pairs,
    Stage,
    Trials,
    Truth,
    Values,
    make_trials,
    size_of_nothing,
)
from drill.papers.lowering.reader import latex_of
from drill.papers.paper_reading import Reading, left_of
from drill.papers.sheet.declarations import key_of_symbol
from drill.papers.sheet.symbols import CALLED, read_symbol
from drill.papers.sheet.types import Domain, Length, Number
from drill.papers.structure import EQUAL
from drill.papers.wording import capital, inline, listed, numbered, shown, titled

# Statements of a whole list, of which so many are shown at a time.
_MOST_TRUE, _MOST_FALSE, _SHOWN = 3, 3, 4
# Numbers of a counterexample that is read at a glance.
_MOST_NUMBERS: Final = 14
# Definitions that one formula is put together from.
_MOST_STAGES: Final = 4
_STRUCTURES: Final = ("symmetric", "positive definite", "orthogonal", "diagonal", "rows sum to 1")
# Structures that a positive factor keeps.
_CONES: Final = frozenset(("", "psd", "symmetric", "diagonal"))
_POWERS: Final = (-2, -1, 2, 3, 4)
_CONSTANTS: Final = ("c", "a", "k", "s", "r", "h")
# Greek letters that stand for numbers where the paper does not say what they are.
_GREEK_NUMBERS: Final = frozenset(
    f"\\{name}"
    for name in ("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "eta", "lambda", "tau")
)
# Words of a symbol's sentences after which no number may be added to it, and after which it is not scaled.
_BOUNDED: Final = re.compile(
    r"probabilit|distribut|simplex|sum(?:s|ming)? to (?:one|1)\b|normali[sz]ed|\bunit\b|one-hot|binary|"
    r"\bmask|\bcount|number of|\blabel|\bclass(?:es)?\b|\bindex|indices|orthogonal|orthonormal|cosine|"
    r"similarit|bounded|interval|\bin the range|correlation|\\\{0|\[0|\[-1|permutation",
    re.IGNORECASE,
)
_CLAUSES: Final = re.compile(r"[,;:.] | and | where | with ")
_POSITIVE: Final = re.compile(
    r"positive|non-?negative|varianc|deviation|distanc|\bnorms?\b|length|frequenc|magnitude|temperature|> ?0",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs of one symbol, which change together; ``name`` as a sentence refers to all their numbers."""

    names: tuple[str, ...]
    inputs: tuple[Input, ...]
    name: str
    may_shift: bool
    may_scale: bool

    @property
    def has_arrays(self) -> bool:
        """Whether it is more than a number."""
        return any(operand.shape for operand in self.inputs)

    @property
    def are_vectors(self) -> bool:
        """Whether it is a family of vectors, to all of which one vector may be added."""
        has_many = len(self.inputs) > 1 or any(operand.runs for operand in self.inputs)
        return has_many and all(len(operand.axes) == 1 for operand in self.inputs)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: ``why`` it is true where it is, and an ``example`` at values that refute it.

    ``kind`` is what is claimed, and ``about`` of which group; ``is_telling`` where an exercise may be about it.
    """

    kind: str
    about: str
    text: str
    pairs: Pairs
    example: Callable[[Values], str]
    why: str = ""
    is_telling: bool = True

    @property
    def id(self) -> str:
        """The same for the same claim, so that its option keeps its id."""
        return "-".join(filter(None, (self.kind, re.sub(r"[^a-z0-9]+", "-", self.about.lower()).strip("-"))))


@dataclass(frozen=True)
class Question:
    """A formula with all that its statements are made of."""

    reading: Reading
    line: Line
    coding: Coded
    trials: Trials
    groups: tuple[Group, ...]
    # The formulas that give some of its inputs, the first one first.
    sources: tuple[Line, ...]

    @property
    def formula(self) -> Formula:
        """The formula."""
        return self.coding.formula

    @property
    def left(self) -> str:
        """What is computed, in a sentence."""
        return left_of(self.formula)

    @property
    def constant(self) -> str:
        """A letter that the formula does not use."""
        used = {token for line in (self.line, *self.sources) for token in line.tokens}
        return next((letter for letter in _CONSTANTS if letter not in used), "\\kappa")


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield at most one list of statements for each formula; of formulas that differ in letters the first."""
    asked: set[str] = set()
    forms: set[tuple[str, ...]] = set()

    def make(line: Line) -> list[Draft]:
        if line.formula.id in asked:
            raise RefusedError("the formula has such an exercise")
        if (form := _form(line)) in forms:
            raise RefusedError("it is asked of another formula, which differs in its letters alone")
        made = [_draft(reading, line)]
        asked.add(line.formula.id)
        forms.add(form)
        return made

    return each_line("properties", lines, make, why="Its properties are not asked")


def _form(line: Line) -> tuple[str, ...]:
    """Return the right sides with their names numbered: the same for what differs in letters alone."""
    if line.statement is None:
        return line.tokens
    names: dict[tree.Name, tree.Name] = {}

    def change(part: tree.Node) -> tree.Node | None:
        if not isinstance(part, tree.Name) or part.base in FUNCTIONS or part.font == "\\operatorname":
            return None
        return names.setdefault(part, tree.Name(f"\\name{len(names)}"))

    return tuple(token for side in line.statement.sides[1:] for token in to_tokens(replaced(side, change)))


def _draft(reading: Reading, line: Line) -> Draft:
    question = _question(reading, line)
    true, false = _sorted(question)
    if not any(statement.is_telling for statement in true):
        raise RefusedError("nothing holds of it that is worth asking")
    if not false:
        raise RefusedError("nothing is plausible and false of it")
    options = (
        *(Option(statement.id, statement.text, right=True) for statement in true),
        *(
            Option(statement.id, statement.text, say=f"There is a counterexample. {example}")
            for statement, example in false
        ),
    )
    changed = next((statement for statement in true if statement.is_telling), true[0])
    body = exercise(
        prompt=_prompt(question),
        answer=ChoicesSpec(kind="choices", options=options, show=_SHOWN if len(options) > _SHOWN else 0),
        level=3,
        shape="one formula, of which some things hold whatever is put into it",
        motion="write the changed input into the formula, and follow the change from the inside out",
        hints=_hints(question, changed),
        steps=[
            *(f"{statement.text} {statement.why}" for statement in true),
            *(f"“{statement.text}” is false. {example}" for statement, example in false),
        ],
    )
    return reading.draft("properties", line, body, suffix=": what always holds", left=question.formula.left)


def _sorted(question: Question) -> tuple[list[Statement], list[tuple[Statement, str]]]:
    """Return statements that are true, the telling ones first, and false ones with their counterexamples."""
    judged = [*_judged(question)]
    true = [statement for statement, truth in judged if truth == "true"]
    telling = {statement.about: statement.kind for statement in true if statement.is_telling}
    false: list[tuple[Statement, str]] = []
    # the same change of something else misleads most, then another change of the same
    for statement in sorted(
        (statement for statement, truth in judged if truth == "false"),
        key=lambda statement: (statement.kind not in telling.values(), statement.about not in telling),
    ):
        examples = map(statement.example, question.trials.counterexamples(statement.pairs))
        if len(false) < _MOST_FALSE and (example := next(filter(None, examples), "")):
            false.append((statement, example))
    return sorted(true, key=lambda statement: not statement.is_telling)[:_MOST_TRUE], false


def _prompt(question: Question) -> str:
    sources = "\n\n".join(
        f"Here {inline(latex_of(source.typed.statement.sides[0]))} is computed by"
        f"{f' {numbered(source.formula)}:' if source.formula.number else ''} {shown(source)}"
        for source in question.sources
        if source.typed is not None
    )
    stated = listed([text for operand in _stated_inputs(question) if (text := _stated(question, operand))])
    sentences = [f"Let {stated}." if stated else "", *make_remarks(question.coding)]
    sentences.append(
        "Which of these statements hold for every input? Each changes only what it names, and everything else "
        "stays as it is."
    )
    parts = (question.reading.begins(question.line), sources, " ".join(filter(None, sentences)))
    return "\n\n".join(filter(None, parts))


# What is given, and what is defined


def _question(reading: Reading, line: Line) -> Question:
    coding = coded(reading, line)
    formula = coding.formula
    if formula.left is None or formula.part:
        raise RefusedError("nothing is set to its value")
    known = _Givens(reading, line)
    known.add(line, coding)
    groups = tuple(known.groups())
    if not any(group.has_arrays for group in groups):
        raise RefusedError("it has no arrays")
    trials = make_trials(known.stages, known.structures, known.members)
    return Question(reading, line, coding, trials, groups, tuple(known.sources))


class _Givens:
    """The inputs of a formula and of the definitions that feed it, by names of the whole."""

    def __init__(self, reading: Reading, line: Line) -> None:
        self._reading = reading
        self._defined = _definitions_for(reading, line)
        self._open: set[str] = set()
        self._operands: dict[str, Input] = {}
        self.stages: list[Stage] = []
        self.sources: list[Line] = []
        self.structures: dict[str, str] = {}

    def add(self, line: Line, coding: Coded, gives: str = "", *, root: bool = False) -> None:
        """Add a formula as the last stage, after those that give its inputs; RefusedError if one is open."""
        if len(self.stages) > _MOST_STAGES:
            raise RefusedError("too many definitions feed it")
        names: dict[str, str] = {}
        assumed = find_assumptions(coding)
        keys = {operand.quantity.key for operand in (*coding.given, *self._operands.values())}
        for operand in coding.formula.inputs:
            names[operand.name] = name = self._name(operand)
            if name in self._operands or any(stage.gives == name for stage in self.stages):
                continue
            key = operand.quantity.key
            if _uses(key, self._defined) & (keys - {key}):
                self._define(operand, name)
                continue
            if not _is_stated(operand):
                raise RefusedError(f"the paper does not say what ${latex_of(operand.node)}$ is")
            self._operands[name] = operand
            structure = assumed.get(operand.name, "").removeprefix(f"{operand.name} ")
            if structure in _STRUCTURES:
                self.structures[name] = structure
        self.stages.append(Stage(coding.formula, coding.program, names, gives, root))

    def _name(self, operand: Input) -> str:
        """Return the name in the whole of an input: the same for the same symbol of the same shape."""
        known = {
            **self._operands,
            **{stage.gives: operand for stage in self.stages if stage.gives == operand.name},
        }
        for name, other in known.items():
            if latex_of(other.node) == latex_of(operand.node) and other.shape == operand.shape:
                return name
        name = operand.name
        while name in known:
            name += "_"
        return name

    def _define(self, operand: Input, name: str) -> None:
        """Compute an input by its definition: a number or an array beside the other inputs it is made of."""
        key = operand.quantity.key
        lines = self._defined[key]
        if len(lines) != 1 or operand.runs or operand.is_call or key in self._open:
            raise RefusedError("its inputs depend on one another")
        self._open.add(key)
        (source,) = lines
        coding = coded(self._reading, source)
        if coding.program.letters or coding.program.shape != operand.shape or coding.formula.part:
            raise RefusedError("its inputs depend on one another")
        self.add(source, coding, name, root=isinstance(coding.formula.left, tree.Pow))
        self.sources.append(source)

    @property
    def members(self) -> dict[str, str]:
        """The single members of arrays that are given, too: ``x_i`` beside a mean over all of them."""
        found: dict[str, str] = {}
        for name, operand in self._operands.items():
            for whole, other in self._operands.items():
                is_member = operand.quantity.key == other.quantity.key and other.shape[1:] == operand.shape
                if is_member and other.runs and len(other.shape) == len(operand.shape) + 1:
                    found[name] = whole
        return found

    def groups(self) -> Iterator[Group]:
        """Yield the inputs by symbol, with the changes that keep each in its set."""
        by_key: dict[str, dict[str, Input]] = {}
        for name, operand in self._operands.items():
            by_key.setdefault(operand.quantity.key, {})[name] = operand
        for key, operands in by_key.items():
            domains = [operand.quantity.domain for operand in operands.values()]
            words = _words(self._reading, key)
            is_open = key in self._defined and not _is_free(self._reading, [*self._defined[key]])
            is_chance = any(
                operand.quantity.is_law or _BOUNDED.search(words) for operand in operands.values()
            )
            may_scale = not (is_open or is_chance) and all(map(_is_cone, domains))
            may_shift = may_scale and all(map(_is_line, domains)) and not _POSITIVE.search(words)
            yield Group(
                tuple(operands),
                tuple(operands.values()),
                _called(tuple(operands.values())),
                may_shift,
                may_scale,
            )


@lru_cache(maxsize=2)
def _definitions(reading: Reading) -> Mapping[str, Mapping[Line, frozenset[str]]]:
    """Return the lines that define each symbol, by its key, with the keys of what they are made of."""
    found: dict[str, dict[Line, frozenset[str]]] = {}
    for line in reading.lines:
        statement = None if line.typed is None else line.typed.statement
        if statement is None or not statement.relations or statement.relations[0] not in EQUAL:
            continue
        left, *rights = statement.sides
        left = left.base if isinstance(left, tree.Pow) and left.exponent == tree.Num("2") else left
        name = left.function if isinstance(left, tree.Apply) else left
        if isinstance(name, tree.Ref):
            parts = [part for side in rights for part in walk_tree(side)]
            heads = {id(part.function) for part in parts if isinstance(part, tree.Apply)}
            keys = (key_of_symbol(part, id(part) in heads) for part in parts if isinstance(part, tree.Ref))
            key = key_of_symbol(name, isinstance(left, tree.Apply))
            found.setdefault(key, {})[line] = frozenset(keys)
    return found


def _definitions_for(reading: Reading, line: Line) -> Mapping[str, Mapping[Line, frozenset[str]]]:
    """Return the definitions beside a line: none of what it defines itself, each spelling once."""
    found: dict[str, dict[Line, frozenset[str]]] = {}
    for key, lines in _definitions(reading).items():
        if any(other.formula.id == line.formula.id or other.source == line.source for other in lines):
            continue
        by_source = {other.source: other for other in reversed(lines)}
        found[key] = {other: lines[other] for other in by_source.values()}
    return found


def _uses(key: str, defined: Mapping[str, Mapping[Line, frozenset[str]]]) -> frozenset[str]:
    """Return all symbols from which the definitions of one make it, however far back."""
    seen: set[str] = set()
    waiting = [key]
    while waiting:
        keys = frozenset[str]().union(*defined.get(waiting.pop(), {}).values())
        waiting += keys - seen
        seen |= keys
    return frozenset(seen)


def _is_stated(operand: Input) -> bool:
    """Return whether the paper says what kind of thing an input is, or its letter leaves no doubt."""
    if operand.quantity.is_known:
        return True
    name = operand.node.name if isinstance(operand.node, tree.Ref) else None
    is_plain = name is not None and name.base in _GREEK_NUMBERS and not name.font
    return is_plain and operand.quantity.type == Number() and not operand.shape


def _is_free(reading: Reading, lines: Sequence[Line]) -> bool:
    """Return whether what defines a symbol gives numbers of both signs and of all sizes."""
    for line in lines:
        try:
            coding = coded(reading, line)
            names = {operand.name: operand.name for operand in coding.formula.inputs}
            trials = make_trials((Stage(coding.formula, coding.program, names),), {}, {})
        except RefusedError:
            return False
        results = [value for value in map(trials.run, trials.draws) if value is not None]
        low = min((float(np.min(value)) for value in results), default=0.0)
        high = max((float(np.max(value)) for value in results), default=0.0)
        if low >= 0 or high <= 1:
            return False
    return True


def _words(reading: Reading, key: str) -> str:
    """Return what the paper says of a symbol where it introduces it: the clauses in which it stands."""
    texts: list[str] = []
    for row in reading.paper.symbols:
        latex = row.symbol.removesuffix(CALLED)
        symbol = read_symbol(latex)
        if symbol is not None and key_of_symbol(symbol) == key.removesuffix("(·)"):
            texts += [row.means, row.declared]
            clauses = (clause for mention in row.mentions for clause in _CLAUSES.split(mention.text))
            texts += [clause for clause in clauses if latex.replace(" ", "") in clause.replace(" ", "")]
    return " ".join(texts)


def _is_cone(domain: Domain) -> bool:
    return (
        domain.low in (0, -math.inf) and domain.high == math.inf and not domain.is_whole and not domain.values
        and domain.mark in _CONES
    )  # fmt: skip


def _is_line(domain: Domain) -> bool:
    return domain.low == -math.inf and not domain.mark


def _called(operands: Sequence[Input]) -> str:
    """Return how a sentence names what changes: ``every $z_j$``, ``$x_i$ and $x_j$``."""
    if operands[0].is_call and isinstance(operands[0].node, tree.Apply):
        return f"every value of {inline(latex_of(operands[0].node.function))}"
    names = dict.fromkeys(inline(latex_of(operand.node)) for operand in operands)
    every = "every " if any(operand.runs for operand in operands) else ""
    return every + listed([*names])


def _stated_inputs(question: Question) -> list[Input]:
    return [operand for group in question.groups for operand in group.inputs[-1:]]


def _stated(question: Question, operand: Input) -> str:
    """Return what an input is: ``$\\tau > 0$``, ``$z_j$ be numbers``."""
    latex, domain = latex_of(operand.node), operand.quantity.domain
    lengths = [_length_latex(question, length) for length in operand.axes]
    if operand.quantity.is_law or domain.is_whole or domain.values:
        return ""
    if operand.axes:
        if not all(lengths):
            return ""
        axes = " \\times ".join(lengths)
        return inline(f"{latex} \\in \\mathbb{{R}}^{{{axes}}}")
    if (domain.low, domain.high) == (0, math.inf):
        return inline(f"{latex} > 0" if domain.is_low_open else f"{latex} \\ge 0")
    return inline(f"{latex} \\in \\mathbb{{R}}") if domain == Domain() else ""


def _length_latex(question: Question, length: Length) -> str:
    for quantity in question.formula.quantities:
        if quantity.typed == length:
            return latex_of(quantity.symbol)
    text = str(length)
    return text if text.isdigit() or len(text) == 1 else ""


# Statements


def _judged(question: Question) -> Iterator[tuple[Statement, Truth]]:
    """Yield all statements about a formula with their truth; what is never offered as true is ``open``."""
    for group in question.groups:
        if group.has_arrays:
            yield from _of_shift(question, group)
        yield from _of_scaling(question, group)
    for first, second in combinations(question.groups, 2):
        yield from _of_common_scaling(question, first, second)
    yield from _of_matrix(question)
    yield from _of_map(question)


def _of_shift(question: Question, group: Group) -> Iterator[tuple[Statement, Truth]]:
    change = Change("translation" if group.are_vectors else "shift", group.names)
    if not group.may_shift or not question.trials.is_moved_by(change):
        return
    what = "vector" if group.are_vectors else "number"
    to = group.name if group.are_vectors or not _has_entries(group) else f"every entry of {group.name}"
    pairs = _pairs_of_change(question, change, 0)
    truth = question.trials.judge(pairs)
    is_plain = truth == "true" and len(group.names) > 1 and _is_affine(question, group)
    statement = Statement(
        "shift", group.names[0], f"Adding the same {what} to {to} leaves {question.left} unchanged.", pairs,
        lambda values: _example_of_change(question, change, values),
        _why_unchanged(question, group, change) if truth == "true" else "",
    )  # fmt: skip
    yield statement, "open" if is_plain else truth


def _of_scaling(question: Question, group: Group) -> Iterator[tuple[Statement, Truth]]:
    change = Change("scaling", group.names)
    if not group.may_scale or not question.trials.is_moved_by(change):
        return
    power = _power(question, change)
    begins = f"Multiplying {group.name} by {_same(group)}${question.constant} > 0$"

    def statement(kind: str, ends: str, claimed: int, *, is_telling: bool, why: str = "") -> Statement:
        return Statement(
            kind, group.names[0], f"{begins} {ends}", _pairs_of_change(question, change, claimed),
            lambda values: _example_of_change(question, change, values), why, is_telling,
        )  # fmt: skip

    unchanged = f"leaves {question.left} unchanged."
    occurrences = _occurrences(question, group)
    if power == 0:
        why = _why_unchanged(question, group, change)
        yield statement("scale", unchanged, 0, is_telling=group.has_arrays, why=why), "true"
    elif power is None or power != 1:
        yield (
            statement("scale", unchanged, 0, is_telling=False),
            question.trials.judge(_pairs_of_change(question, change, 0)),
        )
    if power is not None and power not in (0, 1):
        times = f"multiplies {question.left} by ${question.constant}^{{{power}}}$."
        is_telling = group.has_arrays and power < 0 and occurrences > 1
        why = _why_power(question, group, change, power)
        yield statement("power", times, power, is_telling=is_telling, why=why), "true"
    if power != 1 and group.has_arrays:
        times = f"multiplies {question.left} by ${question.constant}$."
        yield (
            statement("proportional", times, 1, is_telling=False),
            question.trials.judge(_pairs_of_change(question, change, 1)),
        )


def _of_common_scaling(question: Question, first: Group, second: Group) -> Iterator[tuple[Statement, Truth]]:
    if not (first.may_scale and second.may_scale and (first.has_arrays or second.has_arrays)):
        return
    changes = [Change("scaling", group.names) for group in (first, second)]
    change = Change("scaling", (*first.names, *second.names))
    if not all(map(question.trials.is_moved_by, changes)):
        return
    pairs = _pairs_of_change(question, change, 0)
    if question.trials.judge(pairs) != "true" or any(_power(question, one) is not None for one in changes):
        return
    both = Group(change.names, (*first.inputs, *second.inputs), "", may_shift=False, may_scale=True)
    text = (
        f"Multiplying {first.name} and {second.name} by the same ${question.constant} > 0$ leaves "
        f"{question.left} unchanged."
    )
    why = _why_unchanged(question, both, change)
    yield Statement("common", "-".join(change.names), text, pairs, lambda values: "", why), "true"


def _of_matrix(question: Question) -> Iterator[tuple[Statement, Truth]]:
    trials, program = question.trials, question.coding.program
    if len(program.shape) != 2 or program.shape[0] != program.shape[1] or program.letters:
        return

    def transposed(values: Values) -> Iterator[tuple[Any, Any, float]]:
        if (value := trials.run(values)) is not None:
            yield value, value.T, size_of_nothing(values)

    def squared(values: Values) -> Iterator[tuple[Any, Any, float]]:
        if (value := trials.run(values)) is not None:
            yield value @ value, value, size_of_nothing(values)

    def negative(values: Values) -> Iterator[tuple[Any, Any, float]]:
        if (value := trials.run(values)) is not None:
            least = np.linalg.eigvalsh((value + value.T) / 2)[0]
            yield np.minimum(least, 0), np.zeros(()), float(np.max(np.abs(value)))

    def statement(
        kind: str, text: str, pairs: Pairs, ends: Callable[[Any], str], why: str, *, is_telling: bool
    ) -> Statement:
        def example(values: Values) -> str:
            value = trials.run(values)
            given, shown_value = _set_to(question, values), _number_text(value)
            return f"Take {given}: the result is {shown_value}{ends(value)}" if given and shown_value else ""

        return Statement(kind, "", text, pairs, example, why, is_telling)

    left, is_gram = question.left, _is_gram(question.formula.node, question)
    is_symmetric = trials.judge(transposed)
    yield statement(
        "symmetric", f"{capital(left)} is symmetric.", transposed, lambda value: ", which is not its transpose.",
        "Transposing it reverses every product and transposes every factor, which gives it back.", is_telling=False,
    ), is_symmetric  # fmt: skip
    if is_symmetric == "true":
        is_positive = trials.judge(negative)
        yield statement(
            "no-negative", f"{capital(left)} has no negative eigenvalue.", negative,
            lambda value: f", with the eigenvalue {_number_text(np.linalg.eigvalsh(value)[0])}.",
            _why_positive(question), is_telling=True,
        ), is_positive if is_gram or is_positive == "false" else "open"  # fmt: skip
    yield statement(
        "idempotent", f"Multiplying {left} by itself gives {left} again.", squared,
        lambda value: f", and its square is {_number_text(value @ value)}.",
        "In the square, a factor meets its inverse and cancels.", is_telling=True,
    ), trials.judge(squared)  # fmt: skip


def _of_map(question: Question) -> Iterator[tuple[Statement, Truth]]:
    trials, shape = question.trials, question.coding.program.shape
    for group in question.groups:
        (name, operand), *others = zip(group.names, group.inputs, strict=True)
        if others or not group.may_scale or operand.shape != shape or not shape:
            continue
        latex = inline(latex_of(operand.node))

        def again(values: Values, name: str = name) -> Iterator[tuple[Any, Any, float]]:
            value = trials.run(values)
            twice = None if value is None else trials.run({**values, name: value})
            if twice is not None:
                yield twice, value, size_of_nothing(values)

        def product(values: Values, name: str = name) -> Iterator[tuple[Any, Any, float]]:
            if (value := trials.run(values)) is not None:
                size = float(np.linalg.norm(value) * np.linalg.norm(values[name]))
                yield np.sum(value * values[name]), np.zeros(()), size

        def example_again(values: Values, name: str = name) -> str:
            value = trials.run(values)
            texts = (
                _set_to(question, values),
                _number_text(value),
                _number_text(trials.run({**values, name: value})),
            )
            return (
                "Take {}: the result is {}, and from that the formula makes {}.".format(*texts)
                if all(texts)
                else ""
            )

        def example_product(values: Values, name: str = name) -> str:
            value = trials.run(values)
            texts = _set_to(question, values), _number_text(value), _number_text(np.sum(value * values[name]))
            return (
                "Take {}: the result is {}, and the inner product is {}.".format(*texts) if all(texts) else ""
            )

        if _occurrences(question, group) > 1:
            yield Statement(
                "idempotent", name, f"Applying the formula once more, with its result in place of {latex}, "
                "changes nothing.", again, example_again,
                "What the formula removes is no longer there the second time.",
            ), trials.judge(again)  # fmt: skip
        if len(shape) == 1:
            yield Statement(
                "orthogonal", name, f"{capital(question.left)} is orthogonal to {latex}.", product,
                example_product, f"In the inner product with {latex} the terms cancel.",
            ), trials.judge(product)  # fmt: skip


def _pairs_of_change(question: Question, change: Change, power: float) -> Pairs:
    """Return the pairs of the claim that a change multiplies the value by a power of its amount."""
    return _pairs_of_code(question, change, power, "")


def _pairs_of_code(question: Question, change: Change, power: float, code: str) -> Pairs:
    def pairs(values: Values) -> Iterator[tuple[Any, Any, float]]:
        before = question.trials.run(values, code)
        for amount in change.amounts if before is not None else ():
            after = question.trials.run(change.apply(values, amount), code)
            if after is not None:
                yield after, before * amount**power, size_of_nothing(values)

    return pairs


def _power(question: Question, change: Change, code: str = "") -> int | None:
    """Return the whole power with which a scaling acts; None if it acts otherwise."""
    if change.kind != "scaling":
        return 0 if question.trials.judge(_pairs_of_code(question, change, 0, code)) == "true" else None
    for values in question.trials.draws:
        before = question.trials.run(values, code)
        after = question.trials.run(change.apply(values, change.amounts[0]), code)
        if before is None or after is None or not np.max(np.abs(before)) or not np.max(np.abs(after)):
            continue
        power = round(math.log(float(np.max(np.abs(after)) / np.max(np.abs(before))), change.amounts[0]))
        is_power = question.trials.judge(_pairs_of_code(question, change, power, code)) == "true"
        return power if is_power else None
    return None


def _is_affine(question: Question, group: Group) -> bool:
    """Return whether the value is a plain sum in a group: its second differences vanish."""
    first, second = question.trials.draws[0], question.trials.draws[1]
    values: list[Any] = []
    for share in (0, 1, 2):
        moved = {
            name: first[name] + share * np.resize(second[name], np.shape(first[name])) for name in group.names
        }
        values.append(question.trials.run({**first, **moved}))
    if any(value is None for value in values):
        return False
    return bool(np.allclose(values[0] - 2 * values[1] + values[2], 0, atol=1e-9))


def _occurrences(question: Question, group: Group) -> int:
    count = 0
    for stage in question.trials.stages:
        mine = {inner for inner, whole in stage.inputs.items() if whole in group.names}
        count += sum(isinstance(part, Sym) and part.name in mine for part in walk(stage.formula.node))
    return count


def _has_entries(group: Group) -> bool:
    return any(operand.axes for operand in group.inputs)


def _same(group: Group) -> str:
    return "the same " if group.name.startswith("every ") or len(group.inputs) > 1 else ""


# Why a statement is true


def _why_unchanged(question: Question, group: Group, change: Change) -> str:
    """Return where a change cancels: in parts of the formula that hold all that it moves, or in the whole."""
    parts = [*_parts(question)]
    still = [
        node
        for node, code in parts
        if code and _depends(question, change, code) and _power(question, change, code) == 0
    ]
    inner = [node for node in still if not any(other is not node and _within(other, node) for other in still)]
    moved = [
        node for node, code in parts
        if node in question.formula.reader.leaves and code and _power(question, change, code) != 0
    ]  # fmt: skip
    if inner and all(any(_within(leaf, node) for node in inner) for leaf in moved):
        return " ".join(_why_still(question, group, change, node, is_whole=False) for node in inner)
    return _why_still(question, group, change, question.formula.right, is_whole=True)


def _why_still(question: Question, group: Group, change: Change, node: tree.Node, *, is_whole: bool) -> str:
    """Return why one part does not change."""
    node = node.body if isinstance(node, tree.Bracket) else node
    where = "" if is_whole else f"In {inline(latex_of(node))} "
    numerator = "the numerator and the denominator are both multiplied by"
    if isinstance(node, tree.Div):
        codes = [_code_of(question, part) for part in (node.top, node.bottom)]
        powers = [_power(question, change, code) if code else None for code in codes]
        if change.kind == "scaling" and powers[0] == powers[1] not in (None, 0):
            by = inline(f"{question.constant}^{{{powers[0]}}}" if powers[0] != 1 else question.constant)
            return _sentence(f"{where}{numerator} {by}, which cancels.")
        if all(codes) and _have_one_factor(question, change, codes):
            return _sentence(f"{where}{numerator} the same factor, which cancels.")
    if _softmax_is_shifted(question, change):
        return (
            "All arguments of the softmax in a row change by the same number, so all its exponentials get the same "
            "factor, which cancels."
        )
    if isinstance(node, tree.Mul) and change.kind == "scaling":
        return _sentence(f"{where}{_powers_of_factors(question, change, node)}, which cancels.")
    if isinstance(node, tree.Add):
        return _sentence(f"{where}what is {'added' if change.kind != 'scaling' else 'gained'} cancels.")
    return _sentence(f"{where}every trace of the change cancels.")


def _why_power(question: Question, group: Group, change: Change, power: int) -> str:
    node = question.formula.right
    told = _powers_of_factors(question, change, node)
    return _sentence(
        f"{told}." if told else f"{inline(question.constant)} comes out with the power ${power}$."
    )


def _powers_of_factors(question: Question, change: Change, node: tree.Node) -> str:
    """Return with which power of its amount a scaling acts on each factor; empty for fewer than two."""
    node = node.body if isinstance(node, tree.Bracket) else node
    factors = (
        node.factors
        if isinstance(node, tree.Mul)
        else (node.top, node.bottom)
        if isinstance(node, tree.Div)
        else ()
    )
    told: list[str] = []
    for factor in factors:
        code = _code_of(question, factor)
        power = _power(question, change, code) if code else None
        if power is None and code:
            return ""
        if power:
            told.append(f"{inline(latex_of(factor))} is multiplied by ${question.constant}^{{{power}}}$")
    return listed(told) if len(told) > 1 else ""


def _why_positive(question: Question) -> str:
    return (
        "For every vector $v$, putting it on both sides, $v^\\top(\\cdot)\\,v$, gives a sum of squares with factors "
        "that are not negative."
    )


def _is_gram(node: Maths, question: Question) -> bool:
    """Return whether a matrix has no negative eigenvalue by its form: sums and inverses of ``A^T S A``."""
    inputs = question.formula.reader.named_inputs
    match node:
        case Sym(name) if name in inputs:
            return inputs[name].quantity.domain.mark == "psd"
        case Call("eye") | Call("outer", (_, _)) if isinstance(node, Call):
            return node.name == "eye" or node.args[0] == node.args[1]
        case Call("matmul", (Call("matmul", (first, middle)), last)) if _is_turned(first, last):
            return _is_gram(middle, question)
        case Call("matmul", (first, Call("matmul", (middle, last)))) if _is_turned(first, last):
            return _is_gram(middle, question)
        case Call("matmul", (first, last)):
            return _is_turned(first, last)
        case Call("inv", (inner,)):
            return _is_gram(inner, question)
        case Call(name, (inner, *_)) if name in FOLDS:
            return name == "sum" and _is_gram(inner, question)
        case Binary("+", left, right):
            return _is_gram(left, question) and _is_gram(right, question)
        case Binary("*", left, right):
            return any(
                _is_not_negative(a, question) and _is_gram(b, question)
                for a, b in ((left, right), (right, left))
            )
        case Binary("/", left, right):
            return _is_gram(left, question) and _is_not_negative(right, question)
        case _:
            return False


def _is_turned(first: Maths, last: Maths) -> bool:
    return last == Call("T", (first,)) or first == Call("T", (last,))


def _is_not_negative(node: Maths, question: Question) -> bool:
    match node:
        case Num() | Call("exp"):
            return True
        case Sym(name) if name.startswith("#"):
            return True
        case Sym(name):
            operand = question.formula.reader.named_inputs.get(name)
            return operand is not None and not operand.axes and operand.quantity.domain.low >= 0
        case Binary("^", _, Num(text)):
            return text.isdigit() and int(text) % 2 == 0
        case Binary("*" | "/" | "+", left, right):
            return _is_not_negative(left, question) and _is_not_negative(right, question)
        case _:
            return False


def _parts(question: Question) -> Iterator[tuple[tree.Node, str]]:
    """Yield the parts of the right side below the whole, each with its code; none inside what is given."""
    formula = question.formula
    waiting = [_Paired(formula.right, formula.node)]
    while waiting:
        node, maths = waiting.pop(0)
        if maths is None:
            with suppress(RefusedError):
                maths = formula.reader.read(node)
        if maths is not None and node is not formula.right and not isinstance(node, tree.Bracket):
            with suppress(RefusedError):
                yield node, formula.program(maths).text
        if node not in formula.reader.leaves:
            waiting += _below(node, maths)


# A part as it is written, and as it is computed where that is known.
_Paired = NamedTuple("_Paired", [("node", tree.Node), ("maths", Maths | None)])


def _below(node: tree.Node, maths: Maths | None) -> list[_Paired]:
    """Return what a part is made of; what stands below a sum is computed as the sum computes it."""
    match node, maths:
        case (tree.Bracket(body), _):
            return [_Paired(body, maths)]
        case (tree.Reduce(_, body), Call(_, (inner, *_))) | (tree.Pow(body, _), Binary("^", inner, _)):
            return [_Paired(body, inner)]
        case (tree.Norm(body), Call(_, (inner,))) | (tree.Root(body), Call("sqrt", (inner,))):
            return [_Paired(body, inner)]
        case (tree.Add((first, second)), Binary("+" | "-", left, right)):
            second = second.body if isinstance(second, tree.Neg) else second
            return [_Paired(first, left), _Paired(second, right)]
        case (tree.Div(top, bottom), Binary("/", left, right)):
            return [_Paired(top, left), _Paired(bottom, right)]
        case _:
            return [_Paired(part, None) for part in children(node)]


def _code_of(question: Question, node: tree.Node) -> str:
    try:
        return question.formula.program(question.formula.reader.read(node)).text
    except RefusedError:
        return ""


def _depends(question: Question, change: Change, code: str) -> bool:
    first, second = question.trials.draws[0], question.trials.draws[1]
    others = {name: np.resize(second[name], np.shape(first[name])) for name in change.names}
    before, after = question.trials.run(first, code), question.trials.run({**first, **others}, code)
    return before is not None and after is not None and not np.allclose(before, after)


def _have_one_factor(question: Question, change: Change, codes: Sequence[str]) -> bool:
    values = question.trials.draws[0]
    after = change.apply(values, change.amounts[0])
    factors: list[Any] = []
    for code in codes:
        results = question.trials.run(values, code), question.trials.run(after, code)
        if any(result is None or not np.all(result) for result in results):
            return False
        factors.append(results[1] / results[0])
    return bool(
        np.allclose(factors[0], np.ravel(factors[1])[0]) and np.allclose(factors[1], np.ravel(factors[1])[0])
    )


def _softmax_is_shifted(question: Question, change: Change) -> bool:
    """Return whether a change moves all arguments of the formula's softmax in a row by one number."""
    calls = [
        part for part in walk(question.formula.node) if isinstance(part, Call) and part.name == "softmax"
    ]
    if len(calls) != 1 or change.kind == "scaling":
        return False
    try:
        code = question.formula.program(calls[0].args[0]).text
    except RefusedError:
        return False
    values = question.trials.draws[0]
    before, after = (
        question.trials.run(one, code) for one in (values, change.apply(values, change.amounts[0]))
    )
    if before is None or after is None:
        return False
    gain = after - before
    return bool(np.allclose(gain, gain[..., :1]) and not np.allclose(gain, 0))


def _within(inner: tree.Node, outer: tree.Node) -> bool:
    return outer.span[0] <= inner.span[0] and inner.span[1] <= outer.span[1]


def _sentence(text: str) -> str:
    return capital(text)


# Counterexamples and hints


def _example_of_change(question: Question, change: Change, values: Values) -> str:
    amount = change.amounts[0]
    before, after = question.trials.run(values), question.trials.run(change.apply(values, amount))
    given, texts = _set_to(question, values), (_number_text(before), _number_text(after))
    if not given or not all(texts):
        return ""
    doing = {
        "shift": "Adding $1$ makes it", "translation": "Adding $(1, 2)$ makes it",
        "scaling": f"With ${question.constant} = 2$ it becomes",
    }[change.kind]  # fmt: skip
    return f"Take {given}: {question.left} is {texts[0]}. {doing} {texts[1]}."


def _set_to(question: Question, values: Values) -> str:
    """Return what is given in a counterexample; empty if it is too much to read."""
    told: list[str] = []
    if sum(np.size(value) for value in values.values()) > _MOST_NUMBERS:
        return ""
    for group in question.groups:
        for name, operand in zip(group.names, group.inputs, strict=True):
            latex, value = latex_of(operand.node), values[name]
            if name in question.trials.members:
                index = next(
                    (i for i in getattr(operand.node, "below", ()) if isinstance(i, tree.Running)), None
                )
                told += [f"${index.letter} = 1$"] if index is not None else []
            elif operand.runs and np.ndim(value) == 1 + len(operand.axes) and len(operand.axes) < 2:
                numbers = [_number_text(member) for member in value]
                told.append(f"{listed(numbers)} for the {inline(latex)}" if all(numbers) else "")
            elif operand.runs:
                told.append("")
            else:
                text = _number_text(value)
                told.append(f"${latex.replace('@', '@@')} = {text.strip('$')}$" if text else "")
    return listed(told) if all(told) else ""


def _number_text(value: Any) -> str:
    """Return numbers to three digits as LaTeX; empty if they are too large, too small or too many."""
    if value is None or np.ndim(value) > 2:
        return ""
    rows = [[_digits(float(number)) for number in row] for row in np.atleast_2d(value)]
    if not all(number for row in rows for number in row):
        return ""
    if np.ndim(value) == 2:
        return "$\\begin{pmatrix}" + " \\\\ ".join(" & ".join(row) for row in rows) + "\\end{pmatrix}$"
    return f"$({', '.join(rows[0])})$" if np.ndim(value) else f"${rows[0][0]}$"


def _digits(number: float) -> str:
    if abs(number) < 1e-9:
        return "0"
    text = f"{number:.3g}"
    return "" if "e" in text else text


def _hints(question: Question, statement: Statement) -> list[str]:
    """Return which change to try, then the part to begin with."""
    group = next((group for group in question.groups if statement.about.split("-")[0] in group.names), None)
    if group is None:
        return [
            "What does transposing do to a product, and what to an inverse?",
            f"Write the transpose of {question.left}, factor by factor in reverse order.",
        ]
    latex = latex_of(group.inputs[0].node)
    if statement.kind in ("idempotent", "orthogonal"):
        first = "Put the result back into the formula: which terms does that change?"
        if statement.kind == "orthogonal":
            first = f"Write the inner product of the formula with {inline(latex)}: which terms cancel?"
    else:
        put = (
            f"{latex} + {question.constant}" if statement.kind == "shift" else f"{question.constant} {latex}"
        )
        first = f"Put {inline(put)} in place of {inline(latex)} wherever it occurs. Where does ${question.constant}$ end up?"
    change = Change("shift" if statement.kind == "shift" else "scaling", group.names)
    changed = [
        node for node, code in _parts(question)
        if code and node not in question.formula.reader.leaves and _depends(question, change, code)
    ]  # fmt: skip
    begin = min(changed, key=lambda node: node.span[1] - node.span[0], default=None)
    second = f"Begin with {inline(latex_of(begin))}: what becomes of it?" if begin is not None else ""
    return [first, second]
