"""Lines of algorithm boxes that the importer kept as LaTeX: shown as mathematics and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill import typeset
from drill.session.papers.pseudo_code import write_pseudo_code


def keep(latex: str) -> str:
    """Return a line as it lies in a paper's record where it could not be shown."""
    for character in "\\`*_$":
        latex = latex.replace(character, "\0" + character)
    return latex.replace("\0", "\\")


def show(step: str) -> str:
    return " ".join(typeset.prose(write_pseudo_code(step), width=400, tier="unicode").lines)


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"$r \gets \Call{Scan}{\gamma_0, {\cal W}}$", "r ← Scan(γ₀, W)"),
        (r"\Call{Update}{$\theta$} of \textsc{Adam}", "Update(θ) of Adam"),
        (r"Sample \left\{ x_1, x_2 \right\} \sim $D$ as the set $S$", "Sample {x₁, x₂} ~ D as the set S"),
        (r"compute \[ g = \frac{1}{m} \sum_i f_i \]", "compute g = (1/m) ∑_i f_i"),
        (r"\begin{align*} w &\gets w + g \\ w &\gets 2w \end{align*}", "w ← w + g; w ← 2w"),
        (r"as in~\cite{foo}, see Eq.~\ref{eq:geo} \& \textbf{stop}", "as in, see Eq. (…) & stop"),
        (r"$b \gets \mystery{x}$", "b ← mystery x"),
        (r"use learning\_rate $\eta$ \unknown", "use learning_rate η unknown"),
    ],
)
def test_what_was_kept_as_latex_is_shown_without_backslashes(latex: str, shown: str) -> None:
    assert show(keep(latex)) == shown


def test_a_formula_with_blanks_at_its_ends_is_one() -> None:
    assert show(r"step on $ \nabla_\theta \left\| \epsilon \right\|^2 $") == "step on ∇_θ‖ε‖²"
    assert write_pseudo_code("$$") == ""


@pytest.mark.parametrize(
    "step", [r"for $t = 1, \dots, T$", r"pay \$5", "m = 0", r"$\begin{pmatrix} a \\ b \end{pmatrix}$ is $x$"]
)
def test_what_can_be_shown_stays_as_it_is(step: str) -> None:
    assert write_pseudo_code(step) == step


PIECES = st.sampled_from([*"\\{}$_^ ab&%~[]()", "\\left", "\\begin{align}", "\\Call", "\\foo", "\\sum_i"])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_line_stops_the_screen_and_no_command_is_left(latex: str) -> None:
    shown = show(keep(f"x \\foo {latex}"))
    assert shown.startswith("x")
    assert "\\foo" not in shown


@given(st.text("abc *`#[]<>", max_size=30))
def test_plain_words_stay_words(words: str) -> None:
    assert show(keep(rf"\stop {words}")).split() == ["stop", *words.split()]
