"""The resolved ``answer:`` mapping of a bank, read and checked into a spec.

Light: no number is computed here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from drill.checking.code.declared import arrays_of
from drill.checking.code.reader import read_code
from drill.checking.expected_arrays import (
    read_conditions,
    read_factorisation,
    read_matrix_expression,
    read_solutions,
)
from drill.checking.families import read_distribution
from drill.checking.fields import Fields
from drill.checking.habits import ungrouped
from drill.checking.open_keys import is_of_numbers
from drill.checking.spec import (
    AntiderivativeSpec,
    ArraySpec,
    CodeSpec,
    CollectionSpec,
    DistributionSpec,
    EigenvectorSpec,
    FormulaSpec,
    Option,
    OptionsSpec,
    PartsSpec,
    SelfSpec,
    ShapeSpec,
    SpanSpec,
    Spec,
    StatementSpec,
    ValueSpec,
)
from drill.checking.table import FORMS, UP_TO
from drill.errors import CheckError, ParseError
from drill.maths.latex import is_latex, read_latex
from drill.maths.tree import Node


def read_spec(expect: Mapping[str, object]) -> Spec:
    """Read a resolved ``answer:`` mapping with its ``vars``, ``assume`` and ``names``.

    Raises CheckError that names the field: an unknown kind or option, a key that is not read.
    """
    return _read(Fields(expect))


def option_id(text: str) -> str:
    """The id of an option that has none: 8 hex digits of SHA-256 over its trimmed text."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:8]


def _read(fields: Fields) -> Spec:
    return replace(_READERS[fields.kind](fields), latex=tuple(fields.latex.items()))


def _read_value(fields: Fields) -> Spec:
    key = fields.tree(fields.kind)
    tolerance = fields.tolerance()
    form = fields.one_of("form", FORMS[fields.kind])
    return ValueSpec(
        kind=fields.kind, names=fields.names, assume=fields.assume, key=key, tolerance=tolerance, form=form
    )


def _read_antiderivative(fields: Fields) -> Spec:
    key = fields.tree("antiderivative")
    wrt = fields.optional_text("wrt") or _only_variable(fields)
    if wrt not in fields.names.declared:
        raise CheckError(f"wrt: {wrt!r} is not one of the vars")
    due = fields.one_of("constant", ("required", "optional"), "required") == "required"
    return AntiderivativeSpec(
        kind=fields.kind, names=fields.names, assume=fields.assume, key=key, wrt=wrt, constant_due=due
    )


def _only_variable(fields: Fields) -> str:
    declared = sorted(fields.names.declared)
    if len(declared) != 1:
        raise CheckError("wrt: say by which variable")
    return declared[0]


def _read_array(fields: Fields) -> Spec:
    key = fields.tree(fields.kind, "vector" if fields.kind == "vector" else "matrix")
    return ArraySpec(
        kind=fields.kind,
        names=fields.names,
        assume=fields.assume,
        key=key,
        up_to=fields.one_of("up_to", UP_TO),
        tolerance=fields.tolerance(),
    )


def _read_shape(fields: Fields) -> Spec:
    key = fields.tree("shape", "vector")
    return ShapeSpec(kind="shape", names=fields.names, assume=fields.assume, key=key)


def _read_eigenvector(fields: Fields) -> Spec:
    key, value = fields.tree("eigenvector", "matrix"), fields.tree("value")
    return EigenvectorSpec(kind="eigenvector", names=fields.names, assume=fields.assume, key=key, value=value)


def _read_span(fields: Fields) -> Spec:
    key = fields.tree("span", "sequence")
    return SpanSpec(kind="span", names=fields.names, assume=fields.assume, key=key)


def _read_formula(fields: Fields) -> Spec:
    """A formula is read if that can be; tokens are compared otherwise."""
    texts = tuple(
        dict.fromkeys(text for text in (fields.text("formula"), fields.optional_text("latex")) if text)
    )
    key: Node | None = None
    for text in texts:
        key = key or _formula_tree(fields, text)
    is_open = fields.is_open and any(map(is_latex, texts))
    names = replace(fields.names, undeclared="allow") if is_open else fields.names
    return FormulaSpec(kind="formula", names=names, assume=fields.assume, key=key, texts=texts)


def _formula_tree(fields: Fields, text: str) -> Node | None:
    try:
        if not is_latex(text):
            found = fields.read("formula", text, "statement")
        else:
            names = replace(fields.names, undeclared="allow") if fields.is_open else fields.names
            found = read_latex(text, names, fields.latex, "statement")
    except CheckError:
        return None
    return ungrouped(found) if not fields.is_open or is_of_numbers(found, text) else None


def _read_collection(fields: Fields) -> Spec:
    key = fields.tree(fields.kind, "sequence")
    return CollectionSpec(
        kind=fields.kind,
        names=fields.names,
        assume=fields.assume,
        key=key,
        tolerance=fields.tolerance(),
    )


def _read_statement(fields: Fields) -> Spec:
    key = fields.tree(fields.kind, "statement")
    return StatementSpec(kind=fields.kind, names=fields.names, assume=fields.assume, key=key)


def _read_distribution(fields: Fields) -> Spec:
    key = read_distribution(fields.text("distribution"), lambda text: fields.read("distribution", text))
    return DistributionSpec(kind=fields.kind, names=fields.names, assume=fields.assume, key=key)


def _read_code(fields: Fields) -> Spec:
    arrays = arrays_of(fields.mapping("arrays") if fields.expect.get("arrays") else {}, fields.vars)
    known = frozenset(name for name, _ in arrays)
    try:
        key = read_code(fields.text("code"), known)
    except ParseError as error:
        raise CheckError(f"code: {error}") from None
    return CodeSpec(kind="code", names=fields.names, assume=fields.assume, key=key, arrays=arrays)


def _read_options(fields: Fields) -> Spec:
    """Options of ``choice`` and ``choices``; ``claim`` belongs to the bank's own checks."""
    fields.flag("keep-order")
    options = tuple(_read_option(raw) for raw in fields.mappings(fields.kind))
    right = sum(option.right for option in options)
    if right == 0 or (fields.kind == "choice" and right > 1):
        raise CheckError(f"{fields.kind}: {'one right option is due' if right else 'no option is right'}")
    return OptionsSpec(kind=fields.kind, names=fields.names, options=_distinct(fields.kind, options))


def _read_option(raw: Mapping[str, object]) -> Option:
    unknown = set(raw) - {"right", "wrong", "say", "id", "claim"}
    if unknown or ("right" in raw) == ("wrong" in raw):
        raise CheckError(
            "choice: an option is {right: …} or {wrong: …, say: …}, with an id and a claim at most"
        )
    text = str(raw["right"] if "right" in raw else raw["wrong"])
    return Option(str(raw.get("id") or option_id(text)), text, "right" in raw, str(raw.get("say") or ""))


def _read_order(fields: Fields) -> Spec:
    options: list[Option] = []
    for raw in fields.mappings("order"):
        if not set(raw) <= {"id", "text"} or "text" not in raw:
            raise CheckError("order: an entry is {id: …, text: …}")
        text = str(raw["text"])
        options.append(Option(str(raw.get("id") or option_id(text)), text, True))
    return OptionsSpec(kind="order", names=fields.names, options=_distinct("order", tuple(options)))


def _distinct(kind: str, options: tuple[Option, ...]) -> tuple[Option, ...]:
    if len({option.id for option in options}) < len(options):
        raise CheckError(f"{kind}: two options have the same id")
    return options


def _read_parts(fields: Fields) -> Spec:
    parts: list[tuple[str, Spec]] = []
    for name, raw in fields.mapping("parts").items():
        if not isinstance(raw, Mapping):
            raise CheckError(f"parts: {name} is due as a mapping such as {{number: 2}}")
        inner = Fields({str(key): value for key, value in raw.items()}, fields)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        if inner.kind in ("parts", "self"):
            raise CheckError(f"parts: {name} cannot be of kind {inner.kind}")
        parts.append((name, _read(inner)))
    return PartsSpec(kind="parts", names=fields.names, assume=fields.assume, parts=tuple(parts))


def _read_self(fields: Fields) -> Spec:
    return SelfSpec(kind="self", names=fields.names, text=fields.optional_text("self"))


_READERS: Mapping[str, Callable[[Fields], Spec]] = {
    "number": _read_value,
    "expression": _read_value,
    "antiderivative": _read_antiderivative,
    "vector": _read_array,
    "matrix": _read_array,
    "eigenvector": _read_eigenvector,
    "shape": _read_shape,
    "span": _read_span,
    "set": _read_collection,
    "list": _read_collection,
    "interval": _read_statement,
    "inequality": _read_statement,
    "equation": _read_statement,
    "distribution": _read_distribution,
    "matrix-expression": read_matrix_expression,
    "solutions": read_solutions,
    "factorisation": read_factorisation,
    "formula": _read_formula,
    "any": read_conditions,
    "code": _read_code,
    "choice": _read_options,
    "choices": _read_options,
    "order": _read_order,
    "parts": _read_parts,
    "self": _read_self,
}
