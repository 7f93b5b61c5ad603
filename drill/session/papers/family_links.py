"""Which families' moves stand in a paper's formulas: for authors of families."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from drill.errors import UsageError
from drill.files import text_of
from drill.papers import PAPER_SUFFIX, Paper, parse_paper

if TYPE_CHECKING:
    from drill.papers import FamilyMatch
    from drill.worker import Workers


def find_family_links(
    workers: Workers,
    source: Path,
    *,
    files: Sequence[Path] = (),
    is_cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Paper, Sequence[FamilyMatch]]:
    """Return a paper's formulas and the moves found in them, refused ones among them; nothing is written.

    ``source`` is a paper's source, a sheet, or what an import stored (``NAME.paper.json``); ``files`` are
    families' files, none for those that come with the program.

    Raises:
        PaperError: the source cannot be read.
        BankError: a family's file cannot be read.
        UsageError: there is no such file.
    """
    for path in (source, *files):
        if not path.exists():
            raise UsageError(f"there is no file {path}")
    if source.name.endswith(PAPER_SUFFIX):
        text = text_of(source)
    else:
        text = workers.read_paper(str(source.absolute()), is_cancelled=is_cancelled)
    matches = workers.find_families(
        text, files=[str(path.absolute()) for path in files], is_cancelled=is_cancelled
    )
    return parse_paper(text), matches
