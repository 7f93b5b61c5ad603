"""The author's loop on the command line: new, check, preview, schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Drill


def test_from_nothing_to_a_checked_bank(drill: Drill, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    made = drill("new", str(path), "--json")
    assert made.json == {"path": str(path), "bank": "mine"}
    checked = drill("check", str(path), "--variants", "4", "--json")
    assert checked.code == 0
    (bank,) = checked.json["banks"]
    assert (bank["exercises"], bank["witnessed"], bank["problems"]) == (3, 3, [])
    assert bank["mutants"]["caught"] == bank["mutants"]["tried"] > 0
    assert {"skills", "variants", "missing_skills", "unchanged"} <= set(bank)
    again = drill("check", str(path), "--variants", "4")
    assert "3 unchanged" in again.out
    assert drill("new", str(path)).code == 2


def test_a_witness_that_contradicts_tells_values_and_both_results(drill: Drill, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "topic: my.a\nexercises:\n- id: one\n  params: {a: 2..40}\n  prompt: Give $@a$ squared.\n"
        "  answer: {number: 2a}\n  witness: {product: a, over: {k: [1, 2]}}\n",
        encoding="utf-8",
    )
    told = drill("check", str(path), "--variants", "4", "--jobs", "1")
    assert told.code == 1
    line = next(line for line in told.out.splitlines() if "contradicts" in line)
    assert line.startswith(f"{path}:7:12: error: one: witness: it contradicts the key, for a = ")
    assert "(seed 0): the witness gives " in line
    assert ", the key " in line


def test_preview_of_a_file_and_of_several_seeds(drill: Drill, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    drill("new", str(path))
    shown = drill("preview", f"{path}#gaussian-mass", "--seed", "1-2,4", "--json")
    assert [row["seed"] for row in shown.lines] == [1, 2, 4]
    assert len({row["maths"] for row in shown.lines}) == 1
    assert "gaussian-mass, seed 2" in drill("preview", f"{path}#gaussian-mass", "--seed", "2").out
    assert "The inner slope" in drill("preview", f"{path}#which-rule").out


@pytest.mark.parametrize("seed", ["x", "-1", "3-1", "1-999", "", "1,,2"])
def test_seeds_that_are_none_are_refused(drill: Drill, seed: str) -> None:
    assert drill("preview", "tiny/sum-1", f"--seed={seed}").code == 2


def test_the_schema_is_json_to_read(drill: Drill) -> None:
    said = drill("schema").out
    assert json.loads(said)["properties"]["exercises"]["description"]
    assert said.count("\n") > 100
