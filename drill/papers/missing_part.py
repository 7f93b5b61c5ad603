"""The parts of a formula that a reader is asked to recall, in the order in which they are left out.

A part is worth recalling if it says something that the rest of the formula does not: what one divides by,
what is subtracted, a power or a bound that depends on an index, an argument whose index differs from its
neighbour's, a constant. A lone letter is not, because nobody learns from naming it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from drill.notation import find_nodes, list_children, replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Span
from drill.papers.formula_structure import count_written_signs, find_complement, list_unsigned_factors

# Max written signs of a part, because a longer one is copied rather than recalled.
_MOST_SIGNS = 16
# Max accents of a part, because each takes several keys.
_MOST_ACCENTS = 2
# Max places of a part, because a formula with more gaps cannot be recognised.
_MOST_PLACES = 3
# Max parts of a formula, the whole right side aside.
_MOST_PARTS = 3
# Max written signs of a right side that is typed as a whole.
_MOST_SIGNS_OF_SIDE = 40

_ACCENTS = frozenset(
    ("\\hat", "\\widehat", "\\tilde", "\\widetilde", "\\bar", "\\overline", "\\dot", "\\ddot", "\\vec")
)
# Relations that leave something out of a range: below a sum they are its point.
_EXCLUDING = frozenset(("\\neq", "<", ">", "\\leq", "\\geq", "\\notin"))

_DIFFERENTIAL = ("\\mathrm", "{", "d", "}")

# Returns whether a letter is an index or counts steps.
Runs = Callable[[tree.Ref], bool]


@dataclass(frozen=True, slots=True)
class MissingPart:
    """A part of a statement: where it is printed, and where others that resemble it are.

    Both are ranges of the statement's canonical tokens, in their order. ``is_side`` of the whole right side.
    """

    spans: tuple[Span, ...]
    hidden: tuple[Span, ...] = ()
    is_side: bool = False


def list_missing_parts(statement: tree.Statement, tokens: Sequence[str], runs: Runs) -> list[MissingPart]:
    """Return the parts of a statement in the order in which they are left out.

    The last one is the whole right side, if it is short enough to be typed. Empty if no other part is worth
    recalling.
    """
    sides = statement.sides[1:] or statement.sides
    last = next(
        (index for index, sign in enumerate(statement.relations) if index and sign == "\\in"), len(sides)
    )
    side = sides[0].span[0], sides[last - 1].span[1]
    every = [part for whole in statement.sides for part in walk_nodes(whole)]
    parts: list[MissingPart] = []
    for find, has_twins in _FINDERS:
        nodes = [_strip_brackets(node) for whole in sides for node in find(whole, runs)]
        for node in nodes:
            if node.span == side or not _is_short(tokens[slice(*node.span)]):
                continue
            among = nodes if find is _find_constants else every
            same = _list_places(node, among)
            twins = _list_twins(node, nodes) if has_twins else []
            part = MissingPart(tuple(same), tuple(span for span in twins if span not in same))
            is_apart = not any(_overlap(part, other) for other in parts)
            if len(same) + len(part.hidden) <= _MOST_PLACES and is_apart:
                parts.append(part)
    parts = parts[:_MOST_PARTS]
    if parts and statement.relations and count_written_signs(tokens[slice(*side)]) <= _MOST_SIGNS_OF_SIDE:
        parts.append(MissingPart((side,), is_side=True))
    return parts


def _is_short(tokens: Sequence[str]) -> bool:
    """Return whether a part takes few keys, and has no words and no differential."""
    has_words = any(token.startswith("\\text") and " " in token for token in tokens)
    is_measure = any(tokens[at : at + 4] == _DIFFERENTIAL for at in range(len(tokens)))
    accents = sum(token in _ACCENTS for token in tokens)
    return (
        not (has_words or is_measure)
        and accents <= _MOST_ACCENTS
        and count_written_signs(tokens) <= _MOST_SIGNS
    )


def _list_places(node: Node, every: Iterable[Node]) -> list[Span]:
    """Return the places of a part in all sides, each once and none within another."""
    spans = sorted({part.span for part in every if part == node and part.span[0] < part.span[1]})
    return spans or [node.span]


def _list_twins(node: Node, nodes: Iterable[Node]) -> list[Span]:
    """Return the places of parts of the same kind that differ from a part in indices and numbers alone."""
    shape = _open_indices(node)
    return sorted({other.span for other in nodes if other != node and _open_indices(other) == shape})


def _open_indices(node: Node) -> Node:
    """Return a part with its letters without indices and labels, and its numbers without digits."""

    def change(part: Node) -> Node | None:
        match part:
            case tree.Ref(tree.Name(base)):
                return tree.Ref(tree.Name(base))
            case tree.Num():
                return tree.Num("")
            case _:
                return None

    return replace_nodes(node, change)


def _overlap(part: MissingPart, other: MissingPart) -> bool:
    return any(
        first[0] < second[1] and second[0] < first[1]
        for first in (*part.spans, *part.hidden)
        for second in (*other.spans, *other.hidden)
    )


def _strip_brackets(node: Node) -> Node:
    """Return what round or square brackets group, so that they stay printed around the gap."""
    while isinstance(node, tree.Bracket) and node.opening in ("(", "["):
        node = node.body
    return node


def _is_letter(node: Node) -> bool:
    """Return whether a part is a single letter or number, or the size of a set."""
    match _strip_brackets(node):
        case tree.Ref() | tree.Num():
            return True
        case tree.Norm(tree.Ref(name), "|"):
            return name.font == "\\mathcal" or (len(name.base) == 1 and name.base.isupper())
        case tree.Neg(body):
            return _is_letter(body)
        case _:
            return False


def _walk_terms(node: Node) -> Iterator[Node]:
    """Yield the parts of a side that a reader computes with, from left to right.

    Left out are the insides of names, the laws below an expectation, and conditions of cases.
    """
    yield node
    match node:
        case tree.Ref() | tree.Bound() | tree.Text() | tree.Opaque() | tree.Statement():
            return
        case tree.Expect(body=body, given=given):
            children: tuple[Node, ...] = (body, *given)
        case tree.Cases(branches):
            children = tuple(body for body, _ in branches)
        case _:
            children = list_children(node)
    for child in children:
        yield from _walk_terms(child)


# What one divides by


def _find_divisors(side: Node, runs: Runs) -> Iterator[Node]:
    """Yield what one divides by, whole; a number of summands before its mean is left out."""
    counted = [*_list_counts(side)]
    for part in _walk_terms(side):
        match part:
            case tree.Div(bottom=bottom) if not _is_letter(bottom) and part not in counted:
                yield bottom
            case tree.Inverse(base) | tree.Pow(base, tree.Neg()) if not _is_letter(base):
                yield base
            case _:
                pass


def _list_counts(side: Node) -> Iterator[tree.Div]:
    r"""Yield the fractions ``\frac{1}{NT}`` that only make a mean of the sum after them."""
    for product in find_nodes(side, tree.Mul):
        for factor, after in zip(product.factors, product.factors[1:], strict=False):
            is_sum = isinstance(after, tree.Reduce) and after.operator == "\\sum"
            if not isinstance(factor, tree.Div) or not (is_sum or isinstance(after, tree.Integral)):
                continue
            if all(map(_is_count, list_unsigned_factors(factor.bottom))):
                yield factor


def _is_count(node: Node) -> bool:
    return _is_letter(node) or isinstance(node, tree.Norm)


# What is subtracted


def _find_subtracted(side: Node, runs: Runs) -> Iterator[Node]:
    """Yield what is subtracted from a quantity of its own kind: a mean, a value at another step."""
    for part in _walk_terms(side):
        if not isinstance(part, tree.Add):
            continue
        for before, term in zip(part.terms, part.terms[1:], strict=False):
            if isinstance(term, tree.Neg) and not _is_letter(term.body):
                quantity = _find_quantity(term.body)
                if quantity and quantity & _find_quantity(before):
                    yield term.body


def _find_quantity(node: Node) -> frozenset[str]:
    """Return the letters of the quantity that a term is, or is a mean or function of; none of a product."""
    match node:
        case tree.Ref(name):
            return frozenset((name.base,))
        case (
            tree.Bracket(body)
            | tree.Neg(body)
            | tree.Norm(body)
            | tree.Reduce(_, body)
            | tree.Expect(body=body)
        ):
            return _find_quantity(body)
        case tree.Apply(function, args):
            return _find_quantity(function).union(*map(_find_quantity, args))
        case tree.Pow(base) | tree.Entry(base):
            return _find_quantity(base)
        case tree.Mul((tree.Div(tree.Num("1")), tree.Reduce() as total)):
            return _find_quantity(total)
        case _:
            return frozenset()


# Powers and bounds


def _find_running_powers(side: Node, runs: Runs) -> Iterator[Node]:
    """Yield powers and bounds that depend on an index or a step, a bound with its condition."""
    inside = set[Span]()
    for part in _walk_terms(side):
        match part:
            case tree.Add((tree.Num("1"), tree.Neg(tree.Pow(_, exponent) as power))) if _depends(
                exponent, runs
            ):
                inside.add(power.span)
                yield part
            case tree.Pow(tree.Ref(tree.Name("e")) | tree.Norm()):
                pass
            case tree.Pow(tree.Ref(name), exponent) if _may_be_index(name, exponent):
                pass
            case tree.Pow(exponent=exponent) if part.span not in inside and _depends(part, runs):
                is_long = _depends(exponent, runs) and not _is_letter(exponent)
                yield exponent if is_long else part
            case tree.Reduce(bound=tree.Bound() as bound):
                yield from _find_bounds(bound)
            case _:
                pass


def _may_be_index(name: tree.Name, exponent: Node) -> bool:
    """Return whether a superscript may be an index, or a length of vectors: no power of a Latin letter is
    meant by a lone letter.
    """
    is_set = name.font == "\\mathbb"
    return is_set or (isinstance(exponent, tree.Ref) and not name.base.startswith("\\"))


def _depends(node: Node, runs: Runs) -> bool:
    """Return whether an index occurs in a part, as a number or below a letter."""
    return any(map(runs, find_nodes(node, tree.Ref))) or any(find_nodes(node, tree.Running))


def _find_bounds(bound: tree.Bound) -> Iterator[Node]:
    if bound.condition is not None and not _EXCLUDING.isdisjoint(bound.condition.relations):
        yield bound.condition
    for end in (bound.upper, bound.lower):
        if end is not None and not _is_letter(end):
            yield end


# Arguments


def _find_differing_arguments(side: Node, runs: Runs) -> Iterator[Node]:
    """Yield the arguments of a function that differ in their indices from those of a neighbour."""
    calls = [call for part in _walk_terms(side) if (call := _read_call(part)) is not None]
    for (function, arguments), (other, others) in combinations(calls, 2):
        if function != other or len(arguments) != len(others):
            continue
        for argument, neighbour in zip(arguments, others, strict=True):
            is_alike = _without_indices(argument) == _without_indices(neighbour)
            if is_alike and argument != neighbour and not _has_one_letter(argument):
                yield argument


def _has_one_letter(node: Node) -> bool:
    """Return whether a part is a letter with one letter as its index, which nobody has to recall: ``y_i``."""
    match node:
        case tree.Ref(below=(tree.Running(offset=0),), above=()) | tree.Ref(below=(), above=()):
            return True
        case _:
            return False


def _read_call(node: Node) -> tuple[Node, tuple[Node, ...]] | None:
    """Return a function and its arguments; of an exponential its exponent."""
    match node:
        case tree.Apply(function, args, given):
            return function, (*args, *given)
        case tree.Pow(tree.Ref(tree.Name("e")) as base, exponent):
            return base, (exponent,)
        case _:
            return None


def _without_indices(node: Node) -> Node:
    def change(part: Node) -> Node | None:
        return replace(part, below=(), above=()) if isinstance(part, tree.Ref) else None

    return replace_nodes(node, change)


# Constants


def _find_constants(side: Node, runs: Runs) -> Iterator[Node]:
    """Yield numbers other than 1 in front of a product, and a 1 in a sum with more than letters."""
    for part in _walk_terms(side):
        match part:
            case tree.Mul((tree.Num(text) as number, *_)) if text != "1":
                yield number
            case tree.Mul((tree.Div(tree.Num(), tree.Num()) as fraction, *_)):
                yield fraction
            case tree.Add(terms) if not all(map(_is_letter, terms)):
                yield from (term for term in terms if term == tree.Num("1"))
            case _:
                pass


# What is inside


def _find_laws(side: Node, runs: Runs) -> Iterator[Node]:
    """Yield the laws with arguments that an expectation is taken under: they say what is averaged over."""
    for part in _walk_terms(side):
        over = part.over if isinstance(part, tree.Expect) else None
        laws: list[Node] = [over] if isinstance(over, tree.Apply) else []
        if isinstance(over, tree.Statement | tree.Listed):
            drawn = (each for each in find_nodes(over, tree.Statement) if each.relations == ("\\sim",))
            laws = [each.sides[1] for each in drawn]
        for law in laws:
            if isinstance(law, tree.Apply) and any(any(find_nodes(each, tree.Ref)) for each in law.args):
                yield law


def _find_insides(side: Node, runs: Runs) -> Iterator[Node]:
    """Yield sums and products that a function, a norm or an extreme is taken of, and factors in brackets.

    A weight ``1 - w`` of a mixture is none, because its other weight is ``w``.
    """
    for part in _walk_terms(side):
        match part:
            case tree.Apply(args=items, given=(), parameters=()) | tree.Reduce(body=tree.Listed(items)):
                inside = [*map(_strip_brackets, items)]
            case tree.Norm(body):
                inside = [body]
            case tree.Mul(factors):
                bodies = [each.body for each in factors if isinstance(each, tree.Bracket)]
                inside = [each for each in bodies if not _is_weight(each, side, factors)]
            case _:
                continue
        yield from (each for each in inside if isinstance(each, tree.Add | tree.Mul))


def _is_weight(node: Node, side: Node, factors: Sequence[Node]) -> bool:
    """Return whether a factor is ``1 - w`` of a letter that stands elsewhere, and not beside it."""
    letter = find_complement(node)
    if not isinstance(letter, tree.Ref) or letter in factors:
        return False
    return sum(each == letter for each in walk_nodes(side)) > 1


def _find_terms(side: Node, runs: Runs) -> Iterator[Node]:
    """Yield the last term of each sum that is more than a letter, or its value at letters."""
    for part in _walk_terms(side):
        if isinstance(part, tree.Add):
            terms = [term.body if isinstance(term, tree.Neg) else term for term in part.terms]
            yield from [term for term in terms if not _is_value(term)][-1:]


def _is_value(node: Node) -> bool:
    """Return whether a part is a letter, or a function of letters."""
    node = _strip_brackets(node)
    return _is_letter(node) or (isinstance(node, tree.Apply) and all(map(_is_letter, node.args)))


# The kinds in the order in which they are left out, and whether those of a kind may resemble one another.
_FINDERS: tuple[tuple[Callable[[Node, Runs], Iterator[Node]], bool], ...] = (
    (_find_divisors, True),
    (_find_subtracted, False),
    (_find_running_powers, True),
    (_find_differing_arguments, False),
    (_find_constants, False),
    (_find_laws, False),
    (_find_insides, True),
    (_find_terms, False),
)
