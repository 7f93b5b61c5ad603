"""An import whose formulas are worked: its letters are not said yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drill.papers import ExerciseRecord, FormulaRow, Origin, Paper, SourceRow, SymbolRow
from drill.session.standing.paper_names import record_path, save_record
from drill.session.workspace import Workspace
from tests.homes import plant

BANK = "papers/gates"
SAID, GUESSED = Origin("said", "line 11"), Origin("guessed", "custom")


def symbol(latex: str, declared: str = "", origin: Origin | None = None, means: str = "") -> SymbolRow:
    typed = latex.replace("\\", "").replace("{", "").replace("}", "")
    return SymbolRow(latex, typed, declared, means, origin if declared else None)


RECORD = Paper(
    "gates",
    title="Gates: a paper",
    source=SourceRow("gates.tex", "abc"),
    symbols=(
        symbol(r"g_t", "g_t in R^d", SAID, "the gradient"), symbol(r"\beta", "0 < beta < 1", GUESSED),
        symbol(r"m_t"), symbol(r"\theta_t", "theta_t in R^d", SAID), symbol(r"v_t"), symbol(r"\epsilon"),
    ),
    formulas=(
        FormulaRow("f-mean", r"m_t = \beta m_{t-1} + (1-\beta) g_t", number="1", rank=1,
            symbols=(r"m_t", r"\beta", r"g_t")),
        FormulaRow("f-step", r"\theta_t = \theta_{t-1} - \eta \frac{m_t}{\sqrt{v_t} + \epsilon}", number="2",
            rank=2, uses=("f-mean",), symbols=(r"\theta_t", r"m_t", r"v_t", r"\epsilon")),
        FormulaRow("f-far", r"y = x", number="3", rank=9),
    ),
    exercises=(ExerciseRecord("explain-00000000aa", "explain", "f-mean"),),
    drilled=2,
    is_linked=True,
)  # fmt: skip
_OWN = "prompt: Compute $10 + 3$., level: 1, answer: {number: '13'}"


def plant_worked_paper(home: Path, record: Paper = RECORD, *, own: str = "") -> None:
    """Bank ``papers/gates``; ``own`` are further exercises, as YAML."""
    exercises = f"- {{id: explain-00000000aa, {_OWN}}}\n{own}"
    plant(home, BANK, f"topic: papers.gates\ntitle: 'Gates: a paper'\nexercises:\n{exercises}")


def keep_record(workspace: Workspace, record: Paper = RECORD) -> None:
    """Keep what is known of the paper."""
    save_record(record_path(workspace.places, "gates"), record)


def exercises_of(*kinds: str) -> str:
    """Worked exercises of the first formula, as YAML."""
    return "".join(f"- {{id: {kind}-00000000aa, {_OWN}}}\n" for kind in kinds)


def with_letters(*kinds: str, record: Paper = RECORD) -> Paper:
    """The paper once the letters of both formulas are said, with exercises of these kinds on the first."""
    rows = tuple(replace(row, has_letters=True) for row in record.formulas)
    made = tuple(ExerciseRecord(f"{kind}-00000000aa", kind, "f-mean") for kind in kinds)
    return replace(record, formulas=rows, exercises=(*record.exercises, *made))
