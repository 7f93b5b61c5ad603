"""A fault of the reader in one formula costs that formula, never the paper."""

from __future__ import annotations

from pathlib import Path

import pytest

import drill.papers_first.reading as reading
from drill.papers_first.formula.tree import Statement
from drill.papers_first.formula.usage import Usage
from drill.papers_first.read import read_paper
from tests.papers_first.forms import form
from tests.papers_first.test_labels import read

SOURCE = r"""\documentclass{article}
\begin{document}
\begin{equation} a = b + c \end{equation}
\begin{equation} u = v w \end{equation}
\end{document}
"""


def test_other_formulas_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(SOURCE, encoding="utf-8")
    parse = reading.parse_tokens

    def faulty(tokens: list[str], usage: Usage) -> Statement:
        if "u" in tokens:
            raise IndexError("past the end")
        return parse(tokens, usage)

    monkeypatch.setattr(reading, "parse_tokens", faulty)
    first, second = reading.readings(read_paper(path))
    assert first.statement is not None
    assert second.statement is None
    assert "the reader fails" in second.refused


def test_without_what_a_paper_says_formulas_are_read_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(SOURCE, encoding="utf-8")

    def faulty(*_: object) -> Usage:
        raise KeyError("nothing")

    monkeypatch.setattr(reading, "usage_of", faulty)
    assert all(one.statement is not None for one in reading.readings(read_paper(path)))


def test_a_set_alone_in_brackets_is_read(tmp_path: Path) -> None:
    path = tmp_path / "paper.tex"
    body = (
        "The measure $G_t(A)$ of a set is random.\n"
        r"\begin{equation} G_t = G_{t-1} + \sum_k v_k \delta_{X_k} \end{equation}"
        "\n"
        r"\begin{equation} P[G_t(\lbrace X \rbrace) = 0 \vert w] = e^{-w} \end{equation}"
        "\n"
        r"\begin{equation} v_k = G_t(\{X_k\}) \end{equation}"
    )
    path.write_text(
        f"\\documentclass{{article}}\\begin{{document}}\n{body}\n\\end{{document}}", encoding="utf-8"
    )
    refused = [one.refused for one in reading.readings(read_paper(path)) if one.statement is None]
    assert refused == []


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (r"y = \Re(\langle u, v \rangle)", "(= y (call Re (inner u v)))"),
        (r"y = b + \Im\left(A B + C\right)", "(= y (+ b (call Im (+ (* A B) C))))"),
        (r"y = \sigma(\langle u, v \rangle)", "(= y (call sigma (inner u v)))"),
        (r"y = w(\langle u, v \rangle)", "refuse"),
    ],
)
def test_brackets_that_hold_brackets_alone(latex: str, reading: str) -> None:
    assert read(latex) == reading


def test_short_formulas_among_several_in_a_sentence_tell_of_symbols(tmp_path: Path) -> None:
    others = ", ".join(rf"u_{{{at}}} = \frac{{a_{{{at}}}}}{{b_{{{at}}}}}" for at in range(1, 5))
    path = tmp_path / "paper.tex"
    path.write_text(
        "\\documentclass{article}\\begin{document}\n"
        rf"We denote ${others}, \Delta A_+ = b - c$ where $\Delta_0$ is the gap."
        "\n\\begin{equation} y = \\Delta A_+ x \\end{equation}\n\\end{document}",
        encoding="utf-8",
    )
    (found,) = reading.readings(read_paper(path))
    assert found.statement is not None
    assert form(found.statement) == "(= y (* DeltaA_+ x))"


@pytest.mark.parametrize(
    ("words", "form_of"),
    [
        ("There is a constant $R_a$ for each of them.", "(= s (sum{a,b}{} (* R_a (^ z_ab 2) w_ab)))"),
        ("We apply $R_a(z)$ to each of them.", "(= s (sum{a,b}{} (* (^ (call R_a z_ab) 2) w_ab)))"),
        ("We look at each of them.", None),
    ],
)
def test_brackets_behind_a_number_may_be_there_for_the_power(
    tmp_path: Path, words: str, form_of: str | None
) -> None:
    path = tmp_path / "paper.tex"
    formula = r"\begin{equation} s = \sum_{a,b} R_a (z_{ab})^2 w_{ab} \end{equation}"
    path.write_text(f"\\documentclass{{article}}\\begin{{document}}\n{words}\n{formula}\n\\end{{document}}\n")
    (found,) = reading.readings(read_paper(path))
    assert (form(found.statement) if found.statement else None) == form_of


@pytest.mark.parametrize(
    ("formula", "form_of"),
    [
        (r"\max h(z) = a + b", "(= (call h z) (+ a b))"),
        (r"\max h(z) = a + b \leq c", None),
        (r"\max h(z) = \max_{u} g(u)", None),
    ],
)
def test_an_aim_before_bounds_is_a_value(tmp_path: Path, formula: str, form_of: str | None) -> None:
    path = tmp_path / "paper.tex"
    path.write_text(
        f"\\documentclass{{article}}\\begin{{document}}\n\\begin{{equation}} {formula} \\end{{equation}}\n"
        "\\end{document}\n"
    )
    (found,) = reading.readings(read_paper(path))
    assert (form(found.statement) if found.statement else None) == form_of
