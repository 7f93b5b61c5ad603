r"""Which text between ``\if…``, ``\else`` and ``\fi`` is read: one branch where a paper decides, else all."""

from __future__ import annotations

import operator
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from drill.papers.source.latex_scanner import COMMAND, read_braces_at, read_option, skip_blanks
from drill.papers.source.macros import DEFINITION, Macro, Macros, join_latex, read_definition, write_out

TRUE = Macro("\\iftrue", frozen=True)
FALSE = Macro("\\iffalse", frozen=True)

# Max depth of macros that call one another, and of undecided conditions inside of one another.
_DEEPEST = 20
# Max characters of a path with its macros expanded.
_LONGEST = 10_000
_NAME = re.compile(r"\\(?:(?P<name>[a-zA-Z@]+)|.)", re.DOTALL)
_TOKEN = re.compile(r"(\\[a-zA-Z@]+|\\.|.)\s*", re.DOTALL)
_STOP = re.compile(r"(?P<brace>[{}])|" + _NAME.pattern, re.DOTALL)
_OPENING = ("{", "begin", "begingroup", "bgroup")
_CLOSING = ("}", "end", "endgroup", "egroup")
_BRANCH = re.compile(r"\\(?:\\|(?P<name>if[a-zA-Z@]*|else|or|fi)(?![a-zA-Z@]))")
_PART = re.compile(r"\\(?P<name>input|include|subfile|(?:sub)?import)(?![a-zA-Z@])")
_SETTER = re.compile(r"\\(?:[a-zA-Z@]+(?:true|false))(?![a-zA-Z@])")
_SWITCH = re.compile(r"([a-zA-Z@]+?)(true|false)")
_DEFINED = re.compile(r"\s*\{?\s*\\?([a-zA-Z@]+)")
_PRIMITIVE = re.compile(
    r"if(?:x|cat|num|dim|odd|case|true|false|defined|csname|[mhv]mode|inner|void|[hv]box|eof|fontchar)?"
)
# Commands with branches in braces, such as ``\ifthenelse``; those that look at the next sign are macros' own.
_TEST = re.compile(r"(?!@if(?:nextchar|star))(?:@?if|If|not)[a-zA-Z@]+")
_MOST_ARGUMENTS = 5
_OPERAND = r"\s*(-?\d+|\\[a-zA-Z@]+)\s*"
_COMPARISON = re.compile(rf"{_OPERAND}([<=>]){_OPERAND}(?:\\relax(?![a-zA-Z@]))?")
_RELATIONS = {"<": operator.lt, "=": operator.eq, ">": operator.gt}
_MODE = re.compile(r"\\ifmmode(?![a-zA-Z@])(.*?)\\else(?![a-zA-Z@]).*?\\fi(?![a-zA-Z@])", re.DOTALL)
_PREFIX = re.compile(r"(?:\\(?:unless|expandafter)\s*)+$")
# Bodies of macros that set nothing, and commands that a paper is read by, whatever its style makes of them.
_NOTHING = ("", "\\ignorespaces", "\\unskip", "\\relax", "\\@bsphack\\@esphack")
_KEPT = frozenset((
    "title", "author", "date", "label", "ref", "eqref", "cite", "caption", "abstract", "begin", "end",
    "part", "chapter", "section", "subsection", "subsubsection", "paragraph", "input", "include",
))  # fmt: skip
_HIDING = {
    "excludecomment": TRUE, "excludeversion": TRUE,
    "includecomment": FALSE, "includeversion": FALSE, "specialcomment": FALSE,
}  # fmt: skip

Handler = Callable[[str, re.Match[str]], tuple[int, bool]]


class _Undecided(NamedTuple):
    """The rest of a condition all of whose branches are read, and the names that two branches define."""

    end: int
    conflicts: frozenset[str]


@dataclass(eq=False)
class Conditions:
    r"""The settings of a text at the present place, and the parts of it that are read.

    ``commands`` has its macros; switches are among them as in TeX (``\shorttrue`` makes ``\ifshort``
    ``\iftrue``), and excluded environments have names that no command has.
    """

    commands: dict[str, Macro] = field(default_factory=dict[str, Macro])
    # Handlers of commands in read parts, by name: they return the end of the command, and whether it stays.
    handlers: Mapping[str, Handler] = field(default_factory=dict[str, "Handler"])
    depth: int = 0
    # Settings in groups that are open, with their values before.
    _before: list[tuple[str, Macro | None]] = field(default_factory=list[tuple[str, Macro | None]])
    _undecided: list[_Undecided] = field(default_factory=list[_Undecided])

    def live(self, text: str) -> Iterator[tuple[int, int]]:
        r"""Yield the spans that are read, in order; a span's settings are made before the next one comes.

        The commands of an undecided condition stay in the spans, because a formula around them must not be
        read as if its branches were written one after the other.
        """
        # Of each condition that is open, whether it was decided.
        opened: list[bool] = []
        groups: list[int] = []
        position = begin = 0
        outer = self._undecided
        self._undecided = []
        while (match := _STOP.search(text, position)) is not None:
            position = match.end()
            self._forget_conflicts(match.start())
            name = match["name"] or match["brace"]
            if name in _OPENING:
                groups.append(len(self._before))
            elif name in _CLOSING and groups:
                self._restore(groups.pop())
            if name is None or match["brace"]:
                continue
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
                if holds is None:
                    opened.append(False)
                    self._read_all(_list_branches(text, position), text)
                    continue
                yield begin, _find_prefix(text, begin, match.start())
                if text[: match.start()].rstrip().endswith("\\unless"):
                    holds = not holds
                mark = "else"
                if not holds:
                    mark, after = _find_mark(text, after, "else", "fi")
                if mark == "else":
                    opened.append(True)
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
                self._run(self.commands[name], text, position)
                written = self._write_parts(self.commands[name], text, position)
                if written is not None:
                    yield begin, match.start()
                    begin = position = written[1]
                    for call in _PART.finditer(written[0]):
                        self.handlers[call["name"]](written[0], call)
            elif _TEST.fullmatch(name):
                self._read_all(_list_braced_branches(text, position), text)
        self._undecided = outer
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

    def run(self, text: str) -> None:
        """Carry out the settings of a text."""
        for _ in Conditions(self.commands, {}, self.depth + 1, self._before).live(text):
            pass

    def _write_call(self, match: re.Match[str]) -> str:
        macro = self.commands.get(match[1])
        return match.group() if macro is None or macro.parameters else macro.body

    def _read_all(self, branches: list[tuple[int, int]], text: str) -> None:
        """Have all branches of a condition read, and no definition of what two of them define."""
        if branches and len(self._undecided) < _DEEPEST:
            self._undecided.append(_Undecided(branches[-1][1], _find_conflicts(branches, text)))

    def _forget_conflicts(self, position: int) -> None:
        while self._undecided and self._undecided[-1].end <= position:
            self._undecided.pop()

    def _has_conflict(self, name: str) -> bool:
        return any(name in condition.conflicts for condition in self._undecided)

    def _assign(self, key: str, macro: Macro | None) -> None:
        """Set a switch, or forget it, up to the end of the group."""
        self._before.append((key, self.commands.get(key)))
        self._set(key, macro)

    def _set(self, key: str, macro: Macro | None) -> None:
        if macro is not None:
            self.commands[key] = macro
        else:
            self.commands.pop(key, None)

    def _restore(self, length: int) -> None:
        while len(self._before) > length:
            self._set(*self._before.pop())

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
        if name == "ifnum":
            return self._decide_comparison(text, position)
        if name in ("ifx", "ifdefined"):
            tokens: list[str] = []
            for _ in range(2 if name == "ifx" else 1):
                token = _TOKEN.match(text, skip_blanks(text, position))
                if token is None:
                    return None, position
                tokens.append(token[1])
                position = token.end()
            return self._are_same(*tokens) if name == "ifx" else self._is_defined(tokens[0]), position
        return None, position

    def _decide_comparison(self, text: str, position: int) -> tuple[bool | None, int]:
        match = _COMPARISON.match(text, position)
        if match is None:
            return None, position
        numbers: list[int] = []
        for operand in (match[1], match[3]):
            number = re.fullmatch(r"\s*(-?\d+)\s*", self.written(operand))
            if number is None:
                return None, position
            numbers.append(int(number[1]))
        return _RELATIONS[match[2]](*numbers), match.end()

    def _is_defined(self, token: str) -> bool | None:
        r"""Return whether a command has a meaning; None for one that a package may define."""
        if token in ("\\undefined", "\\@undefined"):
            return False
        return True if token[1:] in self.commands else None

    def _are_same(self, first: str, second: str) -> bool | None:
        r"""Return whether two tokens have one meaning; None where that of a command is unknown."""
        if first == second:
            return True
        meanings = self._find_meaning(first), self._find_meaning(second)
        return None if None in meanings else meanings[0] == meanings[1]

    def _find_meaning(self, token: str) -> Macro | str | None:
        if token in ("\\empty", "\\@empty"):
            return Macro("")
        if token[0] != "\\" or token in ("\\undefined", "\\@undefined", "\\relax"):
            return token.replace("@", "")
        macro = self.commands.get(token[1:])
        for _ in range(_DEEPEST):
            if macro is None or not macro.frozen:
                return macro
            if macro.body == "\\relax":
                return macro.body
            macro = self.commands.get(macro.body[1:])
        return None

    def _find_unread_end(self, name: str, text: str, match: re.Match[str]) -> int | None:
        """Return where a command ends that is carried out, or hides what follows; None for any other."""
        after = self._carry_out(name, text, match.end())
        if after is None and name == "begin":
            after = self._find_hidden_end(text, match.end())
        if after is None and name not in self.handlers:
            definition = DEFINITION.match(text, match.start())
            if definition is None:
                after = self._find_dropped_end(name, text, match.end())
            elif self._has_conflict(_read_defined_name(definition, text)):
                after = read_definition(definition, text, Macros())
        return None if after is None else min(after, len(text))

    def _carry_out(self, name: str, text: str, position: int) -> int | None:
        """Carry out a command that declares or sets a switch, and return where it ends; None for others."""
        if name == "newif":
            match = _NAME.match(text, skip_blanks(text, position))
            if match is None or not match["name"]:
                return None
            self._assign(match["name"], FALSE)
            return match.end()
        if name in ("AtBeginDocument", "AtEndPreamble", "AtEndOfPackage"):
            group = read_braces_at(text, position)
            if group is not None and self.depth < _DEEPEST:
                self.run(group[0])
            return None if group is None else group[1]
        if name in _HIDING:
            group = read_braces_at(text, position)
            if group is None:
                return None
            self._assign(f"exclude {group[0].strip()}", _HIDING[name])
            return group[1]
        if name.endswith(("Environ", "DocumentEnvironment")):
            return self._set_environment(name, text, position)
        setter = _SWITCH.fullmatch(name)
        if setter is None:
            return None
        return self._set_switch(setter, text, position)

    def _set_switch(self, setter: re.Match[str], text: str, position: int) -> int | None:
        r"""Carry out ``\shorttrue``; one that no ``\newif`` declares stays in the text."""
        key = f"if{setter[1]}"
        is_known = self.commands.get(key) in (TRUE, FALSE)
        if setter[1] == "if" or (not is_known and setter.group() in self.commands):
            return None
        value = TRUE if setter[2] == "true" else FALSE
        self._assign(key, None if self._has_conflict(key) else value)
        if text[:position].endswith(f"\\global\\{setter.group()}"):
            self._before[:] = [(row, value if row == key else old) for row, old in self._before]
        return position if is_known else None

    def _set_environment(self, name: str, text: str, position: int) -> int | None:
        """Read a definition that gets an environment's content as an argument, and may leave it out."""
        groups: list[str] = []
        for _ in range(2 if name.endswith("Environ") else 4):
            option = read_option(text, position)
            group = read_braces_at(text, option[1] if option else position)
            if group is None:
                return None
            groups.append(group[0])
            position = group[1]
        is_content = name.endswith("Environ") or groups[1].rstrip().endswith("b")
        is_set = "\\BODY" in groups[1] if name.endswith("Environ") else "#" in groups[2] + groups[3]
        self._assign(f"exclude {groups[0].strip()}", TRUE if is_content and not is_set else FALSE)
        return position

    def _find_hidden_end(self, text: str, position: int) -> int | None:
        """Return where an environment ends whose content is not set; None for one that is."""
        group = read_braces_at(text, position)
        if group is None:
            return None
        name = group[0].strip()
        macro = self.commands.get(f"begin{{{name}}}") or self.commands.get(name)
        is_excluded = self.commands.get(f"exclude {name}") == TRUE or (
            macro is not None and macro.body.strip() == "\\comment"
        )
        if not is_excluded:
            return None
        closing = re.compile(rf"\\end\s*\{{\s*{re.escape(name)}\s*\}}").search(text, group[1])
        return len(text) if closing is None else closing.end()

    def _find_dropped_end(self, name: str, text: str, position: int) -> int | None:
        """Return where the call of a macro ends that sets nothing of its arguments; None for another one."""
        macro = self.commands.get(name)
        if macro is None or not macro.parameters or name in _KEPT:
            return None
        if macro.body.strip().strip("%") not in _NOTHING:
            return None
        written = write_out(macro, text, position)
        return None if written is None else written[1]

    def _run(self, macro: Macro, text: str, position: int) -> None:
        """Carry out the settings of a macro."""
        if _SETTER.search(macro.body) and self.depth < _DEEPEST:
            written = write_out(macro, text, position)
            self.run(written[0] if written else macro.body)

    def _write_parts(self, macro: Macro, text: str, position: int) -> tuple[str, int] | None:
        """Return the expansion of a macro's call that includes files; None for another macro."""
        is_one = "input" in self.handlers and self.depth < _DEEPEST and _PART.search(macro.body) is not None
        return write_out(macro, text, position) if is_one else None


def _find_prefix(text: str, begin: int, end: int) -> int:
    """Return where the text before a condition ends, without what only prepares it."""
    match = _PREFIX.search(text[max(begin, end - 60) : end])
    return end if match is None else end - len(match.group())


def _read_defined_name(definition: re.Match[str], text: str) -> str:
    match = _DEFINED.match(text, definition.end())
    return "" if match is None else match[1]


def _find_conflicts(branches: Iterable[tuple[int, int]], text: str) -> frozenset[str]:
    r"""Return what more than one branch defines or sets: commands, and switches as ``ifshort``."""
    once: set[str] = set()
    twice: set[str] = set()
    for start, end in branches:
        definitions = DEFINITION.finditer(text, start, end)
        names = {_read_defined_name(definition, text) for definition in definitions}
        for setter in _SETTER.finditer(text, start, end):
            switch = _SWITCH.fullmatch(setter.group()[1:])
            if switch is not None:
                names.add(f"if{switch[1]}")
        twice |= once & names
        once |= names
    return frozenset(twice)


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


def _walk_marks(text: str, position: int) -> Iterator[_Mark]:
    r"""Yield the marks of the condition around a place, up to its ``\fi``."""
    marks = _find_marks(text)
    number: int | None = bisect_left(marks, position, key=lambda mark: mark.start)
    while number is not None and number < len(marks):
        mark = marks[number]
        yield mark
        number = None if mark.name == "fi" else mark.following


def _find_mark(text: str, position: int, *names: str) -> tuple[str, int]:
    """Return the first of ``names`` of the condition around a place, and the place after it."""
    for mark in _walk_marks(text, position):
        if mark.name in names:
            return mark.name, mark.end
    return "", len(text)


def _list_branches(text: str, position: int) -> list[tuple[int, int]]:
    r"""Return the spans between a condition and its ``\fi``."""
    branches: list[tuple[int, int]] = []
    for mark in _walk_marks(text, position):
        if mark.name in ("else", "or", "fi"):
            branches.append((position, mark.start))
            position = mark.end
    return branches


def _list_braced_branches(text: str, position: int) -> list[tuple[int, int]]:
    r"""Return the spans of the last two arguments of a command such as ``\ifthenelse``."""
    spans: list[tuple[int, int]] = []
    while len(spans) < _MOST_ARGUMENTS and (group := read_braces_at(text, position)) is not None:
        spans.append((group[1] - 1 - len(group[0]), group[1]))
        position = group[1]
    return spans[-2:]
