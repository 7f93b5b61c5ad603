"""Write typed values as plain data that `read_typed` reads back; values that equal a default are omitted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    TypeGuard,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from drill.codec import is_mapping, is_sequence
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

# The fields of a dataclass with their annotations and marks, computed once for each class.

# The form of scalars in data: texts as people write them, or the typed ones of JSON.
Scalars = Literal["text", "json"]
_Mark = TypeVar("_Mark", bound=Mark)


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
    # The class of the field.
    model: type[Any] = object


@cache
def plan_record(model: Any, tag: str = "") -> tuple[PlannedField, ...]:
    """Return the fields of a dataclass that can be written, in order; ``tag`` is its key in a `ByKey`.

    Raises TypeError if two fields have the same name.
    """
    hints = get_type_hints(model, include_extras=True)
    planned = tuple(
        _plan_field(model, field, hints[field.name], tag) for field in fields(model) if field.init
    )
    if len({field.name for field in planned}) < len(planned):
        raise TypeError(f"two fields of {model.__name__} have the same name in data")
    return planned


@cache
def plan_fields(mark: FieldsOf) -> tuple[PlannedField, ...]:
    """Return the fields of several dataclasses that a mapping may have, each attribute once."""
    fields: dict[str, PlannedField] = {}
    for model in mark.models:
        for field in plan_record(model):
            if not field.is_derived and field.attribute not in mark.without:
                fields.setdefault(field.attribute, replace(field, is_due=field.attribute in mark.due))
    planned = [*fields.values()]
    for name, hint in mark.more:
        planned.append(PlannedField(name, name, hint, MISSING, name in mark.due, False, False))
    return tuple(planned)


def _plan_field(model: Any, field: Any, hint: Any, tag: str) -> PlannedField:
    _, marks = split_marks(hint)
    default = field.default
    if field.default_factory is not MISSING:
        default = field.default_factory()
    name = field.name.rstrip("_")
    written_name = find_mark(marks, WrittenName)
    if written_name is not None:
        name = written_name.name
    is_under_tag = has_mark(marks, UnderTag)
    if tag and is_under_tag:
        name = tag
    is_due = default is MISSING or has_mark(marks, Required)
    return PlannedField(field.name, name, hint, default, is_due, is_derived(hint), is_under_tag, model)


def split_marks(hint: Any) -> tuple[Any, tuple[Mark, ...]]:
    """Return a type without its marks and without "or None", and the marks, from the inside out."""
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
            if own is not None and not any(isinstance(mark, ByKey | ByWord) for mark in marks):
                marks = (own, *marks)
            return hint, marks


def is_derived(hint: Any) -> bool:
    """Return whether an annotation is marked as `Derived`."""
    return has_mark(split_marks(hint)[1], Derived)


def is_optional(hint: Any) -> bool:
    """Return whether an annotation is a type "or None"."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return is_union(hint) and NoneType in get_args(hint)


def has_mark(marks: tuple[Mark, ...], kind: type[Mark]) -> bool:
    """Return whether one of the marks is of a kind."""
    return any(isinstance(mark, kind) for mark in marks)


def find_mark(marks: tuple[Mark, ...], kind: type[_Mark]) -> _Mark | None:
    """Return the first mark of a kind, if there is one."""
    for mark in marks:
        if isinstance(mark, kind):
            return mark
    return None


def is_union(hint: Any) -> bool:
    """Return whether a type without marks is a union."""
    return get_origin(hint) in (Union, UnionType)


def is_record(hint: Any) -> TypeGuard[type[Any]]:
    """Return whether a type without marks is a dataclass."""
    return isinstance(hint, type) and is_dataclass(hint)


def find_models(mark: ByKey | ByWord) -> Mapping[str, Any]:
    """Return the classes of a mark by key or word."""
    models: Models = mark.models
    if callable(models):
        return models()
    return models


def list_literal_words(hint: Any) -> Iterator[Any]:
    """Yield the values of a Literal without the empty text, which is only used as a default."""
    yield from (word for word in get_args(hint) if word != "")


_Writer = Callable[[Any], Any]
_PLAIN = (str, int, bool, float)


def write_plain(value: Any, model: Any = None, *, with_derived: bool = True) -> Any:
    """Return a value as plain data.

    ``model`` is the type that it will be read as, if that is a union or a marked type; by default it is the
    class of the value or its base with ``READ_BY``. Derived fields are only written ``with_derived``.
    """
    if model is None:
        return _write_any(value, with_derived)
    return _writer_of(model, with_derived)(value)


def _write_any(value: Any, with_derived: bool) -> Any:
    """Return a value as plain data, according to its class."""
    if isinstance(value, _PLAIN) or value is None:
        return value
    own_class = cast("Any", type(value))  # because the class of Any is unknown
    if is_record(own_class):
        base = next((base for base in own_class.__mro__ if "READ_BY" in vars(base)), own_class)
        return _writer_of(base, with_derived)(value)
    if is_mapping(value):
        return {str(name): _write_any(part, with_derived) for name, part in value.items()}
    if is_sequence(value):
        return [_write_any(part, with_derived) for part in value]
    return str(value)


@cache
def _writer_of(hint: Any, with_derived: bool) -> _Writer:
    write = _writer_of_type(*split_marks(hint), with_derived)
    if is_optional(hint):
        return lambda value: None if value is None else write(value)
    return write


def _writer_of_type(type_: Any, marks: tuple[Mark, ...], with_derived: bool) -> _Writer:
    for mark in marks:
        if isinstance(mark, WrittenAs):
            return _converting_writer(mark, with_derived)
        if isinstance(mark, ByKey | ByWord):
            return _tagged_writer(mark, with_derived)
    if type_ in _PLAIN:
        return _write_same
    if is_record(type_):
        short = find_mark(marks, Short)
        return _record_writer(type_, with_derived, short=short.attribute if short else "")
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
        if is_lone and len(written) == 1 and isinstance(written[0], str):
            return written[0]
        return written

    return write_sequence


def _union_writer(arms: tuple[Any, ...], with_derived: bool) -> _Writer:
    by_class: dict[Any, Any] = {}
    for arm in arms:
        type_, _ = split_marks(arm)
        by_class[get_origin(type_) or type_] = arm

    def write_union(value: Any) -> Any:
        arm = by_class.get(cast("Any", type(value)))  # because the class of Any is unknown
        return write_plain(value, arm, with_derived=with_derived)

    return write_union


@cache
def _record_writer(
    model: Any, with_derived: bool, tag: str = "", attribute: str = "", short: str = ""
) -> _Writer:
    fields: list[tuple[str, str, Any, _Writer]] | None = None
    always: Any = object()  # the default of the field under the tag, which is never omitted

    def write_record(value: Any) -> Any:
        nonlocal fields
        if type(value) is not model:  # a subclass, whose own fields would be lost
            return _write_any(value, with_derived)
        if fields is None:  # made late, because a class may contain itself
            fields = []
            for field in sorted(plan_record(model, tag), key=lambda field: not field.is_under_tag):
                if (with_derived or not field.is_derived) and field.attribute != attribute:
                    default = always if field.is_under_tag else field.default
                    fields.append(
                        (field.attribute, field.name, default, _writer_of(field.hint, with_derived))
                    )
        written: dict[str, Any] = {}
        for name, key, default, write in fields:
            part = getattr(value, name)
            if part is not default and part != default:
                written[key] = write(part)
        if short and len(written) == 1:
            text = next(iter(written.values()))
            if isinstance(text, str) and text == getattr(value, short):
                return text
        return written

    return write_record


def _tagged_writer(mark: ByKey | ByWord, with_derived: bool) -> _Writer:
    writers: dict[tuple[type[Any], str], _Writer] = {}

    def write_tagged(value: Any) -> Any:
        model = cast("Any", type(value))  # because the class of Any is unknown
        own_tag = ""
        if isinstance(mark, ByKey) and mark.attribute:
            own_tag = getattr(value, mark.attribute)
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
