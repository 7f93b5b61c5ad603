"""The letters of a formula that need a row to look inside it: their types as a paper's sheet has them.

Light until a formula is looked into, which a worker does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from drill.errors import DrillError
from drill.papers.bank.review_decisions import find_sheet_row_key
from drill.papers.model import FormulaRow, SymbolRow
from drill.text import join_in_sentence

if TYPE_CHECKING:
    from drill.formulas import Formula, Inside
    from drill.notation.tree import Ref

# A declaration without content, so that a letter fits everywhere.
_UNKNOWN = "x: ?"
# Max letters of one formula; a formula with more of them is not worked.
_MOST = 40
# Declarations too empty for a proposal.
_UNTOLD = ("?", "", "R^?", "law", "set", "any -> ?")
# Nouns for positive values, and the types that do not state the sign.
_SPREAD = re.compile(
    r"(?:(?:the|a|an|its) )?(?!log)(?:[\w-]+ )?(?:standard deviation|variance)s?\b(?! reduction)",
    re.IGNORECASE,
)
_SPREADS = {"": "> 0", "R^?": "> 0", "number": "> 0", "d": "d > 0", "n": "n > 0"}
# A meaning that begins with a probability, but not with its logarithm, a ratio or a distribution.
_PROBABILITY = re.compile(
    r"(?:\$[^$]+\$ (?:is|are|denotes?) )?(?:(?:the|a|an|its|their) )?(?!log|unnormali)"
    r"(?:[\w'’-]+ )?probabilit(?:y|ies)\b"
    r"(?! (?:distribution|density|mass|measure|model|vector|simplex|space|ratio)|-)",
    re.IGNORECASE,
)
_PROBABILITIES = {"": "(0, 1)", "number": "(0, 1)"}
# Nouns right before a letter, and the domains of the values that they name.
_NOUNS = (
    (re.compile(r"\b(?:standard deviation|variance|temperature|(?:step|learning)[- ](?:size|rate)|bandwidth"
                r"|length[- ]?scale)s?$", re.IGNORECASE), "> 0"),
    (re.compile(r"\b(?:discounts?|(?:discount|decay|smoothing|forgetting) (?:factor|rate|parameter)s?"
                r"|momentum (?:factor|parameter|coefficient)s?|probabilit(?:y|ies))$", re.IGNORECASE),
     "(0, 1)"),
)  # fmt: skip
_INLINE = re.compile(r"(?P<before>[^$]*)(?<!\$)\$(?P<names>[^$]+)\$")


@dataclass(frozen=True, slots=True)
class NeededLetter:
    """A letter of a formula: the reader's type in ``said``, else the one ``proposed``."""

    latex: str
    said: str = ""
    proposed: str = ""
    # The type of a function as the formula applies the letter; empty where it does not.
    function: str = ""
    # The key of its row in the paper's sheet; empty where it has none.
    key: str = ""


def _list_letters(row: FormulaRow, symbols: Sequence[SymbolRow]) -> list[NeededLetter]:
    """Return the letters that the right sides of a formula and its relations need, as far as it is
    followed."""
    from drill.formulas import NotFollowed, ShapeBreak, Undeclared, check_shapes, open_formulas
    from drill.notation.tree import Ref

    by_name = _find_sheet_rows(symbols, row.section)
    found = dict[str, NeededLetter]()
    is_broken = False
    while len(found) < _MOST:
        # a drawn letter needs no row; if types do not fit, all letters are found without them
        taken = {each.latex: "" if is_broken else _take_type(each) for each in found.values()}
        rows = [f"{latex}: {type_}" for latex, type_ in taken.items() if type_]
        unknown = [(latex, _UNKNOWN) for latex, type_ in taken.items() if not type_]
        try:
            formulas = open_formulas(row.in_use, [*rows, *row.parts, *row.holds], unknown)
        except DrillError:
            break
        before = len(found), is_broken
        for formula in formulas:
            for statement in (formula.statement, *formula.relations):
                try:
                    check_shapes(replace(formula, statement=statement))
                except Undeclared as undeclared:
                    if isinstance(undeclared.node, Ref):  # only a letter can get a row
                        letter = _describe_letter(undeclared.node, formula, by_name)
                        letter = _propose_domain(letter, f"{row.before} {row.after}", formula)
                        found.setdefault(letter.latex, letter)
                except ShapeBreak:
                    is_broken = True
                except NotFollowed:
                    pass
        if (len(found), is_broken) == before:
            break
    return [*found.values()]


def _take_type(letter: NeededLetter) -> str:
    """Return a letter's type during the search for others; empty if it is unknown or illegible."""
    if letter.said:
        return letter.said if letter.said != "?" and _is_read(letter.said) else ""
    return letter.proposed if letter.proposed.startswith("law ") else ""


def _is_read(type_: str) -> bool:
    from drill.types import RowError, read_type

    try:
        read_type(type_)
    except RowError:
        return False
    return True


def list_said_rows(row: FormulaRow, symbols: Sequence[SymbolRow], *, is_by_hand: bool = False) -> list[str]:
    """Return rows of the letters of a formula, of its parts and of its relations, as a person declared them.

    All of a sheet that was written ``is_by_hand`` counts as declared, a vector of no length as one of ``d``.
    Raises UsageError that names the undeclared letters.
    """
    from drill.errors import UsageError

    letters = _list_letters(row, symbols)
    types = {letter.latex: letter.said or (letter.proposed if is_by_hand else "") for letter in letters}
    if is_by_hand:
        vectors = {find_sheet_row_key(each) for each in symbols if each.declared.endswith(" in R^?")}
        types |= {each.latex: "d" for each in letters if not types[each.latex] and each.key in vectors}
    if missing := [f"${latex}$" for latex, type_ in types.items() if not type_]:
        raise UsageError(f"nobody said what {join_in_sentence(missing)} {'are' if missing[1:] else 'is'}")
    return [*(f"{latex}: {type_}" for latex, type_ in types.items()), *row.parts, *row.holds]


def look_inside_row(
    row: FormulaRow,
    symbols: Sequence[SymbolRow],
    first: int,
    moves: Mapping[str, int],
    *,
    is_by_hand: bool = False,
) -> Inside:
    """Return the parts of a formula with their values, its letters as a sheet has them.

    Raises UsageError for undeclared letters, FormulaError, RowError, NoValue.
    """
    from drill.formulas import look_inside

    return look_inside(row.in_use, list_said_rows(row, symbols, is_by_hand=is_by_hand), first, moves)


def _find_sheet_rows(symbols: Iterable[SymbolRow], section: int) -> Mapping[str, SymbolRow]:
    """Return the sheet's rows by their spelling; one of the formula's own section before one of the paper."""
    from drill.papers.sheet.symbol_keys import make_spelling_key

    rows: dict[str, SymbolRow] = {}
    for row in sorted(symbols, key=lambda row: (row.scope is None, not row.declared)):
        if row.scope in (None, section):
            rows.setdefault(make_spelling_key(row.name), row)
    return rows


def _describe_letter(node: Ref, formula: Formula, by_name: Mapping[str, SymbolRow]) -> NeededLetter:
    from drill.formulas import format_node
    from drill.papers.sheet.stated_sets import read_row_type
    from drill.papers.sheet.symbol_keys import make_spelling_key
    from drill.types import Function, LawType

    ref = _find_general(node, formula)
    latex = format_node(ref)
    function, proposed = _propose_by_place(ref, formula)
    proposed = proposed or ("thing" if _is_only_conditioned(ref, formula) else "")
    letter = NeededLetter(latex, "", proposed, function)
    row = by_name.get(make_spelling_key(latex))
    if row is None:
        return letter
    kind = read_row_type(row)
    origin = row.declared_from
    type_ = "" if kind is None else str(kind)
    letter = replace(letter, key=find_sheet_row_key(row))
    is_said = origin is not None and origin.kind == "you"
    if type_ in _SPREADS and not is_said and _SPREAD.match(row.meaning):
        return replace(letter, proposed=_SPREADS[type_])
    is_number = not (is_said or function or proposed)
    if type_ in _PROBABILITIES and is_number and _PROBABILITY.match(row.meaning):
        return replace(letter, proposed=_PROBABILITIES[type_])
    if type_ in _UNTOLD or origin is None:
        return letter
    if is_said:
        return replace(letter, said=type_)
    if function and not isinstance(kind, Function | LawType):
        return letter
    return replace(letter, proposed=type_)


def _propose_domain(letter: NeededLetter, text: str, formula: Formula) -> NeededLetter:
    """Return an unknown letter with the domain that a noun or the formula leaves it."""
    from drill.formulas import is_weight, read_part
    from drill.papers.sheet.symbol_keys import make_spelling_key

    if letter.said or letter.function or letter.proposed not in ("", "number"):
        return letter
    key = make_spelling_key(letter.latex)
    for match in _INLINE.finditer(text):
        if key in map(make_spelling_key, match["names"].split(",")):
            noun = match["before"].rstrip()
            for words, type_ in _NOUNS:
                if words.search(noun):
                    return replace(letter, proposed=type_)
    if is_weight(formula, read_part(formula, letter.latex)):
        return replace(letter, proposed="(0, 1)")
    return letter


def _find_general(ref: Ref, formula: Formula) -> Ref:
    """Return a letter as its row names it: without steps, and as one of a running index where it has one."""
    from drill.notation import find_nodes
    from drill.notation.tree import Fixed, Ref, Running

    def without_step(each: Ref) -> Ref:
        below = (replace(index, offset=0) if isinstance(index, Running) else index for index in each.below)
        return replace(each, below=tuple(below))

    if not any(isinstance(index, Fixed) and index.text.isdigit() for index in ref.below):
        return without_step(ref)
    members = [
        node
        for node in find_nodes(formula.statement, Ref)
        if node.name == ref.name and len(node.below) == len(ref.below)
    ]
    running = (each for each in members if all(
        isinstance(index, Running) for index, own in zip(each.below, ref.below, strict=True)
        if isinstance(own, Fixed) and own.text.isdigit()
    ))  # fmt: skip
    return without_step(next(running, ref))


def _propose_by_place(ref: Ref, formula: Formula) -> tuple[str, str]:
    """Return a letter's type as a function and the proposed type, both from its use in the formula."""
    from drill.notation import walk_nodes
    from drill.notation.tree import Apply, Div, Num

    nodes = [*walk_nodes(formula.statement)]
    calls = [node for node in nodes if isinstance(node, Apply) and node.function == ref]
    if calls:
        widest = max(calls, key=lambda call: len((*call.args, *call.given, *call.parameters)))
        parts = (*widest.args, *widest.given, *widest.parameters)
        result = "(0, 1)" if widest.given else "number"
        has_condition = bool(widest.given)
        function = f"{'any' if has_condition else '; '.join(['number'] * len(parts))} -> {result}"
        if ref.name.base == "\\sigma" and len(parts) == 1:
            return function, "sigmoid"
        if ref in _list_laws(formula):
            return function, "law thing"
        return function, function if has_condition else ""
    if any(isinstance(node, Div) and node.bottom == ref and isinstance(node.top, Num) for node in nodes):
        return "", "count" if ref.name.base.isalpha() and not ref.below else ""
    return "", "law thing" if ref in _list_laws(formula) else ""


def _is_only_conditioned(ref: Ref, formula: Formula) -> bool:
    """Return whether a letter occurs in a formula only as an argument of a law or a condition."""
    from drill.notation import walk_nodes
    from drill.notation.tree import Apply

    nodes = [*walk_nodes(formula.statement)]
    laws = [node for node in nodes if isinstance(node, Apply) and node.given and not node.parameters]
    inside = sum(part == ref for law in laws for part in (*law.args, *law.given))
    return 0 < inside == sum(node == ref for node in nodes)


def _list_laws(formula: Formula) -> Iterator[Ref]:
    """Yield the names behind ``\\sim``, which are laws."""
    from drill.notation import strip_arguments, walk_nodes
    from drill.notation.tree import Bound, Expect, Ref, Statement

    for node in walk_nodes(formula.statement):
        over = node.over if isinstance(node, Expect) else node.among if isinstance(node, Bound) else None
        if isinstance(over, Statement) and over.relations == ("\\sim",):
            source = strip_arguments(over.sides[-1])
            yield from (source,) if isinstance(source, Ref) else ()
