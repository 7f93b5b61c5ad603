"""Typed text to tokens: numbers, names, functions and signs, each with its position.

A token is ``(kind, value, position)``, the position from 0. The kind of a sign is the sign itself in its
plain spelling (``**`` is ``^``); those of words are in :mod:`drill.maths.maths_vocabulary`. A superscript run
is bracketed by the kinds ``superscript`` and ``superscript-end``.
"""

from __future__ import annotations

import keyword
import re
from fractions import Fraction

from drill.errors import ParseError
from drill.maths.characters import (
    FRACTIONS,
    GREEK,
    IN_A_SET,
    IN_ADVICE,
    SIGNS,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    WORDS,
    foreign_character,
)
from drill.maths.maths_tree import Binary, Const, Node, Num, Sym
from drill.maths.maths_vocabulary import INDICES, Follow, Vocabulary
from drill.maths.names import FAMILY_KEYWORDS, FUNCTIONS, WRITTEN_OUT

# A screenful, and still read in a few milliseconds.
MAX_TOKENS = 800
# More than anybody types; longer numbers cost time in every comparison.
MAX_DIGITS = 60
# Max letters in a row, because each way to split them is tried, and words are shorter.
MAX_RUN = 100
# The exponent of a power of ten: doubles end at 308.
MAX_EXPONENT = 400

Token = tuple[str, Node | str, int]

_SUBSCRIPT = rf"(?:_\{{{INDICES}\}}|_[A-Za-z0-9]+|[{''.join(SUBSCRIPTS)}]+)"
TOKEN = re.compile(
    r"[ \t\r\n]*(?:"
    r"(?P<number>(?:(?:[0-9]{1,3}(?:_[0-9]{3})+(?![0-9_])|[0-9]+)\.?[0-9]*|\.[0-9]+)"
    r"(?P<power>[eE][+-]?[0-9]+(?![\w.]))?)"
    r"|(?P<library>(?:np|numpy|math|torch)\.(?:linalg\.)?(?=[A-Za-z]))?"
    rf"(?P<run>(?:{'|'.join(keyword.kwlist)}|np)_(?![A-Za-z0-9{{])"  # pass_: a name that Python keeps
    rf"|(?:[A-Za-z][A-Za-z0-9]*|[{''.join(GREEK)}]){_SUBSCRIPT}*'*)(?=(?P<gap>\s*)(?P<open>\(?))"
    rf"|(?P<sign>\*\*|<=|>=|=<|=>|!=|<>|==|\.\*|\.T(?![A-Za-z0-9_])|[-+*/^()\[\]{{}},;|!=<>%@'{SIGNS}])"
    r"|(?<![^\s(\[{,;+*/=<>|-])(?P<degree>[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[ᴬ-ᵡⁿʰʲʳʷʸˡˢˣⁱᶜᶠᶻᶿⱽ])√"  # x³√2: a power
    rf"|(?P<superscript>[{''.join(SUPERSCRIPTS)}]+)"
    rf"|(?P<fraction>[{''.join(FRACTIONS)}])"
    rf"|(?P<index>_\{{{INDICES}\}}|_[0-9]+(?![0-9]|\.[0-9])|_[A-Za-z][A-Za-z0-9]*|_∞|_\{{\s*∞\s*\}}|[{''.join(SUBSCRIPTS)}]+)"
    r"|(?P<end>\Z))"
)
_IN_EXPONENT = re.compile(r"(?:\^|\*\*)\s*[0-9]+\Z")
_AFTER_COMMA = re.compile(r"[0-9],\Z")
# The index of a number that is written to a base.
_BASE = re.compile(r"_\{?(?:[2-9]|[12][0-9]|3[0-6])\}?(?![0-9])")
_BLANK = re.compile(r"[ \t\r\n]*")
# An infinite decimal, and digits at its end that come three times: e begins 2.718281828.
_GOES_ON = re.compile(r"…|\.\.\.(?!\.)")
_REPEATING = re.compile(r"([0-9]{1,6}?)\1{2,}\Z")
_POWER_BESIDE = re.compile(r"[eE][+-][0-9]+(?=[A-Za-z])")
_INDEXED = re.compile(rf"(?P<base>[A-Za-z]+|[{''.join(GREEK)}])(?P<index>{_SUBSCRIPT})")
_KEYWORD = re.compile(r"([A-Za-z][A-Za-z0-9]*)\s*=(?!=)")
_SAME = {
    "**": "^", "=<": "<=", "=>": ">=", "<>": "!=", "==": "=", "≤": "<=", "≥": ">=", "≠": "!=", "∧": "and",
    "∨": "or", "∪": "union", "⟨": "angle", "⟩": "angle-end", "∘": "⊙", ".*": "⊙",
}  # fmt: skip
# Signs of arrays: the product entry by entry, and NumPy's matrix product.
_OF_ARRAYS = frozenset(("⊙", "@"))
# Kinds of tokens that begin another factor when they are next to one.
STARTS = frozenset((
    "number", "fraction", "name", "unknown", "keyword", "const", "func", "letter-func", "log", "log-digits",
    "(", "[", "√", "∛", "|", "angle", "⌊", "⌈",
))  # fmt: skip
# Kinds of tokens after which a sign is an operator, not a part of what follows.
VALUE_ENDS = frozenset((
    "number", "fraction", "name", "unknown", "const", "superscript-end", ")", "]", "}", "|", "!", "%", "'",
    "∅", ".T", "angle-end", "⌋", "⌉",
))  # fmt: skip
_SUPERSCRIPT_LETTERS = str.maketrans(SUPERSCRIPTS)
_INFINITY = Const("inf")
_CHOOSE = ("choose", "nCr")


def tokenise_text(text: str, vocabulary: Vocabulary) -> list[Token]:
    """Return the tokens of normalised text, with an ``end`` token last; ParseError for any other text."""
    tokens: list[Token] = []
    _read_tokens(text, vocabulary, tokens)
    tokens.append(("end", "", len(text)))
    return tokens


def _read_tokens(text: str, vocabulary: Vocabulary, tokens: list[Token], start: int = 0) -> None:
    """Append the tokens of ``text`` from ``start`` on."""
    position = start
    match_at = TOKEN.match
    while True:
        match = match_at(text, position)
        if match is None:
            blank = _BLANK.match(text, position)
            raise _no_token(text, blank.end() if blank else position)
        kind = match.lastgroup
        if kind == "open":  # the last group of a run of letters
            position = match.start("run")
            if match["library"] and not _is_from_library(match["run"], vocabulary):
                raise _no_token(text, match.start("library") + match["library"].index("."))
            indexed = _INDEXED.fullmatch(match["run"]) if tokens and tokens[-1][0] == "^" else None
            if indexed is not None and _index_of_base(indexed, position, text, vocabulary, tokens):
                position = match.end("run")
                continue
            follow: Follow = ""
            if match["open"]:
                follow = " (" if match["gap"] else "("
            position += read_run(text, match["run"], position, follow, vocabulary, tokens)
        elif kind == "sign":
            position = read_sign(match, tokens, of_arrays=vocabulary.names.functions != "answer")
        elif kind == "index":
            give_index(text, match["index"], match.start("index"), vocabulary, tokens)
            position = match.end()
        elif kind == "end":
            return
        else:
            position = read_other(match, vocabulary, tokens)
        if len(tokens) > MAX_TOKENS:
            message = f"this is too long: more than {MAX_TOKENS} numbers, names and signs"
            raise ParseError(message, tokens[MAX_TOKENS][2] + 1, code="too-large")


def read_sign(match: re.Match[str], tokens: list[Token], *, of_arrays: bool) -> int:
    """Append a recognised sign; return where it ends.

    Raises:
        ParseError: it joins arrays, and there are none.
    """
    written = match["sign"]
    sign = _SAME.get(written, written)
    position = match.end() - len(written)
    if sign in _OF_ARRAYS and not of_arrays:
        raise _no_token(match.string, position)
    if sign == "∞":
        tokens.append(("const", _INFINITY, position))
    elif sign == "‖":
        tokens += [("|", "|", position)] * 2
    else:
        tokens.append((sign, sign, position))
    return match.end()


def read_run(
    text: str, run: str, position: int, follow: Follow, vocabulary: Vocabulary, tokens: list[Token]
) -> int:
    """Append the first token of a run of letters at ``position``; return its length.

    Raises:
        ParseError: it contains a word outside of mathematics.
    """
    if len(run) > MAX_RUN:
        raise ParseError(f"more than {MAX_RUN} letters are side by side", position + 1, code="too-large")
    if tokens and tokens[-1][0] in ("(", ","):
        keyword = _KEYWORD.match(text, position)
        if keyword and keyword[1] in FAMILY_KEYWORDS - vocabulary.names.declared:
            tokens.append(("keyword", Sym(keyword[1]), position))
            return len(keyword[1])
    if run == "U" and "U" not in vocabulary.names.declared and _ends_value(tokens):
        tokens.append(("union", "U", position))
        return 1
    _refuse_word(text, run, position, vocabulary)
    if run in _CHOOSE and (run == "choose" or follow == "") and _ends_value(tokens):
        tokens.append(("choose", "choose", position))
        return len(run)
    if follow and vocabulary.is_unknown_function(run, follow):
        tokens.append(("unknown", Sym(run), position))
        return len(run)
    token = vocabulary.first(run, follow)
    tokens.append((token.kind, token.value, position))
    return token.length


def _is_from_library(word: str, vocabulary: Vocabulary) -> bool:
    """Return whether a word after ``np.`` or ``math.`` has the same meaning there as here."""
    return vocabulary.function(word) in {*FUNCTIONS, *WRITTEN_OUT} or word in ("pi", "e", "inf")


def give_index(text: str, index: str, position: int, vocabulary: Vocabulary, tokens: list[Token]) -> None:
    """Attach an index to its base: bars, ``||x||_2``, or the name before an exponent, ``x^2_1``.

    Raises:
        ParseError: it belongs to neither.
    """
    base = _base_of_exponent(tokens)
    kind, value, start = tokens[base] if base >= 0 else ("", "", 0)
    if kind == "|":
        tokens.insert(base + 1, ("index", index, position))
        return
    if kind in ("name", "unknown", "const") and base < len(tokens) - 1:
        name = text[start : tokens[base + 1][2]].rstrip()
        token = vocabulary.first(name + index, "")
        has_index = isinstance(value, Sym) and "_" in value.name
        if token.length == len(name + index) and not has_index:
            tokens[base] = (token.kind, token.value, start)
            return
    raise _no_token(text, position)


def _base_of_exponent(tokens: list[Token]) -> int:
    """Return which of the tokens bears the exponent that ends with the last one; else the last one."""
    kinds = [kind for kind, _, _ in tokens]
    last = len(kinds) - 1
    closing = kinds[-1] if kinds else ""
    if opening := {"superscript-end": "superscript", "}": "{", ")": "("}.get(closing):
        depth = 1
        begin = last
        while depth and begin > 0:
            begin -= 1
            depth += (kinds[begin] == closing) - (kinds[begin] == opening)
        if opening == "superscript":
            return begin - 1
        return begin - 2 if kinds[begin - 1] == "^" else last
    begin = last - 1 if last > 1 and kinds[last - 1] in ("-", "+") else last
    return begin - 2 if begin > 1 and kinds[begin - 1] == "^" else last


def _index_of_base(
    indexed: re.Match[str], position: int, text: str, vocabulary: Vocabulary, tokens: list[Token]
) -> bool:
    """Read ``n_1`` after ``x^`` as an exponent and the index of its base, if that alone is known."""
    exponent = vocabulary.first(indexed["base"], "")
    before = [*tokens]
    is_known = exponent.kind in ("name", "const") or indexed["base"] == "T"
    if exponent.length < len(indexed["base"]) or not is_known:
        return False
    if vocabulary.first(indexed[0], "").kind != "unknown":
        return False
    before.append((exponent.kind, exponent.value, position))
    try:
        give_index(text, indexed["index"], position + len(indexed["base"]), vocabulary, before)
    except ParseError:
        return False
    if any(kind == "unknown" for kind, _, _ in before[len(tokens) - 2 : len(tokens) - 1]):
        return False
    tokens[:] = before
    return True


def _refuse_word(text: str, run: str, position: int, vocabulary: Vocabulary) -> None:
    """Refuse an English word such as ``in`` or ``none``, even if its letters are names."""
    advice = WORDS.get(run.lower())
    if run == "in" and IN_A_SET.match(text, position):
        advice = IN_ADVICE
    # Shorter words may be products of names.
    elif advice is None or (len(run) < 3 and vocabulary.spells_names(run)):
        return
    if run not in vocabulary.names.declared and vocabulary.function(run) is None:
        raise ParseError(f"the word {run} is not supported here", position + 1, hint=advice)


def _ends_value(tokens: list[Token]) -> bool:
    return bool(tokens) and tokens[-1][0] in VALUE_ENDS


def read_other(match: re.Match[str], vocabulary: Vocabulary, tokens: list[Token]) -> int:
    """Append a number, a superscript, a root with its degree or a fraction sign; return where it ends.

    Raises:
        ParseError: the number is too long or reads two ways.
    """
    start, end = match.start(match.lastgroup or 0), match.end()
    if match["degree"]:
        degree = match["degree"].translate(_SUPERSCRIPT_LETTERS)
        token = vocabulary.first(degree, "") if degree.isalpha() else None
        if token is not None and token.kind != "name":
            raise ParseError(f"the name {degree} is not known here", start + 1, code="unknown-name")
        tokens.append(("√", Num(degree) if token is None else token.value, start))
        return end
    if match["superscript"]:
        start = match.start("superscript")
        inner = " " * start + match["superscript"].translate(_SUPERSCRIPT_LETTERS)
        tokens.append(("superscript", "^", start))
        _read_tokens(inner, vocabulary, tokens, start)
        tokens.append(("superscript-end", "", end - 1))
        return end
    if match["fraction"]:
        above, below = FRACTIONS[match["fraction"]]
        tokens.append(("fraction", Binary("/", Num(above), Num(below)), end - 1))
        return end
    return _read_number_token(match, vocabulary, tokens)


def _read_number_token(match: re.Match[str], vocabulary: Vocabulary, tokens: list[Token]) -> int:
    written = match["number"].replace("_", "")
    start, end = match.start("number"), match.end()
    power = match["power"]
    if power and power[0] in vocabulary.names.declared:  # 2e3 is 2·e·3 where e is somebody's name
        written = written[: -len(power)]
        end -= len(power)
        power = None
    names = vocabulary.names
    if power is None and names.has_exponents and (exponent := _POWER_BESIDE.match(match.string, end)):
        power = exponent.group()  # 2e-3x, unless e is a name
        written += power
        end += len(power)
    if power and power[1] in "+-" and names.functions != "bank" and not names.has_exponents:
        _check_power_of_ten(written.removesuffix(power), power, start)
    if len(written) > MAX_DIGITS and sum(map(str.isdigit, written)) > MAX_DIGITS:
        raise ParseError(f"this number has more than {MAX_DIGITS} digits", start + 1, code="too-large")
    if power and abs(int(power[1:])) > MAX_EXPONENT:
        raise ParseError("this number's power of ten is too large", start + 1, code="too-large")
    if "." in written and (goes_on := _GOES_ON.match(match.string, end)):
        tokens.append(("fraction", _read_repeating_decimal(written, start), start))
        return goes_on.end()
    if written.endswith("."):
        if match.string[end : end + 1] == "(":
            hint = "write the fraction, such as 1/3"
            raise ParseError("a repeating decimal is not read", start + 1, hint=hint)
        written = written[:-1]
    begins_with_0 = written[0] == "0" and written[1:2].isdigit()
    if begins_with_0 and _AFTER_COMMA.search(match.string, max(start - 2, 0), start):
        raise ParseError("a comma separates two values here", start, hint="write 1000 for a thousand")
    tokens.append(("number", Num(written), start))
    return end


def _read_repeating_decimal(written: str, start: int) -> Node:
    """Return the fraction of an infinite decimal, 0.1666…. Raises ParseError if its last digits
    do not repeat."""
    whole, _, decimals = written.partition(".")
    repeating = _REPEATING.search(decimals)
    if repeating is None or not written.replace(".", "").isdigit():
        raise ParseError(
            "this does not say how the decimal goes on", start + 1, hint="round it, or write the fraction"
        )
    value = evaluate_repeating_decimal(whole, decimals[: repeating.start()], repeating[1])
    return Binary("/", Num(str(value.numerator)), Num(str(value.denominator)))


def evaluate_repeating_decimal(whole: str, first: str, block: str) -> Fraction:
    """Return a decimal with digits before and behind its point, and a block of digits that repeats."""
    shift = 10 ** len(first)
    return Fraction(int(whole + first or "0"), shift) + Fraction(int(block), shift * (10 ** len(block) - 1))


def _check_power_of_ten(digits: str, power: str, start: int) -> None:
    """Refuse ``2e-3``, which may be 0.002 or 2e - 3; ``1e-3``, ``2.5e-3`` and ``2E-3`` are powers of ten."""
    if digits != "1" and "." not in digits and power[0] == "e":
        exponent = power[1:].removeprefix("+")
        hint = f"write {digits}*10^{exponent}, or {digits}e {power[1]} {power[2:]}"
        raise ParseError(f"{digits}{power} reads two ways", start + 1, hint=hint)


# ``d.n.e.``, and labels before a value: ``Answer:``, ``f(x):``, ``y: ``; ``x:y`` is a ratio.
_INITIALS = re.compile(r"d\.\s*n\.\s*e\b", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(?:(?:the\s+)?[A-Za-z]{2,}|[A-Za-z]\w*'*\([^():]*\)|(?P<letter>[A-Za-z]\w*(?=:\s)))\s*:"
)


def _no_token(text: str, position: int) -> ParseError:
    before, character, after = (
        text[position - 1 : position],
        text[position],
        text[position + 1 : position + 2],
    )
    if _INITIALS.match(text, position - 1):
        return ParseError(
            "a point is used only in a number", position + 1, code="character", hint="write DNE"
        )
    if character == ":" and (label := _LABEL.match(text)):
        ratio = "write / for a ratio, or " if label["letter"] else ""
        hint = f"{ratio}type only what comes after the :"
        return ParseError("a colon is not read here", position + 1, code="character", hint=hint)
    if character == "_" and before in (">", "⟩"):
        message = "an inner product has no index here"
        return ParseError(message, position + 1, hint="of matrices, write trace(A^T B)")
    if character == "." and before.isalpha() and after.isalpha():
        hint = "write it as mathematics, such as sqrt(2)/2 or X^T y"
        return ParseError(
            "a point between letters is not read here", position + 1, code="character", hint=hint
        )
    if character == "_" and before in ("|", "‖"):
        message = "the index of a norm is a whole number, inf or F here"
        return ParseError(message, position + 1, hint="write out any other norm")
    if character == "_" and before.isdigit() and not _IN_EXPONENT.search(text, 0, position):
        is_base = _BASE.match(text, position)
        hint = "write it in base ten" if is_base else "write 1000 for a thousand"
        message = "a number to a base is not read here" if is_base else "digits are side by side"
        return ParseError(message, position + 1, hint=hint)
    if character == "_":
        message = "a subscript needs a letter before it and letters or digits after it"
        return ParseError(message, position + 1, hint="such as x_1")
    return foreign_character(character, position)
