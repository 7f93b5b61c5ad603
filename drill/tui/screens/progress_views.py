"""The views of Progress, as text: passes, topics, days with what lies ahead, time and honesty, disputes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from textual.content import Content

from drill.drawing.charts import (
    FEWEST_DAYS,
    NUMBERING,
    PLAIN_SHADES,
    REST,
    SHADES,
    greens_an_hour,
    heat_map,
    hours,
    length,
    months,
    pass_rows,
    spark,
    state_counts,
)
from drill.session.progress import (
    BankProgress,
    DayProgress,
    DisputeLine,
    Disputes,
    Headline,
    Outlook,
    Retention,
    TopicProgress,
)
from drill.session.report import Report
from drill.text import count
from drill.tui.content import EMPTY, Part, line
from drill.tui.looks import Looks
from drill.tui.widgets.bars import LONGEST, blocks, columns, legend, pass_line

WEEKS = 4
"""Of minutes a day."""
SCALE_CELLS = 6
CURVE_ROWS, CHART_ROWS = 6, 4
DAYS_LISTED = 14
HEAT_WEEKS, LEAST_HEAT_WEEKS = 53, 4
HEAT_CELLS = 2
"""A day is two cells wide: about a square."""
LEAST_TOPIC_CELLS, MOST_TOPIC_CELLS = 20, 46
FEWEST_COLUMNS, PASS_COLUMNS = 3, 5
KNOWN_CELLS = 8
"""Of what a placement found of a topic."""
GRID_CELLS = 9
"""Of one pass in the grid of topics."""
LEAST_BAR_CELLS = 16
RETENTION_CELLS = 42
"""Beside a bar of retention: since when, and the numbers."""
VERDICT_CELLS = 44
"""Beside a disputed exercise: both verdicts, and some of the reason."""
_SORTS = {"first": "pass", "reopen": "reopened", "check": "lapsed"}
"""What opened the rounds of a row."""


@dataclass(slots=True)
class View:
    """Rows, those where something that can be chosen begins, and what stands beside them if there is room."""

    rows: list[Content] = field(default_factory=list[Content])
    starts: list[int] = field(default_factory=list[int])
    beside: list[Content] = field(default_factory=list[Content])

    def begin(self, row: Content) -> None:
        """The first row of a thing that can be chosen."""
        self.starts.append(len(self.rows))
        self.rows.append(row)


def headline(told: Headline, ahead: Outlook, days_drilled: int, width: int, looks: Looks) -> list[Content]:
    """How many are green, what this week came to, when all will be done; and a bar of everything."""
    green, items = told.states["green"], told.items
    pace = f"{told.minutes_this_week:.0f} min this week, {hours(told.minutes)} in all"
    finish = _finish(ahead, days_drilled) if green < items else "all green"
    head = line(
        looks.sign("green"),
        (f" {green} of {items} green", "bold"),
        f"   {told.green_this_week:+d} this week",
        (f"   {pace}", "$secondary"),
    )
    bar = blocks(state_counts(told.states), width, looks)[0]
    end = line((f"   {finish}", "$secondary"))
    if len(head.plain) + len(end.plain) <= width:
        return [head + end, bar]
    return [head, line((finish, "$secondary")), bar]


# --- passes ------------------------------------------------------------------------------------------------


def passes(banks: Sequence[BankProgress], chosen: int, width: int, looks: Looks, *, by_number: bool) -> View:
    """Bars with counts inside, pass under pass; the longest of a subject fills its line.

    By number the others are as much shorter as they hold fewer exercises; else by the root of that, and never
    too short to read their shares.
    """
    lengths = "to scale" if by_number else "longer = more"
    view = View([legend(looks) + line((f"  {lengths}", "$secondary")), line((NUMBERING, "$secondary"))])
    drawn = [pass_rows(bank.passes) for bank in banks]
    cells = max((len(_SORTS[sort]) for here in drawn for sort in here), default=4) + 4
    for number, (bank, here) in enumerate(zip(banks, drawn, strict=True)):
        view.rows.append(EMPTY)
        view.begin(_bank_head(bank, looks, is_chosen=number == chosen))
        if bank.states["unseen"] == bank.items:
            continue
        most = max((row.members for rows in here.values() for row in rows), default=1)
        view.rows += [
            pass_line(
                row,
                width,
                looks,
                of=row.members / most if by_number else length(row, most),
                name=f"  {_SORTS[sort]} {row.pass_}".ljust(cells),
            )
            for sort, rows in here.items()
            for row in rows
        ]
    return view


def _bank_head(bank: BankProgress, looks: Looks, *, is_chosen: bool) -> Content:
    if bank.states["unseen"] == bank.items:
        told = f"  {count(bank.items, 'exercise')}, not begun"
    else:
        left = f"   about {hours(bank.minutes_left)} left" if bank.minutes_left >= 1 else ""
        told = f"  {bank.states['green']} of {bank.items} green{', complete' if bank.complete else left}"
    return line((f" {bank.title} ", "bold reverse" if is_chosen else "bold"), (told, "$secondary"))


# --- topics ------------------------------------------------------------------------------------------------


def topic_bars(title: str, topics: Sequence[TopicProgress], width: int, looks: Looks) -> list[Content]:
    """How the topics of a subject stand now."""
    name = min(
        max((len(topic.title) for topic in topics), default=0) + 1, max(12, width - 8 - LEAST_BAR_CELLS)
    )
    cells = min(LONGEST, width - name - 8)
    rows = [line((title, "bold"), ("   topics, as they stand", "$secondary"))]
    for topic in topics:
        parts, _ = blocks(state_counts(topic.states), cells, looks)
        told = f"{topic.states.get('green', 0)}/{sum(topic.states.values())}"
        rows.append(line(looks.cut(topic.title, name - 1), " ") + parts + line((f"{told:>8}", "$secondary")))
    return rows


def topic_grid(title: str, topics: Sequence[TopicProgress], chosen: int, width: int, looks: Looks) -> View:
    """How the topics stand, then green of met, pass by pass, in shades that need no colour."""
    is_placed = any(topic.placed for topic in topics)
    width -= KNOWN_CELLS * is_placed
    met = max((number for topic in topics for number in topic.cells), default=1)
    longest = max((len(topic.title) for topic in topics), default=0) + 1
    name = max(LEAST_TOPIC_CELLS, min(longest, MOST_TOPIC_CELLS, width - 8 - FEWEST_COLUMNS * GRID_CELLS))
    wanted = min(PASS_COLUMNS, max(FEWEST_COLUMNS, met))
    fitting = max(1, min(wanted, (width - name - 8) // GRID_CELLS))
    room = min(LONGEST, width - name - 9 - GRID_CELLS * fitting)
    bar_cells = room if room >= LEAST_BAR_CELLS else 0
    head = "now".ljust(bar_cells)[:bar_cells]
    head += (
        "".join(f"{f'pass {number}':>{GRID_CELLS}}" for number in range(1, fitting + 1))
        + "   open"
        + "   known" * is_placed
    )
    view = View([line((looks.cut(title, name - 1) + " ", "bold"), (head, "$secondary"))])
    for number, topic in enumerate(topics):
        parts = blocks(state_counts(topic.states), bar_cells, looks)[0] if bar_cells else EMPTY
        told = (looks.cut(topic.title, name - 1), "reverse bold" if number == chosen else "")
        view.begin(
            line(told, " ")
            + parts
            + line(_pass_cells(topic, fitting, looks), f"{topic.open:>7}", _known(topic, looks))
        )
    least = looks.glyph("≥", ">=")
    shades = ((0.9, f"{least} 9 of 10"), (0.7, f"{least} 7"), (0.4, f"{least} 4"), (0.0, "less"))
    shaded = "  ".join(f"{_shade(share, 1, looks)} {words}" for share, words in shades)
    parked = looks.glyph("◆", "P")
    view.rows += [EMPTY, line((f"green/met: {shaded}  {parked} parked · open: not met yet", "$secondary"))]
    if is_placed:
        begin = looks.glyph("▸", ">")
        told = f"known: skills that seem known by your placement · {begin} a good place to begin"
        view.rows.append(line((told, "$secondary")))
    return view


def _known(topic: TopicProgress, looks: Looks) -> str:
    """What a placement found of a topic, and whether it is a place to begin."""
    if (placed := topic.placed) is None:
        return ""
    told = f"{looks.glyph('▸', '>') if placed.is_edge else ''} {placed.known}/{placed.skills}"
    return f"{told:>{KNOWN_CELLS}}"


def _pass_cells(topic: TopicProgress, fitting: int, looks: Looks) -> str:
    cells = ""
    for number in range(1, fitting + 1):
        green, met = topic.cells.get(number, (0, 0))
        shade = (
            looks.glyph("◆", "P") if topic.parked.get(number) else _shade(green, met, looks) if met else ""
        )
        told = f"{shade} {green}/{met:<3}" if met else looks.glyph(REST, ".") + "   "
        cells += f"{told:>{GRID_CELLS}}"
    return cells


def _shade(green: float, met: int, looks: Looks) -> str:
    share = green / met
    shades = ((0.9, "█", "#"), (0.7, "▓", "+"), (0.4, "▒", "-"), (0.0, "░", "."))
    return next(looks.glyph(shade, plain) for least, shade, plain in shades if share >= least)


# --- days --------------------------------------------------------------------------------------------------


def days(report: Report, minutes: int, widths: tuple[int, int], looks: Looks) -> View:
    """Greens over time, a year of days, and the last ones; beside them what comes back, and minutes."""
    worked, today, (left, right) = report.days, report.study_day, widths
    marks = [line(("Marks a day", "bold"))]
    longest = max((each.attempts for each in worked), default=0)
    marks += [_day(day, longest, left, looks) for day in list(reversed(worked))[:DAYS_LISTED]]
    return View(
        rows=[
            *_curve(report.headline.greens, left, looks),
            EMPTY,
            *_year(worked, today, left, looks),
            EMPTY,
            *marks,
            EMPTY,
            line(("Days off are simply left blank.", "$secondary")),
        ],
        beside=[
            *ahead_rows(report.outlook, len(worked), right, looks),
            EMPTY,
            *_minutes_chart(worked, today, minutes, right, looks),
            EMPTY,
            line(("Greens per hour", "bold"), "   ", _greens_an_hour(worked, right, looks)),
        ],
    )


def _curve(greens: Sequence[tuple[date, int]], width: int, looks: Looks) -> list[Content]:
    """How many exercises were green, from the first day on."""
    cells = max(2, width - SCALE_CELLS)
    steps = (len(greens) - 1) / (cells - 1)
    shown = [greens[round(number * steps)][1] for number in range(cells)]
    most, first = max(shown), greens[0][0]
    rows = [line(("Greens over time", "bold"))]
    for number, row in enumerate(columns(shown, most, CURVE_ROWS, 1, looks)):
        scale = str(most) if number == 0 else ""
        rows.append(line((row, looks.sign("green")[1]), (f" {scale}", "$secondary")))
    begun = f"{first.day} {first:%b %Y}"
    return [*rows, line((f"{begun}{'today':>{cells - len(begun)}}", "$secondary"))]


def _year(worked: Sequence[DayProgress], today: date, width: int, looks: Looks) -> list[Content]:
    """A column a week, as many weeks as there is room for."""
    spent = {day.day: day.minutes for day in worked}
    weeks = max(LEAST_HEAT_WEEKS, min(HEAT_WEEKS, (width - 4) // HEAT_CELLS))
    rows = heat_map(spent, today, weeks, plain=looks.is_ascii)
    first = today - timedelta(today.weekday() + 7 * (weeks - 1))
    most = max((minutes for day, minutes in spent.items() if day >= first), default=0.0)
    shades = PLAIN_SHADES if looks.is_ascii else SHADES
    told = " ".join(f"{shade} {most * quarter / 4:.0f}" for quarter, shade in enumerate(shades) if quarter)
    return [
        line(("Days", "bold"), (f"   a column per week, minutes up to {told}", "$secondary")),
        line((f"    {months(today, weeks, HEAT_CELLS)}", "$secondary")),
        *(
            line((f"  {letter} ", "$secondary"), "".join(sign * HEAT_CELLS for sign in cells))
            for letter, cells in rows
        ),
    ]


def _minutes_chart(
    worked: Sequence[DayProgress], today: date, minutes: int, width: int, looks: Looks
) -> list[Content]:
    """Columns of two cells a day; the scale stands at the right."""
    weeks = max(1, min(WEEKS, (width - SCALE_CELLS) // 14))
    first = today - timedelta(today.weekday() + 7 * (weeks - 1))
    shown = [first + timedelta(number) for number in range(7 * weeks)]
    spent = {day.day: day.minutes for day in worked}
    values = [spent.get(day, 0.0) for day in shown]
    most = max([*values, float(minutes)])
    rows = [line(("Minutes a day", "bold"), (f"   {count(weeks, 'week')}", "$secondary"))]
    for number, row in enumerate(columns(values, most, CHART_ROWS, 2, looks)):
        rows.append(line(row, (f" {most:.0f}" if number == 0 else "", "$secondary")))
    return [*rows, line(("".join(f"{day:%a}"[0] + " " for day in shown), "$secondary"))]


def _greens_an_hour(worked: Sequence[DayProgress], width: int, looks: Looks) -> str:
    rates = greens_an_hour([(day.minutes, day.green) for day in worked])[-min(7 * WEEKS, width - 28) :]
    if not any(rates):
        return "after the first minutes"
    return f"{spark(rates, plain=looks.is_ascii)}   last {rates[-1]:.0f}"


def ahead_rows(ahead: Outlook, days_drilled: int, width: int, looks: Looks) -> list[Content]:
    """What comes back in the next days as columns, and, after some days, when all will be done."""
    items = [day.items for day in ahead.days]
    told = f"{len(items)} days"
    if not any(items):
        return [
            line(("What comes back", "bold"), (f"   nothing in {told}", "$secondary")),
            *_finish_rows(ahead, days_drilled, width),
        ]
    cells = max(3, min(6, width // len(items)))
    told += f", {count(sum(items), 'exercise')}, {hours(sum(day.minutes for day in ahead.days))}"
    letters = "".join(f"{f'{day.day:%a}'[: 1 if cells < 4 else 2]:<{cells}}" for day in ahead.days)
    return [
        line(("What comes back", "bold"), (f"   {told}", "$secondary")),
        line("".join(f"{number or '':<{cells}}" for number in items)),
        *(line(row) for row in columns(items, max(items), CHART_ROWS, cells, looks)),
        line((letters, "$secondary")),
        *_finish_rows(ahead, days_drilled, width),
    ]


def _finish_rows(ahead: Outlook, days_drilled: int, width: int) -> list[Content]:
    """When all is green or parked, and how sure that is."""
    if ahead.minutes_left < 1:
        return []
    told = [f"About {hours(ahead.minutes_left)} until all is green or parked."]
    if (end := ahead.finish) is not None and days_drilled >= FEWEST_DAYS:
        late = f"to {end.late.day} {end.late:%b %Y}" if end.late else "or later"
        told.append(f"{_finish(ahead, days_drilled)}.")
        told.append(f"80 % likely: {end.early.day} {end.early:%b %Y} {late}.")
    return [line((each[:width], "$secondary")) for each in told]


def _finish(ahead: Outlook, days_drilled: int) -> str:
    """The likeliest day of the end."""
    end = ahead.finish
    if end is None or ahead.minutes_a_day < 1 or days_drilled < FEWEST_DAYS:
        return f"About {hours(ahead.minutes_left)} to go; a finish date after a few days of drilling"
    return f"At {ahead.minutes_a_day:.0f} min a day, done about {end.day.day} {end.day:%B %Y}"


def _day(day: DayProgress, longest: int, width: int, looks: Looks) -> Content:
    marks = [("G", day.green), ("Y", day.yellow), ("R", day.red)]
    head = f"{day.day:%a} {day.day.day:>2}  {day.minutes:>4.0f} min  "
    room = max(8, min(LONGEST, width - len(head) - 10))
    least = sum(number > 0 for _, number in marks)
    parts, untold = blocks(marks, max(least, round(room * day.attempts / max(1, longest))), looks)
    return line(head) + parts + line((f" {untold}", "$secondary"))


# --- time and honesty --------------------------------------------------------------------------------------

_LATER = {"pass": "next pass:", "check": "check:"}


def honesty(report: Report, beside: int, looks: Looks) -> View:
    """Minutes an exercise, and whether one's words hold; beside them whether greens do."""
    rows = [line(("Minutes per exercise", "bold"), ("   active time: median, 90th percentile", "$secondary"))]
    rows += [
        line(
            f"  pass {each.pass_}  {_clock(each.median_s):>6}  {_clock(each.most_s):>6}   ",
            (count(each.attempts, "attempt"), "$secondary"),
        )
        for each in report.times
    ] or [line(("  after the first marks", "$secondary"))]
    rows += [
        EMPTY,
        line(("Does your judgement hold?", "bold"), ("   your marks against what came later", "$secondary")),
    ]
    for each in report.words:
        colour, said = each.mark
        share = f"{100 * each.right / each.cases:.0f} %" if each.cases else ""
        little = "  says little" if each.says_little else ""
        told = f"{_LATER[each.later]:10} right {each.right} of {each.cases}  {share}{little}"
        style = "bold" if not little else "$secondary"
        rows.append(line("  ", looks.sign(colour), f" {said:22}", (told, style)))
    if report.words:
        rows += [EMPTY, line(("Fewer than 20 cases say little.", "$secondary"))]
    else:
        rows.append(line(("  Starts once something has come back.", "$secondary")))
    return View(rows, beside=_retention(report.retention, beside, looks))


def _retention(kept: Sequence[Retention], width: int, looks: Looks) -> list[Content]:
    """How many greens were green again when they were checked, by the time since."""
    rows = [line(("Do greens hold?", "bold"), ("   checked again, by time since", "$secondary"))]
    if not kept:
        return [*rows, line(("  Starts with the first check of a green.", "$secondary"))]
    total = Retention("in all", sum(each.checks for each in kept), sum(each.held for each in kept))
    cells = max(4, min(40, width - RETENTION_CELLS))
    for each in (*kept, total):
        held = round(cells * each.held / each.checks)
        bar = looks.glyph("█", "#") * held + looks.glyph("░", ".") * (cells - held)
        told = f" {100 * each.held / each.checks:3.0f} %  {each.held} of {each.checks}"
        rows.append(line(f"  {each.after:19} {bar}{told}"))
    return rows


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


# --- disputes ----------------------------------------------------------------------------------------------

_CAUSES = {"override": "corrected later", "overruled": "disputed at the verdict"}


def dispute_list(found: Disputes, chosen: int, width: int, looks: Looks) -> View:
    """Who said what, the newest first; more of the one that is chosen."""
    disputed = found.disputed
    if not disputed:
        return View([line("You and the checker have never disagreed. d at a verdict disputes it.")])
    chosen = min(chosen, len(disputed) - 1)
    longest = max(len(each.title or each.item) for each in disputed)
    cells = max(LEAST_TOPIC_CELLS, min(longest, width - VERDICT_CELLS))
    head = f"Your word against the checker's: {count(len(disputed), 'mark')}"
    rows = [line((head, "bold"), (f" in {count(found.attempts, 'attempt')}", "$secondary")), EMPTY]
    rows.append(line((f"  {'exercise':{cells}}   {'checker':10}{'you':8}your reason", "$secondary")))
    view = View(rows)
    for number, each in enumerate(disputed):
        name = f"  {looks.item(each.item, cells, each.title)}  "
        told = f" {_verdict(each.checker):10}{_verdict(each.learner):8}{each.reason or _CAUSES[each.cause]}"
        view.begin(line((name, "bold reverse" if number == chosen else ""), told))
    view.rows += [EMPTY, *_about(disputed[chosen])]
    return view


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
