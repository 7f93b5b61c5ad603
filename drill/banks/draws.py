"""Draw a variant: a sister, the parameters, slips and options.

The generator is our own, so that the same seed gives the same variant on every machine and with every release
of Python. A seed is a hash of the identity of a variant.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import TypeVar

from drill.banks.models import OPTIONS, SISTER, SLIP, Exercise, Form, Link
from drill.banks.params import read_domains
from drill.banks.scope import DrawCondition, DrawScope, frame_of
from drill.checking import (
    NO_SLIP,
    ChoicesSpec,
    FaultSpec,
    Key,
    Option,
    OptionsSpec,
    Spec,
    names_to_explain,
    reason_of,
)
from drill.drawing.figure import Figure
from drill.errors import BankError, CheckError
from drill.maths.exact import decide_exactly, evaluate_exactly
from drill.maths.maths_tree import Node

# Max rejected draws before the exercise is given up.
TRIES = 500

# The numbers of SplitMix64 have 64 bits.
_MASK = (1 << 64) - 1
_STEP, _FIRST_MIX, _SECOND_MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB

_Value = TypeVar("_Value")


def seed_for(item: str, round_: str | int, pass_: int, learner: str, session: int | None = None) -> int:
    """Return the seed of a variant, below 2^53; ``session`` is the seed of a whole session, if any.

    The limit is necessary because some readers of JSON hold whole numbers as doubles.
    """
    parts = [item, str(round_), str(pass_), learner, "" if session is None else str(session)]
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 11


class SplitMix64:
    """SplitMix64: small, fast, the same everywhere. ``purpose`` separates streams of one seed."""

    def __init__(self, seed: int, purpose: str = "draw") -> None:
        digest = hashlib.sha256(f"{seed}\x1f{purpose}".encode()).digest()
        self._state = int.from_bytes(digest[:8], "big")

    def bits(self) -> int:
        """Draw 64 random bits."""
        self._state = (self._state + _STEP) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * _FIRST_MIX) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * _SECOND_MIX) & _MASK
        return mixed ^ (mixed >> 31)

    def below(self, bound: int) -> int:
        """Return a whole number from 0 up to ``bound`` (not reached), each equally likely."""
        limit = (1 << 64) - (1 << 64) % bound
        while (bits := self.bits()) >= limit:
            pass
        return bits % bound

    def real(self, low: float, high: float) -> float:
        """Return a number between two others."""
        return low + (high - low) * (self.bits() >> 11) / (1 << 53)

    def permutation(self, length: int) -> list[int]:
        """Return the numbers 0 … ``length`` − 1 in random order."""
        places = list(range(length))
        for last in range(length - 1, 0, -1):
            chosen = self.below(last + 1)
            places[last], places[chosen] = places[chosen], places[last]
        return places


@dataclass(frozen=True)
class Draw:
    """Drawn values as written, and the form that they belong to.

    ``params`` alone are enough to rebuild the variant: besides the parameters they contain the sister, each
    slip and the options shown, under their reserved names.
    """

    params: Mapping[str, str]
    form: Form

    @cached_property
    def scope(self) -> DrawScope:
        """The values for the form's expressions. Raises BankError if a parameter has none."""
        return DrawScope(frame_of(self.form), self.params)

    @property
    def numbers(self) -> dict[str, str]:
        """The parameters alone."""
        return {name: self.params[name] for name in self.form.params}


def draw_variant(exercise: Exercise, seed: int, avoid: Sequence[Mapping[str, str]] = ()) -> Draw:
    """Return a variant's draw: the sister, her parameters, then slips and options.

    Sisters, slips and options are chosen that occur least often in ``avoid``, the earlier draws of the round;
    parameters are not those of any earlier draw while others exist.

    Raises BankError (field ``where``) if no draw is allowed, and CheckError or BankError if a condition
    cannot be computed.
    """
    form = _drawn_form(exercise, seed, avoid)
    named = {SISTER: form.sister} if form.sister else {}
    earlier = [params for params in avoid if params.get(SISTER, "") == form.sister]
    drawn = _DrawSearch(form).draw(SplitMix64(seed), earlier)
    return replace(drawn, params={**drawn.params, **named, **_drawn_parts(form, seed, avoid)})


def every_draw(form: Form, most: int) -> list[Draw] | None:
    """Return all allowed draws of a form's parameters; None if this takes more than ``most`` candidates."""
    drawing = _DrawSearch(form)
    return drawing.every() if drawing.combinations <= most else None


def draw_numbers(form: Form, seed: int) -> Draw:
    """Draw allowed values of a form's parameters alone."""
    return _DrawSearch(form).draw(SplitMix64(seed), ())


def restore_draw(exercise: Exercise, params: Mapping[str, str]) -> Draw:
    """Return the draw of given values, as stored with an earlier attempt; conditions are not tested again.

    Raises BankError with the code ``gone`` if its sister no longer exists.
    """
    form = _find_form_of_params(exercise, params)
    drawn = Draw(dict(params), form)
    _ = drawn.scope  # raises an error for a missing value
    return drawn


def _find_form_of_params(exercise: Exercise, params: Mapping[str, str]) -> Form:
    form = exercise.form(params.get(SISTER, ""))
    if form is None:
        raise BankError(f"no sister is called {params.get(SISTER, '')!r}", field="sisters", code="gone")
    return form


def fixed_in(exercise: Exercise, seed: int, wanted: Mapping[str, str]) -> Draw:
    """Return a draw with some given values, the others drawn so that the conditions hold.

    Raises BankError for a name that is not drawn, a value that is never drawn, and if no draw is left.
    """
    form = _find_form_of_params(exercise, wanted) if SISTER in wanted else _drawn_form(exercise, seed, ())
    fixed_domains: dict[str, tuple[str, ...]] = {
        name: (text,) for name, text in wanted.items() if name in form.params
    }
    domains = read_domains(form.params)
    for name, (value,) in read_domains(fixed_domains).items():
        fixed_domains[name] = tuple(
            candidate.text for candidate in domains[name] if candidate.value == value.value
        )
        if not fixed_domains[name]:
            raise BankError(f"{name} = {value.text} is never drawn", field=f"params.{name}", code="params")
    drawn = draw_variant(
        replace(exercise, forms=(replace(form, params={**form.params, **fixed_domains}),)), seed
    )
    if unknown := wanted.keys() - drawn.params.keys():
        known = f"drawn are {', '.join(drawn.params) or 'nothing'}"
        raise BankError(f"nothing called {min(unknown)!r} is drawn", known, code="params")
    parts = {name: value for name, value in wanted.items() if name not in fixed_domains}
    return replace(drawn, params={**drawn.params, **parts})


# --- sisters, slips, options ------------------------------------------------------------------------------


def _drawn_form(exercise: Exercise, seed: int, avoid: Sequence[Mapping[str, str]]) -> Form:
    times_used = Counter(params.get(SISTER, "") for params in avoid)
    forms = {form.sister: form for form in exercise.forms}
    return forms[_least_used(list(forms), times_used, SplitMix64(seed, SISTER))]


def _drawn_parts(form: Form, seed: int, avoid: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Draw the slips and options of a form's questions, and return them by name."""
    parts: dict[str, str] = {}
    for question in form.questions:
        answer = question.answer
        if isinstance(answer, FaultSpec):
            name = question.drawn_name(SLIP)
            times_used = Counter(params.get(name, "") for params in avoid)
            ids = [*(slip.id for slip in answer.slips), *((NO_SLIP,) if answer.none else ())]
            parts[name] = _least_used(ids, times_used, SplitMix64(seed, name))
        if isinstance(answer, OptionsSpec) and answer.show:
            name = question.drawn_name(OPTIONS)
            times_used = Counter(id_ for params in avoid for id_ in params.get(name, "").split())
            parts[name] = " ".join(_draw_option_pool(answer, times_used, SplitMix64(seed, name)))
    return parts


def _draw_option_pool(answer: OptionsSpec, times_used: Counter[str], generator: SplitMix64) -> list[str]:
    """Draw the options to show, and return their ids in the file's order.

    A choice gets one right option and wrong ones, several choices at least one of each, an order any.
    """
    right = [option.id for option in answer.options if option.right]
    wrong = [option.id for option in answer.options if not option.right]
    chosen: list[str] = []
    if isinstance(answer, ChoicesSpec):
        chosen.append(_least_used(right, times_used, generator))
        chosen.append(_least_used(wrong, times_used, generator))
    candidates = wrong if isinstance(answer, ChoicesSpec) and answer.is_single else [*right, *wrong]
    while len(chosen) < answer.show:
        chosen.append(_least_used([id_ for id_ in candidates if id_ not in chosen], times_used, generator))
    return [option.id for option in answer.options if option.id in chosen]


def _least_used(ids: Sequence[str], times_used: Counter[str], generator: SplitMix64) -> str:
    """Return one of the ids that earlier draws used least often."""
    fewest = min(times_used[id_] for id_ in ids)
    among = [id_ for id_ in ids if times_used[id_] == fewest]
    return among[generator.below(len(among))]


# --- parameters -------------------------------------------------------------------------------------------


class _DrawSearch:
    """The possible draws of one form: domains, and conditions in the order of testing."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._frame = frame_of(form)
        self._domains = read_domains(form.params)
        self.combinations = math.prod(map(len, self._domains.values()))

    def draw(self, generator: SplitMix64, earlier: Sequence[Mapping[str, str]]) -> Draw:
        """Draw values, none of ``earlier`` while others exist. Raises BankError if none is found."""
        known = [{name: params.get(name, "") for name in self._domains} for params in earlier]
        repeated: Draw | None = None
        for _ in range(TRIES):
            drawn = self._admitted([generator.below(len(domain)) for domain in self._domains.values()])
            if drawn is None:
                continue
            if drawn.params not in known:
                return drawn
            repeated = repeated or drawn
            if len(known) >= self.combinations:
                return repeated
        fresh = self._unused(generator, known) if repeated else None
        if fresh or repeated:
            return fresh or repeated  # pyright: ignore[reportReturnType]  one of them exists
        message = f"no allowed draw in {TRIES} tries"
        raise BankError(message, "widen the params or loosen where", field="where", code="no-draw")

    def every(self) -> list[Draw]:
        """Return all allowed draws, in the order of the domains."""
        return [drawn for places in self._places() if (drawn := self._admitted(places)) is not None]

    def _unused(self, generator: SplitMix64, known: Sequence[Mapping[str, str]]) -> Draw | None:
        """Return a draw that is not known yet, or None; only searched if all draws can be listed."""
        # Max combinations, because more take too long to list.
        if self.combinations > 2000:
            return None
        places = self._places()
        for index in generator.permutation(len(places)):
            drawn = self._admitted(places[index])
            if drawn is not None and drawn.params not in known:
                return drawn
        return None

    def _places(self) -> list[tuple[int, ...]]:
        return list(itertools.product(*(range(len(domain)) for domain in self._domains.values())))

    def _admitted(self, places: Sequence[int]) -> Draw | None:
        drawn = {
            name: domain[index] for (name, domain), index in zip(self._domains.items(), places, strict=True)
        }
        values = {name: value.value for name, value in drawn.items()}
        lets = iter(self._frame.lets.items())
        waiting: list[DrawCondition] = []
        stage = 0
        for condition in self._frame.conditions:
            if waiting and condition.stage:  # in order, because each may have no value
                waiting.append(condition)
                continue
            for name, tree in islice(lets, condition.stage - stage):
                if (value := _exactly(evaluate_exactly, tree, values)) is not None:
                    values[name] = value
            stage = max(stage, condition.stage)
            is_true = _exactly(decide_exactly, condition.tree, values)
            if is_true is False:
                return None
            if is_true is None:
                waiting.append(condition)
        candidate = Draw({name: value.text for name, value in drawn.items()}, self._form)
        if not all(map(candidate.scope.holds, waiting)):
            return None
        return candidate


def _exactly(
    compute: Callable[[Node, Mapping[str, Fraction]], _Value | None],
    tree: Node,
    values: Mapping[str, Fraction],
) -> _Value | None:
    """Return a truth or a value; None if exact arithmetic on the known names does not find it."""
    try:
        return compute(tree, values)
    except CheckError:
        return None  # the scope's own test reports the fault when it is reached


# One variant of an exercise: numbers drawn, text rendered, keys and known mistakes computed.
#
# A variant is made in the worker and sent as JSON to the app (:mod:`drill.reading`); the app shows it without
# any mathematics.


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """The answer of a known mistake as typeable text (for ``parts`` the changed ones), the reply, a name."""

    answer: Key
    say: str
    mistake: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One question with all values substituted, which is answered and judged as a whole.

    ``expect`` is self-contained: the input of ``checking``, with all values substituted. ``options`` are in
    the order shown, ``lines`` are a fault's. ``fields`` are the names of parts, in order.
    """

    prompt: str
    key: Key
    expect: Spec
    # The part of it that later stages show.
    result: str = ""
    steps: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    wrong: tuple[KnownMistake, ...] = ()
    options: tuple[Option, ...] = ()
    lines: tuple[str, ...] = ()
    # The corrected wrong line of an argument; empty if no line is wrong.
    right_line: str = ""
    fields: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    vars: tuple[str, ...] = ()
    figure: Figure | None = None
    # One per step; empty if no step has one.
    step_figures: tuple[Figure | None, ...] = ()
    # By the options' ids.
    option_figures: Mapping[str, Figure] = field(default_factory=dict[str, Figure])

    @property
    def kind(self) -> str:
        """The kind of its answer."""
        return self.expect.kind

    @property
    def names_to_explain(self) -> list[tuple[str, str]]:
        """The names, with their LaTeX, whose typing has to be explained to a learner."""
        return names_to_explain(self.expect)

    @property
    def right_answer(self) -> Key | tuple[str, ...]:
        """The key as the checker expects it: ids of options as a tuple, because text has their letters."""
        is_of_ids = isinstance(self.expect, OptionsSpec) and isinstance(self.key, str)
        return tuple(str(self.key).split()) if is_of_ids else self.key

    @property
    def reason(self) -> str:
        """The reason why a line of an argument is wrong; empty for other kinds."""
        return reason_of(self.wrong) if self.kind == "fault" else ""

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids of the options in the order of their letters."""
        return tuple(option.id for option in self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """An exercise with all values substituted: one stage, or several with a common setting.

    ``params`` are all drawn values, which are enough to make the variant again. It contains no times and no
    learners, so the same values give the same variant.
    """

    item: str
    seed: int
    params: Mapping[str, str]
    stages: tuple[Stage, ...]
    is_chain: bool = False
    # Shown above every stage of a chain.
    setting: str = ""
    theory: str = ""
    # The name of the card to show, if it is not that of the skill.
    card: str = ""
    shape: str = ""
    motion: str = ""
    links: tuple[Link, ...] = ()
    # The figure of a chain's setting.
    figure: Figure | None = None

    @property
    def kind(self) -> str:
        """The kind of the answer, or ``stages``."""
        return "stages" if self.is_chain else self.stages[0].kind

    @property
    def only(self) -> Stage:
        """The only stage."""
        return self.stages[0]
