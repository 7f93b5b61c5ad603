r"""What the sentences of a derivation say of its letters: declared domains and shapes, and conditions.

"Let $x > 0$" and "$A \in \mathbb{R}^{m \times n}$" are read as declarations. Whatever else a sentence may
say of letters is not guessed: they count as conditioned, and of steps with them nothing is called wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from drill.checking.derivations.derivation_rows import Sentence
from drill.maths.characters import GREEK
from drill.maths.domains import Domain
from drill.maths.maths_tree import Node

# Behind such a word nothing is called wrong: what follows may hold in a case, or not at all.
_CONDITIONAL: Final = re.compile(
    r"\b(?:cases?|if|suppose|supposing|assum\w+|when(?:ever)?|unless|subject to|induct\w+|contradict\w*|wlog|"
    r"without loss|otherwise|hypothes[ie]s|provided)\b",
    re.IGNORECASE,
)
# A value in a remark: "# Adam, b1 = 0.9, two steps".
_VALUE: Final = re.compile(
    r"(?<![\w.+*/^=-])(?P<name>[A-Za-z]\w*) ?= ?(?P<value>-?\d+(?:\.\d+)?)"
    r"(?=[,;)\s]|\.?$|\.\s)(?!\s*[-+*/^=])"
)
_AT_ONE_PLACE: Final = re.compile(
    r"\b(?:at|not|near|undefined|pole|initial\w*|start\w*|until|from|between|or|except|root|solution)\b", re.I
)
# Behind such a word not even what is said of numbers alone is.
_OTHER_TRUTH: Final = re.compile(
    r"\b(?:contradict\w*|modulo|mod|congruent|boolean|binary|digits?|o'clock|wrap\w*|overflow\w*|clock|carry|"
    r"hexadecimal|octal|complex|imaginary|quaternion\w*|finite field|approximat\w+|asymptotic\w*|"
    r"rough\w*|orders? of magnitude|(?:first|second|third|next|leading|lowest|linear)[- ]order|big[- ]o|"
    r"up to|neglect\w*|ignor\w+|linear\w*is\w+|taylor|rounded|rounding|wrong|mistake|incorrect|fallac\w+|"
    r"degrees|Z\s*/\s*\(?\d|GF\s*\(|residues?|grassmann|tropical|small|infinitesimal\w*|"
    r"false|not equal|does not hold|counterexample|puzzle|paradox|commutat\w+|anticommut\w+)\b|"
    r"\\mathcal\{?O|\bO\s*\(|\\approx|≈",
    re.IGNORECASE,
)
# Sentences with such words say something of their letters.
_SAYING: Final = re.compile(
    r"\b(?:let|where|denot\w+|given|satisf\w+|such that|call\w*|defin\w+|represent\w*|means?|equals?|"
    r"fix(?:ed)?|chosen|choose|put|set|know\w*|solution|solves?|constraint\w*|condition\w*|vanish\w*|optim\w+|critical|"
    r"stationary|equilibrium|steady|lie[sn]?|belongs?|ranges?|varies|whose|must|should|perpendicular|"
    r"orthonormal|independent|distribut\w+|sum to|parallel|normali[sz]ed|roots?)\b"
    # or they say it of a formula beside them
    r"|(?<!\w)(?!(?:gives|yields|becomes|times|minus|plus|as|us|this|thus|terms|factors|sides|parts|powers|"
    r"limits|integrals|sums|products)\b)[a-z]{3,}s\s+¤"
    r"|¤[\s,¤]*(?:and\s+¤\s*)*(?:is|are|be|was|were|being|has|have|had|holds?|stands?|counts?)\s+[\w§]"
    r"|\b(?:with|for|each|every|any|all|some|constant|number|parameter|variable|since|because|as|from|recall|"
    r"remember|by|use|using|take|at|length|sides?|angles?|mean|variance|rate)\s+(?:the\s+|an?\s+|that\s+)?¤",
    re.IGNORECASE,
)
_DECLARING: Final = re.compile(r"\s*(?:[-*]\s+)?(?:let|assume|suppose|throughout)\b", re.IGNORECASE)
_DENYING: Final = re.compile(
    r"contradict|fallac|false|wrong|mistake|incorrect|paradox|does not hold|not equal", re.I
)
_STILL_SAYING: Final = re.compile(r"\b(?:where|given|such that|let|satisf\w+|denot\w+)\b", re.IGNORECASE)
# A sentence that begins so, behind a chain, may belong to it.
_GIVING_REASON: Final = re.compile(
    r"\s*(?:[a-z(,;]|since|because|where|as|using|by|with|for|when|here|note|recall|provided|\$)"
)
# "This is zero if": the condition is what comes.
_LEADING_ON: Final = re.compile(
    r"\W*(?:this|it|the \w+) (?:is|equals|vanishes)\b(?! (?:true|valid|right|correct|so|the case|possible))"
    r"[^$.]*\b(?:if|when|iff|only if)[:\s]*",
    re.IGNORECASE,
)
_CONCLUDING: Final = re.compile(r"\s*(?:so|hence|thus|therefore)\b(?! (?:that|long)\b)", re.IGNORECASE)
_INLINE: Final = re.compile(r"(?<![\\$])\$(?!\$)(?:[^$\\]|\\.)+?\$|\\\(.*?\\\)", re.DOTALL)
_RELATING: Final = re.compile(r"[<>≤≥∈∼~]|\\(?:[lg]eq?|in|sim|neq?|perp)(?![A-Za-z])")
# What a row says that gives a letter a law.
DISTRIBUTED: Final = re.compile(r"[∼~]|\\sim(?![A-Za-z])")
# All that a sentence says which introduces random letters, beside what `_FILLING` has.
_OF_CHANCE: Final = re.compile(
    r"\b(?:random|variables?|independent(?:ly)?|i\.?i\.?d\b\.?|identically|distributed|uncorrelated|means?|"
    r"variances?|deviations?|standard|common|finite|same|mutually|pairwise|two|each|both|has|having|"
    r"observations?|samples?|correlations?|covariances?|expectations?|expected|values?|the|of)\b",
    re.IGNORECASE,
)
# Letters that are only given a name: "with logits ¤ and ¤".
_NAMED_BESIDE: Final = re.compile(
    r"\b(?:with|of|for|two|the|an?)\s+(?:logits?|parameters?|inputs?|outputs?|gradients?|samples?|observations?|"
    r"features?|scores?|activations?|rewards?|losses|scalars?|coefficients?|learning rate|step size)\s+¤"
    r"(?:(?:\s|,|and)+¤)*",
    re.IGNORECASE,
)
_OF_COMPLEX: Final = re.compile(r"\b(?:complex|imaginary)\b", re.IGNORECASE)
# Letters that are only said to differ: almost all values do.
_UNEQUAL: Final = re.compile(r"[^<>=]*(?:\\neq?(?![A-Za-z])|≠)[^<>=]*")
_INDEPENDENT: Final = re.compile(r"(?<!linearly )(?<!not )\bindependent|\bi\.?i\.?d\b|\buncorrelated", re.I)
_LETTER_A: Final = re.compile(r"\ba\s*(?:[=+*/^<>,)-]|and\b|is\b|be\b|\.)")
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
    (r"frac\s*\{?\s*(\d+)\s*\}?\s*\{\s*(\d+)\s*\}", r"\1/\2"), (r"frac\s*(\d)\s*(\d)", r"\1/\2"),
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
_BOUNDED: Final = re.compile(rf"\|\s*({_NAME})\s*\|\s*(<=|<)\s*({_NUMBER})(?!\s*[-+*/^\w(]|\.\d)")
_IN_SPACE: Final = re.compile(
    rf"(?<![\w)])({_NAMES})\s*(?:in|are in|is in)\s*(R|N|Z|Q)\s*"
    r"(?:(\^|_)\s*\(?\s*([A-Za-z0-9+]+(?:\s*x\s*[A-Za-z0-9]+)?)\s*\)?)?"
    r"(?![\w])"
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
    r"(?:real\s+)?(?:(symmetric|orthogonal|diagonal|invertible|square)\s+)?"
    r"(?:([A-Za-z0-9])\s*(?:x|by|-by-)\s*([A-Za-z0-9])\s+)?"
    r"(matrix|matrices|vectors?)(?:\s+(?:in|of)\s+R\s*\^\s*([A-Za-z0-9]))?"
)
_STRUCTURED: Final = re.compile(
    rf"(?<![\w)])(?P<names>{_NAMES})\s+(?:is|be|are)?\s*(?P<structure>symmetric|orthogonal|diagonal|invertible)\b"
    r"(?!\s*(?:and\b|,|to\b))"
)
_STRUCTURED_FIRST: Final = re.compile(
    rf"\b(?P<structure>symmetric|orthogonal|diagonal|invertible)\s+(?:(?:square\s+)?matri(?:x|ces)\s+)?"
    rf"(?P<names>{_NAMES})(?![\w(])"
)
_FILLING: Final = re.compile(
    r"\b(?:let|for|all|any|where|with|and|throughout|here|we|have|take|fix|assume|suppose|that|every|some|"
    r"everywhere|below|"
    r"full (?:column|row)? ?rank|of full rank|be|is|are|so|then|now|given|in what follows|consider|a|an|real|"
    r"to)\b|"
    r"[\s.,;:()*_`>-]",
    re.IGNORECASE,
)
# What matrices may be besides: several of these words in a row.
_STRUCTURE: Final = (
    r"(?:(?:lower|upper)[ -]triangular|(?:skew|anti)[ -]?symmetric|symmetric|orthogonal|diagonal|"
    r"positive[ -](?:semi-?)?definite|invertible|non-?singular|square|real)"
)
_STRUCTURES: Final = re.compile(_STRUCTURE, re.IGNORECASE)
_OF_STRUCTURE: Final = re.compile(
    rf"\s*(?:a|an|matrix|matrices|and|,|full (?:column |row )?rank|{_STRUCTURE}|\s)*\W*$", re.IGNORECASE
)
# What is said of a letter that is declared in the same breath: "let § be the root".
_SAID_BEHIND: Final = re.compile(
    r"(?P<which>§(?:[\s,§]|and\s)*)(?:be|is|are|has|have|having|with|which|that|whose|such|denotes?|satisf\w+|"
    r"represent\w*|being|lies?|obey\w*|(?:the|an?|its|their)(?=\s+(?:[\w-]+\s+){0,2}(?:solutions?|roots?|zeros?|"
    r"values?|points?|limits?|intersections?|minim\w+|maxim\w+|optim\w+|lengths?|probabilit\w+|ratios?)\b))\b"
    r"(?P<what>[^.;:§¤]*)"
)
# Any words behind an array but such as begin another clause: "let §, a unit vector".
_ANY_BEHIND: Final = re.compile(
    r"§(?P<what>(?!,?\s*(?:we|let|consider|compute|show|find|write|expand)\b)[^.;:§¤]*)", re.IGNORECASE
)
_SAID_BEFORE: Final = re.compile(
    r"\b(?:the|an?|its|their|this|two|three)\s+(?P<what>(?:[\w-]+\s+){1,4})(?P<which>§)", re.IGNORECASE
)
_NOTHING_SAID: Final = re.compile(
    r"\b(?:numbers?|scalars?|constants?|variables?|vectors?|matri(?:x|ces)|integers?|reals?|range|"
    r"(?:unit )?interval|"
    r"domain|open|closed|fixed|arbitrary|positive|negative|non-?negative|square|full|column|row|rank|"
    r"of the same (?:size|order|dimension))\b",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(
    r"(?<![A-Za-z\\])(?:\\([A-Za-z]+)|([A-Za-z]))(?:_\{?([A-Za-z0-9]+)\}?)?(?![A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The axes of an array by their letters or numbers: of a vector one; and what a matrix is besides.

    ``structure`` are words such as ``symmetric``, with commas between.
    """

    axes: tuple[str, ...]
    structure: str = ""

    @property
    def drawn_as(self) -> str:
        """The one word for what such a matrix is, as an exercise assumes it; empty for any matrix."""
        words = set(filter(None, self.structure.split(", "))) - {"invertible", "square"}
        return max(words, key=lambda word: word != "symmetric", default="")


@dataclass
class SaidConditions:
    """What is known of letters: their domains and shapes, by sentences and the lines where they are said.

    ``conditions`` has the letters of which a sentence says something that is not read, with its place;
    ``conditioned`` those that have two domains. ``values`` are the numbers that plain remarks give them. From
    the place ``blocked_from`` on nothing is called wrong but steps between numbers, and from
    ``numbers_blocked_from`` on not even these. ``unsized`` are matrices of which nothing says the sizes.
    What an exercise declares ``is_settled``: no letter and no logarithm may be meant otherwise; ``relations``
    are those between several letters.
    """

    domains: dict[str, Domain] = field(default_factory=dict[str, Domain])
    shapes: dict[str, Shape] = field(default_factory=dict[str, Shape])
    sentences: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    not_declared: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    conditioned: set[str] = field(default_factory=set[str])
    conditions: list[tuple[int, frozenset[str]]] = field(default_factory=list[tuple[int, frozenset[str]]])
    values: dict[str, Fraction] = field(default_factory=dict[str, Fraction])
    blocked_from: float = math.inf
    numbers_blocked_from: float = math.inf
    is_blocked_everywhere: bool = False
    unsized: set[str] = field(default_factory=set[str])
    are_independent: bool = False
    has_imaginary_unit: bool = False
    relations: tuple[Node, ...] = ()
    is_settled: bool = False

    def note_sentence(self, sentence: Sentence) -> bool:
        """Take down what a sentence says; return whether it is a declaration, and its formulas no steps."""
        self.are_independent = self.are_independent or _INDEPENDENT.search(sentence.text) is not None
        declared, rest = self._declare(_as_plain(sentence.text))
        is_whole = declared and not _FILLING.sub("", rest)
        if declared:
            self.sentences.append((sentence.start, " ".join(sentence.text.split())))
        elif _DECLARING.match(sentence.text) and not any("=" in formula for formula in sentence.formulas):
            self.not_declared.append((sentence.start, " ".join(sentence.text.split())))
        self._note_values(sentence)
        text = _OF_COMPLEX.sub(" ", sentence.text) if self.has_imaginary_unit else sentence.text
        other = _OTHER_TRUTH.search(text)
        for found in (_CONDITIONAL.search(sentence.text), other):
            if found is None or is_whole:
                continue
            if _DENYING.match(found[0]):
                self.is_blocked_everywhere = True
            place = sentence.start + (0 if sentence.is_heading else found.start())
            self.blocked_from = min(self.blocked_from, place)
            if found is other:
                self.numbers_blocked_from = min(self.numbers_blocked_from, place)
        if not is_whole and not sentence.is_heading:
            self.conditions.append((sentence.start, frozenset(self._list_conditioned(sentence))))
        return declared

    def _note_values(self, sentence: Sentence) -> None:
        """Take down ``b1 = 0.9`` in a remark without formulas."""
        if sentence.formulas or _CONDITIONAL.search(sentence.text) or _AT_ONE_PLACE.search(sentence.text):
            return
        for match in _VALUE.finditer(sentence.text):
            name, value = match["name"], Fraction(match["value"])
            if self.values.setdefault(name, value) != value:
                self.conditioned.add(name)

    def note_row(self, text: str, start: int) -> bool:
        """Take a row such as ``x > 0`` for a declaration; return whether it is one."""
        declared, rest = self._declare(_as_plain(text))
        if declared and not _FILLING.sub("", rest):
            self.sentences.append((start, " ".join(text.split())))
            return True
        return False

    def is_conditional(self, sentence: Sentence) -> bool:
        """Return whether a sentence behind a chain may say when it holds."""
        return (
            (_GIVING_REASON.match(sentence.text) is not None and not _CONCLUDING.match(sentence.text))
            or (
                _CONDITIONAL.search(sentence.text) is not None
                and _LEADING_ON.fullmatch(sentence.text) is None
            )
            or _OTHER_TRUTH.search(sentence.text) is not None
        )

    def _list_conditioned(self, sentence: Sentence) -> set[str]:
        """Return the letters of which a sentence may say something: those of its formulas, and lone ones.

        Equations are rows, which speak for themselves; what was read as a declaration is known.
        """
        formulas = iter(sentence.formulas)
        letters: set[str] = set()
        declared_letters: list[frozenset[str]] = []
        is_relation = False

        def mark(_match: re.Match[str]) -> str:
            nonlocal is_relation
            text = next(formulas, "")
            declared, rest = self._declare(_as_plain(text))
            if declared and not _FILLING.sub("", rest):
                declared_letters.append(frozenset(find_names_in_formula(text)))
                return " § "
            if "=" in text or DISTRIBUTED.search(text) or _UNEQUAL.fullmatch(text):
                return " , "
            is_relation = is_relation or _RELATING.search(text) is not None
            letters.update(find_names_in_formula(text))
            runs = re.findall(r"(?<![A-Za-z\\])[A-Za-z]{2,3}(?![A-Za-z])", text)
            letters.update(letter for run in runs for letter in run)  # side by side they are a product
            return " ¤ "

        around = _INLINE.sub(mark, sentence.text)
        if not sentence.formulas:
            named = frozenset(find_names_in_formula(_as_plain(around)))
            _, around = self._declare(_as_plain(around), "§")
            declared_letters = [named - set(find_names_in_formula(around))] * around.count("§")
        letters |= self._list_declared(around, declared_letters)
        letters -= self._list_only_declared(sentence.text)
        if not sentence.formulas:
            is_relation = re.search(r"[=<>≤≥∈]", around) is not None
        lone = set(find_names_in_formula(around)) - {"I"}
        if re.search(r"\ba\s+[a-z]{2,}", around, re.IGNORECASE) and not _LETTER_A.search(around):
            lone -= {"a", "A"}
        letters |= lone
        around = re.sub(r"(?<![\w'])[B-HJ-Zb-z](?![\w'])", " ¤ ", around)
        if is_relation:
            return letters
        if sentence.text.rstrip().endswith("?") and not _STILL_SAYING.search(around):
            return set()
        if _OF_CHANCE.search(around) and not _FILLING.sub("", _OF_CHANCE.sub("", around)).strip("¤§, "):
            return set()
        around = _NAMED_BESIDE.sub(" ", around)
        is_task = _HARMLESS.match(around) and not _STILL_SAYING.search(around)
        return letters if not is_task and _SAYING.search(around) else set()

    def _list_only_declared(self, text: str) -> frozenset[str]:
        """Return the letters of which a sentence says what they are, and nothing else but equations."""
        plain = _as_plain(_INLINE.sub(lambda formula: " , " if "=" in formula[0] else formula[0], text))
        _, marked = self._declare(plain, "§")
        named = frozenset(find_names_in_formula(plain)) - frozenset(find_names_in_formula(marked))
        said = self._list_declared(marked, [named] * marked.count("§"))
        return named - said

    def _list_declared(self, around: str, declared: list[frozenset[str]]) -> set[str]:
        """Return the letters of which a sentence says more than their domain, where it declares them.

        ``around`` has ``§`` in the place of each declaration. What a matrix is besides is taken down.
        """
        letters: set[str] = set()
        for pattern in (_SAID_BEHIND, _SAID_BEFORE):
            for match in pattern.finditer(around):
                last = around.count("§", 0, match.end("which"))
                names = declared[last - match["which"].count("§") : last]
                named = frozenset[str]().union(*names)
                if pattern is _SAID_BEHIND and _OF_STRUCTURE.match(match["what"]):
                    self._structure(named, match["what"])
                elif _FILLING.sub("", _NOTHING_SAID.sub(" ", match["what"])).strip(" ,$§"):
                    letters |= named
        for match in _ANY_BEHIND.finditer(around):
            index = around.count("§", 0, match.start())
            what = _NOTHING_SAID.sub(" ", _STRUCTURES.sub(" ", match["what"]))
            if _FILLING.sub("", what).strip(" ,$§"):
                letters |= declared[index] & self.shapes.keys()
        return letters

    def _structure(self, names: frozenset[str], what: str) -> None:
        words = {match[0].lower().replace("-", " ") for match in _STRUCTURES.finditer(what)}
        words -= {"real", "square", "invertible", "nonsingular", "non singular"}
        words = {"positive definite" if "definite" in word else word for word in words}
        for name in names & self.shapes.keys():
            shape = self.shapes[name]
            both = words | set(filter(None, shape.structure.split(", ")))
            is_square = len(shape.axes) == 2 and len(set(shape.axes)) == 1
            if (
                (words and not is_square)
                or len(both - {"symmetric"}) > 1
                or ("symmetric" in both and both & {"orthogonal", "lower triangular", "upper triangular"})
                or any(word[:4] in ("skew", "anti") for word in both)
            ):
                self.conditioned.add(name)
            self.shapes[name] = replace(shape, structure=", ".join(sorted(both)))

    def _declare(self, text: str, sign: str = " ") -> tuple[bool, str]:
        """Read the declarations in a sentence; return whether there is one, and what is left of the text.

        In the place of each is the sign.
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
                    text = text[: match.start()] + sign + " " * (len(match[0]) - 1) + text[match.end() :]
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
        match match[2]:
            case ">" | ">=":
                domain = Domain(low=bound, has_low=match[2] == ">=")
            case "<" | "<=":
                domain = Domain(high=bound, has_high=match[2] == "<=")
            case _ if bound == 0:
                domain = Domain(nonzero=True)
            case _:
                domain = Domain()
        return self._narrow(match[1], domain)

    def _space(self, match: re.Match[str]) -> bool:
        axes = tuple(re.split(r"\s*x\s*", match[4].strip())) if match[4] else ()
        if match[2] != "R" or not axes:
            if axes and axes != ("+",):
                return False
            domain = Domain(integer=match[2] in "NZ")
            if match[2] == "N" or axes == ("+",):
                domain = replace(domain, low=Fraction(0))
            return self._narrow(match[1], domain)
        if axes == ("+",):
            return self._narrow(match[1], Domain(low=Fraction(0)))
        return self._shape(match[1], Shape(axes))

    def _shaped(self, match: re.Match[str]) -> bool:
        names, structure, rows, columns, kind, length = match.groups()
        if kind.startswith("vector"):
            return self._shape(names, Shape((length or "n",)))
        square = structure in ("symmetric", "orthogonal", "diagonal", "invertible", "square")
        if not (rows and columns) and not square:
            self.unsized.update(_split_names(names))
            return False
        axes = (rows, columns) if rows and columns else ("n", "n")
        return self._shape(names, Shape(axes, "" if structure in (None, "square") else structure))

    def _structured(self, match: re.Match[str]) -> bool:
        names = list(_split_names(match["names"]))
        if not all(name in self.shapes or name[:1].isupper() for name in names):
            return False
        for name in names:
            self.shapes.setdefault(name, Shape(("n", "n")))
            self._structure(frozenset((name,)), match["structure"])
        return True

    def _worded(self, match: re.Match[str]) -> bool:
        kind = match["kind"].lower().replace("-", "")
        domain = Domain(integer="integer" in kind or "natural" in kind or "whole" in kind)
        if "nonnegative" in kind:
            domain = replace(domain, low=Fraction(0), has_low=True)
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
                domain.has_low if low == domain.low else former.has_low,
                domain.has_high if high == domain.high else former.has_high,
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
    sign = -1 if text.startswith("-") else 1
    match text.lstrip("-"):
        case "inf":
            return sign * math.inf
        case "pi":
            return sign * Fraction(math.pi)
        case digits:
            return sign * Fraction(digits)
