"""Read a second author's table of letters, check it against the formulas, and use it as a sheet.

A letter counts only if nothing contradicts it: the paper and the reader declared nothing else, each formula
with the letter still fits together, and the numbers that the text gives it lie in its domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from drill.codec import is_list, is_mapping
from drill.errors import DrillError, PaperError
from drill.formulas import Formula, ShapeBreak, check_shapes, format_node, open_formulas
from drill.notation import walk_nodes
from drill.notation.tree import Apply, Bound, Ref, Statement
from drill.papers.brief.later_pages import read_block
from drill.papers.formula_structure import EQUAL
from drill.papers.model import RANK, FormulaRow, Origin, Paper, SymbolRow
from drill.papers.sheet.symbol_keys import make_spelling_key, read_symbol, typed_name
from drill.text import one_line
from drill.types import REALS, ArrayType, Domain, NumberType, RowError, Type, read_declaration

ASSISTANT = Origin("assistant")
# Max rows of the table, because the eight formulas of a page have no more letters.
_MOST_LETTERS = 60
_LONGEST = 200
_NUMBERS = frozenset(("number", "scalar", "real", "float", "constant", "hyperparameter", "probability"))
_WHOLE = frozenset(("integer", "int", "count", "index", "whole"))
_ARRAYS = frozenset(("vector", "matrix", "array", "tensor"))
# Kinds of letters without a declaration.
_OTHERS = frozenset(("function", "distribution", "law", "set", "operator", "random variable", "other"))
_VALUE = r"\s*(?:=|\\approx|\\in|\\gets|is|of)\s*\\?\{?\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)(?![\d^])"


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the table: a letter as the paper prints it, what kind it is, its shape and its domain."""

    letter: str
    kind: str = ""
    shape: tuple[str, ...] = ()
    domain: str = ""
    means: str = ""


@dataclass(frozen=True, slots=True)
class CheckedLetters:
    """The paper with the letters that fit, their LaTeX, and the reason against each other letter by its
    LaTeX."""

    symbols: tuple[SymbolRow, ...]
    taken: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict[str, str])


def letters_of_answer(answer: str) -> tuple[Letter, ...]:
    """Return the table under ``letters:`` of an answer; other rows are skipped."""
    rows = read_block(answer, "letters")
    if is_mapping(rows):
        rows = [
            {"letter": name, **(row if is_mapping(row) else {"means": row})} for name, row in rows.items()
        ]
    letters = [_read_letter(row) for row in rows[:_MOST_LETTERS]] if is_list(rows) else []
    return tuple({letter.letter: letter for letter in letters if letter is not None}.values())


def _read_letter(row: object) -> Letter | None:
    if not is_mapping(row):
        return None
    texts = {str(name): value for name, value in row.items()}
    latex = _shorten_letter_text(texts.get("letter") or texts.get("symbol")).strip("$ ").replace("\\\\", "\\")
    shape = texts.get("shape")
    axes = shape if is_list(shape) else re.findall(r"[^\s,()\[\]]+", _shorten_letter_text(shape))
    if not latex:
        return None
    means = _shorten_letter_text(texts.get("means") or texts.get("meaning"))
    kind, domain = (_shorten_letter_text(texts.get(name)) for name in ("kind", "domain"))
    return Letter(latex, kind.lower(), tuple(map(_shorten_letter_text, axes)), domain.strip("$ "), means)


def _shorten_letter_text(value: object) -> str:
    return one_line(value)[:_LONGEST] if isinstance(value, str) else ""


def check_answered_letters(paper: Paper, letters: Iterable[Letter]) -> CheckedLetters:
    """Return the paper's symbols with the letters that nothing contradicts."""
    text = _join_paper_texts(paper)
    taken = list[str]()
    refused = dict[str, str]()
    for letter in letters:
        ref = read_symbol(letter.letter)
        if ref is None:
            refused[letter.letter] = "this is not a letter of the formulas; write it as they print it"
            continue
        key = make_spelling_key(letter.letter)
        rows = [row for row in paper.symbols if make_spelling_key(row.symbol) == key]
        before = rows or [SymbolRow(letter.letter, typed_name(ref))]
        try:
            now = [_check_row(paper, row, letter, text) for row in before]
        except (PaperError, RowError) as error:
            refused[letter.letter] = error.why if isinstance(error, RowError) else error.message
            continue
        if now == before:
            continue
        taken.append(letter.letter)
        changed = dict(zip(before, now, strict=True))
        others = () if rows else now
        paper = replace(paper, symbols=(*(changed.get(row, row) for row in paper.symbols), *others))
    return CheckedLetters(paper.symbols, tuple(taken), refused)


def _check_row(paper: Paper, row: SymbolRow, letter: Letter, text: str) -> SymbolRow:
    """Return a row with a letter's additions; raises PaperError, which names the contradiction."""
    told = row
    is_defined = any(mention.is_definition for mention in row.mentions)
    if letter.means and _is_weaker(row.means_from) and (row.means or not is_defined):
        told = replace(row, means=letter.means, means_from=ASSISTANT)
    declared = _write_letter_declaration(row.typed, letter)
    if not declared or (row.declared and not _is_weaker(row.declared_from)):
        return told  # the declarations of the paper and of the reader stay
    number = next(_find_numbers_outside_domain(letter.letter, text, _read_domain(declared)), "")
    if number and not letter.domain:
        declared, number = f"{row.typed} in Z", ""  # the start of the count is in the text alone
    if number:
        raise PaperError(f"the text has the value {number}, which is not in its domain {letter.domain}")
    changed = replace(told, declared=declared, declared_from=ASSISTANT)
    trial = replace(paper, symbols=(changed, *(known for known in paper.symbols if known != row)))
    is_whole = _read_domain(declared).integer
    if name := _find_contradicted_formula(paper, trial, row, is_whole=is_whole):
        shape = f" of shape [{', '.join(letter.shape)}]" if letter.shape else ""
        within = f" with {letter.domain}" if letter.domain else ""
        said = f"{letter.kind or 'array'}{shape}{within}"
        raise PaperError(f"not taken as {said}: formula {name} does not fit that")
    return changed


def _read_domain(declared: str) -> Domain:
    """Return the numbers that a letter or its entries may be, by its declaration."""
    kind = read_declaration(declared).type
    return kind.domain if isinstance(kind, NumberType | ArrayType) else REALS


def _is_weaker(origin: Origin | None) -> bool:
    return origin is None or RANK[origin.kind] <= RANK["assistant"]


def _write_letter_declaration(typed: str, letter: Letter) -> str:
    """Return a letter's declaration in the notation of sheets; empty for anything but numbers and arrays.

    Raises PaperError where kind and shape do not fit together.
    """
    kind = "vector" if not letter.kind and len(letter.shape) == 1 else letter.kind
    if kind in _ARRAYS or letter.shape:
        wanted = {"vector": 1, "matrix": 2}.get(kind, len(letter.shape))
        if not letter.shape or len(letter.shape) != wanted or wanted > 3:
            raise PaperError(f"a {kind} has its lengths in shape, such as [d] or [n, d]")
        if kind in _NUMBERS | _WHOLE:
            raise PaperError(f"a {kind} has no shape")
        axes = " x ".join(letter.shape)
        return f"{typed} in R^{axes if len(letter.shape) == 1 and len(axes) == 1 else f'({axes})'}"
    if kind in _WHOLE:
        if letter.domain:
            return f"{typed} in Z; {_write_letter_domain(typed, letter)}"
        return f"{typed} in {'Z' if kind == 'index' else 'N'}"
    if kind in _NUMBERS:
        if letter.domain:
            return _write_letter_domain(typed, letter)
        return f"{typed} in R"
    if kind and kind not in _OTHERS:
        raise PaperError(f"the kind {kind!r} is not known; write number, integer, vector, matrix or function")
    return ""


_INTERVAL = re.compile(r"([\[(])\s*([^,]+?)\s*,\s*([^,]+?)\s*([\])])")
_ENDLESS = re.compile(r"[-+]?\s*(?:\\?inf(?:ty|inity)?|∞|\\infty)", re.IGNORECASE)


def _write_letter_domain(typed: str, letter: Letter) -> str:
    """Return a domain about the typed name: ``[0, 1)`` and ``positive`` are inequalities."""
    text = re.sub(r"^.*?\\?\bin\b(?!f)", "", letter.domain).strip() or letter.domain
    words = {"positive": f"{typed} > 0", "nonnegative": f"{typed} >= 0", "non-negative": f"{typed} >= 0"}
    if text.lower() in words:
        return words[text.lower()]
    if interval := _INTERVAL.fullmatch(text):
        opening, low, high, closing = interval.groups()
        left = "" if _ENDLESS.fullmatch(low) else f"{low} {'<=' if opening == '[' else '<'} "
        right = "" if _ENDLESS.fullmatch(high) else f" {'<=' if closing == ']' else '<'} {high}"
        return f"{left}{typed}{right}" if left or right else f"{typed} in R"
    if text in ("R", "\\mathbb{R}", "ℝ", "real"):
        return f"{typed} in R"
    bare = letter.letter.replace("\\", "")
    for written in sorted({letter.letter, bare}, key=len, reverse=True):
        text = re.sub(rf"(?<![\w\\]){re.escape(written)}(?!\w)", typed, text)
    if not re.search(r"[<>=]", text):
        raise PaperError(f"its domain {letter.domain!r} is not read; write it as 0 < {typed} <= 1")
    return text


def _find_contradicted_formula(paper: Paper, trial: Paper, row: SymbolRow, *, is_whole: bool) -> str:
    """Return the name of a formula whose parts no longer fit together once a letter is declared."""
    key = make_spelling_key(row.symbol)
    for formula in paper.formulas:
        if formula.symbols and key not in map(make_spelling_key, formula.symbols):
            continue
        is_used_otherwise = _is_used_otherwise(formula, key, is_whole=is_whole)
        if is_used_otherwise or _count_breaks(formula, trial) > _count_breaks(formula, paper):
            return formula.name
    return ""


def _is_used_otherwise(formula: FormulaRow, key: str, *, is_whole: bool) -> bool:
    """Return whether a formula applies a letter, or sums up to it though it is not a whole number."""
    try:
        statements = open_formulas(formula.in_use, (), ())
    except DrillError:
        return False
    nodes = [node for each in statements for node in walk_nodes(each.statement)]
    called = [node.function for node in nodes if isinstance(node, Apply)]
    limits = [node.upper for node in nodes if isinstance(node, Bound) and isinstance(node.upper, Ref)]
    used = called if is_whole else [*called, *limits]
    return key in (make_spelling_key(format_node(node)) for node in used)


def _count_breaks(formula: FormulaRow, paper: Paper) -> int:
    """Return the number of statements with parts that do not fit together; an undeclared letter fits
    everywhere."""
    sheet = [
        (row.name, row.declared)
        for row in sorted(paper.symbols, key=lambda row: row.scope is None)
        if row.scope in (None, formula.section) and row.declared
        if row.declared_from is None or row.declared_from.kind not in ("guessed", "solved")
    ]
    try:
        statements = open_formulas(formula.in_use, (), sheet)
    except DrillError:
        return 0
    return sum(map(_is_broken, statements))


def _is_broken(formula: Formula) -> bool:
    """Return whether two parts of a statement do not fit, or its two sides: a number and an array."""
    left = replace(formula, statement=Statement(formula.statement.sides[:1]))
    try:
        right_rank = _count_axes(check_shapes(formula, lets_unknown_pass=True).out)
        left_rank = _count_axes(check_shapes(left, lets_unknown_pass=True).out)
    except ShapeBreak:
        return True
    except DrillError:
        return False
    is_equation = EQUAL.issuperset(formula.statement.relations[:1])
    return is_equation and None not in (left_rank, right_rank) and left_rank != right_rank


def _count_axes(kind: Type) -> int | None:
    """Return the number of axes of a value; None for anything but numbers and arrays."""
    match kind:
        case NumberType():
            return 0
        case ArrayType(axes):
            return len(axes)
        case _:
            return None


def _find_numbers_outside_domain(letter: str, text: str, domain: Domain) -> Iterator[str]:
    """Yield the numbers that the text gives a letter and that are not in its domain."""
    spelled = re.escape(letter).replace(r"\ ", r"\s*")
    for match in re.finditer(rf"(?<![\w\\]){spelled}{_VALUE}", text):
        if float(match[1]) not in domain:
            yield match[1]


def _join_paper_texts(paper: Paper) -> str:
    texts: Iterable[str] = (
        paper.abstract, *(f"{row.before} {row.in_use} {row.after}" for row in paper.formulas),
        *(row.text for row in paper.passages), *(row.text for row in paper.captions),
        *(mention.text for row in paper.symbols for mention in row.mentions),
    )  # fmt: skip
    return " ".join(texts)
