"""Events as JSON objects and as rows of a table, written and read with the public field names and types.

A row has a column for each field that folds, charts and lists read, and one JSON text for all others.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, cast, get_args

from drill.errors import UsageError
from drill.gyr.events import (
    ATTEMPTS,
    DAY_S,
    FIRST_ROUND,
    KINDS,
    UNDECIDED,
    WITHOUT_CONTENT,
    Answer,
    Attempt,
    Content,
    Event,
    Facts,
    Line,
    Note,
    Override,
    Park,
    Regrade,
    Reopen,
    Rep,
    Reply,
    Skip,
    StageWord,
    Undo,
    Working,
    at_text,
)
from drill.text import clean, is_web_address

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LEARNER = re.compile(r"[a-z0-9._-]{1,64}")
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# What a merge takes in: no line of an export is longer, as UTF-8 with its end.
LINE_BYTES = 1_000_000

# No lamport of an honest log is further above the next lower one.
LEAP = 1 << 32

# Whole numbers that JSON's doubles hold, less one bit.
_LAMPORT_BITS = 52
# A bit less, so that events after a merge still have room.
_MERGED_LAMPORT_BITS = 51
# Years in which an event may lie: with a wrong clock, too, but within what days can be counted in.
_YEARS = range(1900, 3000)
# Days by which a study day may lie off its time: what a time zone and a wrong clock make.
_DAYS_FROM_AT = 30
# Beyond what a bank's exercises are named, and what somebody passes in a lifetime.
_MOST_ITEM, _MOST_PASSES = 1000, 100_000
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What every database holds in a column of integers.
_INTEGER_BITS = 31
# How deep the values of one event may be nested; those of its known fields are three deep.
DEPTH = 20

Reader = Callable[[object], Any]


class EventError(UsageError):
    """An event that cannot be read; ``field`` names where (empty: the whole object)."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a string is expected")
    return value


def _filled(value: object) -> str:
    if not (text := _string(value)):
        raise ValueError("it is empty")
    return text


def _matching(pattern: re.Pattern[str], description: str) -> Reader:
    def read(value: object) -> str:
        if not pattern.fullmatch(text := _string(value)):
            raise ValueError(f"{description} is expected")
        return text

    return read


def _one_of(*words: str) -> Reader:
    def read(value: object) -> str:
        if (text := _string(value)) not in words:
            raise ValueError(f"one of {', '.join(words)} is expected")
        return text

    return read


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is expected")
    return value


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("an integer is expected")
    return value


def _count(value: object) -> int:
    if (number := _integer(value)) < 0:
        raise ValueError("an integer not below 0 is expected")
    return number


def _lamport(value: object) -> int:
    if (number := _count(value)) >> _LAMPORT_BITS:
        raise ValueError(f"an integer below 2^{_LAMPORT_BITS} is expected")
    return number


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError("a number of seconds is expected")
    try:
        seconds = float(value)
    except OverflowError:
        seconds = math.inf
    if not 0 <= seconds < math.inf:
        raise ValueError("a finite number of seconds, not below 0, is expected")
    return seconds


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("an object is expected")
    return cast("dict[str, object]", value)


def _strings_by_name(value: object) -> dict[str, str]:
    named = _object(value)
    if not all(isinstance(text, str) for text in named.values()):
        raise ValueError("an object of strings is expected")
    return cast("dict[str, str]", dict(named))


def _answer(value: object) -> Answer:
    """Return a reply, or the replies of stages by number: names of parts begin with a letter."""
    if isinstance(value, dict):
        named = cast("dict[str, object]", value)
        if named and all(name.isdecimal() for name in named):
            return {name: _reply(part) for name, part in named.items()}
    return _reply(cast("object", value))


def _reply(value: object) -> Reply:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _strings_by_name(cast("object", value))
    if isinstance(value, list) and all(isinstance(part, str) for part in cast("list[object]", value)):
        return tuple(cast("list[str]", value))
    raise ValueError("a string, an object of strings or a list of strings is expected")


def _list_of(read_part: Reader, description: str) -> Reader:
    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f"a list of {description} is expected")
        return tuple(map(read_part, cast("list[object]", value)))

    return read


_lines = _list_of(_string, "lines")


def _working(value: object) -> Working:
    if isinstance(value, dict):
        return {
            _stage_number(name): _lines(lines) for name, lines in cast("dict[str, object]", value).items()
        }
    return _lines(value)


def _stage_number(name: str) -> str:
    if not name.isdecimal():
        raise ValueError("the numbers of stages are expected as names")
    return name


def _read_time(value: object) -> datetime:
    if not _AT.fullmatch(text := _string(value)):
        raise ValueError("a UTC time such as 2026-11-20T07:12:03.123Z is expected")
    return datetime.fromisoformat(text)


def _day(value: object) -> date:
    if not _DAY.fullmatch(text := _string(value)):
        raise ValueError("a date such as 2026-11-20 is expected")
    return date.fromisoformat(text)


def _content(value: object) -> Content:
    hashes = _object(value)
    return Content(_filled(hashes.get("maths")), _filled(hashes.get("wording")))


_uuid = _matching(_UUID, "a UUID in small letters")
_round = _matching(re.compile(f"first|{_UUID.pattern}"), '"first" or the id of an event')

# The JSON names of fields, their attributes, and what reads them.
_Fields = tuple[tuple[str, str, Reader], ...]
# The attributes whose names Python keeps for itself.
_ATTRIBUTES = {"pass": "pass_", "set": "set_"}


def _fields(readers: Mapping[str, Reader]) -> _Fields:
    return tuple((name, _ATTRIBUTES.get(name, name), reader) for name, reader in readers.items())


_kind = _one_of(*KINDS)
_COMMON = _fields(
    {
        "id": _uuid,
        "learner": _matching(_LEARNER, "a name of a-z 0-9 . _ -, at most 64 long,"),
        "device": _filled,
        "lamport": _lamport,
        "at": _read_time,
        "offset_minutes": _integer,
        "study_day": _day,
        "item": _filled,
    }
)
_ATTEMPT = _fields(
    {
        "round": _round,
        "pass": _count,
        "ok": _boolean,
        "why": _boolean,
        "decided_by": _one_of("checker", "learner"),
        "reason": _string,
        "code": _string,
        "answer": _answer,
        "revealed": _boolean,
        "seen": _boolean,
        "params": _strings_by_name,
        "hints": _count,
        "seconds": _seconds,
        "raw_seconds": _seconds,
    }
)
_FIELDS: dict[str, _Fields] = {
    "verdict": _ATTEMPT, "check": _ATTEMPT, "extra": _ATTEMPT, "skip": (), "undo": _fields({"target": _uuid}),
    "override": _fields({"target": _uuid, "ok": _boolean, "why": _boolean, "reason": _string}),
    "regrade": _fields({"target": _uuid, "ok": _boolean}), "reopen": (), "park": (),
    "note": _fields({"field": _filled, "key": _string, "text": _string}),
    "rep": _fields({
        "ok": _boolean, "answer": _string, "code": _string, "params": _strings_by_name,
        "decided_by": _one_of("checker", "learner"), "seconds": _seconds, "first": _seconds, "set": _uuid,
    }),
}  # fmt: skip
_SOMETIMES = _fields(
    {"stages": _list_of(_one_of(*get_args(StageWord)), "words"), "placed": _boolean, "working": _working}
)
# Fields that only some events of a kind have.
_OPTIONAL: Mapping[str, tuple[str, ...]] = dict.fromkeys(ATTEMPTS, tuple(name for name, _, _ in _SOMETIMES))
# The names of all fields of a kind but ``content``.
_KNOWN = {
    kind: frozenset(("kind", *(name for name, _, _ in (*_COMMON, *fields)), *_OPTIONAL.get(kind, ())))
    for kind, fields in _FIELDS.items()
}
_COUNTS = {
    kind: tuple(attribute for _, attribute, reader in fields if reader is _count)
    for kind, fields in _FIELDS.items()
}
_FACTS: dict[str, Callable[..., Facts]] = {
    "skip": Skip, "undo": Undo, "override": Override, "regrade": Regrade, "reopen": Reopen, "park": Park,
    "note": Note, "rep": Rep,
}  # fmt: skip


def to_json(event: Event) -> dict[str, object]:
    """Return the event as a JSON object: common fields, kind, the kind's own fields, unknown ones."""
    shape, more = _common_to_json(event), dict(event.more)
    if event.content is not None:
        inner = cast("Mapping[str, object]", more.pop("content", {}))
        shape["content"] = {"maths": event.content.maths, "wording": event.content.wording, **inner}
    return shape | _facts_to_json(event.facts) | more


def as_line(event: Event) -> str:
    """Return the event as its line of an export, without the line's end."""
    return json.dumps(to_json(event), ensure_ascii=False)


def from_line(line: bytes) -> Event:
    """Return the event of a line of an export, its strings without control characters.

    Raises `EventError` as `from_json`, and for what is no JSON, or no UTF-8.
    """
    try:
        shape = _decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise EventError("this is not UTF-8; merge reads what drill export writes") from None
    except RecursionError:
        raise EventError(f"nested deeper than {DEPTH}") from None
    except ValueError as error:
        raise EventError(f"this is not JSON ({error}); merge reads what drill export writes") from None
    # The plain letters of most lines hold nothing to clean.
    is_clean = line.isascii() and b"\\" not in line and b"\x7f" not in line
    return from_json(shape if is_clean else _cleaned(shape))


def cleaned(facts: Facts) -> Facts:
    """Return the facts without control characters in what a learner typed."""
    shape = cast("dict[str, object]", _cleaned(_facts_to_json(facts)))
    return _facts_from_json(facts.kind, shape)


def _cleaned(value: object, depth: int = DEPTH) -> object:
    """Return a JSON value whose strings, names among them, hold no control characters."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | dict) and depth == 0:
        raise EventError(f"nested deeper than {DEPTH}")
    if isinstance(value, list):
        return [_cleaned(part, depth - 1) for part in cast("list[object]", value)]
    if isinstance(value, dict):
        parts = cast("dict[str, Any]", value).items()
        return {clean(name): _cleaned(part, depth - 1) for name, part in parts}
    return value


def _refuse_constant(name: str) -> object:
    raise EventError(f"a number that is not finite: {name}")


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode


def _common_to_json(event: Event) -> dict[str, object]:
    return {
        "id": event.id,
        "learner": event.learner,
        "device": event.device,
        "lamport": event.lamport,
        "at": at_text(event.at),
        "offset_minutes": event.offset_minutes,
        "study_day": event.study_day.isoformat(),
        "kind": event.kind,
        "item": event.item,
    }


def _facts_to_json(facts: Facts) -> dict[str, object]:
    shape = {name: _plain(getattr(facts, attribute)) for name, attribute, _ in _FIELDS[facts.kind]}
    if isinstance(facts, Attempt):
        shape |= {name: _plain(value) for name in _OPTIONAL[facts.kind] if (value := getattr(facts, name))}
    return shape


def from_json(value: object) -> Event:
    """Return the event of a parsed JSON object.

    Raises `EventError` for a missing field, a wrong type, an unknown kind, or values nested deeply. Unknown
    fields are kept.
    """
    if not isinstance(value, dict):
        raise EventError("an event is a JSON object")
    shape = cast("dict[str, object]", value)
    kind: str = _read((("kind", "kind", _kind),), shape)["kind"]
    common = _read(_COMMON, shape)
    facts = _facts_from_json(kind, shape)
    known = _KNOWN[kind]
    more = {name: entry for name, entry in shape.items() if name not in known}
    content = None
    if kind not in WITHOUT_CONTENT:
        content = _read((("content", "content", _content),), shape)["content"]
        hashes = cast("dict[str, object]", more.pop("content"))
        if inner := {name: entry for name, entry in hashes.items() if name not in ("maths", "wording")}:
            more["content"] = inner
    for name, entry in more.items():
        _refuse_deep(name, entry)
    return Event(**common, content=content, facts=facts, more=more)


def _facts_from_json(kind: str, shape: Mapping[str, object]) -> Facts:
    fields = _read(_FIELDS[kind], shape)
    build = _FACTS.get(kind)
    if build is not None:
        return build(**fields)
    optional = _read(tuple(field for field in _SOMETIMES if field[0] in shape), shape)
    return Attempt(kind=cast("Any", kind), **fields, **optional)


# The fields that are columns of their own. One that is no column of its kind, an unknown one too, is in the
# JSON text of the column ``more``.
_COMMON_COLUMNS = (*(name for name, _, _ in _COMMON), "kind")
_OWN_COLUMNS = ("round", "pass", "ok", "why", "decided_by", "seconds", "target", "placed")
_CONTENT_COLUMNS = ("maths", "wording")
_EMPTY_COLUMNS: Mapping[str, Any] = dict.fromkeys((*_OWN_COLUMNS, *_CONTENT_COLUMNS))
_as_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_columns(event: Event) -> dict[str, Any]:
    """Return the event as the values of a row by column."""
    row: dict[str, Any] = {**_common_to_json(event), **_EMPTY_COLUMNS}
    extra_fields: dict[str, Any] = {}
    for name, value in _facts_to_json(event.facts).items():
        (row if name in _EMPTY_COLUMNS else extra_fields)[name] = value
    if event.content is not None:
        row["maths"], row["wording"] = event.content.maths, event.content.wording
    row["more"] = _as_text(extra_fields | dict(event.more))
    row["disputed"] = _disputed(event.facts)
    return row


def from_columns(row: Mapping[Any, Any]) -> Event:
    """Return the event of a row. Raises `EventError` for a row that does not hold one."""
    if row["id"] is None:
        raise EventError("it has no id")
    try:
        shape: dict[str, Any] = {**json.loads(row["more"])}
        shape.update((name, row[name]) for name in _COMMON_COLUMNS)
        shape.update((name, row[name]) for name in _OWN_COLUMNS if row[name] is not None)
        hashes = {name: row[name] for name in _CONTENT_COLUMNS}
        if bytes in map(type, (*shape.values(), *hashes.values())):
            raise ValueError("it contains bytes where text or a number is expected")
        if row["maths"] is not None:
            shape["content"] = {**shape.get("content", {}), **hashes}
        return from_json(shape)
    except RecursionError:
        raise EventError(f"nested deeper than {DEPTH}", field="more") from None
    except EventError:
        raise
    except (ValueError, TypeError) as error:
        raise EventError(str(error)) from error


def newer_kind(row: Mapping[Any, Any]) -> str | None:
    """Return a row's kind if only this version's ignorance of it prevents reading it, else ``None``."""
    kind: object = row["kind"]
    if not isinstance(kind, str) or kind in KINDS:
        return None
    try:
        _read(_COMMON, row)
        json.loads(row["more"])
    except (EventError, TypeError, ValueError, RecursionError):
        return None
    return kind


# Many events share a day.
_day_of = lru_cache(maxsize=4096)(date.fromisoformat)

# The columns that a `Line` is read of, in their order.
LINE_COLUMNS = (
    "lamport", "device", "id", "kind", "study_day", "maths", "round", "pass", "ok", "why", "decided_by",
    "target", "seconds",
)  # fmt: skip


def line_from_columns(values: Sequence[Any], *, helped: bool) -> Line:
    """Return the line of a row's `LINE_COLUMNS`; ``helped`` says whether hints were shown.

    Raises `EventError` for a value of another type.
    """
    lamport, device, id_, kind, day, maths, round_, pass_, ok, why, decided_by, target, seconds = values
    is_odd = bytes in map(type, values) or str in (type(lamport), type(pass_), type(seconds))
    if is_odd or None in (lamport, device, id_, kind, day):
        raise EventError("a column holds what is not of its type")
    if not 0 <= (seconds or 0) < math.inf:
        raise EventError("its seconds are no time")
    try:
        study_day = _day_of(day)
    except (ValueError, TypeError):
        raise EventError(f"{day!r} is not a day", field="study_day") from None
    return Line(
        lamport, device, id_, kind, study_day, maths or "", round_ or FIRST_ROUND, pass_ or 0, bool(ok),
        bool(why), decided_by == "learner", target or "", seconds or 0.0, helped,
    )  # fmt: skip


def _disputed(facts: Facts) -> str | None:
    """Say why an event is listed with the disputes, ``None`` where it is not.

    An exercise that the learner always judges alone (kind ``self``) leaves neither code nor reason.
    """
    if isinstance(facts, Override):
        return "override"
    if not isinstance(facts, Attempt):
        return None
    if facts.seen:
        return "seen"
    if facts.decided_by != "learner" or not (facts.code or facts.reason):
        return None
    return UNDECIDED if facts.code == UNDECIDED else "overruled"


def refuse_wild(event: Event) -> None:
    """Raise `EventError` for numbers, times and links that no honest log holds, before a merge."""
    if event.lamport >> _MERGED_LAMPORT_BITS:
        raise EventError(f"it is not below 2^{_MERGED_LAMPORT_BITS}", field="lamport")
    if event.at.year not in _YEARS:
        raise EventError(f"it lies outside {_YEARS.start}-{_YEARS.stop}", field="at")
    if abs(event.study_day - event.at.date()) > timedelta(_DAYS_FROM_AT):
        raise EventError(f"it lies more than {_DAYS_FROM_AT} days from at", field="study_day")
    if isinstance(event.facts, Note) and event.facts.field == "link" and event.facts.text:
        address = event.facts.text.partition("\n")[0]
        if not is_web_address(address):  # it would be handed to the program that opens web pages
            raise EventError("a link that is not a web address", field="text")
    if len(event.item) > _MOST_ITEM or _CONTROL.search(event.item):
        raise EventError(f"a name of at most {_MOST_ITEM:,} characters on one line is expected", field="item")
    if abs(event.offset_minutes) > DAY_S // 60:
        raise EventError("it is more than a day", field="offset_minutes")
    passes: int = getattr(event.facts, "pass_", 0)
    if passes > _MOST_PASSES:
        raise EventError(f"it is more than {_MOST_PASSES:,}", field="pass")
    seconds: float = getattr(event.facts, "seconds", 0.0)
    if seconds > DAY_S:
        raise EventError("it is more than a day", field="seconds")
    integers = {name: getattr(event.facts, name) for name in _COUNTS[event.kind]}
    for name, value in (*integers.items(), *event.more.items()):
        _refuse_wild_value(name.rstrip("_"), value)


def leaps(lamports: Iterable[int]) -> dict[int, int]:
    """Return the Lamport times of one learner's log that are more than 2^32 above the next lower one (0
    counts as one), and by how much. Of those up to `LEAP` the highest is enough.

    Honest logs count one by one. Past a wild number this machine's next events would count on from it, up to
    what no merge takes in.
    """
    steps = pairwise(sorted({0, *lamports}))
    return {lamport: lamport - below for below, lamport in steps if lamport - below > LEAP}


def _refuse_wild_value(name: str, value: object) -> None:
    if isinstance(value, int) and abs(value) >> _INTEGER_BITS:
        raise EventError(f"an integer beyond 2^{_INTEGER_BITS}", field=name)
    if isinstance(value, float) and not math.isfinite(value):
        raise EventError("a number that is not finite", field=name)
    for part in _parts(value):
        _refuse_wild_value(name, part)


def _refuse_deep(name: str, value: object, depth: int = DEPTH - 1) -> None:
    """Raise EventError for a value that is nested too deeply to walk through."""
    parts = _parts(value)
    if parts and depth == 0:
        raise EventError(f"nested deeper than {DEPTH}", field=name)
    for part in parts:
        _refuse_deep(name, part, depth - 1)


def _parts(value: object) -> Collection[object]:
    """Return the values directly inside of a JSON value."""
    if isinstance(value, dict):
        return cast("dict[str, object]", value).values()
    return cast("list[object]", value) if isinstance(value, list) else ()


def _read(fields: _Fields, shape: Mapping[str, object]) -> dict[str, Any]:
    """Return the values of fields by their attributes."""
    values: dict[str, Any] = {}
    name = ""
    try:
        for name, attribute, reader in fields:
            values[attribute] = reader(shape[name])
    except KeyError:
        raise EventError("the field is missing", field=name) from None
    except ValueError as error:
        raise EventError(str(error), field=name) from None
    return values


def _plain(value: object) -> object:
    if isinstance(value, str | int | float):  # nearly all fields, and the quicker question
        return value
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in cast("Mapping[object, object]", value).items()}
    return list(cast("tuple[object, ...]", value))
