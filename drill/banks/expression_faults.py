"""Read every expression and template of an exercise, so that faults are found before it is drilled.

Only exact rational arithmetic is evaluated, within budgets: a condition that needs more than that, or a key
that needs calculus, is left to ``drill check``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from time import process_time

from drill.arraycode import count_declared_entries, read_declared
from drill.authored_figure import AuthoredFigure, figure_faults, list_leaves
from drill.banks.draws import TRIES, SplitMix64
from drill.banks.models import Declared, Exercise, FieldPath, Form, Question
from drill.banks.params import read_domains
from drill.banks.scope import DrawScope, Frame, frame_of, in_first_mode
from drill.banks.templates import list_template_references, split_counted_reference
from drill.banks.yaml_nodes import RuleFault
from drill.checking import (
    ANSWER_NAMES,
    KINDS,
    AnswerCondition,
    CodeClaim,
    ConditionsSpec,
    MatrixExpressionSpec,
    Option,
    PartsSpec,
    Shapes,
    Spec,
    TextSpec,
    read_distribution,
)
from drill.codec import is_list, is_mapping, is_tuple
from drill.errors import (
    BankError,
    CheckError,
    OutOfStepsError,
    ParseError,
    TooLargeError,
    UndefinedError,
    field_path,
)
from drill.maths.domains import read_assumptions
from drill.maths.exact import decide_exactly, evaluate_exactly
from drill.maths.maths_tree import find_symbols
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.tree_evaluation import take_steps
from drill.text import quote_for_message

_ANY: tuple[Mode, ...] = ("value", "statement", "sequence", "vector", "matrix")
# Arguments of a witness whose names are bound in it.
_BINDERS = (
    "over", "at", "start", "shapes", "arrays", "enumerate", "recursion", "assume",
)  # fmt: skip
# Arguments of a witness that are not expressions.
_WORDS = (
    "wrt", "name", "side", "array", "arrays", "shapes", "assume", "code", "world", "letters", "ask",
    "meaning", "change", "outcome", "others", "wrong", "library", "powers", "along",
)  # fmt: skip

# Max values in one text, because each is computed for every variant.
_MOST_MARKS = 500
# Max entries of the arrays of an answer in code, and of those that a witness draws.
_MOST_ENTRIES = 2**18
_MOST_DRAWN = 2**22


def expression_faults(exercise: Exercise) -> Iterator[RuleFault]:
    """Yield the faults of all expressions of an exercise, then report if no draw is allowed.

    Those of expressions that sisters share are yielded for each.
    """
    for form in exercise.forms:
        yield from _form_faults(form)


def _form_faults(form: Form) -> Iterator[RuleFault]:
    reader = _ExpressionFaults(form, form.questions[0] if not form.has_stages else None)
    faults = [*reader.declarations()]
    if faults:
        yield from faults
        return
    try:
        frame = frame_of(form)
    except BankError as error:
        yield RuleFault((*form.at, *field_path(error.field)), error.message, error.hint, error.code)
        return
    faults += [*reader.assumptions(form.declared.assume, form.at), *reader.form_templates()]
    for question in form.questions:
        faults += _ExpressionFaults(form, question).question_faults(question)
    yield from faults
    if not faults and _is_hopeless(form, frame):
        message = f"no allowed draw in {TRIES} tries"
        path = (*form.at, "where")
        yield RuleFault(path, message, "widen the params or loosen where", "no-draw")


class _ExpressionFaults:
    """The expressions of one form or of one question in it; every method yields the faults it finds."""

    def __init__(self, form: Form, question: Question | None) -> None:
        self._form = form
        self._question = question
        declaring = [form.declared] if question is None else [form.declared, question.declared]
        declared = {*form.params}.union(
            *((*declarations.vars, *declarations.names, *declarations.let) for declarations in declaring)
        )
        if question is not None:
            declared |= {*question.answer.vars, *dict(question.answer.latex)}
        self.names = Names(frozenset(declared), frozenset(), "bank", "refuse")

    def declarations(self) -> Iterator[RuleFault]:
        """Yield the faults of ``let`` and ``where``, which all other expressions build on."""
        yield from self._lets(self._form.declared, self._form.at)
        for field, texts in (("where", self._form.where), ("claim", self._form.claim)):
            for index, text in enumerate(texts):
                yield from self._expression((*self._form.at, field, index), text, ("statement",))

    def _lets(self, declared: Declared, path: FieldPath) -> Iterator[RuleFault]:
        for name, text in declared.let.items():
            yield from self._expression((*path, "let", name), text, ("value",))

    def question_faults(self, question: Question) -> list[RuleFault]:
        """Return all faults of the question's expressions and templates."""
        faults = [*self._lets(question.declared, question.at)]
        if not faults:
            try:
                self.names = frame_of(self._form, question).names
            except BankError as error:
                path = (*question.at, *field_path(error.field))
                return [RuleFault(path, error.message, error.hint, error.code)]
        faults += self.assumptions(question.declared.assume, question.at)
        for path, text in list_question_texts(question):
            faults += self._template((*question.at, *path), text)
        for path, figure in figures_of(question):
            faults += self.figure(figure, (*question.at, *path))
        faults += self._key(question.answer, (*question.at, "answer"))
        return [*faults, *self._mistakes(question), *self._witness(question)]

    def assumptions(self, assume: Sequence[str], path: FieldPath) -> Iterator[RuleFault]:
        """Yield the faults of the assumptions on the symbols of an exercise or of one answer."""
        questions = self._form.questions if self._question is None else (self._question,)
        declared = set(self.names.declared)
        for question in questions:
            declared |= {*question.answer.vars, *dict(question.answer.latex), *_arrays_of(question.answer)}
        for index, text in enumerate(assume):
            assumption_path = (*path, "assume", index)
            try:
                assumed = read_assumptions([text], frozenset(declared))
            except CheckError as error:
                yield self._fault(assumption_path, text, error)
                continue
            unknown = sorted({*assumed.domains, *assumed.structures} - declared)
            if unknown:
                known = ", ".join(sorted(declared)) or "none"
                message = f"{unknown[0]} is not declared"
                yield RuleFault(assumption_path, message, f"declared: {known}")

    def form_templates(self) -> Iterator[RuleFault]:
        """Yield the faults of ``@name`` and ``@{expression}`` in the form's own texts."""
        form = self._form
        for field, text in list_form_texts(form):
            yield from self._template((*form.at, field), text)
        yield from self.figure(form.figure, (*form.at, "figure"))

    def figure(self, figure: AuthoredFigure | None, figure_path: FieldPath) -> Iterator[RuleFault]:
        """Yield the faults of a figure: its shape, its expressions and its texts."""
        if figure is None:
            return
        broken = [*figure_faults(figure)]
        for path, message, hint in broken:
            yield RuleFault((*figure_path, *path), message, hint, "figure")
        if broken:
            return
        for leaf in list_leaves(figure):
            if leaf.role == "words":
                yield from self._template((*figure_path, *leaf.path), leaf.text)
            else:
                bound_names = ("x", "y", "t") if leaf.role == "curve" else ()
                names = replace(self.names, declared=self.names.declared.union(bound_names))
                yield from self._expression((*figure_path, *leaf.path), leaf.text, _ANY, names)

    def _template(self, path: FieldPath, text: str) -> Iterator[RuleFault]:
        if "@" not in text:
            return
        take_steps(len(text))
        if text.count("@") > _MOST_MARKS:
            message = f"more than {_MOST_MARKS} @ in one text"
            yield RuleFault(path, message, "shorten it", "too-large")
            return
        try:
            template_references = list_template_references(text)
        except BankError as error:
            yield RuleFault(path, error.message, error.hint, error.code)
            return
        for reference in template_references:
            yield from self._expression(path, split_counted_reference(reference.source)[0], _ANY)

    def _mistakes(self, question: Question) -> Iterator[RuleFault]:
        """Yield the faults of the known wrong answers, each read in the way of the answer's kind."""
        answer = question.answer
        for index, mistake in enumerate(question.wrong):
            path = (*question.at, "wrong", index, "answer")
            if isinstance(mistake.answer, str):
                yield from self._value(answer.kind, path, mistake.answer, self._within(answer))
                continue
            parts = dict(answer.parts)
            for name, text in mistake.answer.items():
                part = parts.get(name, answer)
                kind = part.kind if name in parts else "any"
                yield from self._value(kind, (*path, name), text, self._within(part))

    def _witness(self, question: Question) -> Iterator[RuleFault]:
        """Yield the faults of the witness's expressions, read with the names that it binds."""
        yield from self._sizes(_stated_below(question.witness, (*question.at, "witness")), _MOST_DRAWN)
        bound = {*_bound_below(question.witness), *_arrays_of(question.answer)}
        names = replace(self.names, declared=self.names.declared | bound)
        for path, text in _list_texts_with_paths(question.witness, (*question.at, "witness")):
            if any(step in _WORDS for step in path):
                continue
            for part in text.split("..") if re.search(r"\w\s*\.\.", text) else [text]:
                yield from self._expression(path, part, _ANY, names)

    def _key(self, answer: Spec, path: FieldPath) -> Iterator[RuleFault]:
        names = self._within(answer)
        yield from self.assumptions(answer.assume, path)
        field = "shapes" if isinstance(answer, MatrixExpressionSpec) else "arrays"
        yield from self._sizes([((*path, field), answer.shapes)], _MOST_ENTRIES)
        for index, entry in enumerate((*answer.options, *answer.lines)):
            yield from self._claim((*path, answer.kind, index, "claim"), entry.claim)
            if isinstance(entry, Option):
                yield from self._claim((*path, answer.kind, index, "right-if"), entry.right_if)
        for slip in answer.slips:
            yield from self._claim((*path, "slips", slip.id, "claim"), slip.claim)
        for part, inner in answer.parts:
            yield from self._key(inner, (*path, answer.kind, part))
        for expression_path, text in answer.expressions():
            if text:
                yield from self._expression((*path, *expression_path), text, _ANY)
        if isinstance(answer, ConditionsSpec) and answer.such_that:
            hint = f"it is called {', '.join(ANSWER_NAMES)}: no other name may be used"
            yield from self._conditions((*path, "such-that"), answer.such_that, ANSWER_NAMES, hint)
        if isinstance(answer, PartsSpec) and answer.such_that:
            hint = "it calls the parts by their names"
            parts = tuple(name for name, _ in answer.parts)
            yield from self._conditions((*path, "such-that"), answer.such_that, parts, hint)
        if isinstance(answer, TextSpec) and answer.text:
            yield from self._value(answer.kind, (*path, answer.kind), answer.text, names)

    def _sizes(self, declared: Iterable[tuple[FieldPath, Shapes]], most: int) -> Iterator[RuleFault]:
        """Yield arrays that may have too many entries at the longest lengths that can be drawn."""
        domains = read_domains(self._form.params)
        longest = {name: min(domain.longest_axis, 64) for name, domain in domains.items()}
        for path, shapes in declared:
            longest_text = max((len(axis) for _, axes in shapes for axis in axes), default=0)
            # The characters of an axis.
            if longest_text > 40 or count_declared_entries(read_declared(shapes), longest) > most:
                message = f"the arrays have more than {most:,} entries together"
                yield RuleFault(path, message, "give them shorter axes, or fewer", "too-large")

    def _claim(self, path: FieldPath, claim: str | CodeClaim) -> Iterator[RuleFault]:
        if isinstance(claim, CodeClaim):
            for name, text in claim.given.items():
                yield from self._expression((*path, "given", name), text, _ANY)
        elif claim:
            yield from self._expression(path, claim, ("statement",))

    def _conditions(
        self, path: FieldPath, such_that: Sequence[AnswerCondition], answers: Sequence[str], hint: str
    ) -> Iterator[RuleFault]:
        """Yield the faults of the conditions of ``any``, which call the answer X, x or v, and of parts."""
        called = frozenset(answers) - self.names.declared
        own_names = self.names
        names = replace(own_names, declared=own_names.declared | called, matrices=own_names.matrices | called)
        conditions = [condition.that for condition in such_that]
        for index, text in enumerate(conditions):
            yield from self._expression((*path, index), text, ("statement",), names)
        valued = {*self._form.params, *self._form.declared.let}
        mentioned = set(re.findall(r"[A-Za-z]\w*", " ".join(conditions))) - valued
        if mentioned.isdisjoint(answers):
            yield RuleFault(path, "no condition mentions the answer", hint)

    def _within(self, answer: Spec) -> Names:
        """Return the names known inside an answer, including those of its matrices and axes."""
        if not isinstance(answer, MatrixExpressionSpec):
            return self.names
        shapes = frozenset(dict(answer.shapes))
        axes = frozenset(axis for _, lengths in answer.shapes for axis in lengths if axis.isalpha())
        own_names = self.names
        return replace(
            own_names, declared=own_names.declared | shapes | axes, matrices=own_names.matrices | shapes
        )

    def _value(self, kind: str, path: FieldPath, text: str, names: Names) -> Iterator[RuleFault]:
        """Yield the faults of a value; texts of other kinds (code, shapes, words) are not read here."""
        if KINDS[kind].proof == "law":
            yield from self._distribution(path, text)
        elif modes := KINDS[kind].key_modes:
            yield from self._expression(path, text, modes, names)

    def _distribution(self, path: FieldPath, text: str) -> Iterator[RuleFault]:
        try:
            read_distribution(text, lambda part: parse(part, self.names))
        except CheckError as error:
            yield self._fault(path, text, error)

    def _expression(
        self, path: FieldPath, text: str, modes: Sequence[Mode], names: Names | None = None
    ) -> Iterator[RuleFault]:
        """Yield the fault of ``text`` in the first mode, unless one of the modes reads it."""
        take_steps(len(text))
        try:
            declared = names or self.names
            evaluate_exactly(in_first_mode(modes, lambda mode: parse(text, declared, mode)), {})
        except UndefinedError as error:
            if "answer" in path:
                yield self._fault(path, text, error)
        except CheckError as error:
            yield self._fault(path, text, error)

    def _fault(self, path: FieldPath, text: str, error: CheckError) -> RuleFault:
        is_large = isinstance(error, TooLargeError | OutOfStepsError)
        code = "too-large" if is_large else getattr(error, "code", "expression")
        column = error.at if isinstance(error, ParseError) else None
        where = quote_for_message(text, 60)
        if column:
            where = f"at column {column} of {where}"
        is_name = code == "unknown-name" and not error.message.startswith("the function ")
        hint = error.hint or ("declare symbols in vars" if is_name else "")
        return RuleFault(path, f"{error.message} ({where})", hint, code, text, column or 0)


def list_form_texts(form: Form) -> Iterator[tuple[str, str]]:
    """Yield the fields of a form's own texts that may hold values, with these texts."""
    yield "prompt", form.setting
    yield "shape", form.shape
    yield "motion", form.motion
    yield "theory", form.theory


def list_question_texts(question: Question) -> Iterator[tuple[FieldPath, str]]:
    """Yield all texts of a question that may hold values, with their places in it."""
    yield ("prompt",), question.prompt
    yield ("result",), question.result
    for index, hint in enumerate(question.hints):
        yield ("hints", index), hint
    for index, step in enumerate(question.steps):
        yield ("steps", index), step.text
    for index, mistake in enumerate(question.wrong):
        yield ("wrong", index, "say"), mistake.say
    for path, text in question.answer.sentences():
        yield ("answer", *path), text
    for path, figure in figures_of(question):
        yield from (((*path, *leaf.path), leaf.text) for leaf in list_leaves(figure) if leaf.role == "words")


def figures_of(question: Question) -> Iterator[tuple[FieldPath, AuthoredFigure]]:
    """Yield all figures of a question with their places in it."""
    if question.figure is not None:
        yield ("figure",), question.figure
    for index, step in enumerate(question.steps):
        if step.figure is not None:
            yield ("steps", index, "figure"), step.figure
    for index, option in enumerate(question.answer.options):
        if option.figure is not None:
            yield ("answer", question.answer.kind, index, "figure"), option.figure


def card_figure_faults(figure: AuthoredFigure | None, path: FieldPath) -> Iterator[RuleFault]:
    """Yield the faults in the figure of a card, which has no values."""
    yield from _ExpressionFaults(Form(), None).figure(figure, path)


def _stated_below(value: object, path: FieldPath) -> Iterator[tuple[FieldPath, Shapes]]:
    """Yield the arrays that a witness, or one of its parts, gives axes."""
    for key, inner in value.items() if is_mapping(value) else ():
        if key in ("arrays", "shapes") and is_mapping(inner):
            listed = {
                name: [text.strip() for _, text in _list_texts_with_paths(axes, ())]
                for name, axes in inner.items()
            }
            yield (*path, key), tuple((name, tuple(filter(None, axes))) for name, axes in listed.items())
        else:
            yield from _stated_below(inner, (*path, key))


def _arrays_of(answer: Spec) -> Iterator[str]:
    """Yield the arrays that an answer declares, or a part of it, with their axes."""
    for name, axes in answer.shapes:
        yield name
        yield from (axis for axis in axes if axis.isalpha())
    for _, part in answer.parts:
        yield from _arrays_of(part)


def _bound_below(mapping: Mapping[str, object]) -> Iterator[str]:
    for key, value in mapping.items():
        if key in _BINDERS:
            yield from value if is_mapping(value) else ()
        if key in ("arrays", "shapes"):
            yield from (text for _, text in _list_texts_with_paths(value, ()) if text.isalpha())
        if key in ("wrt", "name"):
            yield from _coerce_to_texts(value)
        if key == "recursion":
            yield "t"  # counts the steps
        if is_mapping(value):
            yield from _bound_below(value)


def _is_hopeless(form: Form, frame: Frame) -> bool:
    """Return whether every draw tried fails a condition, by exact arithmetic."""
    conditions = frame.conditions
    if not conditions:
        return False
    if any(not find_symbols(condition.tree).isdisjoint(frame.vars) for condition in conditions):
        return False
    domains = read_domains(form.params)
    generator = SplitMix64(0)
    begun = process_time()
    for _ in range(TRIES):
        # `drill check` tests later whether any draw is allowed.
        if process_time() - begun > 0.3:
            return False
        params = {name: domain[generator.below(len(domain))].text for name, domain in domains.items()}
        scope = DrawScope(frame, params)
        truths = (decide_exactly(condition.tree, scope.rationals(condition.tree)) for condition in conditions)
        try:
            is_refused = next((holds for holds in truths if not holds), None) is False
        except CheckError:
            return False
        if not is_refused:
            return False
    return True


def _list_texts_with_paths(value: object, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    """Yield every text below a value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif is_mapping(value):
        for key, part in value.items():
            yield from _list_texts_with_paths(part, (*path, key))
    else:
        for index, part in enumerate(_coerce_to_sequence(value)):
            yield from _list_texts_with_paths(part, (*path, index))


def _coerce_to_sequence(value: object) -> Sequence[object]:
    return value if is_list(value) or is_tuple(value) else ()


def _coerce_to_texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(text) for text in _coerce_to_sequence(value)]
