"""Properties of typesetting, for any string and for soups of LaTeX tokens."""

from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from drill.maths.characters import LOWERED, RAISED
from drill.typeset import (
    Block,
    Tier,
    cell_width,
    set_prose,
    speak_formula,
    typeset_formula,
    typeset_on_one_line,
)

SOUP = r"""
\frac \sqrt \left( \right) \left. \right| \begin{matrix} \end{matrix} \begin{cases} \end{cases}
\begin{align} \end{align} \sum \int \lim \over \choose \limits _ ^ { } { } { } & \\ \\[2pt] $ $$ % # ~ ' ''
x y \alpha \mathbf \mathbb{R} \hat \overline \underbrace \text{ab} \operatorname \def\a{\a} \a \newcommand
\unknown \, \; \quad \middle| [ ] ( ) | = < \le + - * / 1 23 4.5 é 中 \x \" \ \tag{1} \label{q} \stackrel
\binom \xrightarrow{f} \not \prime \displaystyle \color{red} \phantom{x} \mathrm{d} \big( \Bigg] \substack
\end{x} \begin{ \end \text $x$ ``` ** * - 1. ` > |a| |---| \mathrm{ab} \sideset \prescript \intertext{so}
\begin{cases*} \end{cases*} \newcommand{\b}[2][x]{\b{#1}#2} \b \text{\b
\qty \dv \mathpalette \vec \overline{ \cancel{
"""
TOKENS = SOUP.split()

soups = st.tuples(st.sampled_from(["", " ", "\n"]), st.lists(st.sampled_from(TOKENS), max_size=30)).map(
    lambda parts: parts[0].join(parts[1])
)
tiers: st.SearchStrategy[Tier] = st.sampled_from(["unicode", "ascii"])
widths = st.integers(16, 100)

corpus = [
    json.loads(line)["latex"]
    for line in (Path(__file__).parent / "formulas.jsonl").read_text(encoding="utf-8").splitlines()
]


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """A formula of the corpus with a piece of it exchanged."""
    formula = draw(st.sampled_from(corpus))
    start = draw(st.integers(0, len(formula)))
    end = draw(st.integers(start, min(len(formula), start + 6)))
    return formula[:start] + draw(st.sampled_from(["", *TOKENS, *"{}\\$&_^"])) + formula[end:]


strings = st.one_of(st.text(max_size=80), soups, spoiled())

# Formulas that are right: every letter and digit of them must be seen.
letters = st.sampled_from([*"abcdxyzABC", *"0123456789"])
formulas = st.recursive(
    letters,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"\\frac{{{two[0]}}}{{{two[1]}}}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} + {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) = {two[1]}"),
        st.tuples(letters, inner).map(lambda two: f"{two[0]}_{{{two[1]}}}"),
        st.tuples(inner, inner).map(lambda two: f"\\left[{two[0]}\\right]^{{{two[1]}}}"),
        st.tuples(inner, inner).map(lambda two: f"\\begin{{bmatrix}}{two[0]}\\\\{two[1]}\\end{{bmatrix}}"),
        inner.map(lambda one: f"\\sqrt{{{one}}}"),
    ),
    max_leaves=14,
)


def plain(text: str) -> list[str]:
    """The letters and digits of a text, script characters as the letters they stand for."""
    folded = unicodedata.normalize("NFKC", text)
    return sorted(character for character in folded if character.isascii() and character.isalnum())


def written(latex: str) -> list[str]:
    for command in ("\\frac", "\\left", "\\right", "\\sqrt", "\\begin{bmatrix}", "\\end{bmatrix}", "\\\\"):
        latex = latex.replace(command, " ")
    return plain(latex)


def check_block(block: Block, tier: Tier, width: int | None) -> None:
    assert all(line == line.rstrip() for line in block.lines)
    assert not any(unicodedata.category(character) == "Cc" for line in block.lines for character in line)
    assert 0 <= block.baseline < max(1, block.height)
    if width is not None:
        assert block.width <= width
    if tier == "ascii":
        assert all(line.isascii() for line in block.lines)
    for span in block.spans:
        assert 0 <= span.row < block.height
        assert 0 <= span.start < span.end <= cell_width(block.lines[span.row])


@given(strings, tiers, widths)
def test_any_string_is_typeset_within_its_width(text: str, tier: Tier, width: int) -> None:
    check_block(typeset_formula(text, tier=tier, width=width), tier, width)


@given(strings, tiers)
def test_any_string_has_a_one_line_form(text: str, tier: Tier) -> None:
    block = typeset_on_one_line(text, tier=tier)
    assert block.height == 1
    check_block(block, tier, None)
    assert isinstance(speak_formula(text), str)


@given(strings, tiers, widths)
def test_any_string_is_prose(text: str, tier: Tier, width: int) -> None:
    block = set_prose(text, width=width, tier=tier)
    check_block(block, tier, None)
    if not any(mark in text for mark in ("```", "~~~", "$", "\\")):  # code and displays keep their blank rows
        assert not any(not line and not following for line, following in pairwise(block.lines))


@given(formulas, tiers, st.sampled_from([24, 76]))
def test_every_letter_and_digit_is_seen(latex: str, tier: Tier, width: int) -> None:
    block = typeset_formula(latex, tier=tier, width=width)
    assert block.left_over == ()
    # Roots and operators of the ASCII form are words: they come on top of what was written.
    seen = plain("".join(block.lines).replace("sqrt", ""))
    assert seen == written(latex)


@given(formulas)
def test_the_one_line_form_loses_no_letter(latex: str) -> None:
    assert plain(typeset_on_one_line(latex, tier="unicode").lines[0]) == written(latex)


@given(st.text(max_size=20))
def test_width_is_counted_in_cells(text: str) -> None:
    assert 0 <= cell_width(text) <= 2 * len(text)


def test_script_characters_stand_for_exactly_their_letters() -> None:
    for table in (LOWERED, RAISED):
        for letter, script in table.items():
            assert unicodedata.normalize("NFKC", script) == unicodedata.normalize("NFKC", letter)
