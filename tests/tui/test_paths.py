"""Completing a path: what is certain, what could follow, what is no path."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.tui import desktop
from drill.tui.desktop import complete_typed_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("balls.tex", "bands.tex", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "work").mkdir()
    return tmp_path


def test_what_is_certain_is_written_and_what_could_follow_is_named(folder: Path) -> None:
    assert complete_typed_path(f"{folder}/b") == (f"{folder}/ba", ("balls.tex", "bands.tex"))
    assert complete_typed_path(f"{folder}/bal") == (f"{folder}/balls.tex", ("balls.tex",))
    assert complete_typed_path(f"{folder}/w") == (f"{folder}/work/", ("work/",))
    assert complete_typed_path(f"{folder}/.h") == (f"{folder}/.hidden", (".hidden",))
    assert complete_typed_path(f"{folder}/")[1] == ("balls.tex", "bands.tex", "work/")


@pytest.mark.parametrize("typed", ["/nowhere/at/all", "https://arxiv.org/abs/1412.6980", "\0", "~nobody/x"])
def test_what_is_no_path_stays_as_it_is(typed: str) -> None:
    assert complete_typed_path(typed) == (typed, ())


def test_in_a_huge_folder_nothing_is_certain(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "MOST", 3)
    assert complete_typed_path(f"{folder}/bal") == (f"{folder}/bal", ())
