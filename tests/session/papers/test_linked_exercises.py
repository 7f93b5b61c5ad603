"""Of the exercises on a formula's moves the nearest in words comes first, and what is green does not come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from drill.banks import catalogue
from drill.gyr.events import SkillId
from drill.papers import FamilyRow, FormulaRow, find_first
from drill.session.standing.formula_needs import gather_formula_words, rank_by_nearness
from drill.session.workspace import Workspace
from tests.homes import plant, workspace_in
from tests.session.drilled import attempt

_SUBJECT = """title: Walks
prefix: way
topics:
  - {id: way.walks, title: Walks}
skills:
  - {id: way.step, title: Steps}
  - {id: way.mean, title: Means, needs: [way.step]}
  - {id: way.deep, title: Depth}
  - {id: way.far, title: Far away}
"""
# Id, skill, level and title; then the prompt.
_EXERCISES = (
    ("plain", "step, level: 1", "A step of a walker", "How far does it go?"),
    ("hot", "step, level: 4", "A step with a temperature", "How far does it go at this temperature?"),
    ("noisy", "step, level: 3", "A step with noise", "The noise is sampled once. How far does it go?"),
    ("quick", "step, pace: 5", "Temperatures at sight", "Which temperature is it?"),
    ("mean-low", "mean, level: 2", "A mean", "What is it?"),
    ("mean-mid", "mean, level: 3", "Another mean", "What is it?"),
    ("mean-high", "mean, level: 4", "One more mean", "What is it?"),
    ("mean-beyond", "mean, level: 2, needs: [way.far]", "A mean temperature", "Which temperature is it?"),
    ("deep-low", "deep, level: 3", "A walk in depth", "Which temperature and time?"),
    ("deep-high", "deep, level: 5", "A walk in depth", "Which temperature?"),
    ("afar", "far, level: 2", "Far away", "Where is it?"),
)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(catalogue, "SUBJECTS", ("way",))
    exercises = "".join(
        f"- {{id: {id_}, skill: way.{skill}, title: {title}, prompt: '{prompt}', answer: {{number: '7'}}}}\n"
        for id_, skill, title, prompt in _EXERCISES
    )
    plant(tmp_path, "way/_subject", _SUBJECT)
    plant(tmp_path, "way/walks", f"topic: way.walks\ntitle: Walks\nexercises:\n{exercises}")
    paper = "- {id: own, skill: way.step, title: A temperature, prompt: Which?, answer: {number: '7'}}\n"
    plant(tmp_path, "papers/walk", f"topic: papers.walk\ntitle: Walks\nexercises:\n{paper}")
    with workspace_in(tmp_path) as opened:
        yield opened


def ranked(workspace: Workspace, skills: Sequence[str], text: str, **first: str) -> list[str]:
    named = {f"way.{skill}": id_ for skill, id_ in first.items()}
    return [entry.id for entry in rank_by_nearness(workspace, [*map(SkillId, skills)], text, named)]


def test_the_nearest_in_words_comes_first_in_each_skill_and_skills_in_their_order(
    workspace: Workspace,
) -> None:
    assert ranked(workspace, ["way.step"], "We sample noises of a walk.") == ["noisy", "plain", "hot"]
    both = ranked(workspace, ["way.mean", "way.step"], "a softmax at low temperatures")
    assert both[0].startswith("mean")
    assert both[4:] == ["hot", "noisy", "plain"]


def test_rapid_exercises_and_those_of_papers_are_not_among_them(workspace: Workspace) -> None:
    assert sorted(ranked(workspace, ["way.step"], "temperature at sight")) == ["hot", "noisy", "plain"]


def test_what_needs_more_than_the_path_comes_last_until_it_is_passed(workspace: Workspace) -> None:
    text = "the mean temperature"
    assert ranked(workspace, ["way.mean"], text)[-1] == "mean-beyond"
    assert ranked(workspace, ["way.mean", "way.far"], text)[0] == "mean-beyond"
    attempt(workspace, "way/afar", ok=True, why=True)
    assert ranked(workspace, ["way.mean"], text)[0] == "mean-beyond"


def test_of_equally_near_ones_the_level_after_the_learners_comes_first(workspace: Workspace) -> None:
    means = ["mean-mid", "mean-low", "mean-high", "mean-beyond"]
    assert ranked(workspace, ["way.mean"], "nothing of it") == means
    attempt(workspace, "way/noisy", ok=True, why=True)
    assert ranked(workspace, ["way.mean"], "nothing of it")[0] == "mean-high"


def test_a_much_higher_level_has_to_be_nearer(workspace: Workspace) -> None:
    text = "a temperature"
    assert ranked(workspace, ["way.step"], text)[0] == "hot"
    assert ranked(workspace, ["way.deep"], text)[0] == "deep-low"
    attempt(workspace, "way/hot", ok=True, why=True)
    assert ranked(workspace, ["way.deep"], text)[0] == "deep-high"


def test_what_a_family_names_comes_before_what_is_nearer_in_words(workspace: Workspace) -> None:
    text = "We sample noises of a walk."
    assert ranked(workspace, ["way.step"], text, step="hot") == ["hot", "noisy", "plain"]
    assert ranked(workspace, ["way.mean", "way.step"], text, step="hot")[4:] == ["hot", "noisy", "plain"]
    # neither what is in no bank nor what the learner is not ready for, nor what is green
    assert ranked(workspace, ["way.step"], text, step="gone") == ["noisy", "plain", "hot"]
    assert ranked(workspace, ["way.mean"], text, mean="mean-beyond")[-1] == "mean-beyond"
    attempt(workspace, "way/hot", ok=True, why=True)
    assert ranked(workspace, ["way.step"], text, step="hot") == ["noisy", "plain"]


def test_of_two_moves_the_first_names_the_exercise() -> None:
    rows = [
        FamilyRow("a", "A", ("way.step",), first={"way.step": "noisy"}),
        FamilyRow("b", "B", ("way.step", "way.mean"), first={"way.step": "hot", "way.mean": "mean-mid"}),
    ]
    assert find_first(rows) == {"way.step": "noisy", "way.mean": "mean-mid"}
    assert find_first([]) == {}


def test_what_is_green_is_left_out(workspace: Workspace) -> None:
    attempt(workspace, "way/noisy", ok=True, why=True)
    attempt(workspace, "way/plain", ok=True, why=False)
    assert ranked(workspace, ["way.step"], "noise") == ["hot", "plain"]


@pytest.mark.parametrize("text", ["", "$@{a}$ \\frac{1}{2}", "x" * 10_000, "\x1b[31m温度"])
def test_any_text_and_unknown_skills_are_taken(workspace: Workspace, text: str) -> None:
    assert len(ranked(workspace, ["way.step", "way.gone", "way.step"], text)) == 3


def test_a_formulas_text_has_the_words_of_its_moves_and_of_the_sentences_around_it() -> None:
    move = FamilyRow("softmax", "Softmax", ("way.step",), roles={"the temperature": "t"}, word="logit")
    row = FormulaRow("f", "p", called="Gibbs", before="It is sampled by", after="where.", families=(move,))
    text = gather_formula_words(row)
    assert all(word in text for word in ("Softmax", "the temperature", "logit", "Gibbs", "sampled", "where"))
