"""Distributions: the family and its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from drill.checking.distribution_reader import read_distribution
from drill.checking.kinds.kind import Kind, as_typed
from drill.checking.spec import KeySpec
from drill.maths.tree import Node


@dataclass(frozen=True, kw_only=True)
class DistributionSpec(KeySpec):
    """A distribution."""

    @cached_property
    def key(self) -> Node:
        """The call of the family."""
        return read_distribution(self.text, lambda text: self.parsed("distribution", text, "value"))


ROWS = (
    Kind(
        name="distribution", spec=DistributionSpec, written="expression", mode="value", bank_modes=(),
        key_modes=(), asks="a distribution is asked for, such as Beta(3, 7)", unwrap=as_typed,
        read="drill.checking.answer_reader:read_law", judge="drill.checking.judge:judge_maths",
        compare="drill.checking.judges.distributions:judge_distribution",
        diagnose="drill.checking.judges.distributions:diagnose_distribution",
        fits="drill.checking.judge:fits_key", value="drill.banks.answers:law_value",
        key_text="drill.banks.answers:key_as_is", screened=None,
        respell="drill.proving.respell:of_distribution", proof="law", mistakes="text", may_round=True,
        line_break=" ", help="Distributions",
    ),
)  # fmt: skip
