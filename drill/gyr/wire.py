"""Events as JSON objects and as rows of a table, written and read with the public field names and types.

A row has a column for each field that folds, charts and lists read, and one JSON text for all others.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, cast

from drill.codec import is_list, is_mapping
from drill.errors import UsageError
from drill.gyr.events import (
    ATTEMPTS,
    DAY_S,
    FIRST_ROUND,
    KINDS,
    UNDECIDED,
    WITHOUT_CONTENT,
    Attempt,
    Content,
    Event,
    Facts,
    LogLine,
    Note,
    Override,
    Park,
    Regrade,
    Reopen,
    Rep,
    Skip,
    Undo,
    format_event_time,
    write_as_json,
)
from drill.reading import FaultyData, FieldsOf, make_reader, plan_record
from drill.text import clean_text, is_web_address

# Max bytes of a line that a merge accepts, as UTF-8 with its end; no line of an export is longer.
LINE_BYTES = 1_000_000
TOO_LONG = "the line is longer than 1 MB"

# Max distance of a lamport from the next lower one in an honest log.
LEAP = 1 << 32

# Two bits less than JSON's doubles hold, so that events after a merge still have room.
_MERGED_LAMPORT_BITS = 51
# Years of events: a wide range, because clocks may be wrong, but within the range of dates.
_YEARS = range(1900, 3000)
# Max days between a study day and its time, because of time zones and wrong clocks.
_DAYS_FROM_AT = 30
# Max characters of an item, more than any bank uses, and max passes, more than anybody does in a lifetime.
_MOST_ITEM, _MOST_PASSES = 1000, 100_000
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Bits of an integer that a column of every database holds.
_INTEGER_BITS = 31
# Max depth of the nested values of one event; those of its known fields have a depth of three.
DEPTH = 20
# The numbers of the rule of what a merge takes in, by their names in ``store/class.sql``, which keeps to it.
MERGE_BOUNDS: Mapping[str, float] = {
    "LINE_BYTES": LINE_BYTES,
    "LEAP": LEAP,
    "LAMPORT": (1 << _MERGED_LAMPORT_BITS) - 1,
    "DAYS_FROM_AT": _DAYS_FROM_AT,
    "ITEM": _MOST_ITEM,
    "PASSES": _MOST_PASSES,
    "SECONDS": DAY_S,
    "MINUTES": DAY_S // 60,
    "INTEGER": (1 << _INTEGER_BITS) - 1,
    "DEPTH": DEPTH,
}


class EventError(UsageError):
    """An event that cannot be read; ``field`` is its faulty field, empty for the whole object."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field


def _make_event_reader(model: Any) -> Callable[[object], Any]:
    """Return the reader of a type, which ignores unknown names and raises EventError."""
    read = make_reader(model, unknown="pass")

    def read_data(data: object) -> Any:
        try:
            return read(data)
        except FaultyData as error:
            fault = error.faults[0]
            raise EventError(fault.message, field="".join(map(str, fault.path[:1]))) from None

    return read_data


_FACTS: Mapping[str, Callable[..., Facts]] = {
    **dict.fromkeys(ATTEMPTS, Attempt), "skip": Skip, "undo": Undo, "override": Override, "regrade": Regrade,
    "reopen": Reopen, "park": Park, "note": Note, "rep": Rep,
}  # fmt: skip
_COMMON = tuple(
    field for field in plan_record(Event) if field.attribute not in ("content", "facts", "front", "more")
)
_COMMON_DUE = frozenset(field.attribute for field in _COMMON)
# The fields of facts besides ``kind``; fields with defaults belong to some events only.
_FIELDS = {
    kind: tuple(field for field in plan_record(model) if field.attribute != "kind")
    for kind, model in _FACTS.items()
}
_OF_CONTENT = {kind: frozenset(() if kind in WITHOUT_CONTENT else ("content",)) for kind in _FACTS}
# The names of all fields of a kind.
_KNOWN = {
    kind: _OF_CONTENT[kind].union(("kind", "front"), (field.name for field in (*_COMMON, *fields)))
    for kind, fields in _FIELDS.items()
}
_OTHERS = frozenset(("facts", "more"))


def _describe_event_fields(kind: str) -> Any:
    """Return the type of the fields of an event of one kind, including those of its facts."""
    due = _OF_CONTENT[kind].union(field.attribute for field in _FIELDS[kind] if field.is_due)
    without = _OTHERS | ({"content"} - due)
    mark = FieldsOf(kind, (Event, _FACTS[kind]), due=_COMMON_DUE | due, without=without)
    return Annotated[Mapping[str, Any], mark]


_read_common = _make_event_reader(
    Annotated[
        Mapping[str, Any],
        FieldsOf("common", (Event,), due=_COMMON_DUE, without=_OTHERS | {"content", "front"}),
    ]
)
_readers = {kind: _make_event_reader(_describe_event_fields(kind)) for kind in _FACTS}
_facts_readers = {kind: _make_event_reader(model) for kind, model in _FACTS.items()}


def to_json(event: Event) -> dict[str, object]:
    """Return the event as a JSON object: common fields, kind, the kind's own fields, unknown ones."""
    shape = _common_to_json(event)
    more = dict(event.more)
    if event.content is not None:
        inner: Any = more.pop("content", {})
        shape["content"] = {"maths": event.content.maths, "wording": event.content.wording, **inner}
    return shape | _front_to_json(event) | _facts_to_json(event.facts) | more


def as_line(event: Event) -> str:
    """Return the event as its line of an export, without the line's end."""
    return json.dumps(to_json(event), ensure_ascii=False)


def from_line(line: bytes) -> Event:
    """Return the event of a line of an export, with control characters removed from its strings.

    Raises `EventError` as `from_json` does, and for a line that is not JSON or not UTF-8.
    """
    try:
        shape = _decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise EventError("this is not UTF-8; merge reads what drill export writes") from None
    except RecursionError:
        raise EventError(f"nested deeper than {DEPTH}") from None
    except ValueError as error:
        raise EventError(f"this is not JSON ({error}); merge reads what drill export writes") from None
    # Most lines need no cleaning, because they contain only plain letters.
    is_clean = line.isascii() and b"\\" not in line and b"\x7f" not in line
    return from_json(shape if is_clean else _clean_json_value(shape))


def clean_event_facts(facts: Facts) -> Facts:
    """Return the facts without control characters in typed texts."""
    # A mapping remains a mapping.
    shape = cast("dict[str, object]", _clean_json_value(_facts_to_json(facts)))
    return _facts_readers[facts.kind]({"kind": facts.kind, **shape})


def _clean_json_value(value: object, depth: int = DEPTH) -> object:
    """Return a JSON value without control characters in its strings and names."""
    if isinstance(value, str):
        return clean_text(value)
    if depth == 0 and (is_list(value) or is_mapping(value)):
        raise EventError(f"nested deeper than {DEPTH}")
    if is_list(value):
        return [_clean_json_value(part, depth - 1) for part in value]
    if is_mapping(value):
        return {clean_text(name): _clean_json_value(part, depth - 1) for name, part in value.items()}
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
        "at": format_event_time(event.at),
        "offset_minutes": event.offset_minutes,
        "study_day": event.study_day.isoformat(),
        "kind": event.kind,
        "item": event.item,
    }


def _front_to_json(event: Event) -> dict[str, object]:
    return {"front": event.front} if event.front else {}


def _facts_to_json(facts: Facts) -> dict[str, object]:
    due: dict[str, object] = {}
    others: dict[str, object] = {}
    for field in _FIELDS[facts.kind]:
        value = getattr(facts, field.attribute)
        if field.is_due:
            due[field.name] = write_as_json(value)
        elif value:
            others[field.name] = write_as_json(value)
    return due | others


def from_json(value: object) -> Event:
    """Return the event of a parsed JSON object.

    Raises `EventError` for a missing field, a wrong type, an unknown kind, or values nested deeply. Unknown
    fields are kept.
    """
    if not isinstance(value, dict):
        raise EventError("an event is a JSON object")
    shape = cast("dict[str, object]", value)  # names in JSON are strings
    kind = shape.get("kind")
    if kind is None:
        raise EventError("is missing", field="kind")
    if not isinstance(kind, str) or kind not in _FACTS:
        raise EventError(f"one of {', '.join(KINDS)} is expected", field="kind")
    values: dict[str, Any] = _readers[kind](shape)
    common = {field.attribute: values.pop(field.attribute) for field in _COMMON}
    content: Content | None = values.pop("content", None)
    front: str = values.pop("front", "")
    if content is None and kind not in WITHOUT_CONTENT:
        raise EventError("an object is expected", field="content")
    known = _KNOWN[kind]
    more: dict[str, Any] = {}
    if not shape.keys() <= known:
        more = {name: entry for name, entry in shape.items() if name not in known}
    if content is not None:
        hashes = cast("dict[str, object]", shape["content"])  # its reader accepts nothing else
        if len(hashes) > len(_CONTENT_COLUMNS):
            more["content"] = {name: hash_ for name, hash_ in hashes.items() if name not in _CONTENT_COLUMNS}
    for name, entry in more.items():
        _refuse_deep_nesting(name, entry)
    return Event(**common, content=content, facts=_FACTS[kind](**values), front=front, more=more)


# The fields that have columns of their own. A field without a column, such as an unknown one, is in the JSON
# text of the column ``more``.
_COMMON_COLUMNS = (*(field.name for field in _COMMON), "kind")
_OWN_COLUMNS = ("round", "pass", "ok", "why", "decided_by", "seconds", "target", "placed")
_CONTENT_COLUMNS = ("maths", "wording")
_EMPTY_COLUMNS: Mapping[str, Any] = dict.fromkeys((*_OWN_COLUMNS, *_CONTENT_COLUMNS))
_as_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_columns(event: Event) -> dict[str, Any]:
    """Return the event as the values of a row by column."""
    row: dict[str, Any] = {**_common_to_json(event), **_EMPTY_COLUMNS}
    extra_fields: dict[str, Any] = _front_to_json(event)
    for name, value in _facts_to_json(event.facts).items():
        (row if name in _EMPTY_COLUMNS else extra_fields)[name] = value
    if event.content is not None:
        row["maths"] = event.content.maths
        row["wording"] = event.content.wording
    row["more"] = _as_text(extra_fields | dict(event.more))
    row["disputed"] = _find_dispute_cause(event.facts)
    return row


def from_columns(row: Mapping[Any, Any]) -> Event:
    """Return the event of a row. Raises `EventError` for an invalid row."""
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
    """Return the kind of a row that is unreadable only because this version is too old, or ``None``."""
    kind: object = row["kind"]
    if not isinstance(kind, str) or kind in KINDS:
        return None
    try:
        _read_common({field.name: row[field.name] for field in _COMMON})
        json.loads(row["more"])
    except (EventError, TypeError, ValueError, RecursionError):
        return None
    return kind


# Cached, because many events share a day.
_day_of = lru_cache(maxsize=4096)(date.fromisoformat)

# The columns of a `Line`, in order.
LINE_COLUMNS = (
    "lamport", "device", "id", "kind", "study_day", "maths", "round", "pass", "ok", "why", "decided_by",
    "target", "seconds",
)  # fmt: skip


def line_from_columns(values: Sequence[Any], *, helped: bool) -> LogLine:
    """Return the line of a row's `LINE_COLUMNS`; ``helped`` is whether hints were shown.

    Raises `EventError` for a value of another type.
    """
    lamport, device, id_, kind, day, maths, round_, pass_, ok, why, decided_by, target, seconds = values
    is_odd = bytes in map(type, values) or str in (type(lamport), type(pass_), type(seconds))
    if is_odd or None in (lamport, device, id_, kind, day):
        raise EventError("a column holds what is not of its type")
    if not 0 <= (seconds or 0) < math.inf:
        raise EventError("its seconds are not a time")
    try:
        study_day = _day_of(day)
    except (ValueError, TypeError):
        raise EventError(f"{day!r} is not a day", field="study_day") from None
    return LogLine(
        lamport, device, id_, kind, study_day, maths or "", round_ or FIRST_ROUND, pass_ or 0, bool(ok),
        bool(why), decided_by == "learner", target or "", seconds or 0.0, helped,
    )  # fmt: skip


def _find_dispute_cause(facts: Facts) -> str | None:
    """Return why an event is listed with the disputes, ``None`` if it is not.

    An exercise that only the learner judges (kind ``self``) has neither a code nor a reason.
    """
    if isinstance(facts, Override):
        return "override"
    if not isinstance(facts, Attempt):
        return None
    if facts.decided_by != "learner" or not (facts.code or facts.reason):
        return None
    return UNDECIDED if facts.code == UNDECIDED else "overruled"


def refuse_wild(event: Event) -> None:
    """Raise `EventError` for numbers, times and links that no honest log contains, before a merge."""
    if event.lamport >> _MERGED_LAMPORT_BITS:
        raise EventError(f"it is not below 2^{_MERGED_LAMPORT_BITS}", field="lamport")
    if event.at.year not in _YEARS:
        raise EventError(f"it lies outside {_YEARS.start}-{_YEARS.stop}", field="at")
    if abs(event.study_day - event.at.date()) > timedelta(_DAYS_FROM_AT):
        raise EventError(f"it lies more than {_DAYS_FROM_AT} days from at", field="study_day")
    if isinstance(event.facts, Note) and event.facts.field == "link" and event.facts.text:
        address = event.facts.text.partition("\n")[0]
        if not is_web_address(address):  # because it would be passed to a web browser
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
    known = {field.name: getattr(event.facts, field.attribute) for field in _FIELDS[event.kind]}
    for name, value in (*known.items(), *event.more.items()):
        _refuse_wild_value(name, value)


def explain_refusal(event: Event) -> str:
    """Return why a merge refuses the line of an event, whatever else is in the log; empty if it does not."""
    try:
        refuse_wild(event)
    except EventError as error:
        return error.message
    return TOO_LONG if len(as_line(event).encode()) >= LINE_BYTES else ""


def leaps(lamports: Iterable[int]) -> dict[int, int]:
    """Return the Lamport times of one learner's log that are more than 2^32 above the next lower one (0
    counts as one), and by how much. Of those up to `LEAP` the highest is enough.

    Honest logs count one by one. After a wild number, this machine's next events would count on from it, up
    to numbers that no merge accepts.
    """
    steps = pairwise(sorted({0, *lamports}))
    return {lamport: lamport - below for below, lamport in steps if lamport - below > LEAP}


def _refuse_wild_value(name: str, value: object) -> None:
    if isinstance(value, int) and abs(value) >> _INTEGER_BITS:
        raise EventError(f"an integer beyond 2^{_INTEGER_BITS}", field=name)
    if isinstance(value, float) and not math.isfinite(value):
        raise EventError("a number that is not finite", field=name)
    for part in _list_nested_values(value):
        _refuse_wild_value(name, part)


def _refuse_deep_nesting(name: str, value: object, depth: int = DEPTH - 1) -> None:
    """Raise EventError for a value that is nested too deeply to traverse."""
    parts = _list_nested_values(value)
    if parts and depth == 0:
        raise EventError(f"nested deeper than {DEPTH}", field=name)
    for part in parts:
        _refuse_deep_nesting(name, part, depth - 1)


def _list_nested_values(value: object) -> Collection[object]:
    """Return the values directly inside a JSON value."""
    if is_mapping(value):
        return value.values()
    return value if is_list(value) else ()
