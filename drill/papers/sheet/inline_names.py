r"""The names in an inline formula, and what it says of them: ``$x, y \in \mathbb{R}^n$``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drill.notation import print_tokens_as_latex
from drill.papers.sheet.symbol_keys import canonical_tokens, read_name

# Characters of an inline formula that may name something.
_LONGEST: Final = 400
_OPENING: Final = frozenset(("{", "(", "[", "\\{", "\\langle"))
_CLOSING: Final = frozenset(("}", ")", "]", "\\}", "\\rangle"))
DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots"))
RELATIONS: Final = frozenset((
    "=", ":=", ":", "<", ">", "\\in", "\\subset", "\\subseteq", "\\sim", "\\geq", "\\leq", "\\rightarrow",
    "\\to", "\\approx", "\\neq", "\\equiv", "\\triangleq", "\\propto", "\\ll", "\\gg", "\\leftarrow",
    "\\mapsto",
    "\\coloneqq", "\\notin", "\\succ", "\\succeq",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a formula begins with, as LaTeX, and the relation after them."""

    names: tuple[str, ...]
    relation: str = ""


@lru_cache(maxsize=8192)
def read_names_in_formula(latex: str) -> Names | None:
    """Return the names in a formula; None if it is another expression or cannot be read."""
    tokens = canonical_tokens(latex) if len(latex) <= _LONGEST else None
    if not tokens:
        return None
    parts, relations = split_at(tokens, RELATIONS)
    heads = [part for part in split_at_commas(parts[0]) if part[:1] and part[0] not in DOTS]
    names = [name for part in heads if (name := read_named_thing(part))]
    if not names or len(names) != len(heads):
        return None
    if len(heads) < len(split_at_commas(parts[0])):
        names = names[-1:]  # ``x_1, \\ldots, x_n`` is called by its last
    if not relations:
        return Names(tuple(names))
    if len(names) > 1 and relations[0] == "=":
        return Names(tuple(names[:-1]))  # ``x_i, i = 1, \\ldots, n``
    return Names(tuple(names), relations[0])


def read_named_thing(tokens: Sequence[str]) -> str:
    """Return the LaTeX of one named thing: a symbol, a call, a norm, a gradient; empty for none."""
    latex = print_tokens_as_latex(tokens)
    if latex in ("\\log", "\\exp", "\\ln", "\\max", "\\min"):
        return ""
    if read_name(latex) is not None:
        return latex if not latex[0].isdigit() else ""
    opening = next((index for index, token in enumerate(tokens) if token in ("(", "[")), len(tokens))
    is_called = 0 < opening < len(tokens) and _find_closing_token(tokens, opening) == len(tokens) - 1
    if is_called and (
        tokens[0] in ("\\Pr", "\\log") or read_name(print_tokens_as_latex(tokens[:opening])) is not None
    ):
        inside = tokens[opening + 1 : -1]
        is_open = list(inside) == ["\\cdot"]
        return print_tokens_as_latex(tokens[:opening]) if is_open else latex
    if tokens[0] == "\\nabla" and len(tokens) > 1:
        behind = tokens[1:]
        if behind[0] == "_" and (end := _find_closing_token(behind, 1)):
            behind = behind[end + 1 :]
        return latex if behind and read_named_thing(behind) else ""
    return ""


def split_at(tokens: Sequence[str], marks: frozenset[str]) -> tuple[list[list[str]], list[str]]:
    """Return the parts between separators outside of brackets, and the separators."""
    parts: list[list[str]] = [[]]
    separators: list[str] = []
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth <= 0 and token in marks:
            separators.append(token)
            parts.append([])
        else:
            parts[-1].append(token)
    return parts, separators


def split_at_commas(tokens: Sequence[str]) -> list[list[str]]:
    """Return the parts between commas."""
    return [part for part in split_at(tokens, frozenset((",",)))[0] if part]


def is_balanced(tokens: Sequence[str]) -> bool:
    """Return whether every bracket is closed, and none before it opens."""
    depth = 0
    for token in tokens:
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth < 0:
            return False
    return depth == 0


def _find_closing_token(tokens: Sequence[str], opening: int) -> int:
    """Return where the bracket that opens at ``opening`` closes; 0 if it does not."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += (tokens[index] in _OPENING) - (tokens[index] in _CLOSING)
        if depth == 0:
            return index
    return 0


def inline_formulas(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the LaTeX of each inline formula of a paragraph."""
    pieces = text.split("$")
    offset = 0
    is_display = False
    for number, segment in enumerate(pieces):
        if number % 2 == 1 and segment and not is_display:
            yield offset, segment
        is_display ^= not segment and 0 < number < len(pieces) - 1
        offset += len(segment) + 1
