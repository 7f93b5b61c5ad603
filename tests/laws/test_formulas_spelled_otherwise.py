"""A formula is the same however it is spelled: those of the shipped banks and of the tests' papers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from drill.checking import FormulaSpec
from drill.errors import DrillError
from drill.latex import canonicalise_formula
from drill.notation import is_same_formula, notation_of, split_statements
from drill.notation.tree import Statement
from drill.papers.source.document_reader import read_paper_document
from tests.asked import check
from tests.homes import shipped_catalogue
from tests.notation.spellings import spellings
from tests.rows import sample

PAPERS = Path(__file__).parent.parent / "papers"
ONE_IN = 8
"""Of the papers, and of the formulas of the banks, whose spellings are compared."""
ONE_JUDGED_IN = 12
"""Of the spellings that are compared: those judged as answers."""
_LONGEST = 110
"""Tokens; beyond, a formula is a list of steps."""


def in_banks() -> Iterator[str]:
    """The formulas that answers are, in LaTeX, and in plain text where they have no other."""
    catalogue = shipped_catalogue()
    entries = [entry for entry in catalogue.entries.values() if entry.kind in ("formula", "stages")]
    for entry in sample(entries, ONE_IN):
        for form in catalogue.exercise(entry.item).forms:
            for answer in (question.answer for question in form.questions):
                if isinstance(answer, FormulaSpec) and "@" not in answer.text + answer.shown:
                    yield answer.shown or answer.text


def in_papers() -> Iterator[str]:
    """The displays of the tests' papers."""
    paths = sorted([*PAPERS.glob("corpus/*.tex"), *PAPERS.glob("shipped/**/*.tex")])
    for path in sample([path for path in paths if path.name != "traps.tex"], ONE_IN):
        for formula in read_paper_document(path).formulas:
            yield from () if formula.is_left_out else formula.statements


@cache
def formulas() -> dict[str, Statement]:
    """Formulas of one statement, by their LaTeX."""
    found: dict[str, Statement] = {}
    for latex in (*in_banks(), *in_papers()):
        try:
            tokens = canonicalise_formula(latex)
        except DrillError:
            continue
        parsed = split_statements(tokens, notation_of([tokens]))
        if len(parsed) == 1 and (statement := parsed[0].statement) is not None and len(tokens) <= _LONGEST:
            found.setdefault(latex, statement)
    return found


def read(latex: str) -> Statement | None:
    tokens = canonicalise_formula(latex)
    parsed = split_statements(tokens, notation_of([tokens]))
    return parsed[0].statement if len(parsed) == 1 else None


def test_every_spelling_of_a_formula_is_the_same_and_right() -> None:
    pairs = [(latex, text) for latex, one in formulas().items() if one.relations for text in spellings(one)]
    assert len(pairs) > 100
    others = [
        pair
        for pair in pairs
        if (said := read(pair[1])) is None or not is_same_formula(formulas()[pair[0]], said)
    ]
    assert others == []
    judged = {pair: check({"formula": pair[0]}, pair[1]) for pair in sample(pairs, ONE_JUDGED_IN)}
    assert {pair: verdict for pair, verdict in judged.items() if verdict.verdict != "correct"} == {}
