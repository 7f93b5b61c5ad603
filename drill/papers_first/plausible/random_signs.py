"""Letters of random signs: the ``\\sigma_i`` of a Rademacher complexity are 1 or -1."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Applied, Big, Call, Symbol, symbols
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.paper import Paper, once

_SPOKEN: Final = re.compile(r"\bRademacher\b")
_SUPREMA: Final = frozenset(("\\sup", "\\max"))


@once
def random_signs(paper: Paper) -> frozenset[str]:
    """Letters that a paper on Rademacher complexities takes a mean over, of a supremum of what they weigh:
    ``\\mathbb{E}_\\sigma \\sup_f \\sum_i \\sigma_i f(x_i)``.
    """
    if not any(_SPOKEN.search(paragraph.text) for paragraph in paper.document.paragraphs):
        return frozenset()
    means = (
        part
        for equation in paper.equations
        for part in walk(equation.statement)
        if isinstance(part, Call | Applied) and isinstance(part.head, Symbol)
    )
    return frozenset(
        mean.head.sub[0]
        for mean in means
        if isinstance(mean.head, Symbol)
        and mean.head.base in EXPECTATIONS
        and len(mean.head.sub) == 1
        and any(isinstance(part, Big) and part.name in _SUPREMA for part in walk(mean))
        and any(one.base == mean.head.sub[0] and one.sub for one in symbols(mean))
    )
