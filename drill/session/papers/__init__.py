"""The use cases of papers: importing one, reviewing its drafts, reading it with notes.

1. ``import_paper_source`` fetches a paper's source or takes a file, and has it read in a worker;
   ``save_merged_paper`` keeps the paper with its drafts, the source of all later views.
2. ``drafts`` leads through the ``draft_review``: each decision is kept at once, with the bank, and ``look``
   shows a draft as it would be drilled; once a symbol was edited, ``remade`` makes them again. A bank
   is written whole, in parts where it is large (``paper_import``).
3. ``open_paper`` is one paper: formulas, symbols, the next exercises, and the learner's notes, which are
   events of the log and one page (``note_page``), and ``to_markdown`` writes all of it. ``reading_steps`` are
   the steps of reading it, ``note_page`` is a page for somebody else who is to answer a question.
4. ``brief`` and ``take`` are for a second author: ``author_states`` is the table of their exercises' states,
   ``author_page`` writes the page that comes next, ``author_taking`` has an answer proved and returns the
   state after it, with what it says of the paper (``paper_sections``); ``author_blind`` asks somebody who
   sees no key. ``more_exercises`` keeps proved exercises, and does all of it for one screen or an assistant.

``central_formulas`` puts formulas among the central ones. ``question_help`` finds what may help with a
question.
``formula_lines`` keeps a formula's line of NumPy and looks inside it. ``workbook_views`` holds the plain
values that are shown.
"""

# Modules, which are attributes once somebody has imported them.
# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "assistant",
    "author_page",
    "author_states",
    "author_subjects",
    "author_taking",
    "box_lines",
    "central_formulas",
    "draft_review",
    "family_links",
    "formula_lines",
    "formula_lookup",
    "given_meanings",
    "lesson",
    "more_exercises",
    "note_page",
    "paper_import",
    "reading_steps",
    "workbook",
    "workbook_views",
]
