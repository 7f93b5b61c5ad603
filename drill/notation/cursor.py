"""The reader's position in a formula's tokens, with counts for each bracket's content."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, NoReturn

from drill.errors import DrillError
from drill.text import read_word_tables, split_commands

# Classes of canonical tokens: letters, functions, operators, relations and signs.


def _make_word_tokens(names: str) -> frozenset[str]:
    return frozenset(f"\\operatorname{{{name}}}" for name in names.split())


_TABLES = read_word_tables(__file__, "vocabulary.txt")
QUAD = "\\quad"
GREEK = split_commands(_TABLES["greek"])
LETTERLIKE = split_commands(_TABLES["like letters"])
FONTS = split_commands(_TABLES["fonts"])
ACCENTS = split_commands(_TABLES["accents"])
INCREMENT = "\\Delta"
DOTS = split_commands("ldots cdots vdots ddots")
# Functions that may omit their brackets.
FUNCTIONS = split_commands(_TABLES["functions"]) | _make_word_tokens(_TABLES["upright functions"])
EXPECTATIONS = _make_word_tokens(_TABLES["expectations"]) | {"\\mathbb{E}", "\\mathbb{V}"}
# Aims of a search, whose body is a whole sum if its later terms contain the bound letter.
AIMS = split_commands("max min argmax argmin sup inf") | _make_word_tokens(_TABLES["upright aims"])
REDUCERS = AIMS | split_commands(_TABLES["reducers"])
INTEGRALS = split_commands("int iint iiint oint")
QUANTIFIERS = split_commands("forall exists nexists neg")
RELATIONS = split_commands(_TABLES["relations"]) | {"=", "<", ">", ":=", "=:"}
PRODUCTS = split_commands(_TABLES["products"]) | {"*"}
SIGNS = frozenset(("+", "-", "\\pm", "\\mp"))
TRANSPOSES: dict[tuple[str, ...], str] = {("\\top",): "\\top", ("T",): "T"}
TRANSPOSES.update(
    ((font, "{", letter, "}"), f"{font}{{{letter}}}") for font in sorted(FONTS) for letter in ("T", "\\top")
)
MARKS = split_commands("ast star pm dagger circ perp bullet") | {"*", "+", "-"}
# Letters that are raised to a number of steps ``T`` and never transposed.
GROWING = frozenset(("\\gamma", "\\lambda"))
BRACKETS = {
    "(": ")", "[": "]", "\\{": "\\}", "\\langle": "\\rangle", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil",
}  # fmt: skip
OPENING = frozenset((*BRACKETS, "{"))
CLOSING = frozenset((*BRACKETS.values(), "}"))
BARS = frozenset(("|", "\\|"))
# Letters that are functions before any bracket, whatever its content.
FUNCTION_LETTERS = split_commands("phi psi varphi Phi Psi varPhi sigma Gamma ell") | set("fghpqFGHPLJ")


def is_product_sign(token: str) -> bool:
    r"""Return whether a token is a product sign; one with an index, ``\ast_{G}``, is another operation."""
    return token in PRODUCTS or token.partition("_{")[0] in PRODUCTS


def is_word_token(token: str) -> bool:
    """Return whether a token is an upright word: a name, or words inside a formula."""
    return token.startswith(("\\operatorname{", "\\text{"))


def is_letter(token: str) -> bool:
    """Return whether a token is one letter: a name by itself, which may be an index."""
    return (len(token) == 1 and token.isalpha()) or token in GREEK or token == "\\ell"


def is_step(content: Sequence[str]) -> bool:
    """Return whether what begins with a letter is that letter, perhaps plus or minus a number."""
    return len(content) == 1 or (len(content) == 3 and content[1] in "+-" and content[2].isdigit())


def is_number_token(token: str) -> bool:
    """Return whether a token is a number."""
    return token[:1].isdecimal() or (token[:1] == "." and token[1:2].isdecimal())


# Max tokens of a statement; the longest display of 500 papers has 900.
MAX_TOKENS = 1_500
# Max depth of nested brackets, scripts and operators; papers need twelve.
MAX_DEPTH = 30
_TOO_DEEP = "the formula is nested too deeply"
_HALF_OPEN = (("(", "]"), ("[", ")"), ("\\lfloor", "\\rceil"))


class NotationError(DrillError):
    """A formula that cannot be read; ``at`` is the token that does not fit, if known."""

    code = "notation"

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.at = position


class BracketError(NotationError):
    """A bracket that nothing closes, or that closes nothing."""


Superscript = Literal["power", "index", "label", "transpose"]


@dataclass(frozen=True, slots=True)
class Notation:
    r"""The meaning of a paper's marks, where the formula alone does not show it.

    Names are spelled as `walk.spell_name` has them, fonts and accents included (``\\hat{f}``).
    """

    # Names of functions, whose arguments are in the round brackets after them.
    functions: frozenset[str] = frozenset()
    # Names that are numbers in this formula, so that brackets after them are a factor.
    numbers: frozenset[str] = frozenset()
    # Meanings of superscripts: ``x^t`` for one name, ``^t`` for all names, ``^(`` for one in brackets.
    superscripts: Mapping[str, Superscript] = field(default_factory=dict[str, Superscript])
    # Letters side by side that are one name: ``PE``.
    words: frozenset[str] = frozenset()
    primes_transpose: bool = False
    # Whether ``d`` before a name makes a differential of it, ``dx = f\,dt + g\,dw``.
    has_differentials: bool = False
    # Names of numbers, if they are declared: then only ``functions`` and words are called.
    values: frozenset[str] | None = None
    # Whether it was typed on one line: a slash then divides by one factor only, as in programs.
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class _Inside:
    """Counts of the signs directly inside a bracket, not in nested brackets."""

    end: int
    tokens: frozenset[str]
    # Number of ``|``.
    bars: int
    double_bars: int


class Cursor:
    """The tokens of a formula, and the reader's position."""

    def __init__(self, tokens: Sequence[str], notation: Notation) -> None:
        if len(tokens) > MAX_TOKENS:
            raise NotationError(f"a formula has at most {MAX_TOKENS} signs")
        self.tokens = tuple(tokens)
        self.notation = notation
        self.at: int = 0
        self.applied: set[str] = set()
        self.numbers: set[str] = set()
        """Names whose following brackets contain arguments."""
        self._inside = _index_brackets(self.tokens)
        self._stops: list[frozenset[str]] = [self._bars_that_part(-1)]
        self._factors = 0
        self._names_time = _counts_to(self.tokens)
        self._awaited: list[int] = [0]
        """Integral signs whose differential is still to come, for each bracket."""

    def peek(self, ahead: int = 0) -> str:
        """Return the token at the reader's position, or ``ahead`` of it; empty at the end."""
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else ""

    def peek_at(self, index: int) -> str:
        """Return the token at an index; empty at the end."""
        return self.tokens[index] if index < len(self.tokens) else ""

    def take(self) -> str:
        """Return the token at the reader's position and advance. Raises NotationError at the end."""
        token = self.peek()
        if not token:
            raise self.unexpected()
        self.at += 1
        return token

    def expect(self, token: str) -> None:
        """Advance over ``token``. Raises NotationError for another one."""
        if self.peek() != token:
            self.refuse_here()
        self.at += 1

    def refuse_here(self) -> NoReturn:
        """Raise NotationError for the token at the reader's position."""
        raise self.unexpected()

    def unexpected(self) -> NotationError:
        """Return the error for a token that is not expected."""
        token = self.peek()
        message = f"{token} is not expected here" if token else "something is missing at the end"
        return NotationError(message, self.at)

    def end_of(self, opening: int) -> int:
        """Return the index of the bracket that closes the one at an index."""
        return self._bracket(opening).end

    def opens(self, index: int) -> bool:
        """Return whether a bracket opens at an index."""
        return index in self._inside

    def _bracket(self, opening: int) -> _Inside:
        if opening not in self._inside:
            raise NotationError("an argument in braces is missing")
        return self._inside[opening]

    def inside(self, opening: int) -> frozenset[str]:
        """Return the tokens directly inside of a bracket."""
        return self._bracket(opening).tokens

    def content(self, opening: int) -> tuple[str, ...]:
        """Return all tokens inside of a bracket."""
        return self.tokens[opening + 1 : self.end_of(opening)]

    def parts_with_bars(self, opening: int) -> bool:
        """Return whether bars in a bracket separate, ``(x | y)``, and enclose nothing."""
        return len(self._bars_that_part(opening)) > 1

    def _bars_that_part(self, opening: int) -> frozenset[str]:
        inside = self._bracket(opening)
        unpaired_bars = [bar for bar, count in (("|", inside.bars), ("\\|", inside.double_bars)) if count % 2]
        return frozenset((*unpaired_bars, "\\mid"))

    def stops(self, token: str) -> bool:
        """Return whether a bar at the reader's position closes or separates the bracket that is open."""
        return token in self._stops[-1]

    @contextmanager
    def within(self, opening: int) -> Generator[None]:
        """Read the content of a bracket."""
        with self._between(self._bars_that_part(opening)):
            yield

    @contextmanager
    def within_bars(self, bar: str) -> Generator[None]:
        """Read the content between bars."""
        with self._between(frozenset((bar,))):
            yield

    @contextmanager
    def deeper(self) -> Generator[None]:
        """Read one factor, which may be an operator with its operand.

        Raises NotationError for too many in one another.
        """
        self._factors += 1
        if self._factors > MAX_DEPTH:
            raise NotationError(_TOO_DEEP)
        try:
            yield
        finally:
            self._factors -= 1

    @contextmanager
    def _between(self, stops: frozenset[str]) -> Generator[None]:
        self._stops.append(stops)
        self._awaited.append(0)
        try:
            yield
        finally:
            self._stops.pop()
            self._awaited.pop()

    @property
    def awaited(self) -> int:
        """Number of integral signs in this bracket that still lack their differential."""
        return self._awaited[-1]

    @awaited.setter
    def awaited(self, count: int) -> None:
        self._awaited[-1] = count


def _counts_to(tokens: Sequence[str]) -> bool:
    """Return whether ``T`` occurs as a name, and not only as a transpose."""
    places = [index for index, token in enumerate(tokens) if token == "T"]
    above: list[int] = []
    for place in places:
        opening = place - 2 if tokens[place - 1] == "-" else place - 1
        if tuple(tokens[opening - 1 : opening + 1]) == ("^", "{") and tokens[place + 1] == "}":
            above.append(opening)
    ends = [opening - 2 for opening in above if tokens[opening - 2] == "}"]
    return len(places) > len(above) or any(_is_bound(tokens, end) for end in ends)


def list_tokens_outside(tokens: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the tokens outside of all brackets, with their places."""
    depth = 0
    for index, token in enumerate(tokens):
        closes = token in CLOSING or token.startswith("\\end{")
        depth -= closes
        if depth <= 0 and not closes:
            yield index, token
        depth += token in OPENING or token.startswith("\\begin{")


def _is_bound(tokens: Sequence[str], closing: int) -> bool:
    r"""Return whether a group ends the bounds below an operator, ``\sum_{t=1}``."""
    depth = 0
    for index in range(closing, 1, -1):
        depth += (tokens[index] == "}") - (tokens[index] == "{")
        if depth == 0:
            return tokens[index - 1] == "_" and tokens[index - 2] in REDUCERS | INTEGRALS
    return False


def _index_brackets(tokens: Sequence[str]) -> dict[int, _Inside]:
    """Return the content of each bracket by the index where it opens (-1: the whole formula)."""
    result: dict[int, _Inside] = {}
    opened: list[tuple[int, list[str]]] = [(-1, [])]
    for index, token in enumerate(tokens):
        is_environment = token.startswith("\\begin{")
        if token in OPENING or is_environment:
            opened[-1][1].append(token)
            opened.append((index, []))
            if len(opened) > MAX_DEPTH:
                raise NotationError(_TOO_DEEP)
        elif token in CLOSING or token.startswith("\\end{"):
            begun, inside = opened.pop()
            if begun < 0 or not _closes_bracket(tokens[begun], token):
                sign = _print_bracket(token)
                raise BracketError(f"this {sign} closes nothing", index)
            result[begun] = _count_bars_inside(index, inside)
        else:
            opened[-1][1].append(token)
    if len(opened) > 1:
        index = opened[-1][0]
        due = _print_bracket(BRACKETS.get(tokens[index], "}"))
        raise BracketError(f"a bracket is open here: a {due} is missing", index)
    result[-1] = _count_bars_inside(len(tokens), opened[0][1])
    return result


def _closes_bracket(opening: str, closing: str) -> bool:
    if opening.startswith("\\begin{"):
        return closing == "\\end{" + opening.removeprefix("\\begin{")
    if opening == "{":
        return closing == "}"
    return BRACKETS[opening] == closing or (opening, closing) in _HALF_OPEN


def _count_bars_inside(end: int, inside: list[str]) -> _Inside:
    return _Inside(end, frozenset(inside), inside.count("|"), inside.count("\\|"))


def _print_bracket(token: str) -> str:
    r"""Return a bracket for a message: ``{`` for ``\{``, commands as they are."""
    return token if token[1:].isalpha() else token.removeprefix("\\")
