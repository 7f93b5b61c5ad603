"""LaTeX that is being typed: what it may become."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.errors import ParseError
from drill.latex.pairs import closing
from drill.latex.symbols import COMMANDS, words
from drill.maths.functions import FUNCTIONS, SPELLINGS
from drill.maths.latex_source import WRAPPERS

_TAIL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\([A-Za-z]*)\Z")
_BEGIN: Final = re.compile(r"\\(?:begin|end)\s*(?:\{[a-z]*)?\Z|\\(?:left|right)\s*\\?\Z")
_COMMANDS: Final = frozenset((*COMMANDS, *FUNCTIONS, *SPELLINGS)) | words(
    "frac dfrac tfrac sqrt binom text mathrm mathbf operatorname left right begin end hat bar tilde"
)
_FILLERS: Final = ("", "1", " 1")
_ARGUMENTS: Final = ("", "{1}", "{1}{1}", "(1)", "]{1}")


def completions(text: str) -> Iterator[str]:
    """Give texts that the one so far may become, the shortest first: closed, and with values where due.

    The first one only closes what is open: where it is read, it shows what was typed. None for a text that
    ends in what begins no command, or closes what is not open.
    """
    text = _BEGIN.sub("", text)
    wrapper = next((ends for opening, ends in WRAPPERS if text.lstrip().startswith(opening)), "")
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
    if name in _COMMANDS:
        yield text
    if any(command.startswith(name) and command != name for command in _COMMANDS):
        yield text[: tail.start(1) - 1]
