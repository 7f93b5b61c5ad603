"""Put values into the written tree of a formula, and name its parts in sentences."""

from __future__ import annotations

from dataclasses import replace

from drill.formulas.formula import Formula, print_node
from drill.formulas.formula_parts import strip_brackets
from drill.notation import replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.types import Function

_COMPOUNDS = tree.Add | tree.Neg | tree.Mul | tree.Div | tree.PlusMinus


def replace_part(node: Node, part: Node, value: Node) -> Node:
    """Return a tree with each occurrence of a part replaced, in brackets where it was not."""
    new = tree.Bracket(value) if isinstance(value, _COMPOUNDS) else value

    def change(each: Node) -> Node | None:
        match each:
            case tree.Apply(function, args, given, parameters) if function == part and not isinstance(
                new, Ref
            ):
                # A number before brackets: a factor, or a value with all that it depends on.
                is_factor = len(args) == 1 and not (given or parameters)
                return tree.Mul((new, tree.Bracket(change_all(args[0]))), ("",)) if is_factor else new
            case _:
                return new if each == part else None

    def change_all(inner: Node) -> Node:
        return replace_nodes(inner, change)

    return change_all(node)


def set_index(node: Node, letter: str | Ref, place: int) -> Node:
    """Return a tree in which a running index has a value: ``x_{t-1}`` as ``x_0``."""
    name = Ref(tree.Name(letter)) if isinstance(letter, str) else letter
    number = tree.Num(str(place))

    def change(part: Node) -> Node | None:
        if isinstance(part, tree.Running) and part.letter == letter:
            return tree.Fixed(str(place + part.offset))
        if isinstance(part, tree.Computed):
            return _read_index(set_index(part.body, letter, place))
        if isinstance(part, tree.Apply) and part.function == name:  # a factor before brackets
            return replace_part(part, name, number)
        if isinstance(part, Ref) and len(part.below) > 1:
            # commas, so that 1 and 2 are not read as 12
            below = tuple(replace_nodes(index, change) for index in part.below)
            above = tuple(replace_nodes(index, change) for index in part.above)
            return replace(part, below=below, above=above, separators=(",",) * (len(below) - 1))
        return number if part == name else None

    return replace_nodes(node, change)


def _read_index(body: Node) -> tree.Index:
    """Return a computed index as a number, or as a letter with a number added, where it is one."""
    letters: list[str] = []
    total = 0
    for term in body.terms if isinstance(body, tree.Add) else (body,):
        inner = term.body if isinstance(term, tree.Neg) else term
        if isinstance(inner, tree.Num) and inner.text.isdigit():
            total += int(inner.text) if inner is term else -int(inner.text)
        elif isinstance(term, Ref) and not term.below:
            letters.append(term.name.base)
        else:
            return tree.Computed(body)
    if len(letters) > 1:
        return tree.Computed(body)
    return tree.Running(letters[0], total) if letters else tree.Fixed(str(total))


def spell_subject(formula: Formula) -> str:
    """Return what a formula computes as a formula in a sentence: its left side, where it has one."""
    if formula.lead or len(formula.statement.sides) == 1:
        return "it"
    left = formula.left
    if left is None or is_computed(formula, left):
        return "the right side"
    if left not in walk_nodes(formula.right):
        return spell(left)
    return f"the new {spell(left)}" if formula.statement.relations == ("\\leftarrow",) else "the right side"


def is_computed(formula: Formula, side: Node) -> bool:
    """Return whether a side is worked out of declared letters; no name is: ``x``, ``f(x)``, ``h(L) x``."""
    refs = [part for part in walk_nodes(side) if isinstance(part, Ref)]
    labels = {id(part) for ref in refs for index in (*ref.below, *ref.above) for part in walk_nodes(index)}
    names = [ref for ref in refs if id(ref) not in labels]
    calls = [
        factor
        for part in walk_nodes(side)
        if isinstance(part, tree.Mul)
        for before, factor in zip(part.factors, part.factors[1:], strict=False)
        if isinstance(before, Ref) and isinstance(factor, tree.Bracket) and isinstance(factor.body, Ref)
        if (found := formula.find_letter(before)) is None or not isinstance(found.letter.type, Function)
    ]
    return not isinstance(side, Ref | tree.Apply) and not calls and all(map(formula.find_letter, names))


def spell(node: Node) -> str:
    """Return a part as a formula in a sentence."""
    return f"${print_node(strip_brackets(node))}$"
