"""Prove banks: the tests of ``drill check`` beyond reading the files.

``verify`` takes one exercise: every key is confirmed by a second computation (``witnesses``) and by the
checker in several spellings (``respell``, ``rewrite``), known mistakes are graded, keys are mutated to see
whether the witness would notice (``mutate``, ``mutation``), variants are counted (``distinct``), and what
cannot fail is named (``hollow_proofs``). Whole banks are looked at by ``exercise_links``, ``completeness``
and ``language``; ``proofs`` keeps what was proved before. ``bank_check`` leads through all of it, and
``reports`` and ``findings`` hold what comes out.

``editor_schema`` writes the JSON Schema that editors complete banks by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# For type checkers; where the program runs, a name is imported when it is asked for.
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.proving import estimate, mutation, print_round_trip, residue, witnesses
    from drill.proving.bank_check import (
        CheckedBank,
        Step,
        Task,
        Verify,
        banks_at,
        check_banks,
        prove_file,
        verify_here,
    )
    from drill.proving.claims import make_question_trials
    from drill.proving.completeness import choice_length_findings, sister_findings
    from drill.proving.editor_schema import json_schema, subject_schema
    from drill.proving.findings import Finding
    from drill.proving.mistakes_equal_to_key import find_coincidences
    from drill.proving.mutate import make_key_mutants
    from drill.proving.prompt_findings import undeclared_findings
    from drill.proving.reports import ExerciseReport, Problem, summarise_reports
    from drill.proving.residue import markup_faults, value_residue
    from drill.proving.restated_keys import is_on_same_ground
    from drill.proving.rewrite import list_tree_spellings
    from drill.proving.variety import choice_findings, stage_findings
    from drill.proving.verify import verify_exercise
    from drill.proving.witnesses import confirm_claim

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.proving.bank_check": (
            "CheckedBank", "Step", "Task", "Verify", "banks_at", "check_banks", "prove_file",
            "verify_here",
        ),
        "drill.proving.claims": ("make_question_trials",),
        "drill.proving.mistakes_equal_to_key": ("find_coincidences",),
        "drill.proving.completeness": ("choice_length_findings", "sister_findings"),
        "drill.proving.editor_schema": ("json_schema", "subject_schema"),
        "drill.proving.findings": ("Finding",),
        "drill.proving.mutate": ("make_key_mutants",),
        "drill.proving.prompt_findings": ("undeclared_findings",),
        "drill.proving.reports": ("ExerciseReport", "Problem", "summarise_reports"),
        "drill.proving.residue": ("markup_faults", "value_residue"),
        "drill.proving.restated_keys": ("is_on_same_ground",),
        "drill.proving.rewrite": ("list_tree_spellings",),
        "drill.proving.variety": ("choice_findings", "stage_findings"),
        "drill.proving.verify": ("verify_exercise",),
        "drill.proving.witnesses": ("confirm_claim",),
    },
    submodules=(
        "estimate", "mutation", "print_round_trip", "residue", "witnesses",
    ),
)  # fmt: skip
