"""Tell witnesses that are the key again, in another order or in a wrapper such as a limit or an extremum."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Sequence as AbcSequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from itertools import product
from math import gcd

from drill.banks.scope import Frame, put_in
from drill.banks.templates import list_template_references
from drill.banks.variant_expansion import StageMaker
from drill.checking import canonicalise_tree, split_product_factors, split_sum_terms
from drill.codec import is_list, is_mapping, is_tuple
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import (
    Binary,
    BinaryOp,
    Call,
    Const,
    Interval,
    Logic,
    Neg,
    Node,
    Not,
    Num,
    Relation,
    Sequence,
    Sym,
    Union,
    change_parts,
    find_in_tree,
    find_symbols,
    list_parts,
)
from drill.maths.maths_tree import Sequence as Row
from drill.maths.names import BINDING, DISTRIBUTIONS
from drill.maths.plain import Mode
from drill.proving.claims import Witnessed, make_slipped_claim, written_key
from drill.proving.respell import (
    collect_terms,
    multiply_tree_by,
    remove_neutral_elements,
    spell_tree_canonically,
    split_number,
)
from drill.proving.witnesses import Trial, confirm_claim, head_of
from drill.proving.witnesses.densities import list_shape_axes

# Tell witnesses that are the key but for a factor, a like term, a remainder or a sum over one index.

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


# Heads whose expression may be the key itself, and how it is read.
_RESTATING: Mapping[str, Mode] = {"value": "value", "identity": "value", "truth": "statement"}
# Functions that the second engine works out in another way than SymPy.
_OTHERWISE = BINDING | {"inv", "det", "eigenvalues", "rank"}
# Arguments of heads with names that they bind. What the prompt says of such a name may be in a witness.
_VARIABLES: Mapping[str, tuple[str, ...]] = {
    "derivative": ("wrt",), "gradient": ("wrt", "at"), "jacobian": ("wrt", "at"), "hessian": ("wrt", "at"),
    "limit": ("wrt",), "maximum": ("over",), "minimum": ("over",), "integral": ("over",),
    "sum": ("over",), "product": ("over",), "law": ("over",), "recursion": ("recursion", "start"),
}  # fmt: skip
# The same where such a name is a random quantity: its expression is the mean of the key.
_RANDOM: Mapping[str, tuple[str, ...]] = {
    "enumerate": ("enumerate",), "monte-carlo": ("monte-carlo",), "posterior": ("over",),
    "law": ("over", "name"),
}  # fmt: skip
_FORMULA = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$|`([^`]+)`", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+|@\{[^}]*\}|@\w+")
_WORD = re.compile(r"[A-Za-z]\w*")
# Another key in the place of the key: far enough from it for every witness, near enough for its ranges.
_CHANGES: tuple[tuple[BinaryOp, Node], ...] = (("*", Num("1.02")), ("+", Num("0.02")))
# The same for what counts, whose ends and thresholds are whole numbers.
_WHOLE_CHANGES: tuple[tuple[BinaryOp, Node], ...] = (("+", Num("1")), ("+", Num("2")))
_SIGN = re.compile(r"\)\s*[-+]|[-+]\s*\(")
_COUNT = re.compile(r"\b(?:how many|number of|counts?)\b", re.IGNORECASE)
_COUNTING = frozenset(("sum", "product", "enumerate"))
# Heads that are computed from parameters: these are data if the prompt prints them, in several signs too.
_OF_PARAMETERS = frozenset(("law", "monte-carlo", "posterior", "solve", *_COUNTING))
# Several values that a formula prints one by one, and what asks for a count of such.
_REFERENCE = r"@(?:\{[^{}]*\}|[A-Za-z]\w*)"
_COMPOUND = re.compile(
    rf"(?:\\[dt]?frac)?\{{?(?:{_REFERENCE}|\d+)\}}?(?:\s*(?:[-+/^*]|\\cdot|\\times|·)?\s*\{{?(?:{_REFERENCE}|\d+)\}}?)+"
)
# The text of a term that is a number.
_NUMBER = "1"


def is_on_same_ground(expansion: StageMaker, claimed: Witnessed) -> bool:
    """Return whether a witness only repeats the key, its terms and factors in whatever order.

    ``let`` names are substituted first; a function that the second engine computes otherwise makes the ground
    another one.
    """
    witness = claimed.trial.witness
    head = head_of(witness)
    key = written_key(expansion, claimed) if head in _RESTATING else None
    if key is None:
        return False
    frame = expansion.scope.frame
    lets = _lets_put_in(frame.lets)
    bound = expansion.answers.bound_in(claimed.answer)
    try:
        second = frame.read(str(witness[head]), f"witness.{head}", _RESTATING[head], bound)
        first, second = put_in(key, lets), put_in(second, lets)
    except (CheckError, BankError):
        return False
    return canonicalise_tree(first) == canonicalise_tree(second) and not _is_computed(second)


def _lets_put_in(written: Mapping[str, Node]) -> dict[str, Node]:
    """Return ``let`` names with those before them put in."""
    lets: dict[str, Node] = {}
    for name, tree in written.items():
        lets[name] = put_in(tree, lets)
    return lets


def _is_computed(tree: Node) -> bool:
    return any(part.name in _OTHERWISE for part in find_in_tree(tree, Call))


def is_wrapped(expansion: StageMaker, claimed: Witnessed) -> bool:
    """Return whether a witness passes the key through: with another key in its place it confirms that one.

    Functions and numbers of the prompt may be in a witness, whatever the key is.
    """
    key, witness, frame = written_key(expansion, claimed), claimed.trial.witness, expansion.scope.frame
    head, prompt = head_of(witness), Prompt(expansion)
    if is_on_same_ground(expansion, claimed):
        return False  # worse, and reported as such
    if _is_idle(claimed.trial, _lets_put_in(frame.lets)):
        return True
    lets = _lets_put_in({name: tree for name, tree in frame.lets.items() if name not in prompt.names})
    shown = {"0", *prompt.spell_values(frame, lets, head)}
    key = key and put_in(key, lets)
    is_stated = prompt.has_equation(witness, head)
    if not is_stated and is_trivial(claimed.trial, key, lets, shown):
        return True
    is_symbolic = claimed.trial.claim.kind == "matrix-expression"
    if key is None or (_is_computed(key) and not is_symbolic) or prompt.has_function(witness, head):
        return False
    values = [value for value in _list_key_values(key) if spell_tree_canonically(value) not in shown]
    values = [*filter(_is_telling, values)] or values
    changes = (_CHANGES, _WHOLE_CHANGES) if head in _COUNTING else (_CHANGES,)
    return any(
        _takes_others(expansion, claimed, key, values, lets, each, shown, is_stated=is_stated)
        for each in changes
    )


def _takes_others(
    expansion: StageMaker,
    claimed: Witnessed,
    key: Node,
    values: AbcSequence[Node],
    lets: Mapping[str, Node],
    changes: AbcSequence[tuple[BinaryOp, Node]],
    shown: set[str],
    *,
    is_stated: bool,
) -> bool:
    """Return whether a witness with other values in the place of those of a key confirms these."""
    head, frame = head_of(claimed.trial.witness), expansion.scope.frame
    outcomes: list[bool] = []
    for op, number in changes:
        others = {value: _change_key_value(value, op, number) for value in values}
        known = frozenset(frame.names.declared)
        stand_in = _StandIn(others, lets, known, is_affine=head == "truth", shown=shown, is_stated=is_stated)
        if claimed.trial.has_agreed and not stand_in.occurs_in(claimed.trial.expressions):
            return False
        try:
            claim = make_slipped_claim(expansion, claimed, _exchange_key_values(key, others))
            is_taken = confirm_claim(claimed.trial.standing_in(stand_in.put_in, claim)).agrees
        except (CheckError, BankError):
            continue
        if not (stand_in.is_used and is_taken):
            return False
        outcomes.append(True)
    return bool(outcomes)


def _is_idle(trial: Trial, lets: Mapping[str, Node]) -> bool:
    """Return whether nothing is left to compute: the names that a witness binds are not in its expression.

    A sum of equal terms, an integral of a constant and a product of equal factors are something, unless of
    one term, over a length of 1.
    """
    witness, head = trial.witness, head_of(trial.witness)
    fields = _RANDOM.get(head) or _VARIABLES.get(head, ())
    names = {name for field in fields for name in _find_names_in_field(witness.get(field))}
    texts = [witness[field] for field in ("mean", "give") if field in witness]
    if head in ("limit", "integral", "sum", "product"):
        texts = [witness[head]]
    elif head == "recursion":
        texts, names = [*trial.mapping("recursion").values()], names | {"t"}
    elif head == "law" and not names:
        names = {str(witness.get("name", "x"))}
    trees = [put_in(trial.scope.frame.read(str(text), "witness", "value", names), lets) for text in texts]
    if not names or not trees or any(find_symbols(tree) & names for tree in trees):
        return False
    lengths = [high - low for low, high in map(trial.range, trial.mapping("over").values())]
    if head in ("integral", "sum", "product"):
        return all(abs(length - (head == "integral")) < 1e-9 for length in lengths)
    return True


def _change_key_value(value: Node, op: BinaryOp, number: Node) -> Node:
    """Return another value; of a distribution, one with other parameters."""
    if isinstance(value, Call) and value.name in DISTRIBUTIONS:
        return change_parts(value, lambda part: _change_key_value(part, op, number))
    return Binary(op, value, number)


_CONTAINERS = (Row, Relation, Logic, Not, Union, Interval)


def _list_key_values(key: Node) -> Iterator[Node]:
    """Yield the values that a key consists of."""
    if isinstance(key, _CONTAINERS):
        for part in list_parts(key):
            yield from _list_key_values(part)
    else:
        yield key


def _exchange_key_values(key: Node, others: Mapping[Node, Node]) -> Node:
    if isinstance(key, _CONTAINERS):
        return change_parts(key, lambda part: _exchange_key_values(part, others))
    return others.get(key, key)


class Prompt:
    """What a question shows: values, and the letters of its formulas."""

    def __init__(self, expansion: StageMaker) -> None:
        form, frame = expansion.drawn.form, expansion.scope.frame
        texts = [form.setting, *(question.prompt for question in form.questions)]
        figures = [form.figure, *(question.figure for question in form.questions)]
        self._sources = [reference.source for text in texts for reference in list_template_references(text)]
        self.names = frozenset(_WORD.findall(" ".join((*self._sources, *map(str, figures)))))
        """Names whose values are shown, alone or in an expression."""
        formulas = " ".join(_COMMAND.sub(" ", match[0]) for match in _FORMULA.finditer(" ".join(texts)))
        compounds = (
            _join_printed_references(match[0]) for text in texts for match in _COMPOUND.finditer(text)
        )
        self._compounds = [*compounds]
        self._has_count = bool(_COUNT.search(" ".join(texts)))
        self.text = " ".join(texts)
        self._letters = {*formulas, *_WORD.findall(formulas), *frame.vars, *frame.latex}

    def has_equation(self, witness: Mapping[str, object], head: str) -> bool:
        """Return whether a witness solves for a variable that occurs in the prompt."""
        is_equation = head in ("root", "inverse-map")
        return is_equation and any(name in self._letters for name in _find_names_in_field(witness.get("wrt")))

    def has_function(self, witness: Mapping[str, object], head: str) -> bool:
        """Return whether a witness works on a function of the prompt: of a variable that occurs there."""
        fields = (witness.get(field) for field in _VARIABLES.get(head, ()))
        return any(name in self._letters for field in fields for name in _find_names_in_field(field))

    def spell_values(self, frame: Frame, lets: Mapping[str, Node], head: str) -> Iterator[str]:
        """Yield the canonical texts of the values that are shown, also of ``@a/@b`` where these are data."""
        compounds = self._compounds if head in _OF_PARAMETERS else []
        if head in _COUNTING and not self._has_count:
            compounds = [text for text in compounds if not _SIGN.search(text)]
        for source in (*self._sources, *compounds):
            with suppress(CheckError, BankError):
                yield spell_tree_canonically(put_in(frame.read(source, "prompt"), lets))


def _join_printed_references(text: str) -> str:
    """Return what several references print together as an expression."""
    text = re.sub(r"\\[dt]?frac(\{.*\})(\{.*\})", r"\1/\2", text.strip())
    text = re.sub(r"@\{([^{}]*)\}|@(\w+)", lambda match: f"({match[1] or match[2]})", text)
    return re.sub(r"\\cdot|\\times|·", "*", text).replace("{", "(").replace("}", ")")


def _find_names_in_field(field: object) -> Iterator[str]:
    if isinstance(field, str):
        yield field
    elif is_mapping(field) or is_list(field) or is_tuple(field):
        yield from map(str, field)


class _StandIn:
    """Other values in the place of those of a key, wherever these occur in a witness.

    A single name or number occurs everywhere: it counts only as what is left or right of a name that the
    witness brings along, as in ``z - 6``.
    """

    def __init__(
        self,
        others: Mapping[Node, Node],
        lets: Mapping[str, Node],
        known: frozenset[str],
        *,
        is_affine: bool,
        shown: set[str],
        is_stated: bool,
    ) -> None:
        self.is_used = False
        self._lets = lets
        self._known = known
        self._is_affine = is_affine
        self._are_single = not all(map(_is_telling, others))
        self._others: dict[str, tuple[Fraction, Node]] = {}
        for value, other in others.items():
            own, text, _ = split_number(value)
            self._others[text] = (own, other)
        self._shown = shown
        self._is_stated = is_stated
        sums = ((_add_like_terms(_list_terms(value)), other) for value, other in others.items())
        self._sums = [(terms, other) for terms, other in sums if self._are_single or len(terms) > 1]
        if not self._are_single:
            self._sums += _without_constants(others, shown)

    def occurs_in(self, trees: Iterable[Node]) -> bool:
        """Return whether the values occur in expressions of a witness, so that others may stand there."""
        for tree in trees:
            with suppress(CheckError, BankError):
                self.put_in(tree)
        found, self.is_used = self.is_used, False
        return found

    def put_in(self, tree: Node) -> Node:
        """Return an expression of a witness with the other values in it."""
        tree = put_in(tree, self._lets)
        return (self._beside_new_name(tree) or tree) if self._are_single else self._changed(tree)

    def _beside_new_name(self, node: Node) -> Node | None:
        """Return a sum, or its square, multiple or absolute value, with the other value of a single one."""
        match node:
            case Binary("+" | "-"):
                return self._sum_changed(node)
            case Neg(arg) | Call("abs", (arg,)) | Binary("^", arg, Num()) | Binary("*", Num(), arg):
                changed = self._beside_new_name(arg)
                return changed and change_parts(node, lambda part: changed if part is arg else part)
            case _:
                return None

    def _changed(self, node: Node) -> Node:
        if isinstance(node, Num | Sym | Const):
            return node
        number, text, _ = split_number(node)
        own, other = self._others.get(text, (Fraction(0), node))
        if abs(own) in (1, abs(number)):
            self.is_used = True
            return multiply_tree_by(number / own, other)
        if isinstance(node, Binary) and node.op in "+-":
            changed = self._sum_changed(node)
            if changed is not None:
                return changed
        if self._is_affine and (isinstance(node, Call) or (isinstance(node, Binary) and node.op in "/^")):
            return node
        return change_parts(node, self._changed)

    def _sum_changed(self, node: Node) -> Node | None:
        """Return a sum with a multiple of another value in the place of that of a value; None without one.

        What the prompt prints is data and stays: 2 a + 2 b in z - 2 a - 2 b, where it has @{2 a + 2 b}.
        """
        written = _list_terms(node)
        data = [term for term in written if not self._is_new(term.unit)]
        if data and {spell_tree_canonically(_add_terms(data, sign)) for sign in (1, -1)} & self._shown:
            return node
        for found, (terms, other) in product((written, _add_like_terms(written)), self._sums):
            for factor in self._list_factors(found, terms):
                rest = _remove_terms(found, terms, factor)
                if rest is None or (self._are_single and not self._is_new(_add_terms(rest))):
                    continue
                self.is_used = True
                left = _add_terms(rest) if self._are_single else self._changed(_add_terms(rest))
                return Binary("+", multiply_tree_by(factor, other), left)
        return None

    def _list_factors(self, found: AbcSequence[_Term], terms: AbcSequence[_Term]) -> Iterator[Fraction]:
        """Yield how many times a sum may be in another one that only restates it.

        Another multiple may be what the prompt states, as 2 z = a + b is for z = a/2 + b/2.
        """
        yield from (Fraction(1), Fraction(-1))
        ratios = {term.number / terms[0].number for term in found if term.text == terms[0].text}
        for factor in ratios if len(terms) > 1 and not self._is_stated else ():
            numbers = [factor * term.number for term in terms]
            is_whole = all(number.denominator == 1 for number in numbers)
            was_whole = all(term.number.denominator == 1 for term in terms)
            if not is_whole or (was_whole and gcd(*map(int, numbers)) > 1):
                yield factor

    def _is_new(self, node: Node) -> bool:
        """Return whether all names of an expression are brought along by the witness."""
        return bool(names := find_symbols(node)) and not names & self._known


def _without_constants(others: Mapping[Node, Node], shown: set[str]) -> Iterator[tuple[list[_Term], Node]]:
    """Yield the terms of values that have names, and other values less the numbers among the terms."""
    for value, other in others.items():
        terms = _add_like_terms(_list_terms(value))
        named = [term for term in terms if find_symbols(term.unit)]
        numbers = [term for term in terms if term not in named]
        rest = _add_terms(named)
        if numbers and _is_telling(rest) and spell_tree_canonically(rest) not in shown:
            yield named, Binary("+", other, _add_terms(numbers, -1))


def _is_telling(value: Node) -> bool:
    """Return whether a value has names and is more than one of them, so that it hardly occurs by chance."""
    bare = value.arg if isinstance(value, Neg) else value
    return not isinstance(bare, Num | Sym | Const) and bool(find_symbols(value))


@dataclass(frozen=True)
class _Term:
    """A term of a sum: a number of times what has a text, by which it is known."""

    number: Fraction
    text: str
    unit: Node = field(compare=False)


def _list_terms(node: Node) -> list[_Term]:
    """Return the terms of a sum as they are written."""
    terms: list[_Term] = []
    for negative, term in split_sum_terms(remove_neutral_elements(node)):
        number, text, unit = split_number(term)
        if isinstance(term, Num) and term.value:
            number, text, unit = term.value, _NUMBER, Num(_NUMBER)
        terms.append(_Term(-number if negative else number, text, unit))
    return terms


def _add_like_terms(terms: Iterable[_Term]) -> list[_Term]:
    """Return terms of which those of one text and sign are one; numbers stay as they are written."""
    added: dict[tuple[str, int], _Term] = {}
    for term in terms:
        place = term.text, len(added) if term.text == _NUMBER else int(term.number > 0)
        known = added.get(place)
        added[place] = replace(term, number=term.number + known.number) if known else term
    return [*added.values()]


def _add_terms(terms: Iterable[_Term], sign: int = 1) -> Node:
    trees = [multiply_tree_by(sign * term.number, term.unit) for term in terms]
    return reduce(lambda left, tree: Binary("+", left, tree), trees) if trees else Num("0")


def _remove_terms(
    found: AbcSequence[_Term], terms: AbcSequence[_Term], factor: Fraction
) -> list[_Term] | None:
    """Return what is left of a sum without a multiple of another one; None where it does not have it."""
    rest = [*found]
    for term in terms:
        multiple = replace(term, number=factor * term.number)
        if multiple not in rest:
            return None
        rest.remove(multiple)
    return rest
