"""Questions that a formula's line of NumPy answers: what leaves it as it is, its ends, its bugs, and none
that is false or trivial."""

from __future__ import annotations

from typing import Any

import pytest

from drill.formulas import Meaning, Questions, find_questions, make_exercises
from tests.asked import verify

NORM = Meaning(
    "(3)", "gamma * (x - np.mean(x)) / np.sqrt(np.var(x) + eps) + beta",
    {"x": ("d",), "gamma": ("d",), "beta": ("d",), "eps": ()}, ("eps > 0",), {"eps": r"\epsilon"},
)  # fmt: skip
ENTROPY = Meaning("(1)", "-np.sum(p * np.log(p))", {"p": ("N",)}, ("p entries sum to 1",))
ATTENTION = Meaning(
    "(2)", "l = K @ q\nw = np.exp(l - np.max(l))\n(w / np.sum(w)) @ V",
    {"q": ("d",), "K": ("N", "d"), "V": ("N", "e")},
)  # fmt: skip
MIXTURE = Meaning("(4)", "p * f + (1 - p) * g", {"p": (), "f": (), "g": ()}, ("0 < p < 1",))
DIFFERENCE = Meaning("(5)", "np.mean((v - u)**2)", {"v": ("n",), "u": ("n",)})
FACTOR = Meaning("(6)", "a * np.exp(b)", {"a": (), "b": ()}, ("a > 0",))
WEIGHTS = Meaning(
    "(7)", "theta - m / (np.sqrt(v) + eps)", {"theta": ("n",), "m": ("n",), "v": ("n",), "eps": ()},
    ("v > 0", "eps > 0"),
)  # fmt: skip


def find(meaning: Meaning, *, every: bool = False) -> Questions:
    return find_questions(meaning, seed=0, cpu_seconds=60, every=every)


def asked(meaning: Meaning, *, every: bool = False) -> set[tuple[str, tuple[str, ...], str, str]]:
    found = find(meaning, every=every).asks
    return {(ask.kind, ask.letters, ask.change, ask.outcome) for ask in found if ask.kind != "bug"}


def test_a_shift_that_the_mean_takes_up_leaves_the_line_as_it_is() -> None:
    assert ("same", ("x",), "add", "same") in asked(NORM)


def test_doubling_is_not_harmless_where_a_constant_stands_beside_the_variance() -> None:
    assert all(letters != ("x",) for _, letters, change, _ in asked(NORM, every=True) if change == "scale")


def test_letters_are_scaled_by_the_powers_that_keep_a_divisor_in_proportion() -> None:
    scalings = {ask.letters: ask.powers for ask in find(WEIGHTS).asks if ask.powers}
    assert scalings == {("m", "v", "eps"): (1, 2, 1)}


@pytest.mark.parametrize(
    ("meaning", "letter", "left"),
    [(NORM, "x", "beta"), (ENTROPY, "p", "np.log(N)"), (ATTENTION, "K", "np.mean(V, axis=0)")],
)
def test_what_is_left_where_all_entries_are_equal(meaning: Meaning, letter: str, left: str) -> None:
    assert ("end", (letter,), "equal", left) in asked(meaning)


@pytest.mark.parametrize("meaning", [MIXTURE, DIFFERENCE, FACTOR])
def test_what_shows_at_a_look_is_not_asked(meaning: Meaning) -> None:
    assert asked(meaning) == set()


def test_a_letter_that_is_fixed_does_not_change() -> None:
    fixed = Meaning("(3)", NORM.code, NORM.arrays, NORM.assume, fixed=("x",))
    assert all("x" not in letters for _, letters, _, _ in asked(fixed, every=True))


def test_a_bug_breaks_what_the_right_line_has() -> None:
    bugs = [ask for ask in find(NORM).asks if ask.kind == "bug"]
    assert len(bugs) == 1
    assert bugs[0].change != NORM.code
    assert bugs[0].outcome


def test_at_most_three_are_asked_in_the_order_of_kinds_and_the_same_each_run() -> None:
    first, again = (find_questions(NORM, seed=3, cpu_seconds=60).write() for _ in range(2))
    assert first == again
    kinds = [ask["kind"] for ask in first["asks"]]
    assert kinds == sorted(kinds, key=("same", "end", "bug").index)
    assert len(kinds) <= 3


def test_a_search_that_runs_out_of_time_says_so() -> None:
    assert not find_questions(ATTENTION, seed=0, cpu_seconds=0.0).complete


def test_exercises_have_one_right_option_a_reply_to_each_other_and_a_witness() -> None:
    made = make_exercises(NORM, find(NORM).asks, formula="y")
    assert made
    for fields in made:
        options = fields["answer"]["choice"]
        assert sum("right" in option for option in options) == 1
        assert all("right" in option or option["say"] for option in options)
        report = verify(fields, variants=1)
        assert not report.problems


@pytest.mark.parametrize(
    "wrong",
    [
        {"change": "scale", "powers": [1]},
        {"others": [{"change": "permute", "letters": ["d"]}, {"change": "add", "letters": ["x"]}]},
    ],
)
def test_a_witness_contradicts_a_change_that_does_not_hold(wrong: dict[str, Any]) -> None:
    (same,) = [
        fields
        for fields in make_exercises(NORM, find(NORM).asks, formula="y")
        if fields["witness"]["change"] == "add" and "wrong" not in fields["witness"]
    ]
    report = verify({**same, "witness": {**same["witness"], **wrong}}, variants=1)
    assert [problem.code for problem in report.problems] == ["witness"]


def test_an_exercise_keeps_its_id_when_the_line_is_written_otherwise() -> None:
    other = Meaning("(1)", "np.sum(p * np.log(1 / p))", ENTROPY.arrays, ENTROPY.assume)
    ids = [
        [fields["id"] for fields in make_exercises(each, find(each).asks, formula="H")]
        for each in (ENTROPY, other)
    ]
    assert ids[0] == ids[1] != []
