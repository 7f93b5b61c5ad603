"""The session protocol: the same session as one JSON object per line, for editors and scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from drill import __version__
from drill.banks.variant import Stage
from drill.cli import output
from drill.cli.figure_output import figure_shape, figure_shapes
from drill.codec import is_list, is_mapping, leave_out_empty, pick_fields
from drill.errors import DrillError, StoreReplacedError, UsageError
from drill.gyr.events import Reply
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import (
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
from drill.session.library.reading_links import format_link
from drill.session.papers.formula_letters import LettersView, SaidLetters, open_letters, say_letters
from drill.session.papers.presentation import Deadline
from drill.session.standing.worked_formulas import AskedLetters
from drill.session.workspace import Workspace
from drill.text import clean_text

# The version of the protocol from which on the program says first which one it speaks.
GREETS_FROM = 2
# The version from which on a formula's letters are asked before its first exercise.
LETTERS_FROM = 4
# The most characters of a line that is read.
LINE_LIMIT = 1_000_000

# What may be asked beside ``quit``; a method of `Protocol` bears each name.
REQUESTS = (
    "answer", "hint", "reveal", "skip", "undo", "next", "mark", "park", "reopen", "note", "again", "more",
    "letters",
)  # fmt: skip

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
                message = message_of(line)
                if message["do"] == "quit":
                    break
                self._handle(message)
            except DrillError as error:
                output.emit_json({"type": "error", "message": str(error)})
                if isinstance(error, StoreReplacedError):
                    raise
        if not self._done:
            self._say_done(self._sitting.summary())
        return 0

    def _handle(self, message: Message) -> None:
        action: str = message["do"]
        if action not in REQUESTS:
            raise UsageError(f"no action is called {action!r}", f"known: {', '.join(REQUESTS)}, quit")
        if self._asked is not None:
            if action not in ("letters", "skip"):
                raise UsageError("letters are asked for", "answer with letters, or skip")
            self._take_letters(self._asked, message if action == "letters" else None)
        elif self._sitting.exercise is None and not self._done:
            self._serve()  # the store failed when it was due
        else:
            getattr(self, f"_{action}")(message)

    def _serve(self) -> None:
        served = self._sitting.next()
        if isinstance(served, SessionSummary):
            self._say_done(served)
        elif isinstance(served, AskedLetters):
            view = open_letters(self._workspace, served.slug, served.row.id)
            self._asked = served
            output.emit_json(letters_message(served, view))
        else:
            self._show(served)

    def _letters(self, _: Message) -> None:
        raise UsageError("no letters are asked for")

    def _take_letters(self, asked: AskedLetters, message: Message | None) -> None:
        """Take what is said of a formula's letters, or pass it over, and go on once that is over."""
        item = ""
        if message is not None:
            reply = say_letters(self._workspace, asked.slug, asked.row.id, _read_letters(message))
            if not reply.is_kept:
                found = pick_fields(reply, "faults", "asks", "unfollowed", "part")
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
            output.emit_json({"type": "retype", **pick_fields(retype, "code", "message")})
        if self._sitting.verdict is not None:
            self._say_verdict(self._sitting.verdict)

    def _say_done(self, summary: SessionSummary) -> None:
        self._done = True
        counts = pick_fields(summary, "attempts", "green", "yellow", "red", "parked")
        remarks = [*([summary.ended] if summary.others else []), *summary.remarks]
        more = {"complete": list(summary.complete), "remarks": remarks}
        output.emit_json({"type": "done"} | counts | leave_out_empty(more))

    def _answer(self, message: Message) -> None:
        outcome = self._sitting.answer(_read_typed_reply(message.get("text")))
        match outcome:
            case Unreadable():
                reply = {"type": "unreadable", **pick_fields(outcome, "message", "at")}
                output.emit_json(reply | ({"part": outcome.part} if outcome.part else {}))
            case Retype():
                output.emit_json({"type": "retype", **pick_fields(outcome, "code", "message")})
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
        reply |= pick_fields(verdict.stage, "key", "steps") | {"figure": figure_shape(verdict.figure)}
        reply |= figure_shapes(verdict.stage.step_figures)
        if verdict.exercise.stage_number is not None:
            reply |= {"stage": list(verdict.exercise.stage_number), "then": list(verdict.exercise.ways)}
        output.emit_json(reply)

    def _hint(self, message: Message) -> None:
        hint = self._sitting.hint()
        if hint is None:
            raise UsageError("there is no further hint")
        view = self._sitting.exercise
        figure = view.figure if view is not None else None
        figure_field: Message = {"figure": figure_shape(figure)} if figure and figure.show == "hints" else {}
        output.emit_json({"type": "hint", "text": hint} | figure_field)

    def _reveal(self, message: Message) -> None:
        self._say_verdict(self._sitting.reveal())

    def _skip(self, message: Message) -> None:
        skipped = self._sitting.skip()
        reply: Message = {"type": "skipped", "item": skipped.item}
        output.emit_json(reply | ({"ask": list(skipped.ask)} if skipped.ask else {}))
        self._serve()

    def _undo(self, message: Message) -> None:
        undone = self._sitting.undo()
        if undone is None:
            raise UsageError("there is nothing to undo")
        output.emit_json({"type": "undone", "item": undone.item, "state": undone.state})
        if self._sitting.verdict is not None:
            self._show(self._sitting.back_to_field())
        elif self._sitting.exercise is not None:
            self._show(self._sitting.exercise)
        else:
            self._serve()

    def _next(self, message: Message) -> None:
        reason = typed_text(message.get("reason", ""), "reason")
        self._show(self._sitting.next_stage(ok=_said_ok(message), reason=reason))

    def _mark(self, message: Message) -> None:
        why, ok = message.get("why"), _said_ok(message)
        if not isinstance(why, bool):
            raise UsageError('"why" must be true or false')
        marked = self._sitting.mark(why, ok=ok, reason=typed_text(message.get("reason", ""), "reason"))
        output.emit_json(marked_message(marked))
        self._serve()

    def _park(self, message: Message) -> None:
        at_hand, item = self._sitting.exercise, message.get("item")
        if item is not None and at_hand is not None and item != at_hand.item:
            raise UsageError(f"only the exercise at hand can be parked: {at_hand.item}", "leave out the item")
        output.emit_json({"type": "parked", "item": self._sitting.park()})
        self._serve()

    def _reopen(self, message: Message) -> None:
        item = self._sitting.reopen(typed_text(message.get("item"), "item"))
        output.emit_json({"type": "reopened", "item": item})

    def _note(self, message: Message) -> None:
        field, text = typed_text(message.get("field"), "field"), typed_text(message.get("text"), "text")
        key = self._sitting.note(field, typed_text(message.get("key", ""), "key"), text)
        output.emit_json({"type": "noted", "field": field, "key": key, "text": text})

    def _again(self, message: Message) -> None:
        self._show(self._sitting.again())

    def _more(self, message: Message) -> None:
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
        "type": "plan", **pick_fields(deadline, "bank", "minutes", by="day"),
        **pick_fields(planned, "today", "later", not_covered="left_out"),
        "message": " ".join(deadline.tell_what_comes()),
    }  # fmt: skip


def letters_message(asked: AskedLetters, view: LettersView) -> Message:
    """Return the table of a formula's letters as the protocol sends it."""
    return {
        "type": "letters", "item": asked.entry.item, **pick_fields(view, "title", "latex", "before"),
        "letters": [
            pick_fields(letter, "latex", "said", "proposed", "origin", "function")
            | {"means": view.meanings.get(letter.latex, ""), "asked": letter in view.shown}
            for letter in view.letters
        ],
        **pick_fields(view, "parts", "holds"),
        "offers": [pick_fields(offer, "name", "latex") for offer in view.offers],
    }  # fmt: skip


def _read_letters(message: Message) -> SaidLetters:
    """Return what a client says of letters. Raises UsageError."""
    types = message.get("letters", {})
    if not is_mapping(types):
        raise UsageError('"letters" must be an object of types by letters')
    rows = {name: message.get(name, []) for name in ("parts", "holds", "meant")}
    for name, texts in rows.items():
        if not is_list(texts):
            raise UsageError(f'"{name}" must be a list of texts')
    parts, holds, meant = (tuple(typed_text(row, name) for row in rows[name]) for name in rows)
    said = {str(latex): typed_text(type_, "letters") for latex, type_ in types.items()}
    return SaidLetters(said, parts, holds, meant, message.get("enough") is True)


def exercise_message(view: ExerciseView) -> Message:
    """Return an exercise as the protocol sends it."""
    review, stage = view.theory, view.stage
    message: Message = {
        "type": "exercise", **pick_fields(view, "item", "title"), "seed": view.variant.seed,
        **pick_fields(view.state, "state", "round"), "pass": view.attempt.pass_, "as": view.as_,
        "reason": view.reason or None, "kind": stage.kind,
        "stage": list(view.stage_number) if view.stage_number else None,
        "setting": view.variant.setting or None, **pick_fields(view, "results"),
        **pick_fields(stage, "prompt", "names"),
        "options": _shape_stage_options(stage), "figure": figure_shape(view.figure),
        "lines": list(stage.lines) or None,
        "card": _shape_theory_card(review) if review else None,
        "example": _shape_theory_example(review) if review else None,
        "theory": review.text if review else None, "renews": view.entry.renews, "left": view.left,
    }  # fmt: skip
    more = pick_fields(stage, "fields") | pick_fields(view, "draft")
    return message | leave_out_empty(more)


def _shape_theory_card(review: Theory) -> Message | None:
    if review.card is None:
        return None
    return {
        **pick_fields(review, "skill", "title"),
        **pick_fields(review.card, "when", "why", "watch"),
        "links": [format_link(link) for link in review.card.links],
        "figure": figure_shape(review.figure),
    }


def _shape_theory_example(review: Theory) -> Message | None:
    if (example := review.example) is None:
        return None
    return pick_fields(example, "prompt", "steps", "key") | {"figure": figure_shape(example.figure)}


def marked_message(marked: Marked) -> Message:
    """Return the confirmation of a mark, which is durable by then."""
    message: Message = {
        "type": "marked",
        **pick_fields(marked, "item", "mark", "state", "round", "pass_", "due"),
    }
    more: Message = {
        **pick_fields(marked, "red_pass", "stages", "advice", "notice"),
        "first": [pick_fields(line, "skill", "title", "left") for line in marked.first],
        "links": [format_link(link) for link in marked.links],
    }
    return message | leave_out_empty(more)


def _said_ok(message: Message) -> bool | None:
    ok = message.get("ok")
    if ok is not None and not isinstance(ok, bool):
        raise UsageError('"ok" must be true or false')
    return ok


def _shape_stage_options(stage: Stage) -> list[Message] | None:
    if not stage.options:
        return None
    return [
        {"id": option.id, "letter": letter, "text": option.text}
        | ({"figure": figure_shape(drawn)} if (drawn := stage.option_figures.get(option.id)) else {})
        for letter, option in zip(LETTERS, stage.options, strict=False)
    ]


def message_of(line: str) -> Message:
    """Read a request. Raises UsageError for a line that is none."""
    if len(line) > LINE_LIMIT:
        raise UsageError(f"a line is too long: at most {LINE_LIMIT:,} characters are read")
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"this line is not JSON: {error}") from error
    if not is_mapping(message) or not isinstance(message.get("do"), str):
        raise UsageError('an object with "do" is expected, for example {"do": "answer", "text": "2x"}')
    return dict(message)


def _read_typed_reply(value: object) -> Reply:
    """Return a text; for ``parts`` a text for each, for choices and orders also a list of ids."""
    if is_mapping(value):
        return {clean_text(str(name)): typed_text(part) for name, part in value.items()}
    return tuple(typed_text(id_) for id_ in value) if is_list(value) else typed_text(value)


def typed_text(value: object, name: str = "text") -> str:
    """Return a text without control characters. Raises UsageError for anything else."""
    if not isinstance(value, str):
        raise UsageError(f'"{name}" must be a text')
    return clean_text(value)
