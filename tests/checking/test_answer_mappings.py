"""Answers as banks and ``drill grade`` write them: what is written is read again, for every kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.checking import KINDS, UNFIT, AnswerCondition, Option, Slip, Spec, Tolerance, as_mapping, spec_from
from drill.checking.spec import ArgumentLine
from drill.reading import plan_record, read_typed, write_plain
from tests.option_words import list_option_words

TEXTS = st.text("abxy12 +-$\\@{}αé:,'\"#", min_size=1, max_size=12)
NAMES = st.text("abcxyz", min_size=1, max_size=4)
AXES = st.lists(st.sampled_from(["m", "n", "2"]), max_size=3).map(tuple)
SHAPES = st.dictionaries(NAMES, AXES, max_size=3).map(lambda found: tuple(found.items()))
SEVERAL = st.lists(TEXTS, max_size=3).map(tuple)
WITHIN = st.builds(Tolerance, st.sampled_from(["abs", "rel"]), st.sampled_from(["0.002", "1/3", "1e-6"]))
TOLERANCES = st.one_of(
    st.just({}),
    st.builds(dict, within=WITHIN),
    st.builds(dict, digits=st.sampled_from([1, 3, 50])),
    st.builds(dict, decimals=st.sampled_from([0, 1, 50])),
)
EITHER = st.one_of(st.just(""), TEXTS)
CONDITIONS = st.lists(st.builds(AnswerCondition, TEXTS, EITHER), max_size=3).map(tuple)
OPTIONS: dict[str, Any] = {
    "wrt": st.one_of(st.just(""), NAMES),
    "shapes": SHAPES,
    "shown": EITHER,
    "keep_order": st.booleans(),
    "such_that": CONDITIONS,
    "example": EITHER,
    "none": st.booleans(),
}
"""The values of options, by their fields."""


def distinct(build: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(build, min_size=2, max_size=5, unique_by=lambda each: each.id).map(tuple)


@st.composite
def choices(draw: st.DrawFn) -> tuple[Option, ...]:
    first = Option("first", draw(TEXTS), True, draw(EITHER), draw(EITHER))
    return (first, *draw(distinct(st.builds(Option, NAMES, TEXTS, st.just(False), EITHER, EITHER))))


FAULT_LINES = st.lists(st.builds(ArgumentLine, TEXTS, EITHER), min_size=3, max_size=5).map(tuple)
SLIPS = distinct(
    st.builds(
        Slip, NAMES, st.integers(1, 9), st.lists(TEXTS, min_size=1, max_size=3).map(tuple), TEXTS, EITHER
    )
)


@st.composite
def answers(draw: st.DrawFn, kind: str, *, within: bool = False) -> Spec:
    """An answer of a kind: what stands under its name, some of its options, what all kinds may declare."""
    given: dict[str, Any] = {}
    row = KINDS[kind]
    taken = {planned.attribute for planned in plan_record(row.spec)}
    match row.written:
        case "choices":
            given["options"] = draw(choices())
        case "steps":
            given["options"] = draw(distinct(st.builds(Option, NAMES, TEXTS, st.just(True))))
        case "parts":
            kinds = st.sampled_from(sorted(set(KINDS) - set(UNFIT)))
            parts = st.dictionaries(NAMES, kinds, min_size=1, max_size=3)
            given["parts"] = tuple(
                (name, draw(answers(part, within=True))) for name, part in draw(parts).items()
            )
        case "conditions":
            given["asked"] = ((draw(NAMES), draw(AXES)),)
        case "lines" if draw(st.booleans()):
            given |= {"argument": draw(st.sampled_from(["none", "1", "4"])), "count": 4}
            taken = set()
        case "lines":
            given |= {"argument": draw(FAULT_LINES), "slips": draw(SLIPS)}
        case "word":
            given["text"] = draw(EITHER)
        case "texts":
            given["texts"] = draw(st.lists(NAMES, min_size=1, max_size=3).map(tuple))
        case _:
            given["text"] = draw(TEXTS)
    for name in sorted(taken & set(OPTIONS)):
        given[name] = draw(OPTIONS[name])
    for name in sorted(taken):
        if words := list_option_words(row.spec, name):
            given[name] = draw(st.sampled_from(("", *words)))
    if "within" in taken:
        given |= draw(TOLERANCES)
    if not within:
        given["vars"] = draw(st.lists(NAMES, max_size=3).map(tuple))
        given["latex"] = draw(st.dictionaries(NAMES, TEXTS, max_size=2).map(lambda each: tuple(each.items())))
        given["assume"] = draw(SEVERAL)
    return row.spec(kind=kind, **given)


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_what_is_written_or_sent_arrives(kind: str, data: st.DataObject) -> None:
    answer = data.draw(answers(kind))
    assert spec_from(json.loads(json.dumps(as_mapping(answer)))) == answer
    assert read_typed(Spec, json.loads(json.dumps(write_plain(answer)))) == answer
