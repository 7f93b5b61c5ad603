"""The stubs of libraries without types name what the libraries have, and return what they say."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy

from tests.guards.trees import PACKAGE

STUBS = sorted((PACKAGE.parent / "typings").rglob("*.pyi"))
# Instances in place of classes which only the stub names, or which get their attributes later.
_INSTANCES: dict[str, Any] = {
    "MPContext": mpmath.mp, "_Levin": mpmath.levin(), "_Singletons": sympy.S, "MatrixBase": sympy.Matrix([1]),
}  # fmt: skip


def _module_of(stub: Path) -> Any:
    parts = stub.relative_to(PACKAGE.parent / "typings").with_suffix("").parts
    return importlib.import_module(".".join(part for part in parts if part != "__init__"))


def _declared(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield statement.name, statement
        elif isinstance(statement, ast.AnnAssign) and ast.unparse(statement.annotation) != "TypeAlias":
            yield ast.unparse(statement.target), statement


def _missing(owner: Any, body: list[ast.stmt], place: str) -> Iterator[str]:
    for name, statement in _declared(body):
        if name not in _INSTANCES and not hasattr(owner, name):
            yield f"{place}.{name}"
            continue
        held = _INSTANCES[name] if name in _INSTANCES else getattr(owner, name)
        if isinstance(statement, ast.ClassDef):
            yield from _missing(held, statement.body, f"{place}.{name}")
        elif isinstance(statement, ast.FunctionDef) and not _takes(
            held, statement.args, is_of_class=not inspect.ismodule(owner)
        ):
            yield f"{place}.{name}()"


def _takes(function: Any, arguments: ast.arguments, *, is_of_class: bool) -> bool:
    """Whether the library's function takes as many by place as its stub says, and the others by name."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # made in C, or by a class of classes: it does not say
        return True
    places = len(arguments.posonlyargs) + len(arguments.args) - (is_of_class and inspect.ismethod(function))
    try:
        signature.bind(*range(places), **{argument.arg: object() for argument in arguments.kwonlyargs})
    except TypeError:
        return False
    return True


def test_what_a_stub_names_is_in_its_library() -> None:
    found = [
        fault
        for stub in STUBS
        for fault in _missing(_module_of(stub), ast.parse(stub.read_text("utf-8")).body, stub.parent.name)
    ]
    assert STUBS
    assert found == []


def test_the_guard_sees() -> None:
    stub = ast.parse("class mpf:\n  def none(self): ...\ndef re(x, y): ...\ndef sin(x): ...\nnone: int").body
    assert list(_missing(mpmath, stub, "mpmath")) == ["mpmath.mpf.none", "mpmath.re()", "mpmath.none"]


REAL, COMPLEX = mpmath.mpf("0.5"), mpmath.mpc("0.5", "0.25")


@pytest.mark.parametrize("other", [REAL, 2, 0.25], ids=repr)
def test_operations_of_real_numbers_are_real(other: Any) -> None:
    for value in (REAL + other, other + REAL, REAL - other, other - REAL, REAL * other, REAL / other):
        assert isinstance(value, mpmath.mpf)
    assert isinstance(other / REAL, mpmath.mpf)


@pytest.mark.parametrize("other", [REAL, COMPLEX, 2, 0.25, 1j], ids=repr)
def test_operations_with_a_number_that_is_not_real_are_not_real(other: Any) -> None:
    values = [COMPLEX + other, other + COMPLEX, COMPLEX - other, other - COMPLEX, COMPLEX * other]
    for value in (*values, COMPLEX / other, other / COMPLEX, COMPLEX**other, other**COMPLEX):
        assert isinstance(value, mpmath.mpc)


def _functions_of_one(stub: Path) -> Iterator[tuple[str, str, str]]:
    """Each function of one parameter: its name, what it takes and what it returns."""
    for function in ast.parse(stub.read_text("utf-8")).body:
        if isinstance(function, ast.FunctionDef) and len(function.args.args) == 1:
            (parameter,) = function.args.args
            assert parameter.annotation is not None
            assert function.returns is not None
            yield function.name, ast.unparse(parameter.annotation), ast.unparse(function.returns)


def test_functions_return_what_the_stub_says() -> None:
    arguments = {"Real": [REAL, 2], "Number": [REAL, COMPLEX, 2, 3 + 1j]}
    number = mpmath.mpf | mpmath.mpc
    kinds: dict[str, Any] = {"mpf": mpmath.mpf, "Value": number, "bool": bool, "int | mpf": int | mpmath.mpf}
    called = 0
    for name, takes, returns in _functions_of_one(PACKAGE.parent / "typings" / "mpmath" / "__init__.pyi"):
        for argument in arguments.get(takes, []):
            assert isinstance(getattr(mpmath, name)(argument), kinds[returns]), (name, argument)
            called += 1
    assert called > 50
