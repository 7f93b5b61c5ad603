"""Questions of formulas' lines, counted and tried again: ``python -m tests.bench.meaning_questions
[FILE.json]``.

Without a file the meanings of the shipped papers are searched. A file has a list of rows with ``id``,
``code``, ``in`` (a name's axes and domain: real, pos, unit, binary, simplex, prob) and ``fixed``. It prints
the questions by kind, the formulas that have some, CPU seconds a line, and every question that one of 200
other wide draws shows false or without a finite value. ``--list`` prints the questions.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np

from drill.arraycode import Change, DrawnCode, Property, agree
from drill.formulas import Ask, Meaning, find_questions

ROOT = Path(__file__).resolve().parents[2]
DRAWS = 200
OTHER_SEED = 77
ASSUMED = {
    "pos": ("{} > 0",), "unit": ("0 < {} < 1",), "binary": ("{} binary", "{} rows not zero"),
    "simplex": ("{} entries sum to 1",), "prob": ("{} entries sum to 1",),
}  # fmt: skip


def read_sketch(path: Path) -> Iterator[tuple[str, Meaning]]:
    """Yield the lines of a file, each as a paper of its own."""
    for row in json.loads(path.read_text("utf-8")):
        arrays = {name: tuple(map(str, axes)) for name, (axes, _) in row["in"].items()}
        assume = [
            text.format(name) for name, (_, domain) in row["in"].items() for text in ASSUMED.get(domain, ())
        ]
        yield (
            row["id"],
            Meaning(row["id"], row["code"], arrays, tuple(assume), {}, tuple(row.get("fixed", ()))),
        )


def read_shipped() -> Iterator[tuple[str, Meaning]]:
    """Yield the paper and the meaning of each formula that has one."""
    for path in sorted((ROOT / "exercises" / "papers").glob("*.paper.json")):
        for row in json.loads(path.read_text("utf-8")).get("meanings", ()):
            arrays = {name: tuple(axes) for name, axes in row["arrays"].items()}
            rest: dict[str, Any] = {key: tuple(row.get(key, ())) for key in ("assume", "fixed")}
            yield path.stem, Meaning(row["of"], row["code"], arrays, letters=row.get("letters", {}), **rest)


def try_again(code: DrawnCode, ask: Ask) -> Counter[str]:
    """Return how many of other wide draws a question is true, false, not finite or not seen on."""
    seen: Counter[str] = Counter()
    change = Change(ask.change, ask.letters, ask.powers) if ask.kind != "bug" else None  # type: ignore[arg-type]
    found = ask.breaks if change is None else Property(change, "same")
    assert found is not None
    left = code.with_code(ask.outcome) if ask.kind == "end" else None
    for turn, (draw, value) in enumerate(code.list_draws(OTHER_SEED, DRAWS, is_wide=True)):
        if left is None:
            seen[str(found.holds(code, draw, value, turn))] += 1
            continue
        assert change is not None
        at_end = change.apply(code, draw, turn)
        due, got = left.value(at_end), code.value(at_end)
        if due is None or got is None:
            seen["not finite"] += 1
        elif not due.any():
            seen[str(bool(np.max(np.abs(got)) < 1e-9))] += 1
        else:
            seen[str(agree(np.broadcast_to(due, got.shape), got))] += 1
    return seen


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--list", action="store_true")
    chosen = parser.parse_args()
    rows = list(read_sketch(chosen.file) if chosen.file else read_shipped())
    kinds: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    seconds: list[float] = []
    asked: dict[str, list[list[Ask]]] = {}
    stopped, false = 0, list[Any]()
    for paper, meaning in rows:
        begun = time.thread_time()
        questions = find_questions(meaning, seed=0)
        seconds.append(time.thread_time() - begun)
        stopped += not questions.complete
        asked.setdefault(paper, []).append(list(questions.asks))
        code = DrawnCode(meaning.code, meaning.arrays, meaning.assume, meaning.library)
        for ask in questions.asks:
            seen = try_again(code, ask)
            tried += seen
            kinds[ask.kind] += 1
            if seen["False"] or seen["not finite"] or seen["True"] < 20:
                false.append((paper, meaning.of, ask.write(), dict(seen)))
            if chosen.list:
                print(paper, "|", meaning.of, "|", meaning.code.replace("\n", " ; "))
                print("   ", json.dumps(ask.write()))
    by_idea = ({ask.idea: ask for each in asks for ask in each} for asks in asked.values())
    kept = [ask for ideas in by_idea for ask in ideas.values()]
    formulas = sum(bool(each) for asks in asked.values() for each in asks)
    print(
        f"{len(rows)} lines, {sum(kinds.values())} questions on {formulas}, {dict(kinds)}; "
        f"{stopped} stopped by time"
    )
    print(f"one idea once a paper: {len(kept)} questions, {dict(Counter(ask.kind for ask in kept))}")
    print(
        f"CPU seconds a line: mean {sum(seconds) / len(seconds):.2f}, "
        f"p95 {quantiles(seconds, n=20)[-1]:.2f}, most {max(seconds):.2f}"
    )
    print(f"of {DRAWS} other wide draws each: {dict(tried)}")
    for row in false:
        print("LOOK AT", *row)


if __name__ == "__main__":
    main()
