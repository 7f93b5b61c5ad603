"""Checks of greens: what is offered, when, and what a lapse does."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drill.gyr.events import Attempt, ItemId
from drill.session.progress.progress_overview import bank_progress
from drill.session.standing.queueing import Request, find_fading_checks
from drill.session.today.session_list import list_for
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from drill.settings import DEFAULTS
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.a_paper import plant_paper
from tests.session.talk import Message, Talk, answer, of

WEEK = timedelta(7)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    plant(tmp_path, "tiny", bank(sums(12)))
    configure(tmp_path, 'checks = "offer"\n')
    return tmp_path


def drilled(home: Path, monkeypatch: pytest.MonkeyPatch, *, wrong: tuple[int, ...] = ()) -> None:
    """All twelve green on the first day, but for those that were yellow before."""

    def script(said: list[Message]) -> Iterator[Message]:
        while said[-1]["type"] == "exercise":
            yield answer(said[-1], int(said[-1]["item"][9:]) not in wrong)
            yield {"do": "mark", "why": True}

    for days in (0, 1) if wrong else (0,):
        with workspace_in(home, Clock(NOON + timedelta(days))) as workspace:
            Talk(workspace, monkeypatch)(script)
        wrong = ()


def mark_all(why: bool):
    def script(said: list[Message]) -> Iterator[Message]:
        while said[-1]["type"] == "exercise":
            yield answer(said[-1])
            yield {"do": "mark", "why": why}

    return script


def states(workspace: Workspace) -> dict[str, int]:
    return {state: n for state, n in bank_progress(workspace, ["tiny"])[0].states.items() if n}


def test_what_slips_is_offered_faintest_first_ten_at_most(home: Path, monkeypatch) -> None:
    drilled(home, monkeypatch, wrong=(3, 5))
    with workspace_in(home, Clock(NOON + timedelta(7))) as workspace:
        assert [offer.item for offer in read_today_view(workspace).checks] == []
    with workspace_in(home, Clock(NOON + timedelta(60))) as workspace:
        view = read_today_view(workspace)
        assert len(view.checks) == 10
        chances = [offer.retrievability for offer in view.checks]
        assert chances == sorted(chances)
        assert max(chances) < 0.8
        assert {"tiny/sum-3", "tiny/sum-5"} == {offer.item for offer in view.checks[:2]}
        assert [each for each in view.items if each.bank == "tiny"] == []


def test_a_check_that_holds_leaves_it_green_and_rests_it(home: Path, monkeypatch) -> None:
    drilled(home, monkeypatch)
    with workspace_in(home, Clock(NOON + timedelta(60))) as workspace:
        talk = Talk(workspace, monkeypatch)
        said = talk(mark_all(True), "tiny", items=None, checks=True)
        assert {(each["as"], each["pass"], each["round"]) for each in of(said, "exercise")} == {
            ("check", 1, 1)
        }
        assert [each["state"] for each in of(said, "marked")] == ["green"] * 10
        assert said[-1]["attempts"] == 10
        assert len(read_today_view(workspace).checks) == 2
        again = talk(lambda said: iter(()), "tiny", checks=True)
        assert again[0]["item"] not in {each["item"] for each in of(said, "marked")}
        rows = bank_progress(workspace, ["tiny"])[0].passes
        assert [(row.pass_, row.green) for row in rows] == [(1, 12)]
        assert {event.kind for event in workspace.store.history()} == {"verdict", "check"}


@pytest.mark.parametrize(("right", "why", "state"), [(True, False, "yellow"), (False, False, "red")])
def test_a_lapse_opens_a_round_that_is_charted_apart(
    home: Path, monkeypatch, right: bool, why: bool, state: str
) -> None:
    drilled(home, monkeypatch)
    with workspace_in(home, Clock(NOON + timedelta(60))) as workspace:
        talk = Talk(workspace, monkeypatch)

        def script(said: list[Message]) -> Iterator[Message]:
            yield answer(said[-1], right)
            yield {"do": "mark", "why": why}
            yield {"do": "undo"}
            assert said[-1]["as"] == "check"
            yield answer(said[-1], right)
            yield {"do": "mark", "why": why}

        told = of(talk(script, "tiny", checks=True, items=1), "marked")[-1]
        assert (told["state"], told["round"], told["pass"]) == (state, 2, 1)
        assert told["due"] == (workspace.study_day() + timedelta(1)).isoformat()
        rows = [row.to_json() for row in bank_progress(workspace, ["tiny"])[0].passes]
        assert [(row["round"], row["pass"], row.get("opened")) for row in rows] == [
            (1, 1, None),
            (2, 1, "check"),
            (2, 2, "check"),
        ]
        assert told["item"] not in [offer.item for offer in read_today_view(workspace).checks]
        assert states(workspace) == {"green": 11, state: 1}


def test_a_sample_is_offered_a_week_after_a_single_pass(home: Path, monkeypatch) -> None:
    drilled(home, monkeypatch)
    with workspace_in(home, Clock(NOON + WEEK - timedelta(1))) as workspace:
        assert read_today_view(workspace).checks == ()
    with workspace_in(home, Clock(NOON + WEEK)) as workspace:
        view = read_today_view(workspace)
        assert len(view.checks) == 10
        assert view.offers_checks
        Talk(workspace, monkeypatch)(mark_all(True), "tiny", checks=True, items=1)
        assert read_today_view(workspace).checks == ()


def test_the_app_is_told_to_offer_them_when_nothing_is_due(home: Path, monkeypatch) -> None:
    drilled(home, monkeypatch)
    with workspace_in(home, Clock(NOON + timedelta(60))) as workspace:
        assert read_today_view(workspace).offers_checks
        Talk(workspace, monkeypatch)(mark_all(False), "tiny", checks=True, items=1)
        assert isinstance(workspace.clock, Clock)
        workspace.clock.pass_days(1)
        view = read_today_view(workspace)
        assert (bool(view.checks), view.offers_checks) == (True, False)


def test_checks_may_be_off_or_mixed_in(home: Path, monkeypatch) -> None:
    drilled(home, monkeypatch)
    configure(home, 'checks = "off"\n')
    with workspace_in(home, Clock(NOON + timedelta(60))) as workspace:
        assert read_today_view(workspace).checks == ()
        assert Talk(workspace, monkeypatch)(lambda said: iter(()), "tiny", checks=True)[0]["type"] == "done"
        assert any("checks are off" in line for line in workspace.take_notices())
    configure(home, 'checks = "mix"\n')
    with workspace_in(home, Clock(NOON + timedelta(61))) as workspace:
        view = read_today_view(workspace)
        assert (len(view.checks), view.checks_all, view.offers_checks) == (5, 12, False)
        assert served(workspace, Request()) == ["check"] * 5
        assert served(workspace, Request(scope=("tiny",))) == []
        Talk(workspace, monkeypatch)(mark_all(True), "tiny", checks=True, items=2)
        assert served(workspace, Request()) == ["check"] * 3
    configure(home, 'checks = "mix"\npasses = "strict"\n')
    with workspace_in(home, Clock(NOON + timedelta(60))) as workspace:
        assert served(workspace, Request()) == []


def test_a_higher_retention_checks_the_same_greens_sooner(home: Path, monkeypatch) -> None:
    """Nothing of the choice is stored: it may be another each time, on any number of machines."""
    drilled(home, monkeypatch)

    def fading_after(days: int, retention: str) -> int:
        configure(home, f'checks = "mix"\n{retention}\n')
        with workspace_in(home, Clock(NOON + timedelta(days))) as workspace:
            return read_today_view(workspace).checks_all

    first_day = {
        text: bisect_left(range(400), 1, key=lambda days, text=text: min(1, fading_after(days, text)))
        for text in ("retention = 0.95", "", "retention = 0.7")
    }
    high, usual, low = first_day.values()
    assert high < usual < low
    assert fading_after(usual, "retention = 0.8") == fading_after(usual, "retention = 0.95") == 12
    assert fading_after(usual, "retention = 0.7") == 0
    assert fading_after(usual - 1, "") == 0


def served(workspace: Workspace, request: Request) -> list[str]:
    return [choice.serves_as for choice in list_for(workspace, request).ahead()]


def attempted(workspace: Workspace, item: str) -> None:
    entry = workspace.catalogue.entries[ItemId(item)]
    state = workspace.state(entry)
    facts = Attempt(kind="verdict", round=state.round_id, pass_=state.next_pass, ok=True, why=True)
    workspace.append(entry, facts)


def test_a_skill_fades_with_the_best_of_its_greens_and_is_checked_by_its_next_exercise(
    tmp_path: Path,
) -> None:
    plant_paper(tmp_path)
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        attempted(workspace, "way/sum-2")  # of two exercises of its skill
        attempted(workspace, "way/sum-1")  # the only one of its skill
        clock.pass_days(2)
        day, parts = workspace.study_day(), workspace.parts()
        assert find_fading_checks(workspace, parts, day) == ()  # what a skill waits for is planned for itself
        clock.pass_days(60)
        day, parts = workspace.study_day(), workspace.parts()
        fade = find_fading_checks(workspace, parts, day, with_new=True)
        assert [offer.item for offer in fade] == ["way/sum-1", "way/sum-3"]
        assert {offer.item for offer in find_fading_checks(workspace, parts, day)} == {
            "way/sum-1",
            "way/sum-2",
        }
        first = find_fading_checks(workspace, parts, day, first=["way.add"], with_new=True)
        assert [offer.item for offer in first] == ["way/sum-3", "way/sum-1"]
        attempted(workspace, "way/sum-3")
        clock.pass_days(1)
        fade = find_fading_checks(workspace, workspace.parts(), workspace.study_day())
        assert [offer.item for offer in fade] == ["way/sum-1"]


def test_no_green_is_computed_twice(home: Path, monkeypatch) -> None:
    drilled(home, monkeypatch)
    with workspace_in(home, Clock(NOON + timedelta(60))) as workspace:
        first = workspace.store.slipping(workspace.study_day(), DEFAULTS.retention)
        with monkeypatch.context() as patched:
            patched.setattr("drill.store.queries.keep_memories", None)
            assert workspace.store.slipping(workspace.study_day(), DEFAULTS.retention) == first
