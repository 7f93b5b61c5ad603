"""A small paper whose symbols are declared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from drill.papers import BlockRow, FormulaRow, Origin, Paper, Reading, SymbolRow
from drill.papers import paper_of as read_paper

YOU = Origin("you")
_NAME = re.compile(r"[A-Za-z]\w*")


def paper_of(
    formulas: Sequence[str], declared: Mapping[str, str], *, origin: Origin = YOU, called: str = ""
) -> Reading:
    """A paper with formulas (1), (2), …; ``declared`` says by LaTeX what symbols are."""
    rows = tuple(
        FormulaRow(f"f{at}", latex, number=str(at), line=10 * at, block=1, section=1, called=called)
        for at, latex in enumerate(formulas, 1)
    )
    symbols = tuple(
        SymbolRow(latex, _NAME.findall(text)[0], text, declared_from=origin)
        for latex, text in declared.items()
    )
    sheet = Paper("small", "Small", symbols=symbols, formulas=rows, blocks=(BlockRow(1, "Steps"),))
    return read_paper(sheet)


MOMENTUM = paper_of(
    [
        r"m_t = \beta m_{t-1} + (1 - \beta) g_t",
        r"\hat m_t = \frac{m_t}{1 - \beta^t}",
        r"\theta_{t+1} = \theta_t - \alpha g_t",
        r"\theta_{t+1} = \theta_t - \alpha [(1 - \nu) g_t + \nu m_t]",
    ],
    {
        r"m_t": "m_t in R^d", r"g_t": "g_t in R^d", r"\hat m_t": "mhat_t in R^d",
        r"\theta_t": "theta_t in R^d", r"\beta": "0 <= beta < 1", r"\nu": "0 <= nu <= 1",
        r"\alpha": "alpha > 0", r"t": "t in N",
    },
)  # fmt: skip
ATTENTION = paper_of(
    [
        r"A = \operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V",
        r"o_i = \sum_{j=1}^m a_{ij} v_j",
        r"h = W x + b",
        r"H = -\sum_x p(x) \log p(x)",
    ],
    {
        r"Q": "Q in R^(n x d_k)", r"K": "K in R^(m x d_k)", r"V": "V in R^(m x d_v)",
        r"A": "A in R^(n x d_v)", r"a_{ij}": "0 <= a_ij <= 1", r"v_j": "v_j in R^d_v",
        r"o_i": "o_i in R^d_v", r"W": "W in R^(k x d)", r"x": "x in R^d",
        r"b": "b in R^k", r"d_k": "d_k in N", r"m": "m in N",
    },
)  # fmt: skip
