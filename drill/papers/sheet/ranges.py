"""The numbers that a paper's symbols may take: said, or following from where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from drill.notation import tree, walk
from drill.papers.draft import Line
from drill.papers.sheet.domains import COUNT, NONNEGATIVE, POSITIVE, UNIT, meet, of_entry
from drill.papers.sheet.model import RANK, Origin
from drill.papers.sheet.rules import word
from drill.papers.sheet.table import Contradiction, Fact, Table, Told, key_of_symbol, strongest, value_type
from drill.papers.sheet.types import REAL, Domain, IndexType, Number
from drill.papers.sheet.unify import axes_of, name_of, term_of
from drill.papers.structure import complement

# What is declared of a symbol, for a section or else for the whole paper.
ToldOf = Callable[[int | None, str], list[Told]]


def with_ranges(
    table: Table, lines: Sequence[Line], told_of: ToldOf, counts: frozenset[str], wholes: Mapping[str, str]
) -> Table:
    """The table with a domain for each symbol of which anything tells one.

    ``counts`` are rows that count, ``wholes`` of rows of entries those of their arrays.
    """
    known = _Ranges(table, lines)
    known.say(told_of)
    known.hand_to_entries(wholes)
    known.follow(counts)
    return replace(table, facts=known.facts, contradictions=(*table.contradictions, *known.contradictions))


class _Ranges:
    """Facts that get their domains."""

    def __init__(self, table: Table, lines: Sequence[Line]) -> None:
        self.facts: dict[tuple[str, int | None], Fact] = dict(table.facts)
        self.lines = lines
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

    def say(self, told_of: ToldOf) -> None:
        """Take the ranges of declarations; a noun whose type the formulas contradict says nothing."""
        for place in self.facts:
            here = told_of(place[1], place[0])
            for one in strongest([one for one in here if self.says_more(one, self.facts[place])]):
                self.narrow(place, one.declaration.domain, one.origin)
                fact = self.facts[place]
                self.facts[place] = replace(fact, domain_from=fact.domain_from or one.origin)

    def hand_to_entries(self, wholes: Mapping[str, str]) -> None:
        """Take what is said of an array for its entries."""
        for key, section in list(self.facts):
            whole = self.facts.get((wholes.get(key, ""), section)) or self.facts.get(
                (wholes.get(key, ""), None)
            )
            if whole is not None and whole.domain_from is not None:
                self.narrow((key, section), whole.domain, whole.domain_from)

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
            elif fact.is_law:
                self.narrow(place, NONNEGATIVE, Origin("solved", "a law"))
        for line in self.lines:
            # where a symbol stands bounds its numbers and states none: a rate under a root may be at most 1
            origin = Origin("guessed", f"used so in {line.formula.name}")
            for ref, domain in self.told_by(line):
                for place in self.of_key.get(key_of_symbol(ref), ()):
                    if place[1] in (None, line.formula.section):
                        self.narrow(place, domain, origin)

    def told_by(self, line: Line) -> Iterator[tuple[tree.Ref, Domain]]:
        """Names of a line with where they must lie."""
        statement = line.statement
        if statement is None:
            return
        parts = [*walk(statement)]
        factors = {factor for node in parts if isinstance(node, tree.Mul) for factor in node.factors}
        for share in dict.fromkeys(map(complement, parts)):  # ``w`` of ``w x + (1 - w) y``
            if isinstance(share, tree.Ref) and share in factors:
                yield share, UNIT
        for node in parts:
            match node:
                case tree.Apply(function, (tree.Ref() as inner,)) if word(function) in ("log", "ln"):
                    yield inner, POSITIVE
                case tree.Root(tree.Ref() as inner):
                    yield inner, NONNEGATIVE
                case _:
                    pass
