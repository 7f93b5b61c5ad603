"""What a card does not print while its exercise is open: the formula that is asked for.

A card speaks of its skill in letters of its own, so formulas are compared up to a change of letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from drill.banks.models import Card
from drill.banks.variant import Stage
from drill.errors import DrillError
from drill.latex import canonicalise_formula
from drill.notation import GREEK
from drill.session.key_display import key_latex

# A part of a formula as it is written, and whether it is a letter, whose subscript is a part of its name.
_Part: TypeAlias = tuple[str, bool]

# A key of fewer parts, or of fewer different letters, says too little: much that is taught looks like it.
# Brackets and scripts are not counted.
_LEAST_PARTS, _LEAST_LETTERS = 7, 2
_UNCOUNTED: Final = frozenset("{}()^_")
_FORMULA: Final = re.compile(r"(?P<sign>\$\$?)(?P<formula>[^$]+)(?P=sign)")


def blank_card(card: Card, stages: Iterable[Stage]) -> Card:
    """Return a card with dots in place of the formulas that its exercise asks for."""
    keys = list_asked_formulas(stages)
    why, when, watch = (blank_formulas(text, keys) for text in (card.why, card.when, card.watch))
    return replace(card, why=why, when=when, watch=watch)


def list_asked_formulas(stages: Iterable[Stage]) -> list[Sequence[_Part]]:
    """Return the keys that are formulas, without their left sides; short ones are left out."""
    keys: list[Sequence[_Part]] = []
    for stage in stages:
        for latex in _list_key_latex(stage):
            parts = _split_formula(latex)
            if ("=", False) in parts:
                parts = parts[parts.index(("=", False)) + 1 :]
            letters = {name for name, is_letter in parts if is_letter}
            counted = sum(name not in _UNCOUNTED for name, _ in parts)
            if counted >= _LEAST_PARTS and len(letters) >= _LEAST_LETTERS:
                keys.append(parts)
    return keys


def blank_formulas(text: str, keys: Sequence[Sequence[_Part]]) -> str:
    """Return a Markdown text with dots in place of each formula that contains one of the keys."""

    def blank(match: re.Match[str]) -> str:
        parts = _split_formula(match["formula"])
        is_asked = any(_contains_formula(parts, key) for key in keys)
        return f"{match['sign']}\\dots{match['sign']}" if is_asked else match[0]

    return _FORMULA.sub(blank, text) if keys else text


def _list_key_latex(stage: Stage) -> Iterator[str]:
    if stage.options:
        return
    keys = stage.key if isinstance(stage.key, Mapping) else {"": stage.key}
    for part, key in keys.items():
        latex = key_latex(stage.expect.part(part) if part else stage.expect, key)
        if latex:
            yield latex


def _split_formula(latex: str) -> list[_Part]:
    """Return the parts of a formula; none where it cannot be read."""
    try:
        tokens = canonicalise_formula(latex)
    except DrillError:
        return []
    parts: list[_Part] = []
    index = 0
    while index < len(tokens):
        name = tokens[index]
        index += 1
        is_letter = name in GREEK or (len(name) == 1 and name.isalpha())
        if is_letter and tokens[index : index + 2] == ["_", "{"]:
            end = _find_closing_brace(tokens, index + 1)
            name += "".join(tokens[index:end])
            index = end
        parts.append((name, is_letter))
    return parts


def _find_closing_brace(tokens: Sequence[str], opening: int) -> int:
    """Return the place behind the brace that closes the one at ``opening``."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += (tokens[index] == "{") - (tokens[index] == "}")
        if depth == 0:
            return index + 1
    return len(tokens)


def _contains_formula(parts: Sequence[_Part], key: Sequence[_Part]) -> bool:
    """Return whether a key stands in a formula, in whatever letters."""
    starts = range(len(parts) - len(key) + 1)
    return any(_is_same_up_to_letters(parts[start : start + len(key)], key) for start in starts)


def _is_same_up_to_letters(parts: Sequence[_Part], key: Sequence[_Part]) -> bool:
    key_letters: dict[str, str] = {}
    for (name, is_letter), (key_name, is_key_letter) in zip(parts, key, strict=True):
        if is_letter != is_key_letter or (not is_letter and name != key_name):
            return False
        if is_letter and key_letters.setdefault(name, key_name) != key_name:
            return False
    return len(set(key_letters.values())) == len(key_letters)
