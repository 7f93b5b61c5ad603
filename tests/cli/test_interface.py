"""INTERFACE.md says what the program prints, reads and can be set to: nothing is missing or invented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import pytest

import drill as package
from drill.settings import ACTIONS, SCHEMA
from tests.cli import command_tables
from tests.cli.conftest import Drill
from tests.golden.spoken import read_kept

PAGE = (Path(package.__file__).parent / "INTERFACE.md").read_text(encoding="utf-8")
RIGHT = ['{"do": "answer", "text": "13"}', '{"do": "mark", "why": true}']
MAPPINGS = {
    "roles",
    "states",
    "params",
    "names",
    "expect",
    "skills",
    "variants",
    "mutants",
    "skills_without_card",
}
"""What has names of its own below it."""


def section(command: str) -> str:
    """What the page says from a command to the next one that is named at the head of a paragraph."""
    start = PAGE.index(f"`{command}`")
    following = re.search(r"\n(?:`[a-z]+ --json|## )", PAGE[start + 1 :])
    return PAGE[start : start + 1 + following.start()] if following else PAGE[start:]


def keys_of(value: Any) -> Iterator[str]:
    """All keys in a value, but those of free mappings."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in MAPPINGS:
                yield from keys_of(inner)
    elif isinstance(value, list):
        for each in value:
            yield from keys_of(each)


@pytest.mark.parametrize(
    "command",
    ["today --json", "banks --json", "progress --json", "preview --json", "check --json", "about --json"],
)
def test_every_key_that_is_printed_is_told(drill: Drill, home: Path, command: str) -> None:
    drill("start", "tiny/sum-1", "--jsonl", lines=RIGHT)
    named = {
        "preview --json": ["tiny/sum-2"], "check --json": [home / "banks" / "tiny.yaml"],
        "about --json": [r"\frac{1}{1 + e^{-z}} + \operatorname{softmax}(z)"],
    }  # fmt: skip
    printed = json.loads(drill(*command.split(), *named.get(command, [])).out)
    told = section(command)
    assert [key for key in dict.fromkeys(keys_of(printed)) if f'"{key}"' not in told] == []


@pytest.mark.parametrize("command", ["today --json", "banks --json", "preview --json"])
def test_nothing_is_told_that_is_not_printed(drill: Drill, command: str) -> None:
    """At the top and in what is listed there; what a paper or stages alone have is told as such."""
    named = {"preview --json": ["tiny/sum-2"]}
    printed = json.loads(drill(*command.split(), *named.get(command, [])).out)
    block = section(command).split("\n\n")[1]
    told = set(re.findall(r'"(\w+)"', block)) - {"all", "green", "skills", "retrievability", "stages"}
    told -= {"learned", "known", "formulas", "ready", "drilled", "read", "exercises"}
    assert told - set(keys_of(printed)) == set()


def test_rows_are_answered_as_told(drill: Drill, home: Path) -> None:
    rows = home / "rows.jsonl"
    rows.write_text(json.dumps({"id": "1", "expect": {"number": "2"}, "answer": "2"}) + "\n")
    (graded,) = drill("grade", "--jsonl", str(rows)).lines
    assert [key for key in graded if f'"{key}"' not in section("grade --jsonl")] == []
    rows.write_text(json.dumps({"id": "1", "latex": "x^2"}) + "\n")
    (shown,) = drill("show", "--jsonl", str(rows)).lines
    assert [key for key in shown if f'"{key}"' not in section("show --jsonl")] == []


def test_the_protocol_says_what_is_told(drill: Drill, home: Path) -> None:
    lines = ['{"do": "hint"}', *RIGHT, '{"do": "skip"}', '{"do": "fly"}', '{"do": "quit"}']
    told = PAGE[PAGE.index("## The protocol") : PAGE.index("## An assistant's tools")]
    for said in drill("start", "tiny", "--jsonl", lines=lines).lines:
        assert f"`{said['type']}`" in told
        if said["type"] == "exercise":
            assert [key for key in said if f'"{key}"' not in told] == []


def test_the_protocol_has_every_word_and_no_other() -> None:
    lines = (line for lines in read_kept().values() for line in lines if line.startswith('{"type"'))
    said = {json.loads(line)["type"] for line in lines} | {"reopened", "noted", "undecided"}
    told = PAGE[PAGE.index("## The protocol") : PAGE.index("## An assistant's tools")]
    rows = re.findall(r"^\| (`.*?) \|", told, re.MULTILINE)
    assert {word for row in rows for word in re.findall(r"`([\w-]+)`", row)} == said


def test_the_tables_of_commands_are_those_of_the_parsers() -> None:
    assert command_tables.replace_tables(PAGE) == PAGE, "run python -m tests.cli.command_tables"


def test_options_are_told_where_they_are_taken() -> None:
    """In a note on some commands, and in any command that the page spells."""
    options = command_tables.read_options()
    notes = re.findall(r"^- (\*\*.*?\*\*): (.*(?:\n  .*)*)", PAGE, re.MULTILINE)
    told = [(re.findall(r"\*\*([\w-]+)\*\*", heads), text) for heads, text in notes]
    told += [
        ([name], text) for name, text in re.findall(r"\bdrill ([a-z-]+)\b([^`|\n]*)", PAGE) if name in options
    ]
    assert len(notes) > 20
    for names, text in told:
        others = [name for name in re.findall(r"`drill ([a-z-]+)", text) if name in options]
        taken = {"--debug"}.union(*(options[name] for name in (*names, *others)))
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) <= taken, (names, text)


def as_json(default: Any) -> Any:
    """A default as JSON would have it: lists, and times of day as text."""
    if isinstance(default, time):
        return f"{default:%H:%M}"
    return list(default) if isinstance(default, tuple) else default


def test_settings_are_told_with_their_defaults(home: Path, drill: Drill) -> None:
    told = PAGE[PAGE.index("## Settings") : PAGE.index("## Environment")]
    rows = dict(re.findall(r"^\| `\[?(\w+)\]?` \|(.*?)\|", told, re.MULTILINE))
    assert list(rows) == list(SCHEMA)
    for name, default in rows.items():
        if default.strip() and not default.strip().startswith(("`", "all")):
            assert json.loads(default) == as_json(SCHEMA[name].default), name
    assert all(f"`{action}`" in told for action in ACTIONS)


def test_the_environment_is_told() -> None:
    told = set(re.findall(r"^\| `(DRILL_\w+)`", PAGE, re.MULTILINE))
    root = Path(package.__file__).parent
    sources = (path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    assert {name for text in sources for name in re.findall(r'"(DRILL_[A-Z_]+)"', text)} == told


def test_protocol_2_greets_and_seeds_fit_into_a_double(drill: Drill) -> None:
    lines = ['{"do": "skip"}', '{"do": "skip"}', '{"do": "quit"}']
    ran = drill("start", "tiny", "--jsonl", "--protocol", "2", lines=lines)
    said: list[dict[str, Any]] = ran.lines
    assert said[0] == {"type": "hello", "protocol": 2, "version": package.__version__}
    seeds = [each["seed"] for each in said if each["type"] == "exercise"]
    assert len(seeds) == 3
    assert all(0 <= seed < 2**53 for seed in seeds)
    assert all(int(float(seed)) == seed for seed in seeds)
    assert drill("start", "tiny", "--jsonl", lines=lines).lines[0]["type"] == "exercise"
    assert drill("start", "--plain", "--protocol", "2").code == 2


@pytest.mark.second_try
def test_from_its_third_version_on_a_wrong_answer_is_tried_again(drill: Drill) -> None:
    lines = ['{"do": "answer", "text": "7"}', '{"do": "skip"}', '{"do": "answer", "text": "13"}']
    lines += ['{"do": "mark", "why": true}']
    _, _, retype, refused, verdict, marked, *_ = drill(
        "start", "tiny/sum-1", "--jsonl", "--protocol", "3", lines=lines
    ).lines
    assert retype == {"type": "retype", "code": "second", "message": "You subtracted."}
    assert refused["type"] == "error"
    assert (verdict["verdict"], verdict["second"], verdict["key"]) == ("wrong", "correct", "13")
    assert marked["mark"] == "yellow"


@pytest.mark.second_try
def test_a_first_answer_comes_back_with_what_was_said_of_it(drill: Drill) -> None:
    drill("start", "tiny/sum-1", "--jsonl", "--protocol", "3", lines=['{"do": "answer", "text": "7"}'])
    _, exercise, retype, verdict, *_ = drill(
        "start", "tiny/sum-1", "--jsonl", "--protocol", "3", lines=['{"do": "reveal"}']
    ).lines
    assert (exercise["type"], exercise["draft"], retype["code"]) == ("exercise", "7", "second")
    assert verdict["verdict"] == "wrong"
    assert "second" not in verdict


@pytest.mark.second_try
@pytest.mark.parametrize("version", ["1", "2"])
def test_earlier_versions_show_the_key_at_once(drill: Drill, version: str) -> None:
    answer = ['{"do": "answer", "text": "7"}']
    said = drill("start", "tiny/sum-1", "--jsonl", "--protocol", version, lines=answer).lines
    assert [line["type"] for line in said][-2:] == ["verdict", "done"]
