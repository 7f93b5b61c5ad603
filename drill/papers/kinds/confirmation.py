"""Drafts confirmed as ``drill check`` does it: the witness agrees with the key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from drill.errors import BankError, CheckError
from drill.papers.lowering.terms import RefusedError

_SEEDS: Final = (1, 2)


def confirm(exercise: Mapping[str, object]) -> None:
    """See that an exercise's own witness confirms its key.

    Raises:
        RefusedError: it does not.
    """
    from drill.banks import Expansion, draw, exercise_from
    from drill.proving import confirm as confirm_trial
    from drill.proving import is_on_same_ground, witnessed

    try:
        written = exercise_from({"id": "draft", **_as_body(exercise)})
        for seed in _SEEDS:
            (expansion,) = Expansion(written, draw(written, seed, ())).questions
            expect = expansion.expect()
            expansion.key(expect)
            claims = witnessed(expansion, expect, seed)
            if not claims or not all(confirm_trial(claimed.trial).agrees for claimed in claims):
                raise RefusedError("its witness does not confirm it")
            if any(is_on_same_ground(expansion, claimed) for claimed in claims):
                raise RefusedError("its witness only writes it out again")
    except (BankError, CheckError, TypeError, ArithmeticError) as error:
        raise RefusedError("its key cannot be proved in the form of a bank") from error


def _as_body(exercise: Mapping[str, object]) -> dict[str, object]:
    """An exercise as loading gives it: every scalar its text."""
    return {name: _as_text(part) for name, part in exercise.items()}


def _as_text(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _as_text(part) for name, part in value.items()}  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(value, (list, tuple)):
        return [_as_text(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return str(value)
