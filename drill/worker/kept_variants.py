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
from drill.checking import Spec
from drill.codec import from_plain

# A session has a few at hand: the exercise, the one prepared ahead, examples.
_MOST_STAGES = 64


@dataclass(frozen=True, slots=True)
class AskedStage:
    """What an answer to a stage is judged by; ``shown`` are the ids of its options in their order."""

    expect: Spec
    wrong: tuple[KnownMistake, ...] = ()
    shown: tuple[str, ...] = ()

    @classmethod
    def of(cls, stage: Stage) -> AskedStage:
        """Return the data of a stage that judging needs."""
        return cls(stage.expect, stage.wrong, stage.shown)


def name_of(variant: Variant, content: str) -> str:
    """Return the name of a variant of an exercise with the hashes ``content``."""
    return json.dumps([variant.item, content, variant.seed, sorted(variant.params.items())])


class KeptVariants:
    """The stages of the last variants, by the variant's name and the stage's number from 0."""

    def __init__(self) -> None:
        self._stages: dict[tuple[str, int], AskedStage] = {}

    def keep(self, variant: Variant, content: str) -> None:
        """Keep the stages of a variant."""
        name = name_of(variant, content)
        for number, stage in enumerate(variant.stages):
            self._put((name, number), AskedStage.of(stage))

    def asked(self, message: Mapping[str, Any]) -> AskedStage | None:
        """Return the stage in a request, else the kept one under the name that it gives."""
        if "asked" not in message:
            return self._stages.get((message["variant"], message["stage"]))
        asked_stage = from_plain(AskedStage, message["asked"])
        if "variant" in message:
            self._put((message["variant"], message["stage"]), asked_stage)
        return asked_stage

    def _put(self, name: tuple[str, int], asked_stage: AskedStage) -> None:
        self._stages.pop(name, None)
        self._stages[name] = asked_stage
        while len(self._stages) > _MOST_STAGES:
            del self._stages[next(iter(self._stages))]


# Those of this process.
KEPT = KeptVariants()
