"""A display that cannot be read costs itself alone, and none of ours is lost by a fault of the program."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.latex import canonicalise_formula
from drill.notation import notation_of, split_statements, to_tokens

TOKENS = (
    "x", "y", "f", "=", "+", "-", "\\leq", ",", ";", "&", "\\\\", "(", ")", "{", "}", "^", "_", "\\{", "\\}",
    "\\begin{array}", "\\end{array}", "\\begin{cases}", "\\end{cases}", "\\text{if }", "\\sum", "2", ".",
)  # fmt: skip


@pytest.mark.parametrize(
    "wrapped",
    [
        *(f"\\begin{{array}}{{{columns}}} {{}} \\end{{array}}" for columns in ("c", "l", "r", "ll")),
        "\\left\\{ \\begin{array}{l} {} \\end{array} \\right.",
        "\\boxed{\\begin{array}{c} {} \\end{array}}",
        "\\begin{cases} {} \\end{cases}",
        *(f"\\begin{{{name}}} {{}} \\end{{{name}}}" for name in ("aligned", "gathered", "split")),
    ],
)
def test_a_display_of_one_row_is_its_formula(wrapped: str) -> None:
    (parsed,) = split_statements(canonicalise_formula(wrapped.replace("{}", "w = u + v")))
    assert parsed.statement is not None, parsed.refused
    assert list(to_tokens(parsed.statement)) == ["w", "=", "u", "+", "v"]


def test_cells_of_one_row_are_statements_of_their_own() -> None:
    display = "\\begin{array}{rl} a = 1 & b = 2 \\end{array}"
    read = split_statements(canonicalise_formula(display))
    assert ["".join(parsed.tokens) for parsed in read] == ["a=1", "b=2"]


@given(st.lists(st.sampled_from(TOKENS), max_size=14))
def test_no_display_is_lost_by_a_fault_of_ours(tokens: list[str]) -> None:
    plain = ["f", "(", "x", ")", "=", "2"]
    notation = notation_of([tokens, plain])
    refusals = [parsed.refused for parsed in split_statements(tokens, notation)]
    assert not any("fault of the program" in refused for refused in refusals), refusals
    assert all(parsed.statement for parsed in split_statements(plain, notation))
