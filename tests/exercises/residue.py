"""Find residue of numbers and markup in texts, and steps, prompts and keys that do not fit. Light."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from drill.banks.models import Question
from drill.banks.templates import remove_value_braces, spelling_of_side, split_equation_sides
from drill.checking import Key, Tolerance
from drill.errors import ParseError, TooLargeError
from drill.latex import nodes as latex
from drill.latex import parse_latex_formula as read_nodes
from drill.maths.maths_tree import Binary, Call, Neg, Node, Num, find_in_tree, find_symbols, list_parts
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.notation import read_latex
from drill.typeset import Tier, typeset_on_one_line

# Tags of exercises in shipped banks; own banks use any they like.
TAGS = frozenset(("which-method", "contrast", "counterexample", "claim", "estimate", "figure", "proof"))

_FORMULA = re.compile(r"(?<!\\)\$\$(.+?)\$\$|(?<!\\)\$((?:\\.|[^$\\])+?)\$", re.DOTALL)
_BRACKETED = re.compile(r"(?:\\left)?\(\s*(\d+(?:\.\d+)?)\s*(?:\\right)?\)")
# Text before a bracket that is needed: a function, a factor, a script.
_BINDING = re.compile(r"(?:[\w}\])'!{^_|]|\^\*|\\(?!cdot|times|quad|to|le|ge|approx)[A-Za-z]+)$")
_ONE = re.compile(r"(?<![\w.,/=−-])1 ([a-z]{2,}s)\b")
# Words after a 1 that are not nouns in the plural.
_NO_PLURAL = re.compile(
    r".*(?:ss|us|is|wards)|(?:al|side|half)?ways|bias|alias|atlas|canvas|gas|lens|series|species|has|was|its|perhaps"
    r"|besides|sometimes|nowadays|overseas|does|gives|means|lies|equals|times|says|makes|adds|falls|holds|goes"
    r"|becomes|comes|follows|needs|costs|leaves|remains|stays|contains|takes|uses|appears|counts|vanishes|exists"
    r"|happens|begins|occurs|depends|belongs|tends|yields|grows|shrinks|decays|divides|wins|loses|keeps|brings"
    r"|stands|shows|works|starts|ends|enters|reaches|serves|acts|lets|gets|turns|bits?s"
)
# Words before a number that is a name or a size: ``in step 1 weights grow``, ``rank 1 matrices``.
_NAMED_BY_NUMBER = re.compile(
    r"\b(?:rank|degree|order|dimension|length|size|width|depth|radius|norm|variance|step|layer|level|row|column"
    r"|axis|index|case|class|type|equation|part|stage|epoch|round|entry|number|time)\s*$",
    re.IGNORECASE,
)
# A value of 1 before "times", and values in the place of letters.
_TIMES_ONE = re.compile(r"(?<![\w.,/=−-])1 times as\b")
_WHATEVER_VALUE = re.compile(
    r"\bwhatever (?:\$)?-?\d[\w.]*(?:\$)?(?: and (?:\$)?-?\d[\w.]*(?:\$)?)? (?:is|are)\b"
)
_NUMBER = re.compile(r"""
    \\[dt]?frac\s*(?:\{(?P<top>\d+(?:\.\d+)?)\}|(?P<digit>\d))\s*\{?(?P<below>(?<=\{)\d+|\d)
    |(?P<high>\d+)/(?P<low>\d+)
    |(?:(?P<factor>\d+(?:\.\d+)?)\s*\\(?:cdot|times)\s*)?10\^\{?(?P<power>-?\d{1,3})
    |(?P<plain>\d+(?:\.\d+)?)
""", re.VERBOSE)  # fmt: skip
# Nouns whose singular does not follow from the ending.
_SINGULARS: Mapping[str, str] = {
    "analyses": "analysis", "axes": "axis", "bases": "basis", "biases": "bias", "buses": "bus",
    "caches": "cache", "halves": "half", "hypotheses": "hypothesis", "indices": "index", "leaves": "leaf",
    "matrices": "matrix", "shelves": "shelf", "simplices": "simplex", "statuses": "status",
    "vertices": "vertex",
}  # fmt: skip
_SINGULAR_ENDINGS = (
    ("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("oes", "o"), ("s", ""),
)  # fmt: skip
# Max relative rounding of a step's last value: of a rounded key, and of a fraction.
_NEAR, _EXACTLY = Fraction(1, 20), Fraction(1, 100)
_AS_FRACTION = re.compile(r"\bas (?:a|an) (?:\w+ )?fraction\b(?! or\b)")
_ROUNDED_OR_CHOSEN = re.compile(r"\\l(ceil|floor).*?\\r\1|\\(?:max|min|gcd)\s*(?:\\left)?\(.*?\)")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_LETTER = re.compile(r"[A-Za-z]")
_UNDONE = re.compile(r"\b(?:ceil|floor|mod|gcd|max|min)\(")


# Residues of values of 1: a denominator, an exponent, a factor before or after a symbol.
_ONES = (
    re.compile(r"/\s*1(?![\d.,^!])|\\[dt]?frac\{[^{}]*\}\{1\}"),
    re.compile(r"\^(?:1(?![\d.])|\{1\})"),
    re.compile(
        r"(?<![\d.^_{])1\s*\\(?:cdot|times)\s*(?:[A-Za-z]|\\(?!left|[dt]?frac|sqrt|exp|ln|log)[A-Za-z]+)"
    ),
    re.compile(r"(?<![\\A-Za-z])[A-Za-z]\s*\\(?:cdot|times)\s*1(?![\d.,/^!])"),
)
# The lower end of an integral or a sum: a 1 above it is the upper end.
_LOWER_END = re.compile(r"\\(?:int|sum|prod)\s*_(?:\{(?:[^{}]|\{[^{}]*\})*\}|[^{}\\])$")
_FRACTION = re.compile(
    r"\\[dt]?frac\{(\d+)\}\{(\d+)\}|(?<![\d.\w}^/!)_])(\d+)\s*/\s*(\d+)(?![\d.!^a-zA-Z\\(])"
)
# A fraction with its value behind it is not a residue: alone, as a factor, or among other numbers.
_WORKED_OUT = re.compile(
    r"\\cdot|\\times|\\rceil|\\rfloor"
    r"|(?:[\d\s{}()+*/.^-]|\\(?:[dt]?frac|sqrt|left|right|cdot|times|,|;|!)(?![A-Za-z]))*(?:=|\\approx|\\to\b)"
)
# Fields in which a fraction is a result; in a prompt or a line of an argument it may be one count out of
# another.
_OF_RESULTS = frozenset(("steps", "hints", "result", "wrong"))


def find_singular(plural: str) -> str:
    """Return the singular of a noun in lower case: ``matrix`` for ``matrices``."""
    if plural in _SINGULARS:
        return _SINGULARS[plural]
    for ending, singular in _SINGULAR_ENDINGS:
        if plural.endswith(ending):
            return plural.removesuffix(ending) + singular
    return plural


def value_residue(template: str, text: str, field: str = "steps") -> Iterator[tuple[str, str]]:
    """Yield code and message for residues of a variant's values in one of its texts.

    ``field`` is the place of the text.
    """
    if "@" not in template:
        return
    for match in _FORMULA.finditer(text):
        formula = match[1] or match[2]
        yield from _find_unsimplified_numbers(template, remove_value_braces(formula), field)
        sides = [spelling_of_side(side) for side in split_equation_sides(formula)[::2]]
        for left, right in pairwise(sides):
            if left and left == right:
                yield "two-sides", f"two sides of an equation read the same: {left} = {right}"
        bare = re.sub(r"\{(\d+(?:\.\d+)?)\}", r"\1", formula)
        for bracket in _BRACKETED.finditer(bare):
            if not _BINDING.search(bare[: bracket.start()].rstrip()) and bracket[0] != bare.strip():
                yield "bracketed", f"the number ({bracket[1]}) is in brackets"
        if "raw(" not in template and (call := _uncomputed_call(template, formula)):
            yield "unevaluated", f"{call} is shown, not worked out"
    words = _FORMULA.sub("#", re.sub(r"\$\s*\{?1\}?\s*\$", "1", text))
    for counted_one in _ONE.finditer(words):
        is_noun = not _NO_PLURAL.fullmatch(counted_one[1])
        is_name = _NAMED_BY_NUMBER.search(words[: counted_one.start()])
        if is_noun and not is_name and counted_one[0] not in template:
            yield "plural", f"{counted_one[0]!r}: write {_say_plural(template, words, counted_one)}"
    if _TIMES_ONE.search(words) and not _TIMES_ONE.search(template):
        yield "unsimplified", "1 times is what it was; leave that value out of the draw"
    if whatever := _WHATEVER_VALUE.search(text):
        yield "unsimplified", f"{whatever[0]!r} names values; write letters, or leave it out"


def _say_plural(template: str, words: str, counted_one: re.Match[str]) -> str:
    """Return the reference that prints a noun with its number, as the template calls it.

    Where a template counts the noun more than once, the words before the number decide.
    """
    noun, before = counted_one[1], words[: counted_one.start()].rstrip()

    def count_common_characters(reference: re.Match[str]) -> int:
        template_before = template[: reference.start()].rstrip()
        return len(posixpath.commonprefix((template_before[::-1], before[::-1])))

    references = re.finditer(rf"\$?@(?:(\w+)|\{{([^{{}}]+)\}})(?:\s*\$)?\s+{noun}\b", template)
    found = max(references, key=count_common_characters, default=None)
    counted, singular = (found[1] or found[2].strip()) if found else "…", find_singular(noun)
    irregular = "" if noun == f"{singular}s" else f", '{noun}'"
    return f"@{{plural({counted}, '{singular}'{irregular})}}"


def _uncomputed_call(template: str, formula: str) -> str:
    """Return an unevaluated operation that rounds numbers or chooses from them; empty without one."""
    for match in _ROUNDED_OR_CHOSEN.finditer(formula):
        if match[0][:5] not in template and not _LETTER.search(_COMMAND.sub("", match[0])):
            return match[0]
    return ""


def _find_unsimplified_numbers(template: str, formula: str, field: str) -> Iterator[tuple[str, str]]:
    """Yield factors 1 and fractions that come from drawn numbers; those in the template are on purpose."""
    for pattern in _ONES:
        for match in pattern.finditer(formula):
            if match[0] not in template and not _LOWER_END.search(formula[: match.start()]):
                yield "unsimplified", f"a 1 is left in {match[0]}; leave it out where the value is 1"
    for match in _FRACTION.finditer(formula) if field in _OF_RESULTS else ():
        top, below = (int(part) for part in match.groups() if part)
        is_reduced = below < 2 or math.gcd(top, below) == 1
        if (
            not is_reduced
            and match[0] not in template
            and not _WORKED_OUT.match(formula[match.end() :].lstrip(" })"))
        ):
            advice = "print it as one value, @{a/b}, or work it out behind it: = @{a/b}"
            yield "unreduced", f"the fraction {match[0]} is not reduced; {advice}"


def find_ending_faults(
    prompt: str, steps: Sequence[str], key: Key, tolerance: Tolerance | None = None
) -> Iterator[tuple[str, str, str]]:
    """Yield findings where a numeric key does not fit its prompt, or its steps end at another number."""
    if not isinstance(key, str):
        return
    if _UNDONE.search(key):
        yield "answer", "unevaluated", f"the key is shown as {key}, not worked out"
    try:
        value = abs(Fraction(key.replace(" ", "")))
    except (ValueError, ZeroDivisionError):
        return
    if value.denominator == 1 and "." not in key and _AS_FRACTION.search(prompt):
        yield "prompt", "fraction", f"a fraction is asked for, and the key is {key}"
    if not steps or value in (0, 1):
        return
    near = (_EXACTLY if tolerance is None and "/" in key else _NEAR) * value
    if tolerance is not None and tolerance.kind in ("abs", "rel"):
        near = max(near, tolerance.amount * (value if tolerance.kind == "rel" else 1))
    shown_text = re.sub(r"(?<=\d)(?:\{,\}|\\,|\\ |,)(?=\d{3})", "", " ".join(steps))
    for number in map(_convert_matched_number, _NUMBER.finditer(shown_text)):
        if any(abs(number * scale - value) <= near for scale in (1, Fraction(1, 100), 100)):
            return
    yield "steps", "steps-end", f"no step shows the key, {key}"


def _convert_matched_number(number: re.Match[str]) -> Fraction:
    if number["power"]:
        return Fraction(number["factor"] or 1) * Fraction(10) ** int(number["power"])
    top = number["top"] or number["digit"] or number["high"] or number["plain"]
    return Fraction(top) / (int(number["below"] or number["low"] or 1) or 1)


def cut_texts(question: Question) -> Iterator[tuple[str, int]]:
    """Yield field and place of each text that continues, in lower case, the one before."""
    steps = [step.text for step in question.steps]
    listed: Mapping[str, Sequence[str]] = {"hints": question.hints, "steps": steps}
    for field, texts in listed.items():
        for index, (before, after) in enumerate(pairwise(texts), 1):
            if after[:1].islower() and before.rstrip()[-1:] not in ".!?:$)":
                yield field, index


# A number or a fraction, alone or in a list, and a number beside an equal sign.
_PLAIN = r"-?(?:\\[dt]?frac\d\d+|\\sqrt\d+|\d[\d.]*(?:/\d+)?)(?:\\?%)?"
_LIST = rf"\(?{_PLAIN}(?:, ?{_PLAIN})*\)?"
_VALUE_ALONE = re.compile(
    r"(?:(?:so|thus|hence|then|this gives|(?:the )?(?:answer|result|value)(?: is)?)[:,]? )?"
    rf"(?:\d[\d.]*(?:=|\\approx))?{_LIST}[.;]?",
    re.IGNORECASE,
)
_REFERENCE_ALONE = re.compile(r"\$*@(?:\w+|\{[^{}]*\})\$*\.?")
_SPACE = re.compile(r"\\(?:left|right|,|;|!)|[${}]|(?<=[=x])\s+|\s+(?==|\\approx)")


def is_value_alone(template: str, text: str) -> bool:
    """Return whether a step, with the values of a variant, states a value and nothing that leads to it."""
    return (
        _REFERENCE_ALONE.fullmatch(template.strip()) is not None
        or _VALUE_ALONE.fullmatch(_SPACE.sub("", text).strip()) is not None
    )


# Check that a formula shown on one line reads back as the same expression.
#
# A formula that ``maths`` reads from its LaTeX must be read from its one-line form as the same tree, by the
# reader of typed answers. A formula that only one of them reads (``(1, 2; 3, 4)`` for a matrix) does not
# count.

TIERS: tuple[Tier, ...] = ("unicode", "ascii")

_PRINT_ROUND_TRIP_FORMULA = re.compile(
    r"(?<!\\)\$\$(?P<display>.+?)\$\$|(?<!\\)\$(?P<inline>(?:\\.|[^$\\])+?)\$", re.DOTALL
)
# Letters for functions, and differential quotients: ``maths`` takes both for products.
_NO_PRODUCT = re.compile(
    r"(?<![A-Za-z\\])[fghpqFGHLPQEVZ](?:'|_\w|_\{[^{}]*\})*\s*(?:\\left|\\[bB]ig+l?)?[(\[]"
    r"|\\[dt]?frac\s*\{*\s*(?:d|\\partial)(?![a-z]{2})"
)
# Notation that no typed answer has: assignments (its reader takes ``<-`` for less than minus), parts with a
# brace below, the vector of ones.
_UNTYPED = re.compile(
    r"\\(?:gets|leftarrow|underbrace|overbrace)(?![A-Za-z])|\\(?:mathbf|boldsymbol|mathbb)\s*\{?\s*1"
)
# Single letters, and the Greek ones that read as operators or functions, where no bracket follows.
_PRINT_ROUND_TRIP_LETTER = re.compile(
    r"(?<![A-Za-z\\])(?<!\\mathcal )(?<!\\mathcal\{)[A-Za-z](?![A-Za-z])"
    r"|(?<=\\)(?:Delta|Phi|phi|sigma|Gamma|zeta)(?![A-Za-z])(?!\s*(?:\\left|\\[bB]ig+l?)?\s*[(\[])"
)


def find_latex_formulas(text: str) -> Iterator[str]:
    """Return the LaTeX of the formulas in a text."""
    for match in _PRINT_ROUND_TRIP_FORMULA.finditer(text):
        yield match["display"] or match["inline"]


@lru_cache(maxsize=1024)  # most formulas of an exercise are the same in every variant
def find_misread_lines(source: str) -> tuple[str, ...]:
    """Return the one-line forms of a formula that read back as another expression."""
    if (
        _NO_PRODUCT.search(source)
        or _UNTYPED.search(source)
        or _read_latex_meaning(source, _find_formula_declarations(source)) is None
    ):
        return ()
    printed = {
        block.one_line: block.lines[0] for block in (typeset_on_one_line(source, tier=tier) for tier in TIERS)
    }
    return tuple(first for line, first in printed.items() if compare_line_with_latex(source, line) == "other")


def compare_line_with_latex(source: str, line: str) -> Literal["same", "other", "one reader"] | None:
    """Compare how a one-line form reads with the meaning of its LaTeX; None if neither can be read."""
    if _NO_PRODUCT.search(source) or _UNTYPED.search(source):
        return None
    names = _find_formula_declarations(source)
    meant, read = _read_latex_meaning(source, names), _read_printed_line(line, names)
    if meant is None or read is None:
        return None if meant is read else "one reader"
    if _flatten_products(read) == _flatten_products(meant):
        return "same"
    return "other"


@lru_cache(maxsize=8)  # the same for every tier
def _find_formula_declarations(source: str) -> Names:
    """Return the declared names in a formula, so that ``T`` or γ before a bracket is not a function."""
    letters = frozenset[str](_PRINT_ROUND_TRIP_LETTER.findall(source))
    tree = _read_latex_meaning(source, Names(letters, undeclared="allow"))
    if tree is None:
        return Names(letters, undeclared="allow")
    turned = [part for part in find_in_tree(tree, Call) if part.name in ("T", "inv")]
    matrices = frozenset[str]().union(*map(find_symbols, turned))
    return Names(letters | find_symbols(tree), matrices, undeclared="allow")


@lru_cache(maxsize=8)
def _read_latex_meaning(source: str, names: Names) -> Node | None:
    """Return the tree of the LaTeX without invisible braces; None if it cannot be read."""
    try:
        return read_latex(_without_braces(source), names, {}, "statement")
    except (ParseError, TooLargeError):
        return None


def _without_braces(source: str) -> str:
    """Return the text with blanks for braces that no command and no script needs."""
    characters = list(source)

    def visit(row: latex.Row, is_free: bool) -> None:
        for node in row:
            is_braced = source.startswith("{", node.at) and isinstance(node, latex.Group | latex.Fence)
            if is_braced and is_free:
                characters[node.at] = characters[len(source[: node.end].rstrip()) - 1] = " "
            is_row = is_braced or source.startswith(("\\left", "\\begin"), node.at)
            for part in latex.rows_in(node):
                visit(part, is_row and not isinstance(node, latex.Scripts))

    visit(read_nodes(source, places=True).nodes, True)
    return "".join(characters)


def _read_printed_line(line: str, names: Names) -> Node | None:
    try:
        return parse(line, names, "statement")
    except ParseError:
        return None


def _flatten_products(node: Node) -> object:
    """Return a tree in a normal form that has ``a·(b/c)`` equal to ``(a·b)/c``, and ``(-a)/b`` to
    ``-(a/b)``.
    """
    if isinstance(node, Call) and node.name == "root" and node.args[1] == Num("2"):
        return _flatten_products(Call("sqrt", node.args[:1]))
    if isinstance(node, Neg) or (isinstance(node, Binary) and node.op in "*/"):
        sign, above, below = _split_fraction_factors(node)
        return sign, tuple(above), tuple(below)
    parts = list_parts(node)
    # A node's key without its parts is made of its fields that are not nodes.
    if parts:
        return (*_read_node_operation(node), *map(_flatten_products, parts))
    return node


def _read_node_operation(node: Node) -> tuple[object, ...]:
    fields = ("op", "name", "kind", "open_low", "open_high")
    return type(node), *(getattr(node, field, None) for field in fields)


def _split_fraction_factors(node: Node) -> tuple[int, list[object], list[object]]:
    """Return sign, numerator and denominator of a chain of products and quotients."""
    match node:
        case Neg(inner):
            sign, above, below = _split_fraction_factors(inner)
            return -sign, above, below
        case Binary("*" | "/" as op, left, right):
            sign, above, below = _split_fraction_factors(left)
            other_sign, over, under = _split_fraction_factors(right)
            over, under = (over, under) if op == "*" else (under, over)
            return sign * other_sign, above + over, below + under
        case _:
            return 1, [_flatten_products(node)], []
