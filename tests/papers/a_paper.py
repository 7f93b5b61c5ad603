"""Small papers for the kinds: formulas as LaTeX, meanings by symbol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drill.papers import AlgorithmRow, BlockRow, FormulaRow, Mention, Origin, Paper, Reading, SymbolRow
from drill.papers import paper_of as read_paper

MOMENTUM = (
    r"g_t = \nabla_\theta L_t(\theta_t)",
    r"m_{t+1} = \beta m_t + (1 - \beta) g_t",
    r"\theta_{t+1} = \theta_t - \alpha m_{t+1}",
    r"v_{t+1} = \gamma v_t + (1 - \gamma) g_t^2",
    r"r_t = \frac{m_t}{\sqrt{v_t} + \epsilon}",
)
MEANINGS = {
    r"\theta_t": "parameters after step $t$",
    r"\alpha": "learning rate",
    r"\beta": "momentum coefficient",
    r"m_t": "momentum buffer",
    r"g_t": "gradient of the minibatch",
    r"\gamma": "decay of the second moment",
}


def paper_of(
    formulas: Sequence[str] = MOMENTUM,
    meanings: Mapping[str, str] = MEANINGS,
    *,
    before: Mapping[int, str] | None = None,
    boxes: Sequence[Sequence[str]] = (),
) -> Reading:
    """A paper whose formulas are numbered from 1; ``before`` are words that lead to one, by its number."""
    words = before or {}
    rows = tuple(
        FormulaRow(
            f"f{at}", latex, number=str(at), line=10 * at, block=1, section=1, before=words.get(at, "")
        )
        for at, latex in enumerate(formulas, 1)
    )
    symbols = tuple(
        SymbolRow(
            latex,
            latex.replace("\\", ""),
            means=means,
            means_from=Origin("you"),
            mentions=(Mention(f"Let ${latex}$ be the {means}.", "a.tex", 3),),
        )
        for latex, means in meanings.items()
    )
    boxed = tuple(AlgorithmRow(f"b{at}", tuple(steps)) for at, steps in enumerate(boxes, 1))
    sheet = Paper(
        "moments", "Moments", symbols=symbols, formulas=rows, blocks=(BlockRow(1, "Steps"),), algorithms=boxed
    )
    return read_paper(sheet)
