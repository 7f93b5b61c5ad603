"""The lines of an algorithm box: the learner's remark on each, and the box asked back in its order."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from drill.papers import AlgorithmRow
from drill.session.key_display import adapt_markdown_for_terminal, escape_markdown_line
from drill.session.papers.workbook_views import BoxLine
from drill.session.standing.paper_notes import Notes, find_note_text, write_note
from drill.session.workspace import Workspace
from drill.text import one_line
from drill.typeset import prose_left_over

# A line of an algorithm box as Markdown: mathematics is set, and the rest contains no LaTeX.
#
# The importer keeps a line that it cannot show as its source, escaped. The record keeps it unchanged, because
# remarks are kept under it; here it is read once more, part by part.

# A formula as the importer writes it, which may have blanks at its ends.
_FORMULA = re.compile(r"((?<!\\)\$(?:\\.|[^$\\])*\$)")
_SOURCE = re.compile(r"\\\\(?=\S)")
_ESCAPED = re.compile(r"\\([\\`*_$])")
_DELIMITER = re.compile(r"\\[()\[\]]|\$\$")
_DISPLAY = re.compile(
    r"\\begin\s*\{(equation|align|alignat|gather|multline|eqnarray|displaymath|math|split|aligned)\*?\}(.*?)"
    r"\\end\s*\{\1\*?\}",
    re.DOTALL,
)
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?")
# In words: references to other places, pure formatting, and the called algorithm.
_REFERENCE = re.compile(r"[\s~]*\\(?:label|[cC]ite[a-zA-Z]*)\*?\s*(?:\[[^\]]*\]\s*)*\{[^{}]*\}")
_NUMBER = re.compile(r"\(?\\[a-zA-Z]*ref\*?\s*\{[^{}]*\}\)?")
_DRESSED = re.compile(r"\\(?:text[a-z]*|emph|underline|mbox|verb)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_CALL = re.compile(r"\\Call\s*\{([^{}]*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_CHARACTER = re.compile(r"\\([&%#_$])")
_SPACE = re.compile(r"~|\\(?:[,;:! ]|q?quad(?![a-zA-Z])|hfill(?![a-zA-Z]))")
_COMMAND = re.compile(r"\\([a-zA-Z@]+)\*?")
_LEFT_OVER = re.compile(r"\\([&%#_$])|[{}$\\]")
# A word that is mathematics without dollars; and the signs allowed between two of them.
_MATHEMATICS = re.compile(r"\\[a-zA-Z]|[\^_{}]")
_BETWEEN = re.compile(r"\W{1,2}|\w,?|\d+,?")
# Max characters of a line that is rewritten; a longer one is left as it is.
_LONGEST = 4_000


def write_pseudo_code(step: str) -> str:
    """Return a line of a box as Markdown that leaves nothing over when it is set."""
    if ("$" not in step and "\\" not in step) or len(step) > _LONGEST:
        return step
    pieces = _FORMULA.split(step)
    if not any(map(_SOURCE.search, pieces[::2])):
        return "".join(_write_box_formula(piece) if n % 2 else piece for n, piece in enumerate(pieces))
    latex = _write_calls(_ESCAPED.sub(r"\1", step))
    latex = _DELIMITER.sub("$", _DISPLAY.sub(lambda match: _write_rows(match[2]), latex))
    pieces = _FORMULA.split(_NUMBER.sub("(…)", _REFERENCE.sub("", latex)))
    written = (_write_box_formula(piece) if n % 2 else _write_words(piece) for n, piece in enumerate(pieces))
    return " ".join("".join(written).split())


def _write_calls(latex: str) -> str:
    """Return a line with the call of an algorithm written like a function."""

    def write(match: re.Match[str]) -> str:
        is_inside = match.string.count("$", 0, match.start()) % 2
        if is_inside:
            return rf"\operatorname{{{match[1]}}}({match[2]})"
        return f"{match[1]}({match[2]})"

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
    if not prose_left_over(written, width=400):
        return written
    return _write_latex_as_words(latex)


def _write_words(text: str) -> str:
    """Return words without commands; mathematics among them without dollars is set."""
    while (match := _DRESSED.search(text)) is not None:
        text = text[: match.start()] + match[1] + text[match.end() :]
    text = _SPACE.sub(" ", text)
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
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
    """Return whether a word, such as a sign, is between two words of the same formula."""
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


# Origins of a line, in the learner's words; a remark may begin with one of them and a colon.
ORIGINS = ("written", "borrowed")
# Blanks per level of indentation, and hex digits of a line's key.
_INDENT = 2
_DIGITS = 16


def list_lines(notes: Notes, box: AlgorithmRow, *, is_own: bool = False) -> Iterator[BoxLine]:
    """Yield the lines of a box that have content, each with the remark on it.

    Those of the learner (``is_own``) are shown as typed. A remark is kept under the box' id and a hash of the
    line as it is on record, so that it stays with its line when others are written before it.
    """
    seen = Counter[str]()
    for step in box.steps:
        if text := step.strip():
            seen[text] += 1
            hashed = hashlib.sha256(f"{text}\n{seen[text]}".encode("utf-8", "replace")).hexdigest()
            key = f"{box.id}/{hashed[:_DIGITS]}"
            origin, words = _read_remark(find_note_text(notes, "remark", key))
            if not (shown := text if is_own else write_pseudo_code(text)):
                continue
            yield BoxLine(key, shown, (len(step) - len(step.lstrip(" "))) // _INDENT, origin, words)


def keep_remark(workspace: Workspace, slug: str, key: str, origin: str, words: str) -> None:
    """Save the remark on a line of a box; without words and origin it is emptied.

    Raises:
        UsageError: there is no such paper, or the text is too long.
    """
    origin = origin if origin in ORIGINS else ""
    text = f"{origin}: {one_line(words)}".strip() if origin else one_line(words)
    write_note(workspace, slug, "remark", key, text)


def _read_remark(text: str) -> tuple[str, str]:
    """Return where a line is from, and the words on it."""
    origin, colon, words = text.partition(":")
    if colon and origin in ORIGINS:
        return (origin, words.strip())
    return ("", text)


@dataclass
class BoxOrder:
    """A box whose lines are put back into their order, one after the other."""

    lines: Sequence[BoxLine]
    # As they are offered; those that have their place are taken out.
    left: list[BoxLine] = field(default_factory=list[BoxLine])
    placed: int = 0
    misses: int = 0
    # The places of the lines that were shown, not found.
    shown: set[int] = field(default_factory=set[int])

    @classmethod
    def shuffle(cls, lines: Sequence[BoxLine], seed: int) -> BoxOrder:
        """Return the box with its lines in another order, if there is one."""
        left = list(lines)
        numbers = random.Random(seed)
        texts = [line.text for line in lines]
        while len({*texts}) > 1 and [line.text for line in left] == texts:
            numbers.shuffle(left)
        return cls(lines, left)

    @property
    def is_done(self) -> bool:
        """Whether every line has its place."""
        return not self.left

    @property
    def due(self) -> BoxLine:
        """The line that comes next in the box."""
        return self.lines[self.placed]

    def place(self, chosen: BoxLine) -> bool:
        """Put a line in the next place, if the line there has the same text; return whether it does."""
        if self.is_done or chosen not in self.left:
            return False
        if chosen.text != self.due.text:
            self.misses += 1
            return False
        self.left.remove(chosen)
        self.placed += 1
        return True

    def show_next(self) -> None:
        """Put the line that comes next in its place, as one that the learner gave up on."""
        if not self.is_done:
            self.shown.add(self.placed)
            self.left.remove(next(line for line in self.left if line.text == self.due.text))
            self.placed += 1

    def show_all(self) -> None:
        """Put all lines in their places."""
        while not self.is_done:
            self.show_next()
