r"""Commands that a loop defines for one letter after the other: ``\cA`` to ``\cZ`` for ``\mathcal``.

\def\ddefloop#1{\ifx\ddefloop#1\else\ddef{#1}\expandafter\ddefloop\fi}
\def\ddef#1{\expandafter\def\csname c#1\endcsname{\ensuremath{\mathcal{#1}}}}
\ddefloop ABC\ddefloop
"""

from __future__ import annotations

import re
from typing import Final

from drill.papers.source.expansion import Macro
from drill.papers.source.scan import read_group

_STEP: Final = re.compile(
    r"\\def\s*\\(?P<loop>[a-zA-Z]+)#1\{\s*\\ifx\s*\\(?P=loop)\s*#1\s*\\else\s*\\(?P<each>[a-zA-Z]+)\s*\{#1\}"
)
_EACH: Final = re.compile(
    r"\\def\s*\\(?P<each>[a-zA-Z]+)#1\{\s*\\expandafter\s*\\def\s*"
    r"\\csname\s*(?P<before>[a-zA-Z]*)#1(?P<after>[a-zA-Z]*)\s*\\endcsname\s*(?=\{)"
)
_RUN: Final = re.compile(r"\\(?P<loop>[a-zA-Z]+)\s+(?P<letters>[a-zA-Z]{2,60})\s*\\(?P=loop)(?![a-zA-Z])")


def letter_commands(text: str) -> dict[str, Macro]:
    """The commands that such loops define, in the order of the text; a later loop's stand."""
    loops = {match["loop"]: match["each"] for match in _STEP.finditer(text)}
    if not loops:
        return {}
    found: dict[str, Macro] = {}
    patterns: dict[str, tuple[str, str, str]] = {}
    places = sorted((*_EACH.finditer(text), *_RUN.finditer(text)), key=lambda match: match.start())
    for match in places:
        if match.re is _EACH:
            body = read_group(text, match.end())
            if body is not None:
                patterns[match["each"]] = (match["before"], match["after"], body[0])
        elif loops.get(match["loop"]) in patterns:
            before, after, body_of = patterns[loops[match["loop"]]]
            for letter in match["letters"]:
                found[before + letter + after] = Macro(body_of.replace("#1", letter))
    return found
