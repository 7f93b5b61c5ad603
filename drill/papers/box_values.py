"""Run an algorithm box line by line in a small world, and show its values in the first three iterations.

A line that cannot be computed is treated as text; the letters that it assigns are unknown from there on, and
so are those that use them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from drill.errors import DrillError
from drill.papers.letter_table import list_said_rows
from drill.papers.model import AlgorithmRow, FormulaRow, Origin, SymbolRow
from drill.text import join_in_sentence

if TYPE_CHECKING:
    from drill.formulas import Formula, Inside
    from drill.notation.tree import Ref

_TURNS = 3
_FORMULA = re.compile(r"(?<!\\)\$((?:\\.|[^$\\])+)\$")
_ASSIGNS = re.compile(r":?=|\\(?:gets|leftarrow)(?![A-Za-z])")
# Words of a line that may be skipped, or that runs only in one case.
_CONTROL = re.compile(
    r"\b(?:if|else|for|while|until|repeat|unless|when|return|require|ensure|input|output)\b", re.IGNORECASE
)
_LOOP = re.compile(r"\s*(?:for|while|repeat|loop)\b", re.IGNORECASE)
_DOWN = re.compile(r"=\s*[A-Z]\b|\bdown\s*to\b", re.IGNORECASE)
_COUNTED = re.compile(r"\s*(\\?[A-Za-z]+)\s*(?:=|\\in\b|$)")
_STEP = re.compile(r"\s*(\\?[A-Za-z]+)\s*(?:=|\\gets|\\leftarrow)\s*\1\s*\+\s*1\s*$")
# Indices and exponents, and the letters that are left without them.
_SCRIPT = re.compile(r"[_^]\s*(?:\{[^{}]*\}|\\?[A-Za-z0-9]+)")
_LETTER = re.compile(r"\\[A-Za-z]+|[A-Za-z]")
_DRESS = frozenset(
    f"\\{name}" for name in ("hat", "tilde", "bar", "mathrm", "mathbf", "mathcal", "frac", "left", "right")
)


@dataclass(slots=True)
class _Run:
    """A box during its run: computed values by letters and members, and the names that are unknown by now."""

    seed: int
    # The letter that counts iterations, empty for none, and its current value.
    index: str = ""
    at: int = 0
    state: dict[tuple[Any, Any], Any] = field(default_factory=dict[tuple[Any, Any], Any])
    # The letters that its lines assign, and those, printed, that begin at 0 because no line assigns them
    # before.
    assigned: frozenset[str] = frozenset()
    begun: dict[str, None] = field(default_factory=dict[str, None])
    unknown: set[str] = field(default_factory=set[str])


def run_box(box: AlgorithmRow, symbols: Sequence[SymbolRow], first: int, *, is_by_hand: bool) -> Inside:
    """Return the lines of a box with their values in the first three iterations, empty where there are none.

    A sheet declares the letters. Raises NoValue where no line can be computed.
    """
    from drill.formulas import Inside, NoValue, PartValue

    loops = [line for line, step in enumerate(box.steps) if _LOOP.match(step)]
    begin = loops[0] if loops else len(box.steps)
    depth = _count_blanks(box.steps[begin + 1]) if begin + 1 < len(box.steps) else 0
    formulas = _read_lines(box, symbols, is_by_hand=is_by_hand)
    assigned = frozenset(letter for line in formulas for left, *_ in line for letter in left)
    run = _Run(first, assigned=assigned)
    values = dict[int, list[str]]()
    run.index, step_line, is_down = _find_index(box, begin)
    run.at = _TURNS + 1 if is_down else 0
    for line in range(begin):
        _run_step(run, box.steps[line], 0, formulas[line], values.setdefault(line, []))
        if step_line and (start := _find_start(run)) is not None:
            run.at = start
    body = [
        line for line in range(begin + 1, len(box.steps)) if depth and _count_blanks(box.steps[line]) >= depth
    ]
    for _ in range(_TURNS if body else 0):
        run.at += 0 if step_line else -1 if is_down else 1
        for line in body:
            if line == step_line:
                run.at += 1
            else:
                _run_step(run, box.steps[line], depth, formulas[line], values.setdefault(line, []))
    whole = {line: texts for line, texts in values.items() if _is_shown(texts, is_turned=line > begin)}
    if len(whole) < 2:
        raise NoValue("no line of this box can be computed with the declarations of its letters")
    places = tuple(map(str, range(1, _TURNS + 1)))
    parts: list[PartValue] = []
    if run.begun:
        begin_words = "begin" if len(run.begun) > 1 else "begins"
        named = join_in_sentence([f"${name}$" for name in run.begun])
        parts.append(PartValue(f"No line says where {named} {begin_words}: at 0 here.", "", "line"))
    for line, step in enumerate(box.steps):
        texts = tuple(whole.get(line, ()))
        part = PartValue(step, " | ".join(texts), "line")
        if len(texts) == _TURNS:
            part = replace(part, over="turn", places=places, values=texts)
        parts += [part] if step.strip() else []
    return Inside(tuple(parts), first)


def _is_shown(texts: Sequence[str], *, is_turned: bool) -> bool:
    """Return whether a line was computed in every iteration, and its value changes between iterations."""
    if is_turned:
        return len(texts) == _TURNS and len(set(texts)) > 1
    return len(texts) == 1


def _count_blanks(step: str) -> int:
    return len(step) - len(step.lstrip(" "))


def _find_index(box: AlgorithmRow, begin: int) -> tuple[str, int, bool]:
    """Return the letter that counts turns, the line that moves it on, 0 for none, whether it goes down."""
    for line, step in enumerate(box.steps):
        for latex in _FORMULA.findall(step):
            if line > begin and (match := _STEP.match(latex)):
                return match[1], line, False
    if begin < len(box.steps) and box.steps[begin].lstrip().lower().startswith("for"):
        counted = _FORMULA.search(box.steps[begin])
        if counted is not None and (match := _COUNTED.match(counted[1])):
            return match[1], 0, bool(_DOWN.search(box.steps[begin]))
    return "", 0, False


def _find_start(run: _Run) -> int | None:
    values = [value for (name, member), value in run.state.items() if name.base == run.index and not member]
    return int(values[-1]) if values else None


# An assignment of a line: letters of its left and its right side, and the formula to compute.
_Assigned = tuple[frozenset[str], frozenset[str], "Formula | None"]


def _read_lines(
    box: AlgorithmRow, symbols: Sequence[SymbolRow], *, is_by_hand: bool
) -> list[list[_Assigned]]:
    """Return what each line assigns."""
    known: dict[str, str] = {}
    return [[*_read_assignments(step, symbols, known, is_by_hand=is_by_hand)] for step in box.steps]


def _read_assignments(
    step: str, symbols: Sequence[SymbolRow], known: dict[str, str], *, is_by_hand: bool
) -> Iterator[_Assigned]:
    for latex in _FORMULA.findall(step):
        if (match := _ASSIGNS.search(latex)) is None:
            continue
        left = latex[: match.start()]
        right = latex[match.end() :]
        made = [SymbolRow(name, "", type_, declared_from=Origin("you")) for name, type_ in known.items()]
        sheet = [*symbols, *made]
        try:
            formula = _open_assignment(left.strip(), right, sheet, known, is_by_hand=is_by_hand)
        except (DrillError, ValueError):
            formula = None
        yield _list_letters(left), _list_letters(right), formula


def _list_letters(latex: str) -> frozenset[str]:
    return frozenset(_LETTER.findall(_SCRIPT.sub("", latex))) - _DRESS


def _open_assignment(
    left: str, right: str, sheet: Sequence[SymbolRow], known: dict[str, str], *, is_by_hand: bool
) -> Formula | None:
    """Return the formula of an assignment whose left side has a row; the assigned name is then ``known``."""
    from drill.formulas import check_shapes, open_formulas
    from drill.notation.tree import Ref

    latex = f"{left} = {right}"
    rows = list_said_rows(FormulaRow("", latex), sheet, is_by_hand=is_by_hand)
    (formula,) = open_formulas(latex, rows)
    shapes = check_shapes(formula)
    name = formula.statement.sides[0]
    if len(formula.statement.sides) != 2 or not isinstance(name, Ref):
        return None
    if formula.find_letter(name) is None:
        known.setdefault(left, str(shapes.out))
        (formula,) = open_formulas(latex, [*rows, f"{left}: {known[left]}"])
    return formula


def _run_step(run: _Run, step: str, depth: int, assigned: Sequence[_Assigned], told: list[str]) -> None:
    """Compute a line's assignment, and show its value; without one, the letter is unknown from here on.

    A line that may be skipped, because it is in a case or a nested block, is not computed.
    """
    is_sure = _count_blanks(step) == depth and not _CONTROL.search(step)
    for left, right, formula in assigned:
        is_known = is_sure and run.unknown.isdisjoint(right)
        text = _compute(run, formula) if formula is not None and is_known else ""
        if text:
            run.unknown -= left
        else:
            run.unknown |= left
        if text and len(assigned) == 1:
            told.append(text)


def _begin_at_zero(run: _Run, part: Ref, domain: Any) -> None:
    """Let a letter that the box assigns begin at 0 if no line before assigns it."""
    from drill.formulas import format_node
    from drill.notation.tree import Fixed, Ref, Running

    places = [
        place.offset for place in part.below if isinstance(place, Running) and place.letter == run.index
    ]
    member = tuple(float(run.at + offset) for offset in places)
    is_begun = any(name == part.name for name, _ in run.state)
    is_first = len(places) == len(part.below) and all(place <= 0 for place in member)
    if part.name.base in run.assigned and is_first and not is_begun and domain is not None and 0.0 in domain:
        run.state[part.name, member] = 0.0
        run.begun[format_node(Ref(part.name, tuple(Fixed(f"{place:g}") for place in member)))] = None


def _compute(run: _Run, formula: Formula) -> str:
    """Return the value of a line, and keep it for the lines after it; empty where it has none."""
    from drill.formulas import compute_part, format_value, make_world
    from drill.notation.tree import Fixed, Name, Ref, Running

    left = formula.statement.sides[0]
    if not isinstance(left, Ref) or left.above or left.primes or left.mark:
        return ""
    member: list[Any] = []
    for place in left.below:
        if isinstance(place, Running) and place.letter == run.index:
            member.append(float(run.at + place.offset))
        elif isinstance(place, Fixed) and place.text.isdigit():
            member.append(float(place.text))
        else:
            return ""
    names: Mapping[Ref, Any] = {Ref(Name(run.index)): float(run.at)} if run.index else {}
    try:
        world = make_world(formula, run.seed)
        for part, found in formula.list_found(formula.right):
            _begin_at_zero(run, part, getattr(found.letter.type, "domain", None))
        for letter in formula.letters:
            for (name, of), value in run.state.items():
                if name == letter.ref.name and len(of) == len(letter.ref.below):
                    world.given[letter.latex, of] = value
        value = compute_part(formula, world, formula.right, names)
    except (DrillError, ValueError, ArithmeticError, IndexError, TypeError):
        return ""
    run.state[left.name, tuple(member)] = value
    return format_value(value)
