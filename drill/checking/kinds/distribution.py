"""Distributions: the family and its parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING
from unicodedata import normalize

from drill.checking.answer_verdict import Verdict
from drill.checking.kind import family_words, plain_row
from drill.checking.spec import Filling, KeySpec
from drill.checking.typed_text import parse_typed, remove_formula_frames
from drill.errors import ParseError
from drill.maths.characters import GREEK
from drill.maths.maths_tree import Binary, Call, Node, Num, Sequence
from drill.maths.names import DISTRIBUTIONS, Names
from drill.notation import is_latex
from drill.text import blank_match, find_closing, split_outside_brackets

if TYPE_CHECKING:
    from drill.checking.judges.context import Context

Reader = Callable[[str], Node]

# The other words for each family.
_FAMILIES: Mapping[str, str] = {
    "normal": "n gaussian norm gauss", "beta": "be", "gamma": "ga gam γ", "exponential": "exp expon",
    "uniform": "u unif", "binomial": "bin binom b", "bernoulli": "bern ber", "poisson": "poi pois po",
    "geometric": "geom geo", "negativebinomial": "nb negbin negbinomial", "student": "t studentt studentst",
    "chisquare": "chi2 chisq chi^2 chi² χ² χ^2 χ2 chisquared", "laplace": "lap", "lognormal": "ln lognorm",
    "inversegamma": "ig invgamma inversega", "dirichlet": "dir", "categorical": "cat",
    "multinomial": "mult multinom", "betabinomial": "betabin bb", "cauchy": "",
    "hypergeometric": "hypergeom hyper",
}  # fmt: skip
_SPELLINGS = {word: family for family, words in _FAMILIES.items() for word in (family, *words.split())}


_OF_VARIANCE = {"mean": "mu m", "variance": "var v sigma2 sigma^2 sd² std² stddev² sigma² 1/precision 1/prec"}
# As libraries print it; not of a lognormal, because these words mean different things there.
_AS_PRINTED = {"mean": "mu m loc", "variance": f"{_OF_VARIANCE['variance']} scale²"}
_OF_LOCATION = {"location": "loc mu", "scale": "sigma s b gamma", "df": "nu"}
# The words for each parameter; it is the square of ``sd²``, and one over ``1/scale``.
_PARAMETER_WORDS: Mapping[str, Mapping[str, str]] = {
    "normal": _AS_PRINTED, "lognormal": _OF_VARIANCE,
    "beta": {"a": "alpha concentration1", "b": "beta concentration0"},
    "betabinomial": {"trials": "n", "a": "alpha", "b": "beta"},
    "gamma": {"shape": "alpha a k concentration", "rate": "beta b lambda 1/scale 1/theta"},
    "exponential": {"rate": "lambda 1/scale 1/mean"}, "uniform": {"low": "a min", "high": "b max"},
    "binomial": {"trials": "n size total_count", "p": "prob probs"}, "bernoulli": {"p": "prob probs theta"},
    "poisson": {"rate": "lambda mean mu"}, "geometric": {"p": "prob"},
    "negativebinomial": {"successes": "r n", "p": "prob"}, "student": _OF_LOCATION,
    "chisquare": {"df": "nu k"}, "laplace": _OF_LOCATION, "cauchy": _OF_LOCATION,
    "inversegamma": {"shape": "alpha a", "scale": "beta b 1/rate"},
}  # fmt: skip
_DEFAULTS: Mapping[str, Mapping[str, str]] = {"student": {"location": "0", "scale": "1"}}

# Markup around a family's name in LaTeX, ``\mathcal{N}\left(``.
_DRESSED = re.compile(
    r"\\(?:mathcal|mathrm|operatorname\*?|text|textrm|mathsf|left|[bB]igg?l?)(?![A-Za-z])"
    r"|\\[,;:! ]|[\\{}]"
)
_SIZES = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])|\\(?=[a-z]+\s*(?:\^\s*\{?\s*2\s*\}?)?\s*=)")
_HEAD = re.compile(r"\s*([^\W\d_][\w^²' -]*?)\s*([(\[])")
_NAMED = re.compile(r"\s*([^\W\d_][\w^²]*)\s*(?:=|:)\s*(?=\S)")
# A letter for two families, Beta and Bin.
_B = re.compile(r"(?:.*~)?\s*B(?=\s*\()")
# A parameter as an index, ``\chi^2_3``, ``t_{n-1}``, up to the end.
_INDEXED = re.compile(
    r"(?P<before>(?:.*~)?\s*)(?P<name>t|(?:\\chi|χ)(?P<square>\s*(?:\^\s*(?:2|\{2\})|²))?)\s*"
    r"(?:_(?P<one>\w)|_\{(?P<df>[^{}]*)\}|(?P<low>[₀-₉]+))(?(square)|(?P<behind>\s*(?:\^\s*(?:2|\{2\})|²))?)\s*"
)
# The density in place of the distribution: ``p(x) = N(0, 4)``, ``N(x; 0, 4)``.
_DENSITY = re.compile(
    r"\s*[A-Za-z](?:_\w+)?\s*\((?:\s*\\?[^\W\d_]+(?:_\w+)?\s*(?:[,;|]|\\mid(?![A-Za-z])|(?=\))))+\)\s*=(?!=)"
)
_VARIABLE = re.compile(r"(?<=\()\s*(?P<name>\\?[^\W\d_]\w*)\s*(?:[;|]|\\mid(?![A-Za-z]))")
# Signs of a copied formula: the invisible ones for application or between list items, and ∼.
_COPIED_SIGNS = str.maketrans("\u2061\u2063∼", " ,~")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
# Braced indices, and the condition after a variable.
_INDEX_OR_CONDITION = re.compile(r"_\{[^{}]*\}|(?:\||\\mid(?![A-Za-z])|\bgiven\b).*", re.DOTALL)
# Arithmetic, a number, a function or two letters side by side: more than the name of a variable.
_COMPUTED = re.compile(
    r"[-−–+*/^·×⋅÷√(²³]|(?<![\w.])\d|(?<!\w)\\?(?:[dt]?frac|sqrt|ln|log|exp|sum|times|cdot)(?![A-Za-z])"
    r"|(?<![A-Za-z\\])[A-Za-z]\s+[A-Za-z](?![A-Za-z])"
)
_EXAMPLE = "a distribution is asked for, such as Beta(3, 7) or N(mean = 0, sd = 2)"


def read_distribution(text: str, read: Reader) -> Node:
    """Return the distribution that ``text`` names, as ``Call(family, parameters)``.

    ``read`` reads one parameter. Raises ParseError: no family, an unknown one, or wrong parameters.
    """
    start = text.rfind("~") + 1
    head = _HEAD.match(text, start)
    if head is None and re.search(r"\d", text):
        hint = "write it with its parameters, such as N(40, 6) or Beta(3, 7)"
        raise ParseError("the name of the distribution is missing", start + 1, code="kind", hint=hint)
    if head is None:
        raise ParseError(_EXAMPLE, start + 1 if text.strip() else None, code="kind")
    family = _find_distribution_family(head.group(1), head.start(1) + 1)
    if head.group(2) == "[" and family != "uniform":  # U[0, 1] names its interval
        raise ParseError(_EXAMPLE, head.start(2) + 1, code="kind")
    arguments = _split_distribution_arguments(text, head.end())
    order = DISTRIBUTIONS[family]
    if order and len(arguments) > len(order) and (comma := _DECIMAL_COMMA.search(text, head.end())):
        hint = f"write 2.5 for a decimal, and {family_words(family)}"
        raise ParseError("a comma separates two values here", comma.start() + 1, hint=hint)
    if order:
        return Call(family, _read_distribution_parameters(family, arguments, read))
    values = tuple(_read_at(text, offset, read) for offset, text in arguments)
    only = values[0] if len(values) == 1 else None
    return Call(family, only.items if isinstance(only, Sequence) else values)


def _write_index_in_brackets(text: str) -> str:
    """Return ``χ²(3)`` for ``\\chi^2_3``, ``t(5)`` for ``t_5``; without its square χ is another family."""
    indexed = _INDEXED.fullmatch(text)
    if indexed is None or (indexed["name"] == "t") is bool(indexed["square"] or indexed["behind"]):
        return text
    df = indexed["one"] or indexed["df"] or normalize("NFKC", indexed["low"])
    return f"{indexed['before']}{'t' if indexed['name'] == 't' else 'χ²'}({df})"


def plain_family(text: str) -> str:
    """Return LaTeX with its family's name in plain letters, of the same length; the parameters stay LaTeX."""
    if not is_latex(text):
        return text
    text = text.replace("\\sim", "~".ljust(len("\\sim")))
    opened = min((index for index in (text.find("("), text.find("[")) if index >= 0), default=len(text))
    return _DRESSED.sub(blank_match, text[:opened]) + _SIZES.sub(blank_match, text[opened:])


def _find_distribution_family(word: str, index: int) -> str:
    plain = re.sub(r"[\s_'-]+", "", normalize("NFKC", word)).lower().removesuffix("distribution")
    family = _SPELLINGS.get(plain)
    if family is None:
        close = get_close_matches(plain, _SPELLINGS, n=1, cutoff=0.7)
        hint = f"did you mean {_SPELLINGS[close[0]]}?" if close else _EXAMPLE
        raise ParseError(f"no distribution is called {word.strip()!r}", index, code="unknown-name", hint=hint)
    return family


def _split_distribution_arguments(text: str, start: int) -> list[tuple[int, str]]:
    """Return the arguments after an opening bracket: each with its offset in ``text``."""
    end = find_closing(text, start - 1, "([{", ")]}")
    if end == len(text):
        raise ParseError("the bracket is never closed", start)
    if text[end + 1 :].strip():
        raise ParseError("nothing is expected after the closing bracket", end + 2)
    return [(start + begin, piece) for begin, piece in split_outside_brackets(text[start:end], ",;")]


def _read_at(text: str, offset: int, read: Reader) -> Node:
    try:
        return read(text)
    except ParseError as error:
        raise error.moved(offset) from None


def _read_distribution_parameters(
    family: str, arguments: list[tuple[int, str]], read: Reader
) -> tuple[Node, ...]:
    order = DISTRIBUTIONS[family]
    known = [(name, name) for name in order]
    listed = _PARAMETER_WORDS.get(family, {}).items()
    known += [(name, written) for name, spellings in listed for written in spellings.split()]
    # meaning of each word: the parameter, and how the word writes it
    words = {written.removeprefix("1/").removesuffix("²"): (name, written) for name, written in known}
    values: dict[str, Node] = {}
    for index, (offset, text) in enumerate(arguments):
        if named := _NAMED.match(text):
            word = normalize("NFKC", named.group(1)).lower()  # ``σ²`` is listed as sigma2
            name, written = words.get("".join(GREEK.get(letter, letter) for letter in word), ("", ""))
            start = named.end()
        else:
            name = order[index] if index < len(order) else ""
            written = ""
            start = 0
        if not name or name in values:
            raise ParseError(f"write {family_words(family)}", offset + 1, code="parse")
        value = _read_at(text[start:], offset + start, read)
        if written.startswith("1/"):
            value = Binary("/", Num("1"), value)
        elif written.endswith("²"):
            value = Binary("^", value, Num("2"))
        values[name] = value
    values = {**{name: Num(text) for name, text in _DEFAULTS.get(family, {}).items()}, **values}
    if set(values) != set(order):
        position = arguments[0][0] + 1 if arguments else None
        raise ParseError(f"write {family_words(family)}", position, code="parse")
    return tuple(values[name] for name in order)


# --- reading --------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DistributionSpec(KeySpec):
    """A distribution."""

    @cached_property
    def key(self) -> Node:
        """The call of the family."""
        return read_distribution(self.text, lambda text: self.parsed("distribution", text, "value"))

    def fill_text(self, put: Filling, text: str, field: str) -> str:
        """Return a distribution with its parameters evaluated."""
        return put.law(text, field)

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of a distribution. Raises ParseError for other text, and for the distribution of
        a computed quantity, ``3X ~ N(0, 4)``, because only the prompt shows whether that is the question."""
        formula = remove_formula_frames(text.translate(_COPIED_SIGNS))
        named = plain_family(formula)
        before = formula[: max(named.rfind("~"), 0)]
        if _COMPUTED.search(_INDEX_OR_CONDITION.sub("", before)):
            hint = "type the distribution that is asked for, without a formula before ~"
            raise ParseError(f"this is the distribution of {before.strip()}", 1, hint=hint)
        text = _DENSITY.sub(blank_match, formula)
        family = plain_family(_write_index_in_brackets(text))
        if (variable := _VARIABLE.search(family)) and variable["name"].lstrip("\\") not in names.declared:
            family = f"{family[: variable.start()]}{' ' * len(variable[0])}{family[variable.end() :]}"
        letter = _B.match(family)
        if letter and isinstance(self.key, Call) and self.key.name == "beta":
            raise ParseError("did you mean Beta(…) or Bin(…)?", letter.end())
        return read_distribution(family, lambda part: parse_typed(part, names, self.latex, "value"))

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Compare family and parameters."""
        from drill.checking.judges.value_judge import judge_distribution  # loads mpmath

        return judge_distribution(self, answer, context)

    def diagnose(self, answer: Node, context: Context) -> Verdict | None:
        """Return a diagnosis: a parameter is off."""
        from drill.checking.judges.value_judge import diagnose_distribution  # loads mpmath

        return diagnose_distribution(self, answer, context)


ROWS = (
    plain_row(
        name="distribution", spec=DistributionSpec, written="expression", mode="value",
        asks="a distribution is asked for, such as Beta(3, 7)", may_round=True,
        proof="law", mistakes="text", help="Distributions",
    ),
)  # fmt: skip
