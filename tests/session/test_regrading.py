"""A bank whose key was corrected: stored answers are graded anew, once, where that changes something."""

from __future__ import annotations

from pathlib import Path

import pytest

from drill.gyr.events import Attempt, ItemId, Override, Regrade, Undo
from drill.session.standing.queueing import checks_in_day
from drill.session.workspace import Workspace
from tests.homes import Clock, bank, plant, workspace_in

ITEM = ItemId("tiny/area")
FALSE_KEY, TRUE_KEY = "a^2", "a^2 / 2"


def exercise(key: str, corrects: str = "") -> str:
    said = f"  corrects: [{corrects}]\n" if corrects else ""
    return (
        "- id: area\n  level: 1\n  params: {a: 2..9}\n  prompt: The area under $x$ from 0 to $@a$.\n"
        f"  answer: {{number: {key}}}\n{said}"
    )


def answered(workspace: Workspace, text: str, *, why: bool = False, a: str = "4") -> None:
    """An attempt as a session writes it, with the verdict of the bank that is loaded."""
    entry = workspace.catalogue.entries[ITEM]
    state = workspace.state(entry)
    variant = workspace.workers.prepare(
        workspace.catalogue.exercise(ITEM), item=ITEM, seed=0, params={"a": a}
    )
    ok = workspace.workers.check(variant.only.expect, text).verdict == "correct"
    workspace.append(
        entry,
        Attempt(
            kind="verdict", round=state.round_id, pass_=state.next_pass, ok=ok, why=why, answer=text,
            params={"a": a},
        ),
    )  # fmt: skip


def regrades(workspace: Workspace) -> list[Regrade]:
    return [event.facts for event in workspace.store.history() if isinstance(event.facts, Regrade)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(exercise(FALSE_KEY)))
    return tmp_path


def correct(home: Path, maths: str) -> None:
    plant(home, "tiny", bank(exercise(TRUE_KEY, maths)))


def test_a_corrected_key_regrades_what_was_answered(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as before:
        old = before.catalogue.entries[ITEM].maths
        answered(before, "8", why=True)  # right, but the bank's key is 16
        clock.pass_days(1)
        answered(before, "25", why=False, a="5")  # wrong, but the bank takes it
        assert before.state(before.catalogue.entries[ITEM]).state == "yellow"
    correct(home, old)
    with workspace_in(home, clock) as after:
        assert "1 verdict regraded" in after.notices
        assert [facts.ok for facts in regrades(after)] == [True]
        state = after.state(after.catalogue.entries[ITEM])
        assert (state.state, state.passes) == ("green", 1)  # the second attempt came after a green
        assert after.store.check().is_sound
    with workspace_in(home, clock) as again:
        assert not [line for line in again.notices if "regraded" in line or "asks more" in line]
        assert len(regrades(again)) == 1


def test_what_was_right_and_is_not_any_more_keeps_its_colour_and_is_asked_again(home: Path) -> None:
    clock = Clock()
    with workspace_in(home, clock) as before:
        old = before.catalogue.entries[ITEM].maths
        answered(before, "16", why=True)  # wrong, but the bank takes it
    correct(home, old)
    clock.pass_days(1)
    with workspace_in(home, clock) as after:
        told = [line for line in after.notices if "asks more now" in line]
        assert told == ["1 exercise asks more now than its answer gave, and comes again as a check"]
        assert regrades(after) == []
        assert after.state(after.catalogue.entries[ITEM]).state == "green"
        assert [offer.item for offer in checks_in_day(after, after.study_day()).offers] == [ITEM]
    with workspace_in(home, clock) as again:
        assert not [line for line in again.notices if "asks more now" in line]
        entry = again.catalogue.entries[ITEM]
        state = again.state(entry)
        again.append(
            entry,
            Attempt(
                kind="check", round=state.round_id, pass_=state.next_pass, ok=True, why=True, answer="8",
                params={"a": "4"},
            ),
        )  # fmt: skip
        assert checks_in_day(again, again.study_day()).offers == ()


def test_nothing_is_written_where_the_verdict_stays(home: Path) -> None:
    with workspace_in(home) as before:
        old = before.catalogue.entries[ITEM].maths
        answered(before, "7")
    correct(home, old)
    with workspace_in(home) as after:
        assert regrades(after) == []
        assert not [line for line in after.notices if "regraded" in line]
        assert after.store.unexamined(after.catalogue.entries) == {}


def test_the_learners_own_word_stands(home: Path) -> None:
    with workspace_in(home) as before:
        entry = before.catalogue.entries[ITEM]
        answered(before, "8")
        target = before.store.overridable(ITEM, entry.lineage)
        assert target is not None
        overruled = before.append(entry, Override(target=target.id, ok=False, why=True, reason="a guess"))
    correct(home, entry.maths)
    with workspace_in(home) as after:
        assert regrades(after) == []
        after.append(after.catalogue.entries[ITEM], Undo(target=overruled.event.id))
    with workspace_in(home) as again:  # the override is gone: now the checker's word counts
        assert [facts.ok for facts in regrades(again)] == [True]


def test_a_changed_exercise_that_corrects_nothing_is_open_again(home: Path) -> None:
    with workspace_in(home) as before:
        answered(before, "8")
    plant(home, "tiny", bank(exercise(TRUE_KEY)))
    with workspace_in(home) as after:
        assert "1 exercise changed and is open again" in after.notices
        assert regrades(after) == []


PARTS = (
    '{parts: {point: {any: {vector: 2}, such-that: ["v[1] - v[2] = a"], example: "[a, 0]"}, '
    'direction: {vector: "[1, 1]", up_to: scale}}}'
)
FACTORS = (
    '{parts: {L: {matrix: "[[1, 0], [a, 1]]"}, U: {matrix: "[[1, 1], [0, 1]]"}}, such-that: ["L U = L U"]}'
)


@pytest.mark.parametrize("ok", [True, False])
@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        (PARTS, "[4, 0] + s [1, 1]"),
        (PARTS, "(x, y) = (4 + t, t)"),
        (PARTS, "[1, 0]"),
        (FACTORS, "P = [[1, 0], [0, 1]]; D = [1, 2]"),
        (FACTORS, "U = [1, 0; 0, 1]; S = [2, 1]; V^T = [1, 0; 0, 1]"),
        ('{any: {vectors: 3}, such-that: ["rank(X) = 2"], example: "[[1, 0, 0], [0, a, 1]]"}', "s, t"),
        ('{vector: "[1, a]", up_to: scale}', "t [1, 4]"),
    ],
)
def test_what_the_new_kind_of_answer_cannot_read_keeps_its_verdict(
    home: Path, answer: str, typed: str, ok: bool
) -> None:
    with workspace_in(home) as before:
        entry = before.catalogue.entries[ITEM]
        state = before.state(entry)
        facts = Attempt(
            kind="verdict", round=state.round_id, pass_=state.next_pass, ok=ok, why=True, answer=typed,
            params={"a": "4"},
        )  # fmt: skip
        before.append(entry, facts)
        marked = before.state(entry).state
    plant(home, "tiny", bank(exercise(TRUE_KEY, entry.maths).replace(f"{{number: {TRUE_KEY}}}", answer)))
    with workspace_in(home) as after:
        assert ITEM in after.catalogue.entries
        assert regrades(after) == []
        assert after.state(after.catalogue.entries[ITEM]).state == marked


def test_a_regrade_leaves_when_another_content_is_loaded(home: Path) -> None:
    with workspace_in(home) as before:
        old = before.catalogue.entries[ITEM].maths
        answered(before, "8", why=True)
    correct(home, old)
    with workspace_in(home) as after:
        assert after.state(after.catalogue.entries[ITEM]).state == "green"
    plant(home, "tiny", bank(exercise(FALSE_KEY)))
    with workspace_in(home) as back:
        assert back.state(back.catalogue.entries[ITEM]).state == "yellow"
