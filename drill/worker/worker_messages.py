"""Messages between the app and its worker: length-prefixed JSON over pipes, never pickle.

A frame is four bytes, big endian, that count the bytes of UTF-8 JSON behind them. A request is
``{"id": n, "op": "prepare" | "check" | "paper" | "draft", …}``; its answer ``{"id": n, "result": …}`` or
``{"id": n, "error": {"type": …, "message": …, "hint": …}}``. Before a long answer come its parts,
``{"id": n, "part": …}``. A worker sends ``{"ready": true}`` first, once it takes requests. It reports
``{"loading": true}`` and ``{"loading": false}`` around the import of SymPy, whenever that comes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from drill.banks.draws import KnownMistake, Stage, Variant
from drill.checking import Key, Spec
from drill.errors import CheckError, TooLargeError
from drill.reading import read_typed

# Max bytes of a message: far more than a variant with its figures has.
LIMIT_BYTES = 1_000_000
# Max bytes of the request that sends a paper: three thousand formulas with their sentences are a third.
PAPER_LIMIT_BYTES = 8_000_000
# Bytes of a message's length, which precedes it: enough for the limit.
_PREFIX_BYTES = 4

Message = dict[str, Any]


def encode_message(message: Message, limit_bytes: int = LIMIT_BYTES) -> bytes:
    """Return one frame. Raises TooLargeError over the limit."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    if len(body) > limit_bytes:
        raise TooLargeError(f"{len(body):,} bytes are too many for one request", "shorten the text")
    return len(body).to_bytes(_PREFIX_BYTES, "big") + body


def read_message(stream: BinaryIO, limit_bytes: int = LIMIT_BYTES) -> Message | None:
    """Return the next message of a blocking stream; ``None`` at its end.

    Raises CheckError on a broken frame, ValueError if it is not JSON.
    """
    prefix = stream.read(_PREFIX_BYTES)
    if len(prefix) < _PREFIX_BYTES:
        return None
    length = int.from_bytes(prefix, "big")
    if length > limit_bytes:
        raise CheckError(f"a frame of {length:,} bytes is not a message")
    body = stream.read(length)
    if len(body) < length:
        return None
    message: Message | list[Any] | str | float | None = json.loads(body)
    if not isinstance(message, dict):
        raise CheckError("a message is an object")
    return message


# The variants that a worker keeps after preparing them, so that a check need not send them again.
#
# A variant is named by its exercise, the hashes of what that holds, its seed and its drawn values: the same
# name is always the same variant, in every process.


@dataclass(frozen=True, slots=True)
class AskedStage:
    """The data of a stage that judging needs; ``shown`` are the ids of its options in their order."""

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
