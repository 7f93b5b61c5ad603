"""The hyperparameters that a paper gives as name and value in the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from drill.papers.model import SettingRow
from drill.papers.source.document import Manuscript
from drill.papers.source.latex_scanner import read_titled
from drill.text import blank_match

_TABLE = re.compile(r"\\begin\s*\{(?:tabular[x*]?|longtable|tblr|tabu)\}")
_TABLE_END = re.compile(r"\\end\s*\{(?:tabular[x*]?|longtable|tblr|tabu)\}")
_GAP = re.compile(
    r"(?<!\\)\\[,;:! ]|[~]|\\c?midrule(?:\([lr]*\))?(?:\{[^{}]*\})?|(?<=\\)\\\[[^\]]*\]"
    r"|\\(?:hline|toprule|bottomrule|quad|qquad|small|footnotesize|centering)(?![a-zA-Z])"
)
_DRESSED = re.compile(
    r"\\(?:emph|text[a-z]*|math(?:rm|bf)|multirow\s*\{[^{}]*\}\s*\{[^{}]*\})\s*\{([^{}]*)\}"
)
_LETTER = re.compile(r"\s*\(\s*\$[^$]*\$\s*\)|(?<=\w{3})\s+\$\s*\\?[A-Za-z]+\s*\$\s*$")
_TITLE_CASE = re.compile(r"\b[A-Z](?=[a-z]+\b)")
_LEADING = re.compile(r"\d[\d.]*(?:e-?\d+)?|\.\d+(?:e-?\d+)?")
_NUMBER = re.compile(
    r"(?P<number>\d{1,3}(?:(?:,|\{,\})\d{3})+|\d+\.?\d*|\.\d+)?\s*(?:\\times|\\cdot|×)?\s*"
    r"(?P<power>10\s*\^\s*\{?\s*-?\s*\d{1,2}\s*\}?|e\s*\{?\s*[-+]?\s*\d{1,2}\s*\}?)?"
    r"\s*(?P<unit>(?:[kKmM]\b|%)?(?:\s*[A-Za-z]+){0,2})\s*"
)
# Max settings of a paper, rows of a table and characters of a cell, for a list of results.
_MOST = 60
_LONGEST = 20_000
_LONGEST_CELL = 40
# Ratio of the largest number of a table to its smallest from which on they measure different things.
_APART = 100


def find_hyperparameters(manuscript: Manuscript) -> Iterator[SettingRow]:
    """Yield name and value of rows of two cells, with the place of the value; each once."""
    known: set[tuple[str, str]] = set()
    for match in _TABLE.finditer(manuscript.text):
        begin = match.end()
        end = _TABLE_END.search(manuscript.text, begin, begin + _LONGEST)
        while (argument := read_titled(manuscript.text, begin)) is not None:
            begin = argument[1]
        text = manuscript.text[begin : end.start()] if end is not None else ""
        rows = [*_read_table(_GAP.sub(blank_match, text))]
        if not _are_settings([value for *_, value in rows]):
            continue
        for offset, name, value in rows:
            if (name, value) not in known and len(known) < _MOST:
                known.add((name, value))
                yield SettingRow(name, value, *manuscript.place(begin + offset))


def _are_settings(values: Sequence[str]) -> bool:
    """Return whether numbers stand beside words, or are far apart, because results are of one kind."""
    leading = [_LEADING.match(value) for value in values]
    numbers = [float(number[0]) for number in leading if number is not None]
    sizes = [number for number in numbers if number > 0]
    is_mixed = len(numbers) < len(values) or (len(sizes) > 1 and max(sizes) >= _APART * min(sizes))
    return bool(numbers) and is_mixed


def _read_table(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield place, name and value of each row of two cells, but not of the head."""
    begin = 0
    has_begun = False
    for row in text.split("\\\\"):
        cells = row.split("&")
        name = _TITLE_CASE.sub(lambda word: word[0].lower(), _read_title(cells[0]))
        value = _read_value(cells[1]) if len(cells) == 2 else ""
        # the first row of words is the head
        if name and value and (has_begun or value[0].isdigit()):
            yield begin + len(row) - len(cells[1].lstrip()), name, value
        has_begun = has_begun or len(cells) == 2
        begin += len(row) + 2


def _read_title(cell: str) -> str:
    """Return a cell's words; a letter in brackets behind them is left out, empty for anything long."""
    plain = " ".join(re.sub(r"[\\${}:]", "", _undress(_LETTER.sub("", cell))).split())
    return plain if 1 < len(plain) <= _LONGEST_CELL and plain[0].isalpha() else ""


def _read_value(cell: str) -> str:
    r"""Return a cell's number as Python reads it, ``3 \times 10^{-4}`` as ``3e-4``, or its few words."""
    plain = _undress(cell).replace("$", " ").strip()
    match = _NUMBER.fullmatch(plain.replace("\\%", "%"))
    if match is not None and (match["number"] or match["power"]) and plain.isascii():
        number = re.sub(r"[,{}]", "", match["number"] or "1")
        power = re.sub(r"^10\^|[\s{}e]", "", re.sub(r"\s", "", match["power"] or ""))
        unit = match["unit"]
        joint = "" if unit[:1] in ("%", "k", "K", "m", "M") else " "
        return f"{number}{'e' if power else ''}{power}{joint}{unit}".strip()
    is_words = re.fullmatch(r"[A-Za-z][A-Za-z -]+", plain) is not None and len(plain) <= _LONGEST_CELL
    return plain if is_words else ""


def _undress(cell: str) -> str:
    for _ in range(2):
        cell = _DRESSED.sub(r"\1", cell)
    return cell
