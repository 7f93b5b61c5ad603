"""The work of the session's thread for the drilling screen, one turn per key; it sees no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drill.checking import Key
from drill.gyr.events import Reply
from drill.session.drilling.exercise_view import (
    Marked,
    Retype,
    Skipped,
    Theory,
    Undecided,
    Unreadable,
    VerdictView,
)
from drill.session.drilling.moves import Parked
from drill.session.drilling.session_totals import ClosedPass, SessionSummary, closed_passes, described_pass
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.undoing import Undone
from drill.session.drilling.working_feedback import CheckedWorking
from drill.session.progress.progress_overview import BankProgress, Day, bank_progress, list_worked_days
from drill.session.standing.prerequisites import find_further_theory
from drill.session.standing.withheld_exercises import AskedLetters
from drill.session.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Served:
    """What comes next: the exercise at hand, a formula's letters, or the session's summary."""

    minutes_done: float = 0.0
    summary: SessionSummary | None = None
    closed: Sequence[ClosedPass] = ()
    # A formula whose letters come before its first exercise.
    letters: AskedLetters | None = None


class Turns:
    """The turns of one session."""

    def __init__(self, workspace: Workspace, sitting: Sitting) -> None:
        self._workspace = workspace
        self._sitting = sitting
        self._banks: Sequence[BankProgress] = ()

    def begin(self, reveals: bool) -> Served:
        """Serve what is at hand already, or what comes next; ``reveals`` its solution at once."""
        served = self.at_hand()
        if reveals and self._sitting.exercise is not None and self._sitting.verdict is None:
            self._sitting.reveal()
        return served

    def at_hand(self) -> Served:
        """Serve the exercise at hand again, else the next one."""
        return self._here() if self._sitting.exercise is not None else self.next()

    def next(self) -> Served:
        """Serve the next exercise, or the session's summary."""
        served = self._sitting.next()
        if isinstance(served, AskedLetters):
            return Served(letters=served)
        return self._summed_up(served) if isinstance(served, SessionSummary) else self._here()

    def take_letters(self, asked: AskedLetters, item: str) -> Served:
        """Serve the exercise that was made of a formula's letters, or without one what comes next."""
        self._sitting.take_letters(asked, item)
        return self.next()

    def _here(self) -> Served:
        return Served(self._workspace.store.day(self._workspace.study_day()).seconds / 60)

    def _summed_up(self, summary: SessionSummary) -> Served:
        """Return the summary, and the passes that this session completed; a set completes none."""
        if summary.warm_up is not None:
            return Served(0.0, summary)
        banks = bank_progress(self._workspace)
        closed = closed_passes(self._banks or banks, banks)
        return Served(0.0, summary, [described_pass(self._workspace, closed_pass) for closed_pass in closed])

    def note_banks(self) -> tuple[Sequence[Day], Sequence[BankProgress]]:
        """Record the state of the passes as the session begins."""
        self._banks = bank_progress(self._workspace)
        return list_worked_days(self._workspace), self._banks

    def mark(self, why: bool, ok: bool | None, reason: str) -> tuple[Marked, Served]:
        """Write the mark, and serve what comes next."""
        return self._sitting.mark(why, ok=ok, reason=reason), self.next()

    def next_for_goal(self) -> Served:
        """Serve what comes first by the goal that was chosen now."""
        self._sitting.plan_again()
        return self.next()

    def skip(self) -> tuple[Skipped, Served]:
        """Put the exercise off to the end of today."""
        return self._sitting.skip(), self.next()

    def park(self) -> tuple[Parked, Served]:
        """Park the exercise, and serve what comes next."""
        title = self._sitting.exercise.title if self._sitting.exercise is not None else ""
        return Parked(self._sitting.park(), title), self.next()

    def again(self) -> Served:
        """Serve the same with other numbers, as practice."""
        self._sitting.again()
        return self._here()

    def undo(self) -> tuple[Undone, Served] | None:
        """Undo the newest mark, and serve its question first."""
        undone = self._sitting.undo()
        return None if undone is None else (undone, self.at_hand())

    def leave(self) -> Served:
        """End the session; without a mark, or an answer in a placement, there is no summary."""
        summary = self._sitting.summary()
        if summary.attempts or self._sitting.has_placed:
            return self._summed_up(summary)
        self._sitting.close()
        return Served()

    def theory(self, item: str) -> Theory:
        """Return the theory; where none is written, that of what the exercise requires."""
        theory, more = self.longer_theory(item)
        return theory if theory.as_text() else replace(theory, text="\n\n".join(more))

    def longer_theory(self, item: str) -> tuple[Theory, Sequence[str]]:
        """Return the theory, and that of the exercise's prerequisites."""
        theory = self._sitting.theory()
        return theory, find_further_theory(self._workspace, item, theory.read)

    def other_example(self) -> Theory | None:
        """Return the theory with an example of yet other numbers, if there is one."""
        before, theory = self._sitting.theory(), self._sitting.other_example()
        return None if theory.example is None or theory == before else theory

    def keep_draft(self, item: str, draft: Key) -> None:
        """Save what is typed, unless another exercise is at hand by now."""
        sitting = self._sitting
        if sitting.exercise is not None and sitting.exercise.item == item and sitting.verdict is None:
            sitting.draft(draft)

    def answer(
        self, answer: Reply, lines: Sequence[str]
    ) -> tuple[VerdictView | Unreadable | Retype | Undecided, Served | None]:
        """Check an answer, after the lines of its working are saved; after a right rep serve what comes."""
        self._sitting.draft_working(lines)
        outcome = self._sitting.answer(answer)
        is_passed = isinstance(outcome, VerdictView) and outcome.exercise.is_rep and outcome.ok
        return outcome, self.next() if is_passed else None

    def keep_working(self, item: str, lines: Sequence[str]) -> CheckedWorking | None:
        """Save the lines of a working, and check them at once where that is no hint."""
        sitting = self._sitting
        if sitting.exercise is None or sitting.exercise.item != item or sitting.verdict is not None:
            return None
        sitting.draft_working(lines)
        return sitting.check_lines() if sitting.checks_lines_live else None

    def check_lines(self, lines: Sequence[str]) -> CheckedWorking | None:
        """Check the lines of a working before the answer, which is a hint."""
        self._sitting.draft_working(lines)
        return self._sitting.check_lines()

    def put_away(self, draft: Key) -> None:
        """Save the draft, and leave the exercise open."""
        if self._sitting.exercise is not None and self._sitting.verdict is None:
            self._sitting.draft(draft)
        self._sitting.close()
