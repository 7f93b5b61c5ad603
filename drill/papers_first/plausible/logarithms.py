"""Whether a logarithm without a base is the natural one, and what an exercise says of it."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Function, Node
from drill.papers_first.paper import Paper, once

_BASED: Final = re.compile(r"\\log\s*_\s*(?!e\b|\{\s*(?:e|\\mathrm\s*\{\s*e\s*\})\s*\})")
_BITS: Final = re.compile(r"\b(?<!-)(?:bits|in bit)\b", re.IGNORECASE)


def is_natural(paper: Paper, node: Node) -> bool:
    """Whether neither the paper's words nor a formula speak of another base."""
    if any(isinstance(part, Function) and part.name == "\\log" and part.sub for part in walk(node)):
        return False
    return not paper.speaks_of_other_base


@once
def uses_other_base(paper: Paper) -> bool:
    """Whether the paper writes a base below a logarithm somewhere, or counts in bits: one without a base
    may have that base, too.
    """
    typed = (formula.latex for formula in paper.document.formulas)
    said = (paragraph.text for paragraph in paper.document.paragraphs)
    return any(map(_BASED.search, typed)) or any(_BASED.search(text) or _BITS.search(text) for text in said)


def base_taken(paper: Paper) -> str:
    """What a prompt says of a logarithm without a base: what it is, or, in doubt, what is to be taken."""
    return "Take the natural logarithm." if uses_other_base(paper) else "The logarithm is the natural one."


def check_logarithms(paper: Paper, node: Node, *, is_said: bool = True) -> None:
    """That the base of every logarithm is known, or that ``is_said`` which one to take.

    Raises:
        RefusedError: one is written without, in a paper of another base than e.
    """
    logarithms = [part for part in walk(node) if isinstance(part, Function) and part.name == "\\log"]
    is_known = is_natural(paper, node) and (is_said or not uses_other_base(paper))
    if any(not part.sub for part in logarithms) and not is_known:
        raise RefusedError("its logarithm may be one of another base")
