"""Macros written out where they are used, within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from drill.papers.source.scan import COMMAND, group_end, read_argument, read_group, skip_blanks

MAX_EXPANSIONS: Final = 2_000
MAX_EXPANDED: Final = 50_000
NO_VALUE: Final = "-NoValue-"
YES: Final = "\\BooleanTrue "
NO: Final = "\\BooleanFalse "

_ENDS_IN_COMMAND: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[a-zA-Z]+$")
_HOLE: Final = re.compile(r"##|#(\d)")
_CHOICE: Final = re.compile(r"\\(?:If(?P<what>NoValue|Value|Boolean|Blank)(?P<parts>TF|T|F))(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a macro.

    ``before`` are literal characters that must stand before it (``\\def\\f<#1>{…}``). An argument with an
    ``until`` runs up to it; one with an ``opening`` stands in such brackets and may be missing if it has a
    ``default``, or be the ``unset`` text that stands for it; any other is a group, a command or a character.
    """

    before: str = ""
    until: str = ""
    opening: str = ""
    closing: str = ""
    default: str | None = None
    unset: str | None = None
    is_star: bool = False


MANDATORY: Final = Parameter()


def optional(default: str | None, brackets: str = "[]") -> Parameter:
    """An argument in brackets that may be missing."""
    default = NO_VALUE if default is None else default
    return Parameter(opening=brackets[0], closing=brackets[1], default=default)


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command stands for; a ``frozen`` body is written as it stands and not read again."""

    body: str
    parameters: tuple[Parameter, ...] = field(default=())
    frozen: bool = False


class ExpansionError(Exception):
    """Writing out a macro does not end, or makes the text too long."""


def written_out(text: str, commands: Mapping[str, Macro]) -> str:
    """``text`` with its commands written out; as it is where that leads nowhere."""
    try:
        return expand(text, commands)
    except ExpansionError:
        return text


def expand(latex: str, commands: Mapping[str, Macro]) -> str:
    """``latex`` with every command of ``commands`` written out, again and again until none is left.

    Raises:
        ExpansionError: past the budget of expansions or of length.
    """
    pieces: list[str] = []
    expansions = at = 0
    while (match := COMMAND.search(latex, at)) is not None:
        pieces.append(latex[at : match.start()])
        macro, end = named(match, commands)
        written = None if macro is None else write_out(macro, latex, end)
        expansions += macro is not None
        if macro is None or written is None:
            pieces.append(match.group())
            at = match.end()
            continue
        text, rest = written
        if expansions > MAX_EXPANSIONS or len(latex) + len(text) > MAX_EXPANDED:
            raise ExpansionError(f"\\{match[1]} does not end in a formula of sensible length")
        if macro.frozen:
            pieces.append(text)
            text = ""
        latex, at = text + latex[rest:], 0
    pieces.append(latex[at:])
    return _joined(pieces)


def _joined(pieces: Iterable[str]) -> str:
    """Pieces of LaTeX as one text, in which a command does not swallow letters that follow it."""
    found: list[str] = []
    for piece in pieces:
        if found and piece[:1].isalpha() and _ENDS_IN_COMMAND.search(found[-1]):
            found.append(" ")
        if piece:
            found.append(piece)
    return "".join(found)


def named(match: re.Match[str], commands: Mapping[str, Macro]) -> tuple[Macro | None, int]:
    """The macro of a command in the text and where its name ends; a star may be an argument of its own."""
    name = match[1]
    macro = commands.get(name)
    if macro is not None or not name.endswith("*") or len(name) == 1:
        return macro, match.end()
    return commands.get(name[:-1]), match.end() - 1


def write_out(macro: Macro, latex: str, at: int) -> tuple[str, int] | None:
    """The macro's text with its arguments in, and where the rest begins; None without an argument."""
    arguments: list[str] = []
    for parameter in macro.parameters:
        argument = _argument(parameter, latex, at)
        if argument is None:
            return None
        arguments.append(argument[0])
        at = argument[1]
    text = _chosen(_joined(_filled(macro.body, arguments)))
    if text[-1:].isalpha() and latex[at : at + 1].isalpha():
        text += " "
    return text, at


def _argument(parameter: Parameter, latex: str, at: int) -> tuple[str, int] | None:
    if parameter.is_star:
        begin = skip_blanks(latex, at)
        return (YES, begin + 1) if latex.startswith("*", begin) else (NO, at)
    if parameter.before:
        at = skip_blanks(latex, at)
        if not latex.startswith(parameter.before, at):
            return None
        at += len(parameter.before)
    if parameter.until:
        return _up_to(parameter.until, latex, at)
    if parameter.opening:
        found = _in_brackets(parameter, latex, at)
        if parameter.default is None:
            return found
        if found is None:
            return parameter.default, at
        return (parameter.default, found[1]) if found[0].strip() == parameter.unset else found
    return read_argument(latex, at)


def _in_brackets(parameter: Parameter, latex: str, at: int) -> tuple[str, int] | None:
    at = skip_blanks(latex, at)
    if not latex.startswith(parameter.opening, at):
        return None
    if parameter.opening == "{":
        return read_group(latex, at)
    depth = 1
    for index in _outside_of_groups(latex, at + 1):
        depth += (latex[index] == parameter.opening) - (latex[index] == parameter.closing)
        if depth == 0:
            return latex[at + 1 : index], index + 1
    return None


def _outside_of_groups(latex: str, at: int) -> Iterator[int]:
    """The places from ``at`` on outside of braces, commands of one sign once; until a brace stays open."""
    end = min(len(latex), at + MAX_EXPANDED)
    while at < end:
        yield at
        after = group_end(latex, at) if latex[at] == "{" else at + 1 + (latex[at] == "\\")
        if after is None:
            return
        at = after


def _up_to(mark: str, latex: str, at: int) -> tuple[str, int] | None:
    """What stands before ``mark`` outside of braces; a command's name ends where its letters end."""
    if latex.find(mark, at) < 0:
        return None
    ends_in_name = mark[0] == "\\" and mark[-1].isalpha()
    for index in _outside_of_groups(latex, at):
        if latex.startswith(mark, index) and not (
            ends_in_name and latex[index + len(mark) : index + len(mark) + 1].isalpha()
        ):
            content = latex[at:index]
            end = group_end(content, 0) if content.startswith("{") else None
            return (content[1:-1] if end == len(content) else content), index + len(mark)
    return None


def _filled(body: str, arguments: list[str]) -> Iterator[str]:
    at = 0
    for match in _HOLE.finditer(body):
        yield body[at : match.start()]
        index = int(match[1]) - 1 if match[1] else -1
        yield "#" if index < 0 else arguments[index] if index < len(arguments) else match.group()
        at = match.end()
    yield body[at:]


def _chosen(text: str) -> str:
    """``\\IfValueTF{…}{…}{…}`` and its relatives decided."""
    at = 0
    while (match := _CHOICE.search(text, at)) is not None:
        tested = read_argument(text, match.end())
        parts = match["parts"] or "TF"
        branches: list[str] = []
        end = match.end() if tested is None else tested[1]
        for _ in parts:
            branch = read_argument(text, end)
            if branch is not None:
                branches.append(branch[0])
                end = branch[1]
        holds = None if tested is None else _holds(match["what"], tested[0])
        if holds is None or len(branches) != len(parts):
            at = match.end()
            continue
        options = dict(zip(parts, branches, strict=True))
        text = text[: match.start()] + options.get("T" if holds else "F", "") + text[end:]
        at = match.start()
    return text


def _holds(what: str, tested: str) -> bool | None:
    match what:
        case "Boolean":
            return tested.strip() == YES.strip()
        case "Value":
            return tested.strip() != NO_VALUE
        case "NoValue":
            return tested.strip() == NO_VALUE
        case _:
            return not tested.strip()
