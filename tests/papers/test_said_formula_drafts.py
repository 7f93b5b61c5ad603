"""What is drafted of a formula once its letters are said: work, further, and from memory."""

from __future__ import annotations

import pytest

from drill.papers import FormulaRow, draft_said_formula

AVERAGE = (r"m_t = \beta m_{t-1} + (1-\beta) g_t", ["m_t: d", r"\beta: (0, 1)", "g_t: d"])


def test_a_formula_that_is_worked_is_asked_from_memory_last() -> None:
    latex, rows = AVERAGE
    drafts = draft_said_formula(FormulaRow("f", latex, number="3"), rows)
    assert [draft.kind for draft in drafts] == ["work", "memory"]
    memory = drafts[-1].exercise
    assert memory["answer"] == {
        "formula": "beta*m_t_prev + (1 - beta)*g_t",
        "latex": r"\beta m_{t-1}+(1-\beta)g_{t}",
    }, "typed as mathematics, since the letters are said"
    assert "g_t" not in str(memory["prompt"]).replace("m_t", "")


@pytest.mark.parametrize("rows", [["y: number", "x: number"], []])
def test_a_formula_with_nothing_to_work_is_not_asked_from_memory(rows: list[str]) -> None:
    assert draft_said_formula(FormulaRow("f", "y = x", number="3"), rows) == []
