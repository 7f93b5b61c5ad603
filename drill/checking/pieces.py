"""Which functions are made of pieces, and which leave the real numbers somewhere."""

from __future__ import annotations

from drill.maths.tree import Binary, Call, Const, Neg, Node, Num, symbols, walk

_PARTLY_REAL = frozenset(
    {"sqrt", "ln", "log", "log2", "log10", "root", "asin", "acos", "asec", "acsc", "acosh", "atanh"}
    | {"asech", "acoth"}
)
_STEPS = frozenset({"sign", "floor", "ceil", "mod", "gcd", "ind", "pick"})
_CUTS = frozenset({"max", "min", "ind", "pick"})
_EXPONENTIAL = frozenset({"exp", "sinh", "cosh", "sech", "csch"})
IN_PIECES = _STEPS | {"abs", "max", "min"}
"""Functions that follow one rule here and another there."""


def leaves_the_reals(part: Node) -> bool:
    """Whether a function or power of real numbers may be complex."""
    match part:
        case Call(name, _):
            return name in _PARTLY_REAL
        case Binary("^", _, Num(text)):
            return not text.isdigit()
        case Binary("^", Const("e"), _) | Binary("^", _, Neg(Num())):
            return False
        case Binary("^"):
            return True
        case _:
            return False


def outgrows_doubles(node: Node) -> bool:
    """Whether some part grows exponentially: e^800 is beyond doubles, and e^(-800) below them."""
    return any(_is_exponential(part) for part in walk(node))


def _is_exponential(part: Node) -> bool:
    match part:
        case Call(name, (arg,)) if name in _EXPONENTIAL:
            return bool(symbols(arg))
        case Binary("^", _, exponent):
            return bool(symbols(exponent))
        case _:
            return False


def has_pieces(node: Node) -> bool:
    """Whether an expression may follow one rule here and another there: |x|, max(x, 0), √(x²).

    Analytic functions that agree on any stretch agree everywhere; of these every piece has to be looked at.
    """
    return any(_is_in_pieces(part) for part in walk(node) if symbols(part))


def has_kinks(node: Node) -> bool:
    """Whether a function that is made of pieces by name occurs."""
    return _calls(node, IN_PIECES)


def may_cut(node: Node) -> bool:
    """Whether something may be cut off at a level: a maximum follows a pole so far, and no further.

    So does (a + b + |a - b|)/2, which is the maximum of a and b.
    """
    return _calls(node, _CUTS) or any(_may_level(part) for part in walk(node))


def _may_level(part: Node) -> bool:
    match part:
        case Call("abs", (Binary("+" | "-", left, right),)):
            return any(_may_have_a_pole(side) for side in (left, right))
        case _:
            return False


def _may_have_a_pole(node: Node) -> bool:
    return any(
        symbols(part) and (isinstance(part, Call) or (isinstance(part, Binary) and part.op in ("/", "^")))
        for part in walk(node)
    )


def has_steps(node: Node) -> bool:
    """Whether a value may stand alone at a single place, as those of floor(x) + 1 beside ceil(x)."""
    return _calls(node, _STEPS)


def _calls(node: Node, names: frozenset[str]) -> bool:
    return any(isinstance(part, Call) and part.name in names and symbols(part) for part in walk(node))


def _is_in_pieces(part: Node) -> bool:
    match part:
        case Call(name, _) if name in IN_PIECES:
            return True
        case Call("sqrt" | "root" | "cbrt", (inner, *_)):
            return _has_power(inner)
        case Binary("^", inner, _):
            return leaves_the_reals(part) and _has_power(inner)
        case Call("asin" | "acos" | "atan" | "acot", (inner,)):
            return any(isinstance(each, Call) for each in walk(inner))
        case _:
            return False


def _has_power(node: Node) -> bool:
    return any(isinstance(part, Binary) and part.op == "^" for part in walk(node))


def jumps(node: Node) -> tuple[Node, ...]:
    """Expressions at whose roots a value may jump though it is defined: inside floor, ceil and sign."""
    found: dict[Node, None] = {}
    for part in walk(node):
        match part:
            case Call("sign", (inner,)):
                found.setdefault(inner)
            case Call("floor" | "ceil", (inner,)):
                for level in ("0", "1", "2"):
                    found.setdefault(Binary("-", inner, Num(level)))
            case _:
                pass
    return tuple(found)


def divisors(node: Node) -> tuple[Node, ...]:
    """What has no value to give where it is zero: divisors, bases of powers, arguments of functions."""
    found: dict[Node, None] = {}
    for part in walk(node):
        match part:
            case Binary("/", _, divisor):
                found[divisor] = None
            case Binary("^", base, _) if symbols(base):
                found[base] = None
            case Call("ln" | "log" | "log2" | "log10", args):
                found |= dict.fromkeys(args)
            case _:
                pass
    return tuple(each for each in found if symbols(each))
