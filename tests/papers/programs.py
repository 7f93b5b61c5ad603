"""Formulas of a paper in NumPy, whether or not an exercise asks for them: what is read and typed of them."""

from __future__ import annotations

from drill.papers import Paper, paper_of
from drill.papers.kinds.code import Coded, coded
from drill.papers.lowering.inputs import RefusedError


def program_of(record: Paper, about: str = "f1") -> Coded | None:
    """The first of a formula's lines that is computed; None if none is."""
    reading = paper_of(record)
    for line in reading.of_formula[about]:
        try:
            return coded(reading, line)
        except RefusedError:
            continue
    return None


def refusal_of(record: Paper, about: str = "f1") -> str:
    """Why a formula's last line is not computed; empty if it is."""
    reading = paper_of(record)
    try:
        coded(reading, reading.of_formula[about][-1])
    except RefusedError as error:
        return error.why
    return ""


def code_of(record: Paper, about: str = "f1") -> str:
    """A formula in NumPy; empty if it is not computed."""
    coding = program_of(record, about)
    return coding.program.text if coding is not None else ""


def arrays_of(record: Paper, about: str = "f1") -> dict[str, list[str]]:
    """The shapes of what a formula is computed from."""
    coding = program_of(record, about)
    assert coding is not None, refusal_of(record, about)
    return {operand.name: list(coding.named(operand.shape)) for operand in coding.given}
