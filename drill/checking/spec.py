"""Specs: what an exercise asks for, from a bank's ``answer:`` to the trees that answers are compared with.

A :class:`Spec` holds texts, as a bank writes them or with all values substituted; the classes of its kinds
are in :mod:`drill.checking.kinds`, and read their trees when they are first needed. :func:`spec_from` reads
the mapping that banks and ``drill grade`` write, :func:`as_mapping` writes it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    Protocol,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from drill.checking.field_types import (
    LengthsByName,
    Name,
    OptionId,
    RequiredText,
    Size,
    TextsByName,
    Whole,
    WrittenAs,
)
from drill.checking.typed_text import Pairs, parse_typed
from drill.codec import is_list, is_mapping, is_tuple
from drill.errors import CheckError, ParseError
from drill.maths.functions import CIRCULAR
from drill.maths.names import Names
from drill.maths.plain import Mode, parse
from drill.maths.tree import Call, Const, Node, symbols, walk
from drill.reading import ByWord, write_plain
from drill.removals import describe_former
from drill.text import did_you_mean

if TYPE_CHECKING:
    from drill.checking.judges.context import Context
    from drill.checking.kinds.kind import Given, Mistake
    from drill.checking.verdict import Verdict

# Names of arrays with their axes: letters, or lengths as digits.
Shapes = tuple[tuple[str, tuple[str, ...]], ...]
# A place in a mapping: names, and places in lists from 0.
Path = tuple[str | int, ...]
# Typeable text; of several parts a text for each.
Key = str | Mapping[str, str]
# Options that every kind takes, and their fields: what the exercise declares.
COMMON: Mapping[str, str] = {"vars": "vars", "assume": "assume", "names": "latex"}
# What a resolved answer may have besides: the rounding that its prompt asks for.
_ROUNDING = "rounding"
_AnySpec = TypeVar("_AnySpec", bound="Spec")


class Filling(Protocol):
    """The values of one draw. Every method raises BankError that names the field."""

    def value(self, kind: str, text: str, field: str, within: Spec | None = None, /) -> str:
        """Return a value of a kind with all values substituted; ``within`` may declare arrays."""
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
class Option:
    """One option of a choice (``right`` or not), or one step of an order; ``say`` answers a wrong choice.

    ``claim`` is a relation that holds exactly where the option is right; ``right_if`` one that decides it.
    ``after`` are the ids of the steps that must come before a step of an order, None for all those before it.
    """

    id: str
    text: str
    right: bool = False
    say: str = ""
    claim: str = ""
    right_if: str = ""
    after: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CodeClaim:
    """A comparison in code, and by their names the values of the arrays that it is run on."""

    code: str
    given: Annotated[Mapping[Name, str], Size(1)] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an argument, with the relation that it states."""

    text: str
    claim: str | CodeClaim = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What may go wrong in an argument: ``texts`` replace ``line`` (from 1) and those after it."""

    id: OptionId
    line: Annotated[int, Whole(1, 9)]
    texts: tuple[str, ...] = field(metadata={"written": "text"})
    say: RequiredText = ""
    claim: str | CodeClaim = ""


# Marks the field of an option of ``answer:``.
OPTION: Mapping[str, str] = {"option": ""}


def option(default: Any, name: str = "") -> Any:
    """Declare the field of an option of ``answer:``; ``name`` is its name there if it differs."""
    return field(default=default, metadata={"option": name})


# The letter of a constant as that of a name, perhaps in a font or under an accent.
_LETTER = re.compile(
    r"(?:\s|\{|\\(?:hat|tilde|bar|dot|vec|math(?:bf|it|cal|rm)|boldsymbol|bm)(?![A-Za-z]))*"
    r"(\\pi|e|i)(?![A-Za-z])"
)
# Functions that may be written with the number e.
_OF_E = frozenset(("exp", "sigmoid", "softplus", "phi", *CIRCULAR))


@dataclass(frozen=True, kw_only=True)
class Spec:
    """The base of all specs: what is declared, and the parts that some kinds have, empty for the others.

    ``latex`` has the LaTeX of typed names (``names`` in a bank).
    """

    kind: str
    vars: tuple[Name, ...] = ()
    assume: tuple[str, ...] = ()
    latex: Annotated[Pairs, WrittenAs(TextsByName)] = ()
    # The rounding that the prompt asks for, ``2 digits`` or ``3 decimals``; no bank writes it here.
    rounding: str = ""
    options: tuple[Option, ...] = field(default=(), init=False)
    parts: tuple[tuple[str, Spec], ...] = field(default=(), init=False)
    shapes: Annotated[Shapes, WrittenAs(LengthsByName)] = field(default=(), init=False)
    lines: tuple[Line, ...] = field(default=(), init=False)
    slips: tuple[Slip, ...] = field(default=(), init=False)
    show: int = field(default=0, init=False)
    form: str = field(default="", init=False)
    tolerance: Tolerance | None = field(default=None, init=False)

    READ_BY: ClassVar = ByWord("kind", lambda: {name: row.spec for name, row in _kinds().items()})

    @classmethod
    def own(cls, raw: Raw) -> dict[str, Any]:
        """Return the fields that are under the kind's own name. Raises CheckError for anything else."""
        raise NotImplementedError

    def written(self) -> object:
        """Return the value under the kind's own name, as a bank writes it."""
        raise NotImplementedError

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return its fields with a draw's values substituted; ``path`` is the path of the answer."""
        return {}

    def expressions(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts besides its key that are expressions, with their places in ``answer:``."""
        yield from ()

    def sentences(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts that may hold values, with their places in ``answer:``."""
        yield from ()

    def read(self) -> None:
        """Read every text. Raises CheckError that names the field of one that is not read."""
        _ = self.trees, self.names

    def judge(self, answer: Given, mistakes: Sequence[Mistake], option_order: Sequence[str]) -> Verdict:
        """Return the verdict on what a learner handed in; by default an answer is one tree.

        Raises CheckError where the answer is not read.
        """
        from drill.checking.judge import judge_maths  # imports the kinds, which import this module

        return judge_maths(self, answer, mistakes)

    def parse_answer(self, text: str, names: Names) -> Node:
        """Return the tree of an answer; kinds that are not mathematics are never asked. Raises ParseError."""
        assert self.mode is not None
        return self.parse_as(text, names, self.mode)

    def parse_as(self, text: str, names: Names, mode: Mode) -> Node:
        """Return the tree of a text without what people habitually write around it. Raises ParseError."""
        return parse_typed(_kinds()[self.kind].unwrap(text), names, self.latex, mode)

    def compare(self, answer: Node, context: Context) -> Verdict:
        """Return the verdict on the tree of an answer. Raises CheckError for one of another kind."""
        raise NotImplementedError

    def diagnose(self, answer: Node, context: Context) -> Verdict | None:
        """Say what is off with the tree of a wrong answer, if that is known."""
        return None

    def fits(self, mistake: str, answer: str) -> bool:
        """Return whether an answer is what a known mistake yields; by default both are trees."""
        from drill.checking.judge import fits_maths  # imports the kinds, which import this module

        return fits_maths(self, mistake, answer)

    def fits_tree(self, mistake: Node, answer: Node, context: Context) -> bool:
        """Return whether the tree of an answer is right for the spec whose key is a known mistake."""
        return self.compare(answer, context).verdict == "correct"

    @cached_property
    def names(self) -> Names:
        """The names for answers: the declared ones, or those of the key if none is declared."""
        seen = frozenset[str]().union(*map(symbols, self.trees)) if self.is_open else frozenset[str]()
        return Names(frozenset((*self.vars, *dict(self.latex))) | seen)

    @property
    def trees(self) -> tuple[Node, ...]:
        """The trees of its texts; their names count if none is declared."""
        return ()

    @cached_property
    def constants(self) -> frozenset[str]:
        """The constants that occur in the key; all of them if it has no tree."""
        parts = [part for tree in self.trees for part in walk(tree)]
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

        A letter that is shown for something else is no constant, if the key needs none, and ``2e-3`` is a
        number where the key has no e.
        """
        names = self.typed_names
        letters = (_LETTER.match(latex) for _, latex in self.latex)
        hidden = frozenset(letter[1].removeprefix("\\") for letter in letters if letter) - self.constants
        has_exponents = "e" not in self.constants and names.declared.isdisjoint("eE")
        return replace(names, hidden=hidden, has_exponents=has_exponents)

    @property
    def mode(self) -> Mode | None:
        """How an answer is read; None where it is not mathematics, or several values."""
        return _kinds()[self.kind].mode

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

    text: str = ""

    @classmethod
    def own(cls, raw: Raw) -> dict[str, Any]:
        """Return the text."""
        return {"text": raw.text(raw.kind)}

    def written(self) -> object:
        """Return the text."""
        return self.text

    def filled(self, put: Filling, path: str) -> dict[str, Any]:
        """Return the text, evaluated as texts of its kind are."""
        field = f"{path}.{self.kind}"
        return {"text": put.value(self.kind, self.text, field, self) if self.text else ""}


@dataclass(frozen=True, kw_only=True)
class KeySpec(TextSpec):
    """A kind whose key is one tree, such as an interval, an equation or a shape."""

    @cached_property
    def key(self) -> Node:
        """The tree of the text."""
        return self.parsed(self.kind, self.text, _kinds()[self.kind].key_mode)

    @property
    def trees(self) -> tuple[Node, ...]:
        """The key."""
        return (self.key,)

    def mistaken(self, key: Node) -> Spec:
        """Return the spec whose key is a known mistake, in any form."""
        return keyed(self.loose, key)


def keyed(spec: _AnySpec, key: Node | None, names: Names | None = None) -> _AnySpec:
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
def _kinds() -> Mapping[str, Any]:
    from drill.checking.kinds import KINDS  # the registry, whose modules import this one

    return KINDS


@lru_cache(maxsize=64)
def options_of(model: type[Spec]) -> Mapping[str, Field[Any]]:
    """Return the options of a spec's class besides the common ones, by their names in ``answer:``."""
    marked = {field: field.metadata["option"] for field in fields(model) if "option" in field.metadata}
    return {name or field.name.replace("_", "-"): field for field, name in marked.items()}


@lru_cache(maxsize=64)
def choices_of(model: type[Spec], option: str) -> tuple[str, ...]:
    """Return the words that an option may be; none if it may be anything."""
    hint = _hints(model)[options_of(model)[option].name] if option in options_of(model) else None
    return tuple(filter(None, get_args(hint))) if get_origin(hint) is Literal else ()


@lru_cache(maxsize=64)
def _hints(model: type[Spec]) -> Mapping[str, Any]:
    return get_type_hints(model)


# --- from a mapping ---------------------------------------------------------------------------------------


def kind_of(mapping: Iterable[str]) -> str:
    """Return the one kind that an ``answer:`` mapping names; CheckError for none, several, or an unknown
    one."""
    names, known = list(mapping), _kinds()
    kinds = [name for name in names if name in known]
    if len(kinds) == 1:
        return kinds[0]
    if kinds:
        # `shape` and the like are kinds and never options, so two of them are a mistake.
        raise CheckError(f"an answer has one kind, here are {' and '.join(kinds)}")
    unknown = [name for name in names if name not in COMMON]
    if not unknown:
        raise CheckError("the answer names no kind", "one of " + ", ".join(known))
    former = next((name for name in unknown if describe_former("kind of answer", name)), "")
    hint = describe_former("kind of answer", former) or did_you_mean(unknown[0], known)
    raise CheckError(f"no kind of answer is called {(former or unknown[0])!r}", hint)


def spec_from(mapping: Mapping[str, object]) -> Spec:
    """Return the spec of an ``answer:`` mapping, of a bank or of ``drill grade``.

    Raises CheckError that names the field: an unknown kind or option, a value of another form.
    """
    return Raw(mapping).spec()


class Raw:
    """One mapping being read; every method raises CheckError that names the field."""

    def __init__(self, mapping: Mapping[str, object]) -> None:
        self.mapping = mapping
        self.kind = kind_of(mapping)
        self._model: type[Spec] = _kinds()[self.kind].spec
        allowed = _kinds()[self.kind].options | COMMON.keys() | {self.kind, _ROUNDING}
        for name in mapping:
            if name not in allowed:
                hint = describe_former("option of an answer", name) or did_you_mean(name, sorted(allowed))
                raise CheckError(f"{self.kind} has no option {name!r}", hint)

    def spec(self) -> Spec:
        """Return the spec."""
        values, hints = self._model.own(self), _hints(self._model)
        for name, item in options_of(self._model).items():
            if item.name not in values:
                values[item.name] = self._option(name, hints[item.name])
        values["latex"] = tuple((str(name), str(latex)) for name, latex in self.pairs("names").items())
        values["rounding"] = self._rounding()
        return self._model(kind=self.kind, vars=self._variables(), assume=self.texts("assume"), **values)

    def _rounding(self) -> str:
        rounding = self.optional(_ROUNDING)
        if rounding and not re.fullmatch(r"[1-9]\d? (digits|decimals)", rounding):
            raise CheckError(f"{_ROUNDING}: 2 digits or 3 decimals is expected")
        return rounding

    def _option(self, name: str, hint: Any) -> Any:
        if get_origin(hint) is Literal:
            return self._one_of(name, tuple(filter(None, get_args(hint))))
        if hint == Shapes:
            return tuple((array, axes(lengths)) for array, lengths in self.pairs(name).items())
        return {bool: self.flag, str: self.optional, int: self._pool, tuple[str, ...]: self.texts}.get(
            hint, self._tolerance
        )(name)

    def _pool(self, name: str) -> int:
        return self.whole(name, 3, 6) if self.mapping.get(name) is not None else 0

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; one counts as a list of one. Raises CheckError for anything else."""
        try:
            return texts_in(self.mapping.get(name, ()))
        except CheckError as error:
            raise CheckError(f"{name}: {error.message}") from None

    def _variables(self) -> tuple[str, ...]:
        names = tuple(item.strip() for item in self.texts("vars"))
        if (item := next((item for item in names if not item[:1].isalpha()), None)) is not None:
            raise CheckError(f"vars: {item!r} is not a name")
        return names

    def text(self, name: str) -> str:
        """Return a scalar as text; numbers of YAML or JSON count as written. Raises CheckError for none."""
        raw = self.mapping.get(name)
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise CheckError(f"{name}: a text is expected")
        return str(raw)

    def optional(self, name: str) -> str:
        """Return a text that may be absent."""
        return self.text(name) if self.mapping.get(name) is not None else ""

    def _one_of(self, name: str, known: Sequence[str]) -> str:
        word = self.optional(name).strip()
        if word and word not in known:
            raise CheckError(f"{name}: {word!r} is not known", did_you_mean(word, known))
        return word

    def flag(self, name: str) -> bool:
        """Return true or false, which is false where it is absent. Raises CheckError for another word."""
        word = str(self.mapping.get(name, False)).strip().lower()
        if word not in ("true", "false", "yes", "no"):
            raise CheckError(f"{name}: true or false is expected")
        return word in ("true", "yes")

    def whole(self, name: str, low: int, high: int) -> int:
        """Return a whole number of a range. Raises CheckError outside of it."""
        text = self.text(name).strip()
        if not text.isdecimal() or len(text) > 9 or not low <= int(text) <= high:
            raise CheckError(f"{name}: a whole number from {low} to {high} is expected")
        return int(text)

    def pairs(self, name: str, *, is_due: bool = False) -> Mapping[str, object]:
        """Return a mapping. Raises CheckError for anything else."""
        raw = self.mapping.get(name, {})
        if not is_mapping(raw):
            raise CheckError(f"{name}: names with values are expected")
        if is_due and not raw:
            raise CheckError(f"{name}: a mapping is expected")
        return by_text(raw)

    def mappings(self, name: str) -> tuple[Mapping[str, object], ...]:
        """Return a list of mappings, one or more. Raises CheckError for anything else."""
        raw = self.mapping.get(name)
        if not (is_list(raw) or is_tuple(raw)) or not raw:
            raise CheckError(f"{name}: a list of mappings is expected")
        if not all(isinstance(item, Mapping) for item in raw):
            raise CheckError(f"{name}: every entry is a mapping")
        return tuple(map(by_text, raw))

    def _tolerance(self, _name: str) -> Tolerance | None:
        """Return ``tolerance``, ``digits`` or ``decimals``; at most one of them may be given."""
        names = [name for name in ("tolerance", "digits", "decimals") if self.mapping.get(name) is not None]
        if not names:
            return None
        if len(names) > 1:
            raise CheckError(f"{' and '.join(names)} exclude each other")
        name, raw = names[0], self.mapping[names[0]]
        if name == "tolerance":
            return _stated_tolerance(raw)
        places = Fraction(0) if name == "decimals" and str(raw).strip() == "0" else _positive(name, raw)
        if places.denominator != 1 or places > 50:
            raise CheckError(f"{name}: a whole number up to 50 is expected")
        return Tolerance("digits" if name == "digits" else "decimals", str(raw).strip())


def _stated_tolerance(raw: object) -> Tolerance:
    pairs = by_text(raw) if is_mapping(raw) else {"abs": raw}
    for kind in ("abs", "rel"):
        if list(pairs) == [kind]:
            _positive("tolerance", pairs[kind])
            return Tolerance(kind, str(pairs[kind]).strip())
    raise CheckError("tolerance: a number, {abs: …} or {rel: …} is expected")


def _positive(name: str, raw: object) -> Fraction:
    """Return a positive rational number, as written."""
    try:
        amount = Fraction(str(raw))
    except (ValueError, ZeroDivisionError):
        raise CheckError(f"{name}: {raw!r} is not a number") from None
    if amount <= 0:
        raise CheckError(f"{name}: a number above 0 is expected")
    return amount


def texts_in(raw: object) -> tuple[str, ...]:
    """Return a list of texts; one counts as a list of one. Raises CheckError for anything else."""
    if isinstance(raw, str):
        return (raw,)
    if not isinstance(raw, Sequence):
        raise CheckError("a list is expected")
    return tuple(map(str, cast("Sequence[object]", raw)))


def axes(raw: object) -> tuple[str, ...]:
    """Return the axes of one array; a single axis may be written without a list."""
    if isinstance(raw, str | int):
        return (str(raw).strip(),)
    return tuple(str(axis).strip() for axis in raw) if is_list(raw) or is_tuple(raw) else ()


def by_text(raw: Mapping[Any, object]) -> dict[str, object]:
    """Return a mapping whose names are texts."""
    return {str(name): value for name, value in raw.items()}


# --- to a mapping -----------------------------------------------------------------------------------------


def as_mapping(spec: Spec) -> dict[str, object]:
    """Return the mapping that :func:`spec_from` reads: what ``drill grade`` takes as ``expect``."""
    mapping: dict[str, object] = {spec.kind: spec.written()}
    for name in COMMON:
        if value := getattr(spec, COMMON[name]):
            mapping[name] = dict(value) if name == "names" else list(value)
    if spec.rounding:
        mapping[_ROUNDING] = spec.rounding
    for name, item in options_of(type(spec)).items():
        value = getattr(spec, item.name)
        if value == item.default:
            continue
        if isinstance(value, Tolerance):
            name = value.kind if value.kind in ("digits", "decimals") else "tolerance"
            value = {"rel": value.text} if value.kind == "rel" else value.text
        elif is_tuple(value) and item.name == "shapes":
            value = {array: list(lengths) for array, lengths in value}
        elif is_tuple(value) and name == "probes":
            value = [dict(probe) for probe in value]
        elif is_tuple(value):
            value = [_slip_mapping(part) if isinstance(part, Slip) else part for part in value]
        mapping[name] = value
    return mapping


def _slip_mapping(slip: Slip) -> Mapping[str, object]:
    texts = slip.texts[0] if len(slip.texts) == 1 else list(slip.texts)
    mapping = {"id": slip.id, "line": slip.line, "text": texts} | ({"say": slip.say} if slip.say else {})
    return mapping | ({"claim": write_plain(slip.claim)} if slip.claim else {})
