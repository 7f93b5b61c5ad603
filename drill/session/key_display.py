"""Answers as events store them, and keys as they are shown: mathematics as LaTeX, code line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drill import typeset
from drill.banks.variant import Stage
from drill.checking import FormulaSpec, Key, NumberSpec, Option, SelfSpec, Spec
from drill.gyr.events import Reply
from drill.session.live_preview import read_live
from drill.typeset import Tier

if TYPE_CHECKING:
    from drill.session.drilling.exercise_view import VerdictView

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
    """Return a typed answer as an event stores it: ids in place of letters, which are for display only."""
    from drill.checking import OptionsSpec, PartsSpec, find_chosen_ids, pieces_of

    if isinstance(stage.expect, OptionsSpec) and not isinstance(text, Mapping):
        return find_chosen_ids(stage.expect, text, stage.shown)
    if isinstance(stage.expect, PartsSpec) and isinstance(text, str):
        return {name: answer_part.text for name, answer_part in pieces_of(stage.expect, text).items()}
    return dict(text) if isinstance(text, Mapping) else text


def as_key(answer: Reply) -> Key:
    """Return an answer in the form of a key: the ids of options in one text."""
    if isinstance(answer, str):
        return answer
    return dict(answer) if isinstance(answer, Mapping) else " ".join(answer)


def shown_result(stage: Stage) -> str:
    """Return what is shown of a finished stage: its result, else its key."""
    if stage.result:
        return stage.result
    texts = option_texts(stage.options, stage.key)
    return "; ".join(texts) if texts else f"`{key_text(stage.key)}`"


def shown_key(stage: Stage, key: Key) -> str:
    """Return a key as Markdown: options by their texts, parts by their names, formulas in dollars."""
    if isinstance(key, Mapping):
        parts = [f"{name} = {_mark_up_key(stage.expect.part(name), text)}" for name, text in key.items()]
        return ("\n\n" if any("\n" in part for part in parts) else "; ").join(parts)
    if stage.options:
        return ("; then " if stage.kind == "order" else "; ").join(option_texts(stage.options, key))
    return key if isinstance(stage.expect, SelfSpec) else _mark_up_key(stage.expect, key)


def key_latex(expect: Spec, key: str) -> str | None:
    """Return the LaTeX of a key: as its author writes it, else as it reads; ``None`` for no formula."""
    if isinstance(expect, NumberSpec) and key.endswith("%"):
        count = read_live(expect, key.removesuffix("%")).latex
        return count and rf"{count}\,\%"
    written = expect.shown if isinstance(expect, FormulaSpec) else ""
    return written or read_live(expect, key).latex


@dataclass(frozen=True, slots=True)
class ComparedLines:
    """A recalled formula and the right one, on one line each, and where they first differ."""

    answer: str
    key: str
    differs_at: int


def compared_lines(verdict: VerdictView, tier: Tier) -> ComparedLines | None:
    """Return an answer with its key if the learner compares two formulas; None otherwise."""
    expect, typed_text, key_typed = verdict.stage.expect, verdict.answer, verdict.stage.key
    if not verdict.exercise.decides or not isinstance(expect, FormulaSpec):
        return None
    if not isinstance(typed_text, str) or not isinstance(key_typed, str) or not typed_text.strip():
        return None
    latex = read_live(expect, typed_text).latex
    if latex is None and "\\" in typed_text:
        latex = typed_text
    answer = (
        " ".join(typed_text.split())
        if latex is None
        else typeset.typeset_on_one_line(latex, tier=tier).one_line
    )
    key = typeset.typeset_on_one_line(key_latex(expect, key_typed) or key_typed, tier=tier).one_line
    shorter = min(len(answer), len(key))
    apart = (index for index in range(shorter) if answer[index] != key[index])
    return ComparedLines(answer, key, next(apart, shorter))


def mark_up_typed_text(text: str) -> str:
    """Return typed text as Markdown: code in its line, or on lines of its own."""
    return f"\n```\n{text}\n```" if "\n" in text else f"`{text.replace('`', chr(39))}`"


def _mark_up_key(expect: Spec, key: str) -> str:
    latex = key_latex(expect, key)
    return mark_up_typed_text(key) if latex is None else f"${latex}$"


def mark_up_names(expect: Spec, text: str) -> str:
    """Return a message as Markdown in which letters with long names are formulas: ``theta_k``."""
    names = sorted((name for name in expect.typed_names.declared if len(name) > 1), key=len, reverse=True)
    if not names or "$" in text or "`" in text:
        return text
    named = re.compile(rf"(?<![\w\\])(?:{'|'.join(map(re.escape, names))})(?!\w)")
    return named.sub(lambda match: f"${key_latex(expect, match[0]) or match[0]}$", text)
