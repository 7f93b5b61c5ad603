"""A derivation's lines with their signs, the limits of a text, and the reader of a working.

Light: no values are computed here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Final, Literal

from drill.checking.answer_reader import read_answer
from drill.checking.answer_verdict import PointApart, Sign
from drill.checking.derivations.derivation_rows import find_outside_brackets
from drill.checking.kinds.number_answers import ExpressionSpec
from drill.checking.kinds.set_answers import EquationSpec, both_signs
from drill.checking.spec import Spec
from drill.errors import ParseError, UsageError
from drill.maths.characters import GREEK
from drill.maths.maths_tree import Logic, Node, Relation, find_symbols, substitute_symbols
from drill.maths.names import FUNCTIONS, SPELLINGS
from drill.text import clean_text

# Max characters of a derivation.
TEXT_LIMIT: Final = 100_000
# Max depth of brackets in a line.
NESTING_LIMIT: Final = 60

LineKind = Literal["first", "step", "definition", "text", "unread"]


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """One line of a derivation, or one step of a line that has several.

    ``line`` counts in the text, from 1; ``before`` is the line that it was compared with, 0 for none. For a
    line that is not read, ``message`` has the reason and ``at`` is the column. ``counterexample`` has the
    values of the line before and of this one.
    """

    line: int
    text: str
    kind: LineKind
    sign: Sign
    message: str = ""
    at: int | None = None
    counterexample: PointApart | None = None
    before: int = 0

    @property
    def is_joined(self) -> bool:
        """Whether it goes on from the line before, with a sign at its beginning."""
        return (
            self.kind == "step"
            and not self.text[:1].isalnum()
            and self.text[:1] in "=<>≤≥≈\\"
            and (self.before != self.line or self.text.startswith("="))
        )


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The lines of a derivation with their signs, and the sentences that were read as declarations.

    ``not_declared`` are those that begin as one and are not read, each with its line.
    """

    lines: tuple[MarkedLine, ...]
    declared: tuple[tuple[int, str], ...] = ()
    not_declared: tuple[tuple[int, str], ...] = ()

    @property
    def judged(self) -> int:
        """How many lines follow or break."""
        return sum(line.sign in ("follows", "breaks") for line in self.lines)

    @property
    def unjudged(self) -> tuple[MarkedLine, ...]:
        """The lines of mathematics that claim something and are not judged."""
        return tuple(line for line in self.lines if line.sign == "undecided" or line.kind == "unread")

    @property
    def breaks(self) -> tuple[MarkedLine, ...]:
        """The lines that do not follow."""
        return tuple(line for line in self.lines if line.sign == "breaks")


def check_derivation_text(text: str) -> str:
    """Return a text that may be checked, its line ends and control characters put right.

    Raises:
        UsageError: it is too long, or nested too deep.
    """
    if len(text) > TEXT_LIMIT:
        raise UsageError(
            f"this text has {len(text):,} characters, and a derivation has at most {TEXT_LIMIT:,}",
            "check the part with the formulas alone",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(clean_text(line) for line in text.split("\n"))
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if character in "([{":
                depth += 1
            elif character in ")]}":
                depth = max(0, depth - 1)
            if depth > NESTING_LIMIT:
                raise UsageError(
                    f"line {number}: brackets are nested more than {NESTING_LIMIT} deep",
                    "write the formula in parts",
                )
    return text


# The lines of an exercise's working after reading: each with its statement and its quantity.
#
# A line is an expression, a chain ``a = b <= c``, an equation with its solutions, a definition ``u = x^2`` of
# a new letter, or words after ``#``. It may begin with the sign that joins it to the line before: ``=``,
# ``<=``, ``>=``, ``≈``, or ``∝ theta:`` for equality up to a factor without theta.

LINES_LIMIT: Final = 40
LINE_LIMIT_CHARS: Final = 400
WORKING_LIMIT_CHARS: Final = 8000

# Kinds of answers with a working; the last has no key.
WORKED_KINDS: Final = frozenset({
    "number", "expression", "antiderivative", "equation", "vector", "matrix", "matrix-expression", "self",
})  # fmt: skip

Join = Literal["=", "<=", ">=", "≈", "∝"]
StatedKind = Literal["words", "definition", "expression", "equation"]

_JOINS: Final[dict[str, Join]] = {
    "=": "=", "<=": "<=", "≤": "<=", "\\leq": "<=", "\\le": "<=", ">=": ">=", "≥": ">=", "\\geq": ">=",
    "\\ge": ">=", "≈": "≈", "~=": "≈", "\\approx": "≈", "∝": "∝", "\\propto": "∝", "prop": "∝",
}  # fmt: skip
_SIGN = re.compile(
    r"<=|>=|~=|(?<![<>~!=])=(?!=)|[≤≥≈∝]|\\(?:leq?|geq?|approx|propto)(?![A-Za-z])|(?<![\w\\])prop(?![\w\\])"
)
_LETTERS = re.compile(r"\s*(?P<letters>[^\W\d]\w*(?:\s*,\s*[^\W\d]\w*)*)\s*:")
_SEVERAL = re.compile(r"\bor\b|∨|±|\\pm(?![A-Za-z])|\+/[-−]")
_FUNCTIONS = FUNCTIONS.keys() | SPELLINGS.keys()
# A name of a quantity, where it is not an expression: f(x), P(A | B), E[X + Y], y', dL/dx, ∇f.
# The argument of a small letter is a letter or a number, since x(x - 1) is a product.
_CALLED = re.compile(
    r"\s*\\?(?P<name>[A-Z]|[^\W\d]\w+|[a-z](?='*[(\[](?:[\w\s,;|]*|[\d./]+|\{?\\frac\{?\d+\}?\{?\d+\}?\}?)[)\]]))'*\s*[(\[{].*[)\]}]\s*"
)
# A product with a number or a letter is not written so, even of a known letter.
_AT_POINT = re.compile(r"\s*[^\W\d]\((?:[\d./]+|[a-z]|\{?\\frac\{?\d+\}?\{?\d+\}?\}?)\)\s*")
_PRIMED = re.compile(r"\s*[^\W\d]\w*'+\s*")
_DERIVATIVE = re.compile(r"\s*(?:d|∂|\\partial\s*)\w*\s*/\s*(?:d|∂|\\partial\s*)\w+.*|\s*(?:∇|\\nabla).*")
# A change of a matrix; d may be the number of its rows.
_DIFFERENTIAL = re.compile(r"(?<![A-Za-z\\])d[A-Z](?![A-Za-z])")
_ALSO = re.compile(r"\s*(?:and|also)\b", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z](?:_?\{?\w{1,3}\}?)?'*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was read.

    ``members`` are the expressions of a chain, or the one statement of an equation; ``joins`` has the sign
    before each of them but the first, which ``join`` has. ``may_be_equation`` is a chain that may have to
    be solved. ``label`` names the quantity of the line, if it is another than in the line before; ``letters``
    are those that the factor of a proportion must not contain. A line ``is_joined`` where it begins with a
    sign, and ``is_named`` where its first side is a letter alone, which may have another value from here on.
    """

    kind: StatedKind
    members: tuple[Node, ...] = ()
    joins: tuple[Join, ...] = ()
    join: Join = "="
    label: str = ""
    letters: tuple[str, ...] = ()
    is_separate: bool = False
    is_joined: bool = False
    is_named: bool = False

    @property
    def statement(self) -> Node:
        """The one equation that a line of two members is, or the statement that it holds."""
        return self.members[0] if len(self.members) == 1 else Relation("=", *self.members)

    @property
    def says_what_it_is(self) -> bool:
        """Whether a line names its own quantity: it has a label, or is a chain of its own."""
        return bool(self.label) or (len(self.members) > 1 and not self.is_joined)

    @property
    def may_be_equation(self) -> bool:
        """Whether a line is one equality of two members with letters, which may be unknown."""
        is_one = self.kind == "expression" and self.joins == ("=",) and not self.label
        return is_one and bool(find_symbols(self.statement))


def require_limits(lines: Sequence[str]) -> None:
    """Raise ParseError for a working that is longer than anybody writes."""
    longest = max(map(len, lines), default=0)
    for length, limit, message in (
        (len(lines), LINES_LIMIT, f"a working has at most {LINES_LIMIT} lines"),
        (longest, LINE_LIMIT_CHARS, f"a line has at most {LINE_LIMIT_CHARS} characters"),
        (
            sum(map(len, lines)),
            WORKING_LIMIT_CHARS,
            f"a working has at most {WORKING_LIMIT_CHARS} characters",
        ),
    ):
        if length > limit:
            raise ParseError(message, None, code="too-large")


@dataclass
class ExerciseReader:
    """Reads the lines of one working in order: letters that a line introduces are known from then on.

    ``definitions`` has the values of the letters that the working defines. A letter that an expression merely
    used may be defined by a later line; one of the exercise, or of an equation that is being solved, may not.
    """

    spec: Spec
    definitions: dict[str, Node] = field(default_factory=dict[str, Node])
    _letters: set[str] = field(default_factory=set[str])
    _unknowns: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        if self.spec.mode is None:
            spec = self.spec
            self.spec = ExpressionSpec(
                kind="expression", text="0", vars=spec.vars, assume=spec.assume, latex=spec.latex
            )
        self._letters |= self.spec.names_of_answers.declared
        self._unknowns |= self.letters_of_answer

    @property
    def letters_of_answer(self) -> frozenset[str]:
        """The letters that the answer may contain; the exercise may name others, such as an argument."""
        return frozenset(self.spec.vars) or self.spec.names_of_answers.declared

    def read_line(self, text: str) -> Line:
        """Read one line. Raises ParseError where it is not read, with the column."""
        text = text.split("#", 1)[0].rstrip()
        if not text.strip():
            return Line("words")
        also = _ALSO.match(text)
        text = _blank_line_start(text, also.end()) if also else text
        first, join, letters = self._leading_sign(text)
        text = _blank_line_start(text, first)
        line = self._equations(text) if join == "=" and not first and _SEVERAL.search(text) else None
        line = line or self._chain(text, join, letters)
        letters_here = {name for member in line.members for name in find_symbols(member)}
        self._letters |= letters_here
        if line.kind == "equation" or line.may_be_equation:
            self._unknowns |= letters_here
        return replace(line, is_separate=bool(also), is_joined=first > 0)

    def _leading_sign(self, text: str) -> tuple[int, Join, tuple[str, ...]]:
        """Return the end of the sign that a line begins with, the sign, and the letters of a proportion."""
        match = _SIGN.match(text, len(text) - len(text.lstrip()))
        if match is None:
            return 0, "=", ()
        join, end = _JOINS[match[0]], match.end()
        named = _LETTERS.match(text, end) if join == "∝" else None
        if named is None:
            return end, join, ()
        letters = (GREEK.get(each.strip(), each.strip()) for each in named["letters"].split(","))
        return named.end(), join, tuple(letters)

    def _equations(self, text: str) -> Line | None:
        """``x = 3 or x = -3`` and ``x = ±3``; None for what states no equation."""
        if not _SIGN.search(text):
            return None
        statements = [self._tree(each, is_statement=True) for each in both_signs(text)]
        return Line("equation", (reduce(lambda one, other: Logic("or", one, other), statements),))

    def _chain(self, text: str, join: Join, letters: tuple[str, ...]) -> Line:
        pieces, joins = _split_line_at_signs(text)
        if len(pieces) == 1:
            return Line("expression", (self._tree(pieces[0]),), (), join, letters=letters)
        if name := self._new_letter(pieces[0]):
            tree = self._tree(pieces[1])
            if len(pieces) == 2 and joins == ("=",) and name not in find_symbols(tree):
                self.definitions[name] = tree
                self._letters.add(name)
                return Line("definition", (tree,), label=name)
        self._forget(pieces)
        if label := self._label(pieces[0]):
            # Further names of the quantity have no value: ``dL/dt = z(t) = 2 t``.
            named = 2 if len(pieces) > 2 and _AT_POINT.fullmatch(pieces[1]) else 1
            trees = tuple(map(self._tree, pieces[named:]))
            return Line("expression", trees, joins[named:], joins[named - 1], label, letters)
        is_named = _LETTER.fullmatch(pieces[0].strip().removeprefix("\\")) is not None
        trees = tuple(map(self._tree, pieces))
        return Line("expression", trees, joins, join, letters=letters, is_named=is_named)

    def _forget(self, pieces: list[str]) -> None:
        """Take back the definition of a letter that gets a number, which is a condition on its letters."""
        name = pieces[0].strip()
        meant = self.definitions.get(name)
        if meant is not None and find_symbols(meant) and not find_symbols(self._tree(pieces[1])):
            del self.definitions[name]

    def _new_letter(self, text: str) -> str:
        """Return the single letter that a text is, if it may still be defined; else an empty text."""
        typed = text.strip().removeprefix("let ").strip()
        name = GREEK.get(typed, typed)
        is_letter = _LETTER.fullmatch(name) or name in GREEK.values()
        is_open = name not in self._unknowns and name not in self.definitions
        return name if is_letter and is_open and name not in _FUNCTIONS else ""

    def _label(self, text: str) -> str:
        """Return the quantity that a text names, without blanks; empty for an expression of known letters."""
        called = _CALLED.fullmatch(text)
        is_letter = called and called["name"] in self._letters and not _AT_POINT.fullmatch(text)
        is_called = called and not is_letter and called["name"] not in _FUNCTIONS
        if is_called or _PRIMED.fullmatch(text) or _DERIVATIVE.fullmatch(text):
            return "".join(text.split())
        return ""

    def _tree(self, text: str, *, is_statement: bool = False) -> Node:
        """Return the tree of an expression, with definitions substituted. Raises ParseError for an unknown
        word.
        """
        if self.spec.kind == "matrix-expression" and (change := _DIFFERENTIAL.search(text)):
            raise ParseError(f"{change[0]}, a change of a matrix, is not read here", change.start() + 1)
        names = self.spec.names_of_answers
        known = replace(names, declared=names.declared | self._letters, undeclared="allow")
        spec = equation_spec(self.spec) if is_statement else replace(self.spec)
        vars(spec)["names_of_answers"] = known  # in place of the property's cached value
        node = read_answer(spec, text)
        assert node is not None
        for name in sorted(find_symbols(node) - self._letters):
            if not _LETTER.fullmatch(name) and name not in GREEK.values():
                raise ParseError(
                    f"the name {name} is not known here", text.find(name) + 1, code="unknown-name"
                )
        return substitute_symbols(node, self.definitions) if self.definitions else node


def equation_spec(spec: Spec) -> EquationSpec:
    """Return the spec that reads and compares an equation in the names of another spec."""
    return EquationSpec(kind="equation", vars=spec.vars, assume=spec.assume, latex=spec.latex, text="0 = 0")


def _blank_line_start(text: str, end: int) -> str:
    """Return the text with its first characters replaced by blanks, so that columns stay."""
    return " " * end + text[end:]


def _split_line_at_signs(text: str) -> tuple[list[str], tuple[Join, ...]]:
    """Return the texts between signs outside of brackets, each with its column, and these signs."""
    signs = find_outside_brackets(_SIGN, text)
    starts = [0, *(sign.end() for sign in signs)]
    ends = [*(sign.start() for sign in signs), len(text)]
    pieces = [_blank_line_start(text[:end], start) for start, end in zip(starts, ends, strict=True)]
    return pieces, tuple(_JOINS[sign[0]] for sign in signs)
