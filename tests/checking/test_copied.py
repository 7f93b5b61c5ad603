"""What the app shows of a formula is right when it is typed so: in one line, in every set of glyphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import yaml

from drill.typeset import Tier, typeset_on_one_line
from tests.asked import check
from tests.rows import each_row, sample

PAPERS = Path(__file__).parents[2] / "exercises" / "papers"


def formulas() -> Iterator[tuple[str, Mapping[str, object], str]]:
    """The formulas of the papers' banks that are asked for as they stand."""
    for path in sorted(PAPERS.glob("*.yaml")):
        for exercise in yaml.load(path.read_bytes(), yaml.CSafeLoader)["exercises"]:
            answer = exercise.get("answer")
            if isinstance(answer, dict) and "formula" in answer and "params" not in exercise:
                told = {name: exercise[name] for name in ("vars", "assume", "names") if name in exercise}
                yield exercise["id"], {**answer, **told}, answer.get("latex") or answer["formula"]


@each_row(("item", "expect", "latex"), lambda: sample([*formulas()], 8))
def test_a_formula_is_right_as_it_is_shown(item: str, expect: Mapping[str, object], latex: str) -> None:
    for tier in get_args(Tier):
        (line,) = typeset_on_one_line(latex, tier=tier).lines
        assert check(expect, line).verdict == "correct", line


def test_what_is_shown_of_another_formula_is_compared() -> None:
    (line,) = typeset_on_one_line(r"\theta_{t+1} = \theta_t + \eta f(x)", tier="unicode").lines
    assert check({"formula": r"\theta_{t+1} = \theta_t - \eta f(x)"}, line).code == "differs"
