"""From exec to a painted screen, and from a key to its paint, beside an empty Textual app.

    python -m tests.bench.first_paint [RUNS] [CHECKOUT…]

Both run turn by turn in a pseudo-terminal of 80x24 that answers like a terminal. A screen is painted once
three of its lines are not blank. Then, of this checkout and of others with a `.venv` of their own, until the
first row of today's list is painted, in a home of 60,000 events that shows nothing of an earlier start.
Prints the medians and their ratios; exits 1 above the goals, and where another checkout lists today sooner.
"""

from __future__ import annotations

import fcntl
import os
import pty
import random
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyte

from drill.gyr.events import Content, DeviceId, Event, ItemId, LearnerId, line_of, make_uuid7
from drill.gyr.fold import fold_step
from drill.gyr.state import NEVER_MET, ItemState
from drill.gyr.wire import as_line
from drill.session.workspace import open_workspace
from tests.bench.scale import facts

ROOT = Path(__file__).parents[2]
ROWS, COLUMNS = 24, 80
EVENTS, DAYS = 60_000, 3 * 365
PAINT_GOAL, KEY_GOAL = 1.5, 1.5
PATIENCE_S = 30.0
SETTLE_S = 2.5
"""So long after the paint the first key is pressed: data are there, nothing else is drawn."""

KEYS = (b"1", b"+", b"2", b"+", b"3", b"*", b"4", b"5")
EMPTY_APP = """
from textual.app import App
from textual.widgets import Footer, Header, Label
class Empty(App):
    def compose(self):
        yield Header()
        yield Label("one\\ntwo\\nthree")
        yield Footer()
Empty().run()
"""
EMPTY_FIELD = """
from textual.app import App
from textual.widgets import Input, Label
class Field(App):
    def compose(self):
        yield Label("one\\ntwo\\nthree")
        yield Input()
Field().run()
"""
REPLIES = (
    (rb"\x1b\[c", b"\x1b[?62;22c"),
    (rb"\x1b\[6n", b"\x1b[1;1R"),
    (rb"\x1b\[\?2026\$p", b"\x1b[?2026;2$y"),
    (rb"\x1b\[\?2048\$p", b"\x1b[?2048;0$y"),
)
UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1bP.*?\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", re.S
)


@dataclass
class Terminal:
    """A child in a pseudo-terminal, and its screen."""

    pid: int
    fd: int
    begun: float
    screen: pyte.Screen
    stream: pyte.ByteStream

    @classmethod
    def of(cls, command: Sequence[str], environ: dict[str, str]) -> Terminal:
        begun = time.perf_counter()
        pid, fd = pty.fork()
        if pid == 0:
            os.execvpe(command[0], list(command), environ)
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        screen = pyte.Screen(COLUMNS, ROWS)
        return cls(pid, fd, begun, screen, pyte.ByteStream(screen))

    def read(self, wait_s: float) -> bool:
        """Take in what comes within ``wait_s``; whether anything came."""
        if not select.select([self.fd], [], [], wait_s)[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        for pattern, reply in REPLIES:
            for _ in re.findall(pattern, data):
                os.write(self.fd, reply)
        self.stream.feed(UNKNOWN_TO_PYTE.sub(b"", data))
        return bool(data)

    def paints(self, is_painted: Callable[[Sequence[str]], bool]) -> float:
        """Seconds from exec until the screen's lines are what is waited for."""
        while time.perf_counter() - self.begun < PATIENCE_S:
            self.read(0.05)
            if is_painted(self.screen.display):
                return time.perf_counter() - self.begun
        raise SystemExit("nothing was painted:\n" + "\n".join(self.screen.display))

    def types(self, key: bytes) -> float:
        """Seconds from a key to the first byte that it draws."""
        while self.read(0.2):
            pass
        pressed = time.perf_counter()
        os.write(self.fd, key)
        if not self.read(2.0):
            raise SystemExit(f"the key {key!r} draws nothing:\n" + "\n".join(self.screen.display))
        return time.perf_counter() - pressed

    def end(self) -> None:
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def has_three_lines(lines: Sequence[str]) -> bool:
    """Whether anything worth looking at is on the screen."""
    return sum(bool(line.strip()) for line in lines) >= 3


def has_row_of_list(lines: Sequence[str]) -> bool:
    """Whether an exercise that comes again is listed, as the first of a day are."""
    return any(line.lstrip().startswith("again ") for line in lines)


def measure(
    command: Sequence[str], environ: dict[str, str], keys: Sequence[bytes]
) -> tuple[float, list[float]]:
    """One start: seconds to the first paint, and of each key."""
    terminal = Terminal.of(command, environ)
    try:
        painted = terminal.paints(has_three_lines)
        end = time.perf_counter() + (SETTLE_S if keys else 0.3)
        while time.perf_counter() < end:
            terminal.read(0.05)
        return painted, [terminal.types(key) for key in keys]
    finally:
        terminal.end()


def write_log_of_years(home: Path, log: Path) -> None:
    """Write the log of somebody who drilled the subjects for three years, as the method makes it go on."""
    workspace = open_workspace({"DRILL_HOME": str(home)})
    entries = [entry for entry in workspace.catalogue.entries.values() if not entry.in_file_order]
    workspace.close()
    dice = random.Random(19)
    states: dict[ItemId, ItemState] = {}
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(DAYS)
    step = timedelta(DAYS - 1) / EVENTS
    with log.open("w", encoding="utf-8") as out:
        for number in range(1, EVENTS + 1):
            met = len(entries) * min(1, 0.2 + number / EVENTS)
            entry = entries[int(dice.random() ** 1.5 * met)]
            at = begin + timedelta(milliseconds=number * step // timedelta(milliseconds=1))
            state = states.get(entry.item, NEVER_MET)
            made = Event(
                id=make_uuid7(int(at.timestamp() * 1000), dice.getrandbits(74)), learner=LearnerId("me"),
                device=DeviceId("0123456789abcdef"), lamport=number, at=at, offset_minutes=0,
                study_day=(at - timedelta(hours=4)).date(), item=entry.item,
                content=Content(entry.maths, entry.wording), facts=facts(state, dice),
            )  # fmt: skip
            states[entry.item] = fold_step(state, line_of(made))
            out.write(f"{as_line(made)}\n")


def list_times(checkouts: Sequence[Path], environ: dict[str, str], runs: int) -> dict[Path, list[float]]:
    """Seconds from exec to the first row of today's list, of each checkout, turn by turn."""
    folder = Path(tempfile.mkdtemp(prefix="today-"))
    log = folder / "log.jsonl"
    write_log_of_years(folder / "log", log)
    homes = {checkout: folder / str(number) for number, checkout in enumerate(checkouts)}
    times: dict[Path, list[float]] = {checkout: [] for checkout in checkouts}
    for run in range(runs + 1):
        for checkout, home in homes.items():
            drill = str(checkout / ".venv" / "bin" / "drill")
            environs = environ | {"DRILL_HOME": str(home), "PYTHONPATH": str(checkout)}
            if run == 0:  # it reads the banks and plans the day
                subprocess.run([drill, "merge", log], env=environs, check=True, stdout=subprocess.DEVNULL)
            (home / "today.json").unlink(missing_ok=True)
            terminal = Terminal.of([drill], environs)
            try:
                painted = terminal.paints(has_row_of_list)
            finally:
                terminal.end()
            if run:
                times[checkout].append(painted)
    return times


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    checkouts = [ROOT, *map(Path, sys.argv[2:])]
    home = tempfile.mkdtemp(prefix="first-paint-")
    environ = {
        **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
        "DRILL_HOME": home,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(ROOT),
    }
    drill = [sys.executable, "-m", "drill.cli.main"]
    commands = {"drill": drill, "empty": [sys.executable, "-c", EMPTY_APP]}
    first_start, _ = measure(drill, environ, [])
    measure(commands["empty"], environ, [])
    paints: dict[str, list[float]] = {"drill": [], "empty": []}
    for _ in range(runs):
        for name, command in commands.items():
            paints[name].append(measure(command, environ, [])[0])
    typed = {
        "drill": measure([*drill, "start"], environ, KEYS)[1],
        "empty": measure([sys.executable, "-c", EMPTY_FIELD], environ, KEYS)[1],
    }
    paint = {name: statistics.median(times) * 1e3 for name, times in paints.items()}
    key = {name: statistics.median(times) * 1e3 for name, times in typed.items()}
    paint_ratio, key_ratio = paint["drill"] / paint["empty"], key["drill"] / key["empty"]
    print(f"first start of all  {first_start * 1e3:5.0f} ms")
    print(f"first paint         {paint['drill']:5.0f} ms, empty {paint['empty']:5.0f} ms: {paint_ratio:.2f}")
    print(f"key to paint        {key['drill']:5.1f} ms, empty {key['empty']:5.1f} ms: {key_ratio:.2f}")
    listed = {
        checkout: statistics.median(times) * 1e3
        for checkout, times in list_times(checkouts, environ, runs).items()
    }
    for checkout, milliseconds in listed.items():
        print(f"today's list        {milliseconds:5.0f} ms, {checkout}")
    is_soonest = listed[ROOT] <= min(listed.values())
    return 0 if paint_ratio <= PAINT_GOAL and key_ratio <= KEY_GOAL and is_soonest else 1


if __name__ == "__main__":
    sys.exit(main())
