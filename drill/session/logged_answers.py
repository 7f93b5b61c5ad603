"""Answers as events keep them: options by their ids, parts by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drill.banks.variant import Stage
from drill.checking import Key, Option
from drill.gyr.events import Reply

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
    from drill.checking import OptionsSpec, PartsSpec, chosen, read_parts

    if isinstance(stage.expect, OptionsSpec) and not isinstance(text, Mapping):
        return chosen(stage.expect, text, stage.shown)
    if isinstance(stage.expect, PartsSpec) and isinstance(text, str):
        return {name: piece.text for name, piece in read_parts(text, stage.fields).items()}
    return dict(text) if isinstance(text, Mapping) else text
