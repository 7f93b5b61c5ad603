"""Keys for the eye: their mathematics as LaTeX, their code line by line. A key itself can be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from drill.checking import FormulaSpec, Key, NumberSpec, Option, SelfSpec, Spec
from drill.session.live_preview import Reader
from drill.session.logged_answers import option_texts


class Answered(Protocol):
    """What answers are given to: an exercise as it is met, or a variant."""

    @property
    def kind(self) -> str:
        """The kind of answer."""
        ...

    @property
    def expect(self) -> Spec:
        """What is asked for."""
        ...

    @property
    def fields(self) -> Sequence[str]:
        """The names of its parts."""
        ...

    @property
    def options(self) -> Sequence[Option]:
        """What is chosen from or put in order."""
        ...


def shown_key(exercise: Answered, key: Key) -> str:
    """Return a key as Markdown: options by their texts, parts by their names, formulas in dollars."""
    if isinstance(key, Mapping):
        parts = [f"{name} = {_shown(exercise.expect.part(name), text)}" for name, text in key.items()]
        return ("\n\n" if any("\n" in part for part in parts) else "; ").join(parts)
    if exercise.options:
        return ("; then " if exercise.kind == "order" else "; ").join(option_texts(exercise.options, key))
    return key if isinstance(exercise.expect, SelfSpec) else _shown(exercise.expect, key)


def key_latex(expect: Spec, key: str) -> str | None:
    """Return the LaTeX of a key: as its author writes it, else as it is read; ``None`` for what is no
    formula."""
    if isinstance(expect, NumberSpec) and key.endswith("%"):
        count = Reader(expect).read(key.removesuffix("%")).latex
        return count and rf"{count}\,\%"
    written = expect.shown if isinstance(expect, FormulaSpec) else ""
    return written or Reader(expect).read(key).latex


def typed(text: str) -> str:
    """Say what is typed as Markdown: code in its line, or on lines of its own."""
    return f"\n```\n{text}\n```" if "\n" in text else f"`{text.replace('`', chr(39))}`"


def _shown(expect: Spec, key: str) -> str:
    latex = key_latex(expect, key)
    return typed(key) if latex is None else f"${latex}$"
