"""Formulas of numbers in which one symbol varies: what is stated of each, and numbers that suit that."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from drill.banks.models import Declared
from drill.errors import CheckError
from drill.maths.domains import Domain as Range
from drill.maths.numeric import evaluate
from drill.maths.print import to_plain
from drill.maths.tree import Binary, Call, Node, Num, symbols, walk
from drill.papers.draft import Line
from drill.papers.kinds.computing import Computing, guesses_of, length_latex, lengths_given
from drill.papers.lowering.arithmetic import fit_lengths, fixed_ends
from drill.papers.lowering.cases import Expression, expression
from drill.papers.lowering.draws import in_order, lengths_for, sums_along
from drill.papers.lowering.entries import Entries
from drill.papers.lowering.formula import Formula
from drill.papers.lowering.inputs import FOLDS, Input, RefusedError
from drill.papers.lowering.operations import ENTRYWISE
from drill.papers.lowering.reader import latex_of
from drill.papers.sheet.types import REAL, Domain
from drill.papers.wording import listed

_SHORT, _LONG = 5, 60
"""Nodes of trees that SymPy simplifies: shorter ones are short, longer ones take it seconds."""
_LARGEST: Final = 220
"""Nodes of a formula that is written out."""
_BROKEN: Final = frozenset(("max", "min", "abs", "sign", "floor", "ceil", "where", "pick", "ind"))
"""Functions with a kink or a step."""
_FEWEST, _MOST_TRIES = 10, 20
"""So many draws must have a value, of so many times more that are tried."""


@dataclass(frozen=True)
class Varied:
    """A right side as one expression of numbers; ``given`` are the lengths of its sums, ``$n = 3$``."""

    line: Line
    whole: Expression
    given: tuple[str, ...]

    @property
    def formula(self) -> Formula:
        """The formula with arrays as arrays."""
        return self.whole.formula

    @property
    def node(self) -> Node:
        """The right side."""
        return self.whole.node

    @cached_property
    def is_smooth(self) -> bool:
        """Whether nothing in it has a kink or a step."""
        return not any(isinstance(part, Call) and part.name in _BROKEN for part in walk(self.node))

    @property
    def inputs(self) -> Mapping[str, Input]:
        """What each name belongs to."""
        return self.whole.inputs

    def numbers(self) -> Iterator[str]:
        """Names of single numbers that may vary freely."""
        for name, given in self.inputs.items():
            domain = given.quantity.domain
            if not (given.axes or given.is_call or domain.values or domain.mark):
                yield name

    def setting(self, computing: Computing) -> str:
        """The formula, its lengths, and what every symbol may be."""
        taken = f"Take {listed(self.given)}. " if self.given else ""
        inputs = dict.fromkeys(self.inputs.values())
        said = [stated(one, self.formula) for one in inputs]
        said += [f"${self.whole.latex[step]} \\le {self.whole.latex[last]}$" for step, last in self._ordered]
        return f"{computing.begins(self.line, self.formula)}\n\n{taken}Let {listed(said)}."

    def declared(self, without: str = "", **others: str) -> Declared:
        """The names to type, and what is assumed of them; ``others`` are further ones with their LaTeX."""
        names = {name: latex for name, latex in self.whole.latex.items() if name != without}
        assumed = [text for name in names for text in assumptions(name, self.inputs[name])]
        return Declared(names=names | others, assume=tuple(assumed))

    @property
    def guesses(self) -> tuple[tuple[str, str], ...]:
        """Symbols of which nobody has stated what they are."""
        return guesses_of(tuple(dict.fromkeys(self.inputs.values())))

    def shortest(self, node: Node) -> Node:
        """A tree as SymPy simplifies it, where that is shorter and has no other functions."""
        if not _SHORT < sum(1 for _ in walk(node)) <= _LONG:
            return node
        from drill.maths.symbolic import from_sympy, to_sympy

        try:
            short = from_sympy(to_sympy(node, self.symbolic(node)).simplify())
        except CheckError:
            return node
        calls = {part.name for part in (*walk(self.node), *walk(node)) if isinstance(part, Call)}
        has_others = any(isinstance(part, Call) and part.name not in calls for part in walk(short))
        has_powers = _has_powers(short) and not _has_powers(node)
        is_longer = len(to_plain(short)) >= len(to_plain(node))
        return node if has_others or has_powers or is_longer else short

    def symbolic(self, node: Node) -> dict[str, Any]:
        """SymPy's symbols for the names of a tree, with what is known of them."""
        from drill.maths.symbolic import symbol_of

        ranges = {name: given.quantity.domain for name, given in self.inputs.items()}
        return {
            name: symbol_of(name, Range(one.low, one.high, one.is_low_open, one.is_high_open, one.is_whole))
            for name in symbols(node)
            for one in (ranges.get(name, REAL),)
        }

    @cached_property
    def _ordered(self) -> list[tuple[str, str]]:
        return in_order(tuple(self.inputs))

    def is_ordered(self, values: Mapping[str, float]) -> bool:
        """Whether no step is beyond the last one, and no least value above the largest."""
        return all(values[step] <= values[last] for step, last in self._ordered)

    def draws(self, count: int, seed: int = 1) -> Iterator[dict[str, float]]:
        """So many points of the stated domains, every other one of them far out.

        Raises:
            RefusedError: a domain cannot be drawn from, or hardly a point fits.
        """
        draw, made = random.Random(seed), 0
        for attempt in range(count * _MOST_TRIES):
            values = {
                name: number(one.quantity.domain, draw, is_far=attempt % 2 > 0)
                for name, one in self.inputs.items()
            }
            for given in dict.fromkeys(self.inputs.values()):
                if sums_along(given) is not None:
                    shares = [name for name, one in self.inputs.items() if one == given]
                    total = sum(abs(values[name]) for name in shares)
                    values |= {name: abs(values[name]) / total for name in shares}
            if self.is_ordered(values):
                made += 1
                yield values
            if made == count:
                return
        raise RefusedError("hardly any numbers suit what is stated of its symbols")


def varied(computing: Computing, line: Line, *, joins: bool = False) -> Varied:
    """A line as an expression of numbers, its sums written out; products of arrays too, with ``joins``.

    Raises:
        RefusedError: it is none.
    """
    formula = computing.formula(line, functions_only=True)
    if formula.left is None:
        raise RefusedError("nothing names its value")
    calls = {part.name for part in walk(formula.node) if isinstance(part, Call)}
    lengths, ends = lengths_for(formula.inputs, formula.ranges), dict[str, int]()
    if calls <= ENTRYWISE:
        whole = expression(formula)
    else:
        if not joins and (not calls <= ENTRYWISE | FOLDS or any(one.axes for one in formula.inputs)):
            raise RefusedError("it joins arrays, so that it is no expression of numbers")
        fixed_ends(formula, ends)
        fit_lengths(formula, lengths, Entries(formula.reader, lengths, lambda one, at: _end(one, ends), ends))
        whole = expression(formula, lengths=lengths, ends=ends)
    if sum(1 for _ in walk(whole.node)) > _LARGEST:
        raise RefusedError("it is too long to be written out")
    for one in whole.inputs.values():
        if one.quantity.domain.mark not in ("", "simplex") or (len(one.shape) > 1 and sums_along(one)):
            raise RefusedError("its arrays have a structure that is not drawn")
    members = [text for name, text in whole.latex.items() if not whole.inputs[name].axes]
    if len(set(members)) < len(members):
        raise RefusedError("two of its members would read the same")
    fixed = [f"${latex_of(one.node)} = {ends[one.name]}$" for one in formula.inputs if one.name in ends]
    return Varied(line, whole, (*fixed, *lengths_given(formula, lengths)))


def _has_powers(node: Node) -> bool:
    """Whether a symbol stands in an exponent."""
    return any(isinstance(part, Binary) and part.op == "^" and symbols(part.right) for part in walk(node))


def _end(given: Input, ends: Mapping[str, int]) -> Node:
    if given.name not in ends:
        raise RefusedError("a sum ends at something that is not fixed")
    return Num(str(ends[given.name]))


def value(node: Node, values: Mapping[str, float]) -> float | None:
    """The value of an expression in doubles; None where it has none."""
    try:
        result = evaluate(node, values)
    except (CheckError, ArithmeticError, ValueError):
        return None
    return float(result) if isinstance(result, (int, float)) and math.isfinite(result) else None


def number(domain: Domain, draw: random.Random, *, is_far: bool) -> float:
    """A number of a domain: of ordinary size, or near its ends and far out."""
    low, high = domain.low, domain.high
    if domain.values:
        return draw.choice(domain.values)
    if domain.is_whole:
        first = int(low) if low > -math.inf else -5
        return float(draw.randint(first, int(min(high, first + (40 if is_far else 9)))))
    if math.isfinite(low) and math.isfinite(high):
        share = draw.betavariate(0.3, 0.3) if is_far else draw.uniform(0.05, 0.95)
        return low + (high - low) * min(max(share, 1e-3), 1 - 1e-3)
    size = 10 ** draw.uniform(-2, 1.5) if is_far else draw.uniform(0.2, 3)
    if low > -math.inf:
        return low + size
    return high - size if high < math.inf else draw.choice((-1, 1)) * size


# What is stated


def stated(given: Input, formula: Formula) -> str:
    """What an input may be: ``$0 < \\beta < 1$``, ``$x \\in \\mathbb{R}^{d}$``."""
    domain, latex = given.quantity.domain, latex_of(given.node)
    low, high = (f"{end:g}".replace("inf", "\\infty") for end in (domain.low, domain.high))
    above, below = ("<" if is_open else "\\le" for is_open in (domain.is_low_open, domain.is_high_open))
    over = ">" if domain.is_low_open else "\\ge"
    if domain.values:
        numbers = ", ".join(f"{one:g}" for one in domain.values)
        return f"${latex} \\in \\{{{numbers}\\}}$"
    if domain.is_whole:
        numbers = {"1": "\\{1, 2, \\dots\\}", "0": "\\{0, 1, 2, \\dots\\}"}.get(low, "\\mathbb{Z}")
        bound = f" with ${latex} \\ge {low}$" if domain.low not in (-math.inf, 0, 1) else ""
        return f"${latex} \\in {numbers}${bound}"
    kind = "\\mathbb{R}"
    if given.axes:
        axes = " \\times ".join(length_latex(formula, one) or str(one) for one in given.axes)
        if (domain.low, domain.high) != (-math.inf, math.inf):
            kind = f"{'(' if domain.is_low_open else '['}{low}, {high}{')' if domain.is_high_open else ']'}"
        return f"${latex} \\in {kind}^{{{axes}}}$"
    if domain.low == -math.inf:
        return f"${latex} \\in {kind}$" if domain.high == math.inf else f"${latex} {below} {high}$"
    if domain.high == math.inf:
        return f"${latex} {over} {low}$"
    return f"${low} {above} {latex} {below} {high}$"


def assumptions(name: str, given: Input) -> Iterator[str]:
    """The same for the checker."""
    domain = given.quantity.domain
    if domain.is_whole:
        yield f"{name} integer"
    if domain.low > -math.inf:
        yield f"{name} {'>' if domain.is_low_open else '>='} {domain.low:g}"
    if domain.high < math.inf:
        yield f"{name} {'<' if domain.is_high_open else '<='} {domain.high:g}"
