"""Sides that choose among candidates or average draws, in NumPy: what is given for each, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from drill.papers_first.arrays.axis_letters import axis_letters, letters_explained, letters_of
from drill.papers_first.arrays.candidates import (
    MEAN,
    Choices,
    Run,
    check_named,
    indexed,
    is_place,
    is_spoken_of,
    unsigned,
    with_letters,
)
from drill.papers_first.arrays.cells import Family
from drill.papers_first.arrays.chosen_words import agreements, task_of
from drill.papers_first.arrays.drawn_values import check_decided
from drill.papers_first.arrays.given_values import (
    check_fellows,
    check_heads,
    check_lengths,
    check_values,
    ends_in,
    holders,
    is_run_over,
    leaves_of,
    plain,
    visible,
)
from drill.papers_first.arrays.given_vectors import is_vector, measured, sloped_by, slopes
from drill.papers_first.arrays.guessed_shapes import is_scalar_name
from drill.papers_first.arrays.index_ranges import ranges_of
from drill.papers_first.arrays.indexed import Indexed
from drill.papers_first.arrays.lone_capitals import check_weights
from drill.papers_first.arrays.lowered import Lowered, assumed
from drill.papers_first.arrays.running_lengths import ends_of
from drill.papers_first.arrays.running_values import is_number_value
from drill.papers_first.arrays.told_shapes import is_said_number
from drill.papers_first.formula.naming import quantity_names
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Call,
    Derivative,
    Function,
    Gradient,
    Node,
    Number,
    Power,
    Symbol,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.known_numbers import with_circle_number, with_euler
from drill.papers_first.plausible.ranges import Range
from drill.papers_first.plausible.roles import Roles

_AXES: Final = "nmkpqd"
_ENTRIES: Final = "hrcuvwgqs"
"""Letters for the index of the entries of vectors."""
_LISTING: Final = frozenset(("=", "\\in", ",", "\\{", "\\}"))
_MOST_RUNS: Final = 4
_MOST_AXES: Final = 3
_MOST_GIVEN: Final = 6


def lower_chosen(paper: Paper, left: Node | None, right: Node) -> Lowered:
    """A side that is an extreme over candidates or a mean over draws, or arithmetic of such.

    Raises:
        RefusedError: it is none, or what is given for a candidate is neither a number nor a vector.
    """
    choices = with_letters(with_euler(with_circle_number(right)))
    if choices is None:
        raise RefusedError("nothing is chosen")
    if any(run.is_counted and _is_listed(run.source) for run in choices.runs):
        raise RefusedError("an axis is as long as what is listed, not of any length")
    try:
        return _Posed(paper, left, choices, takes_norms_apart=True).lowered()
    except RefusedError:
        return _Posed(paper, left, choices, takes_norms_apart=False).lowered()


def _is_listed(source: tuple[str, ...]) -> bool:
    """Whether an index runs over numbers that are written out: ``i = 1, 2``, ``i \\in \\{0, 1\\}``."""
    members = [token for token in source if token not in _LISTING]
    return bool(members) and all(member.isdigit() for member in members)


def is_choice(side: Node) -> bool:
    """Whether a side chooses or averages what has a name, rather than the entries of an array."""
    try:
        return with_letters(side) is not None
    except RefusedError:
        return False


class _Posed:
    """A side with what is given in it.

    ``takes_norms_apart`` says that the vectors in norms are given, rather than the norms.
    """

    def __init__(self, paper: Paper, left: Node | None, choices: Choices, *, takes_norms_apart: bool) -> None:
        self._paper = paper
        self._left = left
        self._choices = choices
        self._side = choices.side
        letters = frozenset(run.index for run in choices.runs)
        self._ranges = ranges_of(visible(choices.side, letters), frozenset())
        self._order = tuple(dict.fromkeys(index for run in self._ranges.values() for index in run.indices))
        self._ends = dict(ends_in(choices.side))
        self._groups = measured(choices.side) if takes_norms_apart else {}
        apart = self._groups.keys() if takes_norms_apart else ()
        self._held = holders(choices.side, self._ranges, frozenset(apart))
        found = leaves_of(choices.side, self._ranges, frozenset(apart))
        self._leaves = tuple(dict.fromkeys(leaf for leaf in found if leaf not in self._ends))
        self._check()

    @property
    def _counted(self) -> tuple[str, ...]:
        """The indices of the formula's own that run."""
        runs = {run.index: run for run in self._choices.runs}
        chosen = (one.base for run in runs.values() if run.is_counted for one in run.variables)
        return (*(index for index in self._order if index not in runs), *chosen)

    def lowered(self) -> Lowered:
        """The side in NumPy.

        Raises:
            RefusedError: what is given is neither a number nor a vector, or something else is done with it.
        """
        vectors, free = self._vectors()
        at = self._axes(vectors)
        names = quantity_names(at)
        order = (*self._order, *dict.fromkeys(vectors.values()))
        meant = letters_of(self._side, *filter(None, (self._left,))) | letters_explained(self._paper)
        axes = axis_letters(_AXES, frozenset((*names.values(), *order, *meant)))
        lengths = {index: next(axes) for index in order}
        values = {leaf: indexed(f"#{place}", at[leaf]) for place, leaf in enumerate(at) if at[leaf]}
        numbers = {leaf: names[leaf] for leaf in at if not at[leaf]}
        check_weights(self._paper, self._side, numbers)
        arrays = {names[leaf]: tuple(lengths[index] for index in at[leaf]) for leaf in at}
        families = {
            indexed(one.base, ()): Family(names[leaf], arrays[names[leaf]]) for leaf, one in values.items()
        }
        counts = ends_of({index: end for end, index in self._ends.items()}, lengths, arrays)
        measures = {index: "" for leaf, index in vectors.items() if leaf not in free}
        engine = Indexed(order, lengths, families, numbers, counts, self._ranges, measures, values)
        over = tuple(dict.fromkeys(free.values()))
        cell = engine.of(self._side)
        if cell.axes != over or cell.entry is None:
            raise RefusedError("its result has another shape than its left side")

        def code_of(node: Node) -> str | None:
            try:
                return engine.of(node).code
            except RefusedError:
                return None

        roles = Roles(self._paper, self._side, self._left)
        ranges = {leaf: roles.of(leaf) for leaf in numbers}
        return Lowered(
            node=self._side,
            code=cell.code,
            arrays=arrays,
            latex={names[leaf]: to_latex(leaf) for leaf in at},
            entry=cell.entry,
            over={index: lengths[index] for index in over},
            assumed=_positive(names, ranges) | assumed(plain(self._side), names, ranges),
            code_of=code_of,
            axes_of=lambda node: None,
            along={names[leaf]: ran for leaf in at if (ran := self._run_at(leaf))},
            spoken={run.index: run.said for run in self._choices.runs},
            agreements=tuple(agreements(self._choices)),
            task=task_of(self._left, self._choices),
        )

    def _check(self) -> None:
        side = self._side
        if len(self._order) > _MOST_RUNS or len(self._order) < len(self._ranges):
            raise RefusedError("it has too many indices")
        if any(is_place(part) for part in walk(side) if part is not unsigned(side)):
            raise RefusedError("a place is not computed with")
        if is_place(unsigned(side)):
            check_named(self._left, self._choices.runs[0].variables)
        if len(self._leaves) > _MOST_GIVEN:
            raise RefusedError("it has too many quantities")
        check_lengths(side, self._leaves)
        check_fellows(self._leaves, self._counted)
        check_heads(side, tuple(one for run in self._choices.runs for one in run.variables))
        check_values(side, self._ranges)
        self._check_draws()
        check_decided(self._choices.runs, self._left, self._held)

    def _vectors(self) -> tuple[dict[Node, str], dict[Node, str]]:
        """The index of the entries of each vector, and those of them that the result has, too.

        Raises:
            RefusedError: a value may be an array of another sort.
        """
        taken = {*self._order, *(token for leaf in self._leaves for token in to_tokens(leaf))}
        letters = iter(letter for letter in _ENTRIES if letter not in taken)
        names = {group: next(letters) for group in sorted(set(self._groups.values()))}
        found = {leaf: names[group] for leaf, group in self._groups.items()}
        sloped = slopes(tuple(leaf for leaf in self._leaves if leaf not in found))
        if any(is_said_number(self._paper, one) for leaf in sloped for one in sloped_by(leaf)):
            raise RefusedError("slopes by a number")
        if sloped and not is_vector(self._side, frozenset(sloped), self._is_run_over):
            raise RefusedError("slopes and numbers are added")
        if bool(sloped) != isinstance(self._left, Gradient | Derivative | Applied):
            raise RefusedError("its left side has another shape")
        free = dict.fromkeys(sloped, next(letters)) if sloped else {}
        for leaf in self._leaves:
            if leaf not in found and leaf not in free:
                self._check_number(leaf, is_factor=bool(free))
        return found | free, free

    def _check_number(self, leaf: Node, *, is_factor: bool) -> None:
        """That a value is a number, by what is done with it or by its name.

        Raises:
            RefusedError: it may be an array.
        """
        if isinstance(leaf, Symbol) and leaf.font in ("\\mathbf", "\\mathcal"):
            raise RefusedError("what is given may be an array")
        if is_factor or any(not run.is_drawn for run in self._choices.runs):
            return  # what is minimised is a number, and so is what a vector is multiplied by
        left = self._left if self._left is not None else self._side
        if (
            isinstance(leaf, Call | Symbol)
            and leaf not in self._scalars()
            and not is_number_value(leaf, left)
        ):
            raise RefusedError("what is given may be an array")

    def _scalars(self) -> frozenset[Node]:
        """Values of which logarithms or squares are taken, which nobody does to vectors that are averaged."""
        return frozenset(
            inner
            for part in walk(self._side)
            if (isinstance(part, Function) and part.name in ("\\log", "\\ln"))
            or (isinstance(part, Power) and part.exponent == Number("2"))
            for inner in walk(part)
        ) | frozenset(leaf for leaf in self._leaves if self._is_fixed(leaf))

    def _is_run_over(self, node: Node) -> bool:
        return is_run_over(node, self._ranges)

    def _run_at(self, leaf: Node) -> tuple[str, ...]:
        """The letters of what is chosen, drawn or added up that a given value depends on.

        Raises:
            RefusedError: it depends on something in one of its places only.
        """
        found = [tuple(self._depends(leaf, held)) for held in self._held[leaf]]
        if len(set(found)) > 1:
            raise RefusedError("one value stands in two places of other sorts")
        return found[0]

    def _depends(self, leaf: Node, held: frozenset[str]) -> Iterator[str]:
        runs: dict[str, Run] = {run.index: run for run in self._choices.runs}
        tokens = set(to_tokens(leaf))
        for index in (index for index in self._order if index in held):
            is_named = self._decides(runs[index], leaf) if index in runs else index in tokens
            is_unsaid = index in self._unsaid() and not self._is_fixed(leaf)
            if is_named or is_unsaid or self._narrows(index, leaf, held):
                yield index

    def _narrows(self, index: str, leaf: Node, held: frozenset[str]) -> bool:
        """Whether a value depends on what is chosen from a set that another choice or index decides.

        Raises:
            RefusedError: what is chosen is an index: which entries are meant is not given.
        """
        runs = {run.index: run for run in self._choices.runs}
        outer = runs.get(index)
        for run in (runs[one] for one in held & runs.keys() if one != index):
            is_narrowed = outer.narrows(run) if outer else is_spoken_of((index,), run.source)
            if is_narrowed and self._decides(run, leaf):
                if run.is_counted:
                    raise RefusedError("what is chosen from depends on another choice")
                return True
        return False

    def _decides(self, run: Run, leaf: Node) -> bool:
        """Whether a value depends on what is chosen or drawn; all steps of a path are drawn with it."""
        steps = {index for index in self._order if index not in {one.index for one in self._choices.runs}}
        is_path = run.is_drawn and run.variables == (Symbol("\\tau"),)
        return run.is_in(leaf) or (is_path and bool(steps & set(to_tokens(leaf))))

    def _unsaid(self) -> frozenset[str]:
        """Draws that no value speaks of: every one depends on them in a way that is not written."""
        return frozenset(
            run.index
            for run in self._choices.runs
            if run.is_drawn
            and not any(
                run.is_in(leaf)
                for leaf in self._leaves
                if any(run.index in held for held in self._held[leaf])
            )
        )

    def _check_draws(self) -> None:
        """That what an expectation is taken of says of all values whether they are drawn.

        Raises:
            RefusedError: one neither speaks of what is drawn nor is a constant.
        """
        runs = {run.index: run for run in self._choices.runs if run.is_drawn}
        for part in walk(self._side):
            if not isinstance(part, Big) or part.name != MEAN:
                continue
            is_unsaid = part.lower[0] in self._unsaid()
            for leaf in self._leaves:
                is_held = any(one == leaf for one in walk(part.body)) and not self._is_fixed(leaf)
                is_open = (
                    isinstance(leaf, Symbol) if is_unsaid else not self._decides(runs[part.lower[0]], leaf)
                )
                if is_held and is_open:
                    raise RefusedError("what is drawn may decide a value that does not name it")

    def _is_fixed(self, leaf: Node) -> bool:
        return isinstance(leaf, Symbol) and (is_scalar_name(leaf) or is_said_number(self._paper, leaf))

    def _axes(self, vectors: dict[Node, str]) -> dict[Node, tuple[str, ...]]:
        """The indices of each given value.

        Raises:
            RefusedError: they are too many, or nothing depends on what is chosen.
        """
        at = {
            leaf: (*self._run_at(leaf), *((vectors[leaf],) if leaf in vectors else ()))
            for leaf in self._leaves
        }
        if any(len(indices) > _MOST_AXES for indices in at.values()):
            raise RefusedError("it has too many quantities")
        if not set(self._order) <= {index for indices in at.values() for index in indices}:
            raise RefusedError("nothing that is given depends on what is chosen")
        return at


def _positive(names: Mapping[Node, str], ranges: Mapping[Node, Range]) -> dict[str, str]:
    """That numbers which cannot be negative are not: they stand before an extremum or inside of it alike."""
    return {names[leaf]: f"{names[leaf]} > 0" for leaf, one in ranges.items() if one.role == "positive"}
