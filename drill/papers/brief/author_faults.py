"""Faults of a second author that a proof does not see: a key that is guessed, shown, read off its prompt or
its own witness, and lines of its texts that do not follow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import Final

from drill.banks.draws import draw_variant
from drill.banks.models import Exercise
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import MarkedLine, TextSpec, canonicalise_tree, mark_derivation
from drill.errors import BankError, CheckError, DrillError
from drill.maths.domains import read_assumptions
from drill.proving import (
    SeparatingDraws,
    find_key_in_other_letters,
    find_special_difference,
    find_told_answer,
    make_question_trials,
)

# Read whether a prompt says for which values of a letter, or for which arrays, it asks.

# Words that leave out single values, or special arrays.
_UNEQUAL: Final = re.compile(
    r"\b(?:non-?zero|no zeros?|unless|except|full (?:row |column )?rank|generic|general position|independent"
    r"|distinct|different|un(?:equal|like)|invertible|almost)\b",
    re.IGNORECASE,
)
# Words that bound a number, or the entries of an array.
_BOUNDED: Final = re.compile(
    r"\b(?:(?:non-?)?(?:positive|negative)|symmetric|definite|integers?|whole numbers?|probabilit"
    r"|between (?:\$?-?\d|zero))",
    re.IGNORECASE,
)
# Words that order numbers, or for one that has a sign or bounds by itself.
_QUANTITY: Final = re.compile(
    r"\b(?:between|whole|number of|at (?:least|most)|varianc|deviation|distance|length|norm|precision"
    r"|temperature|rate|scale|count|size|larger|greater|smaller|less than|more than|above|below|exceed)",
    re.IGNORECASE,
)
# Words for numbers that are compared, for those above zero, for entries above zero, and for those up to 1.
_COMPARED: Final = re.compile(
    r"\b(?:between|at (?:least|most)|larger|greater|smaller|less than|more than|above|below|exceed)", re.I
)
_ENTRIES: Final = re.compile(r"\b(?:varianc|deviation|precision|temperature|rate|count|softmax)", re.I)
_SHARE: Final = re.compile(r"\b(?:probabilit|softmax|rate|share|fraction)", re.I)
_SIGN: Final = re.compile(r"\b(non-?)?(positive|negative)\b", re.I)
_FORMULA: Final = re.compile(r"\$[^$]+\$|`[^`]+`")
_RISING: Final = re.compile(r"[<≤]|\\l(?:e|eq|eqslant|t)(?![A-Za-z])")
_FALLING: Final = re.compile(r"[>≥]|\\g(?:e|eq|eqslant|t)(?![A-Za-z])")
_MEMBER: Final = re.compile(r"∈|\\in(?![A-Za-z])")
_ORDER: Final = re.compile("|".join(sign.pattern for sign in (_RISING, _FALLING, _MEMBER)))
_UNEQUAL_SIGN: Final = re.compile(r"≠|!=|\\neq?(?![A-Za-z])")
_RANGE: Final = re.compile(rf"(.*?)(?:{_MEMBER.pattern})\s*(?:\\left)?[(\[]([^,]+),([^,]+?)(?:\\right)?[)\]]")
_REALS: Final = re.compile(r"(?:\\mathbb\{?R\}?|ℝ|R)(?:\^.*)?")
_CLAUSE: Final = re.compile(r",|;|\\q?quad|\band\b")
_BARS: Final = re.compile(r"\\[lr]?[vV]ert|[|∣]")
_BLANK: Final = re.compile(r"^=|\\[,;!]|[$`\s]")
_FRACTION: Final = re.compile(r"\\[dt]?frac\{?(\d)\}?\{?(\d+)\}?")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+|/[1-9]\d*)?")
_SENTENCE: Final = re.compile(r"(?<=[.;?!])\s+")


def is_array_limited(prompt: str) -> bool:
    """Return whether a prompt leaves out some arrays by a word."""
    return any(words.search(prompt) for words in (_UNEQUAL, _BOUNDED))


def is_condition_said(prompt: str, condition: str, name: str, latex: str, *, is_array: bool) -> bool:
    """Return whether what a prompt says of a letter implies a condition on it.

    The ends of intervals do not count, because answers are compared inside them. A condition that bounds
    nothing, such as one between letters, is met by any relation or word that limits the letter.
    """
    written = "|".join(map(re.escape, (name, f"\\{name}", latex or name)))
    mention = re.compile(rf"(?<![A-Za-z\\])(?:{written})(?![A-Za-z])")
    formulas = [text for text in _FORMULA.findall(prompt) if mention.search(text)]
    sentences = [text for text in _SENTENCE.split(prompt) if any(map(mention.search, _FORMULA.findall(text)))]
    domain = read_assumptions([condition], ()).domain(name)
    if math.inf == -domain.low == domain.high:
        more = (_UNEQUAL, _UNEQUAL_SIGN) if domain.nonzero or _UNEQUAL_SIGN.search(condition) else ()
        is_related = any(sign.search(text) for text in formulas for sign in (_ORDER, *more))
        words = (_BOUNDED, _QUANTITY, *more)
        return is_array or is_related or any(word.search(text) for text in sentences for word in words)
    bounds = [bound for text in formulas for bound in _read_bounds(text, mention)]
    if not any(-math.inf < low < 0 for low, _ in bounds):
        is_open = not bounds
        for text in [prompt] if is_array else sentences:
            bounds += _read_worded_bounds(text, _ENTRIES if is_array else _QUANTITY, is_open=is_open)
    low = max((low for low, _ in bounds), default=-math.inf)
    high = min((high for _, high in bounds), default=math.inf)
    return low >= domain.low and high <= domain.high


def _read_bounds(formula: str, mention: re.Pattern[str]) -> Iterator[tuple[float, float]]:
    """Yield the bounds that a formula sets to a letter; one that is not a number implies any."""
    for members, low, high in _RANGE.findall(formula):
        if mention.search(members):
            yield _read_number(low, math.inf), _read_number(high, -math.inf)
    names: list[str] = []
    for clause in _CLAUSE.split(_RANGE.sub("", formula)):
        parts = [_BLANK.sub("", part) for part in _ORDER.split(clause)]
        if len(parts) == 1:
            names += parts
            continue
        at = next((at for at, part in enumerate(parts) if mention.search(part)), 0)
        letter = next((part for part in (parts[at], *names) if mention.search(part)), "")
        names.clear()
        if not letter or (_MEMBER.search(clause) and _REALS.fullmatch(parts[-1])):
            continue
        before, behind = parts[:at], parts[at + 1 :]
        if _FALLING.search(clause):
            before, behind = behind, before
        low = max((_read_number(part, math.inf) for part in before), default=-math.inf)
        high = min((_read_number(part, -math.inf) for part in behind), default=math.inf)
        bare = _BARS.sub("", letter)
        if bare != letter and mention.fullmatch(bare):
            # Between two numbers of opposite signs, whichever they are.
            yield -high if math.isfinite(high) else -1, high
        elif mention.fullmatch(letter) and not _MEMBER.search(clause):
            yield low, high
        elif not _UNEQUAL_SIGN.search(letter):
            yield math.inf, -math.inf


def _read_worded_bounds(
    sentence: str, quantities: re.Pattern[str], *, is_open: bool
) -> Iterator[tuple[float, float]]:
    """Yield the bounds that a sentence sets by words; a comparison counts where formulas leave them open."""
    for negated, sign in _SIGN.findall(sentence):
        is_above = bool(negated) == (sign.lower() == "negative")
        yield (0, math.inf) if is_above else (-math.inf, 0)
    if is_open and _COMPARED.search(sentence):
        yield math.inf, -math.inf
    if quantities.search(sentence):
        yield 0, math.inf
    if _SHARE.search(sentence):
        yield 0, 1


def _read_number(text: str, otherwise: float) -> float:
    text = _FRACTION.sub(r"\1/\2", _BLANK.sub("", text)).replace("−", "-")
    return float(Fraction(text)) if _NUMBER.fullmatch(text) else otherwise


# Numbers that many a wrong formula gives, too.
_GUESSED: Final = ("0", "1", "-1")
_SHOWN: Final = re.compile(r"\$([^$]+)\$|(?:=|\bis|\bare|:)\s+([^$]+)$")
# A prompt that says what becomes of zeros asks for it.
_NAMES_ZEROS: Final = re.compile(
    r"\bof (?:zeros|length 0)\b|\bzero (?:row|column|vector)|\ball (?:0|zeros)\b", re.IGNORECASE
)
_WORD: Final = re.compile(r"[A-Za-z]\w*")


def list_author_faults(
    exercise: Exercise, draws: SeparatingDraws, letters: Collection[str] = ()
) -> Iterator[tuple[str, str, bool]]:
    """Yield the code and sentence of each fault, and whether it is an error; the sentence begins with its
    field.

    ``letters`` are those of ``pi``, ``e`` and ``i`` that are letters of its paper.
    """
    if draws.only_key and (exercise.is_parametrised or draws.only_key in _GUESSED):
        always = "in every variant" if exercise.is_parametrised else "always"
        yield (
            "constant",
            f"answer is {always} {draws.only_key}, which many a wrong formula gives, too: let it depend on "
            "what is drawn, or ask for it in words",
            exercise.is_parametrised,
        )
    try:
        yield from _list_faults_of_draws(exercise, draws.seeds, letters)
    except (BankError, CheckError) as error:
        yield "value", f"{error.sentence}, in a draw that was not tried before", True


def _list_faults_of_draws(
    exercise: Exercise, seeds: Sequence[int], letters: Collection[str]
) -> Iterator[tuple[str, str, bool]]:
    told: set[str] = set()
    variants = [VariantMaker(draw_variant(exercise, seed)).questions for seed in seeds]
    printed = [find_told_answer(stage) for stages in variants for stage in stages]
    if printed and all(printed):
        message = "nothing is left to work out; ask for what takes an idea beyond what is printed"
        yield "empty", f"prompt: with `{printed[0]}` in it {message}", True
    for place, (seed, stages) in enumerate(zip(seeds, variants, strict=True)):
        for stage in stages:
            if not place and (head := find_key_in_other_letters(stage, seed)):
                message = "only writes the key in other letters; compute it from what the prompt states"
                yield "wrapped", f"witness: this {head} {message}", True
            if not place and (difference := _find_difference(stage, seed)):
                message = "give a key for these, too, or say in the prompt and in assume what is left out"
                yield "special", f"witness: for an array {difference}; {message}", True
            if not place and _shows_key(stage, exercise.title):
                yield "leak", "title: it prints the key as a formula; name the idea", True
            for field, line in _list_breaks(stage, letters):
                if field not in told:
                    told.add(field)
                    yield "line", f"{field}: {_describe_break(line)}", False


def _find_difference(stage: StageMaker, seed: int) -> str:
    """Return for which special arrays a code differs from its witness; nothing where a condition is said."""
    heads = {"array", "loops"} & stage.question.witness.keys()
    prompt = stage.prompt()
    if stage.kind != "code" or not heads or is_array_limited(prompt):
        return ""
    (claimed,) = make_question_trials(stage, seed)
    return find_special_difference(claimed.trial, needs_value=_NAMES_ZEROS.search(prompt) is not None)


def _shows_key(stage: StageMaker, title: str) -> bool:
    """Return whether a title has the formula of a key, its letters small or capital."""
    answer, frame = stage.question.answer, stage.scope.frame
    declared = {name.lower(): name for name in frame.names.declared}
    if not isinstance(answer, TextSpec):
        return False
    for shown in _SHOWN.finditer(title):
        text = _WORD.sub(lambda word: declared.get(word[0].lower(), word[0]), shown[1] or shown[2])
        try:
            formula, key = frame.read(text, "title"), frame.read(answer.text, "answer")
        except (BankError, CheckError):
            continue
        if canonicalise_tree(formula) == canonicalise_tree(key) and len(text) > len("1/n"):
            return True
    return False


def _list_breaks(stage: StageMaker, letters: Collection[str]) -> Iterator[tuple[str, MarkedLine]]:
    """Yield the field of each hint, step and reply with a line that does not follow, and the line."""
    question = stage.question
    letters = stage.scope.frame.names.declared | {*letters}
    texts = [(f"hints {number}", hint, "hints") for number, hint in enumerate(question.hints, 1)]
    texts += [(f"wrong {number}", wrong.say, "wrong") for number, wrong in enumerate(question.wrong, 1)]
    texts += [("answer", option.say, "answer") for option in question.answer.options if option.say]
    for field, template, name in texts:
        for line in _mark_text(stage.text(template, name), letters):
            yield field, line
    steps = [" ".join(stage.text(step.text, "steps").split()) for step in question.steps]
    for line in _mark_text("\n\n".join(steps), letters):
        yield f"steps {(line.line + 1) // 2}", line


def _mark_text(text: str, letters: frozenset[str]) -> tuple[MarkedLine, ...]:
    try:
        return mark_derivation(text, letters=letters).breaks
    except DrillError:
        return ()


def _describe_break(line: MarkedLine) -> str:
    """Return what does not follow, with the values of both sides where they are known."""
    point = line.counterexample
    at = f"at {point.place} " if point is not None and point.place else ""
    values = f": {at}{point.first} is not {point.second}" if point is not None else ""
    return f"`{line.text}` does not follow{values}"
