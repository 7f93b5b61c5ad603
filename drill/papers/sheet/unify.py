"""Types with open parts, and their unification with a trail that undoes it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count
from typing import Final, TypeAlias

from drill.papers.sheet import types
from drill.papers.sheet.declarations import OPEN


class ClashError(Exception):
    """Two types that cannot be one."""


class Dim:
    """A length: a name of the paper, a number, or open."""

    __slots__ = ("name", "ref")

    def __init__(self, name: types.Length | None = None) -> None:
        self.name = name
        self.ref: Dim | None = None

    def root(self) -> Dim:
        """The length that it was unified with."""
        dim = self
        while dim.ref is not None:
            dim = dim.ref
        return dim

    @property
    def is_one(self) -> bool:
        """Whether it is the number one, as the rows of a row vector are."""
        return self.root().name == 1


class Var:
    """A type that is not known yet."""

    __slots__ = ("ref",)

    def __init__(self) -> None:
        self.ref: Term | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """A number (no axes) or an array."""

    dims: tuple[Dim, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Thing:
    """What cannot be computed with: a set or a distribution, of things of a type."""

    kind: str
    of: Term


Term: TypeAlias = Var | Shape | Thing

NUMBER: Final = Shape()
ONE: Final = Dim(1)


def make_open_vector() -> Shape:
    """Return a vector of open length."""
    return Shape((Dim(),))


def find_unified_term(term: Term) -> Term:
    """Return what a term was unified with."""
    while isinstance(term, Var) and term.ref is not None:
        term = term.ref
    return term


def is_open_term(term: Term) -> bool:
    """Return whether nothing is known of a term."""
    return isinstance(find_unified_term(term), Var)


def is_number_term(term: Term) -> bool:
    """Return whether a term is known to be a number."""
    root = find_unified_term(term)
    return isinstance(root, Shape) and not root.dims


def find_term_axes(term: Term) -> tuple[Dim, ...]:
    """Return the axes of an array; none for anything else."""
    root = find_unified_term(term)
    return root.dims if isinstance(root, Shape) else ()


class Trail:
    """The bindings made so far, so that a rule that fails leaves nothing behind."""

    def __init__(self) -> None:
        self.bound: list[Var | Dim] = []

    def undo(self, mark: int) -> None:
        """Undo the bindings made since the trail was ``mark`` long."""
        while len(self.bound) > mark:
            self.bound.pop().ref = None

    def unify(self, first_term: Term, second_term: Term) -> None:
        """Unify two types, or raise ClashError."""
        first_term, second_term = find_unified_term(first_term), find_unified_term(second_term)
        if first_term is second_term:
            return
        if isinstance(first_term, Var):
            first_term.ref = second_term
            self.bound.append(first_term)
        elif isinstance(second_term, Var):
            second_term.ref = first_term
            self.bound.append(second_term)
        elif (
            isinstance(first_term, Shape)
            and isinstance(second_term, Shape)
            and len(first_term.dims) == len(second_term.dims)
        ):
            for first, second in zip(first_term.dims, second_term.dims, strict=True):
                self.unify_lengths(first, second)
        elif (
            isinstance(first_term, Thing)
            and isinstance(second_term, Thing)
            and first_term.kind == second_term.kind
        ):
            self.unify(first_term.of, second_term.of)
        else:
            raise ClashError

    def unify_lengths(self, first: Dim, second: Dim) -> None:
        """Unify two lengths, or raise ClashError."""
        first, second = first.root(), second.root()
        if first is second or (first.name is not None and first.name == second.name):
            return
        if first.name is not None and second.name is not None:
            raise ClashError
        if first.name is None:
            first.ref = second
            self.bound.append(first)
        else:
            second.ref = first
            self.bound.append(second)


def is_alike(first_term: Term, second_term: Term) -> bool:
    """Return whether two types are numbers, or arrays of as many axes, or things of one kind."""
    first, second = find_unified_term(first_term), find_unified_term(second_term)
    if isinstance(first, Thing) and isinstance(second, Thing):
        return first.kind == second.kind
    return type(first) is type(second) and len(find_term_axes(first)) == len(find_term_axes(second))


def same_rank(term: Term) -> Term:
    """Return an array type with as many axes as another, all lengths open."""
    root = find_unified_term(term)
    return (
        Shape(tuple(Dim(1 if dim.is_one else None) for dim in root.dims)) if isinstance(root, Shape) else root
    )


def term_of(kind: types.Type) -> Term:
    """Return the term of a declared type; of a function, that of its value."""
    match kind:
        case types.Number() | types.IndexType():
            return NUMBER
        case types.Array(axes):
            return Shape(tuple(Dim(None if length == OPEN else length) for length in axes))
        case types.Function(_, gives):
            return term_of(gives)
        case types.Random(of):
            return term_of(of)
        case types.SetType(of):
            return Thing("set", Var() if of is None else term_of(of))
        case types.Law():
            return Thing("law", Var())
        case types.Unknown():
            return Var()


class Lengths:
    """Names for unnamed lengths, different from all taken names."""

    def __init__(self, used_names: frozenset[str]) -> None:
        self._free = (
            name for name in chain("nmkdpqrhsl", map("n_{}".format, count(1))) if name not in used_names
        )
        self._named: dict[Dim, str] = {}

    def name(self, dim: Dim) -> types.Length:
        """Return the name of a length, the same each time."""
        root = dim.root()
        if root.name not in (None, "x"):  # which stands between lengths
            return root.name
        if root not in self._named:
            self._named[root] = next(self._free)
        return self._named[root]

    def type_of(self, term: Term) -> types.Type | None:
        """Return a type as it is declared; None for one that is not known."""
        root = find_unified_term(term)
        match root:
            case Shape(()):
                return types.Number()
            case Shape(dims):
                return types.Array(tuple(map(self.name, dims)))
            case Thing("set", of):
                member = self.type_of(of)
                return types.SetType(member if isinstance(member, types.Number | types.Array) else None)
            case Thing():
                return types.Law()
            case _:
                return None
