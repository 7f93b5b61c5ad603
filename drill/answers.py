"""The checker as a library: answers, workings and derivations judged in the process that asks.

What is right is said by a mapping, as in the ``answer:`` of a bank; what was typed is plain text or LaTeX.

    >>> judge({"number": "3/4"}, "0.75").verdict
    'correct'
    >>> judge({"expression": "x^2 + C", "vars": ["x", "C"]}, "x^2 - C").message
    'The sign of one term is off.'

Any text gets a verdict: *correct*, *wrong* with what is off, *unreadable* with the place, or *undecided*; no
text is run. A comparison ends after 0.6 s of computing time, counted between evaluations, and SymPy, which is
loaded with the first answer that it may decide, after half as much. In a thread, or where SIGVTALRM has a
handler, SymPy cannot be interrupted, and decides short expressions only. Who judges the answers of strangers
keeps a `drill.Grader`, whose processes are ended where one evaluation takes longer.

Light: what a call needs is imported with the first call of its kind. Neither the app nor the store is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from drill.checking import CheckedLine, Explained, MarkedLine, MarkedText, PointApart, Verdict
from drill.codec import is_mapping
from drill.errors import CheckError, ParseError, UsageError
from drill.text import clean_text

if TYPE_CHECKING:
    from drill.checking import Spec
    from drill.maths.maths_tree import Node

__all__ = [
    "Answer",
    "CheckError",
    "CheckedLine",
    "Expected",
    "Explained",
    "MarkedLine",
    "MarkedText",
    "ParseError",
    "PointApart",
    "UsageError",
    "Verdict",
    "check_derivation",
    "check_lines",
    "describe_kinds",
    "explain",
    "judge",
    "read_answer",
    "read_spec",
    "speak",
    "typeset",
]

# What was typed; for parts a text by name, for choices and orders also the ids of options.
Answer = str | Mapping[str, str] | Sequence[str]
# What is right: the mapping of an ``answer:`` with its values filled in, or the spec that was read from one.
Expected: TypeAlias = "Spec | Mapping[str, object]"
# Kinds whose entries are numbers, unless the letters in them are declared.
_OF_NUMBERS = frozenset(("vector", "matrix", "set", "interval"))


def describe_kinds() -> Mapping[str, str]:
    """Return the kinds of answers by the word that a mapping begins with, and what each asks for.

    >>> describe_kinds()["shape"]
    'a shape is asked for, with commas, such as (b, t, d)'
    """
    from drill.checking import KINDS

    return {name: kind.asks for name, kind in KINDS.items()}


def read_spec(expected: Expected) -> Spec:
    """Return what is expected, read once for many answers; a spec as it is.

    Raises:
        CheckError: the mapping or its mathematics is at fault, with the field.

    >>> read_spec({"number": "3/4"}).kind
    'number'
    """
    from drill.checking import Spec, known, spec_from

    if isinstance(expected, Spec):
        return known(expected)
    spec = known(spec_from(expected))
    for part in (spec, *(spec.part(name) for name, _ in spec.parts)):
        _refuse_letters(part)
    return spec


def _refuse_letters(spec: Spec) -> None:
    """Raise CheckError where numbers are expected and the key contains a letter that is not declared."""
    from drill.maths.maths_tree import find_symbols

    letters = {name for tree in spec.trees for name in find_symbols(tree)}
    if letters and (spec.kind == "number" or (spec.kind in _OF_NUMBERS and spec.is_open)):
        raise CheckError(f"{spec.kind}: {min(letters)} is not a number", "declare letters: vars: [x]")


def judge(expected: Expected, answer: Answer) -> Verdict:
    """Judge one answer.

    Raises:
        CheckError: what is expected is at fault. What was typed never raises.
        UsageError: the answer is not text.

    >>> judge({"vector": "[1, 2]"}, "(1, 2)").verdict
    'correct'
    >>> judge({"parts": {"m": {"number": "2"}, "v": {"number": "3"}}}, {"m": "2", "v": "4"}).part
    'v'
    """
    from drill.checking import check

    return check(read_spec(expected), clean_answer(answer))


def explain(expected: Expected, answer: Answer) -> Explained:
    """Judge one answer as `judge` does; return its ``verdict`` with the ``steps`` that led to it.

    A step has the function that took it (``by``), ``what`` it did, and ``facts``, texts by name.

    Raises:
        CheckError: what is expected is at fault.

    >>> explain({"number": "3/4"}, "0.76").steps[0].facts["answer"]
    '0.76'
    """
    from drill.checking import check, explain_check

    spec, typed = read_spec(expected), clean_answer(answer)
    return explain_check(lambda: check(spec, typed))


def check_lines(expected: Expected, lines: Sequence[str]) -> Sequence[CheckedLine]:
    """Check the lines of a working in the names and domains of what is expected, and return a sign for each.

    Raises:
        CheckError: what is expected is at fault, or the working is too long.

    >>> lines = check_lines({"expression": "2x", "vars": ["x"]}, ["x + x", "= 2x", "= 3x"])
    >>> [line.sign for line in lines]
    ['unchecked', 'follows', 'breaks']
    """
    from drill.checking import check_working

    return check_working(read_spec(expected), [clean_text(line) for line in lines])


def check_derivation(text: str) -> MarkedText:
    """Check a derivation without an exercise: plain text, Markdown or LaTeX; lines at its head declare
    letters.

    Raises:
        UsageError: it is too long, or nested too deep.

    >>> [line.sign for line in check_derivation(r"$(x + 1)^2 = x^2 + 2x + 1 = x^2 + 1$").lines]
    ['follows', 'breaks']
    """
    from drill.checking import mark_derivation

    return mark_derivation(text)


def read_answer(expected: Expected, text: str) -> Node | None:
    """Return the tree that a text is read as; None for kinds that are not mathematics.

    Raises:
        CheckError: what is expected is at fault.
        ParseError: the text cannot be read, with the column.

    >>> str(read_answer({"expression": "2x", "vars": ["x"]}, "3")).startswith("Num")
    True
    """
    from drill.checking import read_answer as read_answer_of_spec

    return read_answer_of_spec(read_spec(expected), clean_text(text))


def typeset(latex: str, *, width: int = 76, is_ascii: bool = False) -> Sequence[str]:
    r"""Return the lines of a formula as a terminal shows it, at most ``width`` cells wide where it can break.

    Any text is answered: what is not understood stays visible.

    >>> for line in typeset(r"\frac{a}{b}"):
    ...     print(line)
     a
    ───
     b
    """
    from drill.typeset import typeset_formula

    return typeset_formula(clean_text(latex), width=width, tier="ascii" if is_ascii else "unicode").lines


def speak(latex: str) -> str:
    r"""Return a formula in words, as a screen reader says it.

    >>> speak("x^2")
    'x squared'
    """
    from drill.typeset import speak_formula

    return speak_formula(clean_text(latex))


def clean_answer(answer: object) -> str | dict[str, str] | list[str]:
    """Return an answer without control characters. Raises UsageError for what is not text."""
    if isinstance(answer, str):
        return clean_text(answer)
    if is_mapping(answer) and all(isinstance(text, str) for text in answer.values()):
        return {clean_text(str(name)): clean_text(text) for name, text in answer.items()}
    if isinstance(answer, Sequence):
        words = cast("Sequence[object]", answer)  # a sequence of anything
        texts = [clean_text(word) for word in words if isinstance(word, str)]
        if len(texts) == len(words):
            return texts
    hint = 'such as "3", {"m": "2", "v": "3"} or ["b", "a"]'
    raise UsageError(f"an answer is a text, texts by name, or a list of texts: {answer!r:.60}", hint)
