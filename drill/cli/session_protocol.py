"""The session protocol: the same session as one JSON object per line, for editors and scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.json_schema import SkipJsonSchema

from drill import __version__
from drill.banks.draws import Stage
from drill.banks.models import Card
from drill.cli import output
from drill.cli.plain_words import figure_shape
from drill.codec import is_mapping, leave_out_empty, pick_fields
from drill.errors import DrillError, StoreReplacedError, UsageError, describe_removal
from drill.session.drilling.exercise_view import (
    Example,
    ExerciseView,
    Marked,
    Retype,
    Skipped,
    Theory,
    Undecided,
    Unreadable,
    VerdictView,
)
from drill.session.drilling.moves import Happened, Hint, Moves, Noted, Parked, Reopened, What, describe_error
from drill.session.drilling.session_totals import SessionSummary, SetSummary
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.undoing import Undone
from drill.session.drilling.warm_up_set import WarmUp
from drill.session.key_display import LETTERS, key_text
from drill.session.library.exercise_library import format_link
from drill.session.workspace import Workspace
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

    def __init__(self, sitting: Sitting, workspace: Workspace, version: int = 1) -> None:
        """``version`` is that of the protocol: from 2 on it greets."""
        self._sitting = sitting
        self._moves = Moves(workspace, sitting)
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

    def _send_events(self, happened: Iterable[Happened]) -> None:
        for each in happened:
            if self._is_former_set:
                kind, fields = shape_former_set(each.what)
            else:
                kind = each.type
                fields = shape_fields(each.what)
            if kind:
                self._send(kind, each.text, fields)
            if isinstance(each.what, ExerciseView):
                self._sitting.shown()

    def _send(self, kind: str, text: str, fields: Message) -> None:
        if self._version < TEXTS_FROM:
            output.emit_json({"type": kind} | fields)
            return
        if "text" in fields:  # a hint, or a note that is kept
            fields[{"noted": "note"}.get(kind, kind)] = fields.pop("text")
        output.emit_json({"type": kind, "text": text} | fields)


def shape_fields(what: What) -> Message:
    """Return an event in the form for JSON, with its type and its sentences."""
    match what:
        case ExerciseView():
            return _shape_exercise(what)
        case VerdictView():
            return _shape_verdict(what)
        case Unreadable():
            return pick_fields(what, "message at") | leave_out_empty({"part": what.part})
        case Retype():
            return pick_fields(what, "code message")
        case Undecided():
            return {"message": what.message}
        case Hint():
            return pick_fields(what, "text") | leave_out_empty({"figure": figure_shape(what.figure)})
        case Marked():
            return _shape_mark(what)
        case Skipped():
            return {"item": what.item} | leave_out_empty({"ask": list(what.ask)})
        case Undone():
            return {"item": what.item, "state": what.after.state}
        case Parked() | Reopened():
            return {"item": what.item}
        case Noted():
            return pick_fields(what, "field key text")
        case SessionSummary() if what.warm_up is not None:
            return _shape_set(what.warm_up)
        case SessionSummary():
            remarks = [what.ended, *what.remarks] if what.others else list(what.remarks)
            more = pick_fields(what, "complete") | {"remarks": remarks}
            if what.reached is not None:
                papers = pick_fields(what.reached, "next_papers(bank title year skills)")
                more["reached"] = pick_fields(what.reached, "goal=bank title") | papers
            return pick_fields(what, "attempts green yellow red parked") | leave_out_empty(more)


def shape_former_set(what: What) -> tuple[str, Message]:
    """Return the type and fields of an event in a set up to protocol 4; a mark has no type."""
    match what:
        case ExerciseView():
            of = {"of": what.number + what.left - 1}
            return "rep", {
                **pick_fields(what, "item title topic"), **pick_fields(what.stage, "kind prompt"),
                **pick_fields(what, "number"), **of, **pick_fields(what.stage, "names"),
            }  # fmt: skip
        case VerdictView():
            word = "undecided" if what.verdict == "revealed" else what.verdict
            key = {
                "code": "" if what.verdict == "revealed" else what.attempt.code,
                "message": what.why_wrong, "key": key_text(what.stage.key),
            }  # fmt: skip
            return "verdict", {"verdict": word, "at_pace": what.at_pace} | ({} if what.ok else key)
        case Unreadable():
            return "unreadable", pick_fields(what, "message at")
        case Marked():
            return "", {}
        case _:
            return Happened(what).type, shape_fields(what)


def _shape_set(warm_up: SetSummary) -> Message:
    counts = pick_fields(warm_up, "reps right at_pace at_pace_before")
    shape: Message = counts | {"fluent": list(warm_up.fluent)}
    shape |= {"remarks": list(warm_up.new_again)} if warm_up.new_again else {}
    return shape | ({} if warm_up.reps else {"message": warm_up.note})


def _shape_exercise(view: ExerciseView) -> Message:
    """Return an exercise as the protocol sends it."""
    review = view.theory
    stage = view.stage
    return {
        **pick_fields(view, "item title stage=stage_number results as_ left"),
        **pick_fields(view.state, "state round"), **pick_fields(view.attempt, "pass_"),
        **pick_fields(stage, "kind prompt names"), "lines": list(stage.lines) or None,
        "reason": view.reason or None, "setting": view.variant.setting or None, "seed": view.variant.seed,
        "options": _shape_stage_options(stage), "figure": figure_shape(view.figure),
        "card": _shape_theory_card(review, review.card) if review and review.card else None,
        "example": _shape_theory_example(review.example) if review and review.example else None,
        "theory": review.text if review else None, "renews": view.entry.renews,
        **leave_out_empty(pick_fields(stage, "fields") | pick_fields(view, "draft")),
    }  # fmt: skip


def _shape_theory_card(review: Theory, card: Card) -> Message:
    shape = pick_fields(review, "skill title") | pick_fields(card, "when why watch")
    return shape | {"links": [*map(format_link, card.links)], "figure": figure_shape(review.figure)}


def _shape_theory_example(example: Example) -> Message:
    return pick_fields(example, "prompt steps key") | {"figure": figure_shape(example.figure)}


def _shape_verdict(verdict: VerdictView) -> Message:
    """Return a verdict, or a key that was revealed."""
    shape: Message = {"message": verdict.message} if verdict.message else {}
    if verdict.verdict != "revealed":
        shape = {"verdict": verdict.verdict, "code": verdict.attempt.code, "message": verdict.message}
        if verdict.attempt.mistake:
            shape["mistake"] = verdict.attempt.mistake
        if verdict.first:
            shape["second"] = "correct" if verdict.is_second_right else "wrong"
    if verdict.exercise.is_rep:
        shape["at_pace"] = verdict.at_pace
    shape |= pick_fields(verdict.stage, "key steps") | {"figure": figure_shape(verdict.figure)}
    shape["step_figures"] = [*map(figure_shape, verdict.stage.step_figures)]
    if verdict.exercise.stage_number is not None:
        shape |= {"stage": list(verdict.exercise.stage_number), "then": list(verdict.exercise.ways)}
    return shape


def _shape_mark(marked: Marked) -> Message:
    """Return the confirmation of a mark, which is durable by then."""
    effect = marked.effect
    more = {
        "red_pass": effect.after.red_pass if effect.counts else 0,
        **pick_fields(marked.facts, "stages"),
        **pick_fields(marked, "advice notice first(skill title left)"),
    }
    more["links"] = [*map(format_link, marked.links)]
    return {
        **pick_fields(marked.exercise, "item"),
        **pick_fields(effect, "mark=colour"),
        **pick_fields(effect.after, "state round pass=passes"),
        **pick_fields(effect, "due"),
        **leave_out_empty(more),
    }


def _shape_stage_options(stage: Stage) -> list[Message] | None:
    options: list[Message] = []
    for letter, option in zip(LETTERS, stage.options, strict=False):
        shape: Message = {"id": option.id, "letter": letter, "text": option.text}
        figure = figure_shape(stage.option_figures.get(option.id))
        options.append(shape | leave_out_empty({"figure": figure}))
    return options or None
