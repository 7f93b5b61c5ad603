"""In your own words: what a formula does and why the paper needs it; the learner judges."""

from __future__ import annotations

from collections.abc import Iterator

from drill.checking import SelfSpec
from drill.papers import wording
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.draft_building import contained, exercise
from drill.papers.sheet.phrases import says_something
from drill.papers.structure import defined, motion_words, shape_words, skills_of


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One draft for each displayed formula."""
    glossary = wording.Glossary(paper)
    for lines in paper.of_formula.values():
        yield from contained(
            "explain", lines[0].formula.id, lambda lines=lines: [_draft(paper, lines, glossary)]
        )


def _draft(paper: Paper, lines: tuple[Line, ...], glossary: wording.Glossary) -> Draft | Skipped:
    line = next((one for one in lines if one.statement is not None), lines[0])
    formula = line.formula
    around = [text for text in (formula.before, formula.after) if text]
    if around and not any(map(says_something, around)):
        return Skipped("explain", formula.id, "The sentences around it say nothing of it.")
    ask = wording.pick(
        formula.id,
        "In your own words, what does this formula do, and why does the paper need it?",
        "Explain it without symbols: what goes in, what happens to it, and what comes out? What would the "
        "paper lack without it?",
        "Explain it to a friend who knows mathematics but not this paper. What does it say, and what for?",
    )
    said = _around(line)
    told = glossary.told(line)
    left = defined(line.statement)
    body = exercise(
        title=wording.titled(
            formula, " in your own words", glossary.name(left, formula.section) if left else ""
        ),
        prompt=f"{wording.place(paper.sheet, formula)}: {wording.shown_whole(paper, formula)}\n\n{ask}",
        answer=SelfSpec(
            kind="self",
            text="compare with the paper's own words around the formula, in the solution below"
            if said
            else "compare with the paper's paragraph around the formula",
        ),
        skills=skills_of(line.statement),
        level=2,
        shape="one line of symbols" if line.statement is None else shape_words(line.statement),
        motion="input, process, output: "
        + ("go from left to right" if line.statement is None else motion_words(line.statement)),
        hints=["What goes in, what is done to it, and what comes out?", told],
        steps=[
            *said,
            told,
            "A good explanation says what goes in, what is done to it, what comes out, and what for.",
        ],
        links=[wording.around(paper.sheet, formula)],
    )
    return Draft("explain", formula.id, formula.id, "", body, is_proved=False)


def _around(line: Line) -> list[str]:
    before, after = line.formula.before, line.formula.after
    return [
        *([f"The paper introduces it with these words: “{wording.markdown(before)}”"] if before else []),
        *([f"It goes on: “{wording.markdown(after)}”"] if after else []),
    ]
