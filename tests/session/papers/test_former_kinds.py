"""An import of version 0.3.0: its exercises stay word for word; of former kinds what was met comes again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.gyr.events import ItemId
from drill.session.drilling.queueing import Request
from drill.session.drilling.starting import start_session
from drill.session.papers.formula_map import make_map
from drill.session.papers.paper_import import import_paper_source, keep_read
from drill.session.papers.presentation import read_deadline
from drill.session.papers.workbook import open_paper
from drill.session.progress.mastery import find_learner_mastery
from drill.session.progress.progress_overview import bank_progress
from drill.session.today.goals import find_path_to_goal, goal_view
from drill.session.workspace import Workspace
from tests.homes import WORKERS, Clock, configure, workspace_in
from tests.session.drilled import attempt, coming_items, served

KEPT = Path(__file__).with_name("third-edition")
SLUG = "losses-that-fall-with-size"
BANK = f"papers/{SLUG}"
FORMER = ("derivative", "limit", "evaluate", "substitute")
MET = f"{BANK}/derivative-64ab59d120"
WORDS = f"{BANK}/explain-837313e6e9"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(KEPT, tmp_path / "home")
    configure(tmp_path / "home", f'goal = "{BANK}"\nsubjects = ["bayesian"]\n')
    return tmp_path / "home"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(home: Path, clock: Clock) -> Iterator[Workspace]:
    with workspace_in(home, clock) as opened:
        yield opened


def kinds_of(items: object) -> set[str]:
    return {str(item).rpartition("/")[2].rpartition("-")[0] for item in items}  # type: ignore[attr-defined]


def exercises_in(path: Path) -> list[str]:
    """The exercises of a bank as they are written, each with the comment over it."""
    return [text.strip() for text in path.read_text("utf-8").split("\n# ")]


def planned(workspace: Workspace) -> list[ItemId]:
    """What comes of the paper, in the day and in a session of its own."""
    of_day = [item for item in coming_items(workspace) if item.startswith(BANK)]
    return [*of_day, *coming_items(workspace, BANK)]


def test_no_day_serves_what_was_not_met(workspace: Workspace) -> None:
    assert kinds_of(planned(workspace)) <= {"code", "recall"}
    assert kinds_of(coming_items(workspace, BANK)) == {"code", "recall"}


def test_what_was_met_comes_back(workspace: Workspace, clock: Clock) -> None:
    attempt(workspace, MET, ok=True, why=False)
    attempt(workspace, WORDS, ok=True, why=False)
    clock.pass_days(1)
    assert {MET, WORDS} <= {*coming_items(workspace, BANK)}
    assert {MET, WORDS} <= {*coming_items(workspace)}


def test_who_names_an_exercise_gets_it(workspace: Workspace) -> None:
    for item in (WORDS, MET):
        assert served(start_session(workspace, Request((item,)))).item == item


def test_a_session_says_what_comes_only_by_its_name(workspace: Workspace) -> None:
    for item in coming_items(workspace, BANK):
        attempt(workspace, item, ok=True, why=True)
    start_session(workspace, Request((BANK,)))
    assert workspace.notices[-1].startswith(f"what is left here comes only by its name: drill start {BANK}/")


def test_the_goal_is_reached_without_them(workspace: Workspace) -> None:
    bank = workspace.catalogue.bank(BANK)
    assert bank is not None
    own = find_path_to_goal(workspace, bank).own
    assert kinds_of(own) == {"code", "recall"}
    for item in own:
        attempt(workspace, item, ok=True, why=True)
    view = goal_view(workspace, workspace.parts(), find_learner_mastery(workspace))
    assert view is not None
    assert (view.own, view.own_left) == (5, 0)


def test_counts_leave_them_out_until_they_are_met(workspace: Workspace) -> None:
    def count() -> tuple[int, int]:
        (of_bank,) = bank_progress(workspace, [BANK])
        return sum(open_paper(workspace, SLUG).row.states.values()), sum(of_bank.states.values())

    assert count() == (5, 5)
    attempt(workspace, MET, ok=True, why=True)
    assert count() == (6, 6)


def test_they_stand_under_their_formulas(workspace: Workspace) -> None:
    view = open_paper(workspace, SLUG)
    shown = {exercise.item: exercise.kind for formula in view.formulas for exercise in formula.exercises}
    assert shown[MET] == "derivative"
    assert shown[WORDS] == "explain"
    assert set(FORMER) <= set(shown.values())
    followed_by = [row.next.item for row in make_map(workspace, view).rows if row.next and not row.next.skill]
    assert kinds_of(followed_by) <= {"code", "recall"}


def test_a_presentation_asks_none_of_them(workspace: Workspace) -> None:
    deadline = read_deadline(workspace, Request((BANK,), by="2030-01-01"))
    rows = [row.item for row in deadline.plan().rows]
    assert kinds_of(item for item in rows if item.startswith(BANK)) == {"code", "recall"}


def test_importing_again_keeps_every_word(home: Path, clock: Clock) -> None:
    path = home / "banks" / f"{BANK}.yaml"
    before = exercises_in(path)
    with workspace_in(home, clock) as workspace:
        attempt(workspace, MET, ok=True, why=False)
        found = keep_read(import_paper_source(WORKERS, workspace.places, str(KEPT / "scaling.tex")))
    assert exercises_in(path) == before
    kinds = {exercise.id: exercise.kind for exercise in found.record.exercises}
    assert kinds[MET.rpartition("/")[2]] == "derivative"
    assert (found.added, found.gone) == (0, 0)
    clock.pass_days(1)
    with workspace_in(home, clock) as workspace:
        assert MET in coming_items(workspace, BANK)
        assert kinds_of(planned(workspace)) <= {"code", "recall", "derivative", "letters"}
