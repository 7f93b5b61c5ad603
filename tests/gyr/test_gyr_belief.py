"""What a placement leads one to believe, and what it asks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.belief import AMOUNT, MOST_PLACED, Askable, Belief, Placed, SkillMap, asked_next
from drill.gyr.events import BankId, ItemId, SkillId, TopicId
from drill.gyr.lines import Candidate

NEEDS = {"b": ("a",), "c": ("b", "nowhere"), "e": ("c",), "f": ("f",)}
TOPICS = {"a": "s", "b": "s", "c": "t", "d": "t", "e": "u", "f": "v"}


def candidate(skill: str, number: int = 0) -> Candidate:
    return Candidate(
        ItemId(f"x/{skill}{number}"), BankId("x"), TopicId(TOPICS[skill]), SkillId(skill), (), number
    )


SKILLS = SkillMap(
    [candidate(skill) for skill in TOPICS],
    {SkillId(skill): [*map(SkillId, needs)] for skill, needs in NEEDS.items()},
)
verdicts = st.builds(Placed, st.sampled_from([*map(SkillId, TOPICS)]), st.booleans(), st.integers(2, 6))


def odds(belief: Belief, skill: str) -> float:
    return math.log(belief[SkillId(skill)] / (1 - belief[SkillId(skill)]))


def test_a_right_answer_moves_what_the_skill_rests_on_a_wrong_one_what_rests_on_it() -> None:
    up, down = (Belief(SKILLS, [Placed(SkillId("c"), ok)]) for ok in (True, False))
    shares = {"c": 1, "b": 0.6, "a": 0.6**2, "d": 0.25, "e": 0.06, "f": 0.06}
    assert {skill: odds(up, skill) / AMOUNT for skill in TOPICS} == pytest.approx(shares)
    shares |= {"e": 0.6, "b": 0.06, "a": 0.06}
    assert {skill: -odds(down, skill) / AMOUNT for skill in TOPICS} == pytest.approx(shares)


def test_distances_are_the_shortest_even_where_skills_rest_on_one_another() -> None:
    needs = {"d": ("b", "c"), "b": ("a", "d"), "c": ("a",)}
    skills = SkillMap(
        [candidate(skill) for skill in "abcd"],
        {SkillId(skill): [*map(SkillId, below)] for skill, below in needs.items()},
    )
    assert skills.related(SkillId("d"), up=True) == {"d": 0, "b": 1, "c": 1, "a": 2}
    assert skills.related(SkillId("a"), up=False) == {"a": 0, "b": 1, "c": 1, "d": 2}


def test_nothing_is_presumed_of_papers_and_of_exercises_without_a_skill() -> None:
    of_paper, without = (
        candidate("a")._replace(in_file_order=True),
        candidate("b")._replace(skill=SkillId("")),
    )
    placed = [Placed(SkillId(skill), True) for skill in ("a", "", "c")] * 9
    assert Belief(SkillMap([of_paper, without, candidate("c")], {}), placed).presumed() == {"c"}


def test_what_may_be_a_guess_moves_less() -> None:
    belief = Belief(SKILLS, [Placed(SkillId("c"), True, options=4)])
    assert odds(belief, "c") == pytest.approx(AMOUNT * 3 / 4)


def test_a_skill_that_is_gone_moves_nothing() -> None:
    assert Belief(SKILLS, [Placed(SkillId("gone"), True)])[SkillId("a")] == 0.5
    assert Belief(SKILLS)[SkillId("gone")] == 0.5


def test_known_is_presumed_only_after_more_than_one_answer() -> None:
    assert Belief(SKILLS, [Placed(SkillId("c"), True)]).presumed() == set()
    assert Belief(SKILLS, [Placed(SkillId(skill), True) for skill in "ce"]).presumed() == {"c"}
    assert Belief(SKILLS, [Placed(SkillId(skill), True) for skill in "cce"]).presumed() == {"b", "c"}


@given(st.lists(verdicts, max_size=8), st.randoms())
def test_the_order_of_verdicts_does_not_matter(placed: list[Placed], dice: object) -> None:
    shuffled = sorted(placed, key=lambda _: dice.random())  # type: ignore[attr-defined]
    one, other = Belief(SKILLS, placed), Belief(SKILLS, shuffled)
    assert [one[skill] for skill in SKILLS.topics] == pytest.approx([other[skill] for skill in SKILLS.topics])


@given(st.lists(verdicts, max_size=8), verdicts)
def test_what_is_expected_is_what_comes(placed: list[Placed], asked: Placed) -> None:
    belief = Belief(SKILLS, placed)
    after = [
        Belief(SKILLS, [*placed, Placed(asked.skill, ok, asked.options)]).uncertainty()
        for ok in (True, False)
    ]
    far = belief.far([asked.amount, -asked.amount])
    chance = belief[asked.skill]
    assert belief.expected(asked.skill, asked.options, far) == pytest.approx(
        chance * after[0] + (1 - chance) * after[1]
    )


def test_each_topic_is_asked_once_before_one_is_asked_twice() -> None:
    asked: list[Candidate] = []
    askable = [Askable(candidate(skill, number)) for number in range(3) for skill in TOPICS]
    while len(asked) < 8 and (best := asked_next(Belief(SKILLS), askable, asked)) is not None:
        asked.append(best)
    assert sorted(each.topic for each in asked) == sorted([*"stuv"] * 2)
    assert len({each.item for each in asked}) == 8


def test_it_ends_where_nothing_is_left_to_learn_or_enough_was_asked() -> None:
    many = [
        Candidate(ItemId(f"x/{n}"), BankId("x"), TopicId(str(n)), SkillId(str(n)), (), n) for n in range(250)
    ]
    unrelated = Belief(SkillMap(many, {}))
    assert asked_next(unrelated, [Askable(each, options=2) for each in many], []) is None
    assert asked_next(unrelated, [Askable(many[0], options=2), Askable(many[1])], []) == many[1]
    askable = [Askable(candidate("a", number)) for number in range(MOST_PLACED + 1)]
    assert asked_next(Belief(SKILLS), askable, [each.candidate for each in askable[:MOST_PLACED]]) is None
