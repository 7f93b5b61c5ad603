"""Answers as banks and ``drill grade`` write them: what is written is read again, for every kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.checking import KINDS, UNFIT, Option, Slip, Spec, Tolerance, as_mapping, choices_of, spec_from
from drill.checking.spec import Line
from drill.reading import read_typed, write_plain

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
    "wrt": ("wrt", EITHER),
    "shapes": ("shapes", SHAPES),
    "arrays": ("shapes", SHAPES),
    "latex": ("shown", EITHER),
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
def answers(draw: st.DrawFn, kind: str, *, within: bool = False) -> Spec:
    """An answer of a kind: what stands under its name, some of its options, what all kinds may declare."""
    given: dict[str, Any] = {}
    row = KINDS[kind]
    taken = set(row.options)
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
            given |= {"value": draw(NAMES).strip(), "lengths": draw(AXES)}
        case "lines" if draw(st.booleans()):
            given |= {"text": draw(st.sampled_from(["none", "1", "4"])), "count": 4}
            taken = set()
        case "lines":
            given |= {"lines": draw(FAULT_LINES), "slips": draw(SLIPS)}
        case "word":
            given["text"] = draw(EITHER)
        case "texts":
            given |= {"text": draw(NAMES), "others": draw(st.lists(NAMES, max_size=3).map(tuple))}
        case _:
            given["text"] = draw(TEXTS)
    for option in taken & set(OPTIONS):
        field, values = OPTIONS[option]
        given[field] = draw(values)
    for option in taken:
        if words := choices_of(row.spec, option):
            given[option] = draw(st.sampled_from(("", *words)))
    if "tolerance" in taken:
        given["tolerance"] = draw(st.none() | TOLERANCES)
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
