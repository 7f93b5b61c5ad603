"""What is asked for, as text: a bank's ``answer:``, and the same with everything put in.

:func:`answer_from` reads the mapping that banks and ``drill grade`` write, :func:`as_mapping` writes it. The
trees of a key are read by :mod:`drill.checking.spec_reader`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any, Literal, cast

from drill.checking.kind_table import COMMON, FORMS, KINDS, UP_TO
from drill.codec import is_mapping, is_tuple
from drill.errors import CheckError
from drill.text import did_you_mean

Pairs = tuple[tuple[str, str], ...]
Shapes = tuple[tuple[str, tuple[str, ...]], ...]
"""Names of arrays with their axes: letters, or lengths as digits."""
NO_SLIP = "none"
"""What is answered, and drawn, where no line of an argument is wrong."""
Key = str | Mapping[str, str]
"""Typeable text; of several parts a text for each."""


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

    ``claim`` is a relation that holds exactly where the option is right.
    """

    id: str
    text: str
    right: bool = False
    say: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an argument, with the relation that it states."""

    text: str
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What may go wrong in an argument: ``texts`` replace ``line`` (from 1) and those after it."""

    id: str
    line: int
    texts: tuple[str, ...]
    say: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer that is asked for. Which fields count depends on the kind (``table.KINDS``).

    ``key`` is the text under the kind's own name: of ``solutions`` the point, of ``any`` the kind of value,
    of a resolved ``fault`` the number of the first wrong line or ``none``.
    """

    kind: str
    key: str = ""
    options: tuple[Option, ...] = ()
    parts: tuple[tuple[str, Answer], ...] = ()
    vars: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    names: Pairs = ()
    """Typed names and their LaTeX."""
    tolerance: Tolerance | None = None
    form: str = ""
    up_to: str = ""
    wrt: str = ""
    constant: str = ""
    shapes: Shapes = ()
    arrays: Shapes = ()
    value: str = ""
    of: str = ""
    latex: str = ""
    keep_order: bool = False
    show: int = 0
    """So many options of a pool are shown; 0 for all."""
    such_that: tuple[str, ...] = ()
    example: str = ""
    span: str = ""
    size: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    slips: tuple[Slip, ...] = ()
    none: bool = False
    """Whether the argument of a fault may stand as it is."""
    count: int = 0
    """The number of lines shown of a resolved fault."""

    @property
    def is_open(self) -> bool:
        """Whether no name is declared, so that those of the key count."""
        return not self.vars and not self.names

    def part(self, name: str) -> Answer:
        """Return one part, with what all of them share."""
        return self.within(dict(self.parts)[name])

    def within(self, part: Answer) -> Answer:
        """Return a part with the names and assumptions that stand beside the parts."""
        return replace(
            part,
            vars=part.vars + self.vars,
            names=tuple({**dict(self.names), **dict(part.names)}.items()),
            assume=part.assume + self.assume,
        )

    @property
    def right_ids(self) -> tuple[str, ...]:
        """The ids of the right options, in the order written."""
        return tuple(option.id for option in self.options if option.right)


def option_id(text: str) -> str:
    """Return the id of an option that has none: 8 hex digits of SHA-256 over its trimmed text."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:8]


def kind_of(mapping: Iterable[str]) -> str:
    """Return the one kind that an ``answer:`` mapping names; CheckError for none, several, or an unknown
    one."""
    names = list(mapping)
    kinds = [name for name in names if name in KINDS]
    if len(kinds) == 1:
        return kinds[0]
    if kinds:
        # `shape` and the like are kinds and never options, so two of them are a mistake.
        raise CheckError(f"an answer has one kind, here are {' and '.join(kinds)}")
    unknown = [name for name in names if name not in COMMON]
    if not unknown:
        raise CheckError("the answer names no kind", "one of " + ", ".join(KINDS))
    raise CheckError(f"no kind of answer is called {unknown[0]!r}", did_you_mean(unknown[0], KINDS))


# --- from a mapping ---------------------------------------------------------------------------------------


def answer_from(mapping: Mapping[str, object]) -> Answer:
    """Return an answer from an ``answer:`` mapping, of a bank or of ``drill grade``.

    Raises CheckError that names the field: an unknown kind or option, a value of another form.
    """
    fields_ = _Fields(mapping)
    answer = fields_.answer()
    if answer.kind == "parts":
        for name, part in answer.parts:
            if part.kind in ("parts", "self"):
                raise CheckError(f"parts: {name} cannot be of kind {part.kind}")
    return answer


class _Fields:
    """One mapping being read; every method raises CheckError that names the field."""

    def __init__(self, mapping: Mapping[str, object]) -> None:
        self._mapping = mapping
        self.kind = kind_of(mapping)
        allowed = KINDS[self.kind] | COMMON | {self.kind}
        for name in mapping:
            if name not in allowed:
                raise CheckError(f"{self.kind} has no option {name!r}", did_you_mean(name, sorted(allowed)))

    def answer(self) -> Answer:
        kind = self.kind
        own: dict[str, Any] = {}
        if kind in ("choice", "choices"):
            own = {"options": self._options()}
        elif kind == "order":
            own = {"options": self._steps()}
        elif kind == "parts":
            own = {"parts": self._parts()}
        elif kind == "solutions":
            own = self._solutions()
        elif kind == "any":
            own = self._any()
        elif kind == "fault":
            own = self._fault()
        else:
            own = {"key": self._optional(kind) if kind == "self" else self._text(kind)}
        return Answer(
            kind=kind,
            vars=self._variables(),
            assume=self._texts("assume"),
            names=tuple((str(name), str(latex)) for name, latex in self._pairs("names").items()),
            tolerance=self._tolerance(),
            form=self._one_of("form", FORMS.get(kind, ())),
            up_to=self._one_of("up_to", UP_TO),
            wrt=self._optional("wrt"),
            constant=self._one_of("constant", ("required", "optional")),
            shapes=self._shapes("shapes"),
            arrays=self._shapes("arrays"),
            value=self._optional("value"),
            of=self._optional("of"),
            latex=self._optional("latex"),
            keep_order=self._flag("keep-order"),
            show=self._whole("show", 3, 6) if self._mapping.get("show") is not None else 0,
            such_that=self._texts("such-that"),
            example=self._optional("example"),
            **own,
        )

    # --- the kinds' own values ---

    def _options(self) -> tuple[Option, ...]:
        options = tuple(map(self._option, self._mappings(self.kind)))
        right = sum(option.right for option in options)
        pooled = self._mapping.get("show") is not None
        if right == 0 or (self.kind == "choice" and right > 1 and not pooled):
            raise CheckError(f"{self.kind}: {'one right option is due' if right else 'no option is right'}")
        return self._distinct(options)

    def _option(self, raw: Mapping[str, object]) -> Option:
        unknown = set(raw) - {"right", "wrong", "say", "id", "claim", "figure"}
        if unknown or ("right" in raw) == ("wrong" in raw):
            raise CheckError(
                "choice: an option is {right: …} or {wrong: …, say: …}, with an id and a claim at most"
            )
        text = str(raw["right"] if "right" in raw else raw["wrong"])
        id_ = str(raw.get("id") or option_id(text))
        return Option(id_, text, "right" in raw, str(raw.get("say") or ""), str(raw.get("claim") or ""))

    def _steps(self) -> tuple[Option, ...]:
        options: list[Option] = []
        for raw in self._mappings("order"):
            if not set(raw) <= {"id", "text"} or "text" not in raw:
                raise CheckError("order: an entry is {id: …, text: …}")
            text = str(raw["text"])
            options.append(Option(str(raw.get("id") or option_id(text)), text, True))
        return self._distinct(tuple(options))

    def _distinct(self, options: tuple[Option, ...]) -> tuple[Option, ...]:
        if len({option.id for option in options}) < len(options):
            raise CheckError(f"{self.kind}: two options have the same id")
        return options

    def _parts(self) -> tuple[tuple[str, Answer], ...]:
        parts: list[tuple[str, Answer]] = []
        for name, raw in self._required("parts").items():
            if not is_mapping(raw):
                raise CheckError(f"parts: {name} is due as a mapping such as {{number: 2}}")
            parts.append((name, _Fields(_by_text(raw)).answer()))
        return tuple(parts)

    def _solutions(self) -> dict[str, Any]:
        given = self._required("solutions")
        if "point" not in given or not set(given) <= {"point", "span"}:
            raise CheckError("solutions: {point: …, span: …} is due; without span there is one solution")
        return {"key": str(given["point"]), "span": str(given.get("span") or "")}

    def _any(self) -> dict[str, Any]:
        raw = self._mapping["any"]
        if isinstance(raw, str):
            return {"key": raw.strip()}
        pairs = list(_by_text(raw).items()) if is_mapping(raw) else []
        if len(pairs) != 1:
            raise CheckError("any: one kind of value is due, such as {matrix: [2, 2]}")
        ((value, lengths),) = pairs
        return {"key": value, "size": _axes(lengths)}

    def _fault(self) -> dict[str, Any]:
        raw = self._mapping["fault"]
        if not isinstance(raw, Sequence) or isinstance(raw, str):
            return {"key": self._text("fault").strip(), "count": self._whole("lines", 1, 60)}
        lines = tuple(
            Line(str(_by_text(line)["text"]), str(_by_text(line).get("claim") or ""))
            if is_mapping(line)
            else Line(str(line))
            for line in cast("Sequence[object]", raw)
        )
        return {
            "lines": lines,
            "slips": tuple(map(_slip, self._mappings("slips"))),
            "none": self._flag("none"),
        }

    # --- values ---

    def _raw_list(self, name: str) -> Sequence[object]:
        raw = self._mapping.get(name, ())
        if isinstance(raw, str):
            return (raw,)
        if not isinstance(raw, Sequence):
            raise CheckError(f"{name}: a list is due")
        return cast("Sequence[object]", raw)

    def _texts(self, name: str) -> tuple[str, ...]:
        return tuple(str(item) for item in self._raw_list(name))

    def _variables(self) -> tuple[str, ...]:
        names = tuple(str(item).strip() for item in self._raw_list("vars"))
        for item in names:
            if not item or not item[0].isalpha():
                raise CheckError(f"vars: {item!r} is not a name")
        return names

    def _text(self, name: str) -> str:
        """A scalar as text; numbers of YAML or JSON count as written."""
        raw = self._mapping.get(name)
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise CheckError(f"{name}: a text is due")
        return str(raw)

    def _optional(self, name: str) -> str:
        return self._text(name) if self._mapping.get(name) is not None else ""

    def _one_of(self, name: str, known: Sequence[str]) -> str:
        word = self._optional(name).strip()
        if word and word not in known:
            raise CheckError(f"{name}: {word!r} is not known", did_you_mean(word, known))
        return word

    def _flag(self, name: str) -> bool:
        word = str(self._mapping.get(name, False)).strip().lower()
        if word not in ("true", "false", "yes", "no"):
            raise CheckError(f"{name}: true or false is due")
        return word in ("true", "yes")

    def _whole(self, name: str, low: int, high: int) -> int:
        text = self._text(name).strip()
        if not text.isdecimal() or len(text) > 9 or not low <= int(text) <= high:
            raise CheckError(f"{name}: a whole number from {low} to {high} is due")
        return int(text)

    def _pairs(self, name: str) -> Mapping[str, object]:
        raw = self._mapping.get(name, {})
        if not is_mapping(raw):
            raise CheckError(f"{name}: names with values are due")
        return _by_text(raw)

    def _required(self, name: str) -> Mapping[str, object]:
        found = self._pairs(name)
        if not found:
            raise CheckError(f"{name}: a mapping is due")
        return found

    def _mappings(self, name: str) -> tuple[Mapping[str, object], ...]:
        raw = self._mapping.get(name)
        if isinstance(raw, str) or not isinstance(raw, Sequence) or not raw:
            raise CheckError(f"{name}: a list of mappings is due")
        items = cast("Sequence[object]", raw)
        if not all(isinstance(item, Mapping) for item in items):
            raise CheckError(f"{name}: every entry is a mapping")
        return tuple(_by_text(cast("Mapping[object, object]", item)) for item in items)

    def _shapes(self, name: str) -> Shapes:
        return tuple((array, _axes(axes)) for array, axes in self._pairs(name).items())

    def _tolerance(self) -> Tolerance | None:
        """``tolerance``, ``digits`` or ``decimals``; at most one of them."""
        given = [name for name in ("tolerance", "digits", "decimals") if self._mapping.get(name) is not None]
        if not given:
            return None
        if len(given) > 1:
            raise CheckError(f"{' and '.join(given)} exclude each other")
        name, raw = given[0], self._mapping[given[0]]
        if name == "tolerance":
            return self._stated_tolerance(raw)
        places = Fraction(0) if name == "decimals" and str(raw).strip() == "0" else _positive(name, raw)
        if places.denominator != 1 or places > 50:
            raise CheckError(f"{name}: a whole number up to 50 is due")
        return Tolerance("digits" if name == "digits" else "decimals", str(raw).strip())

    def _stated_tolerance(self, raw: object) -> Tolerance:
        if not is_mapping(raw):
            _positive("tolerance", raw)
            return Tolerance("abs", str(raw).strip())
        pairs = _by_text(cast("Mapping[object, object]", raw))
        if len(pairs) == 1:
            ((kind, amount),) = pairs.items()
            if kind in ("abs", "rel"):
                _positive("tolerance", amount)
                return Tolerance("abs" if kind == "abs" else "rel", str(amount).strip())
        raise CheckError("tolerance: a number, {abs: …} or {rel: …} is due")


def _positive(name: str, raw: object) -> Fraction:
    """A positive rational number, as written."""
    try:
        amount = Fraction(str(raw))
    except (ValueError, ZeroDivisionError):
        raise CheckError(f"{name}: {raw!r} is not a number") from None
    if amount <= 0:
        raise CheckError(f"{name}: more than zero is due")
    return amount


def _slip(raw: Mapping[str, object]) -> Slip:
    if not set(raw) <= {"id", "line", "text", "say", "claim"} or not {"id", "line", "text"} <= set(raw):
        raise CheckError("slips: a slip is {id: …, line: …, text: …, say: …}")
    text = raw["text"]
    texts = (str(text),) if isinstance(text, str) else tuple(map(str, cast("Sequence[object]", text)))
    line = str(raw["line"]).strip()
    if not line.isdecimal() or not 1 <= int(line) <= 60:
        raise CheckError("slips: line is the number of a line")
    return Slip(str(raw["id"]), int(line), texts, str(raw.get("say") or ""), str(raw.get("claim") or ""))


def _axes(raw: object) -> tuple[str, ...]:
    if isinstance(raw, str):
        return (raw.strip(),)
    return (
        tuple(str(axis).strip() for axis in cast("Sequence[object]", raw))
        if isinstance(raw, Sequence)
        else ()
    )


def _by_text(raw: Mapping[Any, object]) -> dict[str, object]:
    return {str(name): value for name, value in raw.items()}


# --- to a mapping -----------------------------------------------------------------------------------------

_SPELT = {"keep_order": "keep-order", "such_that": "such-that"}
_INSIDE = frozenset(
    {"kind", "key", "options", "parts", "span", "size", "lines", "slips", "count", "tolerance"}
)
"""Fields that are written in another way than by their names."""


def as_mapping(answer: Answer) -> dict[str, object]:
    """Return the mapping that :func:`answer_from` reads: what ``drill grade`` takes as ``expect``."""
    found: dict[str, object] = {answer.kind: _own_value(answer)}
    if answer.kind == "fault":
        found |= {"slips": [_slip_mapping(slip) for slip in answer.slips]} if answer.slips else {}
        found |= {"lines": answer.count} if answer.count else {}
    for field in fields(answer):
        value: Any = getattr(answer, field.name)
        if field.name in _INSIDE or value == field.default:
            continue
        if field.name == "names":
            value = dict(value)
        elif field.name in ("shapes", "arrays"):
            value = {name: list(axes) for name, axes in value}
        elif is_tuple(value):
            value = list(value)
        found[_SPELT.get(field.name, field.name)] = value
    if (tolerance := answer.tolerance) is not None:
        found |= (
            {tolerance.kind: tolerance.text}
            if tolerance.kind in ("digits", "decimals")
            else {"tolerance": tolerance.text if tolerance.kind == "abs" else {"rel": tolerance.text}}
        )
    return found


def _own_value(answer: Answer) -> object:
    """What stands under the kind's own name."""
    match answer.kind:
        case "choice" | "choices":
            return [_option_mapping(option) for option in answer.options]
        case "order":
            return [{"id": option.id, "text": option.text} for option in answer.options]
        case "parts":
            return {name: as_mapping(part) for name, part in answer.parts}
        case "solutions":
            return {"point": answer.key} | ({"span": answer.span} if answer.span else {})
        case "any":
            return {answer.key: list(answer.size)} if answer.size else answer.key
        case "fault" if answer.lines:
            return [
                {"text": line.text, "claim": line.claim} if line.claim else line.text for line in answer.lines
            ]
        case _:
            return answer.key


def _option_mapping(option: Option) -> dict[str, str]:
    found = {"id": option.id, "right" if option.right else "wrong": option.text}
    return found | {name: text for name in ("say", "claim") if (text := getattr(option, name))}


def _slip_mapping(slip: Slip) -> dict[str, object]:
    texts = slip.texts[0] if len(slip.texts) == 1 else list(slip.texts)
    found: dict[str, object] = {"id": slip.id, "line": slip.line, "text": texts}
    return found | {name: text for name in ("say", "claim") if (text := getattr(slip, name))}
