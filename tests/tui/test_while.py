"""A command runs while one drills: in a real terminal, and without one."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.session.drilling.run_meanwhile import MOST_BYTES, NotStartedError, RunningCommand
from tests.homes import bank, plant, share_cache, sums, workspace_in
from tests.tui.driving import learner
from tests.tui.test_terminal import LEAVES, Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

# F4, twice, shows the key.
REVEAL = "\x1bOS"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(2)))
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


def runs(home: Path, *words: str) -> str:
    """The code of a process that runs a command meanwhile."""
    return f"from drill.cli.main import main\nmain({['while', '--', *words]!r})"


def without_terminal(home: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    share_cache(home)
    environ = {**os.environ, "DRILL_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", runs(home, *words)], env=environ, capture_output=True, timeout=60, check=False
    )


def is_alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def number_in(file: Path) -> int:
    end = time.monotonic() + 60
    while not (file.exists() and file.read_text().strip()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return int(file.read_text())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("sh", "-c", "exit 5"), 5),
        (("sh", "-c", "kill -TERM $$"), 143),
        (("sh", "-c", "kill -KILL $$"), 137),
        (("no-such-command",), 127),
        (("/etc/passwd",), 126),
        (("sh", "-c", "exit 3", "--", "--debug"), 3),
        (("cat",), 0),
    ],
)
def test_without_a_terminal_it_only_runs_it(home: Path, words: tuple[str, ...], code: int) -> None:
    done = without_terminal(home, *words)
    assert done.returncode == code
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr


def test_without_a_terminal_each_stream_is_passed_on(home: Path) -> None:
    program = r"import sys; sys.stdout.buffer.write(b'\xff\x00\x1b[31m\r\n'); sys.stderr.write('to err')"
    done = without_terminal(home, sys.executable, "-c", program, "--debug")
    assert (done.stdout, done.stderr) == (b"\xff\x00\x1b[31m\r\n", b"to err")


def test_nothing_to_run_is_said_to_be_missing(home: Path) -> None:
    done = without_terminal(home)
    assert done.returncode == 2
    assert b"a command is missing" in done.stderr


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found by their variables")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_of_it_outlives_drill(home: Path, how: signal.Signals) -> None:
    share_cache(home)
    pid, script = home / "pid", "sleep 300 & echo $! > {0}.tmp; mv {0}.tmp {0}; wait"
    words = ["sh", "-c", f"setsid sh -c '{script.format(home / 'pid')}'"]
    environ = {**os.environ, "DRILL_HOME": str(home)}
    process = subprocess.Popen([sys.executable, "-c", runs(home, *words)], env=environ)
    grandchild = number_in(pid)
    assert is_alive(grandchild)
    os.kill(process.pid, how)
    process.wait(60)
    end = time.monotonic() + 60
    while is_alive(grandchild):
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found by their variables")
def test_its_end_does_not_depend_on_the_folder(home: Path) -> None:
    share_cache(home)
    here, pid = home / "here", home / "pid"
    (here / "drill").mkdir(parents=True)
    (here / "drill" / "__init__.py").write_text(f"open({str(home / 'hijacked')!r}, 'w').close()")
    words = ["sh", "-c", f"echo $$ > {pid}.tmp; mv {pid}.tmp {pid}; exec sleep 300"]
    environ = {**os.environ, "DRILL_HOME": str(home)}
    process = subprocess.Popen([sys.executable, "-P", "-c", runs(home, *words)], env=environ, cwd=here)
    command = number_in(pid)
    process.kill()
    process.wait(60)
    end = time.monotonic() + 60
    while is_alive(command):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert not (home / "hijacked").exists()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found by their variables")
def test_what_a_drill_in_drill_runs_ends_with_the_first_one(home: Path) -> None:
    pid = home / "pid"
    script = f"trap '' INT TERM; echo $$ > {pid}.tmp; mv {pid}.tmp {pid}; while :; do sleep 0.1; done"
    inner = [sys.executable, "-c", runs(home, "sh", "-c", script)]
    command = RunningCommand(inner, keeps_output=True)
    number = number_in(pid)
    assert is_alive(number)
    command.close()
    assert not is_alive(number)


def test_what_a_command_leaves_behind_ends_with_drill(home: Path) -> None:
    done = without_terminal(home, "sh", "-c", f"sleep 300 & echo $! > {home}/pid")
    assert done.returncode == 0
    assert not is_alive(number_in(home / "pid"))


def test_output_beyond_the_limit_is_dropped_and_the_command_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_BYTES == 100_000_000
    monkeypatch.setattr("drill.session.drilling.run_meanwhile.MOST_BYTES", 100_000)
    command = RunningCommand([sys.executable, "-c", "print('x' * 300_000)"], keeps_output=True)
    try:
        assert command.wait() == 0
        with (home / "out").open("w+b") as out:
            command.write_output(out)
        assert (home / "out").read_bytes() == b"x" * 100_000
        assert command.is_cut
    finally:
        command.close()


def test_a_command_that_cannot_be_started_says_why() -> None:
    with pytest.raises(NotStartedError, match="no-such-command cannot be started") as caught:
        RunningCommand(["no-such-command"], keeps_output=True)
    assert caught.value.code == 127


@pytest.mark.parametrize("fails", ["tempfile.TemporaryFile", "start_guard"])
def test_where_the_system_has_no_room_nothing_is_left_at_work(
    home: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    pid = home / "pid"
    monkeypatch.setattr(f"drill.session.drilling.run_meanwhile.{fails}", refuse)
    with pytest.raises(NotStartedError, match="sh cannot be started: No space left on device") as caught:
        RunningCommand(["sh", "-c", f"echo $$ > {pid}; sleep 300"], keeps_output=True)
    assert caught.value.code == 126
    assert not pid.exists() or not is_alive(int(pid.read_text() or "0"))


def screen_after(terminal: Terminal) -> bytes:
    """What stands behind the app's last frame."""
    return terminal.out.rpartition(LEAVES)[2]


def test_its_output_follows_the_answer_after_its_end(home: Path, terminals: list[Terminal]) -> None:
    go = home / "go"
    script = f"printf 'a\\033[31mb\\n'; until [ -e {go} ]; do sleep 0.05; done; echo err >&2; exit 5"
    terminals.append(terminal := Terminal(home, runs(home, "sh", "-c", script)))
    assert terminal.reads_until(b"check")  # nothing can be warmed up: what is due is asked
    go.touch()
    assert terminal.reads_until(b"has ended")
    assert LEAVES not in terminal.out
    assert terminal.writes(REVEAL, until=b"again: reveal")
    assert terminal.writes(REVEAL, until=b"not yet")
    time.sleep(0.3)
    os.write(terminal.fd, b"n")
    assert terminal.ends() == 5
    assert screen_after(terminal).endswith(b"a\x1b[31mb\r\nerr\r\n")
    with workspace_in(home) as workspace:
        assert [event.kind for event in workspace.store.history()] == ["verdict"]


def test_ctrl_c_goes_to_the_command(home: Path, terminals: list[Terminal]) -> None:
    script = "trap 'echo got it; exit 9' INT; while :; do sleep 0.05; done"
    terminals.append(terminal := Terminal(home, runs(home, "sh", "-c", script)))
    assert terminal.reads_until(b"check")
    assert terminal.writes("\x03", until=b"has ended")
    assert terminal.writes(REVEAL, until=b"again: reveal")
    assert terminal.writes(REVEAL, until=b"not yet")
    time.sleep(0.3)
    os.write(terminal.fd, b"n")
    assert terminal.ends() == 9
    assert screen_after(terminal).endswith(b"got it\r\n")


def test_leaving_the_app_waits_for_the_command(home: Path, terminals: list[Terminal]) -> None:
    go = home / "go"
    script = f"until [ -e {go} ]; do sleep 0.05; done; echo done"
    terminals.append(terminal := Terminal(home, runs(home, "sh", "-c", script)))
    assert terminal.reads_until(b"check")
    os.write(terminal.fd, b"\x11")
    assert terminal.reads_until(LEAVES)
    assert terminal.process.poll() is None
    go.touch()
    assert terminal.ends() == 0
    assert b"done" in screen_after(terminal)


async def test_what_is_typed_elsewhere_is_not_cut_off(home: Path) -> None:
    command = RunningCommand(["sh", "-c", f"until [ -e {home}/go ]; do sleep 0.05; done"], keeps_output=True)
    try:
        async with learner(home, command=command) as person:
            await person.sees("enter check")
            await person.command("q")
            await person.is_at("Today")
            await person.press("equals_sign")
            await person.sees("Scratch page")
            await person.types("x^2 + 2x")
            (home / "go").touch()
            await person.until(lambda: command.has_ended, "its end")
            assert person.pilot is not None
            await person.pilot.pause(1)
            assert not person.app.is_leaving
            await person.sees("x^2 + 2x")
            await person.press("escape")
            await person.until(lambda: person.app.is_leaving, "the end")
    finally:
        command.close()
