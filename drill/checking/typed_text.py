"""From a typed text to a tree: as LaTeX, as plain mathematics, or as the prompt shows its names.

Light: nothing numeric is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from drill.errors import ParseError
from drill.maths.characters import GREEK
from drill.maths.latex_input import WRAPPERS
from drill.maths.maths_tree import Node, Sym, substitute_symbols
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.notation import is_latex, read_latex, typed_latex
from drill.text import blank_match, find_closing

# The sign of the gap in a formula whose part is missing.
GAP = "\\square"
# Names with their LaTeX.
Pairs = tuple[tuple[str, str], ...]
# ``R \\ {0}``, as it is written on paper.
_DIFFERENCE = re.compile(r"[^\\{}]*[^\\{}\s]\s*(\\)\s*\{[^\\{}]*\}\s*\Z")
# A word between two statements, and LaTeX that sets words.
_JOINING_WORD = re.compile(
    r"(\\(?:text\w*|mbox|mathrm|operatorname)\s*\{[^{}]*\})|(?<![^\s$}\])])(or|and)(?![^\s$\\])",
    re.IGNORECASE,
)
# A brace, or a character behind a backslash.
_UNBALANCED = re.compile(r"\\.|[{}]", re.DOTALL)
_JOINS = {"or": "∨", "and": "∧"}
# Signs by which an error message shows that it is about another text, if it names one that was not typed.
_UNTYPED = frozenset("\\{}^_$&*/|<>-")
# Tokens that begin a raised index in round brackets, if the names have any.
_RAISED = ("^", "{", "(")


def parse_typed(text: str, names: Names, name_latex: Pairs, mode: Mode) -> Node:
    """Return the tree of LaTeX or plain mathematics, else of a text typed as the prompt shows its names.

    ``name_latex`` has the LaTeX of names. Raises ParseError.
    """
    if is_latex(text):
        text = _JOINING_WORD.sub(lambda word: word[1] or _JOINS[word[2].lower()].ljust(len(word[2])), text)
        if mode in ("statement", "sequence") and (difference := _DIFFERENCE.match(text)):
            hint = "write U between the parts that are left"
            raise ParseError("a difference of sets is not read here", difference.end(1), hint=hint)
        return read_latex(text, names, dict(name_latex), mode)
    try:
        return _parse_plain(text, names, name_latex, mode)
    except ParseError as error:
        if error.code == "too-large" or not name_latex:
            raise
        plain_error = error
    try:
        return parse_as_shown(text, names, name_latex, mode)
    except ParseError as error:
        raise error if _UNTYPED.isdisjoint(set(error.message) - set(text)) else plain_error from None


def parse_as_shown(text: str, names: Names, name_latex: Pairs, mode: Mode) -> Node:
    """Return the tree of a text typed as the prompt shows it, ``r_t - V(s_t)``. Raises ParseError."""
    raised = _RAISED if any("^{(" in latex for _, latex in name_latex) else ()
    latex = typed_latex(text, raised, names.declared)
    try:
        return read_latex(latex, names, dict(name_latex), mode)
    except ParseError as error:
        column = _typed_position(error.at, latex, text)
        raise ParseError(error.message, column, code=error.code, hint=error.hint) from None


def _typed_position(position: int | None, latex: str, text: str) -> int | None:
    """Return the column of the typed text for one of its LaTeX; None if the texts differ before it."""
    before = "".join(latex[:position].split()) if position else ""
    columns = [column for column, letter in enumerate(text, 1) if not letter.isspace()]
    is_alike = before and "".join(text.split()).startswith(before)
    return columns[len(before) - 1] if is_alike else None


def _parse_plain(text: str, names: Names, latex: Pairs, mode: Mode) -> Node:
    text = with_called_names(text, latex)
    typed_spellings = shown_names(names.declared, latex)
    if not typed_spellings:
        return parse(text, names, mode)
    if text.isascii() and "_" not in text:  # `w1` and `lambda` as they are shown only where nothing else fits
        try:
            return parse(text, names, mode)
        except ParseError as error:
            if error.code != "unknown-name":
                raise
    meant: dict[str, Node] = {written: Sym(name) for written, name in typed_spellings.items()}
    return substitute_symbols(parse(text, _with_shown(names, tuple(typed_spellings.items())), mode), meant)


@lru_cache(maxsize=64)
def _with_shown(names: Names, spellings: tuple[tuple[str, str], ...]) -> Names:
    """Return the names, extended by those that their Greek letters are read as."""
    matrices = frozenset(written for written, name in spellings if name in names.matrices)
    written = frozenset(written for written, _ in spellings)
    return replace(names, declared=names.declared | written, matrices=names.matrices | matrices)


# --- names as they are shown ----------------------------------------------------------------------------


_SHOWN = re.compile(r"\\[A-Za-z]+|[A-Za-z0-9']+|[_(),;|]")
_SHOWN_WHOLE = re.compile(rf"(?:{_SHOWN.pattern}|[{{}}\s])+")
_BEFORE = r"(?<![A-Za-z0-9_\\])"
_GREEK = frozenset(GREEK.values())
_GREEK_NAME = re.compile(r"\\([A-Za-z]+)(?:_\{?([A-Za-z0-9]+)\}?)?")
_NUMBERED = re.compile(r"([A-Za-z]+)([0-9]+)")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
# The bar of a condition.
_CONDITION = re.compile(r"\\(?:mid|vert)(?![A-Za-z])|\|")
_CALL = re.compile(r"\([^()]+\)\Z")


def with_called_names(text: str, latex: Iterable[tuple[str, str]]) -> str:
    """Return ``text`` with ``p`` in place of ``p(s)``, if that is how ``p`` is shown.

    Columns do not move, because a name longer than its shown form is not replaced.
    """
    if "(" not in text:
        return text
    for pattern, name in _compile_name_patterns(tuple(latex)):
        text = pattern.sub(
            lambda match, name=name: name.ljust(len(match[0])) if len(name) <= len(match[0]) else match[0],
            text,
        )
    return text


@lru_cache(maxsize=256)
def _compile_name_patterns(latex: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns of names that are shown as calls, the longest first."""
    by_length = sorted(((text.strip(), name) for name, text in latex), key=lambda pair: -len(pair[0]))
    return tuple((_compile_shown_name(text), name) for text, name in by_length if _is_call(text))


def _is_call(latex: str) -> bool:
    commands = set(_COMMAND.findall(_CONDITION.sub("|", latex)))
    is_plain = _SHOWN_WHOLE.fullmatch(latex) is not None and commands <= _GREEK
    return is_plain and _CALL.search(latex) is not None and latex[0] != "("


def _compile_shown_name(latex: str) -> re.Pattern[str]:
    return re.compile(_BEFORE + r"[\s{}]*".join(map(_make_token_pattern, _SHOWN.findall(latex))))


def _make_token_pattern(token: str) -> str:
    if _CONDITION.fullmatch(token):
        return f"(?:{_CONDITION.pattern})"
    if token[0] != "\\":
        return re.escape(token)
    letters = "|".join(re.escape(letter) for letter, word in GREEK.items() if word == token[1:])
    return f"(?:{letters}|{token[1:]})"


@lru_cache(maxsize=256)
def shown_names(declared: frozenset[str], latex: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return the declared names by how they are typed as shown: ``λ`` is ``lambda``, and means ``lam``.

    Only Greek letters without another meaning, each for one name, and ``x_1`` for ``x1`` and the reverse.
    """
    names_by_spelling: dict[str, list[str]] = {}
    for name in sorted(declared):
        numbered = _NUMBERED.fullmatch(name)
        if numbered:
            names_by_spelling.setdefault(f"{numbered[1]}_{numbered[2]}", []).append(name)
        base, line, index = name.partition("_")
        if line and index.isdigit() and base not in declared:
            names_by_spelling.setdefault(f"{base}{index}", []).append(name)
    for name, name_latex in latex:
        letter = _GREEK_NAME.fullmatch(name_latex.strip())
        word = letter[1].removeprefix("var") if letter else ""
        if letter and word in _GREEK - {"pi"}:
            written = f"{word}_{letter[2]}" if letter[2] else word
            names_by_spelling.setdefault(written, []).append(name)
    return {
        written: names[0]
        for written, names in names_by_spelling.items()
        if len(names) == 1 and written not in declared
    }


def check_braces(text: str) -> None:
    """Raise ParseError if a brace closes nothing or is never closed."""
    opened: list[int] = []
    for match in _UNBALANCED.finditer(text):
        if match.group() == "{":
            opened.append(match.start())
        elif match.group() == "}" and not opened:
            raise ParseError("this } closes nothing", match.start() + 1)
        elif match.group() == "}":
            opened.pop()
    if opened:
        raise ParseError("a brace is never closed", opened[-1] + 1)


# Frames around an answer: fences, backticks, ``The answer is``, dollars, a full stop.
#
# Blanks take its place, so that columns stay. Light: nothing numeric is imported here.

# Max frames inside each other; assistants need four.
_MOST_FRAMES = 8
_BLANK = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_FENCE = re.compile(
    r"\s*(?P<mark>`{3,}|~{3,})[^\S\n]*(?:[\w+.-]*[^\S\n]*\n)?(?P<value>.*?)\s*(?P=mark)\s*", re.DOTALL
)
_MARKED = re.compile(r"\s*(?P<mark>\*\*|__|`+)(?P<value>(?:(?!(?P=mark)).)+)(?P=mark)\s*", re.DOTALL)
# With an equals sign only one line, because a program may use the name again.
_SAID = re.compile(
    r"\s*[*_#]*(?:(?:so|thus|hence|therefore|then)\b,?\s+)?(?:(?:the|my)\s+)?(?:final\s+|correct\s+|right\s+)?"
    r"(?:answer|result|solution)[*_]*\s*(?::|(?:is|are)(?![A-Za-z])\s*:?|=(?=[^=\n;][^\n;]*\Z))[*_]*\s*(?=\S)",
    re.IGNORECASE,
)
# A stop that ends a sentence, unlike a decimal point or the dots of an infinite number.
_STOP = re.compile(r"(?<=[^\s\d.…])\s*[.。]\s*\Z")
# The end of a formula in a sentence, behind its dollars.
_STOP_BEHIND = re.compile(r"(?:(?<=\$)|(?<=\\\))|(?<=\\\]))\s*[.,;:。，；]\s*\Z")
_STOP_INSIDE = re.compile(r"(?<=[^\s.…\\])\s*[.,;。，；](?=\s*(?:\$\$?|\\[)\]])\s*\Z)")
# Backslashes that were all doubled, as in a string of a program.
_DOUBLED = re.compile(r"\\\\(?=[A-Za-z]{2})|(?<!\\)\\\\\\\\(?!\\)")
_SINGLE = re.compile(r"(?<!\\)(?:\\\\)*\\(?=[A-Za-z])")
_ROWS = re.compile(r"\\begin\s*\{(?P<name>[a-z]*matrix|array)\}.*?\\end\s*\{(?P=name)\}", re.DOTALL)
_LOST_ROW_END = re.compile(r"(?<!\\)\\(?=[ \n\t])[ \n\t]")
_ESCAPED = re.compile(r"(?<!\\)\\_")
_BOX = re.compile(r"\s*\\(?:boxed|fbox)\s*\{(?P<value>.*)\}\s*", re.DOTALL)
_STYLE = re.compile(r"\s*\\(?:displaystyle|textstyle)(?![A-Za-z])")
_WORDS = re.compile(
    r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|operatorname|emph|mbox)\s*\{([^{}]*)\}"
)
_SENTENCE = re.compile(
    r"\s*(?:it['’]s|(?:it|this|that|they|these|those|(?:the|this|that|these|those|its)\s+\w+)\s+(?:is|are))"
    r"\s+(?:called\s+)?(?=\S)",
    re.IGNORECASE,
)


def remove_frames(text: str) -> str:
    """Return an answer without what marks it as one, of any kind; whatever means something stays."""
    text = _BLANK.sub(" ", text)
    for _ in range(_MOST_FRAMES):
        before = text
        for frame in (_FENCE, _MARKED):
            if (framed := frame.fullmatch(text)) is not None:
                text = _keep_span(text, *framed.span("value"))
        if (said := _SAID.match(text)) is not None:
            text = _keep_span(text, said.end(), len(text))
        for stop in (_STOP_BEHIND, _STOP_INSIDE, _STOP):
            text = stop.sub(blank_match, text)
        if text == before:
            break
    if "\\" in text or "$" in text:
        return _respell_backslashes(_join_display(text))
    return text


def remove_formula_frames(text: str) -> str:
    """Return an answer that is not computed without dollars, boxes and styles of LaTeX round it, too."""
    text = remove_frames(text)
    for _ in range(_MOST_FRAMES):
        before = text
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        for opening, closing in WRAPPERS:
            inner = text[start + len(opening) : end - len(closing)]
            if text.startswith(opening, start) and text.endswith(closing, 0, end) and inner.strip():
                text = _keep_span(text, start + len(opening), end - len(closing))
                break
        if (box := _BOX.fullmatch(text)) is not None:
            begin, end = box.span("value")
            if find_closing(text, begin - 1, "{", "}") == end:
                text = _keep_span(text, begin, end)
        if (style := _STYLE.match(text)) is not None:
            text = _keep_span(text, style.end(), len(text))
        text = remove_frames(text)
        if text == before:
            break
    return text


def read_plain_words(text: str) -> str:
    r"""Return an answer in words without what sets them in LaTeX: ``\boxed{\text{rank}}`` as ``rank``."""
    return _WORDS.sub(lambda word: word[1].center(len(word[0])), remove_formula_frames(text))


def remove_sentence(text: str) -> str:
    """Return an answer in words without the sentence round it: ``it is convex`` as ``convex``."""
    said = _SENTENCE.match(text)
    return text if said is None else _keep_span(text, said.end(), len(text))


def _keep_span(text: str, start: int, end: int) -> str:
    return f"{' ' * start}{text[start:end]}{' ' * (len(text) - end)}"


def _join_display(text: str) -> str:
    """Return a display on several lines without the line breaks next to its dollars or brackets."""
    text = re.sub(
        r"(\A\s*(?:\$\$?|\\[(\[]))([ \t\r]*\n\s*)", lambda match: match[1] + " " * len(match[2]), text
    )
    return re.sub(
        r"(\s*\n[ \t]*)((?:\$\$?|\\[)\]])\s*\Z)", lambda match: " " * len(match[1]) + match[2], text
    )


def _respell_backslashes(text: str) -> str:
    """Return LaTeX with its backslashes restored that were doubled, escaped or lost on the way."""
    if re.search(r"\\\\[A-Za-z]{2}", text) and not _SINGLE.search(text):
        text = _DOUBLED.sub(lambda run: run[0][: len(run[0]) // 2].rjust(len(run[0])), text)
    if "\\_" in text:
        text = _ESCAPED.sub("_", text).ljust(len(text))
    return _ROWS.sub(lambda rows: rows[0] if "\\\\" in rows[0] else _LOST_ROW_END.sub(r"\\\\", rows[0]), text)
