"""Find keys that a learner reads before answering: in a prompt, a setting, a title, a first hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from drill.banks.models import FieldPath
from drill.banks.templates import list_template_references
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import KINDS, ChoicesSpec, Spec, TextSpec, WordsSpec
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import find_symbols
from drill.maths.numeric import compile_numeric
from drill.maths.print_latex import print_tree_latex
from drill.proving.claims import claim_of

# Words before a key that call it the answer.
_TOLD = re.compile(
    r"\b(?:(?:answer|key|result|solution)\b(?: (?:is|are|being|equals|reads|thus|will be))*"
    r"|(?:it|this|you|one) (?:should|must|will|would) (?:be|get|find|see|obtain)"
    r"|check that (?:it is|you (?:get|have|find)))(?:[\s:=$`({\[\"'“‘\d·*/+−-]|\\cdot|\\times)*$",
    re.IGNORECASE,
)
# What stands before a result; without it a value is what something is done with.
_RESULT = re.compile(
    r"(?:[=:≈⇒→#]|->|\\(?:approx|Rightarrow)|(?:^|\s)\(|\bi\.e\.,?|\b(?:compare with|as in|remember"
    r"|that is,?(?: find)?|is|are|becomes|equals|gets?|gives?|makes?|namely|yields?))[\s$`{\[\"'“‘]*$"
)
# Between these a key is a sentence of its own.
_BEGINS, _ENDS = re.compile(r"(?:^|[.?!]\s|\n)[\s$`(]*$"), re.compile(r"[\s$`)]*(?:[.?!\n]|$)")
# What only spaces or decorates, and braces and emphasis that only keep together what they hold.
_LOOKS = re.compile(r"\\(?:left|right|quad|boxed|(?:math|text)[a-z]*|[,;:! ])(?![A-Za-z])")
_HOLDERS = re.compile(r"(?<![A-Za-z}^_\\])\{([^{}\\]+)\}|(?<![\w)}\]*])([*_]{1,2})(?=\S)([^*_]+)\2(?![\w*])")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_NAME = re.compile(r"\s*[A-Za-z]\w*'*\s*")
# What makes a number or a word longer than the key, before and after it, and what does so of a formula.
_LONGER_BEFORE, _LONGER_AFTER = re.compile(r"[\w.]$"), re.compile(r"[\w(\[°]|[.,]\d")
_MORE_BEFORE = re.compile(r"(?:[\d^_/*+\\−-]|\\(?:cdot|times))\s*$")
_MORE_AFTER = re.compile(r"\s*(?:[\d^_/*+−%-]|\\(?:cdot|times|%))")
# Letters from which on a word in a prompt is no chance, and what asks for one of several words.
_WORD = 4
_CHOSEN = re.compile(r"\b(?:or|whether|which of|one of|among|between)\b", re.IGNORECASE)


def printed_keys(expansion: VariantMaker, index: int, title: str) -> Iterator[tuple[FieldPath, str, bool]]:
    """Yield the field of each text that prints the key of a question, the key, and whether it says so.

    What a single name prints, or one of several expressions, is data of the question, unless it is called the
    answer; so is what does not follow a sign or verb of equality.
    """
    questions, form = expansion.questions, expansion.form
    asked = questions[index]
    texts: list[tuple[FieldPath, str, Callable[[str, str], str]]] = [
        (("title",), title, lambda text, _field: text),
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
            found = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.IGNORECASE)
            if found and len(word) >= _WORD and not _CHOSEN.search(_find_sentence_at(text, found.start())):
                yield (*asked.question.at, "prompt"), word, True
                break


def _find_sentence_at(text: str, place: int) -> str:
    start = max(text.rfind(mark, 0, place) for mark in ".?!\n") + 1
    return re.split(r"[.?!\n]", text[start:], maxsplit=1)[0]


def is_telltale_key(key: str) -> bool:
    """Return whether a key that no draw changes is so long that a text has it by no chance."""
    # A shorter formula is the same in every variant by chance.
    return len(key.replace(" ", "")) >= 6 and not key.replace(".", "").isdigit()


def _list_printed_key_parts(question: StageMaker) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Yield each part of a key as typed, with how texts print it, and whether it is a number."""
    expect, answer, key = question.expect, question.question.answer, question.key
    if isinstance(expect, ChoicesSpec) and expect.is_single:
        for option in expect.options:
            if option.right:
                yield option.text, frozenset((option.text, option.text.strip("$"))), True
    specs: list[tuple[str, Spec]] = [*answer.parts] or [("", answer)]
    for name, spec in specs:
        text = key if isinstance(key, str) else key.get(name, "")
        if isinstance(spec, TextSpec) and text:
            spellings = (text, *_spell_key_by_templates(question, spec), *_tree_printed(question, name))
            yield text, frozenset(spellings), spec.kind == "number"


def _spell_key_by_templates(question: StageMaker, spec: TextSpec) -> Iterator[str]:
    """Yield what templates print of a key."""
    for template in ("@{%s}", "$@{%s}$") if KINDS[spec.kind].bank_modes else ():
        try:
            yield question.text(template % spec.text, "answer").strip("$")
        except (BankError, CheckError):
            return


def _tree_printed(question: StageMaker, part: str) -> Iterator[str]:
    """Yield the formula of a key, and the decimals of a number that is none."""
    try:
        claim = claim_of(question, part)
        if claim.tree is None:
            return
        yield print_tree_latex(claim.tree, family=claim.is_law, vectors=claim.kind != "interval")
        value = compile_numeric(claim.tree)({}) if not find_symbols(claim.tree) else None
    except (BankError, CheckError):
        return
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
    """Return what stands before each place at which a text has one of the spellings, and whether that is all
    of a formula.

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
