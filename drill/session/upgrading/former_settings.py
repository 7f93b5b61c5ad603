"""Keys in ``config.toml`` of actions that went: their lines are taken out, all others stay as they are."""

from __future__ import annotations

import tomllib
from pathlib import Path

from drill.codec import is_mapping
from drill.errors import SettingsError
from drill.removals import describe_removal
from drill.session.upgrading.file_changes import FileChange
from drill.settings import line_of, not_toml, text_of_settings


def convert_settings(config: Path) -> FileChange | None:
    """Return what becomes of the settings; None where nothing does.

    Raises SettingsError, with the line, where they cannot be read, or a line cannot be taken out.
    """
    source = ""
    try:
        raw = config.read_bytes() if config.is_file() else b""
        source = text_of_settings(config) if raw else ""
        keys: object = tomllib.loads(source).get("keys")
    except tomllib.TOMLDecodeError as error:
        raise not_toml(error, source, config, "fix this line first") from None
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"the settings cannot be read: {error}", path=config) from error
    names = map(str, keys) if is_mapping(keys) else ()
    removed = [name for name in names if describe_removal("action", name)]
    text = source
    for name in removed:
        text = _remove_line(text, name, config)
    if not removed:
        return None
    words = f"removed the keys of actions that no longer exist: {', '.join(removed)}"
    return FileChange(str(config), (words,), ((config, raw),), config, text.encode())


def _remove_line(source: str, name: str, config: Path) -> str:
    """Return the text without the line of an action's key."""
    wanted = tomllib.loads(source)
    del wanted["keys"][name]
    lines = source.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if name in line.partition("=")[0]:
            text = "".join([*lines[:index], *lines[index + 1 :]])
            try:
                if tomllib.loads(text) in (wanted, {key: wanted[key] for key in wanted if key != "keys"}):
                    return text
            except tomllib.TOMLDecodeError:
                continue
    message, hint = f"{name} is no longer an action: remove it by hand", describe_removal("action", name)
    raise SettingsError(message, hint, path=config, line=line_of(name, source))
