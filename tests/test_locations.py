"""Where things lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill import files
from drill.errors import UsageError


def test_a_home_holds_everything(tmp_path: Path) -> None:
    places = files.find({"DRILL_HOME": str(tmp_path)})
    assert places.config == tmp_path / "config.toml"
    assert places.database == tmp_path / "drill.db"
    assert places.banks == tmp_path / "banks"
    assert places.backups == tmp_path / "backups"
    assert places.cache == tmp_path / "cache"
    assert places.log == tmp_path / "log"


def test_a_file_is_no_home(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(UsageError, match="not a folder"):
        files.find({"DRILL_HOME": str(file)})


def test_nobody_has_no_home() -> None:
    with pytest.raises(UsageError, match="not a folder"):
        files.find({"DRILL_HOME": "~nobody-of-this-name/x"})


def test_who_has_no_home_is_told_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nobody(number: int) -> None:
        raise KeyError(number)

    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", find_nobody)
    with pytest.raises(UsageError, match=r"no home folder.*DRILL_HOME"):
        files.find({})


def test_without_a_home_the_platform_decides() -> None:
    places = files.find({})
    assert places.config.name == "config.toml"
    assert places.data.is_absolute()
    assert places.data != places.cache


def test_naming_places_creates_nothing(tmp_path: Path) -> None:
    files.find({"DRILL_HOME": str(tmp_path / "new")})
    assert not (tmp_path / "new").exists()


def test_the_shipped_banks_are_found() -> None:
    assert (files.shipped_banks() / "calculus" / "_subject.yaml").is_file()
