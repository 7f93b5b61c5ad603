"""What ``\\NewDocumentCommand`` and ``\\newcommandx`` say of a command's arguments."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from drill.papers.source.expansion import MANDATORY, Parameter, optional
from drill.papers.source.scan import read_group, skip_blanks

MOST: Final = 9
"""No command takes more arguments."""
_NAMED_DEFAULT: Final = re.compile(r"(?<!\d)(\d)\s*=\s*((?:[^,{}]|\{[^{}]*\})*)")
_USE_DEFAULT: Final = re.compile(r"(?:^|,)\s*usedefault\s*(?:=(?P<text>[^,{}]*))?(?=,|$)")
"""That an option left empty, or one of this text, stands for the default."""


def document_parameters(kinds: str) -> tuple[Parameter, ...] | None:
    """The arguments that ``s O{a} m`` asks for; None where a kind is not known."""
    found: list[Parameter] = []
    at = 0
    while (at := skip_blanks(kinds, at)) < len(kinds):
        kind = kinds[at]
        at += 1
        if kind in "+!":
            continue
        if kind not in "msoOdDrgG" or len(found) >= MOST:
            return None
        brackets = {"o": "[]", "O": "[]", "g": "{}", "G": "{}"}.get(kind, "")
        if kind in "dDr":
            at = skip_blanks(kinds, at)
            brackets = kinds[at : at + 2]
            at += 2
            if len(brackets) < 2:
                return None
        default: str | None = None
        if kind in "ODG":
            group = read_group(kinds, at)
            if group is None:
                return None
            default, at = group
        found.append(_parameter(kind, brackets, default))
    return tuple(found)


def _parameter(kind: str, brackets: str, default: str | None) -> Parameter:
    match kind:
        case "m":
            return MANDATORY
        case "s":
            return Parameter(is_star=True)
        case "r":
            return Parameter(opening=brackets[0], closing=brackets[1])
        case _:
            return optional(default, brackets)


def named_parameters(count: int, options: str) -> list[Parameter]:
    """The arguments of ``\\newcommandx\\x[2][1=a, usedefault]{…}``: those that are named may be missing."""
    found = [MANDATORY] * count
    stated = _USE_DEFAULT.search(options)
    unset = None if stated is None else (stated["text"] or "").strip()
    for number, value in _NAMED_DEFAULT.findall(options):
        if 0 < int(number) <= count:
            default = value.strip().removeprefix("{").removesuffix("}")
            found[int(number) - 1] = replace(optional(default), unset=unset)
    return found
