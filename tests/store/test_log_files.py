"""Logs as files: what is refused is told with file and line, and what may come in is cleaned."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from drill.errors import LogError, UsageError
from drill.store import list_log_files, read_placed_events

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVENT: dict[str, Any] = {
    "id": "0193487c-9e7a-7b1c-8e11-0123456789ab",
    "learner": "me",
    "device": "0123456789abcdef",
    "lamport": 7,
    "at": "2026-11-20T07:12:03.123Z",
    "offset_minutes": 60,
    "study_day": "2026-11-20",
    "kind": "verdict",
    "item": "calculus/product",
    "content": {"maths": "a" * 16, "wording": "b" * 16},
    "round": "first",
    "pass": 1,
    "ok": True,
    "why": False,
    "decided_by": "checker",
    "reason": "",
    "code": "",
    "answer": "2x",
    "revealed": False,
    "seen": False,
    "params": {"a": "3"},
    "hints": 0,
    "seconds": 12.5,
    "raw_seconds": 20,
}
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def lines(*texts: str | bytes | dict[str, Any], name: str = "log.jsonl") -> Path:
        path = tmp_path / name
        raw = [
            json.dumps(text).encode()
            if isinstance(text, dict)
            else text.encode()
            if isinstance(text, str)
            else text
            for text in texts
        ]
        path.write_bytes(b"\n".join(raw) + b"\n")
        return path

    return lines


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in EVENT.items() if key != name}


def link(text: str) -> dict[str, Any]:
    names = ("id", "learner", "device", "lamport", "at", "offset_minutes", "study_day")
    note = {"kind": "note", "item": "papers/adam", "field": "link", "key": EVENT["id"], "text": text}
    return {name: EVENT[name] for name in names} | note


def nested(depth: int) -> dict[str, Any]:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return EVENT | {"later": value}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("not json", "not JSON"),
        (b"\xff\xfe", "UTF-8"),
        ("[1]", "object"),
        ("[" * 100_000, "nested"),
        ("1" * 5_000, "not JSON"),
        (EVENT | {"kind": "leap"}, "kind"),
        (EVENT | {"pass": "two"}, "pass"),
        (EVENT | {"pass": True}, "pass"),
        (without("seconds"), "seconds: is missing"),
        (without("content"), "content"),
        (EVENT | {"lamport": 2**51}, "lamport"),
        (EVENT | {"at": "1899-12-31T23:59:59.999Z", "study_day": "1899-12-31"}, "at"),
        (EVENT | {"at": "3000-01-01T00:00:00.000Z", "study_day": "3000-01-01"}, "at"),
        (EVENT | {"study_day": "2026-12-30"}, "study_day"),
        (EVENT | {"hints": 2**31}, "hints"),
        (EVENT | {"later": [2**40]}, "later"),
        (json.dumps(EVENT).replace("12.5", "1e400"), "seconds"),
        (json.dumps(EVENT).replace("12.5", "NaN"), "not finite"),
        (EVENT | {"id": "7"}, "id"),
        (EVENT | {"learner": "Ada Lovelace"}, "learner"),
        (EVENT | {"answer": "x" * 1_000_001}, "longer than 1 MB"),
        (EVENT | {"at": "2026-11-22T12:00:00.001Z", "study_day": "2026-11-22"}, "48 hours ahead"),
        (nested(20), "nested"),
        (nested(600), "nested"),
        (nested(600) | {"answer": "é"}, "nested"),
        (EVENT | {"later": {"x": nested(19)}}, "nested"),
        (EVENT | {"seconds": -1.5e300}, "seconds"),
        (EVENT | {"item": "\x1b\x00"}, "item"),
        (link("--gpu-launcher=touch x\nRead me first\n5"), "not a web address"),
        (link("javascript:alert(1)"), "not a web address"),
        (link("file:///etc/passwd"), "not a web address"),
        (link("https://a.org/\u00a0--x"), "not a web address"),
    ],
)
def test_what_no_honest_log_holds_is_refused_with_its_line(
    write: Write, line: str | bytes | dict[str, Any], words: str
) -> None:
    path = write(EVENT, "", line)
    with pytest.raises(LogError) as told:
        list(read_placed_events([path], NOW))
    assert (told.value.path, told.value.line) == (str(path), 3)
    assert words in str(told.value)
    assert str(told.value).startswith(f"{path}:3: ")


@pytest.mark.parametrize("text", ["https://a.org/b\nA post\n5", "http://a.org", ""])
def test_links_to_the_web_are_taken_in(write: Write, text: str) -> None:
    assert len(list(read_placed_events([write(link(text))], NOW))) == 1


def test_force_takes_what_lies_ahead(write: Write) -> None:
    ahead = EVENT | {"at": "2027-11-22T12:00:00.000Z", "study_day": "2027-11-22"}
    (kept,) = read_placed_events([write(ahead)], NOW, force=True)
    assert kept.event.at.year == 2027


def test_strings_are_cleaned_whatever_holds_them(write: Write) -> None:
    steered = EVENT | {
        "answer": {"mean\x00": "2\x1b[31m"},
        "code": "\u202eevil",
        "later": [{"na\x07me": "te\x9bxt \ud800"}],
    }
    (kept,) = read_placed_events([write(steered)], NOW)
    assert "\\u001b" not in json.dumps(kept.event.more)
    assert kept.event.more == {"later": [{"name": "text "}]}
    assert kept.event.facts.answer == {"mean": "2[31m"}  # type: ignore[union-attr]
    assert kept.event.facts.code == "evil"  # type: ignore[union-attr]


def test_marks_of_other_systems_do_not_matter(write: Write) -> None:
    path = write(b"\xef\xbb\xbf" + json.dumps(EVENT).encode() + b"\r", b"  ", nested(18))
    assert [placed.line for placed in read_placed_events([path], NOW)] == [1, 3]


def test_folders_stand_for_the_files_in_them(write: Write, tmp_path: Path) -> None:
    (tmp_path / "phone").mkdir()
    second, first = write(EVENT, name="phone/b.jsonl"), write(EVENT, name="a.jsonl")
    write("# notes", name="notes.md")
    assert list_log_files([tmp_path]) == [first, second]
    assert list_log_files([second, tmp_path]) == [second, first]
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"no \.jsonl"):
        list_log_files([tmp_path / "empty"])
    with pytest.raises(UsageError, match="no such file"):
        list_log_files([tmp_path / "nowhere"])
