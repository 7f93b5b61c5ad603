"""The structure of a formula: in words, how hard it is to remember, and which skills it requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from string import ascii_lowercase
from typing import TypeAlias

from drill.notation import (
    FUNCTIONS,
    find_nodes,
    find_references,
    list_children,
    print_tokens_as_latex,
    replace_nodes,
    to_tokens,
    tree,
    walk_nodes,
)
from drill.notation.tree import Apply, Fixed, Index, Listed, Node, Num, Ref, Running
from drill.papers.draft import Line

EQUAL = frozenset(("=", ":=", "\\equiv", "\\leftarrow"))
_COUNTS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
_FUNCTIONS = ("\\log", "\\ln", "\\exp")
_MOTIONS: dict[type[Node], str] = {
    tree.Add: "go from term to term: its sign, its weight, its quantity",
    tree.Div: "say what is measured in the numerator and what it is measured against in the denominator",
    **dict.fromkeys((tree.Mul, tree.Pow), "collect the factors one by one, the outermost first"),
    **dict.fromkeys(
        (tree.Reduce, tree.Integral, tree.Expect),
        "first the operator with what it runs over, then what it is applied to",
    ),
    **dict.fromkeys(
        (tree.Apply, tree.Norm, tree.Root), "name the outer function first, then what it is applied to"
    ),
    **dict.fromkeys((tree.Cases, tree.Matrix), "go through it row by row, each with its condition or place"),
}
# Fonts that make a letter a name shared by the field: ``\\mathbb{E}``, ``\\mathcal{N}``.
_NAMED_FONTS = ("\\mathbb", "\\mathcal", "\\operatorname")
_NO_QUANTITIES = frozenset(("\\ldots", "\\cdots", "\\dots", "\\infty", "d"))
# Min signs of a formula for each further level, because a longer one is harder to keep in mind.
_LENGTHS = (12, 26, 44)
# Max skills of an exercise, because with more of them it would not be about one thing.
MOST_SKILLS = 4


# Shape and motion


def shape_words(node: tree.Node) -> str:
    """Return a formula's outline: ``on the left a single symbol, on the right a fraction``."""
    match node:
        case tree.Statement((left, tree.Ref() | tree.Num()), relations) if set(relations) <= EQUAL:
            return f"{_describe_formula_shape(left, None)} on the left, a single symbol on the right"
        case tree.Statement((left, right), relations) if set(relations) <= EQUAL:
            return _describe_formula_shape(right, left)
        case tree.Statement((_, right), (relation,)):
            return (
                f"two sides with ${relation}$ between them, the right one "
                f"{_describe_formula_shape(right, None)}"
            )
        case tree.Statement((left,)):
            return _describe_formula_shape(left, None)
        case tree.Statement(sides, relations):
            kind = "equalities" if set(relations) <= EQUAL else "relations"
            return f"a chain of {_COUNTS.get(len(sides) - 1, str(len(sides) - 1))} {kind}"
        case _:
            return _describe_formula_shape(node, None)


def _describe_formula_shape(node: tree.Node, left: tree.Node | None) -> str:
    match node:
        case tree.Add(terms) if is_step(terms, left):
            return "the old value and a step"
        case tree.Add() if is_mixture(node):
            return "a weighted mean of two things"
        case tree.Add(terms):
            return f"a sum of {_count_in_words(len(terms), 'term')}"
        case tree.Div(bottom=bottom):
            has_root = any(find_nodes(bottom, tree.Root))
            if has_root:
                return "a fraction with a root in the denominator"
            return "a fraction"
        case tree.Mul(factors, signs) if "\\circ" in signs:
            return f"{_count_in_words(len(factors), 'part')} joined by $\\circ$"
        case tree.Mul(factors):
            reduced = next(
                (factor for factor in factors if isinstance(factor, tree.Reduce | tree.Integral)), None
            )
            if reduced is not None:
                return f"a factor before {_describe_formula_shape(reduced, None)}"
            return f"a product of {_count_in_words(len(factors), 'factor')}"
        case tree.Reduce(operator=operator, bound=bound):
            over = "" if bound is None else " and ".join(f"${name.name.base}$" for name in bound.names)
            word = _shown_by("shapes").get(operator, "a large operator")
            if over and operator in ("\\sum", "\\prod"):
                return f"{word} over {over}"
            return word
        case tree.Apply(function=function, args=args) if (
            _print_function_command(function) in _FUNCTIONS and args and not is_map(node)
        ):
            return _shown_by("shapes")[_print_function_command(function)]
        case tree.Apply(args=args, given=given):
            behind = " with a condition behind the bar" if given else ""
            return f"a function of {_count_in_words(max(1, len(args)), 'argument')}{behind}"
        case tree.Cases(branches):
            return f"a definition in {_count_in_words(len(branches), 'case')}"
        case tree.Neg(body):
            return f"{_describe_formula_shape(body, None)} behind a minus sign"
        case tree.Bracket(body):
            return _describe_formula_shape(body, left)
        case _:
            return _shown_by("shapes").get(type(node).__name__, "one expression")


def motion_words(node: tree.Node) -> str:
    """Describe the way from the picture of a formula to the formula."""
    right, left = (node.sides[-1], node.sides[0]) if isinstance(node, tree.Statement) else (node, None)
    match right:
        case tree.Add(terms) if is_step(terms, left):
            return "start from the old value; then choose the sign, the size and the direction of the step"
        case tree.Add() if is_mixture(right):
            return "name the two things that are mixed, then give each its weight"
        case _:
            return _MOTIONS.get(type(right), "go from the outside in: the whole first, then its parts")


def count_written_signs(tokens: Sequence[str]) -> int:
    """Return the number of written signs: tokens without braces."""
    return sum(token not in ("{", "}") for token in tokens)


def _count_in_words(count: int, noun: str) -> str:
    return f"{_COUNTS.get(count, str(count))} {noun}{'' if count == 1 else 's'}"


def is_step(terms: Sequence[tree.Node], left: tree.Node | None) -> bool:
    """Return whether a sum continues from the previous value: ``x_t + g`` on the right of ``x_{t+1}``."""
    first = terms[0]
    if not isinstance(first, tree.Ref) or not isinstance(left, tree.Ref):
        return False
    if not any(isinstance(index, tree.Running) for index in (*first.below, *first.above)):
        return False  # ``L_0`` of ``L = L_0 + \lambda R`` is a part
    return first.name == left.name and first != left and first.primes == left.primes


def is_mixture(node: tree.Node) -> bool:
    """Return whether a sum of two terms weighs them with ``w`` and ``1 - w``."""
    if not isinstance(node, tree.Add) or len(node.terms) != 2:
        return False
    weights = [factor for term in node.terms for factor in list_unsigned_factors(term)]
    return any(
        complementary in weights
        for complementary in map(find_complement, weights)
        if complementary is not None
    )


def list_unsigned_factors(node: tree.Node) -> tuple[tree.Node, ...]:
    """Return the factors of a term, without its sign."""
    match node:
        case tree.Neg(body):
            return list_unsigned_factors(body)
        case tree.Mul(factors):
            return factors
        case _:
            return (node,)


def find_complement(node: tree.Node) -> tree.Node | None:
    r"""Return ``\beta`` of ``1 - \beta``, in brackets or without."""
    match node:
        case tree.Bracket(body):
            return find_complement(body)
        case tree.Add((tree.Num("1"), tree.Neg(body))):
            return body
        case _:
            return None


def _print_function_command(function: tree.Ref) -> str:
    base = function.name.base
    return base if base.startswith("\\") else f"\\{base}"


def spell_form(statement: tree.Statement | None) -> tuple[str, ...]:
    """Return a statement with its symbols numbered: the same for those that differ in their letters alone.

    Known functions, operators and fonts of sets keep their names; empty for a statement that is not read.
    """
    if statement is None:
        return ()
    heads: dict[Node, str] = {}
    running = dict.fromkeys(part.letter for part in find_nodes(statement, tree.Running))
    letters = {letter: f"\\letter{number}" for number, letter in enumerate(running)}

    def number_indices(indices: Sequence[tree.Index]) -> tuple[tree.Index, ...]:
        return tuple(
            replace(index, letter=letters[index.letter])
            for index in indices
            if isinstance(index, tree.Running)
        )

    def number_symbol(part: Node) -> Node | None:
        if (
            not isinstance(part, tree.Ref)
            or _is_well_known_function(part)
            or part.name.font.startswith(_NAMED_FONTS)
        ):
            return None
        below = number_indices(part.below)
        above = number_indices(part.above)
        if not (below or above) and part.name.base in letters:
            return replace(part, name=tree.Name(letters[part.name.base]))
        head = replace(
            part,
            below=tuple(index for index in part.below if not isinstance(index, tree.Running)),
            above=tuple(index for index in part.above if not isinstance(index, tree.Running)),
        )
        name = heads.setdefault(head, f"\\symbol{len(heads)}")
        return tree.Ref(tree.Name(name), below, above)

    return tuple(to_tokens(replace_nodes(statement, number_symbol)))


def is_map(node: tree.Node) -> bool:
    r"""Return whether a part is the value of an exponential or logarithmic map, ``\exp_x(v)``.

    The part below separates it from the function of this name; below a logarithm a number is its base.
    """
    if not isinstance(node, tree.Apply) or _print_function_command(node.function) not in _FUNCTIONS:
        return False
    return any(not isinstance(index, tree.Fixed) for index in node.function.below)


# Skills


_STEP_SIZES = frozenset(("\\alpha", "\\eta", "\\varepsilon", "\\epsilon", "\\gamma"))


@cache
def _read_structure_table(name: str) -> Mapping[str, Sequence[str]]:
    """Return the rows of a file in their order, each with the parts that indicate it; skills begin with the
    most telling."""
    text = (files("drill.papers") / f"{name}.yaml").read_text(encoding="utf-8")
    rows = (line.partition(":") for line in text.splitlines() if not line.startswith("#"))
    return {row: markers.strip(" '").split() for row, _, markers in rows}


@cache
def _shown_by(name: str) -> Mapping[str, str]:
    """Return the row of a file for each part that indicates it."""
    return {word: row for row, words in _read_structure_table(name).items() for word in words}


def find_required_skills(node: tree.Node | None) -> tuple[str, ...]:
    """Return the skills of the syllabus that a formula requires, the most specific first, at most four."""
    if node is None:
        return ()
    skills = {skill for inner in walk_nodes(node) for skill in _of_node(inner) if skill}
    if isinstance(node, tree.Statement):
        skills |= set(_of_update(node))
    return tuple(sorted(skills, key=[*_read_structure_table("skills")].index)[:MOST_SKILLS])


def _of_node(node: tree.Node) -> Iterator[str]:
    known = _shown_by("skills")
    match node:
        case tree.Apply() if is_map(node):
            pass
        case tree.Apply(function=function, args=args, given=given, parameters=parameters):
            word = function.name.base.lstrip("\\").lower()
            is_set = len((*args, *given, *parameters)) < 2  # ``\mathcal{N}(i)``: neighbours
            is_normal = function.name.base == "N" and function.name.font == "\\mathcal" and not is_set
            yield known.get(word) or ("prob.cond.cond" if given else "prob.dist.normal" if is_normal else "")
        case tree.Expect(operator=operator):
            yield known.get(operator.name.base.lower(), "prob.rv.expect")
        case tree.Reduce(operator=operator):
            yield known.get(operator, "")
        case tree.Norm(bars="\\|"):
            yield "linalg.vec.norm"
        case tree.Derivative(sign=sign):
            yield "calc.grad.partial" if sign == "\\partial" else "calc.diff.power"
        case tree.Mul(factors) if any(
            isinstance(factor, tree.Transpose | tree.Inverse) for factor in factors
        ):
            yield "linalg.mat.mul"
        case tree.Add() if is_mixture(node):
            yield "calc.ser.ema"
        case _:
            yield known.get(type(node).__name__, "")


def _of_update(statement: tree.Statement) -> Iterator[str]:
    """Yield the prerequisites of a step of a recursion: descent, momentum, Adam's fraction."""
    left = statement.sides[0]
    right = statement.sides[-1]
    if not isinstance(left, tree.Ref) or not isinstance(right, tree.Add) or not is_step(right.terms, left):
        return
    bases = {inner.name.base for inner in find_nodes(right, tree.Ref)}
    if bases & _STEP_SIZES:
        has_root = any(any(find_nodes(inner.bottom, tree.Root)) for inner in find_nodes(right, tree.Div))
        yield "calc.optim.adam" if has_root else "calc.opt.gd"


def outside_names(node: tree.Node) -> Iterator[tree.Node]:
    """Yield the parts of a formula from left to right, except those inside names, such as indices."""
    yield node
    if not isinstance(node, tree.Ref):
        for child in list_children(node):
            yield from outside_names(child)


def list_formula_quantities(*nodes: Node) -> tuple[tree.Ref, ...]:
    """Return the symbols and functions of a formula, without running letters, variables of integrals and
    means, and the E of a mean.
    """
    ordered_refs: dict[tree.Ref, None] = {}
    running: set[tree.Ref] = set()
    for node in nodes:
        for inner in outside_names(node):
            match inner:
                case tree.Bound(names=names):
                    running |= set(names)
                case tree.Expect(operator=operator, over=over):
                    running |= {operator, *_list_expectation_variables(over)}
                case tree.Integral(by=by):
                    running |= {variable for variable in by if isinstance(variable, tree.Ref)}
                case tree.Norm(order=tree.Ref() as operator):
                    running.add(operator)
                case tree.Apply(args=args, given=given, bar="\\|"):
                    laws = [arg for arg in (*args, *given) if isinstance(arg, tree.Apply)]
                    running |= {arg for law in laws for arg in law.args if isinstance(arg, tree.Ref)}
                case tree.Apply(function=function) if _is_well_known_function(function):
                    running.add(function)
                case tree.Ref():
                    ordered_refs[inner] = None
                case _:
                    pass
    return tuple(ref for ref in ordered_refs if ref not in running and ref.name.base not in _NO_QUANTITIES)


def _list_expectation_variables(over: Node | None) -> Iterator[tree.Ref]:
    r"""Return the variable of an expectation: ``x`` of ``x \sim p``."""
    first = over.sides[0] if isinstance(over, tree.Statement) and over.relations else None
    listed = first.items if isinstance(first, tree.Listed) else (first,)
    yield from (part for part in listed if isinstance(part, tree.Ref))


def list_statement_sides(statement: tree.Statement | None) -> tuple[Node, ...]:
    """Return the sides of a statement, without its conditions."""
    return () if statement is None else statement.sides


def find_defined_symbol(statement: tree.Statement | None) -> tree.Ref | None:
    """Return the symbol or function that a statement defines: the whole left side of its first ``=``."""
    match statement:
        case tree.Statement((tree.Ref() as left, _, *_), relations) if relations[0] in EQUAL:
            return left
        case tree.Statement((tree.Apply(function), _, *_), relations) if relations[0] in EQUAL:
            return None if _is_well_known_function(function) else function
        case _:
            return None


def _is_well_known_function(function: tree.Ref) -> bool:
    r"""Return whether a function is well known, ``\log``, ``\operatorname{diag}``, and no symbol of the
    paper.
    """
    return not FUNCTIONS.isdisjoint(
        (print_tokens_as_latex(to_tokens(function)), _print_function_command(function))
    )


# Dependencies between formulas: the definition of a symbol, and its uses.

_RUNNING = frozenset((*ascii_lowercase, "\\ell"))
# The lines that define a symbol, by the symbol at its step.
Definitions: TypeAlias = Mapping[Ref, tuple[Line, ...]]


def find_definitions(lines: Sequence[Line]) -> Definitions:
    """Return the lines that define each symbol at its step."""
    defines: dict[Ref, tuple[Line, ...]] = {}
    for line in lines:
        left, *right = list_statement_sides(line.statement) or (None,)
        is_equal = line.statement is not None and EQUAL.issuperset(line.statement.relations[:1])
        lefts = (
            left.items if is_equal and isinstance(left, Listed) else (find_defined_symbol(line.statement),)
        )
        if isinstance(left, Apply) and any(map(_is_one_point, left.args)):
            continue  # ``x(0) = x_0`` gives one value, not the function
        for defined_node in lefts:  # an update is not a rule
            if (
                isinstance(defined_node, Ref)
                and defined_node.name.base not in FUNCTIONS
                and defined_node not in list_formula_quantities(*right)
            ):
                defines[at_step(defined_node)] = (*defines.get(at_step(defined_node), ()), line)
    return defines


def _is_one_point(node: Node) -> bool:
    return isinstance(node, Num) or (
        isinstance(node, Ref) and any(isinstance(index, Fixed) for index in node.below)
    )


def find_used(line: Line, defines: Definitions) -> tuple[Line, ...]:
    """Return the formulas whose left sides occur in a line; a symbol may have several definitions."""
    sides = list_statement_sides(line.statement)
    line_by_formula: dict[str, Line] = {}
    for ref in list_formula_quantities(
        *(sides if find_defined_symbol(line.statement) is None else sides[1:])
    ):
        for source in defines.get(at_step(ref), ()):
            if source.formula.id != line.formula.id and _has_same_meaning_at(ref, source, line):
                line_by_formula.setdefault(source.formula.id, source)
    return tuple(line_by_formula.values())


def at_step(ref: Ref) -> Ref:
    """Return a symbol without its running letters, with its step: ``m_{t+1}`` is the result of a step.

    A capital or Greek letter is a name, so ``h_G`` is not ``h_v``.
    """

    def opened(index: Index) -> Index:
        if isinstance(index, Running) and index.letter in _RUNNING:
            return replace(index, letter="")
        return index

    return replace(ref, below=tuple(map(opened, ref.below)), above=tuple(map(opened, ref.above)))


def _has_same_meaning_at(ref: Ref, source: Line, line: Line) -> bool:
    """Return whether a name means the same at both places.

    One bare letter serves for many things in a paper, and so does an index that is a name: the rule of
    ``p_t = 1 - p`` is not that of ``p_k``, nor ``e_k(d)`` that of a number ``e_s``.
    """
    is_letter = len(ref.name.base) == 1 or ref.name.base[0] == "\\"
    is_bare = is_letter and not (ref.below or ref.above or ref.name.accents or ref.name.label)
    if is_bare and source.formula.section != line.formula.section:
        return False
    left, *right = list_statement_sides(source.statement)
    there = _find_call_shapes(left, ref)
    here = {call for side in list_statement_sides(line.statement) for call in _find_call_shapes(side, ref)}
    if (there or here) and not there & here:
        return False
    named = {node.letter for node in find_nodes(left, Running)}
    used_there = {part.letter for side in right for part in find_nodes(side, Running)}
    used_there |= {part.name.base for side in right for part in find_references(side)}
    return named <= used_there | {part.letter for part in find_nodes(ref, Running)}


def _find_call_shapes(side: Node, ref: Ref) -> set[tuple[int, bool]]:
    """Return the forms in which a symbol is applied: the number of arguments, and whether there is a
    condition."""
    calls = (node for node in find_nodes(side, Apply) if at_step(node.function) == at_step(ref))
    return {(len(call.args), bool(call.given)) for call in calls}
