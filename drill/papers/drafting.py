"""What drafts of all kinds have in common: an exercise's fields, its options, and containment of failures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from drill.checking import option_id
from drill.errors import DrillError
from drill.papers.draft import Draft, Kind, Line, Paper, Skipped
from drill.papers.wording import pick

UNEXPECTED: Final = (
    DrillError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError,
)  # fmt: skip
"""What text that nobody expected may end in."""
Made = Iterable[Draft | Skipped]


def exercise(
    *,
    title: str,
    prompt: str,
    answer: Mapping[str, object],
    level: int,
    shape: str,
    motion: str,
    hints: Iterable[str],
    steps: Iterable[str],
    links: Iterable[str],
    skills: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    assume: Sequence[str] = (),
    wrong: Sequence[Mapping[str, object]] = (),
    witness: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """An exercise as a bank holds it; empty fields are left out."""
    whole: dict[str, object] = {
        "title": title,
        "skill": skills[0] if skills else "",
        "needs": list(skills[1:]),
        "level": level,
        "names": dict(names or {}),
        "assume": list(assume),
        "prompt": prompt,
        "answer": dict(answer),
        "shape": shape,
        "motion": motion,
        "hints": [hint for hint in hints if hint],
        "steps": [step for step in steps if step],
        "wrong": [dict(each) for each in wrong],
        "witness": dict(witness or {}),
        "links": list(links),
    }
    return {field: value for field, value in whole.items() if value not in ("", [], {})}


def choice_of(right: str, wrong: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Options of a choice, in an order that does not tell the right one; each wrong one with its reply."""
    options: list[dict[str, str]] = [{"right": right}, *({"wrong": text, "say": say} for text, say in wrong)]
    options.sort(key=lambda option: pick(str(option), *range(251)))
    return [{"id": option_id(option.get("right") or option["wrong"]), **option} for option in options]


def least_telling(right: str, others: Sequence[str], count: int) -> list[str]:
    """So many of ``others`` that the right option is neither the longest nor the shortest, if that can be."""
    longer = [one for one in others if len(one) > len(right)]
    shorter = [one for one in others if len(one) < len(right)]
    first = [*longer[:1], *shorter[:1]]
    rest = [one for one in others if one not in first]
    return [one for one in others if one in [*first, *rest][:count]]


def source_of(line: Line) -> str:
    """A statement's canonical spelling, of which ids are hashes."""
    return " ".join(line.tokens)


def each_line(
    kind: Kind, paper: Paper, make: Callable[[Line], Made], *, is_once: bool = True
) -> Iterator[Draft | Skipped]:
    """What ``make`` makes of every line, each spelling once; a failure costs that line alone."""
    seen: set[tuple[str, ...]] = set()
    for line in paper.lines:
        if is_once and line.tokens and line.tokens in seen:
            yield Skipped(kind, line.formula.id, "It stands in the paper before.")
            continue
        seen.add(line.tokens)
        yield from contained(kind, line.formula.id, lambda line=line: make(line))


def contained(kind: Kind, about: str, make: Callable[[], Made]) -> Iterator[Draft | Skipped]:
    """What ``make`` makes of one thing; where it fails, that it is skipped. What was made before stands."""
    try:
        yield from make()
    except UNEXPECTED as error:
        yield Skipped(kind, about, f"Making it failed: {type(error).__name__}: {error}")
