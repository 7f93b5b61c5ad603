"""Write typed values as plain data that `read_typed` reads back; what equals a default is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeGuard, Union, cast, get_args, get_origin, get_type_hints

from drill.codec import is_list, is_mapping, is_tuple
from drill.reading.marks import (
    AsMapping,
    ByKey,
    ByWord,
    Derived,
    FieldsOf,
    Lone,
    Mark,
    Models,
    Required,
    Short,
    UnderTag,
    Written,
    WrittenAs,
    WrittenName,
)

# The fields of a dataclass as its annotations and marks describe them, worked out once for each class.

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


_Writer = Callable[[Any], Any]
_PLAIN = (str, int, bool, float)


def write_plain(value: Any, model: Any = None, *, with_derived: bool = True) -> Any:
    """Return a value as plain data.

    ``model`` is the type that it will be read as, where that is not the value's own class nor a base with
    ``READ_BY``: a union, or a marked type. Fields that the program derives are left out unless they are
    written ``with_derived``.
    """
    return _write_any(value, with_derived) if model is None else _writer_of(model, with_derived)(value)


def _write_any(value: Any, with_derived: bool) -> Any:
    """Return any value as plain data, by what it is."""
    if isinstance(value, _PLAIN) or value is None:
        return value
    own_class = cast("Any", type(value))  # records alone are looked into
    if is_record(own_class):
        base = next((base for base in own_class.__mro__ if "READ_BY" in vars(base)), own_class)
        return _writer_of(base, with_derived)(value)
    if is_mapping(value):
        return {str(name): _write_any(part, with_derived) for name, part in value.items()}
    if is_list(value) or is_tuple(value):
        return [_write_any(part, with_derived) for part in value]
    return str(value)


@cache
def _writer_of(hint: Any, with_derived: bool) -> _Writer:
    write = _writer_of_type(*split_marks(hint), with_derived)
    return (lambda value: None if value is None else write(value)) if is_optional(hint) else write


def _writer_of_type(type_: Any, marks: tuple[Mark, ...], with_derived: bool) -> _Writer:
    for mark in marks:
        if isinstance(mark, WrittenAs):
            return _converting_writer(mark, with_derived)
        if isinstance(mark, ByKey | ByWord):
            return _tagged_writer(mark, with_derived)
    if type_ in _PLAIN:
        return _write_same
    if is_record(type_):
        short = next((mark.attribute for mark in marks if isinstance(mark, Short)), "")
        return _record_writer(type_, with_derived, short=short)
    origin = get_origin(type_)
    if is_union(type_):
        return _union_writer(get_args(type_), with_derived)
    if origin in (tuple, list, Sequence):
        return _sequence_writer(type_, marks, with_derived)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        write_part = _writer_of(get_args(type_)[1], with_derived)
        return lambda value: {str(name): write_part(part) for name, part in value.items()}
    return lambda value: _write_any(value, with_derived)


def _converting_writer(mark: WrittenAs, with_derived: bool) -> _Writer:
    write = _writer_of(mark.type, with_derived)
    return lambda value: write(mark.write(value))


def _write_same(value: Any) -> Any:
    return value


def _sequence_writer(type_: Any, marks: tuple[Mark, ...], with_derived: bool) -> _Writer:
    parts = [_writer_of(part, with_derived) for part in get_args(type_) if part is not Ellipsis]
    if has_mark(marks, AsMapping):
        write_part = _writer_of(get_args(get_args(type_)[0])[1], with_derived)
        return lambda value: {name: write_part(part) for name, part in value}
    if len(parts) != 1 or (Ellipsis not in get_args(type_) and get_origin(type_) is tuple):
        return lambda value: [write(part) for write, part in zip(parts, value, strict=True)]
    write_entry = parts[0]
    is_lone = any(isinstance(mark, Lone) and mark.is_written_alone for mark in marks)

    def write_sequence(value: Any) -> Any:
        written = [write_entry(part) for part in value]
        return written[0] if is_lone and len(written) == 1 and isinstance(written[0], str) else written

    return write_sequence


def _union_writer(arms: tuple[Any, ...], with_derived: bool) -> _Writer:
    by_class: dict[Any, Any] = {}
    for arm in arms:
        type_, _ = split_marks(arm)
        by_class[get_origin(type_) or type_] = arm

    def write_union(value: Any) -> Any:
        arm = by_class.get(cast("Any", type(value)))  # an arm, or no key
        return _write_any(value, with_derived) if arm is None else _writer_of(arm, with_derived)(value)

    return write_union


@cache
def _record_writer(
    model: Any, with_derived: bool, tag: str = "", attribute: str = "", short: str = ""
) -> _Writer:
    fields: list[tuple[str, str, Any, _Writer]] | None = None
    always: Any = object()  # the default of what is never left out: what a key tells by

    def write_record(value: Any) -> Any:
        nonlocal fields
        if type(value) is not model:  # a subclass, whose own fields would be lost
            return _write_any(value, with_derived)
        if fields is None:  # made late, since a class may hold itself
            fields = [
                (
                    field.attribute,
                    field.name,
                    always if field.is_under_tag else field.default,
                    _writer_of(field.hint, with_derived),
                )
                for field in sorted(plan_record(model, tag), key=lambda field: not field.is_under_tag)
                if (with_derived or not field.is_derived) and field.attribute != attribute
            ]
        written: dict[str, Any] = {}
        for name, key, default, write in fields:
            part = getattr(value, name)
            if part is not default and part != default:
                written[key] = write(part)
        if short and len(written) == 1 and isinstance(text := next(iter(written.values())), str):
            return text if getattr(value, short) == text else written
        return written

    return write_record


def _tagged_writer(mark: ByKey | ByWord, with_derived: bool) -> _Writer:
    writers: dict[tuple[type[Any], str], _Writer] = {}

    def write_tagged(value: Any) -> Any:
        model = cast("Any", type(value))  # a record's
        own_tag = getattr(value, mark.attribute) if isinstance(mark, ByKey) and mark.attribute else ""
        if (model, own_tag) not in writers:
            writers[model, own_tag] = _writer_by_tag(mark, model, own_tag, with_derived)
        return writers[model, own_tag](value)

    return write_tagged


def _writer_by_tag(mark: ByKey | ByWord, model: type[Any], own_tag: str, with_derived: bool) -> _Writer:
    if isinstance(mark, ByKey):
        return _record_writer(model, with_derived, own_tag, mark.attribute)
    write = _record_writer(model, with_derived)
    if any(field.name == mark.key for field in plan_record(model)):
        return write
    word = next((word for word, of in find_models(mark).items() if of is model), "")
    return lambda value: {mark.key: word, **write(value)}
