"""Exercises as decks of other programs: Anki's notes in plain text and in packages, and tables (CSV)."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from drill.exchange.deck_formats import as_cell
from drill.text import one_line


@dataclass(frozen=True, slots=True)
class DeckNote:
    """A question and its answer in Markdown; ``id`` is the same in every export."""

    id: str
    title: str
    front: str
    back: str
    steps: str = ""
    # The answer as somebody would type it; empty where nobody types it.
    key: str = ""


def as_csv(notes: Sequence[DeckNote]) -> str:
    """Return a table that ``drill import`` reads: formulas between dollars, keys as they are typed."""
    rows = ([note.id, note.title, note.front, note.key or note.back, note.steps] for note in notes)
    return _write_delimited_table(
        [["id", "title", "prompt", "answer", "steps"], *(map(as_cell, row) for row in rows)], ","
    )


def as_anki_text(title: str, notes: Sequence[DeckNote]) -> str:
    """Return notes as text for Anki, with ids, so that a second import updates them."""
    head = "#separator:tab\n#html:true\n#guid column:1\n#notetype:Basic\n" + f"#deck:{one_line(title)}\n"
    return head + _write_delimited_table(
        [[_make_note_guid(note), *_write_note_sides(note)] for note in notes], "\t"
    )


def _write_delimited_table(rows: Sequence[Iterable[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _make_note_guid(note: DeckNote) -> str:
    return hashlib.sha256(note.id.encode()).hexdigest()[:16]


def _write_note_sides(note: DeckNote) -> tuple[str, str]:
    back = _convert_markdown_to_html(note.back)
    return _convert_markdown_to_html(
        note.front
    ), f"{back}<hr>{_convert_markdown_to_html(note.steps)}" if note.steps else back


_PIECE = re.compile(
    r"\$\$(?P<block>.*?)\$\$|(?<!\\)\$(?P<inline>(?:\\.|[^$\\])+)\$|```\w*\n(?P<code>.*?)```|`(?P<word>[^`\n]+)`|"
    r"\*\*(?P<bold>[^*\n]+)\*\*|\\(?P<sign>[$_*])",
    re.S,
)


def _convert_markdown_to_html(markdown: str) -> str:
    """Markdown as HTML with formulas as MathJax reads them."""
    pieces: list[str] = []
    position = 0
    for match in _PIECE.finditer(markdown):
        pieces += [_escape_html_for_anki(markdown[position : match.start()]), _convert_markdown_piece(match)]
        position = match.end()
    return "".join([*pieces, _escape_html_for_anki(markdown[position:])])


def _convert_markdown_piece(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    text = html.escape(match[kind], quote=False)
    match kind:
        case "block" | "inline":  # Anki takes {{ and }} for its own, and :: in a gap
            text = text.replace("{{", "{ {").replace("}}", "} }").replace("\n", " ")
            return rf"\[{text}\]" if kind == "block" else rf"\({text}\)"
        case "code":
            return f"<pre>{text}</pre>".replace("\n", "<br>")
        case "word" | "bold":
            return f"<code>{text}</code>" if kind == "word" else f"<b>{text}</b>"
        case _:
            return text


def _escape_html_for_anki(text: str) -> str:
    return html.escape(text, quote=False).replace("{{", "{&#8203;{").replace("\n", "<br>")


# --- Anki's packages ---------------------------------------------------------------------------------------

# Tables, the type of our notes, a deck and its settings, as every version of Anki since 2012 reads them.
_COLLECTION = Path(__file__).with_name("anki_collection.json")
_VERSION = 11  # of that schema
# Ids are milliseconds since 1970 to Anki; ours lie before its packages of today.
_EPOCH = 1_300_000_000_000
_SPAN = 400_000_000_000


def write_package(stream: BinaryIO, title: str, notes: Sequence[DeckNote], now: int) -> None:
    """Write an ``.apkg``; ``now`` (seconds since 1970) makes it newer than an earlier import."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "collection.anki2")
        with closing(sqlite3.connect(file)) as base:
            known = json.loads(_COLLECTION.read_text("utf-8"))
            base.executescript(";".join(known["schema"]))
            deck = _make_numeric_id(f"deck {title}")
            model = known["model"] | {"mod": now, "did": deck}
            decks = {
                str(id_): known["deck"] | {"id": id_, "name": one_line(name), "mod": now}
                for id_, name in ((1, "Default"), (deck, title))
            }
            written = [
                json.dumps(table) for table in ({str(model["id"]): model}, decks, {"1": known["pace"]})
            ]
            times = (now, now * 1000, now * 1000, _VERSION)
            base.execute(
                "INSERT INTO col VALUES (1, ?, ?, ?, ?, 0, 0, 0, '{}', ?, ?, ?, '{}')", (*times, *written)
            )
            for index, note in enumerate(notes):
                front, back = _write_note_sides(note)
                id_ = _make_numeric_id(note.id)
                checksum = int(hashlib.sha1(front.encode()).hexdigest()[:8], 16)
                base.execute(
                    "INSERT INTO notes VALUES (?, ?, ?, ?, -1, '', ?, ?, ?, 0, '')",
                    (id_, _make_note_guid(note), model["id"], now, f"{front}\x1f{back}", front, checksum),
                )
                base.execute(
                    "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
                    (id_, id_, deck, now, index + 1),
                )
            base.commit()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            package.write(file, file.name)
            package.writestr("media", "{}")


def _make_numeric_id(text: str) -> int:
    """Return the id of a text: always the same; one in a hundred million texts shares it with another."""
    return _EPOCH + int(hashlib.sha256(text.encode()).hexdigest()[:15], 16) % _SPAN
