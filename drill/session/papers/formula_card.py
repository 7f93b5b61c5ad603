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
    letters: dict[str, list[str]] = {}
    for symbol in formula.symbols:
        if symbol.meaning:
            letters.setdefault(printable(escaped(symbol.meaning)), []).append(inline(symbol.row.symbol))
    meanings = "\n".join(f"- {', '.join(symbols)}: {meaning}" for meaning, symbols in letters.items())
    name = f"**{printable(escaped(formula.called))}**" if row.number or row.called else ""
    return "\n\n".join(filter(None, (name, before, display(row.in_use), after, meanings)))
