"""The missing part of an import's formula: when it comes, what precedes it, and which part is next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drill.gyr.entry import Entry
from drill.papers import FormulaRow
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_events import Unreadable
from drill.session.drilling.starting import start_session
from drill.session.drilling.verdict_view import VerdictView
from drill.session.papers.draft_review import find_offered_parts
from drill.session.papers.paper_import import import_paper_source, save_imported_paper, save_merged_paper
from drill.session.standing.formula_needs import count_formulas
from drill.session.standing.missing_parts import note_seen
from drill.session.standing.paper_names import find_formula, read_record, record_path, save_record
from drill.session.standing.queueing import Request
from drill.session.today.session_list import open_day
from drill.session.workspace import Workspace
from tests.homes import WORKERS, Clock, configure, workspace_in
from tests.session.talk import Message, Talk, of

SOURCE = r"""\documentclass{article}
\title{Scaled}
\begin{document}\maketitle
The score of a key is scaled:
\begin{equation} S_{ij} = \frac{q_i \cdot k_j}{\sqrt{d} + \epsilon} \end{equation}
The step is damped:
\begin{equation} u_t = \frac{m_t}{1 - \beta^t} \end{equation}
The estimate has no bias:
\begin{equation} v = \frac{1}{n-1} \sum_{i=1}^{n} x_i \end{equation}
\end{document}
"""
BANK = "papers/scaled"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    configure(tmp_path, f"goal = {BANK!r}\nminutes = 60\n")
    source = tmp_path / "scaled.tex"
    source.write_text(SOURCE)
    with workspace_in(tmp_path, clock) as opened:
        save_imported_paper(import_paper_source(WORKERS, opened.places, str(source)))
        opened.catch_up()
        yield opened


def parts_of(workspace: Workspace) -> list[Entry]:
    bank = workspace.catalogue.bank(BANK)
    assert bank is not None
    return [entry for entry in bank.entries if entry.has_gap]


def formula_of(workspace: Workspace, entry: Entry) -> FormulaRow:
    formula = find_formula(workspace, entry)
    assert formula is not None
    return formula


def coming(workspace: Workspace) -> set[str]:
    parts = {entry.item for entry in parts_of(workspace)}
    return {row.item for row in open_day(workspace).coming() if row.item in parts}


def serve(workspace: Workspace) -> list[ExerciseView]:
    """The missing parts that a session on the paper serves, each answered with its key."""
    sitting = start_session(workspace, Request((BANK,)))
    views: list[ExerciseView] = []
    while isinstance(view := sitting.next(), ExerciseView):
        if view.entry.has_gap:
            views.append(view)
        sitting.answer(view.stage.key)
        sitting.mark(why=True, ok=True if view.stage.kind == "self" else None)
    sitting.close()
    return views


def test_one_exercise_a_formula_whose_parts_are_its_sisters(workspace: Workspace) -> None:
    assert len(parts_of(workspace)) == 3
    assert {(entry.kind, entry.renews) for entry in parts_of(workspace)} == {("formula", "nothing")}


def test_two_new_ones_a_day_come_at_once_where_the_paper_is_asked_for(
    workspace: Workspace, clock: Clock
) -> None:
    first = serve(workspace)
    assert len(first) == 2
    assert all(view.theory is not None and "reads $$" in view.theory.read for view in first)
    assert all("reads" not in view.stage.prompt for view in first)
    clock.now += timedelta(1)
    assert len(serve(workspace)) == 1


def test_in_the_day_they_come_from_the_day_after_their_formula_was_opened(
    workspace: Workspace, clock: Clock
) -> None:
    entry, other, _ = parts_of(workspace)
    assert coming(workspace) == set()
    note_seen(workspace, BANK, formula_of(workspace, entry).id)
    assert coming(workspace) == set()
    clock.now += timedelta(1)
    note_seen(workspace, BANK, formula_of(workspace, other).id)
    assert coming(workspace) == {entry.item}


def test_a_formula_that_was_seen_has_no_card_again(workspace: Workspace) -> None:
    for entry in parts_of(workspace):
        note_seen(workspace, BANK, formula_of(workspace, entry).id)
    assert [view.theory for view in serve(workspace)] == [None, None]


def test_the_same_part_comes_after_a_red_and_the_next_after_a_green(
    workspace: Workspace, clock: Clock
) -> None:
    entry = parts_of(workspace)[0]
    keys: list[str] = []
    for right in (False, True, True):
        sitting = start_session(workspace, Request((entry.item,)))
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        keys.append(str(view.stage.key))
        assert isinstance(sitting.answer(view.stage.key if right else "q"), VerdictView)
        sitting.mark(why=right, ok=None if right else False)
        sitting.close()
        clock.now += timedelta(60)
    assert keys[0] == keys[1] != keys[2]
    assert keys[2].startswith(r"\frac")


def test_what_differs_is_judged_by_the_learner_with_one_answer(workspace: Workspace) -> None:
    sitting = start_session(workspace, Request((parts_of(workspace)[0].item,)))
    view = sitting.next()
    assert isinstance(view, ExerciseView)
    assert isinstance(sitting.answer("d + *"), Unreadable)
    verdict = sitting.answer("d + 1")
    assert isinstance(verdict, VerdictView)
    assert verdict.exercise.asks_once
    marked = sitting.mark(why=True, ok=True)
    assert (marked.effect.colour, marked.facts.decided_by) == ("green", "learner")
    sitting.close()


def test_in_a_class_what_differs_is_practice_and_the_next_part_comes(
    workspace: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(workspace.store), "is_class", property(lambda _: True))
    item = parts_of(workspace)[0].item
    keys: list[str] = []
    for _ in range(5):
        sitting = start_session(workspace, Request((item,)))
        view = sitting.next()
        assert isinstance(view, ExerciseView)
        keys.append(str(view.stage.key))
        verdict = sitting.answer("d + 1")
        assert isinstance(verdict, VerdictView)
        assert (verdict.exercise.is_practice, verdict.exercise.asks_why) == (True, False)
        sitting.mark(why=False, ok=False)
        sitting.close()
        assert workspace.state(parts_of(workspace)[0]).state == "unseen"
        clock.now += timedelta(1)
    assert keys[0] != keys[1]
    assert keys[3] == keys[4]


def test_the_protocol_says_it_as_of_any_formula(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = parts_of(workspace)[0].item

    def script(said: list[Message]) -> Iterator[Message]:
        yield {"do": "answer", "text": "d + 1"}
        yield {"do": "mark", "ok": False, "why": False}

    said = Talk(workspace, monkeypatch)(script, item)
    assert [message["key"] for message in of(said, "revealed")] == [r"1-\beta^{t}"]
    assert of(said, "marked")[-1]["mark"] == "red"


def test_a_recalled_part_makes_no_formula_done(workspace: Workspace) -> None:
    bank = workspace.catalogue.bank(BANK)
    assert bank is not None
    before = count_formulas(workspace, bank, workspace.parts())
    serve(workspace)
    done = [
        entry for entry in bank.entries if entry.kind == "self" and entry.item in workspace.standing().greens
    ]
    after = count_formulas(workspace, bank, workspace.parts())
    assert (after.every, after.done) == (before.every, len(done))


def test_an_import_of_an_earlier_version_is_offered_them_once(workspace: Workspace) -> None:
    bank = workspace.catalogue.bank(BANK)
    assert bank is not None
    record = read_record(path := record_path(workspace.places, "scaled"))
    assert record is not None
    made = {entry.id for entry in parts_of(workspace)}
    earlier = replace(
        record,
        drafts=tuple(draft for draft in record.drafts if draft.id not in made),
        exercises=tuple(each for each in record.exercises if each.id not in made),
        decisions={id_: each for id_, each in record.decisions.items() if id_ not in made},
        written={id_: each for id_, each in record.written.items() if id_ not in made},
    )
    save_record(path, earlier)
    text = Path(bank.path).read_text()
    Path(bank.path).write_text(text[: text.index("# memory")])
    workspace.catch_up()
    before = workspace.catalogue.bank(BANK)
    assert parts_of(workspace) == []
    offered = find_offered_parts(workspace, "scaled")
    assert offered is not None
    assert offered.added == 3
    assert find_offered_parts(workspace, "scaled") is None
    save_merged_paper(offered)
    workspace.catch_up()
    assert {entry.id for entry in parts_of(workspace)} == made
    after = workspace.catalogue.bank(BANK)
    assert before is not None
    assert after is not None
    assert [entry.wording for entry in before.entries] == [
        entry.wording for entry in after.entries if not entry.has_gap
    ]
