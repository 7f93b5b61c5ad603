"""What marks say of a field: it is read from texts, all faults at once, is written, and is described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

import pytest

from drill.reading import (
    AsMapping,
    ByKey,
    ByShape,
    ByWord,
    Check,
    DataFault,
    Derived,
    FaultyData,
    FieldFault,
    Lone,
    MayBeEmpty,
    Pattern,
    Required,
    Short,
    Size,
    UnderTag,
    Whole,
    WrittenAs,
    WrittenName,
    make_json_schema,
    read_typed,
    write_plain,
)
from tests.rows import each_row


def require_one_word(text: str) -> None:
    if " " in text:
        raise ValueError("one word is expected")


def require_small(text: str) -> None:
    if text != text.lower():
        raise FieldFault((), "small letters are expected", f"write {text.lower()}")


Word = Annotated[str, Check(require_one_word), Check(require_small)]
Dotted = Annotated[str, Pattern(r"[a-z]+(\.[a-z]+)*", "an id such as a.b", is_shown=True)]


@dataclass(frozen=True)
class Link:
    title: Word
    at: str = ""
    book: str = ""

    def __post_init__(self) -> None:
        if self.at and self.book:
            raise FieldFault("book", "one of at and book is expected", "take {one} out")


@dataclass(frozen=True)
class Dot:
    x: Annotated[int, Whole(0, 9)]


@dataclass(frozen=True)
class Bar:
    high: str


@dataclass(frozen=True)
class One:
    kind: str
    key: Annotated[str, UnderTag(), MayBeEmpty()]
    is_shown: Annotated[bool, WrittenName("is-shown")] = False


@dataclass(frozen=True)
class Two:
    kind: str
    parts: Annotated[tuple[tuple[Dotted, Answer], ...], UnderTag(), AsMapping(), Size(1)] = ()


Answer = Annotated[One | Two, ByKey(lambda: {"number": One, "word": One, "parts": Two}, "kind")]


@dataclass(frozen=True)
class Undo:
    of: str


@dataclass(frozen=True)
class Note:
    kind: str
    text: str = ""


Event = Annotated[Undo | Note, ByWord("kind", {"undo": Undo, "note": Note, "remark": Note})]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    id: Dotted
    level: Annotated[int, Whole(1, 5)] = 2
    links: Annotated[tuple[Annotated[Link, Short("title")], ...], Lone(), Size(most=3)] = ()
    names: Annotated[Mapping[Dotted, Word], Size(1, 2)] = field(default_factory=dict[str, str])
    domain: Annotated[str | tuple[str, ...], ByShape("a range or a list is expected")] = ""
    drawn: Annotated[Dot | Bar, ByKey({"x": Dot, "high": Bar})] | None = None
    answer: Answer | None = None
    style: Literal["", "plain", "bold"] = ""
    is_done: bool = False
    day: Annotated[date, WrittenAs(str, date.fromisoformat, date.isoformat)] | None = None
    say: Annotated[str, Required()] = "nothing"
    from_: str = ""
    places: Annotated[tuple[int, ...], Derived()] = ()
    here: int = field(default=0, init=False)


DUE = {"id": "a.b", "say": "so"}


def page(**written: Any) -> Page:
    return read_typed(Page, {**DUE, **written}, scalars="text")


def faults_of(model: Any, data: object) -> list[tuple[Any, ...]]:
    with pytest.raises(FaultyData) as error:
        read_typed(model, data, scalars="text")
    return [(*fault.path, fault.message) for fault in error.value.faults]


@each_row(
    ("written", "due"),
    [
        ({"level": "3"}, {"level": 3}),
        ({"level": 3}, {"level": 3}),
        ({"level": None}, {}),
        ({"links": "adam"}, {"links": (Link("adam"),)}),
        ({"links": ["adam", {"title": "b", "at": "3"}]}, {"links": (Link("adam"), Link("b", "3"))}),
        ({"names": {"a.b": "x"}}, {"names": {"a.b": "x"}}),
        ({"domain": "2..9"}, {"domain": "2..9"}),
        ({"domain": ["1", 2]}, {"domain": ("1", "2")}),
        ({"drawn": {"x": "4"}}, {"drawn": Dot(4)}),
        ({"drawn": {"high": "4"}}, {"drawn": Bar("4")}),
        ({"answer": {"number": "", "is-shown": "true"}}, {"answer": One("number", "", is_shown=True)}),
        ({"answer": {"parts": {"a": {"word": "x"}}}}, {"answer": Two("parts", (("a", One("word", "x")),))}),
        ({"style": "bold"}, {"style": "bold"}),
        ({"is_done": "yes"}, {"is_done": True}),
        ({"day": "2026-11-26"}, {"day": date(2026, 11, 26)}),
        ({"from": "x"}, {"from_": "x"}),
    ],
)
def test_what_is_written_is_read(written: Mapping[str, Any], due: Mapping[str, Any]) -> None:
    assert page(**written) == Page(id="a.b", say="so", **due)
    assert read_typed(Page, write_plain(page(**written))) == page(**written)
    assert read_typed(Page, write_plain(page(**written), scalars="text"), scalars="text") == page(**written)


@each_row(
    ("written", "fault"),
    [
        ({"id": "A"}, ("id", "an id such as a.b is expected, not 'A'")),
        ({"id": ""}, ("id", "is empty")),
        ({"level": "6"}, ("level", "a whole number from 1 to 5 is expected, not '6'")),
        ({"level": "2.0"}, ("level", "a whole number from 1 to 5 is expected, not '2.0'")),
        ({"level": ["2"]}, ("level", "a whole number from 1 to 5 is expected, not a list")),
        ({"level": "²"}, ("level", "a whole number from 1 to 5 is expected, not '²'")),
        ({"links": ["a", "b", "c", "d"]}, ("links", "at most 3 entries are allowed")),
        ({"links": [["a"]]}, ("links", 0, "text is expected, not a list")),
        ({"links": "B c"}, ("links", "one word is expected")),
        ({"links": "B"}, ("links", "small letters are expected")),
        ({"links": {"title": "b", "at": "3", "book": "x"}}, ("links", "a list is expected, not a mapping")),
        ({"links": [{"title": "b", "at": "3", "book": "x"}]},
         ("links", 0, "book", "one of at and book is expected")),
        ({"links": [{}]}, ("links", 0, "title", "is missing")),
        ({"names": {}}, ("names", "at least 1 entry is expected")),
        ({"names": {"A": "b"}}, ("names", "A", "an id such as a.b is expected, not 'A'")),
        ({"names": {"a": "B"}}, ("names", "a", "small letters are expected")),
        ({"domain": {"a": "b"}}, ("domain", "a range or a list is expected")),
        ({"drawn": {"y": "4"}}, ("drawn", "one of x, high is expected")),
        ({"drawn": {"x": "4", "high": "3"}}, ("drawn", "one of x and high is expected, not several")),
        ({"drawn": "x"}, ("drawn", "names with values are expected, not 'x'")),
        ({"drawn": ""}, ("drawn", "is empty")),
        ({"answer": {"number": "2", "word": "x"}},
         ("answer", "one of number and word is expected, not several")),
        ({"answer": {"number": "2", "kind": "x"}}, ("answer", "kind", "unknown key 'kind'")),
        ({"answer": {"number": "2", "is_shown": "x"}}, ("answer", "is_shown", "unknown key 'is_shown'")),
        ({"answer": {"parts": {"a": {"parts": {}}}}},
         ("answer", "parts", "a", "parts", "at least 1 entry is expected")),
        ({"style": ""}, ("style", "is empty")),
        ({"style": "blod"}, ("style", "'blod' is not known")),
        ({"is_done": "on"}, ("is_done", "true or false is expected, not 'on'")),
        ({"day": "2026-13-01"}, ("day", "month must be in 1..12")),
        ({"from_": "x"}, ("from_", "unknown key 'from_'")),
        ({"places": ["1"]}, ("places", "unknown key 'places'")),
        ({"here": "1"}, ("here", "unknown key 'here'")),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_place(written: Mapping[str, Any], fault: tuple[Any, ...]) -> None:
    assert faults_of(Page, {**DUE, **written}) == [fault]


def test_all_faults_are_found_at_once() -> None:
    data = {"level": "9", "links": [{"tilte": "x"}, "Q"], "names": {"a": "", "Z": "z"}}
    assert faults_of(Page, data) == [
        ("level", "a whole number from 1 to 5 is expected, not '9'"),
        ("links", 0, "tilte", "unknown key 'tilte'"),
        ("links", 0, "title", "is missing"),
        ("links", 1, "small letters are expected"),
        ("names", "a", "is empty"),
        ("names", "Z", "an id such as a.b is expected, not 'Z'"),
        ("id", "is missing"),
        ("say", "is missing"),
    ]


def test_a_hint_is_data_and_never_a_format() -> None:
    with pytest.raises(FaultyData) as error:
        read_typed(Link, {"title": "b", "at": "3", "book": "x"})
    fault = DataFault(("book",), "one of at and book is expected", "take {one} out", "rule")
    assert error.value.faults == (fault,)


@each_row(
    ("data", "value"),
    [
        ({"kind": "undo", "of": "x"}, Undo("x")),
        ({"kind": "note", "text": "x"}, Note("note", "x")),
        ({"kind": "remark"}, Note("remark")),
    ],
)
def test_a_word_tells_the_class(data: Mapping[str, str], value: object) -> None:
    assert read_typed(Event, data) == value
    assert write_plain(value, Event) == data


@each_row(
    ("data", "fault"),
    [
        ({"of": "x"}, ("kind", "is missing")),
        ({"kind": "und", "of": "x"}, ("kind", "'und' is not known")),
        ({"kind": ["undo"]}, ("kind", "a list is not known")),
        ({"kind": "undo"}, ("of", "is missing")),
        ([], ("names with values are expected, not a list",)),
    ],
)
def test_an_unknown_word_is_named(data: object, fault: tuple[str, ...]) -> None:
    assert faults_of(Event, data) == [fault]


def test_short_forms_are_written_short() -> None:
    whole = page(links=["adam", {"title": "b", "at": "3"}], answer={"word": "x"})
    assert write_plain(whole, scalars="text") == {
        **DUE, "links": ["adam", {"title": "b", "at": "3"}], "answer": {"word": "x"},
    }  # fmt: skip


def test_derived_fields_are_read_and_written_by_the_program() -> None:
    whole = Page(id="a", say="so", places=(1, 2))
    assert write_plain(whole, scalars="text") == {"id": "a", "say": "so"}
    assert read_typed(Page, write_plain(whole)) == whole
    written = write_plain(whole, scalars="text", with_derived=True)
    assert read_typed(Page, written, scalars="text", with_derived=True) == whole


def test_the_schema_says_what_is_read() -> None:
    schema = make_json_schema(Page)
    properties = schema["properties"]
    assert schema["required"] == ["id", "say"]
    assert properties["id"] == {"type": "string", "pattern": r"^[a-z]+(\.[a-z]+)*$"}
    assert properties["level"] == {"type": "integer", "minimum": 1, "maximum": 5}
    assert properties["style"] == {"type": "string", "enum": ["plain", "bold"]}
    assert "from" in properties
    assert "places" not in properties
    assert "here" not in properties
    assert schema["$defs"]["Two"]["properties"].keys() == {"parts"}
