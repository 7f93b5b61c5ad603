"""Import from and export to elsewhere: textbooks' exercise numbers, tables and decks of other programs.

``read_file`` (``formats``) reads a bank's file of any format: a list of a textbook's exercises (``books``,
their numbers in ``ranges``), else the format of banks. ``add_book_exercises`` and ``import_list``
(``book_lists``) change a learner's lists, in their text. ``import_deck`` (``decks``, ``deck_formats``) makes
a bank of what a table, Anki's notes or hashcards ask, a ``Card`` each (``cards``); ``typed_answers`` says
which answers can be checked (not what has two readings, ``doubtful_notation``), the others the learner
judges. ``known_decks`` finds the bank that a deck became before. ``deck_export`` writes a ``Note`` an
exercise for Anki, or a table. ``stage_shelf`` (``got_shelves``) gets banks by their address (``addresses``),
and ``remove_shelf`` takes them out again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# For type checkers; where the program runs, a name is imported when it is asked for.
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.exchange import (
        addresses,
        anki_reader,
        arxiv,
        book_lists,
        books,
        cards,
        decks,
        download,
        formats,
        hashcards_reader,
        html_text,
        question_tables,
        ranges,
        typed_answers,
    )
    from drill.exchange.arxiv import arxiv_id, fetch_paper_source
    from drill.exchange.book_lists import ChangedList, NewBook, add_book_exercises, import_list
    from drill.exchange.deck_export import Note, as_anki_text, as_csv, write_package
    from drill.exchange.deck_formats import DeckFormat, deck_format
    from drill.exchange.decks import DeckBank, import_deck
    from drill.exchange.download import Redirects
    from drill.exchange.formats import read_file
    from drill.exchange.got_shelves import StagedShelf, remove_shelf, stage_shelf

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.exchange.arxiv": ("arxiv_id", "fetch_paper_source"),
        "drill.exchange.book_lists": ("ChangedList", "NewBook", "add_book_exercises", "import_list"),
        "drill.exchange.deck_export": ("Note", "as_anki_text", "as_csv", "write_package"),
        "drill.exchange.deck_formats": ("DeckFormat", "deck_format"),
        "drill.exchange.decks": ("DeckBank", "import_deck"),
        "drill.exchange.download": ("Redirects",),
        "drill.exchange.formats": ("read_file",),
        "drill.exchange.got_shelves": ("StagedShelf", "remove_shelf", "stage_shelf"),
    },
    submodules=(
        "addresses", "anki_reader", "arxiv", "book_lists", "books", "cards", "decks", "download", "formats",
        "hashcards_reader", "html_text", "ranges", "question_tables", "typed_answers",
    ),
)  # fmt: skip
