"""How many variants of an exercise are distinct: their prompts differ, or their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drill.banks.draw import Draw, draw, every_draw
from drill.banks.expand import Expansion

DRAWS = 200
"""So many draws, or more, are counted."""
_COUNTED_COMBINATIONS = 400
"""Up to so many combinations of the parameters, all of them are counted instead of draws."""


def count_distinct(exercise: Mapping[str, object], draws: int = DRAWS) -> int:
    """The distinct variants of at least ``draws`` draws; keys are worked out where prompts are the same."""
    by_prompt: dict[str, list[Expansion]] = {}
    for drawn in _draws(exercise, max(DRAWS, draws)):
        expansion = Expansion(exercise, drawn)
        by_prompt.setdefault(expansion.field("prompt"), []).append(expansion)
    return sum(_distinct_keys(group) for group in by_prompt.values())


def _draws(exercise: Mapping[str, object], count: int) -> list[Draw]:
    """All draws where they are few, else as many as are counted, each once."""
    every = every_draw(exercise, _COUNTED_COMBINATIONS)
    if every is not None:
        return every
    draws: dict[tuple[str, ...], Draw] = {}
    for seed in range(count):
        drawn = draw(exercise, seed)
        draws.setdefault(tuple(drawn.params.values()), drawn)
    return list(draws.values())


def _distinct_keys(group: Sequence[Expansion]) -> int:
    if len(group) == 1:
        return 1
    return len({str(expansion.key(expansion.expect())) for expansion in group})
