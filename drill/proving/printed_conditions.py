"""What an answer and its witness restrict, as one line for whoever solves an exercise.

An answer is compared with its key only where its declarations hold, and a root is sought between the ends
that its witness has. Where nobody reviewed whether a prompt says so, this line does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from drill.banks.draws import Stage, Variant, restore_draw
from drill.banks.models import Exercise
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import Spec
from drill.errors import CheckError
from drill.maths.domains import (
    ENTRIES_SUM_TO_1,
    LABELS,
    ORTHONORMAL_COLUMNS,
    ROWS_NOT_ZERO,
    ROWS_OF_NORM_1,
    ROWS_SUM_TO_1,
    SORTED,
    STRUCTURES,
    split_worded_assumption,
)
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import print_tree_latex
from drill.proving.claims import make_question_trials

# Properties of arrays that a name and its adjective do not say.
_PROPERTIES: Mapping[str, str] = {
    "skew": "{} is skew-symmetric",
    ROWS_SUM_TO_1: "the entries of {} are positive, and each row sums to 1",
    ENTRIES_SUM_TO_1: "the entries of {} are positive and sum to 1",
    ROWS_NOT_ZERO: "no row of {} is all zeros",
    ROWS_OF_NORM_1: "each row of {} has norm 1",
    ORTHONORMAL_COLUMNS: "the columns of {} are orthonormal",
    SORTED: "the entries of {} are sorted, smallest first",
}
_PROPERTIES_OF_VECTORS: Mapping[str, str] = {
    **_PROPERTIES,
    ROWS_SUM_TO_1: _PROPERTIES[ENTRIES_SUM_TO_1],
    ROWS_NOT_ZERO: "{} is not all zeros",
    ROWS_OF_NORM_1: "{} has norm 1",
}
_ENTRIES: Mapping[str, str] = {LABELS: "-1 or 1", "binary": "0 or 1", "boolean": "True or False"}
_ARTICLES = ("a ", "an ")


def print_conditions(variant: Variant, exercise: Exercise) -> Variant:
    """Return a variant of an exercise whose prompts end in what their answers assume.

    Raises BankError, CheckError where a witness has no value.
    """
    makers = VariantMaker(restore_draw(exercise, variant.params)).questions
    stages = (
        _print_conditions_of_stage(stage, maker) for stage, maker in zip(variant.stages, makers, strict=True)
    )
    return replace(variant, stages=tuple(stages))


def _print_conditions_of_stage(stage: Stage, maker: StageMaker) -> Stage:
    lines = filter(None, (describe_conditions(stage.expect), _describe_range_of_root(maker)))
    return replace(stage, prompt="\n\n".join((stage.prompt, *lines)))


def _describe_range_of_root(maker: StageMaker) -> str:
    """Return where the root that is the key lies, if there are others; else nothing."""
    if "root" not in maker.question.witness or maker.question.answer.parts:
        return ""
    from drill.proving.witnesses.optimum import find_other_roots

    ((claimed,), latex) = make_question_trials(maker, 0), maker.scope.frame.latex
    found = find_other_roots(claimed.trial)
    if found is None or not found.others:
        return ""
    low, high = (f"{end:.4g}" for end in found.ends)
    return f"Here the root ${latex.get(found.name, found.name)}$ between {low} and {high} is meant."


def describe_conditions(spec: Spec) -> str:
    """Return shapes and assumptions of an answer as a sentence, ``Here $q > k$.``; empty without any.

    Names of arrays of code are set as code, all others as formulas.
    """
    specs = (spec, *(part for _, part in spec.parts))
    shapes = {name: axes for each in specs for name, axes in each.shapes if axes}
    latex = {name: letter for each in specs for name, letter in each.latex}
    texts = dict.fromkeys(text for each in specs for text in each.assume)
    is_code = any(each.kind == "code" for each in specs)
    names = {name: f"`{name}`" if is_code else f"${latex.get(name, name)}$" for name in shapes}
    clauses = [*_describe_arrays(shapes, names, texts), *_describe_letters(shapes, latex, texts)]
    return f"Here {'; '.join(clauses)}." if clauses else ""


def _describe_arrays(
    shapes: Mapping[str, Sequence[str]], names: Mapping[str, str], texts: Mapping[str, None]
) -> Iterator[str]:
    worded = [found for text in texts if (found := split_worded_assumption(text)) is not None]
    for name, axes in shapes.items():
        called = names[name]
        known = _PROPERTIES_OF_VECTORS if len(axes) == 1 else _PROPERTIES
        properties = [_describe_property(called, words, known) for of, words in worded if of == name]
        adjectives = [said for said in properties if said.startswith(f"{called} is ")]
        shape = " × ".join(axes)
        if len(axes) == 1:
            yield f"{called} has {shape} entries"
            yield from properties
        elif adjectives:
            yield f"{adjectives[0]}, {shape}"
            yield from (said for said in properties if said != adjectives[0])
        else:
            yield f"{called} is {shape}"
            yield from properties


def _describe_property(called: str, words: str, known: Mapping[str, str]) -> str:
    if words in STRUCTURES:
        return known.get(words, f"{{}} is {words}").format(called)
    return f"the entries of {called} are {_ENTRIES.get(words) or _make_plural(words)}"


def _make_plural(words: str) -> str:
    """Return what entries are: ``positive integers`` for ``positive integer``."""
    bare = words.removeprefix("a ").removeprefix("an ")
    return f"{bare}s" if bare.endswith(("integer", "number")) else bare


def _describe_letters(
    shapes: Mapping[str, Sequence[str]], latex: Mapping[str, str], texts: Mapping[str, None]
) -> Iterator[str]:
    for text in texts:
        worded = split_worded_assumption(text)
        if worded is None:
            yield f"${_print_relation(text, latex)}$"
        elif worded[0] not in shapes:
            name, words = worded
            yield f"${latex.get(name, name)}$ is {_ENTRIES.get(words) or _put_article(words)}"


def _put_article(words: str) -> str:
    is_noun = words.endswith(("integer", "number")) and not words.startswith(_ARTICLES)
    if not is_noun:
        return words
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _print_relation(text: str, latex: Mapping[str, str]) -> str:
    try:
        tree = parse(text, Names(frozenset(latex), functions="bank", undeclared="allow"), mode="statement")
    except CheckError:  # the reader of the file reports it
        return text
    return print_tree_latex(tree, latex)
