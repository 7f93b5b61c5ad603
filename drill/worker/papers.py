"""The worker's part of importing a paper: its sheet filled and its exercises drafted, told as it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

# Characters of one message; what is made of a long paper is longer than a message may be.
_PIECE = 200_000
# Sends a part of the answer before the answer itself.
Tell = Callable[[Any], None]


def prove(message: Mapping[str, Any], _tell: Tell) -> Any:
    """One exercise of a second author's answer, read and proved here: nothing of it reaches another process
    but plain data."""
    from drill.codec import from_plain, to_plain
    from drill.papers import AnswerPart, proved

    part = from_plain(AnswerPart, message["part"])
    return to_plain(proved(part, message["own"], message["bank"], message["variants"]))


def read_code(message: Mapping[str, Any], _tell: Tell) -> Any:
    """What a page quotes of a code base's files; nothing of them is run."""
    from drill import papers
    from drill.codec import from_plain, to_plain

    files = [from_plain(papers.CodeFile, file) for file in message["files"]]
    return to_plain(papers.read_code(files, message["names"]))


def import_paper(message: Mapping[str, Any], tell: Tell) -> Any:
    """Parts are ``{"stage", "done", "whole"}`` and then the sheet and what was made of it, piece by piece.

    ``path`` is percent-encoded: a file's name need not be text; without one the drafts are made of ``sheet``
    as it is. With one, what ``sheet`` knows more surely stands. ``slug`` names the sheet, and ``formulas``
    says how many are drilled.
    """
    import json
    import os
    from dataclasses import asdict
    from pathlib import Path
    from urllib.parse import unquote_to_bytes

    from drill.papers import completed, made_of, paper_of, parse_sheet, print_made, print_sheet, read_sheet

    def progress(stage: str, done: int, whole: int) -> None:
        tell({"stage": stage, "done": done, "whole": whole})

    earlier = parse_sheet(message["sheet"], message["slug"]) if message.get("sheet") else None
    if message.get("path"):
        sheet = read_sheet(Path(os.fsdecode(unquote_to_bytes(message["path"]))), earlier, progress)
    else:
        assert earlier is not None
        is_corrected = any(row.corrected for row in earlier.formulas)
        sheet = completed(earlier) if is_corrected else earlier
    record = made_of(paper_of(sheet), progress, message["formulas"])
    refused = [asdict(row) for row in record.sheet.refused]
    told = {"slug": record.slug, "sheet": print_sheet(record.sheet), "refused": refused}
    text = json.dumps({**told, "made": print_made(record.made)})
    return tell_text(text, tell)


def tell_text(text: str, tell: Tell) -> Any:
    """Send a text that is longer than a message may be, in parts ``{"text"}``."""
    for at in range(0, len(text), _PIECE):
        tell({"text": text[at : at + _PIECE]})
    return {"length": len(text)}
