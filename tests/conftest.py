"""What holds for all tests."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from drill.banks import load, shelf
from tests.homes import RUN

EXAMPLES = 100

# No test asserts a time: a busy machine fails none.
settings.register_profile("drill", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("drill")


def pytest_configure(config: pytest.Config) -> None:
    """Have banks and modules compiled once for all processes of a run, the modules apart from the sources.

    Compiling takes most of the time of a process that answers one command.
    """
    if RUN not in os.environ:
        os.environ[RUN] = folder = tempfile.mkdtemp()
        config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    cache = getattr(config, "cache", None)
    if cache is not None and sys.pycache_prefix is None:
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(cache.mkdir("bytecode"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sys.dont_write_bytecode = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try laws on a hundred examples; with ``DRILL_LAWS`` or ``DRILL_EXAMPLES`` on as many as each asks."""
    if os.environ.keys() & {"DRILL_LAWS", "DRILL_EXAMPLES"}:
        return
    for item in items:
        law = getattr(item, "obj", None)
        asked = getattr(law, "_hypothesis_internal_use_settings", None)
        if asked is not None and asked.max_examples > EXAMPLES:
            fewer = settings(asked, max_examples=EXAMPLES)
            getattr(law, "__func__", law)._hypothesis_internal_use_settings = fewer


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay out of every garbage collection: a pass over them takes as long
    as an answer may, and would be counted as the checker's own computing.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture
def no_shipped_banks(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Homes have the banks that a test plants, and no other, unless it is marked ``shipped``.

    Five hundred exercises are read and planned with at every opening, and almost no test looks at them.
    """
    if request.node.get_closest_marker("shipped") is None:
        for module in (load, shelf):
            monkeypatch.setattr(module, "shipped_banks", lambda: tmp_path / "no banks")
