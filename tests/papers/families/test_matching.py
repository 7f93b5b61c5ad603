"""Which formulas a family's spelling is found in, and what its holes then stand for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.papers import find_pattern, print_form, read_pattern

AVERAGE = r"w m_{t-1} + (1 - w) x"
RECURSION = rf"m_t = {AVERAGE}"
SOFTMAX = r"\frac{\exp(z_i)}{\sum_j \exp(z_j)}"


def find_spelling(
    spelling: str, roles: Collection[str], formula: str, *, has_free_order: bool = False
) -> Mapping[str, str] | None:
    """What the roles of a spelling stand for in a formula, in LaTeX; None where it is not found."""
    nothing = frozenset[str]()
    pattern = read_pattern(spelling, frozenset(roles), nothing, has_free_order)
    found = next(find_pattern(pattern, read_pattern(formula, nothing, nothing, False).sides), None)
    return None if found is None else {role: print_form(form) for role, form in found[1].shown.items()}


@pytest.mark.parametrize(
    ("spelling", "formula", "holes"),
    [
        # terms change places, brackets and signs of products do not count
        (RECURSION, r"m_t = \beta m_{t-1} + (1-\beta) g_t", {"w": r"\beta", "m": "m_{t}", "x": "g_{t}"}),
        (RECURSION, r"v_{k+1} = (1 - \rho) \cdot g_k^2 + \rho \cdot v_{k}", {"w": r"\rho", "x": "g_{k}^{2}"}),
        (AVERAGE, r"y = a + \beta m_{t-1} + (1-\beta) g", None),
        (AVERAGE, r"y = \alpha [\beta m_{t-1} + (1-\beta) g]", {"w": r"\beta"}),
        # a sign is never swallowed, and a number is no letter
        (RECURSION, r"v_t = \gamma v_{t-1} - (1-\gamma) g_t", None),
        (RECURSION, r"m_t = m_{t-1} + 2 g_t", None),
        (r"a - b c^{-1} x", r"L = u - \frac{1}{2} v^{-1} w", None),
        # an index is part of a name, and shifted as the pattern shifts it
        (RECURSION, r"m_t = \beta v_{t-1} + (1-\beta) g_t", None),
        (RECURSION, r"m_t = \beta m_{t-2} + (1-\beta) g_t", None),
        (RECURSION, r"S_0 = \beta S_1 + (1-\beta) g", None),
        (RECURSION, r"\hat{m}_t = \beta m_{t-1} + (1-\beta) g_t", None),
        # quotients, powers of -1, roots and exponentials however they are written
        (SOFTMAX, r"p_i = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}", {"z": "z_{i}"}),
        (SOFTMAX, r"p = \frac{e^{a_{n i}}}{\sum_{k} e^{a_{n k}}}", {"z": "a_{ni}"}),
        (SOFTMAX, r"p = \frac{e^{a_{i}}}{\sum_{k} e^{b_{k}}}", None),
        (
            r"\frac{a}{a + b}",
            r"K = \sigma^2 (\tau^2 + \sigma^2)^{-1}",
            {"a": r"\sigma^{2}", "b": r"\tau^{2}"},
        ),
        (r"\frac{a}{a + b}", r"K = \frac{p}{p + q + r}", {"a": "p", "b": "q + r"}),
        (r"\frac{a}{a + b}", r"K = \frac{1}{1 + \beta}", None),
        (r"\frac{s}{\sqrt{v}}", r"x = s v^{-1} v^{1/2}", None),
        (r"\frac{s}{\sqrt{v}}", r"x = \frac{g}{v^{1/2}}", {"s": "g", "v": "v"}),
        # a negative power is a reciprocal, and half a power a root
        (r"D^{-1/2} a D^{-1/2}", r"S = D^{-0.5} A \frac{1}{\sqrt{D}}", {"a": "A"}),
        (r"\frac{a}{v^2}", r"x = g s^{-2}", {"a": "g", "v": "s"}),
        # a wedge of two is the smaller one, whichever number stands first
        (r"\min(1, \frac{a}{b})", r"\alpha = \frac{p}{q} \wedge 1", {"a": "p", "b": "q"}),
        (r"\min(1, \frac{a}{b})", r"\alpha = \min\{\frac{p}{q}, 1\}", {"a": "p", "b": "q"}),
        (r"\min(1, \frac{a}{b})", r"\alpha = \frac{p}{q} \vee 1", None),
        (r"\min(1, \frac{a}{b})", r"\alpha = \frac{p}{q} \odot c", None),
        (r"\frac{a}{b}", r"\alpha = \frac{p}{q} \wedge 1", {"a": "p", "b": "q"}),
        # factors keep their order, and a pattern stands anywhere inside a product
        (r"u u^\top", r"A = v^\top v", None),
        (r"u u^\top", r"A = I - \beta k_t k_t^\top", {"u": "k_{t}"}),
        (r"u u^\top", r"A = \Sigma x x^\top \Sigma^{-1}", {"u": "x"}),
        # a gap stands for any other terms
        (r"s + \cdots + k(v - p)", r"s_t = s_{t-1} + \gamma + a (y - s_{t-1})", {"k": "a", "v": "y"}),
        (r"\mathbb{E}[\|a - b\|^2]", r"L = \mathbb{E}_{x \sim p}[\|f(x) - y\|_2^2]", {"a": "f(x)", "b": "y"}),
        (r"f \odot c + i \odot g", r"c_t = f_t \odot c_{t-1} + i_t \odot u_t", {"f": "f_{t}", "g": "u_{t}"}),
        (r"f \odot c + i \odot g", r"c_t = f_t c_{t-1} + i_t u_t", None),
        # the F of a norm of matrices says no more than none, another order does
        (r"\|a - b\|^2", r"L = \|X - U V^\top\|_{\mathrm{F}}^2", {"a": "X", "b": r"UV^{\top}"}),
        (r"\|a - b\|^2", r"L = \|x - y\|_1^2", None),
        # a prime on a letter of a role asks for a name that has one more
        (r"x' = a x + b u", r"h' = A h + B v", {"x": "h", "u": "v"}),
        (r"x' = a x + b u", r"h = A h + B v", None),
        (r"x' = a x + b u", r"h' = A h' + B v", None),
    ],
)
def test_a_spelling_is_found_in_a_formula(
    spelling: str, formula: str, holes: Mapping[str, str] | None
) -> None:
    roles = [
        letter for letter in "abcfgikmpsuvwxz" if letter in spelling.replace("exp", "").replace("frac", "")
    ]
    found = find_spelling(spelling, roles, formula)
    assert (found is None) is (holes is None), found
    assert found is None or {role: found[role] for role in holes or ()} == holes


@pytest.mark.parametrize(
    ("formula", "is_found"), [(r"y = \tau \theta + \rho \mu", True), (r"y = \tau \theta \mu + \rho", False)]
)
def test_factors_change_places_only_where_the_spelling_says_so(formula: str, *, is_found: bool) -> None:
    assert find_spelling(r"\theta a + \mu b", ["a", "b"], formula) is None
    found = find_spelling(r"\theta a + \mu b", ["a", "b"], formula, has_free_order=True)
    assert (found is not None) is is_found


@given(st.integers(9, 60), st.sampled_from(["+", " "]))
def test_a_formula_of_any_length_ends_the_search(length: int, sign: str) -> None:
    formula = "y = " + sign.join(f"x_{{{number}}}" for number in range(length))
    assert find_spelling("a b c + d e f", list("abcef"), formula, has_free_order=True) is None


_WEIGHTS = st.sampled_from(["a", r"\beta", "w_t", r"\lambda_1"])
_NAMES = st.sampled_from(["a", r"\beta", "g_t", r"\nabla L", r"\hat{x}_{k}", r"\lambda_1"])


@given(w=_WEIGHTS, m=_NAMES, x=_NAMES, is_turned=st.booleans())
def test_a_spelling_with_any_names_in_its_holes_is_found(w: str, m: str, x: str, *, is_turned: bool) -> None:
    """What is written by putting names into a pattern is found, and its holes are these names."""
    terms = [f"{w} {m}", f"(1 - {w}) {x}"]
    formula = "y = " + " + ".join(reversed(terms) if is_turned else terms)
    found = find_spelling("w m + (1 - w) x", ["w", "m", "x"], formula)
    assert found is not None
    assert [found[role].replace("{", "").replace("}", "").replace(" ", "") for role in "wmx"] == [
        name.replace("{", "").replace("}", "").replace(" ", "") for name in (w, m, x)
    ]
