r"""Read a text's declaration of one name, and a person's declarations of a formula's letters, one per row.

A declaration is ``W: m, n``, ``W in R^(m x n)``, ``0 < p < 1``. A row is a declaration, or ``NAME := PART:
TYPE``, which gives a part of the formula a name of its own; any other row is a relation that holds
(``sum p_k = 1``, ``x_t in X_t``, ``t <= T``). ``x, y: d`` are two rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from drill.errors import DrillError
from drill.latex import canonicalise_formula
from drill.maths.domains import REALS, Domain, intersect_domains, make_domain_of_values
from drill.notation import notation_of, split_statements, tree, typed_latex
from drill.types.reader import (
    COMMA,
    MATRIX_KINDS,
    SEMICOLON,
    TILDE,
    RowError,
    TextPart,
    TypeReader,
    make_half_line,
    measure_depths,
    read_tokens,
)
from drill.types.value_types import (
    FITTING,
    INDEX,
    NOT_NEGATIVE,
    NUMBER,
    ArrayType,
    Function,
    Kind,
    NumberType,
    Type,
)

_IN = re.compile(r"\\in(?![A-Za-z])|∈|\bin\b")
_COLON = re.compile(r":(?!=)")
_EQUALS = re.compile("=")
_GAP = re.compile(r"\.\.|…")
COMPARED = re.compile(r"<=|>=|\\leq?(?![A-Za-z])|\\geq?(?![A-Za-z])|[<>=≤≥]")
_SIGNS = {"≤": "<=", "≥": ">=", "\\le": "<=", "\\leq": "<=", "\\ge": ">=", "\\geq": ">="}
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}
_CALLED = re.compile(r"(.+?)\s*\(\s*[.·]\s*\)")
_TYPED_NAME = re.compile(r"[^\W\d]\w*'*")
# A step of an index, ``h_(t-1)``, and what an index runs over: ``x_i in R^d, i = 1..n``.
_STEP = re.compile(r"(\w+)_[({](\w+)[+-]\d+[)}]")
_BEHIND = re.compile(r",\s*\w+\s*=.*$|,\s*\w+\s*(?:in|\\in)\s*\\?\{.*$")
_MATRIX_IN_WORDS = re.compile(
    r"(\S+)\s+(?:is\s+)?(?:(?P<diag>diagonal)|(?P<orth>orthogonal)"
    r"|(?P<pd>(?:symmetric )?positive (?:semi-?)?definite|psd)|(?P<sym>symmetric))"
)
# A letter and its subscript up to a comma, in canonical tokens; the markup of a word in a subscript.
_BELOW = re.compile(r"\S+ _ \{ (?:\\operatorname\{\w+\}|[^{},])+")
_UPRIGHT = re.compile(r"\\operatorname\{(\w+)\}|\\(?:mathrm)?")
# Names that are numbers where no other name is there.
_CONSTANTS = ("e", "pi")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A text's declaration of a name."""

    name: str
    type: Type
    # Whether it only gives bounds, which fit a number as well as the entries of an array.
    is_range: bool = False


def read_declaration(text: str) -> Declaration:
    """Return the declaration of a name in a text, in parts between semicolons that all hold.

    Raises RowError with the column of the first fault.
    """
    row = _STEP.sub(r"\1_\2", _BEHIND.sub("", text.strip("$ ")))
    try:
        reader = TypeReader(row)
        first, *others = TextPart.whole(row).split(SEMICOLON)
        declared = _read_statement(reader, first)
        for part in others:
            declared = _join(reader, declared, _read_statement(reader, part), part)
    except RowError as error:  # a column of the text as it was written, which may be shorter or longer
        raise RowError(text, max(1, min(error.column, len(text) + 1)), error.why) from None
    return declared


def read_declared_type(text: str, names: Collection[str]) -> Type | None:
    """Return the type that a row declares for the letter with these names: a type alone, or a statement.

    None where it cannot be read. A text that begins with the letter's own name and a sign is a statement:
    ``d > 0`` declares ``d`` as positive, because ``d`` alone is the type of a vector of d numbers.
    """
    try:
        statement = read_declaration(text)
    except RowError:
        statement = None
    if statement is not None and statement.name in names:
        return statement.type
    try:
        return TypeReader(text).read_any(TextPart.whole(text))
    except RowError:
        return None if statement is None else statement.type


def _read_statement(reader: TypeReader, part: TextPart) -> Declaration:
    if not part.text:
        reader.refuse(part, "a declaration is missing here")
    declared = read_typed_name(reader, part) or read_member(reader, part)
    if declared is not None:
        if not is_letter_name(declared.name):
            reader.refuse(part, "a declaration begins with the name of a letter")
        return declared
    sides = part.split(_IN, 1)
    if len(sides) == 2:
        reader.refuse(sides[1], "a set is missing here: R, N, Z, {0, 1}, [0, 1], R^(m x n), simplex(n)")
    sides = part.split(TILDE, 1)
    if len(sides) == 2 and is_letter_name(sides[0].text):
        if not sides[1].text:
            reader.refuse(sides[1], "a distribution is missing here, such as N(0, 1)")
        return Declaration(sides[0].text, NUMBER)
    words = _MATRIX_IN_WORDS.fullmatch(part.text)
    if words:
        kinds: list[Kind] = [kind for kind in MATRIX_KINDS if words[kind]]
        return Declaration(words[1], ArrayType((FITTING, FITTING), kind=kinds[0]))
    ranges = part.split(_EQUALS)
    if len(ranges) == 2 and _GAP.search(ranges[1].text):
        return Declaration(ranges[0].text, INDEX)
    declared = read_range(reader, part, refuses=True)
    if declared is None:
        reader.refuse(part, "a name and the numbers that it lies between are missing here")
    return declared


def read_typed_name(reader: TypeReader, part: TextPart) -> Declaration | None:
    """Read ``NAME: TYPE``; None for anything else."""
    sides = part.split(_COLON, 1)
    if len(sides) < 2:
        return None
    name, kind = sides
    called = _CALLED.fullmatch(name.text)
    if not kind.text:
        reader.refuse(kind, "a type is missing here")
    return Declaration(called[1] if called else name.text, reader.read_any(kind))


def read_member(reader: TypeReader, part: TextPart) -> Declaration | None:
    """Read ``NAME in SET``, ``f(.) in R``; None for anything else, also for a set of another kind."""
    sides = part.split(_IN, 1)
    if len(sides) != 2:
        return None
    name, among = sides
    called = _CALLED.fullmatch(name.text)
    kind = reader.read_set(among)
    if kind is None:
        return None
    if called:
        return Declaration(called[1], Function(None, kind))
    return Declaration(name.text, kind)


def read_range(reader: TypeReader, part: TextPart, *, refuses: bool = False) -> Declaration | None:
    """Read ``0 <= p < 1``, ``sigma > 0``, ``beta = 0.9``; None where it is not one name between numbers.

    If it ``refuses``, another name in the place of a number is a fault.
    """
    sides = part.split(COMPARED)
    signs = [_SIGNS.get(match[0], match[0]) for match in part.find(COMPARED)]
    names = [place for place, side in enumerate(sides) if is_letter_name(side.text)]
    names.sort(key=lambda place: sides[place].text in _CONSTANTS)
    if not names or len(sides) not in (2, 3) or abs(names[0] - 1) > (len(sides) == 2):
        return None
    domain: Domain | None = REALS
    for place, side in enumerate(sides):
        if place == names[0] or domain is None:
            continue
        value = reader.read_number(side)
        if value is None:
            if refuses:
                reader.refuse(side, "a number is missing here")
            return None
        sign = signs[place - 1] if place > names[0] else _FLIPPED[signs[place]]
        bound = make_domain_of_values((value,)) if sign == "=" else make_half_line(sign, value)
        domain = intersect_domains(domain, bound)
    if domain is None:
        reader.refuse(part, "no number lies there")
    return Declaration(sides[names[0]].text, NumberType(domain), is_range=True)


@lru_cache(maxsize=4096)
def is_letter_name(text: str) -> bool:
    """Return whether a text is the name of a letter, typed or in LaTeX: ``p``, ``p_{i,j}``; not ``p + q``."""
    if _TYPED_NAME.fullmatch(text):
        return text != "inf"
    try:
        tokens = read_tokens(typed_latex(text))
        parsed = split_statements(tokens, notation_of([tokens]))
    except DrillError:
        return False
    sides = parsed[0].statement.sides if len(parsed) == 1 and parsed[0].statement is not None else ()
    match sides:
        case (tree.Ref(),):
            return True
        case (tree.Pow(base=tree.Ref(), exponent=exponent),):
            return not isinstance(exponent, tree.Num)
        case _:
            return False


# Several parts


def _join(reader: TypeReader, first: Declaration, second: Declaration, part: TextPart) -> Declaration:
    """Return both of two parts about one name; a range adds bounds and leaves the type open."""
    if first.name != second.name:
        reader.refuse(part, f"this is about {second.name}, and the part before it about {first.name}")
    if first.is_range and not second.is_range:
        first, second = second, first
    kind = _join_types(first.type, second)
    if kind is None:
        reader.refuse(part, f"no number fits all that is said about {first.name}, or it cannot be both")
    return Declaration(first.name, kind, first.is_range)


def _join_types(first: Type, second: Declaration) -> Type | None:
    """Return the type that satisfies both; None if none does."""
    match first, second.type:
        case (Function(result=NumberType() | ArrayType() as result), NumberType()) if second.is_range:
            inner = _join_types(result, second)
            return inner and replace(first, result=inner)
        case (NumberType(domain=one), NumberType(domain=other)):
            domain = intersect_domains(one, other)
            return domain and replace(first, domain=domain)
        case (ArrayType(domain=one), NumberType(domain=other)) if second.is_range:
            domain = intersect_domains(one, other)
            return domain and replace(first, domain=domain)
        case (ArrayType() as one, ArrayType() as other):
            return _join_arrays(one, other)
        case _:
            return first if first == second.type else None


def _join_arrays(first: ArrayType, second: ArrayType) -> ArrayType | None:
    """Return the array that matches both, because either may leave lengths open."""
    pairs = [*zip(first.axes, second.axes, strict=False)]
    fits = all(one == other or FITTING in (one, other) for one, other in pairs)
    domain = intersect_domains(first.domain, second.domain)
    if not fits or len(first.axes) != len(second.axes) or domain is None:
        return None
    if first.kind and second.kind and first.kind != second.kind:
        return None
    axes = tuple(other if one == FITTING else one for one, other in pairs)
    return ArrayType(axes, domain, first.kind or second.kind)


# Rows of a formula's letters

MAX_ROWS = 60
# Numbers that are letters of a formula as often.
_OFTEN_LETTERS = frozenset(("e", "\\pi"))
# A part that is nonnegative by its form: ``|S_i|``, ``\|x\|``.
_IN_BARS = re.compile(r"(?:\\left)?(\\?\||\\[lr]?[vV]ert)[^|]*?(?:\\right)?\1")


@dataclass(frozen=True, slots=True)
class TypedLetterRow:
    """A letter as it is shown, in LaTeX, with its type; ``part`` is the LaTeX that it abbreviates."""

    name: str
    type: Type
    text: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation between letters, in LaTeX."""

    latex: str
    text: str


def read_rows(
    rows: Iterable[str], formula: Sequence[str] = ()
) -> tuple[list[TypedLetterRow], list[RelationRow]]:
    """Return the letters and relations of rows; ``formula`` has the canonical tokens of their formula.

    Raises RowError for a row that cannot be read and for two rows of one name.
    """
    texts = [row for row in rows if row.strip()]
    if len(texts) > MAX_ROWS:
        raise RowError(texts[MAX_ROWS], 0, f"a formula has at most {MAX_ROWS} rows")
    letters: list[TypedLetterRow] = []
    waiting: list[str] = []
    relations: list[RelationRow] = []
    for text in texts:
        declared = [*_read_declaring_row(text, formula)]
        letters += declared
        if not declared:
            waiting.append(text)
    declared_names = {row.name for row in letters}
    for text in waiting:
        row = _read_range_row(text, formula)
        if row is not None and row.name not in declared_names:
            letters.append(row)
            declared_names.add(row.name)
        else:
            relations.append(RelationRow(_write_latex(text, text, 0, formula), text))
    _refuse_repeated_names(letters)
    return letters, relations


def _refuse_repeated_names(letters: Sequence[TypedLetterRow]) -> None:
    seen: dict[str, TypedLetterRow] = {}
    for row in letters:
        first = seen.setdefault("".join(canonicalise_formula(row.name)), row)
        if first is not row:
            raise RowError(row.text, 0, f"there is already a row of this name: {first.text.strip()!r}")


def _read_declaring_row(text: str, formula: Sequence[str]) -> Iterator[TypedLetterRow]:
    """Yield the letters that a row declares; nothing for another row."""
    reader = TypeReader(text)
    whole = TextPart.whole(text)
    colon = _find_last_colon(whole.text)
    if colon < 0 and ":=" in text:
        colon = len(whole.text)
    if colon >= 0:
        yield from _read_typed_row(reader, text, colon, formula)
        return
    declared = read_member(reader, whole)
    if declared is not None:
        yield TypedLetterRow(_write_latex(declared.name, text, 1, formula), declared.type, text)


def _find_last_colon(text: str) -> int:
    """Return the index of the last colon outside of brackets that is not part of ``:=``; -1 for none."""
    depths = measure_depths(text)
    places = (match.start() for match in _COLON.finditer(text))
    return max((place for place in places if depths[place] == depths[-1]), default=-1)


def _read_typed_row(
    reader: TypeReader, text: str, colon: int, formula: Sequence[str]
) -> Iterator[TypedLetterRow]:
    """Yield the letters before a colon, with the type after it."""
    row = TextPart.whole(text)
    before = row.cut(0, colon)
    typed = row.behind(colon + 1)
    name, defines, part = (side.strip() for side in before.text.partition(":="))
    names = [name] if defines else [each.text for each in before.split(COMMA)]
    is_size = bool(_IN_BARS.fullmatch(part)) and not typed.text
    for each in names:
        latex = _write_latex(each, text, 1, formula)
        kind = NumberType(NOT_NEGATIVE) if is_size else reader.read_any(typed)
        yield TypedLetterRow(latex, kind, text if len(names) == 1 else f"{each}: {typed.text}", part)


def _read_range_row(text: str, formula: Sequence[str]) -> TypedLetterRow | None:
    """Read ``0 < p < 1`` or ``x > 0`` of one name; None for anything else."""
    row = TextPart.whole(text)
    has_constant = not _OFTEN_LETTERS.isdisjoint(side.text for side in row.split(COMPARED))
    declared = read_range(TypeReader(text), row)
    if has_constant or declared is None or "=" in (match[0] for match in row.find(COMPARED)):
        return None
    return TypedLetterRow(_write_latex(declared.name, text, 1, formula), declared.type, text)


def _write_latex(name: str, row: str, column: int, formula: Sequence[str]) -> str:
    if not name.strip():
        raise RowError(row, column, "the name of a letter is missing before the colon")
    try:
        latex = typed_latex(name.strip(), frozenset(formula))
        tokens = " ".join(read_tokens(latex))
    except DrillError as error:
        raise RowError(row, column, f"this is neither a letter nor a statement: {error}") from None
    printed = _write_words_as_in(" ".join(formula), tokens)
    return latex if printed == tokens else printed


def _write_words_as_in(formula: str, tokens: str) -> str:
    r"""Return tokens with the words in subscripts spelled as in a formula.

    A word such as ``max`` becomes an operator where it is typed, so without this ``h_{max}`` and
    ``h_{\max}`` would be two letters.
    """
    written = {_spell_below(match): match[0] for match in _BELOW.finditer(formula)}
    known = {*written.values()}
    return _BELOW.sub(
        lambda match: match[0] if match[0] in known else written.get(_spell_below(match), match[0]), tokens
    )


def _spell_below(match: re.Match[str]) -> str:
    """Return a letter with its subscript, without fonts and the markup of operators."""
    return _UPRIGHT.sub(r"\1", match[0]).replace(" ", "")
