"""What a line of an algorithm box sets and mentions, by its formulas and by the verb that it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Call, Statement, Sum, Symbol, symbols
from drill.papers_first.formula.vocabulary import GREEK
from drill.papers_first.glosses.heads import words

_SIGNS: Final = ("\\leftarrow", ":=", "\\sim", "=")
_DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots"))
_OPENING: Final = frozenset(("(", "{", "[", "\\{"))
_CLOSING: Final = frozenset((")", "}", "]", "\\}"))
_ASSIGNING: Final = words("""
    sample draw pick select choose compute calculate evaluate set let update estimate obtain get observe
    receive define form generate assign find initialize initialise reset train fit optimize optimise
""")
_STORING: Final = words("store append add insert push save put")
_ACTING: Final = words("take execute apply perform play step run")
_SEEING: Final = re.compile(r"\b(?:observe|receive|obtain|get)\b", re.IGNORECASE)
_INTO: Final = re.compile(r"\b(?:in|into|to)\b", re.IGNORECASE)
_LINKING: Final = re.compile(
    r"\b(?:of|from|by|with|using|in|on|at|for|to|via|according|based|given|until|such|that|where|so)\b",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"[A-Za-z -]+:\s*\$")
"""A step that is called something: ``scale and shift: $y = a x + b$``."""
_UNCLEAR: Final = re.compile(r"\bwith respect to\b|\bw\.?r\.?t\b|\bif\b|\bunless\b|\bwhen\b", re.IGNORECASE)
_LETTER: Final = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Name:
    """What is set or mentioned: a symbol without its index, and that index or the place that it has."""

    symbol: Symbol
    index: tuple[str, ...] = ()


def is_of_one(first: Name, second: Name) -> bool:
    """Whether two names are of one quantity: of the same index, of any one, or of a number that it may be."""
    if first.symbol != second.symbol:
        return False
    one, other = first.index, second.index
    if one == other or not one or not other:
        return True
    return len(one) == len(other) == 1 and one[0].isdigit() != other[0].isdigit()


def written(line: str) -> tuple[frozenset[Name], bool]:
    """What a line sets for sure, and whether it is nothing but assignments of what is computed."""
    formulas = re.findall(r"\$([^$]*)\$", line)
    said = re.sub(r"\$[^$]*\$", " ", line)
    verb = next(iter(re.findall(r"[A-Za-z]+", said)), "").lower()
    if not re.search(r"[A-Za-z]{2,}", said):
        sides = [_sides(formula) for formula in formulas if formula.strip(" ,;.")]
        names = [name for side in sides if side is not None for name in _left(side[0])]
        is_drawn = any(side is None or side[1] == "\\sim" for side in sides)
        return frozenset(names), bool(names) and not is_drawn
    if _UNCLEAR.search(said):
        return frozenset(), False
    found: list[Name] = []
    if verb in _ASSIGNING | _ACTING or _NAMED.match(line):
        sides = [_sides(formula) for formula in formulas]
        found += [name for side in sides if side is not None for name in _left(side[0])]
    if verb in _ASSIGNING and not found:
        found += _objects(line)
    if verb in _ACTING and (seen := _SEEING.search(line)) is not None:
        found += _objects(line[seen.start() :])
    if verb in _STORING:
        into = list(_INTO.finditer(line))
        found += _objects(line[into[-1].end() :]) if into else []
    return frozenset(found), False


def mentioned(formulas: Iterable[str]) -> Iterator[Name]:
    """Every name in formulas, with the index or the place that it stands with."""
    for formula in formulas:
        tokens = _tokens(formula)
        try:
            yield from _names(parse_tokens(tokens))
        except RefusedError:
            yield from _loose(tokens)


def added(formulas: Sequence[str]) -> frozenset[Name]:
    """What a line only adds something to: ``L \\gets L + a``."""
    found: set[Name] = set()
    for formula in formulas:
        sides = _sides(formula)
        if sides is None:
            continue
        left, sign, right = sides
        try:
            target, whole = parse_tokens(left).sides[0], parse_tokens(right).sides[0]
        except RefusedError:
            continue
        if isinstance(target, Symbol) and isinstance(whole, Sum) and sign != "\\sim":
            others = [term for term in whole.terms if term != target]
            is_once = len(others) == len(whole.terms) - 1 and whole.terms[0] == target
            if is_once and not any(target in symbols(term) for term in others):
                found.add(_named(target))
    return frozenset(found)


def _tokens(formula: str) -> list[str]:
    try:
        return canonical(re.sub(r"\\mathrel\s*\{[^{}]*\}", "", formula).strip(" ,;."))
    except RefusedError:
        return []


def _sides(formula: str) -> tuple[list[str], str, list[str]] | None:
    """What stands left and right of the first sign that sets something."""
    if "\\mathrel" in formula:
        return None
    tokens = _tokens(formula)
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth == 0 and token in _SIGNS:
            return tokens[:at], token, tokens[at + 1 :]
    return None


def _left(tokens: list[str]) -> Iterator[Name]:
    """The names that stand alone on a left side, one or several."""
    try:
        sides = [parse_tokens(part).sides[0] for part in _listed(tokens) if part]
    except RefusedError:
        return
    for side in sides:
        match side:
            case Symbol(base) | Call(Symbol(base)) if base not in _DOTS:
                yield _named(side)
            case _:
                continue


def _listed(tokens: list[str]) -> Iterator[list[str]]:
    """What stands between the commas outside of all brackets."""
    if tokens[:1] == ["("] and tokens[-1:] == [")"]:
        tokens = tokens[1:-1]
    part: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if token == "," and depth == 0:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _objects(text: str) -> Iterator[Name]:
    """What a verb is followed by before any word that links something else to it."""
    pieces = re.split(r"\$([^$]*)\$", text)
    for before, formula in zip(pieces[::2], pieces[1::2], strict=False):
        if _LINKING.search(before):
            return
        yield from _left(_tokens(formula))


def _named(node: Symbol | Call) -> Name:
    symbol = node if isinstance(node, Symbol) else node.head
    assert isinstance(symbol, Symbol)
    place = tuple(to_tokens(node.arguments)) if isinstance(node, Call) else ()
    return Name(replace(symbol, sub=(), mark=()), (*symbol.sub, *symbol.mark, *place))


def _names(node: Statement) -> Iterator[Name]:
    heads = {id(part.head) for part in walk(node) if isinstance(part, Call)}
    for part in walk(node):
        match part:
            case Call(Symbol()):
                yield _named(part)
            case Symbol(base) if base not in _DOTS and id(part) not in heads:
                yield _named(part)
                yield from _loose((*part.sub, *part.mark))
            case _:
                continue


def _loose(tokens: Iterable[str]) -> Iterator[Name]:
    """Letters with what stands below and above them, where how they belong together is not known."""
    given = list(tokens)
    for at, token in enumerate(given):
        if token in GREEK or (len(token) == 1 and _LETTER.match(token)):
            yield Name(Symbol(token), tuple(_scripts(given, at + 1)))


def _scripts(tokens: Sequence[str], at: int) -> Iterator[str]:
    """What stands below and above, from the sign at ``at`` on; a number above is a power."""
    while tokens[at : at + 1] in (["_"], ["^"]) and tokens[at + 1 : at + 2] == ["{"]:
        depth, end = 1, at + 2
        while depth and end < len(tokens):
            depth += (tokens[end] == "{") - (tokens[end] == "}")
            end += 1
        inner = tokens[at + 2 : end - 1]
        if tokens[at] == "_" or not all(one.isdigit() for one in inner):
            yield from inner
        at = end
