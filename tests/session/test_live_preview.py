"""The live preview: what is read, what only is not finished, and what is wrong where."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from drill import typeset
from drill.checking import spec_from
from drill.session.key_display import Live, Reader
from tests.rows import each_row

EXPRESSION: Mapping[str, object] = {"expression": "x", "vars": ["x", "lambda"]}
VECTOR: Mapping[str, object] = {"vector": "[1, 2]"}
MATRIX: Mapping[str, object] = {"matrix": "[[1, 2], [3, 4]]"}
SET: Mapping[str, object] = {"set": "{1, 2}"}
INTERVAL: Mapping[str, object] = {"interval": "[0, 1)"}
DISTRIBUTION: Mapping[str, object] = {"distribution": "normal(0, 1)"}
CODE: Mapping[str, object] = {"code": "A @ x", "arrays": {"A": ["m", "n"], "x": ["n"]}}
RECALL: Mapping[str, object] = {
    "formula": "theta_t = theta_t_prev - eta*(a_t/(a_t + kappa)*sign_value + lambda_*theta_t_prev)",
    "vars": ["theta_t", "theta_t_prev", "eta", "a_t", "kappa", "sign_value", "lambda_"],
    "names": {
        "theta_t": r"\theta_t", "theta_t_prev": r"\theta_{t-1}", "eta": r"\eta", "kappa": r"\kappa",
        "sign_value": r"\operatorname{sign}(m_t)", "lambda_": r"\lambda",
    },
}  # fmt: skip
ALL = (EXPRESSION, VECTOR, MATRIX, SET, INTERVAL, DISTRIBUTION, CODE)


def live(expect: Mapping[str, object], text: str) -> Live:
    return Reader(spec_from(expect)).read(text)


@each_row(
    ("expect", "answer"),
    [
        (EXPRESSION, "x^2/(2 lambda) + sin(x) - |x|"),
        (VECTOR, "[1, -2/3]"),
        (VECTOR, "<1, 2>"),
        (MATRIX, "[[1, 2], [3, 4]]"),
        (SET, "{1, sqrt(2)}"),
        (INTERVAL, "(-inf, 0) U [1, 2)"),
        (DISTRIBUTION, "N(mean=0, sd=2)"),
        (DISTRIBUTION, "Beta(3, 7)"),
        (CODE, "np.exp(A @ x).sum(axis=0)"),
        (RECALL, "theta_t = theta_{t-1} - eta (a_t/(a_t + kappa) sign(m_t) + lambda theta_{t-1})"),
    ],
)
def test_nothing_is_wrong_on_the_way_to_a_right_answer(expect: Mapping[str, object], answer: str) -> None:
    reader = Reader(spec_from(expect))
    for end in range(1, len(answer) + 1):
        assert reader.read(answer[:end]).state in ("read", "unfinished", "blank"), answer[:end]
    assert reader.read(answer).state == "read"


@each_row(
    ("typed", "shown"), [("(n,)", "(n,)"), ("n", "n"), ("()", "()"), ("scalar", "()"), ("(n, 1)", "(n, 1)")]
)
def test_a_shape_is_shown_as_python_writes_it(typed: str, shown: str) -> None:
    latex = live({"shape": "(n,)"}, typed).latex or ""
    assert typeset.typeset_on_one_line(latex).lines == (shown,)


def test_an_open_bracket_is_closed_for_the_eye_and_said() -> None:
    assert live(EXPRESSION, "2(x+1") == Live("unfinished", live(EXPRESSION, "2(x+1)").latex, "( is open", 2)
    assert live(EXPRESSION, "ln|x").message == "| is open"


@each_row(
    ("expect", "text", "at"),
    [
        (EXPRESSION, "3x4", 1),
        (EXPRESSION, "2x)", 3),
        (EXPRESSION, "2(3x4", 3),
        (EXPRESSION, "x+*2", 2),
        (EXPRESSION, "foo", 1),
        (EXPRESSION, "x y x", 3),
        (CODE, "B @ x", 1),
    ],
)
def test_what_no_more_typing_mends_has_a_place(expect: Mapping[str, object], text: str, at: int) -> None:
    shown = live(expect, text)
    assert (shown.state, shown.latex, shown.at) == ("faulty", None, at)
    assert shown.message


def test_a_name_may_be_half_typed() -> None:
    assert live(EXPRESSION, "2la").state == "unfinished"
    assert live(EXPRESSION, "lam x").state == "faulty"


def test_an_interval_shows_which_ends_belong() -> None:
    assert live(INTERVAL, "[0, 1]").latex == "\\left[0, 1\\right]"
    assert live(INTERVAL, "(0, 1)").latex == "\\left(0, 1\\right)"


def test_a_program_is_shown_line_by_line_and_notes_are_not_read() -> None:
    assert live(CODE, "z = A @ x; np.abs(z)").code == ("z = A @ x", "np.abs(z)")
    assert live({"self": "compare"}, "any ( words").state == "unchecked"
    assert live(EXPRESSION, "  ").state == "blank"


def test_a_formula_without_declared_names_is_shown_as_it_is_written() -> None:
    formula = {"formula": "p(x) = \\sum_z p(x, z)"}
    assert live(formula, "p(x) = sum_z p(").message == "( is open"
    assert live(formula, "mu = 1/n").latex == "\\mu  = 1/n"


@given(st.sampled_from(ALL), st.text("x12+*/^()[]{}|<>,;=. npAUabdy_'", max_size=16))
def test_no_text_raises(expect: Mapping[str, object], text: str) -> None:
    shown = live(expect, text)
    assert shown.at is None or 1 <= shown.at <= len(text) + 1
    assert (shown.at is None) or shown.message
