"""How formulas are spelled: canonical tokens, their ids, and the symbols in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, cast

from drill.errors import PaperError, ParseError, TooLargeError
from drill.latex import canonical, symbols
from drill.notation import refs, replaced, statements, to_latex, walk
from drill.notation.tree import Add, Apply, Expect, Node, Ref, Statement
from drill.papers.sheet.symbols import key_of, latex_of_symbol, read_symbol

_CONSTANTS: Final = frozenset(("e", "\\pi", "\\infty", "\\emptyset", "d"))
_SWITCHED: Final = ("", "\\mathbf")
# Letters that no paper declares where they stand doubled: sets, expectations, chances.
_BOUND_SETS: Final = frozenset(("R", "N", "Z", "E", "P", "C", "Q"))


def formula_id(statements: Iterable[str]) -> str:
    """The same for the same formula, however it is spaced: a hash of its canonical tokens."""
    return hashlib.sha256(" ".join(_spelled(statements)).encode("utf-8", "replace")).hexdigest()[:12]


def _spelled(statements: Iterable[str]) -> Iterator[str]:
    for statement in statements:
        yield from canonical_tokens(statement) or statement.split()
        yield ";"


@lru_cache(maxsize=8192)
def canonical_tokens(latex: str) -> tuple[str, ...]:
    """LaTeX in canonical spelling; nothing where it has none."""
    try:
        return tuple(canonical(latex))
    except (ParseError, TooLargeError):
        return ()


def check_formula(latex: str) -> None:
    """See that a formula can be read.

    Raises:
        PaperError: it cannot; it says why.
    """
    try:
        refused = [one.refused for one in statements(canonical(latex)) if one.statement is None]
    except (ParseError, TooLargeError) as error:
        raise PaperError(f"this is not read as a formula: {error.message}", error.hint) from error
    if refused or not latex.strip():
        raise PaperError(f"this is not read as a formula: {(refused or ['it is empty'])[0]}")


def latex_of(tokens: Sequence[str]) -> str:
    """Canonical tokens as readable LaTeX."""
    return to_latex(tokens)


@lru_cache(maxsize=8192)
def symbol_key(latex: str) -> str:
    """What two writings of one symbol have in common; the text itself where it is no name."""
    name = read_symbol(latex)
    if name is not None:
        return key_of(name)
    return " ".join(canonical_tokens(latex) or latex.split())


def symbols_of(statement: Statement) -> Iterator[tuple[Ref, str]]:
    """Each symbol of a statement, with its LaTeX there, in order; functions, too.

    What is no name by itself is none: an accent over a sum, a mark in an exponent, a small upright word that
    is neither set to something nor added to anything.
    """
    for node in (statement, *statement.conditions):
        sums = (part.terms for part in walk(node) if isinstance(part, Add))
        named = {*node.sides, *(term for terms in sums for term in terms)}
        for ref, latex in _symbols_below(node):
            if ref in named or not _is_word(ref):
                yield ref, latex


def _is_word(ref: Ref) -> bool:
    is_upright = ref.name.font == "\\operatorname" and ref.name.base.islower()
    return is_upright and not (ref.below or ref.above or ref.name.label)


def font_switches(statements: Sequence[Statement]) -> Mapping[str, str]:
    """The fonts of symbols that a paper writes bold here and plain there without meaning it, by their keys.

    It does where a function takes both in one place, and no statement has the letter in both fonts.
    """
    meant: set[str] = set()
    places: dict[str, dict[str, set[tuple[str, int]]]] = {}
    for statement in statements:
        fonts = {(ref.name.base, ref.name.font) for ref in refs(statement) if ref.name.font in _SWITCHED}
        meant |= {base for base, font in fonts if font and (base, "") in fonts}
        for call in walk(statement):
            if isinstance(call, Apply) and not _is_known(call):
                for at, ref in enumerate((*call.args, *call.given, *call.parameters)):
                    if isinstance(ref, Ref) and ref.name.font in _SWITCHED:
                        used = places.setdefault(key_of(in_font(ref, "")), {})
                        used.setdefault(ref.name.font, set()).add((key_of(call.function), at))
    switched = {
        key: used for key, used in places.items() if len(used) == 2 and key.split("|")[2] not in meant
    }
    return {key: next(iter(used)) for key, used in switched.items() if set.intersection(*used.values())}


def in_font(ref: Ref, font: str) -> Ref:
    """A symbol in another font."""
    return replace(ref, name=replace(ref.name, font=font))


def in_one_font(statement: Statement, switches: Mapping[str, str]) -> Statement:
    """A statement with each of these symbols in one font."""

    def change(node: Node) -> Node | None:
        if not isinstance(node, Ref) or node.name.font not in _SWITCHED:
            return None
        font = switches.get(key_of(in_font(node, "")), node.name.font)
        return None if font == node.name.font else in_font(node, font)

    return cast("Statement", replaced(statement, change)) if switches else statement


def other_font(key: str) -> str:
    """The key of a symbol in bold where it is plain, and the other way round; itself in other fonts."""
    accents, font, rest = (*key.split("|", 2), "", "")[:3]
    return "|".join((accents, "" if font else "\\mathbf", rest)) if font in _SWITCHED and rest else key


def _symbols_below(node: Node) -> Iterator[tuple[Ref, str]]:
    operators = {id(part.operator) for part in walk(node) if isinstance(part, Expect)}
    operators |= {id(part.function) for part in walk(node) if isinstance(part, Apply) and _is_known(part)}
    for part in walk(node):
        if not isinstance(part, Ref) or id(part) in operators or is_constant(part):
            continue
        if latex := latex_of_symbol(part):
            yield part, latex


def _is_known(applied: Apply) -> bool:
    """Whether a function is everybody's: ``\\\\log``, ``\\\\operatorname{softmax}``."""
    name = applied.function.name
    return name.font == "\\operatorname" or name.base in _FUNCTIONS


_FUNCTIONS: Final = frozenset(
    f"\\{name}" for name in ("forall", "exists", *symbols.FUNCTIONS, *symbols.LIMIT_FUNCTIONS)
)


def is_constant(ref: Ref) -> bool:
    """Whether a name is everybody's: a set of numbers, a function, pi."""
    name = ref.name
    is_set = name.font == "\\mathbb" and name.base in _BOUND_SETS
    is_bare = not (ref.below or name.font or name.accents or name.label)
    return is_set or name.base in _FUNCTIONS or (name.base in _CONSTANTS and is_bare)
