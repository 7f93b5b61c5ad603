"""Slips beside the arithmetic: at an index, a bound, a condition, an extreme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.alteration.changes import STEPS, Altered, Edit, called
from drill.papers_first.formula.edit import is_expectation
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.symmetries import is_noise
from drill.papers_first.formula.tree import Big, Call, Node, Product, Symbol
from drill.papers_first.formula.vocabulary import GREEK
from drill.papers_first.wording import inline

_ANY: Final = Symbol("\\cdot")
"""The dot of ``\\pi(\\cdot \\mid s)``."""


def _other_step(node: Node) -> Iterator[Altered]:
    """A symbol at a step beside: ``g_{t+1}`` or ``g_{t-1}`` for ``g_t``, ``x_t`` for ``x_{t-1}``."""
    if not isinstance(node, Symbol) or not node.sub or node.sub[0] not in STEPS:
        return
    letter, rest = node.sub[0], node.sub[1:]
    if (not rest and letter != "t") or is_noise(node):
        return  # perhaps a label: the k of a key's width; of noise every step's is as likely
    beside = {(): (("-", "1"), ("+", "1")), ("+", "1"): ((),), ("-", "1"): ((),)}
    for moved in beside.get(rest, ()):
        other = replace(node, sub=(letter, *moved))
        say = f"The index is off: it is {inline(node)}, not {inline(other)}."
        yield Altered("index", other, say, moved=other)


def _is_named_law(node: Call) -> bool:
    """``\\operatorname{Bernoulli}(x \\mid p)``: its parameters are no condition that one forgets."""
    base = node.head.base if isinstance(node.head, Symbol) else ""
    is_word = len(base.lstrip("\\")) > 2 and base not in GREEK
    return is_word and node.arguments.separators in (("\\mid",), ("|",))


def _other_condition(node: Node) -> Iterator[Altered]:
    """``p(x \\mid y)`` as ``p(y \\mid x)``."""
    if not isinstance(node, Call) or len(node.arguments.parts) != 2 or _is_named_law(node):
        return
    first, second = node.arguments.parts
    if first == _ANY or (is_expectation(node.head) and not _are_alike(first, second)):
        return  # what is given is seldom what is meant
    if node.arguments.separators in (("\\mid",), ("|",), ("\\|",)):
        other = Call(node.head, replace(node.arguments, parts=(second, first)))
        say = f"The two sides of the bar are exchanged: it is {inline(node)}."
        yield Altered("condition", other, say, turned=(first, second))


def _are_alike(first: Node, second: Node) -> bool:
    """Whether both are letters of one case: ``X`` and ``Y``."""
    if not isinstance(first, Symbol) or not isinstance(second, Symbol):
        return False
    return first.base.isupper() == second.base.isupper() and first.font == second.font


def _lost_condition(node: Node) -> Iterator[Altered]:
    """``p(x \\mid y)`` as ``p(x)``."""
    if not isinstance(node, Call) or len(node.arguments.parts) != 2 or _is_named_law(node):
        return
    first, second = node.arguments.parts
    if node.arguments.separators in (("\\mid",), ("|",)):
        other = Call(node.head, replace(node.arguments, parts=(first,), separators=()))
        say = f"The condition {called(second)} is missing."
        yield Altered("lost condition", other, say, struck=second)


def _other_bound(node: Node) -> Iterator[Altered]:
    """A sum that begins or ends one place off."""
    if not isinstance(node, Big) or node.name not in ("\\sum", "\\prod") or node.lower[1:2] != ("=",):
        return
    index, first, last = node.lower[0], node.lower[2:], node.upper
    if _has_factor(node.body, Symbol(index)):
        return  # at 0 nothing is added
    if first == ("0",):  # one before the first may be nothing, or 1 in a product
        say = f"It begins at {inline(node.lower)}."
        yield Altered("bound", replace(node, lower=(index, "=", "1")), say)
    if last[-2:] == ("-", "1") and len(last) == 3:
        yield Altered("bound", replace(node, upper=last[:1]), f"It ends at {inline(last)}.")
    elif len(last) == 1 and last[0].isalpha():
        other = replace(node, upper=(*last, "-", "1"))
        yield Altered("bound", other, f"It ends at {inline(last)}.")


def _has_factor(node: Node, factor: Symbol) -> bool:
    return any(isinstance(part, Product) and factor in part.factors for part in walk(node)) or node == factor


def _other_extreme(node: Node) -> Iterator[Altered]:
    pairs = {"\\max": "\\min", "\\min": "\\max", "\\argmax": "\\argmin", "\\argmin": "\\argmax"}
    if isinstance(node, Big) and node.name in pairs:
        other = pairs[node.name]
        say = f"It is ${node.name}$, not ${other}$."
        yield Altered("extreme", Big(other, node.lower, node.upper, node.body), say)


LABEL_SLIPS: Final[tuple[Edit, ...]] = (
    _other_condition,
    _lost_condition,
    _other_bound,
    _other_extreme,
    _other_step,
)
