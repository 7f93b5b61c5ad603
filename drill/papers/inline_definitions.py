"""Definitions that no display shows: in running text and in algorithm boxes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from drill.notation import DOTS, notation_of, print_tokens_as_latex, split_statements
from drill.papers.model import AlgorithmRow, FormulaRow
from drill.papers.sheet.quotes import RELATIONS, inline_formulas, read_named_thing, split_at
from drill.papers.sheet.symbol_keys import canonical_tokens, formula_id, list_statement_symbols
from drill.papers.source.algorithms import convert_prose_to_markdown
from drill.papers.source.document import Paragraph, Place
from drill.papers.source.outline import split_sentences
from drill.text import clean_text

# Formulas of the same content: repeated, spelled otherwise, or with other letters.

# Min share of neighbouring signs that nearly equal formulas have in common, and min signs for the test.
_ALIKE = 0.88
_FEWEST_SIGNS = 9
# The same limits for formulas that differ only in indices and arguments.
_FEWEST_SHORTENED = 6
# Fonts, brackets, gaps and fractions (a box writes them on one line), which make no difference.
_DRESS = frozenset((
    "{", "}", "(", ")", "[", "]", "\\mathbf", "\\boldsymbol", "\\bm", "\\mathrm", "\\frac", "/", "\\cdot",
    "*", "\\,", "\\;", "\\:", "\\!", "\\ ", "\\quad", "\\qquad", "~",
))  # fmt: skip
_STOPS = frozenset((",", ".", ";"))
# Signs of operations and accents, which are not letters.
_FIXED = frozenset((
    "\\sum", "\\prod", "\\int", "\\log", "\\ln", "\\exp", "\\min", "\\max", "\\argmin", "\\argmax",
    "\\nabla", "\\partial", "\\sqrt", "\\hat", "\\tilde", "\\bar", "\\mathbb", "\\mathcal", "\\odot",
    "\\otimes", "\\times", "\\circ", "\\top", "\\infty", "\\tanh", "\\sin", "\\cos", "\\det", "\\sup",
    "\\inf", "\\lim", "\\mid", "\\langle", "\\rangle", "\\ldots", "\\cdots",
))  # fmt: skip


@lru_cache(maxsize=4096)
def plain_signs(latex: str) -> tuple[str, ...]:
    """Return the signs of a formula without dress; every relation is an equals sign."""
    signs = ["=" if token in RELATIONS else token for token in canonical_tokens(latex) if token not in _DRESS]
    while signs and signs[-1] in _STOPS:
        signs.pop()
    return tuple(signs)


@lru_cache(maxsize=4096)
def _number_letters_by_occurrence(latex: str) -> tuple[str, ...]:
    """Return the signs with letters and numbers counted in the order of their first occurrence.

    A number below a letter belongs to its name, and is not counted.
    """
    return _count_letters(plain_signs(latex))


def _count_letters(signs: Sequence[str]) -> tuple[str, ...]:
    counts: dict[str, str] = {}
    return tuple(
        "#"
        if before == "_" and sign.isdigit()
        else counts.setdefault(sign, f"#{len(counts)}")
        if _is_renamable_sign(sign)
        else sign
        for before, sign in pairwise(("", *signs))
    )


def _is_renamable_sign(sign: str) -> bool:
    is_named = sign.startswith("\\") and len(sign) > 1 and sign[1].isalpha() and sign not in _FIXED
    return sign.isalnum() or is_named


def is_repeated(latex: str, others: Iterable[str]) -> bool:
    """Return whether a formula occurs among others, spelled alike or nearly alike, or within one."""
    signs = plain_signs(latex)
    return any(
        are_signs_within(signs, plain_signs(other)) or _are_alike(signs, plain_signs(other))
        for other in others
    )


def is_same_but_indices(latex: str, other: str) -> bool:
    """Return whether a formula is another one, or part of it, but for indices and arguments, as in boxes."""
    first = _list_signs_without_scripts(latex)
    second = _list_signs_without_scripts(other)
    if are_signs_within(first, second):
        return True
    if first[:2] != second[:2] or "=" not in first[:2]:
        return False
    if first == second:
        return len(first) >= _FEWEST_SHORTENED
    is_long = min(len(first), len(second)) >= _FEWEST_SIGNS
    return is_long and _are_alike(_count_letters(first), _count_letters(second))


@lru_cache(maxsize=4096)
def _list_signs_without_scripts(latex: str) -> tuple[str, ...]:
    """Return the plain signs of a formula without scripts but numbers, and without arguments of letters."""
    kept: list[str] = []
    tokens = canonical_tokens(latex)
    at = 0
    while at < len(tokens):
        sign = tokens[at]
        script = "".join(tokens[at + 1 : _end_of_group(tokens, at + 1)]).strip("{}")
        is_script = sign in ("_", "^") and not script.isdigit()
        is_argument = sign == "(" and at > 0 and (_is_renamable_sign(tokens[at - 1]) or tokens[at - 1] == "}")
        if is_script or is_argument:
            at = _end_of_group(tokens, at + is_script)
            continue
        kept.append(sign)
        at += 1
    return plain_signs(" ".join(kept))


def _end_of_group(tokens: Sequence[str], at: int) -> int:
    """Return the place behind a sign, or behind the brackets that it opens."""
    depth = 0
    for place in range(at, len(tokens)):
        depth += (tokens[place] in ("{", "(")) - (tokens[place] in ("}", ")"))
        if depth <= 0:
            return place + 1
    return len(tokens)


def are_signs_within(signs: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether signs occur in others in one piece, and are enough for a formula."""
    length = len(signs)
    return length >= _FEWEST_SIGNS and any(
        others[at] == signs[0] and tuple(others[at : at + length]) == tuple(signs)
        for at in range(len(others) - length + 1)
    )


def is_twin(latex: str, other: str) -> bool:
    """Return whether two formulas differ in letters alone, or in a few signs."""
    first = plain_signs(latex)
    second = plain_signs(other)
    if first == second or are_signs_within(first, second) or are_signs_within(second, first):
        return True
    if min(len(first), len(second)) < _FEWEST_SIGNS:
        return False
    forms = _number_letters_by_occurrence(latex), _number_letters_by_occurrence(other)
    return forms[0] == forms[1] or _are_alike(*forms) or _are_alike(first, second)


def _are_alike(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether two formulas have most pairs of neighbouring signs in common."""
    pairs = len(first) + len(second) - 2
    if first == second or 2 * min(len(first), len(second)) - 2 < _ALIKE * pairs:
        return first == second
    return 2 * (_count_pairs(tuple(first)) & _count_pairs(tuple(second))).total() >= _ALIKE * pairs > 0


@lru_cache(maxsize=4096)
def _count_pairs(signs: tuple[str, ...]) -> Counter[tuple[str, str]]:
    return Counter(pairwise(signs))


# The place of an inline definition, in the field that names a part of the paper.
INLINE = "inline"
# Max definitions of a paper, because the choice takes only the best of them.
_MOST = 24
# Min letters on the right side of a definition that is worth an exercise, and max characters of one.
_FEWEST = 2
# Operations of a definition that counts wherever its sentence is.
_MANY = 3
_LONGEST = 200
_SETS = frozenset(("=", ":=", "\\leftarrow"))
_RELATES = frozenset(("=", ":=", "\\leq", "\\geq", "<", ">", "\\approx", "\\propto", "\\leftarrow"))
_COMMA = frozenset((",",))
_INDEX = re.compile(r"[_^]\s*(?:\{[^{}]*\}|\w)")
_OPERATIONS = frozenset((
    "+", "-", "/", "^", "|", "\\frac", "\\sqrt", "\\cdot", "\\times", "\\odot", "\\otimes", "\\sum", "\\prod",
    "\\int", "\\nabla", "\\partial", "\\exp", "\\log", "\\ln", "\\min", "\\max", "\\argmin", "\\argmax",
    "\\mathbb", "\\|", "\\tanh", "\\det",
))  # fmt: skip
# Signs that begin a list or a set, and signs of mere growth.
_LISTS = frozenset(("\\{", "("))
_RATES = frozenset(("O", "\\Theta", "\\Omega", "\\mathcal{O}"))
_GREEK = frozenset(
    f"\\{name}" for name in (
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "kappa", "lambda",
        "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "varphi", "chi", "psi", "omega", "Sigma",
        "Lambda", "Theta", "Phi", "Psi", "Omega", "Gamma", "Delta",
    )
)  # fmt: skip
_MATHS = re.compile(r"\$([^$]+)\$")
# Words of a clause that defines a letter, and where a clause ends.
_DEFINING = re.compile(r"\b(?:(?:re)?defin(?:e|es|ed|ing)|denot(?:e|es|ed|ing)|let)\b", re.IGNORECASE)
_DENOTING = re.compile(r"\s*(?:denotes?|is defined|is denoted)\b")
_CLAUSE_END = re.compile(r"[.;:](?=\s|$)|\$\$|\b(?:if|when|whenever|then|such that|hence|thus|so that)\b")


def count_operations(tokens: Iterable[str]) -> int:
    """Return the number of operations and written functions in a formula: none in a name."""
    return sum(token in _OPERATIONS or token.startswith("\\operatorname") for token in tokens)


def list_steps(boxes: Iterable[AlgorithmRow]) -> frozenset[tuple[str, ...]]:
    """Return the formulas of algorithm boxes by their signs."""
    return frozenset(
        plain_signs(latex) for box in boxes for step in box.steps for latex in _MATHS.findall(step)
    )


def add_definitions(
    formulas: Sequence[FormulaRow],
    paragraphs: Sequence[Paragraph],
    boxes: Sequence[AlgorithmRow],
    numbers: Mapping[str, str],
    offsets: Mapping[Place, int],
) -> tuple[FormulaRow, ...]:
    """Return the displayed formulas with the definitions among them, each after the one before it.

    ``offsets`` has the positions of files' lines in the whole text.
    """
    starts = [offsets.get(Place(formula.file, formula.line), 0) for formula in formulas]
    known = [formula.in_use for formula in formulas]
    spelled = {_normalise_without_steps(latex) for latex in known}
    used = {_normalise_without_steps(latex) for latex in _list_stated_symbols(known)}
    places = sorted((offsets.get(paragraph.place, 0), paragraph.part) for paragraph in paragraphs)
    placed = [((index, 0, 0), formula) for index, formula in enumerate(formulas)]
    steps = list_steps(boxes)
    around = {
        canonical_tokens(latex)
        for formula in formulas
        for text in (formula.before, formula.after, formula.nearby)
        for _, latex in inline_formulas(text)
    }
    found = (
        *_find_text_formulas(paragraphs, numbers, around), *((row, False) for row in _of_boxes(boxes))
    )  # fmt: skip
    for row, is_defined in found:
        start = offsets.get(Place(row.file, row.line), 0)
        is_aside = bool(places[max(0, bisect_right(places, (start, "~")) - 1)][1] if places else "")
        is_known = _normalise_without_steps(row.latex) in spelled or is_repeated(row.latex, known)
        if is_aside or is_known or len(placed) >= len(formulas) + _MOST:
            continue
        is_step = plain_signs(row.latex) in steps and _is_update_definition(row.latex)
        is_defined |= ":=" in canonical_tokens(row.latex)
        tokens = canonical_tokens(row.latex)
        is_told = tokens in around or count_operations(tokens) >= _MANY
        if is_step or is_defined or is_told or _normalise_without_steps(_head_of(row.latex)) in used:
            known.append(row.latex)
            spelled.add(_normalise_without_steps(row.latex))
            placed.append(_place_text_definition(row, formulas, bisect_right(starts, start) - 1))
    return tuple(row for _, row in sorted(placed, key=itemgetter(0)))


def _normalise_without_steps(latex: str) -> str:
    """Return a normal form of a spelling, because a box omits steps of symbols and assigns with an arrow."""
    text = _INDEX.sub("", " ".join(canonical_tokens(latex)) or latex).replace("\\leftarrow", "=")
    return "".join(text.split())


def _list_stated_symbols(formulas: Sequence[str]) -> Iterator[str]:
    tokens = [canonical_tokens(latex) for latex in formulas]
    notation = notation_of(tokens)  # that of the later reading, so that a formula is read once
    for parsed in (parsed for spelled in tokens for parsed in split_statements(spelled, notation)):
        if parsed.statement is not None:
            yield from (written for _, written in list_statement_symbols(parsed.statement))


def _head_of(latex: str) -> str:
    r"""Return the defined letter, of a call its function: ``\rho`` of ``\rho(t; \beta) := …``."""
    left = split_at(canonical_tokens(latex), _SETS)[0][0]
    opening = left.index("(") if "(" in left[1:] else len(left)
    return print_tokens_as_latex(left[:opening])


def _is_definition(latex: str) -> bool:
    if len(latex) > _LONGEST:
        return False
    (left, *right), _ = split_at(canonical_tokens(latex), _SETS)
    if len(right) != 1 or not left or len(split_at(left, _COMMA)[0]) > 1 or not read_named_thing(left):
        return False
    (built,) = right
    is_list = built[:1] and built[0] in _LISTS and len(split_at(built[1:], _COMMA)[0]) > 1
    is_rate = print_tokens_as_latex(built).replace(" ", "").startswith(tuple(f"{rate}(" for rate in _RATES))
    letters = sum((len(token) == 1 and token.isalpha()) or token in _GREEK for token in built)
    is_same = _normalise_without_steps(print_tokens_as_latex(left)) == _normalise_without_steps(
        print_tokens_as_latex(built)
    )
    return (
        letters >= _FEWEST
        and count_operations(built) > 0
        and not (is_list or is_rate or is_same or DOTS & {*built})
    )


def _is_update_definition(latex: str) -> bool:
    """Return whether a definition is an update: the value that it sets is on its right, too."""
    sides = split_at(canonical_tokens(latex), _SETS)[0]
    left, *right = (_normalise_without_steps(print_tokens_as_latex(side)) for side in sides)
    return len(right) == 1 and left in right[0]


def _is_near_statement(latex: str, around: Container[tuple[str, ...]]) -> bool:
    """Return whether a formula in a sentence around a display relates two sides, one of them computed."""
    tokens = canonical_tokens(latex) if len(latex) <= _LONGEST else ()
    if tokens not in around or DOTS & {*tokens} or len(split_at(tokens, _COMMA)[0]) > 1:
        return False
    sides, relations = split_at(tokens, _RELATES)
    letters = sum((len(token) == 1 and token.isalpha()) or token in _GREEK for token in sides[-1])
    is_one = len(relations) == 1 and all(sides) and sides[-1][0] not in _LISTS
    return is_one and letters >= _FEWEST and count_operations(sides[-1]) > 0


def _find_text_formulas(
    paragraphs: Sequence[Paragraph], numbers: Mapping[str, str], around: Container[tuple[str, ...]]
) -> Iterator[tuple[FormulaRow, bool]]:
    """Yield the definitions in running text and the statements ``around`` displays, each with whether a word
    of its clause says that it is a definition."""
    for paragraph in paragraphs:
        for offset, latex in inline_formulas(paragraph.text):
            if not _is_definition(latex) and not _is_near_statement(latex, around):
                continue
            sentence = next(
                (sentence for sentence in split_sentences(paragraph.text) if latex in sentence), ""
            )
            origin = paragraph.place_of(offset)
            before = _CLAUSE_END.split(paragraph.text[max(0, offset - _LONGEST) : offset])[-1]
            behind = _DENOTING.match(paragraph.text, offset + len(latex) + 1)
            is_defined = _DEFINING.search(before) is not None or behind is not None
            row = FormulaRow(
                "", clean_text(latex.strip(" .,;")), file=origin.file, line=origin.line,
                section=paragraph.section,
                before=clean_text(convert_prose_to_markdown(sentence, numbers)), part=INLINE,
            )  # fmt: skip
            yield row, is_defined


def _of_boxes(boxes: Sequence[AlgorithmRow]) -> Iterator[FormulaRow]:
    for box in boxes:
        called = f"A step of {box.caption}" if box.caption and "$" not in box.caption else ""
        for latex in (latex for step in box.steps for latex in _MATHS.findall(step)):
            if _is_definition(latex):
                latex = clean_text(latex.strip(" .,;"))
                yield FormulaRow("", latex, file=box.file, line=box.line, before=called, part=INLINE)


def _place_text_definition(
    row: FormulaRow, formulas: Sequence[FormulaRow], index: int
) -> tuple[tuple[int, int, int], FormulaRow]:
    """Return a definition in the block of the display before it, or of one beside it in its own section, with
    its sort key among the displays."""
    beside = formulas[max(0, index) : index + 2] or (row,)
    before = next((formula for formula in beside if formula.section == row.section), beside[0])
    section = row.section or before.section
    return (index, 1, row.line), replace(
        row, id=formula_id((row.latex,)), block=before.block, section=section
    )
