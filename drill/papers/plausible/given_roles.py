"""What numbers a value that is given whole may be, told by its form: ``KL(p, q)``, ``\\log p(x)``."""

from __future__ import annotations

from dataclasses import replace

from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tree import (
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
    Symbol,
)
from drill.papers.plausible.ranges import POSITIVE_HEADS, PROBABILITY_HEADS, Role


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


def _is_square(node: Node) -> bool:
    """``g^2``, ``x x``, ``\\|x\\|^2``: what is never negative, and so is its mean."""
    match node:
        case Power(_, Number("2")):
            return True
        case Product((first, second), ("" | "\\cdot",)):
            return first == second
        case _:
            return False


def _is_log_of_chance(node: Node) -> bool:
    """``\\log P(D|w)``, whose mean is never above 0; of ``p`` it may be a density's."""
    match node:
        case Bracket(_, _, (inner,), (), ()):
            return _is_log_of_chance(inner)
        case Function("\\log" | "\\ln", Call(Symbol(base)) | Bracket(_, _, (Call(Symbol(base)),))):
            return base in PROBABILITY_HEADS
        case _:
            return False


def _is_of_chances(node: Node) -> bool:
    """``p(x) p(y) / q(x)``: what is made of chances alone is positive, and so is its mean."""
    match node:
        case Bracket(_, _, (inner,), (), ()):
            return _is_of_chances(inner)
        case Fraction(top, bottom):
            return _is_of_chances(top) and _is_of_chances(bottom)
        case Product(factors, signs):
            return set(signs) <= {"", "\\cdot", "/"} and all(map(_is_of_chances, factors))
        case Call(Symbol(base)):
            return base in PROBABILITY_HEADS
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
        case Call(Symbol(base)) if base in PROBABILITY_HEADS:
            return "probability"
        case Call(Power(_, Number("2"))):
            return "positive"
        case Call(Symbol("E" | "\\mathbb{E}"), Bracket(_, _, (body,), (), ())) if _is_log_of_chance(body):
            return "negative"
        case Applied(Symbol("E" | "\\mathbb{E}"), body) if _is_log_of_chance(body):
            return "negative"
        case Call(Symbol("\\sigma", "", (), _, 0, ()), Bracket(_, _, (argument,))):
            return "positive" if isinstance(argument, Symbol) else "probability"
        case Call(Symbol("sim" | "cos" | "cossim", "\\operatorname")):
            return "cosine"
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
        case Call(Symbol("E" | "\\mathbb{E}"), Bracket(_, _, (body,), (), ())) if _is_square(
            body
        ) or _is_of_chances(body):
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
        case Big("\\int", _, _, Signed()):
            return "value"
        case Big("\\int") if chance_of_best(node):
            return "probability"
        case Norm() | Big("\\int"):
            return "positive"
        case Gradient() | Derivative():
            return "value"
        case _:
            return "value"
