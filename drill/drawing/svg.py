"""The charts as one picture: valid by itself, readable without colour, on light and on dark ground."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from xml.sax.saxutils import escape, quoteattr

from drill.drawing.charts import REST, WEEKDAYS, greens_an_hour, pass_counts, pass_rows
from drill.gyr.passes import PassRow
from drill.session.report import Report
from drill.session.views import BankProgress
from drill.text import one_line

WIDTH, MARGIN = 760, 24
_LINE, _BAR, _GAP = 20, 16, 14
_NAME, _ROOM = 140, 400
"""Where bars begin, and how long they are at most."""
_WEEKS, _DAY, _SPEEDS = 53, 13, 60
_CLASSES = {"G": "green", "Y": "yellow", "R": "red", "P": "parked", REST: "rest"}
_HEADS = {"first": "", "reopen": "reopened, ", "check": "lapsed, "}
_SAID = {
    (True, True): ("G", "right, and I know why"),
    (True, False): ("Y", "right, not sure why"),
    (False, True): ("Y", "wrong, I see where"),
    (False, False): ("R", "wrong, not even now"),
}
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_STYLE = """\
  svg { color-scheme: light dark; }
  .ground { fill: #ffffff; }
  text { font-family: system-ui, "DejaVu Sans", sans-serif; font-size: 13px; fill: #1b1d21; }
  .head { font-weight: 600; font-size: 15px; }
  .dim { fill: #565b66; }
  .letter { font-size: 11px; font-weight: 600; fill: #000000; }
  .green { fill: #62c48d; } .yellow { fill: #f0cd4e; } .red { fill: #f08a80; } .parked { fill: #b9bdc6; }
  .rest { fill: none; stroke: #8a8f9a; stroke-dasharray: 2 3; }
  .amount { fill: #3d7dca; }
  .line { fill: none; stroke: #3d7dca; stroke-width: 2; }
  .axis { stroke: #8a8f9a; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #16181d; }
    text { fill: #e9ebee; }
    .dim { fill: #a4a9b4; }
    .letter { fill: #000000; }
    .amount { fill: #79aef0; }
    .line { stroke: #79aef0; }
  }
"""
_PATTERNS = """\
  <pattern id="slant" width="6" height="6" patternUnits="userSpaceOnUse">\
<path d="M0 6 L6 0" stroke="#000000" stroke-opacity="0.35"/></pattern>
  <pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse">\
<path d="M0 6 L6 0 M0 0 L6 6" stroke="#000000" stroke-opacity="0.35"/></pattern>
  <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">\
<circle cx="2.5" cy="2.5" r="1" fill="#000000" fill-opacity="0.45"/></pattern>
"""
_PATTERN = {"Y": "slant", "R": "cross", "P": "dots"}
"""What tells the marks apart without colour, beside their letters."""


def to_svg(report: Report, banks: Sequence[BankProgress]) -> str:
    """The charts of these banks, then the days, what lies ahead, times and words."""
    picture = _Picture()
    picture.text(f"drill: progress on {report.study_day}", css="head")
    picture.gap()
    if not banks:
        picture.text("No attempt yet. Charts begin with the first exercise.")
    for bank in banks:
        _draw_bank(picture, bank)
    if report.days:
        _draw_days(picture, report)
        _draw_ahead(picture, report)
        _draw_times(picture, report)
        _draw_words(picture, report)
    return picture.whole(f"Progress on {report.study_day}")


class _Picture:
    """Elements from top to bottom."""

    def __init__(self) -> None:
        self.y = float(MARGIN)
        self._parts: list[str] = []

    def text(self, words: str, x: float = MARGIN, css: str = "", *, on: float | None = None) -> None:
        """A line of text; ``on`` a given baseline it takes no room of its own."""
        if on is None:
            self.y += _LINE
        self.put(words, x, self.y - 5 if on is None else on, css)

    def put(self, words: str, x: float, y: float, css: str = "", anchor: str = "start") -> None:
        """A text at a place."""
        kind = f" class={quoteattr(css)}" if css else ""
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}"{kind}{where}>{_safe(words)}</text>')

    def box(
        self, x: float, y: float, width: float, height: float, css: str, told: str, fill: str = ""
    ) -> None:
        """A rectangle that says what it is."""
        look = f"fill={quoteattr(f'url(#{fill})')}" if fill else f"class={quoteattr(css)}"
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{height:.1f}" {look}>'
            f"<title>{_safe(told)}</title></rect>"
        )

    def segment(self, x: float, width: float, letter: str, told: str) -> None:
        """A part of a stacked bar on the current line: its colour, its pattern, its letter."""
        top = self.y - _BAR
        self.box(x, top, width, _BAR, _CLASSES[letter], told)
        if letter in _PATTERN:
            self.box(x, top, width, _BAR, "", told, fill=_PATTERN[letter])
        if letter != REST and width >= 11:
            self.put(letter, x + width / 2, self.y - 4, "letter", "middle")

    def curve(self, points: Sequence[tuple[float, float]]) -> None:
        """A line through points."""
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polyline class="line" points="{told}"/>')

    def gap(self, height: float = _GAP) -> None:
        """Some room."""
        self.y += height

    def whole(self, title: str) -> str:
        """The document."""
        height = round(self.y + MARGIN)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
            f' viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title">\n'
            f'<title id="title">{_safe(title)}</title>\n'
            f"<style>\n{_STYLE}</style>\n<defs>\n{_PATTERNS}</defs>\n"
            f'<rect class="ground" width="{WIDTH}" height="{height}"/>\n'
            + "\n".join(self._parts)
            + "\n</svg>\n"
        )


def _safe(words: str) -> str:
    return escape(_NOT_XML.sub("", one_line(words)))


def _draw_bank(picture: _Picture, bank: BankProgress) -> None:
    green = bank.states["green"]
    done = ", all green" if bank.complete else f", {green} green" if green else ""
    picture.text(f"{bank.title}: {bank.items} exercises{done}", css="head")
    for opened, rows in pass_rows(bank.passes).items():
        most = max(row.members for row in rows)
        for row in rows:
            _draw_pass(picture, f"{_HEADS[opened]}pass {row.pass_}", row, most)
    picture.gap()


def _draw_pass(picture: _Picture, name: str, row: PassRow, most: int) -> None:
    picture.gap(_BAR + 4)
    picture.put(name, MARGIN, picture.y - 4)
    x, length = float(_NAME), _ROOM * row.members / most
    told: list[str] = []
    for letter, count in pass_counts(row):
        if count:
            width = length * count / row.members
            picture.segment(
                x, width, letter, f"{name}: {count} {_CLASSES[letter]}".replace("rest", "waiting")
            )
            x += width
            told.append(f"{count} {letter}")
    picture.put("  ".join(told), max(x, _NAME) + 8, picture.y - 4, "dim")


def _draw_days(picture: _Picture, report: Report) -> None:
    minutes = {day.day: day.minutes for day in report.days}
    picture.text(f"Minutes a day: {sum(minutes.values()):.0f} in all, on {len(minutes)} days", css="head")
    today = report.study_day
    first = today - timedelta(today.weekday() + 7 * (_WEEKS - 1))
    top = max((spent for day, spent in minutes.items() if day >= first), default=0.0) or 1.0
    picture.gap(_LINE)
    for week in range(_WEEKS):
        monday = first + timedelta(7 * week)
        if monday.day <= 7 and week + 2 < _WEEKS:
            picture.put(f"{monday:%b}", _left(week), picture.y - 5, "dim")
    for row in range(7):
        picture.put(WEEKDAYS[row], MARGIN, picture.y + _DAY * row + 10, "dim")
        for week in range(_WEEKS):
            day = first + timedelta(7 * week + row)
            if day <= today:
                _draw_day(picture, day, minutes.get(day, 0.0), top, _left(week), picture.y + _DAY * row)
    picture.gap(7 * _DAY + _GAP)
    _draw_speeds(picture, report)


def _left(week: int) -> float:
    return MARGIN + 16 + _DAY * week


def _draw_day(picture: _Picture, day: date, spent: float, top: float, x: float, y: float) -> None:
    """A square whose area tells the minutes."""
    side = (_DAY - 2) * max(0.15, (min(1.0, spent / top)) ** 0.5)
    inset = (_DAY - side) / 2
    css = "amount" if spent else "parked"
    picture.box(x + inset, y + inset, side, side, css, f"{day}: {spent:.0f} minutes")


def _draw_speeds(picture: _Picture, report: Report) -> None:
    days = report.days[-_SPEEDS:]
    speeds = greens_an_hour([(day.minutes, day.green) for day in days])
    told = [speed for speed in speeds if speed]
    if len(told) > 1:
        picture.text(f"Greens an hour: {told[0]:.0f} to {told[-1]:.0f}, over {len(told)} days")
        height, top = 40.0, max(told)
        picture.gap(height)
        step = _ROOM / (len(told) - 1)
        picture.curve([(_NAME + step * n, picture.y - height * speed / top) for n, speed in enumerate(told)])
    checks, lapses = (sum(getattr(day, name) for day in report.days) for name in ("checks", "lapses"))
    if checks:
        picture.text(f"Lapses: {lapses} of {checks} checks of greens")
    picture.gap()


def _draw_ahead(picture: _Picture, report: Report) -> None:
    ahead, end = report.outlook.days, report.outlook.finish
    picture.text("Minutes due in the next 14 days", css="head")
    top = max((each.minutes for each in ahead), default=0.0) or 1.0
    picture.gap(74)
    for number, each in enumerate(ahead):
        x, height = _NAME + 40 * number, 50 * each.minutes / top
        told = f"{each.day}: {each.items} items, {each.minutes:.0f} minutes"
        picture.box(x, picture.y - height, 26, height, "amount", told)
        picture.put(f"{each.minutes:.0f}", x + 13, picture.y - height - 4, "dim", "middle")
        picture.put(WEEKDAYS[each.day.weekday()], x + 13, picture.y + 14, "dim", "middle")
    picture.gap(22)
    if end is not None:
        late = "no end in sight" if end.late is None else str(end.late)
        picture.text(
            f"At {report.outlook.minutes_a_day:.0f} minutes a day all is green or parked by {end.day}"
            f" (8 in 10: {end.early} to {late})."
        )
    picture.gap()


def _draw_times(picture: _Picture, report: Report) -> None:
    if not report.times:
        return
    picture.text("Seconds an exercise: median, and 9 in 10 within", css="head")
    top = max(each.most_s for each in report.times)
    for each in report.times:
        picture.gap(_BAR + 4)
        picture.put(f"pass {each.pass_}", MARGIN, picture.y - 4)
        told = f"{each.median_s:.0f}, {each.most_s:.0f} ({each.attempts} attempts)"
        middle, most = _ROOM * each.median_s / top, _ROOM * each.most_s / top
        picture.box(_NAME, picture.y - _BAR / 2 - 2, most, 4, "parked", told)
        picture.box(_NAME, picture.y - _BAR, middle, _BAR, "amount", told)
        picture.put(told, _NAME + most + 8, picture.y - 4, "dim")
    picture.gap()


def _draw_words(picture: _Picture, report: Report) -> None:
    if not report.words:
        return
    picture.text("Right at the next pass or check, by what was said", css="head")
    for each in report.words:
        letter, said = _SAID[each.ok, each.why]
        picture.gap(_BAR + 4)
        picture.put(said, MARGIN, picture.y - 4)
        begin, share = _NAME + 30, each.right / max(1, each.cases)
        later = "checks" if each.later == "check" else "next passes"
        picture.segment(begin, 250 * share, letter, f"{said}: {each.right} of {each.cases} {later}")
        little = ", says little" if each.says_little else ""
        told = f"{100 * share:.0f} %: {each.right} of {each.cases} {later}{little}"
        picture.put(told, begin + 258, picture.y - 4, "dim")
    picture.gap()
