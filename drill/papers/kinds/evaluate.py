"""Put numbers in: a right side computed by hand, with new numbers at every return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from drill.maths import tree as maths
from drill.maths.print import to_plain
from drill.papers.by_cases import check_cases, has_cases, other_lines
from drill.papers.computed import Side
from drill.papers.draft import Draft, Exercise, Kind, Skipped
from drill.papers.evaluable import are_apart, check_chain, first_side, is_named, is_order, values_at
from drill.papers.formula.printing import to_latex
from drill.papers.formula.quantities import has_open_dots, is_entry, is_superscripted
from drill.papers.formula.rewrite import at_index, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Call,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Product,
    Sum,
    Symbol,
)
from drill.papers.kinds.extremum import extremum, is_extremum
from drill.papers.making import capital, named_symbols
from drill.papers.mistakes import mistakes
from drill.papers.mixtures import mixed
from drill.papers.numbers import Drawing, draw_numbers
from drill.papers.paper import Paper
from drill.papers.sides import Line, is_update, lines
from drill.papers.skills import skills_of
from drill.papers.wording import inline, meant, place, resources, shown_tokens
from drill.papers.wording import maths as as_maths
from drill.papers.working import inner_parts, steps_of

KIND: Final[Kind] = "evaluate"
_DIGITS: Final = 4
_MOST_MISTAKES: Final = 3
_MOST_STEPS: Final = 4
_SHORT: Final = 60
"""An expression of at most so many characters of LaTeX is written out again."""
_LONG: Final = 200


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One exercise for each statement whose right side is arithmetic of at most eight numbers."""
    for line in lines(paper):
        try:
            yield _draft(paper.at(line.formula), line)
        except RefusedError as error:
            yield Skipped(KIND, line.latex, str(error))


def _draft(paper: Paper, line: Line) -> Draft:
    if line.is_conditional:
        raise RefusedError("it holds under a condition only")
    if line.left is not None and is_superscripted(line.left):
        raise RefusedError("its superscripts are indices")
    if any(map(is_order, walk(line.statement))):
        raise RefusedError("an order of growth is no number")
    if has_open_dots(line.statement) or (line.left is not None and not is_named(line.left)):
        raise RefusedError("what is on its left is not named")
    try:
        side = first_side(paper, line)
    except RefusedError:
        if (found := _extremum(paper, line)) is not None:
            return found
        raise
    if side.asks and (found := _extremum(paper, line)) is not None:
        return found
    if line.says == "equal" and line.left is not None and line.left in side.names:
        raise RefusedError("both sides hold what it is about")
    drawing = draw_numbers(paper, side, None if side.asks else line.left)
    check_cases(side, drawing)
    check_chain(line, side, drawing)
    exercise = _Exercise(paper, line, side, drawing).mapping()
    return Draft(KIND, line.formula, line.source, "", exercise, proved=True)


def _extremum(paper: Paper, line: Line) -> Draft | None:
    """Which of three candidates is best, where that can be asked."""
    if line.says not in ("equal", "assign") or not is_extremum(line):
        return None
    try:
        return Draft(KIND, line.formula, line.source, "", extremum(paper, line), proved=True)
    except RefusedError:
        return None


class _Exercise:
    """The exercise's mapping, field by field."""

    def __init__(self, paper: Paper, line: Line, side: Side, drawing: Drawing) -> None:
        self._paper = paper
        self._line = line
        self._side = side
        self._drawing = drawing

    def mapping(self) -> Exercise:
        """The exercise in the bank format."""
        skill, *needs = skills_of(self._line.statement) or ("",)
        answer: dict[str, object] = {"number": self._side.text}
        answer |= {"form": "exact"} if self._drawing.is_exact else {"digits": _DIGITS}
        optional = {
            "skill": skill,
            "needs": needs,
            "let": dict(self._drawing.lets),
            "where": list(self._drawing.where),
            "wrong": list(self._wrong()),
        }
        return {
            "level": self._level(),
            "params": dict(self._drawing.params),
            **{name: value for name, value in optional.items() if value},
            "prompt": self._prompt(),
            "answer": answer,
            "shape": self._shape(),
            "motion": self._motion(),
            "hints": list(self._hints()),
            "steps": list(self._steps()),
            "witness": self._witness(),
            "resources": resources(self._paper, self._line.formula),
        }

    def _level(self) -> int:
        count = steps_of(self._side.node)
        return 1 if count <= 2 else 2 if count <= 7 else 3

    # --- what is asked ------------------------------------------------------------------------------

    def _prompt(self) -> str:
        parts = [
            f"{capital(place(self._paper, self._line.formula))}:",
            shown_tokens(self._line.reading.tokens),
        ]
        said = meant(self._paper, named_symbols(self._line.statement))
        if said:
            parts.append(f"Here {said}.")
        parts += self._conventions()
        parts.append(f"Put in {self._values()}.")
        parts.append(f"{self._task()} {self._form()}")
        return "\n\n".join([" ".join(parts[:2]), " ".join(parts[2:])]) if len(parts) > 2 else " ".join(parts)

    def _task(self) -> str:
        left, right = self._line.left, self._side.original
        if self._side.asks:
            return f"Compute {self._side.asks},"
        match self._line.says:
            case "equal" | "assign" if left is not None:
                new = "the new value of " if left in self._side.names else ""
                return f"Compute {new}{inline(self._fixed(left))}"
            case "near":
                return f"Compute the approximation{self._named(right)}"
            case "bound":
                return f"Compute the bound{self._named(right)}"
            case "alone":
                return "Compute its value"
            case _:
                return "Compute the right side"

    def _named(self, node: Node) -> str:
        """A side that is short enough to be written once more."""
        latex = to_latex(self._fixed(node))
        return f" ${as_maths(latex)}$" if len(latex) <= _SHORT else " on the right"

    def _form(self) -> str:
        if self._drawing.is_exact:
            return "exactly, as a whole number, fraction or decimal."
        return f"to {_DIGITS} significant digits (calculator)."

    def _fixed(self, node: Node) -> Node:
        for index, number in self._side.ranges.fixed.items():
            node = at_index(node, index, number)
        return node

    def _values(self) -> str:
        ranges = self._side.ranges
        given = [f"${to_latex(symbol)} = {number}$" for symbol, number in ranges.ends.items()]
        given += [f"${index} = {number}$" for index, number in ranges.fixed.items()]
        given += [f"${as_maths(to_latex(node))} = @{{{name}}}$" for node, name in self._side.names.items()]
        return _listed(given)

    def _conventions(self) -> Iterator[str]:
        ranges = self._side.ranges
        if self._side.says:
            yield f"{self._side.says}."
        for said in ranges.says():
            yield f"{said}."
        if any(_may_be_array(self._paper, node) for node in self._side.names) or _multiplies_entrywise(
            self._side.node
        ):
            yield "Take every quantity as one number, as for a single coordinate."
        if "ln(" in self._side.text and any(
            isinstance(part, Function) and part.name == "\\log" for part in walk(self._side.node)
        ):
            yield r"The logarithm is the natural one."

    # --- what helps ---------------------------------------------------------------------------------

    def _shape(self) -> str:
        node = self._side.node
        if has_cases(node):
            return "a definition by cases: conditions decide which line counts"
        if is_update(self._line.left, node):
            return "an update: the old value and what changes it"
        if mixed(node) is not None:
            return "a weighted average: two weights that add up to 1"
        match self._side.original:
            case Fraction():
                return "a fraction: what stands above and below is computed on its own"
            case Product():
                return "a product: each factor on its own first"
            case Sum():
                return "a sum: each term on its own first"
            case _:
                return "an expression to be worked from the inside out"

    def _motion(self) -> str:
        if has_cases(self._side.node):
            return "put the numbers into the conditions first, then compute the one line that holds"
        if self._side.ranges.bound:
            return "write the terms of the sum out, put the numbers in, then work from the inside out"
        return "put the numbers in, work out the innermost brackets first, go outwards"

    def _inner(self) -> list[Node]:
        whole = self._side.tree
        return [part for part in inner_parts(self._side.node) if self._side.typed(part) != whole]

    def _steps(self) -> Iterator[str]:
        if has_cases(self._side.node):
            yield "Put the numbers into the conditions: one line alone holds."
            yield f"Its value gives ${self._value(self._side.node)}$."
            return
        if self._side.ranges.bound:
            yield f"Written out, the right side is {inline(self._side.node)}."
        inner = self._inner()
        for node in inner[-_MOST_STEPS:]:
            latex = to_latex(node)
            named = f"{as_maths(latex)} = " if len(latex) <= 2 * _SHORT else ""
            yield f"${named}{_put_in(self._side.typed(node))}{self._result(node)}$"
        yield f"Together ${_put_in(self._side.tree)}{self._result(self._side.node)}$."

    def _result(self, node: Node) -> str:
        sign = "=" if self._drawing.is_short(self._side.typed(node)) else r"\approx"
        return f" {sign} {self._value(node)}"

    def _value(self, node: Node) -> str:
        tree = self._side.typed(node)
        text = to_plain(tree)
        return f"@{{{text}}}" if self._drawing.is_short(tree) else f"@{{dec({text}, 4)}}"

    def _hints(self) -> Iterator[str]:
        if has_cases(self._side.node):
            yield "Which condition do these numbers satisfy? Only that line counts."
            return
        inner = [part for part in self._inner() if len(to_latex(part)) <= 2 * _SHORT]
        if inner:
            first_part = min(inner, key=lambda node: len(to_latex(node)))
            yield f"Begin inside, with {inline(first_part)}."
            yield f"${as_maths(to_latex(first_part))}{self._result(first_part)}$."
        else:
            first = next(iter(self._side.names))
            number = f"@{{{self._side.names[first]}}}"
            yield f"Write the formula down with {number} in the place of {inline(first)}, and so on."

    def _wrong(self) -> Iterator[Mapping[str, str]]:
        """Known mistakes, each another value than the key and than the ones before it."""
        relative = 1e-9 if self._drawing.is_exact else 0.002
        taken: list[Sequence[float]] = [self._drawing.results]
        made = other_lines(self._side.node) if has_cases(self._side.node) else mistakes(self._side.node)
        for mistake in sorted(made, key=lambda one: len(one.say) > _LONG):
            if len(taken) > _MOST_MISTAKES:
                return
            try:
                tree = self._side.typed(mistake.node)
            except RefusedError:
                continue
            values = values_at(tree, self._drawing)
            if values is not None and are_apart(values, taken, relative):
                taken.append(values)
                yield {"answer": to_plain(tree), "say": mistake.say}

    def _witness(self) -> Mapping[str, object]:
        """The key as the root of what a division by its denominator leaves no division in."""
        top, bottom = _cleared(self._side.tree)
        unknown = next(name for name in ("z", "y", "u", "q") if name not in self._side.names.values())
        product: maths.Node = maths.Sym(unknown)
        if bottom is not None:
            product = maths.Binary("*", product, bottom)
        reach = 10 ** len(str(int(self._drawing.largest) + 1))
        return {
            "root": to_plain(maths.Binary("-", product, top)),
            "wrt": unknown,
            "in": [-10 * reach, 10 * reach],
        }


def _cleared(tree: maths.Node) -> tuple[maths.Node, maths.Node | None]:
    """A tree as a fraction: what stands above, and below (or nothing)."""
    match tree:
        case maths.Binary("/", above, below):
            return above, below
        case maths.Neg(arg):
            above, below = _cleared(arg)
            return maths.Neg(above), below
        case maths.Binary("+" | "-" as op, left, right):
            above, below = _cleared(right)
            if below is None:
                return tree, None
            return maths.Binary(op, maths.Binary("*", left, below), above), below
        case maths.Binary("*", left, right):
            above, below = _cleared(right)
            return (tree, None) if below is None else (maths.Binary("*", left, above), below)
        case _:
            return tree, None


def _put_in(tree: maths.Node) -> str:
    return f"@{{raw({to_plain(tree)})}}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _multiplies_entrywise(node: Node) -> bool:
    return any(isinstance(part, Product) and "\\odot" in part.signs for part in walk(node))


def _may_be_array(paper: Paper, node: Node) -> bool:
    match node:
        case Symbol(_, font):
            entry = paper.meaning(node)
            shape = entry.shape if entry is not None else ""
            words = entry.meaning.lower() if entry is not None else ""
            return (
                (font == "\\mathbf" and not is_entry(node))
                or "\\vec" in node.accents
                or (bool(shape) and shape != "()")
                or any(word in words for word in ("vector", "matrix", "parameters", "weights", "gradient"))
            )
        case Gradient() | Norm("\\|") | Call(Symbol(font="\\mathbf")):
            return True
        case _:
            return False
