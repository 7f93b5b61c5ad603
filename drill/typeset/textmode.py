"""``\\text{…}``: words with their blanks, and formulas between ``$`` inside them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from drill.typeset.nodes import FontName, Group, Row, Words
from drill.typeset.symbols import ACCENTS, COMMANDS, SPACES, words
from drill.typeset.tokens import take_argument

if TYPE_CHECKING:
    from drill.typeset.parser import Parser

TEXT_COMMANDS = words(
    "text textrm textnormal mbox hbox textit textbf textsc texttt emph textup textsf intertext"
    " shortintertext textsl textmd fbox vbox textsuperscript textsubscript uline underline@ makebox"
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
_SWITCHES = words(
    "bf it rm tt sf em bfseries itshape rmfamily normalfont small footnotesize scriptsize tiny large"
    " displaystyle textstyle scriptstyle protect relax boldmath upshape"
)


_SKIPPED_ARGUMENTS = {"textcolor": 1, "color": 1, "hspace": 1, "vspace": 1, "label": 1, "footnote": 1}
_MAX_WRITTEN_OUT = 50
"""Macros written out in one stretch of text."""


def read_text(parser: Parser, tokens: list[str], font: FontName) -> Row:
    """The pieces of text given as raw tokens: Words, and Groups for the formulas inside."""
    reader = _TextReader(parser, tokens, font)
    reader.read()
    return reader.pieces or [Words("", font)]


class _TextReader:
    """Reads text tokens from left to right into ``pieces``."""

    def __init__(self, parser: Parser, tokens: list[str], font: FontName) -> None:
        self.pieces: Row = []
        self._parser = parser
        self._rest = tokens[::-1]
        self._font: FontName = font
        self._said: list[str] = []
        self._written_out = 0

    def read(self) -> None:
        """Read everything."""
        while self._rest:
            token = self._rest.pop()
            first = token[0]
            if token in ("$", "\\("):
                self._formula(token)
            elif first == "\\" and len(token) > 1:
                self._command(token[1:])
            elif first in " \t\n~":
                self._said.append(" ")
            elif first not in "{}%":
                self._said.append(token)
        self._flush()

    def _formula(self, opening: str) -> None:
        closing = "$" if opening == "$" else "\\)"
        if closing not in self._rest:
            self._said.append(opening)
            return
        inside: list[str] = []
        while (token := self._rest.pop()) != closing:
            inside.append(token)
        self._flush()
        self.pieces.append(Group(self._parser.nested(inside)))

    def _command(self, name: str) -> None:
        macro = self._parser.macros.get(name)
        if macro is not None and not macro.arguments and self._written_out < _MAX_WRITTEN_OUT:
            self._written_out += 1
            self._rest.extend(reversed(macro.body))
        elif name in _TEXT_ACCENTS and self._accent(name):
            return
        elif name in COMMANDS:
            self._said.append(COMMANDS[name][0])
        elif name in SPACES:
            self._said.append(" " * SPACES[name])
        elif name in ("\\", "newline"):
            self._said.append(" ")
        elif name in _SKIPPED_ARGUMENTS:
            take_argument(self._rest)
        elif name not in TEXT_COMMANDS and name not in _SWITCHES:
            self._delegate(name)
            return
        if name.isalpha() and self._rest and self._rest[-1][0] in " \t\n":
            self._rest.pop()

    def _accent(self, name: str) -> bool:
        """Put an accent on the letter that follows; False where none does."""
        braced = len(self._rest) > 1 and self._rest[-1] == "{"
        letter = self._rest[-2] if braced else self._rest[-1] if self._rest else ""
        if not letter.isalpha():
            return False
        del self._rest[-2 if braced else -1 :]
        self._said.append(letter + ACCENTS.get(_TEXT_ACCENTS[name], "\u0327"))
        return True

    def _delegate(self, name: str) -> None:
        """A command of mathematics inside text is read as mathematics."""
        self._flush()
        node, self._rest = self._parser.one_atom(["\\" + name, *reversed(self._rest)])
        if node is not None:
            self.pieces.append(node)

    def _flush(self) -> None:
        text = "".join(self._said)
        self._said.clear()
        for written, typeset in (("``", "“"), ("''", "”"), ("---", "—"), ("--", "–")):
            text = text.replace(written, typeset)
        while "  " in text:
            text = text.replace("  ", " ")
        if text:
            self.pieces.append(Words(unicodedata.normalize("NFC", text), self._font))
