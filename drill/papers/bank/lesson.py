"""What is drilled of a paper, and in which order: central formulas, at most sixty exercises, mixed blocks."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from drill.notation import to_latex
from drill.papers.connections import central_formulas
from drill.papers.draft import COMPUTED, CONSEQUENCES, Draft, Paper
from drill.papers.generate import texts_of

# Exercises between a formula on the screen and the same formula from memory.
GAP: Final = 3
# Exercises of a paper: what a reader gets through in two weeks of half an hour.
MOST: Final = 60
_SORTS: Final[Mapping[str, str]] = {
    "recall": "memory", "blank": "memory", "spot-the-error": "slip", "explain": "words",
    **dict.fromkeys(COMPUTED, "computed"),
}  # fmt: skip
# At most so many of each sort for one formula.
_OF_FORMULA: Final = {"memory": 1, "slip": 1, "words": 1, "computed": 3}
_OF_PAPER: Final = {"symbol": 10, "which": 6}
# Of a formula that can be met first.
_FEW_SYMBOLS: Final = 6
# What a block takes one of by turns: a symbol, own words, numbers, code, and what an earlier one had.
_BLOCK: Final = (
    "symbol", "explain", "evaluate", "which", "direction", "code", "spot-the-error", "special-case", "symbol",
    "memory", "derivative", "order", "shape", "trace", "solve", "scaling", "referenced", "substitute",
    "limit", "memory",
)  # fmt: skip


def lesson(drafts: Sequence[Draft], paper: Paper, formulas: int) -> tuple[Draft, ...]:
    """The drafts of the most central ``formulas`` (0 for all of them, and then as many as there are).

    Of a longer list the least is cut that helps least: what is referred to, symbols beyond six, memory and
    words of the least central formulas; computed ones last.
    """
    ids = central_formulas(paper)
    ranks = {id_: rank for rank, id_ in enumerate(ids[: formulas or len(ids)])}
    known = {formula.id for formula in paper.sheet.formulas}
    chosen: list[Draft] = []
    counts: Counter[tuple[str, str]] = Counter()
    most = _OF_FORMULA | _OF_PAPER | ({} if formulas else {"computed": len(drafts)})

    def turn(draft: Draft) -> tuple[int, bool, int]:
        """Central formulas first; of each numbers, code, a consequence of another kind each time."""
        rank, first = ranks.get(draft.about, 0), {"evaluate": -2, "code": -1}
        turns = [*CONSEQUENCES[rank % len(CONSEQUENCES) :], *CONSEQUENCES]
        at = turns.index(draft.kind) if draft.kind in turns else first.get(draft.kind, len(turns))
        return rank, draft.kind == "blank", at

    for draft in sorted(drafts, key=turn):
        sort = _SORTS.get(draft.kind, draft.kind)
        place = (sort, draft.about if sort in _OF_FORMULA else "")
        counts[place] += 1
        is_central = draft.about in ranks or draft.about not in known
        if is_central and counts[place] <= most.get(sort, len(drafts)):
            chosen.append(draft)
    if formulas and len(chosen) > MOST:
        chosen = sorted(chosen, key=lambda draft: _cost(draft, ranks, chosen))[:MOST]
    return tuple(_mixed(chosen, paper))


def _cost(draft: Draft, ranks: Mapping[str, int], chosen: Sequence[Draft]) -> tuple[int, int]:
    """How early an exercise is cut: what costs most goes first."""
    rank = ranks.get(draft.about, 0)
    symbols = [one.id for one in chosen if one.kind == "symbol"]
    if draft.kind == "symbol":
        return (3 if symbols.index(draft.id) >= _FEW_SYMBOLS else 0), rank
    return {"referenced": 4, "memory": 2, "words": 1}.get(_SORTS.get(draft.kind, draft.kind), 0), rank


def _mixed(drafts: Sequence[Draft], paper: Paper) -> Iterator[Draft]:
    """Blocks that mix the kinds, each in the paper's order; memory waits till its formula is gone."""
    order = [formula.id for formula in paper.sheet.formulas]
    latex = {line.formula.id: to_latex(line.tokens) for line in paper.lines if line.tokens}
    waiting: dict[str, deque[Draft]] = {}
    for draft in sorted(drafts, key=lambda one: order.index(one.about) if one.about in order else 0):
        is_memory = _SORTS.get(draft.kind) == "memory"
        waiting.setdefault("memory" if is_memory else draft.kind, deque()).append(draft)
    memory = waiting.pop("memory", deque[Draft]())
    seen: list[str] = []

    def since(draft: Draft) -> int:
        """How many exercises ago its formula was last on the screen."""
        formula = latex.get(draft.about, draft.about)
        shows = (back for back, text in enumerate(reversed(seen)) if formula in text or draft.about in text)
        return next(shows, -1 if any(waiting.values()) else len(seen) + GAP)

    while any(waiting.values()) or memory:
        for kind in _BLOCK if any(waiting.values()) else ("memory",):
            if kind != "memory":
                draft = waiting[kind].popleft() if waiting.get(kind) else None
            else:
                best = max(memory, key=since, default=None)
                is_due = best is not None and (since(best) >= GAP or not any(waiting.values()))
                draft = best if is_due else None
                if draft is not None:
                    memory.remove(draft)
            if draft is not None:
                seen.append("\n".join((draft.about if kind != "memory" else "", *texts_of(draft))))
                yield draft
