"""Requests of the session protocol: which are read, and which field of another is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

import drill as package
from tests.cli.conftest import Drill

PAGE = (Path(package.__file__).parent / "INTERFACE.md").read_text(encoding="utf-8")
WRONG_FIELDS = [
    ({"do": "answer"}, '"text" must be a text'),
    ({"do": "answer", "text": 7}, '"text" must be a text'),
    ({"do": "answer", "text": {"a": 7}}, '"text" must be a text'),
    ({"do": "mark"}, '"why" must be true or false'),
    ({"do": "mark", "why": "true"}, '"why" must be true or false'),
    ({"do": "mark", "why": 1}, '"why" must be true or false'),
    ({"do": "mark", "why": True, "ok": "yes"}, '"ok" must be true or false'),
    ({"do": "next", "ok": 0}, '"ok" must be true or false'),
    ({"do": "next", "reason": ["no"]}, '"reason" must be a text'),
    ({"do": "park", "item": 3}, '"item" must be a text'),
    ({"do": "reopen"}, '"item" must be a text'),
    ({"do": "note", "field": "shape", "text": None}, '"text" must be a text'),
    ({"do": "note", "field": 1, "text": "a"}, '"field" must be a text'),
    ({"do": "note", "field": "shape", "text": "a", "key": 1}, '"key" must be a text'),
    ({"do": "fly"}, "no action is called 'fly'"),
    ({"do": "letters"}, "no formula asks for its letters any more"),
    ({"do": 3}, 'an object with "do" is expected'),
    ([], 'an object with "do" is expected'),
]


@pytest.fixture
def schema(drill: Drill) -> dict[str, Any]:
    return json.loads(drill("schema", "--protocol").out)


def list_actions(schema: dict[str, Any]) -> list[str]:
    """Return every action that requests of a schema have."""
    names = (request["properties"]["do"] for request in schema["$defs"].values())
    return [action for name in names for action in name.get("enum", [name.get("const")])]


def test_the_page_names_every_action_of_the_schema(schema: dict[str, Any]) -> None:
    told = PAGE[PAGE.index("## The protocol") : PAGE.index("## An assistant's tools")]
    actions = list_actions(schema)
    assert len(actions) == 13
    assert [each for each in actions if f"`{each}`" not in told and f'"do": "{each}"' not in told] == []


def test_the_page_asks_for_nothing_that_the_schema_lacks(schema: dict[str, Any]) -> None:
    requests = [json.loads(line) for line in re.findall(r"^ +> (\{.*\})$", PAGE, re.MULTILINE)]
    fields = {
        action: set(request["properties"])
        for request in schema["$defs"].values()
        for action in list_actions({"$defs": {"": request}})
    }
    assert len(requests) > 10
    assert [each for each in requests if not set(each) <= fields[each["do"]]] == []


def test_a_wrong_field_is_named(drill: Drill) -> None:
    lines = [json.dumps(request) for request, _ in WRONG_FIELDS]
    exercise, *errors, done = drill("start", "tiny", "--jsonl", lines=lines).lines
    assert (exercise["type"], done["type"]) == ("exercise", "done")
    assert [
        (each["type"], said in each["message"]) for each, (_, said) in zip(errors, WRONG_FIELDS, strict=True)
    ] == [("error", True)] * len(WRONG_FIELDS)


@pytest.mark.parametrize(("protocol", "code"), [("4", None), ("5", "usage")])
def test_an_error_has_a_code_since_protocol_5(drill: Drill, protocol: str, code: str | None) -> None:
    lines = drill("start", "tiny", "--jsonl", "--protocol", protocol, lines=["{}"]).lines
    errors = [line for line in lines if line["type"] == "error"]
    assert [error.get("code") for error in errors] == [code]


def test_an_unknown_action_comes_with_those_that_a_warm_up_has(drill: Drill) -> None:
    lines = drill("start", "--warm-up", "--jsonl", lines=['{"do": "hint"}']).lines
    assert any("known: next, dispute, quit, answer" in line.get("message", "") for line in lines)


def test_whatever_is_asked_there_is_a_reply(drill: Drill, schema: dict[str, Any]) -> None:
    random = Random(4)
    actions = [action for action in list_actions(schema) if action != "quit"]
    fields = sorted({name for request in schema["$defs"].values() for name in request["properties"]} - {"do"})
    values = (None, True, 0, 2.5, "", "13", "\x1b[2J", [], ["a", 1], {}, {"a": "b"}, {"a": [1]})
    requests = [
        {"do": random.choice(actions)} | {random.choice(fields): random.choice(values) for _ in range(3)}
        for _ in range(200)
    ]
    ran = drill("start", "tiny", "--jsonl", lines=[json.dumps(request) for request in requests])
    assert ran.code == 0
    assert len(ran.lines) > len(requests)
    assert not any("fault of the program" in line.get("message", "") for line in ran.lines)
