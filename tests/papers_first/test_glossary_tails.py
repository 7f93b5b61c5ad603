"""Meanings as long as what they tell apart: clauses behind a noun, nouns that share what follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"where $c_i$ is the number of times the bird $i$ sings at dawn, and $n$ is the length", "c_{i}",
         "number of times the bird $i$ sings at dawn"),
        (r"Let $S$ be a set of towns $\{a, b\}$ each drawn as a point in the plane.", "S",
         r"set of towns $\{a, b\}$"),
        (r"It has two vertex $u$, $v$ such that $u$ is larger.", "u", "vertex"),
        (r"Here $h$ is the heat the oven loses to the room.", "h", "heat the oven loses to the room"),
        (r"where $\kappa$ is a constant that does not depend on $x$.", r"\kappa",
         "constant that does not depend on $x$"),
        (r"where $\nu$ is a constant added to the mean for numerical stability.", r"\nu",
         "constant added to the mean for numerical stability"),
        (r"Let $R$ be the set of all routes in a map across both the towns and farms, so it is large.", "R",
         "set of all routes in a map across both the towns and farms"),
        (r"$p$ is the probability that a seed grows into a tree, and $q$ its complement.", "p",
         "probability that a seed grows into a tree"),
        (r"where $A$ is the set of indices whose weight falls into the first bin, $b$ the bias", "A",
         "set of indices whose weight falls into the first bin"),
        (r"where $\lambda$ is a tunable parameter to balance both losses.", r"\lambda",
         "tunable parameter to balance both losses"),
        (r"where $u$ and $v$ are input and output of the second stage", "u", "input of the second stage"),
        (r"where $u$ and $v$ are input and output of the second stage", "v", "output of the second stage"),
        (r"where $k_w$ and $v_w$ are the key and value vectors of the word $w$.", "k_{w}",
         "key vector of the word $w$"),
        (r"where $f$ and $g$ are the densities of $P$ and $Q$.", "g", "density of $Q$"),
        (r"with $a$, $b$ and $c$ the numbers of red balls, green balls and blue balls.", "b",
         "number of green balls"),
        (r"Let $U$ be the set of birds absent from the nest.", "U", "set of birds absent from the nest"),
        (r"where $\phi$ are the weights and biases of the last layer.", r"\phi",
         "weights and biases of the last layer"),
    ],
)  # fmt: skip
def test_a_meaning_says_which_thing_it_is(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"where $\tau$ is a temperature that is normally set to $1$.", r"\tau", "temperature"),
        (r"where $\eta$ is the learning rate chosen by a grid search.", r"\eta", "learning rate"),
        (r"where $K$ is the number of heads in this section.", "K", "number of heads"),
        (r"where $K$ is the number of heads in our experiments.", "K", "number of heads"),
        (r"where $x$ is the input and $y$ the target.", "x", "input"),
        (r"where $m$ is the running mean and is kept fixed at test time.", "m", "running mean"),
        (r"where $f$ is the transfer function of Eq.~\ref{e}.", "f", "transfer function"),
        (
            r"Here $R$ is a penalty that tells the gap between the law of the rows $X$ and that of sums $Z$.",
            "R",
            "penalty",
        ),
    ],
)
def test_a_meaning_holds_no_more_than_that(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert {entry.meaning for entry in said(tmp_path, text) if entry.latex == latex} == {meaning}


def test_what_follows_a_full_list_begins_a_clause(tmp_path: Path) -> None:
    found = sure(tmp_path, r"layers with weights $u$ and $v$, $f$ is the learned filter")
    assert ("f", "learned filter") in found
    assert ("f", "weights") not in found
