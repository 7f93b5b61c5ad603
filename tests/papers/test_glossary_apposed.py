"""Words before a symbol that are not what it stands for, and the nearer ones that are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers.test_glossary import sure


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"It is the set of wing rate $u$ and tail height $v$ that we keep.", "u", "wing rate"),
        (r"The price is the average of $n$ partial prices, $p_i$.", "p_{i}", "partial price"),
        (r"The price $p = 2 w$ is high.", "p", "price"),
    ],
)
def test_the_nearer_words_name_it(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"The delay of a bird is on average $w = n - 1$ days.", "w"),
        (r"The specialization $H_t = P_t$ gives the plain cage.", "H_{t}"),
        (r"The lemma shows that the round cage $C$ has wing width $w$ there.", "w"),
        (r"Fix integers $T \geq 1$ and $d \geq 2$.", "T"),
        (r"It is unaffected: for each fixed nest $v_t = b u_t$ is drawn anew.", "v_{t}"),
        (r"The lazy bird estimates total weight $w$ on a branch.", "w"),
        (r"where $G(\cdot)$ denotes the output of a nest rule, $h = (a, b)$.", "h"),
        (r"The nest has an even margin, i.e. $p_t = q_t^\top$.", "p_{t}"),
    ],
)
def test_what_is_told_of_something_else_is_no_meaning(tmp_path: Path, text: str, latex: str) -> None:
    assert latex not in dict(sure(tmp_path, text))
