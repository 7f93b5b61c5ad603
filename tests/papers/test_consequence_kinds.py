"""What follows from a formula, from derivatives to limits: what is asked, and which answers are right."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from drill.banks.draws import draw
from drill.banks.expansion import VariantMaker
from drill.banks.load import find_at
from drill.checking import check
from drill.papers import Draft, Skipped
from drill.papers.bank.yaml_text import written
from drill.papers.kinds import derivative, limit, scaling, substitute
from drill.proving import check_banks
from tests.papers.a_paper import drafted
from tests.papers.a_paper import made as drafts_of
from tests.papers.computed_paper import MOMENTUM, paper_of

LAW = paper_of(
    [r"L = E + \frac{A}{N^a}",
     r"p = \frac{q}{q + r}", r"f = p^2 + q", r"x = (1 - t) u + t v", r"s = z^2 + 1",
     r"w = \frac{q}{\sqrt{r}}", r"c = \frac{u^\top v}{\|u\| \|v\|}"],
    {**{one: f"{one} > 0" for one in ("E", "A", "N", "a", "q", "r")}, "t": "0 < t < 1", "z": "z in R",
     **{one: f"{one} in R^d" for one in "uvx"}, **{one: f"{one} in R" for one in "Lpfswc"}},
)  # fmt: skip


def made(kind, paper=LAW) -> dict[str, Draft]:
    return {draft.about: draft for draft in drafts_of(list(drafted(kind, paper)))}


def states(draft: Draft, *answers: str) -> list[str]:
    (expansion,) = VariantMaker(draw(draft.exercise, 1, ())).questions
    return [check(expansion.expect, answer).verdict for answer in answers]


@pytest.mark.parametrize(
    ("kind", "about", "right", "wrong"),
    [
        (derivative, "f1", ("-a A/N^(a+1)", "-A ln(N) N^(-a)"), ("A ln(N)/N^a", "-ln(N)/N^a")),
        (derivative, "f4", ("v - u",), ("u - v", "u + v")),
        (substitute, "f3", ("q + (q/(q+r))^2",), ("q/(q+r)", "q^2/(q+r) + q")),
        (scaling, "f6", ("1/sqrt(2)", "2^(-1/2)"), ("sqrt(2)", "2", "1/2")),
        (scaling, "f7", ("1",), ("2", "4")),
        (limit, "f1", ("E",), ("0", "E + A")),
        (limit, "f2", ("1",), ("0", "q/r")),
    ],
)
def test_only_what_follows_is_right(kind, about: str, right, wrong) -> None:
    draft = made(kind)[about]
    assert "correct" in states(draft, *right)
    assert "correct" not in states(draft, *wrong)
    assert draft.is_proved


def test_what_was_substituted_may_not_occur() -> None:
    draft = made(substitute)["f3"]
    assert "Here equation (2) says" in draft.question.prompt
    assert states(draft, "p^2 + q") != ["correct"]


def test_only_what_acts_as_a_power_is_doubled_and_only_what_settles_has_a_limit() -> None:
    assert not {"f1", "f2", "f4", "f5"} & made(scaling).keys()
    assert not {"f4", "f5", "f6", "f7"} & made(limit).keys()


def test_kinks_steps_and_sums_over_members_are_left_out() -> None:
    formulas = [r"y = \max(0, q) + r^2", r"m = \frac{1}{n} \sum_{i=1}^n w_i"]
    paper = paper_of(formulas, {**{one: f"{one} in R" for one in ("q", "r", "w_i")}, "n": "n in N"})
    assert all(isinstance(one, Skipped) and one.why.endswith(".") for one in drafted(derivative, paper))


def test_a_check_is_content_with_every_draft(tmp_path: Path) -> None:
    kinds = (derivative, substitute, scaling, limit)
    drafts = [draft for paper in (LAW, MOMENTUM) for kind in kinds for draft in made(kind, paper).values()]
    path = tmp_path / "small.yaml"
    exercises = [{"id": draft.id, **written(draft.exercise)} for draft in drafts]
    path.write_text(
        yaml.safe_dump({"exercises": exercises}, sort_keys=False, allow_unicode=True, width=9999),
        encoding="utf-8",
    )
    (bank,) = check_banks(find_at(path), cache=tmp_path / "cache", variants=2)
    assert [(one.exercise, one.message) for one in bank.findings if one.code != "no-witness"] == []


def test_no_way_to_a_limit_leads_over_a_gap_and_no_length_is_moved() -> None:
    paper = paper_of(
        [r"j = \frac{c}{a + b - c}", r"S = \frac{Q K^\top}{\sqrt{k}}"],
        {**{one: f"{one} > 0" for one in "abc"}, "j": "j in R", "k": "k in N",
         "Q": "Q in R^(n x k)", "K": "K in R^(m x k)"},
    )  # fmt: skip
    assert made(limit, paper) == {}
    assert not any("double $k$" in draft.question.prompt for draft in made(scaling, paper).values())
