"""What happens while a lowered formula is computed: the value of each written part, branches, poor sums."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from drill.errors import CheckError, DrillError
from drill.formulas.formula_arithmetic import DOUBLES, ValueCompiler
from drill.formulas.formula_lowering import Lowered
from drill.formulas.formula_parts import find_cut, mentions_drawn
from drill.formulas.small_world import Value, make_key
from drill.formulas.world_environment import to_plain
from drill.maths import maths_tree as maths
from drill.maths.tree_evaluation import Compiled
from drill.notation import tree
from drill.notation.tree import Node, Ref


@dataclass(slots=True)
class Trace:
    """What happened while a value was computed, by the id of a written part."""

    values: dict[int, list[Value]] = field(default_factory=lambda: dict[int, list[Value]]())
    # The branches that were taken: which of two is smaller, whether a clip binds, a sign.
    branches: dict[int, set[Any]] = field(default_factory=lambda: dict[int, set[Any]]())
    # Sums and extremes of a single term, or of equal terms.
    poor: list[tuple[Node, str]] = field(default_factory=lambda: list[tuple[Node, str]]())
    # What was bound when each of the values was computed.
    names: dict[int, list[dict[Ref, Value]]] = field(
        default_factory=lambda: dict[int, list[dict[Ref, Value]]]()
    )


class Tracer(ValueCompiler):
    """Compiles a lowered part so that it notes what each written part became."""

    def __init__(self, lowered: Lowered) -> None:
        super().__init__(DOUBLES)
        self._lowered = lowered
        self._watched = {id(made) for _, made in lowered.parts.values()}
        self._seen: dict[int, list[tuple[Mapping[str, Any], Any]]] = {}
        self._runs: dict[int, list[dict[int, int]]] = {}
        self._failed: list[BaseException] = []

    def compile(self, node: maths.Node) -> Compiled:
        """Compile a node so that its values are noted; one without a value is noted once, as nan."""
        body = super().compile(node)
        if id(node) not in self._watched:
            return body
        seen = self._seen.setdefault(id(node), [])
        runs = self._runs.setdefault(id(node), [])
        is_fold = isinstance(node, maths.Call) and len(node.args) > 2

        def run(env: Mapping[str, Any]) -> Any:
            if is_fold:
                runs.append({key: len(values) for key, values in self._seen.items()})
            try:
                value = body(env)
            except (CheckError, ArithmeticError) as error:
                if error not in self._failed:
                    self._failed.append(error)
                    seen.append((env, math.nan))
                raise
            seen.append((env, value))
            return value

        return run

    def run(self, env: Mapping[str, Any], trace: Trace) -> Any:
        """Return the value, and note in a trace what happened."""
        compiled = self.compile(self._lowered.node)
        try:
            return compiled(env)
        finally:
            self._fill(trace)

    def _fill(self, trace: Trace) -> None:
        for key, (_, made) in self._lowered.parts.items():
            for env, value in self._seen.get(id(made), ()):
                with suppress(DrillError):
                    plain, names = to_plain(value), self._find_names(env)
                    trace.values.setdefault(key, []).append(plain)
                    trace.names.setdefault(key, []).append(names)
        for key, (node, made) in self._lowered.parts.items():
            branches = set(self._list_branches(node, trace))
            if branches:
                trace.branches.setdefault(key, set()).update(branches)
            self._note_terms(node, made, trace)

    def _find_names(self, env: Mapping[str, Any]) -> dict[Ref, Value]:
        bound = self._lowered.bound
        return {bound[name]: to_plain(value) for name, value in env.items() if name in bound}

    def _note_terms(self, node: Node, made: maths.Node, trace: Trace) -> None:
        """Note a sum, a product, an extreme or a mean that shows nothing: of one term, or of equal ones."""
        if not isinstance(node, tree.Reduce | tree.Expect) or id(node.body) not in self._lowered.parts:
            return
        if isinstance(node, tree.Reduce) and node.bound is None and not isinstance(made, maths.Call):
            return
        if isinstance(node, tree.Expect) and not mentions_drawn(node):
            return
        body = id(self._lowered.parts[id(node.body)][1])
        values = self._seen.get(body, [])
        for start, end in self._list_runs(made, body):
            terms = [make_key(to_plain(value)) for _, value in values[start:end]]
            if len(terms) < 2:
                trace.poor.append((node, f"it has {len(terms)} {'term' if len(terms) == 1 else 'terms'}"))
            elif len({*terms}) == 1:
                trace.poor.append((node, "all its terms are equal"))

    def _list_branches(self, node: Node, trace: Trace) -> Generator[Any]:
        """Yield the branches that a part took."""
        values = trace.values.get(id(node), [])
        match node:
            case tree.Cases(branches=branches):
                yield from (place for place, (value, _) in enumerate(branches) if id(value) in trace.values)
            case tree.Norm(bars="|", body=body):
                yield from _list_sides(trace.values.get(id(body), ()))
            case tree.Entry() if find_cut(node)[0]:
                yield from _list_sides(trace.values.get(id(find_cut(node)[1]), ()))
            case tree.Bracket(opening="[", body=body):
                truths = trace.values.get(id(body), ())
                yield from (value for value in truths if isinstance(value, bool))
            case tree.Apply(args=args, function=function):
                yield from _list_call_branches(
                    function.name.base.removeprefix("\\").lower(), args, values, trace
                )
            case tree.Reduce(
                operator="\\max" | "\\min" | "\\sup" | "\\inf" as operator, bound=None, body=body
            ):
                items = body.items if isinstance(body, tree.Listed) else (body,)
                yield from _list_places(operator in ("\\max", "\\sup"), items, trace)
            case tree.Reduce(operator="\\max" | "\\min" | "\\sup" | "\\inf"):
                yield from self._list_fold_places(node, trace)
            case _:
                pass

    def _list_runs(self, made: maths.Node, body: int) -> Iterator[tuple[int, int]]:
        """Yield where the values of a body begin and end in each run of what folds them."""
        starts = [run.get(body, 0) for run in self._runs.get(id(made), [])]
        return zip(starts, [*starts[1:], len(self._seen.get(body, []))], strict=False)

    def _list_fold_places(self, node: tree.Reduce, trace: Trace) -> Generator[int]:
        made = self._lowered.parts[id(node)][1]
        if id(node.body) not in self._lowered.parts:
            return
        body = id(self._lowered.parts[id(node.body)][1])
        values = [to_plain(value) for _, value in self._seen.get(body, [])]
        choose = np.argmax if node.operator in ("\\max", "\\sup") else np.argmin
        for start, end in self._list_runs(made, body):
            if end > start:
                yield int(choose(values[start:end]))


def _list_sides(values: Sequence[Value]) -> Generator[str]:
    for value in values:
        for entry in np.ravel(value):
            yield "below" if entry < 0 else "above"


def _list_call_branches(
    word: str, args: Sequence[Node], values: Sequence[Value], trace: Trace
) -> Generator[Any]:
    match word:
        case "relu" | "abs" | "sign" | "sgn":
            yield from _list_sides(trace.values.get(id(args[0]), ()))
        case "1" | "i":
            yield from values
        case "clip":
            for before, after in zip(trace.values.get(id(args[0]), ()), values, strict=False):
                pairs = zip(np.ravel(before).tolist(), np.ravel(after).tolist(), strict=False)
                for one, other in pairs:
                    yield "between" if one == other else "below" if one < other else "above"
        case "max" | "min":
            yield from _list_places(word == "max", args, trace)
        case _:
            pass


def _list_places(is_largest: bool, items: Sequence[Node], trace: Trace) -> Generator[int]:
    """Yield which of several values was the largest or smallest, entry by entry."""
    columns = [trace.values.get(id(item), []) for item in items]
    choose = np.argmax if is_largest else np.argmin
    for row in map(list, zip(*columns, strict=False)):
        with suppress(ValueError):
            entries: list[Any] = row
            if len(row) == 1 and isinstance(row[0], np.ndarray):
                entries = row[0].ravel().tolist()
            stacked = np.stack(np.broadcast_arrays(*[np.asarray(entry, dtype=float) for entry in entries]))
            yield from map(int, np.ravel(choose(stacked, axis=0)))
