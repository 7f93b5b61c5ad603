"""The worker's part of reading an untrusted bank: everything happens here, and plain data comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drill.worker.papers import Tell, tell_text


def read(message: Mapping[str, Any], tell: Tell) -> Any:
    """Read a topic's file of any format, and yield its content as text in parts.

    ``path`` is percent-encoded: a file's name need not be text.
    """
    import os
    from pathlib import Path
    from urllib.parse import unquote_to_bytes

    from drill.banks.file_codec import to_text
    from drill.exchange import read_file

    path = Path(os.fsdecode(unquote_to_bytes(message["path"])))
    return tell_text(to_text(read_file(path.read_bytes(), str(path), message["expressions"])), tell)
