"""The lines of a client as messages of JSON-RPC: what the library would drop unanswered is refused here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import mcp_types as types
from pydantic import ValidationError

from drill.codec import is_list, is_mapping

# The most bytes of a line; a tool's arguments are held to much less.
MOST_LINE: Final = 1_000_000
# The most messages of a batch.
_MOST_BATCH: Final = 50
_PARSE_ERROR, _INVALID_REQUEST = -32700, -32600
_ID: Final = rb'"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,18})'
# An id before anything that is nested, and one behind all of it: an inner one is another's.
_FIRST_ID: Final = re.compile(rb"\s*\{[^{}\[\]]*?" + _ID + rb"\s*[,}]")
_LAST_ID: Final = re.compile(_ID + rb"\s*(?:,[^{}\[\]]*)?\}\s*$")


def split_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of what comes in pieces; of one that is too long, its beginning and its end."""
    line = bytearray()
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for part in ended:
            yield bytes(line + part)
            line.clear()
        line += rest
        if len(line) > 2 * MOST_LINE:
            del line[MOST_LINE : -MOST_LINE // 2]
    if line:
        yield bytes(line)


def read_messages(line: bytes) -> list[str | types.JSONRPCError]:
    """Return the messages of a line as JSON, and for each that is none the refusal that its sender waits for.

    A batch is several messages. A line without a message and without an id gets a refusal without one.
    """
    line = line.strip().removeprefix(b"\xef\xbb\xbf")
    if not line:
        return []
    if len(line) > MOST_LINE:
        return [_refuse(_find_id(line), _INVALID_REQUEST, f"a line has at most {MOST_LINE:,} bytes")]
    try:
        sent: Any = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return [_refuse(_find_id(line), _PARSE_ERROR, "this line cannot be read as JSON")]
    if not is_list(sent):
        return [_read_message(sent)]
    if not 0 < len(sent) <= _MOST_BATCH:
        return [_refuse(None, _INVALID_REQUEST, f"a batch has 1 to {_MOST_BATCH} messages")]
    return [_read_message(part) for part in sent]


def _read_message(sent: object) -> str | types.JSONRPCError:
    id_: Any = sent.get("id") if is_mapping(sent) else None
    is_named = is_mapping(sent) and "id" in sent
    if is_named and not (isinstance(id_, str) or type(id_) is int):
        return _refuse(None, _INVALID_REQUEST, "an id is a text or a whole number")
    # Halves of surrogate pairs are no letters: the library would not even refuse the call.
    text = json.dumps(sent, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    try:
        types.jsonrpc_message_adapter.validate_json(text, by_name=False)
    except ValidationError:
        return _refuse(id_, _INVALID_REQUEST, "this is not a readable JSON-RPC message")
    return text


def _find_id(line: bytes) -> str | int | None:
    """Return the id of a line that cannot be read as a whole."""
    found = _FIRST_ID.match(line) or _LAST_ID.search(line[-1_000:])
    return None if found is None else json.loads(found[1].decode("utf-8", "replace"))


def _refuse(id_: str | int | None, code: int, why: str) -> types.JSONRPCError:
    return types.JSONRPCError(jsonrpc="2.0", id=id_, error=types.ErrorData(code=code, message=why))
