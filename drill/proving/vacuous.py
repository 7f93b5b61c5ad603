"""Find answers that nothing tests: conditions, tolerances and options that take whatever is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from drill.banks.draws import SplitMix64
from drill.banks.variant_expansion import StageMaker
from drill.checking import ChoicesSpec, ConditionsSpec, Spec, WordsSpec, is_right
from drill.errors import BankError, CheckError
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import Node, find_symbols
from drill.maths.numeric import compile_numeric
from drill.proving.claims import WHOLE, Witnessed, claim_of, make_slipped_claim, slips_of
from drill.proving.mutate import whole_mutants
from drill.proving.witnesses import Trial

# Random values that are tried.
_DRAWN = 50
# Words of prompts that ask for no more than the neighbourhood of a whole number.
_ROUGHLY = re.compile(
    r"\b(?:about|approx\w*|digits?|estimat\w*|figures?|graph|nearest|plot|read|rough\w*|round\w*|within)\b"
    r"|≈|\\approx",
    re.IGNORECASE,
)

_ESTIMATED = re.compile(r"\b(?:about|approx\w*|estimat\w*|figure|graph|plot|read|rough\w*)\b", re.IGNORECASE)
_PROBABILITY = re.compile(r"\b(?:how likely|probabilit\w*|chances?)\b", re.IGNORECASE)
# How many decimals a prompt asks for.
_NUMBERS = ("one", "two", "three", "four", "five", "six")
_DECIMALS = re.compile(rf"\b([1-6]|{'|'.join(_NUMBERS)}) decimals?\b", re.IGNORECASE)


def untested_answers(expansion: StageMaker) -> Iterator[str]:
    """Yield why nearly every answer to a question of a variant is right."""
    for name, spec in expansion.expect.parts or (("", expansion.expect),):
        of = f" of {name}" if name else ""
        if isinstance(spec, ConditionsSpec):
            yield from _of_conditions(spec, of)
        elif spec.tolerance is not None and (taken := _neighbour_taken(expansion, name, spec)):
            yield f"the tolerance{of} accepts other values as well, such as {taken}; make it smaller"
        elif isinstance(spec, ChoicesSpec) and all(option.right for option in spec.options):
            yield "all of its options are right; add some that are wrong"
        elif isinstance(spec, WordsSpec) and (pair := _find_asked_alternatives(spec, expansion.prompt())):
            yield f"the prompt asks whether it is {pair[0]} or {pair[1]}, and both are right; keep one"


def _of_conditions(spec: ConditionsSpec, of: str) -> Iterator[str]:
    for text, (_, tree) in zip(spec.such_that, spec.conditions, strict=True):
        if not find_symbols(tree) & {*spec.answer_names}:
            called = " or ".join(spec.answer_names)
            yield f"the condition {text}{of} does not mention the answer, which is called {called}"
            return
    generator = SplitMix64(0, "vacuous")
    values = [_draw_value(spec, generator) for _ in range(_DRAWN)]
    # At most two fifths of them satisfy the conditions of a shipped exercise.
    right = len(_find_most_right(spec, values, 1 / 2))
    if right:
        message = f"{right} of {_DRAWN} random values satisfy its conditions{of}"
        yield f"{message}; write conditions that tell a right answer from a wrong one"


def _find_most_right(spec: Spec, texts: Sequence[str], share: float) -> list[str]:
    """Return the right ones of some answers if they are more than a share; else none, as soon as it shows."""
    right: list[str] = []
    for tried, text in enumerate(texts):
        if len(right) + len(texts) - tried <= share * len(texts):
            return []
        if _accepts_trial_text(spec, text):
            right.append(text)
    return right if len(right) > share * len(texts) else []


def _draw_value(spec: ConditionsSpec, generator: SplitMix64) -> str:
    """Return a random value of the shape that is asked for."""
    names = (*spec.vars, *(name for name, _ in spec.latex))
    if spec.value == "expression" and names:
        name = names[generator.below(len(names))]
        term = (name, f"{name}^2", f"exp({name})")[generator.below(3)]
        return f"({_draw_trial_number(generator)}) {term} + ({_draw_trial_number(generator)})"
    lengths = spec.size or {"vector": (3,), "matrix": (2, 2)}.get(spec.value, ())
    return _draw_array(lengths, generator)


def _draw_array(lengths: Sequence[int], generator: SplitMix64) -> str:
    if not lengths:
        return _draw_trial_number(generator)
    return f"[{', '.join(_draw_array(lengths[1:], generator) for _ in range(lengths[0]))}]"


def _draw_trial_number(generator: SplitMix64) -> str:
    """Return a whole number or a decimal of either sign, three in four of them below ten, else a thousand."""
    reach = 1000 if generator.below(4) == 0 else 9
    number = generator.below(2 * reach + 1) - reach
    return str(number) if generator.below(2) else f"{number + generator.below(100) / 100:.2f}"


def _accepts_trial_text(spec: Spec, text: str) -> bool:
    try:
        return is_right(spec, text)
    except CheckError:
        return False


def _neighbour_taken(expansion: StageMaker, part: str, spec: Spec) -> str:
    """Return another value that the tolerance of a key takes: its opposite, its double, a whole number beside
    it, what the decimals asked for exclude, or a slip where most of them are taken. Empty if there is none.
    """
    answer = dict(expansion.question.answer.parts).get(part, expansion.question.answer)
    claimed = Witnessed(part, answer, Trial({}, expansion.scope, claim_of(expansion, part)))
    near = [_write_slip_as_typed(expansion, claimed, slip) for slip in whole_mutants(WHOLE)[:2]]
    is_share = spec.tolerance is not None and spec.tolerance.kind == "rel"
    key = None if is_share else evaluate_exactly(claimed.trial.claim.node, {})
    if key is not None and key.denominator == 1 and not _ROUGHLY.search(expansion.prompt()):
        near += (str(key - 1), str(key + 1))
    near += _list_nearby_values(claimed, expansion.prompt())
    if taken := next((text for text in near if text and _accepts_trial_text(spec, text)), ""):
        return taken
    slips = slips_of(expansion, claimed)
    step = max(1, -(-len(slips) // 30))
    texts = [text for slip in slips[::step] if (text := _write_slip_as_typed(expansion, claimed, slip))]
    return next(iter(_find_most_right(spec, texts, 1 / 2)), "")


def _list_nearby_values(claimed: Witnessed, prompt: str) -> Iterator[str]:
    """Yield values ten units of the last place beside a key that the prompt asks for in decimals, and a tenth
    beside a probability.
    """
    try:
        value = compile_numeric(claimed.trial.claim.node)({})
    except CheckError:
        return
    if not isinstance(value, float) or _ESTIMATED.search(prompt):
        return
    steps = [10 / 10 ** _read_decimal_count(match[1]) for match in _DECIMALS.finditer(prompt)]
    if 0 < value < 1 and _PROBABILITY.search(prompt):
        steps.append(0.1)
    yield from (f"{value + sign * step:.12f}" for step in steps for sign in (1, -1))


def _read_decimal_count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.index(word.lower()) + 1


def _write_slip_as_typed(expansion: StageMaker, claimed: Witnessed, slip: Node) -> str:
    """Return a slip of a key as typed; empty where it has no value, or that of the key."""
    try:
        claim = make_slipped_claim(expansion, claimed, slip)
        if claimed.trial.is_same_value(claim.node) or not claimed.trial.has_value(claim.node):
            return ""
        return expansion.answers.text_of(claim.node, claim.kind) or ""
    except (BankError, CheckError):
        return ""


def _find_asked_alternatives(spec: WordsSpec, prompt: str) -> tuple[str, str] | None:
    """Return two right texts between which a prompt asks."""
    for first, second in permutations((spec.text, *spec.others), 2):
        asked = rf"\b{re.escape(first)},? or (?:an? |the )?{re.escape(second)}\b"
        if re.search(asked, prompt, re.IGNORECASE):
            return first, second
    return None
