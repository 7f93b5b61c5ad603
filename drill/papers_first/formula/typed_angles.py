"""Angle brackets that are typed as ``<`` and ``>``, told from relations: ``2 \\eta < g, x - y > + c``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.units import expects_factor, without_scripts
from drill.papers_first.formula.vocabulary import CLOSES, OPENS, RELATIONS

_RELATING: Final = RELATIONS - {">"} | {"\\le", "\\ge", "\\to", "\\ne"}
_SPACES: Final = frozenset((" ", "\\,", "\\!", "\\;", "\\:"))
_MEAN: Final = ("\\mathbb", "{", "E", "}")
_LACKS_RIGHT: Final = RELATIONS | frozenset(
    (
        "_",
        "^",
        "+",
        "/",
        ")",
        "]",
        "}",
        "\\}",
        "\\right",
        ",",
        ";",
        ".",
        "\\cdot",
        "\\times",
        "\\le",
        "\\ge",
        "",
    )
)
"""What cannot begin the right side of ``>``, the end, too."""


def is_angle(raw: Sequence[str], at: int, out: Sequence[str]) -> bool:
    """Whether ``<u, v>`` begins at ``at`` behind the canonical tokens ``out``.

    It does where the sign has no left side, or the one that closes has no right side.

    Raises:
        RefusedError: it may be that, or two inequalities.
    """
    if expects_factor(out) or tuple(without_scripts(out)[-4:]) == _MEAN:
        return True
    end = _end(raw, at)
    if end is None:
        return False
    following = next((token for token in raw[end + 1 :] if token not in _SPACES), "")
    if following in _LACKS_RIGHT:
        return True
    if following[:1].isdigit():
        return False
    if _is_compared(out) or (following == "-" and _is_inside(out)):
        raise RefusedError("brackets or two inequalities")
    return False


def _end(raw: Sequence[str], at: int) -> int | None:
    """Where the ``>`` stands that may close what opens at ``at``, behind a comma and no other relation."""
    depth = 0
    has_comma = False
    for index in range(at + 1, len(raw)):
        token = raw[index]
        depth += (token in OPENS) - (token in CLOSES)
        if depth < 0 or (depth == 0 and token in _RELATING):
            return None
        has_comma = has_comma or (token == "," and depth == 0)
        if token == ">" and depth == 0:
            return index if has_comma else None
    return None


def _from_here(out: Sequence[str]) -> Iterator[str]:
    """Tokens from the last one backwards, up to the bracket that is still open, what is enclosed left out."""
    depth = 0
    for token in reversed(out):
        depth += (token in CLOSES) - (token in OPENS)
        if depth < 0:
            yield token
            return
        if depth == 0 and token not in OPENS:
            yield token


def _is_compared(out: Sequence[str]) -> bool:
    """Whether another relation stands before, in the same statement."""
    for token in _from_here(out):
        if token in RELATIONS and token != "<":
            return True
        if token in (",", "\\quad", "\\\\") or token in OPENS:
            return False
    return False


def _is_inside(out: Sequence[str]) -> bool:
    """Whether a bracket is still open."""
    return any(token in OPENS for token in _from_here(out))
