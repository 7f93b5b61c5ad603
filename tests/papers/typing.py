"""Typed formulas made of LaTeX and declarations, without a paper."""

from __future__ import annotations

from drill.latex.spelling import canonical
from drill.notation import Notation, refs, statements
from drill.notation.tree import Statement
from drill.papers.sheet.declarations import read
from drill.papers.sheet.typed import Quantity


def statement_of(latex: str, functions: str = "") -> Statement:
    """The one statement of a formula; ``functions`` are letters that are applied to arguments."""
    parsed = statements(canonical(latex), Notation(functions=frozenset(functions.split())))[0]
    assert parsed.statement is not None, parsed.refused
    return parsed.statement


def quantities_of(statement: Statement, **declared: str) -> tuple[Quantity, ...]:
    """Every symbol of a statement by its letters (``beta1`` for ``\\beta_1``): its type as declared."""
    found: dict[str, Quantity] = {}
    for ref in refs(statement):
        name = typed_name(ref)
        if name not in declared or ref.name.base in found:
            continue
        text = declared[name]
        declaration = read(f"{name} {text}" if text.startswith(("in ", "> ")) else text)
        found[f"{ref.name}{ref.below}{ref.above}"] = Quantity(
            name, ref, name, declaration.type, declaration.domain, is_sure=True
        )
    return tuple(found.values())


def typed_name(ref) -> str:
    """A name to type: letters, accents and digits."""
    digits = "".join(getattr(index, "text", "") for index in ref.below)
    accents = "".join(accent.strip("\\") for accent in ref.name.accents)
    return ref.name.base.strip("\\") + accents + digits
