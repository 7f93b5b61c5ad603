"""Where the path leads: one formula of the goal's paper, on a day on which nothing of the paper came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from drill.banks.catalogue import Bank
from drill.errors import DrillError
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.session.papers.workbook import open_paper
from drill.session.standing.goals import goal_bank
from drill.session.standing.mastery import GUESSABLE, UNASKED
from drill.session.standing.paper_names import is_paper, list_kept_beside
from drill.session.standing.placement import Placement, find_tried
from drill.session.today.day import DayList
from drill.session.today.formula_map import MapRow, make_map
from drill.session.workspace import Workspace
from drill.text import NUMBERS, count, name_some

# So many of the skills that are left are named.
_SKILLS_NAMED = 3


@dataclass(frozen=True, slots=True)
class FormulaAhead:
    """A formula of the goal's paper that cannot be read yet."""

    called: str
    latex: str
    # What it says, and what its symbols mean, by their LaTeX; Markdown with ``$…$``.
    words: str
    symbols: tuple[tuple[str, str], ...]
    # The titles of the skills that it needs and that are left, deepest first.
    skills_left: tuple[str, ...]
    # The exercise on it to try now; empty where there is none, or where one was tried today.
    item: str = ""

    def describe_left(self) -> str:
        """Return what is left for it: ``Two skills left: Matrix product, Product rule.``."""
        number = len(self.skills_left)
        skills = count(number, "skill")
        skills = skills.replace(str(number), NUMBERS[number], 1) if number < len(NUMBERS) else skills
        return f"{skills} left: {name_some(self.skills_left, _SKILLS_NAMED)}."


class OneTry(Placement):
    """A single question: an exercise of the goal's paper before its time.

    What is wrong colours nothing; it has as much time as one likes, none of which is the day's.
    """

    opening = (
        "This exercise comes before its skills, to show where they lead. A wrong answer counts for nothing."
    )

    def __init__(self, workspace: Workspace, item: ItemId) -> None:
        super().__init__(workspace)
        self._item = item
        self.most = 1

    @property
    def could_ask_more(self) -> bool:
        """Return that there is no further question."""
        return False

    def find_skills(self) -> None:
        """Return nothing: a single question finds nothing out."""

    def describe(self) -> str:
        """Return what becomes of it."""
        return "That was where the path leads. The exercise comes again when its skills are there."

    def _next_question(self) -> ItemId | None:
        return self._item if self._item in self._workspace.catalogue.entries else None


def find_formula_ahead(workspace: Workspace, listed: DayList) -> FormulaAhead | None:
    """Return the formula of the goal's paper that lacks the fewest skills.

    ``None`` where the goal is no paper, where something of it came today or is still to come, or where no
    formula waits for skills.
    """
    bank = goal_bank(workspace)
    if bank is None or not is_paper(bank.id) or not listed.is_day or workspace.method().is_strict:
        return None
    if _has_come(workspace, bank, listed):
        return None
    try:
        rows = make_map(workspace, open_paper(workspace, bank.id)).rows
    except DrillError:
        return None  # the paper's page says what is wrong
    waiting = [row for row in rows if row.formula is not None and row.reached == "waiting"]
    tried = {event.item: event.study_day for event in workspace.store.placed()}
    row = min(
        waiting,
        key=lambda each: (_find_try(workspace, each, tried) is None, len(each.skills_left)),
        default=None,
    )
    if row is None or row.formula is None:
        return None
    entry = _find_try(workspace, row, tried)
    may_try = entry is not None and not find_tried(workspace)
    symbols = ((symbol.row.symbol, symbol.meaning) for symbol in row.formula.symbols if symbol.meaning)
    return FormulaAhead(
        row.called,
        row.formula.row.in_use,
        row.formula.row.words,
        tuple(symbols),
        row.skills_left,
        entry.item if entry is not None and may_try else "",
    )


def _has_come(workspace: Workspace, bank: Bank, listed: DayList) -> bool:
    """Return whether something of a bank was marked or skipped today, or is on the day's list."""
    items = {entry.item for entry in (*bank.entries, *list_kept_beside(workspace.catalogue, bank))}
    if any(row.item in items for row in listed.coming()):
        return True
    states = workspace.states(banks=[bank.id]).values()
    return any(workspace.study_day() in (state.study_day, state.skipped_on) for state in states)


def _find_try(workspace: Workspace, row: MapRow, tried: Collection[ItemId]) -> Entry | None:
    """Return the easiest exercise of a formula that was never met and that the checker alone judges."""
    entries = (workspace.catalogue.entries[ItemId(exercise.item)] for exercise in row.exercises)
    states = workspace.standing()
    askable = (
        entry
        for entry in entries
        if entry.item not in states and entry.item not in tried and entry.kind not in UNASKED | GUESSABLE
    )
    return min(askable, key=lambda entry: entry.level, default=None)
