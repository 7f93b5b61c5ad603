"""A plugin of pytest that notes which lines of ``drill/`` each test reaches, for `tests.mutation`."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

HERE = f"{Path.cwd()}/"
FOLDERS = tuple(f"{HERE}drill/{name}/" for name in ("gyr", "session/standing", "store"))
TESTS: dict[str, dict[str, float]] = defaultdict(dict)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Trace one test with its fixtures."""
    lines: set[tuple[str, int]] = set()

    def trace_lines(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return trace_lines

    def trace(frame: FrameType, _event: str, _: Any) -> Any:
        return trace_lines if frame.f_code.co_filename.startswith(FOLDERS) else None

    begun = time.perf_counter()
    sys.settrace(trace)
    yield
    sys.settrace(None)
    for path, line in lines:
        TESTS[f"{path.removeprefix(HERE)}:{line}"][item.nodeid] = time.perf_counter() - begun


def pytest_sessionfinish() -> None:
    """Write the tests by line, the shortest first."""
    ordered = {line: sorted(tests, key=tests.__getitem__) for line, tests in TESTS.items()}
    Path(os.environ["REACHED"]).write_text(json.dumps(ordered), "utf-8")
