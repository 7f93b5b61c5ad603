"""How far one is on the way to a paper: known, learned, left; ready and read."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.events import BankId, ItemId, SkillId
from drill.gyr.path import (
    GoalPath,
    Mastered,
    PaperReading,
    Path,
    PathFormula,
    find_goal_path,
    find_mastered_skills,
    is_reached,
    link_near,
    path_of,
    reading_of,
)
from drill.gyr.skills import Curriculum, ExerciseProgress, part_of
from tests.entries import entry
from tests.gyr.gyr_log import log_of
from tests.gyr.test_gyr_skills import log_from

SKILLS = st.frozensets(st.sampled_from("abcdef").map(SkillId))


@given(st.lists(st.sampled_from("abcdef").map(SkillId), unique=True), SKILLS, SKILLS, SKILLS, SKILLS)
def test_every_skill_is_counted_once(
    skills: list[SkillId],
    learned: frozenset[SkillId],
    known: frozenset[SkillId],
    begun: frozenset[SkillId],
    aside: frozenset[SkillId],
) -> None:
    has = Mastered(frozenset(learned), frozenset(known - learned), begun - learned - known, aside)
    path = path_of(skills, has)
    assert sorted((*path.known, *path.learned, *path.left, *path.set_aside)) == sorted(skills)
    assert set(path.begun) <= set(path.left)
    assert path.skills == len(skills)
    assert path.done == sum(skill in has for skill in skills)
    assert [*path.left] == [skill for skill in skills if skill not in has and skill not in aside]


def test_it_is_told_in_words() -> None:
    a, b, c = map(SkillId, "abc")
    assert Path((a,), (b,), (c,)).describe() == "2 of 3 skills, 1 left"
    assert Path((), (b,), ()).describe() == "1 of 1 skill"
    assert Path((), (), (a, b), (), (c,)).describe() == "0 of 3 skills, 2 left, 1 parked"


def test_what_was_not_green_is_known_no_more_and_what_is_learned_is_not_known_beside() -> None:
    bank = [entry(f"a/{n}", skill=skill) for n, skill in enumerate("aabc")]
    logs = {"a/0": log_from(0, "green"), "a/1": log_from(2, "green"), "a/2": log_of("unsure", "green")}
    parts = {ItemId(item): part_of(log.state) for item, log in logs.items()}
    has = find_mastered_skills(bank, parts, [SkillId(skill) for skill in "abc"])
    a, b, c = (frozenset({SkillId(skill)}) for skill in "abc")
    assert has == Mastered(learned=a, known=c, begun=b)


def test_a_formula_is_ready_by_its_skills_drilled_by_its_exercises_and_read_by_the_learners_word() -> None:
    has = Mastered(frozenset({SkillId("a")}), frozenset({SkillId("b")}))

    def formula(called: str, skills: str, *items: str) -> PathFormula:
        return PathFormula(called, frozenset(map(SkillId, skills)), tuple(map(ItemId, items)), called)

    formulas = [
        formula("noise", "ab", "p/0", "p/1"),
        formula("bound", "abc", "p/2"),
        formula("loss", "a", "p/3"),
        formula("schedule", "a"),
    ]
    parts = {ItemId("p/1"): ExerciseProgress(state="green"), ItemId("p/2"): ExerciseProgress(state="green")}
    found = reading_of(formulas, has, parts, {"loss", "schedule"})
    assert found == PaperReading(3, ("noise", "loss"), ("bound",), ("loss",)), "all exercises on it are green"
    parts[ItemId("p/0")] = ExerciseProgress(state="parked")
    assert reading_of(formulas, has, parts, ()).drilled == ("noise", "bound")
    assert not replace(formulas[0], rests_on=(SkillId("c"),)).is_ready(has)
    assert replace(formulas[0], rests_on=(SkillId("c"),)).is_ready(replace(has, set_aside=frozenset("c")))  # type: ignore[arg-type]


def test_a_skill_of_which_all_is_parked_is_set_aside_and_holds_up_no_goal() -> None:
    bank = [entry(f"a/{n}", skill=skill) for n, skill in enumerate("aab")]
    parked = log_of("red", "red", "red", "red", "red")
    parts = {ItemId(f"a/{n}"): part_of(parked.state) for n in range(2)}
    path = path_of(map(SkillId, "ab"), find_mastered_skills(bank, parts, [SkillId("b")]))
    assert (path.set_aside, path.known, path.left) == (("a",), ("b",), ())
    assert is_reached(path, [], parts)
    assert is_reached(path, [ItemId("a/0")], parts)
    assert not is_reached(path, [ItemId("a/2")], parts)
    assert not is_reached(path_of(map(SkillId, "abc"), find_mastered_skills(bank, parts)), [], parts)


NEEDS = {SkillId("b"): (SkillId("a"),), SkillId("d"): (SkillId("b"),)}


def curriculum_of(*exercises: tuple[str, str, str], pace: int = 0) -> Curriculum:
    """Exercises by item, skill, and what they need."""
    made = [entry(item, skill=skill, needs=tuple(needs), pace=pace) for item, skill, needs in exercises]
    return Curriculum({each.item: each for each in made}, NEEDS)


PAPER = [entry("p/0", skill="b", trains="", in_file_order=True)]


def test_the_way_to_a_paper_is_what_its_exercises_name_and_all_that_this_rests_on() -> None:
    curriculum = curriculum_of(*((f"a/{skill}{n}", skill, "") for skill in "abcd" for n in range(2)))
    goal = find_goal_path(curriculum, PAPER)
    assert (goal.skills, goal.own, goal.excluded) == (("a", "b"), ("p/0",), frozenset())
    assert find_goal_path(curriculum, []) == GoalPath(BankId(""))


def test_the_near_way_is_what_exercises_name_and_what_a_red_one_needs_joins_by_one_level() -> None:
    curriculum = curriculum_of(*((f"a/{skill}{n}", skill, "") for skill in "abcd" for n in range(2)))
    paper = [entry("p/0", skill="d", trains="", in_file_order=True), entry("p/1", needs=("c",), trains="")]

    def near(*further: str, **colours: str) -> tuple[SkillId, ...]:
        names = {"p": "p/0", **{skill: f"a/{skill}0" for skill in "abcd"}}
        parts = {ItemId(names[name]): part_of(log_of(colour).state) for name, colour in colours.items()}
        linked = link_near(curriculum, paper, parts, map(SkillId, further))
        goal = find_goal_path(curriculum, paper, linked=linked)
        assert goal.own == ("p/0", "p/1")
        assert goal.needs == {"p/0": ["d"], "p/1": ["c"]}
        assert goal.takes_others_for_passed
        return goal.skills

    assert near() == ("d", "c")
    assert near(d="unsure", p="unsure", a="red", b="red") == ("d", "c"), "nothing on the way was red"
    assert near(p="red") == near(d="red") == ("b", "d", "c")
    assert near(d="red", b="red") == ("b", "d", "c"), "what joined lets nothing more join"
    assert near("a") == ("a", "d", "c")


def test_a_skill_with_too_few_exercises_takes_along_what_the_cheapest_others_need() -> None:
    rest = [(f"a/{skill}{n}", skill, "") for skill in "acdefghi" for n in range(2)]
    many = [*rest, ("a/b0", "b", ""), ("a/b1", "b", "efgh"), ("a/b2", "b", "ef")]
    goal = find_goal_path(curriculum_of(*many), PAPER)
    assert (goal.skills, goal.excluded) == (("a", "b", "e", "f"), {"a/b1"})
    # It has no other: all that it needs come along.
    alone = find_goal_path(curriculum_of(*rest, ("a/b0", "b", "efgh"), ("a/b1", "b", "efghi")), PAPER)
    assert (alone.skills, alone.excluded) == (("a", "b", "e", "f", "g", "h", "i"), frozenset())
    enough = find_goal_path(curriculum_of(*rest, ("a/b0", "b", ""), ("a/b1", "b", "efgh")), PAPER)
    assert (enough.skills, enough.excluded) == (("a", "b"), {"a/b1"})


def test_a_need_that_rests_on_the_exercises_own_skill_does_not_count() -> None:
    curriculum = curriculum_of(("a/a0", "a", "b"), ("a/a1", "a", ""), ("a/b0", "b", ""), ("a/b1", "b", ""))
    assert curriculum.circular == {"a/a0"}
    assert [curriculum.find_needs(each) for each in curriculum.entries.values()] == [(), (), ("a",), ("a",)]


def test_the_way_to_a_subject_is_its_own_skills_and_to_a_topic_what_it_rests_on_there() -> None:
    made = [
        entry("a/0", skill="a", topic="t"),
        entry("a/1", skill="b", topic="u", needs=("x",)),
        entry("a/2", skill="c", topic="u"),
        entry("b/0", skill="x", topic="t"),
    ]
    curriculum = Curriculum({each.item: each for each in made}, NEEDS)
    subject = find_goal_path(curriculum, made[:3])
    assert (subject.skills, subject.own, subject.excluded) == (("a", "b", "c"), (), frozenset())
    assert subject.takes_others_for_passed
    assert find_goal_path(curriculum, made[1:3]).skills == ("a", "b", "c")
    assert find_goal_path(curriculum, made[:1]).skills == ("a",)
