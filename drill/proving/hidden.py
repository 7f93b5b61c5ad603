"""Declared names that hide a constant or a function which the author may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from drill.banks.scope import texts_of
from drill.maths.functions import FUNCTIONS, SPELLINGS

_CONSTANTS: Mapping[str, str] = {"e": "Euler's number", "pi": "π", "i": "the imaginary unit"}
_POWER_OF_E = re.compile(r"(?<![A-Za-z0-9_.])e\s*\^(?!\s*\d)")


def hidden_names(exercise: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Fields with a name declared there and what it is no longer.

    A learner types symbols, so all of these count; of parameters and ``let`` names, which the author alone
    meets, only an e whose power is taken.
    """
    answer = exercise.get("answer")
    for name in _symbols(exercise, "vars") | (
        _symbols(answer, "vars") if isinstance(answer, Mapping) else {}
    ):
        if name in _CONSTANTS:
            yield "vars", name, _CONSTANTS[name]
        elif name in FUNCTIONS or name in SPELLINGS:
            yield "vars", name, f"the function {SPELLINGS.get(name, name)}"
    for field in ("params", "let"):
        declared = exercise.get(field)
        if isinstance(declared, Mapping) and "e" in declared and _POWER_OF_E.search(_expressions(exercise)):
            yield f"{field}.e", "e", "Euler's number, and a power of it is taken; write exp( ) for that"


def _symbols(holder: Mapping[str, object], field: str) -> dict[str, None]:
    names = holder.get("names")
    typed = map(str, names) if isinstance(names, Mapping) else ()
    return dict.fromkeys((*texts_of(holder, field), *typed))


def _expressions(exercise: Mapping[str, object]) -> str:
    """All texts that hold expressions, whatever else they hold."""
    return " ".join(str(exercise.get(field, "")) for field in ("let", "where", "answer", "wrong", "witness"))
