"""Tell prompts that leave nothing to work out: what they print is the answer, but for arithmetic.

A formula counts where it is asked for, or says what the letter is that is asked for; other words where they
say what a thing is that is asked for by the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from math import isclose

from drill.banks.templates import remove_braces_in_formulas
from drill.banks.variant_expansion import StageMaker
from drill.errors import DrillError
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    find_symbols,
    substitute_symbols,
    walk_tree,
)
from drill.maths.names import Names
from drill.maths.numeric import evaluate_real
from drill.maths.plain import parse
from drill.notation import is_latex, read_latex
from drill.proving.claims import claim_of
from drill.proving.tree_spelling import collect_terms

_SPAN = r"\$[^$]+\$|`[^`]+`"
_VALUE = rf"{_SPAN}|-?\d+(?:[./]\d+)*"
_ASKED = re.compile(
    r"\b(?:what(?: value)? (?:is|are|has)|how much is|give|write|return|compute|simplify|find|evaluate|state)"
    rf"\s+(?:(?:down|out|the|its|an?|(?:value|result) of)\s+)*({_SPAN}|[^.?!,;:$`]+)",
    re.IGNORECASE,
)
_EQUALS = re.compile(r"(?<![<>!:=])=(?!=)|:=|\\leftarrow|\\gets")
# Questions for a year or a person, and what tells how large an array is, asked of the array itself.
_TRIVIA = re.compile(
    r"\b(?:[Ww](?:hat|hich) (?:year|authors?|conference|journal|letters?)|"
    r"[Ww]hat does [A-Z]{2}[\w-]* stand for|"
    r"Who (?:is|are|was|were|wrote|proposed|introduced|invented))\b"
)
_SIZE = re.compile(r"len\((\w+)\)|(\w+)\.(?:shape(?:\[-?\d\])?|size|ndim)")
_SIZED = (
    r"(?:how many (?:rows|columns|entries|elements|axes) (?:has|does|are in)|(?:shape|size|length) of) `{}`"
    r"(?:\?| have|, )"
)
# What a question asks of, behind its verb; numbers in words; and numbers that say how to write an answer.
_ASKED_OF = re.compile(
    r"\b(?:what|which|how (?:much|many))\b[^.?!]*?\b(?:is|are|was|were) ([^.?!,;:$`]+)\?", re.I
)
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS = rf"(?:{'|'.join(_UNITS)}|a)[ -](?:half|halves|thirds?|quarters?|fifths?|sixths?|tenths?)|half"
_PARTS = ("hal", "third", "quarter", "fifth", "sixth", "", "", "", "tenth")
_NUMBER = re.compile(r"(?<![\w.\\])\d+(?:\.\d+|/\d+)?(?![\w.]*\w)")
_ROUNDED = re.compile(r"\b(?:to|with) (?:\d+|two|three|four) (?:decimals?|digits?|significant)")
_LARGER = re.compile(
    r"\b(?:which of\b[^.?!]*\b(?:larger|largest|greater|greatest|smaller|smallest|least)\b"
    r"|wh(?:at|ich)\b[^.?!]*\b(?:larger|largest|greater|greatest|smaller|smallest) (?:ones? )?of)\b",
    re.IGNORECASE,
)

_PUT_INTO = ("min", "max", "abs", "exp", "ln", "log", "sqrt")


def find_told_answer(stage: StageMaker) -> str:
    """Return what a prompt says by which nothing is left to work out; empty where something is."""
    if not isinstance(stage.key, str):
        return ""
    setting = stage.text(stage.drawn.form.setting, "prompt")
    prompt = remove_braces_in_formulas(f"{setting} {stage.prompt()}")
    if trivia := _TRIVIA.search(prompt):
        return trivia[0]
    asked = [*_list_asked(prompt)]
    if stage.kind == "code":
        sized = _SIZE.fullmatch(stage.key)
        said = re.search(_SIZED.format(sized[1] or sized[2]), prompt, re.I) if sized else None
        return said[0] if said else next((text for text in asked if text.split() == stage.key.split()), "")
    with suppress(DrillError):
        key = claim_of(stage).tree
        if key is not None:
            if copied := _find_copied_number(prompt, stage):
                return copied
            shown = ((text, _read(text, stage)) for text in asked)
            worked = _work_out(_list_equations(prompt), stage)
            return next((text for text, tree in (*shown, *worked) if tree and _is_key(tree, key)), "")
    return ""


def _list_equations(prompt: str) -> list[list[str]]:
    """Return the formulas of a prompt, each as its sides."""
    spans: list[str] = re.findall(_SPAN, prompt)
    return [[side.strip("$`,. ") for side in _EQUALS.split(span)] for span in spans]


def _list_asked(prompt: str) -> Iterator[str]:
    """Yield what is asked for, and what the prompt says it is."""
    for match in _ASKED.finditer(prompt):
        asked = match[1].strip("$` ")
        yield asked
        for first, *others in _list_equations(prompt):
            yield from others if first.split() == asked.split() else ()
        if match[1][0] not in "$`":
            said = rf"\b{re.escape(asked)} (?:is|are|was|equals|of) ({_VALUE})"
            yield from (value.strip("$`") for value in re.findall(said, prompt, re.IGNORECASE))
    for match in _ASKED_OF.finditer(prompt):
        said = rf"({_VALUE}|{_WORDS})(?: of \w+(?: \w+)?)? (?:is|are|was|were) {re.escape(match[1])}(?![\w?])"
        yield from (_spell_number(value.strip("$`")) for value in re.findall(said, prompt, re.IGNORECASE))


def _spell_number(text: str) -> str:
    """Return a fraction in words in digits; any other text as it is."""
    count, _, part = text.lower().rpartition(" " if " " in text else "-")
    whole = next((str(size) for size, stem in enumerate(_PARTS, 2) if stem and part.startswith(stem)), "")
    above = _UNITS.index(count) + 1 if count in _UNITS else 1
    return f"{above}/{whole}" if whole else text


def _find_copied_number(prompt: str, stage: StageMaker) -> str:
    """Return the key where a prompt prints no other number, or asks which of those is larger."""
    key = _read_number(str(stage.key))
    if key is None or not stage.drawn.params:
        return ""
    printed = {_read_number(number) for number in _NUMBER.findall(_ROUNDED.sub("", prompt))}
    is_told = printed == {key} or (key in printed and _LARGER.search(prompt) is not None)
    return str(stage.key) if is_told else ""


def _read_number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _work_out(equations: list[list[str]], stage: StageMaker) -> Iterator[tuple[str, Node | None]]:
    """Yield each right side whose letters all have values in the prompt, with these in it."""
    read = [(sides[0], text, _read(text, stage)) for sides in equations for text in sides[len(sides) > 1 :]]
    values: dict[str, Node] = {
        name: tree
        for name, text, tree in read
        if tree is not None and text != name and not find_symbols(tree)
    }
    for _, text, tree in read:
        if tree is not None and len([part for part in walk_tree(tree) if isinstance(part, Binary)]) > 1:
            yield text, substitute_symbols(tree, values)


def _read(text: str, stage: StageMaker) -> Node | None:
    frame = stage.scope.frame
    names = Names(frozenset((*frame.vars, *frame.latex)), functions="bank", undeclared="allow")
    with suppress(DrillError):
        return read_latex(text, names, frame.latex) if is_latex(text) else parse(text, names, "value")
    return None


def _is_key(tree: Node, key: Node) -> bool:
    """Return whether a tree is a key after arithmetic; of one with letters, after adding like terms."""
    if find_symbols(key):
        found, known = (
            {text: number for text, (number, _) in collect_terms(each).items()} for each in (tree, key)
        )
        return found == known
    if not all(
        isinstance(part, Num | Neg)
        or (isinstance(part, Binary) and part.op in "+-*/^")
        or part == Const("e")
        or (isinstance(part, Call) and part.name in _PUT_INTO and Num("0") not in part.args)
        for part in walk_tree(tree)
    ):
        return False
    value, right = evaluate_real(tree, {}), evaluate_real(key, {})
    return value is not None and right is not None and isclose(value, right, rel_tol=1e-3)
