"""Headings that a line of signs stands under, as Markdown and reStructuredText have them."""

from __future__ import annotations

import re
from typing import Final

_RULE: Final = re.compile(r"([=\-~^\"'`*+#.:_])\1{2,}[ \t]*")
_MARKDOWN_RULES: Final = ("=", "-")
_NO_HEADING: Final = re.compile(r"[ \t]|[-*+>#|$`]|\.\. |:\w|\d+[.)][ \t]|\\")
_DEEPEST: Final = 6


def with_hashes(text: str, *, is_markdown: bool) -> str:
    """The text with ``# heading`` for each heading that is underlined; lines are kept.

    In Markdown ``=`` and ``-`` are the first level and the second; in reStructuredText any sign may stand
    above a heading as well as below it, and levels are in the order in which they come up.
    """
    lines = text.split("\n")
    levels: dict[str, int] = (
        {sign: level for level, sign in enumerate(_MARKDOWN_RULES, 1)} if is_markdown else {}
    )
    for at in range(_end_of_front(lines) if is_markdown else 0, len(lines) - 1):
        rule = _rule_of(lines, at, is_markdown=is_markdown)
        if not rule:
            continue
        level = min(levels.setdefault(rule, len(levels) + 1), _DEEPEST)
        lines[at : at + 2] = [f"{'#' * level} {lines[at].strip()}", ""]
        if len(rule) > 1:
            lines[at - 1] = ""
    return "\n".join(lines)


def _end_of_front(lines: list[str]) -> int:
    """Where the text begins behind front matter, whose last line is no rule below a heading."""
    if lines[0].rstrip() != "---":
        return 0
    return next((at + 1 for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)


def _rule_of(lines: list[str], at: int, *, is_markdown: bool) -> str:
    """The sign below a heading, doubled where it stands above it, too; empty where the line is no heading."""
    heading, below = lines[at], _RULE.fullmatch(lines[at + 1])
    if below is None or not heading.strip():
        return ""
    above = lines[at - 1] if at else ""
    if is_markdown:
        is_heading = not above.strip() and not _NO_HEADING.match(heading) and below[1] in _MARKDOWN_RULES
        return below[1] if is_heading else ""
    is_long = len(lines[at + 1].rstrip()) >= len(heading.rstrip())
    if is_long and _RULE.fullmatch(above) and above.startswith(below[1]):
        return below[1] * 2
    return below[1] if is_long and not above.strip() and not _NO_HEADING.match(heading) else ""
