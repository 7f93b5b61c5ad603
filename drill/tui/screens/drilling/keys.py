"""What each key does while drilling, in one table: the keys that are offered are the keys that act."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from drill.gyr.events import Reply
    from drill.session.exercise_view import ExerciseView, VerdictView
    from drill.tui.widgets.rows import KeyPair


class Mode(StrEnum):
    """What is due: every key means one thing in one mode."""

    LOADING = "loading"
    FAILED = "failed"
    THEORY = "theory"
    STEP = "step"
    FIELD = "field"
    LINE = "line"
    ASKED = "asked"
    VERDICT = "verdict"
    STAGE = "stage"
    DECIDE = "decide"
    REASON = "reason"
    OVERRULE = "overrule"


_Looking = Literal["view", "copy", "export", "settings", "edit", "figure", "next_step", "all_steps"]
_Asking = Literal["hint", "shape", "show_theory", "longer_theory", "other_example", "write_line", "reveal"]
_Answering = Literal["yes", "no", "decide", "dispute", "next_stage", "report"]
_Moving = Literal["see", "to_exercise", "resume", "retry", "skip", "again", "undo", "park", "leave", "quit"]
Action = _Looking | _Asking | _Answering | _Moving

_Keys = Mapping[str, Action]
_LOOKS: _Keys = {"f": "figure", "v": "view", "c": "copy", "x": "export", "comma": "settings"}
_OUT: _Keys = {"u": "undo", "q": "leave"}
_HELP_KEYS: _Keys = {"m": "shape", "t": "show_theory", "w": "write_line"}
_MARKS: _Keys = {"y": "yes", "n": "no"}
_READING: _Keys = {
    **_LOOKS,
    **_OUT,
    "enter": "next_step",
    "a": "all_steps",
    "t": "show_theory",
    "b": "report",
}
_THEORY: _Keys = {"enter": "to_exercise", "escape": "to_exercise", "space": "next_step", "a": "all_steps"}
_FIELD: _Keys = {"e": "edit", "h": "hint", "r": "reveal", "s": "skip", "o": "again", "p": "park"}
_ASKED: _Keys = {"r": "reveal", "p": "park", "s": "skip", "enter": "resume", "escape": "resume", "q": "leave"}

# Mode by mode: key → what the controller does.
KEYS: Mapping[Mode, _Keys] = {
    Mode.LOADING: {}, Mode.FAILED: {"enter": "retry", "q": "quit"},
    Mode.THEORY: {**_LOOKS, **_OUT, **_THEORY, "l": "longer_theory", "o": "other_example"},
    Mode.STEP: {**_LOOKS, **_OUT, **_HELP_KEYS, "enter": "see"},
    Mode.FIELD: {**_LOOKS, **_OUT, **_HELP_KEYS, **_FIELD},
    Mode.LINE: {"escape": "resume", "tab": "resume", "e": "edit"}, Mode.ASKED: {**_LOOKS, **_ASKED},
    Mode.VERDICT: {**_READING, **_MARKS, "d": "dispute"},
    Mode.STAGE: {**_READING, **_MARKS, "enter": "next_stage", "d": "dispute"},
    Mode.DECIDE: {**_READING, "1": "decide", "2": "decide", "3": "decide", "4": "decide"},
    Mode.REASON: {"escape": "resume"},
    Mode.OVERRULE: {**_READING, **_MARKS, "d": "resume", "escape": "resume"},
}  # fmt: skip

# What leaves the command row open: help, from little to much.
STAYS: frozenset[Action | None] = frozenset(("hint", "shape", "show_theory"))
# What a placement goes without.
HELP: frozenset[Action | None] = frozenset(("hint", "shape", "show_theory"))
# What costs something wants its letter twice in the command row.
TWICE: frozenset[Action | None] = frozenset(("reveal", "park", "skip", "leave"))

# The command row of the field.
COMMANDS: tuple[KeyPair, ...] = (
    ("h", "hint"), ("m", "shape, then motion"), ("f", "figure, larger, in words too"), ("t", "theory"),
    ("w", "write a line of your own"), ("r", "reveal (yellow or red)"), ("s", "skip: end of today"),
    ("o", "other numbers, as practice"), ("v", "view: 2-D, line, LaTeX, spoken"),
    ("c", "copy the exercise"), ("x", "export it into a file"), ("e", "edit in your editor"),
    ("u", "undo the last mark"), ("p", "park this exercise"), (",", "settings"),
    ("q", "leave, all is kept"),
)  # fmt: skip

# The command row of one's own line.
LINE_COMMANDS: tuple[KeyPair, ...] = (("e", "edit in your editor"),)

# Stands before the letters that command where letters are text.
ESCAPE: KeyPair = ("esc", "or alt+")
_HELP: KeyPair = ("?", "keys")
_LEAVE: KeyPair = ("q", "leave")
# The last line of the screen in the modes in which it is always the same.
_ROWS: Mapping[Mode, tuple[KeyPair, ...]] = {
    Mode.LOADING: (_LEAVE, ("ctrl+q", "quit"), _HELP),
    Mode.FAILED: (("enter", "try again"), ("q", "quit"), _HELP),
    Mode.STEP: (("enter", "I see it: on to the answer"), ("w", "write a line"), ("m", "show me"), _HELP),
    Mode.LINE: (("enter", "keep the line"), ("tab", "back to the answer"), ("esc", "then e: in your editor")),
    Mode.ASKED: (("r", "reveal"), ("p", "park"), ("s", "keep for later"), ("enter", "try it now"), _HELP),
    Mode.REASON: (("enter", "go on"), ("esc", "never mind")),
}  # fmt: skip
_ONE: tuple[KeyPair, ...] = (("j k", "choose"),)
# How one chooses where it is not by the cursor alone.
_CHOOSING: Mapping[str, tuple[KeyPair, ...]] = {
    "choices": (("j k", "move"), ("space", "take")),
    "order": (("j k", "move"),),
}


def commands(view: ExerciseView) -> tuple[KeyPair, ...]:
    """The command row for an exercise: hints counted, nothing offered that it does not have."""
    left = view.hints - len(view.hints_shown)
    words = {"h": f"hint ({len(view.hints_shown) + 1} of {view.hints})"}
    absent = {"h" if not left else "", "m" if not view.has_shape else "", *("we" if view.is_chosen else "")}
    absent |= {"f"} if view.figure is None else set()
    absent |= {"p"} if view.state in ("green", "parked") else set()
    if view.is_placement:
        absent, words = absent | {*"hmt"}, {"s": "not yet: I have not met this"}
    offered = tuple((key, words.get(key, word)) for key, word in COMMANDS if key not in absent)
    return (*offered, ("?", "keys, and how to type this"))


def is_stray_letter(view: ExerciseView, answer: Reply) -> bool:
    """Whether one letter is all that was typed, and no name of the exercise: it may be meant as a command."""
    letter = "" if view.is_chosen or not isinstance(answer, str) else answer.strip()
    known = view.expect.typed_names.declared | dict(view.expect.shapes).keys()
    return len(letter) == 1 and letter.isalpha() and letter not in known


def asked_back(view: ExerciseView, letter: str, how: str) -> str:
    """What is asked of such a letter; ``how`` gives it as a command."""
    told = dict(commands(view)).get(letter)
    command = f" As a command it is {how}: {told}." if told else ""
    return f"Is {letter} all of your answer? Enter gives it.{command}"


def key_row(
    mode: Mode,
    view: ExerciseView | None = None,
    verdict: VerdictView | None = None,
    *,
    steps_left: int = 0,
    has_example: bool = False,
) -> tuple[KeyPair, ...]:
    """The last line of the screen."""
    step: tuple[KeyPair, ...] = (("enter", "next step"), ("a", "all")) if steps_left else ()
    match mode:
        case Mode.FIELD if view is not None:
            return _field_row(view)
        case Mode.THEORY:
            more: tuple[KeyPair, ...] = (("space", "next step"), ("a", "all")) if steps_left else ()
            other: tuple[KeyPair, ...] = (("o", "other example"),) if has_example else ()
            looks: tuple[KeyPair, ...] = (("j k", "scroll"), ("l", "longer"), *other)
            return (("enter", "to the exercise"), *more, *looks, _LEAVE, _HELP)
        case Mode.VERDICT if verdict is not None:
            row = _verdict_row(verdict, step)
            return tuple(pair for pair in row if pair[0] != "t") if view and view.is_placement else row
        case Mode.STAGE if verdict is not None:
            return _stage_row(verdict)
        case Mode.DECIDE:
            return (("1–4", "decide"), *step, ("u", "undo"), _LEAVE, _HELP)
        case Mode.OVERRULE:
            return (("y", "yes"), ("n", "no"), *step, ("esc", "never mind"), _HELP)
        case _:
            return _ROWS.get(mode, _ROWS[Mode.LOADING])


def _field_row(view: ExerciseView) -> tuple[KeyPair, ...]:
    left = 0 if view.is_placement else view.hints - len(view.hints_shown)
    hint: tuple[KeyPair, ...] = (("h", "hint"),) if left > 0 else ()
    theory: tuple[KeyPair, ...] = () if view.is_placement else (("t", "theory"),)
    skip: KeyPair = ("s", "not yet" if view.is_placement else "skip")
    reveal: tuple[KeyPair, ...] = () if view.kind == "self" else (("r", "reveal"),)
    figure: tuple[KeyPair, ...] = (("f" if view.is_chosen else "esc f", "figure"),) if view.figure else ()
    rest: tuple[KeyPair, ...] = (*hint, *theory, *reveal)
    if view.is_chosen:
        take: KeyPair = ("enter", "take, then check" if view.kind == "order" else "check")
        return (
            *_CHOOSING.get(view.kind, _ONE), take, *figure, *rest, skip, ("u", "undo"), _HELP,
        )  # fmt: skip
    tab: KeyPair = ("tab", "next part") if view.fields else ("tab", "your line")
    free = "done" if view.is_in_a_book else "the solution"
    enter: KeyPair = ("enter", free if view.kind == "self" else "check")
    return (enter, *figure, ESCAPE, *rest, tab, skip, _HELP)


def _stage_row(verdict: VerdictView) -> tuple[KeyPair, ...]:
    """Between two stages: on, or the mark at once where the attempt has failed."""
    if verdict.decides:
        return (("y", "it was right"), ("n", "it was not"), _LEAVE, _HELP)
    mark: tuple[KeyPair, ...] = (("y n", "mark it now"),) if "mark" in verdict.then else ()
    return (("enter", "next stage"), *mark, *_more(verdict), ("u", "undo"), _LEAVE, _HELP)


def _verdict_row(verdict: VerdictView, step: tuple[KeyPair, ...]) -> tuple[KeyPair, ...]:
    yes, no = ("I know why", "not sure") if verdict.whole else ("I see where", "not yet")
    return (("y", yes), ("n", no), *step, *_more(verdict), ("u", "undo"), _HELP)


def _more(verdict: VerdictView) -> tuple[KeyPair, ...]:
    """Theory where the answer was not right, and a dispute where there was an answer."""
    theory: tuple[KeyPair, ...] = (("t", "theory"),) if not verdict.ok else ()
    dispute: tuple[KeyPair, ...] = (("d", "dispute"),) if verdict.verdict != "revealed" else ()
    figure: tuple[KeyPair, ...] = (("f", "figure"),) if verdict.figure else ()
    return (*figure, *theory, *dispute)
