"""All drafts of a paper: every kind in turn, one kind's failure on one formula never losing the others."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, cast

from drill.papers.draft import KINDS, Draft, Kind, Maker, Paper, Skipped
from drill.papers.drafting import contained
from drill.papers.sheet.typed import Question
from drill.proving.markup import markup_faults

MODULES: Final[Mapping[Kind, str]] = {kind: kind.replace("-", "_") for kind in KINDS}
_MOST_QUESTIONS: Final = 5
_LONGEST_TITLE: Final = 60
Progress = Callable[[str, int, int], None]
"""Told the kind at work, and how many kinds of how many are done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a symbol, with how many exercises wait for its answer or draw from a guess of it."""

    question: Question
    waiting: int
    drawing: int


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
            elif fault := _fault(made):
                skipped.append(Skipped(kind, made.about, f"Its text cannot be shown well: {fault}."))
            else:
                drafts.setdefault(made.id, made)
    return Generated(
        tuple(_with_own_titles(drafts.values())), tuple(skipped), _questions(skipped, drafts.values())
    )


def _of_kind(kind: Kind, paper: Paper) -> Iterator[Draft | Skipped]:
    module = cast(Maker, importlib.import_module(f"drill.papers.kinds.{MODULES[kind]}"))
    return contained(kind, "", lambda: module.drafts(paper))


def _with_own_titles(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, titles that stand twice with a number behind."""
    counts: Counter[str] = Counter()
    for draft in drafts:
        title = str(draft.exercise.get("title", ""))
        counts[title] += 1
        if title and counts[title] > 1:
            number = f" ({counts[title]})"
            own = f"{title[: _LONGEST_TITLE - len(number)]}{number}"
            draft = replace(draft, exercise={**draft.exercise, "title": own})
        yield draft


def _questions(skipped: Sequence[Skipped], drafts: Iterable[Draft]) -> tuple[Asked, ...]:
    """At most five, ranked by the exercises that wait for an answer, then by those that draw from a guess."""
    waiting: Counter[Question] = Counter()
    seen: set[tuple[Question, str, Kind]] = set()
    for one in skipped:
        if one.question is not None and (one.question, one.about, one.kind) not in seen:
            seen.add((one.question, one.about, one.kind))
            waiting[one.question] += 1
    drawing: Counter[str] = Counter(key for draft in drafts for key in {key for key, _ in draft.guesses})
    known = {question.about for question in waiting}
    guessed = [Question(key, "domain") for key in drawing if key not in known]
    asked = [Asked(one, waiting[one], drawing[one.about]) for one in (*waiting, *guessed)]
    asked.sort(key=lambda one: (-one.waiting - one.drawing / 2, one.question.about))
    return tuple(asked[:_MOST_QUESTIONS])


# What a learner would see as code


def _fault(draft: Draft) -> str:
    return next(filter(None, map(_left_over, texts_of(draft.exercise))), "")


@lru_cache(maxsize=4096)
def _left_over(text: str) -> str:
    first = next(markup_faults([("", text.replace("@@", "@"))]), None)
    return "" if first is None else first[1]


def texts_of(exercise: Mapping[str, object]) -> Iterator[str]:
    """Every Markdown text of an exercise that a learner reads."""
    for field in ("prompt", "shape", "motion", "hints", "steps"):
        yield from _texts(exercise.get(field))
    for mistake in _rows(exercise.get("wrong")):
        yield from _texts(mistake.get("say"))
    answer = cast("Mapping[str, object]", exercise.get("answer", {}))
    for kind in ("choice", "choices", "order"):
        for option in _rows(answer.get(kind)):
            for field in ("right", "wrong", "text", "say"):
                yield from _texts(option.get(field))


def _texts(value: object) -> Sequence[str]:
    if isinstance(value, str):
        return (value,)
    return cast("Sequence[str]", value) if isinstance(value, list | tuple) else ()


def _rows(value: object) -> Sequence[Mapping[str, object]]:
    return cast("Sequence[Mapping[str, object]]", value) if isinstance(value, list | tuple) else ()
