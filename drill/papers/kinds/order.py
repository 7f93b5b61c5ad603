"""Put in order: the steps of an algorithm box, the sides of a derivation, formulas that feed each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from drill.notation import refs, statements, to_latex
from drill.notation.tree import Ref, Statement
from drill.papers import wording
from drill.papers.connections import chains, connections
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.drafting import contained, each_line, exercise, order_of, source_of
from drill.papers.sheet.model import AlgorithmRow
from drill.papers.structure import EQUAL, defined, signs, skills_of

_FEWEST: Final = 3
_MOST: Final = 10
_CONTROL: Final = ("for", "while", "repeat", "until", "if", "else", "end", "return", "require", "ensure",
                   "input", "output", "do", "then")  # fmt: skip
"""First words of lines that steer the others, and are no step."""
_LONGEST_SIDE: Final = 60


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each algorithm box, each long chain of equalities, and each chain of formulas."""
    glossary = wording.Glossary(paper)
    for box in paper.sheet.algorithms:
        yield from contained("order", box.id, lambda box=box: [_of_box(paper, box)])
    yield from each_line("order", paper, lambda line: _of_derivation(paper, line, glossary), is_once=True)
    yield from contained("order", "", lambda: _of_chains(paper, glossary))


# Algorithm boxes


def _of_box(paper: Paper, box: AlgorithmRow) -> Draft | Skipped:
    steps = _linked(box.steps)
    if not _FEWEST <= len(steps) <= _MOST:
        return Skipped(
            "order", box.id, f"It does not have {_FEWEST} to {_MOST} steps, each needing the one before."
        )
    if len(set(steps)) < len(steps):
        return Skipped("order", box.id, "Two of its steps read the same.")
    name = (
        f"the algorithm “{wording.markdown(box.caption)}”"
        if box.caption
        else f"the algorithm at line {box.line}"
    )
    ask = wording.pick(
        box.id,
        f"Put the steps of {name} in {wording.short_title(paper.sheet)} in order.",
        f"The steps of {name} in {wording.short_title(paper.sheet)} are shuffled. Put them back in order.",
    )
    has_loop = any(_first_word(step) in ("for", "while", "repeat") for step in box.steps)
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


def _title(box: AlgorithmRow) -> str:
    title = f"Steps of {box.caption}" if box.caption and "$" not in box.caption else "Steps of the algorithm"
    return title if len(title) <= 60 else "Steps of the algorithm"


def _linked(steps: Sequence[str]) -> list[str]:
    """Steps of which each needs what the one before made: those that may trade places become one."""
    groups: list[tuple[list[str], set[Ref]]] = []
    for step in steps:
        text = step.strip().rstrip(".;")
        if not text or _first_word(text) in _CONTROL or "$" not in text:
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


def _first_word(step: str) -> str:
    words = step.replace("*", " ").replace(":", " ").split()
    return words[0].lower() if words else ""


def _made_and_needed(step: str) -> tuple[set[Ref], set[Ref]]:
    """What a step sets, and what it takes, each as it stands there: ``m_{t-1}`` is not ``m_t``."""
    makes: set[Ref] = set()
    needs: set[Ref] = set()
    for latex in step.split("$")[1::2]:
        for parsed in statements(wording.canonical_or_nothing(latex)):
            left = defined(parsed.statement)
            if left is not None and parsed.statement is not None:
                makes.add(left)
                needs |= {ref for side in parsed.statement.sides[1:] for ref in refs(side)}
    return makes, needs


# Derivations


def _of_derivation(paper: Paper, line: Line, glossary: wording.Glossary) -> Iterator[Draft | Skipped]:
    statement = line.statement
    if statement is None or not _is_derivation(line, statement):
        return
    first, *others = statement.sides
    steps = [f"$= {wording.markdown(wording.sliced(line, side))}$" for side in others]
    body = exercise(
        title=wording.titled(line.formula, ": order the steps", glossary.name(first, line.formula.section)),
        prompt=f"{wording.place(paper.sheet, line.formula)}. "
        f"The paper transforms {wording.inline(wording.sliced(line, first))} "
        "step by step. Put the steps in its order.",
        answer=order_of(steps),
        skills=skills_of(statement),
        level=3,
        shape="a chain of equalities, each a small change of the one before",
        motion="find the two that differ least, and ask which of them is simpler or known",
        hints=[
            "Which of them looks most like the left side?",
            f"It starts from {wording.inline(wording.sliced(line, first))}; the first step is {steps[0]}",
        ],
        steps=[
            f"{wording.capital(wording.numbered(line.formula))} reads {wording.shown(line)}",
            glossary.told(line),
        ],
        links=[wording.around(paper.sheet, line.formula)],
    )
    # whether another order is as good, nobody has proved
    yield Draft("order", line.formula.id, source_of(line), "derivation", body, is_proved=False)


def _is_derivation(line: Line, statement: Statement) -> bool:
    sides = [line.tokens[slice(*side.span)] for side in statement.sides]
    is_long = _FEWEST + 1 <= len(sides) <= _MOST and all(signs(side) <= _LONGEST_SIDE for side in sides)
    return is_long and set(statement.relations) <= EQUAL and len(set(sides)) == len(sides)


# Chains of formulas


def _of_chains(paper: Paper, glossary: wording.Glossary) -> Iterator[Draft | Skipped]:
    """Formulas of which each supplies an input of the next, to be put in the order of computing."""
    seen: set[frozenset[str]] = set()
    for chain in chains(connections(paper), paper, _FEWEST, _MOST):
        own = frozenset(line.formula.id for line in chain)
        if any(len(own & other) >= _FEWEST for other in seen):
            continue
        seen.add(own)
        yield _of_chain(paper, chain, glossary)


def _of_chain(paper: Paper, chain: tuple[Line, ...], glossary: wording.Glossary) -> Draft:
    steps = [wording.inline(to_latex(line.tokens)) for line in chain]
    last = chain[-1]
    left = defined(last.statement)
    what = glossary.with_meaning(last, left) if left is not None else wording.numbered(last.formula)
    feeds = [
        f"{wording.capital(wording.numbered(one.formula))} gives "
        f"{wording.inline(wording.sliced(one, symbol))}, "
        f"which {wording.numbered(following.formula)} uses."
        for one, following in pairwise(chain)
        if (symbol := defined(one.statement)) is not None
    ]
    body = exercise(
        title=wording.titled(
            last.formula,
            ": order the computation",
            glossary.called(left, last.formula.section) if left else "",
        ),
        prompt=f"In {wording.short_title(paper.sheet)}, these formulas compute {what}. "
        "Put them in order: each supplies an input of the next.",
        answer=order_of(steps),
        skills=skills_of(last.statement),
        level=2 if len(chain) <= 4 else 3,
        shape="a chain: the output of one formula is an input of the next",
        motion="start from the result, ask which formula gives what it needs, and work back to the first",
        hints=["Which formula needs none of the others' left sides?", f"The last one is {steps[-1]}"],
        steps=feeds,
        links=[f"{wording.place(paper.sheet, line.formula)}" for line in chain[:5]],
    )
    source = " ; ".join(source_of(line) for line in chain)
    return Draft("order", last.formula.id, source, "chain", body, is_proved=True)
