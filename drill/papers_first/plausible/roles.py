"""What numbers a quantity may sensibly be: rates between 0 and 1, counts whole, variances positive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.given import whole_part
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.bounded_divergences import bounded_divergence
from drill.papers_first.plausible.called import is_of_either_sign, role_by_name, role_by_words, weighs_a_term
from drill.papers_first.plausible.definitions import like
from drill.papers_first.plausible.diagonals import never_negative_diagonals
from drill.papers_first.plausible.given_roles import given_role, of_any_outcome
from drill.papers_first.plausible.kin import (
    estimates_a_constant,
    is_beside_sizes,
    is_cost,
    is_earlier_share,
    is_mean_of_sizes,
    is_of_nonnegative_family,
    is_one_of_positives,
    is_time,
    of_all_pairs,
    of_each,
    of_other_members,
)
from drill.papers_first.plausible.letters_of_laws import letter_of_law
from drill.papers_first.plausible.loss_weights import weights_of_losses
from drill.papers_first.plausible.narrowed import narrowed
from drill.papers_first.plausible.normal_matrices import is_on_diagonal
from drill.papers_first.plausible.normal_noise import stabilisers
from drill.papers_first.plausible.normal_spreads import is_spread
from drill.papers_first.plausible.random_signs import random_signs
from drill.papers_first.plausible.ranges import (
    BINARY_WORDS,
    COUNT_WORDS,
    HEAD_ENDS,
    LABEL_WORDS,
    LAW_WORDS,
    LEARNED,
    RANGES,
    SMALL_WORDS,
    UNSIGNED,
    Range,
    Role,
)
from drill.papers_first.plausible.signs_elsewhere import is_at_least_zero, is_at_most_zero
from drill.papers_first.plausible.spans import SHARE
from drill.papers_first.plausible.summaries import of_summary, summarised_in
from drill.papers_first.plausible.telling_places import places, reduced
from drill.papers_first.plausible.two_valued_names import is_delta_of_two, is_of_condition
from drill.papers_first.plausible.word_names import WORD_ROLES, spoken

_LENGTHS: Final = re.compile(r"[(),\s]+")
_DELTA_WORDS: Final = re.compile(r"\bkronecker\b|\bdelta$", re.IGNORECASE)
_EPSILONS: Final = frozenset(("\\epsilon", "\\varepsilon"))
_NOISE: Final = replace(RANGES["value"], params="-2.5..2.5 step 0.5 !0", least=-2.5, is_whole=False)
_EXPECTATIONS: Final = frozenset(("E", "\\mathbb{E}"))
_FUNCTIONS_OF_EITHER_SIGN: Final = frozenset(("f", "A", "Cov", "cov", *LEARNED))
_DECISIVE: Final[Mapping[str, Role]] = {
    "exponent": "exponent",
    "indicator": "indicator",
    "complement": "rate",
    "square": "square",
    "ratio": "ratio",
    "negative": "negative",
    "above one": "above one",
}
"""Places that say more than a name or a meaning."""
_SQUARED: Final = (("2",), ("4",))
"""Marks of functions that are squares by name, ``W_2^2(p, q)``."""
_GIVEN_BY_PLACE: Final[Mapping[str, Role]] = {
    "square": "positive",
    "complement": "rate",
    "ratio": "ratio",
    "exponent": "exponent",
}
"""Those of values that are given whole."""
_LETTERED: Final[frozenset[Role]] = frozenset(("probability", "positive"))
"""What values of functions are by their letter, unless they are called otherwise."""


class Roles:
    """The ranges of the quantities of one side, told by their meanings, their names and their places."""

    def __init__(
        self,
        paper: Paper,
        side: Node,
        left: Node | None,
        unrolled: Node | None = None,
        *,
        is_local: bool = False,
    ) -> None:
        self._paper = paper
        self.is_local = is_local
        """Whether what is said farther away of numbers is left aside."""
        self._places = dict(places(side)) | dict(places(unrolled or side))
        self._indexed: dict[Symbol, Symbol] = {}
        for part in map(of_any_outcome, walk(side)):
            if isinstance(part, Symbol) and part.sub and not any(token.isdigit() for token in part.sub):
                known = self._indexed.get(bare_of := replace(part, sub=()))
                if known is None or paper.meaning(known) is None:  # of x_j and x_{j'} one may be explained
                    self._indexed[bare_of] = part
        self._counts = self._is_of_counts(side, left)
        self._weights = frozenset() if is_local else paper.weights
        self._of_losses = frozenset(map(of_any_outcome, weights_of_losses(side, left)))
        self._stabilisers = frozenset(stabilisers(side))
        self._reduced = frozenset(map(of_any_outcome, reduced(side)))

    def of(self, quantity: Node) -> Range:
        """What a quantity is drawn from."""
        if self._is_noise(quantity) or _is_quantile(quantity):
            return _NOISE
        if (bounded := bounded_divergence(of_any_outcome(quantity))) is not None:
            return bounded
        role = self._role(quantity)
        counted = self._counts and role in ("value", "positive", "probability")
        found = self._narrowed(quantity, RANGES["count" if counted else role])
        return UNSIGNED if found == RANGES["value"] and not self._takes_either_sign(quantity) else found

    def _takes_either_sign(self, quantity: Node) -> bool:
        """Whether a number below 0 is as usual for it as one above, by what it is called or by its letter.

        Of what nothing is said nobody knows: it may be a size, a share, a cost or a likeness.
        """
        quantity = of_any_outcome(quantity)
        name = quantity.head if isinstance(quantity, Call) else quantity
        if not isinstance(name, Symbol):
            return True
        if isinstance(quantity, Call) and name.base in _EXPECTATIONS:
            return self._has_either_sign(quantity.arguments)
        if name is not quantity and name.base in _FUNCTIONS_OF_EITHER_SIGN:
            return True
        if name.base == "q" and self._paper.told.has_queries:
            return True
        return self._by_meaning(name) == "value" or is_of_either_sign(name)

    def _is_noise(self, quantity: Node) -> bool:
        """Whether it is an epsilon that is drawn from a normal law, and no small number."""
        if not isinstance(quantity, Symbol) or quantity.base not in _EPSILONS:
            return False
        if quantity in self._stabilisers or self._places.get(quantity) == "complement":
            return False
        return bare(quantity) in self._paper.told.noise and self._by_meaning(quantity) in (None, "value")

    def _has_either_sign(self, inside: Bracket) -> bool:
        """Whether a mean may be negative for what it is of: no divergence is, ``E[\\log p(x) / q(x)]``."""
        if any(isinstance(part, Function) and isinstance(part.body, Fraction) for part in inside.parts):
            return False
        return any(self._takes_either_sign(part) for part in walk(inside) if isinstance(part, Symbol | Call))

    def _narrowed(self, quantity: Node, usual: Range) -> Range:
        """A range within what the paper says of a name."""
        quantity = of_any_outcome(quantity)
        name = quantity.head if isinstance(quantity, Call) else quantity
        written = self._as_written(name) if isinstance(name, Symbol) else None
        return narrowed(self._paper, quantity, written, usual, is_local=self.is_local)

    def _is_of_counts(self, side: Node, left: Node | None) -> bool:
        """Whether sizes and numbers of things are computed: whole-number arithmetic, and one is called so."""
        parts = list(walk(side))
        if not all(
            isinstance(part, Symbol | Number | Sum | Product | Bracket | Signed | Fraction)
            or (isinstance(part, Call) and self._is_counted(part))
            for part in parts
        ):
            return False
        rounded = {
            inner for part in parts if isinstance(part, Bracket) and whole_part(part) for inner in walk(part)
        }
        if any(isinstance(part, Fraction) and part not in rounded for part in parts):
            return False
        named = [part for part in (*parts, left) if isinstance(part, Symbol)]
        return any(self._by_meaning(symbol) == "count" for symbol in named)

    def _is_counted(self, call: Call) -> bool:
        """``\\operatorname{padding}[0]``: one of several sizes."""
        return isinstance(call.head, Symbol) and self._by_meaning(call.head) == "count"

    def _role(self, quantity: Node) -> Role:
        place = self._places.get(quantity)
        quantity = of_any_outcome(quantity)
        if not isinstance(quantity, Symbol):
            if given_role(quantity) == "indicator":
                return "indicator"  # wherever it stands, ``1 - 1[x > 0]`` too
            found = "rate" if quantity in self._of_losses else _GIVEN_BY_PLACE.get(place or "")
            return found or self._of_given(quantity, place)
        if (of_set := self._by_set(quantity)) is not None:
            return of_set
        if place == "square" and "count" in (self._by_meaning(quantity), role_by_name(quantity)):
            return "squared count"
        if place == "square" and quantity.base in ("n", "N") and quantity.sub and not quantity.font:
            return "squared count"
        if place == "square" and self._by_meaning(quantity) == "probability":
            return "probability"
        if place == "square" and (self._is_share_of_one(quantity) or self._is_rate(quantity)):
            return "rate"
        said = self._by_meaning(quantity)
        if place is not None and place in _DECISIVE and (place, said) != ("complement", "count"):
            return "probability" if (place, said) == ("exponent", "probability") else _DECISIVE[place]
        if said in (None, "value") and self._is_chance(quantity):
            return "probability"
        if said in (None, "value") and {quantity, self._as_written(quantity)} & self._weights:
            return "rate"
        if said in (None, "value") and quantity.sub and self._is_average_of_squares(quantity):
            return "positive"
        if said in (None, "value") and {quantity, self._as_written(quantity)} & self._of_losses:
            return "rate"
        if said in (None, "value") and weighs_a_term(quantity):
            return "rate"
        if said in (None, "value") and is_mean_of_sizes(self._paper, quantity):
            return "positive"
        if said is not None and said != "value":
            return said
        if said in (None, "value") and any(quantity == first for first, _ in self._paper.told.run_ends):
            return "count"
        named = said or role_by_name(quantity)
        if named == "rate" and said is None and quantity in self._reduced:
            return "positive"
        if named == "probability" and said is None and quantity.base == "q" and self._paper.told.has_queries:
            named = "value"
        is_other = bare(quantity) in self._paper.told.labelled_functions
        if named == "value" and not is_other and (kept := self._kept_by_definition(quantity)) is not None:
            return kept
        if named == "value" and quantity in self._paper.told.penalties:
            return "rate"
        if named == "value" and said is None and is_time(self._paper, quantity):
            return "positive"
        if named == "value" and said is None and is_one_of_positives(self._paper, quantity):
            return "positive"
        return "positive" if place == "positive" and named == "value" and said is None else named

    def _kept_by_definition(self, name: Symbol) -> Role | None:
        """The side of 0 on which the paper's own definitions keep a name."""
        if bare(name) in self._paper.told.never_negative or name in never_negative_diagonals(self._paper):
            return "positive"
        if is_on_diagonal(self._paper, name) or is_spread(self._paper, name):
            return "positive"
        return "negative" if bare(name) in self._paper.told.never_positive else None

    def _of_given(self, quantity: Node, place: str | None) -> Role:
        """The range of a value given whole: by its name, else by what its function means."""
        if (summarised := summarised_in(quantity)) is not None:
            return of_summary(quantity, self._role(summarised))
        role = given_role(quantity)
        if isinstance(quantity, Big):
            return self._of_extreme(quantity) or role
        if not isinstance(quantity, Call) or not isinstance(quantity.head, Symbol):
            return role
        if role == "value" and (of_mean := self._of_mean(quantity)) is not None:
            return of_mean
        if role == "value" and (is_at_most_zero(quantity) or is_at_least_zero(quantity)):
            return "negative" if is_at_most_zero(quantity) else "positive"
        if (rounded := self._paper.told.rounding.get(bare(quantity.head))) is not None:
            return rounded
        if self._is_law(quantity.head) or quantity.head in self._paper.told.chance_values:
            return "probability"
        if role == "value" and quantity.head.mark in _SQUARED:
            return "positive"
        if (kept := self._kept_by_definition(quantity.head)) is not None and (
            role == "value" or kept == "negative"
        ):
            return kept
        said = self._by_meaning(quantity.head)
        if said == "count" and spoken(quantity.head):
            return said
        if (said == "value" and quantity.head.base in LEARNED) or said in ("probability", "negative"):
            return said
        if role == "probability" and quantity.head in self._paper.told.exponents:
            return "value"  # a score or a logarithm
        if role in _LETTERED and (told := self._told_of_values(quantity.head)) is not None:
            return told
        of_value = self._by_value(quantity.head) if said is None else None
        if role != "value" and of_value != "negative":
            return role
        if said in ("probability", "positive", "rate", "cosine"):
            return said
        if said is None and (of_law := letter_of_law(self._paper, quantity.head)) is not None:
            return of_law
        if of_value is not None:
            return of_value
        return "positive" if place == "positive" or is_cost(self._paper, quantity.head) else role

    def _of_mean(self, quantity: Call) -> Role | None:
        """What the mean of one named thing is, ``E[n]``, where its meaning keeps that on one side of 0."""
        match quantity:
            case Call(Symbol("E"), Bracket("[", _, (Symbol() as inner, *_))):
                return _of_several(self._by_meaning(inner))
            case Call(Symbol("E"), Bracket("[", _, (Call(Symbol(), Bracket("(")) as inner,))):
                return _of_several(self._of_given(inner, None))
            case _:
                return None

    def _of_extreme(self, quantity: Big) -> Role | None:
        """What the largest of the values of one function is, where all of them are on one side of 0."""
        match quantity:
            case Big("\\max" | "\\min" | "\\sup" | "\\inf", _, _, Call(Symbol(), Bracket("(")) as inner):
                return _of_several(self._of_given(inner, None))
            case _:
                return None

    def _told_of_values(self, head: Symbol) -> Role | None:
        """What the values of a function are called whose letter alone makes them chances or sizes.

        ``$N(s, a)$ is the visit count``: that wins over what N is elsewhere.
        """
        if head.font == "\\operatorname":
            return None
        is_counting = head.base in ("n", "N") and self._by_meaning(head) == "count"
        return self._by_value(head) or ("positive" if is_counting else None)

    def _by_value(self, head: Symbol) -> Role | None:
        """The range that all tell who say what a function's values are: ``$g(t)$ is the distance``.

        Where nobody says it of an estimate or a bound ``\\hat{g}(t)``, it is that of ``g(t)``; of a member
        ``J_f(x)`` it is that of all members which it is said of.
        """
        called = (*to_tokens(head), "(")
        roles = {
            role_by_words(entry.meaning)
            for entry in self._paper.entries
            if entry.symbol[: len(called)] == called
        }
        if not roles and head.sub:
            roles = {role_by_words(meaning) for meaning in of_other_members(self._paper, head)}
        if not roles and head.accents:
            return self._by_value(replace(head, accents=()))
        found = roles.pop() if len(roles) == 1 else None
        if found == "count":
            return "positive"  # how many there are so far may be one
        return found if found in ("probability", "positive", "rate", "cosine", "negative") else None

    def _is_chance(self, symbol: Symbol) -> bool:
        """Whether the paper sets a symbol equal to a probability, or makes it a share of a whole."""
        written = self._as_written(symbol)
        names = {symbol, written, of_each(symbol), of_each(written)}
        is_share = any(map(self._paper.is_share, names)) or is_earlier_share(self._paper, symbol)
        return bool(names & self._paper.told.chances) or is_share

    def _is_share_of_one(self, symbol: Symbol) -> bool:
        """Whether the paper's equations keep a name between 0 and 1, or leave its rest to 1."""
        written = self._as_written(symbol)
        return written in self._weights or self._paper.told.spans.get(like(written)) == SHARE

    def _is_average_of_squares(self, symbol: Symbol) -> bool:
        return replace(symbol, sub=(), primes=0, accents=()) in self._paper.told.squares

    def _is_law(self, head: Symbol) -> bool:
        """Whether a function is called a distribution: its values are chances.

        With one index it is so with another too, unless it is called otherwise.
        """
        entry = self._paper.meaning(head)
        if entry is not None:
            return bool(LAW_WORDS.search(HEAD_ENDS.sub("", entry.meaning.strip())))
        laws = self._paper.told.laws
        return head in laws or any(one.sub and replace(head, sub=one.sub) == one for one in laws if head.sub)

    def _as_written(self, symbol: Symbol) -> Symbol:
        """The symbol whose running index a number has taken the place of: ``x_i`` for ``x_2``."""
        is_numbered = bool(symbol.sub) and any(token.isdigit() for token in symbol.sub)
        return self._indexed.get(replace(symbol, sub=()), symbol) if is_numbered else symbol

    def _by_set(self, symbol: Symbol) -> Role | None:
        """The range of what is said to be 0 or 1, or 1 or -1, unless its letter is called otherwise."""
        names = (symbol, self._as_written(symbol))
        if symbol.sub and symbol.base in random_signs(self._paper):
            return "sign"
        said = [entry.meaning for name in names if (entry := self._paper.meaning(name)) is not None]
        if any(map(BINARY_WORDS.search, said)):
            return "indicator"
        if like(names[1]) in self._paper.told.two_valued:
            return "indicator"
        if is_of_condition(symbol):
            return "indicator"
        if is_delta_of_two(symbol) and (not said or _DELTA_WORDS.search(said[0])):
            return "indicator"
        if said and not any(map(LABEL_WORDS.search, said)):
            return None
        if any(map(self._paper.is_binary, (*names, _vector_of(symbol)))):
            return "indicator"
        return "sign" if any(map(self._paper.is_sign, names)) else None

    def _by_meaning(self, symbol: Symbol) -> Role | None:
        entry = (
            self._paper.meaning(symbol)
            or self._paper.meaning(replace(symbol, primes=0))
            or self._paper.meaning(self._as_written(symbol))
            or self._paper.meaning(of_each(symbol))
        )
        meaning = spoken(symbol) if entry is None else entry.meaning
        if entry is None and symbol.base in WORD_ROLES:
            return WORD_ROLES[symbol.base]
        if not meaning:
            is_count = self._is_size_elsewhere(symbol) or self._is_length(symbol)
            return "count" if is_count else self._told_elsewhere(symbol)
        return role_by_words(meaning) or WORD_ROLES.get(symbol.base)

    def _is_rate(self, symbol: Symbol) -> bool:
        """Whether it is called a rate here, or nothing else wherever it is called something."""
        return self._by_meaning(symbol) == "rate" or self._is_called_rate(symbol)

    def _is_called_rate(self, symbol: Symbol) -> bool:
        return self._called(symbol) == {"rate"}

    def _called(self, symbol: Symbol) -> set[Role | None]:
        """What a symbol is by all that is said of it, wherever that is."""
        return {role_by_words(entry.meaning) for entry in self._paper.meanings(symbol)}

    def _told_elsewhere(self, symbol: Symbol) -> Role | None:
        """Whether all that is said, far from here, of a letter is a rate or the size of a step, of an indexed
        name in a dress of its own, or of all pairs that it is one of, a chance.

        Of a name with a word for its index it may be a size, too: of ``c_{\\text{max}}``. An estimate of what
        normalises a law is above 0.
        """
        if symbol == Symbol(symbol.base) and self._is_called_rate(symbol):
            return "rate"
        if symbol == Symbol(symbol.base) and self._called(symbol) == {"small"}:
            return "small"
        is_labelled = len(symbol.sub) == 1 and symbol.sub[0].startswith("\\operatorname{")
        if estimates_a_constant(self._paper, symbol):
            return "positive"
        if is_beside_sizes(self._paper, symbol) or is_of_nonnegative_family(
            self._paper, self._as_written(symbol)
        ):
            return "positive"
        is_dressed = bool(symbol.accents or symbol.font in ("\\mathcal", "\\mathbb")) and bool(symbol.sub)
        pairs = of_all_pairs(symbol)
        names = (symbol, self._as_written(symbol)) if is_dressed or is_labelled else pairs
        roles = {role_by_words(entry.meaning) for one in names for entry in self._paper.meanings(one)}
        if roles == {"positive"} and is_labelled:
            return "positive"
        return "probability" if roles == {"probability"} and (is_dressed or pairs) else None

    def _is_length(self, symbol: Symbol) -> bool:
        """Whether a shape that the paper states has a letter for one of its lengths."""
        letter = to_latex(symbol)
        return any(
            letter in shape and letter in _LENGTHS.split(shape) for _, shape in self._paper.memberships
        )

    def _is_size_elsewhere(self, symbol: Symbol) -> bool:
        """Whether all that a paper says of a letter, far from here, is that it counts or measures."""
        said = [HEAD_ENDS.sub("", entry.meaning.strip()) for entry in self._paper.meanings(symbol)]
        is_step = any(map(SMALL_WORDS.search, said))
        return bool(said) and all(map(COUNT_WORDS.search, said)) and not is_step


def _is_quantile(quantity: Node) -> bool:
    """``\\Phi^{-1}(p)``: of the standard normal law."""
    return isinstance(quantity, Call) and quantity.head == Symbol("\\Phi", mark=("-", "1"))


def _of_several(role: Role | None) -> Role | None:
    """The role of a mean or of the largest one of several things of this role."""
    if role == "count":
        return "positive"  # a mean is seldom whole
    return role if role in ("positive", "probability", "rate", "negative") else None


def _vector_of(entry: Symbol) -> Symbol:
    """The bold vector that an entry of a light letter is one of: of ``r_d`` that is ``\\mathbf{r}``."""
    return replace(entry, font="\\mathbf", sub=()) if entry.sub and not entry.font else entry
