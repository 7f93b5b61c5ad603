"""How a draft and the review of it are drawn: which one it is, what belongs to it, how far the review is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from drill.tui.content import Part, line
from drill.tui.forms import as_typed
from drill.tui.screens.papers.labelled_text import labelled, place_in_short, place_told

if TYPE_CHECKING:
    from drill.banks.variant import Stage
    from drill.checking import Key
    from drill.papers import Decision
    from drill.session.papers.draft_look import DraftLook
    from drill.session.papers.review import DraftLine
    from drill.tui.looks import Looks

# The kind of drafts that came by `drill take`.
_SECOND_AUTHOR = "second-author"
TOLD: dict[Decision, str] = {"kept": "kept", "left": "left out", "waiting": ""}


@dataclass(frozen=True, slots=True)
class Desk:
    """What is on the desk: all drafts, the one at hand, and how it looks."""

    lines: tuple[DraftLine, ...]
    at: int
    look: DraftLook

    def number(self, decision: Decision) -> int:
        """How many drafts stand so."""
        return sum(each.decision == decision for each in self.lines)

    @property
    def safe(self) -> int:
        """How many wait whose keys are confirmed."""
        return sum(each.decision == "waiting" and each.is_safe for each in self.lines)


def which(desk: Desk) -> Content:
    """``draft 14 of 61  blank   from (6), main.tex:131   key confirmed``."""
    draft, look = desk.lines[desk.at].draft, desk.look
    told = place_in_short(place_told(draft.file, draft.line))
    place = ", ".join(part for part in (look.about, told) if part)
    decided = TOLD[look.line.decision]
    parts: list[Part] = [
        (f"draft {desk.at + 1} of {len(desk.lines)}", "bold"),
        f"  {draft.kind if draft.kind != _SECOND_AUTHOR else 'by a second author'}",
        (f"   from {place}" if place else "", "$secondary"),
        f"   {_grounds(look)}",
    ]
    return line(*parts, "   " if decided else "", (f" {decided} " if decided else "", "reverse"))


def _grounds(look: DraftLook) -> str:
    """What its key rests on."""
    if look.line.is_edited:
        return "edited by you"
    if look.line.draft.kind == "explain":
        return "own words"
    if not look.line.draft.proved:
        return "key not confirmed"
    return "key confirmed"


def beside(look: DraftLook, width: int, looks: Looks) -> list[Content]:
    """What it rests on, what it says to mistakes, its steps and hints."""
    lines: list[Content] = []
    if look.rests_on:
        parts: list[Part] = [(f"{'rests on':10}", "$secondary")]
        for skill in look.rests_on:
            parts += [looks.sign(skill.state), f" {skill.title}  "]
        lines.append(line(*parts))
    if look.line.draft.remark:
        lines.append(labelled("note", as_typed(look.line.draft.remark), width, looks))
    for number, stage in enumerate(look.variant.stages if look.variant is not None else (), 1):
        if number > 1:
            lines.append(labelled(f"stage {number}", asked(stage), width, looks))
            lines.append(labelled("key", as_typed(_text_of(stage.key)), width, looks))
        for wrong in stage.wrong:
            told = f"{as_typed(_text_of(wrong.answer))}   {wrong.say}"
            lines.append(labelled("wrong", told, width, looks))
        lines += [labelled(f"step {n}", step, width, looks) for n, step in enumerate(stage.steps, 1)]
        lines += [labelled("hint", hint, width, looks) for hint in stage.hints]
    return lines


def _text_of(answer: Key) -> str:
    return answer if isinstance(answer, str) else ", ".join(f"{name} = {answer[name]}" for name in answer)


def asked(stage: Stage) -> str:
    """A question with its options, or with the lines of its argument."""
    told = [option.text for option in stage.options] or stage.lines
    rows = "\n".join(f"{number}. {text}" for number, text in enumerate(told, 1))
    return f"{stage.prompt}\n\n{rows}" if rows else stage.prompt


def how_far(desk: Desk, looks: Looks, *, brief: bool) -> str:
    """``9 kept · 4 left out · 48 to go, 31 with a confirmed key``."""
    dot, waiting = looks.glyph("·", "-"), desk.number("waiting")
    told = f"{desk.number('kept')} kept {dot} {desk.number('left')} left out {dot} "
    if brief:
        return f"{told}{waiting} to go"
    if not waiting:
        return told + "all looked at: esc, and they can be drilled"
    return f"{told}{waiting} to go, {desk.safe or 'none'} with a confirmed key"


def first_waiting(lines: Sequence[DraftLine], start: int) -> int:
    """The first draft from ``start`` on that waits, else from the beginning, else where one is."""
    order = [*range(start, len(lines)), *range(min(start, len(lines)))]
    return next((n for n in order if lines[n].decision == "waiting"), min(start, len(lines)) - 1)
