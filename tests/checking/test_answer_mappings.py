"""Answers as banks and ``drill grade`` write them: what is written is read again, for every kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drill.checking.answer import Answer, Line, Option, Slip, Tolerance, answer_from, as_mapping
from drill.checking.kind_table import FACTORISATIONS, FORMS, KINDS, UP_TO
from drill.codec import from_plain, to_plain

TEXTS = st.text("abxy12 +-$\\@{}αé:,'\"#", min_size=1, max_size=12)
NAMES = st.text("abcxyz", min_size=1, max_size=4)
AXES = st.lists(st.sampled_from(["m", "n", "2"]), max_size=3).map(tuple)
SHAPES = st.dictionaries(NAMES, AXES, max_size=3).map(lambda found: tuple(found.items()))
SEVERAL = st.lists(TEXTS, max_size=3).map(tuple)
TOLERANCES = st.one_of(
    st.builds(Tolerance, st.sampled_from(["abs", "rel"]), st.sampled_from(["0.002", "1/3", "1e-6"])),
    st.builds(Tolerance, st.sampled_from(["digits", "decimals"]), st.sampled_from(["1", "3", "50"])),
    st.just(Tolerance("decimals", "0")),
)
EITHER = st.one_of(st.just(""), TEXTS)
OPTIONS: dict[str, tuple[str, Any]] = {
    "up_to": ("up_to", st.sampled_from(("", *UP_TO))),
    "wrt": ("wrt", EITHER),
    "constant": ("constant", st.sampled_from(["", "required", "optional"])),
    "shapes": ("shapes", SHAPES),
    "arrays": ("arrays", SHAPES),
    "value": ("value", EITHER),
    "of": ("of", EITHER),
    "latex": ("latex", EITHER),
    "keep-order": ("keep_order", st.booleans()),
    "show": ("show", st.sampled_from([0, 3, 6])),
    "such-that": ("such_that", SEVERAL),
    "example": ("example", EITHER),
    "none": ("none", st.booleans()),
}
"""The field that an option fills, and its values."""


def distinct(build: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(build, min_size=2, max_size=5, unique_by=lambda each: each.id).map(tuple)


@st.composite
def choices(draw: st.DrawFn) -> tuple[Option, ...]:
    first = Option("first", draw(TEXTS), True, draw(EITHER), draw(EITHER))
    return (first, *draw(distinct(st.builds(Option, NAMES, TEXTS, st.just(False), EITHER, EITHER))))


FAULT_LINES = st.lists(st.builds(Line, TEXTS, EITHER), min_size=1, max_size=5).map(tuple)
SLIPS = distinct(
    st.builds(
        Slip, NAMES, st.integers(1, 9), st.lists(TEXTS, min_size=1, max_size=3).map(tuple), EITHER, EITHER
    )
)


@st.composite
def answers(draw: st.DrawFn, kind: str, *, within: bool = False) -> Answer:
    """An answer of a kind: what stands under its name, some of its options, what all kinds may declare."""
    given: dict[str, Any] = {}
    taken = set(KINDS[kind])
    match kind:
        case "choice" | "choices":
            given["options"] = draw(choices())
        case "order":
            given["options"] = draw(distinct(st.builds(Option, NAMES, TEXTS, st.just(True))))
        case "parts":
            kinds = st.sampled_from(sorted(set(KINDS) - {"parts", "self"}))
            parts = st.dictionaries(NAMES, kinds, min_size=1, max_size=3)
            given["parts"] = tuple(
                (name, draw(answers(part, within=True))) for name, part in draw(parts).items()
            )
        case "solutions":
            given |= {"key": draw(TEXTS), "span": draw(EITHER)}
        case "any":
            given |= {"key": draw(NAMES), "size": draw(AXES)}
            given["key"] = given["key"].strip()
        case "factorisation":
            given["key"] = draw(st.sampled_from(FACTORISATIONS))
        case "fault" if draw(st.booleans()):
            given |= {"key": draw(st.sampled_from(["none", "1", "4"])), "count": 4}
            taken = set()
        case "fault":
            given |= {"lines": draw(FAULT_LINES), "slips": draw(SLIPS)}
        case "self":
            given["key"] = draw(EITHER)
        case _:
            given["key"] = draw(TEXTS)
    for option in taken & set(OPTIONS):
        field, values = OPTIONS[option]
        given[field] = draw(values)
    if "tolerance" in taken:
        given["tolerance"] = draw(st.none() | TOLERANCES)
    if kind in FORMS:
        given["form"] = draw(st.sampled_from(("", *FORMS[kind])))
    if not within:
        given["vars"] = draw(st.lists(NAMES, max_size=3).map(tuple))
        given["names"] = draw(st.dictionaries(NAMES, TEXTS, max_size=2).map(lambda each: tuple(each.items())))
        given["assume"] = draw(SEVERAL)
    return Answer(kind=kind, **given)


every_kind = pytest.mark.parametrize("kind", sorted(KINDS))
FEW = settings(max_examples=30, deadline=None)
"""Of each of 26 kinds."""


@every_kind
@FEW
@given(data=st.data())
def test_what_is_written_is_read_again(kind: str, data: st.DataObject) -> None:
    answer = data.draw(answers(kind))
    assert answer_from(json.loads(json.dumps(as_mapping(answer)))) == answer


@every_kind
@FEW
@given(data=st.data())
def test_what_is_sent_arrives(kind: str, data: st.DataObject) -> None:
    answer = data.draw(answers(kind))
    assert from_plain(Answer, json.loads(json.dumps(to_plain(answer)))) == answer
