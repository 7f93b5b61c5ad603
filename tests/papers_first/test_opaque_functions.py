"""Functions of which nothing is known: two steps of a recursion, one after the other, a step in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.maths.names import Names
from drill.maths.numeric import evaluate as value_of
from drill.maths.plain import parse
from drill.papers_first.draft import Draft
from drill.papers_first.kinds.evaluate import drafts
from tests.papers_first.semantic import answer, made, only, paper_of, problems


def key_at(draft: Draft, **numbers: float) -> float:
    text = answer(draft)["number"]
    assert isinstance(text, str)
    names = Names(declared=frozenset(numbers), functions="bank")
    return float(value_of(parse(text, names), numbers).real)


def prompt(draft: Draft) -> str:
    return str(draft.exercise["prompt"])


@pytest.mark.parametrize(
    ("formula", "said", "numbers", "value"),
    [
        # 2*1 + 3*2 - 4 = 4 first, then 2*4 + 3*5 - 4
        (
            r"h_t = g(h_{t-1}, x_t; \theta)",
            r"$g(u,v;w) = 2u + 3v - w$",
            {"h0": 1, "x1": 2, "x2": 5, "theta": 4},
            19,
        ),
        (r"\omega_{k+1} = T(\omega_k)", r"$T(u) = 2u - @d$", {"omega0": 3, "d": 1}, 9),
        (r"c^{(l+1)} = F(c^{(l)}, W^{(l)})", "Compute $c^{(2)}$", {"c": 1, "W0": 2, "W1": 3}, 25),
        # from the second step down to the first, which the function is told
        (r"x_{t-1} = g(x_t, t)", "Compute $x_{0}$", {"x2": 1}, 19),
    ],
)
def test_a_recursion_is_followed_for_two_steps(
    tmp_path: Path, formula: str, said: str, numbers: dict[str, float], value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert said in prompt(draft)
    assert key_at(draft, **numbers) == value
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("words", "formula", "value"),
    [
        ("", r"x = g(z; \theta)", 13),
        ("The function $g$ is the generator.", r"\mathbf{x} = g(\mathbf{z}; \theta)", 13),
        ("Here $c$ is the similarity function.", r"x = c(z, \theta)", None),
        ("Here $z$ is the query.", r"x = g(z, \theta)", None),
        ("", r"x = d(z, \theta)", None),
        ("", r"x = g(\mathcal{Z}, \theta)", None),
        ("", r"x = \mathcal{N}(z, \theta)", None),
    ],
)
def test_a_function_of_several_numbers_is_followed_where_it_is_free(
    tmp_path: Path, words: str, formula: str, value: float | None
) -> None:
    found = made(drafts(paper_of(tmp_path, words, formula)))
    if value is None:
        assert not found
        return
    (draft,) = found
    assert "$g(u;v) = 2u + 3v$" in prompt(draft)
    assert key_at(draft, z=2, theta=3) == value
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("left", "words", "is_whole"),
    [
        ("x", "Here $n$ is the token position.", True),
        ("x", "Here $n$ is the token embedding.", False),
        ("x_n", "", True),
    ],
)
def test_a_function_is_asked_of_places_that_there_are_and_says_what_is_an_array(
    tmp_path: Path, left: str, words: str, is_whole: bool
) -> None:
    text = f"Let $z \\in \\mathbb{{R}}^3$. {words}"
    draft = only(drafts(paper_of(tmp_path, text, f"{left} = g(z, n)")))
    params = draft.exercise["params"]
    assert isinstance(params, dict)
    assert str(params["n"]).startswith("-") is not is_whole
    assert "Take every quantity as one number" in prompt(draft)


@pytest.mark.parametrize(
    ("formula", "said", "value"),
    [
        (r"k = h \circ g", "Compute $k(@x)$", 10),
        (r"y = h(g(x))", "put in $x = @x$", 10),
        (r"y = f_L \circ f_{L-1} \circ \cdots \circ f_1(x)", "Let $L = 3$", -3),
    ],
)
def test_the_function_that_stands_last_is_applied_first(
    tmp_path: Path, formula: str, said: str, value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert said in prompt(draft)
    assert key_at(draft, x=2, a=3, b=2, c=7) == value
    assert problems([draft]) == []


def test_an_index_that_names_no_place_in_the_chain_leaves_its_length_open(tmp_path: Path) -> None:
    assert not made(drafts(paper_of(tmp_path, "", r"D = h_1(h_2(\cdots(h_m(h_r(u)))))")))


@pytest.mark.parametrize(
    ("formula", "numbers"),
    [
        (r"\frac{d z(t)}{dt} = f(z(t), t)", {"z": 1, "h": 0.5, "f": 4}),
        (r"\dot{q} = g(q, u)", {"q": 1, "h": 0.5, "g": 4}),
        (r"\frac{d \omega}{d \tau} = - \nabla L(\omega)", {"omega": 1, "h": 0.5, "grad": -4}),
    ],
)
def test_a_derivative_in_time_is_followed_for_one_step(
    tmp_path: Path, formula: str, numbers: dict[str, float]
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert "one step of Euler's method of length $h$" in prompt(draft)
    assert key_at(draft, **numbers) == pytest.approx(3)
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("formula", "numbers", "value"),
    [
        (r"Z_w = \int_{\mathbb{R}^d} \exp(-U_w(x)) dx", {"U1": 0, "U2": 0, "U3": 0}, 3),
        (
            r"m = \int_{-\infty}^{\infty} x p(x) dx",
            {"x1": 1, "p1": 0.5, "x2": 4, "p2": 0.25, "x3": -2, "p3": 0.25},
            1,
        ),
    ],
)
def test_an_integral_over_everything_is_a_sum_for_few_values(
    tmp_path: Path, formula: str, numbers: dict[str, float], value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert key_at(draft, **numbers) == pytest.approx(value)
    assert problems([draft]) == []


def test_probabilities_of_two_things_together_add_up_to_no_more_than_one(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"p(x) = \int_z p(x, z) dz")))
    assert "p1 + p2 + p3 <= 1" in str(draft.exercise["where"])


def test_the_numbers_that_an_array_holds_are_counted(tmp_path: Path) -> None:
    draft = only(drafts(paper_of(tmp_path, "", r"A_s \in \mathbb{R}^{2 h \times (m + 1)}")))
    assert "how many numbers one such $A_{s}$ holds" in prompt(draft)
    assert key_at(draft, h=3, m=4) == 30
    assert problems([draft]) == []


@pytest.mark.parametrize(
    "formula",
    [
        r"y = f(x)",
        r"h_t = \sigma(h_{t-1})",
        r"y = p(g(x))",
        r"A = \int x^2 dx",
        r"G = \int f(c) \nabla_w q_w(c) dc",  # the slopes of a law add up to 0
        r"x \in \mathbb{R}^d",
    ],
)
def test_what_says_nothing_of_numbers_is_left_alone(tmp_path: Path, formula: str) -> None:
    assert not made(drafts(paper_of(tmp_path, "", formula)))


@pytest.mark.parametrize(
    ("formula", "numbers", "value"),
    [
        (r"u = r \odot c + s \odot (W \ast x + b)", {"r": 2, "c": 3, "s": 4, "f": 1, "b": 1}, 14),
        (r"s = 2 (K \circledast x) + a", {"f": 5, "a": 1}, 11),
    ],
)
def test_a_convolution_is_given_at_one_place(
    tmp_path: Path, formula: str, numbers: dict[str, float], value: float
) -> None:
    draft = only(drafts(paper_of(tmp_path, "", formula)))
    assert "as for a single coordinate" in prompt(draft)
    names = {name for name in numbers if name in str(answer(draft)["number"])}
    assert len(names) == len(numbers), answer(draft)
    assert key_at(draft, **numbers) == value
    assert problems([draft]) == []


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        (
            r"where $w_{\mathrm{left}}, w_{\mathrm{right}}$ are the door weights.",
            r"s = w_{\mathrm{left}} L_a + w_{\mathrm{right}} L_b",
        ),
        ("", r"g_c = p_c - \sum_{j=1}^{3} s_j \mathbf{1}[k_j = c]"),
    ],
)
def test_weights_of_one_letter_each_and_indicators_are_numbers(
    tmp_path: Path, words: str, formula: str
) -> None:
    asked = prompt(only(drafts(paper_of(tmp_path, words, formula))))
    assert "single coordinate" not in asked


def test_what_is_called_no_number_in_every_section_is_none(tmp_path: Path) -> None:
    words = r"\section{A} Let $G$ be the road graph. \section{B} Let $G$ be the wide graph. \section{C} It."
    assert made(drafts(paper_of(tmp_path, words, r"z_t = g(x_t, G)"))) == []
