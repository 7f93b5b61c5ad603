"""Formulas of numbers in which one symbol varies: stated domains, and numbers that suit them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import yaml

from drill.banks.models import Declared, Mistake
from drill.checking import Spec
from drill.errors import CheckError
from drill.maths.domains import read_assumptions
from drill.maths.print import to_plain
from drill.maths.tree import Call, Node, symbols, walk
from drill.notation import FUNCTIONS, replaced, to_tokens, tree
from drill.papers.draft import Draft, Kind, Line, Skipped
from drill.papers.draft_building import each_line, exercise
from drill.papers.lowering.expressions import Expression, are_related, expression, names_in_order, sums_along
from drill.papers.lowering.formula import Formula
from drill.papers.lowering.inputs import Input, RefusedError
from drill.papers.lowering.reader import latex_of
from drill.papers.paper_reading import Reading, left_of, length_latex, lengths_given
from drill.papers.sheet.types import Domain
from drill.papers.wording import listed
from drill.reading import Written

# Nodes of trees that SymPy simplifies: shorter ones are short, longer ones take it seconds.
_SHORT, _LONG = 5, 60
# Nodes of a formula that is written out.
_LARGEST: Final = 220
# Functions that SymPy does not write as others.
_PLAIN: Final = frozenset(("exp", "ln", "sqrt", "sin", "cos"))
# Points that are tried for each that fits what is stated.
_TRIES: Final = 20


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    text = files("drill.papers").joinpath("variation.yaml").read_text("utf-8")
    return yaml.load(text, yaml.CSafeLoader)


@dataclass(frozen=True)
class Varied:
    """A right side as one expression of numbers; ``given`` are the lengths of its sums, ``$n = 3$``."""

    reading: Reading
    line: Line
    whole: Expression
    given: tuple[str, ...] = ()

    @property
    def node(self) -> Node:
        """The right side."""
        return self.whole.node

    @property
    def inputs(self) -> Mapping[str, Input]:
        """The input that each name belongs to."""
        return self.whole.inputs

    @property
    def left(self) -> str:
        """The left side, in a sentence."""
        return left_of(self.whole.formula)

    @property
    def numbers(self) -> list[str]:
        """Names of single numbers that may vary freely."""
        lengths = {length for given_input in self.inputs.values() for length in given_input.axes}
        free = (
            name
            for name, operand in self.inputs.items()
            if not operand.axes and not operand.is_call and operand.quantity.typed not in lengths
        )
        return [name for name in free if not self.inputs[name].quantity.domain.values]

    @property
    def setting(self) -> str:
        """The formula, its lengths, and what every symbol may be."""
        latex = self.whole.latex
        statements = [*self.given]
        statements += [
            stated(given_input, self.whole.formula) for given_input in dict.fromkeys(self.inputs.values())
        ]
        statements += [f"${latex[step]} \\le {latex[last]}$" for step, last in names_in_order(self.inputs)]
        return f"{self.reading.begins(self.line)}\n\nLet {listed(statements)}."

    def declared(self, *without: str, **further_names: str) -> Declared:
        """Return the names to type, and what is assumed of them; ``further_names`` come with their LaTeX."""
        names = {name: latex for name, latex in self.whole.latex.items() if name not in without}
        assumed = tuple(text for name in names for text in _assumed(name, self.inputs[name].quantity.domain))
        return Declared(names=names | further_names, assume=assumed)

    def draft(
        self, kind: Kind, slot: str, answer: Spec, words: Mapping[str, str], *, level: int = 2,
        declared: Declared = Declared(), wrong: Iterable[Mistake] = (), restates: bool = False,
        witness: Mapping[str, Written] | None = None,
    ) -> Draft:  # fmt: skip
        """Return a draft in the kind's sentences, with ``words`` in them; RefusedError if its witness
        disagrees.
        """
        row, known = _texts()[kind], {"left": self.left, "setting": self.setting, **words}
        texts = {name: text.format_map(known) for name, text in row.items()}
        body = exercise(
            prompt=texts["prompt"], answer=answer, level=level, declared=declared, shape=texts["shape"],
            motion=texts["motion"], hints=texts["hints"].splitlines(), steps=texts["steps"].splitlines(),
            wrong=wrong, witness=witness,
        )  # fmt: skip
        return self.reading.draft(
            kind, self.line, body, suffix=texts["suffix"],
            left=self.whole.formula.left, slot=slot, skill=texts["skill"], may_restate=restates,
        )  # fmt: skip

    def draws(self, count: int) -> Iterator[dict[str, float]]:
        """Return so many points of the stated domains. Raises RefusedError if hardly a point fits them."""
        draw = random.Random(1)
        for _ in range(count * _TRIES):
            point = {name: number(operand.quantity.domain, draw) for name, operand in self.inputs.items()}
            if self.is_ordered(point):
                yield point
                count -= 1
            if not count:
                return
        raise RefusedError("hardly any numbers suit what is stated of its symbols")

    def is_ordered(self, point: Mapping[str, float]) -> bool:
        """Return whether no step is beyond the last one, and no least value above the largest."""
        return all(point[step] <= point[last] for step, last in names_in_order(self.inputs))

    def shortest(self, node: Node) -> Node:
        """Return a tree as SymPy simplifies it, where that is shorter."""
        calls = {part.name for part in walk(node) if isinstance(part, Call)}
        if not _SHORT < size_of(node) <= _LONG or not calls <= _PLAIN:
            return node
        return _shortest(node, tuple(self.declared().assume), frozenset({*self.inputs, *symbols(node)}))


@lru_cache(maxsize=256)
def _shortest(node: Node, assume: tuple[str, ...], names: frozenset[str]) -> Node:
    """Return SymPy's simplification of a tree, cached, since several kinds show it."""
    from drill.maths.symbolic import from_sympy, symbols_of, to_sympy

    try:
        short = from_sympy(to_sympy(node, symbols_of(read_assumptions(assume, names))).simplify())
    except CheckError:
        return node
    return node if len(to_plain(short)) >= len(to_plain(node)) else short


def drafts_of(
    kind: Kind,
    reading: Reading,
    lines: Iterable[Line],
    make: Callable[[Varied], Draft],
    *,
    joins: bool = False,
) -> Iterator[Draft | Skipped]:
    """Yield what a kind makes of every line that is an expression of numbers; of lines of one form the
    first."""
    forms: set[tuple[str, ...]] = set()

    def made(line: Line) -> list[Draft]:
        if (form := _form(line)) in forms:
            raise RefusedError("it is asked of another formula, which differs in its letters alone")
        drafts = [make(varied(reading, line, joins=joins))]
        forms.add(form)
        return drafts

    return each_line(kind, lines, made, why=f"No {kind}")


def _form(line: Line) -> tuple[str, ...]:
    """Return a statement with its names numbered: the same for what differs in letters alone."""
    if line.statement is None:
        return line.tokens
    numbered: dict[tree.Name, tree.Name] = {}

    def change(part: tree.Node) -> tree.Node | None:
        if not isinstance(part, tree.Name) or part.base in FUNCTIONS or part.font == "\\operatorname":
            return None
        return numbered.setdefault(part, tree.Name(f"\\name{len(numbered)}"))

    return tuple(to_tokens(replaced(line.statement, change)))


def varied(reading: Reading, line: Line, *, joins: bool = False, with_numbers: bool = False) -> Varied:
    """Write a line as an expression of numbers, its sums written out; ``joins``: also its products.

    Numbers that sum to 1 and bounds are refused, unless numbers are put in (``with_numbers``).

    Raises:
        RefusedError: it is none.
    """
    formula = reading.formula(line)
    if formula.is_up_to_factor and not joins:
        raise RefusedError("it holds up to a factor alone")
    if are_related(formula.inputs):
        raise RefusedError("its numbers bound one another, as chances of one law do")
    whole = expression(formula, joins=joins)
    members = [text for name, text in whole.latex.items() if not whole.inputs[name].axes]
    is_named = formula.left is not None or (with_numbers and formula.part)
    if not is_named or size_of(whole.node) > _LARGEST or len(set(members)) < len(members):
        raise RefusedError("it cannot be written out so that its parts have names")
    if line.statement is not None and any(isinstance(side, tree.Num) for side in line.statement.sides[1:]):
        raise RefusedError("the paper says that it is a constant")
    is_tied = (
        given_input.quantity.domain.mark or sums_along(given_input) is not None
        for given_input in whole.inputs.values()
    )
    if not with_numbers and any(is_tied):
        raise RefusedError("its numbers hang together")
    ends = (operand for operand in formula.inputs if operand.name in whole.ends)
    fixed = [f"${latex_of(end.node)} = {whole.ends[end.name]}$" for end in ends]
    return Varied(reading, line, whole, (*fixed, *lengths_given(formula, whole.lengths)))


def size_of(node: Node) -> int:
    """Return how many nodes a tree has."""
    return sum(1 for _ in walk(node))


def number(domain: Domain, draw: random.Random) -> float:
    """Return a number of a domain, at most some tens away from its end, or from 0."""
    low, high, size = domain.low, domain.high, 10 ** draw.uniform(-1.5, 1.2)
    if domain.values:
        return draw.choice(domain.values)
    if domain.is_whole:
        return float(min(high, (low if low > -math.inf else -5) + draw.randrange(20)))
    if math.isfinite(high - low):
        return low + (high - low) * draw.uniform(0.01, 0.99)
    if low > -math.inf:
        return low + size
    return high - size if high < math.inf else draw.choice((-1, 1)) * size


def stated(operand: Input, formula: Formula) -> str:
    r"""Return what an input may be, in LaTeX: ``$0 < \beta < 1$``, ``$x \in \mathbb{R}^{d}$``."""
    domain, latex, numbers = operand.quantity.domain, latex_of(operand.node), "\\mathbb{R}"
    low, high = (f"{end:g}".replace("inf", "\\infty") for end in (domain.low, domain.high))
    above, below = ("<" if is_open else "\\le" for is_open in (domain.is_low_open, domain.is_high_open))
    axes = " \\times ".join(length_latex(formula, length) or str(length) for length in operand.axes)
    is_bounded = domain.low > -math.inf or domain.high < math.inf
    if domain.values:
        numbers = f"\\{{{', '.join(f'{value:g}' for value in domain.values)}\\}}"
    elif domain.is_whole:
        numbers = "\\mathbb{Z}" if domain.low == -math.inf else f"\\{{{low}, {domain.low + 1:g}, \\dots\\}}"
    elif is_bounded and operand.axes:
        numbers = f"{'(' if domain.is_low_open else '['}{low}, {high}{')' if domain.is_high_open else ']'}"
    elif domain.high < math.inf:
        return f"${low} {above} {latex} {below} {high}$".replace(f"-\\infty {above} ", "")
    elif is_bounded:
        return f"${latex} {above.replace('<', '>').replace('le', 'ge')} {low}$"
    return f"${latex} \\in {numbers}" + (f"^{{{axes}}}$" if axes else "$")


def _assumed(name: str, domain: Domain) -> Iterator[str]:
    """Return the same for the checker."""
    if domain.is_whole:
        yield f"{name} integer"
    if domain.low > -math.inf:
        yield f"{name} {'>' if domain.is_low_open else '>='} {domain.low:g}"
    if domain.high < math.inf:
        yield f"{name} {'<' if domain.is_high_open else '<='} {domain.high:g}"
