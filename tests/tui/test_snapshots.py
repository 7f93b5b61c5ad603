"""The main screens as text, at two sizes, beside the files of ``snapshots/``.

A changed screen is looked at, then kept with ``RENEW_SNAPSHOTS=1 pytest tests/tui/test_snapshots.py``.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from drill.session.drilling.starting import Request
from drill.tui.looks import DARK_PALETTE, SixteenColours
from drill.tui.screens.summary import SummaryScreen
from tests.homes import Clock, bank, configure, plant, sums
from tests.rows import sample
from tests.tui.a_paper import plant_paper
from tests.tui.driving import Learner, learner
from tests.tui.lists import choose

KEPT = Path(__file__).parent / "snapshots"
TALL = """- id: sigmoid
  vars: [x]
  prompt: |
    Differentiate with respect to $x$:

    $$f(x) = \\frac{1}{1 + e^{-3x}}$$
  answer: {expression: "3 e^(-3x)/(1 + e^(-3x))^2"}
  shape: one over a sum
  motion: power rule on the outside, then the inside
  steps: ["$f$ is $u^{-1}$, so $f' = -u^{-2} u'$.", "The inside: $u' = -3 e^{-3x}$."]
"""
_TIMES = re.compile(r"\d+:\d\d(?= ·)|\d+(?= of 25 min)| +\d+:\d\d +\d+:\d\d(?= )")


class Album:
    """Compares screens with what was kept of them."""

    def __init__(self, person: Learner, size: tuple[int, int]) -> None:
        self._person = person
        self._size = f"{size[0]}x{size[1]}"
        self.changed: list[str] = []

    async def takes(self, name: str, *seen: str) -> None:
        """The screen as it is once these texts stand on it."""
        await self._person.sees(*seen)
        await self._person.rests()
        self._keep(name, _TIMES.sub(lambda found: "0" * len(found[0]), self._person.screen) + "\n")

    async def takes_colours(self, name: str, *seen: str) -> None:
        """What stands on the screen in a colour of its own, with that colour and its ground."""
        await self._person.sees(*seen)
        await self._person.rests()
        strips = self._person.app.screen._compositor.render_strips()
        styled = [(segment.text.strip(), segment.style) for strip in strips for segment in strip]
        told = [f"{text}  {_colours(style)}" for text, style in styled if text and style is not None]
        self._keep(name, _TIMES.sub("0:00", "\n".join(told)) + "\n")

    def _keep(self, name: str, shown: str) -> None:
        path = KEPT / f"{name}-{self._size}.txt"
        if os.environ.get("RENEW_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(shown, encoding="utf-8")
            return
        kept = path.read_text(encoding="utf-8")
        if shown != kept:
            self.changed += difflib.unified_diff(kept.splitlines(), shown.splitlines(), path.name, "now", n=0)


def _colours(style: Style) -> str:
    colours = (each.get_truecolor().hex if each is not None else "-" for each in (style.color, style.bgcolor))
    return " on ".join(colours) + (" reverse" if style.reverse else "")


@pytest.mark.parametrize("size", sample([(80, 24), (120, 40)], 2))
async def test_the_main_screens_look_as_they_did(tmp_path: Path, size: tuple[int, int]) -> None:
    plant(tmp_path, "tiny", bank(TALL + sums(2)))
    clock = Clock()
    async with learner(tmp_path, Request(scope=("tiny",)), clock=clock, size=size) as person:
        album = Album(person, size)
        await person.sees("Differentiate")
        await person.types("e^(-3x)/(1+e^(-3x))^2")
        await album.takes("exercise", "───────────", "Picture the shape")
        await person.press("escape")
        await album.takes("commands", "Press a letter")
        await person.press("escape", "enter")
        await album.takes("wrong", "Do you see where it went wrong?")
        await person.reads()
        await person.marks("n")
        await person.answers("13", "right")
        await album.takes("right", "Do you know why it is right?")
        await person.marks("y")
        await person.sees("Compute 20 + 3")
        await person.command("p")
        await person.until(lambda: isinstance(person.app.screen, SummaryScreen), "the summary")
        await album.takes("summary", "This session")
        await person.press("enter")
        await album.takes("today", "Done for today. Tomorrow: 1 exercise")
        await person.press("2", "j")
        await album.takes("library", "▾ Sums", "1 of 3 green", "● sum-1")
        await person.press("3")
        await album.takes("progress", "pass by pass", "parked: 1")
        await person.commands("parked exercises", "Parked exercises")
        await album.takes("parked", "1 exercise", "◆ sum-2")
        await person.press("question_mark")
        await album.takes("help", "Keys here")
    clock.pass_days(1)
    async with learner(tmp_path, Request(scope=("tiny",)), clock=clock, size=size) as person:
        again = Album(person, size)
        await again.takes("theory", "Before you try again", "was red")
    assert [*album.changed, *again.changed] == []


@pytest.mark.parametrize("size", sample([(60, 18), (200, 50)], 2))
async def test_a_verdict_looks_as_it_did_on_small_and_wide_terminals(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    plant(tmp_path, "tiny", bank(TALL + sums(2)))
    async with learner(tmp_path, Request(scope=("tiny",)), size=size) as person:
        album = Album(person, size)
        await person.answers("e^(-3x)/(1+e^(-3x))^2", "wrong")
        await album.takes("wrong", "Do you see where it went wrong?")
    assert album.changed == []


@pytest.mark.parametrize(
    ("name", "theme", "term", "colours"),
    [("light", "light", "xterm-256color", "truecolor"), ("sixteen", "dark", "xterm", "")],
)
async def test_a_verdict_has_its_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, theme: str, term: str, colours: str
) -> None:
    """On light ground, and on a terminal with sixteen colours."""
    plant(tmp_path, "tiny", bank(sums(2)))
    configure(tmp_path, f'theme = "{theme}"')
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLORTERM", colours)
    async with learner(tmp_path, Request(scope=("tiny",))) as person:
        album = Album(person, (80, 24))
        await person.answers("17", "wrong")
        await album.takes_colours(f"wrong-{name}", "Do you see where it went wrong?")
    assert album.changed == []


def test_with_sixteen_colours_the_line_between_panes_is_seen() -> None:
    (line,) = SixteenColours().apply([Segment("│", Style(color=DARK_PALETTE.rule))], Color(0, 0, 0))
    assert str(line.style).startswith("bright_black")


@pytest.mark.parametrize("size", sample([(80, 24), (120, 40)], 2))
async def test_a_papers_screens_look_as_they_did(tmp_path: Path, size: tuple[int, int]) -> None:
    plant_paper(tmp_path)
    async with learner(tmp_path, size=size) as person:
        album = Album(person, size)
        await person.is_at("Today")
        await person.press("4")
        await album.takes("papers", "2 skills left")
        await person.press("enter")
        await album.takes("paper-map", "2 skills left: Weighted means", "your look")
        choose(person, "(1) descent")
        await person.press("space")
        await album.takes("paper-formula", "drill it")
        await person.press("space", "tab")
        await album.takes("paper-symbols", "3 symbols")
        await person.press("tab")
        await album.takes("paper-notes", "headings to write below")
        await person.press("tab")
        await person.sees("(1) descent")
        choose(person, "wait for your look")
        await person.press("space")
        await album.takes("paper-review", "What stands in the blank?", "exercise 1 of 3")
    assert album.changed == []
