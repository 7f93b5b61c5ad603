"""Programs that take one branch of another everywhere: the first of two values, the lower bound alone.

A trial on which such a program has another result shows that both branches are needed. Arrays that never
reach a bound would accept an answer that leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from drill.arraycode.array_code_tree import (
    CodeBinary,
    CodeCall,
    CodeNumber,
    Constant,
    Node,
    Program,
    Unary,
    list_code_children,
    replace_code_children,
    walk_program,
)

_NO_BOUND = Constant("None")


def list_branch_programs(program: Program) -> tuple[Program, ...]:
    """Return the program with each clip, larger or smaller value, choice, absolute value and comparison
    replaced by each of its branches, one at a time; shapes are kept."""
    found = dict[Program, None]()
    for node in walk_program(program):
        for branch in _list_branches(node):
            found.setdefault(_replace_node(program, node, branch))
    found.pop(program, None)
    return tuple(found)


def _list_branches(node: Node) -> Iterator[Node]:
    if isinstance(node, CodeBinary) and node.op in ("<", "<=", ">", ">="):
        yield replace(node, op="==", right=node.left)
        yield replace(node, op="!=", right=node.left)
    if not isinstance(node, CodeCall):
        return
    arguments = dict(node.arguments)
    match node.function, arguments:
        case "clip", {"a": of}:
            bounds = [
                replace(node, function=function, arguments=(("x", of), ("y", arguments[name])))
                for function, name in (("maximum", "a_min"), ("minimum", "a_max"))
                if arguments.get(name, _NO_BOUND) != _NO_BOUND
            ]
            yield from bounds if len(bounds) == 2 else (of,)
        case (("maximum" | "minimum"), {"x": first, "y": second}):
            yield _keep_shape(first, second)
            yield _keep_shape(second, first)
        case "where", {"condition": condition, "x": first, "y": second}:
            for op in ("==", "!="):
                chosen = CodeBinary(op, condition, condition)
                yield replace(node, arguments=(("condition", chosen), ("x", first), ("y", second)))
        case (("abs" | "absolute"), _):
            of = node.arguments[0][1]
            yield of
            yield Unary("-", of)
        case _:
            pass


def _keep_shape(taken: Node, other: Node) -> Node:
    """Return the first of two values, in the shape that both have together."""
    return CodeBinary("+", taken, CodeBinary("*", other, CodeNumber(0)))


def _replace_node(program: Program, old: Node, new: Node) -> Program:
    """Return the program with each part that equals ``old`` replaced."""

    def put(node: Node) -> Node:
        if node == old:
            return new
        parts = list_code_children(node)
        changed = tuple(map(put, parts))
        return node if changed == parts else replace_code_children(node, changed)

    assignments = tuple(replace(each, value=put(each.value)) for each in program.assignments)
    return Program(assignments, put(program.result))
