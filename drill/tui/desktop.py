"""What lies outside of the app: the learner's editor, a browser, and files."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from drill.checking import KINDS, Key
from drill.errors import UsageError
from drill.files import Locations, write_whole
from drill.session.drilling.exercise_view import ExerciseView
from drill.text import clean_text

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

# Edit a longer text in the learner's own editor: the app suspends itself, and reads the text back.

_MOST = 20_000
_NOTE = "# "


def edit_in_own_editor(app: DrillApp, text: str, *, about: str = "", suffix: str = ".txt") -> str:
    """Return ``text`` as the person left it; ``about`` is above it in lines with ``#``, removed again.

    Raises:
        UsageError: there is no editor, it failed, or its file is not text.
    """
    lead = "".join(f"{_NOTE}{line}".rstrip() + "\n" for line in about.splitlines())
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        path = Path(folder) / f"answer{suffix}"
        path.write_text(f"{lead}{text}\n", encoding="utf-8")
        run_editor(app, path)
        try:
            left = path.read_text(encoding="utf-8")[:_MOST]
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"what the editor left cannot be read: {error}") from None
    lines = clean_text(left).splitlines()
    if about:
        lines = [line for line in lines if not line.startswith(_NOTE.strip())]
    return "\n".join(lines).strip()


def run_editor(app: DrillApp, path: Path) -> None:
    """Run the editor (of `editor_named`) on a file, until it is closed.

    Raises:
        UsageError: there is no editor, it cannot be run, or the terminal cannot be given to it.
    """
    if app.allowed is not None:
        raise UsageError("there is no editor in a browser")
    command = _split_editor_command(editor_named(app))
    try:
        with app.suspend():
            done = subprocess.run([*command, str(path)], check=False)
    except SuspendNotSupported:
        raise UsageError("this terminal cannot be given to an editor") from None
    except OSError as error:
        raise UsageError(f"the editor {command[0]} cannot be run: {error.strerror}") from None
    if done.returncode:
        raise UsageError(f"the editor {command[0]} ended with {done.returncode}: nothing was taken over")


def editor_named(app: DrillApp) -> str:
    """Return the editor's command from ``config.toml``, else ``$VISUAL`` or ``$EDITOR``; empty for none."""
    return app.settings.editor or app.environ.get("VISUAL", "") or app.environ.get("EDITOR", "")


def _split_editor_command(written: str) -> list[str]:
    try:
        words = shlex.split(written, posix=os.name == "posix")
    except ValueError as error:
        raise UsageError(f"the editor {written!r} is not a command: {error}") from None
    if not words:
        raise UsageError("no editor is named", "set editor in config.toml, $VISUAL or $EDITOR")
    return words


# Edit an answer in the learner's own editor: as a file, and the file as an answer again.


def edited_answer(app: DrillApp, view: ExerciseView, answer: Key) -> Key:
    """Return an answer as the person left it, below the prompt; raises as `edit_in_own_editor` does."""
    suffix = ".py" if view.stage.kind == "code" else ".txt"
    return _as_answer(
        view, edit_in_own_editor(app, _as_file(view, answer), about=view.stage.prompt, suffix=suffix)
    )


def _as_file(view: ExerciseView, answer: Key) -> str:
    """Return an answer as a file: parts by their names, statements of code on lines of their own."""
    if isinstance(answer, Mapping):
        return "\n".join(f"{name} = {answer.get(name, '')}" for name in view.stage.fields)
    if view.stage.kind == "code":
        return "\n".join(part.strip() for part in answer.split(";"))
    return answer


def _as_answer(view: ExerciseView, text: str) -> Key:
    """Return the file's text on one line; of parts, each under its name (or in order without names)."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if view.stage.fields:
        return _split_answer_lines(view.stage.fields, lines)
    if view.stage.kind == "code":
        return "; ".join(line.rstrip("; ") for line in lines)
    return KINDS[view.stage.kind].line_break.join(lines)


def _split_answer_lines(names: tuple[str, ...], lines: list[str]) -> dict[str, str]:
    text_by_part: dict[str, str] = {}
    unnamed: list[str] = []
    for line in lines:
        name, equals, text = line.partition("=")
        if equals and name.strip() in names:
            text_by_part[name.strip()] = text.strip()
        else:
            unnamed.append(line)
    free = [name for name in names if name not in text_by_part]
    return {**dict.fromkeys(names, ""), **text_by_part, **dict(zip(free, unnamed, strict=False))}


# The system's clipboard, which is read only by a program that is there for it.

_CLIPBOARD_READERS = (
    ("pbpaste",),
    ("wl-paste", "--no-newline"),
    ("xclip", "-selection", "clipboard", "-o"),
    ("powershell.exe", "-NoProfile", "-Command", "Get-Clipboard -Raw"),
)
_CLIPBOARD_S = 5


def find_clipboard_reader() -> Sequence[str] | None:
    """Return the command that prints the clipboard; None if the system has none."""
    return next((command for command in _CLIPBOARD_READERS if shutil.which(command[0])), None)


def read_clipboard() -> str:
    """Return the text in the clipboard.

    Raises:
        UsageError: it cannot be read.
    """
    command = find_clipboard_reader()
    if command is None:
        raise UsageError("the clipboard cannot be read here", "paste the text instead")
    try:
        read = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_CLIPBOARD_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError(f"{command[0]} cannot read the clipboard", "paste the text instead") from error
    return clean_text(read.stdout.decode("utf-8", "replace"))


# Opens a page in a web browser, without any output on the screen.


def open_page(address: str) -> bool:
    """Ask the browser to open a web address; return whether there is one to ask.

    The opener is a separate program, because its output would otherwise appear on the screen, and a browser
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


# Complete a path that is being typed, as a shell does.

# Max names of a folder that are read; in a larger folder nothing is certain.
MOST = 20_000


def complete_typed_path(typed: str) -> tuple[str, tuple[str, ...]]:
    """Return the certain part of the path, and the names that could follow."""
    head, name = os.path.split(typed)
    folder = Path(os.path.expanduser(head or "."))
    try:
        with os.scandir(folder) as scanned:
            entries = list(islice(scanned, MOST + 1))
    except (OSError, ValueError, RuntimeError):
        return typed, ()
    if len(entries) > MOST:
        return typed, ()
    names = sorted(
        entry.name + (os.sep if _is_folder(entry) else "")
        for entry in entries
        if entry.name.startswith(name) and (name or not entry.name.startswith("."))
    )
    if not names:
        return typed, ()
    beginning = os.path.commonprefix(names)  # noqa: RUF071  character by character
    return os.path.join(head, beginning), tuple(names)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


# Write files of the shown content, next to the learner's data, when the learner asks for them.


def save_export(places: Locations, name: str, text: str) -> str:
    """Write ``text`` under the folder of exports; return a message, also if it cannot be written."""
    path = places.data / "exports" / name.replace("/", "-")
    try:
        write_whole(path, text.encode("utf-8"))
    except OSError as error:
        return f"Nothing was written: {error.strerror}."
    return f"Written: {path}"
