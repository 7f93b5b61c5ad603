"""Fill the blank: a formula with one part hidden behind a box, which is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from drill.banks.models import Declared, Mistake
from drill.checking import FormulaSpec, Spec
from drill.errors import ParseError
from drill.notation import children, to_latex, tree, walk
from drill.papers import wording
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.draft_building import each_line, exercise, formula_answer, source_of
from drill.papers.structure import complement, level_of, shape_words, signs, skills_of
from drill.papers.typed_text import Names, names_of

# Signs of a part that is worth hiding: one letter is guessed.
_FEWEST_SIGNS: Final = 2
# Cells of a formula with its gap: it stands on one line.
_LONGEST_LINE: Final = 110
# Tokens of a gap: more is the whole formula.
_LONGEST: Final = 18
_BOX: Final = "\\boxed{?}"
_DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots"))
# By role what the box hides, how a title calls it, and how much it says.
_ROLES: Final = {
    "denominator": ("what the fraction is divided by", "the missing denominator", 3),
    "factor": ("a factor", "the missing factor", 2),
    "numerator": ("the numerator of the fraction", "the missing numerator", 2),
    "root": ("what the root is taken of", "what is under the root", 2),
    "argument": ("what the function is applied to", "the missing argument", 1),
    "term": ("a term of the sum", "the missing term", 0),
    "norm": ("what is measured by the bars", "what is between the bars", 0),
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a statement that may be hidden."""

    node: tree.Node
    role: str
    span: tree.Span


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """A blank for each statement that was read, each spelling once."""
    glossary = wording.Glossary(paper)

    def make(line: Line) -> Iterator[Draft | Skipped]:
        if line.statement is None or paper.is_cut(line):
            yield Skipped("blank", line.formula.id, "It is not read to its end.")
            return
        names = names_of(line)
        part = _chosen(line, line.statement, names)
        if part is None:
            yield Skipped("blank", line.formula.id, "No part of it occurs only once and is worth hiding.")
        else:
            yield _draft(paper, line, line.statement, part, names, glossary)

    return each_line("blank", paper, make)


def _chosen(line: Line, statement: tree.Statement, names: Names | None) -> _Part | None:
    """The part that says most; None where no part is worth hiding."""
    if signs(line.tokens) > _LONGEST_LINE or not statement.relations or "\\in" in statement.relations:
        return None
    parts = (part for side in statement.sides[1:] for part in _parts(side, line))
    fit = [part for part in parts if _is_fit(part, line, names)]
    fit.sort(key=lambda part: (-_worth(part), wording.pick(_slot(line, part), *range(8))))
    return fit[0] if fit else None


def _parts(node: tree.Node, line: Line) -> Iterator[_Part]:
    """The parts of a node with what they are in it."""
    for child, role in _roles(node):
        if role:
            yield _Part(child, role, child.span)
    for child in children(node):
        yield from _parts(child, line)


def _roles(node: tree.Node) -> Iterator[tuple[tree.Node, str]]:
    match node:
        case tree.Add(terms):
            yield from ((term.body if isinstance(term, tree.Neg) else term, "term") for term in terms)
        case tree.Mul(factors):
            yield from ((factor, "factor") for factor in factors)
        case tree.Div(top, bottom):
            yield from ((top, "numerator"), (bottom, "denominator"))
        case tree.Root(body):
            yield body, "root"
        case tree.Norm(body):
            yield body, "norm"
        case tree.Apply(args=(body,)):
            yield body, "argument"
        case _:
            return


def _is_fit(part: _Part, line: Line, names: Names | None) -> bool:
    tokens = line.tokens[slice(*part.span)]
    inner = [*walk(part.node)]
    if not _FEWEST_SIGNS <= signs(tokens) <= min(_LONGEST, 2 * signs(line.tokens) // 3) or _DOTS & set(
        tokens
    ):
        return False
    if any(isinstance(one, tree.Opaque | tree.Text) for one in inner) or tokens in (("d",), ("e",)):
        return False
    times = sum(line.tokens[at : at + len(tokens)] == tokens for at in range(len(line.tokens)))
    if isinstance(part.node, tree.Num | tree.Ref) or times != 1:
        return False
    return _is_typed_alone(part.node) or names is not None


def _is_typed_alone(node: tree.Node) -> bool:
    """Whether a right answer is seen to be right sign by sign."""
    inner = [*walk(_unbracketed(node))]
    return (
        not any(
            isinstance(
                one,
                tree.Add | tree.Div | tree.Root | tree.Reduce | tree.Integral | tree.Expect | tree.Derivative,
            )
            or (isinstance(one, tree.Mul) and len(one.factors) > 2)
            for one in inner
        )
        or complement(node) is not None
    )


def _worth(part: _Part) -> int:
    """How much a part says: weights, exponents, steps and denominators before lone symbols."""
    kind = 2 if isinstance(_unbracketed(part.node), tree.Add) else 1
    return _ROLES[part.role][2] + kind - (part.span[1] - part.span[0] > 10)


def _unbracketed(node: tree.Node) -> tree.Node:
    return node.body if isinstance(node, tree.Bracket) and node.opening in ("(", "[") else node


def _slot(line: Line, part: _Part) -> str:
    """Tells the blanks of one formula apart: what is hidden."""
    return to_latex(line.tokens[slice(*part.span)])


def _draft(
    paper: Paper,
    line: Line,
    statement: tree.Statement,
    part: _Part,
    names: Names | None,
    glossary: wording.Glossary,
) -> Draft:
    what, called, _ = _ROLES[part.role]
    begin, end = part.span
    node = _unbracketed(part.node)
    by_name = None if isinstance(node, tree.Ref | tree.Apply | tree.Gradient) else names
    answer, typed = _answer(line, node, by_name)
    hidden = wording.inline(to_latex(line.tokens[begin:end]))
    subject = glossary.with_meaning(line, statement.sides[0])
    ask = wording.pick(
        source_of(line) + _slot(line, part), "What belongs in the box?", "Fill in the box.",
        "Type what the box hides.", "Complete the formula.",
    )  # fmt: skip
    body = exercise(
        title=wording.titled(
            line.formula, f": {called}", glossary.name(statement.sides[0], line.formula.section)
        ),
        prompt=f"{wording.place(paper.sheet, line.formula)}. "
        f"Here is the formula for {subject} with one part hidden: "
        f"{wording.displayed(to_latex((*line.tokens[:begin], _BOX, *line.tokens[end:])))}\n\n{ask}",
        answer=answer,
        declared=Declared(names=typed.latex if typed is not None else {}),
        skills=skills_of(statement),
        level=max(1, level_of(line.tokens) - 1),
        shape=f"{shape_words(statement)}; the box hides {what}",
        motion="ask what the box does in the formula, then what the paper uses for that",
        hints=[f"The box hides {what}.", glossary.told(line)],
        steps=[
            f"{wording.capital(wording.numbered(line.formula))} reads {wording.shown(line)}",
            f"The box hides {what}: {hidden}.",
            glossary.told(line),
        ],
        wrong=_wrong(line, part, typed),
        links=[wording.around(paper.sheet, line.formula)],
    )
    return Draft("blank", line.formula.id, source_of(line), _slot(line, part), body, is_proved=True)


def _answer(line: Line, node: tree.Node, names: Names | None) -> tuple[Spec, Names | None]:
    """What is due in the box, and the names to type it with where it is mathematics."""
    latex = to_latex(line.tokens[slice(*node.span)])
    if names is not None:
        try:
            return FormulaSpec(kind="formula", text=names.text(node), shown=latex), names
        except ParseError:
            pass
    return formula_answer(latex), None


def _wrong(line: Line, part: _Part, names: Names | None) -> list[Mistake]:
    own = complement(_unbracketed(part.node))
    if own is None or names is None:
        return []
    due = wording.inline(to_latex(line.tokens[slice(*part.span)]))
    say = f"That is the other weight. The box hides what it leaves of 1: {due}."
    return [Mistake(answer=names.text(own), say=say)]
