r"""LaTeX to the tokens of the plain language, for its parser.

A group that LaTeX keeps together (the parts of ``\frac``, an exponent, ``\left|…\right|``, a matrix) is
parsed by itself and becomes one token of kind ``group``; ``^`` with its exponent becomes one of kind
``raised``. All else is written side by side as in the plain language and follows its rules, so that a formula
half typed and half LaTeX means what it shows.

What LaTeX would show in another way than it is read is refused: ``x^10`` (shows x¹0), ``\sqrt x^2``,
``2{x + 1}`` (shows 2x + 1), ``\sin{x + 1}``, ``2e3``.
"""

from __future__ import annotations

import re

from drill.errors import ParseError
from drill.maths import latex_commands as commands
from drill.maths.cursor import MAX_DEPTH
from drill.maths.latex_groups import SIMPLE, read_braces, read_fraction, read_root, read_script
from drill.maths.latex_matrices import read_delimited, read_environment, read_norm
from drill.maths.latex_names import LatexNames
from drill.maths.latex_pairs import match_pairs
from drill.maths.latex_symbols import (
    COMMAND,
    read_function_command,
    read_letter,
    read_letters,
    read_name,
    read_spelled,
    read_word,
)
from drill.maths.parser import Parser
from drill.maths.tokens import MAX_TOKENS, TOKEN, Token, read_other, read_sign
from drill.maths.tree import Const, Node, Sequence
from drill.maths.vocabulary import Follow, Vocabulary

_BLANK = re.compile(r"(?:[ \t\r\n~]|\\[,;:!> ])*")
_FOLLOW = re.compile(r"(\s*)(?:\\(?:left|[bB]igg?l?)(?![A-Za-z])\s*)?\(")


class LatexLexer:
    """One reading of one text; ``unknown`` collects names that are not known, with their positions."""

    def __init__(self, text: str, vocabulary: Vocabulary, names: LatexNames, *, flat: bool) -> None:
        self.text = text
        self.unknown: list[tuple[str, int]] = []
        self.count = 0
        """How many tokens were read so far."""
        self.vocabulary = vocabulary
        self.names = names
        self.flat = flat  # a matrix of one column or one row is a vector
        self.pairs = match_pairs(text)
        self.depth = 0

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens between two positions, with an ``end`` token last."""
        tokens: list[Token] = []
        self.read(start, end, tokens)
        self.count += len(tokens)
        if self.count > MAX_TOKENS:
            message = f"this is too long: more than {MAX_TOKENS} numbers, names and signs"
            raise ParseError(message, start + 1, code="too-large")
        tokens.append(("end", "", end))
        return tokens

    def parser(self, tokens: list[Token], *, angles: bool = False) -> Parser:
        """A parser of tokens, one with this reading in its depth and its unknown names."""
        parser = Parser(self.text, tokens, self.vocabulary, frozenset(), angles=angles)
        parser.latex = True
        parser.depth = self.depth
        parser.unknown = self.unknown
        return parser

    def read(self, start: int, end: int, tokens: list[Token]) -> None:
        """Append the tokens between two positions."""
        text = self.text
        first = len(tokens)
        position = start
        while True:
            position = self.after_blanks(position, end)
            if position >= end:
                break
            character = text[position]
            if character == "\\":
                position = self.command(position, end, tokens)
            elif character == "{":
                position = read_braces(self, self.pairs[position], tokens)
            elif character == "^":
                position = read_script(self, position, end, tokens)
            elif character.isalpha():
                position = read_letters(self, position, end, tokens)
            else:
                position = self._sign(position, end, tokens)
        self._refuse_hidden_braces(tokens, first)

    def _refuse_hidden_braces(self, tokens: list[Token], first: int) -> None:
        """Braces do not show: round more than one thing they are fine only where nothing stands beside."""
        for index in range(first, len(tokens)):
            kind, value, position = tokens[index]
            if kind == "braces":
                if len(tokens) - first > 1:
                    raise ParseError("braces do not show here", position + 1, hint="write ( ) or \\{ \\}")
                tokens[index] = ("group", value, position)

    def _sign(self, position: int, end: int, tokens: list[Token]) -> int:
        """A number, a sign, or a sign that LaTeX reads otherwise than the plain language."""
        character = self.text[position]
        if character in "_&%$#":
            raise self.no_sign(character, position)
        found = TOKEN.match(self.text, position, end)
        if found is None or found.lastgroup == "end":
            raise self.no_sign(character, position)
        if found.lastgroup == "sign":
            if character in "!'" and tokens and tokens[-1][0] in ("raised", "transpose"):
                raise ParseError(
                    f"{character} after a power reads two ways", position + 1, hint="use brackets"
                )
            return read_sign(found, tokens)
        if found["superscript"] and tokens and tokens[-1][0] == "raised":
            raise ParseError("two powers stand one after the other", position + 1, hint="use brackets")
        if found["power"] and found["power"][0] not in self.vocabulary.names.declared:
            raise ParseError("this power of ten reads two ways", position + 1, hint=r"write 2 \cdot 10^{3}")
        return read_other(found, self.vocabulary, tokens)

    def no_sign(self, character: str, position: int) -> ParseError:
        """The error for a character that LaTeX gives a meaning of its own, or that is none of mathematics."""
        if character == "_":
            return ParseError(
                "a subscript belongs to a name, and holds letters or digits",
                position + 1,
                hint="such as x_{1}",
            )
        hint = {
            "%": r"a percent sign is written \%",
            "&": "entries stand in a matrix, such as \\begin{pmatrix} 1 & 2 \\end{pmatrix}",
            "$": "dollar signs stand round the whole formula",
        }.get(character, "")
        return ParseError(f"{character} is not supported here", position + 1, code="character", hint=hint)

    def command(self, position: int, end: int, tokens: list[Token]) -> int:
        """What a command says; returns where it ends with all that belongs to it."""
        declared = self.names.match(self.text, position, end)
        if declared is not None:
            return read_name(self, declared[0], position, declared[1], end, tokens)
        found = COMMAND.match(self.text, position, end)
        if found is None:
            raise ParseError("a command is missing after the backslash", position + 1)
        name, place = found[1], found.end()
        if name in commands.SILENT:
            return place
        sign = commands.SIGNS.get(name)
        if sign is not None:
            if name == "%" and tokens and tokens[-1][0] == "raised":
                raise ParseError(
                    "a percent sign after a power reads two ways", position + 1, hint="use brackets"
                )
            tokens.append((sign, sign, position))
            return place
        if name in commands.GREEK_LETTERS:
            return read_spelled(self, commands.GREEK_LETTERS[name], position, place, end, tokens)
        if name == "infty":
            tokens.append(("const", Const("inf"), position))
            return place
        if name == "prime":
            tokens.append(("'", "'", position))
            return place
        return self._structure(name, position, place, end, tokens)

    def _structure(self, name: str, position: int, place: int, end: int, tokens: list[Token]) -> int:
        """A command with arguments."""
        if name in commands.FRACTIONS or name in commands.BINOMIALS:
            return read_fraction(self, name, position, place, end, tokens)
        if name == "sqrt":
            return read_root(self, position, place, end, tokens)
        if name == "left" or name in commands.ENDS:
            return read_delimited(self, self.pairs[position], tokens)
        if name == "begin":
            return read_environment(self, self.pairs[position], tokens)
        if name == "|":
            return read_norm(self, position, place, end, tokens)
        if name in commands.WORDS:
            return read_word(self, name, position, place, end, tokens)
        if name in commands.FONTS:
            letter, place = read_letter(self, name, position, place, end)
            return read_spelled(self, letter, position, place, end, tokens)
        if name in commands.ACCENTS:
            letter, place = read_letter(self, name, position, place, end)
            accent = {"widehat": "hat", "overline": "bar", "widetilde": "tilde"}.get(name, name)
            return read_spelled(self, f"{letter}_{accent}", position, place, end, tokens)
        if name in commands.GROUPS:
            node, place = self.argument(name, position, place, end)
            tokens.append(("group", node, position))
            return place
        return read_function_command(self, name, position, place, end, tokens)

    def after_blanks(self, position: int, end: int) -> int:
        """Where the blanks end that begin at a position."""
        found = _BLANK.match(self.text, position, end)
        return found.end() if found else position

    def inside(self, name: str, position: int, place: int, end: int) -> tuple[int, int, int]:
        """Where the argument of a command begins and ends, and where what holds it ends."""
        place = self.after_blanks(place, end)
        if place >= end:
            what = "^" if name == "^" else f"\\{name}"
            raise ParseError(f"{what} needs something after it", position + 1, hint=f"such as {what}{{x}}")
        if self.text[place] == "{":
            pair = self.pairs[place]
            return pair.first, pair.last, pair.end
        found = COMMAND.match(self.text, place, end)
        after = found.end() if found else place + 1
        return place, after, after

    def argument(self, name: str, position: int, place: int, end: int) -> tuple[Node, int]:
        """The argument of a command: a group in braces, a letter, a digit or a symbol; and where it ends."""
        start, last, after = self.inside(name, position, place, end)
        if after > last:  # in braces
            return self.group(start, last), after
        character = self.text[start]
        if character == "\\":
            tokens: list[Token] = []
            self.deeper(start)
            after = self.command(start, end, tokens)
            self.depth -= 1
            if len(tokens) == 1 and tokens[0][0] in SIMPLE:
                return self.parser([*tokens, ("end", "", after)]).read(rows=False, semicolons=False), after
        elif character.isdigit() or character.isalpha():
            self._refuse_longer(start, end)
            return self.group(start, last), last
        raise ParseError("this needs braces", start + 1, hint="write { } round all of it")

    def _refuse_longer(self, position: int, end: int) -> None:
        """LaTeX takes one digit or letter without braces: whoever typed more of them meant them all."""
        found = TOKEN.match(self.text, position, end)
        if found is None or found.lastgroup not in ("number", "power", "open"):
            return
        if found.lastgroup == "open":
            length = self.vocabulary.first(found["run"], self.follow(found.end("run"), end)).length
        else:
            length = len(found["number"])
        if length > 1:
            raise ParseError(
                "this reads two ways without braces", position + 1, hint="write { } round all of it"
            )

    def group(self, start: int, end: int) -> Node:
        """What stands between two positions as one value."""
        return self.parsed(start, end)[0]

    def parsed(self, start: int, end: int) -> tuple[Node, list[Token]]:
        self.deeper(start)
        tokens = self.tokens(start, end)
        if len(tokens) == 1:
            raise ParseError("nothing stands here", start + 1)
        node = self.parser(tokens).read(rows=False, semicolons=False)
        self.depth -= 1
        if isinstance(node, Sequence) and node.kind == "commas":
            comma = next(position for kind, _, position in tokens if kind == ",")
            raise ParseError("one value stands between braces", comma + 1, hint=r"a set is written \{1, 2\}")
        return node, tokens

    def deeper(self, position: int) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ParseError(f"this is nested more than {MAX_DEPTH} deep", position + 1, code="too-large")

    def follow(self, position: int, end: int) -> Follow:
        """Whether an opening bracket follows, of whatever size."""
        found = _FOLLOW.match(self.text, position, end)
        return "" if found is None else " (" if found[1] else "("
