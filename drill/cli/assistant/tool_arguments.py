"""The arguments of a client's call: a model for each tool, whose types decide how values are read.

Clients send booleans, numbers and lists as text, and add fields of their own, so a text is read as the value
in it, and fields that no tool has are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from itertools import islice
from typing import Annotated, Any, ClassVar, TypeVar, get_type_hints

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
)
from pydantic.json_schema import GenerateJsonSchema, SkipJsonSchema

from drill.codec import is_list, is_mapping
from drill.errors import DrillError, UsageError
from drill.text import clean_text, one_line, remove_invisible

# Max bytes of a tool's arguments, and of its reply.
MOST_BYTES = 64_000
# Max characters of a name, and max entries of a list or an object.
MOST_NAME = 300
MOST_ENTRIES = 200
# Max depth of a nested object.
_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Expected:
    """The required form of an argument, in words for a refusal."""

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
    """Return the list in a JSON text; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


_Scalar = Annotated[str, BeforeValidator(_write_scalar), StringConstraints(max_length=MOST_BYTES)]
_NameText = Annotated[str, BeforeValidator(_write_name), StringConstraints(max_length=MOST_NAME)]
_NAME = Expected(f"a text of at most {MOST_NAME} characters")
OptionalName = Annotated[_NameText, _NAME]
Scope = Annotated[
    OptionalName, Field(description="a bank, topic, skill or exercise, such as calculus or calc.chain")
]
Name = Annotated[_NameText, StringConstraints(min_length=1), _NAME]
NamesOrNone = Annotated[
    Sequence[_NameText], BeforeValidator(_read_list), Field(max_length=MOST_ENTRIES),
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
    """JSON Schema without titles, because they would repeat each name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


class Arguments(BaseModel):
    """The arguments of a tool that takes none."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")


T = TypeVar("T", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool; ``example`` are arguments that it takes."""

    name: str
    says: str
    arguments: type[Arguments]
    example: Mapping[str, Any]
    # Whether it changes nothing.
    is_reading: bool

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        schema: dict[str, Any] = self.arguments.model_json_schema(schema_generator=_Schema)
        return {
            "type": "object", "properties": schema["properties"], "required": schema.get("required", []),
        }  # fmt: skip


TOOLS: dict[str, Tool] = {}
"""Every tool by its name, as their methods are defined."""


def tool(
    says: str, *, example: Mapping[str, Any] | None = None, is_reading: bool = False
) -> Callable[[T], T]:
    """Make a method a tool with the arguments of its signature; ``says`` describes it to clients."""

    def register(method: T) -> T:
        name = method.__name__
        hints = get_type_hints(method, include_extras=True)
        fields: dict[str, Any] = {}
        for parameter in [*signature(method).parameters.values()][1:]:
            default = ... if parameter.default is parameter.empty else parameter.default
            fields[parameter.name] = (hints[parameter.name], default)
        arguments = create_model(name, __base__=Arguments, **fields)
        TOOLS[name] = Tool(name, says, arguments, example or {}, is_reading)
        return method

    return register


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
    """Return the fault of the first invalid argument."""
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
    if is_mapping(value):
        value = [*value.values()]
    parts = value if is_list(value) else ()
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


# The size of replies: no text of a tool is longer than a client can be expected to take.

Shape = dict[str, Any]
# Max bytes of a page's rows, because a conversation cannot take in more at once.
_MOST_PAGE = 10_000
# Bytes for the rest of a reply whose rows are cut.
_ROOM = 4_000
# Max characters of a refusal, which may quote the arguments.
_MOST_REFUSED = 2_000


def measure_reply(reply: Mapping[str, Any]) -> int:
    """Return the number of bytes of a reply."""
    return len(format_reply(reply).encode("utf-8", "replace"))


def format_reply(reply: Mapping[str, Any]) -> str:
    """Return a reply as JSON text."""
    return remove_invisible(json.dumps(reply, ensure_ascii=False))


def fit_rows(reply: Shape, name: str, rows: Sequence[Shape]) -> Shape:
    """Return a reply with as many rows as fit, and the number of those left out."""
    room = MOST_BYTES - _ROOM - measure_reply(reply | {name: []})
    shown: list[Shape] = []
    for row in rows:
        room -= measure_reply(row) + 2
        if room < 0:
            break
        shown.append(row)
    more = len(rows) - len(shown)
    return reply | {name: shown} | ({"left_out": more} if more else {})


def fit_page(reply: Shape, name: str, rows: Sequence[Shape], page: int) -> Shape:
    """Return a reply with one page of rows, counted from 1, and the number of pages.

    Raises UsageError for a page after the last.
    """
    pages: list[list[Shape]] = [[]]
    room = _MOST_PAGE
    for row in rows:
        size = measure_reply(row) + 2
        if pages[-1] and size > room:
            pages.append([])
            room = _MOST_PAGE
        pages[-1].append(row)
        room -= size
    if page > len(pages):
        raise UsageError(f"there is no page {page}", f"the last one is {len(pages)}")
    return reply | {name: pages[page - 1], "page": page, "pages": len(pages)}


def shorten_reply(reply: Shape) -> Shape:
    """Return a reply that fits: its longest part is halved until it fits, and named as ``shortened``."""
    shortened: list[str] = []
    while measure_reply(reply) > MOST_BYTES:
        sizes = {name: measure_reply({name: value}) for name, value in reply.items() if name != "shortened"}
        longest = max(sizes, key=lambda name: sizes[name])
        shortened += [longest] if longest not in shortened else []
        reply = reply | {longest: _halve_reply_value(reply[longest]), "shortened": shortened}
    return reply


def _halve_reply_value(value: Any) -> Any:
    """Return the first half of a text, a list or an object."""
    if is_mapping(value):
        return dict(islice(value.items(), len(value) // 2))
    return value[: len(value) // 2]


def shorten_refusal(error: DrillError) -> DrillError:
    """Return a refusal of at most 2,000 characters."""
    if len(text := str(error)) <= _MOST_REFUSED:
        return error
    return UsageError(f"{text[: _MOST_REFUSED - 1]}…")
