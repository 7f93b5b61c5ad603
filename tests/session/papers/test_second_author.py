"""A second author's answer: taken into the review of a paper, of a topic, of notes; ended halfway."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.session.papers.importing import imported, keep, read_source
from drill.session.papers.review import decide_draft, drafts, look
from drill.session.papers.second_author import brief, take
from drill.session.papers.workbook import open_papers
from drill.session.workspace import Workspace
from tests.homes import bank, plant, sums, workspace_in
from tests.papers.averaging import SHORT
from tests.papers.test_second_author import ONE, TWO


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(sums(3)))
    with workspace_in(tmp_path) as opened:
        yield opened


def test_an_answer_goes_into_the_review_of_its_paper(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "averaged.tex"
    source.write_text(SHORT)
    slug = keep(read_source(workspace.workers, workspace.places, str(source))).slug
    assert "Averaged Descent" in brief(workspace, f"papers/{slug}")
    wrong = TWO.replace('"a/2"', '"a/3"')
    linked = ONE.replace("level: 2", "level: 2\n  skill: no.such.skill\n  source: 'equation (2)'", 1)
    answer = take(workspace, f"papers/{slug}", linked + wrong, variants=2)
    assert (answer.bank, answer.parts, [taken.own for taken in answer.taken]) == (
        f"papers/{slug}",
        2,
        ["half-of-it", ""],
    )
    assert "left out" in answer.taken[0].remarks[0]
    back = answer.to_paste_back
    assert "another-half: " in back
    assert "contradicts" in back
    (line,) = [line for line in drafts(workspace, slug) if line.draft.kind == "second-author"]
    assert line.decision == "waiting"
    assert line.is_safe == line.draft.proved
    formula = imported(workspace.places, slug).record.formulas[1]
    assert line.draft.about == formula.id
    assert not keep(imported(workspace.places, slug)).record.decisions.get("half-of-it")
    kept = keep(imported(workspace.places, slug), safe=True).record.decisions
    assert (kept.get("half-of-it") == "kept") == line.draft.proved


def test_an_answer_on_a_topic_makes_a_bank_of_ones_own(workspace: Workspace) -> None:
    page = brief(workspace, "tiny")
    assert "Already there" in page
    answer = take(workspace, "tiny", ONE + TWO, variants=2)
    assert answer.bank == "my/tiny-2nd"
    slug = "my/tiny-2nd"
    assert look(workspace, slug, "half-of-it").variant is not None
    assert [row.drafts_waiting for row in open_papers(workspace) if row.slug == slug] == [2]
    decide_draft(workspace, slug, "half-of-it", "kept")
    keep(imported(workspace.places, slug))
    workspace.catch_up()
    assert "my/tiny-2nd/half-of-it" in workspace.catalogue.entries
    assert "my/tiny-2nd/another-half" not in workspace.catalogue.entries
    again = take(workspace, "tiny", ONE + TWO, variants=2)
    assert again.told == "0 exercises to review; 2 are there already."
    assert [taken.remarks for taken in again.taken] == [
        ("it is there already: half-of-it, kept",),
        ("it is there already: another-half, in the review",),
    ]
    assert [line.decision for line in drafts(workspace, slug)] == ["kept", "waiting"]
    other = take(workspace, "tiny", ONE.replace("level: 2", "level: 3", 1) + TWO, variants=2)
    assert other.taken[0].own == "half-of-it-2"
    assert [line.draft.id for line in drafts(workspace, slug)] == [
        "half-of-it",
        "another-half",
        "half-of-it-2",
    ]
    take(workspace, "tiny", ONE.replace("level: 2", "level: 3", 1), variants=2)
    take(workspace, "tiny", ONE.replace("level: 2", "level: 1", 1), variants=2)
    assert [line.draft.id for line in drafts(workspace, slug)] == ["half-of-it", "half-of-it-2"]
    decide_draft(workspace, slug, "half-of-it", "left")
    keep(imported(workspace.places, slug))
    workspace.catch_up()
    assert "my/tiny-2nd/half-of-it" not in workspace.catalogue.entries


def test_notes_and_unknown_names(workspace: Workspace, tmp_path: Path) -> None:
    notes = tmp_path / "My notes.md"
    notes.write_text("A step is $x - a g$.\n\nThen it repeats.")
    assert "A step is $x - a g$." in brief(workspace, str(notes))
    assert take(workspace, str(notes), ONE, variants=2).bank == "my/my-notes-2nd"
    with pytest.raises(UsageError, match="is called"):
        brief(workspace, "tinny")


def test_a_topic_comes_before_a_folder_of_its_name(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "work" / "tiny.sums").mkdir(parents=True)
    (tmp_path / "work" / "model").mkdir()
    (tmp_path / "work" / "model" / "net.py").write_text("class Net:\n    pass\n")
    with contextlib.chdir(tmp_path / "work"):
        assert "sum-1" in brief(workspace, "tiny.sums")
        with pytest.raises(UsageError, match="model is a folder") as refused:
            brief(workspace, "model")
        assert "net.py" in refused.value.hint
        with pytest.raises(UsageError, match="is called"):
            brief(workspace, "models")


def test_what_is_proved_before_somebody_ends_it_is_kept(workspace: Workspace) -> None:
    heard: list[str] = []
    answer = take(
        workspace,
        "tiny",
        ONE + TWO,
        variants=2,
        tell=lambda taken: heard.append(taken.own),
        is_cancelled=lambda: bool(heard),
    )
    assert answer.is_cut_short
    assert heard == ["half-of-it"]
    assert [line.draft.id for line in drafts(workspace, "my/tiny-2nd")] == ["half-of-it"]
