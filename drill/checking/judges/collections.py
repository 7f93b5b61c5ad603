"""Sets and lists: elements paired with the key's, at the exercise's tolerance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from drill.checking.answer_verdict import (
    Verdict,
    make_correct_verdict,
    make_undecided_verdict,
    make_wrong_verdict,
)
from drill.checking.judges.context import Context, match_equal_elements, verdict_of
from drill.checking.judges.value_judge import judge_number
from drill.checking.kind_check import describe_tree_kind, make_kind_error, require_scalar
from drill.errors import ParseError
from drill.explanation import record_step
from drill.maths.maths_tree import (
    Binary,
    Const,
    Logic,
    Node,
    Relation,
    Sequence,
    Sym,
    Union,
    find_symbols,
    list_parts,
)
from drill.text import count

if TYPE_CHECKING:
    from drill.checking.kinds.set_answers import CollectionSpec


# Max elements of a typed set or list, because each is compared with each of the key.
_LIMIT = 60
# A name that nobody types.
_ROOT = "the root"
_BRACKETS = {"set": ("set", "commas"), "list": ("list", "tuple", "commas")}


def judge_collection(spec: CollectionSpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict on a set (no order, nothing twice) or a list. Raises ParseError for what is no
    collection, or too long."""
    due, answered = (
        _list_collection_elements(spec.kind, spec.key),
        _list_collection_elements(spec.kind, answer),
    )
    if (
        answered == (answer,)
        and describe_tree_kind(answer)
        and not any(isinstance(item, Sequence) for item in due)
    ):
        raise make_kind_error(spec.kind, answer)
    if len(answered) > _LIMIT:
        raise ParseError("there are too many elements", 1, code="too-large")
    context = context.beside(part for item in due for part in (item, *list_parts(item)))
    if spec.kind == "list":
        return _judge_list(spec, due, answered, context)
    return _judge_set(
        spec,
        _remove_repeated_elements(spec, due, context),
        _remove_repeated_elements(spec, answered, context),
        context,
    )


def _list_collection_elements(kind: str, node: Node) -> tuple[Node, ...]:
    """Return the elements of a collection; ``x = 1, x = 2`` has 1 and 2, a bare value is one element."""
    match node:
        case Const("dne") | Sequence("set", (Const("dne"),)) if kind == "set":
            return ()
        case Sequence("set", (Sequence("set", ()),)) if kind == "set":
            raise ParseError(
                "this is a set that contains the empty set", 1, hint="write {} for the empty set"
            )
        case Sequence("tuple", items) if kind == "set" and len(items) > 1:
            return (node,)
        case Sequence(brackets, items) if brackets in _BRACKETS[kind]:
            last = (
                _list_collection_elements(kind, items[-1])
                if items and isinstance(items[-1], Logic)
                else items[-1:]
            )
            return tuple(_read_collection_element(kind, item) for item in (*items[:-1], *last))  # 1, 2 and 3
        case Sequence():
            raise make_kind_error(kind, node)
        case Logic(_, left, right) | Union(left, right) if kind == "set" and _are_values(left, right):
            return (*_list_collection_elements(kind, left), *_list_collection_elements(kind, right))
        case _:
            return (_read_collection_element(kind, node),)


def _are_values(*nodes: Node) -> bool:
    """Return whether ``x = 1 or x = 2`` lists values of one name, or ``1 or 2`` and ``1 and 2`` list
    values."""
    if all(isinstance(node, Sequence | Union) or not describe_tree_kind(node) for node in nodes):
        return True
    match nodes:
        case (Logic(_, first, second), other) | (other, Logic(_, first, second)):
            return _are_values(first, second) and _are_values(second, other)
        case (Relation("=", Sym(name), _), Relation("=", Sym(other), _)):
            return name == other
        case _:
            return False


def _read_collection_element(kind: str, node: Node) -> Node:
    if isinstance(node, Relation) and node.op == "=" and isinstance(node.left, Sym):
        return _read_collection_element(kind, node.right)
    is_row = isinstance(node, Sequence) and node.kind in ("tuple", "list")
    if not is_row and describe_tree_kind(node):
        raise make_kind_error(kind, node)
    for item in list_parts(node) if is_row else (node,):
        require_scalar("expression", item)
    return node


def _are_same_elements(spec: CollectionSpec, due: Node, answer: Node, context: Context) -> bool | None:
    """Return whether two elements are equal; None if that is not decided."""
    if isinstance(due, Sequence) and isinstance(answer, Sequence) and len(due.items) == len(answer.items):
        inner = [
            _are_same_elements(spec, *pair, context) for pair in zip(due.items, answer.items, strict=True)
        ]
        return False if False in inner else None if None in inner else True
    if isinstance(due, Sequence) or isinstance(answer, Sequence):
        return False
    if find_symbols(due) or find_symbols(answer):
        verdict = verdict_of(context.compare(due, answer))
    else:
        verdict = judge_number(due, answer, spec.tolerance, context)
    return None if verdict.verdict == "undecided" else verdict.verdict == "correct"


def _remove_repeated_elements(spec: CollectionSpec, items: tuple[Node, ...], context: Context) -> list[Node]:
    """Return the elements without repetitions, compared exactly. Raises if one has no value at all."""
    exactly, context = spec.exact, replace(context, precision=None)
    nodes: list[Node] = []
    for item in items:
        if not any(_are_same_elements(exactly, node, item, context) for node in nodes):
            nodes.append(item)
    return nodes


def _judge_set(
    spec: CollectionSpec, due: Iterable[Node], answers: Iterable[Node], context: Context
) -> Verdict:
    due, answers = list(due), list(answers)
    same_pairs = {
        (i, j): _are_same_elements(spec, d, g, context)
        for i, d in enumerate(due)
        for j, g in enumerate(answers)
    }
    pairs = match_equal_elements(same_pairs, len(due), len(answers))
    missing = [i for i in range(len(due)) if i not in pairs.values()]
    extra = [j for j in range(len(answers)) if j not in pairs]
    record_step("pair elements", key=due, answer=answers, missing=missing, extra=extra)
    if not missing and not extra:
        return make_correct_verdict("numeric")
    if _agree_together([due[i] for i in missing], [answers[j] for j in extra], context):
        return make_correct_verdict("numeric")
    if any(same is None for same in same_pairs.values()):
        return make_undecided_verdict("an element could not be told equal or unequal to the key's")
    if not answers:
        return make_wrong_verdict("missing", "It is not empty.")
    if missing and not extra:
        return make_wrong_verdict("missing", "What is there is right, but not all of it is there.")
    if extra and not missing:
        return make_wrong_verdict("extra", "All of it is there, but so is something that does not belong.")
    there = len(due) - len(missing)
    found = f"{there or 'None'} of the {count(len(due), 'element')} {'are' if there > 1 else 'is'} there"
    return make_wrong_verdict("wrong", f"{found}; the rest does not belong.")


def _agree_together(due: list[Node], answers: list[Node], context: Context) -> bool:
    """Return whether the elements are the same set at every point, though pairs change: {a, -a}, {|a|, -|a|}.

    Two sets of numbers are one if the polynomials with these roots are.
    """
    whole = (*due, *answers)
    # Up to four elements are compared as roots of one polynomial, whose degree they are.
    if not 2 <= len(due) == len(answers) <= 4 or any(isinstance(element, Sequence) for element in whole):
        return False
    if not all(any(find_symbols(element) for element in side) for side in (due, answers)):
        return False
    root = Sym(_ROOT)
    first, second = (
        reduce(lambda left, right: Binary("*", left, right), [Binary("-", root, element) for element in side])
        for side in (due, answers)
    )
    return verdict_of(context.compare(first, second)).verdict == "correct"


def _judge_list(
    spec: CollectionSpec, due: tuple[Node, ...], answers: tuple[Node, ...], context: Context
) -> Verdict:
    if len(due) != len(answers):
        return make_wrong_verdict(
            "size", f"This has {count(len(answers), 'element')}, not {len(due)}.", "structure"
        )
    same_pairs = [_are_same_elements(spec, *pair, context) for pair in zip(due, answers, strict=True)]
    if all(same_pairs):
        return make_correct_verdict("numeric")
    if None in same_pairs:
        return make_undecided_verdict("an element could not be told equal or unequal to the key's")
    if _judge_set(spec, due, answers, context).verdict == "correct":
        return make_wrong_verdict("order", "These are the right elements in another order.")
    off = [str(index) for index, same in enumerate(same_pairs, 1) if not same]
    if len(off) == len(due):
        return make_wrong_verdict("wrong", "")
    message = f"Element {off[0]} is off." if len(off) == 1 else f"Elements {', '.join(off)} are off."
    return make_wrong_verdict("entry", message)
