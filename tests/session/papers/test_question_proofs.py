"""Stored questions on imported formulas are proved again once the rules of their proof have changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drill.papers import RULES, DraftRecord, FormulaRow, Paper, SourceRow, print_paper, write_bank
from drill.session.drilling.starting import start_session
from drill.session.papers.question_proofs import prove_stored_questions
from drill.session.standing.goals import goal_view
from drill.session.standing.paper_names import read_record, record_path
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.queueing import Request
from drill.session.workspace import Workspace
from tests.homes import configure, plant, workspace_in
from tests.session.drilled import attempt, coming_items

BANK = "papers/kept"
WORK, FURTHER, OTHER = "work-00000000aa", "further-00000000aa", "work-00000000bb"
OUTCOMES = [
    {"id": "unchanged", "wrong": "It stays the same."},
    {"id": "doubled", "wrong": "It is doubled."},
    {"id": "sign-turned", "wrong": "It only changes its sign."},
    {"id": "none", "wrong": "None of these."},
]


def predicts(formula: str, letters: list[str], change: dict[str, str], key: str) -> dict[str, Any]:
    options = [{"id": each["id"], "right": each["wrong"]} if each["id"] == key else each for each in OUTCOMES]
    return {
        "prompt": f"What happens to the value of ${formula}$?",
        "answer": {"choice": options},
        "witness": {"world": formula, "letters": letters, "ask": {"change": change}},
    }


TRUE = predicts("y = a - b", ["a: number", "b: number"], {"a": "plus 1", "b": "plus 1"}, "unchanged")
# (-1)^n det A: it changes its sign for an odd n alone
FALSE = predicts(r"z = \det(A)", ["A: n, n"], {"A": "times -1"}, "sign-turned")
SLIP = {
    "prompt": "Somebody copied $y = a + b$. Which case shows it?",
    "answer": {"choice": [{"id": "one", "right": "a = 1, b = 0"}, {"id": "two", "wrong": "a = 0, b = 1"}]},
    "witness": {
        "world": "y = a - b", "letters": ["a: number", "b: number"],
        "ask": {"instead": "y = a + b", "hides": {"one": {"at": {"b": "0"}}, "two": {"at": {"a": "0"}}}},
    },
}  # fmt: skip
SOLVED = {
    "prompt": "For which $a$ is $y = a - b$ equal to $2$?",
    "names": {"b": "b"},
    "answer": {"expression": "b + 2"},
    "witness": {
        "world": "y = a - b", "letters": ["a: number", "b: number"],
        "ask": {"solve": "a", "equals": "2"},
    },
}  # fmt: skip
LOGARITHM = predicts("y = e^a", ["a: number"], {"a": "plus ln 2"}, "doubled")
SOLVED_WRONG = {**SOLVED, "answer": {"expression": "b - 2"}}


def exercise(*questions: Mapping[str, Any]) -> dict[str, Any]:
    if len(questions) == 1:
        return {"title": "A question", "level": 3, **questions[0]}
    stages = [{**question, "fixed": "one formula"} for question in questions]
    return {"title": "Questions", "level": 3, "prompt": "A formula.", "stages": stages}


def paper_of(exercises: Mapping[str, dict[str, Any]]) -> Paper:
    drafts = tuple(
        DraftRecord(id_, id_.partition("-")[0], f"f-{id_[-2:]}", fields, proved=True)
        for id_, fields in exercises.items()
    )
    rows = tuple(
        FormulaRow(f"f-{end}", "y = a - b", number=end, rank=rank, has_letters=True)
        for rank, end in enumerate(("aa", "bb"), 1)
    )
    return Paper(
        "kept", title="Kept: a paper", source=SourceRow("kept.tex", "abc"), formulas=rows, drafts=drafts,
        decisions=dict.fromkeys(exercises, "kept"), drilled=2, is_linked=True,
    )  # fmt: skip


def plant_paper(
    home: Path, exercises: Mapping[str, dict[str, Any]], *, edit: tuple[str, str] = ("", "")
) -> None:
    """Keep a paper as a version before the present rules kept it."""
    configure(home, f'goal = "{BANK}"\n')
    written = write_bank(paper_of(exercises))
    assert edit[0] in written.text
    plant(home, BANK, written.text.replace(*edit, 1) if edit[0] else written.text)
    with workspace_in(home) as workspace:
        path = record_path(workspace.places, "kept")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(print_paper(replace(written.record, rules=0)), encoding="utf-8")


def record_of(workspace: Workspace) -> Paper:
    record = read_record(record_path(workspace.places, "kept"))
    assert record is not None
    return record


def items_of(workspace: Workspace) -> set[str]:
    return {entry.id for entry in workspace.catalogue.entries.values() if entry.bank == BANK}


def test_what_is_right_stays_as_it_was_written(tmp_path: Path) -> None:
    plant_paper(tmp_path, {WORK: exercise(TRUE)})
    file = tmp_path / "banks" / f"{BANK}.yaml"
    before = file.read_text()
    with workspace_in(tmp_path) as workspace:
        prove_stored_questions(workspace)
        assert items_of(workspace) == {WORK}
        assert (record_of(workspace).rules, record_of(workspace).withdrawn) == (RULES, ())
        assert not workspace.take_notices()
    assert file.read_text() == before


def test_until_a_worker_has_looked_nothing_is_served_counted_or_lost(tmp_path: Path) -> None:
    plant_paper(tmp_path, {WORK: exercise(TRUE)})
    with workspace_in(tmp_path) as workspace:
        prove_stored_questions(workspace)
        attempt(workspace, f"{BANK}/{WORK}", ok=True, why=True)
        path = record_path(workspace.places, "kept")
        path.write_text(print_paper(replace(record_of(workspace), rules=0)), encoding="utf-8")
    with workspace_in(tmp_path) as workspace:
        assert not items_of(workspace)
        assert not workspace.orphans()
        view = goal_view(workspace, workspace.parts(), find_learner_mastery(workspace))
        assert view is None or not view.is_reached
        assert view is None or view.told.endswith("its exercises are being checked again")
        assert not coming_items(workspace)
        prove_stored_questions(workspace)
        assert items_of(workspace) == {WORK}
        assert workspace.state(workspace.catalogue.entries[f"{BANK}/{WORK}"]).state == "green"  # type: ignore[index]


def test_a_false_question_leaves_the_bank_and_is_named_in_the_record(tmp_path: Path) -> None:
    plant_paper(tmp_path, {WORK: exercise(FALSE), OTHER: exercise(TRUE)})
    with workspace_in(tmp_path) as workspace:
        prove_stored_questions(workspace)
        assert items_of(workspace) == {OTHER}
        record = record_of(workspace)
        assert [(row.id, row.stage, row.bank_hash) for row in record.withdrawn] == [(WORK, 0, "")]
        assert [draft.id for draft in record.drafts] == [OTHER]
        (told,) = workspace.take_notices()
        assert told.startswith("1 of 2 questions on the formulas of Kept: a paper was withdrawn")
        assert told.endswith("The count of your goal has changed with that")
        prove_stored_questions(workspace)  # it is told once
        assert not workspace.take_notices()
    assert WORK not in (tmp_path / "banks" / f"{BANK}.yaml").read_text()


def test_an_exercise_that_loses_a_stage_starts_over(tmp_path: Path) -> None:
    plant_paper(tmp_path, {WORK: exercise(TRUE, FALSE)})
    path = tmp_path / "banks" / f"{BANK}.yaml"
    with workspace_in(tmp_path) as workspace:
        prove_stored_questions(workspace)
        (entry,) = (entry for entry in workspace.catalogue.entries.values() if entry.id == WORK)
        assert (entry.stages, entry.kind, entry.corrects) == (1, "choice", ())
        assert [(row.id, row.stage) for row in record_of(workspace).withdrawn] == [(WORK, 2)]
    assert r"\det" not in path.read_text()


def test_what_a_person_edited_stays_in_the_file_and_is_left_out_until_it_is_edited_again(
    tmp_path: Path,
) -> None:
    plant_paper(tmp_path, {WORK: exercise(FALSE), OTHER: exercise(TRUE)}, edit=("A question", "My question"))
    path = tmp_path / "banks" / f"{BANK}.yaml"
    before = path.read_text()
    with workspace_in(tmp_path) as workspace:
        prove_stored_questions(workspace)
        assert items_of(workspace) == {OTHER}
        (left_out,) = workspace.withheld.left_out
        assert (left_out.item, left_out.path) == (f"{BANK}/{WORK}", str(path))
        assert left_out.why
    assert path.read_text() == before
    path.write_text(before.replace("My question", "My own question"))
    with workspace_in(tmp_path) as workspace:  # it waits for a new proof
        assert workspace.withheld.pending == {BANK}


@pytest.mark.parametrize(
    ("question", "stays"), [(SLIP, True), (SOLVED, True), (LOGARITHM, True), (SOLVED_WRONG, False)]
)
def test_of_kinds_that_are_asked_no_more_what_is_right_stays_and_comes_only_by_name(
    tmp_path: Path, question: dict[str, Any], stays: bool
) -> None:
    plant_paper(tmp_path, {WORK: exercise(question), OTHER: exercise(TRUE)})
    with workspace_in(tmp_path) as workspace:
        prove_stored_questions(workspace)
        assert items_of(workspace) == ({WORK, OTHER} if stays else {OTHER})
        assert coming_items(workspace) == [f"{BANK}/{OTHER}"]
        if stays:
            sitting = start_session(workspace, Request(scope=(f"{BANK}/{WORK}",)))
            assert sitting.next().entry.id == WORK  # type: ignore[union-attr]
            sitting.close()


def test_what_is_not_followed_any_more_is_withdrawn(tmp_path: Path) -> None:
    odd = predicts(r"y = a \star b + c", ["a: number", "b: number", "c: number"], {"c": "plus 1"}, "none")
    plant_paper(tmp_path, {WORK: exercise(odd)})
    with workspace_in(tmp_path) as workspace:
        prove_stored_questions(workspace)
        assert not items_of(workspace)


def test_a_record_keeps_its_rules_in_json(tmp_path: Path) -> None:
    written = json.loads(print_paper(replace(paper_of({WORK: exercise(TRUE)}), rules=RULES)))
    assert written["made"]["rules"] == RULES
