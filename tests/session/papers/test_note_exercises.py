"""Notes on a paper that are asked again: when, how often, with which marks, and what they leave alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from drill.errors import UsageError
from drill.gyr.events import ItemId
from drill.papers import FormulaRow, Paper
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import start_session
from drill.session.drilling.verdict_view import VerdictView
from drill.session.exporting import export_events, merge_log_files
from drill.session.progress.progress_overview import bank_progress
from drill.session.standing.goals import goal_view
from drill.session.standing.note_exercises import NoteExercise, list_due_notes, list_note_exercises
from drill.session.standing.paper_names import is_asked_note
from drill.session.standing.paper_notes import read_paper_notes, write_note
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.standing.queueing import Request
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from tests.homes import Clock, configure, workspace_in
from tests.session.a_paper import RECORD, plant_paper
from tests.session.talk import Message, Talk, of

PAPER = "papers/walk"
QUESTION = "0190f7d8-0000-7000-8000-000000000001"


@contextmanager
def aimed(home: Path, clock: Clock, record: Paper = RECORD, goal: str = PAPER) -> Iterator[Workspace]:
    """A home whose goal is the paper."""
    plant_paper(home, record)
    configure(home, f'goal = "{goal}"\n')
    with workspace_in(home, clock) as workspace:
        yield workspace


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with aimed(tmp_path, clock) as opened:
        yield opened


def the_notes(workspace: Workspace) -> Sequence[NoteExercise]:
    bank = workspace.catalogue.bank(PAPER)
    assert bank is not None
    return list_note_exercises(workspace, bank)


def due(workspace: Workspace, *scope: str) -> list[str]:
    return [asked.entry.item for asked in list_due_notes(workspace, scope, workspace.study_day())]


def served(workspace: Workspace, *scope: str) -> tuple[DrillSession, ExerciseView]:
    """Begin with a note that is due, which stands at the end of the day's list, or else with what comes."""
    notes = due(workspace, *scope)
    sitting = start_session(workspace, Request(scope, items=5, first=notes[0] if notes and not scope else ""))
    view = sitting.next()
    assert isinstance(view, ExerciseView)
    return sitting, view


def explained(workspace: Workspace, words: str = "it walks", *, ok: bool, keeps: str = "old") -> str:
    """Answer the first exercise of the day, which is a note, and mark it; its item."""
    sitting, view = served(workspace)
    assert is_asked_note(view.item)
    assert isinstance(sitting.answer(words), VerdictView)
    if keeps != "old":
        sitting.keep_words("" if keeps == "new" else keeps)
    sitting.mark(True, ok=ok)
    sitting.close()
    return view.item


def test_own_words_come_back_after_three_days(workspace: Workspace, clock: Clock) -> None:
    write_note(workspace, "walk", "words", "f-step", "one *step* of @{size} $x$")
    clock.pass_days(2)
    assert due(workspace) == []
    clock.pass_days(1)
    sitting, view = served(workspace)
    assert view.item == the_notes(workspace)[0].entry.item
    assert (view.stage.kind, view.state.state, view.entry.bank, view.title) == (
        "self",
        "unseen",
        PAPER,
        "(1) walk, in your own words",
    )
    assert view.stage.prompt.startswith("Explain (1) walk of “")
    assert "somebody who has not read the paper: what goes in" in view.stage.prompt
    verdict = sitting.answer("a step")
    assert isinstance(verdict, VerdictView)
    assert verdict.exercise.decides
    key = str(verdict.stage.key)
    assert key.index(r"x_{t+1} = x_t + \epsilon_t") < key.index("20 November 2026") < key.index("@{size} $x$")
    assert r"one \*step\*" in key
    sitting.close()


def test_what_was_right_never_comes_again(workspace: Workspace, clock: Clock) -> None:
    write_note(workspace, "walk", "words", "f-step", "one step")
    clock.pass_days(3)
    item = explained(workspace, ok=True)
    assert item not in due(workspace)
    clock.pass_days(400)
    assert item not in due(workspace)
    write_note(workspace, "walk", "words", "f-step", "another word")
    clock.pass_days(400)
    assert item not in due(workspace), "an edited note keeps its marks"


def test_what_was_wrong_comes_back_as_an_exercise_does(workspace: Workspace, clock: Clock) -> None:
    write_note(workspace, "walk", "words", "f-step", "one step")
    clock.pass_days(3)
    item = explained(workspace, ok=False)
    assert due(workspace) == []
    gaps = workspace.method().gaps_in_force
    clock.pass_days(gaps[0])
    assert due(workspace) == [item]
    sitting, view = served(workspace)
    assert (view.item, view.state.state, view.attempt.pass_) == (item, "yellow", 2)
    sitting.close()


def test_new_words_take_the_place_of_the_old_ones(workspace: Workspace, clock: Clock) -> None:
    write_note(workspace, "walk", "words", "f-step", "one step")
    clock.pass_days(3)
    explained(workspace, "a step of noise", ok=False, keeps="new")
    assert read_paper_notes(workspace, "walk")["words", "f-step"].text == "a step of noise"
    clock.pass_days(1)
    assert due(workspace) == [], "it rests again"
    clock.pass_days(2)
    explained(workspace, "whatever", ok=True, keeps="edited\nin two lines")
    assert read_paper_notes(workspace, "walk")["words", "f-step"].text == "edited\nin two lines"


def test_words_are_kept_of_notes_alone_and_once_the_key_is_shown(workspace: Workspace, clock: Clock) -> None:
    sitting, view = served(workspace)
    assert not is_asked_note(view.item)
    with pytest.raises(UsageError):
        sitting.keep_words("words")
    sitting.close()
    write_note(workspace, "walk", "words", "f-step", "one step")
    clock.pass_days(3)
    sitting, view = served(workspace)
    with pytest.raises(UsageError):
        sitting.keep_words("words")
    sitting.close()


def test_an_emptied_note_is_hidden_and_its_marks_are_no_orphans(workspace: Workspace, clock: Clock) -> None:
    write_note(workspace, "walk", "words", "f-step", "one step")
    clock.pass_days(3)
    item = ItemId(explained(workspace, ok=False))
    write_note(workspace, "walk", "words", "f-step", "")
    clock.pass_days(30)
    assert (due(workspace), workspace.entry(item), workspace.orphans()) == ([], None, [])
    write_note(workspace, "walk", "words", "f-step", "once more")
    clock.pass_days(3)
    assert due(workspace) == [item]
    sitting, view = served(workspace)
    assert view.state.state == "yellow", "its marks came back with it"
    sitting.close()


def test_a_note_that_is_emptied_while_a_session_runs_is_passed_over(
    workspace: Workspace, clock: Clock
) -> None:
    for key in ("f-step", "f-mean"):
        write_note(workspace, "walk", "words", key, "words")
    clock.pass_days(3)
    sitting, view = served(workspace)
    other = next(asked for asked in the_notes(workspace) if asked.entry.item != view.item)
    write_note(workspace, "walk", "words", other.key, "")
    sitting.answer("words")
    sitting.mark(True, ok=True)
    following = sitting.next()
    assert isinstance(following, ExerciseView)
    assert not is_asked_note(following.item)
    sitting.close()


def test_answers_to_critical_and_hard_questions_are_asked(workspace: Workspace, clock: Clock) -> None:
    for number, category in enumerate(("critical", "hard", "vague", "wrong", "reviewers")):
        write_note(workspace, "walk", "unknown", f"q{number}", f"internal {category}: why {category}?")
        write_note(workspace, "walk", "words", f"q{number}", f"because {category}")
    write_note(workspace, "walk", "unknown", "open", "external critical: not answered")
    assert [asked.key for asked in the_notes(workspace)] == ["q0", "q1"]
    clock.pass_days(3)
    sitting, view = served(workspace)
    assert "why critical?" in view.stage.prompt
    verdict = sitting.answer("I know")
    assert isinstance(verdict, VerdictView)
    assert "because critical" in str(verdict.stage.key)
    sitting.close()


def test_boxes_links_and_facts_are_never_asked(workspace: Workspace) -> None:
    write_note(workspace, "walk", "overview", "hyperparameters", "1e-3")
    write_note(workspace, "walk", "box", QUESTION, "Mine\nx = 1\ny = x")
    write_note(workspace, "walk", "link", "l1", "https://a.org\na post")
    write_note(workspace, "walk", "caption", "c1", "it grows")
    write_note(workspace, "walk", "meaning", "x_t", "a place")
    assert the_notes(workspace) == ()


def many(count: int, ranks: bool = False) -> Paper:
    rows = tuple(
        FormulaRow(
            f"f-{number}",
            f"x_{{{number}}} = {number}",
            number=str(number),
            rank=count - number if ranks else 0,
        )
        for number in range(count)
    )
    return replace(RECORD, formulas=rows)


def test_two_a_day_and_ten_of_a_paper(tmp_path: Path, clock: Clock) -> None:
    with aimed(tmp_path, clock, many(15)) as workspace:
        for number in range(15):
            write_note(workspace, "walk", "words", f"f-{number}", "words")
        clock.pass_days(3)
        asked: list[str] = []
        for _ in range(8):
            assert len(due(workspace)) <= 2
            sitting = start_session(workspace, Request(items=6))
            while isinstance(view := sitting.next(), ExerciseView):
                if is_asked_note(view.item):
                    asked.append(view.item)
                    sitting.answer("words")
                    sitting.mark(True, ok=True)
                else:
                    sitting.park()
            sitting.close()
            assert due(workspace) == []
            clock.pass_days(1)
        assert len(asked) == len(set(asked)) == 10


def test_only_central_formulas_are_asked_where_the_importer_ranked_them(tmp_path: Path, clock: Clock) -> None:
    with aimed(tmp_path, clock, many(15, ranks=True)) as workspace:
        for number in (0, 14):
            write_note(workspace, "walk", "words", f"f-{number}", "words")
        assert [asked.key for asked in the_notes(workspace)] == ["f-14"]


def test_it_is_asked_while_the_paper_is_the_goal_or_open(tmp_path: Path, clock: Clock) -> None:
    from drill.session.standing.paper_names import note_opened

    with aimed(tmp_path, clock, goal="") as workspace:
        write_note(workspace, "walk", "words", "f-step", "one step")
        clock.pass_days(3)
        assert due(workspace) == []
        assert len(due(workspace, PAPER)) == 1, "a session on the paper"
        assert due(workspace, "way.sums") == []
        note_opened(workspace.places, "walk")
        assert len(due(workspace)) == 1
        note_opened(workspace.places, "other")
        assert due(workspace) == []


def test_strict_passes_ask_no_notes(tmp_path: Path, clock: Clock) -> None:
    plant_paper(tmp_path)
    configure(tmp_path, f'goal = "{PAPER}"\npasses = "strict"\n')
    with workspace_in(tmp_path, clock) as workspace:
        write_note(workspace, "walk", "words", "f-step", "one step")
        clock.pass_days(3)
        sitting, view = served(workspace)
        assert not is_asked_note(view.item)
        sitting.close()


def counts(workspace: Workspace) -> object:
    """All that is told of how far the banks, the skills and the goal are."""
    has = find_learner_mastery(workspace)
    view = read_today_view(workspace)
    return (
        [(each.bank, each.states, each.items) for each in bank_progress(workspace)],
        dict(workspace.states()), workspace.learner().counts(), workspace.learner().dues(lambda _: True),
        goal_view(workspace, workspace.parts(), has), view.page.goal, view.page.kept, view.due,
        view.tomorrow, view.parked, view.coming, list(workspace.catalogue.entries),
        has.learned,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_no_count_knows_of_notes(workspace: Workspace, clock: Clock, seed: int) -> None:
    acts = Random(seed).choices(("right", "wrong", "park", "skip", "undo", "empty", "write", "day"), k=10)
    write_note(workspace, "walk", "words", "f-step", "one step")
    clock.pass_days(3)
    for act in acts:
        before = counts(workspace)
        notes = due(workspace)
        sitting = start_session(workspace, Request(items=1, first=notes[0] if notes else ""))
        view = sitting.next()
        is_note = isinstance(view, ExerciseView) and is_asked_note(view.item)
        if act in ("empty", "write"):
            write_note(workspace, "walk", "words", "f-step", "" if act == "empty" else act)
        elif act == "day":
            clock.pass_days(3)
            before = counts(workspace)
        elif is_note and act in ("right", "wrong", "undo"):
            if sitting.verdict is None:
                sitting.answer("words")
            sitting.mark(True, ok=act == "right")
            if act == "undo":
                assert sitting.undo() is not None
        elif is_note and sitting.verdict is None:
            sitting.park() if act == "park" else sitting.skip()
        sitting.close()
        assert counts(workspace) == before
        assert workspace.orphans() == []


@pytest.mark.parametrize("seed", range(3))
def test_two_machines_agree_on_the_marks_of_notes(tmp_path: Path, seed: int) -> None:
    draw = Random(seed)
    marks = [(draw.random() < 0.5, draw.random() < 0.5, draw.random() < 0.5) for _ in range(4)]
    homes = [tmp_path / "one", tmp_path / "other"]
    clocks = [Clock(), Clock()]
    with aimed(homes[0], clocks[0]) as one, aimed(homes[1], clocks[1]) as other:
        machines = (one, other)
        for machine in machines:
            write_note(machine, "walk", "words", "f-step", "one step")
        for is_here, ok, edits in marks:
            for clock in clocks:
                clock.pass_days(40)
            machine = machines[is_here]
            if due(machine):
                explained(machine, ok=ok, keeps="new" if edits else "old")
        for machine, name in zip(machines, ("one", "other"), strict=True):
            export_events(machine, tmp_path / f"{name}.jsonl")
        merge_log_files(one, [tmp_path / "other.jsonl"])
        merge_log_files(other, [tmp_path / "one.jsonl"])
        entries = [the_notes(machine)[0].entry for machine in machines]
        assert entries[0].item == entries[1].item
        assert one.state(entries[0]) == other.state(entries[1])
        assert due(one) == due(other)
        assert one.orphans() == other.orphans() == []
        assert counts(one) == counts(other)


def test_an_attempt_left_open_goes_on_and_an_undo_brings_the_question_back(
    workspace: Workspace, clock: Clock
) -> None:
    write_note(workspace, "walk", "words", "f-step", "one step")
    clock.pass_days(3)
    sitting, view = served(workspace)
    sitting.draft("half a sentence")
    sitting.close()
    sitting, again = served(workspace)
    assert (again.item, again.draft) == (view.item, "half a sentence")
    sitting.answer("a sentence")
    sitting.mark(False, ok=False)
    undone = sitting.undo()
    assert undone is not None
    assert undone.title == view.title
    assert sitting.exercise is not None
    assert sitting.exercise.item == view.item
    sitting.mark(True, ok=True)
    sitting.close()
    assert due(workspace) == []


def test_the_line_protocol_asks_them_as_any_other(
    workspace: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_note(workspace, "walk", "words", "f-step", "one step")
    clock.pass_days(3)

    def script(said: list[Message]) -> Iterator[Message]:
        while not is_asked_note(of(said, "exercise")[-1]["item"]):  # it stands at the end
            yield {"do": "skip"}
        yield {"do": "answer", "text": "a step of noise"}
        yield {"do": "note", "field": "words", "text": "a step of noise"}
        yield {"do": "mark", "why": True, "ok": True}

    said = Talk(workspace, monkeypatch)(script, PAPER)
    assert of(said, "noted")[0]["key"] == "f-step"
    assert of(said, "marked")[0]["mark"] == "green"
    assert read_paper_notes(workspace, "walk")["words", "f-step"].text == "a step of noise"
