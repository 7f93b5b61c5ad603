"""Dataclasses as plain data for JSON, and back with every field's type checked.

What is equal to a field's default is left out. Fields may be scalars, fractions, tuples, lists, mappings from
texts, other dataclasses (``model_for`` of a base returns the class for some data), unions of these that
their JSON tells apart, and :data:`Written`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from fractions import Fraction
from functools import lru_cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    NewType,
    TypeAlias,
    TypeGuard,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from drill.errors import CheckError

if TYPE_CHECKING:
    Written: TypeAlias = "str | Sequence[Written] | Mapping[str, Written]"
    """Plain data as a bank writes it: texts, lists of such, mappings of such from texts."""
else:
    Written = NewType("Written", object)  # a name of its own, by which a field's type is recognised

_Model = TypeVar("_Model")
_FRACTION = re.compile(r"-?\d+(/[1-9]\d*)?")


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether plain data are a list, of unknown entries."""
    return isinstance(value, list)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Return whether plain data are a mapping, whose names in JSON are texts; nothing is known of its
    values.
    """
    return isinstance(value, Mapping)


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Return whether a value is a tuple; nothing is known of its entries."""
    return isinstance(value, tuple)


def picked(value: object, *names: str) -> dict[str, Any]:
    """Return these fields of a value by name; sequences become lists, mappings become dicts."""
    values = {name: getattr(value, name) for name in names}
    return {
        name: list(field_value)
        if is_tuple(field_value)
        else dict(field_value)
        if is_mapping(field_value)
        else field_value
        for name, field_value in values.items()
    }


def to_plain(value: Any) -> Any:
    """Return a value as plain data that :func:`from_plain` reads back."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(part)
            for field in fields(value)
            if (part := getattr(value, field.name)) != _default(field)
        }
    if is_mapping(value):
        return {str(name): to_plain(part) for name, part in value.items()}
    if is_list(value) or is_tuple(value):
        return [to_plain(part) for part in value]
    return str(value) if isinstance(value, Fraction) else value


def from_plain(model: type[_Model], data: object) -> _Model:
    """Build a dataclass from the data of :func:`to_plain`.

    Raises CheckError that names the field where one is missing, unknown, or of another type.
    """
    return _model(model, data, model.__name__)


def _model(model: Any, data: object, location: str) -> Any:
    if not is_mapping(data):
        raise CheckError(f"{location}: names with values are expected")
    model = model.model_for(data) if hasattr(model, "model_for") else model
    hints = _hints(model)
    unknown = next((name for name in data if name not in hints), None)
    if unknown is not None:
        raise CheckError(f"{location}: no field is called {unknown!r}")
    values = {name: _value(hints[name], part, f"{location}.{name}") for name, part in data.items()}
    missing = next((f.name for f in fields(model) if _default(f) is MISSING and f.name not in values), None)
    if missing is not None:
        raise CheckError(f"{location}: {missing} is missing")
    return model(**values)


@lru_cache(maxsize=64)
def _hints(model: Any) -> dict[str, Any]:
    return get_type_hints(model)


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def _value(hint: Any, data: Any, location: str) -> Any:
    if hint is Written or hint is Any:
        return data
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _one_of(get_args(hint), data, location)
    if origin is Literal:
        if data in get_args(hint):
            return data
    elif origin is tuple:
        if isinstance(data, list | tuple):
            return _entries(get_args(hint), data, location)
    elif origin is list:
        if is_list(data):
            return [_value(get_args(hint)[0], part, location) for part in data]
    elif origin is not None and issubclass(origin, Mapping):
        if is_mapping(data):
            inner = get_args(hint)[1]
            return {str(name): _value(inner, part, f"{location}.{name}") for name, part in data.items()}
    elif is_dataclass(hint):
        return _model(hint, data, location)
    elif hint is Fraction:
        if isinstance(data, str) and _FRACTION.fullmatch(data):
            return Fraction(data)
    elif isinstance(data, hint) and (hint is bool or not isinstance(data, bool)):
        return data
    raise CheckError(f"{location}: {type(data).__name__} is the wrong type")


def _entries(hints: tuple[Any, ...], data: Any, location: str) -> tuple[Any, ...]:
    if len(hints) == 2 and hints[1] is Ellipsis:
        return tuple(_value(hints[0], part, location) for part in data)
    if len(hints) != len(data):
        raise CheckError(f"{location}: {len(hints)} entries are expected")
    return tuple(_value(hint, part, location) for hint, part in zip(hints, data, strict=True))


def _one_of(hints: tuple[Any, ...], data: Any, location: str) -> Any:
    """Return the data as the first type of a union that they fit."""
    if data is None and NoneType in hints:
        return None
    for hint in hints:
        try:
            return _value(hint, data, location)
        except CheckError:
            continue
    raise CheckError(f"{location}: {type(data).__name__} is the wrong type")
