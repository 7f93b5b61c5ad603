"""Whether a paper's π is the number: decided once for the whole paper."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Applied, Call, Node, Symbol
from drill.papers_first.paper import Paper, once

_PI: Final = "\\pi"
_NAMED: Final = re.compile(
    r"\\(?:hat|bar|tilde|mathbf|boldsymbol|bm|vec|mathcal)\s*\{?\s*\\pi(?![a-zA-Z])"
    r"|\\pi(?![a-zA-Z])\s*\}?\s*[(_^'\[]"
    r"|[_^]\s*(?:\{[^{}$]{0,12})?\\pi(?![a-zA-Z])"
    r"|(?:\$|\\sim|\\in|,)\s*\\pi\s*(?:\$|,|\\in|=|:|\|)"
)
"""In running text a π that is called, raised, indexed, accented, an index itself, or stands alone."""


@once
def has_circle_number(paper: Paper) -> bool:
    """Whether every π is the number: nowhere a policy, a permutation, a weight, and nowhere explained."""
    if any(_PI in entry.symbol for entry in paper.entries):
        return False
    if any(_NAMED.search(paragraph.text) for paragraph in paper.document.paragraphs):
        return False
    for reading in paper.readings:
        if _PI not in (reading.tokens or reading.formula.latex):
            continue
        if reading.statement is None or any(map(_is_name, walk(reading.statement))):
            return False
    return True


def _is_name(node: Node) -> bool:
    """Whether a part has a π with scripts, called, or in a script."""
    match node:
        case Symbol(base) if base == _PI:
            return node != Symbol(_PI)
        case Call(head) | Applied(head) if head == Symbol(_PI):
            return True
        case _:
            return any(
                _PI in value
                for field in fields(node)
                if isinstance(value := getattr(node, field.name), tuple)
            )
