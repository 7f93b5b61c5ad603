"""Write typed values as plain data that `read_typed` reads back; what equals a default is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, cast, get_args, get_origin

from drill.reading.marks import AsMapping, ByKey, ByWord, Lone, Mark, Short, WrittenAs
from drill.reading.record_plan import (
    Scalars,
    has_mark,
    is_optional,
    is_record,
    is_union,
    models_of,
    plan_record,
    split_marks,
)

_Writer = Callable[[Any], Any]
# What the scalars are, and whether derived fields are written.
_Manner = tuple[Scalars, bool]
_NONE = type(None)
_PLAIN = (str, int, bool, float)


def write_plain(
    value: Any, model: Any = None, *, scalars: Scalars = "json", with_derived: bool | None = None
) -> Any:
    """Return a value as plain data.

    ``model`` is the type that it will be read as, where that is not the value's own class: a union, a base
    whose classes are told apart, or a marked type. For people, ``scalars="text"``, a list of one text is
    written as that text; scalars keep their types. Fields that the program derives are written
    ``with_derived``: by default to JSON alone.
    """
    manner = (scalars, scalars == "json" if with_derived is None else with_derived)
    return _write_any(value, manner) if model is None else _writer_of(model, manner)(value)


def _write_any(value: Any, manner: _Manner) -> Any:
    """Return any value as plain data, by what it is."""
    if isinstance(value, _PLAIN) or value is None:
        return value
    own_class = cast("Any", type(value))
    if is_record(own_class):
        return _writer_of(own_class, manner)(value)
    if isinstance(value, Mapping):
        return {str(name): _write_any(part, manner) for name, part in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list | tuple):
        return [_write_any(part, manner) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return str(value)


@cache
def _writer_of(hint: Any, manner: _Manner) -> _Writer:
    write = _writer_of_type(*split_marks(hint), manner)
    return (lambda value: None if value is None else write(value)) if is_optional(hint) else write


def _writer_of_type(type_: Any, marks: tuple[Mark, ...], manner: _Manner) -> _Writer:
    for mark in marks:
        if isinstance(mark, WrittenAs):
            return _converting_writer(mark, manner)
        if isinstance(mark, ByKey | ByWord):
            return _tagged_writer(mark, manner)
    if type_ in _PLAIN:
        return _write_same
    if is_record(type_):
        short = next((mark.attribute for mark in marks if isinstance(mark, Short)), "")
        return _record_writer(type_, manner, short=short)
    origin = get_origin(type_)
    if is_union(type_):
        return _union_writer(get_args(type_), manner)
    if origin in (tuple, list, Sequence):
        return _sequence_writer(type_, marks, manner)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        write_part = _writer_of(get_args(type_)[1], manner)
        return lambda value: {str(name): write_part(part) for name, part in value.items()}
    return lambda value: _write_any(value, manner)


def _converting_writer(mark: WrittenAs, manner: _Manner) -> _Writer:
    write = _writer_of(mark.type, manner)
    return lambda value: write(mark.write(value))


def _write_same(value: Any) -> Any:
    return value


def _sequence_writer(type_: Any, marks: tuple[Mark, ...], manner: _Manner) -> _Writer:
    parts = [_writer_of(part, manner) for part in get_args(type_) if part is not Ellipsis]
    if has_mark(marks, AsMapping):
        write_part = _writer_of(get_args(get_args(type_)[0])[1], manner)
        return lambda value: {name: write_part(part) for name, part in value}
    if len(parts) != 1 or (Ellipsis not in get_args(type_) and get_origin(type_) is tuple):
        return lambda value: [write(part) for write, part in zip(parts, value, strict=True)]
    write_entry, is_lone = parts[0], has_mark(marks, Lone) and manner[0] == "text"

    def write_sequence(value: Any) -> Any:
        written = [write_entry(part) for part in value]
        return written[0] if is_lone and len(written) == 1 and isinstance(written[0], str) else written

    return write_sequence


def _union_writer(arms: tuple[Any, ...], manner: _Manner) -> _Writer:
    by_class: dict[Any, Any] = {}
    for arm in arms:
        type_, _ = split_marks(arm)
        by_class[get_origin(type_) or type_] = arm

    def write_union(value: Any) -> Any:
        arm = by_class.get(cast("Any", type(value)))
        return _write_any(value, manner) if arm is None else _writer_of(arm, manner)(value)

    return write_union


@cache
def _record_writer(
    model: Any, manner: _Manner, tag: str = "", attribute: str = "", short: str = ""
) -> _Writer:
    fields: list[tuple[str, str, Any, _Writer]] | None = None
    always: Any = object()  # the default of what is never left out: what a key tells by

    def write_record(value: Any) -> Any:
        nonlocal fields
        if type(value) is not model:  # a subclass, whose own fields would be lost
            return _write_any(value, manner)
        if fields is None:  # made late, since a class may hold itself
            fields = [
                (
                    field.attribute,
                    field.name,
                    always if field.is_under_tag else field.default,
                    _writer_of(field.hint, manner),
                )
                for field in sorted(plan_record(model, tag), key=lambda field: not field.is_under_tag)
                if (manner[1] or not field.is_derived) and field.attribute != attribute
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


def _tagged_writer(mark: ByKey | ByWord, manner: _Manner) -> _Writer:
    writers: dict[tuple[type[Any], str], _Writer] = {}

    def write_tagged(value: Any) -> Any:
        model = cast("Any", type(value))
        own_tag = getattr(value, mark.attribute) if isinstance(mark, ByKey) and mark.attribute else ""
        if (model, own_tag) not in writers:
            writers[model, own_tag] = _writer_by_tag(mark, model, own_tag, manner)
        return writers[model, own_tag](value)

    return write_tagged


def _writer_by_tag(mark: ByKey | ByWord, model: type[Any], own_tag: str, manner: _Manner) -> _Writer:
    if isinstance(mark, ByKey):
        return _record_writer(model, manner, own_tag, mark.attribute)
    write = _record_writer(model, manner)
    if any(field.name == mark.key for field in plan_record(model)):
        return write
    word = next((word for word, of in models_of(mark).items() if of is model), "")
    return lambda value: {mark.key: word, **write(value)}
