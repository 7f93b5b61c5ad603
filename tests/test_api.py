"""drill from Python, as in a notebook."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import drill
from drill.cli import api
from drill.errors import CheckError, UsageError
from tests.homes import WORKERS, bank, plant, share_cache, sums


@pytest.fixture(autouse=True)
def one_worker(no_shipped_banks: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(api, "Workers", lambda processes: WORKERS)
    monkeypatch.setenv("DRILL_HOME", str(tmp_path))
    share_cache(tmp_path)
    plant(tmp_path, "tiny", bank(sums(3)))


def test_a_bank_its_variants_and_verdicts(tmp_path: Path) -> None:
    tiny = drill.load("tiny")
    assert (tiny.id, len(tiny), [exercise.id for exercise in tiny][:2]) == ("tiny", 3, ["sum-1", "sum-2"])
    variant = drill.variant(tiny["sum-2"], seed=7)
    assert (variant.only.prompt, variant.only.key) == ("Compute ${20} + {3}$.", "23")
    assert drill.grade(variant, "23").verdict == "correct"
    assert drill.grade(variant, "17").message == "You subtracted."
    assert drill.variant(tiny["sum-2"], params=variant.params).params == variant.params
    (path,) = (tmp_path / "banks").rglob("*.yaml")
    assert list(drill.load(path).exercises) == list(tiny.exercises)
    with pytest.raises(UsageError, match="no bank is called tini") as raised:
        drill.load("tini")
    assert raised.value.hint == "did you mean tiny?"


def test_a_grader_keeps_its_processes() -> None:
    with drill.Grader() as grade:
        assert [grade({"number": "3/4"}, text).verdict for text in ("0.75", "3/5", "3/")] == [
            "correct", "wrong", "unreadable",
        ]  # fmt: skip
        parts = {"parts": {"m": {"number": 2}, "v": {"number": 3}}}
        assert grade(parts, {"m": "2", "v": "3"}).verdict == "correct"
        assert (
            grade({"choice": [{"id": "aa", "right": "x"}, {"id": "bb", "wrong": "y"}]}, ["aa"]).verdict
            == "correct"
        )
        with pytest.raises(CheckError):
            grade({"nonsense": "2"}, "2")
        with pytest.raises(CheckError):
            grade({"number": "2 +"}, "2")


def test_a_verdict_is_explained(tmp_path: Path) -> None:
    explained = drill.explain({"number": "3/4"}, "0.76")
    assert explained.verdict.verdict == "wrong"
    assert explained.steps[0].facts["answer"] == "0.76"
    variant = drill.variant(drill.load("tiny")["sum-2"], seed=7)
    assert drill.explain(variant, "17").verdict == drill.grade(variant, "17")
    with pytest.raises(CheckError):
        drill.explain({"number": "2 +"}, "2")


def test_a_working_is_explained() -> None:
    lines = drill.explain_working({"expression": "2x", "vars": ["x"]}, ["x + x", "= 2x", "= 3x"])
    assert [explained.line.sign for explained in lines] == ["unchecked", "follows", "breaks"]
    assert all(explained.steps for explained in lines)
    with pytest.raises(CheckError):
        drill.explain_working({"number": "2 +"}, ["2"])


def test_importing_the_package_imports_nothing() -> None:
    code = "import sys, drill; print([name for name in sys.modules if name.startswith(('drill.', 'yaml'))])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
