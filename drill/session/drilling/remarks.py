"""Remarks on changes, from the log alone: a slip that is mended, a pause, a month."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import NamedTuple

from drill.checking import WORKED_KINDS
from drill.gyr.path import collect_skills
from drill.gyr.progress import Day
from drill.session.drilling.exercise_view import RENEWED
from drill.session.drilling.verdict_view import Marked
from drill.session.progress.mistakes import ANOTHER_OPTION, PastAttempt, attempts_of, list_past_mistakes
from drill.session.progress.pass_chart import MONTH, learned_since
from drill.session.today.day_gathering import find_pause
from drill.session.workspace import Workspace
from drill.text import count

# The part of a right answer that an earlier wrong one lacked, if a short text difference shows it.
#
# Both answers are to the same numbers. Nothing is computed: the texts are compared sign by sign, blanks and
# ``*`` left out, and only a single difference is reported.

_SIGN = re.compile(r"(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d_]+)|\S")
_MINUS = str.maketrans("−–·", "--*")
# Max characters of a term or factor that counts as a few words.
_LONGEST_TERM = 24
_OPEN = "([{"
_CLOSED = ")]}"


class _Sign(NamedTuple):
    """A number, name, bracket or operator, and where it is in the answer."""

    text: str
    start: int
    end: int
    # A number or a name, and not a bracket or an operator.
    is_value: bool


def told_difference(wrong: str, right: str) -> str:
    """Return the change in a wrong answer: ``the 6 was there``; empty unless it is a single one."""
    before = _split_answer_signs(wrong)
    after = _split_answer_signs(right)
    start = _common_length(before, after)
    ends = _common_length(before[start:][::-1], after[start:][::-1])
    before_end = len(before) - ends
    after_end = len(after) - ends
    has_common_value = any(sign.is_value for sign in (*before[:start], *before[before_end:]))
    if not has_common_value or start == before_end == after_end:
        return ""
    if start == before_end and (named := _name_answer_signs(right, after, start, after_end)):
        return f"{named} was there"
    if start == after_end and (named := _name_answer_signs(wrong, before, start, before_end)):
        return f"{named} was not there"
    return _describe_replaced_sign(before[start:before_end], after[start:after_end])


def _common_length(first: Sequence[_Sign], second: Sequence[_Sign]) -> int:
    """Return how many leading signs are the same."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].text == pair[1].text, pairs))


def _describe_replaced_sign(old: Sequence[_Sign], new: Sequence[_Sign]) -> str:
    if len(old) != 1 or len(new) != 1:
        return ""
    signs = {"+": "plus", "-": "minus"}
    if old[0].text in signs and new[0].text in signs:
        return f"the {signs[old[0].text]} was a {signs[new[0].text]}"
    if old[0].is_value and new[0].is_value:
        return f"it said {new[0].text} instead of {old[0].text}"
    return ""


def _name_answer_signs(answer: str, signs: Sequence[_Sign], start: int, end: int) -> str:
    """Return a name for some signs of an answer: a minus sign, a number, an exponent, a term; else empty."""
    chosen = signs[start:end]
    texts = [sign.text for sign in chosen]
    if texts == ["-"]:
        return "the minus sign"
    if len(chosen) == 1:
        return f"the {texts[0]}" if chosen[0].is_value else ""
    if len(chosen) == 2 and chosen[1].is_value and texts[0] in "^/":
        return f"the {'exponent' if texts[0] == '^' else 'division by'} {texts[1]}"
    is_last = end == len(signs) or signs[end].text in ("+", "-", *_CLOSED)
    if texts[0] in "+-" and is_last and _is_one_term(texts[1:]):
        term = answer[chosen[1].start : chosen[-1].end]
        return f"the term {term}" if len(term) <= _LONGEST_TERM else ""
    return ""


def _is_one_term(texts: Sequence[str]) -> bool:
    """Return whether brackets match and no sum is outside of them."""
    depth = 0
    for text in texts:
        depth += (text in _OPEN) - (text in _CLOSED)
        if depth < 0 or (depth == 0 and text in "+-=,;<>"):
            return False
    return depth == 0


def _split_answer_signs(answer: str) -> list[_Sign]:
    plain = answer.translate(_MINUS)
    return [
        _Sign(match[0], match.start(), match.end(), bool(match["number"] or match["name"]))
        for match in _SIGN.finditer(plain)
        if match[0] != "*"
    ]


# Min days of drilling for the summary of a month, because fewer show little.
FEWEST_DAYS = 10
WEEK = timedelta(7)
# How often a slip must occur in the first week of a month to count as gone, and in the last as not gone.
OFTEN = 3
STILL = 2
# Max mended slips reported after a session.
MOST_MENDED = 2
_LONGEST_ANSWER = 60


@dataclass(frozen=True, slots=True)
class Month:
    """The summary of a month: days drilled, skills learned, checks and those that held."""

    days: int
    learned: int
    checks: int
    held: int
    # The name of each slip with a day on which it was made.
    slips: tuple[tuple[str, date], ...] = ()


def told_of_mended(attempts: Sequence[PastAttempt], today: date, *, compares: bool = False) -> str:
    """Return the mistake of an earlier day that is right today, the same question; empty if there is none.

    ``attempts`` are those of one exercise, the newest first. With ``compares`` the text names the part
    that the wrong answer lacked, where both differ in a single thing.
    """
    before = next((attempt for attempt in attempts if attempt.day < today), None)
    if not attempts or attempts[0].day != today or not attempts[0].ok or before is None or before.ok:
        return ""
    is_known = bool(before.answer) and len(before.answer) <= _LONGEST_ANSWER
    if (
        attempts[0].drawn != before.drawn
        or not is_known
        or ANOTHER_OPTION in before.answer
        or (before.by_stage and not before.wrong_stage)
    ):
        return ""
    days = (today - before.day).days
    when = "Yesterday" if days == 1 else f"On {before.day:%A}" if days < 7 else f"{days} days ago"
    slip = f" ({before.slip})" if before.slip else ""
    difference = told_difference(before.answer, attempts[0].answer) if compares else ""
    sentence = f'chose "{before.answer.rstrip(".")}"' if before.is_choice else f"wrote {before.answer}"
    stage = f" at stage {before.wrong_stage}" if before.wrong_stage else ""
    return f"{when} you {sentence}{stage}{slip}. Today {difference or 'it was right'}."


def is_first_of_month(days: Sequence[date], today: date) -> bool:
    """Return whether nothing was drilled in this month yet and enough in the 30 days before today."""
    is_first = not any((day.year, day.month) == (today.year, today.month) for day in days)
    return is_first and sum(today - day <= MONTH for day in days) >= FEWEST_DAYS


def told_of_month(month: Month, today: date) -> str:
    """Return the summary of a month in words: skills, checks, the slips that are gone, one that is not."""
    sentences = [f"{count(month.days, 'day')}.", f"{count(month.learned, 'skill')} learned"]
    sentences[-1] += f"; {month.held} of {month.checks} greens held when checked." if month.checks else "."
    first = Counter(slip for slip, day in month.slips if MONTH - WEEK < today - day <= MONTH)
    last = Counter(slip for slip, day in month.slips if today - day <= WEEK)
    gone = [(slip, times) for slip, times in first.most_common() if times >= OFTEN and slip not in last]
    if gone:
        slip, times = gone[0]
        sentences.append(f"Gone: {slip} ({times} in the first week, 0 in the last).")
    still = [slip for slip, times in last.most_common() if times >= STILL]
    if still:
        sentences.append(f"Still there: {still[0]}.")
    return " ".join(sentences)


def describe_mended_slips(workspace: Workspace, items: Sequence[str]) -> tuple[str, ...]:
    """Return the mistakes made before and right today, at most `MOST_MENDED`."""
    entries = {entry.item: entry for entry in workspace.catalogue.entries.values() if entry.item in items}
    remarks = (
        told_of_mended(
            attempts_of(workspace, entry), workspace.study_day(), compares=entry.kind in WORKED_KINDS
        )
        for entry in entries.values()
    )
    return tuple(filter(None, remarks))[:MOST_MENDED]


def describe_aside(answers: int) -> tuple[str, ...]:
    """Return the remark on answers that came through an assistant; nothing without any."""
    if not answers:
        return ()
    return (f"{count(answers, 'answer')} came through your assistant.",)


def at_days_begin(workspace: Workspace, today: date) -> tuple[str, ...]:
    """Return the remarks when the day's first session opens: on a pause, and once a month."""
    days = [day for day in workspace.store.last_days(MONTH.days + 1) if day.day < today]
    if workspace.store.day(today).seconds or not days:
        return ()
    pause = find_pause(workspace, workspace.standing(), workspace.parts())
    remarks = [] if pause is None else [pause.told]
    if is_first_of_month([day.day for day in days], today):
        remarks.append(told_of_month(_summarise_month(workspace, days, today), today))
    return tuple(filter(None, remarks))


def _summarise_month(workspace: Workspace, days: Sequence[Day], today: date) -> Month:
    lately = [day for day in days if today - day.day <= MONTH]
    checks = sum(day.checks for day in lately)
    lapses = sum(day.lapses for day in lately)
    learned = learned_since(workspace, collect_skills(workspace.catalogue.entries, workspace.parts()), today)
    slips = tuple(
        (mistake.slip, mistake.day)
        for mistake in list_past_mistakes(workspace)
        if mistake.slip and mistake.answer
    )
    return Month(len(lately), len(learned), checks, checks - lapses, slips)


# Remarks that appear once: the meaning of a first mark of each colour, and how the day is set.

_FIRST = {
    "green": "Green: right, and you know why. It will not come back in later passes.",
    "yellow": "Yellow: it comes back {renewed}, with its card.",
    "red": "Red: nothing is lost. It comes back tomorrow, with its card and an example.",
}
_MINUTES = "A day is {minutes} minutes; + and - on Today change that."
_END = (
    "From now on drill opens on Today (enter): what comes back, what is new, one key to start. "
    "? explains how it all works."
)
# The mark at which a newcomer learns how much a day is.
_AT_MARK = 3


class FirstMarks:
    """Explains once the first mark of each colour; silent until it knows the marks before."""

    def __init__(self, minutes: int) -> None:
        self._minutes = minutes
        self._counts: dict[str, int] | None = None
        self._before = 0

    def begin(self, days: Sequence[Day]) -> None:
        """Record the marks before this session."""
        self._counts = {
            "green": sum(day.green for day in days),
            "yellow": sum(day.yellow for day in days),
            "red": sum(day.red for day in days),
        }
        self._before = sum(self._counts.values())

    def line(self, marked: Marked) -> str:
        """Return the remark on this mark, if it is a first."""
        if self._counts is None or not marked.effect.counts:
            return ""
        colour = marked.effect.colour
        self._counts[colour] += 1
        if self._counts[colour] == 1:
            renewed = RENEWED[marked.exercise.entry.renews]
            return _FIRST[colour].format(renewed=f"tomorrow {renewed}".rstrip())
        if sum(self._counts.values()) != _AT_MARK:
            return ""
        return _MINUTES.format(minutes=self._minutes)

    def at_the_end(self) -> str:
        """Return the remark at the end of the very first session."""
        is_first = self._counts is not None and not self._before and sum(self._counts.values()) > 0
        return _END if is_first else ""
