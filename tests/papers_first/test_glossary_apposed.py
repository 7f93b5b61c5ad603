"""Words before a symbol that are not what it stands for, and the nearer ones that are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.papers_first.test_glossary import said, sure


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
        (r"We keep the song of tall trees $\|h\| = \|g\|_2$ in mind.", "\\|h\\|"),
        (r"We keep $\|h\| = a$, the song of tall trees $\|f\| = b$, in mind.", "\\|h\\|"),
        (r"It is a greedy variant ($k > 1$) of the cage.", "k"),
        (r"Let $m \in \{0, 1\}$ indicate a quiet nest that we count.", "m"),
    ],
)
def test_what_is_told_of_something_else_is_no_meaning(tmp_path: Path, text: str, latex: str) -> None:
    assert latex not in dict(sure(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        # a quotation that begins or ends with a symbol
        (r"It holds the message ``$u$ sings louder than $v$''.", "u"),
        (r"We told ``$u$ sings louder than $v$'' (a symmetric relation).", "v"),
        # under a condition, as one of several ways, of the whole equation, of its counterpart
        (r"If no bird is left, $v$ is the empty nest.", "v"),
        (r"The song can be a nest embedding, $v = P u$.", "v"),
        (r"The entire sorting operation $v = g(L) u$ then costs little.", "v"),
        (r"We define the nest transform of a song $u$ as $w = U u$, and its inverse as $u = V w$.", "u"),
        (r"We add a nest penalty to the wing cost, $v = c u$, which helps.", "v"),
        (r"The bird operator on nest $\oplus_G$ is new.", r"\oplus_{G}"),
        # what is said of all of them
        (r"This is a set of 49 different vectors $v_i$.", "v_{i}"),
        (r"Take the input $(v_1, \ldots, v_n), v_i \in \mathbb{R}^d$, of birds.", "v_{i}"),
    ],
)
def test_what_is_said_in_passing_is_no_meaning(tmp_path: Path, text: str, latex: str) -> None:
    assert latex not in dict(sure(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "latex", "meaning"),
    [
        (r"The ``song rate'' $v$ is high, and the ``wing cost $w$'' is low.", "v", "song rate"),
        (r"If not said otherwise, $v$ is the wing cost.", "v", "wing cost"),
        (r"We match it with one of its neighbors $j$.", "j", "neighbor"),
        (r"Take the input $(v_1, v_2), v_i \in \mathbb{R}^d$, of birds.", "(v_{1},v_{2})", "input"),
    ],
)
def test_what_is_said_of_one_names_it(tmp_path: Path, text: str, latex: str, meaning: str) -> None:
    assert (latex, meaning) in sure(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        r"It counts them, returning an $m \times n$ nest tensor, $v[i, j] = r(i, j)$, of birds.",
        r"Take the input $(v_1, v_2), v_i \in \mathbb{R}^d$, of birds.",
    ],
)
def test_lengths_are_of_the_whole_or_of_each(tmp_path: Path, text: str) -> None:
    (entry,) = said(tmp_path, text)
    assert entry.shape == ""
