"""The notes on a paper as one page: headings, the text below each, and the source's sentences on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import TypeAlias, cast

from drill.codec import pick_fields
from drill.errors import UsageError
from drill.gyr.events import NoteField
from drill.papers import AbsentRow, FormulaRow, Paper, PlaceRow, SymbolRow
from drill.session.key_display import (
    escape_markdown_line,
    escape_markdown_paragraphs,
    without_html,
    write_display_markdown,
    write_inline_markdown,
    write_markdown_table,
)
from drill.session.papers import workbook_views as views
from drill.session.papers.workbook_views import (
    FormulaView,
    NoteHeading,
    NoteHelp,
    NotePart,
    OwnLine,
    PaperView,
)
from drill.session.standing.paper_notes import (
    CAPTION_LABELS,
    FORMER_FIELDS,
    OF_FORMULA,
    QUESTION_KINDS,
    Notes,
    Question,
    are_minutes,
    box_text,
    caption_lines,
    caption_text,
    find_kind_digit,
    find_note_text,
    find_noted_question,
    find_question_kind,
    format_question,
    link_of,
    list_noted_questions,
    new_key,
    own_boxes,
    read_paper_notes,
    write_link_note,
    write_note,
)
from drill.session.workspace import Workspace
from drill.text import is_web_address, one_line, remove_invisible

_OVERVIEW: Mapping[str, str] = {
    "about": "What it is about", "why": "Why: what was missing before", "new": "What is new",
    "claims": "What it claims", "architecture": "Architecture", "objective": "Objective", "task": "Task",
    "data": "Data", "training": "Training", "optimiser": "Optimiser and schedule",
    "hyperparameters": "Hyperparameters", "hardware": "Hardware", "metrics": "Metrics",
    "results": "Main results", "limitations": "Limitations", "since": "What is known now",
    "derivations": "Derivations",
}  # fmt: skip
# Headings offered only where the source has a sentence on them, because others have taken their place.
_BESIDE = frozenset(("about", "claims", "optimiser", "metrics", "since", "derivations"))
_QUOTED = "quoted by a chat"
_NEW_BOX = "add an algorithm, a pipeline or a timeline, a step a line"
QUESTIONS = "Questions and notes"
# The heading of overviews that version 0.4.0 made of notes from before 0.3.
_CONVERTED = "From earlier versions"
# How what may help with a question is called, by its kind.
HELP_WORDS: Mapping[str, str] = {
    "skill": "card", "exercise": "exercise", "paper": "paper in drill", "formula": "exercises on",
    "cited": "cited",
}  # fmt: skip
KIND_LINE = OwnLine("kind", "kind", "", "1 to 5", choices=tuple(QUESTION_KINDS.values()))
_NOTE = OwnLine("question", "note", "", "a thought, or a question, which ends with ?")
# The line below the heading of the overview called ``hyperparameters``.
_SETTINGS = OwnLine("words", "name: value", "", "learning rate: 0.001", has_lines=True)
# The lines below a heading of each kind.
_LINES: Mapping[str, tuple[OwnLine, ...]] = {
    "formula": (
        OwnLine("input", "input", "", "what goes in, with its shape", True),
        OwnLine("process", "process", "", "what is done with it", True),
        OwnLine("output", "output", "", "what comes out, with its shape", True),
        OwnLine("words", "own words", "", "what does it do, and why does the paper need it?", True),
    ),
    "overview": (OwnLine("words", "in your words", has_lines=True),),
    "unknown": (OwnLine("answer", "answer", "", "in your own words, once you know", True), _NOTE, KIND_LINE),
    "box": (OwnLine("title", "title"), OwnLine("steps", "steps", "", "m = beta*m + g; x = x - a*m", True)),
    "link": (
        OwnLine("address", "address", "", "https://…"),
        OwnLine("title", "title"),
        OwnLine("minutes", "minutes", "", "how long it takes"),
    ),
    "caption": (
        *(OwnLine(name, name, "", hint) for name, hint in CAPTION_LABELS.items()),
        OwnLine("words", "in your words", "", "one sentence of your own"),
    ),
}


ListHelp: TypeAlias = Callable[[Question, FormulaView | None], tuple[NoteHelp, ...]]


def note_page(
    notes: Notes,
    sheet: Paper,
    formulas: Sequence[views.FormulaView],
    cited_banks: Mapping[str, str],
    list_help: ListHelp,
) -> tuple[NotePart, ...]:
    """Return all headings of a paper's notes; a part that can grow ends with a heading for adding one.

    ``cited_banks`` are the banks of cited papers that drill has, by the keys of the citations.
    """
    by_id = {formula.row.id: formula for formula in formulas}
    question_headings = (
        _make_question_heading(notes, question, by_id.get(question.about), list_help)
        for question in list_noted_questions(notes)
    )
    boxes = (_make_note_heading(notes, "box", box.id, box.caption) for box in own_boxes(notes))
    return (
        NotePart("The paper", tuple(_list_overview_headings(notes, sheet))),
        NotePart("Formulas", tuple(_make_formula_heading(notes, formula) for formula in formulas)),
        NotePart(QUESTIONS, (*question_headings, _make_note_heading(notes, "unknown", "", "a note"))),
        NotePart("Algorithms of your own", (*boxes, _make_note_heading(notes, "box", "", _NEW_BOX))),
        NotePart("Links", tuple(_list_link_headings(notes, sheet))),
        NotePart("Figures and tables", tuple(_list_caption_headings(notes, sheet))),
        NotePart("Cited papers", tuple(_list_cited_headings(sheet, cited_banks))),
    )


def write_heading(workspace: Workspace, slug: str, id_: str, changed: Mapping[str, str]) -> str:
    """Save the lines written below a heading, by their names; returns its key, a new one without.

    A note may have another line, ``about``: the id of the formula that it is about.

    Raises:
        UsageError: the paper or heading is unknown, a link's address is invalid, or a note is empty.
    """
    kind, _, key = id_.partition("/")
    if kind not in _LINES:
        raise UsageError(f"the notes have no heading {one_line(id_)!r}")
    notes = read_paper_notes(workspace, slug)
    before = _list_heading_texts(notes, kind, key)
    if kind == "unknown" and not before and not one_line(changed.get("question", "")):
        raise UsageError("a note needs a word or two")
    return _save_heading_notes(workspace, slug, kind, key, {**before, **changed}, notes)


def remove_heading(workspace: Workspace, slug: str, heading: NoteHeading) -> None:
    """Remove the text below a heading, and the heading itself if it is the learner's."""
    if heading.key:
        _save_heading_notes(workspace, slug, heading.kind, heading.key, {}, read_paper_notes(workspace, slug))


def _save_heading_notes(
    workspace: Workspace, slug: str, kind: str, key: str, lines: Mapping[str, str], notes: Notes
) -> str:
    """Write the notes below a heading, by the names of its lines, and return its key; lines left out are
    emptied. ``notes`` are those before.
    """
    line = {note_line.name: lines.get(note_line.name, "") for note_line in _LINES.get(kind, ())}
    fields: Mapping[str, str] = line
    match kind:
        case "unknown":
            text = one_line(line["question"])
            about = lines.get("about", "") if text else ""
            stored = _write_question(text, line["kind"], find_noted_question(notes, key))
            fields = {"unknown": stored, "words": line["answer"] if text else "", "about": about}
            key = key or (new_key(workspace) if text else "")
        case "box":
            fields = {"box": box_text(line["title"], line["steps"])}
        case "link":
            is_empty = not any(line.values())
            fields = {
                "link": "" if is_empty else write_link_note(line["address"], line["title"], line["minutes"])
            }
        case "caption":
            fields = {"caption": caption_text(line)}
        case "overview":
            fields = {"overview": line["words"]}
        case _:
            pass
    for field, text in fields.items():
        key = write_note(workspace, slug, field, key, text)
    return key


def _write_question(text: str, digit: str, before: Question | None) -> str:
    """Return the note of a question of the kind that a digit chooses, in the words of ``before`` if it has
    that kind already.
    """
    kind = find_question_kind(digit)
    if text and before is not None and before.where and before.kind == kind:
        return f"{before.where} {before.category}: {text}"
    return format_question(kind, text) if text else ""


def _list_heading_texts(notes: Notes, kind: str, key: str) -> Mapping[str, str]:
    """Return the texts below a heading, by the names of its lines."""
    # every other kind of heading is named by the field that it shows
    text = find_note_text(notes, cast("NoteField", kind), key) if kind != "formula" else ""
    match kind:
        case "formula":
            return {name: find_note_text(notes, name, key) for name in OF_FORMULA}
        case "unknown":
            question = find_noted_question(notes, key)
            if question is None:
                return {}
            digit = find_kind_digit(question.kind)
            return {**pick_fields(question, "question=text answer about"), "kind": digit}
        case "box":
            title, _, steps = text.partition("\n")
            return {"title": title, "steps": steps}
        case "link":
            _, address, title, minutes = link_of(key, text)
            return {"address": address, "title": title, "minutes": minutes}
        case "caption":
            return caption_lines(text)
        case _:
            return {"words": text}


def _make_note_heading(
    notes: Notes,
    kind: str,
    key: str,
    title: str,
    quotes: Iterable[tuple[str, str]] = (),
    facts: tuple[str, ...] = (),
    address: str = "",
    *,
    is_question: bool = False,
) -> NoteHeading:
    texts: Mapping[str, str] = _list_heading_texts(notes, kind, key) if key else {}
    has_settings = (kind, key) == ("overview", "hyperparameters")
    own_lines = (_SETTINGS,) if has_settings else _LINES[kind]
    if kind == "unknown" and not is_question:
        own_lines = (_NOTE,)
    lines = tuple(replace(line, text=texts.get(line.name, "")) for line in own_lines)
    return NoteHeading(kind, key, title, lines, tuple(quotes), facts, address=address)


def _make_question_heading(
    notes: Notes, question: Question, formula: FormulaView | None, list_help: ListHelp
) -> NoteHeading:
    """Return the heading of a question or another note, with its place and what may help."""
    heading = _make_note_heading(
        notes, "unknown", question.key, question.text, is_question=question.is_question
    )
    asked_at = ""
    if formula is not None:
        place = views.place_told(formula.row.file, formula.row.line)
        asked_at = ", ".join(filter(None, (formula.called, place)))
    return replace(
        heading, question_kind=question.kind, asked_at=asked_at, helps=list_help(question, formula)
    )


def _make_formula_heading(notes: Notes, formula: views.FormulaView) -> NoteHeading:
    """Return the heading of a formula: its inputs, its operation, its outputs, and why."""
    row = formula.row
    quotes = ((text, views.place_told(row.file, row.line)) for text in (row.before, row.after) if text)
    return _make_note_heading(notes, "formula", row.id, formula.called, quotes)


def _list_overview_headings(notes: Notes, sheet: Paper) -> Iterator[NoteHeading]:
    for name, title in _OVERVIEW.items():
        quoted = [(row.text, _QUOTED) for row in sheet.quoted if row.about == name]
        passages = [row for row in sheet.passages if row.about == name]
        quotes = quoted or [(row.text, views.place_told(row.file, row.line)) for row in passages]
        facts = sheet.facts.texts(name)
        places = list[str]()
        if name == "hyperparameters" and not facts:
            facts = tuple(f"{row.name}: {row.value}" for row in sheet.settings)
            places = [views.place_told(row.file, row.line) for row in sheet.settings]
        heading = _make_note_heading(notes, "overview", name, title, quotes, facts)
        yield replace(heading, places=tuple(places), is_offered=name not in _BESIDE)
    for name in [key for field, key in notes if field == "overview" and key not in _OVERVIEW]:
        yield _make_note_heading(notes, "overview", name, _CONVERTED)


def _list_link_headings(notes: Notes, sheet: Paper) -> Iterator[NoteHeading]:
    own_links = [link_of(key, note.text) for (field, key), note in notes.items() if field == "link"]
    addresses = {address for _, address, _, _ in own_links}
    for row in sheet.links:
        if row.url not in addresses:
            details = ", ".join(filter(None, (row.what, f"{row.minutes} min" if row.minutes else "")))
            title = f"{row.title} ({details})" if details else row.title
            yield NoteHeading("known-link", row.url, title, (), address=row.url, what=row.what)
    for key, address, title, minutes in own_links:
        is_web = is_web_address(address)
        called = (title or address) + (f" ({minutes} min)" if are_minutes(minutes) else "")
        called += "" if is_web else f": not a web address: {address}"
        yield _make_note_heading(notes, "link", key, called, address=address if is_web else "")
    yield _make_note_heading(notes, "link", "", "add a link to a post, a video, the code")


def _list_caption_headings(notes: Notes, sheet: Paper) -> Iterator[NoteHeading]:
    """Yield the paper's figures and tables, each with the sheet's words on it, then those without a
    caption."""
    known = {row.label.casefold(): row for row in sheet.figures}
    for row in sheet.captions:
        title = f"{row.kind.capitalize()} {row.number}"
        figure = known.pop(title.casefold(), None)
        words = (figure.words,) if figure is not None else ()
        quotes = [(row.text, views.place_told(row.file, row.line))] if row.text else []
        yield _make_note_heading(notes, "caption", row.id, title, quotes, words)
    for figure in known.values():
        key = "-".join(figure.label.lower().split())
        yield _make_note_heading(notes, "caption", key, figure.label, facts=(figure.words,))


def _list_cited_headings(sheet: Paper, banks: Mapping[str, str]) -> Iterator[NoteHeading]:
    """Yield the cited papers in the order of their first citation, each with its bank here or its address."""
    for row in sheet.references:
        bank = banks.get(row.key, "")
        address = f"https://arxiv.org/abs/{row.arxiv}" if row.arxiv and not bank else ""
        quotes = ((escape_markdown_line(row.title), views.place_told(row.file, row.line)),)
        yield NoteHeading("cited", row.key, row.title, (), quotes, address=address, bank=bank)


# Export a paper's notes as Markdown.


def to_markdown(view: views.PaperView) -> str:
    """Return all of it: notes by heading, formulas with theirs, the glossary."""
    return remove_invisible("\n\n".join(_list_markdown_parts(view))) + "\n"


def _list_markdown_parts(view: views.PaperView) -> Iterator[str]:
    yield f"# {escape_markdown_line(view.row.title)}"
    yield from _write_paper_introduction(view)
    yield from _write_heading_notes(view)
    yield from _write_formula_notes(view)
    yield from _write_algorithm_boxes(view)
    exercises_heading = "## Exercises beside these" if view.blocks else "## Exercises"
    yield from _write_titled_list(
        exercises_heading,
        (
            f"- {escape_markdown_line(candidate.item)} ({escape_markdown_line(candidate.kind)})"
            for candidate in view.others
        ),
    )
    absent = (
        "- "
        f"{escape_markdown_line(absent_view.row.what)}{_put_in_brackets(_write_source_position(absent_view.row))}{_told_by(absent_view)}"
        for absent_view in view.referenced
    )
    yield from _write_titled_list("## Referred to, but not shown", absent)
    yield from _write_symbol_glossary(view)
    yield from _write_titled_list("## What it rests on", map(_write_prerequisite_skill, view.skills))
    yield from _write_titled_list(
        "## Notes on what the paper no longer contains", map(_print_unplaced_note, view.unplaced)
    )


def _write_titled_list(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a heading with the lines below it; nothing without lines."""
    if text := "\n".join(lines):
        yield title
        yield text


def _write_paper_introduction(view: views.PaperView) -> Iterator[str]:
    if view.row.authors:
        yield escape_markdown_line(view.row.authors)
    path = view.row.path
    rests_on = f" Of what it rests on: {path.describe()}." if path.skills else ""
    yield f"Notes on {escape_markdown_line(view.row.bank)}.{rests_on}"


def _write_heading_notes(view: views.PaperView) -> Iterator[str]:
    """Yield the texts below each heading; formulas and boxes come later."""
    for part in view.notes:
        if part.title == QUESTIONS:
            yield from _write_questions(part)
            continue
        headings = [
            heading
            for heading in part.headings
            if heading.kind not in ("formula", "box") and (heading.is_filled or heading.kind == "cited")
        ]
        yield from _write_titled_list(f"## {part.title}", map(_write_heading_note, headings))


def _write_questions(part: NotePart) -> Iterator[str]:
    """Yield questions by kind, those on assumed knowledge first, then the other notes."""
    title = f"## {part.title}"
    for name, headings in part.list_by_kind():
        yield from (title,) * bool(title)
        yield from (f"**{name}**",) * bool(name)
        yield "\n".join(map(_write_question_note, headings))
        title = ""


def _write_question_note(heading: NoteHeading) -> str:
    answer = next((line.text for line in heading.lines if line.name == "answer"), "")
    at = _put_in_brackets(escape_markdown_line(heading.asked_at))
    below = [answer] if answer else []
    below += [escape_markdown_line(text) for text in tell_helps(heading)]
    question = f"- {escape_markdown_line(heading.title)}{at}"
    return question + "".join(map(_indent_below_entry, below))


def list_questions(view: PaperView) -> Sequence[Mapping[str, object]]:
    """Return the questions on a paper for other programs, those on what it takes for known first.

    Of each its ``key``, ``text``, ``kind`` (``outside``, ``hard``, ``vague``, ``wrong``, ``reviewers``, or
    empty), ``answer``, ``at``, and under ``may_help`` objects of ``kind``, ``name`` and ``title``.
    """
    headings = [each for part in view.notes if part.title == QUESTIONS for each in part.headings]
    return [
        {
            "key": heading.key, "text": heading.title, "kind": heading.question_kind,
            "answer": answer.text, "at": heading.asked_at,
            "may_help": [pick_fields(each, "kind name title") for each in heading.helps],
        }
        for heading in headings
        for answer in heading.lines
        if answer.name == "answer"
    ]  # fmt: skip


def tell_helps(heading: NoteHeading) -> Sequence[str]:
    """Return what may help with a question, a line each: ``may help: card “Entropy and its maxima”``."""
    return [f"may help: {HELP_WORDS[each.kind]} “{each.title}”" for each in heading.helps]


def _write_heading_note(heading: views.NoteHeading) -> str:
    written = {line.name: line.text for line in heading.lines if line.text}
    if heading.address:
        return f"- [{escape_markdown_line(heading.title)}](<{escape_markdown_line(heading.address)}>)"
    if heading.kind == "cited":
        return f"- {escape_markdown_line(heading.title)}{_put_in_brackets(heading.bank)}"
    facts = zip_longest(heading.facts, heading.places, fillvalue="")
    texts = [without_html(text) + _put_in_brackets(escape_markdown_line(place)) for text, place in facts]
    if heading.kind == "caption" or not texts:
        texts = [*(without_html(text) for text, _ in heading.quotes), *texts]
    quotes = "".join(f"\n\n  > {text}" for text in texts)
    own_text = "\n".join(
        text if name == "words" or heading.kind == "link" else f"{name}: {text}"
        for name, text in written.items()
    )
    return f"- {escape_markdown_line(heading.title)}{quotes}{_indent_below_entry(own_text)}"


def _write_formula_notes(view: views.PaperView) -> Iterator[str]:
    if view.blocks:
        yield "## Formulas"
    for block in view.blocks:
        title = without_html(block.title) or f"Block {block.number}"
        yield f"### {title}" if block.number else "### Other formulas"
        for formula in block.formulas:
            yield from _write_formula_note(formula)


def _write_formula_note(formula: views.FormulaView) -> Iterator[str]:
    yield f"#### {escape_markdown_line(formula.called)}"
    yield write_display_markdown(formula.row.in_use)
    if where := _write_source_position(formula.row):
        yield "; ".join((where, *map(_write_source_position, formula.row.also)))
    notes = formula.notes
    steps = (
        f"- {name.capitalize()}: {escape_markdown_paragraphs(text, '  ')}"
        for name, text in notes.items()
        if name != "words"
    )
    yield from _write_titled_list("**Input → Process → Output**", steps)
    if "words" in notes:
        yield "**In my own words**"
        yield escape_markdown_paragraphs(notes["words"])
    compared = (f"- {name.capitalize()}: {without_html(text)}" for name, text in formula.model)
    yield from _write_titled_list("**To compare with**", compared)
    cases = (f"- {without_html(case)}" for case in formula.row.special_cases)
    yield from _write_titled_list("**Special cases**", cases)


def _write_algorithm_boxes(view: views.PaperView) -> Iterator[str]:
    if view.algorithms:
        yield "## Algorithms"
    for algorithm in view.algorithms:
        called = algorithm.called
        yield f"### {escape_markdown_line(called) if algorithm.is_own else without_html(called)}"
        yield "\n".join(_write_algorithm_steps(algorithm))


def _write_algorithm_steps(algorithm: views.AlgorithmView) -> Iterator[str]:
    level = 0
    for line in algorithm.lines:
        level = min(line.depth, level + 1)
        text = escape_markdown_line(line.text) if algorithm.is_own else without_html(line.text)
        yield f"{'  ' * level}- {text}{_put_in_brackets(escape_markdown_line(line.remark))}"


def _told_by(referenced: views.ReferencedView) -> str:
    """Return the skills and papers that have a reference, else that it is to be tracked down."""
    sources = ", ".join(
        map(escape_markdown_line, (*(s.title for s in referenced.skills), *referenced.papers))
    )
    return f": {sources or 'to be tracked down'}"


def _write_symbol_glossary(view: views.PaperView) -> Iterator[str]:
    symbols = [symbol for symbol in view.symbols if symbol.meaning or symbol.row.declared]
    if symbols:
        yield "## Glossary"
        yield write_markdown_table(
            ("Symbol", "Meaning", "Declared", "Where"), map(_list_symbol_cells, symbols)
        )


def _list_symbol_cells(symbol: views.SymbolView) -> tuple[str, ...]:
    row = symbol.row
    return (
        write_inline_markdown(row.symbol),
        escape_markdown_line(symbol.meaning),
        escape_markdown_line(row.declared),
        _write_source_position(row),
    )


def _write_prerequisite_skill(skill: views.PathSkill) -> str:
    needed_by = (
        f", for {escape_markdown_line(skill.needed_by[0])}" if skill.is_left and skill.needed_by else ""
    )
    return f"- {'[ ]' if skill.is_left else '[x]'} {escape_markdown_line(skill.title)}{needed_by}"


def _print_unplaced_note(note: tuple[str, str, str]) -> str:
    """Return a note without a place; for one in a former field its key names the subject."""
    field, key, text = note
    name = f"{field} {key}".strip() if field in FORMER_FIELDS else field
    return f"- {escape_markdown_line(name)}: {escape_markdown_paragraphs(text, '  ')}"


def _write_source_position(row: FormulaRow | SymbolRow | AbsentRow | PlaceRow) -> str:
    line = f", line {row.line}" if row.line else ""
    return f"{escape_markdown_line(row.file)}{line}" if row.file else ""


def _indent_below_entry(text: str) -> str:
    """Return the lines of their own below an entry."""
    return f"  \n  {escape_markdown_paragraphs(text, '  ')}" if text else ""


def _put_in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


# A page for somebody else who is to explain a formula of a paper, or to answer a question on it.


def write_question_page(workspace: Workspace, view: PaperView, key: str) -> str:
    """Return all that somebody else needs in order to answer the question of a note, as Markdown.

    Raises UsageError if the question was removed since ``view`` was read.
    """
    question = find_noted_question(read_paper_notes(workspace, view.row.slug), key)
    if question is None:
        raise UsageError("the question was removed from your notes")
    formula = next((formula for formula in view.formulas if formula.row.id == question.about), None)
    parts = [_write_head(view)]
    if formula is not None:
        parts += _write_asked_formula(formula)
    parts += ["**What I do not understand**", escape_markdown_line(question.text)]
    return "\n\n".join(parts) + "\n"


def write_formula_page(view: PaperView, formula: FormulaView) -> str:
    """Return all that somebody else needs in order to explain a formula, as Markdown."""
    return "\n\n".join((_write_head(view), *_write_asked_formula(formula))) + "\n"


def _write_head(view: PaperView) -> str:
    authors = f" ({escape_markdown_line(view.row.authors)})" if view.row.authors else ""
    head = f"# A question on “{escape_markdown_line(view.row.title)}”{authors}"
    return f"{head}\n\n{view.abstract}".rstrip()


def _write_asked_formula(formula: FormulaView) -> Iterator[str]:
    row = formula.row
    yield f"It is about {escape_markdown_line(formula.called)}:"
    yield write_display_markdown(row.in_use)
    if meanings := _list_letter_meanings(formula):
        yield "\n".join(meanings)
    for text in filter(None, (row.before, row.after)):
        yield f"> {without_html(text)}"
    words = formula.notes.items()
    if words:
        yield "**In my own words**"
    for name, text in words:
        yield (
            escape_markdown_paragraphs(text)
            if name == "words"
            else f"{name}: {escape_markdown_paragraphs(text)}"
        )


def _list_letter_meanings(formula: FormulaView) -> Sequence[str]:
    """Return the meanings of a formula's letters, a line each."""
    meanings = [(symbol.row.symbol, symbol.meaning or symbol.row.declared) for symbol in formula.symbols]
    return [
        f"- {write_inline_markdown(letter)}: {escape_markdown_line(meaning)}"
        for letter, meaning in meanings
        if meaning
    ]
