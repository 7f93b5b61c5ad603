"""Decks of other programs: what is asked, what is left out and why, and what no stranger's file may do."""

from __future__ import annotations

import io
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.read import read_file
from drill.errors import SourceError, UsageError
from drill.exchange import DeckBank, DeckNote, anki_reader, deck_format, import_deck, write_package
from drill.exchange.anki_reader import read_anki_notes, read_package
from drill.exchange.cards import CardExercise, SkippedCard, SourceCard, as_yaml, read_rows
from drill.files import find

Reader = Callable[[Iterable[str]], Iterator[SourceCard | SkippedCard]]


def rows(reader: Reader, text: str) -> list[CardExercise]:
    return [row for row in read_rows(reader(io.StringIO(text, newline=""))) if isinstance(row, CardExercise)]


def skipped(reader: Reader, text: str) -> list[tuple[int, str]]:
    found = read_rows(reader(io.StringIO(text, newline="")))
    return [(row.line, row.why) for row in found if isinstance(row, SkippedCard)]


def written(reader: Reader, text: str) -> str:
    """The answers as a bank has them, which must read without a fault."""
    made = [as_yaml(row) for row in rows(reader, text)]
    loaded = read_file(("topic: my.deck\nexercises:\n" + "".join(made)).encode(), "deck.yaml")
    assert [str(problem) for problem in loaded.problems if made] == []
    return "".join(made)


def test_notes_in_plain_text() -> None:
    text = (
        "#separator:tab\n#html:true\n#tags column:3\n#guid column:4\n"
        'Derivative of \\(x^2\\)?<br>&nbsp;In <b>x</b>.\t2x\ttag\tg1\n"Two\nlines"\tthe chain rule\t\t\n'
        "It costs $5: 10<sup>3</sup> @here\tabout a {{thing}} of it all\t\t\n"
        '<img src="a.png">\t\t\t\n'
    )
    first, second, third = rows(read_anki_notes, text)
    assert (first.card.prompt, first.kind, first.card.line) == (
        "Derivative of $x^2$?\nIn x.",
        "expression",
        5,
    )
    assert (second.card.prompt, second.kind, second.card.line) == ("Two lines", "text", 6)
    assert (third.card.prompt, third.kind) == ("It costs \\$5: 10^3 @here", "self")
    assert "@@here" in written(read_anki_notes, text)
    assert skipped(read_anki_notes, text) == [(9, "its question is a picture or a sound")]


def test_gaps_of_anki() -> None:
    (row,) = rows(read_anki_notes, "#html:false\nThe {{c1::rank::r…}} of I is {{c2::2}}.\tby definition\n")
    assert row.card.prompt == "The [[gap1]] of I is [[gap2]]."
    assert (row.card.hint, row.card.steps, row.card.key) == ("r…", "by definition", "rank; 2")
    assert "cloze: {gap1: {text: ['rank']}, gap2: {number: '2'}}" in written(
        read_anki_notes, "#html:false\nThe {{c1::rank}} of I is {{c2::2}}.\n"
    )
    (formula,) = rows(read_anki_notes, "Euler: \\(e^{i\\pi} = {{c1::-1}}\\)\t\n")
    assert (formula.card.prompt, formula.kind) == ("Euler: $e^{i\\pi} = \\ldots $", "self")
    assert skipped(read_anki_notes, "{{c1::a {{c2::b}}}}\tx\n") == [(1, "its gaps are nested")]


_TEXT = st.text("ab1$@{}[]<>&;:'\"\\|=~#%/-.TFQAC \n\t_^^²é", max_size=60)


@given(st.lists(_TEXT, max_size=6))
def test_no_deck_is_too_odd(pieces: list[str]) -> None:
    written(read_anki_notes, "".join(f"{piece}\t{{{{c1::{piece}}}}}" for piece in pieces))


# --- packages ----------------------------------------------------------------------------------------------

NOTES = "CREATE TABLE notes (id integer primary key, guid text, flds text)"


def package(path: Path, *statements: str, name: str = "collection.anki2", **members: bytes) -> Path:
    file = path.with_suffix(".db")
    base = sqlite3.connect(file)
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(name, file.read_bytes())
        for member, data in members.items():
            out.writestr(member, data)
    return path


def test_a_package_is_read_and_becomes_a_bank(tmp_path: Path) -> None:
    note = "INSERT INTO notes VALUES (1, 'g', 'Rank of \\(I_2\\)?' || char(31) || '2')"
    source = package(tmp_path / "d.apkg", NOTES, note)
    places = find({"DRILL_HOME": str(tmp_path)})
    assert deck_format(source) == "anki"
    made = import_deck(source, places, as_="anki", is_dry=True)
    assert (dict(made.kinds), made.path.exists()) == ({"number": 1}, False)
    assert "Rank of $I_2$?" in made.texts[0]
    import_deck(source, places, as_="anki")
    before = made.path.read_bytes()
    assert import_deck(source, places, as_="anki").new == 0
    assert made.path.read_bytes() == before


def test_the_dummy_of_a_new_package_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zstandard = pytest.importorskip("zstandard")
    old = package(tmp_path / "old.apkg", NOTES, "INSERT INTO notes VALUES (1, 'g', 'a' || char(31) || '1')")
    packed = zstandard.compress(zipfile.ZipFile(old).read("collection.anki2"))
    dummy = "INSERT INTO notes VALUES (1, 'g', 'Please update' || char(31) || 'x')"
    source = package(tmp_path / "new.apkg", NOTES, dummy, **{"collection.anki21b": packed})
    assert [card.prompt for card in read_package(source) if isinstance(card, SourceCard)] == ["a"]
    bomb = zstandard.compress(bytes(anki_reader.MOST_UNPACKED + 1))
    with pytest.raises(UsageError, match="more than 200 MB"):
        list(read_package(package(tmp_path / "b.apkg", NOTES, **{"collection.anki21b": bomb})))
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(UsageError, match="compressed with Zstandard") as raised:
        list(read_package(source))
    assert "gyr-drill[anki]" in raised.value.hint


SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS flds FROM n"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ([f"CREATE VIEW notes AS {SLOW}"], "no table of notes"),
        (["CREATE VIRTUAL TABLE notes USING fts5(flds)"], "no table of notes"),
        (["CREATE TABLE cards (id)"], "no table of notes"),
        (["CREATE TABLE notes (id)"], "cannot be read"),
        (
            ["CREATE TABLE notes (id, flds AS (randomblob(9)))", "INSERT INTO notes(id) VALUES (1)"],
            "damaged|read",
        ),
    ],
)
def test_a_hostile_collection(tmp_path: Path, statements: list[str], told: str) -> None:
    try:
        source = package(tmp_path / "d.apkg", *statements)
    except sqlite3.OperationalError:
        pytest.skip("this SQLite makes none")
    with pytest.raises(UsageError, match=told):
        list(read_package(source))


def test_a_database_has_so_long_and_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 90000)"
    source = package(tmp_path / "d.apkg", NOTES, f"INSERT INTO notes(flds) {numbers} SELECT i FROM n")
    monkeypatch.setattr(anki_reader, "LIMIT_S", 0.0)
    with pytest.raises(UsageError, match="computes for more than"):
        list(read_package(source))


@pytest.mark.parametrize("data", [b"PK\x03\x04 and no more", b"", b"no zip at all"])
def test_a_damaged_package(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "d.apkg"
    source.write_bytes(data)
    with pytest.raises(UsageError, match="damaged"):
        list(read_package(source))


@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), min_size=1, max_size=8), st.booleans()
)
def test_no_spoilt_package_is_a_traceback(spoils: list[tuple[int, int]], is_zip: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "d.apkg")
        with path.open("wb") as stream:
            write_package(stream, "D", [DeckNote("b/a", "A", "one?" * 99, "1")], 1_800_000_000)
        with zipfile.ZipFile(path) as archive:
            base = archive.read("collection.anki2")
        data = bytearray(path.read_bytes() if is_zip else base)
        for place, byte in spoils:
            data[place % len(data)] = byte
        if is_zip:
            path.write_bytes(data)
        else:
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("collection.anki2", bytes(data))
        with suppress(UsageError, OSError):
            list(read_rows(read_package(path)))


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("a.txt", "#separator:tab\n", "anki"), ("b.txt", "words", None), ("d.md", "# A paper", None),
        ("f.tsv", "", "table"), ("g.csv", "prompt,answer\n1,2\n", "table"),
        ("c.md", "# P\n\nWords.\n\nQ: why?\nA: so\n\n" + "Words.\n\n$$x$$\n" * 15, None),
        ("c.md", "# A paper\n\nLet $x$ be.\n\n$$x = 2$$\n\nQ: a\n", None), ("c.md", "Q&A: none", None),
        ("c.md", "# P\n\nWords.\n\n```\nQ: a\nA: b\n```\n\nWords.\n", None),
        ("h.txt", '"One\n\ntwo\nthree?"\t"b\nc\nd"\n"e\nf"\tg\n', "anki"),
        ("h.txt", '"One," he said,\nand "two\nthree.\n', None),
        ("h.txt", "# my notes\n\n# of 2024, all\na?\tb\n", "anki"), ("h.txt", "# my notes\nwords\n", None),
        ("h.txt", "#\na\tb\n", "anki"), ("h.txt", "#\nwords\nwords\n#\na\tb\n", None),
        ("h.txt", "# my notes\n#separator:tab\na\tb\n", "anki"),
        ("h.txt", "a?\tb\nc?\td\n", "anki"), ("h.txt", "one?\t2\n", "anki"),
        ("h.txt", "\tindented\n\tcode\n", None),
        ("h.txt", "\\documentclass{article}\na\tb\n", None), ("h.txt", "a\tb\nwords\nwords\nwords\n", None),
        ("h.txt", "#notetype column:1\nCloze\tx\n", "anki"), ("h.txt", "\ufeff#html:true\na\tb\n", "anki"),
        ("h.csv", "#separator:Comma,,,\n#html:true,,,\na,b,,\n", "anki"),
        ("h.csv", '"#separator:Comma",,\na,b', "anki"),
        ("h.tsv", "#guid column:1\n1\ta\tb\n", "anki"), ("h.txt", "#!/bin/sh\nls\n", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_a_text_file_is(tmp_path: Path, name: str, text: str, form: str | None, encoding: str) -> None:
    (tmp_path / name).write_text(text, encoding=encoding)
    assert deck_format(tmp_path / name) == form


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.gift", ""), ("a.txt", "$CATEGORY: x\n\nQ {=a}\n"),
        ("a.txt", "// mine\r\n\r\n::Sum:: 1 + 1? {=2}\r\n"),
        ("a.txt", "Pick one\nof two {\n  ~a\n  =b\n}\n"),
        ("a.text", "Pi? {#3.14:0.01}"), ("a.txt", "It rains. {T}"),
    ],
)  # fmt: skip
def test_gift_is_told_what_to_write_instead(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SourceError, match="GIFT format, which is no longer read") as raised:
        deck_format(tmp_path / name)
    assert "a table with the columns prompt and answer" in raised.value.hint


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.txt", "Q: a\nA: b"), ("c.md", "\ufeffQ: a\nA: b\n"), ("c.md", "+++\nname='x'\n+++\n\nC: [a]"),
        ("c.markdown", "---\ntitle: x\n---\n# y\n\n## z\nQ: a\nA: b"),
    ],
)  # fmt: skip
def test_hashcards_are_told_what_to_write_instead(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(SourceError, match="a deck of hashcards, which is no longer read") as raised:
        deck_format(tmp_path / name)
    assert "a table with the columns prompt and answer" in raised.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "Let \\(x\\) be {=a}.",
        "Words.\n\nA set {=a}.\n",
        "A set {x} {=a}",
        ":: a\nb",
        "{=a}",
        "x {# a}",
        "\n" * 9000 + "a {",
    ],
)
def test_what_only_looks_like_gift_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text)
    assert deck_format(tmp_path / "a.txt") is None


def imported(tmp_path: Path, name: str, data: str | bytes, **options: Any) -> DeckBank:
    """What would become of a file, taken for what it looks like."""
    source = tmp_path / name
    source.write_bytes(data.encode() if isinstance(data, str) else data)
    options.setdefault("as_", deck_format(source))
    return import_deck(source, find({"DRILL_HOME": str(tmp_path / "home")}), is_dry=True, **options)


@pytest.mark.parametrize(
    ("text", "options", "prompt", "key"),
    [
        ("5|a b\n6|c d\n", {"columns": "prompt=1,answer=2"}, "5", "a b"),
        ("5|a, b\n6|c, d\n", {"columns": "prompt=1,answer=2"}, "5", "a, b"),
        ("5:ab\n6:cd\n", {"columns": "prompt=1,answer=2"}, "5", "ab"),
        ("5 a\n6 c\n", {"columns": "prompt=1,answer=2", "separator": "space"}, "5", "a"),
        ("5,0|a\n6,0|c\n", {"columns": "prompt=1,answer=2", "separator": "pipe"}, "5,0", "a"),
        ("5;a,b\n6;c,d\n", {"columns": "prompt=2,answer=1"}, "a,b", "5"),
        ("5!a\n", {"columns": "prompt=1,answer=2", "separator": "!"}, "5", "a"),
        ("sep=;\nprompt;answer\n1,5;ab\n", {}, "1,5", "ab"),
        ("sep=;\na,b;ab\nc,d;cd;e\n", {"columns": "prompt=1,answer=2"}, "a,b", "ab"),
        ("prompt:answer\na, b:cd\n", {}, "a, b", "cd"),
        ("prompt|answer\na, b|cd\n", {}, "a, b", "cd"),
        ("#separator:Comma,,,\n#html:true,,,\nWhat is 2+2?,it is ab,,\n", {}, "What is 2+2?", "it is ab"),
        ('"#separator:Comma",""\n"#html:true",""\nWhat is 2+2?,it is ab\n', {}, "What is 2+2?", "it is ab"),
        ('"#separator:;","",""\nab ab,it is ab,\n', {}, "ab ab", "it is ab"),
        ("#separator:Comma\n#columns:Back,Front\nit is ab,a b\n", {}, "a b", "it is ab"),
        ('"#separator:Comma","",""\n"#columns:Back,Extra,Front","",""\nit is,x,a b\n', {}, "a b", "it is"),
        ("#separator:Comma\n#guid column:1\n#columns:GUID,Back,Front\ng1,it is,a b\n", {}, "a b", "it is"),
        ("#separator:Comma\nback,front\nit is,a b\n", {}, "a b", "it is"),
        ("#separator:Comma\n#columns:Text,Back\nit is,a b\n", {}, "it is", "a b"),
        ("# my notes\nprompt,answer\na b,it is\n", {}, "a b", "it is"),
        ("# no,prompt,answer\n1,a b,it is\n", {}, "a b", "it is"),
        ("# my notes, of 2024\n\nprompt;answer\na, b;it is\n", {}, "a, b", "it is"),
        ('"#separator:Comma";;;\n"#html:true";;;\nWhat is 2+2?;it is ab;;\n', {}, "What is 2+2?", "it is ab"),
        ("#separator:Comma\n#html:true\nab ab,x<sup>1/2</sup>\n", {"columns": "prompt=2,answer=1"},
         "x^(1/2)", "ab ab"),
        ("#deck:Foo\nprompt,answer\na,ab ab\n", {}, "a", "ab ab"),
        ("#separator:Comma,\nab ab,a\n", {"as_": "table", "columns": "prompt=2,answer=1"}, "a", "ab ab"),
    ],
)  # fmt: skip
def test_what_parts_the_columns(
    tmp_path: Path, text: str, options: dict[str, Any], prompt: str, key: str
) -> None:
    deck = imported(tmp_path, "d.csv", text, **options)
    assert f"prompt: '{prompt}'" in deck.texts[0]
    assert f"'{key}'" in deck.texts[0]


def test_a_separator_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a separator") as raised:
        imported(tmp_path, "d.csv", "a,b\n", separator="dash")
    assert "semicolon" in raised.value.hint
    with pytest.raises(UsageError, match="the table has 1 column; say what parts them"):
        imported(tmp_path, "d.csv", "ab\n", columns="prompt=1,answer=2")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("d.apkg", b"<!DOCTYPE html>\n<p>Sorry, this file is too big.</p>\n", "a web page"),
        ("d.apkg", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS"),
        ("d.colpkg", b"a\tb\n", r"it is text; name it \.txt"),
        ("d.apkg", b"", "the file is empty"), ("d.apkg", b"\x00\x01\x02", "not an archive"),
        ("d.csv", b"PK\x03\x04\x00", "a spreadsheet or an archive"), ("d.csv", b"%PDF-1.5", "a PDF"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_is_called(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        imported(tmp_path, name, data)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("#html:true\n<img src=a>\tx\n<img src=b>\tx\nb\t\n", "d.txt",
         r"its question is a picture or a sound \(line 2 and 1 other\); it has no answer \(line 4\)"),
        ("prompt,answer\na,\n", "d.csv", r"it has no answer \(line 2\)"),
        ("prompt,answer\n", "d.csv", "no row has a question"),
    ],
)  # fmt: skip
def test_a_deck_of_which_nothing_is_left_says_why(tmp_path: Path, text: str, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        imported(tmp_path, name, text)


def test_what_is_no_text_is_named_counted_and_not_graded(tmp_path: Path) -> None:
    text = (
        '#separator:tab\n#html:true\nDefine it\t<img src="h.png">Note: 3\n'
        'Which? <img src=f.png alt="a curve">\t\\(x^3\\)\n'
        "Say [sound:a.mp3]\t3\nSee <a href='https://a.b/c'>this</a>\t3\nQ\t<img src=b.png>\n"
        "{{c1::3}} is <img src=c.png>\tx\n{{c1::3}} is it\t<img src=d.png>\nQ2\t4\n"
    )
    deck = imported(tmp_path, "d.txt", text)
    assert deck.media == [
        (3, "answer", "picture"), (4, "question", "picture"), (5, "question", "sound"),
        (6, "question", "link"),
        (8, "question", "picture"), (9, "note", "picture"),
    ]  # fmt: skip
    assert deck.with_media == 6
    assert [(line, why) for line, _, why in deck.by_learner] == [
        (3, "a picture belongs to its answer"), (4, "a picture belongs to its question"),
        (5, "a sound belongs to its question"), (8, "a picture belongs to its question"),
    ]  # fmt: skip
    assert [(row.line, row.why) for row in deck.skipped] == [(7, "its answer is a picture or a sound")]
    assert dict(deck.kinds) == {"self": 4, "number": 2, "cloze": 1}
    assert "self: '(picture: h.png) Note: 3'" in deck.texts[0]
    assert "prompt: 'Which? (picture: a curve, f.png)'" in deck.texts[1].replace("  (", " (")
    rows = "prompt,answer,hint\na,2,<img src=e.png>\nb,&nbsp;,\nc,1<sup>st</sup>,\n"
    deck = imported(tmp_path, "d.csv", rows)
    assert (deck.media, deck.left_out) == ([(2, "note", "picture")], 1)
    assert dict(deck.kinds) == {"number": 1, "text": 1}


def test_exponents_in_a_package(tmp_path: Path) -> None:
    note = "INSERT INTO notes VALUES (1, 'g', 'f<sup>n+1</sup> at 2?' || char(31) || 'x<sup>n+1</sup>')"
    made = imported(tmp_path, "d.apkg", package(tmp_path / "e.apkg", NOTES, note).read_bytes())
    assert "prompt: 'f^(n+1) at 2?'" in made.texts[0]
    assert "expression: 'x^(n+1)'" in made.texts[0]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_a_table_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    deck = imported(
        tmp_path, "d.csv", "prompt,answer\nWer war Gödel für Österreich?,Größe\n".encode(encoding)
    )
    assert "text: ['Größe']" in deck.texts[0]
    assert bool(deck.notes) == (encoding in ("cp1252", "utf-16-le"))


def test_a_stray_byte_in_a_table(tmp_path: Path) -> None:
    deck = imported(tmp_path, "d.csv", "prompt,answer\nWer hieß Gödel?,".encode() + b"Gr\xf6\xdfe\n")
    assert "prompt: 'Wer hieß Gödel?'" in deck.texts[0]
    assert "text: ['Größe']" in deck.texts[0]
    assert deck.notes[0].startswith("line 2: the byte 0xf6")
