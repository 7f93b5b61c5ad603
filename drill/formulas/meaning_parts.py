"""Look inside a meaning: the parts of its line with values on small arrays, and what follows a change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from drill.arraycode import (
    Attribute,
    CodeBinary,
    CodeCall,
    CodeItem,
    CodeName,
    Draw,
    Node,
    Step,
    Unary,
    list_code_children,
)
from drill.errors import CheckError, DrillError
from drill.formulas.line_inside import LineInside, LinePart
from drill.formulas.meaning import Meaning
from drill.formulas.meaning_draws import (
    ReadMeaning,
    draw_arrays,
    find_value,
    format_number,
    read_meaning,
    run_meaning,
)
from drill.maths.domains import SHARES, Domain
from drill.typeset import typeset_on_one_line

# Lengths of axes on a screen, and how many draws are tried until one has a value.
_LENGTHS = (2, 3, 4)
_MOST = 4
_SEEDS = 40
# Change of a value, as a share of its size, that is shown.
_CHANGED = 1e-9
# Longest part that a sentence repeats, in characters.
_SHORT = 24
_LIBRARY = re.compile(r"(?<![\w.])(?:np|torch|F|math|jnp)\.(?=[A-Za-z])")
# Functions that pass one of several operands on.
_CHOOSING = {
    **dict.fromkeys(("maximum", "minimum", "clip", "own:relu"), "it was cut"),
    "where": "the other case holds",
    **dict.fromkeys(("max", "min", "amax", "amin"), "another entry is the extreme"),
    **dict.fromkeys(
        ("argmax", "argmin", "argsort", "sign", "floor", "ceil", "rint"), "the step is too small"
    ),
}


def look_inside_meaning(meaning: Meaning, moved: Sequence[tuple[str, int]] = (), seed: int = 0) -> LineInside:
    """Return the parts of a line in a small draw, the same for a seed.

    ``moved`` are entries of inputs, by name and place in reading order, that have another value than drawn;
    the sentence is about the last one. Raises CheckError for a line that is not read or has no value, for an
    unknown input, and for an entry that cannot move alone.
    """
    read = read_meaning(meaning)
    draw = _draw_small(read, seed)
    for name, place in moved[:-1]:
        draw = _move_entry(read, draw, name, place)
    before = _list_parts(read, draw)
    if not moved:
        return LineInside(draw.sizes, tuple(_show(read, part, False) for part in before))
    name, place = moved[-1]
    after = _list_parts(read, _move_entry(read, draw, name, place))
    changed = [_has_changed(old.value, new.value) for old, new in zip(before, after, strict=True)]
    shown = tuple(_show(read, part, is_changed) for part, is_changed in zip(after, changed, strict=True))
    return LineInside(draw.sizes, shown, _describe_change(read, before, after))


def list_part_values(meaning: Meaning) -> list[tuple[str, Any]]:
    """Return the parts of a line in the paper's letters, each with its value in a small draw as an array."""
    read = read_meaning(meaning)
    parts = _list_parts(read, _draw_small(read, 0))
    return [(print_in_letters(part.code, meaning.letters), np.asarray(part.value)) for part in parts]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part with its node; None for an input."""

    code: str
    value: Any
    node: Node | None = None
    # The name that the line assigns it to.
    target: str = ""


def _draw_small(read: ReadMeaning, seed: int) -> Draw:
    """Return a small draw with two digits on which the line has a value. Raises CheckError for none."""
    for turn in range(_SEEDS):
        draw = draw_arrays(read, seed * _SEEDS + turn, _LENGTHS)
        if draw is None:
            continue
        rounded = Draw(draw.sizes, {name: _round(read, name, array) for name, array in draw.arrays.items()})
        for candidate in (rounded, draw):
            if find_value(read, candidate) is not None:
                return candidate
    raise CheckError("the line has no value on small arrays", "compare arrays and assume with the line")


def _round(read: ReadMeaning, name: str, array: Any) -> Any:
    """Return an array with two digits, unless that breaks what is assumed of it."""
    if array.dtype == bool or not read.is_free(name):
        return array
    rounded = np.array([float(f"{entry:.2g}") for entry in array.flat]).reshape(array.shape)
    domain = read.assumed.domain(name)
    return rounded if all(float(entry) in domain for entry in rounded.flat) else array


def _list_parts(read: ReadMeaning, draw: Draw) -> list[_Part]:
    """Return inputs, then the computed parts in their order, each text once, and the value last."""
    _, steps = run_meaning(read, draw)
    parts = {name: _Part(name, array) for name, array in draw.arrays.items()}
    for step in steps:
        if code := _find_text(read, step):
            parts.setdefault(code, _Part(code, step.value, step.node, step.target))
    whole = parts.pop(_slice_code(read, read.program.result), None)
    last = steps[-1]
    return [*parts.values(), whole or _Part(_slice_code(read, last.node), last.value, last.node)]


def _find_text(read: ReadMeaning, step: Step) -> str:
    """Return the text of a part that is worth showing: computed from arrays, and no name, length or sign."""
    node = step.node
    if not node.end or not isinstance(node, CodeBinary | CodeCall | CodeItem | Unary | Attribute):
        return ""
    value = np.asarray(step.value)
    if value.dtype.kind not in "fbiu" or not value.size:
        return ""
    is_sign = isinstance(node, Unary) and isinstance(node.operand, CodeName)
    return "" if is_sign or not _depends_on_entries(node) else _slice_code(read, node)


def _depends_on_entries(node: Node) -> bool:
    """Return whether a part depends on more than the lengths of arrays."""
    if isinstance(node, Attribute) and node.name in ("shape", "size", "ndim"):
        return False
    return isinstance(node, CodeName) or any(map(_depends_on_entries, list_code_children(node)))


def _slice_code(read: ReadMeaning, node: Node) -> str:
    return " ".join(read.meaning.code[node.at - 1 : node.end - 1].split())


def _show(read: ReadMeaning, part: _Part, has_changed: bool) -> LinePart:
    value = np.asarray(part.value)
    name = "" if part.node is not None else part.code
    return LinePart(
        print_in_letters(part.code, read.meaning.letters),
        part.code,
        value.shape,
        tuple(_list_rows(value)),
        name,
        bool(name) and _can_move(read, name),
        has_changed,
    )


def _list_rows(value: Any) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a value with two digits, at most four by four; of further axes the first entries."""
    while value.ndim > 2:
        value = value[0]
    for row in np.atleast_2d(value)[:_MOST]:
        yield tuple(format_number(entry.item()) for entry in row[:_MOST])


def print_in_letters(code: str, letters: Mapping[str, str]) -> str:
    r"""Return code with the paper's letters for its names: ``γ * (x - x.mean())``; libraries are left out."""
    text = _LIBRARY.sub("", code)
    for name, latex in letters.items():
        letter = _print_letter(latex)
        text = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w|\s*=[^=])", lambda _, letter=letter: letter, text)
    return text


def _print_letter(latex: str) -> str:
    try:
        lines = typeset_on_one_line(latex).lines
    except DrillError:
        return latex
    return str(lines[0]) if len(lines) == 1 else latex


# Change one number of an input.


def _can_move(read: ReadMeaning, name: str) -> bool:
    structure = read.assumed.structures.get(name, "")
    return structure in ("", "invertible", "symmetric", *SHARES) and not read.assumed.domain(name).boolean


def _move_entry(read: ReadMeaning, draw: Draw, name: str, place: int) -> Draw:
    """Return a draw in which an entry has another value that is as assumed, and those that are bound to it.

    Raises CheckError for an entry that is not there, or that cannot move alone.
    """
    if name not in draw.arrays or not 0 <= place < draw.arrays[name].size:
        raise CheckError(f"{name} has no entry {place}")
    if not _can_move(read, name):
        raise CheckError(
            f"an entry of {name} does not move alone: it is assumed {read.assumed.structures.get(name)}"
        )
    for value in _propose_values(float(draw.arrays[name].flat[place]), read.assumed.domain(name)):
        array = np.array(draw.arrays[name])
        array.flat[place] = value
        array = _keep_structure(array, place, read.assumed.structures.get(name, ""))
        moved = Draw(draw.sizes, {**draw.arrays, name: array})
        if read.allows(moved) and find_value(read, moved) is not None:
            return moved
    raise CheckError(f"this entry of {name} has no other value that is as assumed")


def _propose_values(value: float, domain: Domain) -> Iterator[float]:
    """Yield other values of a domain, the first ones clearly apart from this one."""
    if domain.integer:
        proposed = [value + step for step in (1, -1, 2, -2)]
    else:
        proposed = [2 * value + 1, 2 * value, value + 1, value - 1, value / 2]
        low, high = float(domain.low), float(domain.high)
        if np.isfinite([low, high]).all():
            proposed = [low + (high - low) * share for share in (0.9, 0.1, 0.5)]
            proposed.sort(key=lambda other: -abs(other - value))
    rounded = (float(f"{each:.2g}") for each in proposed)
    return (each for each in rounded if each in domain and each != value)


def _keep_structure(array: Any, place: int, structure: str) -> Any:
    """Return an array with an entry changed, and with others that its structure binds to it."""
    value = array.flat[place]
    index = np.unravel_index(place, array.shape)
    if structure == "symmetric":
        array[(*index[:-2], index[-1], index[-2])] = value
    elif structure in SHARES:
        row = array if structure == "entries sum to 1" else array[index[:-1]]
        others = row.sum() - value
        row *= (1 - value) / others if others else 1.0
        array.flat[place] = value
    return array


# What followed.


def _has_changed(old: Any, new: Any) -> bool:
    if old.shape != new.shape:
        return True
    old, new = np.asarray(old, dtype=float), np.asarray(new, dtype=float)
    same = (old == new) | (np.abs(new - old) <= _CHANGED * np.maximum(np.abs(old), np.abs(new)))
    return not bool(np.all(same))


def _describe_change(read: ReadMeaning, before: Sequence[_Part], after: Sequence[_Part]) -> str:
    """Return a sentence: what followed, and what did not although a part of it did."""
    changed = {new.code: _has_changed(old.value, new.value) for old, new in zip(before, after, strict=True)}
    *computed, result = [part for part in after if part.node is not None]
    followed = [_name_part(read, part) for part in computed if changed[part.code]]
    said = [text for text in followed if len(text) <= _SHORT][:2]
    said += ["the result"] if changed[result.code] else []
    sentences = [f"{_join(said)} {'follows' if len(said) == 1 else 'follow'}"] if said else []
    for part in (*computed, result):
        operands = list_code_children(part.node) if part.node is not None else ()
        if not changed[part.code] and any(_is_changed_operand(read, node, changed) for node in operands):
            name = "the result" if part is result else _name_part(read, part)
            reason = _CHOOSING.get(part.node.function, "") if isinstance(part.node, CodeCall) else ""
            sentences.append(f"{name} stays: {reason}" if reason else f"{name} stays")
    if not changed[result.code] and not any(text.startswith("the result") for text in sentences):
        sentences.append("the result stays")
    if kept := _count_kept(before[-1].value, after[-1].value) if changed[result.code] else 0:
        sentences.append(f"{kept} of its {np.size(result.value)} entries stay")
    text = "; ".join(sentences)
    return f"{text[:1].upper()}{text[1:]}." if sentences[0].startswith("the ") else f"{text}."


def _name_part(read: ReadMeaning, part: _Part) -> str:
    """Return what a sentence calls a part: the name that the line assigns it to, else its text."""
    return print_in_letters(part.target or part.code, read.meaning.letters)


def _is_changed_operand(read: ReadMeaning, node: Node, changed: Mapping[str, bool]) -> bool:
    """Return whether an operand changed: a shown part, or one that has such a part."""
    code = _slice_code(read, node) if node.end else ""
    if code in changed:
        return changed[code]
    return any(_is_changed_operand(read, child, changed) for child in list_code_children(node))


def _count_kept(old: Any, new: Any) -> int:
    """Return how many entries of an array stayed, if it kept its shape and some did."""
    if old.shape != new.shape or not old.shape:
        return 0
    return sum(
        not _has_changed(np.asarray(first), np.asarray(second))
        for first, second in zip(old.flat, new.flat, strict=True)
    )


def _join(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
