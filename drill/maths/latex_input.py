"""The source of an answer in LaTeX: its canonical tokens, each with its place in the typed text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from drill.errors import ParseError, TooLargeError
from drill.latex import canonical_with_places, parse_latex_formula
from drill.latex import nodes as latex
from drill.latex.tokens import match_pairs
from drill.maths.characters import SUPERSCRIPTS, replace_lookalikes
from drill.maths.token_stream import MAX_DEPTH
from drill.text import by_word, find_closing, read_word_tables

# Delimiters of a formula in a text.
WRAPPERS = (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"))
_TWO_CHARACTERS = re.compile(r"([_^])\s*(?:\d\d|([+-])\S)")
_BARE_ROOT = re.compile(r"\\sqrt\s*[A-Za-z0-9](?=\s*[\^!])")
# Commands whose arguments are typed in round brackets out of habit.
_WITH_ARGUMENTS = re.compile(
    r"\\(?:(?P<two>[dtc]?frac|[dt]?binom)|sqrt(?:\s*\[[^\]]*\])?|hat|bar|tilde|vec|overline|widehat|widetilde)"
    r"(?![A-Za-z])"
)
_RAISED_BRACKET = re.compile(r"\^\s*\(")
_DECIMAL_COMMA = re.compile(r"\d\{,\}\d")
_LATEX_SIGN = re.compile(r"(?<!\\)[%#&$]")
_REPLACED = {"\\quad": [], "\\%": ["/", "100"], "\\text{does not exist}": ["\\operatorname{dne}"]}
_PLAINLY = "type it in plain maths: drill help answers shows how"
# Known commands without a value, with the text to write instead.
_HINTS = by_word(read_word_tables(__file__, "advice.txt")["commands"])
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_OPEN_DEGREE = re.compile(r"\\sqrt\s*(\[)[^\]]*\Z")
# Signs that other characters are read as.
_SIGNS = frozenset(("*", "/", "-", "'", "|", "^", "{", "}", "<", ">", ","))
_CELL_STARTS = frozenset(("&", "\\\\"))
_CELL_ENDS = frozenset(
    ("&", "\\\\", *(f"\\end{{{name}}}" for name in ("pmatrix", "bmatrix", "matrix", "array")))
)
# Letters of a command that a message shows.
_LONGEST_SHOWN = 20


# From text to tokens


@dataclass(frozen=True, slots=True)
class LatexSource:
    """Canonical tokens of a text in LaTeX as it was typed, and where each begins."""

    text: str
    tokens: tuple[str, ...]
    # Offsets in the text.
    places: tuple[int, ...]

    def part(self, start: int, end: int) -> LatexSource:
        """Return the tokens of a range."""
        return LatexSource(self.text, self.tokens[start:end], self.places[start:end])

    def column(self, token: int) -> int:
        """Return the column, from 1, where a token begins, or the last one for the end."""
        if not self.places:
            return 1
        return self.places[min(token, len(self.places) - 1)] + 1

    def refused(self, start: int, end: int) -> ParseError:
        """Return the error for tokens that have no value, named by the first token with specific advice."""
        indices = [
            index for index in range(start, min(end, len(self.tokens))) if self.tokens[index] in _HINTS
        ]
        index_of_fault = min([*indices, start, len(self.tokens) - 1]) if not indices else indices[0]
        token = self.tokens[index_of_fault]
        column = self.column(index_of_fault)
        typed = _COMMAND.match(self.text, column - 1)
        is_command = typed is not None and typed[0] not in ("\\left", "\\right")
        sign = typed[0] if typed is not None and is_command else self.text[column - 1 : column] or token
        as_typed = sign if token in _SIGNS and sign != "\\" and not sign.isspace() else token
        if start >= len(self.tokens) and token not in _HINTS:
            return ParseError(f"a value is missing after {sign if is_command else as_typed}", column)
        if token.startswith("\\begin{"):
            hint = _HINTS.get(token, "write pmatrix for a matrix")
            return ParseError(
                f"the environment {token[7:-1]} is not supported here", column, code="command", hint=hint
            )
        if token in _HINTS or (token[0] == "\\" and token[1:2].isalpha() and typed is not None):
            is_renamed = typed is not None and token[1:2].isalpha() and typed[0] not in ("\\left", "\\right")
            shown_token = typed[0] if typed is not None and is_renamed else token
            shown_token = (
                shown_token if len(shown_token) <= _LONGEST_SHOWN else f"{shown_token[:_LONGEST_SHOWN]}…"
            )
            hint = _HINTS.get(token, _PLAINLY)
            return ParseError(f"{shown_token} is not supported here", column, code="command", hint=hint)
        if token in (")", "]", "}", "\\}"):
            return ParseError("a value is missing here", column)
        return ParseError(f"{as_typed} does not belong here", column)


def read_latex_source(
    text: str, long_indices: re.Pattern[str] | None, *, joins_bars: bool = False
) -> LatexSource:
    """Return the tokens of LaTeX; ``long_indices`` finds names whose index has no braces: ``x_12``.

    Where it ``joins_bars``, two bars side by side are one token, as in ``p || q``.

    Raises:
        ParseError: its brackets do not match, or it shows otherwise than most people mean it.
    """
    typed = text
    text = replace_lookalikes(text)
    source = _arguments_braced(_brackets_raised(_blank_delimiters(text)))
    match_pairs(source)
    source, origins = _indices_braced(source, long_indices)
    try:
        _check_spelling(source)
        nodes = parse_latex_formula(source, places=True, most_depth=MAX_DEPTH).nodes
        _check_rows([nodes], source)
        tokens, places = canonical_with_places(nodes, joins_bars=joins_bars)
    except TooLargeError as error:
        raise ParseError("this is too long, or nested too deeply", 1, code="too-large") from error
    except ParseError as error:
        column = origins[min(error.at, len(origins)) - 1] + 1 if error.at else error.at
        raise ParseError(error.message, column, code=error.code, hint=error.hint) from None
    read: list[tuple[str, int]] = []
    for before, token, position in zip(["", *tokens], tokens, places, strict=False):
        if before in SUPERSCRIPTS and token in SUPERSCRIPTS:
            raise ParseError("two exponents are side by side", position + 1, hint="write ^{22} or brackets")
        if token in _CELL_ENDS and (not read or read[-1][0] in _CELL_STARTS or read[-1][0][:7] == "\\begin{"):
            raise ParseError("something is missing here", position + 1)
        read += [(plain_token, origins[position]) for plain_token in _plain_tokens(token)]
    return LatexSource(typed, tuple(token for token, _ in read), tuple(position for _, position in read))


def _indices_braced(text: str, long_indices: re.Pattern[str] | None) -> tuple[str, list[int]]:
    """Put braces around the indices of declared names; return the text and each character's former
    position.
    """
    origins = list(range(len(text) + 1))
    for match in reversed(list(long_indices.finditer(text)) if long_indices is not None else ()):
        start, end = match.start("index"), match.end()
        text = f"{text[:start]}{{{text[start:end]}}}{text[end:]}"
        origins[end:end] = [end]
        origins[start:start] = [start]
    return text, origins


def _plain_tokens(token: str) -> list[str]:
    """Return a token as answers use it: percent signs as quotients, ``²`` as a script, no spacing."""
    if token in SUPERSCRIPTS:
        return ["^", "{", SUPERSCRIPTS[token], "}"]
    return _REPLACED.get(token, [token])


def _blank_delimiters(text: str) -> str:
    """Return the text with blanks for delimiters such as dollar signs around the whole."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for opening, ending in WRAPPERS:
        if text.startswith(opening, start):
            if end - start < len(opening) + len(ending) or not text.endswith(ending, start, end):
                raise ParseError(f"{opening} is open here: {ending} is missing", start + 1)
            return " " * (start + len(opening)) + text[start + len(opening) : end - len(ending)]
    return text


def _brackets_raised(text: str) -> str:
    """Return the text with braces for round brackets that are a whole exponent: ``e^(-x)``."""
    characters = list(text)
    for match in _RAISED_BRACKET.finditer(text):
        opened = match.end() - 1
        end = find_closing(text, opened, "(", ")")
        if end < len(text):
            characters[opened] = "{"
            characters[end] = "}"
    return "".join(characters)


def _arguments_braced(text: str) -> str:
    """Return the text with braces for round brackets around a command's argument: ``\\sqrt(2)``.

    Raises ParseError for brackets that are not closed.
    """
    characters = list(text)
    for match in _WITH_ARGUMENTS.finditer(text):
        begin = match.end()
        for _ in range(2 if match["two"] else 1):
            begin += len(text[begin:]) - len(text[begin:].lstrip())
            opening = text[begin : begin + 1]
            if opening not in ("(", "{"):
                break
            end = find_closing(text, begin, opening, {"(": ")", "{": "}"}[opening])
            if end == len(text) and opening == "{":
                break
            if end == len(text):
                raise ParseError("a bracket is open here: a ) is missing", begin + 1)
            if opening == "(":
                characters[begin] = "{"
                characters[end] = "}"
            begin = end + 1
    return "".join(characters)


def _check_spelling(text: str) -> None:
    """Refuse ``^`` and ``_`` with several characters and no braces, which people mean otherwise."""
    if match := _LATEX_SIGN.search(text):
        sign = match[0]
        if sign != "&" or "\\begin" not in text:
            hint = {
                "%": r"a percent sign is written \%",
                "&": "entries belong in a matrix, such as \\begin{pmatrix} 1 & 2 \\end{pmatrix}",
                "$": "dollar signs go around the whole formula",
            }
            column = match.start() + 1
            raise ParseError(
                f"{sign} is not supported here", column, code="character", hint=hint.get(sign, "")
            )
    if match := _TWO_CHARACTERS.search(text):
        column = match.end(1) + 1
        if match[2] and match[1] == "^":
            raise ParseError("this exponent needs braces", column, hint=f"write ^{{{match[2]}1}}")
        raise ParseError("this reads two ways without braces", column, hint="write { } around all of it")
    if match := _OPEN_DEGREE.search(text):
        raise ParseError("a bracket is open here: a ] is missing", match.start(1) + 1)
    if match := _BARE_ROOT.search(text):
        raise ParseError("where this root ends reads two ways", match.end(), hint=r"write \sqrt{x^{2}}")
    if match := _DECIMAL_COMMA.search(text):
        raise ParseError(
            "these braces contain no value", match.start() + 2, hint="a decimal is written with a point: 2.5"
        )


def _check_rows(rows: Sequence[latex.Row], text: str) -> None:
    r"""Refuse invisible braces around more than one thing: ``2{x + 1}``, ``\sin{x}y``."""
    for row in rows:
        nodes = [node for node in row if not isinstance(node, latex.Space)]
        for index, node in enumerate(nodes):
            base = node.base if isinstance(node, latex.Scripts) else node
            _check_rows(_rows_in(node), text)
            if not isinstance(base, latex.Group | latex.Fence) or not text.startswith("{", base.at):
                continue
            signs = {part.text for part in base.body if isinstance(part, latex.Symbol)}
            if index and latex.classify_node(nodes[index - 1]) == "op":
                after = latex.classify_node(nodes[index + 1]) if index + 1 < len(nodes) else "bin"
                if base is not node or after in ("ord", "frac", "fence", "open"):
                    raise ParseError("where the argument ends reads two ways", base.end, hint="use brackets")
            elif len(nodes) > 1 and not signs.isdisjoint("+-−=<>"):
                raise ParseError("braces do not show here", base.at + 1, hint="write ( ) or \\{ \\}")


def _rows_in(node: latex.Node) -> list[latex.Row]:
    if not isinstance(node, latex.Scripts):
        return list(latex.rows_in(node))
    return [*latex.rows_in(node.base), node.sub or [], node.sup or []]
