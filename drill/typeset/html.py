"""Markdown with formulas as HTML: markdown-it-py writes the text, latex2mathml the formulas.

Raw HTML is escaped. latex2mathml copies texts and attributes as they were written, so a formula is shown as
MathML only if all of its elements and attributes are in the lists below, else as its LaTeX.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape
from typing import Any
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from drill.text import clean_text, is_web_address

# Max characters of a converted formula, because time grows faster than its length.
_MAX_CHARACTERS = 3000
_NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
_FORMULA = re.compile(
    r"\$\$(?P<display>(?:\\.|[^$\\]){1,9000}?)\$\$"
    r"|\\\[(?P<bracket>.{1,9000}?)\\\]"
    r"|(?P<environment>\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray)\*?)\}.{1,9000}?"
    r"\\end\{(?P=name)\})"
    r"|\$(?P<formula>(?![\s$])(?:\\.|[^$\\]){1,3000}?(?<!\s))\$(?!\d)"
    r"|\\\((?P<paren>.{1,3000}?)\\\)",
    re.DOTALL,
)
_INLINE = frozenset(("formula", "paren"))
# Commands that define others: formulas with them are not converted, because a few can expand to any size.
_DEFINITION = re.compile(r"\\(?:def|let|(?:re)?new\w+|Declare\w+)")
# Environments that latex2mathml supports only as ``align*``.
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|gathered|gather\*?|eqnarray\*?|multline\*?|equation\*?)\}")
_ELEMENTS = frozenset((
    "math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace",
    "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
))  # fmt: skip
_ATTRIBUTES = frozenset((
    "accent", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle", "fence",
    "form", "height", "linebreak", "linethickness", "lspace", "mathvariant", "maxsize", "minsize",
    "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy",
    "voffset", "width",
))  # fmt: skip
# Disabled rules of Markdown, because texts of drill use their characters as ordinary text.
_UNUSED_RULES = ("entity", "image", "lheading", "reference")


def prose_html(markdown: str) -> str:
    """Return Markdown as HTML; displays have the class ``display``, and only web addresses become links."""
    return str(_make_reader().render(clean_text(markdown))).strip()


def line_html(markdown: str) -> str:
    """Return one line of Markdown, such as a heading, as HTML without an enclosing element."""
    return str(_make_reader().renderInline(" ".join(clean_text(markdown).split("\n"))))


@cache
def _make_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True})
    reader.enable("table").disable([*_UNUSED_RULES])
    reader.validateLink = lambda url: is_web_address(url)
    reader.inline.ruler.before("escape", "formula", _read_formula)
    reader.add_render_rule("formula", _render_formula)
    return reader


def _read_formula(state: StateInline, silent: bool) -> bool:
    """Read a formula at the current position, before anything in it is read as Markdown."""
    match = _FORMULA.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        kind = match.lastgroup or ""
        token = state.push("formula", "", 0)
        token.content = match[kind]
        token.meta = {"is_display": kind not in _INLINE}
    state.pos = match.end()
    return True


def _render_formula(
    _renderer: object, tokens: Sequence[Token], index: int, _options: object, _environment: Any
) -> str:
    token = tokens[index]
    is_display: bool = token.meta["is_display"]
    written = _convert_formula(token.content, is_display)
    if not written:
        written = f"<code>{escape(token.content.strip())}</code>"
    if is_display:
        return f'<span class="display">{written}</span>'
    return written


@lru_cache(256)
def _convert_formula(latex: str, is_display: bool) -> str:
    """Return a formula as MathML, or an empty text if it cannot be converted safely."""
    if len(latex) > _MAX_CHARACTERS or _DEFINITION.search(latex):
        return ""
    try:
        written = convert(_ALIGNED.sub(r"\\\1{align*}", latex), display="block" if is_display else "inline")
        math = ElementTree.fromstring(written.replace(_NAMESPACE, "", 1))
        for element in math.iter():
            if element.tag not in _ELEMENTS or not element.attrib.keys() <= _ATTRIBUTES:
                return ""
        if "\\" in "".join(math.itertext()):
            return ""  # an unknown command
        return ElementTree.tostring(math, encoding="unicode")
    except Exception:  # noqa: BLE001  latex2mathml raises errors of any kind for input that it cannot read
        return ""
