"""Known mistakes come before every other diagnosis, and only on wrong answers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.asked import check


@dataclass(frozen=True)
class Mistake:
    answer: str | dict[str, str]
    say: str
    mistake: str = ""


X = {"vars": ["x"]}


def test_a_known_mistake_speaks_first() -> None:
    found = check({"expression": "2x", **X}, "-2x", mistakes=[Mistake("-2 x", "Mind the sign.")])
    assert (found.verdict, found.code, found.message) == ("wrong", "misconception", "Mind the sign.")


def test_a_mistake_fits_at_the_tolerance_of_the_exercise() -> None:
    expect = {"number": "0.0719", "tolerance": 0.001}
    mistakes = [Mistake("1 - Phi(1.8)", "That is one tail.")]
    assert check(expect, "0.036", mistakes=mistakes).message == "That is one tail."
    assert check(expect, "0.072", mistakes=mistakes).verdict == "correct"


def test_the_first_fitting_mistake_wins_and_unread_ones_are_passed_over() -> None:
    mistakes = [Mistake("((", "never"), Mistake("x", "first"), Mistake("x", "second")]
    assert check({"expression": "2x", **X}, "x", mistakes=mistakes).message == "first"


def test_a_right_value_in_the_wrong_form_is_no_mistake() -> None:
    expect = {"expression": "x^2-1", "form": "factored", **X}
    assert check(expect, "x^2-1", mistakes=[Mistake("x^2-1", "no")]).code == "form"


def test_mistakes_of_parts_fit_when_each_named_part_does() -> None:
    expect = {"parts": {"mean": {"number": "2"}, "variance": {"number": "3"}}}
    mistakes = [
        Mistake({"mean": "3", "variance": "2"}, "Exchanged."),
        Mistake({"variance": "1/3"}, "Precision."),
    ]
    found = check(expect, "mean=3; variance=2", mistakes=mistakes)
    assert (found.code, found.message) == ("misconception", "mean and variance: Exchanged.")
    found = check(expect, {"mean": "2", "variance": "1/3"}, mistakes=mistakes)
    assert (found.message, found.part) == ("variance: Precision.", "variance")
    assert check(expect, "mean=2; variance=5", mistakes=mistakes).code != "misconception"


@pytest.mark.parametrize(
    ("answer", "code", "part", "message"),
    [
        ("mean=-2; variance=-3; n=4", "sign", "mean", "mean and variance: The sign is off."),
        (
            "mean=-2; variance=1/3; n=4",
            "misconception",
            "variance",
            "variance: Precision. mean: The sign is off.",
        ),
        ("mean=7; variance=1/3; n=5", "misconception", "mean", "mean and n: A count. variance: Precision."),
        ("mean=2; variance=1/3; n=4", "misconception", "variance", "variance: Precision."),
    ],
)
def test_each_wrong_part_is_told(answer: str, code: str, part: str, message: str) -> None:
    expect = {"parts": {"mean": {"number": "2"}, "variance": {"number": "3"}, "n": {"number": "4"}}}
    mistakes = [Mistake({"mean": "7", "n": "5"}, "A count."), Mistake({"variance": "1/3"}, "Precision.")]
    found = check(expect, answer, mistakes=mistakes)
    assert (found.code, found.part, found.message) == (code, part, message)


def test_letters_follow_the_order_shown() -> None:
    expect = {"choice": [{"right": "p", "id": "one"}, {"wrong": "q", "say": "No.", "id": "two"}]}
    assert check(expect, "a").verdict == "correct"
    assert check(expect, "a", shown=["two", "one"]).message == "No."
    assert check(expect, "one", shown=["two", "one"]).verdict == "correct"


@pytest.mark.parametrize(
    ("expect", "answer", "told"),
    [
        ({"number": "8"}, "3 log 2", "This is the logarithm of the right value."),
        ({"number": "ln(8)"}, "8", "This is the exponential of the right value."),
        ({"number": "8"}, "3", "Not the right value."),
        ({"expression": "e^x + 1", **X}, "ln(e^x + 1)", "This is the logarithm of the right value."),
        ({"expression": "2x sin(8x) + 8x^2 cos(8x)", **X}, "2x sin(8x) + 4x^2 cos(8x)",
         "The constant factor of one term is off."),
        ({"expression": "x^3 + x^2", **X}, "x^3 + x^2 + x sin(x)", "One term is too many."),
    ],
)  # fmt: skip
def test_a_logarithm_and_one_term_are_named(expect: dict[str, object], answer: str, told: str) -> None:
    assert check(expect, answer).message == told


def test_parts_in_each_others_place_are_told_so_and_no_message_comes_twice() -> None:
    expect = {"parts": {"yes": {"number": "2/7"}, "no": {"number": "3/11"}}}
    assert check(expect, "yes = 3/11; no = 2/7").message == "yes and no are swapped."
    assert check(expect, "yes = 5/13; no = 4/17").message == "yes and no: Not the right value."
    found = check(expect, "yes = 5/13; no = 3/11")
    assert (found.message, found.part) == ("yes: Not the right value.", "yes")


def test_parts_name_what_is_off() -> None:
    expect = {"parts": {"mean": {"number": "2"}, "variance": {"number": "3"}}}
    found = check(expect, "mean = 2; variance = (3")
    assert (found.verdict, found.part, found.at) == ("unreadable", "variance", 22)
    found = check(expect, "mean = 2; variance = -3")
    assert (found.code, found.part) == ("sign", "variance")
    assert "variance" in found.message


@pytest.mark.parametrize(
    ("expect", "answer", "told"),
    [
        ({"expression": "x^2 + 1", "vars": ["x"]}, "x^3 + 2", ": at x = 2 yours is 10, the right one 5."),
        (
            {"expression": "t1^2 + 1", "vars": ["t1"], "names": {"t1": "t"}},
            "t^3 + 2",
            ": at t = 2 yours is 10, the right one 5.",
        ),
        (
            {"expression": "p*(1 - q)", "vars": ["p", "q"], "assume": ["0 < p < 1", "0 < q < 1"]},
            "p*q^2",
            ": at p = 0.5, q = 0.25 yours is 0.03125, the right one 0.375.",
        ),
        (
            {"expression": "ln(a - b)", "vars": ["a", "b"], "assume": ["a > b", "b > 0"]},
            "ln(a)*b",
            ": at a = 2, b = 1 yours is 0.6931, the right one 0.",
        ),
        ({"expression": "n*(n + 1)/2", "vars": ["n"], "assume": ["n integer", "n > 2"]}, "n^2", ": at n = 3"),
    ],
)
def test_where_no_cause_is_known_a_small_point_shows_the_difference(
    expect: dict[str, object], answer: str, told: str
) -> None:
    message = check(expect, answer).message
    assert message.startswith("This is not equal to the right answer")
    assert told in message


@pytest.mark.parametrize(
    ("expect", "answer", "untold"),
    [
        ({"expression": "x", "vars": ["x"]}, "sqrt(" * 50 + "x" + ")" * 50, "differ"),
        ({"expression": "x", "vars": ["x"]}, "1.00001 x", "about 1 times"),
        ({"code": "A @ x", "arrays": {"A": ["m", "n"], "x": ["n"]}}, "A @ x * 1.0000001", "1 times"),
        ({"vector": "[3, 7]"}, "[3.0003, 7.0007]", "is 1 times"),
        ({"matrix-expression": "A B", "shapes": {"A": ["n", "n"], "B": ["n", "n"]}}, "1.00001 A B", " times"),
    ],
)
def test_a_diagnosis_that_is_not_so_is_not_told(expect: dict[str, object], answer: str, untold: str) -> None:
    verdict = check(expect, answer)
    assert verdict.verdict == "wrong"
    assert untold not in verdict.message


@pytest.mark.parametrize(
    ("expect", "answer"),
    [
        ({"number": "3"}, "5.2"),  # the value of the key is the key
        ({"expression": "7", "vars": ["x"]}, "x^2 + 5.2"),
        ({"expression": "x", "vars": ["x"]}, "x + x/10^4"),  # four digits are the same
    ],
)
def test_no_point_is_told_that_gives_the_key_away_or_shows_nothing(
    expect: dict[str, object], answer: str
) -> None:
    verdict = check(expect, answer)
    assert verdict.verdict == "wrong"
    assert " at " not in verdict.message


def test_a_decimal_that_a_known_mistake_has_is_no_rounding() -> None:
    mistakes = [Mistake("0.1667", "Keep the fraction."), Mistake("7/12", "Add.")]
    assert check({"number": "1/6"}, "0.1667", mistakes=mistakes).message == "Keep the fraction."
    assert check({"number": "1/6"}, "0.16667", mistakes=mistakes).verdict == "correct"
    assert check({"number": "1/6"}, "0.5833", mistakes=mistakes).message == "Add."


def test_a_decimal_that_rounds_key_and_mistake_is_asked_for_again() -> None:
    mistakes = [Mistake("0.99^100", "That is not the limit.")]
    near = [Mistake("e^(-1) + 10^(-6)", "Nearly.")]
    assert check({"number": "e^(-1)"}, "0.3660", mistakes=mistakes).code == "misconception"
    assert check({"number": "e^(-1)"}, "0.3679", mistakes=near).code == "rounding"
    assert check({"number": "e^(-1)"}, "0.367879", mistakes=near).verdict == "correct"


def test_a_mistake_in_parts_is_none_of_their_roundings() -> None:
    expect = {"parts": {"mean": {"number": "1/6"}, "sd": {"number": "sqrt(2)"}}}
    mistakes = [Mistake({"sd": "1.414"}, "The root itself.")]
    assert check(expect, "mean = 0.1667; sd = 1.414", mistakes=mistakes).code == "misconception"
    assert check(expect, "mean = 0.1667; sd = sqrt(2)", mistakes=mistakes).verdict == "correct"


def test_a_number_is_no_percentage_without_a_sign() -> None:
    assert check({"number": "1/5"}, "20", mistakes=[Mistake("20", "Mind the root.")]).code == "misconception"
    asked = check({"number": "1/5"}, "20")
    assert asked.code == "ambiguous"
    assert "%" not in asked.message
    assert check({"number": "1/5"}, "2000").code == "wrong"
