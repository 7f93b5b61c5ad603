"""One variant of an exercise: numbers drawn, text rendered, key and known mistakes worked out.

A variant is made in the worker and travels as JSON to the app, so everything in it is plain data; the app
shows it without knowing any mathematics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from drill.errors import CheckError

Key = str | Mapping[str, str]
"""Typeable text; for ``parts`` a text for each field."""


Renewal = Literal["numbers", "nothing"]
"""What is other whenever an exercise comes back."""


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """What a known mistake yields, as typeable text (for ``parts``: those it touches), and what to say."""

    answer: Key
    say: str


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice, or one step of an order; ``say`` is empty where nothing needs saying."""

    id: str
    text: str
    right: bool = False
    say: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """An exercise with everything put in.

    ``expect`` is self-contained: what ``checking`` takes, parameters, ``let`` and bank functions put in.
    ``options`` stand in the order shown. ``fields`` are the names of the parts, in order. Times and learners
    are no part of a variant: the same values give the same variant.
    """

    item: str
    seed: int
    kind: str
    params: Mapping[str, str]
    prompt: str
    key: Key
    expect: Mapping[str, object]
    theory: str = ""
    steps: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    shape: str = ""
    motion: str = ""
    wrong: tuple[KnownMistake, ...] = ()
    options: tuple[Option, ...] = ()
    fields: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    vars: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()

    @property
    def renews(self) -> Renewal:
        """What is other in the next variant of the exercise."""
        return "numbers" if self.params else "nothing"

    def to_json(self) -> dict[str, object]:
        """Plain data for a pipe or a file; :func:`from_json` reads it back."""
        return {
            "item": self.item,
            "seed": self.seed,
            "kind": self.kind,
            "params": dict(self.params),
            "prompt": self.prompt,
            "key": _plain_key(self.key),
            "expect": dict(self.expect),
            "theory": self.theory,
            "steps": list(self.steps),
            "hints": list(self.hints),
            "shape": self.shape,
            "motion": self.motion,
            "wrong": [{"answer": _plain_key(mistake.answer), "say": mistake.say} for mistake in self.wrong],
            "options": [
                {"id": option.id, "text": option.text, "right": option.right, "say": option.say}
                for option in self.options
            ],
            "fields": list(self.fields),
            "names": dict(self.names),
            "vars": list(self.vars),
            "resources": list(self.resources),
        }


def from_json(data: Mapping[str, object]) -> Variant:
    """A variant from :meth:`Variant.to_json`'s data.

    Raises CheckError where a field is missing or of another type: the data come through a pipe.
    """
    return Variant(
        item=_text(data, "item"),
        seed=_whole_number(data, "seed"),
        kind=_text(data, "kind"),
        params=_texts_by_name(data, "params"),
        prompt=_text(data, "prompt"),
        key=_read_key(data.get("key")),
        expect=_mapping(data.get("expect"), "expect"),
        theory=_text(data, "theory"),
        steps=_texts(data, "steps"),
        hints=_texts(data, "hints"),
        shape=_text(data, "shape"),
        motion=_text(data, "motion"),
        wrong=tuple(
            KnownMistake(_read_key(mistake.get("answer")), _text(mistake, "say"))
            for mistake in _mappings(data, "wrong")
        ),
        options=tuple(
            Option(
                _text(option, "id"), _text(option, "text"), option.get("right") is True, _text(option, "say")
            )
            for option in _mappings(data, "options")
        ),
        fields=_texts(data, "fields"),
        names=_texts_by_name(data, "names"),
        vars=_texts(data, "vars"),
        resources=_texts(data, "resources"),
    )


def _plain_key(key: Key) -> object:
    return key if isinstance(key, str) else dict(key)


def _read_key(value: object) -> Key:
    if isinstance(value, str):
        return value
    found = _mapping(value, "key")
    return {name: _text(found, name) for name in found}


def _mapping(value: object, name: str) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise CheckError(f"a variant's '{name}' is not a mapping")
    return {str(key): part for key, part in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _list(data: Mapping[str, object], name: str) -> list[object]:
    value = data.get(name)
    if not isinstance(value, list):
        raise CheckError(f"a variant's '{name}' is not a list")
    return list(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _mappings(data: Mapping[str, object], name: str) -> list[dict[str, object]]:
    return [_mapping(part, name) for part in _list(data, name)]


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise CheckError(f"a variant's '{name}' is not a text")
    return value


def _texts(data: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(_text({name: part}, name) for part in _list(data, name))


def _texts_by_name(data: Mapping[str, object], name: str) -> dict[str, str]:
    found = _mapping(data.get(name), name)
    return {key: _text(found, key) for key in found}


def _whole_number(data: Mapping[str, object], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise CheckError(f"a variant's '{name}' is not a whole number")
    return value
