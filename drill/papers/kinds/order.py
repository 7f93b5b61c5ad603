"""Put in order: the steps of an algorithm box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.notation import refs, statements
from drill.notation.tree import Ref
from drill.papers import wording
from drill.papers.draft import Draft, Paper, Skipped
from drill.papers.draft_building import contained, exercise, order_of
from drill.papers.sheet.model import AlgorithmRow
from drill.papers.sheet.symbols import canonical_tokens
from drill.papers.structure import defined

# Two steps have one order that is wrong.
_FEWEST: Final = 3
# Letters that are still typed with ease.
_MOST: Final = 10
# First words of lines that steer the others, and are no step.
_CONTROL: Final = ("for", "while", "repeat", "until", "if", "else", "end", "return", "require", "ensure",
                   "input", "output", "do", "then")  # fmt: skip


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each algorithm box."""
    for box in paper.sheet.algorithms:
        yield from contained("order", box.id, lambda box=box: [_of_box(paper, box)])


def _of_box(paper: Paper, box: AlgorithmRow) -> Draft | Skipped:
    steps = _linked(box.steps)
    if not _FEWEST <= len(steps) <= _MOST:
        return Skipped(
            "order", box.id, f"It does not have {_FEWEST} to {_MOST} steps, each needing the one before."
        )
    if len(set(steps)) < len(steps):
        return Skipped("order", box.id, "Two of its steps read the same.")
    name = called(box)
    ask = wording.pick(
        box.id,
        f"Put the steps of {name} in {wording.short_title(paper.sheet)} in order.",
        f"The steps of {name} in {wording.short_title(paper.sheet)} are shuffled. Put them back in order.",
    )
    has_loop = any(first_word(step) in ("for", "while", "repeat") for step in box.steps)
    once = " within one pass of the loop" if has_loop else ""
    body = exercise(
        title=_title(box),
        prompt=f"{ask} Begin with the step that needs nothing from the others{once}.",
        answer=order_of(steps),
        level=2 if len(steps) <= 5 else 3,
        shape="a chain of steps, each of which needs what an earlier one made",
        motion="ask of each step what it needs, and which step makes that",
        hints=[
            "What must be known before anything else can be computed?",
            f"The first of these is: {steps[0]}",
        ],
        steps=[f"{number}. {step}" for number, step in enumerate(steps, 1)],
        links=[f"{wording.capital(wording.short_title(paper.sheet))}, {name}"],
    )
    return Draft("order", box.id, box.id, "algorithm", body, is_proved=True)


def called(box: AlgorithmRow) -> str:
    """A box in a sentence."""
    caption = wording.markdown(box.caption)
    return f"the algorithm “{caption}”" if caption else f"the algorithm at line {box.line}"


def _title(box: AlgorithmRow) -> str:
    title = f"Steps of {box.caption}" if box.caption and "$" not in box.caption else "Steps of the algorithm"
    return title if len(title) <= 60 else "Steps of the algorithm"


def _linked(steps: Sequence[str]) -> list[str]:
    """Steps of which each needs what the one before made: those that may trade places become one."""
    groups: list[tuple[list[str], set[Ref]]] = []
    for step in steps:
        text = step.strip().rstrip(".;")
        if not text or first_word(text) in _CONTROL or "$" not in text:
            continue
        makes, needs = _made_and_needed(text)
        if not makes:
            continue
        if groups and not needs & groups[-1][1]:
            groups[-1][0].append(text)
            groups[-1][1].update(makes)
        else:
            groups.append(([text], makes))
    return [wording.markdown("; ".join(texts)) for texts, _ in groups]


def first_word(step: str) -> str:
    """The word with which a step begins, in small letters."""
    words = step.replace("*", " ").replace(":", " ").split()
    return words[0].lower() if words else ""


def _made_and_needed(step: str) -> tuple[set[Ref], set[Ref]]:
    """What a step sets, and what it takes, each as it stands there: ``m_{t-1}`` is not ``m_t``."""
    makes: set[Ref] = set()
    needs: set[Ref] = set()
    for latex in step.split("$")[1::2]:
        for parsed in statements(canonical_tokens(latex)):
            left = defined(parsed.statement)
            if left is not None and parsed.statement is not None:
                makes.add(left)
                needs |= {ref for side in parsed.statement.sides[1:] for ref in refs(side)}
    return makes, needs
