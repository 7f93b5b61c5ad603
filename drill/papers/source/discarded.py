"""What a paper's own commands throw away: ``\\cut{…}`` after ``\\newcommand{\\cut}[1]{}``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers.source.expansion import Macro, Parameter, named, write_out
from drill.papers.source.macros import Macros
from drill.papers.source.manuscript import Edit
from drill.papers.source.scan import COMMAND

_LINE_BEGIN: Final = re.compile(r"\n[ \t]*$")
_LINE_END: Final = re.compile(r"[ \t]*(?:\n|$)")
_LONGEST_INDENT: Final = 80
_STANDING: Final = frozenset(("begin", "caption", "cite", "end", "item", "label", "ref", "section", "title"))
"""What a style may redefine for its looks, and is still there."""
_COMMENT: Final = Macro("", (Parameter(opening="{", closing="}"),))
"""``\\comment{…}``, which authors put around what they leave out, where a style file defines it."""


def discarded(text: str, macros: Macros) -> Iterator[Edit]:
    """Leave out every call whose arguments are not set; a line that holds nothing else goes with it."""
    empty = {
        name: macro
        for name, macro in macros.commands.items()
        if macro.parameters and not macro.body.strip() and name not in _STANDING
    }
    if "comment" not in macros.commands and "\\comment" in text:
        empty["comment"] = _COMMENT
    if not empty:
        return
    at = 0
    while (match := COMMAND.search(text, at)) is not None:
        at = match.end()
        macro, end = named(match, empty)
        written = None if macro is None else write_out(macro, text, end)
        if written is not None:
            at = written[1]
            yield Edit(_begin(text, match.start(), at), at, "")


def _begin(text: str, start: int, end: int) -> int:
    """Where the call begins, or the line's end before it: what is left must not look like an empty line."""
    indent = _LINE_BEGIN.search(text, max(0, start - _LONGEST_INDENT), start)
    return indent.start() if indent is not None and _LINE_END.match(text, end) else start
