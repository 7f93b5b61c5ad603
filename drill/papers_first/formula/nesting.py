"""How tokens nest: what stands between the same groups, brackets and fences as a given place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

_OPENING: Final = frozenset(("{", "(", "[", "\\{"))
_CLOSING: Final = frozenset(("}", ")", "]", "\\}"))


def end_of_fences(tokens: Sequence[str], at: int) -> int | None:
    """Where the ``\\right`` stands that closes a ``\\left`` before ``at``, if the group holds it."""
    depth = groups = 0
    for index in range(at, len(tokens)):
        token = tokens[index]
        groups += (token == "{") - (token == "}")
        depth += (token == "\\left") - (token == "\\right")
        if groups < 0:
            return None
        if depth < 0:
            return index
    return None


def parted_at_top(tokens: list[str], mark: str) -> list[list[str]]:
    """The tokens on both sides of each mark that stands in no group of its own."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token == "{") - (token == "}")
        if token == mark and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def between_commas(tokens: Iterable[str]) -> list[tuple[str, ...]]:
    """The tokens between the commas that stand in no group and in no round brackets."""
    pieces: list[tuple[str, ...]] = [()]
    depth = 0
    for token in tokens:
        depth += (token in ("{", "(")) - (token in ("}", ")"))
        if token == "," and not depth:
            pieces.append(())
        else:
            pieces[-1] = (*pieces[-1], token)
    return pieces


def is_balanced(tokens: Iterable[str]) -> bool:
    """Whether every bracket among them, in words too, has its other half in its group; ``[a, b)`` is one.

    A brace may only open: behind one of a system nothing closes it.
    """
    tokens = list(tokens)
    if closes_another(tokens):
        return False
    open_in_groups = [0]
    for token in tokens:
        if token == "{":
            open_in_groups.append(0)
        elif token == "}" and len(open_in_groups) > 1:
            if open_in_groups.pop():
                return False
        elif len(token) == 1 or token.startswith("\\text"):
            open_in_groups[-1] += sum((sign in "([") - (sign in ")]") for sign in token)
        if open_in_groups[-1] < 0:
            return False
    return not open_in_groups[-1]


def closes_another(tokens: Sequence[str]) -> bool:
    """Whether a brace among them closes what was opened before them: the end of a set over several rows."""
    return any(braces < 0 for braces in accumulate((one == "\\{") - (one == "\\}") for one in tokens))


def closes_and_opens(tokens: Sequence[str], at: int) -> bool:
    """Whether two bars at ``at`` end one absolute value and begin the next: ``|a||b|``."""
    before = _lone_bars(reversed(tokens[:at]), _CLOSING, _OPENING)
    return before % 2 == 1 and _lone_bars(tokens[at + 1 :], _OPENING, _CLOSING) % 2 == 1


def _lone_bars(tokens: Iterable[str], inwards: frozenset[str], outwards: frozenset[str]) -> int:
    """How many bars stand beside a place before what it stands in ends."""
    depth = count = 0
    for token in tokens:
        depth += (token in inwards) - (token in outwards)
        if depth < 0:
            break
        count += token == "|" and depth == 0
    return count


def end_of_brackets(tokens: Sequence[str], begin: int) -> int:
    """Where the round bracket that begins there ends."""
    depth = 0
    for at in range(begin, len(tokens)):
        depth += (tokens[at] == "(") - (tokens[at] == ")")
        if depth == 0:
            return at
    return len(tokens)


def brackets_at(tokens: Sequence[str], at: int) -> list[str] | None:
    """What the round or square brackets hold that open there; None where none do."""
    opening = tokens[at] if at < len(tokens) else ""
    closing = {"(": ")", "[": "]"}.get(opening)
    depth = 0
    for end in range(at, len(tokens) if closing else at):
        depth += (tokens[end] == opening) - (tokens[end] == closing)
        if depth == 0:
            return list(tokens[at + 1 : end])
    return None


def top_level(tokens: list[str]) -> list[str]:
    """The tokens outside of all groups and brackets."""
    depth = 0
    found: list[str] = []
    for token in tokens:
        if token in ("{", "(", "[", "\\{", "\\langle"):
            depth += 1
        elif token in ("}", ")", "]", "\\}", "\\rangle"):
            depth -= 1
        elif depth == 0:
            found.append(token)
    return found
