"""What went wrong, in words: the checker's diagnoses as a learner reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drill.gyr.events import Attempt, ItemId
from drill.gyr.state import PassMark
from drill.session.workspace import Workspace

_SLIPS: Mapping[str, str] = {
    "backwards": "an interval written backwards",
    "complement": "the complement taken",
    "condition": "a condition not met",
    "constant": "a constant off",
    "degrees": "degrees for radians",
    "dependent": "dependent vectors",
    "differentiated": "differentiated, not integrated",
    "earlier-line": "the slip was later",
    "eigenvalue": "another eigenvalue's vector",
    "end": "an end of the interval",
    "entry": "some entries off",
    "extra": "more than was due",
    "factor": "a factor off",
    "family": "another family",
    "form": "right value, other form",
    "inner-derivative": "inner derivative missing",
    "integrand": "the integrand given",
    "integrated": "integrated, not differentiated",
    "inverse": "the inverse taken",
    "later-line": "the slip was earlier",
    "misconception": "a common mistake",
    "missing": "something missing",
    "missing-bars": "absolute value missing",
    "missing-constant": "constant of integration",
    "names": "other names than asked for",
    "no-slip": "a slip overlooked",
    "not-an-equation": "no equation",
    "not-none": "a slip seen where none was",
    "not-spanning": "too few vectors",
    "order": "the order",
    "parameter": "a parameter off",
    "percent": "percent for a share",
    "point": "right at some points only",
    "product": "the product rule",
    "rate": "rate and scale exchanged",
    "reciprocal": "upside down",
    "rounding": "rounded too early",
    "side": "one side off",
    "sign": "a sign",
    "size": "another size than due",
    "shape": "shapes that do not fit",
    "strict": "strict and not strict",
    "structure": "another function",
    "tokens": "a symbol off",
    "transposed": "a transpose",
    "undefined": "not defined everywhere",
    "variance": "variance and deviation",
    "zero": "the zero vector",
}


def slip(code: str) -> str:
    """A diagnosis in a few words, fit for a list; that an answer is wrong alone is none, and empty."""
    return "" if code in ("", "wrong") else _SLIPS.get(code, code.replace("-", " "))


def last_slip(workspace: Workspace, item: ItemId, marks: Sequence[PassMark]) -> str:
    """What went wrong at the newest of its ``marks``, in words; empty where it was right, or nobody knows."""
    if not marks or marks[-1].ok:
        return ""
    events = workspace.store.history(item)
    facts = next((event.facts for event in events if event.id == marks[-1].event), None)
    if not isinstance(facts, Attempt):
        return ""
    return "the key was revealed" if facts.revealed else slip(facts.code)
