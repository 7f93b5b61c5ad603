"""What 0.4.0 made of formulas: types, all numbers drawn in three worlds, values, questions with their keys.

A row of ``frozen/formulas_0.4.0.jsonl.gz`` is a formula of a shipped paper with its sheet, of an imported
paper (``said`` tells whether letters without a type were left so or were said to be numbers), or one that
readers tried. ``frozen/make_formulas.txt`` is the program that made it. It has ``needs_sheet`` where its rows
do not say all. What is known to be false has ``false``: what is (``value``, ``questions``, ``rows``,
``sizes``) and why; its worlds have the ``right`` value where it is known. Worlds are given to what is tested,
and not drawn again: another program draws others.

``python -m tests.golden.formulas`` prints where a right side is followed no more, has no value in any world,
or has another type; it ends with 1 where that stands in no row of ``formula_changes.json``, which names
``latex``, ``rows``, ``was``, ``now``, and under ``right`` which of both is, and why. Then it prints the
values
of the frozen worlds: how many are the same, lost or other, those that are known to be false apart.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from drill.errors import DrillError
from drill.formulas import Formula, World, check_shapes, compute_value, make_world, open_formulas

ROWS = Path(__file__).with_name("frozen") / "formulas_0.4.0.jsonl.gz"
CHANGES = Path(__file__).with_name("formula_changes.json")
NOT_FOLLOWED = "not followed"
NO_VALUE = "no value"
# Worlds in which a value is looked for.
SEEDS = range(1, 7)

Row = dict[str, Any]


def read_rows() -> list[Row]:
    """Return the frozen formulas."""
    with gzip.open(ROWS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def take_fifth(rows: Iterable[Row]) -> list[Row]:
    """Return the formulas that a run of the suite follows, chosen by what they are alone."""
    return [row for row in rows if hashlib.sha256(row["latex"].encode()).digest()[0] % 5 == 0]


def has_right_values(row: Row) -> bool:
    """Say whether 0.4.0 had a value in every world, and none that is known to be false."""
    return (
        "fault" not in row
        and row.get("false", {}).get("in") in (None, "questions")
        and all("fault" not in statement for statement in row["statements"])
    )


def differences(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the formulas with right values of which a right side has another type, no value, or no rule."""
    for row in rows:
        if not has_right_values(row) or "needs_sheet" in row:
            continue
        was = [statement["out"] for statement in row["statements"]]
        if (now := _types_of(row)) != was:
            yield {"latex": row["latex"], "rows": row["rows"], "was": was, "now": now}


def _types_of(row: Row) -> list[str]:
    try:
        return [_type_of(formula) for formula in open_formulas(row["latex"], row["rows"])]
    except DrillError:
        return [NOT_FOLLOWED]


def _type_of(formula: Formula) -> str:
    """Return the type of a right side that has a value in a world."""
    kind = str(check_shapes(formula).out)
    for seed in SEEDS:
        try:
            compute_value(formula, make_world(formula, seed))
        except DrillError:
            continue
        return kind
    return NO_VALUE


def compare_values(rows: Iterable[Row]) -> Iterator[tuple[str, Row, list[Any]]]:
    """Yield each right side as ``same``, ``lost`` or ``other`` than in its frozen worlds, with its value.

    A world is compared that has numbers for all letters of which the value is made, the same one for an axis
    and its letter, and a finite value. What 0.4.0 followed wrongly, as ``formula_changes.json`` says with
    ``now``, is left out.
    """
    wrong = [(row["latex"], row["rows"]) for row in read_changes() if row["right"].startswith("now")]
    for row in rows:
        if "rows" not in row or "fault" in row or "needs_sheet" in row:
            continue
        if (row["latex"], row["rows"]) in wrong:
            continue
        try:
            formulas = open_formulas(row["latex"], row["rows"])
        except DrillError:
            continue
        for formula, statement in zip(formulas, row["statements"], strict=False):
            found = [_compare_value(formula, world) for world in statement.get("worlds", ())]
            states = {state for state, _ in found} - {"unknown"}
            for state in ("other", "lost", "same"):
                if state in states:
                    yield state, row, [value for each, value in found if each == state]
                    break


def _compare_value(formula: Formula, frozen: Row) -> tuple[str, Any]:
    """Return how a value compares in one frozen world, which is given and not drawn."""
    expected = frozen.get("right", frozen["value"])
    is_right = "right" in frozen or has_one_length(frozen)
    if not is_right or not np.all(np.isfinite(np.asarray(expected, dtype=float))):
        return "unknown", None
    world = World(formula, frozen["seed"])
    for axis, size in frozen["sizes"].items():
        world.set_size(axis, size)
    for latex, member, value in frozen["letters"]:
        world.given[latex, ast.literal_eval(member)] = np.array(value) if isinstance(value, list) else value
    drawn: list[Any] = []
    draw = world.draw_value
    world.draw_value = lambda *key: (drawn.append(key), draw(*key))[1]  # type: ignore[method-assign]
    try:
        value = compute_value(formula, world)
    except DrillError as error:
        return "lost", str(error)
    if drawn or frozen["not_numbers"]:
        return "unknown", None
    is_same = np.shape(value) == np.shape(expected) and np.allclose(
        np.asarray(value, dtype=float), np.asarray(expected, dtype=float), rtol=1e-6, atol=1e-9
    )
    return "same" if is_same else "other", value


def has_one_length(frozen: Row) -> bool:
    """Say whether no letter of a frozen world has another value than the axis has length that it counts."""
    named = {re.sub(r"[{}]|\\operatorname", "", latex): value for latex, _, value in frozen["letters"]}
    return all(named.get(axis, length) == length for axis, length in frozen["sizes"].items())


def read_changes() -> list[Row]:
    """Return what is followed otherwise than by 0.4.0, with the reason and which of both is right."""
    return json.loads(CHANGES.read_text("utf-8"))


def unlisted(found: Iterable[Row]) -> list[Row]:
    """Return the differences that have no reason in ``formula_changes.json``."""
    names = "latex", "rows", "was", "now"
    listed = [{name: row[name] for name in names} for row in read_changes()]
    return [row for row in found if row not in listed]


def main() -> int:
    """Follow all formulas, and print what differs."""
    rows = read_rows()
    found = list(differences(rows))
    open_rows = unlisted(found)
    for row in found:
        print(f"{'NOT LISTED' if row in open_rows else 'listed'}: {json.dumps(row, ensure_ascii=False)}")
    print(f"{len(rows)} formulas, {len(found)} differences, {len(open_rows)} of them not listed")
    counts: Counter[tuple[str, str]] = Counter()
    for state, row, values in compare_values(rows):
        mark = f"false: {row['false']['why']}" if "false" in row else ""
        counts[state, "known to be false" if mark else "taken for right"] += 1
        if state != "same":
            print(f"{state}: {row['latex']} {row['rows']} now {values[0]} {mark}")
    for (state, mark), count in sorted(counts.items()):
        print(f"{count} {state}, {mark} in 0.4.0")
    return 1 if open_rows else 0


if __name__ == "__main__":
    sys.exit(main())
