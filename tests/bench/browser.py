"""Drills three exercises in a headless Chromium through ``drill serve``, and takes the pictures of the README.

    python -m tests.bench.browser FOLDER [CHROMIUM]

Needs the extra ``serve``, playwright, and a Chromium (default: /usr/bin/chromium). A home of its own; pictures go
into ``FOLDER``. Prints what stands on the screen at each step, and exits 1 where it is not what is due.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1000, "height": 620}
PATIENCE_S = 120.0
SETTLE_S = 1.5
ANSWERS = ("2x sin(4x)", "1", "1")
"""A slip on the first exercise, whatever comes on the others: each gets its verdict and a mark."""


@contextmanager
def served(home: str, port: int) -> Iterator[None]:
    """``drill serve`` until the block ends."""
    drill = Path(sys.executable).with_name("drill")
    environment = {**os.environ, "DRILL_HOME": home}
    server = subprocess.Popen(
        [drill, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


class Browser:
    """The terminal of the page: keys in, the text of its rows out."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @property
    def screen(self) -> str:
        """What the terminal shows, read from its buffer's rows."""
        return "\n".join(self._page.locator(".xterm-rows > div").all_inner_texts())

    def sees(self, *texts: str) -> None:
        """Wait for all of these."""
        end = time.monotonic() + PATIENCE_S
        while not all(text in " ".join(self.screen.replace("\u00a0", " ").split()) for text in texts):
            if time.monotonic() > end:
                sys.exit(f"{' and '.join(texts)} did not come:\n{self.screen}")
            time.sleep(0.1)

    def types(self, text: str) -> None:
        """One key after the other."""
        self._page.keyboard.type(text, delay=30)

    def presses(self, key: str) -> None:
        """A key by name."""
        self._page.keyboard.press(key)

    def picture(self, path: Path) -> None:
        """Once it is at rest."""
        time.sleep(SETTLE_S)
        self._page.screenshot(path=str(path))
        print(f"== {path.name}\n{self.screen}")


def main(folder: Path, chromium: str = CHROMIUM) -> int:
    """Three exercises, the summary, the charts."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home, served(home, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(f"http://127.0.0.1:{port}/?fontsize=14")
        drill = Browser(page)
        drill.sees("Welcome to drill", "answer", "enter check")
        drill.picture(folder / "exercise.png")
        for number, answer in enumerate(ANSWERS, 1):
            drill.types(answer)
            drill.presses("Enter")
            drill.sees("dispute")
            if number == 1:
                drill.picture(folder / "verdict.png")
            time.sleep(SETTLE_S)
            drill.presses("y")
            drill.sees("How do formulas look best?" if number == 1 else "enter check")
            if number == 1:
                drill.presses("Escape")
                drill.sees("enter check")
        drill.presses("Escape")
        drill.types("q")
        drill.sees("3 exercises")
        drill.types("3")
        drill.sees("Progress", "Calculus")
        drill.picture(folder / "progress.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
