"""Statements that only say what an index may be, beside the formula that they belong to."""

from __future__ import annotations

from drill.papers_first.formula.tree import Bracket, Statement, Symbol


def is_choice_of_index(statement: Statement) -> bool:
    """``m \\in \\{a, v\\}``: a small letter that is one of several names; of numbers one may be asked."""
    match statement:
        case Statement((Symbol(base, "", (), (), 0, ()), Bracket("\\{", "\\}", names)), ("\\in",)):
            return base.islower() and len(names) > 1 and all(isinstance(name, Symbol) for name in names)
        case _:
            return False
