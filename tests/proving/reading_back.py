"""How the one-line form of a formula reads beside what its LaTeX says."""

from __future__ import annotations

from collections.abc import Iterator

from drill.banks.draws import Variant
from drill.typeset import Tier, typeset_on_one_line
from tests.exercises.residue import TIERS, compare_line_with_latex


def texts(variant: Variant) -> Iterator[str]:
    """All that is shown of a variant as sentences."""
    yield from (variant.setting, variant.shape, variant.motion, variant.theory)
    for stage in variant.stages:
        yield from (stage.prompt, stage.result, *stage.lines, *stage.steps, *stage.hints)
        yield from (mistake.say for mistake in stage.wrong)
        for option in stage.options:
            yield from (option.text, option.say)


def outcome(latex: str, tier: Tier) -> str:
    """``same``, ``other`` (a fault), ``one reader`` of the two, or ``none``."""
    return compare_line_with_latex(latex, " ".join(typeset_on_one_line(latex, tier=tier).lines)) or "none"


def faults(latex: str) -> list[str]:
    """The one-line forms of a formula that read otherwise than it was meant."""
    return [
        typeset_on_one_line(latex, tier=tier).lines[0] for tier in TIERS if outcome(latex, tier) == "other"
    ]
