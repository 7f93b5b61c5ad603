"""``\\text{…}``: words with their blanks, and formulas between ``$`` inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.typeset.nodes import FontName, Group, Row, Words
from drill.typeset.symbols import ACCENTS, COMMANDS, SPACES

if TYPE_CHECKING:
    from drill.typeset.parser import Parser

TEXT_COMMANDS = frozenset(
    [
        "text",
        "textrm",
        "textnormal",
        "mbox",
        "hbox",
        "textit",
        "textbf",
        "textsc",
        "texttt",
        "emph",
        "textup",
        "textsf",
        "intertext",
        "shortintertext",
        "textsl",
        "textmd",
        "fbox",
        "vbox",
        "textsuperscript",
        "textsubscript",
        "uline",
        "underline@",
        "makebox",
    ]
)
_TEXT_ACCENTS = {
    "'": "acute",
    "`": "grave",
    "^": "hat",
    '"': "ddot",
    "~": "tilde",
    "=": "bar",
    "c": "",
    "v": "check",
}
_SWITCHES = frozenset(
    [
        "bf",
        "it",
        "rm",
        "tt",
        "sf",
        "em",
        "bfseries",
        "itshape",
        "rmfamily",
        "normalfont",
        "small",
        "footnotesize",
        "scriptsize",
        "tiny",
        "large",
        "displaystyle",
        "textstyle",
        "scriptstyle",
        "protect",
        "relax",
        "boldmath",
        "upshape",
    ]
)


def read_text(parser: Parser, tokens: list[str], font: FontName) -> Row:
    """The pieces of text given as raw tokens: Words, and Groups for the formulas inside."""
    pieces: Row = []
    words: list[str] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token in ("$", "\\("):
            end = _formula_end(tokens, place, "$" if token == "$" else "\\)")
            if end is None:
                words.append(token)
                continue
            _flush(words, pieces, font)
            pieces.append(Group(parser.nested(tokens[place:end])))
            place = end + 1
        elif token[0] == "\\" and len(token) > 1:
            place = _read_command(parser, tokens, place, words)
        elif token in "{}":
            continue
        elif token[0] in " \t\n":
            words.append(" ")
        elif token[0] == "%":
            continue
        else:
            words.append(" " if token == "~" else token)
    _flush(words, pieces, font)
    return pieces or [Words("", font)]


def _formula_end(tokens: list[str], start: int, closing: str) -> int | None:
    for place in range(start, len(tokens)):
        if tokens[place] == closing:
            return place
    return None


def _read_command(parser: Parser, tokens: list[str], place: int, words: list[str]) -> int:
    """Add what the command before ``place`` shows to ``words``; return where to read on."""
    name = tokens[place - 1][1:]
    if name in _TEXT_ACCENTS and place < len(tokens) and (tokens[place] == "{" or tokens[place].isalpha()):
        start = place + 1 if tokens[place] == "{" else place
        if start < len(tokens):
            mark = ACCENTS.get(_TEXT_ACCENTS[name], "\u0327")
            words.append(tokens[start] + mark)
            return start + 1
    if name in parser.macros and not parser.macros[name].arguments:
        words.append("".join(token for token in parser.macros[name].body if token not in "{}$"))
    elif name in COMMANDS:
        words.append(COMMANDS[name][0])
    elif name in SPACES:
        words.append(" " * SPACES[name])
    elif name in ("\\", "newline"):
        words.append(" ")
    elif name not in TEXT_COMMANDS and name not in _SWITCHES:
        words.append(parser.unknown("\\" + name).source)
    if name.isalpha() and place < len(tokens) and tokens[place][0] in " \t\n":
        return place + 1
    return place


def _flush(words: list[str], pieces: Row, font: FontName) -> None:
    text = "".join(words)
    words.clear()
    for written, typeset in (("``", "“"), ("''", "”"), ("---", "—"), ("--", "–")):
        text = text.replace(written, typeset)
    while "  " in text:
        text = text.replace("  ", " ")
    if text:
        pieces.append(Words(text, font))
