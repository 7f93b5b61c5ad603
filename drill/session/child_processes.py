"""The end of processes that drill started, with everything that they started in turn.

A child runs in a session of its own, so that it is one group, and bears a variable with a random name: on
Linux what went into another session is found by it. A child that is drill, too, hands its own tag on beside
the one that it bears.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

IS_WINDOWS: Final = sys.platform == "win32"
# Seconds between SIGTERM and SIGKILL, and until an end is noticed.
GRACE_S, TICK_S = 2.0, 0.05


def make_tag() -> str:
    """Return the name of a new variable, to be set for a child, by which its children are found."""
    return f"CHILD_{secrets.token_hex(16)}"


def end_process(process: subprocess.Popen[bytes], tag: str) -> None:
    """End a process, its group, and what bears a tag."""
    _end_group(process)
    if process.poll() is None:
        process.kill()
    process.wait()
    _end_tagged(tag)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    for number in () if IS_WINDOWS else (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
            end = time.monotonic() + GRACE_S
            while number == signal.SIGTERM and time.monotonic() < end:
                process.poll()
                os.killpg(process.pid, 0)  # ends the waiting once nobody is left
                time.sleep(TICK_S)


def _end_tagged(tag: str) -> None:
    """End processes that bear a tag, and their children, where the system shows them (Linux).

    One that is just being replaced by the program that it runs, or is ending, shows no variables for a
    moment: so it is looked twice, and what was ended is waited for.
    """
    end = time.monotonic() + GRACE_S
    ended = set[int]()
    looks_in_vain = 0
    while looks_in_vain < 2 and time.monotonic() < end:
        numbers = _find_tagged(tag, ended)
        for number in numbers:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGKILL)
        ended |= numbers
        looks_in_vain = 0 if numbers else looks_in_vain + 1
        time.sleep(TICK_S)


def _find_tagged(tag: str, known: Collection[int]) -> set[int]:
    """Return the living processes that bear a tag or are known to have borne it, with all below them."""
    begins = f"{tag}=".encode()
    parents: dict[int, int] = {}
    found: set[int] = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            state, parent = (folder / "stat").read_bytes().rpartition(b")")[2].split()[:2]
            if state in b"ZX":
                continue
            parents[int(folder.name)] = int(parent)
            if int(folder.name) in known:
                found.add(int(folder.name))
                continue
            variables = (folder / "environ").read_bytes().split(b"\0")
            if any(variable.startswith(begins) for variable in variables):
                found.add(int(folder.name))
    while below := {number for number, parent in parents.items() if parent in found} - found:
        found |= below
    return found
