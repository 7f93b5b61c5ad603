"""The work of the session's thread for the drilling screen, one turn per key; it sees no widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from drill.checking import Key
from drill.errors import DrillError
from drill.session.drilling.exercise_view import ExerciseView, Theory
from drill.session.drilling.moves import Moves, describe_error
from drill.session.drilling.session_events import SessionEvent
from drill.session.drilling.session_summary import SessionSummary
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.verdict_view import Marked
from drill.session.drilling.working_feedback import CheckedWorking
from drill.session.progress.progress_overview import Day
from drill.session.standing.prerequisites import find_further_theory
from drill.session.workspace import Workspace

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Turn:
    """The results of a key, in order."""

    happened: Sequence[SessionEvent] = ()
    refusal: str = ""
    """Why it went no further; what happened before is kept."""
    minutes_done: float = 0.0

    def find(self, kind: type[_T]) -> _T | None:
        """Return the first value of a kind."""
        return next((what for what in self.happened if isinstance(what, kind)), None)


class Turns:
    """The turns of one session."""

    def __init__(self, workspace: Workspace, sitting: Sitting) -> None:
        self._workspace = workspace
        self._sitting = sitting
        self._moves = Moves(sitting)

    def make(self, move: str, **fields: object) -> Turn:
        """Make a move."""
        return self._take(self._moves.make(move, **fields))

    def begin(self, reveals: bool) -> Turn:
        """Show the current exercise, or serve; ``reveals`` its solution at once."""
        turn = self._take(self._moves.begin())
        if reveals and self._sitting.exercise is not None and self._sitting.verdict is None:
            self._sitting.reveal()
        return turn

    def serve(self) -> Turn:
        """Serve the next exercise."""
        return self._take(self._moves.serve())

    def mark_alone(self, why: bool, ok: bool | None, reason: str) -> Marked:
        """Write the mark, and serve nothing yet."""
        marked = next(self._moves.make("mark", why=why, ok=ok, reason=reason))
        assert isinstance(marked, Marked)
        return marked

    def serve_for_goal(self) -> Turn:
        """Serve the first exercise of the goal that was chosen now."""
        self._sitting.plan_again()
        return self.serve()

    def undo(self) -> Turn:
        """Undo the newest mark, and show its question first."""
        return self._take(self._moves.undo(to_answer=False))

    def back_to_answer(self) -> Turn:
        """Go back from a question to the answer."""
        return self._take(self._moves.back_to_answer())

    def leave(self) -> Turn:
        """End the session; without a mark, or an answer in a placement, there is no summary."""
        end = self._moves.end()
        if end.attempts or self._sitting.has_placed:
            return self._take([end])
        self._sitting.close()
        return Turn()

    def _take(self, moves: Iterable[SessionEvent]) -> Turn:
        """Collect the results. Raises DrillError if there are none."""
        happened: list[SessionEvent] = []
        try:
            for each in moves:
                happened.append(each)
            return self._look_up(happened)
        except DrillError as error:
            if not happened:
                raise
            return Turn(happened, describe_error(error))

    def _look_up(self, happened: Sequence[SessionEvent]) -> Turn:
        """Add the minutes done to an exercise."""
        is_over = isinstance(happened[-1], SessionSummary)
        if is_over or not any(isinstance(what, ExerciseView) for what in happened):
            return Turn(happened)
        done = self._workspace.store.day(self._workspace.study_day()).seconds / 60
        return Turn(happened, minutes_done=done)

    def list_days(self) -> Sequence[Day]:
        """Return the days with work before the session."""
        return tuple(self._workspace.store.totals().days())

    def theory(self, item: str) -> Theory | None:
        """Return the theory; if there is none, the theory of a required skill, if that has one."""
        theory = self._sitting.theory()
        return theory if theory.as_text() else self.longer_theory(item)

    def longer_theory(self, item: str) -> Theory | None:
        """Return the theory with that of the exercise's prerequisites; None without any."""
        theory = self._sitting.theory()
        more = find_further_theory(self._workspace, item, theory.read)
        text = "\n\n".join(filter(None, (theory.read, *more)))
        return replace(theory, card=None, text=text) if more else None

    def other_example(self) -> Theory | None:
        """Return the theory with an example of yet other numbers, if there is one."""
        before, theory = self._sitting.theory(), self._sitting.other_example()
        return None if theory.example is None or theory == before else theory

    def keep_draft(self, item: str, draft: Key) -> None:
        """Save the typed text, unless another exercise has replaced this one."""
        if not self._is_answered(item):
            self._sitting.draft(draft)

    def keep_working(self, item: str, lines: Sequence[str]) -> CheckedWorking | None:
        """Save the lines of a working, and check them at once unless that is a hint."""
        if self._is_answered(item):
            return None
        self._sitting.draft_working(lines)
        if not self._sitting.checks_lines_live:
            return None
        return self._sitting.check_lines()

    def _is_answered(self, item: str) -> bool:
        """Return whether an exercise awaits no answer: another one is current, or its key is shown."""
        exercise = self._sitting.exercise
        return exercise is None or exercise.item != item or self._sitting.verdict is not None

    def check_lines(self, lines: Sequence[str]) -> CheckedWorking | None:
        """Check the lines of a working before the answer, which is a hint."""
        self._sitting.draft_working(lines)
        return self._sitting.check_lines()

    def put_away(self, draft: Key) -> None:
        """Save the draft, and leave the exercise open."""
        if self._sitting.exercise is not None and self._sitting.verdict is None:
            self._sitting.draft(draft)
        self._sitting.close()
