"""One session of drilling: serves an exercise, takes its answer, writes its mark, serves the next.

Synchronous, and used from one thread at a time; nothing is held back: whatever a method returns is durable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

from drill.errors import DrillError, StoreError, UsageError
from drill.files import log_faults
from drill.gyr.belief import MORE_PLACED
from drill.gyr.events import ATTEMPTS, Attempt, AttemptKind, ItemId, Park, Reopen, Skip
from drill.gyr.progress import items_in
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.next_exercise import Serving
from drill.session.drilling.open_exercise import Activity, back_at_failed_stage, begin_activity, keep_shown
from drill.session.drilling.preparation import Preparation
from drill.session.drilling.remarks import describe_aside, describe_mended_slips
from drill.session.drilling.session_events import Skipped
from drill.session.drilling.session_summary import DaySummary, MarksSummary, PlacementSummary, SessionSummary
from drill.session.drilling.session_totals import SessionTotals, describe_end, describe_rest_of_day
from drill.session.drilling.sitting import Sitting
from drill.session.drilling.undoing import Undone, undo_event
from drill.session.drilling.verdict_view import Marked
from drill.session.due_file import keep_dues
from drill.session.library.exercise_library import append_item_event, find_logged_item, read_logged_state
from drill.session.standing.goals import tell_path_waits
from drill.session.standing.placement import (
    MOST_SECONDS,
    TOO_LATE,
    WITHOUT,
    Placement,
    SkillsFound,
    describe_not_yet,
)
from drill.session.standing.prerequisites import new_again
from drill.session.standing.queueing import Budget, seconds_each
from drill.session.titles import title_of
from drill.session.today.first_paint import leave_of_first_paint
from drill.session.today.goal_choice import find_newly_reached
from drill.session.today.session_list import MORE_MINUTES, DayList, open_day
from drill.session.today.today_view import Reasons, due_counts, find_resumable
from drill.session.workspace import Workspace
from drill.store import OpenAttempt

if TYPE_CHECKING:
    from drill.session.today.formula_map import FormulaAhead

# Number of skips since the last counted verdict after which the learner is offered to reveal, park or keep
# it.
SKIPS_BEFORE_ASKING = 3

# Days of drilling during which every exercise reminds the learner to picture shape and first move.
FIRST_DAYS = 3


class DrillSession(Sitting):
    """The state of one session: the exercise at hand, and the list that it serves."""

    def __init__(
        self,
        workspace: Workspace,
        listed: DayList,
        list_again: Callable[[], DayList],
        preparation: Preparation,
        *,
        budget: Budget,
        left_open: Sequence[OpenAttempt] = (),
        placement: Placement | None = None,
        tries_again: bool = True,
        drilled: str = "",
    ) -> None:
        """``budget`` decides when it ends; the first attempt of ``left_open`` that fits comes first.

        ``list_again`` makes the list that replaces ``listed`` if a new study day begins meanwhile. In a
        ``placement``, which chooses the exercises, there are no hints, and a skip means "not yet".
        ``tries_again`` is whether the settings allow a second try at a wrong answer before its key is shown.
        ``drilled`` is the bank that was begun with by hand.
        """
        super().__init__(workspace, preparation, tries_again=tries_again)
        self._serving = Serving(workspace, listed, list_again, preparation, left_open, placement)
        self._placement = placement
        self.why_no_help = "" if placement is None else WITHOUT
        self.opening = "" if placement is None else placement.opening
        self._drilled = drilled
        self._known_at_first = listed.known_skills
        self._is_early = not workspace.store.has_days_before(workspace.study_day(), FIRST_DAYS)
        self._budget = budget
        self._totals = SessionTotals()
        self._interrupted: list[tuple[ExerciseView, Activity]] = []
        self._away: dict[ItemId, ExerciseView] = {}
        """What was skipped or parked here, as it was shown."""
        self._is_undone = False
        """The attempt at hand was marked, and its mark taken back."""

    # --- serving -------------------------------------------------------------------------------------------

    def next(self) -> ExerciseView | SessionSummary:
        """Serve the exercise left open, else the next of the list; the summary once the session is over.

        Before the first exercise of subjects other than the goal's it is over, until `more` is called.

        An attempt whose key was shown before a crash comes back at its question: ``verdict`` is set at once.
        """
        with self._workspace.store.at_one_moment():
            return self._serve()

    def _serve(self) -> ExerciseView | SessionSummary:
        self._clear()
        if (resumed := self._serving.left_open()) is not None:
            return self._take(resumed)
        while self._interrupted:
            exercise, activity = self._interrupted.pop()
            if self._serving.is_as_it_was(exercise):
                return self._take(exercise, activity)
        if self._budget.items is not None and self._left() <= 0:
            return self._summary(self._budget.spent(len(self._totals.lines)))
        if (served := self._serving.next()) is not None:
            return self._take(served)
        return self._summary(self._serving.gave_up or self._why_done())

    def _why_done(self) -> str:
        """Return why nothing more is served, in words."""
        if self._list.has_others:
            return tell_path_waits(self._workspace, self._list.facts.parts)
        is_time_spent = self._list.is_time_spent or self._list.could_go_on(self._list.minutes)
        is_day_over = self._list.is_day or (self._budget.items is None and is_time_spent)
        if is_day_over or not self._totals.lines:
            return ""
        return "Nothing else is due here today."

    def plan_again(self) -> None:
        """Plan again for the goal that was chosen during the session."""
        self.__dict__.pop("_reasons", None)
        self._serving.keep_up(orders_again=True)

    def _take(self, exercise: ExerciseView, activity: Activity | None = None) -> ExerciseView:
        """Make an exercise the one at hand; ``activity`` is the time spent on an interrupted one."""
        exercise = self._place_in_session(exercise)
        self.exercise = exercise
        self._activity = activity or begin_activity(self._workspace.clock(), exercise)
        try:
            if self._preparation.is_aside:
                keep_shown(self._workspace, exercise.item, exercise.variant.params)
            self._keep(exercise.attempt)
        except StoreError:
            self._interrupt()  # it comes next, whenever the learner goes on
            self._clear()
            raise
        self.verdict = self._verdict_again() if exercise.attempt.given.key_shown else None
        self._serving.prepare_ahead(exercise.item)
        return self._at_hand()

    def _place_in_session(self, exercise: ExerciseView) -> ExerciseView:
        """Return an exercise with its place in the session, the reason why it comes, and its card."""
        if self._placement is not None:
            exercise = replace(exercise, attempt=replace(exercise.attempt, placed=True))
        is_placed = exercise.attempt.placed
        number, left = self._count_place(is_placed=is_placed)
        why = exercise.why
        if not (exercise.is_practice or is_placed):
            why = self._reasons.describe_alone(exercise.entry, exercise.state.state, exercise.reason)
        if exercise.theory is None and self._begins_with_card(exercise):
            exercise = replace(exercise, theory=self._preparation.write_theory(exercise))
        return replace(
            exercise, left=left, number=number, is_placement=is_placed, why=why,
            invites_shape=not is_placed
            and self._is_early and exercise.has_shape and not exercise.entry.is_rapid,
        )  # fmt: skip

    def _count_place(self, *, is_placed: bool) -> tuple[int, int]:
        """Return the number of the exercise that is served now, and how many are left with it."""
        if self._placement is not None:
            number = self._placement.number
            return number, self._placement.most + 1 - number
        if is_placed:  # a placement was left at it, and asks no more here
            return 1, 1
        return len(self._totals.lines) + 1, max(1, min(self._left(), len(self._list)))

    def _interrupt(self) -> None:
        """Have the exercise at hand come again before anything else."""
        self._interrupted.append((self._at_hand(), self._activity))

    @cached_property
    def _reasons(self) -> Reasons:
        """Return the reasons why exercises come, read once."""
        is_strict = self._workspace.method().is_strict  # whose list knows of no parts
        parts = self._workspace.parts() if is_strict else self._list.facts.parts
        return Reasons(self._workspace, parts, drilled=self._drilled)

    def _begins_with_card(self, exercise: ExerciseView) -> bool:
        """Return whether a new exercise begins with its card: at its topic's or its skill's first meeting.

        The very first exercise of all does not, because it shows what exercises look like.
        """
        entry = exercise.entry
        is_new = exercise.state.state == "unseen"
        is_open = exercise.attempt.given.key_shown or bool(exercise.attempt.work.hints)
        if self._placement is not None or not is_new or exercise.attempt.becomes != "verdict" or is_open:
            return False
        entries = self._workspace.catalogue.entries
        met = [met_entry for item in self._list.states if (met_entry := entries.get(item)) is not None]
        if self._workspace.settings.card_first == "skill" and entry.skill:
            return bool(met) and all(met_entry.skill != entry.skill for met_entry in met)
        return bool(met) and all(met_entry.topic_key != entry.topic_key for met_entry in met)

    def _left(self) -> int:
        """Return how many items of the budget are left; negative after a chain that was longer."""
        if self._budget.items is None:
            return len(self._list)
        if not self._budget.by_stages:
            return self._budget.items - len(self._totals.lines)
        return math.ceil(self._budget.items - self._totals.day_items(self._budget.seconds_each))

    @property
    def day_minutes(self) -> float:
        """How long the day is."""
        return self._list.minutes

    @property
    def _list(self) -> DayList:
        return self._serving.listed

    def _clear(self) -> None:
        self.exercise = self.verdict = None
        self._is_undone = False
        if self._placement is not None:
            self._placement.look_again()

    # --- the attempt at hand -------------------------------------------------------------------------------

    def _keep(self, attempt: OpenAttempt) -> None:
        """Save the attempt at hand in its new form, and only then continue: a store may fail.

        Practice does not touch an attempt at the same item in the store.
        """
        exercise = self._at_hand()
        if self._beside(exercise) is None:
            attempt = replace(attempt, seconds=self._activity.seconds, window=self._workspace.window.name)
            self._workspace.store.save_open(attempt)
        super()._keep(attempt)

    def _back_at_field(self, exercise: ExerciseView) -> OpenAttempt:
        """Return the attempt at its first failed stage, where its mark was taken back."""
        if self._is_undone:
            return back_at_failed_stage(exercise)
        return super()._back_at_field(exercise)

    def _beside(self, exercise: ExerciseView) -> OpenAttempt | None:
        """Return the open attempt at the item that is being practised."""
        interrupted = (interrupted_exercise for interrupted_exercise, _ in reversed(self._interrupted))
        waiting = (candidate.attempt for candidate in interrupted if candidate.entry == exercise.entry)
        if exercise.attempt.becomes != "extra":
            return None
        return next(waiting, None)

    # --- marks ---------------------------------------------------------------------------------------------

    def mark(self, why: bool, *, ok: bool | None = None, reason: str = "") -> Marked:
        """Write the mark, durably before this returns. ``ok`` next to a verdict overrules the checker.

        Raises:
            UsageError: nothing waits for a mark, or ``ok`` is missing or not allowed.
            StoreError: it could not be kept; the question remains open.
        """
        exercise = self._at_hand()
        attempt = self._make_facts(why, ok, reason)
        is_placed = exercise.attempt.placed and attempt.kind == "verdict"
        is_too_late = False
        if is_placed:  # a wrong answer in a placement colours nothing
            # A paper's exercise before its time is untimed, and none of it counts as time of the day.
            is_try = exercise.entry.in_file_order
            is_too_late = exercise.attempt.seconds > MOST_SECONDS and not is_try
            kind: AttemptKind = "verdict" if attempt.ok else "extra"
            attempt = replace(attempt, kind=kind, placed=not (attempt.ok and is_too_late))
            attempt = replace(attempt, seconds=0.0) if is_try else attempt
        if exercise.is_practice:  # talk in between does not count as time of the day
            attempt = replace(attempt, seconds=0.0)
        appended = self._workspace.append(exercise.entry, attempt, leaves_open=self._beside(exercise))
        self._serving.mark(appended)
        if exercise.is_practice:
            self._list.leave_out(exercise.item)
        if self._preparation.is_aside:
            self._workspace.store.note_aside(1)
        written = cast(Attempt, appended.event.facts)  # as it was appended above
        if self._placement is not None and is_too_late and not written.placed:
            self._placement.note_late(exercise.entry)
        marked = self._totals.marked(exercise, written, appended.after, self._workspace, self._list.states)
        self._clear()
        if appended.became_extra:
            return replace(marked, notice="answered in another window: kept as practice")
        return replace(marked, notice=TOO_LATE) if is_too_late else marked

    def skip(self) -> Skipped:
        """Move the exercise to the end of today; practice is left, and in a placement a skip means "not yet".

        After the third time a question offers other ways to deal with it.
        """
        if self._at_hand().is_practice:
            item = self._unanswered().item
            self._drop_attempt(item)
            self._list.leave_out(item)
            return Skipped(item)
        exercise = self._unbegun()
        item = exercise.item
        if self._placement is not None:
            self._workspace.append(exercise.entry, describe_not_yet())
            self._drop_attempt(item)
            return Skipped(item, not_yet=True)
        if exercise.was_asked_what_to_do:
            self._drop_attempt(item)
            self._list.skip(item, exercise.state)
            return Skipped(item)
        appended = self._workspace.append(exercise.entry, Skip())
        if appended.after.is_open and appended.after.skips >= SKIPS_BEFORE_ASKING:
            self.exercise = replace(exercise, state=appended.after, was_asked_what_to_do=True)
            self._interrupt()
            return Skipped(item, ("reveal", "park", "keep"))
        self._list.skip(item, appended.after)
        self._put_away(exercise)
        return Skipped(item)

    def _drop_attempt(self, item: ItemId) -> None:
        """Drop the attempt at hand from the store first, because a store may fail."""
        self._workspace.store.drop_open(item)
        self._clear()

    def leave_out(self, item: ItemId) -> None:
        """Do not serve an exercise in this session."""
        self._list.leave_out(item)

    def let_go(self) -> None:
        """Leave the exercise at hand to the window that has opened it meanwhile; nothing is stored."""
        self._list.leave_out(self._at_hand().item)
        self._clear()

    def _put_away(self, exercise: ExerciseView) -> None:
        """Leave the exercise at hand, which an undo may bring back.

        An attempt at it that waited during practice of it is not served next, unless its key was shown.
        """
        item = exercise.item
        self._away[item] = exercise
        self._interrupted = [
            (interrupted_exercise, activity)
            for interrupted_exercise, activity in self._interrupted
            if interrupted_exercise.item != item or interrupted_exercise.attempt.given.key_shown
        ]
        self._clear()

    def park(self) -> str:
        """Park the exercise at hand; it stays away until it is reopened. Raises UsageError if it is not
        open."""
        exercise = self._unbegun()
        if self._placement is not None:
            raise UsageError(WITHOUT)
        if exercise.is_practice:
            raise UsageError("practice cannot be parked")
        if not exercise.state.is_open:
            is_green = exercise.state.state == "green"
            raise UsageError(
                "green exercises cannot be parked" if is_green else "it is parked already: this is practice"
            )
        appended = self._workspace.append(exercise.entry, Park())
        self._list.note(appended.event.item, appended.after)
        self._totals.parked_by_hand.append(exercise.item)
        self._put_away(exercise)
        return exercise.item

    def reopen(self, item: str) -> str:
        """Reopen a parked item: a new round, due at once. Raises UsageError for one that is not parked."""
        about = find_logged_item(self._workspace, item)
        if read_logged_state(self._workspace, about).state != "parked":
            raise UsageError(f"{item} is not parked")
        self._list.note(about.item, append_item_event(self._workspace, about, Reopen()))
        return about.item

    def again(self) -> ExerciseView:
        """Return the same exercise with other numbers, as practice that does not count. Raises UsageError
        if a derivation was begun."""
        self._refuse_begun()
        if self._placement is not None:
            raise UsageError(WITHOUT)
        practice = self._preparation.prepare_practice(self._at_hand())
        self._interrupt()
        return self._take(practice)

    # --- undo ----------------------------------------------------------------------------------------------

    def undo(self) -> Undone | None:
        """Undo the newest undoable event of this window; ``None`` if it has none.

        Of an attempt the question comes back first (``exercise`` and ``verdict`` are set), so that a slip of
        "y" for "n" is mended without seeing the key twice; `back_to_field` goes one step further. The attempt
        at hand waits, a question too.
        """
        target = self._workspace.store.newest_undoable_here()
        if target is None:
            return None
        if self._preparation.is_aside and target.item in self._workspace.open_beside():
            raise UsageError(f"{target.item} is open in drill: what was marked here stays")
        back = undo_event(self._workspace, target, self._preparation.session_seed)
        if self.exercise is not None and self.exercise.item != back.item:
            self._interrupt()
        self._list.take_back(back.item, back.after, target.id)
        self._clear()
        self._totals.take_back(back.item, target.kind)
        if self._preparation.is_aside and target.kind in ATTEMPTS:
            self._workspace.store.note_aside(-1)
        self._give_back(back)
        self._is_undone = back.attempt is not None
        return back

    def _give_back(self, back: Undone) -> None:
        """Make the exercise of the undone event the one at hand."""
        entry = back.entry
        state = back.after
        if entry is None:
            return
        away = self._away.get(entry.item)
        try:
            with log_faults(self._workspace.places.log, entry.item):
                if back.attempt is not None:
                    self._take(self._preparation.reopen_undone(entry, back.attempt, state))
                elif not (state.is_open and back.kind in ("skip", "park")):
                    pass
                elif away is not None and away.entry.hashes == entry.hashes:
                    self._take(replace(away, state=state))
                else:
                    self._take(self._preparation.prepare_fresh(entry, state, "verdict"))
        except StoreError:
            raise  # it will be served again next
        except DrillError as error:
            self._workspace.notices.append(f"{entry.item} cannot be shown again: {error.message}")
            self._workspace.store.drop_open(entry.item)

    # --- the end -------------------------------------------------------------------------------------------

    def more(self, minutes: float = MORE_MINUTES) -> None:
        """Continue for ``minutes``, with other subjects where the path waits; a placement by as many
        questions as it has more.
        """
        workspace = self._workspace
        items = items_in(minutes, seconds_each(workspace.catalogue, workspace.learner()))
        if self._placement is not None:
            items = MORE_PLACED
            self._placement.more()
        self._list.take_others(minutes)
        if self._budget.items is not None:
            self._budget = replace(self._budget, items=self._budget.items - self._left() + items)

    @property
    def has_placed(self) -> bool:
        """Whether a question of a placement was answered, or called "not yet"."""
        return self._placement is not None and self._placement.number > 1

    def summary(self) -> MarksSummary:
        """Return the summary of this session up to now."""
        with self._workspace.store.at_one_moment():
            self._workspace.learner()
            return self._summary("")

    def _summary(self, ended: str) -> MarksSummary:
        workspace, totals = self._workspace, self._totals
        marks, complete = totals.list_marks(), totals.list_complete(workspace)
        due, tomorrow = due_counts(workspace)
        if self._preparation.is_aside:
            return MarksSummary(marks=marks, due=due, tomorrow=tomorrow, complete=complete, ended=ended)
        remarks = new_again(workspace, self._known_at_first)
        remarks += describe_mended_slips(workspace, totals.put_right)
        if self._placement is not None:
            return PlacementSummary(
                marks=marks, due=due, tomorrow=tomorrow, complete=complete, remarks=remarks,
                ended=self._placement.describe(), found=self._find_skills(),
                waiting=MORE_PLACED if self._placement.could_ask_more else 0,
            )  # fmt: skip
        summary = DaySummary(
            marks=marks, due=due, tomorrow=tomorrow, complete=complete, ended=ended,
            remarks=remarks + self._answered_aside, left=describe_rest_of_day(self._list),
            waiting=max(len(self._list), int(self._list.could_go_on(MORE_MINUTES))),
            others=self._list.has_others,
        )  # fmt: skip
        if not totals.lines:
            return summary
        end = describe_end(workspace, self._list, totals.wrong)
        return replace(summary, end=end, reached=find_newly_reached(workspace))

    @cached_property
    def _answered_aside(self) -> tuple[str, ...]:
        """Return the remark on answers that came through an assistant, shown at the end of one session."""
        return describe_aside(self._workspace.store.take_aside())

    def _find_skills(self) -> SkillsFound | None:
        """Return the placement's result, with the exercises that now come first."""
        found = self._placement.find_skills() if self._placement is not None else None
        if found is None:
            return None
        row = next(open_day(self._workspace).coming(), None)
        first = find_resumable(self._workspace) or (None if row is None else row.item)
        if first is None:
            return found
        return replace(found, first=title_of(self._workspace, first) or first)

    def find_formula_ahead(self) -> FormulaAhead | None:
        """Return a formula of the goal's paper, on a day on which nothing of the paper came."""
        from drill.session.today.formula_map import find_formula_ahead  # loads the readers of papers

        if self._placement is not None:
            return None
        return find_formula_ahead(self._workspace, self._list)

    def close(self) -> None:
        """Stop preparing; the exercise at hand stays open for the next session, in whichever window."""
        store = self._workspace.store
        still_open = {attempt.item for attempt in store.open_attempts()}
        waiting = [(exercise.attempt, activity) for exercise, activity in self._interrupted]
        if self.exercise is not None and self._beside(self.exercise) is None:
            waiting.append((self.exercise.attempt, self._activity))
        for attempt, activity in waiting:
            if self._placement is not None and not attempt.given.key_shown:
                store.drop_open(attempt.item)  # elsewhere it would count
            elif attempt.item in still_open:
                seconds = attempt.seconds if attempt.given.key_shown else activity.seconds
                store.save_open(replace(attempt, seconds=seconds, window=""))
        self._preparation.variants.close()
        keep_dues(self._workspace)
        if self._list.is_day:
            left = {row.item for row in self._list.coming(with_others=True)}
            leave_of_first_paint(self._workspace, self._list.today, left)
