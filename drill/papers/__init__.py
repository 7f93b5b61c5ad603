"""Read a paper's source, draft exercises on its formulas, review them, and write them as a bank.

``read_sheet`` reads a source into a ``Paper``: its formulas, and the declarations of each symbol in the text.
``paper_of`` reads the formulas as trees and gives each its own types; ``made_of`` drafts the exercises. The
worker sends a ``Paper`` with both as JSON (``print_paper``, ``parse_paper``), and the same text is the
file ``<slug>.paper.json``. ``parse_sheet`` reads a person's notes on symbols.

A review keeps or leaves a second author's drafts, and edits symbols; ``write_bank`` writes the kept ones as a
bank in the order of a lesson and leaves alone any text that was edited there. Reading and drafting run in the
worker; records and review are light.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
