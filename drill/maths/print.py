"""Trees to text that can be typed: brackets only where they are needed, products as a person writes them.

What is printed reads back to the same tree, for answers and banks alike. For that, a product that was written
side by side gets its sign where the reading would otherwise fail or change: before a number (``x*2``).
``(1/2) x`` gets brackets and ``p (1 - p)`` its blank, since banks refuse ``1/2x`` and ``p(1 - p)``.
"""

from __future__ import annotations

from drill.maths import maths_tree
from drill.maths.chains import split_chain
from drill.maths.maths_tree import Binary, Call, Node
from drill.maths.print_latex import print_tree_latex

__all__ = ["print_tree_latex", "to_plain"]

_OR, _AND, _NOT, _RELATION, _UNION, _SUM, _PRODUCT, _POWER, _ATOM = range(9)
_BRACKETS = {"list": "[]", "tuple": "()", "set": "{}", "commas": "()"}


def to_plain(node: Node) -> str:
    """Return the text of a tree, in the language of :func:`drill.maths.plain.parse`."""
    if isinstance(node, maths_tree.Sequence) and node.kind == "commas" and len(node.items) > 1:
        return ", ".join(_at_least(item, _OR) for item in node.items)
    return _at_least(node, _OR)


def _at_least(node: Node, level: int) -> str:
    """Print a node, in brackets if it binds more loosely than ``level``."""
    text, own_level = _print_node(node)
    return text if own_level >= level else f"({text})"


def _print_node(node: Node) -> tuple[str, int]:
    """Return the text of a node, and how strongly its outermost operator binds."""
    match node:
        case maths_tree.Num(text):
            return text, _ATOM
        case maths_tree.Sym(name) | maths_tree.Const(name):
            return name, _ATOM
        case maths_tree.Neg(arg):
            # a minus belongs to the whole product after it; a sum or another minus needs brackets
            return f"-{_print_operand(arg, _PRODUCT)}", _PRODUCT
        case Binary():
            return _print_binary(node)
        case Call(name, args):
            return _print_call(name, args)
        case maths_tree.Sequence(kind, items):
            return _print_sequence(kind, items), _ATOM
        case maths_tree.Interval(low, high, open_low, open_high):
            ends = "(" if open_low else "[", ")" if open_high else "]"
            return f"{ends[0]}{_at_least(low, _OR)}, {_at_least(high, _OR)}{ends[1]}", _ATOM
        case maths_tree.Union(left, right):
            return f"{_at_least(left, _UNION)} U {_at_least(right, _SUM)}", _UNION
        case maths_tree.Relation(op, left, right):
            return f"{_at_least(left, _UNION)} {op} {_at_least(right, _UNION)}", _RELATION
        case maths_tree.Logic():
            return _print_logic(node)
        case maths_tree.Not(arg):
            return f"not {_at_least(arg, _NOT)}", _NOT
        case maths_tree.Index(base, indices):
            text = _at_least(base, _ATOM)
            if not (isinstance(base, maths_tree.Sym) or text.endswith((")", "]"))):
                text = f"({text})"  # 2[1] would be a product
            return f"{text}[{', '.join(_at_least(index, _OR) for index in indices)}]", _ATOM


def _print_operand(node: Node, level: int) -> str:
    """Print a node after an operator or as a factor, where a leading minus needs brackets."""
    return f"({_at_least(node, _OR)})" if isinstance(node, maths_tree.Neg) else _at_least(node, level)


def _print_binary(node: Binary) -> tuple[str, int]:
    match node.op:
        case "+" | "-":
            first, links = split_chain(node)
            terms = [f" {op} {_print_operand(term, _PRODUCT)}" for op, term in links]
            return _at_least(first, _SUM) + "".join(terms), _SUM
        case "/":
            return f"{_print_operand(node.left, _PRODUCT)}/{_print_operand(node.right, _POWER)}", _PRODUCT
        case "^":
            base = node.left
            postfix = isinstance(base, Call) and base.name == "factorial"
            left = f"({_at_least(base, _OR)})" if postfix else _at_least(base, _ATOM)
            simple = isinstance(node.right, maths_tree.Num | maths_tree.Sym | maths_tree.Const)
            right = _at_least(node.right, _OR)
            return f"{left}^{right if simple else f'({right})'}", _POWER
        case _:
            return _print_product(node), _PRODUCT


def _print_product(node: Binary) -> str:
    left = _print_operand(node.left, _PRODUCT)
    right = _print_operand(node.right, _POWER)
    if not node.implicit or right[0].isdigit() or right[0] in ".{":
        return f"{left}*{right}"
    if isinstance(node.left, Binary) and node.left.op == "/":
        left = f"({left})"
    return f"{left}{_find_gap_between_factors(node.left, left, right)}{right}"


def _find_gap_between_factors(node: Node, left: str, right: str) -> str:
    """Return a blank between two factors, unless they read well without: ``2x``, ``(x + 1)(y)``."""
    if isinstance(node, maths_tree.Num):
        is_power_of_ten = "e" in left.lower() or (right[0] in "eE" and right[1:2].isdigit())
        begins_word = len(right) > 1 and right[:2].isalpha()
        return " " if right[0] == "[" or is_power_of_ten or begins_word else ""
    return "" if left[-1] == ")" and right[0] == "(" and not isinstance(node, Call) else " "


def _print_call(name: str, args: tuple[Node, ...]) -> tuple[str, int]:
    if name == "factorial" and len(args) == 1:
        arg = args[0]
        nested = isinstance(arg, Call) and arg.name == "factorial"
        return f"({_at_least(arg, _OR)})!" if nested else f"{_at_least(arg, _ATOM)}!", _ATOM
    return f"{name}({', '.join(_at_least(arg, _OR) for arg in args)})", _ATOM


def _print_sequence(kind: str, items: tuple[Node, ...]) -> str:
    opening, closing = _BRACKETS[kind]
    texts = [_at_least(item, _OR) for item in items]
    if (
        kind == "list"
        and len(texts) == 1
        and " " in texts[0]
        and not isinstance(items[0], maths_tree.Sequence)
    ):
        texts[0] = f"({texts[0]})"  # [x y] is two entries where a vector is read
    last = "," if kind == "tuple" and len(texts) == 1 else ""  # (m,), since (m) is m
    return f"{opening}{', '.join(texts)}{last}{closing}"


def _print_logic(node: maths_tree.Logic) -> tuple[str, int]:
    relations = maths_tree.split_comparison_chain(node)
    if len(relations) > 1:
        first = _at_least(relations[0].left, _UNION)
        return first + "".join(f" {link.op} {_at_least(link.right, _UNION)}" for link in relations), _AND
    level = _OR if node.op == "or" else _AND
    return f"{_at_least(node.left, level)} {node.op} {_at_least(node.right, level + 1)}", level
