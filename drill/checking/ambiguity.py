"""Spellings that people mean in two ways: an answer that is right in its other reading is handed back.

By convention ``e^3x`` is e^3 x, ``x^1/2`` is (x^1)/2, ``ln 10/7`` is ln(10)/7, ``1/2x`` is x/2 and ``9:4`` is
9/4. Whoever means otherwise has made no mistake in mathematics, so such an answer costs nothing. It does only
if its other reading is the key: whatever else is wrong stays wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from drill.checking.answer_reader import read_answer
from drill.checking.kinds.numbers import RATIO, NumberSpec
from drill.checking.spec import Spec
from drill.checking.verdict import Verdict, wrong
from drill.errors import CheckError
from drill.explanation import record_step
from drill.maths import tree
from drill.maths.names import Grouping
from drill.maths.print import to_plain
from drill.maths.tree import Binary, Node, change_parts

# Without one of these signs no bracket is missing; LaTeX means what it shows.
_SIGNS: Mapping[Grouping, Sequence[str]] = {
    "exponent": ("^", "**"), "quotient": ("^", "**"), "argument": ("/", "÷"), "factor": (" ",),
    "divisor": ("/", "÷"), "entrywise": ("⊙", "∘", ".*"),
}  # fmt: skip


def other_reading(spec: Spec, text: str, node: Node, judged: Callable[[Node], Verdict]) -> Verdict | None:
    """Return the verdict on a wrong answer whose other reading ``judged`` calls right; None for any other."""
    if isinstance(spec, NumberSpec) and (ratio := RATIO.fullmatch(text)) and isinstance(node, Binary):
        share = Binary("/", node.left, Binary("+", node.left, node.right))
        if _is_right(share, judged):
            above, below = ratio.groups()
            return _two_ways(f"the ratio {above}/{below}", f"the share {above}/({above} + {below})")
    for grouping, signs in _SIGNS.items():
        if not any(sign in text for sign in signs) or "\\" in text:
            continue
        try:
            regrouped = read_answer(spec, text, grouping)
        except CheckError:
            continue
        if regrouped is not None and regrouped != node and _is_right(regrouped, judged):
            return _two_ways(to_plain(regrouped), to_plain(_with_brackets(node)))
    return None


def _two_ways(alternative: str, read: str) -> Verdict:
    return wrong("ambiguous", f"Did you mean {alternative} or {read}?")


def _is_right(node: Node, judged: Callable[[Node], Verdict]) -> bool:
    try:
        verdict = judged(node)
    except CheckError:
        return False
    record_step("judge another reading", tree=node, verdict=verdict, above=1)
    return verdict.verdict == "correct"


def _with_brackets(node: Node) -> Node:
    """Return the tree with brackets around the numerators that end in a power: ``(x^1)/2``."""
    match change_parts(node, _with_brackets):
        case Binary("/", Binary("^") | Binary("*", _, Binary("^")) as above, below):
            return Binary("/", tree.Sequence("commas", (above,)), below)
        case changed:
            return changed
