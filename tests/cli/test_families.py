"""``drill check`` of families: their faults, and which of their moves are in a paper."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Drill
from tests.papers.families.test_links import AVERAGE

SUBJECT = """title: Series
licence: own
prefix: calc
topics:
- {id: calc.ser, title: Series}
skills:
- {id: calc.ser.ema, title: Averages that move}
"""


def plant_series(home: Path) -> None:
    """Plant a subject with the skill that the family of averages drills, and an exercise on it."""
    (home / "banks" / "series").mkdir()
    (home / "banks" / "series" / "_subject.yaml").write_text(SUBJECT)
    window = "- {id: window, skill: calc.ser.ema, title: W, prompt: How long?, answer: {number: '7'}}\n"
    series = f"topic: calc.ser\ntitle: Series\nexercises:\n{window}"
    (home / "banks" / "series" / "sums.yaml").write_text(series)


def test_links_and_refusals_in_a_paper_are_listed(drill: Drill, home: Path, tmp_path: Path) -> None:
    plant_series(home)
    paper, family = tmp_path / "paper.tex", tmp_path / "average.yaml"
    paper.write_text(
        r"""\documentclass{article}\title{A note}\begin{document}\section{One} The momentum is
        \begin{equation} m_t = \beta m_{t-1} + (1-\beta) g_t \end{equation} and the state of the cell is
        \begin{equation} c_t = f_t c_{t-1} + (1 - f_t) h_t. \end{equation} Then it ends.\end{document}"""
    )
    family.write_text(AVERAGE)
    printed = drill("check", family, paper).out
    assert "✓ average" in printed
    assert "1 link in 1 of 2 formulas" in printed
    rows = drill("check", family, paper, "--json").json["matches"]
    assert [(row["family"], bool(row["refused"])) for row in rows] == [("average", False), ("average", True)]
    family.write_text(AVERAGE.replace("family: average", "family: averag"))
    refused = drill("check", family, paper)
    assert (refused.code, "average.yaml:1:9" in refused.out, "of 2 formulas" in refused.out) == (
        1,
        True,
        False,
    )
    family.write_text(AVERAGE)
    missing = drill("check", family, tmp_path / "none.tex")
    assert (missing.code, "there is no file" in missing.err) == (2, True)


def test_check_and_schema_know_families(drill: Drill, home: Path, tmp_path: Path) -> None:
    plant_series(home)
    family = tmp_path / "average.yaml"
    family.write_text(AVERAGE)
    assert (drill("check", family).code, drill("check", family).out) == (0, "families: 1, 0 problems\n")
    family.write_text(AVERAGE.replace("calc.ser.ema", "calc.ser.emma"))
    refused = drill("check", family)
    assert refused.code == 1
    other = tmp_path / "other" / "average.yaml"
    other.parent.mkdir()
    other.write_text(AVERAGE)
    doubled = drill("check", other, family)
    assert (doubled.code, "a second family with the id average" in doubled.out) == (1, True)
    assert (
        "average.yaml:16:10: drills 1: no skill has the id calc.ser.emma; did you mean calc.ser.ema?"
        in refused.out
    )
    assert [row["line"] for row in drill("check", family, "--json").json["families"]] == [16]
    family.write_text(f"{AVERAGE}first: {{calc.ser.ema: windows}}\n")
    refused = drill("check", family)
    assert refused.code == 1
    message = "first.calc.ser.ema: no exercise with the id windows trains calc.ser.ema; did you mean window?"
    assert f"average.yaml:17:23: {message}" in refused.out
    family.write_text(f"{AVERAGE}first: {{calc.ser.ema: window}}\n")
    assert drill("check", family).out == "families: 1, 0 problems\n"
    assert drill("schema", "--family").json["required"] == [
        "family",
        "title",
        "match",
        "guards",
        "roles",
        "drills",
    ]
