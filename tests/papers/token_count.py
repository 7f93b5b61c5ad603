"""About how many tokens of a language model a text has."""

from __future__ import annotations

import math
from typing import Final

# Characters of a token: what GPT-2's encoding makes of a page for a second author (24,000 characters, 8,500
# tokens), which counts more than those of later models do.
_CHARACTERS: Final = 2.8


def count_tokens(text: str) -> int:
    """Return about how many tokens a text has."""
    return math.ceil(len(text) / _CHARACTERS)
