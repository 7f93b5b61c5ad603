"""The views of Progress, as text: passes, topics, days with what lies ahead, time and honesty, disputes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from textual.content import Content

from drill.session.charts import FEWEST_DAYS, greens_an_hour, heat_map, months, spark
from drill.session.figures import DisputeLine, Disputes, Outlook, PassTime, Words
from drill.session.views import BankProgress, DayProgress, TopicProgress
from drill.tui.content import EMPTY, Part, count, join, line
from drill.tui.looks import Looks
from drill.tui.widgets.bars import lettered, pass_line

WEEKS = 4
SCALE_CELLS = 5
CHART_ROWS = 4
DAYS_LISTED = 14
HEAT_WEEKS = 26
LEAST_TOPIC_CELLS, MOST_TOPIC_CELLS = 20, 46
FEWEST_COLUMNS, PASS_COLUMNS = 3, 5
ITEM_CELLS = 34


def passes(
    banks: Sequence[BankProgress], chosen: int, width: int, looks: Looks, *, by_number: bool
) -> Content:
    """Lettered bars, pass under pass; by share each fills its line, by number as it holds exercises."""
    most = max((row.members for bank in banks for row in bank.passes), default=1)
    lines: list[Content] = []
    for number, bank in enumerate(banks):
        done = (" complete", "$secondary") if bank.complete else ""
        left = f"   about {_hours(bank.minutes_left)} left" if bank.minutes_left >= 1 else ""
        title = (f" {bank.title} ", "bold reverse" if number == chosen else "bold")
        lines += [EMPTY, line(title, done, (left, "$secondary"))]
        lines += [
            pass_line(row, width, looks, of=row.members / most if by_number else 1.0) for row in bank.passes
        ]
    return join(lines)


def _hours(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.0f} h"


# --- topics ------------------------------------------------------------------------------------------------


def topic_grid(title: str, topics: Sequence[TopicProgress], chosen: int, width: int, looks: Looks) -> Content:
    """Green of met, topic by topic and pass by pass, in shades that need no colour."""
    met = max((number for topic in topics for number in topic.cells), default=1)
    columns = min(PASS_COLUMNS, max(1, (width - LEAST_TOPIC_CELLS - 8) // 9), max(FEWEST_COLUMNS, met))
    name = min(MOST_TOPIC_CELLS, width - 8 - 9 * columns)
    head = "".join(f"{f'pass {number}':>9}" for number in range(1, columns + 1))
    lines = [
        EMPTY,
        line((looks.cut(title, name - 1) + " ", "bold"), (head + "   open", "$secondary")),
    ]
    for number, topic in enumerate(topics):
        lines.append(_topic(topic, columns, name, looks, is_chosen=number == chosen))
    least = looks.glyph("≥", ">=")
    shades = ((0.9, f"{least} 9 of 10"), (0.7, f"{least} 7"), (0.4, f"{least} 4"), (0.0, "less"))
    told = "  ".join(f"{_shade(share, 1, looks)} {words}" for share, words in shades)
    parked = looks.glyph("◆", "P")
    return join(
        [*lines, EMPTY, line((f"green of met: {told}  {parked} parked · open: not met", "$secondary"))]
    )


def _topic(topic: TopicProgress, columns: int, width: int, looks: Looks, *, is_chosen: bool) -> Content:
    name = looks.cut(topic.title, width - 1) + " "
    cells = ""
    for number in range(1, columns + 1):
        green, met = topic.cells.get(number, (0, 0))
        shade = (
            looks.glyph("◆", "P") if topic.parked.get(number) else _shade(green, met, looks) if met else ""
        )
        cells += f"{f'{shade} {green}/{met:<3}' if met else looks.glyph('·', '.') + '   ':>9}"
    return line((name, "bold reverse" if is_chosen else ""), cells, f"{topic.open:>7}")


def _shade(green: float, met: int, looks: Looks) -> str:
    share = green / met
    shades = ((0.9, "█", "#"), (0.7, "▓", "+"), (0.4, "▒", "-"), (0.0, "░", "."))
    return next(looks.glyph(shade, plain) for least, shade, plain in shades if share >= least)


# --- days --------------------------------------------------------------------------------------------------


def days(
    worked: Sequence[DayProgress], ahead: Outlook | None, today: date, minutes: int, width: int, looks: Looks
) -> Content:
    """Minutes of four weeks, greens an hour, what comes back, marks a day."""
    weeks = max(1, min(WEEKS, (width - SCALE_CELLS) // 14))
    told = f"   {count(weeks, 'week')}"
    lines = [EMPTY, line(("Minutes a day", "bold"), (told, "$secondary"))]
    lines += _minutes_chart(worked, today, minutes, weeks, looks)
    lines += [EMPTY, line(("Greens an hour", "bold"), "   ", _greens_an_hour(worked, looks))]
    if ahead is not None:
        lines += ahead_rows(ahead, len(worked), looks)
    lines += [EMPTY, line(("Marks a day", "bold"))]
    longest = max((each.attempts for each in worked), default=0)
    lines += [_day(day, longest, width, looks) for day in list(reversed(worked))[:DAYS_LISTED]]
    lines += [EMPTY, line(("Half a year", "bold"), ("   a column a week", "$secondary"))]
    lines += _half_a_year(worked, today, looks)
    return join([*lines, EMPTY, line(("Days without drill are left as they are.", "$secondary"))])


def _half_a_year(worked: Sequence[DayProgress], today: date, looks: Looks) -> list[Content]:
    minutes = {day.day: day.minutes for day in worked}
    rows = heat_map(minutes, today, HEAT_WEEKS, plain=looks.is_ascii)
    return [
        line((f"    {months(today, HEAT_WEEKS)}", "$secondary")),
        *(line((f"  {letter} ", "$secondary"), cells) for letter, cells in rows),
    ]


def _minutes_chart(
    worked: Sequence[DayProgress], today: date, minutes: int, weeks: int, looks: Looks
) -> list[Content]:
    """Columns of two cells a day; the scale stands at the right."""
    first = today - timedelta(today.weekday() + 7 * (weeks - 1))
    shown = [first + timedelta(number) for number in range(7 * weeks)]
    spent = {day.day: day.minutes for day in worked}
    most = max([*(spent.get(day, 0.0) for day in shown), float(minutes)])
    full, half = looks.glyph("█", "#"), looks.glyph("▄", "_")
    rows: list[Content] = []
    for row in range(CHART_ROWS, 0, -1):
        cells = ""
        for day in shown:
            height = spent.get(day, 0.0) / most * CHART_ROWS
            cells += (full if height >= row else half if height > row - 1 else " ") * 2
        rows.append(line(cells.ljust(2 * len(shown)), (f"  {most * row / CHART_ROWS:.0f}", "$secondary")))
    return [*rows, line(("".join(f"{day:%a}"[0] + " " for day in shown), "$secondary"))]


def _greens_an_hour(worked: Sequence[DayProgress], looks: Looks) -> str:
    rates = greens_an_hour([(day.minutes, day.green) for day in worked])[-7 * WEEKS :]
    if not any(rates):
        return "after the first minutes"
    return f"{spark(rates, plain=looks.is_ascii)}   last {rates[-1]:.0f}"


def ahead_rows(ahead: Outlook, days_drilled: int, looks: Looks) -> list[Content]:
    """What comes back in the next days, and, after some days, when all will be done."""
    items = [day.items for day in ahead.days]
    letters = "".join(f"{f'{day.day:%a}'[0]:>4}" for day in ahead.days)
    numbers = "".join(f"{number or looks.glyph('·', '.'):>4}" for number in items)
    minutes = "".join(f"{f'{day.minutes:.0f}' if day.items else '':>4}" for day in ahead.days)
    rows = [
        EMPTY,
        line(("What comes back", "bold"), ("   14 days", "$secondary")),
        line((f"{'':8}{letters}", "$secondary")),
        line(f"{'items':8}{numbers}"),
        line(f"{'minutes':8}{minutes}"),
    ]
    return [*rows, line((_finish(ahead, days_drilled), "$secondary"))]


def _finish(ahead: Outlook, days_drilled: int) -> str:
    told = f"About {_hours(ahead.minutes_left)} until all is green or parked"
    if ahead.finish is None or ahead.minutes_a_day < 1 or days_drilled < FEWEST_DAYS:
        return f"{told}; a date once a few days are drilled."
    end = ahead.finish
    late = f"{end.late.day} {end.late:%b %Y}" if end.late else "far off"
    between = f"between {end.early.day} {end.early:%b %Y} and {late}"
    return f"{told}: at {ahead.minutes_a_day:.0f} min a day\nabout {end.day.day} {end.day:%b %Y}, {between}."


def _day(day: DayProgress, longest: int, width: int, looks: Looks) -> Content:
    marks = [("G", day.green), ("Y", day.yellow), ("R", day.red)]
    told = "  ".join(f"{number} {letter}" for letter, number in marks if number)
    head = f"{day.day:%a} {day.day.day:>2}  {day.minutes:>4.0f} min  "
    room = max(8, min(70, width - len(head) - 18))
    cells = max(1, round(room * day.attempts / longest)) if longest else 0
    return line(head) + lettered(marks, cells, looks) + line(f"  {told}")


# --- time and honesty --------------------------------------------------------------------------------------

_SAID: Mapping[tuple[bool, bool], tuple[str, str]] = {
    (True, True): ("green", "right, and I know why"),
    (True, False): ("yellow", "right, not sure why"),
    (False, True): ("yellow", "wrong, I see where"),
    (False, False): ("red", "wrong, not even now"),
}
_LATER = {"pass": "next pass", "check": "check"}


def honesty(times: Sequence[PassTime], words: Sequence[Words], looks: Looks) -> Content:
    """Minutes an exercise, and whether one's words hold."""
    lines = [
        EMPTY,
        line(("Minutes an exercise", "bold"), ("   active time, median and 9 in 10", "$secondary")),
    ]
    lines += [
        line(
            f"  pass {each.pass_}  {_clock(each.median_s):>6}  {_clock(each.most_s):>6}   ",
            (count(each.attempts, "attempt"), "$secondary"),
        )
        for each in times
    ] or [line(("  after the first marks", "$secondary"))]
    lines += [
        EMPTY,
        line(("Do your words hold?", "bold"), ("   marks against what came later", "$secondary")),
    ]
    for each in words:
        colour, said = _SAID[each.ok, each.why]
        share = f"{100 * each.right / each.cases:.0f} %" if each.cases else ""
        little = "  says little" if each.says_little else ""
        told = f"{_LATER[each.later]:10} later right {each.right} of {each.cases}  {share}{little}"
        lines.append(
            line("  ", looks.sign(colour), f" {said:24}", (told, "bold" if not little else "$secondary"))
        )
    if not words:
        lines.append(line(("  This begins once something has come back.", "$secondary")))
        return join(lines)
    return join([*lines, EMPTY, line(("Fewer than 20 cases say little.", "$secondary"))])


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


# --- disputes ----------------------------------------------------------------------------------------------

_CAUSES = {
    "override": "corrected later",
    "overruled": "said with the mark",
    "undecided": "compared with the solution",
    "seen": "answered after the key was seen",
}


def dispute_list(found: Disputes, chosen: int, looks: Looks) -> Content:
    """Who said what, the newest first; more of the one that is chosen."""
    if not found.lines:
        return line("\n", "You and the checker never disagreed. d at a verdict disputes it.")
    head = f"Your word beside the checker's: {count(found.total, 'mark')}"
    lines = [EMPTY, line((head, "bold"), (f" in {count(found.attempts, 'attempt')}", "$secondary")), EMPTY]
    lines.append(line((f"  {'exercise':{ITEM_CELLS}} {'checker':10}{'you':8}your reason", "$secondary")))
    for number, each in enumerate(found.lines):
        name = f"  {looks.item(each.item, ITEM_CELLS - 2, each.title)}  "
        reason = each.reason or _CAUSES[each.cause]
        lines.append(
            line(
                (name, "bold reverse" if number == chosen else ""),
                f" {_verdict(each.checker):10}{_verdict(each.learner):8}{reason}",
            )
        )
    return join([*lines, EMPTY, *_about(found.lines[min(chosen, len(found.lines) - 1)])])


def _about(each: DisputeLine) -> list[Content]:
    params = "  ".join(f"{name} = {value}" for name, value in each.params.items())
    lines = [line((f"  {each.day.day} {each.day:%b}  {each.item}   ", "bold"), (params, "$secondary"))]
    if answer := _as_text(each):
        lines.append(line(("    you   ", "$secondary"), answer))
    return [*lines, line((f"    {_CAUSES[each.cause]}", "$secondary"))]


def report(each: DisputeLine) -> str:
    """A dispute as text, for whoever keeps the exercises."""
    params = ", ".join(f"{name} = {value}" for name, value in each.params.items())
    rows = (
        ("exercise", each.item),
        ("day", each.day.isoformat()),
        ("numbers", params),
        ("answer", _as_text(each)),
        ("checker", _verdict(each.checker) + (f" ({each.code})" if each.code else "")),
        ("learner", _verdict(each.learner)),
        ("reason", each.reason),
        ("event", each.event),
    )
    return "\n".join(f"{name}: {text}" for name, text in rows if text)


def _verdict(ok: bool | None) -> str:
    return "undecided" if ok is None else "right" if ok else "wrong"


def _as_text(each: DisputeLine) -> str:
    if isinstance(each.answer, str):
        return each.answer
    if isinstance(each.answer, Mapping):
        return "; ".join(f"{name} = {text}" for name, text in each.answer.items())
    return " ".join(map(str, each.answer))


def view_names(views: Sequence[str], here: str, width: int) -> Content:
    """The names of the views, the one shown in reverse video; without room for all that one alone."""
    if sum(len(name) + 3 for name in views) - 1 > width:
        return line(
            (f" {here} ", "bold reverse"), (f"  {views.index(here) + 1} of {len(views)}", "$secondary")
        )
    parts: list[Part] = []
    for name in views:
        parts += [(f" {name} ", "bold reverse" if name == here else "$secondary"), " "]
    return line(*parts)
