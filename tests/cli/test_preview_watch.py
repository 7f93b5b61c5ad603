"""``drill preview --watch``: what an author sees beside the editor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Drill
from tests.homes import bank, sums

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no ctrl+c can be sent")


def test_each_saving_is_shown_also_after_a_fault(home: Path) -> None:
    file, text = home / "mine.yaml", bank(sums(1))
    file.write_text(text, encoding="utf-8")
    # A run in the background of a shell hands down that SIGINT is ignored.
    command = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command += "from drill.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", command, "preview", "--watch", str(file)],
        env={**os.environ, "DRILL_HOME": str(home)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        lines = iter(process.stdout or [])
        try:
            assert any("content hash" in line for line in lines)
            file.write_text("exercises: [", encoding="utf-8")
            assert any("bracket is not closed" in line for line in lines)
            file.write_text(text.replace("sum-1", "total-1"), encoding="utf-8")
            assert any("total-1" in line for line in lines)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                left = process.wait(30)
            finally:
                process.kill()
        assert left == 130


def test_only_a_file_is_watched(drill: Drill) -> None:
    ran = drill("preview", "--watch", "tiny/sum-1")
    assert ran.code == 2
    assert "no such file" in ran.err
