"""Fold what a formula becomes when a part has a simple value: zeros, ones, equal terms, plain numbers.

Nothing is multiplied out and nothing rearranged: what is left is still the paper's own formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Final

from drill.formulas.formula import Formula, print_node
from drill.formulas.formula_parts import DIVERGENCES, is_identity, list_drawn, strip_brackets
from drill.notation import find_nodes, list_children, replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.types import Array, Function, Number

ZERO: Final = tree.Num("0")
ONE: Final = tree.Num("1")
_HALF: Final = tree.Div(ONE, tree.Num("2"))
# Values of known functions at 0 and at 1.
_AT_ZERO: Final = {
    "exp": ONE, "sin": ZERO, "cos": ONE, "tan": ZERO, "tanh": ZERO, "sinh": ZERO, "cosh": ONE, "arctan": ZERO,
    "sigmoid": _HALF, "logistic": _HALF, "relu": ZERO, "silu": ZERO, "swish": ZERO, "gelu": ZERO, "erf": ZERO,
    "abs": ZERO, "sqrt": ZERO,
}  # fmt: skip
_AT_PI: Final = {"sin": ZERO, "cos": tree.Neg(ONE)}
_AT_ONE: Final = {"log": ZERO, "ln": ZERO, "log2": ZERO, "abs": ONE, "sqrt": ONE}


_OTHERS = tree.Reduce | tree.Expect | tree.Norm | tree.Ref | tree.Neg | tree.Cases


def replace_part(node: Node, part: Node, value: Node) -> Node:
    """Return a tree with each occurrence of a part replaced, in brackets where it was not."""
    needs_brackets = isinstance(value, tree.Add | tree.Neg | tree.Mul | tree.Div | tree.PlusMinus)
    new = tree.Bracket(value) if needs_brackets else value

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


def set_index(node: Node, letter: str | Ref, place: int, start: str = "") -> Node:
    """Return a tree in which a running index has a value, counted from ``start``: ``x_{t-1}`` as ``x_0``."""
    name = Ref(tree.Name(letter)) if isinstance(letter, str) else letter
    plain: Node = tree.Num(str(place))
    if start:
        plain = Ref(tree.Name(start))
        plain = tree.Bracket(tree.Add((plain, tree.Num(str(place))))) if place else plain

    def change(part: Node) -> Node | None:
        if isinstance(part, tree.Running) and part.letter == letter:
            number = place + part.offset
            return tree.Running(start, number) if start else tree.Fixed(str(number))
        if isinstance(part, tree.Computed):
            return _read_index(set_index(part.body, letter, place, start))
        if isinstance(part, tree.Apply) and part.function == name:  # a factor before brackets
            return replace_part(part, name, plain)
        if isinstance(part, Ref) and len(part.below) > 1 and not start:
            # commas, so that 1 and 2 are not read as 12
            below = tuple(replace_nodes(index, change) for index in part.below)
            above = tuple(replace_nodes(index, change) for index in part.above)
            return replace(part, below=below, above=above, separators=(",",) * (len(below) - 1))
        return plain if part == name else None

    return replace_nodes(node, change)


def _read_index(body: Node) -> tree.Index:
    """Return a computed index as a number, or as a letter with a number added, where it is one."""
    letters: list[str] = []
    total = Fraction(0)
    for term in _list_terms((body,)):
        number = _read_number(term)
        if number is not None:
            total += number
        elif isinstance(term, Ref) and not term.below:
            letters.append(term.name.base)
        else:
            return tree.Computed(body)
    if total.denominator != 1 or len(letters) > 1:
        return tree.Computed(body)
    return tree.Running(letters[0], int(total)) if letters else tree.Fixed(str(total))


def fold(formula: Formula, node: Node) -> Node:
    """Return a tree without what has become nothing."""
    return strip_brackets(_Folding(formula).fold(node))


def count_operations(node: Node) -> int:
    """Return how many operations and letters a tree has."""
    return sum(
        isinstance(part, tree.Add | tree.Mul | tree.Div | tree.Pow | tree.Root | tree.Apply | _OTHERS)
        for part in walk_nodes(node)
    )


class _Folding:
    def __init__(self, formula: Formula) -> None:
        self._formula = formula

    def fold(self, node: Node) -> Node:
        if isinstance(node, tree.Name | Ref | tree.Num | tree.Bound | tree.Text | tree.Opaque):
            return node
        children = {id(child): self.fold(child) for child in list_children(node)}
        changed = replace_nodes(node, lambda part: None if part is node else children.get(id(part)))
        return self._fold_whole(changed)

    def _fold_whole(self, node: Node) -> Node:
        match node:
            case tree.Bracket(body=body, opening="(" | "["):
                return body if _is_closed(body) else node
            case tree.Neg(body=body):
                return _negate(body)
            case tree.Add(terms=terms):
                return self._cancel_shares(_fold_sum(terms))
            case tree.Mul():
                return _cancel_powers(self._formula, _fold_product(self._formula, node))
            case tree.Div(top=top, bottom=bottom):
                return self._cancel_factor(_cancel_powers(self._formula, _fold_quotient(node, top, bottom)))
            case tree.Pow(base=base, exponent=exponent):
                if strip_brackets(exponent) == ZERO or base == ONE:
                    return Ref(tree.Name("I")) if _is_array(self._formula, base) else ONE
                inner = strip_brackets(base)
                if isinstance(inner, tree.Pow) and inner.exponent == tree.Div(ONE, exponent):
                    return inner.base
                power = _read_number(exponent)
                if isinstance(inner, tree.Neg) and power is not None and power % 2 == 0:
                    return replace(node, base=inner.body)
                return base if exponent == ONE or (base == ZERO and power is not None and power > 0) else node
            case tree.Root(body=body) if body in (ZERO, ONE):
                return body
            case tree.Transpose(base=base) if base == ZERO:
                return ZERO
            case tree.Norm(body=body) if strip_brackets(body) == ZERO:
                return ZERO
            case tree.Apply():
                return self._fold_call(node)
            case tree.Reduce():
                return _fold_reduction(node)
            case tree.Expect(body=body):
                return strip_brackets(body) if self._is_constant_under(node) else node
            case _:
                return node

    def _cancel_factor(self, node: Node) -> Node:
        """Return what a sum is a multiple of: of ``(m - b m)/(1 - b)`` it is m."""
        top, bottom = (
            (strip_brackets(node.top), strip_brackets(node.bottom))
            if isinstance(node, tree.Div)
            else (ONE, ONE)
        )
        if not isinstance(top, tree.Add) or not isinstance(bottom, tree.Add):
            return node
        for each in top.terms:
            factor = tree.Bracket(each)
            products = [self.fold(tree.Mul((tree.Bracket(term), factor), ("",))) if term != ONE else each
                        for term in bottom.terms]  # fmt: skip
            if len(products) == len(top.terms) and {*products} == {*top.terms}:
                return each
        return node

    def _cancel_shares(self, node: Node) -> Node:
        """Return a sum without a number that a share of a fraction takes away: ``(a + b)/(2a) - 1/2``."""
        terms = _list_terms((node,))
        numbers = [number for term in terms if (number := _read_number(term)) is not None]
        for term in terms if len(numbers) == 1 else ():
            top = strip_brackets(term.top) if isinstance(term, tree.Div) else None
            if not isinstance(term, tree.Div) or not isinstance(top, tree.Add):
                continue
            for part in top.terms:
                share = _read_number(self.fold(replace(term, top=part)))
                if share is not None and share == -numbers[0]:
                    rest = self.fold(
                        replace(term, top=_fold_sum(tuple(each for each in top.terms if each is not part)))
                    )
                    others = [rest if each is term else each for each in terms if _read_number(each) is None]
                    return others[0] if len(others) == 1 else tree.Add(tuple(others))
        return node

    def _is_constant_under(self, node: tree.Expect) -> bool:
        """Return whether an expectation is of what it does not draw."""
        drawn = {part.name.base for item in list_drawn(node.over) for part in find_nodes(item, Ref)}
        if node.over is None:
            return False
        names = {part.name.base for part in find_nodes(node.body, Ref)}
        parts = {
            token
            for part in walk_nodes(node.body)
            if (found := self._formula.find_letter(part)) is not None
            for token in found.letter.part
        }
        running = {part.letter for part in find_nodes(node.body, tree.Running)}
        return drawn.isdisjoint(names | parts | running)

    def _fold_call(self, node: tree.Apply) -> Node:
        word = self._formula.name_call(node)
        sides = (*node.args, *node.given)
        if word in DIVERGENCES and len(sides) == 2 and strip_brackets(sides[0]) == strip_brackets(sides[1]):
            return ZERO
        if word in ("min", "max") and len({strip_brackets(arg) for arg in node.args}) == 1:
            return strip_brackets(node.args[0])
        if len(node.args) != 1 or node.given:
            return node
        argument = strip_brackets(node.args[0])
        table = _AT_ZERO if argument == ZERO else _AT_ONE if argument == ONE else {}
        table = _AT_PI if argument == Ref(tree.Name("\\pi")) else table
        value = table.get(word.lower())
        number = _read_number(argument)
        if word.lower() in ("log", "ln") and number is not None and 0 < number < 1 and node.power is None:
            return tree.Neg(
                self.fold(replace(node, args=(_write_number(1 / number),), opening="(", closing=")"))
            )
        if value is None:
            return node
        return value if node.power is None else self.fold(tree.Pow(value, node.power))


def _fold_reduction(node: tree.Reduce) -> Node:
    if node.operator in ("\\min", "\\max") and node.bound is None:
        items = node.body.items if isinstance(node.body, tree.Listed) else ()
        if items and len({strip_brackets(item) for item in items}) == 1:
            return strip_brackets(items[0])
    return ZERO if node.operator == "\\sum" and strip_brackets(node.body) == ZERO else node


def _is_closed(node: Node) -> bool:
    match node:
        case tree.Apply():
            return bool(node.opening)
        case Ref():
            return not node.above  # whose power would be read as another index
        case _:
            return isinstance(node, tree.Num | tree.Bracket | tree.Norm)


def _negate(node: Node) -> Node:
    node = strip_brackets(node)
    if node == ZERO:
        return ZERO
    if isinstance(node, tree.Neg):
        return node.body
    if isinstance(node, tree.Add) and any(isinstance(term, tree.Neg) for term in node.terms):
        turned = [_negate(term) for term in node.terms]  # what becomes positive comes first
        return tree.Add(tuple(sorted(turned, key=lambda term: isinstance(term, tree.Neg))))
    if isinstance(node, tree.Div) and isinstance(top := strip_brackets(node.top), tree.Add):
        turned_top = _negate(top)
        return tree.Neg(node) if isinstance(turned_top, tree.Neg) else replace(node, top=turned_top)
    return tree.Neg(tree.Bracket(node) if isinstance(node, tree.Add) else node)


def _read_number(node: Node) -> Fraction | None:
    node = strip_brackets(node)
    match node:
        case tree.Num(text=text):
            return Fraction(text)
        case tree.Neg(body=body):
            number = _read_number(body)
            return None if number is None else -number
        case tree.Div(top=top, bottom=bottom):
            one, other = _read_number(top), _read_number(bottom)
            return None if one is None or not other else one / other
        case _:
            return None


def _write_number(number: Fraction) -> Node:
    size = abs(number)
    plain = tree.Num(str(size.numerator))
    node = plain if size.denominator == 1 else tree.Div(plain, tree.Num(str(size.denominator)))
    return tree.Neg(node) if number < 0 else node


def _list_terms(terms: tuple[Node, ...]) -> list[Node]:
    """Return the terms of a sum, those of sums in brackets among them."""
    flat: list[Node] = []
    for term in terms:
        inner = strip_brackets(term)
        sign = isinstance(inner, tree.Neg)
        body = strip_brackets(inner.body) if isinstance(inner, tree.Neg) else inner
        if isinstance(body, tree.Add):
            flat += (_negate(part) if sign else part for part in _list_terms(body.terms))
        else:
            flat.append(_negate(body) if sign else body if isinstance(term, tree.Bracket) else term)
    return flat


def _fold_sum(terms: tuple[Node, ...]) -> Node:
    left: list[Node] = []
    total = Fraction(0)
    numbers = 0
    for term in _list_terms(terms):
        number = _read_number(term)
        opposite = _negate(term)
        if number is not None:
            total += number
            numbers += 1
        elif opposite in left:
            left.remove(opposite)
        else:
            left.append(term)
    if numbers and total:
        first = _read_number(terms[0]) is not None
        left.insert(0 if first else len(left), _write_number(total))
    if not left:
        return ZERO
    return left[0] if len(left) == 1 else tree.Add(tuple(left))


def _fold_product(formula: Formula, node: tree.Mul) -> Node:
    factors = [(factor, sign) for factor, sign in zip(node.factors, ("", *node.signs), strict=True)]
    if any(strip_brackets(factor) == ZERO for factor, _ in factors):
        return ZERO
    is_negative = False
    kept: list[tuple[Node, str]] = []
    for factor, sign in factors:
        inner = strip_brackets(factor)
        if sign != "\\div" and isinstance(inner, tree.Neg) and (kept or isinstance(factor, tree.Bracket)):
            is_negative = not is_negative
            inner = factor = strip_brackets(inner.body)
        if inner == ONE and sign != "\\otimes":
            continue
        if isinstance(inner, tree.Mul) and isinstance(factor, tree.Bracket):
            kept += [
                (part, sign if index == 0 else inner.signs[index - 1])
                for index, part in enumerate(inner.factors)
            ]
        else:
            kept.append((factor, sign))
    numbers = [number for part, _ in kept if (number := _read_number(part)) is not None]
    if numbers and set(node.signs) <= {"", "\\cdot"}:
        total = _write_number(prod(numbers, start=Fraction(1)))
        kept = [(part, sign) for part, sign in kept if _read_number(part) is None]
        kept = [(total, ""), *kept] if total != ONE else kept
    if len(kept) > 1 and not any(sign for _, sign in kept):
        arrays = [part for part, _ in kept if not _is_identity(formula, part)]
        if any(_is_array(formula, part) for part in arrays):
            kept = [(part, "") for part in arrays]
    if not kept:
        return tree.Neg(ONE) if is_negative else ONE
    if len(kept) == 1:
        result = strip_brackets(kept[0][0])
        return _negate(result) if is_negative else result
    guarded = tuple(tree.Bracket(part) if isinstance(part, tree.Add | tree.Neg) else part for part, _ in kept)
    product = replace(node, factors=guarded, signs=tuple(sign for _, sign in kept[1:]))
    return tree.Neg(product) if is_negative else product


def _cancel_powers(formula: Formula, node: Node) -> Node:
    """Return a product or quotient of powers of numbers in which each number stands once."""
    powers: dict[Ref, int] = {}
    factors = [*_list_powers(formula, node)]
    for base, exponent in factors:
        if base is None:
            return node
        powers[base] = powers.get(base, 0) + exponent
    if len(powers) == len(factors):
        return node
    number = _read_coefficient(node)
    sides: list[Node] = []
    for sign, plain in ((1, number.numerator), (-1, number.denominator)):
        kept = [_write_power(base, sign * power) for base, power in powers.items() if sign * power > 0]
        kept = [tree.Num(str(abs(plain))), *kept] if abs(plain) != 1 or not kept else kept
        sides.append(kept[0] if len(kept) == 1 else tree.Mul(tuple(kept), ("",) * (len(kept) - 1)))
    left = sides[0] if sides[1] == ONE else tree.Div(sides[0], sides[1])
    return tree.Neg(left) if number < 0 else left


def _read_coefficient(node: Node) -> Fraction:
    """Return the number in a product or quotient of numbers and powers of letters."""
    match node:
        case tree.Num(text=text):
            return Fraction(text)
        case tree.Neg(body=body):
            return -_read_coefficient(body)
        case tree.Bracket(body=body):
            return _read_coefficient(body)
        case tree.Mul(factors=factors):
            return prod(map(_read_coefficient, factors), start=Fraction(1))
        case tree.Div(top=top, bottom=bottom):
            return _read_coefficient(top) / _read_coefficient(bottom)
        case _:
            return Fraction(1)


def _write_power(base: Node, power: int) -> Node:
    return base if power == 1 else tree.Pow(base, tree.Num(str(power)))


def _list_powers(formula: Formula, node: Node, sign: int = 1) -> Iterator[tuple[Ref | None, int]]:
    """Yield the numbers of which a part is a product, with their exponents; None for any other factor."""
    match node:
        case tree.Bracket(body=body, opening="(" | "[") | tree.Neg(body=body):
            yield from _list_powers(formula, body, sign)
        case tree.Mul(factors=factors, signs=signs) if {*signs} <= {"", "\\cdot"}:
            for factor in factors:
                yield from _list_powers(formula, factor, sign)
        case tree.Div(top=top, bottom=bottom):
            yield from _list_powers(formula, top, sign)
            yield from _list_powers(formula, bottom, -sign)
        case tree.Pow(base=Ref() as base, exponent=tree.Num(text=text)) if text.isdigit():
            yield (base if _is_number_letter(formula, base) else None), sign * int(text)
        case tree.Num():
            pass
        case _:
            yield (node if isinstance(node, Ref) and _is_number_letter(formula, node) else None), sign


def _is_number_letter(formula: Formula, ref: Ref) -> bool:
    found = formula.find_letter(ref)
    return found is not None and isinstance(found.letter.type, Number)


def _is_array(formula: Formula, node: Node) -> bool:
    found = formula.find_letter(strip_brackets(node))
    return found is not None and isinstance(found.letter.type, Array)


def _is_identity(formula: Formula, node: Node) -> bool:
    node = strip_brackets(node)
    return isinstance(node, Ref) and is_identity(node) and formula.find_letter(node) is None


def _spell_plainly(node: Node) -> Node:
    r"""Return a part in which all functions have brackets: ``\\sin x`` is ``\\sin(x)``."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, tree.Apply):
            return None
        args = tuple(_spell_plainly(strip_brackets(arg)) for arg in part.args)
        return replace(part, args=args, opening="(", closing=")")

    return replace_nodes(node, change)


def _fold_quotient(node: tree.Div, top: Node, bottom: Node) -> Node:
    one, other = strip_brackets(top), strip_brackets(bottom)
    if one == ZERO and other != ZERO:
        return ZERO
    if other == ONE:
        return one
    if _spell_plainly(one) == _spell_plainly(other) and one != ZERO:
        return ONE
    if (number := _read_number(node)) is not None:
        return _write_number(number)
    return replace(node, top=one, bottom=other, is_slash=False)


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
    refs = list(find_nodes(side, Ref))
    labels = {id(part) for ref in refs for index in (*ref.below, *ref.above) for part in walk_nodes(index)}
    names = [ref for ref in refs if id(ref) not in labels]
    calls = [
        factor
        for part in find_nodes(side, tree.Mul)
        for before, factor in zip(part.factors, part.factors[1:], strict=False)
        if isinstance(before, Ref) and isinstance(factor, tree.Bracket) and isinstance(factor.body, Ref)
        if (found := formula.find_letter(before)) is None or not isinstance(found.letter.type, Function)
    ]
    return not isinstance(side, Ref | tree.Apply) and not calls and all(map(formula.find_letter, names))


def spell(node: Node) -> str:
    """Return a part as a formula in a sentence."""
    return f"${print_node(strip_brackets(node))}$"
