"""Slips of memory at one place of a formula: what it becomes, and a sentence that says what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from drill.papers.formula.printing import to_tokens
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Call,
    Differential,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
    Transpose,
)
from drill.papers.formula.vocabulary import GREEK
from drill.papers.mixtures import exchanged
from drill.papers.wording import inline

_DIFFERENTIAL: Final = 9
"""Tokens of ``\\mathrm{d}x_{i}`` and its like at most."""
_SHORT: Final = 9
"""Tokens of brackets that may be forgotten: ``(1-\\beta)``."""
_SMALL: Final = 22
"""Tokens of a part that is quoted, or left out: people forget small things, not half of the formula."""
STEPS: Final = frozenset(("t", "k", "n", "i", "j", "l"))
"""Letters of indices that count steps."""


@dataclass(frozen=True, slots=True)
class Altered:
    """A side with one change: ``kind`` names the sort of change, ``say`` tells the change in a sentence."""

    kind: str
    node: Node
    say: str
    moved: Symbol | None = None
    """The symbol that stands at another step than it should."""


_Edit = Callable[[Node], Iterator[Altered]]


def _swapped_weights(node: Node) -> Iterator[Altered]:
    """``\\beta a + (1-\\beta) b`` with its weights exchanged."""
    for found in exchanged(node) if isinstance(node, Sum) and node.signs == ("+",) else ():
        say = f"The weights {inline(found.inner)} and {inline(found.outer)} are exchanged."
        yield Altered("weights", found.whole, say)


def _times(factors: tuple[Node, ...]) -> Node:
    return factors[0] if len(factors) == 1 else Product(factors, ("",) * (len(factors) - 1))


def _is_mean(node: Node) -> bool:
    """What deviations are taken from: they add up to 0, so one of two factors may go without it."""
    match node:
        case Symbol(base, _, accents):
            return base == "\\mu" or "\\bar" in accents
        case Call(Symbol(base), _):
            return base in ("E", "\\mathbb{E}")
        case _:
            return False


def _other_sign(node: Node) -> Iterator[Altered]:
    if isinstance(node, Sum):
        for index, sign in enumerate(node.signs):
            if sign in ("+", "-") and not _is_mean(node.terms[index + 1]):
                other = "-" if sign == "+" else "+"
                signs = (*node.signs[:index], other, *node.signs[index + 1 :])
                after = _called(node.terms[index + 1])
                say = f"The sign before {after} is wrong: it is ${sign}$, not ${other}$."
                yield Altered("sign", Sum(node.terms, signs), say)


def _lost_term(node: Node) -> Iterator[Altered]:
    """A term of several, or a small constant; of two great ones nobody forgets one."""
    if isinstance(node, Sum):
        for index in range(1, len(node.terms)):
            term = node.terms[index]
            is_small = isinstance(term, Number) or (isinstance(term, Symbol) and not term.sub)
            if _is_mean(term) or not (len(node.terms) > 2 or is_small):
                continue
            terms = (*node.terms[:index], *node.terms[index + 1 :])
            signs = (*node.signs[: index - 1], *node.signs[index:])
            kept = Sum(terms, signs) if signs else _unbracketed(terms[0])
            if not isinstance(kept, Number) and len(to_tokens(term)) <= _SMALL:
                lost = inline((node.signs[index - 1], *to_tokens(term)))
                yield Altered("term", kept, f"A term is missing: {lost}.")


def _unbracketed(node: Node) -> Node:
    match node:
        case Bracket("(", ")", (inner,), (), ()):
            return inner
        case _:
            return node


def _upside_down(node: Node) -> Iterator[Altered]:
    if isinstance(node, Fraction) and node.top != Number("1"):
        say = f"The fraction stands upside down: {_called(node.bottom)} belongs below."
        yield Altered("fraction", Fraction(node.bottom, node.top), say)


def _lost_root(node: Node) -> Iterator[Altered]:
    if isinstance(node, Root):
        say = f"The root of {_called(node.body)} is missing."
        yield Altered("root", node.body, say)


def _wider_root(node: Node) -> Iterator[Altered]:
    """``\\sqrt{v} + \\epsilon`` as ``\\sqrt{v + \\epsilon}``."""
    if isinstance(node, Sum) and len(node.terms) == 2 and isinstance(node.terms[0], Root):
        root, other = node.terms[0], node.terms[1]
        say = f"{inline(other)} stands outside of the root, not below it."
        yield Altered("under the root", Root(Sum((root.body, other), node.signs), root.degree), say)


def _lost_power(node: Node) -> Iterator[Altered]:
    if isinstance(node, Power) and not isinstance(node.exponent, Signed) and not _is_set(node.base):
        base = node.base
        if (
            isinstance(base, Bracket)
            and len(base.parts) == 1
            and isinstance(base.parts[0], Symbol | Norm | Call)
        ):
            base = base.parts[0]
        say = f"The exponent {inline(node.exponent)} of {_called(node.base)} is missing."
        yield Altered("exponent", base, say)


def _is_set(node: Node) -> bool:
    """A set of numbers: what stands above it is a size."""
    return isinstance(node, Symbol) and node.font == "\\mathbb"


def _lost_factor(node: Node) -> Iterator[Altered]:
    """A factor before others that may be forgotten: a weight, a number, a fraction, not what it weighs."""
    if isinstance(node, Product) and len(node.factors) > 1 and set(node.signs) <= {"", "\\cdot"}:
        for index, factor in enumerate(node.factors):
            before = node.factors[index - 1] if index else None
            if not _may_be_forgotten(factor) or isinstance(before, Transpose):
                continue
            is_last = index == len(node.factors) - 1
            if is_last and (not _is_weight(factor) or (before is not None and _is_weight(before))):
                continue
            if Symbol("d") in (_undressed(factor), _undressed(before)) or _leaves_differential(node, index):
                continue
            left = (*node.factors[:index], *node.factors[index + 1 :])
            if len(left) == 1 or all(sign == "" for sign in node.signs):
                yield Altered("factor", _times(left), f"The factor {inline(factor)} is missing.")


def _may_be_forgotten(factor: Node) -> bool:
    """Small, and one number that something is multiplied by."""
    match factor:
        case Big() | Differential() | Function() | Norm() | Transpose() | Power(Norm(), _):
            return False
        case Bracket() if len(to_tokens(factor)) > _SHORT:
            return False
        case Fraction(top, _) if not isinstance(top, Number | Symbol):
            return False
        case Call(_, Bracket(_, _, parts)) if [type(part) for part in parts] != [Symbol]:
            return False
        case _:
            return len(to_tokens(factor)) <= _SMALL


def _is_weight(node: Node) -> bool:
    """A Greek letter that is no vector: ``\\lambda`` behind what it weighs."""
    return isinstance(node, Symbol) and node.base.startswith("\\") and not node.font


def _leaves_differential(node: Product, index: int) -> bool:
    """Whether nothing but an integral's ``d x`` stays."""
    left = [to_tokens(factor) for at, factor in enumerate(node.factors) if at != index]
    return all("d" in tokens and len(tokens) <= _DIFFERENTIAL for tokens in left)


def _undressed(node: Node | None) -> Node | None:
    return replace(node, font="") if isinstance(node, Symbol) else node


def _other_step(node: Node) -> Iterator[Altered]:
    """A symbol at a step beside: ``g_{t+1}`` or ``g_{t-1}`` for ``g_t``, ``x_t`` for ``x_{t-1}``."""
    if not isinstance(node, Symbol) or not node.sub or node.sub[0] not in STEPS:
        return
    letter, rest = node.sub[0], node.sub[1:]
    if not rest and letter != "t":
        return  # perhaps a label: the k of a key's width
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
    if node.arguments.separators in (("\\mid",), ("|",), ("\\|",)):
        first, second = node.arguments.parts
        other = Call(node.head, replace(node.arguments, parts=(second, first)))
        yield Altered("condition", other, f"The two sides of the bar are exchanged: it is {inline(node)}.")


def _lost_condition(node: Node) -> Iterator[Altered]:
    """``p(x \\mid y)`` as ``p(x)``."""
    if not isinstance(node, Call) or len(node.arguments.parts) != 2 or _is_named_law(node):
        return
    first, second = node.arguments.parts
    if node.arguments.separators in (("\\mid",), ("|",)):
        other = Call(node.head, replace(node.arguments, parts=(first,), separators=()))
        yield Altered("lost condition", other, f"The condition {_called(second)} is missing.")


def _lost_logarithm(node: Node) -> Iterator[Altered]:
    """``\\log p(x)`` as ``p(x)``."""
    match node:
        case Function("\\log" | "\\ln", Fraction() | Call() | Function() as body, (), None):
            yield Altered("logarithm", body, f"The logarithm of {_called(body)} is missing.")
        case _:
            return


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


SLIPS: Final[tuple[_Edit, ...]] = (
    _swapped_weights,
    _wider_root,
    _other_condition,
    _lost_condition,
    _lost_logarithm,
    _other_bound,
    _other_extreme,
    _other_sign,
    _lost_root,
    _upside_down,
    _lost_power,
    _other_step,
    _lost_term,
    _lost_factor,
)


def _called(node: Node) -> str:
    """How a sentence names a part: itself where it is short."""
    if len(to_tokens(node)) <= _SMALL:
        return inline(node)
    match node:
        case Fraction():
            return "the fraction"
        case Bracket():
            return "the bracket"
        case Product((Number() | Symbol() as first, *_), _):
            return f"the term that begins with {inline(first)}"
        case Sum(terms, _) if len(to_tokens(terms[0])) <= _SMALL:
            return f"the sum that begins with {inline(terms[0])}"
        case Big(name, _, _, _):
            return f"the part that begins with ${name}$"
        case _:
            return "the longest part"
