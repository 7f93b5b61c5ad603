"""One variant of an exercise: numbers drawn, text rendered, keys and known mistakes computed.

A variant is made in the worker and travels as JSON to the app (:mod:`drill.reading`); the app shows it
without knowing any mathematics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from drill.banks.models import Link
from drill.checking import Key, Option, OptionsSpec, Spec, names_to_explain, reason_of
from drill.drawing.figure import Figure


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """The answer of a known mistake as typeable text (for ``parts``: those it changes), the reply, a name."""

    answer: Key
    say: str
    mistake: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is asked and judged at once, with all values substituted.

    ``expect`` is self-contained: what ``checking`` takes, with all values substituted. ``options`` are in the
    order shown, ``lines`` are a fault's. ``fields`` are the names of parts, in order.
    """

    prompt: str
    key: Key
    expect: Spec
    # What is shown of it in later stages.
    result: str = ""
    steps: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    wrong: tuple[KnownMistake, ...] = ()
    options: tuple[Option, ...] = ()
    lines: tuple[str, ...] = ()
    # The wrong line of an argument as it should be; empty where none is wrong.
    right_line: str = ""
    fields: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    vars: tuple[str, ...] = ()
    figure: Figure | None = None
    # One a step; empty where no step has one.
    step_figures: tuple[Figure | None, ...] = ()
    # By the options' ids.
    option_figures: Mapping[str, Figure] = field(default_factory=dict[str, Figure])

    @property
    def kind(self) -> str:
        """The kind of its answer."""
        return self.expect.kind

    @property
    def names_to_explain(self) -> list[tuple[str, str]]:
        """The names, with their LaTeX, of which a learner has to be told how they are typed."""
        return names_to_explain(self.expect)

    @property
    def right_answer(self) -> Key | tuple[str, ...]:
        """The key as the checker takes it: ids of options as a tuple, since texts name them by letters."""
        is_of_ids = isinstance(self.expect, OptionsSpec) and isinstance(self.key, str)
        return tuple(str(self.key).split()) if is_of_ids else self.key

    @property
    def reason(self) -> str:
        """What is wrong with the wrong line of an argument; empty for other kinds."""
        return reason_of(self.wrong) if self.kind == "fault" else ""

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids of the options in the order of their letters."""
        return tuple(option.id for option in self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """An exercise with all values substituted: one stage, or several with a common setting.

    ``params`` are all drawn values, by which the variant can be made again. Times and learners are no part of
    it: the same values give the same variant.
    """

    item: str
    seed: int
    params: Mapping[str, str]
    stages: tuple[Stage, ...]
    is_chain: bool = False
    # Shown above every stage of a chain.
    setting: str = ""
    theory: str = ""
    # The name of the card to show, where it is not that of the skill.
    card: str = ""
    shape: str = ""
    motion: str = ""
    links: tuple[Link, ...] = ()
    # Of a chain's setting.
    figure: Figure | None = None

    @property
    def kind(self) -> str:
        """The kind of the answer, or ``stages``."""
        return "stages" if self.is_chain else self.stages[0].kind

    @property
    def only(self) -> Stage:
        """The only stage."""
        return self.stages[0]
