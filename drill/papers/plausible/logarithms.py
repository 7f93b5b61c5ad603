"""Whether a logarithm without a base is the natural one."""

from __future__ import annotations

from drill.papers.formula.rewrite import walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Function, Node
from drill.papers.paper import Paper


def is_natural(paper: Paper, node: Node) -> bool:
    """Whether neither the paper nor a formula speaks of another base."""
    if any(isinstance(part, Function) and part.name == "\\log" and part.sub for part in walk(node)):
        return False
    return not paper.speaks_of_other_base


def check_logarithms(paper: Paper, node: Node) -> None:
    """That the base of every logarithm is known.

    Raises:
        RefusedError: one is written without, in a paper of another base than e.
    """
    logarithms = [part for part in walk(node) if isinstance(part, Function) and part.name == "\\log"]
    if any(not part.sub for part in logarithms) and not is_natural(paper, node):
        raise RefusedError("its logarithm may be one of another base")
