"""Questions about a unit of canonical tokens: what scripts can stand on, what is a word."""

from __future__ import annotations


def parted(raw: list[str], mark: str) -> list[list[str]]:
    """Runs of tokens between marks."""
    parts: list[list[str]] = [[]]
    for token in raw:
        if token == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def is_word(content: list[str]) -> bool:
    """Whether several letters stand side by side and nothing else."""
    return len(content) > 1 and all(len(token) == 1 and token.isalpha() for token in content)


def braced(mark: str, content: list[str]) -> list[str]:
    """A script with its mark; nothing where it holds nothing."""
    return [mark, "{", *content, "}"] if content else []


def is_bracketed(unit: list[str]) -> bool:
    """Whether one pair of brackets holds the whole unit."""
    if unit[0] not in ("(", "[") or unit[-1] not in (")", "]"):
        return False
    depth = 0
    for index, token in enumerate(unit):
        depth += (token in ("(", "[")) - (token in (")", "]"))
        if depth == 0:
            return index == len(unit) - 1
    return False


def is_one(unit: list[str]) -> bool:
    """Whether a unit is one thing that scripts can stand on: a token, or a command with its arguments."""
    if len(unit) == 1:
        return True
    if not unit:
        return True
    if unit[0] == "{" or not unit[0].startswith("\\"):
        return False
    depth = 0
    for index, token in enumerate(unit[1:], 1):
        depth += (token == "{") - (token == "}")
        if depth == 0 and token == "}" and index + 1 < len(unit) and unit[index + 1] != "{":
            return False
        if depth == 0 and token not in "{}" and unit[0] != "\\sqrt":
            return False
    return True
