"""A home of an earlier version is converted once: whole, after a backup, whatever comes in between."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.errors import FileError, StoreError
from drill.gyr.events import ItemId, NoteField
from drill.papers import AlgorithmRow, DraftDecision, DraftRecord, FormulaRow, Paper, parse_paper, print_paper
from drill.session.backups import restore_backup
from drill.session.papers.export import to_markdown
from drill.session.papers.workbook import open_paper
from drill.session.standing.paper_notes import FORMER_FIELDS, MOST_CHARACTERS, Kept, Notes, read_paper_notes
from drill.session.upgrading import HomeUpgrade, upgrade_files, upgrade_home
from drill.session.upgrading.former_notes import hash_step, rewrite_notes
from drill.session.workspace import Workspace
from drill.store import Repository
from tests.homes import Clock, workspace_in
from tests.session.second_edition import EXPECTED, SLUG, files_in, lay_out

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OURS = ("mine/", f"papers/{SLUG}/")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "home")


def upgraded(home: Path, *, is_trial: bool = False) -> HomeUpgrade:
    return upgrade_home({"DRILL_HOME": str(home)}, NOW, is_trial=is_trial)


def names_changed(upgrade: HomeUpgrade) -> list[str]:
    return [*dict.fromkeys(change.name for change in upgrade.changes)]


NOTES = f"notes on papers/{SLUG}"
EVERYTHING = ["database", "config.toml", f"papers/{SLUG}", "banks/mine.yaml", NOTES, f"{NOTES} of bob"]


# --- what was there is there --------------------------------------------------------------------------------


def assert_is_as_it_was(workspace: Workspace) -> None:
    """Look at marks, exercises and the paper as 0.3 showed them before."""
    states = {
        str(item): [state.state, state.passes, state.next_pass]
        for item, state in workspace.bare_states().items()
        if item.startswith(OURS)
    }
    assert states == EXPECTED["states"]
    assert [str(event.id) for event in workspace.store.history()][: len(EXPECTED["events"])] == EXPECTED[
        "events"
    ]
    paper = open_paper(workspace, SLUG)
    assert paper.row.problems == ()
    assert {
        formula.called: sorted(f"{exercise.item} {exercise.kind}" for exercise in formula.exercises)
        for formula in paper.formulas
    } == EXPECTED["formulas"]
    assert [
        [symbol.row.symbol, symbol.meaning, symbol.declared_from, [one.item for one in symbol.exercises]]
        for symbol in paper.symbols
    ] == EXPECTED["symbols"]


def words_of(lines: list[str]) -> set[str]:
    return {word.strip("[]():.,\\*") for line in lines for word in line.split()}


def test_a_home_of_0_2_has_its_marks_its_paper_and_its_notes(home: Path) -> None:
    done = upgraded(home)
    assert names_changed(done) == EVERYTHING
    assert not done.faults
    with workspace_in(home, Clock(NOW)) as workspace:
        assert_is_as_it_was(workspace)
        text = to_markdown(open_paper(workspace, SLUG)).split("\n")
    gone = words_of(EXPECTED["notes"]) - words_of(text)
    assert gone <= {
        "Ticked",
        "belong",
        "Formulas",
        "that",
        "together",
        "Notes",
        "what",
        "longer",
        "contains",
        "boxline",
        "inside",
    }


def test_the_first_start_on_its_store_converts_it_and_says_so(home: Path) -> None:
    with workspace_in(home, Clock(NOW)) as workspace:
        told = [notice for notice in workspace.take_notices() if "older version" in notice]
        assert len(told) == 1
        assert all(name in told[0] for name in (*EVERYTHING, str(home / "backups")))
        assert not any("no action" in notice for notice in told)
        assert_is_as_it_was(workspace)
    assert upgraded(home).changes == []


def test_the_backup_is_restored_with_its_events_and_converted_notes(home: Path) -> None:
    (copy, folder) = upgraded(home).backups
    assert files_in(folder) == {
        name: content
        for name, content in files_in(lay_out(home.parent / "again")).items()
        if name in ("config.toml", "banks/mine.yaml") or name.startswith("papers/")
    }
    restore_backup({"DRILL_HOME": str(home)}, copy, NOW)
    assert upgraded(home).changes == []
    with workspace_in(home, Clock(NOW)) as workspace:
        assert_is_as_it_was(workspace)
        assert not any(field in FORMER_FIELDS for field, _ in read_paper_notes(workspace, SLUG))


def test_a_second_run_changes_nothing_and_a_trial_writes_nothing(home: Path) -> None:
    before = files_in(home, left_out=())
    planned = upgraded(home, is_trial=True)
    assert files_in(home, left_out=()) == before
    assert upgraded(home).changes == planned.changes
    before = files_in(home, left_out=())
    assert upgraded(home) == HomeUpgrade([], [], [])
    assert files_in(home, left_out=()) == before


def test_notes_that_another_machine_brings_later_are_put_beside_the_others(home: Path) -> None:
    upgraded(home)
    with workspace_in(home, Clock(NOW)) as workspace:
        first = read_paper_notes(workspace, SLUG)["overview", "earlier"].text
        old = Kept("done: on the train", date(2026, 11, 22))
        later = rewrite_notes(
            {("overview", "earlier"): Kept(first, old.study_day), ("tick", "read"): old}, Paper(SLUG)
        )
    assert later == {("overview", "earlier"): f"{first}\n[x] read: on the train", ("tick", "read"): ""}


# --- what cannot be read ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (f"papers/{SLUG}.sheet.yaml", "title: [\n", f"{SLUG}.sheet.yaml:2:1: "),
        (f"papers/{SLUG}.sheet.yaml", "symbols:\n- {symbol: x, typed: 1x}\n", f"{SLUG}.sheet.yaml:2:22: 1x"),
        (f"papers/{SLUG}.drafts.json", '{\n"format": 2,\n}\n', f"{SLUG}.drafts.json:3:1: "),
        (f"papers/{SLUG}.drafts.json", '{"format": 1}', f"{SLUG}.drafts.json:1:1: this is not what"),
        (f"papers/{SLUG}.drafts.json", '{"format": 2, "drafts": 7}', f"{SLUG}.drafts.json: this paper is"),
        ("config.toml", "minutes = 30\n[keys\n", "config.toml:2: not TOML"),
        ("config.toml", 'keys = {write = "w"}\n', "config.toml:1: write is no longer an action"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_left_alone(home: Path, name: str, text: str, told: str) -> None:
    (home / name).write_text(text, encoding="utf-8")
    before = files_in(home)
    done = upgraded(home)
    assert told in str(done.faults[0]), done.faults
    left = "config.toml" if name == "config.toml" else f"papers/{SLUG}"
    changed = [name.removesuffix(" of ada") for name in names_changed(done)]
    assert changed == [name for name in EVERYTHING if name != left]
    after = files_in(home)
    assert after[name] == before[name]
    if left != "config.toml":
        assert {path for path in after if path.startswith("papers/")} == {
            path for path in before if path.startswith("papers/")
        }


def test_a_sheet_that_is_not_converted_yet_gets_one_sentence(home: Path) -> None:
    upgraded(home)
    (home / "papers" / "other.sheet.yaml").write_text("title: Other\n", encoding="utf-8")
    with workspace_in(home, Clock(NOW)) as workspace:
        (problem,) = open_paper(workspace, "other").row.problems
        assert problem.endswith(f"(`drill upgrade {home / 'papers' / 'other.sheet.yaml'}` converts it)")
    assert names_changed(upgraded(home)) == ["papers/other"]


def test_a_full_disk_leaves_every_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_in(home)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("drill.files.os.fsync", full)
        with pytest.raises(FileError, match="No space left"):
            upgraded(home)
    after = files_in(home)
    assert {name: after[name] for name in before if name != "drill.db"} == {
        name: content for name, content in before.items() if name != "drill.db"
    }
    assert names_changed(upgraded(home)) == EVERYTHING[1:]


def test_a_damaged_store_is_told_and_the_files_are_converted(home: Path) -> None:
    (home / "drill.db").write_bytes(b"no database" * 100)
    done = upgraded(home)
    assert names_changed(done) == ["config.toml", f"papers/{SLUG}", "banks/mine.yaml"]
    assert all(isinstance(fault, StoreError) for fault in done.faults)
    assert (home / "drill.db").read_bytes() == b"no database" * 100


# --- links, leftovers, other places -------------------------------------------------------------------------


def test_links_are_replaced_and_what_they_lead_to_stays(home: Path) -> None:
    elsewhere = home.parent / "synced"
    elsewhere.mkdir()
    for name in (f"{SLUG}.sheet.yaml", f"{SLUG}.drafts.json"):
        shutil.move(home / "papers" / name, elsewhere / name)
        (home / "papers" / name).symlink_to(elsewhere / name)
    shutil.move(home / "config.toml", elsewhere / "config.toml")
    (home / "config.toml").symlink_to(elsewhere / "config.toml")
    assert names_changed(upgraded(home)) == EVERYTHING
    assert sorted(path.name for path in elsewhere.iterdir()) == [
        f"{SLUG}.drafts.json", f"{SLUG}.sheet.yaml", "config.toml"
    ]  # fmt: skip
    assert sorted(path.name for path in (home / "papers").iterdir()) == [f"{SLUG}.paper.json"]
    assert "write" not in (elsewhere / "config.toml").read_text(encoding="utf-8")
    assert (home / "config.toml").is_symlink()


def test_a_sheet_whose_paper_was_kept_anew_is_put_away(home: Path) -> None:
    upgraded(home)
    record = (home / "papers" / f"{SLUG}.paper.json").read_bytes()
    lay_out(home.parent / "again")
    for name in (f"{SLUG}.sheet.yaml", f"{SLUG}.drafts.json"):
        shutil.copy(home.parent / "again" / "papers" / name, home / "papers" / name)
    done = upgraded(home)
    assert names_changed(done) == [f"papers/{SLUG}"]
    assert sorted(path.name for path in (home / "papers").iterdir()) == [f"{SLUG}.paper.json"]
    assert (home / "papers" / f"{SLUG}.paper.json").read_bytes() == record
    assert len(files_in(done.backups[0])) == 2


def test_sheets_beside_banks_and_of_a_second_author_are_converted(home: Path) -> None:
    text = "symbols:\n- {symbol: x, means: a step}\n"
    for place in ("banks/papers/by-hand.sheet.yaml", "papers/my/topic-2nd.sheet.yaml"):
        (home / place).parent.mkdir(parents=True, exist_ok=True)
        (home / place).write_text(text, encoding="utf-8")
    shutil.copy(home / "banks" / "papers" / f"{SLUG}.yaml", home / "banks" / "papers" / "by-hand.yaml")
    assert {"banks/papers/by-hand", "papers/my/topic-2nd"} <= set(names_changed(upgraded(home)))
    kept = parse_paper((home / "papers" / "my" / "topic-2nd.paper.json").read_text(encoding="utf-8"))
    assert (kept.slug, kept.symbols[0].means) == ("my/topic-2nd", "a step")


def test_files_elsewhere_are_converted_where_they_are_named(home: Path) -> None:
    sheet = home.parent / "work" / "mine.sheet.yaml"
    sheet.parent.mkdir()
    sheet.write_text("title: Mine\n", encoding="utf-8")
    environ = {"DRILL_HOME": str(home)}
    (backup,) = upgrade_files(environ, [sheet], NOW).backups
    assert [path.name for path in sheet.parent.iterdir()] == ["mine.paper.json"]
    assert [Path(name).name for name in files_in(backup)] == ["mine.sheet.yaml"]
    with pytest.raises(FileError, match="cannot be read"):
        upgrade_files(environ, [sheet], NOW)


@pytest.mark.parametrize("folder", ["", "course", "banks/papers"])
def test_a_bank_is_converted_by_its_name(home: Path, folder: str) -> None:
    bank = home / folder / "my-bank.yaml"
    bank.parent.mkdir(exist_ok=True)
    text = 'exercises:\n- id: one\n  prompt: Solve.\n  answer: {solutions: {point: "[1, 0]"}}\n'
    bank.write_text(text, encoding="utf-8")
    done = upgrade_files({"DRILL_HOME": str(home)}, [bank], NOW)
    assert [change.what for change in done.changes] == ["bank"]
    assert "solutions" not in bank.read_text(encoding="utf-8")


def test_what_no_condition_can_say_stays_and_the_rest_of_the_bank_is_converted(home: Path) -> None:
    bank = home / "banks" / "mine.yaml"
    former = """- id: factors
  prompt: Give an eigendecomposition.
  answer: {factorisation: eigen, of: "[[2, 1], [1, 2]]"}
"""
    bank.write_text(bank.read_text(encoding="utf-8") + former, encoding="utf-8")
    done = upgraded(home)
    assert names_changed(done) == EVERYTHING
    assert [str(fault).split(": ")[0] for fault in done.faults] == [f"{bank}:24:11"]
    assert "corrects: [130804b402d305e3]" in bank.read_text(encoding="utf-8")
    assert bank.read_text(encoding="utf-8").endswith(former)
    bank.write_text("exercises: [\n", encoding="utf-8")
    again = upgraded(home)
    assert (again.changes, str(again.faults[0]).split(": ")[0]) == ([], f"{bank}:2:1")


def test_exercises_of_a_second_author_in_a_record_are_converted(home: Path) -> None:
    upgraded(home)
    file = home / "papers" / f"{SLUG}.paper.json"
    record = parse_paper(file.read_text(encoding="utf-8"))
    asked: dict[str, Any] = {
        "level": 2,
        "prompt": "Which?",
        "answer": {"eigenvector": "[[2, 0], [0, 3]]", "value": "2"},
    }
    draft = DraftRecord("q-1", "second-author", "", asked)
    record = replace(record, drafts=(draft,), review={"q-1": DraftDecision("waiting", asked)})
    file.write_text(print_paper(record), encoding="utf-8")
    assert names_changed(upgraded(home)) == [f"papers/{SLUG}"]
    after = parse_paper(file.read_text(encoding="utf-8"))
    exercise = after.drafts[0].exercise
    assert (exercise["level"], exercise["prompt"]) == (2, "Which?")
    assert "any" in cast("dict[str, Any]", exercise["answer"])
    assert after.review["q-1"].exercise == exercise
    assert replace(after, drafts=(draft,), review=record.review) == record
    assert upgraded(home).changes == []


# --- broken off, and at once --------------------------------------------------------------------------------

RUNS = """
import os, sys, shutil
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
import drill.store.migrate, drill.store.repository, pydantic, yaml
from drill.session.upgrading import upgrade_home
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LEFT = [10 ** 9]

def step(*_, **__):
    LEFT[0] -= 1
    if LEFT[0] < 0:
        os._exit(9)

def counted(act):
    def act_or_die(*given, **named):
        step()
        done = act(*given, **named)
        step()
        return done
    return act_or_die

for name in ("replace", "fsync", "unlink", "remove"):
    setattr(os, name, counted(getattr(os, name)))
event.listen(Engine, "before_cursor_execute", step)
event.listen(Engine, "commit", step)

def run(home, steps):
    child = os.fork()
    if child:
        return child
    LEFT[0] = steps
    done = upgrade_home({"DRILL_HOME": home}, NOW)
    os._exit(0 if not done.faults else 3)

def ended(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

whole, root = Path(sys.argv[1]), Path(sys.argv[2])
if sys.argv[3] == "together":
    children = [run(str(whole), 10 ** 9) for _ in range(3)]
    print([ended(child) for child in children])
    sys.exit()
for steps in map(int, sys.argv[4:]):
    home = root / f"after-{steps}"
    shutil.copytree(whole, home)
    print(steps, ended(run(str(home), steps)), ended(run(str(home), 10 ** 9)))
"""


def run_apart(*arguments: object) -> list[str]:
    """Run upgrades in processes of their own, and return what was printed."""
    ran = subprocess.run(
        [sys.executable, "-c", RUNS, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def contents(home: Path) -> tuple[dict[str, bytes], dict[str, object]]:
    """Return a home's files, the database aside, and the notes and numbers of its learners."""
    told: dict[str, object] = {}
    for learner in ("ada", "bob"):
        with Repository.open(home / "drill.db", learner=learner) as store:
            told[learner] = store.notes(ItemId(f"papers/{SLUG}"))
    with closing(sqlite3.connect(home / "drill.db")) as connection:
        told["marks"] = connection.execute("SELECT id FROM event WHERE kind <> 'note' ORDER BY id").fetchall()
    left_out = ("drill.db", "drill.db-wal", "drill.db-shm", "drill.db-marks")
    files = {
        name: data
        for name, data in files_in(home).items()
        if name not in left_out and not name.rpartition("/")[2].startswith(".")
    }
    return files, told


def test_a_run_that_is_killed_anywhere_is_gone_on_with(home: Path, tmp_path: Path) -> None:
    steps = (12, 60, 76, 90)
    ended = run_apart(home, tmp_path / "homes", "killed", *steps)
    assert [line.split()[0] for line in ended] == [str(number) for number in steps]
    assert sum(line.split()[1] == "9" for line in ended) > len(steps) // 2
    assert all(line.endswith(" 0") for line in ended), ended
    upgraded(home)
    expected = contents(home)
    for number in steps:
        after = tmp_path / "homes" / f"after-{number}"
        assert contents(after) == expected, number
        assert upgraded(after).changes == []


def test_processes_at_once_convert_a_home_once(home: Path) -> None:
    other = home.parent / "other"
    shutil.copytree(home, other)
    assert run_apart(home, "-", "together") == ["[0, 0, 0]"]
    upgraded(other)
    assert contents(home) == contents(other)


# --- notes --------------------------------------------------------------------------------------------------

BOX = AlgorithmRow("box-1", ("first", "then"))
RECORD = Paper(SLUG, formulas=(FormulaRow("f1", "x", number="1"), FormulaRow("f2", "y")), algorithms=(BOX,))
keys = st.sampled_from(("f1", "f2", hash_step(BOX, "then"), "idea/enough", "a key"))
texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40)
fields: st.SearchStrategy[NoteField] = st.sampled_from((*FORMER_FIELDS, "words", "overview", "unknown"))


@given(st.dictionaries(st.tuples(fields, keys), texts | st.just("z" * 6000), max_size=8))
def test_notes_in_former_fields_go_into_the_overview_once_and_whole(
    given: dict[tuple[str, str], str],
) -> None:
    notes: Notes = {place: Kept(text, NOW.date()) for place, text in given.items()}
    changed = rewrite_notes(notes, RECORD)
    after = {**given, **changed}
    notes = {place: Kept(text, NOW.date()) for place, text in after.items() if text}
    assert rewrite_notes(notes, RECORD) == {}
    overview = "\n".join(
        text for (field, key), text in after.items() if (field, key[:7]) == ("overview", "earlier")
    )
    for (field, key), text in given.items():
        if field in FORMER_FIELDS:
            assert after[field, key] == ""
        else:
            assert after[field, key] == text
        if field == "boxline":
            assert text.strip() in overview
    assert all(len(text) <= MOST_CHARACTERS for place, text in changed.items())
