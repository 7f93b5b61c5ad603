"""Find tolerances that take a wrong rounding or count, and rounded counts whose neighbour is unknown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import floor, log10

from drill.banks.models import FieldPath
from drill.banks.variant import KnownMistake
from drill.banks.variant_expansion import StageMaker
from drill.checking import NumberSpec, Spec, Tolerance
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Binary, Call, Node, Num, Sym
from drill.maths.numeric import evaluate_real

# Half a unit of the last digit, and a tenth for what is rounded on the way.
_UNITS = 0.6 + 1e-9
# What a prompt says of how exact an answer must be.
_ANNOUNCED = re.compile(
    r"\bwithin\b|\boff by\b|\baccura\w+|\bcounts? as right|\b(?:is|are) right\b|\btoo many or too few\b"
    r"|\ballowed\b|±|\\Phi.*\btable\b|\btable\b.*\\Phi",
    re.DOTALL,
)
_ESTIMATED = re.compile(
    r"\babout\b|\broughly\b|\bapproximat|\bestimate\b|\border of magnitude\b", re.IGNORECASE
)
_COUNTED = re.compile(r"\bhow many\b|\bthe (?:smallest |largest |least )?number of\b", re.IGNORECASE)

# What to do about each fault, by its code.
_ADVICE: Mapping[str, str] = {
    "tolerance": "the tolerance is wider than half a unit of the rounding that the prompt asks for; "
    "narrow it, or write decimals or digits in its place",
    "count": "the key is a count, and the tolerance takes the next one too; drop it, or announce it",
    "ceiling": "the key is rounded to a whole number, and the one beside it is no known mistake; "
    "add it with a say, such as: With one step fewer the bound is not reached",
}

# What tells that an amount and not a count is asked for.
_NO_COUNT = "no count"
# In more than this share of the variants a fault is one of the exercise.
_SHARE = 0.2
_CEILING_SHARE = 0.5


class LooseNumbers:
    """What is loose in a question, collected over its variants."""

    def __init__(self) -> None:
        self._seen = Counter[tuple[FieldPath, str]]()
        self._tried = 0

    def take(self, expansion: StageMaker, mistakes: Sequence[KnownMistake]) -> None:
        """Look at one variant."""
        self._tried += 1
        self._seen.update(_find_in_variant(expansion, mistakes))

    def findings(self) -> Iterator[tuple[FieldPath, str, str]]:
        """Yield field, code and message of what is loose in enough of the variants."""
        for (path, code), count in self._seen.items():
            if code == _NO_COUNT or (code == "count" and self._seen[path, _NO_COUNT]):
                continue
            if code == "count" or count > self._tried * (_CEILING_SHARE if code == "ceiling" else _SHARE):
                yield path, code, _ADVICE[code]


def _find_in_variant(
    expansion: StageMaker, mistakes: Sequence[KnownMistake]
) -> Iterator[tuple[FieldPath, str]]:
    """Yield field and code of what is loose in this variant of a question."""
    question, expect = expansion.question, expansion.expect
    parts: list[tuple[str, Spec, Spec]] = [("", question.answer, expect)]
    parts += ((name, part, expect.part(name)) for name, part in question.answer.parts)
    for name, written, spec in parts:
        path: FieldPath = ("answer", question.answer.kind, name) if name else ("answer",)
        if not isinstance(spec, NumberSpec) or spec.is_percent:
            continue
        assert isinstance(written, NumberSpec)
        try:
            step = _find_rounding_step(expansion.scope.frame.read(written.text, ""), expansion)
            value = evaluate_real(spec.key, {}) if step or spec.tolerance else None
        except (BankError, CheckError):
            continue  # told where the answer is read
        if value is None:
            continue
        is_accepted = spec.tolerance is not None and _reach(spec.tolerance, value) >= 1
        if step and not is_accepted and not _is_known(value + step, name, mistakes):
            yield path, "ceiling"
        if spec.tolerance is not None:
            yield from ((path, code) for code in _find_wide(expansion, spec, spec.tolerance, value))


def _find_wide(expansion: StageMaker, spec: Spec, tolerance: Tolerance, value: float) -> Iterator[str]:
    """Yield how a tolerance is too wide for what the prompt asks."""
    prompt, setting = expansion.question.prompt, expansion.drawn.form.setting
    reach = _reach(tolerance, value)
    if spec.rounding and value and not _ANNOUNCED.search(f"{setting} {prompt}"):
        count, _, kind = spec.rounding.partition(" ")
        if reach > 2 * _UNITS * _reach(Tolerance("digits" if kind == "digits" else "decimals", count), value):
            yield "tolerance"
    is_stated = spec.rounding or _ANNOUNCED.search(prompt) or _ESTIMATED.search(prompt)
    if _COUNTED.search(prompt) and not is_stated:
        if value != floor(value):
            yield _NO_COUNT
        elif reach >= 1:
            yield "count"


def _reach(tolerance: Tolerance, value: float) -> float:
    """Return how far an answer may lie from a value; of a rounding half a unit."""
    match tolerance.kind:
        case "abs":
            return float(tolerance.amount)
        case "rel":
            return float(tolerance.amount) * abs(value)
        case "decimals":
            return 0.5 * 10.0 ** -int(tolerance.text)
        case "digits":
            return 0.5 * 10.0 ** (floor(log10(abs(value))) + 1 - int(tolerance.text)) if value else 0.0


def _find_rounding_step(node: Node, expansion: StageMaker) -> int:
    """Return how far from a key that is rounded up or down the likeliest slip is: -1, 1, or 0 for others."""
    match node:
        case Sym(name) if name in expansion.scope.frame.lets:
            return _find_rounding_step(expansion.scope.frame.lets[name], expansion)
        case Call("ceil", _):
            return -1
        case Call("floor", (Binary("+", _, Binary("/", Num("1"), Num("2"))),)):
            return 0  # the nearest whole number
        case Call("floor", _):
            return 1
        case Binary("+", Call("floor", _), Num("1")):
            return -1
        case Binary("-", Call("ceil", _), Num("1")):
            return 1
        case Binary("+" | "-", whole, Num(text)) if text.isdigit():
            return _find_rounding_step(whole, expansion)
        case Call("max" | "min", args):
            return next(filter(None, (_find_rounding_step(arg, expansion) for arg in args)), 0)
        case _:
            return 0


def _is_known(value: float, part: str, mistakes: Sequence[KnownMistake]) -> bool:
    """Return whether a known mistake has a value, of a part where there are several."""
    for mistake in mistakes:
        text = mistake.answer if isinstance(mistake.answer, str) else mistake.answer.get(part, "")
        try:
            if float(text) == value:
                return True
        except ValueError:
            continue
    return False
