"""Write one choice into ``config.toml``: only its line changes, the others stay as a person wrote them."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from drill.errors import SettingsError
from drill.files import write_whole
from drill.settings.kinds import quoted
from drill.settings.reading import not_toml, text_of_settings
from drill.settings.schema import SCHEMA
from drill.text import one_line

_KEYS = "keys"


def keep(path: Path, name: str, value: Any) -> None:
    """Put ``value`` (as `Settings` has it) into the file as ``name``; of ``keys``, one action or several.

    Raises:
        SettingsError: it is changed by hand alone, the file is not TOML now, or it cannot be written; the
            file is left as it was.
    """
    if SCHEMA[name].by_hand:
        raise SettingsError(f"{name} is changed by hand", "edit the file", path=path)
    table = _KEYS if name == _KEYS else ""
    literals = (
        {action: quoted(key) for action, key in value.items()}
        if table
        else {name: SCHEMA[name].kind.toml(value)}
    )
    source = ""
    try:
        source = text_of_settings(path) if path.exists() else ""
        has_mark = path.exists() and path.read_bytes().startswith(codecs.BOM_UTF8)
        for key, literal in literals.items():
            source = _change_value(source, table, key, literal, path)
        write_whole(path, source.encode("utf-8-sig" if has_mark else "utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise not_toml(error, source, path, "fix this line first; nothing was changed") from None
    except RecursionError:
        raise SettingsError("not saved: brackets in the file are nested too deeply", path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"not saved: {one_line(str(error))}", path=path) from None


def _change_value(source: str, table: str, key: str, literal: str, path: Path) -> str:
    """Return the file with one value changed or added, at the top or in a table.

    Raises TOMLDecodeError, and SettingsError where the file has a form in which that cannot be done.
    """
    from tomlkit.exceptions import TOMLKitError  # only what is written needs it

    before = tomllib.loads(source)
    value = tomllib.loads(f"x = {literal}")["x"]
    inner: Any = before.get(table, {}) if table else before
    if isinstance(inner, Mapping):
        changed = {**cast("Mapping[str, Any]", inner), key: value}
        with suppress(TOMLKitError, tomllib.TOMLDecodeError):
            text = _with_value(source, table, key, literal)
            if tomllib.loads(text) == ({**before, table: changed} if table else changed):
                return text
    raise SettingsError(f"{key} cannot be changed by itself", "edit the file by hand", path=path)


def _with_value(source: str, table: str, key: str, literal: str) -> str:
    import tomlkit
    from tomlkit.items import AoT, SingleKey, Table

    is_crlf = "\r\n" in source and source.count("\r\n") == source.count("\n")
    text = source.replace("\r\n", "\n") if is_crlf else source
    text += "\n" if text and not text.endswith("\n") else ""
    document = tomlkit.parse(text)
    if document.as_string() != text:
        return source  # tomlkit would put its rows into another order
    if table and table not in document:
        text += ("\n" if text else "") + f"[{table}]\n{key} = {literal}\n"
    else:
        place: Any = document[table] if table else document
        entry = (SingleKey(key), tomlkit.value(literal))
        if key in place:
            place[key] = entry[1]
        elif place is document:
            kinds = [isinstance(item, Table | AoT) for _, item in document.body]
            at = kinds.index(True) if True in kinds else len(kinds)
            while 0 < at < len(kinds) and document.body[at - 1][0] is None:  # comments belong to the table
                at -= 1
            document.body.insert(at, entry)
        elif isinstance(place, Table) and not place.is_super_table():
            place.value.body.insert(0, entry)
        else:
            place[key] = entry[1]
        text = document.as_string()
    return text.replace("\n", "\r\n") if is_crlf else text
