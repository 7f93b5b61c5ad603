"""Constants that a property is named after: the L of ``$L$-Lipschitz``, the m of ``strong convexity $m$``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.tokens import RefusedError, canonical

_BEHIND: Final = re.compile(
    r"\$(?P<name>[^$]{1,24})\$[- ](?:strong(?:ly)?[- ]|weakly[- ])?"
    r"(?:Lipschitz|smooth(?:ness)?|conve(?:x|xity)|concav(?:e|ity)|P\.?L\.?|Polyak|H(?:ö|\\\"o|o)lder"
    r"|sub-?(?:Gaussian|exponential)|expansive|contractive|cocoercive)\b",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"\b(?:strong[- ](?:convexity|concavity)|smoothness)(?: (?:constant|parameter|modulus|coefficient))?,? "
    r"\$(?P<name>[^$]{1,24})\$"
    r"|\bLipschitz (?:constant|parameter|modulus|coefficient),? \$(?P<constant>[^$]{1,24})\$",
    re.IGNORECASE,
)
"""``strong convexity $m$``, ``the smoothness constant $L$``."""
_CONSTANT: Final = re.compile(
    r"constant|parameter|modul(?:us|i)|coefficient|factor|bound|smooth|lipschitz|conve|concav|exponent|order"
    r"|proxy|varianc|strength|value|number|scalar",
    re.IGNORECASE,
)


def named_after(text: str) -> Iterator[str]:
    """The LaTeX of the constants in a text that a property is named after."""
    for match in _BEHIND.finditer(text):
        yield match["name"]
    for match in _BEFORE.finditer(text):
        yield match["name"] or match["constant"]


def constants(text: str) -> Iterator[tuple[str, ...]]:
    """The names of those constants, as tokens."""
    for latex in named_after(text):
        try:
            yield tuple(canonical(latex))
        except RefusedError:
            continue


def is_constant(meaning: str) -> bool:
    """Whether a meaning may be that of such a constant; no radius and no layer is one."""
    return _CONSTANT.search(meaning) is not None
