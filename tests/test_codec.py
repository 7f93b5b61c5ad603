"""Fields of values as JSON tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from drill.codec import count_fields, pick_fields, to_json_value


@dataclass(frozen=True)
class Leaf:
    name: str
    pass_: int = 1


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    top: Leaf | None
    day: date = date(2026, 1, 2)
    file: Path = Path("a/b")

    @property
    def inner(self) -> Tree:
        """Another one below."""
        return Tree(self.leaves[1:], self.leaves[0])


TREE = Tree((Leaf("a"), Leaf("b", 2)), None)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("day", {"day": "2026-01-02"}),
        ("where=file", {"where": "a/b"}),
        ("top(name)", {"top": None}),
        ("leaves", {"leaves": [{"name": "a", "pass": 1}, {"name": "b", "pass": 2}]}),
        ("top leaves(pass_)", {"top": None, "leaves": [{"pass": 1}, {"pass": 2}]}),
        (
            "below=inner(first=top(is=name) leaves(name))",
            {"below": {"first": {"is": "a"}, "leaves": [{"name": "b"}]}},
        ),
    ],
)
def test_fields_are_picked_by_their_names_or_others_with_those_of_their_parts(
    wanted: str, told: dict[str, object]
) -> None:
    assert pick_fields(TREE, wanted) == told


def test_several_texts_are_as_one() -> None:
    assert pick_fields(TREE, "day", "top file") == pick_fields(TREE, "day top file")


def test_a_field_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError):
        pick_fields(TREE, "day root")


def test_a_record_is_told_by_all_its_fields_and_counted_by_some() -> None:
    assert to_json_value(TREE) == pick_fields(TREE, "leaves top day file")
    assert count_fields(TREE, "leaves") == {"leaves": 2}
