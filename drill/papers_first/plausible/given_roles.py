"""What numbers a value that is given whole may be, told by its form: ``KL(p, q)``, ``\\log p(x)``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Differential,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    Transpose,
)
from drill.papers_first.plausible.ranges import POSITIVE_HEADS, POSITIVE_NAMES, PROBABILITY_HEADS, Role
from drill.papers_first.plausible.weighted_means import averaged, is_cross_entropy

_DIVERGENCES: Final = frozenset(
    ("KL", "JS", "TV", "Var", "var", "std", "Std", "sd", "CE", "BCE", "MSE", "RMSE", "MAE", "MAD", "IQR")
)
"""Whatever they are of they are not negative; nor is a ``D(p \\| q)``."""
_OF_PAIRS: Final = frozenset(("d", "l", "\\ell", "dist"))
"""Distances of two things of one letter, and what a guess ``\\hat{y}`` costs."""
_LIKENESSES: Final = frozenset(("S", "s", "r", "\\rho", "sim", "Sim"))
_CORRELATIONS: Final = frozenset(("pcc", "pearson", "cos", "cosine"))
"""What a likeness of two things, ``s_{cos}(x, y)``, is named after."""
_LAWS: Final = frozenset(("p", "q", "P", "Q"))


def of_any_outcome(quantity: Node) -> Node:
    """A quantity without the raised number of its outcome: ``x^{(2)}`` is drawn as ``x``."""

    def change(part: Node) -> Node | None:
        match part:
            case Call(Symbol(mark=("(", number, ")")) as head, arguments) if number.isdigit():
                return Call(replace(head, mark=()), replaced(arguments, change))  # type: ignore[arg-type]
            case Symbol(mark=("(", number, ")")) if number.isdigit():
                return replace(part, mark=())
            case _:
                return None

    return replaced(quantity, change)


def _has_relation(node: Node) -> bool:
    """Whether a call is of a condition: ``1[x > 0]``."""
    return any(isinstance(part, Statement) for part in walk(node))


def _is_log_of_chance(node: Node) -> bool:
    """``\\log P(D|w)``, whose mean is never above 0; of ``p`` it may be a density's."""
    match node:
        case Bracket(_, _, (inner,), (), ()):
            return _is_log_of_chance(inner)
        case Function("\\log" | "\\ln", (Call() as inner) | Bracket(_, _, (Call() as inner,))):
            return _is_chance(inner)
        case _:
            return False


def _is_chance(call: Call) -> bool:
    """``P(D|w)``, and ``\\sigma(a - b)``: of a name alone that may be a deviation."""
    match call:
        case Call(Symbol("\\sigma", "", (), (), 0, ()), Bracket(_, _, (argument,))):
            return not isinstance(argument, Symbol)
        case Call(Symbol(base)):
            return base in PROBABILITY_HEADS
        case _:
            return False


def is_never_negative(node: Node) -> bool:
    """``g^2``, ``x x^\\top`` in one dimension, ``\\|x\\|``, ``p(x) / q(x)``: and so is its mean."""
    return _never_negative(node, frozenset(_shares(node)))


def _is_penalised(node: Node) -> bool:
    """``\\|y - W x\\|^2 + \\lambda \\|W\\|^2``: one Greek letter weighs something that is never negative."""
    match node:
        case Bracket(_, _, (inner,), (), ()):
            return _is_penalised(inner)
        case Sum((first, *others), signs):
            return (
                set(signs) == {"+"}
                and is_never_negative(first)
                and all(is_never_negative(one) or is_never_negative(_unweighted(one)) for one in others)
            )
        case _:
            return False


def _unweighted(term: Node) -> Node:
    """A term without the weight before it: of ``\\frac{\\lambda}{2} g`` the g."""
    match term:
        case Product((Symbol(base) | Fraction(Symbol(base), Number()), *factors), ("", *signs)) if (
            base.startswith("\\")
        ):
            return factors[0] if len(factors) == 1 else Product(tuple(factors), tuple(signs))
        case _:
            return term


def _shares(node: Node) -> Iterator[Node]:
    """The a of ``a f + (1 - a) g``, and what it leaves to 1: neither is below 0."""
    for part in walk(node):
        match part:
            case Bracket("(", _, (Sum((Number("1"), Symbol() as share), ("-",)),)):
                yield from (share, part)
            case _:
                continue


def _never_negative(node: Node, shares: frozenset[Node]) -> bool:
    """Whether it is so where ``shares`` are."""
    if node in shares:
        return True
    match node:
        case Bracket(_, _, (inner,), (), ()):
            return _never_negative(inner, shares)
        case Power(base, exponent):
            is_even = isinstance(exponent, Number) and exponent.text.isdigit() and int(exponent.text) % 2 == 0
            return is_even or _never_negative(base, shares)
        case Norm() | Number() | Function("\\exp"):
            return True
        case Signed() | Big("\\sum", _, _, Signed()):
            return is_cross_entropy(node)
        case Big("\\max" | "\\min" | "\\sup" | "\\inf" | "\\sum" | "\\prod", (_, *_), _, body):
            return _never_negative(body, shares)
        case Fraction() if (mean := averaged(node)) is not None:
            return _never_negative(mean, shares)
        case Fraction(top, bottom):
            return _never_negative(top, shares) and _never_negative(bottom, shares)
        case Sum(terms, signs):
            return set(signs) == {"+"} and all(_never_negative(term, shares) for term in terms)
        case Call(Symbol("E"), Bracket("[" | "\\{", _, (body, *_), () | ("|" | "\\mid", *_), ())):
            return _never_negative(body, shares)
        case Product(factors, signs):
            return set(signs) <= {"", "\\cdot", "\\odot", "/"} and _pair_up(factors, shares)
        case Call(Symbol(base), Bracket(_, _, _, separators)):
            is_divergence = base in _DIVERGENCES or (base == "D" and "\\|" in separators)
            return is_divergence or base in PROBABILITY_HEADS
        case _:
            return False


def _pair_up(factors: tuple[Node, ...], shares: frozenset[Node]) -> bool:
    """Whether what may be negative among factors stands there twice: ``L u u^\\top L^\\top``."""
    count = Counter(one.base if isinstance(one, Transpose) else one for one in factors)
    return all(times % 2 == 0 or _never_negative(one, shares) for one, times in count.items())


def is_quadratic_form(node: Node) -> bool:
    """``(x - m)^\\top A (x - m)``, or a mean of such: as a rule A is a metric, a precision, a Hessian."""
    match node:
        case Product((Fraction() as share, Big("\\sum", _, _, body)), ("",)):
            return is_never_negative(share.top) and is_quadratic_form(body)
        case Product((Transpose(before), Symbol(base), behind), ("", "")):
            return before == behind and base.lstrip("\\")[0].isupper()
        case _:
            return False


def chance_of_best(node: Node) -> bool:
    """``\\int f_i(x) \\prod_{j \\neq i} F_j(x) dx``: the probability that the i-th is the largest."""
    match node:
        case Big("\\int", _, _, Product((density, Big("\\prod", lower, _, law), Differential(_, variable)))):
            pass
        case _:
            return False
    match density, law:
        case (
            Call(Symbol(one, sub=(_, *_)), Bracket(_, _, (at,))),
            Call(Symbol(other, sub=(_, *_)), Bracket(_, _, (place,))),
        ):
            is_law = other in (one.upper(), "\\Phi")
            return is_law and at == place == variable and bool({"\\neq", "\\ne"} & set(lower))
        case _:
            return False


def given_role(node: Node) -> Role:
    """The range of a value that is given whole."""
    match node:
        case Call(Symbol("Q"), Bracket(_, _, (_, _), (",",))):
            return "value"  # of an action in a state
        case Call(Symbol("N", "", _, (_, *_)), Bracket(_, _, (_,), (), ())):
            return "count"  # ``N_i(t)``: a normal law has two parameters
        case Call(Symbol("\\Phi", mark=("-", "1"))):
            return "value"  # a quantile
        case Call(Symbol("I" | "MI"), Bracket(_, _, _, (";", *_))):
            return "positive"  # what two have in common, in whatever font
        case Call(Symbol(base)) if base in PROBABILITY_HEADS:
            return "probability"
        case Call(Power(_, Number("2"))) | Call(Symbol("\\sigma", mark=("2",))):
            return "positive"
        case Bracket("\\langle", _, (Power(_, Number("2" | "4" | "6")),), (), _):
            return "positive"  # the mean of a square
        case Call(Symbol("E" | "\\mathbb{E}"), Bracket(_, _, (body,), (), ())) if _is_log_of_chance(body):
            return "negative"
        case Call(Symbol("E"), Bracket("[", _, (Power(_, Number("2")),), (), (_, *_))):
            return "positive"  # the mean of a square at a step
        case Call(Symbol("E" | "\\mathbb{E}"), Bracket(_, _, (Signed("-", body),), (), ())) | Applied(
            Symbol("E" | "\\mathbb{E}"), Signed("-", body)
        ) if _is_log_of_chance(body):
            return "positive"
        case Applied(Symbol("E" | "\\mathbb{E}"), body) if _is_log_of_chance(body):
            return "negative"
        case Call(Symbol("\\sigma", "", (), _, 0, ()), Bracket(_, _, (_,))):
            return "probability"  # a logistic function is between 0 and 1, a deviation may be
        case Call(Symbol(base), Bracket(_, _, (Symbol() as one, Symbol() as other), (",",))) if (
            base in _OF_PAIRS and one.base == other.base and one != other
        ):
            return "positive"
        case Call(Symbol(base), Bracket(_, _, (Call(head), Call(other_head)), (",",))) if (
            base in _OF_PAIRS and head == other_head
        ):
            return "positive"  # of two values of one function
        case Call(Symbol("\\sigma", "\\mathbf")):
            return "positive"  # in bold it is a deviation for each coordinate
        case Call(Symbol("sim" | "cos" | "cossim" | "corr" | "Corr", "\\operatorname")) | Function("\\cos"):
            return "cosine"
        case Call(Symbol("clip" | "clamp"), Bracket(_, _, (_, Number("1")))):
            return "cosine"  # not beyond 1, nor beyond -1
        case Call(Symbol(base, _, _, (_, *_) as label), Bracket(_, _, (_, _))) if (
            base in _LIKENESSES and _in_letters(label) in _CORRELATIONS
        ):
            return "cosine"
        case Call(Symbol("tr" | "Tr" | "trace")):
            return "positive"  # as a rule of what is no less than 0
        case Function("\\deg") | Call(Symbol("count" | "card" | "Card" | "len")):
            return "count"
        case Call(Symbol("1" | "I" | "\\chi", "\\mathbb" | "\\mathbf" | "" | "\\mathrm")) if _has_relation(
            node
        ):
            return "indicator"
        case Call(Symbol("1", "\\mathbb" | "\\mathbf" | "")) | Call(
            Symbol("I", "\\mathbb") | Symbol("\\chi", "", (), (_, *_))
        ):
            return "indicator"
        case Call(Symbol(base)) if base in POSITIVE_HEADS:
            return "positive"
        case Call(Symbol("E" | "\\mathbb{E}"), Bracket(_, _, (body, *_), () | ("|" | "\\mid", *_), ())) if (
            is_never_negative(body) or is_quadratic_form(body) or _is_penalised(body)
        ):
            return "positive"
        case Applied(Symbol("E" | "\\mathbb{E}"), body) if is_never_negative(body):
            return "positive"
        case Call(Symbol("E" | "\\mathbb{E}" | "Cov" | "cov")):
            return "value"
        case Call(_, Bracket(_, _, _, separators)) if {"|", "\\mid"} & set(separators):
            return "probability"
        case Function("\\Pr") | Big("\\Pr"):
            return "probability"
        case Applied(Symbol(base)) if base in POSITIVE_HEADS:
            return "positive"
        case Norm(_, Product()):
            return "count"
        case Norm(_, Sum((first, second), ("-",))) if given_role(first) == given_role(second) == "indicator":
            return "indicator"
        case Big("\\int", ("0",), _, Signed("-", Product((Call(Symbol()), Differential())))):
            return "negative"  # a rate of decay
        case Big("\\int", _, _, Signed()):
            return "value"
        case Big("\\int") if chance_of_best(node) or _is_of_laws(node.body):
            return "probability"
        case Norm() | Big("\\int"):
            return "positive"
        case Big("\\min" | "\\max", _, _, body) if is_never_negative(_unscaled(body)):
            return "positive"
        case Gradient() | Derivative():
            return "value"
        case _:
            return "value"


def _in_letters(label: Sequence[str]) -> str:
    """``PCC``, ``\\operatorname{cos}`` in small letters."""
    return "".join(label).removeprefix("\\operatorname{").removesuffix("}").lower()


def _is_of_laws(body: Node) -> bool:
    """``p(z, n) dn``, ``q(x | z) p(z) dz``: what is integrated are chances alone."""
    factors = body.factors if isinstance(body, Product) and not any(body.signs) else (body,)
    rest = [factor for factor in factors if not _is_differential(factor)]
    return len(rest) < len(factors) and all(
        isinstance(one, Call) and isinstance(one.head, Symbol) and one.head.base in _LAWS for one in rest
    )


def _is_differential(node: Node) -> bool:
    """``dx``, ``\\nu(dx)``."""
    match node:
        case Differential() | Call(_, Bracket(_, _, (Differential(),), (), ())):
            return True
        case _:
            return False


def _unscaled(node: Node) -> Node:
    """What is divided by a scale: ``\\|x\\|`` of ``\\|x\\| / \\sigma``."""
    match node:
        case Product((body, Symbol(base)), ("/",)) | Fraction(body, Symbol(base)) if base in POSITIVE_NAMES:
            return body
        case _:
            return node
