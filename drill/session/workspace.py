"""The workspace of a session: banks, store, worker, settings and clock, opened and closed together."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from drill import files, settings
from drill.banks.catalogue import Bank, Catalogue, is_book
from drill.errors import DrillError, SettingsError, is_removal
from drill.gyr.entry import Entry, group_by
from drill.gyr.events import BankId, Content, Facts, ItemId, is_possible, local_day
from drill.gyr.path import GoalPath, LinkedPaper
from drill.gyr.plan_ledger import Method
from drill.gyr.skills import Curriculum, Parts
from drill.gyr.state import ItemState, Standing
from drill.limits import pause_garbage_collection
from drill.session.database_location import Window, database_at, is_live, refuse_emptied
from drill.session.due_file import keep_dues
from drill.session.standing.attempts import regrade_corrected_exercises
from drill.session.standing.paper_names import is_asked_note, is_in_day
from drill.session.standing.withheld_exercises import (
    Withheld,
    has_newly_solved,
    is_by_second_author,
    is_made_by_import,
    tell_withheld,
    withhold_exercises,
)
from drill.store import OpenAttempt, local_now
from drill.text import count, did_you_mean
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.banks.draws import Variant
    from drill.banks.load import Progress, Shelf
    from drill.banks.models import Exercise
    from drill.errors import BankError
    from drill.session.titles import Terms
    from drill.store import Appended, Due, Learner, Repository, Today


P = ParamSpec("P")
T = TypeVar("T")
CLOCK_AHEAD = "the clock is more than 30 days after your newest mark: is it right?"


def at_one_moment(use: Callable[Concatenate[Workspace, P], T]) -> Callable[Concatenate[Workspace, P], T]:
    """Let a use case read one moment of the store, but for what it writes itself."""

    @wraps(use)
    def used(workspace: Workspace, *arguments: P.args, **named: P.kwargs) -> T:
        with workspace.store.at_one_moment():
            return use(workspace, *arguments, **named)

    return used


class Workspace:
    """Everything that the use cases share; a value that is passed on, not a global."""

    def __init__(
        self,
        *,
        places: files.Locations,
        loaded: settings.LoadedSettings,
        shelf: Shelf,
        store: Repository,
        workers: Workers,
        clock: Callable[[], datetime],
    ) -> None:
        self.places = places
        self.settings = loaded.settings
        self._shelf = shelf
        self.store = store
        self.catalogue, self.withheld = self._choose_catalogue()
        self._curriculum: Curriculum | None = None
        self._terms: Terms | None = None
        self.goal_paths: dict[tuple[str, LinkedPaper | None], GoalPath] = {}
        """The ways to goals that were asked for, by `drill.session.standing.goals.find_path_to_goal`."""
        self.workers = workers
        self.clock = clock
        self.notices: list[str] = [str(problem) for problem in loaded.problems]
        """Lines for the learner, each told once."""
        with suppress(DrillError):  # a store that cannot be written is passed over in silence
            removed = loaded.removed.items()
            self.notices += [told for name, told in removed if store.tells_first(f"setting {name}")]
            if (told := tell_withheld(self.withheld)) and store.tells_first("made of letters"):
                self.notices += [told, "A formula is now asked by a line of NumPy: a chat writes it"]
            self.notices += [told for told in _tell_rewrites(shelf.catalogue) if store.tells_first(told)]
        self.at_close: Callable[[], None] = lambda: None
        """What is done once the store is closed."""
        self.former_goal: str | None = None
        """The goal before the one that was chosen now, until something else is done."""
        self.asks_about_clock = False
        """The clock stands so far ahead that a front end should ask before anything is written."""

    def dues(self) -> list[Due]:
        """Return how many items of the day's banks come back on which day, by the present gaps."""
        self.store.gaps = self.method().gaps_in_force
        return self.learner().dues(lambda bank: is_in_day(bank, self.settings))

    @property
    def loaded_catalogue(self) -> Catalogue:
        """All exercises in the banks, those left out of `catalogue` among them."""
        return self._shelf.catalogue

    def _choose_catalogue(self) -> tuple[Catalogue, Withheld]:
        """Return the loaded exercises that the learner may meet, and those that are withheld."""
        catalogue = _leave_out_retired(self._shelf.catalogue, self.store)
        with self.store.at_one_moment():
            return withhold_exercises(self.places, catalogue, self.store)

    def catch_up(self) -> bool:
        """Take in edits of the learner's banks since they were read; return whether there were any.

        Effects on the marks, and faults that kept a file from being taken, are reported as notices.
        """
        edited = self._shelf.look()
        if edited is None and not has_newly_solved(self.places, self.catalogue):
            return False
        self.catalogue, self.withheld = self._choose_catalogue()
        if edited is not None:
            self.notices += describe_first_faults(
                edited.refused, self.places.banks, "What was there before goes on."
            )
            self.notices += describe_first_faults(edited.clashes, self.places.banks, "It is left out.")
        self.notices += _fold_marks_for_banks(self)
        return True

    def study_day(self) -> date:
        """Return today, as this device counts days."""
        return self.store.today().study_day

    def minutes_today(self) -> int:
        """Return how many minutes of drill the settings give today; 0 on a day without."""
        return self.settings.minutes_of(self.study_day())

    def minutes_wanted(self) -> int:
        """Return the same for whoever asks for a session, which has the usual minutes on such a day."""
        return self.minutes_today() or self.settings.minutes

    def learner(self) -> Learner:
        """Return the learner as they are now, for the exercises in the banks."""
        return self.store.read_learner(self.catalogue.entries)

    def state(self, entry: Entry) -> ItemState:
        """Return the state of an exercise."""
        return self.store.state(entry.item, entry.lineage)

    def states(self, *, banks: Collection[str] | None = None) -> Mapping[ItemId, ItemState]:
        """Return the states of all items with events."""
        learner = self.learner()
        return learner.states if banks is None else learner.states_in(banks)

    def standing(self) -> Standing:
        """Return the same for a plan, with little more than the names of the greens."""
        return self.learner().standing

    def entry(self, item: ItemId) -> Entry | None:
        """Return an exercise of a bank, or a note that comes back; None if it is gone."""
        entry = self.catalogue.entries.get(item)
        if entry is None and is_asked_note(item):
            from drill.session.standing.note_exercises import find_note_exercise

            note = find_note_exercise(self, item)
            return None if note is None else note.entry
        return entry

    def exercise(self, item: str) -> Exercise:
        """Return the exercise of an item, also of a note that comes back; raises as `Catalogue.exercise`."""
        if is_asked_note(item):
            from drill.session.standing.note_exercises import find_note_exercise

            if (note := find_note_exercise(self, item)) is not None:
                return note.exercise
        return self.catalogue.exercise(item)

    def prepare(self, exercise: Exercise, *, item: str, seed: int, **drawn: Any) -> Variant:
        """Return one variant, as `Workers.prepare` makes it.

        Below the prompts of a second author's exercises stands what their answers assume.
        """
        printed = is_by_second_author(ItemId(item), self.catalogue)
        return self.workers.prepare(exercise, item=item, seed=seed, prints_conditions=printed, **drawn)

    def orphans(self) -> list[ItemId]:
        """Return the items with marks whose exercise is in no bank.

        Notes that come back do not count, nor do questions that a version before took out of its import.
        """
        loaded = self.loaded_catalogue.entries
        return [
            item
            for item in self.learner().orphans
            if item not in loaded and not is_asked_note(item) and not is_made_by_import(item)
        ]

    def append(self, entry: Entry, facts: Facts, *, leaves_open: OpenAttempt | None = None) -> Appended:
        """Write one event about an exercise, and the attempt it leaves open, durably before this returns.

        To the store a note that comes back is in no bank, so that it counts nowhere.
        """
        self.former_goal = None
        return self.store.append(
            facts, item=entry.item, content=Content(entry.maths, entry.wording),
            lineage=None if is_asked_note(entry.item) else entry.lineage,
            topic=entry.topic, leaves_open=leaves_open,
        )  # fmt: skip

    @cached_property
    def window(self) -> Window:
        """The name of this window for others; it is open from its first use."""
        return Window(self.places.data)

    def open_elsewhere(self) -> frozenset[ItemId]:
        """Return the exercises that another open window has at hand."""
        return self._list_open(self._is_elsewhere)

    def _list_open(self, is_meant: Callable[[OpenAttempt], bool]) -> frozenset[ItemId]:
        """Return the exercises of some open attempts, under their present names."""
        attempts = filter(is_meant, self.store.open_attempts())
        return frozenset(self.catalogue.renamed.get(attempt.item, attempt.item) for attempt in attempts)

    def _is_elsewhere(self, attempt: OpenAttempt) -> bool:
        return attempt.window not in ("", self.window.name) and is_live(self.places.data, attempt.window)

    def open_beside(self) -> frozenset[ItemId]:
        """Return the exercises that practice leaves alone: those at hand in another window, and those open
        for a mark that counts.
        """
        return self._list_open(lambda attempt: attempt.becomes != "extra" or self._is_elsewhere(attempt))

    def left_open(self) -> list[OpenAttempt]:
        """Return the attempts to continue, newest first; practice that does not count only on its own day.

        Attempts at hand in another open window are left out.
        """
        return [attempt for attempt in self.attempts_in_progress() if not self._is_elsewhere(attempt)]

    def attempts_in_progress(self) -> list[OpenAttempt]:
        """Return the same with the attempts at hand in other open windows."""
        now = self.clock()

        def day(moment: datetime) -> date:
            return local_day(moment.astimezone(now.tzinfo), 0, self.settings.day_begins)

        return [
            open_attempt
            for open_attempt in self.store.open_attempts()
            if open_attempt.becomes != "extra" or day(open_attempt.started_at) == day(now)
        ]

    def method(self) -> Method:
        """Return the settings that the day's plan follows."""
        return _find_method(self.settings)

    def parts(self) -> Parts:
        """Return the outcome of every exercise with events, for its skills."""
        return self.learner().parts

    def curriculum(self) -> Curriculum:
        """Return all exercises, and the requirements of skills; kept until the banks change."""
        if self._curriculum is None or self._curriculum.entries is not self.catalogue.entries:
            self._curriculum = Curriculum(self.catalogue.entries, self.catalogue.skills.needs)
            self.goal_paths.clear()
        return self._curriculum

    def terms(self) -> Terms:
        """Return all names of skills and papers; kept until the banks change."""
        from drill.session.titles import Terms  # loads the roots of words

        if self._terms is None or self._terms.catalogue is not self.catalogue:
            self._terms = Terms(self.catalogue)
        return self._terms

    def goal_names(self) -> Sequence[str]:
        """Return the names of possible goals: banks, topics of subjects with theirs, skills."""
        of_subjects = [entry for entry in self.catalogue.entries.values() if not entry.in_file_order]
        topics = (f"{entry.bank}/{entry.topic}" for entry in of_subjects)
        names = (*(bank.id for bank in self.catalogue.banks), *topics, *(e.trains for e in of_subjects))
        return [*filter(None, dict.fromkeys(names))]

    def banks_aside(self) -> frozenset[BankId]:
        """Return the papers and textbooks that are not part of the day.

        A paper is part of it only as the goal or if the settings name it; a shipped textbook also once it is
        begun.
        """
        counts = self.learner().counts()
        named = (*self.settings.papers, self.settings.goal)
        return frozenset(
            bank.id
            for bank in self.catalogue.banks
            if not is_in_day(bank.id, self.settings)
            or (is_book(bank.id) and bank.shipped and bank.id not in counts and not _is_named(bank, named))
        )

    def read_ahead(self) -> None:
        """Read the whole log ahead of Progress; damage is reported where its numbers are shown."""
        with suppress(DrillError):
            self.store.totals()

    def take_notices(self) -> list[str]:
        """Return the messages for the learner that were not shown yet."""
        notices = self.notices
        self.notices = []
        return notices

    def close(self) -> None:
        """Close the worker and the database."""
        self.workers.close()
        if "window" in vars(self):  # a cached property: only if somebody asked for it
            self.window.close()
        with suppress(DrillError):  # a damaged store is not counted
            keep_dues(self)
        self.store.close()
        self.at_close()


def _is_named(bank: Bank, names: Collection[str]) -> bool:
    """Return whether a paper or textbook is among names; its leading folder may be left out."""
    return bank.id in names or bank.id.partition("/")[2] in names


def open_workspace(
    environ: Mapping[str, str],
    *,
    clock: Callable[[], datetime] = local_now,
    processes: int = 2,
    starts_worker: bool = False,
    catches_up: bool = True,
    is_stopped: Callable[[], bool] = lambda: False,
    on_progress: Progress = lambda done, total: None,
) -> Workspace:
    """Open everything; the worker is not started before it is needed, or, if asked for, before all else.

    While banks are read for the first time, ``on_progress`` receives the number of files read so far, and the
    total.

    The marks are brought up to the banks, unless nothing derived from the log is needed, so that damage there
    does not get in the way then.

    Raises:
        SettingsError: it is unknown whose marks these are.
        UsageError, StoreError: the surroundings do not allow it.
        TimedOutError: it was stopped before the banks were loaded.
    """
    with pause_garbage_collection():
        workers = Workers(processes)
        workspace = _opened(
            environ,
            clock,
            workers,
            starts_worker=starts_worker,
            is_stopped=is_stopped,
            on_progress=on_progress,
        )
        if catches_up:
            try:
                bring_up_to_date(workspace)
            except BaseException:
                workspace.close()
                raise
        return workspace


def bring_up_to_date(workspace: Workspace) -> None:
    """Bring the marks up to date with the banks; changes, and a clock that looks wrong, are reported."""
    workspace.notices += (
        *_unknown_papers(workspace),
        *_fold_marks_for_banks(workspace),
        *_changes_of_clock(workspace),
    )


def _opened(
    environ: Mapping[str, str],
    clock: Callable[[], datetime],
    workers: Workers,
    *,
    starts_worker: bool,
    is_stopped: Callable[[], bool],
    on_progress: Progress,
) -> Workspace:
    try:
        if starts_worker:
            workers.start()
        # The store costs 200 ms of imports: whoever only looks at names need not pay for it.
        from drill.banks.load import Shelf
        from drill.exchange import read_file
        from drill.store import Repository

        places = files.find(environ)
        loaded = settings.load_settings(places.config, environ)
        loaded.refuse_unnamed()
        shelf = Shelf(places, loaded.settings.subjects, read_file, is_stopped, on_progress)
        refuse_emptied(environ, places)
        store = Repository.open(
            database_at(environ, places),
            learner=loaded.settings.learner,
            clock=clock,
            gaps=_find_method(loaded.settings).gaps_in_force,
            day_begins=loaded.settings.day_begins,
        )
        loaded = replace(loaded, settings=replace(loaded.settings, learner=store.learner))
    except BaseException:
        workers.close()
        raise
    workspace = Workspace(
        places=places, loaded=loaded, shelf=shelf, store=store, workers=workers, clock=clock
    )
    if shelf.cache_fault:
        workspace.notices.append(
            f"what is read of the exercises cannot be kept in {shelf.cache_fault}. Make room there, or make "
            "it writable: until then every command reads them again"
        )
    if store.former_copy is not None:
        workspace.notices.append(
            f"your marks were converted from version 0.4.0; as they were, they are in {store.former_copy}"
        )
    return workspace


def _find_method(chosen: settings.Settings) -> Method:
    """Return the method by the settings."""
    return Method(gaps=chosen.gaps, passes=chosen.passes, subjects=tuple(map(BankId, chosen.subjects)))


def _unknown_papers(workspace: Workspace) -> list[str]:
    """Return names in the settings ``papers`` and ``goal`` that nothing has, each with its line."""
    chosen = workspace.settings
    config = workspace.places.config
    lines = list[str]()
    banks = workspace.catalogue.banks
    ids = {"papers": [bank.id for bank in banks], "goal": workspace.goal_names() if chosen.goal else ()}
    named = [("papers", name) for name in chosen.papers] + ([("goal", chosen.goal)] if chosen.goal else [])
    for key, name in named:
        if name not in ids[key] and (key == "goal" or not any(_is_named(bank, [name]) for bank in banks)):
            try:
                line = settings.find_setting_line(key, config.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError):
                line = 1
            what = "paper" if key == "papers" else "paper, subject or topic"
            message = f"{key}: no {what} is called {name!r}"
            lines.append(str(SettingsError(message, did_you_mean(name, ids[key]), path=config, line=line)))
    return lines


def _leave_out_retired(catalogue: Catalogue, store: Repository) -> Catalogue:
    """Return the catalogue without the retired exercises that the learner never met."""
    retired = catalogue.retired
    if not retired:
        return catalogue
    met = store.find_met([name for entry in retired for name in (entry.item, *entry.was)])
    return catalogue.without({entry.item for entry in retired if met.isdisjoint((entry.item, *entry.was))})


def _fold_marks_for_banks(workspace: Workspace) -> list[str]:
    """Return the changes of the marks if the banks differ from those they were counted for."""
    lines: list[str] = []
    changed = workspace.store.fold_for(workspace.catalogue.entries)
    own_banks = {bank.id for bank in workspace.catalogue.banks if not bank.shipped}
    for (was, now), marks in changed.moved.items():
        if now in own_banks:
            sentence = "1 mark of `{}` now counts" if marks == 1 else f"{marks} marks of `{{}}` now count"
            lines.append(f"{sentence.format(was)} for `{now}`")
    for bank in workspace.catalogue.banks:
        if bank.hides_shipped and not is_book(bank.id) and workspace.store.tells_first(f"hides {bank.id}"):
            lines.append(
                f"a file of exercises called {bank.id} now comes with the program; yours keeps the name "
                "and is drilled as before: rename yours to have both"
            )
    if changed.hidden and (orphans := len(workspace.orphans())):
        marked = "1 exercise with marks is" if orphans == 1 else f"{orphans} exercises with marks are"
        lines.append(f"{marked} no longer among the exercises; the marks are kept: drill doctor lists them")
    by_upgrade = sum(item.rpartition("/")[0] not in own_banks for item in changed.reopened)
    if by_upgrade:
        workspace.store.note_changed(by_upgrade)
    reopened = len(changed.reopened) - by_upgrade
    if reopened:
        sentence = "1 exercise changed and is" if reopened == 1 else f"{reopened} exercises changed and are"
        lines.append(f"{sentence} open again")
    regraded, asked = regrade_corrected_exercises(workspace) if is_possible(workspace.clock()) else (0, 0)
    if regraded:
        lines.append(f"{regraded} verdict{'' if regraded == 1 else 's'} regraded")
    if asked:
        fails = "exercise asks more now than its answer gave, and comes"
        fail = "exercises ask more now than their answers gave, and come"
        lines.append(f"{asked} {fails if asked == 1 else fail} again as a check")
    return lines


def _tell_rewrites(catalogue: Catalogue) -> Iterator[str]:
    """Yield for each bank how many of its exercises are left out because what they use was removed."""
    for bank in catalogue.banks:
        number = len({fault.exercise for fault in bank.problems if is_removal(fault.hint)})
        if number:
            needs = "needs" if number == 1 else "need"
            yield f"{count(number, 'exercise')} of {bank.id} {needs} a rewrite: drill check {bank.id}"


def describe_first_faults(faults: Iterable[BankError], banks: Path, outcome: str) -> list[str]:
    """Return the first fault of each edited file, how many there are, and the consequence."""
    by_path = group_by(faults, lambda fault: fault.path)
    lines: list[str] = []
    for path, (first, *further_faults) in by_path.items():
        name = os.path.relpath(path, banks) if Path(path).is_relative_to(banks) else path
        position = f"{name}:{first.line}:{first.column}"
        more = f" ({len(further_faults)} more)" if further_faults else ""
        complaint = str(first).removeprefix(f"{path}:{first.line}:{first.column}: ")
        sentence = f"{complaint}{more}"
        lines.append(f"{position}: {sentence}{'' if sentence.endswith('?') else '.'} {outcome}")
    return lines


def _changes_of_clock(workspace: Workspace) -> list[str]:
    today = workspace.store.today()
    match today.skew:
        case "impossible":
            return [f"the clock says {today.study_day}: no mark is kept before it is set right"]
        case "back":
            return [f"the clock is behind your newest mark: {_told_of_day(today)}"]
        case "far-ahead":
            workspace.asks_about_clock = True
            return [CLOCK_AHEAD]
        case _:
            return []


def _told_of_day(today: Today) -> str:
    """Return the effect of a clock set back on the study day: marks hold it for at most 36 hours."""
    if today.newest is None or today.newest <= today.study_day:
        return f"the study day stays {today.study_day}"
    return (
        f"the study day went back with it, from {today.newest} to {today.study_day}; "
        "if the clock is wrong, set it right before you drill"
    )
