"""What goes wrong with one formula costs that formula: the others and the other kinds go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from drill.errors import DrillError
from drill.papers_first.draft import Draft, Kind, Skipped
from drill.papers_first.formula.tokens import RefusedError

UNEXPECTED: Final = (
    DrillError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)
"""What text that nobody expected may end in."""


def contained(
    kind: Kind, what: str, make: Callable[[], Iterable[Draft | Skipped]]
) -> Iterator[Draft | Skipped]:
    """What ``make`` makes of one formula; where it is refused or fails, that it is skipped and why.

    What was made before a failure stands.
    """
    try:
        yield from make()
    except RefusedError as error:
        yield Skipped(kind, what, str(error))
    except UNEXPECTED as error:
        yield Skipped(kind, what, gave_up("this formula", error))


def gave_up(what: str, error: Exception) -> str:
    """The reason for leaving out what failed in a way that nobody expected."""
    return f"{what} gave up: {type(error).__name__}: {error}"
