"""Domains of parameters."""

from __future__ import annotations

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.params import MOST_VALUES, read_domain, read_number
from tests.rows import each_row


def texts(written: str | list[str]) -> list[str]:
    return [value.text for value in read_domain(written)]


@each_row(
    ("written", "shown"),
    [
        ("2..5", ["2", "3", "4", "5"]),
        (" 2 .. 5 ", ["2", "3", "4", "5"]),
        ("-2..2 !0", ["-2", "-1", "1", "2"]),
        ("-2..2 !-1 !1", ["-2", "0", "2"]),
        ("50..60 step 5", ["50", "55", "60"]),
        ("1..4 step 2", ["1", "3"]),
        ("0..1 step 0.25", ["0.0", "0.25", "0.5", "0.75", "1.0"]),
        ("0.10..0.25 step 0.05", ["0.10", "0.15", "0.20", "0.25"]),
        ("1/2..2 step 1/2", ["1/2", "1", "3/2", "2"]),
        ("7", ["7"]),
        (["4", "0.050", "-3/4"], ["4", "0.050", "-3/4"]),
    ],
)
def test_values_show_as_written(written: str | list[str], shown: list[str]) -> None:
    assert texts(written) == shown


@each_row(
    ("written", "part"),
    [
        ("5..2", "below"),
        ("2...5", "not a range"),
        ("a..b", "not a range"),
        ("0..1 step 0", "not above 0"),
        ("0..1 step -1", "not above 0"),
        ("1..3 !7", "does not contain"),
        ("1..2 !1 !2", "all are left out"),
        ("0..100000000", "at most"),
        ("1/0..2", "zero"),
        ("9" * 61, "digits"),
        ([], "no value"),
        (["1", "x"], "not a number"),
        (["1", "1.0"], "twice"),
    ],
)
def test_what_is_no_domain_says_why(written: str | list[str], part: str) -> None:
    with pytest.raises(ValueError, match=part):
        read_domain(written)


@given(st.integers(-1000, 1000), st.integers(0, 300), st.integers(1, 40), st.integers(1, 20))
def test_a_range_holds_exactly_its_steps(low: int, width: int, numerator: int, denominator: int) -> None:
    step = Fraction(numerator, denominator)
    domain = read_domain(f"{low}..{low + width} step {numerator}/{denominator}")
    expected = [low + index * step for index in range(int(width / step) + 1)]
    assert [value.value for value in domain] == expected
    assert len(domain) == len(expected)


@given(st.integers(-50, 50), st.integers(1, 60), st.data())
def test_what_is_left_out_is_not_drawn(low: int, width: int, data: st.DataObject) -> None:
    every = range(low, low + width + 1)
    left_out = data.draw(st.lists(st.sampled_from(every), max_size=width, unique=True))
    domain = read_domain(f"{low}..{low + width}" + "".join(f" !{value}" for value in left_out))
    assert [value.value for value in domain] == [value for value in every if value not in left_out]


@given(st.integers(-(10**6), 10**6), st.integers(0, 6), st.integers(0, 200), st.integers(1, 9999))
def test_every_text_is_its_value(low: int, places: int, steps: int, step: int) -> None:
    """What a prompt shows is the number that is computed with."""
    scale = 10**places
    first, pace = Fraction(low, scale), Fraction(step, scale)
    written = (
        f"{decimal(first, places)}..{decimal(first + steps * pace, places)} step {decimal(pace, places)}"
    )
    for value in read_domain(written):
        assert read_number(value.text) == value.value


@given(st.text(max_size=30))
def test_no_text_does_more_than_raise_its_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert 0 < len(read_domain(text)) <= MOST_VALUES


def test_a_long_range_is_not_listed_in_memory() -> None:
    domain = read_domain("1..1000000 !500000")
    assert len(domain) == 999_999
    assert domain[499_998].value == 499_999
    assert domain[499_999].value == 500_001
    with pytest.raises(IndexError):
        domain[999_999]


def decimal(value: Fraction, places: int) -> str:
    """A decimal of exactly so many places."""
    digits = str(abs(value.numerator * 10**places // value.denominator)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
