"""Decks of hashcards: Markdown with ``Q:`` and ``A:``, or ``C:`` and its gaps in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from drill.exchange.cards import LONGEST_SOURCE, Card, Skipped, clean_deck_text, make_cloze_card, too_long
from drill.exchange.hashcards_lines import CARD_BEGINS, numbered_lines
from drill.exchange.html_text import text_of_markdown

# A gap: brackets that are not escaped, no picture's and no link's; formulas and code are excluded.
_GAP = re.compile(
    r"(?:\\.|\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`|[^\\\[$`]|[$`])+|\[((?:\\.|[^\[\]\\])+)\](?!\()|(\[)", re.S
)


def read_hashcards(lines: Iterable[str]) -> Iterator[Card | Skipped]:
    """Yield the cards of a deck, in order."""
    sides: dict[str, list[str]] = {}
    begun, size, side = 0, 0, ""
    for number, line in numbered_lines(lines):
        begins = CARD_BEGINS.match(line)
        size += len(line)
        if begins and begins[1] == "A" and side == "Q":
            side = "A"
            sides[side] = [begins[2]]
        elif (begins and begins[1] in "QC") or line.strip() == "---":
            yield from _read_hashcard(begun, sides, size - len(line))
            begun, size, side = number, len(line), begins[1] if begins else ""
            sides = {side: [begins[2]]} if begins else {}
        elif begins:
            yield Skipped(number, "an answer (A:) without its question (Q:)")
        elif side and size <= LONGEST_SOURCE:
            sides[side].append(line)
    yield from _read_hashcard(begun, sides, size)


def _read_hashcard(line: int, sides: dict[str, list[str]], size: int) -> Iterator[Card | Skipped]:
    if sides and size > LONGEST_SOURCE:
        yield too_long(line, LONGEST_SOURCE)
        return
    texts = {side: clean_deck_text("".join(lines)) for side, lines in sides.items()}
    front = text_of_markdown(texts.get("Q", ""))
    back = text_of_markdown(texts.get("A", ""))
    media = (*(("question", what) for what in front.media), *(("answer", what) for what in back.media))
    if "Q" in texts:
        if front.media and not front.has_words:
            yield Skipped(line, "its question is a picture")
        elif back.media and not back.has_words:
            yield Skipped(line, "its answer is a picture")
        else:
            yield Card(line, front.text.strip(), back.text.strip(), media=media)
    elif "C" in texts:
        whole = text_of_markdown(texts["C"])
        pieces = [""]
        for match in _GAP.finditer(whole.text):
            if match[1] is None:
                pieces[-1] += _without_escapes(match[0])
            else:
                pieces += [_without_escapes(match[1]), ""]
        card = Card(line, "", media=tuple(("question", what) for what in whole.media))
        yield make_cloze_card(card, pieces) if len(pieces) > 1 else Skipped(line, "it has no gap in brackets")


def _without_escapes(text: str) -> str:
    return re.sub(r"\\([\[\]])", r"\1", text)
