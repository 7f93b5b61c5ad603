"""What release 0.2.0 shipped keeps its marks: an id stays or has a new name, an answer stays or is corrected.

What is retired, or was changed so much that its marks start over, is listed in ``exercises/CHANGES.md``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from drill.banks.catalogue import Catalogue
from drill.files import shipped_banks
from tests.golden.released import LAST, MIDDLE, draw, draws, hashes
from tests.homes import shipped_catalogue

ONE_OF = 100
"""Of so many exercises one is drawn: all of them take minutes."""


@cache
def listed() -> frozenset[str]:
    """Return the exercises that the banks' own list of changes names."""
    text = Path(shipped_banks(), "CHANGES.md").read_text("utf-8")
    return frozenset(re.findall(r"`([^`\s]+/[^`\s]+)`", text))


@pytest.fixture
def catalogue() -> Catalogue:
    return shipped_catalogue()


def test_an_id_vanishes_only_with_a_new_name_or_a_line_in_the_changes(catalogue: Catalogue) -> None:
    gone = [item for item in hashes() if item not in catalogue.entries and item not in catalogue.renamed]
    assert [item for item in gone if item not in listed()] == []


def test_an_answer_changes_only_with_corrects_or_a_line_in_the_changes(catalogue: Catalogue) -> None:
    for item, (maths, _) in hashes().items():
        today = catalogue.entries.get(catalogue.renamed.get(item, item))
        assert today is None or maths in today.hashes or item in listed(), item


@pytest.mark.parametrize("released", [*MIDDLE, LAST], ids=lambda path: path.stem)
def test_no_hash_of_a_later_release_has_moved_by_itself(catalogue: Catalogue, released: Path) -> None:
    """Whoever changes an answer says so by ``corrects``; how exercises are read changes none."""
    moved = [
        item
        for item, (maths, _) in hashes(released).items()
        if (today := catalogue.entries.get(item)) is not None and maths not in today.hashes
    ]
    assert moved == []


def test_an_exercise_whose_mathematics_is_unchanged_draws_what_it_drew(catalogue: Catalogue) -> None:
    unchanged = [
        item
        for item, (maths, _) in hashes(LAST).items()
        if (today := catalogue.entries.get(item)) is not None and today.maths == maths
    ]
    assert {item: draw(item) for item in unchanged[::ONE_OF]} == {
        item: draws()[item] for item in unchanged[::ONE_OF]
    }


def test_the_list_of_changes_names_only_what_has_changed(catalogue: Catalogue) -> None:
    assert sorted(item for item in listed() if item not in hashes()) == []
    entries = catalogue.entries
    still_there = [item for item in listed() if item in entries and not entries[item].retired]
    assert [item for item in still_there if hashes()[item][0] in entries[item].hashes] == []
