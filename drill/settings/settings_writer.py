"""Write one choice into ``config.toml``: only its line changes, the others stay as a person wrote them."""

from __future__ import annotations

import codecs
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from drill.errors import SettingsError
from drill.files import write_whole
from drill.settings.schema import SCHEMA
from drill.settings.settings_reader import not_toml, parse_toml, text_of_settings
from drill.text import one_line


def write_setting(path: Path, name: str, value: Any) -> None:
    """Put ``value`` (as `Settings` has it) into the file as ``name``.

    Raises:
        SettingsError: it is changed by hand alone, the file is not TOML now, or it cannot be written; the
            file is left as it was.
    """
    if SCHEMA[name].is_by_hand:
        raise SettingsError(f"{name} is changed by hand", "edit the file", path=path)
    source = ""
    try:
        source = text_of_settings(path) if path.exists() else ""
        has_mark = path.exists() and path.read_bytes().startswith(codecs.BOM_UTF8)
        source = _change_value(source, name, SCHEMA[name].kind.toml(value), path)
        write_whole(path, source.encode("utf-8-sig" if has_mark else "utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise not_toml(error, source, path, "fix this line first; nothing was changed") from None
    except RecursionError:
        raise SettingsError("not saved: brackets in the file are nested too deeply", path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"not saved: {one_line(str(error))}", path=path) from None


def _change_value(source: str, key: str, literal: str, path: Path) -> str:
    """Return the file with one value changed or added.

    Raises TOMLDecodeError, and SettingsError where the file has a form in which that cannot be done.
    """
    from tomlkit.exceptions import TOMLKitError  # only what is written needs it

    before = parse_toml(source)
    value = parse_toml(f"x = {literal}")["x"]
    with suppress(TOMLKitError, tomllib.TOMLDecodeError):
        text = _with_value(source, key, literal)
        if parse_toml(text) == {**before, key: value}:
            return text
    raise SettingsError(f"{key} cannot be changed by itself", "edit the file by hand", path=path)


def _with_value(source: str, key: str, literal: str) -> str:
    import tomlkit
    from tomlkit.items import AoT, SingleKey, Table

    is_crlf = "\r\n" in source and source.count("\r\n") == source.count("\n")
    text = source.replace("\r\n", "\n") if is_crlf else source
    text += "\n" if text and not text.endswith("\n") else ""
    document = tomlkit.parse(text)
    if document.as_string() != text:
        return source  # tomlkit would put its rows into another order
    place: Any = document
    if key in place:
        place[key] = tomlkit.value(literal)
    else:
        kinds = [isinstance(item, Table | AoT) for _, item in document.body]
        at = kinds.index(True) if True in kinds else len(kinds)
        while 0 < at < len(kinds) and document.body[at - 1][0] is None:  # comments belong to the table
            at -= 1
        document.body.insert(at, (SingleKey(key), tomlkit.value(literal)))
    text = document.as_string()
    return text.replace("\n", "\r\n") if is_crlf else text
