"""The keys while drilling: the binding of each, the modes in which it acts, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.binding import Binding

from drill.session.drilling.follow_up import is_unmarked
from drill.tui.bindings import bind_named_key, bind_up_down

if TYPE_CHECKING:
    from drill.gyr.events import Reply
    from drill.session.drilling.exercise_view import ExerciseView, VerdictView


class Mode(StrEnum):
    """What is expected: every key means one thing in one mode."""

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


# Keys that act while an answer is typed, too, beside escape and a letter.
FUNCTION_KEYS: Mapping[str, str] = {
    "help": "f1",
    "hint": "f2",
    "theory": "f3",
    "reveal": "f4",
    "working": "f6",
}

BINDINGS = [
    bind_named_key("go-on", "retry", "try again"),
    bind_named_key("go-on", "to_exercise", "to the exercise"),
    bind_named_key("go-on", "keep_line", "keep the line"),
    bind_named_key("go-on", "overrule", "go on"), bind_named_key("go-on", "next_stage", "next stage"),
    bind_named_key("go-on", "try_now", "try it now"), bind_named_key("go-on", "check", "check"),
    bind_named_key("go-on", "next_question", "next question"),
    bind_named_key("yes"), bind_named_key("no"),
    bind_named_key("go-on", "next_step"), bind_named_key("look", "example_step"),
    bind_named_key("look", "take", "take"),
    bind_named_key("all", "all_steps"), *bind_up_down("screen.move"),
    bind_named_key("longer", words="longer"),
    bind_named_key("again", "other_example"), bind_named_key("again"), bind_named_key("figure"),
    bind_named_key("next", "own_line"),
    bind_named_key("hint"), bind_named_key("shape"), bind_named_key("theory"), bind_named_key("working"),
    bind_named_key("reveal", words="reveal"), bind_named_key("park"),
    bind_named_key("next", "to_answer", "back to the answer"), bind_named_key("skip"),
    bind_named_key("dispute"), bind_named_key("ask"),
    bind_named_key("back", "end_theory"), bind_named_key("back", "resume", "never mind"),
    bind_named_key("back", "commands"),
    bind_named_key("keys", "commands", "keys"), bind_named_key("undo"), bind_named_key("leave"),
    bind_named_key("view"), bind_named_key("copy"),
    bind_named_key("export"), bind_named_key("edit"), bind_named_key("settings", "app.settings"),
    bind_named_key("palette", "app.command_palette", "commands"),
    *(Binding(name, action, show=False) for action, name in FUNCTION_KEYS.items() if action != "help"),
]  # fmt: skip


_ALWAYS = frozenset({"move", "scrolls", "help", "command_palette"})
_LOOKS = frozenset({"view", "copy", "export", "settings", "figure"})
_OUT = frozenset({"undo", "leave"})
# What a placement goes without, and what leaves the command row open.
HELP = frozenset({"hint", "shape", "theory"})
_READING = _LOOKS | _OUT | {"next_step", "all_steps", "theory"}
_THEORY = frozenset(
    {"to_exercise", "end_theory", "example_step", "all_steps", "longer", "other_example", "ask"}
)
_FIELD = frozenset(
    {"check", "take", "edit", "working", "reveal", "skip", "again", "park", "own_line", "commands"}
)
_ACTS: Mapping[Mode, frozenset[str]] = {
    Mode.LOADING: frozenset(), Mode.FAILED: frozenset({"retry", "leave"}),
    Mode.THEORY: _LOOKS | _OUT | _THEORY,
    Mode.FIELD: _LOOKS | _OUT | HELP | _FIELD,
    Mode.LINE: frozenset({"keep_line", "to_answer", "commands", "edit"}),
    Mode.ASKED: _LOOKS | {"reveal", "park", "skip", "try_now", "resume", "leave"},
    Mode.VERDICT: _READING | {"yes", "no", "next_question", "dispute", "ask"},
    Mode.STAGE: _READING | {"yes", "no", "next_stage", "dispute", "ask"},
    Mode.NOTE: _READING | {"yes", "no", "edit"},
    Mode.DECIDE: _READING | {"yes", "no", "ask"},
    Mode.REASON: frozenset({"overrule", "resume"}),
    Mode.JUDGED: _READING | {"yes", "no", "next_question", "resume"},
}  # fmt: skip
# What needs no turn: the session hears nothing of it.
AT_ONCE = _ALWAYS | _LOOKS | {"next_step", "example_step", "all_steps", "edit", "commands", "take", "ask"}
# What costs something wants its letter twice where letters are text.
TWICE = frozenset({"reveal", "park", "skip", "leave"})

# What the command row says of each action, in its order.
_COMMANDS: Mapping[str, str] = {
    "hint": "hint", "shape": "shape, again for motion", "figure": "figure, larger, in words too",
    "theory": "theory", "working": "your working, line by line", "reveal": "reveal (yellow or red)",
    "skip": "skip: end of today",
    "again": "other numbers, as practice", "view": "view: 2-D, line, LaTeX, spoken",
    "copy": "copy the exercise", "export": "export it into a file", "edit": "edit in your editor",
    "undo": "undo the last mark", "park": "park this exercise", "settings": "settings",
    "command_palette": "commands: all of them, by name", "leave": "leave, all is kept",
}  # fmt: skip


# Words of the last line where they are not those of the binding.
_WORDS: Mapping[Mode, Mapping[str, str]] = {
    Mode.THEORY: {"move": "scroll", "leave": "leave"},
    Mode.ASKED: {"park": "park", "skip": "keep for later", "resume": ""},
    Mode.LINE: {"commands": "then e: in your editor"}, Mode.FAILED: {"leave": "quit"},
}  # fmt: skip


ROW = frozenset(_COMMANDS)
# What a rep of the warm-up goes without: it only asks.
_NOT_IN_SET = HELP | {"ask", "working", "own_line", "reveal", "skip", "again", "park", "undo"}
_QUESTIONS = (Mode.VERDICT, Mode.STAGE, Mode.NOTE, Mode.DECIDE, Mode.JUDGED)
# What becomes of a note that is asked again.
_OF_NOTE: Mapping[str, str] = {
    "yes": "keep your new words", "no": "keep the old ones", "edit": "edit the note"
}  # fmt: skip


# What puts an exercise away, which an answer that is kept does not allow.
_PUT_AWAY = frozenset({"skip", "again", "park"})


def list_drilling_commands(view: ExerciseView) -> Mapping[str, str]:
    """Return the words of the command row for an exercise: hints counted, nothing that it does not have."""
    hints = len(view.stage.hints)
    left = hints - len(view.hints_shown)
    words = {"hint": f"hint ({len(view.hints_shown) + 1} of {hints})"}
    absent = {"hint" if not left else "", "shape" if not view.has_shape else ""}
    absent |= {"edit"} if view.is_chosen else set()
    absent |= set() if _has_working(view) else {"working"}
    words |= {"working": "check your lines (a hint)"} if view.attempt.working else {}
    absent |= {"figure"} if view.figure is None else set()
    absent |= {"park"} if view.state.state in ("green", "parked") else set()
    absent |= _PUT_AWAY if view.attempt.is_tried_again else set()
    if view.is_placement:
        absent |= HELP | {"again", "park"}
        words = {"skip": "not yet: I have not met this", "reveal": "reveal: counts as not yet"}
        words |= {"leave": "stop here, all is kept"}
    if view.is_rep:
        absent |= _NOT_IN_SET
        words |= {"leave": "end the set"}
    return {action: words.get(action, word) for action, word in _COMMANDS.items() if action not in absent}


def _has_working(view: ExerciseView) -> bool:
    """Return whether the answer may end a working: not in parts, in a check or in a placement."""
    from drill.session.drilling.working_feedback import takes_working  # not before the first paint

    is_asked_alone = view.is_placement or view.as_ == "check"
    return takes_working(view.stage.expect) and not view.stage.fields and not is_asked_alone


def is_stray_letter(view: ExerciseView, answer: Reply) -> bool:
    """Return whether only one letter was typed that is no name here: it may be meant as a command."""
    letter = "" if view.is_chosen or not isinstance(answer, str) else answer.strip()
    known = view.stage.expect.typed_names.declared | dict(view.stage.expect.shapes).keys()
    return len(letter) == 1 and letter.isalpha() and letter not in known


def find_action_words(
    action: str,
    mode: Mode,
    view: ExerciseView | None,
    verdict: VerdictView | None,
    *,
    ok: bool | None,
    steps: int,
    has_example: bool,
) -> str | bool:
    """Return the words of an action in the last line: True for its binding's, False where it does nothing.

    ``ok`` is the learner's own word on the answer; ``steps`` are worked steps not shown yet;
    ``has_example`` tells whether one stands below the theory.
    """
    if action not in _ACTS[mode] | _ALWAYS:
        return False
    if view is not None and view.is_rep and action in _NOT_IN_SET:
        return False
    if action in ("next_step", "example_step", "all_steps"):
        return ("all" if action == "all_steps" else "next step") if steps else ""
    if mode is Mode.FIELD and view is not None:
        return _in_field(action, view)
    if verdict is not None and mode in _QUESTIONS:
        if mode is Mode.NOTE and action in _OF_NOTE:
            return _OF_NOTE[action]
        return _of_verdict(action, mode, verdict, ok, is_placement=view is not None and view.is_placement)
    if action == "other_example":
        return "other example" if has_example else ""
    return _WORDS.get(mode, {}).get(action, True)


def _in_field(action: str, view: ExerciseView) -> str | bool:
    is_typed = not view.is_chosen
    match action:
        case "check" if view.stage.kind == "self":
            return "done" if view.is_in_a_book else "the solution"
        case "check":
            return "take, then check" if view.stage.kind == "order" else "check"
        case "take":
            return view.stage.kind == "choices"
        case "move" if not is_typed:
            return "move" if view.stage.kind in ("choices", "order") else "choose"
        case "own_line":
            return is_typed and not view.is_placement and ("next part" if view.stage.fields else "")
        case "working":
            return ("check" if view.attempt.working else "") if _has_working(view) else False
        case "edit" | "commands":
            return is_typed
        case "figure":
            return "figure" if view.figure else ""
        case "hint" if view.attempt.is_tried_again:  # the key that shows the key needs its place
            return ""
        case "hint":
            return "hint" if len(view.stage.hints) > len(view.hints_shown) and not view.is_placement else ""
        case "theory":
            return "" if view.is_placement else "theory"
        case "reveal" if view.stage.kind == "self" or view.is_placement:
            return ""
        case "reveal" if view.attempt.is_tried_again:
            return "solution"
        case "skip" | "again" | "park" if view.attempt.is_tried_again:
            return False
        case "again" | "park" if view.is_placement:
            return False
        case "skip":
            return "not yet" if view.is_placement else "skip"
        case "leave" if view.is_placement:
            return "stop"
        case "leave" if view.is_rep:
            return "end the set"
        case "undo" if not is_typed:
            return "undo"
        case _:
            return True


def _of_verdict(
    action: str, mode: Mode, verdict: VerdictView, ok: bool | None, *, is_placement: bool
) -> str | bool:
    decides = verdict.exercise.decides
    goes_on = mode in (Mode.VERDICT, Mode.JUDGED) and is_unmarked(verdict, ok=ok)
    match action:
        case "next_question":
            return goes_on
        case "yes" | "no":
            return not goes_on and _yes_or_no(mode, verdict)[action == "no"]
        case "next_stage":
            return not decides
        case "figure":
            return "figure" if verdict.figure else ""
        case "theory":
            return "theory" if not verdict.ok and not is_placement and not decides else ""
        case "leave" if verdict.exercise.is_rep:
            return "end the set"
        case "dispute" if verdict.exercise.is_rep:
            return verdict.verdict != "revealed" and "it was right"
        case "dispute":
            return "dispute" if verdict.verdict != "revealed" and not decides else ""
        case "undo":
            return "undo" if mode is not Mode.JUDGED and not (mode is Mode.STAGE and decides) else ""
        case "leave":
            return "leave" if mode in (Mode.STAGE, Mode.DECIDE) else ""
        case _:
            return True


def _yes_or_no(mode: Mode, verdict: VerdictView) -> tuple[str, str]:
    if mode is Mode.JUDGED:
        return "yes", "no"
    if mode is Mode.VERDICT:
        if verdict.whole:
            return "I know why", "not sure"
        return "I see it", "not yet"
    if verdict.exercise.decides:
        return "it was right", "it was not"
    return ("mark it now", "mark it now") if "mark" in verdict.exercise.ways else ("", "")
