"""Progress as rows: what ``drill progress`` prints and what is exported as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from drill.session.progress.character_charts import FILLS
from drill.session.progress.pass_chart import Part
from drill.session.progress.progress_export import Report
from drill.session.progress.progress_overview import BankProgress
from drill.tui.line_filters import in_ascii
from drill.tui.looks import Looks
from drill.tui.screens import progress_views as views


def report_rows(
    report: Report, banks: Sequence[BankProgress], width: int, *, plain: bool, is_open: bool = False
) -> list[list[Part]]:
    """Return the pages of Progress below each other; of what was named, the first one alone.

    Where it ``is_open``, every subject is told by its topics and their skills.
    """
    looks = Looks("ascii" if plain else "unicode", dark=True)
    page = views.Page(width - 1, looks, opened=None if is_open else frozenset())
    views.where_you_are(page, report, banks)
    if not report.is_named:
        for name in views.pages_of(report):
            views.PAGES[name](page, report)
    rows = [[(" ", ""), *_list_coloured_parts(row, looks)] for row in page.rows]
    return [[(in_ascii(text), style) for text, style in row] for row in rows] if plain else rows


def _list_coloured_parts(row: Content, looks: Looks) -> list[Part]:
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
