"""The wheel, installed elsewhere and driven in a real terminal."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pyte
import pytest

import drill
from drill.cli import main
from drill.settings import SUBJECTS
from tests.homes import bank, plant, share_cache, sums
from tests.rows import sample

ROOT = Path(__file__).parents[2]

PATIENCE_S = 120.0
"""The longest that a terminal is waited for: far more than an idle machine needs."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


def ran(program: Path, home: Path, *arguments: str, typed: str = "") -> str:
    environ = {**os.environ, "DRILL_HOME": str(home)}
    done = subprocess.run(
        [program, *arguments], env=environ, cwd=home, input=typed, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_wheel_brings_its_banks(program: Path, tmp_path: Path) -> None:
    where = ran(program, tmp_path, "where")
    assert "_exercises" in where
    assert str(ROOT) not in where
    banks = ran(program, tmp_path, "banks")
    assert all(bank in banks for bank in (*SUBJECTS, "book/strang"))
    assert not (tmp_path / "cache").exists()


def test_the_distributions_name_is_a_command_of_the_same_program(program: Path, tmp_path: Path) -> None:
    named = program.with_name("gyr-drill")
    assert ran(named, tmp_path, "--version") == ran(program, tmp_path, "--version")
    assert ran(named, tmp_path, "--version") == f"drill {drill.__version__}\n"
    assert "--screen-reader" in ran(named, tmp_path, "--help")
    for command in sample(tuple(main.COMMANDS), 3):
        assert ran(named, tmp_path, command, "--help").startswith(f"usage: drill {command} ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("extra", "command"), [("serve", "serve"), ("mcp", "mcp")])
def test_an_extra_is_missing_and_says_how_it_is_installed(
    program: Path, tmp_path: Path, extra: str, command: str
) -> None:
    environ = {**os.environ, "DRILL_HOME": str(tmp_path)}
    done = subprocess.run(
        [program, command], env=environ, cwd=tmp_path, input="", capture_output=True, text=True
    )
    assert done.returncode == 2
    assert f"gyr-drill[{extra}]" in done.stderr
    assert "Traceback" not in done.stderr


PAPER = r"""\documentclass{article}
\title{A Small Step}
\begin{document}
Let $w \in \mathbb{R}^d$, $x_i \in \mathbb{R}^d$ and $y_i \in \mathbb{R}$. The loss is
\begin{equation}
L = \frac{1}{n} \sum_{i=1}^n (w^\top x_i - y_i)^2
\end{equation}
\end{document}
"""


def test_a_formula_of_an_imported_paper_is_drilled(program: Path, tmp_path: Path) -> None:
    share_cache(tmp_path)
    (tmp_path / "step.tex").write_text(PAPER, encoding="utf-8")
    imported = json.loads(ran(program, tmp_path, "import", "step.tex", "--json"))
    assert imported["formulas"][0]["exercises"] == ["explain", "memory"]
    (item,) = re.findall(r"id: (explain-\w+)", Path(imported["path"]).read_text(encoding="utf-8"))
    said = ran(program, tmp_path, "start", f"{imported['bank']}/{item}", "--jsonl", typed='{"do": "quit"}\n')
    assert json.loads(said.splitlines()[0])["item"] == f"{imported['bank']}/{item}"


class Terminal:
    """The app in a pseudo-terminal, with a screen that can be read."""

    def __init__(self, program: Path, home: Path, *arguments: str, **environment: str) -> None:
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self.screen)
        environ = {**os.environ, "DRILL_HOME": str(home), "TERM": "xterm-256color"}
        environ.pop("NO_COLOR", None)
        environ |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **environment}
        self.raw = ""
        self.child = pexpect.spawn(
            str(program),
            list(arguments),
            env=environ,
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=PATIENCE_S,
        )

    def shows(self, text: str, limit_s: float = PATIENCE_S) -> bool:
        """Wait until ``text`` stands on the screen."""
        waited = 0.0
        while waited < limit_s:
            if text in "\n".join(self.screen.display):
                return True
            try:
                data = self.child.read_nonblocking(65536, timeout=0.1)
                self.raw += data
                self._stream.feed(data)
            except pexpect.TIMEOUT:
                waited += 0.1
            except pexpect.EOF:
                break
        return text in "\n".join(self.screen.display)

    def type(self, text: str) -> None:
        self.child.send(text)

    def leaves(self) -> int | None:
        try:
            self.child.expect(pexpect.EOF, timeout=PATIENCE_S)
        except pexpect.TIMEOUT:
            return None
        self.child.close()
        return self.child.exitstatus if self.child.signalstatus is None else -self.child.signalstatus


@pytest.fixture
def home(tmp_path: Path) -> Path:
    share_cache(tmp_path)
    plant(tmp_path, "tiny", bank(sums(1)))
    return tmp_path


def test_an_exercise_in_a_real_terminal(program: Path, home: Path) -> None:
    terminal = Terminal(program, home, "start", "tiny/sum-1")
    assert terminal.shows("10 + 3")
    terminal.type("1+")
    terminal.type("12\r")
    assert terminal.shows("right")
    assert terminal.shows("green")
    for _ in range(int(PATIENCE_S)):  # a mark counts once the verdict has stood for a moment
        terminal.type("y")
        if terminal.shows("1 exercise", 1.0):
            break
    assert terminal.shows("1 exercise")
    terminal.type("\x11")
    assert terminal.leaves() == 0
    assert '"ok": true' in ran(program, home, "history", "--json")


def test_what_is_at_hand_outlives_a_signal_and_a_kill(program: Path, home: Path) -> None:
    terminal = Terminal(program, home, "start", "tiny/sum-1")
    assert terminal.shows("10 + 3")
    terminal.type("1+1")
    assert terminal.shows("1+1")
    terminal.child.kill(signal.SIGHUP)
    assert terminal.leaves() == 129
    again = Terminal(program, home)
    assert again.shows("enter go on")
    again.type("\r")
    assert again.shows("1+1")
    again.type("\r")
    assert again.shows("wrong")
    again.child.kill(signal.SIGKILL)
    again.child.wait()
    resumed = Terminal(program, home, "start", "tiny/sum-1", NO_COLOR="1", COLORTERM="truecolor")
    assert resumed.shows("Do you see where it went wrong?")
    resumed.type("\x11")
    assert resumed.leaves() == 0
    assert_grey(resumed.raw)


def assert_grey(raw: str) -> None:
    """Where no colour is wanted, there are greys alone."""
    colours = {tuple(map(int, found)) for found in re.findall(r"[34]8;2;(\d+);(\d+);(\d+)", raw)}
    assert colours
    assert all(max(colour) == min(colour) for colour in colours), colours
    others = re.sub(r"[34]8;2;\d+;\d+;\d+", "", raw)
    assert not re.search(r"\x1b\[(?:\d*;)*(?:3[1-6]|4[1-6]|9[1-6])[;m]", others)


def test_the_first_start_takes_keys_at_once(program: Path, tmp_path: Path) -> None:
    terminal = Terminal(program, tmp_path)
    assert terminal.shows("Welcome to drill.")
    terminal.type("2x")
    assert terminal.shows("2x")
    assert terminal.shows("Differentiate")
    assert terminal.shows("2x")
    terminal.type("\x11")
    assert terminal.leaves() == 0


def test_a_dumb_terminal_is_drilled_line_by_line(program: Path, home: Path) -> None:
    environ = {**os.environ, "DRILL_HOME": str(home), "TERM": "dumb"}
    child = pexpect.spawn(
        str(program), ["start", "tiny/sum-1"], env=environ, encoding="utf-8", timeout=PATIENCE_S
    )
    child.expect("10 \\+ 3")
    child.expect("answer>")
    child.sendline("13")
    child.expect("Right.")
    child.sendline("y")
    child.expect("Green.")
    child.expect("Done: 1 exercise")
    child.expect(pexpect.EOF)
    assert child.before is not None
    assert "\x1b" not in child.before


def test_ctrl_z_suspends_and_fg_paints_again(program: Path, home: Path) -> None:
    shell = Terminal(Path("/bin/bash"), home, "--norc", "-i", PS1="ready$ ")
    assert shell.shows("ready$")
    shell.type(f"{program} start tiny/sum-1\r")
    assert shell.shows("10 + 3")
    shell.type("1+\x1a")
    assert shell.shows("Stopped")
    shell.type("fg\r")
    assert shell.shows("esc commands")
    assert shell.shows("1+")
    shell.type("\x11")
    assert shell.shows("ready$")
    shell.child.close(force=True)


def test_every_command_of_the_readme_runs(program: Path, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line.removeprefix("$ drill ") for line in readme.splitlines() if line.startswith("$ drill ")]
    # A class needs a server, serving does not end, and an assistant is not installed.
    is_left_out = re.compile(r"(class|serve)\b|.* --with ")
    commands = [command for command in commands if not is_left_out.match(command)]
    assert len(commands) >= 3
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    (tmp_path / "train.py").write_text("print('epoch 1')\n", encoding="utf-8")
    (tmp_path / "sum.tex").write_text("(x+2)^2 - (x-1)^2\n= 6x + 3\n", encoding="utf-8")
    share_cache(tmp_path)
    for command in sample(commands, 3):
        assert ran(program, tmp_path, *shlex.split(command), typed="?q\n")
