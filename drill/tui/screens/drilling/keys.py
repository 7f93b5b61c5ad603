"""The keys while drilling: the modes that they act in, and the command row."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drill.gyr.events import Reply
    from drill.session.drilling.exercise_view import ExerciseView


class Mode(StrEnum):
    """The expected input: every key means one thing in one mode."""

    LOADING = "loading"
    FAILED = "failed"
    THEORY = "theory"
    FIELD = "field"
    LINE = "line"
    ASKED = "asked"
    VERDICT = "verdict"
    STAGE = "stage"
    NOTE = "note"
    DECIDE = "decide"
    REASON = "reason"
    JUDGED = "judged"


# Below a verdict.
VERDICT_MODES = frozenset((Mode.VERDICT, Mode.STAGE, Mode.NOTE, Mode.DECIDE, Mode.JUDGED))
# With an exercise or its theory in view.
READING_MODES = VERDICT_MODES | {Mode.THEORY, Mode.FIELD, Mode.ASKED}
# Seconds for which a yes or no below a wrong answer is held: it may be the first letter of a corrected one.
HOLD_S = 0.4
# Actions that need no turn, because they do not concern the session.
AT_ONCE = frozenset({
    "move", "scrolls", "help", "command_palette", "view", "copy", "export", "settings", "figure", "next_step",
    "all_steps", "edit", "commands", "take", "ask",
})  # fmt: skip

# The actions of the command row, in its order.
ROW = ("hint", "theory", "reveal", "skip", "working", "undo", "leave", "keys", "palette")
# Actions in the last line while an answer is typed, because other letters are text there.
BELOW_FIELD = frozenset({"go-on", "next", "hint", "back"})


def may_have_working(view: ExerciseView) -> bool:
    """Return whether the answer may end a working: not in parts, in a check or in a placement."""
    from drill.session.drilling.working_feedback import takes_working  # not before the first paint

    is_asked_alone = view.is_placement or view.as_ == "check"
    return takes_working(view.stage.expect) and not view.stage.fields and not is_asked_alone


def is_stray_letter(view: ExerciseView, answer: Reply) -> bool:
    """Return whether the answer is one letter that is not a name here: it may be meant as a command."""
    letter = "" if view.is_chosen or not isinstance(answer, str) else answer.strip()
    known = view.stage.expect.typed_names.declared | dict(view.stage.expect.shapes).keys()
    return len(letter) == 1 and letter.isalpha() and letter not in known
