"""What the formulas and sentences of a whole paper tell of the numbers that its names stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import Big, Norm, Statement, Sum, Symbol, symbols
from drill.papers_first.glosses.glossary import Entry
from drill.papers_first.plausible.definitions import kept_by_equations, like, settings, two_valued_by_cases
from drill.papers_first.plausible.distributions import of_distributions
from drill.papers_first.plausible.loss_weights import weights_of_penalties
from drill.papers_first.plausible.normal_noise import normal_noise
from drill.papers_first.plausible.queries import has_queries
from drill.papers_first.plausible.ranges import Role
from drill.papers_first.plausible.recurrences import averages_of_squares, constants_of_ones, set_to, started
from drill.papers_first.plausible.rounding import rounding_in
from drill.papers_first.plausible.said_cases import said_zero_or_one
from drill.papers_first.plausible.said_equations import said_equations
from drill.papers_first.plausible.shares import (
    chance_functions,
    chances_in,
    in_entropies,
    shares_in,
    weights_of_mean_one,
)
from drill.papers_first.plausible.signs_elsewhere import (
    labelled_functions,
    never_negative,
    never_positive,
    under_roots,
)
from drill.papers_first.plausible.spans import Span
from drill.papers_first.plausible.stated_laws import drawn_from, exponents_in, laws_in, softmaxes_in
from drill.papers_first.plausible.unread_squares import unread_squares

_LONE: Final = 3
"""Tokens of a lower bound with one letter: ``t = s``."""
_LAGS: Final = re.compile(r"\bauto-?(?:covariance|correlation)", re.IGNORECASE)


class Told:
    """Gathered once of a paper, each when it is first asked for."""

    def __init__(
        self,
        statements: Sequence[Statement],
        texts: Sequence[str],
        entries: Sequence[Entry] = (),
        unread: Sequence[Sequence[str]] = (),
        sections: Sequence[int] = (),
    ) -> None:
        self._statements = statements
        self._texts = texts
        self._entries = entries
        self._unread = unread
        self._sections = sections
        self._of_sections: dict[int | None, Mapping[Symbol, Span]] = {}

    @cached_property
    def equations(self) -> tuple[Statement, ...]:
        """Those that are shown and those within sentences."""
        return tuple(dict.fromkeys((*self._statements, *said_equations(self._texts))))

    @cached_property
    def spans(self) -> Mapping[Symbol, Span]:
        """By name (see ``like``) between which numbers all equations keep it."""
        return kept_by_equations(self.equations, self._entries, self.chances)

    def spans_in(self, section: int | None) -> Mapping[Symbol, Span]:
        """As ``spans``, of sentences those of one section: elsewhere one may set another thing in passing."""
        if section not in self._of_sections:
            texts = [text for text, own in zip(self._texts, self._sections, strict=False) if own == section]
            equations = tuple(dict.fromkeys((*self._statements, *said_equations(texts))))
            self._of_sections[section] = kept_by_equations(equations, self._entries, self.chances)
        return self._of_sections[section]

    @cached_property
    def rounding(self) -> Mapping[Symbol, Role]:
        """By function what its rounded values are."""
        return rounding_in(self.equations)

    @cached_property
    def two_valued(self) -> frozenset[Symbol]:
        """Names (see ``like``) that are 0 or 1, case by case."""
        said = map(like, said_zero_or_one(self._texts))
        return frozenset((*two_valued_by_cases(self.equations), *said))

    @cached_property
    def noise(self) -> frozenset[Symbol]:
        """Names, without indices, of what is drawn from a normal law around 0."""
        return frozenset(normal_noise(self._statements, self._texts))

    @cached_property
    def settings(self) -> Mapping[Symbol, frozenset[float]]:
        """By name the numbers that it is set to, where not all are whole."""
        return settings(self.equations)

    @cached_property
    def penalties(self) -> frozenset[Symbol]:
        """What says how much a penalty counts in a sum."""
        return frozenset(weights_of_penalties(self._statements))

    @cached_property
    def shares(self) -> frozenset[Symbol]:
        """Symbols without their indices that are made shares of a whole."""
        return shares_in(self._statements, self._texts)

    @cached_property
    def chances(self) -> frozenset[Symbol]:
        """Symbols that are set equal to the probability of something, entries of distributions, and what
        weighs its own logarithm in an entropy.
        """
        entries = of_distributions(self._statements, self._entries)
        return chances_in(self._statements) | frozenset((*entries, *in_entropies(self._statements)))

    @cached_property
    def chance_values(self) -> frozenset[Symbol]:
        """Functions that are set equal to the probability of something, ``S(t) = P(T > t)``."""
        return frozenset(chance_functions(self.equations))

    @cached_property
    def of_mean_one(self) -> frozenset[Symbol]:
        """Functions that are set to something divided by its own mean."""
        return frozenset(weights_of_mean_one(self.equations))

    @cached_property
    def laws(self) -> frozenset[Symbol]:
        """Functions that sentences call a distribution, that are drawn from, or that softmaxes set."""
        found = (laws_in(self._texts), softmaxes_in(self._statements), drawn_from(self._statements))
        return frozenset(law for laws in found for law in laws)

    @cached_property
    def exponents(self) -> frozenset[Symbol]:
        """Functions of which the exponential is taken."""
        return frozenset(exponents_in(self._statements))

    @cached_property
    def run_ends(self) -> tuple[tuple[Symbol, Symbol], ...]:
        """The letters between which sums run, ``\\sum_{t=s}^T``: the first one is no more than the last."""
        found = (
            (Symbol(part.lower[2]), Symbol(part.upper[0]))
            for one in self._statements
            for part in walk(one)
            if isinstance(part, Big) and part.lower[1:2] == ("=",)
            if len(part.lower) == _LONE and len(part.upper) == 1
            if part.lower[2].isalpha() and part.upper[0].isalpha()
        )
        return tuple(dict.fromkeys(found))

    @cached_property
    def has_queries(self) -> bool:
        """Whether q is the letter of queries that are multiplied by keys."""
        return has_queries(self._statements)

    @cached_property
    def squares(self) -> frozenset[Symbol]:
        """Symbols without their indices that are averages of squares over the steps."""
        return frozenset(averages_of_squares(self._statements))

    @cached_property
    def started(self) -> frozenset[Symbol]:
        """Symbols without their indices whose first members are set, and each later one by those before."""
        return started(self._statements, self._texts)

    @cached_property
    def speaks_of_lags(self) -> bool:
        """Whether covariances of a quantity with its own past are spoken of."""
        return any(_LAGS.search(text) for text in self._texts)

    @cached_property
    def normed(self) -> frozenset[Symbol]:
        """Names (see ``like``) of which norms are taken, alone or in sums: vectors, or matrices."""
        bodies = (
            part.body
            for one in self._statements
            for part in walk(one)
            if isinstance(part, Norm) and part.bars == "\\|"
        )
        terms = (term for body in bodies for term in (body.terms if isinstance(body, Sum) else (body,)))
        return frozenset(like(term) for term in terms if isinstance(term, Symbol))

    @cached_property
    def never_negative(self) -> frozenset[Symbol]:
        """Names, without indices, of what all its definitions keep at 0 or above."""
        read = {bare(name) for one in self._statements for name in symbols(one.sides[0])}
        unread = (name for name in unread_squares(self._unread) if name not in read)
        return never_negative(self._statements) | under_roots(self._statements) | frozenset(unread)

    @cached_property
    def never_positive(self) -> frozenset[Symbol]:
        """Names, without indices, of what all its definitions keep at 0 or below."""
        return never_positive(self._statements)

    @cached_property
    def labelled_functions(self) -> frozenset[Symbol]:
        """Names, without indices, that stand for functions with an index alone."""
        return labelled_functions(self._statements)

    @cached_property
    def of_ones(self) -> frozenset[Symbol]:
        """Arrays all of whose entries are 1, or 0."""
        said = frozenset(constants_of_ones(self._texts))
        return said | frozenset(set_to(self._statements, said))
