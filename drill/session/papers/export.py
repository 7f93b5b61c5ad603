"""Export a paper's notes as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drill.papers import AbsentRow, FormulaRow, SymbolRow
from drill.session.papers import workbook_views as views
from drill.session.papers.markdown import display, escaped, inline, paragraphs, table, without_html
from drill.session.papers.notes import FORMER_FIELDS


def to_markdown(view: views.PaperView) -> str:
    """Return all of it: notes by heading, formulas with theirs, the glossary."""
    return "\n\n".join(_parts(view)) + "\n"


def _parts(view: views.PaperView) -> Iterator[str]:
    yield f"# {escaped(view.row.title)}"
    yield from _introduction(view)
    yield from _whole(view)
    yield from _formulas(view)
    yield from _algorithms(view)
    exercises_heading = "## Exercises beside these" if view.blocks else "## Exercises"
    yield from _list(
        exercises_heading,
        (f"- {escaped(candidate.item)} ({escaped(candidate.kind)})" for candidate in view.others),
    )
    absent = (
        f"- {escaped(absent_view.row.what)}{_in_brackets(_where(absent_view.row))}{_told_by(absent_view)}"
        for absent_view in view.referenced
    )
    yield from _list("## Referred to, but not shown", absent)
    yield from _glossary(view)
    yield from _list("## What it rests on", map(_prerequisite, view.skills))
    yield from _list(
        "## Notes on what the paper no longer contains", map(_print_unplaced_note, view.unplaced)
    )


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a heading with the lines below it; nothing without lines."""
    if text := "\n".join(lines):
        yield title
        yield text


def _introduction(view: views.PaperView) -> Iterator[str]:
    if view.row.authors:
        yield escaped(view.row.authors)
    path = view.row.path
    rests_on = f" Of what it rests on: {path.told()}." if path.skills else ""
    yield f"Notes on {escaped(view.row.bank)}.{rests_on}"


def _whole(view: views.PaperView) -> Iterator[str]:
    """Yield what is written below each heading; formulas and boxes come later."""
    for part in view.notes:
        headings = [
            heading
            for heading in part.headings
            if heading.kind not in ("formula", "box")
            and (heading.is_written or heading.address or heading.facts)
        ]
        yield from _list(f"## {part.title}", map(_heading, headings))


def _heading(heading: views.NoteHeading) -> str:
    written = {line.name: line.text for line in heading.lines if line.text}
    if heading.address:
        return f"- [{escaped(heading.title)}](<{escaped(heading.address)}>)"
    if heading.kind == "unknown":
        kind = _in_brackets(escaped(written.get("kind", "")))
        return f"- {escaped(heading.title)}{kind}{_below(written.get('answer', ''))}"
    captions = [text for text, _ in heading.quotes] if heading.kind == "caption" else []
    quotes = "".join(f"\n\n  > {without_html(text)}" for text in (*captions, *heading.facts))
    own_text = "\n".join(
        text if name == "words" or heading.kind == "link" else f"{name}: {text}"
        for name, text in written.items()
    )
    return f"- {escaped(heading.title)}{quotes}{_below(own_text)}"


def _formulas(view: views.PaperView) -> Iterator[str]:
    if view.blocks:
        yield "## Formulas"
    for block in view.blocks:
        title = without_html(block.title) or f"Block {block.number}"
        yield f"### {title}" if block.number else "### Other formulas"
        for formula in block.formulas:
            yield from _formula(formula)


def _formula(formula: views.FormulaView) -> Iterator[str]:
    yield f"#### {escaped(formula.called)}"
    yield display(formula.row.in_use)
    if where := _where(formula.row):
        yield where
    notes = formula.notes
    if steps := [name for name in notes if name != "words"]:
        yield "**Input → Process → Output**"
        yield "\n".join(f"- {name.capitalize()}: {paragraphs(notes[name], '  ')}" for name in steps)
    if "words" in notes:
        yield "**In my own words**"
        yield paragraphs(notes["words"])
    if formula.model:
        yield "**To compare with**"
        yield "\n".join(f"- {name.capitalize()}: {without_html(text)}" for name, text in formula.model)
    if formula.row.special_cases:
        yield "**Special cases**"
        yield "\n".join(f"- {without_html(case)}" for case in formula.row.special_cases)


def _algorithms(view: views.PaperView) -> Iterator[str]:
    if view.algorithms:
        yield "## Algorithms"
    for algorithm in view.algorithms:
        yield f"### {escaped(algorithm.called) if algorithm.is_own else without_html(algorithm.called)}"
        yield "\n".join(_steps(algorithm))


def _steps(algorithm: views.AlgorithmView) -> Iterator[str]:
    level = 0
    for line in algorithm.lines:
        level = min(line.depth, level + 1)
        text = escaped(line.text) if algorithm.is_own else without_html(line.text)
        yield f"{'  ' * level}- {text}{_in_brackets(escaped(line.remark))}"


def _told_by(referenced: views.ReferencedView) -> str:
    """Return the skills and papers that have a reference, else that it is to be tracked down."""
    sources = ", ".join(
        escaped(title) for title in (*(s.title for s in referenced.skills), *referenced.papers)
    )
    return f": {sources or 'to be tracked down'}"


def _glossary(view: views.PaperView) -> Iterator[str]:
    symbols = [symbol for symbol in view.symbols if symbol.meaning or symbol.row.declared]
    if symbols:
        yield "## Glossary"
        yield table(("Symbol", "Meaning", "Declared", "Where"), map(_cells, symbols))


def _cells(symbol: views.SymbolView) -> tuple[str, ...]:
    row = symbol.row
    return inline(row.symbol), escaped(symbol.meaning), escaped(row.declared), _where(row)


def _prerequisite(skill: views.PathSkill) -> str:
    needed_by = f", for {escaped(skill.needed_by[0])}" if skill.is_left and skill.needed_by else ""
    return f"- {'[ ]' if skill.is_left else '[x]'} {escaped(skill.title)}{needed_by}"


def _print_unplaced_note(note: tuple[str, str, str]) -> str:
    """Return a note without a place; of one in a former field the key says what it is about."""
    field, key, text = note
    name = f"{field} {key}".strip() if field in FORMER_FIELDS else field
    return f"- {escaped(name)}: {paragraphs(text, '  ')}"


def _where(row: FormulaRow | SymbolRow | AbsentRow) -> str:
    line = f", line {row.line}" if row.line else ""
    return f"{escaped(row.file)}{line}" if row.file else ""


def _below(text: str) -> str:
    """Return the lines of their own below an entry."""
    return f"  \n  {paragraphs(text, '  ')}" if text else ""


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""
