"""The totals of a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from drill.gyr import fluency
from drill.gyr.events import ATTEMPTS, Attempt, BankId, ItemId, Kind
from drill.gyr.path import collect_skills
from drill.gyr.progress import LEAST_SECONDS
from drill.gyr.state import ItemState, colour, due
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_summary import DayEnd, SessionMarks
from drill.session.drilling.verdict_question import MANY_YELLOWS, SPLIT_IT
from drill.session.drilling.verdict_view import Consequence, Marked
from drill.session.library.exercise_library import links_of
from drill.session.progress.mistakes import list_past_mistakes
from drill.session.standing.goals import current_goal, describe_growth, find_path_to_goal, goal_view
from drill.session.standing.prerequisites import States, drill_first, find_learner_mastery
from drill.session.standing.queueing import practice_of
from drill.session.standing.reading import make_reading_invitation
from drill.session.titles import skill_title
from drill.session.today.session_list import DayList
from drill.session.today.today_page import DONE, WARM_UP_MINUTES, tell_amount
from drill.session.today.today_view import describe_completed_banks, tell_tomorrow
from drill.session.workspace import Workspace


def describe_end(workspace: Workspace, listed: DayList, wrong: Collection[str]) -> DayEnd:
    """Return the day's end from all its marks; ``wrong`` are the items answered wrong in the session."""
    today = workspace.study_day()
    left = len(listed)
    worked = workspace.store.day(today)
    parts = workspace.parts()
    practice = practice_of(workspace) if workspace.learner().has_reps else fluency.WarmUpSet({})
    reps = practice.reps_on(today)
    sets = {rep.set for rep in reps}
    at_pace = practice.at_pace()
    end = DayEnd(
        head=DONE if listed.is_day and not left else "",
        marked=worked.attempts,
        listed=worked.attempts + left,
        minutes=worked.seconds / 60,
        green=worked.green,
        reps=len(reps),
        right=sum(rep.ok for rep in reps),
        at_pace=sum(at_pace.get(name, 0) for name in sets),
        tomorrow=": ".join(filter(None, tell_tomorrow(workspace, listed))),
    )
    if (aim := current_goal(workspace)) is not None:
        has = find_learner_mastery(workspace, parts)
        goal = goal_view(workspace, parts, has)
        assert goal is not None
        skills = collect_skills(workspace.catalogue.entries, parts)
        learned = [
            skill
            for skill in find_path_to_goal(workspace, aim, parts).skills
            if skill in skills and skills[skill].learned_on == today and skill not in listed.known_skills
        ]
        end = replace(
            end,
            goal=goal.short_title,
            to_mend=None if goal.reached_with is None or goal.added else goal.own.left,
            left=len(goal.path.left),
            left_before=len(goal.path.left) + len(learned),
            learned=tuple(skill_title(workspace, skill) for skill in learned),
            grown=describe_growth(workspace, workspace.standing(), parts),
        )
        if (invited := make_reading_invitation(workspace)) is not None:
            end = replace(end, readable=invited.named)
    return _add_mistake(workspace, end, wrong, today)


def describe_rest_of_day(listed: DayList) -> str:
    """Return the rest of the day's list, as Today counts it; empty for another list, or one done."""
    rows = [*listed.coming()] if listed.is_day else []
    warm_up = listed.facts.has_warm_up
    if not rows:
        return ""
    minutes = sum(row.minutes for row in rows) + WARM_UP_MINUTES * warm_up
    return tell_amount(len(rows), minutes, has_warm_up=warm_up, left=" left")


def _add_mistake(workspace: Workspace, end: DayEnd, wrong: Collection[str], today: date) -> DayEnd:
    """Add this month's most frequent mistakes among those of the session and today's warm-ups."""
    month = [
        (past, past.slip or past.title or past.item)
        for past in list_past_mistakes(workspace)
        if (past.day.year, past.day.month) == (today.year, today.month)
    ]
    here = {name for past, name in month if past.day == today and (past.is_in_warm_up or past.item in wrong)}
    if not here:
        return end
    times = Counter(name for _, name in month if name in here)
    red = {name for past, name in month if past.day == today and past.colour == "red"}
    name = max(times, key=lambda each: (times[each], each in red))
    return replace(end, wrong=name, times=times[name])


# Seconds of the day that a rapid exercise costs besides its pace: reading the key and giving the reason.
RAPID_EXTRA_S = 10


class SessionTotals:
    """The attempts of one session, in order."""

    def __init__(self) -> None:
        self.lines: list[Marked] = []
        self.parked_by_hand: list[ItemId] = []

    @property
    def counted(self) -> list[Marked]:
        """The marks that count, in order."""
        return [line for line in self.lines if line.effect.counts]

    @property
    def put_right(self) -> list[str]:
        """The yellows and reds that were answered right."""
        return [
            line.exercise.item
            for line in self.counted
            if line.facts.ok and line.exercise.state.state in ("yellow", "red")
        ]

    @property
    def wrong(self) -> set[str]:
        """The items answered wrong."""
        return {line.exercise.item for line in self.counted if not line.facts.ok}

    def day_items(self, seconds_each: float) -> float:
        """Return the marks as items of the day: a chain counts as many as it has stages.

        A rapid exercise costs its pace and `RAPID_EXTRA_S`, which is a part of an item.
        """
        paces = [line.exercise.entry.pace for line in self.lines]
        plain = sum(
            len(line.facts.stages) or 1 for line, pace in zip(self.lines, paces, strict=True) if not pace
        )
        rapid_s = sum(pace + RAPID_EXTRA_S for pace in paces if pace)
        return plain + rapid_s / max(seconds_each, LEAST_SECONDS)

    def marked(
        self, exercise: ExerciseView, facts: Attempt, after: ItemState, workspace: Workspace, states: States
    ) -> Marked:
        """Record a mark and return its report. ``states`` are those of everything."""
        entry = exercise.entry
        counts = facts.kind != "extra"
        day = due(after, workspace.method().gaps_in_force)
        effect = Consequence(colour(facts.ok, facts.why), after, day, counts)
        marked = Marked(exercise, facts, effect, workspace.study_day())
        if counts and effect.colour == "yellow" and after.yellows >= MANY_YELLOWS:
            marked = replace(marked, advice=SPLIT_IT)
        is_parked = after.state == "parked"
        if counts and (is_parked or after.state == "red"):
            marked = replace(marked, first=drill_first(workspace, entry, states))
            if is_parked:
                from drill.session.standing.paper_names import describe_connections  # loads paper records

                marked = replace(marked, advice=describe_connections(workspace, entry))
            if is_parked or after.red_pass == 1:
                aside = workspace.banks_aside() if is_parked else None
                marked = replace(marked, links=links_of(workspace, entry, aside))
        self.lines.append(marked)
        return marked

    def take_back(self, item: ItemId, kind: Kind) -> None:
        """Forget the newest mark or parking of ``item``, if it was given in this session."""
        if kind == "park" and item in self.parked_by_hand:
            self.parked_by_hand.remove(item)
        elif kind in ATTEMPTS:
            for index in reversed(range(len(self.lines))):
                if self.lines[index].exercise.item == item:
                    del self.lines[index]
                    return

    def list_marks(self) -> SessionMarks:
        """Return the marks with their numbers."""
        marks = Counter(line.effect.colour for line in self.counted)
        newly_parked = sum(
            line.effect.after.state == "parked" and line.exercise.state.state != "parked"
            for line in self.lines
        )
        parked = newly_parked + len(self.parked_by_hand)
        return SessionMarks(tuple(self.lines), marks["green"], marks["yellow"], marks["red"], parked)

    def list_complete(self, workspace: Workspace) -> tuple[str, ...]:
        """Return a line for each bank that is complete and had a mark here that counts."""
        return describe_completed_banks(workspace, self._banks())

    def _banks(self) -> set[BankId]:
        """Return the banks with something that counted in this session."""
        counted = {line.exercise.item for line in self.counted}
        return {BankId(item.rpartition("/")[0]) for item in counted | set(self.parked_by_hand)}
