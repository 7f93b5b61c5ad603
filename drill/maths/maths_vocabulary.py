"""The meaning of words and letters, given the declared names.

A run of letters is read piece by piece: the longest declared name, function, constant or Greek letter first,
else a single letter. ``2xe`` is 2·x·e, ``sinx`` is sin x, and with ``m_hat`` declared ``m_hat`` is one name.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal, NamedTuple

from drill.errors import ParseError
from drill.maths.characters import GREEK, SUBSCRIPTS, for_name
from drill.maths.maths_tree import (
    Binary,
    Call,
    Const,
    Neg,
    Node,
    Num,
    Sequence,
    Sym,
    find_in_tree,
    list_parts,
    replace_parts,
)
from drill.maths.names import (
    BARE,
    DISTRIBUTIONS,
    FAMILY_SPELLINGS,
    FUNCTIONS,
    SPELLINGS,
    WRITTEN_OUT,
    Audience,
    Names,
)

PieceKind = Literal[
    "name", "unknown", "const", "func", "letter-func", "log", "log-digits", "or", "and", "not"
]
# Follower of a run of letters: a bracket directly, a bracket after blanks, or something else.
Follow = Literal["(", " (", ""]


class LetterToken(NamedTuple):
    """The first token of a run of letters: its kind, its value, and its length in characters.

    Values: a ``Sym`` for names, a ``Const``, a canonical function name, for ``log`` its base as text. A
    ``letter-func`` is a letter or Greek name that is a function only before fitting brackets; its value is
    the name, and ``LETTER_FUNCTIONS`` maps it to that function.
    """

    kind: PieceKind
    value: Sym | Const | str
    length: int


# Letters that are functions before brackets, unless they are declared.
LETTER_FUNCTIONS: dict[str, str] = {
    "T": "T", "C": "binomial", "N": "normal", "U": "uniform", "Phi": "Phi", "phi": "phi", "varphi": "phi",
    "sigma": "sigmoid", "gamma": "gamma", "Gamma": "gamma", "beta": "beta", "Beta": "beta", "psi": "digamma",
}  # fmt: skip

_CONSTANTS: dict[str, Const] = {
    **dict.fromkeys(("pi", "Pi", "PI"), Const("pi")), "e": Const("e"), "i": Const("i"),
    **dict.fromkeys(("inf", "Inf", "infinity", "Infinity", "infty", "oo"), Const("inf")),
    **dict.fromkeys(("dne", "DNE"), Const("dne")),
}  # fmt: skip
_KEYWORDS: dict[str, PieceKind] = {"or": "or", "and": "and", "not": "not"}
# Greek letters as they are spelled, with their names.
_GREEK_NAMES = {name: name for name in GREEK.values() if name != "pi"} | {
    f"var{name}": name for name in ("epsilon", "theta", "rho", "sigma", "phi")
}

_LETTERS = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"[0-9]+")
# Content of braces after an underscore: ``12``, ``1, 2``.
INDICES = r"\s*[A-Za-z0-9]+(?:\s*,\s*[A-Za-z0-9]+)*\s*"
_SUBSCRIPT = re.compile(
    rf"_\{{({INDICES})\}}|_([0-9]+|[A-Za-z][A-Za-z0-9]*)|([" + "".join(SUBSCRIPTS) + "]+)"
)
_SEPARATORS = re.compile(r"[\s,]+")
SUBSCRIPT_LETTERS = str.maketrans(SUBSCRIPTS)
_LOG_BASE = re.compile(
    rf"log_(?:\{{\s*([A-Za-z0-9]+)\s*\}}|([0-9]+|{'|'.join(('pi', *_GREEK_NAMES))}|[A-Za-z]))"
    rf"|log([{''.join(SUBSCRIPTS)}]+)"
)
_LOG_DIGITS = re.compile(r"log(2|10)(?![0-9])")
# Letters of a word that are looked at: each place is tried, and no name is as long.
_LONGEST_WORD = 40


@lru_cache(maxsize=3)
def _list_function_spellings(audience: Audience) -> dict[str, str]:
    """Return every spelling of a function or family, with its canonical name."""
    order: tuple[Audience, ...] = ("answer", "matrix", "bank")
    heard = order[: order.index(audience) + 1]
    known = {name: name for name, entry in FUNCTIONS.items() if entry.audience in heard}
    spelled = {spelling: name for spelling, name in SPELLINGS.items() if name in known}
    return {**known, **spelled, **WRITTEN_OUT, **{name: name for name in DISTRIBUTIONS}, **FAMILY_SPELLINGS}


class Vocabulary:
    """Reads runs of letters with one set of names, and caches the results."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._functions = _list_function_spellings(names.functions)
        self._longest_first = sorted(names.declared, key=len, reverse=True)
        self._known_letters = names.declared | {"e", "i"}
        self._first_tokens: dict[tuple[str, Follow], LetterToken] = {}

    def first(self, run: str, follow: Follow) -> LetterToken:
        """Return the first token of a run that starts with a letter."""
        token = self._first_tokens.get((run, follow))
        if token is None:
            # Max pieces in the cache: those of a session, in less than a megabyte.
            if len(self._first_tokens) >= 2000:
                self._first_tokens.clear()
            token = self._first_tokens[run, follow] = self._read(run, follow)
        return token

    def function(self, word: str) -> str | None:
        """Return the canonical name of the function or family that a word denotes; None for other words."""
        return self._functions.get(word)

    def is_unknown_function(self, word: str, follow: Follow) -> bool:
        """Return whether a word before a bracket is neither a function nor names side by side: ``len(y)``."""
        shortest = 2 if follow == "(" else 3  # ``ab (x)`` is a product sooner
        is_word = word.isalpha() and shortest <= len(word) <= _LONGEST_WORD
        if not is_word or self.names.undeclared != "refuse":
            return False
        start = 0
        while start < len(word):
            token = self.first(word[start:], follow)
            start += token.length
            if token.kind == "unknown":
                return start < len(word) or len(word) > 2
        return False

    def spells_names(self, word: str) -> bool:
        """Return whether each letter of a word is a declared name."""
        return all(letter in self.names.declared for letter in word)

    def nearest(self, name: str, otherwise: str = "") -> str:
        """Return advice about an unknown name: the declared one that it resembles, else ``otherwise``, else
        all if they are few."""
        if name.lower() in self._functions and name != name.lower():
            return f"write {name.lower()}"
        declared = sorted(self.names.declared)
        bare = name.replace("_", "").casefold()
        alike = [known for known in declared if known.replace("_", "").casefold() == bare]
        if alike:
            return f"did you mean {alike[0]}?"
        known_elsewhere = for_name(name)
        if known_elsewhere:
            return known_elsewhere
        alike = get_close_matches(name, declared, 1, 0.6)
        if alike:
            return f"did you mean {alike[0]}?"
        if otherwise:
            return otherwise
        if len(declared) == 1:
            return f"the only name here is {declared[0]}"
        if 0 < len(declared) <= 8:
            return f"the names here are {', '.join(declared)}"
        return ""

    def _read(self, run: str, follow: Follow) -> LetterToken:
        if run[0] in GREEK:
            return self._read_greek(run, follow)
        word = run[: _letters_end(run)]
        if self._is_word(word) and len(self._declared_prefix(run)) <= len(word):
            return LetterToken("unknown", Sym(run.rstrip("'")), len(word))
        if self._is_capitalised(word):
            return LetterToken("unknown", Sym(word), len(word))
        declared = self._declared_prefix(run)
        builtin = self._builtin(run, follow)
        if builtin is not None and builtin.length > len(declared):
            return builtin
        if declared:
            return self._name(declared, len(declared), run)
        return self._letter(run)

    def _read_greek(self, run: str, follow: Follow) -> LetterToken:
        name = GREEK[run[0]]
        if len(run) == 1 and name not in self.names.declared:
            if name == "pi":
                is_hidden = name in self.names.hidden
                if is_hidden:
                    return LetterToken("unknown", Sym(name), 1)
                return LetterToken("const", _CONSTANTS[name], 1)
            if name in LETTER_FUNCTIONS and follow == "(":
                return LetterToken("letter-func", name, 1)
        return self._name(name, 1, run)

    def _declared_prefix(self, run: str) -> str:
        for name in self._longest_first:
            if run.startswith(name):
                next_character = run[len(name) : len(name) + 1]
                splits_number = name[-1].isdigit() and next_character.isdigit()
                if next_character != "_" and next_character not in SUBSCRIPTS and not splits_number:
                    return name
                if not splits_number and _SUBSCRIPT.match(run, len(name)):
                    return name
        return ""

    def _builtin(self, run: str, follow: Follow) -> LetterToken | None:
        """Return the longest function, constant, keyword or Greek name that the run begins with."""
        logarithm = _LOG_BASE.match(run)
        if logarithm:
            base = logarithm[1] or logarithm[2] or logarithm[3].translate(SUBSCRIPT_LETTERS)
            return LetterToken("log", base, logarithm.end())
        logarithm = _LOG_DIGITS.match(run)
        if logarithm:
            opened = follow and logarithm.end() == len(run)
            return LetterToken("func" if opened else "log-digits", logarithm.group(), logarithm.end())
        word = run[: _letters_end(run)]
        keyword = _KEYWORDS.get(word.lower()) if word == run else None
        if keyword and (word == keyword or not self.spells_names(word)):
            return LetterToken(keyword, keyword, len(word))
        # No function has a longer name.
        for length in range(min(len(word), 20), 0, -1):
            token = self._builtin_word(word[:length], run, follow)
            if token is not None:
                return token
        return None

    def _builtin_word(self, word: str, run: str, follow: Follow) -> LetterToken | None:
        length = len(word)
        next_character = run[length : length + 1]
        ends = length == len(run)
        if word in LETTER_FUNCTIONS and ends and follow == "(":
            return LetterToken("letter-func", word, length)
        subscripted = next_character == "_" or (next_character != "" and next_character in SUBSCRIPTS)
        if word in _CONSTANTS:
            # "oo" inside other letters is more likely two letters; with a subscript e and i are symbols
            is_none = subscripted or (word == "oo" and not ends)
            if not is_none and _CONSTANTS[word].name in self.names.hidden:
                return LetterToken("unknown", Sym(word), length)
            return None if is_none else LetterToken("const", _CONSTANTS[word], length)
        if word in self._functions and word not in LETTER_FUNCTIONS and not subscripted:
            return self._function(word, run, follow)
        if word in _GREEK_NAMES and not self._spells_known_letters(word):
            return self._name(_GREEK_NAMES[word], length, run)
        return None

    def _function(self, word: str, run: str, follow: Follow) -> LetterToken | None:
        name = self._functions[word]
        length = len(word)
        before_bracket = bool(follow) and length == len(run)
        if before_bracket:
            return LetterToken("func", name, length)
        if self._spells_known_letters(word) and (length == 2 or name not in BARE) and word != "ln":
            return None
        alone = word == run[: _letters_end(run)]
        if (name in BARE and (length > 2 or word == "ln")) or alone:
            return LetterToken("func", name, length)
        return None

    def _spells_known_letters(self, word: str) -> bool:
        return all(letter in self._known_letters for letter in word)

    def _name(self, base: str, length: int, run: str) -> LetterToken:
        """Return a symbol that begins with ``base``, with the subscript and the primes that follow in the
        run.
        """
        name = base
        subscript = _SUBSCRIPT.match(run, length)
        if subscript:
            index = subscript[1] or subscript[2] or subscript[3].translate(SUBSCRIPT_LETTERS)
            name = f"{base}_{_SEPARATORS.sub('', index)}"
            length = subscript.end()
        known = name in self.names.declared
        if name not in self.names.matrices:
            primes = len(run) - length if run[length:].strip("'") == "" else 0
            name += "'" * primes
            length += primes
        known = known or name in self.names.declared or self.names.undeclared == "allow"
        return LetterToken("name" if known else "unknown", Sym(name), length)

    def _letter(self, run: str) -> LetterToken:
        """Return a single undeclared letter, or one with digits after it as an undeclared name."""
        digits = _DIGITS.match(run, 1)
        if digits and self.names.undeclared == "refuse":
            return LetterToken("unknown", Sym(run[: digits.end()]), digits.end())
        return self._name(run[0], 1, run)

    def _is_capitalised(self, word: str) -> bool:
        """Return whether a word is a function in capital letters: ``Sin``, ``LOG``."""
        small = word.lower()
        is_other = len(word) > 1 and small != word and word not in self._functions and word not in _CONSTANTS
        return is_other and self._functions.get(small) in FUNCTIONS and not self._declared_prefix(word)

    def _is_word(self, word: str) -> bool:
        """Return whether letters form an undeclared word rather than a product of single letters."""
        shortest = 2 if self.names.undeclared == "refuse" else 3
        if len(word) < shortest or sum(letter not in self._known_letters for letter in word) < 2:
            return False
        beginning = word[:_LONGEST_WORD]
        return all(self._piece_length(beginning[start:]) == 1 for start in range(len(beginning)))

    def _piece_length(self, word: str) -> int:
        builtin = self._builtin(word, "")
        return max(len(self._declared_prefix(word)), builtin.length if builtin else 1)


def _letters_end(run: str) -> int:
    match = _LETTERS.match(run)
    return match.end() if match else 0


@lru_cache(maxsize=256)
def find_vocabulary(names: Names) -> Vocabulary:
    """Return the vocabulary of a set of names, cached."""
    return Vocabulary(names)


# Vectors and matrices as they are typed: inner products ``⟨x, y⟩``, norms with an index ``||x||_1``.

_FROBENIUS = ("F", "f", "Fro", "fro", "HS")
_INFINITE = ("∞", "inf", "infty", "oo")
# Ambiguity of a round pair directly after a name, which may be an inner product.
PAIR_AFTER_NAME = "a pair in round brackets after a name reads two ways"
PAIR_HINT = "write x^T y for an inner product, x^T A y for a bilinear form"


def is_array(node: Node, matrices: Collection[str]) -> bool:
    """Return whether a value is a vector or a matrix, or a product of such, which may be a number."""
    match node:
        case Sym(name):
            return name in matrices
        case Neg(arg) | Binary("^", arg, _):
            return is_array(arg, matrices)
        case Binary(_, left, right):
            return is_array(left, matrices) or is_array(right, matrices)
        case Call(name):
            return name in ("T", "inv", "pinv", "hadamard", "softmax", "eye", "diag")
        case _:
            return isinstance(node, Sequence)


def is_inner_product(opening: str, items: tuple[Node, ...], matrices: Collection[str]) -> bool:
    """Return whether values in angle or round brackets are two vectors."""
    arrays = [is_array(item, matrices) for item in items]
    return len(items) == 2 and (all(arrays) if opening == "(" else any(arrays))


def as_columns(node: Node) -> Node:
    """Return a tree with the plain list for the transpose of one: running text writes a column as
    ``(1, 2)^T``, and a plain list is a column already."""
    match node:
        case Call("T", (Sequence("list" | "tuple", items) as row,)) if not _holds_rows(items):
            return row
        case _:
            return replace_parts(node, tuple(map(as_columns, list_parts(node))))


def _holds_rows(items: tuple[Node, ...]) -> bool:
    return any(isinstance(item, Sequence) for item in items)


def indexed_norm(body: Node, index: str, column: int | None, *, of_arrays: bool) -> Node:
    """Return the norm of bars with an index; of numbers, where arrays do not occur, the absolute
    value.

    Raises:
        ParseError: the index does not denote a norm, or denotes one that is not computed.
    """
    if index in _FROBENIUS:
        order: tuple[Node, ...] = ()
    elif index in _INFINITE:
        order = (Const("inf"),)
    elif index.isascii() and index.isdecimal() and 0 < int(index[:3]) < 100:
        order = (Num(index),)
    else:
        message = f"the index {index} of a norm is not read here"
        raise ParseError(message, column, hint="a whole number, inf or F is read; write out any other norm")
    if of_arrays:
        return Call("norm", (body, *order))
    if order not in ((), (Num("2"),)) and any(find_in_tree(body, Sequence)):
        raise ParseError("only the norm with index 2 is read here", column, hint="write the sum itself")
    return Call("abs", (body,))
