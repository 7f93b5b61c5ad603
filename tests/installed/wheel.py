"""A wheel of a checkout, installed without extras: with packages of this environment, or from the index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.homes import compiled_folder


def build_wheel(checkout: Path, folder: Path, **environ: str) -> Path:
    """Build the wheel of a checkout with the compiled files of this run; raises CalledProcessError."""
    environ = {"DRILL_BUILD_CACHE": str(compiled_folder() / "banks"), **environ}
    return _build("wheel", "gyr_drill-*.whl", checkout, folder, environ)


def build_sdist(checkout: Path, folder: Path) -> Path:
    """Build the source distribution of a checkout; raises CalledProcessError."""
    return _build("sdist", "gyr_drill-*.tar.gz", checkout, folder, {})


def _build(target: str, pattern: str, checkout: Path, folder: Path, environ: dict[str, str]) -> Path:
    build = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    environ = {**os.environ, **environ}
    subprocess.run(build, cwd=checkout, check=True, capture_output=True, text=True, env=environ)
    (built,) = folder.glob(pattern)
    return built


def install_wheel(wheel: Path, checkout: Path, folder: Path) -> Path:
    """Install a wheel without extras into a new environment in ``folder``; return its ``drill``.

    Without the index: what the wheel requires, and nothing else, is borrowed from this environment, and its
    modules are compiled as those of the checkout are.
    """
    venv.create(folder / "venv", with_pip=False)
    site = site_of(folder / "venv")
    with ZipFile(wheel) as archive:
        archive.extractall(site)
    for path in site.glob("drill/**/*.py"):  # as old as in the tree: what was compiled there is not again
        shutil.copystat(checkout / path.relative_to(site), path)
    for path in checkout.glob("drill/**/__pycache__/*.pyc"):
        (there := site / path.relative_to(checkout)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, there)
    (installed,) = distributions(path=[str(site)])
    for name, place in _find_required_files(installed.requires or ()).items():
        (site / name).symlink_to(place)
    _write_scripts(installed, folder / "venv" / "bin")
    return folder / "venv" / "bin" / "drill"


def install_from_index(wheel: Path, folder: Path) -> Path:
    """Install a wheel without extras into a new environment, as a stranger does; return its ``drill``."""
    venv.create(folder / "venv", with_pip=True)
    install = [folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", wheel.resolve()]
    subprocess.run([*install, "--disable-pip-version-check"], check=True)
    return folder / "venv" / "bin" / "drill"


def site_of(environment: Path) -> Path:
    """Return the folder of packages of an environment."""
    (site,) = environment.glob("lib/python*/site-packages")
    return site


def _find_required_files(requirements: Iterable[str]) -> dict[str, Path]:
    """Return by name the files and folders of all that is required, with what that requires in turn."""
    found, seen = dict[str, Path](), set[tuple[str, str]]()
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        required = distribution(requirement.name)
        found |= _find_top_files(required)
        asked = {(canonicalize_name(requirement.name), extra) for extra in ("", *requirement.extras)} - seen
        seen |= asked
        waiting += [(Requirement(text), extra) for text in required.requires or () for _, extra in asked]
    return found


def _find_top_files(required: Distribution) -> dict[str, Path]:
    tops = {file.parts[0] for file in required.files or ()} - {"..", "__pycache__"}
    return {top: Path(str(required.locate_file(top))) for top in tops}


def _write_scripts(installed: Distribution, folder: Path) -> None:
    for script in installed.entry_points.select(group="console_scripts"):
        code = f"from {script.module} import {script.attr}\nif __name__ == '__main__':\n    {script.attr}()\n"
        (folder / script.name).write_text(f"#!{folder / 'python'}\n{code}", encoding="utf-8")
        (folder / script.name).chmod(0o755)
