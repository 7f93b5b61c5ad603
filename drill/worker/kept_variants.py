"""The variants that a worker keeps after preparing them, so that a check need not send them again.

A variant is named by its exercise, the hashes of what that holds, its seed and its drawn values: the same
name is always the same variant, in every process.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from drill.banks.variant import KnownMistake, Stage, Variant
from drill.checking import Key, Spec
from drill.reading import read_typed


@dataclass(frozen=True, slots=True)
class AskedStage:
    """What an answer to a stage is judged by; ``shown`` are the ids of its options in their order."""

    expect: Spec
    wrong: tuple[KnownMistake, ...] = ()
    shown: tuple[str, ...] = ()
    key: Key = ""

    @classmethod
    def of(cls, stage: Stage) -> AskedStage:
        """Return the data of a stage that judging needs."""
        return cls(stage.expect, stage.wrong, stage.shown, stage.key)


def name_variant(variant: Variant, content: str) -> str:
    """Return the name of a variant of an exercise with the hashes ``content``."""
    return json.dumps([variant.item, content, variant.seed, sorted(variant.params.items())])


# The stages of this process's last variants, by the variant's name and the stage's number from 0.
_stages: dict[tuple[str, int], AskedStage] = {}


def keep_variant(variant: Variant, content: str) -> None:
    """Keep the stages of a variant."""
    name = name_variant(variant, content)
    for number, stage in enumerate(variant.stages):
        _put_stage((name, number), AskedStage.of(stage))


def find_asked_stage(message: Mapping[str, Any]) -> AskedStage | None:
    """Return the stage in a request, else the kept one under the name that it gives."""
    if "asked" not in message:
        return _stages.get((message["variant"], message["stage"]))
    asked_stage = read_typed(AskedStage, message["asked"])
    if "variant" in message:
        _put_stage((message["variant"], message["stage"]), asked_stage)
    return asked_stage


def _put_stage(name: tuple[str, int], asked_stage: AskedStage) -> None:
    _stages.pop(name, None)
    _stages[name] = asked_stage
    # More than the exercise, the one prepared ahead, and examples.
    while len(_stages) > 64:
        del _stages[next(iter(_stages))]
