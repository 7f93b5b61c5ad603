"""Why a change of a formula's inputs leaves it as it is, or multiplies it: which of its parts do what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from drill.maths.maths_tree import Binary, Call, Node, walk_tree
from drill.notation import list_children, tree
from drill.papers.kinds.code import Coded
from drill.papers.lowering.formula_lowering import latex_of
from drill.papers.lowering.inputs import RefusedError, count_tree_operations
from drill.papers.lowering.invariances import Change, Trials
from drill.papers.wording import capitalise_sentence, join_in_sentence, write_inline_formula


class _Part(NamedTuple):
    """A part as it is written, as it is computed where that is known, and in code where it has any."""

    node: tree.Node
    maths: Node | None
    code: str = ""


@dataclass(frozen=True)
class Reasons:
    """What a change does to the parts of a formula; ``constant`` is the letter that it brings in."""

    coding: Coded
    trials: Trials
    change: Change
    constant: str

    def unchanged(self) -> str:
        """Return where a change cancels: in parts that hold all that it moves, or in the whole."""
        still = [part.node for part in self._moved if self.trials.power_of(self.change, part.code) == 0]
        inner = [
            node
            for node in still
            if not any(other is not node and _is_span_within(other, node) for other in still)
        ]
        leaves = [part.node for part in self._moved if part.node in self.coding.formula.reader.leaves]
        if inner and all(any(_is_span_within(leaf, node) for node in inner) for leaf in leaves):
            return " ".join(
                capitalise_sentence(f"in {write_inline_formula(latex_of(node))}, {self._why(node)}.")
                for node in inner
            )
        return capitalise_sentence(f"{self._why(self.coding.formula.right)}.")

    def power(self, left: str, power: int) -> str:
        """Return with which powers the parts are multiplied, of which the whole's is made."""
        node = self.coding.formula.right
        told = self._powers(node.factors if isinstance(node, tree.Mul) else _list_quotient_sides(node))
        if told:
            return capitalise_sentence(f"{told}.")
        leaves = [part.node for part in self._moved if part.node in self.coding.formula.reader.leaves]
        for part in sorted(self._moved, key=lambda part: part.node.span[1] - part.node.span[0]):
            inner = self.trials.power_of(self.change, part.code)
            is_built = part.maths is not None and count_tree_operations(part.maths) > 0
            if inner and is_built and all(_is_span_within(leaf, part.node) for leaf in leaves):
                times = f"{write_inline_formula(latex_of(part.node))} is multiplied by {self._times(inner)}"
                return capitalise_sentence(
                    f"{times}{'' if inner == power else f', and so {left} by {self._times(power)}'}."
                )
        inner = join_in_sentence([*dict.fromkeys(write_inline_formula(latex_of(leaf)) for leaf in leaves)])
        return capitalise_sentence(
            f"{inner} is multiplied by ${self.constant}$, and so {left} by {self._times(power)}."
        )

    def begin(self) -> str:
        """Return the smallest part that a change reaches and that has something to compute, as LaTeX."""
        reached = [
            part.node
            for part in self._moved
            if part.maths is not None and count_tree_operations(part.maths) > 0
        ]
        return latex_of(min(reached, key=lambda node: node.span[1] - node.span[0])) if reached else ""

    def _why(self, node: tree.Node) -> str:
        """Return why one part does not change."""
        node = node.body if isinstance(node, tree.Bracket) else node
        codes = [self._code(part) for part in _list_quotient_sides(node)]
        if all(codes) and codes:
            powers = [self.trials.power_of(self.change, code) for code in codes]
            if self.change.kind == "scaling" and powers[0] == powers[1] and powers[0]:
                times = f"are both multiplied by {self._times(powers[0])}, which cancels"
                return f"the numerator and the denominator {times}"
            if self._have_one_factor(codes):
                return "the numerator and the denominator are multiplied by the same factor, which cancels"
        if self._shifts_softmax():
            return (
                "all arguments of the softmax in a row grow by the same number: its exponentials all get the "
                "same factor, which cancels"
            )
        if isinstance(node, tree.Mul) and (told := self._powers(node.factors)):
            return f"{told}, which cancels"
        return "what is added cancels" if self.change.kind != "scaling" else "the factor cancels"

    def _powers(self, factors: Sequence[tree.Node]) -> str:
        """Return which powers multiply factors; empty for fewer than two, or where one changes otherwise."""
        told: list[str] = []
        for factor in factors:
            code = self._code(factor)
            power = self.trials.power_of(self.change, code) if code and self.change.kind == "scaling" else 0
            if power is None:
                return ""
            if power:
                told.append(f"{write_inline_formula(latex_of(factor))} is multiplied by {self._times(power)}")
        return join_in_sentence(told) if len(told) > 1 else ""

    def _times(self, power: int) -> str:
        return f"${self.constant}$" if power == 1 else f"${self.constant}^{{{power}}}$"

    @cached_property
    def _moved(self) -> list[_Part]:
        """The parts that depend on what changes."""
        return [
            part for part in self._parts() if part.code and self.trials.is_moved_by(self.change, part.code)
        ]

    def _parts(self) -> Iterator[_Part]:
        """Yield the parts of the right side below the whole; none inside what is given."""
        formula = self.coding.formula
        waiting = [_Part(formula.right, formula.node)]
        while waiting:
            node, maths, _ = waiting.pop(0)
            if maths is None:
                with suppress(RefusedError):
                    maths = formula.reader.read(node)
            if maths is not None and node is not formula.right and not isinstance(node, tree.Bracket):
                with suppress(RefusedError):
                    yield _Part(node, maths, formula.program(maths).text)
            if node not in formula.reader.leaves:
                waiting += _list_computed_parts(node, maths)

    def _code(self, node: tree.Node) -> str:
        formula = self.coding.formula
        with suppress(RefusedError):
            return formula.program(formula.reader.read(node)).text
        return ""

    def _have_one_factor(self, codes: Sequence[str]) -> bool:
        values = self.trials.first
        after = self.change.apply(values, self.change.amounts[0])
        factors: list[Any] = []
        for code in codes:
            first, second = self.trials.run(values, code), self.trials.run(after, code)
            if first is None or second is None or not np.all(first):
                return False
            factors += np.ravel(second / first).tolist()
        return bool(np.allclose(factors, factors[0]))

    def _shifts_softmax(self) -> bool:
        """Return whether a change moves all arguments of the formula's softmax in a row by one number."""
        calls = [
            part
            for part in walk_tree(self.coding.formula.node)
            if isinstance(part, Call) and part.name == "softmax"
        ]
        if len(calls) != 1 or self.change.kind == "scaling":
            return False
        with suppress(RefusedError):
            code = self.coding.formula.program(calls[0].args[0]).text
            values = self.trials.first
            before = self.trials.run(values, code)
            after = self.trials.run(self.change.apply(values, self.change.amounts[0]), code)
            if before is not None and after is not None:
                gain = after - before
                return bool(np.allclose(gain, gain[..., :1]) and not np.allclose(gain, 0))
        return False


def _list_quotient_sides(node: tree.Node) -> tuple[tree.Node, ...]:
    return (node.top, node.bottom) if isinstance(node, tree.Div) else ()


def _list_computed_parts(node: tree.Node, maths: Node | None) -> list[_Part]:
    """Return what a part is made of; what stands below a sum is computed as the sum computes it."""
    match node, maths:
        case (tree.Bracket(body), _):
            return [_Part(body, maths)]
        case (tree.Reduce(_, body), Call(_, (inner, *_))) | (tree.Pow(body, _), Binary("^", inner, _)):
            return [_Part(body, inner)]
        case (tree.Norm(body), Call(_, (inner,))) | (tree.Root(body), Call("sqrt", (inner,))):
            return [_Part(body, inner)]
        case (tree.Add((first, second)), Binary("+" | "-", left, right)):
            second = second.body if isinstance(second, tree.Neg) else second
            return [_Part(first, left), _Part(second, right)]
        case (tree.Div(top, bottom), Binary("/", left, right)):
            return [_Part(top, left), _Part(bottom, right)]
        case _:
            return [_Part(part, None) for part in list_children(node)]


def _is_span_within(inner: tree.Node, outer: tree.Node) -> bool:
    return outer.span[0] <= inner.span[0] and inner.span[1] <= outer.span[1]
