"""Markdown with formulas, as prompts, steps, hints and theory are written."""

from __future__ import annotations

from textwrap import dedent

import pytest

from drill.typeset import Block, prose_left_over, replace_formulas, set_prose
from tests.rows import each_row


def lines(markdown: str, width: int = 40, **options: object) -> list[str]:
    return list(set_prose(dedent(markdown), width=width, **options).lines)  # type: ignore[arg-type]


def styled(block: Block, style: str) -> list[str]:
    return [block.lines[span.row][span.start : span.end] for span in block.spans if span.style == style]


def test_paragraphs_are_wrapped_and_one_line_apart() -> None:
    assert lines("one two three\nfour five\n\n\n\nsix", width=14) == ["one two three", "four five", "", "six"]


def test_emphasis_and_code_become_spans() -> None:
    block = set_prose("a **bold word** and *slanted* `x_1 = 2` 2 * 3 * 4", width=60)
    assert block.lines == ("a bold word and slanted x_1 = 2 2 * 3 * 4",)
    assert styled(block, "bold") == ["bold word"]
    assert styled(block, "italic") == ["slanted"]
    assert styled(block, "code") == ["x_1 = 2"]


def test_spans_follow_their_words_over_lines() -> None:
    block = set_prose("aaa **bbb ccc** ddd", width=8)
    assert styled(block, "bold") == ["bbb", "ccc"]


def test_formulas_in_sentences_stand_on_the_line() -> None:
    assert lines(r"Take $\frac{a}{2b}$, then $x^2$.") == ["Take a/(2b), then x²."]


@pytest.mark.parametrize(
    ("markdown", "replaced"),
    [
        (r"$x$, **$y$** and $$u = 1$$", "$?$, **$?$** and $$?$$"),
        (r"\(x\), \[y\] and \\(z\\)", r"\(?\), \[?\] and \\(z\\)"),
        (r"\$5, `$x$`, $5 and $6, 5 $ or 6, $x$.", r"\$5, `$x$`, $5 and $6, 5 $ or 6, $?$."),
    ],
)
def test_formulas_are_replaced_where_they_are_set(markdown: str, replaced: str) -> None:
    assert replace_formulas(markdown, lambda latex: "?") == replaced


def test_bold_letters_of_a_formula_in_a_sentence() -> None:
    block = set_prose(r"the vector $y=\mathbf{x}+1$ here", width=60)
    assert block.lines == ("the vector y = x + 1 here",)
    assert styled(block, "bold") == ["x"]


def test_a_short_formula_is_not_broken() -> None:
    assert lines("aaaa aaaa $x = 1 + 2$", width=14) == ["aaaa aaaa", "x = 1 + 2"]


def test_a_long_formula_breaks_before_its_operators() -> None:
    broken = lines("so $" + " + ".join("abcdefghijk") + "$", width=20)
    assert all(line.startswith("+ ") for line in broken[1:])


def test_a_formula_is_not_broken_inside_brackets_that_fit() -> None:
    total = r"Now the total is $P(B \mid A_1) P(A_1) + P(B \mid A_2) P(A_2)$."
    assert lines(total) == ["Now the total is P(B | A₁)P(A₁)", "+ P(B | A₂)P(A₂)."]
    assert lines(total, width=26) == ["Now the total is", "P(B | A₁)P(A₁)", "+ P(B | A₂)P(A₂)."]
    assert lines(r"we take $g(x + 1, y + 2, z + 3, w + 4)$.", width=32)[0] == "we take"


def test_an_operator_s_argument_stays_with_it() -> None:
    text = r"so $\log \prod_i p_i = \sum_i \log p_i$ and $-(1 + 2 + 1) \log 2 = -4 \log 2$ then"
    for width in range(24, 60):
        ends = [line.split()[-1] for line in lines(text, width)]
        assert not any(end in ("log", "∑_i", "∏_i") or end.endswith(")") for end in ends), ends


def test_a_line_of_code_keeps_its_indentation() -> None:
    assert lines("`    x = x + 1`") == ["    x = x + 1"]
    assert lines("`for k in range(8):`") == ["for k in range(8):"]
    assert lines("see `    x` here") == ["see x here"]
    long_line = "`    " + "total = " + " + ".join(["first_value(second)"] * 6) + "`"
    assert lines(long_line)[0].startswith("    total")


def test_code_breaks_before_its_operators() -> None:
    text = "so `np.exp(S - S.max(axis=1, keepdims=True)) / total` then"
    for width in range(30, 60):
        assert not any(line.endswith((" -", " /")) for line in lines(text, width)), width


@pytest.mark.parametrize(
    ("latex", "line"),
    [(r"\frac{n!}{(n-k)!}", "n!/(n−k)!"), (r"\frac{x}{k!}", "x/k!"), (r"\frac{x}{2n!}", "x/(2n!)")],
)
def test_a_factorial_below_a_slash_needs_no_second_brackets(latex: str, line: str) -> None:
    assert lines(f"${latex}$") == [line]


def test_brackets_that_do_not_fit_break_at_their_commas_first() -> None:
    values = r"so $f(x) = g(x + 1, y + 2, (z + 3)(w + 4))$"
    assert lines(values, width=20) == ["so f(x) = g(x + 1,", "y + 2,", "(z + 3)(w + 4))"]
    assert lines(r"so $x = (a + b + c + d + e + f + g)$", width=16)[1].startswith("+ ")


def test_displays_are_indented_and_one_line_apart() -> None:
    expected = ["Then", "", "         a", "    x = ───,", "         b", "", "as said."]
    assert lines("Then $$x=\\frac ab$$, as said.") == expected
    assert lines("Then\n\n$$\nx=\\frac ab,\n$$\n\n\nas said.") == expected


def test_a_matrix_in_a_sentence_becomes_a_display_with_its_full_stop() -> None:
    assert lines(r"Invert $\begin{pmatrix}1&2\\3&4\end{pmatrix}$. Go.") == [
        "Invert",
        "",
        "    ⎛1  2⎞",
        "    ⎜    ⎟.",
        "    ⎝3  4⎠",
        "",
        "Go.",
    ]


def test_two_dimensional_sentences() -> None:
    assert lines(r"a $x+1$ b $\frac{x+1}{x-12}$. c", inline="two-d") == [
        "a x + 1 b",
        "",
        "     x + 1",
        "    ────────.",
        "     x − 12",
        "",
        "c",
    ]


def test_short_formulas_stay_in_two_dimensional_sentences() -> None:
    assert lines(r"a $\frac12$ and $\pi_\theta(a)$ b", inline="two-d") == ["a 1/2 and π_θ(a) b"]
    table = "| a |\n|---|\n| $\\frac{x+1}{x-12}$ |"
    assert lines(table, inline="two-d")[-1] == "(x+1)/(x−12)"


def test_lists_hang() -> None:
    text = """
        Before:
        - first item that is long
        - second
        1. one
        2. two
           - inner
        """
    assert lines(text, width=16) == [
        "Before:",
        "",
        "• first item",
        "  that is long",
        "• second",
        "1. one",
        "2. two",
        "   • inner",
    ]


def test_a_display_inside_an_item() -> None:
    assert lines("- so\n  $$x^2$$\n  done\n- next") == ["• so", "", "      x²", "", "  done", "• next"]


def test_tables_align_their_cells() -> None:
    text = r"""
        | name | value |
        |------|------:|
        | $x^2$ | 10 |
        | **long** text | $\frac12$ |
        """
    assert lines(text) == ["name       value", "─────────  ─────", "x²            10", "long text    1/2"]
    assert styled(set_prose(dedent(text), width=40), "bold") == ["name", "value", "long"]


def test_tables_wrap_their_widest_cells() -> None:
    text = "|a|b|\n|-|-|\n|one two three four|x|"
    assert lines(text, width=16) == ["a              b", "─────────────  ─", "one two three  x", "four"]
    assert lines("|a|b|\n|-|-|\n|" + "c" * 30 + "|" + "d" * 30 + "|", width=12)[0] == "|a|b|"


def test_bars_inside_formulas_part_no_cells() -> None:
    assert lines("| p | q |\n|---|---|\n| $P(A|B)$ | `a|b` |")[2] == "P(A|B)  a|b"


def test_quotations_stand_behind_a_bar() -> None:
    assert lines("> one two\n> three\n>\n> $$x$$\n\nafter", width=20) == [
        "│ one two three",
        "│",
        "│     x",
        "",
        "after",
    ]


def test_links_show_where_they_lead() -> None:
    assert lines("see [the page](https://a.org/b) and f[x](y)", width=60) == [
        "see the page (https://a.org/b) and f[x](y)"
    ]


def test_rules() -> None:
    assert lines("a\n\n***\n\nb", width=10) == ["a", "", "─" * 10, "", "b"]


def test_environments_are_displays_and_open_ones_are_text() -> None:
    assert lines("so \\begin{align}x&=1\\\\y&=2\\end{align} on") == [
        "so",
        "",
        "    x = 1",
        "    y = 2",
        "",
        "on",
    ]
    assert lines("a \\begin{align} b") == ["a \\begin{align} b"]


@pytest.mark.parametrize("width", [8, 40, 76])
def test_long_words_are_cut(width: int) -> None:
    written = lines("a " + "b" * 100 + " https://c.org/" + "d" * 90, width=width)
    assert all(len(line) <= width for line in written)
    assert "".join(written).count("b") == 100


def test_code_is_kept_and_its_parts_are_told() -> None:
    block = set_prose("Run\n```python\nif x:\n    y = f('$a$ **b**')\n```\n1. `x  = x[0]   # ok`", width=32)
    assert block.lines == ("Run", "", "    if x:", "        y = f('$a$ **b**')", "", "1. x  = x[0]   # ok")
    assert [styled(block, part) for part in ("number", "call")] == [["'$a$ **b**'", "0"], ["f"]]
    folds = lines(f"`{'f(a, ' * 20}`", width=30)
    assert all(len(row) <= 30 for row in folds)
    assert "".join("".join(folds).split()) == "f(a," * 20


def test_a_comment_of_a_long_line_begins_each_of_its_own_lines() -> None:
    row = "loss = (nll * mask).mean()     # mask: 1 for tokens, 0 for padding"
    assert lines(f"`{row}`", width=40) == [
        "loss = (nll * mask).mean()", "        # mask: 1 for tokens, 0 for", "        # padding"
    ]  # fmt: skip
    long = lines(f"`# {'a' * 60}`", width=30)
    assert "".join(row.replace("#", "").strip() for row in long) == "a" * 60


def test_a_sum_breaks_before_a_plus_and_not_inside_a_product() -> None:
    shown = lines(r"So $3x^2 \sin(8x) + x^3 \cdot 8 \cos(8x) + 2x \cdot \sin(8x)$.", width=36)
    assert shown == ["So 3x² sin(8x) + x³ · 8 cos(8x)", "+ 2x · sin(8x)."]


def test_a_long_line_of_code_breaks_outside_of_brackets() -> None:
    mask = "drop = torch.ones(16, 16, dtype=torch.bool).triu(diagonal=1) | pad[:, None, :, None]"
    assert lines(f"`{mask}`", width=72) == [
        "drop = torch.ones(16, 16, dtype=torch.bool).triu(diagonal=1) |",
        "        pad[:, None, :, None]",
    ]
    call = "y = f(first_argument, second_argument, third_argument)"
    assert lines(f"`{call}`", width=40) == [
        "y = f(first_argument, second_argument,",
        "        third_argument)",
    ]


def test_the_sign_of_a_number_in_a_sentence_is_that_of_a_formula() -> None:
    assert lines("It is -1, 0 or (-2.5), as $-1$; 3-4, x-1 and `-1` stay.", width=80) == [
        "It is −1, 0 or (−2.5), as −1; 3-4, x-1 and -1 stay."
    ]
    assert lines("It is -1.", tier="ascii") == ["It is -1."]


def test_headings_are_bold() -> None:
    assert lines("# a # b ##  ") == ["a # b"]
    block = set_prose("## The rule\ntext", width=40)
    assert block.lines == ("The rule", "", "text")
    assert styled(block, "bold") == ["The rule"]


def test_marks_at_the_end_of_a_heading_are_left_out() -> None:
    assert set_prose("# Rule 1 ## ", width=40).lines == set_prose("# Rule 1", width=40).lines
    assert set_prose("# C# and #2", width=40).lines == ("C# and #2",)
    text = set_prose("# " * 200_000 + "x", width=80)  # comes to an end
    assert "x" in text.lines[-1]


@each_row(
    ("markdown", "expected"),
    [
        (r"It costs \$5.", "It costs $5."),
        ("It costs $5 and $6.", "It costs $5 and $6."),
        ("one $x alone", "one $x alone"),
        ("one $$x alone", "one $$x alone"),
        (r"a \*star\*", "a *star*"),
        ("`$x$` is code", "$x$ is code"),
        ("snake_case_name", "snake_case_name"),
        ("E[X] and [b]bold[/b]", "E[X] and [b]bold[/b]"),
        ("tab\there", "tab here"),
        ("\x1b]0;title\x07x", "]0;titlex"),
    ],
)
def test_what_is_no_markup_stays(markdown: str, expected: str) -> None:
    assert lines(markdown) == [expected]


def test_what_was_not_understood_is_named() -> None:
    assert set_prose(r"a $\foo$ and $$\baz$$", width=40).left_over == ("\\foo", "\\baz")


def test_ascii() -> None:
    assert lines("- “α” — $\\alpha$", tier="ascii") == ['- "alpha" --- alpha']


def test_blanks_of_any_sort_end_no_line() -> None:
    assert lines("0\t\u00a0", width=16) == ["0"]


def test_no_text_no_lines() -> None:
    assert lines(" \n \n") == []


@pytest.mark.parametrize(
    "markdown",
    [
        "`" * 4000,
        "**a " * 3000,
        "**x " + "$a$ " * 400,
        "- " * 2000 + "x",
        "\\(" * 3000,
        "$$a\n" * 1000,
        "*" * 4000,
        "# " * 100_000 + "x",
    ],
)
def test_marks_without_partners_stay_and_cost_little(markdown: str) -> None:
    seen = "".join("".join(set_prose(markdown, width=60).lines).split()).replace("•", "-")
    assert seen.count("a") == markdown.count("a")


@each_row(
    "text",
    [
        "No formula, `code` and **bold**.",
        r"Two $\qux + \frac{a}{\quux}$ and $$\sum_i \qux_i$$ then.",
        "- an item with $\\qux$\n\n  > a quote with \\(\\quux\\)\n\n```\n$\\none$\n```",
        "| a | b |\n|---|---|\n| $\\qux$ | $\\quux$ |",
        r"**bold $\qux$** and [a link with $\quux$](https://example.org) and `$\none$`",
        r"A matrix $\begin{pmatrix} a & \qux \end{pmatrix}$ and a dollar \$ with $ no partner",
        "$" + "{" * 50 + "x" + "}" * 50 + "$ is nested too deeply",
        r"\begin{align} a &= \qux \end{align} and \begin{align} without an end",
    ],
)
def test_what_is_left_over_is_told_without_setting_the_text(text: str) -> None:
    assert prose_left_over(text, width=76) == set_prose(text, width=76).left_over
