"""Letters of formulas in the protocol and in line mode."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.session.papers.records import save_record
from tests.homes import configure
from tests.session.a_worked_paper import BANK, RECORD, plant_worked_paper


@pytest.fixture
def paper(home: Path) -> Path:
    configure(home, f'goal = "{BANK}"\n')
    plant_worked_paper(home)
    path = home / "papers" / "gates.paper.json"
    save_record(path, RECORD)
    return path
