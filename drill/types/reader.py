r"""Read types as rows of a formula, sheets of papers and sentences have them.

A type is

- empty or ``number``, ``integer``, ``count``, ``index``, ``thing``, ``condition``, ``?``;
- numbers: ``> 0``, ``[0, 1)``, ``{0, 1}``, ``{0..9}``;
- ``d``, ``m, n``: an array with these axes, then its property as a whole (``simplex``, ``one-hot``,
  ``pd``, ``sym``, ``diag``, ``orth``) and that of its entries (``> 0``);
- a set that contains it: ``R^(m x n)``, ``[0, 1)^n``, ``simplex(n)``, ``R^(n x n) psd``;
- ``d; m -> k`` or ``R^d x R -> R``: a function; ``any -> k``; ``softmax`` and others by name;
- ``law d``, ``set d``; ``law d; m`` of several side by side; ``d ~ q``: drawn from q;
- any of these in brackets.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NoReturn, get_args

from drill.errors import CheckError, DrillError
from drill.latex import canonicalise_formula
from drill.maths.domains import Domain, intersect_domains, make_domain_of_values
from drill.maths.numeric import evaluate
from drill.maths.operators import FORMULA_WORDS
from drill.maths.plain import parse
from drill.notation import print_tokens_as_latex, typed_latex, write_signs_as_latex
from drill.text import find_closing
from drill.types.value_types import (
    BITS,
    COUNT,
    FITTING,
    INDEX,
    INTEGERS,
    NOT_NEGATIVE,
    NUMBER,
    POSITIVE,
    TRUTH,
    UNKNOWN,
    ArrayType,
    Axis,
    Function,
    Kind,
    LawType,
    NumberType,
    SetOf,
    Several,
    Thing,
    Type,
    find_domain_of_kind,
)

# Max characters of a row or a declaration; the longest are relations.
MAX_LENGTH = 400
# Max brackets in one another.
_MAX_DEPTH = 30

_SIMPLE: dict[str, Type] = {
    "": NUMBER, "number": NUMBER, "R": NUMBER, "ℝ": NUMBER, "integer": NumberType(INTEGERS),
    "Z": NumberType(INTEGERS), "count": COUNT, "index": INDEX, "thing": Thing(), "condition": TRUTH,
    "0 or 1": NumberType(BITS), "?": UNKNOWN, "law": LawType(UNKNOWN), "set": SetOf(UNKNOWN),
    "operator": Function(None, UNKNOWN),
    # a density, of any values and parameters
    **dict.fromkeys(("normal", "normal distribution", "gaussian"), Function(None, NumberType(POSITIVE))),
}  # fmt: skip
_KINDS: Sequence[Kind] = get_args(Kind)
_KINDS_IN_WORDS: dict[str, Kind] = {
    **{kind: kind for kind in _KINDS}, "psd": "pd", "symmetric": "sym", "diagonal": "diag",
    "orthogonal": "orth",
}  # fmt: skip
MATRIX_KINDS: Sequence[Kind] = ("pd", "sym", "diag", "orth")
# Words to compare a misspelling with, and words for the lengths of axes.
_WORDS = ("number", "integer", "count", "index", "thing", "condition", "law", "set", *_KINDS,
                 *sorted(FORMULA_WORDS))  # fmt: skip
_WORDS_FOR_ARRAYS = ("vector", "matrix", "array", "tensor", "scalar", "function")
_POSSIBLE = "number, > 0, (0, 1), count, index, d, m, n, d -> number, law d, set d or thing"

_SIGNS = {"≤": "<=", "≥": ">="}
_BOUND = re.compile(r"(>=|<=|>|<|≥|≤)(.+)")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?|[-+]?inf")
_BRACKETS = re.compile(r"([\[(]|\\?\{)([^;]*?)([\])]|\\?\})")
# A name or a number in a length; the first of ``2d`` is a factor.
_FACTOR = re.compile(r"\?|\d*\\?[^\W\d]\w*'*(?:[_^]?\{[^{}+*-]*(?:\{[^{}+*-]*\}[^{}+*-]*)?\})*|\d+")
_PRODUCT = rf"(?:{_FACTOR.pattern})(?:\s*\*\s*(?:{_FACTOR.pattern}))*"
_LENGTH = re.compile(rf"{_PRODUCT}(?:\s*[+-]\s*{_PRODUCT})*")
_OFFSET = re.compile(r"(.*\S)\s*([+-])\s*(\d+)")
_TIMES = r"\s+x\s+|\s*×\s*|\s*\\times(?![a-z])\s*"
_SEPARATED = re.compile(rf";|{_TIMES}")
_BETWEEN_LENGTHS = re.compile(rf",|{_TIMES}")
_ARROW = re.compile(r"->|→|\\to(?![a-z])|\\rightarrow(?![a-z])")
_GAP = re.compile(r"\.\.|…")
TILDE = re.compile("~")
SEMICOLON = re.compile(";")
COMMA = re.compile(",")
_VALUES = frozenset(("number", "thing", "count", "index"))
_WRITTEN_SET = re.compile(r"[RZℝℤℕ]$|[RZNℝℤℕ]\s*[_^]|\\mathbb|.*[\])}]\s*\^|[\[{]")
_BASE = re.compile(
    r"(?:(?P<letter>[RZNℝℤℕ]|\\mathbb\s*\{\s*[RZN]\s*\}|\\mathbb\s*[RZN])"
    r"(?:_(?P<sign>\{[^{}]*\}|\+\+?))?"
    r"|(?P<range>[\[(][^()\[\]{}]*[\])]|\\?\{[^{}]*\}))"
)
_MARKED = re.compile(r"(simplex|one-hot)\s*\((.+)\)")
_ELEMENTS = {
    "R": NUMBER, "ℝ": NUMBER, "Z": NumberType(INTEGERS), "ℤ": NumberType(INTEGERS), "N": COUNT, "ℕ": COUNT,
}  # fmt: skip
_SIGNED = {
    "++": POSITIVE, ">0": POSITIVE, **dict.fromkeys(("+", "\\geq0", "\\ge0", ">=0"), NOT_NEGATIVE)
}  # fmt: skip


class RowError(DrillError):
    """An unreadable text; ``column`` counts from 1 and is 0 if the row as a whole is at fault."""

    code = "row"

    def __init__(self, row: str, column: int, why: str) -> None:
        place = f", column {column}" if column else ""
        super().__init__(f"{row.strip()!r}{place}: {why}")
        self.row = row
        self.column = column
        self.why = why


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a row without blanks around it, and its first column, from 0."""

    text: str
    start: int

    @classmethod
    def whole(cls, row: str) -> TextPart:
        """Return a whole row."""
        return cls(row, 0).cut(0, len(row))

    def cut(self, start: int, end: int) -> TextPart:
        """Return what lies between two of its places."""
        text = self.text[start:end]
        return TextPart(text.strip(), self.start + start + len(text) - len(text.lstrip()))

    def behind(self, place: int) -> TextPart:
        """Return what follows a place."""
        return self.cut(place, len(self.text))

    def find(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Return the matches of a pattern outside of brackets."""
        depths = measure_depths(self.text)
        return [match for match in pattern.finditer(self.text) if not depths[match.start()]]

    def split(self, pattern: re.Pattern[str], most: int | None = None) -> list[TextPart]:
        """Return the parts between the first ``most`` matches of a pattern outside of brackets."""
        matches = self.find(pattern)[:most]
        starts = [0, *(match.end() for match in matches)]
        ends = [*(match.start() for match in matches), len(self.text)]
        return [self.cut(start, end) for start, end in zip(starts, ends, strict=True)]


def measure_depths(text: str) -> list[int]:
    """Return how many brackets are open before each character, and at the end."""
    depths = [0]
    for character in text:
        depths.append(depths[-1] + (character in "([{") - (character in ")]}"))
    return depths


def read_tokens(latex: str) -> tuple[str, ...]:
    """Return the canonical tokens of LaTeX that may contain Unicode signs; raises as the reader does."""
    return tuple(canonicalise_formula(write_signs_as_latex(latex)))


def read_type(text: str) -> Type:
    """Return the type that a text declares. Raises RowError."""
    return TypeReader(text).read_any(TextPart.whole(text))


class TypeReader:
    """One reading of a row's type; knows the row for its errors."""

    def __init__(self, row: str) -> None:
        self._row = row
        if len(row) > MAX_LENGTH:
            raise RowError(row[:40], MAX_LENGTH + 1, f"a row has at most {MAX_LENGTH} characters")
        if max(measure_depths(row)) > _MAX_DEPTH:
            raise RowError(row, 0, f"a row has at most {_MAX_DEPTH} brackets in one another")

    def refuse(self, part: TextPart, why: str) -> NoReturn:
        """Raise RowError at a part."""
        raise RowError(self._row, part.start + 1, why)

    # Types

    def read_any(self, part: TextPart) -> Type:
        """Return a type, which may be that of a function."""
        sides = part.split(_ARROW, 1)
        if len(sides) == 1:
            return self.read_value(part)
        before, after = sides
        if not after.text:
            self.refuse(after, "the type of a function's values is missing here")
        if before.text == "any":
            return Function(None, self.read_any(after))
        arguments = before.split(_SEPARATED)
        by_commas = before.split(COMMA)
        if len(arguments) == 1 and not _VALUES.isdisjoint(each.text for each in by_commas):
            arguments = by_commas  # not the axes of an array
        # next to another set, N is a set of numbers, and not the length of a vector
        has_sets = any(_WRITTEN_SET.match(each.text) for each in (*arguments, after))
        kinds = [COUNT if has_sets and each.text == "N" else self.read_value(each) for each in arguments]
        result = COUNT if has_sets and after.text == "N" else self.read_any(after)
        return Function(tuple(kinds), result)

    def read_value(self, part: TextPart) -> Type:
        """Return a type that is not a function, or a function that is named or in brackets."""
        sides = part.split(TILDE, 1)
        if len(sides) == 2:
            return self._read_drawn(part, *sides)
        match = re.match(r"(law|set)\s+(?:of\s+)?(?=\S)", part.text)
        if match:
            kinds = tuple(map(self.read_value, part.behind(match.end()).split(SEMICOLON)))
            of = kinds[0] if len(kinds) == 1 else Several(kinds)
            return LawType(of) if match[1] == "law" else SetOf(of)
        return self._read_plain(part)

    def _read_drawn(self, part: TextPart, before: TextPart, law: TextPart) -> Type:
        kind = self.read_value(before)
        if not isinstance(kind, NumberType | ArrayType | Thing):
            self.refuse(part, "numbers, arrays and things are drawn from a law")
        if not any(map(str.isalnum, law.text)):
            self.refuse(part, "the name of the law is missing")
        try:
            return replace(kind, law=print_tokens_as_latex(read_tokens(typed_latex(law.text))))
        except DrillError as error:
            self.refuse(law, f"the law is not read: {error}")

    def _read_plain(self, part: TextPart) -> Type:
        text = part.text
        if text in _SIMPLE:
            return _SIMPLE[text]
        if text.lower() in FORMULA_WORDS:
            return Function((NUMBER,), NUMBER, known=text.lower())
        if (domain := self.read_domain(part)) is not None:
            return NumberType(domain)
        if text.startswith("(") and find_closing(text, 0, "([{", ")]}") == len(text) - 1:
            return self._read_inside(part.cut(1, len(text) - 1))
        if (kind := self.read_set(part)) is not None and not (
            isinstance(kind, NumberType) and text.isalpha()
        ):
            return kind
        return self._read_array(part)

    def _read_inside(self, part: TextPart) -> Type:
        items = part.split(SEMICOLON)
        if len(items) == 1 or part.find(_ARROW):
            return self.read_any(part)
        return Several(tuple(map(self.read_value, items)))

    def _read_array(self, part: TextPart) -> ArrayType:
        axes: list[Axis] = []
        rest = part
        while match := _LENGTH.match(rest.text):
            axes.append(self.read_length(rest.cut(0, match.end())))
            rest = rest.behind(match.end())
            if not rest.text.startswith(","):
                break
            rest = rest.behind(1)
        kind, domain = self._read_entries(rest)
        if not axes or domain is None:
            self._refuse_type(part if not axes else rest)
        if any(axis.letter in _WORDS for axis in axes) or (not axes[1:] and _looks_misspelt(axes[0].letter)):
            self._refuse_type(part)
        if kind in MATRIX_KINDS and (len(axes) != 2 or axes[0] != axes[1]):
            self.refuse(part, f"an array that is {kind} has two axes of one length, such as n, n {kind}")
        return ArrayType(tuple(axes), domain, kind)

    def _read_entries(self, part: TextPart) -> tuple[Kind | Literal[""], Domain | None]:
        """Return the property of a whole array, and its entries' domain; None where it is not read."""
        word = part.text.partition(" ")[0]
        kind = _KINDS_IN_WORDS.get(word)
        rest = part.behind(len(word)) if kind else part
        if not rest.text:
            return kind or "", find_domain_of_kind(kind or "")
        named = {"integer": INTEGERS, "count": COUNT.domain}
        return kind or "", named.get(rest.text) or self.read_domain(rest)

    # Numbers

    def read_domain(self, part: TextPart) -> Domain | None:
        """Return numbers as they are written: ``> 0``, ``[0, 1)``, ``{0, 1}``; None for anything else."""
        match = _BOUND.fullmatch(part.text)
        if match:
            value = self.read_number(part.behind(match.start(2)))
            if value is None:
                return None
            half_line = make_half_line(_SIGNS.get(match[1], match[1]), value)
            if half_line.low == half_line.high:
                self.refuse(part, f"{part.text} contains no number")
            return half_line
        match = _BRACKETS.fullmatch(part.text)
        if match is None or (match[1][-1] == "{") != (match[3][-1] == "}"):
            return None
        inside = part.cut(match.start(2), match.end(2))
        is_run = bool(inside.find(_GAP))
        members = [self.read_number(member) for member in inside.split(_GAP if is_run else COMMA)]
        numbers = [value for value in members if value is not None]
        if len(numbers) < len(members):
            return None
        if match[1][-1] == "{" and not is_run:
            if not all(map(math.isfinite, numbers)):
                return None
            return make_domain_of_values(numbers)
        if len(numbers) != 2 or is_run != (match[1][-1] == "{"):
            return None
        low = make_half_line(">" if match[1] == "(" else ">=", numbers[0])
        high = make_half_line("<" if match[3] == ")" else "<=", numbers[1])
        domain = intersect_domains(replace(low, integer=is_run), high)
        if domain is None or (domain.low == domain.high and not is_run):
            self.refuse(part, f"{part.text} contains no number")
        return domain

    def read_number(self, part: TextPart) -> float | None:
        """Return the value of ``-1/2``, ``2 pi``, ``inf``; None if it is not a number."""
        text = part.text.replace("\\infty", "inf").replace("\\pi", "pi")
        if _NUMBER.fullmatch(text):
            if math.isfinite(float(text)) or "inf" in text:
                return float(text)
            return None
        try:
            value = evaluate(parse(text), {})
        except CheckError:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return float(value)

    # Sets

    def read_set(self, part: TextPart) -> Type | None:
        """Return the type of the members of a set of numbers or arrays; None for another set."""
        match = _MARKED.fullmatch(part.text)
        if match:
            kind = _KINDS_IN_WORDS[match[1]]
            axis = self.read_length(part.cut(match.start(2), match.end(2)))
            return ArrayType((axis,), find_domain_of_kind(kind), kind)
        base = _BASE.match(part.text)
        element = self._read_element(part, base) if base is not None else None
        if base is None or element is None:
            return None
        rest = part.behind(base.end())
        if not rest.text:
            return element
        if not rest.text.startswith("^"):
            return None
        axes, behind = self._read_power(rest.behind(1))
        kind = _KINDS_IN_WORDS.get(behind.text)
        if behind.text and kind is None:
            return None
        if kind in MATRIX_KINDS and len(axes) != 2:
            self.refuse(behind, f"only a matrix can be {behind.text}")
        domain = find_domain_of_kind(kind) if kind and element == NUMBER else element.domain
        return ArrayType(axes, domain, kind or "")

    def _read_element(self, part: TextPart, base: re.Match[str]) -> NumberType | None:
        if base["range"]:
            domain = self.read_domain(part.cut(base.start("range"), base.end("range")))
            return None if domain is None else NumberType(domain)
        element = _ELEMENTS[re.sub(r"\\mathbb|[{}\s]", "", base["letter"])]
        sign = re.sub(r"[{}\s]", "", base["sign"] or "")
        if sign and sign not in _SIGNED:
            return None
        if not sign:
            return element
        return NumberType(_SIGNED[sign]) if element == NUMBER else COUNT

    def _read_power(self, part: TextPart) -> tuple[tuple[Axis, ...], TextPart]:
        """Return the axes of a set's exponent, and the rest of the part."""
        if part.text[:1] in ("(", "{"):
            closing = find_closing(part.text, 0, "([{", ")]}")
            if closing == len(part.text):
                self.refuse(part.behind(len(part.text)), "a bracket is not closed")
            lengths = part.cut(1, closing).split(_BETWEEN_LENGTHS)
            return tuple(map(self.read_length, lengths)), part.behind(closing + 1)
        match = _FACTOR.match(part.text)
        end = match.end() if match else len(part.text)
        return (self.read_length(part.cut(0, end)),), part.behind(end)

    def read_length(self, part: TextPart) -> Axis:
        """Return the length of an axis."""
        if not _LENGTH.fullmatch(part.text):
            self.refuse(part, "a length is missing here: a whole number, a name or a term with one")
        if part.text == "?":
            return FITTING
        text = re.sub(r"(?<![\w{])(\d+)(?=[^\W\d])", r"\1*", re.sub(r"\s*\*\s*", "*", part.text))
        text = re.sub(r"\s*([+-])\s*(?![^{]*\})", r" \1 ", text)
        if text.isdecimal():
            if int(text) < 1:
                self.refuse(part, "the length of an axis is at least 1")
            return Axis(offset=int(text))
        offset = _OFFSET.fullmatch(text)
        if offset is None or not re.search(r"[^\W\d]", offset[1]):
            return Axis(text)
        return Axis(offset[1], int(offset[2] + offset[3]))

    def _refuse_type(self, part: TextPart) -> NoReturn:
        near = difflib.get_close_matches(part.text, _WORDS, 1, 0.7)
        if near and near[0] in _KINDS and near[0] == part.text:
            lengths = "d" if near[0] in ("simplex", "one-hot") else "n, n"
            self.refuse(part, f"{near[0]} stands behind lengths: {lengths} {near[0]}")
        hint = f" (perhaps {near[0]})" if near else ""
        self.refuse(part, f"{part.text!r} is not a type{hint}: there are {_POSSIBLE}")


def make_half_line(sign: str, value: float) -> Domain:
    """Return the numbers on one side of another."""
    is_closed = len(sign) == 2 and math.isfinite(value)
    if sign.startswith(">"):
        return Domain(low=value, has_low=is_closed)
    return Domain(high=value, has_high=is_closed)


def _looks_misspelt(word: str) -> bool:
    """Return whether a word looks like a misspelt type and not like the name of a length."""
    is_long = len(word) > 3 and "_" not in word and not word.startswith("\\")
    return is_long and bool(difflib.get_close_matches(word, (*_WORDS, *_WORDS_FOR_ARRAYS), 1, 0.75))
