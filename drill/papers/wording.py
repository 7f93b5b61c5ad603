"""How drafts refer to a paper: its text never becomes a template, its symbols have the reader's names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from drill.notation import print_tokens_as_latex
from drill.notation.tree import Apply, Node, Open, Ref, Running
from drill.papers.draft import Line
from drill.papers.model import FormulaRow, Paper, SymbolRow
from drill.papers.sheet.symbol_keys import find_index_letters, is_one_of, read_symbol, step_letters
from drill.text import capitalise

# First words of a meaning that take no article before them.
_DETERMINERS = frozenset(
    ("a", "an", "the", "all", "each", "every", "some", "any", "our", "its", "their", "one", "two", "three",
     "four", "both", "no", "how", "what", "whether", "where", "number", "whose")
)  # fmt: skip
# Letters that usually denote several laws of one paper.
_LAWS = frozenset(("p", "q", "P", "Q", "\\pi", "N"))
# Max characters of a paper's title; a longer one is cut at its colon.
_LONG_TITLE = 40
# Words of a sentence that only leads to a formula: ``Thus, we have the following equation``.
_LEADING = frozenset(
    ("the", "and", "thus", "then", "hence", "therefore", "have", "has", "get", "gets", "obtain", "following",
     "follows", "equation", "equations", "formula", "given", "gives", "where", "which", "can", "write",
     "written", "that", "this", "for", "with", "namely", "now", "define", "defined", "finally", "expression",
     "result", "yields", "is", "are", "also", "note", "recall", "since", "such", "see", "form")
)  # fmt: skip
# Max characters of an exercise's title, as the bank's format requires.
_MOST_CHARACTERS = 60


# Text


def quote_paper_words(text: str) -> str:
    """Return a paper's words as text of a bank: no template, no markup, no formula begins in them."""
    return "".join(f"\\{char}" if char in "\\`*_$" else char for char in text).replace("@", "@@")


def says_something(text: str) -> bool:
    """Return whether a sentence does more than lead to a formula or away from it."""
    words = ("".join(filter(str.isalpha, word)).lower() for word in text.split())
    words = [word for word in words if len(word) > 2 and word not in _LEADING]
    return "$" in text or len(words) > 1


def quote_paper_markdown(text: str) -> str:
    """Return a sheet's Markdown as text of a bank: its ``$…$`` stay formulas, no template begins in it."""
    return text.replace("@", "@@")


def write_inline_formula(latex: str) -> str:
    """LaTeX within a sentence."""
    return f"${quote_paper_markdown(latex)}$"


def write_displayed_formula(latex: str) -> str:
    """LaTeX on a line of its own."""
    return f"$${quote_paper_markdown(latex)}$$"


def shown_whole(lines: Sequence[Line]) -> str:
    """Return the statements of a formula under each other, on lines of their own."""
    if not all(line.tokens for line in lines):
        return write_displayed_formula(lines[0].formula.in_use.strip().rstrip(".,;").rstrip())
    rows = [print_tokens_as_latex(line.tokens) for line in lines]
    below = " \\\\ ".join(rows)
    return write_displayed_formula(below if len(rows) == 1 else rf"\begin{{aligned}}{below}\end{{aligned}}")


def subject_to(constraints: str) -> str:
    """Return the text behind a problem's formula; empty without constraints."""
    if not constraints:
        return ""
    return f"\n\nsubject to\n\n{write_displayed_formula(constraints)}"


def pick_wording(seed: str, *texts: str) -> str:
    """Return one of several wordings, always the same for the same exercise."""
    return texts[hashlib.sha256(seed.encode()).digest()[0] % len(texts)]


# Places


def short_title(sheet: Paper) -> str:
    """Return the paper's title in italics, up to its colon where it is long; ``the paper`` without one."""
    title = sheet.title.strip(" :")
    if not title or title == sheet.source.file:
        return "the paper"
    if len(title) > _LONG_TITLE and ":" in title:
        title = title.partition(":")[0].strip()
    if len(title) > _LONG_TITLE:
        title = title[:_LONG_TITLE].rpartition(" ")[0] + " …"
    return f"*{quote_paper_words(title)}*"


def refer_to_formula(formula: FormulaRow) -> str:
    """Return how a sentence refers to a formula: by its number, else by its line in the source."""
    if formula.number:
        return f"equation ({quote_paper_markdown(formula.number)})"
    if not formula.line:
        return "this formula"
    return f"the formula at line {formula.line} of {quote_paper_words(formula.file)}"


def describe_formula_place(sheet: Paper, formula: FormulaRow) -> str:
    """Return where a formula is: ``*Title*, section “Momentum”, equation (3)``."""
    title = short_title(sheet)
    heading = next((block.title for block in sheet.blocks if block.number == formula.block), "")
    section = heading and f"section “{quote_paper_markdown(heading.rstrip(' .:'))}”"
    parts = (title if title.startswith("*") else "", section, refer_to_formula(formula))
    return capitalise(", ".join(filter(None, parts)))


def say_where_to_read_on(sheet: Paper, formula: FormulaRow) -> str:
    """Return where to read on about a formula."""
    return f"{describe_formula_place(sheet, formula)}, with the paragraphs around it"


# Symbols


def open_running_indices(ref: Ref) -> Ref:
    r"""Return a symbol with its running indices open: the same for ``\theta_t`` and ``\theta_{t+1}``."""
    below = tuple(Open() if isinstance(index, Running) else index for index in ref.below)
    above = tuple(Open() if isinstance(index, Running) else index for index in ref.above)
    return replace(ref, below=below, above=above)


class Glossary:
    """The paper's names for its symbols, found by symbol and section."""

    def __init__(self, symbols: Iterable[SymbolRow], lines: Iterable[Line]) -> None:
        self._rows: dict[tuple[Ref, int | None], tuple[SymbolRow, Ref]] = {}
        for row in symbols:
            symbol = read_symbol(row.name)
            if symbol is not None:
                self._rows.setdefault((open_running_indices(symbol), row.scope), (row, symbol))
        self._bare = {symbol.name: (row, symbol) for row, symbol in reversed(self._rows.values())}
        """The indexed symbol that a name without its index denotes."""
        read = [line.statement for line in lines if line.statement is not None]
        self.steps, self._running = step_letters(read), find_index_letters(read)

    def runs(self, ref: Ref) -> bool:
        """Return whether a name is an index: it runs over a sum or counts steps."""
        return ref.name.base in self._running

    def row(self, ref: Ref, section: int = 0, *, is_itself: bool = False) -> SymbolRow | None:
        """Return the row that holds for a symbol in a section.

        Without one a member or a bare name takes the row of its whole, unless ``is_itself``.
        """
        entry = self._found(ref, section)
        is_other = (
            entry is not None and is_itself and open_running_indices(entry[1]) != open_running_indices(ref)
        )
        return None if entry is None or is_other else entry[0]

    def called(self, ref: Node, section: int = 0) -> str:
        """Return ``the parameters after step $t+1$``; empty without a known meaning."""
        symbol = _find_meaning_symbol(ref)
        entry = None if symbol is None else self._found(symbol, section)
        if symbol is None or entry is None or not entry[0].confirmed:
            return ""
        row, row_symbol = entry
        meaning = quote_paper_markdown(add_article(row.confirmed))
        for before, now in zip(
            (*row_symbol.below, *row_symbol.above), (*symbol.below, *symbol.above), strict=False
        ):
            if not isinstance(before, Running) or not isinstance(now, Running):
                continue
            new = _index_text(now)
            old = next((step for step in (_index_text(before), before.letter) if f"${step}$" in meaning), "")
            if old:
                meaning = meaning.replace(f"${old}$", f"${new}$")
            elif now.letter in self.steps:
                meaning = f"{meaning} at step ${new}$"
        return meaning

    def name(self, ref: Node | None, section: int = 0) -> str:
        """Return ``the parameters``: the meaning without its step; empty without a known meaning."""
        symbol = None if ref is None else _find_meaning_symbol(ref)
        row = None if symbol is None else self.row(symbol, section)
        if row is None or not row.confirmed:
            return ""
        return add_article(row.confirmed)

    def _found(self, ref: Ref, section: int) -> tuple[SymbolRow, Ref] | None:
        """Return the row of a symbol in a section with the symbol it was written for; None if there is
        none."""
        key = open_running_indices(ref)
        entry = self._rows.get((key, section)) or self._rows.get((key, None))
        if entry is None and not (ref.below or ref.above or ref.primes or ref.mark):
            entry = self._bare.get(ref.name)
        if entry is not None and is_one_of(entry[1], ref, self._running):
            return entry
        return None


def _find_meaning_symbol(node: Node) -> Ref | None:
    """Return the symbol whose meaning is that of a part; none of a distribution, whose letter is
    ambiguous."""
    match node:
        case Ref():
            return node
        case Apply(function) if function.name.base not in _LAWS:
            return function
        case _:
            return None


def _index_text(index: Running) -> str:
    if index.offset:
        return f"{index.letter}{index.offset:+d}"
    return index.letter


def add_article(meaning: str) -> str:
    """Return a noun with its article: ``the learning rate``, ``a constant``, ``Cohen's kappa``."""
    first = meaning.split(" ", 1)[0]
    is_owned = first[:1].isupper() and first.endswith(("'s", "’s", "s'", "s’"))
    if first.lower() in _DETERMINERS - {"number"} or is_owned or first.startswith("$"):
        return meaning
    return f"the {meaning}"


# Titles


def make_exercise_title(formula: FormulaRow, suffix: str, called: str = "") -> str:
    """Return an exercise's title, ``Momentum buffer (2), from memory``, of at most sixty characters."""
    name = formula.called or (capitalise(called.removeprefix("the ")) if called and "$" not in called else "")
    number = f"({formula.number})" if formula.number else ""
    if name and len(name) + len(number) + len(suffix) + 1 <= _MOST_CHARACTERS:
        return f"{name} {number}".rstrip() + suffix
    fallback = (
        f"Equation {number}" if number else f"Formula at line {formula.line}" if formula.line else "Formula"
    )
    title = f"{fallback}{suffix}".replace("\\_", "_")
    if len(title) <= _MOST_CHARACTERS:
        return title
    return f"{title[: _MOST_CHARACTERS - 1].rpartition(' ')[0]} …"
