"""Ids by which marks, notes and banks find what was imported before: of formulas, symbols, drafts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import yaml

from drill.banks.load import load_bytes
from drill.papers import draft_own_words, find_sheet_row_key, made_of, paper_of, read_sheet
from drill.papers.bank.bank_segments import list_exercise_fields
from tests.papers.averaging import PAPER
from tests.rows import each_row, sample

HERE = Path(__file__).parent
DATA = HERE / "kept_ids.json"
"""Written by ``python -m tests.papers.test_kept_ids`` where a change of ids is meant: it costs marks."""
SOURCES = (
    "averaging",
    "corpus/effects.tex",
    "corpus/ieee_filters.tex",
    "corpus/jmlr_bayes.tex",
    "corpus/neurips_diffusion.tex",
    "corpus/streams.tex",
    "shipped/qhadam.tex",
)


@dataclass(frozen=True)
class Ids:
    """The ids of one paper, of drafts with the hash of what decides their answers."""

    formulas: tuple[str, ...]
    symbols: tuple[str, ...]
    drafts: Mapping[str, str]


def ids_of(source: str) -> Ids:
    """Import a paper of the tests and give its ids."""
    with tempfile.TemporaryDirectory() as folder:
        path = HERE / source
        if source == "averaging":
            path = Path(folder) / "main.tex"
            path.write_text(PAPER, encoding="utf-8")
        paper = paper_of(read_sheet(path))
        record = made_of(paper, lambda stage, done, whole: None, 0)
        drafts = draft_own_words(paper, [formula.id for formula in record.formulas])
    exercises = [{"id": draft.id, **list_exercise_fields(draft.exercise)} for draft in drafts]
    bank = {"topic": "papers.x", "title": "X", "exercises": exercises}
    loaded = load_bytes(yaml.safe_dump(bank, sort_keys=False, allow_unicode=True).encode(), "x.yaml")
    assert not loaded.problems
    return Ids(
        tuple(formula.id for formula in record.formulas),
        tuple(map(find_sheet_row_key, record.symbols)),
        {exercise.entry.id: exercise.entry.maths for exercise in loaded.exercises},
    )


@cache
def kept() -> Mapping[str, Ids]:
    """The ids as they are on record."""
    papers = json.loads(DATA.read_text(encoding="utf-8"))
    return {
        name: Ids(tuple(ids["formulas"]), tuple(ids["symbols"]), ids["drafts"])
        for name, ids in papers.items()
    }


@each_row("source", lambda: sample(SOURCES, 3))
def test_importing_a_paper_again_finds_what_it_made_before(source: str) -> None:
    now, before = ids_of(source), kept()[source]
    assert now.formulas == before.formulas
    assert set(now.symbols) >= set(before.symbols)
    assert now.drafts.items() >= before.drafts.items()


if __name__ == "__main__":
    found = {source: asdict(ids_of(source)) for source in SOURCES}
    DATA.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
