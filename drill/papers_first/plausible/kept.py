"""In which numbers a paper keeps its names, and which of two it keeps below the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Final

from drill.papers_first.plausible.intervals import Interval
from drill.papers_first.plausible.stated_intervals import Ordered, Stated, Where
from drill.papers_first.plausible.stated_ranges import Name

_ANY: Final = Interval()
_MEMBER: Final = 2
"""Signs of an index of one letter with the bracket behind it."""
_SIDES: Final = frozenset((Interval(low=0.0, without_low=True), Interval(high=0.0, without_high=True)))
_NEAR: Final = 40
"""So many lines away something is said of a formula."""


class Kept:
    """What was stated of names (see ``stated_intervals``), by name."""

    def __init__(self, said: Iterable[Stated | Ordered]) -> None:
        self._intervals: dict[Name, list[Stated]] = defaultdict(list)
        self._values: dict[Name, list[Stated]] = defaultdict(list)
        """By the tokens of a function what keeps its values at any place: at 0 or above where it is said of
        one, ``G(u)``, in any interval where it is said of all, ``G(\\cdot)``.
        """
        self._orders: dict[Ordered, None] = {}
        for one in said:
            if isinstance(one, Stated):
                self._intervals[one.name].append(one)
                if _is_everywhere(one.name) or (one.interval.low == 0 and _is_anywhere(one.name)):
                    self._values[_function(one.name)].append(one)
            else:
                self._orders[one] = None

    def interval(self, name: Name, where: Where | None) -> Interval | None:
        """What is said of a name; in its own section, then by what is nearest, where not all goes together.

        None where nothing is said, or nothing that goes together.
        """
        said = self._said(name)
        near = [one.interval for one in said if where is not None and one.where.section == where.section]
        for intervals in ([one.interval for one in said], near):
            found = reduce(Interval.meet, intervals, _ANY)
            if intervals and not found.is_empty and (not found.is_single or len(set(intervals)) == 1):
                return found
        return self.nearest(name, where) if near else None

    def of_members(self, name: Name) -> Interval | None:
        """What is said of all members of a family that is named without its index: of each ``w_f`` for w."""
        own = (*name, "_", "{")
        said = [
            one.interval
            for other, each in self._intervals.items()
            if other[: len(own)] == own and len(other) == len(own) + _MEMBER
            for one in each
        ]
        found = reduce(Interval.meet, said, _ANY)
        return None if not said or found.is_empty or found.is_single else found

    def nearest(self, name: Name, where: Where | None) -> Interval | None:
        """What is said of a name beside a place, by the statement that is nearest to it in its file."""
        said = [
            (abs(one.where.place.line - where.place.line), one.interval)
            for one in self._said(name)
            if where is not None and one.where.place.file == where.place.file
        ]
        least = min((distance for distance, _ in said), default=0)
        found = reduce(Interval.meet, (interval for distance, interval in said if distance == least), _ANY)
        return None if found.is_empty or not said else found

    def side_of_zero(self, name: Name, where: Where | None) -> Interval | None:
        """The side of 0 that a section keeps a name on, where it says nothing more of it."""
        if where is None:
            return None
        said = {one.interval for one in self._said(name) if one.where.section == where.section}
        return said.pop() if len(said) == 1 and said <= _SIDES else None

    def is_said_in(self, name: Name, section: int | None) -> bool:
        """Whether a section itself says something of a name."""
        return any(one.where.section == section for one in self._said(name))

    def counts_places(self, name: Name) -> bool:
        """Whether a name is said to be out of ``[n]``: it numbers what there are n of."""
        return any(one.interval.is_whole and one.interval.low == 1 for one in self._intervals.get(name, ()))

    def _said(self, name: Name) -> list[Stated]:
        """What is said of a name; of a function's value what is said of it at any other place."""
        said = self._intervals.get(name, [])
        return said if said or name[-1:] != (")",) else self._values.get(_function(name), [])

    def orders(self, near: Where | None = None) -> Iterator[Ordered]:
        """The comparisons of two names without those that others turn round; ``near`` a place alone."""
        pairs = {(one.less, one.more) for one in self._orders}
        for one in self._orders:
            if (one.more, one.less) not in pairs and (near is None or _is_near(one.where, near)):
                yield one


def _function(name: Name) -> Name:
    """What stands before the brackets: ``G`` of ``G(u)``."""
    return name[: name.index("(")] if "(" in name else ()


def _is_everywhere(name: Name) -> bool:
    """Whether a function's values at all places are meant: ``G(\\cdot)``."""
    return len(_function(name)) > 0 and name[-1] == ")" and set(name[name.index("(") + 1 : -1]) == {"\\cdot"}


def _is_anywhere(name: Name) -> bool:
    """Whether a function stands at letters alone: ``G(u)``, ``a(x, t)``."""
    if "(" not in name or name[-1] != ")" or not _function(name):
        return False
    inside = name[name.index("(") + 1 : -1]
    letters = inside[::2]
    is_list = bool(letters) and set(inside[1::2]) <= {",", ";"}
    return is_list and all(len(token) == 1 and token.isalpha() for token in letters)


def _is_near(one: Where, other: Where) -> bool:
    same = one.place.file == other.place.file
    return same and abs(one.place.line - other.place.line) <= _NEAR
