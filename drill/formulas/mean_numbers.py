"""Write what is averaged or integrated for work by hand: a draw has two outcomes, what is integrated one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from drill.errors import DrillError
from drill.formulas.formula import Formula, Letter, mentions_name, print_node
from drill.formulas.letter_types import Function, Law, Number, SetOf
from drill.formulas.shape_check import is_summary, list_drawn, strip_brackets
from drill.formulas.tree_values import list_random_letters
from drill.formulas.typed_keys import TypedKey, list_atoms, type_part
from drill.maths import maths_tree as maths
from drill.maths.maths_tree import substitute_symbols
from drill.notation import replace_nodes, tree, walk_nodes
from drill.notation.tree import Node, Ref
from drill.text import join_in_sentence

# The chance of the first of two outcomes.
CHANCE: Final = "1/4"
_REST: Final = "3/4"
# Names of densities.
DENSITIES: Final = frozenset(("p", "q", "P", "\\pi", "\\rho"))


@dataclass(frozen=True, slots=True)
class Means:
    """What is drawn in a formula, with two outcomes.

    ``places`` says at which of them, 1 or 2, a typed name has its value, ``values`` what is averaged there.
    """

    drawn: tuple[str, ...]
    places: Mapping[str, int]
    values: tuple[tuple[str, tuple[maths.Node, maths.Node]], ...]

    def say(self, first: str, second: str) -> str:
        """Return the outcomes in a sentence."""
        names = join_in_sentence([f"${name}$" for name in self.drawn])
        return (
            f"Suppose that the draw of {names} has two outcomes: one, with the chance ${CHANCE}$, "
            f"gives {first}; the other, with the chance ${_REST}$, gives {second}."
        )


def type_means(formula: Formula, node: Node) -> tuple[TypedKey, Means | None]:
    """Return a part as it is typed in numbers, each mean in it as that of two outcomes.

    Raises DrillError for what is not typed so.
    """
    typed = type_part(formula, node, as_numbers=True)
    averaged = {
        name: atom
        for name, atom in typed.atoms.items()
        if isinstance(atom, tree.Expect) and not is_summary(atom, formula)
    }
    if not averaged:
        return typed, None
    writer = _Writer(formula, {name: atom for name, atom in typed.atoms.items() if name not in averaged})
    put = {name: writer.write(mean) for name, mean in averaged.items()}
    if not writer.places:
        raise DrillError("nothing in the mean depends on what is drawn")
    whole = TypedKey("", substitute_symbols(typed.tree, put), writer.atoms, {})
    return whole, Means(tuple(writer.drawn), writer.places, tuple(writer.values))


class _Writer:
    def __init__(self, formula: Formula, atoms: dict[str, Node]) -> None:
        self._formula = formula
        self.atoms = atoms
        self.places: dict[str, int] = {}
        self.drawn: dict[str, None] = {}
        self.values: list[tuple[str, tuple[maths.Node, maths.Node]]] = []

    def write(self, mean: tree.Expect) -> maths.Node:
        """Return a mean over two outcomes."""
        if mean.operator.name.base.removeprefix("\\") in ("Var", "V", "Std", "Cov") or mean.given:
            raise DrillError("a spread or a mean under a condition")
        drawn, source = [*_list_drawn(self._formula, mean)], _find_source(self._formula, mean)
        if not drawn:
            raise DrillError("what is drawn is not said")
        self.drawn |= dict.fromkeys(map(print_node, drawn))
        body = type_part(self._formula, mean.body, as_numbers=True)
        values: list[maths.Node] = []
        for place, chance in ((1, CHANCE), (2, _REST)):
            put: dict[str, maths.Node] = {}
            for name, atom in body.atoms.items():
                depends = self._depends(atom, drawn)
                if depends and not isinstance(atom, Ref | tree.Apply):
                    raise DrillError("a mean in a mean, or a slope, whose own mean may be known")
                if depends and (chances := self._find_law(atom, drawn)) is not None:
                    if chances is not source or list(getattr(atom, "args", ())) != drawn:
                        raise DrillError("the chances of a draw under another law")
                    put[name] = maths.Binary("/", maths.Num(chance[0]), maths.Num(chance[2]))
                else:
                    put[name] = maths.Sym(self._name(name, atom, place if depends else 0))
            values.append(substitute_symbols(body.tree, put))
        self.values.append((print_node(strip_brackets(mean.body)), (values[0], values[1])))
        weighted = [
            maths.Binary("*", maths.Binary("/", maths.Num(chance[0]), maths.Num(chance[2])), value)
            for chance, value in zip((CHANCE, _REST), values, strict=True)
        ]
        return maths.Binary("+", *weighted)

    def _depends(self, atom: Node, drawn: list[Ref]) -> bool:
        found = self._formula.find_letter(atom.function if isinstance(atom, tree.Apply) else atom)
        part = found.letter.part if found is not None else frozenset[str]()
        return any(mentions_name(atom, name) or name.name.base in part for name in drawn)

    def _find_law(self, atom: Node, drawn: list[Ref]) -> Letter | None:
        """Return the law whose chance of what is drawn a part is; None for any other part."""
        found = self._formula.find_letter(atom.function) if isinstance(atom, tree.Apply) else None
        if found is None or not isinstance(atom, tree.Apply):
            return None
        is_of_drawn = any(mentions_name(part, name) for part in atom.args for name in drawn)
        is_law = isinstance(found.letter.type, Law) or found.letter.ref.name.base in DENSITIES
        return found.letter if is_law and is_of_drawn else None

    def _name(self, name: str, atom: Node, place: int) -> str:
        """Return the name of a part, at an outcome one of its own."""
        for known, other in self.atoms.items():
            if other == atom and self.places.get(known, 0) == place:
                return known
        tries = (f"{name}{'_' * bool(number)}{number or ''}" for number in range(99))
        free = next(each for each in tries if each not in self.atoms)
        self.atoms[free] = atom
        if place:
            self.places[free] = place
        return free


def _list_drawn(formula: Formula, mean: tree.Expect) -> Iterator[Ref]:
    """Yield the letters that a mean draws. Raises DrillError for what is no letter."""
    for part in list_drawn(mean.over) or list_random_letters(formula, mean):
        found = formula.find_letter(part)
        names: tuple[Node, ...] = (part,)
        if isinstance(part, tree.Statement):
            left, source = part.sides[0], strip_brackets(part.sides[-1])
            law = formula.find_letter(source.function if isinstance(source, tree.Apply) else source)
            if law is None and not (isinstance(source, Ref) and formula.find_drawn_type(source)):
                raise DrillError("what is drawn has a law that everybody knows")
            names = left.items if isinstance(left, tree.Listed) else (left,)
        elif isinstance(part, tree.Apply):
            names = part.args
        elif found is not None and isinstance(found.letter.type, Law | SetOf):
            latex = print_node(part)
            names = tuple(each.ref for each in formula.letters if getattr(each.type, "law", "") == latex)
        for name in names:
            if not isinstance(name, Ref):
                raise DrillError("what is drawn is no letter")
            yield name


def _find_source(formula: Formula, mean: tree.Expect) -> Letter | None:
    """Return the law from which a mean draws, where it is one letter."""
    parts = list_drawn(mean.over)
    part = parts[0].sides[-1] if len(parts) == 1 and isinstance(parts[0], tree.Statement) else None
    part = parts[0] if len(parts) == 1 and part is None else part
    found = formula.find_letter(part.function if isinstance(part, tree.Apply) else part) if part else None
    return found.letter if found is not None else None


def integrate_constants(formula: Formula, node: tree.Integral) -> tuple[Node | None, list[Node]]:
    r"""Return an integral whose functions are constant as a product, and these functions as they are called.

    None where what runs stands in it otherwise.
    """
    by = node.by[0]
    if len(node.by) != 1 or not isinstance(by, Ref) or node.lower is None or node.upper is None:
        return None, []
    values = [atom for atom in list_atoms(formula, node.body) if mentions_name(atom, by)]
    for value in values:
        found = formula.find_letter(value.function) if isinstance(value, tree.Apply) else None
        kind = found.letter.type if found is not None else None
        if not isinstance(kind, Function) or not isinstance(kind.result, Number):
            return None, []
    length = tree.Add((node.upper, tree.Neg(tree.Bracket(node.lower))))
    return tree.Mul((tree.Bracket(node.body), tree.Bracket(length)), ("",)), values


def put_constants(formula: Formula, node: Node) -> tuple[Node, list[Node]]:
    """Return a part whose integrals are those of constant functions, and these as they are called."""
    gathered: dict[Node, None] = {}

    def change(part: Node) -> Node | None:
        if not isinstance(part, tree.Integral):
            return None
        product, values = integrate_constants(formula, part)
        gathered.update(dict.fromkeys(values))
        return product

    changed = replace_nodes(node, change)
    has_more = any(isinstance(part, tree.Integral) for part in walk_nodes(changed))
    return changed, [] if has_more else [*gathered]
