"""Stored questions on imported formulas are proved beside what the app shows, and Today counts anew."""

from __future__ import annotations

from pathlib import Path

from tests.session.papers.test_question_proofs import FALSE, OTHER, TRUE, WORK, exercise, plant_paper
from tests.tui.driving import learner


async def test_a_false_question_is_withdrawn_while_today_is_shown(
    tmp_path: Path, no_shipped_banks: None
) -> None:
    plant_paper(tmp_path, {WORK: exercise(FALSE), OTHER: exercise(TRUE)})
    (tmp_path / "drill.db").touch()
    async with learner(tmp_path) as person:
        await person.is_at("Today")
        await person.sees("1 of 2 questions", "withdrawn")
        await person.sees("A question")
    assert WORK not in (tmp_path / "banks" / "papers" / "kept.yaml").read_text()
