"""Practice that counts for nothing: each exercise of a scope once, greens too, and a wrong one once more.

An answer is written as practice beside the marks, because a practised exercise is not new any more. It
changes no colour and no plan, and its minutes are not the day's.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from drill.errors import DrillError, UsageError
from drill.gyr.events import ItemId
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.open_exercise import begin_activity, keep_shown
from drill.session.drilling.preparation import Preparation
from drill.session.drilling.session_summary import MarksSummary
from drill.session.drilling.session_totals import SessionTotals
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.verdict_view import Marked
from drill.session.scope import resolve
from drill.session.standing.queueing import Request
from drill.session.standing.withheld_exercises import find_unplanned, is_unsolved
from drill.session.titles import title_of
from drill.session.today.today_view import due_counts
from drill.session.workspace import Workspace
from drill.text import count


class PracticeSet(Sitting):
    """One walk through a scope."""

    opening = "This is practice: it changes no colour and does not count towards your minutes."
    refused = "practice only asks: answer, reveal the key, or leave"

    def __init__(self, workspace: Workspace, request: Request) -> None:
        """Prepare to ask the exercises in the scope of a request. Raises UsageError if it names nothing."""
        preparation = Preparation(workspace, request.seed, is_aside=True)
        super().__init__(workspace, preparation, tries_again=request.tries_again)
        catalogue = workspace.catalogue
        scope = resolve(catalogue, request.scope)
        unplanned = find_unplanned(catalogue, workspace.standing())
        planned = [
            entry.item
            for entry in scope.entries
            if entry.item not in unplanned or is_unsolved(catalogue, entry)
        ]
        # some come only where they are named
        named = [item for item in scope.named if item in catalogue.entries]
        self._coming = [catalogue.entries[item] for item in dict.fromkeys((*named, *planned))]
        self._was_wrong: set[ItemId] = set()
        self._totals = SessionTotals()
        self._leave_out_open()

    def next(self) -> ExerciseView | MarksSummary:
        """Serve the next exercise that can be prepared; the summary at the end."""
        self._keep_verdict()
        self._leave_out_open()
        while self._coming:
            entry = self._coming.pop(0)
            try:
                exercise = self._preparation.prepare_fresh(entry, self._workspace.state(entry), "verdict")
            except DrillError as error:
                self._workspace.notices.append(f"{entry.item} is left out: {error.message}")
                continue
            keep_shown(self._workspace, entry.item, exercise.variant.params)
            self._activity = begin_activity(self._workspace.clock(), exercise)
            number = len(self._totals.lines) + 1
            self.exercise = replace(exercise, number=number, left=len(self._coming) + 1)
            return self.exercise
        return self.summary()

    def mark(self, why: bool, *, ok: bool | None = None, reason: str = "") -> Marked:
        """Write the answer at hand; ``why`` is whether it was right, because nobody answers that question.

        Raises UsageError if nothing was answered, or the learner has to judge whether it was right.
        """
        exercise = self._at_hand()
        facts = self._make_facts(why, ok, reason)
        workspace = self._workspace
        item = exercise.item
        # Practice leaves an attempt that another window has opened meanwhile.
        open_attempts = workspace.store.open_attempts()
        opened_meanwhile = next((attempt for attempt in open_attempts if attempt.item == item), None)
        no_time_of_the_day = replace(facts, seconds=0.0)
        appended = workspace.append(exercise.entry, no_time_of_the_day, leaves_open=opened_meanwhile)
        if not facts.ok and item not in self._was_wrong:
            self._was_wrong.add(item)
            self._coming.append(exercise.entry)
        self.exercise = self.verdict = None
        return self._totals.marked(exercise, facts, appended.after, workspace, {})

    def summary(self) -> MarksSummary:
        """Return how many answers were right up to now, and the minutes that they took."""
        self._keep_verdict()
        self.exercise = self.verdict = None
        lines = self._totals.lines
        right = sum(line.facts.ok for line in lines)
        remarks = (f"{right} of {count(len(lines), 'answer')} right.",) if lines else ()
        due, tomorrow = due_counts(self._workspace)
        return MarksSummary(marks=self._totals.list_marks(), due=due, tomorrow=tomorrow, remarks=remarks)

    def close(self) -> None:
        """Stop preparing; given answers are kept."""
        self._keep_verdict()
        super().close()

    def _keep_verdict(self) -> None:
        """Write the answer whose verdict is shown; a verdict left to the learner is not kept."""
        if self.verdict is not None:
            with suppress(UsageError):
                self.mark(why=False)

    def _leave_out_open(self) -> None:
        """Leave out exercises open for a mark that counts, because practice would show their keys."""
        workspace = self._workspace
        beside = workspace.open_beside()
        for entry in [entry for entry in self._coming if entry.item in beside]:
            self._coming.remove(entry)
            name = title_of(workspace, entry.item) or entry.item
            workspace.notices.append(f"“{name}” is left out: it is open, and waits for your answer.")
