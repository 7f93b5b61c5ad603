"""Write it in NumPy: a right side as code on arrays whose shapes the exercise states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from drill.maths.print import to_plain
from drill.papers.alteration.working import inner_parts, steps_of
from drill.papers.arithmetic.quantities import has_dots, is_superscripted
from drill.papers.arrays.activations import Activation, activation_of
from drill.papers.arrays.array_functions import COMPUTED_WORDS, is_rounding
from drill.papers.arrays.code_words import is_entrywise, readings_of, slips_of, words_of
from drill.papers.arrays.dimensions import lower_arrays
from drill.papers.arrays.following_shapes import following
from drill.papers.arrays.identities import identity_said
from drill.papers.arrays.lowered import Lowered
from drill.papers.arrays.proof import is_confirmed
from drill.papers.arrays.running import lower_indexed
from drill.papers.arrays.told_shapes import Known
from drill.papers.contained import contained
from drill.papers.draft import Draft, Exercise, Kind, Skipped
from drill.papers.evaluation.computable import computable
from drill.papers.evaluation.mistakes import mistakes
from drill.papers.formula.given import is_given
from drill.papers.formula.printing import to_latex
from drill.papers.formula.rewrite import walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Call,
    Function,
    Node,
    Norm,
    Symbol,
    symbols,
)
from drill.papers.making import capital, named_symbols
from drill.papers.paper import Paper
from drill.papers.sides import Line, is_update
from drill.papers.skills import skills_of
from drill.papers.wording import inline, listed, meant, place, resources, shown_tokens
from drill.papers.wording import maths as as_maths

KIND: Final[Kind] = "code"
_HOW_MANY: Final = re.compile(r"\b(?:number|size|count|total)\b", re.IGNORECASE)
_MOST_MISTAKES: Final = 3
_MOST_STEPS: Final = 4
_LONG: Final = 200
_SHORT: Final = 90


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One exercise for each statement whose shapes are stated or can be told from how it is built."""
    known = following(paper)
    for line in computable(paper):
        yield from contained(KIND, line.latex, partial(_drafts, paper, line, known))


def _drafts(whole: Paper, line: Line, known: Known) -> Iterator[Draft]:
    paper = whole.at(line.formula)
    lowered, activation = _lowered(paper, line, known)
    exercise = _Exercise(paper, line, lowered, activation).mapping()
    if not is_confirmed(exercise):
        raise RefusedError("loops over its entries do not confirm the code")
    yield Draft(KIND, line.formula, line.source, "", exercise, proved=True)


def _lowered(paper: Paper, line: Line, known: Known) -> tuple[Lowered, Activation | None]:
    """The right side as code, and the nonlinearity that the paper leaves open in it."""
    if line.left is None or line.says not in ("equal", "assign", "near"):
        raise RefusedError("it sets nothing equal")
    if has_dots(line.statement) or not all(map(symbols, line.rights)):
        raise RefusedError("it is not written out")
    if is_superscripted(line.left):
        raise RefusedError("its superscripts are indices")
    if any(line.left == part for part in walk(line.rights[0])) and line.says == "equal":
        raise RefusedError("both sides hold what it is about")
    if "\\in" in line.statement.relations:
        raise RefusedError("its shape is said beside it")
    lowered, activation = _with_activation(paper, line.left, line.rights[0], known)
    _check_counts(paper, line, lowered)
    is_plain = "np." not in lowered.code and " @ " not in lowered.code
    if is_plain and not any(lowered.arrays.values()):
        raise RefusedError("it is arithmetic of numbers, with nothing of NumPy in it")
    if is_plain and (steps_of(lowered.node) == 0 or len(lowered.arrays) < 2):
        raise RefusedError("there is nothing to compute")
    return lowered, activation


def _check_counts(paper: Paper, line: Line, lowered: Lowered) -> None:
    """That no number is how many a sum has: that would be told by the arrays.

    Raises:
        RefusedError: one may be.
    """
    side = line.rights[0]
    if not any(isinstance(part, Big) and "\\in" in part.lower for part in walk(side)):
        return
    numbers = {lowered.latex[name] for name, axes in lowered.arrays.items() if not axes}
    for symbol in symbols(side):
        entry = paper.meaning(symbol)
        if entry is not None and to_latex(symbol) in numbers and _HOW_MANY.search(entry.meaning):
            raise RefusedError("how many there are may be the number of what is summed")


def _with_activation(paper: Paper, left: Node, side: Node, known: Known) -> tuple[Lowered, Activation | None]:
    """A side whose open nonlinearity is taken for a function of entries; else what it calls is given."""
    activation = activation_of(paper, side)
    if activation is not None:
        written = activation.written(side)
        try:
            lowered = lower_arrays(paper, left, written, known)
            if all(map(lowered.axes_of, activation.calls_in(written))):
                return lowered, activation
        except RefusedError:
            if is_given(side):
                raise
    if is_given(side) and not _is_computed(side):
        raise RefusedError("there is nothing to compute")
    if any(_is_sum(part) for part in walk(side)):
        return lower_indexed(paper, left, side, known), None
    return lower_arrays(paper, left, side, known), None


def _is_computed(side: Node) -> bool:
    """Whether what is a value as a whole elsewhere is computed of arrays."""
    match side:
        case Norm() | Bracket("\\langle", "\\rangle") | Function("\\det"):
            return True
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (_,), (), ())):
            return base in COMPUTED_WORDS or is_rounding(side)
        case _:
            return is_rounding(side)


def _is_sum(node: Node) -> bool:
    return isinstance(node, Big) and node.name in ("\\sum", "\\prod")


class _Exercise:
    """The exercise's mapping, field by field."""

    def __init__(self, paper: Paper, line: Line, lowered: Lowered, activation: Activation | None) -> None:
        self._paper = paper
        self._line = line
        self._lowered = lowered
        self._activation = activation

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

    def _given(self) -> Iterator[str]:
        for number, (name, axes) in enumerate(self._lowered.arrays.items()):
            stands = f"${as_maths(self._lowered.latex[name])}$"
            if name in self._lowered.diagonals:
                yield f"`{name}` holds the diagonal of {stands} and has shape `({axes[0]},)`"
            elif name in self._lowered.along:
                each = listed([f"${index}$" for index in self._lowered.along[name]])
                yield f"`{name}` holds {stands} for all {each} and has shape {_shape(axes)}"
            elif axes:
                what = f"has shape `({', '.join(axes)}{',' if len(axes) == 1 else ''})`"
                joint = " and" if number == 0 or axes else ""
                yield f"`{name}` is {stands}{joint} {what}"
            else:
                yield f"`{name}` is {stands}, a number"

    def _task(self) -> str:
        left = self._line.left
        assert left is not None
        if self._line.says == "near":
            return f"the approximation of {inline(left)}"
        if self._lowered.runs:
            return f"all {inline(left)} as one array"
        return f"{'the new ' if self._is_update() else ''}{inline(left)}"

    def _is_update(self) -> bool:
        """Whether the right side holds what it sets, so that there is an old value."""
        left = self._line.left
        if self._line.says != "assign" or left is None:
            return False
        right = self._line.rights[0]
        return left in walk(right) or is_update(left, right)

    def _result(self) -> str:
        axes = tuple(self._lowered.over.values())
        if not axes:
            return "is one number"
        return f"has shape `({', '.join(axes)}{',' if len(axes) == 1 else ''})`"

    # --- what helps ---------------------------------------------------------------------------------

    def _shape(self) -> str:
        code = self._lowered.code
        is_called = self._activation is not None or is_rounding(self._lowered.node)
        if not is_called and is_update(self._line.left, self._lowered.node):
            return "an update: the old array and what is added to every entry"
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
        words = dict(words_of(self._lowered.node, self._lowered.code))
        if words:
            yield "; ".join(f"{what} is `{code}`" for what, code in words.items()) + "."
        inner = [part for part in inner_parts(self._lowered.node) if len(to_latex(part)) <= _SHORT]
        for part in inner[-1:]:
            code = self._lowered.code_of(part)
            if code is not None:
                yield f"{self._in_paper(inline(part))} is `{code}`."
        if not words and not inner:
            yield "Each symbol is one name, each operation one sign of Python; a product of arrays is `@`."

    def _steps(self) -> Iterator[str]:
        for part in inner_parts(self._lowered.node)[-_MOST_STEPS:]:
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
            if slip is not None:
                yield slip, self._in_paper(mistake.say)


def _shape(axes: tuple[str, ...]) -> str:
    return f"`({axes[0]},)`" if len(axes) == 1 else f"`({', '.join(axes)})`"
