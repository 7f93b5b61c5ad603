"""Progress as rows: what ``drill progress`` prints and what is exported as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from drill.drawing.charts import FILLS
from drill.drawing.pass_chart import Part
from drill.session.progress import BankProgress
from drill.session.progress_export import Report
from drill.tui.line_filters import in_ascii
from drill.tui.looks import Looks
from drill.tui.screens import progress_views as views

# As many as fit below the charts.
_DISPUTES = 5


def report_rows(
    report: Report, banks: Sequence[BankProgress], width: int, *, plain: bool, is_open: bool = False
) -> list[list[Part]]:
    """Return the headline, these banks pass by pass, the days, times and words.

    Where it ``is_open``, every subject is told by its topics and their skills.
    """
    looks = Looks("ascii" if plain else "unicode", dark=True)
    page = views.Page(width, looks, opened=None if is_open else frozenset())
    page.rows += views.headline(report.headline, report.outlook, len(report.days), width, looks)
    views.path(page, banks, report)
    page.opened = None
    views.passes(page, banks)
    views.days(page, report)
    rows = [_parts(row, looks) for row in page.rows]
    if plain:
        rows = [[(in_ascii(text), style) for text, style in row] for row in rows]
    return [*rows, [], *_disputes(report)]


def _parts(row: Content, looks: Looks) -> list[Part]:
    """Return a row as parts coloured by states, bold and dim."""
    names = {looks.sign(state)[1]: state for state in FILLS} | {"bold": "bold", "$secondary": "dim"}
    parts: list[Part] = []
    end = 0
    for span in sorted(row.spans):
        parts += [
            (row.plain[end : span.start], ""),
            (row.plain[span.start : span.end], names.get(str(span.style), "")),
        ]
        end = span.end
    return [*parts, (row.plain[end:], "")]


def _disputes(report: Report) -> Iterator[list[Part]]:
    total = report.disputes.total
    if not total:
        return
    marks, attempts = "mark" if total == 1 else "marks", report.disputes.attempts
    yield [("Disputes", "bold"), (f"   your word against the checker's: {total} {marks} in {attempts}", "")]
    for line in report.disputes.lines[:_DISPUTES]:
        checker = "none" if line.checker is None else "right" if line.checker else "wrong"
        learner = "right" if line.learner else "wrong"
        cause = "key seen before" if line.cause == "seen" else f"checker {checker}, you {learner}"
        named = f"{line.item} ({line.title})" if line.title else line.item
        yield [(f"  {line.day} {named}: {cause}{': ' if line.reason else ''}{line.reason}", "")]
    yield []
