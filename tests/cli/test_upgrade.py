"""``drill upgrade``: what it prints, its JSON, its exit codes, and commands that meet an older home."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Drill
from tests.golden.test_golden_logs import STORES, restore
from tests.session.second_edition import SLUG, files_in, lay_out


def test_it_says_where_copies_are_and_a_line_for_each_change(drill: Drill, home: Path) -> None:
    lay_out(home)
    trial = drill("upgrade", "--dry-run")
    assert trial.out.splitlines()[-1] == "Nothing was written. Run drill upgrade to convert."
    assert not (home / "backups").exists()
    done = drill("upgrade")
    assert (done.code, done.err) == (0, "")
    copies, lines = done.out.splitlines()[:2], done.out.splitlines()[2:]
    assert all(
        line.startswith(f"A copy of what was there before is in {home / 'backups'}/") for line in copies
    )
    assert lines == trial.out.splitlines()[:-1]
    notes = f"notes on papers/{SLUG}"
    names = ["database", "config.toml", f"papers/{SLUG}", "banks/mine.yaml", notes, f"{notes} of bob"]
    assert [*dict.fromkeys(line.split(": ")[0] for line in lines)] == names
    assert "banks/mine.yaml: line 12: eigen: eigenvector became any vector with conditions" in lines
    again = drill("upgrade")
    assert (again.code, again.out) == (0, "Nothing to convert.\n")


def test_what_is_left_alone_is_named_with_its_line(drill: Drill, home: Path) -> None:
    lay_out(home)
    sheet = home / "papers" / "broken.sheet.yaml"
    sheet.write_text("title: A\nsymbols: [\n", encoding="utf-8")
    done = drill("upgrade", "--json")
    assert done.code == 1
    (fault,) = done.json["faults"]
    assert fault.startswith(f"{sheet}:3:1: ")
    assert {change["what"] for change in done.json["changes"]} == {
        "store",
        "settings",
        "paper",
        "bank",
        "notes",
    }
    assert [Path(path).exists() for path in done.json["backups"]] == [True, True]
    done = drill("upgrade")
    assert (done.code, done.out) == (1, "Nothing to convert.\n")
    assert done.err.startswith(f"not converted: {sheet}:3:1: ")


def test_a_new_home_has_nothing_to_change_and_gets_no_files(drill: Drill, home: Path) -> None:
    before = files_in(home)
    assert drill("upgrade", "--json").json == {"dry_run": False, "backups": [], "changes": [], "faults": []}
    assert files_in(home) == before


def test_files_are_named(drill: Drill, home: Path) -> None:
    sheet = home / "elsewhere" / "mine.sheet.yaml"
    sheet.parent.mkdir()
    sheet.write_text("title: Mine\n", encoding="utf-8")
    assert drill("upgrade", sheet).code == 0
    assert [path.name for path in sheet.parent.iterdir()] == ["mine.paper.json"]
    gone = drill("upgrade", sheet)
    assert (gone.code, gone.out) == (2, "")
    assert gone.err == f"drill: {sheet} cannot be read: No such file or directory\n"


def test_the_first_start_converts_an_older_database(drill: Drill, home: Path) -> None:
    restore(home, STORES[0])
    due = drill("today", "--count")  # which a shell's prompt asks, where nobody would read of it
    assert (due.code, due.out) == (3, "")
    assert due.err.endswith("(`drill upgrade` converts it)\n")
    assert not (home / "backups").exists()
    assert "what an older version of drill kept was converted: database. Copies" in drill("banks").err
    assert len(list((home / "backups").glob("*.db"))) == 1
    assert drill("banks").err == ""
    assert drill("today", "--count").out == "3\n"


def test_an_older_copy_is_restored_with_its_notes_converted(drill: Drill, home: Path) -> None:
    lay_out(home)
    copy = drill("upgrade", "--json").json["backups"][0]
    assert drill("restore", copy).code == 0
    assert drill("upgrade").out == "Nothing to convert.\n"
    assert "[x] read-context: an old idea" in drill("notes", f"papers/{SLUG}").out.replace("\\", "")
