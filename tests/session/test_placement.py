"""A placement: what it asks, what it writes, and what is known afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from drill.banks.loaded_files import Skill
from drill.errors import UsageError
from drill.gyr.belief import MORE_PLACED, MOST_PLACED
from drill.gyr.entry import Entry
from drill.gyr.events import FIRST_ROUND, Attempt, ItemId
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_summary import SessionSummary
from drill.session.drilling.starting import start_session
from drill.session.drilling.verdict_view import VerdictView
from drill.session.drilling.warm_up_set import WarmUp
from drill.session.progress.mistakes import list_past_mistakes
from drill.session.progress.pass_chart import Pace
from drill.session.progress.progress_overview import forecast_workload
from drill.session.standing import placement
from drill.session.standing.placement import subjects_to_choose
from drill.session.standing.prerequisites import GUESSABLE, UNASKED, find_learner_mastery, skill_map
from drill.session.standing.queueing import CONFIRMED_A_DAY, Request, checks_in_day
from drill.session.titles import title_of
from drill.session.today.session_list import open_day
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from drill.settings import SUBJECTS
from tests.homes import Clock, configure, workspace_in
from tests.session.drilled import attempt, coming_items, served

pytestmark = pytest.mark.shipped

PLACE = Request(place=True)
NEW_AGAIN = "Your placement counted {} as known; today's answers say otherwise, so it will be asked again."


def test_it_asks_unseen_exercises_what_is_wrong_colours_nothing_and_its_numbers_do_not_come_again(
    tmp_path: Path,
) -> None:
    """A question whose key was shown is drilled in others."""
    shown: list[ExerciseView] = []
    with workspace_in(tmp_path, clock := Clock()) as workspace:
        sitting = start_session(workspace, PLACE)
        for number in range(1, 5):
            shown.append(view := served(sitting))
            assert (view.number, view.number + view.left - 1) == (number, MOST_PLACED)
            assert sitting.hint() is None
            assert view.state.state == "unseen"
            sitting.reveal()
            sitting.mark(False)
        sitting.close()
        written = [event.facts for event in workspace.store.history()]
        assert [
            isinstance(facts, Attempt) and (facts.kind, facts.placed) for facts in written
        ] == [("extra", True)] * 4  # fmt: skip
        assert {state.state for state in workspace.standing().values()} <= {"unseen"}
        assert find_learner_mastery(workspace).known == set()
        assert list_past_mistakes(workspace) == ()
        clock.pass_days(1)
        renewed = [view for view in shown if view.entry.renews != "nothing" and view.variant.params]
        assert renewed
        for view in renewed:
            sitting = start_session(workspace, Request((view.item,)))
            assert served(sitting).variant.params != view.variant.params
            sitting.close()


def test_a_right_answer_is_a_verdict_and_makes_known_what_lies_below(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        sitting = start_session(workspace, PLACE)
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        assert isinstance(sitting.answer(view.stage.key), VerdictView)
        sitting.mark(True)
        assert workspace.state(view.entry).state == "green"
        assert view.entry.skill in find_learner_mastery(workspace).known
        sitting.undo()
        assert find_learner_mastery(workspace).known == set()
        sitting.close()


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """What was not met yet is kept, and neither asked again nor what rests on it."""
    asked: list[Entry] = []
    with workspace_in(tmp_path) as workspace:
        for _ in range(2):
            sitting = start_session(workspace, PLACE)
            for _ in range(3):
                view = sitting.next()
                assert isinstance(view, ExerciseView)
                asked.append(view.entry)
                sitting.skip()
            sitting.close()
        skills = skill_map(workspace)
        for number, entry in enumerate(asked):
            assert not skills.below[entry.skill] & {earlier.skill for earlier in asked[:number]}


def test_left_at_its_verdict_it_goes_on_as_a_question_of_a_placement(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        sitting = start_session(workspace, Request(place=True))
        view = served(sitting)
        sitting.answer("12345.678")
        assert sitting.verdict is not None
        sitting.close()
        for request in (Request(), Request(place=True)):
            sitting = start_session(workspace, request)
            again = served(sitting)
            assert (again.item, again.is_placement) == (view.item, True)
            assert sitting.verdict is not None
            sitting.close()
        sitting = start_session(workspace, Request())
        served(sitting)
        sitting.mark(False, ok=None)
        (event,) = workspace.store.read_learner().placed
        assert (event.item, event.facts.kind, event.facts.ok) == (view.item, "extra", False)
        assert workspace.state(view.entry).state == "unseen", "what is wrong in a placement colours nothing"
        assert not served(sitting).is_placement


def test_it_ends_with_the_map_and_goes_on_if_asked(tmp_path: Path) -> None:
    configure(tmp_path, 'goal = "papers/adam"\n')
    with workspace_in(tmp_path) as workspace:
        sitting, asked = start_session(workspace, PLACE), 0
        while isinstance(outcome := sitting.next(), ExerciseView):
            asked += 1
            sitting.skip()
        assert isinstance(outcome, SessionSummary)
        assert asked <= MOST_PLACED
        assert outcome.found is not None
        assert (outcome.found.questions, outcome.found.right, outcome.found.known) == (asked, 0, ())
        assert len(outcome.found.left) == outcome.found.skills
        first = next(open_day(workspace).coming())
        assert outcome.found.first == title_of(workspace, first.item)
        assert outcome.waiting in (0, MORE_PLACED)
        if outcome.waiting:
            sitting.more(1)
            view = sitting.next()
            assert isinstance(view, ExerciseView)
            assert (view.number, view.number + view.left - 1) == (asked + 1, asked + MORE_PLACED)
        sitting.close()


def test_what_was_left_open_comes_first_at_its_end_as_on_today(tmp_path: Path) -> None:
    configure(tmp_path, 'goal = "papers/adam"\n')
    with workspace_in(tmp_path) as workspace:
        sitting = start_session(workspace, Request())
        view = served(sitting)
        sitting.answer("12345.678")
        sitting.close()
        sitting = start_session(workspace, PLACE)
        while isinstance(outcome := sitting.next(), ExerciseView):
            sitting.skip()
        assert outcome.found is not None
        assert (
            outcome.found.first
            == title_of(workspace, ItemId(view.item))
            == read_today_view(workspace).page.rows[0].title
        )
        sitting.close()


def test_what_it_found_known_leaves_the_list_of_the_same_day(tmp_path: Path) -> None:
    configure(tmp_path, 'goal = "papers/ddpm-2020"\n')

    def list_skills(workspace: Workspace) -> set[str]:
        entries = workspace.catalogue.entries
        return {entries[row.item].trains for row in open_day(workspace).coming()}

    with workspace_in(tmp_path) as workspace:
        before = list_skills(workspace)
        sitting = start_session(workspace, PLACE)
        for _ in range(2):
            sitting.answer(served(sitting).stage.key)
            sitting.mark(True)
        sitting.close()
        known = find_learner_mastery(workspace).known
        assert known & before
        assert not known & list_skills(workspace)


def test_it_takes_no_scope_gives_no_help_and_puts_nothing_away(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        with pytest.raises(UsageError, match="from all subjects"):
            start_session(workspace, Request(scope=("calculus",), place=True))
        sitting = start_session(workspace, PLACE)
        view = served(sitting)
        for act in (sitting.park, sitting.again):
            with pytest.raises(UsageError, match="a placement only asks"):
                act()
        sitting.answer("12345.678")
        assert sitting.verdict is not None
        assert {effect.counts for effect in sitting.verdict.wrong.values()} == {False}
        assert {effect.counts for effect in sitting.verdict.right.values()} == {True}
        assert sitting.exercise is not None
        assert sitting.exercise.item == view.item
        sitting.close()


def test_each_question_reads_the_answers_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with workspace_in(tmp_path) as workspace:
        sitting, reads = start_session(workspace, PLACE), list[Workspace]()
        placed_answers = placement.placed_answers
        monkeypatch.setattr(placement, "placed_answers", lambda w: (reads.append(w), placed_answers(w))[1])
        for number in (1, 2, 3):
            view = sitting.next()
            assert isinstance(view, ExerciseView)
            assert (view.number, len(reads)) == (number, number)
            sitting.answer(view.stage.key)
            sitting.mark(True)
        sitting.undo()
        assert isinstance(sitting.exercise, ExerciseView)
        assert sitting.exercise.number == 3
        sitting.close()


def test_what_is_known_is_left_for_last_unless_the_settings_do_without(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        skills = [skill for skill in workspace.catalogue.skills.values() if skill.id.startswith("calc.")][:6]
        for skill in skills:
            entry = next(each for each in workspace.catalogue.entries.values() if each.skill == skill.id)
            facts = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=True, why=True, placed=True)
            workspace.append(entry, facts)
        known = find_learner_mastery(workspace).known
        assert known
        left = forecast_workload(workspace, Pace(workspace)).minutes_left
    configure(tmp_path, "presume = false\n")
    with workspace_in(tmp_path) as workspace:
        assert find_learner_mastery(workspace).known == set()
        assert forecast_workload(workspace, Pace(workspace)).minutes_left > left


def test_it_asks_about_the_subjects_that_were_ticked_unless_there_is_a_goal(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        assert {bank.id for bank in subjects_to_choose(workspace)} == {*SUBJECTS}
        sitting, banks = (
            start_session(workspace, Request(place=True, place_in=("calculus", "bayesian"))),
            set[str](),
        )
        for _ in range(8):
            view = sitting.next()
            assert isinstance(view, ExerciseView)
            banks.add(view.entry.bank)
            sitting.skip()
        sitting.close()
        assert banks == {"calculus", "bayesian"}
    configure(tmp_path, 'goal = "papers/adam"\n')
    with workspace_in(tmp_path) as workspace:
        assert subjects_to_choose(workspace) == ()


@pytest.mark.parametrize(("seconds", "is_placed"), [(50, True), (70, False)])
def test_after_a_minute_a_right_answer_counts_as_not_yet(
    tmp_path: Path, seconds: int, is_placed: bool
) -> None:
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        sitting = start_session(workspace, PLACE)
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        for _ in range(2):
            clock.now += timedelta(seconds=seconds / 2)
            sitting.touch()
        sitting.answer(view.stage.key)
        clock.now += timedelta(seconds=20)  # whoever reads the key is not hurried
        assert bool(sitting.mark(True).notice) != is_placed
        assert workspace.state(view.entry).state == "green"
        assert (view.entry.skill in find_learner_mastery(workspace).known) == is_placed
        following = sitting.next()
        assert isinstance(following, ExerciseView)
        assert (view.entry.skill in skill_map(workspace).below[following.entry.skill]) <= is_placed
        assert following.number == 2
        sitting.close()


def test_what_is_known_and_was_never_met_is_confirmed_among_the_days_checks(tmp_path: Path) -> None:
    clock = Clock()
    configure(tmp_path, "warm_up = false\n")
    with workspace_in(tmp_path, clock) as workspace:
        place_hard_ones(workspace)
        clock.pass_days(1)
        offers = checks_in_day(workspace, workspace.study_day()).offers
        confirmed = [workspace.catalogue.entries[ItemId(offer.item)] for offer in offers]
        assert len(confirmed) == CONFIRMED_A_DAY
        known = find_learner_mastery(workspace).known
        for entry in confirmed:
            assert entry.skill in known
            assert workspace.state(entry).state == "unseen"
        day = workspace.study_day()
        assert {entry.item for entry in confirmed} <= {*coming_items(workspace, minutes=60)}
        right, wrong = confirmed
        attempt(workspace, right.item, ok=True, why=True)
        left = [offer.item for offer in checks_in_day(workspace, day).offers]
        assert left == [wrong.item]
        attempt(workspace, wrong.item, ok=True, why=False)
        assert wrong.item not in [offer.item for offer in checks_in_day(workspace, day).offers]
        assert right.skill in find_learner_mastery(workspace).known
        assert wrong.skill not in find_learner_mastery(workspace).known


def place_hard_ones(workspace: Workspace) -> None:
    """Let a placement find known what some exercises of level 4 rest on."""
    skills, entries = workspace.catalogue.skills, workspace.catalogue.entries.values()
    hard = [e for e in entries if e.bank == "calculus" and e.level == 4 and e.kind not in UNASKED | GUESSABLE]
    hard.sort(key=lambda entry: len(skills[entry.skill].needs), reverse=True)
    for entry in hard[:3]:
        place(workspace, entry, 1, why=True)


def test_what_the_warm_up_confirms_is_left_to_it(tmp_path: Path) -> None:
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        place_hard_ones(workspace)
        clock.pass_days(1)
        entries = workspace.catalogue.entries
        rapid = {entry.trains for entry in entries.values() if entry.pace and entry.trains}
        offers = checks_in_day(workspace, workspace.study_day()).offers
        assert not rapid & {entries[ItemId(offer.item)].skill for offer in offers}


def test_a_verdict_that_was_not_green_takes_a_skill_out_whatever_came_later(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        skills = [skill.id for skill in workspace.catalogue.skills.values() if skill.id.startswith("calc.")][
            :6
        ]
        entries = [*workspace.catalogue.entries.values()]
        for skill in skills:
            place(workspace, next(each for each in entries if each.skill == skill), 1, why=True)
        doubted = next(skill for skill in skills if skill in find_learner_mastery(workspace).known)
        other = [each for each in entries if each.skill == doubted][1]
        place(workspace, other, 1, why=False)
        assert doubted not in open_day(workspace).known_skills
        place(workspace, other, 2, why=True)
        assert workspace.state(other).state == "green"
        assert doubted not in find_learner_mastery(workspace).known


def place(workspace: Workspace, entry: Entry, pass_: int, *, why: bool) -> None:
    facts = Attempt(
        kind="verdict", round=FIRST_ROUND, pass_=pass_, ok=True, why=why, placed=pass_ == 1 and why
    )
    workspace.append(entry, facts)


def known_and_rapid(workspace: Workspace) -> Skill:
    """Let a placement find skills known; return one of them with a rapid exercise that was not met."""
    entries = [*workspace.catalogue.entries.values()]
    for skill in [each for each in workspace.catalogue.skills if each.startswith("calc.pre.")][:6]:
        slow = next(each for each in entries if each.skill == skill and not each.pace)
        place(workspace, slow, 1, why=True)
    rapid = {each.skill for each in entries if each.pace and each.item not in workspace.states()}
    skills = workspace.catalogue.skills
    return next(skills[skill] for skill in skills if skill in find_learner_mastery(workspace).known & rapid)


def test_two_wrong_reps_make_a_known_skill_new_and_the_set_says_so_once(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        skill = known_and_rapid(workspace)
        warm_up = WarmUp(workspace, [skill.id])
        while not isinstance(warm_up.next(), SessionSummary):
            warm_up.answer("987654321")
        told = NEW_AGAIN.format(skill.title)
        assert told in warm_up.summary().new_again
        warm_up.close()
        assert skill.id not in find_learner_mastery(workspace).known
        again = WarmUp(workspace)
        assert told not in again.summary().new_again
        again.close()


def test_a_session_says_once_what_is_new_again(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        skill = known_and_rapid(workspace)
        entries = workspace.catalogue.entries.values()
        rapid = next(each for each in entries if each.skill == skill.id and each.pace)
        sitting = start_session(workspace, Request(scope=(rapid.item,)))
        assert sitting.summary().remarks == ()
        sitting.next()
        sitting.reveal()
        sitting.mark(False)
        assert sitting.summary().remarks == (NEW_AGAIN.format(skill.title),)
        assert start_session(workspace, Request()).summary().remarks == ()


def test_a_mistake_opens_what_its_exercise_rests_on_and_a_green_closes_it(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        place_hard_ones(workspace)
        skills, entries = workspace.catalogue.skills, workspace.catalogue.entries.values()
        known, unmet = (
            find_learner_mastery(workspace).known,
            {*workspace.catalogue.entries} - {*workspace.states()},
        )
        proven = {workspace.catalogue.entries[item].skill for item in workspace.states()}

        def find_doubted(entry: Entry) -> set[str]:
            return {need for need in skills[entry.skill].needs if need in known and need not in proven}

        entry = next(e for e in entries if e.item in unmet and e.trains and find_doubted(e))
        sitting, before = (
            start_session(workspace, Request(scope=(entry.item,))),
            open_day(workspace).known_skills,
        )
        sitting.next()
        sitting.reveal()
        sitting.mark(False)
        doubted = known - find_learner_mastery(workspace).known
        assert doubted >= find_doubted(entry)
        assert len(sitting.summary().remarks) == 1
        assert open_day(workspace).known_skills == before - doubted
        sitting.undo()
        assert find_learner_mastery(workspace).known == known
        sitting.mark(False)
        sitting.close()
        for need in doubted:
            of_skill = next(e for e in entries if e.trains == need and e.item in unmet - {entry.item})
            attempt(workspace, of_skill.item, ok=True, why=True)
        assert find_learner_mastery(workspace).known >= doubted - {entry.skill}


def test_a_list_that_is_served_knows_at_once_what_a_mistake_opened(tmp_path: Path) -> None:
    configure(tmp_path, 'goal = "papers/adam"\n')
    with workspace_in(tmp_path) as workspace:
        place_hard_ones(workspace)
        sitting, listed = start_session(workspace, Request()), open_day(workspace)
        assert listed.known_skills == find_learner_mastery(workspace).known
        for _ in range(6):
            view = sitting.next()
            assert isinstance(view, ExerciseView)
            sitting.reveal()
            sitting.mark(False)
            listed.note(ItemId(view.item), workspace.state(view.entry))
            assert listed.known_skills == find_learner_mastery(workspace).known
        sitting.close()
