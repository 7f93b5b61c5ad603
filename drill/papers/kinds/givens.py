"""What is given in a formula and in the definitions that feed it, with the changes that suit each input."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from drill.notation import tree, walk_nodes
from drill.papers.draft import Line
from drill.papers.formula_structure import EQUAL
from drill.papers.kinds.code import Coded, find_assumptions, write_numpy_code
from drill.papers.lowering.formula_lowering import latex_of
from drill.papers.lowering.inputs import Input, RefusedError
from drill.papers.lowering.invariances import Stage, make_trials
from drill.papers.paper_reading import Reading
from drill.papers.sheet.bounding_words import (
    find_structure,
    is_bounded,
    is_made_of_others,
    is_positive,
    list_keys,
    says_symbol_is_infinite,
    split_clauses,
)
from drill.papers.sheet.declarations import key_of_symbol
from drill.papers.sheet.symbol_keys import read_symbol
from drill.papers.sheet.types import Domain, Number
from drill.papers.wording import join_in_sentence, write_inline_formula

# Definitions that one formula is put together from.
_MOST_STAGES: Final = 4
# What a bank assumes of arrays as a whole, and which of these a positive factor keeps.
_STRUCTURES: Final = ("symmetric", "positive definite", "orthogonal", "diagonal", "rows sum to 1")
_CONES: Final = frozenset(("", "psd", "symmetric", "diagonal"))
_BARS: Final = frozenset(("\\bar", "\\overline"))
# Greek letters that are numbers where the paper does not say what they are.
_GREEK_NUMBERS: Final = frozenset(
    f"\\{name}"
    for name in ("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "eta", "lambda", "tau")
)


@dataclass(frozen=True, slots=True)
class Group:
    """The inputs of one symbol, which change together; ``name`` refers to all of them in a sentence.

    ``may_shift`` and ``may_scale`` where an added number or a positive factor keeps them in their set.
    """

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


# The lines that define a symbol, each with the keys of what it is made of.
_Defining = Mapping[Line, frozenset[str]]


class Givens:
    """The inputs of a formula and of the definitions that feed it, by names of the whole.

    An input that is made of other inputs is computed by its definition: a mean beside its data is no input.

    Raises:
        RefusedError: the paper does not say what an input is, or they depend on one another in another way.
    """

    def __init__(self, reading: Reading, line: Line) -> None:
        self._reading = reading
        self._defined = _definitions_beside(reading, line)
        self._operands: dict[str, Input] = {}
        self._being_defined: set[str] = set()
        self.stages: list[Stage] = []
        # The formulas that give inputs, the first one first.
        self.sources: list[Line] = []
        self.structures: dict[str, str] = {}
        self._add(write_numpy_code(reading, line))
        self._require_free_inputs()

    def _add(self, coding: Coded, gives: str = "", *, is_root: bool = False) -> None:
        """Add a formula as the last stage, after those that give its inputs."""
        names: dict[str, str] = {}
        assumed = find_assumptions(coding)
        keys = {operand.quantity.key for operand in (*coding.given, *self._operands.values())}
        for operand in coding.formula.inputs:
            names[operand.name] = name = self._name(operand)
            key = operand.quantity.key
            if name in self._operands or any(stage.gives == name for stage in self.stages):
                continue
            if _find_symbols_behind(key, self._defined) & (keys - {key}):
                self._define(operand, name)
                continue
            if not _is_stated(operand):
                raise RefusedError(f"the paper does not say what ${latex_of(operand.node)}$ is")
            self._operands[name] = operand
            structure = assumed.get(operand.name, "").removeprefix(f"{operand.name} ")
            if structure in _STRUCTURES:
                self.structures[name] = structure
            elif len(operand.shape) == len(operand.axes) == 2 and operand.axes[0] == operand.axes[1]:
                self.structures |= {name: said} if (said := find_structure(self._words_on(operand))) else {}
        self.stages.append(Stage(coding.formula, coding.program, names, gives, is_root))

    def _words_on(self, operand: Input) -> str:
        return _words_on(self._reading, operand.quantity.key)

    def _require_free_inputs(self) -> None:
        """Raise RefusedError where words or a bar say that an input is made of another, or is infinite."""
        operands = [*self._operands.values()]
        for operand in operands:
            words, latex = self._words_on(operand), latex_of(operand.node)
            if says_symbol_is_infinite(words):
                raise RefusedError(f"${latex}$ is not always a number")
            others = [other for other in operands if other.quantity.key != operand.quantity.key]
            if any(other.shape for other in others) and is_made_of_others(words):
                raise RefusedError(f"the paper's words say that ${latex}$ is computed from others")
            if any(_has_bar_over(operand, other) for other in others):
                raise RefusedError(f"${latex}$ has a bar over the letter of another input")

    def _name(self, operand: Input) -> str:
        """Return the name in the whole of an input: the same for the same symbol of the same shape."""
        for name, other in self._operands.items():
            if latex_of(other.node) == latex_of(operand.node) and other.shape == operand.shape:
                return name
        name = operand.name
        while name in self._operands:
            name += "_"
        return name

    def _define(self, operand: Input, name: str) -> None:
        """Compute an input by its only definition."""
        key = operand.quantity.key
        lines = [*self._defined[key]]
        if len(lines) != 1 or operand.runs or operand.is_call or key in self._being_defined:
            raise RefusedError("its inputs depend on one another")
        self._being_defined.add(key)
        coding = write_numpy_code(self._reading, lines[0])
        is_open = coding.program.letters or coding.program.shape != operand.shape or coding.formula.part
        if is_open or len(self.stages) == _MOST_STAGES:
            raise RefusedError("its inputs depend on one another")
        self._add(coding, name, is_root=isinstance(coding.formula.left, tree.Pow))
        self.sources.append(lines[0])

    @property
    def members(self) -> dict[str, str]:
        """The single members of arrays that are given, too: ``x_i`` beside a mean over all of them."""
        found: dict[str, str] = {}
        for name, operand in self._operands.items():
            for whole, other in self._operands.items():
                is_like = operand.quantity.key == other.quantity.key and other.runs
                if is_like and other.shape[1:] == operand.shape:
                    found[name] = whole
        return found

    @property
    def are_tied(self) -> bool:
        """Whether two inputs are made of one thing, so that their values may fit together."""
        used = [
            _find_symbols_behind(operand.quantity.key, self._defined) for operand in self._operands.values()
        ]
        return sum(map(len, used)) > len(frozenset[str]().union(*used))

    def groups(self) -> Iterator[Group]:
        """Yield the inputs by symbol."""
        by_key: dict[str, dict[str, Input]] = {}
        for name, operand in self._operands.items():
            by_key.setdefault(operand.quantity.key, {})[name] = operand
        for key, operands in by_key.items():
            domains = [operand.quantity.domain for operand in operands.values()]
            words = _words_on(self._reading, key)
            is_law = any(operand.quantity.is_law for operand in operands.values())
            is_free = key not in self._defined or _takes_all_values(self._reading, self._defined[key])
            may_scale = is_free and not is_law and not is_bounded(words) and all(map(_is_cone, domains))
            may_shift = may_scale and all(map(_is_line, domains)) and not is_positive(words)
            inputs = tuple(operands.values())
            yield Group(tuple(operands), inputs, _name_all(inputs), may_shift, may_scale)


@lru_cache(maxsize=2)
def _find_defining_lines(reading: Reading) -> Mapping[str, _Defining]:
    """Return the lines that define each symbol, by its key."""
    found: dict[str, dict[Line, frozenset[str]]] = {}
    for line in reading.lines:
        statement = None if line.typed is None else line.typed.statement
        if statement is None or not statement.relations or statement.relations[0] not in EQUAL:
            continue
        left, *rights = statement.sides
        left = left.base if isinstance(left, tree.Pow) and left.exponent == tree.Num("2") else left
        name = left.function if isinstance(left, tree.Apply) else left
        if isinstance(name, tree.Ref):
            parts = [part for side in rights for part in walk_nodes(side)]
            heads = {id(part.function) for part in parts if isinstance(part, tree.Apply)}
            keys = (key_of_symbol(part, id(part) in heads) for part in parts if isinstance(part, tree.Ref))
            key = key_of_symbol(name, isinstance(left, tree.Apply))
            found.setdefault(key, {})[line] = frozenset(keys)
    return found


def _definitions_beside(reading: Reading, line: Line) -> Mapping[str, _Defining]:
    """Return the definitions of all but what a line defines itself, each spelling once."""
    found: dict[str, _Defining] = {}
    for key, lines in _find_defining_lines(reading).items():
        if not any(other.formula.id == line.formula.id or other.source == line.source for other in lines):
            by_source = {other.source: other for other in reversed([*lines])}
            found[key] = {other: lines[other] for other in by_source.values()}
    return found


def _find_symbols_behind(key: str, defined: Mapping[str, _Defining]) -> frozenset[str]:
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
    is_number = operand.quantity.type == Number() and not operand.shape
    return is_number and name is not None and name.base in _GREEK_NUMBERS and not name.font


def _has_bar_over(operand: Input, other: Input) -> bool:
    """Return whether an input is written as a mean of another, with a bar over its letter."""
    if not isinstance(operand.node, tree.Ref) or not isinstance(other.node, tree.Ref):
        return False
    name, whole = operand.node.name, other.node.name
    has_more = not _BARS.isdisjoint(name.accents) and _BARS.isdisjoint(whole.accents)
    return has_more and (name.base, name.font) == (whole.base, whole.font)


def _takes_all_values(reading: Reading, lines: _Defining) -> bool:
    """Return whether what defines a symbol gives numbers of both signs and of all sizes."""
    for line in lines:
        try:
            coding = write_numpy_code(reading, line)
            names = {operand.name: operand.name for operand in coding.formula.inputs}
            trials = make_trials((Stage(coding.formula, coding.program, names),), {}, {})
        except RefusedError:
            return False
        results = [value for _, values in trials.draws if (value := trials.run(values)) is not None]
        low = min((float(np.min(value)) for value in results), default=0.0)
        high = max((float(np.max(value)) for value in results), default=0.0)
        if low >= 0 or high <= 1:
            return False
    return True


@lru_cache(maxsize=256)
def _words_on(reading: Reading, key: str) -> str:
    """Return what the paper says of a symbol where it introduces or shows it, clause by clause."""
    texts: list[str] = []
    key = key.removesuffix("(·)")
    around = [text for formula in reading.paper.formulas for text in (formula.before, formula.after)]
    for row in reading.paper.symbols:
        latex = row.name
        symbol = read_symbol(latex)
        if symbol is not None and key_of_symbol(symbol) == key:
            texts += [row.means, row.declared]
            for text in dict.fromkeys((*around, *(mention.text for mention in row.mentions))):
                clauses = split_clauses(text) if "$" in text else ()
                texts += (part for part in clauses if f"${latex}" in part or key in list_keys(part))
    return " ".join(texts)


def _is_cone(domain: Domain) -> bool:
    """Return whether a positive factor keeps all numbers of a domain in it."""
    is_open = domain.low in (0, -math.inf) and domain.high == math.inf
    return is_open and not domain.is_whole and not domain.values and domain.mark in _CONES


def _is_line(domain: Domain) -> bool:
    return domain.low == -math.inf and not domain.mark


def name_member(operand: Input) -> tree.Node:
    """Return how any member of an input is written: ``s_j`` even if the formula shows ``s_1`` first."""
    node = operand.node
    if not operand.runs or not isinstance(node, tree.Ref) or len(operand.letters) != len(node.below):
        return node
    letters = operand.letters
    if not all(isinstance(index, tree.Fixed) for index in node.below):
        return node
    return replace(node, below=tuple(tree.Running(letter) for letter in letters))


def _name_all(operands: Sequence[Input]) -> str:
    """Return how a sentence refers to what changes: ``every $z_j$``, ``$x_i$ and $x_j$``."""
    node = operands[0].node
    if operands[0].is_call and isinstance(node, tree.Apply):
        return f"every value of {write_inline_formula(latex_of(node.function))}"
    names = dict.fromkeys(write_inline_formula(latex_of(name_member(operand))) for operand in operands)
    return ("every " if any(operand.runs for operand in operands) else "") + join_in_sentence([*names])
