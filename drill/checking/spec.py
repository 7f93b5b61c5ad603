"""Specs: what an exercise asks for, from a bank's ``answer:`` to the trees that answers are compared with.

A :class:`Spec` holds texts, as a bank writes them or with all values substituted; the classes of its kinds
are in :mod:`drill.checking.kinds`, and read their trees when they are first needed. :func:`spec_from` reads
the mapping that banks and ``drill grade`` write, :func:`as_mapping` writes it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, Self, TypeVar

from drill.authored_figure import AuthoredFigure
from drill.checking.kind import (
    KINDS,
    Given,
    MistakeReply,
    Name,
    NameList,
    OptionId,
    Positive,
    RequiredText,
    TextPairs,
    Texts,
)
from drill.checking.typed_text import parse_typed
from drill.codec import is_mapping
from drill.errors import CheckError, ParseError, describe_removal
from drill.maths.maths_tree import Call, Const, Node, Sym, find_symbols, substitute_symbols, walk_tree
from drill.maths.names import CIRCULAR, WITNESS_ONLY, Names
from drill.maths.plain import Mode, parse
from drill.maths.print import to_plain
from drill.reading import (
    ByKey,
    Derived,
    FaultyData,
    FieldFault,
    Lone,
    Pattern,
    Short,
    Size,
    UnderTag,
    Whole,
    WrittenAs,
    WrittenName,
    read_typed,
    write_plain,
)
from drill.text import did_you_mean

if TYPE_CHECKING:
    from drill.checking.answer_verdict import Verdict
    from drill.checking.judges.context import Context

# Names of arrays with their axes: letters, or lengths as digits.
Shapes = tuple[tuple[str, tuple[str, ...]], ...]
# A place in a mapping: names, and places in lists from 0.
Path = tuple[str | int, ...]
# Typeable text; of several parts a text for each.
Key = str | Mapping[str, str]
# Options that every kind takes: declarations of the exercise.
_COMMON = frozenset(("vars", "assume", "names"))
_AnySpec = TypeVar("_AnySpec", bound="Spec")


class Filling(Protocol):
    """The values of one draw. Every method raises BankError that names the field."""

    def value(self, answer: Spec, text: str, field: str, /) -> str:
        """Return the value of a text of the answer's kind, which may declare arrays."""
        ...

    def unevaluated(self, answer: Spec, text: str, field: str, /) -> str:
        """Return an expression of matrices that the answer declares."""
        ...

    def law(self, text: str, field: str, /) -> str:
        """Return a distribution with its parameters evaluated."""
        ...

    def formula(self, text: str, field: str, /) -> str:
        """Return a formula, unchanged if it is not read."""
        ...

    def code(self, answer: Spec, text: str, /) -> str:
        """Return code on the answer's arrays."""
        ...

    def shown(self, answer: Spec, text: str, /) -> str:
        """Return a value of the answer's kind as a learner would type it, rounded as the answer asks."""
        ...

    def render(self, text: str, field: str, /) -> str:
        """Return a template with the values in it."""
        ...

    def lengths(self, shapes: Shapes, /) -> Shapes:
        """Return axes by their letters, or by the lengths that parameters give them."""
        ...

    def holds(self, text: str, field: str, /) -> bool:
        """Return whether a relation is true with all values substituted."""
        ...

    def condition(self, text: str, field: str, called: Sequence[str] = (), /) -> str:
        """Return a condition on an answer, not evaluated; ``called`` are names of parts."""
        ...

    def expect(self, answer: Spec, field: str = ..., /) -> Spec:
        """Return a part with all values substituted."""
        ...


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an answer may lie from the key: absolutely, relatively, or half a unit of a last place.

    ``text`` is the amount as written: a positive rational, or a number of digits or decimals.
    """

    kind: Literal["abs", "rel", "digits", "decimals"]
    text: str

    @property
    def amount(self) -> Fraction:
        """The amount as a number."""
        return Fraction(self.text)


@dataclass(frozen=True, slots=True)
class Distance:
    """How far an answer may lie from the key as written: ``{abs: …}`` or ``{rel: …}``."""

    abs: Positive = ""
    rel: Positive = ""

    def __post_init__(self) -> None:
        if bool(self.abs) == bool(self.rel):
            raise FieldFault((), "one of abs and rel is expected")


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice (``right`` or not), or one step of an order; ``say`` answers a wrong choice.

    ``claim`` is a relation or code, true exactly where the option is right; ``right_if`` a relation that
    decides it. ``after`` are the ids of the steps that must come before a step of an order, None for all
    those before it.
    """

    id: str
    text: str
    right: bool = False
    say: str = ""
    claim: str | CodeClaim = ""
    right_if: str = ""
    after: tuple[str, ...] | None = None
    figure: AuthoredFigure | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class CodeClaim:
    """A comparison in code, and by their names the values of the arrays that it is run on."""

    code: str
    given: Annotated[Mapping[Name, str], Size(1)] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ArgumentLine:
    """One line of an argument, with the relation that it states."""

    text: str
    claim: str | CodeClaim = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What may go wrong in an argument: ``texts`` replace ``line`` (from 1) and those after it."""

    id: OptionId
    line: Annotated[int, Whole(1, 9)]
    texts: Annotated[tuple[str, ...], WrittenName("text"), Lone(is_written_alone=True), Size(most=200)]
    say: RequiredText = ""
    claim: str | CodeClaim = ""


@dataclass(frozen=True, slots=True)
class AnswerCondition:
    """A condition on an answer, and the reply to an answer that fails it."""

    that: str
    say: RequiredText = ""


# Conditions; a single one needs no list, and one without a reply is a text.
Conditions = Annotated[
    tuple[Annotated[AnswerCondition, Short("that")], ...], Lone(), WrittenName("such-that")
]


# The letter of a constant as that of a name, perhaps in a font or under an accent.
_LETTER = re.compile(
    r"(?:\s|\{|\\(?:hat|tilde|bar|dot|vec|math(?:bf|it|cal|rm)|boldsymbol|bm)(?![A-Za-z]))*"
    r"(\\pi|e|i)(?![A-Za-z])"
)
# Functions that may be written with the number e.
_OF_E = frozenset(("exp", "sigmoid", "softplus", "phi", *CIRCULAR))


_ROUNDINGS = r"exact|[1-9]\d? (digits|decimals)"


@dataclass(frozen=True, kw_only=True)
class Spec:
    """The base of all specs: what is declared, and the parts that some kinds have, empty for the others.

    ``latex`` has the LaTeX of typed names (``names`` in a bank).
    """

    READ_BY: ClassVar = ByKey(lambda: _map_kinds_to_specs(), "kind", lambda written: _describe_kinds(written))

    kind: str
    vars: NameList = ()
    assume: Texts = ()
    latex: Annotated[TextPairs, WrittenName("names")] = ()
    # The decimals that the prompt accepts, ``2 digits``, ``3 decimals`` or ``exact``, where it says so.
    rounding: Annotated[str, Derived(), Pattern(_ROUNDINGS, "2 digits, 3 decimals or exact")] = ""
    options: tuple[Option, ...] = field(default=(), init=False)
    parts: tuple[tuple[str, Spec], ...] = field(default=(), init=False)
    shapes: Shapes = field(default=(), init=False)
    slips: tuple[Slip, ...] = field(default=(), init=False)
    show: int = field(default=0, init=False)
    form: str = field(default="", init=False)

    @property
    def tolerance(self) -> Tolerance | None:
        """Max distance of an answer from the key; None if it is exact."""
        return None

    @property
    def asked_rounding(self) -> Tolerance | None:
        """The number of digits or decimals that the prompt asks for; None if it asks for none."""
        if self.rounding in ("", "exact"):
            return None
        places, _, unit = self.rounding.partition(" ")
        return Tolerance("digits" if unit == "digits" else "decimals", places)

    @property
    def lines(self) -> tuple[ArgumentLine, ...]:
        """The lines of an argument that may contain a fault."""
        return ()

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return its fields with a draw's values substituted; ``path`` is the path of the answer."""
        return {}

    def fill_text(self, put: Filling, text: str, field: str) -> str:
        """Return a key or a known mistake with a draw's values substituted: by default its value."""
        return put.value(self, text, field)

    def typeable_key(self, put: Filling) -> Key:
        """Return the key, whose values are substituted, as a learner would type it."""
        raise NotImplementedError

    def expressions(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts besides its key that are expressions, with their places in ``answer:``."""
        yield from ()

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts that may hold values, with their places in ``answer:``."""
        yield from ()

    def read(self) -> None:
        """Read every text. Raises CheckError that names the field of one that is not read."""
        _ = self.trees, self.names

    def judge(self, answer: Given, mistakes: Sequence[MistakeReply], option_order: Sequence[str]) -> Verdict:
        """Return the verdict on a learner's input, for kinds whose answers are not a single tree.

        Answers that are one tree are judged by `drill.checking.judge.judge_maths`.

        Raises CheckError if the answer is not read.
        """
        raise NotImplementedError

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of an answer; kinds that are not mathematics are never asked. Raises ParseError."""
        assert self.mode is not None
        return self.parse_as(text, names, self.mode)

    def parse_as(self, text: str, names: Names, mode: Mode) -> Node:
        """Return the tree of a text without what people habitually write around it. Raises ParseError."""
        return parse_typed(KINDS[self.kind].unwrap(text), names, self.latex, mode)

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Return the verdict on the tree of an answer. Raises CheckError for one of another kind."""
        raise NotImplementedError

    def diagnose(self, answer: Node, context: Context) -> Verdict | None:
        """Return a diagnosis of a wrong answer's tree, if there is one."""
        return None

    def fits(self, mistake: str, answer: str) -> bool:
        """Return whether an answer is the result of a known mistake, for kinds with their own judge."""
        raise NotImplementedError

    def fits_tree(self, mistake: Node, answer: Node, context: Context) -> bool:
        """Return whether the tree of an answer is right for the spec whose key is a known mistake."""
        return self.compare(answer, context).verdict == "correct"

    @cached_property
    def names(self) -> Names:
        """The names for answers: the declared ones, or those of the key if none is declared."""
        seen = frozenset[str]().union(*map(find_symbols, self.trees)) if self.is_open else frozenset[str]()
        declared = (name for name in (*self.vars, *dict(self.latex)) if not name.endswith(WITNESS_ONLY))
        return Names(frozenset(declared) | seen)

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """The names as the prompt shows them, each on one line: what every sentence calls them."""
        from drill.typeset import typeset_on_one_line

        return {name: " ".join(typeset_on_one_line(latex).lines) or name for name, latex in self.latex}

    def print_as_shown(self, node: Node) -> str:
        """Return a tree in plain mathematics, with the letters of the prompt."""
        return to_plain(
            substitute_symbols(node, {name: Sym(letter) for name, letter in self.letters.items()})
        )

    @property
    def trees(self) -> tuple[Node, ...]:
        """The trees of its texts; their names count if none is declared."""
        return ()

    @cached_property
    def constants(self) -> frozenset[str]:
        """The constants that occur in the key; all of them if it has no tree."""
        parts = [part for tree in self.trees for part in walk_tree(tree)]
        constant_names = {part.name for part in parts if isinstance(part, Const)}
        has_exp = any(isinstance(part, Call) and part.name in _OF_E for part in parts)
        return frozenset(constant_names | ({"e"} if has_exp else set()) if parts else ("pi", "e", "i"))

    @property
    def typed_names(self) -> Names:
        """The names that may be typed."""
        return self.names

    @cached_property
    def names_of_answers(self) -> Names:
        """Return the names that may be typed, with the constants that exist.

        A letter that is shown for something else is not a constant, if the key needs none, and ``2e-3`` is a
        number where the key has no e.
        """
        names = self.typed_names
        letters = (_LETTER.match(latex) for _, latex in self.latex)
        hidden = frozenset(letter[1].removeprefix("\\") for letter in letters if letter) - self.constants
        has_exponents = "e" not in self.constants and names.declared.isdisjoint("eE")
        return replace(names, hidden=hidden, has_exponents=has_exponents)

    @property
    def mode(self) -> Mode | None:
        """The mode in which an answer is read; None if it is not mathematics, or several values."""
        return KINDS[self.kind].mode

    @property
    def may_round(self) -> bool:
        """Whether decimals may round the exact numbers of the key."""
        return KINDS[self.kind].may_round

    @property
    def is_single_value(self) -> bool:
        """Whether the key is one number or expression."""
        return False

    @property
    def is_collection(self) -> bool:
        """Whether the key is a set of values."""
        return False

    @property
    def is_percent(self) -> bool:
        """Whether the key is written in percent; then the number of percents is right, too."""
        return False

    @property
    def entries_asked(self) -> int:
        """The required number of entries, if an answer with another number of them is handed back; else 0."""
        return 0

    @property
    def shown_texts(self) -> tuple[str, ...]:
        """The texts besides the names that show how an answer's names are written."""
        return ()

    def reread(self, node: Node, text: str, is_right: Callable[[Node], bool]) -> Node:
        """Return the intended tree of a wrong answer, or the tree itself; ParseError asks back."""
        return node

    def read_as_share(self, text: str, node: Node) -> tuple[Node, str, str] | None:
        """Return a ratio read as a share of the whole, both readings in words; None for any other text."""
        return None

    def respell(self, text: str) -> Iterator[str]:
        """Yield other spellings that people may mean, of an answer that is not right as it is written."""
        yield from ()

    @property
    def is_open(self) -> bool:
        """Whether no name is declared, so that those of the key count."""
        return not self.vars and not self.latex

    @property
    def loose(self) -> Spec:
        """Return this spec without its required form."""
        return self

    @property
    def right_ids(self) -> tuple[str, ...]:
        """The ids of the right options, in the order written."""
        return tuple(option.id for option in self.options if option.right)

    def part(self, name: str) -> Spec:
        """Return one part, with the names and assumptions that all parts share."""
        part = dict(self.parts)[name]
        latex = tuple({**dict(self.latex), **dict(part.latex)}.items())
        return replace(
            part, vars=part.vars + self.vars, latex=latex, assume=part.assume + self.assume,
            rounding=part.rounding or self.rounding,
        )  # fmt: skip

    def parsed(self, field: str, text: str, mode: Mode, names: Names | None = None) -> Node:
        """Return a text as a tree, in the language of answers, else of banks. Raises CheckError."""
        if names is None:
            undeclared: Literal["refuse", "allow"] = "allow" if self.is_open else "refuse"
            names = Names(frozenset((*self.vars, *dict(self.latex))), undeclared=undeclared)
        try:
            return parse(text, names, mode)
        except ParseError as error:
            try:
                return parse(text, replace(names, functions="bank"), mode)
            except ParseError:
                raise CheckError(f"{field}: {error}", f"in {text!r}") from None


@dataclass(frozen=True, kw_only=True)
class TextSpec(Spec):
    """A kind with one text under its name."""

    text: Annotated[str, UnderTag()] = ""

    def with_text(self, text: str) -> Self:
        """Return this spec with another text as its key."""
        return replace(self, text=text)

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the text, evaluated as texts of its kind are."""
        field = f"{path}.{self.kind}"
        return {"text": self.fill_text(put, self.text, field) if self.text else ""}

    def typeable_key(self, put: Filling) -> Key:
        """Return the text."""
        return self.text


@dataclass(frozen=True, kw_only=True)
class KeySpec(TextSpec):
    """A kind whose key is one tree, such as an interval or a shape."""

    @cached_property
    def key(self) -> Node:
        """The tree of the text."""
        return self.parsed(self.kind, self.text, KINDS[self.kind].key_mode)

    def typeable_key(self, put: Filling) -> Key:
        """Return the key, rounded as the answer asks."""
        return put.shown(self, self.text)

    @property
    def trees(self) -> tuple[Node, ...]:
        """The key."""
        return (self.key,)

    @property
    def key_entries(self) -> tuple[Node, ...]:
        """The entries of the key; of a single value the key itself."""
        return (self.key,)

    def mistaken(self, key: Node) -> Spec:
        """Return the spec whose key is a known mistake, in any form."""
        return replace_spec_key(self.loose, key)


def _tolerance_within(written: str | Distance) -> Tolerance:
    if isinstance(written, str):
        return Tolerance("abs", written)
    if written.rel:
        return Tolerance("rel", written.rel)
    return Tolerance("abs", written.abs)


def _written_distance(tolerance: Tolerance) -> str | Distance:
    if tolerance.kind == "abs":
        return tolerance.text
    return Distance(rel=tolerance.text)


@dataclass(frozen=True, kw_only=True)
class RoundedSpec(KeySpec):
    """A kind whose key may be met with a tolerance: a distance, or a number of digits or decimals."""

    within: Annotated[
        Tolerance | None,
        WrittenName("tolerance"),
        WrittenAs(Positive | Distance, _tolerance_within, _written_distance),
    ] = None
    digits: Annotated[int, Whole(1, 50)] = 0
    decimals: Annotated[int | None, Whole(0, 50)] = None

    def __post_init__(self) -> None:
        stated = {"tolerance": self.within, "digits": self.digits or None, "decimals": self.decimals}
        names = [name for name, value in stated.items() if value is not None]
        if len(names) > 1:
            raise FieldFault(names[-1], f"{' and '.join(names)} cannot be combined")

    @property
    def tolerance(self) -> Tolerance | None:
        """Max distance of an answer from the key; None if it is exact."""
        if self.digits:
            return Tolerance("digits", str(self.digits))
        if self.decimals is None:
            return self.within
        return Tolerance("decimals", str(self.decimals))

    @property
    def exact(self) -> Self:
        """Return this spec without its tolerance."""
        return replace(self, within=None, digits=0, decimals=None)


def replace_spec_key(spec: _AnySpec, key: Node | None, names: Names | None = None) -> _AnySpec:
    """Return the spec with another tree as its key, and with ``names`` if there are some."""
    copied = replace(spec)
    vars(copied).update(names=names or spec.names, key=key)
    return copied


@lru_cache(maxsize=64)
def known(expect: Spec) -> Spec:
    """Return the spec with its trees, shared among equal specs. Raises CheckError for an unreadable field."""
    expect.read()
    return expect


def option_id(text: str) -> str:
    """Return the default id of an option: 8 hex digits of SHA-256 over its trimmed text."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:8]


@lru_cache(maxsize=1)
def _map_kinds_to_specs() -> Mapping[str, type[Spec]]:
    return {name: row.spec for name, row in KINDS.items()}


# --- from a mapping ---------------------------------------------------------------------------------------


def find_answer_kind(mapping: Iterable[str]) -> str:
    """Return the one kind that an ``answer:`` mapping names; CheckError for none, several, or an unknown
    one."""
    names = list(mapping)
    known = KINDS
    kinds = [name for name in names if name in known]
    if len(kinds) == 1:
        return kinds[0]
    if kinds:
        # `shape` and the like are kinds and never options, so two of them are a mistake.
        raise CheckError(f"an answer has one kind, here are {' and '.join(kinds)}")
    unknown = [name for name in names if name not in _COMMON]
    if not unknown:
        raise CheckError("the answer names no kind", "one of " + ", ".join(known))
    former = next((name for name in unknown if describe_removal("kind of answer", name)), "")
    hint = describe_removal("kind of answer", former) or did_you_mean(unknown[0], known)
    raise CheckError(f"no kind of answer is called {(former or unknown[0])!r}", hint)


def _describe_kinds(written: object) -> tuple[str, str]:
    """Return the fault of an answer that does not name one kind, and a hint."""
    try:
        if is_mapping(written):
            find_answer_kind(written)
    except CheckError as error:
        return error.message, error.hint
    return "an answer is {kind: value}, such as {number: 2}", ""


def spec_from(mapping: Mapping[str, object]) -> Spec:
    """Return the spec of an ``answer:`` mapping, of a bank or of ``drill grade``.

    Raises CheckError that names the field: an unknown kind or option, a value of another form.
    """
    try:
        return read_typed(Spec, mapping, scalars="text", with_derived=True)
    except FaultyData as error:
        first = error.faults[0]
        former = describe_removal("option of an answer", str(first.path[-1])) if first.path else ""
        if first.code == "unknown-key" and former:
            raise CheckError(error.message, former) from None
        raise


def as_mapping(spec: Spec) -> dict[str, object]:
    """Return the mapping that :func:`spec_from` reads: what ``drill grade`` takes as ``expect``."""
    return write_plain(spec)
