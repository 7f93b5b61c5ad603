"""What is expected of an answer: its texts read into the trees that the checker compares with.

Light: no number is computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal, TypeVar

from drill.arraycode import CodeTask, arrays_of, read_axes, read_code
from drill.checking.answer import Answer
from drill.checking.distribution_reader import read_distribution
from drill.checking.kind_table import FACTORISATIONS
from drill.checking.open_keys import is_of_numbers
from drill.checking.spec import (
    ANSWER_NAMES,
    AntiderivativeSpec,
    ArraySpec,
    CodeSpec,
    CollectionSpec,
    ConditionsSpec,
    EigenvectorSpec,
    FactorisationSpec,
    FaultSpec,
    FormulaSpec,
    KeySpec,
    MatrixExpressionSpec,
    OptionsSpec,
    PartsSpec,
    SelfSpec,
    SolutionsSpec,
    Spec,
    ValueSpec,
)
from drill.checking.typing_habits import ungrouped
from drill.errors import CheckError, ParseError
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.tree import Node, symbols
from drill.notation import is_latex, read_latex

_Some = TypeVar("_Some", bound=Spec)

_LENGTH_LIMIT = 12
"""The longest axis that is declared as a number: matrices of that size are still computed at once."""


@lru_cache(maxsize=64)
def read_spec(answer: Answer) -> Spec:
    """Return the trees of a resolved answer. Raises CheckError that names a field which is not read."""
    return _READERS[answer.kind](KeyReader(answer))


class KeyReader:
    """Reads the texts of one answer; every method raises CheckError that names the field."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.latex = dict(answer.names)
        self._seen: set[str] = set()

    @property
    def names(self) -> Names:
        """The names for answers: the declared ones, or those of the key if none is declared."""
        return Names(frozenset((*self.answer.vars, *self.latex, *self._seen)))

    def spec(self, of: type[_Some], /, **own: Any) -> _Some:
        """Make the spec with its own fields; of what its texts brought, the names are known by now."""
        answer = self.answer
        shared: dict[str, Any] = {"names": self.names, "assume": answer.assume, "latex": answer.names}
        return of(kind=answer.kind, **shared | own)

    def key(self, mode: Mode = "value") -> Node:
        """Return the tree of the kind's own value."""
        return self.read(self.answer.kind, self.answer.key, mode)

    def read(self, field: str, text: str, mode: Mode = "value", names: Names | None = None) -> Node:
        """Return ``text`` as a tree; what it names is declared where the exercise declares nothing."""
        if names is None:
            undeclared: Literal["refuse", "allow"] = "allow" if self.answer.is_open else "refuse"
            names = Names(frozenset((*self.answer.vars, *self.latex)), undeclared=undeclared)
        try:
            node = parse(text, names, mode)
        except ParseError as error:
            node = self._read_as_bank(field, text, mode, replace(names, functions="bank"), error)
        if self.answer.is_open:
            self._seen |= symbols(node)
        return node

    def _read_as_bank(self, field: str, text: str, mode: Mode, names: Names, first: ParseError) -> Node:
        try:
            return parse(text, names, mode)
        except ParseError:
            raise CheckError(f"{field}: {first}", f"in {text!r}") from None


def _one_tree(of: type[KeySpec], mode: Mode = "value", *fields: str) -> Callable[[KeyReader], Spec]:
    """The reader of a kind whose key is a tree, beside which these fields stand as in the answer."""

    def read(reader: KeyReader) -> Spec:
        own = {field: getattr(reader.answer, field) for field in fields}
        return reader.spec(of, key=reader.key(mode), **own)

    return read


def _read_antiderivative(reader: KeyReader) -> Spec:
    answer, key = reader.answer, reader.key()
    declared = reader.names.declared
    wrt = answer.wrt or (next(iter(declared)) if len(declared) == 1 else "")
    if not wrt:
        raise CheckError("wrt: say by which variable")
    if wrt not in declared:
        raise CheckError(f"wrt: {wrt!r} is not one of the vars")
    return reader.spec(AntiderivativeSpec, key=key, wrt=wrt, constant_due=answer.constant != "optional")


def _read_eigenvector(reader: KeyReader) -> Spec:
    key = reader.key("matrix")
    return reader.spec(EigenvectorSpec, key=key, value=reader.read("value", reader.answer.value))


def _read_formula(reader: KeyReader) -> Spec:
    """A formula is read if that can be; tokens are compared otherwise."""
    answer = reader.answer
    texts = tuple(dict.fromkeys(text for text in (answer.key, answer.latex) if text))
    key: Node | None = None
    for text in texts:
        key = key or _formula_tree(reader, text)
    is_open = answer.is_open and any(map(is_latex, texts))
    names = replace(reader.names, undeclared="allow") if is_open else reader.names
    return reader.spec(FormulaSpec, names=names, key=key, texts=texts)


def _formula_tree(reader: KeyReader, text: str) -> Node | None:
    is_open = reader.answer.is_open
    try:
        if not is_latex(text):
            found = reader.read("formula", text, "statement")
        else:
            names = replace(reader.names, undeclared="allow") if is_open else reader.names
            found = read_latex(text, names, reader.latex, "statement")
    except CheckError:
        return None
    return ungrouped(found) if not is_open or is_of_numbers(found, text) else None


def _read_distribution(reader: KeyReader) -> Spec:
    key = read_distribution(reader.answer.key, lambda text: reader.read("distribution", text))
    return reader.spec(KeySpec, key=key)


def _read_code(reader: KeyReader) -> Spec:
    answer = reader.answer
    arrays = arrays_of(answer.arrays, answer.vars)
    known = frozenset(name for name, _ in arrays)
    try:
        key = read_code(answer.key, known)
    except ParseError as error:
        raise CheckError(f"code: {error}") from None
    return reader.spec(CodeSpec, task=CodeTask(key, arrays, answer.assume))


def _read_options(reader: KeyReader) -> Spec:
    return reader.spec(OptionsSpec, options=reader.answer.options)


def _read_fault(reader: KeyReader) -> Spec:
    answer = reader.answer
    if answer.lines:
        raise CheckError(
            "fault: the number of the first wrong line is due, or none, with lines: their number"
        )
    at = 0 if answer.key == "none" else int(answer.key) if answer.key.isdecimal() else -1
    if not 0 <= at <= answer.count:
        raise CheckError(f"fault: a line from 1 to {answer.count} or none is due")
    return reader.spec(FaultSpec, line=at, count=answer.count)


def _read_parts(reader: KeyReader) -> Spec:
    answer = reader.answer
    parts = tuple((name, read_spec(answer.within(part))) for name, part in answer.parts)
    return reader.spec(PartsSpec, parts=parts)


def _read_matrix_expression(reader: KeyReader) -> Spec:
    """Matrices by their shapes; the letters of axes are numbers, ``I`` an identity that fits."""
    answer = reader.answer
    if not answer.shapes:
        raise CheckError("shapes: a mapping is due")
    shapes = tuple(
        (name, read_axes("shapes", name, axes, most=2, longest=_LENGTH_LIMIT)) for name, axes in answer.shapes
    )
    arrays = frozenset(name for name, axes in shapes if axes)
    lengths = frozenset(axis for _, axes in shapes for axis in axes if not axis.isdigit())
    declared = frozenset((*answer.vars, *reader.latex, *dict(shapes), *lengths))
    matrices = arrays if "I" in declared else arrays | {"I"}
    names = Names(declared | matrices, matrices, "matrix")
    key = reader.read(answer.kind, answer.key, names=names)
    return reader.spec(MatrixExpressionSpec, names=names, key=key, shapes=shapes)


def _read_solutions(reader: KeyReader) -> Spec:
    """A point, and what spans the directions to all others."""
    answer = reader.answer
    point = reader.key("sequence")
    span = reader.read("solutions", answer.span, "sequence") if answer.span else None
    return reader.spec(SolutionsSpec, point=point, span=span)


def _read_factorisation(reader: KeyReader) -> Spec:
    """The method and the matrix."""
    answer = reader.answer
    if answer.key not in FACTORISATIONS:
        raise CheckError(
            f"factorisation: {answer.key!r} is not known", "known are " + ", ".join(FACTORISATIONS)
        )
    of = reader.read("of", answer.of, "matrix")
    return reader.spec(FactorisationSpec, method=answer.key, of=of)


def _read_conditions(reader: KeyReader) -> Spec:
    """The kind and size of value that is asked for, and the conditions on it."""
    answer = reader.answer
    value, size = answer.key, _lengths(reader)
    unnamed = frozenset(name for name in ANSWER_NAMES if name not in reader.names.declared)
    declared = reader.names.declared | unnamed
    names = Names(declared, unnamed if value in ("vector", "matrix") else frozenset(), "bank")
    conditions = tuple(
        (text, reader.read("such-that", text, "statement", names)) for text in answer.such_that
    )
    if not conditions:
        raise CheckError("such-that: the conditions are due, such as det(X) = 0")
    names = Names(frozenset((*answer.vars, *reader.latex)))
    example = answer.example
    return reader.spec(
        ConditionsSpec, names=names, value=value, size=size, conditions=conditions, example=example
    )


_LENGTHS_OF = {"number": 0, "expression": 0, "vector": 1, "matrix": 2}


def _lengths(reader: KeyReader) -> tuple[int, ...]:
    """The lengths of the value that ``any`` asks for: two of ``{matrix: [2, 2]}``, none of ``number``."""
    value, lengths = reader.answer.key, reader.answer.size
    if value not in _LENGTHS_OF:
        raise CheckError(f"any: one of {', '.join(_LENGTHS_OF)} is due, such as {{matrix: [2, 2]}}")
    due = _LENGTHS_OF[value]
    axes = read_axes("any", value, lengths, most=due, longest=_LENGTH_LIMIT) if due and lengths else ()
    if not all(axis.isdigit() for axis in axes) or len(axes) not in (0, due):
        raise CheckError(f"any: the lengths of a {value} are due as numbers, such as {{matrix: [2, 2]}}")
    return tuple(map(int, axes))


_READERS: Mapping[str, Callable[[KeyReader], Spec]] = {
    "number": _one_tree(ValueSpec, "value", "tolerance", "form"),
    "expression": _one_tree(ValueSpec, "value", "form"),
    "antiderivative": _read_antiderivative,
    "vector": _one_tree(ArraySpec, "vector", "up_to", "tolerance"),
    "matrix": _one_tree(ArraySpec, "matrix", "up_to", "tolerance"),
    "eigenvector": _read_eigenvector,
    "shape": _one_tree(KeySpec, "vector"),
    "span": _one_tree(KeySpec, "sequence"),
    "set": _one_tree(CollectionSpec, "sequence", "tolerance"),
    "list": _one_tree(CollectionSpec, "sequence", "tolerance"),
    **dict.fromkeys(("interval", "inequality", "equation"), _one_tree(KeySpec, "statement")),
    "distribution": _read_distribution,
    "matrix-expression": _read_matrix_expression,
    "solutions": _read_solutions,
    "factorisation": _read_factorisation,
    "formula": _read_formula,
    "any": _read_conditions,
    "code": _read_code,
    **dict.fromkeys(("choice", "choices", "order"), _read_options),
    "fault": _read_fault,
    "parts": _read_parts,
    "self": lambda reader: reader.spec(SelfSpec, text=reader.answer.key),
}
