r"""Which text between ``\if…``, ``\else`` and ``\fi`` is read: one branch where a paper decides, else all.

A paper decides by ``\iftrue``, ``\iffalse``, ``\if0``, a switch of ``\newif`` and ``\ifdefined`` of a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from drill.papers.source.latex_scanner import COMMAND, skip_blanks
from drill.papers.source.macros import DEFINITION, Macro, Macros, join_latex, read_definition, write_out

TRUE = Macro("\\iftrue", frozen=True)
FALSE = Macro("\\iffalse", frozen=True)

# Max depth of macros in a path, and max characters of one.
_DEEPEST = 20
_LONGEST = 10_000
_NAME = re.compile(r"\\(?:(?P<name>[a-zA-Z@]+)|.)", re.DOTALL)
_TOKENS = re.compile(r"(\\[a-zA-Z@]+|\\.|.)\s*(\\[a-zA-Z@]+|\\.|.)\s*", re.DOTALL)
_DIGITS = re.compile(r"\s*(\d)\s*(\d)?")
_BRANCH = re.compile(r"\\(?:\\|(?P<name>if[a-zA-Z@]*|else|or|fi)(?![a-zA-Z@]))")
_SETTER = re.compile(r"\\(?P<switch>[a-zA-Z@]+?)(?P<value>true|false)(?![a-zA-Z@])")
_PRIMITIVE = re.compile(
    r"if(?:x|cat|num|dim|odd|case|true|false|defined|csname|[mhv]mode|inner|void|[hv]box|eof|fontchar)?"
)
_MODE = re.compile(r"\\ifmmode(?![a-zA-Z@])(.*?)\\else(?![a-zA-Z@]).*?\\fi(?![a-zA-Z@])", re.DOTALL)
# Bodies of macros that set nothing, and commands that a paper is read by, whatever its style makes of them.
_NOTHING = ("", "\\ignorespaces", "\\unskip", "\\relax", "\\@bsphack\\@esphack")
_KEPT = frozenset((
    "title", "author", "date", "label", "ref", "eqref", "cite", "caption", "abstract", "begin", "end",
    "part", "chapter", "section", "subsection", "subsubsection", "paragraph", "input", "include",
))  # fmt: skip

Handler = Callable[[str, re.Match[str]], tuple[int, bool]]


@dataclass(eq=False)
class Conditions:
    r"""The settings of a text at the present place, and the parts of it that are read.

    ``commands`` has its macros; switches are among them as in TeX: ``\shorttrue`` makes ``\ifshort``
    ``\iftrue``.
    """

    commands: dict[str, Macro] = field(default_factory=dict[str, Macro])
    # Handlers of commands in read parts, by name: they return the end of the command, and whether it stays.
    handlers: Mapping[str, Handler] = field(default_factory=dict[str, "Handler"])
    # Called with the text and the match of a condition all of whose branches are read.
    on_undecided: Callable[[str, re.Match[str]], None] = lambda _text, _match: None

    def live(self, text: str) -> Iterator[tuple[int, int]]:
        r"""Yield the spans that are read, in order; a span's settings are made before the next one comes.

        The commands of an undecided condition stay in the spans, because a formula around them must not be
        read as if its branches were written one after the other.
        """
        # Of each condition that is open, whether it was decided.
        opened: list[bool] = []
        position = begin = 0
        while (match := _NAME.search(text, position)) is not None:
            position = match.end()
            name = match["name"] or ""
            if name in ("else", "or", "fi"):
                is_decided = opened[-1] if opened else True
                if is_decided:
                    yield begin, match.start()
                    if name != "fi" and opened:
                        _, position = _find_mark(text, position, "fi")
                    begin = position
                if opened and (is_decided or name == "fi"):
                    opened.pop()
            elif self._is_condition(name, text, position):
                holds, after = self._decide(name, text, position)
                if text.endswith("\\unless", 0, match.start()):
                    holds = None
                opened.append(holds is not None)
                if holds is None:
                    self.on_undecided(text, match)
                    continue
                yield begin, match.start()
                if not holds:
                    mark, after = _find_mark(text, after, "else", "fi")
                    if mark != "else":
                        opened.pop()
                begin = position = after
            elif (after := self._find_unread_end(name, text, match)) is not None:
                yield begin, match.start()
                begin = position = after
            elif name in self.handlers:
                yield begin, match.start()
                handled, stays = self.handlers[name](text, match)
                position = max(position, min(handled, len(text)))
                begin = match.start() if stays else position
            elif (definition := DEFINITION.match(text, match.start())) is not None:
                position = read_definition(definition, text, Macros(self.commands)) or position
            elif name in self.commands:
                for setter in _SETTER.finditer(self.commands[name].body):
                    self._set_switch(setter)
        yield begin, len(text)

    def resolved(self, text: str) -> str:
        """Return a macro's text with those of its conditions decided that can be."""
        text = _MODE.sub(r"\\ensuremath{\1}", text)
        return join_latex(text[start:end] for start, end in self.live(text))

    def written(self, text: str) -> str:
        """Return a text with its macros without arguments written out."""
        for _ in range(_DEEPEST):
            before = text
            text = COMMAND.sub(self._write_call, text)[:_LONGEST]
            if text == before:
                break
        return text

    def _write_call(self, match: re.Match[str]) -> str:
        macro = self.commands.get(match[1])
        return match.group() if macro is None or macro.parameters else macro.body

    def _is_condition(self, name: str, text: str, position: int) -> bool:
        r"""Return whether a command begins a condition that is closed by ``\fi``."""
        if not name.startswith("if") or name == "iff":
            return False
        macro = self.commands.get(name)
        if macro is not None:
            return macro.body in (TRUE.body, FALSE.body)
        return _PRIMITIVE.fullmatch(name) is not None or _find_mark(text, position, "fi")[0] == "fi"

    def _decide(self, name: str, text: str, position: int) -> tuple[bool | None, int]:
        """Return whether a condition holds and the start of its first branch; None if that is undecidable."""
        macro = self.commands.get(name)
        if macro is not None or name in ("iftrue", "iffalse"):
            return name == "iftrue" or (macro is not None and macro.body == TRUE.body), position
        digits = _DIGITS.match(text, position) if name == "if" else None
        if digits is not None:  # beside something else a digit is only a sign
            return digits[1] == digits[2], digits.end()
        if name == "ifdefined" and (defined := _NAME.match(text, skip_blanks(text, position))) is not None:
            return defined["name"] in self.commands, defined.end()
        if name == "ifx" and (tokens := _TOKENS.match(text, skip_blanks(text, position))) is not None:
            both = (tokens[1], tokens[2])
            is_known = tokens[1] == tokens[2] or not all(token.startswith("\\") for token in both)
            return (tokens[1] == tokens[2]) if is_known else None, tokens.end()
        return None, position

    def _find_unread_end(self, name: str, text: str, match: re.Match[str]) -> int | None:
        """Return where a command ends that is carried out, or that sets nothing of its arguments."""
        if name == "newif":
            switch = _NAME.match(text, skip_blanks(text, match.end()))
            if switch is None or not switch["name"]:
                return None
            self.commands[switch["name"]] = FALSE
            return switch.end()
        setter = _SETTER.fullmatch(match.group())
        if setter is not None and name not in self.commands:
            return match.end() if self._set_switch(setter) else None
        macro = self.commands.get(name)
        is_kept = macro is None or not macro.parameters or name in _KEPT or name in self.handlers
        if macro is None or is_kept or macro.body.strip().strip("%") not in _NOTHING:
            return None
        written = write_out(macro, text, match.end())
        return None if written is None else written[1]

    def _set_switch(self, setter: re.Match[str]) -> bool:
        r"""Carry out ``\shorttrue``; return whether the paper declared the switch."""
        key = f"if{setter['switch']}"
        is_known = self.commands.get(key) in (TRUE, FALSE)
        if setter["switch"] != "if" and (is_known or key not in self.commands):
            self.commands[key] = TRUE if setter["value"] == "true" else FALSE
        return is_known


class _Mark(NamedTuple):
    r"""A command that begins, divides or ends a condition; ``following`` is the next one of the same depth.

    That of an ``\if`` comes after its ``\fi``; an unclosed one, and the last one, have none.
    """

    name: str
    start: int
    end: int
    following: int | None


@lru_cache(maxsize=4)
def _find_marks(text: str) -> tuple[_Mark, ...]:
    """Return all commands of conditions in a text, in order."""
    found = [match for match in _BRANCH.finditer(text) if match["name"] not in (None, "iff")]
    following: list[int | None] = [number + 1 for number in range(len(found))]
    opened: list[int] = []
    for number, match in enumerate(found):
        if match["name"].startswith("if"):
            opened.append(number)
        elif match["name"] == "fi" and opened:
            following[opened.pop()] = number + 1
    for number in opened:
        following[number] = None
    return tuple(
        _Mark(match["name"], match.start(), match.end(), following[number])
        for number, match in enumerate(found)
    )


def _find_mark(text: str, position: int, *names: str) -> tuple[str, int]:
    """Return the first of ``names`` of the condition around a place, and the place after it."""
    marks = _find_marks(text)
    number: int | None = bisect_left(marks, position, key=lambda mark: mark.start)
    while number is not None and number < len(marks):
        mark = marks[number]
        if mark.name in names:
            return mark.name, mark.end
        number = None if mark.name == "fi" else mark.following
    return "", len(text)
