"""What is found of a family in a paper: plain data, as the worker sends it. Light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FamilyMatch:
    """A family's move in a formula, by the ids of both: which spelling of the family stands where in it.

    ``found`` and what the holes stand for, in ``roles``, are LaTeX of the paper; ``word`` is the guard's that
    is near. ``refused`` says which guard refuses the match; empty for a link to the skills in ``drills``.
    """

    family: str
    formula: str
    spelling: str
    found: str
    roles: Mapping[str, str]
    drills: tuple[str, ...]
    word: str = ""
    refused: str = ""
    # How many forms the part of the formula has that was found.
    size: int = 0
