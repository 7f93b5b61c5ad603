"""The numbers that a paper's symbols may take: said, following from where they stand, or found by trial."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from drill.notation import tree, walk
from drill.papers.draft import Line
from drill.papers.sheet.domains import COUNT, NONNEGATIVE, OPEN_UNIT, POSITIVE, SIMPLEX, UNIT, meet, of_entry
from drill.papers.sheet.model import Origin
from drill.papers.sheet.rules import DIVERGENCES, GREEK_NUMBERS, SOFTMAX, strip, word
from drill.papers.sheet.table import (
    RANK,
    Contradiction,
    Fact,
    Table,
    Told,
    key_of_symbol,
    strongest,
    value_type,
)
from drill.papers.sheet.trial import Trial
from drill.papers.sheet.types import REAL, Array, Domain, Function, IndexType, Number
from drill.papers.sheet.unify import axes_of, name_of, term_of

_OPEN_SIGN: Final = Domain(-1, 1)
_RESULTS: Final = {"sigmoid": OPEN_UNIT, "tanh": _OPEN_SIGN, "exp": POSITIVE, "softplus": POSITIVE}
"""Where the values of functions lie."""
_COUNTED: Final = replace(COUNT, low=0)


def with_ranges(
    table: Table, lines: Sequence[Line], declared: Iterable[Told], counts: frozenset[str]
) -> Table:
    """The table with a domain for each symbol of which anything tells one; ``counts`` are rows that count."""
    known = _Ranges(table, lines)
    known.say(declared)
    known.follow(counts)
    known.inherit()
    known.follow_customs()
    known.try_out()
    return replace(table, facts=known.facts, contradictions=(*table.contradictions, *known.contradictions))


class _Ranges:
    """Facts that get their domains."""

    def __init__(self, table: Table, lines: Sequence[Line]) -> None:
        self.facts: dict[tuple[str, int | None], Fact] = dict(table.facts)
        self.lines = lines
        self.has_sigmoid = table.customs.has_sigmoid
        self.contradictions: list[Contradiction] = []
        self.of_key: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
        for place in self.facts:
            self.of_key[place[0]].append(place)

    def narrow(self, place: tuple[str, int | None], domain: Domain, origin: Origin) -> None:
        """Narrow a fact's domain; a weaker origin does not touch a stronger one."""
        fact = self.facts[place]
        if isinstance(value_type(fact.type), Number):
            domain = of_entry(domain)
        if fact.domain_from is not None and RANK[origin.kind] < RANK[fact.domain_from.kind]:
            return
        both = meet(fact.domain, domain)
        if both is None:
            if fact.domain_from and fact.domain_from.kind == origin.kind:
                self.contradictions.append(
                    Contradiction(fact.symbol, ("domain",), (fact.domain_from.where, origin.where))
                )
            return
        is_settled = fact.domain_from is not None and (origin.kind == fact.domain_from.kind or both != domain)
        self.facts[place] = replace(fact, domain=both, domain_from=fact.domain_from if is_settled else origin)

    # Said

    def say(self, declared: Iterable[Told]) -> None:
        """Take the ranges of declarations; a noun whose type the formulas contradict says nothing."""
        by_key: dict[str, list[Told]] = defaultdict(list)
        for one in declared:
            by_key[one.key].append(one)
        for key, ones in by_key.items():
            for place in self.of_key.get(key, ()):
                here = [one for one in ones if one.scope == place[1]] or [
                    one for one in ones if one.scope is None
                ]
                for one in strongest([one for one in here if self.says_more(one, self.facts[place])]):
                    self.narrow(place, one.declaration.domain, one.origin)
                    fact = self.facts[place]
                    self.facts[place] = replace(fact, domain_from=fact.domain_from or one.origin)

    def says_more(self, one: Told, fact: Fact) -> bool:
        """Whether a declaration fits a fact's type, and so tells its domain: the real numbers, too."""
        kind = one.declaration.type
        if isinstance(kind, IndexType) or fact.type is None:
            return False
        if one.declaration.domain == REAL and one.origin.kind == "guessed":
            return False
        if one.declaration.is_range:
            return True
        told, known = term_of(kind), term_of(fact.type)
        return (name_of(told), len(axes_of(told))) == (name_of(known), len(axes_of(known)))

    # Following

    def follow(self, counts: frozenset[str]) -> None:
        """Narrow domains by where symbols stand."""
        for place, fact in list(self.facts.items()):
            if isinstance(fact.type, IndexType):
                self.narrow(place, COUNT, Origin("solved", "an index"))
            elif place[0] in counts and fact.type == Number():
                self.narrow(place, COUNT, Origin("solved", "a length"))
        for line in self.lines:
            origin = Origin("solved", line.formula.name)
            for ref, is_called, domain in self.told_by(line):
                key = key_of_symbol(ref, is_called)
                for place in self.of_key.get(key, ()):
                    if place[1] in (None, line.formula.section):
                        self.narrow(place, domain, origin)
            for ref in _complements(line):
                for place in self.of_key.get(key_of_symbol(ref), ()):
                    fact = self.facts[place]
                    if fact.domain_from is None and ref.name.base in GREEK_NUMBERS and fact.type == Number():
                        where = f"1 - {fact.typed} in {line.formula.name}"
                        self.narrow(place, UNIT, Origin("guessed", where))

    def told_by(self, line: Line) -> Iterator[tuple[tree.Ref, bool, Domain]]:
        """Names of a line with where they must lie; functions are called."""
        statement = line.statement
        if statement is None:
            return
        shares = frozenset(_complements(line)) & _factors(statement)
        yield from ((ref, False, UNIT) for ref in shares)
        for node in walk(statement):
            match node:
                case tree.Apply(function, (tree.Ref() as inner,)) if word(function) in ("log", "ln"):
                    yield inner, False, POSITIVE
                case tree.Apply(function, (tree.Apply(inner),)) if word(function) in ("log", "ln"):
                    yield inner, True, POSITIVE
                case tree.Apply(function) if (
                    word(function) in ("P", "Pr") and function.name.font != "\\mathcal"
                ):
                    yield function, True, UNIT
                case tree.Apply(function) if word(function) in ("p", "q") or _is_divergence(function):
                    yield function, True, NONNEGATIVE
                case tree.Apply(function, _, given) if word(function) == "pi" and given:
                    yield function, True, UNIT
                case tree.Root(tree.Ref() as inner):
                    yield inner, False, NONNEGATIVE
                case tree.Pow(tree.Ref() as inner, exponent) if _is_fraction(exponent):
                    yield inner, False, POSITIVE
                case tree.Factorial(tree.Ref() as inner):
                    yield inner, False, _COUNTED
                case tree.Binomial(tree.Ref() as top, tree.Ref() as bottom):
                    yield top, False, COUNT
                    yield bottom, False, _COUNTED
                case _:
                    pass
        for left, relation, right in zip(
            statement.sides, statement.relations, statement.sides[1:], strict=False
        ):
            domain = self.lies_in(right) if relation in ("=", ":=", "\\leftarrow", "\\triangleq") else REAL
            if domain != REAL:
                for one in left.items if isinstance(left, tree.Listed) else (left,):
                    if isinstance(one, tree.Ref):
                        yield one, False, domain

    def lies_in(self, node: tree.Node) -> Domain:
        """Where the values of an expression lie, as far as its outermost sign tells."""
        match strip(node):
            case tree.Apply(function, (_,)):
                if word(function) in SOFTMAX:
                    return SIMPLEX
                if function.name.base == "\\sigma" and self.has_sigmoid:
                    return OPEN_UNIT
                return _RESULTS.get(word(function), REAL)
            case tree.Norm() | tree.Root():
                return NONNEGATIVE
            case _:
                return REAL

    # Arrays and their entries

    def inherit(self) -> None:
        """Give entries the domain of their vector, and a vector the domain of its entries."""
        for place, fact in list(self.facts.items()):
            symbol = fact.symbol
            if fact.is_called or not symbol.below or fact.type != Number():
                continue
            alone = replace(symbol, below=(), separators=())
            for font in ("\\mathbf", "\\boldsymbol", symbol.name.font):
                for base in dict.fromkeys((symbol.name.base, symbol.name.base.upper())):
                    key = key_of_symbol(replace(alone, name=replace(symbol.name, font=font, base=base)))
                    self.hand_down(place, (key, place[1]) if (key, place[1]) in self.facts else (key, None))

    def hand_down(self, entry: tuple[str, int | None], whole: tuple[str, int | None]) -> None:
        """Give one of two the domain of the other, if one has any."""
        array = self.facts.get(whole)
        if array is None or not isinstance(value_type(array.type), Array):
            return
        number = self.facts[entry]
        if array.domain_from is not None:
            self.narrow(entry, of_entry(array.domain), array.domain_from)
        elif number.domain_from is not None:
            self.narrow(whole, number.domain, number.domain_from)

    # Customs and trial

    def follow_customs(self) -> None:
        """A sigma of which nothing else is known is a deviation, and positive."""
        for place, fact in list(self.facts.items()):
            is_plain = fact.symbol.name.base == "\\sigma" and not fact.is_called
            if is_plain and fact.domain_from is None and isinstance(fact.type, Number):
                self.narrow(place, POSITIVE, Origin("guessed", "a deviation is positive"))

    def try_out(self) -> None:
        """Rule out domains that keep none of a symbol's formulas finite."""
        for line in self.lines:
            if line.statement is None or not _is_risky(line.statement):
                continue
            section = line.formula.section
            places = list(dict.fromkeys(self.open_places(line.statement, section)))
            if places and not self.is_finite(line, {}):
                self.narrow_by_trial(line, places)

    def open_places(self, node: tree.Node, section: int) -> Iterator[tuple[str, int | None]]:
        """Numbers in a statement of whose domain nothing is known."""
        for part in walk(node):
            if isinstance(part, tree.Ref | tree.Apply):
                is_called = isinstance(part, tree.Apply)
                key = key_of_symbol(part.function if isinstance(part, tree.Apply) else part, is_called)
                place = (key, section) if (key, section) in self.facts else (key, None)
                fact = self.facts.get(place)
                if fact and fact.domain_from is None and fact.domain == REAL:
                    kind = fact.type.gives if isinstance(fact.type, Function) else value_type(fact.type)
                    if isinstance(kind, Number) and not isinstance(fact.type, IndexType):
                        yield place

    def narrow_by_trial(self, line: Line, places: Sequence[tuple[str, int | None]]) -> None:
        """Take the first domains, of one symbol or of all, that keep a line finite."""
        for domain, words in (
            (POSITIVE, "positive numbers keep"),
            (OPEN_UNIT, "numbers between 0 and 1 keep"),
        ):
            for chosen in (*([place] for place in places), list(places)):
                if self.is_finite(line, dict.fromkeys(chosen, domain)):
                    for place in chosen:
                        self.narrow(place, domain, Origin("guessed", f"{words} {line.formula.name} finite"))
                    return

    def is_finite(self, line: Line, domains: Mapping[tuple[str, int | None], Domain]) -> bool:
        """Whether a line has values in most of its draws."""
        section = line.formula.section

        def domain_of(ref: tree.Ref, is_called: bool) -> Domain:
            key = key_of_symbol(ref, is_called)
            place = (key, section) if (key, section) in self.facts else (key, None)
            fact = self.facts.get(place)
            return domains.get(place) or (fact.domain if fact else REAL)

        return line.statement is None or Trial(domain_of, self.has_sigmoid).is_finite(line.statement)


def _is_fraction(exponent: tree.Node) -> bool:
    """Whether an exponent is a number that is not whole."""
    match strip(exponent):
        case tree.Neg(body):
            return _is_fraction(body)
        case tree.Num(text):
            return "." in text
        case tree.Div(tree.Num(), tree.Num()):
            return True
        case _:
            return False


def _is_risky(node: tree.Node) -> bool:
    """Whether a statement may have no value: logarithms, roots, powers, quotients."""
    return any(
        isinstance(part, tree.Root | tree.Div)
        or (isinstance(part, tree.Pow) and not isinstance(strip(part.exponent), tree.Num))
        or (
            isinstance(part, tree.Apply) and word(part.function) in ("log", "ln", "arcsin", "arccos", "logit")
        )
        for part in walk(node)
    )


def _is_divergence(function: tree.Ref) -> bool:
    """Whether a function that is a row of the sheet is a divergence: ``D_{KL}``, ``KL``."""
    below = "".join(one.letter for one in function.below if isinstance(one, tree.Running))
    return bool(DIVERGENCES & {function.name.base, below})


def _complements(line: Line) -> Iterator[tree.Ref]:
    """Names that are taken from one: ``1 - w``."""
    for node in walk(line.statement) if line.statement else ():
        if isinstance(node, tree.Add) and len(node.terms) == 2 and node.terms[0] == tree.Num("1"):
            match node.terms[1]:
                case tree.Neg(tree.Ref() as ref):
                    yield ref
                case _:
                    pass


def _factors(node: tree.Node) -> frozenset[tree.Ref]:
    """Names that are factors somewhere."""
    return frozenset(
        factor
        for part in walk(node)
        if isinstance(part, tree.Mul)
        for factor in part.factors
        if isinstance(factor, tree.Ref)
    )
