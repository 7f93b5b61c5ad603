"""Import from and export to elsewhere: textbooks' exercise numbers, tables and decks of other programs.

``read_file`` (``deck_formats``) reads a bank's file of any format: a list of a textbook's exercises
with their numbers
(``books``), else the format of banks. ``add_book_exercises`` and ``import_list``
(``book_lists``) change a learner's lists, in their text. ``import_deck`` (``decks``, ``deck_formats``) makes
a bank of the questions in a table or in Anki's notes, a ``Card`` each (``cards``); ``checkable_answers``
decides which answers can be checked (none that has two readings), the others the learner judges.
``known_decks`` finds the bank that a deck became before. ``deck_export`` writes a ``Note`` an exercise for
Anki, or a table. ``fetch_paper_source`` (``arxiv``) gets a paper's source.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
