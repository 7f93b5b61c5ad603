"""A meaning is said of a letter only where the letter is that thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first import wording
from drill.papers_first.formula.tree import Symbol, symbols
from drill.papers_first.paper import make_paper
from drill.papers_first.plausible.apt import is_apt
from drill.papers_first.read import read_source
from drill.papers_first.source.intake import open_source
from tests.papers_first.semantic import paper_of


def meant(tmp_path: Path, words: str, formula: str, name: Symbol) -> str:
    """What is shown of a name beside a formula that the words lead to; empty for nothing."""
    paper = paper_of(tmp_path, words, formula)
    (reading,) = paper.readings
    assert reading.statement is not None
    assert name in set(symbols(reading.statement))
    entry = paper.at(reading.formula).meaning(name)
    return entry.meaning if entry is not None and is_apt(reading.statement, name, entry) else ""


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("Let $p$ be the dropout probability. A window of size $k$ leaves", "dropout probability"),
        ("Let $p$ be the dropout probability. A window of size $k$ with padding $p$ leaves", ""),
        ("Let $p$ be the dropout probability. A window of size $k$ beside $p$ margins leaves", ""),
    ],
)
def test_a_sentence_that_names_a_letter_for_its_formula_has_the_last_word(
    tmp_path: Path, words: str, means: str
) -> None:
    assert meant(tmp_path, words, "o = i + 2 p - k", Symbol("p")) == means


@pytest.mark.parametrize(
    ("words", "formula", "name", "means"),
    [
        ("Here $D$ is the discriminator.", r"V = \log D(x)", "D", "discriminator"),
        ("Here $D$ is the discriminator.", r"b = \frac{\log p(x)}{D \log 2}", "D", ""),
        ("Here $F$ is the CDF of the noise.", "a = F(x)", "F", "CDF of the noise"),
        ("Here $F$ is the CDF of the noise.", r"a = c F^T t", "F", ""),
        ("Here $f$ is the density of the noise.", r"a = f(x)^T S f(x)", "f", ""),
        ("where $g$ and $h$ are non-negative functions.", r"a = \frac{n}{g} s", "g", ""),
        ("where $g$ and $h$ are non-negative functions.", "a = g(n) s", "g", "non-negative functions"),
        ("Let $p$ be the order of the model.", r"a = \sum_z p(y | x, z) p(z)", "p", ""),
    ],
)
def test_what_has_values_is_no_factor_and_no_number_is_transposed(
    tmp_path: Path, words: str, formula: str, name: str, means: str
) -> None:
    assert meant(tmp_path, words, formula, Symbol(name)) == means


def test_an_entry_of_the_diagonal_is_no_matrix(tmp_path: Path) -> None:
    words = r"Take the degree matrix $D_{ii} = \sum_j A_{ij}$ of a graph, so that"
    assert meant(tmp_path, words, "q = D_{ii} x", Symbol("D", sub=("i", "i"))) == ""


@pytest.mark.parametrize(("left", "means"), [("s", "length of a bird"), ("I(w, c)", "")])
def test_an_argument_is_not_what_explains_another_formula(tmp_path: Path, left: str, means: str) -> None:
    path = tmp_path / "note.tex"
    path.write_text(
        "\\documentclass{article}\\title{A Note}\\begin{document}\nBirds sing by\n"
        "\\begin{equation} u = 2 c \\end{equation}\nwhere $c$ is the length of a bird. They win\n"
        f"\\begin{{equation}} {left} = 3 + c \\end{{equation}}\n\\end{{document}}\n"
    )
    paper = make_paper("note", read_source(open_source(path)))
    reading = paper.readings[-1]
    entry = paper.at(reading.formula).meaning(Symbol("c"))
    assert (entry.meaning if entry is not None else "") == means


@pytest.mark.parametrize(
    ("words", "formulas", "name", "tells"),
    [
        (r"Let $\rho_t$ be the correlation at lag $t$.", (r"b = 2 a", r"m = \sum_{t=1}^{n} x_t"), "t", False),
        (r"We write $t$ for the time step.", (r"b = 2 a", r"m = \sum_{t=1}^{n} x_t"), "t", True),
        (r"Let $z$ be the number of nests.", (r"b = 2 a", r"m = \int_0^1 g(z) dz"), "z", False),
        (r"Here $M$ is the mass matrix.", (r"m = \frac{1}{M} \sum_{i=1}^{M} x_i",), "M", False),
        (
            r"Here $\lambda$ is the scale. The hazard is $\lambda(t)$.",
            (r"\lambda(t) = \frac{f(t)}{S(t)}",),
            "\\lambda",
            False,
        ),
        (r"The mean effect is $\tau = a - b$.", (r"\tau(x) = g(x) - h(x)",), "\\tau", False),
        (r"Here $f$ is the network.", (r"y = f(x) + b",), "f", True),
    ],
)
def test_a_letter_that_runs_ends_a_sum_or_is_called_is_not_what_it_is_alone(
    tmp_path: Path, words: str, formulas: tuple[str, ...], name: str, tells: bool
) -> None:
    paper = paper_of(tmp_path, words, *formulas)
    reading = paper.readings[-1]
    assert bool(wording.meant(paper, [Symbol(name)], reading.statement, reading.formula)) is tells


def test_a_letter_that_is_set_twice_has_two_meanings(tmp_path: Path) -> None:
    text = (
        "The Fano factor is\n\\begin{equation} F = \\frac{v}{m} \\end{equation}\n"
        "and one minimises\n\\begin{equation} F = \\sum_i e_i^2 \\end{equation}\n"
        "at lag $k$ then.\n\\begin{equation} h = k + 1 \\end{equation}\n"
    )
    paper = paper_of(tmp_path, text)
    said = [
        wording.meant(paper, [Symbol("F")], one.statement, one.formula)
        for one in paper.readings
        if one.statement is not None and one.statement.sides[0] == Symbol("F")
    ]
    assert [bool(one) for one in said] == [True, False]


def test_a_common_letter_is_not_what_is_said_of_it_behind_other_formulas(tmp_path: Path) -> None:
    text = (
        "One has\n\\begin{equation} S = x + k \\end{equation}\n"
        "\\begin{equation} y = 2 x \\end{equation}\n"
        "Let $r_k$ be the correlation at lag $k$.\n\\begin{equation} h = k + 1 \\end{equation}\n"
    )
    paper = paper_of(tmp_path, text)
    said = [wording.meant(paper, [Symbol("k")], one.statement, one.formula) for one in paper.readings]
    assert [bool(one) for one in said[::2]] == [False, True]


def test_a_vector_of_another_section_is_not_what_is_squared(tmp_path: Path) -> None:
    text = (
        "\\section{Loss}\nOne has\n\\begin{equation} K = \\sum_{i=1}^n c_i u_i^2 \\end{equation}\n"
        "\\section{Data}\nLet $u_i$ be the feature vector of part $i$.\n"
        "\\begin{equation} s_i = \\|u_i\\|^2 + b \\end{equation}\n"
        "\\begin{equation} t_i = u_i^2 + b \\end{equation}\n"
    )
    paper = paper_of(tmp_path, text)
    name = Symbol("u", sub=("i",))
    said = [wording.meant(paper, [name], one.statement, one.formula) for one in paper.readings]
    assert [bool(one) for one in said] == [False, True, True]
