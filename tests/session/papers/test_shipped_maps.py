"""The maps of all shipped papers: a formula needs what its own exercises name, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from drill.banks.catalogue import Bank
from drill.gyr.events import ItemId, SkillId
from drill.session.papers.workbook import open_paper
from drill.session.standing.goals import find_path_to_goal, find_way
from drill.session.standing.paper_names import is_paper
from drill.session.titles import skill_title
from drill.session.today.formula_map import FormulaMap, MapRow, make_map
from drill.session.workspace import Workspace
from tests.homes import workspace_in

pytestmark = pytest.mark.shipped


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with workspace_in(tmp_path_factory.mktemp("maps")) as opened:
        yield opened


def papers_in(workspace: Workspace) -> Sequence[Bank]:
    return [bank for bank in workspace.catalogue.banks if is_paper(bank.id)]


def map_of(workspace: Workspace, name: str) -> FormulaMap:
    return make_map(workspace, open_paper(workspace, name))


def list_named(workspace: Workspace, row: MapRow) -> set[SkillId]:
    """The skills that the exercises on a formula name."""
    entries = (workspace.catalogue.entries[ItemId(each.item)] for each in row.exercises)
    return {skill for entry in entries for skill in entry.named_skills}


def grow(workspace: Workspace, named: set[SkillId], way: set[SkillId]) -> set[SkillId]:
    """The named skills on a way, with their needs on it, and the needs of these."""
    found = named & way
    while True:
        more = {need for skill in found for need in workspace.curriculum().needs.get(skill, ())} & way
        if more <= found:
            return found
        found |= more


def titles_of(workspace: Workspace, skills: set[SkillId]) -> set[str]:
    return {skill_title(workspace, skill) for skill in skills}


def test_no_formula_needs_what_its_exercises_reach_only_through_what_is_taken_for_passed(
    workspace: Workspace,
) -> None:
    told = 0
    for bank in papers_in(workspace):
        way = set(find_path_to_goal(workspace, bank).skills)
        for row in map_of(workspace, bank.id).rows:
            if row.formula is None:
                continue
            named = list_named(workspace, row)
            needed = titles_of(workspace, grow(workspace, named, way))
            assert {*row.skills_left} == needed, (bank.id, row.called)
            if row.next is not None and row.next.skill:
                reason = row.next.leads_to or row.next.skill
                assert reason in titles_of(workspace, named), (bank.id, row.called, row.next.title)
                told += 1
    assert told > 300


def test_a_paper_begins_with_its_own_first_formula_and_no_false_reason(workspace: Workspace) -> None:
    found = map_of(workspace, "papers/qhadam")
    first = next(row for row in found.rows if row.exercises)
    assert found.next is first
    assert first.next is not None
    assert not any("Limits" in title or "Compose" in title for title in first.skills_left)
    adam = {row.called: row for row in map_of(workspace, "papers/adam").rows}
    assert not any("O-notation" in title for title in adam["first moment"].skills_left)
    assert any("O-notation" in title for title in adam["step size α_t"].skills_left), "it is asked there"


def test_from_the_ground_up_all_that_a_formula_rests_on_is_left(workspace: Workspace) -> None:
    bank = workspace.catalogue.bank("papers/adam")
    assert bank is not None
    whole = find_way(workspace, bank).skills
    curriculum = workspace.curriculum()
    row = next(row for row in map_of(workspace, bank.id).rows if row.called == "first moment")
    needs = [*list_named(workspace, row)]
    every = {skill for skill in curriculum.list_before(needs) if skill in whole}
    assert {*curriculum.list_on_way(needs, whole)} == every
    assert len(every) > 3 * len(row.skills_left)
