"""Textbooks and tables on the command line and in the line mode."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Drill

AXLER = ("--title", "Linear Algebra Done Right", "--author", "Sheldon Axler", "--edition", "4th edition")
TABLE = 'Question,Answer\nDifferentiate $x^2$,2x\n"Why @me?","it ""follows"" from what was said"\n,3\n'


def test_a_list_is_begun_and_added_to(drill: Drill, home: Path) -> None:
    begun = drill("add", "axler", "1A: 1-10", "1B: 1-12 odd", *AXLER)
    assert "16 exercises in 2 sections; 0 checked here, 16 you mark beside the book" in begun.out
    assert "added: 16, from section 1A, exercise 1 to section 1B, exercise 11" in begun.out
    again = drill("add", "book/axler", "1A: 1-10", "--json").json
    assert (again["added"], again["taken_out"], again["exercises"]) == ([], [], 16)
    out = drill("add", "axler", "1A: !4")
    assert "taken out: section 1A, exercise 4" in out.out
    path = home / "banks" / "book" / "axler.yaml"
    assert "  1A: 1-10 !4\n" in path.read_text(encoding="utf-8")
    assert "Nothing was written" in drill("add", "axler", "1A: 4", "--dry-run").err
    assert "  1A: 1-10 !4\n" in path.read_text(encoding="utf-8")


def test_a_shipped_list_becomes_ones_own(drill: Drill, home: Path) -> None:
    assert drill("add", "strang", "2.1: 2", "--json").json["added"] == ["section 2.1, exercise 2"]
    text = (home / "banks" / "book" / "strang.yaml").read_text(encoding="utf-8")
    assert "Gilbert Strang" in text
    assert "exercises: 1-19 odd; 2, skill: linalg.sys.solve" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("axlr", "1A: 1"), "no book is called 'axlr' (did you mean axler? A new list begins with --title"),
        (("—", "1A: 1"), "no list can be called '—' (use letters a to z and digits)"),
        (("axler", "1A"), "'1A': no section is named (write '3.2: 1-15 odd'"),
        (("axler", "1A: 9-1"), "'1A: 9-1': column 5: the range 9-1 runs backwards (write 1-9)"),
    ],
)
def test_what_cannot_be_added(drill: Drill, arguments: tuple[str, ...], told: str) -> None:
    drill("add", "axler", "1A: 1-10", *AXLER)
    ran = drill("add", *arguments)
    assert ran.code == 2
    assert told in " ".join(ran.err.split())


def test_a_list_is_imported_and_replaced(drill: Drill, home: Path, tmp_path: Path) -> None:
    source = tmp_path / "red book.yaml"
    source.write_text("title: T\nauthor: A B\nsections:\n  1: 1-5\n", encoding="utf-8")
    made = drill("import", source, "--as", "book", "--json").json
    assert (made["bank"], made["exercises"], len(made["added"])) == ("book/red-book", 5, 5)
    assert "Nothing changed" in drill("import", source).out
    source.write_text("title: T\nauthor: A B\nsections:\n  1: 1-3, 9\n", encoding="utf-8")
    changed = drill("import", source)
    assert "taken out: chapter 1, exercise 4; chapter 1, exercise 5" in changed.out
    assert "red-book.before-import.yaml" in changed.err
    assert "1-5" in (home / "backups" / "red-book.before-import.yaml").read_text(encoding="utf-8")
    other = tmp_path / "other" / "red book.yaml"
    other.parent.mkdir()
    other.write_text("title: Another\nsections:\n  1: 1\n", encoding="utf-8")
    assert drill("import", other, "--json").json["bank"] == "book/red-book-2"


def test_a_faulty_list_names_file_line_and_column(drill: Drill, tmp_path: Path) -> None:
    source = tmp_path / "b.yaml"
    source.write_text("title: T\nsections:\n  1: 1-5 od\n", encoding="utf-8")
    ran = drill("import", source, "--as", "book")
    assert ran.code == 2
    assert f"{source}:3:10: exercises: 'od' is not an exercise number; did you mean odd?" in ran.err


def test_the_line_mode_beside_a_book(drill: Drill) -> None:
    drill("add", "axler", "1A: 1-10", *AXLER)
    ran = drill("start", "book/axler", "--plain", lines=["p. 12", "", "5", "n", "y", "?q"])
    for words in (
        "Axler: Linear Algebra Done Right, section 1A. New, pass 1.",
        "Axler, section 1A, exercise 1: open the book.",
        "enter when you are done, a note if you like>",
        "Done. It took 0:0",
        "You: p. 12",
        "Type y, n or enter",
        "Yellow. Again tomorrow.",
        "Axler, section 1A, exercise 2: open the book.",
        "Done: 1 exercise",
    ):
        assert words in ran.out, words


def test_the_protocol_beside_a_book(drill: Drill) -> None:
    drill("add", "axler", "1A: 1-10", *AXLER)
    lines = ['{"do": "answer", "text": "p. 12"}', '{"do": "mark", "why": true, "ok": true}', '{"do": "quit"}']
    exercise, revealed, marked, following, done = drill("start", "book/axler", "--jsonl", lines=lines).lines
    assert (exercise["kind"], exercise["prompt"]) == ("self", "Axler, section 1A, exercise 1: open the book.")
    assert (revealed["type"], revealed["key"], revealed["steps"]) == ("revealed", "", [])
    assert (marked["mark"], following["item"], done["green"]) == ("green", "book/axler/1a-2", 1)


def test_a_table_is_imported_and_keeps_what_was_edited(drill: Drill, home: Path, tmp_path: Path) -> None:
    source = tmp_path / "my cards.csv"
    source.write_text(TABLE, encoding="utf-8")
    dry = drill("import", source, "--dry-run")
    assert "it cannot be read as a typed answer" in dry.out
    assert "Nothing was written" in dry.err
    made = drill("import", source, "--json").json
    assert made["bank"] == "my/my-cards"
    assert made["exercises"] == {"expression": 1, "self": 1}
    assert [(each["line"], each["why"]) for each in made["by_learner"]] == [
        (3, "it cannot be read as a typed answer")
    ]
    assert made["skipped"] == [{"line": 4, "why": "it has no question"}]
    path = home / "banks" / "my" / "my-cards.yaml"
    text = path.read_text(encoding="utf-8").replace("'Why @@me?'", "'Why, really?'")
    text = text.replace("title: 'My cards'", "title: 'Calculus cards'")
    text = text.replace("exercises:\n", "exercises:\n- id: by-hand\n  prompt: Mine\n  answer: {number: 1}\n")
    path.write_text(text, encoding="utf-8")
    source.write_text(TABLE.replace(",2x", ",2 x") + "New?,5\n", encoding="utf-8")
    again = drill("import", source)
    assert "1 new" in again.out
    assert "2 edited by you, kept" in again.out
    assert "line 2: stays expression: '2x'; read again: expression: '2 x'" in again.out
    assert "'2x'" in path.read_text(encoding="utf-8")
    assert drill("import", source, "--again", "--json").json["kept"] == []
    after = path.read_text(encoding="utf-8")
    assert "Why, really?" in after
    assert "'2 x'" in after
    assert "New?" in after
    assert "Calculus cards" in after
    assert drill("check", path, "--json").json["banks"][0]["exercises"] == 4


def test_rows_that_are_gone_go_unless_they_were_edited(drill: Drill, home: Path, tmp_path: Path) -> None:
    source = tmp_path / "t.tsv"
    source.write_text("front\tback\na\t1\nb\t2\n", encoding="utf-8")
    drill("import", source)
    path = home / "banks" / "my" / "t.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("'a'", "'a, mine'"), encoding="utf-8")
    source.write_text("front\tback\nc\t3\n", encoding="utf-8")
    again = drill("import", source, "--json").json
    assert (again["new"], again["edited"], again["gone"]) == (1, 1, 1)
    text = path.read_text(encoding="utf-8")
    assert "'a, mine'" in text
    assert "'b'" not in text


def test_a_large_table_becomes_a_folder_and_a_small_one_a_file_again(
    drill: Drill, home: Path, tmp_path: Path
) -> None:
    source = tmp_path / "t.csv"
    source.write_text("prompt,answer\n" + "".join(f"Number {n},{n}\n" for n in range(4100)), encoding="utf-8")
    drill("import", source)
    folder = home / "banks" / "my" / "t"
    assert [path.name for path in sorted(folder.glob("*.yaml"))] == ["part-01.yaml", "part-02.yaml"]
    assert drill("import", source, "--json").json["new"] == 0
    source.write_text("prompt,answer\nNumber 1,1\n", encoding="utf-8")
    assert drill("import", source, "--json").json["gone"] == 4099
    assert not folder.exists()
    assert (home / "banks" / "my" / "t.yaml").is_file()


@pytest.mark.parametrize(
    ("text", "arguments", "told"),
    [
        ("one,two\n1,2\n", (), "the first line names no columns prompt and answer"),
        ("one,two\n1,2\n", ("--columns", "prompt=3"), "there is no column '3'"),
        ("", (), "the table is empty"),
        ("prompt,answer\n", (), "no row has a question"),
    ],
)
def test_a_table_that_cannot_be_read(
    drill: Drill, tmp_path: Path, text: str, arguments: tuple[str, ...], told: str
) -> None:
    source = tmp_path / "t.csv"
    source.write_text(text, encoding="utf-8")
    ran = drill("import", source, *arguments)
    assert ran.code == 2
    assert told in ran.err


def test_another_table_of_the_same_name_is_another_bank(drill: Drill, tmp_path: Path) -> None:
    for folder, bank in (("algebra", "my/cards"), ("calculus", "my/cards-2"), ("algebra", "my/cards")):
        source = tmp_path / folder / "cards.csv"
        source.parent.mkdir(exist_ok=True)
        source.write_text(f"prompt,answer\nOn {folder},1\n", encoding="utf-8")
        assert drill("import", source, "--json").json["bank"] == bank


def test_a_faulty_list_is_mended_first(drill: Drill, home: Path) -> None:
    path = home / "banks" / "book" / "b.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("title: T\nsections:\n  1: 1-5 od\n", encoding="utf-8")
    ran = drill("add", "b", "1: 7")
    assert ran.code == 2
    assert f"{path}:3:10: exercises: 'od' is not an exercise number" in ran.err


def test_a_text_that_is_no_deck_says_how_to_name_one(drill: Drill, tmp_path: Path) -> None:
    for name in ("t.txt", "t.md"):
        (tmp_path / name).write_text("Only words.\n", encoding="utf-8")
        ran = drill("import", tmp_path / name)
        assert (ran.code, "--as anki or table" in ran.err) == (2, True)
        assert "--as" not in drill("import", tmp_path / name, "--as", "paper").err


def test_a_fault_of_a_file_is_no_wrong_usage(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_text("one\n1\n", encoding="utf-8")
    ran = drill("import", file)
    assert (ran.code, ran.err.startswith(f"drill: {file}: the first line names no columns")) == (2, True)


def test_a_deck_tells_its_pictures_and_its_encoding(drill: Drill, tmp_path: Path) -> None:
    file = tmp_path / "d.txt"
    file.write_bytes('#html:true\nGröße? <img src="a.png">\t3\n1+1?\t2\n'.encode("cp1252"))
    ran = drill("import", file, "--dry-run")
    assert "1  with what is only kept by its name: 1 picture (question)" in ran.out
    assert "line 2: picture (question)" in ran.out
    assert "note: it is not UTF-8 and was read as Windows-1252" in ran.err
    shape = drill("import", file, "--json").json
    assert shape["media"] == [{"line": 2, "side": "question", "what": "picture"}]
    assert len(shape["notes"]) == 1
    assert shape["exercises"] == {"self": 1, "number": 1}
