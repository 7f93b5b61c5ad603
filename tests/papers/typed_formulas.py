"""Typed formulas made of LaTeX and declarations, without a paper."""

from __future__ import annotations

from drill.latex import canonicalise_formula
from drill.notation import Notation, find_references, split_statements, walk_nodes
from drill.notation.tree import Apply, Ref, Statement
from drill.papers import FormulaRow, Origin, Paper, SymbolRow, paper_of, parse_declaration
from drill.papers.lowering.computed_formula import Formula, read_formula
from drill.papers.sheet.symbol_keys import latex_of_symbol
from drill.papers.sheet.types import Quantity


def statement_of(latex: str, functions: str = "") -> Statement:
    """The one statement of a formula; ``functions`` are letters that are applied to arguments."""
    parsed = split_statements(canonicalise_formula(latex), Notation(functions=frozenset(functions.split())))[
        0
    ]
    assert parsed.statement is not None, parsed.refused
    return parsed.statement


def quantities_of(statement: Statement, *declared: str) -> tuple[Quantity, ...]:
    """Every symbol of a statement that is declared by its letters: ``beta1 > 0`` is that of ``\\beta_1``."""
    known = {one.name: one for one in map(parse_declaration, declared)}
    heads = {id(part.function) for part in walk_nodes(statement) if isinstance(part, Apply)}
    found: dict[Ref, Quantity] = {}
    for ref in find_references(statement):
        name = typed_name(ref)
        if name in known:
            called = "(·)" if id(ref) in heads else ""
            found[ref] = Quantity(
                name + called, ref, name, known[name].type, known[name].domain, is_stated=True
            )
    return tuple(found.values())


def formula_of(latex: str, *declared: str, functions: str = "") -> Formula:
    """A formula ready to be computed."""
    statement = statement_of(latex, functions)
    return read_formula(statement, quantities_of(statement, *declared))


def imported_formula(latex: str, *declared: str, functions: str = "") -> Formula:
    """A formula as an import computes it: its declarations are rows of a sheet."""
    known = {parse_declaration(one).name: one for one in declared}
    symbols = {typed_name(ref): ref for ref in find_references(statement_of(latex, functions))}
    rows = tuple(
        SymbolRow(latex_of_symbol(symbols[name]), name, text, declared_from=Origin("you"))
        for name, text in known.items()
        if name in symbols
    )
    paper = paper_of(Paper("paper", symbols=rows, formulas=(FormulaRow("f", latex, section=1),)))
    typed = paper.lines[0].typed
    assert typed is not None
    return read_formula(typed.statement, typed.quantities)


def typed_name(ref: Ref) -> str:
    """A name to type: letters, accents, digits and a label."""
    digits = "".join(getattr(index, "text", "") for index in ref.below)
    accents = "".join(accent.strip("\\") for accent in ref.name.accents)
    return ref.name.base.strip("\\") + accents + digits + ref.name.label.strip("\\")
