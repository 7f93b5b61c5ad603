"""The kind "recall": write a formula from memory, as mathematics where it is plain, else sign by sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final

from drill.banks.models import Declared, Mistake
from drill.checking import FormulaSpec, Spec
from drill.errors import ParseError
from drill.maths import maths_tree as maths
from drill.maths.names import Names as Known
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.notation import Lowering, list_children, print_tokens_as_latex, to_tokens, tree, walk_nodes
from drill.notation.tree import Node
from drill.papers import wording
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.draft_building import build_drafted_exercise, each_line, formula_answer
from drill.papers.formula_structure import (
    EQUAL,
    count_written_signs,
    find_required_skills,
    is_map,
    is_step,
    level_of,
    list_unsigned_factors,
    motion_words,
    outside_names,
    shape_words,
)
from drill.papers.inline_definitions import INLINE
from drill.papers.kinds.slips import slips
from drill.papers.paper_reading import Reading
from drill.papers.sheet.symbol_keys import typed_name
from drill.papers.sheet.types import Function, IndexType, Number, Type, Typed, Unknown
from drill.papers.twins import is_twin

# Signs of a formula that one can be asked to keep in mind.
LONGEST: Final = 50
# Operations on the right of a formula that is worth remembering.
_FEWEST_OPERATIONS: Final = 2
# Known mistakes of one formula.
_MISTAKES: Final = 2
_ROUNDED: Final = ("\\lceil", "\\lfloor")
_TIMES: Final = frozenset(("", "*", "\\cdot", "\\times"))
_FUNCTIONS: Final = {"log": "ln", "ln": "ln", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan",
                     "sinh": "sinh", "cosh": "cosh", "tanh": "tanh"}  # fmt: skip
_CONSTANTS: Final[Mapping[str, maths.ConstName]] = {"\\pi": "pi", "e": "e"}
_OPAQUE = tree.Apply | tree.Gradient | tree.Derivative | tree.Expect


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield one draft for each definition, update or loss that is short enough, of twins the first."""
    drafted: list[str] = []

    def make(line: Line) -> Iterator[Draft]:
        statement, latex = line.statement, print_tokens_as_latex(line.tokens)
        if statement is None or reading.is_cut(line) or not _is_worth_remembering(line, statement):
            return
        if _is_index_map(reading, statement) or any(is_twin(latex, other) for other in drafted):
            return
        if _is_told(reading, line, statement):
            yield _draft_recall_exercise(reading, line, statement)
            drafted.append(latex)

    return each_line("recall", lines, make)


def _is_worth_remembering(line: Line, statement: tree.Statement) -> bool:
    """Return whether a statement says what something is, in a few symbols, and builds something.

    A bound is none, nor a row of cases, nor what only gives a name, a set, a law or a number, applies
    functions of one argument to a name, or takes a plain step. Exponential and logarithmic maps are the
    paper's own functions.
    """
    tokens = line.tokens
    if line.formula.part == INLINE or line.is_case or count_written_signs(tokens) > LONGEST:
        return False
    if not statement.relations or not set(statement.relations) <= EQUAL | {"\\sim", "\\propto"}:
        return False
    if any(token.startswith("\\text") and " " in token.strip() for token in tokens):
        return False  # it has more words than symbols
    right = statement.sides[-1]
    if any(is_map(part) for part in walk_nodes(statement)) or _is_value(right):
        return False
    match right:
        case tree.Add((_, step) as terms) if is_step(terms, statement.sides[0]):
            if all(map(_is_value, list_unsigned_factors(step))):
                return False
        case _:
            pass
    return sum(map(_count_operations, outside_names(right))) >= _FEWEST_OPERATIONS


def _is_value(part: Node) -> bool:
    """Return whether a part is a name, or what functions of one argument and a gradient make of one."""
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


def _is_index_map(reading: Reading, statement: tree.Statement) -> bool:
    r"""Return whether a statement says where something stands: ``q(p)`` of ``X_{q(p)}``, or rounds a name."""
    left, right = statement.sides[0], statement.sides[-1]
    if isinstance(left, tree.Ref):
        letters = {token for line in reading.lines for token in _list_index_letters(line)}
        is_rounded = any(
            isinstance(part, tree.Bracket) and part.opening in _ROUNDED for part in walk_nodes(right)
        )
        return is_rounded and left.name.base in letters
    if not isinstance(left, tree.Apply):
        return False
    return any(
        isinstance(part, tree.Apply) and part.function.name == left.function.name
        for line in reading.lines
        for index in _list_computed(line)
        for part in walk_nodes(index.body)
    )


def _list_indices(line: Line) -> Iterator[tree.Index]:
    for part in walk_nodes(line.statement) if line.statement is not None else ():
        if isinstance(part, tree.Ref):
            yield from (*part.below, *part.above)


def _list_computed(line: Line) -> Iterator[tree.Computed]:
    yield from (index for index in _list_indices(line) if isinstance(index, tree.Computed))


def _list_index_letters(line: Line) -> Iterator[str]:
    yield from (index.letter for index in _list_indices(line) if isinstance(index, tree.Running))


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


def _is_told(reading: Reading, line: Line, statement: tree.Statement) -> bool:
    """Return whether a prompt identifies the formula that it asks for."""
    left = _find_line_beginning(line)
    if isinstance(statement.sides[0], tree.Num):
        is_alone = len(reading.of_formula.get(line.formula.id, ())) == 1
        return is_alone and bool(wording.led_by(line))
    rivals = [
        candidate
        for candidate in reading.lines
        if candidate.tokens != line.tokens and _find_line_beginning(candidate) == left
    ]
    is_told_apart = bool(wording.led_by(line)) and not any(
        rival.formula.before == line.formula.before for rival in rivals
    )
    return not rivals or is_told_apart or bool(line.formula.number)


def _find_line_beginning(line: Line) -> tuple[str, ...]:
    """Return the left side; of an unread line what comes before its first relation."""
    if line.statement is not None:
        return line.tokens[slice(*line.statement.sides[0].span)]
    end = next(
        (index for index, token in enumerate(line.tokens) if token in EQUAL | {"\\leq", "\\approx"}), 0
    )
    return line.tokens[:end]


def _draft_recall_exercise(reading: Reading, line: Line, statement: tree.Statement) -> Draft:
    glossary = reading.glossary
    names = _choose_typing_names(line, statement, reading.own_brackets)
    meaning = glossary.name(statement.sides[0], line.formula.section)
    meanings = glossary.told(line)
    body = build_drafted_exercise(
        title=wording.make_exercise_title(line.formula, ", from memory", meaning),
        prompt=_write_recall_prompt(reading, line, statement),
        answer=_make_recall_answer(line, statement, names),
        declared=Declared(names={} if names is None else names.latex),
        skills=find_required_skills(statement),
        level=level_of(line.tokens),
        shape=shape_words(statement),
        motion=motion_words(statement),
        hints=[f"Picture it: {shape_words(statement)}.", meanings],
        steps=[
            f"{wording.capitalise_sentence(wording.refer_to_formula(line.formula))} reads "
            f"{wording.display_statement(line)}",
            f"From afar it is {shape_words(statement)}. To write it, {motion_words(statement)}.",
            meanings,
        ],
        wrong=_list_recall_mistakes(statement, names),
        links=[wording.say_where_to_read_on(reading.paper, line.formula)],
    )
    return Draft("recall", line.formula.id, line.source, "", body, is_proved=True)


def _choose_typing_names(line: Line, statement: tree.Statement, own_brackets: frozenset[str]) -> Names | None:
    """Return names for typing the formula; none if their list would give its structure away.

    Nor where it has brackets that typed mathematics has no sign for, as an inner product's.
    """
    if len(statement.sides) != 2 or not set(statement.relations) <= EQUAL or statement.conditions:
        return None
    names = _name_arithmetic_atoms(line)
    if names is None or statement.relations == ("\\leftarrow",):
        return None
    tells_much = any(
        isinstance(inner, tree.Expect)
        or (
            isinstance(inner, tree.Apply | tree.Gradient)
            and (inner in statement.sides[1:] or _is_built(inner))
        )
        for inner in names.of
    )
    has_own_sign = any(
        (isinstance(node, tree.Listed) and node.opening == "\\langle")
        or (isinstance(node, tree.Bracket) and node.opening in own_brackets)
        for side in statement.sides
        for node in walk_nodes(side)
    )
    return None if tells_much or has_own_sign else names


def _is_built(atom: tree.Apply | tree.Gradient) -> bool:
    inner = atom.args if isinstance(atom, tree.Apply) else (atom.body,)
    return any(isinstance(part, tree.Add | tree.Mul | tree.Div | tree.Reduce) for part in inner)


def _write_recall_prompt(reading: Reading, line: Line, statement: tree.Statement) -> str:
    subject = _name_recalled_subject(line, statement, reading.glossary)
    ask = wording.pick_wording(
        line.source,
        f"Write {subject} from memory.",
        f"From memory, write {subject}.",
        f"Without looking it up, write down {subject}.",
    )
    without = [
        wording.write_inline_formula(print_tokens_as_latex(to_tokens(condition)))
        for condition in statement.conditions
    ]
    left_out = (
        f"The {'condition' if len(without) == 1 else 'conditions'} {wording.join_in_sentence(without)} "
        "may be left out."
        if without
        else ""
    )
    return " ".join(
        filter(
            None,
            (
                f"{wording.describe_formula_place(reading.paper, line.formula)}.",
                wording.led_by(line),
                ask,
                left_out,
            ),
        )
    )


def _name_recalled_subject(line: Line, statement: tree.Statement, glossary: wording.Glossary) -> str:
    name = glossary.with_meaning(line, statement.sides[0])
    if not isinstance(
        statement.sides[0], tree.Ref | tree.Apply | tree.Gradient | tree.Derivative | tree.Expect | tree.Norm
    ):
        return (
            "the formula that begins with "
            f"{wording.write_inline_formula(wording.slice_part_latex(line, statement.sides[0]))}"
        )
    if isinstance(statement.sides[0], tree.Num):
        return "the formula"
    if not set(statement.relations) <= EQUAL:
        return f"what the paper states about {name}"
    return wording.pick_wording(name, f"the paper's formula for {name}", f"the formula for {name}")


def _make_recall_answer(line: Line, statement: tree.Statement, names: Names | None) -> Spec:
    latex = print_tokens_as_latex(line.tokens)
    if names is None:
        return formula_answer(latex)
    left, right = statement.sides
    return FormulaSpec(kind="formula", text=f"{names.text(left)} = {names.text(right)}", shown=latex)


def _list_recall_mistakes(statement: tree.Statement, names: Names | None) -> list[Mistake]:
    """Return known mistakes: the same formula with one thing changed."""
    mistakes: list[Mistake] = []
    if names is None:
        return mistakes
    left, right = statement.sides
    for changed, say in slips(right):
        if len(mistakes) < _MISTAKES:
            try:
                answer = f"{names.text(left)} = {names.text(changed)}"
            except ParseError:
                continue
            mistakes.append(Mistake(answer=answer, say=say))
    return mistakes


# As a learner types it: names for its symbols, arithmetic in plain maths


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
            ParseError: it is no plain arithmetic.
        """
        return to_plain(self.node(node))

    def named(self, node: Node) -> maths.Node | None:
        """Return the name of an atom."""
        match node:
            case _ if node in self.of:
                return maths.Sym(self.of[node])
            case tree.Bracket(body, "(" | "[" | "\\{"):
                return self.node(body)
            case _:
                return None

    def name(self, ref: tree.Ref) -> maths.Node:
        """Return a constant that everybody knows."""
        constant = _CONSTANTS.get(ref.name.base)
        return self.other(ref) if constant is None else maths.Const(constant)

    def call(self, call: tree.Apply) -> maths.Node:
        """Return the value of a known function."""
        if not _is_known_function_call(call):
            return self.other(call)
        return maths.Call(_FUNCTIONS[call.function.name.base.lstrip("\\")], (self.node(call.args[0]),))

    def transposed(self, node: Node, mark: str) -> maths.Node:
        """Refuse a transpose."""
        return self.other(node)

    def check_beside(self, before: Node, factor: Node) -> None:
        """Accept what papers write."""

    def _product(self, node: tree.Mul) -> maths.Node:
        if not set(node.signs) <= _TIMES:
            return self.other(node)
        first, *further_factors = map(self.node, node.factors)
        return reduce(lambda left, right: maths.Binary("*", left, right), further_factors, first)


def _name_arithmetic_atoms(line: Line) -> Names | None:
    """Return names for a line that may be typed as arithmetic: all types are known and products commute."""
    if line.statement is None or line.typed is None:
        return None
    atoms = tuple(dict.fromkeys(atom for side in line.statement.sides for atom in _list_named_atoms(side)))
    if any(isinstance(_find_atom_type(atom, line.typed), Unknown) for atom in atoms):
        return None
    if not _has_commuting_products(line.statement, line.typed):
        return None
    of: dict[Node, str] = {}
    for atom in atoms:
        atom_name = _base_name(atom, line.typed)
        of[atom] = (
            atom_name if atom_name not in of.values() else _number_taken_name(atom_name, {*of.values()})
        )
    latex = {name: wording.slice_part_latex(line, atom) for atom, name in of.items()}
    names = Names(of, latex)
    try:
        known = Known(frozenset(latex))
        for side in line.statement.sides:
            parse(names.text(side), known)
    except ParseError:
        return None
    return names if len(set(latex.values())) == len(latex) else None


def _has_commuting_products(node: Node, typed: Typed) -> bool:
    """Return whether no product has two factors that are arrays."""
    if isinstance(node, tree.Mul):
        arrays = [factor for factor in node.factors if not _is_typed_as_number(factor, typed)]
        if len(arrays) > 1 and any(sign in ("", "\\cdot") for sign in node.signs):
            return False
    return all(_has_commuting_products(child, typed) for child in list_children(node))


def _is_typed_as_number(node: Node, typed: Typed) -> bool:
    """Return whether all that a part is made of are numbers."""
    if isinstance(node, tree.Norm):
        return True
    if isinstance(node, tree.Ref | tree.Apply) and not (
        isinstance(node, tree.Apply) and _is_known_function_call(node)
    ):
        return isinstance(_find_atom_type(node, typed), Number | IndexType)
    return all(_is_typed_as_number(child, typed) for child in list_children(node))


def _find_atom_type(atom: Node, typed: Typed) -> Type:
    """Return the type of a symbol or function value; a number for anything else."""
    ref = atom.function if isinstance(atom, tree.Apply) else atom
    kinds = (
        quantity.type
        for quantity in typed.quantities
        if ref in (quantity.symbol, replace(quantity.symbol, above=()))
    )
    kind = next(kinds, Number())
    return kind.gives if isinstance(kind, Function) else kind


def _list_named_atoms(node: Node) -> Iterator[Node]:
    """Yield what gets a name: symbols, and functions of the paper, derivatives and expectations as wholes."""
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


def _base_name(atom: Node, typed: Typed) -> str:
    match atom:
        case tree.Ref():
            typed_names = (quantity.typed for quantity in typed.quantities if quantity.symbol == atom)
            return next(typed_names, "") or typed_name(atom)
        case tree.Apply(function):
            return f"{_keep_ascii_alphanumerics(function.name.base)}_value"
        case tree.Gradient():
            return "grad"
        case tree.Derivative():
            return "slope"
        case _:
            return "mean"


def _keep_ascii_alphanumerics(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isalnum()) or "x"


def _number_taken_name(name: str, used_names: set[str]) -> str:
    number = 2
    while f"{name}{number}" in used_names:
        number += 1
    return f"{name}{number}"
