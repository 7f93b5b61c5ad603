"""The graph of skills."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drill.banks.loaded_files import Skill, Skills
from drill.gyr.events import SkillId


def skills(needs: dict[str, list[str]]) -> Skills:
    return Skills(
        Skill(SkillId(id_), id_.title(), tuple(map(SkillId, before))) for id_, before in needs.items()
    )


def before(graph: Skills, *ids: str) -> tuple[str, ...]:
    return graph.before([SkillId(id_) for id_ in ids])


def test_everything_before_a_skill_comes_in_order() -> None:
    graph = skills({"c": ["b", "a"], "b": ["a"], "a": [], "d": ["a"]})
    assert before(graph, "c") == ("a", "b", "c")
    assert before(graph, "d", "b") == ("a", "d", "b")


def test_a_skill_that_nobody_describes_needs_nothing() -> None:
    graph = skills({"b": ["elsewhere"]})
    assert before(graph, "b") == ("elsewhere", "b")
    assert graph.unknown() == (("b", "elsewhere"),)


def test_a_circle_is_found_and_does_no_harm() -> None:
    graph = skills({"a": ["b"], "b": ["c"], "c": ["a"]})
    assert set(graph.circle()) == {"a", "b", "c"}
    assert set(before(graph, "a")) == {"a", "b", "c"}


@given(st.dictionaries(st.integers(0, 30), st.lists(st.integers(0, 30), max_size=4), max_size=30))
def test_without_a_circle_each_stands_after_what_it_needs(raw: dict[int, list[int]]) -> None:
    """Needs that point to smaller numbers alone make no circle."""
    graph = skills({str(id_): [str(need) for need in needs if need < id_] for id_, needs in raw.items()})
    assert graph.circle() == ()
    order = before(graph, *graph)
    assert set(graph) <= set(order)
    for id_ in graph:
        assert all(order.index(need) < order.index(id_) for need in graph[id_].needs)


def test_the_first_description_of_a_skill_counts() -> None:
    one, two = Skill(SkillId("a"), "One"), Skill(SkillId("a"), "Two")
    assert Skills([one, two])[SkillId("a")].title == "One"
