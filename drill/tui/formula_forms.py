"""The forms of formulas on the screen: two-dimensional, on one line, as LaTeX, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drill import typeset

if TYPE_CHECKING:
    from collections.abc import Callable

    from drill.typeset import Tier

# The order of the forms for the key that changes them.
FORMS = ("two-dimensional", "one line", "LaTeX", "spoken")

_FORMULA = re.compile(r"(?<!\\)\$\$(?P<display>.+?)\$\$|(?<!\\)\$(?P<inline>(?:\\.|[^$\\])+?)\$", re.DOTALL)
_MARKS = re.compile(r"([$*`_\\#|-])")
_MARKUP = re.compile(r"([*`_\\#|-])")


def next_form(form: str) -> str:
    """Return the form after this one."""
    return FORMS[(FORMS.index(form) + 1) % len(FORMS)]


def in_form(markdown: str, form: str, tier: Tier) -> str:
    """Return a text with its formulas in that form, still Markdown."""
    if form == FORMS[0]:
        return markdown
    return _with_formulas(
        markdown, lambda latex: _MARKS.sub(r"\\\1", print_formula_in_form(latex, form, tier))
    )


def plain_form(markdown: str, form: str, tier: Tier) -> str:
    """Return a text with its formulas in that form, for copying; two dimensions are copied as LaTeX."""
    if form in (FORMS[0], "LaTeX"):
        return markdown
    return _with_formulas(markdown, lambda latex: print_formula_in_form(latex, form, tier))


def format_learner_words(text: str) -> str:
    """Return a learner's own words as Markdown: formulas are set, nothing else is markup."""
    written: list[str] = []
    end = 0
    for match in _FORMULA.finditer(text):
        written += [_MARKUP.sub(r"\\\1", text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*written, _MARKUP.sub(r"\\\1", text[end:])])


def print_formula_in_form(latex: str, form: str, tier: Tier) -> str:
    """Return a formula in one of the forms that are a line of text."""
    match form:
        case "LaTeX":
            return f"${' '.join(latex.split())}$"
        case "spoken":
            return typeset.speak_formula(latex)
        case _:
            return typeset.typeset_on_one_line(latex, tier=tier).one_line


def _with_formulas(markdown: str, write: Callable[[str], str]) -> str:
    def written(match: re.Match[str]) -> str:
        return write(match["display"] if match["display"] is not None else match["inline"])

    return _FORMULA.sub(written, markdown)
