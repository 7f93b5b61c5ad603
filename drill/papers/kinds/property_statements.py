"""Statements about a formula of arrays, true ones and false ones: shifts, scalings, symmetry, projections."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np

from drill.maths.maths_tree import Binary, Call, Node, Num, Sym, walk_tree
from drill.notation import tree
from drill.papers.draft import Line
from drill.papers.kinds.code import Coded, write_numpy_code
from drill.papers.kinds.givens import Givens, Group, name_member
from drill.papers.kinds.reasons import Reasons
from drill.papers.lowering.computed_formula import Formula
from drill.papers.lowering.formula_lowering import latex_of
from drill.papers.lowering.inputs import FOLDS, RefusedError
from drill.papers.lowering.invariances import Change, Pair, Pairs, Trials, Truth, Values, make_trials
from drill.papers.lowering.symbolic_proof import is_refuted
from drill.papers.paper_reading import Reading, name_computed_side
from drill.papers.wording import (
    capitalise_sentence,
    join_in_sentence,
    quote_paper_markdown,
    write_inline_formula,
)

# Numbers of a counterexample that is read at a glance.
_MOST_NUMBERS: Final = 14
# A number that only keeps a denominator from being zero.
_TINY: Final = 1e-3
_CONSTANTS: Final = ("c", "a", "k", "s", "r", "h")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; ``why`` it is true where it is, ``compared`` what else comes out at values where not.

    ``kind`` is what is claimed, ``about`` the inputs of which. ``is_telling`` where an exercise may be about
    it, ``is_plain`` where everybody sees that it is false.
    """

    kind: str
    about: tuple[str, ...]
    text: str
    pairs: Pairs
    compared: Callable[[Values], str] = lambda values: ""
    why: str = ""
    is_telling: bool = False
    is_plain: bool = False

    @property
    def id(self) -> str:
        """The same for the same claim, so that its option keeps its id."""
        words = "-".join((self.kind, *self.about)).lower().replace("_", "-")
        return "".join(char for char in words if char.isascii() and (char.isalnum() or char == "-"))[
            :40
        ].strip("-")


@dataclass(frozen=True)
class Subject:
    """A formula with what is given in it, on draws; ``sources`` are the formulas that give its inputs."""

    coding: Coded
    trials: Trials
    groups: tuple[Group, ...]
    sources: tuple[Line, ...]
    # A letter that none of them uses.
    constant: str
    are_tied: bool

    @property
    def formula(self) -> Formula:
        """The formula."""
        return self.coding.formula

    @property
    def left(self) -> str:
        """What is computed, in a sentence."""
        return name_computed_side(self.formula)

    def occurrences(self, group: Group) -> int:
        """Return how often the inputs of a group are written."""
        return sum(
            isinstance(part, Sym) and stage.inputs.get(part.name) in group.names
            for stage in self.trials.stages
            for part in walk_tree(stage.formula.node)
        )

    def set_to(self, values: Values) -> str:
        """Return ``$x = (1, 2)$ and $s = 2$``; empty if that is too much to read."""
        if sum(np.size(value) for value in values.values()) > _MOST_NUMBERS:
            return ""
        told: list[str] = []
        members: list[str] = []
        for group in self.groups:
            for name, operand in zip(group.names, group.inputs, strict=True):
                latex, value = latex_of(operand.node), values[name]
                if name in self.trials.members:
                    letters = [part.letter for part in _list_running_indices(operand.node)]
                    members += [f"${letter} = 1$" for letter in letters[:1]]
                elif operand.runs:
                    numbers = [number_text(member) for member in value] if len(operand.runs) == 1 else [""]
                    every = write_inline_formula(latex_of(name_member(operand)))
                    told.append(f"{join_in_sentence(numbers)} for the {every}" if all(numbers) else "")
                else:
                    text = number_text(value).strip("$")
                    told.append(f"${quote_paper_markdown(latex)} = {text}$" if text else "")
        at = f", with {join_in_sentence(members)}" if members else ""
        return f"{join_in_sentence(told)}{at}" if all(told) else ""


def _list_running_indices(node: tree.Node) -> list[tree.Running]:
    """Return the running indices of a symbol."""
    below = node.below if isinstance(node, tree.Ref) else ()
    return [index for index in below if isinstance(index, tree.Running)]


def make_subject(reading: Reading, line: Line) -> Subject:
    """Return a formula with what is given in it.

    Raises:
        RefusedError: it has no arrays, or it is open what its inputs are.
    """
    coding = write_numpy_code(reading, line)
    if coding.formula.left is None or coding.formula.part:
        raise RefusedError("nothing is set to its value")
    given = Givens(reading, line)
    nodes = (part for stage in given.stages for part in walk_tree(stage.formula.node))
    if any(isinstance(node, Num) and 0 < float(node.text) < _TINY for node in nodes):
        raise RefusedError("with a tiny number in it, statements are nearly true")
    groups = tuple(given.groups())
    if not any(group.has_arrays for group in groups):
        raise RefusedError("it has no arrays")
    trials = make_trials(tuple(given.stages), given.structures, given.members)
    used = {token for one in (line, *given.sources) for token in one.tokens}
    constant = next((letter for letter in _CONSTANTS if letter not in used), "\\kappa")
    return Subject(coding, trials, groups, tuple(given.sources), constant, given.are_tied)


def judge_statements(subject: Subject) -> Iterator[tuple[Statement, Truth]]:
    """Yield the statements about a formula with their truth; ``open`` what is neither or not worth saying."""
    for group in subject.groups:
        if group.has_arrays and group.may_shift:
            yield from _judge_shift(subject, group)
        if group.may_scale:
            yield from _judge_scalings(subject, group)
    for first, second in combinations(subject.groups, 2):
        if first.may_scale and second.may_scale and (first.has_arrays or second.has_arrays):
            yield from _judge_common_scaling(subject, first, second)
    yield from _judge_matrix(subject)
    for group in subject.groups:
        is_alike = [operand.shape for operand in group.inputs] == [subject.coding.program.shape]
        if group.may_scale and is_alike and subject.coding.program.shape:
            yield from _judge_map(subject, group)


# Changes of inputs


def _judge_shift(subject: Subject, group: Group) -> Iterator[tuple[Statement, Truth]]:
    change = Change("translation" if group.are_vectors else "shift", group.names)
    if not subject.trials.is_moved_by(change):
        return
    pairs = subject.trials.pairs_of(change, 0)
    truth = subject.trials.judge(pairs)
    what = "vector" if group.are_vectors else "number"
    has_entries = not group.are_vectors and any(operand.axes for operand in group.inputs)
    is_affine = subject.trials.is_affine_in(change)
    yield (
        Statement(
            "shift",
            group.names,
            f"Adding the same {what} to {'every entry of ' * has_entries}{group.name} leaves {subject.left} "
            "unchanged.",
            pairs,
            _compared_after(subject, change),
            Reasons(subject.coding, subject.trials, change, subject.constant).unchanged()
            if truth == "true"
            else "",
            is_telling=True,
            is_plain=is_affine,
        ),
        _settle_property_truth(
            subject, change, 0, "open" if is_affine and len(group.names) > 1 and truth == "true" else truth
        ),
    )


def _judge_scalings(subject: Subject, group: Group) -> Iterator[tuple[Statement, Truth]]:
    change = Change("scaling", group.names)
    if not subject.trials.is_moved_by(change):
        return
    power = subject.trials.power_of(change)
    reasons = Reasons(subject.coding, subject.trials, change, subject.constant)
    same = "the same " if len(group.inputs) > 1 or group.name.startswith("every ") else ""
    begins = f"Multiplying {group.name} by {same}${subject.constant} > 0$"
    is_plain = subject.trials.is_affine_in(change)

    def judged(kind: str, ends: str, claimed: int, **more: Any) -> tuple[Statement, Truth]:
        pairs = subject.trials.pairs_of(change, claimed)
        compared = _compared_after(subject, change)
        statement = Statement(
            kind, group.names, f"{begins} {ends}", pairs, compared, is_plain=is_plain, **more
        )
        return statement, _settle_property_truth(subject, change, claimed, subject.trials.judge(pairs))

    unchanged, times = f"leaves {subject.left} unchanged.", f"multiplies {subject.left} by"
    why = reasons.unchanged() if power == 0 else ""
    yield judged("scale", unchanged, 0, why=why, is_telling=power == 0 and group.has_arrays)
    if power not in (None, 0, 1):
        is_telling = group.has_arrays and power < 0 and subject.occurrences(group) > 1
        ends = f"{times} ${subject.constant}^{{{power}}}$."
        yield judged("power", ends, power, why=reasons.power(subject.left, power), is_telling=is_telling)
    if power != 1 and group.has_arrays:
        yield judged("proportional", f"{times} ${subject.constant}$.", 1)


def _judge_common_scaling(subject: Subject, first: Group, second: Group) -> Iterator[tuple[Statement, Truth]]:
    """Yield that two inputs may be scaled together, where neither may be alone."""
    change = Change("scaling", (*first.names, *second.names))
    pairs = subject.trials.pairs_of(change, 0)
    if subject.trials.judge(pairs) != "true":
        return
    for group in (first, second):
        alone = Change("scaling", group.names)
        if not subject.trials.is_moved_by(alone) or subject.trials.power_of(alone) is not None:
            return
    both = f"{first.name} and {second.name} by the same ${subject.constant} > 0$"
    text = f"Multiplying {both} leaves {subject.left} unchanged."
    why = Reasons(subject.coding, subject.trials, change, subject.constant).unchanged()
    is_telling = max(map(subject.occurrences, (first, second))) > 1
    statement = Statement("common", change.names, text, pairs, why=why, is_telling=is_telling)
    yield statement, _settle_property_truth(subject, change, 0, "true")


def _settle_property_truth(subject: Subject, change: Change, power: int, truth: Truth) -> Truth:
    """Return a truth that draws show; ``open`` for what is true there and false in symbols."""
    return "open" if truth == "true" and is_refuted(subject.trials, change, power) else truth


def _compared_after(subject: Subject, change: Change) -> Callable[[Values], str]:
    def compared(values: Values) -> str:
        after = subject.trials.run(change.apply(values, change.amounts[0]))
        doing = {
            "shift": "Adding $1$ makes it",
            "translation": "Adding $(1, 2)$ makes it",
            "scaling": f"With ${subject.constant} = 2$ it becomes",
        }[change.kind]
        return _end_with_numbers(doing, after)

    return compared


# The result as a matrix, and the formula as a map


def _judge_matrix(subject: Subject) -> Iterator[tuple[Statement, Truth]]:
    trials, program, left = subject.trials, subject.coding.program, subject.left
    if len(program.shape) != 2 or program.shape[0] != program.shape[1] or program.letters:
        return

    def claim(
        kind: str,
        text: str,
        compare: Callable[[Any], Pair],
        compared: Callable[[Any], str],
        why: str,
        **more: Any,
    ) -> tuple[Statement, Truth]:
        def pairs(values: Values) -> Iterator[Pair]:
            if (value := trials.run(values)) is not None:
                yield compare(value)

        statement = Statement(kind, (), text, pairs, lambda values: compared(trials.run(values)), why, **more)
        truth = trials.judge(pairs)
        return statement, "open" if truth == "false" and subject.are_tied else truth

    def compare_eigenvalue(value: Any) -> Pair:
        least = np.linalg.eigvalsh((value + value.T) / 2)[0]
        return np.minimum(least, 0), np.zeros(()), float(np.max(np.abs(value)))

    symmetric = claim(
        "symmetric",
        f"{capitalise_sentence(left)} is symmetric.",
        lambda value: (value, value.T, 0.0),
        lambda value: "That is not its transpose.",
        "A transpose reverses every product and transposes every factor, and that gives it back.",
    )
    yield symmetric
    if symmetric[1] == "true":
        positive, truth = claim(
            "no-negative-eigenvalue",
            f"{capitalise_sentence(left)} has no negative eigenvalue.",
            compare_eigenvalue,
            lambda value: _end_with_numbers("One of its eigenvalues is", np.linalg.eigvalsh(value)[0]),
            _why_gram(subject.formula),
            is_telling=True,
        )
        yield (
            positive,
            "open" if truth == "true" and not _is_gram(subject.formula.node, subject.formula) else truth,
        )
    yield claim(
        "idempotent",
        f"Multiplying {left} by itself gives {left} again.",
        lambda value: (value @ value, value, 0.0),
        lambda value: _end_with_numbers("Its square is", value @ value),
        _why_idempotent(subject),
        is_telling=True,
    )


def _judge_map(subject: Subject, group: Group) -> Iterator[tuple[Statement, Truth]]:
    trials, (name,), latex = subject.trials, group.names, write_inline_formula(latex_of(group.inputs[0].node))

    def repeated(values: Values) -> Any:
        value = trials.run(values)
        return None if value is None else trials.run({**values, name: value})

    def pairs_of_repetition(values: Values) -> Iterator[Pair]:
        value, twice = trials.run(values), repeated(values)
        if value is not None and twice is not None:
            yield twice, value, 0.0

    def pairs_of_product(values: Values) -> Iterator[Pair]:
        if (value := trials.run(values)) is not None:
            size = float(np.linalg.norm(value) * np.linalg.norm(values[name]))
            yield np.sum(value * values[name]), np.zeros(()), size

    has_others = any(
        operand.shape == group.inputs[0].shape for other in subject.groups if other is not group
        for operand in other.inputs
    )  # fmt: skip
    if subject.occurrences(group) > 1:
        yield (
            Statement(
                "idempotent-map",
                group.names,
                f"Applying the formula once more, to its result in place of {latex}, changes nothing.",
                pairs_of_repetition,
                lambda values: _end_with_numbers("Once more, it becomes", repeated(values)),
                _why_repeated(subject, group),
                is_telling=True,
                is_plain=has_others,
            ),
            trials.judge(pairs_of_repetition),
        )
    if len(subject.coding.program.shape) == 1 and isinstance(subject.formula.right, tree.Add):
        yield (
            Statement(
                "orthogonal",
                group.names,
                f"{capitalise_sentence(subject.left)} is orthogonal to {latex}.",
                pairs_of_product,
                lambda values: _end_with_numbers(
                    "The inner product is", np.sum(trials.run(values) * values[name])
                ),
                f"In the inner product with {latex} the terms cancel.",
                is_telling=True,
                is_plain=True,
            ),
            trials.judge(pairs_of_product),
        )


def _why_gram(formula: Formula) -> str:
    """Return why a matrix has no negative eigenvalue, by what `_is_gram` sees in it."""
    parts = [*walk_tree(formula.node)]
    given = dict.fromkeys(
        write_inline_formula(latex_of(formula.reader.named_inputs[part.name].node))
        for part in parts
        if isinstance(part, Sym)
        and part.name in formula.reader.named_inputs
        and formula.reader.named_inputs[part.name].quantity.domain.mark == "psd"
    )
    has_inverse = any(isinstance(part, Call) and part.name == "inv" for part in parts)
    if not given and not has_inverse:
        return "Between $v^\\top$ and $v$, each term becomes a squared length times a number from 0 on."
    why = "Between $v^\\top$ and $v$, no term is negative."
    if given:
        verb = "has" if len(given) == 1 else "have"
        stays = "and between a matrix and its transpose that stays"
        why += f" {join_in_sentence([*given])} {verb} no negative eigenvalue, {stays}."
    return f"{why} The eigenvalues of an inverse are reciprocals, of the same sign." if has_inverse else why


def _why_idempotent(subject: Subject) -> str:
    """Return why a matrix is its own square."""
    if isinstance(subject.formula.node, Binary) and subject.formula.node.op in "+-":
        return (
            "Multiplied out, the square has the product of the subtracted term with itself, which is that "
            "term again. One of its two copies is left over."
        )
    return "In the square, a factor meets its inverse and cancels."


def _why_repeated(subject: Subject, group: Group) -> str:
    """Return why a formula changes nothing of its own result."""
    trials, (name,) = subject.trials, group.names
    value, before = trials.run(trials.first), trials.first[name]
    is_free_of_size = trials.power_of(Change("scaling", group.names)) == 0
    if value is not None and is_free_of_size and np.shape(value) == np.shape(before):
        share = float(np.sum(value * before) / np.sum(before * before))
        if share > 0 and np.allclose(value, share * before):
            return "The result is the input times a positive number, and such a factor changes nothing."
    if isinstance(subject.formula.right, tree.Add):
        return "What the formula takes away is no longer there the second time."
    return "The result already is of the form that the formula makes."


def _is_gram(node: Node, formula: Formula) -> bool:
    """Return whether a matrix has no negative eigenvalue by its form: sums and inverses of ``A^T S A``."""
    match node:
        case Sym(name):
            return formula.reader.named_inputs[name].quantity.domain.mark == "psd"
        case Call("eye"):
            return True
        case Call("outer", (first, last)):
            return first == last or _is_turned(first, last)
        case Call("matmul", (Call("matmul", (first, middle)), last)) if _is_turned(first, last):
            return _is_gram(middle, formula)
        case Call("matmul", (first, Call("matmul", (middle, last)))) if _is_turned(first, last):
            return _is_gram(middle, formula)
        case Call("matmul", (first, last)):
            return _is_turned(first, last)
        case Call(name, (inner, *_)) if name == "inv" or name in FOLDS:
            return name in ("inv", "sum") and _is_gram(inner, formula)
        case Binary("+", left, right):
            return _is_gram(left, formula) and _is_gram(right, formula)
        case Binary("*", left, right):
            pairs = ((left, right), (right, left))
            return any(_is_not_negative(a, formula) and _is_gram(b, formula) for a, b in pairs)
        case Binary("/", left, right):
            return _is_gram(left, formula) and _is_not_negative(right, formula)
        case _:
            return False


def _is_turned(first: Node, last: Node) -> bool:
    return last == Call("T", (first,)) or first == Call("T", (last,))


def _is_not_negative(node: Node, formula: Formula) -> bool:
    match node:
        case Num():
            return True
        case Sym(name):
            operand = formula.reader.named_inputs.get(name)
            return name.startswith("#") or (
                operand is not None and not operand.axes and operand.quantity.domain.low >= 0
            )
        case Binary("^", _, Num(text)):
            return text.isdigit() and int(text) % 2 == 0
        case Binary("*" | "/" | "+", left, right):
            return _is_not_negative(left, formula) and _is_not_negative(right, formula)
        case _:
            return False


# Numbers


def _end_with_numbers(begins: str, value: Any) -> str:
    """Return a sentence that ends in numbers; empty where they cannot be shown."""
    text = number_text(value)
    return f"{begins} {text}." if text else ""


def number_text(value: Any) -> str:
    """Return numbers to three digits as LaTeX; empty if they are too large, too small or too many."""
    if value is None or np.ndim(value) > 2:
        return ""
    rows = [[_print_three_digits(float(number)) for number in row] for row in np.atleast_2d(value)]
    if not all(number for row in rows for number in row):
        return ""
    if np.ndim(value) == 2:
        inner = " \\\\ ".join(" & ".join(row) for row in rows)
        return f"$\\begin{{pmatrix}}{inner}\\end{{pmatrix}}$"
    return f"$({', '.join(rows[0])})$" if np.ndim(value) else f"${rows[0][0]}$"


def _print_three_digits(number: float) -> str:
    text = "0" if math.isclose(number, 0, abs_tol=1e-9) else f"{number:.3g}"
    return "" if "e" in text else text
