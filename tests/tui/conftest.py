"""The app is driven on small banks alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.banks import load


@pytest.fixture(autouse=True)
def no_shipped_banks(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    empty: Path = tmp_path_factory.mktemp("shipped")
    monkeypatch.setattr(load, "shipped_banks", lambda: empty)
