"""Find a paper's own commands and theorems where they are defined, and those of packages it loads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from drill.papers.source.latex_scanner import (
    BRACES,
    COMMAND,
    find_group_end,
    read_argument,
    read_braces_at,
    read_option,
    skip_blanks,
)

# A macro, and the expansion of one call of it.

# Max characters of one formula with its macros expanded.
MAX_EXPANDED = 50_000
NO_VALUE = "-NoValue-"
YES = "\\BooleanTrue "
NO = "\\BooleanFalse "

_ENDS_IN_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*\\[a-zA-Z]+$")
_HOLE = re.compile(r"##|#(\d)")
_CHOICE = re.compile(r"\\(?:If(?P<what>NoValue|Value|Boolean)(?P<parts>TF|T|F))(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a macro.

    An argument with an ``until`` runs up to it (``\\def\\f#1\\end``); one with an ``opening`` is in such
    brackets, or is its ``default``; any other is a group, a command or a character.
    """

    until: str = ""
    opening: str = ""
    closing: str = ""
    default: str = ""
    is_star: bool = False


MANDATORY = Parameter()


def make_optional_argument(default: str | None, brackets: str = "[]") -> Parameter:
    """Return an argument in brackets that may be missing."""
    return Parameter(
        opening=brackets[0], closing=brackets[1], default=NO_VALUE if default is None else default
    )


@dataclass(frozen=True, slots=True)
class Macro:
    """The expansion of a command; a ``frozen`` body is written as it is and not read again."""

    body: str
    parameters: tuple[Parameter, ...] = field(default=())
    frozen: bool = False


def join_latex(pieces: Iterable[str]) -> str:
    """Return pieces of LaTeX as one text, with gaps so that no command swallows letters that follow it."""
    segments: list[str] = []
    for segment in pieces:
        if segments and segment[:1].isalpha() and _ENDS_IN_COMMAND.search(segments[-1]):
            segments.append(" ")
        if segment:
            segments.append(segment)
    return "".join(segments)


def find_called_macro(match: re.Match[str], commands: Mapping[str, Macro]) -> tuple[Macro | None, int]:
    """Return the macro of a command in the text and where its name ends; a star may be an argument."""
    name = match[1]
    macro = commands.get(name)
    if macro is not None or not name.endswith("*") or len(name) == 1:
        return macro, match.end()
    return commands.get(name[:-1]), match.end() - 1


def write_out(macro: Macro, latex: str, position: int) -> tuple[str, int] | None:
    """Return the macro's text with its arguments, and where the text after it begins; None if one is
    missing."""
    arguments: list[str] = []
    for parameter in macro.parameters:
        argument = _read_macro_argument(parameter, latex, position)
        if argument is None:
            return None
        arguments.append(argument[0])
        position = argument[1]
    text = _decide_argument_tests(join_latex(_fill_macro_body(macro.body, arguments)))
    if text[-1:].isalpha() and latex[position : position + 1].isalpha():
        text += " "
    return text, position


def _read_macro_argument(parameter: Parameter, latex: str, index: int) -> tuple[str, int] | None:
    if parameter.is_star:
        begin = skip_blanks(latex, index)
        return (YES, begin + 1) if latex.startswith("*", begin) else (NO, index)
    if parameter.until:
        return _up_to(parameter.until, latex, index)
    if parameter.opening:
        return _read_bracket_argument(parameter, latex, index) or (parameter.default, index)
    return read_argument(latex, index)


def _read_bracket_argument(parameter: Parameter, latex: str, position: int) -> tuple[str, int] | None:
    position = skip_blanks(latex, position)
    if not latex.startswith(parameter.opening, position):
        return None
    if parameter.opening == "{":
        return read_braces_at(latex, position)
    depth = 1
    for index in _outside_of_groups(latex, position + 1):
        depth += (latex[index] == parameter.opening) - (latex[index] == parameter.closing)
        if depth == 0:
            return latex[position + 1 : index], index + 1
    return None


def _outside_of_groups(latex: str, index: int) -> Iterator[int]:
    """Yield the places from ``index`` on outside of braces; until a brace stays open."""
    end = min(len(latex), index + MAX_EXPANDED)
    while index < end:
        yield index
        after = find_group_end(latex, index) if latex[index] == "{" else index + 1 + (latex[index] == "\\")
        if after is None:
            return
        index = after


def _up_to(mark: str, latex: str, position: int) -> tuple[str, int] | None:
    """Return the text before ``mark`` outside of braces; a command's name ends where its letters end."""
    if latex.find(mark, position) < 0:
        return None
    ends_in_name = mark[0] == "\\" and mark[-1].isalpha()
    for index in _outside_of_groups(latex, position):
        if latex.startswith(mark, index) and not (
            ends_in_name and latex[index + len(mark) : index + len(mark) + 1].isalpha()
        ):
            content = latex[position:index]
            end = find_group_end(content, 0) if content.startswith("{") else None
            return (content[1:-1] if end == len(content) else content), index + len(mark)
    return None


def _fill_macro_body(body: str, arguments: list[str]) -> Iterator[str]:
    position = 0
    for match in _HOLE.finditer(body):
        yield body[position : match.start()]
        index = int(match[1]) - 1 if match[1] else -1
        yield "#" if index < 0 else arguments[index] if index < len(arguments) else match.group()
        position = match.end()
    yield body[position:]


def _decide_argument_tests(text: str) -> str:
    r"""Return ``\IfValueTF{…}{…}{…}`` and its relatives decided."""
    position = 0
    while (match := _CHOICE.search(text, position)) is not None:
        position = match.end()
        arguments = [read_argument(text, position)]
        while arguments[-1] is not None and len(arguments) <= len(match["parts"]):
            arguments.append(read_argument(text, arguments[-1][1]))
        tested, *branches = [argument for argument in arguments if argument is not None] or [("", position)]
        if len(branches) == len(match["parts"]):
            has_value = tested[0].strip() != NO_VALUE
            is_yes = tested[0].strip() == YES.strip()
            holds = {"Boolean": is_yes, "Value": has_value, "NoValue": not has_value}[match["what"]]
            chosen = dict(zip(match["parts"], branches, strict=True)).get("T" if holds else "F", ("", 0))
            text = text[: match.start()] + chosen[0] + text[branches[-1][1] :]
            position = match.start()
    return text


_KIND = re.compile(r"[\s+!]*(?:(?P<kind>[msoOg])|d\s*(?P<brackets>\S\S))")
# Max arguments, because no command takes more.
MOST = 9
# Max expansions of a whole paper; a long one needs a thousand.
MOST_EXPANSIONS = 1_000_000


def document_parameters(kinds: str) -> tuple[Parameter, ...] | None:
    """Return the arguments that ``s O{a} m`` asks for; None if a kind is not known."""
    parameters: list[Parameter] = []
    position = 0
    while (match := _KIND.match(kinds, position)) is not None:
        default = None
        position = match.end()
        if match["kind"] == "O":
            group = read_braces_at(kinds, position)
            if group is None:
                return None
            default, position = group
        brackets = match["brackets"] or ("{}" if match["kind"] == "g" else "[]")
        known = {"m": MANDATORY, "s": Parameter(is_star=True)}
        parameters.append(known.get(match["kind"]) or make_optional_argument(default, brackets))
    if kinds[position:].strip() or len(parameters) > MOST:
        return None
    return tuple(parameters)


_HOW = (
    r"(?:re)?newcommand|providecommand|DeclareRobustCommand|DeclareMathOperator|"
    r"(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|[gex]?def|let|"
    r"(?:re)?newenvironment|DeclarePairedDelimiterX?|newtheorem"
)
DEFINITION = re.compile(rf"\\(?P<how>{_HOW})(?![a-zA-Z@])[ \t]*(?P<star>\*?)")
_NAME = re.compile(r"\\([a-zA-Z@]+|.)", re.DOTALL)
_MACROS_HOLE = re.compile(r"#(\d)([^#{}]*)")
# Max characters of a macro, because longer ones draw pictures.
_LONGEST_BODY = 4_000
# Commands that papers redefine for the gaps around brackets alone.
_KEPT = frozenset(("left", "right", "middle"))


@dataclass(slots=True)
class Macros:
    """Everything that a paper defines, its environments as ``begin{name}`` and ``end{name}``.

    ``spans`` are the places of the definitions in the text. ``left`` is how many calls may be expanded yet,
    in the whole paper; ``endless`` are the commands that took too many of them.
    """

    commands: dict[str, Macro] = field(default_factory=dict[str, Macro])
    theorems: dict[str, str] = field(default_factory=dict[str, str])
    spans: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    left: int = MOST_EXPANSIONS
    endless: set[str] = field(default_factory=set[str])

    def under(self, overriding: Macros) -> Macros:
        """These definitions with ``overriding``'s on top."""
        theorems = {**self.theorems, **overriding.theorems}
        return Macros({**self.commands, **overriding.commands}, theorems, overriding.spans)


def read_macro_definitions(text: str) -> Macros:
    """Read every definition in ``text``; one that cannot be read is skipped and stays in the text.

    A definition inside of a group holds there alone, and is left out.
    """
    macros = Macros()
    position = depth = 0
    while (match := DEFINITION.search(text, position)) is not None:
        depth = max(0, depth + _count_open_braces(text[position : match.start()]))
        before = dict(macros.commands) if depth else {}
        end = read_definition(match, text, macros)
        macros.commands.update(before)
        if end is None:
            position = match.end()
        else:
            macros.spans.append((match.start(), end))
            position = end
    return macros


def _count_open_braces(text: str) -> int:
    """Return how many braces ``text`` opens more than it closes."""
    brace_counts = Counter(match.group() for match in BRACES.finditer(text))
    return brace_counts["{"] - brace_counts["}"]


def read_style(text: str) -> Macros:
    """Read a local style file: what redefines itself or reaches into LaTeX's inner commands is left out."""
    macros = read_macro_definitions(text)
    safe_commands = {name: macro for name, macro in macros.commands.items() if not _is_inner(name, macro)}
    return Macros(safe_commands, macros.theorems)


def _is_inner(name: str, macro: Macro) -> bool:
    used = {match[1] for match in COMMAND.finditer(macro.body)}
    return "@" in name or not name.isalpha() or "@" in macro.body or name in used


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
        if group is None:
            return self.bare_name()
        match = _NAME.fullmatch(group[0].strip())
        return self._taken(None if match is None else (match[1], group[1]))

    def bare_name(self) -> str:
        match = _NAME.match(self.text, skip_blanks(self.text, self.at))
        return self._taken(None if match is None else (match[1], match.end()))

    def count(self, most: int = MOST) -> int:
        """Read how many arguments there are: ``[2]``; none if not stated."""
        count_text = self.option()
        if count_text is not None and (not count_text.strip().isdigit() or int(count_text) > most):
            raise _UnreadError
        return int(count_text or 0)

    def parameters(self) -> tuple[Parameter, ...]:
        """Read ``[2][default]``: the first has the default."""
        count = self.count()
        default = self.option() if count else None
        first = MANDATORY if default is None else make_optional_argument(default)
        return (first, *[MANDATORY] * (count - 1)) if count else ()


def read_definition(match: re.Match[str], text: str, macros: Macros) -> int | None:
    """Return where the definition at a match ends; None if it cannot be read."""
    definition = _Definition(text, match.end())
    try:
        _store_definition(match["how"], match["star"], definition, macros)
    except _UnreadError:
        return None
    return definition.at


def _store_definition(how: str, star: str, definition: _Definition, macros: Macros) -> None:
    if how.endswith("def"):
        return _store_macro(macros, definition.bare_name(), _read_def_macro(definition))
    if how == "let":
        return _store_macro(macros, definition.bare_name(), _find_let_target(definition, macros))
    if how.endswith("environment"):
        name = definition.group().strip()
        parameters = definition.parameters()
        macros.commands[f"begin{{{name}}}"] = Macro(definition.group(), parameters)
        macros.commands[f"end{{{name}}}"] = Macro(definition.group())
        return None
    if how == "newtheorem":
        name = definition.group().strip()
        _ = definition.option()
        macros.theorems[name] = definition.group().strip()
        return None
    name = definition.name()
    if how == "DeclareMathOperator":
        macro = Macro(f"\\operatorname{star}{{{definition.group()}}}")
    elif how.startswith("DeclarePaired"):
        macro = _read_paired_delimiter(definition, how)
    elif how.endswith("DocumentCommand"):
        parameters = document_parameters(definition.group())
        macro = Macro(definition.group(), parameters or ())
        if parameters is None:
            raise _UnreadError
    else:
        parameters = definition.parameters()
        macro = Macro(definition.argument(), parameters)
    if not (how.startswith("provide") and name in macros.commands):
        _store_macro(macros, name, macro)
    return None


def _read_def_macro(definition: _Definition) -> Macro:
    r"""Read what follows the name in ``\def\x#1\end{…}``."""
    text = definition.text
    start = definition.at
    parameters: list[Parameter] = []
    while (hole := _MACROS_HOLE.match(text, definition.at)) is not None:
        parameters.append(Parameter(until=hole[2].strip()))
        if int(hole[1]) != len(parameters):
            raise _UnreadError
        definition.at = hole.end()
    if "\n\n" in text[start : definition.at]:
        raise _UnreadError
    return Macro(definition.group(), tuple(parameters))


def _find_let_target(definition: _Definition, macros: Macros) -> Macro:
    r"""Return the present meaning of the command that ``\let`` copies."""
    definition.at = skip_blanks(definition.text, definition.at)
    definition.at += definition.text.startswith("=", definition.at)
    name = definition.bare_name()
    return macros.commands.get(name) or Macro(f"\\{name}", frozen=True)


_SIZED = (Parameter(is_star=True), make_optional_argument(""))


def _read_paired_delimiter(definition: _Definition, how: str) -> Macro:
    r"""Read ``\DeclarePairedDelimiterX\x[2]{(}{)}{#1 \delimsize\| #2}``."""
    is_plain = how.endswith("Delimiter")
    count = 1 if is_plain else definition.count(MOST - len(_SIZED))
    opening = definition.argument()
    closing = definition.argument()
    inside = "#1" if is_plain else definition.argument()
    body = f"\\left{opening} {inside} \\right{closing}"
    shifted = re.sub(r"#(\d)", lambda hole: f"#{int(hole[1]) + len(_SIZED)}", body)
    shifted = re.sub(r"\\(?:delimsize|nonscript|mathopen|mathclose|allowbreak)(?![a-zA-Z])", "", shifted)
    return Macro(shifted, (*_SIZED, *[MANDATORY] * count))


def _store_macro(macros: Macros, name: str, macro: Macro) -> None:
    is_short = len(macro.body) <= _LONGEST_BODY and len(macro.parameters) <= MOST
    if is_short and name not in _KEPT:
        macros.commands[name] = macro


_PHYSICS = r"""
\NewDocumentCommand\dv{s o m g}{\IfNoValueTF{#4}
{\frac{\mathrm{d}\IfValueT{#2}{^{#2}}}{\mathrm{d} #3\IfValueT{#2}{^{#2}}}}
{\frac{\mathrm{d}\IfValueT{#2}{^{#2}} #3}{\mathrm{d} #4\IfValueT{#2}{^{#2}}}}}\let\derivative\dv
\newcommand{\trace}{\operatorname{Tr}}\newcommand{\tr}{\operatorname{tr}}\newcommand{\rank}{\operatorname{rank}}
\newcommand{\vdot}{\cdot}\newcommand{\cross}{\times}\newcommand{\qq}[1]{\quad\text{#1}\quad}
\newcommand{\mqty}[1]{\begin{matrix}#1\end{matrix}}\newcommand{\pmqty}[1]{\begin{pmatrix}#1\end{pmatrix}}
\newcommand{\bmqty}[1]{\begin{bmatrix}#1\end{bmatrix}}
"""
_SHOWN_ON = ("only", "uncover", "visible", "invisible", "onslide", "alert", "structure")
_SLIDES = (
    "".join(rf"\NewDocumentCommand\{name}{{d<> m}}{{#2}}" for name in _SHOWN_ON)
    + r"\NewDocumentCommand\alt{d<> m m}{#2}\NewDocumentCommand\pause{o}{}"
)
# Names that nobody gives another meaning, for sources whose own style file is missing.
_USUAL = r"""
\newcommand{\R}{\mathbb{R}}\newcommand{\E}{\mathbb{E}}\newcommand{\Prob}{\operatorname{P}}\newcommand{\dif}{\mathrm{d}}
\newcommand{\card}[1]{|#1|}\newcommand{\VAR}{\operatorname{Var}}\newcommand{\COV}{\operatorname{Cov}}
"""
_KNOWN = {"": _USUAL, "physics": _PHYSICS, "beamer": _SLIDES}


def of_packages(names: Iterable[str]) -> Macros:
    """Return the definitions of packages, over the usual meanings of some names."""
    macros = _of_package("")
    for name in names:
        if name in _KNOWN:
            macros = macros.under(_of_package(name))
    return macros


@cache
def _of_package(name: str) -> Macros:
    return Macros(read_macro_definitions(_KNOWN[name]).commands)
