"""The moves of a session: each is asked for by its name, and answered by what happened.

The line mode, the protocol for programs and an assistant drive every kind of session by them. What a move did
is handed on at once: a mark is durable, and said, before the next exercise is served.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from drill.errors import UsageError
from drill.gyr.events import Reply
from drill.session.drilling.exercise_view import ExerciseView, VerdictView
from drill.session.drilling.happened import Happened, Hint, LettersAsked, LettersKept, Noted, Parked, Reopened
from drill.session.drilling.session_totals import SessionSummary
from drill.session.drilling.sitting import Sitting
from drill.session.standing.withheld_exercises import AskedLetters
from drill.session.workspace import Workspace

if TYPE_CHECKING:
    from drill.session.papers.formula_letters import SaidLetters


class Moves:
    """Drives one session."""

    def __init__(self, workspace: Workspace, sitting: Sitting) -> None:
        self._workspace, self._sitting = workspace, sitting
        self.is_over = False
        """Whether the session ended; ``more`` or an undo goes on."""
        self._was_served = False
        self.asked: AskedLetters | None = None
        """The formula whose letters are asked."""
        self._moves: Mapping[str, Callable[..., Iterator[Happened]]] = {
            "answer": self._answer, "next": self._next, "mark": self._mark, "hint": self._hint,
            "reveal": self._reveal, "skip": self._skip, "undo": self.undo, "again": self._again,
            "more": self._more, "park": self._park, "reopen": self._reopen, "note": self._note,
            "letters": self._refuse_letters,
        }  # fmt: skip

    def make(self, move: str, **fields: Any) -> Iterator[Happened]:
        """Make a move. Raises DrillError where it is refused, or the store fails."""
        if self.asked is not None:
            if move not in ("letters", "skip"):
                raise UsageError("letters are asked for", "answer with letters, or skip")
            yield from self._take_letters(self.asked, fields.get("said"))
        elif self._sitting.exercise is None and not self.is_over:
            yield from self.serve()  # the store failed when it was due
        else:
            yield from self._moves[move](**fields)

    def serve(self) -> Iterator[Happened]:
        """Serve what comes next; at the end the summary."""
        served = self._sitting.next()
        while isinstance(served, AskedLetters):
            from drill.session.papers.formula_letters import open_letters  # few sessions ask for letters

            view = open_letters(self._workspace, served.slug, served.row.id)
            if not view.is_empty:
                self.asked = served
                yield Happened(LettersAsked(served, view))
                return
            self._workspace.notices.append(f"{view.title} is left out: {view.unfollowed}")
            self._sitting.take_letters(served, "")
            served = self._sitting.next()
        if isinstance(served, SessionSummary):
            yield self._end(served)
        else:
            yield from self._show(served)

    def end(self) -> Happened:
        """End the session now."""
        return self._end(self._sitting.summary())

    def take_letters(self, item: str) -> Iterator[Happened]:
        """Go on after letters were asked: with the exercise that is made of them, or without."""
        asked, self.asked = self.asked, None
        if asked is not None:
            self._sitting.take_letters(asked, item)
        yield from self.serve()

    def undo(self, *, to_answer: bool = True) -> Iterator[Happened]:
        """Undo the newest mark; ``to_answer`` goes back beyond its question."""
        undone = self._sitting.undo()
        if undone is None:
            raise UsageError("there is nothing to undo")
        yield Happened(undone)
        if self._sitting.exercise is None:
            yield from self.serve()
        elif self._sitting.verdict is not None and to_answer:
            yield from self.back_to_answer()
        else:
            yield from self._show(self._sitting.exercise)

    def back_to_answer(self) -> Iterator[Happened]:
        """Go back from a question to the answer."""
        yield from self._show(self._sitting.back_to_field())

    # --- the moves -----------------------------------------------------------------------------------------

    def _answer(self, text: Reply) -> Iterator[Happened]:
        outcome = self._sitting.answer(text)
        yield Happened(outcome)
        if isinstance(outcome, VerdictView) and outcome.exercise.is_rep and outcome.ok:
            yield from self.serve()

    def _next(self, ok: bool | None = None, reason: str = "") -> Iterator[Happened]:
        yield from self._show(self._sitting.next_stage(ok=ok, reason=reason))

    def _mark(self, why: bool, ok: bool | None = None, reason: str = "") -> Iterator[Happened]:
        yield Happened(self._sitting.mark(why, ok=ok, reason=reason))
        yield from self.serve()

    def _hint(self) -> Iterator[Happened]:
        hint = self._sitting.hint()
        if hint is None:
            raise UsageError("there is no further hint")
        view = self._sitting.exercise
        figure = view.figure if view is not None else None
        yield Happened(Hint(hint, figure if figure is not None and figure.show == "hints" else None))

    def _reveal(self) -> Iterator[Happened]:
        yield Happened(self._sitting.reveal())

    def _skip(self) -> Iterator[Happened]:
        yield Happened(self._sitting.skip())
        yield from self.serve()

    def _again(self) -> Iterator[Happened]:
        yield from self._show(self._sitting.again())

    def _more(self) -> Iterator[Happened]:
        if not self.is_over:
            raise UsageError("the session is not over: `more` goes on after `done`")
        self._sitting.more()
        self.is_over = False
        yield from self.serve()

    def _park(self, item: str | None = None) -> Iterator[Happened]:
        at_hand = self._sitting.exercise
        if item is not None and at_hand is not None and item != at_hand.item:
            raise UsageError(f"only the exercise at hand can be parked: {at_hand.item}", "leave out the item")
        title = at_hand.title if at_hand is not None else ""
        yield Happened(Parked(self._sitting.park(), title))
        yield from self.serve()

    def _reopen(self, item: str) -> Iterator[Happened]:
        yield Happened(Reopened(self._sitting.reopen(item)))

    def _note(self, field: str, text: str, key: str = "") -> Iterator[Happened]:
        yield Happened(Noted(field, self._sitting.note(field, key, text), text))

    def _refuse_letters(self, said: SaidLetters) -> Iterator[Happened]:
        raise UsageError("no letters are asked for")

    # --- what comes ----------------------------------------------------------------------------------------

    def _take_letters(self, asked: AskedLetters, said: SaidLetters | None) -> Iterator[Happened]:
        """Take what is said of a formula's letters, or pass it over, and go on once that is over."""
        from drill.session.drilling.exercise_view import Skipped
        from drill.session.papers.formula_letters import say_letters

        item = ""
        if said is not None:
            reply = say_letters(self._workspace, asked.slug, asked.row.id, said)
            if not reply.is_kept:
                yield Happened(LettersAsked(asked, reply.view, reply))
                return
            item = reply.item
            yield Happened(LettersKept(reply))
        else:
            yield Happened(Skipped(asked.entry.item))
        yield from self.take_letters(item)

    def _show(self, view: ExerciseView) -> Iterator[Happened]:
        self.is_over, self._was_served = False, True
        yield Happened(view)
        if view.retype is not None:
            yield Happened(view.retype)
        if self._sitting.verdict is not None:
            yield Happened(self._sitting.verdict)

    def _end(self, summary: SessionSummary) -> Happened:
        self.is_over = True
        return Happened(replace(summary, was_served=self._was_served))
