"""Edit a longer text in one's own editor: the app suspends itself, and reads the text back."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from drill.errors import UsageError
from drill.text import clean_text

if TYPE_CHECKING:
    from drill.tui.app import DrillApp

_MOST = 20_000
_NOTE = "# "


def edit_in_own_editor(app: DrillApp, text: str, *, about: str = "", suffix: str = ".txt") -> str:
    """Return ``text`` as the person left it; ``about`` is above it in lines with ``#``, removed again.

    Raises:
        UsageError: there is no editor, it failed, or what it left is no text.
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
        UsageError: there is none, it cannot be run, or the terminal cannot be given to it.
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
        raise UsageError(f"the editor {written!r} is no command: {error}") from None
    if not words:
        raise UsageError("no editor is named", "set editor in config.toml, $VISUAL or $EDITOR")
    return words
