"""An exercise as the program works with it, from the loader to the checker.

An :class:`Exercise` has one :class:`Form`, or one a sister; a form asks one :class:`Question`, or several in
stages. Text is as the bank writes it, with templates; :mod:`drill.banks.variant` has the values in it.
Light: made of checked text by :mod:`drill.banks.building`, kept and sent as JSON by :mod:`drill.codec`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from drill.banks.authored_figures import AuthoredFigure, FieldPath
from drill.checking import Key, Spec
from drill.codec import Written

# What is new when an exercise comes back: other numbers, another sister, another slip or other options.
Renews = Literal["numbers", "sister", "form", "nothing"]

# Names under which draws beside the parameters stand among them; of stage 3 ``slip.3``, ``options.3``.
SISTER, SLIP, OPTIONS = "sister", "slip", "options"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A known mistake: the value that it yields, and what to say to whoever made it."""

    answer: Key
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where to read on: a text, or a title with a place in it and one of ``arxiv``, ``doi``, ``url``."""

    title: str
    at: str = ""
    arxiv: str = ""
    doi: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A skill explained: when to use it, why it is so, what goes wrong."""

    when: str
    why: str
    watch: str
    links: tuple[Link, ...] = ()
    figure: AuthoredFigure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Names that expressions and answers may use, beside those of the answer itself."""

    vars: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    # Typed names and their LaTeX.
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    let: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked and judged at once: a whole exercise, or one of its stages."""

    prompt: str
    answer: Spec
    # What a stage declares for itself; empty without stages.
    declared: Declared = Declared()
    # Shown in place of the stage once it is done; empty for the key.
    result: str = ""
    # Why its key does not change with the draw; empty where it does.
    fixed: str = ""
    hints: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    wrong: tuple[Mistake, ...] = ()
    witness: Mapping[str, Written] = field(default_factory=dict[str, Written])
    # Where its fields stand in the exercise, such as ``("stages", 1)``.
    at: FieldPath = ()
    figure: AuthoredFigure | None = None
    # One a step; empty where no step has one.
    step_figures: tuple[AuthoredFigure | None, ...] = ()
    # Figures of options, by the options' ids.
    option_figures: Mapping[str, AuthoredFigure] = field(default_factory=dict[str, AuthoredFigure])

    def drawn_name(self, name: str) -> str:
        """Return the name of its slip or options among the drawn values."""
        stage = next((at for step, at in zip(self.at, self.at[1:], strict=False) if step == "stages"), None)
        return name if stage is None else f"{name}.{int(stage) + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What one draw makes a variant of: an exercise, or one of its sisters, complete."""

    # Its id; empty where the exercise has no sisters.
    sister: str = ""
    at: FieldPath = ()
    # Shown above every stage; empty without stages.
    setting: str = ""
    # Domains as written: a range, or a list of numbers.
    params: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict[str, str | tuple[str, ...]])
    where: tuple[str, ...] = ()
    # Relations that hold in every variant: the point of the exercise.
    claim: tuple[str, ...] = ()
    declared: Declared = Declared()
    shape: str = ""
    motion: str = ""
    theory: str = ""
    card: str = ""
    links: tuple[Link, ...] = ()
    # Of a setting; without stages the figure is the question's.
    figure: AuthoredFigure | None = None
    questions: tuple[Question, ...] = ()
    has_stages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of a bank."""

    id: str
    title: str = ""
    topic: str = ""
    skill: str = ""
    needs: tuple[str, ...] = ()
    level: int = 2
    # Seconds of thinking that a rapid exercise allows; 0 for an exercise that is not rapid.
    pace: int = 0
    was: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    source: str = ""
    tags: tuple[str, ...] = ()
    # Seeds whose variants are always verified.
    seeds: tuple[int, ...] = ()
    # Phrases that are meant here, with the reason.
    allow: Mapping[str, str] = field(default_factory=dict[str, str])
    forms: tuple[Form, ...] = ()

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
        """What is new when it comes back."""
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
