"""Answers as events store them, and keys as they are shown: mathematics as LaTeX, code line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Sequence as AbcSequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from drill import typeset
from drill.arraycode import NAMES
from drill.banks.draws import Stage
from drill.checking import (
    KINDS,
    CodeSpec,
    FormulaSpec,
    Key,
    NumberSpec,
    Option,
    SelfSpec,
    Spec,
    known,
    read_answer,
)
from drill.errors import CheckError, ParseError
from drill.gyr.events import Reply
from drill.latex.nodes import COMMANDS, split_words
from drill.latex.tokens import close_open_pairs
from drill.maths.latex_input import WRAPPERS
from drill.maths.maths_tree import Interval, Node, Sequence, Union
from drill.maths.names import FAMILY_KEYWORDS, FAMILY_SPELLINGS, FUNCTIONS, SPELLINGS
from drill.maths.print import print_tree_latex
from drill.notation import is_latex, typed_latex
from drill.text import blank_match, clean_text, one_line
from drill.typeset import Tier

if TYPE_CHECKING:
    from drill.session.drilling.verdict_view import VerdictView

# The preview under an answer while it is typed: its mathematics, or where it cannot be read.
#
# A text that only is not finished yet (a bracket is open, a value is still to come) is not a mistake: it is
# shown as if it were closed, and a quiet message can name the open part.

# ``unchecked``: of a kind that is not read before it is answered (a note of one's own).
State = Literal["blank", "read", "unfinished", "faulty", "unchecked"]

_CLOSES = {"(": ")", "[": "]", "{": "}", "|": "|", "<": ">"}
# Possible continuations: a value, the rest of a name, another entry, an argument, two of them.
_CONTINUATIONS = (" 1", "1", ", 1", "(1)", "1, 1")
_CODE_CONTINUATIONS = (*_CONTINUATIONS, "T", "pi", ", '... -> ...'", "'... -> ...'", ", 'sum'", "'sum'")
_COMMAND_TAIL = re.compile(r"\\[A-Za-z]*\Z")
_WORDS = frozenset({"pi", "inf", "infinity", "dne", "does", "and", "or", "not", "union", "choose", "log"})
_CODE_WORDS = frozenset({"np", "torch", "F", "math", "axis", "keepdims", "dim", "keepdim", "ord", "len"})

_TAIL = re.compile(r"(?<!\\)(?:\\\\)*\\([A-Za-z]*)\Z")
_BEGIN = re.compile(r"\\(?:begin|end)\s*(?:\{[a-z]*)?\Z|\\(?:left|right)\s*\\?\Z")
_COMMANDS = frozenset((*COMMANDS, *FUNCTIONS, *SPELLINGS)) | split_words(
    "frac dfrac tfrac sqrt binom text mathrm mathbf operatorname left right begin end hat bar tilde"
)
# A text in code, whose brackets are closed nowhere.
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_FILLERS = ("", "1", " 1")
_ARGUMENTS = ("", "{1}", "{1}{1}", "(1)", "]{1}")


@dataclass(frozen=True, slots=True)
class Live:
    """``latex`` is the formula to show now, ``None`` to go on showing the last; ``code`` a program's lines.

    ``message`` and ``at`` (a column from 1, ``None`` for no place) describe the fault, or the open part.
    """

    state: State
    latex: str | None = None
    message: str = ""
    at: int | None = None
    code: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def read_live(expect: Spec, text: str) -> Live:
    """Return the preview of ``text`` as an answer; earlier previews are reused.

    Raises CheckError for an answer whose key is not read.
    """
    return Reader(expect).read(text)


class Reader:
    """Reads the answer to one question while it is typed, keystroke by keystroke."""

    def __init__(self, expect: Spec) -> None:
        """Raises CheckError for an answer whose key is not read."""
        self._spec = known(expect)
        self._is_vector = self._spec.mode == "vector"
        self._latex_names = dict(expect.latex)

    def read(self, text: str) -> Live:
        """Return the preview of ``text``, after at most a few readings; nothing is computed."""
        if not text.strip():
            return Live("blank")
        read = self._try(text)
        if read.state != "faulty":
            return read
        if is_latex(text) and not isinstance(self._spec, CodeSpec):
            return self._read_latex(text, read)
        if isinstance(self._spec, CodeSpec) and (quote := _find_open_quote(text)) is not None:
            return Live("unfinished", None, f"{text[quote]} is open", quote + 1)
        outside = _QUOTED.sub(blank_match, text) if isinstance(self._spec, CodeSpec) else text
        opened = _open_brackets(outside, self._brackets(text))
        closing = "".join(_CLOSES[bracket] for _, bracket in reversed(opened))
        closed = self._try(text + closing) if closing else read
        is_in_index = text.endswith("_") or (bool(opened) and text[: opened[-1][0]].endswith(("_", "^")))
        if is_in_index or self._goes_on(text, read, closed, closing):
            if opened:
                bracket_index, bracket = opened[-1]
                return Live("unfinished", closed.latex, f"{bracket} is open", bracket_index + 1, closed.code)
            return Live("unfinished", None, read.message, read.at)
        return closed if closed.state == "faulty" else read

    def _read_latex(self, text: str, read: Live) -> Live:
        """Return the preview of LaTeX that cannot be read: unfinished if it may still become readable."""
        for index, completion in enumerate(complete_typed_latex(text)):
            completed = self._try(completion)
            if completed.state != "faulty":
                return Live(
                    "unfinished", None if index else completed.latex, *_find_unfinished_latex(text, read)
                )
        return read

    def _brackets(self, text: str) -> str:
        """Return the opening brackets that count here: bars do not in a program, ``<`` does around a
        vector."""
        if isinstance(self._spec, CodeSpec):
            return "([{"
        return "([{|<" if self._is_vector and text.lstrip()[0] == "<" else "([{|"

    def _try(self, text: str) -> Live:
        try:
            if isinstance(self._spec, CodeSpec):
                return _read_code(self._spec, text)
            tree = read_answer(self._spec, text)
        except ParseError as error:
            return Live("faulty", None, str(error), error.at)
        except CheckError as error:
            return Live("faulty", None, error.message)
        if tree is None:
            if isinstance(self._spec, FormulaSpec):
                return _preview_written_formula(text)
            return Live("unchecked")
        if self._spec.kind == "shape" and isinstance(tree, Sequence) and len(tree.items) < 2:
            axes = "".join(f"{print_tree_latex(axis, self._latex_names)}," for axis in tree.items)
            return Live("read", f"\\left({axes}\\right)")  # as in Python: (n,) and ()
        shown_tree = _as_intervals(tree) if self._spec.kind == "interval" else tree
        family = KINDS[self._spec.kind].proof == "law"
        return Live("read", print_tree_latex(shown_tree, self._latex_names, family=family, vectors=True))

    def _goes_on(self, text: str, read: Live, closed: Live, closing: str) -> bool:
        """Return whether more text would make it readable: the end of a name, a value, brackets."""
        if closed.state != "faulty":
            return True
        tail = _last_name(text)
        named = closed if closing else read
        is_attribute = text.removesuffix(tail).endswith(".")  # its error points at its object
        if tail and (is_attribute or (named.at is not None and named.at > len(text.rstrip()) - len(tail))):
            return self._begins_a_name(tail)
        if tail and named.at is None and self._begins_a_name(tail):
            return True
        more = _CODE_CONTINUATIONS if isinstance(self._spec, CodeSpec) else _CONTINUATIONS
        return any(self._try(text + continuation + closing).state != "faulty" for continuation in more)

    def _begins_a_name(self, tail: str) -> bool:
        """Return whether a known name begins so."""
        if isinstance(self._spec, CodeSpec):
            known = self._spec.task.known | self._spec.task.axes | _CODE_WORDS | NAMES
            tail = tail.rpartition(".")[2]
        else:
            known = self._spec.typed_names.declared | FUNCTIONS.keys() | SPELLINGS.keys() | _WORDS
        if KINDS[self._spec.kind].proof == "law":
            known |= FAMILY_SPELLINGS.keys() | FAMILY_KEYWORDS
        lowered = tail.lower()
        return any(name.lower().startswith(lowered) for name in known)


def _preview_written_formula(text: str) -> Live:
    """Return the preview of a formula that is compared as written, once its brackets are closed."""
    if opened := _open_brackets(text, "([{"):
        bracket_index, bracket = opened[-1]
        return Live("unfinished", None, f"{bracket} is open", bracket_index + 1)
    return Live("read", typed_latex(text))


def _read_code(spec: CodeSpec, text: str) -> Live:
    """Return the preview of an answer in NumPy: read by the whitelist, not run."""
    spec.task.read(text)
    lines = tuple(part.strip() for line in text.splitlines() for part in line.split(";"))
    return Live("read", None, code=tuple(line for line in lines if line))


def _as_intervals(node: Node) -> Node:
    """Return pairs as intervals if the question asks for an interval."""
    match node:
        case Sequence("list" | "tuple" as kind, (low, high)):
            return Interval(low, high, kind == "tuple", kind == "tuple")
        case Union(left, right):
            return Union(_as_intervals(left), _as_intervals(right))
        case _:
            return node


def _find_open_quote(text: str) -> int | None:
    """Return the place from 0 of a quote in code that nothing closes on its line."""
    opened: int | None = None
    for index, character in enumerate(text):
        if character == "\n" or (opened is not None and character == text[opened]):
            opened = None
        elif opened is None and character in "'\"":
            opened = index
    return opened


def _open_brackets(text: str, opening: str) -> list[tuple[int, str]]:
    """Return the brackets that nothing closes yet, with their places from 0; an interval's may close either
    way.
    """
    stack: list[tuple[int, str]] = []
    for index, character in enumerate(text):
        if stack and (character in ")]}>" or character == stack[-1][1] == "|"):
            if character != ">" or stack[-1][1] == "<":
                stack.pop()
        elif character in opening and (character != "<" or not stack):
            stack.append((index, character))
    return stack


def _find_unfinished_latex(text: str, read: Live) -> tuple[str, int | None]:
    """Return the missing part of LaTeX: the end of a command or a bracket; else the reader's message."""
    tail = _COMMAND_TAIL.search(text)
    if tail is not None and read.at == tail.start() + 1:
        return f"{tail[0]} goes on", read.at
    if opened := _open_brackets(text, "([{"):
        bracket_index, bracket = opened[-1]
        return f"{bracket} is open", bracket_index + 1
    return read.message, read.at


def _last_name(text: str) -> str:
    """Return the name that the text ends in, while it is being typed."""
    start = len(text)
    while start and (text[start - 1].isalnum() or text[start - 1] in "_'."):
        start -= 1
    while start < len(text) and not text[start].isalpha():
        start += 1
    return text[start:]


def complete_typed_latex(text: str) -> Iterator[str]:
    """Yield texts that the present one may become, the shortest first: closed, and with missing values.

    The first one only closes the open parts: where it is read, it shows the typed text. None for a text that
    ends in an unknown command, or closes a bracket that is not open.
    """
    text = _BEGIN.sub("", text)
    wrapper = next((ends for opening, ends in WRAPPERS if text.lstrip().startswith(opening)), "")
    for begun in _split_unfinished_command(text):
        try:
            ends = close_open_pairs(begun)
        except ParseError:
            return
        for filler in _FILLERS:
            for arguments in _ARGUMENTS:
                yield f"{begun}{filler}{ends}{arguments}{wrapper}"
                if arguments and ends:
                    yield f"{begun}{filler}{arguments}{ends}{wrapper}"


def _split_unfinished_command(text: str) -> Iterator[str]:
    """Yield the text, if a command at its end is complete, and without it, if it begins another."""
    tail = _TAIL.search(text)
    if tail is None:
        yield text
        return
    name = tail[1]
    if name in _COMMANDS:
        yield text
    if any(command.startswith(name) and command != name for command in _COMMANDS):
        yield text[: tail.start(1) - 1]


# Options are shown by these; a letter is display only.
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def key_text(key: Key) -> str:
    """Return a key or an answer as one text: parts by their names."""
    if isinstance(key, str):
        return key
    return "; ".join(f"{name} = {part}" for name, part in key.items())


def option_texts(options: AbcSequence[Option], answer: Key) -> list[str]:
    """Return the texts of the options that an answer of ids names, in its order."""
    by_id = {option.id: option.text for option in options}
    words = answer.split() if isinstance(answer, str) else []
    return [by_id[word] for word in words if word in by_id]


def answer_as_kept(stage: Stage, text: Reply) -> Reply:
    """Return a typed answer as an event stores it: ids in place of letters, which are for display only."""
    from drill.checking import OptionsSpec, PartsSpec, find_chosen_ids, pieces_of

    if isinstance(stage.expect, OptionsSpec) and not isinstance(text, Mapping):
        return find_chosen_ids(stage.expect, text, stage.shown)
    if isinstance(stage.expect, PartsSpec) and isinstance(text, str):
        return {name: answer_part.text for name, answer_part in pieces_of(stage.expect, text).items()}
    return dict(text) if isinstance(text, Mapping) else text


def as_key(answer: Reply) -> Key:
    """Return an answer in the form of a key: the ids of options in one text."""
    if isinstance(answer, str):
        return answer
    return dict(answer) if isinstance(answer, Mapping) else " ".join(answer)


def shown_result(stage: Stage) -> str:
    """Return the text shown for a finished stage: its result, else its key."""
    if stage.result:
        return stage.result
    texts = option_texts(stage.options, stage.key)
    return "; ".join(texts) if texts else f"`{key_text(stage.key)}`"


def shown_key(stage: Stage, key: Key) -> str:
    """Return a key as Markdown: options by their texts, parts by their names, formulas in dollars."""
    if isinstance(key, Mapping):
        parts = [f"{name} = {_mark_up_key(stage.expect.part(name), text)}" for name, text in key.items()]
        return ("\n\n" if any("\n" in part for part in parts) else "; ").join(parts)
    if stage.options:
        return ("; then " if stage.kind == "order" else "; ").join(option_texts(stage.options, key))
    if isinstance(stage.expect, SelfSpec):
        return key
    return _mark_up_key(stage.expect, key)


def key_latex(expect: Spec, key: str) -> str | None:
    """Return the LaTeX of a key: as its author writes it, else as it reads; ``None`` for no formula."""
    if isinstance(expect, NumberSpec) and key.endswith("%"):
        count = read_live(expect, key.removesuffix("%")).latex
        return count and rf"{count}\,\%"
    written = expect.shown if isinstance(expect, FormulaSpec) else ""
    return written or read_live(expect, key).latex


@dataclass(frozen=True, slots=True)
class ComparedLines:
    """A recalled formula and the right one, on one line each, and where they first differ."""

    answer: str
    key: str
    differs_at: int


def compared_lines(verdict: VerdictView, tier: Tier) -> ComparedLines | None:
    """Return an answer with its key if the learner compares two formulas; None otherwise."""
    expect = verdict.stage.expect
    typed_text = verdict.answer
    key_typed = verdict.stage.key
    if not verdict.exercise.decides or not isinstance(expect, FormulaSpec):
        return None
    if not isinstance(typed_text, str) or not isinstance(key_typed, str) or not typed_text.strip():
        return None
    latex = read_live(expect, typed_text).latex
    if latex is None and "\\" in typed_text:
        latex = typed_text
    answer = (
        " ".join(typed_text.split())
        if latex is None
        else typeset.typeset_on_one_line(latex, tier=tier).one_line
    )
    key = typeset.typeset_on_one_line(key_latex(expect, key_typed) or key_typed, tier=tier).one_line
    shorter = min(len(answer), len(key))
    apart = (index for index in range(shorter) if answer[index] != key[index])
    return ComparedLines(answer, key, next(apart, shorter))


def mark_up_typed_text(text: str) -> str:
    """Return typed text as Markdown: code in its line, or on lines of its own."""
    if "\n" in text:
        return f"\n```\n{text}\n```"
    return f"`{text.replace('`', chr(39))}`"


def _mark_up_key(expect: Spec, key: str) -> str:
    latex = key_latex(expect, key)
    return mark_up_typed_text(key) if latex is None else f"${latex}$"


def mark_up_names(expect: Spec, text: str) -> str:
    """Return a message as Markdown with letters of long names as formulas: ``theta_k``."""
    names = sorted((name for name in expect.typed_names.declared if len(name) > 1), key=len, reverse=True)
    if not names or "$" in text or "`" in text:
        return text
    named = re.compile(rf"(?<![\w\\])(?:{'|'.join(map(re.escape, names))})(?!\w)")
    return named.sub(lambda match: f"${key_latex(expect, match[0]) or match[0]}$", text)


# Text from outside as Markdown that shows it as it is: nothing becomes markup except its ``$…$``.

# A formula as the typesetter reads one: no blank inside of its dollars, no digit after them.
_FORMULA = re.compile(r"(\$(?![\s$])(?:\\.|[^$\\\n])+?(?<!\s)\$(?!\d))")
_SPECIAL = re.compile(r"[\\`*_\[\]<>$~|]|&(?=#?\w+;)|(?<!\S)#")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"(?<!\\)\[")
# Escapes that only other readers of Markdown know; elsewhere ``\[`` begins a display.
_ESCAPED = re.compile(r"\\([\[\]<>~&+=:.)])")
_DOLLARS = re.compile(r"\$\$+")
_LINE_START = re.compile(r"[#+=-]|:(?=-)|\d{1,9}(?=[.)])")


def escape_markdown_line(text: str) -> str:
    """Return one line of text; ``$…$`` in it stay formulas."""
    pieces = _FORMULA.split(one_line(text))
    line = "".join(
        _write_tagless_formula(segment) if index % 2 else _SPECIAL.sub(r"\\\g<0>", segment)
        for index, segment in enumerate(pieces)
    )
    if _LINE_START.match(line):
        return _LINE_START.sub(_escape_line_beginning, line, count=1)
    return line


def without_html(markdown: str) -> str:
    """Return Markdown on one line, without the beginning of any HTML or link."""
    pieces = _FORMULA.split(one_line(markdown))
    return "".join(
        _write_tagless_formula(segment) if index % 2 else _LINK.sub(r"\[", segment).replace("<", "&lt;")
        for index, segment in enumerate(pieces)
    )


def adapt_markdown_for_terminal(markdown: str) -> str:
    """Return Markdown of this module for `drill.typeset.set_prose`: fewer escapes, and no HTML."""
    pieces = _FORMULA.split(markdown)
    return "".join(
        segment if index % 2 else _ESCAPED.sub(r"\1", segment).replace("&lt;", "<")
        for index, segment in enumerate(pieces)
    )


def escape_markdown_paragraphs(text: str, indent: str = "") -> str:
    """Return several lines of text with line ends and empty lines kept, all but the first indented."""
    lines = [escape_markdown_line(line) for line in clean_text(text).strip().split("\n")]
    breaks = [
        line + ("  " if line and following else "")
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return "\n".join(indent + line if line and index else line for index, line in enumerate(breaks))


def write_display_markdown(latex: str) -> str:
    """Return a formula on lines of its own."""
    return f"$$\n{_keep_latex_in_dollars(latex)}\n$$"


def write_inline_markdown(latex: str) -> str:
    """Return a formula within a line."""
    return f"${_keep_latex_in_dollars(latex)}$"


def write_markdown_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of Markdown cells."""
    names = [*head]
    lines = [names, ["---"] * len(names), *(list(map(_replace_bars_in_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _write_tagless_formula(formula: str) -> str:
    """Return a formula that contains no tag for readers without mathematics."""
    return _TAG.sub("< ", formula)


def _escape_line_beginning(match: re.Match[str]) -> str:
    """Return text with anything escaped that would begin a heading, list, underline or table rule."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _keep_latex_in_dollars(latex: str) -> str:
    """Return LaTeX on one line that does not end its own dollars."""
    return _write_tagless_formula(_DOLLARS.sub("$", one_line(latex)).strip("$ "))


def _replace_bars_in_cell(markdown: str) -> str:
    """Return a table's cell: bars inside of formulas become words, since a table would split there."""
    pieces = _FORMULA.split(markdown)
    return "".join(
        segment.replace(r"\|", r"\Vert{}").replace("|", r"\vert{}") if index % 2 else segment
        for index, segment in enumerate(pieces)
    )
