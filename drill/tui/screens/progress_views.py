"""The views of Progress, as text: passes, topics, days with what lies ahead, time and honesty, disputes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from textwrap import wrap

from textual.content import Content

from drill.drawing.charts import FEWEST_DAYS, PLAIN_SHADES, REST, SHADES, heat_map, hours, months, told_counts
from drill.drawing.pass_chart import LONGEST, ChartRow, legend, pass_chart
from drill.gyr.state import State
from drill.session.mistakes import MistakeGroup, PastAttempt, answer_text, grouped
from drill.session.path_view import SkillRow
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
from drill.tui.widgets.bars import columns, filled, of_states, painted

SCALE_CELLS = 6
CURVE_ROWS, CHART_ROWS = 6, 4
DAYS_LISTED = 14
HEAT_WEEKS, LEAST_HEAT_WEEKS = 53, 4
# A day is two cells wide: about a square.
HEAT_CELLS = 2
LEAST_TOPIC_CELLS, MOST_TOPIC_CELLS = 20, 46
FEWEST_COLUMNS, PASS_COLUMNS = 3, 5
# Of the skills of a topic that are learned or known.
SKILLS_CELLS = 9
# The signs of a skill's exercises, and a gap.
PARTS_CELLS = 9
# Of one pass in the grid of topics.
GRID_CELLS = 9
LEAST_BAR_CELLS = 16
# Of a wrong answer's row: what stands beside exercise and answer.
DAY_AND_SIGN_CELLS = 14
# Behind a bar of a day: its marks in numbers.
MARKS_CELLS = 20
# Beside a bar of retention: since when, and the numbers.
RETENTION_CELLS = 42
# Beside a disputed exercise: both verdicts, and some of the reason.
VERDICT_CELLS = 44


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


@dataclass(slots=True)
class PassView(View):
    """The staircases; what is chosen by number is a head or a pass."""

    chosen: list[ChartRow] = field(default_factory=list[ChartRow])


def headline(told: Headline, ahead: Outlook, days_drilled: int, width: int, looks: Looks) -> list[Content]:
    """How many are green, what this week came to; after some days, when all will be done."""
    green, items = told.states["green"], told.items
    minutes = f"{told.minutes_this_week:.0f} min this week, {hours(told.minutes)} in all"
    finish = _finish(ahead, days_drilled) if green < items else "all green"
    rows = [line(looks.sign("green"), (f" {green} of {items} green", "bold"))]
    for part, style in (
        (f"{told.green_this_week:+d} this week", ""),
        (minutes, "$secondary"),
        (finish, "$secondary"),
    ):
        if len(rows[-1].plain) + len(part) + 3 > width:
            rows.append(line((part, style)))
        elif part:
            rows[-1] += line((f"   {part}", style))
    return rows


# --- passes ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where the cursor is in the passes: the number of a head or pass, and of its marks one colour or all."""

    at: int = 0
    state: State | None = None


def passes(banks: Sequence[BankProgress], chosen: Chosen, width: int, looks: Looks) -> PassView:
    """The staircase of each subject; a head, a pass and a colour of it can be chosen."""
    view = PassView([painted(legend(plain=looks.is_ascii), looks), EMPTY])
    for row in pass_chart(banks, width, plain=looks.is_ascii):
        content = painted(row.parts, looks)
        if row.bank is None:
            view.rows.append(content)
            continue
        is_chosen = len(view.chosen) == chosen.at
        view.chosen.append(row)
        if is_chosen:
            begin, end = _marked(row, chosen.state)
            content = content.stylize("reverse", begin, end)
        view.begin(content)
    return view


def _marked(row: ChartRow, state: State | None) -> tuple[int, int]:
    """The characters that stand out where a row is chosen: its name, or the count of a colour."""
    at = 0
    for text, style in row.parts:
        if state is None or (style == state and text.strip()[:1].isdigit()):
            lead = len(text) - len(text.lstrip()) if row.step is not None else 0
            return at + lead, at + len(text.rstrip() if row.step is not None else text)
        at += len(text)
    return 0, 0


# --- topics ------------------------------------------------------------------------------------------------


def topic_bars(title: str, topics: Sequence[TopicProgress], width: int, looks: Looks) -> list[Content]:
    """How the topics of a subject stand now."""
    name = min(
        max((len(topic.title) for topic in topics), default=0) + 1, max(12, width - 8 - LEAST_BAR_CELLS)
    )
    cells = min(LONGEST, width - name - 8)
    rows = [line((title, "bold"), ("   topics, as they stand", "$secondary"))]
    for topic in topics:
        parts = of_states(topic.states, cells, looks)
        told = f"{topic.states.get('green', 0)}/{sum(topic.states.values())}"
        rows.append(line(looks.cut(topic.title, name - 1), " ") + parts + line((f"{told:>8}", "$secondary")))
    return rows


def topic_grid(title: str, topics: Sequence[TopicProgress], chosen: int, width: int, looks: Looks) -> View:
    """How the topics stand, then green of met, pass by pass, in shades that need no colour."""
    has_skills = any(topic.skills for topic in topics)
    width -= SKILLS_CELLS * has_skills
    met = max((number for topic in topics for number in topic.cells), default=1)
    longest = max((len(topic.title) for topic in topics), default=0) + 1
    spare = width - 8 - (FEWEST_COLUMNS - 1) * GRID_CELLS  # a pass gives way to whole titles
    name = max(LEAST_TOPIC_CELLS, min(longest, MOST_TOPIC_CELLS, spare))
    wanted = min(PASS_COLUMNS, max(FEWEST_COLUMNS, met))
    fitting = max(1, min(wanted, (width - name - 8) // GRID_CELLS))
    room = min(LONGEST, width - name - 9 - GRID_CELLS * fitting)
    bar_cells = room if room >= LEAST_BAR_CELLS else 0
    head = "now".ljust(bar_cells)[:bar_cells]
    head += (
        "".join(f"{f'pass {number}':>{GRID_CELLS}}" for number in range(1, fitting + 1))
        + "   open"
        + f"{'skills':>{SKILLS_CELLS}}" * has_skills
    )
    view = View([line((looks.cut(title, name - 1) + " ", "bold"), (head, "$secondary"))])
    for number, topic in enumerate(topics):
        parts = of_states(topic.states, bar_cells, looks)
        told = (looks.cut(topic.title, name - 1), "reverse bold" if number == chosen else "")
        view.begin(
            line(told, " ")
            + parts
            + line(_pass_cells(topic, fitting, looks), f"{topic.open:>7}", _skills(topic, looks))
        )
    least = looks.glyph("≥", ">=")
    shades = ((0.9, f"{least} 9 of 10"), (0.7, f"{least} 7"), (0.4, f"{least} 4"), (0.0, "less"))
    shaded = "  ".join(f"{_shade(share, 1, looks)} {words}" for share, words in shades)
    parked = looks.glyph("◆", "P")
    view.rows += [EMPTY, line((f"green/met: {shaded}  {parked} parked, open: not met yet", "$secondary"))]
    if fluent := [topic for topic in topics if topic.fluent.practised]:
        dot = looks.glyph(" · ", ", ")
        told = dot.join(f"{topic.title} {topic.fluent.fluent} of {topic.fluent.rapid}" for topic in fluent)
        view.rows += [line((row, "$secondary")) for row in wrap(f"fluent: {told}", width)]
    if has_skills:
        begin = f" · {looks.glyph('▸', '>')} a good place to begin"
        is_placed = any(topic.begins_here for topic in topics)
        view.rows.append(line((f"skills: learned or known{begin * is_placed}", "$secondary")))
    if 0 <= chosen < len(topics) and topics[chosen].skills:
        view.rows += [EMPTY, line((topics[chosen].title, "bold"))]
        view.rows += [_skill(skill, looks) for skill in topics[chosen].skills]
    return view


def _skills(topic: TopicProgress, looks: Looks) -> str:
    """How many of a topic's skills are learned or known, and whether it is a place to begin."""
    if not topic.skills:
        return ""
    begin = looks.glyph("▸", ">") if topic.begins_here else ""
    return f"{f'{begin} {topic.skills_done}/{len(topic.skills)}':>{SKILLS_CELLS}}"


def skills(title: str, report: Report, bank: str, looks: Looks) -> list[Content]:
    """The skills of a bank that were begun, learned or found known, and how much of each is fluent."""
    rows: list[Content] = []
    for topic in report.topics.get(bank, ()):
        for skill in topic.skills:
            fluent = report.fluent.get(skill.skill)
            if skill.standing != "new" or fluent is not None:
                told = "" if fluent is None else f", {fluent.fluent} of {fluent.rapid} fluent"
                rows.append(_skill(skill, looks) + line((told, "$secondary")))
    return [line((f"Skills of {title}", "bold")), *rows] if rows else []


def _skill(skill: SkillRow, looks: Looks) -> Content:
    """A skill in parts: ``●▲··  Chain rule  1 of 4 green``."""
    signs: list[Part] = [
        (looks.glyph("·", "."), "$secondary") if part == "unseen" else looks.sign(part)
        for part in skill.parts
    ]
    gap = " " * max(1, PARTS_CELLS - len(skill.parts))
    return line("  ", *signs, gap, skill.title, (f"   {skill.told}", "$secondary"))


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


# --- mistakes ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class MistakeView(View):
    """Wrong answers under their slip or skill; what is chosen by number is a group, or one of its answers."""

    chosen: list[tuple[MistakeGroup, PastAttempt | None]] = field(
        default_factory=list[tuple[MistakeGroup, PastAttempt | None]]
    )


def mistake_list(
    wrong: Sequence[PastAttempt], chosen: int, width: int, looks: Looks, *, by_skill: bool
) -> MistakeView:
    """What was typed, in which exercise and when; by slip, or by skill with the slip."""
    if not wrong:
        return MistakeView([line("No answer has been wrong so far.")])
    head = f"{count(len(wrong), 'wrong answer')} by {'skill' if by_skill else 'slip'}"
    view = MistakeView([line((head, "bold"))])
    groups = grouped(wrong, by_skill=by_skill)
    answers = [_answered(each, by_skill=by_skill) for group in groups for each in group.attempts]
    room = max(LEAST_TOPIC_CELLS, width - DAY_AND_SIGN_CELLS)
    title = max(room // 2, room - max(map(len, answers)))
    title = min(title, max(len(each.title or each.item) for each in wrong))
    for group in groups:
        name = (group.name, "bold reverse" if len(view.chosen) == chosen else "bold")
        view.rows.append(EMPTY)
        view.begin(line(name, (f"  {len(group.attempts)}", "$secondary")))
        view.chosen.append((group, None))
        for each in group.attempts:
            told = looks.cut(_answered(each, by_skill=by_skill), room - title)
            name = (looks.item(each.item, title, each.title), "reverse" if len(view.chosen) == chosen else "")
            day = (f"  {each.day.day:>2} {each.day:%b}", "$secondary")
            view.begin(line("  ", looks.sign(each.colour), " ", name, "  ", told, day))
            view.chosen.append((group, each))
    return view


def _answered(each: PastAttempt, *, by_skill: bool) -> str:
    """What was typed; under a skill also the slip."""
    return f"{each.answer}   {each.slip}" if by_skill and each.slip else each.answer


# --- days --------------------------------------------------------------------------------------------------


def days(report: Report, widths: tuple[int, int], looks: Looks) -> View:
    """Greens over time, a year of days, and the last ones; beside them what comes back."""
    worked, today, (left, right) = report.days, report.study_day, widths
    marks = [line(("Marks per day", "bold"))]
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
        beside=[*ahead_rows(report.outlook, len(worked), right, looks)],
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
    if ahead.minutes_left < 1 or days_drilled < FEWEST_DAYS:
        return []
    told = [f"About {hours(ahead.minutes_left)} until all is green or parked."]
    if (end := ahead.finish) is not None:
        late = f"to {end.late.day} {end.late:%b %Y}" if end.late else "or later"
        told.append(f"{_finish(ahead, days_drilled)}.")
        told.append(f"80 % likely: {end.early.day} {end.early:%b %Y} {late}.")
    return [line((each[:width], "$secondary")) for each in told]


def _finish(ahead: Outlook, days_drilled: int) -> str:
    """The likeliest day of the end; nothing before some days tell a pace."""
    end = ahead.finish
    if end is None or ahead.minutes_a_day < 1 or days_drilled < FEWEST_DAYS:
        return ""
    return f"At {ahead.minutes_a_day:.0f} min a day, done about {end.day.day} {end.day:%B %Y}"


def _day(day: DayProgress, longest: int, width: int, looks: Looks) -> Content:
    marks: list[tuple[State, int]] = [("green", day.green), ("yellow", day.yellow), ("red", day.red)]
    head, told = f"{day.day:%a} {day.day.day:>2}  {day.minutes:>4.0f} min  ", told_counts(marks)
    room = max(8, min(LONGEST, width - len(head) - MARKS_CELLS))
    least = sum(number > 0 for _, number in marks)
    parts = filled(marks, max(least, round(room * day.attempts / max(1, longest))), looks)
    return line(head) + parts + line((f"  {told}", "$secondary"))


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
    ]
    if report.telling_words:
        judged = line(
            ("Does your judgement hold?", "bold"), ("   your marks, and what came later", "$secondary")
        )
        rows += [EMPTY, judged]
    for each in report.telling_words:
        colour, said = each.mark
        share = f"{100 * each.right / each.cases:.0f} %"
        told = f"{_LATER[each.later]:10} right {each.right} of {each.cases}  {share}"
        rows.append(line("  ", looks.sign(colour), f" {said:22}", (told, "bold")))
    return View(rows, beside=_retention(report.retention, beside, looks))


def _retention(kept: Sequence[Retention], width: int, looks: Looks) -> list[Content]:
    """How many greens were green again when they were checked, by the time since."""
    if not kept:
        return []
    rows = [line(("Do greens hold?", "bold"), ("   checked again, by time since", "$secondary"))]
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
    if not (disputed := found.disputed):
        return View()
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
    if answer := answer_text(each.answer):
        lines.append(line(("    you   ", "$secondary"), answer))
    return [*lines, line((f"    {_CAUSES[each.cause]}", "$secondary"))]


def report(each: DisputeLine) -> str:
    """A dispute as text, for whoever keeps the exercises."""
    params = ", ".join(f"{name} = {value}" for name, value in each.params.items())
    rows = (
        ("exercise", each.item),
        ("day", each.day.isoformat()),
        ("numbers", params),
        ("answer", answer_text(each.answer)),
        ("checker", _verdict(each.checker) + (f" ({each.code})" if each.code else "")),
        ("learner", _verdict(each.learner)),
        ("reason", each.reason),
        ("event", each.event),
    )
    return "\n".join(f"{name}: {text}" for name, text in rows if text)


def _verdict(ok: bool | None) -> str:
    return "undecided" if ok is None else "right" if ok else "wrong"


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
