"""The order of a paper's exercises: a lesson in each block, from its symbols to its formulas from memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.notation import to_latex
from drill.papers.draft import Draft, Kind, Paper
from drill.papers.generate import texts_of

GAP: Final = 3
"""Exercises between a formula on the screen and the same formula from memory."""
_FEWEST_FORMULAS: Final = 4
"""Formulas of a lesson: shorter blocks are joined to the next."""
_STAGES: Final[tuple[tuple[Kind, str], ...]] = (
    ("referenced", ""), ("symbol", ""), ("which", "led"), ("explain", ""), ("which", "feeds"), ("order", ""),
    ("evaluate", ""), ("which", ""), ("special-case", ""), ("spot-the-error", ""), ("blank", ""),
    ("code", ""), ("shape", ""), ("recall", ""),
)  # fmt: skip
"""What is taken for granted, symbols, what each formula does, how they hang together, one step by hand,
special cases, why it is so, code and shapes, from memory; with how the slot begins where that tells."""


def in_lesson_order(drafts: Sequence[Draft], paper: Paper) -> tuple[Draft, ...]:
    """The drafts as they are best learnt; a recall at least three exercises behind its formula, if it can."""
    lessons = _lessons(paper)
    places = {formula.id: place for place, formula in enumerate(paper.sheet.formulas)}
    first_use = _first_uses(paper)

    def key(draft: Draft) -> tuple[int, int, int]:
        formula = draft.about if draft.about in places else first_use.get(draft.about, "")
        return lessons.get(formula, 0), _stage(draft), places.get(formula, len(places))

    ordered = sorted(drafts, key=key)
    by_lesson: dict[int, list[Draft]] = {}
    for draft in ordered:
        by_lesson.setdefault(key(draft)[0], []).append(draft)
    return tuple(_spaced([by_lesson[number] for number in sorted(by_lesson)], paper))


def _stage(draft: Draft) -> int:
    stages = enumerate(_STAGES)
    fitting = [at for at, (kind, slot) in stages if kind == draft.kind and draft.slot.startswith(slot)]
    return fitting[0] if fitting else len(_STAGES)


def _lessons(paper: Paper) -> dict[str, int]:
    """The number of the lesson that each formula belongs to: blocks in order, short ones joined."""
    found: dict[str, int] = {}
    number, size, block = 0, 0, None
    for formula in paper.sheet.formulas:
        if formula.block != block and size >= _FEWEST_FORMULAS:
            number, size = number + 1, 0
        block = formula.block
        found[formula.id] = number
        size += 1
    return found


def _first_uses(paper: Paper) -> dict[str, str]:
    """The formula by which a symbol is first met: where its LaTeX stands first."""
    found: dict[str, str] = {}
    for row in paper.sheet.symbols:
        users = (line.formula.id for line in paper.lines if row.symbol in to_latex(line.tokens))
        found.setdefault(row.symbol, next(users, ""))
    return found


def _spaced(lessons: Sequence[Sequence[Draft]], paper: Paper) -> Iterator[Draft]:
    """Recalls wait until their formulas have been off the screen for some exercises."""
    latex = {line.formula.id: to_latex(line.tokens) for line in paper.lines if line.tokens}
    waiting: list[Draft] = []
    seen: list[str] = []

    def given(draft: Draft) -> Draft:
        seen.append("\n".join((draft.about if draft.kind != "recall" else "", *texts_of(draft))))
        return draft

    def since(draft: Draft) -> int:
        """How many exercises ago its formula was last on the screen."""
        formula = latex.get(draft.about, draft.about)
        shows = (back for back, text in enumerate(reversed(seen)) if formula in text or draft.about in text)
        return next(shows, len(seen) + GAP)

    for lesson in lessons:
        waiting += [draft for draft in lesson if draft.kind == "recall"]
        for draft in lesson:
            if draft.kind != "recall":
                yield given(draft)
        while clear := next((draft for draft in waiting if since(draft) >= GAP), None):
            waiting.remove(clear)
            yield given(clear)
    while waiting:
        longest = max(waiting, key=since)
        waiting.remove(longest)
        yield given(longest)
