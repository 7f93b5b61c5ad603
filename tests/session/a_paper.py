"""A small paper with its record, and a subject whose skills it rests on, for tests."""

from __future__ import annotations

from pathlib import Path

from drill.papers import (
    AbsentRow,
    AlgorithmRow,
    BlockRow,
    DraftDecision,
    DraftRecord,
    ExerciseRecord,
    FormulaRow,
    Origin,
    Paper,
    SourceRow,
    SymbolRow,
)
from drill.session.standing.paper_names import save_record
from tests.homes import plant

SAID = Origin("said", "line 10")
RECORD = Paper(
    "walk",
    title="A random walk_er",
    authors="Us 2026",
    source=SourceRow("main.tex", "abc"),
    blocks=(BlockRow(1, "one step"), BlockRow(2)),
    formulas=(
        FormulaRow(
            "f-step",
            r"x_{t+1} = x_t + \epsilon_t",
            file="main.tex",
            line=12,
            number="1",
            block=1,
            called="walk",
            special_cases=(r"$\epsilon_t = 0$: it stands still",),
        ),
        FormulaRow("f-mean", r"\|x\|<y", file="main.tex", line=30, label="eq:mean", block=2, is_read=False),
        FormulaRow("f-lost", "y = x", file="main.tex", line=40, block=9),
    ),
    symbols=(
        SymbolRow(r"x_t", "x_t", "x_t in R^n", "place | of the walker", SAID, SAID, 1, 10, "main.tex"),
        SymbolRow(r"\epsilon_t", "epsilon_t", "", "noise", None, Origin("guessed", "a letter")),
        SymbolRow(r"y", "y", "", "", None, Origin("you")),
    ),
    algorithms=(AlgorithmRow("a-1", ("for $t$", "  $x$ moves"), caption="Walking"),),
    absent=(AbsentRow("Donsker's theorem", "main.tex", 50),),
    decisions={"blank-1": "kept"},
    exercises=(
        ExerciseRecord("recall-1", "memory", "f-step"),
        ExerciseRecord("special-case-2", "special-case", "f-step"),
        ExerciseRecord("symbol-3", "symbol", r"\epsilon_t"),
        ExerciseRecord("gone-4", "recall", "f-mean"),
        ExerciseRecord("symbol-code-9", ""),
    ),
    drafts=tuple(DraftRecord(f"blank-{n}", "blank", "f-step", {}) for n in range(3)),
    review={"blank-1": DraftDecision("kept")},
)
"""What was imported; the bank was edited by hand since."""

_EXERCISES = (
    ("special-case-2", "skill: way.carry, needs: [way.add]", ""),
    ("recall-1", "skill: way.add", ""),
    ("symbol-3", "needs: [other.skill]", ""),
    ("mean-by-hand", "skill: way.long", "was: [papers/walk/gone-4], "),
    ("symbol-code-9", "level: 1", ""),
)


def plant_paper(home: Path, record: Paper | None = RECORD) -> None:
    """Bank ``papers/walk`` and subject ``way``: ``carry`` needs ``add``, and that ``count``."""
    subject = "title: Sums\nprefix: way\ntopics:\n  - {id: way.sums, title: Sums}\nskills:\n"
    for skill, needs in (("count", ""), ("add", "way.count"), ("carry", "way.add"), ("long", "way.carry")):
        subject += f"  - {{id: way.{skill}, title: {skill.title()}, needs: [{needs}]}}\n"
    sums = "".join(
        f"- id: sum-{number}\n  skill: way.{skill}\n  prompt: Compute ${10 * number} + 3$.\n"
        f"  answer: {{number: '{10 * number + 3}'}}\n"
        for number, skill in ((1, "count"), (2, "add"), (3, "add"), (4, "carry"), (5, "long"))
    )
    plant(home, "way/sums", f"topic: way.sums\ntitle: Sums\nexercises:\n{sums}")
    (home / "banks" / "way" / "_subject.yaml").write_text(subject, encoding="utf-8")
    exercises = "".join(
        f"- {{id: {name}, {was}{more}, prompt: Compute $10 + 3$., answer: {{number: '13'}}}}\n"
        for name, more, was in _EXERCISES
    )
    plant(home, "papers/walk", f"topic: papers.walk\ntitle: Walks\nexercises:\n{exercises}")
    if record is not None:
        (home / "papers").mkdir()
        save_record(home / "papers" / "walk.paper.json", record)
