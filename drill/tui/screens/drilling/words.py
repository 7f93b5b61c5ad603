"""What the stage says beside the exercise: a welcome, tips, one's own lines, what a copy holds."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from drill.checking.answer import Key
from drill.session.views import ExerciseView, VerdictView
from drill.tui.content import EMPTY, beside, join, line, of_block
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
