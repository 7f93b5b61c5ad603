"""The kind "code": write a right side in NumPy, for arrays whose shapes the exercise states."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drill.banks.models import Declared, Mistake
from drill.checking import CodeSpec
from drill.errors import CheckError
from drill.maths.maths_tree import Call, Sym, find_symbols, walk_tree
from drill.maths.print import to_plain
from drill.notation.tree import Add, Apply, Bracket, Div, Mul, Node, Reduce, Root
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.draft_building import build_drafted_exercise, each_line
from drill.papers.kinds.slips import changes
from drill.papers.lowering import inputs
from drill.papers.lowering.computed_formula import Formula
from drill.papers.lowering.entries import Entries
from drill.papers.lowering.formula_lowering import latex_of
from drill.papers.lowering.inputs import (
    Axes,
    Input,
    RefusedError,
    count_tree_operations,
    find_stored_axes,
    is_row_vector,
    takes_work,
)
from drill.papers.lowering.needs import find_argument_domains, sums_along
from drill.papers.lowering.numpy_code import Program
from drill.papers.lowering.numpy_proof import check_program, differs_from_codes
from drill.papers.paper_reading import Reading, axes_text, name_computed_side
from drill.papers.sheet.introductions import names_data
from drill.papers.sheet.types import REAL, Domain, Length
from drill.papers.wording import join_in_sentence, write_inline_formula
from drill.reading import Written

# Known mistakes of one key.
_MOST_MISTAKES: Final = 3
# Axes of a matrix.
_MATRIX: Final = 2
# Lines of a worked solution.
_MOST_STEPS: Final = 3
# Operations of a part that is worth a step, where NumPy has no function for it, or of what is reduced.
_TELLING: Final = 2
# Operations that take whole vectors: for a batch they need an axis.
_JOINING: Final = frozenset(("matmul", "norm", "norm1", "total", "outer", "softmax"))
# Letters of numbers, where nothing says what they are.
_SCALARS: Final = frozenset(f"\\{name}" for name in (
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "eta", "kappa", "lambda", "nu", "rho",
    "sigma", "tau", "omega",
))  # fmt: skip
# Characters of a formula that a sentence quotes.
_SHORT: Final = 80
# Names for lengths whose own are taken.
_LENGTHS: Final = ("n", "m", "d", "k", "p", "q", "r", "s", "u", "v", "w")
_INDICES: Final = ("i", "j", "k", "l", "a", "b", "c", "g", "h")


@dataclass(frozen=True, slots=True)
class Coded:
    """A formula with its program, and the exercise's names for its axes."""

    formula: Formula
    program: Program
    given: tuple[Input, ...]
    axes: Mapping[Length, str]
    # Of many inputs at once the program for one of them, as the paper shows it.
    of_one: str = ""

    def named(self, shape: Axes) -> tuple[str, ...]:
        """Return a shape by the exercise's names of lengths."""
        return tuple(str(length) if isinstance(length, int) else self.axes[length] for length in shape)


def write_numpy_code(reading: Reading, line: Line) -> Coded:
    """Return a line in NumPy, proved by loops, cached.

    Raises:
        RefusedError: it has no program.
    """
    return reading.cached("program", line, lambda line: _prove_numpy_code(reading, line))


def _prove_numpy_code(reading: Reading, line: Line) -> Coded:
    formula = reading.formula(line)
    operands = formula.inputs_of(formula.node, with_ends=False)
    program = formula.program()
    check_program(formula, program)
    return Coded(formula, program, operands, _name_axis_lengths(operands, formula, program.shape))


def _name_axis_lengths(operands: tuple[Input, ...], formula: Formula, shape: Axes) -> dict[Length, str]:
    """Return a name for each length that no array has; numbers where a length is made of others."""
    used_names = {operand.name for operand in operands}
    names: dict[Length, str] = {}
    lengths = [length for operand in operands for length in operand.shape] + [
        along.length for along in formula.ranges.values()
    ]
    if any(map(inputs.is_made, (*lengths, *shape))):
        sizes = inputs.choose_length_numbers((*lengths, *shape), lambda index: 2 + index % 3)
        return {length: str(size) for length, size in sizes.items()}
    for length in lengths:
        if isinstance(length, int) or length in names:
            continue
        bare = "".join(char for char in str(length) if char.isalpha() and char.isascii())
        free = (
            candidate
            for candidate in (bare, *_LENGTHS)
            if candidate and candidate not in used_names and candidate not in ("e", "i")
        )
        bare = next(free, "")
        if not bare:
            raise RefusedError("it has too many lengths")
        used_names.add(bare)
        names[length] = bare
    return names


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield one exercise for each statement of whose arrays NumPy has to find an axis."""
    return each_line("code", lines, lambda line: [_draft_code_exercise(reading, line)])


def _require_codable_line(reading: Reading, line: Line) -> Coded:
    """Return what an exercise may ask for: there is an axis to find, and it is known what everything is."""
    coding = write_numpy_code(reading, line)
    if not takes_work(coding.formula.node) or not _has_axis_to_find(coding):
        coding = _of_rows(reading, line, coding)
    for operand in coding.given:
        letter = operand.quantity.symbol.name.base
        is_scalar = letter in _SCALARS and not operand.shape and not operand.is_call
        if operand.quantity.is_open and not is_scalar:
            why = f"the paper leaves open what ${latex_of(operand.node)}$ is"
            raise RefusedError(why, is_unclear=True)
    return coding


def _of_rows(reading: Reading, line: Line, coding: Coded) -> Coded:
    """Return a formula of one vector for many of them: the paper says that it is one of the data.

    Raises:
        RefusedError: it is none of a vector that matrices act on, or nobody says so.
    """
    formula, refused = coding.formula, RefusedError("in NumPy it is typed as it is shown")
    vectors = [operand for operand in coding.given if len(operand.shape) == 1]
    calls = [part for part in walk_tree(formula.node) if isinstance(part, Call)]
    has_matrix = any(len(operand.shape) == _MATRIX for operand in coding.given)
    if len(vectors) != 1 or not has_matrix or not any(call.name in _JOINING for call in calls):
        raise refused
    (vector,) = vectors
    if formula.ranges or vector.runs or vector.is_call or formula.left is None or formula.part:
        raise refused
    row = reading.glossary.row(vector.quantity.symbol, line.formula.section, is_itself=True)
    here = (
        [mention.text for mention in row.mentions if mention.section in (0, line.formula.section)]
        if row
        else []
    )
    texts = [row.means, *here] if row else []
    if not any(map(names_data, texts)):
        raise refused
    names = {operand.name for operand in coding.given} | {str(length) for length in coding.axes}
    length = next(name for name in ("n", "N", "B", "rows") if name not in names)
    rows = formula.with_rows(vector, inputs.Range("i", latex_of(vector.node), length))
    operands = rows.inputs_of(rows.node, with_ends=False)
    program = rows.program()
    check_program(rows, program)
    return Coded(
        rows, program, operands, _name_axis_lengths(operands, rows, program.shape), coding.program.text
    )


def _has_axis_to_find(coding: Coded) -> bool:
    """Return whether the code differs from the formula: in a reduction, or in products for a whole batch."""
    node, axes_of = coding.formula.node, coding.formula.reader.axes_of
    reductions = list(inputs.list_letter_folds(node))
    calls = [part for part in walk_tree(node) if isinstance(part, Call)]
    is_joined = any(call.name in _JOINING for call in calls)
    is_of_rows = any(call.name == "softmax" and len(axes_of(call)) == _MATRIX for call in calls)
    is_long = any(count_tree_operations(reduction.args[0]) >= _TELLING for reduction in reductions)
    return is_of_rows or is_long or bool(coding.program.letters and (reductions or is_joined))


def _draft_code_exercise(reading: Reading, line: Line) -> Draft:
    coding = _require_codable_line(reading, line)
    formula, program = coding.formula, coding.program
    assumed = find_assumptions(coding)
    shape, motion = _shape_and_motion(program.text)
    body = build_drafted_exercise(
        prompt=_write_code_prompt(reading, line, coding),
        answer=CodeSpec(
            kind="code",
            text=program.text,
            shapes=tuple((operand.name, coding.named(operand.shape)) for operand in coding.given),
        ),
        level=2 if count_tree_operations(formula.node) <= 6 else 3,
        shape=shape,
        motion=motion,
        hints=_list_code_hints(coding),
        steps=_list_code_steps(coding),
        wrong=_list_code_mistakes(coding),
        declared=Declared(
            assume=tuple(assumed.values()),
            names={
                operand.name: latex_of(operand.node)
                for operand in coding.given
                if set("<>") & set(assumed.get(operand.name, ""))
            },
        ),
        witness=_write_loop_witness(coding),
    )
    suffix, slot = (" of many, in NumPy", "rows") if coding.of_one else (" in NumPy", "")
    return reading.draft("code", line, body, suffix=suffix, left=formula.left, slot=slot)


def _write_code_prompt(reading: Reading, line: Line, coding: Coded) -> str:
    formula, program = coding.formula, coding.program
    inputs_text = join_in_sentence([_describe_code_input(operand, coding) for operand in coding.given])
    remarks = (*make_remarks(coding), *_describe_rows(coding))
    sentences = [f"{reading.begins(line)}\n\nYou are given {inputs_text}.", *remarks]
    left_side = name_computed_side(formula)
    if not program.letters and not any(operand.shape for operand in coding.given):
        return " ".join([*sentences, f"Write {left_side} in NumPy."])
    if not program.letters:
        return " ".join([*sentences, f"First say what shape comes out, then write {left_side} in NumPy."])
    over = join_in_sentence([f"${formula.free[letter].latex}$" for letter in program.letters])
    shape = axes_text(coding.named(program.shape))
    if coding.of_one:
        ask = f"Write {left_side} for all of them at once, without a loop; the result has shape `{shape}`."
        return " ".join([*sentences, ask])
    return " ".join(
        [*sentences, f"Write {left_side}, for all {over} at once, in NumPy; the result has shape `{shape}`."]
    )


def _describe_code_input(operand: Input, coding: Coded) -> str:
    latex = write_inline_formula(latex_of(operand.node))
    if not operand.shape:
        return f"the number `{operand.name}` for {latex}"
    shape = f"`{operand.name}` of shape `{axes_text(coding.named(operand.shape))}`"
    number = "many " if coding.of_one and operand.runs else "all " if operand.runs else ""
    return f"{shape} for {number}{latex}"


def make_remarks(coding: Coded) -> Iterator[str]:
    """Yield what is said of softmax, samples and expectations before a formula is computed."""
    reader = coding.formula.reader
    calls = [part for part in walk_tree(coding.formula.node) if isinstance(part, Call)]
    if any(part.name == "softmax" and len(reader.axes_of(part)) == 2 for part in calls):
        yield "The softmax is taken over each row."
    for letter in reader.expected:
        latex = coding.formula.ranges[letter].latex
        yield f"The expectation is a sum over the finitely many values of ${latex}$."
    for latex in reader.sampled.values():
        yield f"Estimate the expectation over ${latex}$ by the mean over its samples."


def _describe_rows(coding: Coded) -> Iterator[str]:
    """Yield how arrays hold vectors."""
    rows = [operand for operand in coding.given if operand.runs and operand.axes]
    if rows:
        yield f"Each {write_inline_formula(latex_of(rows[0].node))} is one row of `{rows[0].name}`."
    if any(is_row_vector(operand.axes) for operand in coding.given):
        yield "Row vectors have one axis here."


def find_assumptions(coding: Coded) -> dict[str, str]:
    """Return assumptions on entries by name: declared ones, else what a root or a logarithm requires."""
    needs = find_argument_domains(coding.formula.node)
    texts = {
        operand.name: _assume_array_property(operand)
        or _assume_number_range(operand.name, needs.get(operand.name, REAL))
        for operand in coding.given
    }
    return {name: text for name, text in texts.items() if text}


def _assume_array_property(operand: Input) -> str:
    """Return what a bank assumes of one array."""
    domain, name = operand.quantity.domain, operand.name
    if operand.shape and sums_along(operand) == len(operand.shape) - 1:
        return f"{name} rows sum to 1"
    if domain.mark in ("psd", "symmetric", "diagonal", "orthogonal"):
        mark = "positive definite" if domain.mark == "psd" else domain.mark
        return f"{name} {mark}" if len(operand.shape) == 2 else ""
    return _assume_number_range(name, domain)


def _assume_number_range(name: str, domain: Domain) -> str:
    """Return a range as a bank assumes it; empty for all numbers."""
    if domain.low == 0 and domain.high == math.inf:
        return f"{name} positive"
    low = f"{domain.low:g} < " if domain.low > -math.inf else ""
    high = f" < {domain.high:g}" if domain.high < math.inf else ""
    if low and high:
        return f"{low}{name}{high}"
    return f"{name} > {domain.low:g}" if low else f"{name}{high}" if high else ""


def _write_loop_witness(coding: Coded) -> dict[str, Written]:
    """Return the witness: the array built by loops over its entries; none where a bank has no notation for
    it.

    The program was compared with the formula's value before.
    """
    formula = coding.formula
    used_names = frozenset({*(operand.name for operand in coding.given), *coding.axes.values()})
    entries = Entries(
        formula.reader, taken=used_names, axes={length: Sym(name) for length, name in coding.axes.items()}
    )
    over = {
        entries.index_name(letter): coding.axes.get(
            formula.free[letter].length, str(formula.free[letter].length)
        )
        for letter in coding.program.letters
    }
    inner = find_stored_axes(formula.axes)
    used = {*used_names, *over, *(entries.index_name(letter) for letter in formula.ranges), "e", "i"}
    indices = [letter for letter in _INDICES if letter not in used]
    places = indices[: len(inner)]
    over |= dict(zip(places, coding.named(inner), strict=True))
    try:
        return {"loops": to_plain(entries.entry(formula.node, tuple(map(Sym, places)))), "over": over}
    except RefusedError:
        return {}


# What helps


def _shape_and_motion(code: str) -> tuple[str, str]:
    if "np.sum(" in code or "np.mean(" in code or "np.prod(" in code:
        return "a running index: one axis that is reduced away", (
            "find the axis of the index, write the term for all entries at once, then reduce that axis"
        )
    if " @ " in code or "np.linalg" in code:
        return "arrays that meet in products: inner lengths must be equal", (
            "put the shape under every symbol, join by `@@` where lengths meet, check what is left"
        )
    return "an expression that acts on every entry alike", (
        "translate symbol by symbol, from the inside out; numbers spread over arrays by themselves"
    )


_WORDS: Final[Mapping[str, str]] = {
    "np.linalg.inv": "An inverse is `np.linalg.inv`.",
    "np.linalg.norm": "A norm is `np.linalg.norm`.",
    "np.outer": "A column times a row is `np.outer`.",
    "np.mean": "A sum over all members divided by their number is `np.mean`.",
    "np.sum": "A sum over an index is `np.sum` along its axis.",
    "np.prod": "A product over an index is `np.prod` along its axis.",
    " @ ": "A product of matrices is `@@`, a product entry by entry is `*`.",
    "np.exp": "The exponential is `np.exp`, entry by entry.",
    "np.log": "The natural logarithm is `np.log`, entry by entry.",
    "np.sqrt": "The square root is `np.sqrt`, entry by entry.",
    "**": "A power is `**`, entry by entry.",
}


def _list_code_hints(coding: Coded) -> Iterator[str]:
    shape = axes_text(coding.named(coding.program.shape))
    yield (
        f"The result has shape `{shape}`. Which operation makes these axes of those that are given?"
        if coding.program.shape
        else "The result is one number. Which operation comes last, and what is on either side of it?"
    )
    yield " ".join([text for sign, text in _WORDS.items() if sign in coding.program.text][:2])
    first, *further_steps = _list_code_steps(coding)
    yield first if further_steps else ""


def _list_code_steps(coding: Coded) -> Iterator[str]:
    if coding.of_one:
        yield f"For one it is `{_double_template_signs(coding.of_one)}`."
        yield "With one in each row a matrix acts from the right, and is transposed for that."
        yield f"Together: `{_double_template_signs(coding.program.lines[-1])}`."
        return
    told: set[str] = set()
    for node in _choose_step_parts(coding.formula):
        try:
            part = coding.formula.reader.read(node)
            program = coding.formula.program(part)
        except RefusedError:
            continue
        # a difference or a quotient of two names is written as it is read
        is_plain = count_tree_operations(part) < _TELLING and not any(
            mark in program.text for mark in _CALLED
        )
        if len(program.lines) == 1 and not is_plain and find_symbols(part) and program.text not in told:
            told.add(program.text)
            yield f"{write_inline_formula(latex_of(node))} is `{_double_template_signs(program.text)}`."
    first, *further_lines = coding.program.lines
    if further_lines:
        yield f"First `{_double_template_signs(first)}`, since it is needed twice."
    yield f"Together: `{_double_template_signs(coding.program.lines[-1])}`."


_CALLED: Final = ("np.", "@", "**", "[")


def _double_template_signs(code: str) -> str:
    return code.replace("@", "@@")


def _choose_step_parts(formula: Formula) -> list[Node]:
    candidates = [
        node.body if isinstance(node, Bracket) else node
        for node in formula.parts()
        if node is not formula.right and isinstance(node, (Add, Div, Mul, Root, Reduce, Apply))
    ]
    return [node for node in candidates if len(latex_of(node)) <= _SHORT][::-1][-_MOST_STEPS:]


def _list_code_mistakes(coding: Coded) -> Iterator[Mistake]:
    seen = [coding.program.text]
    for text, say in _list_code_slips(coding):
        if len(seen) > _MOST_MISTAKES:
            return
        try:
            if text not in seen and differs_from_codes(coding.formula, coding.program, text, seen):
                seen.append(text)
                yield Mistake(answer=text, say=say)
        except (CheckError, RefusedError):
            continue


def _list_code_slips(coding: Coded) -> Iterator[tuple[str, str]]:
    code = coding.program.text
    axes = coding.named(coding.program.shape)
    if len(axes) == 2 and axes[0] != axes[1] and len(coding.program.lines) == 1:
        yield (
            f"({code}).T",
            f"This has shape `{axes_text(axes[::-1])}`, and the formula gives `{axes_text(axes)}`: rows and "
            "columns are exchanged.",
        )
    if coding.of_one:
        yield coding.of_one, "This is for a single vector; here each row is one."
        yield code.replace(", axis=-1", ""), "Without an axis it is one number of the whole array."
        return
    if "np.sum(" in code:
        yield (
            code.replace("np.sum(", "np.mean("),
            "`np.mean` divides by the number of terms; the formula does not.",
        )
    if "np.mean(" in code:
        yield code.replace("np.mean(", "np.sum("), "The division by the number of terms is missing."
    if " @ " in code:
        yield code.replace(" @ ", " * ", 1), "`*` multiplies entry by entry; a product of matrices is `@@`."
    for right, say in changes(coding.formula.right):
        try:
            yield coding.formula.program(coding.formula.reader.read(right)).text, say
        except RefusedError:
            continue
