"""The kind "recall": write a formula from memory, as mathematics where it is plain, else sign by sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.banks.models import Declared, Mistake
from drill.checking import FormulaSpec, Spec
from drill.errors import ParseError
from drill.notation import to_latex, to_tokens, tree, walk
from drill.papers import wording
from drill.papers.choice import INLINE
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.draft_building import each_line, exercise, formula_answer
from drill.papers.kinds.slips import slips
from drill.papers.paper_reading import Reading
from drill.papers.structure import EQUAL, level_of, motion_words, shape_words, signs, skills_of
from drill.papers.typed_text import Names, names_of

# Signs of a formula that one can be asked to keep in mind.
LONGEST: Final = 50
# Tokens of a formula that is worth remembering.
_SHORTEST: Final = 4
# Known mistakes of one formula.
_MISTAKES: Final = 2


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield one draft for each statement that is short enough, each spelling once."""

    def make(line: Line) -> Iterator[Draft | Skipped]:
        why = "What stands behind it is not read: it may go on there." if reading.is_cut(line) else ""
        if line.statement is None:
            why = f"It is not read: {line.refused}."
        elif not (why := why or _unfit(line, line.statement) or _untold(reading, line, line.statement)):
            yield _draft(reading, line, line.statement)
            return
        yield Skipped("recall", line.formula.id, why)

    return each_line("recall", lines, make)


def _unfit(line: Line, statement: tree.Statement) -> str:
    tokens = line.tokens
    if line.formula.part == INLINE:
        return "It stands in running text or in an algorithm."
    if signs(tokens) > LONGEST:
        return f"It has more than {LONGEST} symbols."
    if len(tokens) < _SHORTEST:
        return "It is too short to be worth remembering."
    if any(token.startswith("\\text") and " " in token.strip() for token in tokens):
        return "It has more words than symbols."
    if not statement.relations:
        return "It is not a statement: nothing is said to equal it."
    if all(map(_is_bare, statement.sides)):
        return "Nothing is built in it."
    if statement.relations == ("\\sim",) and _is_plain_law(statement.sides[1]):
        return "It only says from which law a letter is drawn."
    if isinstance(right := statement.sides[-1], tree.Num) or to_tokens(right) == ["\\infty"]:
        return "What it equals is one number."
    return "It only says in which set a letter lies." if "\\in" in statement.relations else ""


def _is_plain_law(side: tree.Node) -> bool:
    return _is_bare(side) or (isinstance(side, tree.Apply) and all(map(_is_bare, side.args)))


def _is_bare(side: tree.Node) -> bool:
    return isinstance(side, tree.Ref | tree.Num) or (isinstance(side, tree.Neg) and _is_bare(side.body))


def _untold(reading: Reading, line: Line, statement: tree.Statement) -> str:
    """Return why a prompt would not identify the formula it asks for."""
    left = _beginning(line)
    if isinstance(statement.sides[0], tree.Num):
        is_alone = len(reading.of_formula.get(line.formula.id, ())) == 1
        return "" if is_alone and wording.led_by(line) else "Nothing tells which formula it is."
    rivals = [
        candidate
        for candidate in reading.lines
        if candidate.tokens != line.tokens and _beginning(candidate) == left
    ]
    is_told = not rivals or (
        wording.led_by(line) and not any(rival.formula.before == line.formula.before for rival in rivals)
    )
    return (
        ""
        if is_told or line.formula.number
        else "Another formula begins like it, and nothing tells them apart."
    )


def _beginning(line: Line) -> tuple[str, ...]:
    """Return the left side; of an unread line what comes before its first relation."""
    if line.statement is not None:
        return line.tokens[slice(*line.statement.sides[0].span)]
    end = next(
        (index for index, token in enumerate(line.tokens) if token in EQUAL | {"\\leq", "\\approx"}), 0
    )
    return line.tokens[:end]


def _draft(reading: Reading, line: Line, statement: tree.Statement) -> Draft:
    glossary = reading.glossary
    names = _names(line, statement, reading.own_brackets)
    meaning = glossary.name(statement.sides[0], line.formula.section)
    meanings = glossary.told(line)
    body = exercise(
        title=wording.titled(line.formula, ", from memory", meaning),
        prompt=_prompt(reading, line, statement),
        answer=_answer(line, statement, names),
        declared=Declared(names={} if names is None else names.latex),
        skills=skills_of(statement),
        level=level_of(line.tokens),
        shape=shape_words(statement),
        motion=motion_words(statement),
        hints=[f"Picture it: {shape_words(statement)}.", meanings],
        steps=[
            f"{wording.capital(wording.numbered(line.formula))} reads {wording.shown(line)}",
            f"From afar it is {shape_words(statement)}. To write it, {motion_words(statement)}.",
            meanings,
        ],
        wrong=_wrong(statement, names),
        links=[wording.around(reading.paper, line.formula)],
    )
    return Draft("recall", line.formula.id, line.source, "", body, is_proved=True)


def _names(line: Line, statement: tree.Statement, own_brackets: frozenset[str]) -> Names | None:
    """Return names for typing the formula; none if their list would give its structure away.

    Nor where it has brackets that typed mathematics has no sign for, as an inner product's.
    """
    if len(statement.sides) != 2 or not set(statement.relations) <= EQUAL or statement.conditions:
        return None
    names = names_of(line)
    if names is None or statement.relations == ("\\leftarrow",):
        return None
    tells_much = any(
        isinstance(inner, tree.Expect)
        or (
            isinstance(inner, tree.Apply | tree.Gradient)
            and (inner in statement.sides[1:] or _is_built(inner))
        )
        for inner in names.of
    )
    has_own_sign = any(
        (isinstance(node, tree.Listed) and node.opening == "\\langle")
        or (isinstance(node, tree.Bracket) and node.opening in own_brackets)
        for side in statement.sides
        for node in walk(side)
    )
    return None if tells_much or has_own_sign else names


def _is_built(atom: tree.Apply | tree.Gradient) -> bool:
    inner = atom.args if isinstance(atom, tree.Apply) else (atom.body,)
    return any(isinstance(part, tree.Add | tree.Mul | tree.Div | tree.Reduce) for part in inner)


def _prompt(reading: Reading, line: Line, statement: tree.Statement) -> str:
    subject = _asked(line, statement, reading.glossary)
    ask = wording.pick(
        line.source,
        f"Write {subject} from memory.",
        f"From memory, write {subject}.",
        f"Without looking it up, write down {subject}.",
    )
    without = [wording.inline(to_latex(to_tokens(condition))) for condition in statement.conditions]
    left_out = (
        f"The {'condition' if len(without) == 1 else 'conditions'} {wording.listed(without)} may be left out."
        if without
        else ""
    )
    return " ".join(
        filter(None, (f"{wording.place(reading.paper, line.formula)}.", wording.led_by(line), ask, left_out))
    )


def _asked(line: Line, statement: tree.Statement, glossary: wording.Glossary) -> str:
    name = glossary.with_meaning(line, statement.sides[0])
    if not isinstance(
        statement.sides[0], tree.Ref | tree.Apply | tree.Gradient | tree.Derivative | tree.Expect | tree.Norm
    ):
        return f"the formula that begins with {wording.inline(wording.sliced(line, statement.sides[0]))}"
    if isinstance(statement.sides[0], tree.Num):
        return "the formula"
    if not set(statement.relations) <= EQUAL:
        return f"what the paper states about {name}"
    return wording.pick(name, f"the paper's formula for {name}", f"the formula for {name}")


def _answer(line: Line, statement: tree.Statement, names: Names | None) -> Spec:
    latex = to_latex(line.tokens)
    if names is None:
        return formula_answer(latex)
    left, right = statement.sides
    return FormulaSpec(kind="formula", text=f"{names.text(left)} = {names.text(right)}", shown=latex)


def _wrong(statement: tree.Statement, names: Names | None) -> list[Mistake]:
    """Return known mistakes: the same formula with one thing changed."""
    mistakes: list[Mistake] = []
    if names is None:
        return mistakes
    left, right = statement.sides
    for changed, say in slips(right):
        if len(mistakes) < _MISTAKES:
            try:
                answer = f"{names.text(left)} = {names.text(changed)}"
            except ParseError:
                continue
            mistakes.append(Mistake(answer=answer, say=say))
    return mistakes
