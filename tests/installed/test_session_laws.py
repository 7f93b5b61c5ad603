"""The laws of the method, seen through the installed program's protocol: it replies to everything, in time.

Small banks over some days, with skips, second skips, undos, reveals, parking, reopening, an edit of the bank
and the mark of another window. A silence of ten seconds fails.
"""

from __future__ import annotations

import json
import os
import random
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.homes import bank, configure, plant, sums
from tests.rows import EVERYTHING

SECONDS = 10
SEEDS = range(6 if EVERYTHING else 1)
# Time zones in which the same moment is on one day, on the next, and on the one after that.
DAYS = ("LAW+23:59", "LAW+0", "LAW-23:59")
REPLIES = {
    "answer": {"verdict", "retype", "unreadable", "undecided"}, "mark": {"marked"}, "skip": {"skipped"},
    "reveal": {"revealed"}, "park": {"parked"}, "reopen": {"reopened"}, "undo": {"undone"}, "hint": {"hint"},
    "more": {"exercise", "done"},
}  # fmt: skip


class Window:
    """One session of the installed program."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._unread = b""
        self.shown: dict[str, Any] | None = None

    def read(self) -> dict[str, Any]:
        """The next line; fails where none comes in time."""
        assert self._process.stdout is not None
        while b"\n" not in self._unread:
            ready, _, _ = select.select([self._process.stdout], [], [], SECONDS)
            assert ready, f"no reply for {SECONDS} seconds, at {self.shown}"
            piece = os.read(self._process.stdout.fileno(), 1 << 16)
            assert piece, f"it ended with {self._process.wait(SECONDS)}, at {self.shown}"
            self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        if message["type"] in ("exercise", "done"):
            self.shown = message if message["type"] == "exercise" else None
        return message

    def ask(self, do: str, **fields: object) -> dict[str, Any]:
        """The reply to a request: what it is for, or why it is refused."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **fields}).encode() + b"\n")
        self._process.stdin.flush()
        while (reply := self.read())["type"] not in {*REPLIES[do], "error"}:
            pass
        return reply

    def follow(self) -> None:
        """Read on until an exercise is shown, or the end."""
        while self.read()["type"] not in ("exercise", "done"):
            pass


@contextmanager
def a_window(program: Path, home: Path, day: str, scope: str, items: int) -> Iterator[Window]:
    """A session of its own, which ends when its input does."""
    command = [
        program,
        "start",
        *([scope] if scope else []),
        "--items",
        str(items),
        "--jsonl",
        "--protocol",
        "3",
    ]
    environ = {**os.environ, "DRILL_HOME": str(home), "TZ": day}
    with subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        window = Window(process)
        try:
            window.follow()
            yield window
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()


class Ledger:
    """What was marked, by the learner's own count."""

    def __init__(self) -> None:
        self.marks: dict[str, list[str]] = {}

    def check(self, shown: dict[str, Any]) -> None:
        """A green comes back as a check alone; what is parked does not come; nothing has a sixth pass."""
        marks = self.marks.get(shown["item"], [])
        if shown["as"] == "pass":
            assert marks[-1:] != ["green"], shown
        reds = marks[marks.index("red") :] if "red" in marks else []
        assert len(reds) < 5 or shown["state"] != "red", (shown, marks)


def sit(window: Window, ledger: Ledger, dice: random.Random) -> None:
    """One sitting: thirty requests at most."""
    for _ in range(30):
        if window.shown is None or not window.shown["item"].startswith("tiny/"):
            break  # the goal's own are done
        shown, throw = window.shown, dice.random()
        ledger.check(shown)
        item = shown["item"]
        if throw < 0.3:
            window.ask("skip")
            window.follow()
            continue
        if throw < 0.36:
            window.ask("park")
            window.follow()
            if dice.random() < 0.5:
                window.ask("reopen", item=item)
            ledger.marks.pop(item, None)
            continue
        if throw < 0.42:
            window.ask("reveal")
        else:
            number = int(item.rsplit("-", 1)[1])
            while window.ask("answer", text=str(10 * number + dice.choice((3, 4))))["type"] != "verdict":
                if dice.random() < 0.3:
                    window.ask("reveal")
                    break
        reply = window.ask("mark", why=dice.random() < 0.5)
        assert reply["type"] == "marked"
        ledger.marks.setdefault(item, []).append(reply["mark"])
        window.follow()
        if dice.random() < 0.2 and window.ask("undo")["type"] == "undone":
            ledger.marks[item].pop()
            window.follow()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercises", [1, 3, 6, 24] if EVERYTHING else [1, 3, 6])
def test_a_session_replies_and_keeps_the_laws(
    program: Path, tmp_path: Path, exercises: int, seed: int
) -> None:
    dice, ledger = random.Random(exercises * 100 + seed), Ledger()
    text = bank(sums(exercises))
    plant(tmp_path, "tiny", text)
    configure(tmp_path, 'goal = "tiny"\n')  # then the day's list has no others
    for day in DAYS:
        scope = dice.choice(("", "tiny"))
        with a_window(program, tmp_path, day, scope, dice.choice((4, 30))) as window:
            sit(window, ledger, dice)
            plant(tmp_path, "tiny", text.replace("level:", f"# edited on {day}\n  level:", 1))
            if dice.random() < 0.7:
                with a_window(program, tmp_path, day, "tiny", 3) as other:
                    sit(other, ledger, dice)
            sit(window, ledger, dice)
