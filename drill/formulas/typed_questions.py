"""Make questions whose answer is typed: a part of a formula as it is typed, proved in drawn worlds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from typing import Any

from drill.banks.building import with_asked_rounding
from drill.banks.models import Declared, Exercise, Form, Mistake, Question, Step
from drill.checking import spec_from
from drill.codec import is_mapping
from drill.errors import DrillError
from drill.formulas.asked_worlds import Ask, is_same_value, list_asked_values, read_asked_part
from drill.formulas.formula import Formula, format_node
from drill.formulas.formula_lowering import find_type_in
from drill.formulas.formula_parts import INDICATORS, is_constant, is_identity, split_clip_ends
from drill.formulas.lowered_values import compute_part, reporting_no_value
from drill.formulas.small_world import NoValue, Value, World
from drill.maths import maths_tree as maths
from drill.maths.names import Names
from drill.maths.numeric import make_evaluator
from drill.maths.operators import FORMULA_WORDS
from drill.maths.print import print_tree_latex, to_plain
from drill.maths.tidy import rational_node, tidy_tree
from drill.notation import find_nodes, list_children, read_latex, replace_nodes, tree
from drill.notation.tree import Node, Ref
from drill.types import ArrayType, Domain, IndexType, NumberType

# Write a part of a formula as a typed answer: names for its letters, plain mathematics.
#
# Values of the paper's own functions, ``\pi(y \mid x)``, have names as wholes. Parts for which plain
# mathematics has no sign are not typed.

# Max letters of a key, without blanks: a longer one is an exercise in typing.
MAX_KEYSTROKES = 60
_WORD = re.compile(r"[A-Za-z0-9]+")
_VARIANTS = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "ell": "l"}


class NotTyped(DrillError):
    """Why a part of a formula has no spelling in plain mathematics here."""


@dataclass(frozen=True, slots=True)
class TypedKey:
    """A part of a formula as it is typed: ``atoms`` are the parts that its names replace.

    ``shapes`` has the axes of arrays; it is empty where all are numbers.
    """

    text: str
    tree: maths.Node
    atoms: Mapping[str, Node]
    shapes: Mapping[str, tuple[str, ...]]
    assume: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The typed names with their LaTeX."""
        return {name: format_node(atom) for name, atom in self.atoms.items()}

    @property
    def latex(self) -> str:
        """The key as a formula in a sentence."""
        return f"${print_tree_latex(self.tree, self.names)}$"

    @property
    def size(self) -> int:
        """How many operations and letters it has."""
        return sum(not isinstance(part, maths.Num) for part in maths.walk_tree(self.tree))

    @property
    def axes(self) -> dict[str, None]:
        """The lengths of its arrays, in order."""
        return dict.fromkeys(chain.from_iterable(self.shapes.values()))

    @property
    def keystrokes(self) -> int:
        """How much is typed."""
        return len(re.sub(r"[ _]", "", re.sub(r"eye\(\w+\)", "I", self.text)))

    def compute(self, formula: Formula, world: World) -> Value:
        """Return the key's value in a world. Raises NoValue."""
        values = {name: compute_part(formula, world, atom) for name, atom in self.atoms.items()}
        for axis in self.axes:
            if not axis.isdigit():
                values[axis] = float(world.find_axis_size(axis))
        with reporting_no_value():
            try:
                return make_evaluator(self.tree)(values)
            except DrillError as error:
                raise NoValue(str(error)) from None


def type_part(formula: Formula, node: Node, *, of_entries: bool = False) -> TypedKey:
    """Return a part of a formula as it is typed, short; with ``of_entries`` one entry of it.

    Raises NotTyped.
    """
    if of_entries:
        node = _write_entry(node)
    atoms = _name_atoms(formula, node)
    shapes: dict[str, tuple[str, ...]] = {}
    for name, atom in atoms.items():
        type_ = find_type_in(formula, atom)
        match type_:
            case ArrayType() if of_entries:
                pass
            case ArrayType(axes=axes) if len(axes) <= 2 and all(_is_plain_axis(str(axis)) for axis in axes):
                shapes[name] = tuple(map(str, axes))
            case NumberType() | IndexType():
                pass
            case _:
                raise NotTyped(f"{format_node(atom)} is neither a number nor a plain array")
    axes = {*chain.from_iterable(shapes.values())}
    if axes & atoms.keys():
        raise NotTyped("a letter is a length and something else")
    latex: dict[str, str] = {}
    # A part that is not a letter is replaced by one, so that nothing in it is read.
    wholes: dict[Node, Node] = {}
    for place, (name, atom) in enumerate(atoms.items()):
        if not isinstance(atom, Ref):
            wholes[atom] = Ref(tree.Name("Z"), (tree.Fixed(str(place)),))
        latex[name] = format_node(wholes.get(atom, atom))
    for ref in find_nodes(node, Ref):
        if is_identity(ref) and ref not in atoms.values():
            latex["I"] = format_node(ref)
    arrays = set(shapes)
    if "I" in latex:
        arrays.add("I")
    node = replace_nodes(node, wholes.get)
    names = Names(frozenset((*latex, *axes)), frozenset(arrays), "matrix" if shapes else "answer")
    try:
        parsed = read_latex(format_node(_guard_parts(node)), names, latex)
    except DrillError as error:
        raise NotTyped(f"{format_node(node)} is not typed: {error}") from None
    return _shorten(formula, parsed, atoms, shapes)


def _shorten(
    formula: Formula, parsed: maths.Node, atoms: Mapping[str, Node], shapes: Mapping[str, tuple[str, ...]]
) -> TypedKey:
    """Return a part as it is typed, without zeros and cancelled terms, and the remaining names."""
    node = _fold_tree(parsed)
    used = maths.find_symbols(node)
    left = {name: atom for name, atom in atoms.items() if name in used}
    has_arrays = bool(used & shapes.keys())
    lengths = {name: shapes.get(name, ()) for name in left} if has_arrays else {}
    assume: list[str] = []
    for name, atom in left.items():
        type_ = find_type_in(formula, atom)
        if isinstance(type_, NumberType):
            assume += list_assumptions(name, type_.domain)
    return TypedKey(to_plain(node), node, left, lengths, tuple(assume))


def _fold_tree(node: maths.Node) -> maths.Node:
    """Return a tree after work on zeros and ones, without equal terms and factors that cancel.

    An array of zeros is 0 here: a key is proved in drawn worlds, where such a 0 alone does not fit.
    """
    node = tidy_tree(maths.change_parts(node, _fold_tree))
    match node:
        case maths.Binary("*", left, right) if maths.Num("0") in (left, right):
            return maths.Num("0")
        case maths.Binary("/", maths.Num("0"), _):
            return maths.Num("0")
        case maths.Binary("^", maths.Num("0"), maths.Num(text)) if text != "0":
            return maths.Num("0")
        case maths.Binary("/", left, right) if left == right:
            return maths.Num("1")
        case maths.Binary("+" | "-"):
            return _cancel_terms(node)
        case maths.Call() if not maths.find_symbols(node):
            return _compute_call(node)
        case _:
            return node


def _cancel_terms(node: maths.Binary) -> maths.Node:
    kept: list[tuple[maths.BinaryOp, maths.Node]] = []
    terms = [*_list_terms(node, "+")]
    for sign, term in terms:
        opposite = ("-" if sign == "+" else "+", term)
        if opposite in kept:
            kept.remove(opposite)
        else:
            kept.append((sign, term))
    if len(kept) == len(terms):
        return node
    total: maths.Node = maths.Num("0")
    for sign, term in kept:
        total = maths.Binary(sign, total, term)
    return tidy_tree(total)


def _list_terms(node: maths.Node, sign: maths.BinaryOp) -> Iterator[tuple[maths.BinaryOp, maths.Node]]:
    """Yield the terms of a sum with their signs."""
    other: maths.BinaryOp = "-" if sign == "+" else "+"
    match node:
        case maths.Binary("+" | "-" as op, left, right):
            yield from _list_terms(left, sign)
            yield from _list_terms(right, sign if op == "+" else other)
        case maths.Neg(body):
            yield from _list_terms(body, other)
        case _:
            yield sign, node


def _compute_call(node: maths.Node) -> maths.Node:
    """Return the value of a function where it is a whole number or a half; else the call as it is."""
    with suppress(DrillError):
        value = make_evaluator(node)({})
        if isinstance(value, float | int) and math.isfinite(value) and 2 * value == round(2 * value):
            return rational_node(Fraction(value))
    return node


def _guard_parts(node: Node) -> Node:
    """Return a part as it is read where it is typed: with round brackets, and around a number after a factor.

    Square brackets would make a list there, and a number side by side with a factor is refused.
    """

    def change(part: Node) -> Node | None:
        match part:
            case tree.Bracket(body=body, opening="[") if not isinstance(body, tree.Statement):
                return tree.Bracket(_guard_parts(body))
            case tree.Mul(factors=(first, *others)):
                guarded = [tree.Bracket(each) if isinstance(each, tree.Num) else _guard_parts(each)
                           for each in others]  # fmt: skip
                return replace(part, factors=(_guard_parts(first), *guarded))
            case _:
                return None

    return replace_nodes(node, change)


def _write_entry(node: Node) -> Node:
    """Return a part that acts entry by entry as it is written for one entry."""

    def change(part: Node) -> Node | None:
        match part:
            case tree.Entry(body=body, below=(tree.Computed() as sign,)) if format_node(sign) == "+":
                return _write_extreme("\\max", tree.Num("0"), _write_entry(body))
            case tree.Apply(args=(value, *_)) if part.function.name.base.endswith("clip"):
                low, high = split_clip_ends(part) or (value, value)
                value, low, high = map(_write_entry, (value, low, high))
                return _write_extreme("\\min", _write_extreme("\\max", value, low), high)
            case tree.Mul(factors=factors, signs=signs) if any(signs):
                return tree.Mul(tuple(map(_write_entry, factors)), ("",) * len(signs))
            case _:
                return None

    return replace_nodes(node, change)


def _write_extreme(operator: str, one: Node, other: Node) -> Node:
    return tree.Reduce(operator, tree.Listed((one, other), (",",), "(", ")"))


def choose_identity_size(key: TypedKey, fits: Callable[[TypedKey], bool]) -> TypedKey | None:
    """Return a key whose identity has a fitting length; None if no length fits."""
    # No identity matrix occurs, or I is a letter of the formula.
    if "I" not in maths.find_symbols(key.tree) or "I" in key.atoms:
        return key if fits(key) else None
    # As a factor of a matrix it is 1.
    identities: list[maths.Node] = [maths.Num("1")]
    identities += (maths.Call("eye", (maths.Sym(axis),)) for axis in key.axes)
    for identity in identities:
        sized = _fold_tree(maths.substitute_symbols(key.tree, {"I": identity}))
        other = TypedKey(to_plain(sized), sized, key.atoms, key.shapes, key.assume)
        if fits(other):
            return other
    return None


def _is_plain_axis(axis: str) -> bool:
    return axis.isdigit() or bool(re.fullmatch(r"[A-Za-z]", axis))


def list_assumptions(name: str, domain: Domain) -> Iterator[str]:
    """Yield the assumption on a name with a domain; nothing if that is every number."""
    above = ">=" if domain.has_low else ">"
    below = "<=" if domain.has_high else "<"
    if domain.low > -math.inf and domain.high < math.inf:
        yield f"{domain.low:g} {above.replace('>', '<')} {name} {below} {domain.high:g}"
    elif domain.low > -math.inf:
        yield f"{name} {above} {domain.low:g}"
    elif domain.high < math.inf:
        yield f"{name} {below} {domain.high:g}"


def list_atoms(formula: Formula, node: Node) -> tuple[Node, ...]:
    """Return the parts that get a name: letters, values of the paper's functions and derivatives as
    wholes."""
    return tuple(dict.fromkeys(_list_atoms(formula, node)))


def _list_atoms(formula: Formula, node: Node) -> Iterator[Node]:
    match node:
        case Ref():
            is_known = (
                formula.find_letter(node) is not None or formula.is_axis(node) or formula.is_count(node)
            )
            if is_known or not (is_constant(node) or is_identity(node)):
                yield node
        case tree.Apply() if is_known_call(formula, node):
            for part in (*node.args, *((node.power,) if node.power is not None else ())):
                yield from _list_atoms(formula, part)
        case tree.Apply() | tree.Gradient() | tree.Derivative() | tree.Expect() | tree.Entry():
            yield node
        case _:
            for child in list_children(node):
                if not isinstance(child, tree.Name):
                    yield from _list_atoms(formula, child)


def is_known_call(formula: Formula, node: tree.Apply) -> bool:
    """Return whether a call is of a function that everybody knows."""
    word = formula.name_call(node)
    is_indicator = word in INDICATORS and bool(node.function.name.font)
    return is_indicator or word.lower() in FORMULA_WORDS or word in ("min", "max", "clip", "tr", "det")


def _name_atoms(formula: Formula, node: Node) -> dict[str, Node]:
    names: dict[str, Node] = {}
    for atom in list_atoms(formula, node):
        name = name_atom(atom)
        if name in names:
            name = next(f"{name}{number}" for number in range(2, 99) if f"{name}{number}" not in names)
        names[name] = atom
    return names


def name_atom(atom: Node) -> str:
    """Return a name for a letter as one types it: ``alpha_1``, ``S_0``, ``pi_ref``; of a call its letters."""
    match atom:
        case Ref(name=name):
            base = "".join(_WORD.findall(name.base)) or "x"
            base = _VARIANTS.get(base, base)
            accents = "".join(accent.lstrip("\\") for accent in name.accents)
            mark = "".join(_WORD.findall(atom.mark)) or ("star" if atom.mark else "")
            label = "".join(_WORD.findall(name.label.replace("\\operatorname", "").replace("\\text", "")))
            indices = "".join(map(_spell_index, (*atom.below, *atom.above)))
            typed = base + accents + "prime" * atom.primes + mark
            return typed + (f"_{label}{indices}" if label + indices else "")
        case tree.Apply(function=function):
            return name_atom(function).partition("_")[0] + "_value"
        case tree.Gradient() | tree.Derivative():
            return "grad"
        case tree.Expect():
            return "mean"
        case _:
            return "part"


def _spell_index(index: tree.Index) -> str:
    match index:
        case tree.Running(letter=letter, offset=offset):
            return "".join(_WORD.findall(letter)) + (str(abs(offset)) if offset else "")
        case tree.Fixed(text=text):
            return "".join(_WORD.findall(text))
        case tree.Computed(body=body):
            return "".join(
                _WORD.findall(format_node(body).replace("\\operatorname", "").replace("\\text", ""))
            )
        case _:
            return ""


def list_free_names(formula: Formula, names: str) -> list[str]:
    """Return the names among some letters that nothing in a formula has, for numbers that are drawn."""
    taken = {name_atom(letter.ref).partition("_")[0] for letter in formula.letters}
    taken |= formula.axis_letters | formula.index_letters | formula.bound
    return [name for name in names if name not in taken]


# The first seed of the worlds that test a key.
_FIRST_SEED = 1000


def prove_key(formula: Formula, key: TypedKey, ask: Ask) -> TypedKey | None:
    """Return a key with the requested value in all worlds and a sized identity matrix; None if there is
    none."""

    def fits(tried: TypedKey) -> bool:
        try:
            return all(
                is_same_value(tried.compute(formula, world), expected)
                for world, expected in list_asked_values(formula, ask, _FIRST_SEED)
            )
        except DrillError:
            return False

    return choose_identity_size(key, fits)


def name_witness(formula: Formula, ask: Mapping[str, Any]) -> dict[str, Any]:
    """Return a witness in the language of banks."""
    world: dict[str, Any] = {"world": formula.source, "letters": [*formula.rows]}
    return world | ({"ask": {**ask}} if ask else {})


def make_exercise(
    formula: Formula, title: str, prompt: str, answer: Mapping[str, Any], ask: Mapping[str, Any], *,
    names: Mapping[str, str] = {}, assume: Sequence[str] = (), params: Mapping[str, tuple[str, ...]] = {},
    where: Sequence[str] = (), hints: Sequence[str], steps: Sequence[str], shape: str, motion: str,
    wrong: Sequence[Mistake] = (),
) -> Exercise:  # fmt: skip
    """Return one question on a formula as an exercise without id, proved by the formula's own worlds."""
    prompt = f"{formula.lead} {prompt}".strip()
    question = Question(
        prompt=prompt,
        answer=with_asked_rounding(spec_from(answer), prompt),
        hints=tuple(hints),
        steps=tuple(Step(text=step) for step in steps),
        wrong=tuple(wrong),
        witness=name_witness(formula, ask),
    )
    form = Form(
        params=params,
        where=tuple(where),
        declared=Declared(names=names, assume=tuple(assume)),
        shape=shape,
        motion=motion,
        questions=(question,),
    )
    return Exercise(id="", title=title, forms=(form,))


def read_ask(exercise: Exercise) -> Mapping[str, Any]:
    """Return the request of the witness of a question on a formula; nothing if that is the value."""
    ask = exercise.forms[0].questions[0].witness.get("ask", {})
    return ask if is_mapping(ask) else {}


def read_plain_ask(ask: Mapping[str, Any]) -> Ask:
    """Return the request of a witness without draws."""
    return Ask(
        at={latex: float(Fraction(number)) for latex, number in ask.get("at", {}).items()},
        times=int(ask.get("times", 0)),
        equal=tuple(ask.get("equal", ())),
    )


def ask_for_key(
    formula: Formula, typed: TypedKey, ask: Mapping[str, Any], title: str, prompt: str,
    max_keystrokes: int = MAX_KEYSTROKES, *, wrong: Iterable[tuple[Node, str]] = (), **said: Any,
) -> Exercise | None:  # fmt: skip
    """Return the question whose answer is a key; None if the key does not have the requested value.

    ``wrong`` has likely answers, each with its feedback, ``said`` the further texts of the question.
    """
    asked = read_plain_ask(ask)
    # The key would keep 0^t unsimplified, although it is 1 for t = 0.
    if any(map(_is_power_of_zero, maths.walk_tree(typed.tree))):
        return None
    key = prove_key(formula, typed, asked)
    if key is None or isinstance(key.tree, maths.Num) or key.keystrokes > max_keystrokes:
        return None
    if _is_shown(formula, key):
        return None
    key = _name_others(formula, key, asked)
    mistakes = _list_mistakes(formula, wrong, key, asked)
    return make_typed_exercise(formula, title, prompt, key, ask, wrong=mistakes, **said)


def _is_power_of_zero(node: maths.Node) -> bool:
    return isinstance(node, maths.Binary) and node.op == "^" and node.left == maths.Num("0")


def make_typed_exercise(
    formula: Formula, title: str, prompt: str, key: TypedKey, ask: Mapping[str, Any], **said: Any
) -> Exercise:
    """Return the question whose answer is a key, with the names that it may be typed with."""
    answer: dict[str, Any] = {"expression": key.text}
    if key.shapes:
        shapes = {name: [*axes] for name, axes in key.shapes.items()}
        answer = {"matrix-expression": key.text, "shapes": shapes}
    return make_exercise(formula, title, prompt, answer, ask, names=key.names, assume=key.assume, **said)


def _is_shown(formula: Formula, key: TypedKey) -> bool:
    """Return whether the list of names reveals the answer: a name of its own for a whole part of it."""
    wholes = [atom for atom in key.atoms.values() if not isinstance(atom, Ref)]
    known = list_atoms(formula, formula.right)
    return bool(wholes) and (isinstance(key.tree, maths.Sym) or any(atom not in known for atom in wholes))


def _name_others(formula: Formula, key: TypedKey, ask: Ask) -> TypedKey:
    """Return a key whose names are also those of other letters of the formula, which are wrong in an answer.

    Without these the readable names would reveal the letters of the answer. A letter in a relation may be
    right in it, in another spelling, so it gets no name.
    """
    parts = [*key.atoms.values()]
    parts += (read_asked_part(formula, latex, "") for latex in (*ask.at, *ask.equal))
    if formula.left is not None:
        parts.append(formula.left)
    used = formula.list_letters(parts) | formula.held_letters
    atoms = dict(key.atoms)
    shapes = dict(key.shapes)
    assume = [*key.assume]
    for atom, found in formula.list_found(formula.right):
        name = name_atom(atom)
        is_plain = not (found.members or found.entries or found.dress)
        if not is_plain or found.letter in used or name in atoms or name in key.axes:
            continue
        lengths: tuple[str, ...] = ()
        match found.letter.type:
            case NumberType(is_whole=False, domain=domain):
                assume += list_assumptions(name, domain)
            case ArrayType(axes=axes):
                lengths = tuple(map(str, axes))
                if not shapes or not {*lengths} <= key.axes.keys():
                    continue
            case _:
                continue
        atoms[name] = atom
        if shapes:
            shapes[name] = lengths
    return replace(key, atoms=atoms, shapes=shapes, assume=tuple(assume))


def _list_mistakes(
    formula: Formula, wrong: Iterable[tuple[Node, str]], key: TypedKey, ask: Ask
) -> tuple[Mistake, ...]:
    """Return the first wrong answer that can be typed with the key's names, and is wrong."""
    for node, say in wrong:
        try:
            other = type_part(formula, node)
        except DrillError:
            continue
        if {*other.atoms.values()} <= {*key.atoms.values()} and prove_key(formula, other, ask) is None:
            return (Mistake(answer=other.text, say=say),)
    return ()
