"""What plain data are, for type checkers, how JSON is read, and fields of a value as such data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, TypeGuard


def parse_json(text: str | bytes) -> Any:
    """Return plain data from elsewhere. Raises ValueError for whatever is wrong with them."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether plain data are a list, of unknown entries."""
    return isinstance(value, list)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Return whether plain data are a mapping, whose names in JSON are texts; nothing is known of its
    values.
    """
    return type(value) is dict or isinstance(value, Mapping)  # the quicker question first


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Return whether a value is a tuple; nothing is known of its entries."""
    return isinstance(value, tuple)


def pick_fields(value: object, *names: str, **named: str) -> dict[str, Any]:
    """Return these fields of a value as JSON tells them, by their names, or by others: ``is_="declared"``.

    A name loses the ``_`` that parts it from a word of Python.
    """
    fields_by_name = {**{name: name for name in names}, **named}
    return {name.rstrip("_"): tell_plain(getattr(value, field)) for name, field in fields_by_name.items()}


def tell_plain(value: Any) -> Any:
    """Return a value as JSON tells it to other programs: records by all their fields, days as ISO dates."""
    if is_list(value) or is_tuple(value):
        return [tell_plain(part) for part in value]
    if is_mapping(value):
        return {name: tell_plain(part) for name, part in value.items()}
    if is_dataclass(value):
        return pick_fields(value, *(field.name for field in fields(value)))
    return value.isoformat() if isinstance(value, date) else value


def leave_out_empty(fields_by_name: Mapping[str, Any]) -> dict[str, Any]:
    """Return those fields that are not empty, 0 or False."""
    return {name: value for name, value in fields_by_name.items() if value}
