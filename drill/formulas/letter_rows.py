r"""Read what a person says of a formula's letters, a row a letter.

A row is ``NAME: TYPE`` or a statement that declares (``W in R^(m x n)``, ``0 < p < 1``);
``NAME := PART: TYPE`` gives a part of the formula a name of its own; any other row is a relation that holds
(``sum p_k = 1``, ``x_t in X_t``, ``t <= T``). A type is

- empty or ``number``, ``count``, ``index``, ``thing``, ``condition``; ``> 0``, ``[0, 1)``;
- ``d``, ``m, n``: an array with these axes, of entries as said behind it (``d > 0``), or ``simplex``,
  ``one-hot``, ``pd``, ``sym``, ``diag``, ``orth`` as a whole;
- ``d; m -> k``: a function; ``softmax`` and others by name;
- ``law d``, ``set d``; ``d ~ q``: drawn from q.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NoReturn, cast, get_args

from drill.errors import DrillError
from drill.formulas.letter_types import (
    COUNT,
    FITTING,
    INDEX,
    NUMBER,
    POSITIVE,
    TRUTH,
    UNIT,
    UNKNOWN,
    Array,
    Axis,
    Domain,
    Function,
    Kind,
    Law,
    Number,
    SetOf,
    Several,
    Thing,
    Type,
)
from drill.latex import canonicalise_formula
from drill.maths.operators import FORMULA_WORDS
from drill.notation import typed_latex, write_signs_as_latex

# Max characters of a row, of which relations are the longest, and max rows.
MAX_LENGTH: Final = 400
MAX_ROWS: Final = 60

_KINDS: Final = get_args(Kind)
_WORDS: Final = (
    "number",
    "count",
    "index",
    "thing",
    "condition",
    "law",
    "set",
    *_KINDS,
    *sorted(FORMULA_WORDS),
)
_LENGTHS_OF: Final = {"simplex": "d", "one-hot": "d"}
# Words for what is said by the lengths of axes.
_WORDS_FOR_ARRAYS: Final = ("vector", "matrix", "array", "tensor", "scalar", "function", "integer")
_POSSIBLE: Final = "number, > 0, (0, 1), count, index, d, m, n, d -> number, law d, set d or thing"
_NUMBER: Final = r"-?(?:\d+(?:\.\d*)?|\.\d+)"
_BOUND: Final = re.compile(rf"(>=|<=|>|<)\s*({_NUMBER})")
_INTERVAL: Final = re.compile(rf"([\[(])\s*({_NUMBER}|-inf)\s*,\s*({_NUMBER}|inf)\s*([\])])")
_AXIS: Final = re.compile(
    r"(?:((?:\d+\*)?\\?[^\W\d]\w*'*(?:\{\w+\})?(?:[*-][^\W\d]\w*)?)\s*(?:([+-])\s*(\d+))?|(\d+)|(\?))"
)
_MEMBER: Final = re.compile(r"\s*(.+?)\s*(?:\\in\b|∈|\bin\b)\s*(.+?)\s*")
_COMPARED: Final = re.compile(r"<=|>=|\\leq?(?![a-z])|\\geq?(?![a-z])|<|>|≤|≥")
_OPERATORS: Final = re.compile(r"[+*/|=]|-(?![^{]*\})|(?<![_^])[({\[]|\w\s+\w")
_SIGNS: Final = {"≤": "<=", "≥": ">=", "\\le": "<=", "\\leq": "<=", "\\ge": ">=", "\\geq": ">="}
_FLIPPED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_SETS: Final = {"R": NUMBER, "Z": Number(is_whole=True), "N": COUNT}
_FINITE: Final = re.compile(r"\{\s*(-?\d+)\s*(?:(?:,|\.\.)\s*(-?\d+|inf)\s*)?\}")
_POWER: Final = re.compile(
    r"(?P<base>R|Z|N|\\mathbb\s*\{?[RZN]\}?|ℝ|ℤ|ℕ|[\[({][^^]*[\])}])"
    r"(?P<plus>_\{?(?:\+\+|\+|>0|\\geq? ?0)\}?)?"
    r"(?:\s*\^\s*(?P<power>\{.*\}|\(.*\)|\S+))?"
    r"(?:\s+(?P<kind>\S+))?"
)
_MARKED_SET: Final = re.compile(r"(simplex|one-hot)\s*\(\s*([\w\\]+(?:\s*[+-]\s*\d+)?)\s*\)")
# Of any values and parameters.
_DENSITY: Final = Function(None, Number(POSITIVE))
_LETTERS: Final = {"ℝ": "R", "ℤ": "Z", "ℕ": "N"}


class RowError(DrillError):
    """A row that cannot be read; ``column`` counts from 1, and 0 where the row as a whole is meant."""

    def __init__(self, row: str, column: int, message: str) -> None:
        place = f", column {column}" if column else ""
        super().__init__(f"{row.strip()!r}{place}: {message}")
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class Row:
    """A letter as it is shown, in LaTeX, with its type; ``part`` is the LaTeX that the letter stands for."""

    name: str
    type: Type
    text: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class RelationRow:
    """What holds between letters, in LaTeX."""

    latex: str
    text: str


def read_tokens(latex: str) -> tuple[str, ...]:
    """Return the canonical tokens of LaTeX in which signs of Unicode may stand; raises as the reader does."""
    return tuple(canonicalise_formula(write_signs_as_latex(latex)))


def read_rows(rows: Iterable[str], formula: Sequence[str] = ()) -> tuple[list[Row], list[RelationRow]]:
    """Return the letters and relations of rows; ``formula`` has the canonical tokens of what they are for.

    Raises RowError for a row that cannot be read and for two rows of one name.
    """
    letters: list[Row] = []
    relations: list[tuple[str, str]] = []
    texts = [row for row in rows if row.strip()]
    if len(texts) > MAX_ROWS:
        raise RowError(texts[MAX_ROWS], 0, f"a formula has at most {MAX_ROWS} rows")
    waiting: list[str] = []
    for text in _split_shared_rows(texts):
        row = _read_declaring_row(text, formula)
        if row is None:
            waiting.append(text)
        else:
            letters.append(row)
    declared = {row.name for row in letters}
    for text in waiting:
        row = _read_range(text, formula)
        if row is not None and row.name not in declared:
            letters.append(row)
            declared.add(row.name)
        else:
            relations.append((_write_latex(text, text, 0, formula), text))
    _refuse_repeated_names(letters)
    return letters, [RelationRow(*relation) for relation in relations]


def _split_shared_rows(texts: Iterable[str]) -> Iterator[str]:
    """Yield rows of one letter each: ``x, y: thing`` are two."""
    for text in texts:
        name, colon, rest = _split_at_colon(text)
        names = re.split(r",(?![^(\[{]*[)\]}])", name)
        if colon and len(names) > 1 and ":=" not in name:
            yield from (f"{each.strip()}:{rest}" for each in names)
        else:
            yield text


def _refuse_repeated_names(letters: Sequence[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in letters:
        first = seen.setdefault("".join(canonicalise_formula(row.name)), row)
        if first is not row:
            raise RowError(row.text, 0, f"there is already a row of this name: {first.text.strip()!r}")


# A part that is no less than 0 by what it is: ``|S_i|``, ``\|x\|``.
_IN_BARS: Final = re.compile(r"(?:\\left)?(\\?\||\\[lr]?[vV]ert)[^|]*?(?:\\right)?\1")


def _read_declaring_row(text: str, formula: Sequence[str]) -> Row | None:
    if len(text) > MAX_LENGTH:
        raise RowError(text[:40], 0, f"a row has at most {MAX_LENGTH} characters")
    name, colon, rest = _split_at_colon(text)
    if not colon and ":=" in text:
        name, rest = text, ""
    if colon or ":=" in text:
        name, defines, part = name.partition(":=")
        column = len(text) - len(rest) + 1
        latex, part = _write_latex(name, text, 1, formula), part.strip() if defines else ""
        is_size = bool(_IN_BARS.fullmatch(part)) and not rest.strip()
        return Row(latex, read_type(">= 0" if is_size else rest, text, column), text, part=part)
    if (match := _MEMBER.fullmatch(text)) and (kind := _read_membership(match[2])) is not None:
        return Row(_write_latex(match[1], text, 1, formula), kind, text)
    return None


def _split_at_colon(text: str) -> tuple[str, str, str]:
    """Split at the last colon outside of brackets that is no part of ``:=``."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] in ")]}") - (text[place] in "([{")
        if text[place] == ":" and depth == 0 and text[place + 1 : place + 2] != "=":
            return text[:place], ":", text[place + 1 :]
    return text, "", ""


def _write_latex(text: str, row: str, column: int, formula: Sequence[str]) -> str:
    if not text.strip():
        raise RowError(row, column, "the name of a letter is missing before the colon")
    try:
        latex = typed_latex(text.strip(), frozenset(formula))
        read_tokens(latex)
    except DrillError as error:
        raise RowError(row, column, f"this is neither a letter nor a statement: {error}") from None
    return latex


def _read_range(text: str, formula: Sequence[str]) -> Row | None:
    """Read ``0 < p < 1`` or ``x > 0`` of one name; None for anything else."""
    found: list[str] = _COMPARED.findall(text)
    signs = [_SIGNS.get(sign, sign) for sign in found]
    sides = [str(side).strip() for side in _COMPARED.split(text)]
    if not 1 <= len(signs) <= 2:
        return None
    numbers = [side == "pi" or bool(re.fullmatch(_NUMBER, side)) for side in sides]
    if numbers.count(False) != 1:
        return None
    place = numbers.index(False)
    if (len(sides) == 3 and place != 1) or _OPERATORS.search(sides[place]):
        return None
    domain = Domain()
    if place > 0:
        domain = _bound_domain(domain, _FLIPPED[signs[place - 1]], _read_end(sides[place - 1]))
    if place < len(sides) - 1:
        domain = _bound_domain(domain, signs[place], _read_end(sides[place + 1]))
    return Row(_write_latex(sides[place], text, 1, formula), Number(domain), text)


def _read_end(text: str) -> float:
    return math.pi if text == "pi" else float(text)


def _bound_domain(domain: Domain, sign: str, value: float) -> Domain:
    if sign.startswith(">"):
        return replace(domain, low=value, has_low=sign == ">=")
    return replace(domain, high=value, has_high=sign == "<=")


def read_declaration(text: str) -> Type | None:
    """Return a type that a paper's sheet says, ``W in R^(m x n)``, ``f(.) in R``; None for others."""
    text = text.split(";")[0].strip()
    _, colon, rest = text.partition(":")
    if colon:
        words = rest.split()
        if words[:1] == ["law"] or words[:1] == ["operator"] or words == ["set"]:
            return UNKNOWN
        if words[:2] == ["set", "of"] and (of := _read_membership(" ".join(words[2:]))) is not None:
            return SetOf(of)
        return _read_sheet_map(rest.strip())
    if " ~ " in text:
        return NUMBER
    if match := _MEMBER.fullmatch(text):
        kind = _read_membership(match[2])
        is_function = match[1].endswith("(.)")
        return Function(None, kind) if is_function and kind is not None else kind
    try:
        row = _read_range(text, ())
    except RowError:
        return None
    return row.type if row is not None else None


def _read_sheet_map(text: str) -> Type | None:
    """Read ``R^d x R -> [0, inf)``, whose sides are sets, or any other type."""
    before, arrow, result = text.partition("->")
    if arrow:
        sides = [_read_membership(side) for side in (*re.split(r"\s(?:x|×)\s", before), result)]
        known = [side for side in sides if side is not None]
        return Function(tuple(known[:-1]), known[-1]) if len(known) == len(sides) else None
    try:
        return read_type("relu" if text == "ReLU" else text)
    except RowError:
        return None


def _read_membership(text: str) -> Type | None:
    """Return the type of the members of a set of numbers or arrays, ``R^(m x n)``; None for other sets."""
    if match := _MARKED_SET.fullmatch(text.strip()):
        return Array((_read_axis(match[2]),), UNIT, cast("Kind", match[1]))  # the pattern has kinds alone
    if text.strip() in ("law", "set"):
        return None
    match = _POWER.fullmatch(text.strip())
    if match is None:
        return None
    base = match["base"]
    letter = _LETTERS.get(base, base.removeprefix("\\mathbb").strip(" {}"))
    if letter in _SETS:
        element = _SETS[letter]
    elif interval := _INTERVAL.fullmatch(base):
        element = Number(_read_interval(interval))
    elif finite := _FINITE.fullmatch(base):
        low, high = float(finite[1]), float(finite[2] or finite[1])
        element = Number(Domain(low, high, True, high < math.inf), is_whole=True)
    else:
        return None
    if match["plus"]:
        element = Number(Domain(0, has_low="+" in match["plus"] and "++" not in match["plus"]))
    kind = match["kind"] or ""
    kind = {"symmetric": "sym", "diagonal": "diag", "orthogonal": "orth", "psd": "pd"}.get(kind, kind)
    if kind and kind not in _KINDS:
        return None
    if not match["power"]:
        return None if kind else element
    power = match["power"].strip()
    if power[:1] in ("{", "("):
        power = power[1:-1]
    try:
        axes = tuple(map(_read_axis, re.split(r"\\times(?![a-z])|×|(?<=[\w\s)])\bx\b|,", power)))
    except ValueError:
        return None
    return Array(axes, element.domain, cast("Kind", kind))  # one of _KINDS, or empty


def _read_axis(text: str) -> Axis:
    match = _AXIS.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    if match[4]:
        return Axis(offset=int(match[4]))
    if match[5]:
        return FITTING
    offset = int(match[3] or 0) if match[2] != "-" else -int(match[3])
    return Axis(match[1], offset)


def _read_interval(match: re.Match[str]) -> Domain:
    low, high = float(match[2]), float(match[3])
    return Domain(low, high, match[1] == "[" and low > -math.inf, match[4] == "]" and high < math.inf)


def read_type(text: str, row: str = "", column: int = 1) -> Type:
    """Return the type that a text declares; ``row`` and ``column`` say where it stands, for the error.

    Raises RowError.
    """
    return _TypeReader(row or text, column).read_any(text)


class _TypeReader:
    """One reading of a type; knows the row for its errors."""

    def __init__(self, row: str, column: int) -> None:
        self._row = row
        self._column = column

    def read_any(self, text: str) -> Type:
        before, arrow, result = text.partition("->")
        if arrow:
            if before.strip() == "any":
                return Function(None, self.read_any(result))
            parts = re.split(r";|\s(?:x|×|\\times)\s", before)
            by_commas = [part.strip() for part in before.split(",")]
            if len(parts) == 1 and not {"number", "thing", "count", "index"}.isdisjoint(by_commas):
                parts = by_commas  # no axes of an array
            return Function(tuple(map(self.read_value, parts)), self.read_any(result))
        return self.read_value(text)

    def read_value(self, text: str) -> Type:
        before, tilde, law = text.partition("~")
        if tilde:
            kind = self.read_value(before)
            if not isinstance(kind, Number | Array | Thing):
                self._refuse(text, "numbers, arrays and things are drawn from a law")
            if not law.strip():
                self._refuse(text, "the name of the law is missing")
            return replace(kind, law=typed_latex(law.strip()))
        words = text.split(maxsplit=1)
        if words and words[0] in ("law", "set"):
            if len(words) == 1:
                return Law(UNKNOWN) if words[0] == "law" else SetOf(UNKNOWN)
            items = tuple(self.read_value(part) for part in words[1].split(";"))
            of = items[0] if len(items) == 1 else Several(items)
            return Law(of) if words[0] == "law" else SetOf(of)
        return self._read_plain(text.strip())

    def _read_plain(self, text: str) -> Type:
        simple = {
            "": NUMBER,
            "number": NUMBER,
            "R": NUMBER,
            "ℝ": NUMBER,
            "count": COUNT,
            "index": INDEX,
            "thing": Thing(),
            "condition": TRUTH,
            "0 or 1": Number(UNIT, is_whole=True),
            **dict.fromkeys(("normal", "normal distribution", "gaussian"), _DENSITY),
        }
        if text in simple:
            return simple[text]
        if text in FORMULA_WORDS:
            return Function((NUMBER,), NUMBER, known=text)
        if (domain := self._read_domain(text)) is not None:
            return Number(domain)
        if _POWER.match(text) and not _AXIS.fullmatch(text) and (kind := _read_membership(text)) is not None:
            return kind
        return self._read_array(text)

    def _read_domain(self, text: str) -> Domain | None:
        if match := _BOUND.fullmatch(text):
            return _bound_domain(Domain(), match[1], float(match[2]))
        if match := _INTERVAL.fullmatch(text):
            domain = _read_interval(match)
            if domain.low >= domain.high:
                self._refuse(text, f"{text} contains no number")
            return domain
        return None

    def _read_array(self, text: str) -> Array:
        axes: list[Axis] = []
        rest = text
        while match := _AXIS.match(rest):
            axes.append(_read_axis(match[0]))
            rest = rest[match.end() :].lstrip()
            if not rest.startswith(","):
                break
            rest = rest[1:].lstrip()
        if not axes or (rest and rest not in _KINDS and self._read_domain(rest) is None):
            self._refuse_type(text, rest if axes else text)
        if len(axes) == 1 and axes[0].letter in _find_near(axes[0].letter):
            self._refuse_type(text, text)
        if any(not axis.letter and axis.offset < 1 for axis in axes):
            self._refuse(text, "the length of an axis is at least 1")
        if rest in ("pd", "sym", "diag", "orth") and (len(axes) != 2 or axes[0] != axes[1]):
            self._refuse(text, f"an array that is {rest} has two axes of one length, such as n, n {rest}")
        domain = UNIT if rest in ("simplex", "one-hot") else self._read_domain(rest) or Domain()
        kind = cast("Kind", rest) if rest in _KINDS else ""  # one of them
        return Array(tuple(axes), domain, kind)

    def _refuse_type(self, text: str, wrong: str) -> NoReturn:
        near = difflib.get_close_matches(wrong.strip(), _WORDS, 1, 0.7)
        if near and near[0] in _KINDS and near[0] == wrong.strip():
            self._refuse(
                wrong, f"{near[0]} stands behind lengths: {_LENGTHS_OF.get(near[0], 'n, n')} {near[0]}"
            )
        hint = f" (perhaps {near[0]})" if near else ""
        self._refuse(wrong or text, f"{wrong.strip() or text!r} is not a type{hint}: there are {_POSSIBLE}")

    def _refuse(self, part: str, message: str) -> NoReturn:
        place = self._row.rfind(part.strip()) if part.strip() else -1
        raise RowError(self._row, place + 1 if place >= 0 else self._column, message)


def _find_near(word: str) -> list[str]:
    """Return the word itself where it looks like a misspelt type and not like the name of a length."""
    is_long = len(word) > 3 and "_" not in word and not word.startswith("\\")
    return (
        [word] if is_long and difflib.get_close_matches(word, (*_WORDS, *_WORDS_FOR_ARRAYS), 1, 0.75) else []
    )
