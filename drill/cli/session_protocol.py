"""The session protocol: the same session as one JSON object per line, for editors and scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.json_schema import SkipJsonSchema

from drill import __version__
from drill.cli import output
from drill.codec import is_mapping, pick_fields
from drill.errors import DrillError, StoreReplacedError, UsageError, describe_removal
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.moves import Moves, describe_error
from drill.session.drilling.session_events import SessionEvent, Unreadable
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.verdict_view import Marked, VerdictView
from drill.session.drilling.warm_up_set import WarmUp
from drill.session.key_display import key_text
from drill.text import clean_text

# The requests of the session protocol: models that parse the lines and define their schema.

# Max characters of a line that is read.
LINE_LIMIT = 1_000_000

_Text = Annotated[str, AfterValidator(clean_text)]
# A text; for parts a text for each, for choices and orders also a list of ids.
_Reply = _Text | dict[_Text, _Text] | list[_Text]
_IsRight = Annotated[
    bool | SkipJsonSchema[None],
    Field(description="Whether the answer was right, where the learner is the judge."),
]


class _Request(BaseModel):
    """The base of all requests: unknown fields are passed over.

    Validators are built on first use, because the first question must not wait for those of later requests.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore", strict=True, defer_build=True)


class SimpleRequest(_Request):
    """A request without fields."""

    do: Literal["hint", "reveal", "skip", "undo", "again", "more", "quit"]


class AnswerRequest(_Request):
    """An answer to the exercise at hand."""

    do: Literal["answer"]
    text: _Reply


class NextRequest(_Request):
    """On to the next stage."""

    do: Literal["next"]
    ok: _IsRight = None
    reason: _Text = ""


class MarkRequest(_Request):
    """Whether the learner knows why."""

    do: Literal["mark"]
    why: bool
    ok: _IsRight = None
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
    """Keep the learner's own words; without a key they are on the subject of the exercise at hand."""

    do: Literal["note"]
    field: _Text
    text: _Text
    key: _Text = ""


class FormerSetRequest(_Request):
    """A request to a set of the warm-up up to protocol 4."""

    do: Literal["next", "dispute", "quit"]


class FormerSetAnswer(_Request):
    """An answer to the question of a set."""

    do: Literal["answer"]
    text: _Text


SessionRequest: TypeAlias = (
    SimpleRequest | AnswerRequest | NextRequest | MarkRequest | ParkRequest | ReopenRequest | NoteRequest
)
SESSION_REQUESTS = TypeAdapter[SessionRequest](
    Annotated[SessionRequest, Field(discriminator="do")], config=ConfigDict(defer_build=True)
)
FORMER_SET_REQUESTS = TypeAdapter[FormerSetRequest | FormerSetAnswer](
    Annotated[FormerSetRequest | FormerSetAnswer, Field(discriminator="do")]
)
_EXPECTED = {"bool_type": "true or false", "dict_type": "an object of texts", "list_type": "a list of texts"}


def make_request_schema() -> dict[str, Any]:
    """Return the JSON Schema of a request."""
    schema = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": schema, "title": "Request of the session protocol", **SESSION_REQUESTS.json_schema()}


def read_request(line: str, requests: TypeAdapter[Any]) -> Any:
    """Return the request in a line. Raises UsageError, which names the wrong field."""
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
        instead = describe_removal("request", message["do"])
        raise UsageError(f"no action is called {message['do']!r}", instead or f"known: {known}")
    name = fault["loc"][1]
    expected = "true or false" if name == "why" else _EXPECTED.get(fault["type"], "a text")
    raise UsageError(f'"{name}" must be {expected}')


# First version of the protocol whose first line is a greeting with the version.
GREETS_FROM = 2
# First version with sentences on every line, and with reps of a warm-up as ordinary exercises.
TEXTS_FROM = 5

Message = dict[str, Any]


class Protocol:
    """Reads requests, drives a session, writes what happens; bad input gets an error, and it continues."""

    def __init__(self, sitting: Sitting, version: int = 1) -> None:
        """``version`` is that of the protocol: from 2 on it greets."""
        self._sitting = sitting
        self._moves = Moves(sitting)
        self._version = version
        self._is_former_set = isinstance(sitting, WarmUp) and version < TEXTS_FROM

    def run(self, lines: Iterable[str]) -> int:
        """Send the first message, then answer line by line until the input ends or ``quit`` comes."""
        if self._version >= GREETS_FROM:
            speaks = f"drill {__version__} speaks protocol {self._version}."
            self._send("hello", speaks, {"protocol": self._version, "version": __version__})
        self._send_events(self._moves.serve())
        for line in lines:
            if not line.strip():
                continue
            self._sitting.touch()
            try:
                request = read_request(line, FORMER_SET_REQUESTS if self._is_former_set else SESSION_REQUESTS)
                if request.do == "quit":
                    break
                self._handle(request)
            except DrillError as error:
                code = {"code": error.code} if self._version >= TEXTS_FROM else {}
                self._send("error", describe_error(error), code | {"message": str(error)})
                if isinstance(error, StoreReplacedError):
                    raise
        if not self._moves.is_over:
            self._send_events([self._moves.end()])
        return 0

    def _handle(self, request: SessionRequest | FormerSetRequest) -> None:
        fields = {name: value for name, value in request if name != "do"}
        match request:
            case ParkRequest():
                at_hand = self._sitting.exercise
                item = fields.pop("item")
                if item is not None and at_hand is not None and item != at_hand.item:
                    said = f"only the exercise at hand can be parked: {at_hand.item}"
                    raise UsageError(said, "leave out the item")
            case AnswerRequest() if isinstance(request.text, list):
                fields = {"text": tuple(request.text)}
            case _ if self._is_former_set and self._moves.is_over:
                raise UsageError("the set is over")
            case FormerSetRequest():
                fields = {"why": False}
                if request.do == "dispute":
                    fields["ok"] = True
                self._send_events(self._moves.make("mark", **fields))
                return
            case _:
                pass
        self._send_events(self._moves.make(request.do, **fields))

    def _send_events(self, events: Iterable[SessionEvent]) -> None:
        for event in events:
            kind, fields = shape_former_set(event) if self._is_former_set else (event.type, event.fields)
            if kind:
                self._send(kind, event.as_text(), fields)
            if isinstance(event, ExerciseView):
                self._sitting.shown()

    def _send(self, kind: str, text: str, fields: Message) -> None:
        if self._version < TEXTS_FROM:
            output.emit_json({"type": kind} | fields)
            return
        if "text" in fields:  # a hint, or a note that is kept
            fields[{"noted": "note"}.get(kind, kind)] = fields.pop("text")
        output.emit_json({"type": kind, "text": text} | fields)


def shape_former_set(event: SessionEvent) -> tuple[str, Message]:
    """Return the type and fields of an event in a set up to protocol 4; a mark has no type."""
    match event:
        case ExerciseView():
            of = {"of": event.number + event.left - 1}
            return "rep", {
                **pick_fields(event, "item title topic"), **pick_fields(event.stage, "kind prompt"),
                **pick_fields(event, "number"), **of, **pick_fields(event.stage, "names"),
            }  # fmt: skip
        case VerdictView():
            is_decided = event.verdict != "revealed"
            word = event.verdict if is_decided else "undecided"
            key = {
                "code": event.attempt.given.code if is_decided else "",
                "message": event.why_wrong, "key": key_text(event.stage.key),
            }  # fmt: skip
            return "verdict", {"verdict": word, "at_pace": event.at_pace} | ({} if event.ok else key)
        case Unreadable():
            return event.type, pick_fields(event, "message at")
        case Marked():
            return "", {}
        case _:
            return event.type, event.fields
