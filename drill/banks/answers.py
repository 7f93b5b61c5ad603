"""The ``answer:`` mapping with everything put in: what the checker takes, and the key as typeable text."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

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
from drill.banks.variant import Key
from drill.checking.families import read_distribution
from drill.checking.fields import Tolerance, kind_of
from drill.checking.spec import ANSWER_NAMES
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
def at_field(field: str) -> Iterator[None]:
    """Name the field in whatever cannot be computed."""
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

    def expect(self, answer: Mapping[str, object], field: str = "answer") -> dict[str, object]:
        """The mapping with everything put in; raises BankError that names the field."""
        kind = kind_of(answer)
        resolved: dict[str, object] = {}
        for name, raw in answer.items():
            if name not in ("vars", "assume", "names"):
                with at_field(f"{field}.{name}"):
                    resolved[name] = self._field(kind, name, raw, answer, f"{field}.{name}")
        return resolved

    def _field(self, kind: str, name: str, raw: object, answer: Mapping[str, object], field: str) -> object:
        if name == "parts":
            return {
                part: self.expect(_mapping(inner), f"{field}.{part}") for part, inner in _mapping(raw).items()
            }
        if name in ("choice", "choices", "order"):
            return [
                self._option(_mapping(option), f"{field}.{place}") for place, option in enumerate(_list(raw))
            ]
        if name == "self" or name == "latex":
            return self._render(str(raw), field)
        if name in ("shapes", "arrays"):
            return {
                array: [self._length(axis) for axis in _list(axes)] for array, axes in _mapping(raw).items()
            }
        if name == "such-that":
            return [self._condition(str(text), field) for text in _list(raw)]
        if name == "solutions":
            return {part: self.value("any", str(text), field) for part, text in _mapping(raw).items()}
        if name in ("factorisation", "any"):
            return raw
        if name in ("value", "of", "example"):
            return self.value("any", str(raw), field)
        if name == kind and isinstance(raw, (str, int, float)):
            return self.value(kind, str(raw), field, self.bound_in(answer), arrays_in(answer))
        return raw

    def _length(self, axis: object) -> str:
        """The letter of an axis, or the length that a parameter gives it."""
        value = self._scope.params.get(str(axis).strip(), "")
        return value if value.isdigit() else str(axis).strip()

    def value(
        self,
        kind: str,
        text: str,
        field: str,
        bound: Sequence[str] = (),
        matrices: Sequence[str] = (),
    ) -> str:
        """A value of a kind, with everything put in and worked out, as text.

        ``bound`` are names that the answer declares itself, ``matrices`` those of them that are arrays.
        """
        if kind == "code":
            return _code_with(text, self._scope, bound)
        if kind == "formula":
            return self._formula(text, field)
        if kind == "matrix-expression":
            # its matrices have no values here, nor have their axes: nothing is worked out
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
        """A tree with everything put in, worked out, as text; ``None`` where it has no value."""
        try:
            if kind == "distribution" and isinstance(tree, Call):
                return to_plain(Call(tree.name, tuple(self._evaluator.value(part) for part in tree.args)))
            return to_plain(self._evaluator.value(tree))
        except CheckError:
            return None

    def read(self, kind: str, text: str, field: str, bound: Sequence[str] = ()) -> Node:
        """A value of a kind as a tree with everything put in, nothing worked out."""
        first: BankError | None = None
        for mode in MODES[kind]:
            try:
                return self._scope.read(text, field, mode, bound)
            except BankError as error:
                first = first or error
        assert first is not None
        raise first

    def distribution(self, text: str, field: str) -> Node:
        """A distribution with everything put in, nothing worked out."""
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

    def _option(self, option: Mapping[str, object], field: str) -> dict[str, str]:
        return {
            name: str(raw) if name == "id" else self._render(str(raw), f"{field}.{name}")
            for name, raw in option.items()
            if name != "claim"
        }

    def bound_in(self, answer: Mapping[str, object]) -> tuple[str, ...]:
        """Names that the answer itself declares: arrays, shapes and their axes."""
        names: list[str] = []
        for holder in ("shapes", "arrays"):
            for name, lengths in _mapping(answer.get(holder, {})).items():
                names += [name, *(axis for axis in map(str, _list(lengths)) if axis.isalpha())]
        if "shape" in answer:
            names += [word for word in _words(str(answer["shape"])) if word not in self._scope.trees]
        return tuple(dict.fromkeys(names))

    def key(self, expect: Mapping[str, object]) -> Key:
        """The key that a learner could type, rounded as the answer asks."""
        kind = kind_of(expect)
        if kind == "parts":
            shared = {name: expect[name] for name in ("vars", "assume", "names") if name in expect}
            keys = {
                name: self.key({**shared, **_mapping(part)})
                for name, part in _mapping(expect["parts"]).items()
            }
            return {name: key if isinstance(key, str) else "" for name, key in keys.items()}
        return _SHOWN[kind](expect) if kind in _SHOWN else self.shown(expect, str(expect[kind]))

    def shown(self, expect: Mapping[str, object], text: str) -> str:
        """A value of the expected kind as a learner would type it: rounded or in lowest terms, unless a form
        is asked for; with its constant; transposes as ``X^T``.
        """
        kind = kind_of(expect)
        if kind not in MODES or kind == "any":
            return text
        field, bound, arrays = f"answer.{kind}", self.bound_in(expect), arrays_in(expect)
        if kind == "matrix-expression":
            tree = self._scope.read(text, field, "value", bound, arrays)
            return to_plain(tree if "T" in symbols(tree) else _with_raised_transposes(tree))
        tree = self.read(kind, text, field, (*bound, "C") if kind == "antiderivative" else bound)
        tolerance = tolerance_of(expect)
        if tolerance is not None:
            tree = rounded(tree, tolerance)
        elif "form" not in expect:
            tree = in_lowest_terms(tree)
        return self._with_constant(tree) if kind == "antiderivative" else to_plain(tree)

    def _with_constant(self, tree: Node) -> str:
        taken = self._scope.frame.names.declared | symbols(tree)
        letter = next((letter for letter in ("C", "K", "D") if letter not in taken), None)
        return to_plain(tree if letter is None or "C" in taken else Binary("+", tree, Sym(letter)))


def _chosen(expect: Mapping[str, object]) -> str:
    """The ids of the right options, in the order of the mapping."""
    options = [_mapping(option) for option in _list(expect[kind_of(expect)])]
    return " ".join(str(option["id"]) for option in options if "right" in option or "text" in option)


_SHOWN: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "choice": _chosen,
    "choices": _chosen,
    "order": _chosen,
    "self": lambda expect: str(expect["self"]),
    "code": lambda expect: str(expect["code"]),
    "formula": lambda expect: str(expect["formula"]),
    "any": lambda expect: str(expect.get("example", "")),
    "distribution": lambda expect: str(expect["distribution"]),
    "eigenvector": eigenvector_text,
    "solutions": solutions_text,
    "factorisation": factorisation_text,
}


def _with_raised_transposes(node: Node) -> Node:
    """``T(X)`` of declared matrices as ``X^T``, which reads as the same."""
    raised = rebuild(node, tuple(map(_with_raised_transposes, children(node)))) if children(node) else node
    if isinstance(raised, Call) and raised.name == "T":
        return Binary("^", raised.args[0], Sym("T"))
    return raised


def tolerance_of(expect: Mapping[str, object]) -> Tolerance | None:
    """The tolerance that an answer declares."""
    from drill.checking.fields import Fields

    kind = kind_of(expect)
    named = {name: expect[name] for name in ("tolerance", "digits", "decimals") if name in expect}
    return Fields({kind: expect[kind], **named}).tolerance() if named else None


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


def arrays_in(answer: Mapping[str, object]) -> tuple[str, ...]:
    """The names of the matrices and vectors whose shapes an answer declares."""
    return tuple(name for name, axes in _mapping(answer.get("shapes", {})).items() if _list(axes))


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]\w*", text)


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise CheckError("a mapping is due")
    return {str(key): part for key, part in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _list(value: object) -> list[object]:
    if isinstance(value, (list, tuple)):
        return list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return [] if value is None else [value]
