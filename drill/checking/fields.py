"""Reading scalars, names and trees out of an ``answer:`` mapping, with errors that name the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from typing import Literal, cast

from drill.checking.table import COMMON, KINDS
from drill.errors import CheckError, ParseError
from drill.maths import tree
from drill.maths.names import Names
from drill.maths.plain import Mode, parse


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an answer may lie from the key: absolutely, relatively, or half a unit of a last place."""

    kind: Literal["abs", "rel", "digits", "decimals"]
    amount: Fraction


def kind_of(expect: Mapping[str, object]) -> str:
    """The one kind that an ``answer:`` mapping names; CheckError for none, several, or an unknown one."""
    kinds = [name for name in expect if name in KINDS]
    if len(kinds) == 1:
        return kinds[0]
    if kinds:
        # `shape` and the like are kinds and never options, so two of them are a mistake.
        raise CheckError(f"an answer has one kind, here are {' and '.join(kinds)}")
    unknown = [name for name in expect if name not in COMMON]
    if not unknown:
        raise CheckError("the answer names no kind", "one of " + ", ".join(KINDS))
    raise CheckError(f"no kind of answer is called {unknown[0]!r}", nearest(unknown[0], KINDS))


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or all of them."""
    words = list(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else "known are " + ", ".join(words)


class Fields:
    """One ``answer:`` mapping being read; every method raises CheckError that names the field."""

    def __init__(self, expect: Mapping[str, object], outer: Fields | None = None) -> None:
        self.expect = expect
        self.kind = kind_of(expect)
        allowed = KINDS[self.kind] | COMMON | {self.kind}
        for name in expect:
            if name not in allowed:
                raise CheckError(f"{self.kind} has no option {name!r}", nearest(name, sorted(allowed)))
        self.vars = self._names_list("vars") + (outer.vars if outer else ())
        self.latex = self._latex_names() | (outer.latex if outer else {})
        self.assume = self.texts("assume") + (outer.assume if outer else ())
        self._open = not self.vars and not self.latex
        self._seen: set[str] = set()

    def _raw_list(self, name: str) -> Sequence[object]:
        raw = self.expect.get(name, ())
        if isinstance(raw, str):
            return (raw,)
        if not isinstance(raw, Sequence):
            raise CheckError(f"{name}: a list is due")
        return cast("Sequence[object]", raw)

    def _names_list(self, name: str) -> tuple[str, ...]:
        names = tuple(str(item).strip() for item in self._raw_list(name))
        for item in names:
            if not item or not item[0].isalpha():
                raise CheckError(f"{name}: {item!r} is not a name")
        return names

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, or one text."""
        return tuple(str(item) for item in self._raw_list(name))

    def _latex_names(self) -> dict[str, str]:
        raw = self.expect.get("names", {})
        if not isinstance(raw, Mapping):
            raise CheckError("names: a mapping from typed names to LaTeX is due")
        pairs = cast("Mapping[object, object]", raw)
        return {str(name): str(latex) for name, latex in pairs.items()}

    @property
    def is_open(self) -> bool:
        """Whether the exercise declares no names, so that those of the key count."""
        return self._open

    @property
    def names(self) -> Names:
        """The names for answers: the declared ones, or those of the key if none is declared."""
        return Names(frozenset((*self.vars, *self.latex, *self._seen)))

    def text(self, name: str) -> str:
        """A scalar as text; numbers of YAML or JSON count as written."""
        raw = self.expect.get(name)
        if isinstance(raw, bool) or not isinstance(raw, str | int | float):
            raise CheckError(f"{name}: a text is due")
        return str(raw)

    def optional_text(self, name: str) -> str:
        """A scalar as text, or the empty text."""
        return self.text(name) if self.expect.get(name) is not None else ""

    def one_of(self, name: str, known: Sequence[str], default: str = "") -> str:
        """A word of a list, or the default."""
        if self.expect.get(name) is None:
            return default
        word = self.text(name).strip()
        if word not in known:
            raise CheckError(f"{name}: {word!r} is not known", nearest(word, known))
        return word

    def flag(self, name: str) -> bool:
        """True or false, false by default."""
        raw = self.expect.get(name, False)
        word = str(raw).strip().lower()
        if word not in ("true", "false", "yes", "no"):
            raise CheckError(f"{name}: true or false is due")
        return word in ("true", "yes")

    def mapping(self, name: str) -> Mapping[str, object]:
        """A mapping with text keys."""
        raw = self.expect.get(name)
        if not isinstance(raw, Mapping) or not raw:
            raise CheckError(f"{name}: a mapping is due")
        pairs = cast("Mapping[object, object]", raw)
        return {str(key): value for key, value in pairs.items()}

    def mappings(self, name: str) -> tuple[Mapping[str, object], ...]:
        """A non-empty list of mappings."""
        raw = self.expect.get(name)
        if isinstance(raw, str) or not isinstance(raw, Sequence) or not raw:
            raise CheckError(f"{name}: a list of mappings is due")
        items = cast("Sequence[object]", raw)
        if not all(isinstance(item, Mapping) for item in items):
            raise CheckError(f"{name}: every entry is a mapping")
        return tuple(cast("Mapping[str, object]", item) for item in items)

    def number(self, name: str, raw: object) -> Fraction:
        """A positive rational number, as written."""
        try:
            amount = Fraction(str(raw))
        except (ValueError, ZeroDivisionError):
            raise CheckError(f"{name}: {raw!r} is not a number") from None
        if amount <= 0:
            raise CheckError(f"{name}: more than zero is due")
        return amount

    def tolerance(self) -> Tolerance | None:
        """``tolerance``, ``digits`` or ``decimals``; at most one of them."""
        given = [name for name in ("tolerance", "digits", "decimals") if self.expect.get(name) is not None]
        if not given:
            return None
        if len(given) > 1:
            raise CheckError(f"{' and '.join(given)} exclude each other")
        name, raw = given[0], self.expect[given[0]]
        if name == "tolerance":
            return self._tolerance(raw)
        places = Fraction(0) if name == "decimals" and str(raw).strip() == "0" else self.number(name, raw)
        if places.denominator != 1 or places > 50:
            raise CheckError(f"{name}: a whole number up to 50 is due")
        return Tolerance("digits" if name == "digits" else "decimals", places)

    def _tolerance(self, raw: object) -> Tolerance:
        if not isinstance(raw, Mapping):
            return Tolerance("abs", self.number("tolerance", raw))
        pairs = cast("Mapping[object, object]", raw)
        if len(pairs) == 1:
            ((kind, amount),) = pairs.items()
            if kind in ("abs", "rel"):
                return Tolerance("abs" if kind == "abs" else "rel", self.number("tolerance", amount))
        raise CheckError("tolerance: a number, {abs: …} or {rel: …} is due")

    def tree(self, name: str, mode: Mode = "value") -> tree.Node:
        """The key in field ``name``, read in the language of answers, or of banks where that does not do."""
        return self.read(name, self.text(name), mode)

    def read(self, name: str, text: str, mode: Mode = "value", names: Names | None = None) -> tree.Node:
        """``text`` as a tree; what it names is declared where the exercise declares nothing."""
        if names is None:
            undeclared: Literal["refuse", "allow"] = "allow" if self._open else "refuse"
            names = Names(frozenset((*self.vars, *self.latex)), undeclared=undeclared)
        try:
            node = parse(text, names, mode)
        except ParseError as error:
            node = self._read_as_bank(name, text, mode, replace(names, functions="bank"), error)
        if self._open:
            self._seen |= tree.symbols(node)
        return node

    def _read_as_bank(self, name: str, text: str, mode: Mode, names: Names, first: ParseError) -> tree.Node:
        try:
            return parse(text, names, mode)
        except ParseError:
            raise CheckError(f"{name}: {first}", f"in {text!r}") from None
