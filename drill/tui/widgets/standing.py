"""Where an exercise stands, for the top line: its place, the trail of its round, the pass in words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from textual.content import Content

from drill.gyr.state import CAP
from drill.session.views import ExerciseView, SkillLine
from drill.tui.content import Part, line
from drill.tui.looks import Looks

SHORTEST_PLACE = 12
NARROWEST = 20


def standing_line(view: ExerciseView, looks: Looks, room: int) -> Content:
    """``calculus › chain rule   ■ ○ · · ·  was red, pass 2 of 5``; the place is what makes room."""
    told = line(*_trail(view, looks), (standing(view), "$secondary"))
    subject, topic = _in_a_line(view, view.subject), _in_a_line(view, view.topic)
    place = looks.place(subject, topic)
    room = max(SHORTEST_PLACE, room - len(told.plain) - 3)
    if len(place) > room:
        place = topic
    if len(place) > room:
        place = place[: room - 1] + looks.glyph("…", "~")
    return line((f"{place}   ", "bold")) + told


def skill_lines(skills: Sequence[SkillLine], width: int, looks: Looks) -> list[Content]:
    """Skills that an exercise rests on, and how many of the exercises of each are settled; whole names."""
    return [each for skill in skills for each in _skill(skill, max(width, NARROWEST), looks)]


def _skill(skill: SkillLine, width: int, looks: Looks) -> list[Content]:
    number = f"{skill.items - skill.left} of {skill.items}"
    *above, last = textwrap.wrap(skill.title, width - 2) or [""]
    if len(last) + len(number) + 4 > width:
        above, last = [*above, last], ""
    rows = [line(f"  {part}") for part in above]
    rows.append(line(f"  {last}{'  ' if last else ''}", (number, "$secondary")))
    return [line(looks.sign(skill.state)) + rows[0][1:], *rows[1:]]


def _in_a_line(view: ExerciseView, title: str) -> str:
    """A title in small letters; a paper's and one's own stay as they are written."""
    return title if "/" in view.bank else title.lower()


def standing(view: ExerciseView) -> str:
    """The state and the pass in words."""
    if view.as_ == "extra":
        return "practice, not counted"
    if view.as_ == "check":
        return "a check of a green"
    if view.state == "unseen":
        return "new, pass 1"
    return f"was {view.state}, {of_cap(view.red_pass) or f'pass {view.pass_}'}"


def of_cap(red_pass: int) -> str:
    """The pass counted from the first red, in words; empty before any red."""
    if red_pass >= CAP:
        return "one more red parks it"
    return f"pass {red_pass} of {CAP}" if red_pass else ""


def _trail(view: ExerciseView, looks: Looks) -> list[Part]:
    """The marks of this round so far, the one to come, and what is left to the cap."""
    if not view.trail or view.as_ != "pass":
        return []
    parts: list[Part] = []
    for mark in view.trail[-CAP:]:
        parts += [looks.sign(mark), " "]
    parts.append((looks.glyph("○ ", "o "), "bold"))
    left = max(0, CAP - view.red_pass) if view.red_pass else 0
    return [*parts, (looks.glyph("· ", ". ") * left, "$secondary"), " "]
