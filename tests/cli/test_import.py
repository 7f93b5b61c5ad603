"""``drill import``: its shape, its summary, and what it writes when."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from drill.session.papers import paper_import as import_paper
from tests.cli.conftest import Drill
from tests.papers.averaging import SHORT


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "averaged.tex"
    path.write_text(SHORT)
    return path


def test_the_shape(drill: Drill, source: Path) -> None:
    ran = drill("import", source, "--dry-run", "--json")
    told = ran.json
    assert told["title"] == "Averaged Descent: a Study"
    assert told["bank"] == "papers/averaged-descent"
    move = next(formula for formula in told["formulas"] if formula["label"] == "eq:move")
    assert move["file"] == "averaged.tex"
    assert move["line"] > 1
    assert move["exercises"] == ["explain", "memory"]
    meanings = {symbol["symbol"]: symbol["meaning"] for symbol in told["symbols"]}
    assert meanings[r"\alpha"] == r"“Here $\alpha$ is the step size, and $\beta$ is the decay rate.”"
    assert told["algorithms"][0]["label"] == "alg:averaged"
    assert told.keys().isdisjoint(("exercises", "kept", "skipped", "symbols_unsure", "guessed"))
    assert told["waiting"] == 0


def test_a_paper_is_read_without_what_reads_decks_and_books(source: Path, home: Path) -> None:
    """The worker has the mathematics; loading it here as well took longer than some papers."""
    names = ("drill.exchange.decks", "drill.exchange.textbook_numbers", "mpmath", "sympy", "numpy")
    probe = (
        "import atexit, sys\nfrom drill.cli.main import main\n"
        f"atexit.register(lambda: print(*[name for name in {names!r} if name in sys.modules]))\nmain()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", probe, "import", str(source), "--json"],
        env={**os.environ, "DRILL_HOME": str(home)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.splitlines()[-1] == ""


def test_the_next_step_for_a_chat_is_told(drill: Drill, source: Path) -> None:
    assert "drill brief papers/averaged-descent prints a page" in drill("import", source).err


def test_a_dry_run_writes_nothing(drill: Drill, source: Path, home: Path) -> None:
    drill("import", source, "--dry-run", "--accept-safe")
    assert not (home / "banks" / "papers").exists()
    assert not (home / "papers").exists()


def test_safe_exercises_make_a_bank(drill: Drill, source: Path, home: Path) -> None:
    ran = drill("import", source, "--accept-safe")
    assert ran.code == 0
    assert "bank papers/averaged-descent" in ran.out
    assert (home / "banks" / "papers" / "averaged-descent.yaml").is_file()
    assert drill("start", "papers/averaged-descent", "--items", "1", "--jsonl", lines=[]).code == 0


def test_a_file_of_ones_own_holds_what_is_proved(drill: Drill, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.yaml"
    ran = drill("import", source, "-o", out)
    assert f"{out}" in ran.out
    before = out.read_text()
    assert drill("check", out).code == 0
    assert drill("import", source, "-o", out).code == 0
    assert out.read_text() == before


def test_nothing_that_is_made_by_rule_waits(drill: Drill, source: Path, home: Path) -> None:
    ran = drill("import", source)
    assert ran.code == 0
    assert "in your own words" in ran.out
    assert (home / "papers" / "averaged-descent.paper.json").is_file()
    assert (home / "banks" / "papers" / "averaged-descent.yaml").is_file()
    told = drill("import", source, "--json").json
    assert (told["waiting"], told["questions"]) == (0, [])


AT_ITS_PROGRESS = """
import time
from drill.cli.commands import import_
from drill.cli.main import main
class Staying(import_.ProgressLine):
    def show(self, doing, done, total):
        super().show(doing, done, total)
        if doing.startswith("choosing") and done:
            time.sleep(60)
import_.ProgressLine = Staying
main()
"""
"""The command, which stays where its progress is shown first until it is interrupted."""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_a_terminal_sees_how_far_it_is_and_ctrl_c_leaves_nothing(source: Path, home: Path) -> None:
    import pexpect

    command = ["-c", AT_ITS_PROGRESS, "import", str(source), "--accept-safe"]
    environ = {**os.environ, "DRILL_HOME": str(home), "TERM": "xterm"}
    # A shell's background job ignores ctrl+c, and so would what it starts.
    heeds = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    person = pexpect.spawn(
        sys.executable, command, env=environ, encoding="utf-8", timeout=60, preexec_fn=heeds
    )  # pyright: ignore
    person.expect(r"choosing formulas \d+ of \d+")
    person.sendintr()
    person.expect(pexpect.EOF)
    person.close()
    assert person.exitstatus == 130
    assert "Traceback" not in str(person.before)
    assert not (home / "papers").exists()
    assert not (home / "banks" / "papers").exists()


def test_ctrl_c_while_it_is_written_waits_until_all_is_there(
    drill: Drill, source: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_bank = import_paper.save_bank

    def interrupted(bank: Path, text: str) -> None:
        save_bank(bank, text)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(import_paper, "save_bank", interrupted)
    assert drill("import", source, "--accept-safe").code == 130
    assert (home / "banks" / "papers" / "averaged-descent.yaml").is_file()
    assert (home / "papers" / "averaged-descent.paper.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--as", "quizlet"), "invalid choice"), (("-o", "bank.json"), "YAML"), ((), "nowhere.tex")],
)
def test_what_makes_no_sense(drill: Drill, arguments: tuple[str, ...], said: str) -> None:
    ran = drill("import", "nowhere.tex", *arguments)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize("source", ["", " "])
def test_no_source_is_not_the_folder_one_is_in(
    drill: Drill, source: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "main.tex").write_text(SHORT)
    monkeypatch.chdir(home)
    ran = drill("import", source, "--dry-run")
    assert (ran.code, ran.out) == (2, "")
    assert "no source is named" in ran.err


def test_a_sheet_with_two_fields_a_symbol_is_enough(drill: Drill, source: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("symbols:\n- {symbol: '\\alpha', is: alpha > 0, means: length of a step}\n")
    told = drill("import", source, "--sheet", mine, "--json").json
    alpha = next(row for row in told["symbols"] if row["symbol"] == r"\alpha")
    assert (alpha["meaning"], alpha["from"]["meaning"]) == ("length of a step", "you")
    assert alpha["is"] == "alpha > 0"


def test_a_sheet_alone_is_a_paper(drill: Drill, tmp_path: Path, home: Path) -> None:
    sheet = tmp_path / "energy.sheet.yaml"
    sheet.write_text("title: Energy\nformulas:\n- {latex: E = m c^2 + p c, number: '1'}\n")
    assert drill("import", sheet, "--accept-safe").code == 0
    assert "explain-" in (home / "banks" / "papers" / "energy.yaml").read_text()


def test_a_formula_without_a_name_is_shown_in_its_row(drill: Drill, tmp_path: Path) -> None:
    sheet = tmp_path / "energy.sheet.yaml"
    sheet.write_text(
        "title: Energy\nformulas:\n- {latex: E = 2 m, number: '1'}\n- {latex: F = a, called: Force}\n"
    )
    rows = [row.partition(":")[0] for row in drill("import", sheet).out.splitlines()]
    assert "  (1) E = 2m" in rows
    assert "  Force" in rows


def test_a_row_that_cannot_be_read_is_left_out_with_its_place(
    drill: Drill, source: Path, tmp_path: Path, home: Path
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("symbols:\n- {symbol: x, meens: input}\n- {symbol: \\alpha, means: a pace}\n")
    ran = drill("import", source, "--sheet", mine, "--accept-safe")
    assert ran.code == 1
    assert f"left out: {mine}:2:15: unknown key 'meens'" in ran.err
    assert '"means": "a pace"' in (home / "papers" / "averaged-descent.paper.json").read_text()
    assert drill("import", source, "--json").json["refused"] == []


def test_a_newer_sheet_wins_row_by_row_and_what_it_replaces_is_named(
    drill: Drill, source: Path, tmp_path: Path, home: Path
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "symbols:\n- {symbol: '\\alpha', is: alpha > 0, means: a pace}\n- {symbol: G, means: the bound}\n"
    )
    assert "replaced" not in drill("import", source, "--sheet", mine).err
    mine.write_text("symbols:\n- {symbol: '\\alpha', is: alpha > 1, means: a step, typed: step}\n")
    ran = drill("import", source, "--sheet", mine)
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if "replaced" in line] == [
        "replaced: \\alpha, typed: step, in place of alpha",
        "replaced: \\alpha, is: alpha > 1, in place of alpha > 0",
        "replaced: \\alpha, means: a step, in place of a pace",
    ]
    assert drill("import", source, "--sheet", mine, "--json").json["replaced"] == []
    rows = {row["symbol"]: row for row in drill("import", source, "--json").json["symbols"]}
    alpha = rows["\\alpha"]
    assert (alpha["is"], alpha["meaning"], alpha["typed"]) == ("alpha > 1", "a step", "step")
    assert rows["G"]["meaning"] == "the bound"


def test_a_formula_that_is_not_read_and_a_letter_of_no_formula_are_said_once_and_not_kept(
    drill: Drill, source: Path, tmp_path: Path, home: Path
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "symbols:\n- {symbol: zzz, is: zzz > 0}\n- {symbol: '\\alpha', is: alpha in R^d}\n"
        "- {symbol: d, is: d >= 1}\n"
        "- {symbol: q}\nformulas:\n- {latex: 'y = \\frac{1'}\n- {latex: q = 2}\n"
    )
    ran = drill("import", source, "--sheet", mine)
    assert ran.code == 1
    assert [
        line.partition(f"left out: {mine}:")[2] for line in ran.err.splitlines() if "left out" in line
    ] == ["2:3: the paper has no letter zzz", "7:11: this is not read as a formula: a { is never closed"]
    again = drill("import", source)
    assert (again.code, "zzz" in again.err, "frac" in again.err, "not read" in again.out) == (
        0,
        False,
        False,
        False,
    )
    record = (home / "papers" / "averaged-descent.paper.json").read_text()
    assert "zzz" not in record
    assert "q = 2" in record


def test_a_sheet_alone_tells_what_it_leaves_out(drill: Drill, tmp_path: Path) -> None:
    sheet = tmp_path / "energy.sheet.yaml"
    sheet.write_text("symbols:\n- {symbol: c, mean: speed}\nformulas:\n- latex: E = m c^2 + p c\n")
    ran = drill("import", sheet, "--accept-safe")
    assert ran.code == 1
    assert f"left out: {sheet}:2:15: " in ran.err
    assert "did you mean means" in ran.err


def test_a_file_that_is_no_sheet_says_where(drill: Drill, source: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("symbols:\n- {symbol: x}\nsource: [\n")
    ran = drill("import", source, "--sheet", mine)
    assert ran.code == 2
    assert "mine.yaml:" in ran.err


def test_a_line_names_the_stage_and_how_far_it_is(
    drill: Drill, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is said, however soon the next one comes."""
    said: list[tuple[str, int]] = []
    monkeypatch.setattr(
        "drill.cli.output.ProgressLine.show", lambda bar, doing, done, total: said.append((doing, total))
    )
    drill("import", source, "--dry-run")
    assert any(doing == "choosing formulas" and total for doing, total in said), said
    assert said[-1][0] == "drafting exercises"


def test_a_deck_of_moodle_is_told_what_to_do_instead(drill: Drill, home: Path, tmp_path: Path) -> None:
    bank = home / "banks" / "my" / "quiz.yaml"
    bank.parent.mkdir(parents=True)
    bank.write_text(MADE_OF_GIFT)
    (tmp_path / "quiz.gift").write_text("1 + 1? {=2 ~3}\n")
    for options in ((), ("--as", "moodle")):
        ran = drill("import", tmp_path / "quiz.gift", *options)
        assert (ran.code, "no longer read" in ran.err, "prompt and answer" in ran.err) == (2, True, True)
    assert bank.read_text() == MADE_OF_GIFT
    answers = ['{"do": "answer", "text": "2"}', '{"do": "mark", "why": true}', '{"do": "quit"}']
    assert drill("start", "my/quiz", "--jsonl", lines=answers).lines[2]["mark"] == "green"


MADE_OF_GIFT = """# Made by drill import. Importing it again keeps what you edit here.
topic: my.quiz
title: 'Quiz'
source: {title: 'quiz.gift', fingerprint: 8f14e45fceea167a5a36dedd4bea2543}
exercises:
# from the table: 0123456789 key 0123456789
- id: row-0123456789
  prompt: '1 + 1?'
  answer:
    choice: [{right: '2'}, {wrong: '3', say: 'No.'}]
"""


def test_a_repeated_formula_is_one_with_its_other_place(drill: Drill, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "twice.md"
    path.write_text("# Averages\n\n$$ m_t = b m_{t-1} + c $$\n\nThe step:\n\n$$ m_t=b\\,m_{t-1}+c. $$\n")
    (formula,) = drill("import", path, "--json").json["formulas"]
    assert (formula["line"], formula["also"]) == (
        3,
        [{"label": "", "number": "", "line": 7, "file": "twice.md"}],
    )
