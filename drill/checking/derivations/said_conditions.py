r"""What the sentences of a derivation say of its letters: declared domains and shapes, and conditions.

"Let $x > 0$" and "$A \in \mathbb{R}^{m \times n}$" are read as declarations. Whatever else a sentence may
say of letters is not guessed: they count as conditioned, and of steps with them nothing is called wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from drill.checking.derivations.derivation_rows import Sentence
from drill.maths.characters import GREEK
from drill.maths.domains import Domain

# Behind such a word nothing is called wrong: what follows may hold in a case, or not at all.
_CONDITIONAL: Final = re.compile(
    r"\b(?:cases?|if|suppose|supposing|assum\w+|when(?:ever)?|unless|subject to|induct\w+|contradict\w*|wlog|"
    r"without loss|otherwise|hypothes[ie]s|provided|modulo|mod|congruent|boolean|binary|digits?|"
    r"hexadecimal|octal|matri(?:x|ces) equation|complex|imaginary|quaternion\w*|finite field|approximat\w+|"
    r"roughly|to first order|first[- ]order|second[- ]order|leading order|big[- ]o|asymptotic\w*|up to|"
    r"neglect\w*|ignor\w+|linear\w*is\w+|taylor|units?|rounded|rounding|wrong|mistake|incorrect|fallac\w+|"
    r"false|error|not equal|does not hold|counterexample|puzzle|paradox|commutat\w+|anticommut\w+)\b|"
    r"\\mathcal\{?O|\bO\s*\(|\\approx|≈",
    re.IGNORECASE,
)
# Sentences with such words say something of their letters.
_SAYING: Final = re.compile(
    r"\b(?:let|where|denot\w+|is|are|was|be|being|with|given|has|have|had|having|satisf\w+|such that|call\w*|"
    r"defin\w+|for|represent\w*|means?|equals?|each|every|any|all|fixed|fix|constant|chosen|choose|write|put|"
    r"set|take|know\w*|because|since|as|from|root|solution|solves?|constraint\w*|condition\w*|relation\w*|"
    r"holds?|vanish\w*|optim\w+|critical|stationary|equilibrium|steady|lie[sn]?|belongs?|ranges?|varies|"
    r"note that|recall|remember|using|use|which|whose|identity|law|rule|require\w*|need\w*|must|should)\b",
    re.IGNORECASE,
)
_HARMLESS: Final = re.compile(
    r"^\W*(?:\d+[.)]\s*)?(?:\*+)?(?:we (?:now |first |can |will |then )?)?(?:expand|simplif\w+|comput\w+|"
    r"differentiat\w+|integrat\w+|evaluat\w+|find|show|prove|factor\w*|collect\w*|multipl\w+|divid\w+|"
    r"combin\w+|cancel\w*|calculat\w+|derive|deriving|rewrit\w+|rearrang\w+|consider|verify|check|check that|"
    r"substitut\w+|work out|add|subtract|apply\w*|"
    r"the (?:derivative|integral|product|sum|chain|quotient|power))\b",
    re.IGNORECASE,
)
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
    ("ℤ", " Z "), ("×", " x "), ("[{}]", " "), ("[$*]", " "),
)  # fmt: skip
_NAME: Final = (
    "(?:" + "|".join(sorted(GREEK.values(), key=len, reverse=True)) + r"|[A-Za-z])(?:_\s*\w+)?'?(?![A-Za-z])"
)
_NAMES: Final = rf"{_NAME}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_NAME})*"
_NUMBER: Final = r"[-−]?\s*(?:\d+(?:\.\d+)?(?:\s*/\s*\d+)?|inf|pi)"
_OPS: Final = r"(?:<=|>=|!=|<|>)"
_BETWEEN: Final = re.compile(rf"(?<![\w)])({_NUMBER})\s*(<=|<)\s*({_NAMES})\s*(<=|<)\s*({_NUMBER})(?![\w(])")
_COMPARED: Final = re.compile(rf"(?<![\w)+*/^-])({_NAMES})\s*({_OPS})\s*({_NUMBER})(?!\s*[-+*/^\w(]|\.\d)")
_IN_SPACE: Final = re.compile(
    rf"(?<![\w)])({_NAMES})\s*(?:in|are in|is in)\s*(R|N|Z|Q)\s*"
    r"(?:(\^|_)\s*\(?\s*([A-Za-z0-9+*]+(?:\s*x\s*[A-Za-z0-9]+)?)\s*\)?)?"
    r"(?![\w])"
)
_IN_INTERVAL: Final = re.compile(
    rf"(?<![\w)])({_NAMES})\s*(?:in|lies in)\s*([(\[])\s*({_NUMBER})\s*,\s*({_NUMBER})\s*([)\]])"
)
_KIND: Final = (
    r"(?P<kind>(?:(?:strictly|fixed|two|three|four|distinct|any|arbitrary|some|a|an|both|all)\s+)*"
    r"(?:(?:non-?zero|non-?negative|positive|negative|real|natural|whole)(?:[ -]valued)?[\s,]*)*"
    r"(?:integers?|numbers?|reals?|constants?|variables?|scalars?|positive|negative|real|non-?zero|non-?negative))"
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
    rf"(?<![\w)])({_NAMES})\s+(?:is|are|be)?\s*an?\s+(?:(symmetric|orthogonal|diagonal|invertible|square)\s+)?"
    r"(?:([A-Za-z0-9])\s*(?:x|by|-by-)\s*([A-Za-z0-9])\s+)?"
    r"(matrix|vector)(?:\s+(?:in|of)\s+R\s*\^\s*([A-Za-z0-9]))?"
)
_STRUCTURED: Final = re.compile(
    rf"(?<![\w)])({_NAMES})\s+(?:is|be|are)?\s*(symmetric|orthogonal|diagonal|invertible)\b"
)
_FILLING: Final = re.compile(
    r"\b(?:let|for|all|any|where|with|and|throughout|here|we|have|take|fix|assume|suppose|that|every|some|"
    r"everywhere|below|be|is|are|so|then|now|given|in what follows|consider|a|an|real|to)\b|[\s.,;:()*_`>-]",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(
    r"(?<![A-Za-z\\])(?:\\([A-Za-z]+)|([A-Za-z]))(?:_\{?([A-Za-z0-9]+)\}?)?(?![A-Za-z])"
)
_MOST_SIZE: Final = 6


@dataclass(frozen=True, slots=True)
class Shape:
    """The axes of an array by their letters or numbers: of a vector one; and what a matrix is besides."""

    axes: tuple[str, ...]
    structure: str = ""


@dataclass
class SaidConditions:
    """What is known of letters: their domains and shapes, by sentences and the lines where they are said.

    ``conditioned`` has the letters of which something was said that is not read. ``blocked_from`` is the
    place from which on nothing is called wrong; None for nowhere.
    """

    domains: dict[str, Domain] = field(default_factory=dict[str, Domain])
    shapes: dict[str, Shape] = field(default_factory=dict[str, Shape])
    sentences: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    conditioned: set[str] = field(default_factory=set[str])
    blocked_from: int | None = None
    is_blocked_everywhere: bool = False

    def note_sentence(self, sentence: Sentence) -> bool:
        """Take down what a sentence says; return whether it is a declaration, and its formulas no steps."""
        text = _as_plain(sentence.text)
        declared, rest = self._declare(text)
        rest = _FILLING.sub("", rest)
        is_whole = declared and not rest
        if declared:
            self.sentences.append((sentence.start, " ".join(sentence.text.split())))
        conditional = _CONDITIONAL.search(sentence.text)
        if conditional and not is_whole:
            if re.match(
                r"contradict|fallac|false|wrong|mistake|incorrect|paradox|absurd", conditional[0], re.I
            ):
                self.is_blocked_everywhere = True
            if self.blocked_from is None:
                self.blocked_from = sentence.start + (conditional.start() if not sentence.is_heading else 0)
        if not is_whole and not sentence.is_heading and self._says_something(sentence):
            self.conditioned |= letters_of(sentence)
        return declared

    def note_row(self, text: str, start: int) -> bool:
        """Take a row such as ``x > 0`` for a declaration; return whether it is one."""
        declared, rest = self._declare(_as_plain(text))
        if declared and not _FILLING.sub("", rest):
            self.sentences.append((start, " ".join(text.split())))
            return True
        return False

    def _says_something(self, sentence: Sentence) -> bool:
        around = re.sub(r"\$[^$]*\$|\\\(.*?\\\)", " ", sentence.text)
        if not sentence.formulas and re.search(r"[=<>≤≥∈]", sentence.text):
            return True
        if any(
            re.search(r"[<>≤≥∈∼~]|\\(?:[lg]eq?|in|sim|neq?)(?![A-Za-z])", part) for part in sentence.formulas
        ):
            return True
        if _HARMLESS.match(around) and not re.search(
            r"\b(?:where|with|given|such that|let|is|are|satisf\w+|denot\w+)\b", around, re.IGNORECASE
        ):
            return False
        return _SAYING.search(around) is not None

    def _declare(self, text: str) -> tuple[bool, str]:
        """Read the declarations in a sentence; return whether there is one, and what is left of the text."""
        is_declared = False
        for pattern, read in (
            (_BETWEEN, self._between), (_IN_INTERVAL, self._interval), (_IN_SPACE, self._space),
            (_COMPARED, self._compared), (_SHAPED, self._shaped), (_STRUCTURED, self._structured),
            (_WORDED, self._worded), (_WORDED_FIRST, self._worded), (_ARTICLED, self._worded),
        ):  # fmt: skip
            for match in list(pattern.finditer(text)):
                if read(match):
                    is_declared = True
                    text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
        return is_declared, text

    def _between(self, match: re.Match[str]) -> bool:
        low, high = _number(match[1]), _number(match[5])
        return self._narrow(match[3], Domain(low, high, match[2] == "<", match[4] == "<"))

    def _interval(self, match: re.Match[str]) -> bool:
        low, high = _number(match[3]), _number(match[4])
        return self._narrow(match[1], Domain(low, high, match[2] == "(", match[5] == ")"))

    def _compared(self, match: re.Match[str]) -> bool:
        bound = _number(match[3])
        match match[2]:
            case ">" | ">=":
                domain = Domain(low=bound, open_low=match[2] == ">")
            case "<" | "<=":
                domain = Domain(high=bound, open_high=match[2] == "<")
            case _ if bound == 0:
                domain = Domain(nonzero=True)
            case _:
                domain = Domain()
        return self._narrow(match[1], domain)

    def _space(self, match: re.Match[str]) -> bool:
        axes = tuple(re.split(r"\s*x\s*", match[4].strip())) if match[4] else ()
        if match[2] != "R" or not axes:
            if axes and axes not in (("+",), ("*",)):
                return False
            domain = Domain(integer=match[2] in "NZ")
            if match[2] == "N" or axes == ("+",):
                domain = replace(
                    domain, low=Fraction(0) if match[2] == "R" else Fraction(1), open_low=match[2] == "R"
                )
            return self._narrow(match[1], domain)
        if axes == ("+",):
            return self._narrow(match[1], Domain(low=Fraction(0)))
        return self._shape(match[1], Shape(axes))

    def _shaped(self, match: re.Match[str]) -> bool:
        names, structure, rows, columns, kind, length = match.groups()
        if kind == "vector":
            return self._shape(names, Shape((length or "n",)))
        square = structure in ("symmetric", "orthogonal", "diagonal", "invertible", "square")
        if not (rows and columns) and not square:
            return False
        axes = (rows, columns) if rows and columns else ("n", "n")
        return self._shape(names, Shape(axes, "" if structure in (None, "square") else structure))

    def _structured(self, match: re.Match[str]) -> bool:
        names = list(_split_names(match[1]))
        if not all(name in self.shapes for name in names):
            return False
        for name in names:
            self.shapes[name] = replace(self.shapes[name], structure=match[2])
        return True

    def _worded(self, match: re.Match[str]) -> bool:
        kind = match["kind"].lower().replace("-", "")
        domain = Domain(integer="integer" in kind or "natural" in kind or "whole" in kind)
        if "nonnegative" in kind:
            domain = replace(domain, low=Fraction(0), open_low=False)
        elif "positive" in kind or "natural" in kind:
            domain = replace(domain, low=Fraction(0))
        elif "negative" in kind:
            domain = replace(domain, high=Fraction(0))
        if "nonzero" in kind:
            domain = replace(domain, nonzero=True)
        return self._narrow(match["names"], domain)

    def _narrow(self, names: str, domain: Domain) -> bool:
        for name in _split_names(names):
            former = self.domains.get(name, Domain())
            low = max(former.low, domain.low)
            high = min(former.high, domain.high)
            if low > high or (low == high and not (math.isfinite(low) and low in domain and low in former)):
                self.conditioned.add(name)  # of two cases
                continue
            self.domains[name] = Domain(
                low,
                high,
                domain.open_low if low == domain.low else former.open_low,
                domain.open_high if high == domain.high else former.open_high,
                former.integer or domain.integer,
                former.nonzero or domain.nonzero,
            )
        return True

    def _shape(self, names: str, shape: Shape) -> bool:
        for name in _split_names(names):
            if name in self.shapes and self.shapes[name].axes != shape.axes:
                self.conditioned.add(name)
            self.shapes[name] = shape
        return True


def letters_of(sentence: Sentence) -> set[str]:
    """Return the letters that a sentence may speak of: those of its formulas, and lone ones."""
    letters = {name for text in sentence.formulas for name in find_letters(text)}
    # letters side by side are a product
    runs = (re.findall(r"(?<![A-Za-z\\])[A-Za-z]{2,3}(?![A-Za-z])", text) for text in sentence.formulas)
    letters.update(letter for found in runs for run in found for letter in run)
    around = re.sub(r"\$[^$]*\$|\\\(.*?\\\)", " ", sentence.text)
    lone = set(find_letters(around)) - {"I"}
    is_article = re.search(r"\ba\s+[a-z]{2,}", around, re.IGNORECASE) and not re.search(
        r"\ba\s*(?:[=+*/^<>,)-]|and\b|is\b|be\b|\.)", around
    )
    return letters | (lone - {"a", "A"} if is_article else lone)


def find_letters(text: str) -> Iterator[str]:
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


def _number(text: str) -> Fraction | float:
    text = text.replace(" ", "").replace("−", "-")
    sign = -1 if text.startswith("-") else 1
    match text.lstrip("-"):
        case "inf":
            return sign * math.inf
        case "pi":
            return sign * Fraction(math.pi)
        case digits:
            return sign * Fraction(digits)


def draw_size(axis: str, sizes: Mapping[str, int]) -> int:
    """Return the length of an axis: its number, else one that its letter has in all arrays."""
    if axis.isdigit():
        return min(int(axis), _MOST_SIZE)
    return sizes.get(axis, 2 + sum(map(ord, axis)) % 3)
