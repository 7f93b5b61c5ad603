"""The entry points of typesetting: a LaTeX string in, a Block or words out, whatever the string is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from drill.errors import TooLargeError
from drill.latex import MacroBody, Parsed, parse_latex_formula
from drill.text import clean_text
from drill.typeset.block import Block, Tier
from drill.typeset.boxes import Box
from drill.typeset.caching import cache_short_texts
from drill.typeset.fitting import fit_nodes, fold_text
from drill.typeset.glyphs import TIERS, styled_lines, words_text
from drill.typeset.layout import Layout
from drill.typeset.lineprinter import LinePrinter
from drill.typeset.speech import spoken_formula

_WRAPPERS = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$"))
# Characters that are shown of a source that is too large to typeset.
_MOST_SHOWN = 25_000
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ]+")
_LOWERED = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎]+")
_TEXT_MARKUP = re.compile(
    r"\\(?:textbf|textit|emph|text|textrm|mathrm|bfseries|itshape|it|bf)(?![A-Za-z])|[{}]"
)
_PROSE = re.compile(r"\s*[A-Za-z](?:[a-z]+(?:[,;:]?\s+[a-z'-]+){2,}|[a-z]{3,}\s+[a-z]{3,})[.?!]?\s*")

# What commands mean, by name with or without the backslash.
Macros = Mapping[str, MacroBody]
_Key = tuple[tuple[str, MacroBody], ...]


def typeset_formula(
    latex: str, *, width: int = 76, tier: Tier = "unicode", macros: Macros | None = None
) -> Block:
    """Typeset a formula in two dimensions, in at most ``width`` cells where it can be broken.

    ``macros`` maps commands to their bodies (``{"\\\\R": "\\\\mathbb{R}"}``, ``#1`` for arguments). Any
    string is answered: what is not understood stays visible and is listed in ``left_over``.
    """
    # A fraction still fits into four cells.
    return _typeset_cached(latex, max(width, 4), tier, macros_key(macros))


def typeset_on_one_line(latex: str, *, tier: Tier = "unicode", macros: Macros | None = None) -> Block:
    r"""Return a formula on one line with its grouping kept: ``\frac{a}{2b}`` gives ``a/(2b)``."""
    return _typeset_one_line_cached(latex, tier, macros_key(macros))


def left_over(latex: str, *, macros: Macros | None = None) -> tuple[str, ...]:
    """Return the commands of a formula that ``typeset_on_one_line`` does not know, without setting it."""
    return _find_unknown_commands(latex, macros_key(macros))


def speak_formula(latex: str, *, macros: Macros | None = None) -> str:
    """Return a formula in words, as a screen reader would say it."""
    return _speak_cached(latex, macros_key(macros))


def macros_key(macros: Macros | None) -> tuple[tuple[str, MacroBody], ...]:
    """Return macros as a hashable key for caches."""
    return tuple(macros.items()) if macros else ()


@cache_short_texts(256)
def _typeset_cached(latex: str, width: int, tier: Tier, macros: _Key) -> Block:
    source = _clean_formula(latex)
    try:
        parsed = _parse_source(source, macros)
        box = fit_nodes(Layout(TIERS[tier]), parsed.nodes, width)
    except TooLargeError as error:
        return _source_block(source, width, tier, error.message)
    lines, spans = styled_lines(box.rows)
    return Block(lines, box.base, spans, parsed.left_over)


@cache_short_texts(256)
def _typeset_one_line_cached(latex: str, tier: Tier, macros: _Key) -> Block:
    source = _clean_formula(latex)
    try:
        parsed = _parse_source(source, macros)
        text = LinePrinter(TIERS[tier]).row(parsed.nodes)
    except TooLargeError as error:
        return _source_block(source, None, tier, error.message)
    lines, spans = styled_lines([text.strip()])
    return Block(lines, 0, spans, parsed.left_over)


@cache_short_texts(1024)
def _find_unknown_commands(latex: str, macros: _Key) -> tuple[str, ...]:
    try:
        return _parse_source(_clean_formula(latex), macros).left_over
    except TooLargeError as error:
        return (error.message,)


@cache_short_texts(128)
def _speak_cached(latex: str, macros: _Key) -> str:
    source = _clean_formula(latex)
    try:
        return spoken_formula(_parse_source(source, macros).nodes)
    except TooLargeError:
        return " ".join(source.split())


@cache_short_texts(64)
def _parse_source(source: str, macros: _Key) -> Parsed:
    return parse_latex_formula(source, macros)


def _clean_formula(latex: str) -> str:
    """Return the formula itself: cleaned, composed, without the delimiters that set it into text."""
    source = unicodedata.normalize("NFC", clean_text(latex)).strip()
    for opening, closing in _WRAPPERS:
        inner = source[len(opening) : -len(closing)]
        if inner and source == f"{opening}{inner}{closing}":
            source = inner.strip() if closing not in inner else source
            break
    if not source.isascii():
        source = _RAISED.sub(lambda match: f"^{{{unicodedata.normalize('NFKC', match[0])}}}", source)
        source = _LOWERED.sub(lambda match: f"_{{{unicodedata.normalize('NFKC', match[0])}}}", source)
    return _read_plain_words(source) if " " in source else source


def _read_plain_words(source: str) -> str:
    r"""Return words without any mathematics, as in ``is \textbf{even}``, as text, so that blanks show."""
    bare = _TEXT_MARKUP.sub("", source)
    return f"\\text{{{source}}}" if _PROSE.fullmatch(bare) else source


def _source_block(source: str, width: int | None, tier: Tier, why: str) -> Block:
    """Return the source of a formula that is too large to typeset."""
    text = " ".join(source.split())
    if len(text) > _MOST_SHOWN:
        text = text[:_MOST_SHOWN] + " …"
    text = words_text(text, tier)
    box = fold_text(text, width) if width else Box([text], 0, 0)
    return Block(tuple(row.rstrip() for row in box.rows), 0, (), (why,))
