"""The learner's own assistant: a command that reads a prompt and prints an answer.

It runs without a shell, in a session and an empty folder of its own, and sees no variable of drill's. Its
answer is a stranger's text. Whatever it does, it ends with the time it has, and what it started with it: on
Linux what went into a session of its own, too.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from drill.errors import DrillError, UsageError
from drill.files import write_whole
from drill.locations import Locations
from drill.session.child_processes import IS_WINDOWS, TICK_S, end_process, make_tag
from drill.text import clean_text, count

if TYPE_CHECKING:
    from drill.banks.variant import Stage

WARNING: Final = (
    "A paper may contain instructions to your assistant. Use one that can only answer, with its tools off."
)
MOST_BYTES: Final = 1_000_000
_TOO_LONG: Final = f"answered too long: more than {MOST_BYTES} bytes"
# Characters of what it says on standard error.
_MOST_TOLD: Final = 2_000
# Seconds until its last words have come.
_LAST_WORDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class AskedSubject:
    """What an assistant is asked about."""

    # What it is sent, in words.
    sent: str
    # Returns that as Markdown; called in the session's thread.
    write_page: Callable[[], str]
    # The stages of an exercise with which an answer is compared.
    stages: tuple[Stage, ...] = ()
    # Keeps a question and what came of it as a note, in the session's thread; returns what is said of it.
    keep: Callable[[str, str], str] | None = None


class AssistantError(DrillError):
    """An assistant that could not be asked, or gave no answer."""


def run_assistant(
    command: str, prompt: str, *, seconds: float, is_cancelled: Callable[[], bool] = lambda: False
) -> str:
    """Run an assistant on a prompt and return its answer.

    Raises:
        UsageError: the command cannot be run.
        AssistantError: it failed, took too long, was cancelled, or answered nothing or too much.
    """
    words = _split_assistant_command(command)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DRILL_")}
    # Whatever it starts bears this, in a session of its own, too.
    environ[tag := make_tag()] = "1"
    with tempfile.TemporaryDirectory(prefix="assistant-", ignore_cleanup_errors=True) as folder:
        try:
            process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder,
                env=environ, start_new_session=not IS_WINDOWS,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise UsageError(f"the assistant {words[0]} cannot be run: {reason}") from error
        running = _Said(process, prompt)
        try:
            why = running.wait(seconds, is_cancelled)
        finally:
            end_process(process, tag)
    return running.answer(why)


def _split_assistant_command(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"the assistant's command cannot be read: {error}", command) from error
    if not words:
        raise UsageError("no assistant is named", "set assistant in config.toml, or name one: --with COMMAND")
    return words


class _Said:
    """The output of a process, read by threads so that none of its pipes ever blocks it or drill."""

    def __init__(self, process: subprocess.Popen[bytes], prompt: str) -> None:
        self._process = process
        self._out, self._told = bytearray(), bytearray()
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._readers = [
            threading.Thread(target=_drain_pipe, args=(process.stdout, self._out, MOST_BYTES), daemon=True),
            threading.Thread(
                target=_drain_pipe, args=(process.stderr, self._told, 4 * _MOST_TOLD), daemon=True
            ),
        ]
        writer = threading.Thread(
            target=_write_assistant_prompt,
            args=(process.stdin, prompt.encode("utf-8", "replace")),
            daemon=True,
        )
        for thread in (*self._readers, writer):
            thread.start()

    def wait(self, seconds: float, is_cancelled: Callable[[], bool]) -> str:
        """Wait until the process ends, and return why it did not; empty if it did."""
        end = time.monotonic() + seconds
        while self._process.poll() is None:
            if is_cancelled():
                return "gave no answer: it was cancelled"
            if time.monotonic() > end:
                return f"gave no answer within {count(round(seconds), 'second')}"
            if len(self._out) > MOST_BYTES:
                return _TOO_LONG
            time.sleep(TICK_S)
        for reader in self._readers:  # what it started may hold its pipes open: nobody waits for that
            reader.join(_LAST_WORDS)
        return ""

    def answer(self, why: str) -> str:
        """Return the answer.

        Raises:
            AssistantError: ``why`` says why there is none, or it failed, or its answer is empty.
        """
        error_output = " ".join(clean_text(self._told.decode("utf-8", "replace"))[:_MOST_TOLD].split())
        answer = clean_text(bytes(self._out).decode("utf-8", "replace"))
        if not why and len(self._out) > MOST_BYTES:
            why = _TOO_LONG
        if not why and self._process.returncode:
            why = f"gave no answer: it ended with code {self._process.returncode}"
        if not why and not answer.strip():
            why = "gave no answer: what it printed is empty"
        if why:
            raise AssistantError(f"the assistant {why}", error_output)
        return answer


def _drain_pipe(pipe: IO[bytes], into: bytearray, most: int) -> None:
    """Read a pipe to its end; anything beyond ``most`` is read and dropped."""
    with suppress(OSError, ValueError), pipe:
        while chunk := os.read(pipe.fileno(), 65536):
            into += chunk[: max(0, most + 1 - len(into))]


def _write_assistant_prompt(pipe: IO[bytes], prompt: bytes) -> None:
    """Write a prompt, which an assistant need not read."""
    with suppress(OSError, ValueError), pipe:
        pipe.write(prompt)


def is_known(places: Locations, command: str) -> bool:
    """Return whether a command has been shown with its warning before."""
    try:
        return (
            _hash_assistant_command(command)
            in _find_known_assistants_file(places).read_text(encoding="utf-8").split()
        )
    except (OSError, UnicodeDecodeError):
        return False


def note_shown(places: Locations, command: str) -> None:
    """Remember that a command was shown with its warning; on a full disk it is shown again."""
    with suppress(OSError, UnicodeDecodeError):
        known = (
            _find_known_assistants_file(places).read_text(encoding="utf-8")
            if _find_known_assistants_file(places).is_file()
            else ""
        )
        write_whole(
            _find_known_assistants_file(places),
            f"{known}{_hash_assistant_command(command)}\n".encode(),
            durably=False,
        )


def _hash_assistant_command(command: str) -> str:
    return hashlib.sha256(command.encode("utf-8", "replace")).hexdigest()[:16]


def _find_known_assistants_file(places: Locations) -> Path:
    return places.data / "papers" / "assistants.txt"
