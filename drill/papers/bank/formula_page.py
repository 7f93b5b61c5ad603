"""The data of a formula's page: its symbols, what it uses, and itself in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.notation import print_tokens_as_latex, walk_nodes
from drill.notation.tree import Mul, Node, Ref
from drill.papers.bank.review_decisions import find_sheet_row_key
from drill.papers.draft import Line
from drill.papers.formula_connections import find_used
from drill.papers.formula_structure import (
    MOST_SKILLS,
    find_required_skills,
    list_formula_quantities,
    list_statement_sides,
    outside_names,
)
from drill.papers.model import FormulaRow, SymbolRow
from drill.papers.paper_reading import Reading
from drill.papers.wording import Glossary
from drill.typeset import speak_formula


def with_page(reading: Reading, lines: Sequence[Line]) -> FormulaRow:
    """Return the row of a formula with its symbols, uses, words and skills."""
    rows = (*dict.fromkeys(row for line in lines for row in _list_symbol_rows(reading, line)),)
    uses = (source.formula.id for line in lines for source in find_used(line, reading.definitions))
    spoken_lines = [spoken_with_names(line, reading.glossary) for line in lines]
    skills = dict.fromkeys(skill for line in lines for skill in find_required_skills(line.statement))
    return replace(
        lines[0].formula,
        is_read=all(line.statement is not None for line in lines),
        skills=tuple(skills)[:MOST_SKILLS],
        symbols=tuple(map(find_sheet_row_key, rows)),
        uses=tuple(dict.fromkeys(uses)),
        spoken="; ".join(spoken_lines) if all(spoken_lines) else "",
    )


def _list_symbol_rows(reading: Reading, line: Line) -> Iterator[SymbolRow]:
    for ref in list_formula_quantities(*list_statement_sides(line.statement)):
        if (row := reading.glossary.row(ref, line.formula.section)) is not None:
            yield row


# Signs that a text within a formula would be read by.
_MARKUP: Final = frozenset("\\{}%#&^_~")


def spoken_with_names(line: Line, glossary: Glossary) -> str:
    """Return a formula in words: ``the buffer at step t equals the decay times …``; empty without
    meanings."""
    sides = list_statement_sides(line.statement)
    named = dict(_locate_named_symbols(sides, line, glossary))
    if not named:
        return ""
    joints = {joint for side in sides for joint in _find_factor_joints(side)}
    tokens: list[str] = []
    position = 0
    while position < len(line.tokens):
        tokens += ["\\cdot"] if position in joints else []
        end, words = named.get(position, (position + 1, ""))
        tokens.append(f"\\text{{{words}}}" if words else line.tokens[position])
        position = end
    return speak_formula(print_tokens_as_latex(tokens)).replace(" to the the ", " to the power of the ")


def _locate_named_symbols(
    sides: tuple[Node, ...], line: Line, glossary: Glossary
) -> Iterator[tuple[int, tuple[int, str]]]:
    """Return for each symbol with a meaning where it begins and ends, and its name."""
    known = list_formula_quantities(*sides)
    for side in sides:
        for ref in outside_names(side):
            if isinstance(ref, Ref) and ref in known:
                words = _write_meaning_in_words(glossary.called(ref, line.formula.section))
                if words:
                    yield ref.span[0], (ref.span[1], f" {words} ")


def _write_meaning_in_words(meaning: str) -> str:
    """Return a meaning in words, its formulas included; empty if it contains markup."""
    pieces = meaning.replace("@@", "@").split("$")
    spoken_text = "".join(
        speak_formula(segment) if index % 2 else segment for index, segment in enumerate(pieces)
    )
    return "" if _MARKUP & set(spoken_text) else spoken_text


def _find_factor_joints(side: Node) -> Iterator[int]:
    """Yield where factors stand side by side, which letters show and names do not."""
    for node in walk_nodes(side):
        if isinstance(node, Mul):
            for sign, factor in zip(node.signs, node.factors[1:], strict=True):
                if not sign:
                    yield factor.span[0]
