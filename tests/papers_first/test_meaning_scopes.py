"""How far a meaning reaches: what a letter is in one section, example or sum, it need not be in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.papers_first.draft import Draft
from drill.papers_first.formula.parser import parse
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.kinds import symbol
from drill.papers_first.paper import Paper, make_paper
from drill.papers_first.plausible.apt import is_apt
from drill.papers_first.read import read_paper
from drill.papers_first.wording import is_the

HERE = r"\[ Z = 2 w + b_i \]"
"""The formula that is asked about."""


def paper_of(tmp_path: Path, text: str) -> Paper:
    path = tmp_path / "note.tex"
    path.write_text(
        f"\\documentclass{{article}}\\title{{A Note}}\\begin{{document}}\n{text}\n\\end{{document}}\n"
    )
    return make_paper("note", read_paper(path))


def meaning(paper: Paper, latex: str, at: str = "Z") -> str:
    """What a symbol means at the formula whose left side is ``at``."""
    name = parse(latex).sides[0]
    assert isinstance(name, Symbol)
    formula = next(reading.formula for reading in paper.readings if reading.tokens[0] == at)
    entry = paper.at(formula).meaning(name)
    return entry.meaning if entry is not None else ""


def section(title: str, text: str, lines: int = 40) -> str:
    """A section that begins some lines further down."""
    return "\n" * lines + f"\\section{{{title}}}\n{text}\n"


SAID = r"Here $w$ is the learning rate."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (section("A", f"{SAID}\n{HERE}"), "learning rate"),
        (section("A", SAID) + "\\subsection{B}\n" + HERE, "learning rate"),
        (section("A", SAID) + section("B", HERE), "learning rate"),
        (section("A", f"{HERE}\nwhere $w$ is the learning rate."), "learning rate"),
        (section("A", HERE) + section("B", SAID), ""),
        (section("A", SAID) + section("B", "Here $w$ is the page width.\n" + HERE), "page width"),
        (section("A", SAID) + section("B", "Here $w$ is the page width.") + section("C", HERE), ""),
        (section("A", SAID) + section("B", "Here $w$ is the rate.") + section("C", HERE), "learning rate"),
        (section("A", SAID) + section("B", HERE) + section("C", "Here $w$ is the page width."), ""),
        (section("A", f"{SAID}\n\nOther text.\n{HERE}\nwhere $w$ is the page width."), "page width"),
        (
            section("A", f"{SAID}\n{HERE}\nwhere $b_i$ is the\ntext, and\n$w$ is the page width."),
            "page width",
        ),
        (section("A", f"{SAID}\n{HERE}" + "\n" * 40 + "Here $w$ is the page width."), "learning rate"),
        (section("Related Work", SAID) + section("B", HERE), ""),
        (section("A", SAID) + section("Related Work", HERE), ""),
        (section("Baselines", f"{SAID}\n{HERE}"), "learning rate"),
        ("\\appendix" + section("Proofs", SAID) + section("B", HERE), "learning rate"),
        (section("A", SAID) + "\\appendix" + section("Proofs", HERE), "learning rate"),
        (section("A", f"For example, let $w$ be the learning rate. {SAID}") + section("B", HERE), ""),
        (section("A", f"For example, let $w$ be the learning rate.\n{HERE}"), "learning rate"),
        (section("A", SAID) + section("B", f"It holds for all $w$ in the set.\n{HERE}"), ""),
        (section("A", SAID) + section("B", r"\[ w = 2 c \]" + HERE), "learning rate"),
        (section("A", SAID) + section("B", "It stands on page $w$ there.\n" + HERE), ""),
        (section("A", SAID) + section("B", "It stands on page $w$ there.") + section("C", HERE), ""),
        (section("A", SAID) + section("B", "See the rate $w$ of it.\n" + HERE), "rate"),
        (section("A", "The baseline has the learning rate $w$ in it.") + section("B", HERE), ""),
        (section("A", r"\citet{x} write $w$ for the learning rate.") + section("B", HERE), ""),
        (
            section("A", r"As \citet{x}, we write $w$ for the learning rate.") + section("B", HERE),
            "learning rate",
        ),
        (section("A", f"\\begin{{lemma}} {SAID} \\end{{lemma}}") + section("B", HERE), ""),
        (section("A", f"\\begin{{lemma}} {SAID}\n{HERE} \\end{{lemma}}"), "learning rate"),
        (
            section("A", f"\\begin{{definition}} {SAID} \\end{{definition}}") + section("B", HERE),
            "learning rate",
        ),
    ],
)
def test_a_meaning_holds_where_it_is_said_and_further_where_nothing_speaks_against_it(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert meaning(paper_of(tmp_path, text), "w") == expected


def test_a_letter_lends_its_meaning_to_no_function_that_is_something_else(
    tmp_path: Path,
) -> None:
    said = r"Here $D$ is the drawer. Each page $w$ has the height $D_t(w)$." + "\n"
    formula = r"\[ Z = \max_t D_t(w) \]"
    assert meaning(paper_of(tmp_path, section("A", said + formula)), "D_t") == ""
    alike = said.replace("the height", "the drawer")
    assert meaning(paper_of(tmp_path, section("A", alike + formula)), "D_t") == "drawer"


def test_what_the_appendix_says_is_not_said_of_the_paper(tmp_path: Path) -> None:
    text = section("A", r"\[ Y = 3 w \]") + "\\appendix" + section("Proofs", SAID + HERE)
    paper = paper_of(tmp_path, text)
    assert (meaning(paper, "w", at="Y"), meaning(paper, "w")) == ("", "learning rate")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (section("A", f"The weight of layer $i$ is $a$.\n{HERE}"), "layer"),
        (section("A", "The weight of layer $i$ is $a$.") + section("B", HERE), ""),
        (section("A", "The weight of layer $i$ is $a$." + "\n" * 40 + HERE), ""),
        (
            section("A", "Here $i$ is the layer.")
            + section("B", "Here $i$ is the layer.")
            + section("C", HERE),
            "layer",
        ),
        (
            section("A", "Here $i$ is the layer.") + section("B", r"\[ c = \sum_{i=1}^3 a_i \]" + HERE),
            "",
        ),
    ],
)
def test_an_index_means_what_is_said_near_by_or_twice(tmp_path: Path, text: str, expected: str) -> None:
    assert meaning(paper_of(tmp_path, text), "i") == expected


def test_the_letter_of_a_function_s_argument_is_not_what_another_section_says(tmp_path: Path) -> None:
    text = section("A", SAID) + section("B", r"\[ h(w) = 2 w + 1 \]" + "\n" + HERE)
    paper = paper_of(tmp_path, text)
    assert (meaning(paper, "w", at="h"), meaning(paper, "w")) == ("", "learning rate")


def test_a_letter_with_arguments_is_not_the_number_of_another_section(tmp_path: Path) -> None:
    said = r"Here $g$ is the gradient. \[ Y = g + 1 \]"
    paper = paper_of(tmp_path, section("A", said) + "\\subsection{B}\n" + r"\[ Z = g(u, v) \]")
    assert (meaning(paper, "g", at="Y"), meaning(paper, "g")) == ("gradient", "")


def test_a_letter_is_not_what_another_section_says_where_it_is_applied_as_something_else(
    tmp_path: Path,
) -> None:
    said = r"Here $\gamma$ is the coupling. \[ Y = \gamma + 1 \]"
    path = r"We draw a smooth path $\gamma(t)$ in the plane and shorten it. \[ Z = 2 \gamma \]"
    paper = paper_of(tmp_path, section("A", said) + section("B", path))
    assert (meaning(paper, r"\gamma", at="Y"), meaning(paper, r"\gamma")) == ("coupling", "")


def test_what_a_paragraph_takes_as_a_value_is_no_function_in_the_next(tmp_path: Path) -> None:
    first = "\\paragraph{A} \\[ Y = g - 2 \\] Here $g$ is the tide.\n"
    second = "\\paragraph{B} We take $h$ from $g(u)$. \\[ Z = 2 g(u) + 1 \\]\n"
    paper = paper_of(tmp_path, section("S", first + second))
    assert (meaning(paper, "g", at="Y"), meaning(paper, "g")) == ("tide", "")


@pytest.mark.parametrize(("elsewhere", "expected"), [(SAID, ""), ("We rest.", "page width")])
def test_what_explains_one_formula_is_said_of_others_where_a_name_means_nothing_else(
    tmp_path: Path, elsewhere: str, expected: str
) -> None:
    first = "\\paragraph{A} \\[ Y = 3 w \\] where $w$ is the page width.\n"
    text = section("R", elsewhere) + section("S", f"{first}\\paragraph{{B}} It goes on. {HERE}")
    paper = paper_of(tmp_path, text)
    assert (meaning(paper, "w", at="Y"), meaning(paper, "w")) == ("page width", expected)


def test_members_that_are_introduced_anew_end_what_their_letter_means(tmp_path: Path) -> None:
    members = r"Let $w_1, \ldots, w_n$ be wings of birds."
    text = section("A", SAID) + section("B", members) + section("C", HERE)
    assert meaning(paper_of(tmp_path, text), "w") == ""


def test_what_words_set_a_name_to_is_not_what_it_means_further_on(tmp_path: Path) -> None:
    text = section("A", r"We write $b_i = i h$ for it. " + HERE) + section("B", r"Let the $b_i$ be birds.")
    text += r"Here $b_i$ are the bird weights. \[ Y = \sum_i b_i \]"
    paper = paper_of(tmp_path, text)
    assert (meaning(paper, "b_i"), meaning(paper, "b_i", at="Y")) == ("", "bird weights")


def test_a_nonlinear_function_is_nothing_that_is_divided(tmp_path: Path) -> None:
    text = section(
        "A", r"Here $w$ is a one-sided nonlinear function. \[ Z = w(v) \] \[ Y = \log(\frac{w}{v}) \]"
    )
    paper = paper_of(tmp_path, text)
    function, quotient = (reading.statement for reading in paper.readings)
    entry = next(one for one in paper.entries if one.latex == "w")
    assert function is not None
    assert quotient is not None
    assert (is_apt(function, Symbol("w"), entry), is_apt(quotient, Symbol("w"), entry)) == (True, False)
    assert is_the(entry.meaning) == "is the one-sided nonlinear function"


def test_the_last_letter_of_a_normal_law_is_no_count(tmp_path: Path) -> None:
    text = section(
        "A",
        r"Here $I$ is the number of nests. \[ Z \sim \mathcal{N}(0, s^2 I) \] \[ Y = \sum_{i=1}^I w_i I \]",
    )
    paper = paper_of(tmp_path, text)
    law, total = (reading.statement for reading in paper.readings)
    entry = next(one for one in paper.entries if one.latex == "I")
    assert law is not None
    assert total is not None
    assert (is_apt(law, Symbol("I"), entry), is_apt(total, Symbol("I"), entry)) == (False, True)


def test_run_in_headings_do_not_end_what_is_said(tmp_path: Path) -> None:
    text = section("A", f"\\paragraph{{Notation.}} Here $i$ is the layer.\n\\paragraph{{Step.}}\n{HERE}")
    assert meaning(paper_of(tmp_path, text), "i") == "layer"


def test_where_little_is_said_no_more_is_said_of_it_than_that(tmp_path: Path) -> None:
    text = section("A", "Here $w$ is the rate.\n" + HERE) + section("B", SAID + r"\[ Y = 3 w \]")
    paper = paper_of(tmp_path, text)
    assert (meaning(paper, "w"), meaning(paper, "w", at="Y")) == ("rate", "learning rate")


def test_a_symbol_is_asked_for_where_it_means_what_is_said(tmp_path: Path) -> None:
    meanings = "Here $c$ is the width, $h$ is the tide, $u$ is the depth of the lake, $b$ is the moon."
    text = section("A", r"\[ Y = 3 w \]") + section("B", f"{SAID} {meanings}" + r"\[ Z = 5 w \]")
    text += section("C", "Here $w$ is the decaying learning rate.")
    drafts = [one for one in symbol.drafts(paper_of(tmp_path, text)) if isinstance(one, Draft)]
    (draft,) = (one for one in drafts if one.about == "w")
    assert "Z=5w" in str(draft.exercise["prompt"])
    assert "'right': 'learning rate'" in str(draft.exercise["answer"])


@pytest.mark.parametrize(
    ("said", "clause"),
    [
        ("latent variables associated to a point", "are the latent variables associated to a point"),
        ("set of weights", "is the set of weights"),
        ("weights computed by the tide", "are the weights computed by the tide"),
        ("bias which shifts the rows", "is the bias which shifts the rows"),
        ("Cohen's kappa", "is Cohen's kappa"),
        ("Sinkhorn's iterations", "are Sinkhorn's iterations"),
        ("layer's width", "is the layer's width"),
    ],
)
def test_one_and_many_are_told_by_the_noun(said: str, clause: str) -> None:
    assert is_the(said) == clause


def test_the_shape_of_one_meaning_is_not_that_of_another(tmp_path: Path) -> None:
    text = section("A", r"Let $v \in \mathbb{R}^d$ be the velocity vector.") + section(
        "B", "Here $v$ is the volume of the box.\n" + HERE
    )
    paper = paper_of(tmp_path, text)
    assert {entry.meaning: entry.shape for entry in paper.entries} == {
        "velocity vector": "(d,)",
        "volume of the box": "",
    }


def test_a_thing_and_what_is_named_after_it_are_two_meanings(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, r"Here $q$ is the price. Here $q$ is the price gap. \[ Z = q \]")
    assert {entry.meaning for entry in paper.entries} == {"price", "price gap"}


@pytest.mark.parametrize(
    ("further", "expected"),
    [
        (40, "page width"),
        (1, "folded page width"),
    ],
)
def test_what_is_narrowed_further_on_was_not_meant_so_before(
    tmp_path: Path, further: int, expected: str
) -> None:
    text = section("A", "Here $w$ is the page width.") + section("B", HERE)
    text += "\n" * further + "where $w$ is the folded page width."
    assert meaning(paper_of(tmp_path, text), "w") == expected


def test_each_of_several_works_has_its_own_notation(tmp_path: Path) -> None:
    begin = "\\title{{{}}}\n\\section{{{}}}\n"
    (tmp_path / "first.tex").write_text(begin.format("First", "One") + SAID)
    (tmp_path / "second.tex").write_text(begin.format("Second", "Two") + HERE)
    assert meaning(make_paper("notes", read_paper(tmp_path)), "w") == ""
    (tmp_path / "second.tex").write_text("\\section{Two}\n" + HERE)
    assert meaning(make_paper("notes", read_paper(tmp_path)), "w") == "learning rate"


def test_of_the_whole_paper_it_is_what_was_said_before_it_was_narrowed(tmp_path: Path) -> None:
    text = section("A", "Here $w$ is the page width.") + section("B", "Here $w$ is the folded page width.")
    width = paper_of(tmp_path, text + HERE).meaning(Symbol("w"))
    assert width is not None
    assert width.meaning == "page width"


def test_what_a_formula_sets_a_name_to_is_not_what_a_later_section_says_of_it(tmp_path: Path) -> None:
    first = section("A", r"\[ w_k = a - b \]")
    later = "Here $w_k$ is the skip counter." + r"\[ Z = w_k + 1 \]"
    paper = paper_of(tmp_path, first + section("B", later))
    assert (meaning(paper, "w_k", at="w"), meaning(paper, "w_k")) == ("", "skip counter")


def test_a_law_and_a_letter_in_a_font_are_not_asked_for_with_what_another_one_means(tmp_path: Path) -> None:
    meanings = "Here $c$ is the width, $h$ is the tide, $u$ is the depth of the lake, $b$ is the moon."
    told = r"Here $\mathcal{N}$ is the refresh interval, $T$ is the number of frames."
    law = r"\[ x \sim \mathcal{N}(0, 1) \] \[ Y = \sum_{i \in \mathcal{T}} a_i \]"
    text = section("A", law) + section("B", f"{told} {meanings}")
    drafts = [one for one in symbol.drafts(paper_of(tmp_path, text)) if isinstance(one, Draft)]
    (of_frames,) = (one for one in drafts if one.about == "T")
    assert "Y" not in str(of_frames.exercise["prompt"])
    assert not [one for one in drafts if one.about == r"\mathcal{N}"]


@pytest.mark.parametrize(
    ("words", "before"),
    [
        ("$v_t$ is the current output", "output"),
        ("$v_t$ is the current density", "current density"),
    ],
)
def test_what_holds_of_one_step_alone_is_not_said_of_another(tmp_path: Path, words: str, before: str) -> None:
    paper = paper_of(tmp_path, rf"Here {words}. \[ Z = v_t + v_{{t-1}} \]")
    assert meaning(paper, "v_{t-1}") == before


def test_a_supremum_runs_over_no_random_variable(tmp_path: Path) -> None:
    text = section("A", r"Here $w$ is a random variable. \[ Z = E[w] \] \[ Y = \sup_w |F(w) - G(w)| \]")
    paper = paper_of(tmp_path, text)
    mean, bound = (reading.statement for reading in paper.readings)
    entry = next(one for one in paper.entries if one.latex == "w")
    assert mean is not None
    assert bound is not None
    assert (is_apt(mean, Symbol("w"), entry), is_apt(bound, Symbol("w"), entry)) == (True, False)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"b_i", "feather at place $i$ of the $i$-th owl"),
        (r"b_{i+k}", "feather at place $i+k$ of the $(i+k)$-th owl"),
    ],
)
def test_what_is_said_at_an_index_is_of_another_place_at_another(
    tmp_path: Path, latex: str, expected: str
) -> None:
    text = r"Here $b_i$ is the feather at place $i$ of the $i$-th owl. \[ Z = b_i + b_{i+k} \]"
    assert meaning(paper_of(tmp_path, text), latex) == expected


def test_a_time_is_not_lent_to_what_has_a_time_for_its_index(tmp_path: Path) -> None:
    text = r"We count up to time $T$, with rate $w$. \[ Z = w_t + T_t \]"
    paper = paper_of(tmp_path, text)
    assert meaning(paper, "T_t") == ""
    assert meaning(paper, "w_t") == "rate"


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        (r"\sum_j g(u_j) u_j = \sum_j b_j u_j", ""),
        (r"\sum_j b_j u_j = \sum_j g(u_j) u_j", "price of nest $j$"),
        (r"\sum_j g(u_j) u_j = \sum_k b_k u_k", "price of nest $j$"),
    ],
)
def test_a_chain_puts_a_name_for_something(tmp_path: Path, chain: str, expected: str) -> None:
    later = r"Here $b_j$ is the price of nest $j$. \[ V = \sum_j b_j^2 \]"
    text = section("A", rf"\[ Z = {chain} \]") + section("B", later)
    assert meaning(paper_of(tmp_path, text), "b_j") == expected
