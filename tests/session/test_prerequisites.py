"""What to drill first: the way to an item, a topic or a skill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.gyr.events import ItemId
from drill.session.drilling.starting import Request, start_session
from drill.session.drilling.undoing import park_exercise
from drill.session.library.exercise_library import look_at_exercise
from drill.session.standing.prerequisites import rests_on
from drill.session.today.day_gathering import path_to
from drill.session.workspace import Workspace
from tests.homes import plant, workspace_in
from tests.session.talk import Talk, answer

SKILLS = {"count": "", "add": "count", "carry": "add", "long": "carry add"}


def in_full(skills: str) -> str:
    return ", ".join(f"way.{skill}" for skill in skills.split())


def exercise(number: int, skill: str, needs: str = "") -> str:
    return (
        f"- id: sum-{number}\n  skill: way.{skill}\n  params: {{a: [{10 * number}], b: [3]}}\n"
        f"  prompt: Compute $@a + @b$.\n  answer: {{number: a + b}}\n"
        + (f"  needs: [{in_full(needs)}]\n" if needs else "")
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    subject = "title: Sums\nprefix: way\ntopics:\n  - {id: way.sums, title: Sums}\nskills:\n" + "".join(
        f"  - {{id: way.{skill}, title: {skill.title()}, needs: [{in_full(needs)}]}}\n"
        for skill, needs in SKILLS.items()
    )
    exercises = [(1, "long"), (2, "long"), (3, "carry"), (4, "add"), (5, "add"), (6, "count")]
    text = "topic: way.sums\ntitle: Sums\nexercises:\n" + "".join(exercise(*each) for each in exercises)
    text += exercise(7, "apart", needs="count")
    plant(tmp_path, "way/sums", text)
    (tmp_path / "banks" / "way" / "_subject.yaml").write_text(subject, encoding="utf-8")
    with workspace_in(tmp_path) as opened:
        assert len(opened.catalogue.bank("way").entries) == 7  # type: ignore[union-attr]
        yield opened


@pytest.fixture
def talk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Talk:
    return Talk(workspace, monkeypatch)


def way(talk: Talk, word: str) -> list[int]:
    workspace = talk.workspace
    return [int(i[8:]) for i in path_to(workspace, word, workspace.states(), workspace.study_day())]


def test_the_deepest_prerequisites_come_first(talk: Talk) -> None:
    for word in ("way/sum-1", "way.long"):
        assert way(talk, word) == [6, 4, 5, 3]
    assert way(talk, "way.carry") == [6, 4, 5]
    assert way(talk, "way/sum-7") == [6]


def test_green_parked_and_what_was_tried_today_is_left_out(talk: Talk) -> None:
    talk.once(True, True, "way/sum-6")
    talk.once(False, False, "way/sum-4")
    park_exercise(talk.workspace, "way/sum-5")
    assert way(talk, "way.long") == [3]
    talk.workspace.clock.pass_days(1)  # type: ignore[attr-defined]
    assert way(talk, "way.long") == [4, 3]


def test_a_session_drills_the_way(talk: Talk) -> None:
    sitting = start_session(talk.workspace, Request(prerequisites_of="way/sum-1"))
    order = []
    while hasattr(view := sitting.next(), "item"):
        order.append(view.item)  # type: ignore[union-attr]
        sitting.answer(answer({"item": view.item})["text"])  # type: ignore[union-attr]
        sitting.mark(True)
    sitting.close()
    assert order == ["way/sum-6", "way/sum-4", "way/sum-5", "way/sum-3"]
    start_session(talk.workspace, Request(prerequisites_of="way/sum-1")).close()
    assert any("all that way/sum-1 rests on" in line for line in talk.workspace.take_notices())


def test_what_rests_on_nothing_is_refused(talk: Talk) -> None:
    for word in ("way.count", "way/sum-6", "way", "way.sums"):
        with pytest.raises(UsageError, match="nothing that"):
            way(talk, word)
    with pytest.raises(UsageError, match="no paper, topic"):
        way(talk, "nowhere")


def test_a_red_and_a_parked_exercise_tell_what_to_drill_first(talk: Talk) -> None:
    told = talk.once(False, False, "way/sum-1")
    assert [(line["title"], line["left"]) for line in told["first"]] == [
        ("Count", 1),
        ("Add", 2),
        ("Carry", 1),
    ]
    talk.once(True, True, "way/sum-6")
    park_exercise(talk.workspace, "way/sum-1")
    found = look_at_exercise(talk.workspace, "way/sum-1").parked
    assert found is not None
    assert [(line.title, line.state, line.left, line.items) for line in found.first] == [
        ("Add", "unseen", 2, 2),
        ("Carry", "unseen", 1, 1),
    ]
    assert "first" not in talk.once(True, False, "way/sum-2")


def test_a_skills_title_shows_its_formula_on_one_line(tmp_path: Path) -> None:
    subject = (
        "title: Sums\nprefix: way\ntopics:\n  - {id: way.sums, title: Sums}\n"
        "skills:\n  - {id: way.add, title: 'Matrices $A (A^T A)^{-1} A^T$', needs: []}\n"
    )
    plant(
        tmp_path,
        "way/sums",
        "topic: way.sums\ntitle: Sums\nexercises:\n" + exercise(1, "add") + exercise(7, "apart", needs="add"),
    )
    (tmp_path / "banks" / "way" / "_subject.yaml").write_text(subject, encoding="utf-8")
    with workspace_in(tmp_path) as workspace:
        entry = workspace.catalogue.entries[ItemId("way/sum-7")]
        (skill,) = rests_on(workspace, entry, workspace.standing())
        assert skill.title == "Matrices A(A^T A)^(−1)A^T"
