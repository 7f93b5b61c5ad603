"""What right answers in a placement make known, and what it asks."""

from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.belief import Belief, PlacedSkills, SkillMap, choose_question
from drill.gyr.entry import Entry
from drill.gyr.events import SkillId
from drill.gyr.skills import ExerciseProgress
from drill.gyr.state import State
from tests.entries import entry

NEEDS = {"b": ("a",), "c": ("b", "nowhere"), "d": ("c",), "e": ("d",), "f": ("d",), "g": ("g",)}
TOPICS = {"a": "s", "b": "s", "c": "t", "d": "t", "e": "u", "f": "v", "g": "u"}


def candidate(skill: str, number: int = 0, *, level: int = 2, needs: tuple[str, ...] = ()) -> Entry:
    return entry(f"x/{skill}{number}", topic=TOPICS[skill], skill=skill, needs=needs, level=level)


SKILLS = SkillMap(
    [candidate(skill) for skill in TOPICS],
    {SkillId(skill): [*map(SkillId, needs)] for skill, needs in NEEDS.items()},
)
DAY = date(2026, 3, 2)
STATES: tuple[State, ...] = ("unseen", "green", "yellow", "red", "parked")
exercises = st.builds(candidate, st.sampled_from([*TOPICS]), level=st.integers(1, 5))
verdicts = st.builds(
    PlacedSkills, exercises, st.booleans(), st.sampled_from((0, 2, 4)), moves_others=st.booleans()
)


def known(*placed: PlacedSkills) -> set[str]:
    return {*Belief(SKILLS, placed).known()}


def right(skill: str, level: int = 2) -> PlacedSkills:
    return PlacedSkills(candidate(skill, level=level), ok=True)


def test_a_right_answer_makes_known_what_lies_up_to_two_steps_below() -> None:
    assert known(right("e")) == {"e", "d", "c"}
    assert known(right("c")) == {"c", "b", "a"}


def test_three_steps_and_more_need_right_answers_in_two_topics() -> None:
    assert known(right("e"), right("e")) == {"e", "d", "c"}
    assert known(right("e"), right("f")) == {"e", "f", "d", "c", "b", "a"}


def test_what_the_exercise_itself_names_is_known_too() -> None:
    assert known(PlacedSkills(candidate("g", needs=("b",)), ok=True)) == {"g", "b", "a"}


def test_at_level_four_what_is_easier_in_its_topic_is_known() -> None:
    assert "g" not in known(right("e", level=3))
    assert "g" in known(right("e", level=4))


def test_choices_and_stages_move_their_own_skill_alone() -> None:
    assert known(PlacedSkills(candidate("e", level=5), ok=True, moves_others=False)) == {"e"}
    choice = PlacedSkills(candidate("e"), ok=True, options=4, moves_others=False)
    assert known(choice) == set()
    assert known(choice, choice) == {"e"}


def test_a_wrong_answer_makes_its_own_skill_unknown() -> None:
    assert known(right("e"), PlacedSkills(candidate("d"), ok=False)) == {"e", "c"}


def test_nothing_is_known_of_papers_and_of_exercises_without_a_skill() -> None:
    of_paper = candidate("a")._replace(in_file_order=True)
    without = candidate("b")._replace(skill=SkillId(""), trains=SkillId(""))
    skills = SkillMap([of_paper, without, candidate("c")], {})
    assert Belief(
        skills, [PlacedSkills(each, ok=True) for each in (of_paper, without, candidate("c"))]
    ).known() == {SkillId("c")}


@given(st.lists(verdicts, max_size=8), st.integers())
def test_the_order_of_verdicts_does_not_matter(placed: list[PlacedSkills], seed: int) -> None:
    shuffled = Random(seed).sample(placed, len(placed))
    assert known(*placed) == known(*shuffled)


@given(st.lists(verdicts, max_size=8), exercises)
def test_a_right_answer_takes_nothing_away_and_a_wrong_one_adds_nothing(
    placed: list[PlacedSkills], asked: Entry
) -> None:
    before = known(*placed)
    assert known(*placed, PlacedSkills(asked, ok=True)) >= before
    assert known(*placed, PlacedSkills(asked, ok=False)) == before - {asked.skill}


@given(st.lists(verdicts, max_size=8))
def test_whatever_is_known_lies_below_a_right_answer_and_was_not_failed(placed: list[PlacedSkills]) -> None:
    shown = {skill for each in placed if each.ok for skill in SKILLS.shown_by(each.entry)}
    assert known(*placed) <= shown - {each.entry.skill for each in placed if not each.ok}


def known_after(
    placed: list[PlacedSkills], *mistakes: tuple[str, State], proven: tuple[str, ...] = ()
) -> set[str]:
    made = [(candidate(skill), ExerciseProgress(state, has_failed=True)) for skill, state in mistakes]
    green = [(candidate(skill), ExerciseProgress("green", green_on=DAY)) for skill in proven]
    return {*Belief(SKILLS, placed).known_despite([*made, *green])}


def test_a_mistake_opens_again_what_its_exercise_rests_on() -> None:
    assert known_after([right("d")], ("e", "red")) == {"c", "b"}
    assert known_after([right("d")], ("e", "parked")) == {"c", "b"}
    assert known_after([right("c")], ("d", "red")) == {"b", "a"}
    assert known_after([right("c")], ("d", "green"), ("d", "unseen")) == {"c", "b", "a"}


def test_what_was_shown_twice_outweighs_a_mistake_farther_off() -> None:
    placed = [right("e"), right("f")]
    assert known_after(placed) == {"e", "f", "d", "c", "b", "a"}
    assert known_after(placed, ("e", "red")) == {"e", "f", "c", "b", "a"}


def test_a_mistake_three_steps_above_casts_no_doubt() -> None:
    assert known_after([right("c")], ("d", "red"), ("d", "red")) == {"b", "a"}


def test_a_yellow_counts_half() -> None:
    assert known_after([right("d")], ("e", "yellow")) == {"d", "c", "b"}
    assert known_after([right("e")], ("d", "yellow"), ("d", "yellow")) == {"e", "d", "c"}
    assert known_after([right("e")], ("d", "yellow"), ("d", "yellow"), ("d", "yellow")) == {"e", "d"}


def test_a_skill_of_which_an_exercise_was_green_is_not_doubted() -> None:
    assert known_after([right("d")], ("e", "red"), proven=("d",)) == {"d", "c", "b"}


def test_a_mistake_on_a_paper_casts_doubt_on_the_skills_it_names() -> None:
    of_paper = candidate("g", needs=("c",))._replace(in_file_order=True, trains=SkillId(""))
    belief = Belief(SKILLS, [right("c"), right("g")])
    assert belief.known_despite([(of_paper, ExerciseProgress("red", has_failed=True))]) == {"b", "a"}


@given(st.lists(verdicts, max_size=8), st.lists(st.tuples(exercises, st.sampled_from(STATES)), max_size=6))
def test_mistakes_only_open_skills_below_them_and_the_order_does_not_matter(
    placed: list[PlacedSkills], mistakes: list[tuple[Entry, State]]
) -> None:
    belief = Belief(SKILLS, placed)
    made = [(entry, ExerciseProgress(state, has_failed=True)) for entry, state in mistakes]
    known_still = belief.known_despite(made)
    below = {skill for entry, _ in mistakes for skill in SKILLS.below[entry.skill] - {entry.skill}}
    assert known_still <= belief.known()
    assert belief.known() - known_still <= below
    assert belief.known_despite(made[::-1]) == known_still
    assert belief.known_despite(made[1:]) >= known_still


CHAIN = [f"s{number:02}" for number in range(15)]
CHAIN_MAP = SkillMap(
    [entry(f"x/{skill}", topic="t", skill=skill, level=2) for skill in CHAIN],
    {SkillId(skill): [SkillId(CHAIN[n - 1])] if n else [] for n, skill in enumerate(CHAIN)},
)
OF_CHAIN = [entry(f"x/{skill}", topic="t", skill=skill, level=2) for skill in CHAIN]


def test_it_asks_where_as_much_lies_below_as_above() -> None:
    question = choose_question(CHAIN_MAP, Belief(CHAIN_MAP), OF_CHAIN, ())
    assert question is not None
    assert question.skill == CHAIN[7]


def test_what_rests_on_a_failed_skill_is_not_asked() -> None:
    belief = Belief(CHAIN_MAP, [PlacedSkills(OF_CHAIN[7], ok=False)])
    question = choose_question(CHAIN_MAP, belief, OF_CHAIN, {OF_CHAIN[7].item})
    assert question is not None
    assert question.skill == CHAIN[3]


def test_a_rapid_exercise_is_asked_where_it_shows_as_much() -> None:
    ordinary, rapid = candidate("c"), candidate("c", 1, level=1)._replace(pace=5)
    needing = candidate("c", 2, needs=("e",))
    assert choose_question(SKILLS, Belief(SKILLS), [ordinary, rapid], ()) == rapid
    assert choose_question(SKILLS, Belief(SKILLS), [needing, rapid], ()) == needing


def test_a_skill_with_exercises_of_one_kind_is_asked_by_these() -> None:
    ordinary, rapid = candidate("c"), candidate("c", 1)._replace(pace=5)
    assert choose_question(SKILLS, Belief(SKILLS), [rapid], ()) == rapid
    assert choose_question(SKILLS, Belief(SKILLS), [ordinary], ()) == ordinary
    assert choose_question(SKILLS, Belief(SKILLS), [ordinary, rapid], {ordinary.item}) == rapid


def test_the_easiest_exercise_is_asked() -> None:
    hard, easy = candidate("c", level=4), candidate("c", 1, level=2)
    assert choose_question(SKILLS, Belief(SKILLS), [hard, easy], ()) == easy
    assert choose_question(SKILLS, Belief(SKILLS), [hard, easy], {easy.item}) == hard


def test_it_ends_where_nothing_is_left_to_ask() -> None:
    assert choose_question(SKILLS, Belief(SKILLS), [], ()) is None


@given(st.lists(st.booleans(), min_size=20, max_size=20))
def test_no_exercise_comes_twice_and_none_that_is_decided(replies: list[bool]) -> None:
    answers, every = (
        list[PlacedSkills](),
        [candidate(skill, n, level=1 + n) for skill in TOPICS for n in range(3)],
    )
    for reply in replies:
        belief, asked = Belief(SKILLS, answers), {answer.entry.item for answer in answers}
        if (question := choose_question(SKILLS, belief, every, asked)) is None:
            break
        assert question.item not in asked
        assert question.skill not in belief.known()
        assert not SKILLS.below[question.skill] & belief.failed
        answers.append(PlacedSkills(question, reply))
    else:
        raise AssertionError("it never ends")
