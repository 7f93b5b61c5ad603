"""What goes out as a deck comes in as the same deck, and Anki itself reads it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.exchange import DeckNote, as_anki_text, as_csv, write_package
from drill.exchange.anki_reader import read_anki_notes, read_package
from drill.exchange.cards import SourceCard
from drill.exchange.question_tables import read_table

NOW = 1_800_000_000
_TEXT = st.text("aé1 .,;:<>&\"'#@()|[]-\n\t", min_size=1, max_size=30)
_SIDE = st.lists(st.one_of(_TEXT, st.sampled_from([r"$x^{{2}}$", r"$a < b$", "$$A_1$$", r"\$5"])), min_size=1)
_NOTES = st.lists(
    st.builds(DeckNote, st.uuids().map(str), st.just("t"), *[_SIDE.map("x".join)] * 2), max_size=5
)


def package(file: Path, notes: Sequence[DeckNote], now: int = NOW) -> Path:
    with file.open("wb") as stream:
        write_package(stream, "A deck", notes, now)
    return file


def sides(cards: object) -> list[tuple[str, str]]:
    return [(card.prompt, card.key) for card in cards if isinstance(card, SourceCard)]  # type: ignore[attr-defined]


def as_read(text: str) -> str:
    """Blanks as HTML has them, and no braces that Anki takes for its own."""
    lines = [line.strip() for line in text.replace("\t", " ").replace("{{2}}", "{ {2} }").split("\n")]
    whole = "\n".join(lines).strip()
    while "\n\n\n" in whole:
        whole = whole.replace("\n\n\n", "\n\n")
    return whole


@given(_NOTES)
def test_what_is_exported_is_imported_the_same(notes: list[DeckNote]) -> None:
    due = [(as_read(note.front), as_read(note.back)) for note in notes]
    text = as_anki_text("A deck", notes)
    found = [
        (as_read(front), as_read(back))
        for front, back in sides(read_anki_notes(io.StringIO(text, newline="")))
    ]
    assert found == due
    table = read_table(io.StringIO(as_csv(notes), newline=""), ".csv", "", [])
    assert sides(table) == [(note.front.strip(), note.back.strip()) for note in notes]


def test_a_package_comes_in_again(tmp_path: Path) -> None:
    notes = [DeckNote("bank/b", "B", "Rank of $I$?\n\nSay `n`.", "$n$", "Count **rows**.")]
    file = package(tmp_path / "d.apkg", notes)
    assert sides(read_package(file)) == [("Rank of $I$?\n\nSay n.", "$n$")]


def test_anki_reads_the_package_and_updates_its_notes(tmp_path: Path) -> None:
    pytest.importorskip("anki")
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    collection = Collection(str(tmp_path / "collection.anki2"))

    def imported(*notes: DeckNote, now: int) -> list[list[str]]:
        file = package(tmp_path / "d.apkg", notes, now)
        options = ImportAnkiPackageOptions(update_notes=0, update_notetypes=0)
        request = ImportAnkiPackageRequest(package_path=str(file), options=options)
        collection.import_anki_package(request)
        return sorted(collection.get_note(id_).fields for id_ in collection.find_notes(""))

    first, second = DeckNote("b/a", "", "What is $1 < 2$?", "true"), DeckNote("b/b", "", "Rank?", "2")
    try:
        assert imported(first, second, now=NOW) == [["Rank?", "2"], [r"What is \(1 &lt; 2\)?", "true"]]
        changed = DeckNote("b/b", "", "Rank?", "3", steps="Count.")
        assert imported(changed, now=NOW + 60)[0] == ["Rank?", "3<hr>Count."]
        (card,) = collection.find_cards("Rank")
        assert collection.decks.name(collection.get_card(card).did) == "A deck"
        assert "Rank?" in collection.get_card(card).question()
    finally:
        collection.close()
