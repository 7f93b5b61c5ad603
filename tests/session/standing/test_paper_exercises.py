"""Which exercises of a paper are planned, counted or kept beside it; its year; notes, weeks and answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from drill.banks.catalogue import Bank, Catalogue, Skills
from drill.errors import UsageError
from drill.gyr.events import FIRST_ROUND, Attempt, BankId, ItemId, SkillId
from drill.gyr.fold import STATES
from drill.gyr.path import Path
from drill.gyr.skills import ExerciseProgress
from drill.gyr.state import NEVER_MET, Standing
from drill.session.standing.goals import DAYS_A_SKILL, GoalView, tell_weeks
from drill.session.standing.paper_names import find_paper_year, list_kept_beside
from drill.session.standing.paper_notes import are_minutes, caption_lines, caption_text, write_link_note
from drill.session.standing.prerequisites import as_placed
from drill.session.standing.withheld_exercises import (
    ExerciseCounts,
    FormulaCounts,
    count_bank,
    find_unplanned,
    is_by_second_author,
    list_planned,
)
from tests.entries import entry

PAPER = "papers/walk"
EMPTY = Catalogue((), Skills(), lambda _: pytest.fail("an exercise is read"), lambda _: {})
IDS = ("numpy-00000000aa", "explain-00000000bb", "derivative-00000000cc", "own")
"""An exercise of a formula's code, one in own words, one of a former kind, and a second author's."""


def paper(bank: str = PAPER, ids: tuple[str, ...] = IDS, **fields: Any) -> Bank:
    entries = tuple(entry(f"{bank}/{id_}") for id_ in ids)
    return Bank(BankId(bank), bank, f"{bank}.yaml", entries=entries, **fields)


def catalogue(*banks: Bank) -> Catalogue:
    return replace(EMPTY, banks=banks)


def standing(**states: str) -> Standing:
    return Standing.of({
        ItemId(f"{PAPER}/{id_.replace('_', '-')}"): replace(NEVER_MET, state=state)  # type: ignore[arg-type]
        for id_, state in states.items()
    })  # fmt: skip


def ids_of(entries: Any) -> list[str]:
    return [each.id for each in entries]


def test_own_words_and_former_kinds_of_an_import_come_once_they_were_met() -> None:
    unmet = standing()
    met = standing(explain_00000000bb="red", derivative_00000000cc="green", own="unseen")
    assert ids_of(list_planned(paper(), unmet)) == [IDS[0], IDS[3]]
    assert ids_of(list_planned(paper(), met)) == [*IDS]
    assert ids_of(list_planned(paper(shipped=True), unmet)) == [*IDS]
    assert find_unplanned(catalogue(paper()), unmet) == {f"{PAPER}/{IDS[1]}", f"{PAPER}/{IDS[2]}"}
    assert find_unplanned(catalogue(paper()), met) == set()
    assert find_unplanned(catalogue(paper(shipped=True)), unmet) == set()


def test_what_comes_only_by_name_is_planned_once_it_was_met() -> None:
    bank = paper(only_by_name=frozenset({ItemId(f"{PAPER}/own")}))
    assert "own" not in ids_of(list_planned(bank, standing(own="unseen")))
    assert "own" in ids_of(list_planned(bank, standing(own="yellow")))
    assert find_unplanned(catalogue(bank), standing(own="unseen")) >= {f"{PAPER}/own"}


def test_parts_are_counted_by_their_states_and_by_what_turned() -> None:
    green, red, turned = (
        ExerciseProgress(state=state, green_on=on)  # type: ignore[arg-type]
        for state, on in (("green", None), ("red", None), ("yellow", "some day"))
    )
    ids = ("a", "b", "c", "d")
    parts = {ItemId(f"my/{id_}"): part for id_, part in zip(ids, (green, red, turned), strict=False)}
    counts = count_bank(paper("my", ids), parts)
    assert (counts.every, counts.green, counts.left, counts.begun) == (4, 1, 3, 1)
    assert [counts.states[state] for state in STATES] == [
        {"green": 1, "red": 1, "yellow": 1, "unseen": 1}.get(state, 0) for state in STATES
    ]


def test_a_second_authors_exercise_is_neither_shipped_nor_made_by_an_import() -> None:
    loaded = catalogue(paper(), paper("papers/shown", shipped=True), paper("my/notes"), paper("tiny"))
    for bank in (PAPER, "my/notes", "papers/gone"):
        assert is_by_second_author(ItemId(f"{bank}/own"), loaded), bank
        assert not is_by_second_author(ItemId(f"{bank}/{IDS[0]}"), loaded), bank
    for bank in ("papers/shown", "tiny"):
        assert not is_by_second_author(ItemId(f"{bank}/own"), loaded), bank


def test_what_is_kept_beside_a_paper_of_the_program_is_in_the_learners_own_bank() -> None:
    kept = paper("my/papers-walk-2nd", ("one", "two"), unsolved=frozenset({ItemId("my/papers-walk-2nd/two")}))
    shipped = paper(shipped=True)
    both = catalogue(shipped, kept)
    assert ids_of(list_kept_beside(both, shipped)) == ["one"]
    assert ids_of(list_kept_beside(both, shipped, with_unsolved=True)) == ["one", "two"]
    assert list_kept_beside(catalogue(shipped), shipped) == ()
    assert list_kept_beside(catalogue(paper(), kept), paper()) == ()
    subject = paper("calculus", shipped=True)
    assert list_kept_beside(catalogue(subject, paper("my/calculus-2nd")), subject) == ()


@pytest.mark.parametrize(
    ("slug", "citation", "shipped", "year"),
    [
        ("papers/walk-2020", "", False, "2020"),
        ("papers/walk", "A. Author, Walks (2019), after one of 2017", False, "2019"),
        ("papers/walk", "", True, ""),
        ("papers/walk-2020", "A paper (2020) and the next (2022)", True, "2020-2022"),
        ("papers/walk-2020", "A paper (2020) and the next (2022)", False, "2020"),
        ("papers/walk-2020", "After a paper of 2017", True, "2020"),
        ("papers/walk-2020", "A paper of 2020", True, "2020"),
        ("calculus-2020", "2020", True, ""),
    ],
)
def test_a_papers_year_is_that_of_its_slug_or_of_its_citation(
    slug: str, citation: str, shipped: bool, year: str
) -> None:
    assert find_paper_year(paper(slug, source={"citation": citation}, shipped=shipped)) == year


def goal(left: int, bank: str = PAPER) -> GoalView:
    path = Path(left=tuple(SkillId(f"s{number}") for number in range(left)))
    own = ExerciseCounts(dict.fromkeys(STATES, 0))
    return GoalView(bank=bank, title="Walk", path=path, own=own, formulas=FormulaCounts())


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (4, "one week"), (10, "one week"), (11, "one to two weeks"), (14, "one to two weeks"),
        (15, "two weeks"), (17, "two weeks"), (29, "three to four weeks"),
    ],
)  # fmt: skip
def test_the_weeks_to_a_paper_are_told_to_a_quarter(left: int, words: str) -> None:
    assert 8.2 < 7 / DAYS_A_SKILL < 8.5, "skills a week"
    assert tell_weeks(paper(shipped=True), goal(left), 25) == words


def test_no_weeks_are_told_of_what_nobody_measured() -> None:
    shipped = paper(shipped=True)
    assert tell_weeks(shipped, goal(25), 25)
    assert tell_weeks(paper(), goal(25), 25) == ""
    assert tell_weeks(shipped, goal(25, "papers/other"), 25) == ""
    assert tell_weeks(shipped, goal(0), 25) == ""
    assert tell_weeks(paper("calculus", shipped=True), goal(25, "calculus"), 25) == ""


RIGHT = Attempt(kind="verdict", round=FIRST_ROUND, pass_=1, ok=True, why=True, answer="7", placed=True)


@pytest.mark.parametrize(
    "fields", [{"ok": False}, {"hints": 1}, {"revealed": True}, {"decided_by": "learner"}]
)
def test_an_answer_is_evidence_where_it_was_right_at_once_without_help(fields: dict[str, Any]) -> None:
    assert as_placed(entry("a/b"), RIGHT).ok
    assert not as_placed(entry("a/b"), replace(RIGHT, **fields)).ok


@pytest.mark.parametrize(
    ("kind", "params", "options", "moves_others"),
    [
        ("number", {}, 0, True),
        ("number", {"options": "a b"}, 0, True),
        ("choice", {"options": "a b c"}, 3, False),
        ("choice", {}, 4, False),
        ("fault", {}, 4, False),
        ("stages", {}, 0, False),
        ("self", {}, 0, False),
    ],
)
def test_a_choice_is_evidence_for_its_own_skill_alone(
    kind: str, params: dict[str, str], options: int, moves_others: bool
) -> None:
    placed = as_placed(entry("a/b", kind=kind), replace(RIGHT, params=params))
    assert (placed.options, placed.moves_others) == (options, moves_others)


def test_a_link_is_kept_in_three_lines_or_refused() -> None:
    assert write_link_note(" https://a.org/x ", "Title", "12 min") == "https://a.org/x\nTitle\n12"
    assert write_link_note("https://a.org/x", "", "") == "https://a.org/x"
    with pytest.raises(UsageError, match="not a web address: ftp://a"):
        write_link_note("ftp://a", "", "")
    with pytest.raises(UsageError, match="not a web address: nothing"):
        write_link_note(" ", "", "")
    with pytest.raises(UsageError, match="not 'an hour'"):
        write_link_note("https://a.org", "", "an hour")
    assert [are_minutes(text) for text in ("5", "9999", "10000", "", "-1", "1.5", "٣")] == [
        True, True, False, False, False, False, False,
    ]  # fmt: skip


def test_a_note_on_a_figure_is_read_by_its_labels() -> None:
    text = "axes: time, loss\nit falls\nshows: training\ncolour: red"
    lines = caption_lines(text)
    assert lines == {"axes": "time, loss", "shows": "training", "words": "it falls colour: red"}
    assert caption_text(lines) == "axes: time, loss\nshows: training\nit falls colour: red"
    assert caption_text({"words": ""}) == ""
