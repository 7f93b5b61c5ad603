"""What plain data are, for type checkers, how JSON is read, and fields of a value as such data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
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


# A field that is wanted: another name, its own, and what is wanted of it.
_WANTED = re.compile(r"(?:(\w+)=)?(\w+)(?:\(((?:[^()]|\([^()]*\))*)\))?")


def pick_fields(value: object, *wanted: str) -> dict[str, Any]:
    """Return fields of a value as JSON tells them: ``item pass_ is=declared next(item title)``.

    A name loses the ``_`` that parts it from a word of Python; before ``=`` stands another one. In
    parentheses is what is wanted of a field's value, or of each of its entries; what is None stays so.
    """
    return {
        (name or field).rstrip("_"): to_json_value(getattr(value, field), inner)
        for name, field, inner in _WANTED.findall(" ".join(wanted))
    }


def to_json_value(value: Any, wanted: str = "") -> Any:
    """Return a value as JSON tells it: days as ISO dates, paths as texts, records by all their fields; or a
    record, or each of a list, by the fields that are ``wanted`` of it.
    """
    if is_list(value) or is_tuple(value):
        return [to_json_value(part, wanted) for part in value]
    if wanted and value is not None:
        return pick_fields(value, wanted)
    if is_mapping(value):
        return {name: to_json_value(part) for name, part in value.items()}
    if is_dataclass(value):
        return pick_fields(value, *(field.name for field in fields(value)))
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def count_fields(value: object, *names: str) -> dict[str, int]:
    """Return how many entries each of these fields has."""
    return {name: len(getattr(value, name)) for name in names}


def leave_out_empty(fields_by_name: Mapping[str, Any]) -> dict[str, Any]:
    """Return those fields that are not empty, 0 or False."""
    return {name: value for name, value in fields_by_name.items() if value}
