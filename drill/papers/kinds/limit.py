"""What a formula tends to when a symbol goes to an end of its domain at which it cannot be put in."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Final

from drill.checking import ExpressionSpec
from drill.errors import CheckError
from drill.maths.print import to_latex, to_plain
from drill.maths.tidy import rational_node
from drill.maths.tree import Binary, Call, Const, Node, Num, Sym, substitute, symbols, walk
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.drafting import each_line, exercise, source_of
from drill.papers.kinds.computing import Computing, confirmed, left_of
from drill.papers.kinds.variation import Varied, value, varied
from drill.papers.lowering.cases import simplified
from drill.papers.lowering.inputs import RefusedError
from drill.papers.sheet.types import Domain
from drill.papers.structure import MOST_SKILLS, skills_of
from drill.papers.wording import around, titled

_POINTS: Final = 8
"""Draws of which most have to come to rest before SymPy is asked."""
_FAR: Final = ((1e4, 1e8), (40.0, 200.0))
"""How far out the numbers lie: as far as powers need it, else as far as exponentials allow it."""
_REST, _LEAST = 0.3, 1e-3
"""How much a value still moves, as powers do, and how small it may become."""
_LARGEST: Final = 60
"""Nodes of a formula whose limit SymPy finds in no time."""
_LONGEST: Final = 40
"""Nodes of a limit that is typed without slips."""
_ENDS: Final = {math.inf: "\\infty", -math.inf: "-\\infty"}


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One limit of each formula: the one that keeps most of it."""
    computing = Computing(paper)

    def make(line: Line) -> Iterator[Draft | Skipped]:
        try:
            yield _draft(computing, varied(computing, line))
        except RefusedError as error:
            yield Skipped("limit", line.formula.id, f"No limit: {error.why}.", error.question)

    return each_line("limit", paper, make)


def _draft(computing: Computing, found: Varied) -> Draft:
    name, end, key = _chosen(found)
    line, left, latex = found.line, left_of(found.line, found.formula), found.whole.latex
    goes = f"{latex[name]} \\to {_ENDS.get(end, f'{end:g}')}"
    to = {math.inf: "inf", -math.inf: "-inf"}.get(end, f"{end:g}")
    witness = {"limit": to_plain(found.node), "wrt": name, "to": to}
    if math.isfinite(end):
        witness["side"] = "right" if end == found.inputs[name].quantity.domain.low else "left"
    body = exercise(
        title=titled(
            line.formula, ": a limit", computing.glossary.name(found.formula.left, line.formula.section)
        ),
        prompt=f"{found.setting(computing)} What does {left} tend to as ${goes}$?",
        answer=ExpressionSpec(kind="expression", text=to_plain(key)),
        skills=("calc.lim.infinity", *skills_of(line.statement))[:MOST_SKILLS],
        level=2,
        declared=found.declared(without=name),
        shape="a formula far out, where some of its parts die away",
        motion=f"find the parts that hold ${latex[name]}$ and see which of them wins as ${goes}$",
        hints=[
            f"Which parts contain ${latex[name]}$, and what does each of them tend to?",
            f"Replace each part that contains ${latex[name]}$ by what it tends to, from the inside out.",
        ],
        steps=[
            f"Only the parts with ${latex[name]}$ move; the rest stays as it is.",
            f"As ${goes}$, the whole tends to ${to_latex(key, latex)}$.",
        ],
        links=[around(computing.paper.sheet, line.formula)],
        witness=witness,
    )
    slot = goes.replace(" ", "")
    return Draft(
        "limit",
        line.formula.id,
        source_of(line),
        slot,
        confirmed(body),
        is_proved=True,
        guesses=found.guesses,
    )


def _chosen(found: Varied) -> tuple[str, float, Node]:
    best: tuple[int, str, float, Node] | None = None
    for name in found.numbers():
        domain = found.inputs[name].quantity.domain
        for end in (domain.high, domain.low):
            key = _limit(found, name, end) if _settles(found, name, end) else None
            if key is not None and (best is None or len(symbols(key)) > best[0]):
                best = len(symbols(key)), name, end, key
    if best is None:
        raise RefusedError("at no open end it tends to anything but 0 or infinity")
    return best[1:]


def _settles(found: Varied, name: str, end: float) -> bool:
    """Whether numbers near an end that cannot be put in come to rest, and not at 0."""
    domain, rests = found.inputs[name].quantity.domain, 0
    for values in islice(found.draws(2 * _POINTS), 0, None, 2):
        if math.isfinite(end) and value(found.node, {**values, name: end}) is not None:
            return False
        for far in _FAR:
            near, nearer = (value(found.node, {**values, name: _near(end, by, domain)}) for by in far)
            if near is not None and nearer is not None and abs(nearer) > _LEAST:
                rests += abs(nearer - near) < _REST * abs(nearer)
                break
    return rests > _POINTS // 2


def _near(end: float, by: float, domain: Domain) -> float:
    if math.isinf(end):
        return math.copysign(by, end)
    return end + (1 if end == domain.low else -1) / by


def _limit(found: Varied, name: str, end: float) -> Node | None:
    """The limit by SymPy, for which a share is ``1/(1 + b)``, ``b`` positive; None where there is none."""
    from drill.maths.symbolic import from_sympy, to_sympy

    shares = {
        one: Binary("/", Num("1"), Binary("+", Num("1"), Sym(one)))
        for one, given in found.inputs.items()
        if (given.quantity.domain.low, given.quantity.domain.high) == (0, 1) and one != name
    }
    point = rational_node(Fraction(end)) if math.isfinite(end) else Const("inf")
    if end == -math.inf or sum(1 for _ in walk(found.node)) > _LARGEST:
        return None
    back = {one: Binary("-", Binary("/", Num("1"), Sym(one)), Num("1")) for one in shares}
    for values in ({}, shares) if shares else ({},):
        node = Call("limit", (substitute(found.node, values), Sym(name), point))
        try:
            limit = from_sympy(to_sympy(node, found.symbolic(node)))
        except (CheckError, ArithmeticError, ValueError, TypeError, NotImplementedError):
            continue
        key = found.shortest(simplified(substitute(limit, back) if values else limit))
        if not _is_odd(key) and key != Num("0") and name not in symbols(key):
            return key
    return None


def _is_odd(key: Node) -> bool:
    """Whether a limit is no plain finite formula."""
    odd = (Const("inf"), Const("dne"))
    nodes = list(walk(key))
    return len(nodes) > _LONGEST or any(
        part in odd or (isinstance(part, Call) and part.name == "sign") for part in nodes
    )
