"""Events and their JSON: exactly the public fields, strict types, unknown fields kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.gyr.events import (
    KINDS,
    Attempt,
    Event,
    Note,
    Override,
    Park,
    Regrade,
    Reopen,
    Rep,
    RoundId,
    Skip,
    Undo,
    format_event_time,
    line_of,
    make_uuid7,
    whole_ms,
)
from drill.gyr.wire import (
    LEAP,
    LINE_COLUMNS,
    EventError,
    from_columns,
    from_json,
    leaps,
    line_from_columns,
    refuse_wild,
    to_columns,
    to_json,
)
from tests.gyr.gyr_log import Log
from tests.rows import each_row

TARGET = make_uuid7(7, 7)
COMMON = {"id", "learner", "device", "lamport", "at", "offset_minutes", "study_day", "kind", "item"}
ATTEMPT = {
    "round", "pass", "ok", "why", "decided_by", "reason", "code", "answer", "revealed", "seen", "params",
    "hints", "seconds", "raw_seconds",
}  # fmt: skip
OWN = {
    "verdict": ATTEMPT,
    "check": ATTEMPT,
    "extra": ATTEMPT,
    "undo": {"target"},
    "override": {"target", "ok", "why", "reason"},
    "regrade": {"target", "ok"},
    "note": {"field", "key", "text"},
    "rep": {"ok", "answer", "code", "params", "decided_by", "seconds", "first", "set"},
}


def events() -> dict[str, Event]:
    log = Log()
    for kind in ("verdict", "check", "extra"):
        answer = {"verdict": "2x", "check": ("b", "a"), "extra": {"mean": "1", "variance": ""}}[kind]
        log.write(
            Attempt(
                kind=kind,
                round=RoundId("first"),
                pass_=1,
                ok=True,
                why=False,
                answer=answer,
                params={"a": "-3", "b": "3/4"},
                seconds=12.5,
                raw_seconds=80,
            )
        )
    for facts in (Skip(), Reopen(), Park(), Undo(target=TARGET), Regrade(target=TARGET, ok=True)):
        log.write(facts)
    log.write(Override(target=TARGET, ok=True, why=False, reason="typed wrongly"))
    log.write(Note(field="unknown", key=TARGET, text="critical: which norm?"))
    rep = Rep(ok=False, set_=TARGET, code="sign", answer="-2 x", params={"a": "2"}, seconds=4.5, first=1.25)
    log.write(rep)
    return {event.kind: event for event in log.events}


EVENTS = events()
VERDICT = to_json(EVENTS["verdict"])


@each_row("kind", KINDS)
def test_every_kind_survives_a_row_of_the_table_whole_and_as_a_line(kind: str) -> None:
    row = to_columns(EVENTS[kind])
    assert from_columns(row) == EVENTS[kind]
    line = line_of(EVENTS[kind])
    assert line_from_columns([row[name] for name in LINE_COLUMNS], helped=line.helped) == line


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", None),
        ("lamport", "7"),
        ("seconds", -1.0),
        ("seconds", "soon"),
        ("study_day", "never"),
        ("kind", b"\x00"),
    ],
)
def test_a_row_with_a_value_of_another_type_is_no_event(column: str, value: object) -> None:
    row = to_columns(EVENTS["verdict"]) | {column: value}
    with pytest.raises(EventError):
        from_columns(row)
    with pytest.raises(EventError):
        line_from_columns([row[name] for name in LINE_COLUMNS], helped=False)


@each_row("kind", KINDS)
def test_every_kind_has_exactly_its_fields_and_survives_a_file(kind: str) -> None:
    shape = to_json(EVENTS[kind])
    content = set() if kind in ("undo", "note") else {"content"}
    assert shape.keys() == COMMON | content | OWN.get(kind, set())
    assert from_json(json.loads(json.dumps(shape))) == EVENTS[kind]


@each_row("kind", KINDS)
def test_what_an_event_came_through_survives_a_row_and_a_file(kind: str) -> None:
    event = replace(EVENTS[kind], front="mcp")
    shape = to_json(event)
    assert shape == to_json(EVENTS[kind]) | {"front": "mcp"}
    assert from_json(json.loads(json.dumps(shape))) == event
    assert from_columns(to_columns(event)) == event
    assert line_of(event) == line_of(EVENTS[kind])
    assert (event.order, event.more) == (EVENTS[kind].order, {})
    for odd in ("M C P", "x" * 33, 3, None, "a\nb"):
        with pytest.raises(EventError, match="front"):
            from_json(shape | {"front": odd})


def test_times_are_written_in_utc_with_milliseconds() -> None:
    at = datetime(2026, 11, 20, 8, 12, 3, 123_987, tzinfo=timezone(timedelta(hours=1)))
    assert format_event_time(at) == "2026-11-20T07:12:03.123Z"
    assert whole_ms(at) == datetime(2026, 11, 20, 7, 12, 3, 123_000, tzinfo=UTC)


def test_uuid7_holds_time_version_and_variant() -> None:
    made = UUID(make_uuid7(1_763_622_723_123, (1 << 74) - 1))
    assert (made.int >> 80, made.version, made.variant) == (1_763_622_723_123, 7, UUID(int=2 << 62).variant)
    assert make_uuid7(5, 1) < make_uuid7(6, 0)


def test_unknown_fields_are_kept_even_inside_the_content() -> None:
    shape = VERDICT | {"later": [1, "two"], "content": {"maths": "m", "wording": "w", "layout": "l"}}
    assert to_json(from_json(shape)) == shape


WRONG_TYPES = [
    ("kind", "leap"), ("kind", 3), ("id", "7"), ("id", "019AA01B-1E33-7D14-B849-7BE300F22EFF"),
    ("learner", "Me"), ("learner", "a" * 65), ("device", ""), ("lamport", True), ("lamport", 1.0),
    ("lamport", -1), ("lamport", 1 << 52), ("at", "2026-11-20T07:12:03Z"),
    ("at", "2026-13-20T07:12:03.123Z"), ("at", "2026-11-20T07:12:03.123+00:00"), ("offset_minutes", "60"),
    ("study_day", "20261120"), ("study_day", "2026-02-30"), ("item", None), ("content", None),
    ("content", {"maths": "m"}), ("round", "second"), ("pass", "two"), ("ok", 1), ("why", None),
    ("decided_by", "chance"), ("reason", 4), ("answer", [1]), ("answer", {"a": 1}), ("answer", 2),
    ("params", []), ("params", {"a": 3}), ("hints", False), ("seconds", float("nan")),
    ("seconds", float("inf")), ("seconds", 10**400), ("seconds", -1), ("seconds", True),
]  # fmt: skip


@each_row(("field", "value"), WRONG_TYPES)
def test_a_wrong_type_is_refused_by_the_name_of_its_field(field: str, value: object) -> None:
    with pytest.raises(EventError, match=field) as refused:
        from_json(VERDICT | {field: value})
    assert refused.value.field == field


@each_row("field", sorted(VERDICT))
def test_a_missing_field_is_refused_by_its_name(field: str) -> None:
    with pytest.raises(EventError, match=f"^{field}: is missing"):
        from_json({name: value for name, value in VERDICT.items() if name != field})


@pytest.mark.parametrize("value", [None, [], "verdict", 7])
def test_what_is_no_object_is_no_event(value: object) -> None:
    with pytest.raises(EventError, match="object"):
        from_json(value)


def test_a_note_on_an_unknown_field_is_kept() -> None:
    shape = to_json(EVENTS["note"]) | {"field": "mood", "later": {"a": 1}}
    assert to_json(from_json(shape)) == shape
    with pytest.raises(EventError, match="field"):
        from_json(shape | {"field": ""})


@given(st.lists(st.sampled_from([0, 5, LEAP, LEAP + 1, 2 * LEAP, 2 * LEAP + 1, 3 * LEAP + 2]), unique=True))
@example([LEAP, 5, 2 * LEAP])
def test_a_lamport_leaps_where_the_next_lower_one_is_far_below(lamports: list[int]) -> None:
    lows, highs = [n for n in lamports if n <= LEAP], [n for n in lamports if n > LEAP]
    far = {n: n - max((0, *(other for other in lamports if other < n))) for n in lamports}
    assert leaps(lamports) == {n: distance for n, distance in far.items() if distance > LEAP}
    assert leaps([max(lows, default=0), *highs]) == leaps(lamports)


def nested(depth: int) -> object:
    return [nested(depth - 1)] if depth else "deep"


@each_row(
    ("field", "wild"),
    [
        ("lamport", {"lamport": 1 << 51}),
        ("at", {"at": datetime(1899, 12, 31, tzinfo=UTC), "study_day": date(1899, 12, 31)}),
        ("at", {"at": datetime(3000, 1, 1, tzinfo=UTC), "study_day": date(3000, 1, 1)}),
        ("study_day", {"study_day": date(2026, 2, 5)}),
        ("offset_minutes", {"offset_minutes": 1 << 31}),
        ("offset_minutes", {"offset_minutes": -1441}),
        ("item", {"item": "calculus/a\nb"}),
        ("item", {"item": "calculus/a\x1b[2J"}),
        ("item", {"item": "x" * 1001}),
        ("pass", {"facts": replace(EVENTS["verdict"].facts, pass_=100_001)}),
        ("seconds", {"facts": replace(EVENTS["verdict"].facts, seconds=86_400.5)}),
        ("later", {"more": {"later": -(1 << 31)}}),
        ("later", {"more": {"later": [{"x": float("inf")}]}}),
    ],
)
def test_no_wild_number_is_merged(field: str, wild: dict[str, object]) -> None:
    with pytest.raises(EventError) as refused:
        refuse_wild(replace(EVENTS["verdict"], **wild))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "tame",
    [
        {},
        {"lamport": (1 << 51) - 1},
        {"facts": replace(EVENTS["verdict"].facts, seconds=86_400.0)},
        {"offset_minutes": -480},
        {"offset_minutes": 840},
        {"offset_minutes": 1440},
        {"offset_minutes": -1440},
        {"content": None, "facts": Note(field="link", key="1", text="")},
        {"item": "algèbre/é 1\u00a0a"},
        {"item": "x" * 1000},
        # A clock that lost its battery.
        {"at": datetime(1970, 1, 1, tzinfo=UTC), "study_day": date(1970, 1, 1)},
        {"at": datetime(2250, 1, 1, tzinfo=UTC), "study_day": date(2250, 1, 1)},
        {"study_day": date(2026, 2, 4)},
        {"more": {"later": nested(19), "other": [(1 << 31) - 1, 0.5, True, None]}},
    ],
)
def test_honest_events_are_not_wild(tame: dict[str, object]) -> None:
    refuse_wild(replace(EVENTS["verdict"], **tame))


@pytest.mark.parametrize("depth", [20, 900])
def test_what_is_nested_deeply_is_no_event(depth: int) -> None:
    shape = to_json(EVENTS["verdict"])
    from_json(shape | {"later": nested(19)})
    with pytest.raises(EventError) as refused:
        from_json(shape | {"later": nested(depth)})
    assert refused.value.field == "later"
