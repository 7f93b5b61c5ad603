"""An exercise as it is listed: a field of it is declared once, and lists and compiled files have it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from drill.banks.cache import from_text, to_text
from drill.banks.load import load_bytes, load_catalogue
from drill.files import Locations
from drill.gyr.entry import OF_FILE, Entries, Entry
from tests.entries import entry

BANK = """\
title: Small
exercises:
- id: old-friend
  title: An old friend
  skill: calc.diff
  needs: [calc.limits]
  level: 3
  was: [gone/friend, small/older]
  corrects: [0123456789abcdef, fedcba9876543210]
  source: a book
  prompt: p
  answer: {number: 3}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "small.yaml").write_text(BANK, "utf-8")
    return tmp_path


def listed(home: Path) -> Entry:
    places = Locations(home / "config", home, home / "cache", home / "log")
    (home / "shipped").mkdir(exist_ok=True)
    (found,) = load_catalogue(places, shipped=home / "shipped").entries.values()
    return found


def test_what_a_file_says_is_taken_from_the_exercise_by_name() -> None:
    (loaded,) = load_bytes(BANK.encode(), "small.yaml").exercises
    for name in OF_FILE:
        if name not in ("line", "maths", "wording", "has_world", "has_gap"):
            assert getattr(loaded.entry, name) == getattr(loaded.exercise, name)


def test_compiled_it_is_the_same(home: Path) -> None:
    file = load_bytes(BANK.encode(), "small.yaml")
    (again,) = from_text("small.yaml", to_text(file)).entries
    assert again == file.exercises[0].entry
    assert listed(home) == listed(home)  # read, then from the cache


@pytest.mark.parametrize("count", [len(OF_FILE) - 1, len(OF_FILE) + 1])
def test_a_line_with_other_fields_is_no_entry(count: int) -> None:
    with pytest.raises(ValueError, match=f"not {count}"):
        Entry.from_plain([""] * count)


def test_its_bank_says_where_it_lies(home: Path) -> None:
    found = listed(home)
    assert (found.item, found.bank, found.topic) == ("small/old-friend", "small", "small")
    assert (found.file, found.line) == (str(home / "banks" / "small.yaml"), 3)
    assert (found.trains, found.in_file_order) == ("calc.diff", True)
    assert found.hashes == {found.maths, "0123456789abcdef", "fedcba9876543210"}


@pytest.mark.parametrize("shelf", ["papers", "book"])
def test_papers_and_textbooks_train_no_skill(home: Path, shelf: str) -> None:
    (home / "banks" / shelf).mkdir()
    (home / "banks" / "small.yaml").rename(home / "banks" / shelf / "small.yaml")
    found = listed(home)
    assert (found.skill, found.trains) == ("calc.diff", "")
    assert found.named_skills == ("calc.limits", "calc.diff")


_ADDED = """
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
import drill.gyr
class Loader(SourceFileLoader):
    def get_code(self, name):
        return self.source_to_code(self.get_data(self.path), self.path)
    def get_data(self, path):
        text = Path(path).read_text("utf-8")
        last = "    corrects: tuple[str, ...]\\n"
        assert text.count(last) == 1
        return text.replace(last, f"{last}    source: str\\n").encode()
path = str(Path(drill.gyr.__file__).with_name("entry.py"))
spec = spec_from_loader("drill.gyr.entry", Loader("drill.gyr.entry", path))
module = sys.modules["drill.gyr.entry"] = module_from_spec(spec)
spec.loader.exec_module(module)
from drill.banks.load import load_catalogue
from drill.files import Locations
home = Path(sys.argv[1])
for _ in range(2):
    places = Locations(home / "config", home, home / "cache", home / "log")
    (entry,) = load_catalogue(places, shipped=home / "shipped").entries.values()
    print(entry.source, entry.bank, "yaml" in sys.modules)
    sys.modules.pop("yaml", None)
"""


def test_a_field_is_added_in_one_line(home: Path) -> None:
    """With ``source: str`` behind the last field, the catalogue has it: read, compiled and from the cache.

    What was compiled without the field is compiled again.
    """
    listed(home)
    done = subprocess.run(
        [sys.executable, "-c", _ADDED, str(home)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.stdout.splitlines() == ["a book small True", "a book small False"], done.stderr


def test_an_item_that_is_loaded_stays_its_own() -> None:
    exercises = (entry("a/new", was=("a/old", "a/other")), entry("a/other"))
    assert Entries(exercises).renamed == {"a/old": "a/new"}
    entries = Entries(exercises)
    assert Entries.of(entries) is entries


def test_the_digest_tells_exercises_apart_by_item_topic_and_content() -> None:
    first = entry("a/one", corrects=("b" * 16, "c" * 16))
    same = Entries([first._replace(corrects=("c" * 16, "b" * 16), title="x", file="y")])
    assert Entries([first]).digest == same.digest
    for changed in ({"topic": "u"}, {"maths": "d" * 16}, {"corrects": ()}, {"was": ("a/zero",)}):
        assert Entries([first._replace(**changed)]).digest != same.digest  # type: ignore[arg-type]
