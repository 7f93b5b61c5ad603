"""Types and domains of a paper's symbols, from all its formulas at once.

Type and domain belong to the paper, lengths to a section: each section has its own copy of a symbol's type,
and only the number of axes is handed from one to the other. Two sections that know different things of a
letter keep them apart. Said declarations come first, then what must hold in the formulas;
what is said before is never given up for what comes later, and a guess that contradicts anything is not
taken. Unification with undo: Robinson (1965); the rules are in `drill.papers.sheet.rules`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from drill.notation import children, tree, walk
from drill.papers.draft import Line
from drill.papers.sheet import rules, unify
from drill.papers.sheet.declarations import Declaration, printed
from drill.papers.sheet.model import RANK, Origin, Sheet, SymbolRow
from drill.papers.sheet.ranges import with_ranges
from drill.papers.sheet.symbols import CALLED, free_name, key_of, latex_of_symbol, read_symbol, typed_name
from drill.papers.sheet.table import Contradiction, Fact, Table, Told, key_of_symbol, strongest, told
from drill.papers.sheet.types import REAL, Array, Function, IndexType, Law, Number, Random, SetType, Type

# A section, and a symbol's row.
Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Guess:
    """A type for a row that custom proposes; it is taken where nothing contradicts it."""

    place: Place
    term: unify.Term
    origin: Origin


class Solver(rules.Network):
    """All that the statements of a paper say of its symbols."""

    def __init__(self, lines: Sequence[Line], declared: Iterable[Told]) -> None:
        self.lines = [line for line in lines if line.statement is not None]
        self.of_key: dict[str, list[Told]] = defaultdict(list)
        for one in declared:
            self.of_key[one.key].append(one)
        self.sections = list(dict.fromkeys(line.formula.section for line in self.lines))
        self.section = 0
        """As which section the rows are looked up."""
        self.vars: dict[Place, unify.Var] = {}
        self.symbols: dict[str, tree.Ref] = {}
        self.origins: dict[Place, Origin] = {}
        self.given: dict[unify.Var, Origin] = {}
        self.contradictions: list[Contradiction] = []
        self.unbold: set[str] = set()
        """Rows that are arrays before bold letters are taken as such."""
        read = [line.statement for line in self.lines if line.statement is not None]
        laws = frozenset(key_of(law) for statement in read for law in rules.laws_of(statement))
        super().__init__(self._has_identity(), laws)
        for number, (line, statement) in enumerate(zip(self.lines, read, strict=True)):
            self.section, self.statement = line.formula.section, number
            self.infer(statement)
        for key in list(self.of_key):  # what is said of a name that is only applied is said of its values
            if not self.places(key) and self.places(f"{key}(·)"):
                self.of_key[f"{key}(·)"] = [replace(one, is_called=True) for one in self.of_key.pop(key)]
        self.wholes: dict[str, str] = {}
        """Of each entry of an array the array's row."""
        ends = frozenset(_ends(self.lines))
        for section, key in list(self.vars):
            symbol = self.symbols[key]
            whole = replace(symbol, below=(), separators=())
            kinds = (one.declaration.type for one in self.of_key.get(key_of_symbol(whole), ()))
            lengths = {length for kind in kinds if isinstance(kind, Array) for length in kind.axes}
            letters = {index.letter for index in symbol.below if isinstance(index, tree.Running)}
            is_entry = len(symbol.below) > 1 or any((one, end) in ends for one in letters for end in lengths)
            if symbol.below and lengths and is_entry and not key.endswith("(·)"):
                self.section = section
                self.row(whole)

    # What the network asks of the rows

    def row(self, ref: tree.Ref, is_called: bool = False) -> unify.Var:
        """The type of a symbol in the section at hand."""
        key = key_of_symbol(ref, is_called)
        self.symbols.setdefault(key, ref)
        return self.vars.setdefault((self.section, key), unify.Var())

    def known(self, ref: tree.Ref) -> str:
        """The function that a name is declared to be there."""
        kinds = (one.declaration.type for one in self.told_of(self.section, key_of_symbol(ref, True)))
        return next((kind.known for kind in kinds if isinstance(kind, Function)), "")

    def is_declared(self, ref: tree.Ref) -> bool:
        """Whether the sheet says what a symbol is."""
        return key_of_symbol(ref) in self.of_key or key_of_symbol(ref, True) in self.of_key

    # Reading

    def _has_identity(self) -> bool:
        """Whether I is added, multiplied or given to a law, and never a result or part of a quotient."""
        nodes = [node for line in self.lines for node in walk_of(line)]
        beside = [node for node in nodes if isinstance(node, tree.Div | tree.Statement)]
        within = [
            node
            for node in nodes
            if isinstance(node, tree.Add | tree.Mul | tree.Neg | tree.Apply | tree.Listed)
        ]
        return any(_has_identity(node) for node in within) and not any(map(_has_identity, beside))

    def places(self, key: str) -> list[Place]:
        """A symbol in all sections that have it."""
        return [(section, key) for section in self.sections if (section, key) in self.vars]

    # Steps

    def run(self) -> None:
        """Solve."""
        self.take_told()
        self.advance()
        for guesses in (self.lengths, self.bold, self.ranges, self.entries):
            self.unbold = self._arrays() if guesses == self.bold else self.unbold
            self.guess(guesses())
            self.advance()
        self.adopt()

    def advance(self) -> None:
        """Apply the rules until nothing moves."""
        while self.settle() | self.share():
            self.note_origins()
        self.note_origins()

    def note_origins(self) -> None:
        """Say of rows that have become known where from."""
        for place, var in self.vars.items():
            if place not in self.origins and not unify.is_open(var):
                self.origins[place] = self.source(place, var)

    def source(self, place: Place, var: unify.Var) -> Origin:
        """From which formula a row is known, and whether a custom had to help."""
        at = var
        numbers: list[int] = []
        while True:
            numbers += [self.sources[at]] if at in self.sources else []
            if not isinstance(at.ref, unify.Var):
                break
            at = at.ref
        given = self.given.get(at)
        if given is not None and at is var:
            return given
        firsts = (n for n, line in enumerate(self.lines) if line.formula.section == place[0])
        where = self.lines[numbers[0] if numbers else next(firsts)].formula.name
        is_guessed = given is not None and given.kind == "guessed"
        return (
            Origin("guessed", f"used as a {unify.name_of(var)} in {where}")
            if is_guessed
            else Origin("solved", where)
        )

    def share(self) -> bool:
        """Hand what one section knows of a symbol's axes to the others; two different things stay apart."""
        known: dict[str, dict[tuple[str, int], Place]] = defaultdict(dict)
        for place, var in self.vars.items():
            if not unify.is_open(var) and not self.is_own(place):
                known[place[1]].setdefault((unify.name_of(var), len(unify.axes_of(var))), place)
        moved = False
        for place, var in self.vars.items():
            kinds = known.get(place[1], {})
            if unify.is_open(var) and len(kinds) == 1 and not self.is_own(place):
                (first,) = kinds.values()
                self.unify(var, unify.same_rank(self.vars[first]))
                self.origins[place] = self.origins.get(first) or self.source(first, self.vars[first])
                moved = True
        return moved

    def told_of(self, section: int | None, key: str) -> list[Told]:
        """What is declared of a symbol for a section, else for the whole paper."""
        ones = self.of_key.get(key, ())
        return [one for one in ones if one.scope == section] or [one for one in ones if one.scope is None]

    def is_own(self, place: Place) -> bool:
        """Whether a symbol is declared for its section alone."""
        return any(one.scope == place[0] for one in self.of_key.get(place[1], ()))

    def adopt(self) -> None:
        """Give a symbol the same lengths in all sections where nothing contradicts that."""
        first: dict[str, unify.Var] = {}
        for place, var in sorted(self.vars.items(), key=lambda item: item[0][0]):
            mark = len(self.trail.bound)
            try:
                self.unify(var, first.setdefault(place[1], var))
            except unify.ClashError:
                self.trail.undo(mark)

    def take_told(self) -> None:
        """Bind what is said or yours; two such things of one symbol that differ make it unknown."""
        for key in self.of_key:
            for place in self.places(key):
                said = [one for one in strongest(self.told_of(*place)) if one.origin.kind != "guessed"]
                firm = [one for one in said if not _is_weak(one)]
                terms = [unify.term_of(one.declaration.type) for one in firm]
                kinds = {(unify.name_of(term), len(unify.axes_of(term))) for term in terms}
                if len(kinds) > 1:
                    self.contradict(place, firm)
                    continue
                for one, term in zip(firm, terms, strict=True):
                    lengths_differ = any(one.declaration.type != firm[0].declaration.type for one in firm)
                    self.bind(Guess(place, unify.same_rank(term) if lengths_differ else term, one.origin))

    def contradict(self, place: Place, ones: list[Told]) -> None:
        """Note that several things are said of a symbol."""
        found = Contradiction(
            self.symbols[place[1]],
            tuple(dict.fromkeys(unify.name_of(unify.term_of(one.declaration.type)) for one in ones)),
            tuple(one.origin.where for one in ones),
        )
        if found not in self.contradictions:
            self.contradictions.append(found)

    def bind(self, guess: Guess) -> None:
        """Give a row a type, where it has no other."""
        mark = len(self.trail.bound)
        is_new = unify.is_open(self.vars[guess.place])
        try:
            self.unify(self.vars[guess.place], guess.term)
        except unify.ClashError:
            self.trail.undo(mark)
            return
        if is_new:
            self.origins.setdefault(guess.place, guess.origin)
            given = (var for var in self.trail.bound[mark:] if isinstance(var, unify.Var))
            self.given.update(dict.fromkeys(given, guess.origin))

    def guess(self, guesses: Iterable[Guess]) -> None:
        """Take guesses that contradict nothing, all at once or else one by one."""
        wanted = [guess for guess in guesses if unify.is_open(self.vars[guess.place])]
        if not self._all_hold(wanted):
            for guess in wanted:
                self._all_hold([guess])

    def _all_hold(self, guesses: list[Guess]) -> bool:
        """Bind guesses and see what follows; undo everything where a rule fails that would not fail else."""
        mark, clashes, origins = len(self.trail.bound), len(self.clashes), dict(self.origins)
        is_done = [constraint.is_done for constraint in self.constraints]
        for guess in guesses:
            if unify.is_open(self.vars[guess.place]):
                self.bind(guess)
        self.settle()
        if len(self.clashes) == clashes:
            self.note_origins()
            return True
        self.trail.undo(mark)
        del self.clashes[clashes:]
        self.origins = origins
        for constraint, was_done in zip(self.constraints, is_done, strict=True):
            constraint.is_done = was_done
        return False

    # Guesses, in their order

    def open_rows(self, is_called: bool | None = None) -> Iterator[tuple[Place, tree.Ref]]:
        """Rows of which nothing is known."""
        for place, var in list(self.vars.items()):
            if unify.is_open(var) and is_called in (None, place[1].endswith("(·)")):
                yield place, self.symbols[place[1]]

    def lengths(self) -> Iterator[Guess]:
        """Names of lengths count, and so do ends of sums."""
        named = {
            axis.name
            for ones in self.of_key.values()
            for one in ones
            for axis in unify.axes_of(unify.term_of(one.declaration.type))
        }
        counts = {key_of_symbol(ref) for ref in self.counts}
        for place, symbol in self.open_rows(False):
            if typed_name(symbol) in named or place[1] in counts:
                yield Guess(place, unify.NUMBER, Origin("solved", "a length"))

    def bold(self) -> Iterator[Guess]:
        """Bold small letters are vectors and bold capitals matrices; an index that runs is a number."""
        for place, symbol in self.open_rows(False):
            name = symbol.name
            if name.font in rules.BOLD or "\\vec" in name.accents:
                letter = name.base.lstrip("\\")[0]
                shape = (
                    unify.Shape((unify.Dim(), unify.Dim()))
                    if letter.isupper() and name.font in rules.BOLD
                    else unify.vector()
                )
                yield Guess(place, shape, Origin("solved", "a bold letter"))
            elif self.is_index(symbol):
                yield Guess(place, unify.NUMBER, Origin("solved", "an index"))

    def is_index(self, symbol: tree.Ref) -> bool:
        """Whether a symbol is a letter that runs somewhere."""
        name = symbol.name
        is_plain = not (
            name.font or name.accents or name.label or symbol.below or symbol.above or symbol.mark
        )
        return is_plain and name.base in rules.INDEX_LETTERS and name.base in self.running

    def ranges(self) -> Iterator[Guess]:
        """What is said to lie in a range is a number, unless the formulas say that it is an array."""
        for place, _ in self.open_rows():
            for one in self.told_of(*place):
                if one.origin.kind != "guessed" and _is_weak(one):
                    yield Guess(place, unify.NUMBER, one.origin)

    def entries(self) -> Iterator[Guess]:
        """Entries of arrays beside them: ``x_i`` of bold x, ``A_{ij}`` of A."""
        for place, symbol in self.open_rows(False):
            whole = self.whole_of(place)
            if whole and len(unify.axes_of(self.vars[whole])) == len(symbol.below):
                is_bold = self.symbols[whole[1]].name.font != symbol.name.font
                is_bold |= any(isinstance(one.declaration.type, Array) for one in self.told_of(*whole))
                if is_bold or len(symbol.below) > 1:
                    self.wholes[place[1]] = whole[1]
                    yield Guess(place, unify.NUMBER, Origin("solved", "an entry"))

    def whole_of(self, place: Place) -> Place | None:
        """The array that a symbol with indices is an entry of: bold, or of the same name."""
        symbol = self.symbols[place[1]]
        if not symbol.below or place[1].endswith("(·)"):
            return None
        alone = replace(symbol, below=(), separators=())
        letter = symbol.name.base
        names = [replace(symbol.name, font=font) for font in rules.BOLD] if not symbol.name.font else []
        if len(symbol.below) == 2 and len(letter) == 1:
            names += [replace(symbol.name, font=font, base=letter.upper()) for font in (*rules.BOLD, "")]
        for name in (*names, symbol.name):
            found = (place[0], key_of_symbol(replace(alone, name=name)))
            if found in self.vars and unify.axes_of(self.vars[found]):
                return found
        return None

    # What came out

    def table(self) -> Table:
        """The facts of the paper, with those of sections where they differ."""
        taken = frozenset(ref.name.base.lstrip("\\") for ref in self.symbols.values())
        lengths = unify.Lengths(taken | frozenset(map(typed_name, self.symbols.values())))
        unknown = self.contradicted()
        names: dict[str, str] = {}
        facts: dict[tuple[str, int | None], Fact] = {}
        for place, var in sorted(self.vars.items(), key=lambda item: (self.is_own(item[0]), item[0][0])):
            section, key = place
            symbol, is_called = self.symbols[key], key.endswith("(·)")
            if key not in names:
                names[key] = free_name(symbol, names.values())
            kind = None if place in unknown else lengths.type_of(var)
            fact = Fact(
                symbol,
                is_called,
                names[key],
                self.declared_type(place, kind, lengths),
                type_from=self.type_from(place, kind),
                ends=next((one.declaration.ends for one in self.of_key.get(key, ())), None),
                is_law=is_called and key_of(symbol) in self.laws,
            )
            first = fact if self.is_own(place) else facts.setdefault((key, None), fact)
            if first.type is None and fact.type is not None and (key, None) in facts:
                first = facts[(key, None)] = fact
            if first.type != fact.type or self.is_own(place):
                facts[(key, section)] = fact
        return Table(facts, tuple(self.contradictions))

    def type_from(self, place: Place, kind: Type | None) -> Origin | None:
        """Where a type comes from: a known function is what it was declared to be, an array rests on some."""
        known = (one.origin for one in self.told_of(*place) if _is_known(one))
        origin = next(known, self.origins.get(place) if kind is not None else None)
        if isinstance(kind, Array) and origin and origin.kind == "solved" and place[1] not in self.founded:
            return Origin("guessed", f"used as a {unify.name_of(self.vars[place])} in {origin.where}")
        return origin

    @cached_property
    def founded(self) -> frozenset[str]:
        """Rows of arrays for which declarations vouch, through formulas that join them; bold ones too."""
        arrays = self._arrays()
        sure = {key for key in arrays if key in self.of_key}
        joined = [arrays.intersection(self._meeting(line.statement)) for line in self.lines if line.statement]
        while more := {key for keys in joined if keys & sure for key in keys} - sure:
            sure |= more
        return frozenset(sure & self.unbold | {key for key in arrays if rules.is_bold(self.symbols[key])})

    def _arrays(self) -> set[str]:
        return {key for (_, key), var in self.vars.items() if unify.axes_of(var)}

    def _meeting(self, node: tree.Node) -> Iterator[str]:
        """Rows of what meets in a formula: no argument meets the values of a function of the paper's own."""
        parts = children(node)
        if isinstance(node, tree.Ref):
            yield key_of_symbol(node)
        elif isinstance(node, tree.Apply) and (key := key_of_symbol(node.function, True)) in self.symbols:
            yield key
            parts = ()
        for part in parts:
            yield from self._meeting(part)

    def declared_type(self, place: Place, kind: Type | None, lengths: unify.Lengths) -> Type | None:
        """A solved type with what declarations alone tell: what a function takes, a law, an index."""
        key = place[1]
        symbol = self.symbols[key]
        here = [one.declaration.type for one in self.told_of(*place)]
        known = next((one for one in here if isinstance(one, Function) and one.known), None)
        if known is not None or kind is None:
            return known
        if key.endswith("(·)"):
            takes = next((one.takes for one in here if isinstance(one, Function)), ())
            return Function(takes, kind) if isinstance(kind, Number | Array) else None
        if kind == Number() and (self.is_index(symbol) or any(isinstance(one, IndexType) for one in here)):
            return IndexType()
        return next((one for one in here if isinstance(one, Random) and one.of == kind), kind)

    def contradicted(self) -> set[Place]:
        """Rows that formulas alone tell, and that stand right in a formula which contradicts them."""
        found: set[Place] = set()
        for clash in self.clashes:
            section = self.lines[clash.statement].formula.section
            for node in children(clash.node):
                inner = rules.strip(node)
                place = (section, key_of_symbol(inner)) if isinstance(inner, tree.Ref) else None
                if place in self.origins and self.origins[place].kind == "solved":
                    where = (self.origins[place].where, self.lines[clash.statement].formula.name)
                    if where[0] == where[1] or clash.is_of_lengths:
                        continue
                    found.add(place)
                    self.contradictions.append(
                        Contradiction(
                            self.symbols[place[1]], (unify.name_of(self.vars[place]), clash.why), where
                        )
                    )
        return found


def _is_known(one: Told) -> bool:
    """Whether a declaration names a function that everybody knows."""
    return isinstance(one.declaration.type, Function) and bool(one.declaration.type.known)


def _is_weak(one: Told) -> bool:
    """Whether a declaration says a range or a law alone, which arrays have, too."""
    kind = one.declaration.type
    return one.declaration.is_range or (isinstance(kind, Random) and kind.of == Number())


def _ends(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """Letters that run, each with the name of its last value."""
    for line in lines:
        for node in walk_of(line):
            if isinstance(node, tree.Bound) and isinstance(node.upper, tree.Ref):
                yield from ((name.name.base, typed_name(node.upper)) for name in node.names)


def walk_of(line: Line) -> Iterator[tree.Node]:
    """All nodes of a line."""
    return walk(line.statement) if line.statement is not None else iter(())


def _has_identity(node: tree.Node) -> bool:
    """Whether an identity matrix stands right in a node."""
    return any(rules.is_identity(rules.strip(part)) for part in children(node))


def table_of(sheet: Sheet, lines: Sequence[Line]) -> Table:
    """All that is known of a paper's symbols: the sheet's declarations and what its formulas tell."""
    solver = Solver(lines, told(sheet))
    solver.run()
    counts = frozenset(
        place[1] for place, origin in solver.origins.items() if origin == Origin("solved", "a length")
    )
    table = named_by(sheet, solver.table())
    return with_ranges(table, solver.lines, solver.told_of, counts, solver.wholes)


def rows_of(sheet: Sheet) -> Iterator[tuple[int, str, SymbolRow]]:
    """The rows of a sheet that name a symbol, with their place and key."""
    for at, row in enumerate(sheet.symbols):
        symbol = read_symbol(row.symbol.removesuffix(CALLED))
        if symbol is not None:
            yield at, key_of_symbol(symbol, row.symbol.endswith(CALLED)), row


def named_by(sheet: Sheet, table: Table) -> Table:
    """The table with the sheet's meanings and names to type; a function's row may have the bare symbol."""
    rows = {(key, row.scope): row for _, key, row in rows_of(sheet)}
    facts: dict[tuple[str, int | None], Fact] = {}
    for (key, section), fact in table.facts.items():
        bare = key_of_symbol(fact.symbol)
        found = [rows.get((name, scope)) for name in (key, bare) for scope in (section, None)]
        row = next((one for one in found if one is not None), None)
        if row is not None and not (
            fact.is_called and (bare, None) in table.facts and (key, None) not in rows
        ):
            fact = replace(fact, typed=row.typed or fact.typed, means=row.confirmed)
        facts[key, section] = fact
    return replace(table, facts=facts)


def filled(sheet: Sheet, table: Table) -> Sheet:
    """The sheet with what was solved, in rows that nothing declares, or a noun alone."""
    rows = list(sheet.symbols)
    places = {(key, row.scope): at for at, key, row in rows_of(sheet)}
    for (key, scope), fact in table.facts.items():
        if fact.type is None:
            continue
        bare = key_of_symbol(fact.symbol)
        is_alone = fact.is_called and (bare, None) not in table.facts
        at = places.get((bare if is_alone else key, scope), places.get((key, scope)))
        declared, origin = _declared(fact)
        if at is None and not isinstance(fact.type, IndexType):
            suffix = CALLED if fact.is_called and not is_alone else ""
            if symbol := latex_of_symbol(fact.symbol):
                row = SymbolRow(symbol + suffix, fact.typed, declared, declared_from=origin, scope=scope)
                rows.append(row)
        elif at is not None:
            known = rows[at].declared_from
            is_weak = not rows[at].declared or (known is not None and known.kind in ("solved", "guessed"))
            if is_weak and not (known and known.kind == "guessed" and origin.kind == "guessed"):
                rows[at] = replace(rows[at], declared=declared, declared_from=origin)
    return replace(sheet, symbols=tuple(rows))


def _declared(fact: Fact) -> tuple[str, Origin]:
    """A fact as a declaration, and the weakest thing that it rests on."""
    assert fact.type is not None
    domain = REAL if isinstance(fact.type, IndexType | SetType | Law) else fact.domain
    text = printed(Declaration(fact.typed, fact.type, domain, fact.ends))
    origins = [one for one in (fact.type_from, fact.domain_from) if one is not None]
    weakest = min(origins, key=lambda one: RANK[one.kind], default=Origin("solved"))
    return text, weakest if weakest.kind == "guessed" else Origin("solved", weakest.where)


def solved(sheet: Sheet, lines: Sequence[Line]) -> Sheet:
    """The sheet with what its formulas tell of its symbols."""
    return filled(sheet, table_of(sheet, lines))
