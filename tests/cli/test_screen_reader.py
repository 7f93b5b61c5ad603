"""What a screen reader reads: sessions line by line, formulas and figures in words, no sign beyond ASCII."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.cli.commands import start
from tests.cli.conftest import Drill
from tests.homes import bank, plant
from tests.session.figured import PICTURES, READ_OFF

SPOKEN = (
    "- {id: half, prompt: 'Differentiate $\\frac{x^2}{\\sigma}$ with respect to $x$.',"
    " answer: {expression: 2 x/sigma, vars: [x, sigma]}}\n"
)


@pytest.fixture
def home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DRILL_SCREEN_READER", "")  # what the option sets is forgotten after the test
    plant(home, "spoken", bank(SPOKEN, topic="spoken.x"))
    plant(home, "drawn", bank(READ_OFF + PICTURES, topic="drawn.kinds"))
    return home


def test_one_word_gives_lines_words_and_ascii(
    drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "has_terminal", lambda: True)
    ran = drill("--screen-reader", "start", "spoken/half", lines=["2x)", "2x/sigma", "y"])
    assert "Differentiate x squared over sigma with respect to x." in ran.out
    assert "At character 3" in ran.out
    assert "^" not in ran.out
    assert "Right." in ran.out
    assert "Green." in ran.out
    assert ran.out.isascii()


@pytest.mark.parametrize("is_option", [True, False])
def test_without_a_command_it_asks_for_the_next_answer(
    drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch, is_option: bool
) -> None:
    monkeypatch.setattr(start, "has_terminal", lambda: True)
    if not is_option:
        monkeypatch.setenv("DRILL_SCREEN_READER", "1")
    ran = drill(*["--screen-reader"] * is_option, lines=["?q"])
    assert "answer>" in ran.out
    assert ran.err == ""
    assert ran.out.isascii()


def test_figures_are_described_and_not_drawn(drill: Drill) -> None:
    out = drill("start", "drawn/read-off", "--screen-reader", lines=["5", "n"]).out
    assert "Figure: A number line with one dot." in out.split("Wrong.")[0]
    pictures = drill("start", "drawn/pictures", "--screen-reader", lines=[]).out
    assert "Figure: A parabola." in pictures
    rows = [row for row in (out + pictures).splitlines() if row.strip() and not any(map(str.isalpha, row))]
    assert rows == []


def test_formulas_are_words_or_as_typed_and_never_in_two_dimensions(drill: Drill) -> None:
    out = drill("start", "spoken", "--screen-reader", lines=["?v", "?v"]).out
    asked = [row.strip() for row in out.splitlines() if "Differentiate" in row]
    assert asked[0] == asked[2] != asked[1]
    assert asked[1] == "Differentiate x^2/sigma with respect to x."


def test_lines_of_a_working_are_called_by_number(drill: Drill) -> None:
    ran = drill("start", "spoken/half", "--screen-reader", lines=["x/sigma + x/sigma ;; x/sigma"])
    assert "  Line 1" in ran.out
    assert "  Line 2, does not follow: x/sigma" in ran.out


def test_other_commands_take_the_word_too(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (["today"], ["progress"], ["banks"], ["preview", "spoken/half"]):
        assert drill(*command, "--screen-reader").out.isascii()
    monkeypatch.setenv("DRILL_SCREEN_READER", "0")
    assert not drill("preview", "spoken/half").out.isascii()
