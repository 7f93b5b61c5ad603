"""How far one is on the way to a paper: known, learned, left; ready and read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import Formula, Mastered, Path, Reading, mastered, path_of, reading_of
from drill.gyr.skills import part_of
from tests.gyr.gyr_log import log_of
from tests.gyr.test_gyr_skills import log_from
from tests.gyr.test_gyr_today import exercise

SKILLS = st.frozensets(st.sampled_from("abcdef").map(SkillId))


@given(st.lists(st.sampled_from("abcdef").map(SkillId), unique=True), SKILLS, SKILLS)
def test_every_skill_is_counted_once(
    skills: list[SkillId], learned: set[SkillId], known: set[SkillId]
) -> None:
    has = Mastered(frozenset(learned), frozenset(known - learned))
    path = path_of(skills, has)
    assert sorted((*path.known, *path.learned, *path.left)) == sorted(skills)
    assert path.skills == len(skills)
    assert path.done == sum(skill in has for skill in skills)
    assert [*path.left] == [skill for skill in skills if skill not in has]


def test_it_is_told_in_words() -> None:
    a, b, c = map(SkillId, "abc")
    assert Path((a,), (b,), (c,)).told() == "2 of 3 skills: 1 known, 1 learned"
    assert Path((), (b,), ()).told() == "1 of 1 skill learned"
    assert Path((a,), (), (b, c)).told() == "1 of 3 skills known"
    assert Path((), (), (a, b)).told() == "0 of 2 skills learned"


def test_what_was_not_green_is_known_no_more_and_what_is_learned_is_not_known_beside() -> None:
    bank = [exercise(f"a/{n}", skill=skill) for n, skill in enumerate("aabc")]
    logs = {"a/0": log_from(0, "green"), "a/1": log_from(2, "green"), "a/2": log_of("unsure", "green")}
    parts = {ItemId(item): part_of(log.state) for item, log in logs.items()}
    has = mastered(bank, parts, [SkillId(skill) for skill in "abc"])
    assert has == Mastered(frozenset({SkillId("a")}), frozenset({SkillId("c")}))


def test_a_formula_is_ready_by_its_skills_and_read_by_its_exercises() -> None:
    has = Mastered(frozenset({SkillId("a")}), frozenset({SkillId("b")}))

    def formula(called: str, skills: str, *items: str) -> Formula:
        return Formula(called, frozenset(map(SkillId, skills)), tuple(map(ItemId, items)))

    formulas = [
        formula("noise", "ab", "p/0", "p/1"),
        formula("bound", "abc", "p/2"),
        formula("loss", "a", "p/3"),
        formula("schedule", "a"),
    ]
    assert reading_of(formulas, has, {"p/1", "p/2"}) == Reading(3, ("noise", "loss"), ("noise", "bound"))
