"""Dataclasses as plain data: what is sent arrives, and anything else is refused by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import pytest

from drill.errors import CheckError
from drill.proving import ExerciseReport, Problem
from drill.reading import MOST_DEPTH, MOST_FAULTS, FaultyData, Written, read_typed, write_plain
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
    assert read_typed(Outer, json.loads(json.dumps(write_plain(value)))) == value


def test_a_default_is_not_written() -> None:
    assert write_plain(Outer("x")) == {"name": "x"}
    assert write_plain(Inner("one", Fraction(3))) == {"word": "one", "share": "3"}


def test_a_report_with_problems_is_kept() -> None:
    report = ExerciseReport(exercise="one", missed=("a",), problems=[Problem("error", "key", "answer", "m")])
    assert read_typed(ExerciseReport, json.loads(json.dumps(write_plain(report)))) == report


@each_row(
    ("data", "says"),
    [
        ([], "names with values are expected, not a list"),
        ({}, "name: is missing"),
        ({"name": "x", "nam": "y"}, "nam: unknown key 'nam' (did you mean name?)"),
        ({"name": 2}, "name: text is expected, not 2"),
        ({"name": "x", "done": 1}, "done: true or false is expected, not 1"),
        ({"name": "x", "pairs": [["a", True]]}, "pairs 1 2: a whole number is expected, not true"),
        ({"name": "x", "pairs": [["a", 1.0]]}, "pairs 1 2: a whole number is expected, not 1.0"),
        ({"name": "x", "pairs": [["a"]]}, "pairs 1: 2 entries are expected, not 1"),
        ({"name": "x", "several": {}}, "several: a list is expected, not a mapping"),
        ({"name": "x", "several": [{}]}, "several 1.word: is missing"),
        ({"name": "x", "by_name": {"c": {"word": "three"}}}, "by_name.c.word: 'three' is not known"),
        ({"name": "x", "by_name": {"c": {"word": "one", "share": "1/0"}}}, "a fraction such as 1/2"),
        ({"name": "x", "inner": {"word": []}}, "inner.word: a list is not known"),
        ({"name": "x", "key": ["a"]}, "key: a text or a mapping is expected"),
        ({"name": None}, "name: text is expected, not nothing"),
        ({"name": "x", "seconds": 10**400}, "seconds: a number is expected"),
    ],
)
def test_anything_else_is_refused(data: object, says: str) -> None:
    with pytest.raises(CheckError) as error:
        read_typed(Outer, data)
    assert says in str(error.value)


def test_null_is_read_where_the_type_says_so() -> None:
    assert read_typed(Outer, {"name": "x", "inner": None}) == Outer("x")


def test_a_whole_number_is_a_number() -> None:
    assert read_typed(Outer, {"name": "x", "seconds": 60}) == Outer("x", seconds=60.0)


def test_unknown_names_may_be_passed_over() -> None:
    data = {"name": "x", "later": [], "inner": {"word": "one", "later": 1}}
    assert read_typed(Outer, data, unknown="pass") == Outer("x", inner=Inner("one"))


def nested(deep: int) -> Any:
    data: Any = "x"
    for _ in range(deep):
        data = {"over": data}
    return data


@pytest.mark.parametrize("deep", [MOST_DEPTH, 3000])
def test_what_is_nested_too_deep_is_refused(deep: int) -> None:
    with pytest.raises(FaultyData, match="nested more than 40 deep"):
        read_typed(Outer, {"name": "x", "written": nested(deep)})
    data: Any = {}
    for _ in range(deep):
        data = {"parts": [data]}
    with pytest.raises(FaultyData, match="nested more than 40 deep"):
        read_typed(Tree, data)


@dataclass(frozen=True)
class Tree:
    parts: tuple[Tree, ...] = ()


def test_a_class_may_hold_itself() -> None:
    tree = Tree((Tree(), Tree((Tree(),))))
    assert read_typed(Tree, write_plain(tree)) == tree


def test_faults_beyond_the_limit_are_not_looked_for() -> None:
    with pytest.raises(FaultyData) as error:
        read_typed(Outer, {"name": "x", "several": [{}] * 100_000})
    assert len(error.value.faults) == MOST_FAULTS


def test_types_that_data_cannot_tell_apart_are_refused_when_the_reader_is_made() -> None:
    with pytest.raises(TypeError, match="both a mapping"):
        read_typed(Inner | Outer, {})
    with pytest.raises(TypeError, match="not a type that data can have"):
        read_typed(complex, 1)
