"""What is wrong with a witness before it runs: unknown heads and arguments, missing ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from drill.banks.faults import fault_at
from drill.banks.heads import HEADS, find_head
from drill.banks.models import Question
from drill.banks.nodes import Node, Path
from drill.checking import KINDS
from drill.codec import Written
from drill.errors import BankError
from drill.text import did_you_mean


def witness_faults(question: Question, node: Node) -> Iterator[BankError]:
    """Yield faults of a question's witness; of ``parts`` each part may have its own."""
    witness, at = question.witness, (*question.at, "witness")
    if not witness:
        return
    parts = tuple(name for name, part in question.answer.parts if KINDS[part.kind].takes_witness)
    if parts and set(witness) <= set(parts):
        for part, own in witness.items():
            if isinstance(own, Mapping):
                yield from _faults(own, (*at, part), (), node)
            else:
                yield fault_at(node, (*at, part), "a witness is due, such as {value: 2}", "", "witness")
        missing = [part for part in parts if part not in witness]
        if missing:
            yield fault_at(node, at, f"it says nothing of {missing[0]}", "", "witness")
        return
    yield from _faults(witness, at, parts, node)


def _faults(
    witness: Mapping[str, Written], path: Path, parts: Sequence[str], node: Node
) -> Iterator[BankError]:
    """Faults of one witness; names of parts may stand among its arguments."""
    name = find_head(witness)
    if name is None:
        first = next(iter(witness))
        hint = did_you_mean(first, tuple(HEADS))
        yield fault_at(node, (*path, first), f"no witness is called {first!r}", hint, "witness")
        return
    head = HEADS[name]
    for argument in witness:
        if argument != name and argument not in (*head.arguments, *parts):
            hint = did_you_mean(argument, head.arguments) if head.arguments else f"{name} takes none"
            message = f"{name} has no argument {argument!r}"
            yield fault_at(node, (*path, argument), message, hint, "witness")
    missing = [argument for argument in head.needs if argument not in witness]
    if missing:
        yield fault_at(node, path, f"{name} needs {' and '.join(missing)}", "", "witness")
