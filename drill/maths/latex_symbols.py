"""Names, words and functions in LaTeX: letters, Greek letters, fonts, accents, subscripts and primes.

Each function appends a token and returns where it ends.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drill.errors import ParseError
from drill.maths import latex_commands as commands
from drill.maths.tokens import TOKEN, Token, read_run
from drill.maths.tree import Const, Node, Sym

if TYPE_CHECKING:
    from drill.maths.latex_lexer import LatexLexer

COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
"""A backslash with its name: letters, or any one character."""

_SUBSCRIPT = re.compile(
    r"\s*_\s*(?:\{\s*(?:\\(?:text|mathrm|textrm|rm)\s*)?\{?\s*([A-Za-z0-9]+)\s*\}?\s*\}|([A-Za-z0-9]))"
)
_MARKS = re.compile(r"(?:'|\s*\^\s*(?:\{\s*(?:\\prime\s*)+\}|\\prime(?![A-Za-z])))*")
_BELOW = re.compile(r"\s*_\s*")
_PRIMES = re.compile(r"'|\\prime")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_LONGEST_SHOWN = 20


def read_letters(lexer: LatexLexer, position: int, end: int, tokens: list[Token]) -> int:
    """A declared name by its LaTeX, or the first piece of a run of letters as in the plain language."""
    text = lexer.text
    declared = lexer.names.match(text, position, end)
    if declared is not None:
        return read_name(lexer, declared[0], position, declared[1], end, tokens)
    found = TOKEN.match(text, position, end)
    if found is None or found.lastgroup != "open":
        raise lexer.no_sign(text[position], position)
    run = found["run"]
    place = position + read_run(
        text, run, position, lexer.follow(found.end("run"), end), lexer.vocabulary, tokens
    )
    kind, value, _ = tokens[-1]
    if kind == "unknown" and len(run) == 1 and run in lexer.names.letters:
        tokens[-1] = ("name", Sym(lexer.names.letters[run]), position)
    _check_subscript(lexer, text[position:place], value, place)
    return _marked(lexer, position, place, end, tokens)


def _marked(lexer: LatexLexer, position: int, place: int, end: int, tokens: list[Token]) -> int:
    r"""Primes written as a script behind a name: ``x^{\prime}``."""
    kind, value, _ = tokens[-1]
    marks = _MARKS.match(lexer.text, place, end)
    if marks is None or marks.end() == place or not isinstance(value, Sym):
        return place
    if value.name in lexer.vocabulary.names.matrices:
        return place
    tokens[-1] = (kind, Sym(value.name + "'" * len(_PRIMES.findall(marks.group()))), position)
    return marks.end()


def _check_subscript(lexer: LatexLexer, written: str, value: Node | str, place: int) -> None:
    """LaTeX lowers one character: more of them go in braces, unless the name is declared so."""
    base, underscore, below = written.rstrip("'").partition("_")
    if not underscore or len(below) < 2 or below[0] == "{":
        return
    if not isinstance(value, Sym) or value.name.rstrip("'") not in lexer.vocabulary.names.declared:
        at = place - len(written) + len(base) + 1
        raise ParseError("this subscript reads two ways", at, hint=f"write {base}_{{{below}}}")


def read_name(lexer: LatexLexer, name: str, start: int, place: int, end: int, tokens: list[Token]) -> int:
    """A declared name whose LaTeX was found, with the primes that follow."""
    if name not in lexer.vocabulary.names.matrices:
        marks = _MARKS.match(lexer.text, place, end)
        if marks and marks.end() > place:
            name += "'" * len(_PRIMES.findall(marks.group()))
            place = marks.end()
    tokens.append(("name", Sym(name), start))
    return place


def read_function_command(
    lexer: LatexLexer, name: str, position: int, place: int, end: int, tokens: list[Token]
) -> int:
    r"""A function by its command: ``\sin``, ``\log_2``, ``\max``."""
    advice = commands.REFUSED.get(name)
    canonical = None if advice is not None or len(name) < 2 else lexer.vocabulary.function(name)
    if canonical is None:
        hint = advice or "type it in plain maths: drill help answers shows how"
        shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
        raise ParseError(f"\\{shown} is not supported here", position + 1, code="command", hint=hint)
    below = _BELOW.match(lexer.text, place, end)
    if below is None:
        tokens.append(("func", canonical, position))
        return place
    if canonical != "log":
        raise lexer.no_sign("_", below.end() - 1)
    base, place = lexer.argument("log", position, below.end(), end)
    tokens.append(("log", base, position))
    return place


def read_spelled(
    lexer: LatexLexer, spelling: str, start: int, place: int, end: int, tokens: list[Token]
) -> int:
    """A name, constant or function in its plain spelling, with the subscript and primes that follow."""
    below = _SUBSCRIPT.match(lexer.text, place, end)
    if below is not None:
        spelling += f"_{below[1] or below[2]}"
        place = below.end()
    marks = _MARKS.match(lexer.text, place, end)
    if marks and marks.end() > place and spelling not in lexer.vocabulary.names.matrices:
        spelling += "'" * len(_PRIMES.findall(marks.group()))
        place = marks.end()
    piece = lexer.vocabulary.first(spelling, lexer.follow(place, end))
    if piece.length == len(spelling):
        tokens.append((piece.kind, piece.value, start))
    else:
        tokens.append(("unknown", Sym(spelling), start))
    return place


def read_letter(lexer: LatexLexer, name: str, position: int, place: int, end: int) -> tuple[str, int]:
    """The one letter that a font or an accent dresses, and where the command ends."""
    start, last, after = lexer.inside(name, position, place, end)
    found = COMMAND.match(lexer.text, start, last)
    if found is None:
        inner = lexer.text[start:last].strip()
        if len(inner) == 1 and inner.isalpha():
            return inner, after
    elif found[1] in commands.GREEK_LETTERS and not lexer.text[found.end() : last].strip():
        return commands.GREEK_LETTERS[found[1]], after
    elif found[1] in commands.FONTS and lexer.text[place:after].lstrip()[:1] == "{":
        lexer.deeper(start)
        letter, inner_end = read_letter(lexer, found[1], start, found.end(), last)
        lexer.depth -= 1
        if not lexer.text[inner_end:last].strip():
            return letter, after
    raise ParseError(f"\\{name} belongs to one letter", position + 1, hint=f"such as \\{name}{{x}}")


def read_word(lexer: LatexLexer, name: str, position: int, place: int, end: int, tokens: list[Token]) -> int:
    """A word in upright letters: a function, a declared name, ``or``, ``and``, ``not``."""
    start, last, after = lexer.inside(name, position, place, end)
    word = " ".join(lexer.text[start:last].split())
    if word.lower() in ("or", "and", "not"):
        tokens.append((word.lower(), word.lower(), position))
        return after
    if word.lower() in ("does not exist", "dne"):
        tokens.append(("const", Const("dne"), position))
        return after
    if _WORD.fullmatch(word):
        return read_spelled(lexer, word, position, after, end, tokens)
    if word.startswith("\\"):
        letter, after = read_letter(lexer, name, position, place, end)
        return read_spelled(lexer, letter, position, after, end, tokens)
    raise ParseError(
        f"\\{name} holds one word here", start + 1, hint="such as or, and, the name of a function"
    )
