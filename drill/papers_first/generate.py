"""All drafts of a paper: every kind in turn, one kind's failure never losing the others."""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final, Protocol, cast

from drill.papers_first.contained import UNEXPECTED, gave_up
from drill.papers_first.draft import Draft, Kind, Skipped
from drill.papers_first.paper import Paper
from drill.papers_first.wording import left_over

MODULES: Final[Mapping[Kind, str]] = {
    "recall": "recall",
    "blank": "blank",
    "spot-the-error": "altered",
    "symbol": "symbol",
    "evaluate": "evaluate",
    "code": "code",
    "shape": "shape",
    "special-case": "special_case",
    "order": "order",
    "which": "which",
    "symbol-code": "symbol_code",
    "referenced": "referenced",
    "explain": "explain",
}
"""The module of each kind, in the order in which exercises of one formula follow each other."""

KINDS_IN_ORDER: Final[Mapping[Kind, int]] = {kind: place for place, kind in enumerate(MODULES)}
_COST: Final[Mapping[Kind, int]] = {
    **dict.fromkeys(("recall", "blank", "spot-the-error"), 1),
    **dict.fromkeys(("evaluate", "code", "shape", "special-case"), 2),
}
"""How much a kind computes: what is cheap is made first, in case that time is up."""
_COMPUTING: Final[frozenset[Kind]] = frozenset(("evaluate", "code", "special-case", "shape"))
_ONE_STEP: Final = re.compile(r"-?\w+\s*[-+*/@]\s*\w+")
Progress = Callable[[str, int, int], None]
"""Told the kind at work, and how many kinds of how many are done."""


class Module(Protocol):
    """A kind of exercise."""

    def drafts(self, paper: Paper) -> Iterator[Draft | Skipped]:
        """Drafts of a paper, and what the kind makes nothing of."""
        ...


@dataclass(frozen=True, slots=True)
class Generated:
    """Drafts in the order of the kinds, and what was left out with the reason."""

    drafts: tuple[Draft, ...]
    skipped: tuple[Skipped, ...]


def generate(
    paper: Paper,
    *,
    kinds: Sequence[Kind] = tuple(MODULES),
    progress: Progress | None = None,
    limit_s: float = math.inf,
) -> Generated:
    """Drafts of every kind; those whose text would show markup are left out, and ids stand once.

    Kinds that compute come last, and what of them is not made within ``limit_s`` seconds is left out: a very
    long source gives fewer exercises rather than none.
    """
    drafts: dict[str, Draft] = {}
    skipped: list[Skipped] = []
    end = monotonic() + limit_s
    for done, kind in enumerate(sorted(kinds, key=lambda kind: _COST.get(kind, 0))):
        if progress is not None:
            progress(kind, done, len(kinds))
        for made in _of_kind(kind, paper):
            if monotonic() > end:
                skipped.append(Skipped(kind, paper.title, "the paper is so long that time was up"))
                break
            if isinstance(made, Skipped):
                skipped.append(made)
                continue
            fault = _fault(made)
            if fault:
                skipped.append(Skipped(kind, _what(made), fault))
            else:
                drafts.setdefault(made.id, made)
    in_order = sorted(drafts.values(), key=lambda draft: KINDS_IN_ORDER[draft.kind])
    slight = {draft.id: draft for draft in _slight(in_order)}
    skipped += (
        Skipped(draft.kind, _what(draft), "its display has more to compute than this")
        for draft in slight.values()
    )
    return Generated(tuple(draft for draft in in_order if draft.id not in slight), tuple(skipped))


def _slight(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Those with one operation between two names to do, where their display has something else to compute."""
    of_display: dict[tuple[str, int], list[Draft]] = {}
    for draft in drafts:
        if draft.kind in _COMPUTING and draft.formula is not None:
            of_display.setdefault((draft.formula.place.file, draft.formula.display), []).append(draft)
    for beside in of_display.values():
        slight = [draft for draft in beside if _ONE_STEP.fullmatch(_key(draft))]
        yield from slight if len(slight) < len(beside) else slight[1:]


def _key(draft: Draft) -> str:
    answer = cast("Mapping[str, object]", draft.exercise.get("answer", {}))
    return str(answer.get("number", answer.get("code", "")))


def _of_kind(kind: Kind, paper: Paper) -> Iterator[Draft | Skipped]:
    module = cast(Module, importlib.import_module(f"drill.papers_first.kinds.{MODULES[kind]}"))
    try:
        yield from module.drafts(paper)
    except UNEXPECTED as error:
        # what was made before it stands, the other kinds go on
        yield Skipped(kind, paper.title, gave_up("this kind", error))


def _what(draft: Draft) -> str:
    return draft.formula.name if draft.formula is not None else draft.about


def _fault(draft: Draft) -> str:
    """What a learner would see as code instead of mathematics; empty where nothing is."""
    first = next(filter(None, map(left_over, texts_of(draft.exercise))), "")
    return first and f"its text cannot be shown well: {first}"


def texts_of(exercise: Mapping[str, object]) -> Iterator[str]:
    """Every Markdown text of an exercise that a learner reads."""
    for field in ("prompt", "shape", "motion", "theory"):
        yield from _texts(exercise.get(field))
    for field in ("hints", "steps", "resources"):
        yield from _texts(exercise.get(field))
    for mistake in _rows(exercise.get("wrong")):
        yield from _texts(mistake.get("say"))
    answer = cast("Mapping[str, object]", exercise.get("answer", {}))
    for kind in ("choice", "choices", "order"):
        for option in _rows(answer.get(kind)):
            for field in ("right", "wrong", "text", "say"):
                yield from _texts(option.get(field))
    yield from _texts(answer.get("self"))


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return cast("Sequence[str]", value) if isinstance(value, list | tuple) else ()


def _rows(value: object) -> Sequence[Mapping[str, object]]:
    return cast("Sequence[Mapping[str, object]]", value) if isinstance(value, list | tuple) else ()
