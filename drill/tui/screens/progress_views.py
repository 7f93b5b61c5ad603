"""The page of Progress as rows: the path in parts, passes, days, mistakes; some can be opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta

from textual.content import Content

from drill.drawing.charts import FEWEST_DAYS, PLAIN_SHADES, SHADES, heat_map, hours, months, told_counts
from drill.drawing.pass_chart import LONGEST, pass_chart
from drill.gyr.state import State
from drill.session.mistakes import MistakeGroup
from drill.session.path_view import SkillRow
from drill.session.progress import (
    BankProgress,
    DayProgress,
    Headline,
    Outlook,
    Retention,
    Step,
    TopicProgress,
)
from drill.session.progress_export import Report
from drill.session.rapid_exercises import Fluent
from drill.text import count
from drill.tui.content import EMPTY, line
from drill.tui.looks import Looks
from drill.tui.widgets.bars import columns, filled, of_states, painted

SCALE_CELLS = 6
CURVE_ROWS, CHART_ROWS = 6, 4
DAYS_LISTED = 14
# A calendar shows the weeks since the first day, but no fewer than a season's where there is room.
HEAT_WEEKS, SEASON_WEEKS, LEAST_HEAT_WEEKS = 53, 13, 4
# A day is two cells wide: about a square.
HEAT_CELLS = 2
# Before a topic's title.
INDENT_CELLS = 4
# A name gives way to a bar down to the first, to the numbers down to the second.
NAME_BESIDE_BAR, LEAST_NAME = 34, 8
BAR_CELLS, LEAST_BAR_CELLS = 12, 8
# The signs of a skill's exercises, and a gap.
PARTS_CELLS = 9
# Of a wrong answer's row: what stands beside exercise and answer.
DAY_AND_SIGN_CELLS = 18
# Behind a bar of a day: its marks in numbers.
MARKS_CELLS = 20
# Beside a bar of retention: since when, and the numbers.
RETENTION_CELLS = 42
_LATER = {"pass": "next pass:", "check": "check:"}
_COLUMNS = ("green", "skills", "fluent", "")

# The section, and what leads down to a row in it.
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """The meaning of a row: its id, what is drilled from it, and what the library lists for it."""

    key: Key
    has_more: bool = False
    scope: tuple[str, ...] = ()
    # Words for the library; else the name of ``scope``, which is a list of exercises.
    find: str = ""
    name: str = ""
    # A subject, or a pass of it.
    bank: BankProgress | None = None
    step: Step | None = None


@dataclass(slots=True)
class Page:
    """Rows below each other; some can be chosen, and open into more (``None``: all are open)."""

    width: int
    looks: Looks
    opened: AbstractSet[Key] | None = None
    at: Key = ()
    rows: list[Content] = field(default_factory=list[Content])
    targets: list[Target] = field(default_factory=list[Target])
    starts: list[int] = field(default_factory=list[int])

    def section(self, name: str, remark: str = "") -> None:
        """Begin a part of the page."""
        gap = "   " if name and remark else ""
        self.rows += [EMPTY] * bool(self.rows)
        self.rows.append(line((name, "bold"), (f"{gap}{remark}", "$secondary")))

    def choice(self, target: Target, row: Content, name: str) -> bool:
        """Add a row that can be chosen, marked at its name; return whether it is open."""
        is_open = target.has_more and (self.opened is None or target.key in self.opened)
        if target.has_more:
            sign = "▾▸"[not is_open]
            row = line((sign, "$secondary"), " ") + row
        row = line("  " * (len(target.key) - 2)) + row
        if target.key == self.at:
            begin = row.plain.index(name)
            row = row.stylize("reverse", begin, begin + len(name))
        self.targets.append(target)
        self.starts.append(len(self.rows))
        self.rows.append(row)
        return is_open

    def block(self, name: str, remark: str = "") -> None:
        """Add a heading within the days, where the cursor stops."""
        if self.starts and self.targets[-1].key[0] == "Days":
            self.rows.append(EMPTY)
        self.choice(Target(("Days", name)), line((name, "bold"), (f"   {remark}", "$secondary")), name)


def headline(totals: Headline, ahead: Outlook, days_drilled: int, width: int, looks: Looks) -> list[Content]:
    """Add how many are green, this week's result, and after some days when all will be done."""
    green, items = totals.states["green"], totals.items
    minutes = f"{hours(totals.minutes_this_week)} this week, {hours(totals.minutes)} in all"
    finish = _finish(ahead, days_drilled) if green < items else "all green"
    rows = [line(looks.sign("green"), (f" {green} of {items} green", "bold"))]
    for part, style in (
        (f"{totals.green_this_week:+d} this week", ""),
        (minutes, "$secondary"),
        (finish, "$secondary"),
    ):
        if len(rows[-1].plain) + len(part) + 3 > width:
            rows.append(line((part, style)))
        elif part:
            rows[-1] += line((f"   {part}", style))
    return rows


# --- path --------------------------------------------------------------------------------------------------


def path(page: Page, banks: Sequence[BankProgress], report: Report) -> None:
    """Add subjects, opened into their topics, and those into their skills."""
    checks, held = (
        sum(getattr(retention, count_name) for retention in report.retention)
        for count_name in ("checks", "held")
    )
    page.section("Path", f"held when checked: {held} of {checks}" if checks else "")
    all_topics = [report.topics.get(bank.bank, ()) for bank in banks]
    numbers = {
        (bank.bank, topic.topic if topic else ""): (
            topic.title if topic else bank.title,
            _numbers([topic] if topic else topics),
        )
        for bank, topics in zip(banks, all_topics, strict=True)
        for topic in (None, *topics)
    }
    cells = [
        max(len(head), *lengths) + 2
        if any(lengths := [len(figures[index]) for _, figures in numbers.values()])
        else 0
        for index, head in enumerate(_COLUMNS)
    ]
    room, titles = page.width - sum(cells), [title for title, _ in numbers.values()]
    longest = max(map(len, titles), default=0) + INDENT_CELLS
    name = min(longest, max(NAME_BESIDE_BAR, room - BAR_CELLS))
    bar = min(LONGEST, room - name - 1)
    if bar < LEAST_BAR_CELLS:
        name, bar = max(LEAST_NAME, min(longest, room)), 0
    gap = " " * (bar > 0)
    heads = "".join(f"{head if size else '':>{size}}" for head, size in zip(_COLUMNS, cells, strict=True))
    page.rows.append(line((f"{'':{name}}{gap}{'now'[:bar]:{bar}}{heads}", "$secondary")))

    def choice(target: Target, title: str, states: Mapping[State, int], figures: Sequence[str]) -> bool:
        sign = " " * 2 * (not target.has_more)
        short_title = page.looks.cut(title, name + 2 - 2 * len(target.key))
        values = "".join(f"{value:>{size}}" for value, size in zip(figures, cells, strict=True))
        row = line(f"{sign}{short_title}{gap}") + of_states(states, bar, page.looks) + line(values)
        return page.choice(target, row, short_title.rstrip())

    for bank, topics in zip(banks, all_topics, strict=True):
        key = ("Path", bank.bank)
        head = Target(key, True, (bank.bank,), find=bank.title, bank=bank)
        if not choice(head, bank.title, bank.states, numbers[bank.bank, ""][1]):
            continue
        for topic in topics:
            scope, find = f"{bank.bank}/{topic.topic}", f"{bank.title} {topic.title}"
            target = Target((*key, topic.topic), bool(topic.skills), (scope,), find=find, bank=bank)
            if choice(target, topic.title, topic.states, numbers[bank.bank, topic.topic][1]):
                for skill in topic.skills:
                    _skill(page, target, skill, report.fluent.get(skill.skill, Fluent()))


def _numbers(topics: Sequence[TopicProgress]) -> Sequence[str]:
    """Return green exercises, skills learned or known, and fluent rapid exercises."""
    green = sum(topic.states["green"] for topic in topics)
    items = sum(sum(topic.states.values()) for topic in topics)
    skills, rapid = sum(len(topic.skills) for topic in topics), sum(topic.fluent.rapid for topic in topics)
    practised = any(topic.fluent.practised for topic in topics)
    return (
        f"{green} of {items}",
        f"{sum(topic.skills_done for topic in topics)} of {skills}" if skills else "",
        f"{sum(topic.fluent.fluent for topic in topics)} of {rapid} fluent" if practised else "",
        "begin here" if len(topics) == 1 and topics[0].begins_here else "",
    )


def _skill(page: Page, above: Target, skill: SkillRow, fluent: Fluent) -> None:
    """Return a skill by its exercises: ``●▲··  Chain rule  1 of 4 green``, with its rapid ones."""
    signs = (page.looks.sign(part) for part in skill.parts)
    details = [skill.told]
    details += [f"{fluent.fluent} of {fluent.rapid} fluent"] if fluent.practised else []
    details += [f"{fluent.in_work} in work"] if fluent.in_work else []
    gap = " " * max(1, PARTS_CELLS - len(skill.parts))
    row = line(*signs, gap, skill.title, (f"   {', '.join(details)}", "$secondary"))
    key = (*above.key, skill.skill)
    page.choice(
        Target(key, scope=(skill.skill,), find=f"skill:{skill.skill}", bank=above.bank), row, skill.title
    )


# --- passes ------------------------------------------------------------------------------------------------


def passes(page: Page, banks: Sequence[BankProgress]) -> None:
    """Add a line per subject, opened into its staircase."""
    page.section("Passes")
    explains = True
    for bank in banks:
        is_open = True
        for row in pass_chart(bank, page.width - 1, plain=page.looks.is_ascii, explains=explains):
            content, key = painted(row.parts, page.looks), ("Passes", bank.bank)
            if row.step is not None:
                target = Target((*key, row.step.told), scope=(bank.bank,), bank=bank, step=row.step)
                page.choice(target, content[2:], row.step.told)
            elif row.bank is not None:
                target = Target(key, True, (bank.bank,), find=bank.title, bank=bank)
                is_open = page.choice(target, content[1:], bank.title)
            else:
                page.rows.append(content)
            if not is_open:
                break
        explains = explains and not (is_open and any(step.row.red for step in bank.steps))


# --- mistakes ----------------------------------------------------------------------------------------------


def mistakes(page: Page, groups: Sequence[MistakeGroup]) -> None:
    """Add what was wrong, each opened into what was typed, in which exercise and when."""
    page.section("Mistakes", "" if groups else "no answer has been wrong so far")
    for group in groups:
        key, times = ("Mistakes", group.name, group.title), count(group.times, "time")
        target = Target(key, True, group.items, name=group.title)
        if not page.choice(target, line(group.title, (f", {times}", "$secondary")), group.title):
            continue
        room = page.width - DAY_AND_SIGN_CELLS
        title = min(room // 2, max(len(attempt.title or attempt.item) for attempt in group.attempts))
        for number, past_attempt in enumerate(group.attempts):
            name = page.looks.item(past_attempt.item, title, past_attempt.title)
            answer = page.looks.cut(past_attempt.answer, room - title)
            day = (f"  {past_attempt.day.day:>2} {past_attempt.day:%b}", "$secondary")
            row = line(page.looks.sign(past_attempt.colour), " ", name, "  ", answer, day)
            target = Target((*key, str(number)), scope=(past_attempt.item,), name=group.title)
            page.choice(target, row, name)


# --- days --------------------------------------------------------------------------------------------------


def days(page: Page, report: Report) -> None:
    """Add greens over time, a year of days, the last ones, what comes back, times, and reliability."""
    worked, width, looks = report.days, page.width, page.looks
    if not worked:
        return
    page.section("Days")
    page.block("Greens over time")
    page.rows += _curve(report.headline.greens, width, looks)
    _year(page, worked, report.study_day)
    page.block("Marks per day", "days off are simply left blank")
    longest = max(day.attempts for day in worked)
    page.rows += [_day(day, longest, width, looks) for day in list(reversed(worked))[:DAYS_LISTED]]
    _ahead(page, report.outlook, len(worked))
    page.block("Minutes per exercise", "active time: median, 90th percentile")
    page.rows += [
        line(
            f"  pass {time.pass_}  {_clock(time.median_s):>6}  {_clock(time.most_s):>6}   ",
            (count(time.attempts, "attempt"), "$secondary"),
        )
        for time in report.times
    ]
    if report.telling_words:
        page.block("Does your judgement hold?", "your marks, and what came later")
    for word in report.telling_words:
        colour, mark_words = word.mark
        share = f"{100 * word.right / word.cases:.0f} %"
        right_share = f"{_LATER[word.later]:10} right {word.right} of {word.cases}  {share}"
        page.rows.append(line("  ", looks.sign(colour), f" {mark_words:22}", (right_share, "bold")))
    _retention(page, report.retention)


def _curve(greens: Sequence[tuple[date, int]], width: int, looks: Looks) -> list[Content]:
    """Add how many exercises were green, from the first day on."""
    cells = max(2, width - SCALE_CELLS)
    steps = (len(greens) - 1) / (cells - 1)
    sampled_greens = [greens[round(number * steps)][1] for number in range(cells)]
    most, first = max(sampled_greens), greens[0][0]
    rows: list[Content] = []
    for number, row in enumerate(columns(sampled_greens, most, CURVE_ROWS, 1, looks)):
        scale = str(most) if number == 0 else ""
        rows.append(line((row, looks.sign("green")[1]), (f" {scale}", "$secondary")))
    begun = f"{first.day} {first:%b %Y}"
    return [*rows, line((f"{begun}{'today':>{cells - len(begun)}}", "$secondary"))]


def _year(page: Page, worked: Sequence[DayProgress], today: date) -> None:
    """Add the calendar: a column per week, since the first day of drill or as many as fit."""
    spent, looks = {day.day: day.minutes for day in worked}, page.looks
    weeks = (today - worked[0].day).days // 7 + 2
    weeks = max(LEAST_HEAT_WEEKS, min(HEAT_WEEKS, (page.width - 4) // HEAT_CELLS, max(SEASON_WEEKS, weeks)))
    first = today - timedelta(today.weekday() + 7 * (weeks - 1))
    most = max((minutes for day, minutes in spent.items() if day >= first), default=0.0)
    shades = PLAIN_SHADES if looks.is_ascii else SHADES
    legend = " ".join(f"{shade} {most * quarter / 4:.0f}" for quarter, shade in enumerate(shades) if quarter)
    page.block("Calendar", "a column per week" + (f", minutes up to {legend}" if most >= len(shades) else ""))
    page.rows.append(line((f"    {months(today, weeks, HEAT_CELLS)}", "$secondary")))
    page.rows += [
        line((f"  {letter} ", "$secondary"), "".join(sign * HEAT_CELLS for sign in cells))
        for letter, cells in heat_map(spent, today, weeks, plain=looks.is_ascii)
    ]


def _ahead(page: Page, ahead: Outlook, days_drilled: int) -> None:
    """Add what comes back in the next days as columns, and, after some days, when all will be done."""
    items = [day.items for day in ahead.days]
    if not any(items):
        page.block("What comes back", f"nothing in {len(items)} days")
    else:
        cells = max(2, min(6, page.width // len(items)))
        minutes = hours(sum(day.minutes for day in ahead.days))
        page.block("What comes back", f"{len(items)} days, {count(sum(items), 'exercise')}, {minutes}")
        letters = "".join(f"{f'{day.day:%a}'[: 1 if cells < 4 else 2]:<{cells}}" for day in ahead.days)
        page.rows += [
            line("".join(f"{number or '':<{cells}}" for number in items)),
            *(line(row) for row in columns(items, max(items), CHART_ROWS, cells, page.looks)),
            line((letters, "$secondary")),
        ]
    if ahead.minutes_left < 1 or days_drilled < FEWEST_DAYS:
        return
    sentences = [f"About {hours(ahead.minutes_left)} until all is green or parked."]
    if (end := ahead.finish) is not None:
        late = f"to {end.late.day} {end.late:%b %Y}" if end.late else "or later"
        sentences.append(f"{_finish(ahead, days_drilled)}.")
        sentences.append(f"80 % likely: {end.early.day} {end.early:%b %Y} {late}.")
    page.rows += [line((sentence[: page.width], "$secondary")) for sentence in sentences]


def _finish(ahead: Outlook, days_drilled: int) -> str:
    """Return the likeliest day of the end; nothing before some days show a pace."""
    end = ahead.finish
    if end is None or ahead.minutes_a_day < 1 or days_drilled < FEWEST_DAYS:
        return ""
    return f"At {ahead.minutes_a_day:.0f} min a day, done about {end.day.day} {end.day:%B %Y}"


def _day(day: DayProgress, longest: int, width: int, looks: Looks) -> Content:
    marks: list[tuple[State, int]] = [("green", day.green), ("yellow", day.yellow), ("red", day.red)]
    head, mark_counts = f"{day.day:%a} {day.day.day:>2}  {day.minutes:>4.0f} min  ", told_counts(marks)
    room = max(8, min(LONGEST, width - len(head) - MARKS_CELLS))
    least = sum(number > 0 for _, number in marks)
    parts = filled(marks, max(least, round(room * day.attempts / max(1, longest))), looks)
    return line(head) + parts + line((f"  {mark_counts}", "$secondary"))


def _retention(page: Page, retentions: Sequence[Retention]) -> None:
    """Add how many greens were green again when they were checked, by the time since."""
    if not retentions:
        return
    page.block("Do greens hold?", "checked again, by time since")
    total = Retention(
        "in all",
        sum(retention.checks for retention in retentions),
        sum(retention.held for retention in retentions),
    )
    cells = max(4, min(40, page.width - RETENTION_CELLS))
    for retention in (*retentions, total):
        held = round(cells * retention.held / retention.checks)
        bar = "█" * held + "░" * (cells - held)
        share = f" {100 * retention.held / retention.checks:3.0f} %  {retention.held} of {retention.checks}"
        page.rows.append(line(f"  {retention.after:19} {bar}{share}"))


def _clock(seconds: float) -> str:
    minutes, seconds_left = divmod(round(seconds), 60)
    return f"{minutes}:{seconds_left:02}"
