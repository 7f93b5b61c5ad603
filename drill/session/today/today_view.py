"""The content of Today: the day's list as it will be served, the way to the goal, and later returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from heapq import nsmallest
from typing import TYPE_CHECKING, Literal

from drill.banks.catalogue import Bank, describe_slip
from drill.gyr.entry import Entry
from drill.gyr.events import Attempt, BankId, ItemId, SkillId, clamp_due_day
from drill.gyr.fold import Completion, find_bank_completion, pass_table
from drill.gyr.path import collect_skills
from drill.gyr.plan_ledger import Choice, Planned, Reason
from drill.gyr.progress import has_rested, minutes_of
from drill.gyr.skills import NOT_MET, Parts
from drill.gyr.state import SAMPLE_AFTER, CheckOffer, Standing, State, due
from drill.limits import pause_garbage_collection
from drill.papers import SECOND_AUTHOR
from drill.session.progress.goal_date import tell_goal_date_of_week
from drill.session.progress.pass_chart import learned_since
from drill.session.standing.goals import (
    GoalView,
    Purposes,
    current_goal,
    describe_growth,
    describe_setbacks,
    find_goal,
    find_path_to_goal,
    find_purposes,
    goal_bank,
    goal_view,
    tell_path_waits,
)
from drill.session.standing.paper_names import find_paper_year, is_paper, name_with_year
from drill.session.standing.placement import may_place
from drill.session.standing.prerequisites import States, find_learner_mastery
from drill.session.standing.queueing import choose_greens_to_check, find_speed
from drill.session.standing.withheld_exercises import count_bank, list_counted, read_beside
from drill.session.titles import skill_title, title_of
from drill.session.today.day_gathering import Pause, find_pause
from drill.session.today.first_paint import keep_first_paint
from drill.session.today.session_list import MORE_MINUTES, DayList, open_day, plan_tomorrow
from drill.session.today.today_page import (
    WARM_UP_MINUTES,
    GoalCounts,
    Kind,
    PageRow,
    PaperBeside,
    TodayPage,
    classify_planned_reason,
    count_kinds,
    count_minutes,
    tell_amount,
)
from drill.session.workspace import Workspace, at_one_moment
from drill.text import count, describe_return_day, join_in_sentence, name_number
from drill.typeset import cell_width

if TYPE_CHECKING:
    from drill.session.classroom.classes import Assigned


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem(Choice):
    """One row of today's list, or of the later returns."""

    # Its name if its id is not readable; else empty.
    title: str
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class TodayView:
    """The content of Today."""

    study_day: date
    minutes: int
    minutes_done: float
    # The rows that a session serves and that count as a pass.
    items: tuple[PlannedItem, ...]
    # The whole list, checks and other subjects among it.
    plan: tuple[PlannedItem, ...]
    # The part of it that Today shows and prints.
    page: TodayPage
    # The reason why each row of the whole list comes, in words.
    reasons: Mapping[str, str]
    # The item in hand, if one was left; else empty.
    resume: str
    parked: int
    # The name of a parked exercise that has rested for 14 days, another each day, or empty.
    reopenable: str
    # Faults in banks and settings, a line each.
    problems: tuple[str, ...] = field(default=())
    # Possible checks, or those in the day, first the ones that the goal requires.
    checks: tuple[CheckOffer, ...] = ()
    # Number of all skills that fade.
    checks_all: int = 0
    # Whether checks are offered, because nothing is due.
    offers_checks: bool = False
    # Exercises that could be drilled today, those beyond the minutes among them.
    more: int = 0
    # Number of exercises due today, whether or not the day's minutes have room for them.
    due: int = 0
    # The exercises due tomorrow.
    tomorrow: int = 0
    # The progress towards the goal, if there is one.
    goal: GoalView | None = None
    # The waiting exercises after some days without drill; None on any other day.
    pause: Pause | None = None
    # Whether nothing new comes until the waiting exercises are done.
    catches_up: bool = False
    # Whether a placement could find where to begin: little of the goal's path was begun, or little at all.
    may_place: bool = False
    # The exercises back on later days, the next first; at most ``LISTED_AHEAD``.
    coming: tuple[PlannedItem, ...] = ()
    # The assignments of the learner's class.
    assigned: tuple[Assigned, ...] = ()


NO_PAGE = TodayPage(0, 0, ())
# Max exercises of later days that Today lists.
LISTED_AHEAD = 40
# Number of past days that Today counts.
LAST_DAYS = 10
# Max named exercises that a goal still lacks, once all of its skills are there.
NAMED_OWN = 2
# Max named subjects that come next.
NAMED_NEXT = 3
# Max characters of a paper's title that has room beside its exercise.
SHORT_TITLE = 7


@at_one_moment
def read_today_view(workspace: Workspace, minutes: int | None = None) -> TodayView:
    """Return the exercises that a session would serve now, and the state of the banks.

    The day's list is made where it is not kept; ``minutes`` set the length of the day.
    """
    with pause_garbage_collection():
        view = _make_today_view(workspace, open_day(workspace, minutes=minutes))
        keep_first_paint(workspace, view)
        return view


def _make_today_view(workspace: Workspace, listed: DayList) -> TodayView:
    standing = listed.facts.states
    day = listed.today
    assert isinstance(standing, Standing)
    parts = listed.facts.parts
    has = listed.has
    if workspace.method().is_strict:  # its list knows of no skills
        parts = workspace.parts()
        has = find_learner_mastery(workspace, parts)
    in_day = listed.checks
    mixes = workspace.settings.checks == "mix"
    checks = in_day.offers if mixes else choose_greens_to_check(workspace, standing, day)
    goal = goal_view(workspace, parts, has)
    skills = collect_skills(workspace.catalogue.entries, parts)
    rows = [*listed.coming(with_others=True)]
    plan = tuple(_make_planned_item(workspace, listed.choice(row.item), row) for row in rows)
    dues = _find_item_due_days(workspace, standing)
    due_today, due_tomorrow = _count_dues(dues, day)
    workspace.store.read_items([row.item for row in rows if row.item in standing])
    why = Reasons(workspace, parts)
    reasons: dict[str, str] = {row.item: why.describe(row.item, row.reason) for row in rows}
    resume = find_resumable(workspace) or ""
    view = TodayView(
        study_day=day,
        minutes=listed.minutes,
        minutes_done=workspace.store.day(day).seconds / 60,
        items=tuple(row for row in plan if row.reason != "besides" and row.serves_as == "pass"),
        plan=plan,
        page=NO_PAGE,
        reasons=reasons,
        resume=resume,
        parked=sum(state.state == "parked" for state in standing.others.values()),
        reopenable=_choose_reopenable_item(workspace, standing.others, day),
        problems=tuple(map(str, workspace.catalogue.problems)),
        checks=checks,
        checks_all=in_day.every if mixes else len(checks),
        offers_checks=bool(checks) and not due_today and workspace.settings.checks == "offer",
        more=len(listed) or int(listed.could_go_on(listed.minutes)),
        coming=_list_later_items(workspace, standing.others, dues, day),
        due=due_today,
        tomorrow=due_tomorrow,
        goal=goal,
        pause=find_pause(workspace, standing, parts),
        catches_up=listed.facts.catches_up,
        may_place=may_place(workspace, None if goal is None else goal.path, standing),
        assigned=_find_assigned_today(workspace, standing, day),
    )
    monday = day - timedelta(day.weekday() or 7)
    setbacks = "" if goal is None else describe_setbacks(workspace, goal, standing)
    changes = setbacks, describe_growth(workspace, standing, parts)
    page = TodayPage(
        minutes=view.minutes,
        minutes_done=view.minutes_done,
        rows=_page_rows(workspace, view),
        goal=None
        if goal is None
        else replace(
            shape_goal(goal, "" if (bank := goal_bank(workspace)) is None else find_paper_year(bank)),
            own_left=() if goal.path.left else _list_own_left(workspace, parts, dues),
            grown=". ".join(filter(None, changes)),
        ),
        beside=list_beside(workspace, parts),
        kept=_tell_kept(workspace, view, standing) if goal is None or goal.is_reached else "",
        has_warm_up=listed.facts.has_warm_up and view.minutes > 0,
        enter_begins=_tell_start(view, listed),
        afterwards=_tell_afterwards(workspace, view, listed),
        tomorrow="" if any(row.reason != "besides" for row in plan) else tell_tomorrow(workspace, listed)[0],
        days=_describe_recent_work(workspace, day),
        learned=learned_since(workspace, skills, day, day - monday + timedelta(1)),
        learned_since="Monday" if day.weekday() else "last Monday",
    )
    return replace(view, page=page)


def shape_goal(goal: GoalView, year: str) -> GoalCounts:
    """Return the counts in a goal's first lines; of a paper its ``year`` follows its name."""
    path = goal.path
    own = goal.own
    return GoalCounts(
        name_with_year(goal.short_title, year), path.skills, path.done, len(path.begun), len(path.left),
        own.every, own.green, own.begun, goal.is_reached, own.states["parked"], own.turned, len(path.known),
        formulas=goal.formulas.every, formulas_done=goal.formulas.done,
        added=goal.added,
    )  # fmt: skip


def _tell_kept(workspace: Workspace, view: TodayView, standing: Standing) -> str:
    """Return how many greens are kept, and which subjects come next."""
    if not workspace.catalogue.entries:
        return "No exercises are loaded. drill doctor says why."
    new = {row.bank for row in view.plan if classify_planned_reason(row.reason) == "new"}
    banks = [bank for bank in workspace.catalogue.banks if bank.id in new]
    subjects = [bank.title.partition(": ")[0] for bank in banks]
    kept = f"{count(len(standing.greens), 'green')} kept."
    if subjects:
        return f"{kept} Next: {join_in_sentence(subjects[:NAMED_NEXT])}."
    return kept


def list_beside(workspace: Workspace, parts: Parts) -> tuple[PaperBeside, ...]:
    """Return the other imports with unmet exercises of a second author."""
    from drill.session.standing.paper_names import is_import, read_intact, record_of  # loads paper records

    found: list[PaperBeside] = []
    for bank in workspace.catalogue.banks:
        if not is_import(bank) or bank.id == workspace.settings.goal:
            continue
        record = read_intact(record_of, workspace.places, bank)
        made = () if record is None else record.exercises
        written = {exercise.id for exercise in made if exercise.kind == SECOND_AUTHOR}
        waiting = sum(entry.id in written and entry.item not in parts for entry in list_counted(bank))
        if waiting:
            found.append(PaperBeside(bank.id, bank.title.partition(": ")[0], waiting))
    return tuple(found)


def _page_rows(workspace: Workspace, view: TodayView) -> tuple[PageRow, ...]:
    """Return the day's list in the order of Today: the exercise left open, then all but other subjects."""
    listed = [row for row in view.plan if row.reason != "besides"]
    rows = [_page_row(row, view.reasons[row.item], view.goal) for row in listed if row.item != view.resume]
    if view.resume:
        item = ItemId(view.resume)
        here = next((row for row in listed if row.item == item), None)
        entry = workspace.entry(item)
        title = title_of(workspace, item) or item
        state = "unseen" if entry is None else workspace.state(entry).state
        kind: Kind = "new" if here is None else classify_planned_reason(here.reason)
        kind = "again" if state in ("yellow", "red") else kind
        speed = find_speed(workspace.catalogue, workspace.learner())
        minutes = 0.0 if entry is None else minutes_of(entry, speed)
        minutes = minutes if here is None else here.minutes
        why = "goes on where you left it"
        if entry is not None and is_paper(entry.bank):
            why = f"{workspace.catalogue.subject(entry).partition(': ')[0]}: {why}"
        rows.insert(0, PageRow(item, "open", state, title, why, minutes, kind))
    return tuple(rows)


def _page_row(row: PlannedItem, why: str, goal: GoalView | None) -> PageRow:
    """Return a row of Today: the reason in a word, and in words."""
    word = name_reason(row, goal)
    kind = classify_planned_reason(row.reason)
    return PageRow(row.item, word, row.state, row.title or row.item, why, row.minutes, kind)


def name_reason(row: PlannedItem, goal: GoalView | None) -> str:
    """Return in a word why an exercise of today comes: ``again``, ``check``, ``new``, ``DDPM``."""
    if row.reason != "paper":
        return classify_planned_reason(row.reason)
    if goal is not None and cell_width(goal.short_title) <= SHORT_TITLE:
        return goal.short_title
    return "paper"


def tell_reason(view: TodayView, row: PlannedItem) -> str:
    """Return in full why an exercise of today comes: ``DDPM: closed form``, ``again: from the warm-up``."""
    word = name_reason(row, view.goal)
    why = view.reasons.get(row.item, "")
    if row.reason == "again":
        word = f"again, pass {row.pass_}"
    if row.reason in ("goal", "deeper", "besides"):
        return why or word
    return f"{word}: {why}" if why else word


def tell_tomorrow(workspace: Workspace, listed: DayList) -> tuple[str, str]:
    """Return the next study day's list as Today will show it: its amount, and its kinds.

    Both are empty if nothing is planned, as with strict passes.
    """
    if workspace.method().is_strict:
        return "", ""
    rows, has_warm_up = plan_tomorrow(workspace, listed.facts)
    if not rows:
        return "", ""
    minutes = sum(row.minutes for row in rows) + WARM_UP_MINUTES * has_warm_up
    kinds = count_kinds(classify_planned_reason(row.reason) for row in rows)
    return tell_amount(len(rows), minutes, has_warm_up=has_warm_up), kinds


def _tell_start(view: TodayView, listed: DayList) -> str:
    """Return the action of ``enter`` where nothing is left of the list; empty without one."""
    if any(row.reason != "besides" for row in view.plan) or view.resume:
        return ""
    if view.offers_checks and not view.more:
        return f"checks {count(len(view.checks), 'green')}"
    if view.more:
        return f"{name_number(MORE_MINUTES)} minutes more"
    return "ends the day: + adds other subjects" if listed.has_others else ""


def _tell_afterwards(workspace: Workspace, view: TodayView, listed: DayList) -> str:
    """Return the message where nothing is left of the list: why, and the returns with their days."""
    if listed.has_others:
        return tell_path_waits(workspace, listed.facts.parts)
    if view.minutes_done:  # the first line says what tomorrow brings
        return ""
    is_off = not view.minutes
    if view.tomorrow:
        ending = "s" if view.tomorrow == 1 else ""
        verb = f"wait{ending} until" if is_off else f"come{ending} back"
        comes = f"{count(view.tomorrow, 'exercise')} {verb} tomorrow."
    elif view.coming and (first := view.coming[0].due) is not None:
        comes = f"The next comes back on {first:%A} {first.day} {first:%B}."
    else:
        comes = "" if view.due else "Everything begun so far is green."
    return comes if is_off else f"nothing is due. {comes}".strip()


def _describe_recent_work(workspace: Workspace, today: date) -> str:
    """Return on how many of the days before today one drilled, and for how long; nothing on the first."""
    before = [worked for worked in workspace.store.last_days(LAST_DAYS + 1) if worked.day < today]
    worked = {worked.day: worked.seconds / 60 for worked in before}
    if not worked:
        return ""
    last = today - timedelta(1)
    days = min(LAST_DAYS, (last - min(worked)).days + 1)
    drilled = [minutes for day, minutes in worked.items() if last - day < timedelta(days)]
    if not drilled:
        return ""
    of = f"on {len(drilled)} of the last {days} days" if len(drilled) < days else f"in the last {days} days"
    of = of if days > 1 else "yesterday"
    a_day = " a day" if len(drilled) > 1 else ""
    return f"{max(1, count_minutes(sum(drilled) / len(drilled)))} min{a_day} {of}."


def _find_assigned_today(workspace: Workspace, standing: Standing, day: date) -> tuple[Assigned, ...]:
    """Return the assignments; the modules of a class are imported only if there are any."""
    if not (assignments := workspace.store.assignments()):
        return ()
    from drill.session.classroom.classes import describe_assigned

    return describe_assigned(workspace.catalogue, assignments, standing, day)


def _list_own_left(workspace: Workspace, parts: Parts, dues: Mapping[ItemId, date]) -> tuple[str, ...]:
    """Return the titles of the goal's own exercises that are left, each with when it comes back."""
    goal = current_goal(workspace)
    day = workspace.study_day()
    own = () if goal is None else find_path_to_goal(workspace, goal, parts).own
    left = [item for item in own if not parts.get(item, NOT_MET).is_done]
    named: list[str] = []
    for item in left[:NAMED_OWN]:
        title = title_of(workspace, item) or item
        named.append(f"{title} ({describe_return_day(dues[item], day)})" if item in dues else title)
    return tuple(named)


def _find_item_due_days(workspace: Workspace, standing: Standing) -> dict[ItemId, date]:
    """Return when each item of the day's banks comes back; impossible dates count as today.

    Exercises of a day without drill wait for the next that has minutes.
    """
    gaps = workspace.method().gaps_in_force
    day = workspace.study_day()
    aside = workspace.banks_aside()
    return {
        item: workspace.settings.next_day(clamp_due_day(due_day, day, gaps))
        for item, state in standing.others.items()
        if (due_day := due(state, gaps)) is not None and item.rpartition("/")[0] not in aside
    }


def _list_later_items(
    workspace: Workspace, states: States, dues: Mapping[ItemId, date], day: date
) -> tuple[PlannedItem, ...]:
    """Return the exercises back on later days, the next first."""
    entries = workspace.catalogue.entries
    later = ((due_day, item) for item, due_day in dues.items() if due_day > day and item in entries)
    return tuple(
        PlannedItem(
            item=item,
            bank=entries[item].bank,
            topic=entries[item].topic,
            state=states[item].state,
            pass_=states[item].next_pass,
            round=states[item].round,
            due=due_day,
            why="re-attempt",
            serves_as="pass",
            title=title_of(workspace, item),
        )
        for due_day, item in nsmallest(LISTED_AHEAD, later)
    )


def describe_completed_banks(workspace: Workspace, banks: set[BankId]) -> tuple[str, ...]:
    """Return a line for each of these banks that is all green, or green and parked."""
    states = workspace.states(banks=banks)
    parts = workspace.parts()
    lines: list[str] = []
    for bank in workspace.catalogue.banks:
        if bank.id not in banks:
            continue
        here = [states[entry.item] for entry in list_counted(bank) if entry.item in states]
        done = find_bank_completion(count_bank(bank, parts).states, pass_table(here))
        if done is not None:
            last = max((state.study_day for state in here if state.study_day), default=None)
            lines.append(_completion_line(workspace, bank, done, last))
    return tuple(lines)


def upgrade_told(workspace: Workspace) -> tuple[str, ...]:
    """Return once of how many exercises an upgrade changed the answer, before they are served."""
    number = workspace.store.take_changed()
    if not number:
        return ()
    comes = "it comes again as new" if number == 1 else "they come again as new"
    return (
        f"This version has {'another answer' if number == 1 else 'other answers'} to "
        f"{count(number, 'exercise')} that you have done: {comes}; what you answered stays in drill history.",
    )


def date_told(workspace: Workspace, view: TodayView) -> tuple[str, ...]:
    """Return once a week the time of the way to the goal until its day, if it has one."""
    return tell_goal_date_of_week(workspace, view.goal)


def due_counts(workspace: Workspace) -> tuple[int, int]:
    """Return how much is due today, in all banks, and how much becomes due tomorrow, as Today counts it."""
    return _count_dues(_find_item_due_days(workspace, workspace.standing()), workspace.study_day())


def _count_dues(dues: Mapping[ItemId, date], day: date) -> tuple[int, int]:
    after = Counter((due_day - day).days for due_day in dues.values())
    return sum(number for days, number in after.items() if days <= 0), after[1]


def _completion_line(workspace: Workspace, bank: Bank, done: Completion, last: date | None) -> str:
    passes = f"{done.passes} pass{'es' if done.passes != 1 else ''}"
    parked = f", {done.parked} parked" if done.parked else ""
    sentence = f"{bank.title}: all green after {passes}{parked}."
    if done.passes > 1 or last is None or workspace.settings.checks == "off":
        return sentence
    sample_day = last + SAMPLE_AFTER
    return f"{sentence} The aim is two passes: from {sample_day.day} {sample_day:%B} a sample can be checked."


def _choose_reopenable_item(workspace: Workspace, states: States, day: date) -> str:
    """Return one parked item that has rested: the same all day, another one tomorrow."""
    rested = sorted(item for item, state in states.items() if has_rested(state, day))
    item = rested[day.toordinal() % len(rested)] if rested else ""
    return title_of(workspace, item) or item if item else ""


def find_resumable(workspace: Workspace) -> ItemId | None:
    """Return the newest exercise that a session would continue, ``None`` if no attempt is open."""
    entries = workspace.catalogue.entries
    renamed = workspace.catalogue.renamed
    left = (renamed.get(attempt.item, attempt.item) for attempt in workspace.left_open() if attempt.is_begun)
    return next((item for item in left if item in entries), None)


def _make_planned_item(workspace: Workspace, choice: Choice, row: Planned) -> PlannedItem:
    facts = {field.name: getattr(choice, field.name) for field in fields(choice)}
    facts["reason"] = row.reason
    return PlannedItem(**facts, title=title_of(workspace, choice.item), minutes=row.minutes)


class Reasons:
    """The reasons why exercises come, in words; their facts are read once for a list or a session."""

    def __init__(self, workspace: Workspace, parts: Parts, *, drilled: str = "") -> None:
        """The path of a paper that is ``drilled`` by hand decides, else that of the goal."""
        self._workspace = workspace
        self._parts = parts
        goal = find_goal(workspace, drilled) if is_paper(drilled) else current_goal(workspace)
        self._bank = BankId("")
        self._beside = read_beside(workspace)
        self._title = ""
        self._path: Container[SkillId] = ()
        self._purposes = Purposes({}, {})
        if goal is not None:
            self._title = goal.title.partition(": ")[0]
            self._path = frozenset(find_path_to_goal(workspace, goal, parts).skills)
        if goal is not None and goal.is_bank:
            self._bank, self._purposes = goal.bank.id, find_purposes(workspace, goal.bank)

    def describe(self, item: ItemId, reason: Reason | Literal[""]) -> str:
        """Return why an item of a list comes, in short: the goal is named above the list."""
        entry = self._workspace.entry(item)
        skill = entry.skill if entry is not None else SkillId("")
        called = skill_title(self._workspace, skill) if skill in self._workspace.catalogue.skills else ""
        match reason:
            case "besides":
                return "other subjects"
            case "again":
                from drill.session.standing.paper_names import find_linked_skill  # loads paper records

                has_card = entry is None or entry.skill or find_linked_skill(self._workspace, entry)
                return "; ".join(
                    filter(None, (last_wrong(self._workspace, item), has_card and "with its card"))
                )
            case "check":
                green_on = self._parts.get(item, NOT_MET).green_on
                if green_on is None:
                    return called
                return f"green on {green_on.day} {green_on:%B}"
            case "goal" if entry is not None and entry.bank in self._beside:
                bank = self._workspace.catalogue.bank(entry.bank)
                if bank is None:
                    return ""
                return f"beside the goal: {bank.title.partition(': ')[0]}"
            case "goal" | "paper" if entry is not None and is_paper(entry.bank) and entry.bank != self._bank:
                return self._workspace.catalogue.subject(entry).partition(": ")[0]
            case "goal":
                formula = self._purposes.skills.get(skill)
                return called if formula is None else f"for {formula.called}: {called}"
            case "paper":
                formula = self._purposes.items.get(item)
                if formula is None:
                    return called
                return "" if formula.called == self._title else formula.called
            case "deeper":
                return f"more of {called}" if called else ""
            case "warm-up":
                return "from the warm-up"
            case _:
                return ""

    def describe_alone(self, entry: Entry, state: State, reason: Reason | Literal[""]) -> str:
        """Return why an exercise comes, in the header above it: ``for GRPO: (1) group advantage``."""
        if reason == "warm-up":
            return f"again: {self.describe(entry.item, reason)}"
        if state in ("yellow", "red"):
            wrong = last_wrong(self._workspace, entry.item)
            return f"again: {wrong}" if wrong else "again"
        if reason == "check":
            return f"check: {self.describe(entry.item, reason)}"
        formula = self._purposes.find(entry)
        if formula is not None and formula.called != self._title:
            return f"for {self._title}: {formula.called}"
        if formula is not None or entry.trains in self._path or entry.bank == self._bank:
            return f"for {self._title}"
        is_told = reason in ("besides", "deeper") or entry.bank in self._beside
        return self.describe(entry.item, reason) if is_told else ""


def last_wrong(workspace: Workspace, item: ItemId) -> str:
    """Return in a few words the fault of the last answer to an exercise; empty if it is unknown."""
    events = workspace.store.history(item)
    attempts = [event.facts for event in events if isinstance(event.facts, Attempt)]
    if not attempts or attempts[-1].ok:
        return ""
    return describe_slip(attempts[-1].code, attempts[-1].mistake)
