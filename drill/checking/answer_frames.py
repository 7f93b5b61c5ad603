r"""What is round an answer and no part of it: fences, backticks, ``The answer is``, dollars, a full stop.

Blanks take its place, so that columns stay. Light: nothing numeric is imported here.
"""

from __future__ import annotations

import re
from typing import Final

from drill.maths.latex_source import WRAPPERS

# Max frames inside each other; assistants need four.
_MOST_FRAMES: Final = 8
_BLANK: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_FENCE: Final = re.compile(
    r"\s*(?P<mark>`{3,}|~{3,})[^\S\n]*(?:[\w+.-]*[^\S\n]*\n)?(?P<value>.*?)\s*(?P=mark)\s*", re.DOTALL
)
_MARKED: Final = re.compile(r"\s*(?P<mark>\*\*|__|`+)(?P<value>(?:(?!(?P=mark)).)+)(?P=mark)\s*", re.DOTALL)
# With an equals sign only what is one line: in a program the name may be asked for again.
_SAID: Final = re.compile(
    r"\s*[*_#]*(?:(?:so|thus|hence|therefore|then)\b,?\s+)?(?:(?:the|my)\s+)?(?:final\s+|correct\s+|right\s+)?"
    r"(?:answer|result|solution)[*_]*\s*(?::|(?:is|are)(?![A-Za-z])\s*:?|=(?=[^=\n;][^\n;]*\Z))[*_]*\s*(?=\S)",
    re.IGNORECASE,
)
# A stop that ends a sentence: no decimal point, no dots of a number that goes on.
_STOP: Final = re.compile(r"(?<=[^\s\d.…])\s*[.。]\s*\Z")
# What ends a formula in a sentence behind its dollars.
_STOP_BEHIND: Final = re.compile(r"(?:(?<=\$)|(?<=\\\))|(?<=\\\]))\s*[.,;:。，；]\s*\Z")
_STOP_INSIDE: Final = re.compile(r"(?<=[^\s.…\\])\s*[.,;。，；](?=\s*(?:\$\$?|\\[)\]])\s*\Z)")
# Backslashes that were all doubled, as in a string of a program.
_DOUBLED: Final = re.compile(r"\\\\(?=[A-Za-z]{2})|(?<!\\)\\\\\\\\(?!\\)")
_SINGLE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\(?=[A-Za-z])")
_ROWS: Final = re.compile(r"\\begin\s*\{(?P<name>[a-z]*matrix|array)\}.*?\\end\s*\{(?P=name)\}", re.DOTALL)
_LOST_ROW_END: Final = re.compile(r"(?<!\\)\\(?=[ \n\t])[ \n\t]")
_ESCAPED: Final = re.compile(r"(?<!\\)\\_")
_BOX: Final = re.compile(r"\s*\\(?:boxed|fbox)\s*\{(?P<value>.*)\}\s*", re.DOTALL)
_STYLE: Final = re.compile(r"\s*\\(?:displaystyle|textstyle)(?![A-Za-z])")
_WORDS: Final = re.compile(
    r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|operatorname|emph|mbox)\s*\{([^{}]*)\}"
)
_SENTENCE: Final = re.compile(
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
            text = stop.sub(_write_blanks, text)
        if text == before:
            break
    return _respell_backslashes(_join_display(text)) if "\\" in text or "$" in text else text


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
        if (box := _BOX.fullmatch(text)) is not None and _is_balanced(box["value"]):
            text = _keep_span(text, *box.span("value"))
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


def _write_blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _is_balanced(inner: str) -> bool:
    depth = 0
    for sign in inner:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def _join_display(text: str) -> str:
    """Return a display on several lines without the line breaks beside its dollars or brackets."""
    text = re.sub(
        r"(\A\s*(?:\$\$?|\\[(\[]))([ \t\r]*\n\s*)", lambda match: match[1] + " " * len(match[2]), text
    )
    return re.sub(
        r"(\s*\n[ \t]*)((?:\$\$?|\\[)\]])\s*\Z)", lambda match: " " * len(match[1]) + match[2], text
    )


def _respell_backslashes(text: str) -> str:
    """Return LaTeX whose backslashes were doubled, escaped or lost on the way, as it was meant."""
    if re.search(r"\\\\[A-Za-z]{2}", text) and not _SINGLE.search(text):
        text = _DOUBLED.sub(lambda run: run[0][: len(run[0]) // 2].rjust(len(run[0])), text)
    if "\\_" in text:
        text = _ESCAPED.sub("_", text).ljust(len(text))
    return _ROWS.sub(lambda rows: rows[0] if "\\\\" in rows[0] else _LOST_ROW_END.sub(r"\\\\", rows[0]), text)
