"""The types of a formula's symbols, from the formula alone and from what the paper declares of them.

Each formula has types of its own: nothing is handed from one to another. What its section declares comes
first, then what is declared elsewhere and contradicts nothing, then custom: bold letters are arrays, a
capital before a small letter is a matrix, what is left is a number. Every exercise states what it assumes.
Unification with undo: Robinson (1965); the rules are in `drill.papers.sheet.type_rules`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Final, TypeVar, cast

from drill.notation import list_children, print_tokens_as_latex, replace_nodes, to_tokens, tree, walk_nodes
from drill.papers.draft import Line
from drill.papers.model import Paper
from drill.papers.sheet import type_rules, types, unify
from drill.papers.sheet.declarations import Declared, declared_in, key_of_symbol
from drill.papers.sheet.symbol_keys import free_name, make_spelling_key, read_symbol, step_letters, typed_name
from drill.papers.sheet.types import (
    REAL,
    Array,
    Domain,
    Function,
    IndexType,
    Number,
    Quantity,
    Random,
    SetType,
    Type,
    Typed,
    Unknown,
)
from drill.papers.superscripts import raised_name

# Marks of what has other axes than the bare name.
_DAGGERS: Final = frozenset(("\\dagger", "\\perp"))
# Letters that are indices wherever they are subscripts, whether or not anything binds them.
_INDICES: Final = frozenset(("i", "j", "k", "t", "\\ell"))


@dataclass(frozen=True, slots=True)
class _Guess:
    """A type that a symbol may have, assumed if nothing contradicts it."""

    open: unify.Term
    term: unify.Term


class FormulaTypes(type_rules.Network):
    """The types of the symbols of statements that belong together."""

    def __init__(
        self, statements: Sequence[tree.Statement], declared: Iterable[Declared], section: int
    ) -> None:
        super().__init__()
        self.section = section
        running = frozenset(find_letters_that_run(statements))
        self.statements = [with_labels(statement, running) for statement in statements]
        self.entry_of: dict[str, str] = {}
        for declaration in declared:
            key = _key_with_labels(declaration.symbol, running & _letters_of(declaration.symbol))
            self.declared[f"{key}(·)" if declaration.is_called else key].append(declaration)
        self.introduced_anew: set[str] = set()
        # The keys of what is a number only because nothing says what it is.
        self.open_keys: frozenset[str] = frozenset()
        for key, ones in self.declared.items():
            mine = [declaration for declaration in ones if declaration.origin.kind == "you"] or ones
            local = [declaration for declaration in mine if declaration.scope == section]
            if any(isinstance(declaration.declaration.type, Unknown) for declaration in local):
                self.introduced_anew.add(key)
                local = []
            self.declared[key] = [
                declaration
                for declaration in local or mine
                if not isinstance(declaration.declaration.type, Unknown)
            ]
        self.steps = step_letters(self.statements) | {"t"}
        self.laws = frozenset(
            key_of_symbol(law) for statement in self.statements for law in type_rules.laws_of(statement)
        )
        self.has_identity = self._has_identity()
        for statement in self.statements:
            self.infer(statement)
        self._add_wholes()
        self._add_slopes()
        self._solve()
        base_names = frozenset(ref.name.base.lstrip("\\") for ref in self.symbols.values())
        self.lengths = unify.Lengths(base_names | frozenset(map(typed_name, self.symbols.values())))

    # Solving

    def _has_identity(self) -> bool:
        """Return whether I is used as the identity matrix: added, multiplied or a parameter, never a result
        or divisor.
        """
        nodes = [node for statement in self.statements for node in walk_nodes(statement)]
        within = (tree.Add, tree.Mul, tree.Neg, tree.Apply, tree.Listed)
        quotients_and_statements = [node for node in nodes if isinstance(node, tree.Div | tree.Statement)]
        return any(_holds_identity(node) for node in nodes if isinstance(node, within)) and not any(
            map(_holds_identity, quotients_and_statements)
        )

    def _add_wholes(self) -> None:
        """Add the declared arrays of which the formula shows only entries."""
        ends = {
            (name.name.base, typed_name(bound.upper))
            for statement in self.statements
            for bound in walk_nodes(statement)
            if isinstance(bound, tree.Bound) and isinstance(bound.upper, tree.Ref)
            for name in bound.names
        }
        for key, symbol in list(self.symbols.items()):
            whole = replace(symbol, below=(), separators=())
            kinds = (declared.declaration.type for declared in self.declared_of(key_of_symbol(whole)))
            lengths = {length for kind in kinds if isinstance(kind, Array) for length in kind.axes}
            letters = {index.letter for index in symbol.below if isinstance(index, tree.Running)}
            is_entry = len(symbol.below) > 1 or any(
                (letter, end) in ends for letter in letters for end in lengths
            )
            if symbol.below and lengths and is_entry and not key.endswith("(·)"):
                self.row(whole)

    def _add_slopes(self) -> None:
        """Let what a slope is taken with respect to be like its members: ``x`` of ``\\partial_x S(x_k)``."""
        parts = [part for statement in self.statements for part in walk_nodes(statement)]
        slopes = [part for part in parts if isinstance(part, tree.Gradient | tree.Derivative)]
        by = {id(ref): ref for slope in slopes for ref in slope.by}
        elsewhere = {part for part in parts if isinstance(part, tree.Ref) and id(part) not in by}
        for ref in set(by.values()) - elsewhere:
            if ref.below or ref.above or ref.primes or ref.mark:
                continue
            for key, member in list(self.symbols.items()):
                indices = (*member.below, *member.above)
                runs = indices and all(isinstance(index, tree.Running) for index in indices)
                if member.name == ref.name and runs and not key.endswith("(·)"):
                    self.add(type_rules.constrain_same_type, self.row(ref), self.vars[key])

    def _solve(self) -> None:
        for key in [key for key in self.vars if key not in self.introduced_anew]:
            mark = len(self.trail.bound)
            try:
                self.unify(self.vars[key], self._declared_term(key))
            except unify.ClashError:
                self.trail.undo(mark)
                self.failures += 1
        self.settle()
        # what the paper declares, and what follows from that and from the formula's own operations
        self.determined = frozenset(key for key, var in self.vars.items() if not unify.is_open_term(var))
        for key in self.introduced_anew & self.vars.keys():
            self._guess([_Guess(self.vars[key], self._declared_term(key))])
        for guesses in (
            self._counts, self._bold, self._ranged, self._entries, self._customs, self._alike, self._dressed,
        ):  # fmt: skip
            self._guess(list(guesses()))
            self.settle()
        self.open_keys = frozenset(key for key, _ in self._open())
        for guesses in (
            partial(self._rest, with_calls=False, with_lefts=False), partial(self._rest, with_lefts=False),
            self._rest,
        ):  # fmt: skip
            self._guess(list(guesses()))
            self.settle()

    def _declared_term(self, key: str) -> unify.Term:
        """Return the declared type; of several only the number of axes, nothing if that differs."""
        terms = [_term_of(declared) for declared in self._firm(key)]
        if not terms or not all(unify.is_alike(terms[0], term) for term in terms):
            return unify.Var()
        kinds = {declared.declaration.type for declared in self._firm(key)}
        return terms[0] if len(kinds) == 1 else unify.same_rank(terms[0])

    def _firm(self, key: str) -> list[Declared]:
        return [declared for declared in self.declared_of(key) if not declared.is_weak]

    def contradicted(self, key: str) -> bool:
        """Return whether a symbol came out as something else than all that is declared of it."""
        kinds = [(declared, False) for declared in self._firm(key)]
        if not key.endswith("(·)"):
            kinds += [(declared, True) for declared in self.declared.get(f"{key}(·)", ()) if not kinds]
        terms = [_term_of(declared) for declared, is_bare in kinds if is_bare or _tells_symbol_type(declared)]
        if not terms or key in self.introduced_anew:
            return False
        return not any(unify.is_alike(term, self.vars[key]) for term in terms)

    def _guess(self, guesses: Sequence[_Guess]) -> None:
        """Take guesses that contradict nothing, all at once or else one by one."""
        wanted = [guess for guess in guesses if unify.is_open_term(guess.open)]
        if wanted and not self._all_hold(wanted):
            for guess in wanted:
                self._all_hold([guess])

    def _all_hold(self, guesses: Sequence[_Guess]) -> bool:
        """Bind guesses and propagate; undo everything if a rule fails that would not fail otherwise."""
        mark, failures = len(self.trail.bound), self.failures
        is_done = [constraint.is_done for constraint in self.constraints]
        try:
            for guess in guesses:
                if unify.is_open_term(guess.open):
                    self.unify(guess.open, guess.term)
            self.settle()
        except unify.ClashError:
            self.failures += 1
        if self.failures == failures:
            return True
        self.trail.undo(mark)
        self.failures = failures
        for constraint, was_done in zip(self.constraints, is_done, strict=True):
            constraint.is_done = was_done
        return False

    # Customs, in their order

    def _open(self, is_called: bool | None = None) -> Iterator[tuple[str, tree.Ref]]:
        for key, var in list(self.vars.items()):
            if unify.is_open_term(var) and is_called in (None, key.endswith("(·)")):
                yield key, self.symbols[key]

    def _counts(self) -> Iterator[_Guess]:
        """Make names of lengths, ends of sums and exponents of sets counts; running letters numbers."""
        named = {
            axis.name
            for ones in self.declared.values()
            for declared in ones
            for axis in unify.find_term_axes(unify.term_of(declared.declaration.type))
        }
        for key, symbol in self._open(False):
            if typed_name(symbol) in named or key in self.count_keys or self.is_index(symbol):
                yield _Guess(self.vars[key], unify.NUMBER)

    @cached_property
    def count_keys(self) -> frozenset[str]:
        """Return the keys of what ends a sum or is the exponent of a set of numbers."""
        powers = (
            part
            for statement in self.statements
            for part in walk_nodes(statement)
            if isinstance(part, tree.Pow)
        )
        sets = (
            power
            for power in powers
            if isinstance(power.base, tree.Ref) and power.base.name.font == "\\mathbb"
        )
        inside = (
            ref for set_power in sets for ref in walk_nodes(set_power.exponent) if isinstance(ref, tree.Ref)
        )
        return frozenset(map(key_of_symbol, (*self.counts, *inside)))

    def is_index(self, symbol: tree.Ref) -> bool:
        """Return whether a symbol is a letter that runs somewhere."""
        return type_rules.is_index(symbol) and symbol.name.base in self.running

    def _bold(self) -> Iterator[_Guess]:
        """Yield the guesses that bold small letters are vectors and bold capitals matrices."""
        for key, symbol in self._open():
            name = symbol.name
            is_matrix = name.base.lstrip("\\")[0].isupper() and name.font in type_rules.BOLD
            if is_matrix and (key.endswith("(·)") or is_entry(symbol)):
                continue
            if name.font in type_rules.BOLD or "\\vec" in name.accents:
                yield _Guess(self.vars[key], _make_open_matrix() if is_matrix else unify.make_open_vector())

    def _ranged(self) -> Iterator[_Guess]:
        """Yield the guesses that what is stated to lie in a range is a number."""
        for key, _ in self._open():
            if any(declared.is_weak for declared in self.declared_of(key)):
                yield _Guess(self.vars[key], unify.NUMBER)

    def _entries(self) -> Iterator[_Guess]:
        """Yield the guesses that entries of arrays are numbers: ``x_i`` of bold x, ``A_{ij}`` of A."""
        for key, symbol in self._open(False):
            is_labelled = bool(symbol.name.font) and len(symbol.below) > 1 and not is_entry(symbol)
            whole = "" if is_labelled else self._whole_of(key, symbol)
            if whole and len(unify.find_term_axes(self.vars[whole])) == len(symbol.below):
                is_other_font = self.symbols[whole].name.font != symbol.name.font
                is_array = any(
                    isinstance(declared.declaration.type, Array) for declared in self.declared_of(whole)
                )
                if is_other_font or is_array or len(symbol.below) > 1:
                    self.entry_of[key] = whole
                    yield _Guess(self.vars[key], unify.NUMBER)

    def _whole_of(self, key: str, symbol: tree.Ref) -> str:
        """Return the key of the array that a symbol with indices is an entry of; empty for none."""
        if not symbol.below or key.endswith("(·)"):
            return ""
        alone, letter = replace(symbol, below=(), separators=()), symbol.name.base
        names = [replace(symbol.name, font=font) for font in type_rules.BOLD] if not symbol.name.font else []
        if len(symbol.below) == 2 and len(letter) == 1:
            names += [replace(symbol.name, font=font, base=letter.upper()) for font in (*type_rules.BOLD, "")]
        keys = (key_of_symbol(replace(alone, name=name)) for name in (*names, symbol.name))
        return next((key for key in keys if key in self.vars and unify.find_term_axes(self.vars[key])), "")

    def _customs(self) -> Iterator[_Guess]:
        """Yield the guesses from customary operations: transposes, norms, capital times small letter."""
        for statement in self.statements:
            for node in walk_nodes(statement):
                match node:
                    case tree.Transpose(base):
                        for part in _list_sum_terms(base):
                            yield from self._array(
                                part,
                                _make_open_matrix()
                                if _is_capital_matrix_letter(part)
                                else unify.make_open_vector(),
                            )
                    case tree.Inverse(base):
                        for part in filter(_is_capital_matrix_letter, _list_sum_terms(base)):
                            yield from self._array(part, _make_open_matrix())
                    case tree.Norm(body, "\\|", order):
                        is_matrix = isinstance(order, tree.Ref) and order.name.base == "F"
                        for part in _list_sum_terms(body):
                            if is_matrix or not _is_capital_matrix_letter(part):
                                yield from self._array(
                                    part, _make_open_matrix() if is_matrix else unify.make_open_vector()
                                )
                    case tree.Listed(items, _, "\\langle"):
                        for part in (term for item in items for term in _list_sum_terms(item)):
                            yield from self._array(part, unify.make_open_vector())
                    case tree.Gradient(_, (), None) if node in self.values:
                        yield _Guess(self.values[node], unify.make_open_vector())
                    case tree.Gradient(_, by, None):
                        for part in by:
                            if not _is_capital_matrix_letter(part):
                                yield from self._array(part, unify.make_open_vector())
                            elif self._stands_elsewhere(part):  # ``\\nabla_{S_t} f(x)``: of a sample
                                yield from self._array(part, _make_open_matrix())
                    case tree.Apply(function, (part,)) if (
                        type_rules.find_function_word(function) in type_rules.SOFTMAX
                    ):
                        yield from self._array(part, unify.make_open_vector())
                    case tree.Mul():
                        yield from self._factors(statement, node)
                    case _:
                        pass

    def _factors(self, statement: tree.Statement, node: tree.Mul) -> Iterator[_Guess]:
        factors = [_without_power(type_rules.strip_grouping_brackets(factor)) for factor in node.factors]
        pairs = [*zip(node.signs, range(len(factors)), range(1, len(factors)), strict=False)]
        for sign, left, right in pairs:
            for factor_index in (left, right) if sign in type_rules.ENTRYWISE else ():
                yield from self._array(
                    factors[factor_index],
                    _make_open_matrix()
                    if _is_capital_matrix_letter(factors[factor_index])
                    else unify.make_open_vector(),
                )
        for sign, left, right in pairs:
            match factors[left], factors[right]:
                case tree.Transpose(tree.Ref() as row), tree.Ref() as column if not (
                    sign or type_rules.is_capital(row) or type_rules.is_capital(column)
                ):
                    yield from self._array(column, unify.make_open_vector())
                case _:
                    pass
        arrays = {index for index, factor in enumerate(factors) if _is_array_like(factor)}
        arrays |= {
            left
            for sign, left, right in pairs
            if not sign
            and _is_capital_matrix_letter(factors[left])
            and (_is_small_vector_letter(factors[right]) or self._is_vector(factors[right]))
        }
        while (
            more := {
                factor_index
                for sign, left, right in pairs
                for factor_index, neighbour in ((left, right), (right, left))
                if sign in ("", "\\cdot")
                and neighbour in arrays
                and _is_capital_matrix_letter(factors[factor_index])
            }
            - arrays
        ):
            arrays |= more
        whole = (*factors, statement.sides[0])
        if all(map(_is_capital_matrix_letter, whole)) and not any(node.signs) and node in statement.sides[1:]:
            arrays |= set(range(len(factors)))
        for factor_index in arrays:
            if _is_capital_matrix_letter(factors[factor_index]):
                yield from self._array(factors[factor_index], _make_open_matrix())

    def _alike(self) -> Iterator[_Guess]:
        """Yield the guesses that capitals in a font are matrices as others of their letter."""
        for key, symbol in self._open(False):
            if symbol.name.font and type_rules.is_capital(symbol) and not is_entry(symbol):
                others = [var for other, var in self.vars.items() if self.symbols[other].name == symbol.name]
                if any(len(unify.find_term_axes(var)) == 2 for var in others):
                    yield _Guess(self.vars[key], _make_open_matrix())

    def _dressed(self) -> Iterator[_Guess]:
        r"""Yield the guesses that ``x^*``, ``\bar{x}`` and ``x'`` have as many axes as is declared of x."""
        for key, symbol in self._open(False):
            if symbol.mark in _DAGGERS or not (symbol.mark or symbol.primes or symbol.name.accents):
                continue
            name = replace(symbol.name, accents=())
            bare = replace(symbol, name=name, mark="", primes=0)
            for ref in (bare, replace(bare, below=(), separators=()) if self._is_step(symbol) else bare):
                terms = [_term_of(declared) for declared in self._firm(key_of_symbol(ref))]
                if terms and all(unify.find_term_axes(term) for term in terms):
                    yield _Guess(self.vars[key], unify.same_rank(terms[0]))
                    break

    def _is_step(self, symbol: tree.Ref) -> bool:
        """Return whether the one index of a symbol counts steps."""
        match symbol.below:
            case (tree.Running(letter),):
                return letter in self.steps
            case _:
                return False

    def _stands_elsewhere(self, ref: tree.Ref) -> bool:
        """Return whether a name stands in a formula outside of what gradients are taken with respect to."""
        parts = [part for statement in self.statements for part in walk_nodes(statement)]
        names = [part.name for part in parts if isinstance(part, tree.Ref)]
        by = [name.name for part in parts if isinstance(part, tree.Gradient) for name in part.by]
        return names.count(ref.name) > by.count(ref.name)

    def _is_vector(self, node: tree.Node) -> bool:
        """Return whether a node is a symbol, or the value of a function, that is known to be a vector."""
        inner = type_rules.strip_grouping_brackets(node)
        is_called = isinstance(inner, tree.Apply)
        ref = inner.function if isinstance(inner, tree.Apply) else inner
        var = self.vars.get(key_of_symbol(ref, is_called)) if isinstance(ref, tree.Ref) else None
        return var is not None and len(unify.find_term_axes(var)) == 1

    def _array(self, node: tree.Node, term: unify.Term) -> Iterator[_Guess]:
        """Yield the guess for a part that is a symbol, or the value of a function that nobody knows."""
        inner = type_rules.strip_grouping_brackets(node)
        if inner in self.values:
            yield _Guess(self.values[inner], term)
        is_called = isinstance(inner, tree.Apply)
        ref = inner.function if isinstance(inner, tree.Apply) else inner
        if isinstance(ref, tree.Ref) and (key := key_of_symbol(ref, is_called)) in self.vars:
            yield _Guess(self.vars[key], term)

    def _rest(self, *, with_calls: bool = True, with_lefts: bool = True) -> Iterator[_Guess]:
        """Yield what is still open is a number."""
        lefts = {
            key_of_symbol(ref)
            for statement in self.statements
            for ref in walk_nodes(statement.sides[0])
            if isinstance(ref, tree.Ref)
        }
        for key, _ in self._open(None if with_calls else False):
            if with_lefts or key.removesuffix("(·)") not in lefts:
                yield _Guess(self.vars[key], unify.NUMBER)

    # What came out

    def type_of(self, key: str) -> Type:
        """Return a symbol's type, with what only declarations say: a known function, a distribution, an
        index.
        """
        kind = self.lengths.type_of(self.vars[key])
        here = [declared.declaration.type for declared in self.declared_of(key)]
        if known := next(
            (
                declared_type
                for declared_type in here
                if isinstance(declared_type, Function) and declared_type.known
            ),
            None,
        ):
            return known
        if kind is None:
            return Unknown()
        symbol = self.symbols[key]
        is_dressed = bool(symbol.below or symbol.name.label or symbol.name.accents)
        if kind == Number() and is_dressed and {type(declared_type) for declared_type in here} == {Array}:
            return Unknown()  # what the paper says is an array, and here fits as none
        if kind == Number() and not here and symbol.name.font in type_rules.BOLD and not is_entry(symbol):
            return Unknown()  # a bold letter that fits as no array is no number
        if key.endswith("(·)"):
            takes = next(
                (declared_type.takes for declared_type in here if isinstance(declared_type, Function)), ()
            )
            return Function(takes, kind) if isinstance(kind, Number | Array) else Unknown()
        if kind == Number() and self.is_index(self.symbols[key]):
            return IndexType()
        return next(
            (
                declared_type
                for declared_type in here
                if isinstance(declared_type, Random) and declared_type.of == kind
            ),
            kind,
        )

    def value_of(self, node: tree.Node) -> Type:
        """Return the type of an expectation, a gradient or a derivative."""
        kind = self.lengths.type_of(self.values[node])
        if kind is None and isinstance(node, tree.Expect) and node.operator.name.base == "E":
            return Number()
        return Unknown() if kind is None else kind

    def domain_of(self, key: str) -> tuple[Domain, bool]:
        """Return which numbers a symbol may be, and whether the paper or the formula itself states that."""
        domain, kind = REAL, self.type_of(key)
        for declared in (*self.declared_of(key), *self.declared_of(self.entry_of.get(key, ""))):
            if not isinstance(declared.declaration.type, IndexType | SetType):
                declared_domain = declared.declaration.domain
                declared_domain = (
                    types.of_entry(declared_domain) if isinstance(kind, Number) else declared_domain
                )
                domain = types.intersect_number_domains(domain, declared_domain) or domain
        if isinstance(kind, IndexType) or (kind == Number() and key in self.count_keys):
            domain = types.intersect_number_domains(domain, types.COUNT) or domain
        elif key.endswith("(·)") and key.removesuffix("(·)") in self.laws:
            domain = types.intersect_number_domains(domain, types.NONNEGATIVE) or domain
        # a paper's R says which kind of thing it is; a reader's says which numbers it may be
        is_stated = domain != REAL or any(declared.origin.kind == "you" for declared in self.declared_of(key))
        for least in self._needed.get(
            key, ()
        ):  # where it stands it must be positive, so that there is a value
            domain = types.intersect_number_domains(domain, least) or domain
        return domain, is_stated

    @cached_property
    def _needed(self) -> Mapping[str, tuple[Domain, ...]]:
        """The domains in which symbols, by their keys, must lie where they stand: below a root, in a log."""
        needed: dict[str, tuple[Domain, ...]] = {}
        for node in (node for statement in self.statements for node in walk_nodes(statement)):
            match node:
                case tree.Apply(function, (tree.Ref() as inner,)) if type_rules.find_function_word(
                    function
                ) in ("log", "ln"):
                    least = types.POSITIVE
                case tree.Root(tree.Ref() as inner):
                    least = types.NONNEGATIVE
                case _:
                    continue
            key = key_of_symbol(inner)
            needed[key] = (*needed.get(key, ()), least)
        return needed


def is_entry(symbol: tree.Ref) -> bool:
    """Return whether a symbol has two indices that count, as an entry of a matrix has."""
    counting = [
        index
        for index in symbol.below
        if isinstance(index, tree.Running) or (isinstance(index, tree.Fixed) and index.text.isdigit())
    ]
    return len(counting) > 1


def _tells_symbol_type(declared: Declared) -> bool:
    """Return whether a declaration tells a type: of an operator, nothing is known."""
    return not isinstance(unify.term_of(declared.declaration.type), unify.Var)


def _term_of(declared: Declared) -> unify.Term:
    """Return the declared type; what is symmetric or diagonal is square."""
    term = unify.term_of(declared.declaration.type)
    axes = unify.find_term_axes(term)
    if declared.declaration.domain.mark not in ("", "simplex", "one-hot") and len(axes) == 2:
        side = axes[0] if axes[0].name is not None else axes[1]
        return unify.Shape((side, side)) if None in (axes[0].name, axes[1].name) else term
    return term


def _make_open_matrix() -> unify.Shape:
    return unify.Shape((unify.Dim(), unify.Dim()))


def _without_power(node: tree.Node) -> tree.Node:
    """Return the base of a power if it is a capital letter, since a power of a matrix is a matrix."""
    is_power = isinstance(node, tree.Pow) and _is_capital_matrix_letter(node.base)
    return type_rules.strip_grouping_brackets(node.base) if is_power and isinstance(node, tree.Pow) else node


def _is_letter_with_one_index(node: tree.Node) -> bool:
    """Return whether a part is one Latin letter with at most one index: two indices make an entry."""
    inner = type_rules.strip_grouping_brackets(node)
    if not isinstance(inner, tree.Ref) or (len(inner.below) > 1 and (is_entry(inner) or not inner.name.font)):
        return False
    return len(inner.name.base) == 1 and inner.name.font in ("", "\\mathrm", *type_rules.BOLD)


def _is_capital_matrix_letter(node: tree.Node) -> bool:
    inner = type_rules.strip_grouping_brackets(node)
    is_greek = isinstance(inner, tree.Ref) and inner.name.base in ("\\Sigma", "\\Lambda", "\\Phi", "\\Psi")
    return is_greek or (_is_letter_with_one_index(node) and type_rules.is_capital(node))


def _is_small_vector_letter(node: tree.Node) -> bool:
    inner = type_rules.strip_grouping_brackets(node)
    if isinstance(inner, tree.Apply) and inner.args == (tree.Ref(tree.Name("t")),):  # a state at a time
        node = inner.function
    return (
        _is_letter_with_one_index(node)
        and not type_rules.is_capital(node)
        and node != tree.Ref(tree.Name("d"))
    )


def _is_array_like(node: tree.Node) -> bool:
    """Return whether a factor looks like an array: transposed, inverted, or a function of a matrix
    product."""
    match type_rules.strip_grouping_brackets(node):
        case tree.Transpose(base) | tree.Inverse(base):
            return any(map(_is_capital_matrix_letter, walk_nodes(base)))
        case tree.Apply(function, (_,)) if type_rules.find_function_word(function) in type_rules.SOFTMAX:
            return True
        case tree.Apply(function, (body,)) if (
            type_rules.find_function_word(function) in type_rules.ELEMENTWISE
        ):
            products = (part for part in walk_nodes(body) if isinstance(part, tree.Mul))
            pairs = (
                pair
                for product in products
                for pair in zip(product.factors, product.factors[1:], strict=False)
            )
            return any(
                _is_capital_matrix_letter(left) and _is_small_vector_letter(right) for left, right in pairs
            )
        case _:
            return False


def _list_sum_terms(node: tree.Node) -> Iterator[tree.Node]:
    inner = type_rules.strip_grouping_brackets(node)
    for part in inner.terms if isinstance(inner, tree.Add) else (inner,):
        yield part.body if isinstance(part, tree.Neg) else part


def _holds_identity(node: tree.Node) -> bool:
    return any(
        type_rules.is_identity(type_rules.strip_grouping_brackets(part)) for part in list_children(node)
    )


# Labels


def find_letters_that_run(statements: Iterable[tree.Node]) -> set[str]:
    """Return the letters that run: those that are bound or added to, and customary indices.

    A letter in the place of one that runs does, too: ``Q_a`` beside a sum over the ``Q_b``.
    """
    parts = [part for statement in statements for part in walk_nodes(statement)]
    bound = {name.name.base for part in parts if isinstance(part, tree.Bound) for name in part.names}
    stepped = {part.letter for part in parts if isinstance(part, tree.Running) and part.offset}
    running = {*_INDICES, *bound, *stepped}
    places: dict[tuple[tree.Name, int], set[str]] = defaultdict(set)
    for ref in parts:
        if isinstance(ref, tree.Ref):
            for position, index in enumerate((*ref.below, *ref.above)):
                if isinstance(index, tree.Running):
                    places[ref.name, position].add(index.letter)
    return running.union(*(letters for letters in places.values() if letters & bound))


_Written = TypeVar("_Written", tree.Statement, tree.Ref)


def with_labels(node: _Written, running: Iterable[str]) -> _Written:
    """Return a part in which subscripts that nothing binds are labels, and ``p[i]`` is an index."""
    letters = frozenset(running)

    def change(part: tree.Node) -> tree.Node | None:
        match part:
            case tree.Running(letter, 0) if letter not in letters and len(letter) == 1:
                return tree.Fixed(letter, span=part.span)
            case tree.Apply(function, (tree.Ref() as index,), (), (), None, "[") if (
                len(function.name.base) == 1 or function.name.base.startswith("\\")
            ) and index.name.base in letters:
                below = tree.Running(index.name.base, span=index.span)
                named = replace_nodes(function, change)
                assert isinstance(named, tree.Ref)
                return replace(with_more_indices(named, (below,)), span=part.span)
            case tree.Entry(tree.Apply(function, power=None) as call, below):
                named = with_more_indices(function, below)
                return replace_nodes(replace(call, function=named, span=part.span), change)
            case tree.Mul(factors, signs):
                joined, joints = _with_places(factors, signs, letters)
                if len(joined) == len(factors):
                    return None
                whole = tree.Mul(joined, joints, span=part.span) if joints else joined[0]
                return replace_nodes(whole, change)
            case _:
                return None

    # What is changed is below the whole, whose kind stays.
    return cast("_Written", replace_nodes(node, change))


@lru_cache(maxsize=8192)
def _letters_of(ref: tree.Ref) -> frozenset[str]:
    """Return the letters of a symbol's indices."""
    return frozenset(part.letter for part in walk_nodes(ref) if isinstance(part, tree.Running))


@lru_cache(maxsize=8192)
def _key_with_labels(ref: tree.Ref, running: frozenset[str]) -> str:
    return key_of_symbol(with_labels(ref, running))


def with_more_indices(name: tree.Ref, indices: Sequence[tree.Index]) -> tree.Ref:
    """Return a name with further indices below, each behind a comma."""
    known = (*name.separators, *[""] * len(name.below))[: max(0, len(name.below) - 1)]
    separators = (*known, *[","] * (len(indices) - (not name.below)))
    return replace(name, below=(*name.below, *indices), separators=separators)


def _with_places(
    factors: Sequence[tree.Node], signs: Sequence[str], letters: frozenset[str]
) -> tuple[tuple[tree.Node, ...], tuple[str, ...]]:
    """Return factors in which a letter in square brackets behind a call is an index of it: ``Q(s)[j]``."""
    joined, joints = [factors[0]], list[str]()
    for sign, factor in zip(signs, factors[1:], strict=True):
        before = joined[-1]
        if isinstance(before, tree.Pow) and isinstance(before.base, tree.Ref):
            before = raised_name(before.base, before.exponent) or before
        function = before.function if isinstance(before, tree.Apply) else before
        match factor:
            case tree.Bracket(tree.Ref(tree.Name(letter), (), ()), "[") if (
                letter in letters and not sign and isinstance(function, tree.Ref)
            ):
                span = (before.span[0], factor.span[1])
                named = with_more_indices(function, (tree.Running(letter, span=factor.span),))
                named = replace(named, span=function.span if before is not function else span)
                joined[-1] = (
                    replace(before, function=named, span=span) if isinstance(before, tree.Apply) else named
                )
            case _:
                joined.append(factor)
                joints.append(sign)
    return tuple(joined), tuple(joints)


# Statements


def typed_lines(sheet: Paper, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of a paper, each with the types that its own formula gives its symbols."""
    declared, names = declared_in(sheet), Names(sheet)
    solver_by_formula: dict[str, FormulaTypes | None] = {}
    typed: list[Line] = []
    for line in lines:
        id_ = line.formula.id
        if id_ not in solver_by_formula:
            together = [line for line in lines if line.formula.id == id_ and line.statement is not None]
            solver_by_formula[id_] = types_of(together, declared) if together else None
        solver = solver_by_formula[id_]
        typed.append(
            line if line.statement is None or solver is None else _type_line_symbols(line, solver, names)
        )
    return tuple(typed)


def types_of(lines: Sequence[Line], declared: Iterable[Declared]) -> FormulaTypes:
    """Return the types of statements that are read together."""
    statements = [line.computed or line.statement for line in lines if line.statement is not None]
    return FormulaTypes(statements, declared, lines[0].formula.section)


class Names:
    """How symbols are typed and what they mean, according to the sheet."""

    def __init__(self, sheet: Paper) -> None:
        self._rows = {
            (make_spelling_key(row.name), row.is_called, row.scope): (row, symbol)
            for row in reversed(sheet.symbols)
            if (symbol := read_symbol(row.name)) is not None
        }

    def of(self, ref: tree.Ref, first: tree.Ref, *, is_called: bool, section: int) -> tuple[str, str]:
        """Return the name to type for a symbol at its step, and its meaning.

        ``first`` is the symbol as the formula writes it first: to that a name of the reader's own belongs.
        """
        key, typed = symbol_key_of(ref), typed_name(ref)
        places = [(key, called, scope) for called in (is_called, not is_called) for scope in (section, None)]
        row_and_symbol = next((self._rows[position] for position in places if position in self._rows), None)
        if row_and_symbol is None:
            return _at_step(typed, ref), ""
        row, symbol = row_and_symbol
        begins = typed_name(first)
        if row.typed not in ("", typed_name(symbol)):
            if typed == begins:
                typed = row.typed
            elif row.typed != begins.split("_")[0]:
                typed = row.typed + typed.removeprefix(begins.split("_")[0])
        return _at_step(typed, ref), row.confirmed


@lru_cache(maxsize=8192)
def symbol_key_of(ref: tree.Ref) -> str:
    """Return the key of a symbol's row in the sheet, where labels are indices like any other."""

    def opened(part: tree.Node) -> tree.Node | None:
        is_letter = isinstance(part, tree.Fixed) and len(part.text) == 1 and part.text.isalpha()
        return tree.Running(part.text) if is_letter and isinstance(part, tree.Fixed) else None

    # The name itself is never opened, so that it stays one.
    return key_of_symbol(cast("tree.Ref", replace_nodes(ref, opened)))


def _at_step(name: str, ref: tree.Ref) -> str:
    """Return a name with the step of its symbol: ``m_t``, ``m_t_prev`` for ``m_{t-1}``."""
    words = {-1: "_prev", 0: "", 1: "_next"}
    offsets = [index.offset for index in (*ref.below, *ref.above) if isinstance(index, tree.Running)]
    return name + "".join(
        words.get(offset, f"_{'m' if offset < 0 else 'p'}{abs(offset)}") for offset in offsets
    )


def _type_line_symbols(line: Line, solver: FormulaTypes, names: Names) -> Line:
    """Return a line with its symbols, each once, except those that run; conditions are excluded."""
    assert line.statement is not None
    statement = with_labels(line.computed or line.statement, solver.running)
    bound = frozenset(_list_bound_references(statement))
    heads = {id(node.function) for node in walk_nodes(statement) if isinstance(node, tree.Apply)}
    quantity_by_use: dict[tuple[tree.Ref, bool], Quantity] = {}
    owner_by_name: dict[str, str] = {}
    refs = [node for side in statement.sides for node in walk_nodes(side) if isinstance(node, tree.Ref)]
    for ref in sorted(refs, key=lambda ref: ref.span):
        is_called = id(ref) in heads
        key = key_of_symbol(ref, is_called)
        if (ref, is_called) in quantity_by_use or ref in bound or key not in solver.vars:
            continue
        section = line.formula.section
        typed, means = names.of(ref, solver.symbols[key], is_called=is_called, section=section)
        if owner_by_name.setdefault(typed, f"{key}{ref}") != f"{key}{ref}":
            typed = free_name(ref, owner_by_name)
            owner_by_name[typed] = f"{key}{ref}"
        domain, is_stated = solver.domain_of(key)
        quantity_by_use[ref, is_called] = Quantity(
            key,
            ref,
            typed,
            solver.type_of(key),
            domain,
            means,
            is_stated,
            is_called and key[:-3] in solver.laws,
            key in solver.open_keys,
            bool({key, solver.entry_of.get(key)} & solver.determined)
            or any(declared.is_weak for declared in solver.declared_of(key)),
        )
    values = {part: solver.value_of(part) for part in walk_nodes(statement) if part in solver.values}
    odd = [ref for ref, is_called in quantity_by_use if solver.contradicted(key_of_symbol(ref, is_called))]
    doubt = (
        f"the paper declares ${print_tokens_as_latex(to_tokens(odd[0]))}$ to be something else" if odd else ""
    )
    if not odd and solver.failures and any(map(solver.declared_of, [*solver.vars])):
        doubt = "it cannot be read with what the paper declares"
    typed_statement = Typed(statement, tuple(quantity_by_use.values()), values)
    return replace(line, typed=typed_statement, doubt=line.doubt or doubt)


def _list_bound_references(node: tree.Node) -> Iterator[tree.Ref]:
    """Return names that run or are integrated over in a node; an argmin's variable is known outside of it."""
    sought = {
        id(part.bound)
        for part in walk_nodes(node)
        if isinstance(part, tree.Reduce) and type_rules.find_operator_name(part)[:3] == "arg"
    }
    for part in walk_nodes(node):
        if isinstance(part, tree.Bound) and id(part) not in sought:
            yield from (name for name in part.names if part.lower is not None or type_rules.is_index(name))
        elif isinstance(part, tree.Integral):
            yield from (name for name in part.by if isinstance(name, tree.Ref))
