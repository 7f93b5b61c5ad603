"""A meaning with its parts and its questions as plain data, for other programs and the command line."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from drill.codec import is_list
from drill.errors import CheckError
from drill.formulas.meaning import Meaning
from drill.formulas.meaning_parts import list_part_values
from drill.formulas.meaning_questions import find_questions
from drill.formulas.meaning_taking import take_meaning

# Max seconds of computing for one meaning, of which the search for questions may use the part below.
_MOST_SECONDS = 4.5
_SEARCH_SECONDS = 2.0


def describe_meaning(
    meaning: Meaning, latex: str = "", *, shows_all: bool = False, began: float | None = None
) -> dict[str, Any]:
    """Return whether a meaning is taken, the parts of its line with their values, and what is asked of it.

    ``notes`` are sentences on what is only noted, ``assume`` also bounds on lengths that the line needs.

    ``shows_all`` returns all that was found true. ``began`` is the thread's time at the beginning of the
    request, in seconds: the search ends in time, and ``complete`` is false then.
    """
    began = time.thread_time() if began is None else began
    arrays = {name: list(axes) for name, axes in meaning.arrays.items()}
    described = {"code": meaning.code, "arrays": arrays, "taken": True, "why": ""}
    try:
        taken = take_meaning(meaning, latex)
        parts = [{"part": text, "value": _to_plain(value)} for text, value in list_part_values(taken.meaning)]
        left = _MOST_SECONDS - (time.thread_time() - began)
        seconds = left if shows_all else min(left, _SEARCH_SECONDS)
        asked = find_questions(taken.meaning, cpu_seconds=max(seconds, 0.1), every=shows_all)
    except CheckError as error:
        why = f"{error.message}; {error.hint}" if error.hint else error.message
        refused = {**described, "taken": False, "why": why}
        return {"meaning": refused, "inside": [], "asks": [], "complete": True, "notes": [], "assume": []}
    added = {"notes": list(taken.notes), "assume": list(taken.meaning.assume)}
    return {"meaning": described, "inside": parts, **asked.write(), **added}


def _to_plain(value: Any) -> Any:
    """Return an array as nested lists of numbers, with four digits; an infinite one as a text."""
    if isinstance(value, np.ndarray):
        return _to_plain(value.tolist())
    if is_list(value):
        return [_to_plain(entry) for entry in value]
    if isinstance(value, bool | int) or not math.isfinite(value):
        return value if isinstance(value, bool | int) else str(value)
    return float(f"{value:.4g}")
