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

WIDTH, HEIGHT = 88, 26
WAIT_S = 90.0
"""So long for the worker's start on a busy machine."""
SCENES = ((3.0, "answer"), (2.5, "typed"), (6.0, "verdict"), (4.0, "next"), (4.0, "progress"))
"""Seconds that each scene stands, in the order of their being played."""


async def played() -> dict[str, str]:
    """Return a screenshot for each scene."""
    from drill.tui.app import DrillApp

    app, shots = DrillApp(os.environ), dict[str, str]()
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:

        async def until(*words: str) -> None:
            for _ in range(int(WAIT_S / 0.2)):
                await pilot.pause(0.2)
                if any(word in seen(app) for word in words):
                    return
            raise SystemExit(f"never shown: {words}\n{seen(app)}")

        await until("Differentiate")
        shots["answer"] = app.export_screenshot()
        for letter in slip(seen(app)):
            await pilot.press(KEYS.get(letter, letter))
        await pilot.pause(1.0)
        shots["typed"] = app.export_screenshot()
        await pilot.press("enter")
        await until("inner slope", "not equal")
        await pilot.pause(1.0)
        shots["verdict"] = app.export_screenshot()
        await pilot.press("y")
        await until("How do formulas look best")
        await pilot.press("2")
        await pilot.pause(4.0)
        shots["next"] = app.export_screenshot()
        await pilot.press("escape", "q", "q")
        await pilot.pause(4.0)
        await pilot.press("3")
        await until("Path")
        shots["progress"] = app.export_screenshot()
    return shots


KEYS = {
    "^": "circumflex_accent",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "+": "plus",
    " ": "space",
}


def seen(app: object) -> str:
    """Return the text of the screen that stands."""
    from textual.app import App

    assert isinstance(app, App)
    size = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips[: size.height])


def slip(screen: str) -> str:
    """Return a wrong answer to the first exercise: its inner slope is left out."""
    power, slope = re.search(r"x([⁰¹²³⁴⁵⁶⁷⁸⁹]+) sin\((\d)x\)", screen).groups()  # type: ignore[union-attr]
    n = int("".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(digit)) for digit in power))
    return f"{n}x^{n - 1} sin({slope}x) + x^{n} cos({slope}x)"


def film(shots: dict[str, str]) -> str:
    """Return one SVG in which the screenshots follow each other, each as long as its scene."""
    total = sum(seconds for seconds, _ in SCENES)
    head, bodies, rules, begun = "", list[str](), list[str](), 0.0
    for number, (seconds, scene) in enumerate(SCENES):
        opening, body = re.fullmatch(r"\s*(<svg[^>]*>)(.*)</svg>\s*", shots[scene], re.DOTALL).groups()  # type: ignore[union-attr]
        head = head or opening
        body = re.sub(r"@font-face\s*{[^}]*}", "", body)
        begin, end = 100 * begun / total, 100 * (begun + seconds) / total
        hidden = f"{end:.3f}%{{opacity:0}}100%{{opacity:0}}"
        shown = f"0%{{opacity:{int(not number)}}}{begin:.3f}%{{opacity:1}}{hidden}"
        rules.append(f"@keyframes s{number}{{{shown}}}")
        rules.append(f".s{number}{{opacity:0;animation:s{number} {total}s step-end infinite}}")
        bodies.append(f'<g class="s{number}">{body}</g>')
        begun += seconds
    return f"{head}<style>{''.join(rules)}</style>{''.join(bodies)}</svg>\n"


def main() -> None:
    """Play and write."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(DRILL_HOME=home, COLORTERM="truecolor")
        shots = asyncio.run(played())
    Path(sys.argv[1]).write_text(film(shots), encoding="utf-8")


if __name__ == "__main__":
    main()
