"""Two homes of the installed program that share a folder: no command is needed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.homes import bank, configure, plant, sums
from tests.installed.test_session_laws import a_window

# A session ends a second after its last mark, whether or not a busy machine has given the mark by then.
MOST_STARTS = 5


def test_what_is_marked_in_one_home_is_marked_in_the_other(program: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    plant(tmp_path / "here", "tiny", bank(sums(1)))
    for name in ("here", "there"):
        (tmp_path / name).mkdir(exist_ok=True)
        configure(tmp_path / name, f"sync = {json.dumps(str(shared))}\n")
        environ = {**os.environ, "DRILL_HOME": str(tmp_path / name)}
        subprocess.run([program, "today"], env=environ, capture_output=True, check=True)  # reads what is new
    with a_window(program, tmp_path / "here", "LAW+0", "tiny", 1) as window:
        assert window.ask("answer", text="12")["type"] == "verdict"
        assert window.ask("mark", why=True)["type"] == "marked"
    command = [program, "history", "--json"]
    environ = {**os.environ, "DRILL_HOME": str(tmp_path / "there")}
    said = ""
    for _ in range(MOST_STARTS):
        for name in ("here", "there"):
            with a_window(program, tmp_path / name, "LAW+0", "calculus", 1):
                pass
        said = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout
        if "tiny/sum-1" in said:
            break
    assert "tiny/sum-1" in said
    assert (tmp_path / "there" / "banks" / "tiny.yaml").is_file()
