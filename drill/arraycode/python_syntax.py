"""Parse the text of an answer into Python's syntax tree, which is only read: nothing is compiled or run."""

from __future__ import annotations

import ast
import re
import warnings

from drill.errors import ParseError
from drill.maths.characters import foreign_character, replace_lookalikes
from drill.maths.plain import ANSWER_LIMIT

# Max brackets in one another; Python's own parser gives up at 200.
_BRACKETS = 40
_SIGNS = re.compile(r"(?:[-+~]\s*){12}|(?:\bnot\b\s*){12}|(?:\blambda\b[^:]*:\s*){12}")
# What an interpreter prints before a line that is typed, with the line break before it.
_PROMPT = re.compile(r"(\A|\n)[ \t]*(?:>>>|\.\.\.(?=\s)|In ?\[\d+\]:)[ \t]?")
_FOREIGN = re.compile(r"[^\t\n -~]")


class Source:
    """One parsed text, which knows the column of each node (from 1, newlines count as characters)."""

    def __init__(self, text: str) -> None:
        if len(text) > ANSWER_LIMIT:
            raise ParseError(f"an answer has at most {ANSWER_LIMIT} characters", None, code="too-large")
        if _PROMPT.match(text):
            text = _PROMPT.sub(lambda prompt: prompt[1].rjust(len(prompt[0])), text)
        self._lead = len(text) - len(text.lstrip())
        self.text = replace_lookalikes(text).strip()
        self._refuse_unparsed()
        self._starts = [0]
        for line in self.text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.statements = self._parsed()

    def at(self, node: ast.AST) -> int:
        """Return the column of a node in the whole text."""
        return self._column(getattr(node, "lineno", 1), getattr(node, "col_offset", 0))

    def at_character(self, literal: ast.Constant, character: int) -> int:
        """Return the column of a text's character (from 1), or of the text where it is written in parts."""
        start = self.at(literal) - self._lead
        is_plain = self.text.startswith(str(literal.value), start)
        return self.at(literal) + (character if is_plain else 0)

    def _column(self, line: int, offset: int) -> int:
        start = self._starts[min(max(line, 1), len(self._starts)) - 1]
        return min(self._lead + start + max(offset, 0) + 1, self._lead + len(self.text) + 1)

    def _refuse_unparsed(self) -> None:
        """Refuse what the parser need not see: deep nesting, foreign characters, an empty text."""
        foreign = _FOREIGN.search(self.text)
        if foreign is not None:
            raise foreign_character(foreign.group(), self._lead + foreign.start())
        if not self.text:
            raise ParseError("nothing is written here", 1)
        backslash = self.text.find("\\")
        if backslash >= 0:
            raise ParseError("a backslash is not read in code", self._lead + backslash + 1)
        depth = 0
        for index, character in enumerate(self.text):
            depth += (character in "([{") - (character in ")]}")
            if depth > _BRACKETS:
                raise self._too_deep(index)
        signs = _SIGNS.search(self.text)
        if signs is not None:
            raise self._too_deep(signs.start())

    def _too_deep(self, offset: int) -> ParseError:
        return ParseError("this is nested too deep", self._lead + offset + 1, code="too-large")

    def _parsed(self) -> list[ast.stmt]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                statements = ast.parse(self.text, mode="exec").body
        except SyntaxError as error:
            column = self._column(error.lineno or 1, (error.offset or 1) - 1)
            raise ParseError(f"this is not read as Python: {error.msg}", column) from None
        except (RecursionError, MemoryError):
            raise ParseError("this is nested too deep", None, code="too-large") from None
        except ValueError:  # null bytes, or more digits than an integer may have
            raise ParseError("this is not read as Python", None) from None
        if not statements:
            raise ParseError("nothing is written here", 1)
        return statements
