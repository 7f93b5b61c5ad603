"""Kinds of SymPy values: checks, tests for zero, and the real odd root."""

from __future__ import annotations

from typing import Any

import sympy

from drill.errors import CheckError, TooLargeError, UndefinedError

# A SymPy expression or immutable matrix.
Value = Any

# Digits to which an expression is worked out to see whether it is zero.
_ZERO_DIGITS = 50
_ZERO = sympy.Rational(1, 10**40)


class RealRoot(sympy.Function):
    """The n-th root of a real number for odd n: real below zero too, unlike the principal power."""

    nargs = (2,)

    @classmethod
    def eval(cls, *args: Any) -> Any:
        """Return an ordinary power where the sign of the argument is known."""
        x, n = args
        if x.is_nonnegative:
            return x ** (1 / n)
        return -((-x) ** (1 / n)) if x.is_negative else None

    def fdiff(self, argindex: int = 1) -> Any:
        """Return the derivative by the radicand."""
        x, n = self._parts()
        return 1 / (n * RealRoot(x, n) ** (n - 1))

    def _parts(self) -> tuple[Any, ...]:
        return self.args

    def _eval_is_extended_real(self) -> bool | None:
        return self._parts()[0].is_extended_real

    def _eval_power(self, expt: Any) -> Any:
        x, n = self._parts()
        return x ** (expt / n) if (expt / n).is_integer else None


def require_defined(value: Value) -> Value:
    """Return ``value``. Raises UndefinedError for what SymPy makes of 1/0 and 0/0."""
    if is_matrix(value):
        for entry in value:
            require_defined(entry)
        return value.as_immutable()
    if value is sympy.nan or value is sympy.zoo:
        raise UndefinedError("the expression has no value")
    return value


def as_scalar(value: Value) -> Any:
    """Return ``value`` if it is an expression. Raises CheckError for matrices, sets and statements."""
    if not isinstance(value, sympy.Expr) or isinstance(value, sympy.MatrixBase):
        raise CheckError("a number or expression is expected here")
    return value


def require_sympy_integer(value: Value, quantity: str) -> int:
    """Return the integer that ``value`` is.

    Raises:
        CheckError: it is none.
    """
    if not isinstance(value, sympy.Integer):
        raise CheckError(f"{quantity} must be a whole number")
    return int(value)


def is_matrix(value: Value) -> bool:
    """Return whether ``value`` is a vector or matrix."""
    return isinstance(value, sympy.MatrixBase)


def simplify_sympy(value: Any) -> Any:
    """Give SymPy's simplification, of expressions within the budget.

    Raises:
        TooLargeError: it is longer than that.
    """
    # SymPy takes seconds to simplify more operations.
    if value.count_ops() > 2000:
        raise TooLargeError("the expression is too long to simplify")
    return sympy.simplify(value)


def is_sympy_zero(difference: Any) -> bool:
    """Return whether an expression is identically zero.

    Raises:
        CheckError: that cannot be decided.
    """
    if difference.is_zero is not None and not difference.has(sympy.Float):
        return bool(difference.is_zero)
    if difference.is_number:
        return _number_is_zero(difference)
    if _is_nonzero_somewhere(difference):
        return False
    simple = simplify_sympy(difference)
    if simple == 0 or sympy.expand(simple, force=True) == 0:
        return True
    if simple.is_number:
        return _number_is_zero(simple)
    raise CheckError("it cannot be decided whether two expressions are equal")


def _number_is_zero(number: Any) -> bool:
    if abs(number.evalf(_ZERO_DIGITS)) > _ZERO:
        return False
    if number.has(sympy.Float) or simplify_sympy(number) == 0 or number.equals(0):
        return True
    raise CheckError("it cannot be decided whether two numbers are equal")


def _is_nonzero_somewhere(difference: Any) -> bool:
    """Return whether the expression differs from zero at some point that satisfies the assumptions."""
    names = sorted(difference.free_symbols, key=str)
    for turn in range(6):
        point = {symbol: _sample_symbol_value(symbol, turn + 3 * index) for index, symbol in enumerate(names)}
        value = difference.subs(point).evalf(_ZERO_DIGITS)
        if value.is_number and not value.has(sympy.nan, sympy.zoo) and abs(value) > _ZERO:
            return True
    return False


def _sample_symbol_value(symbol: Any, turn: int) -> Any:
    """Return a fixed number that the symbol may have; the sign alternates where it may."""
    whole, share = turn % 7 + 1, sympy.Rational((37 * turn + 17) % 89 + 3, 41)
    size = sympy.Integer(whole) if symbol.is_integer else share
    return -size if symbol.is_nonpositive or (turn % 2 == 1 and not symbol.is_nonnegative) else size
