"""The charts as one picture: valid by itself, readable without colour, on light and on dark ground."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from drill.drawing.charts import FEWEST_DAYS, LETTERS, WEEKDAYS, hours, pass_counts, state_counts
from drill.drawing.figure_svg import safe_xml
from drill.drawing.pass_chart import RED_TOLD
from drill.gyr import State
from drill.text import count, one_line

if TYPE_CHECKING:  # the report is the session's, which lies above this room: only its fields are read
    from drill.session.progress import BankProgress, Headline
    from drill.session.report import Report

WIDTH, MARGIN = 960, 32
_INNER = WIDTH - 2 * MARGIN
_LINE, _BAR, _GAP = 20, 18, 22
_NAME, _ROOM = 128, 590
"""Where the bars of passes begin, and how long they are at most; behind them stand counts without room."""
_HALF = (_INNER - 40) / 2
"""Of a chart that has another one beside it."""
_CHARACTER = 7.6
"""Pixels of a character of the usual size, at most in the middle."""
_WEEKS, _DAY = 53, 15
_CURVE, _COLUMNS = 120, 64
"""Heights of the curve and of columns."""
_SHADES = 4
_MOST_PIXELS = 14.0
"""Of one exercise in the bars of passes: a few make steps, not a bar over the whole page."""

_STYLE = """\
  svg { color-scheme: light dark; }
  .ground { fill: #ffffff; }
  text { font-family: system-ui, "DejaVu Sans", sans-serif; font-size: 13px; fill: #1b1d21; }
  .head { font-weight: 600; font-size: 15px; }
  .figure { font-weight: 600; font-size: 26px; }
  .dim { fill: #565b66; }
  .letter { font-size: 12px; font-weight: 600; fill: #000000; }
  .green { fill: #62c48d; } .yellow { fill: #f0cd4e; } .red { fill: #f08a80; } .parked { fill: #b9bdc6; }
  .rest { fill: none; stroke: #8a8f9a; stroke-dasharray: 2 3; }
  .amount { fill: #4a4f59; } .reach { fill: #b9bdc6; }
  .none { fill: #8a8f9a; fill-opacity: 0.16; }
  .area { fill: #62c48d; fill-opacity: 0.55; }
  .line { fill: none; stroke: #2b9a62; stroke-width: 2; }
  .axis { stroke: #8a8f9a; stroke-opacity: 0.5; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #16181d; }
    text { fill: #e9ebee; }
    .dim { fill: #a4a9b4; }
    .amount { fill: #c3c8d1; }
    .line { stroke: #62c48d; }
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
_PATTERN_OF = {"yellow": "slant", "red": "cross", "parked": "dots"}
"""What tells the marks apart without colour, beside their letters."""


def to_svg(report: Report, banks: Sequence[BankProgress]) -> str:
    """Where one stands in all, these banks pass by pass, then the days, what lies ahead, times and words."""
    picture = _Picture()
    day = report.study_day
    picture.text(f"drill: progress on {_told(day)}", css="head")
    if not banks:
        picture.text("No attempts yet. Charts begin with the first exercise.")
        return picture.whole(f"Progress on {day}")
    _draw_headline(picture, report)
    if report.days:
        _draw_curve(picture, report.headline)
        _draw_year(picture, report)
        picture.beside(
            lambda x: _draw_ahead(picture, report, x), lambda x: _draw_retention(picture, report, x)
        )
    if any(step.row.red for bank in banks for step in bank.steps):
        first, _, second = RED_TOLD.partition(". ")
        picture.text(f"{first}.", css="dim")
        picture.text(second, css="dim")
    picture.gap()
    for bank in banks:
        _draw_bank(picture, bank)
    if report.says_much:
        picture.beside(lambda x: _draw_times(picture, report, x), lambda x: _draw_words(picture, report, x))
    return picture.whole(f"Progress on {day}")


class _Picture:
    """Elements from top to bottom."""

    def __init__(self) -> None:
        self.y = float(MARGIN)
        self._parts: list[str] = []

    def text(self, words: str, x: float = MARGIN, css: str = "") -> None:
        """A line of text."""
        self.y += _LINE
        self.put(words, x, self.y - 5, css)

    def put(self, words: str, x: float, y: float, css: str = "", anchor: str = "start") -> None:
        """A text at a place."""
        kind = f" class={quoteattr(css)}" if css else ""
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._parts.append(f'<text x="{x:.1f}" y="{y:.1f}"{kind}{where}>{safe_xml(one_line(words))}</text>')

    def box(
        self, x: float, y: float, width: float, height: float, css: str, told: str, opacity: float = 1.0
    ) -> None:
        """A rectangle that says what it is; that of a mark has the mark's pattern."""
        looks = [f"class={quoteattr(css)}" + (f' fill-opacity="{opacity:.2f}"' if opacity < 1 else "")]
        looks += [f'fill="url(#{_PATTERN_OF[css]})"'] if css in _PATTERN_OF else []
        self._parts += [
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {look}>'
            f"<title>{safe_xml(one_line(told))}</title></rect>"
            for look in looks
        ]

    def bar(self, counts: Sequence[tuple[State, int]], x: float, length: float, name: str) -> list[str]:
        """A stacked bar on the current line: colours, patterns, and the counts inside where they fit.

        Returns those that do not.
        """
        total = sum(number for _, number in counts)
        top, untold = self.y - _BAR, list[str]()
        for state, number in counts:
            if not number:
                continue
            width = length * number / total
            what, is_rest = state.replace("unseen", "to do"), state == "unseen"
            self.box(x, top, width, _BAR, "rest" if is_rest else state, f"{name}: {number} {what}")
            words = str(number) if is_rest else f"{number} {LETTERS[state]}"
            if _CHARACTER * len(words) + 6 <= width:
                self.put(words, x + width / 2, self.y - 5, "dim" if is_rest else "letter", "middle")
            else:
                untold.append(f"{number} to do" if is_rest else words)
            x += width
        return untold

    def curve(self, points: Sequence[tuple[float, float]]) -> None:
        """A line through points, and the area down to the current line."""
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        ends = f"{points[-1][0]:.1f},{self.y:.1f} {points[0][0]:.1f},{self.y:.1f}"
        self._parts.append(f'<polygon class="area" points="{told} {ends}"/>')
        self._parts.append(f'<polyline class="line" points="{told}"/>')

    def rule(self, y: float, x: float, width: float) -> None:
        """A thin line across."""
        self._parts.append(f'<path class="axis" d="M{x:.1f} {y:.1f} h{width:.1f}"/>')

    def gap(self, height: float = _GAP) -> None:
        """Some room."""
        self.y += height

    def beside(self, left: Callable[[float], None], right: Callable[[float], None]) -> None:
        """Two charts next to each other."""
        top = self.y
        left(MARGIN)
        bottom, self.y = self.y, top
        right(MARGIN + _HALF + 40)
        self.y = max(bottom, self.y)
        self.gap()

    def whole(self, title: str) -> str:
        """The document."""
        height = round(self.y + MARGIN)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
            f' viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title">\n'
            f'<title id="title">{safe_xml(title)}</title>\n'
            f"<style>\n{_STYLE}</style>\n<defs>\n{_PATTERNS}</defs>\n"
            f'<rect class="ground" width="{WIDTH}" height="{height}"/>\n'
            + "\n".join(self._parts)
            + "\n</svg>\n"
        )


def _draw_headline(picture: _Picture, report: Report) -> None:
    """The figures of the screen's headline, and everything as one bar."""
    told, ahead = report.headline, report.outlook
    figures = [
        (str(told.states["green"]), f"of {told.items} exercises green"),
        (f"{told.green_this_week:+d}", "green this week"),
        (hours(told.minutes_this_week), f"drilled this week, {hours(told.minutes)} in all"),
    ]
    if ahead.finish is not None and len(report.days) >= FEWEST_DAYS:
        figures.append((_told(ahead.finish.day), f"all done, at {ahead.minutes_a_day:.0f} min a day"))
    picture.gap(44)
    for number, (figure, words) in enumerate(figures):
        x = MARGIN + number * _INNER / len(figures)
        picture.put(figure, x, picture.y - 4, "figure")
        picture.put(words, x, picture.y + 16, "dim")
    picture.gap(28 + _BAR)
    picture.bar(state_counts(told.states), MARGIN, _INNER, "in all")
    _draw_legend(picture, dict(state_counts(told.states)))


def _draw_legend(picture: _Picture, counts: Mapping[State, int]) -> None:
    """The letters and looks of the marks, and how many there are of each."""
    picture.gap(_BAR + 10)
    x = float(MARGIN)
    for state, number in counts.items():
        name = state.replace("unseen", "to do")
        picture.box(x, picture.y - _BAR, 22, _BAR, "rest" if state == "unseen" else state, name)
        if state in LETTERS:
            picture.put(LETTERS[state], x + 11, picture.y - 5, "letter", "middle")
        picture.put(f"{number} {name}", x + 28, picture.y - 5, "dim")
        x += 120
    picture.gap()


def _draw_curve(picture: _Picture, told: Headline) -> None:
    """How many exercises were green, day by day."""
    picture.text("Greens over time", css="head")
    picture.gap(_CURVE + 6)
    most = max((green for _, green in told.greens), default=0) or 1
    room, days = _INNER - 40.0, max(1, len(told.greens) - 1)
    for share in (0.5, 1.0):
        height = picture.y - _CURVE * share
        picture.rule(height, MARGIN, room)
        picture.put(f"{most * share:.0f}", MARGIN + room + 8, height + 4, "dim")
    picture.curve(
        [
            (MARGIN + room * number / days, picture.y - _CURVE * green / most)
            for number, (_, green) in enumerate(told.greens)
        ]
    )
    picture.rule(picture.y, MARGIN, room)
    picture.put(_told(told.greens[0][0]), MARGIN, picture.y + 17, "dim")
    picture.put("today", MARGIN + room, picture.y + 17, "dim", "end")
    picture.gap(17 + _GAP)


def _draw_year(picture: _Picture, report: Report) -> None:
    """A square a day, weeks as columns, the darker the longer was drilled."""
    minutes = {day.day: day.minutes for day in report.days}
    picture.text(f"Days: {sum(minutes.values()):.0f} minutes on {count(len(minutes), 'day')}", css="head")
    today = report.study_day
    first = today - timedelta(today.weekday() + 7 * (_WEEKS - 1))
    top = max((spent for day, spent in minutes.items() if day >= first), default=0.0) or 1.0
    picture.gap(_LINE)
    for week in range(_WEEKS):
        monday = first + timedelta(7 * week)
        if monday.day <= 7 and week + 2 < _WEEKS:
            picture.put(f"{monday:%b}", _left(week), picture.y - 5, "dim")
    for row in range(7):
        picture.put(WEEKDAYS[row], MARGIN, picture.y + _DAY * row + 11, "dim")
        for week in range(_WEEKS):
            day = first + timedelta(7 * week + row)
            spent = minutes.get(day, 0.0)
            quarter = min(_SHADES, 1 + int(spent / top * _SHADES)) if spent else _SHADES
            look = ("amount" if spent else "none"), f"{day}: {spent:.0f} minutes", quarter / _SHADES
            if day <= today:
                picture.box(_left(week), picture.y + _DAY * row, _DAY - 2, _DAY - 2, *look)
    picture.gap(7 * _DAY + 8)
    picture.put("minutes up to", _left(0), picture.y + 10, "dim")
    for shade in range(1, _SHADES + 1):
        x = _left(0) + 48 + 56 * shade
        picture.box(x, picture.y, _DAY - 2, _DAY - 2, "amount", "", shade / _SHADES)
        picture.put(f"{top * shade / _SHADES:.0f}", x + _DAY + 4, picture.y + 10, "dim")
    picture.gap(_LINE + _GAP)


def _left(week: int) -> float:
    return MARGIN + 20 + _DAY * week


def _draw_ahead(picture: _Picture, report: Report, x: float) -> None:
    ahead, end = report.outlook.days, report.outlook.finish
    items, minutes = sum(each.items for each in ahead), sum(each.minutes for each in ahead)
    picture.text(f"What comes back in 14 days: {count(items, 'exercise')}, {minutes:.0f} min", x, "head")
    top = max((each.items for each in ahead), default=0) or 1
    picture.gap(_COLUMNS + 24)
    step = _HALF / max(1, len(ahead))
    for number, each in enumerate(ahead):
        left, height = x + step * number, _COLUMNS * each.items / top
        told = f"{each.day}: {each.items} exercises, {each.minutes:.0f} minutes"
        picture.box(left, picture.y - height, step - 6, height, "amount", told)
        middle = left + (step - 6) / 2
        if each.items:
            picture.put(str(each.items), middle, picture.y - height - 4, "dim", "middle")
        picture.put(WEEKDAYS[each.day.weekday()], middle, picture.y + 16, "dim", "middle")
    picture.rule(picture.y, x, _HALF)
    picture.gap(22)
    if end is not None and len(report.days) >= FEWEST_DAYS:
        late = "or later" if end.late is None else f"to {_told(end.late)}"
        picture.text(f"All green or parked about {_told(end.day)}", x)
        picture.text(f"80 % likely: {_told(end.early)} {late}", x, "dim")


def _draw_retention(picture: _Picture, report: Report, x: float) -> None:
    """How many greens were green again, by the time since they last were."""
    picture.text("Do greens hold? Those green again when checked", x, "head")
    picture.gap(8)
    if not report.retention:
        picture.text("Starts with the first check of a green.", x, "dim")
    for each in report.retention:
        told = f"{100 * each.held / each.checks:.0f} %: {each.held} of {each.checks}"
        _draw_share(picture, f"{each.after}", each.held / each.checks, told, x, 140, "amount")


def _draw_share(
    picture: _Picture, name: str, share: float, told: str, x: float, cells: float, css: str
) -> None:
    """A row: a name, a part of a whole, and what it is in numbers."""
    picture.gap(_BAR + 6)
    picture.put(name, x, picture.y - 5)
    begin, length = x + cells + 6, _HALF - cells - 128
    picture.box(begin, picture.y - _BAR, length, _BAR, "none", told)
    picture.box(begin, picture.y - _BAR, length * share, _BAR, css, told)
    picture.put(told, x + _HALF, picture.y - 5, "dim", "end")


def _draw_bank(picture: _Picture, bank: BankProgress) -> None:
    unmet, counts = bank.states["unseen"], dict(state_counts(bank.states))
    stand = [f"{counts[state]} {state}" for state in LETTERS if counts[state]]
    told = [f"{bank.title}: {bank.items - unmet} of {bank.items} met", *stand]
    picture.text(", ".join(told), css="head")
    picture.gap(4)
    most = max((step.met for step in bank.steps), default=1)
    scale = min(_MOST_PIXELS, _ROOM / max(1, most))
    for step in bank.steps:
        picture.gap(_BAR + 4)
        picture.put(step.told, MARGIN, picture.y - 5)
        picture.put(str(step.met), MARGIN + _NAME - 14, picture.y - 5, "dim", "end")
        begin, cells = MARGIN + _NAME, scale * step.met
        untold = picture.bar(pass_counts(step), begin, cells, step.told)
        untold += [step.waits] if step.waits else []
        picture.put("   ".join(untold), begin + cells + 8, picture.y - 5, "dim")
    picture.gap()


def _draw_times(picture: _Picture, report: Report, x: float) -> None:
    picture.text("Seconds per exercise: median and 90th percentile", x, "head")
    picture.gap(8)
    top = max((each.most_s for each in report.times), default=0.0) or 1.0
    for each in report.times:
        picture.gap(_BAR + 6)
        picture.put(f"pass {each.pass_}", x, picture.y - 5)
        told = f"{each.median_s:.0f}, {each.most_s:.0f} ({each.attempts} attempts)"
        room = _HALF - 60 - 170
        picture.box(x + 60, picture.y - _BAR / 2 - 2, room * each.most_s / top, 4, "reach", told)
        picture.box(x + 60, picture.y - _BAR, room * each.median_s / top, _BAR, "amount", told)
        picture.put(told, x + _HALF, picture.y - 5, "dim", "end")


def _draw_words(picture: _Picture, report: Report, x: float) -> None:
    if not report.telling_words:
        return
    picture.text("Right the next time, by what you said", x, "head")
    picture.gap(8)
    for each in report.telling_words:
        colour, said = each.mark
        share = each.right / max(1, each.cases)
        later = " (check)" if each.later == "check" else ""
        told = f"{100 * share:.0f} %: {each.right} of {each.cases}"
        _draw_share(picture, f"{LETTERS[colour]} {said}{later}", share, told, x, 222, colour)


def _told(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
