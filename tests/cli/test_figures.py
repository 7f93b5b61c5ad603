"""Figures on the command line: nothing is sent before its time, and a needed one is always there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Drill
from tests.homes import bank, plant
from tests.session.figured import AFTER, EXPLAINED, HINTED, PICTURES, READ_OFF


@pytest.fixture
def home(home: Path) -> Path:
    plant(home, "drawn", bank(READ_OFF + AFTER + HINTED + PICTURES, topic="drawn.kinds"))
    return home


def said(*messages: dict[str, Any]) -> list[str]:
    return [json.dumps(message) for message in messages]


def test_a_needed_figure_comes_with_the_prompt_and_the_verdict(drill: Drill) -> None:
    lines = said({"do": "answer", "text": "5"})
    first, verdict, _ = drill("start", "drawn/read-off", "--jsonl", lines=lines).lines
    assert first["figure"]["says"] == "A number line with one dot."
    assert "dot" in first["figure"]["text"]
    assert first["figure"]["svg"].startswith("<svg")
    assert "counted" not in json.dumps(first)
    assert verdict["figure"]["text"] == first["figure"]["text"]
    assert verdict["step_figures"][0]["says"] == "Three steps."


def test_a_figure_of_the_verdict_is_not_sent_before_it(drill: Drill) -> None:
    lines = said({"do": "answer", "text": "x^2"})
    first, verdict, _ = drill("start", "drawn/after", "--jsonl", lines=lines).lines
    assert first["figure"] is None
    assert "origin" not in json.dumps(first)
    assert verdict["figure"]["says"] == "The slope is a line through the origin."


def test_a_figure_of_the_hints_comes_with_the_first(drill: Drill) -> None:
    first, hint, _ = drill("start", "drawn/hinted", "--jsonl", lines=said({"do": "hint"})).lines
    assert first["figure"] is None
    assert hint["figure"]["says"] == "Two equal bars."


def test_options_that_are_pictures(drill: Drill) -> None:
    first, _ = drill("start", "drawn/pictures", "--jsonl", lines=[]).lines
    assert [option["figure"]["says"] for option in first["options"]] == ["A parabola.", "A cubic."]


def test_the_line_mode_says_and_draws_them(drill: Drill) -> None:
    out = drill("start", "drawn/read-off", "--plain", lines=["5", "n"]).out
    before, after = out.split("Wrong.", 1)
    assert "Figure: A number line with one dot." not in before  # it may say what is to be read off
    assert "dot" in before
    assert "Figure: A number line with one dot." in after
    pictures = drill("start", "drawn/pictures", "--plain", lines=[]).out
    assert "Figure: A parabola." in pictures
    assert "Figure: A cubic." in pictures


def test_preview_prints_figures_and_writes_them(drill: Drill, tmp_path: Path) -> None:
    out = drill("preview", "drawn/read-off", "--svg", tmp_path / "svg").out
    assert "Figure: A number line with one dot." in out
    assert "Figure: Three steps." in out
    written = sorted(path.name for path in (tmp_path / "svg").iterdir())
    assert written == ["read-off-0-step-1.svg", "read-off-0.svg"]


def test_the_line_mode_draws_theory(drill: Drill, home: Path) -> None:
    plant(home, "dots", EXPLAINED)
    out = drill("start", "dots", "--plain", lines=["?t"]).out
    assert "Figure: The card." in out
    assert "Figure: A dot." in out
