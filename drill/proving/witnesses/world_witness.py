"""The witness ``world``: a paper's formula, evaluated in small drawn worlds with whatever its letters are."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import numpy as np

from drill.arraycode import run_code
from drill.checking import OptionsSpec
from drill.codec import is_list, is_mapping, is_tuple
from drill.errors import BankError, CheckError, DrillError
from drill.formulas import (
    ASKS,
    Ask,
    AskError,
    Evaluation,
    Formula,
    FormulaError,
    RowError,
    World,
    find_asked_option,
    gather_numpy_arrays,
    is_same_value,
    list_asked_values,
    open_formulas,
    read_part,
)
from drill.proving.witnesses.trial import (
    AGREED,
    Finding,
    Trial,
    of_arrays,
    translate_numpy_refusals,
    write_witness_value,
)
from drill.text import did_you_mean

# The seed from which on worlds are drawn in which a key and the formula have to agree.
FIRST_SEED: Final = 1000
# What was asked once, and is proved no more.
_FORMER_ASKS: Final = frozenset((
    "chance", "constant", "equals", "first", "flat", "hides", "holds", "instead", "mends", "second", "shows",
    "solve",
))  # fmt: skip
_MOST_STEPS: Final = 12


def confirm_by_world(trial: Trial) -> Finding:
    """``world: formula, letters: rows, ask: {…}``: the key has the formula's value in every world.

    The right option of a choice is the one that is so in all of them. Raises BankError for what is not read.
    """
    with _blaming_the_witness(trial):
        formula, ask = open_witness_formula(trial), _read_ask(trial)
        if isinstance(trial.claim.expect, OptionsSpec):
            found = trial.once(lambda: find_asked_option(formula, ask, FIRST_SEED))
            (right,) = trial.claim.expect.right_ids or ("",)
            return AGREED if found == right else Finding(False, f"the worlds say {found}, the key {right}")
        for world, expected in trial.once(lambda: [*list_asked_values(formula, ask, FIRST_SEED)]):
            claimed = compute_key_value(trial, formula, world)
            if claimed is None or not is_same_value(claimed, expected):
                key, value = write_witness_value(claimed), write_witness_value(expected)
                return Finding(False, f"the formula gives {value}, the key {key} (world {world.seed})")
    return AGREED


@contextmanager
def _blaming_the_witness(trial: Trial) -> Generator[None]:
    """Raise BankError with its place for whatever cannot be read or asked."""
    try:
        yield
    except RowError as error:
        rows = _list_rows(trial)
        place = f"letters.{rows.index(error.row)}" if error.row in rows else "letters"
        raise BankError(str(error), field=f"witness.{place}", code="witness") from None
    except AskError as error:
        raise BankError(error.message, field=f"witness.ask.{error.place}", code="witness") from None
    except FormulaError as error:
        raise BankError(str(error), field="witness.world", code="witness") from None
    except (BankError, CheckError):
        raise
    except DrillError as error:  # no value, no rich world
        raise CheckError(f"the formula has no value to compare with: {error}") from None


def _list_rows(trial: Trial) -> list[str]:
    rows = trial.witness.get("letters", ())
    if not (is_list(rows) or is_tuple(rows)) or not all(isinstance(row, str) for row in rows):
        raise BankError(
            "a list of rows is expected, such as ['x: d', 'a: > 0']", field="witness.letters", code="witness"
        )
    return [str(row) for row in rows]


def open_witness_formula(trial: Trial) -> Formula:
    """Return the formula of a witness with the rows of its letters. Raises FormulaError, RowError."""
    formulas = open_formulas(trial.text("world"), _list_rows(trial))
    if len(formulas) != 1:
        raise FormulaError("one formula is expected")
    return formulas[0]


def _read_ask(trial: Trial) -> Ask:
    written = trial.witness.get("ask", {})
    if not is_mapping(written):
        raise AskError("", "a mapping is expected, such as {times: 2}")
    for name in map(str, written):
        if name in _FORMER_ASKS:
            raise AskError(
                name,
                f"questions with {name!r} are not proved any more: give it another witness, or remove it",
            )
        if name not in ASKS:
            near = did_you_mean(name, sorted(ASKS))
            raise AskError(name, f"nothing is asked by {name!r}{f'; {near}' if near else ''}")
    times = trial.whole(written.get("times", 0))
    if not 0 <= times <= _MOST_STEPS:
        raise AskError("times", f"1 to {_MOST_STEPS} steps are possible")
    equal = written.get("equal", ())
    if not (is_list(equal) or is_tuple(equal)) or len(equal) not in (0, 2):
        raise AskError("equal", "two parts of the formula are expected")
    return Ask(
        at=_read_numbers(trial, written, "at"),
        times=times,
        each=_is_yes(written.get("each")),
        equal=tuple(map(str, equal)),
        change={latex: str(change) for latex, change in _read_texts(written, "change").items()},
        negative=_is_yes(written.get("negative")),
    )


def _read_texts(written: Mapping[Any, Any], name: str) -> dict[str, Any]:
    value = written.get(name, {})
    if not is_mapping(value):
        raise AskError(name, "a mapping from letters is expected")
    return {str(latex): entry for latex, entry in value.items()}


def _read_numbers(trial: Trial, written: Mapping[Any, Any], name: str) -> dict[str, float]:
    return {latex: trial.real(number) for latex, number in _read_texts(written, name).items()}


def _is_yes(value: object) -> bool:
    return str(value).lower() in ("yes", "true")


def compute_key_value(trial: Trial, formula: Formula, world: World) -> Any:
    """Return the key's value in a world; None where it has none."""
    compute = _run_key_code if trial.claim.kind == "code" else _evaluate_key
    try:
        with translate_numpy_refusals():
            return compute(trial, formula, world)
    except CheckError:
        return None


def _run_key_code(trial: Trial, formula: Formula, world: World) -> Any:
    return run_code(trial.claim.text, gather_numpy_arrays(formula, world))


def _evaluate_key(trial: Trial, formula: Formula, world: World) -> Any:
    latex = trial.scope.frame.latex
    evaluation = Evaluation(formula, world)
    needed = _list_needed(trial)
    values = {
        name: evaluation.compute(read_part(formula, text)) for name, text in latex.items() if name in needed
    }
    sizes = {axis: float(world.find_axis_size(axis)) for axis in formula.axis_letters}
    value = of_arrays(trial.claim.node)({**sizes, **values})
    return np.array(value) if is_list(value) else value


def _list_needed(trial: Trial) -> frozenset[str]:
    from drill.maths.maths_tree import find_symbols

    return find_symbols(trial.claim.node)
