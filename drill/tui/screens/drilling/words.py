"""What the drilling screen says: of an exercise, of a verdict, of first marks; and the question it asks."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from drill.checking.answer import Key
from drill.session.links import link_text
from drill.session.views import RENEWED, Consequence, DayProgress, ExerciseView, Marked, VerdictView
from drill.tui.content import EMPTY, beside, join, line, of_block
from drill.tui.screens.drilling.keys import DECISIONS
from drill.typeset import Tier, prose

STEP = line(
    ("Before you write:\n", "bold"),
    ("shape   ", "$secondary"),
    " how is it built? what stands inside what?\n",
    ("motion  ", "$secondary"),
    " what moves first, and what follows?",
)
TIPS = (
    "First see its shape (how is it built?), then the motion (what moves first?).",
    "Answers look like  3 cos 2x - e^(-x)/2  and are typeset below as you type.",
    "Does the formula above look broken?  esc g  offers two plainer ways.",
)
FENCES = "Do the tall brackets look broken?  esc g  offers two plainer ways."


def names_told(view: ExerciseView) -> str:
    """How declared names are typed, where that is not how they look."""
    told = [f"`{name}` for ${latex}$" for name, latex in view.names.items() if name != latex]
    return "\n\nType " + ", ".join(told) + "." if told else ""


def asked(view: ExerciseView) -> str:
    """All that is asked: of a chain its setting and what is known by now above the stage, a fault's lines."""
    parts = [view.setting] if view.setting else []
    if view.stage is not None:
        parts += [f"{number}. {result}" for number, result in enumerate(view.results, 1)]
        parts.append(f"**Stage {view.stage[0]} of {view.stage[1]}.** {view.prompt}")
    else:
        parts.append(view.prompt)
    if view.lines:
        parts += [f"{number}. {text}" for number, text in enumerate(view.lines, 1)]
        parts.append("Which line is the first wrong one? Type its number, or `none`.")
    return "\n\n".join(parts)


def told_of(verdict: VerdictView) -> list[str]:
    """What a copy says beside the prompt once the key is shown."""
    told = [
        f"{name}: {_as_text(answer)}" for name, answer in (("Answer", verdict.answer), ("Key", verdict.key))
    ]
    return [*told, *(f"{number}. {step}" for number, step in enumerate(verdict.steps, 1))]


def _as_text(answer: Key) -> str:
    if isinstance(answer, str):
        return answer
    return "; ".join(f"{name} = {text}" for name, text in answer.items())


def own_lines(view: ExerciseView, indent: str = "") -> Content:
    """One's own lines, each with the pass it was written in."""
    return join(
        [line((f"{indent}your line, pass {own.pass_}  ", "$secondary"), own.text) for own in view.own_lines]
    )


def labelled(told: Sequence[tuple[str, str]], indent: int, room: int, tier: Tier) -> Content:
    """Texts with their names before them, under each other; each in ``room`` cells with its name."""
    lines: list[Content] = []
    for name, text in told:
        if text:
            head = line(" " * indent, (f"{name:8} ", "$secondary"))
            lines.append(beside(head, of_block(prose(text, width=max(10, room - len(head)), tier=tier))))
    return join(lines) if lines else EMPTY


# --- the question ----------------------------------------------------------------------------------------

_QUESTIONS = {True: "Do you know why it is right?", False: "Do you see where it went wrong?"}
_WORDS = {True: ("yes", "not sure"), False: ("I see it", "not even now")}

Choice = tuple[str, str, Consequence]
"""A key, its words, and what it does."""


def question_of(verdict: VerdictView, *, overrules: bool) -> tuple[str, Sequence[Choice]]:
    """What is asked, and the choices; ``overrules`` asks it of the other verdict."""
    if "next" in verdict.then:
        return _between_stages(verdict)
    if verdict.decides:
        choices = [
            (key, words, (verdict.right if ok else verdict.wrong)[why])
            for key, (words, ok, why) in DECISIONS.items()
        ]
        return "Was it right, and do you know why?", choices
    is_right = bool(verdict.ok) != overrules
    ok = is_right and not verdict.failed_before
    consequences = verdict.right if ok else verdict.wrong
    question = "Do you see it now?" if verdict.verdict == "revealed" else _QUESTIONS[ok]
    if verdict.stage is not None:
        question = "Do you know why each step is right?" if ok else _QUESTIONS[False]
    what = "This stage" if verdict.stage else "It"
    lead = f"{what} counts as {'right' if is_right else 'wrong'}. " if overrules else ""
    yes, no = _WORDS[ok]
    return lead + question, [("y", yes, consequences[True]), ("n", no, consequences[False])]


def _between_stages(verdict: VerdictView) -> tuple[str, Sequence[Choice]]:
    """After a stage that is not the last; the mark is offered at once where the attempt has failed."""
    number, of = verdict.stage or (1, 1)
    if verdict.decides:
        return f"Stage {number} of {of}: was your answer right?", []
    if "mark" not in verdict.then:
        return f"Stage {number} of {of} is right. On with enter.", []
    came_to = "was revealed" if verdict.verdict == "revealed" else "went wrong"
    lead = f"Stage {number} of {of} {'is right, an earlier one was not' if verdict.ok else came_to}."
    yes, no = _WORDS[False]
    choices = [("y", yes, verdict.wrong[True]), ("n", no, verdict.wrong[False])]
    return f"{lead} On with enter; or mark it now: do you see where it went wrong?", choices


# --- marks -----------------------------------------------------------------------------------------------


def parked_words(marked: Marked) -> str:
    """Another way to what the fifth red parked."""
    if marked.state != "parked":
        return ""
    ways = [f"first drill {marked.first[0].title}"] if marked.first else []
    ways += [f"read {link_text(marked.links[0])}"] if marked.links else []
    return f"{marked.title or marked.item} is parked: {'; '.join([*ways, '5 on Today tells more'])}."


_FIRST = {
    "green": "Green: right, and you know why. It is not asked again in this round.",
    "yellow": "Yellow: it comes back {renewed}, theory first.",
    "red": "Red: nothing is lost. It comes back tomorrow, with theory and an example before it.",
}
_MINUTES = "{minutes} minutes a day; on Today + and - change it."
_END = "From now on drill opens at Today (enter): what comes back, what is new, one key to begin."
_AT_MARK = 3


class FirstMarks:
    """Tells once what a first mark of each colour means; silent until it knows the marks before."""

    def __init__(self, minutes: int, *, is_silent: bool) -> None:
        self._minutes = minutes
        self._is_silent = is_silent
        self._counts: dict[str, int] | None = None
        self._before = 0

    def begin(self, days: Sequence[DayProgress]) -> None:
        """The marks before this session."""
        self._counts = {
            "green": sum(day.green for day in days),
            "yellow": sum(day.yellow for day in days),
            "red": sum(day.red for day in days),
        }
        self._before = sum(self._counts.values())

    def line(self, marked: Marked) -> str:
        """What to tell of this mark, if it is a first."""
        if self._counts is None or not marked.counted:
            return ""
        self._counts[marked.mark] += 1
        if self._is_silent:
            return ""
        if self._counts[marked.mark] == 1:
            return _FIRST[marked.mark].format(renewed=f"tomorrow {RENEWED[marked.renews]}".rstrip())
        return _MINUTES.format(minutes=self._minutes) if sum(self._counts.values()) == _AT_MARK else ""

    def at_the_end(self) -> str:
        """What to tell as the first session of all ends."""
        is_first = self._counts is not None and not self._before and sum(self._counts.values()) > 0
        return _END if is_first and not self._is_silent else ""
