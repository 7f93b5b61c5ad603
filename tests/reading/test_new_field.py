"""A field that is declared in its class alone is read, kept, refused at its place, and told to editors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pytest

from drill.banks.building import build_exercise
from drill.banks.models import Exercise, ExerciseShape, Question
from drill.banks.yaml_nodes import read_node
from drill.banks.yaml_scanner import compose_yaml_nodes
from drill.checking import KINDS, NumberSpec, Spec
from drill.errors import BankError, CheckError
from drill.reading import ByKey, FaultyData, Whole, WrittenName, make_json_schema, read_typed, write_plain

Effort = Annotated[int, Whole(1, 9)]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWithEffort(Question):
    """One field more, and nothing else anywhere."""

    effort: Effort = 5


SHAPE = ExerciseShape(question=QuestionWithEffort)
TEXT = """
id: a
prompt: One and one?
answer: {number: 2}
effort: EFFORT
"""


def read(text: str) -> tuple[Mapping[str, Any] | None, list[BankError]]:
    faults: list[BankError] = []
    node = compose_yaml_nodes(text)
    assert node is not None
    return read_node(SHAPE.whole, node, faults), faults


def effort_of(exercise: Exercise) -> int:
    question = exercise.forms[0].questions[0]
    assert isinstance(question, QuestionWithEffort)
    return question.effort


def test_it_is_read_and_kept() -> None:
    written, faults = read(TEXT.replace("EFFORT", "7"))
    assert (written is not None, faults) == (True, [])
    exercise = build_exercise(written or {}, SHAPE)
    assert effort_of(exercise) == 7
    question = exercise.forms[0].questions[0]
    assert write_plain(question)["effort"] == 7
    assert read_typed(QuestionWithEffort, write_plain(question)) == question


def test_a_stage_and_a_sister_have_it_too() -> None:
    stages = [{"prompt": "p", "answer": {"number": "1"}, "effort": str(effort)} for effort in (3, 4)]
    exercise = build_exercise(read_typed(SHAPE.whole, {"id": "a", "stages": stages}, scalars="text"), SHAPE)
    assert [question.effort for question in exercise.forms[0].questions] == [3, 4]  # type: ignore[attr-defined]
    sisters = [{"id": "b", "answer": {"number": "1"}}, {"id": "c", "effort": "2", "answer": {"number": "2"}}]
    body = {"id": "a", "prompt": "p", "effort": "8", "sisters": sisters}
    exercise = build_exercise(read_typed(SHAPE.whole, body, scalars="text"), SHAPE)
    assert [form.questions[0].effort for form in exercise.forms] == [8, 2]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            TEXT.replace("EFFORT", "12"),
            (5, 9, "effort", "a whole number from 1 to 9 is expected, not '12'", ""),
        ),
        (TEXT.replace("EFFORT", ""), (5, 1, "effort", "is empty", "")),
        (TEXT.replace("effort", "efort"), (5, 1, "efort", "unknown key 'efort'", "did you mean effort?")),
    ],
)
def test_a_fault_is_named_at_its_place(text: str, fault: tuple[int, int, str, str, str]) -> None:
    written, faults = read(text)
    assert written is None
    assert [(one.line, one.column, one.field, one.message, one.hint) for one in faults] == [fault]


def test_editors_know_it() -> None:
    definitions = make_json_schema(SHAPE.whole)["$defs"]
    for name in ("Exercise", "Sister", "Stage"):
        assert definitions[name]["properties"]["effort"] == {"type": "integer", "minimum": 1, "maximum": 9}


def test_its_description_is_asked_for_with_the_class_that_declares_it() -> None:
    explained = make_json_schema(
        SHAPE.whole, explain=lambda field: f"{field.model.__name__} {field.attribute}"
    )
    properties = explained["$defs"]["Exercise"]["properties"]
    assert properties["effort"]["description"] == "QuestionWithEffort effort"
    assert properties["level"]["description"] == "Exercise level"


@dataclass(frozen=True, kw_only=True)
class NumberWithUnit(NumberSpec):
    """An option of an answer more."""

    unit_system: Annotated[Literal["", "si", "cgs"], WrittenName("unit-system")] = ""


SPECS = {kind: row.spec for kind, row in KINDS.items()} | {"number": NumberWithUnit}
ANSWER = Annotated[Spec, ByKey(SPECS, "kind")]


def test_an_option_of_an_answer_is_declared_in_its_spec_alone() -> None:
    answer = read_typed(ANSWER, {"number": 2, "unit-system": "si"}, scalars="text")
    assert answer == NumberWithUnit(kind="number", text="2", unit_system="si")
    assert write_plain(answer, ANSWER) == {"number": "2", "unit-system": "si"}
    with pytest.raises(FaultyData, match="unit-system: 'so' is not known") as error:
        read_typed(ANSWER, {"number": 2, "unit-system": "so"}, scalars="text")
    assert isinstance(error.value, CheckError)
    assert error.value.hint == "known are si, cgs"
