"""``drill brief`` and ``drill take``: a page out, proved drafts in, words to paste back."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from drill.papers import find_page_code
from tests.cli.conftest import Drill
from tests.papers.test_second_author import ONE, TWO

THREE = ONE.replace("half-of-it", "other").replace("What is half", "How much is half")


def test_a_page_and_its_answer(drill: Drill, tmp_path: Path) -> None:
    page = drill("brief", "tiny", "--exercises", "3").out
    assert page.startswith("# Exercises: tiny")
    answer = tmp_path / "answer.txt"
    answer.write_text(f"Sure:\n```yaml\n{ONE}{TWO.replace('level: 2', 'level: two')}```\n")
    answer.write_text(f"# drill {find_page_code(page)}\n{answer.read_text()}")
    ran = drill("take", "tiny", str(answer), "--variants", "2")
    assert ran.code == 1
    assert "2 exercises (3 asked for): 1 proved, not yet solved blind; 1 faulty" in ran.out
    assert "proved, not yet solved blind  half-of-it" in ran.out
    assert "faulty  another-half" in ran.out
    assert "To paste back:" in ran.out
    assert "my/tiny-2nd" in ran.err
    told = drill("take", "tiny", "-", "--variants", "2", "--json", lines=THREE.splitlines()).json
    assert told["bank"] == "my/tiny-2nd"
    assert told["exercises"][0]["state"] == "proved"
    assert told["paste_back"] == ""
    assert (told["call"], told["next_call"]) == ("1", "2")
    assert drill("brief", "tiny").out.startswith("# Mistakes, hints and steps: tiny")
    assert drill("brief", "tiny", "--call", "blind").out.startswith("# A check of exercises")
    hints = "- id: half-of-it\n  hints: [Into how many parts?, Two.]"
    unsolved = drill("take", "tiny", "-", "--variants", "2", "--blind", "no", lines=hints.splitlines())
    assert "Next: drill brief tiny --call blind prints the page for somebody who" in unsolved.err
    assert drill("brief", "tiny", "--call", "blind").out.startswith("# A check of exercises")
    assert drill("take", "tiny", "--undo", "--json").json == {"taken_back": 2}
    assert drill("take", "tiny", "--undo").out == "0 drafts taken back; what you kept stays\n"


def test_a_page_about_code(drill: Drill, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "LICENSE").write_text("\nApache License\n")
    block, norm = folder / "block.py", folder / "norm.py"
    block.write_text("class Block:\n    def forward(self, x):\n        return Norm()(x)\n")
    norm.write_text("# a remark on this\nclass Norm:\n    pass\nclass Other:\n    pass\n")
    page = drill("brief", str(block), str(norm), "--class", "Block", "--exercises", "4").out
    assert page.startswith("# Exercises: block.py")
    assert "`block.py` (Apache License)" in page
    assert page.index("class Norm:") < page.index("class Block:")
    assert "class Other" not in page
    assert "a remark on this" not in page
    answer = tmp_path / "answer.md"
    answer.write_text(ONE)
    assert drill("take", str(block), str(answer), "--variants", "2", "--json").json["bank"] == "my/block-2nd"


def test_code_that_cannot_be_read_is_told(drill: Drill, tmp_path: Path) -> None:
    good = tmp_path / "good.py"
    good.write_text("class Good:\n    pass\n")
    bad = {
        "two.py": b"print 'x'\n", "book.ipynb": b"{}", "data.py": b"\0\1", "none.py": b"x = 1\n",
        "latin.py": b"x = '\xe9'\n", "long.py": b"x = 1\n" * 60_000,
    }  # fmt: skip
    for name, raw in bad.items():
        (tmp_path / name).write_bytes(raw)
        ran = drill("brief", str(tmp_path / name))
        assert (ran.code, ran.out, name in ran.err) == (2, "", True)
    folder = drill("brief", str(tmp_path))
    assert folder.code == 2
    assert "good.py" in folder.err
    assert "Good" in drill("brief", str(good), "--class", "Godo").err
    assert drill("brief", str(good), "--paper", "tiny").code == 2
    assert drill("brief", *[str(good)] * 7).code == 2
    assert drill("brief", str(tmp_path / "missing.py")).code == 2


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
    asked = ("take", "tiny", "--with", command, "--exercises", "1", "--blind", "no", "--variants", "2")
    ran = drill(*asked)
    assert ran.code == 0
    assert "proved, not yet solved blind  half-of-it" in ran.out
    assert "A paper may contain instructions to your assistant." in ran.err
    assert "It is asked for two answers, and once more" in ran.err
    again = drill(*asked, "--json")
    assert "A paper may contain" not in again.err
    assert again.json["exercises"][0]["remarks"] == ["it is there already: half-of-it, in the review"]
    assert drill("take", "tiny", "--with").code == 2
    assert drill("take", "tiny", "answer.md", "--with", command).code == 2
    assert drill("take", "tiny", "--with", "no-such-program-anywhere").code == 2
