"""The state of a session of any kind: the exercise at hand, the typed answer, the verdict, and the help.

Synchronous, and used from one thread at a time; nothing is held back: whatever a method returns is durable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast, get_args

from drill import __version__
from drill.checking import DIFFERS, Verdict, require_limits
from drill.errors import UsageError
from drill.gyr.events import Attempt, Note, NoteField, Reply
from drill.session.drilling.exercise_view import ExerciseView, Theory
from drill.session.drilling.open_exercise import (
    Activity,
    at_next_stage,
    back_at_field,
    judged_again,
    make_attempt_facts,
    predict_consequences,
    record_compared_answer,
    record_judged_answer,
    record_revealed_key,
    record_undecided_answer,
    tried_again,
    worked_on,
)
from drill.session.drilling.preparation import Preparation, content_of
from drill.session.drilling.session_events import SECOND, UNCHANGED, Retype, Skipped, Undecided, Unreadable
from drill.session.drilling.verdict_view import Marked, VerdictView
from drill.session.drilling.working_feedback import (
    CheckedWorking,
    checked_working,
    is_checked_live,
    takes_working,
)
from drill.session.key_display import answer_as_kept, key_text
from drill.session.library.exercise_library import own_lines
from drill.session.standing.paper_names import is_asked_note
from drill.session.titles import sentence_of, source_of
from drill.session.workspace import Workspace
from drill.store import OpenAttempt
from drill.text import one_line, remove_invisible

if TYPE_CHECKING:
    from drill.session.drilling.session_summary import SessionSummary
    from drill.session.drilling.undoing import Undone
    from drill.session.today.formula_map import FormulaAhead

# Messages that refuse to put a chain away, because the same numbers again would be a second chance.
BEGUN = "you have begun this derivation: go on, mark it, or quit, which keeps your place"
ANSWERED = "your first answer is kept: try again, look at the solution, or quit, which keeps your place"

# Max characters of an answer that no checker reads, so that its line of an export stays below 1 MB.
OWN_ANSWER_LIMIT = 100_000


class Sitting:
    """The exercise at hand; a kind of session chooses the next, the stored event, and a mark's effect."""

    why_no_help: str = ""
    """Why there is no help; empty if there is."""
    refused: str = ""
    """Why nothing is put away or undone; empty if it is."""
    opening: str = ""
    """What is said before the first exercise."""

    def __init__(self, workspace: Workspace, preparation: Preparation, *, tries_again: bool = False) -> None:
        """``tries_again`` is whether the settings allow a second try at a wrong answer before its key is
        shown.
        """
        self._workspace = workspace
        self._preparation = preparation
        self._tries_again = tries_again
        self._activity = Activity(workspace.clock())
        """What was spent on the exercise at hand."""
        self.exercise: ExerciseView | None = None
        """What is at hand; None between two exercises."""
        self.verdict: VerdictView | None = None

    # --- defined by a kind of session ----------------------------------------------------------------------

    def next(self) -> ExerciseView | SessionSummary:
        """Serve the next exercise."""
        raise NotImplementedError

    def mark(self, why: bool, *, ok: bool | None = None, reason: str = "") -> Marked:
        """Write the mark, durably before this returns. ``ok`` next to a verdict overrules the checker."""
        raise NotImplementedError

    def summary(self) -> SessionSummary:
        """Return the summary up to now."""
        raise NotImplementedError

    @property
    def day_minutes(self) -> float:
        """How long the day is."""
        return 0.0

    @property
    def has_placed(self) -> bool:
        """Whether a question of a placement was answered, or called "not yet"."""
        return False

    def close(self) -> None:
        """Stop preparing."""
        self._preparation.variants.close()

    def skip(self) -> Skipped:
        """Put the exercise at hand away."""
        raise UsageError(self.refused)

    def park(self) -> str:
        """Park the exercise at hand."""
        raise UsageError(self.refused)

    def reopen(self, item: str) -> str:
        """Reopen a parked exercise."""
        raise UsageError(self.refused)

    def again(self) -> ExerciseView:
        """Return the same exercise with other numbers."""
        raise UsageError(self.refused)

    def undo(self) -> Undone | None:
        """Undo the newest undoable event of this window."""
        raise UsageError(self.refused)

    def more(self) -> None:
        """Continue beyond the end."""
        raise UsageError(self.refused)

    def plan_again(self) -> None:
        """Plan again for the goal that was chosen during the session."""

    def find_formula_ahead(self) -> FormulaAhead | None:
        """Return a formula that the path leads to, if one can be shown at the end."""
        return None

    def shown(self) -> None:
        """Record that the exercise at hand is on the screen."""

    def _keep(self, attempt: OpenAttempt) -> None:
        """Take the attempt at hand in its new form."""
        self.exercise = replace(self._at_hand(), attempt=attempt)

    # --- the exercise at hand ------------------------------------------------------------------------------

    def _verdict_view(self, verdict: Verdict | None = None, first: Verdict | None = None) -> VerdictView:
        """Return the verdict as it is shown; ``verdict`` is the checker's, if it was just asked.

        After a second try ``first`` is the checker's verdict on the first answer.
        """
        exercise = self._at_hand()
        gaps = self._workspace.method().gaps_in_force
        by_ok = predict_consequences(exercise, self._workspace.study_day(), gaps)
        is_right = None if exercise.decides else bool(exercise.attempt.given.ok)
        return VerdictView(
            exercise=exercise, right=by_ok[True], wrong=by_ok[False], seconds=self._activity.seconds,
            evidence=verdict.evidence if verdict else "", figure=exercise.figure_after,
            source=source_of(self._workspace, exercise.entry), parts=self._parts_judged(verdict),
            first_description=first.description if first else "",
            working=self._checked_working(is_right=is_right),
            sentence=sentence_of(self._workspace, exercise.entry) if is_right and exercise.is_last else "",
        )  # fmt: skip

    def _verdict_again(self) -> VerdictView:
        """Return the verdict of an attempt that comes back at it.

        It is checked again: events keep no message, and nothing of the parts. Where the checker has come to
        another view since, the earlier verdict remains, without a reason.
        """
        attempt = self._at_hand().attempt
        given = attempt.given
        if given.revealed or is_blank_reply(given.answer) or self._at_hand().stage.kind == "self":
            return self._verdict_view()
        verdict = self._checked(given.answer)
        if given.second:
            return self._second_verdict_again(verdict)
        ok = {"correct": True, "wrong": False}.get(verdict.verdict)
        if ok != given.ok or (ok is None and verdict.code != DIFFERS):
            return self._verdict_view()
        if verdict.message and not given.message:
            self._keep(replace(attempt, given=replace(given, message=verdict.message)))
        return self._verdict_view(verdict)

    def _second_verdict_again(self, first: Verdict) -> VerdictView:
        """Return the verdict after a second try: events hold both answers, and not whether the second was
        right.
        """
        attempt = self._at_hand().attempt
        second = self._checked(attempt.given.second)
        is_right = second.verdict == "correct"
        message = first.message if is_right else second.message
        given = replace(attempt.given, is_second_right=is_right, message=message)
        self._keep(replace(attempt, given=given))
        return self._verdict_view(second, first)

    def _parts_judged(self, verdict: Verdict | None) -> Mapping[str, bool]:
        """Return whether each part of a wrong answer is right; empty for other answers."""
        attempt = self._at_hand().attempt
        is_in_parts = isinstance(attempt.given.answer, Mapping) and bool(self._at_hand().stage.fields)
        if verdict is not None and attempt.given.ok is False and is_in_parts:
            return verdict.parts
        return {}

    def report(self) -> str:
        """Return a report on the exercise at hand for its author, once its key is shown; one fact per
        line."""
        exercise = self._at_hand()
        verdict = self.verdict
        if verdict is None:
            raise UsageError("answer first, or reveal: a report includes the verdict")
        stage = " of ".join(map(str, exercise.stage_number or ()))
        facts = {
            "exercise": f"{exercise.item} ({exercise.entry.maths})", "drill": __version__,
            "numbers": ", ".join(f"{name} = {value}" for name, value in exercise.attempt.params.items()),
            "stage": stage, "first answer": key_text(verdict.first), "answer": key_text(verdict.answer),
            "verdict": f"{verdict.verdict} ({exercise.attempt.given.code}) {verdict.message}".rstrip(),
            "key": key_text(exercise.stage.key), "what is wrong": "(your words)",
        }  # fmt: skip
        return "\n".join(f"{name}: {fact}" for name, fact in facts.items() if fact)

    def touch(self) -> None:
        """Record that a key or a line came: time is active."""
        if self.exercise is not None:
            self._activity.touch(self._workspace.clock())
            self._workspace.window.note_use()

    def draft(self, text: Reply) -> None:
        """Save the answer as typed up to now, so that it is never lost."""
        exercise = self._at_hand()
        if not exercise.attempt.given.key_shown and exercise.attempt.work.draft != text:
            self._keep(worked_on(exercise, draft=text))

    def draft_working(self, lines: Sequence[str]) -> None:
        """Save the lines of a working as typed up to now; no lines if it is one field again.

        Raises ParseError for a working that is too long.
        """
        require_limits(lines)
        lines = tuple(map(remove_invisible, lines))
        exercise = self._at_hand()
        if not exercise.attempt.given.key_shown and exercise.attempt.work.working != lines:
            self._keep(worked_on(exercise, working=lines))

    @property
    def checks_lines_live(self) -> bool:
        """Whether the lines of a working are checked as they are typed, so that the signs are not a hint."""
        exercise = self._at_hand()
        return not self.why_no_help and is_checked_live(
            self._workspace.settings, exercise.attempt.becomes, exercise.state.state, exercise.stage.expect
        )

    def check_lines(self) -> CheckedWorking | None:
        """Check the lines of the working before the answer is given: a hint, unless lines are checked live.

        None if hints are not allowed (in a check or a placement), or it cannot be done in time.
        """
        exercise = self._unanswered()
        if self.why_no_help or exercise.attempt.becomes == "check":
            return None
        checked = self._checked_working(is_right=None)
        if checked is not None and not self.checks_lines_live:
            self._keep(worked_on(exercise, has_checked_lines=True))
        return checked

    def _checked_working(self, *, is_right: bool | None) -> CheckedWorking | None:
        """Return the working at hand with its signs; None without one, or if it is not checked in time."""
        exercise = self._at_hand()
        lines = exercise.attempt.work.working
        stage = exercise.stage
        if len(lines) < 2 or not takes_working(stage.expect):
            return None
        checked = self._workspace.workers.check_working(stage.expect, lines, stage.wrong)
        if not checked:
            return None
        return checked_working(lines, checked, is_right=is_right)

    def answer(self, text: Reply) -> VerdictView | Unreadable | Retype | Undecided:
        """Check an answer at once; options are named by the letters shown, or as a tuple of their ids.

        The last line of a working is its answer; the lines before it change nothing in the verdict.

        Raises:
            UsageError: the key was shown already, so only a mark is accepted.
            StoreError: it could not be kept: nothing is shown, and it may be given again.
        """
        exercise = self._unanswered()
        if exercise.stage.kind == "self":
            if len(str(text)) > OWN_ANSWER_LIMIT:
                return Unreadable(f"an answer has at most {OWN_ANSWER_LIMIT} characters", None)
            return self._show_key(text)
        text = _without_invisible(text)
        if is_blank_reply(text):
            return Unreadable("nothing is typed yet", None)
        verdict = self._checked(text)
        if verdict.verdict == "unreadable":
            return Unreadable(verdict.message, verdict.at, verdict.part)
        if exercise.attempt.is_tried_again:
            return self._answer_again(text, verdict)
        return self._answer_first(text, verdict)

    def _answer_first(self, text: Reply, verdict: Verdict) -> VerdictView | Retype | Undecided:
        """Take the first answer: its key is shown, unless it may be typed or tried again."""
        exercise = self._at_hand()
        answer = answer_as_kept(exercise.stage, text)
        if verdict.code == DIFFERS:
            if exercise.entry.has_gap and self._workspace.store.is_class:
                # nobody judges their own answer there: it is practice, and another part comes
                attempt = replace(exercise.attempt, becomes="extra")
                self.exercise = exercise = replace(
                    exercise, attempt=attempt, is_practice=True, asks_why=False
                )
            self._keep(record_compared_answer(exercise, answer, verdict.message))
            self.verdict = self._verdict_view()
            return self.verdict
        if verdict.verdict == "undecided":
            self._keep(record_undecided_answer(exercise, text))
            return Undecided(verdict.message)
        if (retype := self._hand_back(text, verdict)) is not None:
            return retype
        if said := self._before_key(text, verdict):
            self._keep(tried_again(exercise, answer, verdict, said))
            return Retype(SECOND, said, self._checked_working(is_right=False))
        self._keep(record_judged_answer(exercise, answer, verdict))
        self.verdict = self._verdict_view(verdict)
        return self.verdict

    def _hand_back(self, text: Reply, verdict: Verdict) -> Retype | None:
        """Hand a right value in the wrong form or by a forbidden way back, once, and a rounded or ambiguous
        answer."""
        if verdict.code not in ("form", "forbidden", "rounding", "ambiguous"):
            return None
        exercise = self._at_hand()
        spec = dict(exercise.stage.expect.parts).get(verdict.part, exercise.stage.expect)
        is_exact = verdict.code == "rounding" and bool(spec.tolerance or spec.form)
        is_of_form = verdict.code in ("form", "forbidden")
        is_once = is_of_form or is_exact
        if is_once and exercise.attempt.work.retyped:
            return None
        self._keep(worked_on(exercise, retyped=exercise.attempt.work.retyped or is_once, draft=text))
        return Retype("form" if is_of_form else verdict.code, verdict.message)

    def _before_key(self, text: Reply, verdict: Verdict) -> str:
        """Return the feedback before the key of a wrong answer; empty if it may not be tried again.

        Nothing is tried again in a placement or a check, among options, or once the key was seen.
        """
        exercise = self._at_hand()
        attempt = exercise.attempt
        is_first = not attempt.seen and not attempt.given.before_key
        is_wanted = self._tries_again and self._workspace.settings.second_try == "on"
        is_allowed = is_wanted and not self.why_no_help and attempt.becomes != "check"
        if verdict.verdict != "wrong" or not is_first or not is_allowed or exercise.is_chosen:
            return ""
        said = self._say_before_key(text, verdict)
        working = self._checked_working(is_right=False)
        question = working.question if working is not None and working.detail else ""
        return " ".join(filter(None, (said, question)))

    def _answer_again(self, text: Reply, verdict: Verdict) -> VerdictView | Retype | Undecided:
        """Take the second answer: its key is shown, unless it costs nothing."""
        exercise = self._at_hand()
        answer = answer_as_kept(exercise.stage, text)
        if answer == exercise.attempt.given.answer:
            return Retype(SECOND, f"{UNCHANGED} {exercise.attempt.given.before_key}")
        if verdict.verdict == "undecided" and verdict.code != DIFFERS:
            self._keep(worked_on(exercise, draft=text))
            return Undecided(verdict.message)
        if (retype := self._hand_back(text, verdict)) is not None:
            return retype
        first = self._checked(exercise.attempt.given.answer)
        self._keep(judged_again(exercise, answer, verdict))
        self.verdict = self._verdict_view(verdict, first)
        return self.verdict

    def _checked(self, text: Reply) -> Verdict:
        """Return the checker's verdict on an answer to the current question."""
        exercise = self._at_hand()
        number = len(exercise.attempt.done)
        content = content_of(exercise.entry)
        return self._workspace.workers.check_stage(exercise.variant, number, text, content=content)

    def say_without_key(self) -> str:
        """Return the feedback on the wrong answer at hand while its key is kept; empty for nothing."""
        attempt = self._at_hand().attempt
        answer = attempt.given.second or attempt.given.answer
        verdict = self._checked(answer)
        return self._say_before_key(answer, verdict) if verdict.verdict == "wrong" else ""

    def _say_before_key(self, answer: Reply, verdict: Verdict) -> str:
        """Return the feedback on a wrong answer to the current question that does not show its key."""
        exercise = self._at_hand()
        return self._workspace.workers.say_before_key(
            exercise.variant, len(exercise.attempt.done), answer, verdict, content=content_of(exercise.entry)
        )

    def reveal(self) -> VerdictView:
        """Show the key without an answer (never green), or after an undecided one (the learner decides)."""
        exercise = self._unanswered()
        return self._show_key(exercise.attempt.work.draft if exercise.decides else "")

    def _show_key(self, answer: Reply) -> VerdictView:
        self._keep(record_revealed_key(self._at_hand(), answer))
        self.verdict = self._verdict_view()
        return self.verdict

    def hint(self) -> str | None:
        """Return the next hint, ``None`` after the last."""
        exercise = self._unanswered()
        hints_shown = exercise.attempt.work.hints
        if self.why_no_help or hints_shown >= len(exercise.stage.hints):
            return None
        self._keep(worked_on(exercise, hints=hints_shown + 1))
        return exercise.stage.hints[hints_shown]

    def theory(self) -> Theory:
        """Return the theory of the exercise at hand, with an example in other numbers."""
        exercise = self._at_hand()
        if exercise.theory is not None:
            return exercise.theory
        theory = self._preparation.write_theory(exercise)
        self.exercise = replace(exercise, theory=theory, has_read_theory=not exercise.attempt.given.key_shown)
        return theory

    def other_example(self) -> Theory:
        """Return the theory again, with an example in other numbers if there are any."""
        exercise = self._at_hand()
        theory = self._preparation.write_theory(exercise, after=self.theory().example)
        self.exercise = replace(self._at_hand(), theory=theory)
        return theory

    def next_stage(self, *, ok: bool | None = None, reason: str = "") -> ExerciseView:
        """Continue with the next stage of a chain; ``ok`` next to a stage's verdict overrules the checker.

        Raises:
            UsageError: this stage is the last, or ``ok`` is missing or not allowed.
            StoreError: it could not be kept; the verdict remains.
        """
        self.touch()
        self._keep(at_next_stage(self._at_hand(), ok, one_line(reason)))
        self.verdict = None
        return self._at_hand()

    def note(self, field: str, key: str, text: str) -> str:
        """Save a note on the exercise at hand, or on its paper; an empty text clears it. Returns its key."""
        if field not in get_args(NoteField):
            raise UsageError(f"no note is called {field!r}", f"known: {', '.join(get_args(NoteField))}")
        exercise = self._at_hand()
        if field not in ("line", "parked"):
            # Imported here, since few sessions write one.
            from drill.session.standing.note_exercises import note_aside

            return note_aside(self._workspace, exercise.entry, field, key, text)
        note_key = key or (str(exercise.state.next_pass) if field == "line" else "")
        # it is one of the two fields above
        self._workspace.append(exercise.entry, Note(field=cast(NoteField, field), key=note_key, text=text))
        self.exercise = replace(exercise, own_lines=own_lines(self._workspace, exercise.entry))
        if self.verdict is not None:
            self.verdict = replace(self.verdict, exercise=self.exercise)
        return note_key

    def keep_words(self, words: str = "") -> None:
        """Save the answer, or other ``words``, in place of the note that is reviewed, once its key is shown.

        Raises UsageError if the exercise at hand is not a note, or nothing was answered.
        """
        exercise = self._at_hand()
        words = words or str(exercise.attempt.given.answer)
        if not is_asked_note(exercise.item) or not exercise.attempt.given.key_shown or not words.strip():
            raise UsageError("there are no words to keep here")
        from drill.session.standing.note_exercises import keep_words  # few sessions ask a note

        keep_words(self._workspace, exercise.item, words)

    def _at_hand(self) -> ExerciseView:
        if self.exercise is None:
            raise UsageError("there is no exercise at hand")
        return self.exercise

    def _unanswered(self) -> ExerciseView:
        exercise = self._at_hand()
        if exercise.attempt.given.key_shown:
            due = " or ".join("the next stage" if way == "next" else "the mark" for way in exercise.ways)
            raise UsageError(f"the key has been shown already: next comes {due}")
        self.touch()
        return exercise

    def _unbegun(self) -> ExerciseView:
        self._refuse_begun()
        return self._unanswered()

    def _refuse_begun(self) -> None:
        """Raise UsageError if the exercise at hand cannot be put away any more."""
        exercise = self._at_hand()
        if exercise.is_begun:
            raise UsageError(ANSWERED if exercise.attempt.is_tried_again else BEGUN)

    def _make_facts(self, why: bool, ok: bool | None, reason: str) -> Attempt:
        """Return the facts to write for a mark. Raises UsageError if nothing waits for one."""
        exercise = self._at_hand()
        if not exercise.attempt.given.key_shown:
            raise UsageError("answer first, or reveal; then comes the mark")
        self.touch()
        return make_attempt_facts(exercise, self._activity, why, ok, one_line(reason))

    def back_to_field(self) -> ExerciseView:
        """Return from the question to the draft; the new answer records that the key was seen."""
        exercise = self._at_hand()
        if exercise.attempt.given.key_shown:
            self._keep(self._back_at_field(exercise))
            self.verdict = None
        return self._at_hand()

    def _back_at_field(self, exercise: ExerciseView) -> OpenAttempt:
        """Return the attempt open for another answer."""
        return back_at_field(exercise)


def _without_invisible(text: Reply) -> Reply:
    if isinstance(text, Mapping):
        return {name: remove_invisible(part) for name, part in text.items()}
    if isinstance(text, str):
        return remove_invisible(text)
    return tuple(map(remove_invisible, text))


def is_blank_reply(text: Reply) -> bool:
    """Return whether nothing is typed or chosen."""
    parts = (text,) if isinstance(text, str) else text.values() if isinstance(text, Mapping) else text
    return not any(part.strip() for part in parts)
