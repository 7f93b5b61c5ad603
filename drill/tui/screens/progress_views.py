"""The pages of Progress as rows: the current state, the days, the greens, mistakes; some rows open."""

from __future__ import annotations

import textwrap
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from textual.content import Content

from drill.gyr.state import State
from drill.gyr.words import count_skills
from drill.session.progress.character_charts import describe_minutes, line_chart, list_mark_counts
from drill.session.progress.mistakes import MistakeGroup, PastAttempt
from drill.session.progress.pass_chart import LONGEST, SkillRow, Staircase, Step, pass_rows
from drill.session.progress.progress_export import Report
from drill.session.progress.progress_overview import (
    FEW_CASES,
    BankProgress,
    Day,
    DisputeLine,
    LeadProgress,
    LogFacts,
    Retention,
    TopicProgress,
)
from drill.session.standing.queueing import Fluent
from drill.session.today.today_page import cut_words, wrap_words
from drill.settings import SUBJECTS
from drill.text import count
from drill.tui.looks import EMPTY, Looks, build_content
from drill.tui.widgets.bars import draw_state_bar, of_states, paint_chart_parts
from drill.tui.widgets.columns import Column, ListRow, draw_list, lay_out
from drill.typeset import cell_width, typeset_on_one_line

# The pages, in order.
PATH, DAYS, GREENS, MISTAKES = "Path", "Days", "Greens", "Mistakes"
# The row that begins a placement, and those of reached goals; no skill has such a name.
PLACEMENT, REACHED = "*placement", "*reached "
NO_MARKS = "Charts begin with the first mark."
# Min number of points of a line.
FEWEST_POINTS = 3
# Cells of the axis with its numbers, next to a line.
AXIS_CELLS = 8
DAYS_LISTED = 14
# Max number of disputes that are described in words.
DISPUTES_TOLD = 5
# Min cells of a page that has words before the day of the last mistake.
WIDE_CELLS = 66
LEAST_BAR_CELLS = 8
# Cells before a topic's title; min cells after a bar, and cells with where a course begins.
INDENT_CELLS, LEAST_NUMBER_CELLS, NUMBER_CELLS, BEGIN_CELLS = 4, 13, 18, 13
_SUBJECT_COLUMNS = (
    Column("bar", least=LEAST_BAR_CELLS, most=LONGEST),
    Column("number", least=LEAST_NUMBER_CELLS, priority=1, stays=True),
)
# The signs of a skill's exercises, and a gap.
PARTS_CELLS = 9
# Cells before a wrong answer: its day, its mark and an indentation.
ANSWER_CELLS = 12
# The two parts of the page: wrong answers with a known mistake, and those without one.
WHAT_WAS_WRONG = ("What was wrong", ["how often, and when last"])
WHERE_WRONG = ("Other wrong answers", ["by skill"])
# The list of wrong answers.
ONE_BY_ONE = "One by one"
# Cells after a bar of a day, for its marks in numbers.
MARKS_CELLS = 22
# Cells next to a bar of retention, for its first day and the numbers.
RETENTION_CELLS = 42
_LATER = {"pass": "next pass:", "check": "check:"}

# The page, and what leads down to a row in it.
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """The meaning of a row: its id, its exercises to drill, and those that the library lists for it."""

    key: Key
    has_more: bool = False
    scope: tuple[str, ...] = ()
    # Words for the library; else the name of ``scope``, which is a list of exercises.
    find: str = ""
    name: str = ""
    # The possible goal of the row: its name in the settings and its title.
    goal: tuple[str, str] | None = None
    # Of a pass: all exercises of its chart are the scope.
    step: Step | None = None
    # Whether it is practised with other numbers, so that nothing counts.
    is_practice: bool = False


@dataclass(slots=True)
class Page:
    """Rows below each other; some can be chosen, and open into more (``None``: all are open)."""

    width: int
    looks: Looks
    opened: AbstractSet[Key] | None = None
    at: Key = ()
    rows: list[Content] = field(default_factory=list[Content])
    targets: list[Target] = field(default_factory=list[Target])
    # The row of each target.
    starts: list[int] = field(default_factory=list[int])

    def title(self, name: str, remark: str = "") -> None:
        """Begin a page, or a part of it."""
        self.rows += [EMPTY] * bool(self.rows and self.rows[-1].plain)
        self.rows += self.fit(name, [remark] if remark else [])

    def fit(self, name: str, remarks: Iterable[str], gap: str = "   ") -> list[Content]:
        """Return a name in bold, then the remarks, on as many lines as they need."""
        rows = [build_content((name, "bold"))]
        for remark in remarks:
            if len(rows[-1].plain) + len(gap) + len(remark) <= self.width:
                rows[-1] += build_content((f"{gap}{remark}", "$secondary"))
            else:
                rows += [
                    build_content((f" {text}", "$secondary"))
                    for text in textwrap.wrap(remark, self.width - 1)
                ]
        return rows

    def is_open(self, target: Target) -> bool:
        """Return whether the parts of a row are shown below it."""
        return target.has_more and (self.opened is None or target.key in self.opened)

    def head(self, target: Target) -> Content:
        """Return the indentation of a row that can be chosen, and the sign of one that opens."""
        sign = ("▾ " if self.is_open(target) else "▸ ") * target.has_more
        return build_content("  " * (len(target.key) - 2), (sign, "$secondary"))

    def choice(self, target: Target, row: Content) -> bool:
        """Add a row that can be chosen; return whether it is open."""
        self.targets.append(target)
        self.starts.append(len(self.rows))
        self.rows.append(row)
        return self.is_open(target)

    def target_at(self, row: int) -> int | None:
        """Return the number of the choice in a row, or above it."""
        if self.starts and row >= self.starts[0]:
            return bisect(self.starts, row) - 1
        return None

    def block(self, page: str, name: str, remark: str = "") -> None:
        """Add a heading within a page, at which the cursor stops."""
        if self.starts:
            self.rows.append(EMPTY)
        head, *more = self.fit(name, [remark] if remark else [])
        self.choice(Target((page, name)), head)
        self.rows += more


def name_pages(page: Page, names: Sequence[str], shown: str) -> None:
    """Add the names of all pages, the one that is shown in bold."""
    line = EMPTY
    for name in names:
        line += build_content("  " * bool(line), (name, "bold" if name == shown else "$secondary"))
    page.rows += [line, EMPTY]


# --- where you are -----------------------------------------------------------------------------------------


def where_you_are(page: Page, report: Report, banks: Sequence[BankProgress]) -> None:
    """Add the goal with its passes, then ``banks``, folded; or the named subject, opened."""
    if not report.is_named:
        _add_goal_progress(page, report.lead, report)
        page.rows += [EMPTY] * bool(banks)
        if banks and report.lead.bank:
            page.rows += page.fit("Whole subjects and papers", ["learned, or known by a placement"])
        _add_subject_rows(page, banks, report)
        return
    for number, bank in enumerate(banks):
        page.rows += [EMPTY] * bool(number)
        topics = report.topics.get(bank.bank, ())
        page.rows += page.fit(bank.title, [_describe_bank_progress(bank, topics)])
        if not bank.chart.steps:
            page.rows.append(build_content("No exercise of it is marked yet."))
        _add_opened_subject(page, _SubjectList(page, [], topics), (PATH,), bank, topics, report)


def _describe_bank_progress(bank: BankProgress, topics: Sequence[TopicProgress]) -> str:
    """Return its skills learned or known, and its exercises that are green and new."""
    skills = [_count_skills_done(bank.states, topics)] if any(topic.skills for topic in topics) else []
    new = [f"{bank.states['unseen']} new"] if bank.states["unseen"] else []
    return ", ".join([*skills, f"{bank.states['green']} of {bank.items} green", *new])


def _count_skills_done(states: Mapping[State, int], topics: Sequence[TopicProgress]) -> str:
    """Return how many skills are learned or known; of what trains none, how many exercises are green."""
    if skills := sum(len(topic.skills) for topic in topics):
        return f"{sum(topic.skills_done for topic in topics)} of {count(skills, 'skill')}"
    return f"{states['green']} of {sum(states.values())} green"


def _share_of_skills(states: Mapping[State, int], topics: Sequence[TopicProgress]) -> Mapping[State, int]:
    """Return the shares of the bar next to that number: skills that are done; without any, all exercises."""
    skills, done = sum(len(topic.skills) for topic in topics), sum(topic.skills_done for topic in topics)
    return {"green": done, "unseen": skills - done} if skills else states


def _add_goal_progress(page: Page, lead: LeadProgress, report: Report) -> None:
    """Add the goal, how much of its path is left, and its passes; without a goal those of all exercises."""
    if lead.bank or lead.path.skills:
        _lead_head(page, lead, report)
    if report.may_place and page.at:  # where it can be chosen
        words, remark = "Find out what you know", " and skip it: ten minutes of questions"
        remark = remark if len(words) + len(remark) <= page.width else ""
        page.choice(Target((PATH, PLACEMENT)), build_content(words, (remark, "$secondary")))
    for reached in lead.reached if page.at else ():
        page.choice(Target((PATH, f"{REACHED}{reached.goal}")), build_content(reached.told))
    if not lead.chart.steps:
        page.rows.append(build_content(NO_MARKS))
        return
    title = "Exercises on the way, pass by pass" if lead.bank else "All exercises, pass by pass"
    sizes = [f"{lead.on_path} for its skills"] * bool(lead.on_path)
    sizes += [f"{lead.own} of its own"] * bool(lead.own)
    room, size = page.width - len(title), ", ".join(sizes) if lead.bank else f"{lead.on_path} in all"
    page.rows.append(
        build_content((title, "bold"), (f"{size:>{room}}" if len(size) + 2 <= room else "", "$secondary"))
    )
    _add_pass_chart(page, (PATH,), lead.chart, report, lead.items, lead.title or "All exercises")


def _lead_head(page: Page, lead: LeadProgress, report: Report) -> None:
    """Add how much is left, which opens into the skills that are."""
    head = "Skills"
    if lead.bank:
        head = f"Goal reached: {lead.title}" if lead.is_reached else f"Towards {lead.title}"
    head = cut_words(head, page.width)
    path = lead.path
    lines = [count_skills(path.done, path.skills, len(path.left), len(path.begun))] if path.skills else []
    if lead.bank and not lead.path.left:
        lines.append(lead.own_told)
    if lead.weeks:
        lines.append(f"about {lead.weeks} more")
    target = Target((PATH, ""), bool(lead.left), lead.items, name=lead.title)
    first, *more = page.fit(head, [", ".join(lines)] if lines else [])
    is_open = page.choice(target, first)
    page.rows += more
    if is_open and page.opened is not None:
        _add_skill_rows(page, target.key, lead.left, report, is_subject=True)


def _add_pass_chart(
    page: Page, key: Key, chart: Staircase, report: Report, scope: tuple[str, ...], name: str
) -> None:
    """Add the passes of a chart, each a row that can be chosen."""
    indent = 2 * (len(key) - 1)
    for row in pass_rows(chart, report.study_day, page.width - indent, plain=page.looks.is_ascii):
        content = paint_chart_parts(row.parts, page.looks)
        if row.step is None:
            page.rows.append(build_content(" " * indent) + content)
        else:
            name_of_pass = f"{name}, {row.step.name}"
            target = Target((*key, row.step.name), scope=scope, name=name_of_pass, step=row.step)
            page.choice(target, page.head(target) + content)


def _add_skill_rows(
    page: Page, above: Key, skills: Sequence[SkillRow], report: Report, *, is_subject: bool
) -> None:
    """Add skills by their exercises: ``●▲··  Chain rule  1 of 4 green``, with their rapid ones.

    Those of a subject (``is_subject``) may each be the goal.
    """
    rows: list[ListRow] = []
    for skill in skills:
        fluent = report.fluent.get(skill.skill, Fluent())
        details = [skill.told] + ([f"{fluent.fluent} of {fluent.rapid} quick"] if fluent.practised else [])
        parts = (*skill.parts, *skill.rapid)
        gap = " " * max(1, PARTS_CELLS - len(parts))
        head = build_content("  " * (len(above) - 1), *map(page.looks.sign, parts), gap)
        cells = {"told": build_content((", ".join(details), "$secondary"))}
        rows.append(ListRow(build_content(skill.title), cells, head))
    drawn = draw_list(rows, (Column("told"),), page.width)
    for skill, row in zip(skills, drawn, strict=True):
        goal = (skill.skill, skill.title) if is_subject else None
        find = f"skill:{skill.skill}"
        page.choice(Target((*above, skill.skill), scope=(skill.skill,), find=find, goal=goal), row)


def _add_subject_rows(page: Page, banks: Sequence[BankProgress], report: Report) -> None:
    """Add subjects, a row each, with the parts of the open ones."""
    heads = [
        Target((PATH, bank.bank), True, (bank.bank,), find=bank.title, goal=(bank.bank, bank.title))
        for bank in banks
    ]
    topics = [report.topics.get(bank.bank, ()) for bank in banks]
    columns = _SubjectList(page, banks, [topic for of_bank in topics for topic in of_bank])
    for head, bank, of_bank in zip(heads, banks, topics, strict=True):
        number = _count_skills_done(bank.states, of_bank)
        if columns.add(head, bank.title, _share_of_skills(bank.states, of_bank), number):
            _add_opened_subject(page, columns, head.key, bank, of_bank, report)


class _SubjectList:
    """Rows of a title, a bar of states and a number, laid out together."""

    def __init__(self, page: Page, banks: Sequence[BankProgress], topics: Sequence[TopicProgress]) -> None:
        self._page = page
        number = NUMBER_CELLS + BEGIN_CELLS * any(topic.begins_here for topic in topics)
        widest = {"bar": Content(" " * LONGEST), "number": Content("–" * number)}
        titles = [part.title for part in (*banks, *topics)]
        indent = Content(" " * INDENT_CELLS)
        rows = [ListRow(build_content(title), widest, indent) for title in titles]
        self._layout = lay_out(rows, _SUBJECT_COLUMNS, page.width)

    def add(self, target: Target, title: str, states: Mapping[State, int], number: str) -> bool:
        """Add a row; return whether it is open."""
        bar = next((cells for column, cells in self._layout.shown if column.name == "bar"), 0)
        cells = {"bar": of_states(states, bar, self._page.looks), "number": build_content(number)}
        row = ListRow(build_content(title), cells, self._page.head(target))
        return self._page.choice(target, self._layout.draw(row))


def _add_opened_subject(
    page: Page,
    columns: _SubjectList,
    key: Key,
    bank: BankProgress,
    topics: Sequence[TopicProgress],
    report: Report,
) -> None:
    """Add the passes of an open subject, and its topics, which open into their passes and skills."""
    _add_pass_chart(page, key, bank.chart, report, (bank.bank,), bank.title)
    is_subject = bank.bank in SUBJECTS
    if len(topics) == 1:
        _add_skill_rows(page, key, topics[0].skills, report, is_subject=is_subject)
        return
    for topic in topics:
        scope = (f"{bank.bank}/{topic.topic}",)
        has_more = bool(topic.skills or topic.chart.steps)
        goal = (scope[0], topic.title) if is_subject else None
        target = Target((*key, topic.topic), has_more, scope, find=f"{bank.title} {topic.title}", goal=goal)
        number = f"{_count_skills_done(topic.states, [topic])}{'   begin here' if topic.begins_here else ''}"
        if columns.add(target, topic.title, _share_of_skills(topic.states, [topic]), number):
            _add_pass_chart(page, target.key, topic.chart, report, scope, topic.title)
            _add_skill_rows(page, target.key, topic.skills, report, is_subject=is_subject)


# --- mistakes ----------------------------------------------------------------------------------------------


def mistakes(page: Page, groups: Sequence[MistakeGroup]) -> None:
    """Add the mistakes, each opened into the typed answers, with their exercise and time."""
    page.title(MISTAKES, "" if groups else "no answer has been wrong so far")
    named, others = [each for each in groups if each.name], [each for each in groups if not each.name]
    cells = len(str(groups[0].times)) if groups else 0
    for head, part in ((WHAT_WAS_WRONG, named), (WHERE_WRONG, others)):
        if part:
            page.rows += [EMPTY] * (part is others and bool(named))
            page.rows += page.fit(*head)
            _add_mistake_rows(page, part, cells)


def latest_mistakes(page: Page, latest: Sequence[PastAttempt]) -> None:
    """Add wrong answers one by one: the day, the exercise, the learner's answer, the right answer."""
    target = Target((MISTAKES, ONE_BY_ONE), True, name=ONE_BY_ONE)
    head = build_content((ONE_BY_ONE, "bold"), (f"  {len(latest)}, newest first", "$secondary"))
    if not latest or not page.choice(target, page.head(target) + head):
        return
    _add_attempts(page, target.key, latest, is_practice=True)


def _add_attempts(page: Page, above: Key, attempts: Sequence[PastAttempt], *, is_practice: bool) -> None:
    """Add answers: the day, the mark, the exercise, and below it what was answered and what was right."""
    for number, past in enumerate(attempts):
        title = page.looks.shorten(past.title or past.item.rpartition("/")[2], page.width - ANSWER_CELLS)
        day = (f"{past.day.day:>2} {past.day:%b}  ", "$secondary")
        target = Target((*above, str(number)), scope=(past.item,), name=title, is_practice=is_practice)
        sign = page.looks.sign(past.colour)
        page.choice(target, page.head(target) + build_content(day, sign, " ", title))
        page.rows += _list_told_answers(past, page)


def _list_told_answers(past: PastAttempt, page: Page) -> list[Content]:
    """Return what was answered at each try and what was right, next to each other where there is room."""
    told: list[str] = []
    for name, text in past.told:
        latex = past.latex.get(text)
        told.append(
            f"{name:5} {typeset_on_one_line(latex, tier=page.looks.tier).one_line if latex else text}"
        )
    room = page.width - ANSWER_CELLS
    lines = ["   ".join(told)]
    if cell_width(lines[0]) > room:
        lines = [line for each in told for line in wrap_words(each, room)]
    return [build_content(" " * ANSWER_CELLS, (line, "$secondary")) for line in lines]


def _add_mistake_rows(page: Page, groups: Sequence[MistakeGroup], cells: int) -> None:
    """Add groups: the count in ``cells``, the title, and the last time."""
    targets = [
        Target((MISTAKES, each.name, each.title), True, each.items, name=each.title) for each in groups
    ]
    last = "last on " * (page.width >= WIDE_CELLS)
    rows = [
        ListRow(
            build_content(group.title),
            {"last": build_content((f"{last}{group.last.day} {group.last:%b}", "$secondary"))},
            page.head(target) + build_content((f"{group.times:>{cells}}  ", "$secondary")),
        )
        for group, target in zip(groups, targets, strict=True)
    ]
    drawn = draw_list(rows, (Column("last", stays=True),), page.width)
    for group, target, row in zip(groups, targets, drawn, strict=True):
        if page.choice(target, row):
            _add_attempts(page, target.key, group.attempts, is_practice=False)


# --- days --------------------------------------------------------------------------------------------------


def days(page: Page, log: LogFacts) -> None:
    """Add greens over time, the marks of the last days, and how long an exercise takes."""
    worked, width, looks, totals = log.days, page.width, page.looks, log.headline
    held = f", {count(totals.held_this_week, 'check')} held" if totals.held_this_week else ""
    greens = f"{count(totals.new_greens_this_week, 'new green')}{held}"
    page.title(
        DAYS,
        f"{greens}, {describe_minutes(totals.minutes_this_week)} this week; "
        f"{describe_minutes(totals.minutes)} in all",
    )
    page.block(DAYS, "Greens over time")
    page.rows += _greens_over_time(log, width, looks)
    page.block(DAYS, "Marks per day", "days off are left out")
    longest = max((day.attempts for day in worked), default=0)
    page.rows += [_draw_day_bar(day, longest, width, looks) for day in list(reversed(worked))[:DAYS_LISTED]]
    times = [time for time in log.times if time.attempts >= FEW_CASES]
    if not times:
        return
    page.block(
        DAYS, "Minutes per exercise", "half took no longer than the first, nine in ten than the second"
    )
    page.rows += [
        build_content(
            f" pass {time.pass_}  {_print_minutes_seconds(time.median_s):>6}  "
            f"{_print_minutes_seconds(time.most_s):>6}   ",
            (count(time.attempts, "attempt"), "$secondary"),
        )
        for time in times
    ]


def _greens_over_time(log: LogFacts, width: int, looks: Looks) -> list[Content]:
    """Return a line with its axes from the first day on; before there are some points, a sentence."""
    greens = [green for _, green in log.headline.greens]
    if len(greens) < FEWEST_POINTS:
        gained = f", {greens[1] - greens[0]} more than the day before" if len(greens) > 1 else ""
        verb = "exercise is" if greens[-1] == 1 else "exercises are"
        sentence = f"{greens[-1]} {verb} green{gained}. A line begins on the third day."
        return [build_content(f" {text}") for text in textwrap.wrap(sentence, width - 1)]
    cells = min(LONGEST, width - AXIS_CELLS)
    drawn_rows = line_chart(greens, cells, plain=looks.is_ascii)
    bottom = len(drawn_rows) - 1
    rows = [
        build_content(
            (f" {axis[:-1]}", "$secondary"),
            (axis[-1], "$secondary"),
            (drawn, looks.sign("green")[1] if number < bottom else "$secondary"),
        )
        for number, (axis, drawn) in enumerate(drawn_rows)
    ]
    day = log.headline.greens[0][0]
    begun, indent = f"{day.day} {day:%b %Y}", rows[-1].cell_length - cells
    return [*rows, build_content((f"{'':{indent}}{begun}{'today':>{cells - len(begun)}}", "$secondary"))]


def _draw_day_bar(day: Day, longest: int, width: int, looks: Looks) -> Content:
    marks = list_mark_counts(day)
    head = f" {day.day:%a} {day.day.day:>2}  {day.minutes:>4.0f} min  "
    room = max(8, min(LONGEST, width - len(head) - MARKS_CELLS))
    least = sum(number > 0 for _, number in marks)
    parts = draw_state_bar(
        marks, max(least, round(min(room, longest) * day.attempts / max(1, longest))), looks
    )
    row = build_content(head) + parts
    for state, number in marks:
        row += build_content("  ", looks.sign(state), f" {number}") if number else EMPTY
    return row


def _print_minutes_seconds(seconds: float) -> str:
    minutes, seconds_left = divmod(round(seconds), 60)
    return f"{minutes}:{seconds_left:02}"


# Min number of cases whose share is given in percent.
FEWEST_FOR_PERCENT = 10

# --- greens ------------------------------------------------------------------------------------------------


def greens(page: Page, log: LogFacts) -> None:
    """Add the checked greens, the fate of marks, and the learner's disagreements with verdicts."""
    page.title("Do greens hold?")
    page.rows += _draw_retention(log.retention, page.width, page.looks)
    if log.telling_words:
        page.block(GREENS, "What followed your marks", "how often the next answer was right")
    for word in log.telling_words:
        colour, mark_words = word.mark
        share = tell_share(word.right, word.cases)
        right_share = f"{_LATER[word.later]:10} right {word.right} of {word.cases}  {share}".rstrip()
        head = build_content(" ", page.looks.sign(colour), f" {mark_words:24}")
        if head.cell_length + len(right_share) <= page.width:
            page.rows.append(head + build_content((right_share, "bold")))
        else:
            page.rows += [head, build_content((f"   {right_share}", "bold"))]
    if total := log.disputes.total:
        marks = f"{total} {'mark' if total == 1 else 'marks'} in {log.disputes.attempts}"
        page.block(GREENS, "Disputes", f"your word against the checker's: {marks}")
        page.rows += [
            build_content(f" {_describe_dispute(each)}") for each in log.disputes.lines[:DISPUTES_TOLD]
        ]


def tell_share(part: int, every: int) -> str:
    """Return a share in percent; empty of so few that it says little."""
    return f"{100 * part / every:.0f} %" if every >= FEWEST_FOR_PERCENT else ""


def _draw_retention(retentions: Sequence[Retention], width: int, looks: Looks) -> list[Content]:
    """Return how many greens were green again when they were checked, by the time since."""
    if not retentions:
        return [build_content(" No green was checked yet.")]
    total = Retention(
        "in all", sum(each.checks for each in retentions), sum(each.held for each in retentions)
    )
    cells = min(40, width - RETENTION_CELLS)
    cells = cells if cells >= LEAST_BAR_CELLS else 0
    rows: list[Content] = []
    for each in (*retentions, total):
        held: list[tuple[State, int]] = [("green", each.held), ("unseen", each.checks - each.held)]
        bar = draw_state_bar(held, cells, looks) if cells else EMPTY
        share = f" {tell_share(each.held, each.checks):>5}  {each.held} of {each.checks}"
        rows.append(build_content(f" {each.after:19} ") + bar + build_content(share))
    return rows


def _describe_dispute(dispute: DisputeLine) -> str:
    checker = "none" if dispute.checker is None else "right" if dispute.checker else "wrong"
    learner = "right" if dispute.learner else "wrong"
    has_stages = isinstance(dispute.answer, Mapping) and "1" in dispute.answer
    cause = "you judged a stage" if has_stages else f"checker {checker}, you {learner}"
    day = f"{dispute.day.day} {dispute.day:%B}"
    return f"{day}  {dispute.title or dispute.item}: {cause}{': ' if dispute.reason else ''}{dispute.reason}"


# Contents of the pages but the first and the last.
PAGES: Mapping[str, Callable[[Page, LogFacts], None]] = {DAYS: days, GREENS: greens}


def pages_of(log: LogFacts) -> list[str]:
    """Return those of them that have something to show."""
    has_greens = bool(log.retention or log.telling_words or log.disputes.total)
    return [DAYS] * bool(log.days) + [GREENS] * has_greens
