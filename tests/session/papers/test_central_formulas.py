"""Which formulas of an import are central: what its reader chooses is, and stays so."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.papers import Paper
from drill.session.papers.central_formulas import put_among_central
from drill.session.papers.paper_import import import_paper_source, save_merged_paper
from drill.session.standing.paper_names import read_record, record_path
from drill.session.workspace import Workspace
from tests.homes import workspace_in

SOURCE = Path(__file__).parents[2] / "papers" / "corpus" / "effects.tex"
SLUG = "effects-averaged"


def import_it(workspace: Workspace) -> Paper:
    imported = save_merged_paper(import_paper_source(workspace.workers, workspace.places, str(SOURCE)))
    assert imported.record.slug == SLUG
    return imported.record


def list_central(record: Paper) -> list[str]:
    return [row.id for row in record.formulas if record.is_central(row)]


def read_it(workspace: Workspace) -> Paper:
    record = read_record(record_path(workspace.places, SLUG))
    assert record is not None
    return record


def test_a_chosen_formula_is_central_in_place_of_another_and_stays_so(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        before = import_it(workspace)
        central = list_central(before)
        other = next(row for row in before.formulas if row.id not in central)
        told = put_among_central(workspace, SLUG, [other.id])
        assert "is among the central formulas now, in place of" in told
        now = list_central(read_it(workspace))
        assert other.id in now
        assert len(now) == len(central)
        assert len({*central} - {*now}) == 1
        assert list_central(import_it(workspace)) == now, "imported again"
        put_among_central(workspace, SLUG, [other.id], is_central=False)
        assert list_central(read_it(workspace)) == central


def test_all_chosen_ones_are_central_however_many(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        record = import_it(workspace)
        every = [row.id for row in record.formulas]
        assert len(every) > len(list_central(record))
        put_among_central(workspace, SLUG, every)
        assert list_central(read_it(workspace)) == every
        with pytest.raises(UsageError, match="no formula 'gone'"):
            put_among_central(workspace, SLUG, ["gone"])
