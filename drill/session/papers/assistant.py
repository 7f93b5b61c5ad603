"""The learner's own assistant: a command that reads a prompt and prints an answer.

It runs without a shell, in a session and an empty folder of its own, and sees no variable of drill's. Its
answer is a stranger's text. Whatever it does, it ends with its time limit, together with its children: on
Linux also those that moved into a session of their own.
"""

from __future__ import annotations

import os
import secrets
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from drill.errors import DrillError, UsageError
from drill.files import Locations, lock_file_folder, write_whole
from drill.session.papers.note_page import write_formula_page, write_question_page
from drill.session.papers.paper_import import find_imported_paper, save_imported_paper
from drill.session.standing.paper_names import record_path
from drill.session.standing.paper_notes import MOST_CHARACTERS, write_note
from drill.session.workspace import Workspace
from drill.text import clean_text, count, hash_text, one_line

if TYPE_CHECKING:
    from drill.banks.draws import Stage
    from drill.session.papers.workbook_views import FormulaView, PaperView

# The end of processes that drill started, with everything that they started in turn.
#
# A child runs in a session of its own, so that it is one group, and bears a variable with a random name: on
# Linux it finds processes that moved to another session. A child that is itself drill passes its own tag on
# in addition to the one that it carries.

IS_WINDOWS = sys.platform == "win32"
# Seconds between SIGTERM and SIGKILL, and until an end is noticed.
GRACE_S = 2.0
TICK_S = 0.05


def end_process(process: subprocess.Popen[bytes], tag: str) -> None:
    """End a process, its group, and all processes that bear a tag."""
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
    moment, so there are two looks, and ended processes are waited for.
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


WARNING = (
    "A paper may contain instructions to your assistant. Use one that can only answer, with its tools off."
)
MOST_BYTES = 1_000_000
_TOO_LONG = f"answered too long: more than {MOST_BYTES} bytes"
# Max characters of its output on standard error.
_MOST_TOLD = 2_000
# Max seconds to wait for its last output.
_LAST_WORDS = 1.0


@dataclass(frozen=True, slots=True)
class AskedSubject:
    """The subject of a question to an assistant."""

    # The content of the request, in words.
    sent: str
    # Returns that as Markdown; called in the session's thread.
    write_page: Callable[[], str]
    # The stages of an exercise that an answer is compared with.
    stages: tuple[Stage, ...] = ()
    # Keeps a question and its answer as a note, in the session's thread; returns the confirmation.
    keep: Callable[[str, str], str] | None = None


class AssistantError(DrillError):
    """An assistant that could not be started, or gave no answer."""

    code = "assistant"


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
    # Whatever it starts inherits this, even in a session of its own.
    environ[tag := f"CHILD_{secrets.token_hex(16)}"] = "1"
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
        for reader in self._readers:  # its children may hold its pipes open, so nobody waits for that
            reader.join(_LAST_WORDS)
        return ""

    def answer(self, why: str) -> str:
        """Return the answer.

        Raises:
            AssistantError: ``why`` it was ended, or it failed, or its answer is empty.
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
        return hash_text(command) in _find_known_assistants_file(places).read_text(encoding="utf-8").split()
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
            _find_known_assistants_file(places), f"{known}{hash_text(command)}\n".encode(), durably=False
        )


def _find_known_assistants_file(places: Locations) -> Path:
    return places.data / "papers" / "assistants.txt"


# Subjects of questions to the learner's assistant in a paper: a formula, a question, a card.
#
# Its answer may be kept as the answer to a question, which does not come back, because nobody has proved it.

_KEPT = "Kept as a note on the paper."


def ask_about_formula(workspace: Workspace, view: PaperView, formula: FormulaView) -> AskedSubject:
    """Return a formula, with the paper's and the learner's texts on it, as the subject of a question."""
    slug = view.row.slug

    def keep(question: str, text: str) -> str:
        asked = one_line(question) or f"What does {formula.called} say?"
        key = write_note(workspace, slug, "unknown", "", asked)
        write_note(workspace, slug, "about", key, formula.row.id)
        write_note(workspace, slug, "words", key, text[:MOST_CHARACTERS])
        return f"{_KEPT} It is the answer to a question."

    return AskedSubject(
        "this formula and your notes on it", lambda: write_formula_page(view, formula), keep=keep
    )


def ask_about_question(workspace: Workspace, view: PaperView, key: str) -> AskedSubject:
    """Return a question on a paper, with the formula that it is about, as a subject."""

    def keep(question: str, text: str) -> str:
        del question
        write_note(workspace, view.row.slug, "words", key, text[:MOST_CHARACTERS])
        return f"{_KEPT} It is the answer to your question."

    def write_page() -> str:
        return write_question_page(workspace, view, key)

    return AskedSubject("this question and its formula", write_page, keep=keep)


# Moves whose form a formula of an import has, without a word on it, so that the reader decides.


def say_move(workspace: Workspace, slug: str, formula: str, family: str, *, is_one: bool) -> str:
    """Keep in the paper's record whether a formula is the move that it has the form of, and report it.

    Raises UsageError if it is not asked any more, PaperError, FileError.
    """
    with lock_file_folder(record_path(workspace.places, slug)):
        imported = find_imported_paper(workspace.places, slug)
        row = imported.record.find_formula(formula)
        move = next((move for move in row.asked_moves if move.family == family), None) if row else None
        if row is None or move is None:
            raise UsageError("this is no longer asked")
        told = replace(
            row,
            moves_said={**row.moves_said, family: is_one},
            asked_moves=(),
            families=(*row.families, move) if is_one else row.families,
        )
        save_imported_paper(replace(imported, record=imported.record.with_formula(told)))
    if not is_one:
        return ""
    return f"{move.title}: its skills lead to {row.title} now."
