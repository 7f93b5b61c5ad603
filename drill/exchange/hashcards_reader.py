"""Decks of hashcards: Markdown with ``Q:`` and ``A:``, or ``C:`` and its gaps in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from drill.exchange.cards import LONGEST_SOURCE, Card, Skipped, cleaned, cloze, too_long
from drill.exchange.forward import Forward

_BEGINS = re.compile(r"([QAC]):[ \t]?(.*)", re.S)
# A gap: brackets that are not escaped, no picture's and no link's; formulas and code are excluded.
_GAP = re.compile(
    r"(?:\\.|\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`|[^\\\[$`]|[$`])+|\[((?:\\.|[^\[\]\\])+)\](?!\()|(\[)", re.S
)
# Lines of TOML before the cards.
_MOST_HEAD = 100


def read_hashcards(lines: Iterable[str]) -> Iterator[Card | Skipped]:
    """Yield the cards of a deck, in order."""
    sides: dict[str, list[str]] = {}
    begun, size, side, in_head = 0, 0, "", False
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if bare == "---" and (in_head or number == 1):
            in_head = number == 1
            continue
        if in_head and number <= _MOST_HEAD:
            continue
        begins = _BEGINS.match(line)
        size += len(line)
        if begins and begins[1] == "A" and side == "Q":
            side = "A"
            sides[side] = [begins[2]]
        elif (begins and begins[1] in "QC") or bare == "---":
            yield from _card(begun, sides, size - len(line))
            begun, size, side = number, len(line), begins[1] if begins else ""
            sides = {side: [begins[2]]} if begins else {}
        elif begins:
            yield Skipped(number, "an answer (A:) without its question (Q:)")
        elif side and size <= LONGEST_SOURCE:
            sides[side].append(line)
    yield from _card(begun, sides, size)


def _card(line: int, sides: dict[str, list[str]], size: int) -> Iterator[Card | Skipped]:
    if sides and size > LONGEST_SOURCE:
        yield too_long(line, LONGEST_SOURCE)
        return
    texts = {side: cleaned("".join(lines)) for side, lines in sides.items()}
    if "Q" in texts:
        prompt, pictures = _without_images(texts["Q"])
        if pictures and not prompt.strip():
            yield Skipped(line, "its question is a picture")
        else:
            yield Card(line, prompt.strip(), _without_images(texts.get("A", ""))[0].strip())
    elif "C" in texts:
        pieces = [""]
        for match in _GAP.finditer(_without_images(texts["C"])[0]):
            if match[1] is None:
                pieces[-1] += _without_escapes(match[0])
            else:
                pieces += [_without_escapes(match[1]), ""]
        yield cloze(line, pieces) if len(pieces) > 1 else Skipped(line, "it has no gap in brackets")


def _without_images(text: str) -> tuple[str, int]:
    """Return a text without its pictures, ``![name](file)`` on one line, and how many there were."""
    forward = Forward(text)
    pieces: list[str] = []
    copied_to = position = 0
    while (begin := forward.find("![", position)) < len(text):
        middle = forward.find("](", begin + 2)
        end = forward.find(")", middle + 2)
        position = begin + 2
        if end < len(text) and forward.find("]", position) == middle and forward.find("\n", begin) > end:
            pieces.append(text[copied_to:begin])
            copied_to = position = end + 1
    return "".join([*pieces, text[copied_to:]]), len(pieces)


def _without_escapes(text: str) -> str:
    return re.sub(r"\\([\[\]])", r"\1", text)
