r"""A line of an algorithm box as Markdown: what is mathematics is set, and no LaTeX is left of the rest.

The importer keeps a line that it cannot show as its source, escaped. That stays as it is in the record, since
remarks are kept under it; here it is read once more, part by part.
"""

from __future__ import annotations

import re
from typing import Final

from drill.session.escaped_markdown import adapt_markdown_for_terminal, escape_markdown_line
from drill.typeset import prose_left_over

# A formula as the importer writes it, which may have blanks at its ends.
_FORMULA: Final = re.compile(r"((?<!\\)\$(?:\\.|[^$\\])*\$)")
_SOURCE: Final = re.compile(r"\\\\(?=\S)")
_ESCAPED: Final = re.compile(r"\\([\\`*_$])")
_DELIMITER: Final = re.compile(r"\\[()\[\]]|\$\$")
_DISPLAY: Final = re.compile(
    r"\\begin\s*\{(equation|align|alignat|gather|multline|eqnarray|displaymath|math|split|aligned)\*?\}(.*?)"
    r"\\end\s*\{\1\*?\}",
    re.DOTALL,
)
_ROW_END: Final = re.compile(r"\\\\(?:\[[^\]]*\])?")
# In words: what is pointed at elsewhere, what only looks different, and the algorithm that is called.
_REFERENCE: Final = re.compile(r"[\s~]*\\(?:label|[cC]ite[a-zA-Z]*)\*?\s*(?:\[[^\]]*\]\s*)*\{[^{}]*\}")
_NUMBER: Final = re.compile(r"\(?\\[a-zA-Z]*ref\*?\s*\{[^{}]*\}\)?")
_DRESSED: Final = re.compile(r"\\(?:text[a-z]*|emph|underline|mbox|verb)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_CALL: Final = re.compile(r"\\Call\s*\{([^{}]*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_CHARACTER: Final = re.compile(r"\\([&%#_$])")
_SPACE: Final = re.compile(r"~|\\(?:[,;:! ]|q?quad(?![a-zA-Z])|hfill(?![a-zA-Z]))")
_COMMAND: Final = re.compile(r"\\([a-zA-Z@]+)\*?")
_LEFT_OVER: Final = re.compile(r"\\([&%#_$])|[{}$\\]")
# A word that is mathematics without dollars; and what may stand between two of them.
_MATHEMATICS: Final = re.compile(r"\\[a-zA-Z]|[\^_{}]")
_BETWEEN: Final = re.compile(r"\W{1,2}|\w,?|\d+,?")
# Characters: a longer line is left as it is.
_LONGEST: Final = 4_000


def write_pseudo_code(step: str) -> str:
    """Return a line of a box as Markdown that leaves nothing over when it is set."""
    if ("$" not in step and "\\" not in step) or len(step) > _LONGEST:
        return step
    pieces = _FORMULA.split(step)
    if not any(_SOURCE.search(words) for words in pieces[::2]):
        return "".join(_write_box_formula(piece) if n % 2 else piece for n, piece in enumerate(pieces))
    latex = _write_calls(_ESCAPED.sub(r"\1", step))
    latex = _DELIMITER.sub("$", _DISPLAY.sub(lambda match: _write_rows(match[2]), latex))
    pieces = _FORMULA.split(_NUMBER.sub("(…)", _REFERENCE.sub("", latex)))
    written = (_write_box_formula(piece) if n % 2 else _write_words(piece) for n, piece in enumerate(pieces))
    return " ".join("".join(written).split())


def _write_calls(latex: str) -> str:
    """Return a line in which an algorithm that is called is written like a function."""

    def write(match: re.Match[str]) -> str:
        is_inside = match.string.count("$", 0, match.start()) % 2
        return rf"\operatorname{{{match[1]}}}({match[2]})" if is_inside else f"{match[1]}({match[2]})"

    return _CALL.sub(write, latex)


def _write_rows(body: str) -> str:
    """Return the rows of a display as formulas within the line."""
    rows = (row.replace("&", " ").strip() for row in _ROW_END.split(body))
    return "; ".join(f"${row}$" for row in rows if row)


def _write_box_formula(formula: str) -> str:
    """Return a formula whose unknown commands are names; in words, if it still cannot be set."""
    latex = re.sub(r"(?<!\\)\$", "", formula).strip().rstrip("\\ ")
    if not latex:
        return ""
    written = f"${latex}$"
    if not (left_over := prose_left_over(written, width=400)):
        return written
    for command in left_over:
        name = command.lstrip("\\")
        latex = re.sub(re.escape(command) + r"(?![a-zA-Z])", rf"\\operatorname{{{name}}}", latex)
    written = f"${latex}$"
    return written if not prose_left_over(written, width=400) else _write_latex_as_words(latex)


def _write_words(text: str) -> str:
    """Return words without commands; mathematics that stands among them without dollars is set."""
    while (match := _DRESSED.search(text)) is not None:
        text = text[: match.start()] + match[1] + text[match.end() :]
    text = _SPACE.sub(" ", text)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    words = text.split()
    is_set = [_MATHEMATICS.search(_CHARACTER.sub("", word)) is not None for word in words]
    written: list[str] = []
    start = 0
    while start < len(words):
        end = start + 1
        if not is_set[start]:
            written.append(_write_latex_as_words(words[start]))
        else:
            while end < len(words) and (is_set[end] or _joins_formula_words(words, is_set, end)):
                end += 1
            written.append(_write_box_formula(" ".join(words[start:end])))
        start = end
    return (before and " ") + " ".join(filter(None, written)) + (after and " ")


def _joins_formula_words(words: list[str], is_set: list[bool], at: int) -> bool:
    """Return whether a word, such as a sign, stands between two words of the same formula."""
    if _BETWEEN.fullmatch(words[at]) is None:
        return False
    following = at + 1
    while following < len(words) and not is_set[following] and _BETWEEN.fullmatch(words[following]):
        following += 1
    return following < len(words) and is_set[following]


def _write_latex_as_words(latex: str) -> str:
    """Return LaTeX as words: a command is its name, and groups have no braces."""
    named = _COMMAND.sub(r" \1 ", latex)
    return adapt_markdown_for_terminal(escape_markdown_line(_LEFT_OVER.sub(r"\1", named)))
