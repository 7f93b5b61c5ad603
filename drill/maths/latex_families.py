r"""The name of a distribution in LaTeX: ``X \sim \mathcal{N}\left(0, 1\right)`` as ``X ~ N(0, 1)``.

Only what stands round the parameters is written out, column by column; the parameters stay LaTeX.
"""

from __future__ import annotations

import re

_HEAD = re.compile(
    r"(?P<before>[^()]*?\\sim(?![A-Za-z]))?\s*"
    r"(?:\\(?P<font>mathcal|mathrm|operatorname\*?|text|textrm|mathsf)\s*"
    r"(?:\{(?P<word>[A-Za-z][A-Za-z -]*)\}|(?<=mathcal )(?P<letter>[A-Za-z]))"
    r"|(?P<command>\\[A-Za-z]+)(?:\s*\^\s*(?:2|\{\s*2\s*\}))?|[A-Za-z][A-Za-z -]*)"
    r"\s*(?:\\[,;:!]\s*)*(?:\\left|\\[bB]igg?l?)?\s*[(\[]"
)
_SILENT = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:! ]")
_KEYWORD = re.compile(r"\\(?=[a-z]+\s*(?:\^\s*(?:2|\{\s*2\s*\})\s*)?=)")
_WRAPPERS = re.compile(r"\A\s*(?:\$\$?|\\[(\[])|(?:\$\$?|\\[)\]])\s*\Z")
_SQUARE = re.compile(r"\{\s*2\s*\}")


def plain_family(text: str) -> str:
    """Give the text, of the same length, with the family's name and its brackets in the plain language.

    Text that names no family so is left as it is.
    """
    text = _WRAPPERS.sub(_blanks, text)
    head = _HEAD.match(text)
    if head is None:
        return text
    before = "~".rjust(len(head["before"] or " "))[: len(head["before"] or "")]
    family = text[len(before) : head.end()]
    named = "word" if head["word"] is not None else "letter"
    if head[named] is not None:
        start, end = head.span(named)
        family = " " * (start - len(before)) + head[named] + " " * (head.end() - end)
    family = _SQUARE.sub(lambda found: "2".ljust(len(found.group())), _SILENT.sub(_blanks, family))
    family = family.replace("\\", " ")[:-1] + text[head.end() - 1]
    rest = _KEYWORD.sub(" ", _SILENT.sub(_blanks, text[head.end() :]))
    return before + family + rest


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found.group())
