"""Whether what a letter is said to be suits what a formula does with it: no class is a factor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Transpose,
)
from drill.papers_first.glosses.glossary import Entry

_THING: Final = re.compile(
    r"(?:^|\s)(?:class|category|document|sentence|paragraph|string|code|user|player|person|language|topic"
    r"|expert|agent|worker|arm|transition)$",
    re.IGNORECASE,
)
"""What is no number and no array."""
_PLACED: Final = re.compile(
    r"(?:^|\s)(?:node|vertex|message|letter|character|word|word type|token|item)$", re.IGNORECASE
)
"""What is no number; by an array it stands for, a matrix may be multiplied, and others added."""
_GATHERED: Final = re.compile(
    r"\b(?:data(?: ?set)?|(?:training|test|validation) set|box(?:es)?|images?|labels?|class(?:es)?|words?"
    r"|tokens?|users?|items?|documents?|pixels?|voxels?|queries|sentences?)$",
    re.IGNORECASE,
)
"""What is given to functions, and is none: of ``D(p \\| q)`` the D is no data set."""
_MOST_WORDS: Final = 3
_RATE: Final = re.compile(r"\b(?:learning rate|step[ -]?size|batch size)$", re.IGNORECASE)
"""What is set for the training, and no argument of what is trained."""
_FUNCTION: Final = re.compile(r"\b(?:function|map|mapping)$", re.IGNORECASE)
_BOLD: Final = frozenset(("\\mathbf", "\\boldsymbol"))
_PLAIN: Final = frozenset(("", "\\cdot", "\\times"))
_COUNTING: Final = frozenset(("t", "k", "n", "i", "j", "\\tau"))


def suits(statement: Node, symbol: Symbol, entry: Entry) -> bool:
    """Whether a meaning may be that of a symbol where it stands in a statement.

    A class is no factor, and data are no function; a learning rate is no exponent, and nothing that a model
    is given behind a semicolon; the t-th of what is a function, and is given nothing, is no function.
    """
    parts = list(walk(statement))
    meaning = entry.meaning.partition(" of ")[0].partition(" in ")[0]
    is_short = len(meaning.split()) <= _MOST_WORDS
    if is_short and _THING.search(meaning) and _is_computed_with(parts, symbol):
        return False
    if is_short and _PLACED.search(meaning) and _is_scaled(parts, symbol):
        return False
    if _RATE.search(meaning) and (_is_parameter(parts, symbol) or _is_exponent(parts, symbol)):
        return False
    is_one_of_many = entry.name is not None and not entry.name.sub and bool(_COUNTING & set(symbol.sub))
    is_called = any(isinstance(part, Call) and part.head == symbol for part in parts)
    if is_called and is_short and _GATHERED.search(meaning):
        return False
    return not (_FUNCTION.search(meaning) and is_one_of_many and not is_called)


def _is_computed_with(parts: list[Node], symbol: Symbol) -> bool:
    """Whether it is a term or a factor, divided or raised to a power."""
    return any(isinstance(part, Sum) and symbol in part.terms for part in parts) or any(
        symbol in together for together in _multiplied(parts)
    )


def _is_scaled(parts: list[Node], symbol: Symbol) -> bool:
    """Whether it is a factor, and no matrix stands beside it."""
    return any(symbol in together and not any(map(_is_array, together)) for together in _multiplied(parts))


def _multiplied(parts: list[Node]) -> Iterator[tuple[Node, ...]]:
    for part in parts:
        match part:
            case Product(factors, signs) if set(signs) <= _PLAIN:
                yield factors
            case Fraction(top, bottom):
                yield (top, bottom)
            case Power(base, Number()):
                yield (base,)
            case _:
                continue


def _is_array(node: Node) -> bool:
    """Whether it is set as matrices are, or bold."""
    inner = node.base if isinstance(node, Transpose) else node
    return isinstance(inner, Symbol) and (inner.font in _BOLD or inner.base.isupper())


def _is_parameter(parts: list[Node], symbol: Symbol) -> bool:
    """Whether it stands behind a semicolon in the arguments of a call, and is not computed with."""
    calls = (part for part in parts if isinstance(part, Call))
    is_given = any(symbol in _behind_semicolon(call.arguments) for call in calls)
    return is_given and not _is_computed_with(parts, symbol)


def _is_exponent(parts: list[Node], symbol: Symbol) -> bool:
    """Whether something is raised to it."""
    return any(isinstance(part, Power) and part.exponent == symbol for part in parts)


def _behind_semicolon(arguments: Bracket) -> tuple[Node, ...]:
    marks = arguments.separators
    return arguments.parts[marks.index(";") + 1 :] if ";" in marks else ()
