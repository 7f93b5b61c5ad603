"""Answers as events keep them, and keys for the eye: mathematics as LaTeX, code line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drill import typeset
from drill.banks.variant import Stage
from drill.checking import FormulaSpec, Key, NumberSpec, Option, SelfSpec, Spec
from drill.gyr.events import Reply
from drill.session.exercise_view import ExerciseView, VerdictView
from drill.session.live_preview import Reader
from drill.typeset import Tier

# Options are shown by these; a letter is display only.
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def key_text(key: Key) -> str:
    """Return a key or an answer as one text: parts by their names."""
    return key if isinstance(key, str) else "; ".join(f"{name} = {part}" for name, part in key.items())


def option_texts(options: Sequence[Option], answer: Key) -> list[str]:
    """Return the texts of the options that an answer of ids names, in its order."""
    by_id = {option.id: option.text for option in options}
    words = answer.split() if isinstance(answer, str) else []
    return [by_id[word] for word in words if word in by_id]


def answer_as_kept(stage: Stage, text: Reply) -> Reply:
    """Say what an event holds of the answer that was typed: letters are display only, so ids take their
    place."""
    from drill.checking import OptionsSpec, PartsSpec, chosen, pieces_of

    if isinstance(stage.expect, OptionsSpec) and not isinstance(text, Mapping):
        return chosen(stage.expect, text, stage.shown)
    if isinstance(stage.expect, PartsSpec) and isinstance(text, str):
        return {name: piece.text for name, piece in pieces_of(stage.expect, text).items()}
    return dict(text) if isinstance(text, Mapping) else text


# What answers are given to: an exercise as it is met, or a stage of a variant.
Answered = ExerciseView | Stage


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


@dataclass(frozen=True, slots=True)
class ComparedLines:
    """A recalled formula and the right one, on one line each, and the place at which they first differ."""

    answer: str
    key: str
    differs_at: int


def compared_lines(exercise: Answered, verdict: VerdictView, tier: Tier) -> ComparedLines | None:
    """Return an answer beside its key where the learner compares two formulas; None elsewhere."""
    is_formula = verdict.decides and isinstance(exercise.expect, FormulaSpec)
    if not is_formula or not isinstance(verdict.answer, str) or not isinstance(verdict.key, str):
        return None
    if not verdict.answer.strip():
        return None
    latex = Reader(exercise.expect).read(verdict.answer).latex
    if latex is None and "\\" in verdict.answer:
        latex = verdict.answer
    answer = " ".join(verdict.answer.split()) if latex is None else _on_one_line(latex, tier)
    key = _on_one_line(key_latex(exercise.expect, verdict.key) or verdict.key, tier)
    shorter = min(len(answer), len(key))
    apart = (place for place in range(shorter) if answer[place] != key[place])
    return ComparedLines(answer, key, next(apart, shorter))


def _on_one_line(latex: str, tier: Tier) -> str:
    return " ".join(typeset.linear(latex, tier=tier).lines)


def typed(text: str) -> str:
    """Say what is typed as Markdown: code in its line, or on lines of its own."""
    return f"\n```\n{text}\n```" if "\n" in text else f"`{text.replace('`', chr(39))}`"


def _shown(expect: Spec, key: str) -> str:
    latex = key_latex(expect, key)
    return typed(key) if latex is None else f"${latex}$"
