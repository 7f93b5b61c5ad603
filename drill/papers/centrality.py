"""Which formulas a paper is about: what others point at and use, in its main part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from drill.papers.sheet.model import FormulaRow, Sheet
from drill.papers.sheet.symbols import canonical_tokens

# So many formulas are drilled: a reader learns sixty exercises of a paper, and five of each formula.
CENTRAL: Final = 12
# Further references and uses say no more.
_MOST_CITED, _MOST_USED = 4, 3
# What a place outside of the main part costs: no number of references makes up for it.
_ASIDE: Final = 8
# Characters of LaTeX that cost as much as a use is worth: long ones are steps of a derivation.
_LENGTH: Final = 250
# A letter alone is no formula.
_FEWEST_SIGNS: Final = 2
_SIGNS: Final = frozenset((
    "+", "-", "/", "^", "|", "\\frac", "\\sqrt", "\\cdot", "\\times", "\\odot", "\\otimes", "\\sum", "\\prod",
    "\\int", "\\nabla", "\\partial", "\\exp", "\\log", "\\ln", "\\min", "\\max", "\\argmin", "\\argmax",
    "\\mathbb", "\\|", "\\operatorname", "\\tanh", "\\det",
))  # fmt: skip
# Fonts and braces: with them alone two formulas do not differ.
_DRESS: Final = frozenset(("{", "}", "\\mathbf", "\\boldsymbol", "\\bm", "\\mathrm"))
_RELATION: Final = re.compile(
    r"=|\\(?:leq?|geq?|in|approx|sim|propto|equiv|leftarrow|gets|to|triangleq|coloneqq)(?![a-zA-Z])|[<>]"
)


def by_centrality(sheet: Sheet, uses: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The ids of all formulas, the most central first; ``uses`` are the ids of those that each one uses."""
    users = Counter(source for id_, sources in uses.items() for source in set(sources) - {id_})
    boxes = "\n".join(step for box in sheet.algorithms for step in box.steps)
    seen: set[tuple[str, ...]] = set()
    worth: dict[str, float] = {}
    for row in sheet.formulas:
        tokens = tuple(
            "=" if _RELATION.fullmatch(one) else one
            for one in canonical_tokens(row.latex)
            if one not in _DRESS
        )
        worth[row.id] = _worth(row, users[row.id], boxes) - _ASIDE * bool(tokens and tokens in seen)
        seen.add(tokens)
    return tuple(sorted(worth, key=lambda id_: -worth[id_]))


def _worth(row: FormulaRow, users: int, boxes: str) -> float:
    left = _RELATION.split(row.latex, maxsplit=1)[0].strip()
    is_stepped = (bool(row.number) and f"({row.number})" in boxes) or (len(left) > 1 and left in boxes)
    signs = sum(token in _SIGNS for token in canonical_tokens(row.latex))
    is_plain = _RELATION.search(row.latex) is None
    return (
        2 * min(row.cited, _MOST_CITED)
        + min(users, _MOST_USED)
        + bool(row.number)
        + is_stepped
        - _ASIDE * bool(row.part)
        - (2 * (signs < _FEWEST_SIGNS) if signs else _ASIDE)
        - 2 * is_plain
        - len(row.latex) / _LENGTH
    )
