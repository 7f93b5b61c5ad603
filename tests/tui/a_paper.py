"""A paper as an import leaves it: a small bank, the record beside it, and a subject that it rests on."""

from __future__ import annotations

from pathlib import Path

from drill.papers_first.bank.record import (
    AbsentRecord,
    AlgorithmRecord,
    BlockRecord,
    DraftRecord,
    ExerciseRecord,
    FormulaRecord,
    PaperRecord,
    SymbolRecord,
    to_json,
)
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
        exercise("symbol-beta", 14),
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
RECORD = PaperRecord(
    bank=f"papers/{SLUG}",
    title="Steps that look back",
    fingerprint="0" * 16,
    authors="Doe and Roe 2024",
    blocks=(BlockRecord(1, "Plain descent"), BlockRecord(2, "Adaptive steps")),
    formulas=(
        FormulaRecord("aa", DESCENT, "main.tex", 62, number="1", block=1, called="descent"),
        FormulaRecord("bb", BUFFER, "main.tex", 88, label="eq:buffer", block=2),
        FormulaRecord(
            "cc", STEP, "main.tex", 131, number="6", block=2, called="QHAdam",
            special_cases=(r"$\nu_1 = \nu_2 = 1$ gives Adam", r"$\nu_1 = 0,\; \nu_2 = 1$ gives RMSProp"),
        ),
        FormulaRecord("dd", ODD, "main.tex", 212, block=2, is_read=False),
    ),
    symbols=(
        SymbolRecord(r"\theta", "parameters", r"\mathbb{R}^n", "main.tex", 62),
        SymbolRecord(r"\beta", "decay of the momentum", "", "main.tex", 88),
        SymbolRecord(r"\hat{s}", "", "", "main.tex", 140, sure=False),
    ),
    algorithms=(
        AlgorithmRecord(
            "al",
            (r"$m \gets 0$", r"for $t = 1, \dots, T$", r"  $g \gets \nabla L$"),
            caption="Damped descent",
        ),
    ),
    absent=(AbsentRecord("the update rule of Nesterov", "main.tex", 150),),
    exercises=(
        ExerciseRecord("recall-aa", "recall", "aa"),
        ExerciseRecord("blank-aa", "blank", "aa"),
        ExerciseRecord("recall-cc", "recall", "cc"),
        ExerciseRecord("symbol-beta", "symbol", r"\beta"),
    ),
    drafts=(
        DraftRecord("blank-1", "blank", "cc", BLANK, proved=True, file="main.tex", line=131),
        DraftRecord("explain-2", "explain", "cc", EXPLAIN, file="main.tex", line=131),
        DraftRecord("blank-3", "blank", "bb", AND_HERE, proved=True, file="main.tex", line=88),
    ),
)  # fmt: skip


def plant_paper(home: Path, record: PaperRecord = RECORD, text: str = BANK) -> None:
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
    path = home / "papers" / f"{record.slug}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(record), encoding="utf-8")
    (home / "drill.db").touch()
