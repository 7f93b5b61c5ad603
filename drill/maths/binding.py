"""Names that a bank's functions bind: ``x`` in ``diff(f, x)``, ``i`` in ``sum(i^2, i, 1, n)``.

Such a name needs no declaration, and beats constants; since it comes after the expression it is bound in,
the text is looked through before it is read.
"""

from __future__ import annotations

import re

from drill.maths.functions import BINDING

_BINDER = re.compile(r"(?<![A-Za-z0-9_])(" + "|".join(sorted(BINDING)) + r")\s*\(")
_NAME = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)?)\s*")


def is_bound_place(function: str, index: int) -> bool:
    """Return whether the argument with this index, from 0, is a name that the function binds."""
    if function == "diff":
        return index >= 1
    return index % 2 == 1 if function == "subs" else index == 1


def find_bound_names(text: str) -> frozenset[str]:
    """Return all names in bound places of a text."""
    names: set[str] = set()
    for call in _BINDER.finditer(text):
        for index, argument in enumerate(_split_call_arguments(text, call.end())):
            name = _NAME.fullmatch(argument)
            if name and is_bound_place(call[1], index):
                names.add(name[1])
    return frozenset(names)


def _split_call_arguments(text: str, start: int) -> list[str]:
    """Return the texts between the commas of a call, up to its closing bracket or the end."""
    arguments: list[str] = []
    depth = 0
    begun = start
    for position in range(start, len(text)):
        character = text[position]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            if depth == 0:
                arguments.append(text[begun:position])
                break
            depth -= 1
        elif character == "," and depth == 0:
            arguments.append(text[begun:position])
            begun = position + 1
    return arguments
