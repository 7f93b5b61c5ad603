"""The requests of the session protocol: models by which lines are read and their schema is written."""

from __future__ import annotations

import json
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.json_schema import SkipJsonSchema

from drill.codec import is_mapping
from drill.errors import UsageError
from drill.text import clean_text

# The most characters of a line that is read.
LINE_LIMIT: Final = 1_000_000

_Text = Annotated[str, AfterValidator(clean_text)]
# A text; for parts a text for each, for choices and orders also a list of ids.
_Reply = _Text | dict[_Text, _Text] | list[_Text]
_OptionalFlag = bool | SkipJsonSchema[None]


class _Request(BaseModel):
    """What all requests have in common: fields that are not known are passed over."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="ignore", strict=True, use_attribute_docstrings=True
    )


class SimpleRequest(_Request):
    """A request that says nothing more."""

    do: Literal["hint", "reveal", "skip", "undo", "again", "more", "quit"]


class AnswerRequest(_Request):
    """An answer to the exercise at hand."""

    do: Literal["answer"]
    text: _Reply


class NextRequest(_Request):
    """On to the next stage."""

    do: Literal["next"]
    ok: _OptionalFlag = None
    """Whether the answer was right, where the learner is the judge."""
    reason: _Text = ""


class MarkRequest(_Request):
    """Whether the learner knows why."""

    do: Literal["mark"]
    why: bool
    ok: _OptionalFlag = None
    """Whether the answer was right, where the learner is the judge."""
    reason: _Text = ""


class ParkRequest(_Request):
    """Park the exercise at hand, which may be named."""

    do: Literal["park"]
    item: _Text | SkipJsonSchema[None] = None


class ReopenRequest(_Request):
    """Reopen a parked exercise."""

    do: Literal["reopen"]
    item: _Text


class NoteRequest(_Request):
    """Keep the learner's own words; without a key they are about what the exercise at hand is about."""

    do: Literal["note"]
    field: _Text
    text: _Text
    key: _Text = ""


class LettersRequest(_Request):
    """What a formula's letters are."""

    do: Literal["letters"]
    letters: dict[_Text, _Text] = Field(default_factory=dict[str, str])
    parts: list[_Text] = Field(default_factory=list[str])
    holds: list[_Text] = Field(default_factory=list[str])
    meant: list[_Text] = Field(default_factory=list[str])
    enough: bool = False


class SetRequest(_Request):
    """A request to a set of the warm-up that says nothing more."""

    do: Literal["next", "dispute", "quit"]


class SetAnswer(_Request):
    """An answer to the question of a set."""

    do: Literal["answer"]
    text: _Text


RequestT = TypeVar("RequestT")
SessionRequest: TypeAlias = (
    SimpleRequest
    | AnswerRequest
    | NextRequest
    | MarkRequest
    | ParkRequest
    | ReopenRequest
    | NoteRequest
    | LettersRequest
)
SESSION_REQUESTS: Final = TypeAdapter[SessionRequest](Annotated[SessionRequest, Field(discriminator="do")])
SET_REQUESTS: Final = TypeAdapter[SetRequest | SetAnswer](
    Annotated[SetRequest | SetAnswer, Field(discriminator="do")]
)
_EXPECTED: Final = {
    "bool_type": "true or false",
    "dict_type": "an object of texts",
    "list_type": "a list of texts",
}


def make_request_schema() -> dict[str, Any]:
    """Return the JSON Schema of a request."""
    schema = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": schema, "title": "Request of the session protocol", **SESSION_REQUESTS.json_schema()}


def read_request(line: str, requests: TypeAdapter[RequestT]) -> RequestT:
    """Return the request that a line is. Raises UsageError, which names the field that is wrong."""
    if len(line) > LINE_LIMIT:
        raise UsageError(f"a line is too long: at most {LINE_LIMIT:,} characters are read")
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"this line is not JSON: {error}") from error
    if not is_mapping(message) or not isinstance(message.get("do"), str):
        raise UsageError('an object with "do" is expected, for example {"do": "answer", "text": "2x"}')
    try:
        return requests.validate_python(message)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
    if fault["type"] == "union_tag_invalid":
        known = str(fault.get("ctx", {}).get("expected_tags", "")).replace("'", "")
        raise UsageError(f"no action is called {message['do']!r}", f"known: {known}")
    name = fault["loc"][1]
    expected = "true or false" if name == "why" else _EXPECTED.get(fault["type"], "a text")
    raise UsageError(f'"{name}" must be {expected}')
