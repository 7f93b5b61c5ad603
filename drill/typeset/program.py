"""Programs in a text: the colours of a line's tokens, and folding of long lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.typeset.block import Span, cell_width

_PART = re.compile(
    r"(?P<number>[rbf]?(?:'[^']*'|\"[^\"]*\")|\b\d[\w.]*)|(?P<call>\b[A-Za-z_]\w*(?=\())"
    r"|(?P<quiet>\#.*|[^\w\s'\"\#]+)|\w+"
)
_ENDS = re.compile(r"[\s,(\[]")


def code_spans(line: str, row: int = 0) -> Iterator[Span]:
    """Yield the spans of a line of Python that are not plain, on the row of that number."""
    for part in _PART.finditer(line):
        match part.lastgroup:
            case "number" | "call" | "quiet" as style:
                yield Span(row, cell_width(line[: part.start()]), cell_width(line[: part.end()]), style)
            case _:
                pass


def fold_code_line(row: str, width: int) -> Iterator[str]:
    """Yield a line of code, or, if it is too long, its pieces; the later ones are indented.

    A piece ends after a blank, a comma or an opening bracket, outside of brackets where its second half has
    such a place.
    """
    hang = " " * (len(row) - len(row.lstrip()) + 8)
    while cell_width(row) > width > len(hang) + 1:
        end = _best_end(row, len(hang), width)
        yield row[:end].rstrip()
        row = hang + row[end:].lstrip()
    yield row


def _best_end(row: str, start: int, width: int) -> int:
    """Return where to break a row: as late and as little inside brackets as can be."""
    ends = [part.end() for part in _ENDS.finditer(row, start, width)]
    late = [end for end in ends if end > (start + width) // 2] or ends[-1:]
    return min(late, key=lambda end: (_count_open_brackets(row[:end]), -end), default=width)


def _count_open_brackets(text: str) -> int:
    """Return how many brackets are open after a text."""
    return sum(text.count(bracket) for bracket in "([{") - sum(text.count(bracket) for bracket in ")]}")
