r"""Which side of ``\if…\else…\fi`` and its relatives TeX takes: one side is text, never both."""

from __future__ import annotations

import operator
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from drill.papers.source.latex_scanner import COMMAND, read_argument, read_braces_at, read_option, skip_blanks
from drill.papers.source.macro_calls import Macro, Parameter, join_latex, write_out
from drill.papers.source.macros import DEFINITION, Macros, read_definition

TRUE: Final = Macro("\\iftrue", frozen=True)
FALSE: Final = Macro("\\iffalse", frozen=True)
# The parameter of a number, which is no macro in a formula.
_REGISTER: Final = Parameter(until="\0")
# Macros written out for one condition, or inside of one another.
_MOST_EXPANSIONS: Final = 200
_DEEPEST: Final = 20
_NAME: Final = re.compile(r"\\(?:(?P<name>[a-zA-Z@]+)|.)", re.DOTALL)
_STOP: Final = re.compile(r"(?P<brace>[{}])|" + _NAME.pattern, re.DOTALL)
_OPENING: Final = ("{", "begin", "begingroup", "bgroup")
_CLOSING: Final = ("}", "end", "endgroup", "egroup")
_NUMBER: Final = re.compile(r"\s*=?\s*(-?\d+)")
_BRANCH: Final = re.compile(r"\\(?:\\|(?P<name>if[a-zA-Z@]*|else|or|fi)(?![a-zA-Z@]))")
_PART: Final = re.compile(r"\\(?P<name>input|include|subfile|(?:sub)?import)(?![a-zA-Z@])")
_SETTER: Final = re.compile(r"\\(?:[a-zA-Z@]+(?:true|false)|set(?:toggle|bool(?:ean)?|counter))(?![a-zA-Z@])")
_PLAIN: Final = re.compile(
    r"if(?:x|cat|num|dim|odd|case|true|false|defined|csname|[mhv]mode|inner|void|[hv]box|eof|fontchar)?"
)
_ENGINE: Final = frozenset(("ifpdf", "ifPDFTeX", "ifpdftex"))
# What LaTeX defines, so far as papers ask for it.
_BUILT_IN: Final = re.compile(
    r"relax|par|documentclass|begin|end|(?:sub)?section|paragraph|pdfoutput|pdftexversion|usepackage|input|label"
    r"|newcommand|textbf|emph|cite|ref|caption|maketitle|title|author|date|today|jobname"
)
_RELATIONS: Final = {"<": operator.lt, "=": operator.eq, ">": operator.gt}
_LENGTH: Final = re.compile(r"\s*(-?[\d.]+)\s*(pt|em|ex|cm|mm|in|bp|pc|sp)?\s*")
_POINTS: Final = {"cm": 28.4528, "mm": 2.84528, "in": 72.27, "bp": 1.00375, "pc": 12.0, "sp": 1 / 65536}


Handler = Callable[[str, re.Match[str]], tuple[int, bool]]


@dataclass(eq=False)
class Conditions:
    r"""What a text has set so far, and which of its parts are read.

    ``commands`` has its macros; switches are among them as in TeX (``\shorttrue`` makes ``\ifshort``
    ``\iftrue``), toggles, counters and excluded environments under names that no command has.
    """

    commands: dict[str, Macro] = field(default_factory=dict[str, Macro])
    has_file: Callable[[str], bool] = lambda _: False
    # Called at a command in what is read, by its name: they return where it ends, and whether it stays.
    handlers: Mapping[str, Handler] = field(default_factory=dict[str, "Handler"])
    depth: int = 0
    # What was set in groups that are open, with what it was before.
    _before: list[tuple[str, Macro | None]] = field(default_factory=list[tuple[str, Macro | None]])

    def live(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Yield the spans that are read, in order; what a span sets is set before the next one comes."""
        end = len(text) if end is None else end
        opened = 0
        groups: list[int] = []
        position = begin = start
        while (match := _STOP.search(text, position, end)) is not None:
            position = match.end()
            name = match["name"] or match["brace"]
            if name in _OPENING:
                groups.append(len(self._before))
            elif name in _CLOSING and groups:
                self._restore(groups.pop())
            if name is None or match["brace"]:
                continue
            if name in ("else", "or", "fi"):
                yield begin, match.start()
                if name != "fi" and opened:
                    _, position = _side_end(text, position, end, "fi")
                begin, opened = position, max(0, opened - 1)
                continue
            if self._is_condition(name, text, position, end):
                yield begin, _without_prefix(text, begin, match.start())
                is_open, position = self._chosen_side(name, text, match, end)
                begin, opened = position, opened + is_open
                continue
            after = self._carry_out(name, text, position)
            if after is not None:
                yield begin, match.start()
                begin = position = after
                continue
            branches = self._branches(name, text, position)
            if branches is not None:
                yield begin, match.start()
                chosen, position = branches
                self.depth += 1
                yield from self.live(text, *chosen)
                self.depth -= 1
                begin = position
                continue
            if name == "begin" and (hidden_end := self._excluded_end(text, position, end)) is not None:
                yield begin, match.start()
                begin = position = hidden_end
                continue
            if name in self.handlers:
                yield begin, match.start()
                handled, stays = self.handlers[name](text, match)
                position = max(position, min(handled, end))
                begin = match.start() if stays else position
            elif (definition := DEFINITION.match(text, match.start(), end)) is not None:
                position = read_definition(definition, text, Macros(self.commands)) or position
            elif (dropped_end := self._dropped_end(name, text, position)) is not None:
                yield begin, match.start()
                begin = position = min(dropped_end, end)
            elif name in self.commands:
                self._run(self.commands[name], text, position)
                written = self._parts_in(self.commands[name], text, position)
                if written is not None:
                    yield begin, match.start()
                    begin = position = written[1]
                    for call in _PART.finditer(written[0]):
                        self.handlers[call["name"]](written[0], call)
        yield begin, end

    def _assign(self, key: str, macro: Macro) -> None:
        """Set a switch, up to the end of the group."""
        self._before.append((key, self.commands.get(key)))
        self.commands[key] = macro

    def _restore(self, length: int) -> None:
        while len(self._before) > length:
            key, macro = self._before.pop()
            if macro is not None:
                self.commands[key] = macro
            else:
                self.commands.pop(key, None)

    def resolved(self, text: str) -> str:
        """Return a macro's text with its conditions decided."""
        text = _MODE.sub(r"\\ensuremath{\1}", text)
        return join_latex(text[start:end] for start, end in self.live(text))

    def _is_condition(self, name: str, text: str, position: int, end: int) -> bool:
        """Return whether a command begins a condition that is closed by ``\\fi``."""
        if not name.startswith("if") or name == "iff" or name in _TESTS:
            return False
        macro = self.commands.get(name)
        if macro is not None:
            return macro.body in (TRUE.body, FALSE.body)
        return bool(_PLAIN.fullmatch(name)) or _side_end(text, position, end, "fi")[0] == "fi"

    def _chosen_side(self, name: str, text: str, match: re.Match[str], end: int) -> tuple[bool, int]:
        r"""Return whether a side is read up to its ``\else`` or ``\fi``, and where it begins."""
        tokens = _Tokens(self, text, match.end(), end)
        if name == "ifcase":
            count = tokens.number() or 0
            position = tokens.at
            for _ in range(count):
                mark, position = _side_end(text, position, end, "or", "else", "fi")
                if mark != "or":
                    return mark == "else", position
            return True, position
        holds = self._holds(name, tokens)
        if text[: match.start()].rstrip().endswith("\\unless"):
            holds = not holds
        if holds:
            return True, tokens.at
        mark, position = _side_end(text, tokens.at, end, "else", "fi")
        return mark == "else", position

    def _holds(self, name: str, tokens: _Tokens) -> bool:
        """Return what a condition of TeX says; a switch that nothing sets is off."""
        macro = self.commands.get(name)
        if macro is not None or not _PLAIN.fullmatch(name):
            return (macro is not None and macro.body == TRUE.body) or name in _ENGINE
        if name == "if":
            first, second = tokens.next(is_expanded=True), tokens.next(is_expanded=True)
            return first == second or (len(first) > 1 and len(second) > 1)
        if name == "ifx":
            first, second = tokens.next(), tokens.next()
            return bool(first) and self._meaning(first) == self._meaning(second)
        if name in ("ifnum", "ifdim"):
            return tokens.compared(tokens.number if name == "ifnum" else tokens.length)
        if name == "ifodd":
            return (tokens.number() or 0) % 2 == 1
        if name == "ifdefined":
            return self.is_defined(tokens.next())
        if name == "ifcsname":
            return self.is_defined(tokens.named_command())
        return name in ("iftrue", "ifmmode")

    def is_defined(self, token: str) -> bool:
        """Return whether a command means something."""
        return token[1:] in self.commands or _BUILT_IN.fullmatch(token[1:]) is not None

    def _meaning(self, token: str) -> Macro | str:
        if token[0] != "\\":
            return token
        macro = self.commands.get(token[1:])
        if macro is not None:
            is_alias = macro.frozen and macro.body.startswith("\\")
            return self._meaning(macro.body) if is_alias and macro.body != token else macro
        if token in ("\\empty", "\\@empty"):
            return Macro("")
        return token if _BUILT_IN.fullmatch(token[1:]) or not token[1:].isalpha() else "undefined"

    def written(self, text: str) -> str:
        """Return a text with its macros without arguments written out."""
        for _ in range(_DEEPEST):
            before = text
            text = COMMAND.sub(
                lambda match: (
                    macro.body
                    if (macro := self.commands.get(match[1])) is not None and not macro.parameters
                    else match.group()
                ),
                text,
            )[:_LONGEST]
            if text == before:
                break
        return text

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
        if name in ("newcount", "chardef"):
            match = _NAME.match(text, skip_blanks(text, position))
            if match is None or not match["name"]:
                return None
            number = _NUMBER.match(text, match.end()) if name == "chardef" else None
            self.commands[match["name"]] = Macro(number[1] if number else "0", (_REGISTER,))
            return number.end() if number else match.end()
        if (register := self.commands.get(name)) is not None and register.parameters == (_REGISTER,):
            number = _NUMBER.match(text, position)
            if number is not None:
                self._assign(name, Macro(number[1], (_REGISTER,)))
            return number.end() if number else None
        if name.endswith(("Environ", "DocumentEnvironment")):
            return self._set_environment(name, text, position)
        setter = re.fullmatch(r"([a-zA-Z@]+?)(true|false)", name)
        if setter is not None and name not in _ARGUMENT_SETTERS:
            value = TRUE if setter[2] == "true" else FALSE
            is_known = self.commands.get(f"if{setter[1]}") in (TRUE, FALSE)
            if setter[1] == "if" or (not is_known and name in self.commands):
                return None
            self._assign(f"if{setter[1]}", value)
            if text[:position].endswith(f"\\global\\{name}"):
                rows = [(row, value if row == f"if{setter[1]}" else old) for row, old in self._before]
                self._before[:] = rows
            return position if is_known else None
        rule = _ARGUMENT_SETTERS.get(name)
        if rule is None:
            return None
        first = read_braces_at(text, position)
        if first is None:
            return None
        key, value = f"{rule[0]}{first[0].strip()}", rule[1]
        end = first[1]
        if name.startswith(("set", "addto")):
            second = read_braces_at(text, end)
            if second is None:
                return None
            value, end = self.written(second[0]).strip(), second[1]
        elif name.startswith("new") and (option := read_option(text, end)) is not None:
            end = option[1]
        if name.startswith("provide") and key in self.commands:
            return end
        if key.startswith("c@"):
            with suppress(ValueError):
                before = int(self.commands[key].body) if key in self.commands else 0
                value = str(int(value) + (before if name.startswith(("addto", "step")) else 0))
            self.commands[key] = Macro(value)
        else:
            self._assign(key, TRUE if value == "true" else FALSE)
        return end if not name.endswith("counter") else None

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

    def _branches(self, name: str, text: str, position: int) -> tuple[tuple[int, int], int] | None:
        """Return the span of the argument that a test chooses, and where both end; None for no test."""
        test = _TESTS.get(name)
        if test is None or name in self.commands or self.depth > _DEEPEST:
            return None
        arguments: list[str] = []
        for _ in range(test[0]):
            argument = read_argument(text, position)
            if argument is None:
                return None
            arguments.append(argument[0])
            position = argument[1]
        spans: list[tuple[int, int]] = []
        for _ in range(1 if name.endswith(("LoadedT", "LoadedF")) else 2):
            group = read_braces_at(text, position)
            if group is None:
                return None
            spans.append((group[1] - 1 - len(group[0]), group[1] - 1))
            position = group[1]
        holds = test[1](self, *arguments)
        return spans[0] if holds else (spans[1:] or [(position, position)])[0], position

    def _excluded_end(self, text: str, position: int, end: int) -> int | None:
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
        closing = re.compile(rf"\\end\s*\{{\s*{re.escape(name)}\s*\}}").search(text, group[1], end)
        return end if closing is None else closing.end()

    def _dropped_end(self, name: str, text: str, position: int) -> int | None:
        """Return where the call of a macro ends that sets nothing of its arguments; None for another one."""
        macro = self.commands.get(name)
        if macro is None or not macro.parameters or macro.parameters == (_REGISTER,) or name in _KEPT:
            return None
        if macro.body.strip().strip("%") not in _NOTHING:
            return None
        written = write_out(macro, text, position)
        return None if written is None else written[1]

    def _run(self, macro: Macro, text: str, position: int) -> None:
        """Carry out what a macro sets."""
        if _SETTER.search(macro.body) and self.depth < _DEEPEST:
            written = write_out(macro, text, position)
            self.run(written[0] if written else macro.body)

    def _parts_in(self, macro: Macro, text: str, position: int) -> tuple[str, int] | None:
        """Return what a call of a macro that puts files in is written out to; None for another macro."""
        is_one = "input" in self.handlers and self.depth < _DEEPEST and _PART.search(macro.body) is not None
        return write_out(macro, text, position) if is_one else None

    def run(self, text: str) -> None:
        """Carry out what a text sets."""
        for _ in Conditions(self.commands, self.has_file, {}, self.depth + 1, self._before).live(text):
            pass

    def test(self, expression: str) -> bool:
        r"""Return what a test of ``\ifthenelse`` or ``\ifboolexpr`` says, read from the left."""
        return _Test(self, expression).value()


_LONGEST: Final = 10_000
# Bodies of macros that set nothing, and commands by which a paper is read, whatever its style makes of them.
_NOTHING: Final = ("", "\\ignorespaces", "\\unskip", "\\relax", "\\@bsphack\\@esphack")
_KEPT: Final = frozenset((
    "title", "author", "date", "label", "ref", "eqref", "cite", "caption", "abstract", "begin", "end",
    "part", "chapter", "section", "subsection", "subsubsection", "paragraph", "input", "include",
))  # fmt: skip
_MODE: Final = re.compile(r"\\ifmmode(?![a-zA-Z@])(.*?)\\else(?![a-zA-Z@]).*?\\fi(?![a-zA-Z@])", re.DOTALL)


def _without_prefix(text: str, begin: int, end: int) -> int:
    """Return where the text before a condition ends, without what only prepares it."""
    match = re.search(r"(?:\\(?:unless|expandafter)\s*)+$", text[max(begin, end - 60) : end])
    return end if match is None else end - len(match.group())


class _Branch(NamedTuple):
    r"""A command that begins, divides or ends a condition; ``following`` is the next one of the same depth.

    That of an ``\if`` comes after its ``\fi``; of what is not closed, and of the last one, there is none.
    """

    name: str
    start: int
    end: int
    following: int | None


@lru_cache(maxsize=4)
def _find_branches(text: str) -> tuple[_Branch, ...]:
    """Return all commands of conditions in a text, in order."""
    found: list[re.Match[str]] = []
    for match in _BRANCH.finditer(text):
        name = match["name"] or "iff"
        if name != "iff" and name not in _TESTS:
            found.append(match)
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
        _Branch(match["name"], match.start(), match.end(), following[number])
        for number, match in enumerate(found)
    )


def _side_end(text: str, index: int, end: int, *marks: str) -> tuple[str, int]:
    """Return the first of ``marks`` of the condition around ``index``, and the place after it."""
    branches = _find_branches(text)
    number: int | None = bisect_left(branches, index, key=lambda branch: branch.start)
    while number is not None and number < len(branches) and branches[number].end <= end:
        branch = branches[number]
        if branch.name in marks:
            return branch.name, branch.end
        number = None if branch.name == "fi" else branch.following
    return "", end


class _Tokens:
    """Reads a condition's tokens as TeX does, and knows where they end."""

    def __init__(self, conditions: Conditions, text: str, position: int, end: int) -> None:
        self._conditions = conditions
        self._text = text
        self._end = end
        self.at = position
        self._pushed: list[str] = []
        self.skip()

    def skip(self) -> None:
        if not self._pushed:
            self.at = min(self._end, skip_blanks(self._text, self.at))

    def _read(self) -> str:
        if self._pushed:
            return self._pushed.pop()
        if self.at >= self._end:
            return ""
        match = _NAME.match(self._text, self.at)
        if match is None:
            self.at += 1
            return self._text[self.at - 1].replace("\n", " ")
        self.at = match.end()
        if match["name"]:
            self.skip()
        return match.group()

    def next(self, *, is_expanded: bool = False) -> str:
        """Return one token, empty at the end; macros without arguments written out where asked for."""
        for _ in range(_MOST_EXPANSIONS):
            token = self._read()
            if token == "\\csname":
                token = self.named_command()
                token = token if self._conditions.is_defined(token) else "\\relax"
            if token in ("\\expandafter", "\\noexpand", "\\protect", "\\string"):
                continue
            if token == "\\detokenize" and (group := read_braces_at(self._text, self.at)) is not None:
                self._pushed += reversed(group[0])
                self.at = group[1]
                continue
            macro = self._conditions.commands.get(token[1:]) if token[:1] == "\\" else None
            if not is_expanded or macro is None or macro.frozen or macro.parameters not in ((), (_REGISTER,)):
                return token
            self._pushed += reversed([match.group() for match in _PIECE.finditer(macro.body)])
        return ""

    def named_command(self) -> str:
        r"""Return the command whose name stands before ``\endcsname``."""
        letters: list[str] = []
        while (token := self.next(is_expanded=True)) not in ("\\endcsname", ""):
            letters.append(token)
        return "\\" + "".join(letters).strip()

    def number(self) -> int | None:
        """Return a number, a counter's value, or the comparison of two texts; None for anything else."""
        self.skip()
        digits = ""
        while True:
            token = self.next(is_expanded=True)
            if token in ("\\value", "\\pdfstrcmp", "\\strcmp", "\\pdf@strcmp"):
                return self._called(token)
            if token.startswith("\\c@"):
                return self._conditions_counter(token[3:])
            if token.isdigit() or (token in ("-", "+") and not digits):
                digits += token
                continue
            if token not in (" ", "\\relax", "") or (token == " " and not digits):
                self._unread(token)
            with suppress(ValueError):
                return int(digits)
            return None

    def _unread(self, token: str) -> None:
        if self._pushed or not self._text.startswith(token, self.at - len(token)):
            self._pushed.append(token)
        else:
            self.at -= len(token)

    def _called(self, token: str) -> int | None:
        texts: list[str] = []
        for _ in range(1 if token == "\\value" else 2):
            group = read_braces_at(self._text, self.at)
            if group is None:
                return None
            texts.append(self._conditions.written(group[0]).strip())
            self.at = group[1]
        if token == "\\value":
            return self._conditions_counter(texts[0])
        return (texts[0] > texts[1]) - (texts[0] < texts[1])

    def _conditions_counter(self, name: str) -> int | None:
        macro = self._conditions.commands.get(f"c@{name}")
        return int(macro.body) if macro is not None and macro.body.lstrip("-").isdigit() else None

    def length(self) -> float | None:
        """Return a length in points."""
        match = _LENGTH.match(self._text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return float(match[1]) * _POINTS.get(match[2] or "pt", 1.0) if match[1].count(".") < 2 else None

    def compared(self, read: Callable[[], float | None]) -> bool:
        """Return whether the comparison of two numbers holds; one that is not known fails."""
        left = read()
        self.skip()
        relation = self.next(is_expanded=True)
        right = read()
        if left is None or right is None or relation not in _RELATIONS:
            return False
        return _RELATIONS[relation](left, right)


_PIECE: Final = re.compile(r"\\(?:[a-zA-Z@]+|.)|.", re.DOTALL)
_WORD: Final = re.compile(
    r"\s*(?:(?P<open>\\?\()|(?P<close>\\?\))|\\?(?P<word>not|and|or|NOT|AND|OR)(?![a-zA-Z@])|(?P<rest>\S))"
)
_ATOM: Final = re.compile(r"\\?(?P<name>[a-zA-Z@]+)")


class _Test:
    """A test of ``ifthen`` or of ``etoolbox``, read from the left: and, or, not, brackets."""

    def __init__(self, conditions: Conditions, text: str) -> None:
        self._conditions = conditions
        self._text = text
        self._at = 0

    def value(self) -> bool:
        value = self._atom()
        while (match := _WORD.match(self._text, self._at)) is not None and match["word"]:
            self._at = match.end()
            other = self._atom()
            value = (value and other) if match["word"].lower() == "and" else (value or other)
        return value

    def _atom(self) -> bool:
        match = _WORD.match(self._text, self._at)
        if match is None:
            return False
        if match["word"] or match["open"]:
            self._at = match.end()
            if match["word"]:
                return not self._atom()
            value = self.value()
            closing = _WORD.match(self._text, self._at)
            if closing is not None and closing["close"]:
                self._at = closing.end()
            return value
        start = skip_blanks(self._text, self._at)
        named = _ATOM.match(self._text, start)
        test = _ATOMS.get(named["name"]) if named else None
        if named is None or test is None:
            tokens = _Tokens(self._conditions, self._text, start, len(self._text))
            value = tokens.compared(tokens.number)
            self._at = max(tokens.at, start + 1)
            return value
        self._at = named.end()
        arguments: list[str] = []
        for _ in range(test[0]):
            argument = read_argument(self._text, self._at)
            if argument is None:
                return False
            arguments.append(argument[0])
            self._at = argument[1]
        return test[1](self._conditions, *arguments)


_Asked = Callable[..., bool]


def _make_switch_test(prefix: str) -> _Asked:
    def is_set(conditions: Conditions, name: str) -> bool:
        return conditions.commands.get(f"{prefix}{name.strip()}") == TRUE

    return is_set


def _are_same_when_expanded(conditions: Conditions, first: str, second: str) -> bool:
    return conditions.written(first).strip() == conditions.written(second).strip()


def _is_defined(conditions: Conditions, command: str) -> bool:
    return conditions.is_defined(f"\\{command.strip().removeprefix(chr(92))}")


def _is_empty_command(conditions: Conditions, command: str) -> bool:
    macro = conditions.commands.get(command.strip()[1:])
    return macro is not None and not macro.body.strip()


def _is_related(conditions: Conditions, left: str, relation: str, right: str) -> bool:
    text = f"{left} {relation} {right}"
    tokens = _Tokens(conditions, text, 0, len(text))
    return tokens.compared(tokens.number)


def _make_relation_test(relation: str) -> _Asked:
    def are_related(conditions: Conditions, left: str, right: str) -> bool:
        return _is_related(conditions, left, relation, right)

    return are_related


def _is_odd(conditions: Conditions, number: str) -> bool:
    return (_Tokens(conditions, number, 0, len(number)).number() or 0) % 2 == 1


def _negate_condition(asked: _Asked) -> _Asked:
    def is_denied(conditions: Conditions, *arguments: str) -> bool:
        return not asked(conditions, *arguments)

    return is_denied


def _is_body_of(conditions: Conditions, name: str, text: str) -> bool:
    return _are_same_when_expanded(conditions, f"\\{name}", text)


def _is_void(conditions: Conditions, command: str) -> bool:
    return not _is_defined(conditions, command) or _is_empty_command(conditions, command)


def _are_same_as_written(_: Conditions, first: str, second: str) -> bool:
    return first == second


def _is_empty_text(_: Conditions, text: str) -> bool:
    return not text


def _is_blank_text(_: Conditions, text: str) -> bool:
    return not text.strip()


def _is_there(conditions: Conditions, file: str) -> bool:
    return conditions.has_file(file)


def _is_loaded(conditions: Conditions, name: str) -> bool:
    return f"loaded {name.strip()}" in conditions.commands


_SWITCH, _TOGGLE = _make_switch_test("if"), _make_switch_test("toggle ")
_Rules = dict[str, tuple[int, _Asked]]
# Tests with two branches in braces: the number of their arguments, and what they ask.
_TESTS: Final[_Rules] = {
    "ifthenelse": (1, Conditions.test), "ifboolexpr": (1, Conditions.test),
    "iftoggle": (1, _TOGGLE), "nottoggle": (1, _negate_condition(_TOGGLE)),
    "ifbool": (1, _SWITCH), "notbool": (1, _negate_condition(_SWITCH)),
    "ifdef": (1, _is_defined), "ifundef": (1, _negate_condition(_is_defined)),
    "@ifundefined": (1, _negate_condition(_is_defined)),
    "ifcsdef": (1, _is_defined), "ifcsundef": (1, _negate_condition(_is_defined)),
    "ifdefstring": (2, _are_same_when_expanded),
    "ifcsstring": (2, _is_body_of),
    "ifdefempty": (1, _is_empty_command),
    "ifdefvoid": (1, _is_void),
    "ifdefequal": (2, _are_same_when_expanded), "ifstrequal": (2, _are_same_as_written),
    "ifstrempty": (1, _is_empty_text), "ifblank": (1, _is_blank_text),
    "notblank": (1, _negate_condition(_is_blank_text)),
    "ifnumcomp": (3, _is_related), "ifnumequal": (2, _make_relation_test("=")),
    "ifnumgreater": (2, _make_relation_test(">")),
    "ifnumless": (2, _make_relation_test("<")), "ifnumodd": (1, _is_odd),
    "IfStrEq": (2, _are_same_when_expanded), "IfEq": (2, _are_same_when_expanded),
    "IfFileExists": (1, _is_there),
    "@ifpackageloaded": (1, _is_loaded), "@ifclassloaded": (1, _is_loaded),
    "IfPackageLoadedTF": (1, _is_loaded), "IfClassLoadedTF": (1, _is_loaded),
    "IfPackageLoadedT": (1, _is_loaded), "IfPackageLoadedF": (1, _negate_condition(_is_loaded)),
}  # fmt: skip
_ATOMS: Final[_Rules] = {
    **_TESTS, "boolean": (1, _SWITCH), "bool": (1, _SWITCH), "togl": (1, _TOGGLE),
    "equal": (2, _are_same_when_expanded),
    "isundefined": (1, _negate_condition(_is_defined)), "isodd": (1, _is_odd), "test": (1, Conditions.test),
}  # fmt: skip
# Commands with a name in braces: what stands before it among the commands, and the value that they give.
_ARGUMENT_SETTERS: Final = {
    **dict.fromkeys(("newboolean", "provideboolean", "newbool", "providebool", "boolfalse"), ("if", "false")),
    **dict.fromkeys(("setboolean", "setbool"), ("if", "")), "booltrue": ("if", "true"),
    **dict.fromkeys(("newtoggle", "providetoggle", "togglefalse"), ("toggle ", "false")),
    "settoggle": ("toggle ", ""), "toggletrue": ("toggle ", "true"),
    **dict.fromkeys(("excludecomment", "excludeversion"), ("exclude ", "true")),
    **dict.fromkeys(("includecomment", "includeversion", "specialcomment"), ("exclude ", "false")),
    **dict.fromkeys(("newcounter", "setcounter", "addtocounter"), ("c@", "0")),
    **dict.fromkeys(("stepcounter", "refstepcounter"), ("c@", "1")),
}  # fmt: skip
