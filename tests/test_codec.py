"""Dataclasses as plain data: what is sent arrives, and anything else is refused by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import pytest

from drill.codec import Written, from_plain, to_plain
from drill.errors import CheckError
from drill.proving import ExerciseReport, Problem
from tests.rows import each_row


@dataclass(frozen=True)
class Inner:
    word: Literal["one", "two"]
    share: Fraction = Fraction(1, 2)


@dataclass(frozen=True)
class Outer:
    name: str
    key: str | Mapping[str, str] = ""
    inner: Inner | None = None
    pairs: tuple[tuple[str, int], ...] = ()
    several: list[Inner] = field(default_factory=list[Inner])
    by_name: Mapping[str, Inner] = field(default_factory=dict[str, Inner])
    seconds: float = 0.0
    done: bool = False
    written: Mapping[str, Written] = field(default_factory=dict[str, Written])


FULL = Outer(
    "x",
    key={"mean": "2"},
    inner=Inner("two", Fraction(-2, 3)),
    pairs=(("a", 1), ("b", 2)),
    several=[Inner("one"), Inner("two")],
    by_name={"c": Inner("one")},
    seconds=1.5,
    done=True,
    written={"over": {"x": ["0", "1"]}},
)


@pytest.mark.parametrize("value", [Outer("x"), FULL, Outer("x", key="2", seconds=60.0)])
def test_what_is_sent_arrives(value: Outer) -> None:
    assert from_plain(Outer, json.loads(json.dumps(to_plain(value)))) == value


def test_a_default_is_not_written() -> None:
    assert to_plain(Outer("x")) == {"name": "x"}
    assert to_plain(Inner("one", Fraction(3))) == {"word": "one", "share": "3"}


def test_a_report_with_problems_is_kept() -> None:
    report = ExerciseReport(exercise="one", missed=("a",), problems=[Problem("error", "key", "answer", "m")])
    assert from_plain(ExerciseReport, json.loads(json.dumps(to_plain(report)))) == report


@each_row(
    ("data", "says"),
    [
        ([], "Outer: names with values are expected"),
        ({}, "Outer: name is missing"),
        ({"name": "x", "nam": "y"}, "Outer: no field is called 'nam'"),
        ({"name": 2}, "Outer.name: int is the wrong type"),
        ({"name": "x", "done": 1}, "Outer.done: int is the wrong type"),
        ({"name": "x", "pairs": [["a", True]]}, "Outer.pairs: bool is the wrong type"),
        ({"name": "x", "pairs": [["a"]]}, "Outer.pairs: 2 entries are expected"),
        ({"name": "x", "several": {}}, "Outer.several: dict is the wrong type"),
        ({"name": "x", "several": [{}]}, "Outer.several: word is missing"),
        ({"name": "x", "by_name": {"c": {"word": "three"}}}, "Outer.by_name.c.word: str is the wrong type"),
        ({"name": "x", "by_name": {"c": {"word": "one", "share": "1/0"}}}, "share: str is the wrong type"),
        ({"name": "x", "inner": {"word": []}}, "Outer.inner: dict is the wrong type"),
        ({"name": "x", "key": ["a"]}, "Outer.key: list is the wrong type"),
    ],
)
def test_anything_else_is_refused(data: object, says: str) -> None:
    with pytest.raises(CheckError) as error:
        from_plain(Outer, data)
    assert says in str(error.value)
