"""Keys as witnesses test them: trees to compare, one trial per part, and slips of the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from drill.banks.filled_answers import ANY_MODES, arrays_in
from drill.banks.scope import in_first_mode, put_in, read_expression_text
from drill.banks.variant_expansion import StageMaker
from drill.checking import KINDS, ArraySpec, Spec, TextSpec, read_distribution
from drill.codec import is_mapping
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Binary, Call, Node, Relation, Sym, substitute_symbols, walk_tree
from drill.maths.maths_tree import Sequence as Row
from drill.maths.names import Names
from drill.notation import is_latex, read_latex
from drill.proving.mutate import make_key_mutants, whole_mutants
from drill.proving.witnesses import Claim, Trial, head_of
from drill.reading import Written

# Arguments by which a witness of several parts says what each part is.
_BY_NAME = ("mean", "variance", "probability", "count", "total", "mode")

# The proofs of keys that are no trees.
_UNTREED = ("", "claims", "code", "slips")


@dataclass(frozen=True, slots=True)
class Witnessed:
    """One claim of an exercise: its part (or none), the place of its key, and its trial."""

    part: str
    answer: Spec
    trial: Trial


# The trials of each question of a variant by their seeds: what one has worked out serves all that ask of it.
_trials: WeakKeyDictionary[StageMaker, dict[int, tuple[Witnessed, ...]]] = WeakKeyDictionary()


def make_question_trials(expansion: StageMaker, seed: int) -> tuple[Witnessed, ...]:
    """Return the trials that confirm a question of a variant, always the same ones; none without a witness.

    Where those of another seed agreed without any random number, they are these.
    """
    trials = _trials.setdefault(expansion, {})
    if seed not in trials:
        settled = (known for known in trials.values() if all(each.trial.is_settled for each in known))
        trials[seed] = next(settled, None) or tuple(_pair_parts_with_witnesses(expansion, seed))
    return trials[seed]


def _pair_parts_with_witnesses(expansion: StageMaker, seed: int) -> Iterator[Witnessed]:
    answer, witness = expansion.question.answer, expansion.question.witness
    if not witness:
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
        return {**witness, head: mapping_of(value)[part]} if part in value else None
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
    """Return the tree of a resolved value, in which only symbols are declared. Raises BankError if it cannot
    be read.
    """
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
        return tree.right if isinstance(tree.left, Sym) else Binary("-", tree.left, tree.right)
    return tree


def resolved_names(expansion: StageMaker, expect: Spec) -> Names:
    """Return the names of a resolved value: symbols, and arrays with their axes."""
    frame = expansion.scope.frame
    arrays = dict(expect.shapes)
    declared = frozenset((*frame.vars, *frame.latex, *arrays))
    return Names(declared, frozenset(arrays), "bank", "allow")


def slips_of(expansion: StageMaker, claimed: Witnessed) -> Sequence[Node]:
    """Return the slips of one claim's key as trees, before values are substituted."""
    proof = KINDS[claimed.trial.claim.kind].proof
    if proof == "formula":  # another spelling proves nothing: the learner compares
        return ()
    tree = written_key(expansion, claimed)
    if tree is None:
        return ()
    if isinstance(tree, Call) and proof == "law":
        return _of_parameters(tree)
    calls = (part for part in walk_tree(tree) if isinstance(part, Call))
    if not any(part.name == "integrate" and len(part.args) == 2 for part in calls):
        return make_key_mutants(tree)
    return whole_mutants(WHOLE) if not isinstance(tree, Row) else ()


# Stands for the worked-out key in slips of keys with an antiderivative, which only SymPy can evaluate.
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


def mapping_of(value: Written) -> Mapping[str, Written]:
    """Return a mapping by the texts of its names; empty for anything else."""
    return {str(name): entry for name, entry in value.items()} if is_mapping(value) else {}
