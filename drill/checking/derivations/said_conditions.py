r"""The declarations and conditions on letters in the sentences of a derivation.

"Let $x > 0$" and "$A \in \mathbb{R}^{m \times n}$" are read as declarations. A sentence of words that only
lead from line to line does not condition its letters. Those of any other sentence count as conditioned,
because its words are not read: no step with them is wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from drill.checking.derivations.derivation_rows import ARROW, INLINE, Sentence, list_words
from drill.maths.characters import GREEK
from drill.maths.domains import REALS, Domain, intersect_domains
from drill.maths.maths_tree import Node
from drill.maths.names import FUNCTIONS, SPELLINGS
from drill.text import by_word, read_word_tables, split_words

Equation = tuple[Node, Node]

_GRAMMAR = read_word_tables(__file__, "grammar.txt")
_PARTS = dict(row.split(" ", 1) for row in _GRAMMAR["parts"].strip().splitlines())
_PARTS["GREEK"] = "|".join(sorted(GREEK.values(), key=len, reverse=True))


def _compile_words(*classes: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{list_words(*classes)})\b", re.IGNORECASE)


def _fill(pattern: str) -> str:
    """Return a pattern with the parts that it names in capitals."""
    return re.sub(r"[A-Z]{4,}", lambda name: _fill(_PARTS[name[0]]), pattern)


_DECLARATIONS = [re.compile(_fill(row)) for row in _GRAMMAR["declarations"].strip().splitlines()]
# Words after which only steps between numbers can be wrong, because other steps may hold in one case only.
_CONDITION = _compile_words("condition", "denial")
# Words after which not even a step between numbers is wrong, because other arithmetic may be used.
_OTHER_TRUTH = _compile_words("approximation", "arithmetic", "denial")
_UNIT = _compile_words("unit")
# Words with which no step of the text is wrong.
_DENIAL = _compile_words("denial")
# Words next to a step that limit where it holds.
_LIMIT = _compile_words("condition", "limit")
# Sentences of these words alone do not condition their letters.
_LEADING_ON = _compile_words("link", "turn", "small", "operation", "rearrangement", "object")
_DECLARING = _compile_words("link", "turn", "small", "declaring")
# Words between two equations that lead from one to the other; after a turn letters may have another meaning.
_LINKING = _compile_words("link", "small", "rearrangement", "object")
# Words of a text that may leave a solution out on purpose.
CHOICE = _compile_words("choice")
# Signs between two equations without a word; a comma within a line is not one, because it lists them.
_ROW_GAP = re.compile(r"(?!.*\n\s*\n)(?:\$\$|\n\s*\$|,(?=\s*[\\\n])|[\s;&\\\[\]])*", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+\*?")
_APPROXIMATE_SIGN = re.compile(r"\\mathcal\{?O|\bO\s*\(|\\approx|≈|\bZ\s*/\s*\(?\d|\bGF\s*\(")
# A declaration by itself, "for x > 0:": the text before it, and after it.
_BEFORE_DECLARED = re.compile(
    rf"(?:^|[,(:;.§*]|\b(?:{list_words('before a declaration')}))\s*$", re.IGNORECASE
)
_BEHIND_DECLARED = re.compile(
    r"\s*(?:is|are|we have)?\s*"
    rf"(?:[.:;)*]|$|(?:and|with)\s*[§,]|,\s*(?:$|[.,:;§(]|(?:{list_words('behind a declaration')})\b))"
)
# A sentence that begins so is not the reason for the step before it.
_CONCLUDING = re.compile(rf"\s*(?:{list_words('conclusion')})\b(?! (?:that|long)\b)", re.IGNORECASE)
_DECLARATION = re.compile(rf"\s*(?:[-*]\s+)?(?:{list_words('declaration')})\b", re.IGNORECASE)
_RELATING = re.compile(r"[<>=∼~]|(?<![A-Za-z])(?:in|sim|perp)(?=\s*[^a-z\s])")
# Signs of a row that gives a letter a law.
DISTRIBUTED = re.compile(r"[∼~]|\\sim(?![A-Za-z])")
# The ranges of kinds of numbers, as groups of a declaration.
_RANGES: Mapping[str, Mapping[str, str]] = {
    "nonnegative": {"low": "0", "above": ">="}, "positive": {"low": "0"}, "natural": {"low": "0"},
    "negative": {"high": "0"},
}  # fmt: skip
_CLOSED = split_words("<= >= [ ]")
_BETWEEN_NAMES = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_RUN = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{2,3}(?![A-Za-z])")
# Names of signs and functions in formulas.
_NAMED = split_words("pi frac top cdot partial").union(GREEK.values(), FUNCTIONS, SPELLINGS)
# Letters that only differ, because almost all values do.
_UNEQUAL = re.compile(r"[^<>=]*(?:\\neq?(?![A-Za-z])|≠)[^<>=]*")
_LETTER_A = re.compile(r"\ba\s*(?:[=+*/^<>,)-]|and\b|is\b|be\b|\.)")
_PLAIN_SIGNS = by_word(_GRAMMAR["signs"])
_SIGN = re.compile(r"\\(?:[A-Za-z]+|[,;!: ])|[≥≤≠∈ℝℕℤ×]")
_IN_FONT = re.compile(
    r"\\(?:mathbb|mathbf|mathrm|Bbb)\s*\{?\s*([A-Z])\s*\}?|\\(?:text|mathrm|mbox)\s*\{([^{}]*)\}"
)
_FRACTION = re.compile(r"\\frac\s*(?:\{\s*(\d+)\s*\}|(\d))\s*(?:\{\s*(\d+)\s*\}|(\d))")
# Properties of a matrix that every one of them may have, because no values are drawn for them.
_ANY_STRUCTURE = frozenset(("square", "invertible", "nonsingular", "non singular"))
_STRUCTURE = re.compile(_PARTS["STRUCTURE"], re.IGNORECASE)
_LETTERS = re.compile(r"(?<![A-Za-z\\])(?:\\([A-Za-z]+)|([A-Za-z]))(?:_\{?([A-Za-z0-9]+)\}?)?(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Shape:
    """The axes of an array by their letters or numbers (a vector has one), and properties of a matrix.

    ``structure`` are words such as ``symmetric``, with commas between.
    """

    axes: tuple[str, ...]
    structure: str = ""

    @property
    def drawn_as(self) -> str:
        """The one property of such a matrix, as an exercise assumes it; empty for any matrix."""
        words = set(filter(None, self.structure.split(", "))) - {"invertible", "square"}
        return max(words, key=lambda word: word != "symmetric", default="")


@dataclass(frozen=True, slots=True)
class LetterCondition:
    """A condition on letters at a place of a text: an equation between them, or one that is not read."""

    start: int
    names: frozenset[str]
    equation: Equation | None = None


@dataclass
class SaidConditions:
    """Domains and shapes of letters, with the sentences that declare them and their places.

    ``conditions`` are those of its sentences and rows; ``conditioned`` are the letters that have two
    meanings, or a condition everywhere. From the place ``blocked_from`` on only steps between numbers
    can be wrong, and from ``numbers_blocked_from`` on not even these. ``unsized`` are matrices
    without declared sizes. The declarations of an exercise are ``is_settled``: no letter and no logarithm has
    another meaning; ``relations`` are those between several letters.
    """

    domains: dict[str, Domain] = field(default_factory=dict[str, Domain])
    shapes: dict[str, Shape] = field(default_factory=dict[str, Shape])
    conditions: list[LetterCondition] = field(default_factory=list[LetterCondition])
    conditioned: set[str] = field(default_factory=set[str])
    sentences: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    not_declared: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    blocked_from: float = math.inf
    numbers_blocked_from: float = math.inf
    is_blocked_everywhere: bool = False
    unsized: set[str] = field(default_factory=set[str])
    has_imaginary_unit: bool = False
    relations: tuple[Node, ...] = ()
    is_settled: bool = False

    def note_sentence(self, sentence: Sentence) -> bool:
        """Note a sentence; return whether it is a declaration, whose formulas are not steps."""
        is_declared, rest = self.declare(_as_plain(sentence.text))
        is_only_declared = is_declared and not any(find_names_in_formula(rest))
        is_whole = is_only_declared and self._is_leading(rest, _DECLARING)
        if is_declared:
            self.sentences.append((sentence.start, " ".join(sentence.text.split())))
        elif _DECLARATION.match(sentence.text) and not any("=" in formula for formula in sentence.formulas):
            self.not_declared.append((sentence.start, " ".join(sentence.text.split())))
        if not is_whole:
            self._note_doubts(sentence)
            if not sentence.is_heading:
                self.conditions.append(LetterCondition(sentence.start, self._list_conditioned(sentence)))
        return is_declared

    def _note_doubts(self, sentence: Sentence) -> None:
        """Note the place from which on a sentence leaves open whether anything holds."""
        text = sentence.text
        others = [_OTHER_TRUTH.search(text), _APPROXIMATE_SIGN.search(text)]
        if not self.has_imaginary_unit:
            others.append(_UNIT.search(text))
        self.is_blocked_everywhere = self.is_blocked_everywhere or _DENIAL.search(text) is not None
        for found in (_CONDITION.search(text), *others):
            if found is None:
                continue
            place = sentence.start + (0 if sentence.is_heading else found.start())
            self.blocked_from = min(self.blocked_from, place)
            if found in others:
                self.numbers_blocked_from = min(self.numbers_blocked_from, place)

    def note_row(self, text: str, start: int) -> bool:
        """Take a row such as ``x > 0`` for a declaration; return whether it is one."""
        if not is_declaration(text):
            return False
        self.declare(_as_plain(text))
        self.sentences.append((start, " ".join(text.split())))
        return True

    def _is_leading(self, text: str, words: re.Pattern[str]) -> bool:
        rest = words.sub(" ", re.sub(r"\\([A-Za-z]+)", r" \1 ", text))
        return all(word in _NAMED for word in _WORD.findall(rest))

    def gives_reason(self, sentence: Sentence) -> bool:
        """Return whether a sentence after a step may limit when it holds."""
        return _CONCLUDING.match(sentence.text) is None or _CONDITION.search(sentence.text) is not None

    def _list_conditioned(self, sentence: Sentence) -> frozenset[str]:
        """Return the letters that a sentence may condition: those of its formulas, and lone ones.

        Equations are rows, which speak for themselves; letters that only differ may be any. Declared
        letters have no further condition if the declaration is by itself.
        """
        kept: list[str] = []

        def keep(match: re.Match[str]) -> str:
            text = match["dollar"] or match["round"] or ""
            if "=" in text or DISTRIBUTED.search(text) or _UNEQUAL.fullmatch(text):
                return " , "
            kept.append(text)
            return f" {text} "

        text = _as_plain(INLINE.sub(keep, sentence.text))
        _, rest = self.declare(text)
        words = rest
        for formula in kept:
            plain = re.escape(_as_plain(formula).strip())
            words = re.sub(rf"(?<![A-Za-z]){plain}(?![A-Za-z])", " ", words)
        names: set[str] = set()
        if _RELATING.search(rest) or not self._is_leading(words, _LEADING_ON):
            names.update(find_names_in_formula(rest))
            names.update(letter for each in kept for run in _RUN.findall(each) for letter in run)
        for match in re.finditer("§ *", rest):
            before, behind = rest[: match.start()].rstrip(), rest[match.end() :]
            if not _BEFORE_DECLARED.search(before) or not _BEHIND_DECLARED.match(behind):
                names.update(find_names_in_formula(text[match.start() : match.end()]))
        if re.search(r"\ba\s+[a-z]{2,}", words, re.IGNORECASE) and not _LETTER_A.search(rest):
            names -= {"a", "A"}
        return frozenset(names - {"I"})

    def declare(self, text: str) -> tuple[bool, str]:
        """Read the declarations in a sentence; return whether there is one, and the remaining text.

        In the place of each is ``§``.
        """
        is_declared = False
        for pattern in _DECLARATIONS:
            for match in list(pattern.finditer(text)):
                if self._note_declaration({name: part for name, part in match.groupdict().items() if part}):
                    is_declared = True
                    text = text[: match.start()] + "§".ljust(len(match[0])) + text[match.end() :]
        return is_declared, text

    def _note_declaration(self, groups: Mapping[str, str]) -> bool:
        """Note a declaration by the groups of its pattern; return whether it is one."""
        names = [name.replace(" ", "") for name in _BETWEEN_NAMES.split(groups["names"].strip())]
        power = groups.get("power", "+")
        if power != "+" and groups["space"] != "R":
            return False
        if power == "+" and groups.keys().isdisjoint(("array", "structure")):
            return self._narrow(names, _read_domain(groups))
        array = groups.get("array", "")
        axes: tuple[str, ...] = ()
        if array.startswith("vector"):
            axes = (groups.get("length", "n"),)
        elif "rows" in groups:
            axes = (groups["rows"], groups["columns"])
        elif power != "+":
            axes = tuple(re.split(r"\s*x\s*", power))
        elif array and "structure" not in groups:
            self.unsized.update(names)
            return False
        elif not array and not all(name in self.shapes or name[:1].isupper() for name in names):
            return False
        for name in names:
            self._note_shape(name, axes, groups.get("structure", ""))
        return True

    def _narrow(self, names: Sequence[str], domain: Domain) -> bool:
        for name in names:
            both = intersect_domains(self.domains.get(name, REALS), domain)
            if both is None:
                self.conditioned.add(name)  # of two cases
            else:
                self.domains[name] = both
        return True

    def _note_shape(self, name: str, axes: tuple[str, ...], structure: str) -> None:
        """Note the axes of an array, none for a square matrix or those that it has, and its properties.

        A matrix that cannot be drawn is conditioned, so its steps never break.
        """
        shape = self.shapes.get(name, Shape(axes or ("n", "n")))
        if axes and shape.axes != axes:
            self.conditioned.add(name)
            shape = Shape(axes)
        words = {match[0].lower().replace("-", " ") for match in _STRUCTURE.finditer(structure)}
        words = {"positive definite" if "definite" in word else word for word in words - _ANY_STRUCTURE}
        both = words.union(filter(None, shape.structure.split(", ")))
        is_square = len(shape.axes) == 2 and shape.axes[0] == shape.axes[1]
        is_drawn = len(both) < 2 or both in ({"symmetric", "positive definite"}, {"symmetric", "diagonal"})
        if (words and not is_square) or not is_drawn or any(word[:4] in ("skew", "anti") for word in both):
            self.conditioned.add(name)
        self.shapes[name] = replace(shape, structure=", ".join(sorted(both)))


def is_declaration(text: str) -> bool:
    """Return whether a row is a declaration and nothing else, as ``a x > 0`` is not."""
    is_declared, rest = SaidConditions().declare(_as_plain(text))
    return is_declared and not re.sub(r"[\s.,;:()§]|\b(?:and|for|all)\b", "", rest)


def limits_what_holds(remark: str) -> bool:
    """Return whether a remark beside a step may limit where it holds."""
    return _LIMIT.search(remark) is not None


def leads_on(text: str) -> bool:
    """Return whether the words between two equations only lead from one to the other."""
    text = _COMMAND.sub(" ", INLINE.sub(" ", ARROW.sub(" so ", text.lstrip("$"))))
    words = [word for word in _WORD.findall(text) if word.lower() != "and"]
    if not words:
        return _ROW_GAP.fullmatch(text) is not None
    return all(map(_LINKING.fullmatch, words)) and not limits_what_holds(text)


def find_names_in_formula(text: str) -> Iterator[str]:
    """Yield the names in a formula as `calculus_reading` spells them; a letter with an index by both."""
    for match in _LETTERS.finditer(re.sub(r"\\(?:text|mathrm|operatorname|mathbf|mathbb)\b", " ", text)):
        name = match[1] or match[2]
        if match[1] and name not in GREEK.values():
            continue
        yield name
        if match[3]:
            yield f"{name}_{match[3]}"


def _read_domain(groups: Mapping[str, str]) -> Domain:
    """Return the numbers that the groups of a declaration allow."""
    kind = groups.get("kind", "").lower().replace("-", "")
    kind += {"N": "natural", "Z": "integer"}.get(groups.get("space", ""), "")
    kind += "positive" if "power" in groups else ""
    ends = next((ends for word, ends in _RANGES.items() if word in kind), groups)
    size = ends.get("size", "inf")
    return Domain(
        _read_number(ends.get("low", f"-{size}")),
        _read_number(ends.get("high", size)),
        has_low=ends.get("above", ends.get("below")) in _CLOSED,
        has_high=ends.get("below") in _CLOSED,
        integer=any(word in kind for word in ("integer", "natural", "whole")),
        nonzero="nonzero" in kind or _read_number(groups.get("unlike", "1")) == 0,
    )


def _read_number(text: str) -> Fraction | float:
    text = text.replace(" ", "").replace("−", "-").replace("pi", str(math.pi))
    return float(text) if "inf" in text else Fraction(text)


def _as_plain(text: str) -> str:
    """Return a text with plain signs in place of those of LaTeX."""
    text = _IN_FONT.sub(r" \1\2 ", text)
    text = _FRACTION.sub(r"\1\2/\3\4", text)
    text = _SIGN.sub(_write_plain, text)
    return re.sub(r"[\s{}$*]+", " ", text)


def _write_plain(sign: re.Match[str]) -> str:
    plain = _PLAIN_SIGNS.get(sign[0])
    return sign[0].lstrip("\\") if plain is None else f" {plain} "
