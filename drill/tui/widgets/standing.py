"""The state of an exercise for the top line: its place, the trail of its round, the pass in words."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from drill.gyr.words import CAP
from drill.session.drilling.verdict_question import describe_state_and_pass
from drill.session.today.today_page import tell_minutes
from drill.tui.looks import EMPTY, Looks, Part, build_content
from drill.tui.widgets.screen_rows import TopLine

if TYPE_CHECKING:
    from drill.gyr.events import StageWord
    from drill.session.drilling.exercise_view import ExerciseView
    from drill.session.drilling.verdict_view import Marked
    from drill.session.standing.prerequisites import SkillLine
    from drill.tui.app import DrillApp

SHORTEST_PLACE, SHORTEST_TOPIC = 12, 8
NARROWEST = 20
STAGE_SIGNS: Mapping[StageWord, str] = {"correct": "✓", "wrong": "✗", "revealed": "–", "left": "·"}


class SessionLine(TopLine):
    """The top line of a session: the exercise's state; in the corner the time, or a mark's effect."""

    app: DrillApp

    def __init__(self) -> None:
        super().__init__(build_content(("drill", "bold")))
        self.minutes = 0.0
        """How long the session is meant to be."""
        self._view: ExerciseView | None = None
        self._done, self._since = 0.0, time.monotonic()

    def on_mount(self) -> None:
        """Make the clock that runs while an exercise of a book is done on paper."""
        self._ticks = self.set_interval(1, self.tick, pause=True)

    def set(self, view: ExerciseView, minutes_done: float) -> None:
        """Show another exercise, and the progress of the session."""
        self._view, self._done, self._since = view, minutes_done, time.monotonic()
        self.draw()

    def settle_stage(self, view: ExerciseView) -> None:
        """Show the same exercise, a stage further."""
        self._view = view
        self.draw()

    def draw(self) -> None:
        """Draw it in the present width."""
        (self._ticks.resume if self._is_timed else self._ticks.pause)()
        if self._view is not None:
            self.tick()
            self.show(standing_line(self._view, self.app.looks, self.room))

    def tick(self) -> None:
        """Show the time of the day's session, or of this exercise; none in a placement or in practice."""
        clock_text = tell_minutes(self._done, self.minutes)
        if self._view is not None and (self._view.is_placement or not self._view.asks_why):
            clock_text = ""
        if self._is_timed:
            minutes, seconds = divmod(int(time.monotonic() - self._since), 60)
            clock_text = f"{minutes:2}:{seconds:02}"
        if self._view is not None:
            self.set_corner(build_content((clock_text, "$secondary")))

    def flash_mark(self, marked: Marked, undo: str, goal: str = "") -> None:
        """Show the effect of a mark, until the next key; ``undo`` is the key that undoes it.

        ``goal`` is how far the goal is now.
        """
        state = marked.effect.shown
        effect = (
            build_content(self.app.looks.sign(state), f" {state}  ")
            if marked.effect.counts
            else build_content("not marked  ")
        )
        progress = build_content((f"{goal}  ", "bold")) if goal else EMPTY
        self.flash(effect + progress + build_content((f"{undo} undoes", "$secondary")))
        self.draw()

    @property
    def is_flashing(self) -> bool:
        """Whether a mark is still shown."""
        return self._is_flashing

    def settle(self) -> None:
        """Show the time in the corner again, and the place at full width."""
        if self._is_flashing:
            super().settle()
            self.draw()

    @property
    def _is_timed(self) -> bool:
        """Whether the corner shows the time of this exercise, which is done on paper."""
        return self._view is not None and self._view.is_in_a_book


def standing_line(view: ExerciseView, looks: Looks, room: int) -> Content:
    """Return the line: ``Calculus › Chain rule   ■ ○ · · ·  was red, pass 2, 4 tries left``.

    Why it comes follows: ``for DDPM: posterior mean``, or ``for DDPM``; in a placement its title, which says
    what a short prompt is about. Marks and place are cut before it, because the reason is shown nowhere else.
    A paper that is already the place is not named again.
    """
    stages, trail = [*_draw_stage_marks(view)], [*_draw_round_trail(view, looks)]
    parts = describe_state_and_pass(view).split(", ")
    ends = dict.fromkeys((parts[0], parts[-1]))
    shorter_and_shorter = (stages + trail, parts), (stages + trail, ends), (stages, ends)
    tellings = [build_content(*marks, (", ".join(said), "$secondary")) for marks, said in shorter_and_shorter]
    place_cells = min(cell_len(view.topic), SHORTEST_PLACE)
    most = room - tellings[-1].cell_length - place_cells - 6
    reasons = (view.why, view.why.partition(": ")[0], view.title if view.is_placement else "")
    told = [why for why in reasons if why and why.removeprefix("for ") not in view.topic]
    reason = next((f"   {why}" for why in told if cell_len(why) <= most), "")
    room -= cell_len(reason)
    with_place = room - place_cells - 3
    progress = next((told for told in tellings if told.cell_length <= with_place), tellings[-1])
    room -= progress.cell_length + 3
    if room < place_cells:
        return progress
    topic_path = _fit_place(view.subject, view.topic, looks, room)
    return build_content((f"{topic_path}   ", "bold")) + progress + build_content((reason, "$secondary"))


def _fit_place(subject: str, topic: str, looks: Looks, room: int) -> str:
    """Return subject and topic in at most ``room`` cells: the topic alone if only it fits, else shortened."""
    path = topic if subject == topic else f"{subject} › {topic}"
    if cell_len(path) <= room:
        return path
    if cell_len(topic) <= room:
        return topic
    before = path.removesuffix(topic)
    before = before if room - cell_len(before) >= SHORTEST_TOPIC else ""
    return before + looks.shorten(topic, room - cell_len(before))


def skill_lines(skills: Sequence[SkillLine], width: int, looks: Looks) -> list[Content]:
    """Return the skills that an exercise requires, and how many exercises of each are settled."""
    return [
        text_line
        for skill in skills
        for text_line in _draw_skill_standing(skill, max(width, NARROWEST), looks)
    ]


def _draw_skill_standing(skill: SkillLine, width: int, looks: Looks) -> list[Content]:
    number = skill.mastery or f"{skill.items - skill.left} of {skill.items} done"
    *above, last = textwrap.wrap(skill.title, width - 2) or [""]
    if len(last) + len(number) + 4 > width:
        above, last = [*above, last], ""
    rows = [build_content(f"  {part}") for part in above]
    rows.append(build_content(f"  {last}{'  ' if last else ''}", (number, "$secondary")))
    sign = looks.sign("green" if skill.mastery else skill.state)
    return [build_content(sign) + rows[0][1:], *rows[1:]]


def _draw_stage_marks(view: ExerciseView) -> list[Part]:
    """Return the stages of a chain: ``1 ✓  2 ✗  3 ○  4 ·``."""
    if view.stage_number is None:
        return []
    current, last = view.stage_number
    stages = zip(view.words, (*view.attempt.done, view.attempt.given), strict=False)
    signs = ["✓" if stage.is_second_right else STAGE_SIGNS[word] for word, stage in stages]
    signs += ["·"] * (last - len(signs))
    if len(view.words) < current:
        signs[current - 1] = "○"
    return [
        (f"{number} {sign}  ", "bold" if number == current else "$secondary")
        for number, sign in enumerate(signs, 1)
    ]


def _draw_round_trail(view: ExerciseView, looks: Looks) -> list[Part]:
    """Return the marks of this round so far, the one to come, and the rest of the cap."""
    if not view.trail or view.as_ != "pass":
        return []
    parts: list[Part] = []
    for mark in view.trail[-CAP:]:
        parts += [looks.sign(mark), " "]
    parts.append(("○ ", "bold"))
    left = max(0, CAP - view.red_pass) if view.red_pass else 0
    return [*parts, ("· " * left, "$secondary"), " "]
