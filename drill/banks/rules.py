"""Rules between the fields of one exercise that no schema tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drill.banks.exempt import WITHOUT_WITNESS, WITHOUT_WRONG
from drill.banks.faults import fault_at
from drill.banks.nodes import Node
from drill.banks.witness_rules import witness_faults
from drill.checking.table import KINDS
from drill.errors import BankError

_DECLARING = ("vars", "names", "params", "let")


def rule_faults(body: Mapping[str, object], node: Node) -> Iterator[BankError]:
    """Broken rules of one exercise whose shape the schema has accepted."""
    kind = answer_kind(body)
    yield from _twice_declared(body, node)
    yield from _repeated_options(body, kind, node)
    if kind in WITHOUT_WRONG and "wrong" in body:
        hint = "each wrong option has its own `say`" if kind in ("choice", "choices") else ""
        yield fault_at(node, ("wrong",), f"the kind {kind} takes no `wrong`", hint)
    if kind in WITHOUT_WITNESS and "witness" in body:
        yield fault_at(node, ("witness",), f"the kind {kind} takes no witness")
    yield from witness_faults(body, node)
    yield from _parts_in_wrong(body, kind, node)
    yield from _one_tolerance(body["answer"], ("answer",), node)


def answer_kind(body: Mapping[str, object]) -> str:
    """The kind of a checked exercise's answer."""
    answer = body["answer"]
    assert isinstance(answer, Mapping)
    return next(kind for kind in KINDS if kind in answer)


def _twice_declared(body: Mapping[str, object], node: Node) -> Iterator[BankError]:
    """A symbol may stand in vars and in names (its LaTeX); a param or let name is nothing else."""
    first: dict[str, str] = {}
    for field in _DECLARING:
        declared = body.get(field, ())
        assert isinstance(declared, (Mapping, list, tuple))
        for index, name in enumerate(declared):
            earlier = first.setdefault(name, field)
            if earlier != field and {earlier, field} not in (
                {"vars", "names"},
                {"params", "names"},
                {"let", "names"},
            ):
                path = (field, name) if isinstance(declared, Mapping) else (field, index)
                yield fault_at(node, path, f"{name} is declared in {earlier} and in {field}", "rename one")


def _repeated_options(body: Mapping[str, object], kind: str, node: Node) -> Iterator[BankError]:
    if kind not in ("choice", "choices", "order"):
        return
    answer = body["answer"]
    assert isinstance(answer, Mapping)
    seen: set[str] = set()
    for index, option in enumerate(answer[kind]):
        if option["id"] in seen:
            yield fault_at(node, ("answer", kind, index, "id"), f"a second option with the id {option['id']}")
        seen.add(option["id"])


def _parts_in_wrong(body: Mapping[str, object], kind: str, node: Node) -> Iterator[BankError]:
    """A mistake of ``parts`` names some of them; any other mistake is one text."""
    answer, wrong = body["answer"], body.get("wrong", ())
    assert isinstance(answer, Mapping)
    assert isinstance(wrong, (list, tuple))
    for index, mistake in enumerate(wrong):
        given, path = mistake["answer"], ("wrong", index, "answer")
        if kind == "parts" and not isinstance(given, Mapping):
            yield fault_at(node, path, "a mistake in parts names the parts, {mean: …}")
        elif kind == "parts":
            for name in given:
                if name not in answer["parts"]:
                    known = ", ".join(answer["parts"])
                    yield fault_at(node, (*path, name), f"no part is called {name!r}", f"known are {known}")
        elif kind not in ("solutions", "factorisation") and isinstance(given, Mapping):
            yield fault_at(node, path, "one text is due; put it in quotes")


def _one_tolerance(answer: object, path: tuple[str, ...], node: Node) -> Iterator[BankError]:
    assert isinstance(answer, Mapping)
    given = [name for name in ("tolerance", "digits", "decimals") if name in answer]
    if len(given) > 1:
        yield fault_at(node, (*path, given[1]), f"{' and '.join(given)} exclude each other")
    parts = answer.get("parts")
    if isinstance(parts, Mapping):
        for name, part in parts.items():
            if any(kind in part for kind in ("parts", "self")):
                yield fault_at(node, (*path, "parts", name), "a part is no parts and no self")
            else:
                yield from _one_tolerance(part, (*path, "parts", name), node)
