"""What the drilling screen says: of an exercise, of a verdict, of first marks; and the question it asks."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from drill.checking.answer import Key
from drill.session.links import link_text
from drill.session.questions import Choice, choices, question, where_it_stands
from drill.session.views import ExerciseView, Marked, VerdictView
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
    "Does a formula look odd?  esc g  shows samples: take the one that looks best.",
)


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


def from_before(view: ExerciseView, indent: str = "") -> Content:
    """One's own lines, each with the pass it was written in, and what went wrong the last time."""
    told = [(f"your line, pass {own.pass_}", own.text) for own in view.own_lines]
    told += [("last time", view.last_slip)] if view.last_slip else []
    return join([line((f"{indent}{name}  ", "$secondary"), text) for name, text in told])


def labelled(told: Sequence[tuple[str, str]], indent: int, room: int, tier: Tier) -> Content:
    """Texts with their names before them, under each other; each in ``room`` cells with its name."""
    lines: list[Content] = []
    for name, text in told:
        if text:
            head = line(" " * indent, (f"{name:8} ", "$secondary"))
            lines.append(beside(head, of_block(prose(text, width=max(10, room - len(head)), tier=tier))))
    return join(lines) if lines else EMPTY


# --- the question ----------------------------------------------------------------------------------------


def question_of(verdict: VerdictView, *, overrules: bool) -> tuple[str, Sequence[Choice]]:
    """What is asked, and the choices; ``overrules`` asks it of the other verdict.

    After a stage that is not the last the mark is offered at once where the attempt has failed.
    """
    if "next" in verdict.then:
        asked = "Was your answer right?" if verdict.decides else where_it_stands(verdict)
        return asked, choices(verdict) if "mark" in verdict.then and not verdict.decides else ()
    lead = ""
    if overrules:
        what = "This stage" if verdict.stage else "It"
        lead = f"{what} counts as {'wrong' if verdict.ok else 'right'}. "
    return lead + question(verdict, overrules=overrules), choices(verdict, overrules=overrules)


def way_on(verdict: VerdictView) -> str:
    """Where enter leads between two stages; empty where it leads nowhere."""
    if "next" not in verdict.then or verdict.decides or verdict.stage is None:
        return ""
    result = "" if verdict.ok else " with the right result"
    return f"on to stage {verdict.stage[0] + 1}{result}"


# --- marks -----------------------------------------------------------------------------------------------


def parked_words(marked: Marked) -> str:
    """Another way to what the fifth red parked."""
    if marked.state != "parked":
        return ""
    ways = [f"first drill {marked.first[0].title}"] if marked.first else []
    ways += [f"read {link_text(marked.links[0])}"] if marked.links else []
    return f"{marked.title or marked.item} is parked: {'; '.join([*ways, '5 on Today tells more'])}."
