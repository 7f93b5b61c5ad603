"""The card of a formula: how it is written, what it says in a sentence, and what its letters mean."""

from __future__ import annotations

from drill.session.papers.escaped_markdown import (
    adapt_markdown_for_terminal,
    escape_markdown_line,
    without_html,
    write_display_markdown,
    write_inline_markdown,
)
from drill.session.papers.workbook_views import FormulaView


def describe_formula(formula: FormulaView) -> str:
    """Return the card as Markdown; what nobody wrote is left out.

    The sentence is the learner's own, else the sheet's, else what the paper says before and after.
    """
    row, own = formula.row, formula.notes.get("words", "")
    sentence = adapt_markdown_for_terminal(escape_markdown_line(own)) if own else without_html(row.words)
    before, after = ("", sentence) if sentence else (without_html(row.before), without_html(row.after))
    letters: dict[str, list[str]] = {}
    for symbol in formula.symbols:
        if symbol.meaning:
            letters.setdefault(adapt_markdown_for_terminal(escape_markdown_line(symbol.meaning)), []).append(
                write_inline_markdown(symbol.row.symbol)
            )
    meanings = "\n".join(f"- {', '.join(symbols)}: {meaning}" for meaning, symbols in letters.items())
    name = (
        f"**{adapt_markdown_for_terminal(escape_markdown_line(formula.called))}**"
        if row.number or row.called
        else ""
    )
    return "\n\n".join(filter(None, (name, before, write_display_markdown(row.in_use), after, meanings)))
