"""Drills three exercises in a headless Chromium through ``drill serve``; takes the README's pictures.

    python -m tests.bench.browser FOLDER [CHROMIUM]

Needs the extra ``serve``, playwright, and a Chromium (default: /usr/bin/chromium). A home of its own; the
pictures go into ``FOLDER``, to be looked at: the page draws its terminal on a canvas, so what stands there is
known from the log of marks alone. Exits 1 unless three marks are kept.
"""

from __future__ import annotations

import json
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
LOADED_S, SETTLE_S = 25.0, 4.0
"""So long until the first exercise is there, and until an answer is judged, also on a busy machine."""
SLIP = "2x sin(4x)"
"""An answer to the first exercise; on the others the key is asked for, whatever kind they are of."""
EXERCISES = 3


def marks(home: str) -> int:
    """How many the log holds."""
    drill = Path(sys.executable).with_name("drill")
    environment = {**os.environ, "DRILL_HOME": home}
    done = subprocess.run(
        [drill, "history", "--json"], env=environment, capture_output=True, text=True, check=False
    )
    return sum(json.loads(line)["kind"] == "verdict" for line in done.stdout.splitlines())


@contextmanager
def served(home: str, port: int) -> Iterator[str]:
    """``drill serve`` until the block ends; the address that it prints."""
    drill = Path(sys.executable).with_name("drill")
    environment = {**os.environ, "DRILL_HOME": home}
    server = subprocess.Popen(
        [drill, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
    finally:
        server.terminate()
        server.wait()


class Tab:
    """The page: keys in, pictures out."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._folder = folder

    def types(self, *keys: str) -> None:
        """Keys by name, texts letter by letter; then it comes to rest."""
        for key in keys:
            if key in ("Enter", "Escape"):
                self._page.keyboard.press(key)
                time.sleep(SETTLE_S)
            else:
                self._page.keyboard.type(key, delay=30)
        time.sleep(SETTLE_S)

    def picture(self, name: str) -> None:
        """Keep what is seen."""
        self._page.screenshot(path=str(self._folder / name))


def drill_three(tab: Tab) -> None:
    """Three exercises, the summary, the charts."""
    time.sleep(LOADED_S)
    tab.picture("exercise.png")
    tab.types(SLIP, "Enter")
    tab.picture("verdict.png")
    tab.types("y")
    for _ in range(1, EXERCISES):
        tab.types("Escape", "r")
        tab.types("y")
    tab.types("Escape", "q")
    tab.picture("summary.png")
    tab.types("3")
    tab.picture("progress.png")


def main(folder: Path, chromium: str = CHROMIUM) -> int:
    """Serve, drill, count the marks."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        with served(home, port) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE)
            page.goto(address)
            page.goto(f"http://127.0.0.1:{port}/?fontsize=14")
            page.locator(".xterm-helper-textarea").focus()
            drill_three(Tab(page, folder))
            browser.close()
        kept = marks(home)
    print(f"{kept} of {EXERCISES} marks are kept; pictures in {folder}")
    return kept != EXERCISES


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
