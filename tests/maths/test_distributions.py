"""Families against identities between them, their own sums and integrals, and tabulated values."""

from __future__ import annotations

import mpmath
import pytest

from drill.errors import CheckError, UndefinedError
from drill.maths.distribution_functions import FAMILIES
from drill.maths.mpmath_evaluation import evaluate_law
from drill.maths.names import DISTRIBUTIONS
from tests.rows import each_row

CONTINUOUS = {
    "normal": (1, 4),
    "beta": (2, 3.5),
    "gamma": (2.5, 3),
    "exponential": (2,),
    "uniform": (-1, 3),
    "student": (5, 1, 2),
    "chisquare": (3,),
    "laplace": (1, 2),
    "lognormal": (0.5, 0.25),
    "inversegamma": (3, 2),
    "cauchy": (1, 2),
}
DISCRETE = {
    "binomial": (10, 0.3),
    "bernoulli": (0.3,),
    "poisson": (2.5,),
    "geometric": (0.3,),
    "negativebinomial": (3, 0.4),
    "categorical": (0.2, 0.3, 0.5),
    "betabinomial": (8, 2, 3),
    "hypergeometric": (20, 7, 12),
}


def of(what: str, name: str, parameters: tuple[float, ...], at: object) -> mpmath.mpf:
    point = [mpmath.mpf(x) for x in at] if isinstance(at, list) else mpmath.mpf(at)  # type: ignore[arg-type]
    return evaluate_law(what, name, [mpmath.mpf(value) for value in parameters], point)


def test_every_family_on_the_line_is_here() -> None:
    assert set(CONTINUOUS) | set(DISCRETE) == set(FAMILIES)
    assert set(DISTRIBUTIONS) - set(FAMILIES) == {"dirichlet", "multinomial"}


@each_row("name", sorted(CONTINUOUS))
def test_density_is_the_derivative_of_the_cdf(name: str) -> None:
    parameters = CONTINUOUS[name]
    for x in (0.3, 0.7, 0.95):
        slope = mpmath.diff(lambda t: of("cdf", name, parameters, t), x)
        assert slope == pytest.approx(of("pdf", name, parameters, x), rel=1e-9)


@each_row("name", sorted(CONTINUOUS))
def test_quantile_inverts_the_cdf(name: str) -> None:
    for p in (0.05, 0.5, 0.975):
        x = of("quantile", name, CONTINUOUS[name], p)
        assert of("cdf", name, CONTINUOUS[name], x) == pytest.approx(p, rel=1e-12)


@each_row("name", sorted(DISCRETE))
def test_probabilities_add_up_to_the_cdf(name: str) -> None:
    parameters = DISCRETE[name]
    total = mpmath.fsum(of("pdf", name, parameters, k) for k in range(-2, 120))
    assert total == pytest.approx(1, rel=1e-12)
    assert of("cdf", name, parameters, 2) == pytest.approx(
        mpmath.fsum(of("pdf", name, parameters, k) for k in range(3)), rel=1e-13
    )
    assert of("cdf", name, parameters, 2.7) == of("cdf", name, parameters, 2)
    assert of("pdf", name, parameters, 1.5) == 0


@each_row("name", sorted(DISCRETE))
def test_discrete_quantile_is_the_least_point_that_reaches(name: str) -> None:
    for p in (0.1, 0.5, 0.9):
        k = of("quantile", name, DISCRETE[name], p)
        assert of("cdf", name, DISCRETE[name], k) >= p > of("cdf", name, DISCRETE[name], k - 1)


def test_quantile_at_a_reached_probability_is_that_point() -> None:
    with mpmath.workdps(20):
        assert (
            evaluate_law("quantile", "binomial", [mpmath.mpf(2), mpmath.mpf(1) / 3], mpmath.mpf(4) / 9) == 0
        )


@each_row(
    ("found", "expected"),
    [
        (("cdf", "normal", (0, 1), 1.96), 0.9750021048517795),
        (("quantile", "normal", (0, 1), 0.975), 1.959963984540054),
        (("quantile", "student", (10, 0, 1), 0.975), 2.2281388519649385),
        (("cdf", "student", (5,), 2), 0.9490302605850709),
        (("quantile", "chisquare", (3,), 0.95), 7.814727903251178),
        (("cdf", "hypergeometric", (20, 7, 12), 3), 31590 / 125970),
        (("cdf", "poisson", (2.5,), 2), 0.5438131158833295),
        (("quantile", "geometric", (0.3,), 0.5), 2),
    ],
)
def test_tabulated_values(found: tuple[str, str, tuple[float, ...], float], expected: float) -> None:
    assert of(*found) == pytest.approx(expected, rel=1e-9)


def test_families_contain_each_other() -> None:
    assert of("cdf", "gamma", (1, 2), 0.7) == pytest.approx(of("cdf", "exponential", (2,), 0.7))
    assert of("cdf", "chisquare", (4,), 3) == pytest.approx(of("cdf", "gamma", (2, 0.5), 3))
    assert of("cdf", "student", (1, 0, 1), 0.4) == pytest.approx(of("cdf", "cauchy", (0, 1), 0.4))
    assert of("cdf", "beta", (1, 1), 0.4) == pytest.approx(0.4)
    assert of("pdf", "betabinomial", (6, 1, 1), 4) == pytest.approx(1 / 7)
    assert of("cdf", "inversegamma", (3, 2), 0.5) == pytest.approx(1 - of("cdf", "gamma", (3, 2), 2))
    assert of("pdf", "negativebinomial", (1, 0.3), 4) == pytest.approx(of("pdf", "geometric", (0.3,), 5))
    # The probability of at least k successes is a beta distribution function.
    assert 1 - of("cdf", "binomial", (9, 0.3), 3) == pytest.approx(of("cdf", "beta", (4, 6), 0.3))


def test_families_of_vectors_have_no_density() -> None:
    with pytest.raises(CheckError):
        of("pdf", "dirichlet", (1, 1), [0.4, 0.6])


def test_outside_the_support() -> None:
    assert of("pdf", "exponential", (2,), -1) == 0
    assert of("cdf", "exponential", (2,), -1) == 0
    assert of("cdf", "uniform", (0, 2), 5) == 1
    assert of("pdf", "hypergeometric", (20, 7, 12), 9) == 0


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("normal", (0, -1)),
        ("beta", (0, 1)),
        ("uniform", (2, 1)),
        ("binomial", (2.5, 0.5)),
        ("bernoulli", (1.2,)),
    ],
)
def test_parameters_out_of_range(name: str, parameters: tuple[float, ...]) -> None:
    with pytest.raises(UndefinedError):
        of("cdf", name, parameters, 0.5)


def test_wrong_number_of_parameters() -> None:
    with pytest.raises(CheckError):
        of("cdf", "normal", (1,), 0.5)
    with pytest.raises(CheckError):
        of("cdf", "exponential", (1, 2), 0.5)


def test_a_density_at_its_pole_is_undefined() -> None:
    with pytest.raises(UndefinedError):
        of("pdf", "beta", (0.5, 0.5), 0)
    assert of("pdf", "beta", (1, 2), 0) == 2
