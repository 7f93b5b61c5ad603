"""Letters above names: powers, or indices that look the same in the formula alone.

A letter that may be an index is read as one. That is right for a power, too: ``m^k`` is then one given value
and is never computed from ``m`` and ``k``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from drill.notation import (
    FUNCTIONS,
    Notation,
    find_nodes,
    list_children,
    notation_of,
    replace_nodes,
    spell_name,
    split_statements,
    tree,
    walk_nodes,
)
from drill.notation.tree import Cases, Node, Ref, Running, Statement
from drill.papers import model
from drill.papers.draft import Line
from drill.papers.sheet import symbol_keys
from drill.papers.sheet.stated_sets import DeclaredLetters

# Letters for sums whose own letters are in use.
_FRESH = "ijklmnpqrsuv"


def with_own_letters(statement: Statement) -> Statement:
    """Return a statement whose sums run over other letters than those of the left side.

    ``W_{ij} = \\exp(s_{ij}) / \\sum_j \\exp(s_{ij})`` has two letters ``j``: that of the sum is its own.
    """
    outside = _find_running_index_letters(statement.sides[0]) - _find_bounding_letters(statement.sides[0])
    used = {part.name.base for part in find_nodes(statement, Ref)} | _find_running_index_letters(statement)

    def change(part: Node) -> Node | None:
        if not isinstance(part, tree.Reduce) or part.bound is None or len(part.bound.names) != 1:
            return None
        letter = part.bound.names[0].name.base
        own = next((fresh for fresh in _FRESH if fresh not in used), letter)
        if letter not in outside or letter not in _find_running_index_letters(part.body):
            return None

        def renamed(inner: Node) -> Node | None:
            match inner:
                case Running(name) if name == letter:
                    return replace(inner, letter=own)
                case tree.Name(base, "", (), "") if base == letter:
                    return replace(inner, base=own)
                case _:
                    return None

        return replace_nodes(part, renamed)

    changed = replace_nodes(statement, change)
    assert isinstance(changed, Statement)
    return changed


class Superscripts:
    """Evidence from a paper's formulas on the letters above its names."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        # Letters that count something anywhere.
        self._indices: set[str] = set()
        # Those of indices above, without brackets: the ``j`` of ``h^j``.
        self._above: set[str] = set()
        # Superscripts of each name, without letters that a sum runs over, because these prove nothing.
        self._of: dict[tuple[object, ...], set[Node]] = defaultdict(set)
        # Names with an index above in brackets: a superscript there without brackets is one, too.
        self._bracketed: set[tree.Name] = set()
        # Letters that are numbers somewhere: factors, arguments, terms.
        self._numbers: set[str] = set()
        for statement in statements:
            bound = _find_bounding_letters(statement)
            self._indices |= bound | _find_running_index_letters(statement)
            self._numbers |= _find_number_letters(statement)
            for node in walk_nodes(statement):
                match node:
                    case Ref(name, below, above=(first, *_) as above, opening=opening):
                        self._of[name, below].add(first)
                        self._bracketed |= {name} if opening == "(" else set()
                        self._above |= _find_running_index_letters(*above) if not opening else set()
                    case tree.Pow(Ref(name, below), exponent) if _find_exponent_letter(exponent) not in {
                        "",
                        *bound,
                    }:
                        self._of[name, below].add(exponent)
                    case _:
                        pass

    def read(self, statement: Statement) -> Statement:
        """Return a statement with possible indices above as indices."""
        running = _find_running_index_letters(statement)
        numbers = _find_number_letters(statement)
        bound = _find_bounding_letters(statement)
        loose = bound - running - numbers
        counted = running - numbers - bound
        heads = {id(part.function) for part in find_nodes(statement, tree.Apply)}
        names = {part for part in find_nodes(statement, Ref) if id(part) not in heads}

        def change(part: Node) -> Node | None:
            match part:
                case tree.Pow(Ref() as base, exponent) if base.name.font != "\\mathbb":
                    letter = _find_exponent_letter(exponent)
                    may_be_index = letter in loose | counted or (
                        letter in self._indices and _is_greek(letter) and letter not in self._numbers
                    )
                    is_index = (
                        self._is_beside_index(base, exponent)
                        or self._is_in_doubt(base, letter, statement)
                        or (may_be_index and (_is_greek(letter) or not _is_greek(base.name.base)))
                    )
                    raised = raised_name(base, exponent) if is_index or _is_no_power(exponent) else None
                    return None if raised is None else replace(raised, span=part.span)
                case tree.Apply(power=Ref(tree.Name(sign)), span=span) if sign in ("\\top", "T"):
                    called = replace_nodes(replace(part, power=None), change)
                    return tree.Transpose(called, span=span)
                case tree.Apply(function, (arg,), (), (), tree.Neg(tree.Num("1"))) if function in names:
                    inverse = tree.Inverse(function, span=(function.span[0], arg.span[0] - 1))
                    inside = replace_nodes(arg, change)
                    bracket = tree.Bracket(inside, span=(arg.span[0] - 1, part.span[1]))
                    return tree.Mul((inverse, bracket), ("",), span=part.span)
                case tree.Apply(function, power=power) if not (
                    power is None or isinstance(power, tree.Num) or _takes_powers_above(function)
                ):
                    called = replace_nodes(replace(part, power=None), change)
                    raised = raised_name(function, power)
                    if raised is None or not isinstance(called, tree.Apply):
                        return None
                    span = (function.span[0], power.span[1] + 1)
                    return replace(called, function=replace(raised, span=span))
                case _:
                    return None

        changed = replace_nodes(statement, change)
        assert isinstance(changed, Statement)
        return _with_zeroth(changed)

    def _is_beside_index(self, base: Ref, exponent: Node) -> bool:
        """Return whether a letter above a name is an index, as others are in brackets: ``b^{(t)}``."""
        first = exponent.terms[0] if isinstance(exponent, tree.Add) else exponent
        return base.name in self._bracketed and isinstance(first, Ref)

    def _is_in_doubt(self, base: Node, letter: str, statement: Statement) -> bool:
        if letter not in self._indices or base == Ref(tree.Name("e")) or isinstance(base, tree.Num):
            return False
        if letter in self._above or not isinstance(base, Ref):
            return letter in self._above
        is_one_of_many = not all(
            isinstance(index, tree.Fixed) and index.text.isdigit() for index in base.below
        )
        count = len(self._of[base.name, base.below])
        # ``\\beta^t`` and ``\\beta^{t+1}`` are powers, ``\\beta^i - \\beta^j`` are not.
        if _is_greek(base.name.base):
            powers = (part for part in find_nodes(statement, tree.Pow) if part.base == base)
            count = len(
                {_find_exponent_letter(power.exponent) for power in powers}
                & self._indices - _find_bounding_letters(statement)
            )
        return is_one_of_many or bool(base.name.label) or count > 1


# Letters of factors, which may precede an inner product in brackets.
_SCALARS = frozenset(
    ("\\alpha", "\\beta", "\\gamma", "\\lambda", "\\eta", "\\epsilon", "\\varepsilon", "\\tau")
)


def with_factors(statement: Statement, functions: frozenset[str]) -> Statement:
    r"""Return a statement with a letter before an inner product as a factor: ``\lambda (x^\top u)``.

    ``functions`` are names that the paper declares or defines as functions.
    """

    def change(part: Node) -> Node | None:
        match part:
            case tree.Apply(Ref(name, (), ()) as factor, (tree.Mul() as inner,), (), (), None, "(") if (
                name.base in _SCALARS and spell_name(name) not in functions
            ):
                if not any(isinstance(row, tree.Transpose) for row in inner.factors):
                    return None
                span = (factor.span[1], part.span[1])
                bracket = tree.Bracket(replace_nodes(inner, change), span=span)
                return tree.Mul((factor, bracket), ("",), span=part.span)
            case _:
                return None

    changed = replace_nodes(statement, change)
    assert isinstance(changed, Statement)
    return changed


def _with_zeroth(statement: Statement) -> Statement:
    """Return a statement with 0 as an index above a name that also has an index above: ``x^t - x^0``."""
    raised = {(part.name, part.below) for part in find_nodes(statement, Ref) if part.above}

    def change(part: Node) -> Node | None:
        match part:
            case tree.Pow(Ref(name, below) as base, tree.Num("0") as zero) if (name, below) in raised:
                indexed = raised_name(base, zero)
                return None if indexed is None else replace(indexed, span=part.span)
            case _:
                return None

    changed = replace_nodes(statement, change)
    assert isinstance(changed, Statement)
    return changed


def raised_name(base: Ref, exponent: Node) -> Ref | None:
    """Return a name with an index above; None if it has a superscript already."""
    if base.above or base.mark or base == Ref(tree.Name("e")):
        return None
    index = symbol_keys.read_step(exponent) or tree.Computed(exponent)
    return replace(base, above=(replace(index, span=exponent.span),), opening="")


def _is_no_power(exponent: Node) -> bool:
    r"""Return whether a superscript is ``\pi`` or ``e``, as in ``V^\pi``, because papers never raise to those
    powers."""
    return isinstance(exponent, Ref) and exponent.name.base in ("\\pi", "e") and not exponent.name.font


def _is_greek(base: str) -> bool:
    return base.startswith("\\") and base != "\\ell"


def _takes_powers_above(function: Ref) -> bool:
    r"""Return whether a function is well known, because its superscript is then a power: ``\sin^n x``."""
    name = function.name
    return name.font == "\\operatorname" or name.base in FUNCTIONS or f"\\{name.base}" in FUNCTIONS


def _find_exponent_letter(exponent: Node) -> str:
    """Return the letter of ``k`` or ``k + 1``; empty for any other exponent."""
    match exponent:
        case Ref(tree.Name(letter), (), ()) | tree.Add(
            (Ref(tree.Name(letter), (), ()), tree.Num() | tree.Neg(tree.Num()))
        ):
            return letter
        case _:
            return ""


def _find_bounding_letters(node: Node) -> set[str]:
    """Return letters that run in a part of a formula, and those that they run to."""
    bounds = list(find_nodes(node, tree.Bound))
    ends = [ref for bound in bounds for ref in (*bound.names, bound.upper) if isinstance(ref, Ref)]
    return {ref.name.base for ref in ends}


def _find_running_index_letters(*nodes: Node) -> set[str]:
    """Return letters of indices in parts of a formula."""
    return {part.letter for node in nodes for part in find_nodes(node, tree.Running)}


def _find_number_letters(node: Node) -> set[str]:
    """Return letters that are numbers in a part: neither what runs, nor alone above a name or among
    arguments.
    """
    letters: set[str] = set()
    waiting: list[Node] = [*node.sides] if isinstance(node, Statement) else [node]
    while waiting:
        part = waiting.pop()
        match part:
            case Ref(tree.Name(base), (), ()):
                letters.add(base)
            case Ref() | tree.Bound():
                continue
            case tree.Pow(body, exponent) if _find_exponent_letter(exponent):
                waiting.append(body)
            case tree.Apply(function, args, given, parameters) if not _takes_powers_above(function):
                inside = (*args, *given, *parameters)
                waiting += [arg for arg in inside if not isinstance(arg, Ref)]
            case _:
                waiting += list_children(part)
    return letters


# The statements of formulas, each as it is printed and as it is computed.


def read_paper_lines(sheet: model.Paper) -> tuple[Line, ...]:
    """Return the statements of each formula; a name that the sheet declares as a function is read as one."""
    letters = DeclaredLetters(sheet.symbols)
    lines = _read_formula_statements(sheet.formulas, letters.list_functions())
    return tuple(replace(line, letters=letters) for line in lines)


@lru_cache(maxsize=2)
def _read_formula_statements(
    formulas: tuple[model.FormulaRow, ...], functions: frozenset[str]
) -> tuple[Line, ...]:
    """Read the statements, once for the same formulas."""
    tokens = [symbol_keys.canonical_tokens(formula.in_use) for formula in formulas]
    notation = notation_of(tokens, Notation(functions=functions))
    lines: list[Line] = []
    for formula, spelled in zip(formulas, tokens, strict=True):
        before = (
            [*split_statements(symbol_keys.canonical_tokens(formula.latex), notation)]
            if formula.corrected
            else []
        )
        parts = split_statements(spelled, notation)
        said = [(part, part.statement) for part in parts]
        if len(said) == 1 and (rows := _list_cases(said[0][1])):
            said = [(said[0][0], row) for row in rows]
        for index, (part, statement) in enumerate(said):
            printed = before[index].tokens if index < len(before) else ()
            lines.append(Line(formula, index, part.tokens, statement, part.refused, printed=printed))
        if not parts:
            lines.append(Line(formula, 0, spelled, None, symbol_keys.explain_unread(formula.in_use)))
    superscripts = Superscripts(line.statement for line in lines if line.statement is not None)
    return tuple(
        line
        if line.statement is None
        else replace(
            line, computed=with_own_letters(with_factors(superscripts.read(line.statement), functions))
        )
        for line in lines
    )


def _list_cases(statement: Statement | None) -> tuple[Statement, ...]:
    r"""Return the rows of cases that are statements themselves, each with its condition.

    None if anything else is beside the cases, or one row is not such a statement.
    """
    match statement:
        case Statement(sides=(Cases(branches),)):
            rows = [*map(_state_case, branches)]
        case _:
            return ()
    stated = tuple(row for row in rows if row is not None)
    return stated if len(stated) == len(rows) else ()


def _state_case(branch: tuple[Node, Node | None]) -> Statement | None:
    row, condition = branch
    if not isinstance(row, Statement) or not row.relations or condition is None:
        return None
    if not isinstance(condition, Statement):
        condition = Statement((condition,), span=condition.span)
    return replace(row, conditions=(condition,))
