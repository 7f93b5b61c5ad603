"""Sessions line by line, sets of the warm-up and placements: what they print, to the letter.

``frozen/spoken.json`` holds it. ``python -m tests.golden.spoken`` prints what differs now, for whoever
changes words to look at; ``--write`` freezes what this program prints.
"""

from __future__ import annotations

import difflib
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from drill import __version__
from drill.gyr.entry import Entry
from drill.session.standing import placement, prerequisites
from drill.session.workspace import Workspace
from tests.golden.scenes import Stage, staged
from tests.golden.tour import leave_out_drawings, print_tour
from tests.golden.transcripts import RED, RIGHT, SEED, SESSIONS, _answer, _say, plant_scene
from tests.homes import bank, plant

KEPT = Path(__file__).parent / "frozen" / "spoken.json"
RAPID = bank(
    "".join(
        f"- id: rapid-{number}\n  title: Sum {number}\n  skill: tiny.adding\n  pace: 6\n  level: 1\n"
        "  params: {a: 2..48, b: 2..48}\n  where: [a + b == 50]\n  prompt: Compute $@a + @b$.\n"
        "  answer: {number: a + b}\n  steps: ['Units first, then tens: $@{a + b}$.']\n"
        "  wrong: [{answer: a - b, say: You subtracted.}]\n"
        for number in range(1, 5)
    ),
    topic="quick.sums", title="Quick sums",
)  # fmt: skip
"""Every answer is 50."""
MOVES: dict[str, list[str]] = {
    "right and wrong": ["13", "y", "7", "", "n", "30 + 3", "n", "?"],
    "second tries": ["7", "13", "y", "17", "?r", "n"],
    "not read": ["(1", "x", "", "quit", "?r", "y"],
    "moves": [
        "?h", "?h", "?m", "?t", "?s", "?u", "?s", "?p", "?u", "?w a sum", "?v", "?v", "?o", "13", "y",
        "?u", "?u", "14", "d", "no", "y",
    ],
    "stages": ["1", "", "?h", "2", ".", "", "?r", "n"],
    "kinds": ["0", "?r", "", "4"] * 8,
    "rare kinds": ["a", "?r", "", "n", "4"] * 8,
}  # fmt: skip
SETS: dict[str, list[str]] = {
    "right": _answer(*["50"] * 12),
    "wrong": [*_say("next", "dispute", "hint"), *_answer("5", "x", "2 +"), *_say("next"), *_answer("50", "7"),
              *_say("dispute"), *_answer("1"), *_say("quit")],
    "left": [*_answer("50"), *_say("quit")],
}  # fmt: skip
SET_LINES: dict[str, list[str]] = {
    "right": ["50"] * 12,
    "wrong": ["5", "", "2 +", "50", "7", "d", "", "1", "", "?q"],
    "left": ["50", "?q"],
}
SET_5 = [
    *_answer("5"),
    *_say("next", "hint"),
    RED,
    *_answer("50", "7"),
    *_say("mark", why=False, ok=True),
    *_say("quit"),
]
PLACED = {
    "right and wrong": [*_answer("13"), RIGHT, *_say("hint"), *_answer("7"), RED,
                        *_say("skip", "undo", "reveal"), RED, *_say("park")],
    "left": [*_answer("13"), RIGHT, *_say("quit")],
}  # fmt: skip
PLACED_LINES = {
    "right and wrong": ["13", "y", "?h", "7", "", "?s", "?u", "?r", "", "?p"],
    "left": ["13", "y", "?q"],
}


@contextmanager
def all_are_asked() -> Iterator[None]:
    """Own banks stand in for a subject, which a placement asks of."""

    def entries(workspace: Workspace, *_: object) -> list[Entry]:
        return [each._replace(in_file_order=False) for each in workspace.catalogue.entries.values()]

    with (
        mock.patch.object(prerequisites, "of_subjects", entries),
        mock.patch.object(placement, "_asked_about", entries),
    ):
        yield


def _plant_quick(home: Path) -> None:
    """Write four rapid exercises, and make them green on an earlier day."""
    with staged(home, day=24) as stage:
        plant(home, "quick", RAPID)
        green = [line for _ in range(4) for line in (*_answer("50"), RIGHT)]
        stage.lines("start", "quick", "--jsonl", "--protocol", 1, "--seed", SEED, sent=green)


def _print(stage: Stage, arguments: tuple[object, ...], sent: list[str]) -> list[str]:
    code, out, err = stage.run(*arguments, sent=sent)
    return _name_same(f"{out}--- {code}\n{err}", stage.home)


def _name_same(text: str, home: Path) -> list[str]:
    """Return the lines of a text that are the same in each home, and of each version."""
    return text.replace(str(home), "HOME").replace(__version__, "VERSION").splitlines()


class Scene(NamedTuple):
    """What is typed, or sent, to a command."""

    title: str
    name: str
    arguments: tuple[object, ...]
    sent: list[str]


def print_scene(scene: Scene) -> list[str]:
    """Return the lines that a command prints; at the end its exit code, and what it narrates."""
    _, name, arguments, sent = scene
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if name == "tour":
            return _name_same(leave_out_drawings("".join(print_tour(home, *arguments))), home)
        if "warm-up" in arguments or "--warm-up" in arguments:
            _plant_quick(home)
        with staged(home, is_second_try=name == "second tries") as stage, all_are_asked():
            if "--place" in arguments:
                cards = "".join(
                    f"- {{id: sum-{n}, skill: tiny.s{n}, level: 1, prompt: Compute ${n} + {13 - n}$.,"
                    " answer: {number: '13'}}\n"
                    for n in range(1, 7)
                )
                plant(home, "tiny", bank(cards))
            elif not (home / "banks").exists():
                plant_scene(home)
            return _print(stage, arguments, sent)


def list_scenes() -> Iterator[Scene]:
    """Yield all scenes."""
    for name, sent in MOVES.items():
        scope = SESSIONS[name][1]
        yield Scene(f"lines: {name}", name, ("start", *scope, "--plain", "--seed", SEED), sent)
    for name, sent in SET_LINES.items():
        yield Scene(f"set in lines: {name}", name, ("warm-up",), sent)
    for name, sent in PLACED_LINES.items():
        yield Scene(
            f"placement in lines: {name}", name, ("start", "--place", "--plain", "--seed", SEED), sent
        )
    for version in (1, 2, 4):
        asked = ("--jsonl", "--protocol", version)
        for name, sent in SETS.items():
            yield Scene(f"set at {version}: {name}", name, ("start", "--warm-up", *asked), sent)
        for name, sent in PLACED.items():
            yield Scene(
                f"placement at {version}: {name}", name, ("start", "--place", *asked, "--seed", SEED), sent
            )
    for version in (1, 2, 3, 4, 5):
        yield Scene(f"every event at {version}", "tour", ("--jsonl", "--protocol", version), [])
    yield Scene("every event in lines", "tour", ("--plain",), [])
    newest = ("--jsonl", "--protocol", 5)
    yield Scene("set at 5", "wrong", ("start", "--warm-up", *newest), SET_5)
    yield Scene(
        "placement at 5", "left", ("start", "--place", *newest, "--seed", SEED), PLACED["right and wrong"]
    )
    for name in ("right and wrong", "moves", "stages"):
        scope, sent = SESSIONS[name][1:]
        yield Scene(f"session at 5: {name}", name, ("start", *scope, *newest, "--seed", SEED), sent)
    for name, (version, scope, sent) in SESSIONS.items():
        yield Scene(
            f"session: {name}",
            name,
            ("start", *scope, "--jsonl", "--protocol", version, "--seed", SEED),
            sent,
        )


def print_all() -> dict[str, list[str]]:
    """Return what every scene prints."""
    return {scene.title: print_scene(scene) for scene in list_scenes()}


def read_kept() -> dict[str, list[str]]:
    """Return what was frozen."""
    return json.loads(KEPT.read_text("utf-8"))


def main() -> int:
    """Print what differs now, or freeze it."""
    now = print_all()
    if sys.argv[1:] == ["--write"]:
        KEPT.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return 0
    for scene, lines in now.items():
        print(
            "\n".join(difflib.unified_diff(read_kept().get(scene, []), lines, scene, "now", n=2, lineterm=""))
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
