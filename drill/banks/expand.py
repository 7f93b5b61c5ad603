"""A variant from an exercise: values drawn and put in, text rendered, key and known mistakes worked out.

Runs where mathematics may run: in the worker, or in ``drill check`` and ``drill preview``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drill.banks.answers import Answers, arrays_in, at_field
from drill.banks.draw import Draw, Generator, draw, fixed
from drill.banks.keys import solutions_text
from drill.banks.present import template_value
from drill.banks.sameness import is_same
from drill.banks.scope import Scope, texts_of
from drill.banks.setting import Value
from drill.banks.templates import render
from drill.banks.values import Evaluator
from drill.banks.variant import Key, KnownMistake, Option, Variant
from drill.checking.fields import kind_of
from drill.checking.table import LETTERED
from drill.errors import BankError, CheckError
from drill.maths.tree import Node


def expand(
    exercise: Mapping[str, object], seed: int, *, item: str, avoid: Sequence[Mapping[str, str]] = ()
) -> Variant:
    """The variant of a seed; draws in ``avoid`` are passed over while others exist.

    Raises BankError that names the exercise and the field where something cannot be drawn or worked out.
    """
    with _of_exercise(exercise):
        return Expansion(exercise, draw(exercise, seed, avoid)).variant(item, seed)


def expand_values(
    exercise: Mapping[str, object], params: Mapping[str, str], *, item: str, seed: int = 0
) -> Variant:
    """The variant of values that were drawn before; the seed only orders the options."""
    with _of_exercise(exercise):
        return Expansion(exercise, fixed(exercise, params)).variant(item, seed)


class _of_exercise:
    """Names the exercise in errors from below."""

    def __init__(self, exercise: Mapping[str, object]) -> None:
        self._id = str(exercise.get("id", ""))

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, BankError):
            error.exercise = error.exercise or self._id
        elif isinstance(error, CheckError):
            raise BankError(error.message, error.hint, exercise=self._id, code="value") from None


@dataclass(frozen=True, slots=True)
class Mistakes:
    """The known mistakes of a variant, and the places in ``wrong`` of those left out."""

    kept: tuple[KnownMistake, ...]
    places: tuple[int, ...]
    """Where each kept mistake stands in ``wrong``."""
    dropped: tuple[int, ...]


class Expansion:
    """One exercise with one draw put in; what is asked of it is worked out when asked."""

    def __init__(self, exercise: Mapping[str, object], drawn: Draw) -> None:
        self.exercise = exercise
        self.drawn = drawn
        self.scope: Scope = drawn.scope
        self.answers = Answers(self.scope, self.text)
        self._answer: Mapping[str, object] = exercise["answer"]  # type: ignore[assignment]
        self.kind = kind_of(self._answer)
        self._evaluator = Evaluator(self.scope.assumed)
        self._values: dict[str, Value] = {}

    def text(self, template: str, field: str) -> str:
        """A template with the values in it."""
        with at_field(field):
            return render(template, lambda source: self._value(source, field))

    def _value(self, source: str, field: str) -> Value:
        if source not in self._values:
            tree = self._evaluator.value(self._read(source, field))
            self._values[source] = template_value(tree, self.scope.frame.latex)
        return self._values[source]

    def _read(self, source: str, field: str) -> Node:
        try:
            return self.scope.read(source, field)
        except BankError as error:
            try:
                return self.scope.read(source, field, "statement")
            except BankError:
                raise error from None

    def field(self, name: str) -> str:
        """A field of sentences, rendered; empty if absent."""
        return self.text(str(self.exercise.get(name) or ""), name)

    def fields(self, name: str) -> tuple[str, ...]:
        """A field of several texts, rendered."""
        texts = texts_of(self.exercise, name)
        return tuple(self.text(text, f"{name}.{place}") for place, text in enumerate(texts))

    def expect(self) -> dict[str, object]:
        """What the checker takes."""
        frame = self.scope.frame
        expect = self.answers.expect(self._answer)
        if frame.vars:
            expect["vars"] = list(frame.vars)
        if frame.latex:
            expect["names"] = dict(frame.latex)
        if self.scope.assumed:
            expect["assume"] = list(self.scope.assumed)
        return expect

    def mistakes(self, expect: Mapping[str, object]) -> Mistakes:
        """The known mistakes that this variant tells apart from the key and from one another."""
        kept: list[KnownMistake] = []
        places: list[int] = []
        dropped: list[int] = []
        for place, raw in enumerate(self.exercise.get("wrong") or ()):  # type: ignore[var-annotated, arg-type]
            mistake: Mapping[str, object] = raw  # type: ignore[assignment]
            answer = self._mistake(expect, mistake["answer"], f"wrong.{place}.answer")
            if answer is None or _is_known(expect, answer, kept):
                dropped.append(place)
                continue
            kept.append(KnownMistake(answer, self.text(str(mistake["say"]), f"wrong.{place}.say")))
            places.append(place)
        return Mistakes(tuple(kept), tuple(places), tuple(dropped))

    def _mistake(self, expect: Mapping[str, object], raw: object, field: str) -> Key | None:
        """What a mistake yields, as typeable text; ``None`` where it has no value in this variant."""
        try:
            if not isinstance(raw, Mapping):
                return self._mistake_text(expect, str(raw), field)
            if "parts" not in expect:
                return self._mistaken_values(expect, raw, field)
            parts: Mapping[str, Mapping[str, object]] = expect["parts"]  # type: ignore[assignment]
            shared = {name: expect[name] for name in ("vars", "assume", "names") if name in expect}
            return {
                str(name): self._mistake_text({**shared, **parts[str(name)]}, str(text), field)
                for name, text in raw.items()
            }
        except BankError as error:
            if error.code != "value":
                raise
            return None

    def _mistaken_values(self, expect: Mapping[str, object], raw: Mapping[object, object], field: str) -> Key:
        """A mistake in solutions, as text; one in a factorisation by the factors that it touches."""
        values = {str(name): self.answers.value("any", str(text), field) for name, text in raw.items()}
        return solutions_text({**expect, "solutions": values}) if "solutions" in expect else values

    def _mistake_text(self, expect: Mapping[str, object], text: str, field: str) -> str:
        kind = kind_of(expect)
        value = self.answers.value(kind, text, field, self.answers.bound_in(expect), arrays_in(expect))
        return self.answers.shown(expect, value) if kind != "antiderivative" else value

    def options(self, expect: Mapping[str, object], seed: int) -> tuple[Option, ...]:
        """The options in the order shown: drawn, unless ``keep-order`` says otherwise."""
        if self.kind not in LETTERED:
            return ()
        listed: Sequence[Mapping[str, str]] = expect[self.kind]  # type: ignore[assignment]
        options = [
            Option(
                id=option["id"],
                text=option.get("right") or option.get("wrong") or option.get("text", ""),
                right="right" in option or "text" in option,
                say=option.get("say", ""),
            )
            for option in listed
        ]
        if str(expect.get("keep-order", "")).lower() in ("true", "yes"):
            return tuple(options)
        return tuple(
            options[place] for place in _shuffled(len(options), seed, never_sorted=self.kind == "order")
        )

    def variant(self, item: str, seed: int) -> Variant:
        """Everything worked out."""
        expect = self.expect()
        key = self.key(expect)
        return Variant(
            item=item,
            seed=seed,
            kind=self.kind,
            params=dict(self.drawn.params),
            prompt=self.field("prompt"),
            key=key,
            expect=expect,
            theory=self.field("theory"),
            steps=self.fields("steps"),
            hints=self.fields("hints"),
            shape=self.field("shape"),
            motion=self.field("motion"),
            wrong=self.mistakes(expect).kept,
            options=self.options(expect, seed),
            fields=tuple(key) if isinstance(key, Mapping) else (),
            names=dict(self.scope.frame.latex),
            vars=self.scope.frame.vars,
            resources=texts_of(self.exercise, "resources"),
        )

    def key(self, expect: Mapping[str, object]) -> Key:
        """The key as typeable text."""
        with at_field("answer"):
            return self.answers.key(expect)


def _shuffled(length: int, seed: int, never_sorted: bool) -> list[int]:
    generator = Generator(seed, "options")
    places = generator.permutation(length)
    while never_sorted and length > 1 and places == sorted(places):
        places = generator.permutation(length)
    return places


def _is_known(expect: Mapping[str, object], answer: Key, earlier: Sequence[KnownMistake]) -> bool:
    """Whether a mistake equals the key or an earlier one, at the exercise's own tolerance."""
    return is_same(expect, answer, None) or any(is_same(expect, answer, each.answer) for each in earlier)
