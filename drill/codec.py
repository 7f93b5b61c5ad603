"""Plain data: read from JSON, recognised for type checkers, and made of the fields of a value."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeGuard


def parse_json(text: str | bytes) -> Any:
    """Return the data in a JSON text. Raises ValueError for any fault in it."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether a value is a list, whose entries have unknown types."""
    return isinstance(value, list)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Return whether a value is a list or a tuple, whose entries have unknown types."""
    return isinstance(value, list | tuple)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Return whether a value is a mapping; its names are texts, as in JSON, its values have unknown types."""
    # The test for dict comes first, because it is quicker.
    return type(value) is dict or isinstance(value, Mapping)


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Return whether a value is a tuple, whose entries have unknown types."""
    return isinstance(value, tuple)


# One wanted field: the name in JSON, the name of the attribute, and the wanted fields of its value.
_WANTED = re.compile(r"(?:(\w+)=)?(\w+)(?:\(((?:[^()]|\([^()]*\))*)\))?")


def pick_fields(value: object, *wanted: str) -> dict[str, Any]:
    """Return the wanted fields of a value as JSON has them: ``item pass_ is=declared next(item title)``.

    ``is=declared`` has the name ``is`` in JSON, and ``pass_`` loses its underscore. Parentheses contain the
    wanted fields of the field's value, or of each of its entries; None remains None.
    """
    return {
        (name or field).rstrip("_"): to_json_value(getattr(value, field), inner)
        for name, field, inner in _WANTED.findall(" ".join(wanted))
    }


def to_json_value(value: Any, wanted: str = "") -> Any:
    """Return a value as JSON has it: days as ISO dates, paths as texts, records with all their fields.

    With ``wanted`` a record, or each record of a list, has these fields only.
    """
    if is_sequence(value):
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
    """Return the number of entries of each of these fields."""
    return {name: len(getattr(value, name)) for name in names}


def leave_out_empty(fields_by_name: Mapping[str, Any]) -> dict[str, Any]:
    """Return those fields that are not empty, 0 or False."""
    return {name: value for name, value in fields_by_name.items() if value}
