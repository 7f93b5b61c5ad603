"""A goal: what leads there comes first, and one is told how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drill.banks.catalogue import Bank
from drill.gyr.entry import Entry
from drill.gyr.events import FIRST_ROUND, Attempt, ItemId, SkillId
from drill.gyr.skills import ExerciseProgress
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import start_session
from drill.session.papers.lesson import change_way, describe_other_ways, find_deeper_step
from drill.session.progress.pass_chart import Pace
from drill.session.progress.progress_overview import bank_progress, forecast_workload, lead_progress
from drill.session.standing.goals import (
    current_goal,
    find_path_to_goal,
    find_way,
    goal_bank,
    goal_exercises,
    paper_formulas,
)
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.queueing import Request
from drill.session.titles import skill_title, title_of
from drill.session.today.goal_choice import (
    find_costs,
    find_newly_reached,
    find_reached,
    list_goals,
    list_next_papers,
)
from drill.session.today.today_view import Reasons, read_today_view
from drill.session.workspace import Workspace
from drill.settings import SUBJECTS
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.drilled import coming, coming_items

pytestmark = pytest.mark.shipped
SMALL = 'subjects = ["calculus"]\n'


def of_subjects(workspace: Workspace) -> list[Entry]:
    return [entry for entry in workspace.catalogue.entries.values() if entry.bank in SUBJECTS]


def learn(workspace: Workspace, skills: Iterable[str], clock: Clock) -> None:
    """Make skills learned: all of their exercises green, and one of them in a check on a later day."""
    exercises = [entry for entry in of_subjects(workspace) if entry.skill in {*skills}]
    for entry in exercises:
        pass_it(workspace, entry.item)
    clock.pass_days(3)
    # Rapid ones come first, so that an ordinary one is checked where there is one.
    for entry in {entry.skill: entry for entry in sorted(exercises, key=lambda entry: -entry.pace)}.values():
        state = workspace.state(entry)
        check = Attempt(kind="check", round=state.round_id, pass_=state.passes, ok=True, why=True)
        workspace.append(entry, check)


def pass_it(workspace: Workspace, item: str) -> None:
    facts = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=True, why=True)
    workspace.append(workspace.catalogue.entries[ItemId(item)], facts)


ADAM = "papers/adam"


def path_to(workspace: Workspace, paper: str) -> tuple[SkillId, ...]:
    return find_path_to_goal(workspace, bank_in(workspace, paper)).skills


def path_of_goal(workspace: Workspace) -> tuple[SkillId, ...]:
    goal = current_goal(workspace)
    assert goal is not None
    return find_path_to_goal(workspace, goal).skills


def bank_in(workspace: Workspace, name: str) -> Bank:
    found = workspace.catalogue.bank(name)
    assert found is not None
    return found


def test_the_way_to_a_paper_is_near_or_from_the_ground_up_and_may_be_changed_at_any_time(
    tmp_path: Path,
) -> None:
    configure(tmp_path, SMALL + f'goal = "{ADAM}"\n')
    with workspace_in(tmp_path) as workspace:
        adam = bank_in(workspace, ADAM)
        named = {skill for entry in adam.entries for skill in entry.named_skills}
        near, deep = path_to(workspace, ADAM), find_way(workspace, adam).skills
        assert {*near} == named & {*deep}
        assert len(near) < len(deep)
        first_day = coming_items(workspace)
        step = find_deeper_step(workspace, adam)
        assert step is not None
        assert ({*step.skills}, step.is_whole) == ({*deep} - {*near}, True)
        assert change_way(workspace, adam, is_near=False) == f"On the way now: {step}."
        assert path_to(workspace, ADAM) == deep
        assert find_deeper_step(workspace, adam) is None
        assert coming_items(workspace) != first_day, "the day is planned anew"
        assert [*describe_other_ways(workspace, adam)] == ["near"]
        pass_it(workspace, coming_items(workspace)[0])
        change_way(workspace, adam, is_near=True)
        assert path_to(workspace, ADAM) == near
        assert [*describe_other_ways(workspace, adam)] == ["deeper"]
        assert len(workspace.parts()) == 1


def test_what_a_red_exercise_needs_joins_the_near_way_and_stays(tmp_path: Path) -> None:
    configure(tmp_path, SMALL + f'goal = "{ADAM}"\n')
    with workspace_in(tmp_path) as workspace:
        near, curriculum = path_to(workspace, ADAM), workspace.curriculum()

        def list_lacking(entry: Entry) -> set[SkillId]:
            """Return what an exercise needs in its own topic that is not on the way."""
            needs = {*curriculum.find_needs(entry)} - {*near}
            return {need for need in needs if curriculum.exercises[need][0].topic_key == entry.topic_key}

        exercises = [entry for skill in near for entry in curriculum.exercises[skill]]
        entry = next(entry for entry in exercises if list_lacking(entry))
        red = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=False, why=False)
        workspace.append(entry, red)
        joined = {*path_to(workspace, ADAM)} - {*near}
        assert list_lacking(entry) <= joined <= {*curriculum.find_needs(entry)}
        told = read_today_view(workspace).page.goal
        assert told is not None
        assert f"because “{title_of(workspace, entry.item)}” was red: " in told.grown
        assert told.grown.count(",") == len(joined), "all that joined are named"
        pass_it(workspace, entry.item)
        assert {*path_to(workspace, ADAM)} - {*near} == joined


def test_what_a_red_exercise_needs_of_another_topic_joins_only_if_its_card_names_it(tmp_path: Path) -> None:
    configure(tmp_path, f'goal = "{ADAM}"\n')
    with workspace_in(tmp_path) as workspace:
        near, curriculum = path_to(workspace, ADAM), workspace.curriculum()
        red = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=False, why=False)
        farther = set[SkillId]()
        for entry in (entry for skill in near for entry in curriculum.exercises[skill]):
            workspace.append(entry, red)
            card = workspace.catalogue.card(entry.skill, entry.bank)
            text = f"{card.when} {card.why} {card.watch}".casefold() if card else ""
            for need in {*curriculum.find_needs(entry)} - {*near}:
                is_beside = curriculum.exercises[need][0].topic_key == entry.topic_key
                if not is_beside and skill_title(workspace, need).casefold() not in text:
                    farther.add(need)
        joined = {*path_to(workspace, ADAM)} - {*near}
        assert joined
        assert farther - joined, "something is left out"


def test_what_was_green_before_there_were_two_ways_stays_on_the_near_one(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        adam, curriculum = bank_in(workspace, ADAM), workspace.curriculum()
        near = path_to(workspace, ADAM)
        deep = find_way(workspace, adam).skills
        skill = next(skill for skill in deep if skill not in near)
        elsewhere = next(skill for skill in curriculum.exercises if skill not in deep)
        parts = {
            curriculum.exercises[each][0].item: ExerciseProgress(
                "green", green_on=NOON.date(), is_former=True
            )
            for each in (skill, elsewhere)
        }
        assert {*find_path_to_goal(workspace, adam, parts).skills} == {skill, *near}


def test_the_next_papers_are_of_the_same_field_then_those_with_fewest_skills_left(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        workspace.settings = replace(workspace.settings, goal=ADAM)
        has = find_learner_mastery(workspace)
        papers = list_next_papers(workspace, workspace.parts(), has)
        field = bank_in(workspace, ADAM).field_of_work
        ranks = [(bank_in(workspace, each.bank).field_of_work != field, each.skills) for each in papers]
        assert ranks == sorted(ranks)
        assert (ranks[0][0], ranks[-1][0]) == (False, True)
        assert ADAM not in {each.bank for each in papers}
        assert all(each.skills == len(path_to(workspace, each.bank)) for each in papers)


def test_a_shipped_paper_says_how_many_weeks_its_skills_take_and_others_nothing(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        costs = find_costs(workspace, [ADAM, "papers/nerf-2020", "calculus"])
        assert str(costs[ADAM]) == "17 skills, two weeks"
        assert costs["papers/nerf-2020"].weeks == "five weeks"
        assert costs["calculus"].weeks == ""


def test_progress_says_how_long_the_goal_takes_anew_each_week_and_not_more_often(tmp_path: Path) -> None:
    configure(tmp_path, f'goal = "{ADAM}"\n')
    clock = Clock(NOON - timedelta(3))  # a Tuesday

    def said(workspace: Workspace) -> tuple[str, str]:
        return lead_progress(workspace, Pace(workspace)).weeks, find_costs(workspace, [ADAM])[ADAM].weeks

    with workspace_in(tmp_path, clock) as workspace:
        assert said(workspace) == ("two weeks", "two weeks")
        learn(workspace, path_to(workspace, ADAM)[:6], clock)
        assert said(workspace) == ("two weeks", "one to two weeks")
        clock.pass_days(3)
        assert said(workspace) == ("one to two weeks", "one to two weeks")


def test_a_paper_has_its_year_beside_its_name_and_is_found_by_its_authors_words(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        rows = {row.id: row for row in list_goals(workspace)}
        grpo, adam = rows["papers/grpo-2024"], rows[ADAM]
        assert (grpo.year, adam.year, rows["calculus"].year) == ("2024-2025", "2015", "")
        assert rows["papers/dqn-2015"].year == "2015", (
            "of the works that it builds on the year is not its own"
        )
        assert grpo.name == "GRPO: group relative policy optimization (2024-2025)"
        text = " ".join(grpo.words).casefold()
        assert all(word in text for word in ("deepseek", "grpo", "2024"))
        workspace.settings = replace(workspace.settings, goal=ADAM)
        page = read_today_view(workspace).page.goal
        assert page is not None
        assert page.title == "Adam (2015)"


def test_a_goal_that_is_reached_is_told_once_and_stays_reached(tmp_path: Path) -> None:
    configure(tmp_path, SMALL + 'goal = "calc.pre.compose"\n')
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        path = path_of_goal(workspace)
        learn(workspace, path, clock)
        reached = find_newly_reached(workspace)
        assert reached is not None
        assert reached.known + len(reached.learned) == len(path)
        kinds = [way.kind for way in reached.list_ways()]
        assert kinds == ["aim", "aim", "aim", "another"], "a skill is not read"
        assert find_newly_reached(workspace) is None
        (told,) = lead_progress(workspace, Pace(workspace)).reached
        assert told.told.endswith(f", reached on {reached.on.day} {reached.on:%B}")
        clock.pass_days(1)
        assert find_reached(workspace, told.goal, told.on) == reached
        entry = next(entry for entry in of_subjects(workspace) if entry.trains in path)
        state = workspace.state(entry)
        failed = Attempt(kind="check", round=state.round_id, pass_=state.passes, ok=False, why=False)
        workspace.append(entry, failed)
        view = read_today_view(workspace)
        assert view.goal is not None
        assert view.goal.is_reached
        assert view.page.kept


def test_all_that_a_paper_rests_on_comes_first_each_after_what_it_needs(tmp_path: Path) -> None:
    configure(tmp_path, f'goal = "{ADAM}"\n')
    with workspace_in(tmp_path) as workspace:
        paper = bank_in(workspace, ADAM)
        change_way(workspace, paper, is_near=False)
        path, curriculum = find_path_to_goal(workspace, paper).skills, workspace.curriculum()
        rows = coming(workspace, minutes=1000)
        of_goal = [choice.item for choice in rows if choice.reason in ("goal", "paper")]
        entries = [curriculum.entries[item] for item in of_goal]
        assert {entry.trains for entry in entries} - {""} == {*path}
        met: set[str] = set()
        for entry in entries:
            assert {*curriculum.find_needs(entry)} <= met
            met.add(entry.trains)
        assert {choice.reason for choice in rows[: len(of_goal)]} == {"goal", "paper"}


def test_today_tells_how_far_it_is_until_it_is_reached(tmp_path: Path) -> None:
    configure(tmp_path, SMALL + 'goal = "papers/adam"\n')
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        before = read_today_view(workspace)
        assert before.goal is not None
        left = len(before.goal.path.left)
        assert before.goal.told.startswith(f"Towards Adam: {left} skills left, 0 of its ")
        assert not before.goal.is_reached
        paper = workspace.catalogue.bank("papers/adam")
        assert paper is not None
        own = [entry for entry in paper.entries if not entry.pace]
        learn(workspace, before.goal.path.left, clock)
        after = read_today_view(workspace)
        assert after.goal is not None
        assert after.goal.told.endswith(f", 0 of its {len(own)} exercises green")
        assert after.goal.path.left == ()
        for entry in own:
            pass_it(workspace, entry.item)
        reached = read_today_view(workspace).goal
        assert reached is not None
        assert (reached.told, reached.is_reached) == ("Goal reached: Adam.", True)


@pytest.mark.parametrize(("goal", "title"), [("calculus/calc.chain", "Chain rule"), ("calc.pre.compose", "")])
def test_a_topic_and_a_skill_lead_to_what_they_rest_on_in_their_subject_until_they_are_reached(
    tmp_path: Path, goal: str, title: str
) -> None:
    configure(tmp_path, SMALL + f'goal = "{goal}"\n')
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        assert not workspace.notices
        aim, view = current_goal(workspace), read_today_view(workspace)
        assert aim is not None
        assert view.goal is not None
        assert goal_bank(workspace) is None
        title = title or skill_title(workspace, SkillId(goal))
        left = len(view.goal.path.left)
        skills = "skill" if left == 1 else "skills"
        assert view.goal.told == f"Towards {title}: {left} {skills} left"
        path = find_path_to_goal(workspace, aim).skills
        assert {entry.trains for entry in aim.entries} <= {*path}
        assert {entry.bank for entry in goal_exercises(workspace, aim)[0]} == {"calculus"}
        of_goal = [row for row in view.plan if row.reason == "goal"]
        assert {workspace.catalogue.entries[ItemId(row.item)].trains for row in of_goal} <= {*path}
        assert view.plan[0].reason == "goal"
        learn(workspace, path, clock)
        reached = read_today_view(workspace)
        assert reached.goal is not None
        assert (reached.goal.told, reached.goal.own.every) == (f"Goal reached: {title}.", 0)
        assert find_newly_reached(workspace) is not None


@pytest.mark.parametrize("goal", ["papers/walk/sums", "tiny/tiny.sums", "calculus/", "/", "calc.nothing"])
def test_what_is_no_subjects_topic_is_no_goal(tmp_path: Path, goal: str) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    configure(tmp_path, SMALL + f'goal = "{goal}"\n')
    with workspace_in(tmp_path) as workspace:
        assert current_goal(workspace) is None
        (notice,) = workspace.notices
        assert f"no paper, subject or topic is called {goal!r}" in notice


def test_hours_are_told_by_one_pace(tmp_path: Path) -> None:
    configure(tmp_path, 'goal = "calculus"\n')
    with workspace_in(tmp_path) as workspace:
        pace = Pace(workspace)
        left = [pace.minutes(bank.waiting) for bank in bank_progress(workspace, SUBJECTS, pace)]
        assert forecast_workload(workspace, Pace(workspace)).minutes_left == pytest.approx(sum(left))


def test_a_goal_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    configure(tmp_path, SMALL)
    with workspace_in(tmp_path) as workspace:
        plain = coming_items(workspace, minutes=25)
        assert read_today_view(workspace).goal is None
    configure(tmp_path, SMALL + 'goal = "papers/nowhere"\n')
    with workspace_in(tmp_path) as workspace:
        assert coming_items(workspace, minutes=25) == plain
        assert read_today_view(workspace).goal is None


def test_what_was_green_and_slipped_stays_passed_in_the_next_session(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        entry = next(each for each in workspace.catalogue.entries.values() if each.bank == "calculus")
        pass_it(workspace, entry.item)
        state = workspace.state(entry)
        check = Attempt(kind="check", round=state.round_id, pass_=1, ok=False, why=False)
        workspace.append(entry, check)
        stands = workspace.standing().others[entry.item]
        assert stands.state == "red"
        assert stands.opened == "check"  # which greens alone have


def test_an_exercise_says_what_it_leads_to_until_that_is_ready(tmp_path: Path) -> None:
    configure(tmp_path, 'goal = "papers/ddpm-2020"\n')
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        entry = workspace.catalogue.entries[coming_items(workspace, minutes=25)[0]]
        view = start_session(workspace, Request(scope=(entry.item,))).next()
        assert isinstance(view, ExerciseView)
        first = view.why
        assert first.startswith("for DDPM: ")
        paper = workspace.catalogue.bank("papers/ddpm-2020")
        assert paper is not None
        formula = next(each for each in paper_formulas(workspace, paper) if first.endswith(each.called))
        learn(workspace, workspace.catalogue.skills.before(formula.skills), clock)
        parts = workspace.parts()
        assert Reasons(workspace, parts).describe_alone(entry, "unseen", "goal") != first


def test_without_a_goal_an_exercise_leads_nowhere(tmp_path: Path) -> None:
    configure(tmp_path, SMALL)
    with workspace_in(tmp_path) as workspace:
        view = start_session(workspace, Request()).next()
        assert isinstance(view, ExerciseView)
        assert view.why == ""
