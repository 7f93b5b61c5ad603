"""Answers with everything put in: what the checker takes, and the key as typeable text."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from drill.banks.defined import ensure_defined
from drill.banks.keys import (
    DIRECTIONS,
    eigenvector_text,
    factorisation_text,
    named_factors,
    solutions_text,
    written_factors,
)
from drill.banks.modes import MODES
from drill.banks.rounding import rounded
from drill.banks.scope import Scope
from drill.banks.values import Evaluator, finished
from drill.checking import ANSWER_NAMES, Answer, Key, Option, Shapes, read_distribution
from drill.errors import BankError, CheckError
from drill.maths import tree as trees
from drill.maths.lowest_terms import in_lowest_terms
from drill.maths.print import to_plain
from drill.maths.tree import Binary, Call, Node, Sym, children, rebuild, symbols

Texts = Callable[[str, str], str]
"""Renders a template; the second argument names its field."""

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SCALAR = frozenset({"number", "expression", "antiderivative"})
_NO_SCALARS = (trees.Sequence, trees.Interval, trees.Union, trees.Relation, trees.Logic, trees.Not)


@contextmanager
def at_field(field: str) -> Generator[None]:
    """Name the field in whatever cannot be computed. Raises BankError in place of every CheckError."""
    try:
        yield
    except BankError as error:
        error.field = error.field or field
        raise
    except CheckError as error:
        raise BankError(error.message, error.hint, field=field, code="value") from None


class Answers:
    """Resolves answers of one exercise for one draw."""

    def __init__(self, scope: Scope, render: Texts) -> None:
        self._scope = scope
        self._render = render
        self._evaluator = Evaluator(scope.assumed)

    def expect(self, answer: Answer, field: str = "answer") -> Answer:
        """Return the answer with everything put in, of itself alone; raises BankError that names the
        field."""
        kind = answer.kind

        def put(name: str, text: str, how: str = "any") -> str:
            at = f"{field}.{name}"
            with at_field(at):
                return self.value(how, text, at, answer) if text else ""

        return replace(
            answer,
            vars=(),
            names=(),
            assume=(),
            key=self._key(answer, f"{field}.{kind}"),
            options=tuple(
                self._option(option, f"{field}.{kind}.{place}") for place, option in enumerate(answer.options)
            ),
            parts=tuple((name, self.expect(part, f"{field}.{name}")) for name, part in answer.parts),
            value=put("value", answer.value),
            of=put("of", answer.of),
            example=put("example", answer.example),
            span=put("solutions", answer.span),
            latex=self._render(answer.latex, f"{field}.latex"),
            shapes=self._lengths(answer.shapes),
            arrays=self._lengths(answer.arrays),
            such_that=tuple(self._condition(text, f"{field}.such-that") for text in answer.such_that),
        )

    def _key(self, answer: Answer, field: str) -> str:
        """The value under the kind's own name; of a factorisation and of any value only a word."""
        match answer.kind:
            case "factorisation" | "any" | "fault":
                return answer.key
            case "self":
                return self._render(answer.key, field)
            case "solutions":
                return self.value("any", answer.key, field)
            case kind:
                with at_field(field):
                    return self.value(kind, answer.key, field, answer) if answer.key else ""

    def _lengths(self, shapes: Shapes) -> Shapes:
        """Axes by their letters, or by the lengths that parameters give them."""
        return tuple((array, tuple(map(self._length, axes))) for array, axes in shapes)

    def _length(self, axis: str) -> str:
        value = self._scope.params.get(axis, "")
        return value if value.isdigit() else axis

    def value(self, kind: str, text: str, field: str, within: Answer | None = None) -> str:
        """Return a value of a kind, with everything put in and worked out, as text. Raises BankError where it
        has none.

        ``within`` is the answer that it belongs to, which may declare arrays and their axes.
        """
        bound = self.bound_in(within) if within else ()
        if kind == "code":
            return _code_with(text, self._scope, bound)
        if kind == "formula":
            return self._formula(text, field)
        if kind == "matrix-expression":
            # its matrices have no values here, nor have their axes: nothing is worked out
            matrices = arrays_in(within) if within else ()
            return to_plain(finished(self._scope.read(text, field, "value", bound, matrices)))
        if kind == "solutions":
            return to_plain(self._tree("any", text, field, DIRECTIONS))
        if kind == "factorisation":
            factors = {name: self.value("any", part, field) for name, part in written_factors(text).items()}
            return named_factors(factors)
        if kind == "eigenvector":
            # the field holds the matrix; a mistake in it is a vector
            return to_plain(self._tree("any", text, field, bound))
        with at_field(field):
            tree = self._tree(kind, text, field, bound)
            if kind in _SCALAR and isinstance(tree, _NO_SCALARS):
                raise BankError(f"{text!r} is no {kind}", field=field, code="kind")
            for part in tree.args if kind == "distribution" and isinstance(tree, Call) else (tree,):
                ensure_defined(part)
            return to_plain(tree)

    def _tree(self, kind: str, text: str, field: str, bound: Sequence[str]) -> Node:
        if kind == "distribution":
            return self._distribution(text, field)
        return self._evaluator.value(self.read(kind, text, field, bound))

    def text_of(self, tree: Node, kind: str) -> str | None:
        """Return a tree with everything put in, worked out, as text; ``None`` where it has no value."""
        try:
            if kind == "distribution" and isinstance(tree, Call):
                return to_plain(Call(tree.name, tuple(self._evaluator.value(part) for part in tree.args)))
            return to_plain(self._evaluator.value(tree))
        except CheckError:
            return None

    def read(self, kind: str, text: str, field: str, bound: Sequence[str] = ()) -> Node:
        """Return a value of a kind as a tree with everything put in, nothing worked out. Raises BankError
        where no mode of the kind reads it."""
        first: BankError | None = None
        for mode in MODES[kind]:
            try:
                return self._scope.read(text, field, mode, bound)
            except BankError as error:
                first = first or error
        assert first is not None
        raise first

    def distribution(self, text: str, field: str) -> Node:
        """Return a distribution with everything put in, nothing worked out."""
        found = read_distribution(text, lambda part: self._scope.frame.read(part, field))
        return self._scope.put_in(found, field)

    def _distribution(self, text: str, field: str) -> Node:
        found = self.distribution(text, field)
        assert isinstance(found, Call)
        return Call(found.name, tuple(self._evaluator.value(part) for part in found.args))

    def _formula(self, text: str, field: str) -> str:
        """Plain maths with everything put in; what does not parse stays as it is."""
        try:
            return to_plain(self._evaluator.value(self._scope.read(text, field, "statement")))
        except (BankError, CheckError):
            return text

    def _condition(self, text: str, field: str) -> str:
        """A condition on an answer, which it calls X, x or v: nothing of it is worked out."""
        called = [name for name in ANSWER_NAMES if name not in self._scope.frame.names.declared]
        return to_plain(finished(self._scope.read(text, field, "statement", called, called)))

    def _option(self, option: Option, field: str) -> Option:
        text, say = self._render(option.text, field), self._render(option.say, f"{field}.say")
        return Option(option.id, text, option.right, say)

    def bound_in(self, answer: Answer) -> tuple[str, ...]:
        """Return names that the answer itself declares: arrays, shapes and their axes."""
        names: list[str] = []
        for name, lengths in (*answer.shapes, *answer.arrays):
            names += [name, *(axis for axis in lengths if axis.isalpha())]
        if answer.kind == "shape":
            names += [word for word in _words(answer.key) if word not in self._scope.trees]
        return tuple(dict.fromkeys(names))

    def key(self, expect: Answer) -> Key:
        """Return the key that a learner could type, rounded as the answer asks."""
        if expect.kind == "parts":
            keys = {name: self.key(expect.within(part)) for name, part in expect.parts}
            return {name: key if isinstance(key, str) else "" for name, key in keys.items()}
        match expect.kind:
            case "choice" | "choices" | "order":
                return " ".join(expect.right_ids)
            case "self" | "code" | "formula" | "distribution" | "fault":
                return expect.key
            case "any":
                return expect.example
            case "eigenvector":
                return eigenvector_text(expect)
            case "solutions":
                return solutions_text(expect.key, expect.span)
            case "factorisation":
                return factorisation_text(expect)
            case _:
                return self.shown(expect, expect.key)

    def shown(self, expect: Answer, text: str) -> str:
        """Return a value of the expected kind as a learner would type it: rounded or in lowest terms, unless
        a form is asked for; with its constant; transposes as ``X^T``."""
        kind = expect.kind
        if kind not in MODES or kind == "any":
            return text
        field, bound, arrays = f"answer.{kind}", self.bound_in(expect), arrays_in(expect)
        if kind == "matrix-expression":
            tree = self._scope.read(text, field, "value", bound, arrays)
            return to_plain(tree if "T" in symbols(tree) else _with_raised_transposes(tree))
        tree = self.read(kind, text, field, (*bound, "C") if kind == "antiderivative" else bound)
        if expect.tolerance is not None:
            tree = rounded(tree, expect.tolerance)
        elif not expect.form:
            tree = in_lowest_terms(tree)
        return self._with_constant(tree) if kind == "antiderivative" else to_plain(tree)

    def _with_constant(self, tree: Node) -> str:
        taken = self._scope.frame.names.declared | symbols(tree)
        letter = next((letter for letter in ("C", "K", "D") if letter not in taken), None)
        return to_plain(tree if letter is None or "C" in taken else Binary("+", tree, Sym(letter)))


def _with_raised_transposes(node: Node) -> Node:
    """``T(X)`` of declared matrices as ``X^T``, which reads as the same."""
    raised = rebuild(node, tuple(map(_with_raised_transposes, children(node)))) if children(node) else node
    if isinstance(raised, Call) and raised.name == "T":
        return Binary("^", raised.args[0], Sym("T"))
    return raised


def _code_with(text: str, scope: Scope, arrays: Sequence[str]) -> str:
    """NumPy code with parameters put in for bare names; names of arrays, attributes and keywords stay."""
    values = {name: scope.params[name] for name in scope.frame.params if name not in arrays}
    if not values:
        return text
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        raise BankError("the code cannot be read", field="answer.code", code="expression") from None
    lines = text.split("\n")
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        if token.type != tokenize.NAME or token.string not in values:
            continue
        before, after = tokens[place - 1].string if place else "", tokens[place + 1].string
        if before == "." or (after == "=" and before in ("(", ",")):
            continue
        row, start, end = token.start[0] - 1, token.start[1], token.end[1]
        value = values[token.string]
        shown = value if _NUMBER.fullmatch(value) else f"({value})"
        lines[row] = lines[row][:start] + shown + lines[row][end:]
    return "\n".join(lines)


def arrays_in(answer: Answer) -> tuple[str, ...]:
    """Return the names of the matrices and vectors whose shapes an answer declares."""
    return tuple(name for name, axes in answer.shapes if axes)


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]\w*", text)
