"""What a terminal says by itself, among the keys: replies to what it was asked, by us or another program."""

from __future__ import annotations

import re
from typing import Final

# A status or device report, the size of the window, a colour or another string, each of which ends visibly.
_REPLY: Final = re.compile(
    r"\x1b(?:\[[?>=][\d;]*[cn]|\[\d+(?:;\d*)*t|\](?:\d[^\x07\x1b]*)?(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\)"
)
_BEGINNING: Final = re.compile(
    r"\x1b(?:\[(?:[?>=][\d;]*|\d+(?:;\d*)*)?|\](?:\d[^\x07\x1b]{0,200}\x1b?)?|[PX^_][^\x1b]{0,200}\x1b?)\Z"
)


def drop_replies(data: str) -> tuple[str, str]:
    """Return what was typed without a terminal's replies, and a reply at the end that has only begun."""
    begun = _BEGINNING.search(data)
    end = len(data) if begun is None else begun.start()
    return _REPLY.sub("", data[:end]), data[end:]
