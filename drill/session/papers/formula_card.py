"""The card of a formula: how it is written, what it says in a sentence, and what its letters mean."""

from __future__ import annotations

from drill.session.papers.markdown import display, escaped, inline, printable, without_html
from drill.session.papers.workbook_views import FormulaView


def describe_formula(formula: FormulaView) -> str:
    """Return the card as Markdown; what nobody wrote is left out.

    The sentence is the learner's own, else the sheet's, else what the paper says before and after.
    """
    row, own = formula.row, formula.notes.get("words", "")
    sentence = printable(escaped(own)) if own else without_html(row.words)
    before, after = ("", sentence) if sentence else (without_html(row.before), without_html(row.after))
    letters = [
        f"- {inline(symbol.row.symbol)}: {printable(escaped(symbol.meaning))}"
        for symbol in formula.symbols
        if symbol.meaning
    ]
    name = f"**{printable(escaped(formula.called))}**" if row.number or row.called else ""
    return "\n\n".join(filter(None, (name, before, display(row.in_use), after, "\n".join(letters))))
