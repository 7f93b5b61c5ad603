"""A family's exercises: read as a bank's, in the letters of the family's roles, with what else they must be.

The formula of the move is the exercise's ``let: {move: …}``, from which its witness computes the key. A role
is a name of the exercise. In a text it is a template, ``@w``, since a paper writes something else there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from drill.banks.loaded_files import LoadedExercise
from drill.banks.models import Exercise
from drill.banks.node_faults import fault_at
from drill.banks.read import read_exercise
from drill.banks.templates import list_template_references, parse_template
from drill.banks.yaml_nodes import Fields, Items, Node, Text
from drill.errors import BankError, CheckError
from drill.latex import canonicalise_formula
from drill.maths.maths_tree import find_symbols
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.papers.families.renaming import Expressions, find_formula_key, list_texts

# The name under which an exercise holds the formula of the move.
MOVE: Final = "move"
# Kinds of answers whose keys are computed from numbers.
_KINDS: Final = ("expression", "number")
_OWN_WORDS: Final = re.compile(r"\\(?:text|mathrm|operatorname|begin|end)\b.*", re.DOTALL)


def read_exercises(
    listed: Items,
    roles: Collection[str],
    told: Collection[str],
    skill: str,
    faults: list[BankError],
    *,
    is_proved: bool,
) -> tuple[LoadedExercise, ...]:
    """Return the exercises of a family without a fault; faults are added, with line and column.

    ``told`` are the roles of which the family says how a paper calls them, or which numbers they are. What
    ``is_proved`` is not looked through for faults again.
    """
    exercises: list[LoadedExercise] = []
    seen: dict[str, int] = {}
    for node in listed.items:
        loaded, found = read_exercise(_with_roles(node, roles), seen, expressions=not is_proved)
        if loaded is not None:
            found = [] if is_proved else [*_list_faults(loaded.exercise, roles, told, node)]
            for fault in found:
                fault.exercise = loaded.id
            if not found:
                shared = {**dict.fromkeys(roles, "a role"), **loaded.exercise.allow}
                exercise = replace(loaded.exercise, skill=loaded.exercise.skill or skill, allow=shared)
                exercises.append(replace(loaded, exercise=exercise))
        faults += found
    return tuple(exercises)


def _with_roles(node: Node, roles: Collection[str]) -> Node:
    """Return an exercise whose symbols are also the roles, unless it gives one another meaning."""
    if not isinstance(node, Fields):
        return node
    written = node.get("vars")
    own = written.items if isinstance(written, Items) else [written] if isinstance(written, Text) else []
    names = [Text(role, node.line, node.column, "plain") for role in roles]
    listed = Items([*own, *names], node.line, node.column)
    entries = [entry for entry in node.entries if entry[1] is not written]
    entries.append((Text("vars", node.line, node.column, "plain"), listed))
    return Fields(entries, node.line, node.column, node.in_braces)


def list_own_vars(exercise: Exercise, roles: Collection[str]) -> tuple[str, ...]:
    """Return the symbols of an exercise that are no roles."""
    return tuple(name for name in exercise.forms[0].declared.vars if name not in roles)


def list_key_roles(exercise: Exercise, roles: Collection[str]) -> frozenset[str]:
    """Return the roles that a learner types, or that a known mistake or an assumption holds."""
    form, (question,) = exercise.forms[0], exercise.forms[0].questions
    expressions = Expressions(exercise)
    mistakes = (wrong.answer for wrong in question.wrong if isinstance(wrong.answer, str))
    return expressions.list_symbols(
        (find_formula_key(question), *mistakes, *form.declared.assume)
    ) & frozenset(roles)


def list_prompt_roles(exercise: Exercise, roles: Collection[str]) -> frozenset[str]:
    """Return the roles that the prompt shows."""
    shown = list_template_references(exercise.forms[0].questions[0].prompt)
    return Expressions(exercise).list_symbols(part.source for part in shown) & frozenset(roles)


def find_letters_of_texts(exercise: Exercise) -> frozenset[str]:
    """Return the letters that stand as themselves in the formulas of an exercise's texts."""
    return frozenset(letter for _, text in list_texts(exercise) for letter in _list_text_letters(text))


def _list_text_letters(text: str) -> Iterator[str]:
    for stretch in parse_template(text):
        literal = " ".join(part for part in stretch.parts if isinstance(part, str))
        if stretch.kind != "sentence":
            yield from _list_formula_letters(literal)


def _list_formula_letters(latex: str) -> Iterator[str]:
    """Return letters of a formula, those below another with it: ``x``, ``beta``, ``x_1``."""
    tokens = [token for token in _tokenise_around_values(latex) if token not in "{}"]
    for place, token in enumerate(tokens):
        name = token.removeprefix("\\")
        if name.isalpha() and not _OWN_WORDS.match(token):
            yield name
            if tokens[place + 1 : place + 2] == ["_"] and tokens[place + 2 :]:
                yield f"{name}_{tokens[place + 2]}"


def _tokenise_around_values(latex: str) -> list[str]:
    """Return the signs of a formula, or of the pieces of one around its values."""
    latex = re.sub(r"\\(?:text|mathrm|operatorname)\s*\{[^{}]*\}", " ", latex)
    try:
        return list(canonicalise_formula(latex))
    except CheckError:  # a brace may open before a value and close behind it
        return re.findall(r"\\[A-Za-z]+|[A-Za-z0-9_]", latex)


def _list_faults(
    exercise: Exercise, roles: Collection[str], told: Collection[str], node: Node
) -> Iterator[BankError]:
    form = exercise.forms[0]
    question = form.questions[0]
    if exercise.has_sisters or exercise.has_stages or question.answer.kind not in _KINDS:
        hint = f"answer: {{{_KINDS[0]}: …}}"
        yield fault_at(
            node, ("answer",), "a family's exercise asks one question, for a formula or a number", hint
        )
        return
    if form.claim or form.figure is not None or question.figure is not None or question.step_figures:
        yield fault_at(node, ("claim",), "a family's exercise has no claim and no figure", "take it out")
    expressions = Expressions(exercise)
    if (written := form.declared.let.get(MOVE)) is None:
        yield fault_at(
            node, ("let",), "the formula of the move is missing", f"let: {{{MOVE}: w m + (1 - w) x}}"
        )
    elif stray := sorted(expressions.list_symbols([written]) - {*roles}):
        message = f"{stray[0]} is not one of the roles: a paper has nothing for it"
        yield fault_at(node, ("let", MOVE), message, f"roles: {', '.join(roles)}")
    elif MOVE not in expressions.list_witness_symbols():
        message = f"the key is not computed from {MOVE}, so that no paper's formula confirms it"
        yield fault_at(node, ("witness",), message, f"witness: {{limit: {MOVE}, wrt: …, to: …}}")
    for text in expressions.list_witness_texts():
        if expressions.read(text) is None:
            yield fault_at(node, ("witness",), f"{text} is not read", "use names that the exercise declares")
    for path, text in list_texts(exercise):
        if bare := next((letter for letter in _list_text_letters(text) if letter in roles), ""):
            mark = f"@{{{bare}}}" if "_" in bare else f"@{bare}"
            yield fault_at(
                node, path, f"{bare} is a role: a paper writes something else for it", f"write {mark} instead"
            )
    for index, text in enumerate(form.declared.assume):
        if not _is_relation(text, form.declared.vars) and set(re.findall(r"\w+", text)) & {*roles}:
            yield fault_at(node, ("assume", index), "of a role a relation is expected here", "w > 0")
    witnessed = list_key_roles(exercise, roles) or list_prompt_roles(exercise, roles)
    if witnessed.isdisjoint(told):
        message = "no role in it has words that a paper may use for it: its form alone would tell what it is"
        yield fault_at(node, ("prompt",), message, "roles: {w: {words: […]}}", "role")
    for role in sorted(list_key_roles(exercise, roles) - {*told}):
        message = f"the answer holds {role}, and nothing tells which of a paper's symbols may be it"
        yield fault_at(node, ("answer",), message, f"roles: {{{role}: {{words: […]}}}}", "role")


def _is_relation(text: str, declared: Collection[str]) -> bool:
    try:
        return bool(find_symbols(parse(text, Names(frozenset(declared), functions="bank"), "statement")))
    except CheckError:
        return False


def shows_move(exercise: Exercise) -> bool:
    """Return whether its prompt shows the formula of the move, which then may be a part of the paper's."""
    return any(
        reference.source.strip() == MOVE
        for reference in list_template_references(exercise.forms[0].questions[0].prompt)
    )
