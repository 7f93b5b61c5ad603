"""An exercise as the program works with it, from the loader to the checker.

These dataclasses are the format of banks, too: a field's annotation says what may be written in it, and
`drill.reading` reads it by that. What is made by the program alone is marked `Derived`.

An :class:`Exercise` has one :class:`Form`, or one a sister; a form asks one :class:`Question`, or several in
stages. Text is as the bank writes it, with templates; :mod:`drill.banks.draws` has the values in it.
Light: made of what is written by :mod:`drill.banks.building`, kept and sent as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Annotated, Any, Final

from drill.authored_figure import AuthoredFigure, FieldPath
from drill.banks.params import read_domain
from drill.checking import (
    ArxivId,
    ContentHash,
    Doi,
    DottedId,
    DottedIds,
    ExerciseId,
    FormerItem,
    Key,
    Name,
    NameList,
    Seed,
    SharedOption,
    Spec,
    Texts,
    TextsByName,
    Title,
    Url,
)
from drill.gyr.entry import Renews
from drill.reading import (
    ByShape,
    Check,
    Derived,
    FieldFault,
    FieldsOf,
    Lone,
    Required,
    Schema,
    Short,
    Size,
    Whole,
    Written,
    plan_record,
    split_marks,
)

# Names under which draws beside the parameters stand among them; of stage 3 ``slip.3``, ``options.3``.
SISTER, SLIP, OPTIONS = "sister", "slip", "options"


_SCALAR = {"type": ["string", "number", "boolean"]}
# A range, or a list of numbers.
DrawnFrom = Annotated[
    str | tuple[str, ...],
    ByShape("a range such as 2..9 or a list of numbers is expected"),
    Check(read_domain),
    Schema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1}]}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A known mistake: the value that it yields, what to say to whoever made it, and its name in the list of
    mistakes, if it has one."""

    answer: Key
    say: str
    mistake: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Further reading: a text, or a title with a place in it and one of ``arxiv``, ``doi``, ``url``."""

    title: str
    at: str = ""
    arxiv: ArxivId = ""
    doi: Doi = ""
    url: Url = ""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.arxiv, self.doi, self.url))) > 1:
            raise FieldFault((), "one of arxiv, doi and url is expected")


# At most five, of which a title alone may stand for one.
Links = Annotated[tuple[Annotated[Link, Short("title")], ...], Lone(), Size(most=5)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The explanation of a skill: when to use it, why it holds, what goes wrong."""

    when: str
    why: str
    watch: str
    links: Links = ()
    figure: AuthoredFigure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a worked solution, with its figure."""

    text: str
    figure: AuthoredFigure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Names that expressions and answers may use, in addition to those of the answer itself."""

    vars: NameList = ()
    assume: Texts = ()
    names: TextsByName = field(default_factory=dict[str, str])
    """Typed names and their LaTeX."""
    let: TextsByName = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked and judged at once: a whole exercise, or one of its stages."""

    prompt: str
    answer: Spec
    declared: Annotated[Declared, Derived()] = Declared()
    """What a stage declares for itself; empty without stages."""
    result: str = ""
    """Of a stage, shown in its place once it is done; empty for the key."""
    fixed: str = ""
    """Of a stage, why its key does not change with the draw; empty where it does."""
    hints: Texts = ()
    steps: Annotated[tuple[Annotated[Step, Short("text")], ...], Lone(), Size(most=200)] = ()
    wrong: tuple[Mistake, ...] = ()
    witness: Annotated[Mapping[str, Written], Size(1)] = field(default_factory=dict[str, Written])
    at: Annotated[FieldPath, Derived()] = ()
    """Where its fields are in the exercise, such as ``("stages", 1)``."""
    figure: AuthoredFigure | None = None

    @property
    def option_figures(self) -> Mapping[str, AuthoredFigure]:
        """Figures of options, by the options' ids."""
        return {option.id: option.figure for option in self.answer.options if option.figure is not None}

    def drawn_name(self, name: str) -> str:
        """Return the name of its slip or options among the drawn values."""
        stage = next(
            (index for step, index in zip(self.at, self.at[1:], strict=False) if step == "stages"), None
        )
        return name if stage is None else f"{name}.{int(stage) + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A complete template from which one draw makes a variant: an exercise, or one of its sisters."""

    sister: Annotated[str, Derived()] = ""
    """Its id; empty where the exercise has no sisters."""
    at: Annotated[FieldPath, Derived()] = ()
    setting: Annotated[str, Derived()] = ""
    """Shown above every stage; empty without stages."""
    params: Mapping[Name, DrawnFrom] = field(default_factory=dict[str, str | tuple[str, ...]])
    """Domains as written."""
    where: Texts = ()
    claim: Texts = ()
    """Relations that hold in every variant: the point of the exercise."""
    declared: Annotated[Declared, Derived()] = Declared()
    shape: str = ""
    motion: str = ""
    theory: str = ""
    card: DottedId = ""
    links: Links = ()
    figure: AuthoredFigure | None = None
    """Of a setting; without stages the figure is the question's."""
    questions: Annotated[tuple[Question, ...], Derived()] = ()
    has_stages: Annotated[bool, Derived()] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of a bank."""

    id: ExerciseId
    title: Title = ""
    topic: Annotated[str, Derived()] = ""
    skill: DottedId = ""
    needs: DottedIds = ()
    level: Annotated[int, Whole(1, 5)] = 2
    pace: Annotated[int, Whole(2, 20)] = 0
    """Seconds of thinking that a rapid exercise allows; 0 for an exercise that is not rapid."""
    was: Annotated[tuple[FormerItem, ...], Lone(), Size(most=200)] = ()
    corrects: Annotated[tuple[ContentHash, ...], Lone(), Size(most=200)] = ()
    source: str = ""
    tags: Texts = ()
    seeds: Annotated[tuple[Seed, ...], Lone(), Size(most=200)] = ()
    """Seeds whose variants are always verified."""
    allow: Mapping[str, str] = field(default_factory=dict[str, str])
    """Phrases that are meant here, with the reason."""
    retired: bool = False
    """Whether it is kept for those who met it, and nobody else meets it any more."""
    forms: Annotated[tuple[Form, ...], Derived()] = ()

    @property
    def has_sisters(self) -> bool:
        """Whether a sister is drawn."""
        return bool(self.forms[0].sister)

    @property
    def has_stages(self) -> bool:
        """Whether some form is worked through in stages."""
        return any(form.has_stages for form in self.forms)

    @property
    def is_parametrised(self) -> bool:
        """Whether some form draws numbers."""
        return any(form.params for form in self.forms)

    @property
    def kind(self) -> str:
        """The kind of its answer, or ``stages``."""
        return "stages" if self.has_stages else self.forms[0].questions[0].answer.kind

    @property
    def stages(self) -> int:
        """How many questions are answered one after the other, at most."""
        return max(len(form.questions) for form in self.forms)

    @property
    def renews(self) -> Renews:
        """What is new when the exercise comes back."""
        if self.is_parametrised:
            return "numbers"
        if self.has_sisters:
            return "sister"
        answers = [question.answer for form in self.forms for question in form.questions]
        return "form" if any(answer.slips or answer.show for answer in answers) else "nothing"

    def form(self, sister: str) -> Form | None:
        """Return the form of a sister, or the only one; None where that sister is gone."""
        return next((form for form in self.forms if form.sister == sister), None)

    def with_theory(self, theory: str) -> Exercise:
        """Return the exercise with a topic's theory where it has none of its own."""
        forms = (form if form.theory else replace(form, theory=theory) for form in self.forms)
        return replace(self, forms=tuple(forms))


# What a file of a bank may hold, of the fields that `drill.banks.models` declares.
#
# An exercise writes side by side what the program keeps apart: its own fields, those of its form and of its
# question, and what it declares. Each is declared in its class alone; here stands only which of them go
# where.

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
