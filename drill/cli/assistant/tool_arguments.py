"""What a client sends with a call: types, sizes and characters are checked before anything reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from drill.codec import is_list, is_mapping
from drill.errors import UsageError
from drill.text import clean_text, count, did_you_mean, one_line, quote_for_message

# The most bytes of a tool's text, whichever way it goes.
MOST_BYTES: Final = 64_000
# The most characters of a name, and the most entries of a list or an object.
MOST_NAME: Final = 300
MOST_ENTRIES: Final = 200
# How deep an object may be nested.
_DEPTH: Final = 12

# ``reply`` is a text, a text for each part, or ids of options; ``data`` an object, or the text of one.
ArgumentKind = Literal["name", "text", "flag", "reply", "names", "data"]

_SCHEMAS: Mapping[ArgumentKind, Mapping[str, Any]] = {
    "name": {"type": "string", "maxLength": MOST_NAME},
    "text": {"type": "string", "maxLength": MOST_BYTES},
    "flag": {"type": "boolean"},
    "reply": {
        "anyOf": [
            {"type": "string", "maxLength": MOST_BYTES},
            {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": MOST_ENTRIES},
            {"type": "array", "items": {"type": "string"}, "maxItems": MOST_ENTRIES},
        ]
    },
    "names": {
        "type": "array",
        "items": {"type": "string", "maxLength": MOST_NAME},
        "minItems": 1,
        "maxItems": MOST_ENTRIES,
    },
    "data": {"anyOf": [{"type": "object"}, {"type": "string", "maxLength": MOST_BYTES}]},
}
_EXPECTED: Mapping[ArgumentKind, str] = {
    "name": f"a text of at most {MOST_NAME} characters", "text": "a text", "flag": "true or false",
    "reply": "a text, an object of texts or a list of texts", "names": "a list of texts",
    "data": "an object, or the text of one",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a tool."""

    name: str
    kind: ArgumentKind
    says: str
    is_needed: bool = True

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {**_SCHEMAS[self.kind], "description": self.says}


def make_schema(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Return the JSON Schema of all parameters of a tool."""
    return {
        "type": "object",
        "properties": {parameter.name: parameter.schema for parameter in parameters},
        "required": [parameter.name for parameter in parameters if parameter.is_needed],
        "additionalProperties": False,
    }


def read_arguments(parameters: Sequence[Parameter], sent: object) -> dict[str, Any]:
    """Return the arguments of a call by name, texts without control characters.

    Raises UsageError for an unknown or missing one, one of another type, and all together above 64 kB.
    """
    if sent is None:
        sent = {}
    if not is_mapping(sent):
        raise UsageError("the arguments of a tool are an object")
    _refuse_large(sent)
    known = {parameter.name: parameter for parameter in parameters}
    arguments: dict[str, Any] = {}
    for name, value in sent.items():
        if name not in known:
            hint = did_you_mean(one_line(str(name)), list(known)) if known else "this tool takes no argument"
            raise UsageError(f"no argument is called {quote_for_message(one_line(str(name)))}", hint)
        if value is None and not known[name].is_needed:
            continue
        arguments[name] = _read_value(known[name], value)
    for parameter in parameters:
        if parameter.is_needed and parameter.name not in arguments:
            raise UsageError(f"the argument {parameter.name} is missing: {parameter.says}")
    return arguments


def _refuse_large(sent: Mapping[str, Any]) -> None:
    _refuse_deep_argument(sent, _DEPTH)
    try:
        size = len(json.dumps(sent, ensure_ascii=False).encode("utf-8", "replace"))
    except (TypeError, ValueError):
        raise UsageError("the arguments of a tool are plain JSON") from None
    if size > MOST_BYTES:
        raise UsageError(
            f"the arguments have {size:,} bytes, and at most {MOST_BYTES:,} are read", "send less"
        )


def _refuse_deep_argument(value: object, depth: int) -> None:
    parts = value.values() if is_mapping(value) else value if is_list(value) else ()
    if parts and depth == 0:
        raise UsageError(f"the arguments are nested more than {_DEPTH} deep")
    for part in parts:
        _refuse_deep_argument(part, depth - 1)


def _read_value(parameter: Parameter, value: object) -> Any:
    read = _clean_value(value)
    match parameter.kind:
        case "flag" if isinstance(read, bool):
            return read
        case "name" if isinstance(read, str) and len(read) <= MOST_NAME:
            if not (name := one_line(read)) and parameter.is_needed:
                raise UsageError(f"the argument {parameter.name} is empty: {parameter.says}")
            return name
        case "text" if isinstance(read, str):
            return read
        case "data" if is_mapping(read) or isinstance(read, str):
            return read
        case "names" if is_list(read) and 0 < len(read) <= MOST_ENTRIES and _are_names(read):
            return [one_line(name) for name in read]
        case "reply" if isinstance(read, str):
            return read
        case "reply" if is_mapping(read) and len(read) <= MOST_ENTRIES and _are_texts(read.values()):
            return read
        case "reply" if is_list(read) and len(read) <= MOST_ENTRIES and _are_texts(read):
            return tuple(read)
        case _:
            at_most = (
                f", at most {count(MOST_ENTRIES, 'entry', 'entries')}" if parameter.kind == "names" else ""
            )
            raise UsageError(f"{parameter.name} must be {_EXPECTED[parameter.kind]}{at_most}")


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _are_names(values: Sequence[object]) -> bool:
    return all(isinstance(value, str) and len(value) <= MOST_NAME for value in values)


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if is_mapping(value):
        return {clean_text(str(name)): _clean_value(part) for name, part in value.items()}
    return [_clean_value(part) for part in value] if is_list(value) else value
