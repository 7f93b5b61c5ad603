"""The exercises of the last release with their hashes; what differs is new or was changed since."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from drill.banks.catalogue import Entry

RELEASED = Path(__file__).with_name("shipped_0.2.0.txt")


@cache
def _rows() -> list[list[str]]:
    return [line.split() for line in RELEASED.read_text("utf-8").splitlines()]


@cache
def hashes() -> dict[str, tuple[str, str]]:
    """Return the hashes of mathematics and wording of every exercise that was released."""
    return {item: (maths, wording) for item, maths, wording in _rows() if maths != "was"}


def renamed() -> dict[str, str]:
    """Return the former names of exercises that the release knew, with the names they had then."""
    return {former: item for former, word, item in _rows() if word == "was"}


def changed_since(entries: Iterable[Entry]) -> list[str]:
    """Return the items that are new or were changed, in mathematics or in wording, since the release."""
    return [entry.item for entry in entries if hashes().get(entry.item) != (entry.maths, entry.wording)]
