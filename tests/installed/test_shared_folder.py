"""Two homes of the installed program that share a folder: no command is needed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.homes import bank, configure, plant, sums
from tests.installed.test_session_laws import a_window


def test_what_is_marked_in_one_home_is_marked_in_the_other(program: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    plant(tmp_path / "here", "tiny", bank(sums(1)))
    for name in ("here", "there"):
        (tmp_path / name).mkdir(exist_ok=True)
        configure(tmp_path / name, f"sync = {json.dumps(str(shared))}\n")
    with a_window(program, tmp_path / "here", "LAW+0", "tiny", 1) as window:
        assert window.ask("answer", text="12")["type"] == "verdict"
        assert window.ask("mark", why=True)["type"] == "marked"
    for scope in ("calculus", "tiny"):  # the bank comes first, and is read at the next start
        with a_window(program, tmp_path / "there", "LAW+0", scope, 1):
            pass
    command = [program, "history", "--json"]
    environ = {**os.environ, "DRILL_HOME": str(tmp_path / "there")}
    said = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout
    assert "tiny/sum-1" in said
