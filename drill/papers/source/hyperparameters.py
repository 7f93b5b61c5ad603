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
# Names that only a table of settings has, at the head of it or in its rows.
_TELLING = re.compile(
    r"learning[ -]rate|batch[ -]size|weight decay|epochs|optimi[sz]er|hyper-?parameter", re.IGNORECASE
)
_LETTER = re.compile(r"\s*\(\s*\$[^$]*\$\s*\)|(?<=\w{3})\s+\$\s*\\?[A-Za-z]+\s*\$\s*$")
_TITLE_CASE = re.compile(r"\b[A-Z](?=[a-z]+\b)")
_NUMBER = re.compile(
    r"(?P<number>\d{1,3}(?:(?:,|\{,\})\d{3})+|\d+\.?\d*|\.\d+)?\s*(?:\\times|\\cdot|×)?\s*"
    r"(?P<power>10\s*\^\s*\{?\s*-?\s*\d{1,2}\s*\}?|e\s*\{?\s*[-+]?\s*\d{1,2}\s*\}?)?"
    r"\s*(?P<unit>(?:[kKmM]\b|%)?(?:\s*[A-Za-z]+){0,2})\s*"
)
# Max settings of a paper, rows of a table and characters of a cell, for a list of results.
_MOST = 60
_LONGEST = 20_000
_LONGEST_CELL = 40


def find_hyperparameters(manuscript: Manuscript) -> Iterator[SettingRow]:
    """Yield each hyperparameter of a table with the place of its value; a repeated one is yielded once."""
    known: set[tuple[str, str]] = set()
    for match in _TABLE.finditer(manuscript.text):
        begin = match.end()
        end = _TABLE_END.search(manuscript.text, begin, begin + _LONGEST)
        while (argument := read_titled(manuscript.text, begin)) is not None:
            begin = argument[1]
        text = manuscript.text[begin : end.start()] if end is not None else ""
        if len(_TELLING.findall(text)) < 2:
            continue
        for offset, name, value in _read_table(_GAP.sub(blank_match, text)):
            if (name, value) not in known and len(known) < _MOST:
                known.add((name, value))
                yield SettingRow(name, value, *manuscript.place(begin + offset))


def _read_table(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield place, name and value of the rows; of several values each with the title of its column."""
    header: Sequence[str] = ()
    begin = 0
    for row in text.split("\\\\"):
        cells = row.split("&")
        name = _read_title(cells[0])
        name = _TITLE_CASE.sub(lambda word: word[0].lower(), name)
        values = [_read_value(cell, is_alone=len(cells) == 2) for cell in cells[1:]]
        titles = [_read_title(cell) for cell in header[1:]] if len(header) == len(cells) else []
        offset = begin + len(cells[0]) + 1
        has_number = any(sign.isdigit() for value in values for sign in value)
        if not has_number and not header and (len(cells) > 2 or not _TELLING.search(cells[0]) or not name):
            header = cells
        elif name and len(cells) == 2 and values[0] and "parameter" not in name.lower():
            yield offset + len(cells[1]) - len(cells[1].lstrip()), name, values[0]
        elif name and len(cells) > 2 and all(titles) and len(titles) == len(values):
            for cell, title, value in zip(cells[1:], titles, values, strict=True):
                if value:
                    yield offset + len(cell) - len(cell.lstrip()), f"{name}, {title}", value
                offset += len(cell) + 1
        begin += len(row) + 2


def _read_title(cell: str) -> str:
    """Return a cell's words; a letter in brackets behind them is left out, empty for anything long."""
    plain = " ".join(re.sub(r"[\\${}:]", "", _undress(_LETTER.sub("", cell))).split())
    return plain if 1 < len(plain) <= _LONGEST_CELL and plain[0].isalpha() else ""


def _read_value(cell: str, *, is_alone: bool) -> str:
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
    return plain if is_alone and is_words else ""


def _undress(cell: str) -> str:
    for _ in range(2):
        cell = _DRESSED.sub(r"\1", cell)
    return cell
