"""Opening a page in a web browser, of which nothing is written on the screen."""

from __future__ import annotations

import subprocess
import sys
import webbrowser


def open_page(address: str) -> bool:
    """Ask the browser to open a web address; return whether there is one to ask.

    What opens it is a program of its own: what it writes would stand on the screen otherwise, and a browser
    for terminals would take it.
    """
    try:
        webbrowser.get()
        subprocess.Popen(
            [sys.executable, "-I", "-m", "webbrowser", address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (webbrowser.Error, OSError):
        return False
    return True
