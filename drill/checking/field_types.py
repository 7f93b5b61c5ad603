"""What a bank may write in a field: types for the annotations of dataclasses, each with its constraint.

Light, for the specs and for `drill.banks.models`. `drill.banks.schema` makes pydantic's checks and the JSON
Schema of them. A text without a constraint of its own is one that is not empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple


class Pattern(NamedTuple):
    """A text that matches as a whole."""

    pattern: str
    what: str
    """What is expected, for whoever wrote something else."""
    is_shown: bool = False
    """Whether editors check it, too."""


class Whole(NamedTuple):
    """A whole number of a range, ends included."""

    low: int
    high: int


class Size(NamedTuple):
    """How many entries a list or a mapping has at least, and at most; 0 for any number."""

    least: int = 0
    most: int = 0


class WrittenAs(NamedTuple):
    """A value that a bank writes in another type than the program keeps."""

    type: Any


# A text that a bank must write, where the program has a default.
RequiredText = Annotated[str, "required"]
# One name, such as x or m_hat.
Name = Annotated[str, "name"]
# A title that fits beside an exercise's state.
Title = Annotated[str, "title"]
# A range, or a list of numbers.
DrawnFrom = Annotated[str | tuple[str, ...], "domain"]

ExerciseId = Annotated[
    str,
    Pattern(
        r"[a-z0-9][a-z0-9-]{0,59}",
        "an id of at most 60 lower-case letters, digits and hyphens, with no hyphen first,",
        is_shown=True,
    ),
]
OptionId = Annotated[str, Pattern(r"[A-Za-z0-9_.-]+", "an id of letters, digits and hyphens")]
DottedId = Annotated[str, Pattern(r"[a-z0-9-]+(\.[a-z0-9-]+)*", "an id such as calc.diff")]
FormerItem = Annotated[str, Pattern(r"[^\s/]+(/[^\s/]+)*/[a-z0-9-]+", "a full item such as calculus/old-id")]
ContentHash = Annotated[str, Pattern(r"[0-9a-f]{16}", "a hash of 16 hex digits")]
ArxivId = Annotated[
    str, Pattern(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}", "an arXiv id such as 1706.03762")
]
Doi = Annotated[str, Pattern(r"10\.\d{4,9}/\S+", "a DOI such as 10.1137/1031049")]
Url = Annotated[str, Pattern(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "an address such as https://mml-book.com")]
Seed = Annotated[int, Whole(0, 2**63 - 1)]

# LaTeX, or another text, by the names that are typed.
TextsByName = Mapping[Name, str]
# Axes, of which one may appear alone, by the names of arrays.
LengthsByName = Mapping[Name, tuple[str, ...]]
