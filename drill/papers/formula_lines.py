"""The statements of formulas, each as it is printed and as it is computed."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from drill.notation import Notation, notation_of, split_statements
from drill.notation.tree import Cases, Node, Statement
from drill.papers import model
from drill.papers.draft import Line
from drill.papers.sheet import symbol_keys
from drill.papers.sheet.declared_letters import DeclaredLetters
from drill.papers.superscripts import Superscripts, with_factors, with_own_letters


def read_paper_lines(sheet: model.Paper) -> tuple[Line, ...]:
    """Return the statements of each formula; what the sheet declares as a function is read as one."""
    letters = DeclaredLetters(sheet.symbols)
    lines = _read_formula_statements(sheet.formulas, letters.list_functions())
    return tuple(replace(line, letters=letters) for line in lines)


@lru_cache(maxsize=2)
def _read_formula_statements(
    formulas: tuple[model.FormulaRow, ...], functions: frozenset[str]
) -> tuple[Line, ...]:
    """Read the statements, once for the same formulas."""
    tokens = [symbol_keys.canonical_tokens(formula.in_use) for formula in formulas]
    notation = notation_of(tokens, Notation(functions=functions))
    lines: list[Line] = []
    for formula, spelled in zip(formulas, tokens, strict=True):
        before = (
            [*split_statements(symbol_keys.canonical_tokens(formula.latex), notation)]
            if formula.corrected
            else []
        )
        parts = split_statements(spelled, notation)
        said = [(part, part.statement) for part in parts]
        if len(said) == 1 and (rows := _list_cases(said[0][1])):
            said = [(said[0][0], row) for row in rows]
        for index, (part, statement) in enumerate(said):
            printed = before[index].tokens if index < len(before) else ()
            lines.append(Line(formula, index, part.tokens, statement, part.refused, printed=printed))
        if not parts:
            lines.append(Line(formula, 0, spelled, None, symbol_keys.explain_unread(formula.in_use)))
    superscripts = Superscripts(line.statement for line in lines if line.statement is not None)
    return tuple(
        line
        if line.statement is None
        else replace(
            line, computed=with_own_letters(with_factors(superscripts.read(line.statement), functions))
        )
        for line in lines
    )


def _list_cases(statement: Statement | None) -> tuple[Statement, ...]:
    r"""Return the rows of cases that are statements themselves, each with its condition.

    None where anything else stands beside the cases, or one row is no such statement.
    """
    match statement:
        case Statement(sides=(Cases(branches),)):
            rows = [*map(_state_case, branches)]
        case _:
            return ()
    stated = tuple(row for row in rows if row is not None)
    return stated if len(stated) == len(rows) else ()


def _state_case(branch: tuple[Node, Node | None]) -> Statement | None:
    row, condition = branch
    if not isinstance(row, Statement) or not row.relations or condition is None:
        return None
    if not isinstance(condition, Statement):
        condition = Statement((condition,), span=condition.span)
    return replace(row, conditions=(condition,))
