"""The part of the loaded exercises that the store reads."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Protocol

from drill.gyr.events import ItemId
from drill.gyr.fold import Lineage
from drill.store.states import bank_of, basis_of


class Loaded(Protocol):
    """One loaded exercise."""

    @property
    def item(self) -> str:
        """Its id."""
        ...

    @property
    def topic(self) -> str:
        """Its topic's name."""
        ...

    @property
    def maths(self) -> str:
        """The hash of what decides the answer."""
        ...

    @property
    def corrects(self) -> Collection[str]:
        """Hashes of versions whose keys were wrong."""
        ...

    @property
    def was(self) -> Collection[str]:
        """Ids that it had before."""
        ...


class LoadedExercises:
    """All loaded exercises; values that concern all of them are computed once."""

    def __init__(self, entries: Iterable[Loaded]) -> None:
        self.by_item = {ItemId(entry.item): entry for entry in entries}

    @cached_property
    def new_names(self) -> dict[str, ItemId]:
        """Former names of items, mapped to their present ones. A name that is loaded stays its own."""
        return {
            was: item
            for item, entry in self.by_item.items()
            if entry.was
            for was in _former_names(entry)
            if ItemId(was) not in self.by_item
        }

    @cached_property
    def digest(self) -> str:
        """A text that changes whenever any exercise's name, topic or content does."""
        lines = [_described(item, self.by_item[item]) for item in sorted(self.by_item)]
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def lineage_for(entry: Loaded) -> Lineage:
    """Return the lineage of contents of a loaded exercise."""
    return Lineage(entry.maths, frozenset(entry.corrects))


def _described(item: ItemId, entry: Loaded) -> str:
    """Return a line of the digest; most exercises neither correct others nor had other names."""
    basis = basis_of(lineage_for(entry)) if entry.corrects else entry.maths
    names = "".join(f"\0{was}" for was in _former_names(entry)) if entry.was else ""
    return f"{item}\0{entry.topic}\0{basis}{names}\n"


def _former_names(entry: Loaded) -> Iterator[str]:
    """Yield the earlier items of a loaded exercise; ``was`` holds ids of its bank."""
    bank = bank_of(entry.item)
    for was in entry.was:
        yield was if "/" in was else f"{bank}/{was}"
