"""Sphinx's directives and roles of mathematics, in reStructuredText and Markdown, between dollars."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_DIRECTIVE: Final = re.compile(r"(?P<indent>[ \t]*)\.\. math::[ \t]*(?P<content>.*)$")
_OPTION: Final = re.compile(r"[ \t]*:(?P<name>[\w-]+):[ \t]*(?P<value>\S*)[ \t]*$")
_ROLE: Final = re.compile(r"(?::math:|\{math\})`([^`]+)`|\$`([^`\n]+)`\$")
_REFERENCE: Final = re.compile(r"(?::eq:|\{eq\})`([\w:./-]+)`")
_BEGIN: Final = re.compile(r"\\begin\s*\{")
_END: Final = re.compile(r"\\end\s*\{")
_LABELS: Final = ("label", "name")


def with_dollars(text: str) -> str:
    """``text`` with directives and roles of mathematics between dollars, lines kept."""
    if ".. math::" in text:
        text = "\n".join(_with_displays(text.split("\n")))
    text = _REFERENCE.sub(r"\\eqref{\1}", text)
    return _ROLE.sub(lambda role: f"${role[1] or role[2]}$", text)


def without_options(code: str) -> tuple[str, str]:
    """A fenced display without the options at its head, as blank lines, and the label that they give."""
    lines = code.split("\n")
    label = _take_options(lines, 0)[1]
    return "\n".join(lines), label


def _with_displays(lines: list[str]) -> list[str]:
    """Directives as displays between dollars, which are not indented as code is."""
    out = list(lines)
    at = 0
    while at < len(out):
        directive = _DIRECTIVE.match(out[at])
        if directive is None:
            at += 1
            continue
        end = _body_end(out, at + 1, len(directive["indent"]))
        first, label = _take_options(out, at + 1)
        out[at] = directive["content"]
        _enclose(out, at, max(first, at + 1), end, f"\\label{{{label}}}" if label else "")
        at = end
    return out


def _body_end(lines: Sequence[str], at: int, indent: int) -> int:
    """Behind the lines that are indented further, without the blank ones behind them."""
    end = at
    for index in range(at, len(lines)):
        line = lines[index]
        if line.strip():
            if len(line) - len(line.lstrip()) <= indent:
                break
            end = index + 1
    return end


def _take_options(lines: list[str], at: int) -> tuple[int, str]:
    """Blanks the options that begin there; behind them, and the label among them."""
    label = ""
    while at < len(lines) and (option := _OPTION.match(lines[at])) is not None:
        label = option["value"] if option["name"] in _LABELS else label
        lines[at] = ""
        at += 1
    return at, label


def _enclose(lines: list[str], head: int, first: int, end: int, label: str) -> None:
    """Put dollars around what stands in a directive: one formula in each of its paragraphs.

    The first of them begins in the directive's own line, and has its label.
    """
    for index in range(first, end):
        lines[index] = lines[index].strip()
    body = "\n".join(lines[first:end])
    is_one = len(_BEGIN.findall(body)) > 0 and not all(map(_is_balanced, body.split("\n\n")))
    paragraphs = [[head]] if lines[head].strip() else []
    for index in range(first, end):
        if lines[index]:
            is_new = not paragraphs or (not lines[index - 1] and not is_one and paragraphs[-1] != [])
            paragraphs += [[]] if is_new else []
            paragraphs[-1].append(index)
        elif is_one:
            lines[index] = "%"  # a blank line would end the display
    for number, paragraph in enumerate(paragraphs):
        lines[paragraph[0]] = f"$${'' if number else label}{lines[paragraph[0]]}"
        lines[paragraph[-1]] += "$$"


def _is_balanced(text: str) -> bool:
    return len(_BEGIN.findall(text)) == len(_END.findall(text))
