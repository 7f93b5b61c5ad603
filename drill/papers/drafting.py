"""Make all drafts of a paper, kind by kind; a failure of one kind on one formula costs no others."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Protocol, cast

from drill.papers.draft import KINDS, Draft, Kind, Line, Skipped
from drill.papers.draft_building import contained
from drill.papers.paper_reading import Reading
from drill.papers.sheet.names import is_balanced
from drill.papers.wording import capital, numbered
from drill.proving import markup_faults

# Exercises of a formula, in the order of the kinds.
MOST_OF_FORMULA: Final = 5
# As long as titles of exercises may be.
_LONGEST_TITLE: Final = 60
# Told the kind at work, and how many kinds of how many are done.
Progress = Callable[[str, int, int], None]


class Maker(Protocol):
    """The protocol of a kind of exercise: each module in `drill.papers.kinds` has this function."""

    def drafts(self, reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
        """Yield drafts for lines of a paper, and reasons where the kind makes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Generated:
    """Drafts in the order of the kinds, and what was left out with the reason."""

    drafts: tuple[Draft, ...]
    skipped: tuple[Skipped, ...]


def generate(reading: Reading, about: Collection[str], progress: Progress | None = None) -> Generated:
    """Make drafts of every kind for the formulas ``about``, each id once.

    Whatever else the paper has may be used in them. Drafts whose text would show markup are left out. A
    formula that has as many exercises as a lesson takes is asked for none of a further kind.
    """
    drafts: dict[str, Draft] = {}
    skipped: list[Skipped] = []
    about = [id_ for id_ in about if not _is_broken(reading.of_formula.get(id_, ()))]
    for done, kind in enumerate(KINDS):
        if progress is not None:
            progress(kind, done, len(KINDS))
        counts = Counter(draft.about for draft in drafts.values())
        open_ids = {id_ for id_ in about if counts[id_] < MOST_OF_FORMULA}
        lines = [line for line in reading.lines if line.formula.id in open_ids]
        for outcome in _of_kind(kind, reading, lines):
            if isinstance(outcome, Skipped):
                skipped.append(outcome)
            elif fault := next(filter(None, map(_left_over, texts_of(outcome))), ""):
                skipped.append(Skipped(kind, outcome.about, f"Its text cannot be shown well: {fault}."))
            else:
                drafts.setdefault(outcome.id, _with_correction(outcome, reading))
    return Generated(tuple(_with_own_titles(drafts.values())), tuple(skipped))


def _is_broken(lines: Sequence[Line]) -> bool:
    """Return whether no line of a formula is read and its brackets do not close: ``x from, :) = y``."""
    is_read = any(line.statement is not None for line in lines)
    return not is_read and not is_balanced([token for line in lines for token in line.tokens])


def _of_kind(kind: Kind, reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    module = cast(Maker, importlib.import_module(f"drill.papers.kinds.{kind}"))
    return contained(kind, "", lambda: module.drafts(reading, lines))


def _with_correction(draft: Draft, reading: Reading) -> Draft:
    """Say in the prompt of a corrected formula that the correction is meant."""
    formula = next((line.formula for line in reading.of_formula.get(draft.about, ())), None)
    if formula is None or not formula.corrected:
        return draft
    form, question = draft.exercise.forms[0], draft.question
    remark = f"{capital(numbered(formula))} is meant here as you corrected it, not as it is printed."
    prompt = f"{question.prompt}\n\n{remark}"
    form = replace(form, questions=(replace(question, prompt=prompt),))
    return replace(draft, exercise=replace(draft.exercise, forms=(form,)))


def _with_own_titles(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Number the titles that several drafts have."""
    counts: Counter[str] = Counter()
    for draft in drafts:
        title = draft.exercise.title
        counts[title] += 1
        if title and counts[title] > 1:
            number = f" ({counts[title]})"
            numbered_title = f"{title[: _LONGEST_TITLE - len(number)]}{number}"
            draft = replace(draft, exercise=replace(draft.exercise, title=numbered_title))
        yield draft


# What a learner would see as code


@lru_cache(maxsize=4096)
def _left_over(text: str) -> str:
    return next(markup_faults(text.replace("@@", "@")), "")


def texts_of(draft: Draft) -> Iterator[str]:
    """Yield every Markdown text of an exercise that a learner reads."""
    form, question = draft.exercise.forms[0], draft.question
    yield from (question.prompt, form.shape, form.motion, *question.hints, *question.steps)
    yield from (mistake.say for mistake in question.wrong)
