"""Make questions whose answer is typed: a part of a formula as it is typed, proved in drawn worlds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from drill.errors import DrillError
from drill.formulas.asked_question import AskedQuestion, Reply
from drill.formulas.asked_worlds import Ask, list_asked_values, read_asked_part
from drill.formulas.formula import Formula
from drill.formulas.letter_types import Array, Number
from drill.formulas.shape_check import strip_brackets
from drill.formulas.tree_values import Evaluation
from drill.formulas.typed_keys import (
    MAX_KEYSTROKES,
    TypedKey,
    is_same_value,
    list_atoms,
    name_atom,
    say_domain,
    size_identity,
    type_part,
)
from drill.maths import maths_tree as maths
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node, Ref

_ZERO: Final = tree.Num("0")
# The seed from which on worlds are drawn in which a key has the value that is asked for.
_FIRST_SEED: Final = 1000


def prove_key(formula: Formula, key: TypedKey, ask: Ask) -> TypedKey | None:
    """Return a key that has the value asked for in all worlds, its identity sized; None where none has."""

    def fits(tried: TypedKey) -> bool:
        try:
            return all(
                is_same_value(tried.compute(Evaluation(formula, world), world), expected)
                for world, expected in list_asked_values(formula, ask, _FIRST_SEED)
            )
        except DrillError:
            return False

    return size_identity(key, fits)


def name_witness(formula: Formula, ask: Mapping[str, Any]) -> dict[str, Any]:
    """Return a witness in the language of banks."""
    world: dict[str, Any] = {"world": formula.source, "letters": [*formula.rows]}
    return world | ({"ask": {**ask}} if ask else {})


def read_plain_ask(ask: Mapping[str, Any]) -> Ask:
    """Return what a witness asks in which nothing is drawn."""
    return Ask(
        at={latex: float(Fraction(number)) for latex, number in ask.get("at", {}).items()},
        times=int(ask.get("times", 0)),
        equal=tuple(ask.get("equal", ())),
    )


def ask_typed(
    formula: Formula, node: Node, ask: Mapping[str, Any], most: int = MAX_KEYSTROKES, *,
    wrong: Iterable[tuple[Node, str]] = (), **said: Any,
) -> AskedQuestion | None:  # fmt: skip
    """Return the question whose answer is a part as it is typed; None where it has not the value asked for.

    ``wrong`` has likely answers, each with what to say to it, ``said`` the further fields of the question.
    """
    asked = read_plain_ask(ask)
    if any(isinstance(part, tree.Pow) and strip_brackets(part.base) == _ZERO for part in walk_nodes(node)):
        return None
    try:
        key = prove_key(formula, type_part(formula, node), asked)
    except DrillError:
        return None
    if key is None or isinstance(key.tree, maths.Num) or key.keystrokes > most:
        return None
    if _is_shown(formula, key):
        return None
    key = _name_others(formula, key, asked)
    return AskedQuestion(
        **list_answer_fields(key),
        replies=_list_replies(formula, wrong, key, asked),
        witness=name_witness(formula, ask),
        **said,
    )


def _is_shown(formula: Formula, key: TypedKey) -> bool:
    """Return whether the list of names tells the answer: a name of its own for a whole that it is made of."""
    wholes = [atom for atom in key.atoms.values() if not isinstance(atom, Ref)]
    known = list_atoms(formula, formula.right)
    return bool(wholes) and (isinstance(key.tree, maths.Sym) or any(atom not in known for atom in wholes))


def _name_others(formula: Formula, key: TypedKey, ask: Ask) -> TypedKey:
    """Return a key whose names are also those of other letters of the formula, which are wrong in an answer.

    Without these the names that are read would tell which letters the answer has. A letter of which something
    is said may be right in it, in another spelling: it gets no name.
    """
    said = [read_asked_part(formula, latex, "") for latex in (*ask.at, *ask.equal)]
    parts = [*key.atoms.values(), formula.left, *said]
    used = {found.letter for part in parts if part for _, found in formula.list_found(part)}
    axes = {axis for lengths in key.shapes.values() for axis in lengths}
    atoms, shapes, assume = dict(key.atoms), dict(key.shapes), [*key.assume]
    for atom, found in formula.list_found(formula.right):
        name, kind = name_atom(atom), found.letter.type
        is_plain = not (found.members or found.entries or found.dress) and found.letter not in used
        if not is_plain or found.letter in formula.held_letters or name in atoms or name in axes:
            continue
        if isinstance(kind, Number) and not kind.is_whole:
            assume += say_domain(name, kind.domain)
        elif not isinstance(kind, Array) or not shapes or not {*map(str, kind.axes)} <= axes:
            continue
        lengths = tuple(map(str, kind.axes)) if isinstance(kind, Array) else ()
        atoms[name], shapes = atom, shapes | {name: lengths} if shapes else shapes
    return replace(key, atoms=atoms, shapes=shapes, assume=tuple(assume))


def list_answer_fields(key: TypedKey) -> dict[str, Any]:
    """Return the fields of a question whose answer is typed."""
    kind = "matrix-expression" if key.shapes else "expression"
    return {"kind": kind, "key": key.text, "names": key.names, "shapes": key.shapes, "assume": key.assume}


def _list_replies(
    formula: Formula, wrong: Iterable[tuple[Node, str]], key: TypedKey, ask: Ask
) -> tuple[Reply, ...]:
    """Return the first wrong answer that can be typed with the key's names, and is wrong."""
    for node, say in wrong:
        try:
            other = type_part(formula, node)
        except DrillError:
            continue
        if {*other.atoms.values()} <= {*key.atoms.values()} and prove_key(formula, other, ask) is None:
            return (Reply(other.text, say),)
    return ()
