"""Formulas sign by sign, whichever of the summands comes first: ``b + a x`` is ``a x + b``.

A quotient is one fraction, whether it is typed with a slash, as a fraction or as a fraction times something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.checking.signs.groups import BIG, OPENING, PARTING, SIGNS, Sign, ends_of, run_over
from drill.checking.signs.quotients import Unit, as_one_fraction

_WORDS: Final = ("max", "min", "sup", "inf", "lim", "E")
"""As letters, what runs over the index below it as a sum does."""
_UNSURE: Final = frozenset(
    (
        *(r"\oplus", r"\ominus", r"\otimes", r"\cup", r"\cap", r"\setminus", r"\vee", r"\wedge", r"\pm"),
        *(r"\mp", r"\circ", r"\star", r"\bmod", r"\mod", r"\sqcup", r"\uplus", r"\ldots", r"\begin", r"\end"),
        *("|", "<", ">", r"\langle", r"\rangle", r"\lfloor", r"\rfloor", r"\lceil", r"\rceil"),
    )
)
"""Signs of which it is not said whether they bind more than a plus does, or where what they open ends."""
_DEEPEST: Final = 50
"""Brackets within brackets that are looked into."""


def in_one_order(signs: Sequence[Sign]) -> list[Sign]:
    """A formula with the summands of each sum in one order; a sum that may be read otherwise stays."""
    return _ordered(signs, 0, len(signs), ends_of(signs), 0)


def _ordered(signs: Sequence[Sign], start: int, end: int, ends: dict[int, int], depth: int) -> list[Sign]:
    if depth > _DEEPEST:
        return list(signs[start:end])
    found: list[Sign] = []
    run: list[Unit] = []
    for unit in _units(signs, start, end, ends, depth):
        if unit[0].text in PARTING:
            found += [*_in_order(run), *unit]
            run = []
        else:
            run.append(unit)
    return [*found, *_in_order(run)]


def _units(signs: Sequence[Sign], start: int, end: int, ends: dict[int, int], depth: int) -> Iterator[Unit]:
    """Signs one by one, each bracket as a whole with the sums in it in order, a script with its mark."""
    at = start
    while at < end:
        first = at
        if signs[at].text in ("^", "_") and at + 1 < end:
            at += 1
        if signs[at].text in OPENING and ends[at] <= end:
            behind = ends[at]
            inner = _ordered(signs, at + 1, behind - 1, ends, depth + 1)
            yield [*signs[first : at + 1], *inner, signs[behind - 1]]
            at = behind
        else:
            at += 1
            yield list(signs[first:at])


def _in_order(run: list[Unit]) -> list[Sign]:
    """The summands of one sum in order, each with its sign, each a fraction where something divides it."""
    terms: list[list[Unit]] = []
    for unit in run:
        if unit[0].text in SIGNS or not terms:
            terms.append([])
        terms[-1].append(unit)
    is_doubled = any(term[-1][0].text in SIGNS for term in terms)  # two signs in a row, or one at the end
    if is_doubled or any(unit[0].text in _UNSURE for unit in run):
        return [sign for unit in run for sign in unit]
    flat = [_signed(term) for term in terms]
    if len(terms) == 1 or not any(_reaches(terms, at) for at in range(len(terms))):
        flat.sort(key=_key)
    found = [sign for term in flat for sign in term]
    return found[1:] if found and found[0].text == "+" else found


def _signed(term: list[Unit]) -> list[Sign]:
    """A summand with its sign before it, as one fraction where something divides it."""
    first = term[0][0]
    if first.text in SIGNS:
        return [first, *_product(term[1:])]
    return [Sign("+", first.position), *_product(term)]


def _product(term: list[Unit]) -> list[Sign]:
    """A product as one fraction; what is multiplied entry by entry in one order, where nothing is summed."""
    texts = [unit[0].text for unit in term]
    if r"\odot" not in texts or BIG.intersection(texts) or "/" in texts:
        return as_one_fraction(term)
    parts: list[list[Unit]] = [[]]
    for unit in term:
        if unit[0].text == r"\odot":
            parts.append([])
        else:
            parts[-1].append(unit)
    first, *others = sorted(([sign for unit in part for sign in unit] for part in parts), key=_key)
    times = Sign(r"\odot", first[0].position if first else 0)
    return [*first, *(sign for part in others for sign in (times, *part))]


def _reaches(terms: list[list[Unit]], at: int) -> bool:
    """Whether something in a term may run over the others where it stands first, as they have its index."""
    others = [term for place, term in enumerate(terms) if place != at]
    letters_of_others = {sign.text for term in others for unit in term for sign in unit}
    texts = [unit[0].text for unit in terms[at]]
    if "arg" in "".join(texts) or (r"\int" in texts and "d" not in texts[texts.index(r"\int") :]):
        return True
    for end in _ends_of_operators(texts):
        below = [unit for unit in terms[at][end : end + 2] if unit[0].text == "_"]
        behind = [text for text in texts[end:] if text not in ("_", "^")]
        is_bracketed = texts[end : end + 1] == ["("] or (texts[end - 1] == "E" and behind[:1] == ["("])
        letters = {letter for unit in below for letter in run_over(unit)}
        if not is_bracketed and (not below or letters & letters_of_others):
            return True
    return False


def _ends_of_operators(texts: list[str]) -> Iterator[int]:
    for at, text in enumerate(texts):
        if text in BIG:
            yield at + 1
        yield from (at + len(word) for word in _WORDS if texts[at : at + len(word)] == list(word))


def _key(term: list[Sign]) -> list[str]:
    """What a term is sorted by: the marks of a transposition count as one."""
    return ["T" if sign.text in (r"\top", "'") else sign.text for sign in term]
