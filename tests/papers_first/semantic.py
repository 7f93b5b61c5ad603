"""Papers of our own writing for the kinds that compute, code and specialise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from drill.banks.load import load_bytes
from drill.papers_first.draft import Draft, Skipped
from drill.papers_first.kinds import evaluate
from drill.papers_first.paper import Paper, make_paper
from drill.papers_first.read import read_source
from drill.papers_first.source.intake import open_source
from drill.proving.verify import verify_exercise

_HEAD = "\\documentclass{article}\\title{A Note}\\begin{document}\n"


def paper_of(tmp_path: Path, text: str, *formulas: str) -> Paper:
    """A paper with this running text and these displays."""
    displays = "\n".join(f"\\begin{{equation}} {formula} \\end{{equation}}" for formula in formulas)
    path = tmp_path / "note.tex"
    path.write_text(f"{_HEAD}{text}\n{displays}\n\\end{{document}}\n")
    return make_paper("note", read_source(open_source(path)))


def made(results: Iterator[Draft | Skipped]) -> list[Draft]:
    """The drafts among the results."""
    return [one for one in results if isinstance(one, Draft)]


def only(results: Iterator[Draft | Skipped]) -> Draft:
    """The one draft; what was skipped, and why, where there is none."""
    found = list(results)
    drafts = [one for one in found if isinstance(one, Draft)]
    if len(drafts) != 1:
        pytest.fail(f"{len(drafts)} drafts; skipped: {[one for one in found if isinstance(one, Skipped)]}")
    return drafts[0]


def why(results: Iterator[Draft | Skipped]) -> str:
    """Why the one formula is skipped."""
    (found,) = results
    assert isinstance(found, Skipped), found
    return found.why


def answer(draft: Draft) -> dict[str, object]:
    """The key as the bank has it."""
    found = draft.exercise["answer"]
    assert isinstance(found, dict)
    return found


def problems(drafts: list[Draft]) -> list[str]:
    """What the check of banks finds in a bank of these exercises."""
    bank = {
        "topic": "note",
        "title": "Note",
        "exercises": [{"id": draft.id, **draft.exercise} for draft in drafts],
    }
    loaded = load_bytes(yaml.safe_dump(bank, allow_unicode=True, sort_keys=False).encode(), "note.yaml")
    found = [str(problem) for problem in loaded.problems]
    for exercise in loaded.exercises:
        report = verify_exercise(exercise.exercise, item=f"note/{exercise.id}", variants=8)
        found += [f"{exercise.id}: {problem.field}: {problem.message}" for problem in report.problems]
    return found


def drawn(tmp_path: Path, words: str, *formulas: str) -> dict[str, object]:
    """The exercise of the last formula; empty where there is none."""
    found = [
        draft
        for draft in made(evaluate.drafts(paper_of(tmp_path, words, *formulas)))
        if f"equation ({len(formulas)})" in str(draft.exercise["prompt"])
    ]
    assert problems(found) == []
    return dict(found[0].exercise) if found else {}
