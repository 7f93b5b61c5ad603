"""Whole homes of 0.4.0 and 0.5.0: two imports whose letters were said, a goal, an open attempt and more.

In that of 0.5.0 each kind of exercise that an import had is marked, and a second author's exercises are in
each of their states. ``frozen/home_0.5.0.json`` has what commands said of it on its last evening. Later
programs make no such homes: the programs of those releases did. ``home_screens.json`` has the screens of the
last at three sizes: whoever changes one looks at it, and keeps it with ``python -m tests.golden.home``.
"""

from __future__ import annotations

import asyncio
import json
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.widgets import OptionList

from drill.session.workspace import open_workspace
from tests.golden.scenes import Stage, mask, staged
from tests.homes import Clock
from tests.tui.driving import Learner, learner

HERE = Path(__file__).parent
FROZEN = HERE / "frozen"
SCREENS = HERE / "home_screens.json"
RELEASE = "0.5.0"
LEFT_OUT = {"cache", "log"}
LAST_DAY = 29
SIZES = (60, 18), (80, 24), (120, 40)
ASKED: tuple[tuple[str, ...], ...] = (
    ("today",), ("progress",), ("banks",), ("history",), ("goal", "--list"), ("doctor",),
)  # fmt: skip
"""What is asked of the home; each with ``--json``, where there is one."""
_TIME = re.compile(r"\d+:\d\d")
PAPERS = "averaged-descent", "gated-averages"
VERBS = "Compute", "Find", "Write", "Give", "Name", "State", "Say", "Tell", "Type"


def _lines(*moves: str, **fields: object) -> list[str]:
    return [json.dumps({"do": move, **fields}) for move in moves]


def write_half(name: str, number: int) -> str:
    """Return a second author's exercise; each asks in other words."""
    return f"""\
- id: {name}
  prompt: '{VERBS[number]} half of @a, as a fraction or a whole number.'
  params: {{a: 2..40}}
  answer: {{number: "a/2", form: exact}}
  witness: {{root: "2*z - a", wrt: z, in: [0, 50]}}
"""


def tell(stage: Stage) -> dict[str, Any]:
    """Return what commands say of a home, and what a session would go on with."""
    told: dict[str, Any] = {" ".join(command): stage.lines(*command, "--json") for command in ASKED}
    for paper in PAPERS:
        told[f"notes {paper}"] = stage.run("notes", f"papers/{paper}")[1]
    told["session"] = stage.lines("start", "--jsonl", "--protocol", 4, sent=_lines("quit"))
    opened = open_workspace({"DRILL_HOME": str(stage.home)}, processes=1)
    try:
        told["states"] = {
            str(item): [state.state, state.round, state.passes]
            for item, state in sorted(opened.states().items())
        }
    finally:
        opened.close()
    return json.loads(json.dumps(mask(told, stage.home)))


def tell_screens() -> dict[str, list[str]]:
    """Return the lines of the last home's screens, by name and size, without times of day."""
    told: dict[str, list[str]] = {}
    for size in SIZES:
        with unpacked_home(RELEASE) as stage:
            shown = asyncio.run(_take_screens(stage.home, size))
        told |= {
            f"{name}-{size[0]}x{size[1]}": _TIME.sub("0:00", text).split("\n") for name, text in shown.items()
        }
    return told


async def _take_screens(home: Path, size: tuple[int, int]) -> dict[str, str]:
    shown: dict[str, str] = {}
    clock = Clock(datetime(2026, 11, LAST_DAY, 12, tzinfo=UTC))
    async with learner(home, clock=clock, size=size) as person:

        async def take(name: str, *keys: str) -> None:
            await person.press(*keys)
            await person.rests()
            shown[name] = person.screen

        await person.is_at("Today")
        await take("today")
        await take("library", "2")
        await take("progress", "3")
        await take("papers", "4")
        _choose(person, "Gated Averages")
        await take("map", "enter")
        _choose(person, "(4)")
        await take("formula", "space")
        await take("symbols", "space", "tab")
        await take("notes", "tab")
        await take("map again", "tab")
        _choose(person, "your look")
        await take("review", "space")
    return shown


def _choose(person: Learner, words: str) -> None:
    rows = person.app.focused
    assert isinstance(rows, OptionList)
    rows.highlighted = next(n for n, row in enumerate(rows.options) if words in str(row.prompt))


def read_said(release: str) -> dict[str, Any]:
    """Return what was said of a release's home."""
    return json.loads((FROZEN / f"home_{release}.json").read_text("utf-8"))


def read_screens() -> dict[str, list[str]]:
    """Return the lines of the last home's screens, as they were kept."""
    return json.loads(SCREENS.read_text("utf-8"))


@contextmanager
def unpacked_home(release: str) -> Iterator[Stage]:
    """Lay a release's home out, on its last evening, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(FROZEN / f"home_{release}.tar.xz", "r:xz") as archive:
            archive.extractall(folder, filter="data")
        with staged(Path(folder), day=LAST_DAY) as stage:
            yield stage


def main() -> None:
    """Keep the screens of the home."""
    write_json(SCREENS, tell_screens())


def write_json(path: Path, told: object) -> None:
    """Write what was said."""
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
