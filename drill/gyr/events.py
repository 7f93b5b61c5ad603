"""Events: the only source of truth about the actions of a learner, and their JSON form.

An `Event` has common fields (who, where, when, which exercise) and one of the `Facts` (the action itself).
A writer supplies facts; the store adds the common fields inside its transaction. The JSON names and types
are public: ``drill history --json`` and ``drill export`` write them, ``drill merge`` reads them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, NewType, TypeAlias, get_args

from drill.codec import is_list, is_mapping, is_tuple
from drill.errors import UsageError
from drill.reading import Check, Pattern, Required, Whole, WrittenAs

ItemId = NewType("ItemId", str)  # "bank/exercise"; for notes on a paper "papers/slug"
EventId = NewType("EventId", str)  # a UUIDv7
RoundId = NewType("RoundId", str)  # "first", or the id of the event that opened the round
LearnerId = NewType("LearnerId", str)
DeviceId = NewType("DeviceId", str)
BankId = NewType("BankId", str)
TopicId = NewType("TopicId", str)
SkillId = NewType("SkillId", str)

FIRST_ROUND = RoundId("first")

AttemptKind = Literal["verdict", "check", "extra"]
NoteField = Literal[
    "line", "parked", "input", "process", "output", "words", "meaning", "unknown", "tick",
    "overview", "link", "caption", "box", "boxline", "block", "needs", "depth", "reading",
    "step", "about", "remark", "assistant",
]  # fmt: skip
DecidedBy = Literal["checker", "learner"]
Kind = Literal[
    "verdict", "check", "extra", "skip", "undo", "override", "regrade", "reopen", "park", "note", "rep",
]  # fmt: skip
# The outcome of a stage; ``left`` was not reached.
StageWord = Literal["correct", "wrong", "revealed", "left"]
# The lines of a working as typed; for an attempt with stages those of each stage, by its number from 1.
Working: TypeAlias = tuple[str, ...] | Mapping[str, tuple[str, ...]]
# The reply to one question: a text, a text for each part, or ids of options.
Reply: TypeAlias = str | Mapping[str, str] | tuple[str, ...]
# A reply; for an attempt with stages one for each stage that was reached, by its number from 1.
Answer: TypeAlias = Reply | Mapping[str, Reply]

KINDS: tuple[Kind, ...] = get_args(Kind)
ATTEMPTS: frozenset[str] = frozenset(get_args(AttemptKind))
UNDOABLE: frozenset[str] = ATTEMPTS | {"override", "park", "reopen", "skip", "rep"}
WITHOUT_CONTENT: frozenset[str] = frozenset({"undo", "note"})
# Kinds that make no state and that no fold reads.
UNFOLDED: frozenset[str] = frozenset({"note", "rep"})
# Max active seconds of one attempt or rep.
DAY_S = 86_400.0
# The code of an attempt that the checker left to the learner.
UNDECIDED = "undecided"


def format_event_time(instant: datetime) -> str:
    """Return an aware time as RFC 3339 in UTC with milliseconds and ``Z``."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


# --- values that JSON can hold ----------------------------------------------------------------------------

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Max magnitude of whole numbers: one bit less than JSON's doubles hold.
_LAMPORT_BITS = 52


def read_time(text: str) -> datetime:
    """Return the time that `format_event_time` wrote. Raises ValueError for any other text."""
    if not _AT.fullmatch(text):
        raise ValueError("a UTC time such as 2026-11-20T07:12:03.123Z is expected")
    return datetime.fromisoformat(text)


def _read_day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError("a date such as 2026-11-20 is expected")
    return date.fromisoformat(text)


def _require_duration(seconds: float) -> None:
    if not 0 <= seconds < math.inf:
        raise ValueError("a finite number of seconds, not below 0, is expected")


def _read_answer(data: object) -> Answer:
    """Return a reply, or the replies of stages by number: names of parts begin with a letter."""
    if is_mapping(data) and data and all(name.isdecimal() for name in data):
        return {name: _read_reply(part) for name, part in data.items()}
    return _read_reply(data)


def _read_reply(data: object) -> Reply:
    if isinstance(data, str):
        return data
    if is_mapping(data) and all(isinstance(text, str) for text in data.values()):
        return dict(data)
    if is_list(data) and all(isinstance(part, str) for part in data):
        return tuple(data)
    raise ValueError("a string, an object of strings or a list of strings is expected")


def _read_working(data: object) -> Working:
    if not is_mapping(data):
        return _read_lines(data)
    if not all(name.isdecimal() for name in data):
        raise ValueError("the numbers of stages are expected as names")
    return {name: _read_lines(lines) for name, lines in data.items()}


def _read_lines(data: object) -> tuple[str, ...]:
    if is_list(data) and all(isinstance(line, str) for line in data):
        return tuple(data)
    raise ValueError("a list of lines is expected")


def write_as_json(value: object) -> object:
    """Return the value of a field as it is written in JSON."""
    if isinstance(value, str | int | float):  # nearly all fields, and the quicker question
        return value
    if is_mapping(value):
        return {name: write_as_json(part) for name, part in value.items()}
    return list(value) if is_tuple(value) else value


_IS_UUID = Pattern(_UUID, "a UUID in small letters")
_IS_FILLED = Pattern(r"[\s\S]+", "a text that is not empty")
_Uuid = Annotated[str, _IS_UUID]
_Target = Annotated[EventId, _IS_UUID]
_Count = Annotated[int, Whole(0)]
_Seconds = Annotated[float, Check(_require_duration)]


@dataclass(frozen=True, slots=True)
class Content:
    """Hashes of the exercise at that time: of its mathematics, and of its wording."""

    maths: Annotated[str, _IS_FILLED]
    wording: Annotated[str, _IS_FILLED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A committed answer and the learner's judgement of it.

    ``stages`` holds a word for each stage of a chain, and is empty for any other exercise; ``ok`` is then
    whether all were correct, unless the learner decided otherwise. ``placed`` marks an answer in a placement.
    ``working`` holds the lines of the working, and is empty if none was typed. ``round`` and ``pass_`` are
    those of the verdict; for a check or extra practice, those of the item at that time. ``seconds`` is active
    time, ``raw_seconds`` the clock's. ``mistake`` is the name of a known mistake in a wrong answer.
    ``second`` is the answer that was given after the first one was marked wrong and before the key was shown
    (in a chain, to its first stage that was not right). ``ok``, ``code`` and ``answer`` are of the first.
    """

    kind: AttemptKind
    round: Annotated[RoundId, Pattern(f"first|{_UUID}", '"first" or the id of an event')]
    pass_: _Count
    ok: bool
    why: bool
    decided_by: Annotated[DecidedBy, Required()] = "checker"
    reason: Annotated[str, Required()] = ""
    code: Annotated[str, Required()] = ""
    answer: Annotated[Answer, WrittenAs(Any, _read_answer, write_as_json), Required()] = ""
    revealed: Annotated[bool, Required()] = False
    stages: tuple[StageWord, ...] = ()
    seen: Annotated[bool, Required()] = False
    params: Annotated[Mapping[str, str], Required()] = field(default_factory=dict[str, str])
    hints: Annotated[_Count, Required()] = 0
    seconds: Annotated[_Seconds, Required()] = 0.0
    raw_seconds: Annotated[_Seconds, Required()] = 0.0
    placed: bool = False
    working: Annotated[Working, WrittenAs(Any, _read_working, write_as_json)] = ()
    mistake: str = ""
    second: Annotated[Reply, WrittenAs(Any, _read_reply, write_as_json)] = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """The item goes to the end of today's list; nothing else changes."""

    kind: ClassVar[Literal["skip"]] = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Removes the effect of ``target``, wherever it is in the log."""

    kind: ClassVar[Literal["undo"]] = "undo"
    target: _Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """The learner's own judgement, which replaces ``ok`` and ``why`` of ``target``."""

    kind: ClassVar[Literal["override"]] = "override"
    target: _Target
    ok: bool
    why: bool
    reason: Annotated[str, Required()] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrade:
    """The verdict of a corrected exercise on the answer of ``target``."""

    kind: ClassVar[Literal["regrade"]] = "regrade"
    target: _Target
    ok: bool


@dataclass(frozen=True, slots=True)
class Reopen:
    """A parked item starts a new round."""

    kind: ClassVar[Literal["reopen"]] = "reopen"


@dataclass(frozen=True, slots=True)
class Park:
    """The learner parks an item by hand."""

    kind: ClassVar[Literal["park"]] = "park"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line that the learner wrote; an empty text deletes it.

    A ``field`` that is not a `NoteField` is from a newer version: it is kept and exported, but not shown.
    """

    kind: ClassVar[Literal["note"]] = "note"
    field: Annotated[str, _IS_FILLED]
    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rep:
    """One answer in a set of the warm-up; it changes no state.

    ``seconds`` are from the prompt to the answer, 0 where an answer was handed back before; ``first`` are
    those to the first key, 0 where unknown. ``set_`` is the UUID of the set.
    """

    kind: ClassVar[Literal["rep"]] = "rep"
    ok: bool
    answer: Annotated[str, Required()] = ""
    code: Annotated[str, Required()] = ""
    params: Annotated[Mapping[str, str], Required()] = field(default_factory=dict[str, str])
    decided_by: Annotated[DecidedBy, Required()] = "checker"
    seconds: Annotated[_Seconds, Required()] = 0.0
    first: Annotated[_Seconds, Required()] = 0.0
    set_: _Uuid
    mistake: str = ""


Facts = Attempt | Skip | Undo | Override | Regrade | Reopen | Park | Note | Rep


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the log.

    ``at`` is aware UTC in whole milliseconds, ``study_day`` a local date. ``content`` is ``None`` only for
    undos and notes. ``front`` names the front end, unless it was one of the program's own screens. ``more``
    keeps unknown fields, which a newer version wrote.
    """

    id: Annotated[EventId, _IS_UUID]
    learner: Annotated[LearnerId, Pattern("[a-z0-9._-]{1,64}", "a name of a-z 0-9 . _ -, at most 64 long,")]
    device: Annotated[DeviceId, _IS_FILLED]
    lamport: Annotated[int, Whole(0, (1 << _LAMPORT_BITS) - 1)]
    at: Annotated[datetime, WrittenAs(str, read_time, format_event_time)]
    offset_minutes: int
    study_day: Annotated[date, WrittenAs(str, _read_day, date.isoformat)]
    item: Annotated[ItemId, _IS_FILLED]
    content: Content | None
    facts: Facts
    front: Annotated[str, Pattern("[a-z0-9-]{0,32}", "a name of a-z 0-9 -, at most 32 long,")] = ""
    more: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def kind(self) -> Kind:
        """The word that ``kind`` holds in JSON."""
        return self.facts.kind

    @property
    def order(self) -> tuple[int, str, str]:
        """The key of the total order, the same on every machine."""
        return (self.lamport, self.device, self.id)


class LogLine(NamedTuple):
    """The part of an event that folds and totals read: a tuple, since a log has hundreds of thousands.

    Sorted lines are in the total order. ``maths`` is empty for an undo; ``ok`` and ``why`` are as written;
    ``own_word`` is true where the learner's ``ok`` decided; ``target`` is empty except for undo, override and
    regrade; ``seconds`` is the active time of an attempt or a rep; ``helped`` is true where hints were shown.
    """

    lamport: int
    device: str
    id: EventId
    kind: Kind
    study_day: date
    maths: str = ""
    round: RoundId = FIRST_ROUND
    pass_: int = 0
    ok: bool = False
    why: bool = False
    own_word: bool = False
    target: str = ""
    seconds: float = 0.0
    helped: bool = False


def line_of(event: Event) -> LogLine:
    """Return the line of ``event``, with the fields that its facts have."""
    facts: Any = event.facts
    return LogLine(
        event.lamport, event.device, event.id, event.kind, event.study_day,
        event.content.maths if event.content else "", getattr(facts, "round", FIRST_ROUND),
        getattr(facts, "pass_", 0), getattr(facts, "ok", False), getattr(facts, "why", False),
        getattr(facts, "decided_by", "checker") == "learner", getattr(facts, "target", ""),
        getattr(facts, "seconds", 0.0), getattr(facts, "hints", 0) > 0,
    )  # fmt: skip


def make_uuid7(ms: int, random_bits: int) -> EventId:
    """Return the UUIDv7 of a time in milliseconds since 1970 and 74 random bits."""
    high = (random_bits >> 62) & 0xFFF
    low = random_bits & ((1 << 62) - 1)
    value = (ms & ((1 << 48) - 1)) << 80 | 7 << 76 | high << 64 | 2 << 62 | low
    digits = f"{value:032x}"
    return EventId("-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])))


def whole_ms(instant: datetime) -> datetime:
    """Return an aware time in UTC, cut to milliseconds, as the log holds it."""
    utc = instant.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


# Study days: the day of an event, and limits to the effect of a wrong clock.

DAY_BEGINS = time(4)
HOLDS = timedelta(hours=36)  # max time after now of an own event that still determines the study day
JITTER = timedelta(minutes=10)  # smaller corrections of a clock are ordinary
# A clock set wrong by hand is off by months, but time zones differ by hours.
FAR_AHEAD = timedelta(days=30)
# The clocks of two machines may differ by time zones, but not by more.
AHEAD = timedelta(hours=48)

# A machine without a battery starts in 1970 or 1980, and nobody drills in 2200.
_POSSIBLE_YEARS = range(2000, 2200)

Skew = Literal["none", "back", "far-ahead", "impossible"]


def is_possible(now: datetime) -> bool:
    """Return whether ``now`` may be the right time."""
    return now.year in _POSSIBLE_YEARS


def refuse_impossible(now: datetime) -> None:
    """Raise UsageError for a clock that is certainly wrong, because a mark would keep its time for ever."""
    if not is_possible(now):
        raise UsageError(
            f"this computer's clock says {now:%Y-%m-%d}, and no mark is kept with such a date",
            "set the clock right, then go on",
        )


def local_day(instant: datetime, offset_minutes: int, day_begins: time = DAY_BEGINS) -> date:
    """Return the local date of an aware time at its own UTC offset, the day beginning at ``day_begins``."""
    begins = timedelta(hours=day_begins.hour, minutes=day_begins.minute)
    return (instant + timedelta(minutes=offset_minutes) - begins).date()


def compute_latest_own_time(now: datetime) -> datetime:
    """Return the latest time of an own event that may still determine the study day of ``now``."""
    return now + HOLDS


def study_day(now: datetime, offset_minutes: int, held: date | None, day_begins: time = DAY_BEGINS) -> date:
    """Return the study day of a device at ``now``.

    ``held`` is the latest study day of the device's own events whose time is at most
    `compute_latest_own_time` (``None`` without any): so a clock set back a little does not repeat a day, and
    one that was far ahead once does not freeze it.
    """
    day = local_day(now, offset_minutes, day_begins)
    return day if held is None else max(day, held)


def skew(now: datetime, last_own: datetime | None) -> Skew:
    """Compare the clock with the event this device wrote last: set back, or more than 30 days ahead.

    "Last" refers to the total order, so that one wild time warns once and not for ever after. A year without
    any drill is impossible, whatever was written last.
    """
    if not is_possible(now):
        return "impossible"
    if last_own is None:
        return "none"
    if now < last_own - JITTER:
        return "back"
    return "far-ahead" if now > last_own + FAR_AHEAD else "none"


def clamp_due_day(due: date, today: date, gaps: Sequence[int]) -> date:
    """Return ``due``, or ``today`` if it lies farther ahead than the longest gap."""
    return today if due > today + timedelta(max(gaps)) else due
