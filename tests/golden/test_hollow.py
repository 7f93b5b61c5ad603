"""What is found hollow stays what it was; ``python -m tests.golden.hollow`` judges more shipped exercises."""

from __future__ import annotations

from tests.golden.hollow import judge_authored, judge_shipped, list_items, read_rows


def test_planted_exercises_have_the_findings_they_had() -> None:
    rows = read_rows()
    found = judge_authored()
    assert len(found) > 90
    assert found == {name: rows[name] for name in found}


def test_no_shipped_exercise_has_a_new_finding() -> None:
    items = list_items(250)
    assert len(items) > 10
    found = judge_shipped(items)
    assert found == {item: row for item, row in read_rows().items() if item in items}
