"""A node of LaTeX is drawn, written on one line and said: none vanishes where a printer was forgotten."""

from __future__ import annotations

import ast
from typing import get_args

import pytest

from drill.latex.nodes import Node
from tests.guards.trees import PACKAGE, trees


@pytest.mark.parametrize("printer", ["layout", "lineprinter", "speech"])
def test_a_printer_has_a_case_for_every_node(printer: str) -> None:
    tree = trees()[PACKAGE / "typeset" / f"{printer}.py"]
    named = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tree"
    }
    assert [each.__name__ for each in get_args(Node) if each.__name__ not in named] == []
