"""Parts of a formula as written: the intended reading of a norm, a bound, a mean or a slope.

A misfit is a `ShapeBreak` at its node; a part without a rule is `NotFollowed`, which blames nobody.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace

from drill.errors import DrillError
from drill.formulas.formula import (
    EQUALITIES,
    RUNNING_LETTERS,
    Formula,
    format_node,
    mentions_name,
    name_function,
    quote_node,
)
from drill.maths.operators import FORMULA_WORDS
from drill.notation import find_nodes, replace_nodes, strip_arguments, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.types import (
    UNKNOWN,
    ArrayType,
    Function,
    LawType,
    NumberType,
    Several,
    Thing,
    Type,
    UnknownType,
    without_law,
)

# Relations between values of one shape; an order may be of each entry with one number.
ORDERS = frozenset(("<", ">", "\\leq", "\\geq"))
COMPARING = EQUALITIES | ORDERS | {"\\approx", "\\propto", "\\simeq"}
CONSTANTS = frozenset(("\\pi", "e", "\\infty"))
DIVERGENCES = frozenset(("KL", "D"))
INDICATORS = frozenset(("1", "I"))


class FormulaFault(DrillError):
    """A fault at a node of a formula; ``reason`` is a clause without the node."""

    def __init__(self, node: Node, reason: str) -> None:
        super().__init__(f"{quote_node(node)}: {reason}")
        self.node = node
        self.reason = reason


class ShapeBreak(FormulaFault):
    """Two things that do not fit, whatever the formula means."""


class Undeclared(ShapeBreak):
    """A letter without a row."""

    def __init__(self, node: Node) -> None:
        super().__init__(node, "not declared")


class NotFollowed(FormulaFault):
    """A part for which drill has no rule."""


def is_equality(statement: tree.Statement) -> bool:
    """Return whether the last side of a statement is the value of the others, or a bound of them."""
    return COMPARING.issuperset(statement.relations)


def name_norm(node: tree.Norm) -> str:
    """Return the kind of a norm: one of ``NORMS``, or whatever else is below it."""
    order = "" if node.order is None else format_node(node.order).replace(" ", "")
    return "F" if order == "\\operatorname{F}" else order


def split_clip_ends(node: tree.Apply) -> tuple[Node, Node] | None:
    r"""Return both ends of a clip, which ``1 \pm \epsilon`` joins in one; None unless there are two."""
    if len(node.args) == 3:
        return node.args[1], node.args[2]
    bound = node.args[1]
    if not any(find_nodes(bound, tree.PlusMinus)):
        return None
    high = replace_nodes(bound, lambda part: part.body if isinstance(part, tree.PlusMinus) else None)
    low = replace_nodes(bound, lambda part: tree.Neg(part.body) if isinstance(part, tree.PlusMinus) else None)
    return low, high


def split_bound(bound: tree.Bound) -> tree.Bound:
    r"""Return a range whose start is apart from its condition: ``j = 1, j \neq y`` begins at 1."""
    listed = bound.condition.sides[0] if bound.condition is not None else None
    if not isinstance(listed, tree.Listed):
        return bound
    starts = [
        item.sides[1]
        for item in listed.items
        if isinstance(item, tree.Statement) and item.relations == ("=",) and item.sides[0] in bound.names
    ]
    if not starts or len(bound.names) > 1:
        return bound
    rest = tuple(item for item in listed.items if getattr(item, "relations", ()) != ("=",))
    condition: tree.Statement | None = None
    if len(rest) > 1:
        condition = tree.Statement((replace(listed, items=rest),))
    elif rest:
        condition = rest[0] if isinstance(rest[0], tree.Statement) else tree.Statement(rest)
    return replace(bound, lower=starts[0], condition=condition)


def is_name(node: Node) -> bool:
    """Return whether a node is a name: a number may have replaced the letter."""
    return isinstance(node, Ref)


def is_constant(ref: Ref) -> bool:
    """Return whether a name is a well-known constant: pi, e, infinity."""
    return ref.name.base in CONSTANTS and ref == Ref(tree.Name(ref.name.base))


def is_free_index(ref: Ref, formula: Formula) -> bool:
    """Return whether a name counts members somewhere in the formula, ``t`` of ``x_t``."""
    name = ref.name.base
    return name in RUNNING_LETTERS and name in formula.index_letters and ref == Ref(tree.Name(name))


def is_identity(ref: Ref) -> bool:
    r"""Return whether a name is the identity matrix: ``I``, ``\mathbf{I}``, ``I_d``."""
    return ref.name.base == "I" and not ref.name.accents and not ref.mark


def has_order(formula: Formula, side: Node) -> bool:
    r"""Return whether a side gives only the growth of a part: ``O(n \log n)``, ``\tilde O(h^2)``, ``o(1)``.

    Letters of that name are left out: an array O, an operator on vectors, the letter that the formula
    defines, a penalty ``\Omega(w)`` in a sum.
    """
    defined: set[str] = set()
    first, *others = formula.statement.sides
    if others:
        defined = {part.name.base for part in find_nodes(first, Ref)}
    whole = strip_brackets(side)
    terms: set[int] = set()
    for part in find_nodes(side, tree.Add):
        terms.update(map(id, part.terms))
    for part in walk_nodes(side):
        for function, argument in _list_arguments(part):
            base = function.name.base
            if base in defined or not _is_order_name(formula, function):
                continue
            inner = strip_brackets(argument)
            if _is_order_sign(base, inner, is_term=id(part) in terms, is_whole=part is whole):
                return True
    return False


def _is_order_sign(base: str, argument: Node, *, is_term: bool, is_whole: bool) -> bool:
    """Return whether a name of order before an argument is a sign, rather than a function or a factor."""
    if isinstance(argument, tree.Num):
        return argument.text == "1"  # O of any other number is a group, such as O(3)
    if base == "O":
        return True
    if base == "o":
        # A gate may also be called o; it has a letter, a product or a sum next to it, while a term o(h) is a
        # remainder.
        return is_term or not isinstance(argument, Ref | tree.Mul | tree.Add | tree.Apply)
    # Penalties may also be called Omega, and are terms; so may matrices before a difference of vectors.
    terms = argument.terms if isinstance(argument, tree.Add) else ()
    return is_whole and not any(isinstance(term, tree.Neg) for term in terms)


def _list_arguments(node: Node) -> Iterator[tuple[Ref, Node]]:
    """Yield the names with round brackets behind them, whether they are read as a call or as a product."""
    match node:
        case tree.Apply(function=function, args=(argument,), given=(), parameters=(), opening="("):
            yield function, argument
        case tree.Mul(factors=factors, signs=signs):
            for before, factor, sign in zip(factors, factors[1:], signs, strict=False):
                bracket = factor.base if isinstance(factor, tree.Pow) else factor
                is_call = isinstance(bracket, tree.Bracket) and bracket.opening == "(" and not sign
                if isinstance(before, Ref) and isinstance(bracket, tree.Bracket) and is_call:
                    yield before, bracket.body
        case _:
            pass


def _is_order_name(formula: Formula, ref: Ref) -> bool:
    """Return whether a name may be a sign of order: its row, if there is one, declares at most a number."""
    is_bare = not (ref.above or ref.primes or ref.mark) and set(ref.name.accents) <= {"\\tilde"}
    if ref.name.base not in ("O", "o", "\\Theta", "\\Omega") or not is_bare:
        return False
    if any(getattr(index, "letter", "") not in ("p", "P") for index in ref.below):
        return False
    found = formula.find_letter(ref)
    match found and found.letter.type:
        case None | NumberType():
            return True
        case Function(arguments=arguments, known=""):
            return all(isinstance(each, NumberType) for each in arguments or ())
        case _:
            return False


def strip_sign(node: Node) -> Node:
    """Return the part after a sign."""
    while isinstance(node, tree.Neg | tree.PlusMinus):
        node = node.body
    return node


def complete_slope(formula: Formula, node: tree.Gradient | tree.Derivative) -> tuple[Node, Sequence[Node]]:
    r"""Return the differentiated part and the variable: of ``\partial_x S(x_k)`` the argument,
    of ``\partial L / \partial W`` the function's value at W; no variable if none is written.

    Raises NotFollowed where nothing shows how the one depends on the other.
    """
    body = strip_brackets(node.body or node)
    places: list[Node] = []
    for by in _list_slope_letters(formula, node):
        if not is_name(by):
            raise NotFollowed(node, "a slope by what is not a letter")
        unclear = NotFollowed(node, f"{quote_node(body)} does not show how it depends on {quote_node(by)}")
        if _is_drawn_by_place(formula, body, by):
            raise unclear
        slots = _list_slots(body, by)
        if mentions_name(body, by):
            places.append(by)
        elif isinstance(body, Ref) and _is_function_of(formula, body, by):
            body = tree.Apply(body, (by,))
            places.append(by)
        elif len(slots) == 1 and by == Ref(by.name):
            places += slots
        else:
            raise unclear
    return body, places


def _list_slots(body: Node, by: Ref) -> list[Node]:
    r"""Return the arguments that a letter names with other indices: ``x_k`` of ``S(x_k)`` for x."""
    calls = [(*call.args, *call.parameters) for call in find_nodes(body, tree.Apply)]
    slots = {
        part for part in itertools.chain(*calls) if getattr(strip_arguments(part), "name", None) == by.name
    }
    return [part for part in walk_nodes(body) if part in slots]


def _is_function_of(formula: Formula, body: Node, by: Ref) -> bool:
    """Return whether a part is the name of a function whose one argument has a letter's type."""
    function = formula.find_letter(body)
    argument = formula.find_letter(by)
    if function is None or argument is None or not isinstance(function.letter.type, Function):
        return False
    return function.letter.type.arguments == (argument.letter.type,)


def _is_drawn_by_place(formula: Formula, body: Node, by: Ref) -> bool:
    """Return whether a number or an array is taken at a place that a name changes.

    Such a letter is drawn anew at each place, so it has no slope.
    """
    for call in find_nodes(body, tree.Apply):
        found = formula.find_letter(call.function)
        if found is None or isinstance(found.letter.type, Function | LawType | Several | UnknownType):
            continue
        places = (*call.args, *call.parameters, *call.given)
        if any(mentions_name(place, by) for place in places):
            return True
    return False


def _list_slope_letters(formula: Formula, node: tree.Gradient | tree.Derivative) -> Sequence[Ref]:
    r"""Return the variables of a gradient: the written ones, or ``x`` in ``\nabla \log p(x)``; else nothing.

    Raises:
        NotFollowed: the argument of a well-known function is not a letter.
    """
    inner = strip_brackets(node.body) if node.body is not None and not node.by else node
    if not isinstance(inner, tree.Apply) or formula.find_letter(inner.function) is not None:
        return node.by
    while isinstance(inner, tree.Apply) and inner.args and formula.find_letter(inner.function) is None:
        inner = strip_brackets(inner.args[0])
    place = strip_brackets(inner.args[0]) if isinstance(inner, tree.Apply) and inner.args else inner
    if not isinstance(place, Ref):
        raise NotFollowed(node, "which letter it is differentiated with respect to")
    return (place,)


def walk_factors(node: Node) -> Generator[Node]:
    """Yield the factors of a part, of quotients, powers and roots too."""
    match node:
        case tree.Bracket(body=body) | tree.Neg(body=body) | tree.Root(body=body) | tree.Pow(base=body):
            yield from walk_factors(body)
        case tree.Mul(factors=factors):
            for factor in factors:
                yield from walk_factors(factor)
        case tree.Div(top=top, bottom=bottom):
            yield from walk_factors(top)
            yield from walk_factors(bottom)
        case _:
            yield node


def strip_brackets(node: Node) -> Node:
    """Return the content of brackets that only group."""
    while isinstance(node, tree.Bracket) and node.opening not in ("\\lfloor", "\\lceil"):
        node = node.body
    return node


def has_bracket_rule(node: tree.Bracket) -> bool:
    r"""Return whether brackets group, or round to a whole number.

    Nobody puts a single name in square brackets to group it, and ``\{a\}`` may be a set or a fraction.
    """
    is_single = isinstance(node.body, Ref | tree.Num)
    return node.opening in ("(", "{", "\\lfloor", "\\lceil") or (node.opening == "[" and not is_single)


def is_part_beside(left: Node, right: Node) -> bool:
    r"""Return whether one of two vectors is a part of a matrix: ``A_{i,:}``, ``\operatorname{diag}(A)``."""
    for part in (left, right):
        match part:
            case Ref(below=below) if any(isinstance(index, tree.Open) for index in below):
                return True
            case tree.Apply(function=function) if name_function(function).lower() == "diag":
                return True
            case _:
                pass
    return False


def find_cut(node: tree.Entry) -> tuple[str, Node]:
    r"""Return the sign of a cut at 0, and the value that is cut: of ``[x]_+`` that of x."""
    first = node.below[0] if node.below else None
    sign = format_node(first.body) if isinstance(first, tree.Computed) else ""
    body = node.body
    if isinstance(body, tree.Bracket) and body.opening in ("(", "["):
        body = body.body
    return sign if sign in ("+", "-") else "", body


def is_entry_bracket(node: Node) -> bool:
    r"""Return whether a factor is a place in square brackets: ``\pi[i]``."""
    return isinstance(node, tree.Bracket | tree.Listed) and node.opening == "["


def is_written_argument(before: Node, factor: Node, formula: Formula) -> bool:
    """Return whether a bracket holds an argument, as in ``x(t)``, and not a factor.

    A single letter or its value is an argument, because nobody puts it in brackets to multiply by it.
    """
    if (
        not isinstance(before, Ref)
        or not isinstance(factor, tree.Bracket | tree.Listed)
        or factor.opening != "("
    ):
        return False
    items = factor.items if isinstance(factor, tree.Listed) else (factor.body,)
    if formula.find_letter(before) is None:
        return False
    return len(items) > 1 or all(_is_value_alone(item, formula) for item in items)


def _is_value_alone(node: Node, formula: Formula) -> bool:
    """Return whether a part is a letter, a number, or a value of a letter that has a row."""
    if isinstance(node, tree.Apply):
        return formula.find_letter(node.function) is not None
    return isinstance(node, Ref | tree.Num)


def has_several_arguments(node: tree.Apply) -> bool:
    """Return whether a call has more than one argument, those behind a bar counted."""
    return len(node.args) + len(node.given) + len(node.parameters) > 1


def is_summary(node: tree.Expect, formula: Formula) -> bool:
    """Return whether a mean or a spread is of the entries of an array, ``mean(r)``."""
    name = node.operator.name.base
    found = formula.find_letter(strip_brackets(node.body))
    is_data = found is not None and isinstance(found.letter.type, ArrayType) and not found.letter.type.law
    return name in ("mean", "std", "var", "avg") or (is_data and name in ("Var", "Std"))


def list_running(ref: Ref) -> list[str]:
    """Return the indices of a letter that may run over its members."""
    indices = (*ref.below, *ref.above)
    return [i.letter for i in indices if isinstance(i, tree.Running) and i.letter in RUNNING_LETTERS]


def has_unclear_power(node: tree.Apply, formula: Formula) -> bool:
    r"""Return whether a call's power may be of the function itself: ``\sin^{-1} x``, ``f^2(x)``.

    A function of a row is applied twice rather than its value squared if it takes values of its own kind.
    """
    found = formula.find_letter(node.function)
    type_ = found.letter.type if found is not None else UNKNOWN
    is_repeatable = (
        isinstance(type_, Function) and not type_.known and type_.arguments in (None, (type_.result,))
    )
    return node.power is not None and (is_repeatable or isinstance(node.power, tree.Neg))


def is_series(node: tree.Apply, formula: Formula) -> bool:
    """Return whether a function without a row may be a series in a square matrix as a whole."""
    row = FORMULA_WORDS.get(name_function(node.function))
    return row is not None and row.shape == "series" and formula.find_letter(node.function) is None


def is_normal(node: Node, formula: Formula) -> bool:
    r"""Return whether a node is a normal law by name, ``\mathcal{N}(\mu, \Sigma)``."""
    return (
        isinstance(node, tree.Apply)
        and node.function.name.base == "N"
        and node.function.name.font in ("\\mathcal", "\\operatorname", "\\mathrm")
        and formula.find_letter(node.function) is None
        and len(node.parameters or node.args) in (2, 3)
    )


def list_drawn(over: Node | None) -> tuple[Node, ...]:
    r"""Return the parts of an expectation's draws: ``x \sim p, y \sim q``, ``x, y \sim p``."""
    if over is None:
        return ()
    items = over.items if isinstance(over, tree.Listed) else (over,)
    parts: list[Node] = []
    after: Node | None = None
    for item in reversed(items):
        if isinstance(item, Ref) and isinstance(after, tree.Statement) and after.relations == ("\\sim",):
            item = tree.Statement((item, after.sides[1]), after.relations)
        parts.insert(0, item)
        after = item
    return tuple(parts)


def is_conditional(node: tree.Expect) -> bool:
    r"""Return whether a condition changes the draw: one that only names fixed values does not.

    In ``\mathbb{E}_{s'}[v(s') \mid s, a]`` no drawn name is behind the bar.
    """
    drawn = set(find_nodes(node.over, Ref)) if node.over is not None else None
    return bool(node.given) and (
        drawn is None or not all(isinstance(p, Ref) and p not in drawn for p in node.given)
    )


def find_drawn_types(formula: Formula, names: Sequence[Node], of: Type) -> tuple[Type, ...]:
    """Return the types of joint draws: from the law, or from the letters' own rows."""
    if isinstance(of, Several) and len(of.items) == len(names):
        return of.items
    if not isinstance(of, UnknownType):
        return (of,) * len(names)
    types: list[Type] = []
    for name in names:
        found = formula.find_letter(name)
        if found is None:
            raise Undeclared(name)
        types.append(without_law(found.letter.type))
    return tuple(types)


def strip_set(part: Node) -> Node:
    r"""Return the member that represents a whole set, ``\{W_i\}`` among the arguments of a function."""
    if isinstance(part, tree.Bracket) and part.opening == "\\{":
        return part.body
    return part


def list_arrow_sides(part: Node) -> Iterable[Node]:
    r"""Return the sides of ``x \to y``, or a part itself."""
    if isinstance(part, tree.Statement) and any("arrow" in sign or sign == "\\to" for sign in part.relations):
        return part.sides
    return (part,)


def infer_bound(node: tree.Reduce) -> tree.Bound | None:
    r"""Return the range of a sum without one: the first index in it, ``\sum p_k``."""
    if node.operator not in ("\\sum", "\\prod"):
        return None
    for part in find_nodes(node.body, Ref):
        if names := list_running(part):
            return tree.Bound((Ref(tree.Name(names[0])),))
    return None


def list_random_letters(formula: Formula, node: tree.Expect) -> list[Ref]:
    """Return the letters of an expectation's body that are drawn from a law, or the only one that may be."""
    types = {ref: found.letter.type for ref, found in formula.list_found(node.body)}
    drawn: list[Ref] = []
    free: list[Ref] = []
    for ref, type_ in types.items():
        if getattr(type_, "law", ""):
            drawn.append(ref)
        elif isinstance(type_, NumberType | ArrayType | Thing) and not getattr(type_, "is_whole", False):
            free.append(ref)
    if not drawn and len(free) == 1:
        return free
    return drawn


def find_upper_end(formula: Formula, letter: str) -> Node | None:
    """Return the last value of an index, if some sum of the formula gives it."""
    for statement in (formula.statement, *formula.relations):
        for part in find_nodes(statement, tree.Bound):
            if part.upper is not None and Ref(tree.Name(letter)) in part.names:
                return part.upper
    return None


def compares_names(condition: tree.Statement, names: Sequence[Ref]) -> bool:
    """Return whether a condition relates bound names, so that their ends are not known in advance."""
    return sum(any(mentions_name(side, name) for side in condition.sides) for name in names) > 1


def mentions_drawn(node: tree.Expect) -> bool:
    """Return whether the body of a mean contains its drawn letters, or the mean names none."""
    names = [*itertools.chain.from_iterable(find_nodes(item, Ref) for item in list_drawn(node.over))]
    return not names or any(mentions_name(node.body, name) for name in names)


# Substitute values in the written tree of a formula, and name its parts in sentences.

_COMPOUNDS = tree.Add | tree.Neg | tree.Mul | tree.Div | tree.PlusMinus


def replace_part(node: Node, part: Node, value: Node) -> Node:
    """Return a tree with each occurrence of a part replaced, in brackets where it was not."""
    new = tree.Bracket(value) if isinstance(value, _COMPOUNDS) else value
    is_letter = isinstance(new, Ref)

    def change(each: Node) -> Node | None:
        match each:
            case tree.Apply(function, args, given, parameters) if function == part and not is_letter:
                # A number before brackets: a factor, or a value with all that it depends on.
                if len(args) != 1 or given or parameters:
                    return new
                return tree.Mul((new, tree.Bracket(change_all(args[0]))), ("",))
            case _ if each == part:
                return new
            case _:
                return None

    def change_all(inner: Node) -> Node:
        return replace_nodes(inner, change)

    return change_all(node)


def set_index(node: Node, letter: str | Ref, place: int) -> Node:
    """Return a tree with a value for a running index: ``x_{t-1}`` as ``x_0``."""
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
            # Commas, so that 1 and 2 are not read as 12.
            below = tuple(replace_nodes(index, change) for index in part.below)
            above = tuple(replace_nodes(index, change) for index in part.above)
            return replace(part, below=below, above=above, separators=(",",) * (len(below) - 1))
        if part == name:
            return number
        return None

    return replace_nodes(node, change)


def _read_index(body: Node) -> tree.Index:
    """Return a computed index as a number, or as a letter with a number added, where it is one."""
    letters: list[str] = []
    total = 0
    for term in body.terms if isinstance(body, tree.Add) else (body,):
        match term:
            case tree.Num(text=text) if text.isdigit():
                total += int(text)
            case tree.Neg(body=tree.Num(text=text)) if text.isdigit():
                total -= int(text)
            case Ref(name=name, below=()):
                letters.append(name.base)
            case _:
                return tree.Computed(body)
    match letters:
        case []:
            return tree.Fixed(str(total))
        case [letter]:
            return tree.Running(letter, total)
        case _:
            return tree.Computed(body)


def spell(node: Node) -> str:
    """Return a part as a formula in a sentence."""
    return f"${format_node(strip_brackets(node))}$"


def is_weight(formula: Formula, ref: Node) -> bool:
    r"""Return whether a letter is subtracted from 1, as a weight is: ``b m + (1 - b) g``, ``1 - b^t``."""
    count = 0
    has_rest = False
    for side in formula.computed_parts:
        for part in walk_nodes(side):
            count += part == ref
            match part:
                case tree.Add(terms=(tree.Num("1"), tree.Neg(body)) | (tree.Neg(body), tree.Num("1"))):
                    has_rest |= body == ref
                    if (
                        isinstance(body, tree.Pow)
                        and body.base == ref
                        and not isinstance(body.exponent, tree.Num)
                    ):
                        return True
                case _:
                    pass
    return has_rest and count > 1
