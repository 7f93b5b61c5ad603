"""Draft the exercise of a formula whose parts are left out one after the other; a sister for each part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from drill.banks.models import Exercise, Form, Link, Question, Step
from drill.checking import GAP, FormulaSpec, is_right
from drill.errors import DrillError
from drill.latex import canonicalise_formula
from drill.notation import find_nodes, print_tokens_as_latex, spell_name, tree, typed_latex
from drill.notation.tree import Span
from drill.papers import wording
from drill.papers.draft import Draft, Line, list_drafts_if_possible
from drill.papers.missing_part import MissingPart, list_missing_parts
from drill.papers.paper_json import Reading
from drill.papers.sheet.symbol_keys import canonical_tokens, typed_name
from drill.text import capitalise, join_in_sentence

# The name of the kind among a formula's exercises from memory; it is part of their ids.
SLOT = "recall"
# The sign of what is hidden because it resembles the missing part.
_HIDDEN = "\\cdots"
# Max characters of the sentence before a formula that is quoted.
_LONGEST_SENTENCE = 300


def draft_missing_parts(reading: Reading, about: Iterable[str]) -> Iterator[Draft]:
    """Yield one exercise a formula, of its first line that has a part worth recalling."""
    for id_ in about:
        for line in reading.of_formula.get(id_, ()):
            drafts = list_drafts_if_possible(lambda line=line: _draft_line(reading, line))
            if drafts:
                yield from drafts
                break


def _draft_line(reading: Reading, line: Line) -> Iterator[Draft]:
    if line.statement is None:
        return
    parts = list_missing_parts(line.statement, line.tokens, reading.glossary.runs)
    answers = [(part, _make_answer(line, part)) for part in parts]
    answers = [(part, answer) for part, answer in answers if is_right(answer, answer.text)]
    if all(part.is_side for part, _ in answers):
        return
    formula = line.formula
    whole = wording.write_displayed_formula(print_tokens_as_latex(line.tokens))
    steps = (Step(text=f"{capitalise(wording.refer_to_formula(formula))} reads {whole}"),)
    links = (Link(title=wording.say_where_to_read_on(reading.paper, formula)),)
    forms: list[Form] = []
    for number, (part, answer) in enumerate(answers, 1):
        prompt = _write_prompt(reading, line, part)
        question = Question(prompt=prompt, answer=answer, steps=steps)
        sister = f"part-{number}" if answers[1:] else ""
        forms.append(Form(sister=sister, links=links, questions=(question,)))
    title = wording.make_exercise_title(formula, ", the missing part")
    exercise = Exercise(id="", title=title, level=1, forms=tuple(forms))
    yield Draft("memory", formula.id, line.source, SLOT, exercise, is_proved=True)


def _make_answer(line: Line, part: MissingPart) -> FormulaSpec:
    """Return the answer: the part, and the formula around it."""
    latex = print_tokens_as_latex(line.tokens[slice(*part.spans[0])])
    around = _replace_parts(line.tokens, dict.fromkeys(part.spans, GAP))
    return FormulaSpec(kind="formula", text=latex, around=around)


def _replace_parts(tokens: Sequence[str], signs: Mapping[Span, str]) -> str:
    """Return a formula as LaTeX with signs in place of some parts."""
    result = [*tokens]
    for begin, end in sorted(signs, reverse=True):
        result[begin:end] = [signs[begin, end]]
    return print_tokens_as_latex(result)


def _write_prompt(reading: Reading, line: Line, part: MissingPart) -> str:
    formula = line.formula
    title = wording.short_title(reading.paper)
    place = capitalise(f"{title}, {wording.refer_to_formula(formula)}")
    signs = dict.fromkeys(part.hidden, _HIDDEN) | dict.fromkeys(part.spans, GAP)
    shown = wording.write_displayed_formula(_replace_parts(line.tokens, signs))
    asked = "What belongs in each gap?" if part.spans[1:] else "What belongs in the gap?"
    sentence = _quote_sentence_before(line, part)
    return "\n\n".join(
        filter(None, (f"{place}:{sentence}", shown, f"{asked} {_explain_letters(line)}".rstrip()))
    )


def _quote_sentence_before(line: Line, part: MissingPart) -> str:
    """Return the words before a formula as a quote; empty if they tell nothing or contain the part."""
    text = line.formula.before.lstrip(" :;,.")
    if len(text) > _LONGEST_SENTENCE or not wording.says_something(text):
        return ""
    missing = " ".join(line.tokens[slice(*part.spans[0])])
    for latex in text.split("$")[1::2]:
        if f" {missing} " in f" {' '.join(canonical_tokens(latex))} ":
            return ""
    return f" “{wording.quote_paper_markdown(text)}”"


def _explain_letters(line: Line) -> str:
    """Return how all letters of a formula are typed that no key has, in the order of the alphabet."""
    if line.statement is None:
        return ""
    typed: dict[str, str] = {}
    for ref in find_nodes(line.statement, tree.Ref):
        latex = spell_name(ref.name)
        name = typed_name(tree.Ref(ref.name)).partition("_")[0]
        with suppress(DrillError):
            is_read = canonicalise_formula(typed_latex(name, line.tokens)) == canonicalise_formula(latex)
            if is_read and name != latex and not ref.name.font:
                typed[name] = latex
    named = [f"`{name}` for {wording.write_inline_formula(latex)}" for name, latex in sorted(typed.items())]
    return f"Its letters are typed {join_in_sentence(named)}." if named else ""
