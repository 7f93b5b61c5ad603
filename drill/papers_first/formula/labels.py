"""Which superscripts label rather than raise to a power, as the rest of a paper settles it.

Nobody defines a power, gives one a meaning of its own, or raises a vector to a letter; a symbol that is
raised to a number anywhere is never taken to be labelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from drill.papers_first.formula.occurrences import Occurrence, occurrences, whole_name
from drill.papers_first.formula.raised import is_part_of_step
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.statements import pieces
from drill.papers_first.formula.tokens import canonical
from drill.papers_first.formula.tree import Symbol
from drill.papers_first.formula.vocabulary import (
    COUNTING,
    DIFFERENCE,
    GREEK,
    MARKS,
    RELATIONS,
    SCALARS,
    TRANSPOSES,
)

Label: TypeAlias = tuple[Symbol, tuple[str, ...]]

_EQUALITIES: Final = frozenset(("=", ":=", "\\leftarrow"))
_DEFINING: Final = frozenset((":=", "\\leftarrow", "\\sim"))
_SETS: Final = frozenset(("\\mathbb", "\\operatorname"))
_HEADS: Final = frozenset("QKVO")
_FIRST: Final = frozenset((("0",), ("1",)))
_COUNTS: Final = frozenset((("n",), ("k",), ("m",)))
"""What numbers are raised to."""
_FEWEST: Final = 2
"""Names on the right of a definition; ``A^k = I`` defines nothing."""
_INDICES: Final = frozenset("ijklmnt")
_ARROW: Final = "\\vec"
_NOT_LABELS: Final = frozenset("Te")
_BEGIN: Final = "\x02"
_END: Final = "\x03"
"""What a formula inside of a sentence stands between, once its dollars are told apart."""
_NAMED: Final = re.compile(
    r"(?P<list>\x02[^\x03]{1,60}\x03(?:(?:\s*,\s*|\s+)(?:and\s+|or\s+)?\x02[^\x03]{1,60}\x03)*)"
    r"\s+(?:is|are|denotes?|represents?|refers?\s+to|stands?\s+for|being|be)\b(?P<rest>[^\x02.]{0,90})"
)
_RAISES: Final = re.compile(r"\b(?:powers?|exponents?|monomials?|degrees?|raised|polynomials?|decays?)\b")
_NEAR: Final = 60
_LETTERS: Final = r"\x02[^\x03]{1,20}\x03(?:(?:\s*,|\s*,?\s+(?:and|or))\s+\x02[^\x03]{1,20}\x03)*"
_ABOVE: Final = re.compile(
    rf"\bsuperscripts?\s+(?P<after>{_LETTERS})|(?P<before>{_LETTERS})\s+(?:is\s+a\s+)?superscript"
)
_INSIDE: Final = re.compile(r"\x02([^\x03]+)\x03")


@dataclass(slots=True)
class _Evidence:
    """What all rows say about each symbol without scripts."""

    above: dict[Symbol, set[tuple[str, ...]]] = field(default_factory=dict[Symbol, set[tuple[str, ...]]])
    bare: set[Symbol] = field(default_factory=set[Symbol])
    lone: set[Symbol] = field(default_factory=set[Symbol])
    """Those that stand somewhere without any script."""
    named: dict[Symbol, set[tuple[str, ...]]] = field(default_factory=dict[Symbol, set[tuple[str, ...]]])
    """The indices below symbols that have something above them."""
    counts: dict[Label, int] = field(default_factory=dict[Label, int])

    def add(self, tokens: Sequence[str]) -> None:
        for one in occurrences(tokens):
            if not one.above:
                self.bare.add(one.symbol)
                self.lone |= {one.symbol} if not one.sub else set()
                continue
            self.above.setdefault(one.symbol, set()).add(one.above)
            self.named.setdefault(one.symbol, set()).add(one.sub)
            key = one.symbol, one.above
            self.counts[key] = self.counts.get(key, 0) + 1

    def is_raised(self, symbol: Symbol) -> bool:
        """Whether a number stands above the symbol somewhere."""
        contents = self.above.get(symbol, set()) - _FIRST
        return any(content[-1][0].isdigit() and len(content) <= 2 for content in contents)


def labels(
    rows: Sequence[Sequence[str]], beside: Sequence[Sequence[str]], texts: Iterable[str]
) -> frozenset[Label]:
    """The symbols, without scripts, with what labels them.

    ``rows`` are the canonical tokens of the formulas, ``beside`` those inside of sentences, ``texts`` the
    sentences.
    """
    texts = list(texts)
    evidence = _Evidence()
    for tokens in (*rows, *beside):
        evidence.add(tokens)
    defined = set(_defined((*rows, *beside), evidence))
    found = {*defined, *_named(texts), *_vectors(evidence), *_heads(evidence)}
    found |= {
        *_never_bare(evidence),
        *_of_families(evidence),
        *_told(texts, evidence),
        *_initials(texts),
        *_bracketed(evidence),
    }
    found -= _beside_bracketed((*rows, *beside))
    found = {label for label in found if not evidence.is_raised(label[0])} | set(filter(_is_capital, defined))
    return frozenset(found | set(_stepped(found, evidence)))


def _beside_bracketed(rows: Iterable[Sequence[str]]) -> set[Label]:
    """``P^{(n)} = P^n``: what is beside itself with the same letter in brackets in a row is a power."""
    found: set[Label] = set()
    for tokens in rows:
        above = {(one.symbol, one.above) for one in occurrences(tokens)}
        found |= {(symbol, one) for symbol, one in above if (symbol, ("(", *one, ")")) in above}
    return found


def _bracketed(evidence: _Evidence) -> Iterator[Label]:
    """``\\lambda_j^{t+1}`` where ``\\lambda_j^{(t)}`` stands, too: brackets are for what is no power."""
    for symbol, contents in evidence.above.items():
        letters = {one[1] for one in contents if len(one) > 2 and one[0] == "(" and one[-1] == ")"}
        yield from ((symbol, one) for one in contents if (_letter(one) or _step(one)) in letters)


def _is_capital(label: Label) -> bool:
    """Whether a capital that counts nothing stands above: ``w^S``, which may be squared elsewhere."""
    symbol, above = label
    return len(above) == 1 and above[0].isupper() and above[0] not in COUNTING and symbol.base not in SCALARS


def _letter(content: Sequence[str]) -> str:
    """The letter that ``content`` is; nothing where it is anything else."""
    is_letter = len(content) == 1 and ((len(content[0]) == 1 and content[0].isalpha()) or content[0] in GREEK)
    return content[0] if is_letter and content[0] not in _NOT_LABELS else ""


def _step(content: Sequence[str]) -> str:
    """The letter of ``k - 1`` or ``k + 1``, or of ``k + 1/2``."""
    is_whole = len(content) == 3 and content[1] in ("+", "-") and content[2][0].isdigit()
    return _letter(content[:1]) if is_whole or is_part_of_step(content) else ""


def _defined(rows: Iterable[Sequence[str]], evidence: _Evidence) -> Iterator[Label]:
    """``P^s = g(a / s)``, ``h^k \\leftarrow f(h^{k-1})``: names that stand alone on a left side."""
    for tokens in (list(piece.tokens) for row in rows for piece in pieces(list(row))):
        end = next((index for index, token in enumerate(tokens) if token in RELATIONS), None)
        if end is None or tokens[end] not in _EQUALITIES | _DEFINING:
            continue
        for name in _sides(tokens[:end]):
            letter = _letter(name.above) or _step(name.above)
            if letter and _is_definition(name, letter, tokens[end], tokens[end + 1 :], evidence):
                yield name.symbol, name.above
                yield from _counted(letter, evidence) if _is_recursive(name.symbol, letter, evidence) else ()


def _sides(left: Sequence[str]) -> Iterator[Occurrence]:
    """The names that a left side consists of, parted by commas outside of all groups."""
    begin = depth = 0
    for index, token in enumerate([*left, ","]):
        depth += (token in ("{", "(", "[")) - (token in ("}", ")", "]"))
        if token == "," and depth == 0:
            begin += left[begin : begin + 1] == [DIFFERENCE]
            name = whole_name(left[begin:index]) or _called(left[begin:index])
            if name is not None and name.above:
                yield name
            begin = index + 1


def _called(tokens: Sequence[str]) -> Occurrence | None:
    """The name before arguments that ``tokens`` are as a whole: ``F^p(a)``."""
    first = next(occurrences(tokens), None)
    is_call = first is not None and first.begin == 0 and tokens[first.end : first.end + 1] == ["("]
    return first if is_call and tokens[-1] == ")" and list(tokens).count("(") == 1 else None


def _is_definition(
    name: Occurrence, letter: str, sign: str, right: Sequence[str], evidence: _Evidence
) -> bool:
    symbol = name.symbol
    if _is_stepped_below(name, right):
        return True
    if _is_recursive(symbol, letter, evidence):
        return symbol.base not in SCALARS or sign in _DEFINING
    if name.is_called:
        return symbol.base not in SCALARS or bool(name.sub)
    inside = list(occurrences(right))
    is_value = len(inside) < _FEWEST and "\\{" not in right and not any(one.is_called for one in inside)
    if is_value or any(one.symbol == symbol or one.above == (letter,) for one in inside):
        return False
    if symbol.base in SCALARS:
        return letter.isupper()
    is_wide = symbol.base.isupper() or bool(symbol.font) or bool(name.sub)
    return is_wide or sign in _DEFINING


def _is_stepped_below(name: Occurrence, right: Sequence[str]) -> bool:
    """``w_{t+1}^k = w_t^k - g``: the next one of the same kind, from the one before."""
    step, sub = name.sub[-2:], name.sub[:-2]
    before = (*name.sub[:-1], "-", "1"), sub if step == ("+", "1") else (*name.sub, "-", "1")
    return bool(name.sub) and any(
        one.symbol == name.symbol and one.above == name.above and one.sub in before
        for one in occurrences(right)
    )


def _is_recursive(symbol: Symbol, letter: str, evidence: _Evidence) -> bool:
    """Whether ``h^{k-1}`` or ``h^{k+1}`` stands somewhere, too."""
    contents = evidence.above[symbol]
    return (letter,) in contents and any(_step(content) == letter for content in contents)


def _counted(letter: str, evidence: _Evidence) -> Iterator[Label]:
    """Matrices with a name of their own under the letter that counts steps: ``W_q^k``."""
    for symbol, subs in evidence.named.items():
        if (letter,) in evidence.above.get(symbol, ()) and symbol.base.isupper() and () not in subs:
            yield symbol, (letter,)


def _named(texts: Iterable[str]) -> Iterator[Label]:
    """``where $W^k$ is the weight matrix``: powers are not given meanings of their own."""
    for text in texts:
        for match in _NAMED.finditer(_parted(text)):
            if _RAISES.search(match["rest"]):
                continue
            for latex in re.findall(r"\x02([^\x03]+)\x03", match["list"]):
                name = _read(latex)
                if name is not None and _may_label(name) and _is_label(name.above):
                    yield name.symbol, name.above


def _parted(text: str) -> str:
    """A sentence in which formulas begin and end with different marks."""
    parts = text.split("$")
    marks = (_BEGIN if at % 2 == 0 else _END for at in range(len(parts)))
    return "".join(part + mark for part, mark in zip(parts, marks, strict=True))[:-1]


def _may_label(name: Occurrence) -> bool:
    """Whether a name is no number that has powers: ``\\alpha_{ij}^k`` than ``\\alpha^k``, ``p^n``."""
    is_plain = not (name.sub or name.symbol.font or name.symbol.accents) and name.symbol.base.islower()
    if is_plain and name.above in _COUNTS:
        return False
    return name.symbol.base not in SCALARS or (len(name.sub) > 1 and set(name.sub) <= _INDICES | {","})


def _is_label(content: Sequence[str]) -> bool:
    """A letter, or letters side by side."""
    is_letters = len(content) > 1 and all(len(token) == 1 and token.isalpha() for token in content)
    return bool(_letter(content)) or is_letters


def _read(latex: str) -> Occurrence | None:
    if "^" not in latex:
        return None
    try:
        name = whole_name(canonical(latex))
    except RefusedError:
        return None
    return name if name is not None and name.above else None


def _vectors(evidence: _Evidence) -> Iterator[Label]:
    """``\\mathbf{x}^i``: letters above bold small letters or those under arrows, more than once."""
    for symbol, contents in evidence.above.items():
        if (symbol.font == "\\mathbf" or _ARROW in symbol.accents) and symbol.base.islower():
            lettered = [content for content in contents if _letter(content) or _step(content)]
            if sum(evidence.counts[symbol, content] for content in lettered) > 1:
                yield from ((symbol, content) for content in lettered)


def _heads(evidence: _Evidence) -> Iterator[Label]:
    """``a^K`` beside ``a^V``: what belongs to queries, keys and values."""
    for symbol, contents in evidence.above.items():
        heads = {content for content in contents if len(content) == 1 and content[0] in _HEADS}
        if len(heads) > 1:
            yield from ((symbol, content) for content in heads)


def _never_bare(evidence: _Evidence) -> Iterator[Label]:
    """Capitals that never stand without something above them, whose powers nobody could take."""
    for symbol, contents in evidence.above.items():
        is_capital = symbol.base.isupper() and symbol.font not in _SETS
        if not is_capital or symbol in evidence.bare or contents & (MARKS | TRANSPOSES):
            continue
        letters = [content for content in contents if _letter(content) in _INDICES]
        if sum(evidence.counts[symbol, content] for content in letters) > 1:
            yield from ((symbol, content) for content in letters)


def _of_families(evidence: _Evidence) -> Iterator[Label]:
    """``\\mathbf{w}^\\gamma`` of the weights ``\\gamma_j``: letters that never stand without an index."""
    for symbol, contents in evidence.above.items():
        letters = [content for content in contents if len(content) == 1 and content[0] in GREEK]
        for letter in letters if symbol.font == "\\mathbf" else ():
            family = Symbol(letter[0])
            if family in evidence.bare and family not in evidence.lone:
                yield symbol, letter


def _initials(texts: Iterable[str]) -> Iterator[Label]:
    """``the ground-truth box $B^{gt}$``: letters that are the initials of words beside them."""
    for text in texts:
        parts = text.split("$")
        for before, latex, after in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
            name = _read(latex)
            if name is None or not _is_label(name.above) or len(name.above) < 2:
                continue
            words = re.findall(r"[A-Za-z]+", f"{before[-_NEAR:]} . {after[:_NEAR]}")
            if "".join(name.above).lower() in "".join(word[0] for word in words).lower():
                yield name.symbol, name.above


def _told(texts: Iterable[str], evidence: _Evidence) -> Iterator[Label]:
    """``the superscript $i$ …``: a letter that labels whatever it stands above."""
    for text in texts:
        for match in _ABOVE.finditer(_parted(text)):
            contents = [(one.strip(),) for one in _INSIDE.findall(match["after"] or match["before"])]
            for content in filter(_letter, contents):
                for symbol, above in evidence.above.items():
                    if content in above and symbol.font not in _SETS:
                        yield symbol, content


def _stepped(found: Iterable[Label], evidence: _Evidence) -> Iterator[Label]:
    """``h^{k-1}``, ``h^j`` and ``h^0`` beside a labelled ``h^k``."""
    for symbol, content in found:
        letter = _letter(content) or _step(content)
        alike = _INDICES if letter in _INDICES else {letter}
        for other in evidence.above.get(symbol, ()):
            if letter and ((_step(other) or _letter(other)) in alike or other in _FIRST):
                yield symbol, other
