"""A fortieth of what 0.4.0 judged is judged again; ``python -m tests.golden.verdicts`` judges all of it."""

from __future__ import annotations

import drill
from tests.golden.verdicts import differences, is_free, read_rows, take_fortieth, unlisted


def test_no_verdict_has_changed_without_a_reason() -> None:
    rows = take_fortieth(read_rows())
    assert len(rows) > 200
    with drill.Grader(1) as grader:
        assert unlisted(differences(rows, grader)) == []


def test_only_what_was_undecided_may_be_decided_without_a_reason() -> None:
    def change(group: str, was: str, now: str) -> bool:
        return is_free({"group": group, "was": was, "now": now})

    assert change("key", "unreadable parse", "correct")
    assert change("mistakes", "undecided differs", "wrong wrong")
    assert not change("key", "unreadable parse", "wrong wrong")
    assert not change("mistakes", "undecided differs", "correct")
    assert not change("key", "correct", "undecided time")
    assert not change("mistakes", "wrong misconception", "correct")
    assert not change("draw", "{}", "{}")
