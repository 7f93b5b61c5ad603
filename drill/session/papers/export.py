"""A paper's workbook as Markdown, for whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator

from drill.session import Readiness
from drill.session.papers.markdown import display, escaped, inline, paragraphs, table, without_html
from drill.session.papers.workbook_views import (
    CATEGORY_TITLES,
    WHERE_TITLES,
    WHERES,
    AlgorithmView,
    FormulaView,
    PaperView,
    Prerequisite,
    SymbolView,
    Unknown,
)


def to_markdown(view: PaperView) -> str:
    """The whole of it: formulas with notes, glossary, unknowns, checklist."""
    return "\n\n".join(_parts(view)) + "\n"


def _parts(view: PaperView) -> Iterator[str]:
    yield f"# {escaped(view.row.title)}"
    yield from _introduction(view)
    yield from _formulas(view)
    yield from _algorithms(view)
    yield from _others(view)
    yield from _referenced(view)
    yield from _glossary(view)
    yield from _unknowns(view)
    yield from _prerequisites(view)
    yield from _checklist(view)
    yield from _unplaced(view)


def _introduction(view: PaperView) -> Iterator[str]:
    if view.row.authors:
        yield escaped(view.row.authors)
    ready = Readiness(view.row.skills_green, view.row.skills)
    rests_on = f", which rests on {ready.told()}" if ready.skills else ""
    yield f"Workbook of the bank {escaped(view.row.bank)}{rests_on}."


def _formulas(view: PaperView) -> Iterator[str]:
    if view.blocks:
        yield "## Formulas"
    for block in view.blocks:
        title = without_html(block.title) or f"Block {block.number}"
        yield f"### {title}" if block.number else "### Other formulas"
        for formula in block.formulas:
            yield from _formula(formula)


def _formula(formula: FormulaView) -> Iterator[str]:
    yield f"#### {escaped(formula.called)}"
    yield display(formula.latex)
    if where := _where(formula.file, formula.line):
        yield where
    notes = formula.notes
    steps = (("Input", notes.input), ("Process", notes.process), ("Output", notes.output))
    if any(text for _, text in steps):
        yield "**Input → Process → Output**"
        yield "\n".join(f"- {name}: {paragraphs(text, '  ')}" for name, text in steps if text)
    if notes.words:
        yield "**In my own words**"
        yield paragraphs(notes.words)
    if formula.model:
        yield "**To compare with**"
        yield "\n".join(f"- {name.capitalize()}: {without_html(text)}" for name, text in formula.model)
    if formula.special_cases:
        yield "**Special cases**"
        yield "\n".join(f"- {without_html(case)}" for case in formula.special_cases)


def _algorithms(view: PaperView) -> Iterator[str]:
    if view.algorithms:
        yield "## Algorithms"
    for algorithm in view.algorithms:
        yield f"### {without_html(algorithm.called)}"
        yield "\n".join(_steps(algorithm))


def _steps(algorithm: AlgorithmView) -> Iterator[str]:
    level = 0
    for step in algorithm.steps:
        level = min((len(step) - len(step.lstrip())) // 2, level + 1)
        yield f"{'  ' * level}- {without_html(step)}"


def _others(view: PaperView) -> Iterator[str]:
    if view.others:
        yield "## Exercises beside these" if view.blocks else "## Exercises"
        yield "\n".join(f"- {escaped(each.item)} ({escaped(each.kind)})" for each in view.others)


def _referenced(view: PaperView) -> Iterator[str]:
    if view.referenced:
        yield "## Referred to, but not shown"
        yield "\n".join(
            f"- {escaped(each.what)}{_in_brackets(_where(each.file, each.line))}" for each in view.referenced
        )


def _glossary(view: PaperView) -> Iterator[str]:
    symbols = [each for each in view.symbols if each.meaning != each.said or _is_known(each)]
    if symbols:
        yield "## Glossary"
        yield table(
            ("Symbol", "Meaning", "Declared", "Where"),
            (
                (
                    inline(symbol.latex),
                    escaped(symbol.meaning),
                    escaped(symbol.declared),
                    _where(symbol.file, symbol.line),
                )
                for symbol in symbols
            ),
        )


def _is_known(symbol: SymbolView) -> bool:
    return symbol.decision == "kept" and bool(symbol.meaning or symbol.declared)


def _unknowns(view: PaperView) -> Iterator[str]:
    groups = [group for group in view.unknowns if group.unknowns]
    if groups:
        yield "## Unknowns"
    for where in WHERES:
        here = [group for group in groups if group.where == where]
        if here:
            yield f"### {WHERE_TITLES[where].capitalize()}"
        for group in here:
            yield f"#### {CATEGORY_TITLES[group.category].capitalize()}"
            yield "\n".join(map(_unknown, group.unknowns))


def _unknown(unknown: Unknown) -> str:
    cleared = f" (clear since {unknown.cleared:%Y-%m-%d})" if unknown.cleared else ""
    line = f"- {_box(unknown.cleared is not None)} {escaped(unknown.text)}{cleared}"
    return line + _below(unknown.answer)


def _prerequisites(view: PaperView) -> Iterator[str]:
    if view.skills:
        yield "## What it rests on"
        yield "\n".join(map(_prerequisite, view.skills))


def _prerequisite(skill: Prerequisite) -> str:
    needed = ", ".join(map(escaped, skill.needed_by))
    return f"- {_box(skill.line.state == 'green')} {escaped(skill.line.title)}, for {needed}"


def _checklist(view: PaperView) -> Iterator[str]:
    yield "## Checklist"
    for part in view.checklist:
        if part.entries:
            yield f"### {part.title}"
            yield "\n".join(
                f"- {_box(entry.done)} {escaped(entry.text)}{_below(entry.annotation)}"
                for entry in part.entries
            )


def _unplaced(view: PaperView) -> Iterator[str]:
    if view.unplaced:
        yield "## Notes on what the paper no longer holds"
        yield "\n".join(f"- {note.field}: {paragraphs(note.text, '  ')}" for note in view.unplaced)


def _where(file: str, line: int) -> str:
    return ", ".join(part for part in (escaped(file), f"line {line}" if line else "") if part)


def _below(text: str) -> str:
    """What stands on lines of its own below an entry."""
    return f"  \n  {paragraphs(text, '  ')}" if text else ""


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _box(is_done: bool) -> str:
    return "[x]" if is_done else "[ ]"
