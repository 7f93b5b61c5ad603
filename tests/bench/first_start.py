"""What a stranger's first commands cost, each in a home of its own: quiet, and beside two busy processes.

    python -m tests.bench.first_start [--runs N] [CHECKOUT…]

Each checkout (by default this one) is built into a wheel and installed with its bytecode; several are
measured turn by turn, so that they share what the machine does meanwhile. CPU is that of all processes up to
the moment that is named; of several runs the best is printed. Linux alone.
"""

from __future__ import annotations

import argparse
import asyncio
import compileall
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyte

from tests.bench.first_paint import UNKNOWN_TO_PYTE, Terminal
from tests.installed.wheel import build_wheel, install_wheel, site_of

PROMPT, GOAL = "Differentiate", "What would you like"
ANSWER = b"2x sin(8x) + 8x^2 cos(8x)\r"
PATIENCE_S = 300.0
BUSY = 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of computing, and of waiting."""

    cpu_s: float
    wall_s: float


class Shows(Protocol):
    """A screen that takes keys."""

    screen: pyte.Screen

    def read(self, wait_s: float) -> bool: ...
    def send(self, keys: bytes) -> None: ...


def tree_cpu(root: int) -> float:
    """Seconds of computing of a process and its descendants, ended ones included."""
    parents, spent = dict[int, int](), dict[int, float]()
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            parents[int(entry.name)] = int(fields[1])
            spent[int(entry.name)] = sum(map(int, fields[11:15])) / TICKS
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(spent.get(pid, 0.0) for pid in family)


def run_to_end(command: Sequence[str], environ: dict[str, str]) -> Cost:
    begun, before = time.perf_counter(), os.times()
    subprocess.run(command, env=environ, cwd=environ["DRILL_HOME"], check=True, capture_output=True)
    after = os.times()
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(cpu_s, time.perf_counter() - begun)


def list_banks(program: Path, environ: dict[str, str]) -> Cost:
    return run_to_end([str(program), "banks"], environ)


def load_from_python(program: Path, environ: dict[str, str]) -> Cost:
    code = "import drill; assert len(list(drill.load('calculus'))) > 100"
    return run_to_end([str(program.with_name("python")), "-c", code], environ)


def ask_in_lines(program: Path, environ: dict[str, str]) -> Cost:
    begun, output = time.perf_counter(), b""
    command = [program, "start", "--plain"]
    with subprocess.Popen(
        command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        while PROMPT.encode() not in output and (data := os.read(child.stdout.fileno(), 4096)):
            output += data
        cost = Cost(tree_cpu(child.pid), time.perf_counter() - begun)
        child.communicate()
    return cost


def wait_for(shown: Shows, text: str) -> None:
    end = time.perf_counter() + PATIENCE_S
    while not any(text in line for line in shown.screen.display):
        shown.read(0.02)
        if time.perf_counter() > end:
            raise SystemExit(f"{text!r} is not shown:\n" + "\n".join(shown.screen.display))


def answer_to_the_goal(shown: Shows) -> None:
    """Answer the first exercise, mark it, and wait for the question that follows."""
    wait_for(shown, PROMPT)
    shown.send(ANSWER)
    wait_for(shown, "right")
    while not any(GOAL in line for line in shown.screen.display):
        shown.send(b"y")  # no mark is taken before the verdict was there for a moment
        end = time.perf_counter() + 1.0
        while time.perf_counter() < end and not any(GOAL in line for line in shown.screen.display):
            shown.read(0.02)


class Window(Terminal):
    """The app in a terminal."""

    def send(self, keys: bytes) -> None:
        os.write(self.fd, keys)


def open_app(program: Path, environ: dict[str, str], until: Callable[[Any], object]) -> Cost:
    window = Window.of([str(program)], environ)
    try:
        until(window)
        return Cost(tree_cpu(window.pid), time.perf_counter() - window.begun)
    finally:
        window.end()


class Tab:
    """A page of `drill serve`."""

    def __init__(self, address: str) -> None:
        import aiohttp

        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self._loop = asyncio.new_event_loop()
        self._binary = aiohttp.WSMsgType.BINARY
        self._socket, self._client = self._loop.run_until_complete(self._open(address))

    async def _open(self, address: str) -> tuple[Any, Any]:
        import aiohttp

        client = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        async with client.get(address) as page:
            await page.read()
        own = address.partition("/?")[0]
        return await client.ws_connect(f"{own}/ws?width=80&height=24", origin=own, max_msg_size=0), client

    def read(self, wait_s: float) -> bool:
        try:
            message = self._loop.run_until_complete(self._socket.receive(timeout=wait_s))
        except TimeoutError:
            return False
        if message.type is self._binary:
            self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", message.data))
        return True

    def send(self, keys: bytes) -> None:
        self._loop.run_until_complete(self._socket.send_str(json.dumps(["stdin", keys.decode()])))

    def end(self) -> None:
        self._loop.run_until_complete(self._socket.close())
        self._loop.run_until_complete(self._client.close())
        self._loop.close()


def serve_page(program: Path, environ: dict[str, str], until: Callable[[Any], object]) -> Cost:
    begun = time.perf_counter()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "serve", "--port", str(port)]
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        address = next(word for line in server.stdout for word in line.split() if word.startswith("http"))
        tab = Tab(address)
        try:
            until(tab)
            return Cost(tree_cpu(server.pid), time.perf_counter() - begun)
        finally:
            tab.end()
            server.terminate()


def show_prompt(shown: Shows) -> None:
    wait_for(shown, PROMPT)


MEASURED: dict[str, Callable[[Path, dict[str, str]], Cost]] = {
    "`drill banks`": list_banks,
    "`drill start --plain` to its first question": ask_in_lines,
    '`drill.load("calculus")`': load_from_python,
    "the app to the first exercise": lambda *where: open_app(*where, show_prompt),
    "the app to the goal question": lambda *where: open_app(*where, answer_to_the_goal),
    "the served page to the first exercise": lambda *where: serve_page(*where, show_prompt),
    "the served page to the goal question": lambda *where: serve_page(*where, answer_to_the_goal),
}


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep so many processors busy."""
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


def in_fresh_home(measure: Callable[[Path, dict[str, str]], Cost], program: Path) -> Cost:
    with tempfile.TemporaryDirectory(prefix="first-start-") as home:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("DRILL_")}
        environ.pop("NO_COLOR", None)
        environ |= {"DRILL_HOME": home, "HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        return measure(program, environ)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def install(checkout: Path, folder: Path) -> tuple[Path, str]:
    """Return the program of a checkout, and the sizes of its wheel and of what is installed."""
    folder.mkdir()
    wheel = build_wheel(checkout, folder)
    program = install_wheel(wheel, checkout, folder)
    package = site_of(folder / "venv") / "drill"
    for cached in package.rglob("__pycache__"):
        shutil.rmtree(cached)
    installed = size_of(package)
    compileall.compile_dir(package, quiet=2, workers=0)
    return program, f"{wheel.stat().st_size / 1e6:.1f} MB, {installed / 1e6:.1f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", nargs="*", type=Path, default=[Path(__file__).parents[2]])
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="first-start-") as folder:
        programs = [
            install(checkout.resolve(), Path(folder, str(number)))
            for number, checkout in enumerate(chosen.checkouts)
        ]
        print("| CPU s, wall s |", " | ".join(f"{path} | beside two busy" for path in chosen.checkouts), "|")
        print("| --- |", " --- | --- |" * len(programs))
        for what, measure in MEASURED.items():
            cells: dict[tuple[int, int], list[Cost]] = {}
            for _ in range(chosen.runs):
                for beside in (0, BUSY):
                    for number, (program, _) in enumerate(programs):
                        with busy(beside):
                            cells.setdefault((number, beside), []).append(in_fresh_home(measure, program))
            row = [
                f"{min(cost.cpu_s for cost in costs):.2f}, {min(cost.wall_s for cost in costs):.2f}"
                for _, costs in sorted(cells.items())
            ]
            print(f"| {what} |", " | ".join(row), "|", flush=True)
        print("| wheel, installed without bytecode |", " | ".join(f"{sizes} |" for _, sizes in programs), "|")


if __name__ == "__main__":
    main()
