"""The former queue, which another process asks what comes next: a part of ``planners.py``.

It runs on the sources of an older checkout (PYTHONPATH), and reads and writes lines of JSON: first the
exercises, then a line for each study day, each question and each mark. It knows nothing of the learner.
"""

from __future__ import annotations

import importlib
import json
import sys
from datetime import date
from typing import Any


def main() -> None:
    """Answer until the input ends."""
    events, fold, queue, state = (
        importlib.import_module(f"drill.gyr.{name}") for name in ("events", "fold", "queue", "state")
    )
    entry, method = (importlib.import_module(f"drill.gyr.{name}") for name in ("entry", "method"))
    first = json.loads(sys.stdin.readline())
    entries = [_read_entry(entry.Entry, fields) for fields in first["entries"]]
    goal = queue.Goal(tuple(first["path"]), tuple(first["own"]))
    states: dict[str, Any] = {}
    now: Any = None
    marks = 0
    for line in sys.stdin:
        asked = json.loads(line)
        if "day" in asked:
            now = queue.Queue(
                entries, states, today=date.fromisoformat(asked["day"]), goal=goal, needs=first["needs"],
                method=method.Method(subjects=tuple(first["subjects"])),
                checks=asked["checks"], mix_checks=True,
            )  # fmt: skip
            continue
        if "ok" in asked:
            marks += 1
            before = states.get(asked["item"], state.NEVER_MET)
            is_check = before.state == "green"
            mark = events.Line(
                lamport=marks, device="a", id=f"{marks:08}", kind="check" if is_check else "verdict",
                study_day=now.today, maths="m", round=before.round_id,
                pass_=before.passes if is_check else before.next_pass, ok=asked["ok"], why=asked["why"],
            )  # fmt: skip
            states[asked["item"]] = fold.fold_step(before, mark)
            now.mark(asked["item"], states[asked["item"]])
        choice = now.next()
        print(json.dumps(None if choice is None else choice.item), flush=True)


def _read_entry(entry: Any, fields: dict[str, Any]) -> Any:
    """Return an exercise from its fields; lists stand for tuples."""
    return entry(**{name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()})


if __name__ == "__main__":
    main()
