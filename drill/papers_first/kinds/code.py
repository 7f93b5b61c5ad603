"""Write it in NumPy: a right side as code on arrays whose shapes the exercise states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from drill.maths.print import to_plain
from drill.papers_first.alteration.working import inner_parts, steps_of
from drill.papers_first.arrays.array_functions import is_rounding
from drill.papers_first.arrays.code_words import is_entrywise, readings_of, slips_of, words_of
from drill.papers_first.arrays.dotted_joins import with_two_joined
from drill.papers_first.arrays.following_shapes import following
from drill.papers_first.arrays.identities import identity_said
from drill.papers_first.arrays.layers import Layers
from drill.papers_first.arrays.orthogonal import check_inverses
from drill.papers_first.arrays.proof import is_confirmed
from drill.papers_first.arrays.searched_values import with_values
from drill.papers_first.arrays.set_powers import with_set_power
from drill.papers_first.arrays.shapes_elsewhere import check_bold, check_elsewhere
from drill.papers_first.arrays.symmetric_matrices import with_symmetry
from drill.papers_first.arrays.told_shapes import Known, is_of_batch
from drill.papers_first.contained import contained
from drill.papers_first.draft import Draft, Exercise, Kind, Skipped
from drill.papers_first.evaluation.computable import computable
from drill.papers_first.evaluation.contradicted import check_same, check_sides
from drill.papers_first.evaluation.mistakes import mistakes
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Symbol, symbols
from drill.papers_first.kinds.code_sides import Written, in_numpy
from drill.papers_first.kinds.extremum import is_problem
from drill.papers_first.making import capital, named_symbols
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.complex_vectors import check_inner_products
from drill.papers_first.plausible.logarithms import check_logarithms
from drill.papers_first.plausible.two_valued_names import is_kronecker
from drill.papers_first.sides import Line, is_update
from drill.papers_first.skills import skills_of
from drill.papers_first.wording import inline, listed, meant, place, resources, shown_tokens
from drill.papers_first.wording import maths as as_maths

KIND: Final[Kind] = "code"
_MOST_MISTAKES: Final = 3
_MOST_STEPS: Final = 4
_LONG: Final = 200
_SHORT: Final = 90
_EQUAL: Final = frozenset(("=", ":=", "\\equiv"))


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One exercise for each statement whose shapes are stated or can be told from how it is built."""
    known, layers = following(paper), Layers(paper)
    for line in computable(paper, with_lone=True):
        yield from contained(KIND, line.latex, partial(_drafts, paper, line, known, layers))


def _drafts(whole: Paper, line: Line, known: Known, layers: Layers) -> Iterator[Draft]:
    paper = whole.at(line.formula)
    layers.check(paper, line)
    check_logarithms(paper, line.statement, is_said=False)
    if any(is_kronecker(part, paper) for part in walk(line.statement)):
        raise RefusedError("a delta is settled by its indices")
    check_sides(paper, line.statement, line.formula)
    check_same(line.statement)
    line, written = _written(paper, line, known)
    check_elsewhere(paper, line.rights[0], written.lowered.arrays, written.lowered.latex)
    check_bold(paper, line.left, written.lowered)
    _check_chain(line, written)
    check_inner_products(paper, line.statement, written.lowered.latex.values())
    check_inverses(paper, line.rights[0])
    exercise = _Exercise(paper, line, written).mapping()
    if not is_confirmed(exercise):
        raise RefusedError("loops over its entries do not confirm the code")
    yield Draft(KIND, line.formula, line.source, "", exercise, proved=True)


def _written(paper: Paper, line: Line, known: Known) -> tuple[Line, Written]:
    """The right side in NumPy, with a number for the letter that products of matrices are raised to, or with
    two of the vectors that are joined with dots between them.
    """
    try:
        return line, in_numpy(paper, line, known)
    except RefusedError:
        numbered = with_set_power(line) or with_two_joined(line)
        if numbered is None:
            raise
        return numbered, in_numpy(paper, numbered, known)


def _check_chain(line: Line, written: Written) -> None:
    """That the other sides which the same arrays give have the same value: either is a right answer.

    Raises:
        RefusedError: one has it under a condition only.
    """
    lowered = written.lowered
    sides = zip(line.statement.relations, line.statement.sides[1:], strict=True)
    equal = [side for relation, side in sides if relation in _EQUAL]
    codes = [lowered.code_of(side) for side in equal]
    if written.asks or lowered.code not in codes:
        return
    if line.left is not None and line.says == "equal" and not is_given(line.left):
        codes.append(lowered.code_of(line.left))
    if any(code is not None and lowered.differs(code, [lowered.code]) for code in codes):
        raise RefusedError("its sides agree under a condition only")
    told = {*lowered.latex.values(), *(axis for axes in lowered.arrays.values() for axis in axes)}
    unread = [side for side, code in zip(equal, codes, strict=False) if code is None]
    if any({to_latex(symbol) for symbol in symbols(side)} <= told for side in unread):
        raise RefusedError("another side counts entries, too")


class _Exercise:
    """The exercise's mapping, field by field."""

    def __init__(self, paper: Paper, line: Line, written: Written) -> None:
        self._paper = paper
        self._line = line
        self._lowered = with_values(with_symmetry(paper, written.lowered))
        self._activation = written.activation
        self._asks = written.asks

    def mapping(self) -> Exercise:
        """The exercise in the bank format."""
        lowered = self._lowered
        written = (
            self._line.statement
            if self._activation is None
            else self._activation.written(self._line.statement)
        )
        skill, *needs = skills_of(written) or ("",)
        optional: dict[str, object] = {
            "skill": skill,
            "needs": needs,
            "vars": list(lowered.assumed),
            "assume": list(lowered.assumed.values()),
            "wrong": list(self._wrong()),
        }
        return {
            "level": 2 if steps_of(lowered.node) <= 5 else 3,
            **{name: value for name, value in optional.items() if value},
            "prompt": self._prompt(),
            "answer": {
                "code": lowered.code,
                "arrays": {name: list(axes) for name, axes in lowered.arrays.items()},
            },
            "shape": self._shape(),
            "motion": self._motion(),
            "hints": list(self._hints()),
            "steps": list(self._steps()),
            "witness": {"loops": to_plain(lowered.entry), "over": dict(lowered.over)},
            "resources": resources(self._paper, self._line.formula),
        }

    # --- what is asked ------------------------------------------------------------------------------

    def _prompt(self) -> str:
        said = meant(
            self._paper, named_symbols(self._line.statement), self._line.statement, self._line.formula
        )
        parts = [
            f"{capital(place(self._paper, self._line.formula))}: {shown_tokens(self._line.reading.tokens)}"
        ]
        if said:
            parts.append(f"Here {said}.")
        if self._line.taken:
            parts.append(f"{self._line.taken}.")
        if any(map(self._is_of_batch, symbols(self._line.statement))):
            parts.append("Take one member of the batch.")
        parts += self._lowered.agreements
        if is_problem(self._line) and self._line.limits:
            parts.append(f"All of them satisfy {listed([inline(one) for one in self._line.limits])}.")
        parts.append(f"{'; '.join(self._given())}.")
        if self._activation is not None:
            parts.append(self._activation.taken(self._lowered.arrays))
        if said := identity_said(self._paper, self._lowered.node):
            parts.append(said)
        if is_entrywise(self._lowered):
            parts.append("Powers, roots and quotients of arrays act entry by entry.")
        parts += readings_of(self._lowered)
        if "keepdims" in self._lowered.code:
            parts.append("The softmax is taken over each row.")
        parts.append(f"Write {self._task()} in NumPy; the result {self._result()}.")
        return " ".join(parts)

    def _is_of_batch(self, symbol: Symbol) -> bool:
        entry = self._paper.meaning(symbol)
        shape = entry.shape if entry is not None else ""
        return is_of_batch(shape or dict(self._paper.memberships).get(symbol, ""))

    def _given(self) -> Iterator[str]:
        for number, (name, axes) in enumerate(self._lowered.arrays.items()):
            stands = f"${as_maths(self._lowered.latex[name])}$"
            if name in self._lowered.diagonals:
                yield f"`{name}` holds the diagonal of {stands} and has shape `({axes[0]},)`"
            elif name in self._lowered.along:
                spoken = self._lowered.spoken
                each = listed([spoken.get(index, f"${index}$") for index in self._lowered.along[name]])
                yield f"`{name}` holds {stands} for all {each} and has shape {_shape(axes)}"
            elif axes:
                what = f"has shape `({', '.join(axes)}{',' if len(axes) == 1 else ''})`"
                joint = " and" if number == 0 or axes else ""
                yield f"`{name}` is {stands}{joint} {what}"
            else:
                yield f"`{name}` is {stands}, a number"

    def _task(self) -> str:
        left = self._line.left
        if self._asks or self._lowered.task:
            return self._asks or self._lowered.task
        if left is None:
            return "this expression"
        if self._line.says == "near":
            return f"the approximation of {inline(left)}"
        if self._lowered.runs:
            return f"all {inline(left)} as one array"
        return f"{'the new ' if self._is_update() else ''}{inline(left)}"

    def _is_update(self) -> bool:
        """Whether the right side holds what it sets, so that there is an old value."""
        return self._line.says == "assign" and is_update(self._line, self._line.rights[0])

    def _result(self) -> str:
        axes = tuple(self._lowered.over.values())
        if not axes:
            return "is one number"
        return f"has shape `({', '.join(axes)}{',' if len(axes) == 1 else ''})`"

    # --- what helps ---------------------------------------------------------------------------------

    def _shape(self) -> str:
        code = self._lowered.code
        is_called = self._activation is not None or is_rounding(self._lowered.node)
        if not is_called and not self._asks and is_update(self._line, self._lowered.node):
            return "an update: the old array and what is added to every entry"
        if self._lowered.spoken:
            if "np.m" in code.replace("np.mean", "") or "np.arg" in code:
                return "a choice: a value for every candidate, then the best value or its place"
            return "a mean: what stands in the brackets for every draw, then its average"
        if "np.sum(" in code or "np.prod(" in code:
            return "a running index: one axis that is summed (or multiplied) away"
        if " @ " in code:
            return "arrays that meet in products: inner lengths must be equal"
        if "np.eye(" in code:
            return "a matrix, and something more on its diagonal"
        if "np.where(" in code:
            return "a definition by cases: a condition and a value for either side of it"
        return "an expression that acts on every entry alike"

    def _motion(self) -> str:
        if self._lowered.spoken:
            return "write what is given as one array, then reduce its axes from the inside out"
        if "np.sum(" in self._lowered.code or "np.prod(" in self._lowered.code:
            return "find the axis of the index, write the term for all entries at once, then reduce that axis"
        if " @ " in self._lowered.code:
            return "put the shape under every symbol, join by `@` where lengths meet, check what is left"
        if "np.where(" in self._lowered.code:
            return "write the first case's condition and value; all that is left is the third argument"
        if "np.eye(" in self._lowered.code:
            return "make the identity as large as what it is added to, then translate sign by sign"
        return "translate sign by sign, from the inside out; numbers spread over arrays by themselves"

    def _hints(self) -> Iterator[str]:
        code = self._lowered.code
        words = {what: word for what, word in words_of(self._lowered.node, code) if word in code}
        if words:
            yield "; ".join(f"{what} is `{code}`" for what, code in words.items()) + "."
        if self._lowered.spoken and "None]" in code:
            yield "An index `None` gives an array one more axis, so that it meets those that have more."
        inner = [part for part in self._parts() if len(to_latex(part)) <= _SHORT]
        for part in inner[-1:]:
            inner_code = self._lowered.code_of(part)
            if inner_code is not None:
                yield f"{self._in_paper(inline(part))} is `{inner_code}`."
        if not words and not inner:
            yield "Each symbol is one name, each operation one sign of Python; a product of arrays is `@`."

    def _parts(self) -> tuple[Node, ...]:
        """The parts on the way that are written as the paper writes them."""
        return tuple(part for part in inner_parts(self._lowered.node) if self._is_shown(to_latex(part)))

    def _is_shown(self, latex: str) -> bool:
        """Whether a text holds none of the letters that stand for candidates and draws."""
        return not any(f"_{{{index}}}" in latex for index in self._lowered.spoken)

    def _steps(self) -> Iterator[str]:
        for part in self._parts()[-_MOST_STEPS:]:
            code = self._lowered.code_of(part)
            if code is not None and len(to_latex(part)) <= _SHORT:
                yield f"{self._in_paper(inline(part))} is `{code}`."
        yield f"Together: `{self._lowered.code}`."

    def _in_paper(self, text: str) -> str:
        return text if self._activation is None else self._activation.as_in_paper(text)

    def _wrong(self) -> Iterator[Mapping[str, str]]:
        taken: list[str] = [self._lowered.code]
        for code, say in self._slips():
            if len(taken) > _MOST_MISTAKES:
                return
            if len(say) <= _LONG and self._lowered.differs(code, taken):
                taken.append(code)
                yield {"answer": code, "say": say}

    def _slips(self) -> Iterator[tuple[str, str]]:
        yield from slips_of(self._lowered.code)
        for mistake in mistakes(self._lowered.node):
            slip = self._lowered.code_of(mistake.node)
            if slip is not None and self._is_shown(mistake.say):
                yield slip, self._in_paper(mistake.say)


def _shape(axes: tuple[str, ...]) -> str:
    return f"`({axes[0]},)`" if len(axes) == 1 else f"`({', '.join(axes)})`"
