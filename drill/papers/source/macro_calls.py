"""A macro, and what one call of it is written out to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from drill.papers.source.latex_scanner import group_end, read_argument, read_braces_at, skip_blanks

# Characters of one formula with its macros written out.
MAX_EXPANDED: Final = 50_000
NO_VALUE: Final = "-NoValue-"
YES: Final = "\\BooleanTrue "
NO: Final = "\\BooleanFalse "

_ENDS_IN_COMMAND: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[a-zA-Z]+$")
_HOLE: Final = re.compile(r"##|#(\d)")
_CHOICE: Final = re.compile(r"\\(?:If(?P<what>NoValue|Value|Boolean)(?P<parts>TF|T|F))(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a macro.

    An argument with an ``until`` runs up to it (``\\def\\f#1\\end``); one with an ``opening`` stands in such
    brackets, or is its ``default``; any other is a group, a command or a character.
    """

    until: str = ""
    opening: str = ""
    closing: str = ""
    default: str = ""
    is_star: bool = False


MANDATORY: Final = Parameter()


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
    """Return pieces of LaTeX as one text, in which no command swallows letters that follow it."""
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
        after = group_end(latex, index) if latex[index] == "{" else index + 1 + (latex[index] == "\\")
        if after is None:
            return
        index = after


def _up_to(mark: str, latex: str, position: int) -> tuple[str, int] | None:
    """Return what comes before ``mark`` outside of braces; a command's name ends where its letters end."""
    if latex.find(mark, position) < 0:
        return None
    ends_in_name = mark[0] == "\\" and mark[-1].isalpha()
    for index in _outside_of_groups(latex, position):
        if latex.startswith(mark, index) and not (
            ends_in_name and latex[index + len(mark) : index + len(mark) + 1].isalpha()
        ):
            content = latex[position:index]
            end = group_end(content, 0) if content.startswith("{") else None
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
            has_value, is_yes = tested[0].strip() != NO_VALUE, tested[0].strip() == YES.strip()
            holds = {"Boolean": is_yes, "Value": has_value, "NoValue": not has_value}[match["what"]]
            chosen = dict(zip(match["parts"], branches, strict=True)).get("T" if holds else "F", ("", 0))
            text, position = text[: match.start()] + chosen[0] + text[branches[-1][1] :], match.start()
    return text
