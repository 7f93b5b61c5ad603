"""An exercise as the program works with it, from the loader to the checker.

These dataclasses are the format of banks, too: a field's annotation says what may be written in it, and
`drill.banks.schema` reads it there. What is made by the program alone is marked `OWN`.

An :class:`Exercise` has one :class:`Form`, or one a sister; a form asks one :class:`Question`, or several in
stages. Text is as the bank writes it, with templates; :mod:`drill.banks.variant` has the values in it.
Light: made of checked text by :mod:`drill.banks.building`, kept and sent as JSON by :mod:`drill.reading`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from drill.banks.authored_figures import AuthoredFigure, FieldPath
from drill.checking import (
    ArxivId,
    ContentHash,
    Doi,
    DottedId,
    DrawnFrom,
    ExerciseId,
    FormerItem,
    Key,
    Name,
    Seed,
    Size,
    Spec,
    TextsByName,
    Title,
    Url,
    Whole,
    WrittenAs,
)
from drill.gyr.entry import Renews
from drill.reading import Written

# Names under which draws beside the parameters stand among them; of stage 3 ``slip.3``, ``options.3``.
SISTER, SLIP, OPTIONS = "sister", "slip", "options"


# Marks a field that no bank writes.
OWN: Mapping[str, bool] = {"own": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A known mistake: the value that it yields, and what to say to whoever made it."""

    answer: Key
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Further reading: a text, or a title with a place in it and one of ``arxiv``, ``doi``, ``url``."""

    title: str
    at: str = ""
    arxiv: ArxivId = ""
    doi: Doi = ""
    url: Url = ""


# At most five, of which a title alone may stand for one.
Links = Annotated[tuple[Link, ...], WrittenAs(Annotated[tuple[str | Link, ...], Size(most=5)])]


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

    vars: tuple[Name, ...] = ()
    assume: tuple[str, ...] = ()
    names: TextsByName = field(default_factory=dict[str, str])
    """Typed names and their LaTeX."""
    let: TextsByName = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked and judged at once: a whole exercise, or one of its stages."""

    prompt: str
    answer: Spec
    declared: Declared = field(default=Declared(), metadata=OWN)
    """What a stage declares for itself; empty without stages."""
    result: str = ""
    """Of a stage, shown in its place once it is done; empty for the key."""
    fixed: str = ""
    """Of a stage, why its key does not change with the draw; empty where it does."""
    hints: tuple[str, ...] = ()
    steps: Annotated[tuple[str, ...], WrittenAs(tuple[str | Step, ...])] = ()
    wrong: tuple[Mistake, ...] = ()
    witness: Annotated[Mapping[str, Written], Size(1)] = field(default_factory=dict[str, Written])
    at: FieldPath = field(default=(), metadata=OWN)
    """Where its fields are in the exercise, such as ``("stages", 1)``."""
    figure: AuthoredFigure | None = None
    step_figures: tuple[AuthoredFigure | None, ...] = field(default=(), metadata=OWN)
    """One a step; empty where no step has one."""
    option_figures: Mapping[str, AuthoredFigure] = field(
        default_factory=dict[str, AuthoredFigure], metadata=OWN
    )
    """Figures of options, by the options' ids."""

    def drawn_name(self, name: str) -> str:
        """Return the name of its slip or options among the drawn values."""
        stage = next(
            (index for step, index in zip(self.at, self.at[1:], strict=False) if step == "stages"), None
        )
        return name if stage is None else f"{name}.{int(stage) + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A complete template from which one draw makes a variant: an exercise, or one of its sisters."""

    sister: str = field(default="", metadata=OWN)
    """Its id; empty where the exercise has no sisters."""
    at: FieldPath = field(default=(), metadata=OWN)
    setting: str = field(default="", metadata=OWN)
    """Shown above every stage; empty without stages."""
    params: Mapping[Name, DrawnFrom] = field(default_factory=dict[str, str | tuple[str, ...]])
    """Domains as written."""
    where: tuple[str, ...] = ()
    claim: tuple[str, ...] = ()
    """Relations that hold in every variant: the point of the exercise."""
    declared: Declared = field(default=Declared(), metadata=OWN)
    shape: str = ""
    motion: str = ""
    theory: str = ""
    card: DottedId = ""
    links: Links = ()
    figure: AuthoredFigure | None = None
    """Of a setting; without stages the figure is the question's."""
    questions: tuple[Question, ...] = field(default=(), metadata=OWN)
    has_stages: bool = field(default=False, metadata=OWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of a bank."""

    id: ExerciseId
    title: Title = ""
    topic: str = field(default="", metadata=OWN)
    skill: DottedId = ""
    needs: tuple[DottedId, ...] = ()
    level: Annotated[int, Whole(1, 5)] = 2
    pace: Annotated[int, Whole(2, 20)] = 0
    """Seconds of thinking that a rapid exercise allows; 0 for an exercise that is not rapid."""
    was: tuple[FormerItem, ...] = ()
    corrects: tuple[ContentHash, ...] = ()
    source: str = ""
    tags: tuple[str, ...] = ()
    seeds: tuple[Seed, ...] = ()
    """Seeds whose variants are always verified."""
    allow: Mapping[str, str] = field(default_factory=dict[str, str])
    """Phrases that are meant here, with the reason."""
    forms: tuple[Form, ...] = field(default=(), metadata=OWN)

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
