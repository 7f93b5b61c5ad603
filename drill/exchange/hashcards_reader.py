"""Decks of hashcards: Markdown with ``Q:`` and ``A:``, or ``C:`` and its gaps in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from drill.exchange.cards import Card, Skipped, cleaned, cloze

_BEGINS = re.compile(r"([QAC]):[ \t]?(.*)", re.S)
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
# A gap: brackets that are not escaped, no picture's and no link's; formulas and code stand apart.
_GAP = re.compile(
    r"(?:\\.|\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`|[^\\\[$`]|[$`])+|\[((?:\\.|[^\[\]\\])+)\](?!\()|(\[)", re.S
)
# Lines of TOML before the cards.
_MOST_HEAD = 100


def read_hashcards(lines: Iterable[str]) -> Iterator[Card | Skipped]:
    """The cards of a deck, in order."""
    asked: dict[str, list[str]] = {}
    begun, side, in_head = 0, "", False
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if bare == "---" and (in_head or number == 1):
            in_head = number == 1
            continue
        if in_head and number <= _MOST_HEAD:
            continue
        begins = _BEGINS.match(line)
        if begins and begins[1] == "A" and side == "Q":
            side = "A"
            asked[side] = [begins[2]]
        elif (begins and begins[1] in "QC") or bare == "---":
            yield from _card(begun, asked)
            begun, side = number, begins[1] if begins else ""
            asked = {side: [begins[2]]} if begins else {}
        elif begins:
            yield Skipped(number, "an answer (A:) without its question (Q:)")
        elif side:
            asked[side].append(line)
    yield from _card(begun, asked)


def _card(line: int, asked: dict[str, list[str]]) -> Iterator[Card | Skipped]:
    texts = {side: cleaned("".join(lines)) for side, lines in asked.items()}
    if "Q" in texts:
        prompt, pictures = _IMAGE.subn("", texts["Q"])
        if pictures and not prompt.strip():
            yield Skipped(line, "its question is a picture")
        else:
            yield Card(line, prompt.strip(), _IMAGE.sub("", texts.get("A", "")).strip())
    elif "C" in texts:
        pieces = [""]
        for found in _GAP.finditer(_IMAGE.sub("", texts["C"])):
            if found[1] is None:
                pieces[-1] += _without_escapes(found[0])
            else:
                pieces += [_without_escapes(found[1]), ""]
        yield cloze(line, pieces) if len(pieces) > 1 else Skipped(line, "it has no gap in brackets")


def _without_escapes(text: str) -> str:
    return re.sub(r"\\([\[\]])", r"\1", text)
