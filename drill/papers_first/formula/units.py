"""Questions about a unit of canonical tokens: what scripts can stand on, what is a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.vocabulary import (
    BIG,
    DRESSES,
    FUNCTIONS,
    GREEK,
    RELATIONS,
    SIGNS,
    is_product,
)

_BEARS_NONE: Final = frozenset(
    ("(", "[", "\\{", "\\langle", "|", "\\|", "\\mid", ",", ";", ":", "&", "\\\\", "\\quad", "!", "'")
)
_TYPED: Final = {("<", "="): "\\leq", (">", "="): "\\geq", ("=", "="): "=", ("-", ">"): "\\rightarrow"}
"""Relations put together from signs on a keyboard, nothing between them."""
_TOGETHER: Final = {
    (":", "="): ":=",
    ("\\mid", "\\mid"): "\\|",
    ("\\arg", "\\min"): "\\argmin",
    ("\\arg", "\\max"): "\\argmax",
    ("\\operatorname{arg}", "\\min"): "\\argmin",
    ("\\operatorname{arg}", "\\max"): "\\argmax",
}


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


def braced(mark: str, content: Sequence[str]) -> list[str]:
    """A script with its mark; nothing where it holds nothing."""
    return [mark, "{", *content, "}"] if content else []


def is_bracketed(unit: list[str]) -> bool:
    """Whether one pair of brackets holds the whole unit."""
    if unit[0] not in ("(", "[", "\\{") or unit[-1] not in (")", "]", "\\}"):
        return False
    depth = 0
    for index, token in enumerate(unit):
        depth += (token in ("(", "[", "\\{")) - (token in (")", "]", "\\}"))
        if depth == 0:
            return index == len(unit) - 1
    return False


def is_barred(unit: list[str]) -> bool:
    """Whether one pair of bars holds the whole unit: ``\\|x\\|``."""
    if len(unit) < 3 or unit[0] not in ("|", "\\|") or unit[-1] != unit[0]:
        return False
    return top_level(unit).count(unit[0]) == 2


def one_sign(out: list[str], unit: list[str], before: list[str], raw: str) -> str:
    """The sign that the last token of ``out`` and the first of ``unit`` are together: ``:`` and ``=``.

    ``raw`` is the token that the unit was read from, ``before`` those in front of it.
    """
    if not out or not unit:
        return ""
    if out[-1] == "=" and raw == "\\vcentcolon":
        return "=:"
    if out[-1] == "|" and unit == ["|"] and "\\!" in before:
        return "\\|"
    if unit == [raw] and before[-1:] == out[-1:] and (out[-1], raw) in _TYPED:
        return _TYPED[out[-1], raw]
    if raw == "-" and before == [" ", "<"]:
        raise RefusedError("an arrow, or less than what is negative")
    return _TOGETHER.get((out[-1], unit[0]), "")


def bears_scripts(unit: list[str]) -> bool:
    """Whether what stands behind a unit and an empty group, ``q{}^\\top``, can belong to the unit."""
    if len(unit) != 1:
        return bool(unit) and not unit[0].startswith("\\text{")
    return unit[0] not in _BEARS_NONE | RELATIONS | SIGNS | BIG | FUNCTIONS and not (
        is_product(unit[0]) or unit[0].startswith("\\text{")
    )


def is_scripted(unit: list[str]) -> bool:
    """Whether a unit is a name with an index or primes, and nothing above: ``x_{i}'``."""
    if unit[0] in "{([":
        return False
    end = next((index for index, token in enumerate(unit) if token in ("_", "'")), 0)
    if not end or not is_one(unit[:end]):
        return False
    if unit[end] == "_":
        depth = 0
        for at in range(end + 1, len(unit)):
            depth += (unit[at] == "{") - (unit[at] == "}")
            if depth == 0:
                end = at + 1
                break
    return set(unit[end:]) <= {"'"}


def is_underscored(unit: list[str]) -> bool:
    """Whether a unit is one name such as ``warmup\\_steps``."""
    return "\\_" in unit and all(token == "\\_" or (len(token) == 1 and token.isalpha()) for token in unit)


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


def label_apart(unit: list[str]) -> tuple[list[str], list[str]]:
    """A name and the word above it, for ``{f^{\\text{new}}}_t``, ``{p^{MLE}}_t``; else the unit."""
    at = unit.index("^") if "^" in unit else 0
    content = unit[at + 2 : -1]
    if not at or not is_one(unit[:at]) or unit[0] == "{" or not content:
        return unit, []
    if len(content) > 1:
        is_capitals = all(len(token) == 1 and token.isupper() for token in content)
        return (unit[:at], content) if is_capitals and len(content) > 2 else (unit, [])
    is_word = content[0].startswith(("\\operatorname{", "\\text{")) or content[0] in ("*", "\\star", "\\ast")
    return (unit[:at], content) if is_word else (unit, [])


def expects_factor(out: Sequence[str]) -> bool:
    """Whether a factor has to follow canonical tokens: at their start, after a sign, relation or bounds."""
    if not out or out[-1] in RELATIONS or out[-1] in SIGNS or out[-1] in ("(", "[", ",", "&", "\\cdot"):
        return True
    name = without_scripts(out)
    return bool(name) and name[-1] in BIG


def without_scripts(out: Sequence[str]) -> Sequence[str]:
    """Canonical tokens without the scripts that they end in."""
    end = len(out)
    while end and out[end - 1] == "}":
        depth, begin = 0, end
        while begin and (depth or begin == end):
            begin -= 1
            depth += (out[begin] == "}") - (out[begin] == "{")
        if not begin or out[begin - 1] not in ("_", "^"):
            break
        end = begin - 1
    return out[:end]


def begins_entry(unit: list[str]) -> bool:
    """``1, \\ldots n``: whether a name or a number begins right behind dots that a comma leads to."""
    if not unit:
        return False
    token = unit[0]
    return token[0].isalnum() or token in GREEK or (token in DRESSES and len(unit) > 1)
