"""Choose the formulas that are drilled: find those that no display shows, and rank all by centrality.

Central is what others refer to and use, what stands in the main part, and what can be computed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Final

from drill.notation import statements
from drill.papers.model import AlgorithmRow, FormulaRow, Paper
from drill.papers.sheet.names import inline_formulas, names_in, split_at
from drill.papers.sheet.symbols import canonical_tokens, formula_id, symbols_of
from drill.papers.source.document import Paragraph, Place
from drill.papers.source.outline import sentences
from drill.papers.source.prose import markdown
from drill.text import clean

# Further references and uses say no more.
_MOST_CITED, _MOST_USED = 4, 3
# What a place outside of the main part costs: no number of references makes up for it.
_ASIDE: Final = 8
# What being computed is worth: more than all else. Each operation adds to it, up to a whole method's step.
_COMPUTED, _OPERATION, _MOST_OPERATIONS = 10.0, 0.5, 8
# Lines of source between a formula and an algorithm box that belong together.
_NEAR_BOX: Final = 60
# Words of a formula's sentences that are also the abstract's count up to so many.
_MOST_SHARED: Final = 6
_METHOD: Final = re.compile(
    r"method|model|approach|algorithm|architectur|propos|\bour\b|framework", re.IGNORECASE
)
_BEFORE_METHOD: Final = re.compile(
    r"related|background|prelimin|introduc|notation|experiment|result|dataset|evaluation|baseline|discussion",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[a-z]{6,}")
# Candidates that no display shows: definitions in running text, lines of algorithm boxes; what that costs.
INLINE: Final = "inline"
_INLINE_COST: Final = 4
# A letter alone is no formula.
_FEWEST_SIGNS: Final = 2
_SIGNS: Final = frozenset((
    "+", "-", "/", "^", "|", "\\frac", "\\sqrt", "\\cdot", "\\times", "\\odot", "\\otimes", "\\sum", "\\prod",
    "\\int", "\\nabla", "\\partial", "\\exp", "\\log", "\\ln", "\\min", "\\max", "\\argmin", "\\argmax",
    "\\mathbb", "\\|", "\\operatorname", "\\tanh", "\\det",
))  # fmt: skip
# Fonts and braces: with them alone two formulas do not differ.
_DRESS: Final = frozenset(("{", "}", "\\mathbf", "\\boldsymbol", "\\bm", "\\mathrm"))
# Blanks, and what ends a sentence: with them alone two formulas do not differ, either.
_SPACES: Final = frozenset(("\\,", "\\;", "\\:", "\\!", "\\ ", "\\quad", "\\qquad", "~"))
_STOPS: Final = frozenset((",", ".", ";"))
# What a formula costs that stood before: no worth makes up for it.
_REPEATED: Final = 1000
# What a formula costs that differs from one before in its letters alone.
_TWIN_COST: Final = 8
# What a bound that computes is worth beside a definition or an update that does.
_BOUND_SHARE: Final = 0.4
_ORDERS: Final = frozenset(("\\leq", "\\geq", "<", ">", "\\lesssim", "\\gtrsim", "\\ll", "\\gg"))
_GAPS: Final = frozenset((",", "\\quad", "\\\\"))
_RELATION: Final = re.compile(
    r"=|\\(?:leq?|geq?|in|approx|sim|propto|equiv|leftarrow|gets|to|triangleq|coloneqq)(?![a-zA-Z])|[<>]"
)
# So many of a paper: the choice takes the best of them.
_MOST: Final = 24
# Letters on the right of a definition that is worth an exercise, and characters that are read at a glance.
_FEWEST, _LONGEST = 2, 200
_SETS: Final = re.compile(r"=|\\(?:gets|leftarrow|coloneqq|triangleq)(?![a-zA-Z])")
_INDEX: Final = re.compile(r"_\s*(?:\{[^{}]*\}|\w)")
_GREEK: Final = frozenset(
    f"\\{name}" for name in (
        "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "kappa", "lambda",
        "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "varphi", "chi", "psi", "omega", "Sigma",
        "Lambda", "Theta", "Phi", "Psi", "Omega", "Gamma", "Delta",
    )
)  # fmt: skip
_MATHS: Final = re.compile(r"\$([^$]+)\$")


def by_centrality(
    sheet: Paper, uses: Mapping[str, Sequence[str]], operations: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the ids of all formulas, the most central first.

    ``uses`` are the ids of those that each one uses; ``operations`` how many operations an exercise computes,
    by the ids of the formulas that have such an exercise.
    """
    users = Counter(source for id_, sources in uses.items() for source in set(sources) - {id_})
    seen: set[tuple[str, ...]] = set()
    forms: set[tuple[str, ...]] = set()
    worth: dict[str, float] = {}
    for row in sheet.formulas:
        tokens = tuple(
            "=" if _RELATION.fullmatch(canonical_token) else canonical_token
            for canonical_token in canonical_tokens(row.latex)
            if canonical_token not in _DRESS | _SPACES
        )
        while tokens[-1:] and tokens[-1] in _STOPS:
            tokens = tokens[:-1]
        computed = operations.get(row.id, 0)
        form = _form(tokens) if computed else ()
        worth[row.id] = (
            _worth(row, users[row.id])
            + _place_worth(row, sheet)
            + (_COMPUTED + _OPERATION * min(computed, _MOST_OPERATIONS))
            * (0 if not computed else _BOUND_SHARE if _is_bound(row) else 1)
            - _REPEATED * bool(tokens and tokens in seen)
            - _TWIN_COST * bool(form and form in forms)
        )
        seen.add(tokens)
        forms.add(form)
    return tuple(sorted(worth, key=lambda id_: -worth[id_]))


def _form(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return a formula with its letters numbered: the same for what differs in letters alone."""
    numbers: dict[str, str] = {}
    return tuple(
        numbers.setdefault(token, f"#{len(numbers)}") if len(token) == 1 and token.isalpha() else token
        for token in tokens
    )


def _is_bound(row: FormulaRow) -> bool:
    """Return whether a formula says how large something is at most or at least, rather than what it is."""
    first = split_at(canonical_tokens(row.latex), _GAPS)[0][0]
    return bool(split_at(first, _ORDERS)[1])


def _worth(row: FormulaRow, users: int) -> float:
    """Return the worth of a formula's uses and looks."""
    signs = sum(token in _SIGNS for token in canonical_tokens(row.latex))
    is_plain = _RELATION.search(row.latex) is None
    return (
        2 * min(row.cited, _MOST_CITED)
        + min(users, _MOST_USED)
        + bool(row.number)
        - _ASIDE * (row.part not in ("", INLINE))
        - _INLINE_COST * (row.part == INLINE)
        - (2 * (signs < _FEWEST_SIGNS) if signs else _ASIDE)
        - 2 * is_plain
    )


def _place_worth(row: FormulaRow, sheet: Paper) -> float:
    """Return the worth of a formula's section, sentences and nearby boxes."""
    title = next((block.title for block in sheet.blocks if block.number == row.block), "")
    left = _RELATION.split(row.latex, maxsplit=1)[0].strip()
    boxes = "\n".join(step for box in sheet.algorithms for step in box.steps)
    is_step = (bool(row.number) and f"({row.number})" in boxes) or (len(left) > 1 and left in boxes)
    is_near_box = any(
        box.file == row.file and abs(box.line - row.line) <= _NEAR_BOX for box in sheet.algorithms
    )
    abstract = set(_WORD.findall(sheet.abstract.lower()))
    shared = abstract.intersection(_WORD.findall(f"{title} {row.before} {row.after}".lower()))
    return (
        2 * bool(_METHOD.search(title))
        - 2 * bool(_BEFORE_METHOD.search(title))
        + is_step
        + is_near_box
        + min(len(shared), _MOST_SHARED) / 3
    )


# Definitions in running text, and lines of algorithm boxes


def with_candidates(
    formulas: Sequence[FormulaRow],
    paragraphs: Sequence[Paragraph],
    boxes: Sequence[AlgorithmRow],
    numbers: Mapping[str, str],
    offsets: Mapping[Place, int],
) -> tuple[FormulaRow, ...]:
    """Return the displayed formulas with the candidates among them, each after what comes before it.

    ``offsets`` say where lines of files stand in the whole text.
    """
    starts = [offsets.get(Place(formula.file, formula.line), 0) for formula in formulas]
    known = {_without_indices(formula.in_use) for formula in formulas}
    used = {_without_indices(latex) for formula in formulas for latex in _symbols(formula.in_use)}
    placed = [((index, 0, 0), formula) for index, formula in enumerate(formulas)]
    for row in (*_inline(paragraphs, numbers), *_of_boxes(boxes)):
        named = names_in(row.latex)
        is_used = named is not None and any(_without_indices(name) in used for name in named.names)
        spelled = _without_indices(row.latex)
        if is_used and spelled not in known and len(placed) < len(formulas) + _MOST:
            known.add(spelled)
            start = offsets.get(Place(row.file, row.line), 0)
            placed.append(_placed(row, formulas, bisect_right(starts, start) - 1))
    return tuple(row for _, row in sorted(placed, key=itemgetter(0)))


def _without_indices(latex: str) -> str:
    """Return what two spellings of one definition share: a box writes it without its step."""
    text = " ".join(canonical_tokens(latex)) or latex
    return "".join(_SETS.sub("=", _INDEX.sub("", text)).split())


def _symbols(latex: str) -> Iterator[str]:
    for parsed in statements(canonical_tokens(latex)):
        if parsed.statement is not None:
            yield from (written for _, written in symbols_of(parsed.statement))


def _is_definition(latex: str) -> bool:
    sides = _SETS.split(latex) if len(latex) <= _LONGEST else ()
    if len(sides) != 2 or "," in sides[0]:
        return False
    letters = sum(
        (len(canonical_token) == 1 and canonical_token.isalpha()) or canonical_token in _GREEK
        for canonical_token in canonical_tokens(sides[1])
    )
    named = names_in(latex)
    return named is not None and len(named.names) == 1 and letters >= _FEWEST


def _inline(paragraphs: Sequence[Paragraph], numbers: Mapping[str, str]) -> Iterator[FormulaRow]:
    for paragraph in paragraphs:
        for offset, latex in inline_formulas(paragraph.text):
            if not _is_definition(latex):
                continue
            sentence = next((sentence for sentence in sentences(paragraph.text) if latex in sentence), "")
            origin = paragraph.place_of(offset)
            yield FormulaRow(
                "", clean(latex.strip(" .,;")), file=origin.file, line=origin.line, section=paragraph.section,
                before=clean(markdown(sentence, numbers)), part=INLINE,
            )  # fmt: skip


def _of_boxes(boxes: Sequence[AlgorithmRow]) -> Iterator[FormulaRow]:
    for box in boxes:
        for step in box.steps:
            for latex in _MATHS.findall(step):
                if _is_definition(latex):
                    called = f"A step of {box.caption}" if box.caption and "$" not in box.caption else ""
                    latex = clean(latex.strip(" .,;"))
                    yield FormulaRow("", latex, file=box.file, line=box.line, before=called, part=INLINE)


def _placed(
    row: FormulaRow, formulas: Sequence[FormulaRow], index: int
) -> tuple[tuple[int, int, int], FormulaRow]:
    """Return a candidate in the block of the display before it, or of one beside it in its own section, with
    its sort key among the displays."""
    beside = formulas[max(0, index) : index + 2] or (row,)
    before = next((formula for formula in beside if formula.section == row.section), beside[0])
    section = row.section or before.section
    return (index, 1, row.line), replace(
        row, id=formula_id((row.latex,)), block=before.block, section=section
    )
