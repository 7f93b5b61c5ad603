"""Find proofs that cannot fail: witnesses that repeat the key, answers that accept anything, printed keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import permutations

from drill.banks.draws import SplitMix64
from drill.banks.models import FieldPath
from drill.banks.templates import list_template_references
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import (
    KINDS,
    ChoicesSpec,
    ConditionsSpec,
    FormulaSpec,
    Option,
    SelfSpec,
    Spec,
    TextSpec,
    WordsSpec,
    canonicalise_tree,
    is_right,
)
from drill.errors import BankError, CheckError
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import Binary, Node, Relation, Sym, find_symbols, walk_tree
from drill.maths.normal_forms import ONE
from drill.maths.numeric import compile_numeric
from drill.maths.print import print_tree_latex
from drill.proving.claims import (
    WHOLE,
    Witnessed,
    claim_of,
    make_question_trials,
    make_slipped_claim,
    slips_of,
    whole_mutants,
)
from drill.proving.restated_keys import collect_like_terms, is_wrapped
from drill.proving.witnesses import Trial

# Find untested answers: conditions, tolerances and options that accept whatever is typed.

# Number of random values that are tried.
_DRAWN = 50
# Words of prompts that only ask for the neighbourhood of a whole number.
_ROUGHLY = re.compile(
    r"\b(?:about|approx\w*|digits?|estimat\w*|figures?|graph|nearest|plot|read|rough\w*|round\w*|within)\b"
    r"|≈|\\approx",
    re.IGNORECASE,
)

_ESTIMATED = re.compile(r"\b(?:about|approx\w*|estimat\w*|figure|graph|plot|read|rough\w*)\b", re.IGNORECASE)
_PROBABILITY = re.compile(r"\b(?:how likely|probabilit\w*|chances?)\b", re.IGNORECASE)


def untested_answers(expansion: StageMaker) -> Iterator[str]:
    """Yield the reasons why nearly every answer to a question of a variant is right."""
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
    # Max share of random values that may satisfy the conditions; in shipped exercises it is at most two
    # fifths.
    right = len(_find_most_right(spec, values, 1 / 2))
    if right:
        message = f"{right} of {_DRAWN} random values satisfy its conditions{of}"
        yield f"{message}; write conditions that tell a right answer from a wrong one"


def _find_most_right(spec: Spec, texts: Sequence[str], share: float) -> list[str]:
    """Return the right ones of some answers if they exceed a share; else none, ending the search as early as
    possible."""
    right: list[str] = []
    for tried, text in enumerate(texts):
        if len(right) + len(texts) - tried <= share * len(texts):
            return []
        if _accepts_trial_text(spec, text):
            right.append(text)
    return right if len(right) > share * len(texts) else []


def _draw_value(spec: ConditionsSpec, generator: SplitMix64) -> str:
    """Return a random value of the required shape."""
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
    if generator.below(2):
        return str(number)
    return f"{number + generator.below(100) / 100:.2f}"


def _accepts_trial_text(spec: Spec, text: str) -> bool:
    try:
        return is_right(spec, text)
    except CheckError:
        return False


def _neighbour_taken(expansion: StageMaker, part: str, spec: Spec) -> str:
    """Return another value that the tolerance of a key accepts; empty without one. It is a value near the
    key, or a slip if most slips are accepted.
    """
    answer = dict(expansion.question.answer.parts).get(part, expansion.question.answer)
    claimed = Witnessed(part, answer, Trial({}, expansion.scope, claim_of(expansion, part)))
    for text in _list_values_near_key(expansion, claimed, spec):
        if text and _accepts_trial_text(spec, text):
            return text
    slips = slips_of(expansion, claimed)
    step = max(1, -(-len(slips) // 30))
    texts = [text for slip in slips[::step] if (text := _write_slip_as_typed(expansion, claimed, slip))]
    return next(iter(_find_most_right(spec, texts, 1 / 2)), "")


def _list_values_near_key(expansion: StageMaker, claimed: Witnessed, spec: Spec) -> Iterator[str]:
    """Yield the key's opposite and its double, whole numbers beside it, values that the required decimals
    exclude, and those a tenth beside a probability.
    """
    for slip in whole_mutants(WHOLE)[:2]:
        yield _write_slip_as_typed(expansion, claimed, slip)
    prompt, node = expansion.prompt(), claimed.trial.claim.node
    is_share = spec.tolerance is not None and spec.tolerance.kind == "rel"
    key = None if is_share else evaluate_exactly(node, {})
    if key is not None and key.denominator == 1 and not _ROUGHLY.search(prompt):
        yield from (str(key - 1), str(key + 1))
    with suppress(CheckError):
        value = compile_numeric(node)({})
        if not isinstance(value, float) or _ESTIMATED.search(prompt):
            return
        count, _, unit = expansion.expect.rounding.partition(" ")
        steps = [10 / 10 ** int(count)] if unit == "decimals" else []
        if 0 < value < 1 and _PROBABILITY.search(prompt):
            steps.append(0.1)
        yield from (f"{value + sign * step:.12f}" for step in steps for sign in (1, -1))


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


# Find keys that a learner reads before answering: in a prompt, a setting, a title, a first hint.

# Words before a key that call it the answer.
_TOLD = re.compile(
    r"\b(?:(?:answer|key|result|solution)\b(?: (?:is|are|being|equals|reads|thus|will be))*"
    r"|(?:it|this|you|one) (?:should|must|will|would) (?:be|get|find|see|obtain)"
    r"|check that (?:it is|you (?:get|have|find)))(?:[\s:=$`({\[\"'“‘\d·*/+−-]|\\cdot|\\times)*$",
    re.IGNORECASE,
)
# Words before a result; without them a value is an input.
_RESULT = re.compile(
    r"(?:[=:≈⇒→#]|->|\\(?:approx|Rightarrow)|(?:^|\s)\(|\bi\.e\.,?|\b(?:compare with|as in|remember"
    r"|that is,?(?: find)?|is|are|becomes|equals|gets?|gives?|makes?|namely|yields?))[\s$`{\[\"'“‘]*$"
)
# Text before and after a key that is a whole sentence by itself.
_BEGINS, _ENDS = re.compile(r"(?:^|[.?!]\s|\n)[\s$`(]*$"), re.compile(r"[\s$`)]*(?:[.?!\n]|$)")
# Commands that only space or decorate, and braces and emphasis that only keep their content together.
_LOOKS = re.compile(r"\\(?:left|right|quad|boxed|(?:math|text)[a-z]*|[,;:! ])(?![A-Za-z])")
_HOLDERS = re.compile(r"(?<![A-Za-z}^_\\])\{([^{}\\]+)\}|(?<![\w)}\]*])([*_]{1,2})(?=\S)([^*_]+)\2(?![\w*])")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_NAME = re.compile(r"\s*[A-Za-z]\w*'*\s*")
# Text before and after a number or a word that makes it part of a longer one than the key, and the same for a
# formula.
_LONGER_BEFORE, _LONGER_AFTER = re.compile(r"[\w.]$"), re.compile(r"[\w(\[°]|[.,]\d")
_MORE_BEFORE = re.compile(r"(?:[\d^_/*+\\−-]|\\(?:cdot|times))\s*$")
_MORE_AFTER = re.compile(r"\s*(?:[\d^_/*+−%-]|\\(?:cdot|times|%))")
# Min letters of a word that does not occur in a prompt by chance, and words for a choice between several.
_WORD = 4
_CHOSEN = re.compile(r"\b(?:or|whether|which of|one of|among|between)\b", re.IGNORECASE)


def printed_keys(expansion: VariantMaker, index: int, title: str) -> Iterator[tuple[FieldPath, str, bool]]:
    """Yield the field of each text that prints the key of a question, the key, and whether as an answer.

    The content of a single name, or of one of several expressions, is data of the question, unless it is
    called the answer; so is any value that does not follow a sign or verb of equality.
    """
    questions, form = expansion.questions, expansion.form
    asked = questions[index]
    texts: list[tuple[FieldPath, str, Callable[[str, str], str]]] = [
        (("title",), title, expansion.texts.render),
        ((*form.at, "prompt"), form.setting, expansion.texts.render),
        *(((*met.question.at, "prompt"), met.question.prompt, met.text) for met in questions[: index + 1]),
        *(((*met.question.at, "result"), met.question.result, met.text) for met in questions[:index]),
        *(((*asked.question.at, "hints", 0), hint, asked.text) for hint in asked.question.hints[:1]),
    ]
    known = dict[FieldPath, set[str]]()
    for met in questions[:index]:
        known[(*met.question.at, "result")] = {key for key, _, _ in _list_printed_key_parts(met)}
    for key, spellings, is_number in _list_printed_key_parts(asked):
        for path, template, fill in texts:
            if key in known.get(path, ()):  # that of the stage itself
                continue
            is_told = any(
                _TOLD.search(before)
                for before, _ in _find_spelling_contexts(spellings, fill(template, "prompt"))
            )
            rest, expressions = _without_names(template)
            is_data = is_number and len(expressions) > 1 and path[-1] != "result"
            is_result = not is_data and any(
                is_whole and _RESULT.search(before)
                for before, is_whole in _find_spelling_contexts(spellings, fill(rest, "prompt"))
            )
            if is_told or is_result:
                yield path, key, is_told
    yield from _words_printed(asked)


def _words_printed(asked: StageMaker) -> Iterator[tuple[FieldPath, str, bool]]:
    """Yield the prompt where it has a word that is right, and names no other beside it."""
    text = f"{asked.drawn.form.setting}\n{asked.prompt()}"
    for _, spec in asked.question.answer.parts or (("", asked.question.answer),):
        for word in (spec.text, *spec.others) if isinstance(spec, WordsSpec) else ():
            sentence = re.search(
                rf"[^.?!\n]*(?<![\w-]){re.escape(word)}(?![\w-])[^.?!\n]*", text, re.IGNORECASE
            )
            if sentence and len(word) >= _WORD and not _CHOSEN.search(sentence[0]):
                yield (*asked.question.at, "prompt"), word, True
                break


def _is_telltale_key(key: str) -> bool:
    """Return whether a key that no draw changes is too long to occur in a text by chance."""
    # A shorter formula is the same in every variant by chance.
    return len(key.replace(" ", "")) >= 6 and not key.replace(".", "").isdigit()


def _list_printed_key_parts(question: StageMaker) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Yield each part of a key as typed, with how texts print it, and whether it is a number."""
    expect, answer, key = question.expect, question.question.answer, question.key
    if isinstance(expect, ChoicesSpec) and expect.is_single:
        for option in expect.options:
            if option.right:
                yield option.text, frozenset((option.text, option.text.strip("$"))), True
    for name, spec in answer.parts or (("", answer),):
        text = key if isinstance(key, str) else key.get(name, "")
        if isinstance(spec, TextSpec) and text:
            yield text, frozenset((text, *_spell_key(question, name, spec))), spec.kind == "number"


def _spell_key(question: StageMaker, part: str, spec: TextSpec) -> Iterator[str]:
    """Yield what templates and formulas print of a key, and the decimals of a number."""
    with suppress(BankError, CheckError):
        if KINDS[spec.kind].bank_modes:
            yield question.text(f"@{{{spec.text}}}", "answer")
            yield question.text(f"$@{{{spec.text}}}$", "answer").strip("$")
    with suppress(BankError, CheckError):
        claim = claim_of(question, part)
        yield print_tree_latex(claim.node, family=claim.is_law, vectors=claim.kind != "interval")
        value = compile_numeric(claim.node)({}) if not find_symbols(claim.node) else None
        if isinstance(value, float) and not value.is_integer():
            decimals = [f"{value:.{places}f}" for places in range(2, 7)]
            yield from (*decimals, *(text.rstrip("0") for text in decimals))


def _without_names(template: str) -> tuple[str, frozenset[str]]:
    """Return a template without its references to single names, and the expressions that are left in it."""
    parts, end, expressions = list[str](), 0, set[str]()
    for reference in list_template_references(template):
        if _NAME.fullmatch(reference.source):
            parts.append(f"{template[end : reference.start]}□")
            end = reference.end
        else:
            expressions.add(reference.source)
    return "".join((*parts, template[end:])), frozenset(expressions)


def _find_spelling_contexts(spellings: frozenset[str], text: str) -> list[tuple[str, bool]]:
    """Return the text before each occurrence of one of the spellings, and whether that is all of a formula.

    Zeros may be around a number. A spelling that is a sentence of its own follows a sign of equality.
    """
    plain, places = _remove_looks(text), list[tuple[str, bool]]()
    for spelling in spellings:
        characters = _remove_looks(spelling).replace(" ", "")
        pattern = r"\s*".join(map(re.escape, characters))
        if number := _NUMBER.fullmatch(characters):
            pattern = f"0*{pattern}{'0*' if number[1] else '(?:[.,]0+)?'}"
        for match in re.finditer(pattern, plain) if characters else ():
            before, end = plain[: match.start()], match.end()
            if not _LONGER_BEFORE.search(before) and not _LONGER_AFTER.match(plain, end):
                is_alone = _BEGINS.search(before) and _ENDS.match(plain, end)
                is_whole = not _MORE_BEFORE.search(before) and not _MORE_AFTER.match(plain, end)
                places.append((f"{before}=" if is_alone else before, is_whole))
    return places


def _remove_looks(text: str) -> str:
    return _HOLDERS.sub(lambda held: held[1] or held[3], _LOOKS.sub("", text))


# Number of variants that must all have a finding, because a single one may have it by chance.
_VARIANTS = 4
# The field and the code of a finding.
_Place = tuple[FieldPath, str]
# The mark of a leak that is the same in every draw, but is too long to be there by chance.
_SURE = "sure"


def hollow_findings(
    variants: Sequence[tuple[int, VariantMaker]], index: int, title: str
) -> Iterator[tuple[FieldPath, str, str]]:
    """Yield field, code and message of what makes the proof of a question worthless in all of its variants.

    Whatever has no value in some variant is reported where the variant is verified.
    """
    messages: dict[_Place, list[str]] = {}
    for count, (seed, expansion) in enumerate(variants[:_VARIANTS]):
        found = dict(_find_in_variant(expansion, index, seed, title))
        messages = {
            place: [*messages.get(place, ()), message]
            for place, message in found.items()
            if count == 0 or place in messages
        }
        if not messages:
            return  # without a finding here, no finding is in all variants
    for (path, code), said in messages.items():
        is_by_chance = code == "leak" and len({*said}) == 1 and (path, _SURE) not in messages
        if code != _SURE and not is_by_chance:
            yield path, code, said[0]


def _find_in_variant(
    expansion: VariantMaker, index: int, seed: int, title: str
) -> Iterator[tuple[_Place, str]]:
    question = expansion.questions[index]
    path, answer = question.question.at, question.question.answer
    with suppress(BankError, CheckError):
        if any(is_wrapped(question, claimed) for claimed in make_question_trials(question, seed)):
            message = "it would agree with any other key in its place; compute it from what the prompt states"
            yield ((*path, "witness"), "wrapped"), message
    with suppress(BankError, CheckError):
        if not isinstance(question.expect, FormulaSpec | SelfSpec):
            yield from ((((*path, "answer"), "vacuous"), message) for message in untested_answers(question))
    with suppress(BankError, CheckError):
        options = answer.options if isinstance(answer, ChoicesSpec) else ()
        if any(_is_hollow_claim(question, option) for option in options):
            message = "a claim says nothing about what its option prints; write one that is true of it alone"
            yield ((*path, "answer"), "wrapped"), message
    with suppress(BankError, CheckError):
        for field, key, is_told in printed_keys(expansion, index, title):
            yield (field, "leak"), f"it prints the key, {key}, before it is asked for"
            if is_told or _is_telltale_key(key):
                yield (field, _SURE), ""


def _is_hollow_claim(question: StageMaker, option: Option) -> bool:
    """Return whether the sides of a claim differ by a number, and contain nothing that its option prints."""
    frame = question.scope.frame
    sources = [reference.source for reference in list_template_references(option.text)]
    text = option.claim if isinstance(option.claim, str) else ""
    claim = frame.read(text, "claim", "statement") if text and sources else None
    values = [frame.read(source, "answer") for source in sources]
    if not isinstance(claim, Relation) or any(isinstance(value, Sym) for value in values):
        return False  # a single name is in any claim
    printed = {*map(canonicalise_tree, values)}
    if any(canonicalise_tree(part) in printed for part in walk_tree(claim)):
        return False
    return collect_like_terms(Binary("-", claim.left, claim.right)).keys() <= {ONE}
