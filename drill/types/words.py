"""Types in words, for sentences and tables: ``a vector of d``, ``function of vector of d``."""

from __future__ import annotations

from typing import Final

from drill.types.value_types import (
    BITS,
    COUNT,
    Array,
    Function,
    Index,
    Law,
    Number,
    SetOf,
    Several,
    Thing,
    Truth,
    Type,
    Unknown,
    format_domain,
)

# Nouns of types with their plurals.
_PLURALS: Final = {
    "vector": "vectors", "number": "numbers", "array": "arrays", "matrix": "matrices", "count": "counts",
    "thing": "things", "index": "indices", "function": "functions", "whole number": "whole numbers",
    "set": "sets", "distribution": "distributions",
}  # fmt: skip
_VOWELS: Final = ("a", "e", "i", "o", "u")


def describe_type(kind: Type) -> str:
    """Return a type in words with its article, for a sentence: ``a vector of d``."""
    match kind:
        case Several(items=items):
            return " and ".join(map(describe_type, items))
        case Unknown():
            return "not declared"
        case Array():
            noun = name_type(Array(kind.axes))
        case Function(arguments=None, result=Number(), known=""):
            noun = "function"
        case Function():
            noun = f"function {kind}"
        case Number(is_whole=True):
            noun = "count" if kind == COUNT else "whole number"
        case _:
            noun = name_type(kind)
    return f"{'an' if noun.startswith(_VOWELS) else 'a'} {noun}"


def name_type(kind: Type) -> str:
    """Return a type in words without an article: ``matrix m x d, simplex``, ``distribution of things``."""
    match kind:
        case Number(domain=domain):
            return _name_number(kind, format_domain(domain))
        case Array(axes=axes):
            noun = ("vector of", "matrix", "array")[min(len(axes), 3) - 1]
            entries = kind.kind or format_domain(kind.domain)
            return f"{noun} {' x '.join(map(str, axes))}{entries and f', {entries}'}"
        case Function(known=known) if known:
            return known
        case Function(arguments=arguments, result=result):
            of = "" if arguments is None else f" of {', '.join(map(name_type, arguments))}"
            is_plain = isinstance(result, Number) and not format_domain(result.domain)
            return f"function{of}" if is_plain else f"function{of} into {result}"
        case Law(of=of):
            return "distribution" if isinstance(of, Unknown) else f"distribution of {_name_many(of)}"
        case SetOf(of=of):
            return "set" if isinstance(of, Unknown) else f"set of {_name_many(of)}"
        case Index():
            return "index"
        case Thing():
            return "thing"
        case Several(items=items):
            return " and ".join(map(name_type, items))
        case Truth():
            return "condition"
        case Unknown():
            return ""


def _name_number(kind: Number, domain: str) -> str:
    if kind.domain == BITS:
        return "0 or 1"
    if kind == COUNT or not domain:
        return domain or "number"
    noun = "whole number" if kind.is_whole else "number"
    if domain == "integer":
        return noun
    return f"{noun} {'in ' if domain[0] in '([{' else ''}{domain}"


def _name_many(kind: Type) -> str:
    """Return a type in the plural, of several side by side each."""
    if isinstance(kind, Several):
        return " and ".join(map(_name_many, kind.items))
    name = name_type(kind)
    noun = next((one for one in _PLURALS if name == one or name.startswith(f"{one} ")), "")
    return _PLURALS[noun] + name[len(noun) :] if noun else name
