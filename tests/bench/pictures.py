"""Every screen as a picture, and what can be measured of it: ``python -m tests.bench.pictures [FOLDER]``.

Drills towards GRPO for some days, then walks through the screens of that home at 80x24, 120x40 and 200x60,
dark and light, and writes an SVG of each into FOLDER (else one in the folder for temporary files). Prints the
least contrast of each picture's texts, the share of empty rows, the columns in which texts begin, and titles
that are cut while cells of their row are free, of which there should be none; at the end the distances of
the marks' colours for every eye.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.segment import Segment

from drill.session.drilling.starting import Request
from drill.tui.screens.drilling.controller import GUARD_S
from tests.bench import moving_picture
from tests.bench.readme_pictures import drill_days
from tests.homes import Clock, configure
from tests.tui.driving import Learner, learner
from tests.tui.test_palette_colours import EYES, PALETTES, list_marks, measure_contrast, measure_distance

GOAL = "papers/grpo-2024"
BEGIN = datetime(2027, 1, 4, 18, 0, tzinfo=UTC)
SIZES = ((80, 24), (120, 40), (200, 60))
SCOPE = "calculus/limit-by-cancelling"
# Rows of the frame around a page: its first two lines and its last two.
FRAME_ROWS = 2
# Min cells that are free behind a cut title, so that it counts as a fault.
FREE_CELLS = 6
_CUT = re.compile(rf"\S…( {{{FREE_CELLS},}}|$)")
Shoot = Callable[[str], Awaitable[None]]


async def walk_places(person: Learner, shoot: Shoot) -> None:
    """Look at the four places, and at what opens from them."""
    await person.is_at("Today")
    await shoot("today")
    await person.press("space")
    await shoot("today-all")
    await person.press("escape", "2", "j", "space")
    await shoot("library")
    await person.press("3")
    await shoot("progress")
    for name in ("days", "greens", "mistakes"):
        await person.press("tab")
        await shoot(f"progress-{name}")
    await person.press("4")
    await shoot("papers")
    await person.commands("settings", "Settings")
    await shoot("settings")
    await person.press("question_mark")
    await shoot("help")
    await person.press("escape", "escape")
    await person.commands("choose a goal", "Choose a goal")
    await shoot("goal-list")
    await person.press("escape", "ctrl+p")
    await shoot("palette")
    await person.press("escape")


async def walk_paper(person: Learner, shoot: Shoot) -> None:
    """Look at the page of the goal."""
    await person.is_at("Today")
    await person.press("4")
    await person.sees("GRPO")
    await person.press("enter")
    await person.sees("read it now")
    await shoot("paper-map")
    await person.press("space")
    await shoot("paper-formula")
    await person.press("space", "tab")
    await shoot("paper-symbols")
    await person.press("tab")
    await shoot("paper-notes")


async def walk_exercise(person: Learner, shoot: Shoot) -> None:
    """Answer an exercise wrongly, look at its card, mark it, answer the next, and leave."""
    await person.at_field()
    await shoot("exercise")
    await person.types("7")
    await shoot("typed")
    await person.press("enter")
    await person.rests()
    await shoot("second-try")
    await person.press("8", "enter")
    await person.sees("Do you see where it went wrong?")
    await shoot("wrong")
    await person.reads()
    await person.press("t")
    await shoot("card")
    await person.press("escape")
    await person.sees("Do you see where it went wrong?")
    await asyncio.sleep(2 * GUARD_S)  # a mark counts once its question has stood for a moment
    await person.marks("n")
    await shoot("marked")
    view = person.exercise
    if view is not None and isinstance(view.stage.key, str):
        await person.types(view.stage.key)
        await person.press("enter")
        await person.rests()
        await shoot("right")
    await person.press("q")
    await shoot("summary")


WALKS = {"places": walk_places, "paper": walk_paper, "exercise": walk_exercise}


def list_rows(person: Learner) -> list[list[Segment]]:
    """Return what stands on the screen, row by row."""
    return [list(strip) for strip in person.app.screen._compositor.render_strips()]


def list_contrasts(rows: list[list[Segment]]) -> Iterator[tuple[float, str]]:
    """Yield the contrast of each text with its ground."""
    for text, style, _ in itertools.chain.from_iterable(rows):
        if not any(character.isalnum() for character in text) or style is None:
            continue
        if style.color is None or style.bgcolor is None or style.dim:
            continue
        yield measure_contrast(*(one.get_truecolor().hex for one in (style.color, style.bgcolor))), text


def describe(name: str, person: Learner) -> tuple[str, int]:
    """Return what is measured of a screen, and how many titles are cut beside free cells."""
    rows = list_rows(person)
    contrast, text = min(list_contrasts(rows), default=(0.0, ""))
    lines = ["".join(segment.text for segment in row) for row in rows]
    empty = sum(not line.strip() for line in lines)
    page = lines[FRAME_ROWS:-FRAME_ROWS]
    begins = Counter(len(line) - len(line.lstrip()) + 1 for line in page if line.strip())
    where = " ".join(f"{column}:{times}" for column, times in begins.most_common(4))
    cut = [line.strip() for line in page if _CUT.search(line.split("│")[0])]
    told = f"{name:26} contrast {contrast:5.2f} {text.strip()[:16]!r:20} empty {empty / len(rows):4.0%}"
    return f"{told}  begins {where}{''.join(f'{chr(10)}    cut: {line}' for line in cut)}", len(cut)


async def take_pictures(home: Path, folder: Path, clock: datetime, names: set[str]) -> int:
    """Write the pictures of all sizes and themes; return how many titles are cut."""
    cut = 0
    for theme, size, (walk, go) in itertools.product(("dark", "light"), SIZES, WALKS.items()):
        if names and walk not in names:
            continue
        with tempfile.TemporaryDirectory() as place:
            copy = Path(shutil.copytree(home, Path(place, "home"), symlinks=True))
            configure(copy, f'goal = "{GOAL}"\nwarm_up = false\ntheme = "{theme}"\n')
            request = Request(scope=(SCOPE,)) if walk == "exercise" else None
            async with learner(copy, request, clock=Clock(clock), size=size) as person:
                end = f"{size[0]}-{theme}"

                async def shoot(name: str, person: Learner = person, end: str = end) -> None:
                    nonlocal cut
                    await person.rests()
                    told, faults = describe(f"{name}-{end}", person)
                    cut += faults
                    print(told, flush=True)
                    picture = moving_picture.picture_of(person.app)
                    (folder / f"{name}-{end}.svg").write_text(picture, encoding="utf-8")

                await go(person, shoot)
    return cut


def main(arguments: list[str]) -> None:
    """Drill, take the pictures, and print what is measured."""
    os.environ["COLORTERM"] = "truecolor"
    folder = Path(arguments[0] if arguments else tempfile.mkdtemp(prefix="drill-pictures-"))
    folder.mkdir(exist_ok=True, parents=True)
    clock = Clock(BEGIN)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place, "home")
        home.mkdir()
        configure(home, f'goal = "{GOAL}"\nwarm_up = false\n')
        drill_days(home, clock)
        cut = asyncio.run(take_pictures(home, folder, clock.now, set(arguments[1:])))
    for theme, eye in itertools.product(PALETTES, EYES):
        marks = list_marks(theme)
        pairs = itertools.combinations(("green", "yellow", "red"), 2)
        least = min(measure_distance(marks[one], marks[other], eye) for one, other in pairs)
        print(f"least distance of two marks, {theme}, {eye}: {least:.0f}")
    print(f"titles cut beside free cells: {cut}\n{folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
