"""An algorithm box is run line by line: its assignments in three turns, anything else is text."""

from __future__ import annotations

import pytest

from drill.errors import DrillError
from drill.papers import AlgorithmRow, Origin, SymbolRow, run_box

YOU = Origin("you")
SYMBOLS = [
    SymbolRow(name, "", type_, declared_from=YOU)
    for name, type_ in (
        ("x_t", "number"),
        ("a", "(0, 1)"),
        ("g_t", "number"),
        ("t", "index"),
        ("y", "number"),
    )
]


def values_of(*steps: str) -> dict[str, list[float]]:
    inside = run_box(AlgorithmRow("box", steps), SYMBOLS, 5, is_by_hand=False)
    return {
        part.part.strip(): [float(text) for text in part.values or (part.value,)]
        for part in inside.parts
        if part.value
    }


def test_each_turn_goes_on_from_the_one_before() -> None:
    step, far = r"$x_t \gets x_{t-1} + 2$", r"$y \gets x_t \cdot 10$"
    found = values_of(r"$x_0 \gets 1$", r"for $t = 1, \dots, T$", f"  {step}", f"  {far}", "return $y$")
    assert found == {r"$x_0 \gets 1$": [1], step: [3, 5, 7], far: [30, 50, 70]}


def test_a_counter_of_its_own_begins_where_it_is_set() -> None:
    step = r"$x_{t+1} \gets x_t + t$"
    found = values_of(r"$x_0 \gets 1$, $t \gets 0$", "while not done", f"  {step}", r"  $t \gets t + 1$",
                      r"  $y \gets 2 x_t$")  # fmt: skip
    assert found[step] == [1, 2, 4]
    assert found[r"$y \gets 2 x_t$"] == [2, 4, 8]


def test_a_loop_that_goes_down_counts_down() -> None:
    step, far = r"$x_{t-1} = a x_t$", r"$y = t$"
    found = values_of(r"for $t = T, \dots, 1$", f"  {step}", f"  {far}")
    assert found[far] == [3, 2, 1]
    first, second, third = found[step]
    assert second / first == pytest.approx(third / second, rel=2e-3)


@pytest.mark.parametrize(
    "unknown",
    [r"$x_t \gets$ what the network says", r"if $a > 1$ then $x_t \gets 0$", r"$x_t \gets \mathcal{Q} + q$"],
)
def test_what_rests_on_a_line_that_is_not_computed_is_text(unknown: str) -> None:
    far, apart = r"$y \gets x_t + 1$", r"$g_t \gets a t$"
    found = values_of(r"$x_0 \gets 1$", "for $t = 1, 2$", f"  {unknown}", f"  {far}", f"  {apart}")
    assert set(found) == {r"$x_0 \gets 1$", apart}


def test_what_is_done_in_a_case_alone_is_text() -> None:
    sure = (r"$t \gets 1$", r"$x_0 \gets 2$")
    found = values_of(*sure, r"if $a > 1$: $y \gets 0$", "if $a > 2$", r"  $x_0 \gets 0$", r"$y \gets x_0$")
    assert set(found) == set(sure)


def test_a_box_whose_start_nobody_said_begins_at_0_and_says_so() -> None:
    step = r"$x_t \gets x_{t-1} + 2$"
    inside = run_box(AlgorithmRow("box", ("for $t = 1, 2$", f"  {step}", r"  $y \gets 3 x_t$")), SYMBOLS, 5,
                     is_by_hand=False)  # fmt: skip
    assert inside.parts[0].part == "No line says where $x_{0}$ begins: at 0 here."
    assert [part.values for part in inside.parts if part.values] == [("2", "4", "6"), ("6", "12", "18")]


@pytest.mark.parametrize("steps", [("repeat", "  take a step"), (r"$x_0 \gets 1$",), ("",), ("for $t$",)])
def test_a_box_without_lines_that_can_be_computed_is_refused(steps: tuple[str, ...]) -> None:
    with pytest.raises(DrillError):
        run_box(AlgorithmRow("box", steps), SYMBOLS, 5, is_by_hand=False)
