"""Whether two answers to one exercise count as the same: a mistake equal to the key is dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from drill.checking import KINDS, ConditionsSpec, Key, NumberSpec, PartsSpec, Spec, TextSpec

# A whole number or a fraction, as most are, which need not be judged to be compared.
_EXACT = re.compile(r"-?[0-9]{1,18}(?:/[1-9][0-9]{0,17})?")


def counts_as_same_answer(expect: Spec, answer: Key, reference: Key | None) -> bool:
    """Return whether an answer counts as the key (``None``) or as another answer; forms do not matter."""
    if isinstance(answer, Mapping):
        return _are_same_parts(expect, answer, reference)
    if reference is not None and not isinstance(reference, str):
        return False
    return _is_same_text(expect, answer, reference)


def _are_same_parts(expect: Spec, answer: Mapping[str, str], reference: Key | None) -> bool:
    """Return whether every named part is the same, and both answers name the same parts.

    Where conditions on all parts decide, the other parts are those of the key.
    """
    from drill.checking import is_right

    if reference is None and isinstance(expect, PartsSpec) and expect.such_that:
        return is_right(expect, {name: answer.get(name, _key_text(part)) for name, part in expect.parts})
    if reference is not None and (not isinstance(reference, Mapping) or set(reference) != set(answer)):
        return False
    return all(
        counts_as_same_answer(expect.part(name), text, reference and reference[name])
        for name, text in answer.items()
    )


def _key_text(part: Spec) -> str:
    """Return the text of a part's key."""
    return (
        part.example if isinstance(part, ConditionsSpec) else part.text if isinstance(part, TextSpec) else ""
    )


@lru_cache(maxsize=256)  # code and formulas without numbers are the same in every variant
def _is_same_text(expect: Spec, answer: str, reference: str | None) -> bool:
    from drill.checking import is_right

    if answer == reference:
        return True
    if isinstance(expect, NumberSpec) and not (expect.tolerance or expect.rounding or expect.is_percent):
        texts = answer, expect.text if reference is None else reference
        if all(map(_EXACT.fullmatch, texts)):
            first, second = map(Fraction, texts)
            return first == second
    if reference is not None and KINDS[expect.kind].has_mistakes_by_text:
        return False
    loose = expect.loose
    if reference is not None and isinstance(loose, TextSpec):
        loose = loose.with_text(reference)
    return is_right(loose, answer)
