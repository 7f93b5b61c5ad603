"""The kind "properties": which of some statements about a formula of arrays hold for every input.

A statement is offered as true if it holds on every draw, as false if it fails on all of them and a
counterexample in small numbers shows it. Nothing is asked of inputs whose kinds the paper does not state, nor
of a change that leaves the set in which an input lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.checking import ChoicesSpec, Option
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.draft_building import build_drafted_exercise, each_line
from drill.papers.kinds.code import make_remarks
from drill.papers.kinds.givens import Group, name_member
from drill.papers.kinds.property_statements import (
    Statement,
    Subject,
    judge_statements,
    make_subject,
    number_text,
)
from drill.papers.kinds.reasons import Reasons
from drill.papers.lowering.formula_lowering import latex_of
from drill.papers.lowering.inputs import Input, RefusedError
from drill.papers.lowering.invariances import Change, Values
from drill.papers.paper_reading import Reading
from drill.papers.sheet.types import INF, REAL, Length
from drill.papers.wording import display_statement, join_in_sentence, refer_to_formula, write_inline_formula

# Statements of a whole list, of which so many are shown at a time.
_MOST_TRUE, _MOST_FALSE, _SHOWN = 3, 3, 4
# False ones that a list has, even if everybody sees that they are.
_FEWEST_FALSE: Final = 2
_ASKED: Final = (
    "Which of these statements hold for every input, wherever the formula has a value? Each changes only "
    "what it names; {rest}."
)
_REST, _REST_OF_COMPUTED = (
    "everything else stays as it is",
    "what is computed from it changes with it, and every other input stays as it is",
)
# What is said of matrices of a structure.
_STRUCTURES: Final = {
    "positive definite": "symmetric and positive semidefinite",
    "symmetric": "symmetric",
    "diagonal": "diagonal",
    "orthogonal": "orthogonal",
}


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield a list of statements for each line."""
    return each_line("properties", lines, lambda line: [_draft_property_exercise(reading, line)])


def _draft_property_exercise(reading: Reading, line: Line) -> Draft:
    subject = make_subject(reading, line)
    true, false = _choose_statements(subject)
    if not any(statement.is_telling for statement in true):
        raise RefusedError("nothing holds of it that is worth asking")
    values: Values | None = None
    while false and (values := next(_find_shown_counterexamples(subject, false), None)) is None:
        false.pop()
    if not false or values is None:
        raise RefusedError("nothing is plausible and false of it")
    example = f"{subject.set_to(values)}: {subject.left} is {number_text(subject.trials.run(values))}."
    options = (
        *(Option(statement.id, statement.text, right=True) for statement in true),
        *(
            Option(
                statement.id,
                statement.text,
                say=f"There is a counterexample. Take {example} {statement.compared(values)}",
            )
            for statement in false
        ),
    )
    body = build_drafted_exercise(
        prompt=_write_property_prompt(reading, line, subject),
        answer=ChoicesSpec(kind="choices", options=options, show=_SHOWN if len(options) > _SHOWN else 0),
        level=3,
        shape="one formula, of which some things hold whatever is put into it",
        motion="write the changed input into the formula, and follow the change from the inside out",
        hints=_list_property_hints(subject, true[0]),
        steps=[
            *(f"{statement.text} {statement.why}" for statement in true),
            f"One example refutes the others: {example}",
            *(f"{statement.compared(values)} So this is false: “{statement.text}”" for statement in false),
        ],
    )
    return reading.draft("properties", line, body, suffix=": what always holds", left=subject.formula.left)


def _choose_statements(subject: Subject) -> tuple[list[Statement], list[Statement]]:
    """Return statements that are true, the telling ones first, and false ones, the most misleading first."""
    judged = [*judge_statements(subject)]
    true = [statement for statement, truth in judged if truth == "true"]
    kinds = {statement.kind for statement in true if statement.is_telling}
    groups = {statement.about for statement in true if statement.is_telling}

    def rank(statement: Statement) -> tuple[bool, bool, bool]:
        return statement.is_plain, statement.kind not in kinds, statement.about not in groups

    false = sorted((statement for statement, truth in judged if truth == "false"), key=rank)
    clear = [statement for statement in false if not statement.is_plain]
    false = false[: max(min(len(clear), _MOST_FALSE), _FEWEST_FALSE)]
    return sorted(true, key=lambda statement: not statement.is_telling)[:_MOST_TRUE], false


def _find_shown_counterexamples(subject: Subject, false: Sequence[Statement]) -> Iterator[Values]:
    """Yield small numbers that refute all of some statements and can be shown."""
    for values in subject.trials.counterexamples([statement.pairs for statement in false]):
        shown_values = subject.set_to(values), number_text(subject.trials.run(values))
        if all(shown_values) and all(statement.compared(values) for statement in false):
            yield values


def _write_property_prompt(reading: Reading, line: Line, subject: Subject) -> str:
    sources = [
        f"Here {write_inline_formula(latex_of(source.typed.statement.sides[0]))} is computed by"
        f"{f' {refer_to_formula(source.formula)}:' if source.formula.number else ''} "
        f"{display_statement(source)}"
        for source in subject.sources
        if source.typed is not None
    ]
    stated = [text for group in subject.groups if (text := _state_input_domain(subject, group))]
    sentences = [f"Let {join_in_sentence(stated)}." if stated else "", *_list_structures(subject)]
    sentences += make_remarks(subject.coding)
    sentences.append(_ASKED.format(rest=_REST_OF_COMPUTED if subject.sources else _REST))
    return "\n\n".join((reading.begins(line), *sources, " ".join(filter(None, sentences))))


def _list_structures(subject: Subject) -> Iterator[str]:
    """Yield what the matrices are of which more is given than their shape."""
    by_structure: dict[str, list[str]] = {}
    for group in subject.groups:
        for name, operand in zip(group.names, group.inputs, strict=True):
            structure = subject.trials.structures.get(name, "")
            by_structure.setdefault(structure, []).append(
                write_inline_formula(latex_of(name_member(operand)))
            )
    for structure, said in _STRUCTURES.items():
        if named := [*dict.fromkeys(by_structure.get(structure, ()))]:
            yield f"{join_in_sentence(named)} {'is' if len(named) == 1 else 'are'} {said}."
    for latex in dict.fromkeys(by_structure.get("rows sum to 1", ())):
        yield f"The rows of {latex} sum to 1."


def _state_input_domain(subject: Subject, group: Group) -> str:
    r"""Return what an input is, in LaTeX: ``$\tau > 0$``, ``$x \in \mathbb{R}^n$``; empty if that is long."""
    operand: Input = group.inputs[-1]
    latex = ", ".join(dict.fromkeys(latex_of(name_member(each)) for each in group.inputs))
    domain = operand.quantity.domain
    lengths = [_length_latex(subject, length) for length in operand.axes]
    if operand.quantity.is_law or domain.is_whole or domain.values or not all(lengths):
        return ""
    power = f"^{{{' × '.join(lengths)}}}".replace("×", "\\times") if lengths else ""
    if domain.mark:
        domain = REAL
    if (domain.low, domain.high) == (0, INF):
        numbers = "\\mathbb{R}_{> 0}" if domain.is_low_open else "\\mathbb{R}_{\\ge 0}"
        return write_inline_formula(f"{latex} \\in {numbers}{power}")
    if domain != REAL:
        low, high = (f"{end:g}".replace("inf", "\\infty") for end in (domain.low, domain.high))
        opens, closes = "(" if domain.is_low_open else "[", ")" if domain.is_high_open else "]"
        return write_inline_formula(f"{latex} \\in {opens}{low}, {high}{closes}{power}")
    return write_inline_formula(f"{latex} \\in \\mathbb{{R}}{power}")


def _length_latex(subject: Subject, length: Length) -> str:
    for quantity in subject.formula.quantities:
        if quantity.typed == length:
            return latex_of(quantity.symbol)
    letter, _, index = str(length).partition("_")
    if len(letter) == 1 and letter.isalpha() and index.isalnum():
        return f"{letter}_{{{index}}}"
    return str(length) if len(str(length)) == 1 or str(length).isdigit() else ""


def _list_property_hints(subject: Subject, statement: Statement) -> list[str]:
    """Return which change to try, then the part to begin with."""
    group = next((group for group in subject.groups if {*group.names} & {*statement.about}), None)
    if group is None:
        return [
            "What does transposing do to a product, and what to an inverse?",
            f"Write the transpose of {subject.left}, factor by factor in reverse order.",
        ]
    constant = subject.constant
    named = [*dict.fromkeys(latex_of(name_member(operand)) for operand in group.inputs)]
    latex = named[-1]
    is_shift = statement.kind == "shift"
    written = (f"{each} + {constant}" if is_shift else f"{constant} {each}" for each in named)
    stands = "they stand" if len(named) > 1 else "it stands"
    put = join_in_sentence(
        [
            f"{write_inline_formula(new)} for {write_inline_formula(each)}"
            for new, each in zip(written, named, strict=True)
        ]
    )
    first = {
        "idempotent-map": "Put the result back into the formula: which of its terms does that change?",
        "orthogonal": f"Write the inner product with {write_inline_formula(latex)} term by term. What "
        "cancels?",
    }.get(statement.kind, f"Write {put} wherever {stands}. What becomes of ${constant}$?")
    change = Change("shift" if statement.kind == "shift" else "scaling", statement.about)
    begin = Reasons(subject.coding, subject.trials, change, constant).begin()
    return [first, f"Begin with {write_inline_formula(begin)}: what becomes of it?" if begin else ""]
