"""``drill families``: which moves stand in a paper."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Drill
from tests.papers.families.test_links import AVERAGE


def test_a_command_lists_links_and_refusals(drill: Drill, tmp_path: Path) -> None:
    paper, family = tmp_path / "paper.tex", tmp_path / "average.yaml"
    paper.write_text(
        r"""\documentclass{article}\title{A note}\begin{document}\section{One} The momentum is
        \begin{equation} m_t = \beta m_{t-1} + (1-\beta) g_t \end{equation} and the state of the cell is
        \begin{equation} c_t = f_t c_{t-1} + (1 - f_t) h_t. \end{equation} Then it ends.\end{document}"""
    )
    family.write_text(AVERAGE)
    printed = drill("families", paper, "--family", family).out
    assert "✓ average" in printed
    assert "1 link in 1 of 2 formulas" in printed
    rows = json.loads(drill("families", paper, "--family", family, "--json").out)["matches"]
    assert [(row["family"], bool(row["refused"])) for row in rows] == [("average", False), ("average", True)]
    family.write_text(AVERAGE.replace("family: average", "family: averag"))
    refused = drill("families", paper, "--family", family)
    assert (refused.code, "average.yaml:1:9" in refused.err) == (2, True), refused.err
    assert "there is no file" in drill("families", tmp_path / "none.tex").err
