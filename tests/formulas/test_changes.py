"""What becomes of a value when letters change: only what is so for all sizes, sides and members is asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from drill.errors import BankError
from drill.formulas import NoValue, look_inside
from drill.proving import confirm_claim, make_question_trials
from tests.asked import question
from tests.asked_formula import list_asked

SQUARE = ("A: n, n", "B: n, n", "b: n", r"\lambda: number")
FLOW = ("p: n -> > 0", "x: n", "J: n, n")
ROTATION = ("R: h; number -> k, k", r"\theta: h", "m: count", "n: count")
NUMBERS = ("a: number", "b: number", "c: number")
ANSWERS = ("r: thing -> number", "o^{(j)}: thing", "k: count", r"\epsilon: > 0")


def list_changes(latex: str, rows: Sequence[str], *held: str) -> list[tuple[dict[str, str], str]]:
    used = [row for row in rows if row in held or row.split(":")[0] in latex]
    asked = [each for each in list_asked(latex, used) if each.about == "prediction"]
    return [(each.witness["ask"]["change"], each.key) for each in asked]


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"q = \det(A)", SQUARE),
        (r"y = \det(A) b", SQUARE),
        (r"z = \det(A B)", SQUARE),
        (r"y = \det(A - \lambda I)", SQUARE),
        (r"y = \det(2A)", SQUARE),
        (r"\det(2A) = 8 \det(A)", SQUARE),
        (r"(-1)^n \det(A) = \det(-A)", SQUARE),
        (r"y = \operatorname{tr}(A) \det(A)", SQUARE),
        (r"z = p(x) |\det J|^{-1}", FLOW),
        (r"y = \prod_i x_i", ("x_i: number",)),
        (r"y = x^i", ("x: number", "i: index")),
    ],
)
def test_what_is_so_for_some_sizes_alone_is_not_asked(latex: str, rows: Sequence[str]) -> None:
    found = list_changes(latex, rows)
    assert not any({*change} & {"A", "B", "J", "x_{i}", "x"} and key != "unchanged" for change, key in found)
    assert ({"A": "times -1"}, "unchanged") not in found


@pytest.mark.parametrize(
    ("latex", "rows", "letter"),
    [
        # on the left, too; in a part that is kept as one letter; in members that do not answer alike
        (r"R(\theta, n - m) = R(\theta, m)^T R(\theta, n)", ROTATION, "R"),
        (r"s = \frac{g}{\tau + \|r(x, c)\|}",
         ("g := \\nabla_x r(x, c): d", "x: d", "c: d", "r: d; d -> number", r"\tau: > 0"), "r"),
        (r"y = a b + c = |a| b + c", NUMBERS, "a"),
    ],
)  # fmt: skip
def test_a_letter_that_something_kept_holds_is_not_changed(
    latex: str, rows: Sequence[str], letter: str
) -> None:
    assert not any(letter in change for change, _ in list_changes(latex, rows))


def test_what_the_defined_function_is_called_with_may_change() -> None:
    latex = r"c(t) = \frac{s^2}{(t - e_0)^2 + s^2}"
    found = list_changes(latex, ("t: number", "e_0: number", "s: > 0"))
    assert ({"t": "plus 1", "e_{0}": "plus 1"}, "unchanged") in found


def test_a_chain_whose_members_differ_is_asked_nothing_and_has_no_value() -> None:
    rows = ("a: > 0", "b: > 0")
    assert list_asked(r"y = |a - b| = a + b", rows) == []
    with pytest.raises(NoValue, match="different values"):
        look_inside(r"y = |a - b| = a + b", rows, 1, {})
    assert look_inside(r"y = |a + b| = a + b", rows, 1, {}).parts


def test_an_array_of_a_kind_changes_as_far_as_it_keeps_its_kind() -> None:
    gain = list_changes(r"\kappa = P k/(r + k^T P k)", ("P: d, d pd", "k: d", "r: > 0"))
    assert ({"P": "times 2", "r": "times 2"}, "unchanged") in gain
    share = list_changes(r"y = \frac{p^T x}{\|p\|}", ("p: n simplex", "x: n"))
    assert not any("p" in change for change, _ in share)


def test_answers_that_are_things_all_differ() -> None:
    found = list_changes(
        r"A_j = \frac{r(o^{(j)}) - \frac{1}{k}\sum_{i=1}^k r(o^{(i)})}"
        r"{\epsilon + |r(o^{(j)}) - \frac{1}{k}\sum_{i=1}^k r(o^{(i)})|}",
        ANSWERS,
    )
    assert ({"r": "plus 1"}, "unchanged") in found


def test_a_scale_that_comes_through_is_asked_inside_a_function_alone() -> None:
    assert not any("a" in change for change, _ in list_changes("y = a b + a c", NUMBERS))
    assert ({"c": "times -1"}, "sign-turned") in list_changes(r"y = b \sin(c)", NUMBERS)


@pytest.mark.parametrize(
    ("latex", "rows"),
    [
        (r"v = \frac{1}{n}\sum_{i=1}^n (x + a_i)^2 g_i",
         ("x: number", "n: count", "a_i: number", "g_i: number", r"\sum_i a_i = 0")),
        (r"v = \frac{1}{n}\sum_{i=1}^n (x + a_i)^2 g_i",
         ("x: number", "n: count", "a: n", "g: n", r"\sum_i a_i = 0")),
        (r"v = \sum_{i=1}^n g_i (x + a_i)^T (x + a_i)",
         ("x: d", "n: count", "a_i: d", "g_i: number", r"\sum_i a_i = 0")),
        (r"v = (x + b)^2 y", ("x: number", "b: number", "y: number", "b y = 0")),
        (r"v = (x + \|b\|)^2 y", ("x: number", "b: d", "y: number", r"\|b\| = 0")),
    ],
)  # fmt: skip
def test_what_is_so_where_a_letter_is_0_throughout_is_not_asked(latex: str, rows: Sequence[str]) -> None:
    assert not any("x" in change for change, _ in list_changes(latex, rows, *rows[-1:]))


def test_what_is_so_of_centred_numbers_is_asked_with_a_reason_that_is_true_of_it() -> None:
    rows = ("c_i: number", "x_i: number", r"\sum_i c_i = 0")
    assert list_changes(r"v = \sum_i c_i x_i", rows, rows[-1]) == [({"x_{i}": "plus 1"}, "unchanged")]
    spread = list_asked(r"v = \sum_i (x - c_i)^2", ("x: number", "c_i: number", rows[-1]))
    (turned,) = (each for each in spread if each.witness["ask"].get("change") == {"x": "times -1"})
    assert turned.key == "unchanged"
    assert "the sign is lost" not in " ".join(turned.steps)
    even = list_asked(r"v = (a x)^2 + b", ("x: number", "a: number", "b: number"))
    assert any("the power is even" in " ".join(each.steps) for each in even)


def test_a_reason_is_true_of_the_formula() -> None:
    for each in list_asked(r"z = \frac{d}{da} (a^2 b)", NUMBERS[:2]):
        assert "no slope" not in " ".join(each.steps)


@pytest.mark.parametrize(
    ("latex", "rows", "change", "key"),
    [
        (r"q = \det(A)", ("A: n, n",), {"A": "times -1"}, "sign-turned"),
        (r"z = p(x) |\det J|^{-1}", FLOW, {"p": "times 2", "J": "times 2"}, "quartered"),
        (r"v = \sum_i (x + a_i)^2 g_i",
         ("x: number", "a_i: number", "g_i: number", r"\sum_i a_i = 0"), {"x": "times -1"}, "unchanged"),
    ],
)  # fmt: skip
def test_a_stored_key_that_holds_for_one_size_or_at_0_is_refuted(
    latex: str, rows: Sequence[str], change: dict[str, str], key: str
) -> None:
    options = [{"id": name, "wrong": name, "say": "No."} for name in ("none",)]
    answer = {"choice": [{"id": key, "right": key}, *options]}
    witness = {"world": latex, "letters": [*rows], "ask": {"change": change}}
    (claimed,) = make_question_trials(question({"prompt": "p", "answer": answer, "witness": witness}, 0), 0)
    assert not confirm_claim(claimed.trial).agrees


def test_a_stored_question_about_a_letter_on_both_sides_is_told() -> None:
    answer = {"choice": [{"id": "unchanged", "right": "same"}, {"id": "none", "wrong": "none", "say": "No."}]}
    witness = {"world": r"R(n - m) = R(m)^T R(n)", "letters": ["R: number -> k, k", *ROTATION[2:]],
               "ask": {"change": {"R": "times -1"}}}  # fmt: skip
    (claimed,) = make_question_trials(question({"prompt": "p", "answer": answer, "witness": witness}, 0), 0)
    with pytest.raises(BankError, match="would change with it"):
        confirm_claim(claimed.trial)
