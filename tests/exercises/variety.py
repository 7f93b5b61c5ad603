"""Check that an exercise asks something new each time: keys change, and each option is sometimes right."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import floor, log10

from drill.banks.draws import KnownMistake, draw_numbers
from drill.banks.models import Exercise, FieldPath, Form, Question
from drill.banks.variant_expansion import StageMaker
from drill.checking import ChoicesSpec, FaultSpec, Key, NumberSpec, OptionsSpec, SelfSpec, Spec, Tolerance
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Binary, Call, Node, Num, Sym
from drill.maths.numeric import evaluate_real
from drill.proving import Severity

_FieldFinding = tuple[FieldPath, Severity, str, str]
# Number of draws for a relation's decision on an option.
_DRAWS = 200


def choice_findings(exercise: Exercise) -> Iterator[_FieldFinding]:
    """Yield choices whose right options are the same in four of five draws, sisters equally likely.

    A stage that is the same in every draw is reported elsewhere, and so is a choice that nothing decides.
    """
    for index in range(max(len(form.questions) for form in exercise.forms)):
        questions = [(form, form.questions[index]) for form in exercise.forms if index < len(form.questions)]
        if not all(isinstance(question.answer, ChoicesSpec) for _, question in questions):
            continue
        shares: defaultdict[tuple[str, ...], float] = defaultdict(float)
        for form, question in questions:
            for key, share in _measure_option_shares(form, question).items():
                shares[key] += share / len(questions)
        most = max(shares.values())
        is_decided = any(option.right_if for _, question in questions for option in question.answer.options)
        is_told_elsewhere = len(shares) == 1 and (
            exercise.has_stages or not (exercise.has_sisters or is_decided)
        )
        # A choice whose right option is the same this often is answered without reading.
        if most >= 0.8 and not is_told_elsewhere and not questions[0][1].fixed:
            message = f"the same option is right in {most:.0%} of the draws; let the decision fall both ways"
            yield (*questions[0][1].at, "answer"), "warning", "one-sided", message


def _measure_option_shares(form: Form, question: Question) -> dict[tuple[str, ...], float]:
    """Return how often each set of options is right, by their texts as written."""
    options = question.answer.options
    right = tuple(option.text for option in options if option.right)
    if question.answer.show:  # the right options are drawn as well
        return {(text,): 1 / len(right) for text in right}
    if not any(option.right_if for option in options):
        return {right: 1.0}
    counts = Counter(_list_right_options(form, question, seed) for seed in range(_DRAWS))
    return {key: count / _DRAWS for key, count in counts.items()}


def _list_right_options(form: Form, question: Question, seed: int) -> tuple[str, ...]:
    answers = StageMaker(question, draw_numbers(form, seed)).answers
    answer = question.answer
    assert isinstance(answer, OptionsSpec)
    holds = (
        answers.holds(option.right_if, f"answer.{answer.kind}") if option.right_if else option.right
        for option in answer.options
    )
    return tuple(option.text for option, is_right in zip(answer.options, holds, strict=True) if is_right)


def stage_findings(exercise: Exercise, keys: dict[int, set[str]], drawn: int) -> Iterator[_FieldFinding]:
    """Yield stages whose key is the same in every draw without a stated reason, or the reverse.

    ``keys`` has the keys seen by the stage's index. If no stage's key changes, the whole chain is reported
    elsewhere.
    """
    stages = exercise.forms[0].questions
    # In fewer than eight draws a key may be the same by chance.
    if not exercise.has_stages or drawn < 8 or all(len(key) <= 1 for key in keys.values()):
        return
    for index, stage in enumerate(stages):
        is_constant = len(keys.get(index, ())) == 1
        if is_constant and not stage.fixed:
            message = (
                "its key is the same in every draw; let it change, or say why: fixed: a conceptual stage"
            )
            yield stage.at, "warning", "fixed", message
        elif not is_constant and stage.fixed:
            message = "the key changes with the draw, though the stage says that it does not"
            yield (*stage.at, "fixed"), "warning", "fixed", message


# Rules for rapid exercises, which have ``pace``: what their text and draws must be like. Light.

# Max words of a rapid prompt besides its formulas, because it is read in three seconds.
MOST_WORDS = 16
# Max characters of a rapid key without blanks, because it is typed in a few seconds.
MOST_CHARACTERS = 18
# Min draws, or ways of asking a fact, because fewer are known by heart before the operation is fluent.
FEWEST_DRAWS, FEWEST_WAYS = 100, 8
# Max share of the draws with one key, because a more frequent key can be guessed.
MOST_OF_ONE_KEY = 0.25
# Max share of the draws in which a mistake may equal the key; with small numbers they often coincide.
DROPPED_SHARE = 0.5
_LEVELS = range(1, 3)
# Answers that are not a single typed text: options, several fields, and self-assessment.
_NOT_ONE_ANSWER = (OptionsSpec, FaultSpec, SelfSpec)
_NO_WORDS = re.compile(r"(?<!\\)\$.*?(?<!\\)\$|`[^`]*`|@\{[^}]*\}|@\w+", re.DOTALL)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def form_faults(exercise: Exercise) -> Iterator[tuple[FieldPath, Severity, str, str]]:
    """Yield faults of a rapid exercise, whatever is drawn: field, severity, code and message."""
    if not exercise.pace:
        return
    if exercise.level not in _LEVELS:
        yield ("level",), "error", "rapid", f"a rapid exercise is of level 1 or 2, not {exercise.level}"
    for form in exercise.forms:
        if form.has_stages:
            yield (*form.at, "stages"), "error", "rapid", "a rapid exercise has one prompt and no stages"
            continue
        yield from _find_rapid_faults(form.questions[0])


def _find_rapid_faults(question: Question) -> Iterator[tuple[FieldPath, Severity, str, str]]:
    answer, field_path = question.answer, question.at
    if isinstance(answer, _NOT_ONE_ANSWER) or answer.parts:
        message = f"a rapid exercise asks for one short typed answer, not for {answer.kind}"
        yield (*field_path, "answer"), "error", "rapid", message
    words = _WORD.findall(_NO_WORDS.sub(" ", question.prompt))
    if len(words) > MOST_WORDS:
        message = f"a rapid prompt has at most {MOST_WORDS} words beside its formulas, here are {len(words)}"
        yield (*field_path, "prompt"), "error", "rapid", message
    if not question.steps:
        message = "a rapid exercise needs at least one step, which a wrong answer is shown"
        yield field_path, "error", "rapid", message


def describe_long_key(key: Key) -> str:
    """Return what makes a key too long to be typed quickly; empty if nothing does."""
    length = len(str(key).replace(" ", ""))
    if length <= MOST_CHARACTERS:
        return ""
    return f"the key {key} has {length} characters; a rapid exercise has at most {MOST_CHARACTERS}"


def guessed_fault(keys: Counter[str]) -> str:
    """Return which of the keys of many draws is right too often; empty if none is."""
    ((key, count),) = keys.most_common(1) or [("", 0)]
    if count <= MOST_OF_ONE_KEY * keys.total():
        return ""
    return f"the key is {key} in {count} of {keys.total()} draws; a rapid exercise has none in over a quarter"


def variety_fault(forms: Sequence[Form], distinct: int) -> str:
    """Return the shortage if draws and ways of prompting are few; empty if there are enough."""
    ways = len(forms) if forms[0].sister else 1
    if distinct >= FEWEST_DRAWS or ways >= FEWEST_WAYS:
        return ""
    few = f"only {distinct} distinct draws and {ways} {'way' if ways == 1 else 'ways'} of asking"
    return f"{few}; a rapid exercise has {FEWEST_DRAWS} draws, or for a fact {FEWEST_WAYS} sisters"


# Find tolerances that accept a wrong rounding or count, and rounded counts whose neighbour is not a known
# mistake.

# Half a unit of the last digit, and a tenth for roundings on the way, in units.
_UNITS = 0.6 + 1e-9
# A prompt's words on the required precision of an answer.
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
    "ceiling": "the key is rounded to a whole number, and the one beside it is not a known mistake; "
    "add it with a say, such as: With one step fewer the bound is not reached",
}

# Mark of a question for an amount and not for a count.
_NO_COUNT = "no count"
# Min share of faulty variants from which a fault belongs to the exercise and not to a draw.
_SHARE = 0.2
_CEILING_SHARE = 0.5


class LooseNumbers:
    """The loose points of a question, collected over its variants."""

    def __init__(self) -> None:
        self._seen = Counter[tuple[FieldPath, str]]()
        self._tried = 0

    def take(self, expansion: StageMaker, mistakes: Sequence[KnownMistake]) -> None:
        """Look at one variant."""
        self._tried += 1
        self._seen.update(_find_in_variant(expansion, mistakes))

    def findings(self) -> Iterator[tuple[FieldPath, str, str]]:
        """Yield field, code and message of points that are loose in enough of the variants."""
        for (path, code), count in self._seen.items():
            if code == _NO_COUNT or (code == "count" and self._seen[path, _NO_COUNT]):
                continue
            if code == "count" or count > self._tried * (_CEILING_SHARE if code == "ceiling" else _SHARE):
                yield path, code, _ADVICE[code]


def _find_in_variant(
    expansion: StageMaker, mistakes: Sequence[KnownMistake]
) -> Iterator[tuple[FieldPath, str]]:
    """Yield field and code of loose points in this variant of a question."""
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
            continue  # reported by the reader of the answer
        if value is None:
            continue
        is_accepted = spec.tolerance is not None and _reach(spec.tolerance, value) >= 1
        if step and not is_accepted and not _is_known(value + step, name, mistakes):
            yield path, "ceiling"
        if spec.tolerance is not None:
            yield from ((path, code) for code in _find_wide(expansion, spec, spec.tolerance, value))


def _find_wide(expansion: StageMaker, spec: Spec, tolerance: Tolerance, value: float) -> Iterator[str]:
    """Yield how a tolerance is too wide for the prompt's request."""
    prompt, setting = expansion.question.prompt, expansion.drawn.form.setting
    reach = _reach(tolerance, value)
    asked = spec.asked_rounding
    is_announced = _ANNOUNCED.search(f"{setting} {prompt}")
    if asked and value and not is_announced and reach > 2 * _UNITS * _reach(asked, value):
        yield "tolerance"
    is_stated = asked is not None or _ANNOUNCED.search(prompt) or _ESTIMATED.search(prompt)
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
            if not value:
                return 0.0
            return 0.5 * 10.0 ** (floor(log10(abs(value))) + 1 - int(tolerance.text))


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
