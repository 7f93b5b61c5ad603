"""Declarations in mathematics: ``W in R^(m x n)``, ``0 <= p <= 1``, ``x ~ N(0, 1)``.

One text declares one name, in parts separated by semicolons that all hold:

- a membership: ``x in R``, ``n in N`` (1, 2, …), ``k in Z``, ``y in {0, 1}``, ``m in {0..9}``,
  ``p in [0, 1)``; arrays by a power of such a set, ``W in R^(m x n)``, ``b in {0, 1}^n``; vectors
  ``w in simplex(n)`` and ``y in one-hot(k)``. A length is a name, a number, a term of those, or ``?`` where
  it is open. A word behind a matrix's set says what holds of it as a whole: ``K in R^(n x n) psd``
  (``symmetric``, ``diagonal``, ``orthogonal``).
- a range, of a number or of each entry: ``sigma > 0``, ``0 <= beta < 1``; ``beta = 0.9``.
- an index: ``i = 1..n``, ``t: index``.
- a function that everybody knows: ``sigma: sigmoid``.
- a map: ``f: R^d -> R``, ``d: R^n x R^n -> [0, inf)``; ``f(.) in R`` where only its values are known.
- the law of a number: ``x ~ N(0, 1)``, ``x ~ ?``; and what is no quantity: ``p: law``, ``D: set``,
  ``X: set of R^n``, ``F: operator``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, NoReturn, cast, get_args

from drill.errors import CheckError, PaperError
from drill.maths.maths_tree import Num, Sym, find_symbols
from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.papers.sheet import types
from drill.papers.sheet.symbol_keys import read_name, typed_name
from drill.papers.sheet.types import (
    COUNT,
    INTEGER,
    ONE_HOT,
    SIMPLEX,
    filter_domain_values,
    intersect_number_domains,
    normalise_domain,
)

# A length that nobody knows.
OPEN: Final = "?"
# Characters of a declaration; the longest of a paper has some sixty.
MAX_LENGTH: Final = 400

_SETS: Final = {"R": types.REAL, "Z": INTEGER, "N": COUNT}
_MARKED_SETS: Final = {"simplex": SIMPLEX, "one-hot": ONE_HOT}
_MARKS: Final = frozenset(get_args(types.Mark)) - {""}
# What a letter may be declared to be: ``sigma: sigmoid``.
KNOWN_FUNCTIONS: Final = frozenset((
    "sigmoid", "logistic", "softmax", "softplus", "tanh", "relu", "ReLU", "gelu", "GELU", "silu", "SiLU",
    "swish", "exp", "log",
))  # fmt: skip
_CONSTANTS: Final = ("e", "pi")
_FLIPPED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}
# Signs that may be typed, too.
_ASCII: Final = {
    "≤": "<=", "≥": ">=", "∈": "in", "→": "->", "×": "x", "…": "..", "·": ".", "ℝ": "R", "ℤ": "Z", "ℕ": "N",
}  # fmt: skip
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<name>one-hot|[^\W\d]\w*'*)|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<sign>\.\.|->|<=|>=|[^\s\w])|(?P<other>\S))"
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a text declares of a name; ``ends`` are the first and the last value of an index that has them."""

    name: str
    type: types.Type
    domain: types.Domain = types.REAL
    ends: tuple[types.Length, types.Length] | None = None

    @property
    def is_range(self) -> bool:
        """Whether it states only a range, which arrays have, too: ``sigma > 0``."""
        return self.type == types.Number() and not self.domain.is_whole and self.domain != types.REAL


def parse_declaration(text: str) -> Declaration:
    """Parse a declaration; raises PaperError with the column, from 1, for anything else."""
    try:
        return _parse_declaration_parts(_as_typed(text))
    except PaperError as error:
        error.column = min(error.column, len(text) + 1)  # what it is typed as may be longer
        raise


def _parse_declaration_parts(text: str) -> Declaration:
    if len(text) > MAX_LENGTH:
        raise PaperError(f"a declaration has at most {MAX_LENGTH} characters", column=MAX_LENGTH + 1)
    first, *further_parts = text.split(";")
    declared = _Reader(first, 0).part()
    start = len(first) + 1
    for part in further_parts:
        blanks = len(part) - len(part.lstrip())
        declared = _join_declarations(declared, _Reader(part, start).part(), start + blanks + 1)
        start += len(part) + 1
    return declared


_STEP: Final = re.compile(r"(\w+)_(?:\(|\{)(\w+)[+-]\d+(?:\)|\})")
# What an index runs over, behind a family: ``x_i in R^d, i = 1..n``; its sums say it.
_BEHIND: Final = re.compile(r",\s*\w+\s*=.*$|,\s*\w+\s*(?:in|\\in)\s*\\?\{.*$")
_WORDS: Final = re.compile(
    r"(\S+)\s+(?:is\s+)?(diagonal|orthogonal|symmetric positive (?:semi-?)?definite|symmetric"
    r"|positive (?:semi-?)?definite|psd)"
)
_SIGNS: Final = {
    "\\mathbb{R}": "R", "\\mathbb{N}": "N", "\\mathbb{Z}": "Z", "\\times": " x ", "\\in": " in ",
    "\\leq": "<=", "\\geq": ">=", "\\le": "<=", "\\ge": ">=", "^{": "^(", "\\{": "{", "\\}": "}",
}  # fmt: skip


def _as_typed(text: str) -> str:
    """Return a declaration in this parser's notation: LaTeX, steps and words are converted."""
    text = _STEP.sub(r"\1_\2", _BEHIND.sub("", text.strip().strip("$")))
    if (words := _WORDS.fullmatch(text)) is not None:
        mark = "psd" if "definite" in words[2] else words[2]
        text = f"{words[1]} in R^(? x ?) {mark}"
    if "\\" not in text and "^{" not in text:
        return text
    for sign, typed in _SIGNS.items():
        text = text.replace(sign, typed)
    if "^(" in text and ")" not in text:
        text = text.replace("}", ")")
    pieces = re.split(r"(\s+in\s+|<=|>=|<|>|=)", text)
    for index, segment in enumerate(pieces):
        name = read_name(segment.strip()) if "\\" in segment else None
        pieces[index] = f" {typed_name(name)} " if name is not None else segment
    return " ".join("".join(pieces).split())


def _join_declarations(declaration: Declaration, addition: Declaration, column: int) -> Declaration:
    """Return both of two parts about one name; a range says nothing else of its type."""
    if declaration.name != addition.name:
        _refuse_declaration(
            f"this is about {addition.name}, and the part before it about {declaration.name}", column
        )
    domain = intersect_number_domains(declaration.domain, addition.domain)
    if domain is None:
        _refuse_declaration(f"no number fits all that is said about {declaration.name}", column)
    ranges = [
        part for part in (declaration, addition) if part.type == types.Number() and part.domain != types.REAL
    ]
    kind = addition.type if declaration in ranges else declaration.type
    if (arrays := _joined_arrays(declaration.type, addition.type)) is not None:
        return Declaration(declaration.name, arrays, domain)
    has_domain = isinstance(kind, types.Number | types.Array | types.Random | types.Function)
    if declaration.type != addition.type and not (ranges and has_domain):
        _refuse_declaration(f"{declaration.name} cannot be both", column)
    return Declaration(declaration.name, kind, domain, declaration.ends or addition.ends)


def _joined_arrays(first: types.Type, second: types.Type) -> types.Array | None:
    """Return the array that two are, of which each may leave lengths open; None if they are none."""
    if not isinstance(first, types.Array) or not isinstance(second, types.Array):
        return None
    pairs = [*zip(first.axes, second.axes, strict=False)]
    fits = len(first.axes) == len(second.axes) and all(a == b or OPEN in (a, b) for a, b in pairs)
    return types.Array(tuple(b if a == OPEN else a for a, b in pairs)) if fits else None


def _refuse_declaration(message: str, column: int) -> NoReturn:
    raise PaperError(message, column=column)


# Reading


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    kind: str
    # Its place in the part, from 0.
    at: int


class _Reader:
    """Parses one part of a declaration, token by token; ``start`` is its column in the whole text, from 0."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start, self.at = text, start, 0
        self.tokens = [
            _Token(_ASCII.get(match[kind], match[kind]), kind, match.start(kind))
            for match in _TOKEN.finditer(text.rstrip())
            if (kind := match.lastgroup or "")
        ]
        self.end = _Token("", "end", len(text.rstrip()))

    # Tokens

    def peek(self, ahead: int = 0) -> _Token:
        """Return the token that comes next, or one behind it."""
        position = self.at + ahead
        return self.tokens[position] if position < len(self.tokens) else self.end

    def next(self) -> _Token:
        """Return the next token, read."""
        token = self.peek()
        self.at += 1
        return token

    def takes(self, text: str) -> bool:
        """Return whether the next token is this one; if so, it is read."""
        is_next = self.peek().text == text
        self.at += is_next
        return is_next

    def refuse(self, message: str, token: _Token | None = None) -> NoReturn:
        """Raise PaperError at a token, the next one if none is named."""
        _refuse_declaration(message, self.start + (token or self.peek()).at + 1)

    def expect(self, *texts: str) -> _Token:
        """Read one of these tokens, or refuse what is there."""
        if self.peek().text not in texts:
            self.refuse(f"{' or '.join(texts)} is missing here")
        return self.next()

    def split(self, marks: Collection[str], closing: Collection[str] = ()) -> list[list[_Token]]:
        """Return the pieces between separators up to a closing bracket or the end, each with its
        separator."""
        pieces: list[list[_Token]] = [[]]
        depth = 0
        while self.peek() is not self.end and (depth or self.peek().text not in closing):
            token = self.next()
            depth += (token.text == "(") - (token.text == ")")
            if token.text in marks and not depth:
                pieces.append([])
            pieces[-1].append(token)
        return pieces

    # A part

    def part(self) -> Declaration:
        """Return what one part declares."""
        if not self.tokens:
            self.refuse("a declaration is missing here")
        if self.peek().kind != "name" or self.peek(1).text not in ("(", "in", ":", "~"):
            return self.range_of_numbers()
        name = self.next().text
        kind: types.Type
        domain = types.REAL
        if self.takes("("):
            self.expect(".")
            self.expect(")")
            if self.expect("in", ":").text == "in":
                gives, domain = self.set()
                kind = types.Function((), gives)
            else:
                kind, domain = self.no_quantity()
        elif self.takes(":"):
            kind, domain = self.no_quantity()
        elif self.takes("~"):
            kind = types.Random(types.Number(), "" if self.takes(OPEN) else self.law())
        else:
            self.next()
            kind, domain = self.set()
        if self.peek() is not self.end:
            self.refuse(f"the declaration ends before {self.peek().text}")
        return Declaration(name, kind, domain)

    def no_quantity(self) -> tuple[types.Type, types.Domain]:
        """Parse what follows a colon: an index, a distribution, a set, a map."""
        if self.takes("index"):
            return types.IndexType(), types.REAL
        if self.takes("law"):
            return types.Law(), types.REAL
        if self.takes("operator"):
            return types.Function((), types.Unknown()), types.REAL
        if self.peek().text in KNOWN_FUNCTIONS and self.peek(1) is self.end:
            return types.Function((), types.Number(), self.next().text), types.REAL
        if self.takes("set"):
            return types.SetType(self.set()[0] if self.takes("of") else None), types.REAL
        takes = [self.set()[0]]
        while self.takes("x"):
            takes.append(self.set()[0])
        self.expect("->")
        gives, domain = self.set()
        return types.Function(tuple(takes), gives), domain

    def law(self) -> str:
        """Parse a distribution with its parameters, as written."""
        first = last = self.next()
        if first.kind != "name":
            self.refuse("a distribution is missing here, such as N(0, 1)", first)
        if self.takes("("):
            self.split((), ")")
            last = self.expect(")")
        return " ".join(self.text[first.at : last.at + len(last.text)].split())

    # Ranges

    def range_of_numbers(self) -> Declaration:
        """Parse ``0 <= p < 1``, ``sigma > 0``, ``beta = 0.9``, ``i = 1..n``."""
        first, *comparisons = self.split(_FLIPPED)
        if not comparisons:
            self.refuse("a sign such as in, > or = is missing here")
        signs = [candidate[0].text for candidate in comparisons]
        pieces = [first, *(candidate[1:] for candidate in comparisons)]
        names = [index for index, segment in enumerate(pieces) if self.is_name(segment)]
        names.sort(key=lambda position: pieces[position][0].text in _CONSTANTS)  # e and pi may be names, too
        if len(pieces) == 2 and signs == ["="] and self.is_name(first):
            gap = [index for index, token in enumerate(pieces[1]) if token.text == ".."]
            if gap:
                ends = (self.length(pieces[1][: gap[0]]), self.length(pieces[1][gap[0] + 1 :]))
                return Declaration(first[0].text, types.IndexType(), ends=ends)
        if not names or len(pieces) > 3:
            self.refuse("a name and the numbers it lies between are missing here", self.tokens[0])
        if not all(pieces):
            self.refuse("a number or a name is missing here")
        name_position = names[0]
        domain: types.Domain | None = types.REAL
        for position, operand in enumerate(pieces):
            if position == name_position:
                continue
            if abs(position - name_position) > 1:
                self.refuse("the name stands between its ends: 0 <= p <= 1", operand[0])
            sign = signs[position - 1] if position > name_position else _FLIPPED[signs[position]]
            domain = domain and _bound_declared_domain(domain, sign, self.number(operand))
        if domain is None:
            self.refuse("no number lies there", self.tokens[0])
        return Declaration(pieces[name_position][0].text, types.Number(), domain)

    def is_name(self, operand: list[_Token]) -> bool:
        """Return whether a piece of a comparison is a name, and no number."""
        return len(operand) == 1 and operand[0].kind == "name" and operand[0].text != "inf"

    def number(self, tokens: list[_Token]) -> float:
        """Return the value of tokens: ``0``, ``-1/2``, ``2 pi``, ``inf``."""
        text = self.text_of(tokens)
        if text.replace(" ", "") in ("inf", "-inf"):
            return float(text.replace(" ", ""))
        try:
            if math.isfinite(value := float(text)):
                return value
        except ValueError:
            pass
        try:
            value = evaluate(parse(text), {})
        except CheckError as error:
            self.refuse(f"a number is missing here: {error.message}", tokens[0])
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.refuse("a real number is missing here", tokens[0])
        return float(value)

    def text_of(self, tokens: list[_Token]) -> str:
        """Return the text between the first and the last of some tokens."""
        if not tokens:
            self.refuse("a number or a name is missing here")
        return self.text[tokens[0].at : tokens[-1].at + len(tokens[-1].text)]

    def length(self, tokens: list[_Token]) -> types.Length:
        """Parse ``n``, ``12``, ``2*d``, ``?``."""
        text = self.text_of(tokens)
        names = {token.text for token in tokens if token.kind == "name"}
        if text == OPEN:
            return OPEN
        try:
            node = parse(text, Names(declared=frozenset(names)))
        except CheckError as error:
            self.refuse(f"a length is missing here: {error.message}", tokens[0])
        if isinstance(node, Num) and node.text.isdecimal() and int(node.text):
            return int(node.text)
        if not find_symbols(node):
            self.refuse("a length is a whole number, a name or a term with one", tokens[0])
        return node.name if isinstance(node, Sym) else to_plain(node)

    # Sets

    def set(self) -> tuple[types.Number | types.Array, types.Domain]:
        """Parse ``R^(m x n)``, ``{0, 1}``, ``[0, 1)^n``, ``simplex(n)``, with a word for what holds of it."""
        first = self.next()
        axes: tuple[types.Length, ...] = ()
        if first.text in _MARKED_SETS:
            domain = _MARKED_SETS[first.text]
            self.expect("(")
            axes = self.lengths()
        else:
            domain = self.entries(first)
            if self.takes("^"):
                axes = self.lengths() if self.takes("(") else (self.length([self.next()]),)
            if self.peek().text in _MARKS and axes:
                mark = self.next()
                if mark.text not in _MARKED_SETS and len(axes) != 2:
                    self.refuse(f"only a matrix can be {mark.text}", mark)
                domain = replace(domain, mark=cast(types.Mark, mark.text))  # as asked above
        return (types.Array(axes) if axes else types.Number()), domain

    def entries(self, first: _Token) -> types.Domain:
        """Parse what one entry may be."""
        if first.text in _SETS:
            return _SETS[first.text]
        if first.text not in ("{", "[", "("):
            self.refuse("a set is missing here: R, N, Z, {0, 1}, [0, 1], simplex(n)", first)
        closing = ("}",) if first.text == "{" else ("]", ")")
        start, *further_values = self.split((",", ".."), closing)
        last = self.expect(*closing)
        values = [
            self.number(value_tokens)
            for value_tokens in (start, *(candidate[1:] for candidate in further_values))
        ]
        if first.text == "{" and not any(candidate[0].text == ".." for candidate in further_values):
            domain = filter_domain_values(tuple(values)) if all(map(math.isfinite, values)) else None
        elif len(values) != 2:
            self.refuse("an interval has two ends", first)
        else:
            is_open = (first.text == "(", last.text == ")")
            domain = normalise_domain(
                types.Domain(values[0], values[1], *is_open, is_whole=first.text == "{")
            )
        if domain is None:
            self.refuse("no number lies there", first)
        return domain

    def lengths(self) -> tuple[types.Length, ...]:
        """Parse ``m x n)``, after the opening bracket."""
        first, *further_lengths = self.split("x", ")")
        self.expect(")")
        return tuple(
            self.length(length_tokens)
            for length_tokens in (first, *(candidate[1:] for candidate in further_lengths))
        )


def _bound_declared_domain(domain: types.Domain, sign: str, value: float) -> types.Domain | None:
    """Return the part of a domain on one side of a number."""
    match sign:
        case "<" | "<=":
            return intersect_number_domains(domain, types.Domain(high=value, is_high_open=sign == "<"))
        case ">" | ">=":
            return intersect_number_domains(domain, types.Domain(low=value, is_low_open=sign == ">"))
        case _:
            return filter_domain_values((value,), domain) if math.isfinite(value) else None
