"""Fill the blank: a formula with one part hidden behind a box, which is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from drill.banks.models import Declared, Mistake
from drill.checking import FormulaSpec, Spec
from drill.codec import Written
from drill.notation import children, refs, to_latex, tree, walk
from drill.papers import wording
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.drafting import each_line, exercise, formula_answer, source_of
from drill.papers.structure import complement, level_of, shape_words, signs, skills_of
from drill.papers.typed_text import Names, names_of

_MOST: Final = 2
"""Blanks of one formula."""
_LONGEST_LINE: Final = 110
_LONGEST: Final = 18
_EVERYWHERE: Final = 0.5
"""A symbol in more of the formulas than this share is not asked for by itself."""
_FEW: Final = 4
_BOX: Final = "\\boxed{?}"
_DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots"))
_ROLES: Final = {
    "denominator": ("what the fraction is divided by", "the missing denominator", 3),
    "exponent": ("an exponent", "the missing exponent", 3),
    "index": ("an index", "the missing index", 1),
    "factor": ("a factor", "the missing factor", 2),
    "numerator": ("the numerator of the fraction", "the missing numerator", 2),
    "root": ("what the root is taken of", "what is under the root", 2),
    "argument": ("what the function is applied to", "the missing argument", 1),
    "sign": ("a sign, + or -", "the missing sign", 1),
    "term": ("a term of the sum", "the missing term", 0),
    "norm": ("what is measured by the bars", "what is between the bars", 0),
}
"""By role what the box hides, how a title calls it, and how much it says."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a statement that may be hidden; ``node`` is None for a sign."""

    node: tree.Node | None
    role: str
    span: tree.Span


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """Up to two blanks for each statement that was read, each spelling once."""
    common = _common(paper)
    glossary = wording.Glossary(paper)

    def make(line: Line) -> Iterator[Draft | Skipped]:
        if line.statement is None:
            yield Skipped("blank", line.formula.id, f"It is not read: {line.refused}.")
            return
        names = names_of(line)
        parts = _chosen(line, line.statement, names, common)
        if not parts:
            yield Skipped("blank", line.formula.id, "No part of it occurs only once and is worth hiding.")
        for part in parts:
            yield _draft(paper, line, line.statement, part, names, glossary)

    return each_line("blank", paper, make)


def _common(paper: Paper) -> frozenset[tree.Ref]:
    """Symbols that the paper uses nearly everywhere."""
    read = [line.statement for line in paper.lines if line.statement is not None]
    counts = Counter(ref for statement in read for ref in {wording.opened(ref) for ref in refs(statement)})
    return frozenset(
        ref for ref, count in counts.items() if len(read) >= _FEW and count > _EVERYWHERE * len(read)
    )


def _chosen(
    line: Line, statement: tree.Statement, names: Names | None, common: frozenset[tree.Ref]
) -> list[_Part]:
    """The parts that say most, in different places of the formula."""
    if signs(line.tokens) > _LONGEST_LINE or not statement.relations or "\\in" in statement.relations:
        return []
    fit = [
        part
        for side in statement.sides[1:]
        for part in _parts(side, line)
        if _is_fit(part, line, names, common)
    ]
    fit.sort(key=lambda part: (-_worth(part), wording.pick(_slot(line, part), *range(8))))
    chosen: list[_Part] = []
    for part in fit:
        hides = line.tokens[slice(*part.span)]
        is_apart = all(part.span[1] <= one.span[0] or one.span[1] <= part.span[0] for one in chosen)
        is_new = is_apart and all(hides != line.tokens[slice(*one.span)] for one in chosen)
        if is_new and len(chosen) < _MOST:
            chosen.append(part)
    return chosen


def _parts(node: tree.Node, line: Line) -> Iterator[_Part]:
    """The parts of a node with what they are in it."""
    for child, role in _roles(node):
        if role:
            yield _Part(child, role, child.span)
    if isinstance(node, tree.Add):
        for term in node.terms[1:]:
            begin = term.span[0] - (0 if isinstance(term, tree.Neg) else 1)
            if line.tokens[begin] in ("+", "-"):
                yield _Part(None, "sign", (begin, begin + 1))
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
        case tree.Pow(_, exponent):
            yield exponent, "exponent"
        case tree.Root(body):
            yield body, "root"
        case tree.Norm(body):
            yield body, "norm"
        case tree.Apply(args=(body,)):
            yield body, "argument"
        case tree.Ref(below=below):
            yield from (
                (index, "index") for index in below if isinstance(index, tree.Running) and index.offset
            )
        case _:
            return


def _is_fit(part: _Part, line: Line, names: Names | None, common: frozenset[tree.Ref]) -> bool:
    tokens = line.tokens[slice(*part.span)]
    if part.node is None:
        return len(line.tokens) > 2 * _FEW
    inner = [*walk(part.node)]
    if not 1 <= signs(tokens) <= min(_LONGEST, signs(line.tokens) // 2) or _DOTS & set(tokens):
        return False
    if any(isinstance(one, tree.Opaque | tree.Text) for one in inner) or tokens in (("d",), ("e",)):
        return False
    if isinstance(part.node, tree.Num) and part.role not in ("exponent", "factor", "denominator"):
        return False
    if isinstance(part.node, tree.Ref) and (wording.opened(part.node) in common or part.role == "term"):
        return False
    if part.role not in ("index", "exponent") and _count(tokens, line.tokens) != 1:
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


def _count(tokens: tuple[str, ...], line: tuple[str, ...]) -> int:
    size = len(tokens)
    return sum(line[at : at + size] == tokens for at in range(len(line) - size + 1))


def _worth(part: _Part) -> int:
    """How much a part says: weights, exponents, steps and denominators before lone symbols."""
    inner = None if part.node is None else _unbracketed(part.node)
    kind = (
        2
        if isinstance(inner, tree.Add)
        else 0
        if inner is None or isinstance(inner, tree.Ref | tree.Num)
        else 1
    )
    return _ROLES[part.role][2] + kind - (part.span[1] - part.span[0] > 10)


def _unbracketed(node: tree.Node) -> tree.Node:
    return node.body if isinstance(node, tree.Bracket) and node.opening in ("(", "[") else node


def _slot(line: Line, part: _Part) -> str:
    """Tells the blanks of one formula apart: what is hidden, of indices and signs the place, too."""
    latex = to_latex(line.tokens[slice(*part.span)])
    return f"{part.role} {part.span[0]} {latex}" if part.role in ("index", "sign") else latex


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
    node = None if part.node is None else _unbracketed(part.node)
    by_name = (
        None
        if node is None or isinstance(node, tree.Ref | tree.Apply | tree.Gradient | tree.Running)
        else names
    )
    answer, witness = _answer(line, part, node, by_name)
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
        declared=Declared(names=by_name.latex if witness and by_name is not None else {}),
        skills=skills_of(statement),
        level=max(1, level_of(line.tokens) - 1),
        shape=f"{shape_words(statement)}; the box hides {what}",
        motion="ask what the box does in the formula, then what the paper uses for that",
        hints=[f"The box hides {what}.", "" if node is None else glossary.told(line)],
        steps=[
            f"{wording.capital(wording.numbered(line.formula))} reads {wording.shown(line)}",
            f"The box hides {what}: {hidden}.",
            glossary.told(line),
        ],
        wrong=_wrong(line, part, node, by_name if witness else None),
        witness=witness,
        links=[wording.around(paper.sheet, line.formula)],
    )
    return Draft("blank", line.formula.id, source_of(line), _slot(line, part), body, is_proved=True)


def _answer(
    line: Line, part: _Part, node: tree.Node | None, names: Names | None
) -> tuple[Spec, dict[str, Written]]:
    """What is due in the box, and where it is mathematics the same once more."""
    span = part.span if node is None else node.span
    latex = to_latex(line.tokens[slice(*span)])
    if node is not None and names is not None:
        try:
            answer = FormulaSpec(kind="formula", text=names.text(node), shown=latex)
            return answer, {"value": names.otherwise(node)}
        except ValueError:
            pass
    return formula_answer(latex), {}


def _wrong(line: Line, part: _Part, node: tree.Node | None, names: Names | None) -> list[Mistake]:
    own = None if node is None else complement(node)
    if own is not None and names is not None:
        due = wording.inline(to_latex(line.tokens[slice(*part.span)]))
        say = f"That is the other weight. The box hides what it leaves of 1: {due}."
        return [Mistake(answer=names.text(own), say=say)]
    match node:
        case tree.Running(letter, offset):
            say = f"The formula looks {'back' if offset < 0 else 'ahead'} by {abs(offset)} here."
            return [Mistake(answer=f"{letter}\\,", say=say)]
        case _:
            return []
