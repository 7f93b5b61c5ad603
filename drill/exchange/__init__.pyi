"""The public names of the package, each loaded when it is first used."""

from . import anki_reader as anki_reader
from . import book_lists as book_lists
from . import cards as cards
from . import checkable_answers as checkable_answers
from . import deck_formats as deck_formats
from . import decks as decks
from . import html_text as html_text
from . import question_tables as question_tables
from . import textbook_numbers as textbook_numbers
from .arxiv import Redirects as Redirects
from .arxiv import arxiv_id as arxiv_id
from .arxiv import fetch_paper_source as fetch_paper_source
from .book_lists import ChangedList as ChangedList
from .book_lists import NewBook as NewBook
from .book_lists import add_book_exercises as add_book_exercises
from .book_lists import import_list as import_list
from .deck_export import DeckNote as DeckNote
from .deck_export import as_anki_text as as_anki_text
from .deck_export import as_csv as as_csv
from .deck_export import write_package as write_package
from .deck_formats import DeckFormat as DeckFormat
from .deck_formats import deck_format as deck_format
from .deck_formats import read_file as read_file
from .decks import DeckBank as DeckBank
from .decks import import_deck as import_deck
