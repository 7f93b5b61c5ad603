"""A session from its first exercise to its summary, on a real store and a real worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from drill.banks.draws import Variant
from drill.banks.models import Exercise
from drill.checking import Verdict
from drill.errors import StoreError, StoreLockedError, TimedOutError, UsageError
from drill.gyr.events import Attempt
from drill.session.drilling.drill_session import DrillSession
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.session_events import Undecided, Unreadable
from drill.session.drilling.session_summary import SessionSummary
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.verdict_view import Marked, VerdictView
from drill.session.progress.progress_overview import bank_progress
from drill.session.today.today_view import read_today_view
from drill.session.workspace import Workspace
from drill.store import Repository
from tests.homes import NOON, Clock, bank, plant, sums, workspace_in
from tests.session.drilled import served
from tests.session.moves import plant_moves

OWN = """- id: own
  prompt: Prove that the sum of two even numbers is even.
  answer: {self: compare with the book}
"""
CHOICE = """- id: which
  prompt: Which is even?
  answer:
    choice:
      - {id: two, right: "2"}
      - {id: three, wrong: "3", say: Three is odd.}
      - {id: five, wrong: "5", say: Five is odd.}
"""
ORDER = """- id: steps
  prompt: Put the steps in order.
  answer:
    order:
      - {id: c, text: first}
      - {id: a, text: second}
      - {id: d, text: third}
      - {id: b, text: fourth}
"""


FEW = """- id: few
  params: {a: 1..4, b: 1..9}
  prompt: Type $@a$.
  answer: {number: a}
"""


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(sums(8)))
    plant(tmp_path, "drawn", bank(sums(2, parametrised=True), topic="drawn.sums"))
    plant(tmp_path, "few", bank(FEW, topic="few.kinds"))
    plant(tmp_path, "kinds", bank(OWN + CHOICE + ORDER, topic="kinds.mixed"))
    with workspace_in(tmp_path) as opened:
        yield opened


def begun(workspace: Workspace, *scope: str, items: int = 20, **more: int) -> DrillSession:
    return start_session(workspace, Request(scope=scope or ("tiny",), items=items, **more))  # pyright: ignore


def key(view: ExerciseView) -> str:
    return str(10 * int(view.item.rsplit("-", 1)[1]) + 3)


def marked(sitting: DrillSession, answer: str, *, why: bool) -> Marked:
    assert isinstance(sitting.answer(answer), VerdictView)
    return sitting.mark(why)


def attempts(workspace: Workspace) -> list[Attempt]:
    return [event.facts for event in workspace.store.history() if isinstance(event.facts, Attempt)]


def states(workspace: Workspace, name: str = "tiny") -> dict[str, int]:
    counted = bank_progress(workspace, [name])[0].states
    return {state: count for state, count in counted.items() if count}


def pass_day(workspace: Workspace, days: int = 1) -> None:
    assert isinstance(workspace.clock, Clock)
    workspace.clock.pass_days(days)


def test_practice_asks_nothing_twice_while_there_is_something_else(workspace: Workspace) -> None:
    for seed in range(4):
        sitting = start_session(workspace, Request(scope=("few",), seed=seed))
        asked = [served(sitting).stage.prompt, *(sitting.again().stage.prompt for _ in range(3))]
        assert len(set(asked)) == 4
        sitting.close()


def test_right_and_known_is_green_and_not_met_again(workspace: Workspace) -> None:
    sitting = begun(workspace, items=8)
    first = served(sitting)
    assert (first.state.state, first.state.round, first.attempt.pass_, first.as_, first.theory) == (
        "unseen",
        1,
        1,
        "pass",
        None,
    )
    told = marked(sitting, key(first), why=True).effect
    assert (told.colour, told.after.state, told.due) == ("green", "green", None)
    others = set()
    while isinstance(view := sitting.next(), ExerciseView):
        others.add(view.item)
        marked(sitting, key(view), why=True)
    assert first.item not in others
    assert states(workspace) == {"green": 8}
    pass_day(workspace, 30)
    assert begun(workspace).next() == begun(workspace).summary()


@pytest.mark.parametrize(
    ("right", "why", "colour"), [(True, False, "yellow"), (False, True, "yellow"), (False, False, "red")]
)
def test_what_is_not_green_comes_back_tomorrow_with_theory_and_example(
    workspace: Workspace, right: bool, why: bool, colour: str
) -> None:
    sitting = begun(workspace, "drawn/sum-1")
    view = served(sitting)
    params = view.variant.params
    value = int(params["a"]) + int(params["b"])
    told = marked(sitting, str(value if right else value + 1), why=why).effect
    assert (told.colour, told.after.state, told.due) == (colour, colour, NOON.date() + timedelta(1))
    assert isinstance(begun(workspace, "drawn").next(), ExerciseView)
    pass_day(workspace)
    again = begun(workspace, "drawn/sum-1")
    back = served(again)
    assert (back.item, back.state.state, back.attempt.pass_, back.trail) == (view.item, colour, 2, (colour,))
    assert back.theory is not None
    assert "units" in back.theory.text
    assert back.theory.example is not None
    assert back.theory.example.prompt not in (view.stage.prompt, back.stage.prompt)
    assert back.stage.prompt != view.stage.prompt


def test_the_verdict_tells_key_steps_and_what_each_mark_does(workspace: Workspace) -> None:
    sitting = begun(workspace)
    view = served(sitting)
    verdict = sitting.answer(str(10 * int(view.item[-1]) - 3))
    assert isinstance(verdict, VerdictView)
    assert (verdict.verdict, verdict.attempt.given.code, verdict.message) == (
        "wrong",
        "misconception",
        "You subtracted.",
    )
    assert verdict.stage.key == key(view)
    assert verdict.stage.steps
    assert (verdict.shape, verdict.motion) == ("a sum of two numbers", "units first, then tens")
    assert verdict.wrong[True].colour == "yellow"
    assert verdict.wrong[False].colour == "red"
    assert verdict.right[True].after.state == "green"


def test_the_learner_decides_on_an_exercise_of_his_own(workspace: Workspace) -> None:
    sitting = begun(workspace, "kinds/own")
    served(sitting)
    verdict = sitting.answer("2a + 2b = 2(a + b)")
    assert isinstance(verdict, VerdictView)
    assert (verdict.verdict, verdict.exercise.decides, verdict.ok) == ("revealed", True, None)
    with pytest.raises(UsageError):
        sitting.mark(True)
    assert sitting.mark(True, ok=True).effect.colour == "green"
    facts = attempts(workspace)[0]
    assert (facts.decided_by, facts.revealed, facts.answer) == ("learner", False, "2a + 2b = 2(a + b)")


@pytest.mark.parametrize("pasted", ["1+" * 1500 + "1", "x" * 1_000_000, "\N{GRINNING FACE}" * 300_000])
def test_a_paste_that_is_far_too_long_is_refused_in_one_sentence(workspace: Workspace, pasted: str) -> None:
    sitting = begun(workspace, "tiny/sum-1")
    served(sitting)
    assert sitting.answer(pasted) == Unreadable("an answer has at most 2000 characters", None)


def test_what_is_too_long_for_the_log_is_refused_where_it_is_given(workspace: Workspace) -> None:
    sitting = begun(workspace, "kinds/own")
    served(sitting)
    assert isinstance(sitting.answer("é" * 600_000), Unreadable)
    with pytest.raises(UsageError, match="too long"):
        sitting.note("line", "", "é" * 600_000)
    assert isinstance(sitting.answer("\N{GRINNING FACE}" * 100_000), VerdictView)
    with pytest.raises(UsageError, match="too long"):
        sitting.mark(True, ok=True, reason="é" * 600_000)
    assert sitting.mark(True, ok=True, reason="so").effect.colour == "green"


def test_a_choice_is_kept_by_its_ids(workspace: Workspace) -> None:
    sitting = begun(workspace, "kinds/which")
    view = served(sitting)
    place = [option.id for option in view.stage.options].index("three")
    verdict = sitting.answer("abc"[place])
    assert isinstance(verdict, VerdictView)
    assert (verdict.verdict, verdict.message) == ("wrong", "Three is odd.")
    sitting.mark(True)
    assert attempts(workspace)[0].answer == ("three",)


def test_what_nobody_sees_is_not_kept(workspace: Workspace) -> None:
    sitting = begun(workspace, "tiny")
    served(sitting)
    verdict = sitting.answer("9\u200b9\u2060")
    assert isinstance(verdict, VerdictView)
    sitting.mark(False)
    assert attempts(workspace)[0].answer == "99"


def test_steps_are_taken_by_their_letters_or_by_a_list_of_their_ids(workspace: Workspace) -> None:
    due = ["first", "second", "third", "fourth"]
    sitting = begun(workspace, "kinds/steps")
    texts = [option.text for option in served(sitting).stage.options]
    by_letters = sitting.answer(" ".join("abcd"[texts.index(text)] for text in due))
    assert isinstance(by_letters, VerdictView)
    assert by_letters.verdict == "correct"
    sitting.mark(True)
    assert attempts(workspace)[0].answer == ("c", "a", "d", "b")
    sitting.undo()
    sitting.back_to_field()
    by_ids = sitting.answer(("c", "a", "d", "b"))
    assert isinstance(by_ids, VerdictView)
    assert by_ids.verdict == "correct"


def test_parked_by_hand_stays_away_until_it_is_reopened(workspace: Workspace) -> None:
    sitting = begun(workspace)
    item = served(sitting).item
    assert sitting.park() == item
    assert served(sitting).item != item
    assert states(workspace)["parked"] == 1
    with pytest.raises(UsageError):
        sitting.reopen(served(sitting).item)
    sitting.reopen(item)
    assert states(workspace) == {"unseen": 8}


def test_five_reds_park(workspace: Workspace) -> None:
    item, told = "tiny/sum-1", []
    for _ in range(5):
        sitting = begun(workspace, item)
        view = served(sitting)
        verdict = sitting.answer("0")
        assert isinstance(verdict, VerdictView)
        parks = verdict.wrong[False].after.state == "parked"
        assert parks == (len(told) == 4)
        assert view.red_pass == (len(told) + 1 if told else 0)
        told.append(sitting.mark(False).effect.after.state)
        pass_day(workspace, 15)
    assert told == ["red"] * 4 + ["parked"]
    assert begun(workspace).next() is not None
    assert item not in [planned.item for planned in read_today_view(workspace).items]


def test_undo_gives_the_question_then_the_field_with_the_draft(workspace: Workspace) -> None:
    sitting = begun(workspace)
    view = served(sitting)
    marked(sitting, key(view), why=False)
    other = served(sitting).item
    undone = sitting.undo()
    assert undone is not None
    assert (undone.item, undone.kind, undone.after.state) == (view.item, "verdict", "unseen")
    assert sitting.verdict is not None
    assert sitting.verdict.ok
    assert sitting.mark(True).effect.colour == "green"
    assert not attempts(workspace)[-1].seen
    assert served(sitting).item == other
    sitting.undo()
    field = sitting.back_to_field()
    assert (field.item, field.draft) == (view.item, key(view))
    marked(sitting, "0", why=True)
    assert attempts(workspace)[-1].seen
    assert served(sitting).item == other


def test_an_overruled_answer_that_is_undone_is_checked_again(workspace: Workspace) -> None:
    sitting = begun(workspace)
    view = served(sitting)
    sitting.answer(key(view))
    assert sitting.mark(True, ok=False).effect.colour == "yellow"
    sitting.undo()
    assert sitting.verdict is not None
    assert sitting.verdict.verdict == "correct"
    sitting.back_to_field()
    verdict = sitting.answer("0")
    assert isinstance(verdict, VerdictView)
    assert (verdict.verdict, verdict.exercise.decides) == ("wrong", False)


def test_what_could_not_be_decided_is_the_learners(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = begun(workspace)
    served(sitting)
    with monkeypatch.context() as patched:
        patched.setattr(
            workspace.workers, "check_stage", lambda *_, **__: Verdict("undecided", "timeout", "too long")
        )
        assert isinstance(sitting.answer("13"), Undecided)
    verdict = sitting.reveal()
    assert (verdict.verdict, verdict.exercise.decides, verdict.answer) == ("revealed", True, "13")
    with pytest.raises(UsageError):
        sitting.mark(True)
    assert sitting.mark(True, ok=True).effect.colour == "green"
    facts = attempts(workspace)[0]
    assert (facts.decided_by, facts.code, facts.revealed) == ("learner", "undecided", False)
    sitting.undo()
    assert sitting.verdict is not None
    assert sitting.verdict.exercise.decides


def test_after_a_crash_the_same_point(workspace: Workspace) -> None:
    sitting = begun(workspace)
    view = served(sitting)
    sitting.hint()
    sitting.draft("1")
    back = served(begun(workspace))
    assert (back.item, back.draft, len(back.hints_shown), back.variant.seed) == (
        view.item,
        "1",
        1,
        view.variant.seed,
    )
    again = begun(workspace)
    served(again)
    again.answer("0")
    at_question = begun(workspace)
    assert served(at_question).item == view.item
    assert at_question.verdict is not None
    assert at_question.verdict.verdict == "wrong"
    with pytest.raises(UsageError):
        at_question.answer(key(view))
    assert at_question.mark(False).effect.colour == "red"
    assert len(attempts(workspace)) == 1


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of the store's writes that fail as long as they stand in it."""
    names: set[str] = set()

    def guarded(name: str) -> None:
        write = getattr(Repository, name)

        def run(self: Repository, *given: object, **more: object) -> object:
            if name in names:
                raise StoreLockedError("the database is locked", "try again")
            return write(self, *given, **more)

        monkeypatch.setattr(Repository, name, run)

    for name in ("append", "save_open", "drop_open"):
        guarded(name)
    return names


@pytest.mark.parametrize("way", ["answer", "reveal"])
def test_what_could_not_be_kept_is_asked_again(workspace: Workspace, failing: set[str], way: str) -> None:
    sitting = begun(workspace)
    view = served(sitting)

    def act() -> VerdictView:
        verdict = sitting.answer(key(view)) if way == "answer" else sitting.reveal()
        assert isinstance(verdict, VerdictView)
        return verdict

    failing.add("save_open")
    for _ in range(2):
        with pytest.raises(StoreError):
            act()
        assert sitting.verdict is None
        with pytest.raises(UsageError):  # its key was not shown
            sitting.mark(True)
    failing.clear()
    assert act().stage.key == key(view)
    failing.add("append")
    with pytest.raises(StoreError):
        sitting.mark(True)
    failing.clear()
    assert sitting.mark(True).effect.colour == ("green" if way == "answer" else "yellow")
    assert len(attempts(workspace)) == 1


def test_what_could_not_be_begun_is_served_again(workspace: Workspace, failing: set[str]) -> None:
    sitting = begun(workspace)
    failing.add("save_open")
    for _ in range(2):
        with pytest.raises(StoreError):
            sitting.next()
        assert sitting.exercise is None
    failing.clear()
    first = served(sitting)
    marked(sitting, key(first), why=True)
    failing.add("save_open")
    with pytest.raises(StoreError):
        sitting.next()
    failing.clear()
    assert served(sitting).item != first.item
    assert served(begun(workspace)).item != first.item


@pytest.mark.parametrize("way", ["skip", "park", "hint", "undo"])
def test_what_could_not_be_written_is_as_if_it_was_not_asked(
    workspace: Workspace, failing: set[str], way: str
) -> None:
    sitting = begun(workspace)
    first = served(sitting)
    marked(sitting, key(first), why=True)
    view = served(sitting)
    failing |= {"append", "save_open", "drop_open"}
    with pytest.raises(StoreError):
        getattr(sitting, way)()
    failing.clear()
    assert sitting.exercise == view
    getattr(sitting, way)()
    if way == "hint":
        assert sitting.exercise is not None
        assert sitting.exercise.hints_shown == (*view.hints_shown, "Add the units first.")
    elif way == "undo":
        assert sitting.exercise is not None
        assert sitting.exercise.item == first.item
        assert states(workspace) == {"unseen": 8}
        marked_again = sitting.mark(True)
        assert (marked_again.exercise.item, served(sitting).item) == (first.item, view.item)
    else:
        assert served(sitting).item not in (first.item, view.item)


def test_other_numbers_are_practice_and_one_is_back_where_one_was(workspace: Workspace) -> None:
    sitting = begun(workspace, "drawn")
    view = served(sitting)
    sitting.draft("12")
    extra = sitting.again()
    assert (extra.item, extra.as_) == (view.item, "extra")
    assert extra.stage.prompt != view.stage.prompt
    sitting.reveal()
    assert not sitting.mark(True).effect.counts
    back = served(sitting)
    assert (back.item, back.as_, back.draft, back.stage.prompt) == (
        view.item,
        "pass",
        "12",
        view.stage.prompt,
    )


@pytest.mark.parametrize("way", ["park", "skip"])
def test_what_is_put_away_from_practice_does_not_come_next(workspace: Workspace, way: str) -> None:
    sitting = begun(workspace, "tiny")
    view = served(sitting)
    sitting.again()
    getattr(sitting, way)()
    assert served(sitting).item != view.item


def test_practice_at_the_question_goes_back_to_the_question(workspace: Workspace) -> None:
    sitting = begun(workspace, "drawn")
    view = served(sitting)
    sitting.answer("0")
    assert sitting.again().as_ == "extra"
    sitting.reveal()
    sitting.mark(False)
    back = served(sitting)
    assert (back.item, back.as_) == (view.item, "pass")
    assert sitting.verdict is not None
    assert sitting.mark(True).effect.colour == "yellow"
    summary = sitting.summary()
    assert (summary.attempts, summary.marks.yellow, summary.marks.red) == (2, 1, 0)


def test_a_green_by_choice_is_practice(workspace: Workspace) -> None:
    sitting = begun(workspace, "tiny/sum-1")
    marked(sitting, key(served(sitting)), why=True)
    practice = begun(workspace, "tiny/sum-1")
    assert served(practice).as_ == "extra"
    marked(practice, "0", why=False)
    assert states(workspace)["green"] == 1
    assert isinstance(practice.next(), SessionSummary)


def green_and_left_as_practice(workspace: Workspace) -> str:
    """An exercise that is green, practised once more, and left in the middle of it; its item."""
    sitting = begun(workspace, "tiny/sum-1")
    marked(sitting, key(served(sitting)), why=True)
    practice = begun(workspace, "tiny/sum-1")
    view = served(practice)
    assert view.as_ == "extra"
    practice.draft("1")
    practice.close()
    return view.item


@pytest.mark.parametrize("answered", [False, True])
def test_practice_that_was_left_heads_no_other_days_session(workspace: Workspace, answered: bool) -> None:
    item = green_and_left_as_practice(workspace)
    assert read_today_view(workspace).resume == item
    same_day = start_session(workspace, Request())
    assert (served(same_day).item, same_day.exercise and same_day.exercise.draft) == (item, "1")
    if answered:
        same_day.answer("0")
    same_day.close()
    pass_day(workspace)
    assert read_today_view(workspace).resume == ""
    assert served(start_session(workspace, Request())).as_ == "pass"


def test_what_was_left_before_practice_heads_the_next_day(workspace: Workspace) -> None:
    left = begun(workspace, "tiny/sum-2")
    served(left)
    left.draft("2")
    left.close()
    green_and_left_as_practice(workspace)
    pass_day(workspace)
    assert read_today_view(workspace).resume == "tiny/sum-2"
    view = served(start_session(workspace, Request()))
    assert (view.item, view.as_, view.draft) == ("tiny/sum-2", "pass", "2")


def test_what_was_only_looked_at_comes_in_its_turn_with_the_same_numbers(workspace: Workspace) -> None:
    left = begun(workspace, "tiny/sum-3")
    values = served(left).stage.prompt
    left.close()
    assert read_today_view(workspace).resume == ""
    sitting = start_session(workspace, Request())
    assert served(sitting).item != "tiny/sum-3"
    sitting.close()
    assert served(begun(workspace, "tiny/sum-3")).stage.prompt == values


def test_the_budget_counts_marks(workspace: Workspace) -> None:
    sitting = begun(workspace, items=2)
    sitting_left = served(sitting).left
    assert sitting_left == 2
    marked(sitting, "0", why=True)
    served(sitting)
    sitting.skip()
    marked(sitting, key(served(sitting)), why=True)
    summary = sitting.next()
    assert isinstance(summary, SessionSummary)
    assert (summary.attempts, summary.marks.green, summary.marks.yellow, summary.marks.red) == (2, 1, 1, 0)
    assert summary.tomorrow == 1
    sitting.more(1)
    served(sitting)


def test_ones_own_line_is_shown_at_the_next_pass(workspace: Workspace) -> None:
    sitting = begun(workspace, "tiny/sum-1")
    served(sitting)
    sitting.note("line", "", "two piles, pushed together")
    marked(sitting, "0", why=False)
    pass_day(workspace)
    back = served(begun(workspace, "tiny/sum-1"))
    assert [(line.pass_, line.text) for line in back.own_lines] == [(1, "two piles, pushed together")]
    with pytest.raises(UsageError):
        sitting.note("nonsense", "", "x")


def test_hints_are_counted(workspace: Workspace) -> None:
    sitting = begun(workspace)
    view = served(sitting)
    assert [sitting.hint() for _ in range(3)] == ["Add the units first.", "Then the tens.", None]
    marked(sitting, key(view), why=True)
    assert attempts(workspace)[0].hints == 2


def test_a_seed_fixes_the_numbers_of_a_session(workspace: Workspace) -> None:
    views = [served(begun(workspace, "drawn/sum-1", seed=seed)) for seed in (5, 6)]
    workspace.store.drop_open(views[0].item)  # pyright: ignore[reportArgumentType]
    again = served(begun(workspace, "drawn/sum-1", seed=5))
    assert again.stage.prompt == views[0].stage.prompt


def test_an_unknown_name_is_met_with_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="did you mean tiny"):
        begun(workspace, "tinny")


def test_everything_green_completes_a_subject(workspace: Workspace) -> None:
    sitting = begun(workspace)
    while isinstance(view := sitting.next(), ExerciseView):
        marked(sitting, key(view), why=True)
    told = "Sums: all green after 1 pass. The aim is two passes: from 27 November a sample can be checked."
    assert sitting.summary().complete == (told,)
    assert bank_progress(workspace, ["tiny"])[0].complete


def test_a_changed_exercise_is_open_again_and_said_so(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    with workspace_in(tmp_path) as workspace:
        sitting = begun(workspace)
        marked(sitting, key(served(sitting)), why=True)
    plant(tmp_path, "tiny", bank(sums(1).replace("b: [3]", "b: [4]")))
    with workspace_in(tmp_path) as workspace:
        assert workspace.take_notices() == ["1 exercise changed and is open again"]
        assert states(workspace) == {"unseen": 1}
    plant(tmp_path, "tiny", bank(sums(1).replace("Compute", "Work out")))
    with workspace_in(tmp_path) as workspace:
        assert states(workspace) == {"green": 1}


@pytest.mark.parametrize(
    ("hours", "stays", "words"),
    [
        (20, True, "the study day stays 2026-11-20"),
        (35, True, "the study day stays 2026-11-20"),
        (40, False, "the study day went back with it, from 2026-11-20 to 2026-11-18"),
        (24 * 400, False, "the study day went back with it, from 2026-11-20 to 2025-10-16"),
    ],
)
def test_a_clock_set_back_is_told(tmp_path: Path, hours: int, stays: bool, words: str) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    with workspace_in(tmp_path) as workspace:
        sitting = begun(workspace)
        marked(sitting, key(served(sitting)), why=True)
    with workspace_in(tmp_path, Clock(NOON - timedelta(hours=hours))) as workspace:
        (notice,) = workspace.take_notices()
        assert notice.startswith("the clock is behind your newest mark: ")
        assert words in notice
        assert str(workspace.study_day()) in notice
        assert (workspace.study_day() == NOON.date()) == stays


def test_an_exercise_begins_with_its_card_where_its_topic_is_new(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    plant(tmp_path, "other", bank(sums(2), topic="other.sums"))
    with workspace_in(tmp_path, Clock()) as workspace:
        session = begun(workspace, "tiny", "other")
        cards: list[tuple[str, bool]] = []
        for _ in range(4):
            view = served(session)
            cards.append((view.entry.bank, view.theory is not None))
            marked(session, key(view), why=True)
    first, *others = cards
    assert not first[1]  # the very first shows what an exercise is
    assert [has_card for name, has_card in others if name == first[0]] == [False]
    assert [has_card for name, has_card in others if name != first[0]] == [True, False]


MEMORY = """- id: recall
  skill: tiny.mean
  names: {mt: 'm_{t}', beta1: '\\beta_{1}', mprev: 'm_{t-1}', g: 'g_{t}'}
  prompt: 'How is $m_t$ updated?'
  answer:
    formula: mt = beta1*mprev + (1 - beta1)*g
    latex: 'm_{t}=\\beta_{1}m_{t-1}+(1-\\beta_{1})g_{t}'
"""
CARDS = r"""cards:
  tiny.mean:
    when: Wherever $u_t$ is smoothed.
    why: 'Unroll $u_t = a u_{t-1} + (1 - a) x_t$ from $u_0 = 0$.'
    watch: 'Not $b u_{t-1} + (1 - a) x_t$.'
"""
# What stands before the formula that is asked for.
NOT_A_FORMULA = [r"For \$5. ", "For 5 $ or 6. ", "For $5 and $6. ", "By `a$b`. ", "$$u$$ and "]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Workspace]:
    plant(tmp_path, "tiny", bank(MEMORY).replace("exercises:", f"{CARDS}exercises:", 1))
    with workspace_in(tmp_path, Clock()) as workspace:
        yield workspace


def test_a_card_does_not_print_the_formula_that_is_asked_for(memory: Workspace) -> None:
    session = begun(memory, "tiny/recall")
    served(session)
    card = session.theory().card
    assert card is not None
    assert card.why == r"Unroll $\dots$ from $u_0 = 0$."
    assert (card.when, card.watch) == ("Wherever $u_t$ is smoothed.", "Not $b u_{t-1} + (1 - a) x_t$.")


@pytest.mark.parametrize("before", NOT_A_FORMULA)
def test_a_card_does_not_print_it_after_dollars_that_are_no_formula(tmp_path: Path, before: str) -> None:
    cards = CARDS.replace("Unroll", f"{before}Unroll")
    plant(tmp_path, "tiny", bank(MEMORY).replace("exercises:", f"{cards}exercises:", 1))
    with workspace_in(tmp_path, Clock()) as workspace:
        session = begun(workspace, "tiny/recall")
        served(session)
        theory = session.theory()
        assert theory.card is not None
        assert theory.card.why == f"{before}Unroll $\\dots$ from $u_0 = 0$."


def test_a_draw_that_took_too_long_in_the_background_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "tiny", bank(sums(2)))
    seeds: dict[str, list[int]] = {}
    with workspace_in(tmp_path, Clock()) as workspace:
        prepare = workspace.workers.prepare

        def prepare_first(exercise: Exercise, *, item: str, seed: int, **further: Any) -> Variant:
            seeds.setdefault(item, []).append(seed)
            if len(seeds) > 1:
                raise TimedOutError("it took too long")
            return prepare(exercise, item=item, seed=seed, **further)

        monkeypatch.setattr(workspace.workers, "prepare", prepare_first)
        session = begun(workspace, "tiny")
        marked(session, key(served(session)), why=True)
        assert isinstance(session.next(), SessionSummary)
        session.close()
    first, second = seeds.values()
    assert (len(first), len(second), len({*second})) == (1, 3, 3)


@pytest.mark.parametrize(("card", "title"), [("", "Sigmoid and symmetry"), ("card: tiny.own", "")])
def test_a_card_is_titled_by_its_own_skill_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, card: str, title: str
) -> None:
    plant_moves(tmp_path, monkeypatch)
    asked = "prompt: Compute $2 + 3$.\n  answer: {number: 5}\n"
    exercise = f"- id: named\n  skill: calc.act.sigmoid\n  {card}\n  {asked}"
    cards = "cards:\n  tiny.own: {when: Often., why: So., watch: It.}\nexercises:"
    plant(tmp_path, "tiny", bank(exercise).replace("exercises:", cards, 1))
    with workspace_in(tmp_path, Clock()) as workspace:
        session = begun(workspace, "tiny/named")
        assert served(session).item == "tiny/named"
        theory = session.theory()
        assert theory.card is not None
        assert (theory.card.why, theory.title) == ("So." if card else "It halves at 0.", title)
