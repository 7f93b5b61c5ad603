"""Settings and keys in ``config.toml`` that went: their lines are taken out, all others stay as they are."""

from __future__ import annotations

import tomllib
from pathlib import Path

from drill.codec import is_mapping
from drill.errors import SettingsError
from drill.removals import describe_removal
from drill.session.upgrading.file_changes import FileChange
from drill.settings import find_setting_line, not_toml, parse_toml, text_of_settings


def convert_settings(config: Path) -> FileChange | None:
    """Return what becomes of the settings; None where nothing does.

    Raises SettingsError, with the line, where they cannot be read, or a line cannot be taken out.
    """
    source = ""
    try:
        raw = config.read_bytes() if config.is_file() else b""
        source = text_of_settings(config) if raw else ""
        table = parse_toml(source)
    except tomllib.TOMLDecodeError as error:
        raise not_toml(error, source, config, "fix this line first") from None
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"the settings cannot be read: {error}", path=config) from error
    keys: object = table.get("keys")
    names = map(str, keys) if is_mapping(keys) else ()
    removed = [name for name in names if describe_removal("action", name)]
    gone = [name for name in table if describe_removal("setting", name)]
    text = source
    for name in removed:
        text = _remove_line(text, "action", name, config)
    for name in gone:
        text = _remove_line(text, "setting", name, config)
    if not removed and not gone:
        return None
    told = [f"the keys of actions that no longer exist: {', '.join(removed)}"] if removed else []
    told += [f"settings that no longer exist: {', '.join(gone)}"] if gone else []
    words = f"removed {' and '.join(told)}"
    return FileChange(str(config), (words,), ((config, raw),), config, text.encode())


def _remove_line(source: str, group: str, name: str, config: Path) -> str:
    """Return the text without the line of a setting, or of an action's key."""
    wanted = parse_toml(source)
    del (wanted["keys"] if group == "action" else wanted)[name]
    wanted_alone = {key: value for key, value in wanted.items() if key != "keys" or value}
    lines = source.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if name in line.partition("=")[0]:
            text = "".join([*lines[:index], *lines[index + 1 :]])
            try:
                if parse_toml(text) in (wanted, wanted_alone):
                    return text
            except tomllib.TOMLDecodeError:
                continue
    kind = "an action" if group == "action" else "a setting"
    message, hint = f"{name} is no longer {kind}: remove it by hand", describe_removal(group, name)
    raise SettingsError(message, hint, path=config, line=find_setting_line(name, source))
