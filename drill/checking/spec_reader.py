"""What is expected of an answer: its texts read into the trees that the checker compares with.

Light: no number is computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal, TypedDict

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
    DistributionSpec,
    EigenvectorSpec,
    FactorisationSpec,
    FaultSpec,
    FormulaSpec,
    MatrixExpressionSpec,
    OptionsSpec,
    PartsSpec,
    SelfSpec,
    ShapeSpec,
    SolutionsSpec,
    SpanSpec,
    Spec,
    StatementSpec,
    ValueSpec,
)
from drill.checking.typing_habits import ungrouped
from drill.errors import CheckError, ParseError
from drill.maths.latex import is_latex, read_latex
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.tree import Node, symbols

_LENGTH_LIMIT = 12
"""The longest axis that is declared as a number: matrices of that size are still computed at once."""


@lru_cache(maxsize=64)
def read_spec(answer: Answer) -> Spec:
    """The trees of a resolved answer. Raises CheckError that names a field which is not read."""
    return replace(_READERS[answer.kind](KeyReader(answer)), latex=answer.names)


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

    def key(self, mode: Mode = "value") -> Node:
        """The tree of the kind's own value."""
        return self.read(self.answer.kind, self.answer.key, mode)

    def read(self, field: str, text: str, mode: Mode = "value", names: Names | None = None) -> Node:
        """``text`` as a tree; what it names is declared where the exercise declares nothing."""
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


def _read_value(reader: KeyReader) -> Spec:
    answer = reader.answer
    return ValueSpec(**_shared(reader, reader.key()), tolerance=answer.tolerance, form=answer.form)


def _shared(reader: KeyReader, key: Node) -> _Shared:
    """What the specs of one tree have in common; the key is read first, since it may bring names."""
    return {"kind": reader.answer.kind, "names": reader.names, "assume": reader.answer.assume, "key": key}


class _Shared(TypedDict):
    kind: str
    names: Names
    assume: tuple[str, ...]
    key: Node


def _read_antiderivative(reader: KeyReader) -> Spec:
    answer = reader.answer
    key = reader.key()
    wrt = answer.wrt or _only_variable(reader)
    if wrt not in reader.names.declared:
        raise CheckError(f"wrt: {wrt!r} is not one of the vars")
    return AntiderivativeSpec(
        **_shared(reader, key), wrt=wrt, constant_due=(answer.constant or "required") == "required"
    )


def _only_variable(reader: KeyReader) -> str:
    declared = sorted(reader.names.declared)
    if len(declared) != 1:
        raise CheckError("wrt: say by which variable")
    return declared[0]


def _read_array(reader: KeyReader) -> Spec:
    answer = reader.answer
    key = reader.key("vector" if answer.kind == "vector" else "matrix")
    return ArraySpec(**_shared(reader, key), up_to=answer.up_to, tolerance=answer.tolerance)


def _one_tree(spec: Callable[..., Spec], mode: Mode) -> Callable[[KeyReader], Spec]:
    """The reader of a kind whose key is a tree and nothing else."""
    return lambda reader: spec(**_shared(reader, reader.key(mode)))


def _read_eigenvector(reader: KeyReader) -> Spec:
    key, value = reader.key("matrix"), reader.read("value", reader.answer.value)
    return EigenvectorSpec(**_shared(reader, key), value=value)


def _read_formula(reader: KeyReader) -> Spec:
    """A formula is read if that can be; tokens are compared otherwise."""
    answer = reader.answer
    texts = tuple(dict.fromkeys(text for text in (answer.key, answer.latex) if text))
    key: Node | None = None
    for text in texts:
        key = key or _formula_tree(reader, text)
    is_open = answer.is_open and any(map(is_latex, texts))
    names = replace(reader.names, undeclared="allow") if is_open else reader.names
    return FormulaSpec(kind="formula", names=names, assume=answer.assume, key=key, texts=texts)


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


def _read_collection(reader: KeyReader) -> Spec:
    return CollectionSpec(**_shared(reader, reader.key("sequence")), tolerance=reader.answer.tolerance)


def _read_distribution(reader: KeyReader) -> Spec:
    key = read_distribution(reader.answer.key, lambda text: reader.read("distribution", text))
    return DistributionSpec(**_shared(reader, key))


def _read_code(reader: KeyReader) -> Spec:
    answer = reader.answer
    arrays = arrays_of(answer.arrays, answer.vars)
    known = frozenset(name for name, _ in arrays)
    try:
        key = read_code(answer.key, known)
    except ParseError as error:
        raise CheckError(f"code: {error}") from None
    task = CodeTask(key, arrays, answer.assume)
    return CodeSpec(kind="code", names=reader.names, assume=answer.assume, task=task)


def _read_options(reader: KeyReader) -> Spec:
    """Options of a choice or an order; ``claim`` belongs to the bank's own checks."""
    answer = reader.answer
    return OptionsSpec(kind=answer.kind, names=reader.names, options=answer.options)


def _read_fault(reader: KeyReader) -> Spec:
    answer = reader.answer
    if answer.lines:
        raise CheckError(
            "fault: the number of the first wrong line is due, or none, with lines: their number"
        )
    at = 0 if answer.key == "none" else int(answer.key) if answer.key.isdecimal() else -1
    if not 0 <= at <= answer.count:
        raise CheckError(f"fault: a line from 1 to {answer.count} or none is due")
    return FaultSpec(kind="fault", names=reader.names, line=at, count=answer.count)


def _read_parts(reader: KeyReader) -> Spec:
    answer = reader.answer
    parts = tuple((name, read_spec(answer.within(part))) for name, part in answer.parts)
    return PartsSpec(kind="parts", names=reader.names, assume=answer.assume, parts=parts)


def _read_self(reader: KeyReader) -> Spec:
    return SelfSpec(kind="self", names=reader.names, text=reader.answer.key)


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
    return MatrixExpressionSpec(kind=answer.kind, names=names, assume=answer.assume, key=key, shapes=shapes)


def _read_solutions(reader: KeyReader) -> Spec:
    """A point, and what spans the directions to all others."""
    answer = reader.answer
    point = reader.key("sequence")
    span = reader.read("solutions", answer.span, "sequence") if answer.span else None
    return SolutionsSpec(kind="solutions", names=reader.names, assume=answer.assume, point=point, span=span)


def _read_factorisation(reader: KeyReader) -> Spec:
    """The method and the matrix."""
    answer = reader.answer
    if answer.key not in FACTORISATIONS:
        raise CheckError(
            f"factorisation: {answer.key!r} is not known", "known are " + ", ".join(FACTORISATIONS)
        )
    of = reader.read("of", answer.of, "matrix")
    return FactorisationSpec(
        kind="factorisation", names=reader.names, assume=answer.assume, method=answer.key, of=of
    )


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
    return ConditionsSpec(
        kind="any",
        names=Names(frozenset((*answer.vars, *reader.latex))),
        assume=answer.assume,
        value=value,
        size=size,
        conditions=conditions,
        example=answer.example,
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
    "number": _read_value,
    "expression": _read_value,
    "antiderivative": _read_antiderivative,
    "vector": _read_array,
    "matrix": _read_array,
    "eigenvector": _read_eigenvector,
    "shape": _one_tree(ShapeSpec, "vector"),
    "span": _one_tree(SpanSpec, "sequence"),
    "set": _read_collection,
    "list": _read_collection,
    "interval": _one_tree(StatementSpec, "statement"),
    "inequality": _one_tree(StatementSpec, "statement"),
    "equation": _one_tree(StatementSpec, "statement"),
    "distribution": _read_distribution,
    "matrix-expression": _read_matrix_expression,
    "solutions": _read_solutions,
    "factorisation": _read_factorisation,
    "formula": _read_formula,
    "any": _read_conditions,
    "code": _read_code,
    "choice": _read_options,
    "choices": _read_options,
    "order": _read_options,
    "fault": _read_fault,
    "parts": _read_parts,
    "self": _read_self,
}
