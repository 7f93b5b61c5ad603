"""What is declared where an expression stands: it decides how typed letters are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Answers, answers made of declared matrices, and banks; each has the functions of those before it.
Audience = Literal["answer", "matrix", "bank"]


@dataclass(frozen=True)
class Names:
    """The names around an expression; a value, so that readers can cache by it.

    ``declared`` names beat constants and functions, the longest match first. ``matrices`` are those of them
    that stand for matrices: there a prime is the transpose. ``functions`` says whose language is read:
    answers of matrices and banks have more functions, and banks refuse what reads two ways. ``undeclared``
    says what becomes of a name that nobody declared: an error with code ``unknown-name``, or a symbol.
    """

    declared: frozenset[str] = frozenset()
    matrices: frozenset[str] = frozenset()
    functions: Audience = "answer"
    undeclared: Literal["refuse", "allow"] = "refuse"
