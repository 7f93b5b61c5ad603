"""What plain data are, for type checkers, how JSON is read, and fields of a value as such data."""

from __future__ import annotations

import json
from collections.abc import Mapping
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


def pick_fields(value: object, *names: str) -> dict[str, Any]:
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
