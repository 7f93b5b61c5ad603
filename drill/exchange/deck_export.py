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
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from drill.text import one_line


@dataclass(frozen=True, slots=True)
class Note:
    """What is asked and its answer in Markdown; ``id`` stays when it is exported again."""

    id: str
    title: str
    front: str
    back: str
    steps: str = ""
    key: str = ""
    """The answer as somebody would type it; empty where nobody types it."""


def as_csv(notes: Sequence[Note]) -> str:
    """A table that ``drill import`` takes: formulas between dollars, keys as they are typed."""
    rows = ([note.id, note.title, note.front, note.key or note.back, note.steps] for note in notes)
    return _table([["id", "title", "prompt", "answer", "steps"], *rows], ",")


def as_anki_text(title: str, notes: Sequence[Note]) -> str:
    """Notes as Anki imports them from text: by their ids, so that a second import updates them."""
    head = "#separator:tab\n#html:true\n#guid column:1\n#notetype:Basic\n" + f"#deck:{one_line(title)}\n"
    return head + _table([[_guid(note), *_sides(note)] for note in notes], "\t")


def _table(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _guid(note: Note) -> str:
    return hashlib.sha256(note.id.encode()).hexdigest()[:16]


def _sides(note: Note) -> tuple[str, str]:
    back = _html(note.back)
    return _html(note.front), f"{back}<hr>{_html(note.steps)}" if note.steps else back


_PIECE = re.compile(
    r"\$\$(?P<block>.*?)\$\$|(?<!\\)\$(?P<inline>(?:\\.|[^$\\])+)\$|```\w*\n(?P<code>.*?)```|`(?P<word>[^`\n]+)`|"
    r"\*\*(?P<bold>[^*\n]+)\*\*|\\(?P<sign>[$_*])",
    re.S,
)


def _html(markdown: str) -> str:
    """Markdown as HTML with formulas as MathJax reads them."""
    pieces: list[str] = []
    at = 0
    for found in _PIECE.finditer(markdown):
        pieces += [_escaped(markdown[at : found.start()]), _marked(found)]
        at = found.end()
    return "".join([*pieces, _escaped(markdown[at:])])


def _marked(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    text = html.escape(found[kind], quote=False)
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


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("{{", "{&#8203;{").replace("\n", "<br>")


# --- Anki's packages ---------------------------------------------------------------------------------------

_SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer, mod integer, scm integer, ver integer, dty integer,
  usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text,
  flds text, sfld integer, csum integer, flags integer, data text);
CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer, mod integer, usn integer,
  type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer,
  left integer, odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer primary key, cid integer, usn integer, ease integer, ivl integer,
  lastIvl integer, factor integer, time integer, type integer);
CREATE TABLE graves (usn integer, oid integer, type integer);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_cards_nid ON cards (nid);
"""
_VERSION = 11
"""Of Anki's schema: the last one that every version since 2012 reads."""
_MODEL = 1_763_900_000_000
"""The id of our type of note: the same in every package, so that its notes are ours again."""
_EPOCH = 1_300_000_000_000
"""Ids are milliseconds since 1970 to Anki; ours lie before its packages of today."""
_SPAN = 400_000_000_000
_PACE = {
    "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0,
    "replayq": True, "rev": {"bury": False, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "perDay": 200},
    "new": {"bury": False, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1,
            "perDay": 20},
    "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
}  # fmt: skip
"""The settings that Anki gives a deck of its own."""
_CSS = ".card {font-family: sans-serif; font-size: 20px; text-align: left;} pre {font-size: 16px;}"


def write_package(stream: BinaryIO, title: str, notes: Sequence[Note], now: int) -> None:
    """Write an ``.apkg``; ``now`` (seconds since 1970) makes it newer than what was imported before."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "collection.anki2")
        with closing(sqlite3.connect(file)) as base:
            base.executescript(_SCHEMA)
            deck = _number(f"deck {title}")
            decks = {str(id_): _deck(id_, name, now) for id_, name in ((1, "Default"), (deck, title))}
            written = [json.dumps(each) for each in ({str(_MODEL): _model(deck, now)}, decks, {"1": _PACE})]
            times = (now, now * 1000, now * 1000, _VERSION)
            base.execute(
                "INSERT INTO col VALUES (1, ?, ?, ?, ?, 0, 0, 0, '{}', ?, ?, ?, '{}')", (*times, *written)
            )
            for place, note in enumerate(notes):
                front, back = _sides(note)
                id_ = _number(note.id)
                checksum = int(hashlib.sha1(front.encode()).hexdigest()[:8], 16)
                base.execute(
                    "INSERT INTO notes VALUES (?, ?, ?, ?, -1, '', ?, ?, ?, 0, '')",
                    (id_, _guid(note), _MODEL, now, f"{front}\x1f{back}", front, checksum),
                )
                base.execute(
                    "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
                    (id_, id_, deck, now, place + 1),
                )
            base.commit()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            package.write(file, file.name)
            package.writestr("media", "{}")


def _number(text: str) -> int:
    """An id that a text always has; one in a hundred million texts shares it with another."""
    return _EPOCH + int(hashlib.sha256(text.encode()).hexdigest()[:15], 16) % _SPAN


def _model(deck: int, now: int) -> dict[str, object]:
    fields = [
        {"name": name, "ord": place, "sticky": False, "rtl": False, "font": "Arial", "size": 20}
        for place, name in enumerate(("Front", "Back"))
    ]
    template = {
        "name": "Card 1", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}",
        "bqfmt": "", "bafmt": "", "did": None,
    }  # fmt: skip
    return {
        "id": _MODEL, "name": "drill", "type": 0, "mod": now, "usn": -1, "sortf": 0, "did": deck, "css": _CSS,
        "flds": fields, "tmpls": [template], "req": [[0, "any", [0]]], "latexPre": "", "latexPost": "",
        "tags": [], "vers": [],
    }  # fmt: skip


def _deck(id_: int, name: str, now: int) -> dict[str, object]:
    today: dict[str, object] = {f"{what}Today": [0, 0] for what in ("new", "rev", "lrn", "time")}
    return today | {
        "id": id_, "name": one_line(name), "mod": now, "usn": -1, "desc": "", "dyn": 0, "conf": 1,
        "collapsed": False, "extendNew": 10, "extendRev": 50,
    }  # fmt: skip
