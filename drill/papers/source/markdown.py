"""Markdown as a manuscript in LaTeX's words: headings, displays and inline formulas; code is blanked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers.source.intake import Source
from drill.papers.source.manuscript import Builder, Edit, Manuscript
from drill.papers.source.scan import spaces
from drill.papers.source.sphinx import with_dollars, without_options

_FORMULA: Final = re.compile(
    r"\$\$.*?\$\$|(?<!\\)\$(?=\S)[^$\n]+\$"
    r"|\\begin\{(?P<rows>(?:align|equation|gather|multline|eqnarray)\*?)\}.*?\\end\{(?P=rows)\}"
    r"|\\\\\[(?:(?!\\\\\[).)*?\\\\\]|\\\\\((?:(?!\\\\\(|\n\n).)*?\\\\\)",
    re.DOTALL,
)
_COMMANDS: Final = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi varphi
    chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega ell frac dfrac tfrac sqrt sum prod int max min
    log exp sin cos tanh lim infty partial nabla left right begin end text mathrm mathbf mathbb mathcal
    operatorname hat bar tilde vec cdot times odot ldots cdots in leq geq le ge neq approx sim leftarrow
    rightarrow to quad
"""
_MARK_SIZES: Final = {"$$": 2, "\\\\": 3}
"""How long the marks around a formula are, where they are no single dollars."""
_DOUBLED: Final = re.compile(rf"\\\\(?:{'|'.join(_COMMANDS.split())})(?![a-zA-Z])")
_SINGLE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[a-zA-Z]")
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ESCAPED_BRACKET: Final = re.compile(r"(?<!\\)\\([()])")
_WORDS: Final = re.compile(r"\\(?:text[a-z]*|mbox|hbox)\s*\{[^{}]*\\[()]")
"""Words with a formula of their own in them."""
_ESCAPED_INDEX: Final = re.compile(r"\\_(?=\{)|(?<![a-zA-Z])([a-zA-Z}])\\_(?=[a-zA-Z0-9](?![a-zA-Z]))")


def without_escapes(text: str) -> str:
    """``text`` with its formulas as LaTeX would have them, lines kept."""
    if "\\" not in text and "&" not in text:
        return text
    formulas = [match.group() for match in _FORMULA.finditer(text)]
    has_escaped_indices = any("\\_{" in formula for formula in formulas)

    def mended(match: re.Match[str]) -> str:
        formula = match.group()
        for entity, sign in _ENTITIES.items():
            formula = formula.replace(entity, sign)
        formula = _with_single_backslashes(formula)
        if formula.count("\\\\{") == formula.count("\\\\}"):
            formula = formula.replace("\\\\{", "\\{").replace("\\\\}", "\\}")
        if formula[:2] == "$$" and not _WORDS.search(formula):
            formula = _ESCAPED_BRACKET.sub(r"\1", formula)
        return _ESCAPED_INDEX.sub(r"\1_", formula) if has_escaped_indices else formula

    return _FORMULA.sub(mended, text)


def _with_single_backslashes(formula: str) -> str:
    """A formula whose commands all have two backslashes with one; ends of rows, which have four, with two."""
    size = _MARK_SIZES.get(formula[:2], 1)
    inside = formula[size:-size]
    if not _DOUBLED.search(inside) or _SINGLE.search(inside):
        return formula
    return formula[:size] + inside.replace("\\\\", "\\") + formula[-size:]


_RULE: Final = re.compile(r"([=\-~^\"'`*+#.:_])\1{2,}[ \t]*")
_MARKDOWN_RULES: Final = ("=", "-")
_NO_HEADING: Final = re.compile(r"[ \t]|[-*+>#|$`]|\.\. |:\w|\d+[.)][ \t]|\\")
_DEEPEST: Final = 6


def with_hashes(text: str, *, is_markdown: bool) -> str:
    """The text with ``# heading`` for each heading that is underlined; lines are kept.

    In Markdown ``=`` and ``-`` are the first level and the second; in reStructuredText any sign may stand
    above a heading as well as below it, and levels are in the order in which they come up.
    """
    lines = text.split("\n")
    levels = {sign: level for level, sign in enumerate(_MARKDOWN_RULES if is_markdown else (), 1)}
    for at in range(_end_of_front(lines) if is_markdown else 0, len(lines) - 1):
        rule = _rule_of(lines, at, is_markdown=is_markdown)
        if not rule:
            continue
        level = min(levels.setdefault(rule, len(levels) + 1), _DEEPEST)
        lines[at : at + 2] = [f"{'#' * level} {lines[at].strip()}", ""]
        if len(rule) > 1:
            lines[at - 1] = ""
    return "\n".join(lines)


def _end_of_front(lines: list[str]) -> int:
    """Where the text begins behind front matter, whose last line is no rule below a heading."""
    if lines[0].rstrip() != "---":
        return 0
    return next((at + 1 for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)


def _rule_of(lines: list[str], at: int, *, is_markdown: bool) -> str:
    """The sign below a heading, doubled where it stands above it, too; empty where the line is no heading."""
    heading, below = lines[at], _RULE.fullmatch(lines[at + 1])
    if below is None or not heading.strip():
        return ""
    above = lines[at - 1] if at else ""
    if is_markdown:
        is_heading = not above.strip() and not _NO_HEADING.match(heading) and below[1] in _MARKDOWN_RULES
        return below[1] if is_heading else ""
    is_long = len(lines[at + 1].rstrip()) >= len(heading.rstrip())
    if is_long and _RULE.fullmatch(above) and above.startswith(below[1]):
        return below[1] * 2
    return below[1] if is_long and not above.strip() and not _NO_HEADING.match(heading) else ""


_KEY: Final = r"\w(?:[\w:./-]*\w)?"
_PANDOC_LABEL: Final = re.compile(r"\$\$[ \t]*\{#(eq:[\w:./-]{1,99})[^{}\n]{0,99}\}")
_BRACKETS: Final = re.compile(r"\[(?P<inside>[^\[\]$`]{0,400})\](?![(\[])")
_CITED: Final = re.compile(rf"(?<!\w)@({_KEY})")
_NAMED: Final = re.compile(rf"(?<![\w@\[])@[Ee]q:({_KEY})")
_EQUATION: Final = re.compile(r"[Ee]q:(?=.)")
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")


def with_references(text: str) -> str:
    """``text`` with labels of displays, references to them and citations as commands, lines kept."""
    text = _PANDOC_LABEL.sub(r"\\label{\1}$$", text)
    if "@" not in text:
        return text
    return _NAMED.sub(r"\\eqref{eq:\1}", _BRACKETS.sub(_referred, text))


def _referred(match: re.Match[str]) -> str:
    keys: list[str] = _CITED.findall(match["inside"])
    if not keys or _PARAGRAPH.search(match["inside"]):
        return match.group()
    if all(map(_EQUATION.match, keys)):
        said = ", ".join(f"\\eqref{{{_EQUATION.sub('eq:', key)}}}" for key in keys)
    else:
        said = f"\\cite{{{','.join(keys)}}}"
    return said + "\n" * match["inside"].count("\n")


_MARKS: Final = re.compile(
    r"\A---\n(?P<front>.*?)\n(?:---|\.\.\.)[ \t]*$"
    r"|^(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[^\n]*)\n(?P<code>.*?)(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<comment><!--)"
    r"|^(?P<hashes>\#{1,6})[ \t]+(?P<heading>[^\n]*)$"
    r"|(?P<display>\$\$.*?\$\$)(?:[ \t]*\((?:(?P<label>[A-Za-z][\w:./-]+)\)[ \t]*$"
    r"|(?P<number>\d{1,3}(?:\.\d{1,3})?[a-z]?)\)(?=[ \t]*(?:$|\$\$))))?"
    r"|\\\\(?P<bracket>[\[\]()])"
    r"|(?P<ticks>`+)",
    re.MULTILINE | re.DOTALL,
)
_LABEL: Final = re.compile(r"\(\\#(eq:[\w:./-]+)\)")
_REFERENCE: Final = re.compile(r"\\@ref\((eq:[\w:./-]+)\)")
_QUOTE: Final = re.compile(r"^ {0,3}(?:> ?)+")
_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]")
_HEADING_END: Final = re.compile(r"\{[^{}\n]*\}$")
_LONGEST_CODE: Final = 2_000
_TITLE: Final = re.compile(
    r"^title:[ \t]*"
    r"(?:[|>][+-]?[ \t]*\n(?P<block>(?:[ \t]+\S[^\n]*(?:\n|\Z))+)|[\"']?(?P<line>.*?)[\"']?[ \t]*$)",
    re.MULTILINE,
)
"""On its line, or as a block of YAML on the lines below."""
_SECTIONS: Final = ("section", "section", "subsection", "subsubsection", "paragraph", "subparagraph")


def flatten_markdown(source: Source) -> Manuscript:
    """The main file's text, in LaTeX's words, lines kept."""
    builder = Builder()
    texts: list[str] = []
    for name in (source.main, *source.others):
        text = with_hashes(source.files.read(name) or "", is_markdown=not name.lower().endswith(".rst"))
        text = _without_quotes(with_dollars(text))
        text = without_escapes(with_references(_with_labels(text))) + "\n\n"
        texts.append(text)
        builder.lines(text, name, 1)
    text = "".join(texts)
    return builder.manuscript(source.notes).edited(_titled(text, list(_edits(text))))


def _with_labels(text: str) -> str:
    """R Markdown's labels of equations, ``(\\#eq:one)``, and what refers to them, as LaTeX's."""
    text = _LABEL.sub(lambda mark: f"\\label{{{mark[1]}}}", text)
    return _REFERENCE.sub(lambda mark: f"\\eqref{{{mark[1]}}}", text)


def _without_quotes(text: str) -> str:
    """The marks of quotes and whole blocks of code by indentation blanked, lines kept."""
    lines = [_QUOTE.sub(lambda mark: " " * len(mark.group()), line) for line in text.split("\n")]
    in_list = after_blank = in_code = False
    for index, line in enumerate(lines):
        if not line.strip():
            after_blank = True
            continue
        is_indented = line.startswith(("    ", "\t"))
        if _ITEM.match(line):
            in_list = True
        elif not line[0].isspace() and after_blank:
            in_list = False
        in_code = is_indented and not in_list and (after_blank or in_code)
        if in_code:
            lines[index] = spaces(line)
        after_blank = False
    return "\n".join(lines)


def _titled(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits; the only heading of the first level is the title if only front matter is before it."""
    headings = [at for at, edit in enumerate(edits) if text.startswith("#", edit.start)]
    tops = [at for at in headings if not text.startswith("##", edits[at].start)]
    if len(tops) != 1 or tops != headings[:1]:
        return edits
    at, top = tops[0], edits[tops[0]]
    before = edits[0].end if text.startswith("---") else 0
    is_titled = edits[0].text.startswith("\\title{")
    if not is_titled and not text[before : top.start].strip():
        edits[at] = top._replace(text=top.text.replace("\\section", "\\title", 1))
    return edits


def _edits(text: str) -> Iterator[Edit]:
    at = 0
    last_comment = text.rfind("-->")
    while (match := _MARKS.search(text, at)) is not None:
        edit = _edit(text, match, last_comment)
        at = match.end() if edit is None else max(edit.end, at + 1)
        if edit is not None:
            yield edit


def _edit(text: str, match: re.Match[str], last_comment: int) -> Edit | None:
    """What stands instead of a mark and all that belongs to it; None where it stays as it is."""
    if match["front"] is not None:
        title = _TITLE.search(match["front"])
        return Edit(*match.span(), (f"\\title{{{_words(title)}}}" if title else "") + _lines(match))
    if match["fence"]:
        is_display = match["language"].strip().strip("{}").lower() in ("math", "latex-math")
        return Edit(*match.span(), _fenced(match["code"]) if is_display else spaces(match.group()))
    if match["label"]:
        return Edit(*match.span(), f"{match['display'][:-2]}\\label{{{match['label']}}}$$")
    if match["number"]:
        is_numbered = "\\tag" in match["display"] or "\\label" in match["display"]
        tag = "" if is_numbered else f"\\tag{{{match['number']}}}"
        return Edit(*match.span(), f"{match['display'][:-2]}{tag}$$")
    if match["comment"]:
        return _blanked(text, match, "-->", len(text)) if last_comment > match.start() else None
    if match["ticks"]:
        return _blanked(text, match, match["ticks"], match.end() + _LONGEST_CODE)
    if match["hashes"]:
        heading = _HEADING_END.sub("", match["heading"].strip().rstrip("#").rstrip())
        return Edit(*match.span(), f"\\{_SECTIONS[len(match['hashes']) - 1]}{{{heading}}}")
    return Edit(*match.span(), f"\\{match['bracket']}") if match["bracket"] else None


def _words(title: re.Match[str]) -> str:
    """A title on one line, without the backslashes that break its lines."""
    lines = (title["block"] or title["line"]).split("\n")
    return " ".join(" ".join(line.rstrip().removesuffix("\\") for line in lines).split())


def _fenced(code: str) -> str:
    """A fenced display, with the label among its options."""
    body, label = without_options(code)
    return f"$$\\label{{{label}}}\n{body}$$" if label else f"$$\n{body}$$"


def _blanked(text: str, match: re.Match[str], closing: str, last: int) -> Edit | None:
    """Blanks up to ``closing``; code in ticks ends in its own paragraph."""
    end = text.find(closing, match.end(), last)
    if end < 0 or (match["ticks"] and "\n\n" in text[match.end() : end]):
        return None
    end += len(closing)
    return Edit(match.start(), end, spaces(text[match.start() : end]))


def _lines(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")
