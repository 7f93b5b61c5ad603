"""What a client sends with a call: a model for each tool, whose types say what is taken for what.

Clients send booleans, numbers and lists as text, and add fields of their own. So a text is read as what it
stands for, and fields that no tool has are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.json_schema import GenerateJsonSchema, SkipJsonSchema

from drill.codec import is_list, is_mapping
from drill.errors import UsageError
from drill.text import clean_text, one_line

# The most bytes of a tool's text, whichever way it goes.
MOST_BYTES: Final = 64_000
# The most characters of a name, and the most entries of a list or an object.
MOST_NAME: Final = 300
MOST_ENTRIES: Final = 200
# How deep an object may be nested.
_DEPTH: Final = 12


@dataclass(frozen=True, slots=True)
class Expected:
    """What an argument must be, in words for a refusal."""

    words: str


def _write_scalar(value: object) -> object:
    """Return a number or a truth value as the text that somebody would type."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _write_name(value: object) -> object:
    text = _write_scalar(value)
    return one_line(text) if isinstance(text, str) else text


def _read_list(value: object) -> object:
    """Return the list that a text is the JSON of; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


_Scalar = Annotated[str, BeforeValidator(_write_scalar), StringConstraints(max_length=MOST_BYTES)]
_NameText = Annotated[str, BeforeValidator(_write_name), StringConstraints(max_length=MOST_NAME)]
_NAME: Final = Expected(f"a text of at most {MOST_NAME} characters")
OptionalName = Annotated[_NameText, _NAME]
Name = Annotated[_NameText, StringConstraints(min_length=1), _NAME]
NamesOrNone = Annotated[
    list[_NameText], BeforeValidator(_read_list), Field(max_length=MOST_ENTRIES),
    Expected(f"a list of texts, at most {MOST_ENTRIES} entries"),
]  # fmt: skip
Names = Annotated[NamesOrNone, Field(min_length=1)]
Text = Annotated[_Scalar, Expected("a text")]
Flag = Annotated[bool, Expected("true or false")]
OptionalFlag = Annotated[bool | SkipJsonSchema[None], Expected("true or false")]
Place = Annotated[int, Field(ge=1), Expected("a whole number from 1")]
# A text, a text for each part, or the ids of options.
ReplyText = Annotated[
    _Scalar
    | Annotated[dict[str, _Scalar], Field(max_length=MOST_ENTRIES)]
    | Annotated[tuple[_Scalar, ...], Field(max_length=MOST_ENTRIES)],
    Expected("a text, an object of texts or a list of texts"),
]
Data = Annotated[dict[str, Any] | str, Expected("an object, or the text of one")]


class _Schema(GenerateJsonSchema):
    """JSON Schema without titles, which would say each name twice."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


class Arguments(BaseModel):
    """The arguments of a tool that takes none."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")


ArgumentsT = TypeVar("ArgumentsT", bound=Arguments)


def make_schema(model: type[Arguments]) -> dict[str, Any]:
    """Return the JSON Schema of the arguments of a tool."""
    schema: dict[str, Any] = model.model_json_schema(schema_generator=_Schema)
    return {
        "type": "object", "properties": schema["properties"], "required": schema.get("required", []),
    }  # fmt: skip


def read_arguments(model: type[Arguments], sent: object) -> dict[str, Any]:
    """Return the arguments of a call by name, texts without control characters.

    Raises UsageError for a missing one, one of another type, and all together above 64 kB.
    """
    if sent is None:
        sent = {}
    if not is_mapping(sent):
        raise UsageError("the arguments of a tool are an object")
    _refuse_large(sent)
    given = {
        name: _clean_value(value)
        for name, value in sent.items()
        if (field := model.model_fields.get(name)) is not None and (value is not None or field.is_required())
    }
    try:
        return model.model_validate(given).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise UsageError(_write_refusal(model, error)) from None


def _write_refusal(model: type[Arguments], error: ValidationError) -> str:
    """Return what is wrong with the first argument that cannot be taken."""
    fault = error.errors(include_url=False, include_input=False)[0]
    name = str(fault["loc"][0])
    field = model.model_fields[name]
    match fault["type"]:
        case "missing":
            return f"the argument {name} is missing: {field.description}"
        case "too_short" if _NAME in field.metadata:
            return f"the argument {name} is empty: {field.description}"
        case _:
            words = next(part.words for part in field.metadata if isinstance(part, Expected))
            return f"{name} must be {words}"


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


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if is_mapping(value):
        return {clean_text(str(name)): _clean_value(part) for name, part in value.items()}
    return [_clean_value(part) for part in value] if is_list(value) else value
