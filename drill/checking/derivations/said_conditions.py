r"""The declarations and conditions on letters in the sentences of a derivation.

"Let $x > 0$" and "$A \in \mathbb{R}^{m \times n}$" are read as declarations. A sentence of words that only
lead from line to line does not condition its letters. Those of any other sentence count as conditioned,
because its words are not read: no step with them is wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from drill.checking.derivations.derivation_rows import ARROW, INLINE, Sentence
from drill.maths.characters import GREEK
from drill.maths.domains import REALS, Domain, intersect_domains
from drill.maths.maths_tree import Node
from drill.maths.names import FUNCTIONS, SPELLINGS

Equation = tuple[Node, Node]

# The words that count, by class; one that ends in a hyphen covers all words that begin so.
_WORDS: Final[dict[str, str]] = {
    # After these only steps between numbers can be wrong, because the others may hold in a case.
    "condition": "case cases if suppose supposing assum- when whenever unless subject_to induct- wlog "
    "without_loss otherwise hypothes- provided",
    # After these not even steps between numbers are wrong, because other arithmetic may be used.
    "approximation": "approximat- asymptotic- rough- order_of_magnitude orders_of_magnitude first_order "
    "second_order third_order next_order leading_order lowest_order big_o up_to neglect- ignor- linearis- "
    "lineariz- taylor rounded rounding small infinitesimal-",
    "arithmetic": "modulo mod congruent boolean binary digit digits clock wrap- overflow- carry hexadecimal "
    "octal quaternion- finite_field degrees residue residues grassmann tropical commutat- anticommut-",
    "unit": "complex imaginary",
    # Beside a step these limit where it holds.
    "limit": "for where as since or with at on mod",
    # With one of these no step of the text is wrong.
    "denial": "contradict- fallac- false wrong mistake mistakes incorrect paradox puzzle counterexample "
    "does_not_hold not_equal",
    # Sentences of the words of the classes below do not condition their letters.
    "link": "so hence thus then therefore now that this which it we one get have obtain gives giving yields "
    "follows implies means finally equivalently",
    # After these the same letters may have another meaning.
    "turn": "and find want next also similarly consider",
    "small": "of the an to in on by both from with for into via all each through over as respect",
    "operation": "comput- differentiat- integrat- evaluat- show prove calculat- deriv- verify check "
    "substitut- work- appl- summing using use",
    "rearrangement": "expand- simplif- factor- collect- multipl- divid- combin- cancel- rewrit- rearrang- "
    "add- subtract-",
    "object": "side sides term terms product sum sums chain quotient power powers rule numerator denominator "
    "line expression result difference bracket brackets like formula left right step number numbers",
    "declaring": "let where any throughout here take fix assume suppose every some everywhere below be is "
    "are given what real full column row rank",
    # In a text with one of these a solution may be left out on purpose.
    "choice": "positive negative reject- discard- extraneous only choos- take taking principal branch "
    "exclud- nonzero non_zero length lengths but not either trivial admissible valid",
}  # fmt: skip


def _compile_words(*classes: str) -> re.Pattern[str]:
    words = " ".join(_WORDS[name] for name in classes).split()
    patterns = (
        word.removesuffix("-").replace("_", "[ -]") + (r"\w*" if word.endswith("-") else "") for word in words
    )
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


_CONDITION: Final = _compile_words("condition", "denial")
_OTHER_TRUTH: Final = _compile_words("approximation", "arithmetic", "denial")
_LIMIT: Final = _compile_words("condition", "limit")
_UNIT: Final = _compile_words("unit")
_DENIAL: Final = _compile_words("denial")
_LEADING_ON: Final = _compile_words("link", "turn", "small", "operation", "rearrangement", "object")
_DECLARING: Final = _compile_words("link", "turn", "small", "declaring")
_LINKING: Final = _compile_words("link", "small", "rearrangement", "object")
CHOICE: Final = _compile_words("choice")
# Signs between two equations without a word; a comma within a line is not one, because it lists them.
_ROW_GAP: Final = re.compile(r"(?!.*\n\s*\n)(?:\$\$|,(?=\s*[\\\n])|[\s;&\\\[\]])*", re.DOTALL)
_APPROXIMATE_SIGN: Final = re.compile(r"\\mathcal\{?O|\bO\s*\(|\\approx|≈|\bZ\s*/\s*\(?\d|\bGF\s*\(")
# A declaration by itself, "for x > 0:": the text before it, and after it.
_BEFORE_DECLARED: Final = re.compile(
    r"(?:^|[,(:;.§*]|\b(?:for|with|where|let|and|all|any|assume|suppose|have|take|fix|using|is|are))\s*$",
    re.I,
)
_BEHIND_DECLARED: Final = re.compile(
    r"\s*(?:is|are|we have)?\s*"
    r"(?:[.:;)*]|$|(?:and|with)\s*[§,]|,\s*(?:$|[.,:;§(]|(?:we|so|then|hence|thus|and|let)\b))"
)
# A sentence that begins so is not the reason for the step before it.
_CONCLUDING: Final = re.compile(r"\s*(?:so|hence|thus|therefore)\b(?! (?:that|long)\b)", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"\s*(?:[-*]\s+)?(?:let|assume|suppose|throughout)\b", re.IGNORECASE)
_RELATING: Final = re.compile(r"[<>=∼~]|(?<![A-Za-z])(?:in|sim|perp)(?=\s*[^a-z\s])")
# Signs of a row that gives a letter a law.
DISTRIBUTED: Final = re.compile(r"[∼~]|\\sim(?![A-Za-z])")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_RUN: Final = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{2,3}(?![A-Za-z])")
# Names of signs and functions in formulas.
_NAMED: Final = frozenset((*GREEK.values(), *FUNCTIONS, *SPELLINGS, "pi", "frac", "top", "cdot", "partial"))
# Letters that only differ, because almost all values do.
_UNEQUAL: Final = re.compile(r"[^<>=]*(?:\\neq?(?![A-Za-z])|≠)[^<>=]*")
_LETTER_A: Final = re.compile(r"\ba\s*(?:[=+*/^<>,)-]|and\b|is\b|be\b|\.)")
_LATEX_SIGNS: Final[tuple[tuple[str, str], ...]] = (
    (r"\\(?:left|right|big|Big|bigl|bigr|,|;|!|:| )(?![A-Za-z])", " "),
    (r"\\(?:geq?slant|geq?)(?![A-Za-z])", ">="),
    (r"\\(?:leq?slant|leq?)(?![A-Za-z])", "<="), (r"\\(?:neq?)(?![A-Za-z])", "!="),
    (r"\\gt(?![A-Za-z])", ">"),
    (r"\\lt(?![A-Za-z])", "<"), (r"\\in(?![A-Za-z])", " in "), (r"\\times(?![A-Za-z])", " x "),
    (r"\\(?:mathbb|mathbf|mathrm|Bbb)\s*\{?\s*([A-Z])\s*\}?", r" \1 "), (r"\\infty", " inf "),
    (r"\\(?:text|mathrm|mbox)\s*\{([^{}]*)\}", r" \1 "), (r"\\(?:pi)(?![A-Za-z])", " pi "),
    (r"\\([a-zA-Z]+)", r"\1"),
    ("≥", ">="), ("≤", "<="), ("≠", "!="), ("∈", " in "), ("ℝ", " R "), ("ℕ", " N "),
    (r"frac\s*\{?\s*(\d+)\s*\}?\s*\{\s*(\d+)\s*\}", r"\1/\2"), (r"frac\s*(\d)\s*(\d)", r"\1/\2"),
    ("ℤ", " Z "), ("×", " x "), ("[{}]", " "), ("[$*]", " "),
)  # fmt: skip
_NAME: Final = (
    "(?:" + "|".join(sorted(GREEK.values(), key=len, reverse=True)) + r"|[A-Za-z])(?:_\s*\w+)?'?(?![A-Za-z])"
)
_NAMES: Final = rf"{_NAME}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_NAME})*"
_NUMBER: Final = r"[-−]?\s*(?:\d+(?:\.\d+)?(?:\s*/\s*\d+)?|inf|pi)"
_OPS: Final = r"(?:<=|>=|!=|<|>)"
# Properties of matrices: several of these words in a row.
_STRUCTURE: Final = (
    r"(?:(?:lower|upper)[ -]triangular|(?:skew|anti)[ -]?symmetric|symmetric|orthogonal|diagonal|"
    r"positive[ -](?:semi-?)?definite|invertible|non-?singular|square)"
)
_STRUCTURES: Final = rf"(?:(?:an?\s+)?{_STRUCTURE}(?:\s*,\s*|\s+and\s+|\s+|\b(?!\w)))+(?:matri(?:x|ces))?"
_BETWEEN: Final = re.compile(rf"(?<![\w)])({_NUMBER})\s*(<=|<)\s*({_NAMES})\s*(<=|<)\s*({_NUMBER})(?![\w(])")
_COMPARED: Final = re.compile(
    rf"(?<![\w)+*/^-])({_NAMES})\s*({_OPS})\s*({_NUMBER})(?!\s*(?:[-+*/^(]|(?!(?:and|we|is)\b)\w)|\.\d)"
)
_BOUNDED: Final = re.compile(rf"\|\s*({_NAME})\s*\|\s*(<=|<)\s*({_NUMBER})(?!\s*[-+*/^\w(]|\.\d)")
_IN_SPACE: Final = re.compile(
    rf"(?<![\w)])({_NAMES})\s*(?:in|are in|is in)\s*(R|N|Z|Q)\s*"
    r"(?:(\^|_)\s*\(?\s*([A-Za-z0-9+]+(?:\s*x\s*[A-Za-z0-9]+)?)\s*\)?)?"
    rf"(?![\w])(?:\s+(?:be|is|are)\s+({_STRUCTURES}))?"
)
_IN_INTERVAL: Final = re.compile(
    rf"(?<![\w)])({_NAMES})\s*(?:in|lies in)\s*([(\[])\s*({_NUMBER})\s*,\s*({_NUMBER})\s*([)\]])"
)
_KIND: Final = (
    r"(?P<kind>(?:(?:strictly|fixed|two|three|four|distinct|any|arbitrary|some|a|an|both|all)\s+)*"
    r"(?:(?:non-?zero|non-?negative|positive|negative|real|natural|whole)(?:[ -]valued)?[\s,]*)*"
    r"(?:integers?|numbers?|reals?|constants?|variables?|scalars?|positive|negative|real(?!(?:-valued)?\s+(?:\w+\s*(?:x|by|-by-)|[\w-]*\s*(?:matri|vector)))|non-?zero|non-?negative))"
)
_WORDED: Final = re.compile(
    rf"(?<![\w)])(?P<names>{_NAMES})\s+(?:is|are|be|denotes?|being)\s+{_KIND}(?![\w-])(?!\s+(?:of|such|with|whose|that))",
    re.IGNORECASE,
)
_WORDED_FIRST: Final = re.compile(
    rf"\b(?:for|let|with|of)\s+(?:all\s+|any\s+|every\s+|some\s+|an?\s+)?{_KIND}\s+(?P<names>{_NAMES})(?![\w(])",
    re.IGNORECASE,
)
_ARTICLED: Final = re.compile(rf"(?<![\w)])(?P<names>{_NAMES})\s+an?\s+{_KIND}(?![\w-])", re.IGNORECASE)
_SHAPED: Final = re.compile(
    rf"(?<![\w)])({_NAMES})(?:\s+(?:is|are|be)\s+(?:an?\s+)?|\s+an?\s+)"
    rf"(?:real\s+)?({_STRUCTURES})?"
    r"(?:([A-Za-z0-9])\s*(?:x|by|-by-)\s*([A-Za-z0-9])\s+)?"
    r"(matrix|matrices|vectors?)(?:\s+of the same size)?(?:\s+(?:in|of)\s+R\s*\^\s*([A-Za-z0-9]))?"
)
_STRUCTURED: Final = re.compile(
    rf"(?<![\w)])(?P<names>{_NAMES})\s+(?:is|be|are)?\s*(?P<structure>{_STRUCTURES})(?!\s*to\b)"
)
_STRUCTURED_FIRST: Final = re.compile(rf"\b(?P<structure>{_STRUCTURES})\s*(?P<names>{_NAMES})(?![\w(])")
_LETTERS: Final = re.compile(
    r"(?<![A-Za-z\\])(?:\\([A-Za-z]+)|([A-Za-z]))(?:_\{?([A-Za-z0-9]+)\}?)?(?![A-Za-z])"
)


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
class Condition:
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
    conditions: list[Condition] = field(default_factory=list[Condition])
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
                self.conditions.append(Condition(sentence.start, self._list_conditioned(sentence)))
        return is_declared

    def _note_doubts(self, sentence: Sentence) -> None:
        """Take down from where on a sentence leaves open whether anything holds."""
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
        for pattern, read in (
            (_BOUNDED, self._bounded),
            (_BETWEEN, self._between), (_IN_INTERVAL, self._interval), (_IN_SPACE, self._space),
            (_COMPARED, self._compared), (_SHAPED, self._shaped), (_STRUCTURED, self._structured),
            (_STRUCTURED_FIRST, self._structured),
            (_WORDED, self._worded), (_WORDED_FIRST, self._worded), (_ARTICLED, self._worded),
        ):  # fmt: skip
            for match in list(pattern.finditer(text)):
                if read(match):
                    is_declared = True
                    text = text[: match.start()] + "§".ljust(len(match[0])) + text[match.end() :]
        return is_declared, text

    def _between(self, match: re.Match[str]) -> bool:
        low, high = _read_range_bound(match[1]), _read_range_bound(match[5])
        return self._narrow(match[3], Domain(low, high, match[2] != "<", match[4] != "<"))

    def _bounded(self, match: re.Match[str]) -> bool:
        bound, is_closed = _read_range_bound(match[3]), match[2] != "<"
        return bound > 0 and self._narrow(match[1], Domain(-bound, bound, is_closed, is_closed))

    def _interval(self, match: re.Match[str]) -> bool:
        low, high = _read_range_bound(match[3]), _read_range_bound(match[4])
        return self._narrow(match[1], Domain(low, high, match[2] == "[", match[5] == "]"))

    def _compared(self, match: re.Match[str]) -> bool:
        bound = _read_range_bound(match[3])
        domain = Domain(nonzero=bound == 0)
        if match[2].startswith(">"):
            domain = Domain(low=bound, has_low=match[2] == ">=")
        elif match[2].startswith("<"):
            domain = Domain(high=bound, has_high=match[2] == "<=")
        return self._narrow(match[1], domain)

    def _space(self, match: re.Match[str]) -> bool:
        axes = tuple(re.split(r"\s*x\s*", match[4].strip())) if match[4] else ()
        if match[2] == "R" and axes not in ((), ("+",)):
            return self._shape(match[1], Shape(axes), match[5])
        if axes not in ((), ("+",)):
            return False
        is_positive = match[2] == "N" or axes == ("+",)
        low = Fraction(0) if is_positive else -math.inf
        return self._narrow(match[1], Domain(low, integer=match[2] in "NZ"))

    def _shaped(self, match: re.Match[str]) -> bool:
        names, structure, rows, columns, kind, length = match.groups()
        if kind.startswith("vector"):
            return self._shape(names, Shape((length or "n",)))
        if not rows and not structure:
            self.unsized.update(_split_names(names))
            return False
        return self._shape(names, Shape((rows, columns) if rows else ("n", "n")), structure)

    def _structured(self, match: re.Match[str]) -> bool:
        names = list(_split_names(match["names"]))
        if not all(name in self.shapes or name[:1].isupper() for name in names):
            return False
        for name in names:
            self.shapes.setdefault(name, Shape(("n", "n")))
            self._add_structure(name, match["structure"])
        return True

    def _add_structure(self, name: str, what: str) -> None:
        """Note properties of a matrix; one that cannot be drawn is conditioned, so its steps never break."""
        words = {match[0].lower().replace("-", " ") for match in re.finditer(_STRUCTURE, what, re.I)}
        words -= {"square", "invertible", "nonsingular", "non singular"}
        words = {"positive definite" if "definite" in word else word for word in words}
        shape = self.shapes[name]
        both = words.union(filter(None, shape.structure.split(", ")))
        is_square = len(shape.axes) == 2 and shape.axes[0] == shape.axes[1]
        is_drawn = (
            len(both) < 2 or both == {"symmetric", "positive definite"} or both == {"symmetric", "diagonal"}
        )
        if (words and not is_square) or not is_drawn or any(word[:4] in ("skew", "anti") for word in both):
            self.conditioned.add(name)
        self.shapes[name] = replace(shape, structure=", ".join(sorted(both)))

    def _worded(self, match: re.Match[str]) -> bool:
        kind = match["kind"].lower().replace("-", "")
        is_integer = any(word in kind for word in ("integer", "natural", "whole"))
        is_nonzero = "nonzero" in kind
        domain = Domain(integer=is_integer, nonzero=is_nonzero)
        if "nonnegative" in kind:
            domain = replace(domain, low=Fraction(0), has_low=True)
        elif "positive" in kind or "natural" in kind:
            domain = replace(domain, low=Fraction(0))
        elif "negative" in kind:
            domain = replace(domain, high=Fraction(0))
        return self._narrow(match["names"], domain)

    def _narrow(self, names: str, domain: Domain) -> bool:
        for name in _split_names(names):
            both = intersect_domains(self.domains.get(name, REALS), domain)
            if both is None:
                self.conditioned.add(name)  # of two cases
            else:
                self.domains[name] = both
        return True

    def _shape(self, names: str, shape: Shape, structure: str | None = None) -> bool:
        for name in _split_names(names):
            if name in self.shapes and self.shapes[name].axes != shape.axes:
                self.conditioned.add(name)
            self.shapes[name] = shape
            self._add_structure(name, structure or "")
        return True


def is_declaration(text: str) -> bool:
    """Return whether a row is a declaration and nothing else, as ``a x > 0`` is not."""
    is_declared, rest = SaidConditions().declare(_as_plain(text))
    return is_declared and not re.sub(r"[\s.,;:()§]|\b(?:and|for|all)\b", "", rest)


def limits_what_holds(remark: str) -> bool:
    """Return whether a remark beside a step may limit where it holds."""
    return _LIMIT.search(remark) is not None


def leads_on(text: str) -> bool:
    """Return whether the words between two equations only lead from one to the other."""
    text = INLINE.sub(" ", ARROW.sub(" so ", text.lstrip("$")))
    words = _WORD.findall(text)
    if not words:
        return _ROW_GAP.fullmatch(text) is not None
    return all(_LINKING.fullmatch(word) for word in words) and not limits_what_holds(text)


def find_names_in_formula(text: str) -> Iterator[str]:
    """Yield the names in a formula as `calculus_reading` spells them; a letter with an index by both."""
    for match in _LETTERS.finditer(re.sub(r"\\(?:text|mathrm|operatorname|mathbf|mathbb)\b", " ", text)):
        name = match[1] or match[2]
        if match[1] and name not in GREEK.values():
            continue
        yield name
        if match[3]:
            yield f"{name}_{match[3]}"


def _split_names(names: str) -> Iterator[str]:
    for name in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", names.strip()):
        yield name.replace(" ", "")


def _as_plain(text: str) -> str:
    for pattern, plain in _LATEX_SIGNS:
        text = re.sub(pattern, plain, text)
    return re.sub(r"[ \t\n]+", " ", text)


def _read_range_bound(text: str) -> Fraction | float:
    text = text.replace(" ", "").replace("−", "-")
    named = {"inf": math.inf, "pi": Fraction(math.pi)}
    size = text.lstrip("-")
    bound = named[size] if size in named else Fraction(size)
    return -bound if text.startswith("-") else bound
