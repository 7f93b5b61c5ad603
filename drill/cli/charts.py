"""The report of ``drill progress`` as lines for a terminal of some width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from drill.drawing.charts import FEWEST_DAYS, LETTERS, REST, WEEKDAYS, greens_an_hour, heat_map, months, spark
from drill.drawing.pass_chart import Part, legend, pass_chart
from drill.session.progress import BankProgress, TopicProgress
from drill.session.report import Report
from drill.text import count

Line = list[Part]

_WEEKS = 26
_SPEEDS = 30
_DISPUTES = 5
_TOPIC, _COLUMN = 27, 9


@dataclass(frozen=True, slots=True)
class Paper:
    """What the charts are drawn on."""

    width: int
    plain: bool
    """ASCII alone."""

    @property
    def rest(self) -> str:
        """The sign of what has no mark yet."""
        return "." if self.plain else REST


def draw(report: Report, banks: Sequence[BankProgress], paper: Paper, *, with_topics: bool) -> Iterator[Line]:
    """Where one stands in all, these banks pass by pass (and topic by topic), then the days, times, words."""
    yield from _headline(report)
    yield legend(plain=paper.plain)
    yield []
    for row in pass_chart(banks, paper.width, plain=paper.plain):
        yield list(row.parts)
    yield []
    for bank in banks if with_topics else ():
        yield from _topics(bank.title, report.topics.get(bank.bank, ()), paper)
    if report.days:
        yield from _days(report, paper)
        yield from _ahead(report, paper)
        yield from _times(report)
        yield from _words(report)
        yield from _disputes(report)


def _headline(report: Report) -> Iterator[Line]:
    told = report.headline
    yield [
        (f"{told.states['green']} of {count(told.items, 'exercise')} green", "bold"),
        (f", {told.green_this_week:+d} this week; {count(round(told.minutes_this_week), 'minute')} ", ""),
        (f"this week, {told.minutes:.0f} in all", ""),
    ]
    yield []


def _topics(title: str, topics: Sequence[TopicProgress], paper: Paper) -> Iterator[Line]:
    met = [topic for topic in topics if topic.cells]
    if not met:
        return
    columns = max(1, (paper.width - _TOPIC - 8) // _COLUMN)
    last = min(columns, max(max(topic.cells) for topic in met))
    names = "".join(f"{f'pass {number}':>{_COLUMN}}" for number in range(1, last + 1))
    yield [(title, "bold")]
    yield [(f"  {'green/met':{_TOPIC}}{names}  open", "dim")]
    for topic in met:
        cells = ""
        for number in range(1, last + 1):
            green, verdicts = topic.cells.get(number, (0, 0))
            cells += f"{f'{green}/{verdicts}' if verdicts else paper.rest:>{_COLUMN}}"
        yield [(f"  {topic.title[: _TOPIC - 1]:{_TOPIC}}{cells}{topic.open:6}", "")]
    yield []


def _days(report: Report, paper: Paper) -> Iterator[Line]:
    weeks = min(_WEEKS, paper.width - 20)
    minutes = {day.day: day.minutes for day in report.days}
    spent = sum(minutes.values())
    yield [("Minutes a day", "bold"), (f"   {spent:.0f} in all, on {count(len(report.days), 'day')}", "")]
    yield [("    " + months(report.study_day, weeks), "dim")]
    for letter, row in heat_map(minutes, report.study_day, weeks, plain=paper.plain):
        yield [(f"  {letter} {row}", "")]
    speeds = greens_an_hour([(day.minutes, day.green) for day in report.days[-_SPEEDS:]])
    told = [speed for speed in speeds if speed]
    if len(told) > 1:
        line = f"  greens per hour {spark(speeds, plain=paper.plain)}  {told[0]:.0f} to {told[-1]:.0f}"
        yield [(line, "")]
    checks, lapses = (sum(getattr(day, name) for day in report.days) for name in ("checks", "lapses"))
    if checks:
        held = spark([day.lapses for day in report.days[-_SPEEDS:]], plain=paper.plain)
        yield [(f"  lapses          {held}  {lapses} of {checks} checks of greens", "")]
    yield []


def _ahead(report: Report, paper: Paper) -> Iterator[Line]:
    ahead, end = report.outlook.days, report.outlook.finish
    yield [("Due in the next 14 days", "bold"), ("   minutes", "")]
    yield [("  " + "".join(f"{each.minutes:4.0f}" for each in ahead), "")]
    sparks = spark([each.minutes for each in ahead], plain=paper.plain)
    yield [("  " + "".join(f"{sign:>4}" for sign in sparks), "")]
    yield [("  " + "".join(f"{WEEKDAYS[each.day.weekday()]:>4}" for each in ahead), "dim")]
    if end is not None and len(report.days) >= FEWEST_DAYS:
        late = "or later" if end.late is None else f"to {_day(end.late)}"
        pace = f"{report.outlook.minutes_a_day:.0f} minutes a day"
        yield [(f"  At the pace of the last 14 days ({pace}), all will be green or parked", "")]
        yield [(f"  by {_day(end.day)} (80 % likely: {_day(end.early)} {late}).", "")]
    yield []


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _times(report: Report) -> Iterator[Line]:
    if not report.says_much:
        return
    yield [("Minutes per exercise", "bold"), ("   active time: median, 90th percentile", "")]
    for each in report.times:
        name = f"  pass {each.pass_}"
        yield [
            (f"{name:10} {_clock(each.median_s):>6} {_clock(each.most_s):>6}  {each.attempts} attempts", "")
        ]
    yield []


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _words(report: Report) -> Iterator[Line]:
    if not report.telling_words:
        return
    yield [("Does your judgement hold?", "bold"), ("   what was right at the next pass or check", "")]
    for each in report.telling_words:
        colour, said = each.mark
        what = ("next pass", "next passes") if each.later == "pass" else ("check", "checks")
        share = f"{100 * each.right / each.cases:3.0f} %"
        counted = f"{each.right} of {each.cases} {what[each.cases != 1]}"
        yield [("  ", ""), (LETTERS[colour], colour), (f" {said:22} {share}  {counted}", "")]
    yield []


def _disputes(report: Report) -> Iterator[Line]:
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
