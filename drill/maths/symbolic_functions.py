"""Operations and functions on SymPy values, bounded and with the conventions of the plain-maths language."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy

from drill.errors import CheckError, TooLargeError, UndefinedError
from drill.maths.exact import MAX_FACTORIAL, check_power

Value = Any
"""A SymPy expression, immutable matrix, tuple, set or relation."""

MAX_MATRIX = 12
_MAX_MATRIX_POWER = 100
_MAX_EXPANDED_TERMS = 3000
_MAX_TERMS_TO_SIMPLIFY = 2000
_ZERO_DIGITS = 50
_ZERO = sympy.Rational(1, 10**40)


class RealRoot(sympy.Function):
    """The n-th root of a real number for odd n: real below zero too, unlike the principal power."""

    nargs = (2,)

    @classmethod
    def eval(cls, *args: Any) -> Any:
        """An ordinary power where the sign of the argument is known."""
        x, n = args
        if x.is_nonnegative:
            return x ** (1 / n)
        if x.is_negative:
            return -((-x) ** (1 / n))
        return None

    def fdiff(self, argindex: int = 1) -> Any:
        """The derivative by the radicand."""
        x, n = self._parts()
        return 1 / (n * RealRoot(x, n) ** (n - 1))

    def _parts(self) -> tuple[Any, ...]:
        return self.args

    def _eval_is_extended_real(self) -> bool | None:
        return self._parts()[0].is_extended_real

    def _eval_power(self, expt: Any) -> Any:
        x, n = self._parts()
        return x ** (expt / n) if (expt / n).is_integer else None


def defined(value: Value) -> Value:
    """``value`` itself; :class:`UndefinedError` for what SymPy makes of 1/0 and 0/0."""
    if is_matrix(value):
        for entry in value:
            defined(entry)
        return value.as_immutable()
    if value is sympy.nan or value is sympy.zoo:
        raise UndefinedError("the expression has no value")
    return value


def as_scalar(value: Value) -> Any:
    """``value`` itself if it is an expression; :class:`CheckError` for matrices, sets and statements."""
    if not isinstance(value, sympy.Expr) or isinstance(value, sympy.MatrixBase):
        raise CheckError("a number or expression is due here")
    return value


def as_integer(value: Value, what: str) -> int:
    """The integer that ``value`` is."""
    if not isinstance(value, sympy.Integer):
        raise CheckError(f"{what} must be a whole number")
    return int(value)


def is_matrix(value: Value) -> bool:
    """Whether ``value`` is a vector or matrix."""
    return isinstance(value, sympy.MatrixBase)


def equal_sizes(left: Value, right: Value) -> bool:
    """Whether both are matrices of one shape."""
    return is_matrix(left) and is_matrix(right) and left.shape == right.shape


def matrix_of(items: list[Value]) -> Value:
    """``[a, b]`` as a column, ``[[a, b], [c, d]]`` by rows (a list of vectors too)."""
    if not items:
        raise CheckError("an empty list has no value")
    if not any(is_matrix(item) for item in items):
        rows = [[as_scalar(item)] for item in items]
    else:
        rows = [_row(item) for item in items]
    if len({len(row) for row in rows}) > 1:
        raise CheckError("the rows of a matrix have different lengths")
    _bound_size(len(rows), len(rows[0]))
    return sympy.ImmutableMatrix(rows)


def _row(item: Value) -> list[Any]:
    if not is_matrix(item) or 1 not in item.shape:
        raise CheckError("the rows of a matrix must be lists of numbers")
    return list(item)


def _bound_size(rows: int, columns: int) -> None:
    if max(rows, columns) > MAX_MATRIX or min(rows, columns) < 1:
        raise TooLargeError(f"a matrix of {rows}×{columns}; up to {MAX_MATRIX} rows and columns are taken")


def add(left: Value, right: Value) -> Value:
    """left + right, of numbers or of matrices of one shape."""
    if is_matrix(left) or is_matrix(right):
        if not equal_sizes(left, right):
            raise CheckError(f"sizes do not match: {_size(left)} and {_size(right)}")
        return (left + right).as_immutable()
    return defined(as_scalar(left) + as_scalar(right))


def _size(value: Value) -> str:
    return f"{value.rows}×{value.cols}" if is_matrix(value) else "a number"


def multiply(left: Value, right: Value) -> Value:
    """left * right; a row times a column is a number."""
    if not (is_matrix(left) and is_matrix(right)):
        factors = [factor if is_matrix(factor) else as_scalar(factor) for factor in (left, right)]
        return defined(factors[0] * factors[1])
    if left.cols != right.rows:
        if left.cols == right.cols == 1:
            raise CheckError("two vectors have no product; use dot")
        raise CheckError(f"sizes do not match: {_size(left)} times {_size(right)}")
    result = left * right
    if result.shape == (1, 1) and left.shape != (1, 1):
        return result[0, 0]
    return result.as_immutable()


def divide(left: Value, right: Value) -> Value:
    """left / right by a number."""
    if is_matrix(right):
        raise CheckError("division by a vector or matrix; use inv")
    if as_scalar(right).is_zero:
        raise UndefinedError("division by zero")
    return defined(left / right)


def power(base: Value, exponent: Value) -> Value:
    """base^exponent within the budget; 0^0 = 1."""
    exponent = as_scalar(exponent)
    if is_matrix(base):
        return _matrix_power(base, as_integer(exponent, "the exponent of a matrix"))
    base = as_scalar(base)
    if base.is_Rational and exponent.is_Rational:
        check_power(Fraction(base.p, base.q), Fraction(exponent.p, exponent.q))
    elif exponent.is_Rational and abs(exponent) > 1000:
        raise TooLargeError("a power is too large")
    return defined(base**exponent)


def _matrix_power(base: Value, exponent: int) -> Value:
    matrix = _square(base, "a power")
    if abs(exponent) > _MAX_MATRIX_POWER:
        raise TooLargeError("the exponent of a matrix is too large")
    matrix = _inverse(matrix) if exponent < 0 else matrix
    return defined(matrix ** abs(exponent))


def _square(value: Value, what: str) -> Any:
    if not is_matrix(value) or value.rows != value.cols:
        raise CheckError(f"{what} needs a square matrix")
    return value


def _inverse(value: Value) -> Value:
    if not is_matrix(value):
        return divide(sympy.S.One, value)
    matrix = _square(value, "inv")
    determinant = _determinant(matrix)
    if determinant.is_zero or is_zero(determinant):
        raise UndefinedError("the matrix is singular")
    if all(entry.is_Rational for entry in matrix):
        return matrix.inv().as_immutable()
    return (matrix.adjugate() / determinant).applyfunc(sympy.cancel).as_immutable()


def _determinant(value: Value) -> Any:
    matrix = _square(value, "det")
    if all(entry.is_Rational for entry in matrix):
        return matrix.det()
    return sympy.expand(matrix.det(method="berkowitz"))


def _transpose(value: Value) -> Value:
    return value.T.as_immutable() if is_matrix(value) else value


def _eigenvalues(value: Value) -> Value:
    """All eigenvalues with multiplicity, by real part and then imaginary part where they are numbers."""
    matrix = _square(value, "eigenvalues")
    try:
        found = matrix.eigenvals()
    except sympy.matrices.exceptions.MatrixError:
        raise CheckError("the eigenvalues have no closed form") from None
    roots = [root for root, times in found.items() for _ in range(times)]
    if len(roots) != matrix.rows:
        raise CheckError("the eigenvalues have no closed form")
    if all(root.is_number for root in roots):
        roots.sort(key=lambda root: tuple(float(part.evalf(20)) for part in root.as_real_imag()))
    else:
        roots.sort(key=sympy.default_sort_key)
    return sympy.ImmutableMatrix([[sympy.simplify(root)] for root in roots])


def _norm(value: Value) -> Value:
    entries = list(value) if is_matrix(value) else [as_scalar(value)]
    return sympy.sqrt(sympy.Add(*[sympy.Abs(entry) ** 2 for entry in entries]))


def _vector(value: Value, what: str) -> list[Any]:
    if not is_matrix(value) or 1 not in value.shape:
        raise CheckError(f"{what} needs vectors")
    return list(value)


def _dot(left: Value, right: Value) -> Value:
    x, y = _vector(left, "dot"), _vector(right, "dot")
    if len(x) != len(y):
        raise CheckError(f"sizes do not match: {len(x)} and {len(y)}")
    return sympy.Add(*[a * b for a, b in zip(x, y, strict=True)])


def _cross(left: Value, right: Value) -> Value:
    x, y = _vector(left, "cross"), _vector(right, "cross")
    if len(x) != 3 or len(y) != 3:
        raise CheckError("cross needs two vectors of three entries")
    return sympy.ImmutableMatrix([[x[i - 2] * y[i - 1] - x[i - 1] * y[i - 2]] for i in range(3)])


def _identity(size: Value) -> Value:
    count = as_integer(size, "the size of eye")
    _bound_size(count, count)
    return sympy.ImmutableMatrix(sympy.eye(count))


def _diagonal(*entries: Value) -> Value:
    values = _vector(entries[0], "diag") if len(entries) == 1 and is_matrix(entries[0]) else list(entries)
    _bound_size(len(values), len(values))
    return sympy.ImmutableMatrix(sympy.diag(*[as_scalar(value) for value in values]))


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    def function(*values: Value) -> Value:
        if len(values) == 1 and is_matrix(values[0]):
            values = tuple(_vector(values[0], "max and min"))
        return choose(*[as_scalar(value) for value in values])

    return function


def _of_scalars(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: function(*[as_scalar(value) for value in values])


def _logarithm(x: Any, base: Any = None) -> Any:
    if x.is_zero or (base is not None and (base.is_zero or base == 1)):
        raise UndefinedError("a logarithm of zero, or to the base 1")
    return sympy.log(x) if base is None else sympy.log(x, base)


def _root(x: Any, n: Any) -> Any:
    if n.is_zero:
        raise UndefinedError("the zeroth root")
    if n.is_Integer and n > 1 and n % 2 == 1:
        return RealRoot(x, n)
    return power(x, 1 / n)


def _factorial(n: Any) -> Any:
    if n.is_Rational and abs(n) > MAX_FACTORIAL:
        raise TooLargeError(f"a factorial of more than {MAX_FACTORIAL}")
    return sympy.gamma(n + 1) if n.is_Rational and not n.is_Integer else sympy.factorial(n)


def _gamma(x: Any) -> Any:
    if x.is_Rational and abs(x) > MAX_FACTORIAL:
        raise TooLargeError(f"a factorial of more than {MAX_FACTORIAL}")
    return sympy.gamma(x)


def _binomial(n: Any, k: Any) -> Any:
    if any(value.is_Rational and abs(value) > MAX_FACTORIAL for value in (n, k)):
        raise TooLargeError("a binomial coefficient is too large")
    return sympy.binomial(n, k)


def beta(a: Any, b: Any) -> Any:
    """Euler's beta function, by gamma functions where the arguments are numbers."""
    if a.is_number and b.is_number:
        return _gamma(a) * _gamma(b) / _gamma(a + b)
    return sympy.beta(a, b)


def _gcd(x: Any, y: Any) -> Any:
    return sympy.Integer(sympy.igcd(as_integer(x, "an argument of gcd"), as_integer(y, "an argument of gcd")))


def _mod(x: Any, y: Any) -> Any:
    if y.is_zero:
        raise UndefinedError("division by zero")
    return sympy.Mod(x, y)


def _entrywise(function: Callable[[Any], Any]) -> Callable[[Value], Value]:
    return lambda value: (
        value.applyfunc(function).as_immutable() if is_matrix(value) else function(as_scalar(value))
    )


def _expand(value: Any) -> Any:
    if _expanded_size(value) > _MAX_EXPANDED_TERMS:
        raise TooLargeError("the expanded form is too long")
    return sympy.expand(value)


def _expanded_size(value: Any) -> int:
    """An upper bound of the number of terms after multiplying out."""
    if value.is_Add:
        return sum(_expanded_size(term) for term in value.args)
    if value.is_Mul:
        size = 1
        for factor in value.args:
            size = min(size * _expanded_size(factor), _MAX_EXPANDED_TERMS + 1)
        return size
    if value.is_Pow and value.exp.is_Integer and value.exp > 1:
        base = _expanded_size(value.base)
        return int(sympy.binomial(base + int(value.exp) - 1, base - 1)) if base > 1 else 1
    return 1


def _simplify(value: Any) -> Any:
    if value.count_ops() > _MAX_TERMS_TO_SIMPLIFY:
        raise TooLargeError("the expression is too long to simplify")
    return sympy.simplify(value)


def normal_cdf(x: Any) -> Any:
    """The standard normal distribution function, by erf."""
    return (1 + sympy.erf(x / sympy.sqrt(2))) / 2


_SCALAR_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(sympy, name) for name in ("sin", "cos", "tan", "sec", "csc", "cot")},
    **{name: getattr(sympy, name) for name in ("sinh", "cosh", "tanh", "sech", "csch", "coth")},
    **{name: getattr(sympy, name) for name in ("asin", "acos", "atan", "asec", "acsc", "acot")},
    **{name: getattr(sympy, name) for name in ("asinh", "acosh", "atanh", "asech", "acsch", "acoth")},
    "exp": lambda x: power(sympy.E, x),
    "ln": _logarithm,
    "log": _logarithm,
    "log2": lambda x: _logarithm(x, sympy.Integer(2)),
    "log10": lambda x: _logarithm(x, sympy.Integer(10)),
    "sqrt": sympy.sqrt,
    "cbrt": lambda x: _root(x, sympy.Integer(3)),
    "root": _root,
    "abs": sympy.Abs,
    "sign": sympy.sign,
    "floor": sympy.floor,
    "ceil": sympy.ceiling,
    "erf": sympy.erf,
    "gamma": _gamma,
    "digamma": sympy.digamma,
    "beta": beta,
    "factorial": _factorial,
    "binomial": _binomial,
    "gcd": _gcd,
    "mod": _mod,
    "Phi": normal_cdf,
    "phi": lambda x: sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "logit": lambda p: _logarithm(divide(p, 1 - p)),
}

FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{name: _of_scalars(function) for name, function in _SCALAR_FUNCTIONS.items()},
    "max": _extreme(sympy.Max),
    "min": _extreme(sympy.Min),
    "inv": _inverse,
    "det": _determinant,
    "T": _transpose,
    "trace": lambda value: _square(value, "trace").trace(),
    "rank": lambda value: (
        sympy.Integer(value.rank()) if is_matrix(value) else sympy.Integer(not is_zero(value))
    ),
    "norm": _norm,
    "eigenvalues": _eigenvalues,
    "dot": _dot,
    "cross": _cross,
    "eye": _identity,
    "diag": _diagonal,
    "expand": _entrywise(_expand),
    "factor": _entrywise(sympy.factor),
    "simplify": _entrywise(_simplify),
    "raw": lambda value: value,
    "dec": lambda value, places=None: value,
    "col": lambda value: value,
}
"""Functions by canonical name, of SymPy values."""


def is_zero(difference: Any) -> bool:
    """Whether an expression is identically zero; :class:`CheckError` if that cannot be decided."""
    if difference.is_zero is not None and not difference.has(sympy.Float):
        return bool(difference.is_zero)
    if difference.is_number:
        return _number_is_zero(difference)
    if _is_nonzero_somewhere(difference):
        return False
    simplified = _simplify(difference)
    if simplified == 0 or sympy.expand(simplified, force=True) == 0:
        return True
    if simplified.is_number:
        return _number_is_zero(simplified)
    raise CheckError("it cannot be decided whether two expressions are equal")


def _number_is_zero(number: Any) -> bool:
    if abs(number.evalf(_ZERO_DIGITS)) > _ZERO:
        return False
    if number.has(sympy.Float) or _simplify(number) == 0 or number.equals(0):
        return True
    raise CheckError("it cannot be decided whether two numbers are equal")


def _is_nonzero_somewhere(difference: Any) -> bool:
    """Whether some point that satisfies the symbols' assumptions gives something else than zero."""
    names = sorted(difference.free_symbols, key=str)
    for turn in range(6):
        point = {symbol: _sample(symbol, turn + 3 * place) for place, symbol in enumerate(names)}
        value = difference.subs(point).evalf(_ZERO_DIGITS)
        if value.is_number and not value.has(sympy.nan, sympy.zoo) and abs(value) > _ZERO:
            return True
    return False


def _sample(symbol: Any, turn: int) -> Any:
    """A fixed number that the symbol may stand for; the sign alternates where it may."""
    size = (
        sympy.Rational(turn % 7 + 1, 1)
        if symbol.is_integer
        else sympy.Rational((37 * turn + 17) % 89 + 3, 41)
    )
    if symbol.is_nonpositive or (turn % 2 == 1 and not symbol.is_nonnegative):
        return -size
    return size


def sign_of(difference: Any) -> int:
    """-1, 0 or 1; :class:`CheckError` if the sign of an expression cannot be decided."""
    if difference.is_positive:
        return 1
    if difference.is_negative:
        return -1
    if difference.is_zero:
        return 0
    if not difference.is_number:
        raise CheckError("an order of expressions with free symbols cannot be decided")
    value = difference.evalf(_ZERO_DIGITS)
    real, imaginary = value.as_real_imag()
    if abs(imaginary) > _ZERO:
        raise CheckError("complex numbers have no order")
    if abs(real) > _ZERO:
        return 1 if real > 0 else -1
    return 0 if _number_is_zero(difference) else 1
