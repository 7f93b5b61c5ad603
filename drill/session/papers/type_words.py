"""What a letter may be, in a learner's words: what digits and words choose, and how a type is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from drill.papers import NeededLetter, name_matrix

# What a digit chooses, and the type that it stands for; a function's is that of its place in the formula.
CHOICES: Final[Mapping[str, tuple[str, str]]] = {
    "1": ("number", "number"), "2": ("vector", "d"), "3": ("matrix", "m, d"), "4": ("count", "count"),
    "5": ("index", "index"), "6": ("function", "any -> number"),
}  # fmt: skip
# What a letter may be, as it is typed, and an example of each.
TYPE_EXAMPLES: Final = (
    ("number", "any real number: a loss"), ("> 0, >= 0", "a positive number: a temperature; or 0 too"),
    ("(0, 1), [0, 1]", "a number between these: a discount, a probability"),
    ("count", "a whole number from 1 on: the size of a batch"), ("index", "which of several: t in x_t"),
    ("d", "a vector of length d: a gradient"), ("m, d", "a matrix with m rows: weights"),
    ("d > 0", "a vector of positive numbers: variances"), ("d simplex", "a vector of chances whose sum is 1"),
    ("n, n pd", "a positive definite matrix; also sym, diag, orth"),
    ("any -> number", "a function with numbers as values: a value function"),
    ("d; m -> k", "a function of two vectors, with vectors as values"),
    ("softmax", "a function by its name; or sigmoid, relu, tanh, …"),
    ("law d", "a distribution of vectors; law thing: a policy"),
    ("d ~ q", "a vector drawn from q: noise"), ("set d", "a set of vectors"),
    ("thing", "only equal to another or not: a state, a prompt"),
)  # fmt: skip


def choose_type(typed: str, letter: NeededLetter) -> str:
    """Return the type that a digit or words choose for a letter; empty for any other text."""
    if letter.choices and typed.isdecimal():
        return dict(enumerate(letter.choices, 1)).get(int(typed), "")
    word = CHOICES.get(typed, (ARTICLE.sub("", typed), ""))[0]
    for words, type_ in _WORDS.items() if typed not in CHOICES else ():
        if match := re.fullmatch(words, word, re.IGNORECASE):
            return match.expand(type_)
    function = letter.function if letter.function.startswith("any") else ""
    fitting = {"vector": letter.axis, "matrix": name_matrix(letter.axis), "function": function}
    return fitting.get(word, "") or next((type_ for name, type_ in CHOICES.values() if name == word), "")


def list_choices(letter: NeededLetter | None = None, meaning: str = "") -> str:
    """Return what the digits choose: ``1 number 2 vector …``, and what its ``meaning`` suggests.

    Of a letter of four types it is these.
    """
    if letter is None or not letter.choices:
        told = " ".join(f"{digit} {word}" for digit, (word, _) in CHOICES.items())
        fitting = [type_ for type_, words in _SUGGESTED.items() if words.search(meaning)]
        if letter is not None and letter.family:
            fitting = [f"one of {letter.family.translate(BRACES)}"]
        return f"{told}, or {fitting[0]}" if fitting else told
    told = "   ".join(f"{digit} {name_type(type_)}" for digit, type_ in enumerate(letter.choices, 1))
    return f"{told}: one of these fits"


def name_type(type_: str) -> str:
    """Return a type in words: ``vector of d``, ``function``, ``distribution of things``."""
    before, arrow, result = type_.partition("->")
    if arrow:
        of = "" if before.strip() == "any" else f" of {', '.join(map(name_type, before.split(';')))}"
        return f"function{of}{'' if result.strip() == 'number' else f' into {result.strip()}'}"
    text = type_.strip()
    word, _, of = text.partition(" ")
    if word in ("law", "set"):
        noun, _, rest = name_type(of).partition(" ") if of else ("", "", "")
        name = f"{_NOUNS.get(word, word)} of {noun}s {rest}" if of else _NOUNS.get(word, word)
        return name.rstrip().replace("indexs", "indices")
    if text[:1] in ("<", ">", "(", "["):
        return f"number {'in ' if text[0] in '([' else ''}{text}"
    if text in _NOUNS or (match := _AXES.fullmatch(text)) is None or text == "0 or 1":
        return _NOUNS.get(text, text)
    axes = match[1].split(", ")
    noun = ("vector of", "matrix", "array")[min(len(axes), 3) - 1]
    return f"{noun} {' x '.join(axes)}{match[2] and f', {match[2].strip()}'}"


# What learners say for types.
_WORDS: Final = {
    r"scalar|real(?: number)?": "number", r"integer|whole number": "Z", r"probability": "[0, 1]",
    r"positive(?: number)?": "> 0", r"non-?negative(?: number)?": ">= 0", r"distribution": "law thing",
    r"number(?: in)? ([\[(<>].*)": r"\1", r"vector(?: of)?(?: length)? (\w+)": r"\1",
    r"vectors? of (\w+), (.+)": r"\1 \2", r"matrix(?: of)? (\w+) ?(?:x|×|by|,) ?(\w+)": r"\1, \2",
    r"(?:distribution|law) (?:of|over) (number|thing|count)s": r"law \1",
    r"(?:distribution|law) (?:of|over) vectors of (\w+)": r"law \1",
}  # fmt: skip
# Types with the words of a meaning that suggest them.
_SUGGESTED: Final = {
    "0 or 1": re.compile(r"\b0\b\$? otherwise|\b1\b\$? if\b|\bbinary\b|\bindicator\b|\bflag\b"),
    "normal distribution": re.compile(r"\bnormal (?:dist|dens)|\bgaussian\b", re.IGNORECASE),
}
_NOUNS: Final = {"law": "distribution", "Z": "whole number", "N": "count", "R": "number"}
_AXIS: Final = r"(?:\d+|\\?[A-Za-z](?:_\w+|\d+|'*)(?: [+-] \d+)?)"
_AXES: Final = re.compile(rf"({_AXIS}(?:, {_AXIS})*)((?: .*)?)")
BRACES: Final = str.maketrans("", "", "{} ")
ARTICLE: Final = re.compile(r"\ban? (?=[a-z]{2})")  # no letter a
