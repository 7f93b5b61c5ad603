"""Where the one-line form needs parentheses: grouping that a slash, script or neighbour would break."""

from __future__ import annotations

import unicodedata

from drill.latex import nodes as tree
from drill.latex.nodes import Node, Row
from drill.latex.symbols import Kind
from drill.typeset.glyphs import PRIMES
from drill.typeset.spacing import Placed, arrange_nodes

_FACTORS: frozenset[Kind] = frozenset(("ord", "open", "fence", "frac", "op", "big", "int"))
_FACTOR_ENDS: frozenset[Kind] = frozenset(("ord", "close", "fence", "frac", "op"))
_ARGUMENT_ENDS: frozenset[Kind] = frozenset(("bin", "rel", "punct", "close", "op", "big", "int"))
_APART: frozenset[Kind] = frozenset(("bin", "rel", "op", "big", "int"))
_FUNCTION_LETTERS = frozenset("fghpqFGHLPQEVZ")


def may_touch(before: Kind, after: Kind) -> bool:
    """Return whether a fraction in parentheses needs no blank between these kinds of neighbours."""
    return before not in ("bin", "rel", "punct", "big", "int") and after not in _APART


def ends_factor(item: Placed) -> bool:
    """Return whether a factor may end here."""
    return item.kind in _FACTOR_ENDS and type(item.node) is not tree.Words and not is_sign(item.node)


def starts_factor(item: Placed) -> bool:
    """Return whether a factor may begin here."""
    return (item.kind in _FACTORS and type(item.node) not in (tree.Words, tree.Tag)) or is_slash(item.node)


def fraction_argument(placed: list[Placed], start: int) -> int:
    """Return the end of a bare function's argument that begins at ``start`` with a fraction, perhaps signed.

    ``start`` itself where none begins there. A differential is no factor of an argument.
    """
    first = start + is_sign(placed[start].node)
    begins = first < len(placed) and type(placed[first].node) is tree.Fraction
    if not begins or not start or placed[start - 1].kind != "op":
        return start
    depth = 0
    for index in range(start, len(placed)):
        item = placed[index]
        ends = item.gap > 1 or item.kind in _ARGUMENT_ENDS or type(item.node) in (tree.Words, tree.Tag)
        ends = ends or is_slash(item.node)
        if index > first and not depth and (ends or is_differential(placed[index : index + 2], "d")):
            return index
        depth += (item.kind == "open") - (item.kind == "close")
    return len(placed)


def is_sign(node: Node) -> bool:
    """Return whether a node is a sign before what follows."""
    return type(node) is tree.Symbol and node.text in "+−±∓∀∃¬"


def is_slash(node: Node) -> bool:
    """Return whether a node is a slash."""
    return type(node) is tree.Symbol and node.text == "/"


def is_whole_product(placed: list[Placed]) -> bool:
    """Return whether a slash after the row divides all of it: no sum, relation, fraction or bare function."""
    depth = 0
    for index, item in enumerate(placed):
        depth -= item.kind == "close"
        if depth <= 0:
            if item.kind in ("bin", "rel", "punct", "big", "int") or type(item.node) is tree.Fraction:
                return False
            if type(item.node) is tree.Group and not is_whole_product(
                arrange_nodes(item.node.body, item.font, True)
            ):
                return False  # braces do not show
            if type(item.node) is tree.Words and " " in item.node.text.strip():
                return len(placed) == 1
            following = placed[index + 1].kind if index + 1 < len(placed) else None
            if is_slash(item.node) or (item.kind == "op" and following not in ("open", "fence", None)):
                return False
        depth += item.kind == "open"
    return True


def is_single(placed: list[Placed]) -> bool:
    """Return whether the row needs no parentheses after a slash: it is one atom, or a call like ``P(B)``.

    A letter before a sum in parentheses may be a factor as well: ``p(1 − p)`` keeps its own.
    """
    placed = [item for item in placed if item.node != tree.Group([])]
    if len(placed) == 1:
        return type(placed[0].node) not in (tree.Fraction, tree.Words, tree.Group, tree.Lines)
    if len(placed) < 2 or not is_called(placed[0].node):
        return False
    if type(find_script_base(placed[0].node)) is tree.Symbol and _has_sum_in_parentheses(placed[1:]):
        return False
    if len(placed) == 2:
        return placed[1].kind == "fence"
    return placed[1].kind == "open" and find_closing_parenthesis(placed, 1) == len(placed) - 1


def _has_sum_in_parentheses(placed: list[Placed]) -> bool:
    """Return whether the parentheses contain a sum, be they plain ones or a fence."""
    node = placed[0].node
    inner = arrange_nodes(node.body, "") if type(node) is tree.Fence else placed
    return any(item.kind == "bin" for item in inner)


def find_closing_parenthesis(placed: list[Placed], opening: int) -> int:
    """Return where the parenthesis at ``opening`` is closed, or -1."""
    depth = 0
    for index in range(opening, len(placed)):
        depth += (placed[index].kind == "open") - (placed[index].kind == "close")
        if not depth:
            return index
    return -1


def continues_line(cells: list[Row]) -> bool:
    """Return whether an aligned line continues the one before: it begins with a relation or operator."""
    first = next((node for cell in cells for node in cell if type(node) is not tree.Space), None)
    return first is not None and tree.classify_node(first) in ("rel", "bin")


def is_called(node: Node) -> bool:
    """Return whether a parenthesis after the node contains its argument, not a factor."""
    called = find_script_base(node)
    if type(called) is tree.Words:
        return called.text.isalpha()
    return type(called) is tree.Operator or (type(called) is tree.Symbol and called.text in _FUNCTION_LETTERS)


def find_script_base(node: Node) -> Node | None:
    """Return the base of a node's scripts, or the node itself."""
    return node.base if type(node) is tree.Scripts else node


def is_differential(placed: list[Placed], letter: str) -> bool:
    """Return whether the row is ``dx`` or ``∂x``, which needs no parentheses."""
    first = placed[0].node if placed else None
    begins = type(first) is tree.Symbol and first.text == letter
    return begins and len(placed) == 2 and placed[1].kind == "ord"


def has_sum(nodes: Row) -> bool:
    """Return whether the row contains a sum, a relation or a list, even in braces, which do not show."""
    return any(
        item.kind in ("bin", "rel", "punct") or (type(item.node) is tree.Group and has_sum(item.node.body))
        for item in arrange_nodes(nodes, "")
    )


def is_enclosed(text: str, pair: str = "()") -> bool:
    """Return whether one pair of parentheses, or of bars, encloses all of ``text``."""
    if text[:1] in ("|", "‖") and text.count(text[0]) == 2 and text[-1] == text[0]:
        return True
    if len(text) < 2 or text[0] != pair[0] or text[-1] != pair[1]:
        return False
    depth = 0
    for index, character in enumerate(text):
        depth += (character == pair[0]) - (character == pair[1])
        if not depth:
            return index == len(text) - 1
    return False


def is_factorial(text: str) -> bool:
    """Return whether ``text`` is a factorial of one letter, one number or a pair of parentheses."""
    body = text.removesuffix("!")
    return body != text and (len(body) == 1 or body.isdecimal() or is_enclosed(body))


def is_number_node(node: Node) -> bool:
    """Return whether a node is a number."""
    return type(node) is tree.Symbol and node.text[:1].isdigit()


def is_prime(script: Row | None) -> bool:
    """Return whether a superscript consists of primes only."""
    primes = set(PRIMES)
    return bool(script) and all(type(node) is tree.Symbol and primes.issuperset(node.text) for node in script)


def low_grouped(script: str) -> str:
    """Return a typed-out subscript, in parentheses unless it is one sign, or letters and digits."""
    in_brackets = any(is_enclosed(script, pair) for pair in ("()", "[]", "{}"))
    bare = len(script) == 1 or _is_run(script) or in_brackets
    return script if bare else f"({script})"


def high_grouped(script: str, nodes: Row) -> str:
    """Return a typed-out superscript, in parentheses unless it is one sign, one word or one number."""
    placed = arrange_nodes(nodes, "", True)
    is_one = len(placed) == 1 and type(placed[0].node) in (tree.Symbol, tree.Words, tree.Operator)
    return (
        script if len(script) == 1 or (is_one and _is_run(script)) or is_enclosed(script) else f"({script})"
    )


def _is_run(script: str) -> bool:
    """Return whether a text is letters and digits, none raised or lowered, or stars only."""
    on_the_line = ("Lu", "Ll", "Lo", "Nd")
    return all(unicodedata.category(character) in on_the_line for character in script) or set(script) <= {"*"}


def joins_previous_text(text: str, following: str) -> bool:
    """Return whether ``following`` after ``text`` would be read as part of its script or its root."""
    for character in reversed(text):
        if character in "_^":
            return True
        if character == "√":
            return following[0].isdigit()
        if not (character.isalnum() or character == "."):
            return False
    return False
