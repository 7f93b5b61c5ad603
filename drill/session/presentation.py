"""What is drilled of a paper that has to be presented on a day: its central formulas first, one exercise
each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from drill.banks.catalogue import Bank
from drill.banks.names import is_beside
from drill.errors import UsageError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.gyr.path import Formula
from drill.gyr.progress import minutes_of
from drill.gyr.skills import NOT_MET, Part, Parts
from drill.session.goals import paper_formulas
from drill.session.workspace import Workspace

# So many minutes a day, unless the learner says how many.
MINUTES_A_DAY = 40
# The card and the worked example before an exercise take about as long.
CARD_MINUTES = 2.0
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Presentation:
    """What is left to be drilled before the day, and what there is no time for.

    ``items`` are one for each formula that is covered and not drilled yet, the most central formulas first;
    ``today`` those of them for which there is time today. ``left_out`` names the formulas that are not
    covered."""

    items: tuple[ItemId, ...]
    today: tuple[ItemId, ...]
    left_out: tuple[str, ...]

    def describe_left_out(self) -> str:
        """Return what is not covered, as a line; empty where all is."""
        return f"Not covered: {', '.join(self.left_out)}." if self.left_out else ""


def plan_presentation(
    formulas: Sequence[Formula],
    entries: Mapping[ItemId, Entry],
    parts: Parts,
    *,
    days: int,
    minutes: float,
    speed: float = 1.0,
) -> Presentation:
    """Choose what fits into some days, today included, of so many minutes each.

    The formulas that are marked as central come first, in the paper's order, then those with most exercises.
    What was green once is covered already. Each of the others takes its card and one exercise: one that was
    tried, else the easiest. A formula without an exercise cannot be covered."""
    others = sorted((formula for formula in formulas if not formula.is_central), key=lambda f: -len(f.items))
    ranked = [*(formula for formula in formulas if formula.is_central), *others]
    items, today, uncovered = list[ItemId](), list[ItemId](), set[str]()
    left, today_left = days * minutes, minutes
    for formula in ranked:
        if any(parts.get(item, NOT_MET).green_on is not None for item in formula.items):
            continue
        chosen = _choose_exercise([entries[item] for item in formula.items if item in entries], parts)
        needed = 0.0 if chosen is None else CARD_MINUTES * speed + minutes_of(chosen, speed)
        if chosen is None or needed > left:
            uncovered.add(formula.id)
            continue
        left -= needed
        if needed <= today_left or not today:
            today.append(chosen.item)
            today_left -= needed
        items.append(chosen.item)
    names = tuple(formula.called for formula in formulas if formula.id in uncovered)
    return Presentation(tuple(dict.fromkeys(items)), tuple(dict.fromkeys(today)), names)


def _choose_exercise(entries: Sequence[Entry], parts: Parts) -> Entry | None:
    """Return a formula's exercise that was tried and is not parked, else its easiest."""

    def rank(entry: Entry) -> tuple[bool, bool, int]:
        part: Part = parts.get(entry.item, NOT_MET)
        return part.met_on is None, entry.is_rapid, entry.level

    left = [entry for entry in entries if parts.get(entry.item, NOT_MET).state != "parked"]
    return min(left, key=rank, default=None)


def read_day(text: str, today: date) -> date:
    """Read the day of a presentation: a date, a weekday or its first three letters, today or tomorrow.

    A weekday is the next one; today's own name is today. Raises UsageError for another text, and for a day
    that has passed."""
    word = text.strip().lower()
    by_word = {"today": today, "tomorrow": today + timedelta(1)}
    if word in by_word:
        return by_word[word]
    for number, name in enumerate(_WEEKDAYS):
        if len(word) >= _SHORTEST_NAME and name.startswith(word):
            return today + timedelta((number - today.weekday()) % len(_WEEKDAYS))
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise UsageError(
            f"--by {text} is no day",
            f"write a weekday (fri) or a date ({(today + timedelta(3)).isoformat()})",
        ) from None
    if day < today:
        raise UsageError(f"--by {text} has passed", f"today is {today.isoformat()}")
    return day


def find_paper(workspace: Workspace, words: Sequence[str]) -> Bank:
    """Return the paper that is to be presented. Raises UsageError if it is not one paper."""
    bank = workspace.catalogue.bank(words[0]) if len(words) == 1 else None
    if bank is None or not is_beside(bank.id):
        raise UsageError("--by is for one paper", "drill start papers/NAME --by fri")
    return bank


def gather_presentation(
    workspace: Workspace, bank: Bank, day: date, minutes: int | None, speed: float
) -> Presentation:
    """Return what is drilled of a paper until a day; ``minutes`` a day, `MINUTES_A_DAY` where none are
    given.
    """
    days = (day - workspace.study_day()).days + 1
    return plan_presentation(
        paper_formulas(workspace, bank),
        workspace.catalogue.entries,
        workspace.parts(),
        days=days,
        minutes=float(minutes or MINUTES_A_DAY),
        speed=speed,
    )
