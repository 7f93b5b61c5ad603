"""The kind "explain": the meaning of a formula, its symbols and its use; the learner judges the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from drill.checking import SelfSpec
from drill.notation import print_tokens_as_latex
from drill.papers import wording
from drill.papers.draft import Draft, Line, build_drafted_exercise, list_drafts_if_possible
from drill.papers.formula_structure import (
    find_defined_symbol,
    find_required_skills,
    list_formula_quantities,
    list_statement_sides,
    motion_words,
    shape_words,
    spell_form,
)
from drill.papers.paper_json import Reading
from drill.papers.sheet.introductions import is_beside_text, weight_of

# Symbols whose sentences are quoted: more of them are a list that nobody reads.
_MOST_SYMBOLS: Final = 5
# The weight of a sentence that defines a symbol, and max characters of such a one and of any other.
_SAYS_WHAT, _LONG, _SHORT = 2, 320, 160


def drafts(reading: Reading, about: Iterable[str]) -> Iterator[Draft]:
    """Make one draft for each formula; of those that differ in their letters alone for the first."""
    seen: set[tuple[tuple[str, ...], ...]] = set()
    for id_ in about:
        lines = reading.of_formula[id_]
        form = tuple(spell_form(line.statement) or line.tokens for line in lines)
        if form in seen:
            continue
        seen.add(form)
        yield from list_drafts_if_possible(lambda lines=lines: [_draft_explanation(reading, lines)])


def _draft_explanation(reading: Reading, lines: tuple[Line, ...]) -> Draft:
    glossary = reading.glossary
    line = next((line for line in lines if line.statement is not None), lines[0])
    formula = line.formula
    quotations = [*_quote_sentences_around(line), *_of_symbols(lines, glossary)]
    ask = wording.pick_wording(
        formula.id,
        "In your own words, what does this formula do, and why does the paper need it?",
        "Explain it without symbols: what goes in, what happens to it, and what comes out? What would the "
        "paper lack without it?",
        "Explain it to a friend who knows mathematics but not this paper. What does it say, and what for?",
    )
    left = find_defined_symbol(line.statement)
    under = reading.constraints(formula)
    shown = wording.shown_whole(
        [part for part in lines if print_tokens_as_latex(part.tokens) not in under] or lines
    )
    body = build_drafted_exercise(
        title=wording.make_exercise_title(
            formula, " in your own words", glossary.name(left, formula.section) if left else ""
        ),
        prompt=f"{wording.describe_formula_place(reading.paper, formula)}: "
        f"{shown}{wording.subject_to(under)}\n\n{ask}",
        answer=SelfSpec(
            kind="self",
            text="compare with the paper's own words around the formula, in the solution below"
            if quotations
            else "compare with the paper's paragraph around the formula",
        ),
        skills=find_required_skills(line.statement),
        level=2,
        shape="one line of symbols" if line.statement is None else shape_words(line.statement),
        motion="input, process, output: "
        + ("go from left to right" if line.statement is None else motion_words(line.statement)),
        hints=["What goes in, what is done to it, and what comes out?"],
        steps=[
            *quotations,
            "A good explanation says what goes in, what is done to it, what comes out, and what for.",
        ],
        links=[wording.say_where_to_read_on(reading.paper, formula)],
    )
    return Draft("explain", formula.id, formula.id, "with its symbols", body, is_proved=False)


def _quote_sentences_around(line: Line) -> Iterator[str]:
    before, after = (text.lstrip(" :;,.") for text in (line.formula.before, line.formula.after))
    if wording.says_something(before):
        yield f"The paper introduces it with these words: “{wording.quote_paper_markdown(before)}”"
    if wording.says_something(after):
        yield f"It goes on: “{wording.quote_paper_markdown(after)}”"


def _is_sentence_on_symbol(sentence: str, symbol: str) -> bool:
    """Return whether a sentence is about a symbol: it defines it, or is short and has a noun for it.

    A caption and a row of a table are about something else.
    """
    weight = 0 if is_beside_text(sentence) else weight_of(sentence, symbol)
    longest = _LONG if weight >= _SAYS_WHAT else _SHORT
    return weight > 0 and len(sentence) <= longest


def _of_symbols(lines: tuple[Line, ...], glossary: wording.Glossary) -> Iterator[str]:
    """Yield a sentence on the meaning of each symbol, unless it was quoted already."""
    formula = lines[0].formula
    quoted = f"{formula.before} {formula.after}"
    rows = (
        glossary.row(ref, formula.section, is_itself=True)
        for line in lines
        for ref in list_formula_quantities(*list_statement_sides(line.statement))
        if not glossary.runs(ref)
    )
    explained_count = 0
    for row in dict.fromkeys(row for row in rows if row is not None):
        here = (mention for mention in row.mentions if mention.section in (0, formula.section))
        texts = (mention.text for mention in here if mention.text not in quoted)
        sentence = next((text for text in texts if _is_sentence_on_symbol(text, row.symbol)), "")
        if row.confirmed:
            yield (
                f"{wording.write_inline_formula(row.symbol)} is "
                f"{wording.quote_paper_markdown(wording.add_article(row.confirmed))}."
            )
        elif sentence:
            yield f"On {wording.write_inline_formula(row.symbol)}: “{wording.quote_paper_markdown(sentence)}”"
            quoted = f"{quoted} {sentence}"
        else:
            continue
        explained_count += 1
        if explained_count == _MOST_SYMBOLS:
            return
