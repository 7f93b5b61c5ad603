"""Find residue of numbers and markup in texts, and steps, prompts and keys that do not fit. Light."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from drill.banks.models import Question
from drill.banks.templates import remove_value_braces, spelling_of_side, split_equation_sides
from drill.checking import Key, Tolerance
from drill.text import find_singular
from drill.typeset import prose_left_over

# Findings that are errors in shipped banks and with ``--strict``, else warnings.
CODES = frozenset((
    "bare-step", "borrowed", "bracketed", "ceiling", "count", "covariance", "cut-in-two", "few-sisters",
    "fixed", "forbidden", "fraction", "interval", "mistake-name", "near-twin", "no-probes", "one-sided",
    "plural", "probabilities", "silent", "stated", "steps-end", "tag", "tolerance", "two-sides",
    "unevaluated", "unreduced", "unsimplified",
))  # fmt: skip
# What exercises of shipped banks are tagged with; own banks use what they like.
TAGS = frozenset(("which-method", "contrast", "counterexample", "claim", "estimate", "figure", "proof"))

_FORMULA = re.compile(r"(?<!\\)\$\$(.+?)\$\$|(?<!\\)\$((?:\\.|[^$\\])+?)\$", re.DOTALL)
_BRACKETED = re.compile(r"(?:\\left)?\(\s*(\d+(?:\.\d+)?)\s*(?:\\right)?\)")
# Before a bracket: a function, a factor, a script.
_BINDING = re.compile(r"(?:[\w}\])'!{^_|]|\^\*|\\(?!cdot|times|quad|to|le|ge|approx)[A-Za-z]+)$")
_ONE = re.compile(r"(?<![\w.,/=−-])1 ([a-z]{2,}s)\b")
# Words after a 1 that are no nouns in the plural.
_NO_PLURAL = re.compile(
    r".*(?:ss|us|is|wards)|(?:al|side|half)?ways|bias|alias|atlas|canvas|gas|lens|series|species|has|was|its|perhaps"
    r"|besides|sometimes|nowadays|overseas|does|gives|means|lies|equals|times|says|makes|adds|falls|holds|goes"
    r"|becomes|comes|follows|needs|costs|leaves|remains|stays|contains|takes|uses|appears|counts|vanishes|exists"
    r"|happens|begins|occurs|depends|belongs|tends|yields|grows|shrinks|decays|divides|wins|loses|keeps|brings"
    r"|stands|shows|works|starts|ends|enters|reaches|serves|acts|lets|gets|turns|bits?s"
)
# Before a number that says which one, or of what size: ``in step 1 weights grow``, ``rank 1 matrices``.
_NAMED_BY_NUMBER = re.compile(
    r"\b(?:rank|degree|order|dimension|length|size|width|depth|radius|norm|variance|step|layer|level|row|column"
    r"|axis|index|case|class|type|equation|part|stage|epoch|round|entry|number|time)\s*$",
    re.IGNORECASE,
)
# A value of 1 before "times", and values where letters were meant.
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
# Steps may round their last value so far, relatively: of a rounded key, and of a fraction.
_NEAR, _EXACTLY = Fraction(1, 20), Fraction(1, 100)
_AS_FRACTION = re.compile(r"\bas (?:a|an) (?:\w+ )?fraction\b(?! or\b)")
_ROUNDED_OR_CHOSEN = re.compile(r"\\l(ceil|floor).*?\\r\1|\\(?:max|min|gcd)\s*(?:\\left)?\(.*?\)")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_LETTER = re.compile(r"[A-Za-z]")
_UNDONE = re.compile(r"\b(?:ceil|floor|mod|gcd|max|min)\(")


# What values of 1 leave behind: a denominator, an exponent, a factor before or behind a symbol.
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
# A fraction that is worked out behind itself is no residue: alone, as a factor, or among other numbers.
_WORKED_OUT = re.compile(
    r"\\cdot|\\times|\\rceil|\\rfloor"
    r"|(?:[\d\s{}()+*/.^-]|\\(?:[dt]?frac|sqrt|left|right|cdot|times|,|;|!)(?![A-Za-z]))*(?:=|\\approx|\\to\b)"
)
# Texts in which a fraction is a result; in a prompt or a line of an argument it may be a count of a count.
_OF_RESULTS = frozenset(("steps", "hints", "result", "wrong"))


def value_residue(template: str, text: str, field: str = "steps") -> Iterator[tuple[str, str]]:
    """Yield code and message for what the values of a variant left behind in one of its texts.

    ``field`` is where the text is written.
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
            yield "plural", f"{counted_one[0]!r}: write {_say_plural(template, counted_one[1])}"
    if _TIMES_ONE.search(words) and not _TIMES_ONE.search(template):
        yield "unsimplified", "1 times is what it was; leave that value out of the draw"
    if whatever := _WHATEVER_VALUE.search(text):
        yield "unsimplified", f"{whatever[0]!r} names values; write letters, or leave it out"


def _say_plural(template: str, noun: str) -> str:
    """Return the reference that prints a noun with its number, as the template calls it."""
    found = re.search(rf"@(?:(\w+)|\{{([^{{}}]+)\}})(?:\s*\$)?\s+{noun}\b", template)
    counted, singular = (found[1] or found[2].strip()) if found else "n", find_singular(noun)
    irregular = "" if noun == f"{singular}s" else f", '{noun}'"
    return f"@{{plural({counted}, '{singular}'{irregular})}}"


def _uncomputed_call(template: str, formula: str) -> str:
    """Return what is rounded or chosen from numbers alone and still to be worked out; empty if there is
    none."""
    for match in _ROUNDED_OR_CHOSEN.finditer(formula):
        if match[0][:5] not in template and not _LETTER.search(_COMMAND.sub("", match[0])):
            return match[0]
    return ""


def _find_unsimplified_numbers(template: str, formula: str, field: str) -> Iterator[tuple[str, str]]:
    """Yield factors 1 and fractions that come from drawn numbers; those in the template are meant."""
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
    listed: Mapping[str, Sequence[str]] = {"hints": question.hints, "steps": question.step_texts}
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


_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_DOLLAR = re.compile(r"(?<!\\)\$")


def markup_faults(text: str) -> Iterator[str]:
    """Yield faults in a rendered text: dollars without a partner, unknown commands."""
    plain = _CODE.sub("", text)
    if len(_DOLLAR.findall(plain.replace("$$", ""))) % 2:
        yield r"a dollar has no partner; write \$ for one that is money"
        return
    for left in prose_left_over(text, width=76):
        yield f"{left} is not typeset"
