"""Steps of a verdict: recorded only where somebody asked, and never too much of them."""

from __future__ import annotations

import json

from drill.explanation import record_step, recorded_steps


def take_step(size: object = 0, point: object = None, items: object = ()) -> None:
    record_step("take it", size=size, point=point, items=items)


def test_nothing_is_recorded_unless_somebody_records() -> None:
    take_step()
    with recorded_steps() as steps:
        take_step(size=2.0, point={"x": 1.5}, items=[True, 2, 3, 4, 5, 6])
    take_step()
    (step,) = steps
    assert step.by.endswith("test_explanation.py:take_step")
    assert step.facts == {
        "size": "2", "point": "x = 1.5", "items": "yes; 2; 3; 4 … (6 in all)"
    }  # fmt: skip


def test_a_recording_is_bounded() -> None:
    with recorded_steps() as steps:
        for _ in range(5000):
            take_step(size="∑" * 100_000, items=["∑" * 1000] * 1000)
    assert steps[-1].what.startswith("record no further steps")
    size = len(
        json.dumps([[step.by, step.what, dict(step.facts)] for step in steps], ensure_ascii=False).encode()
    )
    assert size < 900_000
