"""Which symbols a paper shows to be values rather than functions: brackets after them hold a factor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.bars import is_parted
from drill.papers_first.formula.nesting import brackets_at, top_level
from drill.papers_first.formula.occurrences import Occurrence, group_end, occurrences, whole_name
from drill.papers_first.formula.raised import is_worded
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import SIGNS, TRANSPOSES

_COMPARED: Final = frozenset(
    ("=", ":=", "\\approx", "<", ">", "\\leq", "\\geq", "\\ll", "\\gg", "\\neq", "\\in")
)
_SPACES: Final = frozenset(("\\mathbb", "[", "(", "\\{"))
_LIMITS: Final = frozenset(("\\rightarrow", "\\downarrow", "\\uparrow"))
_CLOSED: Final = frozenset(("|", "\\|"))
_BRACKETS: Final = frozenset(("(", "[", "\\operatorname"))
_MARKS: Final = frozenset(("T", "t", "c", "H"))
"""Letters that transpose or tell complements where they stand above."""
_OF: Final = frozenset(("\\log", "\\exp", "\\ln"))
_NAMED: Final = frozenset("fghFGHuvw")
"""Letters of functions that stand in brackets as arguments, too."""
_DENSITIES: Final = frozenset(("p", "q", "P", "Q", "f", "g", "h", "\\pi", "\\sigma"))
"""Letters of functions whose arguments are often left out: ``\\log p``, ``\\frac{p}{q}``."""
_NOUNS: Final = re.compile(
    r"\b(?:rate|length|size|weight|coefficient|constant|number|temperature|strength|factor|scalar|width|depth|"
    r"radius|threshold|margin|ratio|exponent|order|step|stepsize|momentum|bandwidth|lengthscale|dimension|"
    r"capacity|duration|multiplier|hyperparameter|dimensionality)s?\s*$",
    re.IGNORECASE,
)
_MATRICES: Final = re.compile(r"\bmatri(?:x|ces)\s*$", re.IGNORECASE)


def plain_values(
    rows: Iterable[Sequence[str]], beside: Iterable[Sequence[str]], texts: Iterable[str]
) -> frozenset[Symbol]:
    """Symbols without scripts that are compared with numbers, raise to powers, are taken from 1, bound sums,
    divide, are arguments, are taken the logarithm of, or are called a rate, a size or the like.

    ``rows`` are the canonical tokens of the formulas, ``beside`` those inside of sentences, ``texts`` the
    sentences.
    """
    found: set[Symbol] = set()
    for tokens in (*rows, *beside):
        found |= set(_compared(tokens))
        found |= set(_placed(tokens))
        found |= set(_raising(tokens))
        found |= set(_taken_from_one(tokens))
    return frozenset(found | set(_named(texts, _NOUNS)))


def _compared(tokens: Sequence[str]) -> Iterator[Symbol]:
    """``k = 4``, ``p \\in [0, 1]``, ``0 < q < 1``."""
    for piece in pieces(list(tokens)):
        said = list(piece.tokens)
        first = next(occurrences(said), None)
        if first is None or first.above or first.is_called:
            continue
        if said[: first.begin] and not (first.begin == 2 and said[0][0].isdigit() and said[1] in _COMPARED):
            continue
        rest = said[first.end :]
        if first.begin == 2 and not rest:
            yield first.symbol
        if len(rest) < 2 or rest[0] not in _COMPARED:
            continue
        after = rest[_number_end(rest) :] if _number_end(rest) > 1 else ["?"]
        is_number = not after or after[0] in (",", "_") or after[0] in _COMPARED
        if is_number or (rest[0] == "\\in" and rest[1] in _SPACES):
            yield first.symbol


def _number_end(tokens: Sequence[str]) -> int:
    """Where the number behind the first token ends: ``2``, ``1 / 2``, ``\\frac{1}{2}``; 0 without one."""
    if _is_quotient(tokens):
        return 8
    is_divided = tokens[2:3] == ["/"] and tokens[3:4] and tokens[3][0].isdigit()
    return 0 if not tokens[1][0].isdigit() else 4 if is_divided else 2


def _is_quotient(tokens: Sequence[str]) -> bool:
    signs = [*tokens[1:3], *tokens[4:6], *tokens[7:8]]
    return signs == ["\\frac", "{", "}", "{", "}"] and tokens[3][0].isdigit() and tokens[6][0].isdigit()


def _placed(tokens: Sequence[str]) -> Iterator[Symbol]:
    """``|x|^p``, ``\\lim_{p \\rightarrow 0}``, ``\\sum^N``, ``\\frac{a}{k}``, ``\\log X_i``, ``\\Phi(z)``."""
    for index, token in enumerate(tokens):
        if token not in ("^", "_", "}", "(", "\\frac") and token not in _OF:
            continue
        if token in _OF or token == "(":
            name = _name_at(tokens, index + 1)
        else:
            opens = index + 1
            name = whole_name(list(tokens[opens + 1 : group_end(tokens, opens) - 1]))
            if token == "_" and tokens[index - 1 : index] == ["\\lim"]:
                name = _name_at(tokens, index + 2)
                yield from [name.symbol] if name is not None and not name.is_called else []
                continue
        if name is not None and not name.above and not name.is_called and _is_valued(tokens, index, name):
            yield name.symbol


def _raising(tokens: Sequence[str]) -> Iterator[Symbol]:
    """``p`` of ``(a b)^{p - 1}``, ``2^p``, ``(1 - p)``: what raises numbers, or is taken from 1."""
    for index, token in enumerate(tokens):
        is_raised = token == "^" and index > 0 and (tokens[index - 1] == ")" or tokens[index - 1].isdigit())
        if is_raised:
            above = tokens[index + 2 : group_end(tokens, index + 1) - 1]
        elif tokens[index : index + 3] == ["(", "1", "-"] and tokens[index + 4 : index + 5] == [")"]:
            above = tokens[index + 3 : index + 4]
        else:
            continue
        if above and above[0] not in _BRACKETS:
            for one in occurrences(above):
                if not (one.sub or one.above or one.is_called) and one.symbol.base not in _MARKS:
                    yield one.symbol


def _taken_from_one(tokens: Sequence[str]) -> Iterator[Symbol]:
    """``G_{net}`` of ``(1 - G_{net})``, with its word: of the letter alone it says nothing."""
    for index in range(len(tokens)):
        if list(tokens[index : index + 3]) != ["(", "1", "-"]:
            continue
        name = _name_at(tokens, index + 3)
        if name is None or not is_worded(tuple(name.sub)) or name.above or name.is_called:
            continue
        if list(tokens[index + 3 + name.end : index + 4 + name.end]) == [")"]:
            yield replace(name.symbol, sub=tuple(name.sub))


def _is_valued(tokens: Sequence[str], index: int, name: Occurrence) -> bool:
    """Whether the name that follows the mark at ``index`` stands where only values stand."""
    before = tokens[index - 1] if index else ""
    if tokens[index] not in ("^", "(") and name.symbol.base in _DENSITIES:
        return False
    match tokens[index]:
        case "^":
            return before in _CLOSED or (before == "}" and _is_bound(tokens, index)) or before == "\\sum"
        case "}":
            return tokens[index + 1 : index + 2] == ["{"] and _is_fraction(tokens, index)
        case "(":
            is_alone = tokens[index + 1 + name.end - name.begin : index + 2 + name.end - name.begin] == [")"]
            is_function = before in (
                "\\Phi",
                "\\phi",
                "\\varphi",
                "\\sigma",
                "\\log",
                "\\exp",
                "\\psi",
                "\\Psi",
            )
            return is_alone and is_function and name.symbol.base not in _NAMED
        case "\\frac":
            return not name.symbol.base.startswith("\\partial") and name.symbol.base != "d"
        case _:
            return True


def _is_bound(tokens: Sequence[str], index: int) -> bool:
    """Whether the superscript at ``index`` stands over the bounds of a sum."""
    depth = 0
    for at in range(index - 1, 1, -1):
        depth += (tokens[at] == "}") - (tokens[at] == "{")
        if depth == 0:
            return tokens[at - 2] in ("\\sum", "\\prod")
    return False


def _is_fraction(tokens: Sequence[str], index: int) -> bool:
    """Whether the group that ends at ``index`` is what stands above a line."""
    depth = 0
    for at in range(index, 0, -1):
        depth += (tokens[at] == "}") - (tokens[at] == "{")
        if depth == 0:
            return tokens[at - 1] == "\\frac" and tokens[at + 1] not in ("\\partial", "d", "\\delta")
    return False


def _name_at(tokens: Sequence[str], at: int) -> Occurrence | None:
    rest = list(tokens[at : at + 24])
    first = next(occurrences(rest), None)
    return first if first is not None and first.begin == 0 else None


def matrices(texts: Iterable[str], rows: Iterable[Sequence[str]] = ()) -> frozenset[Symbol]:
    """Symbols without scripts that ``texts`` call matrices, ``the feature matrix $\\Phi$``, or that stand in
    quadratic forms in ``rows`` and are given nothing there.
    """
    rows = list(rows)
    forms = {one for row in rows for one in _in_forms(row)}
    given = (
        {one.symbol for row in rows for one in occurrences(row) if _is_given(row, one)} if forms else set()
    )
    return frozenset(_named(texts, _MATRICES)) | (forms - given)


def _is_given(tokens: Sequence[str], one: Occurrence) -> bool:
    """``Q(s, a)``: whether brackets without a sum, or a list, follow."""
    inner = brackets_at(tokens, one.end)
    return inner is not None and (not SIGNS & set(top_level(inner)) or is_parted(top_level(inner)))


def _in_forms(tokens: Sequence[str]) -> Iterator[Symbol]:
    """``Q`` of ``x^\\top Q x``: a capital between a transposed name and the same name."""
    named = list(occurrences(tokens))
    for first, middle, last in zip(named, named[1:], named[2:], strict=False):
        is_beside = first.end == middle.begin and middle.end == last.begin
        is_same = (first.symbol, first.sub) == (last.symbol, last.sub)
        is_form = is_beside and is_same and first.above in TRANSPOSES
        if is_form and len(middle.symbol.base) == 1 and middle.symbol.base.isupper() and not middle.above:
            yield middle.symbol


def _named(texts: Iterable[str], nouns: re.Pattern[str]) -> Iterator[Symbol]:
    """``a step of length $\\ell$``, ``the temperature $T$``: what stands behind one of the nouns."""
    for text in texts:
        parts = text.split("$")
        for before, latex in zip(parts[::2], parts[1::2], strict=False):
            if len(latex) < 40 and nouns.search(before):
                try:
                    name = whole_name(canonical(latex))
                except RefusedError:
                    continue
                if name is not None and not name.above:
                    yield name.symbol
