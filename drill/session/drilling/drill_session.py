"""One session of drilling: serves an exercise, takes its answer, writes its mark, serves the next.

Synchronous, and used from one thread at a time; nothing is held back: whatever a method returns is durable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, cast, get_args

from drill import __version__
from drill.banks.catalogue import is_book
from drill.checking import DIFFERS, Verdict, require_limits
from drill.errors import DrillError, StoreError, UsageError
from drill.gyr.belief import MORE_PLACED
from drill.gyr.entry import Entry
from drill.gyr.events import (
    ATTEMPTS,
    UNDECIDED,
    Attempt,
    AttemptKind,
    ItemId,
    Note,
    NoteField,
    Park,
    Reopen,
    Reply,
    SkillId,
    Skip,
)
from drill.gyr.progress import items_in
from drill.session.drilling.exercise_view import (
    SECOND,
    UNCHANGED,
    ExerciseView,
    Marked,
    Retype,
    Skipped,
    Theory,
    Undecided,
    Unreadable,
    VerdictView,
)
from drill.session.drilling.next_exercise import Serving
from drill.session.drilling.open_exercise import (
    IDLE_IN_A_BOOK_S,
    IDLE_S,
    Activity,
    at_next_stage,
    back_at_failed_stage,
    back_at_field,
    judged_again,
    keep_shown,
    make_attempt_facts,
    predict_consequences,
    record_compared_answer,
    record_judged_answer,
    record_revealed_key,
    tried_again,
)
from drill.session.drilling.preparation import Preparation, content_of
from drill.session.drilling.remarks import describe_aside, describe_mended_slips
from drill.session.drilling.session_totals import (
    MORE_MINUTES,
    SessionSummary,
    SessionTotals,
    describe_end,
    describe_rest_of_day,
)
from drill.session.drilling.undoing import Undone, undo_event
from drill.session.drilling.working_feedback import (
    CheckedWorking,
    checked_working,
    is_checked_live,
    takes_working,
)
from drill.session.due_file import keep_dues
from drill.session.key_display import answer_as_kept, key_text
from drill.session.library.exercise_library import (
    append_item_event,
    find_logged_item,
    own_lines,
    read_logged_state,
)
from drill.session.papers.presentation import Deadline
from drill.session.standing.goals import tell_path_waits, what_for
from drill.session.standing.paper_names import is_asked_note
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
from drill.session.standing.withheld_exercises import AskedLetters
from drill.session.titles import source_of, title_of
from drill.session.today.day import DayList, open_day
from drill.session.today.first_paint import leave_of_first_paint
from drill.session.today.today_view import find_resumable
from drill.session.workspace import Workspace
from drill.store import OpenAttempt
from drill.text import one_line, remove_invisible

if TYPE_CHECKING:
    from drill.session.today.formula_map import FormulaAhead

# From so many skips since the last counted verdict on, it is asked: reveal, park or keep.
SKIPS_BEFORE_ASKING = 3

# What is said where a chain would be put away: the same numbers again would be a second chance.
BEGUN = "you have begun this derivation: go on, mark it, or quit, which keeps your place"
ANSWERED = "your first answer is kept: try again, reveal the key, or quit, which keeps your place"

# On so many days of drilling every exercise says to picture the shape and the first move.
FIRST_DAYS = 3

# The most characters of an answer that no checker reads: its line of an export stays below 1 MB.
OWN_ANSWER_LIMIT = 100_000


class DrillSession:
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
        deadline: Deadline | None = None,
        drilled: str = "",
        is_practice: bool = False,
    ) -> None:
        """``budget`` is what ends it; of ``left_open`` the first that fits comes first.

        ``list_again`` makes another list than ``listed`` where a new study day begins meanwhile. In a
        ``placement``, which says what comes, there are no hints, and a skip says "not yet".
        ``tries_again`` if a wrong answer may be tried again before its key is shown, as the settings say.
        Before a ``deadline`` the summary ends with what is left and what is not covered. ``drilled`` is the
        bank that was begun with by hand. In ``is_practice`` nothing counts, and what was marked or skipped
        is not served again.
        """
        self._workspace = workspace
        self._preparation = preparation
        self._serving = Serving(
            workspace, listed, list_again, preparation, left_open, placement, is_practice=is_practice
        )
        self._placement, self._is_practice = placement, is_practice
        self._tries_again = tries_again
        self.deadline = deadline
        self._drilled = drilled
        self._known_at_first = listed.known_skills
        self._is_early = not workspace.store.has_days_before(workspace.study_day(), FIRST_DAYS)
        self._budget = budget
        self._totals = SessionTotals()
        self._interrupted: list[tuple[ExerciseView, Activity]] = []
        self._away: dict[ItemId, ExerciseView] = {}
        """What was skipped or parked here, as it was shown."""
        self._activity = Activity(workspace.clock())
        """What was spent on the exercise at hand."""
        self._is_undone = False
        """The attempt at hand was marked, and its mark taken back."""
        self.exercise: ExerciseView | None = None
        """What is at hand; None between two exercises."""
        self.verdict: VerdictView | None = None

    @property
    def is_placement(self) -> bool:
        """Whether it asks what is known, without help."""
        return self._placement is not None

    @property
    def opening(self) -> str:
        """What is said before a placement's first question; empty of any other session."""
        return "" if self._placement is None else self._placement.opening

    # --- serving -------------------------------------------------------------------------------------------

    def next(self) -> ExerciseView | AskedLetters | SessionSummary:
        """Serve what was left open, else the next of the list; the summary once the session is over.

        A formula whose letters are to be said comes only to a front end that asks them; it goes on with
        `take_letters`.

        Before the first exercise of other subjects than the goal's it is over, until `more` is asked for.

        An attempt whose key was shown before a crash comes back at its question: ``verdict`` is set at once.
        """
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
            return served if isinstance(served, AskedLetters) else self._take(served)
        return self._summary(self._serving.gave_up or self._why_done())

    def take_letters(self, asked: AskedLetters, item: str) -> None:
        """Have the exercise come next that was made of a formula's letters; without one the list goes on."""
        if item:
            self._serving.choose(ItemId(item))
        else:
            self._serving.leave_out(asked.entry.item)

    def _why_done(self) -> str:
        """Return why nothing more is served, in words."""
        if self._list.has_others:
            return tell_path_waits(self._workspace, self._list.facts.parts)
        is_time_spent = self._list.is_time_spent or self._list.could_go_on(self._list.minutes)
        is_day_over = self._budget.items is None and is_time_spent
        return "" if is_day_over or not self._totals.lines else "Nothing else is due here today."

    def plan_again(self) -> None:
        """Let the goal hold that was chosen during the session."""
        self.__dict__.pop("_leads_to", None)
        self._serving.keep_up(orders_again=True)

    def _take(self, exercise: ExerciseView, activity: Activity | None = None) -> ExerciseView:
        """Make an exercise the one at hand; ``activity`` is the time spent on an interrupted one."""
        left, number = max(1, min(self._left(), len(self._list))), len(self._totals.lines) + 1
        if self._placement is not None:
            exercise = replace(exercise, attempt=replace(exercise.attempt, placed=True))
            number = self._placement.number
            left = self._placement.most + 1 - number
        elif exercise.attempt.placed:
            left = number = 1  # a placement was left at it, and asks no more here
        is_placed = exercise.attempt.placed
        skill = "" if is_placed else exercise.entry.trains
        if exercise.theory is None and self._begins_with_card(exercise):
            exercise = replace(exercise, theory=self._preparation.theory(exercise))
        self.exercise = replace(
            exercise, left=left, number=number, is_placement=is_placed,
            leads_to=self._leads_to.get(skill, "") if skill else "",
            invites_shape=not is_placed and self._invites_shape(exercise),
        )  # fmt: skip
        idle_s = IDLE_IN_A_BOOK_S if is_book(exercise.entry.bank) else IDLE_S
        spent_s = exercise.attempt.seconds
        if self._is_practice:
            keep_shown(self._workspace, exercise.item, exercise.variant.params)
        self._activity = activity or Activity(self._workspace.clock(), spent_s, spent_s, idle_s)
        try:
            self._keep(exercise.attempt)
        except StoreError:
            self._interrupt()  # it comes next, whenever that is asked for
            self._clear()
            raise
        self.verdict = self._verdict_again() if exercise.attempt.key_shown else None
        self._serving.prepare_ahead(exercise.item)
        return self._at_hand()

    def _interrupt(self) -> None:
        """Have the exercise at hand come again before anything else."""
        self._interrupted.append((self._at_hand(), self._activity))

    @cached_property
    def _leads_to(self) -> Mapping[SkillId, str]:
        """Return what each skill of the path leads to, computed once."""
        return what_for(self._workspace, drilled=self._drilled)

    def _invites_shape(self, exercise: ExerciseView) -> bool:
        """Return whether to ask for the shape: in the first days, unless it is rapid or has none."""
        return self._is_early and exercise.has_shape and not exercise.entry.is_rapid

    def _begins_with_card(self, exercise: ExerciseView) -> bool:
        """Return whether a new exercise begins with its card: at its topic's or its skill's first meeting.

        The very first exercise of all does not: it shows what an exercise is.
        """
        entry, is_new = exercise.entry, exercise.state.state == "unseen"
        is_open = exercise.attempt.key_shown or bool(exercise.attempt.hints)
        if self._placement is not None or not is_new or exercise.attempt.becomes != "verdict" or is_open:
            return False
        if not (met := self._met_entries()):
            return False
        if self._workspace.settings.card_first == "skill" and entry.skill:
            return entry.skill not in self._met_skills()
        return all(met_entry.topic_key != entry.topic_key for met_entry in met)

    def _met_entries(self) -> Sequence[Entry]:
        entries = self._workspace.catalogue.entries
        return [entry for item in self._list.states if (entry := entries.get(item)) is not None]

    def _met_skills(self) -> set[SkillId]:
        return {entry.skill for entry in self._met_entries()}

    def _verdict_view(self, verdict: Verdict | None = None) -> VerdictView:
        """Return the verdict as it is shown; ``verdict`` is the checker's, if it was just asked."""
        exercise = self._at_hand()
        gaps = self._workspace.method().gaps_in_force
        by_ok = predict_consequences(exercise, self._workspace.study_day(), gaps)
        is_right = None if exercise.decides else bool(exercise.attempt.ok)
        return VerdictView(
            exercise=exercise, right=by_ok[True], wrong=by_ok[False], seconds=self._activity.seconds,
            evidence=verdict.evidence if verdict else "", figure=exercise.figure_after,
            source=source_of(self._workspace, exercise.entry), parts=self._parts_judged(verdict),
            working=self._checked_working(is_right=is_right),
        )  # fmt: skip

    def _verdict_again(self) -> VerdictView:
        """Return the verdict of an attempt that comes back at it.

        It is checked again: events keep no message, and nothing of the parts. Where the checker has come to
        another view since, the verdict of that time stands, without a reason.
        """
        attempt = self._at_hand().attempt
        if attempt.revealed or _is_blank_reply(attempt.answer) or self._at_hand().stage.kind == "self":
            return self._verdict_view()
        verdict = self._checked(attempt.answer)
        if attempt.second:
            return self._second_verdict_again(verdict)
        ok = {"correct": True, "wrong": False}.get(verdict.verdict)
        if ok != attempt.ok or (ok is None and verdict.code != DIFFERS):
            return self._verdict_view()
        if verdict.message and not attempt.message:
            self._keep(replace(attempt, message=verdict.message))
        return self._verdict_view(verdict)

    def _second_verdict_again(self, first: Verdict) -> VerdictView:
        """Return the verdict after a second try: events hold both answers, and not whether the second was
        right.
        """
        second = self._checked(self._at_hand().attempt.second)
        is_right = second.verdict == "correct"
        message = first.message if is_right else second.message
        self._keep(replace(self._at_hand().attempt, is_second_right=is_right, message=message))
        return self._verdict_view(second)

    def _parts_judged(self, verdict: Verdict | None) -> Mapping[str, bool]:
        """Return whether each part of a wrong answer is right; empty for other answers."""
        attempt = self._at_hand().attempt
        is_in_parts = isinstance(attempt.answer, Mapping) and bool(self._at_hand().stage.fields)
        return verdict.parts if verdict is not None and attempt.ok is False and is_in_parts else {}

    def report(self) -> str:
        """Return a report on the exercise at hand for its author, once its key is shown; one fact per
        line."""
        exercise, verdict = self._at_hand(), self.verdict
        if verdict is None:
            raise UsageError("answer first, or reveal: a report includes the verdict")
        stage = " of ".join(map(str, exercise.stage_number or ()))
        facts = {
            "exercise": f"{exercise.item} ({exercise.entry.maths})", "drill": __version__,
            "numbers": ", ".join(f"{name} = {value}" for name, value in exercise.attempt.params.items()),
            "stage": stage, "first answer": key_text(verdict.first), "answer": key_text(verdict.answer),
            "verdict": f"{verdict.verdict} ({exercise.attempt.code}) {verdict.message}".rstrip(),
            "key": key_text(exercise.stage.key), "what is wrong": "(your words)",
        }  # fmt: skip
        return "\n".join(f"{name}: {fact}" for name, fact in facts.items() if fact)

    def _left(self) -> int:
        """Return how many items of the budget are left; negative after a chain that was longer."""
        if self._budget.items is None:
            return len(self._list)
        if not self._budget.by_stages:
            return self._budget.items - len(self._totals.lines)
        return math.ceil(self._budget.items - self._totals.day_items(self._budget.seconds_each))

    @property
    def day_minutes(self) -> int:
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

    def touch(self) -> None:
        """Record that a key or a line came: time is active."""
        if self.exercise is not None:
            self._activity.touch(self._workspace.clock())
            self._workspace.window.note_use()

    def draft(self, text: Reply) -> None:
        """Save what is typed so far, so that it is never lost."""
        exercise = self._at_hand()
        if not exercise.attempt.key_shown and exercise.attempt.draft != text:
            self._keep(replace(exercise.attempt, draft=text))

    def draft_working(self, lines: Sequence[str]) -> None:
        """Save the lines of a working typed so far; no lines if it is one field again.

        Raises ParseError for a working that is too long.
        """
        require_limits(lines)
        lines = tuple(map(remove_invisible, lines))
        exercise = self._at_hand()
        if not exercise.attempt.key_shown and exercise.attempt.working != lines:
            self._keep(replace(exercise.attempt, working=lines))

    @property
    def checks_lines_live(self) -> bool:
        """Whether the lines of a working are checked as they are typed, and then are no hint."""
        exercise = self._at_hand()
        if self._placement is not None:
            return False
        return is_checked_live(
            self._workspace.settings, exercise.attempt.becomes, exercise.state.state, exercise.stage.expect
        )

    def check_lines(self) -> CheckedWorking | None:
        """Check the lines of the working before the answer is given: a hint, unless lines are checked live.

        None where there is no hint to be had (in a check or a placement), or it cannot be done in time.
        """
        exercise = self._unanswered()
        if self._placement is not None or exercise.attempt.becomes == "check":
            return None
        checked = self._checked_working(is_right=None)
        if checked is not None and not self.checks_lines_live:
            self._keep(replace(exercise.attempt, has_checked_lines=True))
        return checked

    def _checked_working(self, *, is_right: bool | None) -> CheckedWorking | None:
        """Return the working at hand with its signs; None without one, or if it is not checked in time."""
        exercise = self._at_hand()
        lines, stage = exercise.attempt.working, exercise.stage
        if len(lines) < 2 or not takes_working(stage.expect):
            return None
        checked = self._workspace.workers.check_working(stage.expect, lines, stage.wrong)
        return checked_working(lines, checked, is_right=is_right) if checked else None

    def answer(self, text: Reply) -> VerdictView | Unreadable | Retype | Undecided:
        """Check an answer at once; options are named by the letters shown, or as a tuple of their ids.

        The last line of a working is its answer; the lines before it change nothing in the verdict.

        Raises:
            UsageError: the key was shown already; what is due is a mark.
            StoreError: it could not be kept: nothing is shown, and it may be given again.
        """
        exercise = self._unanswered()
        if exercise.stage.kind == "self":
            if len(str(text)) > OWN_ANSWER_LIMIT:
                return Unreadable(f"an answer has at most {OWN_ANSWER_LIMIT} characters", None)
            return self._show_key(text)
        text = _without_invisible(text)
        if _is_blank_reply(text):
            return Unreadable("nothing is typed yet", None)
        verdict = self._checked(text)
        if verdict.verdict == "unreadable":
            return Unreadable(verdict.message, verdict.at, verdict.part)
        if exercise.attempt.is_tried_again:
            return self._answer_again(text, verdict)
        if verdict.code == DIFFERS:
            self._keep(
                record_compared_answer(exercise, answer_as_kept(exercise.stage, text), verdict.message)
            )
            self.verdict = self._verdict_view()
            return self.verdict
        if verdict.verdict == "undecided":
            self._keep(replace(exercise.attempt, draft=text, code=UNDECIDED))
            return Undecided(verdict.message)
        if (retype := self._handed_back(text, verdict)) is not None:
            return retype
        answer = answer_as_kept(exercise.stage, text)
        if said := self._before_key(text, verdict):
            self._keep(tried_again(exercise, answer, verdict, said))
            return Retype(SECOND, said, self._checked_working(is_right=False))
        self._keep(record_judged_answer(exercise, answer, verdict))
        self.verdict = self._verdict_view(verdict)
        return self.verdict

    def _handed_back(self, text: Reply, verdict: Verdict) -> Retype | None:
        """Hand a right value in the wrong form or by a forbidden way back, once, and what is rounded or reads
        two ways."""
        if verdict.code not in ("form", "forbidden", "rounding", "ambiguous"):
            return None
        exercise = self._at_hand()
        spec = dict(exercise.stage.expect.parts).get(verdict.part, exercise.stage.expect)
        is_exact = verdict.code == "rounding" and bool(spec.tolerance or spec.form)
        is_of_form = verdict.code in ("form", "forbidden")
        is_once = is_of_form or is_exact
        if is_once and exercise.attempt.retyped:
            return None
        self._keep(replace(exercise.attempt, retyped=exercise.attempt.retyped or is_once, draft=text))
        return Retype("form" if is_of_form else verdict.code, verdict.message)

    def _before_key(self, text: Reply, verdict: Verdict) -> str:
        """Return what is said of a wrong answer that may be tried again; empty if it may not.

        Nothing is tried again in a placement or a check, after the first stage, among options, or once the
        key was seen.
        """
        exercise = self._at_hand()
        attempt = exercise.attempt
        is_first = not attempt.done and not attempt.seen and not attempt.before_key
        is_wanted = self._tries_again and self._workspace.settings.second_try == "on"
        is_allowed = is_wanted and self._placement is None and attempt.becomes != "check"
        if verdict.verdict != "wrong" or not is_first or not is_allowed or exercise.is_chosen:
            return ""
        content = content_of(exercise.entry)
        said = self._workspace.workers.say_before_key(exercise.variant, 0, text, verdict, content=content)
        working = self._checked_working(is_right=False)
        question = working.question if working is not None and working.detail else ""
        return " ".join(filter(None, (said, question)))

    def _answer_again(self, text: Reply, verdict: Verdict) -> VerdictView | Retype | Undecided:
        """Take the second answer: its key is shown, unless it costs nothing."""
        exercise = self._at_hand()
        answer = answer_as_kept(exercise.stage, text)
        if answer == exercise.attempt.answer:
            return Retype(SECOND, f"{UNCHANGED} {exercise.attempt.before_key}")
        if verdict.verdict == "undecided" and verdict.code != DIFFERS:
            self._keep(replace(exercise.attempt, draft=text))
            return Undecided(verdict.message)
        if (retype := self._handed_back(text, verdict)) is not None:
            return retype
        self._keep(judged_again(exercise, answer, verdict))
        self.verdict = self._verdict_view(verdict)
        return self.verdict

    def _checked(self, text: Reply) -> Verdict:
        """Return the checker's verdict on an answer to the current question."""
        exercise = self._at_hand()
        number, content = len(exercise.attempt.done), content_of(exercise.entry)
        return self._workspace.workers.check_stage(exercise.variant, number, text, content=content)

    def say_without_key(self) -> str:
        """Return what may be said of the wrong answer at hand while its key is kept; empty for nothing."""
        exercise = self._at_hand()
        attempt, number = exercise.attempt, len(exercise.attempt.done)
        answer, content = attempt.second or attempt.answer, content_of(exercise.entry)
        verdict, workers = self._checked(answer), self._workspace.workers
        if verdict.verdict != "wrong":
            return ""
        return workers.say_before_key(exercise.variant, number, answer, verdict, content=content)

    def reveal(self) -> VerdictView:
        """Show the key without an answer (never green), or after an undecided one (the learner decides)."""
        exercise = self._unanswered()
        return self._show_key(exercise.attempt.draft if exercise.decides else "")

    def _show_key(self, answer: Reply) -> VerdictView:
        self._keep(record_revealed_key(self._at_hand(), answer))
        self.verdict = self._verdict_view()
        return self.verdict

    def hint(self) -> str | None:
        """Return the next hint, ``None`` after the last."""
        exercise = self._unanswered()
        hints_shown = exercise.attempt.hints
        if self._placement is not None or hints_shown >= len(exercise.stage.hints):
            return None
        self._keep(replace(exercise.attempt, hints=hints_shown + 1))
        return exercise.stage.hints[hints_shown]

    def shape_and_motion(self) -> tuple[str, str]:
        """Return the author's shape and motion; either may be empty."""
        variant = self._at_hand().variant
        return variant.shape, variant.motion

    def theory(self) -> Theory:
        """Return the theory of the exercise at hand, with an example in other numbers."""
        exercise = self._at_hand()
        if exercise.theory is not None:
            return exercise.theory
        theory = self._preparation.theory(exercise)
        self.exercise = replace(exercise, theory=theory, has_read_theory=not exercise.attempt.key_shown)
        return theory

    def other_example(self) -> Theory:
        """Return the theory again, with an example in other numbers if there are any."""
        exercise = self._at_hand()
        theory = self._preparation.theory(exercise, after=self.theory().example)
        self.exercise = replace(self._at_hand(), theory=theory)
        return theory

    def _keep(self, attempt: OpenAttempt) -> None:
        """Save the attempt at hand in its new form, and only then continue: a store may fail.

        Practice beside an attempt at the same item leaves that one in the store.
        """
        exercise = self._at_hand()
        if self._beside(exercise) is None:
            attempt = replace(attempt, seconds=self._activity.seconds, window=self._workspace.window.name)
            self._workspace.store.save_open(attempt)
        self.exercise = replace(exercise, attempt=attempt)

    def _beside(self, exercise: ExerciseView) -> OpenAttempt | None:
        """Return the open attempt at the item that is being practised."""
        interrupted = (interrupted_exercise for interrupted_exercise, _ in reversed(self._interrupted))
        waiting = (candidate.attempt for candidate in interrupted if candidate.entry == exercise.entry)
        return next(waiting, None) if exercise.attempt.becomes == "extra" else None

    def next_stage(self, *, ok: bool | None = None, reason: str = "") -> ExerciseView:
        """Continue with the next stage of a chain; ``ok`` next to a stage's verdict overrules the checker.

        Raises:
            UsageError: there is none, or ``ok`` is missing or not allowed.
            StoreError: it could not be kept; the verdict still stands.
        """
        self.touch()
        self._keep(at_next_stage(self._at_hand(), ok, one_line(reason)))
        self.verdict = None
        return self._at_hand()

    # --- marks ---------------------------------------------------------------------------------------------

    def mark(self, why: bool, *, ok: bool | None = None, reason: str = "") -> Marked:
        """Write the mark, durably before this returns. ``ok`` next to a verdict overrules the checker.

        Raises:
            UsageError: nothing waits for a mark, or ``ok`` is missing or not allowed.
            StoreError: it could not be kept; the question still stands.
        """
        exercise = self._at_hand()
        if not exercise.attempt.key_shown:
            raise UsageError("answer first, or reveal; then comes the mark")
        self.touch()
        attempt = make_attempt_facts(exercise, self._activity, why, ok, one_line(reason))
        is_placed, is_too_late = exercise.attempt.placed and attempt.kind == "verdict", False
        if is_placed:  # what is wrong in a placement colours nothing
            # A paper's exercise is tried before its time: as long as one likes, none of it the day's.
            is_try = exercise.entry.in_file_order
            is_too_late = exercise.attempt.seconds > MOST_SECONDS and not is_try
            kind: AttemptKind = "verdict" if attempt.ok else "extra"
            attempt = replace(attempt, kind=kind, placed=not (attempt.ok and is_too_late))
            attempt = replace(attempt, seconds=0.0) if is_try else attempt
        if self._is_practice:  # what is talked about meanwhile is no time of the day
            attempt = replace(attempt, seconds=0.0)
        appended = self._workspace.append(exercise.entry, attempt, leaves_open=self._beside(exercise))
        self._serving.mark(appended)
        if self._is_practice:
            self._list.leave_out(exercise.item)
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
        """Move the exercise to the end of today. After the third time a question says what else can be
        done."""
        exercise = self._unanswered() if self._is_practice else self._unbegun()
        item = exercise.item
        if self._is_practice:
            self._workspace.store.drop_open(item)
            self._list.leave_out(item)
            self._clear()
            return Skipped(item)
        if self._placement is not None:
            self._workspace.append(exercise.entry, describe_not_yet())
            self._workspace.store.drop_open(item)
            self._clear()
            return Skipped(item, not_yet=True)
        if exercise.was_asked_what_to_do:
            self._workspace.store.drop_open(item)
            self._list.skip(item, exercise.state)
            self._clear()
            return Skipped(item)
        appended = self._workspace.append(exercise.entry, Skip())
        if appended.after.is_open and appended.after.skips >= SKIPS_BEFORE_ASKING:
            self.exercise = replace(exercise, state=appended.after, was_asked_what_to_do=True)
            self._interrupt()
            return Skipped(item, ("reveal", "park", "keep"))
        self._list.skip(item, appended.after)
        self._away[item] = exercise
        self._put_away(exercise)
        self._clear()
        return Skipped(item)

    def leave_out(self, item: ItemId) -> None:
        """Do not serve an exercise in this session."""
        self._list.leave_out(item)

    def let_go(self) -> None:
        """Leave the exercise at hand to the window that has opened it meanwhile; nothing is stored."""
        self._list.leave_out(self._at_hand().item)
        self._clear()

    def _put_away(self, exercise: ExerciseView) -> None:
        """Do not serve next what waited during practice of the same exercise, unless its key was shown."""
        item = exercise.item
        self._interrupted = [
            (interrupted_exercise, activity)
            for interrupted_exercise, activity in self._interrupted
            if interrupted_exercise.item != item or interrupted_exercise.attempt.key_shown
        ]

    def park(self) -> str:
        """Park the exercise at hand; it stays away until it is reopened. Raises UsageError where it is not
        open."""
        exercise = self._unbegun()
        if self._placement is not None:
            raise UsageError(WITHOUT)
        if not exercise.state.is_open:
            is_green = exercise.state.state == "green"
            raise UsageError(
                "green exercises cannot be parked" if is_green else "it is parked already: this is practice"
            )
        appended = self._workspace.append(exercise.entry, Park())
        self._list.note(appended.event.item, appended.after)
        self._totals.parked_by_hand.append(exercise.item)
        self._away[exercise.item] = exercise
        self._put_away(exercise)
        self._clear()
        return exercise.item

    def reopen(self, item: str) -> str:
        """Reopen a parked item: a new round, due at once. Raises UsageError for one that is not parked."""
        about = find_logged_item(self._workspace, item)
        if read_logged_state(self._workspace, about).state != "parked":
            raise UsageError(f"{item} is not parked")
        self._list.note(about.item, append_item_event(self._workspace, about, Reopen()))
        return about.item

    def note(self, field: str, key: str, text: str) -> str:
        """Save a note on the exercise at hand, or on its paper; an empty text clears it. Returns its key."""
        if field not in get_args(NoteField):
            raise UsageError(f"no note is called {field!r}", f"known: {', '.join(get_args(NoteField))}")
        exercise = self._at_hand()
        if field not in ("line", "parked"):
            # Imported here, since few sessions write one.
            from drill.session.standing.asked_notes import note_aside

            return note_aside(self._workspace, exercise.entry, field, key, text)
        note_key = key or (str(exercise.state.next_pass) if field == "line" else "")
        # it is one of the two fields above
        self._workspace.append(exercise.entry, Note(field=cast(NoteField, field), key=note_key, text=text))
        self.exercise = replace(exercise, own_lines=own_lines(self._workspace, exercise.entry))
        if self.verdict is not None:
            self.verdict = replace(self.verdict, exercise=self.exercise)
        return note_key

    def keep_words(self, words: str = "") -> None:
        """Save the answer, or other ``words``, in place of the note that is asked, once its key is shown.

        Raises UsageError where the exercise at hand is no note, or nothing was answered.
        """
        exercise = self._at_hand()
        words = words or str(exercise.attempt.answer)
        if not is_asked_note(exercise.item) or not exercise.attempt.key_shown or not words.strip():
            raise UsageError("there are no words to keep here")
        from drill.session.standing.asked_notes import keep_words  # few sessions ask a note

        keep_words(self._workspace, exercise.item, words)

    def own_line(self, text: str) -> None:
        """Save the learner's own line on shape and motion for this pass."""
        self.note("line", "", one_line(text))

    def again(self) -> ExerciseView:
        """Return the same exercise with other numbers, as practice that does not count. Raises UsageError
        where a derivation was begun."""
        exercise = self._at_hand()
        if exercise.is_begun:
            raise UsageError(ANSWERED if exercise.attempt.is_tried_again else BEGUN)
        if self._placement is not None:
            raise UsageError(WITHOUT)
        practice = self._preparation.practice(exercise)
        self._interrupt()
        return self._take(practice)

    # --- undo ----------------------------------------------------------------------------------------------

    def undo(self) -> Undone | None:
        """Undo the newest undoable event of this window; ``None`` if there is none.

        Of an attempt the question comes back first (``exercise`` and ``verdict`` are set), so that a slip of
        "y" for "n" is mended without seeing the key twice; `back_to_field` goes one step further. What was at
        hand waits, a question too.
        """
        target = self._workspace.store.newest_undoable_here()
        if target is None:
            return None
        if self._is_practice and target.item in self._workspace.open_beside():
            raise UsageError(f"{target.item} is open in drill: what was marked here stays")
        back = undo_event(self._workspace, target, self._preparation.session_seed)
        if self.exercise is not None and self.exercise.item != back.item:
            self._interrupt()
        self._list.take_back(back.item, back.after, target.id)
        self._clear()
        self._totals.undone(back.item, target.kind)
        if self._is_practice and target.kind in ATTEMPTS:
            self._workspace.store.note_aside(-1)
        self._give_back(back)
        self._is_undone = back.attempt is not None
        return back

    def _give_back(self, back: Undone) -> None:
        """Make the exercise of the undone event the one at hand."""
        entry, state = back.entry, back.after
        if entry is None:
            return
        try:
            if back.attempt is not None:
                self._take(self._preparation.undone(entry, back.attempt, state))
            elif state.is_open and back.kind in ("skip", "park"):
                away = self._away.get(entry.item)
                if away is not None and away.entry.hashes == entry.hashes:
                    self._take(replace(away, state=state))
                else:
                    self._take(self._preparation.fresh(entry, state, "verdict"))
        except StoreError:
            raise  # it is shown again as the next
        except DrillError as error:
            self._workspace.notices.append(f"{entry.item} cannot be shown again: {error.message}")
            self._workspace.store.drop_open(entry.item)

    def back_to_field(self) -> ExerciseView:
        """Return from the question to the draft; the new answer records that the key was seen."""
        exercise = self._at_hand()
        if exercise.attempt.key_shown:
            self._keep(back_at_failed_stage(exercise) if self._is_undone else back_at_field(exercise))
            self.verdict = None
        return self._at_hand()

    # --- the end -------------------------------------------------------------------------------------------

    def more(self, minutes: float = MORE_MINUTES) -> None:
        """Continue for so many minutes, with other subjects where the path waits; a placement by as many
        questions as it has more.
        """
        items = items_in(minutes, seconds_each(self._workspace))
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

    def summary(self) -> SessionSummary:
        """Return the summary of this session so far."""
        return self._summary("")

    def _summary(self, ended: str) -> SessionSummary:
        if self._is_practice:
            return self._totals.summary(self._workspace, 0, ended)
        if self._placement is not None:
            ended = self._placement.describe()
        remarks = new_again(self._workspace, self._known_at_first)
        could_go_on = self._placement is None and self._list.could_go_on(MORE_MINUTES)
        waiting, others = max(len(self._list), int(could_go_on)), self._list.has_others
        remarks += describe_mended_slips(self._workspace, self._totals.put_right)
        if self._placement is None:
            remarks += self._answered_aside
        if self.deadline is not None:
            remarks += tuple(self.deadline.tell_what_is_left())
        if self._placement is not None:
            waiting = MORE_PLACED if self._placement.could_ask_more else 0
        summary = self._totals.summary(self._workspace, waiting, ended, remarks)
        if self._placement is not None:
            return replace(summary, is_placement=True, found=self._find_skills())
        summary = replace(summary, left=describe_rest_of_day(self._list))
        if not self._totals.lines:
            return replace(summary, others=others)
        end = describe_end(self._workspace, self._list, self._totals.wrong)
        return replace(summary, others=others, end=end)

    @cached_property
    def _answered_aside(self) -> tuple[str, ...]:
        """Return the remark on answers that came through an assistant, told at the end of one session."""
        return describe_aside(self._workspace.store.take_aside())

    def _find_skills(self) -> SkillsFound | None:
        """Return what the placement found, with what comes first now."""
        found = self._placement.find_skills() if self._placement is not None else None
        if found is None:
            return None
        row = next(open_day(self._workspace).coming(), None)
        first = find_resumable(self._workspace) or (None if row is None else row.item)
        return found if first is None else replace(found, first=title_of(self._workspace, first) or first)

    def find_formula_ahead(self) -> FormulaAhead | None:
        """Return a formula of the goal's paper, on a day on which nothing of the paper came."""
        from drill.session.today.formula_map import find_formula_ahead  # with all that a paper is read with

        return None if self._placement is not None else find_formula_ahead(self._workspace, self._list)

    def close(self) -> None:
        """Stop preparing; what is at hand stays open for the next session, in whichever window."""
        store = self._workspace.store
        still_open = {attempt.item for attempt in store.open_attempts()}
        waiting = [(exercise.attempt, activity) for exercise, activity in self._interrupted]
        if self.exercise is not None and self._beside(self.exercise) is None:
            waiting.append((self.exercise.attempt, self._activity))
        for attempt, activity in waiting:
            if self._placement is not None and not attempt.key_shown:
                store.drop_open(attempt.item)  # elsewhere it would count
            elif attempt.item in still_open:
                seconds = attempt.seconds if attempt.key_shown else activity.seconds
                store.save_open(replace(attempt, seconds=seconds, window=""))
        self._preparation.close()
        keep_dues(self._workspace)
        if self._list.is_day:
            left = {row.item for row in self._list.coming(with_others=True)}
            leave_of_first_paint(self._workspace, self._list.today, left)

    def _at_hand(self) -> ExerciseView:
        if self.exercise is None:
            raise UsageError("there is no exercise at hand")
        return self.exercise

    def _unanswered(self) -> ExerciseView:
        exercise = self._at_hand()
        if exercise.attempt.key_shown:
            due = " or ".join("the next stage" if way == "next" else "the mark" for way in exercise.ways)
            raise UsageError(f"the key has been shown already: next comes {due}")
        self.touch()
        return exercise

    def _unbegun(self) -> ExerciseView:
        exercise = self._at_hand()
        if exercise.is_begun:
            raise UsageError(ANSWERED if exercise.attempt.is_tried_again else BEGUN)
        return self._unanswered()


def _without_invisible(text: Reply) -> Reply:
    if isinstance(text, Mapping):
        return {name: remove_invisible(part) for name, part in text.items()}
    return remove_invisible(text) if isinstance(text, str) else tuple(map(remove_invisible, text))


def _is_blank_reply(text: Reply) -> bool:
    parts = (text,) if isinstance(text, str) else text.values() if isinstance(text, Mapping) else text
    return not any(part.strip() for part in parts)
