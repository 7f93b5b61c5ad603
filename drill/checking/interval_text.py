"""Intervals and inequalities as people write them, respelt sign by sign, so that columns stay.

``D = [0, 1)``, ``x ∈ [0, 1)`` and ``[0, 1) = D`` are ``[0, 1)``; ``[0;1)`` is ``[0,1)``, and ``[0,5; 1)`` is
``[0.5, 1)``; ``u`` and ``v`` between two of them are ``∪`` and ``∨``; a new line, a semicolon or a blank
between two is a comma, which :mod:`drill.checking.judges.statements` reads.

Light: nothing numeric is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import partial
from itertools import accumulate, islice

from drill.errors import ParseError
from drill.notation import is_latex
from drill.text import find_closing, split_outside_brackets

# A name with its index and its argument: ``x``, ``D_f``, ``\theta``, ``dom(f)``; ``domain of f``.
_NAME = r"\\?[^\W\d_]+\d*(?:_\w+|_\{\w+\})?'*(?:\s?\(\s*[^\W\d_]\w*\s*\))?"
_LABEL = rf"(?:the\s+)?(?:(?:domain|dom|range|image|interval|solutions?(?:\s+set)?)\s+(?:of\s+)?)?{_NAME}"
_IS = r"(?:=(?!=)|:=?|[∈∊]|\\in(?![A-Za-z])|\b(?:is\s+)?in\b|\bis\b)"
_SIGN = re.compile(_IS, re.IGNORECASE)
_BEFORE = re.compile(rf"(?<![\w\\<>=≤≥+*/^.)-])(?P<name>{_LABEL})\s*(?P<sign>{_IS})\s*", re.IGNORECASE)
_BEHIND = re.compile(rf"(?<=[)\]\[}}])\s*(?P<sign>=)\s*(?P<name>{_LABEL})\s*\Z", re.IGNORECASE)
# ``{x ∈ R | 0 < x < 1}``: the content of a set that a relation defines.
_BUILT = re.compile(
    r"\s*\\?\{\s*(?P<name>\\?[^\W\d_]\w*)\s*(?:(?:[∈∊]|\\in(?![A-Za-z])|\bin\b)\s*(?:ℝ|R|\\mathbb\s*\{?R\}?)\s*)?"
    r"(?:[|:]|\\mid(?![A-Za-z]))(?P<relation>[^{}]*(?P=name)[^{}]*?)\\?\}\s*"
)
_ALL_REAL = re.compile(r"\s*all\s+reals?(?:\s+numbers?)?\s*", re.IGNORECASE)
# The beginning of a set, other than a bracket.
_SET = re.compile(r"\\?\{")
_NAMED_SET = re.compile(r"(?:R|ℝ|\\mathbb\s*\{?R\}?|∅|\\emptyset|\\varnothing|DNE|dne)(?![A-Za-z0-9_^*/+-])")
# The outer brackets of an interval that is open at that end: ``]0, 1[``.
_JOINS = r"[,;=:∈∊U∪uv∧∨\n]|\\(?:cup|lor|land|vee|wedge|in)(?![A-Za-z])|\b(?:or|and|in|is)\b"
_OPEN_LOW = re.compile(rf"(?P<before>\A|{_JOINS})(?P<blank>[ \t]*(?:\\left\s*)?)\]", re.IGNORECASE)
_OPEN_HIGH = re.compile(rf"\[(?=[ \t]*(?:\Z|{_JOINS}))", re.IGNORECASE)
_LEFT = re.compile(r"\\left\s*")
_OPENS, _CLOSES = "([{", ")]}"
# Intervals that nothing but blanks separates.
_BESIDE = re.compile(r"(?<=[)\]])[ \t]+(?=[(\[])")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_JOINT = re.compile(
    r"\b(?:or|and)\b|[,;\n∨∧]|\\(?:lor|land|vee|wedge|text|cup)(?![A-Za-z])|∪|\bU\b", re.IGNORECASE
)
COMMA_BEFORE_WORD = re.compile(r"[,;](?=\s*(?:\\text\s*\{\s*)?(?:or|and)\b)", re.IGNORECASE)
_UNION_WORD = re.compile(r"(?<=[)\]}])\s*\b(?:union|cup)\b(?=\s*[(\[{])", re.IGNORECASE)
# A letter in place of the sign of a union, or of the sign for or.
_LETTER = re.compile(r"(?<=[\s)\]])[uUvV∪](?=[\s(\[])|\\cup(?![A-Za-z])")
_RELATION = re.compile(r"[<>=≤≥≦≧⩽⩾≠]|!=")
_INEQUALITY = re.compile(r"=?[<>≤≥≦≧⩽⩾]=?(?!>)(?<!<>)")
_UPWARDS = frozenset("<≤≦⩽")
_LETTERS = re.compile(r"[^\W\d_]")
_EITHER_SIGN = re.compile(r"±|\\pm(?![A-Za-z])|\+/?[-−]")
_INNER_BLANK = re.compile(r"(?<=[\w)\]|])\s+(?=[\w(|√])")
# Max chains that are split, and max places for each.
_MOST_CHAINS = 3
# Max characters of an end that a message repeats.
_SHOWN = 20
# Signs that continue a line in the next one, or continue the line before.
_CONTINUES = re.compile(r"[ \t]*\n|\s*(?:or|and|u|v)\b|\s*[-+*/^<>=≤≥,;)\]∪∨∧U]|\s*\\|\s*\Z", re.IGNORECASE)
_OPEN_ENDED = re.compile(r"(?:\A|\b(?:or|and|u|v)|[-+*/^<>=≤≥,;(\[∪∨∧])\Z", re.IGNORECASE)


def respell_statement(
    text: str, declared: Collection[str], parameters: Collection[str], *, has_one_variable: bool
) -> str:
    """Return an interval or an inequality in the language of the parser, of the same length.

    ``declared`` names are not letters in place of signs; one of them stays before ``=``, unless the statement
    ``has_one_variable``. ``parameters`` occur in the ends of the key. Raises ParseError for two relations
    side by side, for ``±``, and for a set of values of a parameter.
    """
    text = _ALL_REAL.sub(" (-oo, oo) ", text) if _ALL_REAL.fullmatch(text) else text
    if built := _BUILT.fullmatch(text):
        text = built["relation"].rjust(built.end("relation")).ljust(len(text))
    latex = is_latex(text)
    text = text.rstrip(".,; \n\t").ljust(len(text))
    if (sign := _EITHER_SIGN.search(text)) and not (
        _count_open(text[: sign.start()]) or _INEQUALITY.search(text)
    ):
        raise _refuse_either_sign(text, sign)
    text = _OPEN_LOW.sub(r"\g<before>\g<blank>(", _OPEN_HIGH.sub(")", text))
    kept = () if has_one_variable else declared
    for _ in range(2 if _SIGN.search(text) else 0):  # domain of f: x ∈ [0, 1)
        text = _BEFORE.sub(partial(_drop_label, kept=kept, parameters=parameters), text)
    if (behind := _BEHIND.search(text)) and behind["name"] not in declared:
        text = text[: behind.start()].ljust(len(text))
    text = _respell_separators(COMMA_BEFORE_WORD.sub(" ", text))
    if not latex:
        text = _UNION_WORD.sub(lambda word: "∪".rjust(len(word[0])), _BESIDE.sub(_replace_by_comma, text))
    for letter in reversed(list(islice(_LETTER.finditer(text), 12))):
        if letter[0] not in declared and (sign := _find_sign(text, *letter.span())):
            sign = {"∪": letter[0], "∨": r"\lor"}[sign] if letter[0] == r"\cup" else sign
            text = f"{text[: letter.start()]}{sign}{text[letter.end() :]}"
    return text if latex else part_chains(text)


def _replace_by_comma(blank: re.Match[str]) -> str:
    return ",".ljust(len(blank[0]))


def _refuse_either_sign(text: str, sign: re.Match[str]) -> ParseError:
    middle = text[: sign.start()].rpartition("=")[2].strip()
    half = text[sign.end() :].strip()
    is_short = 0 < len(middle) <= _SHOWN and 0 < len(half) <= _SHOWN
    ends = f", such as [{middle} - {half}, {middle} + {half}]" if is_short else ", such as [1, 3]"
    return ParseError(
        "an interval is asked for", sign.start() + 1, code="kind", hint=f"write its two ends{ends}"
    )


def _count_open(text: str) -> int:
    return sum((character in _OPENS) - (character in _CLOSES) for character in text)


def _drop_label(label: re.Match[str], *, kept: Collection[str], parameters: Collection[str]) -> str:
    """Return blanks for the name before an interval, or ``name =`` for one that is kept."""
    name = label["name"]
    sign = label["sign"]
    if "R" not in {*kept, *parameters} and _NAMED_SET.match(label.string, label.end()):
        return " " * len(label[0])
    if not _begins_set(label.string, label.end()):
        return label[0]
    plain = name.removeprefix("\\")
    if plain in parameters:
        message = f"{plain} is a name in the answer itself"
        raise ParseError(message, label.start() + 1, hint="type the interval alone, such as [0, 1)")
    if plain in kept:
        start = label.start("sign") - label.start()
        return label[0][:start] + "=".ljust(len(sign)) + label[0][start + len(sign) :]
    return " " * len(label[0])


def _begins_set(text: str, position: int) -> bool:
    """Return whether an interval or a set begins at a position: a bracket there has a comma of its own."""
    left = _LEFT.match(text, position)
    position = left.end() if left else position
    if _SET.match(text, position):
        return True
    if text[position : position + 1] not in ("(", "["):
        return False
    end = find_closing(text, position, _OPENS, _CLOSES)
    return len(split_outside_brackets(text[position + 1 : end], ",;")) > 1


def _respell_separators(text: str) -> str:
    """Return a text with commas for the semicolons and the line breaks between intervals, and for the
    semicolon within one; there and next to such a semicolon the commas of decimals are points."""
    characters = list(text)
    depth = 0
    opened = 0
    for index, character in enumerate(text):
        depth += (character in _OPENS) - (character in _CLOSES)
        if depth == 1 and character in _OPENS:
            opened = index
        elif depth == 0 and character in _CLOSES and text[opened] in "([":
            characters[opened + 1 : index] = respell_list(text[opened + 1 : index])
        elif depth <= 0 and character == "\n" and _ends_line(text, index):
            characters[index] = ","
    return respell_list("".join(characters))


def respell_list(text: str) -> str:
    """Return a list with commas for its semicolons, and points for the commas of decimals: ``1,5; 2,5``.

    A comma that separates values next to a semicolon does not change it.
    """
    depths = list(accumulate((character in _OPENS) - (character in _CLOSES) for character in text))
    outer = min(
        (depth for depth, character in zip(depths, text, strict=True) if character == ";"), default=-1
    )
    signs = [index for index, depth in enumerate(depths) if depth == outer and text[index] in ",;"]
    if any(text[index] == "," and not _DECIMAL_COMMA.match(text, index) for index in signs):
        return text
    characters = list(text)
    for index in signs:
        characters[index] = "." if text[index] == "," else ","
    return "".join(characters)


def _ends_line(text: str, index: int) -> bool:
    before = text[:index].rstrip()
    return not (_OPEN_ENDED.search(before[-8:]) or _CONTINUES.match(text, index + 1))


def _find_sign(text: str, start: int, end: int) -> str:
    """Return the sign that a letter between two intervals or two inequalities replaces; else nothing."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if before[-1:] in (")", "]") and after[:1] in ("(", "[", "]"):
        return "∪"
    left, right = _JOINT.split(before)[-1], _JOINT.split(after)[0]
    are_whole = all(_RELATION.search(side) and _LETTERS.search(side) for side in (left, right))
    is_between = not _RELATION.match(before[-1:]) and re.match(r"[^\W_]|[-(|√.]", after)
    return "∨" if are_whole and is_between else ""


def part_chains(text: str) -> str:
    """Return a text with a comma between two inequalities of opposite directions, ``x < -1 x > 1``, which are
    no chain.

    Raises ParseError if the first of them may end at several places.
    """
    for signs, blanks in _find_chains(text):
        if len({_UPWARDS.isdisjoint(sign[0]) for sign in signs}) == 1:
            continue
        if len(blanks) != 1:
            hint = "write “and” or “or” between them"
            raise ParseError("two inequalities are side by side", signs[1].start() + 1, hint=hint)
        text = _put_comma(text, blanks[0])
    return text


def part_chain_anywhere(text: str) -> Iterator[str]:
    """Yield a text with a comma in place of a blank within a chain of inequalities: ``x > 0, y > 0``."""
    for _, blanks in islice(_find_chains(text), _MOST_CHAINS):
        yield from (_put_comma(text, blank) for blank in blanks[:_MOST_CHAINS])


def _put_comma(text: str, blank: int) -> str:
    return f"{text[:blank]},{text[blank + 1 :]}"


def _find_chains(text: str) -> Iterator[tuple[list[re.Match[str]], list[int]]]:
    """Yield pairs of signs of one chain, and the blanks between them where another inequality may begin."""
    begin = 0
    for start, end in (*(joint.span() for joint in _JOINT.finditer(text)), (len(text), len(text))):
        signs = list(_INEQUALITY.finditer(text, begin, start))[:2]
        if len(signs) == 2:
            middle = text[: signs[1].start()].rstrip()
            is_first_whole = _LETTERS.search(text, begin, signs[0].start())
            blanks = _INNER_BLANK.finditer(middle, signs[0].end()) if is_first_whole else ()
            yield signs, [blank.start() for blank in blanks]
        begin = end
