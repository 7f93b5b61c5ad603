"""Letters above names that a paper's own uses tell to be indices, whatever they stand above.

A letter that runs through names, ``m \\in \\{a, v\\}``, numbers the members of a set,
``\\{(x^i, y^i)\\}_{i=1}^{N}``, or stands below on the right of what is defined with it above,
``d_i^r = w_{i,r} - w_r``, is no exponent where the paper nowhere computes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeGuard

from drill.papers_first.formula.computed_letters import computed_letters
from drill.papers_first.formula.labels import Label
from drill.papers_first.formula.occurrences import Occurrence, group_end, occurrences, whole_name
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import BIG, COUNTING, DECAYS, FUNCTIONS, GREEK, MARKS, SCALARS

_EQUALITIES: Final = frozenset(("=", ":="))
_BEFORE: Final = frozenset(("", "{", ",", "(", "\\forall", "\\quad"))
_COUNTS: Final = frozenset("nmkNMK")
"""What is rather a number where a letter is one of several."""
_SETS: Final = frozenset(("\\mathbb", "\\mathcal"))
_RUNS: Final = frozenset(("=", "\\in"))
_GIVEN: Final = frozenset(("|", "\\mid"))
_BARS: Final = frozenset(("|", "\\mid", ":"))
_STEPS: Final = frozenset("ijklmnrstN")
_SIGNS: Final = frozenset(("+", "-", "\\pm"))
_MEMBERS: Final = frozenset("ij")
"""Letters of members, which count no steps."""
_FEWEST: Final = 2
_FIRST: Final = frozenset((("0",), ("1",)))
_DOTS: Final = frozenset(("\\ldots", "\\cdots"))
_PARTING: Final = frozenset((",", ";"))
_EXTREMES: Final = frozenset(("\\min", "\\max", "\\argmin", "\\argmax", "\\inf", "\\sup"))
_OPENING: Final = frozenset(("(", "\\{", "{"))
_CLOSING: Final = frozenset((")", "\\}", "}"))


def told_indices(rows: Iterable[Sequence[str]]) -> frozenset[Label]:
    """The symbols, without scripts, with the letters above them that ``rows``, canonical tokens, tell to be
    indices.
    """
    rows = [list(row) for row in rows]
    names = [one for row in rows for one in occurrences(row) if one.above and _is_name(one)]
    if not names:
        return frozenset()
    numbers = computed_letters(rows)
    running = {letter for row in rows for letter in _through_names(row)} - numbers
    found: set[Label] = {(one.symbol, one.above) for one in names if one.above[0] in running}
    found = {label for label in found if len(label[1]) == 1}
    told: set[str] = set()
    for row in rows:
        for family in _families(row):
            if family[0].above[0] not in numbers:
                found |= {(one.symbol, one.above) for one in family}
                told |= {one.above[0] for one in family if len(family) > 1}
    defined = [label for row in rows for label in _defined(row)]
    found |= {label for label in defined if label[1][0] not in numbers}
    told |= {letter for letter, symbols in _by_letter(found).items() if len(symbols) > _FEWEST}
    found |= {label for row in rows for label in _made_of(row, found) if label[1][0] in told}
    bare = {one.symbol for row in rows for one in occurrences(row) if not one.above}
    found |= {(one.symbol, one.above) for one in names if one.above[0] in told and _may_be_told(one, bare)}
    found |= {label for row in rows for label in (*_two_of_a_kind(row), *_under_condition(row))}
    found |= set(_signed(names))
    found |= {label for row in rows for label in _sought(row) if label[1][0] not in numbers}
    of_all = (*_of_estimates(rows, names), *_capitals(rows, names, numbers), *_first(rows, names))
    return frozenset({*found, *of_all})


def _is_name(one: Occurrence) -> bool:
    return one.symbol.base != "e" and one.symbol.font not in _SETS


def _through_names(row: list[str]) -> Iterator[str]:
    """``m`` of ``m \\in \\{a, v\\}``: a letter that is one of several names."""
    for at, token in enumerate(row):
        if token != "\\in" or row[at + 1 : at + 2] != ["\\{"] or "\\}" not in row[at:]:
            continue
        letter, before = row[at - 1] if at else "", row[at - 2] if at > 1 else ""
        inside = row[at + 2 : row.index("\\}", at)]
        members = [whole_name(member) for member in _parted(inside, ",")]
        is_letter = (len(letter) == 1 and letter.isalpha()) or letter in GREEK
        if is_letter and before in _BEFORE and len(members) >= _FEWEST and all(map(_is_word, members)):
            yield letter


def _is_word(member: Occurrence | None) -> bool:
    """Whether a member of a set is a mere letter or a word, and none that counts."""
    return member is not None and not (member.sub or member.above) and member.symbol.base not in _COUNTS


def _parted(tokens: Sequence[str], mark: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _families(row: list[str]) -> Iterator[list[Occurrence]]:
    """The names with an index above in ``\\{(x^i, y^i)\\}_{i=1}^{N}``, ``\\{q_i^g\\}_{g \\in G}``; one name
    alone may have powers.
    """
    for at, token in enumerate(row):
        end = _closing(row, at) if token in ("\\{", "(") else 0
        if not end:
            continue
        bar = next((one for one in range(at, end) if row[one] in _BARS), end)
        letters = set(_running(row[bar + 1 : end]))
        if row[end + 1 : end + 3] == ["_", "{"]:
            letters |= set(_running(row[end + 3 : group_end(row, end + 2) - 1]))
        inside = row[at + 1 : bar]
        names = list(occurrences(inside))
        covered = {place for one in names for place in range(one.begin, one.end)}
        is_list = all(token in "()," for place, token in enumerate(inside) if place not in covered)
        several = [one for one in names if len(one.above) == 1 and one.above[0] in letters and _is_name(one)]
        is_shown = len(names) > 1 or any(one.sub or one.symbol.font == "\\mathbf" for one in names)
        if is_list and several and is_shown:
            yield several
        lowered = [one for one in several if one.sub]
        if token == "(" and lowered and not is_list:
            yield from ([one] for one in lowered)  # ``(f(W_1^k x))_{k \\in K}``


def _running(tokens: Sequence[str]) -> Iterator[str]:
    """The letters that bounds run over: ``i`` of ``i = 1``, ``g`` and ``i`` of ``g \\in G, i \\in I``."""
    for part in _parted(tokens, ","):
        if len(part) > 1 and part[1] in _RUNS:
            yield part[0]


def _closing(row: list[str], begin: int) -> int:
    """Where the braces that begin there end; 0 where they do not."""
    depth = 0
    for at in range(begin, len(row)):
        depth += (row[at] in _OPENING) - (row[at] in _CLOSING)
        if depth == 0:
            return at
    return 0


def _defined(row: list[str]) -> Iterator[Label]:
    """``d_i^r = w_{i,r} - w_r``, ``a^j := P(y^j = 1)``, with what else has the letter above it."""
    for said in (list(piece.tokens) for piece in pieces(row)):
        end = next((at for at, token in enumerate(said) if token in _EQUALITIES), 0)
        name = whole_name(said[:end])
        if name is None or len(name.above) != 1 or not name.above[0].isalpha() or not _is_name(name):
            continue
        letter, right = name.above[0], said[end + 1 :]
        inside = list(occurrences(right))
        beside = [one for one in inside if one.above == name.above and one.symbol != name.symbol]
        is_above = any(one.above == name.above for one in inside)
        is_lowered = not is_above and any(letter in one.sub for one in inside)
        if name.sub and is_lowered and name.symbol.base not in SCALARS and letter not in name.sub:
            yield name.symbol, name.above
        is_function = bool({*FUNCTIONS, *BIG} & set(right)) or any(
            one.is_called or right[one.end : one.end + 1] in (["["], ["\\{"]) for one in inside
        )
        if beside and is_function and (name.sub or said[end] == ":=") and all(map(_is_name, beside)):
            yield name.symbol, name.above
            yield from ((one.symbol, one.above) for one in beside if one.symbol.base not in DECAYS)


def _made_of(row: list[str], found: Collection[Label]) -> Iterator[Label]:
    """``M^i = a^i (a^i)^T``: a name that is set by itself to what a letter numbers, and to no power."""
    for said in (list(piece.tokens) for piece in pieces(row)):
        end = next((at for at, token in enumerate(said) if token in _EQUALITIES), 0)
        name = whole_name(said[:end])
        if name is None or len(name.above) != 1 or not name.above[0].isalpha() or not _is_name(name):
            continue
        inside = list(occurrences(said[end + 1 :]))
        beside = [one for one in inside if one.above == name.above]
        are_told = bool(beside) and all((one.symbol, one.above) in found for one in beside)
        if are_told and not any(one.symbol == name.symbol for one in inside):
            yield name.symbol, name.above


def _by_letter(labels: Iterable[Label]) -> dict[str, set[Symbol]]:
    """The symbols that each letter labels."""
    found: dict[str, set[Symbol]] = {}
    for symbol, above in labels:
        found.setdefault(above[0], set()).add(symbol)
    return found


def _may_be_told(one: Occurrence, bare: Collection[Symbol]) -> bool:
    """Whether a letter that numbers others numbers this, too: no matrix that stands without it, whose powers
    it may tell.
    """
    is_matrix = one.symbol.base.isupper() and not (one.sub or one.symbol.accents) and one.symbol in bare
    is_rate = one.symbol.base in (SCALARS if one.above[0] not in _MEMBERS else DECAYS)
    return len(one.above) == 1 and not (is_matrix or is_rate)


def _first(rows: Iterable[list[str]], names: Sequence[Occurrence]) -> Iterator[Label]:
    """``x^0``, ``v^1 - v^0``: powers that nobody would write but in a series, of what nothing else stands
    above but marks and words.
    """
    in_series = {one.symbol for row in rows if _DOTS & set(row) for one in occurrences(row)}
    raised = {one.symbol for one in names if one.above not in _FIRST | MARKS and not _is_worded(one.above)}
    for one in names:
        is_number = one.symbol.base in SCALARS and not one.sub
        if one.above in _FIRST and one.symbol not in raised | in_series and not is_number:
            yield one.symbol, one.above


def _signed(names: Sequence[Occurrence]) -> Iterator[Label]:
    """``M^{+q}``, and ``M^{-q}`` and ``M^{\\pm q}`` beside it: nobody begins an exponent with a plus but for
    symmetry of a count's sign.
    """
    plus = {(one.symbol, one.above[1]) for one in names if len(one.above) == 2 and one.above[0] == "+"}
    plus = {(symbol, letter) for symbol, letter in plus if letter.isalpha()}
    for one in names:
        is_signed = len(one.above) == 2 and one.above[0] in _SIGNS
        if is_signed and one.above[1] not in _STEPS and (one.symbol, one.above[1]) in plus:
            yield one.symbol, one.above


def _sought(row: list[str]) -> Iterator[Label]:
    """``\\min_{\\lambda^i}``: what the smallest or the largest is sought over is a name as a whole."""
    for at, token in enumerate(row):
        if token not in _EXTREMES or row[at + 1 : at + 3] != ["_", "{"]:
            continue
        for part in _parted(row[at + 3 : group_end(row, at + 2) - 1], ","):
            one = whole_name(part[: part.index("\\in")] if "\\in" in part else part)
            if one is not None and len(one.above) == 1 and one.above[0].isalpha() and _is_name(one):
                yield one.symbol, one.above


def _two_of_a_kind(row: list[str]) -> Iterator[Label]:
    """``d(x^1, x^2)``: the first and the second of a kind beside each other, where powers would begin with
    the name alone.
    """
    for one, other in pairwise(occurrences(row)):
        is_beside = one.begin and row[one.begin - 1] == "(" and row[one.end] in _PARTING
        is_pair = (one.symbol, one.sub) == (other.symbol, other.sub) and other.begin == one.end + 1
        is_whole = is_beside and is_pair and row[other.end : other.end + 1] == [")"]
        if is_whole and (one.above, other.above) == (("1",), ("2",)) and one.symbol.base not in SCALARS:
            yield from ((one.symbol, above) for above in (one.above, other.above))


def _under_condition(row: list[str]) -> Iterator[Label]:
    """``p(y^i | x^i)``: one letter above what a law is of and above what is given; powers would say no more
    than what they are of.
    """
    for at, token in enumerate(row):
        end = _closing(row, at) if token == "(" else 0
        parts = _parted(["|" if one in _GIVEN else one for one in row[at + 1 : end]], "|")
        if len(parts) != _FEWEST:
            continue
        of, given = (
            [one for one in map(whole_name, _parted(side, ",")) if _is_lettered(one)] for side in parts
        )
        shared = {one.above for one in of} & {one.above for one in given}
        yield from ((one.symbol, one.above) for one in (*of, *given) if one.above in shared)


def _is_lettered(one: Occurrence | None) -> TypeGuard[Occurrence]:
    """Whether a small letter stands above a name."""
    return one is not None and len("".join(one.above)) == 1 and one.above[0].islower() and _is_name(one)


def _of_estimates(rows: Sequence[list[str]], names: Sequence[Occurrence]) -> Iterator[Label]:
    """``\\hat{y}_i^{G_S}``: what an estimate was made of, a capital with an index that is no number."""
    above = {one: name for one in names if one.symbol.accents and (name := whole_name(one.above)) is not None}
    capitals = {one: name.symbol for one, name in above.items() if name.sub and not name.above}
    if not any(symbol.base.isupper() for symbol in capitals.values()):
        return
    numbers = COUNTING | computed_letters(rows, with_indices=True)
    named = {one.symbol for row in rows for one in occurrences(row)}
    for one, symbol in capitals.items():
        if symbol.base.isupper() and symbol in named and symbol.base not in numbers:
            yield one.symbol, one.above


def _is_worded(above: Sequence[str]) -> bool:
    return len(above) == 1 and above[0].startswith(("\\operatorname{", "\\text{"))


def _capitals(
    rows: Iterable[list[str]], names: Sequence[Occurrence], numbers: Collection[str]
) -> Iterator[Label]:
    """``k^I`` and ``W^I``, ``b^Z`` and ``W^Z``: capitals above several names that stand nowhere by
    themselves, so that they are no numbers.
    """
    alone = {one.symbol for row in rows for one in occurrences(row) if not (one.sub or one.above)}
    above: dict[str, set[Symbol]] = {}
    for one in names:
        letter = one.above[0]
        is_label = len(letter) == 1 and letter.isupper() and set(one.above[1:]) <= {"'"}
        if is_label and letter not in COUNTING and letter not in numbers and Symbol(letter) not in alone:
            above.setdefault(letter, set()).add(one.symbol)
    for one in names:
        if len(above.get(one.above[0], ())) >= _FEWEST and set(one.above[1:]) <= {"'"}:
            yield one.symbol, one.above
