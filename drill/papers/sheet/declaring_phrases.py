"""What sentences declare of symbols in words: "an $M \\times H$ matrix $A$", "scalars $\\alpha$ and
$\\beta$".

A phrase is a noun (matrix, vector, scalar, …) with the adjectives and lengths around it. Its
subjects are the symbols that follow it, or that stand before it with a verb or a comma between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from drill.notation import NotationError
from drill.notation import read_statement as read_tree
from drill.notation.tree import Add, Mul, Neg, Node, Num, Ref, Running
from drill.papers.sheet.inline_names import DOTS, RELATIONS, read_named_thing, split_at, split_at_commas
from drill.papers.sheet.symbol_keys import canonical_tokens, latex_of_symbol, read_name, typed_name
from drill.text import split_words

# A length that nobody knows.
OPEN: Final = "?"

# Sets, lengths and numbers of a paper's formulas, as declarations write them: ``R^(m x n)``, ``D - d``.

_SETS: Final = {"R": "R", "Z": "Z", "N": "N"}
# What needs no brackets as an exponent.
_SIMPLE_LENGTH: Final = re.compile(r"\w+|\?")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")


def set_of(tokens: Sequence[str]) -> str:
    """Return a set in declarations' mathematics: ``R^(m x n)``, ``[0, 1)``, ``{0, 1}``; empty for any
    other."""
    tokens = list(tokens)
    while tokens[:1] == ["{"] and tokens[-1:] == ["}"]:
        tokens = tokens[1:-1]
    if not tokens:
        return ""
    if tokens[0] in ("\\mathbb", "\\mathbf") and tokens[1:2] == ["{"] and tokens[3:4] == ["}"]:
        base, exponents = _SETS.get(tokens[2], ""), tokens[4:]
        return _write_indexed_set(base, exponents) if base else ""
    closing = max((index for index, token in enumerate(tokens) if token in (")", "]", "\\}")), default=0)
    inside = [read_typed_number(part) for part in split_at_commas(tokens[1:closing])]
    if not closing or not inside or not all(inside):
        return ""
    if tokens[0] == "\\{":
        return _write_indexed_set("{" + ", ".join(inside) + "}", tokens[closing + 1 :])
    if tokens[0] in ("(", "[") and len(inside) == 2:
        return _write_indexed_set(
            f"{tokens[0]}{inside[0]}, {inside[1]}{tokens[closing]}", tokens[closing + 1 :]
        )
    return ""


_SIGNED: Final = {"+": "[0, inf)", ">0": "(0, inf)", "\\geq0": "[0, inf)", "++": "(0, inf)", "-": "(-inf, 0]"}


def _write_indexed_set(base: str, tokens: Sequence[str]) -> str:
    r"""Return a set with its sub- and superscript: ``_{+}`` and ``^{m \times n}``."""
    power = ""
    while tokens:
        inside = _find_braced_tokens(tokens)
        if tokens[0] not in ("_", "^") or not inside:
            return ""
        text = "".join(inside)
        if text in _SIGNED and base == "R":
            base = _SIGNED[text]
        elif text in _SIGNED and base in ("N", "Z") and "-" not in text:
            base = "N"
        elif tokens[0] == "^":
            power = write_set_exponent(lengths_of(inside))
        else:
            return ""
        tokens = tokens[len(inside) + 3 :]
    return base + power


def write_set_exponent(lengths: Sequence[str]) -> str:
    """Return the exponent of a set of arrays with these lengths: ``^n``, ``^(m x n)``."""
    joined = " x ".join(lengths)
    return f"^{joined}" if _SIMPLE_LENGTH.fullmatch(joined) else f"^({joined})"


def lengths_of(tokens: Sequence[str]) -> list[str]:
    r"""Return the lengths of ``m \times n`` as they are typed."""
    return [*map(read_axis_length, split_at(tokens, frozenset(("\\times",)))[0])]


def _find_braced_tokens(tokens: Sequence[str]) -> list[str]:
    """Return the content of the braces after the first token."""
    depth = 0
    for number, token in enumerate(tokens[1:], 1):
        depth += (token == "{") - (token == "}")
        if depth == 0:
            return list(tokens[2:number])
    return []


def read_axis_length(tokens: Sequence[str]) -> str:
    """Return a length as it is typed: names, numbers, and terms of those; ``?`` for any other."""
    return _read_axis_length(tuple(tokens))


@lru_cache(maxsize=4096)
def _read_axis_length(tokens: tuple[str, ...]) -> str:
    try:
        statement = read_tree(tokens)
    except NotationError:
        return OPEN
    return OPEN if statement.relations else _print_length_node(statement.sides[0])


def _print_length_node(node: Node) -> str:
    match node:
        case Num(text) if text.isdigit():
            return text
        case Ref():
            return typed_name(node)
        case Mul(factors, signs) if set(signs) <= {"", "\\cdot", "\\times"}:
            parts = [_print_length_node(factor) for factor in factors]
            return OPEN if OPEN in parts else "*".join(parts)
        case Add((first, *others)):
            parts = [
                _print_length_node(first),
                *(_print_length_node(term.body if isinstance(term, Neg) else term) for term in others),
            ]
            signs = ["", *(" - " if isinstance(term, Neg) else " + " for term in others)]
            return OPEN if OPEN in parts else "".join(map("".join, zip(signs, parts, strict=True)))
        case _:
            return OPEN


def read_typed_number(tokens: Iterable[str]) -> str:
    """Return a number as it is typed; empty for anything else."""
    text = "".join(tokens).replace("\\infty", "inf").removeprefix("+")
    return text if _NUMBER.fullmatch(text) or text in ("inf", "-inf") else ""


_INDEX_LETTERS: Final = frozenset("ijklmnrst")
_TOKEN: Final = re.compile(r"\$\$.*?\$\$|\$[^$]+\$|[^\W\d_]+|\d+|\S", re.DOTALL)
# Nouns with the number of their axes, of which a tensor has any; adjectives that stand for a noun: ``$D$ is
# diagonal``.
_AXES: Final = {
    "matrix": 2, "hessian": 2, "jacobian": 2, "vector": 1, "scalar": 0, "integer": 0, "number": 0,
    "constant": 0, "tensor": 3,
}  # fmt: skip
_ADJECTIVES: Final = split_words("definite semidefinite diagonal")
# What is a whole number: ``$d$ is the dimension``.
_COUNTED: Final = split_words("dimension dimensionality")
_PLURALS: Final = {"matrices": "matrix", "hessians": "hessian", "jacobians": "jacobian"} | {
    f"{noun}s": noun for noun in _AXES
}
# What a small letter does not stand for.
_CAPITAL_ONLY: Final = _ADJECTIVES | {"hessian", "jacobian"}
# Words that are no adjectives, so that a phrase begins behind them.
_ENDS: Final = split_words("""
    is are be being was were denotes denote denoted represents represent let where with of by for to in on as
    that which we and or over from at under using via per then if when has have given since assume suppose
    into its their this these
""")
_ARTICLES: Final = split_words("a an the some any each every both all two three four our")
_VERBS: Final = split_words("is are be being denotes denote represents represent as")
_OF_SEVERAL: Final = split_words("are be being denote represent as")
_ADVERBS: Final = split_words(
    "always also both all each simply thus therefore now here assumed to then again"
)
# ``the number of vectors $n$``: the symbol is a count or a set.
_COLLECTED: Final = split_words("""
    number amount count set sets collection sequence batch list family space union vector vectors matrix
    dimension combination product sum pair pairs class function
""")
# Things that are fixed, or that declarations have no words for.
_UNSAID: Final = split_words("identity zero zeros ones complex unitary empty imaginary not no")
_OF_SIZE: Final = split_words("size sizes dimension dimensions dimensionality length shape")
_BY: Final = split_words("by x × times")
_MARKS: Final = (
    ("psd", re.compile(r"positive (?:- )?(?:semi ?-? ?)?definite|psd|spd|covariance|gram |fisher|precision")),
    ("diagonal", re.compile("diagonal")),
    ("orthogonal", re.compile("orthogonal|orthonormal|rotation")),
    ("symmetric", re.compile("symmetric|hessian")),
)  # fmt: skip
_NONNEGATIVE: Final = re.compile("non ?-? ?negative")
_MOST_ADJECTIVES: Final = 9
# Words that may follow a noun that is not the first part of another, as in ``vector space``.
_MAY_FOLLOW: Final = split_words("""
    of in with that which whose where and or for to from such on having representing containing holding so
    as at given defined consisting used via onto between variable variables parameter hyperparameter
""")
# ``the determinant of $A$ is a scalar`` is about the determinant, ``each of $x$ and $y$`` about them.
_OF_ANOTHER: Final = split_words("of to at from between under")
_OF_THE_SAME: Final = split_words("each all both any either neither one value values")
_BEFORE_APPOSITION: Final = split_words("for each every given any at per")


def find_declaring_phrases(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the offset and the LaTeX of symbols, with what a paragraph says of each in words.

    What is said is a declaration with ``_`` for the symbol.
    """
    matches = [*_TOKEN.finditer(text)]
    phrases = _Phrases([match[0] if match[0][0] == "$" else match[0].lower() for match in matches])
    for index in range(len(matches)):
        for subject, declaration, is_capital_only in phrases.said_at(index):
            for ref, is_called in _list_named_symbols(matches[subject][0].strip("$")):
                is_capital = ref.name.base.lstrip("\\")[0].isupper()
                if "^" in declaration and _is_entry(ref):
                    continue
                if (latex := latex_of_symbol(ref)) and (is_capital or not is_capital_only):
                    if len(set(ref.below)) == 2:  # of ``\mathrm{C}_{xy}``: a covariance of two things
                        declaration = declaration.removesuffix(" psd")
                    declared = f"_(.){declaration[1:]}" if is_called else declaration
                    yield matches[subject].start(), latex, declared


def _is_entry(ref: Ref) -> bool:
    r"""Return whether a symbol is an entry of an array: of ``\mathrm{C}_{xy}`` the letters are names."""
    letters = {index.letter if isinstance(index, Running) else "" for index in ref.below}
    return len(ref.below) > 1 and not (ref.name.font and letters.isdisjoint({"", *_INDEX_LETTERS}))


def _list_named_symbols(latex: str) -> Iterator[tuple[Ref, bool]]:
    r"""Yield the symbols that a formula names, and whether each is called: ``x, y``, ``H(x)``.

    Of ``W_1, \dots, W_L`` the family is one, too.
    """
    parts, relations = split_at(canonical_tokens(latex), RELATIONS)
    names = [part for part in split_at_commas(parts[0]) if part[0] not in DOTS]
    refs: list[tuple[Ref, bool]] = []
    for part in names:
        if relations[:1] in (["\\in"], [":"]) or not (name := read_named_thing(part)):
            return
        opening = next((index for index, token in enumerate(part) if token in ("(", "[")), len(part))
        ref, head = read_name(name), read_name("".join(f"{token} " for token in part[:opening]))
        if ref is None and head is None:
            return
        refs += [(ref, False)] if ref is not None else [(head, True)] if head is not None else []
    yield from refs
    if refs and len(names) < len(split_at_commas(parts[0])):
        last = refs[-1][0]
        indices = (tuple(Running("i") for _ in last.below), tuple(Running("i") for _ in last.above))
        yield replace(last, below=indices[0], above=indices[1]), False


class _Phrases:
    """The tokens of a paragraph, words in small letters, and what its phrases say."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens

    def _token(self, index: int) -> str:
        return self.tokens[index] if 0 <= index < len(self.tokens) else "."

    def _is_formula(self, index: int) -> bool:
        token = self._token(index)
        return token[0] == "$" and token[:2] != "$$"

    def said_at(self, index: int) -> Iterator[tuple[int, str, bool]]:
        """Yield what the phrase at a noun says: the token of each subject, and the declaration.

        The last value tells whether it holds for capital letters alone.
        """
        word = self.tokens[index]
        noun = _PLURALS.get(word, word)
        if noun in _COUNTED or (
            noun == "number" and self._token(index + 1) == "of" and self._token(index + 2) != "standard"
        ):
            begin, _, _ = self._before(index)
            first = begin - (self._token(begin - 1) in _ARTICLES)
            for subject in self._subjects_before(first, is_plural=False, is_apposed=False):
                yield subject, "_ in N", False
        elif noun in _AXES or noun in _ADJECTIVES:
            yield from self._of_noun(index, noun, is_plural=noun != word)
        elif self._is_formula(index) and len(lengths := self._lengths(index)) > 1 and "?" not in lengths:
            before = index - 1
            if self._token(before) in _OF_SIZE or self._token(before) == "of":
                before -= 1 + (self._token(before - 1) in _OF_SIZE)
            if (
                self._token(before) in ("is", "are", "has", "have", "of", "(")
                and not "".join(lengths).isdigit()
            ):
                is_several = self._token(before) in ("are", "have", "of")
                for subject in self._listed_before(before - 1, is_several=is_several):
                    yield subject, f"_ in R{write_set_exponent(lengths)}", False

    def _of_noun(self, index: int, noun: str, *, is_plural: bool) -> Iterator[tuple[int, str, bool]]:
        begin, adjectives, lengths = self._before(index)
        has_article = self._token(begin - 1) in _ARTICLES
        first = begin - has_article
        after, size = self._size_at(index + 1)
        subjects = self._listed_after(index + 1, is_plural=is_plural)
        if subjects:
            after, size = self._size_at(subjects[-1] + 1)
            if self._token(first - 1) == "of" and self._token(first - 2) in _COLLECTED:
                return
        elif named := self._denoted(index + 1):
            subjects = [named]
        elif (follows := self._token(after)).isalpha() and follows not in _MAY_FOLLOW:
            return
        else:
            is_adjective = noun in _ADJECTIVES
            subjects = self._subjects_before(first, is_plural=is_plural, is_apposed=not is_adjective and (
                is_plural or self._token(begin - 1) in ("a", "an")))  # fmt: skip
        if noun in _ADJECTIVES and (has_article or (noun != "diagonal" and "positive" not in adjectives)):
            return
        text = _write_phrase_declaration(noun, f"{' '.join(adjectives)} {noun}", lengths or size)
        for subject in subjects if text else ():
            yield subject, text, noun in _CAPITAL_ONLY

    def _before(self, index: int) -> tuple[int, list[str], list[str]]:
        """Return where the adjectives before a noun begin, those, and the lengths among them."""
        adjectives: list[str] = []
        lengths: list[str] = []
        position = index - 1
        while position >= 0 and len(adjectives) < _MOST_ADJECTIVES:
            token = self.tokens[position]
            following = self.tokens[position + 1]
            if self._is_formula(position) or token.isdigit():
                own = self._lengths(position) if self._is_formula(position) else [token]
                is_joined = following in ("-", "dimensional", *_BY) or "by" in (
                    self._token(position - 1), self._token(position - 2)
                )  # fmt: skip
                if len(own) < 2 and not is_joined:
                    break
                lengths = [*own, *lengths]
            elif not self._joins(position) and (
                token in _ARTICLES or token in _ENDS or not (token.isalpha() or token in "-×")
            ):
                break
            adjectives.insert(0, token)
            position -= 1
        return position + 1, adjectives, lengths

    def _joins(self, position: int) -> bool:
        """Return whether a word joins two lengths or adjectives: ``$m$ by $n$``, ``real, square``."""
        token, before, behind = (self._token(position + step) for step in (0, -1, 1))
        if token == "by":
            return self._is_formula(position + 1) or "-" in (before, behind)
        return token in ("and", ",") and before in ("symmetric", "real", "square", "definite", "sparse")

    def _lengths(self, index: int) -> list[str]:
        r"""Return the lengths that a formula is: one, or those of ``m \times n`` and of ``(m, n)``."""
        tokens = [*canonical_tokens(self.tokens[index].strip("$"))]
        if tokens[:1] == ["("] and tokens[-1:] == [")"] and "," in tokens:
            return [length for part in split_at_commas(tokens[1:-1]) for length in lengths_of(part)]
        return lengths_of(tokens)

    def _size_at(self, index: int) -> tuple[int, list[str]]:
        r"""Return what follows a noun's lengths, and those: ``of size $n$``, ``in $\mathbb{R}^d$``."""
        position = index + (self._token(index) in (",", "("))
        if self._token(position) in ("of", "with") and self._token(position + 1) in _OF_SIZE:
            position += 2
        elif self._token(position) == "in" and self._is_formula(position + 1):
            declared = set_of(canonical_tokens(self.tokens[position + 1].strip("$")))
            return (
                (position + 2, re.findall(r"[^()^]+", declared[1:])) if declared[:2] == "R^" else (index, [])
            )
        else:
            return index, []
        if not self._is_formula(position) and not self._token(position).isdigit():
            return index, []
        lengths = self._lengths(position) if self._is_formula(position) else [self._token(position)]
        position += 1
        if self._token(position) in _BY and self._is_formula(position + 1):
            lengths += self._lengths(position + 1)
            position += 2
        return position, lengths

    def _listed_after(self, index: int, *, is_plural: bool) -> list[int]:
        """Return the formulas from a token on, of which one noun in the plural names several."""
        subjects = [index] if self._is_formula(index) else []
        while is_plural and subjects:
            behind = subjects[-1] + 1
            behind += self._token(behind) == ","
            behind += self._token(behind) in ("and", "or")
            if behind == subjects[-1] + 1 or not self._is_formula(behind):
                break
            subjects.append(behind)
        return subjects

    def _listed_before(self, index: int, *, is_several: bool) -> list[int]:
        subjects = [index] if self._is_formula(index) else []
        while is_several and subjects:
            before = subjects[0] - 1
            before -= self._token(before) in ("and", "or")
            before -= self._token(before) == ","
            if before == subjects[0] - 1 or not self._is_formula(before):
                break
            subjects.insert(0, before)
        return subjects

    def _subjects_before(self, first: int, *, is_plural: bool, is_apposed: bool) -> list[int]:
        """Return the formulas that a phrase behind them is about: ``$x$ is a``, ``by $x$ the``."""
        position = first - 1
        while self._token(position) in _ADVERBS:
            position -= 1
        if (verb := self._token(position)) in _VERBS:
            position -= 1
            position -= self._token(position) in _ADVERBS
            subjects = self._listed_before(position, is_several=is_plural or verb in _OF_SEVERAL)
            return [] if subjects and self._is_of_another(subjects[0]) else subjects
        is_introduced = self._token(position - 1) == "by"
        position -= verb in (",", "(")
        subjects = self._listed_before(position, is_several=is_plural) if is_apposed or is_introduced else []
        if is_plural and self._token(first) == "the" and not is_introduced and len(subjects) == 1:
            formula = self.tokens[subjects[0]]
            subjects = subjects if "_" in formula or "," in formula else []
        return [] if subjects and self._token(subjects[0] - 1) in _BEFORE_APPOSITION else subjects

    def _is_of_another(self, subject: int) -> bool:
        """Return whether a verb behind a formula is about something of it: ``the trace of $A$ is``."""
        position = subject - 1
        while self._token(position) in ("and", "or") and self._is_formula(position - 1):
            position -= 2
        begin = position
        while self._token(position).isalpha() and self._token(position) not in _ENDS:
            position -= 1
        # ``a weight $w$ for the task $D$ is``, but not ``for $D$ is`` at the beginning
        is_for = self._token(position) == "for" and (
            self._is_formula(position - 1) or self._token(position - 1).isalpha()
        )
        is_of = self._token(position) in _OF_ANOTHER or is_for
        if not is_of or self._token(position - 1) in _OF_THE_SAME:
            return False
        # ``the number of classes $K$`` is named by its head, ``the trace of the matrix $A$`` is not.
        is_headed = position < begin and self._token(position + 1) not in _ARTICLES
        return not (is_headed and self._token(begin).endswith("s"))

    def _denoted(self, index: int) -> int:
        """Return the formula of ``, denoted by $x$`` behind a phrase; 0 for none."""
        position = index + (self._token(index) == ",")
        if self._token(position) != "denoted":
            return 0
        position += 1 + (self._token(position + 1) in ("by", "as"))
        return position if self._is_formula(position) else 0


def _write_phrase_declaration(noun: str, phrase: str, lengths: Sequence[str]) -> str:
    """Return what a phrase declares, with ``_`` for the symbol; empty for nothing."""
    words = frozenset(phrase.split())
    if words & _UNSAID or "inf" in lengths:
        return ""
    entries = "[0, inf)" if _NONNEGATIVE.search(phrase) else "(0, inf)" if "positive" in words else "R"
    if noun == "tensor":
        return f"_ in R{write_set_exponent(lengths)}" if len(lengths) > 1 else ""
    match _AXES.get(noun, 2), [*lengths]:
        case 0, []:
            if noun == "integer":
                return "_ in N" if entries == "(0, inf)" else "_ in Z"
            is_said = noun == "scalar" or "real" in words or (entries != "R" and noun != "vector")
            return f"_ in {entries}" if is_said else ""
        case 1, ([_] | []) as axes:
            length = (axes or ["?"])[0]
        case 1, [length, "1"]:
            pass
        case 1, ["1", length]:
            return f"_ in R^(1 x {length})"
        case 2, ([] | [_] | [_, _]) as axes:
            mark = next((mark for mark, pattern in _MARKS if pattern.search(phrase)), "")
            rows = axes if len(axes) == 2 else axes * 2 or ["?", "?"]
            is_positive = "positive" in words and mark != "psd"
            base = entries if is_positive or entries == "[0, inf)" else "R"
            return f"_ in {base}{write_set_exponent(rows)} {mark}".rstrip()
        case _:
            return ""
    if words & {"probability", "stochastic"}:
        return f"_ in simplex({length})"
    if "one - hot" in phrase:
        return f"_ in one-hot({length})"
    base = "{0, 1}" if "binary" in words else entries
    return f"_ in R^(1 x {length})" if "row" in words else f"_ in {base}{write_set_exponent([length])}"
