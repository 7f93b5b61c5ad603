"""Environments inside of formulas: aligned lines, matrices and cases, lines under an operator."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Final

from drill.papers_first.formula.raw import RawTokens, RefusedError
from drill.papers_first.formula.units import parted
from drill.papers_first.formula.vocabulary import MATRICES, QUAD, RELATIONS, words_token

_WHERE: Final = words_token("where")
_JOINS: Final = frozenset((words_token("and"), words_token("or")))
_CONDITION: Final = re.compile(r"\\text\{(?:if|for|when|whenever|otherwise|else)\b")
_SPELLED: Final = ("otherwise", "whenever", "when", "else", "for", "if")
_WHOLE: Final = frozenset(("otherwise", "else"))
"""Words behind which no condition stands."""
_TOLD: Final = 3
"""Cells of a value, a word such as *if*, and a condition."""
_PAIRS: Final = (("{", "}"), ("(", ")"), ("[", "]"), ("\\{", "\\}"))
_STOPS: Final = frozenset((",", ".", ";"))
_LAST_STOP: Final = re.compile(r"(?<=^\\text\{otherwise)\s*[,.;]\}$")
_BRACED: Final = ("array", "aligned", "split", "gathered", "matrix")
_TEXT_BESIDE: Final = frozenset(("cases*", "dcases*"))
_ALIGNED: Final = frozenset(
    ("aligned", "split", "gathered", "equation", "equation*", "multlined", "alignedat")
)


class Environments(RawTokens, ABC):
    """Reads environments; what stands in them is the reader's."""

    @abstractmethod
    def inner(self, tokens: list[str]) -> list[str]:
        """A group's tokens in canonical spelling."""

    @abstractmethod
    def unit(self) -> list[str]:
        """The next token, group or command with its arguments, in canonical spelling."""

    def begins_braced(self) -> bool:
        """Whether a brace, or the end of one on the left, and the lines of an environment follow."""
        if self.peek() not in ("\\{", "."):
            return False
        return any(self.follow("\\begin", "{", *name, "}") for name in _BRACED)

    def braced_array(self) -> list[str]:
        """``\\left\\{ \\begin{array} … \\end{array} \\right.`` is another way to write cases."""
        is_right = self.tokens[self.at] == "."
        self.at += 1
        self.peek()
        if self.follow("{", *"array"):
            table = self.unit()
        else:
            self.at += 1
            name = "".join(self.raw_argument())
            table = ["", *_tidied(self.inner(self.until_end(name))), ""]
        while self.peek() in _STOPS:  # a sentence that ends before the brace does
            self.at += 1
        if self.peek() != "\\right":
            raise RefusedError("an array in an open brace")
        self.at += 1
        if self.peek() not in (("\\}",) if is_right else (".", None)):
            raise RefusedError("an array in braces")
        self.at = min(self.at + 1, len(self.tokens))
        return ["\\begin{cases}", *table[1:-1], "\\end{cases}"]

    def stacked(self, raw: list[str]) -> list[str]:
        """Lines under an operator, parted by commas, which some write at their ends as well."""
        lines = [line for raw_line in parted(raw, "\\\\") if (line := self.inner(raw_line))]
        ended = [line if line[-1] == "," or line is lines[-1] else [*line, ","] for line in lines]
        return [token for line in ended for token in line]

    def environment(self) -> list[str]:
        """The environment that was just begun."""
        name = "".join(self.raw_argument())
        if name in _ALIGNED:
            self.option()
            if name == "alignedat":
                self.raw_argument()
            return self.inner(self.until_end(name))
        if name == "subarray":
            self.raw_argument()
            return self.stacked(self.until_end(name))
        if name not in MATRICES:
            raise RefusedError(f"the environment {name} is not read")
        if name.startswith("array") or name.endswith("*"):
            self.option()
        if name.startswith("array"):
            self.raw_argument()
        raw = self.until_end(name)
        if name in _TEXT_BESIDE:
            raw, name = _with_text(raw), name.removesuffix("*")
        cells = self.inner(raw)
        cells, beside = _remark_apart(_with_words(cells)) if "cases" in name else (cells, [])
        return [f"\\begin{{{name}}}", *_tidied(cells), f"\\end{{{name}}}", *beside]


def _with_text(raw: list[str]) -> list[str]:
    """Raw tokens of cases whose second column is text, ``1 & if $x > 0$``, with that text marked."""
    out: list[str] = []
    for row in _outside(raw, "\\\\"):
        value, *words = _outside(row, "&")
        said = ["&", "\\text", "{", *words[0], "}"] if words and any(one != " " for one in words[0]) else []
        out += [*(["\\\\"] if out else []), *value, *said]
    return out


def _with_words(cells: list[str]) -> list[str]:
    """Cases whose conditions' words are typed as letters: ``a & if x > 0 \\\\ b & otherwise``."""
    rows = [_outside(row, "&") for row in _outside(cells, "\\\\")]
    worded = [[*row[:1], *(_with_word(cell) for cell in row[1:])] for row in rows]
    return _joined([_joined(row, "&") for row in worded], "\\\\")


def _with_word(cell: list[str]) -> list[str]:
    """A condition with the word that it begins with as a word."""
    begin = next((at for at, token in enumerate(cell) if token != QUAD), 0)
    bare = cell[begin:]
    for word in _SPELLED:
        behind = bare[len(word) :]
        is_all = not set(behind) - _STOPS - {QUAD}
        if bare[: len(word)] == list(word) and is_all == (word in _WHOLE):
            return [*cell[:begin], words_token(word), *behind]
    return cell


def _remark_apart(cells: list[str]) -> tuple[list[str], list[str]]:
    """Cases, and what their last line says behind a gap: ``\\quad \\text{where} \\quad a = b``."""
    depth = 0
    for at, token in enumerate(cells):
        depth += (token == "{" or token.startswith("\\begin{")) - (token == "}" or token.startswith("\\end{"))
        is_last = depth == 0 and "\\\\" not in cells[at:] and "&" not in cells[at:]
        if is_last and token == _WHERE and cells[at - 1] == QUAD:
            return cells[: at - 1], cells[at - 1 :]
    return cells, []


def _tidied(tokens: list[str]) -> list[str]:
    """The cells of a table without stops and gaps around them, empty columns, and the marks at which
    equations in its rows are aligned.
    """
    while tokens[-1:] == ["\\\\"]:
        tokens = tokens[:-1]
    lines = [_outside(row, "&") for row in _outside(tokens, "\\\\")]
    if all(map(_is_pushed, lines)):
        lines = [line[1:] for line in lines]
    rows = [[_bare_cell(cell) for cell in _with_condition(line)] for line in lines]
    rows = [row for row in rows if row != [[]]] or rows
    if all(len(row) == _TOLD and _is_said(row) for row in rows):
        rows = [[row[0], [*row[1], *row[2]]] for row in rows]
    rows = [[*row[:1], *(cell[1:] if cell[:1] == [":"] else cell for cell in row[1:])] for row in rows]
    width = max(map(len, rows))
    empty = {at for at in range(width) if width > 2 and not any(row[at : at + 1] != [[]] for row in rows)}
    rows = [[cell for at, cell in enumerate(row) if at not in empty] for row in rows]
    if all(len(row) == 2 and row[1][:1] and row[1][0] in RELATIONS for row in rows):
        rows = [[[*row[0], *row[1]]] for row in rows]
    return _joined([_joined(row, "&") for row in rows], "\\\\")


def _outside(tokens: list[str], mark: str) -> list[list[str]]:
    """Runs of tokens between marks that stand in no table inside."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += token.startswith("\\begin{") - token.startswith("\\end{")
        if token == mark and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _joined(parts: list[list[str]], mark: str) -> list[str]:
    return [token for index, part in enumerate(parts) for token in ([mark] * (index > 0) + part)]


def _is_pushed(cells: list[list[str]]) -> bool:
    """Whether a row has nothing before its mark, a value and its condition behind: ``& 1 \\text{ if } x``."""
    return len(cells) == 2 and set(cells[0]) <= {QUAD} and len(_with_condition(cells[1:])) == 2


def _is_said(row: list[list[str]]) -> bool:
    """Whether a word between two cells leads to the second, which is missing behind *otherwise*."""
    return len(row[1]) == 1 and _CONDITION.match(row[1][0]) is not None and bool(row[0])


def _with_condition(cells: list[list[str]]) -> list[list[str]]:
    """A row without a mark as two cells, the value and when it holds: ``1 \\text{ if } x > 0``."""
    if len(cells) != 1:
        return cells
    row = cells[0]
    at = next((at for at, token in enumerate(row) if _CONDITION.match(token)), 0)
    value = row[:at]
    is_whole = all(value.count(one) == value.count(other) for one, other in _PAIRS)
    return [value, row[at:]] if is_whole and set(value) - {QUAD} and not RELATIONS & set(value) else cells


def _bare_cell(cell: list[str]) -> list[str]:
    """A cell without gaps around it, beside words or behind commas, and what ends or joins it."""
    cell = [
        token
        for at, token in enumerate(cell)
        if token != QUAD or not (_parts(cell[at - 1 : at]) or _parts(cell[at + 1 : at + 2]))
    ]
    while cell[:1] == [QUAD]:
        cell = cell[1:]
    while cell and (cell[-1] in _STOPS or cell[-1] == QUAD or (cell[-1] in _JOINS and len(cell) > 1)):
        cell = cell[:-1]
    return [*cell[:-1], *(_LAST_STOP.sub("}", token) for token in cell[-1:])]


def _parts(beside: list[str]) -> bool:
    """Whether what stands beside a gap parts what is said by itself."""
    return bool(beside) and (beside[0] == "," or beside[0].startswith("\\text{"))
