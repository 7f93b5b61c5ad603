"""How long exercises take this learner until they are green or parked, for all estimates of hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cached_property

from drill.banks.catalogue import Bank
from drill.gyr.events import BankId, SkillId
from drill.gyr.outlook import minutes_left
from drill.gyr.passes import Cell
from drill.gyr.path import Mastered
from drill.gyr.skills import Parts
from drill.gyr.standing import Standing
from drill.session.progress.staircases import Staircases
from drill.session.standing.mastery import find_learner_mastery
from drill.session.workspace import Workspace


class Pace:
    """The learner's marks and times in all banks, and estimates for waiting exercises."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.topics = workspace.store.topic_counts()
        """The marks of every topic, by its bank and its name."""
        self.cells: dict[BankId, Counter[Cell]] = {}
        """How many exercises of each bank are in a cell of its pass table."""
        self.met: Counter[BankId] = Counter()
        self._verdicts: Counter[Cell] = Counter()
        for (bank, _), counted in self.topics.items():
            self.met[bank] += counted.states.total()
            self.cells.setdefault(bank, Counter()).update(counted.cells)
            self._verdicts.update({cell: n for cell, n in counted.cells.items() if cell.column != "waiting"})

    @cached_property
    def _times(self) -> Mapping[int, Mapping[int, int]]:
        """How long verdicts took, pass by pass: from the whole log, so only where minutes are asked for."""
        return self._workspace.store.totals().times()

    @cached_property
    def parts(self) -> Parts:
        """What became of every exercise with events, as far as skills are concerned."""
        return self._workspace.parts()

    @cached_property
    def standing(self) -> Standing:
        """The states of all exercises with events."""
        return self._workspace.standing()

    @cached_property
    def staircases(self) -> Staircases:
        """What makes charts of the marks."""
        return Staircases(self._workspace, self.standing)

    @cached_property
    def has(self) -> Mastered:
        """The skills that the learner has."""
        return find_learner_mastery(self._workspace, self.parts)

    def minutes(self, waiting: Mapping[int, int]) -> float:
        """Return about how many minutes settle exercises, given how many wait for each pass."""
        cells = {Cell(1, pass_, "first", "waiting"): n for pass_, n in waiting.items()}
        return minutes_left({**self._verdicts, **cells}, self._times)

    def waiting_of(self, bank: Bank, known: int = 0) -> Mapping[int, int]:
        """Return how many exercises of a bank wait for each pass, except for so many known ones."""
        waiting = Counter({1: len(bank.entries) - known - self.met[bank.id]})
        for cell, n in self.cells.get(bank.id, Counter[Cell]()).items():
            waiting[cell.pass_] += n if cell.column == "waiting" else 0
        return waiting


def known_left(workspace: Workspace, standing: Standing, skills: Collection[SkillId]) -> Mapping[BankId, int]:
    """Count the unseen exercises of skills that are known, bank by bank."""
    entries = workspace.catalogue.entries.values() if skills else ()
    unseen = (entry for entry in entries if entry.trains in skills and entry.item not in standing)
    return Counter(BankId(entry.bank) for entry in unseen)


def minutes_to_go(workspace: Workspace, skills: Collection[SkillId], pace: Pace | None = None) -> float:
    """Return about how many minutes settle all that is part of the day, without known ``skills``."""
    pace, aside = pace or Pace(workspace), workspace.banks_aside()
    known = known_left(workspace, pace.standing, skills)
    banks = (bank for bank in workspace.catalogue.banks if bank.id not in aside)
    return sum(pace.minutes(pace.waiting_of(bank, known.get(bank.id, 0))) for bank in banks)
