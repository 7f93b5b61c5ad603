"""Split a display's tokens into statements, each with its conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from drill.errors import describe_fault
from drill.notation import cursor as vocab
from drill.notation.cursor import Notation, NotationError
from drill.notation.reader import applied_in, read_statement, word_defined
from drill.notation.tree import Opaque, Statement

_MARKS = frozenset((",", ";"))
# Relations of a remark next to an equation: a range, a membership.
_ORDERS = frozenset(("<", ">", "\\leq", "\\geq", "\\neq", "\\in", "\\notin", "\\subset", "\\subseteq"))
_LIMITING = (
    "if", "for", "when", "whenever", "such that", "s.t", "subject to", "given", "as", "with", "where",
    "provided", "unless", "otherwise", "assuming", "on", "in", "over", "every", "all",
)  # fmt: skip
# Words that begin a remark in brackets.
_REMARKS = tuple(
    f"{word} "
    for word in (*_LIMITING, "since", "because", "by", "using", "from", "recall", "note", "see", "here")
)
_DEFINING = ("where", "with")
_NAMING = vocab.FONTS | vocab.ACCENTS | vocab.LETTERLIKE | vocab.DOTS
_GOING_ON = vocab.RELATIONS - {"\\Rightarrow", "\\Leftarrow", "\\Leftrightarrow"}


@dataclass(frozen=True, slots=True)
class ParsedStatement:
    """One statement of a display: its tokens, its tree, or why it is not read.

    Conditions are in the tree; each counts its spans in its own tokens (``to_tokens(condition)``).
    """

    tokens: tuple[str, ...]
    statement: Statement | None
    refused: str = ""


@dataclass(slots=True)
class _Piece:
    """Tokens without a separating comma or gap, and the separator before them."""

    tokens: list[str]
    mark: str = ""
    words: str = ""


def split_statements(tokens: Sequence[str], notation: Notation | None = None) -> list[ParsedStatement]:
    """Return the statements of a display, of its rows and side by side in them; never raises."""
    known = notation or Notation()
    try:
        plain = _plain_notation(known, tokens)
        read = _read_display(tokens, known) if plain is None else _read_display_cached(tuple(tokens), plain)
    except Exception as error:  # noqa: BLE001  one display: a fault of ours costs no other formula
        return [ParsedStatement(tuple(tokens), None, describe_fault(error))]
    return [*read]


def _read_display(tokens: Sequence[str], known: Notation) -> tuple[ParsedStatement, ...]:
    all_parsed: list[ParsedStatement] = []
    for row in _join_continued_rows(_of_system(_with_own_brackets(tokens))):
        parts = _StatementRow(row)
        limits = tuple(_parse_condition(condition, known) for condition in parts.conditions)
        all_parsed += [_parse_statement(statement_tokens, limits, known) for statement_tokens in parts.said]
    return tuple(all_parsed)


class _Plain(NamedTuple):
    """A notation of names alone, without names that cannot occur in a formula."""

    functions: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def _plain_notation(known: Notation, tokens: Sequence[str]) -> _Plain | None:
    """Return the names of a notation that occur in a formula; None if it has anything but names."""
    names = _Plain(known.functions, known.numbers, known.words)
    if _notation_with(names) != known:
        return None
    here = frozenset(token.removeprefix("\\operatorname{").removesuffix("}") for token in tokens)
    functions, numbers = (
        frozenset(name for name in each if name.rstrip("}").rpartition("{")[2] in here) for each in names[:2]
    )
    return _Plain(functions, numbers, frozenset(word for word in known.words if here.issuperset(word)))


@lru_cache(maxsize=2048)
def _read_display_cached(tokens: tuple[str, ...], names: _Plain) -> tuple[ParsedStatement, ...]:
    return _read_display(tokens, _notation_with(names))


@lru_cache(maxsize=2048)
def _list_applied(tokens: tuple[str, ...], names: _Plain) -> frozenset[str]:
    return applied_in(tokens, _notation_with(names))


def _notation_with(names: _Plain) -> Notation:
    return Notation(functions=names.functions, numbers=names.numbers, words=names.words)


def notation_of(displays: Iterable[Sequence[str]], declared: Notation | None = None) -> Notation:
    """Return the notation of a paper's formulas together, because a name applied anywhere is a function."""
    known = declared or Notation()
    all_statements: list[list[str]] = []
    for tokens in displays:
        with suppress(Exception):  # it is not read, which its own reading says
            rows = _join_continued_rows(_with_own_brackets(tokens))
            all_statements += [said for row in rows for said in _StatementRow(row).said]
    words = known.words.union(
        word for statement_tokens in all_statements if (word := word_defined(statement_tokens))
    )
    known = replace(known, words=words)
    plain = [(tokens, _plain_notation(known, tokens)) for tokens in all_statements]
    functions = set(known.functions)
    for tokens, names in plain:
        with suppress(Exception):
            functions |= applied_in(tokens, known) if names is None else _list_applied(tuple(tokens), names)
    return replace(known, functions=frozenset(functions))


def _parse_statement(
    tokens: list[str], conditions: tuple[Statement, ...], notation: Notation
) -> ParsedStatement:
    try:
        statement = read_statement(tokens, notation)
    except NotationError as error:
        return ParsedStatement(tuple(tokens), None, error.message)
    return ParsedStatement(tuple(tokens), replace(statement, conditions=conditions))


def _parse_condition(tokens: list[str], notation: Notation) -> Statement:
    try:
        return read_statement(tokens, notation)
    except NotationError as error:
        span = (0, len(tokens))
        return Statement((Opaque(tuple(tokens), error.message, span=span),), span=span)


def _of_system(tokens: list[str]) -> list[str]:
    r"""Return the equations that a brace or an array holds: ``\begin{cases} x = a \\ y = b \end{cases}``."""
    whole = tokens[1:] if tokens[:1] == ["\\{"] and "\\}" not in tokens else tokens
    kind = whole[0].removeprefix("\\begin{") if whole else ""
    if kind not in ("cases}", "array}") or whole[-1] != f"\\end{{{kind}":
        return tokens
    body = whole[1:-1]
    if any(token.startswith("\\begin{") for token in body):
        return tokens
    rows = [[token for _, token in vocab.list_tokens_outside(row)] for row in _split_written_rows(body)]
    signs = frozenset(("=",)) if kind == "cases}" else vocab.RELATIONS
    are_equations = all(not signs.isdisjoint(row) for row in rows)
    body = _with_commas(body)
    if are_equations and not any("\\text{" in token for token in body):
        return body
    return tokens


def _with_commas(body: list[str]) -> list[str]:
    """Return rows with a comma between a statement and one in the cell behind it."""
    outside = [(index, token) for index, token in vocab.list_tokens_outside(body) if token in ("&", "\\\\")]
    ends = [*(index for index, _ in outside[1:]), len(body)]
    commas = {
        index
        for (index, token), end in zip(outside, ends, strict=False)  # of one cell there is only an end
        if token == "&" and _is_beside(body[:index], body[index + 1 : end])
    }
    return ["," if index in commas else token for index, token in enumerate(body)]


def _is_beside(before: Sequence[str], cell: Sequence[str]) -> bool:
    """Return whether a cell is a complete statement, unlike ``= b`` in a column, or ``b`` after ``=``."""
    relations = _find_outer_relations(cell)
    is_open = before[-1:] == [] or before[-1] in (*vocab.RELATIONS, *vocab.SIGNS, "\\\\", "&", ",")
    return bool(relations) and cell[0] not in relations and not is_open


def _with_own_brackets(tokens: Sequence[str]) -> list[str]:
    r"""Return tokens with round brackets that words open or close as tokens of their own: ``(x \text{)}``."""
    if not any(token.startswith("\\text{") for token in tokens):
        return list(tokens)
    result: list[str] = []
    for token in tokens:
        words = token.removeprefix("\\text{")[:-1].strip() if token.startswith("\\text{") else ""
        excess = words.count(")") - words.count("(")
        if excess == 1 and words.endswith(")") and "(" in result:
            result += [*([f"\\text{{{words[:-1]}}}"] if words[:-1] else []), ")"]
        elif excess == -1 and words.startswith("("):
            result += ["(", *([f"\\text{{{words[1:]}}}"] if words[1:] else [])]
        else:
            result.append(token)
    return result if result.count("(") == result.count(")") else list(tokens)


def _split_written_rows(tokens: Sequence[str]) -> list[list[str]]:
    """Return the rows as written."""
    places = [index for index, token in vocab.list_tokens_outside(tokens) if token == "\\\\"]
    bounds = [-1, *places, len(tokens)]
    return [list(tokens[start + 1 : further]) for start, further in pairwise(bounds)]


def _join_continued_rows(tokens: Sequence[str]) -> list[list[str]]:
    """Return the rows, continuation lines joined, without alignment marks."""
    result: list[list[str]] = []
    for row in _split_written_rows(tokens):
        aligned = {column for column, token in vocab.list_tokens_outside(row) if token == "&"}
        plain = [token for index, token in enumerate(row) if index not in aligned]
        while plain[:1] == [vocab.QUAD]:
            plain = plain[1:]
        while plain and plain[-1] in (vocab.QUAD, "."):
            plain.pop()
        if not plain:
            continue
        if result and _goes_on(result[-1], plain):
            result[-1] += plain
        else:
            result.append(plain)
    return result


def _goes_on(above: list[str], row: list[str]) -> bool:
    """Return whether a row continues the one above it."""
    if above[-1] in _GOING_ON or above[-1] in vocab.SIGNS or vocab.is_product_sign(above[-1]):
        return True
    first = row[0]
    if first in vocab.SIGNS:
        return not _find_outer_relations(row) or first == "+"
    return first in _GOING_ON or vocab.is_product_sign(first) or first == "/"


def _find_outer_relations(tokens: Sequence[str]) -> list[str]:
    """Return the relations outside of all brackets."""
    return [
        token for _, token in vocab.list_tokens_outside(tokens) if token in vocab.RELATIONS or token == ":"
    ]


def _split_row(row: Sequence[str]) -> Iterator[_Piece]:
    """Yield the pieces between commas, gaps and words of a row."""
    current = _Piece([])
    outside = dict(vocab.list_tokens_outside(row))
    for index, token in enumerate(row):
        is_outside = index in outside
        if index and row[index - 1] == "\\end{cases}" and _begins_statement(current.tokens, row[index:]):
            yield current
            current = _Piece([])
        if is_outside and token.startswith("\\text{") and not _is_operand(row, index, current.tokens):
            yield current
            words = token.removeprefix("\\text{")[:-1].strip(" ,.;:").lower()
            current = _Piece([], current.mark if not current.tokens else "", words)
        elif is_outside and (token in _MARKS or token == vocab.QUAD):
            if not current.tokens and token != vocab.QUAD:
                continue
            if current.tokens or not current.words:
                yield current
                current = _Piece([], token)
        elif not (is_outside and token == "." and index == len(row) - 1):
            current.tokens.append(token)
    yield current


def _begins_statement(before: Sequence[str], row: Sequence[str]) -> bool:
    r"""Return whether another statement follows cases: ``x \leq \begin{cases} … \end{cases} \; a = b``."""
    is_name = vocab.is_letter(row[0]) or row[0] in _NAMING
    return is_name and bool(_find_outer_relations(before)) and bool(_find_outer_relations(row))


def _is_operand(row: Sequence[str], index: int, before: list[str]) -> bool:
    """Return whether words are a side or a term of a statement."""
    if before and (before[-1] in vocab.RELATIONS | vocab.SIGNS or vocab.is_product_sign(before[-1])):
        return True
    return row[index + 1 : index + 2] != [] and row[index + 1] in vocab.RELATIONS and not before


class _StatementRow:
    """The statements and conditions of a row, collected piece by piece."""

    def __init__(self, row: Sequence[str]) -> None:
        self.said: list[list[str]] = []
        self.conditions: list[list[str]] = []
        self.waiting: list[list[str]] = []
        """Pieces that begin with a name, which a later piece may complete to a statement."""
        self.limits = self.defines = False
        for segment in _split_row(row):
            self._take(segment)
        ranges = [tokens for tokens in self.said[1:] if _is_range(tokens)]
        self.conditions += ranges
        self.said = [tokens for tokens in self.said if tokens not in ranges]
        if self.waiting and self.said:
            self.said[-1] += [token for tokens in self.waiting for token in (",", *tokens)]
        elif self.waiting:
            self.said = self.waiting

    def _take(self, segment: _Piece) -> None:
        if segment.words and not segment.words.startswith("("):
            first = segment.words.removeprefix("and ")
            self.limits = any(first == word or first.startswith(f"{word} ") for word in _LIMITING)
            self.defines = first.startswith(_DEFINING)
        tokens, limit = _range_apart(_remove_bracketed_words(segment.tokens))
        self.conditions += [limit] if limit else []
        if not tokens:
            return
        if tokens[0] in vocab.QUANTIFIERS and ":" not in tokens:
            self.conditions.append(tokens)
        elif _find_outer_relations(tokens):
            self._take_related(tokens)
        else:
            self._take_bare(tokens, segment.mark == ",")

    def _take_related(self, tokens: list[str]) -> None:
        """Collect a piece with relations: a statement, or a condition on one."""
        whole = [*(token for names in self.waiting for token in (*names, ",")), *tokens]
        self.waiting = []
        if self.limits:
            is_condition = not self.defines or _find_outer_relations(tokens)[0] not in ("=", ":=")
        else:
            is_condition = (
                bool(self.said) and _is_condition_piece(tokens) and not _is_condition_piece(self.said[-1])
            )
        (self.conditions if is_condition else self.said).append(whole)

    def _take_bare(self, tokens: list[str], is_listed: bool) -> None:
        """Join a piece without a relation to the piece before it, or keep it for the next one."""
        last = self.conditions if self.limits else self.said
        first = tokens[0]
        if is_listed and last and not self.waiting and (first in vocab.DOTS or last[-1][-1] in vocab.DOTS):
            last[-1] += [",", *tokens]
        elif (
            is_listed and self.conditions and not self.limits and (
                not vocab.DOTS.isdisjoint((first, self.conditions[-1][-1]))
                or self.conditions[-1][0] in vocab.QUANTIFIERS
            )
        ):  # fmt: skip
            self.conditions[-1] += [",", *tokens]
        elif self.limits:
            self.conditions.append(tokens)
        elif self.said and not is_listed and _lacks_body(self.said[-1]):
            self.said[-1] += tokens
        elif vocab.is_letter(first) or first in _NAMING:
            self.waiting.append(tokens)
        elif self.said and is_listed:
            self.said[-1] += [",", *tokens]
        else:
            self.said.append(tokens)


def _remove_bracketed_words(tokens: list[str]) -> list[str]:
    r"""Return a piece without words in brackets, ``(\text{offset})``, ``(\text{since } x > 0)``."""
    match tokens:
        case [*before, "(", said, ")"] if said.startswith("\\text{"):
            return before
        case ["(", first, *_, ")"] if _read_words_of_token(first).startswith(_REMARKS):
            return []
        case _:
            return tokens


def _read_words_of_token(token: str) -> str:
    is_word = vocab.is_word_token(token)
    if not is_word:
        return ""
    return token.partition("{")[2][:-1].strip(" ,.").lower() + " "


def _range_apart(tokens: list[str]) -> tuple[list[str], list[str]]:
    r"""Return a statement and the range in brackets after it: ``x_i = a_i (i = 1, \ldots, n)``."""
    if tokens[-1:] != [")"] or "(" not in tokens or "=" not in tokens:
        return tokens, []
    begin = len(tokens) - 1 - tokens[::-1].index("(")
    inside = tokens[begin + 1 : -1]
    is_range = begin and inside[1:2] in (["="], ["\\in"]) and (_is_range(inside) or "\\in" in inside)
    return (tokens[:begin], inside) if is_range else (tokens, [])


def _is_range(tokens: list[str]) -> bool:
    r"""Return whether a letter takes one number after another: ``i = 1, \ldots, n``."""
    if tokens[1:2] != ["="] or not vocab.is_letter(tokens[0]) or "," not in tokens:
        return False
    are_numbers = all(token == "," or vocab.is_number_token(token) for token in tokens[2:])
    return are_numbers or not vocab.DOTS.isdisjoint(tokens)


def _lacks_body(tokens: list[str]) -> bool:
    r"""Return whether an operator comes directly before a gap, ``\min_{x} \quad f(x)``."""
    return tokens[0] in vocab.AIMS and (len(tokens) == 1 or (tokens[1] == "_" and tokens[-1] == "}"))


def _is_condition_piece(tokens: list[str]) -> bool:
    """Return whether a piece is a condition: a range, a membership."""
    return _ORDERS.issuperset(_find_outer_relations(tokens))
