"""Find formulas that no display shows: definitions in running text, and lines of algorithm boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from drill.notation import statements
from drill.papers.choice import INLINE
from drill.papers.model import AlgorithmRow, FormulaRow
from drill.papers.sheet.names import inline_formulas, names_in
from drill.papers.sheet.symbols import canonical_tokens, formula_id, symbols_of
from drill.papers.source.document import Paragraph
from drill.papers.source.outline import sentences
from drill.papers.source.prose import markdown
from drill.text import clean

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


def with_candidates(
    formulas: Sequence[FormulaRow],
    paragraphs: Sequence[Paragraph],
    boxes: Sequence[AlgorithmRow],
    numbers: Mapping[str, str],
) -> tuple[FormulaRow, ...]:
    """Return the displayed formulas with the candidates among them, each after what comes before it."""
    known = {_without_indices(formula.in_use) for formula in formulas}
    used = {_without_indices(latex) for formula in formulas for latex in _symbols(formula.in_use)}
    formula_rows: list[FormulaRow] = []
    for row in (*_inline(paragraphs, numbers), *_of_boxes(boxes)):
        named = names_in(row.latex)
        is_used = named is not None and any(_without_indices(name) in used for name in named.names)
        spelled = _without_indices(row.latex)
        if is_used and spelled not in known and len(formula_rows) < _MOST:
            known.add(spelled)
            formula_rows.append(_placed(row, formula_id((row.latex,)), formulas))
    return tuple(sorted((*formulas, *formula_rows), key=lambda row: _order(row, formulas)))


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
                    yield FormulaRow(
                        "",
                        clean(latex.strip(" .,;")),
                        file=box.file,
                        line=box.line,
                        before=called,
                        part=INLINE,
                    )


def _placed(row: FormulaRow, id_: str, formulas: Sequence[FormulaRow]) -> FormulaRow:
    """Return a candidate with its id, in the block of the formula before it."""
    before = [
        formula for formula in formulas if formula.file == row.file and formula.line <= row.line
    ] or formulas[:1]
    block = before[-1].block if before else 0
    section = row.section or (before[-1].section if before else 0)
    return replace(row, id=id_, block=block, section=section)


def _order(row: FormulaRow, formulas: Sequence[FormulaRow]) -> tuple[int, int, int]:
    """Return the sort key of a formula: the displays stay in their order."""
    if row.part != INLINE:
        return formulas.index(row), 0, 0
    before = [
        index
        for index, formula in enumerate(formulas)
        if formula.file == row.file and formula.line <= row.line
    ]
    return (before[-1] if before else -1), 1, row.line
