"""Count the numbers that modules define at their top: ``python -m tests.bench.constants [-v]``.

A limit, a threshold or a patience is a number with a name at the top of a module. Each has a comment, a
guard, a sentence and a test, so that fewer of them are less of everything. Counted is every assignment of a
number, or of an expression of numbers alone, to an upper-case name outside of functions and classes; ``-v``
lists them by module.
"""

from __future__ import annotations

import argparse
import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

SOURCE: Final = Path(__file__).parents[2] / "drill"


class Constant(NamedTuple):
    """A number with a name, and where it is defined."""

    path: Path
    line: int
    name: str
    value: str


def list_constants(path: Path) -> Iterator[Constant]:
    """Yield the numbers that a module defines at its top, in order."""
    for statement in ast.parse(path.read_text("utf-8")).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        if name.isupper() and is_number(value):
            yield Constant(path, statement.lineno, name, ast.unparse(value))


def is_number(node: ast.expr) -> bool:
    """Return whether an expression is a number, or made of numbers alone."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case ast.UnaryOp(operand=operand):
            return is_number(operand)
        case ast.BinOp(left=left, right=right):
            return is_number(left) and is_number(right)
        case ast.Call(func=ast.Name(id="timedelta" | "Fraction" | "Decimal"), args=arguments):
            return bool(arguments) and all(map(is_number, arguments))
        case _:
            return False


def main() -> None:
    """Print how many numbers each package defines, and all of them with ``-v``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true", help="list every number with its place")
    is_verbose: bool = parser.parse_args().verbose
    counts: Counter[str] = Counter()
    for path in sorted(SOURCE.rglob("*.py")):
        for constant in list_constants(path):
            place = path.relative_to(SOURCE)
            counts[place.parts[0] if len(place.parts) > 1 else "."] += 1
            if is_verbose:
                print(f"{place}:{constant.line}: {constant.name} = {constant.value}")
    for package, count in counts.most_common():
        print(f"{package:12} {count:5}")
    print(f"{'all':12} {counts.total():5}")


if __name__ == "__main__":
    main()
