r"""Other readings of a formula: where a sum or a derivative may end earlier, or later, than it was read to.

Papers differ in three places: whether a sum takes a later term that names its index, ``\sum_i x_i + y_i``;
whether a derivative takes a later factor that names its variable, ``\frac{d}{dx} x \sin x``; whether a
gradient does, ``\nabla_\theta f_\theta(x) r_\theta``. The reader has to choose one tree for each. Whoever
computes a value computes it by every tree, because no second computation on one tree sees a wrong choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from drill.notation import tree
from drill.notation.printing import to_tokens
from drill.notation.tree import Node, replace_nodes, walk_nodes


def list_other_readings(node: Node) -> tuple[Node, ...]:
    """Return the trees in which one sum or derivative of ``node`` has another scope that its text allows."""
    readings: list[Node] = []
    for part in walk_nodes(node):
        for other in _list_other_scopes(part):
            readings.append(_replace_part(node, part, other))
    return tuple(readings)


def reads_two_ways(product: tree.Mul) -> bool:
    r"""Return whether a factor behind a derivative uses its variable: ``\nabla_\theta f_\theta(x) r_\theta``.

    A further gradient behind it never is differentiated.
    """
    return any(True for _ in _list_longer_derivatives(product))


def _replace_part(node: Node, part: Node, other: Node) -> Node:
    """Return ``node`` with one occurrence of a part replaced, not the equal ones beside it."""
    return replace_nodes(node, lambda here: other if here is part else None)


def _list_other_scopes(part: Node) -> Iterator[Node]:
    match part:
        case tree.Reduce(body=tree.Add(terms)):
            yield from _list_shorter_sums(part, terms)
        case tree.Derivative(body=tree.Mul() as product, is_inside=False):
            yield from _list_shorter_derivatives(part, product)
        case tree.Mul():
            yield from _list_longer_derivatives(part)
        case _:
            pass


def _list_shorter_sums(reduction: tree.Reduce, terms: Sequence[Node]) -> Iterator[Node]:
    """Yield the sums that end before the last term; each term that is left outside is added to it."""
    for count in range(1, len(terms)):
        body = terms[0] if count == 1 else tree.Add(tuple(terms[:count]))
        yield tree.Add((replace(reduction, body=body), *terms[count:]))


def _list_shorter_derivatives(derivative: tree.Derivative, product: tree.Mul) -> Iterator[Node]:
    """Yield the derivatives of the first factors alone, where these and the others name the variable."""
    names = tree.list_bases(derivative.by)
    for count in range(1, len(product.factors)):
        inside = _join_factors(product, 0, count)
        outside = product.factors[count:]
        if names.isdisjoint(to_tokens(inside)) or not _is_any_named(names, outside):
            continue
        factors = (replace(derivative, body=inside), *outside)
        yield tree.Mul(factors, product.signs[count - 1 :])


def _list_longer_derivatives(product: tree.Mul) -> Iterator[Node]:
    """Yield the products in which a derivative takes the factors up to one that names its variable."""
    for place, factor in enumerate(product.factors):
        match factor:
            case tree.Gradient(tree.Spanned() as body, by):
                pass
            case tree.Derivative(tree.Spanned() as body, by, is_inside=False):
                pass
            case _:
                continue
        names = tree.list_bases(by)
        for last in range(place + 1, len(product.factors)):
            if not _is_any_named(names, (product.factors[last],)):
                continue
            behind = _join_factors(product, place + 1, last + 1)
            longer = tree.Mul((body, behind), (product.signs[place],))
            factors = (*product.factors[:place], replace(factor, body=longer), *product.factors[last + 1 :])
            signs = product.signs[:place] + product.signs[last:]
            yield factors[0] if len(factors) == 1 else tree.Mul(factors, signs)


def _join_factors(product: tree.Mul, start: int, end: int) -> Node:
    factors = product.factors[start:end]
    return factors[0] if len(factors) == 1 else tree.Mul(factors, product.signs[start : end - 1])


def _is_any_named(names: set[str], factors: Sequence[Node]) -> bool:
    """Return whether a variable stands in a factor that is not a gradient itself."""
    for factor in factors:
        whole = factor.base if isinstance(factor, tree.Transpose | tree.Pow) else factor
        if not isinstance(whole, tree.Gradient) and not names.isdisjoint(to_tokens(whole)):
            return True
    return False
