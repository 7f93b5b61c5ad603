"""Whether what a paper says of a letter somewhere is said of it where a formula counts or integrates by it,
ends a sum with it, or calls it.
"""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Big, Call, Differential, Node, Power, Statement, Symbol
from drill.papers_first.glosses.glossary import Entry
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.ranges import HEAD_ENDS
from drill.papers_first.source.document import Formula

_LONGEST: Final = 20
_COUNTS: Final = re.compile(
    r"\b(?:ind(?:ex|ices)|times?|steps?|iterations?|layers?|tokens?|positions?|class(?:es)?|samples?|examples?"
    r"|units?|nodes?|heads?|epochs?|rounds?|dimensions?|channels?|tasks?|clients?|groups?|items?|users?|words?"
    r"|frames?|pixels?|states?|actions?|points?|observations?|outcomes?|labels?|features?|components?|clusters?"
    r"|arms?|documents?|topics?|queries|query|keys?|variables?|neurons?|particles?|images?|models?|agents?)\b",
    re.IGNORECASE,
)
"""What a letter that runs is commonly called, wherever it is said."""
_ARRAYS: Final = re.compile(
    r"\b(?:matrix|matrices|vectors?|tensors?|kernel|operator|function|(?:co)?variance|distribution|density)$",
    re.IGNORECASE,
)
"""What no sum goes up to."""
_VECTORS: Final = re.compile(r"\bvectors?$", re.IGNORECASE)
"""What is squared in few papers, entry by entry."""
_VALUES: Final = re.compile(
    r"\b(?:effects?|energy|energies|scale|shape|bandwidth|rate|variance|deviation|width|strength|coefficient"
    r"|parameters?|statistic|mean|average|total|location|sum|moment)$",
    re.IGNORECASE,
)
"""What is one number, and called by no letter with arguments."""


def fits_place(paper: Paper, statement: Node, symbol: Symbol, entry: Entry, formula: Formula | None) -> bool:
    """Whether a meaning may be that of a letter in a statement, by what the statement does with it."""
    if formula is not None and (
        _is_of_other_display(paper, statement, symbol, entry, formula)
        or _is_later(paper, symbol, entry, formula)
    ):
        return False
    parts = list(walk(statement))
    head = HEAD_ENDS.sub("", entry.meaning.strip())
    if any(_is_bound_by(part, symbol) for part in parts):
        if symbol.primes and tuple(to_tokens(symbol)) in _set_alone(paper):
            return False  # another one than the paper's own
        return bool(_COUNTS.search(head)) or formula is None or _is_beside(paper, entry, formula)
    if any(isinstance(part, Big) and part.upper == (symbol.base,) for part in parts):
        return symbol != Symbol(symbol.base) or not _ARRAYS.search(head)
    if _VECTORS.search(head) and any(isinstance(part, Power) and part.base == symbol for part in parts):
        return formula is None or any(each.section == formula.section for each in entry.said)
    is_called = any(isinstance(part, Call) and part.head == symbol for part in parts)
    if is_called and _VALUES.search(head):
        return not (
            tuple(to_tokens(symbol)) in _set_alone(paper) or _is_called_otherwise(paper, symbol, entry)
        )
    return True


def _is_bound_by(part: Node, symbol: Symbol) -> bool:
    """Whether a sum counts by a letter, an integral runs over it, or an extreme over a primed one."""
    match part:
        case Big(lower=(letter, "=" | "\\in", *_)) | Big(lower=(letter,)):
            return symbol == Symbol(letter)
        case Big(lower=lower) if symbol.primes:
            name = tuple(to_tokens(symbol))
            return lower[: len(name)] == name and lower[len(name) : len(name) + 1] in ((), ("=",), ("\\in",))
        case Differential(_, variable):
            return symbol == variable
        case _:
            return False


def _is_of_other_display(
    paper: Paper, statement: Node, symbol: Symbol, entry: Entry, formula: Formula
) -> bool:
    """Whether it is said of another display that sets the letter, too: ``F = …`` twice."""
    if not isinstance(statement, Statement) or statement.sides[0] != symbol:
        return False
    others = {
        each.formula.place
        for each in paper.readings
        if each.statement is not None and each.statement.sides[0] == symbol and each.formula != formula
    }
    return bool(others) and all(occasion.place in others for occasion in entry.said)


def _is_later(paper: Paper, symbol: Symbol, entry: Entry, formula: Formula) -> bool:
    """Whether a common letter is said to be something behind other formulas alone: it may be another."""
    if symbol != Symbol(symbol.base) or len(symbol.base) > 1 or not symbol.base.islower():
        return False
    own = formula.place
    is_behind = all(each.place.file == own.file and each.place.line > own.line for each in entry.said)
    return is_behind and not _is_beside(paper, entry, formula)


def _is_beside(paper: Paper, entry: Entry, formula: Formula) -> bool:
    """Whether it is said next to a formula: none stands between."""
    own = formula.place
    lines = [each.formula.place.line for each in paper.readings if each.formula.place.file == own.file]
    for occasion in entry.said:
        low, high = sorted((occasion.place.line, own.line))
        is_parted = any(low < line < high for line in lines)
        if occasion.place.file == own.file and not is_parted:
            return True
    return False


@once
def _set_alone(paper: Paper) -> frozenset[tuple[str, ...]]:
    """The tokens of what equations set, shown or within sentences: values with a letter of their own."""
    shown = (
        tuple(to_tokens(statement.sides[0]))
        for statement in paper.told.equations
        if statement.relations[:1] in (("=",), (":=",))
    )
    texts = (each.text for each in paper.document.paragraphs)
    said = (latex.partition("=")[0] for text in texts for latex in text.split("$")[1::2] if "=" in latex)
    return frozenset((*shown, *filter(None, map(_tokens, dict.fromkeys(said)))))


def _tokens(latex: str) -> tuple[str, ...]:
    try:
        return tuple(canonical(latex)) if len(latex) <= _LONGEST else ()
    except RefusedError:
        return ()


def _is_called_otherwise(paper: Paper, symbol: Symbol, entry: Entry) -> bool:
    """Whether the letter with brackets behind it is something else: ``$E(v, h)$`` beside ``$E$``."""
    called = (*entry.symbol, "(")
    return entry.name == symbol and any(
        other.symbol[: len(called)] == called and other.meaning != entry.meaning for other in paper.entries
    )
