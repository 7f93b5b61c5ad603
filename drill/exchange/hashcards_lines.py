"""Which lines of hashcards are cards, and which are not; light, since every import asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from drill.text import one_line

CARD_BEGINS = re.compile(r"([QAC]):[ \t]?(.*)", re.S)
# Lines of front matter before the cards: TOML or YAML between two of these.
_MOST_HEAD = 100
_FENCES = ("---", "+++")
_NAME = re.compile(r"(?:name|title)\s*[=:]\s*(.+)")
_HEADING = re.compile(r"#{1,6}\s")
_CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# Lines at which a file is looked at, to see whether it is a deck.
_MOST_LOOKED_AT = 400
# Lines of text for a card, in a deck.
_MOST_LINES_A_CARD = 20


def is_hashcards(text: str) -> bool:
    """Return whether a text, or its beginning, is a deck: cards after front matter, headings and remarks.

    Where other text comes first, there are three cards, or one in the first half of a short text. What is
    between fences of code shows how a card is written, and is none.
    """
    lines = islice(numbered_lines(text.splitlines(keepends=True)), _MOST_LOOKED_AT)
    starts: list[str] = []
    fence = ""
    for _, line in lines:
        mark = _CODE_FENCE.match(line)
        card = None if fence else CARD_BEGINS.match(line)
        if mark is not None and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if _is_text(line):
            starts.append(card[1] if card is not None else " ")
    whole = "".join(starts)
    cards = whole.replace(" ", "").count("QA")
    return (
        whole[:1] in ("Q", "C") or cards > 2 or 2 * whole.find("Q") < len(whole) < _MOST_LINES_A_CARD * cards
    )


def _is_text(line: str) -> bool:
    return line.strip() not in ("", "---")


def name_of_hashcards(text: str) -> str:
    """Return the name that a deck's front matter gives it; empty where it gives none."""
    lines = text.splitlines()
    end = _end_of_head(lines)
    names = (match[1] for line in lines[:end] if (match := _NAME.match(line.strip())) is not None)
    return one_line(next(names, "").strip().strip("\"'"))


def _end_of_head(lines: Sequence[str]) -> int:
    """Return the number of lines that are front matter."""
    start = next((index for index, line in enumerate(lines[:_MOST_HEAD]) if line.strip()), 0)
    if not lines or lines[start].strip() not in _FENCES:
        return 0
    for index in range(start + 1, min(len(lines), _MOST_HEAD)):
        if lines[index].strip() == lines[start].strip():
            return index + 1
        if CARD_BEGINS.match(lines[index]):
            return 0
    return 0


def numbered_lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers, from 1; front matter, headings and remarks are empty ones.

    A heading comes after an empty line, or first; what is between fences of code is left as it is.
    """
    lines = iter(lines)
    head = list(islice(lines, _MOST_HEAD))
    head_end = _end_of_head(head)
    is_code = is_remark = False
    is_after_blank = True
    number = 0
    for number, line in enumerate(chain(head, lines), 1):
        bare = line.strip()
        if number <= head_end:
            yield number, "\n"
            continue
        if bare.startswith("```"):
            is_code = not is_code
        if not is_code:
            is_heading = is_after_blank and _HEADING.match(line) is not None
            line, is_remark = _remove_html_comments(line, is_remark)
            if is_heading:
                line = "---\n"  # it ends the card before
        is_after_blank = not line.strip() or line == "---\n"
        yield number, line


def _remove_html_comments(line: str, is_remark: bool) -> tuple[str, bool]:
    """Return a line without ``<!-- … -->``, and whether one goes on in the next line."""
    pieces: list[str] = []
    position = 0
    while position < len(line):
        mark = "-->" if is_remark else "<!--"
        end = line.find(mark, position)
        if end < 0:
            pieces.append("\n" if is_remark else line[position:])
            break
        if not is_remark:
            pieces.append(line[position:end])
        position = end + len(mark)
        is_remark = not is_remark
    return "".join(pieces), is_remark
