"""A paper as an import leaves it: a small bank, the record beside it, and a subject that it rests on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drill.papers import (
    SECOND_AUTHOR,
    AbsentRow,
    AlgorithmRow,
    BlockRow,
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

SLUG = "steps"
DESCENT = r"\theta_{t+1} \leftarrow \theta_t - \alpha\, \nabla L(\theta_t)"
BUFFER = r"m_{t+1} = \beta m_t + (1 - \beta) g_t"
STEP = (
    r"\theta_{t+1} \leftarrow \theta_t - \alpha \left[\frac{(1-\nu_1) \cdot g_t + \nu_1 \cdot \hat{m}_{t+1}}"
    r"{\sqrt{(1-\nu_2) g_t^2 + \nu_2 \cdot \hat{v}_{t+1}} + \epsilon}\right]"
)
ODD = r"\mathcal{F}\{x \mid y\}_{\#} \rightsquigarrow z"
SUBJECT = """title: Groundwork
prefix: base
topics:
  - {id: base.means, title: Means}
skills:
  - {id: base.mean, title: Weighted means}
  - {id: base.decay, title: Exponential moving averages, needs: [base.mean]}
"""
GROUND = """topic: base.means
title: Means
theory: A weighted mean of $a$ and $b$ lies between them.
exercises:
"""


def exercise(id_: str, answer: int, skill: str = "", needs: str = "") -> str:
    """``Compute answer - 1 + 1.``"""
    lines = [f"- id: {id_}", f"  prompt: Compute ${answer - 1} + 1$.", f"  answer: {{number: {answer}}}"]
    lines += [f"  skill: {skill}"] if skill else []
    lines += [f"  needs: [{needs}]"] if needs else []
    return "\n".join(lines) + "\n"


BANK = "topic: papers.steps\ntitle: Steps that look back\nexercises:\n" + "".join(
    (
        exercise("recall-aa", 11, needs="base.mean"),
        exercise("blank-aa", 12, needs="base.mean"),
        exercise("recall-cc", 13, needs="base.decay"),
        exercise("symbol-beta", 14, needs="base.decay"),
    )
)
BLANK = {
    "prompt": f"What stands in the blank?\n\n$${DESCENT.replace('alpha', 'square')}$$",
    "answer": {"expression": "2 x"},
    "vars": ["x"],
    "steps": ["Twice $x$."],
    "hints": ["Look at the rate."],
    "wrong": [{"answer": "x", "say": "The factor is missing."}],
    "needs": ["base.mean"],
}
EXPLAIN = {"prompt": "What does (6) do?", "answer": {"self": "It looks at the gradient, too."}}
AND_HERE = {**BLANK, "prompt": "And what stands here?"}
SAID = Origin("said", "line 62")
RECORD = Paper(
    SLUG,
    title="Steps that look back",
    authors="Doe and Roe 2024",
    source=SourceRow("main.tex", "0" * 32),
    blocks=(BlockRow(1, "Plain descent"), BlockRow(2, "Adaptive steps")),
    formulas=(
        FormulaRow("aa", DESCENT, file="main.tex", line=62, number="1", block=1, called="descent"),
        FormulaRow(
            "bb",
            BUFFER,
            file="main.tex",
            line=88,
            label="eq:buffer",
            block=2,
            symbols=(r"\beta", r"\hat{s}"),
            uses=("aa",),
            spoken="the buffer equals the decay times the buffer",
        ),
        FormulaRow(
            "cc",
            STEP,
            file="main.tex",
            line=131,
            number="6",
            block=2,
            called="QHAdam",
            special_cases=(r"$\nu_1 = \nu_2 = 1$ gives Adam", r"$\nu_1 = 0,\; \nu_2 = 1$ gives RMSProp"),
        ),
        FormulaRow("dd", ODD, file="main.tex", line=212, block=2, is_read=False),
    ),
    symbols=(
        SymbolRow(r"\theta", "theta", "theta in R^n", "parameters", SAID, SAID, None, 62, "main.tex"),
        SymbolRow(r"\beta", "beta", "", "decay of the momentum", None, SAID, None, 88, "main.tex"),
        SymbolRow(
            r"\hat{s}", "shat", "shat: > 0", "", Origin("guessed", "a square"), None, None, 140, "main.tex"
        ),
    ),
    algorithms=(
        AlgorithmRow(
            "al",
            (r"$m \gets 0$", r"for $t = 1, \dots, T$", r"  $g \gets \nabla L$"),
            caption="Damped descent",
        ),
    ),
    absent=(AbsentRow("the update rule of Nesterov", "main.tex", 150),),
    exercises=(
        ExerciseRecord("recall-aa", "recall", "aa"),
        ExerciseRecord("blank-aa", "blank", "aa"),
        ExerciseRecord("recall-cc", "recall", "cc"),
        ExerciseRecord("symbol-beta", "symbol", r"\beta"),
    ),
    drafts=(
        DraftRecord("blank-1", SECOND_AUTHOR, "cc", BLANK, proved=True, file="main.tex", line=131),
        DraftRecord("explain-2", SECOND_AUTHOR, "cc", EXPLAIN, file="main.tex", line=131),
        DraftRecord("blank-3", SECOND_AUTHOR, "bb", AND_HERE, proved=True, file="main.tex", line=88),
    ),
)


def made_with(
    *, exercises: tuple[ExerciseRecord, ...] | None = None, drafts: tuple[DraftRecord, ...] | None = None
) -> Paper:
    """The paper with other exercises in its bank, or other drafts."""
    paper = RECORD if exercises is None else replace(RECORD, exercises=exercises)
    return paper if drafts is None else replace(paper, drafts=drafts)


def with_sheet(**changes: object) -> Paper:
    """The paper with something else in it."""
    return replace(RECORD, **changes)  # type: ignore[arg-type]


def plant_paper(home: Path, record: Paper = RECORD, text: str = BANK) -> None:
    """Write the paper and its groundwork into a home."""
    plant(
        home,
        "base/means",
        GROUND
        + exercise("mean-1", 3, "base.mean")
        + exercise("mean-2", 4, "base.mean")
        + exercise("decay-1", 5, "base.decay"),
    )
    (home / "banks" / "base" / "_subject.yaml").write_text(SUBJECT, encoding="utf-8")
    if text:
        plant(home, record.bank, text)
    save_record(home / "papers" / f"{record.slug}.paper.json", record)
    (home / "drill.db").touch()
