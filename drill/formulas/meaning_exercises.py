"""Exercises of the questions that a formula's line answers, as an author would write them.

Each is a choice: of changes, of what is left at an end, or of the part of a wrong line that is at fault.
"""

from __future__ import annotations

import ast
import hashlib
import random
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from drill.arraycode import Change
from drill.banks.templates import escape_template_marks
from drill.codec import is_mapping
from drill.formulas.invariances import Line
from drill.formulas.meaning import Meaning
from drill.formulas.meaning_questions import Ask

_OPTIONS = 4
_TIMES = {1: "doubled", 2: "multiplied by 4", -1: "halved", -2: "divided by 4"}
_ENDS = {"zero": "is 0", "one": "is 1", "equal": "all entries of {} are equal"}
_WRONG_ENDS = ("0", "1", "np.log({n})", "1 / {n}", "{n}", "{x}", "2", "-1")


def make_exercises(meaning: Meaning, asks: tuple[Ask, ...], *, formula: str) -> list[dict[str, Any]]:
    """Return the fields of an exercise for each question whose wrong options are found.

    ``formula`` is its LaTeX, which the prompts show. Signs of templates in the texts are escaped.
    """
    line = Line(meaning, 0)
    made: list[dict[str, Any]] = []
    for ask in asks:
        writer = _WRITERS[ask.kind]
        fields = writer(line, ask, random.Random(0))
        if fields is None:
            continue
        slot = make_slot(ask)
        needs_axes = ask.kind != "same" or ask.change == "permute"
        shapes = _say_shapes(line) if needs_axes else ""
        shown_formula = f"$${formula}$$" if formula else ""
        prompt = "\n\n".join(filter(None, (fields.pop("prompt"), shown_formula, shapes)))
        witness = {
            "meaning": meaning.code, "arrays": {name: list(axes) for name, axes in meaning.arrays.items()},
            "assume": list(meaning.assume), **fields.pop("witness"),
        }  # fmt: skip
        if meaning.library != "numpy":
            witness["library"] = meaning.library
        shown = _escape_texts({**fields, "prompt": prompt})
        made.append({"id": f"{ask.kind}-{slot}", **shown, "witness": witness})
    return made


def _escape_texts(written: Any) -> Any:
    """Return fields with the sign that begins a template's value doubled in every text."""
    if isinstance(written, str):
        return escape_template_marks(written)
    if is_mapping(written):
        return {name: _escape_texts(part) for name, part in written.items()}
    return [_escape_texts(part) for part in written]


def make_slot(ask: Ask) -> str:
    """Return the hash of kind, change and outcome, which stays when the line is written otherwise."""
    change: object = (ask.change, ask.letters, ask.powers)
    if ask.breaks is not None:
        change = (ask.slip, ask.breaks)
    return hashlib.sha256(f"{ask.kind}\x1f{change}\x1f{ask.outcome}".encode()).hexdigest()[:10]


def _write_same(line: Line, ask: Ask, draw: random.Random) -> dict[str, Any] | None:
    change = _change_of(ask)
    others = _list_near_changes(line, change)
    if len(others) < _OPTIONS - 1:
        return None
    options: list[dict[str, Any]] = [{"right": say_change(change, line)}]
    for other, before, after in others[: _OPTIONS - 1]:
        say = f"This changes the result: on a small example, one entry goes from {before:.3g} to {after:.3g}."
        options.append({"wrong": say_change(other, line), "say": say})
    draw.shuffle(options)
    return {
        "title": f"What leaves {_name(line)} unchanged",
        "prompt": f"Exactly one of these changes leaves the value of {_name(line)} unchanged, whatever the "
        "values are. Which one?",
        "answer": {"choice": options},
        "hints": ["Follow the change through the formula from the inside out. Where does it cancel?"],
        "steps": [explain_same(change, line)],
        "witness": {
            **_write_change(change),
            "others": [_write_change(other) for other, _, _ in others[: _OPTIONS - 1]],
        },
    }  # fmt: skip


def _list_near_changes(line: Line, right: Change) -> list[tuple[Change, float, float]]:
    """Return changes that do not leave the line as it is on any ordinary draw, each with two values of one
    entry: one that fails by little first, then such of other kinds, last those of a mere factor."""
    found: list[tuple[float, Change, float, float]] = []
    for change in _list_likely_changes(line, right):
        if not change.is_allowed(line.code):
            continue
        sizes: list[tuple[float, float, float]] = []
        for turn, draw, value in line.ordinary:
            changed = line.code.value(change.apply(line.code, draw, turn))
            if changed is None or changed.shape != value.shape:
                break
            gaps = np.abs(changed - value) / (np.abs(value) + 1e-9)
            place = int(np.argmax(gaps))
            sizes.append((float(gaps.flat[place]), float(value.flat[place]), float(changed.flat[place])))
        if len(sizes) == len(line.ordinary) and min(sizes)[0] > 1e-3:
            found.append((max(sizes)[0], change, sizes[0][1], sizes[0][2]))
    found.sort(key=lambda each: ({*each[1].letters} <= {*line.powers}, each[0]))
    chosen = found[:1]
    for kind in ("add", "scale", "negate"):
        chosen += [each for each in found[1:] if each[1].kind == kind][:1]
    chosen += found
    return [(change, before, after) for _, change, before, after in dict.fromkeys(chosen)]


def _list_likely_changes(line: Line, right: Change) -> Iterator[Change]:
    """Yield changes like the right one: of some of its letters, with other powers, of other letters."""
    letters = [letter for letter in line.free if letter in line.places]
    if right.kind == "scale":
        for powers in ((1,) * len(right.letters), (2,) * len(right.letters)):
            if powers != right.powers:
                yield Change("scale", right.letters, powers)
        for letter in right.letters:
            yield Change("scale", (letter,), (1,))
    for letter in letters:
        if right != Change("scale", (letter,), (1,)):
            yield Change("scale", (letter,), (1,))
        if right != Change("negate", (letter,)):
            yield Change("negate", (letter,))
        if right != Change("add", (letter,)):
            yield Change("add", (letter,))


def _write_end(line: Line, ask: Ask, draw: random.Random) -> dict[str, Any] | None:
    change = _change_of(ask)
    letter = change.letters[0]
    where = f"{_letter(line, letter)} {_ENDS[ask.change]}"
    if ask.change == "equal":
        where = _ENDS["equal"].format(_letter(line, letter))
    right = say_outcome(line, ask.outcome)
    wrong = [text for text in _list_wrong_ends(line, change, ask.outcome) if text != right]
    if len(wrong) < _OPTIONS - 1:
        return None
    options: list[dict[str, Any]] = [{"right": right}]
    options += [{"wrong": text, "say": f"Substitute it: {where}. Which terms are left?"} for text in wrong]
    options = options[:_OPTIONS]
    draw.shuffle(options)
    return {
        "title": f"A special case of {_name(line)}",
        "prompt": f"What is the value of {_name(line)} when {where}?",
        "answer": {"choice": options},
        "hints": ["Substitute the special value first, and simplify from the inside out."],
        "steps": [f"When {where}, the inner parts simplify, and {right} is left."],
        "witness": {**_write_change(change), "outcome": ask.outcome},
    }


def _list_wrong_ends(line: Line, change: Change, outcome: str) -> Iterator[str]:
    axes = [axis for axis in line.code.axes if axis not in line.code.arrays]
    others = [name for name in line.code.arrays if name != change.letters[0]]
    seen: set[str] = set()
    slips = (outcome.replace("np.mean(", f"{name}(") for name in ("np.sum", "np.max"))
    for pattern in (*slips, *_WRONG_ENDS):
        names = axes if "{n}" in pattern else others if "{x}" in pattern else [""]
        for name in names[:2]:
            text = pattern.format(n=name, x=name)
            said = say_outcome(line, text)
            if text != outcome and said not in seen and not _has_value(line, change, text):
                seen.add(said)
                yield said


def _has_value(line: Line, change: Change, text: str) -> bool:
    """Return whether an expression has the line's value at an end on some ordinary draw."""
    left = line.code.with_code(text)
    for turn, draw, _ in line.ordinary:
        at_end = change.apply(line.code, draw, turn)
        value, said = line.code.value(at_end), left.value(at_end)
        if value is None or said is None:
            return True
        try:
            if np.allclose(np.broadcast_to(said, value.shape), value, rtol=1e-6, atol=1e-9):
                return True
        except ValueError:
            continue
    return False


def _write_bug(line: Line, ask: Ask, draw: random.Random) -> dict[str, Any] | None:
    if ask.breaks is None or ask.breaks.change is None:
        return None
    parts = _list_parts(line.code.code, ask.change)
    if parts is None or len(parts) < _OPTIONS - 1:
        return None
    options: list[dict[str, Any]] = [{"right": f"`{parts[0]}`"}]
    options += [
        {"wrong": f"`{part}`", "say": "This part is the same in the right line."}
        for part in parts[1:_OPTIONS]
    ]
    draw.shuffle(options)
    change = say_change(ask.breaks.change, line)
    return {
        "title": f"One bug in {_name(line)}",
        "prompt": f"This code should compute {_name(line)}, and one part of it is wrong. The right value "
        f"does not change in this case: {change[0].lower()}{change[1:]} The value of this code does:\n\n"
        f"```python\n{ask.change}\n```\n\nWhich part is wrong?",
        "answer": {"choice": options},
        "hints": ["Apply the change to each part in turn: which part should absorb it, and does not?"],
        "steps": [
            f"The right line is `{line.code.code.splitlines()[-1]}`.",
            explain_same(ask.breaks.change, line),
        ],
        "witness": {**_write_change(ask.breaks.change), "wrong": ask.change},
    }


def _list_parts(right: str, wrong: str) -> list[str] | None:
    """Return the smallest part that only the wrong line has, then parts that both have."""
    mine, theirs = _list_calls(right), _list_calls(wrong)
    new = [part for part in theirs if part not in mine]
    if not new:
        return None
    fault = min(new, key=len)
    kept = [part for part in theirs if part in mine and fault not in part and part not in fault]
    apart = [part for part in kept if not any(part != other and part in other for other in kept)]
    return [fault, *dict.fromkeys((*apart, *kept))]


def _list_calls(code: str) -> list[str]:
    nodes = (
        node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call | ast.BinOp | ast.Subscript)
    )
    return [text for text in map(ast.unparse, nodes) if len(text) <= 60]


_WRITERS = {"same": _write_same, "end": _write_end, "bug": _write_bug}


def _change_of(ask: Ask) -> Change:
    return Change(ask.change, ask.letters, ask.powers)  # type: ignore[arg-type]  # kinds of asks are kinds of changes


def _write_change(change: Change) -> dict[str, Any]:
    written: dict[str, Any] = {"change": change.kind, "letters": list(change.letters)}
    if change.powers:
        written["powers"] = list(change.powers)
    if change.along is not None:
        written["along"] = change.along
    return written


def _name(line: Line) -> str:
    """Return how a prompt calls the formula: by its number, else as the formula below."""
    of = line.meaning.of
    return f"formula {of}" if of.startswith("(") and len(of) < 10 else "this formula"


def _letter(line: Line, name: str) -> str:
    """Return a name in the paper's letters; a word that has none stays code."""
    written = line.meaning.letters.get(name, name)
    is_word = name == written and len(name.split("_")[0].rstrip("0123456789")) > 1
    return f"`{name}`" if is_word else f"${written}$"


def _say_shapes(line: Line) -> str:
    """Return the shapes of the arrays as a sentence, because options name lengths; empty without any."""
    letters = line.meaning.letters
    said: list[str] = []
    for name, axes in line.meaning.arrays.items():
        lengths = r" \times ".join(letters.get(axis, axis) for axis in axes)
        if axes:
            said.append(f"{_letter(line, name)} {'is' if len(axes) > 1 else 'has length'} ${lengths}$")
    return f"Here {_join(said)}." if said else ""


def _join(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def say_change(change: Change, line: Line) -> str:
    """Return a change as a sentence."""
    letters = [_letter(line, letter) for letter in change.letters]
    match change.kind:
        case "add" if change.along is not None and len(line.code.arrays[change.letters[0]]) > 1:
            each = "row" if change.along else "column"
            return f"A number of its own is added to each {each} of {letters[0]}."
        case "add":
            has_axes = any(line.code.arrays[letter] for letter in change.letters)
            return f"The same number is added to {'every entry of ' if has_axes else ''}{_join(letters)}."
        case "negate":
            return f"{_join(letters)} change{'s its sign' if len(letters) == 1 else ' their signs'}."
        case "permute":
            names = [
                name
                for name, axes in line.code.arrays.items()
                if any(a.letter == change.letters[0] for a in axes)
            ]
            alike = " alike" if len(names) > 1 else ""
            held = _join([_letter(line, name) for name in names])
            return f"The entries along the axis ${change.letters[0]}$ are reordered, in {held}{alike}."
        case _:
            return _say_scaling(change, letters)


def _say_scaling(change: Change, letters: list[str]) -> str:
    by_power: dict[int, list[str]] = {}
    for letter, power in zip(letters, change.powers, strict=True):
        by_power.setdefault(power, []).append(letter)
    parts = [
        f"{_join(each)} {'is' if len(each) == 1 else 'are'} {_TIMES[power]}"
        for power, each in by_power.items()
    ]
    return f"{_join(parts)}."


def say_outcome(line: Line, outcome: str) -> str:
    """Return what is left as a formula, or as code where it is more than a letter, a number or a length."""
    names: Mapping[str, str] = line.meaning.letters
    patterns = {
        "np.log({})": r"\log {}", "-np.log({})": r"-\log {}", "1 / {}": r"1/{}", "{}": "{}", "-{}": "-{}",
        "np.sqrt({})": r"\sqrt{{{}}}", "1 / np.sqrt({})": r"1/\sqrt{{{}}}",
    }  # fmt: skip
    for name in (*line.code.arrays, *line.code.axes, "2"):
        for pattern, latex in patterns.items():
            if outcome == pattern.format(name):
                return f"${latex.format(names.get(name, name))}$"
    return f"${outcome}$" if outcome.lstrip("-").isdigit() else f"`{outcome}`"


def explain_same(change: Change, line: Line) -> str:
    """Return why a change leaves the line as it is, by what its letters stand inside of."""
    inside = {
        what for letter in change.letters for each in line.places.get(letter, ()) for what in each.inside
    }
    match change.kind:
        case "add" if "softmax" in inside or "exponential" in inside:
            return "The number multiplies every exponential by the same factor, and the quotient cancels it."
        case "add":
            return "The number moves the mean by as much, so every difference from the mean stays as it was."
        case "scale":
            return "The factor appears in numerator and denominator with the same power, so it cancels."
        case "negate":
            return "The two signs cancel in the product, or under the square."
        case _:
            return "Every sum along this axis has the same terms in another order."
