"""The banks as a wheel brings them: compiled, found by an installed program, and the same in every build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from drill.settings import SUBJECTS
from hatch_build import CompiledBanks
from tests.homes import bank, plant, sums
from tests.installed.wheel import build_wheel, site_of

ROOT = Path(__file__).parents[2]
BANK = "calculus/limits.yaml"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a program is a script for a shell")


def run(home: Path, *command: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("DRILL_")}
    own |= {"DRILL_HOME": str(home), "HOME": str(home), **environ}
    own = {name: value for name, value in own.items() if value}
    return subprocess.run(command, env=own, cwd=home, capture_output=True, text=True, check=True)


def test_a_wheel_has_every_bank_as_yaml_and_compiled(wheel: Path) -> None:
    sources = {path.relative_to(ROOT / "exercises").as_posix() for path in ROOT.glob("exercises/**/*.yaml")}
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    assert sources <= {name.removeprefix("drill/_exercises/") for name in names}
    compiled = [name for name in names if name.startswith("drill/_compiled_banks/")]
    assert len(compiled) == sum(not name.endswith(".sheet.yaml") for name in sources)


def test_nothing_of_it_is_compiled_into_the_users_cache(program: Path, tmp_path: Path) -> None:
    listed = run(tmp_path, program, "banks", DRILL_HOME="", XDG_CACHE_HOME=str(tmp_path / "caches"))
    assert set(SUBJECTS) <= set(listed.stdout.split())
    assert not (tmp_path / "caches").exists()


@pytest.mark.parametrize("is_in_checkout", [False, True])
def test_python_compiles_and_stores_nothing(program: Path, tmp_path: Path, is_in_checkout: bool) -> None:
    """Nor does it where the current folder is the checkout, whose modules are imported then."""
    path = str(ROOT) if is_in_checkout else ""
    code = (
        f"import sys; sys.path.insert(0, {path!r}); import drill;"
        "print(len(drill.load('calculus')), 'yaml' in sys.modules, drill.__file__)"
    )
    tmp_path.chmod(0o555)
    try:
        count, compiles, module = run(tmp_path, program.with_name("python"), "-c", code).stdout.split()
        assert int(count) > 100
        assert compiles == "False"
        assert Path(module).is_relative_to(ROOT) == is_in_checkout
        assert list(tmp_path.iterdir()) == []
    finally:
        tmp_path.chmod(0o755)


def test_a_home_compiles_its_own_banks_and_what_is_edited_where_it_is_installed(
    program: Path, tmp_path: Path
) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    source = site_of(program.parents[1]) / "drill" / "_exercises" / BANK
    kept = source.read_text(encoding="utf-8")
    try:
        source.write_text(kept.replace("\ntitle: ", "\ntitle: Edited ", 1), encoding="utf-8")
        assert "tiny" in run(tmp_path, program, "banks").stdout
    finally:
        source.write_text(kept, encoding="utf-8")
    heads = [path.read_text("utf-8").split("\n")[0] for path in (tmp_path / "cache" / "banks").iterdir()]
    assert sorted('"title":"Edited ' in head for head in heads) == [False, True]


def test_an_older_python_is_told_which_one_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.python_version", lambda: "3.10.13")
    builder = WheelBuilder(str(ROOT))
    hook = CompiledBanks(str(ROOT), {}, builder.config, builder.metadata, str(tmp_path), "wheel")
    for version in ("standard", "editable"):
        with pytest.raises(SystemExit) as ended:
            hook.initialize(version, {"force_include": {}})
        assert ended.value.code == "drill needs Python 3.11 or newer, and this is Python 3.10.13."


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program with one topic."""
    there = tmp_path / "checkout"
    shutil.copytree(ROOT / "drill", there / "drill", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "exercises/LICENSE"):
        (there / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, there / name)
    for name in ("calculus/_subject.yaml", BANK):
        (there / "exercises" / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "exercises" / name, there / "exercises" / name)
    return there


def build_twice(checkout: Path, folder: Path) -> list[bytes]:
    """Return two wheels that other processes build, in which sets have other orders."""
    return [
        build_wheel(checkout, folder / seed, DRILL_BUILD_CACHE="", PYTHONHASHSEED=seed).read_bytes()
        for seed in "12"
    ]


def test_two_builds_give_the_same_bytes_and_name_no_folder(checkout: Path, tmp_path: Path) -> None:
    first, second = build_twice(checkout, tmp_path)
    assert first == second
    (wheel,) = (tmp_path / "1").glob("*.whl")
    with ZipFile(wheel) as archive:
        compiled = [archive.read(name) for name in archive.namelist() if "_compiled_banks" in name]
    assert len(compiled) == 2
    assert not any(str(checkout).encode() in content for content in compiled)


def refusal(checkout: Path, **environ: str) -> str:
    """What a build says that must fail."""
    with pytest.raises(subprocess.CalledProcessError) as raised:
        build_wheel(checkout, checkout.parent / "wheel", **{"DRILL_BUILD_CACHE": "", **environ})
    return raised.value.stderr


def test_a_fault_in_a_bank_ends_the_build_with_its_place(checkout: Path) -> None:
    path = checkout / "exercises" / BANK
    path.write_text(path.read_text(encoding="utf-8").replace("  prompt:", "  promt:", 1), encoding="utf-8")
    said = refusal(checkout)
    assert said.startswith("The banks cannot be compiled for the wheel: ")
    assert f"{path}:" in said
    assert "promt" in said
    assert "Traceback" not in said


def test_a_library_that_is_missing_ends_the_build_by_its_name(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "without" / "yaml").mkdir(parents=True)
    (tmp_path / "without" / "yaml" / "__init__.py").write_text("raise ImportError('No module named yaml')")
    assert "No module named yaml" in refusal(checkout, PYTHONPATH=str(tmp_path / "without"))


def test_what_a_cache_holds_wrongly_ends_the_build(checkout: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    source = checkout / "exercises" / BANK
    code = (
        "import sys; from pathlib import Path; from drill.banks.cache import Cache;"
        "from drill.exchange import read_file; from drill.banks.cache import manner;"
        "raw = Path(sys.argv[1]).read_bytes(); how = manner(read_file, expressions=False);"
        "other = read_file(raw.replace(b'\\ntitle: ', b'\\ntitle: Not '), 'x', False);"
        "Cache(Path(sys.argv[2])).put(raw, how, other)"
    )
    subprocess.run([sys.executable, "-c", code, str(source), str(cache)], cwd=checkout, check=True)
    assert "does not match what was compiled from it" in refusal(checkout, DRILL_BUILD_CACHE=str(cache))
