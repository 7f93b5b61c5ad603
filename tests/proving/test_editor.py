"""What editors are told of the format: every name with a sentence, and what a bank may hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from drill.banks.params import ARGUMENTS, HEADS
from drill.checking import KINDS
from drill.proving import json_schema, subject_schema
from drill.reading import plan_record
from tests.option_words import list_option_words


@pytest.fixture(scope="module")
def models() -> dict[str, Any]:
    return json_schema()["$defs"]


def test_every_name_has_a_sentence(models: dict[str, Any]) -> None:
    for name in (
        "Exercise",
        "Stage",
        "Sister",
        "Slip",
        "Card",
        "Link",
        "ChoiceOption",
        "OrderEntry",
        "Mistake",
        "Witness",
    ):
        for field, part in models[name]["properties"].items():
            assert part["description"].strip(), (name, field)
    assert all(part["description"] for part in json_schema()["properties"].values())


def test_a_subject_has_a_schema_of_its_own() -> None:
    schema = subject_schema()
    models = [schema, *schema["$defs"].values()]
    assert all(part["description"] for model in models for part in model["properties"].values())
    assert schema["required"] == ["title"]


def test_every_kind_lists_its_options_and_forms(models: dict[str, Any]) -> None:
    answers = {
        next(iter(model["required"])): model for name, model in models.items() if name.endswith("Answer")
    }
    assert set(answers) == set(KINDS)
    for kind, model in answers.items():
        written = [planned for planned in plan_record(KINDS[kind].spec, kind) if not planned.is_derived]
        assert {planned.name for planned in written} - {"kind"} == set(model["properties"])
        assert model["additionalProperties"] is False
        if forms := list_option_words(KINDS[kind].spec, "form"):
            assert model["properties"]["form"]["enum"] == list(forms)


def test_heads_and_arguments_of_witnesses_are_listed(models: dict[str, Any]) -> None:
    listed = models["Witness"]["properties"]
    assert set(listed) == {*HEADS, *ARGUMENTS}
    assert {argument for head in HEADS.values() for argument in head.arguments} <= set(ARGUMENTS)
    assert "wrt" in listed["derivative"]["description"]


def test_one_text_may_stand_for_a_list_of_one(models: dict[str, Any]) -> None:
    hints = models["Exercise"]["properties"]["hints"]
    assert next(branch.get("type") for branch in hints["anyOf"]) == "array"
    assert "items" not in hints["anyOf"][1]


def test_the_authors_guide_names_every_field_of_an_exercise_and_every_kind_of_answer() -> None:
    guide = (Path(__file__).parents[2] / "exercises" / "README.md").read_text(encoding="utf-8")
    models = json_schema()["$defs"]
    fields = {name for model in ("Exercise", "Stage", "Sister") for name in models[model]["properties"]}
    assert sorted(name for name in {*fields, *KINDS} if not re.search(rf"`{name}\b", guide)) == []
