"""Wrong answers: those that stand, by topic and slip, and the attempts of one exercise."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from drill.checking import spec_from
from drill.gyr.events import FIRST_ROUND, Attempt, ItemId
from drill.session.drilling.exercise_view import ExerciseView
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.undoing import override_verdict
from drill.session.drilling.working_feedback import describe_slip
from drill.session.key_display import mark_up_names
from drill.session.progress.mistakes import (
    answer_text,
    attempts_of,
    group_mistakes,
    list_latest_mistakes,
    list_past_mistakes,
)
from tests.homes import NOON, Clock, bank, configure, plant, sums, workspace_in
from tests.session.chains import CHAIN
from tests.session.drilled import attempt


def test_wrong_answers_are_grouped_by_what_was_wrong_and_corrected_ones_are_gone(tmp_path: Path) -> None:
    plant(tmp_path, "tiny", bank(sums(4)))
    clock = Clock()
    with workspace_in(tmp_path, clock) as workspace:
        attempt(workspace, "tiny/sum-1", ok=False, why=True, code="sign")
        attempt(workspace, "tiny/sum-2", ok=False, why=False, code="sign")
        attempt(workspace, "tiny/sum-3", ok=False, why=True, code="wrong")
        attempt(workspace, "tiny/sum-4", ok=False, why=True, revealed=True)
        clock.pass_days(1)
        attempt(workspace, "tiny/sum-1", ok=True, why=True)
        wrong = list_past_mistakes(workspace)
        assert [each.item for each in wrong] == [f"tiny/sum-{number}" for number in (3, 2, 1)]
        assert {each.answer for each in wrong} == {"7"}
        groups = group_mistakes(wrong)
        numbers = [(group.name, group.title, group.times, group.last) for group in groups]
        today = NOON.date()
        assert numbers == [("sign error", "sign error", 2, today), ("", "Sums", 1, today)]
        assert groups[0].items == ("tiny/sum-2", "tiny/sum-1")
        entry = workspace.catalogue.entries[ItemId("tiny/sum-1")]
        assert [past.colour for past in attempts_of(workspace, entry)] == ["green", "yellow"]
        override_verdict(workspace, "tiny/sum-2", ok=True, why=True, reason="")
        assert "tiny/sum-2" not in [each.item for each in list_past_mistakes(workspace)]


def test_mistakes_are_listed_one_by_one_with_what_was_right_unless_the_exercise_is_open(
    tmp_path: Path,
) -> None:
    plant(tmp_path, "tiny", bank(sums(3)))
    with workspace_in(tmp_path, Clock()) as workspace:
        for number in (1, 2):
            attempt(workspace, f"tiny/sum-{number}", ok=False, why=True, params={"a": "10", "b": "3"})
        latest = list_latest_mistakes(workspace, list_past_mistakes(workspace))
        told = [(each.item, each.answer, each.right) for each in latest]
        assert told == [("tiny/sum-2", "7", "13"), ("tiny/sum-1", "7", "13")]
        sitting = start_session(workspace, Request(scope=("tiny/sum-1",), early=True))
        assert isinstance(sitting.next(), ExerciseView)
        latest = list_latest_mistakes(workspace, list_past_mistakes(workspace))
        assert [each.right for each in latest] == ["13", ""]
        sitting.close()


def test_an_answer_is_one_line_whatever_it_is() -> None:
    assert answer_text({"slope": "p - y", "law": {"mean": "3"}}) == "slope = p - y; law = mean = 3"
    assert answer_text(("one", "two"), {"one": "It grows."}) == "It grows.; another option"
    assert answer_text("a\nb") == "a b"
    assert describe_slip("later-line") == "chose a line before the wrong one"
    assert describe_slip("term") == "one term of a sum off"
    assert describe_slip("misconception") == ""
    assert describe_slip("misconception", "inner slope forgotten") == "inner slope forgotten"


def test_a_slip_in_another_sister_is_not_told_as_if_it_were_of_this_one(tmp_path: Path) -> None:
    sisters = "".join(
        f"  - {{id: s{key}, prompt: Compute ${key} + 1$., answer: {{number: {key + 1}}}}}\n"
        for key in (4, 7, 9)
    )
    clock = Clock()
    plant(tmp_path, "others", bank(f"- id: kin\n  sisters:\n{sisters}", topic="others.all"))
    seen: list[tuple[str, bool]] = []
    for _ in range(4):
        with workspace_in(tmp_path, clock) as workspace:
            sitting = start_session(workspace, Request(scope=("others",), items=1))
            view = sitting.next()
            assert isinstance(view, ExerciseView)
            seen.append((view.variant.params["sister"], bool(view.last_slip)))
            sitting.answer("77")
            sitting.mark(True)
        clock.pass_days(7)
    for (before, _), (now, is_told) in pairwise(seen):
        assert is_told == (before == now)
    assert len({sister for sister, _ in seen}) > 1


def test_of_stages_each_answer_is_told_and_the_first_wrong_one_is_the_answer(tmp_path: Path) -> None:
    plant(tmp_path, "chains", bank(CHAIN, topic="chains.sums"))
    with workspace_in(tmp_path) as workspace:
        entry = workspace.catalogue.entries[ItemId("chains/chain")]
        facts = Attempt(
            kind="verdict", round=FIRST_ROUND, pass_=1, ok=False, why=True,
            answer={"1": "13", "2": "4"}, stages=("correct", "wrong"),
        )  # fmt: skip
        workspace.append(entry, facts)
        (past,) = attempts_of(workspace, entry)
        assert (past.answer, past.wrong_stage, past.by_stage) == ("4", "2", {"1": "13", "2": "4"})


def test_letters_with_long_names_are_formulas_in_a_message() -> None:
    expect = spec_from({"expression": "m*theta_k + epsilon", "vars": ["m", "theta_k", "epsilon"]})
    told = mark_up_names(expect, "theta_k and epsilonic, at epsilon = 1.")
    assert told == r"$\theta_{k}$ and epsilonic, at $\epsilon$ = 1."


GUESSES = """- id: two
  prompt: A value is shifted.
  stages:
  - prompt: What happens to $f(x) = x + a$ if $x$ grows by 1?
    answer:
      choice:
      - {right: It grows by 1.}
      - {wrong: It doubles., say: 'It does not double: it grows by 1, from 3 to 4.'}
  - prompt: Compute $2 + 3$.
    answer: {number: '5'}
- id: one
  prompt: Compute $2 + 3$.
  answer: {number: '5'}
  wrong:
  - {answer: '6', say: 'You counted both ends: it is $5$.'}
"""


def test_what_is_told_of_the_last_time_is_the_stage_and_what_was_typed_but_not_the_truth(
    tmp_path: Path,
) -> None:
    plant(tmp_path, "guesses", bank(GUESSES))
    configure(tmp_path, 'second_try = "off"\n')
    clock, told = Clock(), dict[str, str]()
    for _ in range(2):
        with workspace_in(tmp_path, clock) as workspace:
            sitting = start_session(workspace, Request(scope=("guesses",)))
            while isinstance(view := sitting.next(), ExerciseView):
                told[view.item] = view.last_slip
                wrong = next((o.id for o in view.stage.options if o.text == "It doubles."), "6")
                sitting.answer(wrong)
                sitting.mark(True)
        clock.pass_days(2)
    assert told == {
        "guesses/two": "Stage 1: You chose: It doubles.",
        "guesses/one": "You counted both ends. You wrote $6$.",
    }
