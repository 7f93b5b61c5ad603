"""How formulas and names are spelled: ids of formulas, keys of symbols, names as learners type them."""

from __future__ import annotations

import hashlib
import keyword
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from drill.errors import ParseError, TooLargeError
from drill.latex import canonical, join
from drill.notation.tree import Computed, Fixed, Index, Name, Open, Ref, Running
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Symbol, symbols

_WORD: Final = re.compile(r"[A-Za-z0-9]+")
_VARIANTS: Final = {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "ell": "l",
    "lambda": "lam",
}  # fmt: skip
_ACCENTS: Final = {"Delta": "diff", "overline": "bar", "widehat": "hat", "widetilde": "tilde"}
_FONTS: Final = {"\\mathbf": "bold", "\\mathcal": "cal", "\\mathbb": "double", "\\mathsf": "sans"}


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


def latex_of(tokens: Sequence[str]) -> str:
    """Canonical tokens as readable LaTeX."""
    return join(tokens)


@lru_cache(maxsize=8192)
def symbol_key(latex: str) -> str:
    """What two writings of one symbol have in common; the text itself where it is no name."""
    name = read_name(latex)
    if name is not None:
        return key_of(name)
    return " ".join(canonical_tokens(latex) or latex.split())


def key_of(ref: Ref) -> str:
    """A symbol's row: its name with fonts, accents, label, digits and mark; running indices are open."""
    name = ref.name
    places = [",".join(_place(index) for index in indices) for indices in (ref.below, ref.above)]
    parts = ("".join(name.accents), name.font, name.base, name.label, *places, "'" * ref.primes, ref.mark)
    return "|".join(parts).rstrip("|")


def _place(index: Index) -> str:
    return index.text if isinstance(index, Fixed) else "·"


def typed_name(ref: Ref) -> str:
    """A name for a symbol as a learner types it: ``theta_t``, ``mhat_t``, ``beta_1``, ``d_model``."""
    name = ref.name
    base = "".join(_WORD.findall(name.base)) or "x"
    base = _VARIANTS.get(base, base)
    accents = "".join(_ACCENTS.get(one.lstrip("\\"), one.lstrip("\\")) for one in name.accents)
    mark = "star" if ref.mark in ("*", "\\star", "\\ast") else "".join(_WORD.findall(ref.mark))
    indices = "".join(_typed_index(index) for index in (*ref.below, *ref.above))
    below = "".join(_WORD.findall(name.label)) + indices
    typed = base + accents + "prime" * ref.primes + mark + (f"_{below}" if below else "")
    return f"{typed}_" if keyword.iskeyword(typed) else typed


def _typed_index(index: Index) -> str:
    match index:
        case Running(letter):
            return "".join(_WORD.findall(letter))
        case Fixed(text):
            return "".join(_WORD.findall(text))
        case Open() | Computed():
            return ""


def free_name(ref: Ref, taken: Iterable[str]) -> str:
    """A typed name that no other symbol has: with its font, else with a number."""
    known = frozenset(taken)
    typed = typed_name(ref)
    if typed in known and ref.name.font in _FONTS:
        typed = f"{typed}_{_FONTS[ref.name.font]}"
    own, count = typed, 2
    while own in known:
        own, count = f"{typed}_{count}", count + 1
    return own


@lru_cache(maxsize=8192)
def read_name(latex: str) -> Ref | None:
    """The one name that LaTeX is; None for anything else."""
    try:
        statement = parse_tokens(list(canonical_tokens(latex)))
    except (RefusedError, RecursionError):
        return None
    node = statement.sides[0]
    if statement.relations or not isinstance(node, Symbol):
        return None
    return ref_of(node)


def ref_of(symbol: Symbol) -> Ref:
    """A name of the first edition's tree as one of the new one."""
    label = ""
    below: list[Index] = []
    sub = [token for token in symbol.sub if token not in ("{", "}", ",")]
    if len(sub) == 3 and sub[1] in "+-" and sub[2].isdigit():
        below = [Running(sub[0], int(sub[1] + sub[2]))]
    elif any(token.startswith(("\\text", "\\math", "\\operatorname")) for token in sub):
        label = "".join(
            _WORD.findall(
                "".join(t for t in sub if not t.startswith(("\\math", "\\oper"))).replace("\\text", "")
            )
        )
    else:
        below = [Fixed(t) if t[0].isdigit() else Running(t) for t in sub if t.isalnum() or t.startswith("\\")]
    mark = "".join(symbol.mark)
    above: tuple[Index, ...] = ()
    if mark.startswith("("):
        above, mark = (Running(mark.strip("()")),), ""
    accents = tuple(symbol.accents)
    return Ref(Name(symbol.base, symbol.font, accents, label), tuple(below), above, symbol.primes, mark)


def refs_in(statement: str) -> Iterator[tuple[Ref, str]]:
    """Each symbol of a statement with its LaTeX, in the order in which they stand."""
    tokens = canonical_tokens(statement)
    try:
        found = symbols(parse_tokens(list(tokens)))
    except (RefusedError, RecursionError):
        found = ()
    for symbol in found:
        yield ref_of(symbol), join(to_tokens(symbol))
