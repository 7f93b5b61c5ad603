"""What may be written in a field of an exercise or an answer: types for the annotations of dataclasses.

A text without a mark of its own is one that is not empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from drill.reading import AsMapping, Check, Lone, Pattern, Required, Schema, Size, Whole

# Max characters of a title: it fits on a line of 80 columns beside an exercise's state.
_LONGEST_TITLE: Final = 60


def _require_one_name(text: str) -> None:
    if "," in text:
        listed = ", ".join(part.strip() for part in text.split(","))
        raise ValueError(f"several names go in brackets: [{listed}]")


def _require_title(text: str) -> None:
    if len(text) > _LONGEST_TITLE or {"@", "\n"} & {*text}:
        raise ValueError(f"a title has at most {_LONGEST_TITLE} characters on one line and shows no values")


# A text that must be written, where the program has a default.
RequiredText = Annotated[str, Required()]
# Texts, of which one may stand alone.
Texts = Annotated[tuple[str, ...], Lone(), Size(most=200)]
# One name, such as x or m_hat.
Name = Annotated[
    str, Check(_require_one_name), Pattern(r"[A-Za-z][A-Za-z0-9_]*'*", "a name such as x or m_hat")
]
NameList = Annotated[tuple[Name, ...], Lone(), Size(most=200)]
# A title that fits beside an exercise's state.
Title = Annotated[str, Check(_require_title), Schema({"type": "string", "maxLength": _LONGEST_TITLE})]
# A number above 0, as written.
Positive = Annotated[
    str,
    Pattern(
        r"(?=.*[1-9])(?:\d+(\.\d*)?([eE][+-]?\d{1,3})?|\.\d+([eE][+-]?\d{1,3})?|\d+/[1-9]\d*)",
        "a number above 0",
    ),
    Schema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}]}),
]

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
DottedIds = Annotated[tuple[DottedId, ...], Lone(), Size(most=200)]
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
TextPairs = Annotated[tuple[tuple[Name, str], ...], AsMapping()]
# Axes, of which one may appear alone, by the names of arrays.
Axes = Annotated[tuple[str, ...], Lone(), Size(most=200)]
LengthsByName = Annotated[tuple[tuple[Name, Axes], ...], AsMapping()]
