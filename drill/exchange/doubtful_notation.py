r"""Notation that may mean something else than the numbers that it is read as.

``A B`` may be matrices, whose order counts, ``2 \times 3`` a shape, ``f(x)`` a function's value, ``df/dx`` a
derivative, ``5 m`` a length. Without declarations nobody knows: such answers are left to the learner, who
sees them as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.maths.characters import GREEK
from drill.maths.functions import BARE, DISTRIBUTIONS, FAMILY_SPELLINGS, FUNCTIONS, SPELLINGS, WRITTEN_OUT
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
    # An index in brackets above a letter, which is no exponent.
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
    *FUNCTIONS, *SPELLINGS, *WRITTEN_OUT, *BARE, *GREEK.values(), "infty", "inf", "infinity", "dne", "and",
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
        inner = _up_to_bracket(text, match.end())
        if word in _LETTER_CALLS and _LETTER_CALLS[word] in inner and not match[2]:
            continue
        is_own = re.search(rf"(?<![A-Za-z\\]){re.escape(match[1])}(?![A-Za-z(])", inner) is not None
        is_sum = re.search(r"[-+−]", inner.strip().lstrip("-+−")) is not None
        if not is_own and (not is_sum or word in _FUNCTION_LETTERS):
            return True
    return False


def _up_to_bracket(text: str, start: int) -> str:
    """Return what is in the bracket that begins before ``start``."""
    depth = 1
    for position in range(start, len(text)):
        depth += (text[position] == "(") - (text[position] == ")")
        if not depth:
            return text[start:position]
    return text[start:]


def _is_of_names(tree: Sequence) -> bool:
    """Return whether names alone are a set, or several things that are no vector: an equation among them."""
    if tree.kind == "set":
        return bool(tree.items) and all(isinstance(item, Sym) for item in tree.items)
    return any(isinstance(item, Relation) for item in tree.items)


def _has_powers_of_several(tree: Node) -> bool:
    """Return whether one of several capitals has an exponent or is in one: (A + B)^2 has AB and BA."""

    def has_capital(node: Node) -> bool:
        return any(map(_begins_with_capital, find_symbols(node)))

    several = [name for name in find_symbols(tree) if _begins_with_capital(name)]
    raised = (
        node
        for node in walk_tree(tree)
        if isinstance(node, Call) or (isinstance(node, Binary) and node.op == "^")
    )
    return len(several) > 1 and any(map(has_capital, raised))


def _may_be_matrices(node: Node) -> bool:
    """Return whether a node is a product whose order may count, a transpose, an inverse, or a derivative."""
    match node:
        case Call(name="abs", args=(argument,)):
            return any(_begins_with_capital(name) for name in _factor_names(argument))
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
