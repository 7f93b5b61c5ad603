"""The README's moving picture: one exercise from its prompt to its mark, played by the real app.

    python -m tests.bench.moving_picture FILE.svg

Presses keys in a headless app with a home of its own and the shipped banks, and puts what each screen showed
into one SVG that plays by itself (CSS, no script, nothing from elsewhere).
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

from drill.tui.app import DrillApp
from drill.tui.screens.drilling.controller import GUARD_S
from tests.tui.driving import Learner, learner

SIZE = (100, 30)
SCENES = ((3.0, "answer"), (2.5, "typed"), (4.0, "slip"), (2.5, "mended"), (6.0, "verdict"), (4.0, "next"))
"""Seconds that each scene stands, in the order of their being played."""


async def play_scenes(home: Path) -> dict[str, str]:
    """Return a screenshot for each scene."""
    shots = dict[str, str]()
    async with learner(home, size=SIZE) as person:

        async def shoot(scene: str, *seen: str) -> None:
            await person.sees(*seen)
            await person.rests()
            shots[scene] = picture_of(person.app)

        await person.at_field()
        await shoot("answer", "Differentiate")
        power, slope, outer = await read_first_exercise(person)
        slip, mended = f"{power} cos({slope}x)", f"{slope}{power} cos({slope}x)"
        await person.types(f"{outer} sin({slope}x) + {slip}")
        await shoot("typed")
        await person.press("enter")
        await shoot("slip", "The inner slope is missing")
        await person.press("end", *["backspace"] * len(slip))  # the answer is selected
        await person.types(mended)
        await shoot("mended")
        await person.press("enter")
        await shoot("verdict", "Do you see where it went wrong?")
        await asyncio.sleep(2 * GUARD_S)  # a mark counts once its question has stood for a moment
        await person.marks("y")
        await shoot("next", "What would you like to be able to read?")
    return shots


async def read_first_exercise(person: Learner) -> tuple[str, int, str]:
    """Return x^n, a, and n x^(n - 1) as they are typed, where x^n sin(a x) is to be differentiated."""
    await person.at_field()
    await person.sees("Differentiate")
    raised, slope = re.search(r"x([⁰¹²³⁴⁵⁶⁷⁸⁹]+) sin\((\d)x\)", person.screen).groups()  # type: ignore[union-attr]
    n = int("".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(digit)) for digit in raised))
    return f"x^{n}", int(slope), f"{n}x" if n == 2 else f"{n}x^{n - 1}"


def picture_of(app: DrillApp) -> str:
    """Return what an app shows as an SVG that fetches nothing from elsewhere."""
    return re.sub(r"@font-face\s*{[^}]*}", "", app.export_screenshot(title="drill"))


def film(shots: dict[str, str]) -> str:
    """Return one SVG in which the screenshots follow each other, each as long as its scene."""
    total = sum(seconds for seconds, _ in SCENES)
    head, bodies, rules, begun = "", list[str](), list[str](), 0.0
    for number, (seconds, scene) in enumerate(SCENES):
        opening, body = re.fullmatch(r"\s*(<svg[^>]*>)(.*)</svg>\s*", shots[scene], re.DOTALL).groups()  # type: ignore[union-attr]
        head = head or opening
        begin, end = 100 * begun / total, 100 * (begun + seconds) / total
        hidden = f"{end:.3f}%{{opacity:0}}100%{{opacity:0}}"
        shown = f"0%{{opacity:{int(not number)}}}{begin:.3f}%{{opacity:1}}{hidden}"
        rules.append(f"@keyframes s{number}{{{shown}}}")
        rules.append(f".s{number}{{opacity:0;animation:s{number} {total}s step-end infinite}}")
        bodies.append(f'<g class="s{number}">{body}</g>')
        begun += seconds
    return f"{head}<style>{''.join(rules)}</style>{''.join(bodies)}</svg>\n"


def write_film(path: Path) -> None:
    """Play and write."""
    os.environ["COLORTERM"] = "truecolor"
    with tempfile.TemporaryDirectory() as home:
        path.write_text(film(asyncio.run(play_scenes(Path(home)))), encoding="utf-8")


if __name__ == "__main__":
    write_film(Path(sys.argv[1]))
