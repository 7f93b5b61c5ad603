"""Drawing: the same everywhere, admissible, new while anything new is left."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drill.banks.draws import SplitMix64, draw_variant, restore_draw, seed_for
from drill.banks.models import Exercise
from drill.errors import BankError
from tests.asked import exercise_from

SEEDS = st.integers(min_value=0, max_value=2**63 - 1)


def exercise(**fields: Any) -> Exercise:
    return exercise_from({"id": "t", "prompt": "p", "answer": {"number": "0"}, **fields})


def test_seeds_and_draws_are_the_same_on_every_machine() -> None:
    assert seed_for("calculus/x", 1, 2, "me") == 4178526721790861
    assert seed_for("calculus/x", 1, 2, "me", 17) != seed_for("calculus/x", 1, 2, "me")
    assert SplitMix64(7).bits() == 6734272731623668092
    drawn = draw_variant(exercise(params={"a": "2..9", "b": "0..1 step 0.25", "c": ["-3", "1/2"]}), 42)
    assert dict(drawn.params) == {"a": "5", "b": "0.75", "c": "-3"}


@given(SEEDS)
def test_seeds_are_whole_numbers_in_every_reader_of_json(number: int) -> None:
    assert 0 <= seed_for(f"bank/{number}", "first", number % 5 + 1, "me") < 2**53


@given(SEEDS, st.integers(min_value=1, max_value=12))
def test_permutations_hold_every_place_once(seed: int, length: int) -> None:
    assert sorted(SplitMix64(seed).permutation(length)) == list(range(length))


def test_small_numbers_are_equally_likely() -> None:
    generator = SplitMix64(1)
    counts = [0] * 6
    for _ in range(6000):
        counts[generator.below(6)] += 1
    assert all(850 < count < 1150 for count in counts)


@given(SEEDS)
def test_draws_satisfy_their_conditions(seed: int) -> None:
    where = ["D != 0", "1/D < 1", "abs(D) <= 6 and p != q", "gcd(p, q) = 1"]
    found = draw_variant(
        exercise(params={"p": "-4..4", "q": "-4..4 !0"}, let={"D": "2p - q"}, where=where), seed
    )
    p, q = int(found.params["p"]), int(found.params["q"])
    assert 2 * p - q not in (0, 1)
    assert abs(2 * p - q) <= 6
    assert p != q


def test_a_condition_guards_the_lets_behind_it() -> None:
    guarded = exercise(params={"a": "0..1"}, let={"b": "1/a"}, where=["a != 0", "b > 0"])
    assert dict(draw_variant(guarded, 0).params) == {"a": "1"}


def test_conditions_may_be_irrational() -> None:
    found = draw_variant(exercise(params={"a": "1..9"}, where=["sqrt(a) > 2.9", "exp(a) > 1"]), 5)
    assert found.params["a"] == "9"


def test_conditions_on_matrices() -> None:
    square = exercise(
        params={"a": "0..2"}, let={"M": "[[a, 1], [1, 1]]"}, where=["det(M) != 0", "rank(M) = 2"]
    )
    assert draw_variant(square, 3).params["a"] in ("0", "2")


def test_no_admissible_draw_is_an_error_of_where() -> None:
    with pytest.raises(BankError, match="no allowed draw") as raised:
        draw_variant(exercise(params={"a": "1..9"}, where=["a > 100"]), 0)
    assert (raised.value.field, raised.value.code) == ("where", "no-draw")


def test_a_condition_without_a_value_names_its_place() -> None:
    with pytest.raises(BankError, match="zero") as raised:
        draw_variant(exercise(params={"a": "1..9"}, where=["a > 0", "1/(a - a) > 0"]), 0)
    assert raised.value.field == "where.1"


def test_earlier_draws_are_passed_over_while_others_exist() -> None:
    small = exercise(params={"a": "1..4", "b": "1..2"}, where=["a + b != 3"])
    met: list[dict[str, str]] = []
    for seed in range(6):
        met.append(dict(draw_variant(small, seed, avoid=met).params))
    assert len({tuple(params.values()) for params in met}) == 6
    assert dict(draw_variant(small, 7, avoid=met).params) in met


def test_the_last_one_left_is_found_among_many() -> None:
    wide = exercise(params={"a": "1..1000"})
    met = [{"a": str(value)} for value in range(1, 1001) if value != 777]
    assert draw_variant(wide, 1, avoid=met).params["a"] == "777"


def test_given_values_need_no_condition() -> None:
    assert restore_draw(exercise(params={"a": "1..9"}, where=["a > 5"]), {"a": "2"}).params == {"a": "2"}


def test_a_missing_value_is_named() -> None:
    with pytest.raises(BankError, match="no value is given for the parameter a"):
        restore_draw(exercise(params={"a": "1..9"}), {})


def test_conditions_on_let_names_hold_whether_they_are_fractions_or_not() -> None:
    body: dict[str, Any] = {
        "prompt": "Add $@a$.", "params": {"a": "-9..9", "b": "1..9"},
        "let": {"c": "a/b", "d": "sqrt(b)", "f": "c^2 + 1"},
        "where": ["c < 1/2", "d > 3/2", "f > 2"], "answer": {"number": "a"},
    }  # fmt: skip
    for seed in range(40):
        a, b = (int(text) for text in draw_variant(exercise(**body), seed).params.values())
        assert a / b < 0.5
        assert b > 2.25
        assert abs(a) > b
