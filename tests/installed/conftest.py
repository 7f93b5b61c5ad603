"""One wheel for all tests of this folder, and the program that it installs without extras."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from drill.files import lock_file_folder
from tests.homes import shipped_catalogue
from tests.installed.wheel import build_wheel, install_from_index, install_wheel

ROOT = Path(__file__).parents[2]
GIVEN = "DRILL_WHEEL"
"""The environment may name a wheel that is already built; its dependencies come from the index, then."""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, which one process of a run builds for all."""
    if given := os.environ.get(GIVEN):
        return Path(given).resolve(strict=True)
    shipped_catalogue()  # else each process of the run compiles them
    of_process = tmp_path_factory.getbasetemp()
    folder = (of_process.parent if "PYTEST_XDIST_WORKER" in os.environ else of_process) / "wheel"
    with lock_file_folder(folder / "lock"):
        if built := [*folder.glob("*.whl")]:
            return built[0]
        return build_wheel(ROOT, folder)


@pytest.fixture(scope="session")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``drill`` from it, in an environment that has what the wheel requires, and no extra."""
    folder = tmp_path_factory.mktemp("installed")
    if GIVEN in os.environ:
        return install_from_index(wheel, folder)
    return install_wheel(wheel, ROOT, folder)
