"""What right answers in a placement make known, and what it asks."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.belief import MORE_PLACED, MOST_PLACED, NOT_YET_IN_A_ROW, Belief, Placed, SkillMap, asked_next
from drill.gyr.entry import Entry
from drill.gyr.events import SkillId
from tests.entries import entry

NEEDS = {"b": ("a",), "c": ("b", "nowhere"), "d": ("c",), "e": ("d",), "f": ("d",), "g": ("g",)}
TOPICS = {"a": "s", "b": "s", "c": "t", "d": "t", "e": "u", "f": "v", "g": "u"}


def candidate(skill: str, number: int = 0, *, level: int = 2, needs: tuple[str, ...] = ()) -> Entry:
    return entry(f"x/{skill}{number}", topic=TOPICS[skill], skill=skill, needs=needs, level=level)


SKILLS = SkillMap(
    [candidate(skill) for skill in TOPICS],
    {SkillId(skill): [*map(SkillId, needs)] for skill, needs in NEEDS.items()},
)
exercises = st.builds(candidate, st.sampled_from([*TOPICS]), level=st.integers(1, 5))
verdicts = st.builds(Placed, exercises, st.booleans(), st.sampled_from((0, 2, 4)), moves_others=st.booleans())


def known(*placed: Placed) -> set[str]:
    return {*Belief(SKILLS, placed).known()}


def right(skill: str, level: int = 2) -> Placed:
    return Placed(candidate(skill, level=level), ok=True)


def test_a_right_answer_makes_known_what_lies_up_to_two_steps_below() -> None:
    assert known(right("e")) == {"e", "d", "c"}
    assert known(right("c")) == {"c", "b", "a"}


def test_three_steps_and_more_need_right_answers_in_two_topics() -> None:
    assert known(right("e"), right("e")) == {"e", "d", "c"}
    assert known(right("e"), right("f")) == {"e", "f", "d", "c", "b", "a"}


def test_what_the_exercise_itself_names_is_known_too() -> None:
    assert known(Placed(candidate("g", needs=("b",)), ok=True)) == {"g", "b", "a"}


def test_at_level_four_what_is_easier_in_its_topic_is_known() -> None:
    assert "g" not in known(right("e", level=3))
    assert "g" in known(right("e", level=4))


def test_choices_and_stages_move_their_own_skill_alone() -> None:
    assert known(Placed(candidate("e", level=5), ok=True, moves_others=False)) == {"e"}
    choice = Placed(candidate("e"), ok=True, options=4, moves_others=False)
    assert known(choice) == set()
    assert known(choice, choice) == {"e"}


def test_a_wrong_answer_makes_its_own_skill_unknown() -> None:
    assert known(right("e"), Placed(candidate("d"), ok=False)) == {"e", "c"}


def test_nothing_is_known_of_papers_and_of_exercises_without_a_skill() -> None:
    of_paper = candidate("a")._replace(in_file_order=True)
    without = candidate("b")._replace(skill=SkillId(""), trains=SkillId(""))
    skills = SkillMap([of_paper, without, candidate("c")], {})
    assert Belief(
        skills, [Placed(each, ok=True) for each in (of_paper, without, candidate("c"))]
    ).known() == {SkillId("c")}


@given(st.lists(verdicts, max_size=8), st.integers())
def test_the_order_of_verdicts_does_not_matter(placed: list[Placed], seed: int) -> None:
    shuffled = Random(seed).sample(placed, len(placed))
    assert known(*placed) == known(*shuffled)


@given(st.lists(verdicts, max_size=8), exercises)
def test_a_right_answer_takes_nothing_away_and_a_wrong_one_adds_nothing(
    placed: list[Placed], asked: Entry
) -> None:
    before = known(*placed)
    assert known(*placed, Placed(asked, ok=True)) >= before
    assert known(*placed, Placed(asked, ok=False)) == before - {asked.skill}


@given(st.lists(verdicts, max_size=8))
def test_whatever_is_known_lies_below_a_right_answer_and_was_not_failed(placed: list[Placed]) -> None:
    shown = {skill for each in placed if each.ok for skill in SKILLS.shown_by(each.entry)}
    assert known(*placed) <= shown - {each.entry.skill for each in placed if not each.ok}


MANY = [
    entry(f"{bank}/{n}", topic=str(n), skill=f"{bank}.{n}", level=1 + n % 5)
    for bank in ("x", "y")
    for n in range(40)
]


replies_of_all = st.lists(
    st.sampled_from(("right", "wrong", "not yet")),
    min_size=MOST_PLACED + MORE_PLACED,
    max_size=MOST_PLACED + MORE_PLACED,
)


@given(replies_of_all, st.integers(0, 1))
def test_what_a_placement_asks(replies: list[str], times_more: int) -> None:
    skills, answers, earlier = SkillMap(MANY, {}), list[Placed](), 0
    for _ in range(1 + times_more):
        earlier = len(answers)
        while (asked := asked_next(Belief(skills, answers), MANY, answers, earlier=earlier)) is not None:
            right_so_far = sum(each.ok for each in answers)
            assert asked.level <= 3 or right_so_far >= 2
            assert asked.item not in {each.entry.item for each in answers}
            reply = replies[len(answers)]
            answers.append(Placed(asked, reply == "right", not_yet=reply == "not yet"))
        asked_now = answers[earlier:]
        last = asked_now[-NOT_YET_IN_A_ROW:]
        ended_by_not_yet = len(last) == NOT_YET_IN_A_ROW and all(each.not_yet for each in last)
        assert ended_by_not_yet or len(asked_now) == (MORE_PLACED if earlier else MOST_PLACED)


def test_a_rapid_exercise_comes_first_where_the_level_is_low() -> None:
    slow, rapid = candidate("a"), candidate("b")._replace(pace=5)
    assert asked_next(Belief(SKILLS), [slow, rapid], []) == rapid


def test_it_ends_where_nothing_is_left_to_ask() -> None:
    assert asked_next(Belief(SKILLS), [], []) is None


@given(st.lists(verdicts, max_size=8))
def test_what_rests_on_more_is_less_likely_known_and_a_right_answer_makes_nothing_less_likely(
    placed: list[Placed],
) -> None:
    chances = Belief(SKILLS, placed).chances(placed)
    assert all(0 < chance < 1 for chance in chances.values())
    assert chances["a"] > chances["b"] > chances["c"] > chances["d"] > chances["e"]
    for skill in SKILLS.topics:
        more = Belief(SKILLS).chances([*placed, right(skill)])
        less = Belief(SKILLS).chances([*placed, Placed(candidate(skill), ok=False)])
        assert all(less[each] - 1e-9 <= chances[each] <= more[each] + 1e-9 for each in chances)


def test_a_beginner_is_asked_what_rests_on_little_and_an_expert_what_shows_much() -> None:
    every = [candidate(skill, number) for number, skill in enumerate("abcde")]
    wrong = [Placed(candidate("g", 9), ok=False)] * 6
    assert asked_next(Belief(SKILLS), every, wrong) == every[0]
    clever = [right("f")] * 6
    assert asked_next(Belief(SKILLS), every, clever) == every[4]


@given(replies_of_all)
def test_every_subject_is_asked_before_one_is_asked_again_where_it_did_not_go_well(
    replies: list[str],
) -> None:
    skills, answers = SkillMap(MANY, {}), list[Placed]()
    while (asked := asked_next(Belief(skills, answers), MANY, answers)) is not None:
        before = [each.entry.bank for each in answers]
        other = "y" if asked.bank == "x" else "x"
        last = next((each.ok for each in reversed(answers) if each.entry.bank == asked.bank), True)
        assert before.count(asked.bank) <= before.count(other) or (last and other in before)
        reply = replies[len(answers)]
        answers.append(Placed(asked, reply == "right", not_yet=reply == "not yet"))
