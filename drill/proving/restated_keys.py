"""Find witnesses that are the key again: put a false key in its place, and they confirm that one.

The key is found in a witness by like terms: sums are the same, or one has a multiple of the other, if their
terms are, each a number times a product of factors as they are written. Equal values are not such a sign,
because the value of a sound witness is that of the key as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import partial, reduce
from math import gcd
from typing import TypeGuard

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
    Sym,
    Union,
    change_parts,
    find_in_tree,
    find_symbols,
    list_parts,
    substitute_symbols,
    walk_tree,
)
from drill.maths.maths_tree import Sequence as Row
from drill.maths.names import BINDING, DISTRIBUTIONS
from drill.maths.plain import Mode
from drill.proving.claims import Witnessed, make_question_trials, make_slipped_claim, written_key
from drill.proving.witnesses import Trial, confirm_claim, head_of
from drill.proving.witnesses.densities import list_shape_axes
from drill.proving.witnesses.trial import split_range_ends

# Heads whose expression may be the key itself, and how it is read.
_RESTATING: Mapping[str, Mode] = {"value": "value", "identity": "value", "truth": "statement"}
# Functions that the second engine works out in another way than SymPy.
_OTHERWISE = BINDING | {"inv", "det", "eigenvalues", "rank"}
# Arguments of witnesses with names that they bind, and heads whose unknown is one of these.
_BINDERS = ("wrt", "at", "over", "recursion", "start")
_EQUATIONS = frozenset(("root", "inverse-map"))
# Arguments whose values at several places are put together.
_FOLDED = ("mean", "give", "limit", "integral", "sum", "product")
# Heads that state the same of a name in the prompt as the key does.
_STATEMENTS = frozenset(("truth", "posterior"))
_FORMULA = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$|`([^`]+)`", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+|@\{[^}]*\}|@\w+")
_WORD = re.compile(r"[A-Za-z]\w*")
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
# Which share of a key a false one adds, and which number: far enough for every witness, near enough for its
# ranges. What counts has whole ends and thresholds.
_Falsehood = tuple[Node, Node]
_FALSE: tuple[_Falsehood, ...] = ((Num("0.02"), Num("0")), (Num("0"), Num("0.02")))
_FALSE_COUNTS: tuple[_Falsehood, ...] = ((Num("0"), Num("1")), (Num("0"), Num("2")))


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
    lets = _expand_lets(frame.lets)
    bound = expansion.answers.bound_in(claimed.answer)
    try:
        second = frame.read(str(witness[head]), f"witness.{head}", _RESTATING[head], bound)
        first, second = put_in(key, lets), put_in(second, lets)
    except (CheckError, BankError):
        return False
    return canonicalise_tree(first) == canonicalise_tree(second) and not _is_computed(second)


def is_wrapped(expansion: StageMaker, claimed: Witnessed) -> bool:
    """Return whether a witness passes the key through: with a false key in its place it confirms that one.

    Functions and numbers of the prompt may be in a witness, whatever the key is.
    """
    trial, frame, prompt = claimed.trial, expansion.scope.frame, Prompt(expansion)
    head = head_of(trial.witness)
    if is_on_same_ground(expansion, claimed):
        return False  # worse, and reported as such
    if head == "loops" and _is_sum_of_one(trial):
        return True
    key = written_key(expansion, claimed)
    folded = next((field for field in _FOLDED if field in trial.witness), "")
    if key is not None and folded and _is_key_folded(trial, folded, key):
        return True
    is_symbolic = trial.claim.kind == "matrix-expression"
    if key is None or (_is_computed(key) and not is_symbolic) or prompt.has_function(trial.witness):
        return False
    lets = _expand_lets({name: tree for name, tree in frame.lets.items() if name not in prompt.names})
    key = put_in(key, lets)
    stand_in = _FalseKey(key, lets, head, [*prompt.list_values(frame, lets, head)], frame.names.declared)
    stand_in.is_stated = prompt.has_equation(trial.witness)
    if head in ("value", "identity"):
        body = _read_body(trial, head, lets)
        written, terms = (collect_like_terms(each, is_multiplied=False) for each in (body, key))
        is_sum = len(split_sum_terms(body)) > 1 and len(terms) > 1
        if is_sum and written == terms and not stand_in.has_cancelling_terms(body):
            return True
    if not any(map(stand_in.occurs_in, trial.expressions)):
        return False
    falsehoods = (_FALSE, _FALSE_COUNTS) if head in _COUNTING else (_FALSE,)
    return any(_confirms_false_keys(claimed, expansion, stand_in, each) for each in falsehoods)


def _confirms_false_keys(
    claimed: Witnessed, expansion: StageMaker, stand_in: _FalseKey, falsehoods: Sequence[_Falsehood]
) -> bool:
    """Return whether a witness with each of some false keys in the place of the key confirms that one."""
    trial = claimed.trial
    outcomes: list[bool] = []
    for falsehood in falsehoods:
        stand_in.falsehood = falsehood
        with suppress(CheckError, BankError):
            claim = make_slipped_claim(expansion, claimed, stand_in.make_false_key())
            outcomes.append(confirm_claim(trial.standing_in(stand_in.put_in, claim)).agrees)
            if not outcomes[-1]:
                return False
    return bool(outcomes)


class _FalseKey:
    """A false key in the place of the key, wherever a witness computes from nothing but the key.

    A single name or number occurs everywhere: it counts only beside a name that the witness brings along, as
    in ``z - 6``.
    """

    def __init__(
        self, key: Node, lets: Mapping[str, Node], head: str, shown: Sequence[Node], declared: Collection[str]
    ) -> None:
        self.is_stated = False
        """Whether the prompt states the equation, which may be any multiple of the key's."""
        self.falsehood = _FALSE[0]
        self._key = key
        self._lets = lets
        self._is_whole_kept = head in ("value", "identity")
        self._is_affine = head == "truth"
        self._is_system = head == "solve"
        self._declared = frozenset(declared)
        telling = [*filter(_is_telling, shown)]
        self._shown = [collect_like_terms(data) for data in (*telling, *map(Neg, telling))]
        known = [collect_like_terms(data) for data in shown]
        unshown = [part for part in _list_key_values(key) if collect_like_terms(part) not in known]
        self._parts = [*filter(_is_telling, unshown)] or unshown
        self._are_single = not all(map(_is_telling, self._parts))
        self._terms = {part: self._list_telling_terms(part) for part in self._parts}

    def _list_telling_terms(self, part: Node) -> LikeTerms:
        """Return the terms of a value, without its number where others are left to know it by."""
        terms = collect_like_terms(part)
        named = {powers: number for powers, number in terms.items() if powers}
        return named if len(named) > 1 else terms

    def make_false_key(self) -> Node:
        """Return the key with false values in it."""
        return self._change_values(self._key)

    def _change_values(self, node: Node) -> Node:
        if isinstance(node, _CONTAINERS):
            return change_parts(node, self._change_values)
        return self._make_false(node) if node in self._parts else node

    def _make_false(self, part: Node) -> Node:
        """Return another value; of a distribution, one with other parameters."""
        if _is_distribution(part):
            return change_parts(part, self._make_false)
        return Binary("+", part, self._excess(part))

    def _excess(self, part: Node) -> Node:
        share, number = self.falsehood
        return Binary("+", Binary("*", share, part), number)

    def occurs_in(self, tree: Node) -> bool:
        """Return whether an expression of a witness has the key."""
        with suppress(CheckError, BankError):
            return self.put_in(tree) != put_in(tree, self._lets)
        return False

    def put_in(self, tree: Node) -> Node:
        """Return an expression of a witness with the false key in it."""
        tree = put_in(tree, self._lets)
        if self._are_single:
            return self._change_beside_new_name(tree)
        return change_parts(tree, self._change) if self._is_whole_kept else self._change(tree)

    def _change_beside_new_name(self, node: Node) -> Node:
        """Return a sum, or its square, multiple or absolute value, with the false value of a single one."""
        match node:
            case Binary("+" | "-"):
                data = self._list_data(node)
                is_beside_new = len(data) == 1 < len(split_sum_terms(node))
                return (self._find_changed(node) if is_beside_new else None) or node
            case Neg() | Call("abs") | Binary("^", _, Num()) | Binary("*", Num(), _):
                return change_parts(node, self._change_beside_new_name)
            case _:
                return node

    def _change(self, node: Node) -> Node:
        if isinstance(node, Num | Sym | Const):
            return node
        if self._is_shown(node) or self.has_cancelling_terms(node):
            return node
        if not self._is_affine or not (
            isinstance(node, Call) or (isinstance(node, Binary) and node.op in "/^")
        ):
            changed = change_parts(node, self._change)
            if changed != node:
                return changed
        return self._find_changed(node) or node

    def _list_data(self, node: Node) -> list[Node]:
        """Return the terms of a sum without those of names that the witness brings along."""
        names = ((term, find_symbols(term)) for term in _list_signed_terms(node))
        return [term for term, found in names if not found or found & self._declared]

    def _is_shown(self, node: Node) -> bool:
        """Return whether the prompt prints the data of an expression."""
        data = self._list_data(node)
        return bool(data) and collect_like_terms(reduce(partial(Binary, "+"), data)) in self._shown

    def has_cancelling_terms(self, node: Node) -> bool:
        """Return whether a sum adds and subtracts a term of the key, as a statement on two sides does."""
        written = [collect_like_terms(term) for term in _list_signed_terms(node)]
        for powers in {powers for of in self._terms.values() for powers in of}:
            if len({terms[powers] > 0 for terms in written if powers in terms}) > 1:
                return True
        return False

    def _find_changed(self, node: Node) -> Node | None:
        """Return an expression for the false key; None where it is not computed from the key alone."""
        for part, of in self._terms.items():
            multiple = _find_key_multiple(node, of)
            if multiple is None or not self._restates(multiple, of):
                continue
            if _is_distribution(part):
                return self._make_false(part)
            return Binary("+", node, Binary("*", _make_number(multiple), self._excess(part)))
        return None

    def _restates(self, multiple: Fraction, of: LikeTerms) -> bool:
        """Return whether a multiple of a value is at least as complex as the value.

        A simpler one may be the prompt's statement, as 2 z = a + b is for z = a/2 + b/2.
        """
        numbers = [*of.values()]
        if abs(multiple) == 1:
            return True
        is_one_term = len(numbers) == 1 and abs(numbers[0]) != 1 and not self._is_system
        if self._are_single or self.is_stated or is_one_term:
            return False
        multiples = [multiple * number for number in numbers]
        if any(number.denominator > 1 for number in multiples):
            return True
        was_whole = all(number.denominator == 1 for number in numbers)
        return was_whole and gcd(*map(int, multiples)) > 1


# A product without its number: how often it has each factor, by its text; a divisor has a stroke before it.
_Powers = frozenset[tuple[str, int]]
LikeTerms = Mapping[_Powers, Fraction]
# Digits of a number that is taken out of a product.
_MOST_DIGITS = 20


def collect_like_terms(node: Node, *, is_multiplied: bool = True) -> LikeTerms:
    """Return the terms of a sum, each with its number: multiplied out by numbers, like ones added."""
    terms = defaultdict[_Powers, Fraction](Fraction)
    for is_negative, term in split_sum_terms(node):
        product = split_product_factors(term)
        number = Fraction(-1 if is_negative != product.negative else 1)
        powers = defaultdict[str, int](int)
        others: list[Node] = []
        for side, sign in ((product.factors, 1), (product.divisors, -1)):
            for factor in side:
                if _is_short_number(factor) and (sign == 1 or factor.value):
                    number *= factor.value**sign
                    continue
                text = _spell_factor(factor)
                number = -number if text.startswith("- ") else number
                powers[f"{'' if sign == 1 else '/ '}{text.removeprefix('- ')}"] += 1
                others.append(factor)
        is_sum = len(others) == 1 and others[0] in product.factors and len(split_sum_terms(others[0])) > 1
        if is_sum and is_multiplied:
            for inner, own in collect_like_terms(others[0]).items():
                terms[inner] += number * own
        else:
            terms[frozenset(powers.items())] += number
    return {powers: number for powers, number in terms.items() if number}


def _spell_factor(factor: Node) -> str:
    match factor:
        case Binary("^", base, Num("1")):
            return canonicalise_tree(base)
        case _:
            return canonicalise_tree(factor)


def _is_short_number(node: Node) -> TypeGuard[Num]:
    return isinstance(node, Num) and len(node.text) <= _MOST_DIGITS and "e" not in node.text.lower()


def _find_multiple(terms: LikeTerms, of: LikeTerms) -> Fraction | None:
    """Return how many times a sum has another one; None where it does not have all of its terms so."""
    multiples = {terms.get(powers, Fraction(0)) / number for powers, number in of.items()}
    return (multiples.pop() or None) if len(multiples) == 1 else None


def _find_key_multiple(node: Node, of: LikeTerms) -> Fraction | None:
    """Return how many times a sum has the terms of a value; one term counts as it is written."""
    if len(of) > 1:
        return _find_multiple(collect_like_terms(node), of)
    written = map(collect_like_terms, _list_signed_terms(node))
    return next((_find_multiple(terms, of) for terms in written if _is_same_multiple(terms, of)), None)


def _list_signed_terms(node: Node) -> list[Node]:
    return [Neg(term) if is_negative else term for is_negative, term in split_sum_terms(node)]


def _make_number(value: Fraction) -> Node:
    number = Binary("/", Num(str(abs(value.numerator))), Num(str(value.denominator)))
    return Neg(number) if value < 0 else number


_CONTAINERS = (Row, Relation, Logic, Not, Union, Interval)


def _list_key_values(key: Node) -> Iterator[Node]:
    """Yield the values that a key consists of."""
    if isinstance(key, _CONTAINERS):
        for part in list_parts(key):
            yield from _list_key_values(part)
    else:
        yield key


def _is_distribution(node: Node) -> bool:
    return isinstance(node, Call) and node.name in DISTRIBUTIONS


def _is_telling(value: Node) -> bool:
    """Return whether a value has names and is more than one of them, so that it hardly occurs by chance."""
    bare = value.arg if isinstance(value, Neg) else value
    return not isinstance(bare, Num | Sym | Const) and bool(find_symbols(value))


def _expand_lets(written: Mapping[str, Node]) -> dict[str, Node]:
    """Return ``let`` names with those before them put in."""
    lets: dict[str, Node] = {}
    for name, tree in written.items():
        lets[name] = put_in(tree, lets)
    return lets


def _is_computed(tree: Node) -> bool:
    return any(part.name in _OTHERWISE for part in find_in_tree(tree, Call))


def _read_body(trial: Trial, field: str, lets: Mapping[str, Node], names: Collection[str] = ()) -> Node:
    """Return an expression of a witness with ``let`` names put in."""
    shapes = trial.shapes()
    known = (*names, *shapes, *list_shape_axes(shapes))
    return put_in(trial.scope.frame.read(trial.text(field), "witness", "value", known), lets)


def _is_key_folded(trial: Trial, field: str, key: Node) -> bool:
    """Return whether the body of a sum, an integral or the like is the key, without any bound name."""
    witness, lets = trial.witness, _expand_lets(trial.scope.frame.lets)
    fields = (*_BINDERS, "enumerate", "monte-carlo", "name")
    names = {name for binder in fields for name in _find_names_in_field(witness.get(binder))}
    with suppress(BankError, CheckError):
        body = _read_body(trial, field, lets, names)
        is_key = collect_like_terms(body) == collect_like_terms(put_in(key, lets))
        return is_key and find_symbols(body).isdisjoint(names)
    return False


def _is_sum_of_one(trial: Trial) -> bool:
    """Return whether loops sum terms over an index that are zero but for one value of it."""
    arrays = dict(trial.claim.expect.shapes)
    names = (*trial.mapping("over"), *arrays, *list_shape_axes(arrays))
    try:
        body = trial.scope.frame.read(trial.text("loops"), "witness", "value", names)
    except (BankError, CheckError):
        return False
    match body:
        case Call("sum", (summed, Sym(index), *_)):
            return any(_is_one(part, index) for part in split_product_factors(summed).factors)
        case _:
            return False


def _is_one(factor: Node, index: str) -> bool:
    match factor:
        case Call("ind", (Relation("=", left, right),)):
            return index in find_symbols(left) ^ find_symbols(right) and Sym(index) in (left, right)
        case _:
            return False


class Prompt:
    """The display of a question: values, and the letters of its formulas."""

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
        self._letters = {*formulas, *_WORD.findall(formulas), *frame.vars, *frame.latex}

    def has_equation(self, witness: Mapping[str, object]) -> bool:
        """Return whether a witness solves for a variable that occurs in the prompt."""
        return head_of(witness) in _EQUATIONS and self._has_bound_name(witness)

    def has_function(self, witness: Mapping[str, object]) -> bool:
        """Return whether a witness works on a function of the prompt: of a variable that occurs there."""
        return head_of(witness) not in _EQUATIONS | _STATEMENTS and self._has_bound_name(witness)

    def _has_bound_name(self, witness: Mapping[str, object]) -> bool:
        names = (name for field in _BINDERS for name in _find_names_in_field(witness.get(field)))
        return not self._letters.isdisjoint(names)

    def list_values(self, frame: Frame, lets: Mapping[str, Node], head: str) -> Iterator[Node]:
        """Yield the values that are shown, also ``@a/@b`` where these are data."""
        compounds = self._compounds if head in _OF_PARAMETERS else []
        if head in _COUNTING and not self._has_count:
            compounds = [text for text in compounds if not _SIGN.search(text)]
        for source in (*self._sources, *compounds):
            with suppress(CheckError, BankError):
                yield put_in(frame.read(source, "prompt"), lets)


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


def find_key_in_other_letters(expansion: StageMaker, seed: int) -> str:
    """Return the head of a witness that only writes the key in other letters; empty where none does.

    A second author without a second computation writes such: ``z (s + r) - r`` for the root
    ``r/(s + r)``, an integral of a constant, a sum of equal terms, a square that vanishes at the key.
    """
    for claimed in make_question_trials(expansion, seed):
        try:
            if _is_in_other_letters(expansion, claimed):
                return head_of(claimed.trial.witness)
        except (BankError, CheckError):
            continue
    return ""


def _is_in_other_letters(expansion: StageMaker, claimed: Witnessed) -> bool:
    written, trial = written_key(expansion, claimed), claimed.trial
    head = head_of(trial.witness)
    if written is None or Prompt(expansion).has_equation(trial.witness):
        return False
    lets = _expand_lets(trial.scope.frame.lets)
    key = put_in(written, lets)
    names = trial.names("wrt") if "wrt" in trial.witness else (*trial.mapping("over"),)
    if not find_symbols(key) or not (names or head == "value"):
        return False
    body = _read_body(trial, head, lets, names)
    product = split_product_factors(key)
    ends = [
        put_in(trial.scope.frame.read(str(end), "witness", bound=names), lets)
        for raw in trial.mapping("over").values()
        for end in split_range_ends(raw)
    ]
    if head == "limit":
        return _has_key_as_factor(body, key, names)
    if not any(len(split_sum_terms(part)) > 1 for part in (*product.factors, *product.divisors)):
        return False  # ``b z = a c`` and a sum of ``b`` terms ``a`` may be the prompt's statement
    match head:
        case "inverse-map":
            return _vanishes_at_key(Binary("-", body, _read_body(trial, "equals", lets)), names[0], key)
        case "root" | "minimum" | "maximum":
            return any(_vanishes_at_key(part, names[0], key) for part in walk_tree(body))
        case "integral" | "sum" if find_symbols(body) & {*names}:
            return not any(map(find_symbols, ends)) and _has_key_as_factor(body, key, names)
        case "integral" | "sum" if len(names) == 1:
            name = "integrate" if head == "integral" else head
            return _repeats_key(Call(name, (body, Sym(names[0]), *ends)), key)
        case "value":
            return _repeats_key(body, key)
        case _:
            return False


def _is_same_multiple(terms: LikeTerms, others: LikeTerms) -> bool:
    return len(terms) == len(others) and _find_multiple(terms, others) is not None


def _has_key_as_factor(body: Node, key: Node, names: Collection[str]) -> bool:
    """Return whether a product is a multiple of the key times factors that have only some names."""
    product = split_product_factors(body)
    constant: Node = Num("1")
    sides: tuple[tuple[BinaryOp, tuple[Node, ...]], ...] = (("*", product.factors), ("/", product.divisors))
    for op, side in sides:
        for part in side:
            found = find_symbols(part)
            if found.isdisjoint(names):
                constant = Binary(op, constant, part)
            elif found - {*names}:
                return False
    return _is_same_multiple(collect_like_terms(constant), collect_like_terms(key))


def _repeats_key(node: Node, key: Node) -> bool:
    """Return whether equal terms are added, or a constant integrated, over a length that is in the key.

    A factor may do so; a sum among other terms is a computation of its own.
    """
    match node:
        case Binary("*" | "/", left, right):
            return _repeats_key(left, key) or _repeats_key(right, key)
        case Call("sum" | "integrate" as name, (body, Sym(index), low, high)):
            if index in find_symbols(body):
                return False
            length: Node = Binary("-", high, low)
            if name == "sum":
                length = Binary("+", length, Num("1"))
            product = split_product_factors(key)
            parts = [*product.factors, *(Binary("/", Num("1"), part) for part in product.divisors)]
            known = collect_like_terms(length)
            return any(_is_same_multiple(known, collect_like_terms(part)) for part in parts)
        case _:
            return False


def _vanishes_at_key(node: Node, name: str, key: Node) -> bool:
    """Return whether an expression is a new name times the divisors of a key less its factors, or logarithms.

    A multiple by a number is allowed, because that may be the prompt's statement.
    """
    product = split_product_factors(key)
    values = [collect_like_terms(substitute_symbols(node, {name: Num(text)})) for text in "012"]
    slopes = [_subtract_terms(values[1], values[0]), _subtract_terms(values[2], values[1])]
    if slopes[0] and slopes[0] == slopes[1]:
        above, below = (
            reduce(partial(Binary, "*"), side, Num("1")) for side in (product.factors, product.divisors)
        )
        multiple = _find_multiple(slopes[0], collect_like_terms(below))
        if multiple is None or not find_symbols(below):
            return False
        rest = {powers: -multiple * number for powers, number in collect_like_terms(above).items()}
        return values[0] == rest
    terms = collect_like_terms(node)
    sides: tuple[tuple[BinaryOp, tuple[Node, ...]], ...] = (("-", product.factors), ("+", product.divisors))
    logarithm: Node = Call("ln", (Sym(name),))
    for op, side in sides:
        for part in side:
            logarithm = Binary(op, logarithm, Call("ln", (part,)))
    return _is_same_multiple(terms, collect_like_terms(logarithm))


def _subtract_terms(first: LikeTerms, second: LikeTerms) -> LikeTerms:
    differences = {powers: first.get(powers, 0) - second.get(powers, 0) for powers in {*first, *second}}
    return {powers: Fraction(number) for powers, number in differences.items() if number}
