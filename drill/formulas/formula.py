"""A formula with its declared letters, and the row to which an occurrence of a letter belongs."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeGuard, cast

from drill.errors import DrillError
from drill.maths.operators import FORMULA_WORDS
from drill.notation import (
    Notation,
    Superscript,
    find_nodes,
    list_children,
    notation_of,
    print_tokens_as_latex,
    replace_nodes,
    spell_name,
    split_statements,
    strip_arguments,
    to_tokens,
    tree,
    walk_nodes,
)
from drill.notation.tree import Apply, Bound, Computed, Fixed, Node, Pow, Ref, Running, Statement
from drill.notation.tree import Index as AnyIndex
from drill.types import (
    FITTING,
    UNKNOWN,
    ArrayType,
    Axis,
    Function,
    IndexType,
    LawType,
    NumberType,
    RelationRow,
    RowError,
    SetOf,
    Thing,
    Type,
    TypedLetterRow,
    read_declaration,
    read_rows,
    read_tokens,
    split_length,
    without_law,
)

# Max nodes of a formula that is worked, because larger ones take too long in many worlds.
MAX_NODES = 400
# Max characters of a formula that is read.
MAX_CHARACTERS = 10_000
# Max characters of a formula in a sentence.
_LONGEST_SHOWN = 60
# Markup without meaning in a letter's LaTeX: two spellings that differ only there are one letter.
_DRESS = re.compile(r"\\(?:text|mathrm|operatorname)\b|[{}\s]")
# Letters that run over members whenever they are an index.
RUNNING_LETTERS = frozenset((*"ijklmnst", "\\ell", "\\tau"))

# Positions of free indices: not the first, because their neighbours must exist, too.
_FREE_PLACES = (2.0, 3.0, 1.0)
# Superscripts that denote an operation: on a matrix, and on anything. The result is not another member.
_MATRIX_MARKS = frozenset(("*", "\\ast", "+", "-", "H", "\\mathrm{H}"))
_OPERATION_MARKS = frozenset(("\\dagger", "\\perp", "\\pm"))
# Relations that define the left side by the right one.
EQUALITIES = frozenset(("=", ":=", "\\equiv", "\\doteq", "\\leftarrow"))


class FormulaError(DrillError):
    """A formula that cannot be worked with these rows; the message is a sentence."""

    code = "formula"


@dataclass(frozen=True, slots=True)
class Letter:
    """A declared letter: its name as a tree, its type, and its row."""

    ref: Ref
    type: Type
    row: TypedLetterRow
    # The LaTeX of the name.
    latex: str
    # The canonical tokens of the part that it replaces.
    part: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """The letter of an occurrence, with the indices that pick its member.

    ``members`` are indices that separate values of one row (``x_1``, ``x_2``, ``x'``), ``entries`` those
    that pick entries of an array.
    """

    letter: Letter
    members: tuple[AnyIndex, ...] = ()
    entries: tuple[AnyIndex, ...] = ()
    # Primes and marks of the occurrence that its row lacks.
    dress: str = ""


@dataclass(frozen=True)
class Formula:
    """A statement with its declared letters and the relations between them."""

    statement: Statement
    letters: tuple[Letter, ...] = ()
    relations: tuple[Statement, ...] = ()
    # Names that are bound somewhere, by a sum, a maximum, an expectation.
    bound: frozenset[str] = field(default_factory=frozenset[str])
    # The LaTeX that was read, parts with names of their own as they were written, and the rows.
    source: str = ""
    rows: tuple[str, ...] = ()
    # A sentence that names it as a part of another formula; empty for a whole one.
    lead: str = ""
    # The chain of equalities of which this is a pair, if the chain has more members.
    chain: Formula | None = None

    @property
    def right(self) -> Node:
        """The side to compute: the last one, or the one before it if that is named last."""
        is_named_last = bool(self.statement.relations[:-1]) and self.statement.relations[-1] == ":="
        return self.statement.sides[-1 - is_named_last]

    @property
    def left(self) -> Node | None:
        """The side that the right one is equal to, by its first name; None without an equality."""
        equal: Node | None = None
        for side, relation in zip(self.statement.sides[-2::-1], self.statement.relations[::-1], strict=False):
            if relation not in EQUALITIES:
                break
            equal = side
        return equal

    @cached_property
    def members(self) -> tuple[Node, ...]:
        """The sides after the first that can be computed; mere names for other sides are left out."""
        return tuple(side for side in self.statement.sides[1:] if not self._is_name(side))

    def _is_name(self, side: Node) -> bool:
        is_call = isinstance(side, Apply) and self.name_call(side) not in _COMPUTED
        return is_call or isinstance(side, Ref)

    @cached_property
    def base_worlds(self) -> dict[tuple[int, bool], Any]:
        """Worlds that were drawn before, by their seed and whether they vary: a question asks in many."""
        return {}

    @cached_property
    def axis_letters(self) -> frozenset[str]:
        """Letters that are lengths of axes, or factors of these, in the letters' types."""
        letters: set[str] = set()
        for letter in self.letters:
            for axis in list_axes(letter.type):
                for _, factors in split_length(axis.letter):
                    letters.update(factors)
        return frozenset(letter for letter in letters if letter and not letter.isdigit())

    @cached_property
    def _nodes(self) -> tuple[Node, ...]:
        return tuple(node for part in (self.statement, *self.relations) for node in walk_nodes(part))

    @cached_property
    def index_letters(self) -> frozenset[str]:
        """Letters that are indices of others, or that a sum binds."""
        letters = set(self.bound)
        for node in self._nodes:
            names: Sequence[Node] = ()
            match node:
                case Running(letter=letter):
                    letters.add(letter)
                case tree.Bracket(opening="[") | tree.Apply(opening="["):
                    names = list_children(node)
                case Bound(condition=Statement(sides=sides)):
                    names = sides
                case _:
                    pass
            letters.update(name.name.base for name in names if isinstance(name, Ref))
        return frozenset(letters)

    @cached_property
    def free_places(self) -> dict[str, float]:
        """Indices that may be free, each with its position if its axes are long enough."""
        declared = {letter.latex for letter in self.letters if isinstance(letter.type, IndexType)}
        running = self.index_letters & RUNNING_LETTERS
        names = sorted(declared | running, key=lambda letter: (letter in self.bound, letter))
        return {name: _FREE_PLACES[at % len(_FREE_PLACES)] for at, name in enumerate(names)}

    @cached_property
    def places_along(self) -> Mapping[str, frozenset[Axis]]:
        """The axes that an index runs along, by its letter."""
        axes: dict[str, frozenset[Axis]] = {}
        for node in self._nodes:
            found = self.find_letter(node)
            if found is None:
                continue
            for index, axis in zip(found.entries, list_axes(found.letter.type), strict=False):
                if isinstance(index, Running):
                    axes[index.letter] = axes.get(index.letter, frozenset()) | {axis}
        return axes

    @cached_property
    def count_letters(self) -> Sequence[str]:
        """Letters for whole numbers without an end, in order."""
        ends = {format_node(ref) for ref in self.upper_ends}
        declared = {letter.latex for letter in self.letters if isinstance(letter.type, NumberType)
                    and letter.type.is_whole and letter.type.domain.high == math.inf}  # fmt: skip
        return sorted(ends | declared)

    @cached_property
    def compares(self) -> bool:
        """Whether the way to the value compares two values, or tests for a member."""
        return any(
            isinstance(node, Statement) and {"=", "\\neq", "\\in"} & {*node.relations}
            for part in self.computed_parts
            for node in walk_nodes(part)
        )

    @cached_property
    def upper_ends(self) -> frozenset[Ref]:
        """Upper ends of sums: letters for counts."""
        return frozenset(
            node.upper for node in self._nodes if isinstance(node, Bound) and isinstance(node.upper, Ref)
        )

    @cached_property
    def is_endless(self) -> bool:
        """Whether a sum has infinitely many terms, so that worlds need small factors."""
        return Ref(tree.Name("\\infty")) in [node.upper for node in self._nodes if isinstance(node, Bound)]

    @cached_property
    def excludes(self) -> bool:
        r"""Whether a sum leaves a member out, ``j \neq i``, so that worlds need one more."""
        conditions = [node.condition for node in self._nodes if isinstance(node, Bound) and node.condition]
        parts = itertools.chain.from_iterable(find_nodes(condition, Statement) for condition in conditions)
        return any("\\neq" in part.relations for part in parts)

    def is_count(self, ref: Ref) -> bool:
        """Return whether a letter without a row is a count: a sum runs up to it."""
        return ref in self.upper_ends and ref != Ref(tree.Name("\\infty"))

    def list_bound_names(self, node: tree.Reduce | tree.Family, bound: Bound) -> tuple[Ref, ...]:
        r"""Return the names that a sum binds; both of ``i \neq j`` if neither occurs outside of it."""
        if bound.condition is None:
            return bound.names
        if (node, bound) not in self._bound_names:
            self._bound_names[node, bound] = self._find_bound_names(node, bound, bound.condition)
        return self._bound_names[node, bound]

    @cached_property
    def _bound_names(self) -> dict[tuple[Node, Bound], tuple[Ref, ...]]:
        return {}

    def _find_bound_names(
        self, node: tree.Reduce | tree.Family, bound: Bound, condition: Statement
    ) -> tuple[Ref, ...]:
        names = bound.names
        own = set(find_nodes(node, Ref, Running))
        outside = self._count_letters(self.statement) - self._count_letters(node)
        for side in condition.sides:
            if not isinstance(side, Ref) or side in names or side != Ref(tree.Name(side.name.base)):
                continue
            letter = side.name.base
            is_used = any(isinstance(part, Running) and part.letter == letter for part in own)
            if (
                letter in RUNNING_LETTERS
                and is_used
                and not outside[letter]
                and self.find_letter(side) is None
            ):
                names = (*names, side)
        return names

    @staticmethod
    def _count_letters(node: Node) -> Counter[str]:
        parts = walk_nodes(node)
        return Counter(
            part.letter if isinstance(part, Running) else part.name.base
            for part in parts
            if isinstance(part, Running | Ref)
        )

    def find_argument_type(self, name: Ref, body: Node) -> Type | None:
        """Return the argument type that a declared function gives to a name; None if none does."""
        plain = self.find_letter(replace(name, primes=0, mark=""))
        if plain is not None:
            return plain.letter.type
        for part in find_nodes(body, Apply):
            found = self.find_letter(part.function)
            if found is None:
                continue
            type_ = found.letter.type
            if isinstance(type_, LawType) and part.args == (name,):
                return type_.of
            if isinstance(type_, Function) and type_.arguments:
                given = (*part.args, *part.given, *part.parameters)
                if name in given[: len(type_.arguments)]:
                    return type_.arguments[given.index(name)]
        return None

    def find_drawn_type(self, law: Ref) -> Type | None:
        """Return the type that a row declares for draws from a law; None if no row does."""
        latex = format_node(law)
        drawn = (each.type for each in self.letters if getattr(each.type, "law", "") == latex)
        return next(map(without_law, drawn), None)

    def is_whole(self, ref: Ref) -> bool:
        """Return whether a letter is declared as a whole number."""
        found = self.find_letter(ref)
        return found is not None and getattr(found.letter.type, "is_whole", False)

    def is_axis(self, ref: Ref) -> bool:
        """Return whether a letter is the length of an axis, however its indices are braced."""
        return bool(self.find_axis(ref))

    def find_axis(self, ref: Ref) -> str:
        """Return the axis whose length a letter is, as rows write it; empty for none."""
        return self._axes_by_letter.get(spell_plainly(format_node(ref)), "")

    @cached_property
    def _axes_by_letter(self) -> Mapping[str, str]:
        return {spell_plainly(axis): axis for axis in sorted(self.axis_letters)}

    @cached_property
    def _by_base(self) -> dict[str, list[Letter]]:
        rows: dict[str, list[Letter]] = {}
        for letter in self.letters:
            rows.setdefault(letter.ref.name.base, []).append(letter)
        return rows

    @cached_property
    def parts_read(self) -> dict[str, Node]:
        """Parts that were read before, by their LaTeX: a question asks for them in many worlds."""
        return {}

    @cached_property
    def lowered_parts(self) -> dict[Any, Any]:
        """Parts that were lowered before: a question computes them in many worlds."""
        return {}

    @cached_property
    def _known(self) -> dict[Ref, FoundLetter | None]:
        return {}

    def find_letter(self, ref: Node) -> FoundLetter | None:
        """Return the declared letter that an occurrence belongs to; None where no row fits."""
        if not isinstance(ref, Ref):
            return None
        if ref not in self._known:
            self._known[ref] = self._search_letter(ref)
        return self._known[ref]

    def list_found(self, node: Node) -> Iterator[tuple[Ref, FoundLetter]]:
        """Yield the occurrences of declared letters in a part, each with its letter."""
        for part in find_nodes(node, Ref):
            if (found := self.find_letter(part)) is not None:
                yield part, found

    def gather_free_indices(self, node: Node) -> Mapping[Letter, frozenset[str]]:
        """Return the letters in a part with the letters of their members that nothing binds."""
        indices: dict[Letter, frozenset[str]] = {}
        for _, found in self.list_found(node):
            free = {index.letter for index in found.members if isinstance(index, Running)} - self.bound
            indices[found.letter] = indices.get(found.letter, frozenset()) | free
        return indices

    @cached_property
    def named_letters(self) -> frozenset[Letter]:
        r"""Letters with two free indices, one of them perhaps a name, as in ``\theta_k`` and ``\theta_q``:
        their changes may be separate.
        """
        indices = self.gather_free_indices(self.statement)
        return frozenset(
            each for each, free in indices.items() if len(free) > 1 and not free <= RUNNING_LETTERS
        )

    def name_call(self, node: Apply) -> str:
        """Return the known function that is called, under whatever letter; empty for the paper's own
        functions."""
        found = self.find_letter(node.function)
        if found is None:
            return name_function(node.function)
        return getattr(found.letter.type, "known", "")

    @cached_property
    def held_letters(self) -> frozenset[Letter]:
        """Letters in a relation, which get no values of their own because the relation would no longer
        hold."""
        return self.list_letters(self.relations)

    def list_letters(self, parts: Iterable[Node]) -> frozenset[Letter]:
        """Return the declared letters that occur in some parts."""
        occurrences = itertools.chain.from_iterable(map(self.list_found, parts))
        return frozenset(found.letter for _, found in occurrences)

    @cached_property
    def definitions(self) -> Mapping[int, tuple[Letter, Ref]]:
        """Letters that are computed from others, with their spelling, by the id of the defining relation."""
        found: dict[int, tuple[Letter, Ref]] = {}
        for relation in self.relations:
            letter = self.find_defined(relation)
            if letter is not None and letter not in [before for before, _ in found.values()]:
                found[id(relation)] = letter, cast("Ref", relation.sides[0])  # as `find_defined` checked
        return found

    @cached_property
    def computed_parts(self) -> tuple[Node, ...]:
        """The right side, and the sides that define letters in it."""
        return (
            self.right,
            *(relation.sides[1] for relation in self.relations if id(relation) in self.definitions),
        )

    @cached_property
    def chances(self) -> Mapping[Letter, tuple[Ref, Node | None]]:
        """Letters whose members or entries sum to 1: one of these, and their number if it is given."""
        chances: dict[Letter, tuple[Ref, Node | None]] = {}
        for ref, found in itertools.chain.from_iterable(map(self.list_found, self.computed_parts)):
            match found.letter.type:
                case ArrayType(kind="simplex", axes=(axis,)) if _has_one_index(found):
                    if not axis.letter:
                        chances[found.letter] = ref, tree.Num(str(axis))
                    elif not axis.offset:
                        chances[found.letter] = ref, Ref(tree.Name(axis.letter))
                case _:
                    pass
        for relation in self.relations:
            match relation:
                case Statement(
                    sides=(tree.Reduce("\\sum", body=Ref() as ref, bound=bound), tree.Num("1")),
                    relations=("=",),
                ):
                    found = self.find_letter(ref)
                    if found is not None and _has_one_index(found):
                        chances[found.letter] = ref, bound and bound.upper
                case _:
                    pass
        return chances

    def find_defined(self, relation: Statement) -> Letter | None:
        """Return the letter that an equation computes, for all of its members or entries at once."""
        found = self.find_letter(relation.sides[0])
        if relation.relations != ("=",) or found is None or found.dress:
            return None
        places = (*found.members, *found.entries)
        if len({index.letter for index in places if self._is_every_place(index)}) < len(places):
            return None
        if found.entries and len(found.entries) < len([*list_axes(found.letter.type)]):
            return None
        is_own = any(other.letter is found.letter for _, other in self.list_found(relation.sides[1]))
        return None if is_own else found.letter

    def _is_every_place(self, index: AnyIndex) -> TypeGuard[Running]:
        """Return whether an index runs over all members, and is not a certain one such as the last."""
        if not isinstance(index, Running):
            return False
        ref = Ref(tree.Name(index.letter))
        found = self.find_letter(ref)
        is_length = index.letter in self.axis_letters or ref in self.upper_ends
        return not is_length and (found is None or isinstance(found.letter.type, IndexType))

    def _search_letter(self, ref: Ref) -> FoundLetter | None:
        rows = self._by_base.get(ref.name.base, [])
        for same_name in (
            [letter for letter in rows if letter.ref == ref],
            [letter for letter in rows if letter.ref.name == ref.name],
            [letter for letter in rows if self._may_miss_font(letter, ref)],
        ):
            matches = (self._match_indices(letter, ref) for letter in same_name)
            fits = [found for found in matches if found is not None]
            if fits:
                return max(fits, key=_rank_fit)
        return None

    def _may_miss_font(self, letter: Letter, ref: Ref) -> bool:
        """Return whether a row may be of a name in another font, because fonts are seldom typed."""
        one = letter.ref.name
        other = ref.name
        if one.font or replace(one, font="") != replace(other, font=""):
            return False
        return letter.row.name != letter.row.text and one not in self._names

    @cached_property
    def _names(self) -> frozenset[tree.Name]:
        return frozenset(find_nodes(self.statement, tree.Name))

    def _match_indices(self, letter: Letter, ref: Ref) -> FoundLetter | None:
        own = letter.ref
        if own.primes not in (0, ref.primes) or own.mark not in ("", ref.mark):
            return None
        if _is_operation(letter, ref):
            return None
        dressed = ""
        if own.primes != ref.primes or own.mark != ref.mark:
            dressed = "'" * ref.primes + ref.mark
        if len(own.below) > len(ref.below) or len(own.above) > len(ref.above):
            return None
        shared = (*zip(own.below, ref.below, strict=False), *zip(own.above, ref.above, strict=False))
        if not all(itertools.starmap(self._is_same_place, shared)):
            return None
        members = tuple(index for row, index in shared if self._runs(row))
        further = (*ref.below[len(own.below) :], *ref.above[len(own.above) :])
        is_array = isinstance(letter.type, ArrayType) and not self._has_step(letter)
        if is_array and further and all(map(self._is_entry, further)):
            return FoundLetter(letter, members, further, dressed)
        if not isinstance(letter.type, Function | LawType) and not all(map(self._counts, further)):
            return None
        return FoundLetter(letter, (*members, *further), (), dressed)

    def _has_step(self, letter: Letter) -> bool:
        r"""Return whether another row declares a step, ``x_0`` or ``x_{t+1}``, as an array of this shape."""
        own = letter.ref
        count = len(own.below) + len(own.above)
        for other in self._by_base.get(own.name.base, ()):
            ref = other.ref
            has_more = len(ref.below) + len(ref.above) > count
            if ref.name != own.name or not has_more or not isinstance(other.type, ArrayType):
                continue
            if [*list_axes(other.type)] == [*list_axes(letter.type)]:
                return True
        return False

    def _is_entry(self, index: AnyIndex) -> bool:
        return isinstance(index, tree.Open) or self._counts(index)

    def _counts(self, index: AnyIndex) -> bool:
        """Return whether an index counts positions, and is not a name such as Q in ``W_Q``."""
        match index:
            case Running(letter=letter):
                return letter in RUNNING_LETTERS or letter in self.bound or self._is_counting_letter(letter)
            case Fixed():
                return index.text.isdigit()
            case Computed(Ref(name, below=(), primes=primes)) if primes and name.base in self.bound:
                return True
            case Computed(Ref(name)):
                return self._is_counting_letter(name.base)
            case Computed(body=body):
                return not isinstance(body, tree.Opaque | tree.Text)
            case _:
                return True

    def _may_count(self, index: AnyIndex) -> bool:
        r"""Return whether an index may be a place: T in ``x_T``, not theta in ``\epsilon_\theta``."""
        is_latin = isinstance(index, Running) and index.letter.isalpha()
        return is_latin or self._counts(index) or isinstance(index, Computed)

    def _is_counting_letter(self, name: str) -> bool:
        if name in self.axis_letters:
            return True
        return any(
            isinstance(letter.type, IndexType)
            or (isinstance(letter.type, NumberType) and letter.type.is_whole)
            for letter in self._by_base.get(name, ())
        )

    def _runs(self, index: AnyIndex) -> bool:
        """Return whether a row's index is open: the row is of all its members."""
        return isinstance(index, Running) and not index.offset and self._counts(index)

    def _is_same_place(self, row: AnyIndex, index: AnyIndex) -> bool:
        return (
            row == index
            or (self._runs(row) and self._may_count(index))
            or (self._is_varied_name(row) and self._is_varied_name(index))
        )

    def _is_varied_name(self, index: AnyIndex) -> bool:
        """Return whether an index is a declared letter and not a count, such as theta in ``f_\\theta``."""
        name = index.letter if isinstance(index, Running) else ""
        if isinstance(index, Computed) and isinstance(index.body, Ref):
            name = index.body.name.base
        return any(
            isinstance(letter.type, NumberType | ArrayType | Thing) for letter in self._by_base.get(name, ())
        )


# Functions whose calls compute a side, those of matrices included.
_COMPUTED = frozenset((*FORMULA_WORDS, "det", "tr", "Tr", "trace"))


def name_function(ref: Ref) -> str:
    r"""Return the word of a function: ``\log_2`` is ``log2``, and no known one has a letter below."""
    word = ref.name.base.removeprefix("\\")
    if word != "log" or not ref.below:
        return word
    return word + "".join(index.text if isinstance(index, Fixed) else "_" for index in ref.below)


def _is_operation(letter: Letter, ref: Ref) -> bool:
    r"""Return whether a superscript without a row is an operation, such as ``A^+``, ``A^{-}`` and ``A^H``."""
    marks = {ref.mark} - {letter.ref.mark}
    upright = {index.letter for index in ref.above if isinstance(index, Running)}
    if "H" in upright and not letter.ref.above:
        marks.add("H")
    operations = _OPERATION_MARKS
    if isinstance(letter.type, ArrayType) and len(letter.type.axes) > 1:
        operations |= _MATRIX_MARKS
    return not marks.isdisjoint(operations)


def _rank_fit(found: FoundLetter) -> tuple[int, int]:
    ref = found.letter.ref
    written = len(ref.below) + len(ref.above) + ref.primes + bool(ref.mark)
    return written - len(found.dress), -len(found.members)


def _has_one_index(found: FoundLetter) -> bool:
    return len(found.members) + len(found.entries) == 1


def list_axes(type_: Type) -> Iterator[Axis]:
    """Yield the axes in a type, in order."""
    match type_:
        case ArrayType(axes=axes):
            yield from axes
        case Function(arguments=arguments, result=result):
            for part in (*(arguments or ()), result):
                yield from list_axes(part)
        case LawType(of=of) | SetOf(of=of):
            yield from list_axes(of)
        case _:
            for part in getattr(type_, "items", ()):
                yield from list_axes(part)


def spell_plainly(latex: str) -> str:
    """Return a letter without braces and spaces, so that ``d_k`` and ``d_{k}`` are one axis."""
    return _DRESS.sub("", latex)


def format_node(node: Node) -> str:
    """Return a node as LaTeX on one line."""
    return print_tokens_as_latex(to_tokens(node))


def quote_node(node: Node) -> str:
    """Return a node as a formula in a sentence."""
    return f"${format_node(node)}$"


def read_letter(latex: str, row: str) -> Ref:
    """Return a letter's name with its indices; ``x^t`` has an index above, not a power.

    Raises RowError.
    """
    try:
        tokens = read_tokens(latex)
        parsed = split_statements(tokens, notation_of([tokens]))
    except DrillError as error:
        raise RowError(row, 1, f"{latex} is not a letter: {error}") from None
    node = parsed[0].statement.sides[0] if len(parsed) == 1 and parsed[0].statement else None
    if len(tokens) > 1 and all(token.isalpha() for token in tokens):
        node = Ref(tree.Name("".join(tokens), font="\\operatorname"))  # a word, RNN
    if isinstance(node, Apply):
        node = node.function
    if isinstance(node, Pow) and isinstance(node.base, Ref):
        index = node.exponent
        word = _read_word(index)
        if word:
            return replace(node.base, mark=word)
        if not isinstance(index, Ref):
            above = _read_step(index)
        elif index.below:
            above = Computed(index)
        else:
            above = Running(index.name.base)
        node = replace(node.base, above=(above,))
    if not isinstance(node, Ref):
        raise RowError(row, 1, f"{latex} is not a letter: write it as in the formula, such as x_i or p_k")
    return node


def _read_word(index: Node) -> str:
    """Return letters side by side as a word; empty for anything else."""
    if not isinstance(index, tree.Mul) or any(index.signs):
        return ""
    names = [factor.name.base for factor in index.factors if isinstance(factor, Ref) and not factor.below]
    is_word = len(names) == len(index.factors) and all(len(name) == 1 for name in names)
    return "".join(names) if is_word else ""


def _read_step(index: Node) -> AnyIndex:
    """Return a superscript that is an index but not a letter: ``k+1`` as a step from k."""
    match index:
        case tree.Add(terms=(Ref() as letter, tree.Num(text=text))) if text.isdigit():
            return Running(letter.name.base, int(text))
        case tree.Add(terms=(Ref() as letter, tree.Neg(body=tree.Num(text=text)))) if text.isdigit():
            return Running(letter.name.base, -int(text))
        case _:
            return Computed(index)


def open_formulas(
    latex: str, rows: Iterable[str] = (), sheet: Iterable[tuple[str, str]] = ()
) -> list[Formula]:
    """Return the statements of a formula with the letters and relations of ``rows``.

    ``sheet`` has a paper's declarations of further letters, by the LaTeX of the symbol.

    Raises FormulaError for what cannot be read, RowError for a row.
    """
    rows = tuple(rows)
    tokens = _read_formula_tokens(latex)
    letter_rows, relation_rows = read_rows(rows, tokens)
    declared = _drop_entries(tuple(map(_make_letter, letter_rows)))
    letters = _drop_identity((*declared, *_read_sheet(sheet, declared)))
    tokens = _read_words(tokens, letters)
    for letter in letters:
        if letter.row.part:
            tokens = _replace_part(tokens, letter)
    notation = _make_notation(letters, tokens)
    relations = tuple(_read_relation(row, notation) for row in relation_rows)
    parsed = [
        (part, *split_statements(_read_after_cases(part.statement), notation))
        for part in split_statements(tokens, notation)
    ]
    formulas: list[Formula] = []
    for part in itertools.chain.from_iterable(parsed):
        statement = part.statement or _read_right_side(part.tokens, notation)
        if statement is None:
            latex = print_tokens_as_latex(part.tokens)
            shown = latex if len(latex) <= _LONGEST_SHOWN else f"{latex[:_LONGEST_SHOWN]} …"
            raise FormulaError(f"{shown} is not read: {part.refused}")
        formula = Formula(statement, letters, relations, source=latex, rows=rows)
        formulas.append(restate_formula(formula, _write_products(formula, statement)))
    formulas = [_define_letters(_fit_lengths(_read_laws(formula)), formulas) for formula in formulas]
    for letter in list_idle_letters(formulas, declared):
        raise RowError(letter.row.text, 1, f"{letter.latex} does not appear in the formula")
    return formulas


def _read_after_cases(statement: Statement | None) -> tuple[str, ...]:
    """Return the tokens after the last of several cases, if they define something."""
    right = statement and statement.sides[-1]
    if not isinstance(right, tree.Cases):
        return ()
    last = right.branches[-1][1]
    if not isinstance(last, tree.Opaque) or EQUALITIES.isdisjoint(_list_outside(last.tokens)):
        return ()
    depth = 0
    rest = last.tokens
    for place, token in enumerate(last.tokens):
        depth += (token in _OPENERS) - (token in _CLOSERS)
        if depth == 0 and token == ",":
            rest = last.tokens[place + 1 :]
    while rest and (rest[0].startswith(("\\text", "\\mbox")) or rest[0] in _SPACES):
        rest = rest[1:]
    if rest == last.tokens:
        return ()
    return rest


def _read_laws(formula: Formula) -> Formula:
    """Return a formula where a function becomes a law, because its arguments are drawn from it."""
    laws = {found.letter for found in map(formula.find_letter, _list_laws(formula.statement)) if found}
    for call in find_nodes(formula.statement, Apply):
        found = formula.find_letter(call.function)
        if found is not None and len(call.args) != 1:
            laws.discard(found.letter)

    def make_law(letter: Letter) -> Letter:
        type_ = letter.type
        if letter not in laws or not isinstance(type_, Function) or type_.known:
            return letter
        density = type_.result
        if not isinstance(density, NumberType) or density.domain.low != 0 or density.is_whole:
            return letter
        outcome = type_.arguments[0] if type_.arguments else UNKNOWN
        return replace(letter, type=LawType(outcome))

    return replace(formula, letters=tuple(map(make_law, formula.letters)))


def _list_laws(statement: Statement) -> Iterator[Node]:
    """Yield the names that something is drawn from, and densities with conditions that are integrated."""
    conditioned = {call.function for call in find_nodes(statement, Apply) if call.given}
    for node in find_nodes(statement, tree.Integral):
        inside = find_nodes(node.body, Apply)
        yield from (each.function for each in inside if each.function in conditioned and each.args == node.by)
    for node in walk_nodes(statement):
        if isinstance(node, Statement) and node.relations == ("\\sim",):
            source = node.sides[1]
        elif isinstance(node, tree.Expect) and isinstance(node.over, Apply):
            source = node.over
        else:
            continue
        yield strip_arguments(source)


def _fit_lengths(formula: Formula) -> Formula:
    """Return a formula in which vectors of undeclared length take the length of adjacent ones."""
    lengths = {letter: _find_length(letter.type) for letter in formula.letters}
    fitted: dict[Letter, Axis] = {}
    for node in find_nodes(formula.statement, tree.Add, tree.Mul, Statement):
        occurrences = itertools.chain.from_iterable(map(formula.list_found, list_children(node)))
        letters = [found.letter for _, found in occurrences]
        length = _find_first_length(lengths[letter] for letter in letters)
        if length is not None:
            # The innermost node comes last.
            fitted.update((letter, length) for letter in letters if lengths[letter] == FITTING)
    default = _find_first_length(lengths.values()) or Axis("d")

    def fit(letter: Letter) -> Letter:
        if lengths[letter] != FITTING:
            return letter
        axes = (fitted.get(letter, default),)
        type_ = letter.type
        if isinstance(type_, Function) and isinstance(type_.result, ArrayType):
            type_ = replace(type_, result=replace(type_.result, axes=axes))
        elif isinstance(type_, ArrayType):
            type_ = replace(type_, axes=axes)
        return replace(letter, type=type_)

    return replace(formula, letters=tuple(map(fit, formula.letters)))


def _find_length(type_: Type) -> Axis | None:
    """Return the length of a vector, or of those that a function gives; None for other types."""
    type_ = type_.result if isinstance(type_, Function) else type_
    if isinstance(type_, ArrayType) and len(type_.axes) == 1:
        return type_.axes[0]
    return None


def _find_first_length(lengths: Iterable[Axis | None]) -> Axis | None:
    """Return the first length that a row declares; None if none does."""
    return next((length for length in lengths if length is not None and length != FITTING), None)


def _define_letters(formula: Formula, display: Sequence[Formula]) -> Formula:
    """Return a formula with the definitions of its letters from the other statements of its display.

    Letters that are defined by one another stay free, because none of them can be computed first.
    """
    definitions: dict[Letter, Statement] = {}
    for other in display:
        if other.left is None or other is formula:
            continue
        definition = Statement((other.left, other.right), ("=",))
        letter = other.find_defined(definition)
        if letter is not None:
            definitions[letter] = definition
    # The letters that each definition needs, in order; definitions in the rows take precedence.
    needed = {letter: _list_letters(formula, each.sides[1]) for letter, each in definitions.items()}
    for relation in formula.relations:
        if id(relation) in formula.definitions:
            letter, _ = formula.definitions[id(relation)]
            definitions.pop(letter, None)
            needed[letter] = _list_letters(formula, relation.sides[1])
    named = formula.left and formula.find_letter(formula.left)
    if named is not None:
        definitions.pop(named.letter, None)
        needed.pop(named.letter, None)
    for letter in needed:
        if _needs_itself(letter, needed):
            definitions.pop(letter, None)
    used: dict[Letter, Statement] = {}

    def gather(letters: Iterable[Letter]) -> None:
        for letter in letters:
            if letter in definitions and letter not in used:
                gather(needed[letter])
                used[letter] = definitions[letter]

    gather(_list_letters(formula, formula.right))
    return restate_formula(
        replace(formula, relations=(*formula.relations, *used.values())), formula.statement
    )


def _list_letters(formula: Formula, part: Node) -> list[Letter]:
    """Return the declared letters of a part, each once, in their order."""
    return list(dict.fromkeys(found.letter for _, found in formula.list_found(part)))


def _needs_itself(letter: Letter, needed: Mapping[Letter, Sequence[Letter]]) -> bool:
    """Return whether a letter's definition needs the letter, directly or through other definitions."""
    reached: set[Letter] = set()
    waiting = [letter]
    while waiting:
        for inner in needed.get(waiting.pop(), ()):
            if inner not in reached:
                reached.add(inner)
                waiting.append(inner)
    return letter in reached


def restate_formula(formula: Formula, statement: Statement) -> Formula:
    """Return a formula of the same letters with another statement."""
    bound = frozenset(_list_bound_names((statement, *formula.relations)))
    return replace(formula, statement=statement, bound=bound)


def _read_right_side(tokens: Sequence[str], notation: Notation) -> Statement | None:
    """Return the right side alone, if only the name on the left cannot be read."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token in _OPENERS) - (token in _CLOSERS)
        if depth == 0 and token in EQUALITIES:
            parsed = split_statements(tuple(tokens[place + 1 :]), notation)
            return parsed[0].statement if len(parsed) == 1 else None
    return None


def _write_products(formula: Formula, node: Node) -> Any:
    r"""Return a tree with ``S(a + b)`` and ``\gamma^t(a + b)`` of numbers or arrays as products.

    A list with a gap, ``\{r_1, \ldots, r_n\}``, is a family.
    """

    def change(part: Node) -> Node | None:
        if isinstance(part, tree.Listed) and part.opening == "\\{":
            return _read_gap(part)
        if isinstance(part, tree.Mul):
            return _group_brackets(formula, part)
        if isinstance(part, Bound):
            return _read_listed_range(part)
        if not isinstance(part, Apply) or len(part.args) != 1 or part.given or part.parameters:
            return None
        found = formula.find_letter(part.function)
        if found is None or not isinstance(found.letter.type, NumberType | ArrayType):
            return None
        if part.opening not in ("(", "[") or (part.opening == "[" and _may_be_place(formula, part.args[0])):
            return None
        before = part.function if part.power is None else Pow(part.function, part.power)
        bracket = tree.Bracket(_write_products(formula, part.args[0]))
        return tree.Mul((before, bracket), ("",), span=part.span)

    return replace_nodes(node, change)


def _group_brackets(formula: Formula, product: tree.Mul) -> Node | None:
    r"""Return a product where ``s[r - c]`` multiplies, since the brackets contain no index."""
    factors: list[Node] = []
    for factor in product.factors:
        match factor:
            case tree.Bracket(opening="[", body=Ref() | tree.Num()):
                pass
            case tree.Bracket(opening="[", body=body) if not _may_be_place(formula, body):
                factor = replace(factor, opening="(", closing=")")
            case _:
                pass
        factors.append(_write_products(formula, factor))
    changed = replace(product, factors=tuple(factors))
    if changed == product:
        return None
    return changed


def _may_be_place(formula: Formula, inside: Node) -> bool:
    """Return whether square brackets may pick an entry: all declared letters in them are indices."""
    parts = walk_nodes(inside)
    types = [found.letter.type for _, found in formula.list_found(inside)]
    return all(
        isinstance(type_, IndexType) or getattr(type_, "is_whole", False) for type_ in types
    ) and not any(isinstance(part, tree.Num) and not part.text.isdigit() for part in parts)


def _read_listed_range(bound: Bound) -> Bound | None:
    r"""Return ``i = 1, \ldots, n`` and ``i = 1, 2`` as a range from 1; None for any other."""
    match bound.condition:
        case Statement(
            sides=(
                tree.Listed(
                    items=(
                        Statement(sides=(Ref() as name, lower), relations=("=",)),
                        *_,
                        tree.Open(),
                        (Ref() | tree.Num()) as upper,
                    )
                ),
            )
        ):
            return Bound((name,), lower, upper, span=bound.span)
        case Statement(
            sides=(tree.Listed(items=(Statement(sides=(Ref() as name, first), relations=("=",)), *others)),)
        ) if [*map(_spell_number, (first, *others))] == [f"{number}" for number in range(1, len(others) + 2)]:
            return Bound((name,), first, others[-1], span=bound.span)
        case _:
            return None


def _spell_number(node: Node) -> str:
    return node.text if isinstance(node, tree.Num) else ""


def _read_gap(listed: tree.Listed) -> Node | None:
    """Return a list with a gap as a family that runs to its last member; None for any other."""
    if not any(isinstance(item, tree.Open) for item in listed.items):
        return None
    name = Ref(tree.Name("j"))
    match listed.items[0], listed.items[-1]:
        case tree.Num() as first, (Ref() | tree.Num() | tree.Add()) as last:
            return tree.Family(name, Bound((name,), first, last), span=listed.span)
        case Ref(below=(Fixed(text="1"),)) as first, Ref(below=(Running(letter=end, offset=0),)) as last:
            if replace(first, below=last.below) != last:
                return None
            bound = Bound((name,), tree.Num("1"), Ref(tree.Name(end)))
            return tree.Family(replace(first, below=(Running("j"),)), bound, span=listed.span)
        case _:
            return None


def read_part(formula: Formula, latex: str) -> Node:
    """Return the tree of a part of a formula, read as the formula is. Raises FormulaError."""
    if latex not in formula.parts_read:
        tokens = _read_formula_tokens(latex)
        parsed = split_statements(tokens, _make_notation(formula.letters, tokens))
        statement = parsed[0].statement if len(parsed) == 1 else None
        if statement is None or len(statement.sides) != 1:
            raise FormulaError(f"{latex} is not a single part of a formula")
        formula.parts_read[latex] = _write_products(formula, statement.sides[0])
    return formula.parts_read[latex]


def _drop_identity(letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """Return letters without a square I of a size that others have, because it is the identity."""

    def is_identity(letter: Letter) -> bool:
        type_ = letter.type
        bare = Ref(tree.Name("I", font=letter.ref.name.font))
        if letter.ref != bare or letter.row.part or not isinstance(type_, ArrayType):
            return False
        if len(type_.axes) != 2 or type_.axes[0] != type_.axes[1]:
            return False
        return any(type_.axes[0] in list_axes(other.type) for other in letters if other is not letter)

    return tuple(letter for letter in letters if not is_identity(letter))


def _drop_entries(letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """Return the letters without numbers ``r_i`` if ``r`` is a vector of such numbers, because they would not
    be its entries if they were drawn separately.
    """

    def is_entry(letter: Letter) -> bool:
        type_ = letter.type
        below = letter.ref.below
        if not (isinstance(type_, NumberType) and len(below) == 1 and isinstance(below[0], Running)):
            return False
        whole = replace(letter.ref, below=())
        types = [other.type for other in letters if other.ref == whole]
        return any(
            isinstance(each, ArrayType)
            and len(each.axes) == 1
            and not each.kind
            and each.domain == type_.domain
            for each in types
        )

    return tuple(letter for letter in letters if not is_entry(letter))


def _make_letter(row: TypedLetterRow) -> Letter:
    type_ = row.type
    if isinstance(type_, NumberType | ArrayType | Thing) and type_.law:
        type_ = replace(type_, law=format_node(read_letter(type_.law, row.text)))
    if isinstance(type_, Function) and type_.result == UNKNOWN:
        # A row "any -> ?" declares a vector, as long as the other arrays require.
        type_ = replace(type_, result=ArrayType((FITTING,)))
    ref = read_letter(row.name, row.text)
    return Letter(ref, type_, row, format_node(ref), frozenset(_read_part(row)))


def _read_part(row: TypedLetterRow) -> tuple[str, ...]:
    """Return the tokens of the part that a row names; empty if it names no part. Raises RowError."""
    try:
        return read_tokens(row.part)
    except DrillError as error:
        raise RowError(row.text, 0, f"the part is not read: {error}") from None


def _read_sheet(sheet: Iterable[tuple[str, str]], declared: Sequence[Letter]) -> list[Letter]:
    """Return the letters of a paper's sheet that no row declares."""
    known = {letter.ref for letter in declared}
    letters: list[Letter] = []
    for symbol, declaration in sheet:
        try:
            type_ = read_declaration(declaration).type
            ref = read_letter(symbol, symbol)
        except RowError:
            continue
        if ref not in known:
            known.add(ref)
            letters.append(Letter(ref, type_, TypedLetterRow(symbol, type_, symbol), format_node(ref)))
    return letters


def _read_formula_tokens(latex: str) -> tuple[str, ...]:
    if len(latex) > MAX_CHARACTERS:
        raise FormulaError(f"the formula has more than {MAX_CHARACTERS} characters")
    try:
        return read_tokens(latex)
    except DrillError as error:
        raise FormulaError(f"the formula is not read: {error}") from None


def _make_notation(letters: Sequence[Letter], tokens: Sequence[str]) -> Notation:
    """Return which names of a formula are functions, and which superscripts are indices or labels."""
    functions: set[str] = set()
    numbers: set[str] = set()
    indices: list[str] = []
    labels: list[str] = []
    for letter in letters:
        ref = letter.ref
        name = spell_name(ref.name)
        if isinstance(letter.type, Function | LawType):
            functions |= {name, letter.latex.replace(" ", "")}
        elif isinstance(letter.type, NumberType | ArrayType):
            numbers.add(ref.name.base)
        for index in ref.above:
            if isinstance(index, Running | Computed):
                indices.append(f"{name}^{''.join(_list_index_tokens(index))}")
        if ref.mark.isalpha():
            labels.append(f"{name}^{ref.mark}")
    indices += _list_names_above(tokens, numbers)
    labels += _list_words_above(tokens)
    # A label has priority over an index, because a row with a label names one letter.
    superscripts: dict[str, Superscript] = dict.fromkeys(indices, "index")
    superscripts |= dict.fromkeys(labels, "label")
    declared = Notation(functions=frozenset(functions), superscripts=superscripts)
    return notation_of([tokens], declared)


def _list_index_tokens(index: AnyIndex) -> Sequence[str]:
    return (index.letter,) if isinstance(index, Running) else to_tokens(index)


def _list_names_above(tokens: Sequence[str], numbers: Collection[str]) -> Iterator[str]:
    r"""Yield superscripts of names that are not powers: ``x \sim d^{\pi}``, ``p^s[i]``.

    If a function has an index as superscript, ``s^k(x_k)``, all names have that one; ``numbers`` are not
    functions.
    """
    raised: list[tuple[str, str]] = []
    called: set[str] = set()
    for place, token in enumerate(tokens):
        if token != "^" or tokens[place + 1 : place + 2] != ("{",):
            continue
        start = place
        if tokens[start - 1] == "}" and "_" in tokens[:start]:
            start = max(at for at in range(start) if tokens[at] == "_")
        end = _find_closing(tokens, place + 1)
        if not start:
            continue
        base = tokens[start - 1]
        above = tokens[place + 2 : end]
        after = tuple(tokens[end + 1 : end + 4])
        is_drawn_from = tokens[start - 2 : start - 1] == ("\\sim",)
        is_entry = after[::2] == ("[", "]") and len(above) == 1 and above[0] != "T" and not above[0].isdigit()
        if above and (is_drawn_from or is_entry):
            yield f"{base}^{''.join(above)}"
        elif len(above) == 1:
            inside = tokens[end + 2 : _find_closing(tokens, end + 1)]
            raised.append((base, above[0]))
            is_own = base not in numbers and name_function(Ref(tree.Name(base))) not in FORMULA_WORDS
            if after[:1] == ("(",) and is_own and _SIGNS_OF_SUMS.isdisjoint(inside):
                called.add(above[0])
    for base, letter in raised:
        if letter in called & RUNNING_LETTERS and _is_free_index(tokens, letter):
            yield f"{base}^{letter}"


def _list_words_above(tokens: Sequence[str]) -> Iterator[str]:
    r"""Yield indexed names with a word as superscript, ``s_i^{st}``: letters that carry no value."""
    indexed: set[int] = set()
    for place, token in enumerate(tokens):
        if token in ("_", "^"):
            # A name with a subscript is not a value, but one with a superscript alone is.
            start = place - 1 if token == "_" else place
            indexed.update(range(start, _find_closing(tokens, place + 1) + 1))
    values = {token for place, token in enumerate(tokens) if place not in indexed}
    for place, token in enumerate(tokens):
        if token != "^":
            continue
        word = tokens[place + 2 : _find_closing(tokens, place + 1)]
        is_word = len(word) > 1 and all(len(letter) == 1 and letter.isalpha() for letter in word)
        if is_word and values.isdisjoint(word) and tokens[place - 1] == "}":
            start = max((at for at in range(1, place) if tokens[at] == "_"), default=0)
            if start and _find_closing(tokens, start + 1) == place - 1:
                yield f"{tokens[start - 1]}^{''.join(word)}"


def _is_free_index(tokens: Sequence[str], letter: str) -> bool:
    """Return whether a letter is an index of names, and no sum binds it."""
    places = [at for at in range(len(tokens) - 2) if [*tokens[at : at + 3]] == ["_", "{", letter]]
    return bool(places) and not any(tokens[at - 1] in ("\\sum", "\\prod") for at in places)


def _find_closing(tokens: Sequence[str], opening: int) -> int:
    """Return where the bracket closes that opens at a place."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place] in _OPENERS) - (tokens[place] in _CLOSERS)
        if depth == 0:
            return place
    return len(tokens)


def _read_words(tokens: tuple[str, ...], letters: Sequence[Letter]) -> tuple[str, ...]:
    """Return tokens with names of divergences and spreads as words, unless a row has their first letter.

    A divergence has two bars between the laws that it compares.
    """
    declared = {letter.ref.name.base for letter in letters}
    own = [base for base in declared if base.isalpha() and len(base) > 1]
    words = (*sorted(own, key=len, reverse=True), *_WORDS)
    read: list[str] = []
    place = 0
    while place < len(tokens):
        word = next((each for each in words if tokens[place : place + len(each)] == (*each,)), "")
        end = place + len(word)
        is_called = tokens[end : end + 1] in (("(",), ("[",))
        inside = tokens[end : _find_closing(tokens, end)] if is_called else ()
        if word and inside and word[0] not in declared and (word != "KL" or "\\|" in inside):
            read.append(f"\\operatorname{{{word}}}")
            place = end
        else:
            read.append(tokens[place])
            place += 1
    return tuple(read)


def _read_relation(row: RelationRow, notation: Notation) -> Statement:
    try:
        tokens = read_tokens(row.latex)
    except DrillError as error:
        raise RowError(row.text, 0, f"this is not read: {error}") from None
    parsed = split_statements(tokens, notation)
    if len(parsed) != 1 or parsed[0].statement is None:
        raise RowError(
            row.text, 0, f"this is not read: {parsed[0].refused if parsed else 'something is missing here'}"
        )
    if len(parsed[0].statement.sides) < 2:
        raise RowError(row.text, 0, "a row is NAME: TYPE, or says what holds, such as sum p_k = 1 or t <= T")
    return parsed[0].statement


def list_rows(formula: Formula) -> list[str]:
    """Return rows with the same declarations for a formula whose parts are letters already."""
    rows = [
        f"{letter.row.name}: {letter.type}" if letter.part else letter.row.text for letter in formula.letters
    ]
    return [*rows, *map(format_node, formula.relations)]


def _replace_part(tokens: tuple[str, ...], letter: Letter) -> tuple[str, ...]:
    """Return the tokens with each occurrence of a letter's part in the letter's place."""
    part = _read_part(letter.row)
    name = to_tokens(letter.ref)
    result: list[str] = []
    place = 0
    count = 0
    while place < len(tokens):
        end = place + len(part)
        if tokens[place:end] == part and _stands_alone(tokens, place, end):
            # Brackets with a letter alone would be an argument of the letter before them.
            is_in_brackets = tokens[place - 1 : place] == ("(",) and tokens[end : end + 1] == (")",)
            if is_in_brackets and _begins_factor(tokens[: place - 1]):
                del result[-1]
                end += 1
            result += name
            place = end
            count += 1
        else:
            result.append(tokens[place])
            place += 1
    if not part or not count:
        raise RowError(letter.row.text, 0, f"{letter.row.part} is not a part of the formula")
    return tuple(result)


def _begins_factor(before: Sequence[str]) -> bool:
    """Return whether brackets behind these tokens are a factor or term, not an argument."""
    return (before[-1] if before else "") in _BEFORE_SUMS | {"-", ")"}


def _stands_alone(tokens: Sequence[str], start: int, end: int) -> bool:
    """Return whether no operator next to a part binds more strongly than the operators inside it."""
    inside = tokens[start:end]
    outer = [*_list_outside(inside)]
    if not _RELATIONS.isdisjoint(outer):
        return False
    before = tokens[start - 1] if start else ""
    after = tokens[end] if end < len(tokens) else ""
    is_long = len([token for token in outer if token not in ("_", "^", "'")]) > 1
    if after in ("^", "_", "'") and is_long and not _is_transposed(tokens, start, end):
        return False
    return not any(token in ("+", "-") for token in outer[1:]) or (
        before in _BEFORE_SUMS and after in _AFTER_SUMS
    )


def _is_transposed(tokens: Sequence[str], start: int, end: int) -> bool:
    r"""Return whether the superscript of a part transposes all of it: ``\nabla f(x)^T``, not ``x y^T``."""
    if tokens[end] != "^":
        return False
    notation = notation_of([tokens])
    part, raised = (
        split_statements(tuple(tokens[start:stop]), notation)[0].statement
        for stop in (end, _find_closing(tokens, end + 1) + 1)
    )
    if part is None or raised is None or len(part.sides) != 1:
        return False
    (whole,) = raised.sides
    return isinstance(whole, tree.Transpose) and whole.base == part.sides[0]


_RELATIONS = frozenset(("=", "\\leq", "\\geq", "<", ">", ","))
_OPENERS = frozenset(("(", "[", "{", "\\{"))
_CLOSERS = frozenset((")", "]", "}", "\\}"))
_BRACKETS = _OPENERS | _CLOSERS
# Names that are typed letter by letter.
_WORDS = (
    "KL", "Var", "Cov", "Std", "RNN", "CNN", "GNN", "GCN", "MLP", "FFN", "LSTM", "GRU", "MHA", "SSM", "LN",
)  # fmt: skip
# Possible neighbours of a sum that one letter replaces.
_SPACES = ("\\quad", "\\qquad", "\\,", "\\;", "\\ ")
_SIGNS_OF_SUMS = frozenset(("+", "-", "=", "\\cdot"))
_BEFORE_SUMS = _RELATIONS | _OPENERS | {"", "+", "|", "\\|"}
_AFTER_SUMS = _RELATIONS | _CLOSERS | {"", "+", "-", "|", "\\|"}


def _list_outside(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the tokens outside of all brackets."""
    depth = 0
    for token in tokens:
        depth -= token in _CLOSERS
        if depth == 0 and token not in _BRACKETS:
            yield token
        depth += token in _OPENERS


def _list_bound_names(statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        for node in find_nodes(statement, Bound):
            for name in node.names:
                if not name.below:
                    yield name.name.base


def list_idle_letters(formulas: Sequence[Formula], letters: Sequence[Letter]) -> list[Letter]:
    """Return the letters that occur in no formula."""
    used: set[Ref] = set()
    mentioned: set[str] = set()
    for formula in formulas:
        for node in walk_nodes(Statement((formula.statement, *formula.relations))):
            if isinstance(node, Ref):
                mentioned.add(node.name.base)
                found = formula.find_letter(node)
                if found is not None:
                    used.add(found.letter.ref)
            elif isinstance(node, Running):
                mentioned.add(node.letter)
    axes = formulas[0].axis_letters if formulas else frozenset[str]()
    laws = {getattr(letter.type, "law", "") for letter in letters}
    return [
        letter
        for letter in letters
        if letter.ref not in used
        and letter.ref.name.base not in axes
        and letter.ref.name.base not in mentioned
        and letter.row.name not in laws
    ]


def mentions_name(node: Node, name: Ref) -> bool:
    """Return whether a letter occurs in a part, as an index too."""
    base = name.name.base
    return any(
        part == name or (isinstance(part, tree.Running) and part.letter == base and not name.below)
        for part in walk_nodes(node)
    )
