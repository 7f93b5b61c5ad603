"""LaTeX while it is being typed: what would make the text so far readable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.errors import ParseError
from drill.maths import latex_commands as commands
from drill.maths.functions import FUNCTIONS, SPELLINGS
from drill.maths.latex_pairs import closing

_TAIL = re.compile(r"(?<!\\)(?:\\\\)*\\([A-Za-z]*)\Z")
_BEGIN = re.compile(r"\\(?:begin|end)\s*(?:\{[a-z]*)?\Z|\\(?:left|right)\s*\\?\Z")
_ALL = frozenset((*commands.KNOWN, *FUNCTIONS, *SPELLINGS))
_FILLERS = ("", "1", " 1")
_ARGUMENTS = ("", "{1}", "{1}{1}", "(1)", "]{1}")


def completions(text: str) -> Iterator[str]:
    """Texts that the one so far may become, the shortest first: closed, and with values where some are due.

    The first one only closes what is open: where it is read, it shows what was typed. None for a text that
    ends in what begins no command, or closes what is not open.
    """
    text = _BEGIN.sub("", text)
    wrapper = next((ends for opening, ends in commands.WRAPPERS if text.lstrip().startswith(opening)), "")
    for begun in _beginnings(text):
        try:
            ends = closing(begun)
        except ParseError:
            return
        for filler in _FILLERS:
            for arguments in _ARGUMENTS:
                yield f"{begun}{filler}{ends}{arguments}{wrapper}"
                if arguments and ends:
                    yield f"{begun}{filler}{arguments}{ends}{wrapper}"


def _beginnings(text: str) -> Iterator[str]:
    """The text, if a command at its end is one, and without it, if it begins another."""
    tail = _TAIL.search(text)
    if tail is None:
        yield text
        return
    name = tail[1]
    if name in _ALL:
        yield text
    if any(command.startswith(name) and command != name for command in _ALL):
        yield text[: tail.start(1) - 1]
