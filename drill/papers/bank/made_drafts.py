"""From a sheet to its drafts: what the worker does when a paper is imported, or a declaration edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from drill.checking import TextSpec
from drill.codec import is_mapping
from drill.errors import DrillError
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import to_latex as latex_of_maths
from drill.papers.bank.formula_page import FormulaPages
from drill.papers.bank.lesson import lesson
from drill.papers.bank.paper_record import DraftRecord, Made, QuestionRecord, SkippedRecord
from drill.papers.bank.yaml_text import written
from drill.papers.centrality import CENTRAL
from drill.papers.draft import Draft, Paper
from drill.papers.generate import generate
from drill.papers.questions import Asked
from drill.papers.sheet.model import Sheet
from drill.papers.sheet.symbols import CALLED, symbol_key

# Told the stage, and how much of how much is done (0 of 0 where that is not known).
Progress = Callable[[str, int, int], None]
_DRAFTING: Final = "drafting exercises"


def made_of(paper: Paper, progress: Progress, formulas: int = CENTRAL) -> Made:
    """Everything that is made of a sheet whose statements are read and typed.

    ``formulas`` is how many are drilled, the most central ones; 0 drills all.
    """
    found = generate(paper, lambda kind, done, whole: progress(f"{_DRAFTING}: {kind}", done, whole))
    cases = _special_cases(found.drafts)
    names = {row.id: row.name for row in paper.sheet.formulas}
    names |= {box.id: box.caption or f"line {box.line}" for box in paper.sheet.algorithms}
    skips = found.skipped
    rows = _rows_by_key(paper.sheet)
    pages = FormulaPages(paper)
    return Made(
        formulas={
            id_: replace(pages.of(lines), special_cases=tuple(dict.fromkeys(cases.get(id_, ()))))
            for id_, lines in paper.of_formula.items()
        },
        drafts=tuple(_draft(draft, paper, rows) for draft in lesson(found.drafts, paper, formulas)),
        drilled=formulas,
        skipped=tuple(SkippedRecord(one.kind, names.get(one.about, one.about), one.why) for one in skips),
        questions=tuple(_question(asked, rows) for asked in found.questions),
    )


def _rows_by_key(sheet: Sheet) -> Mapping[str, str]:
    """The rows' symbols by the keys that quantities have; a function's says so."""
    found: dict[str, str] = {}
    for row in sheet.symbols:
        key = symbol_key(row.symbol.removesuffix(CALLED))
        found.setdefault(f"{key}(·)" if row.symbol.endswith(CALLED) else key, row.symbol)
    return {**{f"{key}(·)": symbol for key, symbol in found.items()}, **found}


def _draft(draft: Draft, paper: Paper, rows: Mapping[str, str]) -> DraftRecord:
    sheet = paper.sheet
    placed = (
        *((row.id, row.file, row.line) for row in (*sheet.formulas, *sheet.algorithms)),
        *((row.symbol, row.file, row.line) for row in sheet.symbols),
        *((row.what, row.file, row.line) for row in sheet.absent),
    )
    file, line = next(((file, line) for about, file, line in placed if about == draft.about), ("", 0))
    guesses = tuple((rows.get(key, key), why) for key, why in draft.guesses)
    return DraftRecord(
        draft.id, draft.kind, draft.about, written(draft.exercise), draft.is_proved, guesses, file, line
    )


def _question(asked: Asked, rows: Mapping[str, str]) -> QuestionRecord:
    one = asked.question
    about = rows.get(symbol_key(one.about), rows.get(one.about, one.about))
    return QuestionRecord(about, one.asks, asked.text, one.options, one.guess, asked.waiting)


# Special cases, told on a formula's page


def _special_cases(drafts: tuple[Draft, ...]) -> Mapping[str, list[str]]:
    """Texts such as ``$\\nu = 0$: $g_{t}$`` by the formula's id, of proved drafts alone."""
    found: dict[str, list[str]] = {}
    for draft in drafts:
        if draft.kind == "special-case" and draft.is_proved:
            try:
                found.setdefault(draft.about, []).append(_told(draft))
            except DrillError:
                continue  # a case that cannot be told on the page is still asked
    return found


def _told(draft: Draft) -> str:
    names = draft.exercise.forms[0].declared.names
    values = draft.question.witness["with"]
    assert is_mapping(values)
    given = ", ".join(f"${_latex(name, names)} = {_latex(value, names)}$" for name, value in values.items())
    answer = draft.question.answer
    assert isinstance(answer, TextSpec)
    return f"{given}: ${_latex(answer.text, names)}$"


def _latex(typed: str, names: Mapping[str, str]) -> str:
    return latex_of_maths(parse(typed, Names(frozenset(names))), names)
