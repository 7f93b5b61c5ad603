"""The author's loop on the command line: new, check, preview, schema."""

from __future__ import annotations

import errno
import json
import os
import re
from pathlib import Path

import pytest

from drill.settings import SUBJECTS
from tests.cli.conftest import Drill
from tests.homes import bank, plant, sums


def is_shipped(bank: str) -> bool:
    return bank in SUBJECTS or bank.startswith(("papers/", "book/"))


def test_from_nothing_to_a_checked_bank(drill: Drill, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    made = drill("new", str(path), "--json")
    assert made.json == {"path": str(path), "bank": "mine"}
    checked = drill("check", str(path), "--variants", "4", "--json")
    assert checked.code == 0
    (bank,) = checked.json["banks"]
    assert (bank["exercises"], bank["witnessed"], bank["problems"]) == (4, 4, [])
    assert bank["mutants"]["caught"] == bank["mutants"]["tried"] > 0
    assert {"skills", "variants", "missing_skills", "unchanged"} <= set(bank)
    again = drill("check", str(path), "--variants", "4")
    assert "4 unchanged" in again.out
    assert drill("new", str(path)).code == 2


def test_from_nothing_to_a_checked_subject(drill: Drill, tmp_path: Path) -> None:
    folder = tmp_path / "optics"
    made = drill("new", "--subject", str(folder), "--json")
    assert made.json == {"path": str(folder), "bank": "optics"}
    assert drill("new", "--subject", str(folder)).code == 2
    checked = drill("check", str(folder), "--variants", "4", "--json")
    (bank,) = checked.json["banks"]
    assert (bank["problems"], bank["witnessed"]) == ([], 4)


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


@pytest.mark.shipped
def test_preview_shows_the_card(drill: Drill) -> None:
    shown = drill("preview", "calculus/local-minimum-at-zero").out
    assert "card, shown before it comes back" in shown
    assert "This is only a necessary condition." in shown


@pytest.mark.parametrize("seed", ["x", "-1", "3-1", "1-999", "", "1,,2"])
def test_seeds_that_are_none_are_refused(drill: Drill, seed: str) -> None:
    assert drill("preview", "tiny/sum-1", f"--seed={seed}").code == 2


def test_the_schema_is_json_to_read(drill: Drill) -> None:
    said = drill("schema").out
    assert json.loads(said)["properties"]["exercises"]["description"]
    assert said.count("\n") > 100


def test_preview_of_a_bank_asks_for_an_exercise(drill: Drill) -> None:
    ran = drill("preview", "tiny")
    assert (ran.code, ran.err) == (
        2,
        "drill: usage: tiny holds 3 exercises: name one of them (such as tiny/sum-1)\n",
    )
    assert "did you mean tiny/sum-3" in drill("preview", "tiny/sum-33").err


def test_start_tells_the_fault_of_a_bank_that_cannot_be_read(drill: Drill, home: Path) -> None:
    plant(home, "mine", bank(sums(2)).replace("exercises:", "exercises: ["))
    ran = drill("start", "mine", "--plain")
    assert ran.code == 2
    assert re.search(rf"{home / 'banks' / 'mine.yaml'}:[0-9]+:[0-9]+: ", ran.err)
    assert "no bank" not in ran.err


def test_start_tells_the_fault_of_an_exercise(drill: Drill, home: Path) -> None:
    plant(home, "mine", bank(sums(2).replace("a + @b", "a + @c", 1)))
    refused = drill("start", "mine/sum-1", "--plain")
    assert refused.code == 2
    assert f"{home / 'banks' / 'mine.yaml'}:9:" in refused.err
    rest = drill("start", "mine", "--jsonl")
    assert rest.code == 0
    assert rest.lines[0]["item"] == "mine/sum-2"
    assert "mine.yaml:9:" in rest.err


def test_names_that_are_no_text_are_left_out_and_told(drill: Drill, home: Path) -> None:
    banks = os.fsencode(home / "banks")
    for name in (b"\xff.yaml", b"\x1b[31mred.yaml"):
        Path(os.fsdecode(os.path.join(banks, name))).write_text(bank(sums(1)), encoding="utf-8")
    os.mkdir(os.path.join(banks, b"\xfe"))
    listed = drill("banks", "--json")
    assert listed.code == 0
    assert [each["bank"] for each in listed.json["banks"] if not is_shipped(each["bank"])] == ["tiny"]
    told = drill("banks").err
    assert r"\xff.yaml:1:1: " in told
    assert "[31mred.yaml" in told
    assert r"\xfe:1:1: " in told
    assert "\x1b" not in told
    for command in ("today", "progress", "history", "doctor", "check"):
        ran = drill(command) if command != "check" else drill("check", str(home / "banks"))
        assert ran.code == 0, (command, ran.err)
    assert drill("export", str(home / "out.jsonl")).code == 0


@pytest.mark.parametrize("name", ["\x1b[31m", "a\nb", "a\u202eb", "\udcff"])
def test_a_new_bank_has_a_name_that_can_be_shown(drill: Drill, home: Path, name: str) -> None:
    before = sorted((home / "banks").iterdir())
    ran = drill("new", name)
    assert ran.code == 2
    assert "control" in ran.err
    assert sorted((home / "banks").iterdir()) == before


def test_check_tells_of_stages_sisters_slips_and_cards(drill: Drill, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    sisters = "".join(f"  - {{id: s{key}, prompt: q, answer: {{number: {key}}}}}\n" for key in "123")
    path.write_text(
        "topic: my.a\ncards:\n  my.a.one: {when: a, why: b, watch: c}\nexercises:\n"
        "- id: chain\n  prompt: p\n  params: {a: 2..40}\n  stages:\n  - {prompt: q, answer: {number: 1}}\n"
        "  - {prompt: q, answer: {number: a}, wrong: [{answer: a, say: s}]}\n"
        f"- id: family\n  sisters:\n{sisters}"
        "- id: slip\n  prompt: p\n  answer:\n    fault: [a, b, c]\n    slips:\n"
        "    - {id: plus, line: 1, text: [x, y], say: s, claim: 1 = 1}\n"
        "    - {id: minus, line: 2, text: y, say: s}\n",
        encoding="utf-8",
    )
    (bank,) = drill("check", str(path), "--variants", "2", "--json").json["banks"]
    counted = {name: bank[name] for name in ("stages", "sisters", "slips", "pools", "cards")}
    assert counted == {"stages": 2, "sisters": 3, "slips": 2, "pools": 0, "cards": 1}
    assert bank["skills_without_card"] == []
    problems = {(each["exercise"], each["where"], each["code"], each["line"]) for each in bank["problems"]}
    assert ("chain", "stage 2", "dropped", 10) in problems
    assert ("slip", "slip plus", "claim", 21) in problems
    told = drill("check", str(path), "--variants", "2").out
    assert f"{path}:10:" in told
    assert ": chain: stage 2: wrong 1: " in told


def test_on_a_full_disk_nothing_is_left_and_it_is_told_of_writing(
    drill: Drill, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "capitals.csv"
    table.write_text("prompt,answer\nCompute 1 + 1.,2\n", encoding="utf-8")
    before = sorted(home.rglob("banks/**/*.yaml"))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    for ran in (drill("new", "attention"), drill("import", table)):
        assert ran.code == 3
        assert "cannot be written: No space left on device" in ran.err
    assert sorted(home.rglob("banks/**/*.yaml")) == before
    assert not list(home.rglob("*.yaml-*"))
