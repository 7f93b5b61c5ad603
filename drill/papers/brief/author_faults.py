"""Find a second author's faults that a proof does not detect: a key that can be guessed or read off, and
lines of text that do not follow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction

from drill.banks.draws import draw_variant
from drill.banks.models import Exercise
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import MarkedLine, TextSpec, canonicalise_tree, mark_derivation, split_sum_terms
from drill.errors import BankError, CheckError, DrillError
from drill.maths.domains import ROWS_SUM_TO_1, read_assumptions
from drill.maths.maths_tree import Node, Sym, find_symbols
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.notation import is_latex, read_latex
from drill.proving import (
    SeparatingDraws,
    collect_like_terms,
    find_key_in_other_letters,
    find_special_difference,
    find_told_answer,
    make_question_trials,
)

# Find the values of a letter, or the arrays, that a prompt covers.

# Words that leave out single values, or special arrays.
_UNEQUAL = re.compile(
    r"\b(?:non-?zero|no zeros?|unless|except|full (?:row |column )?rank|generic|general position|independent"
    r"|distinct|different|un(?:equal|like)|invertible|almost)\b",
    re.IGNORECASE,
)
# Words that bound a number, or the entries of an array.
_BOUNDED = re.compile(
    r"\b(?:(?:non-?)?(?:positive|negative)|symmetric|definite|integers?|whole numbers?|probabilit"
    r"|between (?:\$?-?\d|zero))",
    re.IGNORECASE,
)
# Words that order numbers, or that name a quantity with a natural sign or bounds.
_QUANTITY = re.compile(
    r"\b(?:between|whole|number of|at (?:least|most)|varianc|deviation|distance|length|norm|precision"
    r"|temperature|rate|scale|count|size|larger|greater|smaller|less than|more than|above|below|exceed)",
    re.IGNORECASE,
)
# Words for numbers that are compared, for those above zero, for entries above zero, and for those up to 1.
_COMPARED = re.compile(
    r"\b(?:between|at (?:least|most)|larger|greater|smaller|less than|more than|above|below|exceed)", re.I
)
_ENTRIES = re.compile(r"\b(?:varianc|deviation|precision|temperature|rate|count|softmax)", re.I)
_SHARE = re.compile(r"\b(?:probabilit|softmax|rate|share|fraction)", re.I)
_SIGN = re.compile(r"\b(non-?)?(positive|negative)\b", re.I)
_FORMULA = re.compile(r"\$[^$]+\$|`[^`]+`")
_RISING = re.compile(r"[<≤]|\\l(?:e|eq|eqslant|t)(?![A-Za-z])")
_FALLING = re.compile(r"[>≥]|\\g(?:e|eq|eqslant|t)(?![A-Za-z])")
_MEMBER = re.compile(r"∈|\\in(?![A-Za-z])")
_ORDER = re.compile("|".join(sign.pattern for sign in (_RISING, _FALLING, _MEMBER)))
_UNEQUAL_SIGN = re.compile(r"≠|!=|\\neq?(?![A-Za-z])")
_RANGE = re.compile(rf"(.*?)(?:{_MEMBER.pattern})\s*(?:\\left)?[(\[]([^,]+),([^,]+?)(?:\\right)?[)\]]")
_REALS = re.compile(r"(?:\\mathbb\{?R\}?|ℝ|R)(?:\^.*)?")
_CLAUSE = re.compile(r",|;|\\q?quad|\band\b")
_BARS = re.compile(r"\\[lr]?[vV]ert|[|∣]")
_BLANK = re.compile(r"^=|\\[,;!]|[$`\s]")
_FRACTION = re.compile(r"\\[dt]?frac\{?(\d)\}?\{?(\d+)\}?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+|/[1-9]\d*)?")
_SENTENCE = re.compile(r"(?<=[.;?!])\s+")
# Words before a lone letter without limits, unless more follows on it; and words of several cases.
_ANY = (
    r"\b(?:any|every|all|arbitrary)\s+(?:finite |possible )?(?:reals?|values? of)(?: numbers?| values?)?\s+"
)
_NO_MORE = r"(?!\s+(?:with|that|such|above|below|greater|larger|smaller|less|between))"
_CASES = re.compile(r"\b(?:beyond|otherwise|elsewhere|else)\b|\\begin\{cases\}", re.IGNORECASE)
# Words of a prompt for a structure with another name in `assume`.
_SUMS = ("sum to", "add up to", "probabilit", "softmax", "distribution", "stochastic", "one-hot")
_STRUCTURE_WORDS: Mapping[str, Sequence[str]] = {
    ROWS_SUM_TO_1: _SUMS, "entries sum to 1": _SUMS, "symmetric": ("symmetric", "covariance", "gram"),
    "sorted": ("sort", "order", "rising", "increas"), "rows of norm 1": ("unit", "norm", "length 1"),
    "orthonormal columns": ("orthonormal",), "invertible": ("inver", "solution", "nonsingular"),
    "positive definite": ("definite", "covariance"),
    "positive semidefinite": ("definite", "covariance", "gram"),
}  # fmt: skip


def is_condition_said(
    prompt: str, condition: str, name: str, latex: str, names: Collection[str] = (), *, is_array: bool
) -> bool:
    """Return whether a prompt's words on a letter imply a condition on it.

    The ends of intervals do not count, because answers are compared inside them. A condition between letters
    needs a relation, or words, about all of them; one on the structure of an array needs words for it. A
    prompt for any value, or the cases of a definition, imply nothing. ``names`` are the declared ones that
    the condition contains.
    """
    mention = _compile_mention(name, latex)
    if re.search(rf"{_ANY}\$\s*(?:{mention.pattern})\s*\${_NO_MORE}", prompt, re.IGNORECASE):
        return False
    sentences = [
        text
        for text in _SENTENCE.split(prompt)
        if any(map(mention.search, _FORMULA.findall(text))) and not _CASES.search(text)
    ]
    formulas = [text for sentence in sentences for text in _FORMULA.findall(sentence) if mention.search(text)]
    # Without this a name of several characters would be an error.
    assumed = read_assumptions([condition], (name, *names))
    if structure := assumed.structures.get(name):
        return any(word in prompt.lower() for word in _STRUCTURE_WORDS.get(structure, structure.split()))
    domain = assumed.domain(name)
    if math.inf == -domain.low == domain.high:
        more = (_UNEQUAL, _UNEQUAL_SIGN) if domain.nonzero or _UNEQUAL_SIGN.search(condition) else ()
        others = [_compile_mention(other) for other in assumed.domains if other != name]
        signs = (_ORDER, *more)
        words = (_BOUNDED, _QUANTITY, *more)
        return any(
            pattern.search(text) and all(other.search(text) for other in others)
            for texts, patterns in ((formulas, signs), (sentences, words))
            for text in texts
            for pattern in patterns
        )
    bounds = [bound for text in formulas for bound in _read_bounds(text, mention)]
    if not any(-math.inf < low < 0 for low, _ in bounds):
        is_open = not bounds
        for text in [prompt] if is_array else sentences:
            bounds += _read_worded_bounds(text, _ENTRIES if is_array else _QUANTITY, is_open=is_open)
    low = max((low for low, _ in bounds), default=-math.inf)
    high = min((high for _, high in bounds), default=math.inf)
    return low >= domain.low and high <= domain.high


def _compile_mention(name: str, latex: str = "") -> re.Pattern[str]:
    written = "|".join(map(re.escape, (name, f"\\{name}", latex or name)))
    return re.compile(rf"(?<![A-Za-z\\])(?:{written})(?![A-Za-z])")


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
        before = parts[:at]
        behind = parts[at + 1 :]
        if _FALLING.search(clause):
            before, behind = behind, before
        low = max((_read_number(part, math.inf) for part in before), default=-math.inf)
        high = min((_read_number(part, -math.inf) for part in behind), default=math.inf)
        bare = _BARS.sub("", letter)
        if bare != letter and mention.fullmatch(bare):
            # A bound on the magnitude allows both signs, so the interval extends to both sides of 0.
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


# Numbers that many wrong formulas also give.
_GUESSED = ("0", "1", "-1")
_SHOWN = re.compile(r"\$([^$]+)\$|(?:=|\bis|\bare|:)\s+([^$]+)$")
# Words of a prompt that covers zeros.
_NAMES_ZEROS = re.compile(
    r"\bof (?:zeros|length 0)\b|\bzero (?:row|column|vector)|\ball (?:0|zeros)\b", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z]\w*")
_EQUAL = re.compile(r"(?<![<>!:=])=(?!=)")
# Words of a sentence that may quote a falsehood, and of one whose equation is a condition.
_QUOTES = re.compile(
    r"\b(?:you|student|some(?:body|one)|claim|wrong|mistak|error|false|slip|fault|not)", re.I
)
_CONDITIONS = re.compile(
    r"\b(?:if|where|when|which|until|unless|solv|set|requir|condition|balanc|suppos|instead|would)", re.I
)
# Words right before a formula that is a condition.
_GIVEN = re.compile(r"\b(?:for|with|at|and|or)(?: \w+){0,2},? ?$", re.I)


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
                    yield "line", f"{field}: {line}", True


def _find_difference(stage: StageMaker, seed: int) -> str:
    """Return the special arrays on which code and witness differ; nothing if the prompt sets a condition."""
    heads = {"array", "loops"} & stage.question.witness.keys()
    prompt = stage.prompt()
    if stage.kind != "code" or not heads or _UNEQUAL.search(prompt) or _BOUNDED.search(prompt):
        return ""
    (claimed,) = make_question_trials(stage, seed)
    return find_special_difference(claimed.trial, needs_value=_NAMES_ZEROS.search(prompt) is not None)


def _shows_key(stage: StageMaker, title: str) -> bool:
    """Return whether a title has the formula of a key, its letters small or capital."""
    answer = stage.question.answer
    frame = stage.scope.frame
    declared = {name.lower(): name for name in frame.names.declared}
    if not isinstance(answer, TextSpec):
        return False
    for shown in _SHOWN.finditer(title):
        text = _WORD.sub(lambda word: declared.get(word[0].lower(), word[0]), shown[1] or shown[2])
        try:
            formula = frame.read(text, "title")
            key = frame.read(answer.text, "answer")
        except (BankError, CheckError):
            continue
        if canonicalise_tree(formula) == canonicalise_tree(key) and len(text) > len("1/n"):
            return True
    return False


def _list_breaks(stage: StageMaker, letters: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the field of each text with a line that does not follow, and the fault of the line."""
    question = stage.question
    # Letters of the exercise are numbers, but for its arrays, of which nothing is judged here.
    arrays = stage.scope.frame.names.matrices | {name for name, axes in question.answer.shapes if axes}
    names = stage.scope.frame.names.declared - arrays
    texts = [("prompt", question.prompt, "prompt")]
    texts += [(f"hints {number}", hint, "hints") for number, hint in enumerate(question.hints, 1)]
    texts += [(f"wrong {number}", wrong.say, "wrong") for number, wrong in enumerate(question.wrong, 1)]
    texts += [("answer", option.say, "answer") for option in question.answer.options if option.say]
    for field, template, name in texts:
        text = " ".join(
            sentence
            for sentence in _SENTENCE.split(stage.text(template, name))
            if not _QUOTES.search(sentence)
        )
        for line in _mark_derivation(text, names | {*letters} - arrays):
            yield field, _describe_break(line)
        # The letters of a prompt may be bound by any equation in it.
        if equation := _find_false_equation(text, frozenset() if name == "prompt" else names):
            yield field, f"`{equation}` is false"
    steps = [" ".join(stage.text(step.text, "steps").split()) for step in question.steps]
    for line in _mark_derivation("\n\n".join(steps), names | {*letters} - arrays):
        yield f"steps {(line.line + 1) // 2}", _describe_break(line)
    for number, step in enumerate(steps, 1):
        if equation := _find_false_equation(step, names):
            yield f"steps {number}", f"`{equation}` is false"


def _mark_derivation(text: str, letters: frozenset[str], *, is_claim: bool = False) -> tuple[MarkedLine, ...]:
    try:
        return mark_derivation(text, letters=letters, is_claim=is_claim).breaks
    except DrillError:
        return ()


def _find_false_equation(text: str, letters: Collection[str]) -> str:
    """Return an equation of a text that is false, though its author claims it; empty for none.

    One is a claim that has ``letters`` alone, and a side with terms that are still to be added, because
    others are mostly conditions or definitions.
    """
    for sentence in _SENTENCE.split(text):
        if _CONDITIONS.search(sentence):
            continue
        for span in _FORMULA.finditer(sentence):
            sides = [_read_side(side) for side in _EQUAL.split(span[0].strip("$`"))]
            if _GIVEN.search(sentence[: span.start()]) or not _is_worked_out(sides, letters):
                continue
            if _mark_derivation(span[0], frozenset(letters), is_claim=True):
                return span[0]
    return ""


def _read_side(text: str) -> Node:
    """Return a side of an equation; a lone letter, which may be anything, where it cannot be read."""
    names = Names(frozenset(), functions="bank", undeclared="allow")
    with suppress(DrillError):
        if is_latex(text):
            return read_latex(text, names, {})
        return parse(text, names, "value")
    return Sym("unread")


def _is_worked_out(sides: Sequence[Node], letters: Collection[str]) -> bool:
    """Return whether some side with letters is a sum of terms, and no side has letters that the others lack.

    One without such terms may have a value at the numbers of the exercise.
    """
    is_open = any(
        find_symbols(side) and len(split_sum_terms(side)) > max(1, len(collect_like_terms(side)))
        for side in sides
    )
    return is_open and all(find_symbols(side) <= {*letters} for side in sides)


def _describe_break(line: MarkedLine) -> str:
    """Return what does not follow, with the values of both sides where they are known."""
    point = line.counterexample
    at = f"at {point.place} " if point is not None and point.place else ""
    values = f": {at}{point.first} is not {point.second}" if point is not None else ""
    return f"`{line.text}` does not follow{values}"
