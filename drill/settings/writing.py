"""Write one choice into ``config.toml``: only its line changes, the others stay as a person wrote them.

The file is not printed anew. Places where the line could appear are tried until the file reads as it did,
with
the new value in it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from drill.errors import SettingsError
from drill.files import write_whole
from drill.settings.kinds import quoted
from drill.settings.reading import not_toml, text_of_settings
from drill.settings.schema import SCHEMA
from drill.text import one_line


def keep(path: Path, name: str, value: Any) -> None:
    """Put ``value`` (as `Settings` has it) into the file as ``name``; of ``keys``, one action or several.

    Raises:
        SettingsError: it is changed by hand alone, the file is not TOML now, or it cannot be written; the
            file is left as it was.
    """
    if SCHEMA[name].by_hand:
        raise SettingsError(f"{name} is changed by hand", "edit the file", path=path)
    if name == "keys":
        for action, key in value.items():
            _write(path, ("keys", action), quoted(key))
    else:
        _write(path, (name,), SCHEMA[name].kind.toml(value))


def _write(path: Path, keys: Sequence[str], literal: str) -> None:
    source = ""
    try:
        source = text_of_settings(path) if path.exists() else ""
        wanted = _with(tomllib.loads(source), keys, tomllib.loads(f"x = {literal}")["x"])
        text = next((text for text in _edited(source, keys, literal) if _reads_as(text, wanted)), None)
        if text is None:
            raise SettingsError(f"{keys[-1]} cannot be changed by itself", "edit the file by hand", path=path)
        write_whole(path, text.encode("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise not_toml(error, source, path, "fix this line first; nothing was changed") from None
    except RecursionError:
        raise SettingsError("not saved: brackets in the file are nested too deeply", path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"not saved: {one_line(str(error))}", path=path) from None


def _with(table: dict[str, Any], keys: Sequence[str], value: Any) -> dict[str, Any]:
    if len(keys) == 1:
        return {**table, keys[0]: value}
    inner = table.get(keys[0])
    known = cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}
    return {**table, keys[0]: _with(known, keys[1:], value)}


def _reads_as(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _edited(source: str, keys: Sequence[str], literal: str) -> Iterator[str]:
    """Yield the file with the line changed, then with a new line at every place where it may belong."""
    name = keys[-1]
    end = "\r\n" if "\r\n" in source else "\n"
    lines = source.splitlines(keepends=True)
    for first, line in enumerate(lines):
        head, equals, _ = line.partition("=")
        if equals and head.split(".")[-1].strip().strip("\"'") == name:
            for last in range(first, len(lines)):
                comment = _comment(lines[last])
                new = f"{head.rstrip()} = {literal}{comment}{end}"
                yield "".join([*lines[:first], new, *lines[last + 1 :]])
    added = f"{name} = {literal}{end}"
    if len(keys) == 1:
        for index in _before_tables(lines):
            yield "".join([*_ended(lines[:index], end), added, *lines[index:]])
    else:
        for index in range(1, len(lines) + 1):
            if lines[index - 1].lstrip().startswith("["):
                yield "".join([*_ended(lines[:index], end), added, *lines[index:]])
        gap = [end] if lines else []
        yield "".join([*_ended(lines, end), *gap, f"[{keys[0]}]{end}", added])


def _before_tables(lines: Sequence[str]) -> Iterator[int]:
    """Return the places above a table and its comment, and then the end of the file."""
    for index, line in enumerate(lines):
        if line.lstrip().startswith("["):
            above = index
            while above and (not lines[above - 1].strip() or lines[above - 1].lstrip().startswith("#")):
                above -= 1
            yield above
            yield index
    yield len(lines)


def _ended(lines: Sequence[str], end: str) -> list[str]:
    """Return the lines, the last of them with its line end."""
    if lines and not lines[-1].endswith(("\n", "\r")):
        return [*lines[:-1], lines[-1] + end]
    return list(lines)


def _comment(line: str) -> str:
    """Return the comment after a value, with the blanks before it; a ``#`` in quotes begins none."""
    quote = ""
    for index, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            before = line[:index].rstrip()
            return line[len(before) :].rstrip("\r\n")
    return ""
