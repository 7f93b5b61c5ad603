"""The file ``config.toml``: reading the settings, reporting its faults, and changing one setting."""

from __future__ import annotations

import codecs
import difflib
import errno
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from drill.errors import SettingsError, describe_removal
from drill.files import refuse_endless, write_whole
from drill.settings.schema import DEFAULTS, SCHEMA, Settings
from drill.text import one_line, quote_for_message, read_word_tables

# The actions of keys by name: the default key of each, and other keys chosen by the learner.
#
# Keys have the names of Textual (``h``, ``f2``, ``ctrl+g``, ``slash``), or are written as characters (``/``).

_MODIFIERS = ("ctrl", "alt", "shift", "meta")
_MOVES = ("home", "end", "pageup", "pagedown", "up", "down", "left", "right")
_NAMED = frozenset(("enter", "escape", "tab", "space", "backspace", "delete", "insert", *_MOVES))
_KEY = re.compile(rf"(?:(?:{'|'.join(_MODIFIERS)})\+)*(?P<last>.+)", re.DOTALL)
# Max characters of a faulty text in a message.
_MOST = 30


class Action(NamedTuple):
    """The action of a key: its default key, and the words that describe it."""

    key: str
    words: str


# The prefix of the key of an action without a key, because no terminal sends such a key.
_NO_KEY = "none+"


def has_key(name: str) -> bool:
    """Return whether a name is that of a real key."""
    return not name.startswith(_NO_KEY)


def _read_actions(table: str) -> dict[str, Action]:
    """Return the rows of a table of ``actions.txt``, by the names of their actions."""
    rows = [row.split(maxsplit=2) for row in read_word_tables(__file__, "actions.txt")[table].splitlines()]
    return {
        name: Action(f"{_NO_KEY}{name}" if key == "none" else key, words)
        for name, key, words in filter(None, rows)
    }


# Actions whose keys are shown nowhere, because the table of keys that one learns is short.
ALIASES: Mapping[str, Action] = _read_actions("aliases")
ACTIONS: Mapping[str, Action] = _read_actions("actions") | ALIASES


class CommandNames(NamedTuple):
    """Where a command acts, empty for everywhere, and further names for finding it."""

    place: str
    names: str


# By the name of an action, or by the first words of a command that has no key.
COMMAND_NAMES: Mapping[str, CommandNames] = {
    name: CommandNames(place.strip(), names.strip())
    for row in read_word_tables(__file__, "actions.txt")["names"].splitlines()
    if row
    for name, place, names in [row.split(" |")]
}
# Actions with a new default key. They give it up if the learner chose it for another action, because it was
# free in an earlier version.
_YIELDING = frozenset(("again", "ask", "open"))
# Former keys of actions: the action, and the message about its new key, which is shown once.
MOVED: Mapping[str, tuple[str, str]] = {
    key: (action, words)
    for row in read_word_tables(__file__, "actions.txt")["moved"].splitlines()
    if row
    for key, action, words in [row.split(maxsplit=2)]
}


class RefusedSetting(NamedTuple):
    """A line of ``[keys]`` that cannot be used: the action as written, and the reason."""

    action: str
    why: str
    hint: str


def key_name(written: str) -> str:
    """Return Textual's name of a key. Raises ValueError if it is not a key."""
    text = written.strip() or written
    match = _KEY.fullmatch(text)
    last = match["last"] if match else ""
    if len(last) == 1:
        named = _character_name(last)
    elif last in _NAMED or re.fullmatch(r"f([1-9]|1\d|2[0-4])", last) or _is_character(last):
        named = last
    else:
        raise ValueError(f"{written[:_MOST]!r} is not a key")
    return text[: len(text) - len(last)] + named


def _character_name(character: str) -> str:
    if character.isalnum():
        return character
    if not character.isprintable():
        raise ValueError("a control character cannot be a key")
    name = "space" if character == " " else unicodedata.name(character, "")
    return _SHORTER.get(name, name.lower().replace("-", "_").replace(" ", "_"))


def _is_character(name: str) -> bool:
    """Return whether a name such as ``question_mark`` is that of a character."""
    if name in _SHORTER.values():
        return True
    try:
        unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return False
    return True


# Names that Textual shortens; other characters have their Unicode names in lower case.
_SHORTER = {
    "PLUS SIGN": "plus", "HYPHEN-MINUS": "minus", "SOLIDUS": "slash", "REVERSE SOLIDUS": "backslash",
    "COMMERCIAL AT": "at", "LOW LINE": "underscore",
}  # fmt: skip


def choose_keys(written: Mapping[str, str]) -> tuple[dict[str, str], list[RefusedSetting]]:
    """Return the keys to use, by action, and the lines of the file that cannot be used.

    A key has one action: a line with the key of an action that keeps its own is refused, and so is the second
    of two lines with the same key. Actions whose default key is new yield it (`find_keys_in_use`).
    """
    refused: list[RefusedSetting] = []
    wanted = dict(_filter_readable_keys(written, refused))
    while True:
        keys = {name: wanted.get(name, action.key) for name, action in ACTIONS.items()}
        clash = next(_find_key_clashes(keys, wanted), None)
        if clash is None:
            return wanted, refused
        name, holder = clash
        key = wanted.pop(name)
        refused.append(
            RefusedSetting(name, f"{key} is the key of {holder}", f"give {holder} another key first")
        )


def find_keys_in_use(chosen: Mapping[str, str], *, has_aliases: bool = True) -> dict[str, str]:
    """Return the key of every action, including those chosen by the learner; see `has_key`."""
    taken = set(chosen.values())
    keys: dict[str, str] = {}
    for name, action in ACTIONS.items():
        is_absent = action.key in taken or (name in ALIASES and not has_aliases)
        keys[name] = chosen.get(name) or (f"{_NO_KEY}{name}" if is_absent else action.key)
    return keys


def _filter_readable_keys(
    written: Mapping[str, str], refused: list[RefusedSetting]
) -> Iterator[tuple[str, str]]:
    for name, key in written.items():
        instead = describe_removal("action", name)
        if instead:
            refused.append(RefusedSetting(name, f"{name} is not an action any more: passed over", instead))
            continue
        if name not in ACTIONS:
            near = difflib.get_close_matches(name, ACTIONS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(ACTIONS)}"
            refused.append(RefusedSetting(name, f"no action is called {name[:_MOST]!r}", hint))
            continue
        try:
            yield name, key_name(key)
        except ValueError as error:
            refused.append(
                RefusedSetting(name, f"{name}: {error}", 'write it as "h", "f2", "ctrl+g" or "slash"')
            )


def _find_key_clashes(keys: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield actions whose new key is that of another one, as ``(the later one, the other one)``."""
    for name in reversed(list(wanted)):
        for holder, key in keys.items():
            is_kept = holder in wanted or holder not in _YIELDING
            if holder != name and key == keys[name] and is_kept:
                yield name, holder


# Reading ``config.toml``: the settings, and the faults of the file with their lines.

# Max size of the file; all settings with comments take a few thousand bytes.
MOST_BYTES = 200_000
# A decimal number with more digits than Python reads, perhaps with underscores between them.
_LONG_NUMBER = re.compile(r"(?:[0-9]_?){4301}")
# Max unknown settings that are reported one by one.
MOST_UNKNOWN = 20
# Max characters of an unknown setting that are compared with known ones.
MOST_COMPARED = 100


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings, and the faults of the file."""

    settings: Settings
    problems: tuple[SettingsError, ...] = ()
    # The problem that leaves the learner unknown, if there is one.
    unnamed: SettingsError | None = None
    # Messages about settings of earlier versions, by their names, each shown once.
    removed: Mapping[str, str] = field(default_factory=dict[str, str])

    def refuse_unnamed(self) -> None:
        """Raise SettingsError if the learner is unknown, because nobody may write into another's log."""
        if self.unnamed is not None:
            raise self.unnamed


def load_settings(path: Path, environ: Mapping[str, str]) -> LoadedSettings:
    """Read ``path``; a missing file means the defaults. ``DRILL_LEARNER`` overrides the learner."""
    named = environ.get("DRILL_LEARNER", "")
    table, source, faults = _read_settings_file(path, is_named=bool(named))
    chosen: dict[str, Any] = {}
    removed = _take_removed(table, source)
    faults += _report_unknown_settings(path, [key for key in table if key not in SCHEMA], source)
    for key, value in table.items():
        setting = SCHEMA.get(key)
        if setting is None:
            continue
        line = find_setting_line(key, source)
        try:
            chosen[key] = setting.kind.read(value)
        except ValueError as error:
            hint = "" if key == "learner" else "the default is used"
            faults.append((key, SettingsError(f"{key}: {error}", hint, path=path, line=line)))
    if "keys" in chosen:
        chosen["keys"], refused = choose_keys(chosen["keys"])
        for item in refused:
            line = find_setting_line(item.action, source)
            settings_error = SettingsError(f"keys: {item.why}", item.hint, path=path, line=line)
            faults.append((item.action, settings_error))
    unnamed = next((fault for key, fault in faults if key == "learner"), None)
    if named:
        chosen["learner"], unnamed = _read_environment_learner(named)
        if unnamed is not None:
            faults.append(("learner", unnamed))
    if has_plain_locale(environ) or is_read_aloud(environ):
        chosen["glyphs"] = "ascii"
    return LoadedSettings(Settings(**chosen), tuple(fault for _, fault in faults), unnamed, removed)


def _take_removed(table: dict[str, Any], source: str) -> dict[str, str]:
    """Remove the settings of earlier versions from a table; return a message about each, by name."""

    def place(key: str) -> str:
        return f"config.toml, line {find_setting_line(key, source)}"

    messages: dict[str, str] = {}
    for key in list(table):
        instead = describe_removal("setting", key)
        if instead:
            del table[key]
            messages[key] = f"The setting {key} is gone ({place(key)}): {instead}. Delete it."
    glyphs = table.get("glyphs")
    if isinstance(glyphs, str) and describe_removal("glyphs", glyphs):
        table["glyphs"] = DEFAULTS.glyphs
        messages["glyphs"] = f"The glyphs {glyphs} are called {DEFAULTS.glyphs} now ({place('glyphs')})."
    return messages


def _report_unknown_settings(
    path: Path, keys: Sequence[str], source: str
) -> Iterator[tuple[str, SettingsError]]:
    """Yield a fault for each of the first unknown settings, and one for all others."""
    for key in keys[:MOST_UNKNOWN]:
        near = next(iter(difflib.get_close_matches(key[:MOST_COMPARED], SCHEMA, n=1)), "")
        hint = f"did you mean {near}?" if near else f"delete the line; known: {', '.join(SCHEMA)}"
        message = f"unknown setting {quote_for_message(one_line(key))}"
        yield near, SettingsError(message, hint, path=path, line=find_setting_line(key, source))
    if len(keys) > MOST_UNKNOWN:
        more = f"{len(keys) - MOST_UNKNOWN} more settings are not known"
        line = find_setting_line(keys[MOST_UNKNOWN], source)
        yield "", SettingsError(more, "remove them", path=path, line=line)


def _read_environment_learner(learner: str) -> tuple[str, SettingsError | None]:
    """Return the learner of the environment, and the fault of the name if it is invalid."""
    kind = SCHEMA["learner"].kind
    try:
        return kind.read(learner), None
    except ValueError as error:
        return Settings().learner, SettingsError(f"DRILL_LEARNER: {error}")


def has_plain_locale(environ: Mapping[str, str]) -> bool:
    """Return whether the locale explicitly excludes letters beyond ASCII."""
    return (environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or "") in ("C", "POSIX")


def is_read_aloud(environ: Mapping[str, str]) -> bool:
    """Return whether a screen reader reads the output (``drill --screen-reader``)."""
    return environ.get("DRILL_SCREEN_READER", "") not in ("", "0")


# Faults with the name of the setting that is lost by each; empty if unknown.
_Faults = list[tuple[str, SettingsError]]


def _read_settings_file(path: Path, *, is_named: bool) -> tuple[dict[str, Any], str, _Faults]:
    """Return the table, the text and the faults of the file; ``is_named`` if it need not name the learner."""
    source = ""
    try:
        source = read_settings_text(path)
        return parse_toml(source), source, []
    except FileNotFoundError:
        return {}, "", []
    except RecursionError:
        hides_learner = not is_named
        message = "the settings cannot be read: brackets are nested too deeply"
        settings_error = SettingsError(message, _choose_settings_hint(hides_learner), path=path)
    except (OSError, UnicodeDecodeError) as error:
        hides_learner = not is_named
        why = (isinstance(error, OSError) and error.strerror) or error
        settings_error = SettingsError(
            f"the settings cannot be read: {why}", _choose_settings_hint(hides_learner), path=path
        )
    except tomllib.TOMLDecodeError as error:
        hides_learner = not is_named and "learner" in source
        settings_error = make_toml_error(error, source, path, _choose_settings_hint(hides_learner))
    return {}, source, [("learner" if hides_learner else "", settings_error)]


def read_settings_text(path: Path) -> str:
    """Return the text of the file. Raises OSError, also if it is too large, and UnicodeDecodeError."""
    size = refuse_endless(path).st_size
    if size > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it has {size:,} bytes, more than {MOST_BYTES:,}", str(path))
    return path.read_bytes().decode("utf-8-sig")


def parse_toml(source: str) -> dict[str, Any]:
    """Return the table of a text. Raises TOMLDecodeError, or RecursionError for deep nesting."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # Python limits the digits of an integer
        digits = _LONG_NUMBER.search(source)
        line = source.count("\n", 0, digits.start() if digits else None) + 1
        raise tomllib.TOMLDecodeError(f"a number has too many digits (at line {line})") from None


def _choose_settings_hint(hides_learner: bool) -> str:
    if hides_learner:
        return "fix it first: until then it is unknown whose marks these are"
    return "defaults are used"


def make_toml_error(error: tomllib.TOMLDecodeError, source: str, path: Path, hint: str) -> SettingsError:
    """Return the error for a file that is not TOML, with the line."""
    line = source.count("\n") + 1
    match = re.search(r"at line (\d+)", str(error))
    if match:
        line = int(match[1])
    return SettingsError(f"not TOML: {error}", hint, path=path, line=line)


def find_setting_line(key: str, source: str) -> int:
    """Return the line of a key or table, counted from 1."""
    pattern = re.compile(rf"""^\s*\[?["']?{re.escape(key)}["']?\s*[=\].]""")
    return next((n for n, line in enumerate(source.splitlines(), 1) if pattern.match(line)), 1)


# Writing one setting into ``config.toml``: only its line changes, the others stay as a person wrote them.


def write_setting(path: Path, name: str, value: Any) -> None:
    """Set ``name`` to ``value``, a value as in `Settings`, in the file.

    Raises:
        SettingsError: it is only changed by hand, the file is not TOML, or it cannot be written; the file is
            not changed.
    """
    if SCHEMA[name].is_by_hand:
        raise SettingsError(f"{name} is changed by hand", "edit the file", path=path)
    source = ""
    try:
        source = read_settings_text(path) if path.exists() else ""
        has_mark = path.exists() and path.read_bytes().startswith(codecs.BOM_UTF8)
        source = _change_value(source, name, SCHEMA[name].kind.format_toml(value), path)
        write_whole(path, source.encode("utf-8-sig" if has_mark else "utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise make_toml_error(error, source, path, "fix this line first; nothing was changed") from None
    except RecursionError:
        raise SettingsError("not saved: brackets in the file are nested too deeply", path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"not saved: {one_line(str(error))}", path=path) from None


def _change_value(source: str, key: str, literal: str, path: Path) -> str:
    """Return the file with one value changed or added.

    Raises TOMLDecodeError, and SettingsError if the form of the file does not allow it.
    """
    from tomlkit.exceptions import TOMLKitError  # imported here, because it is only needed to write

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
    text = source
    if is_crlf:
        text = text.replace("\r\n", "\n")
    if text and not text.endswith("\n"):
        text += "\n"
    document = tomlkit.parse(text)
    if document.as_string() != text:
        return source  # because tomlkit would reorder its rows
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
    if is_crlf:
        return text.replace("\n", "\r\n")
    return text
