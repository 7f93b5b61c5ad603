"""The kind "memory": typing the right side of a formula from memory, after the formula was worked.

It is typed as mathematics if that is plain and the reader declared its letters, else sign by sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from drill.banks.models import Declared
from drill.checking import FormulaSpec
from drill.errors import ParseError
from drill.maths import maths_tree as maths
from drill.maths.names import Names as Known
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.notation import (
    Lowering,
    find_nodes,
    list_children,
    print_tokens_as_latex,
    strip_arguments,
    tree,
    walk_nodes,
)
from drill.notation.tree import Node
from drill.papers import wording
from drill.papers.draft import Draft, Line, build_drafted_exercise, formula_answer
from drill.papers.formula_structure import (
    EQUAL,
    count_written_signs,
    is_map,
    is_step,
    level_of,
    list_unsigned_factors,
    motion_words,
    outside_names,
    shape_words,
)
from drill.papers.sheet.symbol_keys import read_symbol, typed_name
from drill.text import capitalise
from drill.types import ArrayType, Function, IndexType, NumberType
from drill.types import Type as LetterType

# Max signs of a right side, because a longer one is too long to memorise.
LONGEST = 40
# Min operations of a right side that is worth remembering.
_FEWEST_OPERATIONS = 2
_STATED = EQUAL | {"\\sim", "\\propto"}
_TIMES = frozenset(("", "*", "\\cdot", "\\times"))
_FUNCTIONS = {"log": "ln", "ln": "ln", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan",
                     "sinh": "sinh", "cosh": "cosh", "tanh": "tanh"}  # fmt: skip
_CONSTANTS: Mapping[str, maths.ConstName] = {"\\pi": "pi", "e": "e"}
_OPAQUE = tree.Apply | tree.Gradient | tree.Derivative | tree.Expect
# Brackets that a paper may give a meaning of its own.
_ROUNDING = ("\\lfloor", "\\lceil", "\\langle")


def draft_from_memory(line: Line) -> Draft | None:
    """Return the exercise that asks for the right side of a line; None where it is not worth remembering."""
    statement = line.statement
    if statement is None or not _is_worth_remembering(line, statement):
        return None
    right = statement.sides[-1]
    latex = wording.slice_part_latex(line, right)
    names = _choose_typing_names(line, right)
    formula = line.formula
    begins = print_tokens_as_latex((*line.tokens[: right.span[0]], "\\ldots"))
    body = build_drafted_exercise(
        title=wording.make_exercise_title(formula, " from memory"),
        prompt=f"{capitalise(wording.refer_to_formula(formula))} begins with "
        f"{wording.write_inline_formula(begins)} Write its right side from memory.",
        answer=formula_answer(latex)
        if names is None
        else FormulaSpec(kind="formula", text=names.text(right), shown=latex),
        declared=Declared(names={} if names is None else names.latex),
        level=level_of(line.tokens),
        shape=shape_words(statement),
        motion=motion_words(statement),
        hints=[f"Picture it: {shape_words(statement)}."],
        steps=[
            f"{capitalise(wording.refer_to_formula(formula))} reads {wording.display_statement(line)}",
            f"From afar it is {shape_words(statement)}. To write it, {motion_words(statement)}.",
        ],
    )
    return Draft("memory", formula.id, line.source, "", body, is_proved=True)


def _is_worth_remembering(line: Line, statement: tree.Statement) -> bool:
    """Return whether a statement defines something in a few symbols, and builds something.

    Excluded are bounds, rows of cases, and statements that only give a name, a set, a law or a number, apply
    functions of one argument to a name, or take a plain step. Exponential and logarithmic maps are the
    paper's own functions.
    """
    if line.is_case or not statement.relations or not set(statement.relations) <= _STATED:
        return False
    left = statement.sides[0]
    right = statement.sides[-1]
    tokens = line.tokens[slice(*right.span)]
    if count_written_signs(tokens) > LONGEST:
        return False
    if any(token.startswith("\\text") and " " in token.strip() for token in tokens):
        return False  # more words than symbols
    if any(map(is_map, walk_nodes(statement))) or _is_value(right):
        return False
    match right:
        case tree.Add((_, step) as terms) if is_step(terms, left):
            if all(map(_is_value, list_unsigned_factors(step))):
                return False
        case _:
            pass
    return sum(map(_count_operations, outside_names(right))) >= _FEWEST_OPERATIONS


def _is_value(part: Node) -> bool:
    """Return whether a part is a name, or a gradient or functions of one argument applied to a name."""
    match part:
        case tree.Ref() | tree.Num():
            return True
        case tree.Bracket(body) | tree.Neg(body):
            return _is_value(body)
        case tree.Apply(args=(argument,), given=(), parameters=()):
            return _is_value(argument)
        case tree.Apply(args=args, given=(), parameters=()):
            return all(isinstance(argument, tree.Ref) for argument in args)
        case tree.Gradient(body=body):
            return body is None or _is_value(body)
        case _:
            return False


def _count_operations(part: Node) -> int:
    match part:
        case tree.Add(terms):
            return len(terms) - 1
        case tree.Mul(factors):
            return len(factors) - 1
        case tree.Ref() | tree.Num() | tree.Bracket() | tree.Neg() | tree.Bound() | tree.Listed():
            return 0
        case _:
            return 1


def _choose_typing_names(line: Line, right: Node) -> Names | None:
    """Return names for typing a right side; none if their list would give its structure away.

    None, too, if it has brackets for which typed mathematics has no sign, such as those of an inner product.
    """
    names = _name_arithmetic_atoms(line, right)
    if names is None:
        return None
    tells_much = any(
        isinstance(inner, tree.Expect)
        or (isinstance(inner, tree.Apply | tree.Gradient) and (inner == right or _is_built(inner)))
        for inner in names.of
    )
    has_own_sign = any(node.opening in _ROUNDING for node in find_nodes(right, tree.Listed, tree.Bracket))
    return None if tells_much or has_own_sign else names


def _is_built(atom: tree.Apply | tree.Gradient) -> bool:
    inner = atom.args if isinstance(atom, tree.Apply) else (atom.body,)
    return any(isinstance(part, tree.Add | tree.Mul | tree.Div | tree.Reduce) for part in inner)


# Write a formula as a learner types it: names for its symbols, arithmetic in plain maths


class Names(Lowering):
    """Typed names for the atoms of a formula: its symbols, and calls and derivatives as wholes."""

    def __init__(self, of: Mapping[Node, str], latex: Mapping[str, str]) -> None:
        super().__init__()
        self.of = of
        self.latex = latex
        """The typed names with their LaTeX, as a bank declares them."""

    def text(self, node: Node) -> str:
        """Return a part of the formula as it is typed.

        Raises:
            ParseError: it is not plain arithmetic.
        """
        return to_plain(self.lower(node))

    def find_named(self, node: Node) -> maths.Node | None:
        """Return the name of an atom."""
        match node:
            case _ if node in self.of:
                return maths.Sym(self.of[node])
            case tree.Bracket(body, "(" | "[" | "\\{"):
                return self.lower(body)
            case _:
                return None

    def lower_name(self, ref: tree.Ref) -> maths.Node:
        """Return a constant that everybody knows."""
        constant = _CONSTANTS.get(ref.name.base)
        if constant is None:
            return self.lower_other(ref)
        return maths.Const(constant)

    def lower_call(self, call: tree.Apply) -> maths.Node:
        """Return the value of a known function."""
        if not _is_known_function_call(call):
            return self.lower_other(call)
        return maths.Call(_FUNCTIONS[call.function.name.base.lstrip("\\")], (self.lower(call.args[0]),))

    def lower_transpose(self, node: Node, mark: str) -> maths.Node:
        """Refuse a transpose."""
        return self.lower_other(node)

    def check_beside(self, before: Node, factor: Node) -> None:
        """Accept what papers write."""

    def _lower_product(self, node: tree.Mul) -> maths.Node:
        if not set(node.signs) <= _TIMES:
            return self.lower_other(node)
        first, *further_factors = map(self.lower, node.factors)
        return reduce(lambda left, right: maths.Binary("*", left, right), further_factors, first)


def _name_arithmetic_atoms(line: Line, right: Node) -> Names | None:
    """Return names for a side that may be typed as arithmetic: all letters are declared, products commute."""
    atoms = tuple(dict.fromkeys(_list_named_atoms(right)))
    if any(_find_atom_type(atom, line) is None for atom in atoms) or not _has_commuting_products(right, line):
        return None
    of: dict[Node, str] = {}
    for atom in atoms:
        atom_name = _base_name(atom, line)
        of[atom] = (
            atom_name if atom_name not in of.values() else _number_taken_name(atom_name, {*of.values()})
        )
    latex = {name: wording.slice_part_latex(line, atom) for atom, name in of.items()}
    names = Names(of, latex)
    try:
        parse(names.text(right), Known(frozenset(latex)))
    except ParseError:
        return None
    return names if len(set(latex.values())) == len(latex) else None


def _has_commuting_products(node: Node, line: Line) -> bool:
    """Return whether no product has two factors that are arrays."""
    if isinstance(node, tree.Mul):
        arrays = [factor for factor in node.factors if not _is_typed_as_number(factor, line)]
        if len(arrays) > 1 and any(sign in ("", "\\cdot") for sign in node.signs):
            return False
    return all(_has_commuting_products(child, line) for child in list_children(node))


def _is_typed_as_number(node: Node, line: Line) -> bool:
    """Return whether all that a part is made of are numbers."""
    if isinstance(node, tree.Norm):
        return True
    if isinstance(node, tree.Ref | tree.Apply) and not (
        isinstance(node, tree.Apply) and _is_known_function_call(node)
    ):
        return isinstance(_find_atom_type(node, line), NumberType | IndexType)
    return all(_is_typed_as_number(child, line) for child in list_children(node))


def _find_atom_type(atom: Node, line: Line) -> LetterType | None:
    """Return the reader's declaration of a letter or of a function's value; None without one.

    A letter that counts steps is an index; anything named as a whole, as a derivative, is a number or array.
    """
    ref = strip_arguments(atom)
    if not isinstance(ref, tree.Ref):
        return NumberType()
    kind = line.find_type(ref, is_said=True)
    if isinstance(atom, tree.Apply):
        kind = kind.result if isinstance(kind, Function) else None
    if isinstance(kind, NumberType | IndexType | ArrayType):
        return kind
    letters = () if line.statement is None else walk_nodes(line.statement)
    counts = any(isinstance(part, tree.Running) and part.letter == ref.name.base for part in letters)
    if counts and ref == tree.Ref(tree.Name(ref.name.base)):
        return IndexType()
    return None


def _list_named_atoms(node: Node) -> Iterator[Node]:
    """Yield the parts that get a name: symbols, and functions of the paper, derivatives and expectations as
    wholes."""
    if isinstance(node, tree.Ref):
        if node.name.base not in _CONSTANTS:
            yield node
    elif isinstance(node, tree.Apply) and _is_known_function_call(node):
        for body in node.args:
            yield from _list_named_atoms(body)
    elif isinstance(node, _OPAQUE):
        yield node
    else:
        for child in list_children(node):
            yield from _list_named_atoms(child)


def _is_known_function_call(node: tree.Apply) -> bool:
    """Return whether it is a well-known function of one argument."""
    is_plain = len(node.args) == 1 and not (node.given or node.parameters or node.power is not None)
    return is_plain and node.function.name.base.lstrip("\\") in _FUNCTIONS and not node.function.below


def _base_name(atom: Node, line: Line) -> str:
    match atom:
        case tree.Ref():
            row = line.find_row(atom)
            is_itself = row is not None and read_symbol(row.name) == atom
            name = row.typed if row is not None and is_itself and row.typed else typed_name(atom)
            return name if is_itself else _name_step(name, atom)
        case tree.Apply(function):
            letters = [char for char in function.name.base if char.isascii() and char.isalnum()]
            return f"{''.join(letters) or 'x'}_value"
        case tree.Gradient():
            return "grad"
        case tree.Derivative():
            return "slope"
        case _:
            return "mean"


def _name_step(name: str, ref: tree.Ref) -> str:
    """Return a name with the step of its symbol: ``m_t``, ``m_t_prev`` for ``m_{t-1}``."""
    words = {-1: "_prev", 0: "", 1: "_next"}
    offsets = [index.offset for index in (*ref.below, *ref.above) if isinstance(index, tree.Running)]
    return name + "".join(
        words.get(offset, f"_{'m' if offset < 0 else 'p'}{abs(offset)}") for offset in offsets
    )


def _number_taken_name(name: str, used_names: set[str]) -> str:
    number = 2
    while f"{name}{number}" in used_names:
        number += 1
    return f"{name}{number}"
