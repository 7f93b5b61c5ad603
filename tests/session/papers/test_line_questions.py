"""The questions that a paper's lines of NumPy answer: made at an import, served, and tried on a new line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from drill.errors import CheckError, UsageError
from drill.formulas import Meaning
from drill.gyr.entry import Entry
from drill.papers import LINE_KIND, OWN_LINE_KIND, Paper, find_made_kind
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import start_session
from drill.session.papers.formula_lines import keep_line, try_line
from drill.session.papers.given_meanings import (
    check_by_hand,
    compare_own_line,
    confirm_meanings,
    give_meaning,
    keep_own_line,
)
from drill.session.papers.paper_import import import_paper_source, save_imported_paper
from drill.session.standing.formula_needs import count_formulas
from drill.session.standing.paper_names import read_record, record_path
from drill.session.standing.queueing import Request
from drill.session.today.session_list import open_day
from drill.session.workspace import Workspace
from tests.asked import verify
from tests.homes import WORKERS, Clock, configure, workspace_in

SOURCE = r"""\documentclass{article}
\title{Scaled}
\begin{document}\maketitle
The layer is normalised:
\begin{equation} y = g \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} \end{equation}
The weights are shares:
\begin{equation} a_i = \frac{\exp(s_i)}{\sum_j \exp(s_j)} \end{equation}
\end{document}
"""
NORM = Meaning(
    "(1)", "g * (x - x.mean()) / np.sqrt(x.var() + eps)", {"x": ("d",), "g": ("d",), "eps": ()}, ("eps > 0",)
)
OTHERWISE = "c = x - np.mean(x)\ng * c * (np.mean(c * c) + eps)**-0.5"
SHARES = Meaning("(2)", "np.exp(s - s.max()) / np.exp(s - s.max()).sum()", {"s": ("n",)})
BANK = "papers/scaled"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    configure(tmp_path, f"goal = {BANK!r}\nminutes = 60\n")
    with workspace_in(tmp_path, clock) as opened:
        import_with(opened, tmp_path, NORM, SHARES)
        yield opened


def import_with(workspace: Workspace, folder: Path, *meanings: Meaning) -> Sequence[str]:
    """Import the paper with a sheet of lines; return what the import says that it replaced."""
    source, sheet = folder / "scaled.tex", folder / "scaled.sheet.yaml"
    source.write_text(SOURCE)
    rows = [
        {"of": each.of, "code": each.code, "arrays": {name: [*axes] for name, axes in each.arrays.items()},
         "assume": [*each.assume], "confirmed": each.confirmed}
        for each in meanings
    ]  # fmt: skip
    sheet.write_text(json.dumps({"meanings": rows}))
    imported = import_paper_source(WORKERS, workspace.places, str(source), sheet=sheet)
    save_imported_paper(imported)
    workspace.catch_up()
    return imported.replaced


def record_of(workspace: Workspace) -> Paper:
    record = read_record(record_path(workspace.places, "scaled"))
    assert record is not None
    return record


def questions_of(workspace: Workspace, kind: str = LINE_KIND) -> list[Entry]:
    bank = workspace.catalogue.bank(BANK)
    assert bank is not None
    return [entry for entry in bank.entries if find_made_kind(entry.id) == kind]


def confirm(workspace: Workspace, second: Meaning) -> str:
    (compared,) = confirm_meanings(workspace, "scaled", [second])
    assert not isinstance(compared, CheckError)
    return compared.outcome


def serve(workspace: Workspace) -> list[Entry]:
    """The questions of lines that a session on the paper serves, each answered with its key."""
    sitting = start_session(workspace, Request((BANK,)))
    met: list[Entry] = []
    while isinstance(view := sitting.next(), ExerciseView):
        if find_made_kind(view.entry.id) == LINE_KIND:
            met.append(view.entry)
        sitting.answer(view.stage.key)
        sitting.mark(why=True, ok=True if view.stage.kind == "self" else None)
    sitting.close()
    return met


def test_an_import_with_lines_has_their_questions_each_idea_once(workspace: Workspace) -> None:
    asked = questions_of(workspace)
    assert len(asked) >= 3
    assert {entry.kind for entry in asked} == {"choice"}
    per_formula = [draft.about for draft in record_of(workspace).drafts if draft.kind == LINE_KIND]
    assert max(map(per_formula.count, per_formula)) <= 3


def test_two_new_exercises_of_a_paper_a_day_of_each_formula_one(workspace: Workspace, clock: Clock) -> None:
    about = {draft.id: draft.about for draft in record_of(workspace).drafts}
    first = serve(workspace)
    assert len(first) == 2
    assert len({about[entry.id] for entry in first}) == 2
    clock.now += timedelta(1)
    assert {*serve(workspace)}.isdisjoint(first)


def test_in_the_day_they_come_without_their_formula_being_opened(workspace: Workspace) -> None:
    asked = {entry.item for entry in questions_of(workspace)}
    assert len([row for row in open_day(workspace).coming() if row.item in asked]) == 2


def test_a_question_keeps_its_mark_where_the_line_is_written_otherwise(
    workspace: Workspace, tmp_path: Path
) -> None:
    met = serve(workspace)[0]
    before = {entry.id for entry in questions_of(workspace)}
    assert not import_with(workspace, tmp_path, Meaning("(1)", OTHERWISE, NORM.arrays, NORM.assume), SHARES)
    assert before <= {entry.id for entry in questions_of(workspace)}
    assert (
        workspace.state(next(entry for entry in questions_of(workspace) if entry.id == met.id)).state
        == "green"
    )


def test_what_does_not_hold_for_a_new_line_is_retired_in_a_sentence(
    workspace: Workspace, tmp_path: Path
) -> None:
    before = {entry.id for entry in questions_of(workspace)}
    plain = Meaning("(1)", "g * x / np.sqrt(x.var() + eps)", NORM.arrays, NORM.assume)
    (told,) = import_with(workspace, tmp_path, plain, SHARES)
    assert "retired" in told
    assert "(1)" in told
    gone = before - {entry.id for entry in questions_of(workspace)}
    assert gone
    assert {draft.id for draft in record_of(workspace).drafts if draft.remark.startswith("retired")} == gone
    assert not import_with(workspace, tmp_path, plain, SHARES)


def test_a_line_counts_once_somebody_elses_has_its_values(workspace: Workspace, tmp_path: Path) -> None:
    bank = workspace.catalogue.bank(BANK)
    assert bank is not None
    before = count_formulas(workspace, bank, workspace.parts()).every
    green = serve(workspace)
    assert green
    assert count_formulas(workspace, bank, workspace.parts()).done == 0
    assert confirm(workspace, Meaning("(1)", OTHERWISE, NORM.arrays, NORM.assume)) == "equal"
    workspace.catch_up()
    import_with(workspace, tmp_path, NORM, SHARES)
    assert record_of(workspace).meanings[0].confirmed == OTHERWISE
    after = count_formulas(workspace, bank, workspace.parts())
    assert (after.every, after.done) == (before, 1)


def test_a_confirmed_line_is_asked_in_numpy_and_its_second_line_proves_it(workspace: Workspace) -> None:
    assert questions_of(workspace, "numpy") == []
    confirm(workspace, Meaning("(1)", OTHERWISE, NORM.arrays, NORM.assume))
    workspace.catch_up()
    (entry,) = questions_of(workspace, "numpy")
    exercise = workspace.exercise(entry.item)
    assert exercise.forms[0].questions[0].witness["array"] == OTHERWISE


def test_a_line_with_other_values_drops_the_papers(workspace: Workspace) -> None:
    assert confirm(workspace, Meaning("(2)", "s / s.sum()", SHARES.arrays)) == "different"
    assert [each.of for each in record_of(workspace).meanings] == ["(1)"]
    assert "retired" in " ".join(workspace.notices)


def test_a_line_that_an_assistant_gives_is_asked_at_once(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        import_with(workspace, tmp_path)
        assert questions_of(workspace) == []
        assert give_meaning(workspace, "scaled", NORM)["kept"]
        workspace.catch_up()
        assert questions_of(workspace)


def find_formula_id(workspace: Workspace, number: str) -> str:
    return next(row.id for row in record_of(workspace).formulas if row.number == number)


@pytest.mark.parametrize(("off_by", "counts"), [(0.0, True), (0.5, False)])
def test_a_readers_line_counts_once_a_value_by_hand_agrees(
    tmp_path: Path, off_by: float, counts: bool
) -> None:
    with workspace_in(tmp_path) as workspace:
        import_with(workspace, tmp_path)
        formula = find_formula_id(workspace, "2")
        keep_line(workspace, "scaled", formula, SHARES.code)
        value = float(try_line(workspace, "scaled", formula, SHARES.code).inside.parts[-1].rows[0][0])
        with pytest.raises(UsageError):
            check_by_hand(workspace, "scaled", formula, "half")
        told = check_by_hand(workspace, "scaled", formula, f"{value + off_by:.3g}")
        workspace.catch_up()
        assert ("counts now" in told) is counts
        assert bool(questions_of(workspace)) is counts
        confirmed = [each.confirmed for each in record_of(workspace).meanings]
        assert confirmed == [f"by hand: {value:.2g}"] * counts


def test_a_readers_line_and_the_papers_confirm_each_other_unless_one_is_copied(workspace: Workspace) -> None:
    formula = find_formula_id(workspace, "1")
    for line, told, confirmed in (
        (NORM.code, "same values", ""),
        ("g * x / np.sqrt(x.var() + eps)", "something else", ""),
        (
            "g * (x - np.mean(x)) * (np.var(x) + eps)**-0.5",
            "same values",
            "g * (x - np.mean(x)) * (np.var(x) + eps)**-0.5",
        ),
    ):
        keep_line(workspace, "scaled", formula, f"{line} with x: d, g: d, eps:, eps > 0")
        assert told in compare_own_line(workspace, "scaled", formula)
        assert record_of(workspace).meanings[0].confirmed == confirmed


def test_what_a_readers_own_line_answers_is_practice_alone(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        import_with(workspace, tmp_path)
        formula = find_formula_id(workspace, "2")
        keep_own_line(workspace, "scaled", formula, SHARES.code)
        workspace.catch_up()
        own = questions_of(workspace, OWN_LINE_KIND)
        assert own
        assert not {row.item for row in open_day(workspace).coming()} & {entry.item for entry in own}
        practice = start_session(workspace, Request((own[0].item,), practice=True))
        view = practice.next()
        assert isinstance(view, ExerciseView)
        assert (view.entry.item, view.is_practice) == (own[0].item, True)
        practice.close()
        keep_own_line(workspace, "scaled", formula, "")
        workspace.catch_up()
        assert questions_of(workspace, OWN_LINE_KIND) == []


def test_every_exercise_of_a_line_is_proved_by_its_witness(workspace: Workspace) -> None:
    confirm(workspace, Meaning("(1)", OTHERWISE, NORM.arrays, NORM.assume))
    made = [draft for draft in record_of(workspace).drafts if draft.kind in (LINE_KIND, "numpy")]
    assert {draft.kind for draft in made} == {LINE_KIND, "numpy"}
    for draft in made:
        report = verify(dict(draft.exercise), variants=1)
        assert not report.problems
        assert report.witnessed
