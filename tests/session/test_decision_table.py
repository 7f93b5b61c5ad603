"""The decision table row by row, as a program that speaks the session protocol meets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from drill.checking import Verdict
from drill.errors import UsageError
from drill.gyr.events import Attempt, ItemId, Note, Override
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.undoing import (
    keep_exercise_note,
    override_verdict,
    park_exercise,
    read_event_history,
    reopen_exercise,
    undo_newest_event,
)
from drill.session.progress.progress_overview import bank_progress
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from tests.homes import NOON, Clock, bank, plant, sums, workspace_in
from tests.session.talk import Message, Talk, answer, of

TODAY = NOON.date()
ITEM = "tiny/sum-1"
FACTOR = """- id: factor
  vars: [x]
  prompt: Factor $x^2 - 1$.
  answer: {expression: "(x - 1)(x + 1)", form: factored}
"""
SOLVE = """- id: solve
  prompt: Solve for `x` without an inverse.
  answer: {code: "np.linalg.solve(A, b)", arrays: {A: [n, n], b: [n]}, without: inv}
"""
SIXTH = """- id: sixth
  prompt: Compute $1/2 - 1/3$.
  answer: {parts: {half: {number: "1/2"}, sixth: {number: "1/6"}, exact: {number: "1/6", form: exact}}}
"""
BEFORE = {"unseen": [], "yellow": [(True, False)], "red": [(False, False)]}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(sums(3) + FACTOR))
    plant(tmp_path, "rounded", bank(SIXTH, topic="rounded.numbers"))
    plant(tmp_path, "coded", bank(SOLVE, topic="coded.systems"))
    with workspace_in(tmp_path) as opened:
        yield opened


@pytest.fixture
def talk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Talk:
    return Talk(workspace, monkeypatch)


def pass_days(workspace: Workspace, days: int) -> None:
    assert isinstance(workspace.clock, Clock)
    workspace.clock.pass_days(days)


def brought_to(talk: Talk, state: str) -> None:
    for right, why in BEFORE[state]:
        talk.once(right, why)
        pass_days(talk.workspace, 1)


def planned(workspace: Workspace) -> list[str]:
    return [each.item for each in read_today_view(workspace, 2000).items if each.bank == "tiny"]


def state(workspace: Workspace, item: str = ITEM) -> str:
    return workspace.state(workspace.catalogue.entries[item]).state  # type: ignore[index]


def kinds(workspace: Workspace, item: str | None = None) -> list[str]:
    return [event.kind for event in read_event_history(workspace, item)]


def attempts(workspace: Workspace) -> list[Attempt]:
    return [event.facts for event in read_event_history(workspace) if isinstance(event.facts, Attempt)]


@pytest.mark.parametrize("before", BEFORE)
def test_right_knows_why(talk: Talk, before: str) -> None:
    brought_to(talk, before)
    told = talk.once(True, True)
    assert (told["mark"], told["state"], told["due"]) == ("green", "green", None)
    pass_days(talk.workspace, 400)
    assert ITEM not in planned(talk.workspace)


@pytest.mark.parametrize(("right", "why"), [(True, False), (False, True)])
@pytest.mark.parametrize("before", BEFORE)
def test_right_not_sure_why_and_wrong_now_understands(
    talk: Talk, before: str, right: bool, why: bool
) -> None:
    brought_to(talk, before)
    passes = len(BEFORE[before]) + 1
    gap = (1, 3)[passes - 1]
    told = talk.once(right, why)
    assert (told["state"], told["pass"]) == ("yellow", passes)
    assert told["due"] == (talk.workspace.study_day() + timedelta(gap)).isoformat()
    pass_days(talk.workspace, gap - 1)
    assert ITEM not in planned(talk.workspace)
    pass_days(talk.workspace, 1)
    assert ITEM in planned(talk.workspace)


def test_wrong_does_not_understand_below_the_cap_then_at_the_cap(talk: Talk) -> None:
    talk.once(True, False)
    for red_pass in range(1, 5):
        pass_days(talk.workspace, 14)
        told = talk.once(False, False)
        assert (told["state"], told["red_pass"], told["pass"]) == ("red", red_pass, red_pass + 1)
    pass_days(talk.workspace, 14)
    told = talk.once(False, False)
    assert (told["mark"], told["state"], told["due"]) == ("red", "parked", None)
    pass_days(talk.workspace, 30)
    assert ITEM not in planned(talk.workspace)


def test_right_value_wrong_form(talk: Talk) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        yield {"do": "answer", "text": "x^2 - 1"}
        yield {"do": "answer", "text": "x^2 - 1"}
        yield {"do": "mark", "why": True}

    said = talk(script, "tiny/factor")
    assert [message["type"] for message in said[:4]] == ["exercise", "retype", "verdict", "marked"]
    assert (said[1]["code"], said[2]["verdict"], said[2]["code"]) == ("form", "wrong", "form")


def test_code_that_does_what_the_question_forbids(talk: Talk) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        yield {"do": "answer", "text": "np.linalg.inv(A) @ b"}
        yield {"do": "answer", "text": "torch.inverse(A) @ b"}
        yield {"do": "mark", "why": True}

    said = talk(script, "coded/solve")
    assert [message["type"] for message in said[:4]] == ["exercise", "retype", "verdict", "marked"]
    assert (said[1]["code"], said[2]["verdict"], said[2]["code"]) == ("form", "wrong", "forbidden")
    assert "This calls inv." in said[1]["message"]


def test_a_rounded_value_is_asked_for_as_often_as_typed_and_once_where_the_exact_one_is_due(
    talk: Talk,
) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        for sixth, exact in (("0.17", "1/6"), ("0.167", "1/6"), ("0.17", "1/6"), ("0.1667", "0.1667")):
            yield {"do": "answer", "text": f"half = 0.5; sixth = {sixth}; exact = {exact}"}
        yield {"do": "answer", "text": "half = 0.5; sixth = 0.1667; exact = 0.1667"}
        yield {"do": "mark", "why": True}

    said = talk(script, "rounded/sixth")
    assert [message["type"] for message in said[:7]] == ["exercise", *["retype"] * 4, "verdict", "marked"]
    assert {message["code"] for message in said[1:6]} == {"rounding"}
    assert said[5]["verdict"] == "wrong"


def test_unreadable_answer(talk: Talk) -> None:
    script = [{"do": "answer", "text": "((3"}, {"do": "answer", "text": "   "}, {"do": "mark", "why": True}]
    said = talk(lambda said: iter(script))
    assert [message["type"] for message in said[1:4]] == ["unreadable", "unreadable", "error"]
    assert said[1]["at"] is not None
    assert kinds(talk.workspace) == []


def test_undecided_is_the_learners_even_after_a_crash(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        too_long = Verdict("undecided", "timeout", "too long")
        patched.setattr(talk.workspace.workers, "check_stage", lambda *_, **__: too_long)
        script = [{"do": "answer", "text": "13"}, {"do": "reveal"}, {"do": "mark", "why": True}]
        said = talk(lambda said: iter(script))
    assert [message["type"] for message in said[1:4]] == ["undecided", "revealed", "error"]
    said = talk(lambda said: iter([{"do": "mark", "why": True, "ok": True}]))
    assert [message["type"] for message in said[:3]] == ["exercise", "revealed", "marked"]
    assert (said[2]["mark"], attempts(talk.workspace)[0].decided_by) == ("green", "learner")


@pytest.mark.parametrize(("why", "mark"), [(True, "yellow"), (False, "red")])
def test_reveal_without_an_answer(talk: Talk, why: bool, mark: str) -> None:
    refused = [{"do": "mark", "why": True, "ok": True}, {"do": "answer", "text": "13"}]
    said = talk(lambda said: iter([{"do": "reveal"}, *refused, {"do": "mark", "why": why}]))
    assert [message["type"] for message in said[1:5]] == ["revealed", "error", "error", "marked"]
    assert said[4]["mark"] == mark
    facts = attempts(talk.workspace)[0]
    assert (facts.revealed, facts.ok, facts.decided_by, facts.answer) == (True, False, "checker", "")


def test_the_learner_disagrees_with_the_verdict(talk: Talk) -> None:
    told = talk.once(False, True, ok=True, reason="a slip of the keys")
    facts = attempts(talk.workspace)[0]
    assert (told["mark"], facts.decided_by, facts.reason) == ("green", "learner", "a slip of the keys")
    assert override_verdict(talk.workspace, ITEM, ok=False, why=False, reason="no").state == "red"
    assert override_verdict(talk.workspace, ITEM, ok=True, why=None, reason="").state == "green"
    assert kinds(talk.workspace) == ["verdict", "override", "override"]


def test_skip_three_times_asks(talk: Talk) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        first = said[-1]["item"]
        yield {"do": "skip"}
        while said[-1]["item"] != first:
            yield {"do": "park"}
        yield {"do": "skip"}
        yield {"do": "skip"}
        assert said[-1]["item"] == first
        yield {"do": "skip"}

    said = talk(script)
    skipped = of(said, "skipped")
    assert [message.get("ask") for message in skipped] == [None, None, ["reveal", "park", "keep"], None]
    first = skipped[0]["item"]
    assert kinds(talk.workspace, first) == ["skip"] * 3
    assert of(said, "exercise")[-1]["item"] == first
    assert [(e["state"], e["pass"]) for e in of(said, "exercise") if e["item"] == first] == [
        ("unseen", 1)
    ] * 5
    assert talk(lambda said: iter([{"do": "reveal"}]))[1]["type"] == "revealed"


@pytest.mark.parametrize("before", BEFORE)
def test_park_by_hand(talk: Talk, before: str) -> None:
    brought_to(talk, before)
    talk(lambda said: iter([{"do": "park"}]), ITEM)
    assert state(talk.workspace) == "parked"
    rows = bank_progress(talk.workspace, ["tiny"])[0].passes
    assert sum(row.waiting for row in rows) == 3
    assert all(row.parked == 0 for row in rows)
    with pytest.raises(UsageError):
        park_exercise(talk.workspace, ITEM)


def test_undo_any_number_newest_first(talk: Talk) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        for right in (True, False, True):
            yield answer(said[-1], right)
            yield {"do": "mark", "why": False}
        for _ in range(3):
            yield {"do": "undo"}
        yield {"do": "undo"}

    said = talk(script)
    back = of(said, "exercise")[-3:]
    assert [each["item"] for each in back] == [each["item"] for each in reversed(of(said, "marked"))]
    assert [(each["state"], each["pass"], bool(each["draft"])) for each in back] == [("unseen", 1, True)] * 3
    assert [each["state"] for each in of(said, "undone")] == ["unseen"] * 3
    assert said[-2]["type"] == "error"
    assert kinds(talk.workspace) == ["verdict"] * 3 + ["undo"] * 3


def test_quit_or_crash_in_an_item(talk: Talk) -> None:
    first = talk(lambda said: iter([{"do": "hint"}, {"do": "answer", "text": "((1"}]))[0]
    again = talk(lambda said: iter([answer(said[-1], False), {"do": "quit"}]))
    assert (again[0]["item"], again[0]["seed"]) == (first["item"], first["seed"])
    after = talk(lambda said: iter([{"do": "answer", "text": "13"}, {"do": "mark", "why": False}]))
    assert [message["type"] for message in after[:4]] == ["exercise", "verdict", "error", "marked"]
    assert (after[0]["item"], after[3]["mark"]) == (first["item"], "red")


def test_practice_beside_an_attempt_gives_no_second_chance_after_a_crash(talk: Talk) -> None:
    script = [{"do": "answer", "text": "0"}, {"do": "again"}, {"do": "answer", "text": "1"}]
    item = talk(lambda said: iter(script))[0]["item"]
    back = talk(lambda said: iter([{"do": "mark", "why": True}]))
    assert [(message["type"], message.get("item", item)) for message in back[:3]] == [
        ("exercise", item),
        ("verdict", item),
        ("marked", item),
    ]
    assert [facts.kind for facts in attempts(talk.workspace)] == ["verdict"]


def test_what_was_left_open_goes_on_when_its_turn_comes(talk: Talk) -> None:
    talk(lambda said: iter([answer(said[-1], False)]), ITEM)
    talk(lambda said: iter([{"do": "hint"}]), "tiny/sum-2")

    def script(said: list[Message]) -> Iterator[Message]:
        yield answer(said[-1])
        yield {"do": "mark", "why": True}

    said = talk(script)
    assert of(said, "exercise")[0]["item"] == "tiny/sum-2"
    assert (said[-3]["item"], said[-2]["type"]) == (ITEM, "verdict")


def test_every_member_of_pass_k_has_a_verdict(talk: Talk) -> None:
    for item, right in ((ITEM, True), ("tiny/sum-2", False), ("tiny/sum-3", False)):
        talk.once(right, right, item)
    talk(lambda said: iter([{"do": "reveal"}, {"do": "mark", "why": True}]), "tiny/factor")
    first, second = bank_progress(talk.workspace, ["tiny"])[0].passes
    assert (first.green, first.yellow, first.red, first.waiting) == (1, 1, 2, 0)
    assert (second.members, second.waiting) == (3, 3)


@pytest.mark.parametrize(("back", "is_due"), [(8, False), (11, False), (12, True), (400, True)])
def test_after_a_clock_was_set_back_no_gap_is_cut_short(talk: Talk, back: int, is_due: bool) -> None:
    pass_days(talk.workspace, 20)
    talk.once(False, True)
    pass_days(talk.workspace, 1)
    talk.once(False, True)
    pass_days(talk.workspace, -back)
    assert (ITEM in planned(talk.workspace)) == is_due
    due_now = read_today_view(talk.workspace).due
    assert due_now == is_due


def test_parked_for_14_days_is_one_line_a_day(talk: Talk) -> None:
    for item in (ITEM, "tiny/sum-2"):
        park_exercise(talk.workspace, item)
    pass_days(talk.workspace, 13)
    assert read_today_view(talk.workspace).reopenable == ""
    lines = []
    for _ in range(4):
        pass_days(talk.workspace, 1)
        assert read_today_view(talk.workspace).reopenable == read_today_view(talk.workspace).reopenable
        lines.append(read_today_view(talk.workspace).reopenable)
    assert lines[:2] == lines[2:]
    assert set(lines) == {ITEM, "tiny/sum-2"}


@pytest.mark.parametrize(("before", "then"), [("unseen", "unseen"), ("red", "red"), ("yellow", "red")])
def test_reopen(talk: Talk, before: str, then: str) -> None:
    brought_to(talk, before)
    park_exercise(talk.workspace, ITEM)
    assert reopen_exercise(talk.workspace, ITEM).state == then
    with pytest.raises(UsageError):
        reopen_exercise(talk.workspace, ITEM)

    def script(said: list[Message]) -> Iterator[Message]:
        yield answer(said[-1], False)
        yield {"do": "mark", "why": False}

    said = talk(script, ITEM)
    told = said[0]
    assert (told["item"], told["state"], told["round"], told["pass"]) == (ITEM, then, 2, 1)
    assert told["theory"]
    assert of(said, "marked")[0]["red_pass"] == 1
    row = next(row for row in bank_progress(talk.workspace, ["tiny"])[0].passes if row.round == 2)
    assert row.to_json()["opened"] == "reopen"


def test_wording_edited(tmp_path: Path, talk: Talk) -> None:
    talk.once(False, False)
    plant(tmp_path, "tiny", bank(sums(3).replace("Compute", "Work out")))
    with workspace_in(tmp_path, Clock(NOON + timedelta(1))) as later:
        assert [(e.item, e.pass_) for e in read_today_view(later).items if e.why == "re-attempt"] == [
            (ITEM, 2)
        ]
        assert not [line for line in later.take_notices() if "changed" in line]


def test_the_exercises_maths_changed(tmp_path: Path, talk: Talk) -> None:
    for item in (ITEM, "tiny/sum-2"):
        talk.once(False, False, item)
    plant(tmp_path, "tiny", bank(sums(3).replace("b: [3]", "b: [4]")))
    with workspace_in(tmp_path, Clock(NOON + timedelta(1))) as later:
        assert later.take_notices() == ["2 exercises changed and are open again"]
        assert (state(later), planned(later)[0]) == ("unseen", ITEM)
        assert later.store.newest_undoable() is None


def test_exercise_gone_from_the_banks_and_back(tmp_path: Path, talk: Talk) -> None:
    talk.once(False, False)
    talk.once(True, False, "tiny/sum-2")
    talk(lambda said: iter(()), ITEM)
    plant(tmp_path, "tiny", bank(sums(1, start=3)))
    with workspace_in(tmp_path, Clock(NOON + timedelta(1))) as without:
        assert any("2 exercises with marks are no longer among" in line for line in without.take_notices())
        assert planned(without) == ["tiny/sum-3"]
        assert read_today_view(without).resume == ""
        assert without.store.read_learner().orphans == [ITEM, "tiny/sum-2"]
        assert kinds(without, ITEM) == ["verdict"]
        assert override_verdict(without, ITEM, ok=True, why=None, reason="it was right").state == "yellow"
        assert undo_newest_event(without).after.state == "red"
        assert undo_newest_event(without).item == "tiny/sum-2"
        assert (without.store.read_learner().orphans, bank_progress(without, ["tiny"])[0].items) == (
            [ITEM, "tiny/sum-2"],
            1,
        )
        assert override_verdict(without, ITEM, ok=True, why=None, reason="").state == "yellow"
        sitting = start_session(without, Request(scope=("tiny",)))
        sitting.next()
        undone = sitting.undo()
        assert undone is not None
        assert (undone.item, undone.after.state, sitting.exercise) == (ITEM, "red", None)
        assert sitting.next().item == "tiny/sum-3"  # type: ignore[union-attr]
        sitting.close()
        assert undo_newest_event(without).after.state == "unseen"
    plant(tmp_path, "tiny", bank(sums(3)))
    with workspace_in(tmp_path, Clock(NOON + timedelta(2))) as back:
        assert (state(back), back.store.read_learner().orphans) == ("unseen", [])


def test_exercise_back_under_another_name(tmp_path: Path, talk: Talk) -> None:
    talk.once(False, False)
    talk(lambda said: iter([answer(said[-1], False)]), ITEM)
    renamed = sums(1).replace("id: sum-1", "id: plus-1\n  was: [tiny/sum-1]")
    plant(tmp_path, "tiny", bank(renamed))
    with workspace_in(tmp_path, Clock(NOON + timedelta(1))) as later:
        assert (state(later, "tiny/plus-1"), later.store.read_learner().orphans) == ("red", [])
        assert read_today_view(later).resume == "tiny/plus-1"
        sitting = start_session(later, Request())
        view = sitting.next()
        assert view.item == "tiny/plus-1"  # type: ignore[union-attr]
        assert sitting.verdict is not None
        assert sitting.mark(False).effect.after.state == "red"
        sitting.close()
        assert [event.item for event in read_event_history(later, ITEM)] == [ITEM, "tiny/plus-1"]
        assert undo_newest_event(later).item == "tiny/plus-1"
        assert later.state(later.catalogue.entries[ItemId("tiny/plus-1")]).passes == 1


def test_a_note_needs_its_exercise(talk: Talk) -> None:
    def script(said: list[Message]) -> Iterator[Message]:
        yield {"do": "note", "field": "line", "text": "two piles"}
        yield {"do": "note", "field": "parked", "text": "ask Jo"}
        yield {"do": "note", "field": "nonsense", "text": "x"}

    said = talk(script, ITEM)
    assert [message["type"] for message in said[1:4]] == ["noted", "noted", "error"]
    assert talk.workspace.store.notes(ITEM) == {("line", "1"): "two piles", ("parked", ""): "ask Jo"}  # type: ignore[arg-type]
    keep_exercise_note(talk.workspace, ITEM, "parked", "", "")
    assert len(talk.workspace.store.notes(ITEM)) == 1  # type: ignore[arg-type]
    assert {type(event.facts) for event in read_event_history(talk.workspace)} == {Note}


def test_bank_grows(tmp_path: Path, talk: Talk) -> None:
    talk.once(True, True)
    talk.once(False, False, "tiny/sum-2")
    plant(tmp_path, "tiny", bank(sums(5)))
    with workspace_in(tmp_path, Clock(NOON + timedelta(1))) as grown:
        first, second = bank_progress(grown, ["tiny"])[0].passes
        assert (first.members, first.waiting, second.waiting) == (5, 3, 1)
        assert set(planned(grown)) == {f"tiny/sum-{n}" for n in (2, 3, 4, 5)}


def test_day_rollover_in_the_middle_of_a_session(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    clock = Clock(datetime(2026, 11, 21, 3, 50, tzinfo=UTC))
    with workspace_in(tmp_path, clock) as workspace:
        sitting = start_session(workspace, Request(scope=("tiny",), items=9))
        sitting.next()
        sitting.answer("0")
        assert sitting.mark(False).effect.due == date(2026, 11, 21)
        assert workspace.study_day() == date(2026, 11, 20)
        assert not hasattr(sitting.next(), "item")
        clock.now += timedelta(minutes=20)
        assert not hasattr(sitting.next(), "item"), "what was marked a moment ago was promised for tomorrow"
        sitting.close()
        sitting = start_session(workspace, Request(scope=("tiny",), items=9))
        assert sitting.next().attempt.pass_ == 2  # type: ignore[union-attr]
        sitting.close()


def test_clock_set_back_or_far_ahead(tmp_path: Path, talk: Talk) -> None:
    talk.once(False, False)
    with workspace_in(tmp_path, Clock(NOON - timedelta(hours=20))) as back:
        assert any("clock is behind" in line for line in back.take_notices())
        assert back.study_day() == TODAY
    with workspace_in(tmp_path, Clock(NOON + timedelta(400))) as ahead:
        assert ahead.asks_about_clock
        assert any("30 days" in line for line in ahead.take_notices())
        assert planned(ahead)
        assert ahead.store.append(
            Override(target=ahead.store.newest_undoable().id, ok=False, why=False),
            # type: ignore[union-attr]
            item=ITEM,  # type: ignore[arg-type]
            content=next(iter(read_event_history(ahead, ITEM))).content,
            lineage=ahead.catalogue.entries[ITEM].lineage,  # type: ignore[index]
        )
    with workspace_in(tmp_path, Clock(NOON + timedelta(1))) as again:
        assert (again.study_day(), again.asks_about_clock) == (TODAY + timedelta(1), False)
        assert ITEM in planned(again)


@pytest.mark.parametrize("year", [1970, 2250])
def test_no_session_begins_while_the_clock_cannot_be_right(tmp_path: Path, talk: Talk, year: int) -> None:
    talk.once(False, False)
    with workspace_in(tmp_path, Clock(NOON.replace(year=year))) as wrong:
        assert f"the clock says {year}-11-20: no mark is kept before it is set right" in wrong.take_notices()
        with pytest.raises(UsageError, match=f"clock says {year}-11-20"):
            start_session(wrong, Request(scope=("tiny",)))
        assert len(list(read_event_history(wrong, ITEM))) == 1


@pytest.mark.parametrize(("hours", "day"), [(-11, TODAY), (-5, TODAY), (14, TODAY + timedelta(1))])
def test_time_zone_change(tmp_path: Path, hours: int, day: date) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    abroad = NOON.replace(hour=16).astimezone(timezone(timedelta(hours=hours)))
    with workspace_in(tmp_path, Clock(abroad)) as workspace:
        assert workspace.study_day() == day


def test_two_windows_at_once(workspace: Workspace) -> None:
    one, two = (start_session(workspace, Request(scope=("tiny",), items=9)) for _ in range(2))
    for window in (one, two):
        assert window.next().item == ITEM  # type: ignore[union-attr]
        window.answer("13")
    assert one.mark(True).effect.counts
    second = two.mark(False)
    assert (second.effect.counts, second.notice) == (False, "answered in another window: kept as practice")
    assert [facts.kind for facts in attempts(workspace)] == ["verdict", "extra"]
    one.next()
    one.answer("23")
    one.mark(True)
    assert two.next().item == "tiny/sum-3"  # type: ignore[union-attr]
    one.close()
    two.close()


def test_subject_all_green_or_parked(talk: Talk) -> None:
    park_exercise(talk.workspace, "tiny/factor")
    talk.once(False, True)
    talk.once(True, True, "tiny/sum-2")
    pass_days(talk.workspace, 1)

    def script(said: list[Message]) -> Iterator[Message]:
        while said[-1]["type"] == "exercise":
            yield answer(said[-1])
            yield {"do": "mark", "why": True}

    assert talk(script)[-1]["complete"] == ["Sums: all green after 2 passes, 1 parked."]
    assert bank_progress(talk.workspace, ["tiny"])[0].complete
    assert "complete" not in talk(lambda said: iter(()), ITEM)[-1]


def test_practice_by_choice_of_a_green_or_parked_item(talk: Talk) -> None:
    talk.once(True, True)
    park_exercise(talk.workspace, "tiny/sum-2")
    for item, standing in ((ITEM, "green"), ("tiny/sum-2", "parked")):
        told = talk.once(False, False, item)
        assert (told["mark"], told["state"], state(talk.workspace, item)) == ("red", standing, standing)
        assert attempts(talk.workspace)[-1].kind == "extra"
