"""Bold letters that a box of text holds stand in formulas as any others."""

from __future__ import annotations

from pathlib import Path

from drill.papers_first.source.bold_maths import plain_bold
from tests.papers_first.test_glossary import sure


def test_boxes_are_written_as_formulas() -> None:
    assert plain_bold(r"of $\hat{\mbox{\boldmath$x$}}_i$ it") == r"of $\hat{\boldsymbol{x}}_i$ it"
    assert plain_bold(r"of \mbox{\boldmath$x$} it") == r"of $\boldsymbol{x}$ it"
    assert plain_bold(r"of \mbox{\boldmath{$x$}} it") == r"of $\boldsymbol{x}$ it"
    assert plain_bold(r"of \mbox{\boldmath{$x$} it") == r"of \mbox{\boldmath{$x$} it"


def test_a_bold_letter_has_a_meaning(tmp_path: Path) -> None:
    text = r"\newcommand{\m}{\mbox{\boldmath$\mu$}} where $\m_i$ is the mean width and \m\ is the sum."
    assert sure(tmp_path, text) == {(r"\mathbf{\mu}_{i}", "mean width"), (r"\mathbf{\mu}", "sum")}
