"""The fields of a dataclass as its annotations and marks describe them, worked out once for each class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeGuard, Union, get_args, get_origin, get_type_hints

from drill.reading.marks import (
    ByKey,
    ByWord,
    Derived,
    FieldsOf,
    Mark,
    Models,
    Required,
    UnderTag,
    Written,
    WrittenName,
)

# What the scalars of data are: texts as people write them, or the typed ones of JSON.
Scalars = Literal["text", "json"]


@dataclass(frozen=True, slots=True)
class PlannedField:
    """One field: its attribute, its name in data, its type with marks, and its default (or MISSING)."""

    attribute: str
    name: str
    hint: Any
    default: Any
    is_due: bool
    is_derived: bool
    is_under_tag: bool


@cache
def plan_record(model: Any, tag: str = "") -> tuple[PlannedField, ...]:
    """Return the fields of a dataclass that can be written, in order; ``tag`` is the key that told its class.

    Raises TypeError for two fields of one name.
    """
    hints = get_type_hints(model, include_extras=True)
    planned = tuple(_plan_field(field, hints[field.name], tag) for field in fields(model) if field.init)
    if len({field.name for field in planned}) < len(planned):
        raise TypeError(f"two fields of {model.__name__} have the same name in data")
    return planned


@cache
def plan_fields(mark: FieldsOf) -> tuple[PlannedField, ...]:
    """Return the fields of several dataclasses that a mapping may have, by attribute the first of each."""
    fields: dict[str, PlannedField] = {}
    for model in mark.models:
        for field in plan_record(model):
            if not field.is_derived and field.attribute not in mark.without:
                fields.setdefault(field.attribute, replace(field, is_due=field.attribute in mark.due))
    more = (
        PlannedField(name, name, hint, MISSING, name in mark.due, False, False) for name, hint in mark.more
    )
    return (*fields.values(), *more)


def _plan_field(field: Any, hint: Any, tag: str) -> PlannedField:
    _, marks = split_marks(hint)
    default = field.default if field.default_factory is MISSING else field.default_factory()
    written = next((mark.name for mark in marks if isinstance(mark, WrittenName)), field.name.rstrip("_"))
    if tag and has_mark(marks, UnderTag):
        written = tag
    is_due = default is MISSING or has_mark(marks, Required)
    return PlannedField(
        field.name, written, hint, default, is_due, is_derived(hint), has_mark(marks, UnderTag)
    )


def split_marks(hint: Any) -> tuple[Any, tuple[Mark, ...]]:
    """Return a type without its marks and without "or None", and the marks, those that stand outside last."""
    marks: tuple[Mark, ...] = ()
    while True:
        supertype: Any = getattr(hint, "__supertype__", None)
        if get_origin(hint) is Annotated:
            inner, *extras = get_args(hint)
            marks = (*(mark for mark in extras if isinstance(mark, Mark)), *marks)
            hint = inner
        elif hint is not Written and supertype is not None:
            hint = supertype
        elif is_union(hint) and NoneType in get_args(hint):
            hint = Union[tuple(arm for arm in get_args(hint) if arm is not NoneType)]  # noqa: UP007
        else:
            own: Any = vars(hint).get("READ_BY") if isinstance(hint, type) else None
            is_told = any(isinstance(mark, ByKey | ByWord) for mark in marks)
            return hint, marks if own is None or is_told else (own, *marks)


def is_derived(hint: Any) -> bool:
    """Return whether an annotation is marked as what the program makes."""
    return has_mark(split_marks(hint)[1], Derived)


def is_optional(hint: Any) -> bool:
    """Return whether an annotation is a type "or None"."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return is_union(hint) and NoneType in get_args(hint)


def has_mark(marks: tuple[Mark, ...], kind: type[Mark]) -> bool:
    """Return whether one of the marks is of a kind."""
    return any(isinstance(mark, kind) for mark in marks)


def is_union(hint: Any) -> bool:
    """Return whether a type without marks is a union."""
    return get_origin(hint) in (Union, UnionType)


def is_record(hint: Any) -> TypeGuard[type[Any]]:
    """Return whether a type without marks is a dataclass."""
    return isinstance(hint, type) and is_dataclass(hint)


def find_models(mark: ByKey | ByWord) -> Mapping[str, Any]:
    """Return the classes among which a mark tells, by key or word."""
    models: Models = mark.models
    return models() if callable(models) else models


def list_literal_words(hint: Any) -> Iterator[Any]:
    """Yield what a Literal allows; the empty text is only ever a default."""
    yield from (word for word in get_args(hint) if word != "")
