"""Whatever the tokens are, the reader answers soon and with nothing but its own refusal."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.notation import NotationError, notation_of, read_statement, split_statements, to_tokens, walk_nodes

_TOKENS = r"""
    x y f p i t 1 2 + - = , ; ( ) [ ] \{ \} { } _ ^ ' | \| \mid / ! & \\ \quad
    \sum \int \argmin \max \nabla \partial \frac \sqrt \binom \log \exp \mathbf \mathbb \mathcal \hat \theta
    \in \sim \cdot \ldots \operatorname{softmax} \operatorname{new} \text{if} \begin{cases} \end{cases}
    \begin{bmatrix} \end{bmatrix} d E T \top * \lim \rightarrow : \forall \langle \rangle \Delta
    \lfloor \rfloor
""".split()  # noqa: SIM905
_NESTED = st.recursive(
    st.sampled_from(_TOKENS).map(lambda token: [token]),
    lambda parts: st.one_of(
        st.lists(parts, max_size=4).map(lambda many: [token for one in many for token in one]),
        st.tuples(st.sampled_from((("{", "}"), ("(", ")"), ("_", ""), ("|", "|"))), parts).map(
            lambda found: [found[0][0], *found[1], found[0][1]] if found[0][1] else ["_", "{", *found[1], "}"]
        ),
        st.tuples(parts, parts).map(lambda found: ["\\frac", "{", *found[0], "}", "{", *found[1], "}"]),
        parts.map(lambda found: ["\\sum", "_", "{", *found, "}", *found]),
    ),
    max_leaves=30,
)


@given(st.one_of(_NESTED, st.lists(st.sampled_from(_TOKENS), max_size=40)))
def test_a_reader_never_raises(tokens: list[str]) -> None:
    for found in split_statements(tokens, notation_of([tokens])):
        assert (found.statement is None) == bool(found.refused)
        if found.statement is not None:
            assert tuple(to_tokens(found.statement)) == found.tokens


@given(_NESTED)
def test_spans_are_inside_of_what_holds_them(tokens: list[str]) -> None:
    try:
        found = read_statement(tokens)
    except NotationError:
        return
    assert found.span == (0, len(tokens))
    assert all(0 <= begin <= end <= len(tokens) for begin, end in (part.span for part in walk_nodes(found)))


@pytest.mark.parametrize(
    "unit",
    [
        "\\max _ { x } a x +",
        "\\log x f (",
        "\\sum _ { i } x +",
        "\\frac { \\partial",
        "\\log x y _ {",
        "{ x } ^ {",
        "| x + ",
        "f ( x ) (",
        "\\int f",
        "\\begin{cases} a & \\text{if}",
        "x , ",
        "a / ( b )",
        "\\max _ { x } (",
        "\\nabla f (",
        "x _ { \\pi (",
        "\\hat {",
    ],
)
@pytest.mark.parametrize("is_closed", [False, True])
def test_what_repeats_is_read_in_linear_time(unit: str, is_closed: bool) -> None:
    def seconds(count: int) -> float:
        closing = {"(": ")", "{": "}", "\\begin{cases}": "\\end{cases}"}
        ends = [closing[token] for token in unit.split() if token in closing]
        ends = [] if unit.count("{") == unit.count("}") and unit.count("(") == unit.count(")") else ends
        tokens = unit.split() * count + ["x"] + (ends[::-1] * count if is_closed else [])
        begun = time.process_time()
        split_statements(tokens, notation_of([tokens]))
        return time.process_time() - begun

    seconds(4)
    assert seconds(36) < 0.5
    assert seconds(250) < 2.0
