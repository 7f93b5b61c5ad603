"""A position in a list of tokens, with the open brackets there, and the errors that name it."""

from __future__ import annotations

from drill.errors import ParseError
from drill.maths.characters import SIGN_PAIRS
from drill.maths.maths_tokens import VALUE_ENDS, Token
from drill.maths.maths_tree import Binary, Num, Sym
from drill.maths.maths_vocabulary import Vocabulary
from drill.maths.names import Mode

# Brackets in one another; a formula has five, and each costs levels of recursion.
MAX_DEPTH = 60

_OPENS = ("(", "[", "{", "⌊", "⌈", "angle", "superscript")
_CLOSES = (")", "]", "}", "⌋", "⌉", "angle-end", "superscript-end")
_LETTERS = ("name", "unknown", "const")
_RELATIONS = ("<", "<=", ">=", "=", "!=", "or", "and")
_SHOWN = {
    "superscript": "the superscript",
    "superscript-end": "the superscript",
    "angle": "⟨",
    "angle-end": "⟩",
}


class TokenStream:
    """The tokens of a text, read from left to right.

    ``unknown`` collects names that are not known with their positions; ``bound`` are names known only inside
    the functions that bind them; ``bars`` counts those open in the innermost brackets.
    """

    def __init__(
        self,
        typed: str,
        text: str,
        tokens: list[Token],
        vocabulary: Vocabulary,
        bound: frozenset[str],
        mode: Mode,
    ) -> None:
        self.typed = typed
        """The text before look-alike characters were replaced, for messages."""
        self.text = text
        self.tokens = tokens
        self.vocabulary = vocabulary
        self.bound = bound
        names = vocabulary.names
        self.has_inner_products = mode == "value" and names.functions == "matrix" and bool(names.matrices)
        """Whether two vectors in angle or round brackets are an inner product."""
        self.angles = self.has_inner_products or mode == "vector"
        self.bank = names.functions == "bank"
        self.unknown: list[tuple[str, int]] = []
        self.index: int = 0
        self.depth = 0
        self.bars = 0
        self.in_family = False
        self.percents: int = 0
        """How many percent signs were read so far."""
        self._postfixes = 0

    @property
    def kind(self) -> str:
        """The kind of the token that comes next."""
        return self.tokens[self.index][0]

    @property
    def position(self) -> int:
        """The position from 0 of the token that comes next."""
        return self.tokens[self.index][2]

    def touches(self) -> bool:
        """Return whether a value ends directly before the next token, without a blank."""
        position = self.position
        if position == 0 or self.text[position - 1].isspace():
            return False
        return self.tokens[self.index - 1][0] in ("name", "unknown", ")", "]")

    def is_power_apart(self) -> bool:
        """Return whether the next token is a number with an exponent, separate from the value before it: in
        ``a 2^x`` a factor.
        """
        return not self.is_beside() and self.tokens[self.index + 1][0] in ("^", "superscript")

    def is_beside(self) -> bool:
        """Return whether the next token directly follows the one before."""
        return not self.text[self.position - 1].isspace()

    def opens_angle(self) -> bool:
        """Return whether the ``<`` that comes next opens a vector, as in ``t<1, 2>``.

        Such brackets hold commas before their ``>``.
        """
        depth = commas = 0
        for kind, _, _ in self.tokens[self.index + 1 :]:
            if kind == ">" and depth == 0:
                return commas > 0
            depth += (kind in _OPENS) - (kind in _CLOSES)
            commas += kind == "," and depth == 0
            if depth < 0 or kind in _RELATIONS:
                return False
        return False

    def enter(self, position: int) -> None:
        """Go one level deeper; the caller restores ``depth`` when it leaves.

        Raises:
            ParseError: too many levels are open.
        """
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ParseError(f"this is nested more than {MAX_DEPTH} deep", position + 1, code="too-large")

    def count_postfix(self) -> None:
        """Count one more prime or index; their number in a row is limited.

        Raises:
            ParseError: there are too many.
        """
        self._postfixes += 1
        if self._postfixes > MAX_DEPTH:
            raise ParseError("too many primes and indices", self.position, code="too-large")

    def expect(self, closing: str, opened: int) -> None:
        """Read a closing bracket, or report that the one opened at that position is not closed.

        Raises:
            ParseError: something else comes next.
        """
        if self.kind != closing:
            raise self.not_closed(self.text[opened], closing, opened)
        self.index += 1

    def not_closed(self, opening: str, closing: str, opened: int) -> ParseError:
        """Return the error for another token where ``closing`` is expected."""
        opening, closing = _SHOWN.get(opening, opening), _SHOWN.get(closing, closing)
        if self.kind in (")", "]", "}") and self.kind != closing:
            message = f"this {self.kind} does not close the {opening} of column {opened + 1}"
            return ParseError(message, self.position + 1, hint=f"a {closing} is expected")
        if self.kind == "end":
            return ParseError(f"a bracket is open here: a {closing} is missing", opened + 1)
        return self.unexpected()

    def unexpected(self) -> ParseError:
        """Return the error for a token that does not fit in its place."""
        kind = self.kind
        column = self.position + 1
        if kind in _CLOSES[:-1]:
            return ParseError(f"this {self._shown(self.index)} closes nothing", column)
        if kind == ";":
            return ParseError("a semicolon does not belong here", column, hint="write a comma")
        if kind == "{":
            message = "a brace groups after ^ and _, and opens a set"
            return ParseError(message, column, hint="use ( ) for a product")
        if kind == "end" or kind == "superscript-end":
            return self.missing_value()
        return ParseError(f"{self._shown(self.index)} does not belong here", column)

    def missing_value(self) -> ParseError:
        """Return the error for another token where a value is expected."""
        if self.index == 0:
            hints = {"=": "type only what comes after it", "]": "(0, 1) leaves its ends out"}
            message = f"a value is missing before {self._shown(0)}"
            return ParseError(message, self.position + 1, hint=hints.get(self.kind, ""))
        kind, _, position = self.tokens[self.index - 1]
        hint = SIGN_PAIRS.get((kind, self.kind), "")
        if kind == "[" and self.kind == "end":
            hint = "a round bracket leaves an end out: [0, 1)"
        return ParseError(f"a value is missing after {self._shown(self.index - 1)}", position + 1, hint=hint)

    def check_number_beside(self, before: str) -> None:
        """Refuse a number next to a value where that is ambiguous; ``before`` is the kind before it.

        Raises:
            ParseError: the number reads two ways.
        """
        tokens = self.tokens
        index = self.index
        column = self.position + 1
        if self.is_power_apart() and (before == "superscript-end" or tokens[index - 2][0] == "^"):
            return
        if before == "number":
            raise self._two_numbers()
        if before in ("fraction", "%", "superscript-end"):
            raise ParseError("a number follows without an operator", column, hint="write * or + between")
        is_letter = before in ("name", "unknown", "const")
        # In ``2 a 2^n`` all are factors, but what is typed may have x for a sign: ``2 x 10^n``.
        is_product = tokens[index + 1][0] == "^" and (self.bank or self._shown(index - 1) not in "xX")
        if is_letter and index >= 2 and tokens[index - 2][0] == "number" and not is_product:
            first, letter, last = self._shown(index - 2), self._shown(index - 1), self._shown(index)
            message = f"does {first}{letter}{last} mean {first}*{last} or {first}*{letter}*{last}?"
            hint = "write the * where a product is meant, or ^ for a power"
            raise ParseError(message, tokens[index - 2][2] + 1, hint=hint)
        is_direct = not self.bank and not self.text[self.position - 1].isspace()
        if is_direct and (before == "name" or before == "const"):
            letter, last = self._shown(index - 1), self._shown(index)
            message = f"does {letter}{last} mean {last}*{letter}, {letter}^{last} or {letter}_{last}?"
            raise ParseError(message, tokens[index - 1][2] + 1, hint="write which")

    def check_after_exponent(self) -> None:
        """Refuse a letter directly after an exponent with a sign: ``e^-9t`` is mostly meant as e^(-9t).

        Raises:
            ParseError: what follows reads two ways.
        """
        index = self.index
        if index < 4 or self.kind not in _LETTERS or self.text[self.position - 1].isspace():
            return
        (base, value, position), (power, *_), (sign, *_) = self.tokens[index - 4 : index - 1]
        is_matrix = isinstance(value, Sym) and value.name in self.vocabulary.names.matrices
        is_power = base in ("number", *_LETTERS) and power == "^" and sign in ("-", "+")
        if is_matrix or not is_power or self.tokens[index - 1][1] == Num("1"):
            return
        below, exponent, letter = map(self._shown, (index - 4, index - 1, index))
        grouped, product = f"{below}^({sign}{exponent}{letter})", f"{below}^({sign}{exponent}) {letter}"
        raise ParseError(f"did you mean {grouped} or {product}?", position + 1)

    def check_percent(self, slash: int) -> None:
        """Refuse a percent sign after the divisor that was just read: it may belong to the quotient.

        Raises:
            ParseError: the sign reads two ways.
        """
        tokens = self.tokens
        last = self.index - 1
        depth = 0
        while last > slash and (depth or tokens[last][0] != "%"):
            depth += (tokens[last][0] in _CLOSES) - (tokens[last][0] in _OPENS)
            last -= 1
        if last == slash:
            return
        simple = tokens[slash - 1][0] == "number" and last == slash + 2
        above, below = (self._shown(slash - 1), self._shown(slash + 1)) if simple else ("a", "b")
        hint = f"write ({above}/{below})% or {above}/({below}%)"
        raise ParseError("a percent sign after a quotient reads two ways", tokens[last][2] + 1, hint=hint)

    def _two_numbers(self) -> ParseError:
        tokens = self.tokens
        index = self.index
        whole = self._shown(index - 1)
        value = tokens[index][1]
        if isinstance(value, Binary) and isinstance(value.left, Num) and isinstance(value.right, Num):
            above, below = value.left.text, value.right.text
        elif tokens[index + 1][0] == "/" and tokens[index + 2][0] == "number":
            above, below = self._shown(index), self._shown(index + 2)
        else:
            advice = "write an operator, or a comma between values"
            hint = "a number has one point" if "." in whole else advice
            return ParseError("two numbers are side by side", self.position + 1, hint=hint)
        before = tokens[index - 2][0] if index > 1 else ""
        negative = before == "-" and (index == 2 or tokens[index - 3][0] not in VALUE_ENDS)
        sign = "-" if negative else ""
        mixed = f"{whole}+{above}/{below}"
        hint = f"write {sign}({mixed})" if before in ("-", "*", "/", "^") else f"write {mixed}"
        if whole.isdigit() and above.isdigit() and below.isdigit():
            single = f"{int(whole) * int(below) + int(above)}/{below}"
            hint += f" or {sign}{f'({single})' if before in ('*', '/', '^') else single}"
        return ParseError("a mixed number reads two ways", tokens[index - 1][2] + 1, hint=hint)

    def _shown(self, index: int) -> str:
        """Return a token as it was typed."""
        kind, value, position = self.tokens[index]
        if isinstance(value, Num):
            return value.text
        if kind == "end":
            return "the beginning"
        is_superscript = kind in ("superscript", "superscript-end")
        typed = "" if is_superscript else self.typed[position : self.tokens[index + 1][2]].strip()
        return typed or _SHOWN.get(kind, kind)
