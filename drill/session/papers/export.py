"""Export a paper's notes as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drill.papers import AbsentRow, FormulaRow, PlaceRow, SymbolRow
from drill.session.escaped_markdown import (
    escape_markdown_line,
    escape_markdown_paragraphs,
    without_html,
    write_display_markdown,
    write_inline_markdown,
    write_markdown_table,
)
from drill.session.papers import workbook_views as views
from drill.session.standing.paper_notes import FORMER_FIELDS
from drill.text import remove_invisible


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
    rests_on = f" Of what it rests on: {path.told()}." if path.skills else ""
    yield f"Notes on {escape_markdown_line(view.row.bank)}.{rests_on}"


def _write_heading_notes(view: views.PaperView) -> Iterator[str]:
    """Yield what is written below each heading; formulas and boxes come later."""
    for part in view.notes:
        headings = [
            heading
            for heading in part.headings
            if heading.kind not in ("formula", "box")
            and (heading.is_written or heading.address or heading.facts)
        ]
        yield from _write_titled_list(f"## {part.title}", map(_write_heading_note, headings))


def _write_heading_note(heading: views.NoteHeading) -> str:
    written = {line.name: line.text for line in heading.lines if line.text}
    if heading.address:
        return f"- [{escape_markdown_line(heading.title)}](<{escape_markdown_line(heading.address)}>)"
    if heading.kind == "unknown":
        kind = _put_in_brackets(escape_markdown_line(written.get("kind", "")))
        return (
            f"- {escape_markdown_line(heading.title)}{kind}{_indent_below_entry(written.get('answer', ''))}"
        )
    captions = [text for text, _ in heading.quotes] if heading.kind == "caption" else []
    quotes = "".join(f"\n\n  > {without_html(text)}" for text in (*captions, *heading.facts))
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
    if steps := [name for name in notes if name != "words"]:
        yield "**Input → Process → Output**"
        yield "\n".join(
            f"- {name.capitalize()}: {escape_markdown_paragraphs(notes[name], '  ')}" for name in steps
        )
    if "words" in notes:
        yield "**In my own words**"
        yield escape_markdown_paragraphs(notes["words"])
    if formula.model:
        yield "**To compare with**"
        yield "\n".join(f"- {name.capitalize()}: {without_html(text)}" for name, text in formula.model)
    if formula.row.special_cases:
        yield "**Special cases**"
        yield "\n".join(f"- {without_html(case)}" for case in formula.row.special_cases)


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
        escape_markdown_line(title) for title in (*(s.title for s in referenced.skills), *referenced.papers)
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
    """Return a note without a place; of one in a former field the key says what it is about."""
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
