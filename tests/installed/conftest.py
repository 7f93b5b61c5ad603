"""One wheel for all tests of this folder, and the program that it installs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.installed.wheel import build_wheel, install_wheel

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def program(wheel: Path) -> Path:
    """``drill`` from it, in an environment that borrows the dependencies of this one."""
    return install_wheel(wheel, ROOT, wheel.parent)
