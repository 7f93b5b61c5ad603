"""All drafts of a paper: every kind in turn, one kind's failure on one formula never losing the others."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, cast

from drill.papers.draft import COMPUTED, KINDS, Draft, Kind, Maker, Paper, Skipped
from drill.papers.draft_building import contained
from drill.papers.questions import Asked, questions
from drill.papers.wording import capital, numbered
from drill.proving import markup_faults

MODULES: Final[Mapping[Kind, str]] = {kind: kind.replace("-", "_") for kind in KINDS}
# As long as titles of exercises may be.
_LONGEST_TITLE: Final = 60
# Told the kind at work, and how many kinds of how many are done.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Generated:
    """Drafts in the order of the kinds, what was left out with the reason, and what is worth asking."""

    drafts: tuple[Draft, ...]
    skipped: tuple[Skipped, ...]
    questions: tuple[Asked, ...]


def generate(paper: Paper, progress: Progress | None = None, *, kinds: Sequence[Kind] = KINDS) -> Generated:
    """Drafts of every kind; those whose text would show markup are left out, and ids stand once."""
    drafts: dict[str, Draft] = {}
    skipped: list[Skipped] = []
    for done, kind in enumerate(kinds):
        if progress is not None:
            progress(kind, done, len(kinds))
        for made in _of_kind(kind, paper):
            if isinstance(made, Skipped):
                skipped.append(made)
            elif fault := next(filter(None, map(_left_over, texts_of(made))), ""):
                skipped.append(Skipped(kind, made.about, f"Its text cannot be shown well: {fault}."))
            else:
                drafts.setdefault(made.id, _with_correction(made, paper))
    asked = questions(paper, tuple(drafts.values()), skipped, _computed)
    return Generated(tuple(_with_own_titles(drafts.values())), tuple(skipped), asked)


def _computed(paper: Paper, kinds: Collection[Kind]) -> tuple[Draft, ...]:
    """What computes, drafted alone."""
    made = (one for kind in COMPUTED if kind in kinds for one in _of_kind(kind, paper))
    return tuple({one.id: one for one in made if isinstance(one, Draft)}.values())


def _of_kind(kind: Kind, paper: Paper) -> Iterator[Draft | Skipped]:
    module = cast(Maker, importlib.import_module(f"drill.papers.kinds.{MODULES[kind]}"))
    return contained(kind, "", lambda: module.drafts(paper))


def _with_correction(draft: Draft, paper: Paper) -> Draft:
    """A draft that says where it is of a formula that a reader corrected."""
    formula = next((line.formula for line in paper.of_formula.get(draft.about, ())), None)
    if formula is None or not formula.corrected:
        return draft
    form, question = draft.exercise.forms[0], draft.question
    said = f"{capital(numbered(formula))} is meant here as you corrected it, not as it is printed."
    told = f"{question.prompt}\n\n{said}"
    form = replace(form, questions=(replace(question, prompt=told),))
    return replace(draft, exercise=replace(draft.exercise, forms=(form,)))


def _with_own_titles(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, titles that stand twice with a number behind."""
    counts: Counter[str] = Counter()
    for draft in drafts:
        title = draft.exercise.title
        counts[title] += 1
        if title and counts[title] > 1:
            number = f" ({counts[title]})"
            own = f"{title[: _LONGEST_TITLE - len(number)]}{number}"
            draft = replace(draft, exercise=replace(draft.exercise, title=own))
        yield draft


# What a learner would see as code


@lru_cache(maxsize=4096)
def _left_over(text: str) -> str:
    return next(markup_faults(text.replace("@@", "@")), "")


def texts_of(draft: Draft) -> Iterator[str]:
    """Every Markdown text of an exercise that a learner reads."""
    form, question = draft.exercise.forms[0], draft.question
    yield from (question.prompt, form.shape, form.motion, *question.hints, *question.steps)
    yield from (mistake.say for mistake in question.wrong)
    for option in question.answer.options:
        yield from (option.text, option.say)
