"""Variants: every kind resolved, keys that the checker takes, mistakes that differ from them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from drill.banks.draws import Variant
from drill.banks.variant_expansion import expand_values as expand_exercise_values
from drill.banks.variant_expansion import expand_variant as expand_exercise
from drill.checking import check
from drill.errors import BankError
from drill.reading import read_typed, write_plain
from tests.asked import Asked, exercise_from
from tests.rows import each_row


def ask(answer: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"id": "t", "prompt": "p", "answer": answer, **fields}


def expand(body: Asked, seed: int, **more: Any) -> Variant:
    return expand_exercise(exercise_from(body), seed, **more)


def expand_values(body: Asked, params: dict[str, str], **more: Any) -> Variant:
    return expand_exercise_values(exercise_from(body), params, **more)


ANY_A = {"a": "2..9"}
SHAPES = {"X": ["n", "d"], "w": ["d"], "y": ["m"], "A": ["m", "d"], "B": ["d", "n"]}

# name, exercise, drawn values, the key as typeable text
KEYS: list[tuple[str, dict[str, Any], dict[str, str], Any]] = [
    ("number", ask({"number": "a/(1 + a)^2"}, params=ANY_A), {"a": "3"}, "3/16"),
    ("decimal number", ask({"number": "a/4"}, params={"a": ["0.5"]}), {"a": "0.5"}, "0.125"),
    ("irrational", ask({"number": "sqrt(a) + pi"}, params=ANY_A), {"a": "4"}, "2 + pi"),
    ("tidy number", ask({"number": "sqrt(a)"}, params={"a": ["61/36"]}), {"a": "61/36"}, "sqrt(61)/6"),
    (
        "tidy expression",
        ask({"expression": "(6x - a)/a"}, params={"a": ["9"]}, vars=["x"]),
        {"a": "9"},
        "(2x - 3)/3",
    ),
    (
        "form of its own",
        ask({"expression": "(6x - 9)/9", "form": "single-fraction"}, vars=["x"]),
        {},
        "(6x - 9)/9",
    ),
    (
        "transposed",
        ask({"matrix-expression": "2 T(X) (X w - T(A B) y)", "shapes": SHAPES}),
        {},
        "2X^T (X w - (A B)^T y)",
    ),
    (
        "code",
        ask({"code": "w - a * w**a + b", "arrays": {"w": ["n"]}}, params={"a": ["0.5"], "b": ["-2"]}),
        {"a": "0.5", "b": "-2"},
        "w - 0.5 * w**0.5 + (-2)",
    ),
    ("infinite", ask({"number": "inf"}), {}, "inf"),
    ("limit", ask({"number": "limit((1 + a/n)^n, n, inf)"}, params={"a": "2..3"}), {"a": "2"}, "e^2"),
    (
        "tolerance",
        ask({"number": "2 (1 - Phi(z))", "tolerance": "0.001"}, params={"z": ["1.5"]}),
        {"z": "1.5"},
        "0.134",
    ),
    ("tolerance, ends", ask({"number": "5/2", "tolerance": "0.001"}), {}, "2.5"),
    ("relative", ask({"number": "1000 pi", "tolerance": {"rel": "0.01"}}), {}, "3142"),
    ("digits", ask({"number": "1000 pi", "digits": "3"}), {}, "3140"),
    ("decimals", ask({"number": "1/3", "decimals": "2"}), {}, "0.33"),
    ("quantile", ask({"number": "quantile(normal(0, 1), 0.975)", "decimals": "2"}), {}, "1.96"),
    (
        "expression",
        ask({"expression": "diff(f, x)"}, params={"n": "2..5"}, let={"f": "x^n"}, vars=["x"]),
        {"n": "3"},
        "3x^2",
    ),
    ("vector", ask({"vector": "[a - ind(a = 2), v]"}, params=ANY_A, let={"v": "a^2"}), {"a": "2"}, "[1, 4]"),
    ("rounded vector", ask({"vector": "[1/3, 2]", "decimals": "2"}), {}, "[0.33, 2.00]"),
    (
        "matrix",
        ask({"matrix": "inv(A)"}, params=ANY_A, let={"A": "[[a, 0], [0, 1]]"}),
        {"a": "2"},
        "[[1/2, 0], [0, 1]]",
    ),
    (
        "matrix product",
        ask({"matrix": "A T(A) - 2A"}, params=ANY_A, let={"A": "[[a, 1], [0, 1]]"}),
        {"a": "2"},
        "[[1, -1], [1, -1]]",
    ),
    ("column", ask({"vector": "A v"}, let={"A": "[[1, 2], [3, 4]]", "v": "[1, 1]"}), {}, "[3, 7]"),
    ("set", ask({"set": "{a, -a}"}, params=ANY_A), {"a": "3"}, "{3, -3}"),
    ("interval", ask({"interval": "[0, a) U (a + 1, inf)"}, params=ANY_A), {"a": "3"}, "[0, 3) U (4, inf)"),
    ("inequality", ask({"inequality": "x > a"}, params=ANY_A, vars=["x"]), {"a": "3"}, "x > 3"),
    (
        "distribution",
        ask({"distribution": "beta(a + k, 4)"}, params={"a": "2..9", "k": "1..2"}),
        {"a": "3", "k": "2"},
        "beta(5, 4)",
    ),
    (
        "another distribution",
        ask({"distribution": "N(mean = a, sd = 2)"}, params=ANY_A),
        {"a": "3"},
        "normal(3, 4)",
    ),
    (
        "parts",
        ask(
            {"parts": {"mean": {"number": "a/2"}, "variance": {"number": "a/3", "decimals": "1"}}},
            params=ANY_A,
        ),
        {"a": "3"},
        {"mean": "3/2", "variance": "1.0"},
    ),
    (
        "choice",
        ask(
            {"choice": [{"id": "one", "wrong": "$@a$", "say": "No."}, {"id": "two", "right": "b"}]},
            params=ANY_A,
        ),
        {"a": "3"},
        "two",
    ),
    (
        "order",
        ask(
            {
                "order": [
                    {"id": "first", "text": "a"},
                    {"id": "then", "text": "b"},
                    {"id": "last", "text": "c"},
                ]
            }
        ),
        {},
        "first then last",
    ),
    ("self", ask({"self": "compare with page @@5"}), {}, "compare with page @5"),
]


@each_row(("body", "params", "key"), [row[1:] for row in KEYS])
def test_key(body: dict[str, Any], params: dict[str, str], key: Any) -> None:
    variant = expand_values(body, params, item="b/t")
    assert variant.only.key == key
    if variant.kind != "self":
        assert check(variant.only.expect, key).verdict == "correct"


def test_a_variant_is_plain_data() -> None:
    body = ask(
        {"expression": "diff(f, x)", "form": "expanded"},
        vars=["x"],
        names={"th": r"\theta"},
        assume=["x > 0"],
        params=ANY_A,
        let={"f": "a x^2"},
        prompt="Differentiate $@f$.",
        steps=["It is $@{diff(f, x)}$."],
        hints=["Powers."],
        wrong=[{"answer": "a x", "say": "The exponent @{1 + 1} comes down."}],
        links=["a book"],
    )
    variant = expand(body, 11, item="b/t")
    assert read_typed(Variant, json.loads(json.dumps(write_plain(variant)))) == variant
    expect = variant.only.expect
    assert expect.vars == ("x",)
    assert expect.latex == (("th", r"\theta"),)
    assert expect.assume == ("x > 0",)
    assert expect.form == "expanded"
    assert variant.only.wrong[0].say == "The exponent 2 comes down."


def test_the_same_seed_gives_the_same_variant_and_values_give_it_back() -> None:
    body = ask({"number": "a b"}, params={"a": "2..99", "b": "2..99"}, prompt="$@a @b$")
    variant = expand(body, 5, item="b/t")
    assert variant == expand(body, 5, item="b/t")
    assert expand_values(body, variant.params, item="b/t", seed=5) == variant
    assert expand(body, 5, item="b/t", avoid=[variant.params]).params != variant.params


def test_no_prompt_comes_again_while_another_is_left() -> None:
    # b changes no text
    body = ask({"number": "a"}, params={"a": "1..3", "b": "1..5"}, prompt="Type $@a$.")
    for seed in range(20):
        met: list[Variant] = []
        for turn in range(4):
            avoid = [variant.params for variant in met]
            met.append(expand(body, seed + 100 * turn, item="b/t", avoid=avoid))
        prompts = [variant.stages[0].prompt for variant in met]
        assert len(set(prompts[:3])) == 3
        again = expand_values(body, dict(met[2].params), item="b/t")
        assert again.stages[0].prompt == prompts[2]


def test_options_are_part_of_what_is_asked() -> None:
    options = [{"id": "yes", "right": "yes"}, *({"id": f"no{n}", "wrong": f"no {n}"} for n in range(4))]
    body = ask({"show": 3, "choice": options}, prompt="Which?")
    first = expand(body, 1, item="b/t")
    assert expand(body, 1, item="b/t", avoid=[first.params]).params != first.params


def test_mistakes_that_equal_the_key_or_an_earlier_one_are_dropped() -> None:
    body = ask(
        {"number": "a^2", "tolerance": "0.1"},
        params=ANY_A,
        wrong=[
            {"answer": "2a", "say": "twice"},
            {"answer": "a + 2", "say": "plus"},
            {"answer": "a^2 + 0.05", "say": "within the tolerance"},
            {"answer": "1/(a - 2)", "say": "no value"},
            {"answer": "a^3", "say": "cubed"},
        ],
    )
    at_two = expand_values(body, {"a": "2"}, item="b/t")
    assert [mistake.say for mistake in at_two.only.wrong] == ["cubed"]
    at_five = expand_values(body, {"a": "5"}, item="b/t")
    assert [mistake.say for mistake in at_five.only.wrong] == ["twice", "plus", "no value", "cubed"]


def test_mistakes_of_parts_name_some_of_them() -> None:
    body = ask(
        {"parts": {"mean": {"number": "a"}, "variance": {"number": "1/a"}}},
        params={"a": "1..9"},
        wrong=[{"answer": {"variance": "a"}, "say": "the precision"}],
    )
    assert expand_values(body, {"a": "1"}, item="b/t").only.wrong == ()
    assert expand_values(body, {"a": "4"}, item="b/t").only.wrong[0].answer == {"variance": "4"}


def test_mistakes_do_not_count_as_the_key_for_their_form() -> None:
    body = ask(
        {"expression": "x^2 + 2x", "form": "expanded"},
        vars=["x"],
        wrong=[{"answer": "x (x + 2)", "say": "no"}],
    )
    assert expand(body, 0, item="b/t").only.wrong == ()


def test_options_are_shuffled_by_the_seed_unless_they_keep_their_order() -> None:
    options = [{"id": str(n), "wrong" if n else "right": f"text {n}"} for n in range(5)]
    shuffled = ask({"choice": options})
    orders = {
        tuple(option.id for option in expand(shuffled, seed, item="b/t").only.options) for seed in range(20)
    }
    assert len(orders) > 5
    kept = expand(ask({"choice": options, "keep-order": "true"}), 3, item="b/t")
    assert [option.id for option in kept.only.options] == ["0", "1", "2", "3", "4"]
    assert [option.right for option in kept.only.options] == [True, False, False, False, False]


def test_an_order_is_never_shown_in_its_right_order() -> None:
    body = ask({"order": [{"id": "a", "text": "a"}, {"id": "b", "text": "b"}]})
    assert all([o.id for o in expand(body, seed, item="b/t").only.options] == ["b", "a"] for seed in range(8))


@each_row(
    ("fields", "field"),
    [
        ({"prompt": "$@c$"}, "prompt"),
        ({"steps": ["fine", "$@{1/(a - a)}$"]}, "steps.1"),
        ({"hints": ["$@{a +}$"]}, "hints.0"),
        ({"let": {"b": "c + 1"}}, "let.b"),
        ({"let": {"b": "c", "c": "a"}}, "let.b"),
        ({"let": {"b": "b + 1"}}, "let.b"),
        ({"answer": {"number": "1/(a - a)"}}, "answer.number"),
        ({"wrong": [{"answer": "b", "say": "x"}]}, "wrong.0.answer"),
    ],
)
def test_errors_name_the_exercise_and_the_field(fields: dict[str, Any], field: str) -> None:
    body = {**ask({"number": "a"}, params=ANY_A), **fields}
    with pytest.raises(BankError) as raised:
        expand(body, 0, item="b/t")
    assert (raised.value.exercise, raised.value.field) == ("t", field)


def test_towers_are_refused_at_once() -> None:
    with pytest.raises(BankError):
        expand(ask({"number": "9^9^9^9"}), 0, item="b/t")


@pytest.mark.parametrize("places", ["100000", "31", "-1", "1/2", "a"])
def test_places_of_a_decimal_that_make_no_sense_are_named(places: str) -> None:
    body = ask({"number": f"dec(pi, {places})"}, vars=["a"])
    with pytest.raises(BankError, match="dec: a whole number of places from 0 to 30 is expected"):
        expand(body, 0, item="b/t")


def test_a_bound_name_that_has_a_value_is_refused() -> None:
    with pytest.raises(BankError, match="binds a"):
        expand(ask({"number": "sum(a, a, 1, 3)"}, params=ANY_A), 0, item="b/t")


def test_terms_that_are_written_out_have_one_budget() -> None:
    terms = "sum(sum(sum(x i j k, i, 1, 100), j, 1, 100), k, 1, 100)"
    with pytest.raises(BankError, match="too many steps"):
        expand(ask({"expression": terms}, vars=["x"]), 0, item="b/t")


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("(b, 1, 1)", "correct"),
        ("(7, 1, 1)", "correct"),
        ("b × 1 × 1", "correct"),
        ("[B, 1, 1]", "unreadable"),
        ("(1, 1, b)", "wrong"),
        ("(2 b, 1, 1)", "wrong"),
        ("(b, n, 1)", "unreadable"),
        ("(k, 1, 1)", "unreadable"),
    ],
)
@pytest.mark.parametrize("is_part", [False, True])
def test_axes_may_be_called_by_the_letters_that_the_prompt_uses(
    answer: str, verdict: str, *, is_part: bool
) -> None:
    key = {"shape": "(b, 1, 1)"}
    prompt = "An array has shape `(b, 3, @n)`, `b` is @b and $k = @k$. Which shape must `a` have?"
    params = {"b": [7], "n": [5], "k": [7]}
    body = ask({"parts": {"a": key}} if is_part else key, prompt=prompt, params=params)
    expect = expand(body, 1, item="t").only.expect
    given = check(expect, {"a": answer} if is_part else answer)
    assert given.verdict == verdict, given
