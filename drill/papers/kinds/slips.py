"""Slips of memory: a formula with one thing changed, and a sentence that names the change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from drill.notation import list_children, print_tokens_as_latex, replace_nodes, to_tokens, tree, walk_nodes
from drill.papers.formula_structure import find_complement, is_mixture, list_unsigned_factors, outside_names
from drill.papers.lowering.points import are_proved_different, evaluate_at_points
from drill.papers.wording import write_inline_formula

# Letters of noise and of small constants, whose sign nobody tells.
_NOISE: Final = frozenset(("\\epsilon", "\\varepsilon", "\\xi", "\\ldots", "\\cdots", "\\dots"))
# Tokens of a denominator that may be forgotten.
_SHORT: Final = 12
_SEARCHES: Final = frozenset(("\\argmin", "\\argmax", "\\min", "\\max", "\\sup", "\\inf"))


def slips(node: tree.Node) -> Iterator[tuple[tree.Node, str]]:
    """Yield a formula with one slip, each proved to differ, and the sentence on it."""
    own_values = evaluate_at_points(node)
    return (
        (changed, say)
        for changed, say in changes(node)
        if are_proved_different(evaluate_at_points(changed), own_values)
    )


def changes(node: tree.Node) -> Iterator[tuple[tree.Node, str]]:
    """Yield a formula with one slip, each once, and the sentence on it; a difference is not proved."""
    seen: set[tuple[str, ...]] = set()
    parts = _open_parts(node)
    for make in _TABLE:
        for part in parts:
            for changed, say in make(part):
                whole = replace_nodes(
                    node, lambda inner, part=part, changed=changed: changed if inner is part else None
                )
                spelled = tuple(to_tokens(whole))
                if spelled not in seen:
                    seen.add(spelled)
                    yield whole, say


def _open_parts(node: tree.Node) -> list[tree.Node]:
    """Return the parts where a slip matters: not below a search nor in an integral."""
    parts = [node]
    if not is_closed(node):
        parts += [part for child in list_children(node) for part in _open_parts(child)]
    return parts


def is_closed(node: tree.Node) -> bool:
    """Return whether a slip inside may change nothing: in a search, an integral."""
    return isinstance(node, tree.Integral) or (isinstance(node, tree.Reduce) and node.operator in _SEARCHES)


_Changes = Iterator[tuple[tree.Node, str]]


def _print_inline_node(node: tree.Node) -> str:
    return write_inline_formula(print_tokens_as_latex(to_tokens(node)))


def _swapped_weights(node: tree.Node) -> _Changes:
    r"""Yield ``\beta a + (1-\beta) b`` as ``(1-\beta) a + \beta b``."""
    if not isinstance(node, tree.Add) or not is_mixture(node):
        return
    weights = [factor for term in node.terms for factor in list_unsigned_factors(term)]
    for weight in weights:
        complementary = find_complement(weight)
        if complementary is not None and complementary in weights:
            terms = tuple(_exchange_in_factors(term, complementary, weight) for term in node.terms)
            say = (
                f"The weights {_print_inline_node(complementary)} and {_print_inline_node(weight)} are "
                "swapped."
            )
            yield replace(node, terms=terms), say
            return


def _exchange_in_factors(term: tree.Node, node: tree.Node, replacement: tree.Node) -> tree.Node:
    def changed(factor: tree.Node) -> tree.Node:
        return replacement if factor == node else node if factor == replacement else factor

    match term:
        case tree.Neg(body):
            return replace(term, body=_exchange_in_factors(body, node, replacement))
        case tree.Mul(factors):
            return replace(term, factors=tuple(map(changed, factors)))
        case _:
            return changed(term)


def _other_weight(node: tree.Node) -> _Changes:
    r"""Yield ``1 - \beta`` as ``\beta``."""
    complementary = find_complement(node) if isinstance(node, tree.Bracket) else None
    if complementary is not None:
        yield (
            complementary,
            f"The weight should be {_print_inline_node(node)}, not {_print_inline_node(complementary)}.",
        )


def _other_sign(node: tree.Node) -> _Changes:
    if not isinstance(node, tree.Add):
        return
    for index, term in enumerate(node.terms):
        if index == 0 or any(
            isinstance(inner, tree.Ref) and inner.name.base in _NOISE for inner in walk_nodes(term)
        ):
            continue
        body = term.body if isinstance(term, tree.Neg) else term
        changed = body if isinstance(term, tree.Neg) else tree.Neg(term)
        right, wrong = ("-", "+") if isinstance(term, tree.Neg) else ("+", "-")
        say = f"The sign before {_print_inline_node(body)} should be ${right}$, not ${wrong}$."
        yield replace(node, terms=(*node.terms[:index], changed, *node.terms[index + 1 :])), say


def _lost_power(node: tree.Node) -> _Changes:
    if isinstance(node, tree.Pow) and isinstance(node.exponent, tree.Num):
        base = (
            node.base.body
            if isinstance(node.base, tree.Bracket) and isinstance(node.base.body, tree.Ref)
            else node.base
        )
        word = "square" if node.exponent.text == "2" else f"power {node.exponent.text}"
        yield base, f"The {word} is missing: it should read {_print_inline_node(node)}."


def _lost_transpose(node: tree.Node) -> _Changes:
    if isinstance(node, tree.Transpose) and isinstance(node.base, tree.Ref):
        yield node.base, f"The transpose of {_print_inline_node(node.base)} is missing."


def _lost_root(node: tree.Node) -> _Changes:
    if isinstance(node, tree.Root) and node.degree is None:
        yield (
            tree.Bracket(node.body) if isinstance(node.body, tree.Add) else node.body,
            f"The square root of {_print_inline_node(node.body)} is missing.",
        )


def _upside_down(node: tree.Node) -> _Changes:
    if isinstance(node, tree.Div) and not node.is_slash and node.top != tree.Num("1"):
        yield (
            replace(node, top=node.bottom, bottom=node.top),
            f"The fraction is upside down: {_print_inline_node(node.bottom)} belongs in the denominator.",
        )


def _swapped_sides(node: tree.Node) -> _Changes:
    r"""Yield ``p(x \mid y)`` as ``p(y \mid x)``, ``D(q \| p)`` as ``D(p \| q)``."""
    match node:
        case tree.Apply(_, (one,), (other,)) if one != other:
            is_divergence = node.bar == "\\|"
            slip = (
                "The two sides are swapped"
                if is_divergence
                else "The condition is on the wrong side of the bar"
            )
            yield replace(node, args=(other,), given=(one,)), f"{slip}: it is {_print_inline_node(node)}."
        case _:
            return


def _lost_logarithm(node: tree.Node) -> _Changes:
    match node:
        case tree.Apply(function, (tree.Apply() | tree.Div() as body,), (), ()) if function.name.base.lstrip(
            "\\"
        ) in ("log", "ln"):
            yield body, f"The logarithm of {_print_inline_node(body)} is missing."
        case _:
            return


def _lost_factor(node: tree.Node) -> _Changes:
    r"""Yield ``\alpha g`` as ``g``, ``\frac{1}{n} s`` as ``s``."""
    if not isinstance(node, tree.Mul) or set(node.signs) - {"", "\\cdot"}:
        return
    for index, factor in enumerate(node.factors):
        is_small = isinstance(factor, tree.Num | tree.Div) or (
            isinstance(factor, tree.Ref) and factor.name.base.startswith("\\")
        )
        if is_small and not (isinstance(factor, tree.Div) and factor.top != tree.Num("1")):
            left = (*node.factors[:index], *node.factors[index + 1 :])
            changed = (
                left[0] if len(left) == 1 else replace(node, factors=left, signs=("",) * (len(left) - 1))
            )
            yield changed, f"The factor {_print_inline_node(factor)} is missing."
            return


def _lost_denominator(node: tree.Node) -> _Changes:
    if (
        isinstance(node, tree.Div)
        and not isinstance(node.top, tree.Num)
        and len(to_tokens(node.bottom)) <= _SHORT
    ):
        yield node.top, f"The division by {_print_inline_node(node.bottom)} is missing."


def _lost_term(node: tree.Node) -> _Changes:
    """Yield ``a + b + c`` as ``a + b``; nobody forgets one of two large terms."""
    if isinstance(node, tree.Add) and len(node.terms) > 1:
        first, *middle_terms, last = node.terms
        changed = replace(node, terms=(first, *middle_terms)) if middle_terms else first
        is_lost = middle_terms or isinstance(last, tree.Num | tree.Ref)
        if is_lost and not isinstance(changed, tree.Num):
            lost = last.body if isinstance(last, tree.Neg) else last
            yield changed, f"The term {_print_inline_node(lost)} is missing."


def _mixed_up(node: tree.Node) -> _Changes:
    r"""Yield one symbol in place of another that looks alike: ``Q V^\top`` for ``Q K^\top``."""
    parts = [*outside_names(node)]
    if not isinstance(node, tree.Mul | tree.Add | tree.Div | tree.Apply | tree.Reduce) or any(
        map(is_closed, parts)
    ):
        return
    functions = {part.function for part in parts if isinstance(part, tree.Apply)}
    names = [
        part
        for part in parts
        if isinstance(part, tree.Ref) and part not in functions and _is_reference_letter(part)
    ]
    for name in names[1:]:
        rival = next(
            (
                candidate
                for candidate in names
                if candidate != name and _describe_symbol_look(candidate) == _describe_symbol_look(name)
            ),
            None,
        )
        if rival is not None:
            yield (
                replace_nodes(node, lambda part, name=name, rival=rival: rival if part is name else None),
                f"Here {_print_inline_node(rival)} stands where {_print_inline_node(name)} belongs.",
            )


def _is_reference_letter(ref: tree.Ref) -> bool:
    base = ref.name.base
    return base not in _NOISE and base.lstrip("\\")[:1].isalpha()


def _describe_symbol_look(ref: tree.Ref) -> tuple[object, ...]:
    """Return the features that two symbols share if one may be taken for the other."""
    base = ref.name.base
    is_greek = base.startswith("\\")
    return ref.name.font, is_greek, base.isupper(), len(ref.below), ref.primes


# In the order in which they tell most.
_TABLE: Final[tuple[Callable[[tree.Node], _Changes], ...]] = (
    _swapped_weights, _other_sign, _lost_power, _swapped_sides, _lost_root, _other_weight,
    _lost_logarithm, _lost_denominator, _lost_factor, _lost_transpose, _mixed_up, _upside_down, _lost_term,
)  # fmt: skip
