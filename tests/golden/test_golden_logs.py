"""The store of 0.4.0 opens, exports of every release merge, events keep their JSON, commands their shapes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from tests.cli.assistants import an_assistant, plant_tall
from tests.cli.conftest import Drill
from tests.papers.test_second_author import ONE
from tests.session.a_paper import plant_paper

HERE = Path(__file__).parent
STORES = sorted((HERE / "stores").glob("schema_*.sql"))
EXPORTS = [*sorted((HERE / "exports").glob("*.jsonl")), *(dump.with_suffix(".jsonl") for dump in STORES)]
SHAPES = HERE / "command_shapes.json"
SHAPES_BESIDE = HERE / "paper_shapes.json"
STATES = {
    "tiny/sum-1": "green", "tiny/sum-2": "green", "tiny/sum-3": "red", "tiny/sum-4": "red",
    "tiny/sum-5": "unseen", "tiny/sum-6": "red", "tiny/sum-7": "green",
}  # fmt: skip
"""Where the session that every stored database holds left its seven exercises."""
RIGHT_ON_SUM_1 = '{"do": "answer", "text": "116"}', '{"do": "mark", "why": true}'


def restore(home: Path, dump: Path) -> None:
    """Write a stored database and its bank into a home."""
    (home / "banks" / "tiny.yaml").write_bytes((HERE / "stores" / "tiny.yaml").read_bytes())
    (home / "config.toml").write_text('learner = "ada"\n', encoding="utf-8")
    with closing(sqlite3.connect(home / "drill.db")) as connection:
        connection.executescript(dump.read_text("utf-8"))


def events(drill: Drill, home: Path) -> list[Any]:
    """Return all events of a home, as its export writes them."""
    assert drill("export", home / "all.jsonl", "--all").code == 0
    return [json.loads(line) for line in (home / "all.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("dump", STORES[:-1], ids=lambda path: path.stem)
def test_an_older_store_is_refused_once_with_the_commands_that_convert_it(
    drill: Drill, home: Path, dump: Path
) -> None:
    restore(home, dump)
    ran = drill("banks")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.count("git checkout 70e0ee58a`, then") == 1
    assert "drill upgrade`" in ran.err


def test_the_store_of_0_4_0_opens_with_its_events_and_states(drill: Drill, home: Path) -> None:
    dump = STORES[-1]
    restore(home, dump)
    expected = [json.loads(line) for line in dump.with_suffix(".jsonl").read_text("utf-8").splitlines()]
    assert events(drill, home) == expected
    banks = {bank["bank"]: bank["states"] for bank in drill("banks", "--json").json["banks"]}
    counted = {state: list(STATES.values()).count(state) for state in banks["tiny"]}
    assert banks["tiny"] == counted
    assert drill("doctor").code == 0
    assert events(drill, home) == expected


@pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.stem)
def test_an_export_of_every_release_merges_and_is_written_again_as_it_was(
    drill: Drill, home: Path, export: Path
) -> None:
    lines = [json.loads(line) for line in export.read_text("utf-8").splitlines()]
    merged = drill("merge", export)
    assert merged.code == 0, merged.err
    assert events(drill, home) == sorted(
        lines, key=lambda line: (line["lamport"], line["device"], line["id"])
    )
    assert drill("merge", export).code == 0
    assert len(events(drill, home)) == len(lines)


def shape(value: Any) -> Any:
    """Return the names and types in a value; a list has the shape that all of its entries have together.

    A type that differs between entries is all of them, as ``NoneType | str``: which comes last depends on the
    day.
    """
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        joined: dict[str, Any] = {}
        for inner in map(shape, value):
            if not isinstance(inner, dict):
                return [inner]
            for key, kind in inner.items():
                known = joined.get(key, kind)
                is_plain = isinstance(kind, str) and isinstance(known, str)
                joined[key] = _either(known, kind) if is_plain else kind
        return [joined] if value else []
    return type(value).__name__


def _either(one: str, other: str) -> str:
    """Return the types that either of two shapes allows."""
    return " | ".join(sorted({*one.split(" | "), *other.split(" | ")}))


def shapes(drill: Drill, home: Path) -> dict[str, Any]:
    """Return the shape of what each command prints as JSON, in a home with a little of everything."""
    restore(home, STORES[-1])
    bank = home / "banks" / "tiny.yaml"
    table = home / "cards.csv"
    table.write_text("prompt,answer\nHow much is 2 + 3?,5\n", encoding="utf-8")
    commands: dict[str, tuple[object, ...]] = {
        "today": (), "banks": (), "progress": (), "history": (), "where": (), "preview": ("tiny/sum-2",),
        "check": (bank,), "grade": ("--expect", "{number: 6}", "--answer", "7"), "park": ("tiny/sum-3",),
        "reopen": ("tiny/sum-3",), "override": ("tiny/sum-7", "--wrong"), "undo": (),
        "export": (home / "export.jsonl",), "merge": (EXPORTS[0],), "backup": (), "doctor": (),
        "import": (table, "--dry-run"), "add": ("axler", "1A: 1-3", "--title", "Linear Algebra Done Right"),
        "new": (home / "fresh.yaml",),
    }  # fmt: skip
    printed: dict[str, Any] = {}
    for command, arguments in commands.items():
        ran = drill(command, *arguments, "--json")
        assert ran.code in (0, 1), f"{command}: {ran.err}"
        lines = [json.loads(line) for line in ran.out.splitlines()] if command == "history" else [ran.json]
        printed[command] = shape(lines)[0]
    copy = drill("backup", "--json").json["backup"]
    printed["restore"] = shape(drill("restore", copy, "--json").json)
    session = drill("start", "tiny/sum-1", "--jsonl", "--protocol", "2", lines=list(RIGHT_ON_SUM_1))
    for line in session.lines:
        printed[f"start: {line['type']}"] = shape(line)
    return printed


def shapes_beside(drill: Drill, home: Path) -> dict[str, Any]:
    """Return the shape of what commands print of papers and formulas, and what an assistant's tools reply."""
    plant_paper(home)
    plant_tall(home)
    paper = HERE / "papers" / "averaged-descent" / "averaged-descent.tex"
    lines, answer = home / "lines.md", home / "answer.md"
    lines.write_text("$$x = 1 + 1$$\n\n$$y = 2 x = 3 x$$\n", encoding="utf-8")
    answer.write_text(f"# drill call 1: tall.sums (1 exercise)\n```yaml\n{ONE}```", encoding="utf-8")
    softmax = r"p_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}"
    commands: dict[str, tuple[object, ...]] = {
        "about": (softmax,), "goal": ("papers/walk",), "goal --list": ("--list",),
        "import": (paper, "--dry-run"), "work": (lines,),
        "take": ("tall.sums", answer), "banks": (), "progress": (),
        "preview": ("tall/chain",), "grade": ("--expect", "{number: 6}", "--answer", "7", "--explain"),
        "check": (home / "banks" / "tall.yaml",),
    }  # fmt: skip
    printed: dict[str, Any] = {}
    for command, arguments in commands.items():
        ran = drill(command.split()[0], *arguments, "--json")
        assert ran.code in (0, 1), f"{command}: {ran.err}"
        printed[command] = shape(ran.json)
    calls: tuple[tuple[str, dict[str, object]], ...] = (
        ("today", {}), ("progress", {}), ("papers", {}), ("paper", {"name": "walk"}),
        ("judge", {"expect": "{number: 6}", "answer": "7"}), ("check_lines", {"text": "1 + 1 = 2 = 3"}),
        ("about", {"formula": softmax}),
        ("next_exercise", {"scope": "tall/chain"}), ("hint", {}), ("answer", {"text": "1"}),
        ("next_exercise", {}), ("answer", {"text": "x +"}), ("answer", {"text": "1"}),
        ("next_exercise", {"scope": "tall/plain-1"}), ("answer", {"text": "1"}),
        ("mark", {"understood": True}), ("undo", {}), ("mark", {"understood": False}),
        ("next_exercise", {"scope": "tall/plain-2"}), ("skip", {}),
        ("page", {"about": "tall.sums"}), ("keep", {"ids": ["tall/none"]}),
    )  # fmt: skip
    with an_assistant(home) as assistant:
        for number, (tool, sent) in enumerate(calls):
            text = assistant.text(tool, sent)
            printed[f"tool {number}: {tool}"] = shape(json.loads(text)) if text[0] == "{" else "refused"
    return printed


class ThatEvening(datetime):
    """The time at which the stored databases were left: on a later day other exercises have come back."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> ThatEvening:
        """Return the same moment every time."""
        return cls(2026, 11, 24, 23, 55, tzinfo=UTC)

    def astimezone(self, tz: tzinfo | None = None) -> ThatEvening:
        """Stay in the zone of the stored events, wherever the test runs."""
        return self


def test_what_commands_print_as_json_keeps_its_names_and_types(
    drill: Drill, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command may print more than it did; what it printed before is still there, with its type."""
    monkeypatch.setattr("drill.store.local_clock.datetime", ThatEvening)
    expected = json.loads(SHAPES.read_text("utf-8"))
    assert missing(expected, shapes(drill, home)) == []


def test_what_is_told_of_papers_and_to_assistants_keeps_its_names_and_types(drill: Drill, home: Path) -> None:
    expected = json.loads(SHAPES_BESIDE.read_text("utf-8"))
    assert missing(expected, shapes_beside(drill, home)) == []


def missing(expected: Any, actual: Any, at: str = "") -> list[str]:
    """Return the places at which ``actual`` lacks what ``expected`` has, or has it with another type."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            fault
            for key, inner in expected.items()
            for fault in (
                missing(inner, actual[key], f"{at}.{key}") if key in actual else [f"{at}.{key} is missing"]
            )
        ]
    if isinstance(expected, list) and isinstance(actual, list) and expected and actual:
        return missing(expected[0], actual[0], f"{at}[]")
    if isinstance(expected, str) and isinstance(actual, str):
        is_kept = set(expected.split(" | ")) <= set(actual.split(" | "))
        return [] if is_kept else [f"{at}: {expected} became {actual}"]
    return [] if expected == actual or expected == [] else [f"{at}: {expected} became {actual}"]
