"""The moves of a session, and the events that each makes.

Whoever drives a session asks for moves by their names (`Moves`). The effect of a move is handed on at once,
so that a mark is durable, and reported, before the next exercise is served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from drill.errors import DrillError, UsageError
from drill.gyr.events import Reply
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_events import Hint, Noted, Parked, Reopened, SessionEvent, Unreadable
from drill.session.drilling.session_summary import SessionSummary
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.verdict_view import VerdictView


def describe_error(error: DrillError) -> str:
    """Return why a move was refused, or could not be made, as a sentence."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def describe_unsaved(what: str, error: DrillError) -> str:
    """Return why a mark, a note or a line was not kept."""
    still = " The question is still open." if what == "mark" else ""
    return f"The {what} was not saved: {error}.{still}"


# Replies to a request for a text that nobody wrote, and to steps that are not moves.
NO_SHAPE = "The author left shape and motion to you."
SAYS_NOT_YET = "nothing is typed yet; enter again says that you have not met this"
NOTE_KEPT = "Kept as your note."
NOTE_STAYS = "Your note stays as it was."
KEY_SEEN = "Change the answer if you like: its mark will say that you had seen what is right."


class Moves:
    """Drives one session."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self.is_over = False
        """Whether the session ended; ``more`` or an undo goes on."""
        self._was_served = False
        self._empty_at = ""
        """The question of a placement to which an empty answer was given once."""
        self._moves: Mapping[str, Callable[..., Iterator[SessionEvent]]] = {
            "answer": self._answer, "next": self._next, "mark": self._mark, "hint": self._hint,
            "reveal": self._reveal, "skip": self._skip, "undo": self.undo, "again": self._again,
            "more": self._more, "park": self._park, "reopen": self._reopen, "note": self._note,
            "empty": self._say_not_yet,
        }  # fmt: skip

    def make(self, move: str, **fields: Any) -> Iterator[SessionEvent]:
        """Make a move. Raises DrillError if it is refused, or the store fails."""
        if self._sitting.exercise is None and not self.is_over:
            yield from self.serve()  # the store failed when the next exercise was due
        else:
            yield from self._moves[move](**fields)

    def begin(self) -> Iterator[SessionEvent]:
        """Show the exercise at hand again; without one, serve the next."""
        if self._sitting.exercise is not None:
            yield from self._show(self._sitting.exercise)
        else:
            yield from self.serve()

    def serve(self) -> Iterator[SessionEvent]:
        """Serve the next exercise; at the end the summary."""
        served = self._sitting.next()
        if isinstance(served, SessionSummary):
            yield self._end(served)
        else:
            yield from self._show(served)

    def end(self) -> SessionSummary:
        """End the session now."""
        return self._end(self._sitting.summary())

    def undo(self, *, to_answer: bool = True) -> Iterator[SessionEvent]:
        """Undo the newest mark; ``to_answer`` goes back beyond its question."""
        undone = self._sitting.undo()
        if undone is None:
            raise UsageError("there is nothing to undo")
        yield undone
        if self._sitting.verdict is not None and to_answer:
            yield from self.back_to_answer()
        else:
            yield from self.begin()

    def back_to_answer(self) -> Iterator[SessionEvent]:
        """Go back from a question to the answer."""
        yield from self._show(self._sitting.back_to_field())

    # --- the moves -----------------------------------------------------------------------------------------

    def _say_not_yet(self) -> Iterator[SessionEvent]:
        """Take a second empty answer to one question of a placement as "not yet"."""
        view = self._sitting.exercise
        if view is None or view.item == self._empty_at:
            yield from self._skip()
        else:
            self._empty_at = view.item
            yield Unreadable(SAYS_NOT_YET, None)

    def _answer(self, text: Reply, working: Sequence[str] | None = None) -> Iterator[SessionEvent]:
        if working is not None:
            self._sitting.draft_working(working)
        outcome = self._sitting.answer(text)
        yield outcome
        if isinstance(outcome, VerdictView) and outcome.exercise.is_rep and outcome.ok:
            yield from self.serve()

    def _next(self, ok: bool | None = None, reason: str = "") -> Iterator[SessionEvent]:
        yield from self._show(self._sitting.next_stage(ok=ok, reason=reason))

    def _mark(self, why: bool, ok: bool | None = None, reason: str = "") -> Iterator[SessionEvent]:
        yield self._sitting.mark(why, ok=ok, reason=reason)
        yield from self.serve()

    def _hint(self) -> Iterator[SessionEvent]:
        hint = self._sitting.hint()
        if hint is None:
            raise UsageError("there is no further hint")
        view = self._sitting.exercise
        figure = view.figure if view is not None else None
        yield Hint(hint, figure if figure is not None and figure.show == "hints" else None)

    def _reveal(self) -> Iterator[SessionEvent]:
        yield self._sitting.reveal()

    def _skip(self) -> Iterator[SessionEvent]:
        yield self._sitting.skip()
        yield from self.serve()

    def _again(self) -> Iterator[SessionEvent]:
        yield from self._show(self._sitting.again())

    def _more(self) -> Iterator[SessionEvent]:
        if not self.is_over:
            raise UsageError("the session is not over: `more` goes on after `done`")
        self._sitting.more()
        self.is_over = False
        yield from self.serve()

    def _park(self) -> Iterator[SessionEvent]:
        title = self._sitting.exercise.title if self._sitting.exercise is not None else ""
        yield Parked(self._sitting.park(), title)
        yield from self.serve()

    def _reopen(self, item: str) -> Iterator[SessionEvent]:
        yield Reopened(self._sitting.reopen(item))

    def _note(self, field: str, text: str, key: str = "") -> Iterator[SessionEvent]:
        yield Noted(field, self._sitting.note(field, key, text), text)

    # --- the next exercise ---------------------------------------------------------------------------------

    def _show(self, view: ExerciseView) -> Iterator[SessionEvent]:
        self.is_over = False
        self._was_served = True
        yield view
        if view.retype is not None:
            yield view.retype
        if self._sitting.verdict is not None:
            yield self._sitting.verdict

    def _end(self, summary: SessionSummary) -> SessionSummary:
        self.is_over = True
        return replace(summary, was_served=self._was_served)
