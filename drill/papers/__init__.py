"""A paper's formulas: its source read, its exercises drafted, reviewed and written.

``read_sheet`` reads a source into a ``Paper``: its formulas, and what the text says of each symbol.
``paper_of`` reads the formulas as trees and gives each its own types; ``made_of`` drafts the exercises. The
worker sends a ``Paper`` with both as JSON (``print_paper``, ``parse_paper``), and the same text is the
file ``<slug>.paper.json``. ``parse_sheet`` reads what a person writes about symbols.

A review keeps or leaves a second author's drafts, and edits symbols; ``write_bank`` writes what was kept as a
bank in the order of a lesson and leaves alone what was edited there. Reading and drafting run in the worker;
records and review are light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.papers import bank, kinds, lowering, sheet, source, wording  # noqa: I001
    from drill.papers.bank.bank_segments import join_bank_texts, parts_of
    from drill.papers.bank.drafting import MOST_ROWS, Maker, generate_drafts, made_of, texts_of
    from drill.papers.bank.review_decisions import (
        SECOND_AUTHOR, keep_safe_drafts, carried_over, record_formula_correction, record_draft_decision,
        replace_symbol_row, is_safe,
        is_same_paper, kept_drafts, own_id, find_sheet_row_key, symbols_in_use, undo_draft_decision,
        undo_symbol_edit,
        waiting_drafts, was_kept, with_drafts, with_made,
    )  # fmt: skip
    from drill.papers.bank.write import counts_of, segment_of, write_bank
    from drill.papers.bank.yaml_text import write_exercise_segment
    from drill.papers.brief.answer import (
        AnswerPart, Fact, Proof, complete_fields, facts_of_answer, load_alone, parts_of_answer,
        prove_answer_part,
    )  # fmt: skip
    from drill.papers.brief.code_reading import (
        MOST_FILES,
        MOST_SOURCE,
        CodeFile,
        CodeReading,
        read_code_definitions,
    )
    from drill.papers.brief.later_pages import (
        BlindTask, Call, blind_answers, blind_page, find_call, find_count, second_page, shown_fields,
    )  # fmt: skip
    from drill.papers.brief.letters import CheckedLetters, Letter, check_answered_letters, letters_of_answer
    from drill.papers.brief.page import (
        EXERCISES, FORMULAS, write_code_page, notes_page, paper_page, quotable_text, topic_page,
    )  # fmt: skip
    from drill.papers.brief.python_maths import translate_python
    from drill.papers.brief.reply_text import mapping_in, read_part
    from drill.papers.draft import KINDS, Draft, Skipped
    from drill.papers.families.family_file import (
        Family, check_family, find_spelling, has_exercises, is_family_file, list_files, read_family,
        read_templates, shipped_families,
    )  # fmt: skip
    from drill.papers.choice import by_centrality, order_rows
    from drill.papers.families.family_match import FamilyMatch, FormulaForms, UnreadFormula
    from drill.papers.families.instances import find_words_beside
    from drill.papers.families.move_links import match_families
    from drill.papers.families.lone_formula import match_pasted_formula
    from drill.papers.families.renaming import Expressions
    from drill.papers.families.shipped_moves import SHIPPED_MOVES_FILE, list_shipped_moves
    from drill.papers.made_ids import find_made_kind
    from drill.papers.model import (
        CENTRAL, LINK_TO_CODE, LINK_TO_PAPER, OWN_SHELF, PAPER_SUFFIX, SHEET_SUFFIX, TERM, AbsentRow,
        AlgorithmRow, BlockRow, CaptionRow, Decision, DraftDecision, DraftRecord, ExerciseRecord, Facts,
        FamilyRow, FigureRow, FormulaRow, LinkRow, Mention, NoteRow, Origin, OriginKind, Paper, PassageRow,
        SourceRow, SymbolRow, find_first, rank_skills,
    )  # fmt: skip
    from drill.papers.paper_json import parse_paper, print_paper
    from drill.papers.paper_reading import Reading
    from drill.papers.read import (
        complete_symbol_rows,
        paper_of,
        read_sheet,
        sheet_in,
        sheet_of,
        make_title_slug,
    )
    from drill.papers.sheet.declarations import parse_declaration
    from drill.papers.sheet.file import parse_sheet
    from drill.papers.sheet.sheet_merging import merge_sheets
    from drill.papers.twins import is_repeated, is_twin
    from drill.papers.word_stems import find_root, has_word, list_words

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.papers.bank.bank_segments": ("join_bank_texts", "parts_of"),
        "drill.papers.bank.drafting": ("MOST_ROWS", "Maker", "generate_drafts", "made_of", "texts_of"),
        "drill.papers.bank.review_decisions": (
            "SECOND_AUTHOR", "keep_safe_drafts", "carried_over", "record_formula_correction",
            "record_draft_decision",
            "replace_symbol_row", "is_safe", "is_same_paper", "kept_drafts", "own_id", "find_sheet_row_key",
            "symbols_in_use", "undo_draft_decision", "undo_symbol_edit", "waiting_drafts", "was_kept",
            "with_drafts",
            "with_made",
        ),
        "drill.papers.bank.write": ("counts_of", "segment_of", "write_bank"),
        "drill.papers.bank.yaml_text": ("write_exercise_segment",),
        "drill.papers.brief.answer": (
            "AnswerPart", "Fact", "Proof", "complete_fields", "facts_of_answer", "load_alone",
            "parts_of_answer", "prove_answer_part",
        ),
        "drill.papers.brief.code_reading": (
            "MOST_FILES", "MOST_SOURCE", "CodeFile", "CodeReading", "read_code_definitions",
        ),
        "drill.papers.brief.later_pages": (
            "BlindTask", "Call", "blind_answers", "blind_page", "find_call", "find_count", "second_page",
            "shown_fields",
        ),
        "drill.papers.brief.letters": (
            "CheckedLetters", "Letter", "check_answered_letters", "letters_of_answer",
        ),
        "drill.papers.brief.page": (
            "EXERCISES", "FORMULAS", "write_code_page", "notes_page", "paper_page", "quotable_text",
            "topic_page",
        ),
        "drill.papers.brief.python_maths": ("translate_python",),
        "drill.papers.brief.reply_text": ("mapping_in", "read_part"),
        "drill.papers.families.family_file": (
            "Family", "check_family", "find_spelling", "has_exercises", "is_family_file", "list_files",
            "read_family", "read_templates", "shipped_families",
        ),
        "drill.papers.choice": ("by_centrality", "order_rows"),
        "drill.papers.families.family_match": ("FamilyMatch", "FormulaForms", "UnreadFormula"),
        "drill.papers.families.instances": ("find_words_beside",),
        "drill.papers.families.move_links": ("match_families",),
        "drill.papers.families.lone_formula": ("match_pasted_formula",),
        "drill.papers.families.renaming": ("Expressions",),
        "drill.papers.families.shipped_moves": ("SHIPPED_MOVES_FILE", "list_shipped_moves"),
        "drill.papers.draft": ("KINDS", "Draft", "Skipped"),
        "drill.papers.made_ids": ("find_made_kind",),
        "drill.papers.model": (
            "CENTRAL", "LINK_TO_CODE", "LINK_TO_PAPER", "OWN_SHELF", "PAPER_SUFFIX", "SHEET_SUFFIX",
            "TERM", "AbsentRow", "AlgorithmRow", "BlockRow", "CaptionRow", "Decision", "DraftDecision",
            "DraftRecord", "ExerciseRecord", "Facts", "FamilyRow", "FigureRow", "FormulaRow", "LinkRow",
            "Mention", "NoteRow", "Origin", "OriginKind", "Paper", "PassageRow", "SourceRow", "SymbolRow",
            "find_first", "rank_skills",
        ),
        "drill.papers.paper_json": ("parse_paper", "print_paper"),
        "drill.papers.paper_reading": ("Reading",),
        "drill.papers.read": (
            "complete_symbol_rows", "paper_of", "read_sheet", "sheet_in", "sheet_of", "make_title_slug",
        ),
        "drill.papers.sheet.declarations": ("parse_declaration",),
        "drill.papers.sheet.file": ("parse_sheet",),
        "drill.papers.sheet.sheet_merging": ("merge_sheets",),
        "drill.papers.twins": ("is_repeated", "is_twin"),
        "drill.papers.word_stems": ("find_root", "has_word", "list_words"),
    },
    submodules=("bank", "kinds", "lowering", "sheet", "source", "wording"),
)  # fmt: skip
