r"""Another letter for what a sum runs over, ``\sum_k a_k`` for ``\sum_i a_i``, and its set left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.checking.signs.groups import BIG, CLOSING, PARTING, SIGNS, Sign, argument_end, ends_of

_STOPS: Final = SIGNS | PARTING | CLOSING | {"|"}
_ENDS: Final = frozenset(("=", r"\in", "}", ",", r"\ne", "<", r"\le"))


def renamed(signs: Sequence[Sign], key: Sequence[Sign]) -> list[Sign] | None:
    """A formula with the indices of a key's sums in place of its own; None where it has no others.

    The letters that are exchanged occur in one of the two formulas alone.
    """
    own, due = list(dict.fromkeys(indices(signs))), list(dict.fromkeys(indices(key)))
    texts, wanted = {sign.text for sign in signs}, {sign.text for sign in key}
    own = [letter for letter in own if letter not in wanted]
    due = [letter for letter in due if letter not in texts]
    if not own or len(own) != len(due):
        return None
    other = dict(zip(own, due, strict=True))
    return [Sign(other.get(sign.text, sign.text), sign.position) for sign in signs]


def bound_renamed(signs: Sequence[Sign], key: Sequence[Sign]) -> list[Sign] | None:
    """A formula with the indices of a key's sums, each exchanged in its own sum alone: ``y'`` for ``y``.

    None where no index is another one, or the key's index stands in such a sum already.
    """
    places, due_places = _sums(signs), _sums(key)
    if len(places) != len(due_places):
        return None
    found = list(signs)
    is_other = False
    for place, due_place in reversed(list(zip(places, due_places, strict=True))):
        own, due = _index(found, place), _index(key, due_place)
        if not own or not due or own == due:
            continue
        end = _scope_end(found, place)
        scope = found[place:end]
        exchanged = _exchanged(scope, own, due)
        if exchanged is None:
            return None
        found[place:end] = exchanged
        is_other = True
    return found if is_other else None


def completed(signs: Sequence[Sign], key: Sequence[Sign]) -> list[Sign] | None:
    """A formula with ``\\sum_m`` as ``\\sum_{m \\in M}``, if that is all that a key's sums say of m."""
    told: dict[str, set[tuple[str, ...]]] = {}
    for place in _sums(key):
        told.setdefault(_index(key, place), set()).add(_scripts(key, place))
    found: list[Sign] = []
    at = 0
    for place in _sums(signs):
        end = argument_end(signs, place + 2)
        index = _index(signs, place)
        is_short = _scripts(signs, place) in (("_", index), ("_", "{", index, "}"))
        due = told.get(index, set())
        whole = ("_", "{", index, r"\in", index.upper(), "}")
        if is_short and len(index) == 1 and due == {whole}:
            found += [*signs[at : place + 1], *(Sign(text, signs[place].position) for text in whole)]
            at = end
    return [*found, *signs[at:]] if at else None


def _sums(signs: Sequence[Sign]) -> list[int]:
    """Where sums and products stand that have something below."""
    return [at for at in range(len(signs) - 2) if signs[at].text in BIG and signs[at + 1].text == "_"]


def _index(signs: Sequence[Sign], place: int) -> str:
    """The one letter with its primes that a sum runs over; empty where that is not plain."""
    first = place + 2 + (signs[place + 2].text == "{")
    if first >= len(signs) or not signs[first].text.strip("\\").isalpha():
        return ""
    behind = first + 1
    while behind < len(signs) and signs[behind].text == "'":
        behind += 1
    is_alone = behind >= len(signs) or first == place + 2 or signs[behind].text in _ENDS
    return "".join(sign.text for sign in signs[first:behind]) if is_alone else ""


def _scripts(signs: Sequence[Sign], place: int) -> tuple[str, ...]:
    end = place + 1
    while end < len(signs) and signs[end].text in ("_", "^"):
        end = argument_end(signs, end + 1)
    return tuple(sign.text for sign in signs[place + 1 : end])


def _scope_end(signs: Sequence[Sign], place: int) -> int:
    """Where the product ends that a sum runs over."""
    ends = ends_of(signs)
    at = place + 1 + len(_scripts(signs, place))
    while at < len(signs) and signs[at].text not in _STOPS:
        at = ends.get(at, at + 1)
    return at


def _exchanged(scope: Sequence[Sign], own: str, due: str) -> list[Sign] | None:
    """Signs with one name for another; None where the other stands there already."""
    found: list[Sign] = []
    at = 0
    while at < len(scope):
        end = at + 1
        while end < len(scope) and scope[end].text == "'":
            end += 1
        name = "".join(sign.text for sign in scope[at:end])
        if name == due:
            return None
        if name == own:
            letter = due.rstrip("'")
            texts = (letter, *"'" * (len(due) - len(letter)))
            found += [Sign(text, scope[at].position) for text in texts]
        else:
            found += scope[at:end]
        at = end
    return found


def indices(signs: Sequence[Sign]) -> Iterator[str]:
    """The letters that stand first below sums and products."""
    for at, sign in enumerate(signs[:-2]):
        if sign.text in BIG and signs[at + 1].text == "_":
            first = at + 2 + (signs[at + 2].text == "{")
            is_alone = (
                first + 1 >= len(signs) or signs[first - 1].text == "_" or signs[first + 1].text in _ENDS
            )
            if first < len(signs) and is_alone and signs[first].text.strip("\\").isalpha():
                yield signs[first].text
