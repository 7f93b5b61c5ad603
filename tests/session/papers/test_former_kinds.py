"""Imports of earlier versions: exercises stay word for word; of former kinds what was met comes again.

`third-edition` is what version 0.3.0 made of a source, with ten kinds; `fourth-edition` what was made just
before the kinds `family`, `properties`, `code` and `recall` went.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from drill.gyr.events import ItemId
from drill.session.drilling.starting import start_session
from drill.session.papers.paper_import import Imported, import_paper_source, save_merged_paper
from drill.session.papers.workbook import open_paper
from drill.session.progress.progress_overview import bank_progress
from drill.session.standing.goals import find_path_to_goal
from drill.session.standing.queueing import Request
from drill.session.today.formula_map import make_map
from drill.session.workspace import Workspace
from tests.homes import WORKERS, Clock, configure, workspace_in
from tests.session.drilled import attempt, coming_items, served

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Edition:
    """What an earlier version imported, a formula's own words in it, and exercises that are met."""

    folder: Path
    source: str
    slug: str
    words: str
    met: tuple[str, ...]
    kinds: frozenset[str]

    @property
    def bank(self) -> str:
        return f"papers/{self.slug}"

    def item(self, id_: str) -> ItemId:
        return ItemId(f"{self.bank}/{id_}")


THIRD = Edition(
    HERE / "third-edition",
    "scaling.tex",
    "losses-that-fall-with-size",
    "explain-837313e6e9",
    ("derivative-64ab59d120", "code-7fb9dd8a57"),
    frozenset(("explain", "code", "recall", "derivative", "limit", "evaluate", "substitute")),
)
FOURTH = Edition(
    HERE / "fourth-edition",
    "weights.tex",
    "weights-of-a-running-average",
    "explain-0123a9d97b",
    ("family-f69b573adc", "properties-bb1a126c37", "code-1adbe6aaa6", "recall-fc9bdb6650"),
    frozenset(("explain", "family", "properties", "code", "recall")),
)


@pytest.fixture(params=[THIRD, FOURTH], ids=["third", "fourth"])
def edition(request: pytest.FixtureRequest) -> Edition:
    return request.param


@pytest.fixture
def home(tmp_path: Path, edition: Edition) -> Path:
    shutil.copytree(edition.folder, tmp_path / "home")
    configure(tmp_path / "home", f'goal = "{edition.bank}"\nsubjects = ["bayesian"]\n')
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


def exercises_in(home: Path, edition: Edition) -> list[str]:
    """The exercises of a bank as they are written, each with the comment over it."""
    path = home / "banks" / f"{edition.bank}.yaml"
    return [text.strip() for text in path.read_text("utf-8").split("\n# ")]


def planned(workspace: Workspace, edition: Edition) -> list[ItemId]:
    """What comes of the paper, in the day and in a session of its own."""
    of_day = [item for item in coming_items(workspace) if item.startswith(f"{edition.bank}/")]
    of_paper = [item for item in coming_items(workspace, edition.bank) if item.startswith(f"{edition.bank}/")]
    return [*of_day, *of_paper]


def test_its_bank_has_exercises_of_every_kind(workspace: Workspace, edition: Edition) -> None:
    bank = workspace.catalogue.bank(edition.bank)
    assert bank is not None
    assert not bank.problems
    assert kinds_of(entry.id for entry in bank.entries) == edition.kinds


def test_nothing_serves_what_was_not_met(workspace: Workspace, edition: Edition) -> None:
    assert planned(workspace, edition) == []


def test_what_was_met_comes_back_with_its_marks(workspace: Workspace, clock: Clock, edition: Edition) -> None:
    met = {edition.item(id_) for id_ in (*edition.met, edition.words)}
    for item in met:
        attempt(workspace, item, ok=True, why=False)
    states = {item: workspace.states()[item].state for item in met}
    assert set(states.values()) == {"yellow"}
    clock.pass_days(1)
    assert {*planned(workspace, edition)} == met
    assert {item: workspace.states()[item].state for item in met} == states


def test_who_names_an_exercise_gets_it(workspace: Workspace, edition: Edition) -> None:
    for id_ in (edition.words, *edition.met):
        assert served(start_session(workspace, Request((edition.item(id_),)))).item == edition.item(id_)


def test_the_goal_is_reached_without_them(workspace: Workspace, edition: Edition) -> None:
    bank = workspace.catalogue.bank(edition.bank)
    assert bank is not None
    assert not find_path_to_goal(workspace, bank).own


def test_counts_leave_them_out_as_the_goal_does(workspace: Workspace, edition: Edition) -> None:
    def count() -> tuple[int, int]:
        (of_bank,) = bank_progress(workspace, [edition.bank])
        return sum(open_paper(workspace, edition.slug).row.states.values()), sum(of_bank.states.values())

    assert count() == (0, 0)
    attempt(workspace, edition.item(edition.met[0]), ok=True, why=True)
    assert count() == (0, 0)


def test_they_stand_under_their_formulas(workspace: Workspace, edition: Edition) -> None:
    view = open_paper(workspace, edition.slug)
    shown = {exercise.item: exercise.kind for formula in view.formulas for exercise in formula.exercises}
    assert set(shown.values()) == edition.kinds
    assert all(shown[edition.item(id_)] == id_.rpartition("-")[0] for id_ in (edition.words, *edition.met))
    followed_by = [row.next.item for row in make_map(workspace, view).rows if row.next and not row.next.skill]
    assert followed_by == []


def import_again(workspace: Workspace, home: Path, edition: Edition) -> Imported:
    return save_merged_paper(import_paper_source(WORKERS, workspace.places, str(home / edition.source)))


def test_importing_again_keeps_every_word_and_every_mark(home: Path, clock: Clock, edition: Edition) -> None:
    before = exercises_in(home, edition)
    met = edition.item(edition.met[0])
    with workspace_in(home, clock) as workspace:
        attempt(workspace, met, ok=True, why=False)
        found = import_again(workspace, home, edition)
    after = exercises_in(home, edition)
    assert [text for text in after if ", the missing part" not in text] == before
    assert {exercise.kind for exercise in found.record.exercises} == {*edition.kinds, "memory"}
    assert (found.added, found.gone) == (len(after) - len(before), 0)
    clock.pass_days(1)
    with workspace_in(home, clock) as workspace:
        assert workspace.states()[met].state == "yellow"
        entries = workspace.catalogue.entries
        assert {item for item in planned(workspace, edition) if not entries[item].has_gap} == {met}


def test_what_was_guessed_of_symbols_stays_a_suggestion(home: Path, clock: Clock) -> None:
    """Rows that an earlier version guessed are read and shown, and nothing is made of them."""
    record = next((home / "papers").glob("*.paper.json"))
    text = record.read_text("utf-8")
    assert '"kind": "said"' in text
    record.write_text(text.replace('"kind": "said"', '"kind": "guessed"', 1), "utf-8")
    with workspace_in(home, clock) as workspace:
        view = open_paper(workspace, record.name.removesuffix(".paper.json"))
        origins = [symbol.row.declared_from for symbol in view.symbols]
    assert [origin.kind for origin in origins if origin is not None].count("guessed") == 1
