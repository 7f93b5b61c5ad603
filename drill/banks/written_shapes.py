"""What a file of a bank may hold, of the fields that `drill.banks.models` declares.

An exercise writes side by side what the program keeps apart: its own fields, those of its form and of its
question, and what it declares. Each is declared in its class alone; here stands only which of them go where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Annotated, Any, Final

from drill.banks.models import Card, Declared, Exercise, Form, Question
from drill.checking import DottedId, DottedIds, SharedOption, Texts
from drill.reading import FieldsOf, Lone, Required, Size, Written, plan_record, split_marks

# The fields of several classes by attribute, as they are written.
Fields = Mapping[str, Any]
# What a sister may say of herself, of the fields of an exercise.
_OF_SISTERS: Final = frozenset(("id", "source", "tags", "allow"))
# What only a stage has, of the fields of a question.
_OF_STAGES: Final = frozenset(("result", "fixed"))
_DUE: Final = frozenset(("id",))


@dataclass(frozen=True)
class ExerciseShape:
    """The classes whose fields an exercise, its sisters and its stages write."""

    exercise: type[Exercise] = Exercise
    form: type[Form] = Form
    question: type[Question] = Question
    declared: type[Declared] = Declared

    @cached_property
    def whole(self) -> Any:
        """The type of a whole exercise, as `drill.reading` reads it."""
        of_stage = FieldsOf("Stage", (self.declared, self.question), frozenset(("prompt", "answer")))
        stages = Annotated[tuple[Annotated[Fields, of_stage], ...], Size(2, 6)]
        of_exercise = frozenset(planned.attribute for planned in plan_record(self.exercise))
        models = (self.exercise, self.declared, self.question, self.form)
        of_sister = FieldsOf(
            "Sister", models, _DUE, (of_exercise - _OF_SISTERS) | _OF_STAGES, (("stages", stages),)
        )
        # Rapid exercises may have two; others have three (``field_rules.completeness_faults``).
        sisters = Annotated[tuple[Annotated[Fields, of_sister], ...], Size(2, 12)]
        more = (
            ("stages", stages), ("sisters", sisters),
            ("options", Annotated[tuple[SharedOption, ...], Size(2)]),
        )  # fmt: skip
        return Annotated[Fields, FieldsOf("Exercise", models, _DUE, _OF_STAGES, more)]


SHAPE: Final = ExerciseShape()


@dataclass(frozen=True, kw_only=True)
class BankHead:
    """One file of a bank without its exercises, which are read one by one."""

    topic: DottedId = ""
    title: str = ""
    licence: str = ""
    source: str | Mapping[str, str] = ""
    theory: str = ""
    field: str = ""
    cards: Mapping[DottedId, Card] = dataclass_field(default_factory=dict[str, Card])
    exercises: Annotated[Written, Required()] = ()


# One file of a bank: a topic's exercises.
BANK_FILE: Final = Annotated[
    Fields,
    FieldsOf("Bank", (BankHead,), frozenset(("exercises",)), frozenset(("exercises",)),
             (("exercises", tuple[SHAPE.whole, ...]),)),
]  # fmt: skip


@dataclass(frozen=True)
class TopicEntry:
    """A topic of a subject."""

    id: DottedId
    title: str


@dataclass(frozen=True)
class SkillEntry:
    """A skill of a subject with the skills that come before it."""

    id: DottedId
    title: str
    needs: DottedIds = ()
    synonyms: Texts = ()


@dataclass(frozen=True)
class SubjectFile:
    """``_subject.yaml``: what a folder of topics is called and the graph of its skills."""

    title: str
    licence: str = ""
    prefix: DottedId = ""
    topics: tuple[TopicEntry, ...] = ()
    skills: tuple[SkillEntry, ...] = ()


# Fields of exercises and answers in which a lone text counts as a list of one, whatever else may be there.
LISTED: Final = frozenset(("such-that", "right", "after")).union(
    planned.name
    for model in (Declared, Question, Form, Exercise)
    for planned in plan_record(model)
    if any(isinstance(mark, Lone) for mark in split_marks(planned.hint)[1])
)
