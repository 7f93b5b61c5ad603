"""Reading every expression and template of an exercise, so that faults are named before anything is drilled.

Nothing is evaluated but exact rational arithmetic, within budgets: a condition that needs more than that, or
a key that needs calculus, is left to ``drill check``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from time import process_time

from drill.banks.draw import TRIES, Generator, domains_of
from drill.banks.faults import at_text, fault_at
from drill.banks.modes import MODES
from drill.banks.nodes import Node as Written
from drill.banks.nodes import Text, find
from drill.banks.rules import answer_kind
from drill.banks.scope import Frame, Scope, conditions_of, frame_of
from drill.banks.templates import references
from drill.checking.families import read_distribution
from drill.checking.spec import ANSWER_NAMES
from drill.errors import BankError, CheckError, ParseError, TooLargeError, UndefinedError, field_path
from drill.maths.domains import read_assumptions
from drill.maths.exact import rational, truth
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.tree import Node, Sym, walk

_MODES: Mapping[str, tuple[Mode, ...]] = {
    **{kind: modes for kind, modes in MODES.items() if kind not in ("shape", "any")},
    "eigenvector": ("matrix", "value"),
    "span": ("sequence", "matrix", "value"),
}
"""How the keys of each kind are read, first choice first; absent kinds are no expressions."""

_ANY: tuple[Mode, ...] = ("value", "statement", "sequence", "vector", "matrix")
_SENTENCES = ("prompt", "shape", "motion", "theory", "hints", "steps")
_BINDERS = (
    "over",
    "at",
    "with",
    "start",
    "shapes",
    "arrays",
    "enumerate",
    "recursion",
    "monte-carlo",
    "assume",
)
"""Arguments of a witness whose names are bound in it."""
_WORDS = ("wrt", "name", "as", "side", "sides", "array", "arrays", "shapes", "assume", "code")
"""Arguments of a witness that are no expressions."""

_MOST_MARKS = 500
_DRAWING_S = 0.3
"""So long it is tried whether any draw is admissible; after that `drill check` tells."""

Path = tuple[str | int, ...]


def expression_faults(body: Mapping[str, object], written: Written) -> Iterator[BankError]:
    """What cannot be read in an exercise that the schema accepts; last, whether any draw is admissible."""
    reader = _Reader(body, written)
    try:
        frame = frame_of(body)
    except BankError as error:
        # It stops at the first fault; all are wanted.
        faults = [*reader.declarations()]
        found = fault_at(written, field_path(error.field), error.message, error.hint, error.code)
        yield from faults or [found]
        return
    reader.names = frame.names
    faults = [
        *reader.assumptions(),
        *reader.templates(),
        *reader.answer(),
        *reader.mistakes(),
        *reader.witness(),
    ]
    yield from faults
    if not faults and _is_hopeless(body, frame):
        message = f"no admissible draw in {TRIES} tries"
        yield fault_at(written, ("where",), message, "widen the params or loosen where", "no-draw")


class _Reader:
    """The expressions of one exercise, field by field; every method yields the faults it finds."""

    def __init__(self, body: Mapping[str, object], written: Written) -> None:
        self._body = body
        self._written = written
        self._answer = _mapping(body["answer"])
        declared: set[str] = {*_mapping(body.get("params")), *_mapping(body.get("let"))}
        for holder in (body, self._answer):
            declared.update(_mapping(holder.get("names")), _texts(holder.get("vars")))
        self.names = Names(frozenset(declared), frozenset(), "bank", "refuse")

    def declarations(self) -> Iterator[BankError]:
        """``let`` and ``where``, which all else builds on."""
        for name, text in _mapping(self._body.get("let")).items():
            yield from self._expression(("let", name), str(text), ("value",))
        for index, text in enumerate(_texts(self._body.get("where"))):
            yield from self._expression(("where", index), text, ("statement",))

    def assumptions(self) -> Iterator[BankError]:
        """What is assumed of the exercise's symbols."""
        yield from self._assumptions(self._body, ())

    def _assumptions(self, holder: Mapping[str, object], path: Path) -> Iterator[BankError]:
        """What is assumed of the symbols of an exercise, or of one answer in it."""
        declared = self.names.declared | set(_bound_below(self._answer))
        for index, text in enumerate(_texts(holder.get("assume"))):
            at = (*path, "assume", index)
            try:
                found = read_assumptions([text], declared)
            except CheckError as error:
                yield self._fault(at, text, error)
                continue
            unknown = sorted({*found.domains, *found.structures} - declared)
            if unknown:
                known = ", ".join(sorted(declared)) or "none"
                yield fault_at(self._written, at, f"{unknown[0]} is not declared", f"declared are {known}")

    def templates(self) -> Iterator[BankError]:
        """``@name`` and ``@{expression}`` in all sentences."""
        for path, text in self._sentences():
            if "@" not in text:
                continue
            if text.count("@") > _MOST_MARKS:
                message = f"more than {_MOST_MARKS} @ in one text"
                yield fault_at(self._written, path, message, "shorten it", "too-large")
                continue
            try:
                found = references(text)
            except BankError as error:
                yield fault_at(self._written, path, error.message, error.hint, error.code)
                continue
            for reference in found:
                yield from self._expression(path, reference.source, _ANY)

    def answer(self) -> Iterator[BankError]:
        """The key, its options and claims; of ``parts`` each."""
        yield from self._key(self._answer, ("answer",))

    def mistakes(self) -> Iterator[BankError]:
        """The known wrong answers, read as the kind's own."""
        kind = answer_kind(self._body)
        for index, mistake in enumerate(_list(self._body.get("wrong"))):
            given, path = _mapping(mistake)["answer"], ("wrong", index, "answer")
            if isinstance(given, str):
                yield from self._value(kind, path, given, self._within(self._answer))
                continue
            for name, text in _mapping(given).items():
                part = _mapping(_mapping(self._answer.get("parts")).get(name))
                of = next((key for key in part if key in _MODES), "")
                yield from self._value(of, (*path, name), str(text), self._within(part))

    def witness(self) -> Iterator[BankError]:
        """Expressions of the witness, under the names that it binds."""
        bound = set(self._bound_names())
        names = replace(self.names, declared=self.names.declared | bound)
        for path, text in _leaves(self._body.get("witness"), ("witness",)):
            if any(step in _WORDS for step in path):
                continue
            for part in text.split("..") if re.search(r"\w\s*\.\.", text) else [text]:
                yield from self._expression(path, part, _ANY, names)

    def _sentences(self) -> Iterator[tuple[Path, str]]:
        for field in _SENTENCES:
            yield from _leaves(self._body.get(field), (field,))
        for index, mistake in enumerate(_list(self._body.get("wrong"))):
            yield ("wrong", index, "say"), str(_mapping(mistake)["say"])
        for path, text in _leaves(self._answer, ("answer",)):
            if (
                path[1] in ("choice", "choices", "order") and path[-1] in ("right", "wrong", "say", "text")
            ) or path[1] == "self":
                yield path, text

    def _key(self, answer: Mapping[str, object], path: Path) -> Iterator[BankError]:
        names = self._within(answer)
        yield from self._assumptions(answer, path)
        for name, value in answer.items():
            if name == "parts":
                for part, inner in _mapping(value).items():
                    yield from self._key(_mapping(inner), (*path, "parts", part))
            elif name in ("choice", "choices"):
                for index, option in enumerate(_list(value)):
                    claim = _mapping(option).get("claim")
                    if isinstance(claim, str):
                        yield from self._expression((*path, name, index, "claim"), claim, ("statement",))
            elif name == "solutions":
                for part, text in _mapping(value).items():
                    yield from self._expression((*path, name, part), str(text), _ANY)
            elif name in ("value", "of", "example"):
                yield from self._expression((*path, name), str(value), _ANY)
            elif name == "such-that":
                yield from self._conditions((*path, name), value)
            elif isinstance(value, str):
                yield from self._value(name, (*path, name), value, names)

    def _conditions(self, path: Path, value: object) -> Iterator[BankError]:
        """The conditions of ``any``, which call the answer X, x or v."""
        called = frozenset(ANSWER_NAMES) - self.names.declared
        names = replace(
            self.names, declared=self.names.declared | called, matrices=self.names.matrices | called
        )
        for index, text in enumerate(_texts(value)):
            yield from self._expression((*path, index), text, ("statement",), names)

    def _within(self, answer: Mapping[str, object]) -> Names:
        """The names in an answer that declares shapes: its matrices too."""
        shapes = frozenset(_mapping(answer.get("shapes")))
        axes = frozenset(text for _, text in _leaves(answer.get("shapes"), ()) if text.isalpha())
        if not shapes:
            return self.names
        return replace(
            self.names, declared=self.names.declared | shapes | axes, matrices=self.names.matrices | shapes
        )

    def _value(self, kind: str, path: Path, text: str, names: Names) -> Iterator[BankError]:
        """A text of a kind; texts of other kinds (code, shapes, words) are not read here."""
        if kind == "distribution":
            yield from self._distribution(path, text)
        elif kind in _MODES:
            yield from self._expression(path, text, _MODES[kind], names)

    def _distribution(self, path: Path, text: str) -> Iterator[BankError]:
        try:
            read_distribution(text, lambda part: parse(part, self.names))
        except CheckError as error:
            yield self._fault(path, text, error)

    def _expression(
        self, path: Path, text: str, modes: Sequence[Mode], names: Names | None = None
    ) -> Iterator[BankError]:
        """Reads ``text`` in the first mode that does; the fault is that of the first."""
        try:
            tree = _parse(text, names or self.names, modes)
            rational(tree, {})
        except UndefinedError as error:
            if path[0] == "answer":
                yield self._fault(path, text, error)
        except CheckError as error:
            yield self._fault(path, text, error)

    def _fault(self, path: Path, text: str, error: CheckError) -> BankError:
        node, _ = find(self._written, path)
        code = "too-large" if isinstance(error, TooLargeError) else getattr(error, "code", "expression")
        at = error.at if isinstance(error, ParseError) else None
        where = f" (at column {at} of {_short(text)})" if at else f" ({_short(text)})"
        hint = error.hint or ("symbols stand in vars" if code == "unknown-name" else "")
        fault = at_text(node, path, error.message + where, hint, code)
        if at and isinstance(node, Text) and node.lines == 1 and node.text.strip() == text:
            fault.column += at - 1 + (node.style in ("single", "double"))
        return fault

    def _bound_names(self) -> Iterator[str]:
        """Names that the witness binds, with the axes of declared arrays and their lengths."""
        for holder in (_mapping(self._body.get("witness")), self._answer):
            yield from _bound_below(holder)


def _bound_below(mapping: Mapping[str, object]) -> Iterator[str]:
    for key, value in mapping.items():
        if key in _BINDERS:
            yield from _mapping(value)
        if key in ("arrays", "shapes"):
            yield from (text for _, text in _leaves(value, ()) if text.isalpha())
        if key in ("wrt", "name"):
            yield from _texts(value)
        if isinstance(value, Mapping):
            yield from _bound_below(_mapping(value))


def _parse(text: str, names: Names, modes: Sequence[Mode]) -> Node:
    first: CheckError | None = None
    for mode in modes:
        try:
            return parse(text, names, mode)
        except CheckError as error:
            first = first or error
    assert first is not None
    raise first


def _is_hopeless(body: Mapping[str, object], frame: Frame) -> bool:
    """Whether every try fails a condition, as far as exact arithmetic can tell."""
    conditions = conditions_of(frame)
    if not conditions:
        return False
    if any(
        isinstance(part, Sym) and part.name in frame.vars for each in conditions for part in walk(each.tree)
    ):
        return False
    domains = domains_of(body)
    generator = Generator(0)
    begun = process_time()
    for _ in range(TRIES):
        if process_time() - begun > _DRAWING_S:
            return False
        params = {name: domain[generator.below(len(domain))].text for name, domain in domains.items()}
        scope = Scope(frame, params)
        for condition in conditions:
            try:
                holds = truth(condition.tree, scope.rationals(condition.tree))
            except CheckError:
                return False
            if holds is None:
                return False
            if not holds:
                break
        else:
            return False
    return True


def _leaves(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below a value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in _mapping(value).items():
            yield from _leaves(part, (*path, key))
    else:
        for index, part in enumerate(_list(value)):
            yield from _leaves(part, (*path, index))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}  # pyright: ignore[reportUnknownVariableType]


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else ()  # pyright: ignore[reportUnknownVariableType]


def _texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(text) for text in _list(value)]


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")
