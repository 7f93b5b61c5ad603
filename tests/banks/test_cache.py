"""The cache of compiled files: it speeds up, and never decides."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks import cache as cache_module
from drill.banks.cache import Cache
from drill.banks.catalogue import Catalogue
from drill.banks.load import Loading, find_banks, load_catalogue, read_topic
from drill.banks.loaded_files import LoadedFile, Skill
from drill.banks.models import Card
from drill.errors import BankError, TimedOutError
from drill.files import Locations

ROOT = Path(__file__).parents[2]
NOT_LONG_AGO = time.time() - 20 * 24 * 3600
LOADING = """
import sys
from pathlib import Path
from drill.banks.load import load_catalogue
from drill.files import Locations
home = Path(sys.argv[1])
found = load_catalogue(Locations(home, home, home / "cache", home), shipped=home / "shipped")
print(len(found.entries), "entries,", found.exercise("small/b").forms[0].questions[0].prompt)
"""
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


def prompt_of(found: Catalogue, item: str) -> str:
    return found.exercise(item).forms[0].questions[0].prompt


def compiled_files(home: Path) -> list[Path]:
    return sorted((home / "cache" / "banks").glob("*.jsonl"))


def test_warm_loading_gives_the_same_catalogue(home: Path) -> None:
    cold, warm = load(home), load(home)
    assert cold.entries == warm.entries
    assert [cold.exercise(item) for item in cold.entries] == [warm.exercise(item) for item in warm.entries]


def test_whoever_leaves_meanwhile_does_not_wait_for_banks(home: Path) -> None:
    for number in range(9):
        (home / "shipped" / f"bank{number}.yaml").write_text(f"# {number}\n{BANK}")
    loading = Loading(Cache(home / "cache"), is_stopped=lambda: True)
    with pytest.raises(TimedOutError):
        loading.catalogue(find_banks(home / "shipped"), home / "banks", ())
    assert not list((home / "cache").glob("*"))


def test_warm_loading_needs_neither_yaml_nor_models(home: Path) -> None:
    load(home)
    code = (
        "import sys; from pathlib import Path; from drill.banks.load import load_catalogue;"
        "from drill.files import Locations; home = Path(sys.argv[1]);"
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
    assert prompt_of(load(home), "small/b") == "three"


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
    assert prompt_of(catalogue, "small/b") == "two"


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
    assert prompt_of(catalogue, "small/a") == "one"


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


def test_what_cannot_be_written_is_compiled_once_for_the_process(home: Path) -> None:
    (home / "cache").write_text("a file where a folder belongs")
    cache, compiled = Cache(home / "cache"), list[str]()

    def read(raw: bytes, path: str, expressions: bool) -> LoadedFile:
        compiled.append(path)
        return read_topic(raw, path, expressions)

    for _ in range(2):
        found = Loading(cache, read=read).catalogue((), home / "banks", ())
        assert [prompt_of(found, item) for item in found.entries] == ["one", "two"]
    assert len(compiled) == 1
    assert cache.fault


def test_on_a_full_disk_all_is_there_and_no_half_file_stays(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(path: Path, data: bytes, *, durably: bool) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr("drill.banks.cache.write_whole", write)
    assert prompt_of(load(home), "small/b") == "two"
    assert list((home / "cache" / "banks").iterdir()) == []


def test_nothing_is_stored_unless_it_is_wanted(home: Path) -> None:
    places = Locations(home / "config.toml", home, home / "cache", home / "log")
    found = load_catalogue(places, shipped=home / "shipped", is_stored=False)
    assert prompt_of(found, "small/b") == "two"
    assert not (home / "cache").exists()


@pytest.mark.parametrize("damage", ["digit", "zeros"])
def test_a_broken_exercise_is_compiled_anew_from_its_bank(home: Path, damage: str) -> None:
    load(home)
    (path,) = compiled_files(home)
    kept = path.read_bytes()
    first, _, later = kept.partition(b"\n")
    broken = later.replace(b"two", b"ten") if damage == "digit" else bytes(len(later))
    path.write_bytes(first + b"\n" + broken)
    assert prompt_of(load(home), "small/b") == "two"
    assert path.read_bytes() == kept


def test_what_another_version_compiled_is_compiled_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(home)
    monkeypatch.setattr(cache_module, "code_fingerprint", lambda: b"another version")
    assert prompt_of(load(home), "small/b") == "two"
    assert len(compiled_files(home)) == 2


def test_a_version_is_what_its_modules_say_and_not_when_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "banks" / "read.py"
    module.parent.mkdir()
    module.write_text("LIMIT = 1\n")
    monkeypatch.setattr(cache_module, "__file__", str(module))
    before = cache_module.code_fingerprint.__wrapped__(("banks",))
    os.utime(module, (0, 0))
    assert cache_module.code_fingerprint.__wrapped__(("banks",)) == before
    module.write_text("LIMIT = 2\n")
    assert cache_module.code_fingerprint.__wrapped__(("banks",)) != before


def test_every_package_that_compiles_counts_to_the_version() -> None:
    """Beside those of which only names are used, and modules at the top, which count anyway."""
    code = (
        "import sys; from pathlib import Path; from drill.exchange import read_file;"
        "from drill.banks.cache import to_lines; from drill.files import shipped_banks;"
        "files = [next((shipped_banks() / bank).glob('*.yaml')) for bank in ('calculus', 'papers', 'book')];"
        "[to_lines(read_file(file.read_bytes(), str(file), False)) for file in files];"
        "print(*{name.split('.')[1] for name in sys.modules if name.startswith('drill.')})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    packages = {name for name in done.stdout.split() if (ROOT / "drill" / name).is_dir()}
    assert packages - set(cache_module.COMPILERS) <= {"gyr", "settings"}


def test_two_processes_compile_at_once(home: Path) -> None:
    for number in range(4):
        (home / "shipped" / f"bank{number}.yaml").write_text(f"# {number}\n{BANK}")
    command = [sys.executable, "-c", LOADING, str(home)]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert {process.communicate()[0] for process in running} == {"10 entries, two\n"}
    assert len(list((home / "cache" / "banks").iterdir())) == 5


@pytest.fixture
def wheel(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shipped bank, compiled as a wheel has it."""
    (home / "shipped" / "brought.yaml").write_text(BANK.replace("two", "brought"))
    compiled = home / "compiled"
    Loading(Cache(compiled)).catalogue(find_banks(home / "shipped"), home / "no banks", ())
    monkeypatch.setattr(cache_module, "compiled_banks", lambda: compiled)
    (home / "banks" / "small.yaml").unlink()
    return compiled


def test_a_home_compiles_nothing_that_the_wheel_has(home: Path, wheel: Path) -> None:
    assert prompt_of(load(home), "brought/b") == "brought"
    assert not (home / "cache").exists()


def test_a_bank_that_was_edited_where_it_is_installed_is_compiled_by_the_home(
    home: Path, wheel: Path
) -> None:
    (home / "shipped" / "brought.yaml").write_text(BANK.replace("two", "edited"))
    assert prompt_of(load(home), "brought/b") == "edited"
    assert len(compiled_files(home)) == 1


@pytest.mark.parametrize("part", ["head", "exercises", "all"])
def test_a_broken_file_of_the_wheel_is_compiled_by_the_home(home: Path, wheel: Path, part: str) -> None:
    (path,) = wheel.iterdir()
    first, _, later = path.read_bytes().partition(b"\n")
    broken = {"head": b"{}\n" + later, "exercises": first + b"\n" + later[::-1], "all": b""}[part]
    path.write_bytes(broken)
    for _ in range(2):
        assert prompt_of(load(home), "brought/b") == "brought"
        (own,) = compiled_files(home)
    assert own.name == path.name
    assert path.read_bytes() == broken


def test_what_is_used_stays_for_a_process_that_does_not_ask_for_it(home: Path) -> None:
    load(home)
    (path,) = compiled_files(home)
    os.utime(path, (NOT_LONG_AGO, NOT_LONG_AGO))
    load(home)
    assert path.stat().st_mtime > NOT_LONG_AGO
    Loading(Cache(home / "cache" / "banks")).catalogue((), home / "no banks", ())
    assert compiled_files(home) == [path]
