"""Detect which answers in a deck or a list can be checked: the text as a learner would type it, and its kind.

A textbook's answers are mathematics (``typed_answer``). A deck's may be anything (``deck_answer``): there,
what looks like a sum is one only where it is written as one; dates, telephone numbers and words are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from drill.checking import check, spec_from
from drill.errors import DrillError
from drill.maths.characters import GREEK
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Relation,
    Sequence,
    Sym,
    find_symbols,
    walk_tree,
)
from drill.maths.names import BARE, DISTRIBUTIONS, FAMILY_SPELLINGS, FUNCTIONS, SPELLINGS, WRITTEN_OUT, Names
from drill.maths.plain import Mode, parse
from drill.maths.print import to_plain
from drill.notation import is_latex, read_latex
from drill.text import find_closing

# Notation that may mean something else than the numbers that it is read as.
#
# ``A B`` may be matrices, whose order counts, ``2 \times 3`` a shape, ``f(x)`` a function's value, ``df/dx``
# a
# derivative, ``5 m`` a length. Without declarations nobody knows: such answers are left to the learner, who
# sees them as they are written.

_SPACING = re.compile(
    r"\\(?:left|right|[bB]igg?[lr]?|q?quad|displaystyle)(?![A-Za-z])|\\(?:begin|end)\{\w+\}|\\[,;:! ]|[$~]"
)
_SIGNS = re.compile(
    # Fonts, arrows over letters, words, and operators that numbers do not have.
    r"\\(?:text\w*|mathbf|mathbb|mathcal(?!\{N\})|mathfrak|mathscr|mathsf|boldsymbol|bm|bf|vec|overline|"
    r"overrightarrow|underline|dot|ddot|top|intercal|dagger|ast|star|prime|partial|nabla|pm|mp|approx|sim|"
    r"[lcvd]?dots[cb]?|circ|degree|to|rightarrow|Rightarrow|implies|iff|mapsto|mid|parallel|odot|otimes|oplus|"
    r"langle|lVert|\||Pr|oint|nCr|equiv|propto|cup|cap|setminus)(?![A-Za-z])|"
    r"\.\.\.|…|[′'±∓≈~∼°∂∇→⇒⇔↦⊙⊗⊕∘‖⟨†∗★]|\|\||=>|->|<-(?!\d)| \| |[\u2100-\u214f\U0001d400-\U0001d7ff]|"
    # A change of something, a differential, a derivative as a quotient.
    r"(?:\\Delta|Δ)\s*[A-Za-z\\]|(?<![A-Za-z\\])d\s?[A-Za-z\u0370-\u03ff](?![A-Za-z])|"
    r"frac\s*\{?\s*(?:\\mathrm\s*\{\s*)?d[^{}]*\}*\s*\{?\s*(?:\\mathrm\s*\{\s*)?d\s*\\?[A-Za-z]|"
    r"(?<![A-Za-z\\])d(?:\^?\{?\d\}?)?\s?[A-Za-z]?\s?/\s?d\s?[A-Za-z]|\\mathrm\s*\{\s*d\s*\}|"
    # An index in brackets above a letter, which is not an exponent.
    r"(?<![\de])\^\{?\s*\(\s*\w+\s*\)|(?<![\de])\^(?:\{\s*\(|\(\()|"
    # Degrees, and a remainder.
    r"\d\s*\^\{?\s*o(?![a-z])|%\s*\w|"
    # English in small letters.
    r"(?<![A-Za-z\\])(?:of|to|in|by|at|is|an|if|on|as|up|no|so|we|it|be|do|n/a|N/A)(?![A-Za-z])"
)
# A product with a cross is a shape or a product of vectors, but for powers of ten.
_CROSS = re.compile(r"(?:×|\\times(?![A-Za-z]))(?!\s*10\s*\^)")
_UNIT = re.compile(
    r"[-+−]?[\d.,]+(?:\s*(?:[·*×]|\\cdot|\\times)\s*10\s*\^\s*\S+)?(?:"
    r"\s+(?:[mskgNJWVAKCFhLlTbBΩ]|[µμnkMGcmd]?(?:m|s|g|N|J|W|V|A|Hz|Pa|eV|mol|l|L|B|b|Ω)|kg|min|Hz|Pa|eV|rad|deg)"
    r"|(?:kg|km|cm|mm|nm|ms|ns|Hz|kHz|MHz|GHz|kW|MW|kB|MB|GB|TB|kJ|dB|Pa|eV|[MGTBKΩ])"
    r"|(?:k?m|k?g|J|W|N|mol|L)(?=\s*/\s*(?:s|h|k?g|mol|m|L|K|min)(?![A-Za-z])))"
    r"(?:\s*(?:\^\s*)?[-\d²³{}]+)?(?:\s*[/·*]\s*[A-Za-zµμ]+.*)?"
)
_WORD = re.compile(r"(?<![\\A-Za-z_])[A-Za-z]{3,}")
_KNOWN_WORDS = frozenset((
    *(name for name, row in FUNCTIONS.items() if row.audience == "answer"), *SPELLINGS, *WRITTEN_OUT,
    *BARE, *GREEK.values(), "infty", "inf", "infinity", "dne", "and",
    "not", "mod", "varphi", "varepsilon", "vartheta",
))  # fmt: skip
# Words that are distributions of numbers; of names they are read as something else.
_FAMILIES = frozenset((*DISTRIBUTIONS, *FAMILY_SPELLINGS))
# A letter, perhaps with an index or an exponent, before a bracket.
_APPLIED = re.compile(
    r"(\\?[A-Za-z]+|[\u0370-\u03ff])((?:\s?_(?:\{[^{}]*\}|\w+))?)(\s?\^(?:\{[^{}]*\}|\([^()]*\)|\w))? ?\("
)
# Letters that are functions oftener than factors, and functions that are written with a letter.
_FUNCTION_LETTERS = frozenset((
    *"fghuvpqFGHPQEVLJTSDKOo", "phi", "varphi", "psi", "sigma", "Phi", "Psi", "Theta", "Omega", "rho", "eta",
    "pi", "mu",
))  # fmt: skip
_LETTER_CALLS = {"C": ",", "N": ",", "U": ",", "Gamma": "", "gamma": "", "beta": ",", "Beta": ",", "B": ","}
_OF_MATRICES = frozenset((
    "T", "trace", "det", "inv", "norm", "rank", "diag", "dot", "cross", "hadamard", "eigenvalues", "col",
    "eye", "phi", "Phi", "digamma",
))  # fmt: skip


def is_doubtful(text: str, tree: Node) -> bool:
    """Return whether an answer, read as a tree of numbers, may mean something else as it is written."""
    text = _SPACING.sub(" ", text).strip()
    return (
        any(found.search(text) for found in (_SIGNS, _CROSS))
        or _UNIT.fullmatch(text) is not None
        or not {*_WORD.findall(text)} <= (_KNOWN_WORDS if find_symbols(tree) else _KNOWN_WORDS | _FAMILIES)
        or _has_value_of_function(text)
        or any(map(_may_be_matrices, walk_tree(tree)))
        or _has_powers_of_several(tree)
        or (isinstance(tree, Sequence) and _is_of_names(tree))
    )


def _has_value_of_function(text: str) -> bool:
    """Return whether a letter before a bracket may be a function: ``f(x)``, ``P(A)``, ``f(x + h)``."""
    for match in _APPLIED.finditer(text):
        word = match[1].lstrip("\\")
        word = GREEK.get(word, word)
        is_greek = match[1][0] == "\\" or match[1] != word or word in GREEK.values()
        if word in FUNCTIONS and word not in ("phi", "Phi", "T") and (len(word) > 1 or is_greek):
            continue
        if not is_greek and len(word) > 1:
            if word in _KNOWN_WORDS or word in _FAMILIES:
                continue
            word = word[-1]
        inner = text[match.end() : find_closing(text, match.end() - 1, "(", ")")]
        if word in _LETTER_CALLS and _LETTER_CALLS[word] in inner and not match[2]:
            continue
        is_own = re.search(rf"(?<![A-Za-z\\]){re.escape(match[1])}(?![A-Za-z(])", inner) is not None
        is_sum = re.search(r"[-+−]", inner.strip().lstrip("-+−")) is not None
        if not is_own and (not is_sum or word in _FUNCTION_LETTERS):
            return True
    return False


def _is_of_names(tree: Sequence) -> bool:
    """Return whether names alone are a set, or several things that are not a vector, such as an equation."""
    if tree.kind == "set":
        return bool(tree.items) and all(isinstance(item, Sym) for item in tree.items)
    return any(isinstance(item, Relation) for item in tree.items)


def _has_powers_of_several(tree: Node) -> bool:
    """Return whether one of several capitals has an exponent or is in one: (A + B)^2 has AB and BA."""
    several = [name for name in find_symbols(tree) if _begins_with_capital(name)]
    raised = (
        name
        for node in walk_tree(tree)
        if isinstance(node, Call) or (isinstance(node, Binary) and node.op == "^")
        for name in find_symbols(node)
    )
    return len(several) > 1 and any(map(_begins_with_capital, raised))


def _may_be_matrices(node: Node) -> bool:
    """Return whether a node is a product whose order may count, a transpose, an inverse, or a derivative."""
    match node:
        case Call(name="abs", args=(argument,)):
            return any(map(_begins_with_capital, _factor_names(argument)))
        case Call(name=name):
            return name in _OF_MATRICES
        case Binary(op="^", left=base, right=exponent):
            power = exponent.arg if isinstance(exponent, Neg) else exponent
            names = {*_factor_names(base, is_base=True)}
            capitals = any(map(_begins_with_capital, names))
            if isinstance(power, Sym) and power.name in ("T", "H"):
                return not isinstance(base, Num | Const)
            if isinstance(power, Sym) and power.name == "t":
                return capitals
            if len(names) > 1 and capitals:
                return True
            is_inverse = isinstance(exponent, Neg)
            return is_inverse and (
                capitals or (power == Num("1") and names <= {"f", "g", "h"} and bool(names))
            )
        case Binary(op="*"):
            factors = [{*_factor_names(factor)} for factor in _list_product_factors(node)]
            names = set[str]().union(*factors)
            return len(names) > 1 and any(map(_begins_with_capital, names))
        case Binary(op="/", left=above, right=below):
            return all(Sym("d") in [*_list_product_factors(side)] for side in (above, below))
        case _:
            return False


def _list_product_factors(node: Node) -> Iterator[Node]:
    match node:
        case Binary(op="*", left=left, right=right):
            yield from _list_product_factors(left)
            yield from _list_product_factors(right)
        case Binary(op="/", left=left) if not isinstance(left, Num):
            yield from _list_product_factors(left)
        case Neg(arg=argument):
            yield from _list_product_factors(argument)
        case _:
            yield node


def _factor_names(node: Node, *, is_base: bool = False) -> Iterator[str]:
    """Yield the names in a factor that may be arrays; a small letter with an exponent is a number."""
    match node:
        case Sym(name=name):
            yield name
        case Neg(arg=argument):
            yield from _factor_names(argument, is_base=is_base)
        case Binary(op="^", left=base):
            yield from (name for name in _factor_names(base) if is_base or _begins_with_capital(name))
        case Binary(op="/", left=above):
            yield from _factor_names(above, is_base=is_base)
        case Binary(left=left, right=right):
            yield from _factor_names(left, is_base=is_base)
            yield from _factor_names(right, is_base=is_base)
        case _:
            pass


def _begins_with_capital(name: str) -> bool:
    return name[:1].isupper()


# Max characters of an answer, because a longer text is a solution.
LONGEST = 400

_OPEN = Names(undeclared="allow")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)?")
# ``no``, ``a b``: letters that could be multiplied, and hardly ever are.
_WORDS_ALONE = re.compile(r"[A-Za-z]{2,}[.!?]?|[A-Za-z]+[.,]?(\s+[A-Za-z]+[.,]?)+")
_GREEK = re.compile(
    r"alpha|beta|gamma|delta|epsilon|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega|inf"
)
# The kinds whose answers are one text, and how it is read.
_MODES: dict[str, Mode] = {
    "number": "value", "expression": "value", "distribution": "value",
    "vector": "vector", "matrix": "matrix", "set": "sequence",
    "interval": "statement", "inequality": "statement",
}  # fmt: skip


_NUMBER = re.compile(r"[-+−]?(\d+(\.\d+)?|\.\d+)(e[-+]?\d+)?\s*%?|[-+−]?(inf|infinity|∞|[½⅓⅔¼¾])", re.I)
_PLAIN = re.compile(r"-?\d{1,15}(\.\d{1,15}|/[1-9]\d{0,14})?")
_THOUSANDS = re.compile(r"[-+−]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
# What makes a sum of digits: an operator with blanks around it, a root, a power, or one fraction alone.
_SUM = re.compile(r".*(\s[-+−*/·×]\s|[√^²³!π\\]|\*\*).*|[-+−]?\(?\s*[\d.]+\s*/\s*[\d.]+\s*\)?")
_MONTH = "(Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
# Dates, telephone numbers, leading zeros, versions, times of day and ordinals.
_AS_TEXT = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4}|"
    rf"\d{{1,2}}(st|nd|rd|th)?\.? {_MONTH}\.?( \d{{4}})?|{_MONTH}\.? \d{{1,2}}(st|nd|rd|th)?(,? \d{{4}})?|"
    r"\+?(?=(\D*\d){7})\(?\d{2,5}\)?([- ]\d{2,})+|\+\d{7,}|0\d+|v?\d+(\.\d+){2,}|v\d+(\.\d+)?|"
    r"\d{1,2}:\d{2}(:\d{2})?|\d*(?i:1st|2nd|3rd|\dth)( [^\W\d_]+){0,2}"
)
_WORDS = re.compile(r"[^\W\d_]\w*(['’-]\w+)*([ ][^\W_]\w*(['’-]\w+)*)*[.!]?")
# Without articles: a longer answer is put in other words by everybody who knows it.
_MOST_WORDS = 3
_ARTICLES = frozenset(("a", "an", "the"))
# Several things, which others name in another order; or an approximate amount.
_INEXACT = frozenset(
    ("and", "or", "about", "approx", "approximately", "around", "circa", "nearly", "roughly")
)
# Letters that are factors or a name: ``ab``, ``mgh``, ``nCk``, ``x'y``, ``ℝ``.
_NO_WORD = (
    "[a-z]|[A-Za-z\u0370-\u03ff]{2}|[b-df-hj-np-tv-xz]+|[a-z0-9][CP][a-z0-9]|[A-Za-z]['′][A-Za-z]?|"
    "[\u2100-\u214f]"
)
# One letter, perhaps with marks and indices.
_LETTER = re.compile("[^\\W\\d_][\u0300-\u036f]*(_\\w+|[0-9]?['′]+)*")
_COMPARES = re.compile(r"[<>≤≥]|\\(?:leq?|geq?|lt|gt)(?![A-Za-z])")
_BRACKET_SIZE = re.compile(r"\\(?:left|right)(?![A-Za-z])\s*")
_ARRAY = re.compile(r"\\begin\{[pb]?matrix\}((?:(?!\\(?:begin|end)).)*)\\end\{[pb]?matrix\}", re.S)
# Words that distinguish a vector from an interval, and several right values from a sequence.
_ASKS_VECTOR = re.compile(
    r"\b(vectors?|points?|coordinates?|gradient|eigenvectors?|vert(ex|ices)|cent(re|er)|columns?|rows?|"
    r"components?|projection|product|midpoint|solve|solution)\b",
    re.I,
)
_ASKS_INTERVAL = re.compile(
    r"\b(intervals?|domain|range|where|when|converges?|convergence|increasing|decreasing|confidence|bounds?|"
    r"support|image|values)\b",
    re.I,
)
_ASKS_SEVERAL = re.compile(
    r"\b(roots|solutions|eigenvalues|zeros|zeroes|solve|points|factors|divisors|values|primes|elements)\b",
    re.I,
)
# A blank behind each comma, then anything, which may be a blank too: `\s+` would try every way to part them.
_LIST = re.compile(r"[^,;]+(,\s[^,;]+)+")


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """An answer that can be checked: its kind, its key as a bank writes it, and the names in it.

    Of kind ``choice`` it is true or false.
    """

    kind: str
    text: str
    names: tuple[str, ...] = ()
    gaps: Mapping[str, TypedAnswer] = field(default_factory=dict[str, "TypedAnswer"])


def deck_answer(text: str, kind: str = "", prompt: str = "") -> TypedAnswer | None:
    """Return a deck's text as an answer that can be checked; None if only the learner can judge it.

    The ``prompt`` decides whether two numbers in brackets are a vector or an interval.
    """
    text = text.strip()
    formula = _without_dollars(text)
    if kind == "text":
        if re.search(r"\w", text) and "\n" not in text:
            return TypedAnswer("text", text)
        return None
    if kind or formula != text:
        return typed_answer(text, kind) or (None if kind else _vector_or_list(formula, prompt))
    if not text or len(text) > LONGEST or "\n" in text:
        return None
    if text.lower() in ("true", "false"):
        return TypedAnswer("choice", text)
    if _AS_TEXT.fullmatch(text):
        return TypedAnswer("text", text)
    if _THOUSANDS.fullmatch(text):
        return typed_answer(text.replace(",", ""))
    words = text.lower().split()
    words = [word for word in words if word not in _ARTICLES] or words
    if _PLAIN.fullmatch(text):  # most answers of most decks: nothing to prove
        return TypedAnswer("number", text)
    if _is_maths(text) and (answer := _read_maths_answer(text, prompt)) is not None:
        return answer
    is_short = _WORDS.fullmatch(text) and len(words) <= _MOST_WORDS and not _INEXACT & {*words}
    if is_short and not _is_letters(text, words):
        return TypedAnswer("text", text.rstrip(".!"))
    return None


def _is_letters(text: str, words: list[str]) -> bool:
    """Return whether letters may be factors or names, as in ``a b``, ``ab`` and ``n choose k``, which others
    write otherwise; a lone capital names an option."""
    letters = [word for word in words if _LETTER.fullmatch(word)]
    if letters and (len(text) > 1 or not text.isascii()):
        return letters == words or any(letter in text.split() for letter in letters)
    is_no_word = re.fullmatch(_NO_WORD, text) is not None
    return text.lower() != "no" and is_no_word


def _is_maths(text: str) -> bool:
    """Return whether a text that reads as a sum is one."""
    letters = re.findall(r"[A-Za-z\u0370-\u03ff]+", text)
    if not letters and len(text) > 1:
        return bool(
            _NUMBER.fullmatch(text) or _SUM.fullmatch(text) or _LIST.fullmatch(text) or text[0] in "[({<"
        )
    if re.fullmatch("[A-Z]", text) or (text in FUNCTIONS and not _GREEK.fullmatch(text)):
        return False  # the letter of an option, a word
    if _WORDS_ALONE.fullmatch(text) and len(letters) > 1:
        return any(word in BARE for word in letters) and all(
            len(word) == 1 or word in FUNCTIONS or _GREEK.fullmatch(word) for word in letters
        )
    return True


def _read_maths_answer(text: str, prompt: str) -> TypedAnswer | None:
    answer = typed_answer(text) or _vector_or_list(text, prompt)
    if answer is not None or not re.search(r"[A-Za-z]\s", text):
        return answer
    try:  # such as cos x: letters with blanks, one of them a function
        return _read_as_kind("number", text) or _read_as_kind("expression", text)
    except DrillError:
        return None


def _vector_or_list(text: str, prompt: str) -> TypedAnswer | None:
    """Return two numbers in brackets, or several items in sequence, as an answer, by the question."""
    if not 0 < len(text) <= LONGEST:
        return None
    try:
        shape = _write_typed_brackets(text)
        if shape[0] in "([" and shape[-1] in ")]":
            if "," not in text:
                return _read_as_kind("vector", text)
            is_vector = _ASKS_VECTOR.search(prompt) is not None
            is_interval = _ASKS_INTERVAL.search(prompt) is not None
            if is_vector == is_interval:
                return None
            return _read_as_kind("vector" if is_vector else "interval", text)
        parts = text.split(",") if _LIST.fullmatch(text) else ()
        if parts and all((part := deck_answer(part_text)) and part.kind != "text" for part_text in parts):
            if _ASKS_SEVERAL.search(prompt):
                return _read_as_kind("set", f"{{{text}}}")
            return _read_as_kind("vector", f"[{text}]")
    except DrillError:
        pass
    return None


def typed_answer(text: str, kind: str = "") -> TypedAnswer | None:
    """Return a text as an answer that can be checked; None if only the learner can judge it.

    It is read by its shape, or as the given ``kind``, and taken only if the checker accepts it
    as an answer to itself. Two numbers in round or square brackets could be a vector or an interval: without
    a kind they are neither.
    """
    text = _without_dollars(text.strip())
    is_word = _WORDS_ALONE.fullmatch(text) and not _GREEK.fullmatch(text)
    if not text or len(text) > LONGEST or "\n" in text or is_word:
        return None
    for item in (kind,) if kind else _guess_answer_kinds(text):
        try:
            result = _read_as_kind(item, text, is_stated=bool(kind))
        except DrillError:
            continue
        if result is not None:
            return result
    return None


def _without_dollars(text: str) -> str:
    """Return a formula without dollars or brackets around the whole of it."""
    for opening, closing in (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]")):
        inner = text[len(opening) : -len(closing)]
        if text.startswith(opening) and text.endswith(closing) and inner and opening not in inner:
            return inner.strip()
    return text


def _write_typed_brackets(text: str) -> str:
    """Return LaTeX with its brackets as they are typed."""
    return _BRACKET_SIZE.sub("", text).replace(r"\{", "{").replace(r"\}", "}").strip() or text


def _guess_answer_kinds(text: str) -> Iterator[str]:
    """Yield the kinds that a text may be, by its shape."""
    if (array := _ARRAY.fullmatch(text)) is not None:
        yield "matrix" if "&" in array[1] else "vector"
        return
    text = _write_typed_brackets(text)
    first = text[0]
    last = text[-1]
    if _COMPARES.search(text) and first != "<":
        yield "inequality"
    elif "=" in text:
        return
    elif first == "{":
        yield "set"
    elif text.startswith("[["):
        yield "matrix"
    elif first in "[(" and last in "])" and "," in text:
        if first + last in ("[)", "(]") or "inf" in text or "∞" in text:
            yield "interval"
        elif text.count(",") > 1:
            yield "vector"
    else:
        yield from ("distribution", "number", "expression")


def _read_as_kind(kind: str, text: str, *, is_stated: bool = False) -> TypedAnswer | None:
    """Return the text as an answer of a kind, unless it may mean something else; a stated kind is believed.

    Raises DrillError if it is not.
    """
    mode = _MODES.get(kind)
    if mode is None:
        return None
    tree = read_latex(text, _OPEN, mode=mode) if is_latex(text) else parse(text, _OPEN, mode)
    names = tuple(sorted(find_symbols(tree)))
    if not all(map(_NAME.fullmatch, names)) or (names and kind in ("number", "distribution")):
        return None
    if (kind == "expression" and not names) or (not is_stated and is_doubtful(text, tree)):
        return None
    if kind == "number":
        evaluate_exactly(tree, {})  # raises for a number that no bank may have, because it is too large
    key = _as_banks_write(text, tree, names, mode)
    verdict = check(spec_from({kind: key, "vars": list(names)} if names else {kind: key}), key)
    if verdict.verdict != "correct":
        return None
    return TypedAnswer(kind, key, names)


def _as_banks_write(text: str, tree: Node, names: tuple[str, ...], mode: Mode) -> str:
    """Return the text itself if a bank reads the same in it, else the tree printed. Raises DrillError."""
    language = Names(frozenset(names), functions="bank")
    try:
        if parse(text, language, mode) == tree:
            return text
    except DrillError:
        pass
    printed = to_plain(tree)
    parse(printed, language, mode)
    return printed
