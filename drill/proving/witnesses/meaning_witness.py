"""The witness of questions that a formula's line answers: the change, run on draws over all that is assumed.

Draws have entries from 10^-3 to 10^3, axes of 1 to 9 and fifty digits; they are others than those of the
search.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from drill.arraycode import Change as LineChange
from drill.arraycode import ChangeKind, DrawnCode, Property, hold_on
from drill.checking import CodeSpec
from drill.codec import is_mapping, is_sequence
from drill.errors import BankError
from drill.formulas import End, is_left_at
from drill.proving.witnesses.trial import AGREED, Finding, Trial

_DRAWS, _SEED = 200, 900
# Draws that a question has to be seen on.
_SEEN = 20
_KINDS = get_args(ChangeKind)


def confirm_by_meaning(trial: Trial) -> Finding:
    """``meaning: LINE, arrays, change, letters``: the change leaves the line as it is, or what ``outcome``
    says; of an answer in code the key is what is left; ``others`` do not leave it, nor does it the line
    ``wrong``. Raises BankError for a line that is not read."""
    code = DrawnCode(
        trial.text("meaning"), trial.stated("arrays"), _list_texts(trial.witness.get("assume")),
        str(trial.witness.get("library", "")),
    )  # fmt: skip
    change = _read_change(trial.witness)
    samples = [(turn, *pair) for turn, pair in enumerate(code.list_draws(_SEED, _DRAWS, is_wide=True))]
    key = trial.claim.text if isinstance(trial.claim.expect, CodeSpec) else "same"
    outcome = str(trial.witness.get("outcome", key))
    if not samples:
        return Finding(False, "the line has no finite value on any draw")
    if not change.is_allowed(code):
        return Finding(False, "the change leaves what is assumed")
    if outcome != "same":
        holds = is_left_at(code, End(change, outcome), samples)
    else:
        holds = hold_on(code, Property(change, "same"), samples, min(_SEEN, len(samples)))
    if not holds:
        return Finding(False, "it does not hold on every draw of what is assumed")
    return _find_unbroken(trial, code, change) or AGREED


def _find_unbroken(trial: Trial, code: DrawnCode, change: LineChange) -> Finding | None:
    """Return the fault of what should fail and does not: another change, or the wrong line."""
    lines = [(code, _read_change(other)) for other in _list_mappings(trial.witness.get("others"))]
    if "wrong" in trial.witness:
        lines.append((code.with_code(trial.text("wrong")), change))
    for line, other in lines:
        samples = [(turn, *pair) for turn, pair in enumerate(line.list_draws(_SEED, _SEEN, is_wide=False))]
        if other.is_allowed(line) and hold_on(line, Property(other, "same"), samples, 0):
            return Finding(False, f"{other.kind} of {', '.join(other.letters)} leaves it as it is, too")
    return None


def _read_change(written: Mapping[str, Any]) -> LineChange:
    kind: Any = str(written.get("change", ""))
    if kind not in _KINDS:
        raise BankError(f"no change is called {kind!r}", field="witness.change", code="witness")
    powers = written.get("powers", ())
    along = written.get("along")
    return LineChange(
        kind, _list_texts(written.get("letters")), tuple(map(int, powers)) if is_sequence(powers) else (),
        None if along is None else int(along),
    )  # fmt: skip


def _list_texts(written: object) -> tuple[str, ...]:
    if written is None:
        return ()
    return tuple(map(str, written)) if is_sequence(written) else (str(written),)


def _list_mappings(written: object) -> list[Mapping[str, Any]]:
    return [each for each in written if is_mapping(each)] if is_sequence(written) else []
