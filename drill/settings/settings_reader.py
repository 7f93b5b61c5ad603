"""Read ``config.toml``: the settings in force, and what is wrong with the file, line by line."""

from __future__ import annotations

import difflib
import errno
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drill.errors import SettingsError
from drill.files import refuse_endless
from drill.removals import describe_removal
from drill.settings.actions import chosen_keys
from drill.settings.schema import DEFAULTS, SCHEMA, Settings
from drill.text import one_line, quote_for_message

# All settings with a comment on each take a few thousand bytes.
MOST_BYTES = 200_000
# More digits than Python reads as a decimal number, with the underscores between them.
_LONG_NUMBER = re.compile(r"(?:[0-9]_?){4301}")
# So many unknown settings are reported one by one, each compared by its first characters with known ones.
MOST_UNKNOWN, MOST_COMPARED = 20, 100


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force, and what was wrong with the file."""

    settings: Settings
    problems: tuple[SettingsError, ...] = ()
    # Of the problems that which leaves unknown whose marks these are.
    unnamed: SettingsError | None = None
    # What is said once of settings that earlier versions had, by their names.
    removed: Mapping[str, str] = field(default_factory=dict[str, str])

    def refuse_unnamed(self) -> None:
        """Raise SettingsError if the learner is unknown: nobody may write into another's log."""
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
            hint = "the default is used" if key != "learner" else ""
            faults.append((key, SettingsError(f"{key}: {error}", hint, path=path, line=line)))
    if "keys" in chosen:
        chosen["keys"], refused = chosen_keys(chosen["keys"])
        for item in refused:
            line = find_setting_line(item.action, source)
            settings_error = SettingsError(f"keys: {item.why}", item.hint, path=path, line=line)
            faults.append((item.action, settings_error))
    unnamed = next((fault for key, fault in faults if key == "learner"), None)
    if named:
        chosen["learner"], unnamed = _read_environment_learner(named)
        faults += [("learner", unnamed)] if unnamed is not None else []
    if has_plain_locale(environ) or is_read_aloud(environ):
        chosen["glyphs"] = "ascii"
    return LoadedSettings(Settings(**chosen), tuple(fault for _, fault in faults), unnamed, removed)


def _take_removed(table: dict[str, Any], source: str) -> dict[str, str]:
    """Take out of a table what earlier versions had; return what is said of it, by name."""
    told = {key: instead for key in table if (instead := describe_removal("setting", key))}
    for key in told:
        del table[key]
    where = {key: f"config.toml, line {find_setting_line(key, source)}" for key in (*told, "glyphs")}
    sentences = {key: f"The setting {key} is gone ({where[key]}): {told[key]}. Delete it." for key in told}
    if isinstance(glyphs := table.get("glyphs"), str) and describe_removal("glyphs", glyphs):
        table["glyphs"] = DEFAULTS.glyphs
        sentences["glyphs"] = f"The glyphs {glyphs} are called {DEFAULTS.glyphs} now ({where['glyphs']})."
    return sentences


def _report_unknown_settings(
    path: Path, keys: Sequence[str], source: str
) -> Iterator[tuple[str, SettingsError]]:
    """Yield a fault for each of the first settings that are not known, and one for all others."""
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
    """Return the learner that the environment names, or what is wrong with the name."""
    kind = SCHEMA["learner"].kind
    try:
        return kind.read(learner), None
    except ValueError as error:
        return Settings().learner, SettingsError(f"DRILL_LEARNER: {error}")


def has_plain_locale(environ: Mapping[str, str]) -> bool:
    """Return whether the locale explicitly excludes letters beyond ASCII."""
    return (environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or "") in ("C", "POSIX")


def is_read_aloud(environ: Mapping[str, str]) -> bool:
    """Return whether a screen reader reads what is written (``drill --screen-reader``)."""
    return environ.get("DRILL_SCREEN_READER", "") not in ("", "0")


# Each with the setting that it leaves unread, as far as that is known.
_Faults = list[tuple[str, SettingsError]]


def _read_settings_file(path: Path, *, is_named: bool) -> tuple[dict[str, Any], str, _Faults]:
    """Return the file's table and text; ``is_named``: the learner is known without it."""
    source = ""
    try:
        source = text_of_settings(path)
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
        settings_error = not_toml(error, source, path, _choose_settings_hint(hides_learner))
    return {}, source, [("learner" if hides_learner else "", settings_error)]


def text_of_settings(path: Path) -> str:
    """Return the text of the file; empty for what is no file, or far too long.

    Raises OSError, UnicodeDecodeError.
    """
    size = refuse_endless(path).st_size
    if size > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it has {size:,} bytes, more than {MOST_BYTES:,}", str(path))
    return path.read_bytes().decode("utf-8-sig")


def parse_toml(source: str) -> dict[str, Any]:
    """Return the table of a text. Raises TOMLDecodeError for all that is wrong with it, RecursionError."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # Python's own limit to the digits of an integer
        digits = _LONG_NUMBER.search(source)
        line = source.count("\n", 0, digits.start() if digits else None) + 1
        raise tomllib.TOMLDecodeError(f"a number has too many digits (at line {line})") from None


def _choose_settings_hint(hides_learner: bool) -> str:
    if hides_learner:
        return "fix it first: until then it is unknown whose marks these are"
    return "defaults are used"


def not_toml(error: tomllib.TOMLDecodeError, source: str, path: Path, hint: str) -> SettingsError:
    """Return the message about a file that is not TOML, with the line."""
    match = re.search(r"at line (\d+)", str(error))
    line = int(match[1]) if match else source.count("\n") + 1
    return SettingsError(f"not TOML: {error}", hint, path=path, line=line)


def find_setting_line(key: str, source: str) -> int:
    """Return the line, from 1, that a key or a table begins in."""
    pattern = re.compile(rf"""^\s*\[?["']?{re.escape(key)}["']?\s*[=\].]""")
    return next((n for n, line in enumerate(source.splitlines(), 1) if pattern.match(line)), 1)
