"""Letters above names that may be indices, though they are written as exponents are: ``\\varepsilon_v^k``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from drill.notation import tree, walk
from drill.notation.tree import Node, Ref, Statement
from drill.papers.lowering.inputs import RefusedError


class Superscripts:
    """What a paper's formulas tell of the letters above its names."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._indices: set[str] = set()
        """Letters that count something anywhere."""
        self._above: set[str] = set()
        """Those of indices above, without brackets: the ``j`` of ``h^j``."""
        self._of: dict[tree.Name, set[Node]] = defaultdict(set)
        """What stands above each name; of letters that a sum runs over it tells nothing."""
        for statement in statements:
            bound = _bound(statement)
            self._indices |= bound | _running(statement)
            for node in walk(statement):
                match node:
                    case Ref(name, above=(first, *_) as above, opening=opening):
                        self._of[name].add(first)
                        self._above |= _running(*above) if not opening else set()
                    case tree.Pow(Ref(name), exponent) if _letter(exponent) not in {"", *bound}:
                        self._of[name].add(exponent)
                    case _:
                        pass

    def check(self, statement: Statement) -> None:
        """Refuse a statement in which a letter above may be an index, not an exponent.

        Raises:
            RefusedError: there is one.
        """
        for node in walk(statement):
            if isinstance(node, tree.Pow) and self._is_in_doubt(node.base, _letter(node.exponent)):
                raise RefusedError("a letter above a name or a bracket is an index elsewhere")
            if isinstance(node, tree.Reduce):
                powers = {_letter(part.exponent) for part in walk(node.body) if isinstance(part, tree.Pow)}
                if powers & _bound(node) - _running(node.body):
                    raise RefusedError("a sum's letter stands above names alone, as an index may")

    def _is_in_doubt(self, base: Node, letter: str) -> bool:
        if letter not in self._indices or base == Ref(tree.Name("e")) or isinstance(base, tree.Num):
            return False
        if letter in self._above or not isinstance(base, Ref):
            return letter in self._above
        is_one_of_many = not all(isinstance(index, tree.Fixed) for index in base.below)
        return is_one_of_many or bool(base.name.label) or len(self._of[base.name]) > 1


def _letter(exponent: Node) -> str:
    """The letter of ``k`` or ``k + 1``; empty for any other exponent."""
    match exponent:
        case Ref(tree.Name(letter), (), ()) | tree.Add(
            (Ref(tree.Name(letter), (), ()), tree.Num() | tree.Neg(tree.Num()))
        ):
            return letter
        case _:
            return ""


def _bound(node: Node) -> set[str]:
    """Letters that run in a part of a formula, and those that they run to."""
    bounds = [one for one in walk(node) if isinstance(one, tree.Bound)]
    ends = [ref for one in bounds for ref in (*one.names, one.upper) if isinstance(ref, Ref)]
    return {ref.name.base for ref in ends}


def _running(*nodes: Node) -> set[str]:
    """Letters of indices in parts of a formula."""
    return {one.letter for node in nodes for one in walk(node) if isinstance(one, tree.Running)}
