"""Exercises proved by their own witnesses, as ``drill check`` does it."""

from __future__ import annotations

from collections.abc import Mapping

from drill.errors import BankError, CheckError


def is_confirmed(exercise: Mapping[str, object]) -> bool:
    """Whether the witness of an exercise agrees with its key, and the checker takes the key for right."""
    from drill.banks.building import exercise_from
    from drill.banks.draws import draw
    from drill.banks.expansion import Expansion
    from drill.proving.claims import witnessed
    from drill.proving.witnesses import confirm

    try:
        # A draft is named only when it is written; the proof asks for its mathematics.
        written = exercise_from({"id": "draft", "prompt": "", **as_body(exercise)})
        (expansion,) = Expansion(written, draw(written, 1, ())).questions
        expect = expansion.expect()
        expansion.key(expect)
        claims = witnessed(expansion, expect, 1)
        return bool(claims) and all(confirm(claimed.trial).agrees for claimed in claims)
    except (BankError, CheckError):
        return False


def as_body(exercise: Mapping[str, object]) -> dict[str, object]:
    """An exercise as loading gives it: every scalar its text."""
    return {name: _as_text(part) for name, part in exercise.items()}


def _as_text(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _as_text(part) for name, part in value.items()}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(value, (list, tuple)):
        return [_as_text(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return str(value)
