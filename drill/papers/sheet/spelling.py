"""How formulas and names are spelled: canonical tokens, ids of formulas, names as learners type them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from drill.errors import ParseError, TooLargeError
from drill.latex import canonical


def formula_id(statements: Iterable[str]) -> str:
    """The same for the same formula, however it is spaced: a hash of its canonical tokens."""
    return hashlib.sha256(" ".join(_spelled(statements)).encode("utf-8", "replace")).hexdigest()[:12]


def _spelled(statements: Iterable[str]) -> Iterator[str]:
    for statement in statements:
        try:
            yield from canonical(statement)
        except (ParseError, TooLargeError):
            yield from statement.split()
        yield ";"
