"""A paper's draft looked at and edited: as it would be drilled, as text, and back."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from drill.errors import BankError, FileError, PaperError
from drill.papers import Origin
from drill.session.papers.draft_review import (
    draft_anew,
    keep_text,
    list_author_drafts,
    look_at_draft,
    save_draft_decision,
    save_symbol_edit,
    write_draft_yaml,
)
from drill.session.papers.paper_import import (
    find_imported_paper,
    import_paper_source,
    save_imported_paper,
    save_merged_paper,
    write_kept_bank,
)
from drill.session.standing.paper_names import record_path, save_record
from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.tui.a_paper import RECORD, SLUG, made_with, plant_paper

BALLS = r"""\documentclass{article}
\title{Heavy balls}
\begin{document}
Let $\beta$ be the momentum.
\begin{equation} d_{t+1} = \beta d_t + (1 - \beta) g_t \end{equation}
\end{document}
"""
BROKEN = replace(RECORD.drafts[0], id="blank-4", exercise={"prompt": "Compute.", "answer": {"number": "1 +"}})


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant_paper(tmp_path, made_with(exercises=(), drafts=(*RECORD.drafts, BROKEN)), text="")
    with workspace_in(tmp_path) as opened:
        yield opened


def test_a_draft_is_seen_as_it_would_be_drilled(workspace: Workspace) -> None:
    seen = look_at_draft(workspace, SLUG, "blank-1")
    assert seen.about == "(6) QHAdam"
    assert seen.variant is not None
    assert (seen.variant.only.key, seen.problem) == ("2x", "")
    assert [(skill.title, skill.left) for skill in seen.rests_on] == [("Weighted means", 2)]


def test_a_draft_that_cannot_be_prepared_says_why(workspace: Workspace) -> None:
    seen = look_at_draft(workspace, SLUG, "blank-4")
    assert seen.variant is None
    assert seen.problem


def test_an_edited_draft_is_kept_as_the_bank_will_hold_it(workspace: Workspace) -> None:
    text = write_draft_yaml(workspace, SLUG, "blank-1")
    keep_text(workspace, SLUG, "blank-1", text.replace("Twice", "Two times"))
    line = list_author_drafts(workspace, SLUG)[0]
    assert (line.decision, line.is_edited) == ("kept", True)
    assert "Two times" in write_kept_bank(find_imported_paper(workspace.places, SLUG)).bank.read_text()
    assert workspace.catch_up()
    assert [entry.id for entry in workspace.catalogue.bank(f"papers/{SLUG}").entries] == ["blank-1"]  # type: ignore[union-attr]
    assert workspace.catalogue.problems == ()


@pytest.mark.parametrize(
    "text", ["", "nothing like it", "- id: a\n  prompt: Two.\n- id: b\n  prompt: Three.\n"]
)
def test_text_that_is_no_exercise_changes_nothing(workspace: Workspace, text: str) -> None:
    with pytest.raises(BankError):
        keep_text(workspace, SLUG, "blank-1", text)
    assert {line.decision for line in list_author_drafts(workspace, SLUG)} == {"waiting"}


def test_windows_that_decide_at_once_lose_nothing(workspace: Workspace) -> None:
    ids = [line.draft.id for line in list_author_drafts(workspace, SLUG)]
    record_file = record_path(workspace.places, SLUG)
    many = made_with(
        drafts=tuple(replace(RECORD.drafts[0], id=f"{id_}-{n}") for id_ in ids for n in range(8))
    )
    save_record(record_file, many)
    names = [draft.id for draft in many.drafts]
    with ThreadPoolExecutor(8) as windows:
        list(windows.map(lambda name: save_draft_decision(workspace, SLUG, name, "kept"), names))
    assert {line.decision for line in list_author_drafts(workspace, SLUG)} == {"kept"}


def test_a_draft_that_is_gone_is_told(workspace: Workspace) -> None:
    with pytest.raises(PaperError, match="no draft none"):
        look_at_draft(workspace, SLUG, "none")


def test_what_is_decided_while_a_source_is_read_again_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "balls.tex"
    more = r"\begin{equation} w_{t+1} = w_t - \eta d_{t+1} \end{equation}"
    source.write_text(BALLS.replace("\\end{document}", more + "\n\\end{document}"), encoding="utf-8")
    slug = save_imported_paper(import_paper_source(workspace.workers, workspace.places, str(source))).slug
    found = draft_anew(workspace, slug)
    first, second = (draft.id for draft in found.record.drafts[:2])
    save_draft_decision(workspace, slug, first, "left")
    kept = save_merged_paper(found).record
    assert [kept.decisions[id_] for id_ in (first, second)] == ["left", "kept"]
    assert first not in {one.id for one in kept.exercises}


def test_a_declaration_that_is_edited_makes_the_drafts_anew(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "balls.tex"
    source.write_text(BALLS, encoding="utf-8")
    slug = save_imported_paper(import_paper_source(workspace.workers, workspace.places, str(source))).slug
    source.unlink()
    save_symbol_edit(workspace, slug, r"\beta", meaning="share of the past", declared="0 <= beta < 1")
    made = draft_anew(workspace, slug).record
    assert "share of the past" in str([draft.exercise for draft in made.drafts])
    row = next(
        row for row in find_imported_paper(workspace.places, slug).record.symbols if row.symbol == r"\beta"
    )
    assert (row.means, row.declared, row.declared_from) == (
        "share of the past",
        "0 <= beta < 1",
        Origin("you"),
    )


def test_a_decision_that_cannot_be_written_leaves_what_was_decided(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_draft_decision(workspace, SLUG, "blank-1", "kept")

    def full(*_paths: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(FileError, match="cannot be written: No space left"):
            save_draft_decision(workspace, SLUG, "blank-1", "left")
    assert [line.decision for line in list_author_drafts(workspace, SLUG)][:2] == ["kept", "waiting"]
    there = {path.name for path in (workspace.places.data / "papers").iterdir()}
    assert there == {".lock", f"{SLUG}.paper.json"}, "no half of a file"
