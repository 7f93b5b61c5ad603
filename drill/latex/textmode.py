r"""Read the text mode of ``\text{…}``: words with their blanks, and formulas between ``$`` inside them."""

from __future__ import annotations

import unicodedata

from drill.latex.grammar import Parser
from drill.latex.nodes import Font, Group, Row, Words
from drill.latex.symbols import COMMANDS, SPACES, FontName, split_words
from drill.latex.tokens import take_argument

TEXT_COMMANDS = split_words(
    "text textrm textnormal mbox hbox textit textbf textsc texttt emph textup textsf"
    "  textsl textmd vbox uline uuline uwave ul hl makebox llap rlap clap"
)
_TEXT_ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "H": "\u030b", "u": "\u0306", "r": "\u030a", "k": "\u0328", "d": "\u0323",
}  # fmt: skip
_DOTLESS = {"\\i": "i", "\\j": "j"}
_SWITCHES = split_words(
    "it rm tt sf em itshape rmfamily normalfont mdseries small footnotesize scriptsize tiny large scshape"
    " displaystyle textstyle scriptstyle protect relax upshape normalsize Large LARGE huge null leavevmode"
    " unskip xspace ttfamily sffamily slshape noindent centering strut"
)
_BOLD_SWITCHES = frozenset(("bf", "bfseries", "boldmath"))
_ROOM = frozenset(("hspace", "vspace"))
_SKIPPED_ARGUMENTS = frozenset(("textcolor", "color", "label", "footnote", "fontsize", "index"))
# Macros written out in one stretch of text: one that calls itself must end, and nobody needs more.
_MAX_WRITTEN_OUT = 50


def read_text_mode(parser: Parser, tokens: list[str], font: FontName) -> Row:
    """Return the nodes of text given as raw tokens: Words, and Groups for the formulas inside."""
    reader = _TextReader(parser, tokens, font)
    reader.read()
    return reader.pieces or [Words("", font)]


class _TextReader:
    """Reads text tokens from left to right into ``pieces``."""

    def __init__(self, parser: Parser, tokens: list[str], font: FontName) -> None:
        self.pieces: Row = []
        self._parser = parser
        self._rest = tokens[::-1]
        self._fonts: list[FontName] = [font]
        """The font of each open group, the innermost last."""
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
            elif first == "{":
                self._fonts.append(self._fonts[-1])
            elif first == "}":
                self._close_group()
            elif first != "%":
                self._said.append(token)
        self._flush()

    def _close_group(self) -> None:
        if len(self._fonts) > 1:
            if self._fonts[-1] != self._fonts[-2]:
                self._flush()
            self._fonts.pop()

    def _formula(self, opening: str) -> None:
        closing = "$" if opening == "$" else "\\)"
        if closing not in self._rest:
            self._said.append(opening)
            return
        inside: list[str] = []
        while (token := self._rest.pop()) != closing:
            inside.append(token)
        self._flush()
        nodes = self._parser.nested(inside)
        self.pieces.append(Font("mathbf", nodes) if self._fonts[-1] == "mathbf" else Group(nodes))

    def _command(self, name: str) -> None:
        macro = self._parser.macros.get(name)
        if macro is not None and not macro.arguments and self._written_out < _MAX_WRITTEN_OUT:
            self._written_out += 1
            self._rest.extend(reversed(macro.body))
        elif macro is None and name in _TEXT_ACCENTS and self._accent(name):
            return
        elif name in COMMANDS:
            self._said.append(COMMANDS[name][0])
        elif name in SPACES:
            self._said.append(" " * SPACES[name])
        elif name in ("\\", "newline"):
            self._said.append(" ")
        elif name in _ROOM:
            take_argument(self._rest)
            self._said.append(" ")
        elif name in _SKIPPED_ARGUMENTS:
            take_argument(self._rest)
        elif name in _BOLD_SWITCHES:
            self._flush()
            self._fonts[-1] = "mathbf"
        elif name not in TEXT_COMMANDS and name not in _SWITCHES:
            self._delegate(name)
            return
        if name.isalpha() and self._rest and self._rest[-1][0] in " \t\n":
            self._rest.pop()

    def _accent(self, name: str) -> bool:
        """Put an accent on the letter that follows; return False if none does."""
        unread = self._rest
        braced = len(unread) > 1 and unread[-1] == "{"
        spaced = name.isalpha() and len(unread) > 1 and unread[-1] == " "
        start = -2 if braced or spaced else -1
        letter = unread[start] if unread else ""
        letter = _DOTLESS.get(letter, letter)
        if not letter.isalpha():
            return False
        del unread[start:]
        if braced and unread and unread[-1] == "}":
            unread.pop()
        self._said.append(letter + _TEXT_ACCENTS[name])
        return True

    def _delegate(self, name: str) -> None:
        """Read a mathematical command inside text as mathematics."""
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
            self.pieces.append(Words(unicodedata.normalize("NFC", text), self._fonts[-1]))
