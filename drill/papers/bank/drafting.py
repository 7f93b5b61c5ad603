"""Choose a paper's central formulas, fill in the page of each one, and draft exercises in one's own words.

A failure of one formula costs no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from drill.banks.models import Exercise, Form, Link, Question, Step
from drill.checking import SelfSpec
from drill.notation import find_nodes, print_tokens_as_latex
from drill.notation.tree import Mul, Node, Ref
from drill.papers import wording
from drill.papers.bank.bank_segments import list_exercise_fields
from drill.papers.bank.missing_part_drafts import draft_missing_parts
from drill.papers.bank.review_decisions import find_sheet_row_key
from drill.papers.choice import by_centrality
from drill.papers.draft import Draft, Line, list_drafts_if_possible
from drill.papers.families.family_file import shipped_families
from drill.papers.families.move_links import check_told_moves, match_families, match_forms
from drill.papers.formula_structure import (
    MOST_SKILLS,
    find_defined_symbol,
    find_required_skills,
    find_used,
    list_formula_quantities,
    list_statement_sides,
    motion_words,
    outside_names,
    shape_words,
    spell_form,
)
from drill.papers.inline_definitions import INLINE
from drill.papers.model import CENTRAL, DraftRecord, FamilyRow, FormulaRow, Paper, SymbolRow
from drill.papers.paper_json import ImportProgress, Reading
from drill.papers.sheet.quotes import is_balanced, is_beside_text, weight_of
from drill.papers.wording import Glossary, refer_to_formula
from drill.proving import markup_faults
from drill.text import capitalise
from drill.typeset import speak_formula

# The kind "explain": the meaning of a formula, its symbols and its use; the learner judges the answer.

# Max symbols whose sentences are quoted, because nobody reads a longer list.
_MOST_SYMBOLS = 5
# The weight of a sentence that defines a symbol, and max characters of such a sentence and of any other.
_SAYS_WHAT = 2
_LONG = 320
_SHORT = 160


def _draft_explanations(reading: Reading, about: Iterable[str]) -> Iterator[Draft]:
    """Make one draft for each formula; of formulas that differ only in their letters, for the first alone."""
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
    skills = find_required_skills(line.statement)
    steps = (
        *quotations,
        "A good explanation says what goes in, what is done to it, what comes out, and what for.",
    )
    question = Question(
        prompt=f"{wording.describe_formula_place(reading.paper, formula)}: "
        f"{shown}{wording.subject_to(under)}\n\n{ask}",
        answer=SelfSpec(
            kind="self",
            text="compare with the paper's own words around the formula, in the solution below"
            if quotations
            else "compare with the paper's paragraph around the formula",
        ),
        hints=("What goes in, what is done to it, and what comes out?",),
        steps=tuple(Step(text=step) for step in steps),
    )
    form = Form(
        shape="one line of symbols" if line.statement is None else shape_words(line.statement),
        motion="input, process, output: "
        + ("go from left to right" if line.statement is None else motion_words(line.statement)),
        links=(Link(title=wording.say_where_to_read_on(reading.paper, formula)),),
        questions=(question,),
    )
    called = glossary.name(left, formula.section) if left else ""
    title = wording.make_exercise_title(formula, " in your own words", called)
    body = Exercise(id="", title=title, skill="".join(skills[:1]), needs=skills[1:], level=2, forms=(form,))
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


# The data of a formula's page: its symbols, the formulas that it uses, and its reading in words.


def with_page(reading: Reading, lines: Sequence[Line]) -> FormulaRow:
    """Return the row of a formula with its symbols, uses, words and skills."""
    rows = (*dict.fromkeys(row for line in lines for row in _list_symbol_rows(reading, line)),)
    uses = (source.formula.id for line in lines for source in find_used(line, reading.definitions))
    spoken_lines = [spoken_with_names(line, reading.glossary) for line in lines]
    skills = dict.fromkeys(skill for line in lines for skill in find_required_skills(line.statement))
    return replace(
        lines[0].formula,
        is_read=all(line.statement is not None for line in lines),
        skills=tuple(skills)[:MOST_SKILLS],
        symbols=tuple(map(find_sheet_row_key, rows)),
        uses=tuple(dict.fromkeys(uses)),
        spoken="; ".join(spoken_lines) if all(spoken_lines) else "",
    )


def _list_symbol_rows(reading: Reading, line: Line) -> Iterator[SymbolRow]:
    for ref in list_formula_quantities(*list_statement_sides(line.statement)):
        if (row := reading.glossary.row(ref, line.formula.section)) is not None:
            yield row


# Signs that would be markup in a text within a formula.
_MARKUP = frozenset("\\{}%#&^_~")


def spoken_with_names(line: Line, glossary: Glossary) -> str:
    """Return a formula in words: ``the buffer at step t equals the decay times …``; empty without
    meanings."""
    sides = list_statement_sides(line.statement)
    named = dict(_locate_named_symbols(sides, line, glossary))
    if not named:
        return ""
    joints = {joint for side in sides for joint in _find_factor_joints(side)}
    tokens: list[str] = []
    position = 0
    while position < len(line.tokens):
        tokens += ["\\cdot"] if position in joints else []
        end, words = named.get(position, (position + 1, ""))
        tokens.append(f"\\text{{{words}}}" if words else line.tokens[position])
        position = end
    return speak_formula(print_tokens_as_latex(tokens)).replace(" to the the ", " to the power of the ")


def _locate_named_symbols(
    sides: tuple[Node, ...], line: Line, glossary: Glossary
) -> Iterator[tuple[int, tuple[int, str]]]:
    """Return for each symbol with a meaning where it begins and ends, and its name."""
    known = list_formula_quantities(*sides)
    for side in sides:
        for ref in outside_names(side):
            if isinstance(ref, Ref) and ref in known:
                words = _write_meaning_in_words(glossary.called(ref, line.formula.section))
                if words:
                    yield ref.span[0], (ref.span[1], f" {words} ")


def _write_meaning_in_words(meaning: str) -> str:
    """Return a meaning in words, its formulas included; empty if it contains markup."""
    pieces = meaning.replace("@@", "@").split("$")
    spoken_text = "".join(
        speak_formula(segment) if index % 2 else segment for index, segment in enumerate(pieces)
    )
    return "" if _MARKUP & set(spoken_text) else spoken_text


def _find_factor_joints(side: Node) -> Iterator[int]:
    """Yield where factors are adjacent without a sign, because names would run together there."""
    for node in find_nodes(side, Mul):
        for sign, factor in zip(node.signs, node.factors[1:], strict=True):
            if not sign:
                yield factor.span[0]


# Max characters of an exercise's title.
_LONGEST_TITLE = 60


def made_of(reading: Reading, progress: ImportProgress, formulas: int = CENTRAL) -> Paper:
    """Return a paper with its drilled formulas chosen, and with all data that are derived from them.

    ``formulas`` is how many are drilled, the most central ones; 0 drills all that are displayed.
    """
    pages_of: dict[str, FormulaRow] = {}
    for done, (id_, lines) in enumerate(reading.of_formula.items()):
        progress("choosing formulas", done, len(reading.of_formula))
        pages_of[id_] = with_page(reading, lines)
    families_of = link_families(reading)
    uses_of = {id_: formula_page.uses for id_, formula_page in pages_of.items()}
    central = by_centrality(reading.paper, uses_of, families_of)
    chosen = frozenset(central[: formulas or len(central)])
    # a formula that no display shows is kept only if it is drilled
    kept_ids = {row.id for row in reading.paper.formulas if row.part != INLINE or row.id in chosen}
    central = tuple(id_ for id_ in central if id_ in kept_ids)
    progress("drafting exercises", 0, 0)
    asked = [id_ for id_ in central if id_ in chosen][:CENTRAL]
    drafts = (*draft_own_words(reading, asked), *draft_recall(reading, asked))
    rows = tuple(
        replace(
            page := pages_of[row.id],
            uses=tuple(use for use in page.uses if use in kept_ids),
            rank=central.index(row.id) + 1,
            families=families_of.get(row.id, ()),
            asked_moves=_list_asked_moves(reading.of_formula[row.id], families_of.get(row.id, ()))
            if row.id in chosen
            else (),
        )
        for row in reading.paper.formulas
        if row.id in kept_ids
    )
    of_ids = {row.id: row for row in rows}
    return replace(
        reading.paper,
        formulas=rows,
        drafts=tuple(_make_draft_record(draft, of_ids.get(draft.about)) for draft in drafts),
        drilled=formulas,
        is_linked=True,
    )


def link_families(reading: Reading) -> Mapping[str, tuple[FamilyRow, ...]]:
    """Return the families' moves in a paper's formulas by their ids, the largest of each formula first.

    The last ones are those that the reader or a chat named, which need no word near them.
    """
    families = {family.family: family for family in shipped_families()}
    found: dict[str, tuple[FamilyRow, ...]] = {}
    for match in match_families(reading.lines, reading.paper, tuple(families.values())):
        row = match.describe(families[match.family])
        found[match.formula] = (*found.get(match.formula, ()), row)
    told: dict[str, list[str]] = {}
    for id_, lines in reading.of_formula.items():
        known = {row.family for row in found.get(id_, ())}
        said = lines[0].formula.moves_said
        told[id_] = [family for family, is_one in said.items() if is_one and family not in known]
    for match in check_told_moves(reading.paper, told, tuple(families.values()))[0]:
        found[match.formula] = (*found.get(match.formula, ()), match.describe(families[match.family]))
    return found


def _list_lone_moves(lines: Sequence[Line], linked: Sequence[FamilyRow]) -> Iterator[FamilyRow]:
    """Yield the moves that a formula would have without a paper around it, and that it is not linked to."""
    families = {family.family: family for family in shipped_families()}
    known = {row.family for row in linked}
    for match in match_forms(lines, tuple(families.values())):
        if match.family not in known:
            yield match.describe(families[match.family])


def _list_asked_moves(lines: Sequence[Line], linked: Sequence[FamilyRow]) -> tuple[FamilyRow, ...]:
    """Return the most telling move to ask the reader about; none after his first answer on a move.

    A move within a known one is a part of that, so it is left out.
    """
    known = ["".join(row.found.split()) for row in linked]
    alone = (
        move
        for move in _list_lone_moves(lines, linked)
        if not any("".join(move.found.split()) in found for found in known)
    )
    return tuple(islice(alone, 1)) if not lines[0].formula.moves_said else ()


def _make_draft_record(draft: Draft, row: FormulaRow | None) -> DraftRecord:
    file, line = (row.file, row.line) if row is not None else ("", 0)
    fields = list_exercise_fields(draft.exercise)
    return DraftRecord(draft.id, draft.kind, draft.about, fields, draft.is_proved, file=file, line=line)


def draft_own_words(reading: Reading, about: Sequence[str]) -> tuple[Draft, ...]:
    """Return the exercises in own words of formulas, in their order.

    One whose text would show markup is left out.
    """
    asked = {id_ for id_ in about if not _is_broken(reading.of_formula.get(id_, ()))}
    drafts = [
        _with_correction(draft, reading)
        for draft in _draft_explanations(reading, [id_ for id_ in reading.of_formula if id_ in asked])
        if not any(map(_find_leftover_markup, texts_of(draft)))
    ]
    return tuple(sorted(_with_own_titles(drafts), key=lambda draft: about.index(draft.about)))


def draft_recall(reading: Reading, about: Sequence[str]) -> tuple[Draft, ...]:
    """Return the exercises on missing parts of formulas, in their order."""
    drafts = (_with_correction(draft, reading) for draft in draft_missing_parts(reading, about))
    return tuple(
        _with_own_titles(draft for draft in drafts if not any(map(_find_leftover_markup, texts_of(draft))))
    )


def _is_broken(lines: Sequence[Line]) -> bool:
    """Return whether no line of a formula is read and its brackets do not close: ``x from, :) = y``."""
    is_read = any(line.statement is not None for line in lines)
    return not is_read and not is_balanced([token for line in lines for token in line.tokens])


def _with_correction(draft: Draft, reading: Reading) -> Draft:
    """Note in the prompt of a corrected formula that the correction is on purpose."""
    formula = next((line.formula for line in reading.of_formula.get(draft.about, ())), None)
    if formula is None or not formula.corrected:
        return draft
    remark = (
        f"{capitalise(refer_to_formula(formula))} is meant here as you corrected it, not as it is printed."
    )
    forms: list[Form] = []
    for form in draft.exercise.forms:
        questions = (replace(each, prompt=f"{each.prompt}\n\n{remark}") for each in form.questions)
        forms.append(replace(form, questions=tuple(questions)))
    return replace(draft, exercise=replace(draft.exercise, forms=tuple(forms)))


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


# Parts that a learner would see as code


@lru_cache(maxsize=4096)
def _find_leftover_markup(text: str) -> str:
    return next(markup_faults(text.replace("@@", "@")), "")


def texts_of(draft: Draft) -> Iterator[str]:
    """Yield every Markdown text of an exercise that a learner reads."""
    for form in draft.exercise.forms:
        yield from (form.shape, form.motion)
        for question in form.questions:
            yield from (question.prompt, *question.hints)
            yield from (step.text for step in question.steps)
