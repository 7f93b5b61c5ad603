"""The documents: the map is true, and the README leads to the others."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import drill

PACKAGE = Path(drill.__file__).parent
ROOT = PACKAGE.parent
MAP = (PACKAGE / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_every_path_of_the_map_is_there() -> None:
    named = re.findall(r"`([a-z_]+(?:/[a-z_0-9]+)*(?:\.py|/))(?::\w+)?`", MAP)
    assert len(named) > 50
    assert [name for name in named if not any((top / name).exists() for top in (PACKAGE, ROOT))] == []


def test_every_function_of_the_map_is_there() -> None:
    for path, function in re.findall(r"`([a-z_/]+\.py):(\w+)`", MAP):
        assert f"def {function}(" in (PACKAGE / path).read_text(encoding="utf-8"), f"{path}:{function}"


def test_the_map_names_every_room() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert {room for room in rooms if f"**{room}**" not in MAP} == set()


def test_the_picture_is_the_contract_of_layers() -> None:
    picture = re.search(r"## The picture\n.*?```\n(.*?)```", MAP, re.DOTALL)
    assert picture is not None
    rows = [set(line.split("  ")[0].split(" · ")) for line in picture[1].splitlines()]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = next(
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers" and contract["containers"] == ["drill"]
    )
    assert rows == [set(layer.split(" | ")) for layer in reversed(rooms["layers"])]


def test_the_map_names_every_place_that_catches_all_errors() -> None:
    sentence = re.search(r"^- \*\*`except Exception`.*?(?=^- )", MAP, re.MULTILINE | re.DOTALL)
    assert sentence is not None
    catching = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"except (\(.*)?\bException\b", path.read_text(encoding="utf-8"))
    }
    assert set(re.findall(r"`([a-z_/]+\.py)`", sentence[0])) == catching


def test_the_readme_leads_to_the_other_documents() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "drill/ARCHITECTURE.md" in readme
    assert "drill/INTERFACE.md" in readme


def test_the_list_of_mistakes_is_as_long_as_it_says() -> None:
    lines = (ROOT / "exercises" / "mistakes.txt").read_text(encoding="utf-8").splitlines()
    names = [line.rpartition(" = ")[2] for line in lines if line and not line.startswith("#")]
    assert len(set(names)) == len(names)
    assert f"There are {len(names)}," in "\n".join(lines)
    assert len(names) <= 150


def test_one_version_everywhere() -> None:
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited is not None
    assert cited[1] == drill.__version__
    assert f"## {drill.__version__} (" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_rule_for_whoever_comes_next_is_pinned_by_a_test_that_is_there() -> None:
    page = (ROOT / "AGENTS.md").read_text(encoding="utf-8")
    rules = re.findall(r"^\d+\. \*\*.*?(?=^\d+\. |^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert len(rules) == 12
    pins = [re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", rule) for rule in rules]
    assert all(pins)
    for path, name in (pin for each in pins for pin in each):
        assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), name


@pytest.mark.parametrize("document", ["AGENTS.md", ".github/CONTRIBUTING.md"])
def test_every_path_that_a_page_for_contributors_names_is_there(document: str) -> None:
    page = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"`((?:drill|tests|exercises|\.github|\.ci)/[\w./-]*)", page)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_ten_files_of_tests_are_named_to_be_read_first() -> None:
    page = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"^\d+\. `(tests/\w+/test_\w+\.py)`: ", page, re.MULTILINE)
    assert len(set(named)) == 10
