"""All data of the charts, gathered once: for the terminal, as JSON, as a table, as a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from drill.codec import count_fields, pick_fields, to_json_value
from drill.drawing.figure_output import safe_xml
from drill.gyr.fold import PassRow
from drill.limits import pause_garbage_collection
from drill.session.progress.character_charts import FILLS
from drill.session.progress.mistakes import (
    MistakeGroup,
    PastAttempt,
    group_mistakes,
    list_latest_mistakes,
    list_past_mistakes,
)
from drill.session.progress.pass_chart import Pace, Part, Staircase
from drill.session.progress.progress_overview import (
    BankProgress,
    LeadProgress,
    LogFacts,
    TopicProgress,
    bank_progress,
    lead_progress,
    read_log_facts,
    read_topic_progress,
    shape_log_facts,
)
from drill.session.standing.placement import may_place
from drill.session.standing.queueing import Fluent, fluent_by_place
from drill.session.workspace import Workspace, at_one_moment
from drill.typeset import cell_width

Shape = dict[str, object]

# The order in which other programs read the names of a report; further ones come after them.
_NAMES_IN_ORDER = (
    "study_day", "days", "words", "goal", "greens", "banks", "forecast", "times", "fluent", "mistakes",
    "latest_mistakes", "disputes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """The work done in all, and the state of the banks, or of the named ones."""

    study_day: date
    lead: LeadProgress
    banks: tuple[BankProgress, ...]
    topics: Mapping[str, tuple[TopicProgress, ...]]
    # Skills with a rapid exercise that was practised.
    fluent: Mapping[str, Fluent]
    # Whether ``banks`` are the named ones.
    is_named: bool
    # Whether a placement could find where to begin.
    may_place: bool
    # The pace that all of this was read with.
    pace: Pace
    # Empty until it is added.
    log: LogFacts = field(default_factory=LogFacts)

    @property
    def worth_telling(self) -> tuple[BankProgress, ...]:
        """The banks with at least one attempt, and those that train skills."""
        return tuple(
            bank
            for bank in self.banks
            if bank.states["unseen"] < bank.items
            or any(topic.skills for topic in self.topics.get(bank.bank, ()))
        )


def gather_progress_report(workspace: Workspace, names: Sequence[str] = ()) -> Report:
    """Return the whole report; of banks, topics, skills and exercises those that are named, if any are.

    Raises UsageError for a name of nothing.
    """
    return add_log(workspace, gather_path(workspace, names))


@at_one_moment
def gather_path(workspace: Workspace, names: Sequence[str] = ()) -> Report:
    """Return a report without the facts of the whole log, which takes long to read.

    Raises UsageError for a name of nothing.
    """
    with pause_garbage_collection():
        workspace.learner()
        pace = Pace(workspace)
        topics = read_topic_progress(workspace, pace)
        lead = lead_progress(workspace, pace)
        of_all = [(bank, topic) for bank, of_bank in topics.items() for topic in of_bank]
        named = {
            name: tuple(topic for bank, topic in of_all if name in (topic.topic, f"{bank}/{topic.topic}"))
            for name in names
            if name not in topics
        }
        return Report(
            study_day=workspace.study_day(), lead=lead,
            banks=bank_progress(workspace, names, pace), topics={**topics, **named},
            fluent={
                skill: fluent
                for skill, fluent in fluent_by_place(workspace)[1].items()
                if skill and fluent.practised
            },
            is_named=bool(names),
            may_place=may_place(workspace, lead.path if lead.bank else None, pace.standing), pace=pace,
        )  # fmt: skip


def add_log(workspace: Workspace, report: Report) -> Report:
    """Return a report with the facts of the whole log."""
    with pause_garbage_collection():
        return replace(report, log=read_log_facts(workspace, report.pace))


def list_report_mistakes(
    workspace: Workspace, report: Report
) -> tuple[Sequence[MistakeGroup], Sequence[PastAttempt]]:
    """Return the mistakes in the banks of a report, alike ones together, and the newest one by one."""
    banks = {bank.bank for bank in report.banks}
    past = [each for each in list_past_mistakes(workspace) if each.item.rpartition("/")[0] in banks]
    return group_mistakes(past), list_latest_mistakes(workspace, past)


def shape_progress_report(
    report: Report, mistakes: Sequence[MistakeGroup] = (), latest: Sequence[PastAttempt] = ()
) -> Shape:
    """Return the shape of ``drill progress --json``."""
    shape: Shape = {
        **shape_log_facts(report.log),
        "study_day": report.study_day.isoformat(),
        "goal": _shape_goal(report.lead) if report.lead.bank else None,
        "banks": [_shape_bank_progress(bank, report) for bank in report.banks],
        "fluent": [{"skill": skill} | to_json_value(fluent) for skill, fluent in report.fluent.items()],
        "mistakes": to_json_value(mistakes, "name skill times items last"),
        "latest_mistakes": to_json_value(latest, "day item title answer right"),
    }
    return {name: shape[name] for name in dict.fromkeys((*_NAMES_IN_ORDER, *shape))}


def to_csv(report: Report) -> str:
    """Return one line per pass of a bank."""
    rows: list[Sequence[object]] = [
        ("bank", "round", "pass", "opened", "green", "yellow", "red", "parked", "waiting")
    ]
    for bank in report.banks:
        for row in bank.passes:
            counts = (row.green, row.yellow, row.red, row.parked, row.waiting)
            rows.append((bank.bank, row.round, row.pass_, row.opened, *counts))
    return _to_csv_text(rows)


def _to_csv_text(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def skills_to_csv(report: Report) -> str:
    """Return one line per skill of a bank: its state, and how many of its rapid exercises are fluent."""
    rows: list[Sequence[object]] = [
        ("bank", "topic", "skill", "standing", "green", "exercises", "fluent", "in_work", "practised")
    ]
    for bank in report.banks:
        for topic in report.topics.get(bank.bank, ()):
            for skill in topic.skills:
                fluent = report.fluent.get(skill.skill, Fluent())
                green = skill.parts.count("green")
                counts = (green, len(skill.parts), fluent.fluent, fluent.in_work, fluent.practised)
                rows.append((bank.bank, topic.topic, skill.skill, skill.standing, *counts))
    return _to_csv_text(rows)


def _shape_goal(lead: LeadProgress) -> Shape:
    counts = count_fields(lead.path, "known", "learned", "begun")
    return {
        **pick_fields(lead, "bank title"),
        "skills": {"all": lead.path.skills, **counts, "left": [skill.skill for skill in lead.left]},
        "exercises": pick_fields(lead, "on_path own own_green"),
        **_shape_passes(lead.passes, lead.chart),
        "parked": lead.chart.parked,
    }


def _shape_passes(rows: Sequence[PassRow], chart: Staircase) -> Shape:
    """Return the passes, and the exercises that come back for each of them."""
    return {
        "passes": [row.to_json() for row in rows if row.verdicts or row.waiting],
        "comes_back": [
            pick_fields(each.row, "pass_ opened") | pick_fields(each, "day items=exercises")
            for each in chart.returns
        ],
    }


def _shape_bank_progress(bank: BankProgress, report: Report) -> Shape:
    return {
        **pick_fields(bank, "bank items states complete lapses"),
        **_shape_passes(bank.passes, bank.chart),
        "minutes_left": round(report.pace.minutes(bank.waiting), 1),
        "topics": [_shape_topic_progress(topic) for topic in report.topics.get(bank.bank, ())],
    }


def _shape_topic_progress(topic: TopicProgress) -> Shape:
    return {
        **pick_fields(topic, "topic states fluent skills(skill title parts standing)"),
        "passes": [
            {"pass": number, "green": green, "verdicts": verdicts, "parked": topic.parked.get(number, 0)}
            for number, (green, verdicts) in topic.cells.items()
        ],
    }


# Rows of a report as one SVG picture: readable without colour, on light and on dark ground.

# Pixels of a cell, a little more than its letter takes, and around the whole picture.
_WIDE = 8.4
_HIGH = 20.0
_EDGE = 24.0
# Pixels from the top of a row to the baseline of its letters, and the height of a bar.
_BASE = 14.5
_BAR = 15.0
# Where a sign of a line leads from the middle of its cell: left, right, up, down.
_LINES = {
    "─": "lr", "│": "ud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu", "┤": "lud", "└": "ru",
}  # fmt: skip
_ENDS = {"l": (-_WIDE / 2, 0.0), "r": (_WIDE / 2, 0.0), "u": (0.0, -_HIGH / 2), "d": (0.0, _HIGH / 2)}
# The patterns that distinguish marks without colour.
_PATTERN_OF = {"yellow": "slant", "red": "cross", "parked": "dots"}


def to_svg(title: str, rows: Sequence[Sequence[Part]]) -> str:
    """Return rows of parts as a picture: bars as rectangles, everything else as text in its cells."""
    cells = max((sum(cell_width(text) for text, _ in row) for row in rows), default=0)
    width = round(cells * _WIDE + 2 * _EDGE)
    height = round(len(rows) * _HIGH + 2 * _EDGE)
    drawn = (
        element
        for number, row in enumerate(rows)
        for element in _draw_report_row(row, _EDGE + number * _HIGH)
    )
    replacements = {"@WIDTH@": str(width), "@HEIGHT@": str(height), "@TITLE@": safe_xml(title)}
    head, foot = Path(__file__).with_name("report.svg").read_text("utf-8").split("@ROWS@")
    for mark, text in replacements.items():
        head = head.replace(mark, text)
    return head + "\n".join(drawn) + foot


def _draw_report_row(row: Sequence[Part], top: float) -> Iterator[str]:
    x = _EDGE
    for text, style in row:
        width = cell_width(text) * _WIDE
        if style in FILLS and text and set(text) <= set(FILLS[style]):
            looks = [f'class="{style}"']
            if style in _PATTERN_OF:
                looks.append(f'fill="url(#{_PATTERN_OF[style]})"')
            box = f'x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{_BAR:.0f}"'
            yield from (f"<rect {box} {look}/>" for look in looks)
        elif text.strip() and set(text) <= {" ", *_LINES}:
            yield f'<path d="{_trace_box_drawing_signs(text, x, top)}" class="{style}"/>'
        elif text.strip():
            lead = cell_width(text) - cell_width(text.lstrip())
            words = text.strip()
            long = f'textLength="{cell_width(words) * _WIDE:.1f}" lengthAdjust="spacingAndGlyphs"'
            position = f'x="{x + lead * _WIDE:.1f}" y="{top + _BASE:.1f}" {long}'
            kind = f' class="{style}"' if style else ""
            yield f"<text {position}{kind}>{safe_xml(words)}</text>"
        x += width


def _trace_box_drawing_signs(text: str, left: float, top: float) -> str:
    """Return the path that signs of a line draw through their cells."""
    middles = ((left + (number + 0.5) * _WIDE, sign) for number, sign in enumerate(text))
    return "".join(
        f"M{x:.1f} {top + _HIGH / 2:.1f}l{_ENDS[way][0]:.1f} {_ENDS[way][1]:.1f}"
        for x, sign in middles
        for way in _LINES.get(sign, "")
    )
