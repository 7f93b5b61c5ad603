"""Kinds of SymPy values: checks, tests for zero, and the real odd root."""

from __future__ import annotations

from typing import Any

import sympy

from drill.errors import CheckError, TooLargeError, UndefinedError

# A SymPy expression or immutable matrix.
Value = Any

# Digits of an expression's value that decide whether it is zero.
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
    """Return the integer of ``value``.

    Raises:
        CheckError: it is not an integer.
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
    whole = turn % 7 + 1
    share = sympy.Rational((37 * turn + 17) % 89 + 3, 41)
    size = sympy.Integer(whole) if symbol.is_integer else share
    if symbol.is_nonpositive or (turn % 2 == 1 and not symbol.is_nonnegative):
        return -size
    return size


# Vectors (one column) and matrices of SymPy values.

# Rows and columns at most: determinants of symbols take a second for more.
_MAX_MATRIX = 12


def matrix_of(items: list[Value]) -> Value:
    """Return ``[a, b]`` as a column, ``[[a, b], [c, d]]`` by rows (a list of vectors too).

    Raises:
        CheckError: the rows differ in length, or there are none.
        TooLargeError: it has too many rows or columns.
    """
    if not items:
        raise CheckError("an empty list has no value")
    if not any(map(is_matrix, items)):
        rows = [[as_scalar(item)] for item in items]
    else:
        rows = [_read_matrix_row(item) for item in items]
    if len({len(row) for row in rows}) > 1:
        raise CheckError("the rows of a matrix have different lengths")
    _bound_size(len(rows), len(rows[0]))
    return sympy.ImmutableMatrix(rows)


def _read_matrix_row(item: Value) -> list[Any]:
    if not is_matrix(item) or 1 not in item.shape:
        raise CheckError("the rows of a matrix must be lists of numbers")
    return list(item)


def _bound_size(rows: int, columns: int) -> None:
    if max(rows, columns) > _MAX_MATRIX or min(rows, columns) < 1:
        raise TooLargeError(f"a matrix of {rows}×{columns}; up to {_MAX_MATRIX} rows and columns are taken")


def matrix_power(base: Value, exponent: int) -> Value:
    """Return a whole power of a square matrix; negative ones by the inverse.

    Raises:
        TooLargeError: the exponent is too large.
        CheckError: the matrix is not square.
    """
    matrix = require_square_matrix(base, "a power")
    if abs(exponent) > 100:
        raise TooLargeError("the exponent of a matrix is too large")
    matrix = invert_sympy_matrix(matrix) if exponent < 0 else matrix
    return require_defined(matrix ** abs(exponent))


def require_square_matrix(value: Value, operation: str) -> Any:
    """Return ``value`` if it is a square matrix.

    Raises:
        CheckError: it is not one.
    """
    if not is_matrix(value) or value.rows != value.cols:
        raise CheckError(f"{operation} needs a square matrix")
    return value


def invert_sympy_matrix(value: Value) -> Value:
    """Return the inverse, of a number too.

    Raises:
        UndefinedError: it does not exist.
    """
    if not is_matrix(value):
        return require_defined(sympy.S.One / as_scalar(value))
    matrix = require_square_matrix(value, "inv")
    scale = compute_sympy_determinant(matrix)
    if scale.is_zero or is_sympy_zero(scale):
        raise UndefinedError("the matrix is singular")
    if all(entry.is_Rational for entry in matrix):
        return matrix.inv().as_immutable()
    return (matrix.adjugate() / scale).applyfunc(sympy.cancel).as_immutable()


def compute_sympy_determinant(value: Value) -> Any:
    """Return the determinant, multiplied out where entries are symbols."""
    matrix = require_square_matrix(value, "det")
    if all(entry.is_Rational for entry in matrix):
        return matrix.det()
    return sympy.expand(matrix.det(method="berkowitz"))


def compute_sympy_eigenvalues(value: Value) -> Value:
    """Return all eigenvalues with multiplicity, by real part and then imaginary part where they are numbers.

    Raises:
        CheckError: they have no closed form.
    """
    matrix = require_square_matrix(value, "eigenvalues")
    try:
        multiplicities = matrix.eigenvals()
    except sympy.matrices.exceptions.MatrixError:
        raise CheckError("the eigenvalues have no closed form") from None
    roots = [root for root, times in multiplicities.items() for _ in range(times)]
    if len(roots) != matrix.rows:
        raise CheckError("the eigenvalues have no closed form")
    if all(root.is_number for root in roots):
        roots.sort(key=lambda root: tuple(float(part.evalf(20)) for part in root.as_real_imag()))
    else:
        roots.sort(key=sympy.default_sort_key)
    return sympy.ImmutableMatrix([[sympy.simplify(root)] for root in roots])


# Derivatives, integrals, limits and sums of SymPy expressions, in the form a textbook gives them.

# A SymPy expression.
Expression = Any

_UNFINISHED = (sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit, sympy.Derivative)


def find_antiderivative(body: Expression, variable: sympy.Symbol) -> Expression:
    """Return an antiderivative, with ln|…| where the integrand's domain has both signs of the argument.

    Raises:
        CheckError: none was found in closed form.
    """
    expression = _choose_general_case(sympy.integrate(body, variable))
    if expression.has(*_UNFINISHED):
        raise CheckError("no antiderivative in closed form was found")
    return _with_bars(expression, body, variable)


def _with_bars(expression: Expression, body: Expression, variable: sympy.Symbol) -> Expression:
    """Write ln|g| for the logarithms ln(g) that integration introduced, unless g cannot be negative."""
    if expression.has(sympy.I):
        return expression
    own_logarithms = body.atoms(sympy.log)
    barred = {
        logarithm: sympy.log(sympy.Abs(logarithm.args[0]))
        for logarithm in expression.atoms(sympy.log)
        if logarithm not in own_logarithms
        and logarithm.args[0].has(variable)
        and not _is_positive(logarithm.args[0], variable)
    }
    return expression.xreplace(barred)


def _is_positive(argument: Expression, variable: sympy.Symbol) -> bool:
    if argument.is_nonnegative:
        return True
    polynomial = argument.as_poly(variable)
    if polynomial is None or polynomial.degree() != 2:
        return False
    return bool(polynomial.discriminant().is_negative and polynomial.LC().is_positive)


def _choose_general_case(expression: Expression) -> Expression:
    """Return the general or convergent one of several cases (n ≠ -1, |x| < 1, …). Raises CheckError if two
    are general, x ≤ y and x > y.
    """
    while expression.has(sympy.Piecewise):
        expression = expression.replace(_is_piecewise, _general_case)
    return expression


def _is_piecewise(part: Expression) -> bool:
    return isinstance(part, sympy.Piecewise)


def _general_case(piecewise: Any) -> Expression:
    general: list[Expression] = []
    for case, condition in piecewise.args:
        if case.has(*_UNFINISHED) or isinstance(condition, sympy.Eq):
            continue
        general.append(case)
        if all(isinstance(part, sympy.Ne) for part in sympy.And.make_args(condition)):
            break  # what follows holds at single values alone
    real = dict.fromkeys(case for case in general if not case.has(sympy.I)) or dict.fromkeys(general)
    if len(real) > 1:
        raise CheckError("there is another closed form in each of several cases")
    return next(iter(real), piecewise.args[0][0])


def finish_sympy_value(value: Expression, operation: str) -> Expression:
    """Return a definite integral, a sum or a product; a number without closed form to 30 digits.

    Raises:
        CheckError: no closed form was found.
        UndefinedError: it does not converge.
    """
    value = _choose_general_case(value)
    if value.has(*_UNFINISHED):
        if value.free_symbols:
            raise CheckError(f"no closed form of the {operation} was found")
        # More digits than an answer is judged by.
        value = value.evalf(30)
        if not value.is_number or value.has(*_UNFINISHED):
            raise CheckError(f"the {operation} could not be computed")
    if value.has(sympy.nan, sympy.zoo) or (value.is_number and value.is_infinite):
        raise UndefinedError(f"the {operation} does not converge")
    return value


def find_sympy_limit(body: Expression, variable: sympy.Symbol, point: Expression) -> Expression:
    """Return the limit, ±infinity included. A side on which the expression is not real does not count.

    Raises:
        UndefinedError: it does not exist.
        CheckError: it could not be computed.
    """
    if point.is_infinite:
        return _find_one_sided_limit(body, variable, point, "-")
    right = _is_real_near(body, variable, point, 1)
    left = _is_real_near(body, variable, point, -1)
    sides = [side for side, counts in (("+", right), ("-", left)) if counts] or ["+"]
    limits = [_find_one_sided_limit(body, variable, point, side) for side in sides]
    if len(limits) == 2 and limits[0] != limits[1] and sympy.simplify(limits[0] - limits[1]) != 0:
        raise UndefinedError("the limits from the left and from the right differ")
    return limits[0]


def _find_one_sided_limit(
    body: Expression, variable: sympy.Symbol, point: Expression, side: str
) -> Expression:
    try:
        result = sympy.limit(body, variable, point, side)
    except (NotImplementedError, ValueError, TypeError):
        raise CheckError("the limit could not be computed") from None
    if result.has(sympy.Limit):
        raise CheckError("the limit could not be computed")
    if result.has(sympy.nan, sympy.zoo, sympy.AccumBounds):
        raise UndefinedError("the limit does not exist")
    return result


def _is_real_near(body: Expression, variable: sympy.Symbol, point: Expression, side: int) -> bool:
    """Return whether the expression is real next to the point, other symbols taken as plain numbers."""
    numbers: dict[Any, Any] = {
        symbol: sympy.Rational(13 + 2 * index, 10)
        for index, symbol in enumerate(sorted(body.free_symbols, key=str))
    }
    numbers[variable] = point.subs(numbers) + side * sympy.Rational(1, 10**6)
    value = body.subs(numbers).evalf(20)
    if not value.is_number or value.has(sympy.nan, sympy.zoo):
        return True
    return bool(abs(sympy.im(value)) <= abs(value) * sympy.Rational(1, 10**12))
