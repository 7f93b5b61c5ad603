"""Banks by their address on the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from drill.cli.commands.get import install_staged_shelf
from drill.errors import UsageError
from drill.exchange import stage_shelf
from drill.locations import find
from tests.cli.conftest import Drill, Ran
from tests.exchange.test_addresses import BANK, repository
from tests.homes import WORKERS, sums


def test_only_https_comes_in(drill: Drill) -> None:
    for address in ("http://example.org/x.zip", "file:///etc/x", "nonsense"):
        ran = drill("get", address)
        assert (ran.code, "HTTPS" in ran.err) == (2, True), ran.err


def test_banks_are_got_updated_and_removed(
    drill: Drill, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = repository(
        tmp_path / "repo", {"t.yaml": "topic: t\nexercises:\n" + sums(2), "ci.yaml": "on: push\n"}
    )
    places = find(os.environ)

    def got(*, is_agreed: bool = False) -> Ran:
        source = "mine" if (home / "banks" / "mine").exists() else str(address)
        with stage_shelf(source, places, name="mine") as shelf:
            code = install_staged_shelf(
                shelf, places, WORKERS, WORKERS.read_file, is_agreed=is_agreed, as_json=False
            )
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    first = got()
    assert (first.code, "mine/t" in first.out, "left out: ci.yaml" in first.out) == (0, True, True)
    (bank,) = [each for each in drill("banks", "--json").json["banks"] if each["bank"] == "mine/t"]
    assert (bank["address"], bank["items"]) == (str(address), 2)
    answers = ['{"do": "answer", "text": "13"}', '{"do": "mark", "why": true}', '{"do": "quit"}']
    assert drill("start", "mine/t/sum-1", "--jsonl", lines=answers).lines[2]["mark"] == "green"
    file = tmp_path / "repo" / "t.yaml"
    file.write_text(file.read_text().replace("a: [10]", "a: [11]"), encoding="utf-8")
    with pytest.raises(UsageError, match="mine stays as it was"):
        got()
    assert "1 exercise of mine that you have met" in capsys.readouterr().err
    assert got(is_agreed=True).code == 0
    (tmp_path / "repo" / "u.yaml").write_text(BANK, encoding="utf-8")
    assert "mine/u" in got().out
    assert drill("check", home / "banks" / "mine", "--json").json["banks"][0]["bank"] == "mine/t"
    assert "Its marks are kept" in drill("get", "--remove", "mine").out
    assert "mine" not in drill("banks").out
    assert drill("history", "mine/t/sum-1").out


def test_a_repository_prints_the_lines_that_get_it(drill: Drill, tmp_path: Path) -> None:
    ran = drill("get", "https://example.org/me/banks.git", "--at", "sub")
    assert (ran.code, ran.err.splitlines()[1:]) == (
        2,
        ["  git clone https://example.org/me/banks.git", "  drill get ./banks --at sub"],
    )
    folder = repository(tmp_path / "banks", {"sub/t.yaml": BANK})
    ran = drill("get", folder, "--at", "sub", "--json")
    assert (ran.code, ran.json["name"], ran.json["address"]) == (0, "banks", str(folder))


def test_names_that_a_shell_expands_are_left_out_and_said(
    drill: Drill, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "x; touch PWNED #.yaml"
    address = repository(tmp_path / "repo", {hostile: BANK, "$(touch PWNED)/t.yaml": BANK, "t.yaml": BANK})
    places = find(os.environ)
    with stage_shelf(str(address), places, name="mine") as shelf:
        assert (
            install_staged_shelf(shelf, places, WORKERS, WORKERS.read_file, is_agreed=False, as_json=False)
            == 0
        )
    printed = capsys.readouterr()
    assert (
        f"left out, since a name has only letters, digits, '-', '_' and '.': $(touch PWNED)/t.yaml, {hostile}"
        in (" ".join(printed.out.split()))
    )
    assert "drill start mine/t." in printed.err
    assert sorted(path.name for path in (home / "banks" / "mine").iterdir()) == [
        ".drill-origin.json",
        "t.yaml",
    ]
