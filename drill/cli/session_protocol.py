"""The session protocol: the same session as one JSON object per line, for editors and scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.json_schema import SkipJsonSchema

from drill import __version__
from drill.banks.draws import Stage
from drill.banks.models import Card
from drill.cli import output
from drill.cli.plain_words import figure_shape
from drill.codec import is_mapping, leave_out_empty, pick_fields
from drill.errors import DrillError, StoreReplacedError, UsageError
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import (
    Example,
    ExerciseView,
    Marked,
    Retype,
    Theory,
    Undecided,
    Unreadable,
    VerdictView,
)
from drill.session.drilling.session_totals import SessionSummary
from drill.session.key_display import LETTERS
from drill.session.library.exercise_library import format_link
from drill.session.papers.formula_letters import LettersView, SaidLetters, open_letters, say_letters
from drill.session.papers.presentation import Deadline
from drill.session.standing.withheld_exercises import AskedLetters
from drill.session.workspace import Workspace
from drill.text import clean_text

# The requests of the session protocol: models by which lines are read and their schema is written.

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


# The version of the protocol from which on the program says first which one it speaks.
GREETS_FROM = 2
# The version from which on a formula's letters are asked before its first exercise.
LETTERS_FROM = 4

Message = dict[str, Any]


def emit_greeting(version: int) -> None:
    """Say which protocol is spoken, and by which version of the program; the first protocol greets nobody."""
    if version >= GREETS_FROM:
        output.emit_json({"type": "hello", "protocol": version, "version": __version__})


class Protocol:
    """Reads requests, drives a session, writes what happens; bad input gets an error, and it continues."""

    def __init__(self, sitting: DrillSession, workspace: Workspace, version: int = 1) -> None:
        """``version`` is that of the protocol: from 2 on it greets, from 4 on it asks for letters."""
        self._sitting, self._workspace = sitting, workspace
        self._version = version
        self._done = False
        self._asked: AskedLetters | None = None

    def run(self, lines: Iterable[str]) -> int:
        """Send the first message, then answer line by line until the input ends or ``quit`` comes."""
        emit_greeting(self._version)
        if self._sitting.deadline is not None:
            output.emit_json(plan_message(self._sitting.deadline))
        self._serve()
        for line in lines:
            if not line.strip():
                continue
            self._sitting.touch()
            try:
                request = read_request(line, SESSION_REQUESTS)
                if request.do == "quit":
                    break
                self._handle(request)
            except DrillError as error:
                output.emit_json({"type": "error", "message": str(error)})
                if isinstance(error, StoreReplacedError):
                    raise
        if not self._done:
            self._say_done(self._sitting.summary())
        return 0

    def _handle(self, request: SessionRequest) -> None:
        if self._asked is not None:
            if not isinstance(request, LettersRequest) and request.do != "skip":
                raise UsageError("letters are asked for", "answer with letters, or skip")
            self._take_letters(self._asked, request if isinstance(request, LettersRequest) else None)
        elif self._sitting.exercise is None and not self._done:
            self._serve()  # the store failed when it was due
        else:
            self._answer_request(request)

    def _answer_request(self, request: SessionRequest) -> None:
        match request:
            case AnswerRequest():
                self._answer(request)
            case NextRequest():
                self._show(self._sitting.next_stage(ok=request.ok, reason=request.reason))
            case MarkRequest():
                marked = self._sitting.mark(request.why, ok=request.ok, reason=request.reason)
                output.emit_json(marked_message(marked))
                self._serve()
            case ParkRequest():
                self._park(request.item)
            case ReopenRequest():
                item = self._sitting.reopen(request.item)
                output.emit_json({"type": "reopened", "item": item})
            case NoteRequest():
                key = self._sitting.note(request.field, request.key, request.text)
                noted = {"field": request.field, "key": key, "text": request.text}
                output.emit_json({"type": "noted"} | noted)
            case LettersRequest():
                raise UsageError("no letters are asked for")
            case SimpleRequest(do="hint"):
                self._hint()
            case SimpleRequest(do="reveal"):
                self._say_verdict(self._sitting.reveal())
            case SimpleRequest(do="skip"):
                self._skip()
            case SimpleRequest(do="undo"):
                self._undo()
            case SimpleRequest(do="again"):
                self._show(self._sitting.again())
            case SimpleRequest():
                self._go_on()

    def _serve(self) -> None:
        served = self._sitting.next()
        while isinstance(served, AskedLetters):
            view = open_letters(self._workspace, served.slug, served.row.id)
            if not view.is_empty:
                self._asked = served
                output.emit_json(letters_message(served, view))
                return
            self._workspace.notices.append(f"{view.title} is left out: {view.unfollowed}")
            self._sitting.take_letters(served, "")
            served = self._sitting.next()
        if isinstance(served, SessionSummary):
            self._say_done(served)
        else:
            self._show(served)

    def _take_letters(self, asked: AskedLetters, request: LettersRequest | None) -> None:
        """Take what is said of a formula's letters, or pass it over, and go on once that is over."""
        item = ""
        if request is not None:
            reply = say_letters(self._workspace, asked.slug, asked.row.id, _gather_said(request))
            if not reply.is_kept:
                found = pick_fields(reply, "faults asks unfollowed part")
                output.emit_json(letters_message(asked, reply.view) | leave_out_empty(found))
                return
            item = reply.item
            output.emit_json({"type": "letters-kept", "message": reply.told, "item": item or None})
        else:
            output.emit_json({"type": "skipped", "item": asked.entry.item})
        self._asked = None
        self._sitting.take_letters(asked, item)
        self._serve()

    def _show(self, view: ExerciseView) -> None:
        output.emit_json(exercise_message(view))
        if (retype := view.retype) is not None:
            output.emit_json({"type": "retype", **pick_fields(retype, "code message")})
        if self._sitting.verdict is not None:
            self._say_verdict(self._sitting.verdict)

    def _say_done(self, summary: SessionSummary) -> None:
        self._done = True
        counts = pick_fields(summary, "attempts green yellow red parked")
        remarks = [*([summary.ended] if summary.others else []), *summary.remarks]
        more = pick_fields(summary, "complete") | {"remarks": remarks}
        output.emit_json({"type": "done"} | counts | leave_out_empty(more))

    def _answer(self, request: AnswerRequest) -> None:
        text = request.text
        outcome = self._sitting.answer(tuple(text) if isinstance(text, list) else text)
        match outcome:
            case Unreadable():
                reply = {"type": "unreadable", **pick_fields(outcome, "message at")}
                output.emit_json(reply | ({"part": outcome.part} if outcome.part else {}))
            case Retype():
                output.emit_json({"type": "retype", **pick_fields(outcome, "code message")})
            case Undecided():
                output.emit_json({"type": "undecided", "message": outcome.message})
            case VerdictView():
                self._say_verdict(outcome)

    def _say_verdict(self, verdict: VerdictView) -> None:
        reply: Message = {"type": "revealed"} | ({"message": verdict.message} if verdict.message else {})
        if verdict.verdict != "revealed":
            reply = {"type": "verdict", "verdict": verdict.verdict}
            reply |= {"code": verdict.attempt.code, "message": verdict.message}
            reply |= {"mistake": verdict.attempt.mistake} if verdict.attempt.mistake else {}
            reply |= {"second": "correct" if verdict.is_second_right else "wrong"} if verdict.first else {}
        reply |= pick_fields(verdict.stage, "key steps") | {"figure": figure_shape(verdict.figure)}
        reply["step_figures"] = [*map(figure_shape, verdict.stage.step_figures)]
        if verdict.exercise.stage_number is not None:
            reply |= {"stage": list(verdict.exercise.stage_number), "then": list(verdict.exercise.ways)}
        output.emit_json(reply)

    def _hint(self) -> None:
        hint = self._sitting.hint()
        if hint is None:
            raise UsageError("there is no further hint")
        view = self._sitting.exercise
        figure = view.figure if view is not None else None
        figure_field: Message = {"figure": figure_shape(figure)} if figure and figure.show == "hints" else {}
        output.emit_json({"type": "hint", "text": hint} | figure_field)

    def _skip(self) -> None:
        skipped = self._sitting.skip()
        reply: Message = {"type": "skipped", "item": skipped.item}
        output.emit_json(reply | ({"ask": list(skipped.ask)} if skipped.ask else {}))
        self._serve()

    def _undo(self) -> None:
        undone = self._sitting.undo()
        if undone is None:
            raise UsageError("there is nothing to undo")
        output.emit_json({"type": "undone", "item": undone.item, "state": undone.after.state})
        if self._sitting.verdict is not None:
            self._show(self._sitting.back_to_field())
        elif self._sitting.exercise is not None:
            self._show(self._sitting.exercise)
        else:
            self._serve()

    def _park(self, item: str | None) -> None:
        at_hand = self._sitting.exercise
        if item is not None and at_hand is not None and item != at_hand.item:
            raise UsageError(f"only the exercise at hand can be parked: {at_hand.item}", "leave out the item")
        output.emit_json({"type": "parked", "item": self._sitting.park()})
        self._serve()

    def _go_on(self) -> None:
        """Go on after the end, with other subjects where the path waits."""
        if not self._done:
            raise UsageError("the session is not over: `more` goes on after `done`")
        self._done = False
        self._sitting.more()
        self._serve()


def plan_message(deadline: Deadline) -> Message:
    """Return what comes before a paper is presented, as the protocol sends it first."""
    planned = deadline.plan()
    return {
        "type": "plan", **pick_fields(deadline, "bank minutes by=day"),
        **pick_fields(planned, "today later not_covered=left_out"),
        "message": " ".join(deadline.tell_what_comes()),
    }  # fmt: skip


def letters_message(asked: AskedLetters, view: LettersView) -> Message:
    """Return the table of a formula's letters as the protocol sends it."""
    rows = [
        pick_fields(letter, "latex said proposed origin function")
        | {"means": view.meanings.get(letter.latex, ""), "asked": letter in view.shown}
        for letter in view.letters
    ]
    told = pick_fields(view, "title latex before parts holds offers(name latex)")
    return {"type": "letters", "item": asked.entry.item, **told, "letters": rows}


def _gather_said(request: LettersRequest) -> SaidLetters:
    """Return what a client says of letters."""
    rows = tuple(request.parts), tuple(request.holds), tuple(request.meant)
    return SaidLetters(request.letters, *rows, request.enough)


def exercise_message(view: ExerciseView) -> Message:
    """Return an exercise as the protocol sends it."""
    review, stage = view.theory, view.stage
    return {
        "type": "exercise", **pick_fields(view, "item title stage=stage_number results as_ left"),
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


def marked_message(marked: Marked) -> Message:
    """Return the confirmation of a mark, which is durable by then."""
    effect = marked.effect
    more = {
        "red_pass": effect.after.red_pass if effect.counts else 0,
        **pick_fields(marked.facts, "stages"),
        **pick_fields(marked, "advice notice first(skill title left)"),
    }
    more["links"] = [*map(format_link, marked.links)]
    return {
        "type": "marked",
        **pick_fields(marked.exercise, "item"),
        **pick_fields(effect, "mark=colour"),
        **pick_fields(effect.after, "state round pass=passes"),
        **pick_fields(effect, "due"),
        **leave_out_empty(more),
    }


def _shape_stage_options(stage: Stage) -> list[Message] | None:
    options = [
        {"id": option.id, "letter": letter, "text": option.text}
        | ({"figure": figure_shape(drawn)} if (drawn := stage.option_figures.get(option.id)) else {})
        for letter, option in zip(LETTERS, stage.options, strict=False)
    ]
    return options or None
