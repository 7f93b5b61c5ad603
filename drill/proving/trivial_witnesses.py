"""Tell witnesses that are the key but for a factor, a like term, a remainder or a sum over one index."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from drill.banks.scope import put_in
from drill.checking import split_product_factors
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Call, Node, Num, Relation, Sequence, Sym, find_symbols
from drill.proving.tree_spelling import collect_terms, spell_tree_canonically
from drill.proving.witnesses import Trial, head_of
from drill.proving.witnesses.random_arrays import list_shape_axes

_Terms = Mapping[str, Fraction]


def is_trivial(trial: Trial, key: Node | None, lets: Mapping[str, Node], shown: Collection[str]) -> bool:
    """Return whether a witness that confirms a key is that key in another spelling.

    ``shown`` are the canonical texts of what the prompt prints: these are data.
    """
    head = head_of(trial.witness)
    try:
        if head == "loops":
            return _is_sum_of_one(trial)
        if key is None or spell_tree_canonically(key) in shown:
            return False
        match head:
            case "solve":
                return _divides_by_numbers(trial, lets, shown)
            case "identity":
                names = (*trial.shapes(), *list_shape_axes(trial.shapes()))
                terms = _collect_term_numbers(_read_witness_field(trial, "identity", names, lets))
                return len(terms) > 1 and terms == _collect_term_numbers(key)
            case "root" | "inverse-map":
                return _is_multiple(trial, head, key, lets)
            case _:
                return False
    except (BankError, CheckError):
        return False


def _read_witness_field(trial: Trial, field: str, names: Collection[str], lets: Mapping[str, Node]) -> Node:
    return put_in(trial.scope.frame.read(trial.text(field), "witness", "value", names), lets)


def _collect_term_numbers(node: Node) -> _Terms:
    return {text: number for text, (number, _) in collect_terms(node).items()}


def _is_sum_of_one(trial: Trial) -> bool:
    """Return whether loops sum over an index what is zero but for one value of it."""
    arrays = dict(trial.claim.expect.shapes)
    names = (*trial.mapping("over"), *arrays, *list_shape_axes(arrays))
    match trial.scope.frame.read(trial.text("loops"), "witness", "value", names):
        case Call("sum", (body, Sym(index), *_)):
            return any(_is_one(part, index) for part in split_product_factors(body).factors)
        case _:
            return False


def _is_one(factor: Node, index: str) -> bool:
    match factor:
        case Call("ind", (Relation("=", left, right),)):
            return index in find_symbols(left) ^ find_symbols(right) and Sym(index) in (left, right)
        case _:
            return False


def _divides_by_numbers(trial: Trial, lets: Mapping[str, Node], shown: Collection[str]) -> bool:
    """Return whether a system is diagonal, of numbers, and its right side not what the prompt shows."""
    matrix, right = (
        _read_witness_field(trial, "solve", (), lets),
        _read_witness_field(trial, "equals", (), lets),
    )
    if not isinstance(matrix, Sequence) or not isinstance(right, Sequence) or find_symbols(matrix):
        return False
    rows = [row.items for row in matrix.items if isinstance(row, Sequence)]
    others = [entry for i, row in enumerate(rows) for j, entry in enumerate(row) if i != j]
    return (
        len(rows) == len(right.items)
        and all(isinstance(entry, Num) and not entry.value for entry in others)
        and spell_tree_canonically(right) not in shown
        and any(find_symbols(entry) and spell_tree_canonically(entry) not in shown for entry in right.items)
    )


def _is_multiple(trial: Trial, head: str, key: Node, lets: Mapping[str, Node]) -> bool:
    """Return whether an equation is that its name is the key, times a number that makes it no simpler."""
    names = trial.names("wrt")
    if len(names) != 1:
        return False
    terms = dict(_collect_term_numbers(_read_witness_field(trial, head, names, lets)))
    for text, number in (
        _collect_term_numbers(_read_witness_field(trial, "equals", (), lets)).items()
        if head == "inverse-map"
        else ()
    ):
        terms[text] = terms.get(text, Fraction(0)) - number
    factor = terms.pop(spell_tree_canonically(Sym(names[0])), Fraction(0))
    known = _collect_term_numbers(key)
    is_clear = abs(factor) != 1 and all(number.denominator == 1 for number in terms.values())
    rest = {text: number for text, number in terms.items() if number}
    return len(known) > 1 and not is_clear and rest == {text: -factor * known[text] for text in known}
