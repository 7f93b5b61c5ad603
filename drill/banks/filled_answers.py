"""Answers with all values substituted: the input of the checker, and the key as typeable text."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from drill.arraycode import read_axis
from drill.banks.expression_values import Evaluator, tidy_except_raw
from drill.banks.scope import DrawScope, at_field, in_first_mode
from drill.banks.tree_numbers import ensure_defined, round_tree_numbers
from drill.checking import (
    ANSWER_NAMES,
    KINDS,
    ConditionsSpec,
    Key,
    MatrixExpressionSpec,
    NumberSpec,
    PartsSpec,
    Shapes,
    ShapeSpec,
    Spec,
    TextSpec,
    read_distribution,
)
from drill.errors import BankError, CheckError
from drill.maths import maths_tree as trees
from drill.maths.maths_tree import Binary, Call, Node, Sym, change_parts, find_symbols
from drill.maths.plain import Mode
from drill.maths.print import to_plain
from drill.maths.tidy import in_lowest_terms

# Renders a template; the second argument names its field.
Texts = Callable[[str, str], str]

# The modes that read a value of each kind, the first choice first.
ANY_MODES: tuple[Mode, ...] = ("value", "matrix", "vector", "sequence", "statement")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SCALARS = ("number", "expression")
_NO_SCALARS = (trees.Sequence, trees.Interval, trees.Union, trees.Relation, trees.Logic, trees.Not)


class Answers:
    """Resolves answers of one exercise for one draw."""

    def __init__(self, scope: DrawScope, render: Texts) -> None:
        self.scope = scope
        self.render = render
        self.worked_out = Evaluator(scope.assumed).value

    def expect(self, answer: Spec, field: str = "answer") -> Spec:
        """Return the answer with all values substituted; raises BankError that names the field."""
        with at_field(field):
            return replace(answer, vars=(), latex=(), assume=(), **answer.filled(self, field))

    def lengths(self, shapes: Shapes) -> Shapes:
        """Return axes by their letters, or by the lengths that parameters give them."""
        return tuple((array, tuple(map(self._length, axes))) for array, axes in shapes)

    def _length(self, axis: str) -> str:
        length = read_axis(axis)
        value = self.scope.params.get(length.letter, "")
        if value.isdigit():
            return str(length.measure({length.letter: int(value)}))
        return axis

    def value(self, answer: Spec, text: str, field: str) -> str:
        """Return the value of a text of the answer's kind; a number in percent keeps its sign.

        Raises BankError if there is no value, or a list or statement instead of a scalar.
        """
        kind = answer.kind
        if kind == "number" and text.rstrip().endswith("%"):
            return _in_percent(self.value(answer, text.rstrip().removesuffix("%"), field))
        with at_field(field):
            tree = self.worked_out(self.read(kind, text, field, self.bound_in(answer)))
            if kind in _SCALARS and isinstance(tree, _NO_SCALARS):
                raise BankError(f"{text!r} is not of the kind {kind}", field=field, code="kind")
            ensure_defined(tree)
            return to_plain(tree)

    def unevaluated(self, answer: Spec, text: str, field: str) -> str:
        """Return an expression with all values but those of the answer's matrices, which have none."""
        bound = self.bound_in(answer)
        return to_plain(tidy_except_raw(self.scope.read(text, field, "value", bound, arrays_in(answer))))

    def formula(self, text: str, field: str) -> str:
        """Return a formula with all values substituted; an unreadable one is unchanged."""
        try:
            return to_plain(self.worked_out(self.scope.read(text, field, "statement")))
        except (BankError, CheckError):
            return text

    def code(self, answer: Spec, text: str) -> str:
        """Return code on the answer's arrays with parameters substituted."""
        return code_with(text, self.scope, self.bound_in(answer))

    def text_of(self, tree: Node, kind: str) -> str | None:
        """Return a tree as text, substituted and evaluated; ``None`` if it has no value."""
        try:
            if KINDS[kind].proof == "law" and isinstance(tree, Call):
                return to_plain(Call(tree.name, tuple(map(self.worked_out, tree.args))))
            return to_plain(self.worked_out(tree))
        except CheckError:
            return None

    def read(self, kind: str, text: str, field: str, bound: Sequence[str] = ()) -> Node:
        """Return a value of a kind as a tree with all values substituted, not evaluated. Raises BankError if
        no mode of the kind reads it.
        """
        modes = KINDS[kind].bank_modes or ANY_MODES
        return in_first_mode(modes, lambda mode: self.scope.read(text, field, mode, bound))

    def law(self, text: str, field: str) -> str:
        """Return a distribution with its parameters evaluated. Raises BankError if one has no value."""
        with at_field(field):
            law = read_distribution(text, lambda part: self.scope.frame.read(part, field))
            law = self.scope.put_in(law, field)
            assert isinstance(law, Call)
            parameters = tuple(map(self.worked_out, law.args))
            for parameter in parameters:
                ensure_defined(parameter)
            return to_plain(Call(law.name, parameters))

    def holds(self, text: str, field: str) -> bool:
        """Return the truth of a relation with all values substituted. Raises BankError if it has none."""
        with at_field(field):
            return self.scope.is_true(self.scope.frame.read(text, field, "statement"))

    def condition(self, text: str, field: str, called: Sequence[str] = ()) -> str:
        """Return a condition on an answer, which it calls X, x or v, or on parts, by the names that they are
        ``called``; it is not evaluated."""
        called = called or [name for name in ANSWER_NAMES if name not in self.scope.frame.names.declared]
        return to_plain(tidy_except_raw(self.scope.read(text, field, "statement", called, called)))

    def bound_in(self, answer: Spec) -> tuple[str, ...]:
        """Return names that the answer itself declares: arrays, shapes and their axes."""
        names: list[str] = []
        for name, lengths in answer.shapes:
            names += [name, *(axis for axis in lengths if axis.isalpha())]
        if isinstance(answer, ShapeSpec):
            names += [axis for axis in answer.axis_names if axis not in self.scope.trees]
        return tuple(dict.fromkeys(names))

    def shown(self, expect: Spec, text: str) -> str:
        """Return a value of the expected kind as a learner would type it: rounded or in lowest terms, unless
        a form is required; transposes as ``X^T``."""
        kind = expect.kind
        if not KINDS[kind].bank_modes:
            return text
        if text.endswith("%") and isinstance(expect, NumberSpec) and expect.is_percent:
            return _in_percent(self.shown(replace(expect, text=""), text.removesuffix("%")))
        field = f"answer.{kind}"
        bound = self.bound_in(expect)
        if isinstance(expect, MatrixExpressionSpec):
            tree = self.scope.read(text, field, "value", bound, arrays_in(expect))
            return to_plain(tree if "T" in find_symbols(tree) else _with_raised_transposes(tree))
        tree = self.read(kind, text, field, bound)
        if expect.tolerance is not None:
            tree = round_tree_numbers(tree, expect.tolerance)
        elif not expect.form:
            tree = in_lowest_terms(tree)
        return to_plain(tree)


def _in_percent(count: str) -> str:
    if count.replace(".", "").isdecimal():
        return f"{count}%"
    return f"({count})%"


def _with_raised_transposes(node: Node) -> Node:
    """Return ``T(X)`` of declared matrices as ``X^T``, which reads as the same."""
    raised = change_parts(node, _with_raised_transposes)
    if isinstance(raised, Call) and raised.name == "T":
        return Binary("^", raised.args[0], Sym("T"))
    return raised


def code_with(text: str, scope: DrawScope, arrays: Sequence[str]) -> str:
    """Return code with parameters substituted for bare names; arrays, attributes and keywords stay."""
    values = {name: scope.params[name] for name in scope.frame.params if name not in arrays}
    if not values:
        return text
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        raise BankError("the code cannot be read", field="answer.code", code="expression") from None
    lines = text.split("\n")
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.type != tokenize.NAME or token.string not in values:
            continue
        before = tokens[index - 1].string if index else ""
        after = tokens[index + 1].string
        if before == "." or (after == "=" and before in ("(", ",")):
            continue
        replacement = values[token.string]
        if not _NUMBER.fullmatch(replacement):
            replacement = f"({replacement})"
        row = token.start[0] - 1
        lines[row] = lines[row][: token.start[1]] + replacement + lines[row][token.end[1] :]
    return "\n".join(lines)


def arrays_in(answer: Spec) -> tuple[str, ...]:
    """Return the names of the matrices and vectors whose shapes an answer declares."""
    if not isinstance(answer, MatrixExpressionSpec):
        return ()
    return tuple(name for name, axes in answer.shapes if axes)


# Whether two answers to one exercise count as the same, because a mistake equal to the key is dropped.

# A whole number or a fraction, which most answers are, and which can be compared without judging.
_EXACT = re.compile(r"-?[0-9]{1,18}(?:/[1-9][0-9]{0,17})?")


def counts_as_same_answer(expect: Spec, answer: Key, reference: Key | None) -> bool:
    """Return whether an answer counts as the key (``None``) or as another answer; forms do not matter."""
    if isinstance(answer, Mapping):
        return _are_same_parts(expect, answer, reference)
    if reference is not None and not isinstance(reference, str):
        return False
    return _is_same_text(expect, answer, reference)


def _are_same_parts(expect: Spec, answer: Mapping[str, str], reference: Key | None) -> bool:
    """Return whether every named part is the same, and both answers name the same parts.

    If conditions on all parts decide, the other parts are those of the key.
    """
    from drill.checking import is_right

    if reference is None and isinstance(expect, PartsSpec) and expect.such_that:
        return is_right(expect, {name: answer.get(name, _key_text(part)) for name, part in expect.parts})
    if reference is not None and (not isinstance(reference, Mapping) or set(reference) != set(answer)):
        return False
    return all(
        counts_as_same_answer(expect.part(name), text, reference and reference[name])
        for name, text in answer.items()
    )


def _key_text(part: Spec) -> str:
    """Return the text of a part's key."""
    if isinstance(part, ConditionsSpec):
        return part.example
    return part.text if isinstance(part, TextSpec) else ""


@lru_cache(maxsize=256)  # because code and formulas without numbers are the same in every variant
def _is_same_text(expect: Spec, answer: str, reference: str | None) -> bool:
    from drill.checking import is_right

    if answer == reference:
        return True
    if isinstance(expect, NumberSpec) and not (expect.tolerance or expect.rounding or expect.is_percent):
        texts = answer, expect.text if reference is None else reference
        if all(map(_EXACT.fullmatch, texts)):
            first, second = map(Fraction, texts)
            return first == second
    if reference is not None and KINDS[expect.kind].has_mistakes_by_text:
        return False
    loose = expect.loose
    if reference is not None and isinstance(loose, TextSpec):
        loose = loose.with_text(reference)
    return is_right(loose, answer)
