"""The numbers of a book's exercises as they are written: ``1-40 odd !7``, ``12a-c``, ``2.1-2.30 every 5``.

A number may have a chapter before it and a letter behind it. After a range ``odd``, ``even`` or ``every 5``
thins it out; ``!7`` leaves something out, wherever it is. The order is the book's, not that in the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drill.errors import ParseError
from drill.text import did_you_mean

# No chapter has as many exercises: more is a slip of the keyboard.
MOST_IN_A_RANGE = 1000
# No book has as many; a range that is mistyped is noticed before it fills the memory.
MOST_IN_A_SECTION = 5000

_FORMS = "write 7, 1-40, 1-40 odd, 22-30 even, 1-60 every 5, 12a-c or !7"
_WORDS = ("odd", "even", "every")
_TOKEN = re.compile(r"[^\s,;]+")
_NUMBERS = re.compile(
    r"(?P<out>!?)(?P<chapter>(?:[0-9]{1,4}\.)*)(?P<first>[0-9]{1,5})(?P<letter>[a-zA-Z]?)"
    r"(?:[-–](?P<again>(?:[0-9]{1,4}\.)*)(?P<last>[0-9]{1,5})|[-–](?P<last_letter>[a-zA-Z]))?"
)
_LABEL = re.compile(r"(?:[0-9]{1,4}\.)*[0-9]{1,5}[a-zA-Z]?")

Key = tuple[tuple[int, ...], str]


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of a list of numbers: what it names, whether it excludes that, and its place."""

    labels: tuple[str, ...]
    is_left_out: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """A list of numbers: what it names in the book's order, and its pieces."""

    labels: tuple[str, ...]
    terms: tuple[Term, ...]


def is_label(text: str) -> bool:
    """Return whether a text is the number of one exercise."""
    return _LABEL.fullmatch(text) is not None


def label_key(label: str) -> Key:
    """Return the sort key of numbers in a book: 2.9 before 2.10, 12a before 12b."""
    digits = label.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return tuple(map(int, digits.split("."))), label[len(digits) :]


def read_numbers(text: str) -> Numbers:
    """Read a list of numbers; ParseError with the column, from 1, and the mend."""
    terms = tuple(_read_range_terms(text))
    labels = _order_exercise_labels(terms)
    if not labels:
        raise ParseError(
            "every exercise is left out here" if terms else "no exercise is named", 1, hint=_FORMS
        )
    return Numbers(labels, terms)


def read_terms(text: str) -> tuple[Term, ...]:
    """Return the pieces of a list of numbers, which may be exclusions only; errors as from `read_numbers`."""
    terms = tuple(_read_range_terms(text))
    if not terms:
        raise ParseError("no exercise is named", 1, hint=_FORMS)
    return terms


def _order_exercise_labels(terms: Iterable[Term]) -> tuple[str, ...]:
    named: set[str] = set()
    left_out: set[str] = set()
    for term in terms:
        (left_out if term.is_left_out else named).update(term.labels)
        if len(named) > MOST_IN_A_SECTION:
            raise ParseError(f"more than {MOST_IN_A_SECTION:,} exercises in one section", term.start + 1)
    return tuple(sorted(named - left_out, key=label_key))


def _read_range_terms(text: str) -> Iterator[Term]:
    """Yield the pieces, each with the words that thin it out."""
    tokens = list(_TOKEN.finditer(text))
    index = 0
    while index < len(tokens):
        token = tokens[index]
        labels, is_range = _read_token_labels(token)
        index += 1
        end = token.end()
        word = tokens[index] if index < len(tokens) else None
        if word is not None and word[0] in _WORDS:
            if not is_range:
                raise _make_range_error(
                    word, f"{word[0]} thins out a range, and {token[0]} is not one", "write 1-40 odd"
                )
            index += 1
            end = word.end()
            step = None
            if word[0] == "every":
                step = tokens[index] if index < len(tokens) else None
                if step is None or not re.fullmatch(r"[1-9][0-9]{0,3}", step[0]):
                    raise _make_range_error(word, "every is followed by a number", "write 1-60 every 5")
                index += 1
                end = step.end()
            labels = _thin_out_range(labels, word[0], 1 if step is None else int(step[0]))
        yield Term(labels, token[0].startswith("!"), token.start(), end)


def _thin_out_range(labels: tuple[str, ...], word: str, step: int) -> tuple[str, ...]:
    if word == "every":
        return labels[::step]
    remainder = 1 if word == "odd" else 0
    return tuple(label for label in labels if label_key(label)[0][-1] % 2 == remainder)


def _read_token_labels(token: re.Match[str]) -> tuple[tuple[str, ...], bool]:
    """Return the numbers that one token names, and whether it is a range."""
    match = _NUMBERS.fullmatch(token[0])
    if token[0] in _WORDS:
        raise _make_range_error(
            token, f"{token[0]} belongs after the range that it thins out", "write 1-40 odd"
        )
    if match is None:
        raise _make_range_error(
            token, f"{token[0][:40]!r} is not an exercise number", _advise_number_form(token[0])
        )
    chapter, letter = _strip_leading_zeros(match["chapter"]), match["letter"]
    first = int(match["first"])
    if match["last_letter"]:
        return _list_lettered_labels(token, f"{chapter}{first}", letter, match["last_letter"]), False
    if match["last"] is None:
        return (f"{chapter}{first}{letter}",), False
    last = int(match["last"])
    if letter:
        raise _make_range_error(token, "a range goes from number to number, or from letter to letter", _FORMS)
    if match["again"] and _strip_leading_zeros(match["again"]) != chapter:
        mend = f"write {chapter}{first}-{chapter}{last}, and the other chapter separately"
        raise _make_range_error(token, "both ends of a range must be in the same chapter", mend)
    if last < first:
        raise _make_range_error(
            token, f"the range {token[0]} runs backwards", f"write {chapter}{last}-{chapter}{first}"
        )
    if last - first >= MOST_IN_A_RANGE:
        raise _make_range_error(
            token, f"a range has at most {MOST_IN_A_RANGE:,} exercises", "is it mistyped?"
        )
    return tuple(f"{chapter}{number}" for number in range(first, last + 1)), True


def _list_lettered_labels(token: re.Match[str], number: str, first: str, last: str) -> tuple[str, ...]:
    if not first or first.islower() != last.islower() or last < first:
        raise _make_range_error(token, f"{token[0]} is not a range of letters in order", "write 12a-c")
    return tuple(f"{number}{chr(code)}" for code in range(ord(first), ord(last) + 1))


def _strip_leading_zeros(chapter: str) -> str:
    """Return a chapter without leading zeros: ``02.`` is ``2.``."""
    return "".join(f"{int(part)}." for part in chapter.split(".")[:-1])


def _advise_number_form(word: str) -> str:
    """Return advice on how it is written, or the word that was meant."""
    meant = did_you_mean(word, _WORDS) if word.isalpha() else ""
    return meant if meant.startswith("did you mean") else _FORMS


def _make_range_error(token: re.Match[str], message: str, hint: str) -> ParseError:
    return ParseError(message, token.start() + 1, hint=hint)
