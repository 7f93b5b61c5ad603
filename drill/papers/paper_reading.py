"""A paper as the kinds of exercises see it: its statements read and typed, and what several kinds share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from drill.banks.models import Exercise, Link
from drill.errors import DrillError
from drill.maths.tree import Sym, symbols
from drill.notation import tree, walk
from drill.notation.tree import Node, Ref, Statement
from drill.papers.draft import Draft, Kind, Line
from drill.papers.lowering.connections import Connections, connections
from drill.papers.lowering.formula import Formula, read_formula
from drill.papers.lowering.inputs import RefusedError, folds, stored
from drill.papers.lowering.reader import latex_of
from drill.papers.model import Paper
from drill.papers.sheet.types import Length
from drill.papers.structure import MOST_SKILLS, skills_of
from drill.papers.wording import Glossary, around, inline, place, shown, titled

# Any two: a key has to hold in more than one draw.
_SEEDS: Final = (1, 2)
_WORDS: Final = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(eq=False)
class Reading:
    """A paper with its statements read and typed: all that a kind of exercise may look at."""

    paper: Paper
    lines: tuple[Line, ...]
    # The formulas written in NumPy, or why they are not, by formula and line.
    programs: dict[tuple[str, int], Any] = field(default_factory=dict[tuple[str, int], Any], repr=False)
    _formulas: dict[tuple[str, int], Formula | RefusedError] = field(
        default_factory=dict[tuple[str, int], "Formula | RefusedError"], repr=False
    )

    @cached_property
    def of_formula(self) -> Mapping[str, tuple[Line, ...]]:
        """The lines of each formula, by its id."""
        lines: dict[str, tuple[Line, ...]] = {}
        for line in self.lines:
            lines[line.formula.id] = (*lines.get(line.formula.id, ()), line)
        return lines

    @cached_property
    def glossary(self) -> Glossary:
        """What its symbols mean."""
        return Glossary(self.paper.symbols, self.lines)

    @cached_property
    def connections(self) -> Connections:
        """Which formulas feed which."""
        return connections(self.lines)

    @cached_property
    def _superscripts(self) -> Superscripts:
        return Superscripts(line.statement for line in self.lines if line.statement is not None)

    def is_cut(self, line: Line) -> bool:
        """Whether what stands behind a line in its formula is not read: the line may go on there."""
        next_lines = self.of_formula[line.formula.id][line.index + 1 :][:1]
        return any(following.statement is None for following in next_lines)

    def formula(self, line: Line) -> Formula:
        """Return a line as something to compute, with arrays as arrays.

        Raises:
            RefusedError: it is not computed.
        """
        key = (line.formula.id, line.index)
        if key not in self._formulas:
            try:
                self._formulas[key] = self._made(line)
            except RefusedError as error:
                self._formulas[key] = error
        result = self._formulas[key]
        if isinstance(result, RefusedError):
            raise RefusedError(result.why)
        return replace(result, reader=result.reader.copy())

    def _made(self, line: Line) -> Formula:
        if line.typed is None:
            raise RefusedError(f"it is not read: {line.refused}" if line.refused else "it is not read")
        self._superscripts.check(line.typed.statement)
        return read_formula(line.typed.statement, line.typed.quantities)

    def draft(
        self, kind: Kind, line: Line, body: Exercise, *, suffix: str, left: Node | None,
        slot: str = "", skill: str = "", may_restate: bool = False,
    ) -> Draft:  # fmt: skip
        """An exercise on a line with its title, skills and links, as a draft, if its witness confirms it.

        Raises:
            RefusedError: it does not.
        """
        row, form = line.formula, body.forms[0]
        skills = tuple(filter(None, (skill, *skills_of(line.statement))))[:MOST_SKILLS]
        links = (Link(title=around(self.paper, row)), *form.links)
        body = replace(
            body,
            title=titled(row, suffix, self.glossary.name(left, row.section)),
            skill="".join(skills[:1]),
            needs=skills[1:],
            forms=(replace(form, links=links),),
        )
        body = confirmed(body, may_restate=may_restate)
        return Draft(kind, row.id, line.source, f"{slot}|own types", body, is_proved=True)

    def begins(self, line: Line) -> str:
        """Return the formula with its place, and what the reader says of its symbols."""
        parts = (f"{place(self.paper, line.formula)}: {shown(line)}", self.glossary.told(line))
        return "\n\n".join(filter(None, parts))


def left_of(formula: Formula) -> str:
    """Return what is computed, as a part of a sentence."""
    if formula.part:
        return formula.part
    new = "the new " if formula.is_update else ""
    return "this expression" if formula.left is None else new + inline(latex_of(formula.left))


def axes_text(axes: Sequence[Length]) -> str:
    """A shape as NumPy shows it: ``(n,)``, ``(n, d)``, ``()``."""
    inner = list(map(str, stored(tuple(axes))))
    return f"({inner[0]},)" if len(inner) == 1 else f"({', '.join(inner)})"


def length_latex(formula: Formula, length: Length) -> str:
    """How the paper writes a length; empty where it has no symbol for it."""
    for quantity in formula.quantities:
        if quantity.typed == length:
            return latex_of(quantity.symbol)
    return ""


def lengths_given(formula: Formula, lengths: Mapping[Length, int]) -> Iterator[str]:
    """Lengths of sums, and at which place an open index stands."""
    bound = {
        letter.name[1:]
        for _, letter, *_ in (fold.args for fold in folds(formula.node))
        if isinstance(letter, Sym)
    }
    used = {str(formula.reader.ranges[letter].length) for letter in bound}
    used |= {name[1:] for name in symbols(formula.node) if name.startswith("#")}
    for length in sorted(candidate for candidate in used if not candidate.isdigit()):
        latex = length_latex(formula, length)
        if latex:
            yield f"${latex} = {lengths[length]}$"
            continue
        for along in formula.reader.ranges.values():
            if along.length == length and along.stop is None:
                word = _WORDS[lengths[length]]
                yield (
                    f"${along.latex}$ take {word} values"
                    if along.start is None
                    else f"${along.letter}$ run over {word} values"
                )
    for along in formula.free.values():
        start = getattr(along.start, "text", "1")
        yield f"${along.letter} = {start}$"


def confirmed(exercise: Exercise, *, may_restate: bool = False) -> Exercise:
    """An exercise whose key is read as one, and whose witness, if it has one, confirms it.

    A witness that writes the key out again, as it may if it was read in another way, is left out of it.

    Raises:
        RefusedError: it does not.
    """
    from drill.banks.draws import draw
    from drill.banks.expansion import Expansion
    from drill.proving import confirm as confirm_trial
    from drill.proving import is_on_same_ground, witnessed

    try:
        for seed in _SEEDS:
            (expansion,) = Expansion(exercise, draw(exercise, seed, ())).questions
            expect = expansion.expect()
            expansion.key(expect)
            claims = witnessed(expansion, expect, seed)
            if not all(confirm_trial(claimed.trial).agrees for claimed in claims):
                raise RefusedError("its witness does not confirm it")
            if any(is_on_same_ground(expansion, claimed) for claimed in claims):
                if not may_restate:
                    raise RefusedError("its witness only writes it out again")
                form, (question,) = exercise.forms[0], exercise.forms[0].questions
                form = replace(form, questions=(replace(question, witness={}),))
                return replace(exercise, forms=(form,))
    except DrillError as error:
        raise RefusedError("its key cannot be proved in the form of a bank") from error
    return exercise


class Superscripts:
    """What a paper's formulas tell of the letters above its names."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        # Letters that count something anywhere.
        self._indices: set[str] = set()
        # Those of indices above, without brackets: the ``j`` of ``h^j``.
        self._above: set[str] = set()
        # What stands above each name; of letters that a sum runs over it tells nothing.
        self._of: dict[tree.Name, set[Node]] = defaultdict(set)
        for statement in statements:
            bound = _bound(statement)
            self._indices |= bound | _running(statement)
            for node in walk(statement):
                match node:
                    case Ref(name, above=(first, *_) as above, opening=opening):
                        self._of[name].add(first)
                        self._above |= _running(*above) if not opening else set()
                    case tree.Pow(Ref(name), exponent) if _letter(exponent) not in {"", *bound}:
                        self._of[name].add(exponent)
                    case _:
                        pass

    def check(self, statement: Statement) -> None:
        """Refuse a statement in which a letter above may be an index, not an exponent.

        Raises:
            RefusedError: there is one.
        """
        for node in walk(statement):
            if isinstance(node, tree.Pow) and self._is_in_doubt(node.base, _letter(node.exponent)):
                raise RefusedError("a letter above a name or a bracket is an index elsewhere")
            if isinstance(node, tree.Reduce):
                powers = {_letter(part.exponent) for part in walk(node.body) if isinstance(part, tree.Pow)}
                if powers & _bound(node) - _running(node.body):
                    raise RefusedError("a sum's letter stands above names alone, as an index may")

    def _is_in_doubt(self, base: Node, letter: str) -> bool:
        if letter not in self._indices or base == Ref(tree.Name("e")) or isinstance(base, tree.Num):
            return False
        if letter in self._above or not isinstance(base, Ref):
            return letter in self._above
        is_one_of_many = not all(
            isinstance(index, tree.Fixed) and index.text.isdigit() for index in base.below
        )
        return is_one_of_many or bool(base.name.label) or len(self._of[base.name]) > 1


def _letter(exponent: Node) -> str:
    """The letter of ``k`` or ``k + 1``; empty for any other exponent."""
    match exponent:
        case Ref(tree.Name(letter), (), ()) | tree.Add(
            (Ref(tree.Name(letter), (), ()), tree.Num() | tree.Neg(tree.Num()))
        ):
            return letter
        case _:
            return ""


def _bound(node: Node) -> set[str]:
    """Letters that run in a part of a formula, and those that they run to."""
    bounds = [part for part in walk(node) if isinstance(part, tree.Bound)]
    ends = [ref for bound in bounds for ref in (*bound.names, bound.upper) if isinstance(ref, Ref)]
    return {ref.name.base for ref in ends}


def _running(*nodes: Node) -> set[str]:
    """Letters of indices in parts of a formula."""
    return {part.letter for node in nodes for part in walk(node) if isinstance(part, tree.Running)}
