r"""What the letters of a derivation are: numbers with their domains, arrays with their axes.

One reader for the head of a file, the prompt of an author, and an exercise: ``A, B: n, n``, ``lam: number``,
``n positive integer``, ``0 < p < 1``, ``A symmetric``, ``x, y \in \mathbb{R}^n``. The words are those of
``assume`` and of arrays; a sentence that says anything else declares nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from drill.errors import CheckError
from drill.maths.characters import GREEK
from drill.maths.domains import (
    STRUCTURES,
    Assumptions,
    Domain,
    assumptions_of,
    read_assumptions,
    split_worded_assumption,
)
from drill.text import pairs, split_words

_NAME = r"[^\W\d](?:\w*'*)"
_NAMES = rf"(?P<names>{_NAME}(?:(?:\s*,\s*(?:and )?| and ){_NAME})*)"
_SHAPED = re.compile(rf"{_NAMES}\s*:\s*(?P<axes>\w+(?:\s*,\s*\w+)*)(?:\s*,?\s+(?P<words>[a-z1 -]+))?")
_MEMBERS = re.compile(
    rf"{_NAMES} (?:is |are )?in (?P<space>[RQNZ])(?P<plus>[\^_]?\(?\+\)?)?"
    r"(?:\^\(?(?P<axes>\w+(?: ?x ?\w+)?)\)?)?"
    r"(?: (?:be |is |are )?(?P<words>[a-z][a-z -]*))?"
)
_INTERVAL = re.compile(rf"{_NAMES} in ([(\[]) ?([^,]+), ?([^,]+?) ?([)\]])")
_SIZED = re.compile(
    rf"{_NAMES} (?:is |are |be )?(?:an? )?(?P<axes>\w+ ?(?:x|by) ?\w+) (?P<words>[a-z -]*)matri(?:x|ces)"
)
_WORDED = re.compile(rf"{_NAMES} (?:is |are |be )?(?P<words>[a-z][a-z0-9, -]*)")
_RELATED = re.compile(rf"(?:[-\d./]+ ?<=? ?)?{_NAMES} ?(?:[<>]=?|!=) ?[-\d./]+")
_LEAD = re.compile(r"\s*(?:(?:let|for all|for|where|with)\s+)?", re.IGNORECASE)
_FONT = re.compile(r"\\(mathbf|mathbb|mathcal|boldsymbol|bm)\s*\{?\s*([A-Za-z])\s*\}?")
_BETWEEN = re.compile(r"\s*(?:;|\.\s|,(?: and\b)?|\band\b)\s*")
_SIGNS = pairs(
    r"\ge >= \geq >= ≥ >= \le <= \leq <= ≤ <= \neq != \ne != ≠ != \gt > \lt <"
    r" \in in ∈ in \times x × x ℝ R ℕ N ℤ Z"
)
_SIGN = re.compile(r"\\[A-Za-z]+|[≥≤≠∈×ℝℕℤ]")
_WORDS_OF_NUMBERS = split_words(
    "number numbers scalar scalars real reals variable variables constant constants"
)
# Words around the property of a matrix that say nothing more.
_FILLERS = split_words("a an be is are real square and matrix matrices")
_USUAL_AXES = {"matrix": ("n", "n"), "matrices": ("n", "n"), "vector": ("n",), "vectors": ("n",)}
_NATURAL = "positive integer"


@dataclass(frozen=True)
class Declarations:
    """The declared letters: ``numbers``, ``shapes`` of arrays, and texts as ``assume`` has them.

    A number of which nothing is assumed may be any: what depends on it is not decided.
    """

    numbers: frozenset[str] = frozenset()
    shapes: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    assume: tuple[str, ...] = ()

    @cached_property
    def assumed(self) -> Assumptions:
        """What the texts assume; a letter that is declared twice is in both domains."""
        return assumptions_of(self.assume, frozenset[str]())

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        """The domains of the numbers that have one."""
        return {name: domain for name, domain in self.assumed.domains.items() if name not in self.shapes}

    @cached_property
    def names(self) -> frozenset[str]:
        """The letters that are declared."""
        return self.numbers.union(self.domains, self.shapes)

    def list_assumed(self, names: frozenset[str]) -> list[str]:
        """Return the texts about some letters, without those that relate several."""
        each = {text: assumptions_of((text,), frozenset[str]()) for text in self.assume}
        return [
            text
            for text, one in each.items()
            if not one.relations and not names.isdisjoint((*one.domains, *one.structures))
        ]

    def joined(self, other: Declarations) -> Declarations:
        """Return both. A structure by itself keeps the axes that its array has."""
        structured = other.assumed.structures
        shapes = {n: s for n, s in other.shapes.items() if not (n in self.shapes and n in structured)}
        return Declarations(
            self.numbers | other.numbers, {**self.shapes, **shapes}, (*self.assume, *other.assume)
        )


def read_declaration(text: str) -> Declarations | None:
    """Return what a line declares; None for a line that says anything else."""
    return _read_joined(_write_plainly(text))


def _read_joined(text: str) -> Declarations | None:
    """Return what a text declares: one declaration, or one in front of a sign between two, and the others."""
    text = _LEAD.sub("", text, count=1).strip()
    if (declared := _read_part(text)) is not None:
        return declared
    for between in _BETWEEN.finditer(text):
        first = _read_part(text[: between.start()])
        others = None if first is None else _read_joined(text[between.end() :])
        if first is not None and others is not None:
            return first.joined(others)
    return None


def _read_part(text: str) -> Declarations | None:
    if match := _SHAPED.fullmatch(text):
        return _declare_array(match["names"], re.split(r"\s*,\s*", match["axes"]), match["words"] or "")
    if match := _SIZED.fullmatch(text):
        return _declare_array(match["names"], re.split(r" ?(?:x|by) ?", match["axes"]), match["words"])
    if match := _MEMBERS.fullmatch(text):
        words = match["words"] or ""
        if match["axes"]:
            is_of_reals = match["space"] == "R" and not match["plus"]
            axes = re.split(r" ?x ?", match["axes"])
            return _declare_array(match["names"], axes, words) if is_of_reals else None
        real = "positive" if match["plus"] else "real"
        kind = {"R": real, "Q": real, "N": _NATURAL, "Z": "integer"}[match["space"]]
        kind = _NATURAL if match["space"] == "Z" and match["plus"] else kind
        return None if words else _assume(match["names"], kind)
    if match := _INTERVAL.fullmatch(text):
        names, opening, low, high, closing = match.groups()
        low = f"{low} {'<=' if opening == '[' else '<'} "
        high = "" if "inf" in high else f" {'<=' if closing == ']' else '<'} {high}"
        return _read_assumptions([f"{'' if 'inf' in low else low}{name}{high}" for name in _split(names)])
    if match := _RELATED.fullmatch(text):
        names = match["names"]
        return _read_assumptions([text.replace(names, name, 1) for name in _split(names)])
    if match := _WORDED.fullmatch(text):
        return _assume(match["names"], match["words"])
    return None


def _split(names: str) -> list[str]:
    return re.split(r"\s*(?:,(?: and\b)?|\band\b)\s*", names)


def _declare_array(names: str, axes: Sequence[str], words: str) -> Declarations | None:
    """Return arrays with their axes; None for axes or words that are neither."""
    if len(axes) == 1 and axes[0] in _WORDS_OF_NUMBERS:
        return None if words else Declarations(frozenset(_split(names)))
    axes = _USUAL_AXES.get(axes[0], axes)
    if len(axes) == 1 and len(axes[0]) > 1 and not axes[0].isdigit():
        return _assume(names, f"{axes[0]} {words}".strip())
    is_sized = len(axes) < 3 and all(axis.isdigit() or len(axis) == 1 for axis in axes)
    structure = _read_structure(words)
    if not is_sized or structure is None or (structure and (len(axes) != 2 or axes[0] != axes[1])):
        return None
    letters = _split(names)
    assumed = tuple(f"{name} {structure}" for name in letters if structure)
    return Declarations(shapes=dict.fromkeys(letters, tuple(axes)), assume=assumed)


def _read_structure(words: str) -> str | None:
    """Return the property that words name, empty for none; None for anything else."""
    bare = [word for word in re.split(r"[\s,-]+", words) if word and word not in _FILLERS]
    if bare != ["invertible"]:
        bare = [word for word in bare if word != "invertible"]
    text = " ".join(bare).replace("symmetric positive", "positive").replace("non singular", "invertible")
    worded = split_worded_assumption(f"A {text}") if text else ("A", "")
    return worded[1] if worded is not None and worded[1] in ("", *STRUCTURES) else None


def _assume(names: str, words: str) -> Declarations | None:
    """Return letters of which the words of ``assume`` are said; None for other words."""
    if _read_structure(words):
        return _declare_array(names, ("n", "n"), words)
    bare = [word for word in words.replace("non-", "non").split() if word not in _WORDS_OF_NUMBERS - {"real"}]
    bare = ["integer" if word == "integers" else word for word in bare if word not in ("a", "an")]
    if not bare and not _WORDS_OF_NUMBERS.isdisjoint(words.split()):
        return Declarations(frozenset(_split(names)))
    return _read_assumptions([f"{name} {' '.join(bare)}" for name in _split(names)]) if bare else None


def _read_assumptions(texts: Sequence[str]) -> Declarations | None:
    try:
        assumed = read_assumptions(texts, ())
    except CheckError:
        return None
    return None if assumed.structures or not assumed.domains else Declarations(assume=tuple(texts))


def _write_plainly(text: str) -> str:
    """Return a line with plain signs in place of those of LaTeX, names as formulas of it have them."""
    text = _FONT.sub(lambda match: match[2] if match[1] == "mathbb" else f" {match[2]}_{match[1]}", text)
    text = re.sub(r"\\(?:left|right|[,;:! ])", " ", text.strip().rstrip(".:;,"))
    text = _SIGN.sub(_write_sign, text)
    text = re.sub(r"_\{(\w+)\}", r"_\1", re.sub(r"[$*`]", " ", text))
    return " ".join(re.sub(r"[{}]", lambda brace: "(" if brace[0] == "{" else ")", text).split())


def _write_sign(sign: re.Match[str]) -> str:
    plain = _SIGNS.get(sign[0])
    if plain is not None:
        return f" {plain} "
    name = sign[0].removeprefix("\\")
    return f" {name}" if name in GREEK.values() else {"infty": " inf"}.get(name, sign[0])
