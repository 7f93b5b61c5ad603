"""The report of ``drill progress`` as lines for a terminal of some width: what the app shows, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from drill.drawing.charts import FILLS
from drill.drawing.pass_chart import Part
from drill.session.progress import BankProgress
from drill.session.report import Report
from drill.tui.looks import Looks
from drill.tui.screens import progress_views as views

_DISPUTES = 5
_NOTHING_CHOSEN = -1


@dataclass(frozen=True, slots=True)
class Paper:
    """What the charts are drawn on."""

    width: int
    plain: bool
    """ASCII alone."""


def draw(
    report: Report, banks: Sequence[BankProgress], paper: Paper, *, minutes: int, with_topics: bool
) -> Iterator[list[Part]]:
    """Yield where one stands in all, these banks pass by pass (and topic by topic), days, times, words."""
    looks, width = Looks("ascii" if paper.plain else "common", dark=True), paper.width
    blocks = [
        views.headline(report.headline, report.outlook, len(report.days), width, looks),
        views.passes(banks, views.Chosen(_NOTHING_CHOSEN), width, looks).rows,
    ]
    for bank in banks if with_topics else ():
        topics = [topic for topic in report.topics.get(bank.bank, ()) if topic.cells]
        blocks += [views.topic_grid(bank.title, topics, _NOTHING_CHOSEN, width, looks).rows] if topics else []
    if report.days:
        days = views.days(report, minutes, (width, width), looks)
        blocks += [days.rows, days.beside]
    if report.says_much:
        honesty = views.honesty(report, width, looks)
        blocks += [honesty.rows, honesty.beside]
    for block in filter(None, blocks):
        yield from (_parts(row, looks) for row in block)
        yield []
    yield from _disputes(report)


def _parts(row: Content, looks: Looks) -> list[Part]:
    """A row as parts painted by states, bold and dim."""
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
    yield [("Disputes", "bold"), (f"   your word beside the checker's: {total} {marks} in {attempts}", "")]
    for line in report.disputes.lines[:_DISPUTES]:
        checker = "none" if line.checker is None else "right" if line.checker else "wrong"
        learner = "right" if line.learner else "wrong"
        cause = "key seen before" if line.cause == "seen" else f"checker {checker}, you {learner}"
        named = f"{line.item} ({line.title})" if line.title else line.item
        yield [(f"  {line.day} {named}: {cause}{': ' if line.reason else ''}{line.reason}", "")]
    yield []
