"""Formulas of a paper in NumPy, whether or not an exercise asks for them: what is read and typed of them."""

from __future__ import annotations

from drill.papers import Paper, Reading, made_of, paper_of
from drill.papers.kinds.code import Coded, write_numpy_code
from drill.papers.lowering.inputs import RefusedError
from drill.papers.lowering.needs import sums_along
from drill.papers.sheet.types import Array, Function


def program_of(record: Paper, about: str = "f1") -> Coded | None:
    """The first of a formula's lines that is computed; None if none is."""
    reading = paper_of(record)
    for line in reading.of_formula[about]:
        try:
            return write_numpy_code(reading, line)
        except RefusedError:
            continue
    return None


def refusal_of(record: Paper, about: str = "f1") -> str:
    """Why a formula's last line is not computed; empty if it is."""
    reading = paper_of(record)
    try:
        write_numpy_code(reading, reading.of_formula[about][-1])
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


def programs_of(reading: Reading) -> tuple[str, ...]:
    """Every line of a paper in NumPy, in their order; empty where it is not computed."""
    programs: list[str] = []
    for line in reading.lines:
        try:
            programs.append(write_numpy_code(reading, line).program.text)
        except RefusedError:
            programs.append("")
    return tuple(programs)


def axes_in(reading: Reading) -> dict[str, tuple[str | int, ...]]:
    """The axes of the arrays in a paper's formulas, by the names that are typed."""
    return {name: kind.axes for name, kind in _types_in(reading).items() if isinstance(kind, Array)}


def known_functions_in(reading: Reading) -> dict[str, str]:
    """The well-known functions that letters of a paper are, by the names that are typed."""
    return {name: kind.known for name, kind in _types_in(reading).items() if isinstance(kind, Function)}


def _types_in(reading: Reading) -> dict[str, object]:
    typed = [line.typed for line in reading.lines if line.typed is not None]
    return {quantity.typed: quantity.type for each in typed for quantity in each.quantities}


def sums_of_inputs(reading: Reading) -> list[int | None]:
    """The axes along which the inputs of a paper's first formula sum to 1."""
    return [sums_along(operand) for operand in reading.formula(reading.lines[0]).inputs]


def skills_in(reading: Reading) -> set[str]:
    """The skills that a paper's formulas show."""
    record = made_of(reading, lambda stage, done, whole: None)
    return {skill for formula in record.formulas for skill in formula.skills}
