r"""What people write round an answer out of habit: ``np.array([…])``, ``span{…}``, ``b × t × d``.

Every replacement keeps the length of the text, so that columns stay those of what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from drill.errors import ParseError
from drill.maths.tree import Node, Sequence, children, rebuild

_ARRAY = re.compile(r"\s*(?:(?:np|numpy)\.)?array\s*\((?=\s*\[)(?P<value>.*)\)\s*\Z", re.DOTALL)
_SPAN = re.compile(
    r"\s*(?:\\(?:operatorname|mathrm|text)\s*\{\s*span\s*\}|\\?[sS]pan)\s*(?=\\left|\\\{|[({\[])"
)
_TIMES = re.compile(r"×|\\times(?![A-Za-z])")
_BY = re.compile(r"(?<=\s)(?:x|by)(?=\s)")
_AXES = re.compile(r"[\s({\[]*\w+(?:\s+(?:x|by)\s+\w+)+[\s)}\]]*")
"""Axes with words between them, ``n x d``."""
_SPACE = re.compile(r"\s*(?:\\mathbb\s*(?:\{\s*R\s*\}|R)|R|ℝ)\s*\^\s*[({]?(?P<axes>[^(){}]+)[)}]?\s*\Z")
_SCALAR = re.compile(r"\s*(?:an?\s+)?(?:scalar|number)\s*|\s*(?:R|ℝ)\s*", re.IGNORECASE)
_ONE_AXIS = re.compile(r"\s*[A-Za-z]\w*\s*")
_ENTRYWISE = re.compile(r"⊙|\\odot(?![A-Za-z])")
_EITHER_SIGN = re.compile(r"±|\\pm(?![A-Za-z])|\+/[-−]")
_VALUES = re.compile(r"[^,;]+")
_NAMED = re.compile(r"(?<![\w\\<>!=])(?P<name>\\?[^\W\d]\w*)\s*=(?!=)")
"""``x =`` before a value of a set."""
_WITH_RELATIONS = frozenset({"formula", "equation", "inequality", "interval", "solutions"})
_PLUS_MINUS = re.compile(r"\+-")

_WRAPPERS: Mapping[str, re.Pattern[str]] = {
    "matrix": _ARRAY,
    "vector": _ARRAY,
    "eigenvector": _ARRAY,
    "span": _SPAN,
}


def plain_habits(kind: str, text: str) -> str:
    """Return the text without what a kind's answers need not have; ParseError where a habit reads two
    ways."""
    wrapper = _WRAPPERS.get(kind)
    found = wrapper.match(text) if wrapper else None
    if found:
        start, end = found.span("value") if "value" in found.groupdict() else (found.end(), len(text))
        return " " * start + text[start:end] + " " * (len(text) - end)
    if kind not in _WITH_RELATIONS and text.lstrip().startswith("="):
        text = text.replace("=", " ", 1)
    if kind == "set":
        text = _without_name(text)
    if kind == "shape" and "," not in text:
        return _plain_shape(text)
    signs = _PLUS_MINUS.search(text) if kind == "set" else None
    if signs:
        raise ParseError("+- reads two ways", signs.start() + 1, hint="write both values, such as {-2, 2}")
    return text


def _without_name(text: str) -> str:
    """``x=2 or x=-2`` as ``2 or -2``, where all values are those of one name."""
    named = list(_NAMED.finditer(text))
    is_one = len({found["name"] for found in named}) == 1
    return _NAMED.sub(lambda found: " " * len(found.group()), text) if is_one else text


def _plain_shape(text: str) -> str:
    """``R^{n x d}``, ``n × d``, ``R^d`` and ``scalar`` as tuples."""
    if _SCALAR.fullmatch(text):
        return "()"
    space = _SPACE.match(text)
    if space:
        start, end = space.span("axes")
        text = " " * start + text[start:end]
    between = _BY if _AXES.fullmatch(text) else _TIMES
    text = between.sub(lambda sign: ",".ljust(len(sign.group())), text)
    return f"({text},)" if space and _ONE_AXIS.fullmatch(text) else text


def both_signs(text: str) -> tuple[str, str] | None:
    """Return a text with ``±`` read with a plus and with a minus; None without one.

    Raises ParseError for two of them in one value, which read two ways.
    """
    if not _EITHER_SIGN.search(text):
        return None
    for value in _VALUES.finditer(text):
        signs = list(_EITHER_SIGN.finditer(value.group()))
        if len(signs) > 1:
            at = value.start() + signs[1].start() + 1
            raise ParseError("two signs ± in one value read two ways", at, hint="write all values")
    plus, minus = (
        _EITHER_SIGN.sub(lambda found, sign=sign: sign.ljust(len(found.group())), text) for sign in "+-"
    )
    return plus, minus


def plain_products(text: str) -> str:
    """Return the text with products entry by entry as plain ones, as they are of numbers."""
    return _ENTRYWISE.sub(lambda sign: "*" if len(sign.group()) == 1 else r"\cdot", text)


def ungrouped(node: Node) -> Node:
    """Return the tree of a formula without square brackets and braces round one thing, as papers group with
    them.

    Round the whole they make a vector or a set.
    """
    parts = children(node)
    changed = tuple(ungrouped(_inside(part)) for part in parts)
    return node if changed == parts else rebuild(node, changed)


def _inside(node: Node) -> Node:
    match node:
        case Sequence("list" | "set", (item,)) if not isinstance(item, Sequence):
            return _inside(item)
        case _:
            return node
