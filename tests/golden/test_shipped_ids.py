"""What release 0.2.0 shipped keeps its marks: an id stays or has a new name, an answer stays or is corrected.

What is retired, or was changed so much that its marks start over, is listed in ``exercises/CHANGES.md``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from drill.banks.catalogue import Catalogue
from drill.locations import shipped_banks
from tests.homes import shipped_catalogue

RELEASED = Path(__file__).with_name("shipped_0.2.0.txt")


@cache
def listed() -> frozenset[str]:
    """Return the exercises that the banks' own list of changes names."""
    return frozenset(
        re.findall(r"`([^`\s]+/[^`\s]+)`", Path(shipped_banks(), "CHANGES.md").read_text("utf-8"))
    )


def released() -> list[list[str]]:
    """Return what was shipped: an item and its hash, or a former name, ``was`` and the item."""
    return [line.split() for line in RELEASED.read_text("utf-8").splitlines()]


@pytest.fixture
def catalogue() -> Catalogue:
    return shipped_catalogue()


def test_an_id_vanishes_only_with_a_new_name_or_a_line_in_the_changes(catalogue: Catalogue) -> None:
    ids = [row[0] for row in released()]
    gone = [item for item in ids if item not in catalogue.entries and item not in catalogue.renamed]
    assert [item for item in gone if item not in listed()] == []


def test_an_answer_changes_only_with_corrects_or_a_line_in_the_changes(catalogue: Catalogue) -> None:
    for item, maths, *renamed in released():
        today = catalogue.entries.get(catalogue.renamed.get(item, item))
        if today is not None and not renamed:
            assert maths in today.hashes or item in listed(), item


def test_the_list_of_changes_names_only_what_has_changed(catalogue: Catalogue) -> None:
    hashes = {item: maths for item, maths, *renamed in released() if not renamed}
    unchanged = {item for item in listed() if item in catalogue.entries} & {
        item for item, maths in hashes.items() if item in catalogue.entries
        if maths in catalogue.entries[item].hashes
    }  # fmt: skip
    assert sorted(unchanged) == []
    assert sorted(item for item in listed() if item not in hashes) == []
