"""Find proofs that cannot fail: witnesses that pass the key through, answers that nothing tests, leaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from drill.banks.models import FieldPath
from drill.banks.templates import list_template_references
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import ChoicesSpec, FormulaSpec, Option, SelfSpec
from drill.errors import BankError, CheckError
from drill.maths.maths_tree import Binary, Relation, Sym, find_symbols, walk_tree
from drill.proving.claims import make_question_trials
from drill.proving.leaks import is_telltale_key, printed_keys
from drill.proving.restated_keys import is_wrapped
from drill.proving.tree_spelling import collect_terms, spell_tree_canonically
from drill.proving.vacuous import untested_answers

# Variants in all of which something has to be found, since one may have it by chance.
_VARIANTS = 4
_Found = tuple[FieldPath, str, str]


def hollow_findings(variants: Sequence[tuple[int, VariantMaker]], index: int, title: str) -> list[_Found]:
    """Return field, code and message of what makes the proof of a question worthless in all of its variants.

    Whatever has no value in some variant is reported where the variant is verified.
    """
    kept: dict[tuple[FieldPath, str], str] | None = None
    for seed, expansion in variants[:_VARIANTS]:
        found = _of_variant(expansion, index, seed)
        kept = found if kept is None else {place: kept[place] for place in kept if place in found}
        if not kept:
            break  # whatever the others have, it is not in all of them
    leaks = _find_key_leaks([expansion for _, expansion in variants[:_VARIANTS]], index, title)
    return [*((path, code, message) for (path, code), message in (kept or {}).items()), *leaks]


def _of_variant(expansion: VariantMaker, index: int, seed: int) -> dict[tuple[FieldPath, str], str]:
    question, found = expansion.questions[index], dict[tuple[FieldPath, str], str]()
    path = question.question.at
    with suppress(BankError, CheckError):
        if any(is_wrapped(question, claimed) for claimed in make_question_trials(question, seed)):
            message = "it would agree with any other key in its place; compute it from what the prompt states"
            found[(*path, "witness"), "wrapped"] = message
    with suppress(BankError, CheckError):
        if not isinstance(question.expect, FormulaSpec | SelfSpec):
            found |= {((*path, "answer"), "vacuous"): message for message in untested_answers(question)}
    answer = question.question.answer
    options = answer.options if isinstance(answer, ChoicesSpec) else ()
    with suppress(BankError, CheckError):
        if any(_is_hollow_claim(question, option) for option in options):
            message = "a claim says nothing about what its option prints; write one that is true of it alone"
            found[(*path, "answer"), "wrapped"] = message
    return found


def _is_hollow_claim(question: StageMaker, option: Option) -> bool:
    """Return whether the sides of a claim differ by a number, and have nothing that its option prints."""
    frame = question.scope.frame
    sources = [reference.source for reference in list_template_references(option.text)]
    claim = frame.read(option.claim, "claim", "statement") if option.claim and sources else None
    values = [frame.read(source, "answer") for source in sources]
    if not isinstance(claim, Relation) or any(isinstance(value, Sym) for value in values):
        return False  # a single name is in any claim
    terms = collect_terms(Binary("-", claim.left, claim.right))
    printed = {*map(spell_tree_canonically, values)}
    return not any(find_symbols(part) for _, part in terms.values()) and not any(
        spell_tree_canonically(part) in printed for part in walk_tree(claim) if not isinstance(part, Relation)
    )


def _find_key_leaks(expansions: Sequence[VariantMaker], index: int, title: str) -> Iterator[_Found]:
    """Yield the texts that print the key in every variant, if it changes, is a formula or is called so."""
    printed: list[dict[FieldPath, tuple[str, bool]]] = []
    for expansion in expansions:
        try:
            found = printed_keys(expansion, index, title)
            printed.append({path: (key, is_told) for path, key, is_told in found})
        except (BankError, CheckError):
            return
        if not printed[-1]:
            return
    for path, (key, _) in printed[0].items() if printed else ():
        pairs = [found[path] for found in printed if path in found]
        changes = len({key for key, _ in pairs}) > 1
        if len(pairs) == len(expansions) and (
            changes or is_telltale_key(key) or all(told for _, told in pairs)
        ):
            yield path, "leak", f"it prints the key, {key}, before it is asked for"
