"""How many numeric constants the modules of the program have: ``python -m tests.bench.constants [-v]``.

A constant is a name in capitals, with or without an underscore before it, that a module sets at its top to
a number, or to a computation of numbers alone such as ``10**6``. Where several names are set in one
statement, each counts. Numbers within tables, defaults of functions and fields of classes do not count,
because they belong to one thing that is read beside them. Prints the count of each package, the largest
first, and the total; with ``-v`` also every constant with its place, so that one sees which could be one
limit where untrusted input comes in.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import drill

PACKAGE = Path(drill.__file__).parent
NAME = re.compile(r"_?[A-Z][A-Z0-9_]*")


class Constant(NamedTuple):
    """A numeric constant, and where it is set."""

    path: str
    line: int
    name: str
    value: str

    @property
    def package(self) -> str:
        """The package that sets it; a dot for modules beside the packages."""
        folder, is_within, _ = self.path.partition("/")
        return folder if is_within else "."


def find_constants() -> Iterator[Constant]:
    """Yield the numeric constants of all modules."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        for statement in ast.parse(path.read_text("utf-8")).body:
            for target, value in _list_assigned(statement):
                if not isinstance(target, ast.Name) or not is_number(value):
                    continue
                if NAME.fullmatch(target.id) is not None:
                    yield Constant(name, statement.lineno, target.id, ast.unparse(value))


def _list_assigned(statement: ast.stmt) -> list[tuple[ast.expr, ast.expr]]:
    """Return the targets of an assignment with the values that they get; nothing for other statements."""
    if isinstance(statement, ast.AnnAssign):
        return [] if statement.value is None else [(statement.target, statement.value)]
    if not isinstance(statement, ast.Assign):
        return []
    pairs: list[tuple[ast.expr, ast.expr]] = []
    for target in statement.targets:
        if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            pairs += zip(target.elts, statement.value.elts, strict=False)
        else:
            pairs.append((target, statement.value))
    return pairs


def is_number(value: ast.expr) -> bool:
    """Return whether an expression is a whole or decimal number, or computes one of numbers alone."""
    match value:
        case ast.Constant(value=number):
            return isinstance(number, int | float) and not isinstance(number, bool)
        case ast.UnaryOp(operand=operand):
            return is_number(operand)
        case ast.BinOp(left=left, right=right):
            return is_number(left) and is_number(right)
        case _:
            return False


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-v", "--verbose", action="store_true", help="name every constant")
    is_verbose = parser.parse_args().verbose
    constants = list(find_constants())
    if is_verbose:
        for constant in constants:
            print(f"drill/{constant.path}:{constant.line}: {constant.name} = {constant.value}")
    counts = Counter(constant.package for constant in constants)
    for package, count in counts.most_common():
        print(f"{package:12} {count:5}")
    print(f"{'total':12} {len(constants):5}")


if __name__ == "__main__":
    main()
