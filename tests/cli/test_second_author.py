"""``drill brief`` and ``drill take``: a page out, proved drafts in, words to paste back."""

from __future__ import annotations

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
