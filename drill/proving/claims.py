"""Keys as witnesses test them: trees to compare, one trial per part, and slips of the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Sequence as AbcSequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from drill.banks.filled_answers import ANY_MODES, arrays_in, counts_as_same_answer
from drill.banks.scope import in_first_mode, put_in, read_expression_text
from drill.banks.variant_expansion import StageMaker
from drill.checking import KINDS, ArraySpec, Spec, TextSpec, read_distribution
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import (
    Binary,
    BinaryOp,
    Call,
    Const,
    Interval,
    Neg,
    Node,
    Num,
    Relation,
    RelationOp,
    Sequence,
    Sym,
    find_in_tree,
    list_parts,
    replace_parts,
    substitute_symbols,
    walk_tree,
)
from drill.maths.maths_tree import Sequence as Row
from drill.maths.names import BINDING, Names
from drill.maths.print import to_plain
from drill.notation import is_latex, read_latex
from drill.proving.reports import ExerciseReport
from drill.proving.witnesses import Claim, Trial, confirm_claim, head_of
from drill.proving.witnesses.trial import mapping_of
from drill.reading import Written

# Mutate a key, to see whether its witness would notice: signs, factors, off by one, exchanges.

_ONE, _TWO = Num("1"), Num("2")
# Functions of two arguments that may be exchanged, or whose exchange is not a slip.
_UNEXCHANGED = frozenset(("dot", "hadamard", "norm", "gcd", "max", "min", "cdf", "pdf", "quantile"))
# Functions that are not dropped, because their argument alone is of another kind, or has the same value.
_UNTOUCHED = frozenset({"ind", "pick", "raw", "dec", "simplify", "expand", "factor", "T", "col", "trace"})
_OTHER_RELATION: Mapping[RelationOp, tuple[RelationOp, ...]] = {
    "<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<="), "=": (), "!=": (),
}  # fmt: skip


_OPPOSITE: Mapping[BinaryOp, BinaryOp] = {"+": "-", "-": "+", "*": "/", "/": "*"}


def make_key_mutants(tree: Node) -> tuple[Node, ...]:
    """Return all trees that are one slip away from a tree, each once."""
    distinct = dict.fromkeys(_mutate_every_node(tree))
    distinct.pop(tree, None)
    return tuple(distinct)


def whole_mutants(tree: Node) -> tuple[Node, ...]:
    """Return slips of the whole value: its sign, a factor, one more."""
    return (Neg(tree), Binary("*", _TWO, tree), Binary("+", tree, _ONE))


def _mutate_every_node(node: Node) -> Iterator[Node]:
    yield from _mutate_node(node)
    parts = list_parts(node)
    for index, part in enumerate(parts):
        if isinstance(node, Call) and node.name in BINDING and index <= 1:
            continue  # a name, or a body that another engine evaluates: slips in it prove nothing new
        for changed in _mutate_every_node(part):
            yield replace_parts(node, (*parts[:index], changed, *parts[index + 1 :]))


def _mutate_node(node: Node) -> Iterator[Node]:
    match node:
        case Num(text):
            if text.isdigit():
                yield Num(str(int(text) + 1))
            else:
                yield Binary("*", _TWO, node)
        case Sym():
            yield from whole_mutants(node)
        case Const(name):
            if name in ("pi", "e"):
                yield Binary("*", _TWO, node)
        case Neg(arg):
            yield arg
        case Binary():
            yield from _of_binary(node)
        case Call(name, args):
            yield from _of_call(name, args)
        case Sequence(kind, items):
            yield from _exchange_neighbours(kind, items)
        case Interval(low, high, open_low, open_high):
            if not _is_infinite(low):
                yield Interval(low, high, not open_low, open_high)
            if not _is_infinite(high):
                yield Interval(low, high, open_low, not open_high)
        case Relation(op, left, right):
            for changed_op in _OTHER_RELATION[op]:
                yield Relation(changed_op, left, right)
        case _:
            return


def _is_infinite(end: Node) -> bool:
    """Return whether an interval is unbounded on this side, so that its bracket means nothing."""
    return Const("inf") in walk_tree(end)


def _of_binary(node: Binary) -> Iterator[Node]:
    left, right = node.left, node.right
    opposite = _OPPOSITE.get(node.op)
    if opposite is None:  # a power
        yield from (left, Binary("*", left, right))
    elif node.op in ("+", "*"):
        yield from (Binary(opposite, left, right), left, right)
    else:
        yield from (Binary(opposite, left, right), Binary(node.op, right, left), left)


def _of_call(name: str, args: tuple[Node, ...]) -> Iterator[Node]:
    if name in BINDING:
        yield from whole_mutants(Call(name, args))
        return
    if name == "inv":
        yield args[0]
        yield Call("T", (Call(name, args),))
    elif len(args) == 1 and name not in _UNTOUCHED:
        yield args[0]
    elif len(args) == 2 and name not in _UNEXCHANGED:
        yield Call(name, (args[1], args[0]))


def _exchange_neighbours(kind: str, items: tuple[Node, ...]) -> Iterator[Node]:
    """Yield the sequence with two neighbours exchanged; nothing for a set, which has no order."""
    if kind == "set":
        return
    for index in range(len(items) - 1):
        if items[index] != items[index + 1]:
            changed = (*items[:index], items[index + 1], items[index], *items[index + 2 :])
            yield Sequence(kind, changed)  # type: ignore[arg-type]  # the kind of another sequence


# Arguments that name the parts of a witness of several parts.
_BY_NAME = ("mean", "variance", "probability", "count", "total", "mode")

# The proofs of keys that are not trees.
_UNTREED = ("", "claims", "code", "slips")


@dataclass(frozen=True, slots=True)
class Witnessed:
    """One claim of an exercise: its part (or none), the place of its key, and its trial."""

    part: str
    answer: Spec
    trial: Trial


# The trials of each question of a variant by their seeds, so that intermediate results are shared.
_trials: WeakKeyDictionary[StageMaker, dict[int, tuple[Witnessed, ...]]] = WeakKeyDictionary()


def make_question_trials(expansion: StageMaker, seed: int) -> tuple[Witnessed, ...]:
    """Return the trials that confirm a question of a variant, always the same ones; none without a witness.

    If those of another seed agreed without random numbers, those are returned.
    """
    trials = _trials.setdefault(expansion, {})
    if seed not in trials:
        settled = (known for known in trials.values() if all(each.trial.is_settled for each in known))
        trials[seed] = next(settled, None) or tuple(_pair_parts_with_witnesses(expansion, seed))
    return trials[seed]


def _pair_parts_with_witnesses(expansion: StageMaker, seed: int) -> Iterator[Witnessed]:
    answer, witness = expansion.question.answer, expansion.question.witness
    if not witness or "world" in witness:  # which imports of earlier versions wrote: it is read and not run
        return
    if not answer.parts:
        yield Witnessed("", answer, Trial(witness, expansion.scope, claim_of(expansion), seed))
        return
    parts = [name for name, part in answer.parts if KINDS[part.kind].takes_witness]
    witnesses = {part: _witness_of(witness, part, tuple(parts)) for part in parts}
    if all(part_witness is None for part_witness in witnesses.values()):
        yield _make_joint_trial(expansion, seed)
        return
    for part, part_witness in witnesses.items():
        if part_witness is None and not KINDS[dict(answer.parts)[part].kind].needs_witness:
            continue
        if part_witness is None:
            raise BankError(f"the witness says nothing about {part}", field="witness", code="witness")
        claim = claim_of(expansion, part)
        yield Witnessed(part, dict(answer.parts)[part], Trial(part_witness, expansion.scope, claim, seed))


def _witness_of(
    witness: Mapping[str, Written], part: str, parts: tuple[str, ...]
) -> Mapping[str, Written] | None:
    """Return the witness of one part, where the witness names its parts."""
    if set(witness) <= set(parts):
        return mapping_of(witness[part]) if part in witness else None
    head = head_of(witness)
    value = witness[head]
    if isinstance(value, Mapping) and set(map(str, value)) <= set(parts):
        if part not in value:
            return None
        return {**witness, head: mapping_of(value)[part]}
    shared_arguments: dict[str, Written] = {
        name: argument for name, argument in witness.items() if name not in _BY_NAME or name == head
    }
    if part in witness and part in _BY_NAME:
        return {**shared_arguments, part: witness[part]}
    if head == "posterior" and part in ("mean", "variance", "mode"):
        over = mapping_of(witness.get("over", {}))
        return {**shared_arguments, part: next(iter(over), "")}
    return None


def _make_joint_trial(expansion: StageMaker, seed: int) -> Witnessed:
    """Return the trial of all parts as one vector, for a witness that yields one."""
    expect = expansion.expect
    trees = [claim_of(expansion, name).node for name, _ in expect.parts]
    array_spec = ArraySpec(kind="vector", vars=expect.vars, latex=expect.latex, assume=expect.assume)
    claim = Claim("vector", array_spec, "", Row("list", tuple(trees)))
    trial = Trial(expansion.question.witness, expansion.scope, claim, seed)
    return Witnessed("", expansion.question.answer, trial)


def claim_of(expansion: StageMaker, part: str = "") -> Claim:
    """Return the key of a variant as a claim, or that of one of several parts."""
    expect = expansion.expect.part(part) if part else expansion.expect
    kind, proof = expect.kind, KINDS[expect.kind].proof
    text = expansion.key if isinstance(expansion.key, str) else expansion.key.get(part, "")
    if proof in _UNTREED:
        return Claim(kind, expect, text)
    key_text = expect.text if isinstance(expect, TextSpec) else text
    return Claim(kind, expect, text, read_resolved(expansion, key_text, expect))


def read_resolved(expansion: StageMaker, text: str, expect: Spec) -> Node:
    """Return the tree of a resolved value with declared symbols only. Raises BankError if unreadable."""
    names, kind = resolved_names(expansion, expect), KINDS[expect.kind]
    proof = kind.proof
    if proof == "law":
        return read_distribution(text, lambda part: read_expression_text(part, "answer", names, "value"))
    if proof == "formula":
        return _read_claimed_formula(text, names, dict(expansion.scope.frame.latex))
    modes = kind.bank_modes or ANY_MODES
    return in_first_mode(modes, lambda mode: read_expression_text(text, f"answer.{kind.name}", names, mode))


def _read_claimed_formula(text: str, names: Names, latex: Mapping[str, str]) -> Node:
    """Return the value of a formula; of an equation that defines a name, the other side."""
    if is_latex(text):
        tree = read_latex(text, names, latex, "statement")
    else:
        tree = read_expression_text(text, "answer.formula", names, "statement")
    if isinstance(tree, Relation) and tree.op == "=":
        if isinstance(tree.left, Sym):
            return tree.right
        return Binary("-", tree.left, tree.right)
    return tree


def resolved_names(expansion: StageMaker, expect: Spec) -> Names:
    """Return the names of a resolved value: symbols, and arrays with their axes."""
    frame = expansion.scope.frame
    arrays = dict(expect.shapes)
    declared = frozenset((*frame.vars, *frame.latex, *arrays))
    return Names(declared, frozenset(arrays), "bank", "allow")


def slips_of(expansion: StageMaker, claimed: Witnessed) -> AbcSequence[Node]:
    """Return the slips of one claim's key as trees, before values are substituted."""
    proof = KINDS[claimed.trial.claim.kind].proof
    if proof == "formula":  # another spelling proves nothing: the learner compares
        return ()
    tree = written_key(expansion, claimed)
    if tree is None:
        return ()
    if isinstance(tree, Call) and proof == "law":
        return _of_parameters(tree)
    calls = find_in_tree(tree, Call)
    if not any(part.name == "integrate" and len(part.args) == 2 for part in calls):
        return make_key_mutants(tree)
    return whole_mutants(WHOLE) if not isinstance(tree, Row) else ()


# Replaces the worked-out key in slips of keys with an antiderivative, which only SymPy can evaluate.
WHOLE = Sym("key")


def _of_parameters(tree: Call) -> tuple[Node, ...]:
    """Return calls of the same family with a slip in a parameter, or with the parameters exchanged."""
    changed_calls: dict[Node, None] = {}
    for index, part in enumerate(tree.args):
        for changed in make_key_mutants(part):
            changed_calls[Call(tree.name, (*tree.args[:index], changed, *tree.args[index + 1 :]))] = None
    if len(tree.args) == 2:
        changed_calls[Call(tree.name, (tree.args[1], tree.args[0]))] = None
    changed_calls.pop(tree, None)
    return tuple(changed_calls)


def written_key(expansion: StageMaker, claimed: Witnessed) -> Node | None:
    """Return the key's tree as the bank writes it, without substitution; ``None`` for kinds without one."""
    kind = claimed.trial.claim.kind
    answer = claimed.answer
    if answer.parts:
        trees = [_read_written_key(expansion, part.kind, part) for _, part in answer.parts]
        known = [tree for tree in trees if tree is not None]
        return Row("list", tuple(known)) if len(known) == len(trees) else None
    return _read_written_key(expansion, kind, answer)


def _read_written_key(expansion: StageMaker, kind: str, answer: Spec) -> Node | None:
    proof = KINDS[kind].proof
    if proof in (*_UNTREED, "example") or not isinstance(answer, TextSpec):
        return None
    text, field = answer.text, f"answer.{kind}"
    frame = expansion.scope.frame
    if proof == "formula":
        try:
            return _read_claimed_formula(text, frame.names, frame.latex)
        except (BankError, CheckError):
            return None
    if proof == "law":
        return read_distribution(text, lambda part: frame.read(part, field))
    bound, matrices = expansion.answers.bound_in(answer), arrays_in(answer)
    for mode in KINDS[kind].bank_modes:
        try:
            return frame.read(text, field, mode, bound, matrices)
        except BankError:
            continue
    return None


def make_slipped_claim(expansion: StageMaker, claimed: Witnessed, slip: Node) -> Claim:
    """Return the claim with a slip in its key, in one variant's values."""
    claim = claimed.trial.claim
    if WHOLE in walk_tree(slip):
        return replace(claim, tree=substitute_symbols(slip, {WHOLE.name: claim.node}))
    return replace(claim, tree=put_in(slip, expansion.scope.trees))


# Test whether a witness notices slips in the key that it confirms.


@dataclass(frozen=True, slots=True)
class _Run:
    """One variant with its claims."""

    expansion: StageMaker
    claims: tuple[Witnessed, ...]


def judge_slips(expansions: AbcSequence[tuple[int, StageMaker]], report: ExerciseReport) -> None:
    """Count in a report the slips of the key, and those that the witness detects in some variant."""
    distinct: dict[int, _Run] = {}  # with few values the same trials occur repeatedly
    # Max variants in which a slip may be detected.
    for seed, expansion in expansions[:12]:
        claims = make_question_trials(expansion, seed)
        distinct.setdefault(id(claims), _Run(expansion, claims))
    runs = [*distinct.values()]
    for index, claimed in enumerate(runs[0].claims):
        slips = slips_of(runs[0].expansion, claimed)
        for slip in slips[:: max(1, -(-len(slips) // 60))]:
            fate = _combine_slip_outcomes(runs, index, slip)
            report.raised += fate == "raised"
            report.mutants += fate in ("caught", "missed")
            report.caught += fate == "caught"
            report.missed += (to_plain(slip),) if fate == "missed" else ()


def _combine_slip_outcomes(runs: AbcSequence[_Run], index: int, slip: Node) -> str:
    """Return the outcome of a slip over all variants: ``caught`` if any detects it, else the last conclusive
    one.
    """
    fate = "same"
    for run in runs:
        outcome = _judge_slip_in_variant(run, run.claims[index], slip)
        if outcome in ("caught", "raised"):
            return outcome
        fate = "missed" if outcome == "missed" else fate
    return fate


def _judge_slip_in_variant(run: _Run, claimed: Witnessed, slip: Node) -> str:
    """Return ``caught``, ``missed``, ``raised``, or ``same`` if the slip leaves this variant's key as
    it is."""
    try:
        claim = make_slipped_claim(run.expansion, claimed, slip)
        if claimed.trial.is_same_value(claim.node):
            return "same"
        if not claimed.trial.has_value(claim.node):
            return "raised"
        if not confirm_claim(claimed.trial.claiming(claim)).agrees:
            return "caught"
    except (CheckError, BankError):
        return "raised"
    # the witness accepts the slip, perhaps rightly, because another multiple or constant is the same answer
    text = run.expansion.answers.text_of(claim.node, claim.kind)
    expect = run.expansion.expect
    is_whole = claim.kind == expect.kind  # and not one of several parts
    if is_whole and text is not None and counts_as_same_answer(expect, text, None):
        return "same"
    return "missed"
