"""An exercise as the program works with it, from the loader to the checker.

These dataclasses are the format of banks, too: a field's annotation determines its possible values, and
`drill.reading` reads it by that. Fields that only the program makes are marked `Derived`.

An :class:`Exercise` has one :class:`Form`, or one per sister; a form asks one :class:`Question`, or several
in stages. Text is as the bank writes it, with templates; :mod:`drill.banks.draws` substitutes the values.
Light: built from written fields by :mod:`drill.banks.building`, stored and sent as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Annotated, Any

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
    FormulaSpec,
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

# Names of draws that are not parameters, among the drawn values; of stage 3 ``slip.3``, ``options.3``.
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
    """A known mistake: the value that it yields, the reply to a learner who makes it, and its name in the
    list of mistakes, if it has one.
    """

    answer: Key
    """The value that the mistake yields; of parts a mapping of those it touches."""
    say: str
    """What was done, and what to do instead. The first sentence is said before the key is shown,
    without it."""
    mistake: str = ""
    """Its name in the list of mistakes (mistakes.txt), by which wrong answers are grouped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Further reading: a text, or a title with a place in it and one of ``arxiv``, ``doi``, ``url``."""

    title: str
    """What is linked."""
    at: str = ""
    """The place in it: section 3.2."""
    arxiv: ArxivId = ""
    """Its arXiv id, in quotes."""
    doi: Doi = ""
    """Its DOI."""
    url: Url = ""
    """Its address."""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.arxiv, self.doi, self.url))) > 1:
            raise FieldFault((), "one of arxiv, doi and url is expected")


# At most five; one that is only a title may be written as a text.
Links = Annotated[tuple[Annotated[Link, Short("title")], ...], Lone(), Size(most=5)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The explanation of a skill: when to use it, why it holds, what goes wrong."""

    when: str
    """When to use it: where a reader of papers meets it."""
    why: str
    """Why it is so: a derivation of three to eight lines."""
    watch: str
    """What goes wrong, and how to notice."""
    links: Links = ()
    """Where to read on, at most five: {title, at: section 3.2, arxiv, doi or url}."""
    figure: AuthoredFigure | None = None
    """A picture of the idea, without values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a worked solution, with its figure."""

    text: str
    """The step."""
    figure: AuthoredFigure | None = None
    """A picture of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Names that expressions and answers may use, in addition to those of the answer itself."""

    vars: NameList = ()
    """The symbols that the answer may contain."""
    assume: Texts = ()
    """What is true of the symbols: x > 0, 0 < p < 1, n positive integer, A symmetric, T rows of norm 1,
    V orthonormal columns, x sorted, y labels -1 or 1."""
    names: TextsByName = field(default_factory=dict[str, str])
    r"""What is typed → its LaTeX, where they differ: {m_hat: '\hat m_t'}. These are symbols too."""
    let: TextsByName = field(default_factory=dict[str, str])
    """Names for expressions, in order; later ones may use earlier ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The part of an exercise that is answered and judged at once: all of it, or one of its stages."""

    prompt: str
    """The task: Markdown with $…$; @name and @{expression} put values in, @@ is an @."""
    answer: Spec
    """The right answer: one kind with its options."""
    declared: Annotated[Declared, Derived()] = Declared()
    """What a stage declares for itself; empty without stages."""
    result: str = ""
    """One sentence or formula, shown from then on in place of the stage."""
    fixed: str = ""
    """Why the key of this stage does not change with the draw: a conceptual stage."""
    hints: Texts = ()
    """Hints, the mildest first."""
    steps: Annotated[tuple[Annotated[Step, Short("text")], ...], Lone(), Size(most=200)] = ()
    """The worked solution: what is done, and why, with this variant's numbers."""
    wrong: tuple[Mistake, ...] = ()
    """Known mistakes: the value that each yields, and what to say to whoever makes it."""
    witness: Annotated[Mapping[str, Written], Size(1)] = field(default_factory=dict[str, Written])
    """A second computation of the key on other ground, run by `drill check`."""
    at: Annotated[FieldPath, Derived()] = ()
    """Where its fields are in the exercise, such as ``("stages", 1)``."""
    figure: AuthoredFigure | None = None
    """A picture of one kind: plot, plane, bars, graph or heat, with what it says in words."""

    @property
    def has_gap(self) -> bool:
        """Whether the missing part of a formula is asked for."""
        return isinstance(self.answer, FormulaSpec) and bool(self.answer.around)

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
    """A complete template, which one draw turns into a variant: an exercise, or one of its sisters."""

    sister: Annotated[str, Derived()] = ""
    """Its id; empty if the exercise has no sisters."""
    at: Annotated[FieldPath, Derived()] = ()
    setting: Annotated[str, Derived()] = ""
    """Shown above every stage; empty without stages."""
    params: Mapping[Name, DrawnFrom] = field(default_factory=dict[str, str | tuple[str, ...]])
    """Numbers drawn for each variant: 2..9, -4..4 !0, 0..1 step 0.25, or a list such as [4, 5, 8]."""
    where: Texts = ()
    """Conditions on the draw, such as a != b; they may use let."""
    claim: Texts = ()
    """The point of the exercise: relations that must hold in every variant."""
    declared: Annotated[Declared, Derived()] = Declared()
    shape: str = ""
    """How such a task is recognised, without its numbers."""
    motion: str = ""
    """What one then does, without its numbers."""
    theory: str = ""
    """The theory of this exercise, in place of the topic's."""
    card: DottedId = ""
    """The card to show, where it is not that of the skill."""
    links: Links = ()
    """Where to read on, at most five: {title, at: section 3.2, arxiv, doi or url}."""
    figure: AuthoredFigure | None = None
    """Of a setting; without stages the figure is the question's."""
    questions: Annotated[tuple[Question, ...], Derived()] = ()
    has_stages: Annotated[bool, Derived()] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of a bank."""

    id: ExerciseId
    """Lower-case letters, digits, hyphens; unique in the bank and never changed without `was`."""
    title: Title = ""
    """What it is called: at most 60 characters, unique in the bank, without values."""
    topic: Annotated[str, Derived()] = ""
    skill: DottedId = ""
    """The id of the skill that it trains, such as calc.diff.product."""
    needs: DottedIds = ()
    """Further skills that it rests on."""
    level: Annotated[int, Whole(1, 5)] = 2
    """From 1 (recall) to 5 (research); 2 if nothing is said."""
    pace: Annotated[int, Whole(2, 20)] = 0
    """Seconds of thinking, 2 to 20, which make it a rapid exercise: a prompt of a few words, one short
    typed answer, level 1 or 2."""
    was: Annotated[tuple[FormerItem, ...], Lone(), Size(most=200)] = ()
    """Earlier items of this exercise in full, such as calculus/old-id: their marks stay."""
    corrects: Annotated[tuple[ContentHash, ...], Lone(), Size(most=200)] = ()
    """Earlier content hashes whose marks stay although the key or its numbers changed."""
    source: str = ""
    """A citation."""
    tags: Texts = ()
    """Words to find it by."""
    seeds: Annotated[tuple[Seed, ...], Lone(), Size(most=200)] = ()
    """Variants that `drill check` always tries."""
    allow: Mapping[str, str] = field(default_factory=dict[str, str])
    """Phrases, and names such as gamma, that are meant here, each with its reason."""
    retired: bool = False
    """Whether only those keep it who met it before, while nobody else meets it."""
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
        if self.has_stages:
            return "stages"
        return self.forms[0].questions[0].answer.kind

    @property
    def stages(self) -> int:
        """The number of questions that are answered one after the other, at most."""
        return max(len(form.questions) for form in self.forms)

    @property
    def renews(self) -> Renews:
        """The part that is new when the exercise comes back."""
        if self.is_parametrised:
            return "numbers"
        if any(form.questions[0].has_gap for form in self.forms):
            return "nothing"  # the same part comes back, until it is green
        if self.has_sisters:
            return "sister"
        answers = [question.answer for form in self.forms for question in form.questions]
        if any(answer.slips or answer.show for answer in answers):
            return "form"
        return "nothing"

    def form(self, sister: str) -> Form | None:
        """Return the form of a sister, or the only one; None if that sister no longer exists."""
        return next((form for form in self.forms if form.sister == sister), None)

    def with_theory(self, theory: str) -> Exercise:
        """Return the exercise with a topic's theory if it has none of its own."""
        forms = (form if form.theory else replace(form, theory=theory) for form in self.forms)
        return replace(self, forms=tuple(forms))


# The fields that a file of a bank may contain, of those declared in `drill.banks.models`.
#
# An exercise has on one level the fields that the program keeps apart: its own, those of its form and of its
# question, and its declarations. Each field is declared only in its class; this table only groups them.

# The fields of several classes by attribute, as they are written.
Fields = Mapping[str, Any]
# Fields of an exercise that a sister may have, too.
_OF_SISTERS = frozenset(("id", "source", "tags", "allow"))
# Fields of a question that only a stage has.
_OF_STAGES = frozenset(("result", "fixed"))
_DUE = frozenset(("id",))


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


SHAPE = ExerciseShape()


@dataclass(frozen=True, kw_only=True)
class BankHead:
    """One file of a bank without its exercises, which are read one by one."""

    topic: DottedId = ""
    """The id of the topic, such as calc.diff; in a bank of your own any dotted id."""
    title: str = ""
    """The topic's title; of a bank of one file the bank's."""
    licence: str = ""
    """The licence of the text."""
    source: str | Mapping[str, str] = ""
    """Where the text comes from."""
    theory: str = ""
    """What a learner reads before a second attempt: Markdown with $…$, no values of exercises."""
    field: str = ""
    """What the bank is about in a word or two, such as optimisers."""
    cards: Mapping[DottedId, Card] = dataclass_field(default_factory=dict[str, Card])
    """A card for each skill of the topic: when to use it, why it is so, what goes wrong."""
    exercises: Annotated[Written, Required()] = ()


# One file of a bank: a topic's exercises.
BANK_FILE = Annotated[
    Fields,
    FieldsOf("Bank", (BankHead,), frozenset(("exercises",)), frozenset(("exercises",)),
             (("exercises", tuple[SHAPE.whole, ...]),)),
]  # fmt: skip


@dataclass(frozen=True)
class TopicEntry:
    """A topic of a subject."""

    id: DottedId
    """Lower-case letters, digits, hyphens, with dots between; never changed once exercises name it."""
    title: str
    """What it is called, for people."""


@dataclass(frozen=True)
class SkillEntry:
    """A skill of a subject with the skills that come before it."""

    id: DottedId
    """Lower-case letters, digits, hyphens, with dots between; never changed once exercises name it."""
    title: str
    """What it is called, for people."""
    needs: DottedIds = ()
    """The skills that come before it, in this subject or another."""
    synonyms: Texts = ()
    """Other names that the field has for it; searching finds it by them."""


@dataclass(frozen=True)
class SubjectFile:
    """``_subject.yaml``: the name of a folder of topics and the graph of its skills."""

    title: str
    """What it is called, for people."""
    licence: str = ""
    """The licence of the texts."""
    prefix: DottedId = ""
    """How the ids of its topics and skills begin, such as calc."""
    topics: tuple[TopicEntry, ...] = ()
    """Its topics in order, each an id and a title; a topic's exercises lie in a file of the folder."""
    skills: tuple[SkillEntry, ...] = ()
    """What is trained, from the ground up: each skill with those that come before it."""


# Fields of exercises and answers in which a lone text counts as a list of one, in every context.
LISTED = frozenset(("such-that", "right", "after")).union(
    planned.name
    for model in (Declared, Question, Form, Exercise)
    for planned in plan_record(model)
    if any(isinstance(mark, Lone) for mark in split_marks(planned.hint)[1])
)
