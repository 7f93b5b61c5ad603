"""A look inside a meaning: its parts with their values, and what follows when a number moves."""

from __future__ import annotations

import pytest

from drill.errors import CheckError
from drill.formulas import LineInside, LinePart, Meaning, look_inside_meaning, print_in_letters

NORM = Meaning(
    "(3)",
    "g * (x - x.mean()) / np.sqrt(x.var() + eps) + b",
    {"x": ("d",), "g": ("d",), "b": ("d",), "eps": ()},
    ("eps > 0",),
    {"g": r"\gamma", "b": r"\beta", "eps": r"\epsilon"},
)
CUT = Meaning(
    "(2)",
    "np.minimum(np.log(k), lam * (1 - p))",
    {"k": (), "lam": (), "p": ()},
    ("k > 10", "0 < p < 1", "0 < lam < 1"),
    {"lam": r"\lambda"},
)
ATTENTION = Meaning(
    "(1)", "w = softmax(q @ k.T / np.sqrt(d))\nw @ v", {"q": ("n", "d"), "k": ("m", "d"), "v": ("m", "e")}
)


def find_part(inside: LineInside, text: str) -> LinePart:
    return next(part for part in inside.parts if part.text == text)


def test_parts_go_from_inputs_to_the_result_in_the_papers_letters() -> None:
    inside = look_inside_meaning(NORM)
    assert [part.text for part in inside.parts] == [
        *("x", "γ", "β", "ε", "x.mean()", "x - x.mean()", "γ * (x - x.mean())"),
        *("x.var()", "x.var() + ε", "sqrt(x.var() + ε)", "γ * (x - x.mean()) / sqrt(x.var() + ε)"),
        "γ * (x - x.mean()) / sqrt(x.var() + ε) + β",
    ]
    assert [part.name for part in inside.parts if part.name] == ["x", "g", "b", "eps"]
    (x,) = find_part(inside, "x").rows
    (shifted,) = find_part(inside, "x - x.mean()").rows
    assert abs(sum(map(float, shifted))) < 0.05
    assert float(shifted[0]) == pytest.approx(float(x[0]) - sum(map(float, x)) / len(x), abs=0.05)


def test_a_draw_is_small_and_has_two_digits() -> None:
    inside = look_inside_meaning(ATTENTION)
    assert max(inside.sizes.values()) <= 4
    for part in inside.parts:
        assert len(part.rows) <= 4
        assert all(len(row) <= 4 for row in part.rows)
        digits = (
            entry.lstrip("-0.").partition("e")[0].replace(".", "") for row in part.rows for entry in row
        )
        assert all(len(text) <= 3 for text in digits)
    assert find_part(inside, "w @ v").shape == (inside.sizes["n"], inside.sizes["e"])
    assert look_inside_meaning(ATTENTION) == inside
    assert look_inside_meaning(ATTENTION, seed=1) != inside


def test_a_long_axis_is_cut_and_further_axes_show_their_first_entries() -> None:
    inside = look_inside_meaning(Meaning("(1)", "x * 2", {"x": ("b", "n", "9")}))
    assert find_part(inside, "x * 2").shape == (inside.sizes["b"], inside.sizes["n"], 9)
    assert {len(row) for row in find_part(inside, "x * 2").rows} == {4}


def test_a_moved_number_says_what_followed_and_what_did_not() -> None:
    moved = look_inside_meaning(ATTENTION, [("q", 0)])
    before = look_inside_meaning(ATTENTION)
    changed = {part.text: part.has_changed for part in moved.parts}
    assert (changed["q"], changed["k"], changed["k.T"], changed["w @ v"]) == (True, False, False, True)
    kept = find_part(moved, "w @ v").rows[1:]
    assert kept == find_part(before, "w @ v").rows[1:]
    entries = (moved.sizes["n"] - 1) * moved.sizes["e"]
    whole = moved.sizes["n"] * moved.sizes["e"]
    assert (
        moved.sentence
        == f"q @ k.T, q @ k.T / sqrt(d) and the result follow; {entries} of its {whole} entries stay."
    )


def test_a_part_that_was_cut_is_named() -> None:
    sentence = look_inside_meaning(CUT, [("k", 0)]).sentence
    assert sentence == "log(k) follows; the result stays: it was cut."


def test_a_moved_number_stays_as_assumed() -> None:
    shares = Meaning("(1)", "-(p * np.log(p)).sum()", {"p": ("n",)}, ("p entries sum to 1",))
    moved = find_part(look_inside_meaning(shares, [("p", 1)]), "p")
    assert sum(map(float, moved.rows[0])) == pytest.approx(1, abs=0.02)
    mask = Meaning("(1)", "(m * x).sum()", {"m": ("n",), "x": ("n",)}, ("m binary",))
    before, after = (find_part(look_inside_meaning(mask, moves), "m").rows[0] for moves in ((), [("m", 0)]))
    assert {before[0], after[0]} == {"0", "1"}
    assert before[1:] == after[1:]


def test_what_cannot_move_is_refused() -> None:
    ordered = Meaning("(1)", "x[0]", {"x": ("n",)}, ("x sorted",))
    assert not look_inside_meaning(ordered).parts[0].can_move
    for meaning, move in ((ordered, ("x", 0)), (NORM, ("x", 9)), (NORM, ("y", 0))):
        with pytest.raises(CheckError):
            look_inside_meaning(meaning, [move])


def test_letters_replace_whole_names_and_no_arguments() -> None:
    letters = {"a": r"\alpha", "axis": "x"}
    assert print_in_letters("np.sum(a * ab + x.a, axis=a)", letters) == "sum(α * ab + x.a, axis=α)"
