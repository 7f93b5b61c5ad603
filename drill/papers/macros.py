"""A paper's own commands, environments and theorems: found where they are defined, written out where used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from drill.papers.scan import COMMAND, read_argument, read_group, read_option, skip_blanks

_DEFINITION: Final = re.compile(
    r"\\(?P<how>(?:re|provide)?newcommand|providecommand|renewcommand|DeclareRobustCommand|DeclareMathOperator|"
    r"(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|[gex]?def|let|(?:re)?newenvironment|"
    r"DeclarePairedDelimiter(?:X(?:PP)?)?|newtheorem|newcommandx)(?![a-zA-Z@])(?P<star>\*?)"
)
_NAME: Final = re.compile(r"\\([a-zA-Z@]+|.)", re.DOTALL)
_PARAMETERS: Final = re.compile(r"(?:#\d)*")
_LONGEST_BODY: Final = 4_000


@dataclass(frozen=True, slots=True)
class Macro:
    """``\\name`` with ``count`` arguments, the first with a default where ``default`` is not None.

    ``closing`` is set for paired delimiters: the body opens, ``closing`` closes. A ``frozen`` body is written
    as it stands and not read again (``\\let`` of a command that is redefined afterwards).
    """

    body: str
    count: int = 0
    default: str | None = None
    closing: str | None = None
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Environment:
    """``\\newenvironment``: what begins and ends it."""

    begin: str
    end: str
    count: int = 0


@dataclass(slots=True)
class Macros:
    """Everything that a paper defines; ``spans`` are the places of the definitions in the text."""

    commands: dict[str, Macro] = field(default_factory=dict[str, Macro])
    environments: dict[str, Environment] = field(default_factory=dict[str, Environment])
    theorems: dict[str, str] = field(default_factory=dict[str, str])
    spans: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def under(self, other: Macros) -> Macros:
        """These definitions with ``other``'s on top."""
        return Macros(
            {**self.commands, **other.commands},
            {**self.environments, **other.environments},
            {**self.theorems, **other.theorems},
            other.spans,
        )


def read_macros(text: str) -> Macros:
    """Read every definition in ``text``; one that cannot be read is passed over and stays where it is."""
    macros = Macros()
    at = 0
    while (match := _DEFINITION.search(text, at)) is not None:
        end = _read(match, text, macros)
        if end is None:
            at = match.end()
        else:
            macros.spans.append((match.start(), end))
            at = end
    return macros


def read_style(text: str) -> Macros:
    """Read a local style file: what redefines itself or reaches into LaTeX's inner commands is left out."""
    macros = read_macros(text)
    kept = {name: macro for name, macro in macros.commands.items() if not _is_inner(name, macro)}
    return Macros(kept, macros.environments, macros.theorems)


def _is_inner(name: str, macro: Macro) -> bool:
    return "@" in name or not name.isalpha() or "@" in macro.body or _names(macro.body, name)


def _names(body: str, name: str) -> bool:
    return any(match[1] == name for match in COMMAND.finditer(body))


def _read(match: re.Match[str], text: str, macros: Macros) -> int | None:
    how = match["how"]
    at = match.end()
    if how.endswith("def"):
        return _read_def(text, at, macros)
    if how == "let":
        return _read_let(text, at, macros)
    if how.endswith("environment"):
        return _read_environment(text, at, macros)
    if how == "newtheorem":
        return _read_theorem(text, at, macros)
    named = _read_name(text, at)
    if named is None:
        return None
    name, at = named
    if how == "DeclareMathOperator":
        return _read_operator(text, at, name, match["star"], macros)
    if how.startswith("DeclarePaired"):
        return _read_pair(text, at, name, macros)
    if how.endswith("DocumentCommand"):
        return _read_document_command(text, at, name, macros)
    return _read_command(text, at, name, macros, only_if_new=how.startswith("provide"))


def _read_name(text: str, at: int) -> tuple[str, int] | None:
    group = read_group(text, at)
    if group is not None:
        match = _NAME.fullmatch(group[0].strip())
        return None if match is None else (match[1], group[1])
    match = _NAME.match(text, skip_blanks(text, at))
    return None if match is None else (match[1], match.end())


def _read_command(text: str, at: int, name: str, macros: Macros, *, only_if_new: bool) -> int | None:
    count, default = 0, None
    option = read_option(text, at)
    if option is not None:
        if not option[0].strip().isdigit():
            return None
        count, at = int(option[0]), option[1]
        option = read_option(text, at)
        if option is not None:
            default, at = option
    body = read_argument(text, at)
    if body is None:
        return None
    if not (only_if_new and name in macros.commands):
        _define(macros, name, Macro(body[0], count, default))
    return body[1]


def _read_document_command(text: str, at: int, name: str, macros: Macros) -> int | None:
    """``\\NewDocumentCommand{\\x}{O{a} m m}{…}``: mandatory arguments, the first may be optional."""
    kinds = read_group(text, at)
    body = read_group(text, kinds[1]) if kinds is not None else None
    if kinds is None or body is None:
        return None
    wanted = re.sub(r"\s", "", kinds[0])
    optional = re.match(r"o|O\{([^{}]*)\}", wanted)
    rest = wanted[optional.end() :] if optional else wanted
    if rest.strip("m"):
        return None
    default = None if optional is None else (optional[1] or "")
    _define(macros, name, Macro(body[0], len(rest) + (optional is not None), default))
    return body[1]


def _read_def(text: str, at: int, macros: Macros) -> int | None:
    match = _NAME.match(text, skip_blanks(text, at))
    if match is None:
        return None
    parameters = _PARAMETERS.match(text, match.end())
    at = parameters.end() if parameters else match.end()
    body = read_group(text, at) if text[at : at + 1] in ("{", " ", "\n") else None
    if body is None:
        return None
    _define(macros, match[1], Macro(body[0], text.count("#", match.end(), at)))
    return body[1]


def _read_let(text: str, at: int, macros: Macros) -> int | None:
    match = _NAME.match(text, skip_blanks(text, at))
    if match is None:
        return None
    at = skip_blanks(text, match.end())
    if text.startswith("=", at):
        at = skip_blanks(text, at + 1)
    target = _NAME.match(text, at)
    if target is None:
        return None
    known = macros.commands.get(target[1])
    _define(macros, match[1], known or Macro(target.group(), frozen=True))
    return target.end()


def _read_operator(text: str, at: int, name: str, star: str, macros: Macros) -> int | None:
    body = read_group(text, at)
    if body is None:
        return None
    _define(macros, name, Macro(f"\\operatorname{star}{{{body[0]}}}"))
    return body[1]


def _read_pair(text: str, at: int, name: str, macros: Macros) -> int | None:
    option = read_option(text, at)
    if option is not None:
        return None
    opening = read_argument(text, at)
    closing = read_argument(text, opening[1]) if opening is not None else None
    if opening is None or closing is None:
        return None
    _define(macros, name, Macro(opening[0], 1, closing=closing[0]))
    return closing[1]


def _read_environment(text: str, at: int, macros: Macros) -> int | None:
    name = read_group(text, at)
    if name is None:
        return None
    at, count = name[1], 0
    option = read_option(text, at)
    if option is not None and option[0].strip().isdigit():
        count, at = int(option[0]), option[1]
        default = read_option(text, at)
        at = at if default is None else default[1]
    begin = read_group(text, at)
    end = read_group(text, begin[1]) if begin is not None else None
    if begin is None or end is None:
        return None
    macros.environments[name[0].strip()] = Environment(begin[0], end[0], count)
    return end[1]


def _read_theorem(text: str, at: int, macros: Macros) -> int | None:
    name = read_group(text, at)
    if name is None:
        return None
    option = read_option(text, name[1])
    title = read_group(text, name[1] if option is None else option[1])
    if title is None:
        return None
    macros.theorems[name[0].strip()] = title[0].strip()
    return title[1]


def _define(macros: Macros, name: str, macro: Macro) -> None:
    if len(macro.body) <= _LONGEST_BODY and 0 <= macro.count <= 9:
        macros.commands[name] = macro


MAX_EXPANSIONS: Final = 5_000
MAX_EXPANDED: Final = 50_000


class ExpansionError(Exception):
    """Writing out a macro does not end, or makes the text too long."""


def expand(latex: str, commands: Mapping[str, Macro]) -> str:
    """``latex`` with every command of ``commands`` written out, again and again until none is left.

    Raises:
        ExpansionError: past the budget of expansions or of length.
    """
    pieces: list[str] = []
    expansions = 0
    at = 0
    while (match := COMMAND.search(latex, at)) is not None:
        pieces.append(latex[at : match.start()])
        macro = commands.get(match[1]) or commands.get(match[1].rstrip("*"))
        written = None if macro is None else _write_out(macro, latex, _name_end(match, commands))
        if written is None:
            pieces.append(match.group())
            at = match.end()
            continue
        text, rest, frozen = written
        expansions += 1
        if expansions > MAX_EXPANSIONS or len(latex) + len(text) > MAX_EXPANDED:
            raise ExpansionError(f"\\{match[1]} does not end in a formula of sensible length")
        if frozen:
            pieces.append(text)
            latex, at = latex[rest:], 0
        else:
            latex, at = text + latex[rest:], 0
    pieces.append(latex[at:])
    return "".join(pieces)


def _name_end(match: re.Match[str], commands: Mapping[str, Macro]) -> int:
    """A star belongs to the name only where such a command is defined; paired delimiters drop it."""
    starred = match[1].endswith("*") and match[1] not in commands
    pair = commands.get(match[1].rstrip("*"))
    return match.end() - (starred and not (pair is not None and pair.closing is not None))


def _write_out(macro: Macro, latex: str, at: int) -> tuple[str, int, bool] | None:
    """The macro's text with its arguments in, where the rest begins; None where an argument is missing."""
    arguments: list[str] = []
    if macro.default is not None:
        option = read_option(latex, at)
        arguments.append(macro.default if option is None else option[0])
        at = at if option is None else option[1]
    elif macro.closing is not None and (size := read_option(latex, at)) is not None:
        at = size[1]
    while len(arguments) < macro.count:
        argument = read_argument(latex, at)
        if argument is None:
            return None
        arguments.append(argument[0])
        at = argument[1]
    if macro.closing is not None:
        return f"\\left{macro.body} {arguments[0]} \\right{macro.closing}", at, False
    text = "".join(_filled(macro.body, arguments))
    if text[-1:].isalpha() and latex[at : at + 1].isalpha():
        text += " "
    return text, at, macro.frozen


def _filled(body: str, arguments: list[str]) -> Iterator[str]:
    at = 0
    for match in re.finditer(r"#(\d)", body):
        yield body[at : match.start()]
        index = int(match[1]) - 1
        yield arguments[index] if index < len(arguments) else match.group()
        at = match.end()
    yield body[at:]
