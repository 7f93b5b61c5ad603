"""Cleaning of text from outside (banks, papers, decks, file names, answers); nouns; days; tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

# C0 and C1 controls but newline and tab, direction marks, embeddings, overrides and isolates, line and
# paragraph separators, and lone surrogates: what can steer a terminal or reorder what a reader sees.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# What Unicode lets a display leave out, such as zero-width spaces, soft hyphens and variation selectors. The
# invisible operators U+2061 to U+2064 are not among them: they have a meaning.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060\u2065-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# A scheme, and a host that is more than the colon before a port. Python's own reader of addresses refuses
# other ones from version to version, and all machines of a learner must merge the same logs.
_WEB_ADDRESS = re.compile(r"https?://[^/?#]*[^/?#@:]", re.IGNORECASE)


def clean_text(text: str) -> str:
    """Return ``text`` without control and direction characters; newline and tab stay.

    ``\\r\\n`` and ``\\r`` become newlines first, so that text from other systems keeps its lines.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def remove_invisible(text: str) -> str:
    """Return ``text`` without characters that nobody sees and that mean nothing, which come with a copy."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """Return cleaned ``text`` on one line, runs of blanks made one."""
    return " ".join(clean_text(text).split())


def is_web_address(text: str) -> bool:
    """Return whether ``text`` is the address of a web page: http or https, a host, and no blank."""
    return _WEB_ADDRESS.match(text) is not None and " " not in text and one_line(text) == text


def quote_for_message(text: str, most: int = 40) -> str:
    """Return a text in quotes for a message, cut where it has more than ``most`` characters."""
    return repr(text if len(text) <= most else text[: most - 1] + "…")


NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def count(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 step``, ``3 steps``."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


# Nouns whose singular no ending tells.
_SINGULARS: Final[Mapping[str, str]] = {
    "analyses": "analysis", "axes": "axis", "bases": "basis", "biases": "bias", "buses": "bus",
    "caches": "cache", "halves": "half", "hypotheses": "hypothesis", "indices": "index", "leaves": "leaf",
    "matrices": "matrix", "shelves": "shelf", "simplices": "simplex", "statuses": "status",
    "vertices": "vertex",
}  # fmt: skip
_SINGULAR_ENDINGS: Final = (
    ("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("oes", "o"), ("s", ""),
)  # fmt: skip


def find_singular(plural: str) -> str:
    """Return the singular of a noun in small letters: ``matrix`` of ``matrices``."""
    if plural in _SINGULARS:
        return _SINGULARS[plural]
    ending, singular = next((row for row in _SINGULAR_ENDINGS if plural.endswith(row[0])), ("", ""))
    return plural.removesuffix(ending) + singular


def join_in_sentence(parts: Sequence[str], word: str = "and") -> str:
    """Return parts as a sentence lists them: ``a, b and c``."""
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def name_some(names: Sequence[str], most: int, gap: str = ", ") -> str:
    """Return the first names, and how many more there are: ``Count, Add and 3 more``."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return gap.join(names[:most]) + more


def read_word_tables(module: str, file: str) -> dict[str, str]:
    """Return the tables of words in a file of the package, by their headings: ``## heading`` before each."""
    parts = Path(module).with_name(file).read_text("utf-8").split("\n## ")[1:]
    return {heading: body for heading, _, body in (part.partition("\n") for part in parts)}


def pairs(table: str) -> dict[str, str]:
    """Return every second word of a table by the word before it."""
    read = table.split()
    return dict(zip(read[::2], read[1::2], strict=True))


def by_word(table: str) -> dict[str, str]:
    """Return the text after the bar of each row by each of the words before it: ``none nothing | write
    {}``."""
    rows = (row.partition(" | ") for row in table.splitlines() if row)
    return {word: meaning for words, _, meaning in rows for word in words.split()}


def did_you_mean(word: str, known: Collection[str], *, most_listed: int = 40) -> str:
    """Return a hint with the nearest known word, or with all of them if they are few."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    return "known are " + ", ".join(known) if len(known) <= most_listed else ""


def describe_return_day(due: date | None, today: date) -> str:
    """Return when something comes back, in words."""
    days = (due - today).days if due else 0
    if days <= 0:
        return "today"
    return "tomorrow" if days == 1 else f"in {days} days"
