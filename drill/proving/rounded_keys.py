"""Keys rounded as their prompts ask: learners type these, so the checker must accept them."""

from __future__ import annotations

from collections.abc import Iterator

from drill.banks.tree_numbers import round_tree_numbers
from drill.banks.variant_expansion import StageMaker
from drill.checking import KINDS, Key, NumberSpec, Spec, TextSpec, Tolerance
from drill.errors import BankError, CheckError
from drill.maths.print import to_plain


def round_key_as_asked(expansion: StageMaker) -> Iterator[Key]:
    """Yield the key of an answer rounded as its prompt asks; nothing if it asks for no rounding.

    Of several parts all are rounded.
    """
    expect, key = expansion.expect, expansion.key
    rounding = expect.asked_rounding
    if rounding is None:
        return
    if isinstance(key, str):
        text = _round_typed_key(expansion, expect, rounding)
        if text:
            yield text
        return
    texts = {name: _round_typed_key(expansion, expect.part(name), rounding) for name, _ in expect.parts}
    if any(texts.values()):
        yield {name: texts[name] or part for name, part in key.items()}


def _round_typed_key(expansion: StageMaker, expect: Spec, rounding: Tolerance) -> str:
    """Return the rounded key as one types it, empty for kinds whose answers are not rounded."""
    if not isinstance(expect, TextSpec) or not KINDS[expect.kind].may_round:
        return ""
    is_percent = isinstance(expect, NumberSpec) and expect.is_percent
    text = expect.text.rstrip().removesuffix("%") if is_percent else expect.text
    try:
        tree = expansion.answers.read(
            expect.kind, text, f"answer.{expect.kind}", expansion.answers.bound_in(expect)
        )
        return to_plain(round_tree_numbers(tree, rounding)) + "%" * is_percent
    except (BankError, CheckError):
        return ""  # the numbers of a law or a statement are not rounded one by one
