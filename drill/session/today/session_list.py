"""The list of a session: the day's, or one of its own for a scope, prerequisites, checks, strict passes,
or for a paper that has to be presented by a day.

The list is made once and served from the top. At its turn an item is looked at again; it leaves the list only
where it was marked, may not be served any more, or is green, parked or gone. Nothing else is reshuffled:
skipped exercises come after all others, and other subjects come last, on demand. When the list is
done, the day is, too; asked for more, the same function makes the next stretch of it. The day's list is kept
in the store (`drill.session.today.day_gathering`), where another window may have appended to it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from drill.banks.catalogue import Bank
from drill.gyr.day_plan import Leaving, PlanReview, plan_day, plan_scope, review_plan
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId, clamp_due_day
from drill.gyr.fluency import SET_SECONDS
from drill.gyr.path import is_reached, path_of
from drill.gyr.plan_ledger import Choice, DayFacts, Ledger, Planned, plan_strict_passes
from drill.gyr.skills import NOT_MET, part_of
from drill.gyr.state import NEVER_MET, ItemState, Standing, due
from drill.session import scope
from drill.session.database_location import Rounds
from drill.session.standing.paper_names import is_import, list_kept_beside
from drill.session.standing.placement import find_tried
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.queueing import Request, choose_greens_to_check, seconds_each
from drill.session.today.day_gathering import (
    UNREADABLE,
    Gathered,
    KeptDay,
    KeptRow,
    drop_unopened,
    find_basis,
    gather_facts,
    keep_day_list,
    path_to,
    read_kept,
)
from drill.session.workspace import Workspace, at_one_moment

if TYPE_CHECKING:
    from drill.session.papers.lesson import Lesson

# Minutes by which a day goes on beyond its end.
MORE_MINUTES = 10
# Min minutes left for which a further stretch is planned.
LEAST_MINUTES = 1.0
# Minutes: more than all exercises take.
_UNLIMITED = 1e6

_WHY: Mapping[str, Literal["re-attempt", "unseen"]] = {
    "unseen": "unseen",
    "yellow": "re-attempt",
    "red": "re-attempt",
}


Gather: TypeAlias = Callable[[DayFacts | None], Gathered]
Plan: TypeAlias = Callable[[DayFacts], Sequence[Planned]]
Review: TypeAlias = Callable[[Sequence[Planned], DayFacts], PlanReview]


@dataclass(frozen=True, slots=True)
class Making:
    """How a list is made: how its facts are gathered, who plans it, and who looks at it again.

    ``is_day`` of the one that is kept; ``is_aside`` of practice, which leaves alone exercises open for a
    mark."""

    gather: Gather
    plan: Plan
    review: Review
    is_day: bool = False
    is_aside: bool = False


class DayList:
    """A list of planned items; the first that may be served comes next."""

    def __init__(
        self,
        workspace: Workspace,
        making: Making,
        *,
        chosen: Sequence[ItemId] = (),
        minutes: int | None = None,
        stretch: float = 0.0,
    ) -> None:
        """``chosen`` items come first, due or not. ``minutes`` set the length of the day, if given.

        A list goes on by ``stretch`` minutes whenever its end is reached; without, the day's ends there,
        until it is prolonged.
        """
        self._workspace = workspace
        self._making = making
        self._stretch = stretch
        gathered = making.gather(None)
        self._facts = gathered.facts
        self.has = gathered.has
        self.checks = gathered.checks
        """What is known, of skills too, and the checks of the day, as it was gathered."""
        self._chosen = [item for item in dict.fromkeys(chosen) if item in self._entries]
        self._late: list[ItemId] = []
        self._left_out = set[ItemId]()
        if making.is_day:
            self._left_out |= find_tried(workspace.catalogue, workspace.learner(), workspace.study_day())
        self._marked: set[ItemId] = set()
        self._elsewhere: frozenset[ItemId] = frozenset()
        self._rows: tuple[KeptRow, ...] = ()
        self._text: str | None = None
        self._day: KeptDay | None = None
        self._others_left = 0.0
        """Minutes of other subjects that were asked for."""
        self._prolonged_to = 0.0
        """Minutes of the day up to which it goes on beyond its end."""
        self._newest_event = ""
        self._is_exhausted = False
        self._reviewed: PlanReview | None = None
        if making.is_day:
            self._open_day(minutes)
        else:
            self._append(stretch)

    # --- the day's list ------------------------------------------------------------------------------------

    def _open_day(self, minutes: int | None) -> None:
        """Take the day's list as it is kept, or make it; bring it to the requested length."""
        workspace = self._workspace
        setting = self._workspace.minutes_today()
        self._text, day = read_kept(workspace)
        if self._text is not None and day is None:
            workspace.notices.append(UNREADABLE)
        if day is None or not day.fits(workspace, self.today):
            length = minutes or setting
            new = KeptDay(self.today.isoformat(), length, setting, find_basis(workspace), {}, ())
            rows = self._plan(max(0.0, self._find_time_left(length))) if length else []
            self._keep(new.with_rows(workspace, _rows_of(rows)))
            return
        self._take(day)
        length = minutes or (day.minutes if day.setting == setting else setting)
        if length != day.minutes:
            self._change_length(day, length)

    def _change_length(self, former: KeptDay, minutes: int) -> None:
        """List what belongs to a day of ``minutes``: the list that it had at that length, else a new one.

        A longer day gets further rows at the end; a shorter one lists fewer, except for opened ones.
        """
        lengths = {*former.fitted, former.minutes}
        day = replace(former, minutes=minutes, setting=self._workspace.minutes_today())
        opened = {attempt.item for attempt in self._workspace.store.open_attempts()}
        rows = tuple(replace(row, length=0) if row.item in opened else row for row in day.rows)
        if minutes not in lengths:
            longer = [length for length in lengths if length > minutes]
            shorter = [length for length in lengths if length < minutes]
            base = replace(day, rows=rows, minutes=min(longer, default=minutes))
            self._take(base)
            stays = {*opened, *(row.item for row in rows if shorter and row.length <= max(shorter))}
            rows = self._shorten(base, minutes, stays) if longer else self._lengthen(base)
        day = replace(day, fitted=tuple(sorted({*lengths, minutes})))
        self._keep(day.with_rows(self._workspace, rows))

    def _lengthen(self, day: KeptDay) -> tuple[KeptRow, ...]:
        """Return the rows of a day with those that its time has room for."""
        planned = sum(row.minutes for row in self.coming(with_others=True))
        room = self._find_time_left(day.minutes) - planned
        if room <= 0:
            return day.rows
        return day.adding(_rows_of(self._plan(room, adds_others=True)))

    def _shorten(self, day: KeptDay, minutes: int, stays: Container[ItemId]) -> tuple[KeptRow, ...]:
        """Return the rows of a day, of which those at the end are not listed in one of ``minutes``."""
        coming = [*self.coming(with_others=True)]
        time_left = self._find_time_left(minutes)
        planned = sum(row.minutes for row in coming)
        cut: set[ItemId] = set()
        for row in reversed(coming):
            if row.item in stays or planned - row.minutes < time_left:
                break
            cut.add(row.item)
            planned -= row.minutes
        rows: list[KeptRow] = []
        for row in day.rows:
            if row.item in cut:
                rows.append(replace(row, length=day.minutes))
            elif row.length <= day.minutes:
                rows.append(replace(row, length=min(row.length, minutes)))
            else:
                rows.append(row)
        return tuple(rows)

    def _take(self, day: KeptDay) -> None:
        self._day = day
        self._rows = day.listed
        self._reviewed = None

    def _keep(self, day: KeptDay, *, replaces: bool = True) -> None:
        self._text, stands = keep_day_list(self._workspace, day, self._text, replaces=replaces)
        self._take(stands)

    def _look_again(self) -> None:
        """Take over another window's changes of the list, and the exercise that it has at hand."""
        is_aside = self._making.is_aside
        elsewhere = self._workspace.open_beside() if is_aside else self._workspace.open_elsewhere()
        if is_aside:
            self._chosen = [item for item in self._chosen if item not in elsewhere]
        if elsewhere != self._elsewhere:
            self._elsewhere = elsewhere
            self._reviewed = None
        if self._day is None:
            return
        text, day = read_kept(self._workspace)
        if text == self._text or day is None or (day.day, day.basis) != (self._day.day, self._day.basis):
            return
        self._text = text
        self._is_exhausted = False
        self._take(day)

    @property
    def minutes(self) -> int:
        """How long the day is."""
        if self._day is None:
            return self._workspace.minutes_today()
        return self._day.minutes

    @property
    def is_day(self) -> bool:
        """Whether it is the day's list, which is kept."""
        return self._making.is_day

    @property
    def is_time_spent(self) -> bool:
        """Whether the day's minutes are over, or so near that nothing is planned of them."""
        return self.minutes - self._minutes_done < LEAST_MINUTES

    @property
    def _minutes_done(self) -> float:
        return self._workspace.store.day(self.today).seconds / 60

    def _find_time_left(self, minutes: int) -> float:
        """Return the minutes of a day left for exercises, because a warm-up to come takes time."""
        return minutes - self._minutes_done - self._facts.has_warm_up * SET_SECONDS / 60

    # --- the facts -----------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The study day that it was made for."""
        return self._facts.today

    @property
    def states(self) -> Mapping[ItemId, ItemState]:
        """The states of all items with events, as the list knows them."""
        return self._facts.states

    @property
    def known_skills(self) -> frozenset[SkillId]:
        """The skills that a placement found known, except for those in doubt."""
        return frozenset(self._facts.known)

    @property
    def _entries(self) -> Mapping[ItemId, Entry]:
        return self._facts.curriculum.entries

    @property
    def facts(self) -> DayFacts:
        """The facts that it is planned from, as they are now."""
        return self._facts

    @property
    def left_out(self) -> frozenset[ItemId]:
        """The items that are not served any more in this session."""
        return frozenset(self._left_out)

    def state(self, item: ItemId) -> ItemState:
        """Return the current state of an item."""
        return self._facts.states.get(item, NEVER_MET)

    def note(self, item: ItemId, state: ItemState) -> None:
        """Record the new state of an item: a mark, an undo, a skip, parked, reopened, met elsewhere."""
        if item not in self._entries and self._workspace.entry(item) is None:
            return
        was_open = self.state(item).is_open
        facts = self._facts
        before = self._facts.parts.get(item, NOT_MET)
        part = part_of(state)
        states = Standing.of(facts.states).replaced(item, state)
        parts = {**facts.parts, item: part}
        known = facts.known
        has_failed = before.has_failed or part.has_failed
        if known and part != before and has_failed:
            known = find_learner_mastery(self._workspace, parts).known
        self._facts = replace(facts, states=states, parts=parts, known=known)
        self._reviewed = None
        self._is_exhausted = False
        if was_open and not state.is_open:
            self.unchoose(item)

    # --- serving -------------------------------------------------------------------------------------------

    def next(self) -> Choice | None:
        """Return the item to serve now; ``None`` if the list is done, or before other subjects."""
        self._look_again()
        if self._chosen:
            return self.choice(self._chosen[0])
        row = self._first()
        rounds = Rounds("making the day longer")
        while (row is None or row.reason == "besides" or self._is_skipped(row.item)) and self._goes_on():
            rounds.come_to(row.item if row else "")
            row = self._first()
        if row is not None and (row.reason != "besides" or self._others_left > 0):
            return self.choice(row.item)
        return self.choice(self._late[0]) if self._late else None

    def _goes_on(self) -> bool:
        """Append the next stretch if there is time for one; return whether it has anything."""
        minutes = self._stretch
        if self._making.is_day:
            minutes = max(minutes, self._prolonged_to - self._minutes_done)
        return minutes >= LEAST_MINUTES and self._append(minutes)

    def _append(self, minutes: float) -> bool:
        """Plan another stretch; return whether it has anything new."""
        if self._is_exhausted:
            return False
        self._facts = self._making.gather(self._facts).facts
        self._reviewed = None
        new = _rows_of(self._plan(minutes), self._newest_event)
        self._is_exhausted = not new
        if self._day is not None and new:
            day = self._day.with_rows(self._workspace, self._day.adding(new))
            self._keep(day, replaces=False)
        elif new:
            self._rows = (*self._rows, *new)
            self._reviewed = None
        return bool(new)

    def _plan(self, minutes: float, *, adds_others: bool | None = None) -> list[Planned]:
        """Return the exercises of the next ``minutes`` after all that is on the list already.

        Other subjects only if none are on the list, unless ``adds_others`` decides whether it grows by them.
        """
        there = {row.item for row in self._rows}.union(self._chosen, self._late)
        coming = tuple(self.coming(with_others=True))
        facts = replace(
            self._facts,
            minutes=minutes,
            planned=coming,
            left_out=self._left_out | self._elsewhere | {*self._facts.held_back},
            checks=[item for item in self._facts.checks if item not in there],
            adds_others=not any(row.reason == "besides" for row in coming)
            if adds_others is None
            else adds_others,
        )
        return [planned for planned in self._making.plan(facts) if planned.item not in there]

    def _first(self) -> Planned | None:
        return self._review().next

    def _review(self) -> PlanReview:
        if self._reviewed is None:
            left_out = self._left_out | self._elsewhere
            facts = replace(self._facts, left_out=left_out)
            self._reviewed = self._making.review(self._in_order(), facts)
        return self._reviewed

    def _in_order(self) -> list[Planned]:
        """Return all rows in the order of serving: skipped ones after the others, and other subjects last.

        A row from the warm-up has been practised once it is marked, or is no longer returned by it.
        """
        returns = {*self._facts.returns} - self._marked
        rows = [row.planned for row in self._rows if row.reason != "warm-up" or row.item in returns]
        skips = {row.item: self.state(row.item).undoable or "" for row in rows if self._is_skipped(row.item)}
        return sorted(
            rows, key=lambda row: (row.reason == "besides", row.item in skips, skips.get(row.item, ""))
        )

    def _is_skipped(self, item: ItemId) -> bool:
        return self.state(item).skipped_on == self.today

    def coming(self, *, with_others: bool = False) -> Iterator[Planned]:
        """Yield the rest of the list, in its order; other subjects on demand."""
        passed_over = self._left_out | self._elsewhere
        for row in self._review().kept:
            if row.item in passed_over:
                continue
            if with_others or row.reason != "besides" or self._others_left > 0:
                yield row

    def list_servable(self) -> Iterator[Planned]:
        """Yield the exercises that may be served now, in the order of serving: the list's, then all after it.

        An exercise left open goes on first. Other subjects are left out.
        """
        facts = self._facts
        now = Ledger(self._facts)
        rows = [*self.coming()]
        goal = facts.goal
        is_strict = facts.method.is_strict
        if is_strict or (
            goal is not None and not is_reached(path_of(goal.skills, self.has), goal.own, facts.parts)
        ):
            rows += self._plan(_UNLIMITED, adds_others=False)
        begun = {attempt.item for attempt in self._workspace.left_open() if attempt.is_begun}
        for row in sorted(rows, key=lambda row: row.item not in begun):
            is_met = self.state(row.item).state != "unseen"
            if row.reason != "besides" and (is_strict or is_met or now.is_ready(self._entries[row.item])):
                yield row

    def ahead(self) -> Iterator[Choice]:
        """Yield the next exercises, as if each were marked green."""
        return map(self.choice, self._items_ahead())

    def __len__(self) -> int:
        """Return how many items of the list may still be served."""
        return sum(1 for _ in self._items_ahead())

    def _items_ahead(self) -> Iterator[ItemId]:
        rows = (row.item for row in self.coming() if row.item not in self._chosen)
        return chain(self._chosen, rows, self._late)

    @property
    def has_others(self) -> bool:
        """Whether only subjects other than the goal's are left of it."""
        row = self._first()
        return row is not None and row.reason == "besides"

    def could_go_on(self, minutes: float) -> bool:
        """Return whether ``minutes`` more would bring anything."""
        return len(self) > 0 or self.has_others or bool(self._plan(minutes))

    def prolong(self, minutes: float) -> None:
        """Go on for ``minutes`` beyond the day's end."""
        self._prolonged_to = self._minutes_done + minutes
        self._is_exhausted = False

    def take_others(self, minutes: float) -> None:
        """Go on for ``minutes``, with other subjects where nothing of the goal may come."""
        self.prolong(minutes)
        self._others_left = minutes

    def choice(self, item: ItemId) -> Choice:
        """Return an item as it would be served now."""
        entry = self._entries[item]
        state = self.state(item)
        row = next((row for row in self._rows if row.item == item), None)
        is_check = state.state == "green" and row is not None and row.reason == "check"
        gaps = self._facts.method.gaps_in_force
        day = due(state, gaps)
        return Choice(
            item=item, bank=entry.bank, topic=entry.topic, state=state.state, round=state.round,
            pass_=state.next_pass if state.is_open else state.passes,
            due=None if day is None else clamp_due_day(day, self.today, gaps),
            why=_WHY.get(state.state, "check" if is_check else "chosen"),
            serves_as="pass" if state.is_open else "check" if is_check else "extra",
            reason="" if row is None else row.reason,
        )  # fmt: skip

    # --- acts ----------------------------------------------------------------------------------------------

    def mark(self, item: ItemId, state: ItemState, event: str) -> None:
        """Record that ``item`` was served and marked by an event; ``state`` is its new state."""
        self._newest_event = event
        self._marked.add(item)
        self._others_left -= sum(row.minutes for row in self._rows if row.item == item)
        self.unchoose(item)
        self.note(item, state)

    def skip(self, item: ItemId, state: ItemState) -> None:
        """Record that ``item`` was skipped: it goes to the end of today."""
        is_listed = any(row.item == item for row in self._rows)
        self.unchoose(item)
        self.note(item, state)
        if not is_listed:
            self._late.append(item)

    def take_back(self, item: ItemId, state: ItemState, event: str) -> None:
        """Record that an event was undone: its item returns to its place, and rows that it appended leave."""
        self._marked.discard(item)
        self.note(item, state)
        if self._day is None:
            self._rows = drop_unopened(self._workspace, self._rows, event)
            self._reviewed = None

    def choose(self, item: ItemId) -> None:
        """Serve an item before all others, if it is loaded."""
        if item in self._entries:
            self._chosen.insert(0, item)

    def unchoose(self, item: ItemId) -> None:
        """Serve an item that was chosen in its usual order."""
        for items in (self._chosen, self._late):
            if item in items:
                items.remove(item)

    def leave_out(self, item: ItemId) -> None:
        """Do not serve an item any more in this session, whatever becomes of its state."""
        self._left_out.add(item)
        self.unchoose(item)
        self._reviewed = None


def _rows_of(planned: Sequence[Planned], after: str = "") -> tuple[KeptRow, ...]:
    return tuple(KeptRow(row.item, row.reason, round(row.minutes, 2), after) for row in planned)


@at_one_moment
def open_day(workspace: Workspace, request: Request = Request(), minutes: int | None = None) -> DayList:
    """Return the day's list, which is made if none is stored; with strict passes, a list that is never
    stored.

    ``minutes`` set the length of the day. A ``request`` may name the first items, and the amount wanted.
    """
    named = (ItemId(request.first),) if request.first else ()
    if workspace.method().is_strict:
        making = Making(_make_fact_gatherer(workspace, named=named), plan_strict_passes, review_each)
        stretch = float(request.minutes or minutes or workspace.minutes_wanted())
        return DayList(workspace, making, chosen=named, stretch=stretch)
    stretch = 0.0
    if request.items is not None or request.minutes is not None:
        stretch = float(request.minutes or workspace.minutes_wanted())
    making = Making(_make_fact_gatherer(workspace, named=named), plan_day, review_plan, is_day=True)
    return DayList(workspace, making, chosen=named, minutes=minutes, stretch=stretch)


@at_one_moment
def plan_tomorrow(workspace: Workspace, today: DayFacts) -> tuple[list[Planned], bool]:
    """Return the list of the next study day as it would be made now, and whether it begins with a warm-up.

    Other subjects are left out. Results on exercises are taken over from the facts of ``today``.
    """
    day = workspace.study_day() + timedelta(1)
    facts = gather_facts(workspace, before=today, day=day).facts
    length = workspace.settings.minutes_of(day)
    if not length:
        return [], False
    minutes = length - facts.has_warm_up * SET_SECONDS / 60
    planned = plan_day(replace(facts, minutes=minutes, left_out={*facts.held_back}))
    return [row for row in planned if row.reason != "besides"], facts.has_warm_up


def list_way_to_paper(workspace: Workspace, bank: Bank) -> Sequence[Planned]:
    """Return the exercises that may be served now on the way to a paper, in the order of serving.

    Where the paper is the goal these are the day's own rows, checks among them. For any other paper they are
    what a day with it as goal would serve; checks are left out, because they are counted by day.
    """
    if workspace.settings.goal == bank.id:
        return [*open_day(workspace).list_servable()]
    entries = (*bank.entries, *list_kept_beside(workspace.catalogue, bank))
    gather = _make_fact_gatherer(workspace, named=[entry.item for entry in entries], towards=bank.id)
    making = Making(gather, plan_day, review_plan)
    listed = DayList(workspace, making, stretch=float(workspace.minutes_wanted()))
    return [row for row in listed.list_servable() if row.reason != "check"]


@at_one_moment
def list_for(workspace: Workspace, request: Request) -> DayList:
    """Return the list for the session of a request: the day's list, or one of its own.

    Raises UsageError for a request that names nothing that exists.
    """
    if request.is_day:
        return open_day(workspace, request)
    if request.practice and not request.scope:
        return _copy_day(workspace)
    named, plan, stretch = _resolve_request(workspace, request)
    gather = _make_fact_gatherer(workspace, scope=request.scope, named=named, is_day=False)
    making = Making(gather, plan, review_each, is_aside=request.practice)
    return DayList(workspace, making, chosen=named, stretch=stretch)


def _copy_day(workspace: Workspace) -> DayList:
    """Return the rest of the day's list, as a list of its own."""
    rows = tuple(open_day(workspace).coming())
    making = Making(_make_fact_gatherer(workspace), lambda _: rows, review_each, is_aside=True)
    return DayList(workspace, making, stretch=float(workspace.minutes_wanted()))


def _make_fact_gatherer(workspace: Workspace, **how: Any) -> Gather:
    return lambda before: gather_facts(workspace, **how, before=before)


def _resolve_request(workspace: Workspace, request: Request) -> tuple[tuple[ItemId, ...], Plan, float]:
    """Return the first items, due or not, the plan for the rest, and its minutes at a time."""
    standing = workspace.standing()
    today = workspace.study_day()
    minutes = float(request.minutes or workspace.minutes_wanted())
    if request.place:
        return (), _plan_nothing, minutes
    if request.prerequisites_of:
        return path_to(workspace, request.prerequisites_of, standing, today), _plan_nothing, minutes
    chosen = scope.resolve(workspace.catalogue, request.scope)
    aside = () if request.scope else workspace.banks_aside()
    here = frozenset(entry.item for entry in chosen.entries if entry.bank not in aside)
    if request.checks:
        offers = choose_greens_to_check(workspace, standing, today, here if request.scope else None)
        each = seconds_each(workspace.catalogue, workspace.learner()) / 60
        return (), lambda _: [Planned(ItemId(offer.item), "check", each) for offer in offers], minutes
    named = (ItemId(request.first),) if request.first else ()
    named = tuple(dict.fromkeys((*named, *chosen.named)))
    left = here.difference(named)
    if workspace.method().is_strict:
        return named, lambda facts: plan_strict_passes(facts, left), minutes
    if len(request.scope) == 1 and (lesson := _find_lesson(workspace, request)) is not None:
        return named, lesson.plan, minutes
    return named, lambda facts: plan_scope(facts, left, early=request.early), minutes


def _find_lesson(workspace: Workspace, request: Request) -> Lesson | None:
    """Return the lesson of an imported paper whose formulas are linked to skills, if requested."""
    bank = workspace.catalogue.bank(request.scope[0])
    if bank is None or not is_import(bank):
        return None
    # Imported here, because a day without a paper's scope needs none of the modules that read papers.
    from drill.session.papers.lesson import Lesson
    from drill.session.standing.formula_needs import find_linked_record

    is_linked = find_linked_record(workspace, bank) is not None
    return Lesson(workspace, bank, request.early) if is_linked else None


def review_each(plan: Sequence[Planned], facts: DayFacts) -> PlanReview:
    """Review a list whose items do not depend on one another: a green that comes for a check stays."""
    kept = list[Planned]()
    left = dict[ItemId, Leaving]()
    for planned in plan:
        state = facts.states.get(planned.item, NEVER_MET)
        is_reopened = state.is_open and not state.passes  # today's mark was of the round before
        if planned.item not in facts.curriculum.entries:
            left[planned.item] = "gone"
        elif state.study_day == facts.today and not is_reopened:
            left[planned.item] = "marked"
        elif state.state == "parked":
            left[planned.item] = "parked"
        elif state.state == "green" and planned.reason != "check":
            left[planned.item] = "green"
        else:
            kept.append(planned)
    following = (planned for planned in kept if planned.item not in facts.left_out)
    return PlanReview(next(following, None), tuple(kept), left)


def _plan_nothing(_: DayFacts) -> Sequence[Planned]:
    return ()
