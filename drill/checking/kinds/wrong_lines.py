"""The first wrong line of an argument: its number, or ``none``."""

from __future__ import annotations

import re

from drill.checking.spec import FaultSpec
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import ParseError

_LINE = re.compile(r"(?:line\s*)?\(?(\d{1,3})\)?[.:]?", re.IGNORECASE)


def line_named(spec: FaultSpec, text: str) -> int:
    """Return the line that an answer names, from 1; 0 for ``none``. Raises ParseError for anything else."""
    word = text.strip()
    if word.casefold() in ("none", "no line"):
        return 0
    match = _LINE.fullmatch(word)
    line = int(match[1]) if match else 0
    if not 1 <= line <= spec.count:
        raise ParseError(f"type the number of a line, 1 to {spec.count}, or none", 1, code="kind")
    return line


def judge_fault(spec: FaultSpec, text: str, said: str = "") -> Verdict:
    """Return the verdict; ``said`` is what to tell somebody who sees no wrong line where there is one."""
    line = line_named(spec, text)
    if line == spec.line:
        return correct("choice")
    if line == 0:
        return wrong("not-none", said or "One of the lines is wrong.", "choice")
    if spec.line == 0:
        return wrong("no-slip", f"Line {line} follows. Here every line is right.", "choice")
    if line < spec.line:
        return wrong("later-line", f"Line {line} is right. The slip comes later.", "choice")
    return wrong("earlier-line", "The slip is in an earlier line.", "choice")
