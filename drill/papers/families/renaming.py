"""The expressions of an exercise with its symbols renamed: on parsed trees, never in their text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from drill.banks.models import Declared, Exercise, Question, Step
from drill.banks.templates import (
    Reference,
    Stretch,
    list_template_references,
    parse_template,
    split_counted_reference,
)
from drill.checking import Spec, TextSpec
from drill.codec import is_list, is_mapping, is_tuple
from drill.errors import CheckError
from drill.maths.maths_tree import Node, Sym, find_symbols, substitute_symbols
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.print import to_plain
from drill.reading import Written

_MODES: Final[tuple[Mode, ...]] = ("value", "statement", "sequence", "vector", "matrix")
# Arguments of a witness whose names are bound in it, and those that are words.
_BINDERS: Final = frozenset(("over", "at", "start", "recursion", "monte-carlo", "enumerate"))
_NAMED: Final = frozenset(("wrt", "name"))
_WORDS: Final = frozenset(("side",))
_Path = tuple[str | int, ...]


def list_texts(exercise: Exercise) -> Iterator[tuple[_Path, str]]:
    """Yield the texts of an exercise with one question that may hold templates, with their places."""
    form, question = exercise.forms[0], exercise.forms[0].questions[0]
    yield ("title",), exercise.title
    yield ("prompt",), question.prompt
    yield ("shape",), form.shape
    yield ("motion",), form.motion
    for field, texts in (("hints", question.hints), ("steps", question.step_texts)):
        yield from (((field, index), text) for index, text in enumerate(texts))
    yield from ((("wrong", index, "say"), mistake.say) for index, mistake in enumerate(question.wrong))


@dataclass(frozen=True)
class Expressions:
    """The expressions of an exercise with one question, read with the names that it declares."""

    exercise: Exercise

    @cached_property
    def own_names(self) -> frozenset[str]:
        """All names that it declares or binds."""
        form = self.exercise.forms[0]
        declared = (*form.params, *form.declared.vars, *form.declared.names, *form.declared.let)
        return frozenset(declared) | self.bound_names

    @cached_property
    def bound_names(self) -> frozenset[str]:
        """The names that its witness binds."""
        return frozenset(_list_bound(self.exercise.forms[0].questions[0].witness))

    def read(self, text: str) -> Node | None:
        """Return the tree of an expression in the first way in which it is read; None in no way."""
        for mode in _MODES:
            try:
                return parse(text, Names(self.own_names, functions="bank"), mode)
            except CheckError:
                continue
        return None

    def list_symbols(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the names in expressions."""
        trees = (self.read(text) for text in texts)
        return frozenset(name for tree in trees if tree is not None for name in find_symbols(tree))

    def list_witness_texts(self) -> Iterator[str]:
        """Yield the expressions of the witness."""
        yield from _list_witness_leaves(self.exercise.forms[0].questions[0].witness)

    def list_witness_symbols(self) -> frozenset[str]:
        """Return the names from which the witness computes, those of ``let`` replaced by what they hold."""
        form = self.exercise.forms[0]
        found = self.list_symbols(self.list_witness_texts())
        for name, text in reversed([*form.declared.let.items()]):
            found |= self.list_symbols([text]) if name in found else frozenset()
        return found

    def list_templates(self, *, joined: bool = False) -> frozenset[str]:
        """Return the names in the templates of its texts; only of those with more than a name, ``joined``."""
        found = (
            split_counted_reference(part.source)[0]
            for _, text in list_texts(self.exercise)
            for part in list_template_references(text)
        )
        return self.list_symbols(text for text in found if not joined or not text.strip().isidentifier())

    def rename(self, names: Mapping[str, str], latex: Mapping[str, str], named: Declared) -> Exercise:
        """Return the exercise with other names for its symbols.

        ``names`` are those of symbols by the former ones, ``latex`` the LaTeX of what stands in a text, and
        ``named`` declares them.
        """
        (form,), rename = self.exercise.forms, _Renamer(self, names, latex)
        (question,) = form.questions
        declared = replace(
            named,
            assume=tuple(map(rename.expression, form.declared.assume)),
            let={name: rename.expression(text) for name, text in form.declared.let.items()},
        )
        form = replace(
            form,
            where=tuple(map(rename.expression, form.where)),
            declared=declared,
            shape=rename.text(form.shape),
            motion=rename.text(form.motion),
            questions=(rename.question(question),),
        )
        return replace(self.exercise, title=rename.text(self.exercise.title), forms=(form,))


def _list_bound(written: Written) -> Iterator[str]:
    for key, value in written.items() if is_mapping(written) else ():
        if key in _NAMED:
            yield from [value] if isinstance(value, str) else map(str, _list_items(value))
        elif is_mapping(value):
            yield from value if key in _BINDERS else ()
            yield from _list_bound(value)


def _list_items(written: object) -> Sequence[Any]:
    return written if is_list(written) or is_tuple(written) else ()


def _list_witness_leaves(written: Written, key: str = "") -> Iterator[str]:
    """Yield the expressions below an argument of a witness."""
    if isinstance(written, str):
        yield from () if key in _WORDS | _NAMED else re.split(r"\s*\.\.\s*", written)
    elif is_mapping(written):
        for name, part in written.items():
            yield from _list_witness_leaves(part, "" if key in _BINDERS else name)
    else:
        for part in _list_items(written):
            yield from _list_witness_leaves(part, key)


def find_formula_key(question: Question) -> str:
    """Return the key of a question that asks for a formula or a number."""
    return question.answer.text if isinstance(question.answer, TextSpec) else ""


@dataclass(frozen=True)
class _Renamer:
    expressions: Expressions
    names: Mapping[str, str]
    latex: Mapping[str, str]

    def expression(self, text: str) -> str:
        """Return an expression with its names replaced; as it is where it holds none of them."""
        tree = self.expressions.read(text)
        if tree is None or find_symbols(tree).isdisjoint(self.names):
            return text
        return to_plain(substitute_symbols(tree, {name: Sym(new) for name, new in self.names.items()}))

    def question(self, question: Question) -> Question:
        """Return a question with its texts and expressions renamed."""
        return replace(
            question,
            prompt=self.text(question.prompt),
            answer=self._key(question),
            hints=tuple(map(self.text, question.hints)),
            steps=tuple(Step(text=self.text(text)) for text in question.step_texts),
            wrong=tuple(
                replace(wrong, answer=self._answer(wrong.answer), say=self.text(wrong.say))
                for wrong in question.wrong
            ),
            witness={key: self._argument(key, value) for key, value in question.witness.items()},
        )

    def _key(self, question: Question) -> Spec:
        answer = question.answer
        return replace(answer, text=self.expression(answer.text)) if isinstance(answer, TextSpec) else answer

    def _answer(self, answer: str | Mapping[str, str]) -> str | dict[str, str]:
        if isinstance(answer, str):
            return self.expression(answer)
        return {name: self.expression(text) for name, text in answer.items()}

    def _argument(self, key: str, value: Written) -> Written:
        """Return an argument of a witness renamed: what it computes, and the names that it binds."""
        if is_mapping(value):
            is_binder = key in _BINDERS
            return {
                self.names.get(name, name) if is_binder else name: self._argument(
                    "" if is_binder else name, part
                )
                for name, part in value.items()
            }
        if is_list(value) or is_tuple(value):
            return [self._argument(key, part) for part in value]
        if not isinstance(value, str) or key in _WORDS:
            return value
        if key in _NAMED:
            return self.names.get(value, value)
        return "..".join(self.expression(part) for part in re.split(r"\s*\.\.\s*", value))

    def text(self, text: str) -> str:
        """Return a text in which a role alone is LaTeX, and stays a template within an expression."""
        return "".join(self._stretch(stretch) for stretch in parse_template(text)) if "@" in text else text

    def _stretch(self, stretch: Stretch) -> str:
        parts = list(stretch.parts)
        written = list[str]()
        for place, part in enumerate(parts):
            after = parts[place + 1] if place + 1 < len(parts) else ""
            written.append(
                part.replace("@", "@@") if isinstance(part, str) else self._reference(part, after, written)
            )
        return stretch.opening + "".join(written) + stretch.closing

    def _reference(self, part: Reference, after: str | Reference, before: list[str]) -> str:
        name = part.source.strip()
        if name in self.latex:
            return _set_into(self.latex[name].replace("@", "@@"), before, after)
        inner, *nouns = split_counted_reference(part.source)
        renamed = self.expression(inner)
        if any(nouns):
            renamed = f"plural({renamed}, '{nouns[0]}', '{nouns[1]}')"
        return f"@{{{renamed}}}"


def _set_into(latex: str, before: list[str], after: str | Reference) -> str:
    """Return LaTeX that joins with nothing beside it: ``\\beta x``, ``{m_t}^2``, ``\\frac{x}{2}``."""
    follows = after.lstrip()[:1] if isinstance(after, str) else ""
    if follows in ("^", "_") and not re.fullmatch(r"\\?[A-Za-z]+", latex):
        latex = f"{{{latex}}}"
    is_command = re.search(r"\\[A-Za-z]+$", latex) is not None
    is_glued = (isinstance(after, str) and after[:1].isalpha()) or isinstance(after, Reference)
    opened = before[-1] if before else ""
    lead = " " if re.search(r"\\[A-Za-z]+$", opened) and latex[:1].isalpha() else ""
    return f"{lead}{latex}{' ' if is_command and is_glued else ''}"


def find_collision(names: Collection[str], others: Collection[str]) -> str:
    """Return a name that two things would have; empty if there is none."""
    return next(iter(sorted(frozenset(names) & frozenset(others))), "")
