"""``drill brief`` and ``drill take``: a page out, proved drafts in, words to paste back."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from tests.cli.conftest import Drill
from tests.papers.test_second_author import ONE, TWO


def test_a_page_and_its_answer(drill: Drill, tmp_path: Path) -> None:
    assert drill("brief", "tiny", "--exercises", "3").out.startswith("# Write exercises for this topic")
    answer = tmp_path / "answer.txt"
    answer.write_text(f"Sure:\n```yaml\n{ONE}{TWO.replace('level: 2', 'level: two')}```\n")
    ran = drill("take", "tiny", str(answer), "--variants", "2")
    assert ran.code == 1
    assert "confirmed  half-of-it" in ran.out
    assert "faulty  another-half" in ran.out
    assert "To paste back:" in ran.out
    assert "my/tiny-2nd" in ran.err
    told = drill("take", "tiny", "-", "--variants", "2", "--json", lines=ONE.splitlines()).json
    assert told["bank"] == "my/tiny-2nd"
    assert told["exercises"][0]["state"] == "proved"
    assert told["paste_back"] == ""
    assert drill("take", "tiny", "--undo", "--json").json == {"taken_back": 1}
    assert drill("take", "tiny", "--undo").out == "0 drafts taken back; what you kept stays\n"


def test_what_cannot_be_read_is_told(drill: Drill) -> None:
    assert drill("take", "tiny", "no-such-file").code == 2
    assert drill("take", "tiny").code == 2
    assert drill("take", "tiny", "-", lines=["I cannot do that."]).code == 2
    assert drill("brief", "no-such-thing").code == 2
    assert drill("brief", "tiny", "--exercises", "0").code == 2


def test_an_assistant_is_shown_before_its_first_use(drill: Drill, tmp_path: Path) -> None:
    stub = tmp_path / "stub.py"
    stub.write_text(f"import sys\nassert sys.stdin.read()\nprint({ONE!r})\n")
    command = shlex.join([sys.executable, str(stub)])
    ran = drill("take", "tiny", "--with", command, "--exercises", "1", "--variants", "2")
    assert ran.code == 0
    assert "confirmed  half-of-it" in ran.out
    assert "A paper may contain instructions to your assistant." in ran.err
    again = drill("take", "tiny", "--with", command, "--exercises", "1", "--variants", "2", "--json")
    assert "A paper may contain" not in again.err
    assert again.json["exercises"][0]["state"] == "proved"
    assert drill("take", "tiny", "--with").code == 2
    assert drill("take", "tiny", "answer.md", "--with", command).code == 2
    assert drill("take", "tiny", "--with", "no-such-program-anywhere").code == 2
