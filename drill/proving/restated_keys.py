"""Find witnesses that only repeat the key: they also confirm a false key that is put in its place.

The key is found in a witness by normal forms: sums are the same, or one has a multiple of the other, if their
terms are, each a number times a product of factors as they are written. Equal values are not such a sign,
because the value of a sound witness is that of the key as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import partial, reduce
from math import gcd

from drill.banks.scope import put_in
from drill.banks.templates import list_template_references
from drill.banks.variant_expansion import StageMaker
from drill.checking import canonicalise_tree, split_product_factors, split_sum_terms
from drill.codec import is_mapping, is_sequence
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import (
    Binary,
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
from drill.maths.normal_forms import (
    ONE,
    Form,
    Name,
    Number,
    Part,
    Sum,
    add_forms,
    make_number_form,
    multiply_forms,
    number_apart,
    raise_form,
    terms_of,
)
from drill.maths.plain import Mode
from drill.proving.claims import WHOLE, Witnessed, make_question_trials, make_slipped_claim, written_key
from drill.proving.witnesses import Trial, confirm_claim, head_of
from drill.proving.witnesses.densities import list_shape_axes
from drill.proving.witnesses.trial import split_range_ends

# Heads whose expression may be the key itself, and how it is read.
_RESTATING: Mapping[str, Mode] = {"value": "value", "identity": "value", "truth": "statement"}
_VALUES = frozenset(("value", "identity"))
# Functions that the second engine computes by another method than SymPy.
_OTHERWISE = BINDING | {"inv", "det", "eigenvalues", "rank"}
# Arguments of witnesses with names that they bind, and heads whose unknown is one of these.
_BINDERS = ("wrt", "at", "over", "recursion", "start")
_ALL_BINDERS = (*_BINDERS, "enumerate", "name")
_EQUATIONS = frozenset(("root", "inverse-map"))
# Heads whose unknown name a trivial step may remove, and the function that does the same in an expression.
_CALLS = {"limit": "limit", "integral": "integrate", "sum": "sum", "value": ""}
# Arguments whose values at several points are combined.
_FOLDED = ("mean", "give", "limit", "integral", "sum", "product")
# Heads that state the same of a name in the prompt as the key does.
_STATEMENTS = frozenset(("truth", "posterior"))
_COUNTING = frozenset(("sum", "product", "enumerate"))
# Heads that are computed from parameters: what the prompt prints in several signs is data of these, too.
_OF_PARAMETERS = frozenset(("law", "posterior", "solve"))
_FORMULA = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$|`([^`]+)`", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+|@\{[^}]*\}|@\w+")
_WORD = re.compile(r"[A-Za-z]\w*")
_COUNT = re.compile(r"\b(?:how many|number of|counts?)\b", re.IGNORECASE)
# References to several values that one formula prints.
_REFERENCE = r"@(?:\{[^{}]*\}|[A-Za-z]\w*)"
_COMPOUND = re.compile(
    rf"(?:\\[dt]?frac)?\{{?(?:{_REFERENCE}|\d+)\}}?(?:\s*(?:[-+/^*]|\\cdot|\\times|·)?\s*\{{?(?:{_REFERENCE}|\d+)\}}?)+"
)
# The differences of false keys from the key: large enough for any witness to notice, small enough for its
# ranges. Counts differ by whole numbers, because their ends and thresholds are whole.
_EXCESSES: Sequence[Node] = (Binary("*", Num("0.02"), WHOLE), Num("0.02"))
_EXCESSES_OF_COUNTS: Sequence[Node] = (Num("1"), Num("2"))
# Nodes that contain values of a key, and are not values themselves.
_CONTAINERS = (Row, Relation, Logic, Not, Union, Interval)
# Max digits of a number that is taken out of a product.
_MOST_DIGITS = 20

LikeTerms = Mapping[Form, Fraction]


def is_on_same_ground(expansion: StageMaker, claimed: Witnessed) -> bool:
    """Return whether a witness only repeats the key, with its terms and factors in any order.

    ``let`` names are substituted first; a function that the second engine computes otherwise makes the ground
    another one.
    """
    witness = claimed.trial.witness
    head = head_of(witness)
    key = written_key(expansion, claimed) if head in _RESTATING else None
    if key is None:
        return False
    frame = expansion.scope.frame
    bound = expansion.answers.bound_in(claimed.answer)
    try:
        second = frame.read(str(witness[head]), f"witness.{head}", _RESTATING[head], bound)
        lets = _expand_lets(frame.lets)
        first, second = put_in(key, lets), put_in(second, lets)
    except (CheckError, BankError):
        return False
    return canonicalise_tree(first) == canonicalise_tree(second) and not _is_computed(second)


def is_wrapped(expansion: StageMaker, claimed: Witnessed) -> bool:
    """Return whether a witness passes the key through: with a false key in its place it confirms that one.

    Functions and numbers of the prompt may be in a witness, whatever the key is.
    """
    trial = claimed.trial
    head = head_of(trial.witness)
    if is_on_same_ground(expansion, claimed):
        return False  # reported elsewhere, as the worse fault
    if head == "loops" and _is_sum_of_one(trial):
        return True
    key = written_key(expansion, claimed)
    if key is None:
        return False
    if _is_key_folded(trial, key):
        return True
    prompt = _Prompt(expansion)
    is_symbolic = trial.claim.kind == "matrix-expression"
    if (_is_computed(key) and not is_symbolic) or prompt.has_function(trial.witness):
        return False
    false_key = _FalseKey(trial, key, prompt)
    if head in _VALUES and false_key.is_only_reordered(_read(trial, trial.text(head))):
        return True
    if not any(map(false_key.occurs_in, trial.expressions)):
        return False
    kinds = (_EXCESSES, _EXCESSES_OF_COUNTS) if head in _COUNTING else (_EXCESSES,)
    return any(_confirms_false_keys(claimed, expansion, false_key, excesses) for excesses in kinds)


def _confirms_false_keys(
    claimed: Witnessed, expansion: StageMaker, false_key: _FalseKey, excesses: Sequence[Node]
) -> bool:
    """Return whether a witness confirms each of some false keys that are put in the place of the key."""
    is_confirmed = False
    for excess in excesses:
        false_key.excess = excess
        with suppress(CheckError, BankError):
            claim = make_slipped_claim(expansion, claimed, false_key.make(false_key.key))
            is_confirmed = confirm_claim(claimed.trial.standing_in(false_key.put_in, claim)).agrees
            if not is_confirmed:
                return False
    return is_confirmed


class _FalseKey:
    """A false key in the place of the key, wherever a witness computes from nothing but the key.

    A single name or number occurs everywhere, so it counts only next to a name that the witness introduces,
    as in ``z - 6``.
    """

    def __init__(self, trial: Trial, key: Node, prompt: _Prompt) -> None:
        frame = trial.scope.frame
        self.excess = _EXCESSES[0]
        self._head = head_of(trial.witness)
        self._declared = frozenset(frame.names.declared)
        self._is_stated = prompt.has_equation(trial.witness)
        self._lets = _expand_lets({name: let for name, let in frame.lets.items() if name not in prompt.names})
        self.key = put_in(key, self._lets)
        data = [put_in(tree, self._lets) for tree in prompt.list_data(trial)]
        shown = [*map(collect_like_terms, data)]
        self._shown = [*shown, *(collect_like_terms(Neg(tree)) for tree in data)]
        unshown = [part for part in _list_values(self.key) if collect_like_terms(part) not in shown]
        telling = [*filter(_is_telling, unshown)]
        self._are_single = not telling
        self._terms = {part: _list_telling_terms(part) for part in telling or unshown}

    def make(self, node: Node) -> Node:
        """Return a key with false values in it; of a distribution, one with other parameters."""
        if isinstance(node, _CONTAINERS):
            return change_parts(node, self.make)
        if node not in self._terms:
            return node
        if _is_distribution(node):
            return change_parts(node, lambda part: self._add_excess(part, part))
        return self._add_excess(node, node)

    def _add_excess(self, node: Node, value: Node, multiple: Fraction = Fraction(1)) -> Node:
        excess = substitute_symbols(self.excess, {WHOLE.name: value})
        return Binary("+", node, Binary("*", _make_number(multiple), excess))

    def occurs_in(self, tree: Node) -> bool:
        """Return whether an expression of a witness has the key."""
        with suppress(CheckError, BankError):
            return self.put_in(tree) != put_in(tree, self._lets)
        return False

    def put_in(self, tree: Node) -> Node:
        """Return an expression of a witness with the false key in it."""
        tree = put_in(tree, self._lets)
        if self._head in _VALUES:
            return change_parts(tree, self._change)
        return self._change(tree)

    def is_only_reordered(self, tree: Node) -> bool:
        """Return whether a sum is that of the key: its terms in another order, or like ones added."""
        tree = put_in(tree, self._lets)
        written, terms = (collect_like_terms(each, is_multiplied=False) for each in (tree, self.key))
        is_sum = len(split_sum_terms(tree)) > 1 and len(terms) > 1
        return is_sum and written == terms and not self._has_cancelling_terms(tree)

    def _change(self, node: Node) -> Node:
        if isinstance(node, Num | Sym | Const) or self._is_shown(node) or self._has_cancelling_terms(node):
            return node
        changed = change_parts(node, self._change) if self._is_open(node) else node
        is_beside_new_name = len(self._list_data(node)) == 1 < len(split_sum_terms(node))
        if changed != node or (self._are_single and not is_beside_new_name):
            return changed
        return self._change_multiple(node)

    def _is_open(self, node: Node) -> bool:
        """Return whether the key may be in a part of an expression, and not only in all of it."""
        match node:
            case Neg() | Call("abs") | Binary("^", _, Num()) | Binary("*", Num(), _) if self._are_single:
                return True
            case Call() | Binary("/" | "^"):
                return not (self._are_single or self._head == "truth")
            case _:
                return not self._are_single

    def _list_data(self, node: Node) -> list[Node]:
        """Return the terms of a sum without names that the witness introduces."""
        names = ((term, find_symbols(term)) for term in _list_signed_terms(node))
        return [term for term, found in names if not found or found & self._declared]

    def _is_shown(self, node: Node) -> bool:
        """Return whether the prompt prints the data of an expression."""
        data = self._list_data(node)
        return bool(data) and collect_like_terms(_add(data)) in self._shown

    def _has_cancelling_terms(self, node: Node) -> bool:
        """Return whether a sum adds and subtracts a term of the key, as a statement on two sides does."""
        written = [collect_like_terms(term) for term in _list_signed_terms(node)]
        return any(
            len({terms[form] > 0 for terms in written if form in terms}) > 1
            for of in self._terms.values()
            for form in of
        )

    def _change_multiple(self, node: Node) -> Node:
        """Return an expression with the false key; the node where it is not computed from the key alone."""
        for value, of in self._terms.items():
            multiple = _find_key_multiple(node, of)
            if multiple is None or not self._restates(multiple, of):
                continue
            if _is_distribution(value):
                return self.make(value)
            return self._add_excess(node, value, multiple)
        return node

    def _restates(self, multiple: Fraction, of: LikeTerms) -> bool:
        """Return whether a multiple of a value is at least as complex as the value.

        A simpler one may be the prompt's statement, as 2 z = a + b is for z = a/2 + b/2.
        """
        if abs(multiple) == 1:
            return True
        numbers = [*of.values()]
        is_one_term = len(numbers) == 1 and abs(numbers[0]) != 1 and self._head != "solve"
        if self._are_single or self._is_stated or is_one_term:
            return False
        multiples = [multiple * number for number in numbers]
        if any(number.denominator > 1 for number in multiples):
            return True
        was_whole = all(number.denominator == 1 for number in numbers)
        return was_whole and gcd(*map(int, multiples)) > 1


def collect_like_terms(node: Node, *, is_multiplied: bool = True) -> LikeTerms:
    """Return the terms of a sum, each with its number: multiplied out by numbers, like ones added."""
    forms = map(_read_form, _list_signed_terms(node))
    added = add_forms(forms if is_multiplied else map(_keep_sum, forms))
    return {form: number for form, number in terms_of(added) if number}


def _keep_sum(form: Form) -> Form:
    """Return a sum that a number multiplies as one term, without its sign; anything else as it is."""
    sign, positive = number_apart(form)
    if isinstance(form, Sum):
        return multiply_forms(Number(sign), Part("sum", (positive,)))
    return form


def _read_form(node: Node) -> Form:
    """Return the normal form of an expression whose divisors cancel no factor, because cancelling is a step
    of its own."""
    terms = _list_signed_terms(node)
    if len(terms) > 1:
        return add_forms(map(_read_form, terms))
    is_negative, factors, divisors = split_product_factors(node)
    if is_negative or len(factors) + len(divisors) > 1:
        sign = make_number_form(-1 if is_negative else 1)
        return multiply_forms(sign, *map(_read_form, factors), *map(_read_divisor, divisors))
    match node:
        case Num(text) if len(text) <= _MOST_DIGITS and "e" not in text.lower():
            return make_number_form(node.value)
        case Binary("^", base, Num(text)) if text.isdigit() and len(text) <= _MOST_DIGITS:
            return raise_form(_read_form(base), make_number_form(text))
        case _:
            return Name(canonicalise_tree(node))


def _read_divisor(node: Node) -> Form:
    match _read_form(node):
        case Number(value) if value:
            return Number(1 / value)
        case form:
            return Part("/", (form,))


def _find_multiple(terms: LikeTerms, of: LikeTerms) -> Fraction | None:
    """Return how many times a sum is another one; None where it is not a multiple of that."""
    if terms.keys() != of.keys():
        return None
    multiples = {terms[form] / number for form, number in of.items()}
    return multiples.pop() if len(multiples) == 1 else None


def _list_telling_terms(value: Node) -> LikeTerms:
    """Return the terms of a value as written, without its number where others are left to know it by."""
    terms = collect_like_terms(value, is_multiplied=False)
    named = {form: number for form, number in terms.items() if form != ONE}
    return named if len(named) > 1 else terms


def _find_key_multiple(node: Node, of: LikeTerms) -> Fraction | None:
    """Return how many times a sum has the terms of a value; one term counts as it is written."""
    if len(of) == 1:
        written = (collect_like_terms(term, is_multiplied=False) for term in _list_signed_terms(node))
        multiples = (_find_multiple(terms, of) for terms in written)
        return next((multiple for multiple in multiples if multiple is not None), None)
    terms = collect_like_terms(node)
    return _find_multiple({form: number for form, number in terms.items() if form in of}, of)


def _list_signed_terms(node: Node) -> list[Node]:
    return [Neg(term) if is_negative else term for is_negative, term in split_sum_terms(node)]


def _make_number(value: Fraction) -> Node:
    number = Binary("/", Num(str(abs(value.numerator))), Num(str(value.denominator)))
    return Neg(number) if value < 0 else number


def _list_values(key: Node) -> Iterator[Node]:
    """Yield the values that a key consists of."""
    if isinstance(key, _CONTAINERS):
        for part in list_parts(key):
            yield from _list_values(part)
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


def _read(trial: Trial, text: str) -> Node:
    """Return an expression of a witness with ``let`` names put in."""
    frame, shapes = trial.scope.frame, dict(trial.claim.expect.shapes) or trial.shapes()
    names = (*_list_bound_names(trial.witness, _ALL_BINDERS), *shapes, *list_shape_axes(shapes))
    return put_in(frame.read(text, "witness", "value", names), _expand_lets(frame.lets))


def _list_bound_names(witness: Mapping[str, object], binders: Sequence[str]) -> Iterator[str]:
    for binder in binders:
        field = witness.get(binder)
        if isinstance(field, str):
            yield field
        elif is_mapping(field) or is_sequence(field):
            yield from map(str, field)


def _is_key_folded(trial: Trial, key: Node) -> bool:
    """Return whether the body of a sum, an integral or the like is the key, without any bound name."""
    field = next((field for field in _FOLDED if field in trial.witness), "")
    with suppress(BankError, CheckError):
        body, key = _read(trial, trial.text(field)), put_in(key, _expand_lets(trial.scope.frame.lets))
        is_key = collect_like_terms(body) == collect_like_terms(key)
        return is_key and find_symbols(body).isdisjoint(_list_bound_names(trial.witness, _ALL_BINDERS))
    return False


def _is_sum_of_one(trial: Trial) -> bool:
    """Return whether loops sum terms over an index that are zero but for one value of it."""
    match _read(trial, trial.text("loops")):
        case Call("sum", (summed, Sym() as index, *_)):
            factors = split_product_factors(summed).factors
            chosen = [part.args[0] for part in factors if isinstance(part, Call) and part.name == "ind"]
            equations = [each for each in chosen if isinstance(each, Relation) and each.op == "="]
            return any(index in (each.left, each.right) for each in equations)
        case _:
            return False


class _Prompt:
    """The display of a question: values, and the letters of its formulas."""

    def __init__(self, expansion: StageMaker) -> None:
        form, frame = expansion.drawn.form, expansion.scope.frame
        self._text = "\n;".join((form.setting, *(question.prompt for question in form.questions)))
        self._sources = [reference.source for reference in list_template_references(self._text)]
        figures = [form.figure, *(question.figure for question in form.questions)]
        self.names = frozenset(_WORD.findall(" ".join((*self._sources, *map(str, figures)))))
        """Names whose values are shown, alone or in an expression."""
        formulas = " ".join(_COMMAND.sub(" ", match[0]) for match in _FORMULA.finditer(self._text))
        self._letters = {*formulas, *_WORD.findall(formulas), *frame.vars, *frame.latex}

    def has_equation(self, witness: Mapping[str, object]) -> bool:
        """Return whether a witness solves for a variable that occurs in the prompt."""
        return head_of(witness) in _EQUATIONS and self._has_bound_name(witness)

    def has_function(self, witness: Mapping[str, object]) -> bool:
        """Return whether a witness works on a function of the prompt: of a variable that occurs there."""
        return head_of(witness) not in _EQUATIONS | _STATEMENTS and self._has_bound_name(witness)

    def _has_bound_name(self, witness: Mapping[str, object]) -> bool:
        return not self._letters.isdisjoint(_list_bound_names(witness, _BINDERS))

    def list_data(self, trial: Trial) -> Iterator[Node]:
        """Yield the values that are shown, also ``@a/@b`` where these are data."""
        head = head_of(trial.witness)
        sources = self._sources
        if head in _OF_PARAMETERS or (head in _COUNTING and _COUNT.search(self._text)):
            compounds = (_join_printed_references(match[0]) for match in _COMPOUND.finditer(self._text))
            sources = [*sources, *compounds]
        for source in sources:
            with suppress(CheckError, BankError):
                yield trial.scope.frame.read(source, "prompt")


def _join_printed_references(text: str) -> str:
    """Return what several references print together as an expression."""
    text = re.sub(r"\\[dt]?frac(\{.*\})(\{.*\})", r"\1/\2", text.strip())
    text = re.sub(r"@\{([^{}]*)\}|@(\w+)", lambda match: f"({match[1] or match[2]})", text)
    return re.sub(r"\\cdot|\\times|·", "*", text).replace("{", "(").replace("}", ")")


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
    if written is None or _Prompt(expansion).has_equation(trial.witness):
        return False
    head = head_of(trial.witness)
    key = put_in(written, _expand_lets(trial.scope.frame.lets))
    _, *sides = split_product_factors(key)
    is_simple = not any(len(split_sum_terms(part)) > 1 for side in sides for part in side)
    if not find_symbols(key) or (is_simple and head != "limit"):
        return False  # ``b z = a c`` and a sum of ``b`` terms ``a`` may be the prompt's statement
    names = [*_list_bound_names(trial.witness, ("wrt", "over"))]
    if head in ("root", "inverse-map", "minimum", "maximum"):
        equals = _read(trial, trial.text("equals")) if head == "inverse-map" else Num("0")
        body = Binary("-", _read(trial, trial.text(head)), equals)
        return any(_vanishes_at_key(part, name, key) for name in names[:1] for part in walk_tree(body))
    if head not in _CALLS or len(names) > 1:
        return False
    body = _read(trial, _write_as_call(trial, head, *names))
    worked_out = _take_trivial_step(body)
    return worked_out != body and all(map(_is_multiple, _split_quotient(worked_out), _split_quotient(key)))


def _write_as_call(trial: Trial, head: str, name: str = "") -> str:
    """Return a limit, an integral or a sum over a name as one writes it in an expression."""
    if not name:
        return trial.text(head)
    ends = (trial.text("to"),) if head == "limit" else split_range_ends(trial.mapping("over")[name])
    return f"{_CALLS[head]}({', '.join((trial.text(head), name, *map(str, ends)))})"


def _take_trivial_step(node: Node) -> Node:
    """Return a product without limits, integrals and sums that leave its factors as they are, but for a
    number, or that add equal terms.
    """
    match node:
        case Binary("*" | "/" as op, left, right):
            return Binary(op, _take_trivial_step(left), _take_trivial_step(right))
        case Call("limit" | "integrate" | "sum", (body, Sym(index), *ends)) if not any(
            map(find_symbols, ends)
        ):
            return _find_constant_factor(body, index) or node
        case Call("integrate" | "sum" as name, (body, Sym(index), low, high)) if index not in find_symbols(
            body
        ):
            start = Num("1") if name == "sum" else Num("0")
            length = high if low == start else Binary("+", Binary("-", high, low), start)
            return Binary("*", body, length)
        case _:
            return node


def _find_constant_factor(body: Node, index: str) -> Node | None:
    """Return the factors of a product without a name; None if others have any name beside that."""
    is_negative, *sides = split_product_factors(body)
    if any(find_symbols(part) > {index} for side in sides for part in side):
        return None
    top, bottom = (_multiply([part for part in side if index not in find_symbols(part)]) for side in sides)
    return Binary("/", Neg(top) if is_negative else top, bottom)


def _split_quotient(node: Node) -> tuple[Node, Node]:
    """Return the numerator and the denominator of a product."""
    _, factors, divisors = split_product_factors(node)
    return _multiply(factors), _multiply(divisors)


def _multiply(factors: Sequence[Node]) -> Node:
    return reduce(partial(Binary, "*"), factors, Num("1"))


def _is_multiple(node: Node, of: Node) -> bool:
    return _find_multiple(collect_like_terms(node), collect_like_terms(of)) is not None


def _vanishes_at_key(node: Node, name: str, key: Node) -> bool:
    """Return whether an expression is a new name times the divisors of a key less its factors, or logarithms.

    Divisors without a sum do not count, because ``b z = a c`` may be the prompt's statement.
    """
    _, factors, divisors = split_product_factors(key)
    terms = _list_signed_terms(node)
    rest = [term for term in terms if name not in find_symbols(term)]
    slopes = [_find_constant_factor(term, name) for term in terms if name in find_symbols(term)]
    known = [slope for slope in slopes if slope is not None]
    is_linear = bool(rest and known) and len(known) == len(slopes)
    is_sum = any(len(split_sum_terms(part)) > 1 for part in divisors)
    if is_linear and is_sum and _is_multiple(_add(known), _multiply(divisors)):
        return _is_multiple(_add(rest), _multiply(factors))
    logarithms = (
        *(Neg(Call("ln", (part,))) for part in factors),
        *(Call("ln", (part,)) for part in divisors),
    )
    return _is_multiple(node, _add((Call("ln", (Sym(name),)), *logarithms)))


def _add(terms: Sequence[Node]) -> Node:
    return reduce(partial(Binary, "+"), terms)
