"""Choose the formulas that are drilled: rank all by centrality.

Central are formulas that others refer to and use: a method's last step, its loss, its update, those that the
abstract, captions and boxes name. A link to skills decides between equals alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from drill.notation import DOTS
from drill.papers.inline_definitions import (
    INLINE,
    count_operations,
    is_same_but_indices,
    is_twin,
    list_steps,
    plain_signs,
)
from drill.papers.model import BlockRow, FormulaRow, Paper
from drill.papers.paper_json import has_optimum, is_constraint
from drill.papers.sheet.quotes import RELATIONS, is_balanced, split_at
from drill.papers.sheet.symbol_keys import canonical_tokens

# The weight of each trait of a formula; a counted trait is multiplied by its number, up to the given maximum.
_WORTH: Mapping[str, float] = {
    # Use: paragraphs that refer to it, formulas that it goes into, formulas that it is made of, a number.
    "cited": 1.5, "used": 0.5, "built": 1.25, "numbered": 1.5,
    # Its content: an update, an optimum, an expectation, a slope.
    "moves": 1.5, "optimum": 1.0, "mean": 0.75, "slope": 0.5,
    # A word names the value that it sets.
    "worded": 1.5,
    # The words of its sentence.
    "loss": 1.5, "step": 1.0, "own": 0.5, "proposed": 1.5, "aside": -1.0,
    # Its place.
    "method": 0.75, "before method": -2.0, "after method": -4.0, "related work": -2.0, "theorem": -2.5,
    "part": -12.0,
    # Texts that name it: words of the abstract (a quarter each), names in it, boxes, captions.
    "shared": 0.25, "named": 1.5, "boxed": 1.5, "framed": 2.0, "step of box": 3.0, "captioned": 1.0,
    # Anything but a result: a bound, a set, a number, a density with something integrated out, the conditions
    # of a problem, an expression, a name, a definition in running text.
    "bound": -3.5, "trivial": -5.0, "marginal": -2.0, "conditions": -12.0, "plain": -1.5,
    "short": -1.5, "inline": -4.0,
    # A formula whose brackets do not close.
    "broken": -12.0,
    # Between equals: a move in it that skills drill.
    "linked": 0.15,
}  # fmt: skip
_MOST = {"cited": 4, "used": 3, "built": 2, "shared": 6}
# Cost of another row of a display or box, for each that was taken before it, and gain of the last one.
_ROW_COST = 2.0
_LAST = 1.0
# Cost of a formula that differs from a chosen one only in letters; twice as much if it repeats it.
_TWIN_COST = 12.0
# Max formulas to compare with each other, because each is compared with all others.
_COMPARED = 60
# Max signs after a letter in which its indices are looked for.
_INDEX_SIGNS = 9
# Min signs of operations, because a side with fewer is only a name.
_FEWEST_SIGNS = 2
# Functions with spelled-out names, and those of them that occur in any paper.
_WORD_SIGN = re.compile(r"\\operatorname\*?\{(\w{2,})\}")
_COMMON = frozenset(("Var", "Cov", "Corr", "Bias", "Pr", "Prob", "tr", "Tr", "rank", "diag", "sign"))
_METHOD = re.compile(
    r"method|approach|algorithm|architectur|propos|\bour\b|framework|objective|loss", re.IGNORECASE
)
# Sections outside of the paper's own work; a formula that the paper calls its own counts in any of them.
_ASIDE = {
    "before method": re.compile(
        r"related|background|prelimin|introduc|notation|review|setting|setup|\bexample", re.IGNORECASE
    ),
    "related work": re.compile(r"related|previous|prior work|literature", re.IGNORECASE),
    "after method": re.compile(
        r"experiment|empiric|(?<!main )(?<!our )(?<!methods and )(?<!theoretical )result|data ?set|evaluation"
        r"|baseline|discussion|implementation|detail|metric|benchmark",
        re.IGNORECASE,
    ),
}
_THEOREM = re.compile(
    r"(?:theorem|lemma|proposition|corollary|assumption|remark|condition|claim|fact|proof)\b", re.IGNORECASE
)
_SENTENCES = {
    "loss": re.compile(r"loss|objective|minimi[sz]|maximi[sz]|optimi[sz]|cost|criterion", re.IGNORECASE),
    "step": re.compile(r"updat|\bstep|iterat|recurs|gradient|estimat|comput", re.IGNORECASE),
    "own": re.compile(
        r"\bwe (?:\w+ )?(?:propose|introduce|define|obtain|get|arrive|use|have|write|call)|\bour\b|propos"
        r"|\bnew\b|final|result|called?\b|termed|therefore|thus|becomes?\b|reads?\b",
        re.IGNORECASE,
    ),
    "proposed": re.compile(
        r"\bwe (?:\w+ ){0,2}propose|\bour (?:\w+ ){0,2}(?:method|approach|objective|loss|model|rule)"
        r"|\bproposed\b",
        re.IGNORECASE,
    ),
    "aside": re.compile(r"assum|note that|for example|bound|constant|satisf|condition", re.IGNORECASE),
}
_WORD = re.compile(r"[a-z]{6,}")
# Names of methods and losses: ``AUM``, ``YellowFin``.
_NAME = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z][A-Za-z0-9]{1,14}\b")
_SETS = re.compile(r"=|:|\\(?:gets|leftarrow|triangleq|coloneqq)(?![a-zA-Z])")
_ORDERS = frozenset((
    "\\leq", "\\geq", "<", ">", "\\lesssim", "\\gtrsim", "\\ll", "\\gg", "\\preceq", "\\succeq", "\\prec",
    "\\succ", "\\leqslant", "\\geqslant",
))  # fmt: skip
# Relations of membership.
_MEMBERS = frozenset(("\\in", "\\subset", "\\subseteq", "\\notin", "\\neq", "\\perp"))
_RATE = re.compile(r"(?:\\mathcal|\\tilde|\\widetilde|\\operatorname)*\{*(?:O|\\Omega|\\Theta)\}*[(\[]")
# Letters of laws and densities.
_DENSITY = frozenset("pPqQf")
_GAPS = frozenset((",", "\\quad", "\\qquad", "\\\\", ";"))
_ACCENTS = frozenset(("\\hat", "\\tilde", "\\bar", "\\mathbf", "\\boldsymbol", "\\bm", "\\mathcal"))
_OPERATORS = frozenset(("\\nabla", "\\partial", "\\frac", "\\mathbb", "\\log"))
_BRACES = frozenset(("{", "}"))
_SET_BRACES = frozenset(("\\{", "\\}"))


def by_centrality(sheet: Paper, uses: Mapping[str, Sequence[str]], linked: Container[str]) -> tuple[str, ...]:
    """Return the ids of all formulas, the most central first; those that somebody chose precede all others.

    ``uses`` are the ids of those that each one uses; ``linked`` the ids of those with a link to skills.
    """
    surroundings = _Surroundings(sheet)
    main = {row.id for row in sheet.formulas if row.part in ("", INLINE)}
    sources = {id_: main.intersection(used) - {id_} for id_, used in uses.items()}
    users = Counter(source for id_, used in sources.items() if id_ in main for source in used)
    worth = {
        row.id: _weigh_formula_traits({
            **surroundings.list_traits(row), **_list_traits(row), "cited": row.cited, "used": users[row.id],
            "built": len(sources.get(row.id, ())), "linked": row.id in linked,
        })
        for row in sheet.formulas
    }  # fmt: skip
    displays = {row.id: surroundings.display_of(row) for row in sheet.formulas}
    for id_ in _find_last(sheet.formulas, displays, sources):
        worth[id_] += _LAST
    ranked = sorted(sheet.formulas, key=lambda row: -worth[row.id])
    compared = _order_with_twins_apart(ranked[:_COMPARED], worth, displays)
    chosen = {row.id for row in sheet.formulas if row.central}
    ids = (*compared, *(row.id for row in ranked[_COMPARED:]))
    return tuple(sorted(ids, key=lambda id_: id_ not in chosen))


def _weigh_formula_traits(traits: Mapping[str, float]) -> float:
    return sum(_WORTH[name] * min(count, _MOST.get(name, 1)) for name, count in traits.items())


def _find_last(
    rows: Sequence[FormulaRow], displays: Mapping[str, object], sources: Mapping[str, Set[str]]
) -> Iterator[str]:
    """Yield the row of each display with several rows that the others lead to.

    It goes into none of them, is numbered where one is, and is the last such row.
    """
    by_display: dict[object, list[FormulaRow]] = {}
    for row in rows:
        by_display.setdefault(displays[row.id], []).append(row)
    for group in by_display.values():
        if len(group) > 1:
            gone_in = {source for row in group for source in sources.get(row.id, ())}
            last = max(enumerate(group), key=lambda at: (at[1].id not in gone_in, bool(at[1].number), at[0]))
            yield last[1].id


def _order_with_twins_apart(
    ranked: Sequence[FormulaRow], worth: Mapping[str, float], displays: Mapping[str, object]
) -> tuple[str, ...]:
    """Return the ids, the best first; of twins only one counts, and rows of a display come one by one."""
    left = {row.id: worth[row.id] for row in ranked}
    taken: list[str] = []
    latex = {row.id: row.in_use for row in ranked}
    twins = set[str]()
    numbered = [row for row in ranked if row.number]
    for row in ranked:
        if not row.number and any(is_same_but_indices(row.in_use, other.in_use) for other in numbered):
            left[row.id] -= 2 * _TWIN_COST
            twins.add(row.id)
    while left:
        best = max(left, key=lambda id_: left[id_])
        del left[best]
        taken.append(best)
        for id_ in left:
            left[id_] -= _ROW_COST * (displays[id_] == displays[best])
            if best not in twins and id_ not in twins and is_twin(latex[id_], latex[best]):
                twins.add(id_)
                is_repeated = plain_signs(latex[id_]) == plain_signs(latex[best])
                left[id_] -= _TWIN_COST * (1 + is_repeated)
    return tuple(taken)


def _list_traits(row: FormulaRow) -> dict[str, float]:
    """Return the traits of a formula's content and of its sentence."""
    tokens = canonical_tokens(row.in_use)
    if not is_balanced(tokens):  # a brace before several rows has no closing brace
        tokens = tuple(token for token in tokens if token not in _SET_BRACES)
    parts = [split_at(part, RELATIONS) for part in split_at(tokens, _GAPS)[0]]
    (left, *sides), relations = next((part for part in parts if part[1]), parts[0])
    built = sides[-1] if sides else left
    is_equation = count_operations(left) >= _FEWEST_SIGNS  # an equation with 0 has content
    has_letters = any(
        token.isalpha() or token[0] == "\\"
        for side in ([left] if is_equation else sides or [left])
        for token in side
    )
    is_sought = has_optimum(tokens)
    is_list = built[:1] in (["("], ["\\{"]) and not DOTS.isdisjoint(built)
    is_rate = _RATE.match("".join(built)) is not None
    is_bound = is_rate or not _ORDERS.isdisjoint(relations[:1])
    return {
        "numbered": bool(row.number),
        "moves": bool(sides) and _sets_its_own_letter(left, built, relations[0]),
        "optimum": is_sought and not is_bound,
        "mean": "\\mathbb" in tokens and "E" in tokens,
        "slope": "\\nabla" in tokens or "\\partial" in tokens,
        "bound": is_bound,
        "marginal": bool(sides) and not _DENSITY.isdisjoint(left[:1]) and "\\int" in built[:1],
        "framed": "\\boxed" in row.latex,
        "trivial": not has_letters or is_list or not _MEMBERS.isdisjoint(relations[:1]),
        "plain": not (relations or is_sought),
        "short": count_operations(tokens) < _FEWEST_SIGNS,
        "worded": bool(sides and left) and _is_worded(left[0]),
        "broken": not is_balanced(tokens),
        "inline": row.part == INLINE,
        "part": row.part not in ("", INLINE),
        **{name: bool(pattern.search(row.before)) for name, pattern in _SENTENCES.items()},
    }


def _sets_its_own_letter(left: Sequence[str], right: Sequence[str], relation: str) -> bool:
    r"""Return whether a formula is an update: its left side is on the right as well, at another step.

    ``f(x) = …`` is excluded, unless it is written over: ``Q(s, a) \leftarrow Q(s, a) + …``.
    """
    left = [token for token in left if token not in _BRACES]
    # the letter that it begins with, with its accent or font, without indices
    name = tuple(left[: 2 if left[:1] and left[0] in _ACCENTS else 1])
    behind = left[len(name) :]
    is_written_over = relation == "\\leftarrow"
    is_at_step = bool(behind) and behind[0] in ("_", "^", "'") and "(" not in behind
    if not name or name[0] in _OPERATORS or not (is_written_over or is_at_step):
        return False
    marks = {token for token in behind if token.isalpha() or token in "+'*"}
    signs = [token for token in right if token not in _BRACES]
    return any(
        is_written_over or not marks.isdisjoint(signs[at : at + _INDEX_SIGNS]) or marks <= {"+", "'"}
        for at in range(len(signs))
        if tuple(signs[at : at + len(name)]) == name
    )


def _is_worded(sign: str) -> bool:
    word = _WORD_SIGN.match(sign)
    return word is not None and word[1] not in _COMMON


@dataclass(frozen=True)
class _Surroundings:
    """A paper's words apart from its formulas."""

    sheet: Paper

    @cached_property
    def _blocks(self) -> Mapping[int, BlockRow]:
        return {block.number: block for block in self.sheet.blocks}

    @cached_property
    def _about(self) -> str:
        return f"{self.sheet.title} {self.sheet.abstract}"

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._about.lower()))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(
            _NAME.findall(" ".join((self._about, *(box.caption for box in self.sheet.algorithms))))
        )

    @cached_property
    def _steps(self) -> Mapping[tuple[str, ...], int]:
        """The formulas of algorithm boxes, each with the number of its box."""
        boxes = [*enumerate(self.sheet.algorithms)]
        return {latex: number for number, box in reversed(boxes) for latex in list_steps([box])}

    @cached_property
    def _boxed(self) -> str:
        return "".join("".join(step for box in self.sheet.algorithms for step in box.steps).split())

    @cached_property
    def _captions(self) -> str:
        return " ".join(caption.text for caption in self.sheet.captions)

    @cached_property
    def _conditions(self) -> frozenset[str]:
        """The rows that hold the conditions of the problem above them alone."""
        rows = pairwise(self.sheet.formulas)
        return frozenset(
            row.id
            for above, row in rows
            if is_constraint(row) and has_optimum(canonical_tokens(above.in_use))
        )

    def list_traits(self, row: FormulaRow) -> dict[str, float]:
        """Return the traits of a formula's place, and of the texts that name it."""
        block = self._blocks.get(row.block, BlockRow(0))
        titles = f"{block.within} {block.title}"
        number = f"({row.number})"
        called = f"{block.title} {row.before} {row.after}"
        left = _SETS.split(row.latex, maxsplit=1)[0]
        is_call = len(canonical_tokens(left)) > 1
        left = "".join(left.split())
        is_numbered = bool(row.number)
        is_own = _SENTENCES["proposed"].search(row.before) is not None
        return {
            "method": bool(_METHOD.search(titles)),
            **{name: not is_own and bool(pattern.search(titles)) for name, pattern in _ASIDE.items()},
            "theorem": row.part != INLINE and bool(_THEOREM.match(block.title)),
            "shared": len(self._words.intersection(_WORD.findall(called.lower()))),
            "named": not self._names.isdisjoint(_NAME.findall(f"{row.latex} {row.before} {block.title}")),
            "boxed": row.part != INLINE
            and ((is_numbered and number in self._boxed) or (is_call and left in self._boxed)),
            "step of box": row.part == INLINE and plain_signs(row.latex) in self._steps,
            "captioned": is_numbered and number in self._captions,
            "conditions": row.id in self._conditions,
        }

    def display_of(self, row: FormulaRow) -> object:
        """Return a key that rows of one display or box share."""
        if row.part == INLINE:
            return self._steps.get(plain_signs(row.latex), row.id)
        is_told = row.before or row.after
        if is_told:
            return (row.file, row.block, row.section, row.before, row.after)
        return row.id
