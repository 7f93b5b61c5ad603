"""The use cases of papers: importing one, reviewing its drafts, reading it with notes.

1. ``read_source`` fetches a paper's source or takes a file, and has it read in a worker; ``keep_read``
   keeps the outcome as a sheet with its drafts (``records``), from which everything else is shown.
2. ``drafts`` and ``decide_symbol`` lead through the review: each decision is kept at once, and ``look``
   shows a draft as it would be drilled; once a symbol was edited, ``draft_anew`` makes them again. The bank
   is written whole, in parts where it is large (``bank_parts``).
3. ``open_paper`` is the workbook: formulas, symbols, what to drill first, the checklist of reading, and the
   learner's notes (``notes``), which are events of the log. ``to_markdown`` writes it for whoever reads it.

``workbook_views`` holds the plain values that are shown; ``names`` says how a paper is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.faces import lazily

if TYPE_CHECKING:
    from drill.papers import (
        SHEET_SUFFIX,
        Origin,
        PaperRecord,
        counts_of,
        groups,
        is_safe,
        kept_drafts,
        waiting_drafts,
    )
    from drill.session.papers.draft_look import DraftLook, as_text, keep_text, look
    from drill.session.papers.export import to_markdown
    from drill.session.papers.formulas import begun, called
    from drill.session.papers.importing import Imported, imported, keep, keep_read, read_source
    from drill.session.papers.names import SHELF, is_paper, paper_banks
    from drill.session.papers.notes import (
        add_figure,
        add_unknown,
        answer_unknown,
        change_unknown,
        note_aside,
        remove_figure,
        remove_unknown,
        settle_unknown,
        tick,
        write_note,
    )
    from drill.session.papers.records import former_ids, read_record, record_paths, sheet_text
    from drill.session.papers.review import (
        DraftLine,
        accept_safe,
        decide_draft,
        decide_symbol,
        draft_anew,
        drafts,
        edit_symbol,
        keep_group,
        take_back,
    )
    from drill.session.papers.second_author import Answer, Taken, brief, take, to_paste_back
    from drill.session.papers.workbook import open_paper, open_papers
    from drill.session.papers.workbook_views import (
        CATEGORIES,
        CATEGORY_TITLES,
        WHERE_TITLES,
        WHERES,
        AlgorithmView,
        Category,
        ChecklistEntry,
        Decision,
        FormulaView,
        PaperExercise,
        PaperRow,
        PaperView,
        Prerequisite,
        ReferencedView,
        SymbolView,
        Unknown,
        UnknownGroup,
        Where,
    )
else:
    __getattr__ = lazily(__name__, __file__)

__all__ = [
    "CATEGORIES", "CATEGORY_TITLES", "SHEET_SUFFIX", "SHELF", "WHERES", "WHERE_TITLES", "AlgorithmView",
    "Answer", "Category", "ChecklistEntry", "Decision", "DraftLine", "DraftLook", "FormulaView",
    "Imported", "Origin", "PaperExercise", "PaperRecord", "PaperRow", "PaperView", "Prerequisite",
    "ReferencedView", "SymbolView", "Taken", "Unknown", "UnknownGroup", "Where", "accept_safe",
    "add_figure", "add_unknown", "answer_unknown", "as_text", "begun", "brief", "called",
    "change_unknown", "counts_of", "decide_draft", "decide_symbol", "draft_anew", "drafts",
    "edit_symbol", "former_ids", "groups", "imported", "is_paper", "is_safe", "keep", "keep_group",
    "keep_read", "keep_text", "kept_drafts", "look", "note_aside", "open_paper", "open_papers",
    "paper_banks", "read_record", "read_source", "record_paths", "remove_figure", "remove_unknown",
    "settle_unknown", "sheet_text", "take", "take_back", "tick", "to_markdown", "to_paste_back",
    "waiting_drafts", "write_note",
]  # fmt: skip
