"""A paper's workbook as Markdown, for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drill.papers import AbsentRow, CaptionRow, FormulaRow, PassageRow, SymbolRow
from drill.session.papers import workbook_views as views
from drill.session.papers.markdown import display, escaped, inline, paragraphs, table, without_html
from drill.session.papers.overview import FACT


def to_markdown(view: views.PaperView) -> str:
    """The whole of it: formulas with notes, glossary, unknowns, checklist."""
    return "\n\n".join(_parts(view)) + "\n"


def _parts(view: views.PaperView) -> Iterator[str]:
    yield f"# {escaped(view.row.title)}"
    yield from _introduction(view)
    yield from _whole(view)
    yield from _formulas(view)
    yield from _algorithms(view)
    beside = "## Exercises beside these" if view.blocks else "## Exercises"
    yield from _list(beside, (f"- {escaped(each.item)} ({escaped(each.kind)})" for each in view.others))
    absent = (
        f"- {escaped(each.row.what)}{_in_brackets(_where(each.row))}{_told_by(each)}"
        for each in view.referenced
    )
    yield from _list("## Referred to, but not shown", absent)
    yield from _glossary(view)
    yield from _unknowns(view)
    yield from _list("## What it rests on", map(_prerequisite, view.skills))
    yield from _checklist(view)
    unplaced = (f"- {note.field}: {paragraphs(note.text, '  ')}" for note in view.unplaced)
    yield from _list("## Notes on what the paper no longer contains", unplaced)


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading with what stands below it; nothing without lines."""
    if text := "\n".join(lines):
        yield title
        yield text


def _introduction(view: views.PaperView) -> Iterator[str]:
    if view.row.authors:
        yield escaped(view.row.authors)
    ready = view.row.ready
    rests_on = f" Of what it rests on you have {ready.told()}." if ready.path.skills else ""
    yield f"Workbook of the bank {escaped(view.row.bank)}.{rests_on}"


def _whole(view: views.PaperView) -> Iterator[str]:
    """The overview, the context, figures and tables: what was written, and captions."""
    for part in view.whole:
        entries = [
            each
            for each in part.entries
            if each.annotation or each.done or each.is_own or each.address or any(_facts(each))
        ]
        entries = list(part.entries) if part.id == "captions" else entries
        yield from _list(f"## {part.title}", map(_entry, entries))


def _entry(entry: views.ChecklistEntry) -> str:
    if entry.address and not entry.lines:
        return f"- [{escaped(entry.text)}](<{escaped(entry.address)}>){_below(entry.annotation)}"
    if entry.address:
        *_, minutes = (line.text for line in entry.lines)
        title = escaped(entry.lines[1].text or entry.address)
        return f"- [{title}](<{escaped(entry.address)}>){_in_brackets(f'{minutes} min' if minutes else '')}"
    caption = "".join(f": {without_html(row.text)}" for row in entry.passages if isinstance(row, CaptionRow))
    quotes = "".join(f"\n\n  > {without_html(text)}" for text in _facts(entry))
    return f"- {_box(entry.done)} {escaped(entry.text)}{caption}{quotes}{_below(entry.annotation)}"


def _facts(entry: views.ChecklistEntry) -> Iterator[str]:
    """Yield what the sheet knows on a line of the overview, which is quoted beside one's own words."""
    yield from (row.text for row in entry.passages if isinstance(row, PassageRow) and row.part == FACT)


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
    steps = (("Input", notes.input), ("Process", notes.process), ("Output", notes.output))
    if any(text for _, text in steps):
        yield "**Input → Process → Output**"
        yield "\n".join(f"- {name}: {paragraphs(text, '  ')}" for name, text in steps if text)
    if notes.words:
        yield "**In my own words**"
        yield paragraphs(notes.words)
    if formula.kin:
        yield "**What I wrote about related formulas**"
        yield "\n".join(f"- {escaped(where)}: {paragraphs(words, '  ')}" for where, words in formula.kin)
    if formula.model:
        yield "**To compare with**"
        yield "\n".join(f"- {name.capitalize()}: {without_html(text)}" for name, text in formula.model)
    if formula.made.special_cases:
        yield "**Special cases**"
        yield "\n".join(f"- {without_html(case)}" for case in formula.made.special_cases)


def _algorithms(view: views.PaperView) -> Iterator[str]:
    if view.algorithms:
        yield "## Algorithms"
    for algorithm in view.algorithms:
        yield f"### {escaped(algorithm.called) if algorithm.is_own else without_html(algorithm.called)}"
        yield "\n".join(_steps(algorithm))


def _steps(algorithm: views.AlgorithmView) -> Iterator[str]:
    level = 0
    for entry in algorithm.lines:
        step = entry.text
        level = min((len(step) - len(step.lstrip())) // 2, level + 1)
        told = escaped(step) if algorithm.is_own else without_html(step)
        note = "  \n".join(
            f"{'  ' * level}  {escaped(text)}" for text in entry.annotation.split("\n") if text
        )
        yield f"{'  ' * level}- {told}" + (f"  \n{note}" if note else "")


def _told_by(referenced: views.ReferencedView) -> str:
    """The skills and papers that have it, else that it is to be tracked down."""
    told = ", ".join(escaped(each) for each in (*(s.title for s in referenced.skills), *referenced.papers))
    return f": {told or 'to be tracked down'}"


def _glossary(view: views.PaperView) -> Iterator[str]:
    symbols = [each for each in view.symbols if each.meaning != each.row.means or _is_known(each)]
    if symbols:
        yield "## Glossary"
        yield table(("Symbol", "Meaning", "Declared", "Where"), map(_cells, symbols))


def _cells(symbol: views.SymbolView) -> tuple[str, ...]:
    row = symbol.row
    return inline(row.symbol), escaped(symbol.meaning), escaped(row.declared), _where(row)


def _is_known(symbol: views.SymbolView) -> bool:
    return bool(symbol.meaning or symbol.row.declared)


def _unknowns(view: views.PaperView) -> Iterator[str]:
    groups = [group for group in view.unknowns if group.unknowns]
    if groups:
        yield "## Unknowns"
    for where in views.WHERES:
        here = [group for group in groups if group.where == where]
        if here:
            yield f"### {views.WHERE_TITLES[where].capitalize()}"
        for group in here:
            yield f"#### {views.CATEGORY_TITLES[group.category].capitalize()}"
            yield "\n".join(map(_unknown, group.unknowns))


def _unknown(unknown: views.Unknown) -> str:
    cleared = f" (clear since {unknown.cleared:%Y-%m-%d})" if unknown.cleared else ""
    line = f"- {_box(unknown.cleared is not None)} {escaped(unknown.text)}{cleared}"
    return line + _below(unknown.answer)


def _prerequisite(skill: views.Prerequisite) -> str:
    needed = ", ".join(map(escaped, skill.needed_by))
    return f"- {_box(skill.line.state == 'green')} {escaped(skill.line.title)}, for {needed}"


def _checklist(view: views.PaperView) -> Iterator[str]:
    yield "## Checklist"
    for part in view.checklist:
        entries = (
            f"- {_box(entry.done)} {escaped(entry.text)}{_below(entry.annotation)}" for entry in part.entries
        )
        yield from _list(f"### {part.title}", entries)


def _where(row: FormulaRow | SymbolRow | AbsentRow) -> str:
    return ", ".join(part for part in (escaped(row.file), f"line {row.line}" if row.line else "") if part)


def _below(text: str) -> str:
    """What stands on lines of its own below an entry."""
    return f"  \n  {paragraphs(text, '  ')}" if text else ""


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _box(is_done: bool) -> str:
    return "[x]" if is_done else "[ ]"
