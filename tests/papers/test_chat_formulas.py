"""Formulas of a paper as chats write them: in fences, between brackets, with letters in lists and tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers import Paper, read_sheet

LEAD = "The scores are divided by a temperature:"
FORMULA = r"p_i = \frac{e^{s_i/\tau}}{\sum_{j=1}^n e^{s_j/\tau}}"


def read(tmp_path: Path, text: str) -> Paper:
    """Return what is read of an answer."""
    source = tmp_path / "answer.md"
    source.write_text(text, encoding="utf-8")
    return read_sheet(source)


@pytest.mark.parametrize(
    "display",
    [
        f"$$ {FORMULA} \\tag{{3}} $$",
        f"$$\n{FORMULA} \\tag{{3}}\n$$",
        f"\\[ {FORMULA} \\tag{{3}} \\]",
        f"```latex\n{FORMULA} \\tag{{3}}\n```",
        f"```tex\n$$ {FORMULA} \\tag{{3}} $$\n```",
        f"```\n{FORMULA} \\tag{{3}}\n```",
        f"```math\n{FORMULA} \\tag{{3}}\n```",
        f"~~~text\n\\[\n{FORMULA} \\tag{{3}}\n\\]\n~~~",
    ],
)
def test_a_display_in_any_fence_is_a_formula(tmp_path: Path, display: str) -> None:
    (row,) = read(tmp_path, f"# Scores\n\n{LEAD}\n\n{display}\n").formulas
    assert row.number == "3"
    assert row.latex.startswith("p_i = ")
    assert row.before == LEAD


@pytest.mark.parametrize(
    "fence", ["```python\nx = '\\alpha' + y\n```", "```cpp\nx = '\\alpha';\n```", "```\nC:\\Users\\me\n```"]
)
def test_code_is_no_formula(tmp_path: Path, fence: str) -> None:
    text = f"# Scores\n\n{LEAD}\n\n$$ {FORMULA} $$\n\n{fence}\n"
    assert len(read(tmp_path, text).formulas) == 1


def test_fences_are_opened_one_by_one(tmp_path: Path) -> None:
    text = (
        f"# Scores\n\n{LEAD}\n\n```{{math}}\n{FORMULA}\n```\n\nThen\n\n$$ a = b $$\n\n```python\nx = 1\n```\n"
    )
    assert len(read(tmp_path, text).formulas) == 2


@pytest.mark.parametrize(
    "letters",
    [
        "$\\tau$: the temperature\n$s_i$: the score of key $i$\n",
        "- $\\tau$: the temperature\n- $s_i$: the score of key $i$\n",
        "* **$\\tau$**: the temperature;\n* **$s_i$**: the score of key $i$.\n",
        "- \\(\\tau\\) — the temperature\n- \\(s_i\\) – the score of key $i$\n",
        "- $\\tau$ is the temperature\n- $s_i$ is the score of key $i$\n",
        "where:\n$\\tau$: the temperature\n$s_i$: the score of key $i$\n",
        "| Symbol | Meaning |\n|---|---|\n| $\\tau$ | the temperature |\n| $s_i$ | the score of key $i$ |\n",
    ],
)
def test_letters_of_lists_and_tables_are_explained(tmp_path: Path, letters: str) -> None:
    paper = read(tmp_path, f"# Scores\n\n{LEAD}\n\n$$ {FORMULA} $$\n\n{letters}")
    meanings = {row.symbol: row.meaning for row in paper.symbols}
    assert "the temperature" in meanings["\\tau"]
    assert "the score of key" in meanings["s_{i}"]


def test_a_difference_at_the_start_of_a_line_explains_nothing(tmp_path: Path) -> None:
    paper = read(tmp_path, f"# Scores\n\n{LEAD}\n\n$$ {FORMULA} $$\n\n$s_i$ - $\\tau$ is small.\n")
    assert not any("small" in row.meaning for row in paper.symbols)


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "Here is what you asked for.\n\n{}\nLet me know if you need more.\n",
        "Sure!\n\n````markdown\n{}````\n",
    ],
)
def test_the_title_stands_behind_the_pages_first_line(tmp_path: Path, around: str) -> None:
    answer = f"# drill formulas: scores.pdf\n\n# Scores of a layer\n\n{LEAD}\n\n$$ {FORMULA} $$\n"
    paper = read(tmp_path, around.format(answer))
    assert paper.title == "Scores of a layer"
    assert len(paper.formulas) == 1
