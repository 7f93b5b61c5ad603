"""Messages between the app and its worker: length-prefixed JSON over pipes, never pickle.

A frame is four bytes, big endian, that count the bytes of UTF-8 JSON behind them. A request is
``{"id": n, "op": "prepare" | "check" | "paper" | "draft", …}``; its answer ``{"id": n, "result": …}`` or
``{"id": n, "error": {"type": …, "message": …, "hint": …}}``. Before a long answer come its parts,
``{"id": n, "part": …}``. A worker speaks first, ``{"ready": true}``, once it can be asked. It says
``{"loading": true}`` and ``{"loading": false}`` around the import of SymPy, whenever that comes.
"""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from drill.errors import CheckError, TooLargeError

# Of one message: far more than a variant with its figures has.
LIMIT_BYTES = 1_000_000
# Of the request that sends a paper: three thousand formulas with their sentences are a third of it.
PAPER_LIMIT_BYTES = 8_000_000
# Of a message's length, which precedes it: enough for the limit.
_PREFIX_BYTES = 4

Message = dict[str, Any]


def encode_message(message: Message, limit_bytes: int = LIMIT_BYTES) -> bytes:
    """Return one frame. Raises TooLargeError over the limit."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    if len(body) > limit_bytes:
        raise TooLargeError(f"{len(body):,} bytes are too many for one request", "shorten the text")
    return len(body).to_bytes(_PREFIX_BYTES, "big") + body


def read_message(stream: BinaryIO, limit_bytes: int = LIMIT_BYTES) -> Message | None:
    """Return the next message of a blocking stream; ``None`` at its end. Raises CheckError on a broken
    frame."""
    prefix = stream.read(_PREFIX_BYTES)
    if len(prefix) < _PREFIX_BYTES:
        return None
    length = int.from_bytes(prefix, "big")
    if length > limit_bytes:
        raise CheckError(f"a frame of {length:,} bytes is no message")
    body = stream.read(length)
    if len(body) < length:
        return None
    message: Message | list[Any] | str | float | None = json.loads(body)
    if not isinstance(message, dict):
        raise CheckError("a message is an object")
    return message
