"""The cache of compiled files: it speeds up, and never decides."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.ahead import compile_ahead
from drill.banks.cache import Cache
from drill.banks.catalogue import Catalogue
from drill.banks.content import LoadedFile
from drill.banks.graph import Skill
from drill.banks.load import Loading, find_banks, load_catalogue, read_topic
from drill.banks.models import Card
from drill.errors import BankError, TimedOutError
from drill.locations import Locations
from tests.rows import sample

BANK = """\
title: Small
exercises:
- {id: a, prompt: one, answer: {number: 1}}
- {id: b, prompt: two, answer: {number: 2}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "small.yaml").write_text(BANK)
    (tmp_path / "shipped").mkdir()
    return tmp_path


def load(home: Path) -> Catalogue:
    places = Locations(home / "config.toml", home, home / "cache", home / "log")
    return load_catalogue(places, shipped=home / "shipped")


def compiled_files(home: Path) -> list[Path]:
    return sorted((home / "cache" / "banks").glob("*.jsonl"))


def test_warm_loading_gives_the_same_catalogue(home: Path) -> None:
    cold, warm = load(home), load(home)
    assert cold.entries == warm.entries
    assert [cold.exercise(item) for item in cold.entries] == [warm.exercise(item) for item in warm.entries]


@pytest.mark.parametrize("python", sample([sys.executable, "/nonexistent/python", "/bin/false"], 3))
def test_many_new_shipped_files_load_whether_or_not_a_process_compiles_them(
    home: Path, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    for number in range(9):
        (home / "shipped" / f"bank{number}.yaml").write_text(BANK)
    monkeypatch.setattr(sys, "executable", python)
    cold = load(home)
    assert len(cold.entries) == 20
    assert all(cold.exercise(item).forms for item in cold.entries)


def test_whoever_leaves_meanwhile_does_not_wait_for_banks(home: Path) -> None:
    for number in range(9):
        (home / "shipped" / f"bank{number}.yaml").write_text(f"# {number}\n{BANK}")
    loading = Loading(Cache(home / "cache"), is_stopped=lambda: True)
    with pytest.raises(TimedOutError):
        loading.catalogue(find_banks(home / "shipped"), home / "banks", ())
    assert not list((home / "cache").glob("*"))


def test_processes_compile_what_loading_asks_the_cache_for(home: Path) -> None:
    paths = [home / "shipped" / f"bank{number}.yaml" for number in range(9)]
    for path in paths:
        path.write_text(f"# {path.name}\n{BANK}")
    compile_ahead(home / "cache" / "banks", read_topic, paths)
    before = compiled_files(home)
    load(home)
    assert len(before) == 9
    assert set(before) < set(compiled_files(home))


def test_warm_loading_needs_neither_yaml_nor_models(home: Path) -> None:
    load(home)
    code = (
        "import sys; from pathlib import Path; from drill.banks.load import load_catalogue;"
        "from drill.locations import Locations; home = Path(sys.argv[1]);"
        "found = load_catalogue(Locations(home, home, home / 'cache', home), shipped=home / 'shipped');"
        "found.exercise('small/b');"
        "heavy = {'yaml', 'pydantic', 'numpy', 'sympy', 'mpmath'} & set(sys.modules);"
        "sys.exit(f'{heavy} {len(found.entries)}' if heavy or len(found.entries) != 2 else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr


def test_a_changed_file_is_compiled_again(home: Path) -> None:
    load(home)
    (home / "banks" / "small.yaml").write_text(BANK.replace("two", "three"))
    assert load(home).exercise("small/b").forms[0].questions[0].prompt == "three"


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]\n", b"not json\n", b'{"size": 0}\n', b"\xff\xfe\x00"])
def test_a_broken_file_of_the_cache_is_written_anew(home: Path, content: bytes) -> None:
    whole = load(home)
    (path,) = compiled_files(home)
    kept = path.read_bytes()
    path.write_bytes(content)
    assert load(home).entries == whole.entries
    assert path.read_bytes() == kept


def test_a_truncated_file_of_the_cache_is_written_anew(home: Path) -> None:
    load(home)
    (path,) = compiled_files(home)
    kept = path.read_bytes()
    path.write_bytes(kept[:-5])
    assert len(load(home).entries) == 2
    assert path.read_bytes() == kept


def test_bodies_are_read_from_the_bank_if_the_cache_vanishes(home: Path) -> None:
    catalogue = load(home)
    for path in compiled_files(home):
        path.unlink()
    assert catalogue.exercise("small/b").forms[0].questions[0].prompt == "two"


def test_a_body_that_is_gone_is_an_error_that_names_the_file(home: Path) -> None:
    catalogue = load(home)
    compiled_files(home)[0].unlink()
    (home / "banks" / "small.yaml").write_text("exercises: []\n")
    with pytest.raises(BankError) as caught:
        catalogue.exercise("small/b")
    assert caught.value.path.endswith("small.yaml")


def test_a_cache_that_cannot_be_written_is_done_without(home: Path) -> None:
    (home / "cache").write_text("a file where a folder is due")
    catalogue = load(home)
    assert catalogue.exercise("small/a").forms[0].questions[0].prompt == "one"


def test_problems_survive_the_cache(home: Path) -> None:
    (home / "banks" / "small.yaml").write_text(BANK + "- {id: c, promt: x, answer: {number: 1}}\n")
    cold = [str(problem) for problem in load(home).problems]
    assert len(cold) == 1
    assert [str(problem) for problem in load(home).problems] == cold


def test_old_files_go_when_nobody_asks_for_them(home: Path) -> None:
    load(home)
    (old,) = compiled_files(home)
    os.utime(old, (0, 0))
    (home / "banks" / "small.yaml").write_text(BANK.replace("two", "three"))
    load(home)
    assert old not in compiled_files(home)
    assert len(compiled_files(home)) == 1


_texts = st.text(max_size=5)


@given(
    st.lists(_texts, min_size=5, max_size=5),
    st.dictionaries(_texts, st.builds(Card, when=_texts, why=_texts, watch=_texts), max_size=2),
    st.lists(st.builds(Skill, _texts, _texts, st.lists(_texts).map(tuple)), max_size=2).map(tuple),
    st.lists(st.tuples(_texts, _texts), max_size=2).map(tuple),
    st.binary(max_size=30),
)
def test_what_is_put_is_got(
    tmp_path_factory: pytest.TempPathFactory,
    heads: list[str],
    cards: dict[str, Card],
    skills: tuple[Skill, ...],
    topics: tuple[tuple[str, str], ...],
    raw: bytes,
) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    exercises = read_topic(BANK.encode(), "a.yaml").exercises
    file = LoadedFile("a.yaml", *heads, exercises=exercises, cards=cards, skills=skills, topics=topics)
    assert plain(cache.put(raw, "full", file, places=True)) == plain(file)
    got = cache.get(raw, "full", "a.yaml")
    assert got is not None
    assert plain(got) == plain(file)
    assert cache.get(raw, "shape", "a.yaml") is None


def plain(file: LoadedFile) -> tuple[object, ...]:
    """A file with all that is read when it is due; places as lists."""
    exercises = [
        (replace(each, places=dict), {key: list(place) for key, place in each.places().items()})
        for each in file.exercises
    ]
    return replace(file, exercises=(), cards={}, entries=()), exercises, dict(file.cards)


def test_what_cannot_be_written_is_compiled_once_for_the_process(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        (home / "shipped" / f"bank{number}.yaml").write_text(f"# {number}\n{BANK}")
    (home / "cache").write_text("a file where a folder belongs")
    started: list[object] = []
    monkeypatch.setattr("drill.banks.ahead.compile_ahead", lambda *asked: started.append(asked))
    cache, compiled = Cache(home / "cache"), list[str]()

    def read(raw: bytes, path: str, expressions: bool) -> LoadedFile:
        compiled.append(path)
        return read_topic(raw, path, expressions)

    first = Loading(cache, read=read).catalogue(find_banks(home / "shipped"), home / "banks", ())
    assert (len(first.entries), len(compiled), started) == (20, 10, [])
    assert cache.fault
    again = Loading(cache, read=read).catalogue(find_banks(home / "shipped"), home / "banks", ())
    assert again.entries == first.entries
    assert all(again.exercise(item).forms for item in again.entries)
    assert len(compiled) == 10
