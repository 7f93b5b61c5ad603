"""Whether a typed answer is right, and what is wrong with it.

A ``Spec`` is what an exercise asks for: texts, read into trees when they are first needed. ``kinds`` holds
its classes and a row for every kind of answer, one module a family: what differs by kind is a field of the
row, or a method of the class where it computes. An answer is judged in four steps:

1. ``answer_reader`` reads what was typed into a tree: the same code serves the preview at every key.
2. ``kind_check`` refuses what is of another kind than asked for: unreadable, never wrong.
3. ``judge`` hands the tree to the spec's ``compare``, whose work is in ``judges``: numbers
   and expressions by ``equality``, arrays entry by entry, statements by their truth at points, formulas from
   memory by their notation up to spelling. Words and options are judged in ``kinds`` itself.
4. What is wrong is first looked for among the exercise's known mistakes; else ``diagnosis`` tries whether a
   sign, a factor, an inner derivative or the like is off, and ``answer_forms`` whether only the form is.

``derivations`` is for texts without an exercise: which lines of a derivation follow from the line before.

The outcome is a ``Verdict``: correct, wrong, unreadable or undecided, with a stable code and one sentence.
Others call ``check(spec, text)``; ``KINDS`` says what can be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# For type checkers; where the program runs, a name is imported when it is asked for.
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.checking import answer_reader, judge, judges, kinds, real_root_search, spec, time_budget
    from drill.checking.answer_reader import names_to_explain, read_answer
    from drill.checking.answer_verdict import (
        DIFFERS,
        CheckedLine,
        Explained,
        ExplainedLine,
        Sign,
        Verdict,
        first_break,
    )
    from drill.checking.derivations.derivation_check import mark_derivation
    from drill.checking.derivations.derivation_rows import split_derivation
    from drill.checking.derivations.marked_text import MarkedLine, MarkedText, check_derivation_text
    from drill.checking.equality.tree_structure import (
        canonicalise_tree,
        split_product_factors,
        split_sum_terms,
    )
    from drill.checking.field_types import (
        ArxivId,
        ContentHash,
        Doi,
        DottedId,
        DottedIds,
        ExerciseId,
        FormerItem,
        Name,
        NameList,
        Seed,
        Texts,
        TextsByName,
        Title,
        Url,
    )
    from drill.checking.judge import check, is_right
    from drill.checking.kind import ANSWER_LIMIT
    from drill.checking.kind_registry import KINDS
    from drill.checking.kinds.any_value import ANSWER_NAMES, ConditionsSpec
    from drill.checking.kinds.choices import (
        ChoicesSpec,
        OptionsSpec,
        OrderSpec,
        SharedChoice,
        SharedOption,
        find_chosen_ids,
    )
    from drill.checking.kinds.code_answers import CodeSpec
    from drill.checking.kinds.distribution import DistributionSpec, read_distribution
    from drill.checking.kinds.fault import NO_SLIP, FaultSpec, reason_of
    from drill.checking.kinds.formula_answers import FormulaSpec
    from drill.checking.kinds.matrix_expression_answers import MatrixExpressionSpec
    from drill.checking.kinds.number_answers import AntiderivativeSpec, NumberSpec
    from drill.checking.kinds.parts import (
        UNFIT,
        ClozeSpec,
        PartsSpec,
        find_prompt_gaps,
        pieces_of,
        with_blanks,
    )
    from drill.checking.kinds.set_answers import IntervalSpec, RelationSpec
    from drill.checking.kinds.text import SelfSpec, WordsSpec
    from drill.checking.kinds.vectors import ArraySpec, ShapeSpec, axes_in_prompt, names_of_entries
    from drill.checking.matrix import Matrix, eliminate_rows
    from drill.checking.second_try import say_before_key
    from drill.checking.spec import (
        CodeClaim,
        Condition,
        Key,
        KeySpec,
        Option,
        Shapes,
        Slip,
        Spec,
        TextSpec,
        Tolerance,
        as_mapping,
        choices_of,
        find_answer_kind,
        known,
        option_id,
        spec_from,
    )
    from drill.checking.verdict_explanation import explain_check, explain_lines
    from drill.checking.working import check_working, checked_lines
    from drill.checking.working_lines import LINE_LIMIT_CHARS, LINES_LIMIT, WORKED_KINDS, require_limits

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.checking.answer_reader": ("names_to_explain", "read_answer"),
        "drill.checking.derivations.derivation_check": ("mark_derivation",),
        "drill.checking.derivations.derivation_rows": ("split_derivation",),
        "drill.checking.derivations.marked_text": ("MarkedLine", "MarkedText", "check_derivation_text"),
        "drill.checking.equality.tree_structure": (
            "split_sum_terms", "canonicalise_tree", "split_product_factors",
        ),
        "drill.checking.verdict_explanation": ("explain_check", "explain_lines"),
        "drill.checking.field_types": (
            "ArxivId", "ContentHash", "Doi", "DottedId", "DottedIds", "ExerciseId", "FormerItem", "Name",
            "NameList", "Seed", "Texts", "TextsByName", "Title", "Url",
        ),
        "drill.checking.judge": ("check", "is_right"),
        "drill.checking.kind_registry": ("KINDS",),
        "drill.checking.kinds.any_value": ("ANSWER_NAMES", "ConditionsSpec"),
        "drill.checking.kinds.choices": (
            "ChoicesSpec", "OptionsSpec", "OrderSpec", "SharedChoice", "SharedOption", "find_chosen_ids",
        ),
        "drill.checking.kinds.code_answers": ("CodeSpec",),
        "drill.checking.kinds.distribution": ("DistributionSpec", "read_distribution"),
        "drill.checking.kinds.fault": ("NO_SLIP", "FaultSpec", "reason_of"),
        "drill.checking.kinds.formula_answers": ("FormulaSpec",),
        "drill.checking.kind": ("ANSWER_LIMIT",),
        "drill.checking.kinds.matrix_expression_answers": ("MatrixExpressionSpec",),
        "drill.checking.kinds.number_answers": ("AntiderivativeSpec", "NumberSpec"),
        "drill.checking.kinds.parts": (
            "UNFIT", "ClozeSpec", "PartsSpec", "find_prompt_gaps", "pieces_of", "with_blanks",
        ),
        "drill.checking.kinds.set_answers": ("IntervalSpec", "RelationSpec"),
        "drill.checking.kinds.text": ("SelfSpec", "WordsSpec"),
        "drill.checking.kinds.vectors": (
            "ArraySpec", "ShapeSpec", "axes_in_prompt", "names_of_entries",
        ),
        "drill.checking.matrix": ("Matrix", "eliminate_rows"),
        "drill.checking.second_try": ("say_before_key",),
        "drill.checking.spec": (
            "CodeClaim", "Condition", "Key", "KeySpec", "Option", "Shapes", "Slip", "Spec",
            "TextSpec", "Tolerance", "as_mapping", "choices_of", "find_answer_kind", "known", "option_id",
            "spec_from",
        ),
        "drill.checking.answer_verdict": (
            "DIFFERS", "CheckedLine", "Explained", "ExplainedLine", "Sign", "Verdict", "first_break",
        ),
        "drill.checking.working": ("check_working", "checked_lines"),
        "drill.checking.working_lines": (
            "LINE_LIMIT_CHARS", "LINES_LIMIT", "WORKED_KINDS", "require_limits",
        ),
    },
    submodules=(
        "answer_reader", "judge", "judges", "kinds", "real_root_search", "spec", "time_budget",
    ),
)  # fmt: skip
