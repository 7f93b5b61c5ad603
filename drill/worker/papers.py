"""The worker's part of importing a paper: its source read and its exercises drafted, told as it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_PIECE = 200_000
"""Characters of one message; a record of a long paper is longer than a message may be."""
Tell = Callable[[Any], None]
"""Sends a part of the answer before the answer itself."""


def import_paper(message: Mapping[str, Any], tell: Tell) -> Any:
    """Parts are ``{"stage", "done", "whole"}`` and then the record as JSON text, piece by piece.

    ``path`` in the message is percent-encoded: the bytes of a file's name are not always text.
    """
    import os
    from pathlib import Path
    from urllib.parse import unquote_to_bytes

    from drill.papers_first.bank.imported import import_source
    from drill.papers_first.bank.record import SymbolDecision, to_json

    said = {
        str(key): SymbolDecision(one["decision"], one.get("meaning"), one.get("shape"))
        for key, one in dict(message.get("decisions") or {}).items()
    }

    def progress(stage: str, done: int, whole: int) -> None:
        tell({"stage": stage, "done": done, "whole": whole})

    path = Path(os.fsdecode(unquote_to_bytes(message["path"])))
    text = to_json(import_source(path, said, progress))
    for at in range(0, len(text), _PIECE):
        tell({"text": text[at : at + _PIECE]})
    return {"length": len(text)}
