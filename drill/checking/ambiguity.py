"""Spellings that people mean in two ways: an answer that is right in its other reading is handed back.

By convention ``e^3x`` is e^3 x, ``x^1/2`` is (x^1)/2, ``ln 10/7`` is ln(10)/7, ``sin 2*x`` is sin(2)·x,
``1/2x`` is x/2, ``9:4`` is 9/4, ``asin(x)`` is arcsin(x) also where ``a`` is a name, ``y(x) = 2`` is y·x = 2
and ``1,5, 2,5`` are four values. Whoever means otherwise has made no mistake in mathematics, so such an
answer costs nothing. It does only if its other reading is the key: whatever else is wrong stays wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from drill.checking.answer_reader import read_answer
from drill.checking.answer_verdict import Verdict, make_wrong_verdict
from drill.checking.kind import describe_tree_kind
from drill.checking.spec import Spec
from drill.errors import CheckError
from drill.explanation import record_step
from drill.maths import maths_tree
from drill.maths.characters import GREEK
from drill.maths.maths_tree import Binary, Node, change_parts
from drill.maths.names import Grouping
from drill.maths.print import to_plain
from drill.notation import is_latex

# Without these signs no bracket is missing.
_TIMES = r"[*·×⋅]|\\(?:cdot|times|ast)"
_SIGNS: Mapping[Grouping, str] = {
    "exponent": r"\^|\*\*", "quotient": r"\^|\*\*", "argument": "[/÷]", "product": _TIMES, "run": _TIMES,
    "term": _TIMES, "factor": " ", "divisor": "[/÷]", "far exponent": r"(?:\^|\*\*).* ",
    "far divisor": "/.* ", "sum above": r"[\w)]\s*[-+−].*/", "sum below": "/.*[-+−]",
    "sums": r"[\w)]\s*[-+−].*/.*[-+−]",
    "sum exponent": r"(?:\^|\*\*).*[-+−]", "sum under root": "[√∛].*[-+−(]",
    "function power": r"\^|\*\*|[²³]", "entrywise": r"[⊙∘]|\.\*", "choice": "choose|nCr", "name": "",
}  # fmt: skip
# Groupings that LaTeX makes visible.
_SHOWN_BY_LATEX = frozenset(
    ("exponent", "quotient", "far exponent", "sum exponent", "sum under root", "entrywise", "choice")
)
# A word or a root sign with no bracket behind it.
_BARE_FUNCTION = re.compile(r"[A-Za-z]{2,}[0-9_]*(?!\s*\(|[A-Za-z0-9_])|[√∛](?!\s*\()")
# A blank in LaTeX that a person put between two factors.
_SPACED = re.compile(r"(?:[\d}]|(?<![\\A-Za-z])[A-Za-z])(?:\s|\\[,;:! ])+(?=[A-Za-z0-9\\])")
_WORD = re.compile(r"[A-Za-z]{2,}")
# The letter of an inverse function that may be a name.
_INVERSE = re.compile(r"(?<![A-Za-z])a(?=(?:sin|cos|tan|sec|csc|cot)h?\b)")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
# Numbers as they come out of a PDF, and as other countries write them: ``3 × 10−4`` for 3·10^-4, ``25.000``
# for 25000, ``1·25`` for 1.25, ``3 (2/5)`` for 3 + 2/5, ``3.10^8`` for 3·10^8, ``2e -3`` for 2e-3; and powers
# whose exponent came down: ``A−1b``, ``e−x``, ``2n−1`` for 2^(n-1), ``x`` and 2 on two lines; and LaTeX's
# function whose power is that of its value, ``\\ln x^2``.
_COPIED: Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = (
    (re.compile(r"(?<=\d)(\s*[×·⋅*]\s*10)\s*([-−–+]?\d{1,2})(?![\d.^*])"), r"\1^(\2)"),
    (re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])"), lambda number: number[0].replace(".", "")),
    (re.compile(r"(?<![\d.])(\d+)[·⋅](\d+)(?![\d.])"), r"\1.\2"),
    (re.compile(r"(?<![\w.)])(\d+)\s*\((\d+/\d+)\)(?!\s*[\w(^])"), r"(\1+\2)"),
    (re.compile(r"(?<![\d.])(\d+)\.10(?=\^|\*\*|[⁻⁰¹²³⁴-⁹])"), r"\1*10"),
    (re.compile(r"(?<=\d)\s*[eE]\s*([-−–+]?)\s*(\d+)(?![\w.])"), r"e\1\2"),
    (re.compile(r"(?<=[A-Za-z0-9)])−(\d+|[A-Za-z](?:/\d+)?)"), r"^(-\1)"),
    (re.compile(r"(?<=\d)([A-Za-z])−(\d+)"), r"^(\1-\2)"),
    (re.compile(r"(?<=[A-Za-z)])\s*\n\s*([-−]?\w+)"), r"^(\1)"),
    (re.compile(r"(\\(?:ln|log|(?:sin|cos|tan)h?))\s+(\\?[A-Za-z]+)(?=\s*\^)"), r"\1(\2)"),
)
# A value and the same once more in brackets, ``1/2 (0.5)``.
_RESTATED = re.compile(r"(?P<value>.*\S)\s*\((?P<again>[^()]+)\)\s*", re.DOTALL)
# Markup of LaTeX that its rendering hides.
_UNSHOWN = re.compile(r"[\s\\^_{}]")
_AS_LATEX = str.maketrans({**GREEK, "−": "-"})
_BARE_COMMA = re.compile(r",(?=\S)")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!,?\d)")


def other_reading(spec: Spec, text: str, node: Node, judged: Callable[[Node], Verdict]) -> Verdict | None:
    """Return the verdict on a wrong answer whose other reading ``judged`` calls right; None for any other."""
    if (share := spec.read_as_share(text, node)) and _is_other_reading_right(share[0], judged):
        return _make_ambiguous_verdict(*share[1:])
    for same in _list_repetitions(text):
        with suppress(CheckError):
            nodes = [read_answer(spec, value) for value in same]
            if all(read is not None and _is_other_reading_right(read, judged) for read in nodes):
                return _make_ambiguous_verdict(same[0], to_plain(node))
    seen: set[Node | None] = {node}
    for grouping in _possible_groupings(spec, text):
        try:
            regrouped = read_answer(spec, text, grouping)
        except CheckError:
            continue
        if regrouped in seen:
            continue
        seen.add(regrouped)
        if regrouped is not None and _is_other_reading_right(regrouped, judged):
            readings = to_plain(regrouped), to_plain(_with_brackets(node))
            return _make_ambiguous_verdict(
                *(_INVERSE.sub("arc", read) for read in readings) if grouping == "name" else readings
            )
    for respelt, other in _read_respellings(spec, text):
        if other != node and _is_other_reading_right(other, judged):
            return _make_ambiguous_verdict(respelt, to_plain(node))
    return None


def _possible_groupings(spec: Spec, text: str) -> Iterator[Grouping]:
    """Yield the groupings that may change how a text is read."""
    shown = _SHOWN_BY_LATEX if is_latex(text) else frozenset[Grouping]()
    for grouping, signs in _SIGNS.items():
        if grouping in shown or (grouping == "factor" and shown and not _SPACED.search(text)):
            continue
        if grouping in ("product", "run", "term", "function power") and not _BARE_FUNCTION.search(text):
            continue
        if grouping == "name" and not _holds_name_in_word(spec, text):
            continue
        if re.search(signs, text, re.DOTALL):
            yield grouping


def _holds_name_in_word(spec: Spec, text: str) -> bool:
    """Return whether a longer word contains a name of the exercise, as ``asin`` does ``a``."""
    names = spec.names.declared
    return any(name in word and name != word for word in _WORD.findall(text) for name in names)


def describe_decimals(spec: Spec, text: str, judged: Callable[[Node], Verdict]) -> str:
    """Return the readings of several values with ambiguous commas between digits: ``[1.5, 2] or …``.

    Whether one of them is right makes no difference; empty for a single value, and if none is readable.
    """
    if spec.mode == "value" or not spec.may_round or not _DECIMAL_COMMA.search(text):
        return ""
    readings: dict[Node, str] = {}
    for respelt, node in _read_respellings(spec, text):
        with suppress(CheckError):
            if describe_tree_kind(node):
                judged(node)
                readings.setdefault(node, respelt)
    return " or ".join(readings.values())


def _read_respellings(spec: Spec, text: str) -> Iterator[tuple[str, Node]]:
    """Yield a text with other signs and its tree.

    They are decimal points, or thousands without commas, where it has commas between digits; a copied number
    as it was printed; ``y`` for a side ``y(x)``; and a comma between two inequalities.
    """
    spellings: list[str] = []
    if _DECIMAL_COMMA.search(text):
        pointed = _DECIMAL_COMMA.sub(".", text)
        whole = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text)
        # commas that separate values are followed by a blank, or semicolons separate them: not in 1,-1,0
        has_commas_alike = ";" not in text and _BARE_COMMA.search(pointed)
        spellings += [] if has_commas_alike else [pointed.replace(";", ","), pointed, whole]
    spellings += [respelt for pattern, written in _COPIED if (respelt := pattern.sub(written, text)) != text]
    for respelt in (*spellings, *spec.respell(text)):
        with suppress(CheckError):
            if respelt != text and (node := read_answer(spec, respelt)) is not None:
                yield "; ".join(filter(None, map(str.strip, respelt.splitlines()))), node


def _list_repetitions(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the values of a text that may be one value twice or thrice: ``1/2 (0.5)``, ``x+1x + 1x+1``.

    A formula copied from a page appears as shown, as its LaTeX and as shown.
    """
    if restated := _RESTATED.fullmatch(text):
        yield restated["value"], restated["again"]
    text = text.strip()
    for length in range(1, len(text) // 3 + 1):
        shown = text[:length]
        latex = text[length:-length]
        if text.endswith(shown) and _UNSHOWN.sub("", latex).translate(_AS_LATEX) == _UNSHOWN.sub(
            "", shown
        ).translate(_AS_LATEX):
            yield (latex.strip(),)


def _make_ambiguous_verdict(alternative: str, read: str) -> Verdict:
    return make_wrong_verdict("ambiguous", f"Did you mean {alternative} or {read}?")


def _is_other_reading_right(node: Node, judged: Callable[[Node], Verdict]) -> bool:
    try:
        verdict = judged(node)
    except CheckError:
        return False
    record_step("judge another reading", tree=node, verdict=verdict, above=1)
    return verdict.verdict == "correct" or verdict.code in ("ambiguous", "rounding")


def _with_brackets(node: Node) -> Node:
    """Return the tree with brackets around the numerators that end in a power: ``(x^1)/2``."""
    match change_parts(node, _with_brackets):
        case Binary("/", Binary("^") | Binary("*", _, Binary("^")) as above, below):
            return Binary("/", maths_tree.Sequence("commas", (above,)), below)
        case changed:
            return changed
