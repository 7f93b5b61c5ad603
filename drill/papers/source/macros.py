"""A paper's own commands: how their definitions are read, and the text of their calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from drill.papers.source.latex_scanner import (
    LINE_OF_COMMENT,
    read_argument,
    read_braces_at,
    read_option,
    skip_blanks,
)

# Max arguments, because no command takes more.
_MOST = 9
# Max characters of a macro, because longer ones draw pictures.
_LONGEST_BODY = 4_000
_ENDS_IN_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*\\[a-zA-Z]+$")
_HOLE = re.compile(r"#(\d)")
_DEF_HOLE = re.compile(r"#(\d)([^#{}]*)")
_NAME = re.compile(r"\\([a-zA-Z@]+|.)", re.DOTALL)
_KIND = re.compile(r"[\s+!]*([msoO])")
# Commands that a paper is read by, or that it redefines for the gaps around brackets alone.
_KEPT = frozenset((
    "title", "author", "date", "label", "caption", "abstract", "begin", "end", "part", "chapter", "section",
    "subsection", "subsubsection", "paragraph", "input", "include", "item", "footnote", "bibitem", "newblock",
    "left", "right", "middle", "maketitle", "appendix", *r"\{}[]()$%&#_",
))  # fmt: skip
# Lines of a body, which are not lines of the text where it is written.
_COMMENT = re.compile(rf"[ \t]*{LINE_OF_COMMENT}[ \t]*\n?")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_MODE = re.compile(r"\\ifmmode(?![a-zA-Z@])(.*?)\\else(?![a-zA-Z@]).*?\\fi(?![a-zA-Z@])", re.DOTALL)
# Words of TeX that only set a delimiter's size.
_SIZING = re.compile(r"\\(?:delimsize|nonscript|mathopen|mathclose|allowbreak)(?![a-zA-Z])")
# Tests of an argument, and holes of an inner definition, which are not read.
_UNREAD = re.compile(r"\\If(?:(?:No)?Value|Boolean)|##")
DEFINITION = re.compile(
    r"\\(?P<how>(?:re)?newcommand|providecommand|DeclareRobustCommand|DeclareMathOperator|newtheorem|let"
    r"|(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|[gex]?def|(?:re)?newenvironment"
    r"|DeclarePairedDelimiterX?)(?![a-zA-Z@])[ \t]*(?P<star>\*?)"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    r"""One argument of a macro: a group, a command or a character.

    One with an ``until`` runs up to it (``\def\f#1\end``); one with a ``default`` is in square brackets; a
    star counts as empty.
    """

    until: str = ""
    default: str | None = None
    is_star: bool = False


MANDATORY = Parameter()


@dataclass(frozen=True, slots=True)
class Macro:
    """The expansion of a command; a ``frozen`` body is written as it is and not read again."""

    body: str
    parameters: tuple[Parameter, ...] = field(default=())
    frozen: bool = False


def needs_gap(before: str, text: str) -> bool:
    """Return whether a command at the end of a text would swallow the letters that follow."""
    return text[:1].isalpha() and _ENDS_IN_COMMAND.search(before[-100:]) is not None


def _join_latex(pieces: Iterable[str]) -> str:
    joined: list[str] = []
    for piece in filter(None, pieces):
        if joined and needs_gap(joined[-1], piece):
            joined.append(" ")
        joined.append(piece)
    return "".join(joined)


def write_call(macro: Macro, latex: str, position: int) -> tuple[str, int] | None:
    """Return the macro's text with its arguments, and where the text after the call begins; None if an
    argument is missing.
    """
    arguments: list[str] = []
    for parameter in macro.parameters:
        argument = _read_macro_argument(parameter, latex, position)
        if argument is None:
            return None
        arguments.append(argument[0])
        position = argument[1]
    return _join_latex(_fill_body(macro.body, arguments)), position


def _read_macro_argument(parameter: Parameter, latex: str, position: int) -> tuple[str, int] | None:
    if parameter.is_star:
        star = skip_blanks(latex, position)
        return ("", star + 1 if latex.startswith("*", star) else position)
    if parameter.until:
        ends_in_name = parameter.until[0] == "\\" and parameter.until[-1].isalpha()
        mark = re.escape(parameter.until) + "(?![a-zA-Z])" * ends_in_name
        found = re.compile(mark).search(latex, position)
        return None if found is None else (latex[position : found.start()], found.end())
    if parameter.default is not None:
        return read_option(latex, position) or (parameter.default, position)
    return read_argument(latex, position)


def _fill_body(body: str, arguments: list[str]) -> Iterator[str]:
    position = 0
    for match in _HOLE.finditer(body):
        number = int(match[1])
        yield body[position : match.start()]
        yield arguments[number - 1] if 0 < number <= len(arguments) else match.group()
        position = match.end()
    yield body[position:]


class _UnreadError(Exception):
    """A definition that does not have the form that its command asks for."""


class _Definition:
    """The text after a defining command, read part by part; a missing part ends it."""

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.at = position

    def _taken(self, content_and_end: tuple[str, int] | None) -> str:
        if content_and_end is None:
            raise _UnreadError
        self.at = content_and_end[1]
        return content_and_end[0]

    def group(self) -> str:
        return self._taken(read_braces_at(self.text, self.at))

    def argument(self) -> str:
        return self._taken(read_argument(self.text, self.at))

    def option(self) -> str | None:
        content_and_end = read_option(self.text, self.at)
        return None if content_and_end is None else self._taken(content_and_end)

    def name(self) -> str:
        """Return a command's name, in braces or without."""
        group = read_braces_at(self.text, self.at)
        text, start = (self.text, skip_blanks(self.text, self.at)) if group is None else (group[0].strip(), 0)
        match = _NAME.match(text, start)
        if match is None or (group is not None and match.end() < len(text)):
            raise _UnreadError
        self.at = match.end() if group is None else group[1]
        return match[1]

    def count(self) -> int:
        """Read how many arguments there are: ``[2]``; none if not stated."""
        count_text = (self.option() or "0").strip()
        if not count_text.isdigit() or int(count_text) > _MOST:
            raise _UnreadError
        return int(count_text)

    def parameters(self) -> tuple[Parameter, ...]:
        """Read ``[2][default]``: the first has the default."""
        count = self.count()
        default = self.option() if count else None
        return (Parameter(default=default), *[MANDATORY] * (count - 1)) if count else ()

    def document_parameters(self) -> tuple[Parameter, ...]:
        """Read the arguments that ``{s O{a} m}`` asks for."""
        kinds = self.group()
        parameters: list[Parameter] = []
        position = 0
        while (match := _KIND.match(kinds, position)) is not None:
            position = match.end()
            default = "" if match[1] == "o" else None
            if match[1] == "O":
                default, position = read_braces_at(kinds, position) or ("", len(kinds))
            parameters.append(Parameter(default=default, is_star=match[1] == "s"))
        if kinds[position:].strip() or len(parameters) > _MOST:
            raise _UnreadError
        return tuple(parameters)

    def def_macro(self) -> Macro:
        r"""Read what follows the name in ``\def\x#1\end{…}``."""
        start = self.at
        parameters: list[Parameter] = []
        while (hole := _DEF_HOLE.match(self.text, self.at)) is not None:
            parameters.append(Parameter(until=hole[2].strip()))
            self.at = hole.end()
        if "\n\n" in self.text[start : self.at]:
            raise _UnreadError
        return Macro(self.group(), tuple(parameters))

    def paired_delimiter(self, how: str) -> Macro:
        r"""Read ``\DeclarePairedDelimiterX\x[2]{(}{)}{#1 \delimsize\| #2}``."""
        is_plain = how.endswith("Delimiter")
        count = 1 if is_plain else self.count()
        opening, closing = self.argument(), self.argument()
        inside = "#1" if is_plain else self.argument()
        body = f"\\left{opening} {inside} \\right{closing}"
        shifted = re.sub(r"#(\d)", lambda hole: f"#{int(hole[1]) + 2}", body)
        sizes = (Parameter(is_star=True), Parameter(default=""))
        return Macro(_SIZING.sub("", shifted), (*sizes, *[MANDATORY] * count))


def read_definition(
    match: re.Match[str], text: str, commands: Mapping[str, Macro]
) -> tuple[dict[str, Macro], int] | None:
    """Return the macros of the definition at a match of `DEFINITION`, and its end; None if it is not read.

    An environment is two commands, ``begin{name}`` and ``end{name}``, a theorem ``theorem{name}``.
    """
    definition = _Definition(text, match.end())
    try:
        defined = dict(_list_defined(match["how"], match["star"], definition, commands))
    except _UnreadError:
        return None
    return {name: macro for name, macro in defined.items() if _is_usable(name, macro)}, definition.at


def _is_usable(name: str, macro: Macro) -> bool:
    is_short = len(macro.body) <= _LONGEST_BODY and len(macro.parameters) <= _MOST
    return is_short and name not in _KEPT and _UNREAD.search(macro.body) is None


def _list_defined(
    how: str, star: str, definition: _Definition, commands: Mapping[str, Macro]
) -> Iterator[tuple[str, Macro]]:
    if how in ("newtheorem", "newenvironment", "renewenvironment"):
        name = definition.group().strip()
        if how == "newtheorem":
            _ = definition.option()
            yield f"theorem{{{name}}}", Macro(definition.group().strip())
            return
        parameters = definition.parameters()
        yield f"begin{{{name}}}", Macro(definition.group(), parameters)
        yield f"end{{{name}}}", Macro(definition.group())
        return
    name = definition.name()
    if how.endswith("def"):
        macro = definition.def_macro()
    elif how == "let":
        definition.at = skip_blanks(definition.text, definition.at)
        definition.at += definition.text.startswith("=", definition.at)
        target = definition.name()
        macro = commands.get(target) or Macro(f"\\{target}", frozen=True)
    elif how == "DeclareMathOperator":
        macro = Macro(f"\\operatorname{star}{{{definition.group()}}}")
    elif how.startswith("DeclarePaired"):
        macro = definition.paired_delimiter(how)
    else:
        is_document = how.endswith("DocumentCommand")
        parameters = definition.document_parameters() if is_document else definition.parameters()
        macro = Macro(definition.argument(), parameters)
    if not (how.startswith("provide") and name in commands):
        body = _MODE.sub(r"\\ensuremath{\1}", _PARAGRAPH_END.sub(r"\\par ", _COMMENT.sub("", macro.body)))
        yield name, Macro(body.replace("\n", " "), macro.parameters, macro.frozen)
