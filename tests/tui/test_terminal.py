"""The app in a real terminal: however it ends, the terminal is itself again."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.session.drilling.undoing import park_exercise
from tests.homes import bank, plant, share_cache, shipped_catalogue, sums, workspace_in
from tests.rows import sample
from tests.session.drilled import attempt

CRASHING = """
from drill.tui.screens.today import TodayScreen
def fill(self, workspace):
    raise ValueError("[b]nobody thought of it[/b]")
TodayScreen.fill = fill
from drill.cli.main import main
main([])
"""
MAIN = "from drill.cli.main import main\nmain([])"
LEAVES, SHOWS_CURSOR = b"\x1b[?1049l", b"\x1b[?25h"


class Terminal:
    """A child on a pseudo-terminal."""

    def __init__(self, home: Path, code: str, term: str = "xterm-256color", rows: int = 24) -> None:
        share_cache(home)
        shipped_catalogue()  # else the child compiles all banks that come with the program, and is waited for
        environ = {
            **{name: value for name, value in os.environ.items() if name not in ("COLORTERM", "NO_COLOR")},
            "DRILL_HOME": str(home),
            "TERM": term,
            "COLUMNS": "80",
            "LINES": str(rows),
        }
        self.out = b""
        self.fd, inner = pty.openpty()
        self._before = self._flags()
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env=environ,
            start_new_session=True,
        )
        os.close(inner)

    def _flags(self) -> int:
        return termios.tcgetattr(self.fd)[3] & (termios.ECHO | termios.ICANON)

    def reads_until(self, wanted: bytes, limit_s: float = 60.0) -> bool:
        end = time.monotonic() + limit_s
        while wanted not in self.out and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.1)[0]:
                try:
                    data = os.read(self.fd, 1 << 16)
                except OSError:
                    break
                if not data:
                    break
                self.out += data
        return wanted in self.out

    def writes(self, text: str, *, until: bytes) -> bool:
        """Type all of a text at once; whether something was drawn after it."""
        self.out = b""
        os.write(self.fd, text.encode())
        return self.reads_until(until)

    def ends(self) -> int:
        """The exit status; the terminal is checked on the way."""
        assert self.reads_until(LEAVES), self.out[-500:]
        self.reads_until(b"never printed")
        assert self.out.rfind(SHOWS_CURSOR) > self.out.rfind(b"\x1b[?25l")
        assert self._flags() == self._before
        return self.process.wait(60)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(4)))
    (tmp_path / "drill.db").touch()
    return tmp_path


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for each in opened:
        os.close(each.fd)
        each.process.kill()
        each.process.wait()


def test_it_ends_when_its_terminal_is_gone(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(terminal := Terminal(home, MAIN))
    assert terminal.reads_until(b"Today")
    os.close(terminal.fd)
    assert terminal.process.wait(60) == 129
    terminal.fd = os.open(os.devnull, os.O_RDONLY)


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_signal_ends_it_with_its_status(
    home: Path, terminals: list[Terminal], name: str, code: int
) -> None:
    terminals.append(terminal := Terminal(home, MAIN))
    assert terminal.reads_until(b"Today")
    os.kill(terminal.process.pid, getattr(signal, name))
    assert terminal.ends() == code


def test_a_fault_of_the_program_is_one_sentence_and_a_report(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(terminal := Terminal(home, CRASHING))
    assert terminal.reads_until(b"try again")
    assert b"(ValueError: [b]nobody thought of it[/b])" in terminal.out
    os.write(terminal.fd, b"qq")
    assert terminal.ends() == 0
    assert b"Traceback" not in terminal.out
    reports = list((home / "log").glob("crash-*.txt"))
    assert len(reports) == 1
    assert "nobody thought of it" in reports[0].read_text(encoding="utf-8")


def test_bytes_that_are_no_text_and_replies_of_the_terminal_end_nothing(
    home: Path, terminals: list[Terminal]
) -> None:
    terminals.append(terminal := Terminal(home, MAIN))
    assert terminal.reads_until(b"begin")  # the footer names what acts
    os.write(terminal.fd, b"\xb2\r")
    assert terminal.reads_until(b"answer")
    os.write(terminal.fd, b"12\xe93\x1b]11;rgb:1e1e/1e1e/1e1e\x07\x1b[?62;22c\x1bP>|XTerm(388)\x1b\\4")
    assert terminal.reads_until("12\ufffd34".encode())
    os.write(terminal.fd, b"\x1b[>1;9")
    os.write(terminal.fd, b"5;0c6")
    assert terminal.reads_until(b"346")
    os.write(terminal.fd, b"\x11")
    assert terminal.ends() == 0


@pytest.mark.parametrize(("erase", "typed"), [(b"\x7f", "4 + 99\b9\r"), (b"\b", "4 + 99\b\r")])
def test_control_and_backspace_takes_a_word_unless_it_is_what_the_terminal_erases_with(
    home: Path, terminals: list[Terminal], erase: bytes, typed: str
) -> None:
    terminals.append(terminal := Terminal(home, MAIN.replace("[]", "['start', 'tiny/sum-1']")))
    flags = termios.tcgetattr(terminal.fd)
    flags[6][termios.VERASE] = erase
    termios.tcsetattr(terminal.fd, termios.TCSANOW, flags)
    assert terminal.reads_until(b" check")
    assert terminal.writes("zzz", until=b"zzz")
    assert terminal.writes(f"\x15{typed}", until=b"Do you know why it is right?")


def test_a_dumb_terminal_is_told_what_comes_instead(home: Path, terminals: list[Terminal]) -> None:
    terminals.append(terminal := Terminal(home, MAIN, "dumb"))
    assert terminal.reads_until(b"answer>")
    told = b"This terminal cannot show the app (TERM=dumb), so drill goes on line by line"
    assert told in terminal.out
    assert b"\x1b" not in terminal.out


STUCK = """
import threading, time
from drill.tui.screens.today import TodayScreen
FILL = TodayScreen.fill
def fill(self, workspace):
    if {is_opened}:
        self.app.call_from_thread(self.banner.say, "it computes")
    while True:
        time.sleep(0.1) if {sleeps} else None
TodayScreen.fill = fill
from drill.cli.main import main
main([])
"""
LOADING = """
import time
from drill.session import workspace
def opened(*args, **named):
    while True:
        time.sleep(0.1)
workspace._opened = opened
from drill.cli.main import main
main([])
"""
IN_A_POOL = """
import asyncio, time
from drill.tui.screens.today import TodayScreen
FILL = TodayScreen.on_mount
def on_mount(self):
    FILL(self)
    self.run_worker(asyncio.to_thread(time.sleep, 600))
TodayScreen.on_mount = on_mount
from drill.cli.main import main
main([])
"""


@pytest.mark.parametrize(
    "code",
    [
        STUCK.format(is_opened=True, sleeps=True),
        STUCK.format(is_opened=True, sleeps=False),
        LOADING,
        IN_A_POOL,
    ],
    ids=["waits", "computes", "loads", "pool"],
)
def test_ctrl_q_leaves_whatever_runs(home: Path, terminals: list[Terminal], code: str) -> None:
    terminals.append(terminal := Terminal(home, code))
    assert terminal.reads_until(b"It computes" if "computes" in code else b"Today")
    os.write(terminal.fd, b"\x11")
    assert terminal.ends() == 0
    assert terminal.out.rfind(b"\x1b[?1000l") > terminal.out.rfind(b"\x1b[?1000h")  # the mouse, too
    assert b"Traceback" not in terminal.out


@pytest.mark.parametrize(
    ("term", "theme", "lights"), sample([("linux", "dark", "9"), ("xterm", "light", "3")], 2)
)
def test_with_sixteen_colours_green_is_green_and_red_is_red(
    home: Path, terminals: list[Terminal], term: str, theme: str, lights: str
) -> None:
    (home / "config.toml").write_text(f'theme = "{theme}"\n', encoding="utf-8")
    with workspace_in(home) as workspace:
        for item, ok, why in (("sum-1", True, True), ("sum-2", False, True), ("sum-3", False, False)):
            attempt(workspace, f"tiny/{item}", ok=ok, why=why)
        park_exercise(workspace, "tiny/sum-4")
    terminals.append(terminal := Terminal(home, MAIN, term, rows=40))
    assert terminal.reads_until(b"all of today")
    os.write(terminal.fd, b"3")
    assert terminal.reads_until(b"pass 1")
    os.write(terminal.fd, b"\x11")
    terminal.ends()
    colours = {
        name: set(re.findall(rf"\x1b\[([\d;]*)m *{text}", terminal.out.decode()))
        for name, text in {"bars": "[━╍┅┉]+", "signs": "[●▲■◆]"}.items()
    }
    bars = {colour.partition(";")[0] for colour in colours["bars"]}
    signs = {colour.partition(";")[0] for colour in colours["signs"]}
    plain = {"dark": "97", "light": "30"}[theme]  # of the last days, where they are in sight
    assert bars - {"37"} == {lights + number for number in "2314"}, "below the tabs, whose rule is 37"
    assert signs - {plain} <= {*bars, f"{lights}4"}
