"""What the computing kinds share: formulas of a paper as trees, and what is said of the inputs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

from drill.banks.models import Exercise, Link
from drill.errors import DrillError
from drill.maths.tree import Sym, symbols
from drill.notation import tree, walk
from drill.notation.tree import Apply, Node, Ref, Statement, Transpose
from drill.papers.draft import Draft, Kind, Line, Paper
from drill.papers.draft_building import source_of
from drill.papers.lowering.definitions import Definitions, PutIn
from drill.papers.lowering.formula import Formula, read_formula
from drill.papers.lowering.inputs import Input, RefusedError, folds, stored
from drill.papers.lowering.reader import latex_of
from drill.papers.sheet.domains import of_entry
from drill.papers.sheet.symbols import typed_name
from drill.papers.sheet.types import Length, Number, Unknown
from drill.papers.structure import MOST_SKILLS, skills_of
from drill.papers.wording import Glossary, around, inline, listed, place, shown, titled

# Any two: a key has to hold in more than one draw.
_SEEDS: Final = (1, 2)
_WORDS: Final = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True)
class Computing:
    """A paper as the computing kinds see it."""

    paper: Paper

    @cached_property
    def _formulas(self) -> dict[tuple[str, int, bool], Formula | RefusedError]:
        """What was read, for every kind asks for it."""
        return {}

    @cached_property
    def definitions(self) -> Definitions:
        """Rules and ties that the paper gives."""
        return Definitions([line.typed for line in self.paper.lines if line.typed is not None])

    @cached_property
    def _superscripts(self) -> Superscripts:
        return Superscripts(line.statement for line in self.paper.lines if line.statement is not None)

    @cached_property
    def glossary(self) -> Glossary:
        """What its symbols mean."""
        return Glossary(self.paper)

    def formula(self, line: Line, *, functions_only: bool = False) -> Formula:
        """A line with arrays as arrays.

        Raises:
            RefusedError: it is not computed; with the question that would settle it.
        """
        key = (line.formula.id, line.index, functions_only)
        if key not in self._formulas:
            try:
                self._formulas[key] = self._made(line, functions_only)
            except RefusedError as error:
                self._formulas[key] = error
        found = self._formulas[key]
        if isinstance(found, RefusedError):
            raise RefusedError(found.why, found.question)
        return replace(found, reader=found.reader.copy())

    def _made(self, line: Line, functions_only: bool) -> Formula:
        if line.typed is None:
            raise RefusedError(f"it is not read: {line.refused}" if line.refused else "it is not read")
        put = self.definitions.put_in(line.typed, functions_only=functions_only)
        try:
            return self._read(put)
        except RefusedError:
            if not put.used:
                raise
            return self._read(PutIn(line.typed.statement, (), line.typed.quantities))

    def _read(self, put: PutIn) -> Formula:
        self._superscripts.check(put.statement)
        return read_formula(put.statement, put.quantities, put_in=put.used)

    def in_numbers(self, line: Line) -> Formula:
        """A line with every quantity as one number, arrays too.

        Raises:
            RefusedError: it is not computed so either.
        """
        if line.typed is None:
            raise RefusedError("it is not read")
        self._superscripts.check(line.typed.statement)
        unknown = {one.symbol for one in line.typed.quantities if isinstance(one.type, Unknown)}
        if any(isinstance(one, Transpose) and one.base in unknown for one in walk(line.typed.statement)):
            raise RefusedError("it takes an array")
        calls = (one for one in walk(line.typed.statement) if isinstance(one, Apply) and one.opening == "[")
        if any(one.parameters or one.args[1:] for one in calls):
            raise RefusedError("it joins arrays")
        numbers = [
            replace(one, typed=typed_name(one.symbol), type=Number(), domain=of_entry(one.domain))
            for one in line.typed.quantities
        ]
        return read_formula(line.typed.statement, numbers, as_numbers=True)

    def draft(
        self, kind: Kind, line: Line, given: Sequence[Input], body: Exercise, *, suffix: str,
        left: Node | None, slot: str = "", skill: str = "", may_restate: bool = False,
    ) -> Draft:  # fmt: skip
        """An exercise on a line with its title, skills and links, as a draft, if its witness confirms it.

        Raises:
            RefusedError: it does not.
        """
        row, form = line.formula, body.forms[0]
        skills = tuple(filter(None, (skill, *skills_of(line.statement))))[:MOST_SKILLS]
        links = (Link(title=around(self.paper.sheet, row)), *form.links)
        body = replace(
            body,
            title=titled(row, suffix, self.glossary.name(left, row.section)),
            skill="".join(skills[:1]),
            needs=skills[1:],
            forms=(replace(form, links=links),),
        )
        body, guesses = confirmed(body, may_restate=may_restate), guesses_of(given)
        return Draft(kind, row.id, source_of(line), slot, body, is_proved=True, guesses=guesses)

    def begins(self, line: Line, formula: Formula) -> str:
        """The formula with its place, what its symbols mean, and what is put in."""
        said = [f"{place(self.paper.sheet, line.formula)}: {shown(line)}"]
        told = self.glossary.told(line)
        if told:
            said.append(told)
        if formula.put_in:
            rules = [inline(latex_of(replace(one, conditions=()))) for one in formula.put_in]
            said.append(f"As the paper defines it, {listed(rules)}.")
        return "\n\n".join([said[0], " ".join(said[1:])] if said[1:] else said)


@lru_cache(maxsize=1)
def computing_of(paper: Paper) -> Computing:
    """Give what the computing kinds share of a paper, made once for all of them."""
    return Computing(paper)


def left_of(line: Line, formula: Formula) -> str:
    """What is computed, as a formula in a sentence."""
    if formula.bound is not None:
        side, what = formula.bound
        return f"the {side} bound on {inline(latex_of(what))}"
    new = "the new " if formula.is_update else ""
    return "this expression" if formula.left is None else new + inline(latex_of(formula.left))


def guesses_of(given: Sequence[Input]) -> tuple[tuple[str, str], ...]:
    """The symbols among the inputs of which something is only guessed, and why."""
    found = {
        one.quantity.key: one.quantity.why or "nothing says what it is"
        for one in given
        if not one.quantity.is_sure
    }
    return tuple(found.items())


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
        for _, letter, *_ in (one.args for one in folds(formula.node))
        if isinstance(letter, Sym)
    }
    used = {str(formula.reader.ranges[letter].length) for letter in bound}
    used |= {name[1:] for name in symbols(formula.node) if name.startswith("#")}
    for length in sorted(one for one in used if not one.isdigit()):
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
        is_one_of_many = not all(isinstance(index, tree.Fixed) for index in base.below)
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
    bounds = [one for one in walk(node) if isinstance(one, tree.Bound)]
    ends = [ref for one in bounds for ref in (*one.names, one.upper) if isinstance(ref, Ref)]
    return {ref.name.base for ref in ends}


def _running(*nodes: Node) -> set[str]:
    """Letters of indices in parts of a formula."""
    return {one.letter for node in nodes for one in walk(node) if isinstance(one, tree.Running)}
