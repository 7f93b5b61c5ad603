r"""Another letter for what a sum runs over: ``\sum_k a_k`` for ``\sum_i a_i``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.checking.signs.groups import BIG, Sign

_ENDS: Final = frozenset(("=", r"\in", "}", ",", r"\ne", "<", r"\le"))


def renamed(signs: Sequence[Sign], key: Sequence[Sign]) -> list[Sign] | None:
    """A formula with the indices of a key's sums in place of its own; None where it has no others.

    The letters that are exchanged occur in one of the two formulas alone.
    """
    own, due = list(dict.fromkeys(_indices(signs))), list(dict.fromkeys(_indices(key)))
    texts, wanted = {sign.text for sign in signs}, {sign.text for sign in key}
    own = [letter for letter in own if letter not in wanted]
    due = [letter for letter in due if letter not in texts]
    if not own or len(own) != len(due):
        return None
    other = dict(zip(own, due, strict=True))
    return [Sign(other.get(sign.text, sign.text), sign.position) for sign in signs]


def _indices(signs: Sequence[Sign]) -> Iterator[str]:
    """The letters that stand first below sums and products."""
    for at, sign in enumerate(signs[:-2]):
        if sign.text in BIG and signs[at + 1].text == "_":
            first = at + 2 + (signs[at + 2].text == "{")
            is_alone = (
                first + 1 >= len(signs) or signs[first - 1].text == "_" or signs[first + 1].text in _ENDS
            )
            if first < len(signs) and is_alone and signs[first].text.strip("\\").isalpha():
                yield signs[first].text
