"""An application with one paper, for the tests of this package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.session.workspace import Workspace
from tests.homes import workspace_in
from tests.session.a_paper import plant_paper


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant_paper(tmp_path)
    with workspace_in(tmp_path) as opened:
        yield opened
