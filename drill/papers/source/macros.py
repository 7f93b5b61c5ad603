"""A paper's own commands, environments and theorems: found where they are defined."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from drill.papers.source.expansion import MANDATORY, Macro, Parameter, optional
from drill.papers.source.scan import COMMAND, read_argument, read_group, read_option, skip_blanks

_NAMED_DEFAULT: Final = re.compile(r"(?<![\w}])([1-9])\s*=\s*((?:[^,{}]|\{[^{}]*\})*)")
MOST: Final = 9
"""No command takes more arguments."""


def document_parameters(kinds: str) -> tuple[Parameter, ...] | None:
    """The arguments that ``s O{a} m`` asks for; None where a kind is not known."""
    found: list[Parameter] = []
    at = 0
    while (at := skip_blanks(kinds, at)) < len(kinds):
        kind = kinds[at]
        at += 1
        if kind in "+!":
            continue
        if kind not in "msoOdDrgG" or len(found) >= MOST:
            return None
        brackets = {"o": "[]", "O": "[]", "g": "{}", "G": "{}"}.get(kind, "")
        if kind in "dDr":
            at = skip_blanks(kinds, at)
            brackets = kinds[at : at + 2]
            at += 2
            if len(brackets) < 2:
                return None
        default: str | None = None
        if kind in "ODG":
            group = read_group(kinds, at)
            if group is None:
                return None
            default, at = group
        found.append(_parameter(kind, brackets, default))
    return tuple(found)


def _parameter(kind: str, brackets: str, default: str | None) -> Parameter:
    match kind:
        case "m":
            return MANDATORY
        case "s":
            return Parameter(is_star=True)
        case "r":
            return Parameter(opening=brackets[0], closing=brackets[1])
        case _:
            return optional(default, brackets)


_DEFINITION: Final = re.compile(
    r"\\(?P<how>(?:re|provide)?newcommandx?|providecommand|DeclareRobustCommand|"
    r"DeclareMathOperator|(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand|[gex]?def|let|"
    r"(?:re)?newenvironment|DeclarePairedDelimiter(?:X(?:PP)?)?|newtheorem)(?![a-zA-Z@])[ \t]*(?P<star>\*?)"
)
_NAME: Final = re.compile(r"\\([a-zA-Z@]+|.)", re.DOTALL)
_LITERAL: Final = re.compile(r"[^#{}]*")
_HOLE: Final = re.compile(r"#(\d)([^#{}]*)")
_LONGEST_BODY: Final = 4_000
_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)
_KEPT: Final = frozenset(("left", "right", "middle"))
"""Commands that papers redefine for the gaps around brackets alone."""


@dataclass(frozen=True, slots=True)
class Environment:
    """``\\newenvironment``: what begins and ends it."""

    begin: str
    end: str
    parameters: tuple[Parameter, ...] = ()


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
    """Read every definition in ``text``; one that cannot be read is passed over and stays where it is.

    What is defined anew inside of a group holds there alone, and is left out.
    """
    macros = Macros()
    at = depth = 0
    while (match := _DEFINITION.search(text, at)) is not None:
        depth = max(0, depth + _opened(text[at : match.start()]))
        before = dict(macros.commands) if depth else {}
        end = _read(match, text, macros)
        macros.commands.update(before)
        if end is None:
            at = match.end()
        else:
            macros.spans.append((match.start(), end))
            at = end
    return macros


def _opened(text: str) -> int:
    """How many braces ``text`` opens more than it closes."""
    found = Counter(match.group() for match in _BRACE.finditer(text))
    return found["{"] - found["}"]


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
    if how == "DeclarePairedDelimiter":
        return _read_pair(text, at, name, macros)
    if how.startswith("DeclarePaired"):
        return _read_pair_of_more(text, at, name, how.endswith("PP"), macros)
    if how.endswith("DocumentCommand"):
        return _read_document_command(text, at, name, macros)
    is_new = not (how.startswith("provide") and name in macros.commands)
    return _read_command(text, at, name, macros if is_new else Macros())


def _read_name(text: str, at: int) -> tuple[str, int] | None:
    group = read_group(text, at)
    if group is not None:
        match = _NAME.fullmatch(group[0].strip())
        return None if match is None else (match[1], group[1])
    match = _NAME.match(text, skip_blanks(text, at))
    return None if match is None else (match[1], match.end())


def _read_command(text: str, at: int, name: str, macros: Macros) -> int | None:
    counted = _read_parameters(text, at)
    if counted is None:
        return None
    parameters, at = counted
    body = read_argument(text, at)
    if body is None:
        return None
    _define(macros, name, Macro(body[0], parameters))
    return body[1]


def _read_parameters(text: str, at: int) -> tuple[tuple[Parameter, ...], int] | None:
    """``[2][default]``: the first has the default; ``[2][1=a, 2=b]``: those that are named."""
    option = read_option(text, at)
    if option is None:
        return (), at
    if not option[0].strip().isdigit() or int(option[0]) > MOST:
        return None
    count, at = int(option[0]), option[1]
    parameters = [MANDATORY] * count
    default = read_option(text, at) if count else None
    named = _NAMED_DEFAULT.findall(default[0]) if default is not None else []
    if default is not None and named:
        for number, value in named:
            parameters[min(int(number), count) - 1] = optional(value.strip().strip("{}"))
    elif default is not None:
        parameters[0] = optional(default[0])
    return tuple(parameters), at if default is None else default[1]


def _read_document_command(text: str, at: int, name: str, macros: Macros) -> int | None:
    """``\\NewDocumentCommand{\\x}{s O{a} m}{…}``."""
    kinds = read_group(text, at)
    body = read_group(text, kinds[1]) if kinds is not None else None
    if kinds is None or body is None:
        return None
    parameters = document_parameters(kinds[0])
    if parameters is None:
        return None
    _define(macros, name, Macro(body[0], parameters))
    return body[1]


def _read_def(text: str, at: int, macros: Macros) -> int | None:
    match = _NAME.match(text, skip_blanks(text, at))
    if match is None:
        return None
    literal = _LITERAL.match(text, match.end())
    before = literal.group() if literal else ""
    at = match.end() + len(before)
    parameters: list[Parameter] = []
    while (hole := _HOLE.match(text, at)) is not None:
        if int(hole[1]) != len(parameters) + 1:
            return None
        parameters.append(Parameter(before=before.strip(), until=hole[2].strip()))
        before = ""
        at = hole.end()
    if before.strip() or "\n\n" in text[match.end() : at]:
        return None
    body = read_group(text, at)
    if body is None:
        return None
    _define(macros, match[1], Macro(body[0], tuple(parameters)))
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


_SIZED: Final = (Parameter(is_star=True), optional(""))


def _read_pair(text: str, at: int, name: str, macros: Macros) -> int | None:
    opening = read_argument(text, at)
    closing = read_argument(text, opening[1]) if opening is not None else None
    if opening is None or closing is None:
        return None
    body = f"\\left{opening[0]} #3 \\right{closing[0]}"
    _define(macros, name, Macro(body, (*_SIZED, MANDATORY)))
    return closing[1]


def _read_pair_of_more(text: str, at: int, name: str, has_pre: bool, macros: Macros) -> int | None:
    """``\\DeclarePairedDelimiterX\\x[2]{(}{)}{#1 \\delimsize\\| #2}``; with ``PP``, code before and after."""
    count = read_option(text, at)
    if count is None or not count[0].strip().isdigit() or int(count[0]) > MOST - len(_SIZED):
        return None
    at = count[1]
    parts: list[str] = []
    for _ in range(5 if has_pre else 3):
        part = read_argument(text, at)
        if part is None:
            return None
        parts.append(part[0])
        at = part[1]
    before, opening, closing, after, body = parts if has_pre else ("", parts[0], parts[1], "", parts[2])
    body = f"{before}\\left{opening} {body} \\right{closing}{after}"
    shifted = re.sub(r"#(\d)", lambda hole: f"#{int(hole[1]) + len(_SIZED)}", body)
    shifted = re.sub(r"\\(?:delimsize|nonscript|mathopen|mathclose|allowbreak)(?![a-zA-Z])", "", shifted)
    _define(macros, name, Macro(shifted, (*_SIZED, *[MANDATORY] * int(count[0]))))
    return at


def _read_environment(text: str, at: int, macros: Macros) -> int | None:
    name = read_group(text, at)
    counted = _read_parameters(text, name[1]) if name is not None else None
    begin = read_group(text, counted[1]) if counted is not None else None
    end = read_group(text, begin[1]) if begin is not None else None
    if name is None or counted is None or begin is None or end is None:
        return None
    macros.environments[name[0].strip()] = Environment(begin[0], end[0], counted[0])
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
    if name in _KEPT:
        return
    if len(macro.body) <= _LONGEST_BODY and len(macro.parameters) <= MOST:
        macros.commands[name] = macro
