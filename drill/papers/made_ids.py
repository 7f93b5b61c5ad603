"""The ids of what an importer made, of whichever version: a kind and ten hexadecimal digits. Light."""

from __future__ import annotations

import re
from typing import Final

_MADE: Final = re.compile(r"([a-z]+(?:-[a-z]+)*)-[0-9a-f]{10}")

# Kinds of what is asked of a formula once its letters are said, in the order in which it is met.
WORKED: Final = ("work", "further", "numpy", "memory")
# Those of them whose questions rules ask, and prove by computing the formula.
RULE_KINDS: Final = ("work", "further", "numpy")


def find_made_kind(id_: str) -> str:
    """Return the kind of what an importer made; empty for any other exercise's id."""
    made = _MADE.fullmatch(id_)
    return made[1] if made else ""
