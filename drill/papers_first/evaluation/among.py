"""How many of how many: ``$d$ events among $n$``, ``$y$ successes in $n$ trials``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.evaluation.orders import at_places
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tree import Statement, Symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.said_equations import parsed
from drill.papers_first.plausible.stated_ranges import Name

_NAME: Final = r"\$(?P<{}>[^$]{{1,20}})\$"
_AMONG: Final = re.compile(
    _NAME.format("few")
    + r" (?:[a-z]+ ){0,3}(?:out of|among)(?: the| a total of| all)? "
    + _NAME.format("many")
    + r"|"
    + _NAME.format("hits")
    + r" (?:successes|failures|hits|wins|heads|deaths|events|positives|defects|errors) (?:in|of|from) "
    + _NAME.format("trials")
    + r" (?:(?:independent|Bernoulli|coin) )?"
    + r"(?:trials|tosses|flips|throws|draws|attempts|games|patients|items)\b",
    re.IGNORECASE,
)


def among_orders(paper: Paper, side: Side) -> Iterator[str]:
    """That some of several are none below 0, and no more than all."""
    names = {tuple(to_tokens(node)): name for node, name in side.names.items()}
    for said in _said(paper):
        for few, many in at_places(*said):
            if few in names and many in names:
                yield f"{names[few]} <= {names[many]}"
            if few in names:
                yield f"{names[few]} >= 0"


@once
def _said(paper: Paper) -> tuple[tuple[Name, Name], ...]:
    """Names of how many, and of how many."""
    found: dict[tuple[Name, Name], None] = {}
    for paragraph in paper.document.paragraphs:
        for match in _AMONG.finditer(paragraph.text):
            few = _name(match["few"] or match["hits"])
            many = _name(match["many"] or match["trials"])
            if few and many:
                found[few, many] = None
    return tuple(found)


def _name(latex: str) -> Name:
    """The tokens of a lone symbol; none of anything else."""
    match parsed(latex):
        case Statement((Symbol() as one,), ()):
            return tuple(to_tokens(one))
        case _:
            return ()
