r"""Text with values in it: ``@name`` and ``@{expression}`` in Markdown with ``$…$``.

``@@`` is an @, an @ before anything else is itself, ``\$`` a dollar. Here a text is taken apart into literal
pieces and references; how a value is set beside its neighbours in a formula is the part of
:mod:`drill.maths.formula_setting`, what a reference is worth the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from drill.errors import BankError
from drill.maths.formula_setting import Formula, Value

# Where a piece stands: in a sentence, in ``$…$``, or in ``$$…$$``.
Place = Literal["sentence", "inline", "display"]


@dataclass(frozen=True, slots=True)
class Reference:
    """``@name`` or ``@{expression}``; ``at`` is its offset in the text, ``end`` the offset after it."""

    source: str
    at: int
    end: int


# Text that stays as it is, or a reference.
Piece = str | Reference


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of pieces in one place; delimiters are no part of it."""

    place: Place
    pieces: tuple[Piece, ...]
    opening: str = ""
    closing: str = ""


def escape(text: str) -> str:
    """Return text from elsewhere, such that rendering gives it back."""
    return text.replace("@", "@@")


@lru_cache(maxsize=1024)  # the same text is filled in with one set of numbers after another
def scan(text: str) -> tuple[Stretch, ...]:
    """Take a template apart. Raises BankError where ``@{`` is never closed."""
    return tuple(_stretches(text))


_PLURAL = re.compile(r"\s*plural\((.+?),\s*'([^']+)'(?:,\s*'([^']+)')?\s*\)\s*", re.DOTALL)


def counted(source: str) -> tuple[str, str, str]:
    """Return what a reference counts, and its noun in singular and plural; of any other its expression."""
    match = _PLURAL.fullmatch(source)
    return (match[1], match[2], match[3] or f"{match[2]}s") if match else (source, "", "")


def references(text: str) -> tuple[Reference, ...]:
    """Return all references of a template, in order; raises BankError as :func:`scan` does."""
    return tuple(piece for stretch in scan(text) for piece in stretch.pieces if isinstance(piece, Reference))


def render(text: str, value_of: Callable[[str], Value]) -> str:
    """Put values into a template.

    ``value_of`` gives the value of a reference's source. Raises BankError for a value that cannot stand in a
    sentence, and whatever ``value_of`` raises.
    """
    if "@" not in text:
        return text
    return "".join(_render_stretch(stretch, value_of) for stretch in scan(text))


def _render_stretch(stretch: Stretch, value_of: Callable[[str], Value]) -> str:
    if stretch.place == "sentence":
        return "".join(_in_sentence(piece, value_of) for piece in stretch.pieces)
    items: list[str | Value] = [
        piece if isinstance(piece, str) else value_of(piece.source) for piece in stretch.pieces
    ]
    return stretch.opening + Formula(items).latex() + stretch.closing


def _in_sentence(piece: Piece, value_of: Callable[[str], Value]) -> str:
    if isinstance(piece, str):
        return piece
    value = value_of(piece.source)
    if value.sentence is None:
        message = f"@{{{piece.source}}} is no number, and outside $…$ only numbers may stand"
        raise BankError(message, "put it between dollar signs", code="template")
    return value.sentence


def _stretches(text: str) -> Iterator[Stretch]:
    """Sentences and formulas in turn; a dollar that nothing closes is text."""
    place = start = 0
    while place < len(text):
        if text.startswith("\\", place):
            place += 1 if text.startswith("@", place + 1) else 2  # ``@@`` alone stands for an @
        elif text.startswith("`", place):
            place = _after_code(text, place)
        elif text.startswith("@", place):
            place = _after_reference(text, place)
        elif text.startswith("$", place):
            mark = "$$" if text.startswith("$$", place) else "$"
            end = _closing(text, place + len(mark), mark)
            if end is None:
                place += len(mark)
                continue
            if start < place:
                yield Stretch("sentence", tuple(_pieces(text, start, place)))
            pieces = tuple(_pieces(text, place + len(mark), end))
            yield Stretch("display" if mark == "$$" else "inline", pieces, mark, mark)
            place = start = end + len(mark)
        else:
            place += 1
    if start < len(text):
        yield Stretch("sentence", tuple(_pieces(text, start, len(text))))


def _after_code(text: str, place: int) -> int:
    """The offset after a code span, or after its backticks where nothing closes them."""
    run = re.compile("`+").match(text, place)
    assert run is not None
    close = re.compile(rf"(?<!`){run[0]}(?!`)").search(text, run.end())
    return run.end() if close is None else close.end()


def _after_reference(text: str, place: int) -> int:
    """The offset after whatever the @ at ``place`` begins."""
    if text.startswith("@@", place):
        return place + 2
    if text.startswith("@{", place):
        return _after_braces(text, place + 1)
    name = _NAME.match(text, place + 1)
    return place + 1 if name is None else name.end()


_NAME = re.compile(r"[^\W\d_][^\W_]*")


def _after_braces(text: str, place: int) -> int:
    depth = 0
    for end in range(place, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return end + 1
    raise BankError("@{ is never closed", "write @@ for an @", code="template")


def _closing(text: str, place: int, mark: str) -> int | None:
    """The offset of the closing dollars, past references and ``\\$``."""
    while place < len(text):
        if text.startswith("\\", place):
            place += 2
        elif text.startswith("@", place):
            place = _after_reference(text, place)
        elif text.startswith(mark, place):
            return place
        else:
            place += 1
    return None


def _pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """Literal text and references between two offsets."""
    plain, place = start, start
    while place < end:
        if text[place] != "@":
            place += 1
            continue
        after = _after_reference(text, place)
        literal = text[plain:place]
        if text.startswith("@@", place):
            yield literal + "@"
            plain = after
        elif after > place + 1:
            if literal:
                yield literal
            inner = text[place + 1 : after]
            yield Reference(inner[1:-1] if inner.startswith("{") else inner, place, after)
            plain = after
        place = after
    if plain < end:
        yield text[plain:end]
