"""What a paper says of its symbols, in the ways in which papers say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers.glossary import Entry, glossary
from drill.papers.read import read_paper


def said(tmp_path: Path, text: str) -> tuple[Entry, ...]:
    path = tmp_path / "paper.tex"
    path.write_text(f"{text}\n\\[ a = b \\]\n")
    return glossary(read_paper(path))


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"Here $\alpha$ is the learning rate.", r"\alpha", "learning rate"),
        (r"where $\beta$ denotes the momentum coefficient, as usual", r"\beta", "momentum coefficient"),
        (r"Let $W$ be a weight matrix.", "W", "weight matrix"),
        (r"We write $\sigma$ for the logistic function.", r"\sigma", "logistic function"),
        (r"We denote by $H$ the entropy of the policy.", "H", "entropy of the policy"),
        (r"The learning rate $\eta$ decays.", r"\eta", "learning rate"),
        (r"with batch size $B$ throughout", "B", "batch size"),
        (r"The hidden state ($h_t$) is kept.", "h_{t}", "hidden state"),
        (r"$\gamma$, the discount factor, is fixed.", r"\gamma", "discount factor"),
        (r"Let $x \in \mathbb{R}^d$ be the input.", "x", "input"),
    ],
)
def test_ways_to_say_it(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    found = {(entry.latex, entry.meaning): entry for entry in said(tmp_path, text)}
    assert (latex, meaning) in found
    assert found[latex, meaning].sure


def test_shapes_stand_beside_the_meaning(tmp_path: Path) -> None:
    (entry,) = said(tmp_path, r"Let $W \in \mathbb{R}^{m \times n}$ be the weight matrix.")
    assert (entry.meaning, entry.shape) == ("weight matrix", "(m, n)")


def test_one_meaning_for_each_of_several(tmp_path: Path) -> None:
    entries = said(tmp_path, r"where $\mu$ and $\sigma$ are the mean and the deviation, respectively.")
    assert {(entry.latex, entry.meaning) for entry in entries} == {
        (r"\mu", "mean"),
        (r"\sigma", "deviation"),
    }


@pytest.mark.parametrize(
    "text", [r"If $x$ is small, then $y$ is larger.", r"Assume $x > 0$.", r"See $(1)$ below."]
)
def test_what_is_no_meaning(tmp_path: Path, text: str) -> None:
    assert not [entry for entry in said(tmp_path, text) if entry.sure]
